"""Wrong recruitment of the past by class, and what is to be done about each (Conclusions 71- and 232-KL/TW).

The conclusions tell how old wrong acts are handled. They are applied on the day of the audit, apart from the verdict on
the recruitment itself (the rules `revocation/...` and `recruitment/...` give that). A class is told only by what the
record holds: an unknown is no class, and the dividing days themselves are on neither side.
"""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.audit.engines.duck import DuckEngine, duck_engine
from chinhdanh.audit.plan import named_record
from chinhdanh.audit.record import day_of_audit, load_record
from chinhdanh.audit.revocation_texts import ACTIONS, CLASSES, PUBLISHED, STATES
from chinhdanh.facts import fact_table
from chinhdanh.law.library import Library, load_library
from chinhdanh.registry.snapshot import Snapshot

KL_71, KL_232 = "kl-71-2020", "kl-232-2026"
UNLAWFUL = ("unlawful_recruitment", "false_documents")
NOT_CONCERNED = ("armed_forces",)
"""Both conclusions are about cadres, civil servants and public employees."""

_FACTS = (
    "standards_met",
    "process_followed",
    "exam_due",
    "exam_sat",
    "file_complete",
    "review_group",
    "revocation_ground",
    "revoked",
    "revoked_on",
    "fault_repaired_on",
)


@dataclass(frozen=True)
class Numbers:
    """The days and counts that the conclusions name, as the instruments on file give them."""

    cut_off_a: date
    cut_off_b: date
    deadline: date
    from_71: date
    from_232: date
    counts: dict[str, int]

    @classmethod
    def of(cls, library: Library) -> Numbers:
        later = library.provision(KL_232)

        def value(name: str) -> Any:
            return later.parameters[name].values[-1].value

        return cls(
            cut_off_a=value("cut_off_a"),
            cut_off_b=value("cut_off_b"),
            deadline=value("deadline"),
            from_71=library.provision(KL_71).period.start,
            from_232=later.period.start,
            counts={name: value(f"cases_{name}") for name in PUBLISHED},
        )


@dataclass(frozen=True)
class Recruitment:
    """One recruitment as the record shows it: None is not recorded. `decided` False: a person without any decision."""

    id: str | None
    person_id: str | None = None
    organization_id: str | None = None
    recruited_on: date | None = None
    decided: bool = True
    standards_met: bool | None = None
    process_followed: bool | None = None
    exam_due: bool | None = None
    exam_sat: bool | None = None
    file_complete: bool | None = None
    review_group: str | None = None
    revocation_ground: str | None = None
    revoked: bool | None = None
    revoked_on: date | None = None
    fault_repaired_on: date | None = None


@dataclass(frozen=True)
class Handling:
    """The class of a case, what is to be done, how far it is done, and the columns that would settle what is unproven."""

    case_class: str
    action: str
    provision: str
    state: str = "unknown"
    fits: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def _all(*values: bool | None) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _any(*values: bool | None) -> bool | None:
    if True in values:
        return True
    return None if None in values else False


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _says(case: Recruitment, *grounds: str) -> bool:
    """Does the decision of revocation itself name one of these grounds?"""
    return case.revocation_ground in grounds


def _faults(case: Recruitment) -> tuple[bool | None, bool | None, bool | None]:
    """Standards, conditions or process wrong; exam due and not sat; no decision or an incomplete file."""
    if not case.decided:
        return False, False, True
    wrong = _says(case, *UNLAWFUL) or _any(_not(case.standards_met), _not(case.process_followed))
    exam = _says(case, "exam_missed") or _all(case.exam_due, _not(case.exam_sat))
    lacking = _says(case, "file_incomplete") or _not(case.file_complete)
    return wrong, exam, lacking


def _missing(case: Recruitment, *names: str) -> tuple[str, ...]:
    return tuple(f"decision.{name}" for name in names if getattr(case, name) is None)


def _unsettled(case: Recruitment, faults: tuple[bool | None, ...]) -> tuple[str, ...]:
    """Columns that would tell whether anything was wrong."""
    wrong, exam, lacking = faults
    names: list[str] = []
    if wrong is None:
        names += ["standards_met", "process_followed"]
    if exam is None:
        names += ["exam_due", "exam_sat"]
    if lacking is None:
        names += ["file_complete"]
    return _missing(case, *names)


def classify(case: Recruitment, numbers: Numbers, as_of: date) -> Handling | None:
    """What the conclusions in force on `as_of` ask to be done; None where nothing was wrong, or none was in force."""
    faults = _faults(case)
    if as_of < numbers.from_71 or (case.review_group is None and not any(fault is not False for fault in faults)):
        return None
    if as_of < numbers.from_232:
        return _under_71(case, faults, numbers, as_of)
    return _under_232(case, faults, numbers, as_of)


