"""The verdicts of a rule as SQL over the staged answers: one row where the rule applies or may apply.

Written as text, not through Ibis: the shape is the same for every rule, and hundreds of them are compiled. What differs
between the engines is how names and texts are quoted and how a text is cut into a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chinhdanh.audit.verdicts import COMPLIES, UNPROVEN, VIOLATES
from chinhdanh.facts import Fact, find_fact
from chinhdanh.facts.model import coverage_fact
from chinhdanh.law.rule import BoundRule

_ESCAPED = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))


@dataclass(frozen=True)
class _Dialect:
    quote: str
    backslash_escapes: bool
    text_type: str
    list_of: str
    """The list of those among some values that are not NULL."""
    no_list: str

    def name(self, name: str) -> str:
        return f"{self.quote}{name.replace(self.quote, self.quote * 2)}{self.quote}"

    def text(self, value: str) -> str:
        if self.backslash_escapes:
            value = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
            return "'" + value.replace("'", "\\'") + "'"
        return "'" + value.replace("'", "''") + "'"


_DIALECTS = {
    "duckdb": _Dialect('"', False, "VARCHAR", "list_filter([{0}], lambda c: c IS NOT NULL)", "CAST([] AS VARCHAR[])"),
    "pyspark": _Dialect(
        "`", True, "STRING", "filter(array({0}), c -> c IS NOT NULL)", "CAST(array() AS ARRAY<STRING>)"
    ),
}


def judged_sql(n: int, rule: BoundRule, answers: str, dialect: str) -> str:
    """A query for the verdicts of the rule whose answers stand in `applies_<n>` and `holds_<n>` of the table `answers`.

    Its columns are `verdicts.COLUMNS`, in their order.
    """
    d = _DIALECTS[dialect]
    holds, subject = d.name(f"holds_{n}"), rule.subject
    judged = "decision_id" if subject is None else "subject_id"
    used = [find_fact(name) for name in rule.facts]
    undated = ("decision.signed_on",) if rule.judged_on is None and subject is None else ()
    day = d.name("on") if rule.judged_on is None else d.text(rule.judged_on.isoformat())
    regime = d.text(rule.provision.regime) if rule.provision.regime else "NULL"
    wanted = _missing(used, undated, d)
    missing = d.list_of.format(wanted) if wanted else d.no_list
    columns = {
        "subject": d.text("decision" if subject is None else subject.subject),
        "subject_id": d.name(judged),
        "on": f"CAST({day} AS DATE)",
        "decision_id": d.name("decision_id"),
        "rule_id": d.text(rule.rule.id),
        "provision": d.text(rule.provision.id),
        "regime": f"CAST({regime} AS {d.text_type})",
        "verdict": f"CASE WHEN {holds} THEN {d.text(COMPLIES)} WHEN NOT {holds} THEN {d.text(VIOLATES)} "
        f"ELSE {d.text(UNPROVEN)} END",
        "confidence": d.text(rule.confidence),
        "layer": d.text(rule.layer),
        "facts": facts_sql(rule.facts, dialect),
        "missing": f"CASE WHEN {holds} IS NULL THEN {missing} ELSE {d.no_list} END",
    }
    chosen = ", ".join(f"{value} AS {d.name(name)}" for name, value in columns.items())
    # Only what is read: the answers are hundreds of columns wide, and each of them would be planned for every rule.
    declared = (coverage_fact(table) for fact in used for table in fact.rests_on)
    read = [d.name(name) for name in dict.fromkeys((judged, "decision_id", "on", f"holds_{n}", *rule.facts, *declared))]
    if dialect == "duckdb":
        read.append(f"{_object(rule.facts, d)} AS json_of_facts")
    rows = f"SELECT {', '.join(read)} FROM {d.name(answers)} WHERE COALESCE({d.name(f'applies_{n}')}, TRUE)"
    return f"SELECT {chosen} FROM ({rows}) AS mine"


def facts_sql(names: Sequence[str], dialect: str) -> str:
    """An expression for the named facts as a JSON object; unknown ones are null.

    Declarations of completeness that a value rests on follow the facts. DuckDB finds the object of the facts alone in
    the column `json_of_facts`: one call that is planned much faster than a text put together.
    """
    d = _DIALECTS[dialect]
    rested = _declared(names, d)
    if dialect == "duckdb":
        if not rested:
            return "json_of_facts"
        return f"CONCAT(LEFT(json_of_facts, LENGTH(json_of_facts) - 1), {', '.join(rested)}, '}}')"
    parts: list[str] = []
    for i, name in enumerate(names):
        parts += [d.text(("{" if i == 0 else ",") + f'"{name}":'), _json(d.name(name), find_fact(name).type, d)]
    return f"CONCAT({', '.join([*parts, *rested, d.text('}' if names else '{}')])})"


def facts_as_json(*names: str) -> str:
    """DuckDB's expression for a JSON object of the named facts alone."""
    return _object(names, _DIALECTS["duckdb"])


