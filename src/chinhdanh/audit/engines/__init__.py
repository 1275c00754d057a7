"""The engines that can answer: the same expressions, asked of DuckDB in the process or of Spark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal, Protocol

import pyarrow as pa
from ibis.expr import types as ir

EngineName = Literal["duckdb", "spark"]


class Engine(Protocol):
    """What the audit asks of an engine."""

    def table(self, name: str, file: Path | None, schema: pa.Schema) -> ir.Table:
        """A table of the record: the Parquet file, or an empty table of `schema`."""

    def small_table(self, name: str, data: pa.Table) -> ir.Table:
        """A small table that we bring ourselves."""

    def stage(self, name: str, table: ir.Table) -> ir.Table:
        """Materialise an intermediate table."""

    def drop(self, staged: ir.Table) -> None:
        """Forget a staged table that nothing needs any more."""

    def read(self, file: Path) -> ir.Table:
        """A Parquet file that was written before."""

    def write(self, tables: Sequence[ir.Table], file: Path) -> None:
        """Stream tables of the same columns, one below the other, to one Parquet file."""


def open_engine(name: EngineName, scratch: Path) -> AbstractContextManager[Engine]:
    """The engine of that name; intermediate data that does not fit in memory goes to `scratch`.

    Raises EngineMissing where the engine's library or Java is not installed.
    """
    if name == "spark":
        from chinhdanh.audit.engines.spark import spark_engine

        return spark_engine(scratch)
    from chinhdanh.audit.engines.duck import duck_engine

    return duck_engine(scratch)


class EngineMissing(Exception):
    """The engine asked for is not installed; the message says what to install."""


Given = Mapping[str, Path]
