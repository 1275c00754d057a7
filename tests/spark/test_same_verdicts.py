"""Spark and DuckDB, asked the same, give the same verdicts row by row: fact by fact and missing column by column."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from chinhdanh.audit.run import audit
from chinhdanh.registry.snapshot import open_snapshot
from chinhdanh.registry.synth import write

pytestmark = [
    pytest.mark.spark,
    # The session of PySpark warns of its own deprecations and leaves its sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning:pyspark.*", "ignore::RuntimeWarning:pyspark.*"),
]

OFFICIALS = 400

LOCAL = (
    # A few thousand rows: compiling Java for each query and shuffling into many parts would take most of the time.
    "--conf spark.sql.codegen.wholeStage=false --conf spark.sql.codegen.factoryMode=NO_CODEGEN "
    "--conf spark.sql.adaptive.enabled=false --conf spark.sql.autoBroadcastJoinThreshold=100m "
    "--conf spark.sql.parquet.compression.codec=uncompressed "
    # What it checks of its own optimizer, and the plans that it writes out as text for pages that nobody opens.
    "--conf spark.sql.lightweightPlanChangeValidation=false --conf spark.sql.planChangeValidation=false "
    "--conf spark.sql.maxPlanStringLength=0 --conf spark.sql.debug.maxToStringFields=1 "
    # Nearly all of it is planning, each query once: what Java would make of it for good use comes too late to be used.
    "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' pyspark-shell"
)
SHOWN = 10


def verdicts(file: Path) -> dict[tuple, dict]:
    """Rows by rule, subject, day and decision, with the facts read."""
    rows = {}
    for row in pq.read_table(file).to_pylist():
        row["facts"] = json.loads(row["facts"])
        key = (row["rule_id"], row["subject_id"], row["on"], row["decision_id"])
        assert key not in rows, key
        rows[key] = row
    return rows


@pytest.fixture(scope="module")
def audits(tmp_path_factory):
    home = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_SUBMIT_ARGS", LOCAL)
        patch.setenv("CHINHDANH_SPARK_PARTITIONS", "1")
        yield judged_by_both(home)


def judged_by_both(home):
    """Summary and output folder of each engine."""
    write(OFFICIALS, 2026, home / "registry")
    found = {}
    with open_snapshot(home / "registry") as snapshot:
        for engine in ("duckdb", "spark"):
            out = home / engine
            out.mkdir()
            found[engine] = (audit(snapshot, out, engine=engine).summary, out)
    return found


def test_every_row_is_the_same(audits):
    ours, theirs = (verdicts(audits[engine][1] / "verdicts.parquet") for engine in ("duckdb", "spark"))
    assert len(ours) > 1000
    assert ours.keys() == theirs.keys()
    different = [key for key in ours if ours[key] != theirs[key]]
    shown = [
        f"{key}: {column}: duckdb {ours[key][column]!r}, spark {theirs[key][column]!r}"
        for key in different[:SHOWN]
        for column in ours[key]
        if ours[key][column] != theirs[key][column]
    ]
    assert not different, "\n".join([f"{len(different)} rows differ", *shown])


def test_the_findings_are_the_rows_that_do_not_comply(audits):
    ours, theirs = (verdicts(audits[engine][1] / "findings.parquet") for engine in ("duckdb", "spark"))
    assert ours == theirs
    assert {row["verdict"] for row in theirs.values()} == {"violates", "unproven"}


def test_the_files_have_the_same_columns(audits):
    for name in ("verdicts.parquet", "findings.parquet"):
        ours, theirs = (pq.read_schema(audits[engine][1] / name) for engine in ("duckdb", "spark"))
        assert ours.names == theirs.names
        assert ours.types == theirs.types


def test_the_summaries_count_the_same(audits):
    ours, theirs = (
        {name: value for name, value in audits[engine][0].items() if name not in ("seconds", "engine")}
        for engine in ("duckdb", "spark")
    )
    assert ours == theirs
    assert audits["spark"][0]["engine"] == "spark"
