"""Days as whole numbers (days since 1970-01-01), arithmetic on months, retirement days and the windows of signing.

All functions take and give ``numpy`` integer arrays of any one shape (or single integers); ``NO_DAY`` means that a day
is not recorded.
"""

import itertools
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

NO_DAY = -1_000_000
"""A day that is not recorded."""


def day(text: str) -> int:
    """The number of the ISO date `text`."""
    return date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()


AS_OF = day("2026-11-20")
LAST_SIGNED = day("2026-11-15")
FIRST_DAY = day("2010-01-01")

R1, R2, R3, R4 = (day(text) for text in ("2020-12-01", "2024-09-17", "2025-07-01", "2026-08-01"))
REGIME_STARTS = (R1, R2, R3, R4)
PARTY_205, PARTY_114 = day("2019-09-23"), day("2023-07-11")
PARTY_80, PARTY_377 = day("2022-08-18"), day("2025-10-08")
REORGANISED = R3
"""Districts end and new communes begin on the day on which Decree 170/2025 takes effect."""

LEAD = 45
"""No procedure begins longer than this before its decision (days), so none straddles two regimes."""


def months_of(days: Any) -> Ints:
    """Months since January 1970 of each day."""
    return np.asarray(days).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_of_month(months: Any) -> Ints:
    """The first day of each month (months since January 1970)."""
    return np.asarray(months).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def add_months(days: Any, months: Any) -> Ints:
    """`days` moved by calendar months; a day that the month lacks becomes the month's last."""
    days = np.asarray(days, dtype=np.int64)
    start = months_of(days)
    offset = days - first_of_month(start)
    target = start + np.asarray(months, dtype=np.int64)
    return np.asarray(np.minimum(first_of_month(target) + offset, first_of_month(target + 1) - 1))


def years_of(days: Any) -> Ints:
    """Calendar year of each day."""
    return months_of(days) // 12 + 1970


def new_year(years: Any) -> Ints:
    """1 January of each year."""
    return first_of_month((np.asarray(years, dtype=np.int64) - 1970) * 12)


def weekday(days: Any) -> Ints:
    """Each day, or the Friday before it where it is a Saturday or Sunday. Keeps the order of days."""
    days = np.asarray(days, dtype=np.int64)
    of_week = (days + 3) % 7  # Monday is 0
    return np.asarray(days - np.maximum(of_week - 4, 0))


def _table(first_age: int, step: int, first_year: int, last_year: int) -> tuple[Ints, Ints]:
    """Decree 135/2020, Art. 4(2): from which month of birth which age in months holds; `first_age` before 2021."""
    starts, ages = [-(10**6)], [first_age]
    for year in range(first_year, last_year + 1):
        age = first_age + step * (year - first_year + 1)
        # Reached in `year` at this age or later: nobody born in or after this month comes under the age before.
        starts.append((year - 1970) * 12 - (age - step))
        ages.append(age)
    return np.array(starts), np.array(ages)


_MEN = _table(60 * 12, 3, 2021, 2028)
_WOMEN = _table(55 * 12, 4, 2021, 2035)


def retirement_day(birth: Any, male: Any) -> Ints:
    """Last day of service: the end of the month in which the age of Decree 135/2020 is reached (Arts. 3(1), 4(2))."""
    month = months_of(birth)
    men = _MEN[1][np.searchsorted(_MEN[0], month, side="right") - 1]
    women = _WOMEN[1][np.searchsorted(_WOMEN[0], month, side="right") - 1]
    return first_of_month(month + np.where(np.asarray(male), men, women) + 1) - 1


def regime(days: Any) -> Ints:
    """0 before 2020-12-01, then 1 to 4 for the four regimes of appointment law."""
    return np.searchsorted(np.array(REGIME_STARTS), np.asarray(days), side="right")


def windows() -> list[tuple[int, int, bool]]:
    """Windows of signing ``(first day, last day, carried)`` in which appointments are made.

    No window begins within ``LEAD`` days after a change of law, except the carried one: its procedures were wholly
    finished before 2026-08-01 and only signed after (Decree 300/2026, Art. 35(2)).
    """
    cuts = [FIRST_DAY, R1, PARTY_80, R2, R3, PARTY_377, R4, LAST_SIGNED + 1]
    made: list[tuple[int, int, bool]] = []
    for number, (start, end) in enumerate(itertools.pairwise(cuts)):
        first = start + (LEAD if number else 0)
        if start == R4:
            made.append((day("2026-08-03"), day("2026-08-14"), True))
        pieces = max(1, round((end - first) / 85)) if start != R4 else 2
        edges = np.linspace(first, end, pieces + 1).astype(int).tolist()
        made += [(a, b - 1, False) for a, b in itertools.pairwise(edges)]
    return made
