"""An office that has nothing but Excel lists: from an empty database to findings, without a registry to load."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from imports_world import workbook

from chinhdanh.cli import main
from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.models import User
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.findings.models import Run
from chinhdanh.web.imports import actions
from chinhdanh.web.imports.fields import PEOPLE
from chinhdanh.web.imports.models import Import
from chinhdanh.web.officials.models import Person, Tenure
from chinhdanh.web.organisations.models import Organization, Post, Reorganisation
from chinhdanh.web.record.base import Change

FIRST, NEW = "mật khẩu tạm đầu tiên", "một mật khẩu khác hẳn 7"


def run(*words: str, typed: str | None = None) -> Result:
    result = CliRunner().invoke(main, ["web", *words], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def _begun() -> Client:
    """The operator's part, and the head of personnel signed in under a password of their own."""
    made = run("found", "Tỉnh ủy  An Sơn ", "--code", "tinh-uy", "--kind", "party_committee", "--level", "province")
    assert (made.exit_code, made.stdout) == (0, "tinh-uy\n")
    run("user", "add", "lan", "--full-name", "Trần Thị Lan", "--password-file", "-", typed=f"{FIRST}\n")
    assert run("user", "grant", "lan", "head_of_personnel", "--at", "tinh-uy", "--reason", "thử").exit_code == 0
    head = Client()
    head.post("/accounts/login/", {"login": "lan", "password": FIRST})
    assert head.get("/").headers["Location"] == "/accounts/password/"
    changed = head.post("/accounts/password/", {"oldpassword": FIRST, "password1": NEW, "password2": NEW})
    assert changed.status_code == 302
    return head


def _sent(head: Client, address: str, **given: Any) -> None:
    grounds = {"on": "01/07/2020", "number": "12-QĐ/TU", "signed_on": "30/06/2020"}
    answer = head.post(address, {**grounds, **given})
    assert answer.status_code == 302, answer.content.decode()


def test_from_nothing_to_findings(real_db: str) -> None:
    """Every page of the way answers on a record that has next to nothing, and says where to go on."""
    head = _begun()
    top = Organization.objects.get()
    first = head.get("/").content.decode()
    assert "Đến cây tổ chức" in first
    for address in ("posts/", "retirements/", f"{top.key}/", f"{top.key}/establishment/", f"{top.key}/history/"):
        assert head.get(f"/organisations/{address}").status_code == 200, address
    for address in (
        "/officials/",
        "/decisions/",
        "/findings/",
        "/findings/runs/",
        "/positions/",
        "/imports/",
        "/roles/",
    ):
        assert head.get(address).status_code == 200, address
    page = head.get(f"/organisations/{top.key}/").content.decode()
    assert f"/organisations/{top.key}/found/" in page
    assert f"/organisations/{top.key}/posts/new/" in page
    assert "người vận hành, tại máy chủ" in head.get(f"/organisations/{top.key}/history/").content.decode()
    assert "/imports/new/" in head.get("/officials/").content.decode()

    _sent(head, f"/organisations/{top.key}/found/", name="Ban Tổ chức Tỉnh ủy", kind="party_body")
    below = Organization.objects.get(parent=top)
    _sent(head, f"/organisations/{below.key}/posts/new/", title="Trưởng ban", leadership="head")
    _sent(head, f"/organisations/{below.key}/posts/new/", title="Chuyên viên")
    assert Post.objects.count() == 2

    lan = User.objects.get(name="lan")
    sheet = [
        ["Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Số quyết định", "Ngày ký", "Loại quyết định", "Từ ngày"],
        [
            "Nguyễn Văn An",
            "02/03/1975",
            "Ban Tổ chức Tỉnh ủy",
            "Trưởng ban",
            "15-QĐ/TU",
            "01/08/2021",
            "Bổ nhiệm",
            "05/08/2021",
        ],
        [
            "Trần Thị Bình",
            "31/12/1982",
            "Ban Tổ chức Tỉnh ủy",
            "Chuyên viên",
            "16-QĐ/TU",
            "01/08/2021",
            "Điều động",
            "05/08/2021",
        ],
    ]
    with acting_as(lan, today()):
        one = actions.upload(lan, today(), top.pk, PEOPLE, "danh sách.xlsx", workbook(sheet))
        meanings = {column["at"]: column["means"] for column in one.columns if column["means"]}
        actions.say_meanings(lan, one, one.edition, meanings, {})
        actions.carry_out_step(lan, one, today())
        assert [row.problems for row in one.rows.all()] == [[], []]
        actions.ask_to_write(lan, one, one.edition, "Danh sách đầu tiên")
        actions.carry_out_step(lan, one, today())
        assert (one.state, one.why) == (Import.WRITTEN, "")
    assert (Person.objects.count(), Tenure.objects.count()) == (2, 2)
    assert "Nguyễn Văn An" in head.get("/officials/").content.decode()
    assert "Đến cây tổ chức" not in head.get("/").content.decode()

    assert run("audit").exit_code == 0
    assert Run.objects.get().decisions == 2
    for address in ("/findings/", "/decisions/", f"/organisations/{below.key}/"):
        assert head.get(address).status_code == 200, address


def test_a_record_of_bodies_alone_is_audited_and_written_out(real_db: str, tmp_path: Any) -> None:
    """Nobody is recorded yet: nothing is judged, and what is written out can be read again."""
    run("found", "Tỉnh ủy")
    assert run("audit").exit_code == 0
    assert (Run.objects.get().state, Run.objects.get().decisions) == (Run.DONE, 0)
    out = run("snapshot", "--out", str(tmp_path / "out"))
    assert sorted(out.stdout.split("\n")) == ["", "decision\t0", "organization\t1", "person\t0"]
    assert CliRunner().invoke(main, ["registry", "check", str(tmp_path / "out")]).exit_code == 0


def test_what_is_recorded_of_the_topmost(real_db: str) -> None:
    """Its change says why and on what paper, by nobody who signs in; with a day its founding is told, too."""
    stated = ("--since", "01/07/2025", "--evidence", "Nghị quyết 60-NQ/TW", "--reason", "Bắt đầu")
    body = run("found", "Tỉnh An Sơn", *stated).stdout.strip()
    row, change = Organization.objects.get(), Change.objects.get()
    assert (row.pk, row.name, row.parent_id, f"{row.since}") == (body, "Tỉnh An Sơn", None, "2025-07-01")
    assert (change.kind, change.by, change.reason, change.evidence) == ("entry", None, "Bắt đầu", "Nghị quyết 60-NQ/TW")
    assert [(one.kind, one.organization_id) for one in Reorganisation.objects.all()] == [("founded", body)]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["", "--kind", "x", "--level", "y", "--since", "31/02/2020", "--code", "a b", "--reason", " "],
         {"nothing_stated": 2, "unknown_code": 2, "not_a_day": 1, "unfit_id": 1}),
        (["tỉnh ỦY", "--code", "t"], {"name_taken": 1, "id_taken": 1}),
        (["N" * 301, "--province-class", "9"], {"too_long": 1, "unknown_code": 1}),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_is_told_at_once(real_db: str, words: list[str], codes: dict[str, int]) -> None:
    """In both languages, and nothing is written."""
    assert run("found", "Tỉnh ủy", "--code", "t").exit_code == 0
    for lang in ("vi", "en"):
        refused = run("found", *words, "--lang", lang)
        assert refused.exit_code == 2
        assert {code: refused.stderr.count(f"[{code}]") for code in codes} == codes
    assert Organization.objects.count() == 1
