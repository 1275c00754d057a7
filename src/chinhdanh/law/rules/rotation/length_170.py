"""Rotations under Decree 170/2025: at least 36 months."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.rules.rotation.rotations import long_enough


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
    return long_enough(f, law["min_length"])
