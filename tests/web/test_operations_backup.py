"""A backup restored elsewhere is the same in every table, and protected as before; anything else is told."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from chinhdanh.registry.problems import RegistryProblems
from chinhdanh.registry.snapshot import open_snapshot
from chinhdanh.registry.synth import write
from chinhdanh.web.accounts.models import User
from chinhdanh.web.officials.models import Person
from chinhdanh.web.operations.backup import back_up, restore, sums
from chinhdanh.web.operations.health import missing_migrations
from chinhdanh.web.record.snapshots import load_snapshot
from chinhdanh.web.record.writing import recording


def all_rows() -> dict[str, list[str]]:
    """Every row of every table as text, read without the sums."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(RegistryProblems) as told:
        act()
    (problem,) = told.value.problems
    assert problem.message_vi != problem.message_en
    return problem.code


def test_a_restored_backup_is_the_same_in_every_table(
    real_db: str, empty_database: str, point_at: Callable[[str], None], tmp_path: Path
) -> None:
    """Rows, users, history, protection and the counters of ids: all is as it was, and work goes on."""
    write(300, 5, tmp_path / "province")
    with open_snapshot(tmp_path / "province") as snapshot:
        load_snapshot(snapshot, "thử")
    user = User.objects.create_user("lan", "một mật khẩu dài", full_name="Trần Thị Lan")
    with recording("correction", user, "sai tên") as writing:
        writing.correct(Person.objects.order_by("pk")[0], full_name="Ân")
    before = all_rows()
    file = tmp_path / "backup.zip"
    back_up(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

    point_at(empty_database)
    restore(file)
    assert all_rows() == before
    assert missing_migrations() == 0
    assert User.objects.get().check_password("một mật khẩu dài")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.Version.objects.update(full_name="x")
    with recording("entry", None) as writing:
        writing.add(Person, full_name="mới")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM snapshot.person")
        assert cursor.fetchone()[0] == len(before["person"]) + 1

    assert code_of(lambda: restore(file)) == "database_not_empty"


def test_a_backup_overwrites_nothing(real_db: str, tmp_path: Path) -> None:
    """A file that is there stays as it is."""
    file = tmp_path / "backup.zip"
    file.write_text("quan trọng", encoding="utf-8")
    assert code_of(lambda: back_up(file)) == "target_exists"
    assert file.read_text(encoding="utf-8") == "quan trọng"


@pytest.mark.parametrize("spoil", ["cut", "text", "flipped"])
def test_a_damaged_backup_is_told_before_anything_is_restored(
    real_db: str, empty_database: str, point_at: Callable[[str], None], tmp_path: Path, spoil: str
) -> None:
    """Cut off, not a backup at all, or with one byte changed: nothing is put into the database."""
    file = tmp_path / "backup.zip"
    back_up(file)
    content = bytearray(file.read_bytes())
    if spoil == "cut":
        content = content[: len(content) // 2]
    elif spoil == "text":
        content = bytearray(b"hello")
    else:
        content[len(content) // 2] ^= 1
    file.write_bytes(content)
    point_at(empty_database)
    assert code_of(lambda: restore(file)) == "not_a_backup"
    assert all_rows() == {}


def test_a_restore_that_comes_to_something_else_is_told(
    real_db: str, empty_database: str, point_at: Callable[[str], None], tmp_path: Path
) -> None:
    """The sums of the manifest are compared: a dump that is not the one of the manifest is found out."""
    back_up(tmp_path / "without.zip")
    User.objects.create_user("lan", "x", full_name="Lan")
    back_up(tmp_path / "with.zip")
    mixed = tmp_path / "mixed.zip"
    with zipfile.ZipFile(mixed, "w") as new:
        for name, source in (("manifest.json", "with.zip"), ("database.dump", "without.zip")):
            with zipfile.ZipFile(tmp_path / source) as old:
                new.writestr(name, old.read(name))
    point_at(empty_database)
    with pytest.raises(RegistryProblems, match=r"public\.app_user"):
        restore(mixed)


def test_sums_see_any_change(real_db: str) -> None:
    """One letter in one row is another sum."""
    user = User.objects.create_user("lan", "x", full_name="Lan")
    with transaction.atomic():
        before = sums()
    User.objects.filter(pk=user.pk).update(full_name="Lân")
    with transaction.atomic():
        after = sums()
    assert {name for name in before if before[name] != after[name]} == {"public.app_user"}
