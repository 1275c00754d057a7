"""The procedure of reappointment and extension: self-report, key-staff ballot, opinion of the Party committee, final vote."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_leaders, unproven, won_final_vote

AGAIN = ("reappointment",)
EXTENSION = ("extension",)


def not_later_than(done: Any, since: Any, days: int) -> ir.BooleanValue:
    """Done at most so many days after `since`."""
    in_time: ir.BooleanValue = done <= (since + ibis.interval(days=days)).cast("date")
    return in_time


def key_staff_ballot(f: FactView, law: LawView, base: ir.IntegerValue, at_half: ir.BooleanValue) -> ir.BooleanValue:
    """More than half; at exactly half `at_half`; below it the authority must have been asked whether to go on."""
    votes = f.key_staff_votes
    return ibis.cases(
        (law.above(votes, base), True),
        (law.exactly(votes, base), at_half),
        (votes.isnull() | base.isnull(), unproven()),
        else_=f.notice_report_to_authority,
    )


def leadership_ballot(f: FactView, law: LawView, base: ir.IntegerValue) -> ir.BooleanValue:
    """More than half; at exactly half the head decides or submits; below it all views were reported."""
    votes = f.final_votes
    return ibis.cases(
        (law.above(votes, base), True),
        (law.exactly(votes, base), f.final_head_in_favour | f.notice_report_to_authority),
        (votes.isnull() | base.isnull(), unproven()),
        else_=f.notice_report_to_authority,
    )


@rule(
    "nd-138-2020.art-52.bieu-quyet",
    vi="Bổ nhiệm lại: cán bộ chủ chốt tín nhiệm trên 50% số người được triệu tập",
    applies=civil_leaders,
    kinds=AGAIN,
    day="procedure",
)
def key_staff_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of those summoned to the key-staff meeting; exactly half is unproven, less needs a referral.

    Not modelled: the base of the share, which was not fully read. Errs towards "violates" if it is those present.
    """
    return key_staff_ballot(f, law, f.key_staff_convened, unproven())


@rule(
    "nd-138-2020.art-52.bieu-quyet",
    vi="Bổ nhiệm lại: lấy phiếu kín cán bộ chủ chốt, không công bố",
    applies=civil_leaders,
    kinds=AGAIN,
    day="procedure",
)
def key_staff_secret_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """The key-staff ballot was secret and its result not announced.

    Not modelled: the form of the ballot papers. Errs towards "complies".
    """
    return f.key_staff_secret & (f.key_staff_announced == law["announce"])


@rule(
    "nd-138-2020.art-52.bieu-quyet",
    vi="Bổ nhiệm lại: tập thể lãnh đạo biểu quyết trên 50% tổng số thành viên",
    applies=civil_leaders,
    kinds=AGAIN,
    day="procedure",
)
def leadership_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of all members of the leadership; at exactly half the head decides.

    Not modelled: what follows below half, which was not read. Errs towards "unproven" for it.
    """
    votes, base = f.final_votes, f.final_members
    return ibis.cases(
        (law.above(votes, base), True), (law.exactly(votes, base), f.final_head_in_favour), else_=unproven()
    )


@rule(
    "nd-170-2025.art-39.k5",
    vi="Bổ nhiệm lại: cán bộ chủ chốt tín nhiệm trên 50% số người được triệu tập",
    applies=civil_leaders,
    kinds=AGAIN,
    day="procedure",
)
def key_staff_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of those summoned; at half the head decides, below half it was reported whether to go on.

    Not modelled: the answer to that report. Errs towards "complies".
    """
    return key_staff_ballot(f, law, f.key_staff_convened, f.key_staff_head_in_favour)


@rule(
    "nd-170-2025.art-39.k5",
    vi="Bổ nhiệm lại: tập thể lãnh đạo biểu quyết trên 50%",
    applies=civil_leaders,
    kinds=AGAIN,
    day="procedure",
)
def leadership_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of the leadership collective; at half the head decides or submits, below half all views are reported.

    Not modelled: the answer to that report. Errs towards "complies".
    """
    return leadership_ballot(f, law, f.final_members)


@rule(
    "nd-170-2025+nd-300-2026.art-39",
    vi="Bổ nhiệm lại: cán bộ chủ chốt tín nhiệm trên 50% số người có mặt",
    applies=civil_leaders,
    kinds=AGAIN,
    day="procedure",
)
def key_staff_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of those present; at half the head decides, below half it was reported whether to go on.

    Not modelled: the answer to that report. Errs towards "complies".
    """
    return key_staff_ballot(f, law, f.key_staff_present, f.key_staff_head_in_favour)


@rule(
    "nd-170-2025+nd-300-2026.art-39",
    vi="Bổ nhiệm lại: tập thể lãnh đạo biểu quyết trên 50% số người được triệu tập",
    applies=civil_leaders,
    kinds=AGAIN,
    day="procedure",
)
def leadership_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of those summoned; at half the head decides or submits, below half all views are reported.

    Not modelled: the answer to that report. Errs towards "complies".
    """
    return leadership_ballot(f, law, f.final_convened)


@rule(
    "nd-170-2025+nd-300-2026.art-39",
    vi="Bổ nhiệm lại: báo cáo tự kiểm điểm trong 15 ngày, hội nghị cán bộ chủ chốt trong 45 ngày",
    applies=civil_leaders,
    kinds=AGAIN,
    day="procedure",
)
def reported_and_met_in_time_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Self-report within 15 days of the notice, key-staff meeting within 45 days of the report.

    The self-report is the self-review in the dossier. Not modelled: a last day that is a day off. Errs towards
    "violates" by up to two days.
    """
    reported = not_later_than(f.self_review_issued_on, f.term_notice_on, law["self_report_deadline"])
    return reported & not_later_than(f.key_staff_on, f.self_review_issued_on, law["key_staff_meeting_deadline"])


