"""Rows of those whose record the user keeps, asked for many people at once (`finding`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

_PEOPLE = {
    "numbers": "text", "codes": "text", "keys": "uuid", "days": "date", "years": "integer", "whole_years": "integer",
}  # fmt: skip
"""By what people are asked for, as `access.kept_people` calls it."""


def people(columns: Sequence[str], **asked: Iterable[Any]) -> list[tuple[Any, ...]]:
    """These columns of whoever has one of the numbers, ids (`codes`), keys or births asked for."""
    given = {name: list(asked.get(name, ())) for name in _PEOPLE}
    if not any(given.values()):
        return []
    named = ", ".join(f"{name} => %s::{kind}[]" for name, kind in _PEOPLE.items())
    return _rows(f"SELECT {_listed(columns)} FROM access.kept_people({named})", list(given.values()))


def rows(table: str, columns: Sequence[str], persons: Iterable[str], *only: Sequence[Any]) -> list[tuple[Any, ...]]:
    """These columns of what hangs on the persons; `only` narrows it where the function of the table does."""
    given = [list(persons), *map(list, only)]
    return _rows(f"SELECT {_listed(columns)} FROM access.kept_{table}({', '.join(['%s'] * len(given))})", given)


def held(model: Any, persons: Iterable[str]) -> Iterator[Any]:
    """The rows of a model that hang on the persons."""
    fields = model._meta.concrete_fields
    for row in rows(model.registry_table, [field.column for field in fields], persons):
        yield model(*row)


def seats(posts: Iterable[str]) -> list[tuple[Any, ...]]:
    """Post, seat, first and last day of whoever holds one of these posts in full, or will."""
    return _rows("SELECT post_id, seat, since, until FROM access.kept_seats(%s)", [list(posts)])


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(connection.ops.quote_name(column) for column in columns)


def _rows(sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
