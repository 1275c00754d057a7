"""Acting heads (giao quyền): no limit before August 2026, twelve months since."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven


@rule(
    "nd-170-2025+nd-300-2026.art-34.k3",
    vi="Giao quyền không quá 12 tháng",
    applies=lambda f: f.civil_servant,
    kinds=("acting",),
)
def twelve_months_acting(f: FactView, law: LawView) -> ir.BooleanValue:
    """At most twelve months from the day of effect, unless the head is absent for longer.

    Not modelled: whether the acting person was the fitting one. Errs towards "complies".
    """
    months = law["max_length"]
    limit = (f.acting_since + ibis.interval(months=months)).cast("date")
    # Still running on the day of the audit: that day too is a day of acting.
    still = (f.acting_ended_on.isnull() & f.acting_until_at_least.notnull() & (f.as_of >= limit)).fill_null(False)
    too_long = still | (f.acting_until_at_least > limit)
    absent = f.head_absent_months > months
    known_end = f.acting_ended_on.notnull() | f.ends_on.notnull()
    return ibis.cases(
        (too_long, ~f.post_is_vacant & absent),
        (~too_long & known_end, True),
        else_=unproven(),
    )


@rule(
    "nd-300-2026.art-35.k3",
    vi="Giao quyền quá 12 tháng tại ngày 01/7/2026 phải kiện toàn trong 3 tháng",
    applies=lambda f: (
        f.civil_servant
        & (f.acting_since <= ibis.date(2025, 7, 1))
        & (f.acting_ended_on.isnull() | (f.acting_ended_on > ibis.date(2026, 8, 1)))
        & (f.as_of > ibis.date(2026, 11, 1))
    ),
    kinds=("acting",),
    judged_on=("nd-300-2026.art-35.k3", "deadline"),
)
def long_acting_regularised(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whoever had acted for more than twelve months on 1 July 2026 is regularised by 1 November 2026.

    Exactly twelve months on that day is unproven: the text is silent; so is an assignment of which no end and no running
    tenure is recorded. Not modelled: how the post was regularised. Errs towards "complies".
    """
    deadline = law["deadline"]
    reference = law["reference_date"]
    exactly = (f.acting_since + ibis.interval(months=law["acting_over"])).cast("date") == ibis.date(reference)
    return ibis.cases(
        (~exactly & f.acting_ended_on.notnull(), f.acting_ended_on <= ibis.date(deadline)),
        (~exactly & (f.acting_until_at_least > ibis.date(deadline)), False),
        else_=unproven(),
    )
