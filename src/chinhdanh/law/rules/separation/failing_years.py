"""Years rated “not completed” and what has to follow."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven

FAILING = ("failing_year",)


@rule(
    "l-22-2008.art-58.k3.a",
    vi="Hai năm liên tiếp không hoàn thành nhiệm vụ thì cho thôi việc",
    applies=lambda f: f.failing_civil_servant & f.failing_1_before,
    kinds=FAILING,
)
def let_go_after_two_years_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """A civil servant who fails in two consecutive years is let go from the service.

    Rated again two years later, the person stayed. Not modelled: how soon. Errs towards "unproven".
    """
    return ibis.cases(
        (f.failing_separated, True), (f.failing_served_on.fill_null(False), False), else_=f.failing_separated
    )


@rule(
    "l-22-2008.art-58.k3.c",
    vi="Không giữ chức vụ, hai năm không liên tiếp không hoàn thành trong ba năm: bố trí vị trí thấp hơn",
    applies=lambda f: (
        f.failing_civil_servant
        & ~f.failing_leader
        & (f.failing_2_before | f.failing_3_before)
        & ~f.failing_1_before.fill_null(False)
    ),
    kinds=FAILING,
)
def lower_position_after_two_years_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """Who holds no leadership post and fails in two years of three, not consecutive, gets a position of lower demands.

    How three years are counted is not said: failing years three apart are unproven. Not modelled: positions within one
    post. Errs towards "unproven".
    """
    raised = f.failing_raised.fill_null(False) & f.failing_2_before.fill_null(False)
    return ibis.cases((f.failing_lowered.fill_null(False), True), (raised, False), else_=unproven())


@rule(
    "l-22-2008.art-29",
    vi="Cán bộ hai năm liên tiếp không hoàn thành nhiệm vụ thì miễn nhiệm",
    applies=lambda f: f.failing_cadre & f.failing_1_before,
    kinds=FAILING,
)
def cadre_dismissed_after_two_years_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """A cadre who fails in two consecutive years is dismissed, not nominated or reappointed again.

    Not modelled: which body is competent for an elected post. Errs towards "unproven".
    """
    again = f.failing_renominated.fill_null(False)
    return ibis.cases((f.failing_dismissed.fill_null(False), True), (again, False), else_=unproven())


@rule(
    "l-80-2025.art-27.k1.c",
    vi="Không hoàn thành nhiệm vụ: xem xét bố trí vị trí thấp hơn hoặc cho thôi việc",
    applies=lambda f: f.failing_civil_servant,
    kinds=FAILING,
)
def lower_or_let_go_2025(f: FactView, law: LawView) -> ir.BooleanValue:
    """Who fails in a year is considered for a lower position or for separation, and not raised.

    No decision at all is unproven: to consider leaves discretion. Not modelled: the reasons for a higher post or grade.
    Errs towards "violates" for them.
    """
    done = f.failing_lowered.fill_null(False) | f.failing_separated.fill_null(False)
    return ibis.cases((done, True), (f.failing_raised.fill_null(False), False), else_=unproven())


@rule(
    "nd-170-2025+nd-300-2026.art-52.k3",
    vi="Hai năm không liên tiếp không hoàn thành trong thời hạn, không có đơn từ chức: xem xét miễn nhiệm",
    applies=lambda f: f.failing_civil_servant & f.failing_leader & f.failing_twice_in_term,
    kinds=FAILING,
)
def dismissal_reviewed_without_letter_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """A leader with two failing years in a term, not consecutive, who does not resign is reviewed for dismissal.

    A review that ended without dismissal is not in the record. Not modelled: how long the person may take to write, and
    the grounds that rest on conclusions. Errs towards "violates" where decisions are declared complete.
    """
    return f.failing_dismissed | f.failing_resigned


@rule(
    "l-22-2008.art-58.k3.b",
    vi="Hai năm không liên tiếp không hoàn thành trong thời hạn bổ nhiệm thì không bổ nhiệm lại",
    applies=lambda f: f.civil_servant & (f.term_years_failed > 0),
    kinds=("reappointment", "transfer"),
)
def not_reappointed_after_two_years_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """A leader with two failing years in one term is given other work or not reappointed.

    Failing years in two different terms are not counted together. Not modelled: whether the other work is fitting. Errs
    towards "complies" for it.
    """
    return (f.kind != "reappointment") | (f.term_years_failed < law["nonconsecutive_fail_years"])
