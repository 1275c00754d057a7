"""Age and term: enough service left to serve the term, and the term itself."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_leaders, enough_service_left, first_or_higher, five_years, unproven


def _at_procedure(f: FactView, months: object) -> ir.BooleanValue:
    """Service left when the procedure was carried out; where that day is not recorded, if it suffices even at signing."""
    return ibis.cases(
        (f.months_left_at_start.notnull(), f.months_left_at_start >= months),
        (f.months_left_on_day >= months, True),
        else_=unproven(),
    )


@rule(
    "nd-138-2020.art-42.k4.a",
    vi="Còn đủ 5 năm công tác khi thực hiện quy trình bổ nhiệm",
    applies=lambda f: first_or_higher(f) & ~(f.term_months < 60),
    day="conditions",
    special_case=True,
)
def five_years_left_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """At least five full years of service left when the procedure is carried out, for a first or higher post.

    The day is that on which the procedure began. Below five years a term that is not recorded leaves it unproven, for it
    may be a shorter one. Not modelled: a procedure drawn out over the line. Errs towards "complies".
    """
    return _at_procedure(f, law["min_service_left"])


@rule(
    "nd-138-2020.art-42.k4.b",
    vi="Còn đủ tuổi công tác trọn nhiệm kỳ đối với chức vụ có thời hạn dưới 5 năm",
    applies=lambda f: first_or_higher(f) & (f.term_months < 60),
    day="conditions",
    special_case=True,
)
def short_term_left_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """A post with a term under five years: service left for one full term.

    Where the term is not recorded, five years left are enough for any such term. Not modelled: a procedure drawn out
    over the line. Errs towards "complies".
    """
    return ibis.ifelse(
        f.term_months.isnull() & ~(f.months_left_at_start >= 60).fill_null(False),
        unproven(),
        _at_procedure(f, f.term_months.coalesce(60)),
    )


def _full_term(f: FactView, law: LawView) -> ir.BooleanValue:
    """Where the length of the term is not recorded, the five years count that the law gives to every appointment."""
    return enough_service_left(f, f.term_months.coalesce(law["min_service_left"]))


@rule(
    "nd-138-2020+nd-116-2024.art-42.tuoi",
    vi="Còn đủ tuổi công tác trọn một nhiệm kỳ",
    applies=first_or_higher,
    day="conditions",
    special_case=True,
)
def full_term_left_r2(f: FactView, law: LawView) -> ir.BooleanValue:
    """Service left for the whole term, for a first or higher post, counted when the proposal was received.

    Not modelled: another day of measurement fixed by an authority; a term shorter than five years that is not recorded.
    Errs towards "unproven" where no day is recorded, towards "violates" for such a term.
    """
    return _full_term(f, law)


@rule(
    "nd-170-2025.art-29.k5.a",
    vi="Còn đủ tuổi công tác trọn một nhiệm kỳ",
    applies=first_or_higher,
    day="conditions",
    special_case=True,
)
def full_term_left_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Service left for the whole term, for a first or higher post, counted when the proposal was received.

    Not modelled: another day of measurement fixed by an authority; a term shorter than five years that is not recorded.
    Errs towards "unproven" where no day is recorded, towards "violates" for such a term.
    """
    return _full_term(f, law)


@rule(
    "nd-170-2025+nd-300-2026.art-29.k7.a",
    vi="Còn đủ tuổi công tác trọn một nhiệm kỳ",
    applies=first_or_higher,
    day="conditions",
    special_case=True,
)
def full_term_left_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Service left for the whole term, for a first or higher post, counted when the proposal was received.

    Not modelled: another day of measurement fixed by an authority; a term shorter than five years that is not recorded.
    Errs towards "unproven" where no day is recorded, towards "violates" for such a term.
    """
    return _full_term(f, law)


@rule(
    "qd-80-2022.art-18.k5",
    vi="Bổ nhiệm lần đầu: còn đủ tuổi trọn một nhiệm kỳ (quy định của Đảng)",
    applies=lambda f: f.leadership_post & f.first_leadership,
    kinds=("appointment", "nomination"),
    special_case=True,
)
def full_term_left_80(f: FactView, law: LawView) -> ir.BooleanValue:
    """First appointment to leadership: able to serve a full term.

    Not modelled: a term shorter than five years that is not recorded. Errs towards "violates" for it, towards "unproven"
    where the day of the proposal is not recorded.
    """
    return _full_term(f, law)


@rule(
    "hd-06-2021.tuoi",
    vi="Bổ nhiệm lần đầu: còn ít nhất 5 năm công tác khi nhận đủ hồ sơ đề nghị (hướng dẫn của Đảng)",
    applies=lambda f: f.leadership_post & f.first_leadership & ~(f.term_months < 60).fill_null(False),
    kinds=("appointment", "nomination"),
    special_case=True,
)
def five_years_left_on_receipt(f: FactView, law: LawView) -> ir.BooleanValue:
    """First appointment with a five-year term: five years left on the day the personnel body received the file.

    A term that is not recorded counts as one of five years. Not modelled: whether the guidance outlived Regulations 105
    and 80, under which it is still cited. Errs towards "violates" from 2025-10-08, and for shorter terms not recorded.
    """
    return enough_service_left(f, law["min_service_left"])


@rule("nd-138-2020.art-41.k1", vi="Thời hạn mỗi lần bổ nhiệm là 5 năm", applies=civil_leaders)
def five_year_term_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """Each appointment runs five years; a shorter term needs a sector law, which the record does not hold.

    Not modelled: sector laws. Errs towards "unproven" for shorter terms.
    """
    return five_years(f, law)


@rule("nd-170-2025.art-28.k1", vi="Thời hạn mỗi lần bổ nhiệm là 5 năm", applies=civil_leaders)
def five_year_term_170(f: FactView, law: LawView) -> ir.BooleanValue:
    """Each appointment runs five years; a shorter term needs a sector law, which the record does not hold.

    Not modelled: sector laws. Errs towards "unproven" for shorter terms.
    """
    return five_years(f, law)


@rule("l-80-2025.art-31.k2", vi="Thời hạn mỗi lần bổ nhiệm là 5 năm (Luật năm 2025)", applies=civil_leaders)
def five_year_term_law_2025(f: FactView, law: LawView) -> ir.BooleanValue:
    """Each appointment runs five years; a shorter term needs a special title, which the record does not hold.

    Not modelled: special titles; the duty to decide on reappointment when the term ends. Errs towards "unproven" for
    shorter terms.
    """
    return five_years(f, law)
