"""Wrongs that are of no decision: the ratings of a body's year, succession lists, yearly declarations of assets."""

from __future__ import annotations

import numpy as np

from chinhdanh.registry.synth.days import NO_DAY, Ints, day, new_year
from chinhdanh.registry.synth.lives import EXCELLENT, GOOD, body_at_end
from chinhdanh.registry.synth.plants.ground import Ground
from chinhdanh.registry.synth.plants.kind import Planted
from chinhdanh.registry.synth.tables import NONE, Rows, Words, code

RATED_YEARS = (2024, 2023)
DECLARED_YEARS = (2025, 2024, 2023, 2022, 2021)
LISTED_FROM, LISTED_UNTIL = day("2022-02-01"), day("2025-05-01")
LISTED_FOR = 140
"""Days for which the names over the limit stay on the list."""


def plant(g: Ground, wanted: int, taken: set[int]) -> list[Planted]:
    """Plant `wanted` of each kind; people in `taken` have a wrong of their own already."""
    return [
        *_excellent(g, wanted),
        *_posts_of_a_person(g, wanted, taken),
        *_people_of_a_post(g, wanted, taken),
        *_undeclared(g, wanted, taken),
    ]


def _subject(kind: str, subject: str, place: int, on: int, provision: str, vi: str, en: str) -> Planted:
    return Planted(kind, NONE, (provision,), vi, en, subject, int(place), int(on))


def _year_end(year: int) -> int:
    return int(new_year(year + 1)) - 1


# -- ratings ---------------------------------------------------------------------------------------------------------


