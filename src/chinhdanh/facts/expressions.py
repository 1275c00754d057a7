"""Small expressions that mean the same on every engine: months by date, three-valued logic over groups."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir


def month_number(day: ir.DateValue) -> ir.IntegerValue:
    return day.year().cast("int64") * 12 + day.month().cast("int64")


def is_month_end(day: ir.DateValue) -> ir.BooleanValue:
    return (day + ibis.interval(days=1)).day() == 1


def whole_months(start: ir.DateValue, end: ir.DateValue) -> ir.IntegerValue:
    """Whole months from date to date: 2023-01-10 to 2025-07-10 is 30, to 2025-07-09 is 29.

    The last day of a shorter month completes the month (31 January to 28 February is one month).
    """
    short = (end.day() < start.day()) & ~is_month_end(end)
    return month_number(end) - month_number(start) - ibis.ifelse(short, 1, 0).cast("int64")


def days_over(start: ir.DateValue, end: ir.DateValue) -> ir.IntegerValue:
    """Days left over after the whole months from `start` to `end`, 0 to 30."""
    first, last = start.day().cast("int64"), end.day().cast("int64")
    length_before = (end.truncate("M").cast("date") - ibis.interval(days=1)).day().cast("int64")
    # The last whole month was completed in the month before, on its last day where that month is too short.
    carried = last + ibis.greatest(length_before - first, 0)
    return ibis.ifelse(last >= first, last - first, ibis.ifelse(is_month_end(end), 0, carried)).cast("int64")


def months_after(day: ir.DateValue, months: int) -> ir.DateValue:
    return (day + ibis.interval(months=months)).cast("date")


def months_before(day: ir.DateValue, months: int) -> ir.DateValue:
    return (day - ibis.interval(months=months)).cast("date")


def unknown() -> ir.BooleanValue:
    return ibis.null("boolean")


def exists_kleene(sure: ir.BooleanValue, maybe: ir.BooleanValue, none_is_known: ir.BooleanValue) -> ir.BooleanValue:
    """TRUE where a row surely matches; FALSE where none can match and the record is known to be whole; else NULL."""
    return ibis.cases(
        (sure.fill_null(False), True),
        (none_is_known.fill_null(False) & ~maybe.fill_null(False), False),
        else_=unknown(),
    )


def any_true(condition: ir.BooleanColumn) -> ir.BooleanScalar:
    """Within a group: does any row surely fulfil `condition`? Unknown rows do not count."""
    return condition.fill_null(False).any()


def any_maybe(condition: ir.BooleanColumn) -> ir.BooleanScalar:
    """Within a group: is there any row that fulfils `condition` or may fulfil it?"""
    return condition.fill_null(True).any()
