"""A workbook that somebody uploaded: what it is by its content, whether it may be opened at all, and its cells as text.

Nothing in it is ever carried out: of a formula the value that the file keeps is read, macros and links to other files are
not looked at.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from chinhdanh.web.imports.apart import SECONDS
from chinhdanh.web.ui.formats import english, number

LARGEST = 20 << 20
"""Bytes of a file."""
UNPACKED = 400 << 20
"""Bytes of all parts of a file when they are unpacked: a list of 100,000 rows has less than 100 million."""
PARTS = 2000
MOST_ROWS = 100_000
_BLOCK = 1 << 20
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Rows = list[list[str | None]]


class Unreadable(Exception):
    """The file is no workbook that can be read; the text says why, and what to do."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells as text, and those that hold an error of Excel, as (row, column) from 0."""

    name: str
    rows: Rows
    errors: frozenset[tuple[int, int]] = frozenset()
    packed: bytes = b""
    """The cells as an Arrow file, from which `unpacked` makes the rows again."""


def suffix_of(content: bytes) -> str:
    """The ending that the content deserves, whatever the file is called. Raises Unreadable."""
    if not content:
        raise Unreadable(_("Tệp trống. Hãy chọn lại tệp danh sách."))
    if len(content) > LARGEST:
        size = number(LARGEST >> 20)
        raise Unreadable(_("Tệp lớn hơn %(size)s MB. Hãy chia danh sách thành nhiều tệp.") % {"size": size})
    if content.startswith(_OLD_EXCEL):
        return ".xls"
    if not content.startswith(b"PK\x03\x04"):
        raise Unreadable(
            _("Đây không phải sổ Excel, dù tên tệp là gì. Hãy mở bằng Excel và lưu lại dạng Excel Workbook (.xlsx).")
        )
    return _of_zip(content)


def _of_zip(content: bytes) -> str:
    damaged = _("Sổ Excel bị hỏng hoặc bị cụt. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi tải lên lại.")
    try:
        with zipfile.ZipFile(BytesIO(content)) as book:
            parts = book.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Unreadable(damaged) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise Unreadable(
            _("Tệp này không phải sổ Excel (.xlsx, .xls). Hãy mở bằng Excel và lưu lại dạng Excel Workbook (.xlsx).")
        )
    if len(names) != len(parts) or len(parts) > PARTS or any(part.flag_bits & 1 for part in parts):
        raise Unreadable(damaged)
    left = UNPACKED
    for part in parts:
        left -= _unpacked(content, part, left, damaged)
    return ".xlsx"


def _unpacked(content: bytes, part: zipfile.ZipInfo, most: int, damaged: str) -> int:
    """How many bytes a part really is, whatever the file says of it. Raises Unreadable where there are more than `most`."""
    head = content[part.header_offset : part.header_offset + 30]
    if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
        raise Unreadable(damaged)
    start = part.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    packed = content[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        found = len(packed)
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        found = _inflated(packed, most, damaged)
    else:
        raise Unreadable(damaged)
    if found > most:
        raise Unreadable(
            _("Sổ Excel khi mở ra lớn bất thường nên không được đọc. Hãy chép riêng danh sách sang một sổ mới.")
        )
    if found != part.file_size:
        raise Unreadable(damaged)
    return found


def _inflated(packed: bytes, most: int, damaged: str) -> int:
    """The length of deflated data, counted block by block and never held."""
    machine, found = zlib.decompressobj(-15), 0
    try:
        while packed and not machine.eof and found <= most:
            found += len(machine.decompress(packed, _BLOCK))
            packed = machine.unconsumed_tail
    except zlib.error as error:
        raise Unreadable(damaged) from error
    return found


def read(content: bytes) -> list[Sheet]:
    """The sheets that hold anything. Raises Unreadable."""
    suffix = suffix_of(content)
    with tempfile.TemporaryDirectory(prefix="chinhdanh-import-") as folder:
        file, out = Path(folder) / f"list{suffix}", Path(folder) / "out"
        file.write_bytes(content)
        out.mkdir()
        found = _read_apart(file, out)
        sheets = []
        for n, told in enumerate(found):
            packed = (out / f"{n}.arrow").read_bytes()
            if rows := unpacked(packed):
                errors = frozenset((row - 1, column) for row, column, _what in told["errors"])
                sheets.append(Sheet(told["name"], rows, errors, packed))
    if not sheets:
        raise Unreadable(_("Sổ Excel không có ô nào có chữ. Hãy chọn lại tệp danh sách."))
    if any(len(sheet.rows) > MOST_ROWS for sheet in sheets):
        most = number(MOST_ROWS)
        raise Unreadable(_("Có trang tính dài hơn %(most)s dòng. Hãy chia thành nhiều tệp.") % {"most": most})
    return sheets


def unpacked(packed: bytes) -> Rows:
    """The rows of a sheet, without the empty ones at its end."""
    import pyarrow as pa

    columns: Sequence[list[str | None]] = [column.to_pylist() for column in pa.ipc.open_file(packed).read_all().columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _read_apart(file: Path, out: Path) -> list[dict[str, Any]]:
    too_much = Unreadable(
        _("Không đọc được sổ Excel trong giới hạn bộ nhớ và thời gian. Hãy chép riêng danh sách sang một sổ mới.")
    )
    try:
        done = subprocess.run(
            [sys.executable, "-m", "chinhdanh.web.imports.apart", str(file), str(out)],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=2 * SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise too_much from error
    if done.returncode:
        raise too_much
    told = json.loads(done.stdout)
    if "refused" in told:
        raise Unreadable(told["refused"]["en" if english() else "vi"])
    return list(told["sheets"])
