"""A title that stands in several bodies: that which the person holds, else that of the body that is named, else asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.web.imports_world import BODY, build, checked, codes, mended, uploaded
from tests.web.organisations_world import writing

from chinhdanh.web.imports.fields import DECISIONS, PLANS, VOTES
from chinhdanh.web.imports.models import Row
from chinhdanh.web.officials.models import Tenure
from chinhdanh.web.organisations.models import Post
from chinhdanh.web.record.writing import recording

BINH, CUONG, AN = ["Trần Thị Bình", "31/12/1982"], ["Lê Văn Cường", "15/07/1990"], ["Nguyễn Văn An", "02/03/1975"]
PEOPLE_HEAD = ["Họ và tên", "Ngày sinh", "Chức vụ", "Xếp loại 2024"]
DECIDED = ["Số quyết định", "Ngày ký", "Từ ngày"]


def build_twice() -> Any:
    """A specialist and a head of division in a second division of the department as well."""
    officer = build()
    with writing(1000) as record:
        record.post("Văn phòng Sở", "Chuyên viên")
        record.post("Văn phòng Sở", "Trưởng phòng", "head")
    return officer


@pytest.fixture
def building() -> Callable[[], Any]:
    return build_twice


def _body_of(row: Row) -> list[str]:
    """The bodies of the posts that a row writes."""
    posts = [values["post_id"] for _table, _id, _version, values in row.writes if values.get("post_id")]
    return sorted({Post.objects.get(pk=post).organization_id for post in posts})


def test_a_post_that_the_person_holds_is_not_asked_about(officer: Any) -> None:
    one = uploaded(officer, [PEOPLE_HEAD, [*BINH, "Chuyên viên", "Tốt"], [*CUONG, "chuyên viên", "Tốt"]])
    rows = checked(officer, one)
    assert [(row.state, codes(row), row.notes) for row in rows.values()] == [(Row.CHANGED, [], [])] * 2


def test_with_a_decision_it_is_the_same_and_nothing_is_recorded_twice(officer: Any) -> None:
    row = [*BINH, "Chuyên viên", "Tốt", "1/QĐ", "01/02/2015", "01/02/2015"]
    found = checked(officer, uploaded(officer, [[*PEOPLE_HEAD, *DECIDED], row]), kind="recruitment")[2]
    assert (codes(found), found.notes) == ([], ["since_differs"])
    assert {table for table, *_ in found.writes} == {"evaluation"}


def test_who_holds_none_of_them_is_asked_about_and_the_body_of_the_row_decides(officer: Any) -> None:
    """The title of a group says it for the rows below; a cell of the row says it before what is held."""
    rows = [
        [*PEOPLE_HEAD, "Đơn vị", *DECIDED],
        [*AN, "Chuyên viên", None, None, "1/QĐ", "01/02/2024", "01/02/2024"],
        [*BINH, "Chuyên viên", None, "Văn phòng Sở", "2/QĐ", "01/02/2024", "01/02/2024"],
        ["II. Văn phòng Sở"],
        [*AN, "Trưởng phòng", None, None, "3/QĐ", "01/03/2024", "01/03/2024"],
    ]
    found = checked(officer, uploaded(officer, rows[:3]), kind="appointment")
    assert codes(found[2]) == ["many_posts"]
    assert set(found[2].problems[0]["within"]) == {"Văn phòng Sở", "Phòng Tổ chức"}
    assert (_body_of(found[3]), codes(found[3])) == (["Văn phòng Sở"], [])
    found = checked(officer, uploaded(officer, [rows[0], *rows[3:]]), kind="appointment")
    assert (_body_of(found[3]), codes(found[3])) == (["Văn phòng Sở"], [])


def test_the_body_of_the_list_decides_where_nothing_is_held(officer: Any) -> None:
    with writing(2000) as record:
        record.post(BODY, "Chuyên viên")
    rows = [
        [*PEOPLE_HEAD, *DECIDED],
        *([*who, "Chuyên viên", None, "1/QĐ", "01/02/2024", "01/02/2024"] for who in (AN, BINH)),
    ]
    found = checked(officer, uploaded(officer, rows), kind="appointment")
    assert _body_of(found[2]) == [BODY]
    assert found[3].writes == [], "whoever holds it in a division is not given that of the body as well"


def test_who_holds_it_in_several_bodies_is_asked_about(officer: Any) -> None:
    other = Post.objects.get(organization_id="Văn phòng Sở", title="Chuyên viên")
    with recording("entry", None, "thử") as record:
        held = Tenure.objects.get(person_id="p-Trần Thị Bình")
        record.add(
            Tenure, person_id=held.person_id, post=other, since=held.since, concurrent=True,
            start_decision_id=held.start_decision_id,
        )  # fmt: skip
    row = [*BINH, "Chuyên viên", None, "1/QĐ", "01/02/2024", "01/02/2024"]
    one = uploaded(officer, [[*PEOPLE_HEAD, *DECIDED], row])
    assert codes(checked(officer, one, kind="appointment")[2]) == ["many_posts"]
    assert codes(mended(officer, one, cells={"2:unit": "Văn phòng Sở"})[2]) == []


def test_of_several_without_a_decision_it_is_only_noted_that_none_is_held(officer: Any) -> None:
    found = checked(officer, uploaded(officer, [PEOPLE_HEAD, [*AN, "Chuyên viên", "Tốt"]]))[2]
    assert (codes(found), found.notes) == ([], ["post_without_decision"])


@pytest.fixture
def moved(officer: Any) -> None:
    """One of them was a specialist in the office until 2020, and is one in the division since."""
    earlier = Post.objects.get(organization_id="Văn phòng Sở", title="Chuyên viên")
    with recording("entry", None, "thử") as record:
        now = Tenure.objects.get(person_id="p-Trần Thị Bình")
        record.add(
            Tenure, person_id=now.person_id, post=earlier, since=date(2016, 1, 1), until=date(2020, 1, 1),
            start_decision_id=now.start_decision_id,
        )  # fmt: skip
        record.correct(now, since=date(2020, 1, 1))


@pytest.mark.usefixtures("moved")
def test_a_vote_is_about_the_post_that_was_held_on_its_day(officer: Any) -> None:
    head = ["Họ và tên", "Ngày sinh", "Chức vụ", "Ngày lấy phiếu", "Tín nhiệm cao"]
    rows = [[*BINH, "Chuyên viên", day, 9] for day in ("01/12/2018", "01/12/2024", "01/12/2015")]
    found = checked(officer, uploaded(officer, [head, *rows], VOTES), vote_kind="soundings")
    assert [_body_of(row) for row in found.values()] == [["Văn phòng Sở"], ["Phòng Tổ chức"], []]
    assert codes(found[4]) == ["many_posts"], "on that day none of them was held"


@pytest.mark.usefixtures("moved")
def test_a_decision_is_about_the_post_that_is_held_when_it_takes_effect(officer: Any) -> None:
    head = ["Họ và tên", "Ngày sinh", "Số quyết định", "Ngày ký", "Ngày hiệu lực", "Chức vụ"]
    rows = [
        [*BINH, "1/QĐ", "20/12/2019", "01/01/2020", "Chuyên viên"],
        [*BINH, "2/QĐ", "01/05/2017", "01/05/2017", "Chuyên viên"],
        [*BINH, "3/QĐ", "20/12/2019", None, "Chuyên viên"],
        [*CUONG, "4/QĐ", "01/12/2014", None, "Chuyên viên"],
    ]
    found = checked(officer, uploaded(officer, [head, *rows], DECISIONS), kind="transfer")
    assert [_body_of(row) for row in found.values()] == [["Phòng Tổ chức"], ["Văn phòng Sở"], [], ["Phòng Tổ chức"]]
    assert codes(found[4]) == ["many_posts"], "signed before the move: either may be meant"


def test_a_plan_is_for_a_post_that_is_not_held_yet(officer: Any) -> None:
    one = uploaded(officer, [["Họ và tên", "Ngày sinh", "Chức danh quy hoạch"], [*BINH, "Chuyên viên"]], PLANS)
    assert codes(checked(officer, one)[2]) == ["many_posts"]
