"""A translation made into functions, and run over the rows of the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chinhdanh.audit.interpreter.relations import RELATIONS, Evaluate, Memory, Row, Run
from chinhdanh.audit.interpreter.translation import Code

Rows = Mapping[str, Sequence[Row]]
"""Rows by name of the unbound table, in the order of its schema."""


@dataclass(frozen=True)
class Fixed:
    """Tables that stay the same over many runs of one program, with what was computed from them alone."""

    rows: Rows
    memory: Memory = field(default_factory=Memory)


class Program:
    """Made once, run for many sets of rows, by several threads at once where they do not share a `Fixed`."""

    def __init__(self, code: Code) -> None:
        self._fixed = [step["fixed"] for step in code]
        self._steps: list[str | Evaluate] = [
            step["arguments"][0]
            if step["how"] == "table"
            else RELATIONS[step["how"]](step["reads"], *step["arguments"])
            for step in code
        ]

    def run(self, rows: Rows, fixed: Fixed, parameters: Mapping[str, Any]) -> list[Row]:
        """The rows of the last step; tables that are not in `rows` are empty."""
        memory = fixed.memory
        run = Run([], self._fixed, parameters, memory)
        for number, (is_fixed, step) in enumerate(zip(self._fixed, self._steps, strict=True)):
            if is_fixed and number in memory.rows:
                run.tables.append(memory.rows[number])
                continue
            given = fixed.rows if is_fixed else rows
            result = list(given.get(step, ())) if isinstance(step, str) else step(run)
            if is_fixed:
                memory.rows[number] = result
            run.tables.append(result)
        return run.tables[-1]
