"""What a list is held against: rows of those whose record the user keeps, and of nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.web.access_world import grant, model, user
from tests.web.imports_world import BODY, build

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.imports import kept
from chinhdanh.web.imports.finding import HANGING, HELD, NARROWED
from chinhdanh.web.officials.models import Person
from chinhdanh.web.record.access import (
    CASE_HANDLER,
    DECIDING_AUTHORITY,
    HEAD_OF_PERSONNEL,
    INSPECTOR,
    KEEPERS,
    OFFICIAL,
    PLAN_COORDINATOR,
)
from chinhdanh.web.record.writing import recording

EVERYBODY = range(1900, 2030)


def build_whole() -> Any:
    """Of everybody a row of each kind that hangs on a person."""
    officer = build()
    with recording("entry", None, "thử") as record:
        for person in Person.objects.all():
            record.add(model("evaluation"), person=person, year=2024, rating="good")
            record.add(model("qualification"), person=person, kind="professional", level="Đại học")
            for table in HANGING:
                more = {"relative": person, "relation": "spouse"} if table == "kinship" else {}
                record.add(model(table), person=person, **more)
    return officer


@pytest.fixture
def building() -> Callable[[], Any]:
    return build_whole


@pytest.fixture
def keeper(world: Any) -> Any:
    return world


def _found(table: str, people: list[str]) -> set[str]:
    narrowed: dict[str, list[list[Any]]] = {"evaluation": [[2024]], "qualification": [["professional"]]}
    only = narrowed.get(table, [])
    assert bool(only) == (table in NARROWED)
    return {row for (row,) in kept.rows(table, ("id",), people, *only)}


@pytest.mark.parametrize("place", [BODY, "Phòng Tổ chức", "Tỉnh", "Sở Y tế"])
def test_a_keeper_is_given_what_the_policies_give_of_those_whose_record_they_keep(keeper: Any, place: str) -> None:
    other = user("nguoi-giu-ho-so")
    grant(other, HEAD_OF_PERSONNEL, place)
    everybody = list(Person.objects.values_list("pk", flat=True))
    with acting_as(other, today()) as scope:
        found = {row for (row,) in kept.people(("id",), whole_years=EVERYBODY)}
        assert found == set(Person.objects.filter(pk__in=scope.persons(KEEPERS)).values_list("pk", flat=True)) != set()
        for table in (*HELD, *HANGING):
            allowed = model(table).objects.visible_to(other, today()).filter(person_id__in=found)
            assert _found(table, everybody) == set(allowed.values_list("pk", flat=True)), table


@pytest.mark.parametrize("role", [INSPECTOR, DECIDING_AUTHORITY, PLAN_COORDINATOR, CASE_HANDLER, OFFICIAL])
def test_who_keeps_no_record_is_given_nothing(keeper: Any, role: str) -> None:
    other = user("nguoi-khac", person_id="p-Nguyễn Văn An")
    grant(other, role, BODY)
    everybody = list(Person.objects.values_list("pk", flat=True))
    with acting_as(other, today()):
        assert kept.people(("id",), whole_years=EVERYBODY, codes=everybody) == []
        assert [table for table in (*HELD, *HANGING) if _found(table, everybody)] == []


def test_nobody_is_found_before_or_after_the_role_is_held(keeper: Any) -> None:
    with acting_as(keeper, date(2000, 1, 1)):
        assert kept.people(("id",), whole_years=EVERYBODY) == []


def test_the_functions_answer_nobody_without_a_user(keeper: Any) -> None:
    everybody = list(Person.objects.values_list("pk", flat=True))
    assert kept.people(("id",), codes=everybody) == []
    assert [table for table in (*HELD, *HANGING) if _found(table, everybody)] == []
