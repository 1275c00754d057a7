"""Succession lists: three names a post, three posts a name, women, exits, yearly reviews."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import fits_cap, unproven


def _every(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.on.notnull()
    return scope


def _names_for_post(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whether the cap is for the title or for each of its seats is open: unproven between the two."""
    cap = law["people_per_title"]
    seats = f.planned_seats
    return ibis.cases(
        (f.people_planned_at_most <= cap, True),
        (f.people_planned > cap * seats, False),
        else_=unproven(),
    )


@rule("qd-50-2021.so-luong", vi="Một chức danh quy hoạch không quá ba người", applies=_every, kinds=("plan_for_post",))
def three_names_a_post_50(f: FactView, law: LawView) -> ir.BooleanValue:
    """At most three people are planned for one title.

    Where a title has several seats, more than three is unproven up to three for each seat. Not modelled: the multiplier
    for committees. Errs towards "violates" for members of committees.
    """
    return _names_for_post(f, law)


@rule(
    "qd-377-2025.quy-hoach.so-luong",
    vi="Một chức danh quy hoạch không quá ba người",
    applies=_every,
    kinds=("plan_for_post",),
)
def three_names_a_post_377(f: FactView, law: LawView) -> ir.BooleanValue:
    """At most three people are planned for one title.

    Where a title has several seats, more than three is unproven up to three for each seat. Not modelled: a multiplier for
    committees. Errs towards "violates" for members of committees.
    """
    return _names_for_post(f, law)


@rule(
    "qd-50-2021.so-luong",
    vi="Một người không được quy hoạch quá ba chức danh ở cùng một cấp",
    applies=_every,
    kinds=("plan_of_person",),
)
def three_posts_a_name_50(f: FactView, law: LawView) -> ir.BooleanValue:
    """One person is planned for at most three titles at one level.

    Not modelled: titles held ex officio with another. Errs towards "complies".
    """
    return fits_cap(f.titles_planned, f.titles_planned_at_most, law["titles_per_person"])


@rule(
    "qd-377-2025.quy-hoach.so-luong",
    vi="Một người không được quy hoạch quá ba chức danh ở cùng một cấp",
    applies=_every,
    kinds=("plan_of_person",),
)
def three_posts_a_name_377(f: FactView, law: LawView) -> ir.BooleanValue:
    """One person is planned for at most three titles at one level.

    Not modelled: titles held ex officio with another. Errs towards "complies".
    """
    return fits_cap(f.titles_planned, f.titles_planned_at_most, law["titles_per_person"])


@rule(
    "qd-50-2021.so-luong",
    vi="Quy hoạch cấp ủy từ cấp huyện trở lên phải có cán bộ nữ",
    applies=lambda f: f.list_level.isin(("central", "province", "district")),
    kinds=("committee_list",),
)
def women_in_committee_list(f: FactView, law: LawView) -> ir.BooleanValue:
    """From district level up a committee's list includes a woman.

    Not modelled: lists of leading bodies other than Party committees. Errs towards "complies".
    """
    return ibis.cases((f.listed_women >= law["women_at_least"], True), (f.only_men_listed, False), else_=unproven())


@rule(
    "qd-50-2021.ra-khoi-quy-hoach",
    vi="Bị kỷ luật từ khiển trách thì đương nhiên ra khỏi quy hoạch",
    applies=lambda f: f.planned_when_disciplined,
    kinds=("planned_and_disciplined",),
)
def out_after_discipline(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whoever is disciplined with a reprimand or heavier is out of the list.

    Not modelled: how soon, as no deadline was read; planning age and the political standard. Errs towards "complies".
    """
    out: ir.BooleanValue = ~f.left_in_plan
    return out


@rule("qd-377-2025.quy-hoach.ra-soat", vi="Quy hoạch được rà soát hằng năm", applies=_every, kinds=("plan_review",))
def reviewed_every_year(f: FactView, law: LawView) -> ir.BooleanValue:
    """A list is reviewed in each calendar year.

    Judged from 2026 on, the first year wholly under the regulation. Not modelled: what the review changed; age bands and
    shares, which are goals. Errs towards "complies".
    """
    reviewed: ir.BooleanValue = f.list_reviewed
    return reviewed
