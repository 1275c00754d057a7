"""Worked cases: facts or rows in, verdict out; the law's tests, readable by a lawyer who does not program.

A file stands at the same path as its rules: `law/rules/appointment/age.py` and `law/cases/appointment/age.yaml`.

    given: {civil_servant: true, ...}          # what all cases of the file start from
    rules:
      full_term_left_r3:
        given: {...}                           # what all cases of the rule start from
        cases:
          - {case: exactly sixty months left, on: 2025-07-31, given: {months_left_at_proposal: 60}, expect: complies}
    records:                                   # whole rows of the registry, judged by the gate
      - case: ...
        decision: d1
        rows: {person: [{id: p1, ...}], decision: [{id: d1, ...}]}
        expect: {full_term_left_r3: violates}

`expect` is complies, violates, unproven or not_applicable. Facts that are not given are unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import yaml

from chinhdanh.audit.verdicts import judged, with_answers
from chinhdanh.facts import find_fact
from chinhdanh.facts.model import IBIS_TYPES, coverage_fact
from chinhdanh.law.library import Library
from chinhdanh.law.rule import BoundRule, Rule, all_rules, bind

EXPECTED = ("complies", "violates", "unproven", "not_applicable")
_ARROW = {"boolean": pa.bool_(), "integer": pa.int64(), "date": pa.date32(), "text": pa.string()}
_DAYS = ("conditions_first", "conditions_last", "procedure_first", "procedure_last")


@dataclass(frozen=True)
class Case:
    """One worked case of one rule, facts in."""

    rule: Rule
    name: str
    given: Mapping[str, Any]
    expect: str
    file: Path
    line: int


@dataclass(frozen=True)
class RecordCase:
    """One worked case over rows of the registry: verdicts expected by rule id."""

    name: str
    decision: str
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    expect: Mapping[str, str]
    as_of: date | None
    file: Path
    line: int


@dataclass(frozen=True)
class Failure:
    """A case whose verdict is not the expected one, or that cannot be run."""

    case: str
    rule: str
    file: Path
    line: int
    message: str


class CaseProblems(Exception):
    """Faults of case files, all at once: unknown rules or facts, wrong keys, wrong values."""

    def __init__(self, problems: Sequence[Failure]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{p.file}:{p.line}: {p.message}" for p in problems))


def case_folder() -> Path:
    return Path(str(files("chinhdanh.law") / "cases"))


class _Lined(dict[str, Any]):
    line: int = 0


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        found = _Lined(super().construct_mapping(node, deep=deep))
        found.line = node.start_mark.line + 1
        return found


def _mapping(loader: Any, node: Any) -> Any:
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
# YAML 1.1 reads `on:` as the boolean true; here only true and false are booleans.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def load_cases(folder: Path | None = None) -> tuple[list[Case], list[RecordCase]]:
    """Every case of the folder. Raises CaseProblems with all faults of all files."""
    root = folder or case_folder()
    rules = {r.id: r for r in all_rules()}
    cases: list[Case] = []
    records: list[RecordCase] = []
    problems: list[Failure] = []
    for file in sorted(root.rglob("*.yaml")):
        try:
            found = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader) or {}
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problems.append(Failure("", "", file, mark.line + 1 if mark else 1, f"not YAML: {error}"))
            continue
        _read_file(file, root, found, rules, cases, records, problems)
    if problems:
        raise CaseProblems(problems)
    return cases, records


def _read_file(
    file: Path,
    root: Path,
    found: Any,
    rules: Mapping[str, Rule],
    cases: list[Case],
    records: list[RecordCase],
    problems: list[Failure],
) -> None:
    stage = file.relative_to(root).parts[0]

    def fault(at: Any, message: str, rule: str = "") -> None:
        problems.append(Failure(str(at.get("case", "")), rule, file, getattr(at, "line", 1), message))

    for key in set(found) - {"given", "rules", "records"}:
        fault(found, f"unknown key {key!r}; a file has given, rules and records")
    for name, block in (found.get("rules") or {}).items():
        rule = rules.get(f"{stage}/{name}")
        if rule is None:
            fault(block, f"no rule is called {stage}/{name}")
            continue
        if not rule.file.endswith(f"{stage}/{file.stem}.py"):
            fault(block, f"{rule.id} stands in {rule.file}; its cases belong at the same path", rule.id)
        for item in block.get("cases") or ():
            for key in set(item) - {"case", "on", "given", "expect"}:
                fault(item, f"unknown key {key!r}; a case has case, on, given and expect", rule.id)
            given = {**(found.get("given") or {}), **(block.get("given") or {}), **(item.get("given") or {})}
            given["on"] = item.get("on", given.get("on"))
            if item.get("expect") not in EXPECTED:
                fault(item, f"expect is one of {', '.join(EXPECTED)}", rule.id)
                continue
            bad = [key for key in given if key not in _DAYS and not _is_fact(key)]
            for key in bad:
                fault(item, f"no fact is called {key!r}", rule.id)
            if not bad:
                cases.append(Case(rule, str(item.get("case", "")), given, item["expect"], file, item.line))
    for item in found.get("records") or ():
        expect = {n if "/" in n else f"{stage}/{n}": v for n, v in (item.get("expect") or {}).items()}
        for name, verdict in expect.items():
            if name not in rules:
                fault(item, f"no rule is called {name}")
            if verdict not in EXPECTED:
                fault(item, f"expect is one of {', '.join(EXPECTED)}", name)
        records.append(
            RecordCase(
                str(item.get("case", "")),
                str(item.get("decision", "")),
                item.get("rows") or {},
                expect,
                item.get("as_of"),
                file,
                item.line,
            )
        )


def _is_fact(name: str) -> bool:
    try:
        find_fact(name)
    except KeyError:
        return False
    return True


def run_cases(cases: Iterable[Case], library: Library) -> list[Failure]:
    """Judge every case; the failures, in the order of the files. One query a rule."""
    by_rule: dict[str, list[Case]] = {}
    for case in cases:
        by_rule.setdefault(case.rule.id, []).append(case)
    backend = ibis.duckdb.connect()
    failures: list[Failure] = []
    try:
        for group in by_rule.values():
            bound = bind(group[0].rule, library)
            verdicts = _verdicts(backend, bound, group, library)
            for n, case in enumerate(group):
                got = verdicts.get(str(n), "not_applicable")
                if got != case.expect:
                    message = f"expected {case.expect}, got {got}"
                    failures.append(Failure(case.name, case.rule.id, case.file, case.line, message))
    finally:
        backend.disconnect()
    return sorted(failures, key=lambda f: (str(f.file), f.line))


def _verdicts(backend: Any, bound: BoundRule, cases: Sequence[Case], library: Library) -> dict[str, str]:
    tables = {table for name in bound.facts for table in find_fact(name).rests_on}
    names = dict.fromkeys(("on", "kind", *bound.facts, *map(coverage_fact, tables)))
    columns: dict[str, Any] = {"decision_id": pa.array([str(n) for n in range(len(cases))], pa.string())}
    for name in names:
        kind = find_fact(name).type
        default = bound.rule.kinds[0] if name == "kind" else None
        columns[name] = pa.array([case.given.get(name, default) for case in cases], _ARROW[kind])
    for name in _DAYS:
        columns[name] = pa.array([case.given.get(name, case.given.get("on")) for case in cases], pa.date32())
    con = backend.con
    con.register("incoming", pa.table(columns))
    con.execute("CREATE OR REPLACE TABLE given AS SELECT * FROM incoming")
    con.unregister("incoming")
    schema = {name: IBIS_TYPES[find_fact(name).type] for name in names}
    facts = ibis.table({"decision_id": "string", **schema, **dict.fromkeys(_DAYS, "date")}, name="given")
    answers = str(ibis.to_sql(with_answers([bound], facts, library), dialect="duckdb", pretty=False))
    con.execute(f"CREATE OR REPLACE TABLE answered AS {answers}")
    query = str(ibis.to_sql(judged(0, bound, backend.table("answered")), dialect="duckdb", pretty=False))
    return dict(con.execute(f"SELECT decision_id, verdict FROM ({query})").fetchall())


def run_records(cases: Iterable[RecordCase], library: Library) -> list[Failure]:
    """Judge every record case by a gate that holds only the rules asked for: compiling all of them takes long."""
    from chinhdanh.audit.gate import Gate

    by_tables: dict[frozenset[str], list[RecordCase]] = {}
    for case in cases:
        by_tables.setdefault(frozenset(case.rows), []).append(case)
    failures = []
    for given, group in by_tables.items():
        asked = sorted({rule_id for case in group for rule_id in case.expect})
        gate = Gate(given, library, only=asked)
        for case in group:
            verdicts = {v.rule_id: v.verdict for v in gate.judge(case.rows, case.decision, case.as_of)}
            for rule_id, expected in case.expect.items():
                got = verdicts.get(rule_id, "not_applicable")
                if got != expected:
                    message = f"expected {expected}, got {got}"
                    failures.append(Failure(case.name, rule_id, case.file, case.line, message))
    return sorted(failures, key=lambda f: (str(f.file), f.line))
