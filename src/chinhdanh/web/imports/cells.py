"""What stands in the cells of an office's list: text of old fonts, dates in the forms that people type, numbers of citizens."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from chinhdanh.registry.readers.fonts import Font, font_of, vietnamese_share
from chinhdanh.registry.readers.names import code_of, fold
from chinhdanh.registry.schema import TABLES
from chinhdanh.web.imports.fields import Field

UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_SAMPLE = 300
_ENOUGH = 5
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")

_DAY = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_SPOKEN = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_MONTH = re.compile(r"(?:thang )?(\d{1,2})\s*[/.\- ]\s*(?:nam )?(\d{4})")
_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_COUNT = re.compile(r"(\d{1,6})(?:\.0)?(?: (?:phiếu|người|đại biểu))?", re.IGNORECASE)
_EIGHT = re.compile(r"(\d{2})(\d{2})(\d{4})")

FIRST_YEAR = 1900


@dataclass(frozen=True)
class Said:
    """What a cell says. `problem` is why it cannot be read, `note` what was done to read it."""

    value: Any = None
    precision: str = "day"
    problem: str = ""
    note: str = ""


class Fonts:
    """Which old fonts the cells of a sheet were typed with: told for each column, and else for the sheet as a whole."""

    def __init__(self, columns: Iterable[Iterable[str | None]]) -> None:
        """Look at each column."""
        samples = [_sample(column) for column in columns]
        self._of = [font_of(sample) if sample else None for sample in samples]
        self.whole = font_of(text for sample in samples for text in sample)
        found = Counter(font for font in self._of if font is not None)
        if self.whole is not None:
            # A few words make sense in more than one font; the sheet as a whole does not.
            self._of = [
                font if len(sample) >= _ENOUGH else None for font, sample in zip(self._of, samples, strict=True)
            ]
        self.sheet = self.whole or (found.most_common(1)[0][0] if found else None)
        self.changed: Counter[str] = Counter()

    def text(self, column: int, text: str) -> str:
        """A cell in Unicode, in one form, without stray spaces."""
        if not text.isascii() and max(text) <= "\xff":  # old fonts have no letters beyond
            font = self._font(column, text)
            if font is not None:
                self.changed[font.name] += 1
                text = font.to_unicode(text)
        return plain(text)

    def _font(self, column: int, text: str) -> Font | None:
        own = self._of[column] if column < len(self._of) else None
        likely = own or self.whole
        if likely is not None and vietnamese_share(likely.to_unicode(text)) == 1:
            return likely
        if own is not None and vietnamese_share(text) < 1:
            return own
        return self.sheet if _surely(text, self.sheet) else None


def _sample(column: Iterable[str | None]) -> list[str]:
    found: dict[str, None] = {}
    for text in column:
        if text and not text.isascii():
            found[text] = None
            if len(found) >= _SAMPLE:
                break
    return list(found)


@lru_cache(maxsize=20_000)
def _surely(text: str, font: Font | None) -> bool:
    """Whether a single cell makes sense in this font and none as it stands."""
    return font is not None and vietnamese_share(text) < 1 and vietnamese_share(font.to_unicode(text)) == 1


def header_text(text: str) -> str:
    """A header in Unicode, whichever font it was typed with."""
    font = None if text.isascii() else font_of([text])
    return plain(font.to_unicode(text) if font else text)


def plain(text: str) -> str:
    """Text in one form of each letter, without stray spaces and signs that nobody sees."""
    # A sign that is none cannot be kept; what stands for it is told as unreadable.
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).replace("\0", UNREADABLE).split())


@dataclass
class Reader:
    """Reads cells as a field asks; the same text is read once."""

    today: date
    _known: dict[tuple[str, str, str], Said] = field(default_factory=dict)

    def read(self, one: Field, text: str) -> Said:
        """What `text` (plain already) says as this field. Empty text says nothing."""
        if not text:
            return Said()
        key = (one.kind, one.column, text)
        if key not in self._known:
            nothing = fold(text) in ("", "khong ro", "chua ro")
            self._known[key] = Said() if nothing else self._read(one, text)
        return self._known[key]

    def _read(self, one: Field, text: str) -> Said:
        if UNREADABLE in text:
            return Said(problem="unreadable")
        if one.kind == "day":
            found = parse_day(text, self.today)
            return found if found.problem or found.precision == "day" else Said(problem="only_month")
        if one.kind == "birth":
            return parse_day(text, self.today, birth=True)
        if one.kind == "code":
            code = code_of(one.table, TABLES[one.table].column(one.column), text) or _in_words(one, text)
            return Said(code) if code else Said(problem="no_code")
        reading = {"sex": _sex, "mark": _mark, "citizen": _citizen, "name": _name, "count": _count}.get(one.kind, Said)
        return reading(text)


def _mark(text: str) -> Said:
    return Said(fold(text) in ("x", "co", "1", "nam", "nu") or text in ("✓", "✔", "×"))


def _count(text: str) -> Said:
    found = _COUNT.fullmatch(text)
    return Said(int(found[1])) if found else Said(problem="no_count")


def _name(text: str) -> Said:
    return Said(name_as_written(text))


def parse_day(text: str, today: date, birth: bool = False) -> Said:
    """A day in any of the forms that offices type; of a date of birth a month or a year is enough."""
    day_of_month, month, precision, note = 1, 1, "day", ""
    spoken = _SPOKEN.fullmatch(fold(text))
    if found := _ISO.fullmatch(text):
        year, month, day_of_month = int(found[1]), int(found[2]), int(found[3])
    elif found := spoken or _DAY.fullmatch(text) or _EIGHT.fullmatch(text):
        day_of_month, month, year = int(found[1]), int(found[2]), int(found[3])
        if year < 100:
            # Of two figures only one century can be meant: that in which somebody of an age to be in office was born.
            likely = [one for one in (1900 + year, 2000 + year) if 16 <= today.year - one <= 80]
            if not birth or len(likely) != 1:
                return Said(problem="short_year")
            year, note = likely[0], "short_year"
    elif found := _MONTH.fullmatch(text):
        month, year, precision = int(found[1]), int(found[2]), "month"
    elif found := _YEAR.fullmatch(text):
        year, precision = int(found[1]), "year"
    elif found := _SERIAL.fullmatch(text):
        meant = date(1899, 12, 30) + timedelta(days=int(found[1]))
        year, month, day_of_month, note = meant.year, meant.month, meant.day, "serial"
    else:
        return Said(problem="no_day")
    try:
        stated = date(year, month, day_of_month)
    except ValueError:
        return Said(problem="no_such_day")
    if not date(FIRST_YEAR, 1, 1) <= stated <= (today if birth else date(today.year + 60, 1, 1)):
        return Said(problem="far_day")
    return Said(stated, precision, note=note)


def _sex(text: str) -> Said:
    match fold(text):
        case "nam" | "m" | "male":
            return Said("male")
        case "nu" | "f" | "female":
            return Said("female")
    return Said(problem="no_sex")


def _citizen(text: str) -> Said:
    figures = re.sub(r"[ .'\-]", "", text)
    if re.fullmatch(r"\d+\.0+", text):
        figures = text.partition(".")[0]
    if not figures.isdigit():
        return Said(problem="no_citizen_id")
    if len(figures) == 9:
        return Said(problem="old_citizen_id")
    # Excel drops the zeros in front of a number; every number that begins with a zero is of a province below 100.
    if len(figures) in (10, 11):
        return Said(figures.zfill(12), note="zeros")
    return Said(figures) if len(figures) == 12 else Said(problem="no_citizen_id")


def agrees(citizen_id: str, sex: str | None, born: date | None) -> bool:
    """Whether a number of a citizen can be of somebody of this sex and year of birth, as far as these are known.

    The fourth figure tells century and sex, the next two the year.
    """
    century, of_woman = divmod(int(citizen_id[3]), 2)
    if sex is not None and of_woman != (sex == "female"):
        return False
    return born is None or born.year == 1900 + 100 * century + int(citizen_id[4:6])


_WORDS = {
    ("evaluation", "rating"): {
        "excellent": "htxsnv|hoan thanh xuat sac|xuat sac|hoan thanh xuat sac nhiem vu",
        "good": "httnv|hoan thanh tot|tot|hoan thanh tot nhiem vu",
        "completed": "htnv|hoan thanh|hoan thanh nhiem vu",
        "failed": "khtnv|khong hoan thanh|khong hoan thanh nhiem vu",
    },
    ("confidence_vote", "kind"): {
        "soundings": "lay phieu( tin nhiem)?",
        "binding": "bo phieu( tin nhiem)?",
    },
    ("kinship", "relation"): {
        "spouse": "vo|chong",
        "parent": "(bo|cha|me|bo me|cha me)( de| ruot)?",
        "adoptive_parent": "(bo|cha|me) nuoi",
        "parent_in_law": "(bo|cha|me) (vo|chong)",
        "child": "con( trai| gai)?( de| ruot)?",
        "child_in_law": "con (dau|re)",
        "sibling": "(anh|chi|em|anh trai|chi gai|em trai|em gai)( ruot)?",
        "sibling_in_law": "(anh|chi|em|em trai|em gai) (vo|chong)",
        "uncle_aunt": "(co|di|chu|bac|cau)( ruot)?",
        "grandparent": "(ong|ba) (noi|ngoai)",
        "grandchild": "chau (noi|ngoai)",
    },
}
"""The words of offices beside those of the lists of codes."""


def _in_words(one: Field, text: str) -> str | None:
    words = _WORDS.get((one.table, one.column), {})
    return next((code for code, pattern in words.items() if re.fullmatch(pattern, fold(text))), None)


def name_as_written(text: str) -> str:
    """A name typed in capitals throughout, as it is written in a record."""
    # Fonts of capitals from before Unicode leave letters with marks small.
    plain_letters = [char for char in text if char.isascii() and char.isalpha()]
    if len(plain_letters) < 2 or any(char.islower() for char in plain_letters):
        return text
    return " ".join("-".join(part.capitalize() for part in word.split("-")) for word in text.split())
