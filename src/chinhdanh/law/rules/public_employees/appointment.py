"""Public employees in leadership: term, planning, time in post, age, bars, procedure and dossier of an appointment."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law import scopes
from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import (
    chosen_at_step_2,
    chosen_at_step_3,
    enough_service_left,
    five_years,
    held_for,
    left_to_the_authority,
    no_open_case,
    photo_and_health_fresh,
    quorum,
    unproven,
    won_final_vote,
)

FIVE = ("leadership_1", "enlarged_leadership", "leadership_2", "key_staff", "final")


def public_leaders(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.public_employee & f.leadership_post
    return scope


def _ordinary(f: FactView) -> ir.BooleanValue:
    """All but placements into an equal or lower post after a reorganisation."""
    return public_leaders(f) & ~(f.after_reorganization & f.equal_or_lower_post)


def _first_or_higher(f: FactView) -> ir.BooleanValue:
    return _ordinary(f) & (f.first_leadership | f.higher_post)


def _not_first(f: FactView) -> ir.BooleanValue:
    return _ordinary(f) & ~f.first_leadership


def _on_site(f: FactView) -> ir.BooleanValue:
    return public_leaders(f) & (f.source == "on_site") & ~f.after_reorganization


def _external(f: FactView) -> ir.BooleanValue:
    return _ordinary(f) & (f.source == "external")


@rule("nd-115-2020.art-43", vi="Viên chức quản lý: thời hạn mỗi lần bổ nhiệm là 5 năm", applies=public_leaders)
def five_year_term(f: FactView, law: LawView) -> ir.BooleanValue:
    """Each appointment runs five years; a shorter term needs a sector law, which the record does not hold.

    Not modelled: sector laws. Errs towards "unproven" for shorter terms.
    """
    return five_years(f, law)


@rule(
    "nd-115-2020.art-44.k2",
    vi="Viên chức quản lý: được quy hoạch chức vụ bổ nhiệm, tương đương hoặc cao hơn",
    applies=_ordinary,
    special_case=True,
)
def planned(f: FactView, law: LawView) -> ir.BooleanValue:
    """The appointee stood in the approved plan for the post, an equivalent or a higher one.

    In a new body without an approved plan nothing is proven. Not modelled: nothing beyond the level of the planned post.
    Errs towards "unproven" where levels are not recorded.
    """
    return left_to_the_authority(f.new_body, f.planned_for_equal_or_higher)


@rule(
    "nd-115-2020.art-44.k3",
    vi="Viên chức quản lý: giữ chức vụ hiện tại hoặc tương đương ít nhất 24 tháng",
    applies=_not_first,
    special_case=True,
)
def time_in_post(f: FactView, law: LawView) -> ir.BooleanValue:
    """At least 24 months in the present or an equivalent post, except for a first appointment.

    Not modelled: whether broken spells add up. Errs towards "complies" for them.
    """
    return held_for(f.months_in_equivalent_posts, f.months_in_equivalent_posts_at_most, law["min_time_in_post"])


@rule(
    "nd-115-2020.art-44.k5",
    vi="Viên chức quản lý: còn đủ tuổi công tác trọn một thời hạn",
    applies=_first_or_higher,
    special_case=True,
)
def full_term_left(f: FactView, law: LawView) -> ir.BooleanValue:
    """Service left for the whole term, for a first or higher post; the day the proposal was received counts.

    Not modelled: another day of measurement fixed by an authority. Errs towards "unproven" where no day is recorded.
    """
    return enough_service_left(f, f.term_months.coalesce(law["min_service_left"]))


@rule(
    "nd-115-2020.art-44.k7-8",
    vi="Viên chức quản lý: không bị cấm, không đang bị xử lý kỷ luật, điều tra, truy tố, xét xử",
    applies=_ordinary,
)
def no_bar(f: FactView, law: LawView) -> ir.BooleanValue:
    """Not banned from office, no discipline or criminal case open.

    Not modelled: restrictions after a discipline, whose length the clause leaves to Party and law. Errs towards
    "complies".
    """
    return no_open_case(f, law["proceeding_kinds"])


@rule(
    "nd-115-2020.art-46.k1",
    vi="Viên chức quản lý: trả lời chủ trương trong 10 ngày làm việc",
    applies=_ordinary,
    day="procedure",
)
def answered(f: FactView, law: LawView) -> ir.BooleanValue:
    """The request is answered within ten working days.

    Not modelled: nothing known. Errs in no direction while the calendar is known.
    """
    return f.answer_working_days <= law["answer_deadline"]


@rule(
    "nd-115-2020.art-46.k1",
    vi="Viên chức quản lý: hoàn thành quy trình trong 30 ngày làm việc",
    applies=_ordinary,
    day="procedure",
)
def finished(f: FactView, law: LawView) -> ir.BooleanValue:
    """The procedure ends within thirty working days of the answer.

    Not modelled: reasons for taking longer. Errs towards "violates".
    """
    return f.finish_working_days <= law["finish_deadline"]


@rule(
    "nd-115-2020.art-46.k2",
    vi="Viên chức quản lý: đủ năm bước, đúng thứ tự",
    applies=_on_site,
    day="procedure",
)
def five_steps(f: FactView, law: LawView) -> ir.BooleanValue:
    """All five steps were held, in order, before the decision.

    Not modelled: nothing known. Errs towards "unproven" where the record of meetings is not declared complete.
    """
    return f.five_steps_in_order


@rule(
    "nd-115-2020.art-46.k2",
    vi="Viên chức quản lý: mỗi hội nghị có ít nhất 2/3 số người được triệu tập",
    applies=_on_site,
    day="procedure",
)
def two_thirds_present(f: FactView, law: LawView) -> ir.BooleanValue:
    """Every meeting had at least two thirds of those summoned.

    Not modelled: who must be summoned. Errs towards "complies".
    """
    return quorum(f, law, FIVE)


@rule(
    "nd-115-2020.art-46.k2",
    vi="Viên chức quản lý: bước 2 trên 50%, hoặc tất cả người đạt từ 30% cùng vào bước sau",
    applies=_on_site,
    day="procedure",
)
def step_2_vote(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of those summoned; if nobody, all names at 30 % or more go on; if none, it stops.

    Not modelled: a name first put forward at step 3, which step 3 judges. Errs towards "complies" for it.
    """
    return chosen_at_step_2(f, law)


