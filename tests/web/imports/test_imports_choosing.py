"""Words that nobody knows are mended by choosing from what there is; one choice mends every cell that says the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.imports_world import BODY, checked, codes, uploaded, written
from tests.web.organisations_world import writing

from chinhdanh.web.imports import choosing
from chinhdanh.web.imports.models import Import, Row
from chinhdanh.web.officials.models import Evaluation, Tenure

HEAD = ["Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Số quyết định", "Ngày quyết định", "Từ ngày", "Xếp loại 2024"]
ROWS: list[list[Any]] = [
    ["Lê Văn Cường", "15/07/1990", "Phòng TC", "Trưởng phòng", "1/QĐ", "01/02/2024", "01/02/2024", "Khá"],
    ["Trần Thị Bình", "31/12/1982", "Văn phòng Sở", "Chánh VP", "2/QĐ", "01/02/2024", "01/02/2024", "Khá"],
    ["Nguyễn Văn An", "02/03/1975", None, None, None, None, None, "Khá"],
]


def _problems(browser: Client, one: Import) -> dict[str, Any]:
    page = browser.get(reverse("imports:problems", args=[one.key]))
    return {group.code: group for group in page.context["groups"]}


def test_units_posts_and_words_are_chosen_from_lists(officer: Any, sign_in: Callable[[Any], Client]) -> None:
    one = uploaded(officer, [HEAD, *ROWS])
    rows = checked(officer, one, kind="appointment")
    assert [codes(row) for row in rows.values()] == [["no_code", "no_unit"], ["no_code", "no_post"], ["no_code"]]
    browser = sign_in(officer)
    found = _problems(browser, one)
    assert found["no_unit"].choices[0] == "Phòng Tổ chức", "what looks most like it comes first"
    assert set(found["no_unit"].choices) == {BODY, "Văn phòng Sở", "Phòng Tổ chức"}, "and nothing of other bodies"
    assert found["no_post"].choices == ["Chánh Văn phòng"], "of the unit that the row names"
    assert len(found["no_code"].rows) == 3
    assert "Hoàn thành tốt" in found["no_code"].choices
    picks = {"no_unit": "Phòng Tổ chức", "no_post": "Chánh Văn phòng", "no_code": "Hoàn thành tốt"}
    sent = {f"pick-{found[code].key}": text for code, text in picks.items()}
    one.refresh_from_db()
    browser.post(reverse("imports:problems", args=[one.key]), {**sent, "edition": one.edition})
    assert [codes(row) for row in one.rows.order_by("row")] == [[], [], []]
    one.refresh_from_db()
    written(officer, one)
    assert list(Evaluation.objects.values_list("rating", flat=True)) == ["good"] * 3
    assert set(Tenure.objects.filter(since__year=2024).values_list("post__title", flat=True)) == {
        "Trưởng phòng",
        "Chánh Văn phòng",
    }


def test_what_is_chosen_outside_the_list_is_held_against_the_record_like_what_is_typed(
    officer: Any, sign_in: Callable[[Any], Client]
) -> None:
    one = uploaded(officer, [HEAD, ROWS[0]])
    checked(officer, one, kind="appointment")
    browser = sign_in(officer)
    found = _problems(browser, one)
    one.refresh_from_db()
    sent = {f"pick-{found['no_unit'].key}": "Sở Y tế", "edition": one.edition}
    browser.post(reverse("imports:problems", args=[one.key]), sent)
    assert "no_unit" in codes(one.rows.get())
    assert one.rows.get().state == Row.PROBLEM


def test_of_very_many_only_the_likely_are_offered_and_the_rest_can_be_typed(
    officer: Any, sign_in: Callable[[Any], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "WHOLE", 3)
    monkeypatch.setattr(choosing, "LIKELY", 2)
    with writing() as record:
        for n in range(5):
            record.body(f"Đội {n}", BODY)
    one = uploaded(officer, [HEAD, ROWS[0]])
    checked(officer, one, kind="appointment")
    browser = sign_in(officer)
    found = _problems(browser, one)["no_unit"]
    assert (found.choices[0], len(found.choices), found.has_all) == ("Phòng Tổ chức", 2, False)
    page = browser.get(reverse("imports:problems", args=[one.key])).content.decode()
    assert f'name="text-{found.key}"' in page
