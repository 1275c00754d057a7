"""Carrying out an import: source cells in, a snapshot folder out, whole or not at all."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from chinhdanh.registry.importer.mapping import BoundMap, Maker, MapFile, bind, load_map
from chinhdanh.registry.outdir import new_folder
from chinhdanh.registry.problems import LISTED_PER_KIND, Notice, Place, ProblemList, RegistryProblems, single
from chinhdanh.registry.readers.convert import ROW, RawTable, Reading, TypedTable, connection, convert
from chinhdanh.registry.schema import TABLES
from chinhdanh.registry.snapshot import write_manifest
from chinhdanh.registry.sql import literal, parquet, quote


@dataclass(frozen=True)
class ImportReport:
    """What an import made: rows by table, rows read, and remarks."""

    out: Path
    rows: dict[str, int]
    source_rows: int
    notices: list[Notice]


def import_table(source: Path, map_path: Path, out: Path) -> ImportReport:
    """Read the foreign table `source` (CSV or Excel) as `map_path` says and write a snapshot folder at `out`.

    Raises RegistryProblems with everything that is wrong with the mapping, or, where the mapping is sound, with every
    cell that cannot be read and every id made twice with different cells. Then nothing is written.
    """
    found = ProblemList()
    mapping = load_map(Path(map_path), found)
    source = Path(source)
    if not source.is_file():
        found.add("no_such_path", Place(file=str(source)), f"Không có tệp {source}.", f"There is no file {source}.")
    if mapping is None or not source.is_file():
        raise RegistryProblems(found.problems, dict(found.totals))
    with new_folder(out) as folder, tempfile.TemporaryDirectory(prefix="chinhdanh-import-") as temporary:
        workdir = Path(temporary)
        con = connection(workdir)
        try:
            reading = Reading(con, workdir, found)
            headers = _load_source(reading, source, mapping)
            if headers is None:
                raise RegistryProblems(found.problems, dict(found.totals))
            bound = bind(mapping, headers, found)
            found.raise_if_any()
            _notice_unmapped(bound, source, found)
            rows = _write_tables(reading, bound, source, folder)
            found.raise_if_any()
            source_rows = con.execute("SELECT count(*) FROM source").fetchall()[0][0]
        finally:
            con.close()
        write_manifest(folder, as_of=mapping.as_of)
    return ImportReport(Path(out), rows, source_rows, found.notices)


def _load_source(reading: Reading, source: Path, mapping: MapFile) -> list[str] | None:
    """Make the view ``source`` of text cells and give its headers; None where it cannot be read."""
    from chinhdanh.registry.readers.csv import load_text_cells
    from chinhdanh.registry.readers.encoding import utf8_copy
    from chinhdanh.registry.readers.excel import SUFFIXES

    con, workdir = reading.con, reading.workdir
    place = Place(file=source.name)
    if source.suffix.lower() in SUFFIXES:
        headers, cells = _sheet(source, mapping)
        con.register("sheet_cells", cells)
        con.execute("CREATE TABLE source AS SELECT * FROM sheet_cells")
        con.unregister("sheet_cells")
        return headers
    text = utf8_copy(source, place, workdir / "source.utf8.csv", reading.found)
    if text is None:
        return None
    cells_file = workdir / "source.cells.parquet"
    names = load_text_cells(reading, text, cells_file, place)
    if names is None:
        return None
    con.execute(f"CREATE VIEW source AS SELECT * FROM {parquet(cells_file)}")
    return [name.strip() for name in names]


def _sheet(source: Path, mapping: MapFile) -> tuple[list[str], pa.Table]:
    from chinhdanh.registry.readers.excel import open_workbook, sheet_cells

    book = open_workbook(source)
    sheet = mapping.sheet or book.sheet_names[0]
    if sheet not in book.sheet_names:
        names = ", ".join(book.sheet_names)
        raise single(
            "unknown_sheet",
            Place(file=source.name),
            f'Sổ không có trang tính "{sheet}". Các trang: {names}.',
            f'The workbook has no sheet "{sheet}". Sheets: {names}.',
        )
    cells, _ = sheet_cells(book, sheet, source)
    top = cells.slice(mapping.header_row - 1, 1).drop_columns([ROW]).to_pylist()
    if not top:
        raise single(
            "empty_sheet",
            Place(file=source.name, sheet=sheet),
            f"Trang tính không có dòng tiêu đề {mapping.header_row}.",
            f"The sheet has no header row {mapping.header_row}.",
        )
    return [(header or "").strip() for header in top[0].values()], cells.slice(mapping.header_row)


def _notice_unmapped(bound: BoundMap, source: Path, found: ProblemList) -> None:
    if bound.unmapped:
        names = ", ".join(bound.unmapped)
        found.notice(
            f"{source.name}: các cột nguồn chưa dùng (thêm vào ignore nếu cố ý): {names}",
            f"{source.name}: source columns not used (put them under ignore if that is meant): {names}",
        )


def _write_tables(reading: Reading, bound: BoundMap, source: Path, folder: Path) -> dict[str, int]:
    rows: dict[str, int] = {}
    for table in TABLES:
        makers = [maker for maker in bound.makers if maker.table == table]
        if not makers:
            continue
        typed = _make(reading, makers, source)
        rows[table] = typed.rows
        columns = ", ".join(quote(name) for name in typed.columns)
        reading.con.execute(
            f"COPY (SELECT {columns} FROM {parquet(typed.path)} ORDER BY {ROW}) "
            f"TO {literal(str(folder / f'{table}.parquet'))} (FORMAT parquet, COMPRESSION zstd)"
        )
    return rows


def _make(reading: Reading, makers: list[Maker], source: Path) -> TypedTable:
    """The typed rows of one table. Rows of an earlier maker win over those of a later one with the same id."""
    table = TABLES[makers[0].table]
    place = Place(table.name, source.name)
    names = [name for name in table.column_names if any(name in maker.columns for maker in makers)]
    parts = []
    for number, maker in enumerate(makers):
        cells = ", ".join(f"{maker.columns.get(name, 'NULL')} AS {quote(name)}" for name in names)
        made = f"(SELECT {ROW}, {cells} FROM source WHERE {maker.where})"
        if "id" in maker.columns:
            _report_conflicts(reading, maker, made, names, place)
        parts.append(f"(SELECT {number} AS maker, * FROM {_merged(maker, made, names)})")
    union = " UNION ALL BY NAME ".join(f"FROM {part}" for part in parts)
    view = f"made_{table.name}"
    reading.con.execute(f"CREATE TABLE {view} AS {union}")
    first = f"QUALIFY {'id IS NULL OR ' if 'id' in names else ''}row_number() OVER (PARTITION BY "
    key = "id" if "id" in names else ", ".join(quote(name) for name in names)
    heads = ", ".join(f"{quote(name)} AS h{index}" for index, name in enumerate(names))
    relation = f"(SELECT {heads}, {ROW} FROM {view} {first}{key} ORDER BY maker, {ROW}) = 1)"
    raw = RawTable(relation, names, table, place, lenient=False)
    return convert(reading, raw, reading.workdir / f"{table.name}.parquet")


def _merged(maker: Maker, made: str, names: list[str]) -> str:
    """One row for each id (rows without an id are left out); for tables without ids, equal rows once."""
    others = [name for name in names if name != "id"]
    if "id" not in maker.columns:
        cells = ", ".join(quote(name) for name in names)
        return f"(SELECT min({ROW}) AS {ROW}, {cells} FROM {made} GROUP BY {cells})"
    pick = {
        "first": "arg_min({0}, " + ROW + ")",
        "agree": "CASE WHEN count(DISTINCT {0}) <= 1 THEN any_value({0}) END",
        "fail": "any_value({0})",
    }[maker.conflict]
    cells = ", ".join(["id", *(f"{pick.format(quote(name))} AS {quote(name)}" for name in others)])
    return f"(SELECT min({ROW}) AS {ROW}, {cells} FROM {made} WHERE id IS NOT NULL GROUP BY id)"


def _report_conflicts(reading: Reading, maker: Maker, made: str, names: list[str], place: Place) -> None:
    if maker.conflict != "fail":
        return
    con, found = reading.con, reading.found
    for name in names:
        if name == "id":
            continue
        cell = quote(name)
        bad: Any = con.execute(
            f"SELECT id, min({ROW}), list(DISTINCT {cell} ORDER BY {cell})[:3], list({ROW} ORDER BY {ROW})[:5] "
            f"FROM {made} WHERE id IS NOT NULL GROUP BY id HAVING count(DISTINCT {cell}) > 1 ORDER BY 2"
        ).fetchall()
        found.count("import_conflict", len(bad)) if bad else None
        for row_id, row, values, rows in bad[:LISTED_PER_KIND]:
            shown, where = " ≠ ".join(f'"{value}"' for value in values), ", ".join(map(str, rows))
            found.add(
                "import_conflict",
                place,
                f"Mã {maker.table} {row_id} có giá trị khác nhau ở các dòng {where}: {shown}. Sửa nguồn, hoặc đặt "
                "conflict: agree (bỏ trống chỗ khác nhau) hay first (lấy dòng đầu).",
                f"The {maker.table} {row_id} has different cells in rows {where}: {shown}. Correct the source, or set "
                "conflict: agree (leave differing cells empty) or first (take the first row).",
                row=row,
                column=f"{maker.table}.{name}",
                value=shown,
                counted=False,
            )