@rule(
    "nd-115-2020.art-46.k2",
    vi="Viên chức quản lý: bước 3 trên 50% hoặc từ 30%; người mới phải đạt 2/3 tổng số thành viên",
    applies=_on_site,
    day="procedure",
)
def step_3_vote(f: FactView, law: LawView) -> ir.BooleanValue:
    """Thresholds as in step 2; a name other than those of step 2 needs two thirds of all members.

    Not modelled: nothing known. Errs towards "unproven" where it is not recorded whether the name was new.
    """
    return chosen_at_step_3(f, law)


@rule(
    "nd-115-2020.art-46.k2",
    vi="Viên chức quản lý: biểu quyết cuối trên 50% số người được triệu tập",
    applies=_on_site,
    day="procedure",
)
def final_vote(f: FactView, law: LawView) -> ir.BooleanValue:
    """The final vote gave more than half of those summoned; at exactly half the head chooses.

    Not modelled: whether opinions were reported at exactly half, asked here as for civil servants. Errs towards
    "unproven".
    """
    return won_final_vote(f, law, f.final_convened)


@rule(
    "nd-115-2020.art-46.k3",
    vi="Viên chức quản lý từ nơi khác: trên 50% ở nơi đang công tác",
    applies=_external,
    day="procedure",
)
def present_workplace_vote(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half at the present workplace; at half its head decides, below half it went to the authority.

    Not modelled: what the authority answered. Errs towards "complies".
    """
    votes, base = f.final_votes, f.final_convened
    won = ibis.cases(
        (law.above(votes, base), True),
        (law.exactly(votes, base), f.final_head_in_favour),
        (votes.isnull() | base.isnull(), unproven()),
        else_=f.notice_report_to_authority,
    )
    return ibis.ifelse(f.final_body_is_voting_body, won, unproven())


@rule(
    "nd-115-2020.art-48",
    vi="Viên chức quản lý: ảnh và giấy chứng nhận sức khỏe không quá 6 tháng",
    applies=_ordinary,
)
def dossier_fresh(f: FactView, law: LawView) -> ir.BooleanValue:
    """Photo and health certificate are at most six months old when the dossier is submitted.

    Not modelled: which the ten components are. Errs towards "complies".
    """
    return photo_and_health_fresh(f, law)


@rule(
    "nd-115-2020.art-47.k1.a",
    vi="Viên chức quản lý: sau sắp xếp, đổi tên thì thời hạn cũ được tiếp tục",
    applies=lambda f: public_leaders(f) & (f.reorganization.notnull() | f.after_reorganization) & f.equal_or_lower_post,
    kinds=("conversion", "appointment"),
)
def old_term_goes_on(f: FactView, law: LawView) -> ir.BooleanValue:
    """After a reorganisation or renaming, the holder of an equal or higher post keeps the old term to its own end.

    Not modelled: a procedure that was run all the same. Errs towards "violates" for it.
    """
    return scopes.old_term_goes_on(f)
