"""Who decides for a person with several posts, the post below, and the age for the congresses of 2025."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import party_higher_posts, unproven

BELOW = {
    "central": ("province", "ministry", "agency", "commune"),
    "province": ("agency", "commune"),
    "ministry": ("agency", "commune"),
}
"""Levels that rank below a managing level for sure."""


@rule(
    "qd-377-2025.nhieu-chuc-vu",
    vi="Người giữ nhiều chức vụ do nhiều cấp quản lý: cấp quản lý chức vụ cao nhất quyết định",
    applies=lambda f: f.several_managing_levels,
    kinds=("planning", "appointment", "nomination", "suspension", "release", "resignation", "dismissal"),
)
def highest_level_decides(f: FactView, law: LawView) -> ir.BooleanValue:
    """For a person with posts managed by different levels, the level that manages the highest post decides.

    A lower level violates; any other body is unproven. Not modelled: a decision signed by a state body after the Party
    level decided. Errs towards "unproven".
    """
    lower: Any = reduce(
        or_, [(f.highest_managing_level == high) & f.deciding_level.isin(below) for high, below in BELOW.items()]
    )
    return ibis.cases(
        (f.highest_managing_level == f.deciding_level, True),
        (lower, False),
        else_=unproven(),
    )


@rule(
    "qd-365-2025.dac-thu-1",
    vi="Nhân sự tại chỗ đã giữ chức vụ liền kề; không buộc đối với cán bộ từ nơi khác đến",
    applies=party_higher_posts,
    kinds=("appointment", "nomination"),
    special_case=True,
)
def held_the_post_below(f: FactView, law: LawView) -> ir.BooleanValue:
    """A local candidate has held a post next below; a cadre moved in from another place need not have.

    Not modelled: the titles that ask for no post below, and the further special cases, which were cut off; under a
    month in such a post counts as none. Errs towards "violates".
    """
    held = f.months_in_adjacent_posts >= 1
    never = f.months_in_adjacent_posts_at_most < 1
    return ibis.cases(
        (f.source == "external", law["waived_for_incoming"]),
        (held, True),
        (never & (f.source == "on_site"), False),
        else_=unproven(),
    )


def _months_left_on(f: FactView, reference: date) -> Any:
    """Whole months from a reference month to the month of retirement."""
    retires = f.retires_on
    return retires.year().cast("int64") * 12 + retires.month().cast("int64") - (reference.year * 12 + reference.month)


@rule(
    "ct-45-2025.tuoi",
    vi="Độ tuổi tham gia cấp ủy, chính quyền: lần đầu trọn nhiệm kỳ, tái cử cấp ủy còn 48 tháng",
    applies=lambda f: f.kind == "nomination",
    kinds=("nomination",),
    special_case=True,
)
def age_for_congress_2025(f: FactView, law: LawView) -> ir.BooleanValue:
    """First-timers have one full term of service left, those standing again for a committee 48 months.

    Counted in the reference month of the level; where the level is not sure, what holds for every month. Not modelled:
    the exceptions, which were cut off. Errs towards "unproven".
    """
    again, first = law["again_months"], law["first_terms"] * f.term_months
    state = f.nominated_to == "state"
    fewest = ibis.cases(
        (f.nominated_to == "under_centre", _months_left_on(f, law["under_centre"])),
        (f.nominated_to == "commune", _months_left_on(f, law["communes"])),
        (f.nominated_to == "other_committee", _months_left_on(f, law["above_grassroots"])),
        else_=_months_left_on(f, law["state_posts"]),
    )
    most = ibis.cases(
        (f.nominated_to == "other_committee", _months_left_on(f, law["grassroots"])),
        (f.nominated_to.isnull(), _months_left_on(f, law["grassroots"])),
        else_=fewest,
    )
    return ibis.cases(
        (~state & (most < again), False),
        (~state & f.stands_again & (fewest >= again), True),
        (fewest >= first, True),
        (~f.stands_again & (most < first), False),
        else_=unproven(),
    )
