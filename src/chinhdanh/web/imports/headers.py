"""Where in an office's sheet the list begins, and what its columns most likely mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from chinhdanh.registry.readers.names import fold
from chinhdanh.web.imports.cells import header_text, parse_day
from chinhdanh.web.imports.fields import BY_KEY, FIELDS, KIN, KIN_FIELDS, PEOPLE, RATING, Field
from chinhdanh.web.imports.workbook import Rows, Sheet

TOP = 40
"""The headers of a list stand within so many rows."""
SAMPLES = 3
_LOOKED_AT = 200
_NUMBERING = re.compile(r"\(?(\d{1,2}|[A-Za-z])\)?(\.0)?")
_OF_RELATIVES = {"full_name": "relative_name", "birth": "relative_birth", "citizen_id": "relative_citizen_id"}
_PLAIN_WORDS = frozenset(
    ["nam", "nu", "so", "ngay", "thang", "trinh", "do", "stt", "tt", "ghi", "chu", "chuc danh", "chuc vu", "don vi"]
)


@dataclass(frozen=True)
class Column:
    """A column of the list: its letter, what stands above it, some of its cells, and what it most likely means."""

    at: int
    letter: str
    header: str
    samples: tuple[str, ...]
    guess: str


@dataclass(frozen=True)
class Head:
    """The rows, from 0, between which the headers stand; the list begins after `last`."""

    first: int
    last: int


def letter_of(at: int) -> str:
    """What Excel calls the column, counted from 0."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


def known(header: str, target: str) -> Field | None:
    """The field that a header means; None where it means none for sure."""
    said = fold(header)
    # What is said of relatives looks like what is said of officials, and says more.
    fields = (one for one in (*KIN_FIELDS, *FIELDS) if target in one.targets)
    return next((one for one in fields if re.fullmatch(one.pattern, said)), None)


def _row(rows: Rows, at: int) -> list[str]:
    return [header_text(cell) if cell else "" for cell in rows[at]] if at < len(rows) else []


def _words(row: Sequence[str], target: str) -> int:
    return sum(1 for cell in row if cell and known(cell, target) is not None)


def find_head(rows: Rows, target: str) -> Head:
    """The rows of the headers: where most words are known, with what belongs to them above and below."""
    top = [_row(rows, at) for at in range(min(TOP, len(rows)))]
    if not top:
        return Head(0, 0)
    counted = [_words(row, target) for row in top]
    best = counted.index(max(counted))
    first = last = best
    if best + 1 < len(top) and _continues(top[best], top[best + 1]):
        last = best + 1
    elif best and _continues(top[best - 1], top[best]) and counted[best - 1]:
        first = best - 1
    if last + 1 < len(rows) and _is_numbering(_row(rows, last + 1)):
        last += 1
    return Head(first, last)


