"""Text files in the encodings that offices really use: recognised and converted, or refused with a remedy."""

import codecs
import unicodedata
from pathlib import Path

from chinhdanh.registry.problems import LISTED_PER_KIND, Place, ProblemList
from chinhdanh.registry.readers.fonts import FONTS, vietnamese_share

_CHUNK = 1 << 20

_BINARY = {
    b"PK\x03\x04": ("sổ Excel hoặc tệp nén", "an Excel workbook or zip file"),
    b"\xd0\xcf\x11\xe0": ("sổ Excel đời cũ hoặc có mật khẩu", "an old or password-protected Excel workbook"),
    b"PAR1": ("tệp Parquet", "a Parquet file"),
    b"%PDF": ("tệp PDF", "a PDF file"),
}


def _decode_legacy(data: bytes) -> tuple[str, str] | None:
    """Name and text of the old Vietnamese encoding that `data` is in; None where none makes sense of it."""
    readings: list[tuple[float, str, str]] = []
    try:
        text = unicodedata.normalize("NFC", data.decode("cp1258"))
        readings.append((vietnamese_share(text), "Windows-1258", text))
    except UnicodeDecodeError:
        pass
    for font in FONTS:
        text = font.to_unicode(data.decode("latin-1"))
        readings.append((vietnamese_share(text), font.name, text))
    share, name, text = max(readings, key=lambda reading: reading[0])
    return (name, text) if share >= 0.9 else None


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _has_blank_lines(path: Path) -> bool:
    tail = b""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            block = tail + chunk
            if b"\n\n" in block or b"\n\r\n" in block:
                return True
            tail = block[-2:]
    return False


def _utf16_codec(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark: mostly ASCII text has a zero in every second byte.
    if len(head) >= 4 and head.count(0) >= len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    return None


def _looks_like_text(head: bytes, place: Place, found: ProblemList) -> bool:
    if not head.strip():
        found.add(
            "empty_file",
            place,
            "Tệp trống. Cần ít nhất một dòng tiêu đề.",
            "The file is empty. It needs at least a header row.",
        )
        return False
    for magic, (vi, en) in _BINARY.items():
        if head.startswith(magic):
            found.add(
                "not_text",
                place,
                f"Tệp mang tên CSV nhưng thực ra là {vi}. Đổi lại đuôi tệp, hoặc lưu lại thành CSV (UTF-8).",
                f"The file is named CSV but is {en}. Give it its own ending again, or save it as CSV (UTF-8).",
            )
            return False
    return True


def utf8_copy(path: Path, place: Place, target: Path, found: ProblemList) -> Path | None:
    """`path` itself where it is clean UTF-8; else a UTF-8 copy at `target`; None (and problems) where it is unreadable.

    UTF-16, Windows-1258, TCVN3 and VNI are converted with a notice. Bytes that fit none, or a mix of two, are refused
    with their rows. Blank lines are kept as lines of one empty cell, so that rows keep their numbers.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not _looks_like_text(head, place, found):
        return None
    utf16 = _utf16_codec(head)
    if utf16 is not None:
        return _convert_utf16(path, utf16, place, target, found)
    if _is_utf8(path):
        if not _has_blank_lines(path):
            return path
        _write(path.read_bytes().decode("utf-8-sig"), target)
        return target
    return _convert_legacy(path, place, target, found)


def _convert_utf16(path: Path, codec: str, place: Place, target: Path, found: ProblemList) -> Path | None:
    try:
        text = path.read_bytes().decode(codec)
    except UnicodeDecodeError as error:
        found.add(
            "encoding",
            place,
            f"Tệp UTF-16 hỏng ở byte {error.start}. Mở bằng Excel và lưu lại thành CSV UTF-8.",
            f"The UTF-16 file is broken at byte {error.start}. Open it in Excel and save it as CSV UTF-8.",
        )
        return None
    _notice(place, "UTF-16", found)
    _write(text.lstrip("\ufeff"), target)
    return target


def _convert_legacy(path: Path, place: Place, target: Path, found: ProblemList) -> Path | None:
    lines = path.read_bytes().split(b"\n")
    undecodable = [number for number, line in enumerate(lines, 1) if not _line_is_utf8(line)]
    is_mixed = any(not line.isascii() and _line_is_utf8(line) for line in lines)
    legacy = None if is_mixed else _decode_legacy(b"\n".join(lines))
    if legacy is not None:
        name, text = legacy
        _notice(place, name, found)
        _write(text, target)
        return target
    for number in undecodable[:LISTED_PER_KIND]:
        found.add(
            "encoding",
            place,
            "Dòng này không phải UTF-8"
            + (" trong khi các dòng khác là UTF-8; tệp trộn nhiều bảng mã." if is_mixed else " và không rõ bảng mã.")
            + " Lưu lại cả tệp thành CSV UTF-8.",
            "This line is not UTF-8"
            + (" while other lines are: the file mixes encodings." if is_mixed else " and its encoding is unknown.")
            + " Save the whole file as CSV UTF-8.",
            row=number,
            counted=False,
        )
    found.count("encoding", len(undecodable))
    return None


def _line_is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _notice(place: Place, encoding: str, found: ProblemList) -> None:
    found.notice(
        f"{place.source()}: bảng mã {encoding}, đã chuyển sang UTF-8; nên lưu lại thành CSV UTF-8",
        f"{place.source()}: in {encoding}, converted to UTF-8; better save it as CSV UTF-8",
    )


def _write(text: str, target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        inside_quotes = False
        lines = text.replace("\r\n", "\n").split("\n")
        for number, line in enumerate(lines):
            if number == len(lines) - 1 and not line:
                break
            # Outside quotes a blank line is a row without cells; two quotes make it an (empty) row for the parser.
            stream.write('""\n' if not line.strip() and not inside_quotes else line + "\n")
            inside_quotes ^= line.count('"') % 2 == 1
