"""From rules and facts to verdicts: one set-based expression a rule, all alike in shape.

A row exists unless the rule is certainly not applicable. The verdict is `not applies or condition` in three-valued logic:
TRUE complies, FALSE violates, NULL is unproven; where the day does not settle whether the provision was in force, it is
unproven whatever the condition says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ibis
import pyarrow as pa
from ibis.expr import types as ir

from chinhdanh.law.dating import days_of
from chinhdanh.law.rule import BoundRule

COLUMNS = (
    "subject",
    "subject_id",
    "on",
    "decision_id",
    "rule_id",
    "provision",
    "regime",
    "verdict",
    "confidence",
    "layer",
    "facts",
    "missing",
)

VERDICTS = pa.schema(
    [
        (name, pa.date32() if name == "on" else pa.list_(pa.string()) if name == "missing" else pa.string())
        for name in COLUMNS
    ]
)
"""What `verdicts.parquet` and `findings.parquet` hold."""

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


def with_answers(rules: Sequence[BoundRule], facts: ir.Table) -> ir.Table:
    """The fact table with two columns a rule: `applies_<n>` and `holds_<n>`, NULL where they cannot be known."""
    columns: dict[str, ir.Value] = {}
    for n, rule in enumerate(rules):
        applies, condition = rule.build(facts)
        force = in_force(rule, facts)
        mine = facts["kind"].isin(rule.rule.kinds)
        columns[f"applies_{n}"] = mine & force & applies
        columns[f"holds_{n}"] = ibis.ifelse(force.isnull(), ibis.null("boolean"), ~applies | condition)
    return facts.mutate(**columns)


def facts_needed(rules: Iterable[BoundRule]) -> frozenset[str]:
    from chinhdanh.law.dating import FACTS_READ

    return frozenset(FACTS_READ) | {name for rule in rules for name in rule.facts}


def special_provisions(rules: Iterable[BoundRule]) -> tuple[str, ...]:
    names = {n.partition(":")[2] for rule in rules for n in rule.facts if n.startswith("special_case")}
    return tuple(sorted(names))


def with_own_day(table: ir.Table) -> ir.Table:
    """The days whose law counts for a subject other than a decision: its own day, whatever is asked."""
    on = table["on"]
    return table.mutate(conditions_first=on, conditions_last=on, procedure_first=on, procedure_last=on)


def kinds_needed(rules: Iterable[BoundRule]) -> tuple[str, ...]:
    return tuple(sorted({kind for rule in rules for kind in rule.rule.kinds}))
