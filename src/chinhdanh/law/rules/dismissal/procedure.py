"""Dismissal: deadlines and the vote before it; what follows a dismissal for a failing rating."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_exits, exit_decided_in_time, prepared_in_time, unproven, within_days

DISMISSAL = ("dismissal",)


def _head_decided(f: FactView) -> ir.BooleanValue:
    """The head decided or submitted the matter; a record that says nothing of it proves nothing."""
    decided = f.final_head_in_favour.fill_null(False) | f.notice_report_to_authority.fill_null(False)
    return ibis.ifelse(decided, True, unproven())


@rule(
    "nd-138-2020.art-66.k-quytrinh",
    vi="Miễn nhiệm: biểu quyết bằng phiếu kín trong 30 ngày, trên 50% tổng số thành viên",
    applies=civil_exits,
    kinds=DISMISSAL,
    day="procedure",
)
def vote_in_time_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """A secret vote within 30 days of the written proposal, more than half of all members; at half the head decides.

    Not modelled: whether a tie went to the head in writing. Errs towards "unproven".
    """
    votes = ibis.cases(
        (law.exactly(f.final_votes, f.final_members), _head_decided(f)), else_=law.above(f.final_votes, f.final_members)
    )
    return within_days(f.proposal_to_vote_days, law["decision_deadline"]) & f.final_secret & votes


@rule(
    "nd-138-2020+nd-116-2024.art-66.k2",
    vi="Miễn nhiệm: trao đổi và đề nghị trong 10 ngày làm việc",
    applies=civil_exits,
    kinds=DISMISSAL,
    day="procedure",
)
def dismissal_in_time_r2(f: FactView, law: LawView) -> ir.BooleanValue:
    """Talk and proposal within ten working days once grounds exist.

    Not modelled: the rest of the clause, which was not read. Errs towards "complies".
    """
    return prepared_in_time(f, "grounds", law["proposal_deadline"])


def _in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    return prepared_in_time(f, "grounds", law["proposal_deadline"]) & exit_decided_in_time(f, law)


def _voted(f: FactView, law: LawView) -> ir.BooleanValue:
    won = ibis.ifelse(law.above(f.final_votes, f.final_members), True, _head_decided(f))
    return f.final_held & f.final_secret & won


@rule(
    "nd-170-2025.art-53.k2",
    vi="Miễn nhiệm: 10 ngày làm việc để đề nghị, 10 ngày làm việc để quyết định (tối đa 15)",
    applies=civil_exits,
    kinds=DISMISSAL,
    day="procedure",
)
def dismissal_in_time_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Talk and proposal within ten working days of complete grounds, decision within ten more, at most fifteen.

    Not modelled: whether the reason for taking longer was objective. Errs towards "complies" for it.
    """
    return _in_time(f, law)


@rule(
    "nd-170-2025.art-53.k2",
    vi="Miễn nhiệm: tập thể lãnh đạo và ban thường vụ biểu quyết bằng phiếu kín, trên 50%",
    applies=civil_exits,
    kinds=DISMISSAL,
    day="procedure",
)
def dismissal_voted_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """A secret vote beforehand, more than half of the leadership and the standing committee; else the head decides.

    Not modelled: that both collectives took part; where the vote failed, whether the head was right. Errs towards
    "unproven".
    """
    return _voted(f, law)


@rule(
    "nd-170-2025+nd-300-2026.art-53.k2",
    vi="Miễn nhiệm: 10 ngày làm việc để đề nghị, 10 ngày làm việc để quyết định (tối đa 15)",
    applies=civil_exits,
    kinds=DISMISSAL,
    day="procedure",
)
def dismissal_in_time_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Talk and proposal within ten working days of complete grounds, decision within ten more, at most fifteen.

    Not modelled: whether the reason for taking longer was objective. Errs towards "complies" for it.
    """
    return _in_time(f, law)


@rule(
    "nd-170-2025+nd-300-2026.art-53.k2",
    vi="Miễn nhiệm: tập thể lãnh đạo và ban thường vụ biểu quyết bằng phiếu kín, trên 50%",
    applies=civil_exits,
    kinds=DISMISSAL,
    day="procedure",
)
def dismissal_voted_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """A secret vote beforehand, more than half of the leadership and the standing committee; else the head decides.

    Not modelled: that both collectives took part; where the vote failed, whether the head was right. Errs towards
    "unproven".
    """
    return _voted(f, law)


@rule(
    "nd-170-2025.art-53.k3",
    vi="Miễn nhiệm do xếp loại không hoàn thành nhiệm vụ thì cho thôi việc",
    applies=lambda f: civil_exits(f) & f.exit_ground.isin(("rating_failed_once", "ratings_failed_two_years")),
    kinds=DISMISSAL,
)
def let_go_after_failing_rating(f: FactView, law: LawView) -> ir.BooleanValue:
    """Who was dismissed for a failing rating is let go from the service, unless the file explains why not.

    Not modelled: mixed grounds; how soon. Errs towards "unproven".
    """
    explained = ibis.ifelse(f.notice_explanation, unproven(), f.notice_explanation)
    return ibis.cases((f.separated_later, True), (f.stayed_in_service.fill_null(False), explained), else_=unproven())
