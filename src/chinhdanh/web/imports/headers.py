"""Where in an office's sheet the list begins, and what its columns most likely mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from chinhdanh.registry.readers.names import fold
from chinhdanh.web.imports.cells import Reader, header_text
from chinhdanh.web.imports.fields import BY_KEY, FIELDS, KIN, KIN_FIELDS, PEOPLE, RATING, Field
from chinhdanh.web.imports.workbook import Rows, Sheet

TOP = 40
"""The headers of a list stand within so many rows."""
SAMPLES = 3
_LOOKED_AT = 200
_NUMBERING = re.compile(r"\(?(\d{1,2}|[A-Za-z])\)?(\.0)?")
_OF_RELATIVES = {"full_name": "relative_name", "birth": "relative_birth", "citizen_id": "relative_citizen_id"}
# What lists say of posts that are no posts of the record, and of days and numbers that are of other matters.
_OTHER_POSTS = re.compile(
    r"\b(dang(?! (giu|dam|cong tac|lam|phu trach))|doan the|cong doan|kiem nhiem|nghe nghiep|khoa hoc|quy hoach|truoc|cu|khac"
    r"|nguoi than|vo|chong|phu cap|he so|ma so|ngay|thang|nam|thoi gian|thoi diem|tu|den)\b"
)
_OTHER_MATTERS = re.compile(
    r"\b(luong|ngach|bac|phu cap|he so|vuot khung|bao hiem|bhxh|bhyt|nghe nghiep|khen thuong|thi dua|danh hieu|van bang"
    r"|chung chi|boi duong|dao tao|nhap ngu|xuat ngu|quan ham|quy hoach|ky luat|nghi huu|thoi viec|hop dong|bo nhiem lai"
    r"|thoi giu|kiem nhiem|dang uy|cap uy)\b"
)
_OF_DECISIONS = ("number", "signed_on", "since", "kind", "issuer", "unit")
_OTHER_NUMBERS = re.compile(
    r"\b(tai khoan|tk|thue|mst|bhxh|bhyt|bao hiem|dien thoai|sdt|dt|di dong|qd|quyet dinh|the dang)\b"
)
_RATED = re.compile(r"\b(xep loai|danh gia|phan loai|muc do hoan thanh)\b")
_OTHER_RATINGS = re.compile(r"\b(dang|chi bo|tot nghiep|thi dua|tap the|van bang|ngoai ngu|tin hoc)\b")
_YEAR = re.compile(r"(nam )?20\d\d")
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
    return next(
        (one for one in _fields(target) if re.fullmatch(one.pattern, said) and not _is_other(one, said, target)), None
    )


def _fields(target: str) -> list[Field]:
    # What is said of relatives looks like what is said of officials, and says more.
    return [one for one in (*KIN_FIELDS, *FIELDS) if target in one.targets]


def _is_other(field: Field, said: str, target: str) -> bool:
    """Whether a header speaks of something else than the field by whose words it was found."""
    if field.key in ("post", "voted_post"):
        return bool(_OTHER_POSTS.search(said))
    # A list of decisions may be of nothing but salaries; beside people stand days and numbers of many matters.
    return target == PEOPLE and field.key in _OF_DECISIONS and bool(_OTHER_MATTERS.search(said))


def _likely(header: str, target: str, cells: Sequence[str], reader: Reader) -> Field | None:
    """The field that a header may mean, where most of the cells can be read so."""
    said = fold(header)
    for one in _fields(target):
        if one.likely and re.fullmatch(one.likely, said) and not _is_other(one, said, target):
            found = (reader.read(one, cell) for cell in cells)
            if 2 * sum(1 for cell in found if cell.value is not None and not cell.problem) > len(cells):
                return one
    return None


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
    if best + 1 < len(top) and _continues(top[best], top[best + 1], target):
        last = best + 1
    elif best and _continues(top[best - 1], top[best], target) and counted[best - 1]:
        first = best - 1
    if last + 1 < len(rows) and _is_numbering(_row(rows, last + 1)):
        last += 1
    return Head(first, last)


def _continues(above: Sequence[str], row: Sequence[str], target: str) -> bool:
    """Whether `row` is the second line of the headers: short words, the first beside the left edge missing."""
    said = [(above[at] if at < len(above) else "", cell) for at, cell in enumerate(row) if cell]
    if not said or any(re.search(r"\d{3}", cell) and not _YEAR.fullmatch(fold(cell)) for _, cell in said):
        return False
    # A line of data says something in most columns. So does a second line of headers only below titles of several columns.
    merged = sum(1 for title, _ in said if not title)
    if len(said) > 0.8 * len([cell for cell in above if cell]) + 2 and merged * 3 < len(said):
        return False
    subs = sum(1 for _, cell in said if _is_sub(cell) or known(cell, target) is not None)
    return subs >= max(1, len(said) // 2) and not (row[0] and above[0])


def _is_sub(cell: str) -> bool:
    said = fold(cell)
    return (
        said in _PLAIN_WORDS
        or bool(_YEAR.fullmatch(said))
        or bool(set(said.split()) & {"nam", "nu", "so", "ngay", "trinh", "chuyen", "nganh", "chinh"})
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
    reader = Reader(today)
    for at, (common, own) in enumerate(headers(sheet.rows, head)):
        cells = [row[at] for row in texts[:_LOOKED_AT] if at < len(row) and row[at]]
        guess = _guess(common, own, target, cells, reader)
        if guess in taken:
            # A list of kin names two people in a row: the official comes first.
            second = _OF_RELATIVES.get(guess, "") if target == KIN else ""
            guess = second if second not in taken else ""
        taken.add(guess)
        samples = tuple(dict.fromkeys(cells))[:SAMPLES]
        header = " · ".join(dict.fromkeys(part for part in (common, own) if part))
        if header or samples:
            found.append(Column(at, letter_of(at), header, samples, guess))
    return _completed(found, target)


def _guess(common: str, own: str, target: str, cells: Sequence[str], reader: Reader) -> str:
    both = fold(f"{common} {own}")
    if target == PEOPLE and (year := _year_rated(both)):
        return f"{RATING}-{year}"
    last = own or common
    if fold(last) in ("nam", "nu") and last.casefold() != "năm":
        return _of_sex(last, both, cells, reader)
    if "%" in own or re.search(r"\b(ty|ti) le\b", both):
        return ""
    for header in _readings(common, own, target):
        field = known(header, target) or _likely(header, target, cells, reader)
        if field is not None:
            return field.key
    numbers = sum(1 for cell in cells if re.fullmatch(r"0\d{11}", cell))
    return "citizen_id" if cells and numbers * 2 > len(cells) and not _OTHER_NUMBERS.search(both) else ""


def _year_rated(said: str) -> str:
    """The year of the ratings below a header; none where they are of more years than one, or of something else."""
    years = re.findall(r"\b20\d\d\b", said)
    return years[0] if len(years) == 1 and _RATED.search(said) and not _OTHER_RATINGS.search(said) else ""


def _of_sex(own: str, both: str, cells: Sequence[str], reader: Reader) -> str:
    """What a column of men or of women says: their days of birth, or a mark."""
    woman, born = fold(own) == "nu", BY_KEY["birth"]
    days = sum(1 for cell in cells if not reader.read(born, cell).problem)
    if "sinh" in both or (cells and days * 2 > len(cells)):
        return "birth_female" if woman else "birth_male"
    return "sex_female" if woman else "sex_male"


def _readings(common: str, own: str, target: str) -> list[str]:
    """How a header of two lines may be read: as a whole; by its own line, unless the line above says that it is of
    something else."""
    if not own:
        return [common]
    above, said = fold(common), fold(own)
    of_something = target == PEOPLE and bool(_OTHER_MATTERS.search(above) or "can cuoc" in above or "cccd" in above)
    plain = bool(re.fullmatch(r"(so|ngay|tu|noi|hinh thuc|loai|co quan|don vi)\b.*", said))
    return [f"{common} {own}", *([] if of_something and plain else [own])]


def _completed(found: list[Column], target: str) -> list[Column]:
    """ "Tên" is the given name beside a column of family names, and else the whole name; "Từ ngày" is of a post beside one."""
    if target == PEOPLE and not any(column.guess in ("post", "number") for column in found):
        found = [_meant(one, {"since": ""} if fold(one.header).startswith("tu ngay") else {}) for one in found]
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
