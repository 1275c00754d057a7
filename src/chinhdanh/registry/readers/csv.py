"""CSV files: read at DuckDB's speed when clean, every bad cell named by row and column when not."""

import csv
from pathlib import Path

import duckdb

from chinhdanh.registry.problems import LISTED_PER_KIND, Place
from chinhdanh.registry.readers.convert import ROW, RawTable, Reading, TypedTable, check_ids, convert
from chinhdanh.registry.readers.encoding import utf8_copy
from chinhdanh.registry.schema import Table
from chinhdanh.registry.sql import literal, parquet

_DELIMITERS = ",;\t|"

_REJECTED = {
    "MISSING COLUMNS": ("thiếu ô so với dòng tiêu đề", "has fewer cells than the header row"),
    "TOO MANY COLUMNS": ("thừa ô so với dòng tiêu đề", "has more cells than the header row"),
    "UNQUOTED VALUE": ("có dấu ngoặc kép sai chỗ", "has a quotation mark in the wrong place"),
    "LINE SIZE OVER MAXIMUM": (
        "quá dài; có thể thiếu dấu ngoặc kép đóng",
        "is too long; a closing quote may be missing",
    ),
    "INVALID ENCODING": ("không phải UTF-8", "is not UTF-8"),
}


def header_of(path: Path) -> tuple[list[str], str]:
    """The header row of a UTF-8 CSV file and the delimiter: comma, semicolon, tab or bar, whichever it has most of."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        first = stream.readline()
        delimiter = max(_DELIMITERS, key=first.count)
        stream.seek(0)
        header = next(csv.reader(stream, delimiter=delimiter), [])
    return header, delimiter


def load_text_cells(reading: Reading, path: Path, target: Path, place: Place) -> list[str] | None:
    """Write the cells of a UTF-8 CSV file as text to the Parquet file `target` (`h0`, `h1`, …, `_row`); its headers.

    Lines that are no rows of the table are reported; None where the file cannot be read at all.
    """
    con, found = reading.con, reading.found
    header, delimiter = header_of(path)
    columns = ", ".join(f"'h{index}': 'VARCHAR'" for index in range(len(header)))
    read = (
        f"read_csv({literal(str(path))}, header=true, auto_detect=false, delim={literal(delimiter)}, quote='\"', "
        f"escape='\"', columns={{{columns}}}, null_padding=false, store_rejects=true, rejects_limit=0)"
    )
    try:
        con.execute(
            f"COPY (SELECT row_number() OVER () + 1 AS {ROW}, * FROM {read}) TO {literal(str(target))} "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
    except duckdb.InvalidInputException as error:
        reason = str(error).splitlines()[0]
        found.add(
            "unreadable_csv",
            place,
            f"Không đọc được tệp CSV ({reason}). Mở bằng Excel và lưu lại thành CSV UTF-8.",
            f"The CSV file cannot be read ({reason}). Open it in Excel and save it as CSV UTF-8.",
        )
        return None
    _report_rejected(reading, header, target, place)
    return header


def _report_rejected(reading: Reading, header: list[str], target: Path, place: Place) -> None:
    con, found = reading.con, reading.found
    rejected = con.execute(
        "SELECT line, any_value(error_type::VARCHAR), any_value(csv_line) FROM reject_errors GROUP BY line ORDER BY "
        "line"
    ).fetchall()
    con.execute("CREATE OR REPLACE TEMP TABLE rejected_lines AS SELECT DISTINCT line FROM reject_errors")
    con.execute("DELETE FROM reject_errors")
    con.execute("DELETE FROM reject_scans")
    # A blank line reaches the parser as one empty cell; it is no row, but its number counts.
    real = [row for row in rejected if len(header) == 1 or row[2] not in ('""', "")]
    if real:
        found.count("malformed_row", len(real))
    for line, kind, content in real[:LISTED_PER_KIND]:
        vi, en = _REJECTED.get(kind, ("không đọc được", "cannot be read"))
        found.add(
            "malformed_row",
            place,
            f"Dòng này {vi} ({len(header)} cột). Sửa lại dòng.",
            f"This row {en} ({len(header)} columns). Correct the row.",
            row=line,
            value=(content or "")[:200],
            counted=False,
        )
    if not rejected:
        return
    # Rows are numbered without the rejected ones; move each down by those before it.
    moved = target.with_suffix(".moved.parquet")
    # The n-th rejected line stands before every kept row whose own count is at least line - n + 1.
    gone = (
        "SELECT line - n + 1 AS kept, max(n) AS before "
        "FROM (SELECT line, row_number() OVER (ORDER BY line) AS n FROM rejected_lines) GROUP BY kept"
    )
    con.execute(
        f"COPY (SELECT raw.* REPLACE (raw.{ROW} + coalesce(gone.before, 0) AS {ROW}) "
        f"FROM {parquet(target)} raw ASOF LEFT JOIN ({gone}) gone ON raw.{ROW} >= gone.kept "
        f"ORDER BY {ROW}) TO {literal(str(moved))} (FORMAT parquet, COMPRESSION zstd)"
    )
    moved.replace(target)


def read_csv(reading: Reading, path: Path, table: Table, place: Place) -> TypedTable | None:
    """The typed table in the CSV file `path`; None where it cannot be read at all. Problems go to ``reading.found``."""
    workdir, found = reading.workdir, reading.found
    text = utf8_copy(path, place, workdir / f"{table.name}.utf8.csv", found)
    if text is None:
        return None
    cells = workdir / f"{table.name}.cells.parquet"
    header = load_text_cells(reading, text, cells, place)
    if header is None:
        return None
    relation = parquet(cells)
    raw = RawTable(relation, header, table, place, lenient=False)
    typed = convert(reading, raw, workdir / f"{table.name}.parquet")
    if "id" in typed.columns:
        check_ids(reading, parquet(typed.path), place)
    cells.unlink()
    return typed
