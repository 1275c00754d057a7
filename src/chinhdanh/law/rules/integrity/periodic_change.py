"""Periodic change of position: the stay in sensitive work, its exceptions; staff of personnel work under Regulation 205."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven


def _past(f: FactView, months: ir.IntegerValue) -> ir.BooleanValue:
    """Did the stay outlast `months`? On the very day on which they are complete: NULL."""
    return ibis.cases(
        (f.stay_months < months, False),
        ((f.stay_months == months) & (f.stay_days_over > 0), True),
        (f.stay_months > months, True),
        else_=unproven(),
    )


def _mother_or_child(f: FactView, law: LawView) -> ir.BooleanValue:
    """A woman with a small child; for a man the reason is for people. A woman's child not on record is NULL."""
    small = f.stay_child_months < law.of("nd-59-2019.art-38", "child_age_limit")
    father = ibis.cases((small, unproven()), else_=False)
    return ibis.cases((f.stay_female, small), (~f.stay_female, father), else_=unproven())


def _not_yet(f: FactView, law: LawView) -> ir.BooleanValue:
    """A case in which nobody is moved yet (Decree 59/2019, Articles 38 and 39(2))."""
    left_when_due = f.stay_months_to_retirement - f.stay_period_months
    exempt: ir.BooleanValue = (
        f.stay_case_open
        | f.stay_expecting
        | f.stay_seconded
        | (f.stay_study_months >= law.of("nd-59-2019.art-38", "study_min"))
        | _mother_or_child(f, law)
        | (left_when_due < law.of("nd-59-2019.art-39.k2", "remaining"))
        # How serious an illness is, only a medical body says.
        | ibis.cases((~f.stay_ill, False), else_=unproven())
    )
    return exempt


@rule(
    "luat-36-2018.art-25.k2",
    vi="Chuyển đổi vị trí công tác khi hết thời hạn, trừ trường hợp chưa chuyển đổi",
    applies=lambda f: ibis.literal(True),
    kinds=("sensitive_stay",),
)
def moved_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """Nobody stays in a listed position longer than the period of its sector, 2 to 5 years, save where not yet moved.

    Without the period of the sector's circular only a stay under two years is settled. The very day on which the period
    is complete, and earlier spells in the same position, are unproven. Not modelled: a move of area or field within one
    post; positions that no field tells. Errs towards "violates" for the first.
    """
    months = f.stay_period_months
    past = _past(f, months)
    in_all = f.stay_months_in_all
    return ibis.cases(
        ((in_all < law["min_years"] * 12) | (in_all < months), True), (past, _not_yet(f, law)), else_=unproven()
    )


@rule(
    "qd-205-2019.chuyen-doi-vi-tri",
    vi="Người làm công tác cán bộ không quá 5 năm liên tục ở một vị trí (Quy định 205)",
    applies=lambda f: f.stay_field == "personnel",
    kinds=("sensitive_stay",),
)
def personnel_staff_moved(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whoever handled personnel work for five years in a row is moved.

    Two spells that only together reach five years, and the very day on which five years are complete, are unproven.
    Not modelled: a move of area or field within one post. Errs towards "violates".
    """
    months = law["max_consecutive_years"] * 12
    past = _past(f, ibis.literal(months, "int64"))
    return ibis.cases((past, False), (f.stay_months_in_all < months, True), else_=unproven())
