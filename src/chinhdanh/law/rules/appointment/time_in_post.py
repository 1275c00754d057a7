"""Time in the present or an equivalent post: none in R1, 24 months in R2, no number in R3, 12 months in R4."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import held_for, higher_not_first, not_first, ordinary, unproven


@rule(
    "nd-138-2020+nd-116-2024.art-42.thoigian",
    vi="Giữ chức vụ hiện tại hoặc tương đương ít nhất 24 tháng",
    applies=not_first,
    day="conditions",
    special_case=True,
)
def time_in_post_r2(f: FactView, law: LawView) -> ir.BooleanValue:
    """At least two years in the present or an equivalent post, equivalent posts summed.

    Not modelled: the other way, continuous service in the sector by the post's standard, which the record has no column
    for; first leadership posts, for which nobody has a present post. Errs towards "violates".
    """
    return held_for(f.months_in_equivalent_posts, f.months_in_equivalent_posts_at_most, law["min_time_in_post"])


@rule(
    "nd-170-2025.art-29.k3",
    vi="Giữ chức vụ trong thời gian do cấp có thẩm quyền quy định",
    applies=ordinary,
    day="conditions",
    special_case=True,
)
def time_in_post_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Time in post as the competent authority prescribes; the decree itself gives no number.

    Always unproven: neither the 24 months of R2 nor the 12 of R4 may be read into it.
    Not modelled: the time that an authority prescribed. Errs towards "unproven".
    """
    # The months are read so that the explanation shows them; no number of them would settle it.
    return unproven() & (f.months_in_equivalent_posts >= 0)


@rule(
    "nd-170-2025+nd-300-2026.art-29.k3",
    vi="Giữ chức vụ liền kề hoặc tương đương ít nhất 12 tháng",
    applies=higher_not_first,
    day="conditions",
    special_case=True,
)
def time_in_post_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """At least one year in posts next below the intended one or higher; posts left for discipline do not count.

    Not modelled: first leadership posts, for which the clause names no post next below. Errs towards "complies".
    """
    return held_for(f.months_in_adjacent_posts, f.months_in_adjacent_posts_at_most, law["min_time_in_post"])


@rule(
    "qd-80-2022.art-18.k3",
    vi="Giữ chức vụ hiện tại hoặc tương đương ít nhất hai năm (quy định của Đảng)",
    applies=lambda f: f.leadership_post & f.higher_post & ~f.first_leadership,
    kinds=("appointment", "nomination"),
    special_case=True,
)
def time_in_post_80(f: FactView, law: LawView) -> ir.BooleanValue:
    """At least two years in the present post or an equal one; whether broken spells add up is not said.

    Not modelled: the armed forces' own rule. Errs towards "violates" for them.
    """
    return held_for(f.months_in_present_post, f.months_in_equivalent_posts_at_most, law["min_time_in_post"])