def _object(names: Sequence[str], d: _Dialect) -> str:
    """DuckDB's own JSON object of the facts; a computed day may come as a timestamp at midnight."""
    values = []
    for name in names:
        value = d.name(name)
        values.append(f"{d.text(name)}: {f'CAST({value} AS DATE)' if find_fact(name).type == 'date' else value}")
    return f"CAST(to_json({{{', '.join(values)}}}) AS VARCHAR)"


def _declared(names: Sequence[str], d: _Dialect) -> list[str]:
    """For each table that the facts rest on, the declaration that it is complete, where a value rests on it."""
    rested: dict[str, list[str]] = {}
    for name in names:
        fact, value = find_fact(name), d.name(name)
        for table in fact.rests_on:
            rests = f"COALESCE(NOT {value}, FALSE)" if fact.type == "boolean" else f"{value} IS NOT NULL"
            rested.setdefault(table, []).append(rests)
    parts = []
    for table, conditions in rested.items():
        column = coverage_fact(table)
        if column not in names:
            head = d.text(f',"{column}":')
            said = f"CONCAT({head}, {_json(d.name(column), 'text', d)})"
            known = f"{d.name(column)} IS NOT NULL"
            parts.append(f"CASE WHEN ({' OR '.join(conditions)}) AND {known} THEN {said} ELSE '' END")
    return parts


def _json(value: str, kind: str, d: _Dialect) -> str:
    """A value as JSON, `null` where it is not known."""
    if kind == "boolean":
        return f"CASE WHEN {value} THEN 'true' WHEN NOT {value} THEN 'false' ELSE 'null' END"
    text = f"CAST({value} AS {d.text_type})"
    if kind == "integer":
        return f"COALESCE({text}, 'null')"
    if kind == "date":
        # A computed day may come as a timestamp at midnight.
        inner = f"SUBSTR({text}, 1, 10)"
    else:
        inner = value
        for sign, written in _ESCAPED:
            inner = f"REPLACE({inner}, {d.text(sign)}, {d.text(written)})"
    return f"CASE WHEN {value} IS NULL THEN 'null' ELSE CONCAT('\"', {inner}, '\"') END"


def _missing(used: Iterable[Fact], undated: Sequence[str], d: _Dialect) -> str:
    """The columns of the record that would make the unknown facts known, in alphabetical order; NULL where known."""
    unknown: dict[str, list[str]] = {}
    for fact in used:
        for column in fact.needs:
            unknown.setdefault(column, []).append(f"{d.name(fact.name)} IS NULL")
    for column in undated:
        unknown.setdefault(column, []).append(f"{d.name('on')} IS NULL")
    parts = [f"CASE WHEN {' OR '.join(c)} THEN {d.text(name)} END" for name, c in sorted(unknown.items())]
    return ", ".join(parts)
