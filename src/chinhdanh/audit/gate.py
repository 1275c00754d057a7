"""The gate: may this proposed decision be signed? The same compiled rules over the handful of rows it touches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr import types as ir

from chinhdanh.audit.engines.duck import literal
from chinhdanh.audit.run import build_facts
from chinhdanh.audit.verdicts import COLUMNS, all_judged, with_answers
from chinhdanh.facts import Record, complete_table
from chinhdanh.facts.calendar import working_day_ordinals
from chinhdanh.law.library import Library, load_library
from chinhdanh.law.rule import all_rules, bind_all, select_rules
from chinhdanh.registry.schema import TABLES, arrow_schema

Slice = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows of the registry by table, as dictionaries of columns; a table that is not named is not given."""


@dataclass(frozen=True)
class Verdict:
    """One rule's answer for the decision, with what it rests on; columns as in `verdicts.parquet`."""

    subject: str
    subject_id: str
    on: date | None
    decision_id: str
    rule_id: str
    provision: str
    regime: str | None
    verdict: str
    confidence: str
    layer: str
    facts: dict[str, Any]
    missing: tuple[str, ...]


class Gate:
    """The rules compiled once for slices that give the same tables; judging fills, asks and empties.

    Not for use by two threads at once: `judge` takes a lock.
    """

    def __init__(self, given: Iterable[str], library: Library, only: Sequence[str] = ()) -> None:
        self.given = frozenset(given)
        unknown = self.given - set(TABLES)
        if unknown:
            raise ValueError(f"no such table in the registry: {', '.join(sorted(unknown))}")
        self._lock = Lock()
        self._backend = ibis.duckdb.connect()
        self._con = self._backend.con
        self._con.execute("SET threads = 1")
        self._con.execute("SET enable_progress_bar = false")
        self._fills: list[str] = []
        self._stages: list[str] = []
        self._schemas = {name: arrow_schema(name) for name in TABLES}
        self._compile(library, only)

    def _compile(self, library: Library, only: Sequence[str]) -> None:
        tables: dict[str, ir.Table] = {}
        for name in TABLES:
            self._create(f"record_{name}", self._schemas[name].empty_table())
            columns = frozenset(self._schemas[name].names) if name in self.given else frozenset[str]()
            tables[name] = complete_table(name, self._backend.table(f"record_{name}"), columns)
        self._create("working_days", working_day_ordinals())
        self._create("day_of_audit", pa.table({"as_of": pa.array([None], pa.date32())}))
        columns_given = {name: frozenset(self._schemas[name].names) for name in self.given}
        record = Record(tables, columns_given, PLACE_OF_THE_DAY, self._backend.table("working_days"))
        rules = bind_all(select_rules(only) if only else all_rules(), library)
        facts = build_facts(record, rules, library, self._stage)
        answers = self._stage("answers", with_answers(rules, facts, library))
        parts = [f"({self._sql(table)})" for table in all_judged(rules, answers)]
        for n, fill in enumerate(self._fills):
            self._con.execute(f"PREPARE fill_{n} AS {fill}")
        self._con.execute(
            "PREPARE verdicts AS SELECT * FROM (" + " UNION ALL ".join(parts) + ") WHERE decision_id = $decision_id"
        )

    def _sql(self, table: ir.Table) -> str:
        text = str(ibis.to_sql(table, dialect="duckdb", pretty=False))
        # The day of the audit is the one literal that changes from slice to slice.
        stands = f"MAKE_DATE({PLACE_OF_THE_DAY.year}, {PLACE_OF_THE_DAY.month}, {PLACE_OF_THE_DAY.day})"
        return text.replace(stands, "(SELECT as_of FROM day_of_audit)")

    def _create(self, name: str, data: pa.Table) -> None:
        self._con.register("incoming", data)
        self._con.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
        self._con.unregister("incoming")

    def _stage(self, name: str, table: ir.Table) -> ir.Table:
        own, query = f"stage_{name}", self._sql(table)
        self._con.execute(f'CREATE TABLE "{own}" AS {query}')
        self._stages.append(own)
        self._fills.append(f'INSERT INTO "{own}" {query}')
        return self._backend.table(own)

    def judge(self, rows: Slice, decision_id: str, as_of: date | None = None) -> list[Verdict]:
        """The verdicts on one decision of the slice, by rule id. Nothing of the slice stays behind.

        `as_of` matters only for what is still running; the day after the latest date of a decision where it is None.
        Raises KeyError where the slice has no such decision, ValueError where it gives other tables than the gate was
        made for, pyarrow.ArrowInvalid where a value does not fit its column.
        """
        if frozenset(rows) != self.given:
            raise ValueError(f"this gate judges slices that give {', '.join(sorted(self.given))}")
        if all(row.get("id") != decision_id for row in rows["decision"]):
            raise KeyError(decision_id)
        with self._lock:
            try:
                self._fill(rows, as_of)
                answer = self._con.execute(f"EXECUTE verdicts(decision_id := {literal(decision_id)})").fetchall()
            finally:
                self._empty()
        found = [verdict_of(dict(zip(COLUMNS, row, strict=True))) for row in answer]
        return sorted(found, key=lambda v: v.rule_id)

    def _fill(self, rows: Slice, as_of: date | None) -> None:
        for name, records in rows.items():
            if not records:
                continue
            schema = self._schemas[name]
            # By values: registering a table would change the catalogue, and every prepared statement would be planned anew.
            places = ", ".join("?" for _ in schema)
            self._con.executemany(
                f'INSERT INTO "record_{name}" VALUES ({places})',
                [[_value(record.get(field.name), field.type) for field in schema] for record in records],
            )
        dates = [r.get(k) for r in rows["decision"] for k in ("signed_on", "effective_on")]
        known = [_value(d, pa.date32()) for d in dates if d is not None]
        day = as_of or (max(known) + timedelta(days=1) if known else None)
        self._con.execute("UPDATE day_of_audit SET as_of = $1", [day])
        if rows.get("calendar"):
            self._calendar(working_day_ordinals((_value(r["day"], pa.date32()), r["kind"]) for r in rows["calendar"]))
        for n in range(len(self._fills)):
            self._con.execute(f"EXECUTE fill_{n}")

    def _calendar(self, days: pa.Table) -> None:
        self._con.register("incoming", days)
        self._con.execute("DELETE FROM working_days")
        self._con.execute("INSERT INTO working_days SELECT * FROM incoming")
        self._con.unregister("incoming")

    def _empty(self) -> None:
        for name in (*(f"record_{t}" for t in self.given), *self._stages):
            self._con.execute(f'TRUNCATE "{name}"')
        if "calendar" in self.given:
            self._calendar(working_day_ordinals())


PLACE_OF_THE_DAY = date(9998, 7, 6)
"""Stands for the day of the audit while the rules are compiled; no law and no record knows it."""


def _value(value: Any, kind: pa.DataType) -> Any:
    if isinstance(value, str) and pa.types.is_date(kind):
        return date.fromisoformat(value)
    return value


def verdict_of(row: dict[str, Any]) -> Verdict:
    row["facts"] = json.loads(row["facts"])
    row["missing"] = tuple(row["missing"] or ())
    return Verdict(**row)


_GATES: dict[tuple[frozenset[str], str], Gate] = {}
_GATES_LOCK = Lock()


def judge(
    rows: Slice, decision_id: str, *, as_of: date | None = None, library: Library | None = None
) -> list[Verdict]:
    """Judge one proposed decision from the rows it touches, without touching files.

    The rules are compiled at the first call for each set of given tables (some seconds) and kept. Raises as
    `Gate.judge` does.
    """
    law = library or load_library()
    key = (frozenset(rows), law.version)
    with _GATES_LOCK:
        if key not in _GATES:
            _GATES[key] = Gate(rows, law)
    return _GATES[key].judge(rows, decision_id, as_of)
