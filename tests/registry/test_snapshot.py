"""Reading and writing snapshots: what comes in is what is read, whatever its form."""

import datetime as dt
import errno
import json
import os
import string
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chinhdanh.registry.outdir import new_folder
from chinhdanh.registry.problems import RegistryProblems
from chinhdanh.registry.readers.fonts import font_of
from chinhdanh.registry.schema import TABLES, arrow_schema
from chinhdanh.registry.snapshot import Snapshot, open_snapshot, write_snapshot

from .make import DECISION, PERSON, write_csv, write_excel

MIDNIGHT = dt.datetime(1975, 1, 1)  # noqa: DTZ001 (files hold days without a zone)


def read(path: Path) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, without the numbers of rows."""
    with open_snapshot(path) as snapshot:
        return {
            table: pq.read_table(file, columns=list(snapshot.columns[table])).to_pylist()
            for table, file in snapshot.files.items()
        }


def numbers(snapshot: Snapshot, table: str) -> list[tuple[int, str]]:
    return duckdb.execute(f"SELECT _row, id FROM {snapshot.numbered_sql(table)} ORDER BY 1").fetchall()


def test_csv_is_read_typed(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "r",
        post=[{"id": "C1", "term_months": 60, "elected": False, "public_unit": None, "leadership": "head"}],
        evaluation=[{"person_id": "P1", "year": 2020, "score": "8.5"}],
    )
    rows = read(tmp_path / "r")
    assert rows["person"][0]["birth_date"] == dt.date(1975, 3, 2)
    assert rows["post"] == [
        {"id": "C1", "leadership": "head", "public_unit": None, "elected": False, "term_months": 60}
    ]
    assert rows["evaluation"] == [{"person_id": "P1", "year": 2020, "score": 8.5}]


def test_rows_keep_the_numbers_of_their_lines(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r")
    (folder / "person.csv").write_text('\ufeffid;full_name\nP1;"An\nBình"\n\n;;\n \nP2;Chi\n'.replace(";;", ";"))
    with open_snapshot(folder) as snapshot:
        assert numbers(snapshot, "person") == [(2, "P1"), (6, "P2")]
        assert snapshot.rows["person"] == 2
        assert snapshot.source("person") == "person.csv"


def test_parquet_of_the_right_types_is_used_where_it_lies(tmp_path: Path) -> None:
    tables = {
        "person": pa.table({"id": ["P1", "P2"], "full_name": ["An", None]}),
        "decision": pa.Table.from_pylist(
            [{"id": "D1", "kind": "acting", "person_id": "P1", "signed_on": dt.date(2020, 1, 1)}]
        ),
    }
    write_snapshot(tables, tmp_path / "r", as_of=dt.date(2024, 1, 1))
    with open_snapshot(tmp_path / "r") as snapshot:
        assert snapshot.files["person"] == tmp_path / "r" / "person.parquet"
        assert numbers(snapshot, "person") == [(1, "P1"), (2, "P2")]
        assert snapshot.as_of == dt.date(2024, 1, 1)
        assert snapshot.columns["decision"] == ("id", "kind", "person_id", "signed_on")
        assert snapshot.manifest["tables"]["person"]["rows"] == 2
        assert len(snapshot.manifest["tables"]["person"]["sha256"]) == 64


def test_parquet_is_cast_where_nothing_is_lost(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r")
    (folder / "person.csv").unlink()
    pq.write_table(
        pa.table(
            {
                "id": pa.array(["P1", "P2"], pa.large_string()),
                "full_name": ["Nguye\u0302\u0303n", ""],
                "sex": pa.array(["male", "female"]).dictionary_encode(),
                "birth_date": pa.array([MIDNIGHT, None], pa.timestamp("us")),
                "category": pa.nulls(2),
                "shoe_size": [40, 41],
            }
        ),
        folder / "person.parquet",
    )
    pq.write_table(
        pa.table({"id": ["C1", "C2"], "seats": pa.array([2, None], pa.int32()), "rank": [3.0, float("nan")]}),
        folder / "post.parquet",
    )
    pq.write_table(
        pa.table(
            {"person_id": ["P1", "P2"], "year": [2020, 2021], "score": [8.5, float("nan")], "rating": ["good", ""]}
        ),
        folder / "evaluation.parquet",
    )
    with open_snapshot(folder) as snapshot:
        assert any("shoe_size" in notice for notice in snapshot.notices)
        assert snapshot.notices[0].en.endswith("shoe_size")
        assert numbers(snapshot, "person") == [(1, "P1"), (2, "P2")]
    rows = read(folder)
    assert rows["person"] == [
        {"id": "P1", "full_name": "Nguyễn", "sex": "male", "birth_date": dt.date(1975, 1, 1), "category": None},
        {"id": "P2", "full_name": None, "sex": "female", "birth_date": None, "category": None},
    ]
    assert rows["evaluation"] == [
        {"person_id": "P1", "year": 2020, "rating": "good", "score": 8.5},
        {"person_id": "P2", "year": 2021, "rating": None, "score": None},
    ]
    assert rows["post"] == [{"id": "C1", "rank": 3, "seats": 2}, {"id": "C2", "rank": None, "seats": None}]


def test_a_workbook_as_offices_write_it_is_read(tmp_path: Path) -> None:
    path = write_excel(
        tmp_path / "so.xlsx",
        {
            "Danh sách cán bộ": [
                ["DANH SÁCH CÁN BỘ, CÔNG CHỨC"],
                [],
                ["STT", "MÃ CÁN BỘ", "Họ tên", "Ngày tháng năm sinh", "Giới tính"],
                [1, "P1", "Nguyễn Văn An", dt.date(1975, 3, 2), "Nam"],
                [2, "P2", " Trần Thị Bích ", "31/12/1980", "nữ"],
                [3, None, None, None, None],
            ],
            "quyet dinh": [
                ["Mã quyết định", "Loại quyết định", "Mã cán bộ", "Ngày ký", "Sau sắp xếp tổ chức", "Thời hạn (tháng)"],
                [1001, "Bổ nhiệm", "P1", MIDNIGHT, "Có", 60],
                [1002, "removal", "P2", "2021-06-01", "không", None],
            ],
            "Sheet3": [],
            "_nháp": [["gì cũng được"]],
        },
    )
    rows = read(path)
    assert rows["person"] == [
        {"id": "P1", "full_name": "Nguyễn Văn An", "sex": "male", "birth_date": dt.date(1975, 3, 2)},
        {"id": "P2", "full_name": "Trần Thị Bích", "sex": "female", "birth_date": dt.date(1980, 12, 31)},
    ]
    assert [row["kind"] for row in rows["decision"]] == ["appointment", "removal"]
    assert [row["id"] for row in rows["decision"]] == ["1001", "1002"]
    assert [row["after_reorganization"] for row in rows["decision"]] == [True, False]
    assert [row["term_months"] for row in rows["decision"]] == [60, None]
    with open_snapshot(path) as snapshot:
        assert numbers(snapshot, "person") == [(4, "P1"), (5, "P2")]
        assert snapshot.source("person") == "so.xlsx · sheet Danh sách cán bộ"
        assert any("1 dates written day/month/year" in notice.en for notice in snapshot.notices)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("cp1258", "Windows-1258"), ("tcvn3", "TCVN3"), ("vni", "VNI")],
)
def test_old_encodings_are_converted_with_a_notice(tmp_path: Path, encoding: str, name: str) -> None:
    folder = write_csv(tmp_path / "r")
    text = "id,full_name\nP1,Nguyễn Thị Hường\nP2,Đỗ Văn Thuỷ\n" + "".join(
        f"Q{number},{number}/QĐ-UBND\n" for number in range(9)
    )
    (folder / "person.csv").write_bytes(encoded(text, encoding))
    with open_snapshot(folder) as snapshot:
        assert any(name in notice for notice in snapshot.notices)
    assert [row["full_name"] for row in read(folder)["person"]][:3] == [
        "Nguyễn Thị Hường",
        "Đỗ Văn Thuỷ",
        "0/QĐ-UBND",
    ]


def encoded(text: str, encoding: str) -> bytes:
    """`text` in an old encoding: Windows-1258 writes tones as marks of their own, TCVN3 has a font's own codes."""
    from chinhdanh.registry.readers.fonts import _TCVN3, _vni_letters, _vni_pairs

    if encoding == "tcvn3":
        codes = {letter: code for code, letter in _TCVN3.items()}
        return "".join(codes.get(letter, letter) for letter in text).encode("latin-1")
    if encoding == "vni":
        signs = {letter: sign for sign, letter in (_vni_letters() | _vni_pairs()).items()}
        return "".join(signs.get(letter, letter) for letter in text).encode("latin-1")
    if encoding != "cp1258":
        return text.encode(encoding)
    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = ""
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        out += unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones))
        out += "".join(mark for mark in marks if mark in tones)
    return out.encode("cp1258")


