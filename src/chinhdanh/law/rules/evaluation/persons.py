"""A person's yearly rating: time worked, absence, discipline, the score, and what a failing year means for a rise."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_leaders, unproven

OWN = ("own_rating",)


def _staff(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.rated_state_staff
    return scope


def _civil(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.rated_civil_servant
    return scope


def _public(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.rated_public_employee
    return scope


def _rated_only_after(f: FactView, months: int) -> ir.BooleanValue:
    return ibis.cases(
        (f.worked_months_at_least >= months, True),
        (f.own_rating.notnull() & (f.worked_months_at_most < months), False),
        else_=unproven(),
    )


@rule(
    "nd-90-2020.art-2.duoi-6-thang", vi="Làm việc dưới 6 tháng trong năm thì không xếp loại", applies=_staff, kinds=OWN
)
def six_months_worked_90(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whoever worked under six months in the year is not rated.

    Not modelled: unpaid leave, which the register does not hold; self-review for the time worked. Errs towards "complies".
    """
    return _rated_only_after(f, law["min_worked"])


@rule(
    "nd-233-2026.art-14", vi="Viên chức làm việc dưới 6 tháng trong năm thì không xếp loại", applies=_public, kinds=OWN
)
def six_months_worked_233(f: FactView, law: LawView) -> ir.BooleanValue:
    """A public employee who worked under six months in the year is not rated.

    Not modelled: unpaid leave, which the register does not hold. Errs towards "complies".
    """
    return _rated_only_after(f, law["min_worked"])


@rule(
    "nd-90-2020.art-2.nghi-3-6",
    vi="Nghỉ từ 3 đến dưới 6 tháng thì không xếp loại tốt trở lên",
    applies=lambda f: _staff(f) & f.own_rating.notnull(),
    kinds=OWN,
)
def absent_three_months(f: FactView, law: LawView) -> ir.BooleanValue:
    """After an absence of three to under six months the rating is at most "completed"; maternity leave does not count.

    Not modelled: unpaid leave, which the register does not hold. Errs towards "complies".
    """
    least, most = f.absent_months_at_least, f.absent_months_at_most
    low = f.own_rating.isin((law["max_rating"], "failed"))
    in_band = (least >= law["absence_from"]) & (most < law["absence_below"])
    return ibis.cases(
        (low | (most < law["absence_from"]).fill_null(False) | (least >= law["absence_below"]).fill_null(False), True),
        (in_band, False),
        else_=unproven(),
    )