def _under_232(case: Recruitment, faults: tuple[bool | None, ...], numbers: Numbers, as_of: date) -> Handling:
    wrong, exam, lacking = faults
    on = case.recruited_on
    actions: dict[str, str] = {}
    missing: list[str] = []
    if case.review_group is not None:
        actions[case.review_group] = "complete"
    if wrong and on is None:
        missing.append("decision.signed_on")
    elif wrong and on is not None and on > numbers.cut_off_a:
        actions["after_2020"] = "withdraw"
    if exam:
        actions["exam_missed"] = "withdraw"
    if lacking:
        if on is None:
            missing.append("decision.signed_on" if case.decided else "person.recruited_on")
        actions["file_incomplete"] = _incomplete(on, numbers)
    if not actions:
        if wrong and on is not None:
            return _only_71(case, on, numbers)
        return Handling("unproven", "settle", KL_232, missing=(*missing, *_unsettled(case, faults)))
    fits = tuple(actions)
    action = actions[fits[0]] if len(set(actions.values())) == 1 else "disputed"
    name = fits[0] if len(fits) == 1 else "several"
    state = _state(case, action, numbers, as_of)
    return Handling(name, action, KL_232, state, fits, tuple(dict.fromkeys(missing)))


def _incomplete(on: date | None, numbers: Numbers) -> str:
    if on is None or on == numbers.cut_off_b:
        return "disputed"
    return "withdraw" if on > numbers.cut_off_b else "review"


def _only_71(case: Recruitment, on: date, numbers: Numbers) -> Handling:
    """Wrong recruitment that 232 puts in no class: whether 71 goes on beside it is disputed; so is the dividing day."""
    if on == numbers.cut_off_a:
        return Handling("unproven", "disputed", KL_232, fits=("after_2020",))
    return Handling("unproven", "disputed", KL_71, fits=(_class_71(case),))


def _class_71(case: Recruitment) -> str:
    return "wrong_71" if case.standards_met is False or _says(case, *UNLAWFUL) else "process_71"


def _under_71(case: Recruitment, faults: tuple[bool | None, ...], numbers: Numbers, as_of: date) -> Handling | None:
    """An incomplete file alone is no matter of Conclusion 71."""
    wrong, exam, _lacking = faults
    if case.standards_met is False or _says(case, *UNLAWFUL):
        return _without_standards(case, numbers, as_of)
    if case.standards_met is None:
        return Handling("unproven", "settle", KL_71, missing=_unsettled(case, (None, exam, False)))
    if exam:
        return Handling("exam_71", "sit_exam", KL_71, "open", ("exam_71",))
    if wrong:
        return Handling("process_71", "weigh", KL_71, fits=("process_71",))
    missing = _unsettled(case, (wrong, exam, False))
    return Handling("unproven", "settle", KL_71, missing=missing) if missing else None


def _without_standards(case: Recruitment, numbers: Numbers, as_of: date) -> Handling:
    on = case.recruited_on
    if on is None:
        return Handling("wrong_71", "settle", KL_71, missing=("decision.signed_on",), fits=("wrong_71",))
    if on == numbers.cut_off_b:
        return Handling("wrong_71", "disputed", KL_71, fits=("wrong_71",))
    action = "withdraw_71" if on > numbers.cut_off_b else "graded"
    return Handling("wrong_71", action, KL_71, _state(case, action, numbers, as_of), ("wrong_71",))


def _state(case: Recruitment, action: str, numbers: Numbers, as_of: date) -> str:
    """How far what is to be done has been done. Conclusion 71 names no deadline."""
    if action in ("complete", "review"):
        return "unknown" if case.fault_repaired_on is None else _in_time(case.fault_repaired_on, numbers.deadline)
    if action == "withdraw":
        if case.revoked_on is not None:
            return _in_time(case.revoked_on, numbers.deadline)
        if case.revoked is False:
            return "overdue" if as_of > numbers.deadline else "open"
        return "done" if case.revoked else "unknown"
    if action == "withdraw_71" and case.revoked is not None:
        return "done" if case.revoked else "open"
    return "unknown"


def _in_time(done: date, deadline: date) -> str:
    if done == deadline:
        return "on_the_day"
    return "in_time" if done < deadline else "late"


@dataclass(frozen=True)
class Listing:
    """What `list_cases` wrote: how many cases each class has, and where the tables are."""

    as_of: date
    counts: dict[str, int]
    published: dict[str, int]
    undeclared: int
    """Persons without a recruitment decision where nobody declared the decisions complete: nothing is said of them."""
    classes: Path
    cases: Path


CASE_COLUMNS = (
    *("class", "class_vi", "class_en", "subject", "subject_id", "person_id", "organization_id", "recruited_on"),
    *("action", "action_vi", "action_en", "state", "state_vi", "state_en", "provision", "fits", "missing"),
)
CLASS_COLUMNS = ("class", "class_vi", "class_en", "cases", "published", "actions_vi", "actions_en", "provision")


