"""What the database forbids, tried by transactions that really run at the same time, and by the back doors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.db.models.signals import pre_delete

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.decisions.models import Decision
from chinhdanh.web.officials.models import Person, Tenure
from chinhdanh.web.organisations.models import Organization, Post
from chinhdanh.web.record.base import Change, KeptTable
from chinhdanh.web.record.snapshots import recorded_models
from chinhdanh.web.record.writing import EditedMeanwhile, recording

DAY = date(2020, 3, 1)
Aside = Callable[[Callable[[], Any]], Any]


def begin(seats: int | None = 1) -> None:
    """An office with one post, three persons and a decision."""
    with recording("entry", None) as now:
        office = now.add(Organization, id="o1", name="Sở Nội vụ")
        post = now.add(Post, id="p1", organization=office, leadership="head", seats=seats)
        people = [now.add(Person, id=name, full_name=name) for name in ("an", "binh", "chi")]
        now.add(Decision, id="d1", kind="appointment", person=people[0], post=post, signed_on=DAY)


@contextmanager
def _checked() -> Iterator[None]:
    """Deferred checks at the end: a test that is rolled back has no commit at which they would be made."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def hold(now: Any, name: str, **values: Any) -> Any:
    """A full holder of the post."""
    return now.add(Tenure, person_id=name, post_id="p1", start_decision_id="d1", **{"since": DAY, **values})


class Paused:
    """Writes in a thread, then waits for `go` before it commits; `stop` makes it fail in place of that."""

    def __init__(self, aside: Aside, write: Callable[[Any], Any], kind: str = "entry") -> None:
        self.written, self.go, self.stop = Event(), Event(), Event()

        def work() -> None:
            with recording(kind, None, "vì sai") as now:
                write(now)
                self.written.set()
                self.go.wait(30)
                if self.stop.is_set():
                    raise TimeoutError

        self.thread = aside(work)

    def commit(self) -> None:
        self.go.set()
        self.thread.result()

    def fail(self) -> None:
        self.stop.set()
        self.go.set()
        with pytest.raises(TimeoutError):
            self.thread.result()


def until(condition: Callable[[], bool]) -> None:
    end = monotonic() + 20
    while not condition():
        assert monotonic() < end, "nobody waits for the other"
        sleep(0.02)


# --- at the same time ---


@pytest.mark.parametrize("first_commits", [True, False])
def test_two_take_one_seat_at_once(aside: Aside, waits_for_another: Callable[[], bool], first_commits: bool) -> None:
    """The second waits for the first, and is told where the first commits; where it fails, the seat is free."""
    begin()
    first = Paused(aside, lambda now: hold(now, "an"))
    assert first.written.wait(20)
    second = Paused(aside, lambda now: hold(now, "binh", since=date(2021, 1, 1)))
    second.go.set()
    until(waits_for_another)
    if first_commits:
        first.commit()
        with pytest.raises(IntegrityError, match="one_full_holder_of_a_seat"):
            second.thread.result()
        assert [t.person_id for t in Tenure.objects.all()] == ["an"]
        assert Tenure.Version.objects.count() == 1
    else:
        first.fail()
        second.commit()
        assert [t.person_id for t in Tenure.objects.all()] == ["binh"]


@pytest.mark.parametrize("act", ["correct", "withdraw"])
def test_two_edit_one_row_at_once(aside: Aside, waits_for_another: Callable[[], bool], act: str) -> None:
    """Of two who read the same row and write to it, the second is told, and nothing of the first is lost."""
    begin()
    read = Person.objects.get(pk="an")
    first = Paused(aside, lambda now: now.correct(read, full_name="An thứ nhất"), "correction")
    assert first.written.wait(20)
    writes = {
        "correct": lambda now: now.correct(read, full_name="An thứ hai"),
        "withdraw": lambda now: now.withdraw(read),
    }
    second = Paused(aside, writes[act], "correction")
    second.go.set()
    until(waits_for_another)
    first.commit()
    with pytest.raises(EditedMeanwhile) as told:
        second.thread.result()
    assert told.value.row.pk == "an"
    assert Person.objects.get(pk="an").full_name == "An thứ nhất"
    assert Person.Version.objects.filter(id="an").count() == 2


def test_a_row_read_before_another_correction_is_stale(db: None) -> None:
    """Also without any haste: what was read before somebody else's commit cannot be written over."""
    begin()
    read = Person.objects.get(pk="an")
    with recording("correction", None, "vì sai") as now:
        now.correct(read, full_name="An thứ nhất")
    with pytest.raises(EditedMeanwhile), recording("correction", None, "vì sai") as now:
        now.correct(read, full_name="An thứ hai")
    assert Person.objects.get(pk="an").full_name == "An thứ nhất"


