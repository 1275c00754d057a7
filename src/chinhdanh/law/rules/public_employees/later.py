"""Public employees in leadership: reappointment, extension, resignation, dismissal."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.rules.dismissal.grounds import borne_out, twice
from chinhdanh.law.rules.reappointment.deadlines import in_time, notified_days_before
from chinhdanh.law.rules.reappointment.terms import extended_near_retirement, short_term, within_term_limit
from chinhdanh.law.scopes import exit_decided_in_time, low_votes_above, prepared_in_time, unproven

AGAIN = ("reappointment",)
EXTENSION = ("extension",)
RESIGNATION = ("resignation",)
DISMISSAL = ("dismissal",)


def public_leaders(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.public_employee & f.leadership_post
    return scope


@rule(
    "nd-115-2020.art-43",
    vi="Viên chức quản lý: số lần bổ nhiệm lại theo quy định của Đảng, chuyên ngành",
    applies=public_leaders,
    kinds=AGAIN,
)
def terms_without_limit(f: FactView, law: LawView) -> ir.BooleanValue:
    """Any number of terms, unless Party or sector rules limit those of the post; a second term fits any limit.

    Not modelled: a reappointment missing from the middle of the row. Errs towards "complies" for it.
    """
    return within_term_limit(f)


@rule(
    "nd-115-2020.art-49.k2",
    vi="Viên chức quản lý: còn dưới 5 năm công tác thì bổ nhiệm lại đến tuổi nghỉ hưu",
    applies=public_leaders,
    kinds=AGAIN,
)
def term_to_retirement(f: FactView, law: LawView) -> ir.BooleanValue:
    """With less than five years left when the term ends, the new term runs to retirement.

    Not modelled: a shorter term by a sector law. Errs towards "unproven" for it.
    """
    return short_term(f, law["short_term_below"])


@rule(
    "nd-115-2020.art-49.k2",
    vi="Viên chức quản lý: chỉ kéo dài khi còn dưới 2 năm công tác",
    applies=public_leaders,
    kinds=EXTENSION,
)
def extension_near_retirement(f: FactView, law: LawView) -> ir.BooleanValue:
    """Extended only with less than two years left when the term ends, to retirement.

    From two years on an extension without a key-staff meeting violates, one with it is unproven. Not modelled: whether
    standards were met. Errs towards "complies".
    """
    return extended_near_retirement(f, law["extension_below"])


@rule(
    "nd-115-2020.art-49.k3",
    vi="Viên chức quản lý: quyết định trước ngày hết thời hạn ít nhất 1 ngày làm việc",
    applies=public_leaders,
    kinds=(*AGAIN, *EXTENSION),
)
def decided_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """The decision is signed at least one working day before the term ends.

    Not modelled: reasons for signing later. Errs towards "violates".
    """
    return in_time(f, law["min_lead"])


@rule(
    "nd-115-2020.art-51",
    vi="Viên chức quản lý: thông báo bổ nhiệm lại chậm nhất 90 ngày trước ngày hết thời hạn",
    applies=public_leaders,
    kinds=AGAIN,
    day="procedure",
)
def notified(f: FactView, law: LawView) -> ir.BooleanValue:
    """Notice at least 90 days before the term ends.

    Not modelled: who must be notified. Errs towards "complies".
    """
    return notified_days_before(f, law["min_notice"])


@rule(
    "nd-115-2020.art-51",
    vi="Viên chức quản lý: cán bộ chủ chốt trên 50% số người được triệu tập, không đạt thì báo cáo",
    applies=public_leaders,
    kinds=AGAIN,
    day="procedure",
)
def key_staff_ballot(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of those summoned to the key-staff meeting; at half or below it was reported.

    Not modelled: the answer to that report. Errs towards "complies".
    """
    won = law.above(f.key_staff_votes, f.key_staff_convened)
    return ibis.cases((won, True), (~won, f.notice_report_to_authority), else_=unproven())


@rule(
    "nd-115-2020.art-51",
    vi="Viên chức quản lý: tập thể lãnh đạo trên 50% tổng số thành viên",
    applies=public_leaders,
    kinds=AGAIN,
    day="procedure",
)
def leadership_ballot(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of all members of the leadership; what follows at half or below is left open.

    Not modelled: the choice of the head and reports. Errs towards "unproven".
    """
    won = law.above(f.final_votes, f.final_members)
    return ibis.cases((won, True), else_=unproven())


@rule(
    "nd-115-2020.art-54.k3",
    vi="Viên chức quản lý từ chức: trao đổi, báo cáo trong 10 ngày làm việc, quyết định trong 10 ngày (tối đa 15)",
    applies=public_leaders,
    kinds=RESIGNATION,
    day="procedure",
)
def resignation_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """Talk and report within ten working days of the letter, decision within ten more, at most fifteen.

    Not modelled: whether the reason for taking longer was objective. Errs towards "complies" for it.
    """
    return prepared_in_time(f, "letter", law["proposal_deadline"]) & exit_decided_in_time(f, law)


_GROUNDS = (
    "discipline_lost_standing",
    "discipline_twice_in_term",
    "low_confidence",
    "rating_failed_once",
    "ratings_failed_two_years",
)


@rule(
    "nd-115-2020.art-55.k1",
    vi="Viên chức quản lý: căn cứ miễn nhiệm được hồ sơ chứng minh",
    applies=lambda f: public_leaders(f) & f.exit_ground.isin(_GROUNDS),
    kinds=DISMISSAL,
)
def dismissal_grounds(f: FactView, law: LawView) -> ir.BooleanValue:
    """Dismissal rests on lost standing after discipline, two disciplines in a term, low votes, or two failing years.

    Lost standing is for a person to find. Not modelled: conclusions of other bodies. Errs towards "unproven".
    """
    counted = f.reprimands_or_warnings_in_term, f.reprimands_or_warnings_in_term_at_most
    return borne_out(f, low_votes_above(f, law), twice(*counted, law["reprimand_or_warning_count"]))


@rule(
    "nd-115-2020.art-55.k2.b",
    vi="Viên chức quản lý: biểu quyết miễn nhiệm đạt từ 50% trở lên",
    applies=public_leaders,
    kinds=DISMISSAL,
    day="procedure",
)
def dismissal_vote(f: FactView, law: LawView) -> ir.BooleanValue:
    """The vote on the dismissal reached at least half, whether of all members or of those present.

    Of what the half is counted was not read: unproven where the two give different answers. Not modelled: another base.
    Errs towards "unproven".
    """
    of_members = law.at_least(f.final_votes, f.final_members, "threshold")
    of_those_present = law.at_least(f.final_votes, f.final_present, "threshold")
    return ibis.cases((of_members, True), (~of_those_present, False), else_=unproven())


@rule(
    "nd-115-2020.art-55.k3",
    vi="Viên chức quản lý: miễn nhiệm do hai năm không hoàn thành nhiệm vụ thì cho thôi việc",
    applies=lambda f: public_leaders(f) & (f.exit_ground == "ratings_failed_two_years"),
    kinds=DISMISSAL,
)
def separated_after_failing(f: FactView, law: LawView) -> ir.BooleanValue:
    """Who was dismissed for two failing years leaves the service; the same decision may say so.

    Not modelled: a dismissal that itself says so, which the record cannot show. Errs towards "unproven".
    """
    return ibis.cases((f.separated_later, True), else_=unproven())
