"""The rows of the registry that one decision touches, and how they are read.

`slice_for` cuts them out of a registry. Its result, with rows of a proposed decision put in, is what the gate judges.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from chinhdanh.audit.interpreter import day_number
from chinhdanh.facts.terms import RENEWALS
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


class _Registry:
    """Reads the rows in which one of several columns holds a wanted value: each row once, as often as it is there."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def rows(self, table: str, *, empty: str | None = None, **wanted: Iterable[Any]) -> list[dict[str, Any]]:
        """Rows of `table` where a column of `wanted` is among its values, or the column `empty` is empty or missing."""
        if table not in self._tables:
            return []
        given = self._tables[table]
        names = (given.schema if isinstance(given, pa.Table) else pq.read_schema(given)).names
        conditions: list[pc.Expression] = []
        for column, values in wanted.items():
            listed = sorted({v for v in values if v is not None})
            if listed and column in names:
                conditions.append(pc.field(column).isin(pa.array(listed, arrow_schema(table).field(column).type)))
        if empty is not None:
            if empty not in names:
                return self.all(table)
            conditions.append(pc.field(empty).is_null())
        return self._read(table, reduce(or_, conditions)) if conditions else []

    def all(self, table: str) -> list[dict[str, Any]]:
        return self._read(table, None) if table in self._tables else []

    def _read(self, table: str, condition: pc.Expression | None) -> list[dict[str, Any]]:
        given = self._tables[table]
        if isinstance(given, Path):
            found = pq.read_table(given, filters=condition)
        else:
            found = given if condition is None else given.filter(condition)
        known = [name for name in arrow_schema(table).names if name in found.schema.names]
        rows: list[dict[str, Any]] = found.select(known).to_pylist()
        return rows


def slice_for(tables: Tables, decision_id: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of `tables` that the verdicts on one decision may depend on, with every given table named.

    Which rows, and why:

    - decision: the row itself, the other decisions on the person or of the same number, and for a reappointment or
      extension those that the person signed. step, candidate_vote, participant, notice, dossier_item, special_case: what
      hangs on it.
    - person: the appointee; tenure, evaluation, discipline, proceeding, asset_declaration, health_check, plan_entry:
      theirs (time in post, ratings, bars, succession plan). proceeding also of whoever held the post (an absent
      head), proposed or signed. confidence_vote: theirs.
    - kinship: rows that name the appointee on either side; tenure of those relatives (linked posts).
    - organization: that of the post, its superior (who chairs, which kind), its inner units (their number), units of
      the same kind or level under the same superior (deputies on average), and the bodies in which relatives hold posts.
    - post: of the decision, of all these tenures and plan entries, and all of those units and of the superior (heads
      and deputies).
    - tenure: of those posts, of the chairs of meetings, and the spell that the decision began.
    - establishment, deputy_cap: of the post's organisation.
    - report: complaints about the decision.
    - coverage: declarations for all bodies, for the issuing one, that of the post and its superior. calendar: all of it.

    Tables that no rule reads come out empty: that they are given says what an absent row means. Raises KeyError where
    there is no such decision.
    """
    registry = _Registry(tables)
    cut: dict[str, list[dict[str, Any]]] = {name: [] for name in tables}
    cut["decision"] = registry.rows("decision", id=[decision_id])
    if not cut["decision"]:
        raise KeyError(decision_id)
    for table in ("step", "candidate_vote", "participant", "notice", "dossier_item", "special_case"):
        cut[table] = registry.rows(table, decision_id=[decision_id])
    people, targets = _values(cut["decision"], "person_id"), _values(cut["decision"], "post_id")
    # Their other decisions tell of terms, dismissals and returns; what they signed, of acts after a term.
    renewed = [row for row in cut["decision"] if row.get("kind") in RENEWALS]
    signers, issuers = _values(renewed, "person_id"), _values(cut["decision"], "organization_id")
    found = registry.rows(
        "decision",
        id=[decision_id],
        person_id=people,
        signatory_id=signers,
        number=_values(cut["decision"], "number"),
    )
    # The numbers of other bodies are no business of this one.
    cut["decision"] = [
        row
        for row in found
        if row.get("organization_id") in issuers
        or row.get("person_id") in people
        or row.get("signatory_id") in signers
        or row["id"] == decision_id
    ]
    cut["person"] = registry.rows("person", id=people)
    for table in ("evaluation", "discipline", "asset_declaration", "health_check", "plan_entry", "confidence_vote"):
        cut[table] = registry.rows(table, person_id=people)
    cut["kinship"] = registry.rows("kinship", person_id=people, relative_id=people)
    relatives = (_values(cut["kinship"], "person_id") | _values(cut["kinship"], "relative_id")) - people

    bodies = _values(registry.rows("post", id=targets), "organization_id")
    superiors, units = _superiors_and_units(registry, bodies)
    offices = _values(registry.rows("post", organization_id=units | superiors), "id")
    cut["tenure"] = registry.rows(
        "tenure",
        person_id=people | relatives | _values(cut["step"], "chair_id"),
        post_id=targets | offices,
        start_decision_id=[decision_id],
    )
    holders = {row.get("person_id") for row in cut["tenure"] if row.get("post_id") in targets}
    answering = _values(cut["decision"], "signatory_id") | _values(cut["decision"], "proposer_id")
    cut["proceeding"] = registry.rows("proceeding", person_id=people | holders | answering)
    held = _values(cut["tenure"], "post_id") | _values(cut["decision"], "from_post_id")
    cut["post"] = registry.rows(
        "post", id=targets | held | _values(cut["plan_entry"], "post_id"), organization_id=units | superiors
    )
    by_relatives = {row.get("post_id") for row in cut["tenure"] if row.get("person_id") in relatives}
    linked = {row.get("organization_id") for row in cut["post"] if row.get("id") in by_relatives}
    cut["organization"] = registry.rows("organization", id=units | superiors | linked, parent_id=bodies)
    for table in ("establishment", "deputy_cap"):
        cut[table] = registry.rows(table, organization_id=bodies)
    issuing = _values(cut["decision"], "organization_id")
    cut["coverage"] = registry.rows("coverage", organization_id=bodies | issuing | superiors, empty="organization_id")
    cut["report"] = registry.rows("report", about_decision_id=[decision_id])
    cut["calendar"] = registry.all("calendar")
    return {name: cut[name] for name in tables}


def _superiors_and_units(registry: _Registry, bodies: set[Any]) -> tuple[set[Any], set[Any]]:
    """Ids of the superiors of `bodies`; ids of `bodies` and of the units of their kind or level beside them."""
    own = registry.rows("organization", id=bodies)
    kinds = {(row.get("parent_id"), row.get("subkind")) for row in own if row.get("subkind") is not None}
    # Averages over units of every kind bind ministries and communes; the communes of a province are no such units.
    averaged = [
        row
        for row in own
        if row.get("level") == "central" or (row.get("level") == "commune" and row.get("kind") != "commune")
    ]
    levels = {(row.get("parent_id"), row.get("level")) for row in averaged}
    siblings = registry.rows("organization", parent_id={parent for parent, _ in kinds | levels})
    peers = [
        row
        for row in siblings
        if (row.get("parent_id"), row.get("subkind")) in kinds or (row.get("parent_id"), row.get("level")) in levels
    ]
    return _values(own, "parent_id"), bodies | _values(peers, "id")


def _values(rows: Iterable[Mapping[str, Any]], column: str) -> set[Any]:
    return {row[column] for row in rows if row.get(column) is not None}
