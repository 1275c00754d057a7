"""Files attached to what is recorded: what is taken, who reads it, and that it is kept as it was given."""

from __future__ import annotations

import struct
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from access_world import build, grant, model, row_id, user
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from files_world import PDF, jpeg, packed, png, sent, xlsx

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.models import Look, User
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.files import kinds
from chinhdanh.web.files.kinds import NotTaken, kind_of
from chinhdanh.web.files.models import Attached, Content, Detached
from chinhdanh.web.operations.backup import back_up, restore

SignIn = Callable[[Any], Client]


def told(content: bytes) -> str:
    with pytest.raises(NotTaken) as refused:
        kind_of(content)
    return str(refused.value)


def test_a_file_is_what_it_holds_and_not_what_it_is_called() -> None:
    assert [kind_of(one).name for one in (PDF, png(), jpeg(), xlsx(), packed())] == [
        *("pdf", "png", "jpeg", "xlsx", "docx")
    ]
    for content in (b"MZ\x90\0", b"<html><script>", b"<svg xmlns='x'/>", b"GIF89a", b"\xd0\xcf\x11\xe0", b"PK\x05\x06"):
        assert "Không nhận loại tệp" in told(content)
    assert "trống" in told(b"")


def test_what_is_broken_or_cut_off_is_told() -> None:
    for content in (PDF[:-8], png()[:-20], jpeg()[:-2], xlsx()[:-60], packed()[:200], b"\xff\xd8\xff\xd9\xff\xd9"):
        assert "hỏng" in told(content) or "Không nhận loại" in told(content)


def test_a_picture_of_too_many_points_is_not_taken() -> None:
    assert "điểm ảnh" in told(png(60_000, 60_000))
    assert "điểm ảnh" in told(jpeg(60_000, 60_000))


def test_what_unpacks_to_far_more_than_it_seems_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """By what its head says, and by what comes out where the head says less."""
    monkeypatch.setattr(kinds, "MOST_UNPACKED", 1_000_000)
    bomb = packed(word__big_dot_xml=bytes(3_000_000))
    assert len(bomb) < 10_000
    assert "bung ra" in told(bomb)
    assert "hỏng" in told(bomb.replace(struct.pack("<I", 3_000_000), struct.pack("<I", 1000)))


def test_what_would_run_or_fetch_something_is_not_taken() -> None:
    away = b'<Relationship Type="http://x/attachedTemplate" Target="http://x/t.dotm" TargetMode="External"/>'
    link = b'<Relationship Type="http://x/relationships/hyperlink" Target="http://x/" TargetMode="External"/>'
    assert "macro" in told(packed(word__vbaProject_dot_bin=b"x"))
    assert "nhúng" in told(packed(word__embeddings__a_dot_bin=b"x"))
    assert "liên kết ngoài" in told(packed(word___rels__document_dot_xml_dot_rels=away))
    assert "liên kết ngoài" in told(packed(word___rels__a_dot_rels=away.decode().encode("utf-16")))
    assert "liên kết ngoài" in told(packed(word___rels__a_dot_rels=b"<!DOCTYPE x [<!ENTITY a 'b'>]><a/>"))
    assert kind_of(packed(word___rels__document_dot_xml_dot_rels=link)).name == "docx"


@pytest.fixture
def building() -> Callable[[], Any]:
    return build


@pytest.fixture
def officer(world: None) -> User:
    who = user("officer")
    grant(who, "personnel_officer", "A")
    return who


def purposeful(browser: Client) -> Client:
    session = browser.session
    session["purpose"] = {"text": "rà soát", "day": today().isoformat()}
    session.save()
    return browser


def address(table: str, side: str = "A1") -> str:
    return reverse("files:row", args=[table, model(table).objects.get(pk=row_id(table, side)).key])


def test_a_form_sent_by_a_script_leads_on_to_a_page_that_tells_what_was_done(officer: User, sign_in: SignIn) -> None:
    """The script asks for no page itself, or the word would be told to nobody; what is refused comes back as a page."""
    browser = sign_in(officer)
    script = {"HX-Request": "true"}
    refused = browser.post(address("decision"), {"files": sent(), "said": ""}, headers=script)
    assert (refused.status_code, Attached.objects.count()) == (200, 0)
    answer = browser.post(address("decision"), {"files": sent(), "said": "bản chụp"}, headers=script)
    assert (answer.status_code, answer.has_header("Location")) == (204, False)
    assert 'class="notice success' in browser.get(answer["HX-Redirect"]).content.decode()


