"""Parquet files: used as they are where their types are right, cast where nothing is lost, refused otherwise."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from chinhdanh.registry.problems import LISTED_PER_KIND, Place, ProblemList
from chinhdanh.registry.readers.cells import explain
from chinhdanh.registry.readers.convert import ROW, Reading, TypedTable, check_ids, report_columns
from chinhdanh.registry.schema import Column, Table
from chinhdanh.registry.sql import SQL_TYPES, literal, parquet, quote

_INTEGERS = {
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
}  # fmt: skip
_TIMESTAMPS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_FRACTIONS = ("FLOAT", "DOUBLE", "DECIMAL")


def _is_integer(kind: str) -> bool:
    return kind in _INTEGERS


def _is_number(kind: str) -> bool:
    return kind in _INTEGERS or kind.startswith(_FRACTIONS)


def _cast(column: Column, kind: str) -> tuple[str, str] | None:
    """SQL of the typed value and of the cells that would lose something; None where the types do not go together."""
    cell = quote(column.name)
    if column.type in ("text", "code") and (kind == "VARCHAR" or kind.startswith("ENUM")):
        return f"CAST({cell} AS VARCHAR)", "FALSE"
    # A time with a zone is refused: which day it is depends on where one stands.
    if column.type == "date" and kind in _TIMESTAMPS:
        return f"CAST({cell} AS DATE)", f"CAST({cell} AS TIMESTAMP) <> CAST(CAST({cell} AS DATE) AS TIMESTAMP)"
    if column.type == "integer" and _is_integer(kind):
        return f"TRY_CAST({cell} AS BIGINT)", f"{cell} IS NOT NULL AND TRY_CAST({cell} AS BIGINT) IS NULL"
    if column.type == "integer" and _is_number(kind):
        # Whole numbers with gaps often come as fractions with NaN for the gaps.
        whole = f"TRY_CAST({cell} AS BIGINT)"
        return (
            f"CASE WHEN NOT isnan(CAST({cell} AS DOUBLE)) THEN {whole} END",
            f"NOT isnan(CAST({cell} AS DOUBLE)) AND ({whole} IS NULL OR {whole} <> {cell})",
        )
    if column.type == "number" and _is_number(kind):
        return f"CASE WHEN NOT isnan(CAST({cell} AS DOUBLE)) THEN CAST({cell} AS DOUBLE) END", "FALSE"
    return None


@dataclass(frozen=True)
class _Source:
    reading: Reading
    relation: str
    table: Table
    place: Place

    def parts(self) -> tuple[Any, str, Table, Place, ProblemList]:
        return self.reading.con, self.relation, self.table, self.place, self.reading.found


def read_parquet(reading: Reading, path: Path, table: Table, place: Place) -> TypedTable | None:
    """The typed table in the Parquet file `path`: the file itself where it fits; None where it cannot be read at all.

    Types come from the file's metadata; codes and ids are checked by one aggregate query each.
    """
    con, found = reading.con, reading.found
    relation = parquet(path, numbered=True)
    try:
        described = con.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {relation}").fetchall()
        rows = con.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0]
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        found.add(
            "unreadable_parquet",
            place,
            f"Không đọc được tệp Parquet ({reason}). Tệp hỏng, cụt hoặc không phải Parquet: xuất lại từ nguồn.",
            f"The Parquet file cannot be read ({reason}). It is damaged, cut off or no Parquet file: export it again.",
        )
        return None
    types = {name: kind for name, kind, *_ in described}
    names = set(table.column_names)
    report_columns(table, place, names & set(types), [name for name in types if name not in names | {ROW}], found)
    columns = [column for column in table.columns if column.name in types]
    source = _Source(reading, relation, table, place)
    typed = _typed_columns(source, columns, types)
    _check_codes(source, [column for column in columns if column.name in typed], typed)
    has_row = types.get(ROW) == "BIGINT"
    numbered = ROW if has_row else f"file_row_number + 1 AS {ROW}"
    if "id" in typed:
        check_ids(reading, f"(SELECT {typed['id']} AS id, {numbered} FROM {relation})", place)
    given = tuple(column.name for column in columns)
    if all(types[column.name] == SQL_TYPES[column.type] for column in columns) and all(
        typed.get(column.name) == quote(column.name) for column in columns
    ):
        return TypedTable(path, given, rows, has_row=has_row)
    if any(column.name not in typed for column in columns):
        return TypedTable(path, given, rows, has_row=has_row)
    target = reading.workdir / f"{table.name}.parquet"
    select = ", ".join(
        f"CAST({sql} AS {SQL_TYPES[table.column(name).type]}) AS {quote(name)}" for name, sql in typed.items()
    )
    con.execute(
        f"COPY (SELECT {select}, {numbered} FROM {relation}) TO {literal(str(target))} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    return TypedTable(target, given, rows, has_row=True)


def _typed_columns(source: _Source, columns: list[Column], types: dict[str, str]) -> dict[str, str]:
    """SQL that reads each column; columns of a type that does not fit are reported and left out."""
    con, relation, table, place, found = source.parts()
    typed: dict[str, str] = {}
    lossy: dict[str, str] = {}
    for column in columns:
        kind = types[column.name]
        if kind == SQL_TYPES[column.type]:
            typed[column.name] = quote(column.name)
            continue
        cast = _cast(column, kind)
        if cast is not None:
            typed[column.name], lossy[column.name] = cast
        elif con.execute(f"SELECT count({quote(column.name)}) FROM {relation}").fetchall()[0][0] == 0:
            typed[column.name] = "NULL"  # a column without a single value has no type worth arguing about
        else:
            found.add(
                "wrong_type",
                place,
                f"Cột {table.name}.{column.name} phải có kiểu {column.type} nhưng tệp có kiểu {kind.lower()}. "
                f"Xuất lại với kiểu {SQL_TYPES[column.type].lower()}.",
                f"The column {table.name}.{column.name} must hold the type {column.type} but the file has "
                f"{kind.lower()}. "
                f"Export it as {SQL_TYPES[column.type].lower()}.",
                column=column.name,
                value=kind.lower(),
            )
    for name, condition in lossy.items():
        if condition != "FALSE":
            _report_lossy(source, table.column(name), condition)
    _normalise(con, relation, columns, typed)
    return typed


def _report_lossy(source: _Source, column: Column, condition: str) -> None:
    con, relation, _, place, found = source.parts()
    bad = f"FROM {relation} WHERE {condition}"
    total = con.execute(f"SELECT count(*) {bad}").fetchall()[0][0]
    kind = "date_form" if column.type == "date" else "not_integer"
    found.count(kind, total)
    listed = con.execute(
        f"SELECT file_row_number + 1, CAST({quote(column.name)} AS VARCHAR) {bad} ORDER BY 1 LIMIT {LISTED_PER_KIND}"
    ).fetchall()
    for row, value in listed:
        if kind == "date_form":
            vi, en = (
                f'"{value}" có giờ trong ngày; cột này chỉ ghi ngày.',
                f'"{value}" has a time of day; this column holds days only.',
            )
        else:
            vi, en = explain(kind, "", column, value, lenient=False)
        found.add(kind, place, vi, en, row=row, column=column.name, value=value, counted=False)


def _normalise(con: Any, relation: str, columns: list[Column], typed: dict[str, str]) -> None:
    """Read empty text, text that is not in NFC, and NaN as they should be; files without any stay as they are."""
    given = [column for column in columns if typed.get(column.name) == quote(column.name)]
    for column in given:
        if column.type == "number":
            cell = quote(column.name)
            if con.execute(f"SELECT bool_or(isnan({cell})) FROM {relation}").fetchall()[0][0]:
                typed[column.name] = f"CASE WHEN NOT isnan({cell}) THEN {cell} END"
    texts = [column for column in given if column.type in ("text", "code")]
    if not texts:
        return
    # The smallest text comes from the file's statistics. Ids and codes are compared as they stand; of other text only
    # what has more bytes than letters can be out of NFC.
    asked = [f"min({quote(column.name)}) = ''" for column in texts]
    wordy = [column for column in texts if column.type == "text" and column.name != "id" and column.references is None]
    off = [
        f"bool_or(CASE WHEN strlen({cell}) <> length({cell}) THEN {cell} <> nfc_normalize({cell}) END)"
        for cell in (quote(column.name) for column in wordy)
    ]
    has_empty = con.execute(f"SELECT {', '.join(asked)} FROM {relation}").fetchall()[0]
    is_off = con.execute(f"SELECT {', '.join(off)} FROM {relation}").fetchall()[0] if off else ()
    for column, empty in zip(texts, has_empty, strict=True):
        if empty:
            typed[column.name] = f"nullif({quote(column.name)}, '')"
    for column, off_nfc in zip(wordy, is_off, strict=True):
        if off_nfc:
            typed[column.name] = f"nullif(nfc_normalize({quote(column.name)}), '')"


def _check_codes(source: _Source, columns: list[Column], typed: dict[str, str]) -> None:
    con, relation, table, place, found = source.parts()
    coded = [column for column in columns if column.type == "code"]
    if not coded:
        return
    unknown = {
        column.name: f"{typed[column.name]} NOT IN ({', '.join(literal(code) for code in column.codes)})"
        for column in coded
    }
    counts = con.execute(
        "SELECT " + ", ".join(f"count_if({sql})" for sql in unknown.values()) + f" FROM {relation}"
    ).fetchall()[0]
    for column, how_many in zip(coded, counts, strict=True):
        if not how_many:
            continue
        found.count("unknown_code", how_many)
        listed = con.execute(
            f"SELECT file_row_number + 1, {typed[column.name]} FROM {relation} WHERE {unknown[column.name]} "
            f"ORDER BY 1 LIMIT {LISTED_PER_KIND}"
        ).fetchall()
        for row, value in listed:
            vi, en = explain("unknown_code", table.name, column, value, lenient=False)
            found.add("unknown_code", place, vi, en, row=row, column=column.name, value=value, counted=False)
