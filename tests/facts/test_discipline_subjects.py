"""Unlawful discipline, convictions, Party decisions and certificates, against a plain computation."""

from datetime import date, timedelta

import ibis
import pyarrow as pa
import pytest

from chinhdanh.facts import complete_table, subject_table
from chinhdanh.facts.model import Record
from chinhdanh.facts.subjects import SUBJECTS
from chinhdanh.registry.schema import TABLES, arrow_schema

from .harness import AS_OF, DAYS, merged
from .reference import Record as PlainRecord
from .reference.common import (
    LEADING,
    add_months,
    anyone,
    at_most,
    both,
    earliest,
    exists,
    first,
    latest,
    may_run_on,
    no,
)
from .strategies import general_coverage, world

KINDS = ("discipline", "removal", "separation")


@pytest.fixture(scope="module")
def tables():
    found = merged([world(seed, f"{seed}.") for seed in range(500, 700)])
    for number, row in enumerate(found["decision"]):
        if row["kind"] in KINDS and row["signed_on"]:
            _reports(found["report"], number, row)
    for number, row in enumerate(found["person"]):
        checked = row["party_joined_on"] or AS_OF
        for verified in ((True,), (False, None), (None, True))[number % 3]:
            found["qualification"].append(
                dict.fromkeys(TABLES["qualification"].column_names)
                | {"person_id": row["id"], "verified_on": checked + timedelta(number % 2), "verified": verified}
            )
    found["coverage"] += general_coverage(3)
    every = dict.fromkeys(TABLES["coverage"].column_names)
    found["coverage"].append(every | {"table": "decision", "from": date(2024, 1, 1), "stated_by": "C"})
    return found


