"""On-site procedure of Regulation 80-QĐ/TW for posts managed by the centre: five steps, two thirds at each."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import quorum, won_final_vote

FIVE = ("leadership_1", "enlarged_leadership", "leadership_2", "key_staff", "final")
KINDS = ("appointment", "nomination")


def _central_on_site(f: FactView) -> ir.BooleanValue:
    """Candidates from within the body for posts that the Politburo or the Secretariat manages."""
    scope: ir.BooleanValue = (
        f.leadership_post & (f.managed_by == "central") & (f.source == "on_site") & ~f.after_reorganization
    )
    return scope


@rule(
    "qd-80-2022.art-21.k1.quorum",
    vi="Đủ năm bước, đúng thứ tự (quy định của Đảng)",
    applies=_central_on_site,
    kinds=KINDS,
)
def five_steps_80(f: FactView, law: LawView) -> ir.BooleanValue:
    """All five steps were held, in order, before the decision.

    Not modelled: posts managed below the centre: the clause names no level, but their authorities set their own
    procedure. Errs towards "complies" for them by not judging them.
    """
    return f.five_steps_in_order


@rule(
    "qd-80-2022.art-21.k1.quorum",
    vi="Mỗi hội nghị có ít nhất 2/3 số người được triệu tập (quy định của Đảng)",
    applies=_central_on_site,
    kinds=KINDS,
)
def quorum_80(f: FactView, law: LawView) -> ir.BooleanValue:
    """Every meeting had at least two thirds of those summoned.

    Not modelled: who must be summoned. Errs towards "complies".
    """
    return quorum(f, law, FIVE)


@rule(
    "qd-80-2022.art-21.k1.bo-phieu",
    vi="Bỏ phiếu kín ở bước 2 và bước 3 (quy định của Đảng)",
    applies=_central_on_site,
    kinds=KINDS,
)
def secret_ballots_80(f: FactView, law: LawView) -> ir.BooleanValue:
    """The ballots of steps 2 and 3 were secret.

    Not modelled: several names on one ballot; the threshold of step 3, which was not read. Errs towards "complies".
    """
    return f.enlarged_leadership_secret & f.leadership_2_secret


@rule(
    "qd-80-2022.art-21.k1.bo-phieu",
    vi="Bước 2: không công bố kết quả tại hội nghị (quy định của Đảng)",
    applies=_central_on_site,
    kinds=KINDS,
)
def step_2_not_announced_80(f: FactView, law: LawView) -> ir.BooleanValue:
    """The result of the enlarged meeting was not announced there.

    Not modelled: an announcement after the meeting, which the record does not tell apart. Errs towards "violates".
    """
    return f.enlarged_leadership_announced == law["step_2_announced"]


@rule(
    "qd-80-2022.art-21.hoa-phieu",
    vi="Bước cuối: trên 50% tổng số thành viên; ngang nhau thì theo người đứng đầu (quy định của Đảng)",
    applies=_central_on_site,
    kinds=KINDS,
)
def final_vote_80(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of all members of the leadership; at exactly half the head's candidate, with all views reported.

    The clause is known from memory only. Not modelled: the clause as signed. Errs in a direction that is not known.
    """
    return won_final_vote(f, law, f.final_members)
