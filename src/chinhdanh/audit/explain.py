"""One decision explained: every rule that applies, its verdict, and what the verdict rests on."""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from chinhdanh.audit.engines import open_engine
from chinhdanh.audit.gate import Verdict
from chinhdanh.audit.plan import plan_for
from chinhdanh.audit.record import day_of_audit, load_record
from chinhdanh.audit.verdicts import COLUMNS
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
        one = Path(scratch) / "decision.parquet"
        rows = pq.read_table(snapshot.files["decision"], filters=[("id", "=", decision_id)])
        if rows.num_rows == 0:
            raise KeyError(decision_id)
        pq.write_table(rows, one)
        with open_engine("duckdb", Path(scratch)) as engine:
            plan = plan_for(engine.dialect, snapshot.columns, rules, law).on(day)
            load_record(engine, {**snapshot.files, "decision": one}, snapshot.columns)
            for query in plan.stages:
                engine.stage(query.name, query.sql)
            written = Path(scratch) / "verdicts.parquet"
            engine.write(plan.verdicts, written)
            found = pq.read_table(written, columns=list(COLUMNS)).to_pylist()
    order = {"violates": 0, "unproven": 1, "complies": 2}
    verdicts = [
        Verdict(**{**row, "facts": json.loads(row["facts"]), "missing": tuple(row["missing"])}) for row in found
    ]
    return sorted(verdicts, key=lambda v: (order[v.verdict], v.rule_id))
