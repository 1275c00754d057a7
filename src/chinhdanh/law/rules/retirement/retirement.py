"""Retirement: the day by Decree 135/2020, the notice and the decision before it."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import months_after
from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven

RETIRING = ("retirement",)


def everyone(f: FactView) -> ir.BooleanValue:
    return f.retires_on.notnull() | unproven()


@rule("nd-135-2020.art-3.k1", vi="Nghỉ hưu từ cuối ngày cuối cùng của tháng đủ tuổi", applies=everyone, kinds=RETIRING)
def retires_on_the_day(f: FactView, law: LawView) -> ir.BooleanValue:
    """The decision takes effect at the end of the month in which the age is reached, or on the first day after it.

    Earlier at the person's own wish, and later, other provisions decide: unproven. Not modelled: early retirement schemes
    and postponement. Errs towards "unproven".
    """
    due, begins = f.retires_on, f.effective_on
    on_time = (begins == due) | (begins == (due + ibis.interval(days=1)).cast("date"))
    return ibis.cases((on_time, True), ((begins < due) & ~f.notice_own_wish, False), else_=unproven())


@rule(
    "blld-2019.art-169.k3",
    vi="Nghỉ hưu trước tuổi không quá 5 năm",
    applies=lambda f: f.effective_on < f.retires_on,
    kinds=RETIRING,
)
def not_more_than_five_years_early(f: FactView, law: LawView) -> ir.BooleanValue:
    """Retirement before the age is at most five years early; its ground must be certified.

    Not modelled: the certificate, so early retirement within five years is unproven. Errs towards "unproven".
    """
    earliest = (f.retires_on - ibis.interval(months=law["max_earlier"])).cast("date")
    return ibis.cases((f.effective_on < earliest, False), else_=unproven())


@rule(
    "blld-2019.art-169.k4",
    vi="Nghỉ hưu muộn hơn không quá 5 năm",
    applies=lambda f: f.effective_on > (f.retires_on + ibis.interval(days=1)).cast("date"),
    kinds=RETIRING,
)
def not_more_than_five_years_late(f: FactView, law: LawView) -> ir.BooleanValue:
    """Retirement after the age is at most five years late, by decision.

    Not modelled: the decision and its ground, so a later day within five years is unproven. Errs towards "unproven".
    """
    latest = (months_after(f.retires_on, law["max_later"]) + ibis.interval(days=1)).cast("date")
    return ibis.cases((f.effective_on > latest, False), else_=unproven())


def civil_servants(f: FactView) -> ir.BooleanValue:
    """Decree 170/2025 is about civil servants; others have rules of their own."""
    return f.civil_servant & everyone(f)


@rule("nd-170-2025.art-62", vi="Thông báo nghỉ hưu trước 6 tháng", applies=civil_servants, kinds=RETIRING)
def notice_six_months_ahead(f: FactView, law: LawView) -> ir.BooleanValue:
    """Written notice is given six months before the day of retirement.

    Not modelled: postponed retirement. Errs towards "violates" by up to six months.
    """
    latest = (f.retires_on - ibis.interval(months=law["min_notice"])).cast("date")
    return f.retirement_notice_on <= latest


@rule("nd-170-2025.art-63.k1", vi="Quyết định nghỉ hưu trước 3 tháng", applies=civil_servants, kinds=RETIRING)
def decision_three_months_ahead(f: FactView, law: LawView) -> ir.BooleanValue:
    """The decision is signed three months before the day of retirement.

    A later decision that takes effect after that day may follow a postponement (Art. 61(3)): unproven. Not modelled: the
    ground of the postponement. Errs towards "unproven".
    """
    latest = (f.retires_on - ibis.interval(months=law["min_lead"])).cast("date")
    postponed = f.effective_on > (f.retires_on + ibis.interval(days=1)).cast("date")
    in_time = f.on <= latest
    return ibis.cases((in_time, True), (~in_time & ~postponed, False), else_=unproven())
