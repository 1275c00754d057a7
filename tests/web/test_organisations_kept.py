"""Counts that are kept are those that would be counted anew, whatever is written meanwhile and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count
from random import Random
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction
from tests.web.access_world import model
from tests.web.organisations_world import Writer, holder_of, writing

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.models import User
from chinhdanh.web.organisations import figures, queries, retirement
from chinhdanh.web.organisations.counts import Counts
from chinhdanh.web.organisations.marking import FOLDED, LARGE

DAY = date(2026, 3, 2)


def told(who: User, bodies: Iterable[str], anew: bool = False) -> dict[str, Any]:
    """All that is counted over these bodies; `anew` without regard to what is kept, and without keeping it."""
    found = {}
    with acting_as(who, DAY):
        if anew:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")
        counts = Counts(*bodies)
        for body in bodies:
            staff = figures.staff(counts, body, DAY)
            own = queries.own_posts(counts, body, DAY)
            found[body] = (
                sorted(figures.headcounts(counts, [body], DAY)[body], key=lambda one: one.category),
                figures.by_year(counts, body, DAY),
                sorted(staff, key=repr),
                own,
                retirement.retiring(counts, body, DAY, 600),
                queries.Posts(counts, body, DAY, role="all", state=queries.VACANT).count(),
            )
    return found


def _province(w: Writer, random: Random) -> list[str]:
    """So many bodies that the first is counted part by part, some with people and allotments."""
    parents: dict[str, str | None] = {"o0": None, "o1": "o0", "o2": "o0", "o3": "o1"}
    for number in range(len(parents), LARGE + 20):
        parents[f"o{number}"] = random.choice([*list(parents)[:12], "o1", "o1"])
    for body, parent in parents.items():
        w.body(body, parent)
    for body in random.sample(list(parents), 20):
        w.allot(body, random.randrange(1, 9), 2026)
        post = w.post(body, "Trưởng phòng", "head", seats=1)
        if random.random() < 0.7:
            w.holds(w.person(body, sex=random.choice(("male", "female")), birth_date=date(1968, 1, 1)), post, seat=1)
        w.holds(w.person(f"{body} nữa"), w.post(body, seats=30_000))
    return list(parents)


@pytest.mark.parametrize("seed", range(2))
def test_what_is_kept_is_what_would_be_counted_anew_after_every_kind_of_change(real_db: str, seed: int) -> None:
    random = Random(seed)
    with writing() as w:
        bodies = _province(w, random)
    who = holder_of("inspector", "o0")
    asked = ["o0", "o1", *random.sample(bodies, 4)]
    assert told(who, asked) == told(who, asked, anew=True)
    numbers = count(1000)

    def change(kind: str) -> None:
        with writing() as w:
            w._numbers = numbers
            one: Any = random.choice(list(model(kind).objects.all())) if kind != "new" else None
            match kind:
                case "new":
                    w.holds(w.person(f"mới {next(numbers)}"), w.post(random.choice(bodies), seats=30_000))
                case "tenure":
                    w._record.correct(one, until=DAY)
                case "person":
                    w._record.correct(one, category="public_employee", birth_date=date(1990, 1, 1))
                case "post":
                    w._record.correct(one, organization_id=random.choice(bodies))
                case "establishment":
                    w._record.correct(one, organization_id=random.choice(bodies), allotted=11)
                case "organization":
                    w._record.correct(one, parent_id=None if one.pk == "o0" else "o0")

    for _ in range(2):
        for kind in ("new", "tenure", "person", "post", "establishment", "organization"):
            change(kind)
            assert told(who, asked) == told(who, asked, anew=True), kind


def test_what_somebody_else_is_writing_is_counted_from_when_it_is_recorded(real_db: str, aside: Any) -> None:
    """Nothing is kept of what was written and taken back, though as much is written afterwards."""
    with writing() as w:
        w.body("M")
        post = w.post("M", seats=30_000)
        w.holds(w.person("Đầu"), post)
    who = holder_of("inspector", "M")

    def people() -> int:
        with acting_as(who, DAY):
            return sum(one.people for one in figures.staff(Counts("M"), "M", DAY))

    numbers = count(500)

    def hired(name: str) -> None:
        with writing() as w:
            w._numbers = numbers
            w.holds(w.person(name), post)

    assert people() == 1
    with transaction.atomic():
        hired("An")
        assert people() == 2
        transaction.set_rollback(True)
    assert people() == 1
    hired("Bình")
    assert people() == 2
    began, may_end = Event(), Event()

    def beside() -> None:
        with transaction.atomic():
            hired("Chi")
            began.set()
            assert may_end.wait(20)

    other = aside(beside)
    assert began.wait(20)
    assert people() == 2
    hired("Dung")
    assert people() == 3
    may_end.set()
    other.result()
    assert people() == 4


def test_the_tree_shows_what_another_writes_from_when_it_is_recorded(real_db: str, aside: Any) -> None:
    """What stands where is kept for all who read; nothing of what was taken back, and whoever reads nothing sees none."""
    with writing() as w:
        w.body("M")
        w.body("A", "M")
    who, nobody = holder_of("inspector", "M"), User.objects.create_user("không vai trò")

    def below(reader: User = who) -> list[str | None]:
        with acting_as(reader, DAY) as scope:
            branches = queries.first_branches(reader, scope, DAY)
            under = queries.children(reader, DAY, "M", DAY)
        assert under == branches.get("M", under)
        return [one.pk for one in under]

    numbers = count(500)

    def founded(name: str) -> None:
        with writing() as w:
            w._numbers = numbers
            w.body(name, "M")

    assert below() == ["A"]
    with transaction.atomic():
        founded("B")
        assert below() == ["A", "B"]
        transaction.set_rollback(True)
    assert below() == ["A"]
    aside(lambda: founded("C")).result()
    assert below() == ["A", "C"]
    assert below(nobody) == []


def test_of_two_who_write_about_one_person_the_later_knows_what_the_earlier_wrote(real_db: str, aside: Any) -> None:
    """One takes the person into a body, the other says that they are of another category: it is so in the body, too."""
    with writing() as w:
        w.body("M")
        post = w.post("M", seats=30_000)
        person = w.person("An")
    who = holder_of("inspector", "M")
    began = Event()

    def beside() -> None:
        began.set()
        with writing() as w:
            w._record.correct(person, category="public_employee")

    with writing() as w:
        w._numbers = count(500)
        w.holds(person, post)
        other = aside(beside)
        assert began.wait(20)
        sleep(0.3)
        assert told(who, ["M"])["M"][0][0].category == "civil_servant"
    assert told(who, ["M"])["M"][0][0].everybody == 1
    other.result()
    assert told(who, ["M"])["M"][0][0].category == "public_employee"


def test_marks_stay_few_however_much_is_written(real_db: str) -> None:
    with writing() as w:
        w.body("M")
        post = w.post("M", seats=30_000)
        w.holds(w.person("An"), post)
    who = holder_of("inspector", "M")
    before = told(who, ["M"])
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO record_mark SELECT 'M', 1 FROM generate_series(1, %s)", [FOLDED])
        with writing() as w:
            w._numbers = count(500)
            w.holds(w.person("Bình"), post)
        cursor.execute("SELECT count(*) FROM record_mark")
        assert cursor.fetchone()[0] < 10
    assert told(who, ["M"]) == told(who, ["M"], anew=True) != before
