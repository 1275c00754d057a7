"""From rules and facts to verdicts: one set-based expression a rule, all alike in shape.

A row exists unless the rule is certainly not applicable. The verdict is `not applies or condition` in three-valued logic:
TRUE complies, FALSE violates, NULL is unproven; where the day does not settle whether the provision was in force, it is
unproven whatever the condition says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add, or_

import ibis
import pyarrow as pa
from ibis.expr import types as ir

from chinhdanh.facts import Fact, find_fact
from chinhdanh.facts.model import coverage_fact
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


_ESCAPED = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))


def _text(value: ir.Value, kind: str) -> ir.StringValue:
    text = value.cast("string")
    if kind == "boolean":
        text = ibis.cases((value, "true"), (~value, "false"), else_=ibis.null("string"))
    elif kind == "text":
        for sign, escaped in _ESCAPED:
            value = value.replace(sign, escaped)
        text = ibis.literal('"') + value + ibis.literal('"')
    elif kind == "date":
        # A computed day may come as a timestamp at midnight.
        text = ibis.literal('"') + text.substr(0, 10) + ibis.literal('"')
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
        shown = reduce(or_, conditions) & said.notnull()
        parts.append(ibis.ifelse(shown, ibis.literal(f',"{column}":') + _text(said, "text"), ibis.literal("")))
    return reduce(add, [*parts, ibis.literal("}")])


def _missing(facts: ir.Table, used: Iterable[Fact], undated: Sequence[str]) -> ir.ArrayValue:
    """The columns of the record that would make the unknown facts known, each once, in alphabetical order."""
    unknown: dict[str, list[ir.BooleanValue]] = {}
    for fact in used:
        for column in fact.needs:
            unknown.setdefault(column, []).append(facts[fact.name].isnull())
    for column in undated:
        unknown.setdefault(column, []).append(facts["on"].isnull())
    parts = [ibis.ifelse(reduce(or_, conditions), column + ",", "") for column, conditions in sorted(unknown.items())]
    return reduce(add, parts, ibis.literal("")).split(",").filter(lambda column: column != "")


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


def judged(n: int, rule: BoundRule, answers: ir.Table) -> ir.Table:
    """The verdicts of the rule whose answers stand in column `n`: `COLUMNS`, a row where it applies or may apply."""
    # Only the columns that this rule reads: Ibis takes its time by the width of a table.
    tables = {table for name in rule.facts for table in find_fact(name).rests_on}
    wanted = {"subject_id", "decision_id", "on", f"applies_{n}", f"holds_{n}", *rule.facts, *map(coverage_fact, tables)}
    schema = answers.schema()
    narrow = ibis.table({name: schema[name] for name in schema.names if name in wanted}, name=answers.get_name())
    t = narrow.filter(narrow[f"applies_{n}"].fill_null(True))
    holds = t[f"holds_{n}"]
    used = [find_fact(name) for name in rule.facts]
    subject = rule.subject
    undated = ("decision.signed_on",) if rule.judged_on is None and subject is None else ()
    day = t["on"] if rule.judged_on is None else ibis.date(rule.judged_on.isoformat())
    return t.select(
        subject=ibis.literal("decision" if subject is None else subject.subject),
        subject_id=t["decision_id" if subject is None else "subject_id"],
        on=day.cast("date"),
        decision_id=t["decision_id"],
        rule_id=ibis.literal(rule.rule.id),
        provision=ibis.literal(rule.provision.id),
        regime=ibis.literal(rule.provision.regime, type="string"),
        verdict=ibis.cases((holds, COMPLIES), (~holds, VIOLATES), else_=UNPROVEN),
        confidence=ibis.literal(rule.confidence),
        layer=ibis.literal(rule.layer),
        facts=facts_as_json(t, rule.facts),
        missing=ibis.ifelse(holds.isnull(), _missing(t, used, undated), ibis.literal([], type="array<string>")),
    )


def all_judged(rules: Sequence[BoundRule], answers: ir.Table) -> list[ir.Table]:
    """The verdicts of all rules, a table a rule, all of the same columns."""
    return [judged(n, rule, answers) for n, rule in enumerate(rules)]


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
