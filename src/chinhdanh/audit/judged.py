"""The verdicts of a rule as SQL over the staged answers: one row where the rule applies or may apply.

Built as a syntax tree and written for the engine's dialect, not through Ibis: the shape is the same for every rule, and
hundreds of them are compiled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlglot import exp

from chinhdanh.audit.verdicts import COMPLIES, UNPROVEN, VIOLATES
from chinhdanh.facts import Fact, find_fact
from chinhdanh.facts.model import coverage_fact
from chinhdanh.law.rule import BoundRule

Node = Any
"""A node of sqlglot's syntax tree; the library's own annotations do not tell its classes apart."""

_ESCAPED = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
_LISTS = {
    "duckdb": ("list_filter(string_split({0}, ','), lambda c: c <> '')", "CAST([] AS VARCHAR[])"),
    "spark": ("filter(split({0}, ','), c -> c <> '')", "CAST(array() AS ARRAY<STRING>)"),
}
"""By dialect: a text of names, each followed by a comma, as a list; and the empty list."""


def judged_sql(n: int, rule: BoundRule, answers: str, dialect: str) -> str:
    """A query for the verdicts of the rule whose answers stand in `applies_<n>` and `holds_<n>` of the table `answers`.

    Its columns are `verdicts.COLUMNS`, in their order.
    """

    def sql(node: Node) -> str:
        return str(node.sql(dialect=dialect))

    holds, subject = _column(f"holds_{n}"), rule.subject
    used = [find_fact(name) for name in rule.facts]
    undated = ("decision.signed_on",) if rule.judged_on is None and subject is None else ()
    day: Node = _column("on")
    if rule.judged_on is not None:
        day = _text(rule.judged_on.isoformat())
    as_list, empty = _LISTS[dialect]
    columns = {
        "subject": sql(_text("decision" if subject is None else subject.subject)),
        "subject_id": sql(_column("decision_id" if subject is None else "subject_id")),
        "on": sql(exp.cast(day, "date")),
        "decision_id": sql(_column("decision_id")),
        "rule_id": sql(_text(rule.rule.id)),
        "provision": sql(_text(rule.provision.id)),
        "regime": sql(exp.cast(_text(rule.provision.regime) if rule.provision.regime else exp.null(), "text")),
        "verdict": sql(_case((holds, _text(COMPLIES)), (exp.not_(holds), _text(VIOLATES)), otherwise=_text(UNPROVEN))),
        "confidence": sql(_text(rule.confidence)),
        "layer": sql(_text(rule.layer)),
        "facts": sql(_facts(rule.facts)),
        "missing": f"CASE WHEN {sql(holds)} IS NULL THEN {as_list.format(sql(_missing(used, undated)))} ELSE {empty} END",
    }
    chosen = ", ".join(f"{value} AS {sql(exp.to_identifier(name, quoted=True))}" for name, value in columns.items())
    applies = sql(exp.func("COALESCE", _column(f"applies_{n}"), exp.true()))
    return f"SELECT {chosen} FROM {sql(exp.to_table(answers))} WHERE {applies}"


def facts_sql(names: Sequence[str], dialect: str) -> str:
    """An expression for the named facts as a JSON object; unknown ones are null."""
    return str(_facts(names).sql(dialect=dialect))


def _column(name: str) -> Node:
    return exp.column(exp.to_identifier(name, quoted=True))


def _text(value: str) -> Node:
    return exp.Literal.string(value)


def _case(*branches: tuple[Node, Node], otherwise: Node | None = None) -> Node:
    found = exp.Case()
    for condition, value in branches:
        found = found.when(condition, value)
    return found.else_(otherwise) if otherwise is not None else found


def _joined(parts: Sequence[Node]) -> Node:
    """One text of parts none of which is NULL."""
    return exp.Anonymous(this="CONCAT", expressions=list(parts))


def _any(conditions: Sequence[Node]) -> Node:
    return exp.or_(*conditions) if len(conditions) > 1 else conditions[0]


def _known(condition: Node) -> Node:
    return exp.Is(this=condition, expression=exp.Not(this=exp.null()))


def _json(name: str, kind: str) -> Node:
    """The value of a column as JSON, `null` where it is not known."""
    value = _column(name)
    text: Node = exp.cast(value, "text")
    if kind == "boolean":
        text = _case((value, _text("true")), (exp.not_(value), _text("false")))
    elif kind == "text":
        escaped = value
        for sign, written in _ESCAPED:
            escaped = exp.Anonymous(this="REPLACE", expressions=[escaped, _text(sign), _text(written)])
        text = _case((_known(value), _joined((_text('"'), escaped, _text('"')))))
    elif kind == "date":
        # A computed day may come as a timestamp at midnight.
        day = exp.Anonymous(this="SUBSTR", expressions=[text, exp.Literal.number(1), exp.Literal.number(10)])
        text = _case((_known(value), _joined((_text('"'), day, _text('"')))))
    return exp.func("COALESCE", text, _text("null"))


def _facts(names: Sequence[str]) -> Node:
    """A JSON object of the named facts; declarations of completeness that a value rests on follow."""
    parts: list[Node] = []
    rested: dict[str, list[Node]] = {}
    for i, name in enumerate(names):
        fact = find_fact(name)
        parts += [_text(("{" if i == 0 else ",") + f'"{name}":'), _json(name, fact.type)]
        for table in fact.rests_on:
            value = _column(name)
            rests = exp.not_(value) if fact.type == "boolean" else _known(value)
            rested.setdefault(table, []).append(exp.func("COALESCE", rests, exp.false()))
    for table, conditions in rested.items():
        column = coverage_fact(table)
        if column in names:
            continue
        shown = exp.and_(_any(conditions), _known(_column(column)))
        said = _joined((_text(f',"{column}":'), _json(column, "text")))
        parts.append(_case((shown, said), otherwise=_text("")))
    return _joined([*parts, _text("}" if names else "{}")])


def _missing(used: Iterable[Fact], undated: Sequence[str]) -> Node:
    """The columns of the record that would make the unknown facts known, in alphabetical order, each with a comma."""
    unknown: dict[str, list[Node]] = {}
    for fact in used:
        for column in fact.needs:
            unknown.setdefault(column, []).append(exp.Is(this=_column(fact.name), expression=exp.null()))
    for column in undated:
        unknown.setdefault(column, []).append(exp.Is(this=_column("on"), expression=exp.null()))
    parts = [_case((_any(c), _text(f"{name},")), otherwise=_text("")) for name, c in sorted(unknown.items())]
    return _joined([*parts, _text("")])
