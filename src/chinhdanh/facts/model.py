"""What a fact is: a named, typed, documented column over decisions, as of each decision's own day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import ibis
from ibis.expr import types as ir

from chinhdanh.registry.schema import TABLES, ibis_schema

FactType = Literal["boolean", "integer", "date", "text"]

IBIS_TYPES: Mapping[FactType, str] = {"boolean": "boolean", "integer": "int64", "date": "date", "text": "string"}


@dataclass(frozen=True)
class Fact:
    """One column over decisions. NULL means that the record does not tell.

    `needs` lists the columns of the record (`table.column`) that would make the fact known.
    """

    name: str
    type: FactType
    label_vi: str
    label_en: str
    needs: tuple[str, ...]
    unit: str | None = None
    meaning: str = ""
    rests_on: tuple[str, ...] = ()
    """Tables whose declared completeness the value rests on: FALSE for a boolean, any known value otherwise."""

    def __post_init__(self) -> None:
        for need in self.needs:
            table, _, column = need.partition(".")
            if table not in TABLES or column not in {c.name for c in TABLES[table].columns}:
                raise ValueError(f"fact {self.name!r} needs {need!r}, which the registry does not have")


@dataclass(frozen=True)
class Record:
    """The registry as Ibis tables: every table of the schema, missing ones empty, missing columns NULL.

    `columns` says which columns the snapshot really gave: what is absent from it is not recorded.
    """

    tables: Mapping[str, ir.Table]
    columns: Mapping[str, frozenset[str]]
    as_of: date
    working_days: ir.Table
    """`day` (date) and `ordinal` (int64): working days up to and including that day; NULL where no calendar is known."""

    def __getitem__(self, name: str) -> ir.Table:
        return self.tables[name]

    def gives(self, table: str) -> bool:
        return table in self.columns


def complete_table(name: str, given: ir.Table, columns: frozenset[str]) -> ir.Table:
    """`given` with exactly the columns of the schema; those not in `columns` (the snapshot lacks them) are typed NULLs."""
    schema = ibis_schema(name)
    return given.select(**{c: given[c].cast(t) if c in columns else ibis.null(t) for c, t in schema.items()})


Stage = Callable[[str, ir.Table], ir.Table]


@dataclass(frozen=True)
class Context:
    """What a group of facts is built from. `decisions` has one row a decision in scope, with the facts of the base."""

    record: Record
    decisions: ir.Table
    stage: Stage
    special_provisions: tuple[str, ...] = ()
    """Provisions from which a recorded special case may lawfully depart."""

    def coverage_text(self, table: str) -> ir.StringColumn:
        """The declaration that `table` is complete for the decision's body and day; NULL where nobody declared it."""
        return self.decisions[coverage_fact(table)]

    def covered(self, table: str) -> ir.BooleanColumn:
        return self.coverage_text(table).notnull()


@dataclass(frozen=True)
class FactGroup:
    """Facts that come out of the same tables in one pass.

    `build` returns a table with `decision_id` and exactly the columns of `facts`, at most one row a decision.
    """

    name: str
    facts: tuple[Fact, ...]
    build: Callable[[Context], ir.Table]
    meaning: str = field(default="")


SubjectName = Literal["organization", "person", "post"]


@dataclass(frozen=True)
class Subject:
    """What rules judge other than a decision: a body in a year, a person in a post, the plan for a post.

    `kind` is what a rule names in its `kinds`. `build(record, stage)` returns one row for each thing judged, with
    `subject_id` (the id of the organisation, person or post), `on` (the day whose law counts; NULL where unknown),
    exactly the columns of `facts`, `decision_id` where one decision stands behind it, and `coverage_<table>` for every
    table that a fact rests on (`coverage.with_coverage` adds them).
    """

    kind: str
    subject: SubjectName
    label_vi: str
    label_en: str
    facts: tuple[Fact, ...]
    build: Callable[[Record, Stage], ir.Table]
    meaning: str = ""

    @property
    def rests_on(self) -> tuple[str, ...]:
        return tuple(sorted({table for fact in self.facts for table in fact.rests_on}))


COVERED_TABLES = (
    "asset_declaration",
    "candidate_vote",
    "confidence_vote",
    "decision",
    "dossier_item",
    "evaluation",
    "health_check",
    "kinship",
    "notice",
    "organization",
    "plan_entry",
    "step",
    "tenure",
)
"""Tables whose completeness some fact depends on (REGISTRY.md, "When a row is absent")."""


def coverage_fact(table: str) -> str:
    return f"coverage_{table}"
