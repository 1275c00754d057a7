"""What a report shows, read from the output folder of an audit without holding all findings in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import duckdb

from chinhdanh.reports.labels import Labels

Verdict = Literal["violates", "unproven"]

SHOWN_IN_PAGE = 5_000
"""Findings that report.html holds at most: more makes the page slow to open and to search."""

BATCH = 2_000

_JOINED: Mapping[str, tuple[str, ...]] = {
    "decision": (
        "id", "number", "title", "kind", "person_id", "post_id", "organization_id", "signed_on"
    ),
    "person": ("id", "full_name"),
    "post": ("id", "title", "organization_id"),
    "organization": ("id", "name"),
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One row of findings.parquet with the names that the record gives to its ids; None: not recorded.

    `organization_id` is the organisation of the post, else the body that issued the decision; None where the record has
    no such organisation.
    """

    subject: str
    subject_id: str
    on: date | None
    decision_id: str | None
    rule_id: str
    provision: str
    regime: str | None
    verdict: Verdict
    confidence: str
    layer: str
    facts: Mapping[str, Any]
    missing: tuple[str, ...]
    number: str | None = None
    title: str | None = None
    kind: str | None = None
    signed_on: date | None = None
    person: str | None = None
    post: str | None = None
    organization_id: str | None = None
    organization: str | None = None


@dataclass(frozen=True)
class ReportData:
    """An audit's summary, the findings that the page shows, and a door to all of them.

    `shown` holds violations before unproven rows, the latest first. `violating_decisions` counts decisions with a
    violation, `violating_others` persons, posts and organisations with one that hangs on no decision.
    """

    folder: Path
    summary: Mapping[str, Any]
    labels: Labels
    files: Mapping[str, Path] = field(default_factory=dict)
    shown: tuple[Finding, ...] = ()
    violating_decisions: int = 0
    violating_others: int = 0

    @property
    def counts(self) -> Mapping[str, int]:
        counts: Mapping[str, int] = self.summary["counts"]
        return counts

    @property
    def found(self) -> int:
        """Findings in findings.parquet: violations and unproven."""
        return self.counts["violates"] + self.counts["unproven"]

    @property
    def left_out(self) -> int:
        return self.found - len(self.shown)

    def stream(self, verdict: Verdict, limit: int) -> Iterator[Finding]:
        """Findings of one verdict, the latest first, at most `limit`, a few thousand in memory at a time."""
        with duckdb.connect() as connection:
            yield from _findings(connection, self.folder, self.files, verdict, limit)


def load(
    out_dir: Path, labels: Labels, files: Mapping[str, Path] | None = None, limit: int = SHOWN_IN_PAGE
) -> ReportData:
    """Read the output folder of an audit; `files` are the snapshot's Parquet files, from which names are taken.

    Raises FileNotFoundError where the folder does not hold summary.json and findings.parquet.
    """
    for name in ("summary.json", "findings.parquet"):
        if not (out_dir / name).is_file():
            raise FileNotFoundError(out_dir / name)
    summary = json.loads((out_dir / "summary.json").read_text(encoding="utf-8"))
    given = {table: Path(path) for table, path in (files or {}).items() if table in _JOINED}
    with duckdb.connect() as connection:
        [(decisions, others)] = connection.execute(
            """
            select count(distinct decision_id), count(distinct (subject, subject_id)) filter (decision_id is null)
            from read_parquet(?) where verdict = 'violates'
            """,
            [str(out_dir / "findings.parquet")],
        ).fetchall()
        shown = list(_findings(connection, out_dir, given, "violates", limit))
        shown += _findings(connection, out_dir, given, "unproven", limit - len(shown))
    return ReportData(out_dir, summary, labels, given, tuple(shown), decisions, others)


