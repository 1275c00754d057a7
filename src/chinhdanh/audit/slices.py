"""The rows of the registry that one decision touches, and how they are read.

`slice_for` cuts them out of a registry. Its result, with rows of a proposed decision put in, is what the gate judges.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from chinhdanh.audit.interpreter import day_number
from chinhdanh.registry.schema import TABLES, arrow_schema

Slice = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows of the registry by table, as dictionaries of columns; a table that is not named is not given."""

_INT64 = 2**63


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _day(value: Any) -> int:
    if isinstance(value, str):
        return day_number(date.fromisoformat(value))
    if isinstance(value, date) and not isinstance(value, datetime):
        return day_number(value)
    raise TypeError("a date or its ISO text")


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and -_INT64 <= value < _INT64:
        return value
    raise TypeError("a whole number")


def _number(value: Any) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return None if math.isnan(value) else float(value)
    raise TypeError("a number")


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise TypeError("true or false")


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "code": _text,
    "date": _day,
    "integer": _whole,
    "number": _number,
    "boolean": _truth,
}


@cache
def _columns(table: str) -> dict[str, tuple[int, Callable[[Any], Any]]]:
    """Place and reader of every column of a table."""
    return {c.name: (i, _READERS[c.type]) for i, c in enumerate(TABLES[table].columns)}


def check_tables(names: Iterable[str]) -> None:
    """Raises ValueError naming the tables that the registry does not have."""
    unknown = set(names) - set(TABLES)
    if unknown:
        raise ValueError(f"no such table in the registry: {', '.join(sorted(unknown))}")


