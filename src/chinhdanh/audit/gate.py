"""The gate: may this proposed decision be signed? The same expressions as the audit's over the few rows it touches.

Facts and rules are built as for any engine, over tables that stand for the rows of the slice, and translated once by
the interpreter; judging needs no database. What was translated is kept for the next process (`kept`), which needs no
expressions then.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from ibis.expr import types as ir

from chinhdanh.audit import kept
from chinhdanh.audit.interpreter import Code, Fixed, Program, Rows, Translation, date_text, day_number
from chinhdanh.audit.plan import DAY_OF_AUDIT, build_facts, named_record
from chinhdanh.audit.slices import Slice, check_tables, read_rows
from chinhdanh.audit.verdicts import COMPLIES, UNPROVEN, VIOLATES, with_answers
from chinhdanh.facts import SUBJECTS, find_fact
from chinhdanh.facts.calendar import working_day_numbers
from chinhdanh.facts.model import coverage_fact
from chinhdanh.law.layers import Lawbook, load_lawbook
from chinhdanh.law.library import Library
from chinhdanh.law.rule import BoundRule
from chinhdanh.registry.garbage import garbage_left
from chinhdanh.registry.schema import TABLES

__all__ = ["Gate", "Slice", "Verdict", "judge", "verdict_of"]

GATES_KEPT = 48
"""Sets of given tables and kinds of decisions whose rules are kept in memory; each takes a megabyte or two."""

CALENDARS_KEPT = 8
"""Calendars of slices whose working days are kept by a gate."""


@dataclass(frozen=True)
class Verdict:
    """One rule's answer for the decision, with what it rests on; columns as in `verdicts.parquet`."""

    subject: str
    subject_id: str
    on: date | None
    decision_id: str | None
    rule_id: str
    provision: str
    regime: str | None
    verdict: str
    confidence: str
    layer: str
    facts: dict[str, Any]
    missing: tuple[str, ...]


def verdict_of(row: dict[str, Any]) -> Verdict:
    """A row of `verdicts.parquet`, all columns, as a verdict."""
    return Verdict(**{**row, "facts": json.loads(row["facts"]), "missing": tuple(row["missing"] or ())})


class _Answers:
    """Makes the verdicts of one rule from a row of answers: what `verdicts.judged` says as an expression."""

    def __init__(self, n: int, rule: BoundRule, places: dict[str, int]) -> None:
        self.rule = rule
        self.applies, self.holds = places[f"applies_{n}"], places[f"holds_{n}"]
        self.on, self.decision = places["on"], places["decision_id"]
        self.subject = self.decision if rule.subject is None else places["subject_id"]
        facts = [find_fact(name) for name in rule.facts]
        self.facts = [(f.name, places[f.name], f.type == "date") for f in facts]
        rested: dict[str, list[tuple[int, bool]]] = {}
        self.needs: dict[str, list[int]] = {}
        for fact in facts:
            for table in fact.rests_on:
                rested.setdefault(table, []).append((places[fact.name], fact.type == "boolean"))
            for column in fact.needs:
                self.needs.setdefault(column, []).append(places[fact.name])
        if rule.judged_on is None and rule.subject is None:
            self.needs.setdefault("decision.signed_on", []).append(self.on)
        self.rested = [
            (name, places[name], values)
            for table, values in rested.items()
            if (name := coverage_fact(table)) not in rule.facts
        ]

    def verdict(self, row: Sequence[Any]) -> Verdict | None:
        """None where the rule certainly does not apply."""
        if row[self.applies] is False:
            return None
        rule, holds = self.rule, row[self.holds]
        facts = {
            name: date_text(row[place]) if is_date and row[place] is not None else row[place]
            for name, place, is_date in self.facts
        }
        for name, place, values in self.rested:
            if row[place] is not None and any(
                row[v] is False if is_boolean else row[v] is not None for v, is_boolean in values
            ):
                facts[name] = row[place]
        missing: list[str] = []
        if holds is None:
            missing = sorted(c for c, used in self.needs.items() if any(row[place] is None for place in used))
        on = rule.judged_on or (None if row[self.on] is None else date.fromordinal(row[self.on]))
        return Verdict(
            subject="decision" if rule.subject is None else rule.subject.subject,
            subject_id=row[self.subject],
            on=on,
            decision_id=row[self.decision],
            rule_id=rule.rule.id,
            provision=rule.provision.id,
            regime=rule.provision.regime,
            verdict=UNPROVEN if holds is None else COMPLIES if holds else VIOLATES,
            confidence=rule.confidence,
            layer=rule.layer,
            facts=facts,
            missing=tuple(missing),
        )


