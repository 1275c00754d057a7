"""Transfers (điều động): the steps for a leader, and the talk beforehand."""

from __future__ import annotations

from datetime import date

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_leaders, met_beforehand, won_at_present_workplace

R4_FROM = date(2026, 8, 1)
"""First day of Article 33(3) as amended by Decree 300/2026."""


@rule(
    "nd-138-2020.art-26.k3.d",
    vi="Điều động công chức lãnh đạo theo trình tự bổ nhiệm nhân sự từ nơi khác",
    applies=civil_leaders,
    kinds=("transfer",),
)
def leader_transfer_steps_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """The person was met, the present workplace was asked, the file was verified and a vote was taken.

    Not modelled: the share of votes, and transfers that the superior authority planned. Errs towards "complies".
    """
    return f.notice_talk & f.present_workplace_opinion_on_file & f.file_verified & f.final_held


@rule(
    "nd-170-2025.art-25.k3.d",
    vi="Điều động công chức lãnh đạo: trên 50% tập thể lãnh đạo nơi đang công tác, có ý kiến hai bên",
    applies=lambda f: civil_leaders(f) & (f.on < R4_FROM),
    kinds=("transfer",),
)
def leader_transfer_steps_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The receiving body was consulted, the person was met, and the present workplace voted by more than half.

    Below half the text is silent, so it is unproven, as is a vote of which the place is not recorded. Not modelled:
    differing views in the proposal. Errs towards "complies".
    """
    steps = "nd-170-2025.art-33.k3"
    vote = won_at_present_workplace(f, law.of(steps, "threshold_numerator"), law.of(steps, "threshold_denominator"))
    return vote & f.notice_receiving_opinion & f.notice_talk


@rule(
    "nd-170-2025.art-25.k3.d",
    vi="Điều động công chức lãnh đạo: ý kiến hai bên bằng văn bản, đã gặp, có tờ trình",
    applies=lambda f: civil_leaders(f) & (f.on >= R4_FROM),
    kinds=("transfer",),
)
def leader_transfer_steps_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Opinion of the receiving leadership, written opinion of the present workplace, talk and proposal are on record.

    Not modelled: differing views in the proposal. Errs towards "complies".
    """
    letters = f.notice_receiving_opinion & f.present_workplace_opinion_on_file
    return letters & f.notice_talk & f.proposal_on_file


@rule(
    "nd-170-2025.art-25.k4",
    vi="Gặp gỡ công chức trước khi quyết định điều động",
    applies=lambda f: f.civil_servant & f.state_body,
    kinds=("transfer",),
)
def talk_before_transfer(f: FactView, law: LawView) -> ir.BooleanValue:
    """The head met the civil servant before the decision.

    A talk on the very day counts as before. Not modelled: what was explained and heard. Errs towards "complies".
    """
    return met_beforehand(f)
