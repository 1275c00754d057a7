"""Relational operations as functions from rows to rows. Rows are tuples in the order of the relation's schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from ibis.expr import operations as ops

from chinhdanh.audit.interpreter.frame import Environment, Frame, UnknownOperation
from chinhdanh.audit.interpreter.groups import is_reduction, reduction

Row = tuple[Any, ...]
Parameters = Mapping[str, Any]
Index = dict[Any, list[Row]]


@dataclass
class Memory:
    """What is computed from fixed tables only, kept between runs: rows of relations and indices, by their number."""

    rows: dict[int, list[Row]] = field(default_factory=dict)
    indices: dict[int, Index] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """One evaluation: the rows of every relation computed so far, by number, and the named dates."""

    tables: list[list[Row]]
    parameters: Parameters
    memory: Memory


Evaluate = Callable[[Run], list[Row]]


@dataclass(frozen=True)
class Source:
    """A relation that is already compiled: its number, and whether it stands on fixed tables only."""

    number: int
    fixed: bool


class Relations:
    """Compiles one relation at a time; `source` gives the compiled parents, `dates` the dates that are parameters."""

    def __init__(self, source: Callable[[Any], Source], dates: Mapping[date, str]) -> None:
        self._source = source
        self._dates = dates
        self._numbers = 0

    def compile(self, op: Any) -> Evaluate:
        """Raises UnknownOperation."""
        builders: dict[type, Callable[[Any], Evaluate]] = {
            ops.Project: self._project,
            ops.Filter: self._filter,
            ops.DropColumns: self._drop,
            ops.Distinct: self._distinct,
            ops.Union: self._union,
            ops.Aggregate: self._aggregate,
            ops.JoinChain: self._join,
        }
        builder = builders.get(type(op))
        if builder is None:
            raise UnknownOperation(type(op).__name__)
        return builder(op)

    def _frame(self, relation: Any) -> Frame:
        inputs = {ops.Field(relation, name): i for i, name in enumerate(relation.schema.names)}
        return Frame(inputs, len(inputs), self._dates)

    def _project(self, op: Any) -> Evaluate:
        parent = self._source(op.parent).number
        frame = self._frame(op.parent)
        pick = _picker(frame.slots(tuple(op.values.values())))
        if not frame.steps and not frame.tail:
            return lambda run: [pick(row) for row in run.tables[parent]]

        def evaluate(run: Run) -> list[Row]:
            environment = frame.fill(run.parameters)
            return [pick(environment(row)) for row in run.tables[parent]]

        return evaluate

    def _filter(self, op: Any) -> Evaluate:
        parent = self._source(op.parent).number
        frame = self._frame(op.parent)
        conditions = frame.slots(op.predicates)

        def evaluate(run: Run) -> list[Row]:
            environment = frame.fill(run.parameters)
            return [row for row in run.tables[parent] if _all_true(environment(row), conditions)]

        return evaluate

    def _drop(self, op: Any) -> Evaluate:
        parent = self._source(op.parent).number
        names = op.parent.schema.names
        pick = _picker([i for i, name in enumerate(names) if name not in op.columns_to_drop])
        return lambda run: [pick(row) for row in run.tables[parent]]

    def _distinct(self, op: Any) -> Evaluate:
        parent = self._source(op.parent).number
        return lambda run: list(dict.fromkeys(run.tables[parent]))

    def _union(self, op: Any) -> Evaluate:
        left, right = self._source(op.left).number, self._source(op.right).number
        if tuple(op.left.schema.names) != tuple(op.right.schema.names):
            raise UnknownOperation("Union of tables whose columns stand in another order")
        if op.distinct:
            return lambda run: list(dict.fromkeys([*run.tables[left], *run.tables[right]]))
        return lambda run: [*run.tables[left], *run.tables[right]]

    def _aggregate(self, op: Any) -> Evaluate:
        parent = self._source(op.parent).number
        frame = self._frame(op.parent)
        keys = frame.slots(tuple(op.groups.values()))
        key_of = _picker(keys)
        found: dict[Any, None] = {}
        for metric in op.metrics.values():
            found |= dict.fromkeys(_reductions(metric))
        reductions = [reduction(frame, r) for r in found]
        # Second, over the values of the reductions: a metric may be an expression of several.
        inputs = {r: len(keys) + i for i, r in enumerate(found)}
        result = Frame(inputs, len(keys) + len(inputs), self._dates)
        pick = _picker([*range(len(keys)), *result.slots(tuple(op.metrics.values()))])

        def evaluate(run: Run) -> list[Row]:
            environment = frame.fill(run.parameters)
            groups: dict[Row, list[Environment]] = {} if keys else {(): []}
            for row in run.tables[parent]:
                env = environment(row)
                groups.setdefault(key_of(env), []).append(env)
            finish = result.fill(run.parameters)
            return [pick(finish((*key, *(reduce(group) for reduce in reductions)))) for key, group in groups.items()]

        return evaluate

    def _join(self, op: Any) -> Evaluate:
        first = self._source(op.first.parent).number
        inputs = {ops.Field(op.first, name): i for i, name in enumerate(op.first.schema.names)}
        seen = {op.first}
        links = []
        for link in op.rest:
            links.append(self._link(link, inputs, seen))
            seen.add(link.table)
            width = len(inputs)
            if link.how != "semi":
                inputs |= {ops.Field(link.table, name): width + i for i, name in enumerate(link.table.schema.names)}
        frame = Frame(inputs, len(inputs), self._dates)
        pick = _picker(frame.slots(tuple(op.values.values())))
        plain = not frame.steps and not frame.tail

        def evaluate(run: Run) -> list[Row]:
            rows: Iterable[Row] = run.tables[first]
            for link in links:
                rows = link(rows, run)
            if plain:
                return [pick(row) for row in rows]
            environment = frame.fill(run.parameters)
            return [pick(environment(row)) for row in rows]

        return evaluate

    def _link(self, link: Any, inputs: Mapping[Any, int], seen: set[Any]) -> Callable[[Iterable[Row], Run], list[Row]]:
        """One join: by hash on its equalities, then whatever else it asks of a pair."""
        if link.how not in ("inner", "left", "semi"):
            raise UnknownOperation(f"JoinLink {link.how}")
        right = self._source(link.table.parent)
        names = link.table.schema.names
        left_frame = Frame(inputs, len(inputs), self._dates)
        right_frame = Frame({ops.Field(link.table, name): i for i, name in enumerate(names)}, len(names), self._dates)
        pair = Frame(
            {**inputs, **{ops.Field(link.table, name): len(inputs) + i for i, name in enumerate(names)}},
            len(inputs) + len(names),
            self._dates,
        )
        left_keys, right_keys, others = [], [], []
        for predicate in link.predicates:
            sides = _equality(predicate, seen, link.table)
            if sides is None:
                others.append(pair.slot(predicate))
            else:
                left_keys.append(left_frame.slot(sides[0]))
                right_keys.append(right_frame.slot(sides[1]))
        joined = _Link(
            link.how,
            right,
            self._numbers,
            left_frame,
            tuple(left_keys),
            right_frame,
            tuple(right_keys),
            pair,
            tuple(others),
            (None,) * len(names),
        )
        self._numbers += 1
        return joined


@dataclass(frozen=True)
class _Link:
    how: str
    right: Source
    number: int
    left_frame: Frame
    left_keys: tuple[int, ...]
    right_frame: Frame
    right_keys: tuple[int, ...]
    pair: Frame
    others: tuple[int, ...]
    blank: Row

    def __call__(self, rows: Iterable[Row], run: Run) -> list[Row]:
        rows = list(rows)
        if not rows:
            return []
        index = self._index(run)
        left_key = self._keys(self.left_frame, self.left_keys, run)
        environment = self.pair.fill(run.parameters) if self.others else None
        others, inner, semi = self.others, self.how == "inner", self.how == "semi"
        result: list[Row] = []
        for row in rows:
            matched = False
            for partner in index.get(left_key(row), ()):
                both = row + partner
                if environment is not None and not _all_true(environment(both), others):
                    continue
                matched = True
                if semi:
                    break
                result.append(both)
            if semi and matched:
                result.append(row)
            elif not matched and not inner and not semi:
                result.append(row + self.blank)
        return result

    def _index(self, run: Run) -> Index:
        if self.right.fixed and self.number in run.memory.indices:
            return run.memory.indices[self.number]
        index: Index = {}
        key_of = self._keys(self.right_frame, self.right_keys, run)
        for row in run.tables[self.right.number]:
            key = key_of(row)
            if key is not None:
                index.setdefault(key, []).append(row)
        if self.right.fixed:
            run.memory.indices[self.number] = index
        return index

    @staticmethod
    def _keys(frame: Frame, keys: tuple[int, ...], run: Run) -> Callable[[Row], Any]:
        """The key of a row: None where a part of it is NULL, which equals nothing; () where everything matches."""
        if not keys:
            return lambda row: ()
        computed = bool(frame.steps or frame.tail)
        environment: Callable[[Row], Sequence[Any]] = frame.fill(run.parameters) if computed else (lambda row: row)
        if len(keys) == 1:
            only = keys[0]
            return lambda row: environment(row)[only]
        pick = itemgetter(*keys)

        def several(row: Row) -> Any:
            key = pick(environment(row))
            return None if None in key else key

        return several


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


def _all_true(env: Sequence[Any], conditions: Iterable[int]) -> bool:
    return all(env[i] is True for i in conditions)


def _picker(slots: Sequence[int]) -> Callable[[Sequence[Any]], Row]:
    if not slots:
        return lambda row: ()
    if len(slots) == 1:
        only = slots[0]
        return lambda row: (row[only],)
    return itemgetter(*slots)
