"""The request for the appointment policy (chủ trương) and the deadlines that run from it."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import ordinary


@rule("nd-138-2020.art-46.k1", vi="Trả lời chủ trương trong 10 ngày", applies=ordinary, day="procedure")
def answered_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """The authority answers the request within ten days.

    Not modelled: a last day that is a day off. Errs towards "violates" by up to two days.
    """
    return f.answer_days <= law["answer_deadline"]


@rule(
    "nd-138-2020.art-46.k1",
    vi="Bắt đầu quy trình trong 15 ngày từ khi có chủ trương",
    applies=ordinary,
    day="procedure",
)
def started_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """The body starts the selection within fifteen days of the written approval.

    Not modelled: a last day that is a day off. Errs towards "violates" by up to two days.
    """
    return f.start_days <= law["start_deadline"]


@rule(
    "nd-138-2020+nd-116-2024.art-46.k1.b",
    vi="Quyết định chủ trương trong 15 ngày làm việc",
    applies=ordinary,
    day="procedure",
)
def answered_r2(f: FactView, law: LawView) -> ir.BooleanValue:
    """The authority decides on the policy within 15 working days of the request.

    Not modelled: nothing known. Errs in no direction while the calendar is known.
    """
    return f.answer_working_days <= law["answer_deadline"]


@rule(
    "nd-138-2020+nd-116-2024.art-46.k1.b",
    vi="Hoàn thành quy trình trong 30 ngày làm việc",
    applies=ordinary,
    day="procedure",
)
def finished_r2(f: FactView, law: LawView) -> ir.BooleanValue:
    """The procedure ends within 30 working days of the approval, or the delay was reported.

    Not modelled: whether R2 allowed a report at all (it is written in R3). Errs towards "complies".
    """
    return (f.finish_working_days <= law["finish_deadline"]) | f.notice_report_to_authority


@rule("nd-170-2025.art-33.k1.b", vi="Quyết định chủ trương trong 15 ngày làm việc", applies=ordinary, day="procedure")
def answered_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The authority decides on the policy within 15 working days of the request.

    Not modelled: whether the answer names the source of personnel. Errs towards "complies".
    """
    return f.answer_working_days <= law["answer_deadline"]


@rule(
    "nd-170-2025.art-33.k1.c",
    vi="Hoàn thành quy trình trong 30 ngày làm việc hoặc có báo cáo",
    applies=ordinary,
    day="procedure",
)
def finished_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The procedure ends within 30 working days of the approval, or the delay was reported.

    Not modelled: the reasons in the report. Errs towards "complies".
    """
    return (f.finish_working_days <= law["finish_deadline"]) | f.notice_report_to_authority


@rule(
    "nd-170-2025+nd-300-2026.art-33.k1.b",
    vi="Quyết định chủ trương trong 15 ngày làm việc",
    applies=ordinary,
    day="procedure",
)
def answered_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The authority decides on the policy within 15 working days of the request.

    Not modelled: whether the answer names the source of personnel. Errs towards "complies".
    """
    return f.answer_working_days <= law["answer_deadline"]


@rule(
    "nd-170-2025+nd-300-2026.art-33.k1.c",
    vi="Hoàn thành quy trình trong 30 ngày làm việc hoặc có giải trình, báo cáo",
    applies=ordinary,
    day="procedure",
)
def finished_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The procedure ends within 30 working days of the approval, or the delay was explained and reported.

    Not modelled: the reasons given. Errs towards "complies".
    """
    told = f.notice_report_to_authority | f.notice_explanation
    return (f.finish_working_days <= law["finish_deadline"]) | told


@rule(
    "qd-80-2022.art-20",
    vi="Hoàn thành quy trình trong 30 ngày làm việc từ khi có chủ trương (chức danh do Trung ương quản lý)",
    applies=lambda f: f.leadership_post & (f.managed_by == "central"),
    kinds=("appointment", "nomination"),
)
def finished_80(f: FactView, law: LawView) -> ir.BooleanValue:
    """Posts of the Politburo and Secretariat: the first step follows the approval and the last ends within 30 working days.

    Not modelled: an explanation to the Politburo other than a report on record. Errs towards "violates".
    """
    in_order = f.process_started_on >= f.policy_answered_on
    in_time = (f.finish_working_days <= law["deadline_from_approval"]) | f.notice_explanation
    return in_order & (in_time | f.notice_report_to_authority)