@rule(
    "nd-170-2025+nd-300-2026.art-39",
    vi="Bổ nhiệm lại: có ý kiến bằng văn bản của cấp ủy trước khi tập thể lãnh đạo bỏ phiếu",
    applies=civil_leaders,
    kinds=AGAIN,
    day="procedure",
)
def party_opinion_before_vote_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The Party committee's written opinion came after the key-staff meeting and before the leadership's vote.

    Not modelled: bodies without a Party committee of the same level. Errs towards "violates" for them.
    """
    in_order = (f.key_staff_on <= f.party_opinion_issued_on) & (f.party_opinion_issued_on <= f.final_on)
    return f.party_opinion_on_file & in_order


@rule(
    "nd-170-2025+nd-300-2026.art-39",
    vi="Bổ nhiệm lại: tập thể lãnh đạo bỏ phiếu kín, công bố; phiếu cán bộ chủ chốt không công bố",
    applies=civil_leaders,
    kinds=AGAIN,
    day="procedure",
)
def ballots_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The leadership's vote was secret and announced, the key-staff result was not announced.

    Not modelled: the form of the ballot papers. Errs towards "complies".
    """
    told = (f.key_staff_announced == law["announce_key_staff"]) & (f.final_announced == law["announce_leadership"])
    return f.final_secret & told


@rule(
    "nd-138-2020.art-53",
    vi="Kéo dài: tập thể lãnh đạo bỏ phiếu kín trên 50% tổng số thành viên",
    applies=civil_leaders,
    kinds=EXTENSION,
    day="procedure",
)
def extension_vote_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of all members; at exactly half the head decides and all opinions are reported.

    Not modelled: the form of the ballot papers. Errs towards "complies".
    """
    return won_final_vote(f, law, f.final_members)


@rule(
    "nd-170-2025.art-40",
    vi="Kéo dài: tập thể lãnh đạo bỏ phiếu kín trên 50% tổng số thành viên",
    applies=civil_leaders,
    kinds=EXTENSION,
    day="procedure",
)
def extension_vote_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of all members; at exactly half the head decides and all views are reported.

    Not modelled: the form of the ballot papers. Errs towards "complies".
    """
    return won_final_vote(f, law, f.final_members)


@rule(
    "nd-170-2025+nd-300-2026.art-40",
    vi="Kéo dài: tập thể lãnh đạo bỏ phiếu kín trên 50% tổng số thành viên",
    applies=civil_leaders,
    kinds=EXTENSION,
    day="procedure",
)
def extension_vote_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of all members; at exactly half the head decides and all views are reported.

    Not modelled: the form of the ballot papers. Errs towards "complies".
    """
    return won_final_vote(f, law, f.final_members)


@rule(
    "nd-138-2020.art-53",
    vi="Kéo dài: bỏ phiếu kín",
    applies=civil_leaders,
    kinds=EXTENSION,
    day="procedure",
)
def extension_ballot_secret_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """The leadership voted on the extension by secret ballot.

    Not modelled: the form of the ballot papers. Errs towards "complies".
    """
    return f.final_secret


@rule("nd-170-2025.art-40", vi="Kéo dài: bỏ phiếu kín", applies=civil_leaders, kinds=EXTENSION, day="procedure")
def extension_ballot_secret_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The leadership voted on the extension by secret ballot.

    Not modelled: the form of the ballot papers. Errs towards "complies".
    """
    return f.final_secret


@rule(
    "nd-170-2025+nd-300-2026.art-40",
    vi="Kéo dài: bỏ phiếu kín",
    applies=civil_leaders,
    kinds=EXTENSION,
    day="procedure",
)
def extension_ballot_secret_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The leadership voted on the extension by secret ballot.

    Not modelled: the form of the ballot papers. Errs towards "complies".
    """
    return f.final_secret


@rule(
    "nd-170-2025+nd-300-2026.art-40",
    vi="Kéo dài: báo cáo tự kiểm điểm trong 15 ngày, biểu quyết và quyết định trong 45 ngày",
    applies=civil_leaders,
    kinds=EXTENSION,
    day="procedure",
)
def extension_in_time_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Self-report within 15 days of the notice; ballot and decision within 45 days of the report.

    Not modelled: the written opinion of the competent authority; a last day that is a day off. Errs towards "violates"
    by up to two days.
    """
    limit = law["procedure_deadline"]
    reported = not_later_than(f.self_review_issued_on, f.term_notice_on, law["self_report_deadline"])
    voted = not_later_than(f.final_on, f.self_review_issued_on, limit)
    return reported & voted & not_later_than(f.on, f.self_review_issued_on, limit)
