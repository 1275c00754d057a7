"""One row's computation: a list of slots, the first of which are the row's columns, and the steps that fill the rest.

Every distinct operation gets one slot, so that what many rules share is computed once a row. Steps stand in topological
order and none can fail on a value, so they are simply run one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from ibis.expr import operations as ops

from chinhdanh.audit.interpreter.dates import day_number
from chinhdanh.audit.interpreter.values import OPERATIONS, Environment, Step, UnknownOperation

Instruction = Sequence[Any]
"""The slot to fill, the name of the operation, its arguments."""


class Written(TypedDict):
    """A frame as plain data: constants after the columns, which of them wait for a parameter, and the steps."""

    width: int
    tail: list[Any]
    parameters: list[Sequence[Any]]
    steps: list[Instruction]


class Frame:
    """Writes down values over the columns `inputs` (operation -> slot) of rows that are `width` columns wide.

    `parameters` names the dates that stand for values known only when the program runs.
    """

    def __init__(self, inputs: Mapping[Any, int], width: int, parameters: Mapping[date, str]) -> None:
        self._slots: dict[Any, int] = dict(inputs)
        self._dates = parameters
        self.written: Written = {"width": width, "tail": [], "parameters": [], "steps": []}

    def slot(self, op: Any) -> int:
        """The slot in which the value of `op` will stand. Raises UnknownOperation."""
        found = self._slots.get(op)
        if found is None:
            constant = _constant(op)
            found = self._step(op) if constant is None else self._literal(op, constant.value)
            self._slots[op] = found
        return found

    def slots(self, values: Iterable[Any]) -> list[int]:
        return [self.slot(op) for op in values]

    def _new(self, value: Any = None) -> int:
        self.written["tail"].append(value)
        return self.written["width"] + len(self.written["tail"]) - 1

    def _literal(self, op: Any, value: Any) -> int:
        if value is None or isinstance(value, bool | int | float | str):
            if op.dtype.is_interval() and value is not None:
                value = _interval(op)
            return self._new(value)
        if isinstance(value, date):
            if value in self._dates:
                slot = self._new()
                self.written["parameters"].append((slot, self._dates[value]))
                return slot
            return self._new(day_number(value))
        raise UnknownOperation(f"Literal of {op.dtype}")

    def _step(self, op: Any) -> int:
        name = type(op).__name__
        operation = OPERATIONS.get(name)
        if operation is None:
            raise UnknownOperation(name)
        arguments = operation.written(self, op)
        if isinstance(arguments, int):
            return arguments
        slot = self._new()
        self.written["steps"].append((slot, name, arguments))
        return slot


def steps_of(instructions: Iterable[Instruction]) -> tuple[tuple[int, Step], ...]:
    """The steps as functions, each with the slot that it fills."""
    return tuple((slot, OPERATIONS[name].make(*arguments)) for slot, name, arguments in instructions)


class Computation:
    """A frame that was written down, made into functions when the first row asks for it."""

    def __init__(self, written: Written) -> None:
        self._written = written
        self._steps: tuple[tuple[int, Step], ...] | None = None
        self.is_plain = not written["steps"] and not written["tail"]
        """Nothing is computed: the slots are the columns of the row."""

    def fill(self, parameters: Mapping[str, Any]) -> Callable[[Sequence[Any]], Environment]:
        """The function that computes all slots of a row; `parameters` holds the values of the named dates."""
        width, tail = self._written["width"], list(self._written["tail"])
        for slot, name in self._written["parameters"]:
            tail[slot - width] = parameters[name]
        if self._steps is None:
            self._steps = steps_of(self._written["steps"])
        steps = self._steps

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