@pytest.mark.parametrize("font", ["tcvn3", "vni"])
def test_workbooks_typed_with_old_fonts_are_read(tmp_path: Path, font: str) -> None:
    """Inside a workbook old fonts are Western letters; headers, names and words of codes are understood."""

    def typed(text: str) -> str:
        return encoded(text, font).decode("latin-1")

    path = write_excel(
        tmp_path / "so.xlsx",
        {
            typed("Cán bộ"): [
                [typed("Mã cán bộ"), typed("Họ và tên"), typed("Giới tính"), typed("Ngày sinh")],
                ["P1", typed("Nguyễn Thị Hường"), typed("Nữ"), dt.date(1975, 1, 1)],
                ["P2", typed("Đặng Văn Quyết"), "Nam", None],
            ],
            "decision": [["id", "kind", "person_id", "signed_on"], ["D1", typed("bổ nhiệm lại"), "P1", "2020-01-01"]],
        },
    )
    rows = read(path)
    assert [(row["full_name"], row["sex"]) for row in rows["person"]] == [
        ("Nguyễn Thị Hường", "female"),
        ("Đặng Văn Quyết", "male"),
    ]
    assert font_of(["Nguyễn Văn An", "Trần Thị Bích"]) is None
    assert font_of(["José", "François", "Müller"]) is None


