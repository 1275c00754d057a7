"""Counts over a body with all below it, and the reach that holds for them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest
from tests.web.organisations_world import holder_of, writing

from chinhdanh.facts.retirement import retires_on
from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.models import User
from chinhdanh.web.organisations import figures, queries, retirement
from chinhdanh.web.organisations.counts import Counts
from chinhdanh.web.organisations.figures import Headcount, headcounts

DAY = date(2026, 3, 2)


def counted(who: User, *bodies: str, day: date = DAY) -> dict[str, list[Headcount]]:
    with acting_as(who, DAY):
        return headcounts(Counts(*bodies), bodies, day)


def test_an_allotment_holds_for_all_below_and_is_not_added_to_theirs(db: None) -> None:
    """A has one for itself and all below; under B, which has none, that of B1 counts, and who works in B is uncovered."""
    with writing() as w:
        for name, parent in (("M", None), ("A", "M"), ("A1", "A"), ("B", "M"), ("B1", "B")):
            w.body(name, parent)
        w.allot("A", 5, 2026)
        w.allot("A1", 3, 2026)
        w.allot("B1", 4, 2026)
        posts = {body: w.post(body, seats=30_000) for body in ("A", "A1", "B", "B1")}
        for number, body in enumerate(("A", "A1", "A1", "B", "B1")):
            w.holds(w.person(f"người {number}"), posts[body])
        w.holds(w.person("phụ trách"), posts["A"], acting=True)
        w.holds(w.person("kiêm nhiệm"), posts["A1"], concurrent=True)
        w.holds(w.person("đã thôi"), posts["A1"], until=DAY)
        w.holds(w.person("viên chức", category="public_employee"), posts["A"])
    found = counted(holder_of("head_of_personnel", "M"), "M", "A", "A1", "B")
    assert found["A1"] == [Headcount("civil_servant", 3, 2, 2)]
    assert sorted(found["A"], key=lambda one: one.category) == [
        Headcount("civil_servant", 5, 3, 3),
        Headcount("public_employee", None, None, 1),
    ]
    assert found["B"] == [Headcount("civil_servant", 4, 1, 2)]
    total = figures.together(found["M"])
    assert (total.allotted, total.actual, total.everybody) == (9, 4, 6)


def _reference(
    parents: dict[str, str | None], given: dict[str, int], people: Counter[str], root: str
) -> tuple[Any, ...]:
    """Allotted, covered and everybody of `root`, by walking the tree."""
    under = [one for one in parents if root in _way_up(parents, one)]
    topmost = [one for one in under if one in given and not any(
        above in given and above in under for above in _way_up(parents, one)[1:])]  # fmt: skip
    covered = [one for one in under if any(above in topmost for above in _way_up(parents, one))]
    if not topmost:
        return None, None, sum(people[one] for one in under)
    return sum(given[one] for one in topmost), sum(people[one] for one in covered), sum(people[one] for one in under)


def _way_up(parents: dict[str, str | None], body: str) -> list[str]:
    way = [body]
    while (above := parents[way[-1]]) is not None:
        way.append(above)
    return way


@pytest.mark.parametrize("seed", range(3))
def test_headcounts_are_those_of_a_walk_through_the_tree(db: None, seed: int) -> None:
    """Trees of any shape, with allotments at any height."""
    random = Random(seed)
    parents: dict[str, str | None] = {"o0": None}
    for number in range(1, 14):
        parents[f"o{number}"] = random.choice(list(parents))
    given = {body: random.randrange(1, 9) for body in parents if random.random() < 0.4}
    people: Counter[str] = Counter()
    with writing() as w:
        for body, parent in parents.items():
            w.body(body, parent)
        for body, allotted in given.items():
            w.allot(body, allotted, 2026)
        for body in parents:
            post = w.post(body, seats=30_000)
            for number in range(random.randrange(3)):
                w.holds(w.person(f"{body} {number}"), post)
                people[body] += 1
    found = counted(holder_of("inspector", "o0"), *parents)
    for body in parents:
        allotted, covered, everybody = _reference(parents, given, people, body)
        total = figures.together(found[body])
        assert (total.allotted, total.actual, total.everybody) == (allotted, covered, everybody), body


def test_an_allotment_nobody_fills_is_told(db: None) -> None:
    with writing() as w:
        w.body("M")
        w.allot("M", 7, 2026)
    assert counted(holder_of("inspector", "M"), "M")["M"] == [Headcount("civil_servant", 7, 0, 0)]


def test_nothing_is_counted_out_of_reach_though_another_was_just_answered(real_db: str) -> None:
    """What is remembered for one who reaches a body is not told to one who does not, and not after a change."""
    with writing() as w:
        for name, parent in (("M", None), ("A", "M"), ("B", "M")):
            w.body(name, parent)
        post = w.post("A", seats=30_000)
        w.holds(w.person("An"), post)
    inside, outside = holder_of("inspector", "A"), holder_of("inspector", "B")

    def seen(who: User) -> tuple[Any, ...]:
        with acting_as(who, DAY):
            counts = Counts("A")
            return (
                headcounts(counts, ["A"], DAY),
                figures.staff(counts, "A", DAY),
                queries.own_posts(counts, "A", DAY) is None,
                len(retirement.retiring(counts, "A", DAY, 600)),
                queries.Posts(counts, "A", DAY, role="all").count(),
            )

    first = seen(inside)
    assert first[0]["A"] == [Headcount("civil_servant", None, None, 1)]
    assert first[2:] == (False, 1, 1)
    assert seen(inside) == first
    assert seen(outside) == ({}, [], True, 0, 0)
    with writing() as w:
        w._numbers = iter(range(100, 200))  # type: ignore[assignment]
        w.holds(w.person("Bình"), post)
    assert seen(inside)[0]["A"] == [Headcount("civil_servant", None, None, 2)]


def test_a_post_is_vacant_since_its_last_holder_left(db: None) -> None:
    """Who acts fills no seat; of a post whose seats are not recorded nothing is claimed."""
    with writing() as w:
        w.body("M")
        head, deputy = w.post("M", "Giám đốc", "head"), w.post("M", "Phó Giám đốc", "deputy", seats=2)
        member = w.post("M", "Ủy viên", "collective_member")
        gone = w.person("Cũ")
        w.holds(gone, head, seat=1, until=date(2025, 6, 1))
        w.holds(w.person("Tạm"), head, acting=True, since=date(2025, 6, 1))
        w.holds(w.person("Phó"), deputy, seat=1)
        w.holds(w.person("Viên"), member, seat=1)
    who = holder_of("personnel_officer", "M")
    with acting_as(who, DAY):
        rows = {one.title: one for one in queries.Posts(Counts("M"), "M", DAY)}
        vacant = [one.title for one in queries.Posts(Counts("M"), "M", DAY, state=queries.VACANT)]
        before = {one.title: one.filled for one in queries.Posts(Counts("M"), "M", date(2025, 5, 31))}
    assert (rows["Giám đốc"].vacant, rows["Giám đốc"].acting, rows["Giám đốc"].vacant_since) == (1, 1, date(2025, 6, 1))
    assert (rows["Phó Giám đốc"].seats, rows["Phó Giám đốc"].vacant, rows["Phó Giám đốc"].vacant_since) == (2, 1, None)
    assert (rows["Ủy viên"].seats, rows["Ủy viên"].vacant) == (None, 0)
    assert sorted(vacant) == ["Giám đốc", "Phó Giám đốc"]
    assert before["Giám đốc"] == 1


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("last", [date(2024, 2, 29), date(2026, 11, 30), date(2028, 1, 1), date(2040, 6, 15)])
def test_who_was_born_before_the_found_day_retires_by_then_and_nobody_else(sex: Any, last: date) -> None:
    """The month is looked for; here it is compared with every month there is."""
    found = retirement.born_before(sex, last)
    for month in range(1950 * 12, 1990 * 12):
        born = date(month // 12, month % 12 + 1, 1)
        assert (born < found) == (retires_on(sex, born) <= last), born


def test_months_ahead_end_on_a_day_that_is_there() -> None:
    assert retirement.months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert retirement.months_after(date(2026, 11, 23), 24) == date(2028, 11, 23)


def test_a_successor_stands_ready_who_is_in_office_and_does_not_retire_first(db: None) -> None:
    """One whose plan has run out or was withdrawn is not planned; one in the plan by body and rank is."""
    with writing() as w:
        w.body("M")
        head = w.post("M", "Giám đốc", "head", rank=60)
        staff = w.post("M", seats=30_000)
        people = {name: w.person(name) for name in ("Sẵn", "Ngoài", "Hết", "Rút", "Bậc")}
        people["Già"] = w.person("Già", birth_date=date(1969, 1, 1))
        for name, person in people.items():
            if name != "Ngoài":
                w.holds(person, staff)
            entry = {"post_id": head.pk, "term": "2025-2030", "approved_on": date(2025, 8, 1)}
            if name == "Hết":
                entry["term"] = "2020-2025"
            if name == "Rút":
                entry["withdrawn_on"] = date(2026, 1, 1)
            if name == "Bậc":
                entry |= {"post_id": None, "rank": 60}
            w.add("plan_entry", id=f"q-{name}", person_id=person.pk, organization_id="M", **entry)
    who = holder_of("head_of_personnel", "M")
    with acting_as(who, DAY):
        found = retirement.successors(who, DAY, [head], DAY, {head.pk: date(2027, 1, 1)})[head.pk]
    assert {one.person.full_name: one.ready for one in found} == {
        "Sẵn": True,
        "Ngoài": False,
        "Bậc": True,
        "Già": False,
    }


def test_ages_and_sexes_are_counted_by_full_years(db: None) -> None:
    """Born in March 1976: 49 until the month has come; whose age or sex is not known is told apart."""
    with writing() as w:
        w.body("M")
        post = w.post("M", seats=30_000)
        w.holds(w.person("An", birth_date=date(1976, 4, 1), sex="male"), post)
        w.holds(w.person("Bình", birth_date=date(1976, 3, 1)), post)
        w.holds(w.person("Chi", birth_date=None), post)
    with acting_as(holder_of("inspector", "M"), DAY):
        people = figures.staff(Counts("M"), "M", DAY)
    picture, unknown = figures.pyramid("", people)
    assert {one.label: (one.men, one.women) for one in picture.groups if one.men or one.women} == {
        "50–54": (0, 1),
        "45–49": (1, 0),
    }
    assert unknown == 1
