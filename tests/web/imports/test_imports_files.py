"""Files that were made to harm, or are not what they are called: refused with a reason, and nothing in them is carried out."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from tests.web.imports_world import saved, workbook

from chinhdanh.web.imports import apart
from chinhdanh.web.imports import workbook as reading
from chinhdanh.web.imports.workbook import Unreadable, read

PLAIN = workbook([["Họ và tên", "Ngày sinh"], ["Nguyễn Văn An", "02/03/1975"]])


def _with(name: str, content: bytes, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The plain workbook with one part added or replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as before, zipfile.ZipFile(target, "w", compress) as book:
        for part in before.namelist():
            if part != name:
                book.writestr(part, before.read(part))
        book.writestr(name, content)
    return target.getvalue()


def _lying_about_its_size() -> bytes:
    """A part that says it is small and unpacks to far more."""
    content = _with("xl/media/big.bin", b"\0" * (5 << 20))
    right, wrong = struct.pack("<I", 5 << 20), struct.pack("<I", 1000)
    assert right in content
    return content.replace(right, wrong)


def _encrypted() -> bytes:
    """An old container with the stream in which Excel keeps what a password protects."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 4096


REFUSED: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "a page": lambda: b"<html><script>alert(1)</script></html>",
    "a list of values": "Họ và tên;Ngày sinh\n".encode,
    "another archive": lambda: _zip({"readme.txt": b"no workbook"}),
    "cut off": lambda: PLAIN[: len(PLAIN) // 2],
    "a password": _encrypted,
    "a size that is not true": _lying_about_its_size,
    "no cells": lambda: workbook([]),
    "a broken sheet": lambda: _with("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"),
    "another compression": lambda: _with("x", b"1" * 10_000, zipfile.ZIP_BZIP2),
}


def _zip(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_workbook_is_refused_with_what_to_do(kind: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(REFUSED[kind]())
    assert str(refused.value).count(".") >= 1


def test_a_file_that_unpacks_to_far_more_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _with("xl/media/big.bin", b"\0" * (8 << 20))
    assert len(bomb) < 100_000
    assert read(bomb)
    monkeypatch.setattr(reading, "UNPACKED", 4 << 20)
    with pytest.raises(Unreadable):
        read(bomb)


def test_a_file_that_fills_the_memory_takes_down_the_process_that_reads_it_only() -> None:
    """Few bytes that name one long text very often: each cell is small, all together are not."""
    texts = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"a" * 32_000}</t></si></sst>'
    )
    row = "<row>" + '<c t="s"><v>0</v></c>' * 50 + "</row>"
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + row * 4000 + "</sheetData></worksheet>"
    )  # fmt: skip
    book = openpyxl.Workbook()
    active: Any = book.active
    active["A1"] = "a"
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bomb:
        for part in before.namelist():
            made = {"xl/sharedStrings.xml": texts, "xl/worksheets/sheet1.xml": sheet}.get(part)
            bomb.writestr(part, before.read(part) if made is None else made)
    assert len(target.getvalue()) < 100_000
    assert apart.MEMORY < 4000 * 50 * 32_000
    with pytest.raises(Unreadable):
        read(target.getvalue())


def test_formulas_and_links_to_other_files_are_not_carried_out() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Họ và tên", "Ngày sinh", "Số CCCD"])
    sheet.append(["Nguyễn Văn An", "02/03/1975", '=HYPERLINK("http://example.invalid/steal","x")'])
    sheet.append(["=cmd|'/c calc'!A0", "='[other.xlsx]Sheet1'!$A$1", '=WEBSERVICE("http://example.invalid")'])
    sheet["D2"].hyperlink = "http://example.invalid"
    (found,) = read(saved(book))
    assert found.rows[1][:3] == ["Nguyễn Văn An", "02/03/1975", None]
    assert not any(found.rows[2] if len(found.rows) > 2 else [])


def test_text_that_looks_like_a_formula_stays_text() -> None:
    (found,) = read(workbook([["Họ và tên"], ["'=1+1"], ["@SUM(A1)"]]))
    assert [row[0] for row in found.rows] == ["Họ và tên", "'=1+1", "@SUM(A1)"]
