"""For a change of a rule that no case notices: facts that would tell, or the proof that none can.

Facts are looked for near the worked cases: one fact changed, then two. Where a rule only compares its facts with
constants, a few values stand for all: if none of their combinations tells, the change is no change.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from random import Random
from typing import TYPE_CHECKING, Any

from ibis.expr import operations as ops

from chinhdanh.audit.cases import Case
from chinhdanh.audit.interpreter.dates import civil, day_number
from chinhdanh.audit.interpreter.values import Step

if TYPE_CHECKING:
    from chinhdanh.audit.mutation import Compiled, Killer, Mutant

Steps = Sequence[tuple[int, Step]]
Row = list[Any]

_PAIRS = 600
_COMBINATIONS = 6_000
_FACTOR = 100
_OTHER = "another value"
_AT_THE_END_OF_THE_YEAR = ("body_ratings", "own_rating", "annual_declaration")
"""Subjects judged on 31 December: the bounds of a provision may lie anywhere between two of them."""
_COMPARISONS = (ops.Less, ops.LessEqual, ops.Greater, ops.GreaterEqual, ops.Equals, ops.NotEquals)


def look_for_killers(
    compiled: Compiled, cases: Sequence[Case], left: Sequence[tuple[Mutant, Steps]]
) -> tuple[dict[int, Killer], set[int]]:
    """(facts that tell, by the number of the survivor; the numbers of those that provably nothing tells)."""
    from chinhdanh.audit.mutation import Killer

    killers: dict[int, Killer] = {}
    out_of_reach = {n for n, (mutant, _) in enumerate(left) if _between_two_years(compiled, mutant)}
    reachable = [(n, steps) for n, (_, steps) in enumerate(left) if n not in out_of_reach]
    for case, changed in _near(compiled, cases):
        given = {**case.given, **changed}
        row = compiled.row(given)
        verdict = compiled.verdict(row, compiled.steps)
        for n, steps in reachable:
            # A case that settles the matter says more than one that stays unproven.
            if n in killers and (verdict == "unproven" or killers[n].verdict != "unproven"):
                continue
            other = compiled.verdict(row, steps)
            if other != verdict:
                killers[n] = Killer(case, changed, verdict, other)
        if len(killers) == len(reachable) and all(killer.verdict != "unproven" for killer in killers.values()):
            break
    unsettled = [n for n, _ in reachable if n not in killers]
    return killers, out_of_reach | {n for n in unsettled if _same(compiled, *left[n])}


def _near(compiled: Compiled, cases: Sequence[Case]) -> Iterator[tuple[Case, Mapping[str, Any]]]:
    """The cases with one fact changed, and some with two."""
    values = _candidates(compiled, cases)
    for case in cases:
        for name, options in values.items():
            known = case.given.get(name)
            for value in (*options, *_shifted(compiled, case, known)):
                if value != known or type(value) is not type(known):
                    yield case, {name: value}
    random = Random(compiled.bound.rule.id)
    names = list(values)
    if len(names) < 2 or not cases:
        return
    for _ in range(_PAIRS):
        a, b = random.sample(names, 2)
        yield random.choice(cases), {a: random.choice(values[a]), b: random.choice(values[b])}


def _candidates(compiled: Compiled, cases: Sequence[Case]) -> dict[str, list[Any]]:
    """Values worth trying, by fact: those of the cases and the constants of the rule, and their neighbours."""
    from chinhdanh.audit.mutation import day_of, nodes, places

    parts = [part for op in nodes(compiled.roots) for _, _, part in places(op)]
    texts = [part.value for part in parts if isinstance(part, ops.Literal) and isinstance(part.value, str)]
    numbers = [part.value for part in parts if isinstance(part, ops.Literal) and type(part.value) is int]
    days = [day_number(day) for part in parts if (day := day_of(part)) is not None]
    days += [day_number(day) for day in (compiled.bound.start, compiled.bound.end) if day is not None]
    found: dict[str, list[Any]] = {}
    for name in compiled.names:
        if name == "kind":
            continue
        kind = compiled.table.schema()[name]
        given = [case.given[name] for case in cases if case.given.get(name) is not None]
        if kind.is_boolean():
            options: Iterable[Any] = (True, False)
        elif kind.is_string():
            options = (*given, *texts, _OTHER)
        elif kind.is_date():
            options = (_date(n + d) for n in (*map(day_number, given), *days) for d in (0, -1, 1))
        else:
            options = sorted((n + d for n in (*given, *numbers, 0) for d in (0, -1, 1)), key=lambda n: (n < 0, abs(n)))
        found[name] = [*dict.fromkeys(options), None]
    return found


def _shifted(compiled: Compiled, case: Case, known: Any) -> list[Any]:
    """The value moved to where some comparison of the rule tips over."""
    from chinhdanh.audit.mutation import nodes

    if known is None or isinstance(known, bool | str):
        return []
    frame = compiled.frame
    env = compiled.evaluate(compiled.row(case.given), compiled.steps)
    at = known if isinstance(known, int) else day_number(known)
    found: dict[int, None] = {}
    factors = {1, *(abs(part.value) for op in nodes(compiled.roots) for part in _numbers_in(op) if part.value)}
    for op in compiled.compared:
        left, right = env[frame.slot(op.left)], env[frame.slot(op.right)]
        if type(left) is int and type(right) is int:
            # Votes times a denominator tip over where the gap is made up by that many times less.
            for gap in {sign * (left - right) // factor for sign in (1, -1) for factor in factors if factor <= _FACTOR}:
                found |= dict.fromkeys((at + gap, at + gap - 1, at + gap + 1))
    if isinstance(known, int):
        return list(found)
    return [_date(n) for n in found if 1 <= n <= 3_652_059]


def _numbers_in(op: Any) -> list[Any]:
    """The factors of a product."""
    if not isinstance(op, ops.Multiply):
        return []
    return [part for part in (op.left, op.right) if isinstance(part, ops.Literal) and type(part.value) is int]


def _date(number: int) -> Any:
    from datetime import date

    return date(*civil(number))


# --- proof that nothing tells ---


def _same(compiled: Compiled, mutant: Mutant, steps: Steps) -> bool:
    """Do rule and mutant agree on all facts? False also where that cannot be settled by trying few values."""
    if mutant.moved is not None:
        return False
    whole = _representatives(compiled, compiled.roots)
    if whole is not None and math.prod(map(len, whole.values())) <= _COMBINATIONS:
        return all(
            compiled.verdict(row, compiled.steps) == compiled.verdict(row, steps) for row in _rows(compiled, whole)
        )
    part = _representatives(compiled, (mutant.at, mutant.by))
    if part is None or math.prod(map(len, part.values())) > _COMBINATIONS:
        return False
    at = compiled.frame.slot(mutant.at)
    return all(
        compiled.evaluate(row, compiled.steps)[at] == compiled.evaluate(row, steps)[at] for row in _rows(compiled, part)
    )


def _between_two_years(compiled: Compiled, mutant: Mutant) -> bool:
    """Is the day for which the moved period makes a difference one on which the subject is never judged?"""
    if mutant.moved is None or compiled.bound.subject is None:
        return False
    yearly = compiled.bound.subject.kind in _AT_THE_END_OF_THE_YEAR
    return yearly and (mutant.moved.month, mutant.moved.day) != (12, 31)


def _rows(compiled: Compiled, values: Mapping[str, Sequence[Any]]) -> Iterator[Row]:
    """All combinations, on a day on which the provision is in force: on others the rule's answer does not matter."""
    start = day_number(compiled.bound.start)
    kind = compiled.bound.rule.kinds[0]
    usual = [kind if n == "kind" else start if n not in compiled.names else None for n in compiled.columns]
    where = [compiled.columns.index(name) for name in values]
    for combination in islice(product(*values.values()), _COMBINATIONS):
        row = list(usual)
        for i, value in zip(where, combination, strict=True):
            row[i] = value
        yield row