def list_cases(snapshot: Snapshot, out: Path, *, as_of: date | None = None, library: Library | None = None) -> Listing:
    """Write `cases.csv` (every case with its class and handling) and `classes.csv` (the table by class) into `out`."""
    law = library or load_library()
    numbers = Numbers.of(law)
    day = day_of_audit(snapshot.files, snapshot.columns, as_of or snapshot.as_of)
    counts: Counter[str] = Counter()
    done: dict[str, Counter[tuple[str, str]]] = {}
    with (
        tempfile.TemporaryDirectory(prefix="chinhdanh-revocation-") as scratch,
        duck_engine(Path(scratch)) as engine,
        (out / "cases.csv").open("w", encoding="utf-8", newline="") as stream,
    ):
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(CASE_COLUMNS)
        load_record(engine, snapshot.files, snapshot.columns)
        for case in chain(_recruitments(engine, snapshot), _undecided(engine)):
            handling = classify(case, numbers, day)
            if handling is None:
                continue
            counts[handling.case_class] += 1
            done.setdefault(handling.case_class, Counter())[handling.action, handling.provision] += 1
            writer.writerow(_line(case, handling))
        undeclared = _count_undeclared(engine)
    _write_classes(out / "classes.csv", counts, done, numbers)
    by_class = {name: counts[name] for name in CLASSES}
    return Listing(day, by_class, numbers.counts, undeclared, out / "classes.csv", out / "cases.csv")


def _line(case: Recruitment, handling: Handling) -> tuple[str, ...]:
    name, action, state = CLASSES[handling.case_class], ACTIONS[handling.action], STATES[handling.state]
    subject, subject_id = ("decision", case.id) if case.decided else ("person", case.person_id)
    recruited = case.recruited_on.isoformat() if case.recruited_on else ""
    return (
        *(handling.case_class, name.vi, name.en, subject, subject_id or ""),
        *(case.person_id or "", case.organization_id or "", recruited),
        *(handling.action, action.vi, action.en, handling.state, state.vi, state.en),
        *(handling.provision, " ".join(handling.fits), " ".join(handling.missing)),
    )


def _write_classes(
    file: Path, counts: Counter[str], done: dict[str, Counter[tuple[str, str]]], numbers: Numbers
) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(CLASS_COLUMNS)
        for name, words in CLASSES.items():
            asked = sorted(done.get(name, Counter()).items(), key=lambda item: (-item[1], item[0]))
            vi = "; ".join(f"{ACTIONS[action].vi} ({n})" for (action, _), n in asked)
            en = "; ".join(f"{ACTIONS[action].en} ({n})" for (action, _), n in asked)
            provisions = " ".join(sorted({provision for (_, provision), _ in asked}))
            writer.writerow((name, words.vi, words.en, counts[name], numbers.counts.get(name, ""), vi, en, provisions))


def _recruitments(engine: DuckEngine, snapshot: Snapshot) -> Iterator[Recruitment]:
    """Every recruitment decision with the facts that the conclusions ask for."""

    def stage(name: str, table: ir.Table) -> ir.Table:
        engine.stage(name, str(ibis.to_sql(table, dialect=engine.dialect, pretty=False)))
        return ibis.table(table.schema(), name=f"stage_{name}")

    fact_table(named_record(snapshot.columns), ("recruitment",), _FACTS, (), stage)
    columns = ("decision_id", "person_id", "organization_id", "on", *_FACTS)
    chosen = ", ".join(f'f."{column}"' for column in columns)
    query = (
        f"SELECT {chosen} FROM stage_facts f LEFT JOIN record_person p ON p.id = f.person_id "
        f"WHERE p.category IS NULL OR p.category NOT IN ({_quoted(NOT_CONCERNED)}) ORDER BY f.decision_id"
    )
    for row in _rows(engine, query):
        named = dict(zip(_FACTS, row[4:], strict=True))
        yield Recruitment(id=row[0], person_id=row[1], organization_id=row[2], recruited_on=row[3], **named)


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


_WITHOUT_DECISION = f"""
    SELECT p.id, p.recruited_on, EXISTS (
        SELECT 1 FROM record_coverage c
        WHERE c."table" = 'decision' AND c.organization_id IS NULL
          AND (c."from" IS NULL OR c."from" <= p.recruited_on)
          AND (c."until" IS NULL OR c."until" > p.recruited_on)
    ) AS declared
    FROM record_person p
    WHERE p.recruited_on IS NOT NULL
      AND (p.category IS NULL OR p.category NOT IN ({_quoted(NOT_CONCERNED)}))
      AND NOT EXISTS (
        SELECT 1 FROM record_decision d
        WHERE d.person_id = p.id AND (d.kind = 'recruitment' OR d.kind IS NULL)
    )
"""


def _undecided(engine: DuckEngine) -> Iterator[Recruitment]:
    """Persons recruited without a decision: only where the table of decisions was declared complete for that day."""
    query = f"SELECT id, recruited_on FROM ({_WITHOUT_DECISION}) WHERE declared ORDER BY id"
    for person, recruited_on in _rows(engine, query):
        yield Recruitment(id=None, person_id=person, recruited_on=recruited_on, decided=False)


def _count_undeclared(engine: DuckEngine) -> int:
    found = engine.con.execute(f"SELECT count(*) FROM ({_WITHOUT_DECISION}) WHERE NOT declared").fetchone()
    return int(found[0]) if found else 0


def _rows(engine: DuckEngine, query: str, size: int = 10_000) -> Iterator[tuple[Any, ...]]:
    cursor = engine.con.cursor()
    cursor.execute(query)
    while rows := cursor.fetchmany(size):
        yield from rows
