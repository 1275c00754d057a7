"""The record as an engine sees it: every table of the schema, what is missing empty or NULL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from chinhdanh.audit.engines import Engine
from chinhdanh.facts.calendar import working_day_ordinals
from chinhdanh.registry.schema import TABLES, arrow_schema


def load_record(engine: Engine, files: Mapping[str, Path], columns: Mapping[str, Iterable[str]]) -> None:
    """Put the files of a snapshot before an engine as `record_<table>`, and the calendar as `working_days`.

    Every table of the registry is there with every column; what the snapshot lacks is empty or NULL.
    """
    for name in TABLES:
        engine.table(name, files.get(name), arrow_schema(name), frozenset(columns.get(name, ())))
    overrides = _calendar(files["calendar"]) if "calendar" in files else ()
    engine.small_table("working_days", working_day_ordinals(overrides))


def _calendar(file: Path) -> list[tuple[date, str]]:
    rows = pq.read_table(file, columns=["day", "kind"]).to_pylist()
    return [(row["day"], row["kind"]) for row in rows if row["day"] is not None and row["kind"] is not None]


def day_of_audit(files: Mapping[str, Path], columns: Mapping[str, Iterable[str]], stated: date | None) -> date:
    """The day stated in the manifest, else the day after the latest date of a decision (REGISTRY.md).

    A registry without a single date of a decision is judged as of the first day of the oldest law it could meet.
    """
    if stated is not None:
        return stated
    latest: date | None = None
    for name in ("signed_on", "effective_on"):
        if name in set(columns["decision"]):
            value = _latest(files["decision"], name)
            if value is not None and (latest is None or value > latest):
                latest = value
    return latest + timedelta(days=1) if latest is not None else date(2020, 12, 1)


def _latest(file: Path, column: str) -> date | None:
    found: date | None = None
    for batch in pq.ParquetFile(file).iter_batches(columns=[column]):
        value = pc.max(batch.column(0)).cast(pa.date32()).as_py()
        if value is not None and (found is None or value > found):
            found = value
    return found
