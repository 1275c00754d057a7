"""Declarations of assets and income: the first one, the one for personnel work, its publication at the meeting."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven


def _days_after(day: ir.DateValue, days: int) -> ir.DateValue:
    return (day + ibis.interval(days=days)).cast("date")


@rule(
    "luat-36-2018.art-36.k1.b",
    vi="Kê khai lần đầu chậm nhất 10 ngày kể từ ngày được tuyển dụng, bố trí",
    applies=lambda f: f.must_declare,
    kinds=("recruitment",),
)
def first_declaration(f: FactView, law: LawView) -> ir.BooleanValue:
    """The first declaration is filed at the latest ten days after the person takes up the position.

    None at all violates only where the declarations are declared complete and the ten days are over. Not modelled: public
    employees who first reach a declaring post by promotion; those in post on 1 July 2019. Errs towards "complies".
    """
    last = _days_after(f.effective_on.coalesce(f.on), law["deadline"])
    return ibis.cases(
        (f.initial_declared_on.notnull(), f.initial_declared_on <= last),
        (~f.initial_declared & (f.as_of > last), False),
        else_=unproven(),
    )


@rule(
    "luat-36-2018.art-36.k4.a",
    vi="Kê khai phục vụ công tác cán bộ chậm nhất 10 ngày trước ngày quyết định",
    applies=lambda f: (
        f.must_declare & (f.kind.isin(("appointment", "reappointment", "nomination")) | f.leadership_post)
    ),
    kinds=("appointment", "reappointment", "nomination", "transfer", "rotation"),
)
def declared_before_decision(f: FactView, law: LawView) -> ir.BooleanValue:
    """A declaration for the personnel work is filed at the latest ten days before the decision.

    The planned date is taken to be the day of signing; a transfer counts where it gives a leadership post. A late
    declaration with an earlier one on record is unproven. Not modelled: for which procedure an older declaration was
    made. Errs towards "complies".
    """
    in_time = _days_after(f.personnel_declared_on, law["lead_time"]) <= f.on
    return ibis.cases(
        (in_time, True),
        (~in_time & ~f.personnel_declared_earlier_too, False),
        (~f.personnel_declared, False),
        else_=unproven(),
    )


@rule(
    "luat-36-2018.art-39.k2",
    vi="Bản kê khai được công khai tại cuộc họp lấy phiếu tín nhiệm",
    applies=lambda f: f.must_declare & f.leadership_post & f.key_staff_held,
)
def published_at_vote(f: FactView, law: LawView) -> ir.BooleanValue:
    """The declaration for the appointment is made public at the meeting that takes the confidence vote, not after it.

    The meeting is that of key staff; a publication on another day before it is unproven. Not modelled: the order of
    reading and voting within the day, the three papers handed out, the minutes. Errs towards "complies".
    """
    published, meeting = f.personnel_declaration_published_on, f.key_staff_on
    return ibis.cases((published > meeting, False), (published == meeting, True), else_=unproven())
