"""Candidates from elsewhere, and who chairs the procedure."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_leaders, external, unproven, won_at_present_workplace, won_final_vote


@rule(
    "nd-138-2020.art-46.k3",
    vi="Nhân sự từ nơi khác: trên 50% thành viên tập thể lãnh đạo nơi tiếp nhận",
    applies=lambda f: external(f) & (f.proposed_by == "own_body"),
    day="procedure",
)
def receiving_vote_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """Where the body itself proposes: more than half of all members of its leadership; at half the head decides.

    Not modelled: nothing known. Errs in no direction.
    """
    return won_final_vote(f, law, f.final_members)


@rule(
    "nd-138-2020.art-46.k3",
    vi="Nhân sự từ nơi khác: đã gặp, lấy ý kiến nơi công tác, xác minh hồ sơ",
    applies=lambda f: external(f) & (f.proposed_by == "own_body"),
    day="procedure",
)
def consultations_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """Where the body itself proposes: the person was met, the present workplace was asked, the file was verified.

    Not modelled: the separate opinion of its Party committee; proposals of the superior authority, which asks both sides.
    Errs towards "complies".
    """
    return f.notice_talk & f.present_workplace_opinion_on_file & f.file_verified


@rule(
    "nd-170-2025.art-33.k3",
    vi="Nhân sự từ nơi khác: trên 50% tập thể lãnh đạo nơi đang công tác",
    applies=external,
    day="procedure",
)
def present_workplace_vote_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The leadership of the present workplace gave more than half of those summoned; at exactly half its head decides.

    Below half the text is silent: the authority must decide, so it is unproven, as is a vote of which the place is not
    recorded.
    Not modelled: that decision of the authority. Errs towards "unproven".
    """
    return won_at_present_workplace(f, law["threshold_numerator"], law["threshold_denominator"])


@rule(
    "nd-170-2025.art-33.k3",
    vi="Nhân sự từ nơi khác: có ý kiến nơi tiếp nhận và đã gặp, trao đổi",
    applies=external,
    day="procedure",
)
def consultations_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The receiving leadership was consulted and the person was met.

    Not modelled: differing views in the proposal. Errs towards "complies".
    """
    return f.notice_receiving_opinion & f.notice_talk


@rule(
    "nd-170-2025+nd-300-2026.art-33.k3",
    vi="Nhân sự từ nơi khác: ý kiến hai bên bằng văn bản, đã gặp, có tờ trình",
    applies=external,
    day="procedure",
)
def written_opinions_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Opinion of the receiving leadership, written opinion of the present workplace, talk and proposal are on record.

    Not modelled: differing views in the proposal. Errs towards "complies".
    """
    letters = f.notice_receiving_opinion & f.present_workplace_opinion_on_file
    return letters & f.notice_talk & f.proposal_on_file


def _one_leader_or_new(f: FactView, limit: int) -> ir.BooleanValue:
    """New body, or so few leaders in office that the superior body must run the procedure."""
    return ibis.cases(
        (f.new_body, True),
        (f.leaders_in_office_at_least > limit, False),
        (f.coverage_tenure.notnull(), True),
        else_=unproven(),
    )


@rule(
    "nd-138-2020.art-47.k2",
    vi="Cấp trên trực tiếp thực hiện quy trình khi tổ chức mới hoặc chỉ còn một lãnh đạo",
    applies=lambda f: civil_leaders(f) & ~f.after_reorganization & _one_leader_or_new(f, 1),
    day="procedure",
)
def superior_chairs_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """The direct superior body runs the procedure in a new body or where only one leader is in office.

    Not modelled: divided or widely disciplined leadership, which needs judgement. Errs towards "complies".
    """
    return f.chair_from_superior


@rule(
    "nd-170-2025.art-34.k2",
    vi="Cấp trên trực tiếp chủ trì khi bổ nhiệm người đứng đầu, tổ chức mới, còn một lãnh đạo",
    applies=lambda f: (
        civil_leaders(f)
        & ~f.after_reorganization
        & (f.source == "on_site")
        & (f.post_is_head | _one_leader_or_new(f, 1))
    ),
    day="procedure",
)
def superior_chairs_170(f: FactView, law: LawView) -> ir.BooleanValue:
    """A representative of the superior body chairs when the head is appointed, in a new body, or with one leader left.

    Not modelled: divided or widely disciplined leadership, force majeure. Errs towards "complies".
    """
    return f.chair_from_superior
