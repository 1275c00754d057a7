"""Statements that a connection keeps prepared: the same text however many values, and never another's reach."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import RequestFactory
from tests.web.access_world import DAY, build, grant, model, user

from chinhdanh.web.accounts.acting import acting_as, system_work
from chinhdanh.web.accounts.pages import ONCE, entered
from chinhdanh.web.record.access import Scope, StandIn
from chinhdanh.web.settings import PREPARED_AFTER, database_of

ASKED = PREPARED_AFTER + 7
"""Often enough that it is prepared, and that the database has settled on a plan for all values."""


def _text(queryset: Any) -> str:
    return str(queryset.query.sql_with_params()[0])


def test_a_list_of_values_is_one_value_however_long_it_is(db: None) -> None:
    """So that its statement is prepared once; what refers to other rows is asked in the same way."""
    build()
    persons, tenures = model("person").objects, model("tenure").objects
    assert _text(persons.filter(pk__in=["person-A1"])) == _text(persons.filter(pk__in=["a", "b", "person-A1"]))
    assert _text(tenures.filter(person__in=["a"])) == _text(tenures.filter(person__in=["a", "b"]))
    assert list(persons.filter(pk__in=["person-A1", None, "nobody"]).values_list("pk", flat=True)) == ["person-A1"]
    assert not persons.filter(pk__in=[]).exists()
    assert not persons.filter(pk__in=[None]).exists()
    assert persons.exclude(pk__in=["person-A1"]).count() == persons.count() - 1


def test_a_prepared_statement_keeps_to_the_reach_of_whoever_asks(real_db: str) -> None:
    """On one connection, in turns, for two users of different reach and for the system."""
    build()
    at_a, at_b = user("at-a"), user("at-b")
    grant(at_a, "personnel_officer", "A")
    grant(at_b, "personnel_officer", "B")
    everybody = set(model("person").objects.values_list("pk", flat=True))

    def seen() -> set[str]:
        return set(model("person").objects.filter(pk__in=sorted(everybody)).values_list("pk", flat=True))

    for _n in range(ASKED):
        with acting_as(at_a, DAY):
            assert seen() == {"person-A1"}
        with acting_as(at_b, DAY):
            assert seen() == {"person-B1"}
        with system_work():
            assert seen() == everybody
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%FROM \"person\"%%ANY%%'")
        assert cursor.fetchone()[0] == 1


def test_nothing_is_prepared_where_the_address_of_the_database_says_so() -> None:
    """For a pooler that hands the connection to another after each transaction."""
    assert database_of("postgresql://a@b/c")["OPTIONS"]["prepare_threshold"] == PREPARED_AFTER  # type: ignore[index]
    options = database_of("postgresql://a@b/c?sslmode=require&prepare_threshold=none")["OPTIONS"]
    assert options == {"sslmode": "require", "server_side_binding": True, "prepare_threshold": None}


def test_a_page_plans_once_for_all_values_and_what_comes_after_it_as_before(db: None) -> None:
    """On one connection, which pages and imports may share."""
    build()
    somebody = user("somebody")
    grant(somebody, "personnel_officer", "A")

    def plans() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW plan_cache_mode")
            return str(cursor.fetchone()[0])

    request = RequestFactory().get("/")
    request.user = somebody
    with entered(request, (), ONCE):
        assert plans() == "force_generic_plan"
    assert plans() == "auto"
    with acting_as(somebody, DAY):
        assert plans() == "auto", "what is imported, or searched, is planned for as much as there is"


def test_a_statement_made_once_never_begins_with_the_reach() -> None:
    """Planned for whatever reach, it would go through a province for the holders of one post: it took seconds."""
    reach = Scope(1, DAY, (("inspector", "A"),), None, row_by_row=True)
    of_one = _text(model("tenure").objects.visible_to(StandIn(reach), DAY))
    assert "EXISTS (SELECT FROM person_place" in of_one
    assert "OFFSET 0" in of_one
    assert " IN (SELECT" not in of_one