def _reports(reports, number, decision):
    for place in range(number % 4):
        reports.append(
            dict.fromkeys(TABLES["report"].column_names)
            | {
                "id": f"{decision['id']}.{place}",
                "about_decision_id": decision["id"],
                "kind": ("complaint", "denunciation", "feedback", None)[(number + place) % 4],
                "result": ("founded", "partly", "unfounded")[(number // 4 + place) % 3],
                "closed_on": decision["signed_on"] + timedelta(number % 40) if place != 2 else None,
            }
        )


@pytest.fixture(scope="module")
def plain(tables):
    return PlainRecord(tables, set(TABLES), AS_OF, {})


@pytest.fixture(scope="module")
def record(tables):
    backend = ibis.duckdb.connect()

    def held(name, rows):
        backend.con.register("given", rows)
        backend.con.execute(f'CREATE TABLE "record_{name}" AS SELECT * FROM given')
        return backend.table(f"record_{name}")

    columns = {name: frozenset(TABLES[name].column_names) for name in tables}
    given = {
        name: complete_table(name, held(name, pa.Table.from_pylist(rows, schema=arrow_schema(name))), columns[name])
        for name, rows in tables.items()
    }
    return Record(given, columns, AS_OF, held("working_days", DAYS))


def answers(record, kind, *more):
    subject = SUBJECTS[kind]
    names = ("subject_id", "on", *more, *(fact.name for fact in subject.facts))
    rows = subject_table(record, subject, lambda _, table: table).to_pyarrow().to_pylist()
    return sorted(({name: row[name] for name in names} for row in rows), key=str)


def category(plain, person):
    return (plain.find("person", person) or {}).get("category")


def test_unlawful_discipline(record, plain):
    closed = {}
    for row in plain.rows("report"):
        founded = row["kind"] in ("complaint", "denunciation") and row["result"] in ("founded", "partly")
        if founded and row["closed_on"] is not None and row["about_decision_id"] is not None:
            closed.setdefault(row["about_decision_id"], []).append(row["closed_on"])
    cases = {row["id"]: row for row in plain.rows("discipline")}
    expected = []
    for row in plain.rows("decision"):
        if row["id"] not in closed or row["kind"] not in KINDS or row["person_id"] is None:
            continue
        on, case = min(closed[row["id"]]), cases.get(row["discipline_id"], {})
        undone = any(o["kind"] == "revocation" and o["revokes_id"] == row["id"] for o in plain.rows("decision"))
        gone = row["status"] == "revoked" or row["revoked_on"] or case.get("quashed_on") or undone
        again = [
            at_most(on, other["signed_on"])
            for other in plain.rows("decision")
            if other["kind"] in KINDS
            and other["discipline_id"] is not None
            and other["discipline_id"] == row["discipline_id"]
            and other["id"] != row["id"]
        ]
        whole = row["discipline_id"] is not None and any(
            c["table"] == "decision" and c["organization_id"] in (None, row["organization_id"]) and may_run_on(c, on)
            for c in plain.rows("coverage")
        )
        expected.append(
            {
                "subject_id": row["person_id"],
                "on": on,
                "decision_id": row["id"],
                "unlawful_category": category(plain, row["person_id"]),
                "unlawful_cancelled": True if gone else False if row["status"] == "in_force" else None,
                "unlawful_redone": exists(again, whole),
                "unlawful_appealed": any(
                    r["about_decision_id"] == row["id"] and r["closed_on"] is None for r in plain.rows("report")
                ),
                "unlawful_act_ended_on": case.get("act_ended_on"),
                "unlawful_seen_on": AS_OF,
            }
        )
    for name in ("unlawful_cancelled", "unlawful_redone", "unlawful_appealed"):
        assert {True, False} <= {row[name] for row in expected}, name
    assert answers(record, "unlawful_discipline", "decision_id") == sorted(expected, key=str)


def test_convictions(record, plain):
    days = {
        (row["person_id"], row["until"])
        for row in plain.rows("proceeding")
        if row["kind"] == "trial" and row["result"] == "founded" and row["person_id"]
        if row["until"] is not None and row["until"] < AS_OF
    }
    expected = []
    for person, on in days:
        led = [s for s in plain.of_person("tenure", person) if plain.post_of(s).get("leadership") in LEADING]
        over = [at_most(spell["until"], on) is True for spell in led]
        stays = [False if gone else at_most(spell["from"], on) for spell, gone in zip(led, over, strict=True)]
        expected.append(
            {
                "subject_id": person,
                "on": on,
                "convicted_category": category(plain, person),
                "leads_after_conviction": exists(stays, any(over)),
            }
        )
    assert True in {row["leads_after_conviction"] for row in expected}
    assert answers(record, "convictions") == sorted(expected, key=str)


def test_party_decisions(record, plain):
    cases = {}
    for row in plain.rows("discipline"):
        effective = row["effective_on"]
        stands = row["regime"] == "party" and row["quashed_on"] is None and row["person_id"]
        if stands and effective and effective <= AS_OF:
            cases.setdefault((row["person_id"], effective), []).append(first(row["decided_on"], effective))
    expected = []
    for (person, on), decided in cases.items():
        state = [row for row in plain.of_person("discipline", person) if row["regime"] != "party"]
        signs = [
            (first(row["notified_on"], row["decided_on"], row["effective_on"]), row["regime"] is not None)
            for row in state
        ]
        proceedings = plain.of_person("proceeding", person)
        signs += [(row["from"], True) for row in proceedings if row["kind"] == "discipline_review"]
        bound = add_months(max(decided), -12)
        deferred = [
            both(row["until"] is None or on < row["until"], at_most(row["from"], on + timedelta(30)))
            for row in proceedings
            if row["kind"] in ("maternity", "illness", "prosecution")
        ]
        expected.append(
            {
                "subject_id": person,
                "on": on,
                "party_case_category": category(plain, person),
                "party_case_decided_on": max(decided),
                "state_case_begun_on": earliest(day for day, sure in signs if sure and day and day >= bound),
                "state_cases_recorded": True if all(day and sure for day, sure in signs) else None,
                "party_case_deferred": anyone(deferred),
                "party_case_seen_on": AS_OF,
            }
        )
    assert {True, False} <= {row["party_case_deferred"] for row in expected}
    assert answers(record, "party_discipline") == sorted(expected, key=str)


def test_certificates(record, plain):
    checked = {}
    for row in plain.rows("qualification"):
        if row["verified_on"] is not None and row["person_id"] is not None:
            checked.setdefault((row["person_id"], row["verified_on"]), []).append(row["verified"])
    expected = [
        {
            "subject_id": person,
            "on": on,
            "certificate_false": anyone(no(value) for value in values),
            "certificate_of_member": at_most((plain.find("person", person) or {}).get("party_joined_on"), on),
        }
        for (person, on), values in checked.items()
    ]
    assert {True, False, None} <= {row["certificate_false"] for row in expected}
    assert latest(row["on"] for row in expected)
    assert answers(record, "checked_certificates") == sorted(expected, key=str)
