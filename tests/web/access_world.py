"""A small record for tests of access: a ministry with two departments, each with a row of every table in a body below."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.accounts.models import Grant, User
from chinhdanh.web.record.base import MODELS, model_name
from chinhdanh.web.record.fields import attribute
from chinhdanh.web.record.writing import recording

DAY = date(2026, 3, 2)
FROM = date(2020, 1, 1)


def model(table: str) -> Any:
    return apps.get_model(MODELS[table], model_name(table))


def build() -> None:
    """A row of every table for the bodies `A1`, below `A`, and `B1`, below `B`; both below the ministry `M`."""
    with recording("entry", None, "thử") as r:
        for body, parent in (("M", None), ("A", "M"), ("B", "M"), ("A1", "A"), ("B1", "B")):
            r.add(model("organization"), id=body, name=body, parent_id=parent, since=FROM)
        for side in ("A1", "B1"):
            later = [table for table in MODELS if table not in ("organization", "person", "decision", "post", "tenure")]
            for table in ("person", "post", "decision", "tenure", *later):
                r.add(model(table), id=row_id(table, side), **_values(table, side))


def row_id(table: str, side: str) -> str:
    return side if table == "organization" else f"{table}-{side}"


def _values(table: str, side: str) -> dict[str, Any]:
    """Each reference goes to the row of the same side; the rest says as little as the record takes."""
    values: dict[str, Any] = {}
    for column in TABLES[table].columns:
        if column.references is not None:
            values[f"{attribute(column)}_id"] = row_id(column.references, side)
    match table:
        case "proceeding":
            values["kind"] = "illness"
        case "record_change":
            values.update(table="evaluation", row_id=row_id("evaluation", side), column="rating")
        case "decision":
            values.update(revokes_id=None, discipline_id=None)
        case "tenure":
            values.update(since=FROM)
        case "kinship":
            values.update(relation="spouse")
    return values


def user(name: str, person_id: str | None = None) -> User:
    return User.objects.create(name=name, full_name=name, person_id=person_id)


def grant(holder: User, role: str, organization_id: str | None, since: date = FROM, until: date | None = None) -> Grant:
    return Grant.objects.create(
        user=holder, role=role, organization_id=organization_id, since=since, until=until, reason="thử"
    )
