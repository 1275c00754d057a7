"""DuckDB in the process: the default engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import ibis
import pyarrow as pa
from ibis.expr import types as ir

ROW_GROUP = 122_880
"""Rows that are held before they are written; with it memory does not grow with the number of findings."""


def sql(table: ir.Table) -> str:
    return str(ibis.to_sql(table, dialect="duckdb", pretty=False))


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class DuckEngine:
    """One in-memory database; staged tables live in it and spill to `scratch`."""

    def __init__(self, scratch: Path) -> None:
        self.backend = ibis.duckdb.connect()
        self.con = self.backend.con
        self.con.execute(f"SET temp_directory = {literal(str(scratch))}")
        self.con.execute("SET preserve_insertion_order = false")
        self.con.execute("SET enable_progress_bar = false")

    def table(self, name: str, file: Path | None, schema: pa.Schema) -> ir.Table:
        own = f"record_{name}"
        if file is None:
            self.con.register(f"empty_{name}", schema.empty_table())
            self.con.execute(f'CREATE TABLE "{own}" AS SELECT * FROM "empty_{name}"')
            self.con.unregister(f"empty_{name}")
        else:
            self.con.execute(f'CREATE VIEW "{own}" AS SELECT * FROM read_parquet({literal(str(file))})')
        return self.backend.table(own)

    def small_table(self, name: str, data: pa.Table) -> ir.Table:
        self.con.register(f"given_{name}", data)
        self.con.execute(f'CREATE TABLE "{name}" AS SELECT * FROM "given_{name}"')
        self.con.unregister(f"given_{name}")
        return self.backend.table(name)

    def stage(self, name: str, table: ir.Table) -> ir.Table:
        own = f"stage_{name}"
        self.con.execute(f'CREATE TABLE "{own}" AS {sql(table)}')
        return self.backend.table(own)

    def drop(self, staged: ir.Table) -> None:
        self.con.execute(f'DROP TABLE "{staged.get_name()}"')

    def read(self, file: Path) -> ir.Table:
        name = f"read_{file.stem}"
        self.con.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet({literal(str(file))})')
        return self.backend.table(name)

    def write(self, tables: Sequence[ir.Table], file: Path) -> None:
        # Compiled one by one: one expression of a hundred unions takes Ibis many times as long.
        query = " UNION ALL ".join(f"({sql(table)})" for table in tables)
        self.con.execute(
            f"COPY ({query}) TO {literal(str(file))} "
            f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP})"
        )


@contextmanager
def duck_engine(scratch: Path) -> Iterator[DuckEngine]:
    engine = DuckEngine(scratch)
    try:
        yield engine
    finally:
        engine.backend.disconnect()
