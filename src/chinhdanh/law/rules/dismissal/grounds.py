"""Dismissal (miễn nhiệm): does the record bear out the ground that the decision names?"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_exits, low_votes_above, party_posts, unproven

DISMISSAL = ("dismissal",)
FAILING = ("rating_failed_once", "ratings_failed_two_years")


def _named(*grounds: str) -> Callable[[FactView], ir.BooleanValue]:
    return lambda f: civil_exits(f) & f.exit_ground.isin(grounds)


def twice(at_least: ir.IntegerValue, at_most: ir.IntegerValue, needed: int) -> ir.BooleanValue:
    return ibis.cases(
        ((at_least >= needed).fill_null(False), True), ((at_most < needed).fill_null(False), False), else_=unproven()
    )


def _twice_in_term(f: FactView, law: LawView) -> ir.BooleanValue:
    return twice(
        f.reprimands_or_warnings_in_term, f.reprimands_or_warnings_in_term_at_most, law["reprimand_or_warning_count"]
    )


def _light_discipline(f: FactView) -> ir.BooleanValue:
    """Was there a reprimand or warning; no only where the record of discipline is known."""
    seen = f.last_reprimand_on.notnull() | f.last_warning_on.notnull()
    return ibis.cases((seen, True), (f.discipline_known, False), else_=unproven())


def borne_out(f: FactView, low: ir.BooleanValue, discipline: ir.BooleanValue) -> ir.BooleanValue:
    """The ground named: low votes, repeated discipline, two failing years; lost standing is for a person to find."""
    return ibis.cases(
        (f.exit_ground == "low_confidence", low),
        (f.exit_ground.isin(("discipline_twice_in_term", "discipline_once")), discipline),
        ((f.exit_ground == "discipline_lost_standing") & ~_light_discipline(f), False),
        (f.exit_ground.isin(FAILING), f.exit_failed_two_running),
        else_=unproven(),
    )


@rule(
    "nd-138-2020.art-66.k1",
    vi="Căn cứ miễn nhiệm: hai năm liên tiếp không hoàn thành, hoặc khiển trách, cảnh cáo hai lần trong thời hạn",
    applies=_named("ratings_failed_two_years", "rating_failed_once", "discipline_twice_in_term"),
    kinds=DISMISSAL,
)
def grounds_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """Dismissal rests on two consecutive failing years, or on two reprimands or warnings within one term.

    Not modelled: persons disciplined below removal who must be replaced, internal political protection, other grounds.
    Errs towards "unproven".
    """
    return ibis.cases(
        (f.exit_ground == "discipline_twice_in_term", _twice_in_term(f, law)),
        (f.exit_ground.isin(FAILING), f.exit_failed_two_running),
        else_=unproven(),
    )


@rule(
    "nd-138-2020+nd-116-2024.art-66.k1",
    vi="Căn cứ miễn nhiệm: kỷ luật, tín nhiệm thấp trên 2/3, hai năm liên tiếp không hoàn thành",
    applies=_named(
        "ratings_failed_two_years",
        "rating_failed_once",
        "discipline_once",
        "discipline_twice_in_term",
        "discipline_lost_standing",
        "low_confidence",
    ),
    kinds=DISMISSAL,
)
def grounds_r2(f: FactView, law: LawView) -> ir.BooleanValue:
    """Dismissal rests on two failing years, two reprimands or warnings in a term, or over two thirds of low votes.

    A single reprimand or warning needs lost standing besides, which a person must find. Not modelled: degradation,
    political standards, very serious corruption in the unit. Errs towards "unproven".
    """
    return borne_out(f, low_votes_above(f, law), _twice_in_term(f, law))


@rule(
    "nd-170-2025.art-53.k1",
    vi="Căn cứ miễn nhiệm: khiển trách hoặc cảnh cáo, tín nhiệm thấp trên 2/3, một năm không hoàn thành",
    applies=_named(
        "discipline_once",
        "discipline_twice_in_term",
        "discipline_lost_standing",
        "low_confidence",
        "rating_failed_once",
        "ratings_failed_two_years",
    ),
    kinds=DISMISSAL,
)
def grounds_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Dismissal rests on a reprimand or warning, over two thirds of low votes, or one failing year.

    Only reprimands recorded as foreign to duties: unproven, since the text does not limit them. Not modelled:
    degradation, political standards, very serious corruption under the head. Errs towards "complies".
    """
    private = f.last_warning_on.isnull() & (f.duty_reprimands_in_term_at_most < law["reprimand_count"])
    disciplined = _light_discipline(f)
    return ibis.cases(
        (f.exit_ground == "low_confidence", low_votes_above(f, law)),
        (f.exit_ground.isin(FAILING), f.exit_failed_last_year),
        (f.exit_ground.notnull() & disciplined & ~private, True),
        (f.exit_ground.notnull() & ~disciplined, False),
        else_=unproven(),
    )


