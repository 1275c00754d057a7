"""Spark: the same expressions where one machine is not enough; in local mode for tests."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr import types as ir

from chinhdanh.audit.engines import EngineMissing


def sql(table: ir.Table) -> str:
    return str(ibis.to_sql(table, dialect="pyspark", pretty=False))


class SparkEngine:
    """Uses the session that exists, or starts one on this machine. Staged tables are written to `scratch` as Parquet."""

    def __init__(self, session: Any, scratch: Path) -> None:
        self.session = session
        self.scratch = scratch
        self.backend = ibis.pyspark.connect(session)

    def table(self, name: str, file: Path | None, schema: pa.Schema) -> ir.Table:
        if file is None:
            file = self.scratch / f"empty_{name}.parquet"
            pq.write_table(schema.empty_table(), file)
        return self._view(f"record_{name}", file)

    def small_table(self, name: str, data: pa.Table) -> ir.Table:
        file = self.scratch / f"given_{name}.parquet"
        pq.write_table(data, file)
        return self._view(name, file)

    def stage(self, name: str, table: ir.Table) -> ir.Table:
        folder = self.scratch / f"stage_{name}"
        self._frame(table).write.mode("overwrite").parquet(str(folder))
        return self._view(f"stage_{name}", folder)

    def drop(self, staged: ir.Table) -> None:
        shutil.rmtree(self.scratch / staged.get_name())

    def read(self, file: Path) -> ir.Table:
        return self._view(f"read_{file.stem}", file)

    def write(self, tables: Sequence[ir.Table], file: Path) -> None:
        """One Parquet file, its parts joined by streaming row groups."""
        folder = self.scratch / f"out_{file.stem}"
        query = " UNION ALL ".join(f"({sql(table)})" for table in tables)
        self.session.sql(query).write.mode("overwrite").parquet(str(folder))
        parts = sorted(folder.glob("part-*.parquet"))
        schema = tables[0].schema().to_pyarrow()
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for part in parts:
                for batch in pq.ParquetFile(part).iter_batches():
                    writer.write_table(pa.Table.from_batches([batch]).cast(schema))
        shutil.rmtree(folder)

    def _view(self, name: str, file: Path) -> ir.Table:
        self.session.read.parquet(str(file)).createOrReplaceTempView(name)
        return self.backend.table(name)

    def _frame(self, table: ir.Table) -> Any:
        return self.session.sql(sql(table))


@contextmanager
def spark_engine(scratch: Path) -> Iterator[SparkEngine]:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineMissing(
            "Chưa cài Spark. Cài: pip install 'chinhdanh[spark]' / Spark is not installed: pip install 'chinhdanh[spark]'"
        ) from error
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise EngineMissing("Spark cần Java 17 trở lên / Spark needs Java 17 or newer (Debian: openjdk-17-jre-headless)")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    active = SparkSession.getActiveSession()
    session = active or (
        SparkSession.builder.appName("chinhdanh")
        .config("spark.ui.enabled", "false")
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