def value_strategy(kind: str, codes: tuple[str, ...]) -> st.SearchStrategy[Any]:
    letters = st.text(string.ascii_letters + "ăđơưạệỗ ,;\"'\n-0123456789", min_size=1, max_size=12)
    return {
        # The readers trim text and read empty text as not recorded.
        "text": letters.map(str.strip).filter(bool).map(lambda text: unicodedata.normalize("NFC", text)),
        "code": st.sampled_from(codes or ("x",)),
        "date": st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)),
        "integer": st.integers(-(2**53), 2**53),
        "number": st.floats(allow_nan=False, allow_infinity=False, width=32),
        "boolean": st.booleans(),
    }[kind]


@st.composite
def registries(draw: st.DrawFn) -> dict[str, pa.Table]:
    names = {"person", "decision", *draw(st.sets(st.sampled_from(sorted(TABLES)), max_size=2))}
    tables = {}
    for name in sorted(names):
        size = draw(st.integers(1, 3))
        columns: dict[str, list[Any]] = {}
        for column in TABLES[name].columns:
            if column.name == "id":
                columns["id"] = [f"{name}-{place}" for place in range(size)]
            elif column.required or draw(st.booleans()):
                value = st.none() | value_strategy(column.type, column.codes)
                columns[column.name] = draw(st.lists(value, min_size=size, max_size=size))
        schema = arrow_schema(name)
        tables[name] = pa.table(columns, schema=pa.schema([schema.field(column) for column in columns]))
    return tables


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registries())
def test_writing_and_reading_is_the_identity(tables: dict[str, pa.Table]) -> None:
    """Parquet, and CSV made from it, read back to the same rows."""
    expected = {name: table.to_pylist() for name, table in tables.items()}
    with tempfile.TemporaryDirectory() as folder:
        write_snapshot(tables, Path(folder) / "parquet")
        assert read(Path(folder) / "parquet") == {name: expected[name] for name in TABLES if name in expected}
        write_csv(Path(folder) / "csv", **expected)
        assert read(Path(folder) / "csv") == read(Path(folder) / "parquet")