def _continues(above: Sequence[str], row: Sequence[str]) -> bool:
    """Whether `row` is the second line of the headers: short words, the first beside the left edge missing."""
    said = [(above[at] if at < len(above) else "", cell) for at, cell in enumerate(row) if cell]
    if (
        not said
        or any(re.search(r"\d{3}", cell) for _, cell in said)
        or len(said) > 0.8 * len([c for c in above if c]) + 2
    ):
        return False
    subs = sum(1 for _, cell in said if _is_sub(cell))
    return subs >= max(1, len(said) // 2) and not (row[0] and above[0])


def _is_sub(cell: str) -> bool:
    said = fold(cell)
    return said in _PLAIN_WORDS or bool(
        set(said.split()) & {"nam", "nu", "so", "ngay", "trinh", "chuyen", "nganh", "chinh"}
    )


def _is_numbering(row: Sequence[str]) -> bool:
    """A line "1 2 3 …" or "(1) (2) (3) …" below the headers."""
    said = [cell for cell in row if cell]
    figures = [re.sub(r"\.0$", "", cell).strip("()") for cell in said]
    return len(said) >= 3 and all(_NUMBERING.fullmatch(cell) for cell in said) and len(set(figures)) == len(figures)


def headers(rows: Rows, head: Head) -> list[tuple[str, str]]:
    """For each column what stands above it: the common title of several columns, and its own."""
    width = max((len(row) for row in rows), default=0)
    lines = [_row(rows, at) + [""] * width for at in range(head.first, head.last + 1)]
    lines = [line[:width] for line in lines if not _is_numbering(line)] or [[""] * width]
    upper, lower = lines[0], lines[1] if len(lines) > 1 else [""] * width
    found, common = [], ""
    for above, below in zip(upper, lower, strict=True):
        # The title of merged cells stands in the first of them.
        common = above or (common if below else "")
        found.append((common if below or above else "", below))
    return found


def columns_of(sheet: Sheet, head: Head, target: str, today: date, texts: Sequence[Sequence[str]]) -> list[Column]:
    """The columns of a list with samples of `texts` (its cells in Unicode) and a guess of what each means."""
    found: list[Column] = []
    taken: set[str] = set()
    for at, (common, own) in enumerate(headers(sheet.rows, head)):
        cells = [row[at] for row in texts[:_LOOKED_AT] if at < len(row) and row[at]]
        guess = _guess(common, own, target, cells, today)
        if guess in taken:
            # A list of kin names two people in a row: the official comes first.
            second = _OF_RELATIVES.get(guess, "") if target == KIN else ""
            guess = second if second not in taken else ""
        taken.add(guess)
        samples = tuple(dict.fromkeys(cells))[:SAMPLES]
        header = " · ".join(dict.fromkeys(part for part in (common, own) if part))
        if header or samples:
            found.append(Column(at, letter_of(at), header, samples, guess))
    return _completed(found, texts)


def _guess(common: str, own: str, target: str, cells: Sequence[str], today: date) -> str:
    both = fold(f"{common} {own}")
    if target == PEOPLE and (rated := re.search(r"(xep loai|danh gia|ket qua).*\b(20\d\d)\b", both)):
        return f"{RATING}-{rated[2]}"
    if own and re.fullmatch(r"nam|nu", fold(own)):
        woman, days = fold(own) == "nu", sum(1 for cell in cells if not parse_day(cell, today, birth=True).problem)
        if "sinh" in both or (cells and days * 2 > len(cells)):
            return "birth_female" if woman else "birth_male"
        return "sex_female" if woman else "sex_male"
    field = _known(common, own, target)
    if field is not None:
        return field
    numbers = sum(1 for cell in cells if re.fullmatch(r"0\d{11}", cell))
    return "citizen_id" if cells and numbers * 2 > len(cells) else ""


def _known(common: str, own: str, target: str) -> str | None:
    """The field that a header of two lines means: as a whole, or by its own line."""
    if target in BY_KEY["number"].targets and own and "quyet dinh" in fold(common) and re.match(r"so|ngay", fold(own)):
        return "number" if fold(own).startswith("so") else "signed_on"
    for header in (f"{common} {own}", own, common if not own else ""):
        field = known(header, target) if header.strip() else None
        if field is not None:
            return field.key
    return None


def _completed(found: list[Column], texts: Sequence[Sequence[str]]) -> list[Column]:
    """ "Tên" is the given name beside a column of family names, and else the whole name."""
    keys = {column.guess for column in found}
    if "full_name" in keys:
        return [_meant(column, {"family": "", "given": ""}) for column in found]
    if "given" in keys and "family" not in keys:
        return [_meant(column, {"given": "full_name"}) for column in found]
    if "family" in keys and "given" not in keys:
        # A title merged over two columns: the second has no header of its own.
        at = next(column.at for column in found if column.guess == "family")
        beside = next((column for column in found if column.at == at + 1 and not column.header), None)
        if beside is None:
            return [_meant(column, {"family": "full_name"}) for column in found]
        return [Column(one.at, one.letter, one.header, one.samples, "given") if one is beside else one for one in found]
    return found


def _meant(column: Column, other: dict[str, str]) -> Column:
    guess = other.get(column.guess, column.guess)
    return Column(column.at, column.letter, column.header, column.samples, guess)


def fingerprint(columns: Iterable[Column], target: str) -> str:
    """The same for every list with these headers in this order, by which a mapping is remembered."""
    return target + "|" + "|".join(f"{one.at}:{fold(one.header)}" for one in columns if one.header)


def best_sheet(sheets: Sequence[Sheet], target: str) -> int:
    """The sheet whose headers are known best; of two alike the first."""
    scores = []
    for sheet in sheets:
        top = [_row(sheet.rows, at) for at in range(min(TOP, len(sheet.rows)))]
        scores.append(max((_words(row, target) for row in top), default=0))
    return scores.index(max(scores))
