"""The yearly ratings of a body: the levels, the cap on the top one, the day, and its head."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven

BODIES = ("body_ratings",)


def _rates_anybody(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.rated > 0
    return scope


def _rates_civil_servants(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.rated_civil > 0
    return scope


def _rates_public_employees(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.rated_public > 0
    return scope


def _within(excellent: Any, base: Any, share: tuple[int, int]) -> ir.BooleanValue:
    """`excellent` is at most the share of `base`."""
    fits: ir.BooleanValue = excellent * share[1] <= base * share[0]
    return fits


def _cap(excellent: Any, good: Any, share: tuple[int, int], highest: tuple[int, int], complete: Any) -> ir.BooleanValue:
    """The cap on "excellent" as a share of "good", of which nobody knows whether it counts the excellent in.

    Complies where it holds either way, violates where not even `highest` holds counting the excellent in. One excellent
    person in a group too small for the share is open: rounding up is not settled.
    """
    strict = _within(excellent, good, share)
    loose = _within(excellent, good + excellent, highest)
    rounding = (excellent == 1) & ~_within(excellent, good, share)
    return ibis.cases(
        (excellent == 0, True),
        (~complete.fill_null(False), unproven()),
        (strict, True),
        (~loose & ~rounding, False),
        else_=unproven(),
    )


@rule(
    "nd-90-2020+nd-48-2023.art-2.20pt",
    vi="Tỷ lệ xuất sắc không quá 20% số người hoàn thành tốt trở lên",
    applies=_rates_anybody,
    kinds=BODIES,
)
def cap_of_twenty_90(f: FactView, law: LawView) -> ir.BooleanValue:
    """At most a fifth of those rated "good" or better in a body are rated "excellent".

    Not modelled: exceptions by the authority for outstanding bodies. Errs towards "violates".
    """
    share = (law["cap_numerator"], law["cap_denominator"])
    fits = _within(f.rated_excellent, f.rated_good + f.rated_excellent, share)
    return ibis.cases(
        (f.rated_excellent == 0, True),
        (~f.all_ratings_known.fill_null(False), unproven()),
        else_=fits,
    )


@rule(
    "nd-335-2025.tran-20",
    vi="Công chức xuất sắc không quá 20% số công chức hoàn thành tốt",
    applies=lambda f: _rates_civil_servants(f) & ~(f.body_rated == "excellent").fill_null(False),
    kinds=BODIES,
)
def cap_of_twenty_335(f: FactView, law: LawView) -> ir.BooleanValue:
    """Civil servants rated "excellent" are at most 20% of those rated "good" in the body.

    Whether the base counts the excellent in is disputed: unproven between the two readings. Where the body's own rating is
    not recorded only the higher cap can be broken. Not modelled: groups of similar tasks. Errs towards "complies".
    """
    share = (law["cap_numerator"], law["cap_denominator"])
    higher = (law.of("nd-335-2025.tran-25", "cap_numerator"), law.of("nd-335-2025.tran-25", "cap_denominator"))
    return _cap_of(f, f.rated_excellent_civil, f.rated_good_civil, share, higher)


def _cap_of(f: FactView, excellent: Any, good: Any, share: tuple[int, int], higher: tuple[int, int]) -> ir.BooleanValue:
    ordinary = _cap(excellent, good, share, share, f.all_ratings_known)
    unknown_body = _cap(excellent, good, share, higher, f.all_ratings_known)
    return ibis.ifelse(f.body_rated.isnull(), unknown_body, ordinary)


@rule(
    "nd-335-2025.tran-25",
    vi="Cơ quan xuất sắc: công chức xuất sắc không quá 25% số công chức hoàn thành tốt",
    applies=lambda f: _rates_civil_servants(f) & (f.body_rated == "excellent").fill_null(False),
    kinds=BODIES,
)
def cap_of_twenty_five_335(f: FactView, law: LawView) -> ir.BooleanValue:
    """In a body recognised as excellent at most 25% of those rated "good" are rated "excellent".

    Where it is not recorded that the body was recognised before its people were rated, the higher share proves nothing
    and only what exceeds it is broken. Not modelled: outstanding results, groups of similar tasks. Errs towards
    "complies".
    """
    higher = (law["cap_numerator"], law["cap_denominator"])
    ordinary = (law.of("nd-335-2025.tran-20", "cap_numerator"), law.of("nd-335-2025.tran-20", "cap_denominator"))
    excellent, good, known = f.rated_excellent_civil, f.rated_good_civil, f.all_ratings_known
    fits = _cap(excellent, good, higher, higher, known)
    perhaps_later = _cap(excellent, good, ordinary, higher, known)
    return ibis.ifelse(f.body_rated_on <= f.last_rated_civil_on, fits, perhaps_later)


@rule(
    "nd-233-2026.art-12",
    vi="Viên chức xuất sắc không quá 20% số viên chức hoàn thành tốt, 25% ở đơn vị xuất sắc",
    applies=_rates_public_employees,
    kinds=BODIES,
)
def cap_233(f: FactView, law: LawView) -> ir.BooleanValue:
    """Public employees rated "excellent" are at most 20% of those rated "good", 25% in an excellent unit.

    Whether the base counts the excellent in is disputed: unproven between the two readings. Not modelled: groups of similar
    tasks. Errs towards "complies".
    """
    share = (law["cap_numerator"], law["cap_denominator"])
    higher = (law["excellent_unit_cap_numerator"], law["excellent_unit_cap_denominator"])
    excellent_body = (f.body_rated == "excellent").fill_null(False)
    in_excellent_body = _cap(f.rated_excellent_public, f.rated_good_public, higher, higher, f.all_ratings_known)
    elsewhere = _cap_of(f, f.rated_excellent_public, f.rated_good_public, share, higher)
    return ibis.ifelse(excellent_body, in_excellent_body, elsewhere)


@rule(
    "nd-233-2026.art-12",
    vi="Người đứng đầu không được xếp loại cao hơn đơn vị",
    applies=lambda f: f.head_rated.notnull(),
    kinds=BODIES,
)
def head_not_above_unit(f: FactView, law: LawView) -> ir.BooleanValue:
    """The head of a public unit is not rated above the unit.

    Not modelled: heads rated by another body. Errs towards "complies".
    """
    return _place(f.head_rated) <= _place(f.body_rated)


def _place(rating: Any) -> Any:
    levels = ("failed", "completed", "good", "excellent")
    return ibis.cases(*((rating == level, n) for n, level in enumerate(levels)), else_=ibis.null("int64"))


def _day_in_season(f: FactView, day: Any) -> Any:
    """Month and day as one number, 10000 more in the year after the one rated."""
    return (day.year().cast("int64") - f.rated_year) * 10000 + day.month() * 100 + day.day()


def _before_deadline(law: LawView) -> int:
    deadline: int = law["deadline_month"] * 100 + law["deadline_day"]
    return deadline


def _special_deadline(law: LawView) -> int:
    deadline: int = 10000 + law["special_month"] * 100 + law["special_day"]
    return deadline


@rule("nd-90-2020.art-20", vi="Xếp loại trước ngày 15 tháng 12", applies=_rates_anybody, kinds=BODIES)
def rated_in_time_90(f: FactView, law: LawView) -> ir.BooleanValue:
    """Everybody in a body is rated before 15 December; the day itself is unproven.

    A later day violates only where the body is known to have no year-end of its own. Not modelled: the opinion of the old
    body on those who moved. Errs towards "unproven".
    """
    when, deadline = _day_in_season(f, f.last_rated_on), _before_deadline(law)
    late = (when > deadline) & ~f.own_year_end
    return ibis.cases(
        (late, False),
        ((when < deadline) & ~f.undated_ratings, True),
        else_=unproven(),
    )


def _in_time(f: FactView, law: LawView, day: Any, sure: int) -> ir.BooleanValue:
    """Surely before `sure`; late after the deadline for ordinary bodies, after January's for those with a year of their own."""
    when = _day_in_season(f, day)
    deadline, special = _before_deadline(law), _special_deadline(law)
    late = ((when > deadline) & ~f.own_year_end) | (when > special)
    early = (when < sure) | (f.own_year_end & (when < special))
    return ibis.cases((late, False), (early & ~f.undated_ratings, True), else_=unproven())


