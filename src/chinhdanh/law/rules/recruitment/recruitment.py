"""Recruitment: age, bars, leadership positions, taking up work; moving to a position of a higher rank."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import no_open_case, unproven, within_months


def _civil(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.civil_servant
    return scope


def _of_age(f: FactView, years: int) -> ir.BooleanValue:
    return ibis.cases(
        (f.years_at_application >= years, True),
        (f.years_on_day_at_most < years, False),
        else_=unproven(),
    )


@rule("l-22-2008.art-36", vi="Người dự tuyển đủ 18 tuổi trở lên", applies=_civil, kinds=("recruitment",))
def of_age_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """Eighteen when applying; younger than that on the day of signing violates whenever the application was.

    Not modelled: nationality, residence, diploma, character, criminal record. Errs towards "complies".
    """
    return _of_age(f, law["min_age"])


@rule("l-80-2025.art-19.k1", vi="Người dự tuyển đủ 18 tuổi trở lên", applies=_civil, kinds=("recruitment",))
def of_age_2025(f: FactView, law: LawView) -> ir.BooleanValue:
    """Eighteen when applying; younger than that on the day of signing violates whenever the application was.

    Not modelled: nationality, residence, character, conditions of the position. Errs towards "complies".
    """
    return _of_age(f, law["min_age"])


@rule(
    "l-80-2025.art-19.k2",
    vi="Tuyển dụng vào vị trí lãnh đạo: đủ tiêu chuẩn, điều kiện bổ nhiệm",
    applies=lambda f: f.civil_servant & f.leadership_post,
    kinds=("recruitment",),
    special_case=True,
)
def leaders_meet_appointment_conditions(f: FactView, law: LawView) -> ir.BooleanValue:
    """Service left for a whole term, fit in health, in the succession plan; without a plan an outsider is unproven.

    Not modelled: general standards, time in post, ratings and papers. Errs towards "complies".
    """
    planned = ibis.ifelse(f.planned_for_post, True, unproven())
    return (f.months_left_on_day >= f.term_months) & f.health_fit & planned


@rule(
    "l-80-2025.art-19.k3",
    vi="Không tuyển dụng người đang bị truy cứu trách nhiệm hình sự, chưa được xóa án tích",
    applies=_civil,
    kinds=("recruitment",),
)
def not_barred_from_applying(f: FactView, law: LawView) -> ir.BooleanValue:
    """Not under investigation, prosecution or trial, and the criminal record extract shows no bar.

    Not modelled: capacity, compulsory rehabilitation or education unless the extract tells. Errs towards "complies".
    """
    return no_open_case(f, ["investigation", "prosecution", "trial"]) & f.criminal_record_clear


@rule(
    "nd-170-2025.art-18.k2",
    vi="Hủy kết quả trúng tuyển khi hồ sơ không hoàn thiện hoặc dùng giấy tờ giả",
    applies=_civil,
    kinds=("recruitment",),
)
def bad_result_cancelled(f: FactView, law: LawView) -> ir.BooleanValue:
    """Nobody whose file stayed incomplete, or whose papers were found false by the day, keeps the recruitment.

    Not modelled: the refusal of a cheat in the next round. Errs towards "complies".
    """
    return f.revoked | (f.file_complete & ~f.false_documents_found)


def _came_in_time(f: FactView, days: int) -> ir.BooleanValue:
    last_day = f.on + ibis.interval(days=days)
    no_more_time = ibis.ifelse(~f.notice_time_extension, False, unproven())
    absent = f.taken_up_on.isnull() & f.coverage_tenure.notnull() & (f.as_of > last_day)
    return ibis.cases(
        (f.taken_up_on <= last_day, True),
        (f.taken_up_on > last_day, no_more_time),
        (absent, no_more_time),
        else_=unproven(),
    )


@rule(
    "nd-170-2025.art-19.k3",
    vi="Hủy quyết định tuyển dụng khi không đến nhận việc trong 30 ngày hoặc thuộc diện không được tuyển",
    applies=_civil,
    kinds=("recruitment",),
)
def no_show_cancelled_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Taken up by day 30 with a clean criminal record extract, or else cancelled.

    Not modelled: receipt of the decision, from which others may count; an extension of time is unproven. Errs towards
    "violates" by the days of delivery.
    """
    return f.revoked | (_came_in_time(f, law["take_up"]) & f.criminal_record_clear)


@rule(
    "nd-170-2025+nd-300-2026.art-19",
    vi="Nhận việc trong 15 ngày, nếu không quyết định tuyển dụng tự hết hiệu lực",
    applies=_civil,
    kinds=("recruitment",),
)
def lapsed_after_15_days_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Work taken up by day 15; whoever is kept after that holds a decision that has lapsed.

    Not modelled: receipt of the decision, from which others may count; an extension of time, or a person who never came,
    is unproven. Errs towards "violates" by the days of delivery.
    """
    last_day = f.on + ibis.interval(days=law["take_up"])
    kept = ibis.ifelse(~f.notice_time_extension, False, unproven())
    return ibis.cases(
        (f.revoked, True),
        (f.taken_up_on <= last_day, True),
        ((f.taken_up_on > last_day) & ~f.revoked, kept),
        else_=unproven(),
    )


@rule(
    "nd-170-2025+nd-300-2026.art-23.k4.b",
    vi="Chuyển sang vị trí có ngạch cao hơn: năm liền kề hoàn thành tốt, không trong thời hạn kỷ luật",
    applies=_civil,
    kinds=("grade_promotion",),
)
def good_year_before_higher_rank(f: FactView, law: LawView) -> ir.BooleanValue:
    """Rated good or better in the year before; no discipline in effect or in the making, no criminal procedure.

    Not modelled: functional equivalence of earlier work, other conditions of the point. Errs towards "complies".
    """
    in_effect = within_months(f, f.state_discipline_runs_from, law.of("nd-172-2025.art-2.k9", "validity"))
    free = no_open_case(f, ["discipline_review", "investigation", "prosecution", "trial"])
    return f.rating_1.isin(law["accepted_ratings"]) & free & ~in_effect
