"""What a file is, told from what it holds and never from its name; what is dangerous or no paper is refused.

Taken are PDF, JPEG, PNG and the documents and workbooks of Office (DOCX, XLSX). Nothing in them is opened or run here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
"""Of one file: a decision of many pages, scanned in colour, has a quarter of it."""
MOST_PIXELS = 150_000_000
"""Of a picture: an A3 page at 600 dots an inch has half of it. A small file can claim so many that a browser fails."""
MOST_PARTS = 5_000
MOST_UNPACKED = 400 * 1024 * 1024
"""Of the parts of an Office file together, as their heads say and as they come out."""
MOST_RELATIONS = 2 * 1024 * 1024
_BLOCK = 1 << 16


class NotTaken(Exception):
    """The file is not kept; the text says why, and what to do."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: its name here, its type on the web, how its name ends, and whether a browser may show it."""

    name: str
    type: str
    ending: str
    shown: bool = False


PDF = Kind("pdf", "application/pdf", ".pdf")
JPEG = Kind("jpeg", "image/jpeg", ".jpg", shown=True)
PNG = Kind("png", "image/png", ".png", shown=True)
DOCX = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
XLSX = Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
KINDS = {kind.name: kind for kind in (PDF, JPEG, PNG, DOCX, XLSX)}


def too_large() -> NotTaken:
    """What is said of a file above the limit."""
    return NotTaken(
        _("Tệp lớn hơn %(most)s MB. Hãy quét lại ở độ phân giải thấp hơn, hoặc tách thành nhiều tệp.")
        % {"most": MOST_BYTES // 1024 // 1024}
    )


def kind_of(content: bytes) -> Kind:
    """What `content` is. Raises NotTaken."""
    if not content:
        raise NotTaken(_("Tệp trống. Hãy chọn lại tệp."))
    if len(content) > MOST_BYTES:
        raise too_large()
    for begins, told in _BEGINNINGS:
        if content.startswith(begins):
            return told(content)
    raise NotTaken(_("Không nhận loại tệp này. Hãy dùng PDF, JPEG, PNG, DOCX hoặc XLSX."))


def _damaged() -> NotTaken:
    return NotTaken(_("Tệp hỏng hoặc bị cắt cụt. Hãy mở thử, lưu lại rồi chọn lại tệp."))


def _pdf(content: bytes) -> Kind:
    if b"%%EOF" not in content[-2048:]:
        raise _damaged()
    return PDF


def _small_enough(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise NotTaken(_("Ảnh có quá nhiều điểm ảnh. Hãy quét lại ở độ phân giải thấp hơn."))
    if not width or not height:
        raise _damaged()


def _png(content: bytes) -> Kind:
    if content[12:16] != b"IHDR" or b"IEND" not in content[-64:]:
        raise _damaged()
    _small_enough(int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big"))
    return PNG


_NO_FRAME = {0xC4, 0xC8, 0xCC}


def _jpeg(content: bytes) -> Kind:
    """A picture is as large as the head of its frame says, which comes after parts that each say how long they are."""
    if b"\xff\xd9" not in content[-1024:]:
        raise _damaged()
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        if 0xC0 <= mark <= 0xCF and mark not in _NO_FRAME:
            height, width = (int.from_bytes(content[at + n : at + n + 2], "big") for n in (5, 7))
            _small_enough(width, height)
            return JPEG
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    raise _damaged()


def _office(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _unpacked(packed)
    except NotTaken:
        raise
    except Exception as error:  # each way of packing has errors of its own for what is broken
        raise _damaged() from error


def _unpacked(packed: zipfile.ZipFile) -> Kind:
    parts = packed.infolist()
    names = {part.filename for part in parts}
    kind = DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None
    if kind is None or "[Content_Types].xml" not in names:
        raise NotTaken(_("Không nhận tệp nén. Hãy gửi từng tệp PDF, JPEG, PNG, DOCX hoặc XLSX."))
    if any(part.flag_bits & 1 for part in parts):
        raise NotTaken(_("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi chọn lại tệp."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _bomb()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotTaken(_("Tệp có macro. Hãy lưu thành tệp không có macro (DOCX, XLSX) hoặc PDF."))
    if any("/embeddings/" in name.lower() or "/activex/" in name.lower() for name in names):
        raise NotTaken(_("Tệp có tệp khác nhúng bên trong. Hãy gửi từng tệp riêng, hoặc lưu thành PDF."))
    left = MOST_UNPACKED
    for part in parts:
        with packed.open(part) as stream:
            if part.filename.endswith(".rels"):
                left -= _no_links(stream)
            else:
                left -= _length(stream, left)
        if left < 0:
            raise _bomb()
    return kind


def _bomb() -> NotTaken:
    return NotTaken(_("Tệp nén bung ra quá lớn nên không được nhận. Hãy lưu thành PDF."))


def _length(stream: IO[bytes], most: int) -> int:
    """How much comes out, counted as far as it matters: what the head of a part says may be false."""
    total = 0
    while total <= most and (block := stream.read(_BLOCK)):
        total += len(block)
    return total


_OUTSIDE = re.compile(rb"<[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.IGNORECASE)


def _no_links(stream: IO[bytes]) -> int:
    """What a program fetches from elsewhere when the file is opened is refused; a link that somebody presses is not."""
    text = stream.read(MOST_RELATIONS + 1)
    if len(text) > MOST_RELATIONS:
        raise _bomb()
    plain = text.decode("utf-16", "replace").encode() if text[:2] in (b"\xff\xfe", b"\xfe\xff") else text
    if b"<!DOCTYPE" in plain.upper() or any(not _HYPERLINK.search(one) for one in _OUTSIDE.findall(plain)):
        raise NotTaken(
            _("Tệp lấy dữ liệu từ nơi khác khi mở ra (liên kết ngoài). Hãy gỡ liên kết, hoặc lưu thành PDF.")
        )
    return len(text)


_BEGINNINGS: tuple[tuple[bytes, Callable[[bytes], Kind]], ...] = (
    (b"%PDF-", _pdf),
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"PK\x03\x04", _office),
)