def read_all(rows: Slice) -> dict[str, Any]:
    """The rows of a slice as the interpreter reads them. Raises ValueError where one does not fit the registry."""
    return {f"record_{name}": read_rows(name, records) for name, records in rows.items()}


@lru_cache(maxsize=CALENDARS_KEPT)
def _working_days(own: frozenset[tuple[date, str]]) -> list[tuple[int, int | None]]:
    """The same rows for all gates: there are thousands."""
    return working_day_numbers(own)


def _file(
    given: frozenset[str], rules: Sequence[BoundRule], library: Library, kinds: tuple[str, ...] | None
) -> Path | None:
    return kept.file_for("gate", rules, library, given=sorted(given), kinds=kinds)


def _translated(
    given: frozenset[str], rules: Sequence[BoundRule], library: Library, kinds: tuple[str, ...] | None
) -> tuple[list[str], Code]:
    """The columns of the answers and the steps to them, kept or translated now."""
    file = _file(given, rules, library, kinds)
    found = None if file is None else kept.read(file)
    if found is None:
        with garbage_left():
            found = _translate(given, rules, library, kinds)
        if file is not None:
            kept.keep(file, found)
    return found["columns"], found["steps"]


def _translate(
    given: frozenset[str], rules: Sequence[BoundRule], library: Library, kinds: tuple[str, ...] | None
) -> dict[str, Any]:
    translation = Translation(frozenset({"working_days"}), {DAY_OF_AUDIT: "as_of"})

    def stage(name: str, table: ir.Table) -> ir.Table:
        return translation.stage(f"stage_{name}", table)

    record = named_record({name: TABLES[name].column_names for name in given})
    answers = with_answers(rules, build_facts(record, rules, library, stage, kinds))
    stage("answers", answers)
    return {"columns": list(answers.columns), "steps": translation.code("stage_answers")}


class _Compiled:
    """Rules of one kind of subject, translated for slices that give the same tables; the calendars seen are kept."""

    def __init__(
        self, given: Iterable[str], rules: Sequence[BoundRule], library: Library, kinds: tuple[str, ...] | None = None
    ) -> None:
        self.given = frozenset(given)
        check_tables(self.given)
        columns, code = _translated(self.given, rules, library, kinds)
        self._program = Program(code)
        places = {name: i for i, name in enumerate(columns)}
        self._answers = [_Answers(n, rule, places) for n, rule in enumerate(rules)]
        self._decision = places["decision_id"]
        self._calendars: OrderedDict[frozenset[tuple[date, str]], Fixed] = OrderedDict()
        self._lock = Lock()

    def _run(self, rows: Slice, as_of: date | None) -> list[Sequence[Any]]:
        if frozenset(rows) != self.given:
            raise ValueError(f"this gate judges slices that give {', '.join(sorted(self.given))}")
        read = read_all(rows)
        parameters = {"as_of": _day_of_audit(read.get("record_decision", ()), as_of)}
        return list(self._program.run(read, self._fixed(read), parameters))

    def _verdicts(self, rows: Iterable[Sequence[Any]]) -> list[Verdict]:
        return [verdict for row in rows for rule in self._answers if (verdict := rule.verdict(row)) is not None]

    def _fixed(self, read: Rows) -> Fixed:
        """The working days under the calendar of the slice."""
        day, kind = (TABLES["calendar"].column_names.index(name) for name in ("day", "kind"))
        own = frozenset(
            (date.fromordinal(row[day]), row[kind])
            for row in read.get("record_calendar", ())
            if row[day] is not None and row[kind] is not None
        )
        with self._lock:
            fixed = self._calendars.get(own)
            if fixed is None:
                fixed = self._calendars[own] = Fixed({"working_days": _working_days(own)})
            self._calendars.move_to_end(own)
            while len(self._calendars) > CALENDARS_KEPT:
                self._calendars.popitem(last=False)
            return fixed


def _about_decisions(book: Lawbook, only: Sequence[str], kinds: Collection[str]) -> list[BoundRule]:
    rules = [rule for rule in book.select(only) if rule.subject is None]
    return [rule for rule in rules if set(kinds) & set(rule.rule.kinds)] if kinds else rules


