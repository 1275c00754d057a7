"""Expressions written down as steps in plain data: what JSON can hold, and nothing that is run when it is read.

A step says how a relation comes about (a name in `relations.RELATIONS`), from which earlier steps, and with which frames
and slots. Steps stand in the order in which they are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypedDict

import ibis
from ibis.expr import operations as ops
from ibis.expr import types as ir

from chinhdanh.audit.interpreter.frame import Frame
from chinhdanh.audit.interpreter.groups import is_reduction, written_reduction
from chinhdanh.audit.interpreter.values import UnknownOperation


class Step(TypedDict):
    """`reads` holds the numbers of earlier steps; `fixed`: it rests on tables alone that stay the same over many runs."""

    how: str
    fixed: bool
    reads: list[int]
    arguments: list[Any]


Code = list[Step]
"""The steps to a result, which is that of the last."""


class Translation:
    """Translates stages of expressions one after the other, each relation once however many stages read it.

    `fixed` names the unbound tables that stay the same over many runs. A literal date in `dates` stands for the value of
    the parameter of that name.
    """

    def __init__(self, fixed: frozenset[str] = frozenset(), dates: Mapping[date, str] | None = None) -> None:
        self._fixed = fixed
        self._dates = dates or {}
        self._known: dict[Any, int] = {}
        self._named: dict[str, int] = {}
        self._steps: list[Step] = []

    def stage(self, name: str, table: ir.Table) -> ir.Table:
        """Translate `table` under `name`; what is returned stands for it in later stages. Raises UnknownOperation."""
        if name in self._named:
            raise ValueError(f"two stages are called {name!r}")
        self._named[name] = self._number(table.op())
        return ibis.table(table.schema(), name=name)

    def code(self, stage: str) -> Code:
        """The steps to `stage`, without those that it does not need."""
        needed = {self._named[stage]}
        for number in range(self._named[stage], -1, -1):
            if number in needed:
                needed |= set(self._steps[number]["reads"])
        kept = sorted(needed)
        place = {number: i for i, number in enumerate(kept)}
        steps = (self._steps[number] for number in kept)
        return [{**step, "reads": [place[number] for number in step["reads"]]} for step in steps]

    def _number(self, op: Any) -> int:
        """The number of the step that gives a relation."""
        found = self._known.get(op)
        if found is None:
            found = self._table(op.name) if isinstance(op, ops.UnboundTable) else self._relation(op)
            self._known[op] = found
        return found

    def _table(self, name: str) -> int:
        found = self._named.get(name)
        if found is None:
            found = self._named[name] = self._add("table", [], [name], name in self._fixed)
        return found

    def _relation(self, op: Any) -> int:
        writers: dict[type, Callable[[Any], int]] = {
            ops.Project: self._project,
            ops.Filter: self._filter,
            ops.DropColumns: self._drop,
            ops.Distinct: self._distinct,
            ops.Union: self._union,
            ops.Aggregate: self._aggregate,
            ops.JoinChain: self._join,
        }
        writer = writers.get(type(op))
        if writer is None:
            raise UnknownOperation(type(op).__name__)
        return writer(op)

    def _add(self, how: str, reads: list[int], arguments: list[Any], fixed: bool | None = None) -> int:
        if fixed is None:
            fixed = all(self._steps[number]["fixed"] for number in reads)
        self._steps.append({"how": how, "fixed": fixed, "reads": reads, "arguments": arguments})
        return len(self._steps) - 1

    def _frame(self, relation: Any) -> Frame:
        return self._frame_over({ops.Field(relation, name): i for i, name in enumerate(relation.schema.names)})

    def _frame_over(self, inputs: Mapping[Any, int]) -> Frame:
        return Frame(inputs, len(inputs), self._dates)

    def _project(self, op: Any) -> int:
        parent, frame = self._number(op.parent), self._frame(op.parent)
        slots = frame.slots(op.values.values())
        if slots == list(range(len(op.parent.schema))):
            return parent  # the same rows under other names
        return self._add("project", [parent], [frame.written, slots])

    def _filter(self, op: Any) -> int:
        parent, frame = self._number(op.parent), self._frame(op.parent)
        slots = frame.slots(op.predicates)
        return self._add("filter", [parent], [frame.written, slots])

    def _drop(self, op: Any) -> int:
        left = [i for i, name in enumerate(op.parent.schema.names) if name not in op.columns_to_drop]
        return self._add("project", [self._number(op.parent)], [self._frame_over({}).written, left])

    def _distinct(self, op: Any) -> int:
        return self._add("distinct", [self._number(op.parent)], [])

    def _union(self, op: Any) -> int:
        if tuple(op.left.schema.names) != tuple(op.right.schema.names):
            raise UnknownOperation("Union of tables whose columns stand in another order")
        return self._add("union", [self._number(op.left), self._number(op.right)], [bool(op.distinct)])

    def _aggregate(self, op: Any) -> int:
        parent, frame = self._number(op.parent), self._frame(op.parent)
        keys = frame.slots(op.groups.values())
        found: dict[Any, None] = {}
        for metric in op.metrics.values():
            found |= dict.fromkeys(_reductions(metric))
        reductions = [written_reduction(frame, r) for r in found]
        # Second, over the values of the reductions: a metric may be an expression of several.
        inputs = {r: len(keys) + i for i, r in enumerate(found)}
        result = Frame(inputs, len(keys) + len(inputs), self._dates)
        picked = [*range(len(keys)), *result.slots(op.metrics.values())]
        return self._add("aggregate", [parent], [frame.written, keys, reductions, result.written, picked])

    def _join(self, op: Any) -> int:
        reads = [self._number(op.first.parent)]
        inputs = {ops.Field(op.first, name): i for i, name in enumerate(op.first.schema.names)}
        seen = {op.first}
        links = []
        for link in op.rest:
            reads.append(self._number(link.table.parent))
            links.append(self._link(link, inputs, seen))
            seen.add(link.table)
            width = len(inputs)
            if link.how != "semi":
                inputs |= {ops.Field(link.table, name): width + i for i, name in enumerate(link.table.schema.names)}
        frame = self._frame_over(inputs)
        slots = frame.slots(op.values.values())
        return self._add("join", reads, [links, frame.written, slots])

    def _link(self, link: Any, inputs: Mapping[Any, int], seen: set[Any]) -> list[Any]:
        """One join: by hash on its equalities, then whatever else it asks of a pair."""
        if link.how not in ("inner", "left", "semi"):
            raise UnknownOperation(f"JoinLink {link.how}")
        names = link.table.schema.names
        left, right = self._frame_over(inputs), self._frame(link.table)
        beside = {ops.Field(link.table, name): len(inputs) + i for i, name in enumerate(names)}
        pair = self._frame_over({**inputs, **beside})
        left_keys, right_keys, others = [], [], []
        for predicate in link.predicates:
            sides = _equality(predicate, seen, link.table)
            if sides is None:
                others.append(pair.slot(predicate))
            else:
                left_keys.append(left.slot(sides[0]))
                right_keys.append(right.slot(sides[1]))
        return [link.how, left.written, left_keys, right.written, right_keys, pair.written, others, len(names)]


def _equality(predicate: Any, seen: set[Any], table: Any) -> tuple[Any, Any] | None:
    """(left value, right value) where the predicate equates one side of the join with the other."""
    if not isinstance(predicate, ops.Equals):
        return None
    for left, right in ((predicate.left, predicate.right), (predicate.right, predicate.left)):
        if left.relations and set(left.relations) <= seen and set(right.relations) == {table}:
            return left, right
    return None


def _reductions(value: Any) -> list[Any]:
    """The reductions of a metric, outermost only."""
    if is_reduction(value):
        return [value]
    found: list[Any] = []
    for arg in value.args:
        for part in arg if isinstance(arg, tuple) else (arg,):
            if isinstance(part, ops.Value):
                found.extend(_reductions(part))
    return found
