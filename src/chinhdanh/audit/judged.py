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
    """A text of names, each followed by a comma, as a list."""
    no_list: str

    def name(self, name: str) -> str:
        return f"{self.quote}{name.replace(self.quote, self.quote * 2)}{self.quote}"

    def text(self, value: str) -> str:
        if self.backslash_escapes:
            value = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
            return "'" + value.replace("'", "\\'") + "'"
        return "'" + value.replace("'", "''") + "'"


_DIALECTS = {
    "duckdb": _Dialect(
        '"', False, "VARCHAR", "list_filter(string_split({0}, ','), lambda c: c <> '')", "CAST([] AS VARCHAR[])"
    ),
    "spark": _Dialect("`", True, "STRING", "filter(split({0}, ','), c -> c <> '')", "CAST(array() AS ARRAY<STRING>)"),
}


def judged_sql(n: int, rule: BoundRule, answers: str, dialect: str) -> str:
    """A query for the verdicts of the rule whose answers stand in `applies_<n>` and `holds_<n>` of the table `answers`.

    Its columns are `verdicts.COLUMNS`, in their order.
    """
    d = _DIALECTS[dialect]
    holds, subject = d.name(f"holds_{n}"), rule.subject
    used = [find_fact(name) for name in rule.facts]
    undated = ("decision.signed_on",) if rule.judged_on is None and subject is None else ()
    day = d.name("on") if rule.judged_on is None else d.text(rule.judged_on.isoformat())
    regime = d.text(rule.provision.regime) if rule.provision.regime else "NULL"
    columns = {
        "subject": d.text("decision" if subject is None else subject.subject),
        "subject_id": d.name("decision_id" if subject is None else "subject_id"),
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
        "missing": f"CASE WHEN {holds} IS NULL THEN {d.list_of.format(_missing(used, undated, d))} ELSE {d.no_list} END",
    }
    chosen = ", ".join(f"{value} AS {d.name(name)}" for name, value in columns.items())
    return f"SELECT {chosen} FROM {d.name(answers)} WHERE COALESCE({d.name(f'applies_{n}')}, TRUE)"


def facts_sql(names: Sequence[str], dialect: str) -> str:
    """An expression for the named facts as a JSON object; unknown ones are null.

    Declarations of completeness that a value rests on follow the facts.
    """
    d = _DIALECTS[dialect]
    parts: list[str] = []
    rested: dict[str, list[str]] = {}
    for i, name in enumerate(names):
        fact, value = find_fact(name), d.name(name)
        parts += [d.text(("{" if i == 0 else ",") + f'"{name}":'), _json(value, fact.type, d)]
        for table in fact.rests_on:
            rests = f"COALESCE(NOT {value}, FALSE)" if fact.type == "boolean" else f"{value} IS NOT NULL"
            rested.setdefault(table, []).append(rests)
    for table, conditions in rested.items():
        column = coverage_fact(table)
        if column in names:
            continue
        head = d.text(f',"{column}":')
        said = f"CONCAT({head}, {_json(d.name(column), 'text', d)})"
        parts.append(f"CASE WHEN ({' OR '.join(conditions)}) AND {d.name(column)} IS NOT NULL THEN {said} ELSE '' END")
    parts.append(d.text("}" if names else "{}"))
    return f"CONCAT({', '.join(parts)})"


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
    """The columns of the record that would make the unknown facts known, in alphabetical order, each with a comma."""
    unknown: dict[str, list[str]] = {}
    for fact in used:
        for column in fact.needs:
            unknown.setdefault(column, []).append(f"{d.name(fact.name)} IS NULL")
    for column in undated:
        unknown.setdefault(column, []).append(f"{d.name('on')} IS NULL")
    parts = [f"CASE WHEN {' OR '.join(c)} THEN {d.text(name + ',')} ELSE '' END" for name, c in sorted(unknown.items())]
    return f"CONCAT({', '.join([*parts, d.text('')])})"
