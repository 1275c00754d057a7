"""Confidence votes: who is voted on, quorum, when, and what follows from low confidence."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven

VOTE = ("confidence_vote",)


@rule(
    "qd-96-2023.art-3.k1",
    vi="Lấy phiếu tín nhiệm đối với mọi người giữ chức vụ, trừ người đã có thông báo nghỉ hưu hoặc mới giữ chức trong năm",
    applies=lambda f: ~(f.round_appointed_in_year | f.round_notified_of_retirement),
    kinds=("confidence_round",),
)
def everyone_is_voted_on(f: FactView, law: LawView) -> ir.BooleanValue:
    """Every post-holder is voted on, except on notice of retirement and those appointed or elected in that year.

    Not modelled: which posts are in the scope of the round, and rounds held on several days. Errs towards "violates"
    for both.
    """
    return f.round_voted_on


@rule(
    "qd-96-2023.art-3.k2",
    vi="Hội nghị lấy phiếu tín nhiệm có ít nhất 2/3 số người được triệu tập",
    applies=lambda f: f.vote_convened > 0,
    kinds=VOTE,
)
def quorum_96(f: FactView, law: LawView) -> ir.BooleanValue:
    """Held only with at least two thirds of those convened present.

    Not modelled: who has to be convened (Annex 1). Errs towards "complies".
    """
    return law.at_least(f.vote_present, f.vote_convened, "quorum")


@rule(
    "qd-96-2023.chu-ky",
    vi="Lấy phiếu tín nhiệm vào năm thứ ba của nhiệm kỳ",
    applies=lambda f: f.vote_elected,
    kinds=VOTE,
)
def third_year_96(f: FactView, law: LawView) -> ir.BooleanValue:
    """The vote on elected posts is held in the third year of the term: two years before the year in which it ends.

    Not modelled: posts without a term of their own; that the People's Council votes first. Errs towards "complies".
    """
    return f.vote_years_to_term_end == law["term_years"] - law["vote_year"]


def _low(f: FactView, numerator: int, denominator: int, *, reached: bool) -> ir.BooleanValue:
    """Is the share of low votes above (or `reached`: at) the fraction, whichever base is meant; else NULL."""
    low = f.vote_low * denominator

    def of(base: Any) -> Any:
        return low >= base * numerator if reached else low > base * numerator

    # Those summoned are the most that can be meant, the ballots cast the fewest; those issued lie between them.
    return ibis.cases((of(f.vote_convened), True), (~of(f.vote_cast), False), else_=unproven())


def _called_for(f: FactView, law: LawView) -> ir.BooleanValue:
    return _low(f, law["dismissal_numerator"], law["dismissal_denominator"], reached=True)


@rule(
    "qd-96-2023.su-dung-ket-qua",
    vi="Trên 50% đến dưới 2/3 tín nhiệm thấp: đưa ra khỏi quy hoạch chức vụ cao hơn",
    applies=lambda f: f.vote_low > 0,
    kinds=VOTE,
)
def out_of_planning_96(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of low votes, under two thirds: out of planning for higher posts.

    Not modelled: that release, other work or resignation is considered; how soon. Errs towards "violates" right after
    the vote.
    """
    low = _low(f, law["low_confidence_numerator"], law["low_confidence_denominator"], reached=False)
    return ~(low & ~_called_for(f, law)) | ~f.vote_still_planned


@rule(
    "qd-96-2023.su-dung-ket-qua",
    vi="Từ 2/3 tín nhiệm thấp trở lên: miễn nhiệm, không chờ hết nhiệm kỳ",
    applies=lambda f: f.vote_low > 0,
    kinds=VOTE,
)
def dismissed_96(f: FactView, law: LawView) -> ir.BooleanValue:
    """Two thirds of low votes or more: dismissed from the post without waiting for the term to end.

    At exactly two thirds Regulation 41 did not ask for it: unproven while both were in force. Not modelled: the lower
    post given; how soon. Errs towards "violates" right after the vote.
    """
    above = _low(f, law["dismissal_numerator"], law["dismissal_denominator"], reached=False)
    settled = above.fill_null(False) | (f.on >= law.starts("qd-377-2025.thoi-han-xem-xet"))
    gone = f.vote_dismissed.fill_null(False) | ~f.vote_still_in_post
    done = ibis.cases((f.vote_dismissed, True), (gone, unproven()), (settled, gone), else_=unproven())
    return ~_called_for(f, law) | done


def _above(f: FactView, law: LawView, name: str = "low_confidence") -> ir.BooleanValue:
    """More than the share, of the ballots issued as of those cast; else NULL."""
    return ibis.cases(
        (law.above(f.vote_low, f.vote_issued, name), True),
        (~law.above(f.vote_low, f.vote_cast, name), False),
        else_=unproven(),
    )


def _no_letter(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.vote_civil_servant & ~f.vote_resigned.fill_null(False)
    return scope


@rule(
    "nd-170-2025.art-52.k4",
    vi="Tín nhiệm thấp trên 50% đến 2/3, không có đơn từ chức: bố trí công tác khác",
    applies=_no_letter,
    kinds=VOTE,
)
def other_work_without_letter_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Between half and two thirds of low votes and no letter: the authority decides on other suitable work.

    Not modelled: how soon; grounds b and c, which rest on conclusions. Errs towards "violates" where decisions are
    declared complete.
    """
    called_for = _above(f, law, "low_confidence_min") & ~_above(f, law, "low_confidence_max")
    return ~called_for | f.vote_moved | f.vote_released | f.vote_dismissed


@rule(
    "nd-170-2025+nd-300-2026.art-52.k3",
    vi="Tín nhiệm thấp trên 50%, không có đơn từ chức: xem xét cho thôi giữ chức vụ",
    applies=_no_letter,
    kinds=VOTE,
)
def release_reviewed_without_letter_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of low votes and no letter: release is reviewed, above two thirds dismissal.

    A review that ended without release is not in the record. Not modelled: how long the person may take to write. Errs
    towards "violates" where decisions are declared complete.
    """
    return ~_above(f, law) | f.vote_released | f.vote_dismissed
