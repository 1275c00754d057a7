"""The audit: every decision of a registry against the law of its own day."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from ibis.expr import types as ir

from chinhdanh.audit.engines import Engine, EngineName, open_engine
from chinhdanh.audit.record import day_of_audit, load_record
from chinhdanh.audit.summary import Judged, summarise
from chinhdanh.audit.verdicts import all_judged, facts_needed, kinds_needed, special_provisions, with_answers
from chinhdanh.facts import Record, fact_table
from chinhdanh.law.dating import with_law_days
from chinhdanh.law.library import Library, load_library
from chinhdanh.law.rule import BoundRule, bind_all, select_rules
from chinhdanh.registry.outdir import disk_full, is_disk_full
from chinhdanh.registry.snapshot import Snapshot

Progress = Callable[[str, int, int], None]
"""Called with what is being done, the steps done and the steps in all."""


@dataclass(frozen=True)
class Audit:
    """What an audit found: the summary as written, and where the verdicts are."""

    summary: dict[str, Any]
    verdicts: Path
    findings: Path


def build_facts(
    record: Record, rules: Sequence[BoundRule], library: Library, stage: Callable[[str, ir.Table], ir.Table]
) -> ir.Table:
    """The fact table that `rules` need, with the days whose law judges each decision."""
    return fact_table(
        record,
        kinds_needed(rules),
        facts_needed(rules),
        special_provisions(rules),
        stage,
        extend=lambda decisions: with_law_days(decisions, library),
    )


def audit(
    snapshot: Snapshot,
    out: Path,
    *,
    as_of: date | None = None,
    engine: EngineName = "duckdb",
    only: Iterable[str] = (),
    library: Library | None = None,
    progress: Progress = lambda _what, _done, _all: None,
) -> Audit:
    """Judge the registry and write `verdicts.parquet`, `findings.parquet` and `summary.json` into the folder `out`.

    `out` must exist; the caller makes it whole or not at all (registry.outdir.new_folder).

    Raises KeyError where `only` names no rule, EngineMissing where Spark is not there, RegistryProblems where the disk
    fills up.
    """
    began = time.monotonic()
    law = library or load_library()
    rules = bind_all(select_rules(only), law)
    day = day_of_audit(snapshot.files, snapshot.columns, as_of or snapshot.as_of)
    try:
        with tempfile.TemporaryDirectory(prefix="chinhdanh-audit-") as scratch:
            with open_engine(engine, Path(scratch)) as opened:
                _judge(opened, snapshot, rules, law, day, out, progress)
            verdicts, findings = out / "verdicts.parquet", out / "findings.parquet"
            progress("summary", 1, 1)
            judged = Judged(snapshot, verdicts, rules, law, day, engine, time.monotonic() - began)
            return Audit(summarise(judged, out / "summary.json", Path(scratch)), verdicts, findings)
    except (OSError, duckdb.Error) as error:
        if is_disk_full(error):
            raise disk_full(out) from error
        raise


def _judge(
    engine: Engine,
    snapshot: Snapshot,
    rules: Sequence[BoundRule],
    law: Library,
    day: date,
    out: Path,
    progress: Progress,
) -> None:
    record = load_record(engine, snapshot.files, snapshot.columns, day)
    done = 0
    steps = 24

    def stage(name: str, table: ir.Table) -> ir.Table:
        nonlocal done
        progress(name, done, steps)
        staged = engine.stage(name, table)
        done = min(done + 1, steps - 2)
        return staged

    facts = build_facts(record, rules, law, stage)
    answers = stage("answers", with_answers(rules, facts, law))
    engine.drop(facts)
    progress("verdicts", steps - 2, steps)
    engine.write(all_judged(rules, answers), out / "verdicts.parquet")
    progress("findings", steps - 1, steps)
    written = engine.read(out / "verdicts.parquet")
    engine.write([written.filter(written["verdict"] != "complies")], out / "findings.parquet")
    progress("findings", steps, steps)
