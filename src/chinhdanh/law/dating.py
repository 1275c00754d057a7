"""Which day's law judges a decision (section 0.3 of the state law file).

The law of the day of signing, with two exceptions. A procedure that ran under more than one law is judged by neither:
a rule that held on one of its days only is unproven. A procedure wholly carried out before Decree 300/2026 took effect
goes on under the law of its own time, conditions included (Art. 35(2) of that decree).
"""

from __future__ import annotations

from datetime import date

import ibis
from ibis.expr import types as ir

from chinhdanh.law.library import Library

TRANSITION = ("nd-300-2026.art-35.k2", "cut_off")

FACTS_READ = ("on", "process_started_on", "process_ended_on")


def with_law_days(facts: ir.Table, library: Library) -> ir.Table:
    """`facts` with the first and last day of the law by which conditions and procedure are judged.

    Adds `conditions_first`, `conditions_last`, `procedure_first`, `procedure_last` (dates; NULL where unknown).
    """
    provision, parameter = TRANSITION
    cut_off = library.provision(provision).parameters[parameter].values[0].value
    if not isinstance(cut_off, date):
        raise ValueError(f"{provision}: {parameter} is no date")
    on, started, ended = facts["on"], facts["process_started_on"], facts["process_ended_on"]
    straddles = ((on >= ibis.date(cut_off)) & (started < ibis.date(cut_off))).fill_null(False)
    carried_out = straddles & (ended < ibis.date(cut_off)).fill_null(False)
    last = ibis.ifelse(carried_out, ended, on)
    began = ibis.ifelse((started < on).fill_null(False), started, on)
    return facts.mutate(
        conditions_first=ibis.ifelse(straddles, began, on),
        conditions_last=last,
        procedure_first=began,
        procedure_last=last,
    )


def days_of(day: str) -> tuple[str, str]:
    """The two columns that hold the first and last day for a rule's `day`."""
    return ("on", "on") if day == "decision" else (f"{day}_first", f"{day}_last")
