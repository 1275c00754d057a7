"""Complaints about a decision: acceptance and resolution in time, on the general track and on that of discipline."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.complaints import ON_DISCIPLINE, ON_OTHERS
from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven

AMENDMENT = "luat-136-2025"


def _complained(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.complained
    return scope


def _accepted_in(f: FactView, law: LawView) -> ir.BooleanValue:
    """The latest complaint accepted under the amendment of 2026, which was not read, is unproven."""
    in_time = f.complaint_accept_days <= law["accept"]
    # Late for one is late; in time for those accepted is in time only where each was.
    kept = ibis.cases((~in_time, False), (in_time & f.complaints_accepted, True), else_=unproven())
    return ibis.ifelse(f.complaint_accepted_on < law.starts(AMENDMENT), kept, unproven())


def _resolved_in(f: FactView, law: LawView, normal: Any, longest: Any) -> ir.BooleanValue:
    """Within the ordinary time; beyond the longest that any complaint may take; between the two nobody can tell."""
    days = f.complaint_resolve_days
    kept = ibis.cases((days > longest, False), (f.complaints_resolved & (days <= normal), True), else_=unproven())
    return ibis.ifelse(f.complaint_closed_on < law.starts(AMENDMENT), kept, unproven())


@rule(
    "luat-02-2011.art-27",
    vi="Thụ lý khiếu nại trong 10 ngày",
    applies=_complained,
    kinds=ON_OTHERS,
)
def complaint_accepted_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """A complaint about a decision other than discipline is accepted within ten days of receipt.

    Complaints that were refused or not accepted are unproven, as is what was accepted from 1 July 2026, when an amendment
    that was not read took effect. Not modelled: whether the decision is an internal one, a last day that is a day off.
    Errs towards "violates" for that day.
    """
    return _accepted_in(f, law)


@rule(
    "luat-02-2011.art-28",
    vi="Giải quyết khiếu nại trong thời hạn",
    applies=_complained,
    kinds=ON_OTHERS,
)
def complaint_resolved_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """A complaint about a decision other than discipline is resolved in the time for its kind and area.

    Within the ordinary time of a first complaint it complies; beyond the longest time of a second complaint in a remote
    area it violates; between the two neither complexity nor area nor instance is on record: unproven. Not modelled: a
    last day that is a day off. Errs towards "unproven".
    """
    return _resolved_in(f, law, law["normal"], law.of("luat-02-2011.art-36-37", "remote_complex"))


@rule(
    "luat-02-2011.art-50",
    vi="Thụ lý khiếu nại quyết định kỷ luật trong 10 ngày",
    applies=_complained,
    kinds=ON_DISCIPLINE,
)
def discipline_complaint_accepted_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """A complaint about discipline is accepted within ten days of receipt.

    Complaints that were refused or not accepted are unproven, as is what was accepted from 1 July 2026, when an amendment
    that was not read took effect. Not modelled: a last day that is a day off. Errs towards "violates" for it.
    """
    return _accepted_in(f, law)


@rule(
    "luat-02-2011.art-50",
    vi="Giải quyết khiếu nại quyết định kỷ luật trong 30 ngày, phức tạp 45 ngày",
    applies=_complained,
    kinds=ON_DISCIPLINE,
)
def discipline_complaint_resolved_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """A complaint about discipline is resolved within 30 days of acceptance, 45 where it is complex.

    Between the two complexity is not on record: unproven, as is what was resolved from 1 July 2026. Not modelled: a last
    day that is a day off. Errs towards "violates" for it.
    """
    return _resolved_in(f, law, law["normal"], law["complex"])
