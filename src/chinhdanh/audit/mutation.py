"""Mutation of the law's rules: is every comparison, boundary and number held by some worked case?

Each rule is one expression over facts. Every single-point change of it is made in turn, and the rule's cases (facts in,
verdict out) are run against the changed rule; where no verdict changes, nothing would notice that mistake, and the change
is reported as a survivor. Only scalar expressions over plain rows are evaluated: the changed node and what follows it, in
the interpreter, without a database. Cases over whole rows of the registry are left out: they would need the facts too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import ibis
from ibis.expr import operations as ops
from ibis.expr import types as ir

from chinhdanh.audit.cases import Case
from chinhdanh.audit.interpreter import UnknownOperation, day_number
from chinhdanh.audit.interpreter.frame import Frame, steps_of
from chinhdanh.audit.interpreter.values import Environment, Step
from chinhdanh.audit.mutation_text import change_in_words
from chinhdanh.audit.verdicts import in_force, with_answers
from chinhdanh.facts import find_fact
from chinhdanh.facts.model import IBIS_TYPES
from chinhdanh.law.rule import BoundRule

DAYS = ("conditions_first", "conditions_last", "procedure_first", "procedure_last")
_ONE_DAY = timedelta(days=1)

_NEIGHBOURS: Mapping[type, type] = {
    ops.Less: ops.LessEqual,
    ops.LessEqual: ops.Less,
    ops.Greater: ops.GreaterEqual,
    ops.GreaterEqual: ops.Greater,
    ops.Equals: ops.NotEquals,
    ops.NotEquals: ops.Equals,
}

KINDS = ("comparison", "logic", "number", "flag", "default", "date", "period")
"""What is changed: a comparison to its neighbour (or a list negated); & and |, or a dropped ~; a whole number or an
interval by one; a true/false fact or literal; the value put in place of an unknown one; a fixed day by one; the first or
last day in force by one."""


@dataclass(frozen=True)
class Mutant:
    """One change of one rule. `at` is the value that is replaced, `by` what stands there instead.

    `moved` is the only day for which a moved period makes a difference.
    """

    kind: str
    change: str
    at: Any
    by: Any
    moved: date | None = None


@dataclass(frozen=True)
class Killer:
    """Facts that tell a survivor from the rule: those of the case at `line`, with `given` changed."""

    case: Case
    given: Mapping[str, Any]
    verdict: str
    changed: str


@dataclass(frozen=True)
class Survivor:
    """A change that no case notices. `killer` shows facts that would, where a short search found some."""

    mutant: Mutant
    killer: Killer | None = None


@dataclass(frozen=True)
class Mutated:
    """What came out for one rule. `wrong` are cases that already fail against the unchanged rule."""

    bound: BoundRule
    mutants: int
    noticed: int
    equivalent: tuple[Mutant, ...]
    survivors: tuple[Survivor, ...]
    wrong: tuple[Case, ...]

    @property
    def stage(self) -> str:
        return self.bound.rule.id.partition("/")[0]


@dataclass(frozen=True)
class Strength:
    """A line of the report: of `mutants` that differ from the rule, `noticed` are noticed."""

    stage: str
    rules: int
    mutants: int
    noticed: int
    equivalent: int

    @property
    def percent(self) -> float:
        return 100.0 * self.noticed / self.mutants if self.mutants else 100.0


class Compiled:
    """A rule as steps over one row of facts; `verdict` answers for the rule or, with `steps`, for a mutant of it."""

    def __init__(self, bound: BoundRule) -> None:
        self.bound = bound
        self.names = tuple(dict.fromkeys(("on", "kind", *bound.facts)))
        schema = {name: IBIS_TYPES[find_fact(name).type] for name in self.names}
        table = ibis.table({**schema, **dict.fromkeys(DAYS, "date")}, name="given")
        self.table = table
        self.columns = (*self.names, *(day for day in DAYS if day not in self.names))
        answers = with_answers([bound], table).op().values
        applies, condition = bound.build(table)
        self.roots = (applies.op(), condition.op())
        inputs = {table[name].op(): i for i, name in enumerate(self.columns)}
        self.frame = Frame(inputs, len(self.columns), {})
        self.applies = self.frame.slot(answers["applies_0"])
        self.holds = self.frame.slot(answers["holds_0"])
        self.steps = steps_of(self.frame.written["steps"])
        self._place = {slot: i for i, (slot, _) in enumerate(self.steps)}
        self.compared = [op for op in nodes(self.roots) if type(op) in _NEIGHBOURS]

    def mutated(self, mutant: Mutant) -> tuple[tuple[int, Step], ...]:
        """The steps of the rule with one value replaced. Raises UnknownOperation where the change cannot be computed."""
        target, known = self.frame.slot(mutant.at), len(self.frame.written["steps"])
        source = self.frame.slot(mutant.by)
        added = steps_of(self.frame.written["steps"][known:])
        # A constant or a column has no step of its own: it is replaced before anything else is computed.
        place = self._place.get(target)
        replaced = (*added, (target, _copy(source)))
        if place is None:
            return (*replaced, *self.steps)
        return (*self.steps[:place], *replaced, *self.steps[place + 1 :])

    def row(self, given: Mapping[str, Any]) -> list[Any]:
        """The values of the columns, as a worked case gives them: what is not given is unknown."""
        on = given.get("on")
        row = []
        for name in self.columns:
            default = self.bound.rule.kinds[0] if name == "kind" else on if name in DAYS else None
            value = given.get(name, default)
            row.append(day_number(value) if isinstance(value, date) else value)
        return row

    def evaluate(self, row: Sequence[Any], steps: Iterable[tuple[int, Step]]) -> Environment:
        env = [*row, *self.frame.written["tail"]]
        for slot, step in steps:
            env[slot] = step(env)
        return env

    def verdict(self, row: Sequence[Any], steps: Iterable[tuple[int, Step]]) -> str:
        env = self.evaluate(row, steps)
        if env[self.applies] is False:
            return "not_applicable"
        holds = env[self.holds]
        return "unproven" if holds is None else "complies" if holds else "violates"


def _copy(source: int) -> Callable[[Environment], Any]:
    return lambda env: env[source]


def nodes(roots: Iterable[Any]) -> list[Any]:
    """Every value of the expressions, each once, from the roots down; what is inside a column or a date is not entered."""
    seen: dict[Any, None] = {}
    waiting = list(roots)
    while waiting:
        op = waiting.pop(0)
        if op in seen:
            continue
        seen[op] = None
        if not isinstance(op, ops.Field | ops.DateFromYMD | ops.Literal):
            waiting += [child for _, _, child in places(op)]
    return list(seen)


def places(op: Any) -> Iterator[tuple[str, int | None, Any]]:
    """(argument, position in it, value) of every value that an operation is made of."""
    for name, value in zip(op.argnames, op.args, strict=True):
        if isinstance(value, tuple):
            yield from ((name, i, part) for i, part in enumerate(value) if isinstance(part, ops.Value))
        elif isinstance(value, ops.Value):
            yield name, None, value


def _with(op: Any, name: str, position: int | None, value: Any) -> Any:
    if position is None:
        return op.copy(**{name: value})
    parts = list(getattr(op, name))
    parts[position] = value
    return op.copy(**{name: tuple(parts)})


def _not(op: Any) -> Any:
    value: ir.BooleanValue = ~op.to_expr()
    return value.op()


def mutants_of(compiled: Compiled) -> list[Mutant]:
    """Every single-point change of the rule, in the order of the expression, each once."""
    values = nodes(compiled.roots)
    under_not = {op.arg for op in values if isinstance(op, ops.Not)}
    found: dict[tuple[Any, Any], Mutant] = {}
    for op in values:
        if isinstance(op, ops.Field | ops.DateFromYMD | ops.Literal):
            continue
        for kind, by in (*_of_operation(op, under_not), *_of_parts(op)):
            if by != op:
                found.setdefault((op, by), Mutant(kind, change_in_words(op, by), op, by))
    mutants = list(found.values())
    if any(isinstance(root, ops.Field) for root in compiled.roots):
        mutants += [
            Mutant("flag", change_in_words(root, _not(root)), root, _not(root))
            for root in dict.fromkeys(compiled.roots)
            if isinstance(root, ops.Field)
        ]
    return mutants + list(_of_period(compiled))


def _of_operation(op: Any, under_not: set[Any]) -> Iterator[tuple[str, Any]]:
    """Another operation over the same values."""
    other = _NEIGHBOURS.get(type(op))
    if other is not None:
        yield "comparison", other(op.left, op.right)
    elif isinstance(op, ops.InValues) and op not in under_not:
        yield "comparison", _not(op)
    elif isinstance(op, ops.Between):
        value, low, high = (part.to_expr() for part in (op.arg, op.lower_bound, op.upper_bound))
        yield "comparison", ((value > low) & (value <= high)).op()
        yield "comparison", ((value >= low) & (value < high)).op()
    elif isinstance(op, ops.And):
        yield "logic", ops.Or(op.left, op.right)
    elif isinstance(op, ops.Or):
        yield "logic", ops.And(op.left, op.right)
    elif isinstance(op, ops.Not):
        yield "logic", op.arg


def _of_parts(op: Any) -> Iterator[tuple[str, Any]]:
    """The same operation with one of its constants or flags changed."""
    for name, position, part in places(op):
        if isinstance(op, ops.Coalesce) and position and part.dtype.is_boolean() and isinstance(part, ops.Literal):
            if part.value is not None:
                yield "default", _with(op, name, position, ibis.literal(not part.value).op())
        elif isinstance(part, ops.Literal) and type(part.value) is bool:
            yield "flag", _with(op, name, position, ibis.literal(not part.value).op())
        elif isinstance(part, ops.Literal) and type(part.value) is int:
            kind = "default" if isinstance(op, ops.Coalesce) else "number"
            for value in (part.value - 1, part.value + 1):
                moved = ops.Literal(value, part.dtype) if part.dtype.is_interval() else ibis.literal(value).op()
                yield kind, _with(op, name, position, moved)
        elif (day := day_of(part)) is not None:
            for moved_day in (day - _ONE_DAY, day + _ONE_DAY):
                yield "date", _with(op, name, position, _date(moved_day))
        elif isinstance(part, ops.Field) and part.dtype.is_boolean() and isinstance(op, ops.And | ops.Or):
            # Under a ~ the dropped ~ is the same change.
            yield "flag", _with(op, name, position, _not(part))


def _of_period(compiled: Compiled) -> Iterator[Mutant]:
    """The provision in force from or until a day earlier or later."""
    bound = compiled.bound
    if bound.judged_on is not None:
        return
    force = in_force(bound, compiled.table).op()
    for name, day in (("start", bound.start), ("end", bound.end)):
        if day is None:
            continue
        for moved in (day - _ONE_DAY, day + _ONE_DAY):
            words = "in force from" if name == "start" else "in force until"
            changed = in_force(replace(bound, **{name: moved}), compiled.table)  # type: ignore[arg-type]
            yield Mutant("period", f"{words} {day} → {moved}", force, changed.op(), min(day, moved))


def day_of(op: Any) -> date | None:
    """The day that a constant names, if it names one."""
    if isinstance(op, ops.Literal) and isinstance(op.value, date):
        return op.value
    if isinstance(op, ops.DateFromYMD) and all(isinstance(part, ops.Literal) for part in op.args):
        return date(*(part.value for part in op.args))
    return None


def _date(day: date) -> Any:
    return ibis.date(day.year, day.month, day.day).op()


def mutate(bound: BoundRule, cases: Sequence[Case], search: bool = True) -> Mutated:
    """Make every mutant of the rule and see whether some case notices. `search`: look for facts that tell survivors."""
    from chinhdanh.audit.mutation_search import look_for_killers

    compiled = Compiled(bound)
    made = []
    for mutant in mutants_of(compiled):
        try:
            made.append((mutant, compiled.mutated(mutant)))
        except UnknownOperation:  # a divisor of nought: no engine would compute it
            continue
    right: list[Case] = []
    wrong: list[Case] = []
    for case in cases:
        fits = compiled.verdict(compiled.row(case.given), compiled.steps) == case.expect
        (right if fits else wrong).append(case)
    rows = [(compiled.row(case.given), case.expect) for case in right]
    left = [
        (mutant, steps) for mutant, steps in made if all(compiled.verdict(row, steps) == expect for row, expect in rows)
    ]
    noticed = len(made) - len(left)
    if not left or not search:
        return Mutated(bound, len(made), noticed, (), tuple(Survivor(mutant) for mutant, _ in left), tuple(wrong))
    killers, equivalent = look_for_killers(compiled, right, left)
    alike = tuple(mutant for n, (mutant, _) in enumerate(left) if n in equivalent)
    survivors = tuple(Survivor(m, killers.get(n)) for n, (m, _) in enumerate(left) if n not in equivalent)
    return Mutated(bound, len(made) - len(alike), noticed, alike, survivors, tuple(wrong))


def mutate_all(
    rules: Iterable[BoundRule],
    cases: Iterable[Case],
    search: bool = True,
    done: Callable[[], None] = lambda: None,
) -> list[Mutated]:
    """All rules, in their order; `done` is called after each."""
    by_rule: dict[str, list[Case]] = {}
    for case in cases:
        by_rule.setdefault(case.rule.id, []).append(case)
    result = []
    for bound in rules:
        result.append(mutate(bound, by_rule.get(bound.rule.id, ()), search))
        done()
    return result


def strengths(results: Sequence[Mutated]) -> list[Strength]:
    """By stage, in the order of the results, and for all together (stage "")."""
    stages = dict.fromkeys(one.stage for one in results)
    return [_strength(s, [r for r in results if r.stage == s]) for s in stages] + [_strength("", results)]


def _strength(stage: str, results: Sequence[Mutated]) -> Strength:
    return Strength(
        stage,
        len(results),
        sum(r.mutants for r in results),
        sum(r.noticed for r in results),
        sum(len(r.equivalent) for r in results),
    )