def test_two_begin_to_keep_a_table_at_once(aside: Aside, waits_for_another: Callable[[], bool]) -> None:
    """The first rows of a table may come from two at once: both are held."""
    begin(seats=2)
    first = Paused(aside, lambda now: hold(now, "an", seat=1))
    assert first.written.wait(20)
    second = Paused(aside, lambda now: hold(now, "binh", seat=2))
    second.go.set()
    until(waits_for_another)
    first.commit()
    second.commit()
    assert Tenure.objects.count() == 2
    assert KeptTable.objects.filter(table="tenure").count() == 1


def test_one_withdraws_what_another_builds_on(aside: Aside, waits_for_another: Callable[[], bool]) -> None:
    """A decision is withdrawn while a tenure is added that rests on it: one of the two is told."""
    begin()
    withdrawal = Paused(aside, lambda now: now.withdraw(Decision.objects.get(pk="d1")), "correction")
    assert withdrawal.written.wait(20)
    tenure = Paused(aside, lambda now: hold(now, "an"))
    tenure.go.set()
    until(waits_for_another)
    told = 0
    withdrawal.go.set()
    for paused in (withdrawal, tenure):
        try:
            paused.thread.result()
        except Error:
            told += 1
    assert told == 1
    assert Tenure.objects.count() == Decision.objects.count()


def test_one_takes_the_seat_away_that_another_fills(aside: Aside, waits_for_another: Callable[[], bool]) -> None:
    """A post loses its second seat while somebody is put on it: one of the two is told."""
    begin(seats=2)
    with recording("entry", None) as now:
        hold(now, "an")
    read = Post.objects.get(pk="p1")
    fewer = Paused(aside, lambda now: now.correct(read, seats=1), "correction")
    assert fewer.written.wait(20)
    holder = Paused(aside, lambda now: hold(now, "binh", seat=2))
    holder.go.set()
    until(waits_for_another)
    fewer.commit()
    with pytest.raises(IntegrityError, match="no more full holders than seats"):
        holder.thread.result()
    assert Tenure.objects.count() == 1


# --- one after the other ---


@pytest.mark.parametrize(
    ("second", "fits"),
    [
        ({"since": date(2022, 1, 1)}, True),
        ({"since": date(2021, 12, 31)}, False),
        ({"since": date(2010, 1, 1), "until": DAY}, True),
        ({"since": date(2010, 1, 1), "until": date(2020, 3, 2)}, False),
        ({"since": date(2021, 1, 1), "acting": True}, True),
        ({"since": None}, True),
        ({"since": date(2021, 1, 1), "seat": 2}, False),
    ],
)
def test_a_seat_has_one_full_holder_a_day(db: None, second: dict[str, Any], fits: bool) -> None:
    """Periods are half-open; who acts holds no seat, nor does somebody of whom no day is known; one seat is one."""
    begin()
    with recording("entry", None) as now:
        hold(now, "an", until=date(2022, 1, 1))
    if fits:
        with recording("entry", None) as now:
            hold(now, "binh", **second)
    else:
        with pytest.raises(IntegrityError), recording("entry", None) as now, _checked():
            hold(now, "binh", **second)
    assert Tenure.objects.count() == 1 + fits


def test_a_holder_may_be_followed_in_one_change(db: None) -> None:
    """The day on which one leaves and the next comes is corrected for both under one change."""
    begin()
    with recording("entry", None) as now:
        an = hold(now, "an", until=date(2022, 1, 1))
        binh = hold(now, "binh", since=date(2022, 1, 1))
    with recording("correction", None, "ngày thôi giữ sai") as now:
        now.correct(an, until=date(2021, 6, 1))
        now.correct(binh, since=date(2021, 6, 1))
    assert Tenure.objects.get(person_id="binh").since == date(2021, 6, 1)


def test_a_post_without_a_number_of_seats_bounds_its_head_only(db: None) -> None:
    """Two heads are refused; as deputies they are held, and cannot be made heads any more."""
    begin(seats=None)
    with pytest.raises(IntegrityError), recording("entry", None) as now, _checked():
        hold(now, "an", seat=2)
    with recording("correction", None, "là cấp phó") as now:
        now.correct(Post.objects.get(pk="p1"), leadership="deputy")
    with recording("entry", None) as now, _checked():
        hold(now, "an", seat=2)
    with pytest.raises(IntegrityError), recording("correction", None, "là cấp trưởng") as now, _checked():
        now.correct(Post.objects.get(pk="p1"), leadership="head")


def test_a_tenure_rests_on_a_decision(db: None) -> None:
    """Without one, with one that is not there, or with the one taken away, nothing is written."""
    begin()
    for decision in (None, "d999"):
        with pytest.raises(IntegrityError), recording("entry", None) as now, _checked():
            now.add(Tenure, person_id="an", post_id="p1", since=DAY, start_decision_id=decision)
    with recording("entry", None) as now:
        tenure = hold(now, "an")
    with pytest.raises(IntegrityError), recording("correction", None, "không rõ") as now:
        now.correct(tenure, start_decision=None)
    assert Tenure.Version.objects.count() == 1


