"""How many there may be and how many there are: the counts that the database works out over a body with all below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from chinhdanh.web.record.remembered import Remembered, Rows
from chinhdanh.web.ui.charts import Group, Pyramid

_COUNTED = Remembered(400_000)


class Counts:
    """The counts of one page. What was counted once is remembered until the record changes, for whoever may read it."""

    def __init__(self, *bodies: str) -> None:
        """Ask which of `bodies` the acting user reaches: about no others is anything counted."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT access.record_stamp(), access.reached(%s)", [list(bodies)])
            self._stamp, reached = cursor.fetchone()
        self.reached: frozenset[str] = frozenset(reached)

    def rows(self, body: str | list[str], statement: str, *values: Any) -> Rows:
        """The rows of a statement that counts over `body`, which is its first value; none where it is out of reach."""
        if not self.reached.issuperset([body] if isinstance(body, str) else body):
            return []

        def ask() -> Rows:
            with connection.cursor() as cursor:
                cursor.execute(statement, [body, *values])
                found: Rows = cursor.fetchall()
            return found

        return _COUNTED.rows(self._stamp, (statement, repr((body, values))), ask)


@dataclass(frozen=True)
class Headcount:
    """One category of staff of a body with all below it."""

    category: str
    allotted: int | None
    """None where no establishment is recorded for the year."""
    actual: int | None
    """Who is held against the establishment: those who work where it covers their category."""
    everybody: int

    @property
    def uncovered(self) -> int:
        """How many work where no establishment covers them."""
        return self.everybody - (self.actual or 0)


def headcounts(counts: Counts, bodies: Iterable[str], day: date) -> dict[str, list[Headcount]]:
    """The headcounts of those of `bodies` that are within reach, by body."""
    reached = sorted(counts.reached.intersection(bodies))
    found: dict[str, list[Headcount]] = {body: [] for body in reached}
    if reached:
        for body, *rest in counts.rows(
            reached, "SELECT body, category, allotted, actual, everybody FROM access.headcounts(%s, ARRAY[%s])", day
        ):
            found[body].append(Headcount(*rest))
    return found


def together(parts: Sequence[Headcount]) -> Headcount:
    """All categories in one: the allotted and actual of those that have an establishment."""
    given = [one for one in parts if one.allotted is not None]
    return Headcount(
        "",
        sum(one.allotted or 0 for one in given) if given else None,
        sum(one.actual or 0 for one in given) if given else None,
        sum(one.everybody for one in parts),
    )


YEARS = 6


def by_year(counts: Counts, body: str, today: date) -> list[tuple[int, list[Headcount]]]:
    """The headcounts at the end of each of the last years, the latest first; of the present year as they are today."""
    years = range(today.year, today.year - YEARS, -1)
    rows = counts.rows(
        [body],
        "SELECT day, category, allotted, actual, everybody FROM access.headcounts(%s, %s)",
        [min(date(year, 12, 31), today) for year in years],
    )
    found: dict[int, list[Headcount]] = {year: [] for year in years}
    for day, *rest in rows:
        found[day.year].append(Headcount(*rest))
    return [(year, parts) for year, parts in found.items() if any(one.allotted is not None for one in parts)]


@dataclass(frozen=True)
class Staff:
    """So many people of one category and sex, born in one month."""

    category: str | None
    sex: str | None
    born: date | None
    retires_on: date | None
    people: int


def staff(counts: Counts, body: str, day: date) -> list[Staff]:
    """Who works in the body and below it on `day`; nobody where it is out of reach."""
    return [Staff(*row) for row in counts.rows(body, "SELECT * FROM access.staff(%s, %s)", day)]


_BANDS = ((60, None), (55, 60), (50, 55), (45, 50), (40, 45), (35, 40), (30, 35), (0, 30))


def age(born: date, day: date) -> int:
    """Years completed on `day`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def pyramid(label: str, people: Sequence[Staff], day: date) -> tuple[Pyramid, int]:
    """Ages by sex, and of how many age or sex is not recorded."""
    groups = []
    for low, high in _BANDS:
        counts = {"male": 0, "female": 0}
        for one in people:
            if one.born is not None and one.sex in counts and low <= age(one.born, day) < (high or 200):
                counts[one.sex] += one.people
        name = f"≥ {low}" if high is None else f"< {high}" if low == 0 else f"{low}–{high - 1}"
        groups.append(Group(name, counts["male"], counts["female"]))
    shown = sum(group.men + group.women for group in groups)
    return Pyramid(label, groups), sum(one.people for one in people) - shown
