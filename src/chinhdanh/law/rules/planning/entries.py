"""Planning decisions: age, a higher title only, never together with an appointment, a breach on record, the steps."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import no_open_case, unproven

PLANNING = ("planning",)
OPEN_CASES = ["discipline_review", "inspection", "audit", "investigation", "prosecution", "trial"]


def _every(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.kind == "planning"
    return scope


def _named_on_site(f: FactView) -> ir.BooleanValue:
    """From local sources, and the key staff met to name people."""
    scope: ir.BooleanValue = ~(f.source == "external").fill_null(False) & f.key_staff_held
    return scope


def _left(f: FactView, enough: int, too_little: int) -> ir.BooleanValue:
    """Enough months left at the start of the term for sure; too few for sure; else unproven."""
    return ibis.cases(
        (f.plan_months_left_at_least >= enough, True),
        (f.plan_months_left_at_most < too_little, False),
        else_=unproven(),
    )


@rule("qd-50-2021.tuoi", vi="Quy hoạch: còn đủ tuổi công tác ít nhất trọn một nhiệm kỳ", applies=_every, kinds=PLANNING)
def planning_age_50(f: FactView, law: LawView) -> ir.BooleanValue:
    """Service left at the start of the planned term for at least one full term.

    Not modelled: the goal of two terms. Errs towards "complies".
    """
    floor = law["terms_floor"] * law["term"]
    return _left(f, floor, floor)


@rule("qd-377-2025.quy-hoach.tuoi", vi="Quy hoạch: còn đủ tuổi công tác hai nhiệm kỳ", applies=_every, kinds=PLANNING)
def planning_age_377(f: FactView, law: LawView) -> ir.BooleanValue:
    """Service left at the start of the planned term for two terms; under one violates, between them it is unproven.

    Not modelled: the exceptions, which were not read. Errs towards "unproven".
    """
    return _left(f, law["terms_wanted"] * law["term"], law["terms_floor"] * law["term"])


@rule(
    "qd-377-2025.quy-hoach.so-luong",
    vi="Chỉ quy hoạch chức danh cao hơn chức danh đang giữ",
    applies=_every,
    kinds=PLANNING,
)
def higher_title_only(f: FactView, law: LawView) -> ir.BooleanValue:
    """Planning is only for a title higher than the present one.

    Not modelled: whether the ranks of unlike posts compare. Errs towards "complies".
    """
    higher: ir.BooleanValue = f.higher_post
    return higher


@rule(
    "qd-377-2025.quy-hoach.so-luong",
    vi="Không quy hoạch đồng thời với đề nghị bổ nhiệm, giới thiệu ứng cử",
    applies=lambda f: f.planned_then_proposed,
    kinds=PLANNING,
)
def not_together_with_proposal(f: FactView, law: LawView) -> ir.BooleanValue:
    """Planning is not done together with proposing the person for the same post.

    The day of planning or before violates; before the next yearly review it is unproven, as no least gap was read.
    Not modelled: proposals that were not decided on. Errs towards "complies".
    """
    proposed: Any = f.proposed_after_planning_on
    next_review = (f.on + ibis.interval(months=law["same_time_months"])).cast("date")
    return ibis.cases((proposed <= f.on, False), (proposed >= next_review, True), else_=unproven())


@rule(
    "qd-377-2025.quy-hoach.ky-luat",
    vi="Quy hoạch người có vi phạm chỉ khi khiển trách, cảnh cáo đã hết thời hạn",
    applies=_every,
    kinds=PLANNING,
)
def planned_after_discipline(f: FactView, law: LawView) -> ir.BooleanValue:
    """Someone with a breach is planned only if the reprimand or warning has run its term and no inquiry is open.

    Anything heavier than a warning, and an open inquiry, is unproven: the cases read do not name it. Not modelled:
    faults below discipline and time-barred ones. Errs towards "unproven".
    """
    settled = ~f.light_discipline_running & ~f.heavier_discipline_before & no_open_case(f, OPEN_CASES)
    return ibis.cases((f.light_discipline_running, False), (settled, True), else_=unproven())


@rule(
    "qd-50-2021.pl-2",
    vi="Tập thể lãnh đạo thông qua danh sách trước khi cán bộ chủ chốt giới thiệu",
    applies=_named_on_site,
    kinds=PLANNING,
)
def list_before_naming(f: FactView, law: LawView) -> ir.BooleanValue:
    """The first leadership meeting approves plan and list before the key staff name people.

    Not modelled: planning without a key-staff meeting, the steps after it, the vote thresholds. Errs towards "complies".
    """
    in_order: ir.BooleanValue = f.leadership_1_held & (f.leadership_1_on <= f.key_staff_on)
    return in_order


@rule(
    "qd-50-2021.pl-2", vi="Cán bộ chủ chốt giới thiệu quy hoạch bằng phiếu kín", applies=_named_on_site, kinds=PLANNING
)
def secret_naming(f: FactView, law: LawView) -> ir.BooleanValue:
    """The key staff name people for planning by secret ballot.

    Not modelled: whether the ballot was secret in fact. Errs towards "complies".
    """
    secret: ir.BooleanValue = f.key_staff_secret == law["secret_ballot"]
    return secret
