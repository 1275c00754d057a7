"""Relatives who were in linked posts when Regulation 114 began."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven


@rule(
    "qd-114-2023.art-6.ra-soat",
    vi="Rà soát, sắp xếp lại người có quan hệ gia đình đang giữ chức vụ liên quan (Quy định 114)",
    applies=lambda f: f.pair_linked,
    kinds=("family_pair",),
)
def existing_pair_separated(f: FactView, law: LawView) -> ir.BooleanValue:
    """A pair of relatives in linked posts on 11 July 2023 was reviewed and rearranged.

    A pair still in place is unproven: it is a breach under a local reading only, the text on transition was not read.
    Not modelled: a report to the committee above. Errs towards "unproven".
    """
    return ibis.cases((~f.pair_still_linked, True), else_=unproven())
