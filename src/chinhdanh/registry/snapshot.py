"""Opening and writing registry snapshots: a folder of Parquet or CSV files, or one Excel workbook.

Whatever comes in, what goes on is one typed Parquet file a table. Parquet files of the right types are used where they
lie; everything else is converted into a temporary folder that lives as long as the snapshot is open.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from chinhdanh.registry.outdir import disk_full, is_disk_full, new_folder
from chinhdanh.registry.problems import Notice, Place, ProblemList, RegistryProblems, single
from chinhdanh.registry.readers.convert import ROW, Reading, TypedTable, connection, known_tables
from chinhdanh.registry.readers.names import nearest, table_of
from chinhdanh.registry.schema import SCHEMA_VERSION, TABLES, arrow_schema
from chinhdanh.registry.sql import contract_columns, parquet

MANIFEST = "manifest.json"

_TEXT_SUFFIXES = (".csv", ".tsv")
_PARQUET_SUFFIXES = (".parquet", ".pq")


@dataclass(frozen=True)
class Snapshot:
    """A registry that has been read and can be queried.

    ``files``: table -> Parquet file with the types of the contract. ``columns``: the columns of the contract really
    given. ``rows``: number of rows. ``places``: where each table came from.
    """

    path: Path
    files: dict[str, Path]
    columns: dict[str, tuple[str, ...]]
    rows: dict[str, int]
    manifest: dict[str, Any]
    notices: list[Notice]
    places: dict[str, Place]
    numbered: frozenset[str] = field(default_factory=frozenset)
    """Tables whose file names the rows of its source in the column ``_row``."""

    def source(self, table: str) -> str:
        """Where `table` came from: "decision.csv" or "book.xlsx · sheet decision"; KeyError where it was not given."""
        return self.places[table].source()

    def numbered_sql(self, table: str) -> str:
        """A DuckDB relation of `table` with ``_row``, the row of the source, beside its columns."""
        if table in self.numbered:
            return parquet(self.files[table])
        return (
            f"(SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS {ROW} "
            f"FROM {parquet(self.files[table], numbered=True)})"
        )

    def make_views(self, con: Any) -> None:
        """In DuckDB a view of each table that is given: all columns of the contract and ``_row``, its row in the source."""
        for table in self.files:
            columns = contract_columns(table, self.columns[table])
            con.execute(f"CREATE VIEW {table} AS SELECT {columns}, {ROW} FROM {self.numbered_sql(table)}")

    @property
    def as_of(self) -> date | None:
        """The day that the manifest states; None where it states none."""
        stated = self.manifest.get("as_of")
        return date.fromisoformat(stated) if isinstance(stated, str) else None


@contextmanager
def open_snapshot(path: Path) -> Iterator[Snapshot]:
    """Read the registry at `path` and give the Snapshot; converted files vanish when the block ends.

    Raises RegistryProblems with every problem that keeps it from being read. Empty starred cells and ids that point
    nowhere are no such problems; the record checks report them.
    """
    path = Path(path)
    found = ProblemList()
    with ExitStack() as stack:
        try:
            workdir = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chinhdanh-")))
        except OSError as error:
            if is_disk_full(error):
                raise disk_full(Path(tempfile.gettempdir())) from error
            raise
        yield _read(path, workdir, found)


def _read(path: Path, workdir: Path, found: ProblemList) -> Snapshot:
    from chinhdanh.registry.readers.excel import SUFFIXES, read_workbook

    if not path.exists():
        raise single(
            "no_such_path",
            Place(file=str(path)),
            f"Không có {path}. Kiểm tra lại đường dẫn.",
            f"{path} does not exist. Check the path.",
        )
    con = connection(workdir)
    reading = Reading(con, workdir, found)
    try:
        manifest: dict[str, Any] = {}
        if path.is_dir():
            manifest = _manifest(path, found)
            tables = _read_folder(reading, path)
        elif path.suffix.lower() in SUFFIXES:
            tables = read_workbook(reading, path)
        else:
            raise single(
                "not_a_registry",
                Place(file=path.name),
                "Cần một thư mục gồm các tệp Parquet hoặc CSV (mỗi bảng một tệp), hoặc một sổ Excel .xlsx. Đặt tệp "
                "này vào một "
                "thư mục và đưa đường dẫn thư mục.",
                "A folder of Parquet or CSV files (one a table) or one .xlsx workbook is needed. Put this file in a "
                "folder and "
                "give the path of the folder.",
            )
    except Exception as error:
        if is_disk_full(error) and not isinstance(error, RegistryProblems):
            raise disk_full(workdir) from error
        raise
    finally:
        con.close()
    if tables or not found.problems:
        for table in TABLES.values():
            if table.required and table.name not in tables and not _was_tried(table.name, found):
                found.add(
                    "missing_table",
                    Place(table.name, path.name),
                    f"Thiếu bảng bắt buộc {table.name} ({table.title_vi}).",
                    f"The required table {table.name} ({table.title_en}) is missing.",
                )
    found.raise_if_any()
    return Snapshot(
        path=path,
        files={name: typed.path for name, (typed, _) in tables.items()},
        columns={name: typed.columns for name, (typed, _) in tables.items()},
        rows={name: typed.rows for name, (typed, _) in tables.items()},
        manifest=manifest,
        notices=found.notices,
        places={name: place for name, (_, place) in tables.items()},
        numbered=frozenset(name for name, (typed, _) in tables.items() if typed.has_row),
    )


def _was_tried(table: str, found: ProblemList) -> bool:
    return any(problem.table == table for problem in found.problems)


def _manifest(folder: Path, found: ProblemList) -> dict[str, Any]:
    file = folder / MANIFEST
    if not file.is_file():
        return {}
    place = Place(file=MANIFEST)
    try:
        manifest = json.loads(file.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        found.add(
            "bad_manifest",
            place,
            f"manifest.json không phải JSON hợp lệ ({error}). Sửa hoặc xóa tệp này.",
            f"manifest.json is not valid JSON ({error}). Correct or delete it.",
        )
        return {}
    if not isinstance(manifest, dict):
        found.add("bad_manifest", place, "manifest.json phải là một đối tượng.", "manifest.json must hold one object.")
        return {}
    if manifest.get("schema_version", SCHEMA_VERSION) != SCHEMA_VERSION:
        found.add(
            "schema_version",
            place,
            f"Sổ theo lược đồ phiên bản {manifest['schema_version']}; chương trình này đọc phiên bản {SCHEMA_VERSION}.",
            f"The registry follows schema version {manifest['schema_version']}; this program reads version "
            f"{SCHEMA_VERSION}.",
        )
    stated = manifest.get("as_of")
    if stated is not None:
        try:
            date.fromisoformat(stated)
        except (TypeError, ValueError):
            found.add(
                "bad_manifest",
                place,
                f"as_of trong manifest.json không phải ngày: {stated!r}. Ghi như 2025-12-31.",
                f"as_of in manifest.json is not a date: {stated!r}. Write it like 2025-12-31.",
            )
    return manifest


def _read_folder(reading: Reading, folder: Path) -> dict[str, tuple[TypedTable, Place]]:
    from chinhdanh.registry.readers.csv import read_csv
    from chinhdanh.registry.readers.excel import SUFFIXES
    from chinhdanh.registry.readers.parquet import read_parquet

    found = reading.found
    chosen: dict[str, Path] = {}
    files = sorted(file for file in folder.iterdir() if not file.name.startswith("."))
    tabular = [file for file in files if file.suffix.lower() in (*_TEXT_SUFFIXES, *_PARQUET_SUFFIXES, *SUFFIXES)]
    if not tabular:
        raise single(
            "empty_folder",
            Place(file=str(folder)),
            f"Thư mục {folder} không có tệp .parquet hay .csv nào. Mỗi bảng là một tệp, ví dụ person.csv và "
            "decision.csv.",
            f"The folder {folder} holds no .parquet or .csv file. Each table is one file, such as person.csv and "
            "decision.csv.",
        )
    for file in tabular:
        name = table_of(file.stem)
        place = Place(name, file.name)
        if file.suffix.lower() in SUFFIXES:
            found.add(
                "workbook_in_folder",
                Place(None, file.name),
                "Sổ Excel nằm trong thư mục. Đưa đường dẫn của chính sổ này, hoặc chuyển nó ra khỏi thư mục.",
                "An Excel workbook lies in the folder. Give the path of the workbook itself, or move it elsewhere.",
            )
        elif name is None:
            near = nearest(file.stem, TABLES)
            found.add(
                "unknown_table",
                Place(None, file.name),
                f'"{file.stem}" không phải tên bảng.'
                + (f' Có phải "{near}"? Đổi tên tệp.' if near else " Đổi tên hoặc chuyển tệp đi.")
                + f" Các bảng: {known_tables()}.",
                f'"{file.stem}" is no table.'
                + (f' Did you mean "{near}"? Then rename the file.' if near else " Rename it or move it elsewhere.")
                + f" Tables: {known_tables()}.",
            )
        elif not file.is_file():
            found.add(
                "not_a_file",
                place,
                "Đây là thư mục; mỗi bảng phải là một tệp. Gộp các phần thành một tệp.",
                "This is a folder; each table must be one file. Join its parts into one.",
            )
        elif name in chosen:
            found.add(
                "table_twice",
                place,
                f"Bảng {name} có hai tệp: {chosen[name].name} và {file.name}. Giữ lại một tệp.",
                f"The table {name} has two files: {chosen[name].name} and {file.name}. Keep one of them.",
            )
        else:
            chosen[name] = file
    tables: dict[str, tuple[TypedTable, Place]] = {}
    for name in TABLES:
        if name not in chosen:
            continue
        file, place = chosen[name], Place(name, chosen[name].name)
        reader = read_parquet if file.suffix.lower() in _PARQUET_SUFFIXES else read_csv
        try:
            typed = reader(reading, file, TABLES[name], place)
        except PermissionError:
            found.add(
                "unreadable_file",
                place,
                "Không có quyền đọc tệp này.",
                "There is no permission to read this file.",
            )
            continue
        if typed is not None:
            tables[name] = (typed, place)
    return tables


def write_snapshot(
    tables: Mapping[str, pa.Table], out: Path, *, as_of: date | None = None, taken_at: date | None = None
) -> Path:
    """Write `tables` as a snapshot folder at `out`, whole or not at all, with its manifest; the path of the folder.

    Columns are cast to the types of the contract; columns that a table lacks are left out, unknown ones are refused
    (KeyError). Raises RegistryProblems where the folder cannot be written (see ``new_folder``).
    """
    with new_folder(out) as folder:
        for name, table in tables.items():
            schema = arrow_schema(name)
            fields = [schema.field(column) for column in table.column_names]
            pq.write_table(table.cast(pa.schema(fields)), folder / f"{name}.parquet", compression="zstd")
        write_manifest(folder, as_of=as_of, taken_at=taken_at)
    return out


def write_manifest(folder: Path, *, as_of: date | None = None, taken_at: date | None = None) -> None:
    """Write ``manifest.json`` for the Parquet files in `folder`: schema version, days, rows and SHA-256 of each."""
    files = {file.stem: file for file in sorted(folder.glob("*.parquet"))}
    manifest: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
    if as_of is not None:
        manifest["as_of"] = as_of.isoformat()
    if taken_at is not None:
        manifest["taken_at"] = taken_at.isoformat()
    manifest["tables"] = {
        name: {"rows": pq.ParquetFile(file).metadata.num_rows, "sha256": _sha256(file)} for name, file in files.items()
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
