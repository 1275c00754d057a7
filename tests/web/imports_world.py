"""A small office, and the workbooks that such offices really send: made anew in each test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
from tests.web.access_world import grant, user
from tests.web.organisations_world import writing

from chinhdanh.registry.readers.fonts import _TCVN3, _vni_letters, _vni_pairs
from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.imports import actions
from chinhdanh.web.imports.fields import PEOPLE
from chinhdanh.web.imports.models import Import, Row
from chinhdanh.web.record.access import PERSONNEL_OFFICER

BODY = "Sở Nội vụ"


def build() -> Any:
    """A department with an office and a division, three officials, another body; the officer who keeps the first."""
    with writing() as record:
        record.body("Tỉnh")
        for name, parent in ((BODY, "Tỉnh"), ("Văn phòng Sở", BODY), ("Phòng Tổ chức", BODY), ("Sở Y tế", "Tỉnh")):
            record.body(name, parent)
        head = record.post(BODY, "Giám đốc Sở Nội vụ", "head")
        record.post("Phòng Tổ chức", "Trưởng phòng", "head")
        record.post("Văn phòng Sở", "Chánh Văn phòng", "head")
        staff = record.post("Phòng Tổ chức", "Chuyên viên")
        elsewhere = record.post("Sở Y tế", "Chuyên viên")
        an = record.person("Nguyễn Văn An", sex="male", birth_date=date(1975, 3, 2), citizen_id="001075000001")
        binh = record.person("Trần Thị Bình", birth_date=date(1982, 12, 31))
        cuong = record.person("Lê Văn Cường", sex="male", birth_date=date(1990, 7, 15))
        far = record.person("Phạm Thị Xa", birth_date=date(1988, 1, 1), citizen_id="001188000009")
        record.holds(an, head, seat=1)
        record.holds(binh, staff, seat=1)
        record.holds(cuong, staff, seat=2)
        record.holds(far, elsewhere, seat=1)
    officer = user("can-bo-to-chuc")
    grant(officer, PERSONNEL_OFFICER, BODY)
    return officer


def tcvn3(text: str) -> str:
    """Text as the TCVN3 fonts of the nineties wrote it."""
    signs = {letter: sign for sign, letter in _TCVN3.items()}
    return "".join(signs.get(char, signs.get(char.lower(), char)) for char in text)


def vni(text: str) -> str:
    """Text as the VNI fonts wrote it."""
    signs = {letter: sign for sign, letter in {**_vni_letters(), **_vni_pairs()}.items()}
    return "".join(signs.get(char, char) for char in text)


def workbook(rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet with these rows."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    return saved(book)


def saved(book: Any) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


TOP: list[list[Any]] = [
    ["UBND TỈNH AN SƠN", None, None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["SỞ NỘI VỤ"],
    [None, None, "DANH SÁCH CÁN BỘ, CÔNG CHỨC NĂM 2025"],
    ["(Kèm theo Công văn số 12/SNV ngày 05/01/2026)"],
]
HEAD: list[list[Any]] = [
    [
        "STT",
        "Họ và tên",
        "Ngày, tháng, năm sinh",
        None,
        "Chức vụ",
        "Số CCCD",
        "Trình độ chuyên môn",
        "Xếp loại năm 2024",
    ],
    [None, None, "Nam", "Nữ"],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
]
MERGED = ("A5:A6", "B5:B6", "C5:D5", "E5:E6", "C3:G3", "A4:F4")


def uploaded(
    officer: Any, rows: Sequence[Sequence[Any]] | bytes, target: str = PEOPLE, merged: Sequence[str] = ()
) -> Import:
    """An import of these rows for the department, with its columns guessed."""
    content = rows if isinstance(rows, bytes) else workbook(rows, merged)
    with acting_as(officer, today()):
        return actions.upload(officer, today(), BODY, target, "danh sách.xlsx", content)


def checked(officer: Any, one: Import, **constants: str) -> dict[int, Row]:
    """The rows of the import, held against the record by the columns as they were guessed; by their number.

    `constants` are what holds for every row.
    """
    with acting_as(officer, today()):
        meanings = {column["at"]: column["means"] for column in one.columns if column["means"]}
        actions.say_meanings(officer, one, one.edition, meanings, constants)
        actions.carry_out_step(officer, one, today())
        return {row.row: row for row in one.rows.order_by("row")}


def mended(officer: Any, one: Import, **given: Any) -> dict[int, Row]:
    with acting_as(officer, today()):
        actions.mend(officer, one, one.edition, actions.Mended(**given))
        actions.carry_out_step(officer, one, today())
        return {row.row: row for row in one.rows.order_by("row")}


def written(officer: Any, one: Import) -> Import:
    with acting_as(officer, today()):
        actions.ask_to_write(officer, one, one.edition, "Cập nhật theo danh sách")
        actions.carry_out_step(officer, one, today())
        assert (one.state, one.why) == (Import.WRITTEN, "")
    return one


def undone(officer: Any, one: Import) -> Import:
    with acting_as(officer, today()):
        actions.ask_to_undo(officer, one, one.edition, "Nhập nhầm tệp")
        actions.carry_out_step(officer, one, today())
        assert (one.state, one.why) == (Import.UNDONE, "")
    return one


def codes(row: Row) -> list[str]:
    """What stands in the way of a row."""
    return [problem["code"] for problem in row.problems]
