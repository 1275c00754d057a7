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
      - case: ...                              # a rule about another subject names its id, and the day if it has several
        subject: so-1
        on: 2026-01-31
        rows: ...

`expect` is complies, violates, unproven or not_applicable. Facts that are not given are unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import yaml

from chinhdanh.audit.judged import judged_sql
from chinhdanh.audit.verdicts import with_answers
from chinhdanh.facts import SUBJECTS, find_fact
from chinhdanh.facts.model import IBIS_TYPES, coverage_fact
from chinhdanh.law.layers import Lawbook
from chinhdanh.law.rule import BoundRule, Rule, all_rules
from chinhdanh.registry.schema import TABLES

EXPECTED = ("complies", "violates", "unproven", "not_applicable")
_ARROW = {"boolean": pa.bool_(), "integer": pa.int64(), "date": pa.date32(), "text": pa.string()}
_PYTHON = {"boolean": bool, "integer": int, "date": date, "text": str}
_A = {"boolean": "true or false", "integer": "a whole number", "date": "a date", "text": "text"}
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
    """One worked case over rows of the registry: verdicts expected by rule id.

    `subject` is the id of the decision judged, or of the organisation, person or post; `on` tells days apart.
    """

    name: str
    subject: str
    on: date | None
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


def load_cases(folder: Path | None = None, rules: Iterable[Rule] | None = None) -> tuple[list[Case], list[RecordCase]]:
    """Every case of the folder, about `rules`; the packaged ones by default. Raises CaseProblems with all faults."""
    root = folder or case_folder()
    known = {rule.id: rule for rule in (all_rules() if rules is None else rules)}
    readers = [_Reader(file, root, known) for file in sorted(root.rglob("*.yaml"))]
    for reader in readers:
        reader.read()
    problems = [problem for reader in readers for problem in reader.problems]
    if problems:
        raise CaseProblems(problems)
    return [case for r in readers for case in r.cases], [record for r in readers for record in r.records]


