"""A snapshot into the empty record, and the record out as a snapshot."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from django.apps import apps
from django.db import connection, transaction

from chinhdanh.registry.schema import TABLES, Column
from chinhdanh.registry.snapshot import Snapshot, write_manifest
from chinhdanh.registry.sql import literal, parquet, quote
from chinhdanh.web.record.base import MODELS, Change, KeptTable, model_name

Progress = Callable[[str, int, int], None]

_TYPES = {"date": "DATE", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}


class NotEmpty(Exception):
    """The record holds rows already; a snapshot is loaded into an empty one."""


def recorded_models() -> dict[str, Any]:
    """The model of what holds now, by table of the registry."""
    return {table: apps.get_model(app, model_name(table)) for table, app in MODELS.items()}


def load_snapshot(
    snapshot: Snapshot, reason: str, by: Any = None, progress: Progress = lambda _what, _done, _all: None
) -> dict[str, int]:
    """Put every row of `snapshot` into the record, in one transaction under one change; rows by table.

    Rows without an id get one; a tenure takes the first seat of its post that is free when it begins.
    Raises NotEmpty; IntegrityError where the record cannot hold what the snapshot says: nothing is then written.
    """
    given = [table for table in TABLES if table in snapshot.files]
    with transaction.atomic(), tempfile.TemporaryDirectory(prefix="chinhdanh-load-") as folder:
        if Change.objects.exists():
            raise NotEmpty
        change = Change.objects.create(kind="load", reason=reason, by=by)
        con = duckdb.connect()
        con.execute(f"SET temp_directory = {literal(folder)}")
        rows = {}
        for n, table in enumerate(given):
            progress(table, n, len(given))
            KeptTable.objects.create(table=table, change=change)
            rows[table] = _copy(con, snapshot, table, change.pk, Path(folder) / f"{table}.csv")
        progress("check", len(given), len(given))
    return rows


def _copy(con: duckdb.DuckDBPyConnection, snapshot: Snapshot, table: str, change: int, file: Path) -> int:
    names = [name for name in snapshot.columns[table] if name in TABLES[table].column_names]
    values = [quote(name) for name in names if name != "id"]
    ids = "coalesce(id, replace(uuid()::VARCHAR, '-', ''))" if "id" in names else "replace(uuid()::VARCHAR, '-', '')"
    columns = ["id", "change_id", *(name for name in names if name != "id")]
    select = [f"{ids} AS id", f"{change} AS change_id", *values]
    source = parquet(snapshot.files[table])
    if table == "tenure":
        columns.append("seat")
        select.append("seat")
        source = _seated(con, snapshot)
    # An empty text is a value and NULL is none: only quotes tell them apart in CSV.
    con.execute(
        f"COPY (SELECT {', '.join(select)} FROM {source}) TO {literal(str(file))} (FORMAT csv, HEADER false, FORCE_QUOTE *)"
    )
    listed = ", ".join(quote(name) for name in columns)
    with connection.cursor() as cursor:
        target = f"COPY {quote(table + '_version')} ({listed}) FROM STDIN (FORMAT csv)"
        with cursor.cursor.copy(target) as copy, file.open("rb") as data:
            while block := data.read(1 << 20):
                copy.write(block)
    file.unlink()
    return snapshot.rows[table]


def _seated(con: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> str:
    """The tenures with their seats: those of one post in the order of their days, each on the first free seat."""
    tenures = con.execute(
        f'SELECT id, post_id, "from", until, coalesce(acting, false) AS acting FROM {parquet(snapshot.files["tenure"])} '
        'WHERE post_id IS NOT NULL ORDER BY post_id, "from" NULLS FIRST, until NULLS LAST, id'
    ).fetchall()
    seats: dict[str, int] = {}
    free_from: list[Any] = []
    of_post = None
    for row, post, since, until, acting in tenures:
        if post != of_post:
            free_from, of_post = [], post
        if acting or since is None:
            continue
        number = next((n for n, free in enumerate(free_from) if free is not None and free <= since), len(free_from))
        if number == len(free_from):
            free_from.append(None)
        free_from[number] = until
        seats[row] = number + 1
    con.execute("CREATE OR REPLACE TABLE seats (tenure VARCHAR, seat INTEGER)")
    if seats:
        con.register("given_seats", pa.table({"tenure": list(seats), "seat": list(seats.values())}))
        con.execute("INSERT INTO seats SELECT * FROM given_seats")
        con.unregister("given_seats")
    return (
        f"(SELECT t.*, coalesce(s.seat, 1) AS seat FROM {parquet(snapshot.files['tenure'])} t "
        "LEFT JOIN seats s ON s.tenure = t.id)"
    )


def export_snapshot(folder: Path, as_of: date | None = None) -> dict[str, int]:
    """Write every table that is kept, as it stands now, as a snapshot into `folder`; rows by table.

    All of them are read as of one moment. The caller makes the folder whole or not at all (registry.outdir.new_folder).
    """
    rows = {}
    with transaction.atomic(), tempfile.TemporaryDirectory(prefix="chinhdanh-export-") as scratch:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        kept = set(KeptTable.objects.values_list("table", flat=True))
        con = duckdb.connect()
        for table in TABLES:
            if table in kept:
                rows[table] = _export(con, table, Path(scratch) / f"{table}.csv", folder / f"{table}.parquet")
    write_manifest(folder, as_of=as_of)
    return rows


def _export(con: duckdb.DuckDBPyConnection, table: str, text: Path, target: Path) -> int:
    with connection.cursor() as cursor, text.open("wb") as file:
        query = f"COPY (SELECT * FROM snapshot.{quote(table)} ORDER BY id) TO STDOUT (FORMAT csv, FORCE_QUOTE *)"
        with cursor.cursor.copy(query) as copy:
            for block in copy:
                file.write(block)
    columns = ", ".join(f"{literal(c.name)}: {literal(_type(c))}" for c in TABLES[table].columns)
    con.execute(
        f"COPY (SELECT * FROM read_csv({literal(str(text))}, header = false, delim = ',', quote = '\"', escape = '\"', "
        f"nullstr = '', allow_quoted_nulls = false, auto_detect = false, columns = {{{columns}}})) "
        f"TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    )
    text.unlink()
    return int(con.execute(f"SELECT count(*) FROM {parquet(target)}").fetchall()[0][0])


def _type(column: Column) -> str:
    return _TYPES.get(column.type, "VARCHAR")