def read_rows(table: str, rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Rows as the interpreter takes them: tuples in the order of the schema, dates as day numbers.

    A column that a row does not name is not recorded. Raises ValueError naming a column that the table does not have,
    or that holds a value of another type.
    """
    columns = _columns(table)
    read: list[tuple[Any, ...]] = []
    for row in rows:
        values: list[Any] = [None] * len(columns)
        for name, value in row.items():
            found = columns.get(name)
            if found is None:
                raise ValueError(f"{table}.{name}: no such column in the registry")
            if value is None:
                continue
            place, reader = found
            try:
                values[place] = reader(value)
            except (TypeError, ValueError) as error:
                wanted = "a date (YYYY-MM-DD)" if isinstance(error, ValueError) else str(error)
                raise ValueError(f"{table}.{name}: {value!r} is not {wanted}") from None
        read.append(tuple(values))
    return read


Tables = Mapping[str, Path | pa.Table]
"""Tables of a registry: typed Parquet files as in `Snapshot.files`, or Arrow tables in memory."""


class _Cut:
    """Collects rows, each once, from tables that are read through filters on their ids."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.found: dict[str, list[dict[str, Any]]] = {name: [] for name in tables}

    def _column(self, table: str, column: str) -> bool:
        given = self._tables[table]
        names = given.schema.names if isinstance(given, pa.Table) else pq.read_schema(given).names
        return column in names

    def read(self, table: str, column: str, wanted: Iterable[Any], *, nulls: bool = False) -> list[dict[str, Any]]:
        """Rows of `table` whose `column` is one of `wanted`; with `nulls` also those in which it is empty."""
        values = {v for v in wanted if v is not None}
        if table not in self._tables or not (values or nulls):
            return []
        if not self._column(table, column):
            return self._rows(table, None) if nulls else []
        kind = arrow_schema(table).field(column).type
        condition = pc.field(column).isin(pa.array(sorted(values), kind))
        return self._rows(table, condition | pc.field(column).is_null() if nulls else condition)

    def all(self, table: str) -> list[dict[str, Any]]:
        return self._rows(table, None) if table in self._tables else []

    def _rows(self, table: str, condition: pc.Expression | None) -> list[dict[str, Any]]:
        given = self._tables[table]
        if isinstance(given, Path):
            found = pq.read_table(given, filters=condition)
        else:
            found = given if condition is None else given.filter(condition)
        wanted = [name for name in arrow_schema(table).names if name in found.schema.names]
        rows: list[dict[str, Any]] = found.select(wanted).to_pylist()
        return rows

    def keep(self, table: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Put rows into the slice; those that stand there already stay once. Returns `rows`."""
        rows = list(rows)
        if table in self.found:
            here = self.found[table]
            seen = {tuple(row.values()) for row in here}
            for row in rows:
                # A registry may hold one row twice and a count sees both: only rows of earlier calls are left out.
                if tuple(row.values()) not in seen:
                    here.append(row)
        return rows


def slice_for(tables: Tables, decision_id: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of `tables` that the verdicts on one decision may depend on, with every given table named.

    Which rows, and why:

    - decision: the row itself. step, candidate_vote, notice, dossier_item, special_case: what hangs on it.
    - person: the appointee; tenure, evaluation, discipline, proceeding, asset_declaration, health_check, plan_entry:
      theirs (time in post, ratings, bars, succession plan). proceeding also of whoever held the post: an absent head.
    - kinship: rows that name the appointee on either side; tenure of those relatives (linked posts).
    - organization: that of the post, its superior (who chairs, which kind), its inner units (their number), units of
      the same kind under the same superior (deputies on average), and the bodies in which relatives hold posts.
    - post: of the decision, of all these tenures and plan entries, and all of those units (heads and deputies).
    - tenure: of those posts, of the chairs of meetings, and the spell that the decision began.
    - establishment, deputy_cap: of the post's organisation.
    - coverage: declarations for all bodies, for the issuing one and for that of the post. calendar: all of it.

    Tables that no rule reads come out empty: that they are given says what an absent row means. Raises KeyError where
    there is no such decision.
    """
    cut = _Cut(tables)
    decisions = cut.keep("decision", cut.read("decision", "id", [decision_id]))
    if not decisions:
        raise KeyError(decision_id)
    people = _values(decisions, "person_id")
    for table in ("step", "candidate_vote", "notice", "dossier_item", "special_case"):
        cut.keep(table, cut.read(table, "decision_id", [decision_id]))
    cut.keep("person", cut.read("person", "id", people))
    for table in ("evaluation", "discipline", "asset_declaration", "health_check", "plan_entry"):
        cut.keep(table, cut.read(table, "person_id", people))

    kin = cut.keep(
        "kinship",
        [
            *cut.read("kinship", "person_id", people),
            *(row for row in cut.read("kinship", "relative_id", people) if row.get("person_id") not in people),
        ],
    )
    relatives = (_values(kin, "person_id") | _values(kin, "relative_id")) - people

    own_posts = cut.read("post", "id", _values(decisions, "post_id"))
    bodies = _values(own_posts, "organization_id")
    units = _units(cut, bodies)
    office_posts = cut.read("post", "organization_id", units)
    near_posts = _values(decisions, "post_id") | _values(office_posts, "id")

    spells = [
        *cut.read("tenure", "person_id", people | relatives | _values(cut.found.get("step", ()), "chair_id")),
        *cut.read("tenure", "post_id", near_posts),
        *cut.read("tenure", "start_decision_id", [decision_id]),
    ]
    spells = list({row.get("id", i): row for i, row in enumerate(spells)}.values())
    cut.keep("tenure", spells)
    holders = {row.get("person_id") for row in spells if row.get("post_id") in _values(decisions, "post_id")}
    cut.keep("proceeding", cut.read("proceeding", "person_id", people | holders))

    posts = _values(decisions, "post_id") | _values(decisions, "from_post_id") | _values(spells, "post_id")
    posts |= _values(cut.found.get("plan_entry", ()), "post_id")
    kept = cut.keep(
        "post",
        [
            *office_posts,
            *cut.read("post", "id", posts - _values(office_posts, "id")),
        ],
    )
    by_relatives = {row.get("post_id") for row in spells if row.get("person_id") in relatives}
    offices = {row.get("organization_id") for row in kept if row.get("id") in by_relatives}
    known = _values(cut.found.get("organization", ()), "id")
    cut.keep("organization", cut.read("organization", "id", offices - known))

    for table in ("establishment", "deputy_cap"):
        cut.keep(table, cut.read(table, "organization_id", bodies))
    issuing = _values(decisions, "organization_id")
    cut.keep("coverage", cut.read("coverage", "organization_id", bodies | issuing, nulls=True))
    cut.keep("calendar", cut.all("calendar"))
    return cut.found


def _units(cut: _Cut, bodies: set[Any]) -> set[Any]:
    """Keep bodies, their superiors, inner units and the units of their kind; the ids of the bodies and of the last."""
    own = cut.keep("organization", cut.read("organization", "id", bodies))
    superiors = _values(own, "parent_id")
    cut.keep("organization", cut.read("organization", "id", superiors))
    cut.keep("organization", cut.read("organization", "parent_id", bodies))
    kinds = {(row.get("parent_id"), row.get("subkind")) for row in own if row.get("subkind") is not None}
    peers = [
        row
        for row in cut.read("organization", "parent_id", {parent for parent, _ in kinds})
        if (row.get("parent_id"), row.get("subkind")) in kinds
    ]
    cut.keep("organization", peers)
    return bodies | _values(peers, "id")


def _values(rows: Iterable[Mapping[str, Any]], column: str) -> set[Any]:
    return {row[column] for row in rows if row.get(column) is not None}
