"""Before the term ends: the notice, and the decision at least one working day earlier."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_leaders, party_posts, unproven

RENEWALS = ("reappointment", "extension")


def in_time(f: FactView, days: int) -> ir.BooleanValue:
    """Signed so many working days before the end: the day of signing counts, the day of the end does not."""
    too_close = f.term_ends_on_at_latest.delta(f.on, unit="day") < days
    return ibis.cases(
        (f.lead_working_days >= days, True),
        (f.lead_working_days_at_most < days, False),
        (too_close, False),
        else_=unproven(),
    )


def late_for_a_reason(f: FactView) -> ir.BooleanValue:
    """Late, but the reason is on file and the new term counts from the old end."""
    next_day = (f.term_ends_on_at_latest + ibis.interval(days=1)).cast("date")
    from_old_end = (f.effective_on >= f.term_ends_on) & (f.effective_on <= next_day)
    return ibis.cases((~f.notice_explanation, False), (f.notice_explanation & from_old_end, True), else_=unproven())


def decided_in_time_or_explained(f: FactView, days: int) -> ir.BooleanValue:
    on_time = in_time(f, days)
    return ibis.cases((on_time, True), (~on_time, late_for_a_reason(f)), else_=unproven())


def notified_days_before(f: FactView, days: int) -> ir.BooleanValue:
    """Notice at least so many calendar days before the end, whichever of its two possible days that is."""
    reached = (f.term_notice_on + ibis.interval(days=days)).cast("date")
    return ibis.cases((reached <= f.term_ends_on, True), (reached > f.term_ends_on_at_latest, False), else_=unproven())


def notified_working_days_before(f: FactView, days: int) -> ir.BooleanValue:
    """So many full working days lie between notice and end; where the calendar days do not suffice, never."""
    too_few = f.term_ends_on_at_latest.delta(f.term_notice_on, unit="day") <= days
    return ibis.cases(
        (f.notice_working_days >= days, True),
        (f.notice_working_days_at_most < days, False),
        (too_few, False),
        else_=unproven(),
    )


@rule(
    "nd-138-2020.art-49.k3",
    vi="Quyết định trước ngày hết thời hạn ít nhất 1 ngày làm việc",
    applies=civil_leaders,
    kinds=RENEWALS,
    day="conditions",
)
def decided_in_time_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """The decision is signed at least one working day before the term ends.

    Not modelled: nothing known. Errs towards "unproven" by a day where the end of the term is not printed.
    """
    return in_time(f, law["min_lead"])


@rule(
    "nd-170-2025.art-36.k3",
    vi="Quyết định trước ngày hết thời hạn ít nhất 1 ngày làm việc, hoặc có lý do khách quan",
    applies=civil_leaders,
    kinds=RENEWALS,
    day="conditions",
)
def decided_in_time_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Signed at least one working day before the term ends; later with a reason on file, counted from the old end.

    Not modelled: whether the reason was objective. Errs towards "complies" for it.
    """
    return decided_in_time_or_explained(f, law["min_lead"])


@rule(
    "nd-170-2025+nd-300-2026.art-36.k4",
    vi="Quyết định trước ngày hết thời hạn ít nhất 1 ngày làm việc, hoặc có lý do khách quan",
    applies=civil_leaders,
    kinds=RENEWALS,
    day="conditions",
)
def decided_in_time_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Signed at least one working day before the term ends; later with a reason on file, counted from the old end.

    Not modelled: whether the reason was objective. Errs towards "complies" for it.
    """
    return decided_in_time_or_explained(f, law["min_lead"])


@rule(
    "nd-138-2020.art-52.k1",
    vi="Thông báo bổ nhiệm lại chậm nhất 90 ngày trước ngày hết thời hạn",
    applies=civil_leaders,
    kinds=("reappointment",),
    day="procedure",
)
def notified_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """Notice at least 90 days before the term ends.

    Not modelled: who must be notified. Errs towards "complies".
    """
    return notified_days_before(f, law["min_notice"])


@rule(
    "nd-138-2020.art-53",
    vi="Thông báo kéo dài chậm nhất 90 ngày trước ngày hết thời hạn",
    applies=civil_leaders,
    kinds=("extension",),
    day="procedure",
)
def extension_notified_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """Notice at least 90 days before the term ends.

    Not modelled: who must be notified. Errs towards "complies".
    """
    return notified_days_before(f, law["min_notice"])


@rule(
    "nd-170-2025.art-39.k1",
    vi="Thông báo bổ nhiệm lại chậm nhất 90 ngày trước ngày hết thời hạn",
    applies=civil_leaders,
    kinds=("reappointment",),
    day="procedure",
)
def notified_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Notice at least 90 days before the term ends.

    Not modelled: who must be notified. Errs towards "complies".
    """
    return notified_days_before(f, law["min_notice"])


@rule(
    "nd-170-2025.art-40",
    vi="Thông báo kéo dài chậm nhất 90 ngày trước ngày hết thời hạn",
    applies=civil_leaders,
    kinds=("extension",),
    day="procedure",
)
def extension_notified_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Notice at least 90 days before the term ends.

    Not modelled: who must be notified. Errs towards "complies".
    """
    return notified_days_before(f, law["min_notice"])


@rule(
    "nd-170-2025+nd-300-2026.art-36.k2",
    vi="Thông báo bằng văn bản chậm nhất 90 ngày làm việc trước ngày hết thời hạn",
    applies=civil_leaders,
    kinds=RENEWALS,
    day="procedure",
)
def notified_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Written notice at least 90 working days before the term ends.

    Not modelled: who must be notified. Errs towards "complies".
    """
    return notified_working_days_before(f, law["min_notice"])


@rule(
    "qd-377-2025.bo-nhiem-lai",
    vi="Thông báo bổ nhiệm lại chậm nhất 90 ngày làm việc trước khi hết thời hạn (quy định của Đảng)",
    applies=party_posts,
    kinds=("reappointment",),
)
def notified_377(f: FactView, law: LawView) -> ir.BooleanValue:
    """Notice at least 90 working days before the term ends.

    A shorter notice given before the regulation took effect is unproven, since no transitional clause was read.
    Not modelled: who must be notified. Errs towards "complies".
    """
    in_time = notified_working_days_before(f, law["min_notice"])
    earlier = f.term_notice_on < law.starts("qd-377-2025.bo-nhiem-lai")
    return ibis.cases((in_time, True), (~earlier, in_time), else_=unproven())