class Gate(_Compiled):
    """The rules about decisions, compiled once for slices that give the same tables. Threads may share one gate.

    With `kinds` only rules that judge decisions of one of these kinds, and only such decisions. Raises ValueError naming
    a table that the registry does not have, KeyError where `only` names no rule.
    """

    def __init__(
        self, given: Iterable[str], book: Lawbook, only: Sequence[str] = (), kinds: Collection[str] = ()
    ) -> None:
        super().__init__(given, _about_decisions(book, only, kinds), book.library, tuple(kinds) or None)

    def judge(self, rows: Slice, decision_id: str, as_of: date | None = None) -> list[Verdict]:
        """The verdicts on one decision of the slice, by rule id. Nothing of the slice stays behind but its calendar.

        `as_of` matters only for what is still running; the day after the latest date of a decision where it is None.
        Raises KeyError where the slice has no such decision, ValueError where it gives other tables than the gate was
        made for, a column that the registry does not have, or a value that does not fit its column.
        """
        answers = self._run(rows, as_of)
        if all(row.get("id") != decision_id for row in rows.get("decision", ())):
            raise KeyError(decision_id)
        found = self._verdicts(row for row in answers if row[self._decision] == decision_id)
        return sorted(found, key=lambda v: v.rule_id)


class SubjectGate(_Compiled):
    """The rules about one kind of subject other than decisions, compiled once for slices that give the same tables.

    Raises KeyError where there is no such kind of subject, or no rule judges it.
    """

    def __init__(self, given: Iterable[str], book: Lawbook, kind: str, only: Sequence[str] = ()) -> None:
        mine = [rule for rule in book.select(only) if rule.subject is SUBJECTS[kind]]
        if not mine:
            raise KeyError(kind)
        super().__init__(given, mine, book.library, (kind,))

    def judge(self, rows: Slice, as_of: date | None = None) -> list[Verdict]:
        """The verdicts on every subject of this kind in the slice, by subject, day and rule. Raises as `Gate.judge`."""
        found = self._verdicts(self._run(rows, as_of))
        return sorted(found, key=lambda v: (v.subject_id, v.on or date.min, v.rule_id))


def _day_of_audit(decisions: Sequence[tuple[Any, ...]], stated: date | None) -> int:
    """As `record.day_of_audit`."""
    if stated is not None:
        return day_number(stated)
    columns = TABLES["decision"].column_names
    places = [columns.index(name) for name in ("signed_on", "effective_on")]
    known = [row[i] for row in decisions for i in places if row[i] is not None]
    return max(known) + 1 if known else day_number(date(2020, 12, 1))


class _Place:
    """Where the gate for one key will stand; whoever comes first compiles it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.gate: Gate | None = None


_PLACES: OrderedDict[tuple[frozenset[str], str, str], _Place] = OrderedDict()
_PLACES_LOCK = Lock()


def judge(rows: Slice, decision_id: str, *, as_of: date | None = None, lawbook: Lawbook | None = None) -> list[Verdict]:
    """Judge one proposed decision from the rows it touches, without touching files.

    The rules are made ready at the first call for each set of given tables and kind of decision, which takes some seconds
    where no process did it before (`untranslated`), and kept, the last `GATES_KEPT` of them. Raises as `Gate` and
    `Gate.judge` do.
    """
    book = lawbook or load_lawbook()
    check_tables(rows)
    kind = next((row.get("kind") for row in rows.get("decision", ()) if row.get("id") == decision_id), None)
    if kind is None or not any(kind in bound.rule.kinds for bound in book.rules):
        read_all(rows)
        if all(row.get("id") != decision_id for row in rows.get("decision", ())):
            raise KeyError(decision_id)
        return []
    key = (frozenset(rows), book.library.version, kind)
    with _PLACES_LOCK:
        place = _PLACES.setdefault(key, _Place())
        _PLACES.move_to_end(key)
        while len(_PLACES) > GATES_KEPT:
            _PLACES.popitem(last=False)
    with place.lock:
        gate = place.gate = place.gate or Gate(rows, book, kinds=(kind,))
    return gate.judge(rows, decision_id, as_of)


def untranslated(given: Iterable[str], book: Lawbook) -> list[str]:
    """The kinds of decisions that no process has judged yet in slices of these tables: its rules are not kept."""
    tables = frozenset(given)
    kinds = sorted({kind for bound in _about_decisions(book, (), ()) for kind in bound.rule.kinds})
    files = {kind: _file(tables, _about_decisions(book, (), (kind,)), book.library, (kind,)) for kind in kinds}
    return [kind for kind, file in files.items() if file is not None and not file.exists()]
