"""Separation from the service (thôi việc): deadlines, and when it may not be granted."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_exits, no_open_case, unproven, within_days

SEPARATION = ("separation",)
CRIMINAL = ["investigation", "prosecution", "trial"]


def _wished(f: FactView) -> ir.BooleanValue:
    """At the person's own wish: by its ground, or by the letter where no ground is named."""
    return ibis.ifelse(f.exit_ground.isnull(), f.resignation_letter, f.exit_ground == "own_wish")


def _own_wish(f: FactView) -> ir.BooleanValue:
    return civil_exits(f) & _wished(f)


def _failing(f: FactView) -> ir.BooleanValue:
    return civil_exits(f) & (f.exit_ground == "failed_ratings")


@rule(
    "l-22-2008.art-59.k2-4",
    vi="Thôi việc theo nguyện vọng: trả lời trong 30 ngày, không giải quyết khi đang xem xét kỷ luật, trách nhiệm hình sự",
    applies=_own_wish,
    kinds=SEPARATION,
)
def granted_in_time_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """A request is answered within 30 days, and not granted while discipline or criminal liability is considered.

    Not modelled: requests that were refused or never answered. Errs towards "complies" for them.
    """
    free = no_open_case(f, ["discipline_review", *CRIMINAL])
    return within_days(f.letter_to_decision_days, law["answer_deadline"]) & free


@rule(
    "l-22-2008.art-59.k2-4",
    vi="Không cho thôi việc phụ nữ có thai, nuôi con dưới 36 tháng, trừ nguyện vọng cá nhân",
    applies=lambda f: civil_exits(f) & f.woman,
    kinds=SEPARATION,
)
def mothers_stay_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """A woman raising a child under 36 months is let go only at her own wish.

    Not modelled: pregnancy, which the record does not hold. Errs towards "complies" for it.
    """
    return (f.youngest_child_months >= law["child_age_limit"]) | _wished(f)


@rule(
    "l-80-2025.art-32.k1.a",
    vi="Không giải quyết thôi việc khi đang xem xét kỷ luật, bị truy cứu trách nhiệm hình sự",
    applies=_own_wish,
    kinds=SEPARATION,
)
def no_separation_during_cases_2025(f: FactView, law: LawView) -> ir.BooleanValue:
    """No separation at own wish while discipline is considered or criminal liability pursued.

    A denunciation or inspection still at its verification is unproven. Not modelled: the consent of the authority,
    which is the decision itself. Errs towards "unproven".
    """
    free = no_open_case(f, ["discipline_review", *CRIMINAL])
    verifying = f.open_denunciation | f.open_inspection
    return ibis.cases((~free, False), (free & ~verifying, True), else_=unproven())


@rule(
    "nd-170-2025.art-57.k2.b",
    vi="Thôi việc theo nguyện vọng: quyết định trong 30 ngày từ khi nhận đơn",
    applies=_own_wish,
    kinds=SEPARATION,
)
def granted_in_time_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """A request is decided within 30 days of the letter.

    Not modelled: refusals and their reasons, which the record does not hold. Errs towards "complies" for them.
    """
    return within_days(f.letter_to_decision_days, law["answer_deadline"])


@rule(
    "nd-170-2025.art-57.k3",
    vi="Thôi việc do không hoàn thành nhiệm vụ: quyết định trong 30 ngày từ khi có kết quả xếp loại",
    applies=_failing,
    kinds=SEPARATION,
)
def let_go_in_time_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Who fails is let go within 30 days of the result of the evaluation.

    Not modelled: payments and property to be settled before. Errs towards "complies" for them.
    """
    return within_days(f.rating_to_decision_days, law["decision_deadline"])


@rule(
    "nd-170-2025+nd-300-2026.art-56a.k2",
    vi="Chưa giải quyết thôi việc khi đang kỷ luật, hình sự, khiếu nại, tố cáo, kiểm tra, trừ khi được đồng ý",
    applies=_own_wish,
    kinds=SEPARATION,
)
def no_separation_during_cases_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """No separation at own wish during discipline, criminal, complaint, denunciation, check, inspection or audit cases.

    Permission of the authority on file makes it lawful. Not modelled: work needs, lack of a replacement, other reasons.
    Errs towards "complies".
    """
    kinds = ["discipline_review", *CRIMINAL, "complaint", "denunciation", "inspection", "audit"]
    return no_open_case(f, kinds) | f.exit_consent


@rule(
    "nd-170-2025+nd-300-2026.art-57.k2",
    vi="Thôi việc: 30 ngày từ khi nhận đơn hoặc từ khi có kết quả xếp loại",
    applies=lambda f: _own_wish(f) | _failing(f),
    kinds=SEPARATION,
)
def separation_in_time_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Thirty days from the letter to the decision, or from the result of the evaluation to the report on the ground.

    Not modelled: requests that were never answered. Errs towards "complies" for them.
    """
    reported = within_days(f.rating_to_report_days, law["report_deadline"])
    answered = within_days(f.letter_to_decision_days, law["answer_deadline"])
    return ibis.cases((f.exit_ground == "failed_ratings", reported), (_wished(f), answered), else_=reported & answered)
