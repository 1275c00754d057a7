"""Excel workbooks, one sheet a table, read through a fast reader as text cells.

People type into workbooks, so this reader is more patient than the others: a title above the header row, Vietnamese
headers and words, real date cells and dd/mm/yyyy are all understood; what is doubtful is a problem all the same.
"""

import re
import zipfile
from pathlib import Path
from typing import Any

import fastexcel
import numpy as np
import pyarrow as pa

from chinhdanh.registry.problems import Place, ProblemList, RegistryProblems, single
from chinhdanh.registry.readers.convert import ROW, RawTable, Reading, TypedTable, check_ids, convert, known_tables
from chinhdanh.registry.readers.names import header_row, is_ignored_sheet, nearest, table_of
from chinhdanh.registry.schema import TABLES
from chinhdanh.registry.sql import parquet

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

_TOP_ROWS = 20
_MOST_CELLS = 60_000_000
"""A sheet whose used range has more cells than this cannot be laid out in memory (about 2 GB)."""
_MOST_COLUMNS = 400
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def _refuse_file(path: Path) -> RegistryProblems | None:
    """The one clear message for a file that is no readable workbook; None where it looks like one."""
    place = Place(file=path.name)
    with path.open("rb") as stream:
        data_start = stream.read(8)
    if not data_start:
        return single("empty_file", place, "Tệp trống.", "The file is empty.")
    if data_start.startswith(b"\xd0\xcf\x11\xe0"):
        if path.suffix.lower() != ".xls" or _ENCRYPTED in path.read_bytes():
            return single(
                "password_protected",
                place,
                "Sổ Excel có mật khẩu (hoặc là sổ đời cũ mang đuôi mới). Mở bằng Excel, bỏ mật khẩu và lưu lại dạng "
                ".xlsx.",
                "The workbook is protected by a password (or is an old one under a new ending). Open it in Excel, "
                "remove "
                "the password and save it as .xlsx.",
            )
        return None
    if not data_start.startswith(b"PK"):
        return single(
            "not_excel",
            place,
            "Tệp mang đuôi Excel nhưng không phải sổ Excel; có lẽ là CSV đổi tên. Đổi đuôi thành .csv và đặt vào một "
            "thư mục, "
            "hoặc mở bằng Excel và lưu lại dạng .xlsx.",
            "The file has an Excel ending but is no workbook; perhaps it is a renamed CSV. Name it .csv and put it "
            "in a "
            "folder, or open it in Excel and save it as .xlsx.",
        )
    if not zipfile.is_zipfile(path):
        return single(
            "truncated_excel",
            place,
            "Sổ Excel bị cụt hoặc hỏng (thiếu phần cuối tệp). Sao chép hoặc tải lại từ nguồn.",
            "The workbook is cut off or damaged (its end is missing). Copy or download it again.",
        )
    return None


