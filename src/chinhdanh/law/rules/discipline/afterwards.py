"""After the decision: how long it counts, retirement, applying again, signing while charged."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import months_after
from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.rules.discipline.common import DISCIPLINE, by_state
from chinhdanh.law.scopes import unproven

SIGNED = (
    "recruitment",
    "appointment",
    "reappointment",
    "extension",
    "nomination",
    "transfer",
    "rotation",
    "secondment",
    "acting",
    "conversion",
    "planning",
    "discipline",
    "suspension",
    "release",
    "resignation",
    "dismissal",
    "removal",
    "retirement",
    "separation",
    "revocation",
    "grade_promotion",
)


def _public_employee(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = by_state(f) & ~f.civil_servant & ~f.cadre & f.discipline_ended_on.notnull()
    return scope


@rule(
    "nd-234-2026.art-2.k9",
    vi="Quyết định kỷ luật viên chức có hiệu lực đủ 12 tháng",
    applies=_public_employee,
    kinds=DISCIPLINE,
)
def runs_twelve_months_234(f: FactView, law: LawView) -> ir.BooleanValue:
    """The recorded end lies twelve months after the start: the Party's day if there is one, signing for a separation.

    Any end is unproven where the decision was quashed, or form or Party decision are not known. Not modelled: a later
    breach, which ends it by a new decision. Errs towards "violates" for it.
    """
    months = law["validity"]
    own = months_after(f.discipline_starts_on, months)
    signed = months_after(f.on, months)
    party = months_after(f.party_effective_on, months)
    end = f.discipline_ended_on
    forced = f.discipline_form == "forced_separation"
    counts = ibis.cases(
        (forced, end == signed),
        (~forced & f.party_decision, end == party),
        (~forced & ~f.party_decision, end == own),
        else_=unproven(),
    )
    return ibis.ifelse(f.discipline_quashed_on.notnull(), unproven(), counts)


def _retires_in_a_case(f: FactView) -> ir.BooleanValue:
    """Retirement while a case is open or a discipline decision is not recorded as ended."""
    open_case = f.open_discipline_review | f.open_investigation | f.open_prosecution | f.open_trial
    scope: ir.BooleanValue = open_case | f.state_discipline_runs_from.notnull()
    return scope


@rule(
    "nd-172-2025.art-24.k1",
    vi="Đang bị xem xét, chấp hành kỷ luật vẫn được nghỉ hưu",
    applies=_retires_in_a_case,
    kinds=("retirement",),
)
def retired_all_the_same(f: FactView, law: LawView) -> ir.BooleanValue:
    """An open case or a running discipline decision does not hold up retirement: it takes effect when the age is reached.

    Later within the longest postponement is unproven, beyond it violates. Not modelled: who asked for the delay. Errs
    towards "unproven".
    """
    due = (f.retires_on + ibis.interval(days=1)).cast("date")
    latest = months_after(due, law.of("nd-170-2025.art-61.k3", "c"))
    return ibis.cases((f.effective_on <= due, True), (f.effective_on > latest, False), else_=unproven())


@rule(
    "nd-172-2025.art-25.k1.c",
    vi="Dự tuyển lại sau 12 tháng kể từ khi bị buộc thôi việc",
    applies=lambda f: f.separated_before,
    kinds=("recruitment",),
)
def applies_again_after_a_year(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whoever was forced to leave may apply again twelve months after that took effect.

    Where the application is not dated, a recruitment within the twelve months violates. Not modelled: applications that
    failed. Errs towards "unproven".
    """
    free = months_after(f.separated_on, law["wait"])
    return ibis.cases((f.application_on.notnull(), f.application_on >= free), (f.on < free, False), else_=unproven())


@rule(
    "nd-172-2025.art-25.k1.c",
    vi="Bị buộc thôi việc do tham nhũng: không dự tuyển vào lĩnh vực cũ",
    applies=lambda f: f.separated_before,
    kinds=("recruitment",),
)
def not_back_to_the_old_field(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whoever was forced to leave for corruption does not come back to work related to the earlier duties.

    The field of the posts stands for the duties; a breach of public-service ethics has no ground of its own and is
    unproven. Not modelled: related bodies. Errs towards "unproven".
    """
    barred = f.separated_for.isin(law["barred_grounds"])
    unclear = f.separated_for.isnull() | (f.separated_for == "other")
    return ibis.cases(
        (~f.returns_to_field, True),
        (barred, ~f.returns_to_field),
        (unclear, unproven()),
        else_=True,
    )


@rule(
    "nd-172-2025.art-26.k4",
    vi="Người bị khởi tố không ký quyết định",
    applies=lambda f: f.signatory_in_criminal_record.fill_null(False),
    kinds=SIGNED,
)
def not_signed_while_charged(f: FactView, law: LawView) -> ir.BooleanValue:
    """A person in detention or charged is suspended from the post by law, and signs nothing in it.

    An investigation is unproven: whether the person was charged in it is not recorded. Not modelled: acts other than
    recorded decisions. Errs towards "complies".
    """
    return ~f.signatory_charged
