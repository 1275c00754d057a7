"""Bad input through the command line: one clear answer with all problems, no traceback, nothing half written."""

import errno
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from chinhdanh.cli.registry import registry

from .make import write_csv, write_excel


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(registry, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def refused(path: Path, *words: str, lang: str = "en") -> str:
    """Check that `path` cannot be read and that the answer on stderr holds every one of `words`."""
    result = run("check", path, "--lang", lang)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr
    return result.stderr


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    refused(tmp_path / "nowhere", "does not exist")
    refused(tmp_path / "nowhere", "Không có", "đường dẫn", lang="vi")


def test_an_empty_folder(tmp_path: Path) -> None:
    refused(tmp_path, "holds no .parquet or .csv file", "person.csv")


def test_a_single_csv_file(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r")
    refused(folder / "person.csv", "Put this file in a folder")


def test_unknown_tables_are_named_with_the_nearest(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r", tenur=[{"id": "T1"}], xyz=[{"id": "X"}])
    (folder / "README.md").write_text("nothing to see")
    (folder / ".hidden.csv").write_text("id")
    answer = refused(folder, '"tenur" is no table', 'Did you mean "tenure"', '"xyz" is no table', "2 problem(s)")
    assert "README" not in answer


def test_missing_tables_and_columns(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    folder.mkdir()
    (folder / "person.csv").write_text("ids,full_name\nP1,An\n")
    refused(folder, "The column person.id is required", 'Is it "ids"', "The required table decision", "2 problem(s)")


def test_wrong_types_and_codes_are_named_by_row_and_column(tmp_path: Path) -> None:
    folder = write_csv(
        tmp_path / "r",
        decision=[
            {"id": "D1", "kind": "appointment", "person_id": "P1", "signed_on": "2020-01-01", "term_months": "60"},
            {"id": "D2", "kind": "Appointment", "person_id": "P1", "signed_on": "soon", "term_months": "5 years"},
            {"id": "D3", "kind": "apointment", "person_id": "P1", "signed_on": "2020-01-01", "urgent_task": "maybe"},
        ],
    )
    refused(
        folder,
        'row 3, column kind: "Appointment" is not a code',
        'row 4, column kind: "apointment" is not a code of this column. Did you mean "appointment"?',
        'row 3, column signed_on: "soon" is not a date',
        'row 3, column term_months: "5 years" is not a whole number',
        'row 4, column urgent_task: "maybe" is neither true nor false',
        "unknown_code 2",
        "5 problem(s)",
    )


def test_wrong_parquet_types_are_refused_and_damaged_files_named(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r")
    (folder / "decision.csv").unlink()
    pq.write_table(
        pa.table(
            {"id": ["D1", "D1"], "kind": ["acting", "x"], "person_id": ["P1", "P1"], "signed_on": ["2020-01-01", None]}
        ),
        folder / "decision.parquet",
    )
    (folder / "post.parquet").write_bytes((folder / "decision.parquet").read_bytes()[:200])
    zoned = pa.array([0, 0], pa.timestamp("us", tz="Asia/Ho_Chi_Minh"))
    pq.write_table(pa.table({"day": zoned, "kind": ["holiday", "holiday"]}), folder / "calendar.parquet")
    (folder / "step.parquet").mkdir()
    refused(
        folder,
        "decision.signed_on must hold the type date but the file has varchar",
        'row 2, column kind: "x" is not a code',
        'The id "D1" of decision stands in 2 rows: 1, 2',
        "The Parquet file cannot be read",
        "calendar.day must hold the type date but the file has timestamp with time zone",
        "This is a folder; each table must be one file",
    )


def test_duplicate_ids(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r", person=[{"id": "P1"}, {"id": "P2"}, {"id": "P1"}, {"id": "P1"}])
    refused(folder, 'The id "P1" of person stands in 3 rows: 2, 4, 5', "1 problem(s)")


def test_ids_that_point_nowhere_are_findings_of_the_check(tmp_path: Path) -> None:
    folder = write_csv(
        tmp_path / "r",
        decision=[{"id": "D1", "kind": "acting", "person_id": "P9", "signed_on": "2020-01-01"}],
    )
    result = run("check", folder, "--lang", "en")
    assert result.exit_code == 1
    assert "id_points_nowhere" in result.stdout
    assert "decision.csv · row 2 · column person_id: D1 · P9" in result.stdout


def test_a_sound_registry_ends_with_nothing_found(tmp_path: Path) -> None:
    result = run("check", write_csv(tmp_path / "r"))
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("31/12/2025", "Write dates as year-month-day: 2025-12-31"),
        ("31-12-2025", "Write dates as year-month-day: 2025-12-31"),
        ("2025/12/31", "Write dates as year-month-day: 2025-12-31"),
        ("46022", "Write dates as year-month-day: 2025-12-31"),
        ("2025-1-5", "Write dates as year-month-day: 2025-01-05"),
        ("12/2025", "its first day"),
        ("2025", "its first day"),
        ("2025-02-29", "is no day of the calendar"),
        ("31/04/2025", "is no day of the calendar"),
        ("cuối năm", "is not a date"),
    ],
)
def test_dates_impossible_or_in_other_forms(tmp_path: Path, value: str, words: str) -> None:
    folder = write_csv(tmp_path / "r", decision=[{"id": "D1", "kind": "acting", "person_id": "P1", "signed_on": value}])
    refused(folder, f'decision.csv\n  row 2, column signed_on: "{value}"', words, "1 problem(s)")


def test_mixed_encodings_are_refused_with_the_row(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r")
    good, bad = "P1,Nguyễn An\n".encode(), b"P2,Tr\xea\xf1 B\xecch \xff\n"
    (folder / "person.csv").write_bytes(b"id,full_name\n" + good + bad)
    refused(folder, "row 3: This line is not UTF-8 while other lines are", "CSV UTF-8")
    (folder / "person.csv").write_bytes(b"id,full_name\n" + b"P2,\x81\x8d\x90 \xff\xfe\n")
    refused(folder, "row 2: This line is not UTF-8 and its encoding is unknown")
    (folder / "person.csv").write_bytes("id,full_name\nP1,An".encode("utf-16") + b"\x00")
    refused(folder, "UTF-16 file is broken")


def test_rows_with_too_few_or_too_many_cells(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r")
    (folder / "person.csv").write_text('id,full_name\nP1\nP2,An\nP3,An,x\n"P4" x,An\n')
    refused(
        folder,
        "row 2: This row has fewer cells",
        "row 4: This row has more cells",
        "row 5: This row has a quotation mark",
        "malformed_row 3",
    )


def test_empty_files_and_other_files_under_a_csv_name(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r")
    (folder / "person.csv").write_bytes(b"")
    write_excel(folder / "x.xlsx", {"post": [["id"]]})
    (folder / "post.csv").write_bytes((folder / "x.xlsx").read_bytes())
    refused(
        folder, "The file is empty", "is named CSV but is an Excel workbook", "An Excel workbook lies in the folder"
    )


def test_one_table_in_two_files(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r")
    (folder / "Person.tsv").write_text("id\nP1\n")
    refused(folder, "The table person has two files")


def test_a_broken_manifest(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r")
    (folder / "manifest.json").write_text("{")
    refused(folder, "manifest.json is not valid JSON")
    (folder / "manifest.json").write_text('{"schema_version": 9, "as_of": "31/12/2025"}')
    refused(folder, "schema version 9", "as_of in manifest.json is not a date", "2 problem(s)")


def workbook(path: Path) -> Path:
    return write_excel(
        path,
        {
            "person": [["id", "full_name"], *([f"P{number}", "Nguyễn Văn An"] for number in range(1, 50))],
            "decision": [["id", "kind", "person_id", "signed_on"], ["D1", "acting", "P1", "2020-01-01"]],
        },
    )


def test_a_truncated_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "so.xlsx")
    path.write_bytes(path.read_bytes()[:2000])
    answer = refused(path, "cut off or damaged", "1 problem(s)")
    assert answer.count("so.xlsx") == 1


def test_a_damaged_workbook(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("hello.txt", "no workbook")
    refused(path, "cannot be read", "1 problem(s)")


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    refused(path, "protected by a password", "1 problem(s)")
    refused(path, "mật khẩu", lang="vi")


def test_a_csv_renamed_to_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    path.write_text("id,full_name\nP1,An\n")
    refused(path, "renamed CSV", "1 problem(s)")
    path.write_bytes(b"")
    refused(path, "The file is empty")


def test_a_sheet_that_claims_a_million_empty_rows_is_read(tmp_path: Path) -> None:
    import openpyxl

    path = workbook(tmp_path / "so.xlsx")
    book = openpyxl.load_workbook(path)
    book["decision"]["A1048576"] = " "
    book.save(path)
    result = run("check", path, "--lang", "en")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1048574 empty rows are left out" in result.stderr


def test_a_sheet_that_claims_billions_of_cells_is_refused(tmp_path: Path) -> None:
    import openpyxl

    path = workbook(tmp_path / "so.xlsx")
    book = openpyxl.load_workbook(path)
    book["decision"]["XFD1048576"] = "x"
    book.save(path)
    refused(path, "claims 1048576 rows by 16384 columns", "1 problem(s)")


def test_wrong_sheets_cells_and_errors_are_all_named(tmp_path: Path) -> None:
    path = write_excel(
        tmp_path / "so.xlsx",
        {
            "Cán bộ": [["Mã cán bộ", "Giới tính", "Ngày sinh"], ["P1", "Nam", 27454], ["P2", "đàn ông", "#N/A"]],
            "decision": [["id", "kind", "person_id", "signed_on"], ["D1", "Bổ nhiêm", "P1", "31/02/2020"]],
            "ghi chú": [["một dòng"]],
        },
    )
    refused(
        path,
        "so.xlsx · sheet Cán bộ",
        'row 2, column Ngày sinh: "27454" is not a date cell. Format the cell as a date, or write 1975-03-01',
        'row 3, column Giới tính: "đàn ông" is not a code',
        "row 3, column Ngày sinh: The cell holds an Excel error (#NA)",
        'row 2, column signed_on: "31/02/2020" is no day of the calendar',
        'The sheet "ghi chú" is no table',
        "5 problem(s)",
    )


def test_all_problems_are_counted_and_a_thousand_listed(tmp_path: Path) -> None:
    rows = [{"id": f"P{number}", "birth_date": "1/2/1975"} for number in range(1500)]
    answer = refused(write_csv(tmp_path / "r", person=rows), "1500 problem(s) (date_form 1500); 1000 listed")
    assert answer.count("[date_form]") == 1000


MAP = """
tables:
  person: {columns: {id: code, full_name: name}}
  decision: {columns: {id: code, kind: {value: acting}, person_id: code, signed_on: day}}
"""


def importing(tmp_path: Path) -> tuple[Path, Path, Path]:
    (tmp_path / "in.csv").write_text("code,name,day\nA,An,2020-01-01\n")
    (tmp_path / "map.yaml").write_text(MAP)
    return tmp_path / "in.csv", tmp_path / "map.yaml", tmp_path / "made" / "out"


def failing(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        duckdb.IOException("IO Error: Could not write file: No space left on device"),
        duckdb.OutOfMemoryException("This limit was set by the 'max_temp_directory_size' setting."),
    ],
    ids=["system", "duckdb", "duckdb spilling"],
)
def test_a_disk_that_fills_while_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    source, mapping, out = importing(tmp_path)
    monkeypatch.setattr("chinhdanh.registry.importer.run.write_manifest", failing(error))
    result = run("import", source, "--map", mapping, "--out", out, "--lang", "en")
    assert result.exit_code == 2
    assert "The disk filled up" in result.stderr
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("Query interrupted")], ids=["python", "duckdb"])
def test_ctrl_c_in_the_middle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    source, mapping, out = importing(tmp_path)
    monkeypatch.setattr("chinhdanh.registry.importer.run.write_manifest", failing(error))
    result = run("import", source, "--map", mapping, "--out", out, "--lang", "en")
    assert result.exit_code == 2
    assert "Interrupted; nothing was written" in result.stderr
    assert list(out.parent.iterdir()) == []


def test_a_target_that_is_taken(tmp_path: Path) -> None:
    source, mapping, out = importing(tmp_path)
    out.mkdir(parents=True)
    (out / "mine.txt").write_text("keep me")
    result = run("import", source, "--map", mapping, "--out", out)
    assert result.exit_code == 2
    assert "không ghi đè" in result.stderr
    assert [file.name for file in out.iterdir()] == ["mine.txt"]


def test_the_excel_template_needs_a_name_and_overwrites_nothing(tmp_path: Path) -> None:
    assert run("schema", "--format", "excel").exit_code == 2
    path = tmp_path / "mau.xlsx"
    assert run("schema", "--format", "excel", "--out", path).exit_code == 0
    assert run("schema", "--format", "excel", "--out", path).exit_code == 2
    assert run("check", path).exit_code == 0


def test_an_output_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = run("schema", "--format", "json", "--out", tmp_path / "file" / "schema.json")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