@rule(
    "nd-170-2025+nd-300-2026.art-53.k1.a",
    vi="Miễn nhiệm do cảnh cáo kèm kết luận hạn chế năng lực, giảm sút uy tín",
    applies=_named("discipline_lost_standing"),
    kinds=DISMISSAL,
)
def warning_and_lost_standing_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """A dismissal for lost standing rests on a warning and on the authority's finding, on file as a verification.

    Not modelled: what the finding says. Errs towards "complies".
    """
    warned = ibis.cases((f.last_warning_on.notnull(), True), (f.discipline_known, False), else_=unproven())
    return warned & ibis.ifelse(f.verification_on_file, True, unproven())


@rule(
    "nd-170-2025+nd-300-2026.art-53.k1.b",
    vi="Miễn nhiệm do hai lần khiển trách gắn với nhiệm vụ trong một thời hạn bổ nhiệm",
    applies=_named("discipline_twice_in_term", "discipline_once"),
    kinds=DISMISSAL,
)
def two_duty_reprimands_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """A dismissal for discipline rests on two duty-related reprimands within one term of appointment.

    Two reprimands whose link to duties is not established: unproven. Not modelled: a warning, which is point a. Errs
    towards "unproven".
    """
    return twice(f.duty_reprimands_in_term, f.reprimands_in_term_at_most, law["reprimand_count"])


@rule(
    "nd-170-2025+nd-300-2026.art-53.k1.c",
    vi="Miễn nhiệm do trên 2/3 số phiếu tín nhiệm thấp",
    applies=_named("low_confidence"),
    kinds=DISMISSAL,
)
def low_confidence_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """A dismissal for low confidence rests on more than two thirds of low votes.

    Not modelled: who was entitled to vote. Errs towards "unproven" where ballots issued and cast give different answers.
    """
    return low_votes_above(f, law)


@rule(
    "nd-170-2025+nd-300-2026.art-53.k1.d",
    vi="Miễn nhiệm do hai năm liên tiếp không hoàn thành, gắn với việc thực hiện nhiệm vụ",
    applies=_named("ratings_failed_two_years", "rating_failed_once"),
    kinds=DISMISSAL,
)
def two_failing_years_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """A dismissal for ratings rests on two consecutive failing years tied to duties.

    Failing years whose link to duties is not established: unproven. Not modelled: an older pair of years. Errs towards
    "unproven".
    """
    return ibis.cases((f.exit_failed_two_for_duty, True), (~f.exit_failed_two_running, False), else_=unproven())


@rule(
    "qd-41-2021.art-5",
    vi="Căn cứ miễn nhiệm: kỷ luật, tín nhiệm thấp trên 2/3, hai năm liên tiếp không hoàn thành (quy định của Đảng)",
    applies=lambda f: (
        party_posts(f)
        & f.exit_ground.isin(
            (
                "discipline_lost_standing",
                "discipline_once",
                "discipline_twice_in_term",
                "low_confidence",
                "ratings_failed_two_years",
                "rating_failed_once",
            )
        )
    ),
    kinds=DISMISSAL,
)
def grounds_41(f: FactView, law: LawView) -> ir.BooleanValue:
    """Dismissal rests on discipline with lost standing, two reprimands in a term, low votes, or two failing years running.

    At exactly two thirds of low votes Regulation 96 says dismissal and 41 does not: unproven while both are in force.
    Whether standing is too low needs a person. Not modelled: degradation, political standard. Errs towards "unproven".
    """
    low = f.confidence_low * law["low_confidence_denominator"]
    thirds = law["low_confidence_numerator"]
    disputed = (low == f.confidence_issued * thirds) | (low == f.confidence_cast * thirds)
    disputed = (disputed & (f.on >= law.starts("qd-96-2023.su-dung-ket-qua"))).fill_null(False)
    low_votes = ibis.ifelse(disputed, unproven(), low_votes_above(f, law))
    reprimanded = twice(f.reprimands_in_term, f.reprimands_in_term_at_most, law["reprimand_count"])
    return borne_out(f, low_votes, reprimanded)
