"""A change of a rule in words: the expression before and after, short enough for one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ibis.expr import operations as ops

_SIGNS: Mapping[type, str] = {
    ops.Less: "<",
    ops.LessEqual: "<=",
    ops.Greater: ">",
    ops.GreaterEqual: ">=",
    ops.Equals: "==",
    ops.NotEquals: "!=",
    ops.And: "&",
    ops.Or: "|",
    ops.Add: "+",
    ops.Subtract: "-",
    ops.Multiply: "*",
    ops.Divide: "/",
    ops.FloorDivide: "//",
    ops.Modulus: "%",
    ops.DateAdd: "+",
    ops.DateSub: "-",
    ops.IntervalAdd: "+",
}
_LONGEST = 150
_DEEPEST = 4


def change_in_words(before: Any, after: Any) -> str:
    """`months_left >= 60 → months_left > 60`; deep parts are shown as `…` where the line would be too long."""
    for depth in range(_DEEPEST, 0, -1):
        words = f"{in_words(before, depth)} → {in_words(after, depth)}"
        if len(words) <= _LONGEST:
            return words
    return words


def in_words(op: Any, depth: int = _DEEPEST) -> str:
    """An expression as a rule's author would write it, with `…` for what lies deeper than `depth`."""
    if isinstance(op, ops.Cast):
        return in_words(op.arg, depth)
    leaf = _leaf(op)
    if leaf is not None or depth == 0:
        return leaf or "…"
    sign = _SIGNS.get(type(op))
    return f"{_inside(op.left, depth)} {sign} {_inside(op.right, depth)}" if sign else _called(op, depth)


def _leaf(op: Any) -> str | None:
    if isinstance(op, ops.Field):
        return str(op.name)
    if isinstance(op, ops.Literal):
        return _constant(op)
    if isinstance(op, ops.DateFromYMD) and all(isinstance(part, ops.Literal) for part in op.args):
        return date(*(part.value for part in op.args)).isoformat()
    return None


def _called(op: Any, depth: int) -> str:
    if isinstance(op, ops.Not):
        return f"~{_inside(op.arg, depth)}"
    if isinstance(op, ops.InValues):
        return f"{_inside(op.value, depth)} in [{', '.join(in_words(o, depth - 1) for o in op.options)}]"
    if isinstance(op, ops.Coalesce) and len(op.arg) == 2:
        return f"{_inside(op.arg[0], depth)}.fill_null({in_words(op.arg[1], depth - 1)})"
    parts = [part for value in op.args for part in (value if isinstance(value, tuple) else (value,))]
    shown = ", ".join(in_words(part, depth - 1) for part in parts if isinstance(part, ops.Value))
    return f"{type(op).__name__}({shown})"


def _inside(op: Any, depth: int) -> str:
    words = in_words(op, depth - 1)
    return f"({words})" if type(op) in _SIGNS and words != "…" else words


def _constant(op: Any) -> str:
    if op.dtype.is_interval():
        return f"{op.value} {op.dtype.unit.name.lower()}s"
    if isinstance(op.value, date):
        return op.value.isoformat()
    if isinstance(op.value, str):
        return f"'{op.value}'"
    return "null" if op.value is None else str(op.value).lower() if isinstance(op.value, bool) else str(op.value)