def test_a_scan_is_attached_given_back_as_it_was_and_its_opening_is_kept(officer: User, sign_in: SignIn) -> None:
    browser = sign_in(officer)
    answer = browser.post(address("decision"), {"files": sent(), "said": "bản chụp có dấu"})
    assert answer.status_code == 302
    attached = Attached.objects.get()
    assert (attached.by, attached.name, attached.file_id) == (officer, "quyet-dinh.pdf", sha256(PDF).hexdigest())

    given = browser.get(reverse("files:one", args=[attached.key]))
    assert given.content == PDF
    assert given["Content-Type"] == "application/pdf"
    assert given["Content-Disposition"].startswith("attachment")
    assert "sandbox" in given["Content-Security-Policy"]
    assert given["X-Content-Type-Options"] == "nosniff"
    look = Look.objects.filter(person_id="person-A1", page="files:one").get()
    assert (look.who, look.derived) == (officer, True)

    decision = browser.get(reverse("decisions:one", args=[model("decision").objects.get(pk="decision-A1").key]))
    register = browser.get(reverse("decisions:list"))
    for page in (decision, register):
        assert reverse("files:one", args=[attached.key]) in page.content.decode()


def test_the_name_that_is_kept_is_a_name_and_its_ending_says_what_the_file_is(officer: User, sign_in: SignIn) -> None:
    """Neither paths nor signs that turn the writing round, and no ending of a program."""
    for name in ("../../etc/p\u202easswd.exe", "C:\\Users\\lan\\Bằng  tốt nghiệp.html", ".pdf"):
        sign_in(officer).post(address("decision"), {"files": sent(png(), name), "said": "x"})
    assert [one.name for one in Attached.objects.order_by("pk")] == ["passwd.png", "Bằng tốt nghiệp.png", "pdf.png"]


def test_a_picture_is_shown_alone_and_nothing_else_is(officer: User, sign_in: SignIn) -> None:
    browser = sign_in(officer)
    browser.post(address("decision"), {"files": [sent(png(), "a.png"), sent()], "said": "x"})
    shown, kept = (browser.get(reverse("files:view", args=[one.key])) for one in Attached.objects.order_by("pk"))
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert kept["Content-Disposition"].startswith("attachment")


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_kept(officer: User, sign_in: SignIn) -> None:
    page = sign_in(officer).post(
        address("decision"), {"files": [sent(), sent(b"MZ", "virus.pdf"), sent(b"", "trong.pdf")], "said": " "}
    )
    text = page.content.decode()
    assert "virus.pdf: Không nhận loại tệp này" in text
    assert "trong.pdf" in text
    assert "Đây là giấy tờ gì" in text
    assert not Attached.objects.exists()
    assert not Content.objects.exists()


