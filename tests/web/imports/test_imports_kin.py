"""Lists of kin: the relative is found or entered with the row, and a relation is recorded once for both sides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.web.imports_world import checked, codes, mended, undone, uploaded, written

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.imports.fields import KIN
from chinhdanh.web.imports.grouping import groups_of
from chinhdanh.web.imports.grouping import mended as answers
from chinhdanh.web.imports.matching import NEW
from chinhdanh.web.imports.models import Row
from chinhdanh.web.officials.models import Kinship, Person
from chinhdanh.web.record.writing import recording

HEAD: list[list[Any]] = [
    ["TT", "Họ và tên cán bộ", "Ngày sinh", "Người thân", None, None, None],
    [None, None, None, "Họ và tên", "Quan hệ", "Năm sinh", "Số CCCD"],
]
OFFICIAL: list[Any] = ["Nguyễn Văn An", "02/03/1975"]


def _kin() -> set[tuple[str, str, str]]:
    return set(Kinship.objects.values_list("person__full_name", "relation", "relative__full_name"))


def test_relatives_are_found_or_entered_with_the_row(officer: Any) -> None:
    rows: list[list[Any]] = [
        [1, *OFFICIAL, "Trần Thị Bình", "Vợ", "31/12/1982", None],
        [2, *OFFICIAL, "Nguyễn Thị Con", "Con gái", "2005", None],
        [3, "Trần Thị Bình", "31/12/1982", "Lê Văn Cường", "Em trai", None, None],
        [4, *OFFICIAL, "nguyễn thị con", "con", "2005", None],
        [5, *OFFICIAL, "Người Nào", "Bạn học", "1975", None],
        [6, "Người Ngoài", "01/01/1970", "Ai Đó", "Vợ", "1972", None],
    ]
    one = uploaded(officer, [*HEAD, *rows], target=KIN)
    assert [column["means"] for column in one.columns][1:] == [
        "full_name", "birth", "relative_name", "relation", "relative_birth", "relative_citizen_id",
    ]  # fmt: skip
    found = checked(officer, one)
    assert [(row.state, codes(row)) for row in found.values()] == [
        (Row.NEW, []), (Row.NEW, []), (Row.PROBLEM, ["lacking"]), (Row.PROBLEM, ["twice"]), (Row.PROBLEM, ["no_code"]),
        (Row.PROBLEM, ["not_there"]),
    ]  # fmt: skip
    mended(officer, one, cells={"5:relative_birth": "15/07/1990"}, skip=[6, 7, 8])
    assert Person.objects.filter(full_name="Nguyễn Thị Con").count() == 0
    written(officer, one)
    assert ("Nguyễn Văn An", "spouse", "Trần Thị Bình") in _kin()
    assert ("Trần Thị Bình", "sibling", "Lê Văn Cường") in _kin()
    child = Person.objects.get(full_name="Nguyễn Thị Con")
    assert (child.birth_date, child.birth_precision) == (date(2005, 1, 1), "year")
    with acting_as(officer, today()):
        assert Person.objects.visible_to(officer, today()).filter(pk=child.pk).exists()
    again = uploaded(officer, [*HEAD, *rows[:2]], target=KIN)
    assert {row.state for row in checked(officer, again).values()} == {Row.UNCHANGED}
    undone(officer, one)
    assert not Kinship.objects.exists()
    assert not Person.objects.filter(full_name="Nguyễn Thị Con").exists()


def test_one_row_is_enough_for_both_sides_and_another_word_corrects_it(officer: Any) -> None:
    with recording("entry", None, "thử") as record:
        record.add(Kinship, person_id="p-Trần Thị Bình", relative_id="p-Nguyễn Văn An", relation="spouse")
        record.add(Kinship, person_id="p-Nguyễn Văn An", relative_id="p-Lê Văn Cường", relation="cousin")
    rows: list[list[Any]] = [
        [1, *OFFICIAL, "Trần Thị Bình", "Vợ", "31/12/1982", None],
        [2, *OFFICIAL, "Lê Văn Cường", "Em ruột", "1990", None],
    ]
    one = uploaded(officer, [*HEAD, *rows], target=KIN)
    first, second = checked(officer, one).values()
    assert (first.state, first.notes) == (Row.UNCHANGED, ["kin_other_way"])
    assert second.state == Row.CHANGED
    written(officer, one)
    assert _kin() == {("Trần Thị Bình", "spouse", "Nguyễn Văn An"), ("Nguyễn Văn An", "sibling", "Lê Văn Cường")}


def test_who_may_be_somebody_recorded_is_not_entered_a_second_time(officer: Any) -> None:
    rows: list[list[Any]] = [
        [1, *OFFICIAL, "Lê Văn Cường", "Cháu", "1990", None],
        [2, *OFFICIAL, "Phạm Thị Xa", "Vợ", "1988", "001188000009"],
        [3, *OFFICIAL, "Trần Thị Bình", "Vợ", None, "001075000001"],
        [4, *OFFICIAL, "Nguyễn Văn An", "Anh", "02/03/1975", None],
    ]
    one = uploaded(officer, [*HEAD, *rows], target=KIN)
    found = checked(officer, one)
    assert [codes(row) for row in found.values()] == [["no_code"], ["elsewhere"], ["kin_number"], ["kin_self"]]
    found = mended(officer, one, cells={"3:relation": "Anh, chị, em họ"})
    assert codes(found[3]) == ["kin_doubt"], "of the same name and year, and no relative so far"


@pytest.mark.parametrize("somebody_else", [False, True])
def test_of_whom_it_is_in_doubt_who_they_are_is_chosen_and_nobody_else_can_be(
    officer: Any, somebody_else: bool
) -> None:
    one = uploaded(officer, [*HEAD, [1, *OFFICIAL, "Lê Văn Cường", "Em trai", "1990", None]], target=KIN)
    (doubt,) = checked(officer, one)[3].problems
    cuong, far = Person.objects.get(full_name="Lê Văn Cường"), Person.objects.get(full_name="Phạm Thị Xa")
    assert doubt["who"] == [[str(cuong.key), "Lê Văn Cường", "15/07/1990", "Chuyên viên"]]

    (group,) = groups_of([(3, "Nguyễn Văn An", [doubt])], {})

    def answered(who: str) -> dict[str, str]:
        return dict(answers([group], {f"who-{group.key}": who}, KIN, one.fixes).people)

    assert answered(str(far.key)) == {}, "of another body, and not offered"
    people = answered(NEW if somebody_else else str(cuong.key))
    row = mended(officer, one, people=people)[3]
    assert (row.state, row.notes) == (Row.NEW, ["kin_entered"] if somebody_else else [])
    written(officer, one)
    assert Person.objects.filter(full_name="Lê Văn Cường").count() == 1 + somebody_else
    relative = Kinship.objects.get(relation="sibling").relative
    assert (relative == cuong) is not somebody_else


def test_nobody_writes_themselves_into_the_kin_of_another(officer: Any) -> None:
    officer.person_id = "p-Lê Văn Cường"
    officer.save()
    row: list[Any] = [1, *OFFICIAL, "Lê Văn Cường", "Em trai", "15/07/1990", None]
    assert codes(checked(officer, uploaded(officer, [*HEAD, row], target=KIN))[3]) == ["own"]
