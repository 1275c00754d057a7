"""The audit as a list of queries: compiled once from rules and facts, kept, and run where the data is.

Compiling takes longer than judging a small registry, and depends on nothing but the program, the law, the columns given
and the engine's dialect. So a plan is kept (`kept`) under all these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.audit import kept
from chinhdanh.audit.batch import ANSWERS, Batch, Query, released
from chinhdanh.audit.judged import judged_sql
from chinhdanh.audit.verdicts import (
    facts_needed,
    kinds_needed,
    special_provisions,
    with_answers,
    with_own_day,
)
from chinhdanh.facts import SUBJECTS, Record, complete_table, fact_table, subject_table
from chinhdanh.facts.model import Stage
from chinhdanh.facts.table import Memo, is_by_decision
from chinhdanh.law.dating import with_law_days
from chinhdanh.law.library import Library
from chinhdanh.law.rule import BoundRule
from chinhdanh.registry.garbage import garbage_left
from chinhdanh.registry.schema import TABLES, ibis_schema

DAY_OF_AUDIT = date(9998, 7, 6)
"""Stands for the day of the audit in a compiled query; no law and no record knows it."""
_STANDS = f"MAKE_DATE({DAY_OF_AUDIT.year}, {DAY_OF_AUDIT.month}, {DAY_OF_AUDIT.day})"
_SOME_KINDS = "kinds of the batch"
_SOME_DAY = date(9997, 7, 6)
"""Stand for the kinds of a batch and its first day while facts are compiled, so that batches share what they compile."""


@dataclass(frozen=True)
class Plan:
    """Batches one after the other; their queries read `record_<table>` for every table of the registry, and `working_days`."""

    batches: tuple[Batch, ...]

    def on(self, day: date) -> Plan:
        """The plan for a day of audit."""
        real = f"CAST('{day.isoformat()}' AS DATE)"
        return Plan(tuple(batch.with_texts(lambda sql: sql.replace(_STANDS, real)) for batch in self.batches))


BATCHES = (
    ("appointment", "nomination", "conversion"),
    ("reappointment", "extension"),
    ("acting",),
    ("transfer", "rotation", "secondment"),
    ("recruitment", "grade_promotion", "revocation"),
    ("planning",),
    ("discipline", "removal"),
    ("release", "resignation", "dismissal", "suspension"),
    ("separation", "retirement"),
    (),
)
"""Kinds of decisions judged together, since they need the same facts; the last batch takes every other kind."""


def _batches(kinds: Iterable[str]) -> list[tuple[str, ...]]:
    left = set(kinds) - set(SUBJECTS)
    batches: list[tuple[str, ...]] = [(kind,) for kind in SUBJECTS if kind in set(kinds)]
    for batch in BATCHES:
        mine = left & set(batch) if batch else left
        left = left - mine
        if mine:
            batches.append(tuple(sorted(mine)))
    return batches


def build_facts(
    record: Record,
    rules: Sequence[BoundRule],
    library: Library,
    stage: Stage,
    kinds: Iterable[str] | None = None,
    since: date | None = None,
    memo: Memo | None = None,
) -> ir.Table:
    """The fact table that `rules` need, with the days whose law judges each decision; of `kinds` where they are given.

    Decisions from before `since`, or before the first day of any of the rules, are left out. Where `kinds` is
    the one kind of another subject, the table is that of the subject. `memo` as in `facts.fact_table`.
    """
    if kinds is not None and (subject := SUBJECTS.get(next(iter(kinds)))) is not None:
        return with_own_day(subject_table(record, subject, stage))
    return fact_table(
        record,
        kinds_needed(rules) if kinds is None else kinds,
        facts_needed(rules),
        special_provisions(rules),
        stage,
        extend=lambda decisions: with_law_days(decisions, library),
        since=first_day(rules) if since is None else since,
        memo=memo,
    )


def first_day(rules: Sequence[BoundRule]) -> date | None:
    """The day before which none of the rules can apply to a decision; None where one judges all decisions on one day."""
    return None if any(rule.judged_on is not None for rule in rules) else min(rule.start for rule in rules)


def named_record(columns: Mapping[str, Iterable[str]]) -> Record:
    """The record by the names of its tables alone; `columns` are those that the snapshot gives."""
    given = {name: frozenset(columns[name]) for name in columns}
    tables = {
        name: complete_table(name, ibis.table(ibis_schema(name), name=f"record_{name}"), given.get(name, frozenset()))
        for name in TABLES
    }
    days = ibis.table({"day": "date", "ordinal": "int64"}, name="working_days")
    return Record(tables, given, DAY_OF_AUDIT, days)


def compile_plan(
    dialect: str,
    columns: Mapping[str, Iterable[str]],
    rules: Sequence[BoundRule],
    library: Library,
    since: date | None = None,
) -> Plan:
    """Compile rules and facts for one engine and one set of given columns; decisions before `since` are left out."""
    record = named_record(columns)
    shared = _Shared(dialect, {}, {})
    batches: list[Batch] = []
    with garbage_left():
        for kinds in _batches(kinds_needed(rules)):
            mine = [rule for rule in rules if set(rule.rule.kinds) & set(kinds)]
            batches.append(_compile_batch(record, mine, library, kinds, shared, since))
    return Plan(tuple(batches))


@dataclass(frozen=True)
class _Shared:
    """What batches compiled before: groups of facts by name, and SQL by expression."""

    dialect: str
    groups: Memo
    texts: dict[Any, str]

    def sql(self, table: ir.Table) -> str:
        op = table.op()
        if op not in self.texts:
            self.texts[op] = str(ibis.to_sql(table, dialect=self.dialect, pretty=False))
        return self.texts[op]


def _compile_batch(
    record: Record,
    rules: Sequence[BoundRule],
    library: Library,
    kinds: tuple[str, ...],
    shared: _Shared,
    since: date | None,
) -> Batch:
    subject = kinds[0] in SUBJECTS
    widest = f"facts_{kinds[0]}" if subject else "facts"
    first = max(filter(None, (since, first_day(rules))), default=date.min)
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    stages: list[Query] = []

    def stage(name: str, table: ir.Table) -> ir.Table:
        if name == widest:
            return table  # answered in the same query: the widest table is written once
        sql = shared.sql(table).replace(f"'{_SOME_KINDS}'", listed).replace(_day(_SOME_DAY), _day(first))
        stages.append(Query(name, sql))
        return ibis.table(table.schema(), name=f"stage_{name}")

    if subject:
        facts = build_facts(record, rules, library, stage, kinds)
    else:
        facts = build_facts(record, rules, library, stage, (_SOME_KINDS,), _SOME_DAY, shared.groups)
    answered = with_answers(rules, facts)
    answers = shared.sql(answered)
    verdicts = (judged_sql(n, rule, f"stage_{ANSWERS}", shared.dialect) for n, rule in enumerate(rules))
    batch = Batch(released(stages, answers), answers, len(answered.columns), (), tuple(verdicts))
    return batch if subject else replace(batch, by_decision=tuple(filter(is_by_decision, batch.read_by_answers)))


def _day(day: date) -> str:
    return f"MAKE_DATE({day.year}, {day.month}, {day.day})"


def plan_for(
    dialect: str,
    columns: Mapping[str, Iterable[str]],
    rules: Sequence[BoundRule],
    library: Library,
    since: date | None = None,
) -> Plan:
    """The plan from the cache, or compiled and kept there."""
    asked = {name: sorted(columns[name]) for name in sorted(columns)}
    file = kept.file_for("plan", rules, library, dialect=dialect, columns=asked, since=str(since))
    if file is None:
        return compile_plan(dialect, columns, rules, library, since)
    try:
        return Plan(tuple(Batch.of(batch) for batch in kept.read(file)["batches"]))
    except (KeyError, TypeError):  # there is none, or it is no plan
        plan = compile_plan(dialect, columns, rules, library, since)
        kept.keep(file, asdict(plan))
        return plan
