"""Resignation: grounds that the record can show, and when it may not be considered."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_exits, low_votes_above, no_open_case, party_posts, unproven


def _named_low_votes(f: FactView) -> ir.BooleanValue:
    return civil_exits(f) & (f.exit_ground == "low_confidence")


@rule(
    "nd-170-2025.art-52.k1",
    vi="Từ chức do tín nhiệm thấp: trên 50% nhưng không quá 2/3",
    applies=_named_low_votes,
    kinds=("resignation",),
)
def low_votes_for_resignation_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """A resignation for low confidence rests on more than half, but not more than two thirds, of low votes.

    Not modelled: grounds of ability, health and standing, and wrongdoing in the unit. Errs towards "unproven" where the
    ballots issued and those cast give different answers.
    """
    return low_votes_above(f, law, "low_confidence_min") & ~low_votes_above(f, law, "low_confidence_max")


@rule(
    "nd-170-2025+nd-300-2026.art-52.k2",
    vi="Từ chức do tín nhiệm thấp trên 50% hoặc hai năm không liên tiếp không hoàn thành nhiệm vụ",
    applies=lambda f: civil_exits(f) & f.exit_ground.isin(("low_confidence", "failed_ratings")),
    kinds=("resignation",),
)
def grounds_for_resignation_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """A resignation for low confidence rests on more than half of low votes; for ratings, on two failing years in a term.

    Two consecutive failing years are a ground of dismissal, in which resignation is disputed (section 9): unproven.
    Not modelled: the eight other grounds, which need a conclusion or a personal reason. Errs towards "unproven".
    """
    years = law["nonconsecutive_fail_years"]
    failing = ibis.cases(
        ((f.exit_failed_in_term >= years) & ~f.exit_failed_two_running, True),
        (f.exit_failed_known < years, ~f.exit_term_rated),
        else_=unproven(),
    )
    return ibis.cases(
        (f.exit_ground == "low_confidence", low_votes_above(f, law)),
        (f.exit_ground == "failed_ratings", failing),
        else_=unproven(),
    )


@rule(
    "qd-41-2021.tu-chuc",
    vi="Từ chức do quá nửa số phiếu tín nhiệm thấp (quy định của Đảng)",
    applies=lambda f: party_posts(f) & (f.exit_ground == "low_confidence"),
    kinds=("resignation",),
)
def low_votes_for_resignation_41(f: FactView, law: LawView) -> ir.BooleanValue:
    """A resignation for low confidence rests on more than half of low votes.

    Not modelled: limited ability or standing, wrongdoing in the body led, other reasons. Errs towards "unproven".
    """
    return low_votes_above(f, law)


@rule(
    "nd-138-2020.art-65",
    vi="Không cho từ chức khi đang bị thanh tra, điều tra",
    applies=civil_exits,
    kinds=("resignation",),
)
def no_resignation_under_inspection_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """No resignation while under inspection or investigation.

    Not modelled: sensitive defence, security, secret and disaster tasks; the grounds. Errs towards "complies".
    """
    return _not_examined(f, ["inspection", "investigation"])


def _not_examined(f: FactView, kinds: list[str]) -> ir.BooleanValue:
    """No such case was open; where only the unit was examined nobody can tell."""
    free = no_open_case(f, kinds)
    return ibis.cases((~free, False), (free & ~f.unit_examined, True), else_=unproven())


@rule(
    "nd-170-2025.art-52.k2",
    vi="Không xem xét từ chức khi đang bị thanh tra, truy tố, điều tra, xét xử",
    applies=civil_exits,
    kinds=("resignation",),
)
def no_resignation_under_examination_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """No resignation while under inspection, investigation, prosecution or trial.

    Not modelled: sensitive tasks, which are often secret. Errs towards "complies".
    """
    return _not_examined(f, ["inspection", "investigation", "prosecution", "trial"])


@rule(
    "nd-170-2025+nd-300-2026.art-52.k4",
    vi="Không xem xét từ chức, cho thôi giữ chức vụ khi đang bị kiểm tra, thanh tra, kiểm toán, điều tra",
    applies=civil_exits,
    kinds=("resignation", "release"),
)
def no_exit_under_examination_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """No resignation or release while under inspection, check, audit or investigation.

    Not modelled: unfinished sensitive tasks; whether an examination of the unit concerns the person. Errs towards
    "complies".
    """
    return _not_examined(f, ["inspection", "audit", "investigation"])


@rule(
    "nd-170-2025+nd-300-2026.art-52.k4",
    vi="Không xem xét từ chức, cho thôi giữ chức vụ khi thuộc trường hợp miễn nhiệm",
    applies=civil_exits,
    kinds=("resignation", "release"),
)
def no_exit_when_dismissal_is_due_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """No release where a ground of dismissal stands; whether resignation is then open is disputed.

    Article 55(1)(c) regulates voluntary resignation in the cases of Article 53(1)(a) to (d), which Article 52(4)(c)
    excludes: unproven, as it is where discipline or ratings are not recorded. Not modelled: grounds that rest on
    conclusions; a confidence vote that is not on record. Errs towards "complies" for them.
    """
    reprimands = law.of("nd-170-2025+nd-300-2026.art-53.k1.b", "reprimand_count")
    duty = (f.duty_reprimands_in_term >= reprimands).fill_null(False)
    low = _state_low(f, law)
    due = low.fill_null(False) | duty | f.exit_failed_two_for_duty.fill_null(False)
    clear = (f.duty_reprimands_in_term_at_most < reprimands) & ~f.exit_failed_two_for_duty & _not_low(f, low)
    return ibis.cases((due & (f.kind == "release"), False), (due, unproven()), (clear, True), else_=unproven())


def _state_low(f: FactView, law: LawView) -> Any:
    provision = "nd-170-2025+nd-300-2026.art-53.k1.c"
    parts, whole = law.of(provision, "low_confidence_numerator"), law.of(provision, "low_confidence_denominator")
    return f.confidence_low * whole > f.confidence_issued * parts


def _not_low(f: FactView, low: Any) -> Any:
    """No such vote; where none at all is on record it is taken that none was held."""
    return (f.confidence_low.isnull() & f.confidence_issued.isnull()) | ~low


@rule(
    "qd-41-2021.art-3.k3",
    vi="Thuộc trường hợp miễn nhiệm thì không cho từ chức (quy định của Đảng)",
    applies=party_posts,
    kinds=("resignation",),
)
def no_resignation_when_dismissal_is_due_41(f: FactView, law: LawView) -> ir.BooleanValue:
    """Who is in a case of dismissal may not resign instead.

    At exactly two thirds of low votes Regulation 96 says dismissal and 41 does not: unproven while both are in force,
    as it is where discipline or ratings are not recorded. Not modelled: grounds that rest on conclusions; a confidence
    vote that is not on record. Errs towards "complies" for them.
    """
    cites = "qd-41-2021.art-5"
    parts, whole = law.of(cites, "low_confidence_numerator"), law.of(cites, "low_confidence_denominator")
    low = f.confidence_low * whole
    above = low > f.confidence_issued * parts
    exactly = (low == f.confidence_issued * parts) & (f.on >= law.starts("qd-96-2023.su-dung-ket-qua"))
    twice = f.reprimands_in_term >= law.of(cites, "reprimand_count")
    due = above.fill_null(False) | twice.fill_null(False) | f.exit_failed_two_running.fill_null(False)
    clear = (f.reprimands_in_term_at_most < law.of(cites, "reprimand_count")) & ~f.exit_failed_two_running
    clear = clear & _not_low(f, above)
    return ibis.cases((due, False), (exactly.fill_null(False), unproven()), (clear, True), else_=unproven())


@rule(
    "qd-377-2025.khong-thay-the-mien-nhiem",
    vi="Thuộc trường hợp miễn nhiệm thì không cho thôi giữ chức vụ, từ chức (quy định của Đảng)",
    applies=party_posts,
    kinds=("resignation", "release"),
)
def no_soft_exit_377(f: FactView, law: LawView) -> ir.BooleanValue:
    """Release or resignation is not granted to someone in a case of dismissal.

    Two thirds of low votes call for dismissal under Regulation 96. The list of 377 itself was not read: two failing
    years running or two duty-related reprimands leave it unproven, and so does a record without discipline or ratings.
    Not modelled: grounds that rest on conclusions; a confidence vote that is not on record. Errs towards "complies".
    """
    cites = "qd-96-2023.su-dung-ket-qua"
    parts, whole = law.of(cites, "dismissal_numerator"), law.of(cites, "dismissal_denominator")
    low = f.confidence_low * whole >= f.confidence_issued * parts
    reprimands = law.of("nd-170-2025+nd-300-2026.art-53.k1.b", "reprimand_count")
    clear = (f.duty_reprimands_in_term_at_most < reprimands) & ~f.exit_failed_two_running
    return ibis.cases((low, False), (clear & _not_low(f, low), True), else_=unproven())
