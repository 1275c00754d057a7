"""Spark: the same expressions where one machine is not enough; in local mode for tests."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from chinhdanh.audit.batch import ANSWERS, Batch
from chinhdanh.audit.engines import EngineMissing
from chinhdanh.audit.verdicts import VERDICTS

BRANCHES = 16
"""Queries written at once: Spark takes more than proportionally long to plan a long union."""


class SparkEngine:
    """Uses the session that exists, or starts one on this machine. Staged tables are written to `scratch` as Parquet."""

    dialect = "pyspark"

    def __init__(self, session: Any, scratch: Path) -> None:
        self.session = session
        self.scratch = scratch
        self._verdicts = scratch / "verdicts"

    def table(self, name: str, file: Path | None, schema: pa.Schema, columns: frozenset[str]) -> None:
        if file is None:
            self.small_table(f"record_{name}", schema.empty_table())
            return
        frame = self.session.read.parquet(str(file))
        given = [f"`{column}`" if column in columns else f"NULL AS `{column}`" for column in schema.names]
        frame.selectExpr(*given).createOrReplaceTempView(f"record_{name}")

    def small_table(self, name: str, data: pa.Table) -> None:
        file = self.scratch / f"given_{name}.parquet"
        pq.write_table(data, file)
        self._view(name, file)

    def stage(self, name: str, query: str) -> None:
        folder = self.scratch / f"stage_{name}"
        frame = self.session.sql(query)
        frame.write.mode("overwrite").parquet(str(folder))
        self._view(f"stage_{name}", folder, frame.schema)

    def drop(self, name: str) -> None:
        shutil.rmtree(self.scratch / f"stage_{name}")

    def read(self, file: Path) -> str:
        self._view(f"read_{file.stem}", file)
        return f"read_{file.stem}"

    def judge(self, batch: Batch) -> None:
        self.stage(ANSWERS, batch.answers)
        for first in range(0, len(batch.verdicts), BRANCHES):
            union = " UNION ALL ".join(f"({query})" for query in batch.verdicts[first : first + BRANCHES])
            self.session.sql(union).write.mode("append").parquet(str(self._verdicts))
        self.drop(ANSWERS)

    def keep_verdicts(self, file: Path) -> None:
        _join_parts(self._verdicts, file)

    def write(self, query: str, file: Path) -> None:
        folder = self.scratch / f"out_{file.stem}"
        self.session.sql(query).write.parquet(str(folder))
        _join_parts(folder, file)

    def _view(self, name: str, file: Path, schema: Any = None) -> None:
        """`file` by this name; where its schema is known, Spark need not run a job to read it."""
        reader = self.session.read if schema is None else self.session.read.schema(schema)
        reader.parquet(str(file)).createOrReplaceTempView(name)


def _join_parts(folder: Path, file: Path) -> None:
    """One Parquet file of what Spark wrote in parts, by streaming row groups; the folder may be missing."""
    with pq.ParquetWriter(file, VERDICTS, compression="zstd") as writer:
        for part in sorted(folder.glob("part-*.parquet")):
            for batch in pq.ParquetFile(part).iter_batches():
                writer.write_table(pa.Table.from_batches([batch]).cast(VERDICTS))
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def spark_engine(scratch: Path) -> Iterator[SparkEngine]:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineMissing(
            "Chưa cài Spark. Cài: pip install 'chinhdanh[spark]' / Spark is not installed: pip install 'chinhdanh[spark]'"
        ) from error
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise EngineMissing(
            "Spark cần Java 17 trở lên / Spark needs Java 17 or newer (Debian: openjdk-17-jre-headless)"
        )
    # Asking for the backend registers its options, which the compiler reads wherever a number may be NaN.
    _ = ibis.pyspark
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    active = SparkSession.getActiveSession()
    session = active or (
        SparkSession.builder.appName("chinhdanh")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "Asia/Ho_Chi_Minh")
        .config("spark.sql.ansi.enabled", "false")
        .config("spark.sql.shuffle.partitions", os.environ.get("CHINHDANH_SPARK_PARTITIONS", "4"))
        .config("spark.driver.memory", os.environ.get("CHINHDANH_SPARK_MEMORY", "3g"))
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.warehouse.dir", str(scratch / "warehouse"))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield SparkEngine(session, scratch)
    finally:
        if active is None:
            session.stop()
