"""Secondments (biệt phái): length and extension, letters and talk, mothers of young children."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import met_beforehand, unproven


def _civil(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.civil_servant
    return scope


def _three_years(f: FactView, months: int, longer: Any) -> ir.BooleanValue:
    """Within so many months; a decision that prints more violates, and what lasted longer needs `longer`."""
    limit = (f.effective_on + ibis.interval(months=months)).cast("date")
    # Still running on the day of the audit: that day too is a day of secondment.
    running = f.posting_ended_on.isnull() & f.posting_lasted_until.notnull()
    over = (f.posting_ended_on > limit) | (running & (f.posting_lasted_until >= limit))
    return ibis.cases(
        (f.posting_ended_on <= limit, True),
        (f.ends_on > limit, False),
        (over, longer & (f.ends_on <= limit)),
        (f.ends_on <= limit, True),
        else_=unproven(),
    )


@rule(
    "nd-138-2020.art-27.k2",
    vi="Thời hạn biệt phái không quá 3 năm",
    applies=_civil,
    kinds=("secondment",),
    special_case=True,
)
def three_years_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """At most three years, unless the sending body decided to extend it or a sector law says otherwise.

    A sector law that allows more is recorded as a special case. Not modelled: which body decided the extension. Errs
    towards "complies".
    """
    return _three_years(f, law["max_secondment"], f.posting_extended)


@rule(
    "nd-170-2025.art-26.k2",
    vi="Thời hạn biệt phái không quá 3 năm",
    applies=_civil,
    kinds=("secondment",),
    special_case=True,
)
def three_years_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """At most three years, unless the sending body decided to extend it or a sector law says otherwise.

    A sector law that allows more is recorded as a special case. Not modelled: which body decided the extension. Errs
    towards "complies".
    """
    return _three_years(f, law["max_secondment"], f.posting_extended)


@rule(
    "nd-170-2025+nd-300-2026.art-26.k2",
    vi="Thời hạn biệt phái không quá 3 năm, chỉ kéo dài vì nhiệm vụ đột xuất chưa xong",
    applies=_civil,
    kinds=("secondment",),
    special_case=True,
)
def three_years_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """At most three years; longer only by an extension for an urgent task that is unfinished for objective reasons.

    Not modelled: the objective reasons, which a person must judge. Errs towards "unproven".
    """
    urgent = ibis.ifelse(~f.urgent_task, False, unproven())
    return _three_years(f, law["max_secondment"], f.posting_extended & urgent)


@rule(
    "nd-170-2025+nd-300-2026.art-26.k2",
    vi="Chỉ kéo dài biệt phái vì nhiệm vụ đột xuất, cấp bách chưa hoàn thành",
    applies=lambda f: f.civil_servant & f.on_secondment.fill_null(False),
    kinds=("extension",),
)
def extended_for_urgent_task_only(f: FactView, law: LawView) -> ir.BooleanValue:
    """The decision that extends a running secondment says that its task is urgent.

    It concerns extensions signed while the record shows the person on secondment. Not modelled: the objective reasons,
    which a person must judge. Errs towards "unproven".
    """
    return ibis.ifelse(~f.urgent_task, False, unproven())


@rule(
    "nd-170-2025.art-26.k5",
    vi="Biệt phái: hai cơ quan thống nhất bằng văn bản trước khi quyết định",
    applies=_civil,
    kinds=("secondment",),
)
def both_agreed_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Sending and receiving body agreed in writing before the decision.

    The written opinion of the receiving body counts as its letter. Not modelled: what the letters say. Errs towards
    "complies".
    """
    return (f.agreement_from_receiving | f.notice_receiving_opinion) & f.agreement_from_sending


@rule(
    "nd-170-2025.art-26.k5",
    vi="Gặp gỡ công chức trước khi quyết định biệt phái (khoản 6)",
    applies=_civil,
    kinds=("secondment",),
)
def talk_before_secondment_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The head met the person before the decision (Clause 6).

    A talk on the very day counts as before. Not modelled: what was explained and heard. Errs towards "complies".
    """
    return met_beforehand(f)


@rule(
    "nd-170-2025+nd-300-2026.art-26.k5",
    vi="Biệt phái: ý kiến nơi tiếp nhận, gặp gỡ, thống nhất bằng văn bản, trình quyết định, đúng thứ tự",
    applies=_civil,
    kinds=("secondment",),
)
def four_steps_in_order_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Opinion of the receiving body, talk, written agreement, submission: all on file, in this order, by the decision.

    The first paper of each kind counts. Not modelled: a step that was held again in order. Errs towards "violates".
    """
    on_file = f.notice_receiving_opinion & f.notice_talk & f.notice_agreement & f.proposal_on_file
    in_order = (f.receiving_opinion_on <= f.talk_on) & (f.talk_on <= f.agreement_on)
    return on_file & in_order & (f.agreement_on <= f.proposal_issued_on)


def _no_young_child(f: FactView, months: int) -> ir.BooleanValue:
    old_enough: ir.BooleanValue = ~f.open_maternity & (f.child_months >= months)
    return old_enough


@rule(
    "nd-138-2020.art-27.k-maternity",
    vi="Không biệt phái công chức nữ mang thai, nuôi con dưới 36 tháng",
    applies=lambda f: f.civil_servant & f.female,
    kinds=("secondment",),
)
def no_young_child_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """No woman raising a child under 36 months, or on maternity leave, is seconded.

    Not modelled: pregnancy before the leave. Errs towards "complies".
    """
    return _no_young_child(f, law["child_age_limit"])


@rule(
    "l-22-2008.art-53.k6",
    vi="Không biệt phái công chức nữ mang thai, nuôi con dưới 36 tháng (Luật 2008)",
    applies=lambda f: f.civil_servant & f.female,
    kinds=("secondment",),
)
def no_young_child_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """No woman raising a child under 36 months, or on maternity leave, is seconded.

    Not modelled: pregnancy before the leave. Errs towards "complies".
    """
    return _no_young_child(f, law["child_age_limit"])