def test_a_period_does_not_end_before_it_starts(db: None) -> None:
    """Every table with a period says so; one that ends on the day it starts was undone the same day."""
    begin()
    for name, model in recorded_models().items():
        columns = TABLES[name].column_names
        checked = {constraint.name for constraint in model._meta.constraints}
        assert ({"from", "until"} <= set(columns)) == (f"{name}_period_in_order" in checked), name
    for stop, fits in ((date(2020, 2, 29), False), (DAY, True)):
        if fits:
            with recording("entry", None) as now:
                hold(now, "an", until=stop)
        else:
            with pytest.raises(IntegrityError, match="tenure_period_in_order"), recording("entry", None) as now:
                hold(now, "an", until=stop)


def test_a_row_on_which_others_hang_is_not_withdrawn(real_db: str) -> None:
    """The transaction fails when it commits, and everything of it with it."""
    begin()
    with recording("entry", None) as now:
        hold(now, "an")

    def write(now: Any) -> None:
        now.add(Person, id="moi", full_name="mới")
        now.withdraw(Decision.objects.get(pk="d1"))

    with pytest.raises(IntegrityError), recording("correction", None, "ghi nhầm") as now:
        write(now)
    assert Decision.objects.filter(pk="d1").exists()
    assert not Person.objects.filter(pk="moi").exists()


def test_what_hangs_on_a_row_goes_with_it_under_one_change(real_db: str) -> None:
    """In whichever order: only the end of the transaction counts."""
    begin()
    with recording("entry", None) as now:
        tenure = hold(now, "an")
    with recording("correction", None, "ghi nhầm") as now:
        now.withdraw(Decision.objects.get(pk="d1"))
        now.withdraw(tenure)
    assert not Tenure.objects.exists()
    assert not Decision.objects.exists()
    assert Tenure.Version.objects.count() == 2


def test_a_correction_says_why(db: None) -> None:
    """A correction without a reason is none."""
    begin()
    with pytest.raises(IntegrityError, match="a_correction_has_a_reason"), recording("correction", None):
        pass


def test_a_correction_of_a_column_that_is_not_there_is_refused(db: None) -> None:
    """A slip in a name does not vanish."""
    begin()
    with pytest.raises(TypeError, match="fullname"), recording("correction", None, "vì sai") as now:
        now.correct(Person.objects.get(pk="an"), fullname="An")


# --- by the back doors ---


DOORS = {
    "save": lambda: Person(id="x", full_name="x", version=1).save(),
    "create": lambda: Person.objects.create(id="x", full_name="x", version=1),
    "update": lambda: Person.objects.update(full_name="x"),
    "delete": lambda: Person.objects.get(pk="an").delete(),
    "delete of many": lambda: Person.objects.all().delete(),
    "change a version": lambda: Person.Version.objects.update(full_name="x"),
    "delete versions": lambda: Person.Version.objects.all().delete(),
    "change a change": lambda: Change.objects.update(reason="x"),
    "delete changes": lambda: Change.objects.all()._raw_delete("default"),
    "change a kept table": lambda: KeptTable.objects.update(table="x"),
    "delete kept tables": lambda: KeptTable.objects.all().delete(),
}


@pytest.mark.parametrize("door", DOORS)
def test_the_orm_has_no_back_door(db: None, door: str) -> None:
    """What a careless line of Python would do, the database refuses."""
    begin()
    with pytest.raises(IntegrityError, match=r"only ever added|follows its versions"), transaction.atomic():
        DOORS[door]()
    assert Person.objects.get(pk="an").full_name == "an"
    assert not pre_delete.has_listeners(Person)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO {0} (id, version) VALUES ('x', 1)",
        "UPDATE {0} SET id = 'x'",
        "DELETE FROM {0}",
        "TRUNCATE {0} CASCADE",
        "UPDATE {0}_version SET id = 'x'",
        "DELETE FROM {0}_version",
        "TRUNCATE {0}_version",
        "TRUNCATE {0}_version CASCADE",
        "INSERT INTO snapshot.{0} (id) VALUES ('x')",
        "DELETE FROM snapshot.{0}",
    ],
)
def test_sql_has_no_back_door(db: None, table: str, statement: str) -> None:
    """Nor by SQL: in every table, also where there is no row to change, and through the views."""
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize("table", ["change", "kept_table"])
@pytest.mark.parametrize("statement", ["DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_changes_stay(db: None, table: str, statement: str) -> None:
    """Who wrote what, and which tables are kept, is only ever added to."""
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
