"""Stages of expressions compiled one after the other, and evaluated in that order over the rows of the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
from ibis.expr import operations as ops
from ibis.expr import types as ir

from chinhdanh.audit.interpreter.relations import Evaluate, Memory, Relations, Row, Run, Source

Rows = Mapping[str, Sequence[Row]]
"""Rows by name of the unbound table, in the order of its schema."""


@dataclass(frozen=True)
class Fixed:
    """Tables that stay the same over many runs, with what was computed from them alone."""

    rows: Rows
    memory: Memory = field(default_factory=Memory)


class Program:
    """Compiled once, run for many sets of rows, by several threads at once where they do not share a `Fixed`.

    `fixed` names the unbound tables that a `Fixed` brings. A literal date in `dates` stands for the value of the
    parameter of that name.
    """

    def __init__(self, fixed: frozenset[str] = frozenset(), dates: Mapping[date, str] | None = None) -> None:
        self._fixed = fixed
        self._sources: dict[Any, Source] = {}
        self._named: dict[str, Source] = {}
        self._steps: list[tuple[bool, str | Evaluate]] = []
        self._relations = Relations(self._source, dates or {})

    def stage(self, name: str, table: ir.Table) -> ir.Table:
        """Compile `table` under `name`; what is returned stands for it in later stages. Raises UnknownOperation."""
        if name in self._named:
            raise ValueError(f"two stages are called {name!r}")
        self._named[name] = self._source(table.op())
        return ibis.table(table.schema(), name=name)

    def _source(self, op: Any) -> Source:
        """The number of a relation, compiled first where it is new. Equal relations are computed once."""
        found = self._sources.get(op)
        if found is not None:
            return found
        if isinstance(op, ops.UnboundTable):
            source = self._named.get(op.name)
            if source is None:
                source = self._add(op.name, op.name in self._fixed)
                self._named[op.name] = source
        else:
            evaluate = self._relations.compile(op)
            source = self._add(evaluate, all(self._sources[parent].fixed for parent in parents(op)))
        self._sources[op] = source
        return source

    def _add(self, step: str | Evaluate, fixed: bool) -> Source:
        self._steps.append((fixed, step))
        return Source(len(self._steps) - 1, fixed)

    def run(self, rows: Rows, fixed: Fixed, parameters: Mapping[str, Any], wanted: str) -> list[Row]:
        """The rows of the stage `wanted`; tables that are not in `rows` are empty."""
        memory = fixed.memory
        run = Run([], parameters, memory)
        for number, (is_fixed, step) in enumerate(self._steps):
            if is_fixed and number in memory.rows:
                run.tables.append(memory.rows[number])
                continue
            given = fixed.rows if is_fixed else rows
            result = list(given.get(step, ())) if isinstance(step, str) else step(run)
            if is_fixed:
                memory.rows[number] = result
            run.tables.append(result)
        return run.tables[self._named[wanted].number]


def parents(op: Any) -> list[Any]:
    """The relations that a relation reads."""
    if isinstance(op, ops.JoinChain):
        return [op.first.parent, *(link.table.parent for link in op.rest)]
    if isinstance(op, ops.Union):
        return [op.left, op.right]
    return [op.parent]
