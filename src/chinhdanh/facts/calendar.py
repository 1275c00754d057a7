"""Working days: Monday to Friday less public holidays, with the days that were swapped for one another.

The days off of civil servants are data, in ``data/holidays.csv``, each with its source and how far it was verified.
A registry may bring its own days, which prevail over the shipped ones day by day. Deadlines in working days are
counted by subtracting two ordinals, which any engine can do without knowing a calendar.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal, cast

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

Kind = Literal["holiday", "working_swap"]
KINDS: frozenset[str] = frozenset({"holiday", "working_swap"})

FIRST_YEAR = 2018
LAST_YEAR = 2027
FIRST_DAY, LAST_DAY = date(2015, 1, 1), date(2040, 12, 31)
"""Between which deadlines are counted, where nothing else is asked."""

_Days = np.ndarray[tuple[int, ...], np.dtype[np.datetime64]]
_Counts = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
_Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

_SCHEMA = pa.schema([("day", pa.date32()), ("kind", pa.string())])


@cache
def load_calendar() -> pa.Table:
    """The shipped days off and worked weekend days of civil servants, 2018 to 2027, in order of time.

    Columns: ``day`` (date32, each day once) and ``kind`` (``holiday``, or ``working_swap``: a weekend day worked in
    exchange for a day off). Ordinary weekends are not listed.
    """
    with (files("chinhdanh.facts") / "data" / "holidays.csv").open("rb") as source:
        return pa_csv.read_csv(
            source,
            convert_options=pa_csv.ConvertOptions(include_columns=_SCHEMA.names, column_types=_SCHEMA),
        )


def working_day_ordinals(
    overrides: Iterable[tuple[date, str]] = (),
    first: date = FIRST_DAY,
    last: date = LAST_DAY,
) -> pa.Table:
    """One row for every day from ``first`` to ``last``, both included: ``day`` (date32) and ``ordinal`` (int64).

    ``ordinal`` counts working days from a fixed epoch up to and including the day, so that ``ordinal(b) - ordinal(a)``
    is the number of working days after ``a`` up to and including ``b``: the day of the event is not counted. Only
    differences mean something.

    ``overrides`` are (day, kind) pairs of the registry's own calendar; they replace what is shipped for that day.
    ``working_swap`` on a day that is shipped as a holiday makes it a working day.

    Null where no calendar is known: outside 2018 to 2027, unless the overrides hold at least one holiday of each
    calendar year between there and the shipped years. One year without a calendar is enough to spoil every count
    across it, so years beyond such a gap stay null.

    Raises ValueError for a kind other than ``holiday`` and ``working_swap``, for a day given with both kinds, and
    where ``last`` is before ``first``.
    """
    days, ordinals, covered = _counted(overrides, first, last)
    return pa.table({"day": pa.array(days, pa.date32()), "ordinal": pa.array(ordinals, pa.int64(), mask=~covered)})


def working_day_numbers(
    overrides: Iterable[tuple[date, str]] = (), first: date = FIRST_DAY, last: date = LAST_DAY
) -> list[tuple[int, int | None]]:
    """As `working_day_ordinals`, in pairs: the day as `date.toordinal` gives it, and its ordinal."""
    days, ordinals, covered = _counted(overrides, first, last)
    rows = zip(days.tolist(), ordinals.tolist(), covered.tolist(), strict=True)
    return [(day.toordinal(), ordinal if known else None) for day, ordinal, known in rows]


def _counted(overrides: Iterable[tuple[date, str]], first: date, last: date) -> tuple[_Days, _Counts, _Flags]:
    """Each day asked for, its ordinal, and whether a calendar is known there."""
    if last < first:
        raise ValueError(f"last day {last} is before first day {first}")
    own = _checked(overrides)
    start, end = _covered_years(own)
    low, high = min(first, date(start, 1, 1)), max(last, date(end, 12, 31))
    days = np.arange(np.datetime64(low), np.datetime64(high + timedelta(days=1)), dtype="datetime64[D]")
    working: _Flags = (days.astype(np.int64) + 3) % 7 < 5  # 1970-01-01: Thu
    shipped = load_calendar()
    known = dict(zip(shipped["day"].to_pylist(), shipped["kind"].to_pylist(), strict=True)) | own
    for kind in ("holiday", "working_swap"):
        listed = np.array([day for day, known_kind in known.items() if known_kind == kind], dtype="datetime64[D]")
        places = (listed - days[0]).astype(np.int64)
        working[places[(places >= 0) & (places < len(days))]] = kind == "working_swap"
    covered = (days >= np.datetime64(date(start, 1, 1))) & (days <= np.datetime64(date(end, 12, 31)))
    # The epoch is the eve of the first covered day, whatever window was asked for: windows agree with one another.
    ordinals = np.cumsum(working & covered, dtype=np.int64)
    wanted = (days >= np.datetime64(first)) & (days <= np.datetime64(last))
    return days[wanted], ordinals[wanted], covered[wanted]


def _checked(overrides: Iterable[tuple[date, str]]) -> dict[date, Kind]:
    own: dict[date, Kind] = {}
    for day, kind in overrides:
        if kind not in KINDS:
            raise ValueError(f"calendar {day}: kind {kind!r} is neither 'holiday' nor 'working_swap'")
        if own.get(day, kind) != kind:
            raise ValueError(f"calendar {day}: given both as 'holiday' and as 'working_swap'")
        own[day] = cast("Kind", kind)
    return own


def _covered_years(own: dict[date, Kind]) -> tuple[int, int]:
    years = {day.year for day, kind in own.items() if kind == "holiday"}
    start, end = FIRST_YEAR, LAST_YEAR
    while start - 1 in years:
        start -= 1
    while end + 1 in years:
        end += 1
    return start, end
