"""A made-up registry with as many old cases of each class as Conclusion 232-KL/TW counts.

The conclusion gives the number of cases of a class and nothing about the people: every row here is made by code. How a
class divides within itself (by date, with or without a decision) was not published either; it is spread evenly over
what the class allows.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from chinhdanh.audit.revocation import Numbers
from chinhdanh.registry.schema import arrow_schema

SOUND = 300
"""Recruitments in which nothing was wrong, among which the cases must be found."""
CATEGORIES = ("civil_servant", "public_employee", "cadre")


def example_registry(numbers: Numbers) -> dict[str, pa.Table]:
    """The tables `person`, `decision`, `notice` and `coverage` of the made-up registry."""
    rows: dict[str, list[dict[str, Any]]] = {"person": [], "decision": [], "notice": []}
    for name, count in numbers.counts.items():
        for number in range(count):
            _case(rows, numbers, name, number)
    for number in range(SOUND):
        on = date(2012, 1, 10) + timedelta(days=number * 17)
        _add(rows, "sound", number, on, standards_met=True, process_followed=True, exam_sat=True)
    rows["coverage"] = [{"table": "decision", "stated_by": "example", "stated_on": numbers.from_232}]
    return {name: pa.Table.from_pylist(found, schema=_schema(name, found)) for name, found in rows.items()}


def _schema(name: str, rows: list[dict[str, Any]]) -> pa.Schema:
    given = {column for row in rows for column in row}
    return pa.schema([field for field in arrow_schema(name) if field.name in given])


def _case(rows: dict[str, list[dict[str, Any]]], numbers: Numbers, name: str, number: int) -> None:
    one_day = timedelta(days=1)
    after_a = numbers.cut_off_a + one_day + timedelta(days=number * 13)
    before_b = numbers.cut_off_b - one_day - timedelta(days=number * 5)
    after_b = numbers.cut_off_b + one_day + timedelta(days=number)
    sound = {"standards_met": True, "process_followed": True, "exam_sat": True}
    if name == "after_2020":
        _add(rows, name, number, after_a, **sound | {"standards_met": number % 2 == 1, "process_followed": False})
    elif name == "exam_missed":
        _add(rows, name, number, after_b if number % 2 else before_b, **sound | {"exam_sat": False})
    elif name == "file_incomplete":
        on = after_b if number % 2 else before_b
        if number % 3 == 0:
            _person(rows, f"{name}-{number}", number, recruited_on=on)
        else:
            _add(rows, name, number, on, **sound, file_complete=False)
    else:
        decision = _add(rows, name, number, before_b, **sound, review_group=name)
        if number % 2:
            repaired = numbers.deadline - timedelta(days=1 + number % 30)
            rows["notice"].append({"decision_id": decision, "kind": "fault_repaired", "issued_on": repaired})


def _person(rows: dict[str, list[dict[str, Any]]], key: str, number: int, **cells: Any) -> str:
    category = CATEGORIES[number % len(CATEGORIES)]
    rows["person"].append({"id": f"p-{key}", "full_name": f"Người {key}", "category": category, **cells})
    return f"p-{key}"


def _add(rows: dict[str, list[dict[str, Any]]], name: str, number: int, on: date, **cells: Any) -> str:
    person = _person(rows, f"{name}-{number}", number)
    decision = {"id": f"d-{name}-{number}", "kind": "recruitment", "person_id": person, "signed_on": on}
    rows["decision"].append({**decision, "exam_due": True, "file_complete": True, "status": "in_force", **cells})
    return f"d-{name}-{number}"