def _excellent(g: Ground, wanted: int) -> list[Planted]:
    """Raise good ratings of a body to excellent until they are more than a fifth."""
    rows, rng = g.tables["evaluation"], g.province.rng
    planted: list[Planted] = []
    for count in range(wanted):
        year = RATED_YEARS[count % len(RATED_YEARS)]
        body = body_at_end(g.tables, g.province.people.size, year)
        mine = np.flatnonzero((rows["year"] == year) & (rows["rating"] <= GOOD))
        mine = mine[body[rows["person_id"][mine]] >= 0]
        where = body[rows["person_id"][mine]]
        done = {wrong.place for wrong in planted}
        sizes = np.bincount(where)
        fits = [b for b in rng.permutation(np.flatnonzero(sizes >= 6)).tolist() if b not in done]
        if not fits:
            continue
        chosen = mine[where == fits[0]]
        rows["rating"][chosen[: len(chosen) // 5 + 2]] = EXCELLENT
        words = ("tỷ lệ xếp loại xuất sắc vượt 20%", "more than a fifth of the good ratings are excellent")
        planted.append(
            _subject(
                "excellent_over_cap",
                "organization",
                fits[0],
                _year_end(year),
                "nd-90-2020+nd-48-2023.art-2.20pt",
                *words,
            )
        )
    return planted


# -- succession lists ------------------------------------------------------------------------------------------------


def _listed(g: Ground, taken: set[int]) -> Ints:
    """Rows of the plan, in random order, of people without a wrong of their own, approved under Regulation 50."""
    rows = g.tables["plan_entry"]
    approved = rows["approved_on"]
    fits = rows.keep & (approved >= LISTED_FROM) & (approved < LISTED_UNTIL)
    fits &= (rows["withdrawn_on"] == NO_DAY) | (rows["withdrawn_on"] > approved + LISTED_FOR + 5)
    fits &= ~np.isin(rows["person_id"], np.array(sorted(taken), dtype=np.int64))
    return g.province.rng.permutation(np.flatnonzero(fits))


def _busy(g: Ground, column: str, approved: int) -> Ints:
    """People (or posts) on the list at some time while names over the limit would stand."""
    rows = g.tables["plan_entry"]
    stands = rows.keep & (rows["approved_on"] <= approved + LISTED_FOR)
    stands &= (rows["withdrawn_on"] == NO_DAY) | (rows["withdrawn_on"] > approved)
    return np.asarray(rows[column][stands], dtype=np.int64)


def _enter(g: Ground, row: int, people: Ints, posts: Ints) -> None:
    """Add entries of the day and term of `row`."""
    rows = g.tables["plan_entry"]
    count = len(posts)
    approved = int(rows["approved_on"][row])
    org = g.post_org[posts]
    term = rows["term"]
    rows.add(
        Rows(
            "plan_entry",
            {
                "id": np.arange(count) + rows.size, "person_id": people, "post_id": posts,
                "rank": g.tables["post"]["rank"][posts], "organization_id": org,
                "term": Words(term.words, np.full(count, int(term.places[row]), dtype=np.int64)),
                "approved_on": approved, "withdrawn_on": approved + LISTED_FOR,
                "withdrawal_reason": Words(["rà soát quy hoạch"], np.zeros(count, dtype=np.int64)),
                "approver_id": np.array(g.province.world.o_parent)[org],
            },
        )
    )  # fmt: skip


def _posts_of_a_person(g: Ground, wanted: int, taken: set[int]) -> list[Planted]:
    """Three more posts of equal rank at one level for someone on the list."""
    rows, careers = g.tables["plan_entry"], g.province.careers
    level = np.array([code("organization", "level", name) for name in g.province.world.o_level])
    planted: list[Planted] = []
    for row in _listed(g, taken).tolist():
        if len(planted) == wanted:
            break
        person, post, approved = (int(rows[name][row]) for name in ("person_id", "post_id", "approved_on"))
        if np.count_nonzero(_busy(g, "person_id", approved) == person) > 1 or person in taken:
            continue
        like = (level[careers.org] == level[careers.org[post]]) & (careers.rank == careers.rank[post])
        like &= (careers.opens <= approved) & (careers.closes > approved)
        like[post] = False
        free = np.setdiff1d(np.flatnonzero(like), _busy(g, "post_id", approved))
        if len(free) < 3:
            continue
        taken.add(person)
        _enter(g, row, np.full(3, person, dtype=np.int64), free[:3])
        words = ("một người được quy hoạch bốn chức danh", "one person planned for four posts at one level")
        planted.append(_subject("planned_for_four_posts", "person", person, approved, "qd-50-2021.so-luong", *words))
    return planted


def _people_of_a_post(g: Ground, wanted: int, taken: set[int]) -> list[Planted]:
    """Three more names for a post on the list, of specialists who are on no list."""
    rows, careers, people = g.tables["plan_entry"], g.province.careers, g.province.people
    planted: list[Planted] = []
    for row in _listed(g, taken).tolist():
        if len(planted) == wanted:
            break
        post, approved = int(rows["post_id"][row]), int(rows["approved_on"][row])
        if np.count_nonzero(_busy(g, "post_id", approved) == post) > 1:
            continue
        plain = (careers.posts_led == 0) & (people.recruited < approved - 1500) & (people.retires > day("2032-01-01"))
        plain &= ~careers.barred & (careers.leaves > approved + 400)
        plain[[p for p in taken if p < people.size]] = False
        plain[g.tables["discipline"]["person_id"]] = False
        plain[rows["person_id"][rows["person_id"] < people.size]] = False
        free = np.flatnonzero(plain)
        if len(free) < 3:
            break
        names = g.province.rng.choice(free, 3, replace=False)
        taken.update(names.tolist())
        _enter(g, row, names, np.full(3, post, dtype=np.int64))
        words = ("một chức danh quy hoạch bốn người", "four people planned for one post")
        planted.append(_subject("four_planned_for_a_post", "post", post, approved, "qd-50-2021.so-luong", *words))
    return planted


# -- declarations ----------------------------------------------------------------------------------------------------


def _undeclared(g: Ground, wanted: int, taken: set[int]) -> list[Planted]:
    """Directors of departments and leaders in personnel work who did not declare in one year."""
    assets, tenure, world = g.tables["asset_declaration"], g.tables["tenure"], g.province.world
    careers = g.province.careers
    field = np.array([name == "personnel" for name in world.o_field])
    must = np.append((careers.level == 4) | field[careers.org], False)
    held = np.minimum(tenure["post_id"], len(must) - 1)
    planted: list[Planted] = []
    for count in range(wanted):
        year = DECLARED_YEARS[count % len(DECLARED_YEARS)]
        end = _year_end(year)
        there = must[held] & (tenure["from"] <= end) & ((tenure["until"] == NO_DAY) | (tenure["until"] > end))
        there &= (tenure["acting"] == 0) & (tenure["person_id"] < g.province.people.size)
        who = [p for p in g.province.rng.permutation(tenure["person_id"][there]).tolist() if p not in taken]
        if not who:
            continue
        taken.add(who[0])
        mine = (assets["person_id"] == who[0]) & (assets["kind"] == code("asset_declaration", "kind", "annual"))
        assets.keep[mine & (assets["filed_on"] > end - 365) & (assets["filed_on"] <= end)] = False
        words = ("không kê khai tài sản, thu nhập hằng năm", "no yearly declaration of assets")
        planted.append(_subject("annual_declaration_missing", "person", who[0], end, "luat-36-2018.art-36.k3", *words))
    return planted
