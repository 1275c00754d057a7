"""Which rows of a sheet are people, and which are titles of groups, sums and signatures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chinhdanh.registry.readers.names import fold
from chinhdanh.web.imports.cells import Fonts
from chinhdanh.web.imports.headers import Head
from chinhdanh.web.imports.workbook import Sheet

_SUM = re.compile(r"(tong|cong|tong cong|tong so|cong don)( .*)?")
_NUMBER = re.compile(r"\d+(\.0+)?")
_IDENTIFY = ("birth", "birth_male", "birth_female", "citizen_id", "code", "number")
_NAMES = ("full_name", "family", "given")


@dataclass
class Line:
    """A row of the list: its number in the sheet (from 1), its texts by field, and the title of the group it stands in."""

    row: int
    texts: dict[str, str]
    group: str = ""
    broken: frozenset[str] = frozenset()
    """Fields whose cells hold an error of Excel."""


@dataclass
class Listed:
    """The rows that say something of somebody, and those left out, by number with what stands there."""

    lines: list[Line] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


def texts_of(sheet: Sheet, head: Head, fonts: Fonts | None = None) -> tuple[list[list[str]], Fonts]:
    """The cells below the headers, in Unicode and without stray spaces."""
    body = sheet.rows[head.last + 1 :]
    fonts = fonts or Fonts(zip(*body, strict=True) if body else ())
    known: dict[tuple[int, str], str] = {}

    def text(at: int, cell: str | None) -> str:
        if not cell:
            return ""
        if (at, cell) not in known:
            known[at, cell] = fonts.text(at, cell)
        return known[at, cell]

    return [[text(at, cell) for at, cell in enumerate(row)] for row in body], fonts


def listed(sheet: Sheet, head: Head, texts: Sequence[Sequence[str]], mapping: Mapping[int, str]) -> Listed:
    """The rows below the headers, taken apart by what the columns mean."""
    found, group = Listed(), ""
    for n, row in enumerate(texts):
        at = head.last + 1 + n
        if not any(row):
            continue
        said = {key: row[column] for column, key in mapping.items() if column < len(row) and row[column]}
        named = " ".join(said[key] for key in _NAMES if key in said)
        identified = any(key in said for key in _IDENTIFY)
        if (_is_sum(row) or _is_sum([named])) and not any(key in said for key in ("citizen_id", "code")):
            found.left_out.append((at + 1, _told(row)))
        elif (named and identified) or (identified and not _is_title(row)) or (named and _is_counted(row, mapping)):
            broken = frozenset(key for column, key in mapping.items() if (at, column) in sheet.errors)
            found.lines.append(Line(at + 1, said, group, broken))
        else:
            group = _title(row) or group
            found.left_out.append((at + 1, _told(row)))
    return found


def _is_sum(row: Sequence[str]) -> bool:
    first = next((cell for cell in row if cell), "")
    return first[:1] in "TtCc" and bool(_SUM.fullmatch(fold(first)))


def _is_title(row: Sequence[str]) -> bool:
    return sum(1 for cell in row if cell) <= 2


def _is_counted(row: Sequence[str], mapping: Mapping[int, str]) -> bool:
    """Whether the row has a running number before its name: then it is of somebody, of whom too little is said."""
    first = next((at for at, cell in enumerate(row) if cell), None)
    return first is not None and first not in mapping and bool(_NUMBER.fullmatch(row[first]))


def _title(row: Sequence[str]) -> str:
    """The words of a title, without the number before it."""
    words = [cell for cell in row if len(fold(cell)) > 3]
    text = max(words, key=len, default="")
    return re.sub(r"^\s*([IVXLC]+|[A-Z]|\d+)\s*[.)\-/]\s*", "", text)


def _told(row: Sequence[str]) -> str:
    return " | ".join(cell for cell in row if cell)[:200]
