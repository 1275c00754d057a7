"""Who may be disciplined when, by whom, and how often for one act."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.rules.discipline.common import DISCIPLINE, of_civil_servants, of_either
from chinhdanh.law.scopes import unproven


@rule(
    "nd-172-2025.art-2.k2",
    vi="Một hành vi chỉ xử lý một lần, một quyết định một hình thức",
    applies=of_either,
    kinds=DISCIPLINE,
)
def one_act_one_form(f: FactView, law: LawView) -> ir.BooleanValue:
    """One form in one decision, and no second decision on a case whose first still stands.

    Another case with the same days of the act is unproven. Not modelled: whether the form is the highest of several acts.
    Errs towards "complies".
    """
    forms = ibis.ifelse(f.discipline_form.notnull(), f.forms_in_decision.fill_null(1), f.forms_in_decision)
    return (forms <= law["forms_per_decision"]) & ~f.case_decided_before


@rule(
    "nd-172-2025.art-3",
    vi="Chưa xem xét kỷ luật khi mang thai, nuôi con nhỏ, ốm nặng, bị khởi tố",
    applies=of_either,
    kinds=DISCIPLINE,
)
def not_while_deferred(f: FactView, law: LawView) -> ir.BooleanValue:
    """No discipline of a woman on maternity leave or with a child under 12 months, unless she asks in writing.

    Illness, and criminal proceedings unless the authority goes on, are unproven: certificate and decision are not
    recorded. Not modelled: pregnancy without leave; single fathers are unproven. Errs towards "complies" for pregnancy.
    """
    small = f.disciplined_child_months < law["child_age_limit"]
    mother = f.open_maternity | (f.disciplined_woman & small)
    father = ~f.disciplined_woman & small
    deferred = f.open_illness | f.open_prosecution | father
    return ibis.cases(
        (mother, f.notice_own_wish),
        (~mother & ~deferred, True),
        else_=unproven(),
    )


@rule(
    "nd-172-2025.art-2.k10",
    vi="Vi phạm ở nơi cũ phát hiện sau khi chuyển công tác: nơi mới xử lý",
    applies=lambda f: of_either(f) & f.moved_before_discovery,
    kinds=DISCIPLINE,
)
def present_body_decides(f: FactView, law: LawView) -> ir.BooleanValue:
    """A breach at the old workplace found after the move is dealt with by the present body, or the one above it.

    Another issuer is unproven, and so is a secondment, or one that the record cannot rule out. Not modelled: the form
    fitting the present position; the old body's duty to hand over the file. Errs towards "complies".
    """
    return ibis.cases(
        (~f.seconded_on_day & f.decided_by_present_body, True),
        (~f.seconded_on_day & ~f.decided_by_present_body & f.decided_by_old_body, False),
        else_=unproven(),
    )


@rule("nd-172-2025.art-15", vi="Thẩm quyền xử lý kỷ luật", applies=of_civil_servants, kinds=DISCIPLINE)
def competent_signatory(f: FactView, law: LawView) -> ir.BooleanValue:
    """The head of the appointing or recruiting body decides, or whoever has the power by delegation.

    What the record says of the signatory's competence is believed. The host of a secondment may not issue a forced
    separation. Not modelled: courts and procuracies; the agreement between host and sender. Errs towards "complies".
    """
    host_separates = (f.discipline_form == "forced_separation") & f.decided_by_host_body.fill_null(False)
    return ibis.cases(
        (host_separates, False),
        (f.discipline_competence == "none", False),
        (~host_separates & f.discipline_competence.isin(("own", "delegated")), True),
        else_=unproven(),
    )