class _Reader:
    """Reads one file; what is wrong with it collects in `problems`."""

    def __init__(self, file: Path, root: Path, rules: Mapping[str, Rule]) -> None:
        self.file = file
        self.stage = file.relative_to(root).parts[0]
        self.rules = rules
        self.cases: list[Case] = []
        self.records: list[RecordCase] = []
        self.problems: list[Failure] = []

    def fault(self, at: Any, message: str, rule: str = "") -> None:
        name = str(at.get("case", "")) if isinstance(at, Mapping) else ""
        self.problems.append(Failure(name, rule, self.file, getattr(at, "line", 1), message))

    def read(self) -> None:
        try:
            found = yaml.load(self.file.read_text(encoding="utf-8"), Loader=_Loader) or _Lined()
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            self.problems.append(Failure("", "", self.file, line, f"not YAML: {error}"))
            return
        if not self.keys(found, ("given", "rules", "records"), "a file"):
            return
        common = self.mapping(found, "given")
        for name, block in self.mapping(found, "rules").items():
            self.read_rule(name, block, common, found)
        for item in found.get("records") or ():
            self.read_record(item)

    def keys(self, found: Any, known: Sequence[str], what: str, rule: str = "") -> bool:
        """Is `found` a mapping? Names every key that nobody reads."""
        if not isinstance(found, Mapping):
            self.fault(found, f"{what} is a mapping of {', '.join(known)}", rule)
            return False
        for key in found:
            if key not in known:
                self.fault(found, f"unknown key {key!r}; {what} has {', '.join(known)}", rule)
        return True

    def mapping(self, found: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = found.get(key)
        if value is not None and not isinstance(value, Mapping):
            self.fault(found, f"{key} is a mapping, not {value!r}")
        return value if isinstance(value, Mapping) else {}

    def read_rule(self, name: str, block: Any, common: Mapping[str, Any], file: Any) -> None:
        rule = self.rules.get(f"{self.stage}/{name}")
        if rule is None:
            self.fault(block if isinstance(block, _Lined) else file, f"no rule is called {self.stage}/{name}")
            return
        if not self.keys(block, ("given", "cases"), "a rule", rule.id):
            return
        if not rule.file.endswith(f"{self.stage}/{self.file.stem}.py"):
            self.fault(block, f"{rule.id} stands in {rule.file}; its cases belong at the same path", rule.id)
        for item in block.get("cases") or ():
            if not self.keys(item, ("case", "on", "given", "expect"), "a case", rule.id):
                continue
            given = {**common, **self.mapping(block, "given"), **self.mapping(item, "given")}
            given["on"] = item.get("on", given.get("on"))
            if item.get("expect") not in EXPECTED:
                self.fault(item, f"expect is one of {', '.join(EXPECTED)}", rule.id)
            elif self.facts(given, item, rule.id):
                self.cases.append(Case(rule, str(item.get("case", "")), given, item["expect"], self.file, item.line))

    def facts(self, given: Mapping[str, Any], item: Any, rule: str) -> bool:
        before = len(self.problems)
        for name, value in given.items():
            if name not in _DAYS and not _is_fact(name):
                self.fault(item, f"no fact is called {name!r}", rule)
                continue
            kind = "date" if name in _DAYS else find_fact(name).type
            if value is not None and type(value) is not _PYTHON[kind]:
                self.fault(item, f"{name} is {_A[kind]}, not {value!r}", rule)
        return len(self.problems) == before

    def read_record(self, item: Any) -> None:
        if not self.keys(item, ("case", "decision", "subject", "on", "rows", "expect", "as_of"), "a record case"):
            return
        named = self.mapping(item, "expect")
        expect = {n if "/" in n else f"{self.stage}/{n}": v for n, v in named.items()}
        for name, verdict in expect.items():
            if name not in self.rules:
                self.fault(item, f"no rule is called {name}")
            if verdict not in EXPECTED:
                self.fault(item, f"expect is one of {', '.join(EXPECTED)}", name)
        rows = self.mapping(item, "rows")
        for table, records in rows.items():
            if table not in TABLES:
                self.fault(item, f"no table is called {table!r}")
                continue
            columns = {column.name for column in TABLES[table].columns} | {"id"}
            if not all(isinstance(row, Mapping) for row in records or ()):
                self.fault(item, f"the rows of {table} are mappings of columns")
                continue
            for column in sorted({name for row in records or () for name in row} - columns):
                self.fault(item, f"{table} has no column {column!r}")
        about = {bool(set(self.rules[name].kinds) & set(SUBJECTS)) for name in expect if name in self.rules}
        if about == {True, False}:
            self.fault(item, "the rules of a record case judge one subject: split it")
        if ("subject" in item) == ("decision" in item) or ("subject" in item) != (True in about):
            self.fault(
                item, "a record case names the `decision` judged, or the `subject` where its rules judge another"
            )
        name, subject = str(item.get("case", "")), str(item.get("decision", item.get("subject", "")))
        case = RecordCase(name, subject, item.get("on"), rows, expect, item.get("as_of"), self.file, item.line)
        self.records.append(case)


def _is_fact(name: str) -> bool:
    try:
        find_fact(name)
    except KeyError:
        return False
    return True


def run_cases(cases: Iterable[Case], book: Lawbook) -> list[Failure]:
    """Judge every case; the failures, in the order of the files. One query a rule."""
    rules = {bound.rule.id: bound for bound in book.rules}
    by_rule: dict[str, list[Case]] = {}
    for case in cases:
        by_rule.setdefault(case.rule.id, []).append(case)
    backend = ibis.duckdb.connect()
    failures: list[Failure] = []
    try:
        for group in by_rule.values():
            bound = rules[group[0].rule.id]
            verdicts = _verdicts(backend, bound, group)
            for n, case in enumerate(group):
                got = verdicts.get(str(n), "not_applicable")
                if got != case.expect:
                    message = f"expected {case.expect}, got {got}"
                    failures.append(Failure(case.name, case.rule.id, case.file, case.line, message))
    finally:
        backend.disconnect()
    return sorted(failures, key=lambda f: (str(f.file), f.line))


def _verdicts(backend: Any, bound: BoundRule, cases: Sequence[Case]) -> dict[str, str]:
    tables = {table for name in bound.facts for table in find_fact(name).rests_on}
    names = dict.fromkeys(("on", "kind", *bound.facts, *map(coverage_fact, tables)))
    ids = pa.array([str(n) for n in range(len(cases))], pa.string())
    columns: dict[str, Any] = {"decision_id": ids, "subject_id": ids}
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
    facts = ibis.table(
        {"decision_id": "string", "subject_id": "string", **schema, **dict.fromkeys(_DAYS, "date")}, name="given"
    )
    answers = str(ibis.to_sql(with_answers([bound], facts), dialect="duckdb", pretty=False))
    con.execute(f"CREATE OR REPLACE TABLE answered AS {answers}")
    query = judged_sql(0, bound, "answered", "duckdb")
    return dict(con.execute(f"SELECT decision_id, verdict FROM ({query})").fetchall())


def run_records(cases: Iterable[RecordCase], book: Lawbook) -> list[Failure]:
    """Judge every record case by a gate that holds only the rules asked for: compiling all of them takes long."""
    kinds = {bound.rule.id: bound.subject.kind if bound.subject else None for bound in book.rules}
    by_tables: dict[tuple[frozenset[str], str | None], list[RecordCase]] = {}
    for case in cases:
        kind = next((kinds[name] for name in case.expect), None)
        by_tables.setdefault((frozenset(case.rows), kind), []).append(case)
    failures = []
    for (given, kind), group in by_tables.items():
        asked = sorted({rule_id for case in group for rule_id in case.expect})
        judge = _judge_of(given, kind, asked, book)
        for case in group:
            verdicts = judge(case)
            for rule_id, expected in case.expect.items():
                got = verdicts.get(rule_id, "not_applicable")
                if got != expected:
                    message = f"expected {expected}, got {got}"
                    failures.append(Failure(case.name, rule_id, case.file, case.line, message))
    return sorted(failures, key=lambda f: (str(f.file), f.line))


def _judge_of(
    given: frozenset[str], kind: str | None, asked: Sequence[str], book: Lawbook
) -> Callable[[RecordCase], Mapping[str, str]]:
    """Verdicts by rule of the subject that a case names."""
    from chinhdanh.audit.gate import Gate, SubjectGate

    if kind is None:
        gate = Gate(given, book, only=asked)
        return lambda case: {v.rule_id: v.verdict for v in gate.judge(case.rows, case.subject, case.as_of)}
    others = SubjectGate(given, book, kind, only=asked)
    return lambda case: {
        v.rule_id: v.verdict
        for v in others.judge(case.rows, case.as_of)
        if v.subject_id == case.subject and (case.on is None or v.on == case.on)
    }
