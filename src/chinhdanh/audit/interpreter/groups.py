"""Reductions over the rows of a group; all but counts are NULL where no row counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ibis.expr import operations as ops

from chinhdanh.audit.interpreter.frame import Frame
from chinhdanh.audit.interpreter.values import Environment, UnknownOperation

Group = Sequence[Environment]
Reduce = Callable[[Group], Any]


def _known(apply: Callable[[list[Any]], Any]) -> Callable[[int | None, int], Reduce]:
    """`apply` to the values that are not NULL in rows where the condition is TRUE."""

    def make(where: int | None, arg: int) -> Reduce:
        if where is None:
            return lambda group: apply([v for env in group if (v := env[arg]) is not None])
        return lambda group: apply([v for env in group if env[where] is True and (v := env[arg]) is not None])

    return make


def _count_star(where: int | None) -> Reduce:
    return lambda group: sum(1 for env in group if where is None or env[where] is True)


def _arg_max(where: int | None, arg: int, key: int) -> Reduce:
    """The value, NULL or not, of the first row whose key is largest, NULL keys last: FIRST(value ORDER BY key DESC)."""

    def reduce(group: Group) -> Any:
        rows = [env for env in group if where is None or env[where] is True]
        if not rows:
            return None
        dated = [env for env in rows if env[key] is not None]
        return max(dated, key=lambda env: env[key])[arg] if dated else rows[0][arg]

    return reduce


_REDUCTIONS: Mapping[type, tuple[tuple[str, ...], Callable[..., Reduce]]] = {
    ops.Max: (("arg",), _known(lambda values: max(values) if values else None)),
    ops.Min: (("arg",), _known(lambda values: min(values) if values else None)),
    ops.Sum: (("arg",), _known(lambda values: sum(values) if values else None)),
    ops.Any: (("arg",), _known(lambda values: (True in values) if values else None)),
    ops.All: (("arg",), _known(lambda values: (False not in values) if values else None)),
    ops.Count: (("arg",), _known(len)),
    ops.CountDistinct: (("arg",), _known(lambda values: len(set(values)))),
    ops.CountStar: ((), _count_star),
    ops.ArgMax: (("arg", "key"), _arg_max),
}

REDUCTIONS = {of.__name__: how for of, how in _REDUCTIONS.items()}
"""By name: the values that are read, after the condition, and how it is made."""


def is_reduction(op: Any) -> bool:
    return isinstance(op, ops.Reduction)


def written_reduction(frame: Frame, op: Any) -> list[Any]:
    """`op` as its name and slots; what it reads goes into `frame`. Raises UnknownOperation."""
    name = type(op).__name__
    if name not in REDUCTIONS:
        raise UnknownOperation(name)
    values = [frame.slot(getattr(op, part)) for part in REDUCTIONS[name][0]]
    return [name, None if op.where is None else frame.slot(op.where), *values]


def reduction(name: str, *slots: int | None) -> Reduce:
    return REDUCTIONS[name][1](*slots)
