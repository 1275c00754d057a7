"""One proposed decision at the gate: `python -m bench.judge_speed FOLDER CALLS` prints seconds of every call as JSON.

The decisions are spread evenly over the appointments of the registry's last six years; their rows are cut out of the
registry beforehand, as the web application holds them in its database. What is timed is `audit.judge` alone. The first
call translates the rules; `kept` is what it takes in a process that finds them translated.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

WARM_UP = 20


def main(registry: Path, calls: int) -> dict[str, Any]:
    import duckdb

    from chinhdanh.audit import judge
    from chinhdanh.audit.gate import Gate
    from chinhdanh.audit.slices import slice_for
    from chinhdanh.law.layers import load_lawbook
    from chinhdanh.registry.snapshot import open_snapshot
    from chinhdanh.registry.sql import parquet

    with open_snapshot(registry) as snapshot:
        table = parquet(snapshot.files["decision"])
        query = f"SELECT id FROM {table} WHERE kind = 'appointment' AND signed_on >= DATE '2020-12-01'"
        ids = [row[0] for row in duckdb.connect().execute(query + " ORDER BY id").fetchall()]
        wanted = min(calls + WARM_UP, len(ids))
        chosen = ids[:: max(1, len(ids) // wanted)][:wanted]
        slices = [(name, slice_for(snapshot.files, name)) for name in chosen]
    book = load_lawbook()
    with tempfile.TemporaryDirectory() as empty:
        os.environ["CHINHDANH_CACHE"] = empty
        began = time.perf_counter()
        judge(slices[0][1], slices[0][0])
        first = time.perf_counter() - began
        began = time.perf_counter()
        Gate(slices[0][1], book, kinds=("appointment",)).judge(slices[0][1], slices[0][0])
        kept = time.perf_counter() - began
    for name, rows in slices[:WARM_UP]:
        judge(rows, name)
    seconds, verdicts = [], 0
    for name, rows in slices[WARM_UP:]:
        began = time.perf_counter()
        verdicts += len(judge(rows, name))
        seconds.append(time.perf_counter() - began)
    rows_of = [sum(len(table) for table in rows.values()) for _, rows in slices[WARM_UP:]]
    mean = sum(rows_of) / max(1, len(rows_of))
    return {"first": first, "kept": kept, "seconds": seconds, "verdicts": verdicts, "rows": mean}


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1]), int(sys.argv[2])), sys.stdout)