def _refuse_giant_sheets(path: Path) -> RegistryProblems | None:
    """Refuse a sheet whose stray cell in the far corner claims billions of cells, before it fills the memory."""
    try:
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                    continue
                with book.open(name) as sheet:
                    match = re.search(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"', sheet.read(4096))
                if match is None:
                    continue
                columns = 0
                for letter in match[1].decode():
                    columns = columns * 26 + ord(letter) - 64
                if columns * int(match[2]) > _MOST_CELLS or (columns > _MOST_COLUMNS and int(match[2]) > 100_000):
                    return single(
                        "giant_sheet",
                        Place(file=path.name, sheet=Path(name).stem),
                        f"Trang tính khai có {int(match[2])} dòng × {columns} cột, gần như toàn ô trống. Xóa các "
                        "dòng, cột trống "
                        "ở cuối trang (Ctrl+End để xem ô cuối) và lưu lại.",
                        f"The sheet claims {int(match[2])} rows by {columns} columns, almost all of them empty. "
                        "Delete the empty "
                        "rows and columns at its end (Ctrl+End shows the last cell) and save it.",
                    )
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        return _damaged(path, str(error))
    return None


def _damaged(path: Path, reason: str) -> RegistryProblems:
    return single(
        "damaged_excel",
        Place(file=path.name),
        f"Không đọc được sổ Excel ({reason.splitlines()[0] if reason else 'hỏng'}). Mở bằng Excel, sửa và lưu lại "
        "dạng .xlsx.",
        f"The workbook cannot be read ({reason.splitlines()[0] if reason else 'damaged'}). Open it in Excel, repair "
        "it and "
        "save it as .xlsx.",
    )


def open_workbook(path: Path) -> Any:
    """The workbook at `path`; RegistryProblems with one problem where it is none that can be read."""
    refusal = _refuse_file(path) or (_refuse_giant_sheets(path) if zipfile.is_zipfile(path) else None)
    if refusal is not None:
        raise refusal
    try:
        return fastexcel.read_excel(path)
    except Exception as error:  # the reader has many exceptions of its own, all meaning a damaged file
        raise _damaged(path, str(error)) from error


def sheet_cells(book: Any, sheet_name: str, path: Path) -> tuple[pa.Table, list[tuple[int, int, str]]]:
    """All cells of a sheet as text (`h0`, `h1`, …, `_row` from 1), and those that hold an error (row, column, text)."""
    try:
        sheet = book.load_sheet(sheet_name, header_row=None, skip_rows=0, dtypes="string")
        batch, errors = sheet.to_arrow_with_errors()
    except Exception as error:
        raise _damaged(path, f"{sheet_name}: {error}") from error
    columns = {f"h{index}": column for index, column in enumerate(batch.columns)}
    columns[ROW] = pa.array(np.arange(1, batch.num_rows + 1))
    bad = [
        (error.position[0] + 1, error.position[1], _error_text(str(error.detail)))
        for error in (errors.errors if errors is not None else ())
    ]
    return pa.table(columns), bad


def _error_text(detail: str) -> str:
    """The Excel error as the sheet shows it ("#NA"), from the reader's own sentence."""
    match = re.search(r"Error\((\w+)\)", detail)
    return f"#{match[1].upper()}" if match else detail


def read_workbook(reading: Reading, path: Path) -> dict[str, tuple[TypedTable, Place]]:
    """The typed tables of a workbook by name, with their places. Problems go to ``reading.found``.

    Raises RegistryProblems (one problem) where the file cannot be read as a workbook at all.
    """
    found = reading.found
    book = open_workbook(path)
    tables: dict[str, tuple[TypedTable, Place]] = {}
    for sheet_name in book.sheet_names:
        if is_ignored_sheet(sheet_name):
            continue
        table = table_of(sheet_name)
        place = Place(table, path.name, sheet_name)
        if table is None:
            _unknown_sheet(book, path, place, found)
            continue
        if table in tables:
            found.add(
                "table_twice",
                place,
                f"Hai trang tính cùng là bảng {table}. Giữ lại một trang.",
                f"Two sheets are both the table {table}. Keep one of them.",
            )
            continue
        typed = _read_sheet(reading, book, path, place)
        if typed is not None:
            tables[table] = (typed, place)
    return tables


def _unknown_sheet(book: Any, path: Path, place: Place, found: ProblemList) -> None:
    cells, _ = sheet_cells(book, place.sheet or "", path)
    if cells.num_rows == 0:
        return  # the blank sheets that a new workbook comes with
    near = nearest(place.sheet or "", TABLES)
    found.add(
        "unknown_table",
        place,
        f'Trang tính "{place.sheet}" không phải tên bảng.'
        + (f' Có phải "{near}"?' if near else "")
        + f" Đổi tên, hoặc thêm _ vào đầu tên để bỏ qua. Các bảng: {known_tables()}.",
        f'The sheet "{place.sheet}" is no table.'
        + (f' Did you mean "{near}"?' if near else "")
        + f" Rename it, or put _ before its name to leave it out. Tables: {known_tables()}.",
    )


def _read_sheet(reading: Reading, book: Any, path: Path, place: Place) -> TypedTable | None:
    con, found = reading.con, reading.found
    table = TABLES[place.table or ""]
    cells, errors = sheet_cells(book, place.sheet or "", path)
    names = [name for name in cells.column_names if name != ROW]
    top = [list(row.values()) for row in cells.slice(0, _TOP_ROWS).select(names).to_pylist()] if names else []
    if not any(cell is not None for row in top for cell in row):
        found.add(
            "empty_sheet",
            place,
            "Trang tính trống. Cần dòng tiêu đề, hoặc xóa trang này.",
            "The sheet is empty. It needs a header row, or should be deleted.",
        )
        return None
    header = header_row(top, table)
    for row, column, detail in errors:
        if row > header + 1:
            found.add(
                "excel_error",
                place,
                f"Ô chứa lỗi Excel ({detail}). Sửa công thức hoặc để trống.",
                f"The cell holds an Excel error ({detail}). Correct the formula or leave the cell empty.",
                row=row,
                column=top[header][column] if column < len(top[header]) else None,
                value=detail,
            )
    body = cells.slice(header + 1)
    view = f"sheet_{table.name}"
    con.register(view, body)
    try:
        raw = RawTable(view, top[header], table, place, lenient=True)
        typed = convert(reading, raw, reading.workdir / f"{table.name}.parquet")
    finally:
        con.unregister(view)
    if "id" in typed.columns:
        check_ids(reading, parquet(typed.path), place)
    _notice_empty_rows(body.num_rows, typed.rows, place, found)
    return typed


def _notice_empty_rows(claimed: int, rows: int, place: Place, found: ProblemList) -> None:
    if claimed - rows >= 1000:
        found.notice(
            f"{place.source()}: bỏ qua {claimed - rows} dòng trống",
            f"{place.source()}: {claimed - rows} empty rows are left out",
        )
