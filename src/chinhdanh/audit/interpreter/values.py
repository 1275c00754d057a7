"""Scalar operations as closures over the slots of a frame, each with the meaning it has in DuckDB."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from ibis.expr import operations as ops

from chinhdanh.audit.interpreter.dates import add_interval, civil, date_text, number_of
from chinhdanh.audit.interpreter.frame import Builder, Environment, Frame, Step, UnknownOperation


def _strict2(apply: Callable[[Any, Any], Any]) -> Builder:
    """NULL where either side is NULL."""

    def build(frame: Frame, op: Any) -> Step:
        i, j = frame.slot(op.left), frame.slot(op.right)

        def step(env: Environment) -> Any:
            a, b = env[i], env[j]
            return None if a is None or b is None else apply(a, b)

        return step

    return build


def _strict1(apply: Callable[[Any], Any]) -> Builder:
    def build(frame: Frame, op: Any) -> Step:
        i = frame.slot(op.arg)

        def step(env: Environment) -> Any:
            a = env[i]
            return None if a is None else apply(a)

        return step

    return build


# The commonest comparisons are spelt out: a call of `operator.eq` would cost as much as the comparison.


def _equals(frame: Frame, op: Any) -> Step:
    i, j = frame.slot(op.left), frame.slot(op.right)

    def step(env: Environment) -> Any:
        a, b = env[i], env[j]
        return None if a is None or b is None else a == b

    return step


def _less_equal(frame: Frame, op: Any) -> Step:
    i, j = frame.slot(op.left), frame.slot(op.right)

    def step(env: Environment) -> Any:
        a, b = env[i], env[j]
        return None if a is None or b is None else a <= b

    return step


def _and(frame: Frame, op: Any) -> Step:
    i, j = frame.slot(op.left), frame.slot(op.right)

    def step(env: Environment) -> Any:
        a = env[i]
        if a is False:
            return False
        b = env[j]
        if b is False:
            return False
        return None if a is None or b is None else True

    return step


def _or(frame: Frame, op: Any) -> Step:
    i, j = frame.slot(op.left), frame.slot(op.right)

    def step(env: Environment) -> Any:
        a = env[i]
        if a is True:
            return True
        b = env[j]
        if b is True:
            return True
        return None if a is None or b is None else False

    return step


def _is_null(frame: Frame, op: Any) -> Step:
    i = frame.slot(op.arg)
    return lambda env: env[i] is None


def _not_null(frame: Frame, op: Any) -> Step:
    i = frame.slot(op.arg)
    return lambda env: env[i] is not None


def _coalesce(frame: Frame, op: Any) -> Step:
    slots = frame.slots(op.arg)
    if len(slots) == 2:
        i, j = slots

        def of_two(env: Environment) -> Any:
            a = env[i]
            return env[j] if a is None else a

        return of_two

    def step(env: Environment) -> Any:
        for i in slots:
            if env[i] is not None:
                return env[i]
        return None

    return step


def _if_else(frame: Frame, op: Any) -> Step:
    i, j, k = frame.slots((op.bool_expr, op.true_expr, op.false_null_expr))
    return lambda env: env[j] if env[i] is True else env[k]


def _searched_case(frame: Frame, op: Any) -> Step:
    branches = tuple(zip(frame.slots(op.cases), frame.slots(op.results), strict=True))
    default = frame.slot(op.default)

    def step(env: Environment) -> Any:
        for condition, result in branches:
            if env[condition] is True:
                return env[result]
        return env[default]

    return step


def _in_values(frame: Frame, op: Any) -> Step:
    i = frame.slot(op.value)
    if all(isinstance(option, ops.Literal) and isinstance(option.value, str | bool | int) for option in op.options):
        listed = frozenset(option.value for option in op.options)

        def among(env: Environment) -> Any:
            a = env[i]
            return None if a is None else a in listed

        return among
    options = frame.slots(op.options)

    def step(env: Environment) -> Any:
        a = env[i]
        if a is None:
            return None
        values = [env[j] for j in options]
        if any(a == v for v in values if v is not None):
            return True
        return None if None in values else False

    return step


def _between(frame: Frame, op: Any) -> Step:
    i, j, k = frame.slots((op.arg, op.lower_bound, op.upper_bound))

    def step(env: Environment) -> Any:
        a, low, high = env[i], env[j], env[k]
        if a is None:
            return None
        above = None if low is None else a >= low
        below = None if high is None else a <= high
        if above is False or below is False:
            return False
        return None if above is None or below is None else True

    return step


def _extreme(choose: Callable[[list[Any]], Any]) -> Builder:
    """GREATEST and LEAST ignore NULL, as in DuckDB."""

    def build(frame: Frame, op: Any) -> Step:
        slots = frame.slots(op.arg)

        def step(env: Environment) -> Any:
            known = [env[i] for i in slots if env[i] is not None]
            return choose(known) if known else None

        return step

    return build


def _concat(frame: Frame, op: Any) -> Step:
    slots = frame.slots(op.arg)

    def step(env: Environment) -> Any:
        parts = [env[i] for i in slots]
        return None if None in parts else "".join(parts)

    return step


def _divisor(op: Any) -> Any:
    """The engines disagree on dividing by zero, so only a literal divisor is accepted."""
    if isinstance(op.right, ops.Literal) and op.right.value:
        return op.right.value
    raise UnknownOperation(f"{type(op).__name__} by something else than a literal")


def _by_literal(apply: Callable[[Any, Any], Any]) -> Builder:
    def build(frame: Frame, op: Any) -> Step:
        i, divisor = frame.slot(op.left), _divisor(op)

        def step(env: Environment) -> Any:
            a = env[i]
            return None if a is None else apply(a, divisor)

        return step

    return build


def _remainder(a: int, b: int) -> int:
    """With the sign of the dividend."""
    return int(math.fmod(a, b)) if a < 0 or b < 0 else a % b


def _date_sum(sign: int) -> Builder:
    def build(frame: Frame, op: Any) -> Step:
        i, j = frame.slot(op.left), frame.slot(op.right)

        def step(env: Environment) -> Any:
            day, interval = env[i], env[j]
            if day is None or interval is None:
                return None
            return add_interval(day, sign * interval[0], sign * interval[1])

        return step

    return build


def _intervals(frame: Frame, op: Any) -> Step:
    i, j = frame.slot(op.left), frame.slot(op.right)

    def step(env: Environment) -> Any:
        a, b = env[i], env[j]
        return None if a is None or b is None else (a[0] + b[0], a[1] + b[1])

    return step


def _delta(frame: Frame, op: Any) -> Step:
    if not isinstance(op.part, ops.Literal) or op.part.value != "day":
        raise UnknownOperation("DateDelta in another unit than days")
    return _strict2(operator.sub)(frame, op)  # type: ignore[return-value]


def _date(frame: Frame, op: Any) -> Step:
    i, j, k = frame.slots((op.year, op.month, op.day))

    def step(env: Environment) -> Any:
        year, month, day = env[i], env[j], env[k]
        return None if year is None or month is None or day is None else number_of(year, month, day)

    return step


def _truncate(frame: Frame, op: Any) -> Step:
    unit = op.unit.name
    if unit not in ("YEAR", "MONTH", "DAY"):
        raise UnknownOperation(f"DateTruncate to {unit}")

    def first(number: int) -> int:
        year, month, day = civil(number)
        return number_of(year, 1 if unit == "YEAR" else month, day if unit == "DAY" else 1)

    return _of(frame.slot(op.arg), first)


def _cast(frame: Frame, op: Any) -> Step | int:
    source, target = op.arg.dtype, op.to
    i = frame.slot(op.arg)
    same = any(
        kind(source) and kind(target)
        for kind in (_is_integer, _is_date, lambda t: t.is_string(), lambda t: t.is_boolean())
    )
    if same or source.is_null():
        return i
    if source.is_boolean() and target.is_integer():
        return _of(i, int)
    if source.is_integer() and target.is_floating():
        return _of(i, float)
    if target.is_string() and source.is_integer():
        return _of(i, str)
    if target.is_string() and source.is_date():
        return _of(i, date_text)
    raise UnknownOperation(f"Cast from {source} to {target}")


def _of(i: int, apply: Callable[[Any], Any]) -> Step:
    def step(env: Environment) -> Any:
        a = env[i]
        return None if a is None else apply(a)

    return step


def _is_integer(kind: Any) -> bool:
    return bool(kind.is_integer())


def _is_date(kind: Any) -> bool:
    # A sum of a date and an interval is a timestamp at midnight in some engines; here it stays a day.
    return bool(kind.is_date())


def _starts_with(frame: Frame, op: Any) -> Step:
    i, j = frame.slot(op.arg), frame.slot(op.start)

    def step(env: Environment) -> Any:
        a, b = env[i], env[j]
        return None if a is None or b is None else a.startswith(b)

    return step


BUILDERS: Mapping[type, Builder] = {
    ops.Equals: _equals,
    ops.NotEquals: _strict2(operator.ne),
    ops.Less: _strict2(operator.lt),
    ops.LessEqual: _less_equal,
    ops.Greater: _strict2(operator.gt),
    ops.GreaterEqual: _strict2(operator.ge),
    ops.And: _and,
    ops.Or: _or,
    ops.Not: _strict1(operator.not_),
    ops.IsNull: _is_null,
    ops.NotNull: _not_null,
    ops.Coalesce: _coalesce,
    ops.IfElse: _if_else,
    ops.SearchedCase: _searched_case,
    ops.InValues: _in_values,
    ops.Between: _between,
    ops.Greatest: _extreme(max),
    ops.Least: _extreme(min),
    ops.Add: _strict2(operator.add),
    ops.Subtract: _strict2(operator.sub),
    ops.Multiply: _strict2(operator.mul),
    ops.Divide: _by_literal(operator.truediv),
    ops.FloorDivide: _by_literal(operator.floordiv),
    ops.Modulus: _by_literal(_remainder),
    ops.Floor: _strict1(math.floor),
    ops.StringConcat: _concat,
    ops.StartsWith: _starts_with,
    ops.ExtractYear: _strict1(lambda day: civil(day)[0]),
    ops.ExtractMonth: _strict1(lambda day: civil(day)[1]),
    ops.ExtractDay: _strict1(lambda day: civil(day)[2]),
    ops.DateAdd: _date_sum(1),
    ops.DateSub: _date_sum(-1),
    ops.IntervalAdd: _intervals,
    ops.DateDelta: _delta,
    ops.DateFromYMD: _date,
    ops.DateTruncate: _truncate,
    ops.Cast: _cast,
}
"""What may stand in an expression. A name that is missing here fails when the gate is made, with that name."""
