"""How many there may be and how many there are: the counts that the database works out over a body with all below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from chinhdanh.web.organisations.counts import Counts, Question
from chinhdanh.web.organisations.retirement import HORIZONS, SEXES, born_before, months_after
from chinhdanh.web.record.remembered import Rows
from chinhdanh.web.ui.charts import Group, Pyramid


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


def _headcount(own: Rows, parts: Iterable[Rows]) -> Rows:
    """The headcounts of a body: its own allotment for a category, or what its parts have together."""
    found: dict[str, list[int | None]] = {category: [None, None, everybody] for category, _, _, everybody in own}
    for category, allotted, actual, everybody in chain.from_iterable(parts):
        one = found.setdefault(category, [None, None, 0])
        one[2] = (one[2] or 0) + everybody
        if allotted is not None:
            one[0], one[1] = (one[0] or 0) + allotted, (one[1] or 0) + (actual or 0)
    for category, allotted, _, _ in own:
        if allotted is not None:
            found[category][:2] = [allotted, found[category][2]]
    return [(category, *one) for category, one in found.items()]


_HEADCOUNTS = Question("headcounts", "category, allotted, actual, everybody", _headcount)


def headcounts(counts: Counts, bodies: Iterable[str], day: date) -> dict[str, list[Headcount]]:
    """The headcounts of those of `bodies` that are within reach, by body."""
    found = counts.of(_HEADCOUNTS, counts.reached.intersection(bodies), day)
    return {body: [Headcount(*row) for row in rows] for body, rows in found.items()}


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
    ends = {min(date(year, 12, 31), today): year for year in range(today.year, today.year - YEARS, -1)}
    rows = counts.on_days(_HEADCOUNTS, [(body, day) for day in ends])
    found = [(year, [Headcount(*row) for row in rows[body, day]]) for day, year in ends.items()]
    return [(year, parts) for year, parts in found if any(one.allotted is not None for one in parts)]


@dataclass(frozen=True)
class Staff:
    """So many people of one sex and age."""

    sex: str | None
    band: int | None
    """The place of their age among `AGES`; None where the birth is not recorded."""
    soon: int | None
    """The place of the first of `retirement.HORIZONS` within which they retire."""
    people: int


AGES = (30, 35, 40, 45, 50, 55, 60)
"""Years at which a band of ages begins; below the first is one, too."""


def _summed(own: Rows, parts: Iterable[Rows]) -> Rows:
    found: Counter[tuple[object, ...]] = Counter()
    for *of, people in chain(own, chain.from_iterable(parts)):
        found[tuple(of)] += people
    return [(*of, people) for of, people in found.items()]


_STAFF = Question("staff", "sex, band, soon, people", _summed)


def staff(counts: Counts, body: str, day: date) -> list[Staff]:
    """Who works in the body and below it on `day`; nobody where it is out of reach."""
    lasts = [months_after(day, months) for months in HORIZONS]
    men, women = ([born_before(sex, last) for last in lasts] for sex in SEXES)
    return [Staff(*row) for row in counts.of(_STAFF, [body], day, list(AGES), lasts, men, women)[body]]


def pyramid(label: str, people: Sequence[Staff]) -> tuple[Pyramid, int]:
    """Ages by sex, and of how many age or sex is not recorded."""
    groups = []
    for band in range(len(AGES), -1, -1):
        counts = {"male": 0, "female": 0}
        for one in people:
            if one.band == band and one.sex in counts:
                counts[one.sex] += one.people
        groups.append(Group(_band(band), counts["male"], counts["female"]))
    shown = sum(group.men + group.women for group in groups)
    return Pyramid(label, groups), sum(one.people for one in people) - shown


def _band(band: int) -> str:
    if band == 0:
        return f"< {AGES[0]}"
    return f"≥ {AGES[-1]}" if band == len(AGES) else f"{AGES[band - 1]}–{AGES[band] - 1}"


def within_months(people: Sequence[Staff]) -> dict[int, int]:
    """How many reach retirement within each of `HORIZONS`; who has passed it already is among them."""
    return {
        months: sum(one.people for one in people if one.soon is not None and one.soon <= place)
        for place, months in enumerate(HORIZONS, 1)
    }
