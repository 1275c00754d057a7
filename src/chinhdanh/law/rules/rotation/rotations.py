"""Rotations (luân chuyển): service left, length, health, an equal post, no new post, terms as head."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import not_older_than, unproven

POLICY = ("non_local", "two_terms")
"""Rotations that serve the policy on non-local heads or on two terms."""
LISTED_KINDS = ("party_committee", "provincial_committee", "district", "court_procuracy")
LISTED_SECTORS = ("police", "inspection", "finance", "tax", "customs", "courts", "procuracy")


def _civil(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.civil_servant
    return scope


def _anybody(f: FactView) -> ir.BooleanValue:
    return ibis.literal(True)


def _service_left(f: FactView, months: int, special: Any) -> ir.BooleanValue:
    """So many months left; for policy rotations `special` decides, NULL where it is not known which."""
    left = f.months_left_on_day
    policy = f.rotation_purpose.isin(POLICY)
    return ibis.cases((left >= months, True), (policy, special), (~policy, left >= months))


@rule(
    "nd-138-2020.art-56.k4",
    vi="Luân chuyển: còn ít nhất 10 năm công tác",
    applies=_civil,
    kinds=("rotation",),
    special_case=True,
)
def service_left_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """Ten years of service left; one term of five years for non-local and two-term rotations.

    Not modelled: nothing known. Errs in no direction.
    """
    special = f.months_left_on_day >= law["min_service_left_special"]
    return _service_left(f, law["min_service_left"], special)


@rule(
    "nd-170-2025.art-43.k4",
    vi="Luân chuyển: còn ít nhất 10 năm công tác",
    applies=_civil,
    kinds=("rotation",),
    special_case=True,
)
def service_left_170(f: FactView, law: LawView) -> ir.BooleanValue:
    """Ten years of service left; the term of appointment for non-local and two-term rotations.

    Not modelled: nothing known. Errs in no direction.
    """
    return _service_left(f, law["min_service_left"], f.months_left_on_day >= f.term_months)


@rule(
    "qd-65-2022.art-5",
    vi="Luân chuyển: còn ít nhất 10 năm công tác (quy định của Đảng)",
    applies=_anybody,
    kinds=("rotation",),
    special_case=True,
)
def service_left_65(f: FactView, law: LawView) -> ir.BooleanValue:
    """Ten years of service left at rotation; for non-local and two-term rotations the exception was not read.

    Not modelled: that exception. Errs towards "unproven".
    """
    return _service_left(f, law["min_service_left"] * 12, unproven())


def long_enough(f: FactView, months: int) -> ir.BooleanValue:
    """A rotation that has ended lasted so long; one that is to end sooner is too short from the start."""
    least = (f.effective_on + ibis.interval(months=months)).cast("date")
    return ibis.cases(
        (f.posting_ended_on.notnull(), f.posting_ended_on >= least),
        (f.posting_lasted_until >= least, True),
        (f.ends_on < least, False),
        else_=unproven(),
    )


@rule(
    "nd-138-2020.art-60-61",
    vi="Thời gian luân chuyển ít nhất 36 tháng",
    applies=_civil,
    kinds=("rotation",),
    special_case=True,
)
def three_years_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """A rotation lasts at least 36 months, counted from the day of effect.

    Not modelled: the dossier, which is that of an appointment. Errs towards "complies".
    """
    return long_enough(f, law["min_length"])


@rule(
    "qd-65-2022.art-8",
    vi="Thời gian luân chuyển ít nhất 36 tháng (quy định của Đảng)",
    applies=_anybody,
    kinds=("rotation",),
    special_case=True,
)
def three_years_65(f: FactView, law: LawView) -> ir.BooleanValue:
    """A rotation lasts at least three years, counted from the day of effect.

    Not modelled: nothing known. Errs in no direction.
    """
    return long_enough(f, law["min_length"])


@rule(
    "nd-170-2025.art-43.k5",
    vi="Luân chuyển: giấy chứng nhận sức khỏe trong 6 tháng",
    applies=_civil,
    kinds=("rotation",),
)
def health_certificate_fresh(f: FactView, law: LawView) -> ir.BooleanValue:
    """A health certificate of the last six months is on file.

    Not modelled: month ends (31 August to 28 February). Errs in neither direction by more than three days.
    """
    fresh = not_older_than(f.health_certificate_issued_on, law["health_certificate_max_age"], f.on)
    return f.health_certificate_on_file & fresh


@rule(
    "qd-65-2022.art-4.k3",
    vi="Luân chuyển giữ chức vụ tương đương; chức vụ cao hơn phải có quyết định của cấp có thẩm quyền",
    applies=_anybody,
    kinds=("rotation",),
    special_case=True,
)
def equal_post(f: FactView, law: LawView) -> ir.BooleanValue:
    """To an equal post; a higher one by a reasoned decision, recorded as a special case; of a lower one it says nothing.

    Not modelled: whether the cadre is outstanding. Errs towards "complies".
    """
    change = f.rank_change
    return ibis.cases((change == law["rank_change"], True), (change > law["rank_change"], False), else_=unproven())


@rule(
    "qd-65-2022.art-4.k3",
    vi="Không tăng thêm chức danh cấp phó để luân chuyển",
    applies=lambda f: f.post_is_deputy & ~f.after_reorganization,
    kinds=("rotation",),
)
def no_post_created(f: FactView, law: LawView) -> ir.BooleanValue:
    """The deputy's post did not come into being in the month of the rotation, save by decision of the Politburo.

    A recorded special case is unproven: whether it is the Politburo's a person must see. Not modelled: posts created in
    other months, and seats added to a post. Errs towards "complies".
    """
    begins = f.effective_on.coalesce(f.on)
    new = f.post_since.truncate("M") == begins.truncate("M")
    excused = f.special_case("qd-65-2022.art-4.k3")
    return ibis.ifelse(new, ibis.ifelse(~excused, False, unproven()), ~new)


@rule(
    "qd-65-2022.art-4.k2",
    vi="Không đứng đầu một địa phương, cơ quan quá hai nhiệm kỳ liên tiếp",
    applies=lambda f: (
        f.post_is_head
        & f.post_body_level.isin(("province", "district"))
        & (f.post_body_kind.isin(LISTED_KINDS) | f.post_body_sector.isin(LISTED_SECTORS))
    ),
    kinds=("appointment", "reappointment", "nomination", "rotation"),
)
def two_terms_at_most(f: FactView, law: LawView) -> ir.BooleanValue:
    """A listed head does not begin a third term running at the head of the same body.

    Terms are counted by time in office without a gap: two full terms violate, less than one complies, between them
    nobody can tell. Not modelled: who is a local, which no text read defines. Errs towards "unproven".
    """
    full_terms = f.term_months * law["max_terms"]
    return ibis.cases(
        (f.months_as_head_without_gap >= full_terms, False),
        (f.months_as_head_without_gap_at_most <= f.term_months, True),
        else_=unproven(),
    )
