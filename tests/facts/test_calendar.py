"""Counting working days: known weeks, swapped days, the registry's own calendar, and where nothing is known."""

import csv
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise

import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinhdanh.facts.calendar import FIRST_YEAR, LAST_YEAR, load_calendar, working_day_numbers, working_day_ordinals


def between(after, upto, overrides=()):
    """Working days after the first day up to and including the second; None where no calendar is known."""
    table = working_day_ordinals(overrides)
    ordinals = dict(zip(table["day"].to_pylist(), table["ordinal"].to_pylist(), strict=True))
    start, end = ordinals[date.fromisoformat(after)], ordinals[date.fromisoformat(upto)]
    return None if start is None or end is None else end - start


@pytest.mark.parametrize(
    ("after", "upto", "expected"),
    [
        ("2025-08-04", "2025-08-11", 5),  # Monday to Monday, the example of Law 36/2018 art. 22
        ("2025-08-08", "2025-08-10", 0),  # over a weekend
        ("2025-08-08", "2025-08-15", 5),
        ("2025-01-24", "2025-02-03", 1),  # Tết 2025: 27 to 31 January off
        ("2024-02-07", "2024-02-15", 1),  # Tết 2024: 8 to 14 February off
        ("2018-12-28", "2019-01-05", 4),  # 31 December off, Saturday 5 January worked
        ("2019-04-26", "2019-05-04", 3),
        ("2024-04-26", "2024-05-04", 3),
        ("2025-04-25", "2025-05-05", 4),  # Saturday 26 April worked, 30 April to 2 May off
        ("2025-12-31", "2026-01-10", 6),
        ("2026-08-21", "2026-09-03", 7),
        ("2020-09-01", "2020-09-03", 1),  # a single day of National Day before the Labour Code of 2019
        ("2021-09-01", "2021-09-06", 1),
        ("2026-11-23", "2026-11-25", 1),  # Culture Day
    ],
)
def test_known_spans(after, upto, expected):
    assert between(after, upto) == expected


def test_every_row_names_its_source_and_each_day_stands_once():
    with (files("chinhdanh.facts") / "data" / "holidays.csv").open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    days = [row["day"] for row in rows]
    assert days == sorted(set(days))
    assert {row["kind"] for row in rows} == {"holiday", "working_swap"}
    assert {row["confidence"] for row in rows} <= {"text", "secondary", "recall"}
    assert all(row["name_vi"] and row["name_en"] and row["source"] for row in rows)
    assert {date.fromisoformat(day).year for day in days} == set(range(FIRST_YEAR, LAST_YEAR + 1))


def test_swapped_days_are_weekend_days_and_each_has_its_weekday_off():
    with (files("chinhdanh.facts") / "data" / "holidays.csv").open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    worked = [date.fromisoformat(row["day"]) for row in rows if row["kind"] == "working_swap"]
    given_back = [date.fromisoformat(row["day"]) for row in rows if row["name_vi"].startswith("Nghỉ hoán đổi")]
    assert all(day.weekday() >= 5 for day in worked)
    assert all(day.weekday() < 5 for day in given_back)
    assert len(worked) == len(given_back)


@pytest.mark.parametrize("year", range(2021, 2028))
def test_statutory_days_off_of_the_labour_code_2019(year):
    calendar = load_calendar()
    off = {
        day
        for day, kind in zip(calendar["day"].to_pylist(), calendar["kind"].to_pylist(), strict=True)
        if kind == "holiday" and day.year == year and day.weekday() < 5
    }
    swaps = sum(
        day.year == year for day in calendar.filter(pc.equal(calendar["kind"], "working_swap"))["day"].to_pylist()
    )
    culture_day = int(year >= 2026)
    # 11 days, each on a weekday or compensated on one
    assert len(off) - swaps == 11 + culture_day


def test_no_calendar_no_count():
    assert between("2017-12-29", "2018-01-03") is None
    assert between("2027-12-31", "2028-01-04") is None
    assert between("2016-05-09", "2016-05-13") is None


def test_a_year_that_the_registry_covers_is_counted():
    own = [(date(2028, 1, 1), "holiday"), (date(2028, 1, 3), "holiday")]
    assert between("2027-12-31", "2028-01-05", own) == 2


def test_a_gap_without_calendar_is_never_counted_across():
    own = [(date(2029, 1, 1), "holiday")]
    assert between("2029-03-05", "2029-03-09", own) is None


def test_a_swap_alone_does_not_make_a_year_known():
    assert between("2028-01-03", "2028-01-07", [(date(2028, 1, 8), "working_swap")]) is None


def test_the_registry_prevails_day_by_day():
    assert between("2026-11-20", "2026-11-25", [(date(2026, 11, 23), "holiday")]) == 1
    assert between("2026-11-20", "2026-11-25", [(date(2026, 11, 24), "working_swap")]) == 3
    assert between("2026-11-27", "2026-11-30", [(date(2026, 11, 28), "working_swap")]) == 2


def test_faults_are_named():
    with pytest.raises(ValueError, match="vacation"):
        working_day_ordinals([(date(2026, 1, 2), "vacation")])
    with pytest.raises(ValueError, match="both"):
        working_day_ordinals([(date(2026, 1, 2), "holiday"), (date(2026, 1, 2), "working_swap")])
    with pytest.raises(ValueError, match="before"):
        working_day_ordinals(first=date(2026, 1, 2), last=date(2026, 1, 1))


@given(first=st.dates(date(2010, 1, 1), date(2035, 1, 1)), length=st.integers(0, 900))
def test_any_window_agrees_with_the_whole(first, length):
    last = first + timedelta(days=length)
    window = working_day_ordinals(first=first, last=last)
    whole = working_day_ordinals(first=date(2009, 1, 1), last=date(2045, 1, 1))
    places = dict(zip(whole["day"].to_pylist(), whole["ordinal"].to_pylist(), strict=True))
    assert window["day"].to_pylist() == [first + timedelta(days=n) for n in range(length + 1)]
    assert window["ordinal"].to_pylist() == [places[day] for day in window["day"].to_pylist()]
    numbers = [(day.toordinal(), places[day]) for day in window["day"].to_pylist()]
    assert working_day_numbers(first=first, last=last) == numbers


def test_ordinals_rise_by_at_most_one_a_day():
    ordinals = [value for value in working_day_ordinals()["ordinal"].to_pylist() if value is not None]
    assert {later - earlier for earlier, later in pairwise(ordinals)} == {0, 1}
