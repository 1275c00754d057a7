"""`chinhdanh web`: what an operator types, and what is answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from access_world import build, user
from allauth.mfa.models import Authenticator
from click.testing import CliRunner, Result

from chinhdanh.cli import main
from chinhdanh.registry.problems import RegistryProblems
from chinhdanh.registry.synth import write
from chinhdanh.web.accounts.models import Grant, User
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.officials.models import Person
from chinhdanh.web.operations.commands import prepare_demo
from chinhdanh.web.record.base import Change


def run(*words: str, typed: str | None = None) -> Result:
    result = CliRunner().invoke(main, ["web", *words], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_load_snapshot_backup_restore(
    real_db: str, new_database: Callable[[], str], point_at: Callable[[str], None], tmp_path: Path
) -> None:
    """The operator's round: load, write out, back up; and nothing is loaded or restored over what is there."""
    write(200, 3, tmp_path / "province")
    loaded = run("load", str(tmp_path / "province"), "--reason", "thử")
    assert loaded.exit_code == 0
    assert f"person\t{Person.objects.count()}" in loaded.stdout
    assert Change.objects.get().reason == "thử"
    out = run("snapshot", "--out", str(tmp_path / "out"), "--as-of", "2026-11-20")
    assert out.stdout == loaded.stdout
    assert '"as_of": "2026-11-20"' in (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")

    again = run("load", str(tmp_path / "province"), "--lang", "en")
    assert again.exit_code == 2
    assert "[record_not_empty]" in again.stderr
    taken = run("snapshot", "--out", str(tmp_path / "out"))
    assert taken.exit_code == 2
    assert "[target_exists]" in taken.stderr

    assert run("backup", str(tmp_path / "b.zip")).exit_code == 0
    refused = run("restore", str(tmp_path / "b.zip"))
    assert refused.exit_code == 2
    assert "[database_not_empty]" in refused.stderr


def test_what_cannot_be_loaded_is_listed(real_db: str, tmp_path: Path) -> None:
    """File, row, column and what to do, in both languages; nothing is written."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "person.csv").write_text("id,full_name\na,An\n", encoding="utf-8")
    (folder / "decision.csv").write_text("id,kind,person_id,signed_on\nd1,appointment,b,2020-01-01\n", encoding="utf-8")
    for lang, word in (("vi", "dòng 2, cột person_id"), ("en", "row 2, column person_id")):
        result = run("load", str(folder), "--lang", lang)
        assert result.exit_code == 2
        assert "decision.csv" in result.stderr
        assert word in result.stderr
        assert "[record_id_points_nowhere]" in result.stderr
    assert not Change.objects.exists()


def test_users(real_db: str) -> None:
    """Added, listed, locked, unlocked, with another password; passwords are never shown, and have to be changed."""
    word = "một mật khẩu đủ dài"
    added = run("user", "add", "lan", "--full-name", "Trần Thị Lan", "--password-file", "-", typed=f"{word}\n")
    assert added.exit_code == 0
    assert word not in added.output
    lan = User.objects.get(name="lan")
    assert lan.check_password(word)
    assert lan.password_temporary
    User.objects.update(password_temporary=False)
    assert run("user", "list").stdout == "lan\tTrần Thị Lan\t\thoạt động\n"
    run("user", "lock", "lan")
    assert run("user", "list", "--lang", "en").stdout == "lan\tTrần Thị Lan\t\tlocked\n"
    run("user", "unlock", "lan")
    assert User.objects.get(name="lan").is_active
    assert run("user", "password", "lan", typed="còn dài hơn nữa\ncòn dài hơn nữa\n").exit_code == 0
    lan = User.objects.get(name="lan")
    assert lan.check_password("còn dài hơn nữa")
    assert lan.password_temporary


@pytest.mark.parametrize(
    ("words", "typed", "codes"),
    [
        (["add", "lan", "--full-name", "Lan"], "một mật khẩu đủ dài", ["user_exists"]),
        (["add", "mai", "--full-name", "Mai"], "ngắn", ["weak_password"]),
        (
            ["add", "lan", "--full-name", "L", "--person", "x"],
            "123",
            ["user_exists", "no_such_person", "weak_password"],
        ),
        (["password", "mai"], "một mật khẩu đủ dài", ["no_such_user"]),
        (["password", "lan"], "password", ["weak_password"]),
    ],
)
def test_users_that_cannot_be(real_db: str, words: list[str], typed: str, codes: list[str]) -> None:
    """All that is wrong is told at once, and nobody is added or changed."""
    User.objects.create_user("lan", "giữ nguyên", full_name="Lan")
    result = run("user", *words, "--password-file", "-", "--lang", "en", typed=f"{typed}\n")
    assert result.exit_code == 2
    for code in codes:
        assert f"[{code}]" in result.stderr
    assert User.objects.get().check_password("giữ nguyên")


def test_a_database_that_is_behind_or_not_there(
    real_db: str, run_sql: Callable[[str], None], point_at: Callable[[str], None], tmp_path: Path
) -> None:
    """Told as such, with what to do; migrating mends the first."""
    run_sql(f"CREATE DATABASE {real_db}_new TEMPLATE template0")
    point_at(f"{real_db}_new")
    behind = run("user", "list")
    assert behind.exit_code == 2
    assert "[migrations_missing]" in behind.stderr
    assert run("migrate").exit_code == 0
    assert run("user", "list").exit_code == 0
    point_at("no_such_database")
    gone = run("user", "list", "--lang", "en")
    assert gone.exit_code == 2
    assert "[database_not_reached]" in gone.stderr
    assert "no_such_database" not in gone.stderr
    point_at(real_db)


def test_the_first_roles_are_given_at_the_machine(real_db: str) -> None:
    """At a body that is there, once; and only the operator's is held at none."""
    build()
    user("lan")
    assert run("user", "grant", "lan", "inspector", "--at", "A", "--reason", "thử").exit_code == 0
    assert run("user", "grant", "lan", "operator", "--reason", "thử").exit_code == 0
    held = {(grant.role, grant.organization_id) for grant in Grant.objects.in_force(today())}
    assert held == {("inspector", "A"), ("operator", None)}
    for words, code in (
        (("inspector", "--at", "A"), "role_held"),
        (("inspector", "--at", "Z"), "no_such_organization"),
        (("inspector",), "role_without_organization"),
    ):
        refused = run("user", "grant", "lan", *words, "--reason", "thử", "--lang", "en")
        assert (refused.exit_code, f"[{code}]" in refused.stderr) == (2, True)


def test_a_lost_phone_is_forgotten(real_db: str) -> None:
    Authenticator.objects.create(user=user("lan"), type="totp", data={"secret": "x"})
    Authenticator.objects.create(user=user("hoa"), type="totp", data={"secret": "x"})
    assert run("user", "forget-factors", "lan").exit_code == 0
    assert [one.user.name for one in Authenticator.objects.all()] == ["hoa"]


def test_a_demo_is_no_place_for_real_users(real_db: str) -> None:
    """Nor is a registry loaded twice into one."""
    write_nothing: dict[str, int] = prepare_demo(None, lambda *_: None)
    assert write_nothing == {}
    user("lan")
    with pytest.raises(RegistryProblems) as refused:
        prepare_demo(None, lambda *_: None)
    assert [problem.code for problem in refused.value.problems] == ["demo_with_users"]