def test_a_file_beyond_the_limit_is_cut_off_while_it_comes_and_told(
    officer: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chinhdanh.web.files import forms, uploads

    monkeypatch.setattr(uploads, "MOST_RECEIVED", 200_000)
    for module in (forms, kinds):
        monkeypatch.setattr(module, "MOST_BYTES", 100_000)
    page = sign_in(officer).post(address("decision"), {"files": sent(PDF + bytes(5_000_000)), "said": "x"})
    assert "Tệp lớn hơn" in page.content.decode()
    assert page.wsgi_request.FILES["files"].size < 300_000


@pytest.mark.parametrize("table", ["decision", "dossier_item", "qualification"])
def test_a_file_is_read_by_whoever_reads_its_row_and_by_nobody_else(world: None, sign_in: SignIn, table: str) -> None:
    """Through the pages, and where a page forgot to ask."""
    officer = user("officer")
    grant(officer, "personnel_officer", "A")
    purposeful(browser := sign_in(officer)).post(address(table), {"files": sent(), "said": "x"})
    attached = Attached.objects.get()
    readers = {
        ("inspector", "A"): True,
        ("inspector", "B"): False,
        ("official", "A1"): True,
        ("official", "B1"): False,
        ("plan_coordinator", "A"): False,
        ("operator", None): False,
    }
    for (role, place), reads in readers.items():
        who = user(f"{role}-{place}", f"person-{place}" if role == "official" else None)
        grant(who, role, place)
        answer = purposeful(sign_in(who)).get(reverse("files:one", args=[attached.key]))
        assert answer.status_code == (200 if reads else 404), (role, place)
        with acting_as(who, today()):
            assert Attached.objects.exists() is reads, (role, place)
            assert Content.objects.exists() is reads, (role, place)
            assert Attached.objects.visible_to(who, today()).exists() is reads, (role, place)
    assert browser.get(reverse("files:row", args=["person", attached.key])).status_code == 404


@pytest.mark.parametrize("table", ["decision", "dossier_item", "qualification"])
def test_nobody_attaches_to_their_own_record_nor_beyond_their_reach(world: None, table: str) -> None:
    own = user("own", "person-A1")
    grant(own, "personnel_officer", "A")
    digest = sha256(PDF).hexdigest()
    Content.objects.create(digest=digest, kind="pdf", size=len(PDF), content=PDF)
    for side in ("A1", "B1"):
        at = {"table": table, "row_id": row_id(table, side), "file_id": digest}
        with acting_as(own, today()), pytest.raises(ProgrammingError), transaction.atomic():
            Attached.objects.create(**at, name="a.pdf", said="x", by=own)


def test_one_content_is_kept_once_and_cannot_be_exchanged(officer: User, sign_in: SignIn) -> None:
    for side in ("decision", "dossier_item"):
        sign_in(officer).post(address(side), {"files": sent(), "said": "x"})
    assert Content.objects.count() == 1
    assert Attached.objects.count() == 2
    for statement in (
        "UPDATE file_content SET content = ''",
        "DELETE FROM attached_file",
        "INSERT INTO file_content (digest, kind, size, content) VALUES ('00', 'pdf', 1, 'x')",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_was_attached_in_error_is_given_to_nobody_and_stays_told(officer: User, sign_in: SignIn) -> None:
    browser = sign_in(officer)
    browser.post(address("decision"), {"files": sent(), "said": "nhầm người"})
    attached = Attached.objects.get()
    asked = reverse("files:detach", args=[attached.key])
    assert "không gỡ ngược được" in browser.get(asked).content.decode()
    assert browser.post(asked, {"reason": ""}).status_code == 200
    assert browser.post(asked, {"reason": "của người khác"}).status_code == 302
    assert browser.get(reverse("files:one", args=[attached.key])).status_code == 404
    assert "của người khác" in browser.get(address("decision")).content.decode()
    with acting_as(officer, today()):
        assert not Content.objects.exists()
    assert Detached.objects.get().by == officer


def test_a_verification_is_recorded_with_the_paper_that_says_so(officer: User, sign_in: SignIn) -> None:
    browser = purposeful(sign_in(officer))
    row = model("qualification").objects.get(pk=row_id("qualification", "A1"))
    asked = reverse("files:verify", args=[row.key])
    wrong = browser.post(asked, {"verified": "true", "reason": "", "version": row.version}).content.decode()
    for part in ("Hãy ghi ngày của văn bản trả lời", "Hãy ghi số, ngày văn bản trả lời"):
        assert part in wrong
    said = {"verified": "true", "verified_on": "01/07/2025", "reason": "trường trả lời", "version": row.version}
    assert browser.post(asked, {**said, "files": sent(), "evidence": "CV 12/ĐH"}).status_code == 302
    row.refresh_from_db()
    assert row.verified is True
    attached = Attached.objects.get(table="qualification")
    assert (attached.change.reason, attached.change.evidence) == ("trường trả lời", "CV 12/ĐH")
    again = browser.post(asked, {**said, "verified": "false", "evidence": "x"}).content.decode()
    assert "Người khác vừa sửa dòng này" in again
    row.refresh_from_db()
    assert row.verified is True


def test_the_page_of_a_row_takes_as_many_questions_for_one_file_as_for_many(officer: User, sign_in: SignIn) -> None:
    browser = sign_in(officer)
    page = address("decision")
    counts = []
    for n in range(3):
        browser.post(page, {"files": [sent(png(2 + n), f"{m}.png") for m in range(5)], "said": "x"})
        browser.get(page)  # which tells that they were attached
        with CaptureQueriesContext(connection) as asked:
            browser.get(page)
        counts.append(len(asked))
    assert counts[0] == counts[-1] <= 15


def test_a_backup_takes_the_files_along(
    real_db: str, officer: User, run_sql: Callable[[str], None], point_at: Callable[[str], None], tmp_path: Path,
    sign_in: SignIn,
) -> None:  # fmt: skip
    sign_in(officer).post(address("decision"), {"files": sent(), "said": "x"})
    back_up(tmp_path / "saved")
    run_sql(f"CREATE DATABASE {real_db}_empty TEMPLATE template0")
    point_at(f"{real_db}_empty")
    try:
        restore(tmp_path / "saved")
        assert bytes(Content.objects.get().content) == PDF
    finally:
        connection.close()
        point_at(real_db)
        run_sql(f"DROP DATABASE {real_db}_empty WITH (FORCE)")
