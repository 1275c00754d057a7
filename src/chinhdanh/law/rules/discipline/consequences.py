"""What has to follow: cancelling unlawful discipline, leaving a post on conviction, acting after the Party has."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import months_after
from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven

UNLAWFUL = ("unlawful_discipline",)


def _cancelled_and_redone(f: FactView, not_redone: ir.BooleanValue) -> ir.BooleanValue:
    """Cancelled, and handled again; `not_redone` judges a case that was not. While an appeal is open nothing is settled."""
    settled = ibis.cases(
        (~f.unlawful_cancelled, False),
        (f.unlawful_cancelled & f.unlawful_redone, True),
        (f.unlawful_cancelled & ~f.unlawful_redone, not_redone),
        else_=unproven(),
    )
    return ibis.ifelse(~f.unlawful_appealed, settled, unproven())


def _past_limitation(f: FactView, months: int) -> ir.BooleanValue:
    """A case not handled again violates while even the shorter limitation period runs; after it nobody can tell."""
    running = months_after(f.unlawful_act_ended_on, months) >= f.unlawful_seen_on
    return ibis.cases((running, False), else_=unproven())


@rule(
    "nd-112-2020.art-39",
    vi="Hủy bỏ quyết định kỷ luật công chức trái pháp luật và xử lý lại",
    applies=lambda f: f.unlawful_category == "civil_servant",
    kinds=UNLAWFUL,
)
def cancelled_112(f: FactView, law: LawView) -> ir.BooleanValue:
    """A discipline decision found unlawful is cancelled and the case handled again.

    The article is known from memory. An open appeal is unproven. Not modelled: findings that there was no breach at all,
    after which nothing is handled again. Errs towards "unproven".
    """
    return _cancelled_and_redone(
        f, _past_limitation(f, law.of("l-22-2008.art-80.k1.truoc-2022", "limitation_reprimand"))
    )


@rule(
    "nd-112-2020.art-40.k4",
    vi="Hủy bỏ quyết định kỷ luật viên chức trái pháp luật và xử lý lại",
    applies=lambda f: f.unlawful_category == "public_employee",
    kinds=UNLAWFUL,
)
def cancelled_employee_112(f: FactView, law: LawView) -> ir.BooleanValue:
    """A discipline decision on a public employee found unlawful is cancelled; handling it again is left unproven if absent.

    Not modelled: the limitation period of public employees, which is not on file. Errs towards "unproven".
    """
    return _cancelled_and_redone(f, unproven())


@rule(
    "nd-172-2025.art-25.k4",
    vi="Hủy bỏ quyết định kỷ luật trái pháp luật và xử lý lại",
    applies=lambda f: f.unlawful_category.isin(("civil_servant", "cadre")),
    kinds=UNLAWFUL,
)
def cancelled_172(f: FactView, law: LawView) -> ir.BooleanValue:
    """A discipline decision found unlawful is cancelled and the case handled again.

    Not handled again violates only while even the shorter limitation period runs. Not modelled: findings that there was
    no breach at all; no deadline is given. Errs towards "unproven".
    """
    return _cancelled_and_redone(f, _past_limitation(f, law.of("nd-172-2025.art-5.k3", "limitation_reprimand")))


@rule(
    "nd-234-2026.art-22.k4",
    vi="Hủy bỏ quyết định kỷ luật viên chức trái pháp luật và xử lý lại (Nghị định 234)",
    applies=lambda f: f.unlawful_category == "public_employee",
    kinds=UNLAWFUL,
)
def cancelled_employee_234(f: FactView, law: LawView) -> ir.BooleanValue:
    """A discipline decision on a public employee found unlawful is cancelled; handling it again is left unproven if absent.

    Not modelled: the limitation period of public employees, which is not on file. Errs towards "unproven".
    """
    return _cancelled_and_redone(f, unproven())


@rule(
    "l-80-2025.art-35.k2",
    vi="Cán bộ bị kết án thôi giữ chức vụ từ ngày bản án có hiệu lực",
    applies=lambda f: f.convicted_category == "cadre",
    kinds=("convictions",),
)
def cadre_left_on_conviction(f: FactView, law: LawView) -> ir.BooleanValue:
    """A cadre convicted of any offence holds no post from the day on which the judgment takes effect.

    The end of the trial stands for that day. Not modelled: sentence and offence, and so the loss of employment. Errs
    towards "complies" for it.
    """
    return ~f.leads_after_conviction


@rule(
    "l-80-2025.art-36.k2",
    vi="Công chức lãnh đạo bị kết án thôi giữ chức vụ từ ngày bản án có hiệu lực",
    applies=lambda f: f.convicted_category == "civil_servant",
    kinds=("convictions",),
)
def leader_left_on_conviction(f: FactView, law: LawView) -> ir.BooleanValue:
    """A leader convicted of any offence loses the post from the day on which the judgment takes effect.

    The end of the trial stands for that day. Not modelled: sentence and offence, and so the loss of employment. Errs
    towards "complies" for it.
    """
    return ~f.leads_after_conviction


def _of_the_state(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.party_case_category.isin(("civil_servant", "cadre"))
    return scope


def _something_done(f: FactView, days: int) -> ir.BooleanValue:
    last = (f.on + ibis.interval(days=days)).cast("date")
    nothing = f.state_case_begun_on.isnull() & f.state_cases_recorded & (f.party_case_seen_on > last)
    return ibis.cases(
        (f.state_case_begun_on.notnull(), True), (nothing & ~f.party_case_deferred, False), else_=unproven()
    )


@rule(
    "nd-112-2020+nd-71-2023.art-2.k6",
    vi="Sau kỷ luật Đảng phải có xử lý hành chính",
    applies=_of_the_state,
    kinds=("party_discipline",),
)
def not_left_to_the_party_71(f: FactView, law: LawView) -> ir.BooleanValue:
    """After the Party has disciplined, the administrative process is not left out.

    Whether it began in time is judged on the decision itself. Not modelled: people who hold Party posts only. Errs
    towards "violates" for them.
    """
    return _something_done(f, law["start_deadline"])


@rule(
    "nd-172-2025.art-2.k6.khoidong",
    vi="Sau kỷ luật Đảng phải có xử lý hành chính (Nghị định 172)",
    applies=_of_the_state,
    kinds=("party_discipline",),
)
def not_left_to_the_party_172(f: FactView, law: LawView) -> ir.BooleanValue:
    """After the Party has disciplined, the administrative process is not left out, unless Article 3 defers it.

    Whether it began in time is judged on the decision itself. Not modelled: people who hold Party posts only. Errs
    towards "violates" for them.
    """
    return _something_done(f, law["start_deadline"])
