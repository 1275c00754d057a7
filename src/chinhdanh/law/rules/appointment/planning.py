"""Succession planning (quy hoạch) as a condition of appointment, in the four regimes and under the Party regulations."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import left_to_the_authority, ordinary, party_higher_posts, unproven


@rule(
    "nd-138-2020.art-42.k2",
    vi="Được quy hoạch vào chức vụ bổ nhiệm (tại chỗ) hoặc chức vụ tương đương (từ nơi khác)",
    applies=ordinary,
    day="conditions",
    special_case=True,
)
def planned_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """The appointee stood in the approved plan: in-house for the very post, from outside for an equivalent one.

    Not modelled: plans of bodies that were founded without being recorded as new. Errs towards "violates" there.
    """
    planned = ibis.cases(
        (~f.planned_for_equivalent, False),
        (f.source == "on_site", f.planned_for_post),
        (f.source == "external", f.planned_for_equivalent),
        (f.planned_for_post, True),
        else_=unproven(),
    )
    return left_to_the_authority(f.new_body, planned)


@rule(
    "nd-138-2020+nd-116-2024.art-42.quyhoach",
    vi="Được quy hoạch vào chức vụ bổ nhiệm, chức vụ tương đương hoặc cao hơn",
    applies=ordinary,
    day="conditions",
    special_case=True,
)
def planned_r2(f: FactView, law: LawView) -> ir.BooleanValue:
    """The appointee stood in the approved plan for the post, an equivalent or a higher one.

    Not modelled: nothing beyond the level of the planned post. Errs towards "unproven" where levels are not recorded.
    """
    return left_to_the_authority(f.new_body, f.planned_for_equal_or_higher)


@rule(
    "nd-170-2025.art-29.k2",
    vi="Được quy hoạch vào chức vụ bổ nhiệm, chức vụ tương đương hoặc cao hơn",
    applies=ordinary,
    day="conditions",
    special_case=True,
)
def planned_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The appointee stood in the approved plan for the post, an equivalent or a higher one.

    Not modelled: nothing beyond the level of the planned post. Errs towards "unproven" where levels are not recorded.
    """
    return left_to_the_authority(f.new_body, f.planned_for_equal_or_higher)


@rule(
    "nd-170-2025+nd-300-2026.art-29.k2",
    vi="Được quy hoạch vào chức vụ bổ nhiệm, chức vụ tương đương hoặc cao hơn",
    applies=ordinary,
    day="conditions",
)
def planned_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The appointee stood in the approved plan for the post, an equivalent or a higher one.

    A special case must rest on a full review of the planned persons: without a recorded review it proves nothing. A new
    or reorganised body without an approved plan is left to the authority: unproven. Not modelled: the quality of that
    review. Errs towards "complies" where a review is on record.
    """
    special = f.special_case("nd-170-2025+nd-300-2026.art-29.k2")
    reviewed = f.special_case_reviewed("nd-170-2025+nd-300-2026.art-29.k2")
    changed_body = f.new_body | f.after_reorganization
    return left_to_the_authority(changed_body, f.planned_for_equal_or_higher) | (special & reviewed)


@rule(
    "qd-80-2022.art-18.k2",
    vi="Được quy hoạch chức danh đó, chức danh tương đương hoặc cao hơn (quy định của Đảng)",
    applies=party_higher_posts,
    kinds=("appointment", "nomination"),
    special_case=True,
)
def planned_80(f: FactView, law: LawView) -> ir.BooleanValue:
    """Planned for the title, an equal or a higher one, before appointment to a higher post.

    An entry approved after the procedure began proves nothing: 80 does not say when the plan must stand.
    Not modelled: which of several entries was approved last. Errs towards "unproven" there.
    """
    before = f.plan_approved_on <= f.process_started_on
    return ibis.cases(
        (~f.planned_for_equal_or_higher, False), (f.planned_for_equal_or_higher & before, True), else_=unproven()
    )


@rule(
    "qd-377-2025.art-34",
    vi="Được quy hoạch chức danh đó, chức danh tương đương hoặc cao hơn (quy định của Đảng)",
    applies=party_higher_posts,
    kinds=("appointment", "nomination"),
    special_case=True,
)
def planned_377(f: FactView, law: LawView) -> ir.BooleanValue:
    """Planned for the title, an equal or a higher one, before appointment to a higher post.

    Not modelled: title standards, and the items of the article that could not be read (time in post, file, age, health).
    Errs towards "complies".
    """
    planned: ir.BooleanValue = f.planned_for_equal_or_higher
    return planned
