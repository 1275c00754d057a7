"""Time to handle a case, and the thirty days after the Party has disciplined."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.rules.discipline.common import DISCIPLINE, of_either
from chinhdanh.law.scopes import unproven


def _decided_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """Within the ordinary time, or within that of complex cases where it was extended; periods left out do not count."""
    most = f.handling_days - f.handling_left_out_at_least
    least = f.handling_days - f.handling_left_out_at_most

    def within(days: int) -> ir.BooleanValue:
        return ibis.cases((most <= days, True), (least > days, False), else_=unproven())

    return within(law["handling"]) | (within(law["handling_complex"]) & f.extension_granted)


@rule("l-22-2008.art-80.k3", vi="Xử lý kỷ luật trong 90 ngày, tối đa 150 ngày", applies=of_either, kinds=DISCIPLINE)
def handling_time_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """From discovery to decision at most 90 days, 150 with an extension; criminal proceedings are left out.

    Not modelled: whether an extended case was complex. Errs towards "complies".
    """
    return _decided_in_time(f, law)


@rule(
    "nd-112-2020+nd-71-2023.art-5",
    vi="Xử lý kỷ luật trong 90 ngày, tối đa 150 ngày (Nghị định 71)",
    applies=of_either,
    kinds=DISCIPLINE,
)
def handling_time_71(f: FactView, law: LawView) -> ir.BooleanValue:
    """From discovery to decision 90 days, at most 150.

    Not modelled: whether an extended case was complex. Errs towards "complies".
    """
    return _decided_in_time(f, law)


@rule(
    "l-80-2025.art-37.k3",
    vi="Xử lý kỷ luật trong 90 ngày, tối đa 150 ngày (Luật 2025)",
    applies=of_either,
    kinds=DISCIPLINE,
)
def handling_time_2025(f: FactView, law: LawView) -> ir.BooleanValue:
    """From discovery to decision at most 90 days, complex cases at most 150; a late decision is still valid.

    Not modelled: whether an extended case was complex. Errs towards "complies".
    """
    return _decided_in_time(f, law)


@rule(
    "nd-172-2025.art-5.k5",
    vi="Thời hạn 90 ngày, tối đa 150 ngày; quá hạn là lỗi của cơ quan",
    applies=of_either,
    kinds=DISCIPLINE,
)
def handling_time_172(f: FactView, law: LawView) -> ir.BooleanValue:
    """90 days from discovery to decision, up to 150 in complex cases; past that the authority answers for the delay.

    The decision itself stays valid. Not modelled: whether an extended case was complex. Errs towards "complies".
    """
    return _decided_in_time(f, law)


def _after_the_party(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = of_either(f) & f.party_decision
    return scope


def _days(day: Any, days: int) -> ir.DateValue:
    return (day + ibis.interval(days=days)).cast("date")


def _begun_after(f: FactView, day: Any) -> ir.BooleanValue:
    """The notice came after the day, and so did the first meeting if there was one: after the Party none is needed."""
    after: ir.BooleanValue = (f.discipline_notified_on > day) & (
        f.process_started_on.isnull() | (f.process_started_on > day)
    )
    return after


@rule(
    "nd-112-2020+nd-71-2023.art-2.k6",
    vi="Bắt đầu quy trình trong 30 ngày sau kỷ luật Đảng",
    applies=_after_the_party,
    kinds=DISCIPLINE,
)
def started_after_party_71(f: FactView, law: LawView) -> ir.BooleanValue:
    """The administrative process begins within 30 days of the Party's decision becoming public.

    Publication is taken to lie between the Party's decision and the day it took effect. Not modelled: a later day of
    publication. Errs towards "violates" where that was later.
    """
    days = law["start_deadline"]
    last = _days(f.party_decided_on, days)
    in_time = (f.discipline_notified_on <= last) | (f.process_started_on <= last) | (f.on <= last)
    late = _begun_after(f, _days(f.party_effective_on, days))
    return ibis.cases((in_time, True), (late, False), else_=unproven())


@rule(
    "nd-172-2025.art-2.k6.khoidong",
    vi="Tiến hành quy trình trong 30 ngày sau kỷ luật Đảng",
    applies=_after_the_party,
    kinds=DISCIPLINE,
)
def carried_out_after_party_172(f: FactView, law: LawView) -> ir.BooleanValue:
    """The administrative process is carried out within 30 days of the Party's decision, unless Article 3 defers it.

    Begun in time but decided later is unproven: the text does not say which counts. Not modelled: a day of publication
    after the day of effect. Errs towards "violates" where that was later.
    """
    days = law["start_deadline"]
    deferred = f.open_maternity | f.open_illness | f.open_prosecution
    late = _begun_after(f, _days(f.party_effective_on, days))
    return ibis.cases((f.on <= _days(f.party_decided_on, days), True), (late & ~deferred, False), else_=unproven())
