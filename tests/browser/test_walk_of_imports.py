"""The path of an office's list through the wizard."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from reader import AT_EVERY_SIGHT, Reading, Sight

pytestmark = pytest.mark.browser


def _list() -> dict[str, object]:
    """An office's list with two lines of headers, a group, a sum, and two cells that stand in the way."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["SỞ NỘI VỤ"],
        ["DANH SÁCH CÁN BỘ, CÔNG CHỨC"],
        ["STT", "Họ và tên", "Ngày, tháng, năm sinh", None, "Chức vụ", "Xếp loại năm 2025"],
        [None, None, "Nam", "Nữ"],
        ["I", "Lãnh đạo"],
        [1, "Nguyễn Văn Không Có", "31/02/1980", None, "Chuyên viên", "HTTNV"],
        [2, "Trần Thị Chưa Có", None, "05/06/1985", "Chuyên viên", "Rất tốt"],
        ["Cộng", None, 1, 1],
    ):
        sheet.append(row)
    sheet.merge_cells("C3:D3")
    content = BytesIO()
    book.save(content)
    return {"name": "Danh sách.xlsx", "mimeType": "application/octet-stream", "buffer": content.getvalue()}


@AT_EVERY_SIGHT
def test_a_list_is_imported_as_far_as_the_preview_and_given_up(sight: Sight, reading: Reading) -> None:
    reader = reading(sight, "importing")
    reader.enter("personnel_officer")
    reader.go("/imports/")
    reader.see("imports")
    reader.go("/imports/new/")
    reader.see("import-new")
    # The first button of the form looks for a body.
    reader.refused("form p")
    reader.see("import-refused")
    reader.page.locator("input[type=file]").set_input_files([_list()])
    reader.send("form p")
    reader.see("import-columns")
    reader.send('form[action$="/columns/"]')
    reader.see("import-problems")
    address = reader.page.url
    reader.page.locator('.problems input[type="text"]').first.fill("12/12")
    reader.page.locator(".problems select").first.select_option(index=1)
    reader.send()
    reader.see("import-mended")
    reader.go(address.replace("/problems/", "/preview/"))
    reader.see("import-preview")
    reader.go(address.replace("/problems/", "/drop/"))
    reader.see("import-drop")
    reader.send()
    reader.see("import-dropped")
