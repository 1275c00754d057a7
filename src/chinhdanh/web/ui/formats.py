"""Dates, periods and numbers as each language writes them: 31/12/2025 and 1.234,5; 2025-12-31 and 1,234.5."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

_TYPED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})-(\d{2})")


def english() -> bool:
    """Whether the page is in English."""
    return (get_language() or "vi").startswith("en")


def day(value: date | None) -> str:
    """A day; empty where there is none. The time of a moment is left out, in the time zone of the application."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = _local(value).date()
    return value.isoformat() if english() else f"{value:%d/%m/%Y}"


DAYS = (date(1900, 1, 1), date(2200, 1, 1))
"""From when until when a day is meant; what lies outside is a slip, and days near the ends of the calendar cannot be
reckoned with."""


def parse_day(text: str) -> date | None:
    """The day that somebody typed: 31/12/2025, 31-12-2025, 31.12.2025 or 2025-12-31; None where it is none of them, or out
    of `DAYS`."""
    found = _TYPED.fullmatch(text.strip())
    if not found:
        return None
    year, month, day_of_month = (
        int(part) for part in (found.group(4, 5, 6) if found.group(4) else found.group(3, 2, 1))
    )
    try:
        stated = date(year, month, day_of_month)
    except ValueError:
        return None
    return stated if DAYS[0] <= stated < DAYS[1] else None


def moment(value: datetime | None) -> str:
    """A day with hour and minute."""
    return "" if value is None else f"{day(value)} {_local(value):%H:%M}"


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def period(start: date | None, until: date | None) -> str:
    """A half-open period by its two recorded days; `until` is the first day that no longer belongs to it."""
    if start is None and until is None:
        return _("không ghi thời gian")
    if until is None:
        return _("từ %(day)s") % {"day": day(start)}
    if start is None:
        return _("đến %(day)s") % {"day": day(until)}
    return f"{day(start)} → {day(until)}"


def number(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """A number with marks between thousands: as many decimals as stated, else at most two and no trailing zeros."""
    if value is None:
        return ""
    if type(value) is int and decimals is None:
        return f"{value:,}" if -1000 < value < 1000 or english() else f"{value:,}".replace(",", ".")
    exact = Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(-(2 if decimals is None else decimals)), ROUND_HALF_UP)
    shown = f"{rounded:,f}"
    if decimals is None and "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    if shown.strip("-0.,") == "":
        shown = shown.removeprefix("-")
    return shown if english() else shown.translate(str.maketrans(",.", ".,"))


def percent(part: float, whole: float) -> str:
    """A share with one decimal; a dash where the whole is nothing."""
    if not whole:
        return "–"
    exact = Decimal(str(part)) * 100 / Decimal(str(whole))
    rounded = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return number(rounded) + ("%" if english() else "\N{NO-BREAK SPACE}%")
