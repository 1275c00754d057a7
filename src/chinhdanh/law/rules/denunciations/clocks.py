"""Denunciations: first handling after receipt, and resolution after acceptance."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven

AMENDMENT = "luat-136-2025"


@rule(
    "luat-25-2018.art-24.k1",
    vi="Xử lý ban đầu, thụ lý tố cáo trong 7 ngày làm việc, nhiều nhất 10 ngày",
    applies=lambda f: f.received_denunciation_signed,
    kinds=("denunciations_received",),
)
def denunciation_handled_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """A denunciation is accepted within seven working days of receipt, ten where several places must be checked.

    Between the two, the places and who checked are not on record: unproven. So are denunciations that were not accepted,
    for they may have been refused or forwarded, and what was accepted from 1 July 2026, when an amendment that was not
    read took effect. Not modelled: a denunciation that came from a body without competence. Errs towards "violates" for
    it where the day of first receipt is the one recorded.
    """
    days = f.denunciation_handling_days
    handled = ibis.cases(
        (days > law["first_handling_max"], False),
        (f.denunciations_accepted & (days <= law["first_handling"]), True),
        else_=unproven(),
    )
    return ibis.ifelse(f.denunciation_accepted_on < law.starts(AMENDMENT), handled, unproven())


@rule(
    "luat-25-2018.art-30",
    vi="Giải quyết tố cáo trong 30 ngày kể từ ngày thụ lý",
    applies=lambda f: f.accepted_denunciation_signed,
    kinds=("denunciations_accepted",),
)
def denunciation_resolved_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """A denunciation is resolved within thirty days of acceptance.

    A complex case may be extended, and suspended time does not count (Article 34): the record holds neither, so that
    whatever took longer is unproven, as is what was closed from 1 July 2026, when an amendment that was not read took
    effect. Not modelled: extensions and suspension. Errs towards "unproven".
    """
    in_time = f.denunciations_resolved & (f.denunciation_resolve_days <= law["base"])
    before_amendment = f.denunciation_closed_on < law.starts(AMENDMENT)
    return ibis.ifelse(in_time & before_amendment, True, unproven())
