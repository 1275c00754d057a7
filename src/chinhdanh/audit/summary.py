"""The summary of an audit: what was read, what was found, what could not be judged and for want of what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from chinhdanh.law.layers import Lawbook
from chinhdanh.law.rule import BoundRule
from chinhdanh.registry.schema import SCHEMA_VERSION, TABLES
from chinhdanh.registry.snapshot import Snapshot
from chinhdanh.registry.sql import parquet

_COUNTS = ", ".join(
    f"count(*) FILTER (verdict = '{verdict}') AS {verdict}" for verdict in ("complies", "violates", "unproven")
)


@dataclass(frozen=True)
class Judged:
    """What the summary is made of."""

    snapshot: Snapshot
    verdicts: Path
    rules: Sequence[BoundRule]
    lawbook: Lawbook
    as_of: date
    engine: str
    seconds: float


def summarise(judged: Judged, file: Path, scratch: Path) -> dict[str, Any]:
    """Count the verdicts and write the summary to `file`."""
    con = duckdb.connect()
    con.execute(f"SET temp_directory = '{scratch}'")
    con.execute("SET preserve_insertion_order = false")
    try:
        summary = {**_head(judged), **_counts(con, judged)}
    finally:
        con.close()
    file.write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
    return summary


def _head(judged: Judged) -> dict[str, Any]:
    snapshot = judged.snapshot
    return {
        "schema_version": SCHEMA_VERSION,
        "program": {"name": "chinhdanh", "version": version("chinhdanh")},
        "law": {
            "version": judged.lawbook.library.version,
            "instruments": [
                {
                    "id": i.id,
                    "number": i.number,
                    "in_force_from": i.in_force[0].start.isoformat(),
                    "in_force_until": i.in_force[-1].end.isoformat() if i.in_force[-1].end else None,
                }
                for i in judged.lawbook.library.instruments.values()
            ],
            "amended": [
                {
                    "provision": a.provision,
                    "from": a.start.isoformat(),
                    "by": a.instrument_id,
                    "layer": judged.lawbook.library.instruments[a.instrument_id].layer,
                    "how": a.how,
                }
                for a in judged.lawbook.amendments
            ],
        },
        "engine": judged.engine,
        "as_of": judged.as_of.isoformat(),
        "seconds": round(judged.seconds, 2),
        "read": [
            {
                "table": name,
                "source": snapshot.source(name),
                "rows": snapshot.rows[name],
                "columns_missing": [c.name for c in TABLES[name].columns if c.name not in snapshot.columns[name]],
            }
            for name in TABLES
            if name in snapshot.files
        ],
        "tables_missing": [name for name in TABLES if name not in snapshot.files],
        "notices": [str(notice) for notice in snapshot.notices],
        "decisions": snapshot.rows["decision"],
    }


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    result = con.execute(query)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _counts(con: duckdb.DuckDBPyConnection, judged: Judged) -> dict[str, Any]:
    verdicts = parquet(judged.verdicts)
    con.execute(
        "CREATE TEMP TABLE cube AS SELECT rule_id, provision, confidence, layer, verdict, "
        f'year("on") AS year, count(*) AS n FROM {verdicts} GROUP BY ALL'
    )
    sums = ", ".join(
        f"coalesce(sum(n) FILTER (verdict = '{v}'), 0)::BIGINT AS {v}" for v in ("complies", "violates", "unproven")
    )
    totals = _rows(con, f"SELECT {sums} FROM cube")[0]
    by_rule = {
        (row["rule_id"], row["provision"]): row
        for row in _rows(con, f"SELECT rule_id, provision, confidence, layer, {sums} FROM cube GROUP BY ALL")
    }
    rules = []
    for bound in judged.rules:
        none = {
            "rule_id": bound.rule.id,
            "provision": bound.provision.id,
            "confidence": bound.confidence,
            "layer": bound.layer,
            "complies": 0,
            "violates": 0,
            "unproven": 0,
        }
        rules.append(by_rule.get((bound.rule.id, bound.provision.id), none))
    rules.sort(key=lambda r: (-r["violates"], -r["unproven"], r["rule_id"]))
    return {
        "decisions_judged": con.execute(f"SELECT count(DISTINCT decision_id) FROM {verdicts}").fetchall()[0][0],
        "counts": totals,
        "by_rule": rules,
        "by_provision": _rows(
            con, f"SELECT provision, {sums} FROM cube GROUP BY ALL ORDER BY violates DESC, unproven DESC, provision"
        ),
        "by_organization": _by_organization(con, judged, verdicts),
        "by_year": _rows(con, f"SELECT year, {sums} FROM cube GROUP BY ALL ORDER BY year NULLS LAST"),
        "not_judged": _rows(
            con,
            'SELECT column_name AS "column", count(*) AS verdicts, count(DISTINCT rule_id) AS rules FROM '
            f"(SELECT rule_id, unnest(missing) AS column_name FROM {verdicts} WHERE verdict = 'unproven') "
            "GROUP BY ALL ORDER BY verdicts DESC, column_name",
        ),
    }


def _by_organization(con: duckdb.DuckDBPyConnection, judged: Judged, verdicts: str) -> list[dict[str, Any]]:
    """Counts by the organisation of the post, else the issuing body; those about an organisation are its own."""
    return _rows(
        con,
        f"""
        WITH counted AS (SELECT subject, subject_id, {_COUNTS} FROM {verdicts} GROUP BY subject, subject_id)
        SELECT b.organization_id, any_value(b.name) AS name, sum(complies)::BIGINT AS complies,
               sum(violates)::BIGINT AS violates, sum(unproven)::BIGINT AS unproven
        FROM counted JOIN ({bodies_of(judged.snapshot)}) b USING (subject, subject_id)
        GROUP BY b.organization_id
        ORDER BY violates DESC, unproven DESC, b.organization_id
        """,
    )


def bodies_of(snapshot: Snapshot) -> str:
    """SQL for subject, subject_id, person_id, organization_id and its name, a row for all that can be judged.

    A decision belongs to the organisation of its post, else to the issuing body; a post and an organisation to
    themselves; a person to none.
    """

    def has(table: str, *columns: str) -> bool:
        return table in snapshot.files and set(columns) <= set(snapshot.columns[table])

    def of(table: str) -> str:
        return parquet(snapshot.files[table])

    posts = has("post", "id", "organization_id")
    person = "d.person_id" if has("decision", "person_id") else "NULL::VARCHAR"
    body = "d.organization_id" if has("decision", "organization_id") else "NULL::VARCHAR"
    join = ""
    if posts and has("decision", "post_id"):
        join, body = f"LEFT JOIN {of('post')} p ON p.id = d.post_id", f"coalesce(p.organization_id, {body})"
    parts = [
        f"SELECT 'decision' AS subject, d.id AS subject_id, {person} AS person_id, {body} AS organization_id "
        f"FROM {of('decision')} d {join}"
    ]
    if posts:
        parts.append(f"SELECT 'post', id, NULL, organization_id FROM {of('post')}")
    if has("organization", "id"):
        parts.append(f"SELECT 'organization', id, NULL, id FROM {of('organization')}")
    if has("person", "id"):
        parts.append(f"SELECT 'person', id, id, NULL FROM {of('person')}")
    everything = " UNION ALL ".join(parts)
    if not has("organization", "id", "name"):
        return f"SELECT *, NULL::VARCHAR AS name FROM ({everything})"
    return f"SELECT s.*, o.name FROM ({everything}) s LEFT JOIN {of('organization')} o ON o.id = s.organization_id"
