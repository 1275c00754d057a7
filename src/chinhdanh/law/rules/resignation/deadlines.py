"""Resignation and release: how soon after the letter there is a talk, a proposal and a decision."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import (
    civil_exits,
    exit_decided_in_time,
    party_posts,
    prepared_in_time,
    unproven,
    within_days,
)


def _considered(f: FactView) -> ir.BooleanValue:
    """Not a release that only makes room for a transfer or follows the end of the term."""
    return ibis.cases(
        (f.kind != "release", True),
        (f.exit_ground == "accountability", True),
        (f.exit_ground.isin(("transfer", "term_end")), False),
        else_=unproven(),
    )


@rule(
    "nd-138-2020.art-65",
    vi="Từ chức: trao đổi trong 10 ngày, quyết định trong 15 ngày",
    applies=civil_exits,
    kinds=("resignation",),
    day="procedure",
)
def resignation_in_time_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """A talk within ten days of the letter and a decision within fifteen of the proposal.

    Not modelled: the grounds. Errs towards "unproven" where a day is missing.
    """
    talked = within_days(f.letter_to_talk_days, law["talk_deadline"])
    return talked & within_days(f.proposal_to_decision_days, law["decision_deadline"])


@rule(
    "nd-170-2025.art-52.k3",
    vi="Từ chức: trao đổi, báo cáo trong 10 ngày làm việc, quyết định trong 10 ngày làm việc (tối đa 15)",
    applies=civil_exits,
    kinds=("resignation",),
    day="procedure",
)
def resignation_in_time_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Talk and report within ten working days of the letter, decision within ten more, fifteen for objective reasons.

    Not modelled: whether the reason for taking longer was objective. Errs towards "complies" for it.
    """
    return prepared_in_time(f, "letter", law["report_deadline"]) & exit_decided_in_time(f, law)


@rule(
    "nd-170-2025+nd-300-2026.art-52.k5",
    vi="Từ chức, cho thôi giữ chức vụ: trao đổi, đề nghị trong 10 ngày làm việc, quyết định trong 10 ngày (tối đa 15)",
    applies=lambda f: civil_exits(f) & _considered(f),
    kinds=("resignation", "release"),
    day="procedure",
)
def exit_in_time_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Talk and proposal within ten working days of the letter, decision within ten more, fifteen for objective reasons.

    A release without a letter has only the second clock. Not modelled: whether the reason for taking longer was
    objective; whether the person went on working meanwhile. Errs towards "complies" for both.
    """
    unasked = (f.kind == "release") & ~f.resignation_letter
    return (unasked | prepared_in_time(f, "letter", law["proposal_deadline"])) & exit_decided_in_time(f, law)


@rule(
    "qd-377-2025.thoi-han-xem-xet",
    vi="Thôi giữ chức vụ, từ chức, miễn nhiệm: 10 ngày làm việc để đề nghị, 10 ngày để quyết định (quy định của Đảng)",
    applies=lambda f: party_posts(f) & _considered(f),
    kinds=("release", "resignation", "dismissal"),
    day="procedure",
)
def exit_in_time_377(f: FactView, law: LawView) -> ir.BooleanValue:
    """Talk and proposal within ten working days of sufficient grounds, decision within ten more, at most fifteen.

    Not modelled: whether the reason for taking longer was objective; whether fifteen is the limit of the second stage or
    of both. Errs towards "complies".
    """
    return prepared_in_time(f, "grounds", law["proposal_deadline"]) & exit_decided_in_time(f, law)
