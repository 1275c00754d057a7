"""Whatever is written, what holds now is the last version of each row, and what was known on a day stays known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chinhdanh.web.officials.models import Person
from chinhdanh.web.record.base import Change
from chinhdanh.web.record.writing import known_on, recording

_ROWS = 3
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["add", "correct", "correct", "withdraw"]),
        st.integers(0, _ROWS - 1),
        st.sampled_from(["full_name", "home_province", "birth_date"]),
        st.sampled_from([None, "1970-01-01", "1980-12-31"]),
        st.booleans(),
    ),
    max_size=12,
)
"""What to do, with which row, to which column, with what, and whether the transaction then fails."""


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is rolled back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Failed(Exception):
    pass


def now() -> datetime:
    """The clock of the database, by which changes are dated: the transaction's own stands still."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC)


def held() -> dict[str, dict[str, Any]]:
    """The table of what holds now."""
    return {row["id"]: row for row in Person.objects.values("id", "full_name", "home_province", "birth_date")}


def known(moment: datetime) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in known_on(Person, moment).values("id", "full_name", "home_province", "birth_date")}


def last_versions() -> dict[str, int]:
    """The number of the last version of each row that is not withdrawn, found without the help of the database."""
    last: dict[str, tuple[int, bool]] = {}
    for row, version, withdrawn in Person.Version.objects.order_by("version").values_list("id", "version", "withdrawn"):
        last[row] = (version, withdrawn)
    return {row: version for row, (version, withdrawn) in last.items() if not withdrawn}


@pytest.fixture
def at_one_moment_each(real_db: str) -> None:
    """Changes are dated by the clock and not by the transaction, since all of them are made in one that is undone."""
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE change ALTER COLUMN "at" SET DEFAULT clock_timestamp()')


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_any_sequence_of_writing(at_one_moment_each: None, acts: list[Any]) -> None:
    """After each act the table is what was meant, follows the versions, and the past has not moved."""
    with undone():
        meant: dict[str, dict[str, Any]] = {}
        past: list[tuple[datetime, dict[str, dict[str, Any]]]] = []
        used: set[str] = set()
        for what, n, column, value, fails in acts:
            name = f"p{n}"
            if (what == "add" and name in used) or (what != "add" and name not in meant):
                continue
            wanted = {key: dict(row) for key, row in meant.items()}
            try:
                with recording("entry" if what == "add" else "correction", None, "thử") as writing:
                    if what == "add":
                        writing.add(Person, id=name, full_name=value)
                        wanted[name] = {"id": name, "full_name": value, "home_province": None, "birth_date": None}
                    elif what == "correct":
                        writing.correct(Person.objects.get(pk=name), **{column: value})
                        wanted[name][column] = value
                    else:
                        writing.withdraw(Person.objects.get(pk=name))
                        del wanted[name]
                    if fails:
                        raise Failed
            except Failed:
                pass
            else:
                meant = wanted
                used.add(name)
            there = held()
            assert {
                key: {k: None if v is None else str(v) for k, v in row.items()} for key, row in there.items()
            } == meant
            assert dict(Person.objects.values_list("id", "version")) == last_versions()
            past.append((now(), there))
        for moment, there in past:
            assert known(moment) == there


def test_the_key_of_a_row_stays_when_it_is_corrected(db: None) -> None:
    """Addresses of pages do not change under those who keep them."""
    with recording("entry", None) as writing:
        key = writing.add(Person, id="p", full_name="An").key
    with recording("correction", None, "sai") as writing:
        assert writing.correct(Person.objects.get(pk="p"), full_name="Ân").key == key


def test_every_version_says_under_which_change_it_was_written(db: None) -> None:
    """Who, when, why and on what evidence."""
    with recording("entry", None) as writing:
        writing.add(Person, id="p", full_name="An")
    with recording("correction", None, "sai chính tả", "giấy khai sinh") as writing:
        writing.correct(Person.objects.get(pk="p"), full_name="Ân")
    told = Person.Version.objects.order_by("version").values_list("full_name", "change__reason", "change__evidence")
    assert list(told) == [("An", "", ""), ("Ân", "sai chính tả", "giấy khai sinh")]
    assert Change.objects.count() == 2


def test_several_versions_of_a_row_in_one_statement(db: None) -> None:
    """Of versions that come in one statement the last one holds: an import may correct a row that it has just added."""
    change = Change.objects.create(kind="import")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO person_version (version, id, full_name, change_id, replaces_id, withdrawn) "
            "OVERRIDING SYSTEM VALUE VALUES "
            "(9001, 'p', 'An', %(c)s, NULL, false), (9002, 'p', 'Ân', %(c)s, 9001, false), "
            "(9003, 'q', 'Bình', %(c)s, NULL, false), (9004, 'q', 'Bình', %(c)s, 9003, true)",
            {"c": change.pk},
        )
    assert list(Person.objects.values_list("id", "full_name", "version")) == [("p", "Ân", 9002)]
