"""The yearly declaration of assets: filed before the end of the year, made public at work."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven


@rule(
    "luat-36-2018.art-36.k3",
    vi="Kê khai hằng năm trước ngày 31 tháng 12",
    applies=lambda f: f.annual_duty,
    kinds=("annual_declaration",),
)
def declared_every_year(f: FactView, law: LawView) -> ir.BooleanValue:
    """Directors of provincial departments and above, and the others of Decree 130/2020, declare before 31 December.

    A declaration of 31 December itself is unproven: the text says before, practice takes that day. Not modelled: grades,
    which the record does not hold; leaders in fields recorded as general, since Annex III was not read. Errs towards
    "complies" for them.
    """
    deadline = ibis.date(
        f.annual_year.cast("int32"),
        ibis.literal(law["before_month"], "int32"),
        ibis.literal(law["before_day"], "int32"),
    )
    return ibis.cases(
        (f.annual_filed_on < deadline, True),
        (~f.annual_filed, False),
        else_=unproven(),
    )


@rule(
    "nd-130-2020.art-11",
    vi="Công khai bản kê khai chậm nhất 5 ngày kể từ ngày bàn giao",
    applies=lambda f: f.annual_filed,
    kinds=("annual_declaration",),
)
def published_at_work(f: FactView, law: LawView) -> ir.BooleanValue:
    """The declaration is made public within five days of being handed over, which takes twenty days from receipt at most.

    The day of handing over is not on record: within five days of filing it complies, after twenty-five it violates,
    between them it is unproven. Not modelled: fifteen days of posting, the quorum of the meeting. Errs towards "complies".
    """
    last = law["publish"] + law.of("luat-36-2018.art-38", "hand_over")
    soonest = (f.annual_filed_on + ibis.interval(days=law["publish"])).cast("date")
    latest = (f.annual_filed_on + ibis.interval(days=last)).cast("date")
    return ibis.cases(
        (f.annual_published_on <= soonest, True), (f.annual_published_on > latest, False), else_=unproven()
    )
