"""Who now in office would not meet the conditions for their own post?

Each leader now in office is put forward for the post they hold, on the day of the audit: a supposed appointment to a
higher post, with everything the record says of the person today, but without the present spell in the post itself, which
cannot be its own condition. Judged are the rules that ask something of the person. Left out are those on procedure,
papers and requests, for nothing of the kind was done; those on the body (its deputies, relatives in linked posts), which
are no condition of the person; and, unless asked for, age and succession plan, conditions of the day of appointment.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from chinhdanh.audit.engines import EngineName, open_engine
from chinhdanh.audit.engines.duck import duck_engine
from chinhdanh.audit.record import day_of_audit, load_record
from chinhdanh.audit.run import Progress, judge_all
from chinhdanh.audit.verdicts import VERDICTS
from chinhdanh.facts import find_fact
from chinhdanh.facts.base import LEADERSHIP
from chinhdanh.law.layers import Lawbook, load_lawbook
from chinhdanh.law.rule import BoundRule
from chinhdanh.registry.snapshot import Snapshot
from chinhdanh.registry.sql import literal, parquet

SUPPOSED = frozenset(
    f"decision.{name}"
    for name in ("signed_on", "effective_on", "proposal_received_on", "source", "higher_post", "from_post_id", "kind")
) | {
    "decision.first_leadership",
    "decision.after_reorganization",
    "decision.reorganization",
    "decision.process_started_on",
}
"""Columns of a decision that a supposed appointment can state, or does without."""

NOT_THE_PERSON = frozenset(
    ("step", "candidate_vote", "dossier_item", "participant", "kinship", "deputy_cap", "establishment")
)
"""Tables of a procedure or a body: rules that rest on them ask what was done or how a body is made up."""

OF_THE_DAY = frozenset(("months_left_on_day", "months_left_at_proposal", "months_left_at_start"))
"""Facts of age, a condition of the day of appointment as the succession plan is."""


class NoTenures(Exception):
    """The registry has no tenures or no posts, so nobody is known to be in office."""


@dataclass(frozen=True)
class Incumbents:
    """The summary, and the file with a row for each condition that is not met or not proven."""

    summary: dict[str, Any]
    file: Path


def is_condition(bound: BoundRule, *, of_the_day: bool = False) -> bool:
    """Does the rule ask something of the person? `of_the_day`: age and succession plan count as well."""
    if "appointment" not in bound.rule.kinds or bound.subject is not None or bound.rule.day == "procedure":
        return False
    if bound.rule.id.partition("/")[0] == "reorganisation":
        return False
    if not of_the_day and OF_THE_DAY & set(bound.facts):
        return False
    return all(_of_the_person(need, of_the_day) for name in bound.facts for need in find_fact(name).needs)


def _of_the_person(column: str, of_the_day: bool) -> bool:
    table, _, _ = column.partition(".")
    if table == "decision":
        return column in SUPPOSED or (of_the_day and column == "decision.term_months")
    if table == "organization":
        return column == "organization.kind"
    return table not in NOT_THE_PERSON and (of_the_day or table != "plan_entry")


def judge_incumbents(
    snapshot: Snapshot,
    out: Path,
    *,
    lawbook: Lawbook | None = None,
    as_of: date | None = None,
    of_the_day: bool = False,
    engine: EngineName = "duckdb",
    progress: Progress = lambda _what, _done, _all: None,
) -> Incumbents:
    """Judge everybody in a leadership post on the day of the audit; write `incumbents.parquet` and `incumbents.json`.

    A row of `incumbents.parquet`: person_id, name, post_id, title, organization_id, organization, in_post_since, rule_id,
    provision, verdict (violates or unproven), confidence, facts, missing.

    Raises NoTenures where the registry does not say who is in office.
    """
    book = lawbook or load_lawbook()
    if not {"tenure", "post"} <= set(snapshot.files):
        raise NoTenures
    day = day_of_audit(snapshot.files, snapshot.columns, as_of or snapshot.as_of)
    rules = [
        b
        for b in book.rules
        if is_condition(b, of_the_day=of_the_day) and b.start <= day and (not b.end or day < b.end)
    ]
    with tempfile.TemporaryDirectory(prefix="chinhdanh-incumbents-") as scratch:
        folder = Path(scratch)
        verdicts = folder / "verdicts.parquet"
        with duck_engine(folder) as record:
            load_record(record, snapshot.files, snapshot.columns)
            supposed = _suppose(record.con, snapshot, day, folder)
            count = supposed.rows["decision"]
            if rules and count:
                with open_engine(engine, folder) as opened:
                    judge_all(opened, supposed, rules, book.library, day, verdicts, progress)
            else:
                pq.write_table(VERDICTS.empty_table(), verdicts)
            return _report(record.con, rules, day, verdicts, out, count)


def _suppose(con: duckdb.DuckDBPyConnection, snapshot: Snapshot, day: date, folder: Path) -> Snapshot:
    """The registry with supposed appointments for decisions, and without the spells that these would begin.

    `con` holds the record as `record_<table>`; it keeps the table `incumbent`.
    """
    today = f"DATE '{day.isoformat()}'"
    con.execute(
        f"""
        CREATE TABLE incumbent AS
        SELECT 'incumbent:' || row_number() OVER (ORDER BY t.person_id, t.post_id, t."from") AS id, t.person_id, t.post_id,
               p.organization_id, t."from" AS since
        FROM record_tenure t JOIN record_post p ON p.id = t.post_id
        WHERE p.leadership IN ({", ".join(map(literal, LEADERSHIP))}) AND NOT coalesce(t.acting, false)
          AND (t."from" IS NULL OR t."from" <= {today}) AND (t.until IS NULL OR t.until > {today})
        """
    )
    decision, tenure = folder / "decision.parquet", folder / "tenure.parquet"
    columns = {
        "id": "id",
        "kind": "'appointment'",
        "person_id": "person_id",
        "post_id": "post_id",
        "organization_id": "organization_id",
        "source": "'on_site'",
        "higher_post": "true",
        "after_reorganization": "false",
        "proposal_received_on": today,
        "signed_on": today,
        "effective_on": today,
    }
    stated = ", ".join(f"{value} AS {name}" for name, value in columns.items())
    con.execute(f"COPY (SELECT {stated} FROM incumbent) TO {literal(str(decision))} (FORMAT parquet)")
    con.execute(
        "COPY (SELECT * FROM record_tenure t WHERE NOT EXISTS (SELECT 1 FROM incumbent i WHERE i.person_id = t.person_id "
        'AND i.post_id = t.post_id AND i.since IS NOT DISTINCT FROM t."from")) '
        f"TO {literal(str(tenure))} (FORMAT parquet)"
    )
    count = con.execute("SELECT count(*) FROM incumbent").fetchall()[0][0]
    return replace(
        snapshot,
        files={**snapshot.files, "decision": decision, "tenure": tenure},
        columns={**snapshot.columns, "decision": tuple(columns)},
        rows={**snapshot.rows, "decision": count},
    )


def _report(
    con: duckdb.DuckDBPyConnection,
    rules: Sequence[BoundRule],
    day: date,
    verdicts: Path,
    out: Path,
    incumbents: int,
) -> Incumbents:
    con.execute(
        f"""
        CREATE TABLE found AS
        SELECT i.person_id, p.full_name AS name, i.post_id, o.title, i.organization_id, g.name AS organization,
               i.since AS in_post_since, v.rule_id, v.provision, v.verdict, v.confidence, v.facts, v.missing
        FROM {parquet(verdicts)} v JOIN incumbent i ON i.id = v.subject_id
        LEFT JOIN record_person p ON p.id = i.person_id LEFT JOIN record_post o ON o.id = i.post_id
        LEFT JOIN record_organization g ON g.id = i.organization_id
        WHERE v.verdict <> 'complies'
        """
    )
    file = out / "incumbents.parquet"
    con.execute(
        f"COPY (SELECT * FROM found ORDER BY verdict DESC, provision, organization_id, person_id) "
        f"TO {literal(str(file))} (FORMAT parquet, COMPRESSION zstd)"
    )

    def rows(query: str) -> list[dict[str, Any]]:
        result = con.execute(query)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    sums = "count(*) FILTER (verdict = 'violates') AS violates, count(*) FILTER (verdict = 'unproven') AS unproven"
    summary = {
        "as_of": day.isoformat(),
        "incumbents": incumbents,
        "persons": con.execute("SELECT count(DISTINCT person_id) FROM found WHERE verdict = 'violates'").fetchall()[0][
            0
        ],
        "rules": sorted({bound.rule.id for bound in rules}),
        "by_rule": rows(f"SELECT rule_id, provision, {sums} FROM found GROUP BY ALL ORDER BY violates DESC, rule_id"),
        "by_organization": rows(
            f"SELECT organization_id, any_value(organization) AS name, {sums} FROM found GROUP BY organization_id "
            "ORDER BY violates DESC, unproven DESC, organization_id"
        ),
    }
    (out / "incumbents.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
    return Incumbents(summary, file)
