"""The wizard in the browser and in the background: two at once, what is killed, what waits, and who sees which file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.access_world import grant, user
from tests.web.imports_world import BODY, checked, codes, undone, uploaded, workbook, written
from tests.web.organisations_world import writing

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.models import Look
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.imports import actions, carrying_out
from chinhdanh.web.imports.models import Act, Import, Row
from chinhdanh.web.officials.models import Evaluation, Person
from chinhdanh.web.organisations.models import Organization
from chinhdanh.web.record.access import INSPECTOR, PERSONNEL_OFFICER
from chinhdanh.web.record.base import Change
from chinhdanh.web.record.writing import recording

RATINGS: list[list[Any]] = [
    ["Họ và tên", "Ngày sinh", "Xếp loại năm 2024"],
    ["Nguyễn Văn An", "02/03/1975", "HTTNV"],
    ["Trần Thị Bình", "31/12/1982", "Giỏi"],
]
AT_MOST = 15


def test_a_list_goes_from_the_upload_to_the_record_and_back(officer: Any, sign_in: Callable[[Any], Client]) -> None:
    browser = sign_in(officer)
    body = Organization.objects.get(pk=BODY)
    file = SimpleUploadedFile("../../Danh sách 2024.xlsx", workbook(RATINGS))
    sent = {"body": str(body.key), "target": "people", "file": file}
    page = browser.post(reverse("imports:new"), sent, follow=True)
    one = Import.objects.get()
    assert one.file_name == "Danh sách 2024.xlsx"
    assert page.redirect_chain[-1][0] == reverse("imports:columns", args=[one.key])
    columns = {f"column-{column['at']}": column["means"] for column in one.columns}
    page = browser.post(reverse("imports:columns", args=[one.key]), {**columns, "edition": one.edition}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("imports:problems", args=[one.key])
    assert "ô C3, Trần Thị Bình" in page.content.decode()
    (group,) = page.context["groups"].object_list
    one.refresh_from_db()
    mend = {f"text-{group.key}": "Hoàn thành xuất sắc", "edition": one.edition}
    page = browser.post(reverse("imports:problems", args=[one.key]), mend, follow=True)
    assert page.redirect_chain[-1][0] == reverse("imports:preview", args=[one.key])
    one.refresh_from_db()
    assert not Evaluation.objects.exists(), "nothing is written before it is asked for"
    page = browser.post(reverse("imports:preview", args=[one.key]), {"edition": one.edition, "reason": ""}, follow=True)
    assert not Evaluation.objects.exists(), "without a reason nothing is written"
    browser.post(
        reverse("imports:preview", args=[one.key]), {"edition": one.edition, "reason": "Công văn 12"}, follow=True
    )
    assert dict(Evaluation.objects.values_list("person__full_name", "rating")) == {
        "Nguyễn Văn An": "good",
        "Trần Thị Bình": "excellent",
    }
    one.refresh_from_db()
    browser.post(reverse("imports:undo", args=[one.key]), {"edition": one.edition, "reason": "Nhầm năm"}, follow=True)
    assert not Evaluation.objects.exists()
    assert [act.kind for act in one.acts.order_by("pk")] == [Act.WRITE, Act.UNDO]
    answer = browser.get(reverse("imports:file", args=[one.key]))
    assert answer.content == workbook_of(one)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def workbook_of(one: Import) -> bytes:
    return bytes(one.content.data)


def test_what_cannot_be_read_is_told_at_the_form(officer: Any, sign_in: Callable[[Any], Client]) -> None:
    browser = sign_in(officer)
    body = Organization.objects.get(pk=BODY)
    for content in (b"", b"<html>", b"PK\x03\x04nothing"):
        sent = {"body": str(body.key), "target": "people", "file": SimpleUploadedFile("danh sách.xlsx", content)}
        page = browser.post(reverse("imports:new"), sent)
        assert page.status_code == 200
        assert page.context["form"].errors["file"]
    other = Organization.objects.get(pk="Sở Y tế")
    sent = {"body": str(other.key), "target": "people", "file": SimpleUploadedFile("a.xlsx", workbook(RATINGS))}
    assert browser.post(reverse("imports:new"), sent).context["form"].errors["body"]
    assert not Import.objects.exists()


def test_the_body_of_a_list_is_found_by_typing_among_those_that_the_user_keeps(
    officer: Any, sign_in: Callable[[Any], Client]
) -> None:
    """With a script or without one; a body that has ended, and one of another keeper, is not found and not taken."""
    grant(officer, INSPECTOR, "Tỉnh")
    with writing(3000) as record:
        record.body("Phòng Tổ chức cũ", BODY, until=date(2020, 1, 1))
        # More bodies of other keepers are called so than are looked at, and come before.
        for n in range(301):
            record.body(f"An{n} tổ chức", "Sở Y tế")
    browser, named = sign_in(officer), reverse("imports:new")
    key = {one.pk: str(one.key) for one in Organization.objects.all()}
    page = browser.get(named).content.decode()
    assert re.findall(r'name="body" value="([^"]+)"( checked)?', page) == [
        (key[BODY], " checked"), (key["Phòng Tổ chức"], ""), (key["Văn phòng Sở"], ""),
    ]  # fmt: skip
    choose = reverse("officials:choose", args=["kept"])
    for words, found in (("to chuc", ["Phòng Tổ chức"]), ("y te", []), ("van phong", ["Văn phòng Sở"])):
        answer = browser.post(f"{choose}?field=body", {"find_body": words}).content.decode()
        assert re.findall(r'value="([^"]+)"', answer) == [key[one] for one in found]
        without = browser.post(named, {"find_body": words, "find": "body", "target": "votes"})
        assert re.findall(r'name="body" value="([^"]+)"', without.content.decode()) == [key[one] for one in found]
        assert not without.context["form"].errors, "who looks for a body has not finished the form"

    def send(body: str) -> Any:
        file = SimpleUploadedFile("a.xlsx", workbook(RATINGS))
        return browser.post(named, {"target": "people", "file": file, "body": key[body]})

    for body in ("Phòng Tổ chức cũ", "Sở Y tế"):
        assert send(body).context["form"].errors["body"]
    send("Phòng Tổ chức")
    assert Import.objects.get().organization_id == "Phòng Tổ chức"


def test_no_page_asks_more_than_a_few_questions_however_long_the_list(
    officer: Any, sign_in: Callable[[Any], Client]
) -> None:
    rows = [["Họ và tên", "Ngày sinh", "Xếp loại năm 2024"], ["Nguyễn Văn An", "02/03/1975", "HTTNV"]]
    rows += [[f"Người Thứ {n}", "32/01/1980", "HTTNV"] for n in range(120)]
    with recording("entry", None, "thử") as record:
        record.add(Evaluation, person=Person.objects.get(full_name="Nguyễn Văn An"), year=2024, rating="failed")
    one = uploaded(officer, rows)
    browser = sign_in(officer)
    addresses = [reverse("imports:list"), reverse("imports:new"), reverse("imports:columns", args=[one.key])]
    checked(officer, one)
    addresses += [reverse(f"imports:{name}", args=[one.key]) for name in ("columns", "problems", "preview", "drop")]
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"{address}?size=200").status_code == 200
        assert len(asked) <= AT_MOST, f"{address}: {len(asked)}"
    look = Look.objects.get()
    assert (look.who, look.person_id, look.derived) == (officer, "p-Nguyễn Văn An", True)


def test_of_two_who_prepare_one_import_the_second_is_told_and_loses_nothing(officer: Any) -> None:
    one = uploaded(officer, RATINGS)
    checked(officer, one)
    shown = one.edition
    with acting_as(officer, today()):
        actions.mend(officer, one, shown, actions.Mended(values={"rating-2024|Giỏi": "Tốt"}))
        actions.carry_out_step(officer, one, today())
        with pytest.raises(actions.EditedSince):
            actions.mend(officer, one, shown, actions.Mended(values={"rating-2024|Giỏi": "Hoàn thành"}))
        with pytest.raises(actions.EditedSince):
            actions.ask_to_write(officer, one, shown, "thử")
        # What the other did not touch is taken as it is.
        actions.mend(officer, one, shown, actions.Mended(skip=[2]))
    assert one.fixes["values"] == {"rating-2024|Giỏi": "Tốt"}


def test_what_somebody_corrects_between_preview_and_writing_stops_the_whole(officer: Any) -> None:
    one = uploaded(officer, [["Họ và tên", "Ngày sinh", "Số CCCD"], ["Trần Thị Bình", "31/12/1982", "001182000002"]])
    checked(officer, one)
    with recording("correction", None, "Theo giấy khai sinh") as record:
        record.correct(Person.objects.get(full_name="Trần Thị Bình"), sex="male")
    with acting_as(officer, today()):
        actions.ask_to_write(officer, one, one.edition, "thử")
        actions.carry_out_step(officer, one, today())
    assert (one.state, one.why) == (Import.CHECKED, "changed")
    assert not Change.objects.filter(kind="import").exists()
    assert Person.objects.get(full_name="Trần Thị Bình").citizen_id is None


def test_the_page_of_an_undoing_names_whose_rows_were_left(officer: Any, sign_in: Callable[[Any], Client]) -> None:
    one = uploaded(officer, RATINGS[:2])
    checked(officer, one)
    written(officer, one)
    with recording("correction", None, "Theo biên bản") as record:
        record.correct(Evaluation.objects.get(), rating="failed")
    undone(officer, one)
    page = sign_in(officer).get(reverse("imports:one", args=[one.key])).content.decode()
    assert "Nguyễn Văn An, Đánh giá, xếp loại" in page
    assert "Đã có người sửa sau khi nhập" in page


def test_what_waits_stands_in_my_work(officer: Any, sign_in: Callable[[Any], Client]) -> None:
    one = uploaded(officer, RATINGS)
    checked(officer, one)
    page = sign_in(officer).get(reverse("work:mine")).content.decode()
    assert "Danh sách còn 1 dòng vướng" in page
    assert reverse("imports:one", args=[one.key]) in page


def test_a_long_list_is_done_in_the_background_as_the_one_who_asked(
    real_db: str, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    one = uploaded(officer, RATINGS)
    with acting_as(officer, today()):
        actions.say_meanings(officer, one, one.edition, {0: "full_name", 1: "birth", 2: "rating-2024"}, {})
        actions.begin(officer, one, today())
    assert Import.objects.get().state == Import.CHECKING
    assert carrying_out.carry_out(one.pk)
    found = Import.objects.get()
    assert found.state == Import.CHECKED
    assert codes(Row.objects.get(row=3)) == ["no_code"]
    with acting_as(officer, today()):
        actions.ask_to_write(officer, found, found.edition, "thử")

    # Killed in the middle of writing, nothing is left but that it was asked for; then it is done.
    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("chinhdanh.web.imports.writing.check_all", killed)
        with pytest.raises(KeyboardInterrupt):
            carrying_out.carry_out(one.pk)
    assert not Evaluation.objects.exists()
    assert Import.objects.get().state == Import.WRITING
    assert carrying_out.carry_out(one.pk)
    assert Evaluation.objects.get().rating == "good"
    assert Change.objects.get(kind="import").by == officer
    assert not carrying_out.carry_out(one.pk), "what is done is not done again"


def test_a_step_that_takes_its_process_down_again_and_again_is_given_up(real_db: str, officer: Any) -> None:
    one = uploaded(officer, RATINGS)
    Import.objects.filter(pk=one.pk).update(state=Import.CHECKING, actor=officer, attempts=carrying_out.ATTEMPTS)
    assert not carrying_out.carry_out(one.pk)
    assert Import.objects.values_list("state", "why").get() == (Import.MAPPING, "killed")


def test_who_lost_the_role_meanwhile_has_nothing_done(real_db: str, officer: Any) -> None:
    one = uploaded(officer, RATINGS)
    checked(officer, one)
    stranger = user("da-thoi-giu")
    grant(stranger, PERSONNEL_OFFICER, "Sở Y tế")
    Import.objects.filter(pk=one.pk).update(state=Import.WRITING, actor=stranger)
    carrying_out.carry_out(one.pk)
    assert Import.objects.values_list("state", "why").get() == (Import.CHECKED, "not_allowed")
    assert not Evaluation.objects.exists()
