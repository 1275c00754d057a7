"""The sweep finds days with no law or with two, explains the known ones, and reports the others."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from chinhdanh.law.errors import LawProblems
from chinhdanh.law.library import Library, Period, Words, load_library
from chinhdanh.law.sweep import Family, Gap, Known, Overlap, load_families, span, sweep, unneeded

R1, R2, R3, R4 = (
    "nd-138-2020.art-42.k2",
    "nd-138-2020+nd-116-2024.art-42.quyhoach",
    "nd-170-2025.art-29.k2",
    "nd-170-2025+nd-300-2026.art-29.k2",
)
REASON = Words("lý do", "a reason")


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def family(
    *provisions: str, start: str = "2020-12-01", until: str | None = None, known: tuple[Known, ...] = ()
) -> Family:
    end = date.fromisoformat(until) if until else None
    period = Period(date.fromisoformat(start), end)
    return Family("planning", Words("Quy hoạch", "Planning"), period, provisions, known, Path("families.yaml"), 1)


def days(one: Gap | Overlap) -> tuple[str, str | None]:
    return one.period.start.isoformat(), one.period.end.isoformat() if one.period.end else None


def run(library: Library, one: Family, first: str = "2020-01-01", last: str = "2027-12-31") -> list[Gap | Overlap]:
    return sweep(library, [one], date.fromisoformat(first), date.fromisoformat(last))


def test_the_packaged_law_has_no_unexplained_day(library: Library) -> None:
    families = load_families(library)
    found = sweep(library, families, *span(library, families))
    assert [one for one in found if one.reason is None] == []


def test_every_explanation_explains_something(library: Library) -> None:
    assert unneeded(library, load_families(library)) == []


def test_the_four_regimes_leave_no_day_out(library: Library) -> None:
    assert run(library, family(R1, R2, R3, R4)) == []


def test_a_missing_regime_is_one_gap_from_its_first_to_its_last_day(library: Library) -> None:
    (gap,) = run(library, family(R1, R2, R4))
    assert isinstance(gap, Gap)
    assert days(gap) == ("2025-07-01", "2026-08-01")
    assert gap.reason is None


def test_days_before_the_family_and_outside_the_window_are_not_looked_at(library: Library) -> None:
    assert run(library, family(R2, R3, R4, start="2024-09-17")) == []
    (gap,) = run(library, family(R2, R3, R4), first="2024-09-16", last="2025-01-01")
    assert days(gap) == ("2024-09-16", "2024-09-17")
    assert run(library, family(R1, until="2024-09-17")) == []
    assert run(library, family(R1), last="2020-11-30") == []


def test_two_provisions_on_one_day_are_an_overlap_that_names_both(library: Library) -> None:
    (overlap,) = run(library, family(R1, R2, R3, R4, "hd-06-2021.tuoi"), last="2021-12-31")
    assert isinstance(overlap, Overlap)
    assert days(overlap) == ("2021-07-26", "2022-01-01")
    assert overlap.provisions == (R1, "hd-06-2021.tuoi")


def test_what_is_known_comes_with_its_reason_and_what_is_not_stands_apart(library: Library) -> None:
    known = Known(Period(date(2025, 7, 1), date(2026, 1, 1)), REASON, 5)
    found = run(library, family(R1, R2, R4, known=(known,)))
    assert [(days(one), one.reason) for one in found] == [
        (("2025-07-01", "2026-01-01"), REASON),
        (("2026-01-01", "2026-08-01"), None),
    ]


def test_the_periods_are_those_that_a_walk_day_by_day_finds(library: Library) -> None:
    one = family(R1, R3, "qd-80-2022.art-18.k2", "qd-377-2025.art-34")
    found = run(library, one, last="2026-12-31")
    day = date(2020, 12, 1)
    while day <= date(2026, 12, 31):
        held = sum(library.provision(identity).in_force_on(day) for identity in one.provisions)
        kinds = [type(item) for item in found if day in item.period]
        assert kinds == {0: [Gap], 1: []}.get(held, [Overlap]), day
        day += timedelta(days=1)


def test_an_explanation_of_days_that_have_their_law_is_reported(library: Library) -> None:
    known = Known(Period(date(2025, 7, 1), date(2026, 1, 1)), REASON, 5)
    whole = family(R1, R2, R3, R4, known=(known,))
    assert unneeded(library, [whole]) == [(whole, known)]
    assert unneeded(library, [replace(whole, provisions=(R1, R2, R4))]) == []


def test_a_window_that_ends_before_it_begins_is_refused(library: Library) -> None:
    with pytest.raises(ValueError, match="before first day"):
        sweep(library, [], date(2026, 1, 2), date(2026, 1, 1))


GOOD = """- id: planning
  title: {vi: "Quy hoạch", en: "Planning"}
  from: 2020-12-01
  until: null
  provisions: [nd-138-2020.art-42.k2]
"""


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        (GOOD.replace("art-42.k2", "art-42.k22"), "nd-138-2020.art-42.k2", 1),
        (GOOD.replace("  until: null\n", ""), "`until` is missing", 1),
        (GOOD.replace("2020-12-01", "01/12/2020"), "is no date", 3),
        (GOOD.replace("until: null", "until: 2019-01-01"), "ends on 2019-01-01", 1),
        (GOOD + "  colour: blue\n", "unknown key `colour`", 6),
        (GOOD + GOOD, "is already used in", 6),
        (GOOD + "  known: [{from: 2020-12-01, until: null}]\n", "`reason` is missing", 6),
        ("- [", "cannot be read", 2),
    ],
    ids=["provision", "missing", "date", "period", "key", "twice", "reason", "yaml"],
)
def test_a_spoilt_file_of_families_is_answered_with_its_line(
    tmp_path: Path, library: Library, text: str, words: str, line: int
) -> None:
    file = tmp_path / "families.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LawProblems) as caught:
        load_families(library, tmp_path)
    assert words in str(caught.value)
    assert {problem.line for problem in caught.value.problems} == {line}
