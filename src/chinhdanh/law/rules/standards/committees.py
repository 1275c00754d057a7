"""The size of a standing committee."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven


@rule(
    "qd-208-2026.ban-thuong-vu",
    vi="Ban thường vụ không quá một phần ba số ủy viên ban chấp hành",
    applies=lambda f: f.standing_members > 0,
    kinds=("committee_size",),
)
def standing_committee_a_third(f: FactView, law: LawView) -> ir.BooleanValue:
    """A standing committee has at most one third of the members of its committee.

    Members are taken to be the holders of elected posts of the committee; where only leading ones are on record nothing is
    concluded. Not modelled: seats that are vacant. Errs towards
    "violates".
    """
    fits = f.standing_members * law["share_denominator"] <= f.committee_members * law["share_numerator"]
    whole = f.committee_known.fill_null(False) & (f.committee_members > f.standing_members)
    return ibis.ifelse(whole, fits, unproven())
