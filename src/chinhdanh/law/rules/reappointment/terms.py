"""How many terms, and how long: limits on consecutive terms, reappointment and extension near retirement."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import month_number
from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_leaders, unproven

AGAIN = ("reappointment",)
EXTENSION = ("extension",)


@rule("nd-138-2020.art-41.k2", vi="Không giữ chức vụ quá hai nhiệm kỳ liên tiếp", applies=civil_leaders, kinds=AGAIN)
def two_terms_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """No more than two consecutive terms, where Party or sector rules say so of the post.

    A post whose own rule allows more is free up to that number, beyond it this clause settles nothing: unproven.
    Not modelled: a reappointment missing from the middle of the row. Errs towards "complies" for it.
    """
    limit, terms = f.post_term_limit, f.terms_before + 1
    two = law["max_consecutive_terms"]
    return ibis.cases(
        (limit == 0, True),
        ((terms > two) & (limit <= two), False),
        ((terms > two) & (terms <= limit), True),
        (terms <= two, f.first_term_recorded),
        else_=unproven(),
    )


def within_term_limit(f: FactView) -> ir.BooleanValue:
    """No number in the decree: what Party or sector rules say of the post decides; a second term fits any limit."""
    limit = f.post_term_limit
    over = f.terms_before + 1 > limit
    return ibis.cases(
        (limit == 0, True),
        (over, False),
        (~over, f.first_term_recorded),
        # One term alone would leave nothing to reappoint.
        (f.terms_before == 1, f.first_term_recorded),
        else_=unproven(),
    )


@rule(
    "nd-138-2020+nd-116-2024.art-41.k2",
    vi="Số lần bổ nhiệm lại theo quy định của Đảng, chuyên ngành",
    applies=civil_leaders,
    kinds=AGAIN,
)
def terms_without_limit_r2(f: FactView, law: LawView) -> ir.BooleanValue:
    """Any number of terms, unless Party or sector rules limit those of the post.

    Not modelled: a reappointment missing from the middle of the row. Errs towards "complies" for it.
    """
    return within_term_limit(f)


@rule(
    "nd-170-2025.art-28.k2",
    vi="Số lần bổ nhiệm lại theo quy định của Đảng, chuyên ngành",
    applies=civil_leaders,
    kinds=AGAIN,
)
def terms_without_limit_170(f: FactView, law: LawView) -> ir.BooleanValue:
    """Any number of terms, unless Party or sector rules limit those of the post.

    Not modelled: a reappointment missing from the middle of the row. Errs towards "complies" for it.
    """
    return within_term_limit(f)


def to_retirement(f: FactView) -> ir.BooleanValue:
    """The new term ends in the month of retirement; later is never allowed, earlier is left open."""
    last, due = f.new_term_ends_on, f.retires_on
    return ibis.cases((last > due, False), (month_number(last) == month_number(due), True), else_=unproven())


def short_term(f: FactView, months: int) -> ir.BooleanValue:
    """With less service left than a full term, the new term ends at retirement."""
    full = f.months_left_at_term_end >= months
    return ibis.cases((full, True), (~full, to_retirement(f)), else_=unproven())


def extended_near_retirement(f: FactView, months: Any) -> ir.BooleanValue:
    """An extension without the procedure needs fewer than `months` of service left, and runs to retirement."""
    near = f.months_left_at_term_end < months
    return ibis.cases((near, to_retirement(f)), (~near & ~f.key_staff_held, False), else_=unproven())


@rule(
    "nd-138-2020.art-49.k2",
    vi="Còn dưới 5 năm công tác thì bổ nhiệm lại đến tuổi nghỉ hưu",
    applies=civil_leaders,
    kinds=AGAIN,
    day="conditions",
)
def term_to_retirement_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """With less than five years left when the term ends, the new term runs to retirement.

    Not modelled: a shorter term by a sector law. Errs towards "unproven" for it.
    """
    return short_term(f, law["short_term_below"])


@rule(
    "nd-138-2020.art-49.k2",
    vi="Chỉ kéo dài khi còn dưới 2 năm công tác, đến tuổi nghỉ hưu",
    applies=civil_leaders,
    kinds=EXTENSION,
    day="conditions",
)
def extension_near_retirement_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """Extended only with less than two years left when the term ends, to retirement; from two years it is reappointed.

    From two years on an extension without a key-staff meeting violates, one with it is unproven: it may be a reappointment
    by another name. Not modelled: whether standards were met. Errs towards "complies".
    """
    return extended_near_retirement(f, law["extension_below"])


@rule(
    "nd-170-2025.art-36.k2",
    vi="Còn dưới 5 năm công tác thì bổ nhiệm lại đến tuổi nghỉ hưu",
    applies=civil_leaders,
    kinds=AGAIN,
    day="conditions",
)
def term_to_retirement_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """With less than five years left when the term ends, the new term runs to retirement.

    Not modelled: a shorter term by a sector law. Errs towards "unproven" for it.
    """
    return short_term(f, law["short_term_below"])


@rule(
    "nd-170-2025.art-36.k2",
    vi="Chỉ kéo dài khi còn dưới 2 năm công tác, đến tuổi nghỉ hưu",
    applies=civil_leaders,
    kinds=EXTENSION,
    day="conditions",
)
def extension_near_retirement_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Extended only with less than two years left when the term ends, to retirement; from two years it is reappointed.

    From two years on an extension without a key-staff meeting violates, one with it is unproven: it may be a reappointment
    by another name. Not modelled: whether standards were met. Errs towards "complies".
    """
    return extended_near_retirement(f, law["extension_below"])


@rule(
    "nd-170-2025+nd-300-2026.art-36.k1",
    vi="Thời hạn bổ nhiệm lại không quá tuổi nghỉ hưu",
    applies=civil_leaders,
    kinds=AGAIN,
    day="conditions",
)
def term_to_retirement_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The new term runs to retirement; with five years or more left the decree's two clauses disagree: unproven.

    Not modelled: a shorter term by a sector law. Errs towards "unproven" for it.
    """
    fits = to_retirement(f)
    less_than_a_term = f.months_left_at_term_end < law["five_year_term"]
    return ibis.cases((~fits, False), (less_than_a_term, fits), else_=unproven())


@rule(
    "nd-170-2025+nd-300-2026.art-36.k1",
    vi="Chỉ kéo dài khi còn dưới 24 tháng (thời hạn 5 năm) hoặc 18 tháng (thời hạn 3 năm)",
    applies=civil_leaders,
    kinds=EXTENSION,
    day="conditions",
)
def extension_near_retirement_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Extended only with fewer than 24 months left after a five-year term, 18 after a three-year one; to retirement.

    Other terms are not covered by the figures; an extension after a key-staff meeting is unproven. Not modelled: whether
    standards were met. Errs towards "complies".
    """
    months = ibis.cases(
        (f.old_term_months == law["five_year_term"], law["extension_below_5y"]),
        (f.old_term_months == law["three_year_term"], law["extension_below_3y"]),
    )
    return extended_near_retirement(f, months)
