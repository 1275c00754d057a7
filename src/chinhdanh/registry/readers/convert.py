"""From a table of text cells to a typed Parquet file, with every cell that cannot be read reported."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from chinhdanh.registry.problems import LISTED_PER_KIND, Place, ProblemList
from chinhdanh.registry.readers.cells import CellSql, cell_sql, explain
from chinhdanh.registry.readers.fonts import font_of
from chinhdanh.registry.readers.names import code_of, column_of, nearest
from chinhdanh.registry.schema import TABLES, Column, Table
from chinhdanh.registry.sql import SQL_TYPES, literal, parquet, quote

ROW = "_row"
"""Name of the column of converted files that holds the row of the source (the header is row 1)."""

_MANY_CODES = 5000
_SAMPLE = 300
_BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160)"


@dataclass(frozen=True)
class RawTable:
    """Text cells as they were found: an SQL relation with the columns `h0`, `h1`, … and `_row`."""

    relation: str
    headers: Sequence[str | None]
    table: Table
    place: Place
    lenient: bool


@dataclass(frozen=True)
class Reading:
    """What every reader works with: the DuckDB connection, the folder for converted files, what was found so far."""

    con: Any
    workdir: Path
    found: ProblemList


@dataclass(frozen=True)
class TypedTable:
    """A table that can be read: the Parquet file, which columns of the contract it has, and how many rows."""

    path: Path
    columns: tuple[str, ...]
    rows: int
    has_row: bool
    """Whether the file names the rows of its source in `_row`."""


def match_headers(raw: RawTable, found: ProblemList) -> dict[str, str]:
    """Which cell column holds which column of the table: {column: "h3"}. Reports what does not fit."""
    matched: dict[str, str] = {}
    extra: list[str] = []
    for index, header in enumerate(raw.headers):
        if header is None or not header.strip():
            continue
        column = column_of(raw.table.name, header)
        if column is None:
            if header.strip() != ROW:
                extra.append(header.strip())
        elif column in matched:
            found.add(
                "column_twice",
                raw.place,
                f'Hai cột cùng là {raw.table.name}.{column} (tiêu đề "{header}"). Giữ lại một cột.',
                f'Two columns are both {raw.table.name}.{column} (header "{header}"). Keep one of them.',
                column=header,
            )
        else:
            matched[column] = f"h{index}"
    report_columns(raw.table, raw.place, set(matched), extra, found)
    return matched


def report_columns(table: Table, place: Place, given: set[str], extra: Sequence[str], found: ProblemList) -> None:
    """Report missing starred columns as problems and unknown columns as one notice."""
    for name in table.required_columns:
        if name not in given:
            near = nearest(name, extra)
            found.add(
                "missing_column",
                place,
                f"Thiếu cột bắt buộc {table.name}.{name}."
                + (f' Có phải cột "{near}"? Đổi tiêu đề thành {name}.' if near else " Thêm cột này."),
                f"The column {table.name}.{name} is required and missing."
                + (f' Is it "{near}"? Then name it {name}.' if near else " Add it."),
                column=name,
            )
    if extra:
        names = ", ".join(extra)
        found.notice(
            f"{place.source()}: không dùng các cột không có trong bảng {table.name}: {names}",
            f"{place.source()}: columns unknown to the table {table.name} are not used: {names}",
        )


def convert(reading: Reading, raw: RawTable, target: Path) -> TypedTable:
    """Write the typed Parquet file of `raw` to `target`, and report every cell that cannot be read.

    Rows without a value in any column of the table are left out. A cell
    that cannot be read is a problem, so the file is of use only where none was found.
    """
    con, found = reading.con, reading.found
    matched = match_headers(raw, found)
    raw = _in_unicode(reading, raw, matched)
    cells = {f"h{index}": f"nullif(trim(nfc_normalize(h{index}), {_BLANKS}), '')" for index in range(len(raw.headers))}
    select = ", ".join(f"{sql} AS {name}" for name, sql in cells.items())
    # A running number beside otherwise empty cells makes no row, so only the columns of the table count.
    any_cell = " OR ".join(f"{name} IS NOT NULL" for name in matched.values()) or "FALSE"
    clean = f"(SELECT * FROM (SELECT {ROW}, {select} FROM {raw.relation}) WHERE {any_cell})"
    readings = {
        name: cell_sql(column, cell, lenient=raw.lenient, codes=_code_words(con, clean, raw, column, cell))
        for name, cell in matched.items()
        for column in (raw.table.column(name),)
    }
    _report_cells(reading, clean, raw, matched, readings)
    typed = [
        f"CAST({readings[column.name].typed} AS {SQL_TYPES[column.type]}) AS {quote(column.name)}"
        for column in raw.table.columns
        if column.name in readings
    ]
    con.execute(
        f"COPY (SELECT {', '.join([*typed, f'CAST({ROW} AS BIGINT) AS {ROW}'])} FROM {clean}) "
        f"TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    )
    rows = con.execute(f"SELECT count(*) FROM {parquet(target)}").fetchall()[0][0]
    columns = tuple(name for name in raw.table.column_names if name in readings)
    return TypedTable(target, columns, rows, has_row=True)


def _in_unicode(reading: Reading, raw: RawTable, matched: dict[str, str]) -> RawTable:
    """`raw` itself, or with its cells in Unicode where they were typed with an old Vietnamese font."""
    con = reading.con
    cells = [cell for name, cell in matched.items() if raw.table.column(name).type in ("text", "code")]
    sample: list[str] = []
    for cell in cells:
        is_beyond_ascii = f"strlen({cell}) <> length({cell})"
        rows = con.execute(f"SELECT {cell} FROM {raw.relation} WHERE {is_beyond_ascii} LIMIT {_SAMPLE}").fetchall()
        sample += [text for (text,) in rows]
    font = font_of(sample)
    if font is None:
        return raw
    reading.found.notice(
        f"{raw.place.source()}: chữ gõ bằng phông {font.name}, đã chuyển sang Unicode",
        f"{raw.place.source()}: text typed with the font encoding {font.name}, converted to Unicode",
    )
    # Offices type a few thousand different words; each is converted once and looked up.
    view = f"unicode_{raw.table.name}"
    every = " UNION ".join(
        f"SELECT {cell} FROM {raw.relation} WHERE strlen({cell}) <> length({cell})" for cell in matched.values()
    )
    old = [text for (text,) in con.execute(every).fetchall()]
    changed = pa.table({"old": pa.array(old, pa.string()), "new": pa.array(map(font.to_unicode, old), pa.string())})
    con.register("font_words", changed)
    con.execute(f"CREATE TABLE {view}_words AS SELECT * FROM font_words")
    con.unregister("font_words")
    cells_sql = ", ".join(
        f"coalesce((SELECT new FROM {view}_words WHERE old = {cell}), {cell}) AS {cell}"
        for cell in (f"h{index}" for index in range(len(raw.headers)))
    )
    con.execute(f"CREATE TABLE {view} AS SELECT {ROW}, {cells_sql} FROM {raw.relation}")
    return replace(raw, relation=view)


def _code_words(con: Any, clean: str, raw: RawTable, column: Column, cell: str) -> dict[str, str]:
    """Words found in a code column of an Excel sheet that are not codes but mean one: {"Bổ nhiệm": "appointment"}."""
    if column.type != "code" or not raw.lenient:
        return {}
    words = con.execute(f"SELECT DISTINCT {cell} FROM {clean} WHERE {cell} IS NOT NULL LIMIT {_MANY_CODES}").fetchall()
    meant = {word: code_of(raw.table.name, column, word) for (word,) in words if word not in column.codes}
    return {word: code for word, code in meant.items() if code is not None}


def _report_cells(
    reading: Reading, clean: str, raw: RawTable, matched: dict[str, str], readings: dict[str, CellSql]
) -> None:
    if not matched:
        return
    con, found = reading.con, reading.found
    bad = {name: f"{cell} IS NOT NULL AND ({readings[name].typed}) IS NULL" for name, cell in matched.items()}
    counts = con.execute(
        "SELECT "
        + ", ".join(f"count_if({bad[name]}), count_if({readings[name].spoken})" for name in matched)
        + f" FROM {clean}"
    ).fetchall()[0]
    for index, (name, cell) in enumerate(matched.items()):
        bad_count, spoken_count = counts[2 * index], counts[2 * index + 1]
        if bad_count:
            _report_column(reading, clean, raw, cell, CellSql(bad[name], readings[name].kind))
        if spoken_count:
            found.notice(
                f"{raw.place.source()}: cột {name}: {spoken_count} ngày dạng ngày/tháng/năm đã được đọc theo thứ tự đó",
                f"{raw.place.source()}: column {name}: {spoken_count} dates written day/month/year were read so",
            )


def _report_column(reading: Reading, clean: str, raw: RawTable, cell: str, bad: CellSql) -> None:
    """List the cells of one column for which ``bad.typed`` holds."""
    con, found = reading.con, reading.found
    header = raw.headers[int(cell[1:])] or ""
    name = column_of(raw.table.name, header) or ""
    select = f"SELECT {ROW}, {cell}, {bad.kind}"
    by_kind = con.execute(
        f"SELECT kind, count(*) FROM ({select} AS kind FROM {clean} WHERE {bad.typed}) GROUP BY kind"
    ).fetchall()
    for kind, how_many in by_kind:
        found.count(kind, how_many)
    rows = con.execute(
        f"SELECT * FROM ({select} AS kind FROM {clean} WHERE {bad.typed}) ORDER BY {ROW} LIMIT {LISTED_PER_KIND}"
    ).fetchall()
    for row, value, kind in rows:
        vi, en = explain(kind, raw.table.name, raw.table.column(name), value, lenient=raw.lenient)
        found.add(kind, raw.place, vi, en, row=row, column=header, value=value, counted=False)


def check_ids(reading: Reading, relation: str, place: Place) -> None:
    """Report ids that occur more than once in `relation`, which has the columns `id` and `_row`."""
    con, found, table = reading.con, reading.found, place.table
    # Sorting hashes is quick and small on ten million ids; a rare collision only costs the exact query below.
    hashes = np.sort(con.execute(f"SELECT hash(id) AS h FROM {relation} WHERE id IS NOT NULL").fetchnumpy()["h"])
    if not (hashes[1:] == hashes[:-1]).any():
        return
    twice = (
        f"SELECT id, list({ROW} ORDER BY {ROW}) AS rows FROM {relation} "
        "WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1"
    )
    total = con.execute(f"SELECT count(*) FROM ({twice})").fetchall()[0][0]
    found.count("duplicate_id", total)
    for value, rows in con.execute(f"SELECT * FROM ({twice}) ORDER BY rows[1] LIMIT {LISTED_PER_KIND}").fetchall():
        where = ", ".join(str(row) for row in rows[:10]) + (", …" if len(rows) > 10 else "")
        found.add(
            "duplicate_id",
            place,
            f'Mã "{value}" của bảng {table} có ở {len(rows)} dòng: {where}. Mỗi dòng cần một mã riêng.',
            f'The id "{value}" of {table} stands in {len(rows)} rows: {where}. Give each row its own id.',
            row=rows[0],
            column="id",
            value=value,
            counted=False,
        )


def connection(workdir: Path) -> Any:
    """A DuckDB connection that spills into `workdir` and keeps the order of rows."""
    con = duckdb.connect()
    con.execute(f"SET temp_directory = {literal(str(workdir))}")
    con.execute("SET preserve_insertion_order = true")
    con.execute("SET enable_progress_bar = false")
    return con


def known_tables() -> str:
    """The names of all tables, for messages."""
    return ", ".join(TABLES)
