"""Scalar operations over the slots of a row, each with the meaning it has in DuckDB.

An operation is first written down as its name and plain arguments: slots, constants, lists of them. From these it is
made into a step, in the same process or another one.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ibis.expr import operations as ops

from chinhdanh.audit.interpreter.dates import add_interval, civil, date_text, number_of

if TYPE_CHECKING:
    from chinhdanh.audit.interpreter.frame import Frame

Environment = list[Any]
Step = Callable[[Environment], Any]
Slots = Sequence[int]


class UnknownOperation(TypeError):
    """An operation that the interpreter does not know; the message names it."""


@dataclass(frozen=True)
class Operation:
    """`written` gives the arguments of `make`, all plain data, or the one slot where the value already stands."""

    written: Callable[[Frame, Any], list[Any] | int]
    make: Callable[..., Step]


def _slots_of(*names: str) -> Callable[[Frame, Any], list[Any]]:
    """Writes down the slots of these parts of an operation, a list of them where a part is several values."""

    def written(frame: Frame, op: Any) -> list[Any]:
        parts = (getattr(op, name) for name in names)
        return [frame.slots(part) if isinstance(part, tuple) else frame.slot(part) for part in parts]

    return written


_ARG, _SIDES, _DATE_PARTS = _slots_of("arg"), _slots_of("left", "right"), _slots_of("year", "month", "day")


def _strict1(apply: Callable[[Any], Any]) -> Callable[[int], Step]:
    """NULL where the argument is NULL."""

    def make(i: int) -> Step:
        def step(env: Environment) -> Any:
            a = env[i]
            return None if a is None else apply(a)

        return step

    return make


def _strict2(apply: Callable[[Any, Any], Any]) -> Callable[[int, int], Step]:
    """NULL where either side is NULL."""

    def make(i: int, j: int) -> Step:
        def step(env: Environment) -> Any:
            a, b = env[i], env[j]
            return None if a is None or b is None else apply(a, b)

        return step

    return make


# The commonest comparisons are spelt out: a call of `operator.eq` would cost as much as the comparison.


def _equals(i: int, j: int) -> Step:
    def step(env: Environment) -> Any:
        a, b = env[i], env[j]
        return None if a is None or b is None else a == b

    return step


def _less_equal(i: int, j: int) -> Step:
    def step(env: Environment) -> Any:
        a, b = env[i], env[j]
        return None if a is None or b is None else a <= b

    return step


def _and(i: int, j: int) -> Step:
    def step(env: Environment) -> Any:
        a = env[i]
        if a is False:
            return False
        b = env[j]
        if b is False:
            return False
        return None if a is None or b is None else True

    return step


def _or(i: int, j: int) -> Step:
    def step(env: Environment) -> Any:
        a = env[i]
        if a is True:
            return True
        b = env[j]
        if b is True:
            return True
        return None if a is None or b is None else False

    return step


def _is_null(i: int) -> Step:
    return lambda env: env[i] is None


def _not_null(i: int) -> Step:
    return lambda env: env[i] is not None


def _coalesce(slots: Slots) -> Step:
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


def _if_else(i: int, j: int, k: int) -> Step:
    return lambda env: env[j] if env[i] is True else env[k]


def _searched_case(cases: Slots, results: Slots, default: int) -> Step:
    branches = tuple(zip(cases, results, strict=True))

    def step(env: Environment) -> Any:
        for condition, result in branches:
            if env[condition] is True:
                return env[result]
        return env[default]

    return step


def _options(frame: Frame, op: Any) -> list[Any]:
    """Constants are listed as they are; only options that are computed take slots."""
    if all(isinstance(option, ops.Literal) and isinstance(option.value, str | bool | int) for option in op.options):
        return [frame.slot(op.value), [option.value for option in op.options], []]
    return [frame.slot(op.value), None, frame.slots(op.options)]


def _in_values(i: int, constants: Sequence[Any] | None, slots: Slots) -> Step:
    if constants is not None:
        listed = frozenset(constants)

        def among(env: Environment) -> Any:
            a = env[i]
            return None if a is None else a in listed

        return among

    def step(env: Environment) -> Any:
        a = env[i]
        if a is None:
            return None
        values = [env[j] for j in slots]
        if any(a == v for v in values if v is not None):
            return True
        return None if None in values else False

    return step


def _between(i: int, j: int, k: int) -> Step:
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


def _extreme(choose: Callable[[list[Any]], Any]) -> Callable[[Slots], Step]:
    """GREATEST and LEAST ignore NULL, as in DuckDB."""

    def make(slots: Slots) -> Step:
        def step(env: Environment) -> Any:
            known = [env[i] for i in slots if env[i] is not None]
            return choose(known) if known else None

        return step

    return make


def _concat(slots: Slots) -> Step:
    def step(env: Environment) -> Any:
        parts = [env[i] for i in slots]
        return None if None in parts else "".join(parts)

    return step


def _by_constant(frame: Frame, op: Any) -> list[Any]:
    """The engines disagree on dividing by zero, so only a literal divisor is accepted."""
    if isinstance(op.right, ops.Literal) and op.right.value:
        return [frame.slot(op.left), op.right.value]
    raise UnknownOperation(f"{type(op).__name__} by something else than a literal")


def _divided(apply: Callable[[Any, Any], Any]) -> Callable[[int, Any], Step]:
    def make(i: int, divisor: Any) -> Step:
        def step(env: Environment) -> Any:
            a = env[i]
            return None if a is None else apply(a, divisor)

        return step

    return make


def _remainder(a: int, b: int) -> int:
    """With the sign of the dividend."""
    return int(math.fmod(a, b)) if a < 0 or b < 0 else a % b


def _date_sum(sign: int) -> Callable[[int, int], Step]:
    def make(i: int, j: int) -> Step:
        def step(env: Environment) -> Any:
            day, interval = env[i], env[j]
            if day is None or interval is None:
                return None
            return add_interval(day, sign * interval[0], sign * interval[1])

        return step

    return make


def _intervals(i: int, j: int) -> Step:
    def step(env: Environment) -> Any:
        a, b = env[i], env[j]
        return None if a is None or b is None else (a[0] + b[0], a[1] + b[1])

    return step


def _in_days(frame: Frame, op: Any) -> list[Any]:
    if not isinstance(op.part, ops.Literal) or op.part.value != "day":
        raise UnknownOperation("DateDelta in another unit than days")
    return _SIDES(frame, op)


def _date(i: int, j: int, k: int) -> Step:
    def step(env: Environment) -> Any:
        year, month, day = env[i], env[j], env[k]
        return None if year is None or month is None or day is None else number_of(year, month, day)

    return step


def _to_unit(frame: Frame, op: Any) -> list[Any]:
    unit = op.unit.name
    if unit not in ("YEAR", "MONTH", "DAY"):
        raise UnknownOperation(f"DateTruncate to {unit}")
    return [frame.slot(op.arg), unit]


def _truncate(i: int, unit: str) -> Step:
    def first(number: int) -> int:
        year, month, day = civil(number)
        return number_of(year, 1 if unit == "YEAR" else month, day if unit == "DAY" else 1)

    return _strict1(first)(i)


_CASTS: Mapping[str, Callable[[Any], Any]] = {"int": int, "float": float, "text": str, "date_text": date_text}


def _conversion(frame: Frame, op: Any) -> list[Any] | int:
    source, target = op.arg.dtype, op.to
    i = frame.slot(op.arg)
    same = any(
        kind(source) and kind(target)
        for kind in (_is_integer, _is_date, lambda t: t.is_string(), lambda t: t.is_boolean())
    )
    if same or source.is_null():
        return i
    if source.is_boolean() and target.is_integer():
        return [i, "int"]
    if source.is_integer() and target.is_floating():
        return [i, "float"]
    if target.is_string() and source.is_integer():
        return [i, "text"]
    if target.is_string() and source.is_date():
        return [i, "date_text"]
    raise UnknownOperation(f"Cast from {source} to {target}")


def _cast(i: int, to: str) -> Step:
    return _strict1(_CASTS[to])(i)


def _is_integer(kind: Any) -> bool:
    return bool(kind.is_integer())


def _is_date(kind: Any) -> bool:
    # A sum of a date and an interval is a timestamp at midnight in some engines; here it stays a day.
    return bool(kind.is_date())


_OPERATIONS: Mapping[type, tuple[Callable[[Frame, Any], list[Any] | int], Callable[..., Step]]] = {
    ops.Equals: (_SIDES, _equals),
    ops.NotEquals: (_SIDES, _strict2(operator.ne)),
    ops.Less: (_SIDES, _strict2(operator.lt)),
    ops.LessEqual: (_SIDES, _less_equal),
    ops.Greater: (_SIDES, _strict2(operator.gt)),
    ops.GreaterEqual: (_SIDES, _strict2(operator.ge)),
    ops.And: (_SIDES, _and),
    ops.Or: (_SIDES, _or),
    ops.Not: (_ARG, _strict1(operator.not_)),
    ops.IsNull: (_ARG, _is_null),
    ops.NotNull: (_ARG, _not_null),
    ops.Coalesce: (_ARG, _coalesce),
    ops.IfElse: (_slots_of("bool_expr", "true_expr", "false_null_expr"), _if_else),
    ops.SearchedCase: (_slots_of("cases", "results", "default"), _searched_case),
    ops.InValues: (_options, _in_values),
    ops.Between: (_slots_of("arg", "lower_bound", "upper_bound"), _between),
    ops.Greatest: (_ARG, _extreme(max)),
    ops.Least: (_ARG, _extreme(min)),
    ops.Add: (_SIDES, _strict2(operator.add)),
    ops.Subtract: (_SIDES, _strict2(operator.sub)),
    ops.Multiply: (_SIDES, _strict2(operator.mul)),
    ops.Divide: (_by_constant, _divided(operator.truediv)),
    ops.FloorDivide: (_by_constant, _divided(operator.floordiv)),
    ops.Modulus: (_by_constant, _divided(_remainder)),
    ops.Floor: (_ARG, _strict1(math.floor)),
    ops.StringConcat: (_ARG, _concat),
    ops.StartsWith: (_slots_of("arg", "start"), _strict2(str.startswith)),
    ops.ExtractYear: (_ARG, _strict1(lambda day: civil(day)[0])),
    ops.ExtractMonth: (_ARG, _strict1(lambda day: civil(day)[1])),
    ops.ExtractDay: (_ARG, _strict1(lambda day: civil(day)[2])),
    ops.DateAdd: (_SIDES, _date_sum(1)),
    ops.DateSub: (_SIDES, _date_sum(-1)),
    ops.IntervalAdd: (_SIDES, _intervals),
    ops.DateDelta: (_in_days, _strict2(operator.sub)),
    ops.DateFromYMD: (_DATE_PARTS, _date),
    ops.DateTruncate: (_to_unit, _truncate),
    ops.Cast: (_conversion, _cast),
}

OPERATIONS: Mapping[str, Operation] = {of.__name__: Operation(*how) for of, how in _OPERATIONS.items()}
"""What may stand in an expression, by name. A name that is missing here fails when it is translated, with that name."""
