"""The one rule of the sample draft."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import higher_not_first


@rule(
    "dt-1-2026.art-2",
    vi="Ít nhất hai trong ba năm liền kề hoàn thành xuất sắc",
    applies=higher_not_first,
    day="conditions",
)
def two_excellent_years(f: FactView, law: LawView) -> ir.BooleanValue:
    """At least two of the three years before are rated excellent.

    Not modelled: years without a rating for a lawful reason. Errs towards "unproven".
    """
    years = [(f.read(f"rating_{n}") == "excellent").cast("int64") for n in (1, 2, 3)]
    enough: ir.BooleanValue = years[0] + years[1] + years[2] >= law["excellent_years"]
    return enough
