"""DuckDB in the process: the default engine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from chinhdanh.registry.outdir import is_disk_full
from chinhdanh.registry.problems import Place, single
from chinhdanh.registry.sql import contract_columns, literal, parquet

MEMORY = "6GB"
"""What DuckDB may hold before it spills to disk; `CHINHDANH_MEMORY` says otherwise."""

ROW_GROUP = 122_880
"""Rows that are held before they are written; with it memory does not grow with the number of findings."""

BRANCHES = 20
"""Queries that are united at once. The time to plan a union grows with the square of its branches: hundreds of rules in
one take half a minute, in unions of unions a few seconds."""


class DuckEngine:
    """One in-memory database; staged tables live in it and spill to `scratch`."""

    dialect = "duckdb"

    def __init__(self, scratch: Path) -> None:
        self.con = duckdb.connect()
        self.con.execute(f"SET temp_directory = {literal(str(scratch))}")
        self.con.execute(f"SET memory_limit = {literal(_memory())}")
        self.con.execute("SET preserve_insertion_order = false")
        self.con.execute("SET enable_progress_bar = false")

    def table(self, name: str, file: Path | None, schema: pa.Schema, columns: frozenset[str]) -> None:
        if file is None:
            self.small_table(f"record_{name}", schema.empty_table())
            return
        given = contract_columns(name, columns)
        self.con.execute(f'CREATE VIEW "record_{name}" AS SELECT {given} FROM {parquet(file)}')

    def small_table(self, name: str, data: pa.Table) -> None:
        self.con.register("incoming", data)
        self.con.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
        self.con.unregister("incoming")

    def stage(self, name: str, query: str) -> None:
        with _told_of_memory():
            self.con.execute(f'CREATE TABLE "stage_{name}" AS {query}')

    def drop(self, name: str) -> None:
        self.con.execute(f'DROP TABLE "stage_{name}"')

    def read(self, file: Path) -> str:
        return parquet(file)

    def write(self, queries: Sequence[str], file: Path) -> None:
        query = _union([_union(queries[n : n + BRANCHES]) for n in range(0, len(queries), BRANCHES)])
        with _told_of_memory():
            self.con.execute(
                f"COPY ({query}) TO {literal(str(file))} "
                f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP})"
            )


def _memory() -> str:
    return os.environ.get("CHINHDANH_MEMORY", MEMORY)


@contextmanager
def _told_of_memory() -> Iterator[None]:
    """Raises RegistryProblems (``memory_full``) where DuckDB has no more memory; a full disk passes through."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        if is_disk_full(error):
            raise
        limit = _memory()
        raise single(
            "memory_full",
            Place(),
            f"Bộ nhớ dành cho việc kiểm tra ({limit}) không đủ cho hồ sơ này; không có gì được ghi lại. Đặt biến môi trường "
            "CHINHDANH_MEMORY lớn hơn (ví dụ 16GB), dùng máy có nhiều bộ nhớ hơn, hoặc --engine spark, rồi chạy lại.",
            f"The memory for the audit ({limit}) is not enough for this registry; nothing was left behind. Set the "
            "environment variable CHINHDANH_MEMORY higher (say 16GB), use a machine with more memory, or --engine spark, "
            "then run again.",
        ) from error


def _union(queries: Sequence[str]) -> str:
    return " UNION ALL ".join(f"SELECT * FROM ({query})" for query in queries)


@contextmanager
def duck_engine(scratch: Path) -> Iterator[DuckEngine]:
    engine = DuckEngine(scratch)
    try:
        yield engine
    finally:
        engine.con.close()
