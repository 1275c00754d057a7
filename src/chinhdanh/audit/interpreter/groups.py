"""Reductions over the rows of a group; all but counts are NULL where no row counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ibis.expr import operations as ops

from chinhdanh.audit.interpreter.frame import Environment, Frame, UnknownOperation

Group = Sequence[Environment]
Reduce = Callable[[Group], Any]


def _known(apply: Callable[[list[Any]], Any]) -> Callable[[int, int | None], Reduce]:
    """`apply` to the values that are not NULL in rows where the condition is TRUE."""

    def make(arg: int, where: int | None) -> Reduce:
        if where is None:
            return lambda group: apply([v for env in group if (v := env[arg]) is not None])
        return lambda group: apply([v for env in group if env[where] is True and (v := env[arg]) is not None])

    return make


REDUCTIONS: Mapping[type, Callable[[int, int | None], Reduce]] = {
    ops.Max: _known(lambda values: max(values) if values else None),
    ops.Min: _known(lambda values: min(values) if values else None),
    ops.Sum: _known(lambda values: sum(values) if values else None),
    ops.Any: _known(lambda values: (True in values) if values else None),
    ops.All: _known(lambda values: (False not in values) if values else None),
    ops.Count: _known(len),
    ops.CountDistinct: _known(lambda values: len(set(values))),
}


def is_reduction(op: Any) -> bool:
    return isinstance(op, ops.Reduction)


def reduction(frame: Frame, op: Any) -> Reduce:
    """Compile what `op` reads into `frame`, and itself into a function of a group."""
    where = None if op.where is None else frame.slot(op.where)
    if isinstance(op, ops.CountStar):
        return lambda group: sum(1 for env in group if where is None or env[where] is True)
    if isinstance(op, ops.ArgMax):
        return _arg_max(frame.slot(op.arg), frame.slot(op.key), where)
    make = REDUCTIONS.get(type(op))
    if make is None:
        raise UnknownOperation(type(op).__name__)
    return make(frame.slot(op.arg), where)


def _arg_max(arg: int, key: int, where: int | None) -> Reduce:
    """The value, NULL or not, of the first row whose key is largest, NULL keys last: FIRST(value ORDER BY key DESC)."""

    def reduce(group: Group) -> Any:
        rows = [env for env in group if where is None or env[where] is True]
        if not rows:
            return None
        dated = [env for env in rows if env[key] is not None]
        return max(dated, key=lambda env: env[key])[arg] if dated else rows[0][arg]

    return reduce
