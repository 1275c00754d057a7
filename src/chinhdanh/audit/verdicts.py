"""From rules and facts to verdicts: one set-based expression a rule, all alike in shape.

A row exists unless the rule is certainly not applicable. The verdict is `not applies or condition` in three-valued logic:
TRUE complies, FALSE violates, NULL is unproven; where the day does not settle whether the provision was in force, it is
unproven whatever the condition says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add

import ibis
from ibis.expr import types as ir

from chinhdanh.facts import Fact, find_fact
from chinhdanh.facts.model import coverage_fact
from chinhdanh.law.dating import days_of
from chinhdanh.law.library import Library
from chinhdanh.law.rule import BoundRule

COLUMNS = (
    "subject", "subject_id", "on", "decision_id", "rule_id", "provision", "regime", "verdict", "confidence", "layer",
    "facts", "missing",
)

COMPLIES, VIOLATES, UNPROVEN = "complies", "violates", "unproven"


def _in_period(day: ir.DateValue, rule: BoundRule) -> ir.BooleanValue:
    start = rule.start
    begun: ir.BooleanValue = day >= ibis.date(start.year, start.month, start.day)
    if rule.end is None:
        return begun
    return begun & (day < ibis.date(rule.end.year, rule.end.month, rule.end.day))


def in_force(rule: BoundRule, facts: ir.Table) -> ir.BooleanValue:
    """Was the provision in force on the decision's day; NULL where its days disagree or the day is not recorded."""
    if rule.judged_on is not None:
        return ibis.literal(True)
    first, last = days_of(rule.rule.day)
    if first == last:
        return _in_period(facts[first], rule)
    a, b = _in_period(facts[first], rule), _in_period(facts[last], rule)
    return ibis.ifelse(a == b, a, ibis.null("boolean"))


def _text(value: ir.Value, kind: str) -> ir.StringValue:
    text = value.cast("string")
    if kind == "boolean":
        text = ibis.ifelse(value, "true", "false")
    elif kind == "text":
        text = ibis.literal('"') + value.replace("\\", "\\\\").replace('"', '\\"') + ibis.literal('"')
    elif kind == "date":
        text = ibis.literal('"') + text + ibis.literal('"')
    return text.fill_null("null")


def facts_as_json(facts: ir.Table, names: Sequence[str]) -> ir.StringValue:
    """A JSON object of the named facts; unknown ones are null. Declarations of completeness that a value rests on follow."""
    parts: list[ir.StringValue] = []
    for i, name in enumerate(names):
        fact = find_fact(name)
        parts.append(ibis.literal(("{" if i == 0 else ",") + f'"{name}":') + _text(facts[name], fact.type))
    rested: dict[str, list[ir.BooleanValue]] = {}
    for name in names:
        fact = find_fact(name)
        for table in fact.rests_on:
            value = facts[name]
            rests = ~value if fact.type == "boolean" else value.notnull()
            rested.setdefault(table, []).append(rests.fill_null(False))
    for table, conditions in rested.items():
        column = coverage_fact(table)
        if column in names:
            continue
        said = facts[column]
        shown = reduce(lambda a, b: a | b, conditions) & said.notnull()
        parts.append(
            ibis.ifelse(shown, ibis.literal(f',"{column}":') + _text(said, "text"), ibis.literal(""))
        )
    return reduce(add, [*parts, ibis.literal("}")])


def _missing(facts: ir.Table, used: Iterable[Fact], undated: Sequence[str]) -> ir.ArrayValue:
    by_need: dict[tuple[str, ...], list[ir.BooleanValue]] = {}
    for fact in used:
        if fact.needs:
            by_need.setdefault(fact.needs, []).append(facts[fact.name].isnull())
    for column in undated:
        by_need.setdefault((column,), []).append(facts["on"].isnull())
    nothing = ibis.literal([], type="array<string>")
    lists = [
        ibis.ifelse(reduce(lambda a, b: a | b, unknown), ibis.literal(list(needs), type="array<string>"), nothing)
        for needs, unknown in by_need.items()
    ]
    if not lists:
        return nothing
    return reduce(lambda a, b: a.concat(b), lists).unique().sort()


def judged(rule: BoundRule, facts: ir.Table, library: Library) -> ir.Table:
    """The verdicts of one rule over a fact table: `COLUMNS`, one row a decision to which it applies or may apply."""
    t = facts.filter(facts["kind"].isin(rule.rule.kinds))
    applies, condition = rule.build(t, library)
    force = in_force(rule, t)
    holds = ibis.ifelse(force.isnull(), ibis.null("boolean"), ~(applies & force) | condition)
    t = t.mutate(_holds=holds, _applies=applies & force)
    t = t.filter(t["_applies"].fill_null(True))
    used = [find_fact(name) for name in rule.facts]
    undated = ("decision.signed_on",) if rule.judged_on is None else ()
    missing = _missing(t, used, undated)
    day = t["on"] if rule.judged_on is None else ibis.date(rule.judged_on.isoformat())
    return t.select(
        subject=ibis.literal("decision"),
        subject_id=t["decision_id"],
        on=day.cast("date"),
        decision_id=t["decision_id"],
        rule_id=ibis.literal(rule.rule.id),
        provision=ibis.literal(rule.provision.id),
        regime=ibis.literal(rule.provision.regime, type="string"),
        verdict=ibis.cases((t["_holds"], COMPLIES), (~t["_holds"], VIOLATES), else_=UNPROVEN),
        confidence=ibis.literal(rule.confidence),
        layer=ibis.literal(rule.layer),
        facts=facts_as_json(t, rule.facts),
        missing=ibis.ifelse(t["_holds"].isnull(), missing, ibis.literal([], type="array<string>")),
    )


def all_judged(rules: Sequence[BoundRule], facts: ir.Table, library: Library) -> ir.Table:
    """The verdicts of all rules, one below the other."""
    tables = [judged(rule, facts, library) for rule in rules]
    return tables[0] if len(tables) == 1 else ibis.union(*tables)


def facts_needed(rules: Iterable[BoundRule]) -> frozenset[str]:
    from chinhdanh.law.dating import FACTS_READ

    return frozenset(FACTS_READ) | {name for rule in rules for name in rule.facts}


def special_provisions(rules: Iterable[BoundRule]) -> tuple[str, ...]:
    names = {n.partition(":")[2] for rule in rules for n in rule.facts if n.startswith("special_case")}
    return tuple(sorted(names))


def kinds_needed(rules: Iterable[BoundRule]) -> tuple[str, ...]:
    return tuple(sorted({kind for rule in rules for kind in rule.rule.kinds}))
