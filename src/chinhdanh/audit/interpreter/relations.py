"""The steps of a translation as functions from rows to rows. Rows are tuples in the order of the relation's schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from chinhdanh.audit.interpreter.frame import Computation, Written
from chinhdanh.audit.interpreter.groups import reduction
from chinhdanh.audit.interpreter.values import Environment, Slots

Row = tuple[Any, ...]
Index = dict[Any, list[Row]]


@dataclass
class Memory:
    """What is computed from fixed tables only, kept between runs: rows by number of the step, and indices."""

    rows: dict[int, list[Row]] = field(default_factory=dict)
    indices: dict[object, Index] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """One evaluation: the rows of every step taken so far, which steps are fixed, and the parameters."""

    tables: list[list[Row]]
    fixed: Sequence[bool]
    parameters: Mapping[str, Any]
    memory: Memory


Evaluate = Callable[[Run], list[Row]]


def _project(reads: Sequence[int], written: Written, slots: Slots) -> Evaluate:
    (parent,), frame, pick = reads, Computation(written), _picker(slots)

    def evaluate(run: Run) -> list[Row]:
        rows = run.tables[parent]
        if frame.is_plain or not rows:
            return [pick(row) for row in rows]
        environment = frame.fill(run.parameters)
        return [pick(environment(row)) for row in rows]

    return evaluate


def _filter(reads: Sequence[int], written: Written, conditions: Slots) -> Evaluate:
    (parent,), frame = reads, Computation(written)

    def evaluate(run: Run) -> list[Row]:
        rows = run.tables[parent]
        if not rows:
            return []
        environment = frame.fill(run.parameters)
        return [row for row in rows if _all_true(environment(row), conditions)]

    return evaluate


def _distinct(reads: Sequence[int]) -> Evaluate:
    (parent,) = reads
    return lambda run: list(dict.fromkeys(run.tables[parent]))


def _union(reads: Sequence[int], distinct: bool) -> Evaluate:
    left, right = reads
    if distinct:
        return lambda run: list(dict.fromkeys([*run.tables[left], *run.tables[right]]))
    return lambda run: [*run.tables[left], *run.tables[right]]


def _aggregate(
    reads: Sequence[int], written: Written, keys: Slots, reduced: Iterable[Any], finished: Written, picked: Slots
) -> Evaluate:
    (parent,), frame, result = reads, Computation(written), Computation(finished)
    key_of, pick = _picker(keys), _picker(picked)
    reductions = [reduction(*one) for one in reduced]

    def evaluate(run: Run) -> list[Row]:
        rows = run.tables[parent]
        groups: dict[Row, list[Environment]] = {} if keys else {(): []}
        if not rows and keys:
            return []
        environment = frame.fill(run.parameters)
        for row in rows:
            env = environment(row)
            groups.setdefault(key_of(env), []).append(env)
        finish = result.fill(run.parameters)
        return [pick(finish((*key, *(reduce(group) for reduce in reductions)))) for key, group in groups.items()]

    return evaluate


def _join(reads: Sequence[int], links: Iterable[Any], written: Written, slots: Slots) -> Evaluate:
    first, *others = reads
    joined = [_Link(right, *link) for right, link in zip(others, links, strict=True)]
    frame, pick = Computation(written), _picker(slots)

    def evaluate(run: Run) -> list[Row]:
        rows: Sequence[Row] = run.tables[first]
        for link in joined:
            rows = link(rows, run)
        if frame.is_plain or not rows:
            return [pick(row) for row in rows]
        environment = frame.fill(run.parameters)
        return [pick(environment(row)) for row in rows]

    return evaluate


class _Link:
    """One join to the rows of the step `right`."""

    def __init__(
        self,
        right: int,
        how: str,
        left_frame: Written,
        left_keys: Slots,
        right_frame: Written,
        right_keys: Slots,
        pair: Written,
        others: Slots,
        width: int,
    ) -> None:
        self._right = right
        self._how = how
        self._left = Computation(left_frame), left_keys
        self._right_side = frame, keys = Computation(right_frame), right_keys
        # Links by the same columns of the same rows share an index.
        self._kept_as: object = (right, tuple(keys)) if frame.is_plain else self
        self._pair = Computation(pair)
        self._others = others
        self._blank: Row = (None,) * width

    def __call__(self, rows: Sequence[Row], run: Run) -> list[Row]:
        if not rows:
            return []
        index = self._index(run)
        left_key = _key(*self._left, run)
        environment = self._pair.fill(run.parameters) if self._others else None
        others, inner, semi, blank = self._others, self._how == "inner", self._how == "semi", self._blank
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
                result.append(row + blank)
        return result

    def _index(self, run: Run) -> Index:
        fixed = run.fixed[self._right]
        if fixed and self._kept_as in run.memory.indices:
            return run.memory.indices[self._kept_as]
        index: Index = {}
        key_of = _key(*self._right_side, run)
        for row in run.tables[self._right]:
            key = key_of(row)
            if key is not None:
                index.setdefault(key, []).append(row)
        if fixed:
            run.memory.indices[self._kept_as] = index
        return index


RELATIONS: Mapping[str, Callable[..., Evaluate]] = {
    "project": _project,
    "filter": _filter,
    "distinct": _distinct,
    "union": _union,
    "aggregate": _aggregate,
    "join": _join,
}
"""How a step is made into a function: from the numbers of the steps that it reads, and its arguments."""


def _key(frame: Computation, keys: Slots, run: Run) -> Callable[[Row], Any]:
    """The key of a row: None where a part of it is NULL, which equals nothing; () where everything matches."""
    if not keys:
        return lambda row: ()
    environment: Callable[[Row], Sequence[Any]] = (lambda row: row) if frame.is_plain else frame.fill(run.parameters)
    if len(keys) == 1:
        only = keys[0]
        return lambda row: environment(row)[only]
    pick = itemgetter(*keys)

    def several(row: Row) -> Any:
        key = pick(environment(row))
        return None if None in key else key

    return several


def _all_true(env: Sequence[Any], conditions: Slots) -> bool:
    return all(env[i] is True for i in conditions)


def _picker(slots: Slots) -> Callable[[Sequence[Any]], Row]:
    if not slots:
        return lambda row: ()
    if len(slots) == 1:
        only = slots[0]
        return lambda row: (row[only],)
    return itemgetter(*slots)