def _representatives(compiled: Compiled, roots: Sequence[Any]) -> dict[str, list[Any]] | None:
    """By fact, values that stand for all; None where a fact is more than compared with constants."""
    from chinhdanh.audit.mutation import day_of, nodes, places

    values: dict[str, set[Any]] = {}
    ops_of_all = nodes(roots)
    for op in ops_of_all:
        if isinstance(op, ops.Field):
            values.setdefault(op.name, set())
    for op in ops_of_all:
        if isinstance(op, ops.Field | ops.Literal | ops.DateFromYMD):
            continue
        parts = [part for _, _, part in places(op)]
        fields = [part for part in parts if isinstance(part, ops.Field) and not part.dtype.is_boolean()]
        if not fields or isinstance(op, ops.IsNull | ops.NotNull):
            continue
        constants = [day_number(d) if (d := day_of(p)) else getattr(p, "value", None) for p in parts if p not in fields]
        comparing = isinstance(op, _COMPARISONS) or (isinstance(op, ops.InValues) and op.value in fields)
        if len(fields) > 1 or not comparing or None in constants:
            return None
        values[fields[0].name] |= set(constants)
    return {name: _points(compiled.table.schema()[name], found) for name, found in values.items()}


def _points(kind: Any, constants: set[Any]) -> list[Any]:
    if kind.is_boolean():
        return [True, False, None]
    if kind.is_string():
        return [*sorted(constants), _OTHER, None]
    return [*sorted({c + d for c in constants for d in range(-2, 3)} or {0}), None]
