"""Ten rules as hand-written SQL over the Parquet files: `python -m bench.by_hand FOLDER` prints the counts as JSON.

Only DuckDB is imported, so that the process costs what an analyst's own script would cost.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import duckdb

SQL = Path(__file__).parent / "handwritten"
RETIREMENT_AGE = Path(__file__).parents[1] / "src" / "chinhdanh" / "facts" / "data" / "retirement_age.csv"

QUERIES: dict[str, str] = {
    "appointment/planned_r3": "planned_r3",
    "appointment/time_in_post_80": "time_in_post_80",
    "appointment/full_term_left_r3": "full_term_left_r3",
    "appointment/three_good_years": "three_good_years",
    "appointment/final_vote_r3": "final_vote_r3",
    "appointment/quorum_r3": "quorum_r3",
    "appointment/key_staff_vote_r4": "key_staff_vote_r4",
    "appointment/dossier_fresh_r4": "dossier_fresh_r4",
    "discipline/twelve_months_2008": "twelve_months_2008",
    "relatives/no_linked_relatives_114": "no_linked_relatives_114",
}
"""Rule id -> file in `handwritten/`."""

Counts = tuple[int, int, int]
"""Complies, violates, unproven."""


def count_by_hand(registry: Path) -> dict[str, Counts]:
    """The counts of each of the ten rules over a folder of Parquet files.

    Raises duckdb.Error where the folder lacks a table or column that the synthetic registry gives.
    """
    con = duckdb.connect()
    con.execute("SET preserve_insertion_order = false")
    con.execute("SET enable_progress_bar = false")
    for file in sorted(registry.glob("*.parquet")):
        path = str(file).replace("'", "''")
        con.execute(f"CREATE VIEW \"{file.stem}\" AS SELECT * FROM read_parquet('{path}')")
    con.execute("CREATE TABLE retirement_age (sex VARCHAR, born_from DATE, born_until DATE, age_months INTEGER)")
    with RETIREMENT_AGE.open(encoding="utf-8") as source:
        ages = [
            (row["sex"], row["born_from"] or None, row["born_until"] or None, int(row["age_months"]))
            for row in csv.DictReader(source)
        ]
    con.executemany("INSERT INTO retirement_age VALUES (?, ?, ?, ?)", ages)
    for name in ("macros", "00_appointments"):
        con.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"))
    counts: dict[str, Counts] = {}
    for rule, name in QUERIES.items():
        row = con.execute((SQL / f"{name}.sql").read_text(encoding="utf-8")).fetchall()[0]
        counts[rule] = (int(row[0]), int(row[1]), int(row[2]))
    con.close()
    return counts


if __name__ == "__main__":
    json.dump(count_by_hand(Path(sys.argv[1])), sys.stdout)