@rule(
    "nd-90-2020+nd-48-2023.art-2.kyluat",
    vi="Bị kỷ luật trong năm thì xếp loại không hoàn thành nhiệm vụ",
    applies=lambda f: _staff(f) & f.disciplined_in_year,
    kinds=OWN,
)
def failing_after_discipline_90(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whoever is disciplined in the year is rated "not completed", each act once.

    For 2025 a discipline unconnected with duties is disputed, and a failing year after an act already counted may have
    other grounds: both unproven. Not modelled: whether the earlier year was in fact rated for the act. Errs towards
    "complies".
    """
    failed = f.own_rating == law["result"]
    settled = (f.own_year < law["duties_only_from_year"]) | f.disciplined_for_duties
    return ibis.cases(
        (~f.newly_disciplined_in_year, ibis.cases((~failed, True), else_=unproven())),
        (settled & f.newly_disciplined_in_year, failed),
        else_=unproven(),
    )


def _failing_for_duties(f: FactView, result: str) -> ir.BooleanValue:
    failed: ir.BooleanValue = f.own_rating == result
    return failed


@rule(
    "nd-335-2025.khong-hoan-thanh",
    vi="Bị kỷ luật liên quan đến công vụ trong năm thì không hoàn thành nhiệm vụ",
    applies=lambda f: _civil(f) & f.disciplined_for_duties,
    kinds=OWN,
)
def failing_for_duties_335(f: FactView, law: LawView) -> ir.BooleanValue:
    """A civil servant disciplined in connection with duties is rated "not completed" whatever the score.

    Not modelled: conclusions of degradation, a unit involved in corruption. Errs towards "complies".
    """
    return _failing_for_duties(f, law["result"])


@rule(
    "nd-233-2026.art-14",
    vi="Viên chức bị kỷ luật liên quan đến nhiệm vụ thì không hoàn thành nhiệm vụ",
    applies=lambda f: _public(f) & f.disciplined_for_duties,
    kinds=OWN,
)
def failing_for_duties_233(f: FactView, law: LawView) -> ir.BooleanValue:
    """A public employee disciplined in connection with duties is rated "not completed"; one act counts once.

    Not modelled: an act at the old body, which counts for that body's rating. Errs towards "complies".
    """
    return _failing_for_duties(f, law["result"])


def _level_fits(f: FactView, law: LawView) -> ir.BooleanValue:
    """The level is not above what the score allows; below it only "good" for 90 and more, since the cap may push down.

    "Not completed" with a passing score may rest on other grounds.
    """
    score, rating = f.own_score, f.own_rating
    excellent, good, completed = law["excellent_from"], law["good_from"], law["completed_from"]
    return ibis.cases(
        (rating == "excellent", score >= excellent),
        (rating == "good", score >= good),
        (rating == "completed", (score >= completed) & (score < good)),
        (rating == "failed", ibis.ifelse(score < completed, True, unproven())),
        else_=unproven(),
    )


def _scored(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.own_score.notnull() & f.own_rating.notnull()
    return scope


@rule(
    "nd-335-2025.muc-xep-loai",
    vi="Mức xếp loại công chức đúng với số điểm",
    applies=lambda f: _civil(f) & _scored(f),
    kinds=OWN,
)
def level_by_score_335(f: FactView, law: LawView) -> ir.BooleanValue:
    """The level fits the score: excellent from 90, good from 70, completed from 50.

    Not modelled: the two parts of the score. Errs towards "complies".
    """
    return _level_fits(f, law)


@rule(
    "nd-335-2025.thang-diem",
    vi="Tổng điểm xếp loại công chức không quá 100",
    applies=lambda f: _civil(f) & f.own_score.notnull(),
    kinds=OWN,
)
def score_within_scale_335(f: FactView, law: LawView) -> ir.BooleanValue:
    """No total is above the general criteria and the results together.

    The two parts are not on record, so a possible total proves nothing of them: unproven. Not modelled: either part by
    itself. Errs towards "unproven".
    """
    return ibis.cases((f.own_score > law["general_max"] + law["results_max"], False), else_=unproven())


@rule(
    "nd-233-2026.art-12",
    vi="Mức xếp loại viên chức đúng với số điểm",
    applies=lambda f: _public(f) & _scored(f),
    kinds=OWN,
)
def level_by_score_233(f: FactView, law: LawView) -> ir.BooleanValue:
    """The level of a public employee fits the score: excellent from 90, good from 70, completed from 50.

    Not modelled: the parts of the score. Errs towards "complies".
    """
    return _level_fits(f, law)


@rule(
    "qd-366-2025.art-11",
    vi="Mức xếp loại người lãnh đạo đúng với số điểm (quy định của Đảng)",
    applies=lambda f: f.rated_leader & _scored(f),
    kinds=OWN,
)
def level_by_score_366(f: FactView, law: LawView) -> ir.BooleanValue:
    """The level of a leader fits the score: excellent from 90, good from 70, completed from 50.

    From 70 points with a task late no level fits, so "completed" is unproven there. Not modelled: tasks done, late and
    above what was asked; the body led. Errs towards "complies".
    """
    open_band = (f.own_rating == "completed") & (f.own_score >= law["good_from"])
    return ibis.ifelse(open_band, unproven(), _level_fits(f, law))


@rule(
    "qd-366-2025.khong-hoan-thanh",
    vi="Kết luận chạy chức, chạy quyền thì không hoàn thành nhiệm vụ",
    applies=lambda f: f.office_buying_concluded,
    kinds=OWN,
)
def failing_after_office_buying(f: FactView, law: LawView) -> ir.BooleanValue:
    """Wrongdoing in personnel work or office-buying concluded in the year means "not completed".

    A later conclusion about acts of the year is unproven. Not modelled: disunity and factions; tasks done; conclusions
    without discipline. Errs towards "complies".
    """
    failed: ir.BooleanValue = f.own_rating == "failed"
    return failed


@rule(
    "qd-366-2025.khong-hoan-thanh",
    vi="Dưới 50 điểm thì không hoàn thành nhiệm vụ",
    applies=lambda f: f.rated_leader & _scored(f),
    kinds=OWN,
)
def failing_below_fifty(f: FactView, law: LawView) -> ir.BooleanValue:
    """Under 50 points the rating is "not completed".

    Not modelled: the share of tasks done. Errs towards "complies".
    """
    return ibis.ifelse(f.own_score < law["points_below"], f.own_rating == "failed", True)


def _rated_under_335(f: FactView) -> Any:
    """The year before was rated under Decree 335, 2026 or later."""
    return f.on >= ibis.date(2027, 1, 1)


@rule(
    "nd-335-2025.su-dung",
    vi="Không hoàn thành nhiệm vụ năm trước thì không bổ nhiệm chức vụ cao hơn",
    applies=lambda f: civil_leaders(f) & f.higher_post & _rated_under_335(f),
)
def no_rise_after_failing(f: FactView, law: LawView) -> ir.BooleanValue:
    """No higher post in the year after a failing one.

    Not modelled: a lower position or separation, which are to be considered. Errs towards "complies".
    """
    free: ir.BooleanValue = f.rating_1 != "failed"
    return free
