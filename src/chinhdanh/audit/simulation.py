"""Simulation: what would a draft change? The rules that it touches are judged with and without it, and compared.

The draft is a folder of law (`law.layers`). It is judged as if in force from its own day; nothing before that day can
change, and rules that it leaves alone are not judged again.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from chinhdanh.audit.engines import EngineName, open_engine
from chinhdanh.audit.record import day_of_audit
from chinhdanh.audit.run import Progress, judge_all
from chinhdanh.audit.summary import bodies_of
from chinhdanh.law.layers import Lawbook, load_lawbook
from chinhdanh.law.rule import BoundRule
from chinhdanh.registry.snapshot import Snapshot
from chinhdanh.registry.sql import literal, parquet

CHANGES = ("newly_violates", "no_longer_violates", "newly_unproven", "no_longer_unproven", "other")
"""What can become of a verdict; `other`: a demand that was met begins or ceases to apply."""


class NothingChanges(Exception):
    """The draft touches no rule: it has neither rules nor amendments that any rule reads."""


@dataclass(frozen=True)
class Simulation:
    """The summary as written to `simulation.json`, and the file of differences."""

    summary: dict[str, Any]
    differences: Path


def simulate(
    snapshot: Snapshot,
    draft: Path,
    out: Path,
    *,
    laws: Sequence[Path] = (),
    as_of: date | None = None,
    engine: EngineName = "duckdb",
    progress: Progress = lambda _what, _done, _all: None,
) -> Simulation:
    """Judge the registry with and without the draft; write `differences.parquet` and `simulation.json` into `out`.

    A row of `differences.parquet`: subject, subject_id, on, decision_id, provision (the one amended, or the draft's own),
    before and after (verdicts; NULL: does not apply), change (`CHANGES`), rules_before, rules_after, facts and missing
    (of the verdict after), person_id, organization_id.

    `out` must exist; the caller makes it whole or not at all and tells of a full disk (registry.outdir.new_folder).
    Raises LawProblems where the draft is at fault, NothingChanges where it touches no rule.
    """
    began = time.monotonic()
    before, after = load_lawbook(laws), load_lawbook([*laws, draft])
    old, new = _touched(before, after), _touched(after, before)
    if not old and not new:
        raise NothingChanges
    first = min(_first_days(before, after))
    # A rule that judges everybody on one fixed day looks at decisions of any day.
    since = None if any(rule.judged_on is not None for rule in (*old, *new)) else first
    day = day_of_audit(snapshot.files, snapshot.columns, as_of or snapshot.as_of)
    with tempfile.TemporaryDirectory(prefix="chinhdanh-simulation-") as scratch:
        files: dict[str, Path] = {}
        for n, (name, book, rules) in enumerate((("before", before, old), ("after", after, new))):
            if rules:
                file = files[name] = Path(scratch) / f"{name}.parquet"
                with open_engine(engine, Path(scratch)) as opened:
                    judge_all(opened, snapshot, rules, book.library, day, file, _half(progress, n), since)
        progress("compare", 0, 1)
        differences = out / "differences.parquet"
        counts = _compare(snapshot, files, _matters(before, after), differences, Path(scratch))
    summary = {
        "as_of": day.isoformat(),
        "from": first.isoformat(),
        "seconds": round(time.monotonic() - began, 2),
        "law": {"before": before.library.version, "after": after.library.version},
        "draft": _draft(before, after),
        "rules": {"before": sorted({r.rule.id for r in old}), "after": sorted({r.rule.id for r in new})},
        "decisions": snapshot.rows["decision"],
        **counts,
    }
    (out / "simulation.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
    progress("compare", 1, 1)
    return Simulation(summary, differences)


def _half(progress: Progress, half: int) -> Progress:
    return lambda what, done, total: progress(what, done + half * total, 2 * total)


def _touched(book: Lawbook, other: Lawbook) -> tuple[BoundRule, ...]:
    """The bound rules of `book` that `other` does not have, provision and days included."""

    def key(bound: BoundRule) -> tuple[Any, ...]:
        return bound.rule.id, bound.provision.id, bound.start, bound.end

    known = {key(bound) for bound in other.rules}
    return tuple(bound for bound in book.rules if key(bound) not in known)


def _new_amendments(before: Lawbook, after: Lawbook) -> list[Any]:
    return [a for a in after.amendments if a not in before.amendments]


def _first_days(before: Lawbook, after: Lawbook) -> Iterable[date]:
    """The days on which something of the draft begins."""
    yield from (amendment.start for amendment in _new_amendments(before, after))
    known = {rule.id for rule in before.own_rules}
    yield from (b.start for b in after.rules if b.rule in after.own_rules and b.rule.id not in known)


def _matters(before: Lawbook, after: Lawbook) -> dict[tuple[str, str], str]:
    """(rule, provision) -> the provision under which verdicts with and without the draft are compared."""
    replaced = {q: a.provision for a in _new_amendments(before, after) for q in a.replaced_by}
    found = {}
    for bound in (*before.rules, *after.rules):
        cites = bound.rule.cites
        found[bound.rule.id, bound.provision.id] = replaced.get(cites, cites)
    return found


def _draft(before: Lawbook, after: Lawbook) -> dict[str, Any]:
    instruments = [i for name, i in after.library.instruments.items() if name not in before.library.instruments]
    return {
        "instruments": [{"id": i.id, "number": i.number, "vi": i.title.vi, "en": i.title.en} for i in instruments],
        "amended": [
            {
                "provision": a.provision,
                "from": a.start.isoformat(),
                "by": a.instrument_id,
                "how": a.how,
                "numbers": _numbers(before, a),
                "replaced_by": list(a.replaced_by),
            }
            for a in _new_amendments(before, after)
        ],
        "rules": sorted({rule.id for rule in after.own_rules} - {rule.id for rule in before.own_rules}),
    }


def _numbers(before: Lawbook, amendment: Any) -> list[dict[str, Any]]:
    provision = before.library.provision(amendment.provision)
    found = []
    for name, value in amendment.parameters.items():
        parameter = provision.parameters[name]
        old = parameter.on(max(amendment.start, provision.period.start))
        found.append(
            {
                "name": name,
                "vi": parameter.label.vi,
                "en": parameter.label.en,
                "unit": parameter.unit,
                "before": _plain(old.value if old else None),
                "after": _plain(value),
            }
        )
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


_RANK = "CASE verdict WHEN 'violates' THEN 3 WHEN 'unproven' THEN 2 ELSE 1 END"
_NAMES = "CASE {0} WHEN 3 THEN 'violates' WHEN 2 THEN 'unproven' WHEN 1 THEN 'complies' END"


def _compare(
    snapshot: Snapshot,
    files: Mapping[str, Path | None],
    matters: Mapping[tuple[str, str], str],
    out: Path,
    scratch: Path,
) -> dict[str, Any]:
    con = duckdb.connect()
    con.execute(f"SET temp_directory = {literal(str(scratch))}")
    con.execute("SET enable_progress_bar = false")
    try:
        rows = [(rule, provision, matter) for (rule, provision), matter in matters.items()]
        names = ("rule_id", "provision", "matter")
        table = pa.table({n: pa.array([row[i] for row in rows], pa.string()) for i, n in enumerate(names)})
        con.register("matters", table)
        for name in ("before", "after"):
            con.execute(_worst(name, files.get(name)))
        con.execute(f"CREATE TABLE bodies AS {bodies_of(snapshot)}")
        con.execute(_DIFFERENCES)
        columns = (
            'subject, subject_id, "on", decision_id, provision, before, after, change, rules_before, rules_after, '
            "facts, missing, person_id, organization_id"
        )
        order = "change, provision, organization_id, subject_id"
        con.execute(
            f"COPY (SELECT {columns} FROM differences ORDER BY {order}) TO {literal(str(out))} "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        return _counts(con)
    finally:
        con.close()


def _worst(name: str, file: Path | None) -> str:
    """For each subject and matter the worst verdict, with the facts it rests on."""
    if file is None:
        return (
            f'CREATE TABLE {name} (subject VARCHAR, subject_id VARCHAR, "on" DATE, decision_id VARCHAR, '
            "matter VARCHAR, rank INTEGER, rules VARCHAR[], facts VARCHAR, missing VARCHAR[])"
        )
    return (
        f'CREATE TABLE {name} AS SELECT subject, subject_id, "on", decision_id, matter, max({_RANK}) AS rank, '
        f"list_sort(list(DISTINCT rule_id)) AS rules, arg_max(facts, {_RANK}) AS facts, "
        f"arg_max(missing, {_RANK}) AS missing "
        f"FROM {parquet(file)} JOIN matters USING (rule_id, provision) GROUP BY ALL"
    )


_DIFFERENCES = f"""
CREATE TABLE differences AS
WITH joined AS (
    SELECT coalesce(b.subject, a.subject) AS subject, coalesce(b.subject_id, a.subject_id) AS subject_id,
           coalesce(b."on", a."on") AS "on", coalesce(b.decision_id, a.decision_id) AS decision_id,
           coalesce(b.matter, a.matter) AS provision, coalesce(b.rank, 0) AS was, coalesce(a.rank, 0) AS now,
           b.rules AS rules_before, a.rules AS rules_after, a.facts, a.missing
    FROM before b FULL JOIN after a
      ON b.subject = a.subject AND b.subject_id = a.subject_id AND b."on" IS NOT DISTINCT FROM a."on"
     AND b.matter = a.matter
)
SELECT j.*, {_NAMES.format("was")} AS before, {_NAMES.format("now")} AS after,
       CASE WHEN now = 3 THEN 'newly_violates' WHEN was = 3 THEN 'no_longer_violates'
            WHEN now = 2 THEN 'newly_unproven' WHEN was = 2 THEN 'no_longer_unproven' ELSE 'other' END AS change,
       bodies.person_id, bodies.organization_id
FROM joined j LEFT JOIN bodies ON bodies.subject = j.subject AND bodies.subject_id = j.subject_id
WHERE was <> now
"""


def _counts(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    sums = ", ".join(f"count(*) FILTER (change = '{change}') AS {change}" for change in CHANGES)

    def rows(query: str) -> list[dict[str, Any]]:
        result = con.execute(query)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    order = "ORDER BY newly_violates + no_longer_violates DESC, count(*) DESC"
    return {
        "counts": rows(f"SELECT {sums} FROM differences")[0],
        "persons": con.execute(
            "SELECT count(DISTINCT person_id) FROM differences WHERE change = 'newly_violates'"
        ).fetchall()[0][0],
        "by_provision": rows(f"SELECT provision, {sums} FROM differences GROUP BY provision {order}, provision"),
        "by_organization": rows(
            f"SELECT d.organization_id, any_value(b.name) AS name, {sums} FROM differences d "
            "LEFT JOIN (SELECT DISTINCT organization_id, name FROM bodies) b USING (organization_id) "
            f"GROUP BY d.organization_id {order}, d.organization_id"
        ),
        "by_year": rows(f'SELECT year("on") AS year, {sums} FROM differences GROUP BY 1 ORDER BY 1 NULLS LAST'),
    }