def _findings(
    connection: Any, folder: Path, files: Mapping[str, Path], verdict: Verdict, limit: int
) -> Iterator[Finding]:
    # The rows to show are chosen first, so that names are joined to these few and not to all findings.
    source = str(folder / "findings.parquet")
    earliest = _earliest_day(connection, source, verdict, limit)
    connection.execute(
        f"""
        create or replace temp table chosen as
        select subject, subject_id, "on", decision_id, rule_id, provision, regime, verdict, confidence, layer, facts,
               missing
        from read_parquet($source)
        where verdict = $verdict and ($earliest is null or "on" >= $earliest)
        order by "on" desc nulls last, subject, subject_id, rule_id, provision
        limit {int(limit)}
        """,
        {"source": source, "verdict": verdict, "earliest": earliest},
    )
    wanted = {
        "decision": "select decision_id from chosen",
        "person": "select person_id from decision_named union select subject_id from chosen where subject = 'person'",
        "post": "select post_id from decision_named union select subject_id from chosen where subject = 'post'",
        "organization": "select organization_id from decision_named union select organization_id from post_named"
        " union select subject_id from chosen where subject = 'organization'",
    }
    for table, ids in wanted.items():
        _keep_named(connection, table, files.get(table), ids)
    rows = connection.execute(
        """
        select c.*, d.number, d.title, d.kind, d.signed_on, p.full_name as person, o.title as post,
               g.id as organization_id, g.name as organization
        from chosen c
        left join decision_named d on d.id = c.decision_id
        left join person_named p on p.id = coalesce(d.person_id, if(c.subject = 'person', c.subject_id, null))
        left join post_named o on o.id = coalesce(d.post_id, if(c.subject = 'post', c.subject_id, null))
        left join organization_named g on g.id
          = coalesce(o.organization_id, d.organization_id, if(c.subject = 'organization', c.subject_id, null))
        order by c."on" desc nulls last, c.subject, c.subject_id, c.rule_id, c.provision
        """
    )
    names = [column[0] for column in rows.description]
    while batch := rows.fetchmany(BATCH):
        for row in batch:
            yield _finding(dict(zip(names, row, strict=True)))


def _earliest_day(connection: Any, source: str, verdict: Verdict, limit: int) -> date | None:
    """The day from which on there are at least `limit` findings of this verdict; None where all are wanted.

    Sorting only what lies after it takes the memory of the rows shown; sorting all takes the memory of all.
    """
    found = connection.execute(
        f"""
        select max("on") from (
          select "on", sum(count(*)) over (order by "on" desc) as so_far
          from read_parquet($source) where verdict = $verdict and "on" is not null group by "on"
        ) where so_far >= {int(limit)}
        """,
        {"source": source, "verdict": verdict},
    ).fetchone()
    day: date | None = found[0] if found else None
    return day


def _finding(row: Mapping[str, Any]) -> Finding:
    facts = json.loads(row["facts"]) if row["facts"] else {}
    return Finding(**{**row, "facts": facts, "missing": tuple(row["missing"] or ())})


def _columns_of(connection: Any, file: Path | None) -> frozenset[str]:
    if file is None:
        return frozenset()
    described = connection.execute("describe select * from read_parquet(?)", [str(file)]).fetchall()
    return frozenset(row[0] for row in described)


def _keep_named(connection: Any, table: str, file: Path | None, wanted: str) -> None:
    """A small temp table `<table>_named` with one row for each wanted id, every column there, absent ones NULL."""
    given = _columns_of(connection, file)
    types = {"signed_on": "date"}
    columns = ", ".join(
        f'"{name}"' if name in given else f'null::{types.get(name, "varchar")} as "{name}"' for name in _JOINED[table]
    )
    if file is None or "id" not in given:
        connection.execute(f"create or replace temp table {table}_named as select {columns} limit 0")
        return
    connection.execute(
        f"""
        create or replace temp table {table}_named as
        select {columns} from read_parquet(?) where id in ({wanted})
        qualify row_number() over (partition by id) = 1
        """,
        [str(file)],
    )
