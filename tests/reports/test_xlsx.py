from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from audit_output import FORMULA, LABELS, finding, write_output

from chinhdanh.reports import load, write_xlsx
from chinhdanh.reports.data import ReportData
from chinhdanh.reports.texts import LANGUAGES, Language, Texts

SHEETS = ("summary", "violates", "unproven", "rules", "organizations", "years", "columns", "law", "how")


def rows_of(sheet: Any) -> list[tuple[Any, ...]]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_sheet_a_topic_with_head_and_filter(data: ReportData, tmp_path: Path, lang: Language) -> None:
    book = openpyxl.load_workbook(write_xlsx(tmp_path, data, lang))
    t = Texts(lang)
    assert book.sheetnames == [t(f"sheet_{name}") for name in SHEETS]
    for sheet in book:
        assert sheet.freeze_panes == "A3"
        assert sheet.auto_filter.ref.startswith("A2:")
        assert sheet.auto_filter.ref.endswith(str(max(sheet.max_row, 2)))


def test_dates_are_dates_and_names_are_text(data: ReportData, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write_xlsx(tmp_path, data, "vi"))["Trái quy định"]
    head, *rows = rows_of(sheet)[1:]
    assert [row[head.index("Ngày xét")].date() for row in rows] == [
        date(2026, 11, 20),
        date(2026, 8, 15),
        date(2024, 1, 2),
    ]
    person = sheet.cell(row=5, column=head.index("Người được quyết định") + 1)
    assert person.value == FORMULA
    assert person.data_type == "s"
    assert "Phiếu đồng ý của cán bộ chủ chốt: 1.234" in rows[0][head.index("Dữ kiện đã dùng")]


def test_unproven_rows_say_what_would_settle_them(data: ReportData, tmp_path: Path) -> None:
    head, *rows = rows_of(openpyxl.load_workbook(write_xlsx(tmp_path, data, "en"))["Unproven"])[1:]
    settle = [row[head.index("To settle it, the record needs")] for row in rows]
    assert any("(step.present)" in text for text in settle)
    assert Texts("en")("settle_unknown") in settle


def test_a_sheet_that_is_cut_says_so(tmp_path: Path) -> None:
    rows = [finding(n, "unproven") for n in range(40)]
    data = load(write_output(tmp_path, rows), LABELS)
    sheet = openpyxl.load_workbook(write_xlsx(tmp_path, data, "vi", rows_at_most={"violates": 25, "unproven": 25}))[
        "Chưa chứng minh được"
    ]
    assert sheet.max_row == 27
    assert sheet["A1"].value == "Chỉ 25 dòng mới nhất trong 40; toàn bộ ở findings.parquet."


def test_a_cell_longer_than_excel_allows_is_cut_with_a_word(tmp_path: Path) -> None:
    rows = [finding(1, "violates", facts='{"secret": "' + "đ" * 40_000 + '"}')]
    data = load(write_output(tmp_path, rows), LABELS)
    head, row = rows_of(openpyxl.load_workbook(write_xlsx(tmp_path, data, "vi"))["Trái quy định"])[1:]
    assert row[head.index("Dữ kiện đã dùng")].endswith("xem findings.parquet)")


def test_a_clean_audit_has_its_sheets_too(clean: ReportData, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_xlsx(tmp_path, clean, "vi"))
    assert "Không phát hiện vi phạm" in book["Tóm tắt"]["B3"].value
    assert book["Trái quy định"].max_row == 2
