"""A snapshot into the empty record, and the record out as a snapshot."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.apps import apps
from django.db import connection, transaction

from chinhdanh.registry.readers.convert import connection as duckdb_connection
from chinhdanh.registry.schema import TABLES
from chinhdanh.registry.snapshot import Snapshot, write_manifest
from chinhdanh.registry.sql import SQL_TYPES, literal, parquet, quote
from chinhdanh.web.record.admission import Demands, give_seats, what_is_refused
from chinhdanh.web.record.base import MODELS, Change, KeptTable, model_name
from chinhdanh.web.record.bulk import checked_at_the_end

Progress = Callable[[str, int, int], None]


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
    Raises NotEmpty; RegistryProblems with all that the record cannot hold: nothing is then written.
    """
    given = [table for table in TABLES if table in snapshot.files]
    steps = len(given) + 2
    with transaction.atomic(), tempfile.TemporaryDirectory(prefix="chinhdanh-load-") as folder:
        if Change.objects.exists():
            raise NotEmpty
        progress("check", 0, steps)
        with closing(duckdb_connection(Path(folder))) as con:
            snapshot.make_views(con)
            if "tenure" in given:
                give_seats(con)
            what_is_refused(
                con, snapshot, {table: _demands(model) for table, model in recorded_models().items()}
            ).raise_if_any()
            change = Change.objects.create(kind="load", reason=reason, by=by)
            rows = {}
            with checked_at_the_end(name for table in given for name in (table, f"{table}_version")):
                for n, table in enumerate(given, 1):
                    progress(table, n, steps)
                    KeptTable.objects.create(table=table, change=change)
                    rows[table] = _copy(con, snapshot, table, change.pk, Path(folder) / f"{table}.csv")
                progress("index", steps - 1, steps)
        progress("index", steps, steps)
    return rows


def _demands(model: Any) -> Demands:
    """What the model asks of its rows."""
    return Demands(
        filled=tuple(
            field.column
            for field in model._meta.concrete_fields
            if not field.null and field.column != "id" and field.column in TABLES[model.registry_table].column_names
        ),
        in_order=any(constraint.name.endswith("_period_in_order") for constraint in model._meta.constraints),
    )


def _copy(con: duckdb.DuckDBPyConnection, snapshot: Snapshot, table: str, change: int, file: Path) -> int:
    names = [name for name in TABLES[table].column_names if name != "id" and name in snapshot.columns[table]]
    columns = ["id", "change_id", *names]
    select = ["coalesce(id, replace(uuid()::VARCHAR, '-', ''))", str(change), *map(quote, names)]
    source = table
    if table == "tenure":
        columns.append("seat")
        select.append("coalesce(seat, 1)")
        source = "tenure LEFT JOIN seat_of USING (_row)"
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


def export_snapshot(folder: Path, as_of: date | None = None) -> dict[str, int]:
    """Write every table that is kept, as it stands now, as a snapshot into `folder`; rows by table.

    The tables without which there is no snapshot are written without rows where nothing was recorded yet: a record that
    begins with its bodies can be written out and audited from the first day.
    All of them are read as of one moment. The caller makes the folder whole or not at all (registry.outdir.new_folder).
    """
    rows = {}
    with transaction.atomic(), tempfile.TemporaryDirectory(prefix="chinhdanh-export-") as scratch:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        kept = set(KeptTable.objects.values_list("table", flat=True))
        with closing(duckdb_connection(Path(scratch))) as con:
            for table in TABLES:
                if table in kept or TABLES[table].required:
                    rows[table] = _export(con, table, Path(scratch) / f"{table}.csv", folder / f"{table}.parquet")
    write_manifest(folder, as_of=as_of)
    return rows


def _export(con: duckdb.DuckDBPyConnection, table: str, text: Path, target: Path) -> int:
    with connection.cursor() as cursor, text.open("wb") as file:
        query = f"COPY (SELECT * FROM snapshot.{quote(table)} ORDER BY id) TO STDOUT (FORMAT csv, FORCE_QUOTE *)"
        with cursor.cursor.copy(query) as copy:
            for block in copy:
                file.write(block)
    columns = ", ".join(f"{literal(c.name)}: {literal(SQL_TYPES[c.type])}" for c in TABLES[table].columns)
    con.execute(
        f"COPY (SELECT * FROM read_csv({literal(str(text))}, header = false, delim = ',', quote = '\"', escape = '\"', "
        f"nullstr = '', allow_quoted_nulls = false, auto_detect = false, columns = {{{columns}}})) "
        f"TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    )
    text.unlink()
    return int(con.execute(f"SELECT count(*) FROM {parquet(target)}").fetchall()[0][0])
