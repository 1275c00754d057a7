"""Limitation: how long after the act discipline may still be taken up."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import months_after
from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.rules.discipline.common import DISCIPLINE, of_civil_servants, of_either
from chinhdanh.law.scopes import unproven

FREE = ("l-22-2008.art-80.k1.truoc-2022", "free_grounds")
FREE_2025 = ("l-80-2025.art-37.k2", "free_grounds")
FREE_172 = ("nd-172-2025.art-5.k4", "free_grounds")


def _days_late(f: FactView, since: Any, months: int) -> ir.IntegerValue:
    return f.discipline_notified_on.delta(months_after(since, months), unit="day")


def _noticed_within(f: FactView, months: int) -> ir.BooleanValue:
    """Was the notice given within `months` of the act, less what is left out, or of a later act that began them anew?"""
    late = _days_late(f, f.act_ended_on, months)
    latest = f.latest_act_on.coalesce(f.next_act_on)
    late_anew = _days_late(f, latest, months)
    next_after_period = f.next_act_on.delta(months_after(f.act_ended_on, months), unit="day")
    unbroken = latest <= months_after(f.next_act_on, months)
    most = f.limitation_left_out_at_most
    return ibis.cases(
        (late <= f.limitation_left_out_at_least, True),
        ((next_after_period <= 0) & (late_anew <= 0) & unbroken, True),
        ((next_after_period <= most) & (late_anew <= most), unproven()),
        (late > most, False),
        else_=unproven(),
    )


def _by_form(f: FactView, light: Any, other: Any) -> ir.BooleanValue:
    """`light` holds for a reprimand, `other` for anything else; where the form is unknown, only what both say."""
    form = f.discipline_form
    return ibis.cases(
        (form == "reprimand", light),
        (form.notnull(), other),
        (light & other, True),
        (~light & ~other, False),
        else_=unproven(),
    )


def _in_time(f: FactView, law: LawView, free: tuple[str, str]) -> ir.BooleanValue:
    """Within the period; acts without limitation always are, and where the ground is unnamed lateness proves nothing."""
    within = _by_form(f, _noticed_within(f, law["limitation_reprimand"]), _noticed_within(f, law["limitation_other"]))
    unlimited = f.discipline_ground.isin(law.of(*free)) | f.party_expelled
    limited = f.discipline_ground.notnull() & (f.discipline_ground != "other") & ~unlimited
    return ibis.cases((unlimited, True), (within, True), (~within & limited, False), else_=unproven())


def _revived(f: FactView, law: LawView, free: tuple[str, str], in_time: Any) -> ir.BooleanValue:
    """Whether an act revives whose old period had run out before the new one came is not settled: unproven."""
    old = "l-22-2008.art-80.k1.truoc-2022"
    change = law.starts("l-22-2008.art-80.k1.sau-2022")

    def over(name: str) -> Any:
        return months_after(f.act_ended_on, law.of(old, name)) < change

    was_over = _by_form(f, over("limitation_reprimand"), over("limitation_other"))
    unlimited = f.discipline_ground.isin(law.of(*free)) | f.party_expelled
    return ibis.cases((in_time & (unlimited | ~was_over), True), (in_time, unproven()), else_=in_time)


@rule("l-22-2008.art-80.k1.truoc-2022", vi="Thời hiệu 2 năm, 5 năm", applies=of_either, kinds=DISCIPLINE)
def limitation_before_2022(f: FactView, law: LawView) -> ir.BooleanValue:
    """Notice of review within two years of an act that deserved a reprimand, five years of any other.

    The form imposed stands for the one deserved; a new act within the period begins it anew, and periods left out are not
    counted. Acts on false papers, and those for which the Party expelled, have no limitation; without a named ground
    lateness is unproven. Not modelled: internal political protection and harm to the national interest. Errs towards
    "violates" for acts of these two kinds recorded under another ground.
    """
    return _in_time(f, law, FREE)


@rule("l-22-2008.art-80.k1.sau-2022", vi="Thời hiệu 5 năm, 10 năm", applies=of_either, kinds=DISCIPLINE)
def limitation_since_2022(f: FactView, law: LawView) -> ir.BooleanValue:
    """Notice of review within five years of an act that deserved a reprimand, ten years of any other.

    Counted as before that day; an act whose old period had run out before 15 November 2022 is unproven. Not modelled:
    internal political protection and harm to the national interest. Errs towards "violates" for acts of these kinds
    recorded under another ground.
    """
    return _revived(f, law, FREE, _in_time(f, law, FREE))


@rule(
    "nd-112-2020+nd-71-2023.art-5",
    vi="Thời hiệu 5 năm, 10 năm; vi phạm mới thì tính lại",
    applies=of_either,
    kinds=DISCIPLINE,
)
def limitation_71(f: FactView, law: LawView) -> ir.BooleanValue:
    """Five or ten years from the end of the act, counted anew from a new act within them.

    A decision within the period proves it too. Not modelled: acts that had lapsed under the older periods, on which
    the Law's own rule is unproven. Errs towards "complies" for them.
    """
    end = f.act_ended_on
    decided = _by_form(
        f,
        f.on <= months_after(end, law["limitation_reprimand"]),
        f.on <= months_after(end, law["limitation_other"]),
    )
    return ibis.cases((decided, True), else_=_in_time(f, law, FREE))


@rule("l-80-2025.art-37.k1", vi="Thời hiệu 5 năm, 10 năm (Luật 2025)", applies=of_either, kinds=DISCIPLINE)
def limitation_2025(f: FactView, law: LawView) -> ir.BooleanValue:
    """Notice of review within five years of an act that deserved a reprimand, ten years of any other.

    A new act within the period begins it anew, and periods left out are not counted. Acts on false papers, and those for
    which the Party expelled, have no limitation; without a named ground lateness is unproven, and so is an act that had
    lapsed before 15 November 2022. Not modelled: internal political protection and harm to the national interest. Errs
    towards "violates" for acts of these kinds recorded under another ground.
    """
    return _revived(f, law, FREE_2025, _in_time(f, law, FREE_2025))


@rule("nd-172-2025.art-5.k3", vi="Thời hiệu 60 tháng, 120 tháng", applies=of_either, kinds=DISCIPLINE)
def limitation_172(f: FactView, law: LawView) -> ir.BooleanValue:
    """Notice within 60 months of an act that deserved a reprimand, 120 months of any other, less the periods left out.

    The last day of the period still counts; a new act within it begins it anew. Not modelled: internal political
    protection and harm to the national interest; further acts that have no case of their own. Errs towards "violates"
    for these.
    """
    return _revived(f, law, FREE_172, _in_time(f, law, FREE_172))


@rule(
    "nd-172-2025.art-5.k1",
    vi="Thông báo bằng văn bản về việc xem xét kỷ luật trước khi quyết định",
    applies=of_civil_servants,
    kinds=DISCIPLINE,
)
def notice_before_decision(f: FactView, law: LawView) -> ir.BooleanValue:
    """Written notice that discipline is considered, which ends the limitation period, precedes the decision.

    Not modelled: who was notified; the period itself, which Clause 3 judges. Errs towards "complies".
    """
    return f.discipline_notified_on <= f.on
