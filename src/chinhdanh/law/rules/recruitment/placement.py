"""Placing those recruited before the Law of 2025 in job positions."""

from __future__ import annotations

from datetime import date

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven


@rule(
    "l-80-2025.art-45.k2",
    vi="Hoàn thành bố trí vào vị trí việc làm chậm nhất ngày 01/7/2027",
    applies=lambda f: f.placement_open & (f.placement_recruited_on < date(2025, 7, 1)),
    kinds=("job_position_placement",),
    judged_on=("l-80-2025.art-45.k2", "deadline"),
)
def placed_by_july_2027(f: FactView, law: LawView) -> ir.BooleanValue:
    """Every civil servant recruited before 1 July 2025 is in a job position by 1 July 2027, that day included.

    It is judged from the day after. Not modelled: the matching rank. Errs towards "complies".
    """
    return ibis.cases(
        (f.placed_on.notnull(), f.placed_on <= law["deadline"]),
        (f.never_placed, False),
        else_=unproven(),
    )