def test_the_template_filled_by_hand_is_read(tmp_path: Path) -> None:
    import openpyxl

    from chinhdanh.registry.describe import write_template
    from chinhdanh.registry.readers.names import code_label_vi, header_vi

    write_template(tmp_path / "mau.xlsx")
    book = openpyxl.load_workbook(tmp_path / "mau.xlsx")
    filled: dict[str, dict[str, Any]] = {}
    for name, table in TABLES.items():
        sheet = book[table.title_vi]
        assert [cell.value for cell in sheet[1]] == [header_vi(name, column.name) for column in table.columns]
        assert all(cell.comment for cell in sheet[1])
        values: dict[str, Any] = {}
        for place, column in enumerate(table.columns, 1):
            typed, shown = {
                "text": ("chữ", "chữ"),
                "date": (dt.date(2020, 2, 29), dt.date(2020, 2, 29)),
                "integer": (7, 7),
                "number": (7.5, 7.5),
                "boolean": (True, "có"),
                "code": (column.codes and column.codes[-1],) * 2,
            }[column.type]
            if column.codes:
                shown = code_label_vi(name, column.name, column.codes[-1])
            values[column.name] = typed
            sheet.cell(2, place, shown)
        filled[name] = values
        lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
        assert bool(lists) == any(column.type in ("code", "boolean") for column in table.columns)
    book.save(tmp_path / "day.xlsx")
    assert read(tmp_path / "day.xlsx") == {name: [values] for name, values in filled.items()}


def interrupted(folder: Path) -> None:
    (folder / "half").write_text("x")
    raise KeyboardInterrupt


def test_a_new_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "a" / "out"
    with pytest.raises(KeyboardInterrupt), new_folder(target) as folder:
        interrupted(folder)
    assert list((tmp_path / "a").iterdir()) == []
    with new_folder(target) as folder:
        (folder / "whole").write_text("x")
        assert not target.exists()
    assert [file.name for file in target.iterdir()] == ["whole"]
    assert [file.name for file in (tmp_path / "a").iterdir()] == ["out"]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(RegistryProblems) as caught, new_folder(tmp_path / "out"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert [problem.code for problem in caught.value.problems] == ["disk_full"]
    assert list(tmp_path.iterdir()) == []


def test_the_full_disk_is_the_one_written_to_though_a_snapshot_is_open(tmp_path: Path) -> None:
    registry = write_csv(tmp_path / "registry")
    with pytest.raises(RegistryProblems) as caught, new_folder(tmp_path / "out"), open_snapshot(registry):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert [problem.file for problem in caught.value.problems] == [str(tmp_path / "out")]


def test_an_empty_folder_may_be_the_target_and_a_full_one_not(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with new_folder(tmp_path / "out") as folder:
        (folder / "x").write_text("x")
    with pytest.raises(RegistryProblems) as caught, new_folder(tmp_path / "out"):
        pytest.fail("the block must not run")
    assert caught.value.problems[0].code == "target_exists"
    assert (tmp_path / "out" / "x").read_text() == "x"


def test_the_manifest_states_the_day(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r", person=PERSON, decision=DECISION)
    (folder / "manifest.json").write_text(json.dumps({"schema_version": 1, "as_of": "2024-05-06"}))
    with open_snapshot(folder) as snapshot:
        assert snapshot.as_of == dt.date(2024, 5, 6)
