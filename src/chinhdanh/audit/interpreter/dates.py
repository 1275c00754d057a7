"""Dates as whole numbers: day 1 is 0001-01-01 of the proleptic Gregorian calendar, as in `date.toordinal`.

Unlike `datetime.date` they may run past the year 9999, where "until further notice" is often written.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache

_CYCLE_DAYS, _CYCLE_YEARS = 146_097, 400
_LAST = date.max.toordinal()


def day_number(day: date) -> int:
    return day.toordinal()


@lru_cache(maxsize=32_768)
def civil(number: int) -> tuple[int, int, int]:
    """(year, month, day) of a day number."""
    cycles = 0 if 1 <= number <= _LAST else (number - 1) // _CYCLE_DAYS
    day = date.fromordinal(number - cycles * _CYCLE_DAYS)
    return day.year + cycles * _CYCLE_YEARS, day.month, day.day


def number_of(year: int, month: int, day: int) -> int:
    """The day number of a date. Raises ValueError where there is no such date."""
    cycles = (year - 1) // _CYCLE_YEARS
    return date(year - cycles * _CYCLE_YEARS, month, day).toordinal() + cycles * _CYCLE_DAYS


def add_interval(number: int, months: int, days: int) -> int:
    """Months first, clamped to the end of the month, then days."""
    if months:
        year, month, day = civil(number)
        years, month0 = divmod(month - 1 + months, 12)
        year += years
        # The Gregorian calendar repeats every 400 years.
        last = monthrange((year - 1) % _CYCLE_YEARS + 1, month0 + 1)[1]
        number = number_of(year, month0 + 1, min(day, last))
    return number + days


def date_text(number: int) -> str:
    """ISO form."""
    year, month, day = civil(number)
    return f"{year:04}-{month:02}-{day:02}"
