"""Rotations under Decree 170/2025: at least 36 months."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven


@rule(
    "nd-170-2025.art-48",
    vi="Thời gian luân chuyển ít nhất 36 tháng",
    applies=lambda f: f.civil_servant,
    kinds=("rotation",),
    special_case=True,
)
def rotated_long_enough(f: FactView, law: LawView) -> ir.BooleanValue:
    """A rotation lasts at least 36 months; one that still runs proves nothing before they are over.

    Not modelled: a rotation cut short for reasons outside the decree. Errs towards "violates".
    """
    due = (f.effective_on + ibis.interval(months=law["min_length"])).cast("date")
    ended = f.posting_ended_on
    return ibis.cases(
        (ended.notnull(), ended >= due),
        (f.posting_lasted_until >= due, True),
        (f.ends_on < due, False),
        else_=unproven(),
    )
