"""Several lists read in one statement: a page that shows many small ones does not ask the database a dozen times."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models


@dataclass(frozen=True)
class Prepared:
    """Querysets made into one statement."""

    sql: str
    values: tuple[Any, ...]
    models: Mapping[str, Any]

    def read(self, rows: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
        """The rows of each queryset by its name, in its order, out of those of the statement."""
        found: dict[str, list[Any]] = {name: [] for name in self.models}
        for name, row in rows:
            found[name].append(_row_of(self.models[name], row))
        return found


def prepared(**querysets: Any) -> Prepared:
    """These querysets as one statement. They are of whole rows: what they annotate is left out."""
    parts, values = [], []
    for name, queryset in querysets.items():
        try:
            sql, given = queryset.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"(SELECT %s AS of, row_number() OVER () AS n, to_jsonb(one) AS row FROM ({sql}) one)")
        values += [name, *given]
    sql = "SELECT of, row FROM (" + " UNION ALL ".join(parts) + ") parts ORDER BY of, n" if parts else ""
    return Prepared(sql, tuple(values), {name: queryset.model for name, queryset in querysets.items()})


def together(**querysets: Any) -> dict[str, list[Any]]:
    """The rows of each queryset by its name, in its order."""
    asked = prepared(**querysets)
    if not asked.sql:
        return asked.read(())
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, asked.values)
        return asked.read(cursor.fetchall())


def _row_of(model: Any, row: Any) -> Any:
    values: Mapping[str, Any] = row if isinstance(row, dict) else json.loads(row)
    names, readings = _reading(model, tuple(values))
    return model.from_db(DEFAULT_DB_ALIAS, names, [read(values[column]) for column, read in readings])


@cache
def _reading(model: Any, columns: tuple[str, ...]) -> tuple[list[str], list[tuple[str, Callable[[Any], Any]]]]:
    """The attributes of a row with these columns, and how each is read: JSON knows no days and no moments."""
    fields = [field for field in model._meta.concrete_fields if field.column in columns]
    return [field.attname for field in fields], [
        (field.column, _as_it_is if isinstance(field, models.JSONField) else field.to_python) for field in fields
    ]


def _as_it_is(value: Any) -> Any:
    return value


def name_rows(rows: Iterable[Any], names: Iterable[str], known: Mapping[str, Any]) -> None:
    """Let each of `names` (a reference) of `rows` be the row of `known` (by id) that it refers to, or none."""
    for row in rows:
        for name in names:
            row._state.fields_cache[name] = known.get(getattr(row, f"{name}_id"))


def ids_of(rows: Iterable[Any], *names: str) -> set[str]:
    """The ids to which these references of `rows` refer."""
    return {found for row in rows for name in names if (found := getattr(row, f"{name}_id"))}