@rule(
    "nd-335-2025.thoi-diem",
    vi="Công chức được xếp loại trước ngày 15 tháng 12",
    applies=_rates_civil_servants,
    kinds=BODIES,
)
def rated_in_time_335(f: FactView, law: LawView) -> ir.BooleanValue:
    """Civil servants are rated before 15 December, in bodies with special year-ends by 15 January; either day is unproven.

    Not modelled: who rates those who moved. Errs towards "unproven".
    """
    return _in_time(f, law, f.last_rated_civil_on, _before_deadline(law))


@rule(
    "nd-233-2026.art-15.k1",
    vi="Viên chức được xếp loại đúng thời điểm tháng 12",
    applies=_rates_public_employees,
    kinds=BODIES,
)
def rated_in_time_233(f: FactView, law: LawView) -> ir.BooleanValue:
    """Public employees are rated by the day in December, special units by 15 January.

    The scan prints 5 and probably means 15 December: unproven between the two. Not modelled: who rates those who moved.
    Errs towards "unproven".
    """
    return _in_time(f, law, f.last_rated_public_on, law["deadline_month"] * 100 + law["printed_day"])


def _in_list(f: FactView, levels: tuple[str, ...]) -> ir.BooleanValue:
    """The register knows these four levels; any other is told by the fact."""
    assert set(levels) == {"excellent", "good", "completed", "failed"}
    return ~f.level_out_of_list


@rule("l-80-2025.art-26.k1", vi="Xếp loại theo bốn mức", applies=_rates_civil_servants, kinds=BODIES)
def four_levels_2025(f: FactView, law: LawView) -> ir.BooleanValue:
    """Every rating is one of the four levels.

    Not modelled: notice to the person, publication and filing. Errs towards "complies".
    """
    return _in_list(f, law["levels"])


@rule("qd-124-2023.art-12", vi="Xếp loại theo bốn mức (quy định của Đảng)", applies=_rates_anybody, kinds=BODIES)
def four_levels_124(f: FactView, law: LawView) -> ir.BooleanValue:
    """Every rating is one of the four levels.

    Not modelled: self-rating as the first step. Errs towards "complies".
    """
    return _in_list(f, law["levels"])
