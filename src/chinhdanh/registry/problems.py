"""What can be wrong with a registry that was handed in: one shape for every problem, words in two languages.

A *problem* keeps a snapshot from being read (or a folder from being written); the record checks in ``checks`` report
what can be read but contradicts itself. ``RegistryProblems`` carries all problems at once, never only the first.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en"]

LISTED_PER_KIND = 1000
"""At most so many problems of one kind are listed; the totals count all of them."""


class Notice(str):
    """A remark that stops nothing. It is a text (Vietnamese) and carries the English beside it as ``en``."""

    en: str

    def __new__(cls, vi: str, en: str) -> "Notice":
        """Make the notice from its Vietnamese and English sentence."""
        notice = super().__new__(cls, vi)
        notice.en = en
        return notice

    @property
    def vi(self) -> str:
        """The Vietnamese sentence."""
        return str(self)


@dataclass(frozen=True)
class Place:
    """Where something stands: table, file, sheet (Excel only). Each is None where it does not apply."""

    table: str | None = None
    file: str | None = None
    sheet: str | None = None

    def source(self) -> str:
        """The place as one text, "decision.csv" or "book.xlsx · sheet decision"."""
        if self.sheet is not None:
            return f"{self.file} · sheet {self.sheet}"
        return self.file or ""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it stands, and what to do about it (inside the messages).

    ``row`` is the row of the sheet or CSV file (the header is row 1), or the number of the row in a Parquet file
    counted from 1; None where the problem concerns more than a row. ``value`` is the text of the cell.
    """

    code: str
    table: str | None
    file: str | None
    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    message_vi: str
    message_en: str

    def message(self, lang: Language) -> str:
        """The sentence in the language asked for."""
        return self.message_vi if lang == "vi" else self.message_en

    def place(self, lang: Language) -> str:
        """File, sheet, row and column as one text; empty where the problem has no place."""
        words = {"vi": ("trang tính", "dòng", "cột"), "en": ("sheet", "row", "column")}[lang]
        parts = [self.file] if self.file else []
        if self.sheet is not None:
            parts.append(f"{words[0]} {self.sheet}")
        if self.row is not None:
            parts.append(f"{words[1]} {self.row}")
        if self.column is not None:
            parts.append(f"{words[2]} {self.column}")
        return " · ".join(parts)


class RegistryProblems(Exception):
    """Raised when a registry cannot be read or written, with every problem found.

    ``totals`` counts the problems by code; it is larger than what is listed where a kind has more than
    ``LISTED_PER_KIND``.
    """

    def __init__(self, problems: Iterable[Problem], totals: dict[str, int] | None = None) -> None:
        """Keep the problems; without `totals` they are counted as listed."""
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.totals: dict[str, int] = totals or dict(Counter(problem.code for problem in self.problems))
        first = self.problems[0].message_en if self.problems else ""
        super().__init__(f"{sum(self.totals.values())} problem(s) in the registry: {first}")


class ProblemList:
    """Collects problems and notices while a registry is read."""

    def __init__(self) -> None:
        """Start with nothing found."""
        self.problems: list[Problem] = []
        self.totals: Counter[str] = Counter()
        self.notices: list[Notice] = []
        self._listed: Counter[str] = Counter()

    def add(
        self,
        code: str,
        place: Place,
        vi: str,
        en: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        counted: bool = True,
    ) -> None:
        """Add one problem; with ``counted=False`` its total is given apart through `count`."""
        if counted:
            self.totals[code] += 1
        if self._listed[code] >= LISTED_PER_KIND:
            return
        self._listed[code] += 1
        self.problems.append(Problem(code, place.table, place.file, place.sheet, row, column, value, vi, en))

    def count(self, code: str, how_many: int) -> None:
        """Add `how_many` to the total of `code`, beside what is listed."""
        self.totals[code] += how_many

    def notice(self, vi: str, en: str) -> None:
        """Add a remark that stops nothing."""
        self.notices.append(Notice(vi, en))

    def raise_if_any(self) -> None:
        """Raise RegistryProblems with all that was found; nothing happens where nothing was."""
        if self.problems:
            raise RegistryProblems(self.problems, dict(self.totals))


def single(code: str, place: Place, vi: str, en: str) -> RegistryProblems:
    """A RegistryProblems of one problem, for what stops everything at once (no such path, disk full)."""
    found = ProblemList()
    found.add(code, place, vi, en)
    return RegistryProblems(found.problems)
