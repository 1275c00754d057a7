"""An office's list becomes one change of the record: what is read, what is asked, what is written, what is taken back."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest
from tests.web.access_world import grant, user
from tests.web.imports_world import (
    BODY,
    HEAD,
    MERGED,
    TOP,
    checked,
    codes,
    mended,
    tcvn3,
    undone,
    uploaded,
    vni,
    written,
)

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.imports import actions
from chinhdanh.web.imports.fields import DECISIONS
from chinhdanh.web.imports.models import Act, Cells, Content, Import, Row
from chinhdanh.web.officials.models import Evaluation, Person, Qualification, Tenure
from chinhdanh.web.record.access import PERSONNEL_OFFICER
from chinhdanh.web.record.base import Change
from chinhdanh.web.record.writing import recording

LIST: list[list[Any]] = [
    ["I", "LÃNH ĐẠO SỞ"],
    [1, "NGUYỄN VĂN AN", "02/03/1975", None, "Giám đốc", "001075000001", "Thạc sĩ Luật", "HTXSNV"],
    ["II", "Phòng Tổ chức"],
    [2, "  Trần   Thị Bình ", None, date(1982, 12, 31), "Chuyên viên", 1182000002, "Đại học", "Hoàn thành tốt nhiệm vụ"],
    [3, unicodedata.normalize("NFD", "Lê Văn Cường"), "ngày 15 tháng 7 năm 1990", None, "Chuyên viên", None, None, "HTNV"],
    ["Cộng", None, 2, 1],
    [None, None, None, None, None, "An Sơn, ngày 05 tháng 01 năm 2026"],
]  # fmt: skip


def test_a_list_as_it_is_finds_its_headers_its_people_and_its_groups(officer: Any) -> None:
    one = uploaded(officer, [*TOP, *HEAD, *LIST], merged=MERGED)
    means = {column["letter"]: column["means"] for column in one.columns}
    assert means == {
        "A": "", "B": "full_name", "C": "birth_male", "D": "birth_female", "E": "post", "F": "citizen_id",
        "G": "professional", "H": "rating-2024",
    }  # fmt: skip
    rows = checked(officer, one)
    assert {row: (found.state, found.name) for row, found in rows.items()} == {
        9: (Row.CHANGED, "Nguyễn Văn An"),
        11: (Row.CHANGED, "Trần Thị Bình"),
        12: (Row.CHANGED, "Lê Văn Cường"),
    }
    assert [row for row, _text in one.left_out] == [8, 10, 13, 14]
    assert "zeros" in rows[11].notes, "a number of which Excel dropped the zeros in front"


@pytest.mark.parametrize("typed", [tcvn3, vni], ids=["TCVN3", "VNI"])
def test_text_of_the_old_fonts_means_the_same_people(officer: Any, typed: Any) -> None:
    old = [[typed(cell) if isinstance(cell, str) else cell for cell in row] for row in LIST]
    one = uploaded(officer, [*TOP, *HEAD, *old], merged=MERGED)
    assert sum(one.fonts.values()) > 0
    rows = checked(officer, one)
    assert [row.name for row in rows.values()] == ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"]
    assert {row.state for row in rows.values()} == {Row.CHANGED}


@pytest.mark.parametrize("typed", [tcvn3, vni], ids=["TCVN3", "VNI"])
def test_one_row_of_an_old_font_among_others_is_read_too(officer: Any, typed: Any) -> None:
    """Rows are pasted together from lists of different years; "Cêng" alone would pass for a syllable."""
    mixed = [[typed(cell) if n == 4 and isinstance(cell, str) else cell for cell in row] for n, row in enumerate(LIST)]
    one = uploaded(officer, [*TOP, *HEAD, *mixed], merged=MERGED)
    assert [row.name for row in checked(officer, one).values()] == ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"]


def test_what_is_written_is_one_change_with_the_file_as_its_evidence(officer: Any) -> None:
    one = uploaded(officer, [*TOP, *HEAD, *LIST], merged=MERGED)
    checked(officer, one)
    written(officer, one)
    assert one.state == Import.WRITTEN
    change = Change.objects.get(pk=one.acts.get(kind=Act.WRITE).change_id)
    assert (change.kind, change.by, change.evidence) == ("import", officer, f"danh sách.xlsx (SHA-256 {one.digest})")
    assert Person.objects.get(full_name="Trần Thị Bình").citizen_id == "001182000002"
    ratings = dict(Evaluation.objects.filter(year=2024).values_list("person__full_name", "rating"))
    assert ratings == {"Nguyễn Văn An": "excellent", "Trần Thị Bình": "good", "Lê Văn Cường": "completed"}
    again = uploaded(officer, [*TOP, *HEAD, *LIST], merged=MERGED)
    assert {row.state for row in checked(officer, again).values()} == {Row.UNCHANGED}


def test_an_empty_cell_takes_nothing_out_of_the_record(officer: Any) -> None:
    one = uploaded(officer, [["Họ và tên", "Ngày sinh", "Số CCCD"], ["Nguyễn Văn An", "02/03/1975", None]])
    assert checked(officer, one)[2].state == Row.UNCHANGED


def test_every_problem_is_told_at_its_cell_and_mended_for_all_that_say_the_same(officer: Any) -> None:
    one = uploaded(
        officer,
        [
            ["Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Ngày vào Đảng", "Xếp loại năm 2024"],
            ["Nguyễn Văn An", "31/02/1975", "Nam", "012345678", "03/1999", "Xuất xắc"],
            ["Trần Thị Bình", "31/12/1982", "nv", "12", "=1/0", "Xuất xắc"],
        ],
    )
    rows = checked(officer, one)
    assert sorted(codes(rows[2])) == ["no_code", "no_such_day", "old_citizen_id", "only_month"]
    assert {"no_sex", "no_citizen_id", "no_code"} <= set(codes(rows[3]))
    rows = mended(
        officer, one,
        cells={"2:birth": "2.3.1975", "2:citizen_id": "", "2:party_joined_on": "", "3:sex": "Nữ", "3:citizen_id": ""},
        values={"rating-2024|Xuất xắc": "Hoàn thành xuất sắc nhiệm vụ"},
    )  # fmt: skip
    assert codes(rows[2]) == codes(rows[3]) == []
    assert rows[2].writes[-1][3]["rating"] == rows[3].writes[-1][3]["rating"] == "excellent"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("02/03/1975", (date(1975, 3, 2), "day")), ("2-3-1975", (date(1975, 3, 2), "day")),
        ("2.3.1975", (date(1975, 3, 2), "day")), ("1975-03-02 00:00:00", (date(1975, 3, 2), "day")),
        ("ngày 02 tháng 3 năm 1975", (date(1975, 3, 2), "day")), ("02/03/75", (date(1975, 3, 2), "day")),
        ("27455", (date(1975, 3, 2), "day")), ("02031975", (date(1975, 3, 2), "day")),
        ("03/1975", (date(1975, 3, 1), "month")), ("1975", (date(1975, 1, 1), "year")),
    ],
)  # fmt: skip
def test_dates_are_read_in_the_forms_that_offices_type(text: str, meant: tuple[date, str]) -> None:
    from chinhdanh.web.imports.cells import parse_day

    said = parse_day(text, date(2026, 1, 1), birth=True)
    assert (said.value, said.precision, said.problem) == (*meant, "")


@pytest.mark.parametrize("text", ["31/02/1975", "02/15/1980", "1/1/30", "3000", "mùng 3 Tết", "01/01/2030"])
def test_what_is_no_day_of_birth_is_told_and_not_guessed(text: str) -> None:
    from chinhdanh.web.imports.cells import parse_day

    assert parse_day(text, date(2026, 1, 1), birth=True).problem


def test_whoever_may_be_two_people_is_asked_about(officer: Any) -> None:
    with recording("entry", None, "thử") as record:
        twin = record.add(Person, id="twin", full_name="Nguyễn Văn An", birth_date=date(1975, 3, 2), sex="male")
        tenure = Tenure.objects.get(person__id="p-Nguyễn Văn An")
        record.add(
            Tenure, person=twin, post=tenure.post, since=tenure.since, acting=True, start_decision=tenure.start_decision
        )
    one = uploaded(officer, [["Họ và tên", "Ngày sinh", "Xếp loại 2024"], ["Nguyễn Văn An", "02/03/1975", "Tốt"]])
    rows = checked(officer, one)
    assert codes(rows[2]) == ["doubt_name"]
    assert len(rows[2].problems[0]["who"]) == 2
    rows = mended(officer, one, people={"2": str(twin.key)})
    assert (rows[2].state, rows[2].person_id) == (Row.CHANGED, "twin")


def test_a_number_of_somebody_else_is_a_doubt_and_of_another_office_a_problem(officer: Any) -> None:
    one = uploaded(
        officer,
        [
            ["Họ và tên", "Ngày sinh", "Số CCCD", "Mã cán bộ"],
            ["Trần Thị Bình", "31/12/1982", "001075000001", None],
            ["Phạm Thị Xa", "01/01/1988", "001188000009", None],
            ["Ai đó", "02/03/1975", None, "p-Lê Văn Cường"],
        ],
    )
    rows = checked(officer, one)
    assert [codes(row) for row in rows.values()] == [["doubt_number"], ["elsewhere"], ["doubt_code"]]


def test_somebody_new_is_recorded_with_the_post_and_the_decision_on_which_it_rests(officer: Any) -> None:
    one = uploaded(
        officer,
        [
            ["TT", "Họ và tên", "Ngày sinh", "Nữ", "Đơn vị", "Chức vụ", "Quyết định", None, "Từ ngày"],
            [None, None, None, None, None, None, "Số", "Ngày"],
            [
                1,
                "Đỗ Thị Mới",
                "05/05/1985",
                "x",
                "Phòng Tổ chức",
                "Trưởng phòng",
                "15/QĐ-SNV",
                "01/02/2020",
                "05/02/2020",
            ],
            [2, "Hồ Văn Thiếu", "06/06/1986", None, "Phòng Tổ chức", "Chuyên viên", None, None, None],
            [
                3,
                "Vũ Văn Chậm",
                "07/07/1987",
                None,
                "Phòng Tổ chức",
                "Trưởng phòng",
                "16/QĐ",
                "01/02/2021",
                "01/02/2021",
            ],
        ],
    )
    rows = checked(officer, one, kind="appointment")
    assert [row.state for row in rows.values()] == [Row.NEW, Row.PROBLEM, Row.PROBLEM]
    assert [codes(row)[:1] for row in rows.values()] == [[], ["new_without_decision"], ["seat_taken"]]
    written(officer, one)
    tenure = Tenure.objects.get(person__full_name="Đỗ Thị Mới")
    decision = tenure.start_decision
    assert (tenure.post.title, tenure.since, tenure.seat) == ("Trưởng phòng", date(2020, 2, 5), 1)
    assert (decision.kind, decision.number, decision.signed_on) == ("appointment", "15/QĐ-SNV", date(2020, 2, 1))
    assert tenure.person.sex == "female"
    with acting_as(officer, today()):
        assert Person.objects.visible_to(officer, today()).filter(pk=tenure.person_id).exists()
    undone(officer, one)
    assert not Person.objects.filter(full_name="Đỗ Thị Mới").exists()
    assert not Tenure.objects.filter(pk=tenure.pk).exists()


def test_a_list_of_decisions_adds_those_that_are_not_there(officer: Any) -> None:
    rows = [
        ["Họ và tên", "Ngày sinh", "Số quyết định", "Ngày ký", "Loại quyết định", "Trích yếu", "Cơ quan ban hành"],
        ["Nguyễn Văn An", "02/03/1975", "99/QĐ", "01/03/2024", "Nâng ngạch, thăng hạng", "Về nâng ngạch", BODY],
        ["Chưa Có Ai", "02/03/1976", "98/QĐ", "01/03/2024", "Bổ nhiệm", None, BODY],
    ]
    one = uploaded(officer, rows, DECISIONS)
    found = checked(officer, one)
    assert (found[2].state, codes(found[3])) == (Row.NEW, ["not_there"])
    written(officer, one)
    assert checked(officer, uploaded(officer, rows, DECISIONS))[2].state == Row.UNCHANGED


def test_nobody_imports_their_own_record(officer: Any) -> None:
    officer.person_id = "p-Trần Thị Bình"
    officer.save(update_fields=["person_id"])
    one = uploaded(officer, [["Họ và tên", "Ngày sinh", "Xếp loại 2024"], ["Trần Thị Bình", "31/12/1982", "Tốt"]])
    assert codes(checked(officer, one)[2]) == ["own"]


def test_undoing_leaves_what_somebody_has_corrected_since(officer: Any) -> None:
    one = uploaded(officer, [*TOP, *HEAD, *LIST], merged=MERGED)
    checked(officer, one)
    written(officer, one)
    corrected = Evaluation.objects.get(person__full_name="Trần Thị Bình", year=2024)
    with recording("correction", None, "Theo biên bản") as record:
        record.correct(corrected, rating="completed")
    undone(officer, one)
    assert one.state == Import.UNDONE
    undo = one.acts.get(kind=Act.UNDO)
    assert undo.change.undoes_id == one.acts.get(kind=Act.WRITE).change_id
    assert undo.kept == [["evaluation", corrected.pk, "corrected"]]
    assert list(Evaluation.objects.values_list("pk", "rating")) == [(corrected.pk, "completed")]
    assert Person.objects.get(full_name="Trần Thị Bình").citizen_id is None
    assert not Qualification.objects.exists()


def test_undoing_keeps_somebody_new_of_whom_more_was_recorded_since(officer: Any) -> None:
    one = uploaded(
        officer,
        [
            ["Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Số quyết định", "Ngày ký", "Từ ngày"],
            ["Đỗ Thị Mới", "05/05/1985", "Phòng Tổ chức", "Chuyên viên", "15/QĐ", "01/02/2020", "01/02/2020"],
        ],
    )
    checked(officer, one, kind="recruitment")
    written(officer, one)
    person = Person.objects.get(full_name="Đỗ Thị Mới")
    with recording("entry", None, "thử") as record:
        record.add(Evaluation, person=person, year=2023, rating="good")
    undone(officer, one)
    assert [person.pk, "needed"] in [[row, why] for _table, row, why in one.acts.get(kind=Act.UNDO).kept]
    assert Person.objects.filter(pk=person.pk).exists()


def test_a_list_with_the_same_headers_is_read_as_it_was_confirmed(officer: Any) -> None:
    rows = [["Họ và tên", "Ngày sinh", "Cột lạ"], ["Lê Văn Cường", "15/07/1990", "001090000003"]]
    first = uploaded(officer, rows)
    assert [column["means"] for column in first.columns] == ["full_name", "birth", "citizen_id"]
    with acting_as(officer, today()):
        actions.say_meanings(officer, first, first.edition, {0: "full_name", 1: "birth"}, {})
        actions.carry_out_step(officer, first, today())
    assert [column["means"] for column in uploaded(officer, rows).columns] == ["full_name", "birth", ""]


@pytest.mark.parametrize("missing", [Content, Cells])
def test_a_list_is_read_as_it_was_kept_at_the_upload_and_else_from_its_file(officer: Any, missing: Any) -> None:
    """Who began to import before cells were kept goes on; the file is opened again only for them."""
    rows = [["Họ và tên", "Ngày sinh", "Xếp loại 2024"], ["Lê Văn Cường", "15/07/1990", "Tốt"], [None, None, "#N/A"]]
    rows.append(["Trần Thị Bình", "31/12/1982", "#N/A"])
    one = uploaded(officer, rows)
    missing.objects.filter(of=one).delete()
    found = checked(officer, one)
    assert (found[2].state, codes(found[4])) == (Row.CHANGED, ["excel_error"])
    written(officer, one)
    assert not Cells.objects.exists(), "what was written is read from its file no more"


def test_an_import_is_of_its_body_and_is_thrown_away_whole(officer: Any) -> None:
    one = uploaded(officer, [*TOP, *HEAD, *LIST], merged=MERGED)
    checked(officer, one)
    stranger = user("nguoi-khac")
    grant(stranger, PERSONNEL_OFFICER, "Sở Y tế")
    with acting_as(stranger, today()):
        assert not Import.objects.exists()
        assert not Content.objects.exists()
        assert not Cells.objects.exists()
        assert not Row.objects.exists()
    with acting_as(officer, today()):
        actions.drop(officer, one, one.edition)
    assert not Content.objects.exists()
    assert not Cells.objects.exists()
    assert not Row.objects.exists()
    assert Import.objects.get().state == Import.DROPPED
