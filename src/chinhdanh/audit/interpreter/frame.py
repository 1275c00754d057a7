"""One row's computation: a list of slots, the first of which are the row's columns, and the steps that fill the rest.

Every distinct operation gets one slot, so that what many rules share is computed once a row. Steps stand in topological
order and none can fail on a value, so they are simply run one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ibis.expr import operations as ops

from chinhdanh.audit.interpreter.dates import day_number

Environment = list[Any]
Step = Callable[[Environment], Any]
Builder = Callable[["Frame", Any], "Step | int"]


class UnknownOperation(TypeError):
    """An operation that the interpreter does not know; the message names it."""


class Frame:
    """Compiles values over the columns `inputs` (operation -> slot) of rows that are `width` columns wide.

    `parameters` names the dates that stand for values known only when the program runs.
    """

    def __init__(self, inputs: Mapping[Any, int], width: int, parameters: Mapping[date, str]) -> None:
        self._slots: dict[Any, int] = dict(inputs)
        self._dates = parameters
        self.width = width
        self.tail: list[Any] = []
        self.parameters: list[tuple[int, str]] = []
        self.steps: list[tuple[int, Step]] = []

    def slot(self, op: Any) -> int:
        """The slot in which the value of `op` will stand."""
        found = self._slots.get(op)
        if found is None:
            constant = _constant(op)
            found = self._compiled(op) if constant is None else self._literal(op, constant.value)
            self._slots[op] = found
        return found

    def slots(self, values: Sequence[Any]) -> tuple[int, ...]:
        return tuple(self.slot(op) for op in values)

    def _new(self, value: Any = None) -> int:
        self.tail.append(value)
        return self.width + len(self.tail) - 1

    def _literal(self, op: Any, value: Any) -> int:
        if value is None or isinstance(value, bool | int | float | str):
            if op.dtype.is_interval() and value is not None:
                value = _interval(op)
            return self._new(value)
        if isinstance(value, date):
            if value in self._dates:
                slot = self._new()
                self.parameters.append((slot, self._dates[value]))
                return slot
            return self._new(day_number(value))
        raise UnknownOperation(f"Literal of {op.dtype}")

    def _compiled(self, op: Any) -> int:
        from chinhdanh.audit.interpreter.values import BUILDERS

        builder = BUILDERS.get(type(op))
        if builder is None:
            raise UnknownOperation(type(op).__name__)
        built = builder(self, op)
        if isinstance(built, int):
            return built
        slot = self._new()
        self.steps.append((slot, built))
        return slot

    def fill(self, parameters: Mapping[str, Any]) -> Callable[[Sequence[Any]], Environment]:
        """The function that computes all slots of a row; `parameters` holds the values of the named dates."""
        tail = list(self.tail)
        for slot, name in self.parameters:
            tail[slot - self.width] = parameters[name]
        steps = tuple(self.steps)

        def environment(row: Sequence[Any]) -> Environment:
            env = [*row, *tail]
            for slot, step in steps:
                env[slot] = step(env)
            return env

        return environment


@dataclass(frozen=True)
class _Constant:
    value: Any


def _constant(op: Any) -> _Constant | None:
    """The value of a literal, also of a date written as year, month and day."""
    if isinstance(op, ops.Literal):
        return _Constant(op.value)
    if isinstance(op, ops.DateFromYMD):
        parts = [part.value for part in (op.year, op.month, op.day) if isinstance(part, ops.Literal)]
        if len(parts) == 3 and None not in parts:
            return _Constant(date(*parts))
    return None


def _interval(op: Any) -> tuple[int, int]:
    """(months, days)."""
    unit = op.dtype.unit.name
    if unit in ("YEAR", "QUARTER", "MONTH"):
        return op.value * {"YEAR": 12, "QUARTER": 3, "MONTH": 1}[unit], 0
    if unit in ("WEEK", "DAY"):
        return 0, op.value * {"WEEK": 7, "DAY": 1}[unit]
    raise UnknownOperation(f"Literal of {op.dtype}")
