"""Streamlining and restructuring: who may leave, and how many years before retirement age."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven

LEAVING = ("retirement", "separation")
RETIREMENT = ("retirement",)


def _one(failed: Any) -> Any:
    return ibis.ifelse(failed, 1, 0)


def _window_open(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whether the policy still ran when the person left; after the day that the press named nobody can tell."""
    last = law["window_closed_about"]
    still: ir.BooleanValue = f.left_service_on <= ibis.date(last.year, last.month, last.day)
    return still


@rule(
    "nd-29-2023.art-5",
    vi="Tinh giản do xếp loại: hai năm liên tiếp không hoàn thành nhiệm vụ",
    applies=lambda f: f.streamlined,
    kinds=LEAVING,
)
def two_failing_years_29(f: FactView, law: LawView) -> ir.BooleanValue:
    """A person is streamlined for their ratings after two consecutive failing years, or on another ground.

    Not modelled: the other grounds, which the record does not tell apart; without two failing years, and not after a
    reorganisation, it is unproven. Errs towards "unproven".
    """
    with_this_year = _one(f.failed_this_year) + _one(f.failed_last_year)
    without = _one(f.failed_last_year) + _one(f.failed_two_years_ago)
    enough = (with_this_year >= law["bad_years_needed"]) | (without >= law["bad_years_needed"])
    return ibis.ifelse(enough | f.after_reorganization, True, unproven())


@rule(
    "nd-154-2025.eligibility",
    vi="Đối tượng tinh giản biên chế: không hoàn thành nhiệm vụ một năm, hoặc dôi dư do sắp xếp",
    applies=lambda f: f.streamlined,
    kinds=LEAVING,
)
def eligible_for_streamlining_154(f: FactView, law: LawView) -> ir.BooleanValue:
    """A person is streamlined after a failing rating of this year or the year before, or after a reorganisation.

    Not modelled: the other grounds of the decree, such as no retraining for the position or a lower allowance with a
    request; where neither ground shows it is unproven. Errs towards "unproven", and towards "complies" for those who
    fall under Decree 178/2024.
    """
    failing = _one(f.failed_this_year) + _one(f.failed_last_year) >= law["bad_years_needed"]
    return ibis.ifelse(failing | f.after_reorganization, True, unproven())


@rule(
    "nd-29-2023.art-5",
    vi="Tinh giản: nghỉ hưu trước tuổi từ 2 đến 5 năm",
    applies=lambda f: f.streamlined,
    kinds=RETIREMENT,
)
def years_before_retirement_29(f: FactView, law: LawView) -> ir.BooleanValue:
    """Early retirement by streamlining lies two to five years before retirement age.

    Other brackets exist for hard or dangerous work, which the record does not show: outside the bracket it is unproven.
    Not modelled: insured years and the sums paid. Errs towards "complies" for them.
    """
    months = f.months_short_of_retirement
    inside = (months >= 12 * law["years_early_min"]) & (months <= 12 * law["years_early_max"])
    return ibis.ifelse(inside, True, unproven())


@rule(
    "nd-154-2025.early-retirement",
    vi="Tinh giản: nghỉ hưu trước tuổi không quá 5 năm (từ tháng 6/2025)",
    applies=lambda f: f.streamlined,
    kinds=RETIREMENT,
)
def years_before_retirement_154(f: FactView, law: LawView) -> ir.BooleanValue:
    """Early retirement by streamlining lies a full two to five years before retirement age.

    Under two years another clause, which was not read, decides, and after a reorganisation Decree 178/2024 may: unproven.
    Not modelled: insured years, hard work and the sums paid. Errs towards "complies" for them.
    """
    months = f.months_short_of_retirement
    return ibis.cases(
        (months < 12 * law["years_early_min"], unproven()),
        (months <= 12 * law["years_early_max"], True),
        ((months > 12 * law["years_early_max"]) & ~f.after_reorganization, False),
        else_=unproven(),
    )


@rule(
    "nd-178-2024.early-retirement",
    vi="Sắp xếp bộ máy: nghỉ hưu trước tuổi không quá 10 năm",
    applies=lambda f: f.after_reorganization & (f.months_short_of_retirement > 0),
    kinds=RETIREMENT,
)
def years_before_retirement_178(f: FactView, law: LawView) -> ir.BooleanValue:
    """Early retirement in the restructuring lies at most ten years before retirement age.

    Who left after the window was reported closed is unproven. Not modelled: the sums paid, assessment of the person.
    Errs towards "complies" for them.
    """
    inside = f.months_short_of_retirement <= 12 * law["years_early_max"]
    return ibis.ifelse(_window_open(f, law), inside, unproven())


@rule(
    "nd-178-2024.severance",
    vi="Sắp xếp bộ máy: thôi việc khi còn từ đủ 2 năm đến tuổi nghỉ hưu",
    applies=lambda f: f.after_reorganization & f.streamlined & ~f.public_employee,
    kinds=("separation",),
)
def years_left_at_severance_178(f: FactView, law: LawView) -> ir.BooleanValue:
    """Cadres and civil servants who leave in the restructuring have at least two years to retirement age.

    Who left after the window was reported closed is unproven. Not modelled: whether early retirement was open to them,
    the sums paid. Errs towards "complies" for them.
    """
    enough = f.months_short_of_retirement >= 12 * law["years_left_min"]
    return ibis.ifelse(_window_open(f, law), enough, unproven())
