"""Forms of discipline by kind of person and day: the Laws of 2008 and 2025, Decrees 112/2020 and 172/2025, the Party."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.rules.discipline.common import (
    DISCIPLINE,
    by_party,
    by_state,
    of_cadres,
    of_civil_servants,
    of_either,
)
from chinhdanh.law.scopes import unproven


def _listed(f: FactView, forms: Sequence[str], leader_forms: Sequence[str] = ()) -> ir.BooleanValue:
    """One of `forms`; of these, `leader_forms` only for a leader."""
    form = f.discipline_form
    return ibis.cases((form.isin(leader_forms) & form.isin(forms), f.leader_on_day), else_=form.isin(forms))


def _or_older(f: FactView, law: LawView, allowed: Any) -> ir.BooleanValue:
    """A form abolished in 2025 may still be the milder one for an older act (Decree 172/2025 Art. 28(1)): unproven."""
    leader, other = (f.discipline_form.isin(law.of("nd-112-2020.art-7", name)) for name in ("leader", "non_leader"))
    once = ibis.cases((f.leader_on_day, leader), (~f.leader_on_day, other), else_=leader | other)
    newer = (f.act_ended_on >= law.of("nd-172-2025.art-28.k1", "cut_off")).fill_null(False)
    return ibis.cases((allowed, True), (once & ~newer & ~allowed, unproven()), else_=allowed)


@rule("l-22-2008.art-78.k1", vi="Hình thức kỷ luật cán bộ (Luật 2008)", applies=of_cadres, kinds=DISCIPLINE)
def cadre_forms_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """A cadre is reprimanded, warned, removed or recalled, and nothing else.

    Not modelled: whether a removed cadre held an approved, appointed or designated post. Errs towards "complies".
    """
    return _listed(f, law["forms"])


@rule("l-22-2008.art-79.k1", vi="Hình thức kỷ luật công chức (Luật 2008)", applies=of_civil_servants, kinds=DISCIPLINE)
def civil_servant_forms_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """One of six forms; demotion and removal only for leaders.

    Not modelled: forms by other laws for special branches. Errs towards "violates" for them.
    """
    return _listed(f, law["forms"], law["leader_forms"])


@rule("nd-112-2020.art-7", vi="Hình thức kỷ luật theo đối tượng (Nghị định 112)", applies=of_either, kinds=DISCIPLINE)
def forms_112(f: FactView, law: LawView) -> ir.BooleanValue:
    """Each kind of person has its own list: cadres, civil servants without a post, leaders.

    Where it is not known whether the person leads, a form on both lists complies, one on neither violates. Not modelled:
    whether a removed cadre held an approved post. Errs towards "complies".
    """
    form = f.discipline_form
    leader, other = form.isin(law["leader"]), form.isin(law["non_leader"])
    civil = ibis.cases(
        (f.leader_on_day, leader),
        (~f.leader_on_day, other),
        (leader & other, True),
        (~leader & ~other, False),
        else_=unproven(),
    )
    cadre = form.isin(law["cadre"])
    return ibis.cases(
        (f.cadre, cadre), (f.civil_servant, civil), (cadre & civil, True), (~cadre & ~civil, False), else_=unproven()
    )


@rule("l-80-2025.art-35.k1", vi="Hình thức kỷ luật cán bộ (Luật 2025)", applies=of_cadres, kinds=DISCIPLINE)
def cadre_forms_2025(f: FactView, law: LawView) -> ir.BooleanValue:
    """A cadre is reprimanded, warned, removed or recalled; a cadre who has left can lose the status of the post.

    Not modelled: whether a removed cadre held an approved, appointed or designated post. Errs towards "complies".
    """
    return _still_serving(f, _listed(f, law["forms"]))


@rule(
    "l-80-2025.art-36.k1", vi="Bốn hình thức kỷ luật công chức (Luật 2025)", applies=of_civil_servants, kinds=DISCIPLINE
)
def civil_servant_forms_2025(f: FactView, law: LawView) -> ir.BooleanValue:
    """Reprimand, warning, removal of leaders, forced separation; a person who has left can lose the status of the post.

    A form abolished in 2025 is unproven for an act from before. Not modelled: which law is more favourable. Errs
    towards "unproven".
    """
    return _or_older(f, law, _still_serving(f, _listed(f, law["forms"], law["leader_forms"])))


@rule("nd-172-2025.art-7.k1", vi="Hình thức kỷ luật cán bộ (Nghị định 172)", applies=of_cadres, kinds=DISCIPLINE)
def cadre_forms_172(f: FactView, law: LawView) -> ir.BooleanValue:
    """A cadre is reprimanded, warned, removed or recalled; a cadre who has left can lose the status of the post.

    Not modelled: whether a removed cadre held an approved, appointed or designated post. Errs towards "complies".
    """
    return _still_serving(f, _listed(f, law["forms"]))


@rule(
    "nd-172-2025.art-7.k2",
    vi="Hình thức kỷ luật công chức (Nghị định 172)",
    applies=of_civil_servants,
    kinds=DISCIPLINE,
)
def civil_servant_forms_172(f: FactView, law: LawView) -> ir.BooleanValue:
    """Reprimand, warning, removal of leaders, forced separation; a person who has left can lose the status of the post.

    A form abolished in 2025 is unproven for an act from before. Not modelled: which law is more favourable. Errs
    towards "unproven".
    """
    return _or_older(f, law, _still_serving(f, _listed(f, law["forms"], law["leader_forms"])))


def _still_serving(f: FactView, allowed: Any) -> ir.BooleanValue:
    return ibis.cases((f.discipline_form == "status_erasure", f.left_service), else_=allowed)


@rule(
    "l-80-2025.art-43.k3.c",
    vi="Người đã nghỉ hưu, thôi việc: khiển trách, cảnh cáo hoặc xóa tư cách chức vụ",
    applies=lambda f: by_state(f) & f.left_service,
    kinds=DISCIPLINE,
)
def forms_after_leaving(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whoever has retired or left is reprimanded, warned, or loses the status of the post once held.

    Not modelled: people who left for work outside the state sector without a decision on record. Errs towards
    "unproven".
    """
    return f.discipline_form.isin(law["forms"])


@rule("qd-69-2022.art-7", vi="Hình thức kỷ luật đảng viên", applies=by_party, kinds=DISCIPLINE)
def party_forms_69(f: FactView, law: LawView) -> ir.BooleanValue:
    """A probationary member is reprimanded or warned; a full member also removed, if in a post, or expelled.

    Not modelled: Party posts that the record does not hold. Errs towards "unproven" for them.
    """
    form = f.discipline_form
    everyone, full = form.isin(law["probationary"]), form.isin(law["full_member"])
    in_post = ibis.cases((form == "removal", f.leader_on_day), else_=True)
    return everyone | (full & f.party_full_member & in_post)
