"""Where people and decisions belong is kept by what differs; worked out anew from nothing it comes to the same."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from tests.web.access_world import build, model

from chinhdanh.web.record.writing import recording


def _places() -> tuple[set[Any], set[Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, organization_id, own FROM person_place")
        people = set(cursor.fetchall())
        cursor.execute("SELECT decision_id, organization_id FROM decision_place")
        return people, set(cursor.fetchall())


def _worked_out_anew() -> tuple[set[Any], set[Any]]:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM person_place; DELETE FROM decision_place")
        cursor.execute("SELECT access.set_places(ARRAY(SELECT id FROM person))")
        cursor.execute("SELECT access.set_decisions(ARRAY(SELECT id FROM decision WHERE person_id IS NULL))")
    return _places()


def test_what_is_written_one_after_the_other_leaves_everybody_where_they_belong(db: None) -> None:
    build()
    with recording("entry", None, "thử") as record:
        post = record.add(model("post"), id="p-B", title="Chuyên viên", organization_id="B")
        record.add(model("person"), id="kin", full_name="Người nhà")
        record.add(model("person"), id="late", full_name="Người đến sau")
        record.add(model("kinship"), person_id="person-A1", relative_id="kin", relation="child")
        moved = record.add(model("decision"), id="d-moved", person_id="late", organization_id="A")
        record.add(model("decision"), id="d-nobody", organization_id="A")
        record.add(
            model("tenure"), id="t-late", person_id="late", post_id=post.pk, since=date(2024, 1, 1),
            start_decision_id="d-moved",
        )  # fmt: skip
    assert _places() == _worked_out_anew()
    with recording("correction", None, "Nhầm người") as record:
        record.correct(moved, person_id="person-B1")
        record.correct(model("decision").objects.get(pk="d-nobody"), organization_id="B1")
        record.correct(
            model("decision").objects.get(pk="decision-A1"), organization_id="B", receiving_organization_id=None
        )
        record.withdraw(model("kinship").objects.get(relative_id="kin"))
        record.withdraw(model("plan_entry").objects.get(pk="plan_entry-A1"))
    people, decisions = _places()
    assert ("late", "A", True) not in people
    assert ("d-nobody", "B1") in decisions
    assert (people, decisions) == _worked_out_anew()


def _searched(table: str) -> int:
    """How often the table was searched from end to end in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_get_xact_numscans(%s::regclass)", [table])
        return int(cursor.fetchone()[0])


def test_a_load_does_not_search_what_it_fills_for_every_row(db: None) -> None:
    """Known to be empty when its statement was planned, a table would be searched thousands of times while it fills."""
    build()
    with recording("load", None, "thử") as record:
        record.add_many(model("person"), [{"id": f"p{n}"} for n in range(2_000)])
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE person_place, decision_place")
        cursor.execute("ANALYZE person_place; ANALYZE decision_place")
    before = {table: _searched(table) for table in ("person_place", "decision_place")}
    with recording("load", None, "thử") as record:
        record.add_many(
            model("decision"), [{"id": f"d{n}", "person_id": f"p{n}", "organization_id": "A1"} for n in range(2_000)]
        )
    people, decisions = _places()
    assert {(f"p{n}", "A1", True) for n in range(2_000)} <= people
    assert {(f"d{n}", "A1") for n in range(2_000)} <= decisions
    for table, searched in before.items():
        assert _searched(table) - searched < 50
