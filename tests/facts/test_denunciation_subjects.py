"""Denunciations received and accepted, against a plain computation over random reports."""

import random
from datetime import date, timedelta

import ibis
import pyarrow as pa
import pytest

from chinhdanh.facts import complete_table, subject_table
from chinhdanh.facts.model import Record
from chinhdanh.facts.subjects import SUBJECTS
from chinhdanh.registry.schema import TABLES, arrow_schema

from .harness import AS_OF, DAYS
from .reference.common import latest

MONDAY = date(2025, 3, 10)


def _some_day(rng):
    return rng.choice((None, *(MONDAY + timedelta(n) for n in range(0, 60, 4))))


@pytest.fixture(scope="module")
def reports():
    rng = random.Random(24)
    return [
        dict.fromkeys(TABLES["report"].column_names)
        | {
            "id": f"r{number}",
            "about_person_id": rng.choice((None, *(f"p{n}" for n in range(60)))),
            "kind": rng.choice(("denunciation", "denunciation", "denunciation", "complaint", None)),
            "anonymous": rng.choice((False, False, False, True, None)),
            "received_on": rng.choice((None, MONDAY, MONDAY + timedelta(5))),
            "accepted_on": _some_day(rng),
            "closed_on": _some_day(rng),
        }
        for number in range(900)
    ]


@pytest.fixture(scope="module")
def record(reports):
    backend = ibis.duckdb.connect()

    def held(name, rows):
        backend.con.register("given", rows)
        backend.con.execute(f'CREATE TABLE "record_{name}" AS SELECT * FROM given')
        return backend.table(f"record_{name}")

    columns = {"report": frozenset(TABLES["report"].column_names)}
    rows = {"report": reports}
    given = {
        name: complete_table(
            name,
            held(name, pa.Table.from_pylist(rows.get(name, []), schema=arrow_schema(name))),
            columns.get(name, frozenset()),
        )
        for name in TABLES
    }
    return Record(given, columns, AS_OF, held("working_days", DAYS))


def answers(record, kind):
    subject = SUBJECTS[kind]
    names = ("subject_id", "on", *(fact.name for fact in subject.facts))
    rows = subject_table(record, subject, lambda _, table: table).to_pyarrow().to_pylist()
    assert len({(row["subject_id"], row["on"]) for row in rows}) == len(rows)
    return sorted(({name: row[name] for name in names} for row in rows), key=str)


def grouped(reports, day):
    """Denunciations of a person that are not known to be anonymous, by person and `day`."""
    found = {}
    for row in reports:
        if row["kind"] == "denunciation" and row["about_person_id"] and row["anonymous"] is not True:
            found.setdefault((row["about_person_id"], row[day]), []).append(row)
    return found


def spans(rows, start, end, count):
    """How long each took whose days are known and in order."""
    return [count(row[start], row[end]) if row[start] and row[end] and row[start] <= row[end] else None for row in rows]


def settled(values):
    return True if None not in values else None


def test_received(record, reports):
    ordinal = dict(zip(DAYS["day"].to_pylist(), DAYS["ordinal"].to_pylist(), strict=True))
    expected = []
    for (person, on), rows in grouped(reports, "received_on").items():
        taken = spans(rows, "received_on", "accepted_on", lambda a, b: ordinal[b] - ordinal[a])
        expected.append(
            {
                "subject_id": person,
                "on": on,
                "received_denunciation_signed": settled([row["anonymous"] for row in rows]),
                "denunciation_handling_days": max((n for n in taken if n is not None), default=None),
                "denunciations_accepted": settled(taken),
                "denunciation_accepted_on": latest(row["accepted_on"] for row in rows if row["accepted_on"]),
            }
        )
    assert {True, None} == {row["denunciations_accepted"] for row in expected}
    assert {True, None} == {row["received_denunciation_signed"] for row in expected}
    assert max(len(rows) for rows in grouped(reports, "received_on").values()) > 1
    assert answers(record, "denunciations_received") == sorted(expected, key=str)


def test_accepted(record, reports):
    expected = []
    for (person, on), rows in grouped(reports, "accepted_on").items():
        if on is None:
            continue
        lasted = spans(rows, "accepted_on", "closed_on", lambda a, b: (b - a).days)
        expected.append(
            {
                "subject_id": person,
                "on": on,
                "accepted_denunciation_signed": settled([row["anonymous"] for row in rows]),
                "denunciation_resolve_days": max((n for n in lasted if n is not None), default=None),
                "denunciations_resolved": settled(lasted),
                "denunciation_closed_on": latest(row["closed_on"] for row in rows if row["closed_on"]),
            }
        )
    assert {True, None} == {row["denunciations_resolved"] for row in expected}
    assert answers(record, "denunciations_accepted") == sorted(expected, key=str)
