"""One decision explained: every rule that applies, its verdict, and what the verdict rests on."""

from __future__ import annotations

import dataclasses
import tempfile
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from chinhdanh.audit.engines import open_engine
from chinhdanh.audit.gate import Verdict, verdict_of
from chinhdanh.audit.record import day_of_audit, load_record
from chinhdanh.audit.run import build_facts
from chinhdanh.audit.verdicts import COLUMNS, all_judged, with_answers
from chinhdanh.law.library import Library, load_library
from chinhdanh.law.rule import all_rules, bind_all
from chinhdanh.registry.snapshot import Snapshot


def explain(
    snapshot: Snapshot, decision_id: str, *, as_of: date | None = None, library: Library | None = None
) -> list[Verdict]:
    """Every verdict on one decision of the registry, violations first, then the unproven, by rule.

    The very expressions of the audit, over the same files. An empty list: no checked rule applies to the decision.
    Raises KeyError where the registry has no such decision.
    """
    law = library or load_library()
    rules = bind_all(all_rules(), law)
    day = day_of_audit(snapshot.files, snapshot.columns, as_of or snapshot.as_of)
    with tempfile.TemporaryDirectory(prefix="chinhdanh-explain-") as scratch:
        with open_engine("duckdb", Path(scratch)) as engine:
            record = load_record(engine, snapshot.files, snapshot.columns, day)
            one = record["decision"]
            one = engine.stage("one_decision", one.filter(one["id"] == decision_id))
            record = dataclasses.replace(record, tables={**record.tables, "decision": one})
            file = Path(scratch) / "one.parquet"
            engine.write([one.select("id")], file)
            

            if pq.read_metadata(file).num_rows == 0:
                raise KeyError(decision_id)
            answers = engine.stage("answers", with_answers(rules, build_facts(record, rules, law, engine.stage), law))
            written = Path(scratch) / "verdicts.parquet"
            engine.write(all_judged(rules, answers), written)
            rows = pq.read_table(written, columns=list(COLUMNS)).to_pylist()
    order = {"violates": 0, "unproven": 1, "complies": 2}
    return sorted((verdict_of(row) for row in rows), key=lambda v: (order[v.verdict], v.rule_id))
