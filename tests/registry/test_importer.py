"""Importing foreign tables: one row over several tables, words translated, nothing in a mapping ignored."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner, Result

from chinhdanh.cli.registry import registry
from chinhdanh.registry.importer.mapping import MapFile, bind
from chinhdanh.registry.problems import ProblemList
from chinhdanh.registry.schema import TABLES
from chinhdanh.registry.snapshot import open_snapshot

from .make import write_csv, write_excel

EXAMPLES = Path(__file__).parents[2] / "examples"

SOURCE = """\
Code,Name,Born,Sex,Unit,Post,Order,Signed,Left,Remark
A1,Nguyễn An,02/03/1975,M,Sở A>Phòng B,Trưởng phòng,No. 7,2020-05-01,-,x
A1,Nguyễn An,02/03/1975,M,Sở A>Phòng C,Phó phòng,No. 7,2020-05-01,2021-01-01,
A2,Trần Bích,n/a,F,Sở A,Giám đốc,No. 8,2020-06-01,-,
A3,Draft,n/a,F,Sở A,Giám đốc,,2020-06-01,-,
"""

MAP = """\
as_of: 2022-01-01
empty: ["-", "n/a"]
where: {Name: {not: Draft}}
ignore: [Remark]
tables:
  person:
    columns:
      id: Code
      full_name: {from: Name}
      birth_date: {from: Born, date: "%d/%m/%Y"}
      sex: {from: Sex, map: {M: male, F: female}}
      category: {value: civil_servant}
  organization:
    - columns:
        id: Unit
        name: {from: Unit, match: "([^>]+)$"}
        parent_id: {from: Unit, match: "^(.+)>"}
    - columns: {id: {from: Unit, match: "^(.+)>"}, name: {value: from a division}}
  post:
    columns: {id: {join: [Unit, Post], by: " / "}, organization_id: Unit, title: Post}
  tenure:
    columns:
      id: {join: [Order, Code, Post]}
      person_id: Code
      post_id: {join: [Unit, Post], by: " / "}
      from: Signed
      until: Left
  decision:
    columns:
      id: {join: [Order, Code]}
      kind: {value: appointment}
      number: {from: Order, match: "[^0-9]", replace: ""}
      person_id: Code
      post_id: {join: [Unit, Post], by: " / "}
      signed_on: {first: [Left, Signed]}
    conflict: agree
  coverage:
    columns: {table: {value: decision}, stated_by: {value: registrar}, stated_on: {value: 2022-01-01}}
"""


def run(source: Path, mapping: str | Path, out: Path, lang: str = "en") -> Result:
    if isinstance(mapping, str):
        (source.parent / "map.yaml").write_text(mapping, encoding="utf-8")
        mapping = source.parent / "map.yaml"
    result = CliRunner().invoke(
        registry, ["import", str(source), "--map", str(mapping), "--out", str(out), "--lang", lang]
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return found


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(SOURCE, encoding="utf-8")
    return path


def test_one_row_becomes_rows_of_several_tables(source: Path, tmp_path: Path) -> None:
    result = run(source, MAP, tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert "person\t2" in result.stdout
    assert "not used" not in result.stderr
    out = tmp_path / "out"
    assert rows(out, "person") == [
        {
            "id": "A1",
            "full_name": "Nguyễn An",
            "sex": "male",
            "birth_date": dt.date(1975, 3, 2),
            "category": "civil_servant",
        },
        {"id": "A2", "full_name": "Trần Bích", "sex": "female", "birth_date": None, "category": "civil_servant"},
    ]
    assert rows(out, "organization") == [
        {"id": "Sở A>Phòng B", "name": "Phòng B", "parent_id": "Sở A"},
        {"id": "Sở A>Phòng C", "name": "Phòng C", "parent_id": "Sở A"},
        # made by both entries of the list: the first wins
        {"id": "Sở A", "name": "Sở A", "parent_id": None},
    ]
    assert [row["until"] for row in rows(out, "tenure")] == [None, dt.date(2021, 1, 1), None]
    # Order 7 gave A1 two posts: `agree` leaves the post empty and, of two days, the day as well.
    assert [(row["number"], row["post_id"], row["signed_on"]) for row in rows(out, "decision")] == [
        ("7", None, None),
        ("8", "Sở A / Giám đốc", dt.date(2020, 6, 1)),
    ]
    assert rows(out, "coverage") == [{"table": "decision", "stated_by": "registrar", "stated_on": dt.date(2022, 1, 1)}]
    assert json.loads((out / "manifest.json").read_text())["as_of"] == "2022-01-01"
    with open_snapshot(out) as snapshot:
        assert snapshot.notices == []


def test_a_table_of_our_own_is_imported_as_it_is(tmp_path: Path) -> None:
    """The identity: a CSV table of the contract, mapped onto itself, is the same registry."""
    folder = write_csv(
        tmp_path / "own",
        decision=[
            {
                "id": "D1",
                "kind": "acting",
                "person_id": "P1",
                "signed_on": "2020-01-01",
                "higher_post": True,
                "term_months": 12,
            }
        ],
    )
    with open_snapshot(folder) as snapshot:
        expected = {
            table: pq.read_table(file, columns=list(snapshot.columns[table])).to_pylist()
            for table, file in snapshot.files.items()
        }
        columns = snapshot.columns
    for table in ("person", "decision"):
        mapping = yaml.safe_dump({"tables": {table: {"columns": {name: name for name in columns[table]}}}})
        run(folder / f"{table}.csv", mapping, tmp_path / table)
        assert rows(tmp_path / table, table) == expected[table]


def test_an_excel_sheet_below_a_title_is_imported(tmp_path: Path) -> None:
    path = write_excel(
        tmp_path / "list.xlsx",
        {"Khác": [["x"]], "DS": [["Danh sách"], ["Mã", "Tên", "Ngày"], ["A1", "An", dt.date(2020, 1, 1)]]},
    )
    mapping = """
sheet: DS
header_row: 2
tables:
  person: {columns: {id: Mã, full_name: Tên}}
  decision: {columns: {id: Mã, kind: {value: acting}, person_id: Mã, signed_on: Ngày}}
"""
    assert run(path, mapping, tmp_path / "out").exit_code == 0
    assert rows(tmp_path / "out", "decision")[0]["signed_on"] == dt.date(2020, 1, 1)
    assert "The workbook has no sheet" in run(path, mapping.replace("DS", "DX"), tmp_path / "out2").stderr


def test_unused_source_columns_are_named(source: Path, tmp_path: Path) -> None:
    result = run(source, MAP.replace("ignore: [Remark]\n", ""), tmp_path / "out")
    assert result.exit_code == 0
    assert "source columns not used (put them under ignore if that is meant): Remark" in result.stderr


def test_every_mistake_of_a_mapping_is_named_at_once(source: Path, tmp_path: Path) -> None:
    mapping = """
as_off: 2022-01-01
where: {Nam: {iss: x}}
tables:
  persons: {columns: {id: Code}}
  person:
    columns: {id: Codes, full_nam: Name, sex: {from: Sex, mapp: {}}, birth_date: {from: Born, value: x}}
    conflict: maybe
  decision:
    columns: {id: {join: Order}, kind: {value: acting, match: "("}, person_id: Code}
"""
    result = run(source, mapping, tmp_path / "out")
    assert result.exit_code == 2
    for words in (
        "as_off: this word is not understood; did you mean `as_of`?",
        'where.Nam: the source has no column "Nam"; did you mean "Name"?',
        "where.Nam.iss: this word is not understood; did you mean `is`?",
        "tables.persons: is no table; did you mean person?",
        'tables.person.columns.id: the source has no column "Codes"; did you mean "Code"?',
        "tables.person.columns.full_nam: person has no such column; did you mean full_name?",
        "tables.person.columns.sex.mapp: this word is not understood; did you mean `map`?",
        "tables.person.columns.birth_date: needs exactly one of from, value, join, first",
        "tables.person.conflict: must be one of fail, agree, first",
        "tables.decision.columns.id.join: needs a list",
        'tables.decision.columns.kind.match: the pattern "(" is invalid',
        "tables.decision.columns: lacks the required column signed_on",
    ):
        assert words in result.stderr
    assert not (tmp_path / "out").exists()


def test_cells_that_cannot_be_read_are_named_with_their_source_row(source: Path, tmp_path: Path) -> None:
    mapping = MAP.replace(', date: "%d/%m/%Y"', "").replace("F: female", "W: female")
    result = run(source, mapping, tmp_path / "out")
    assert result.exit_code == 2
    assert 'row 2, column birth_date: "02/03/1975" is a date in another form' in result.stderr
    assert 'row 4, column sex: "F" is not a code' in result.stderr
    assert not (tmp_path / "out").exists()


def test_one_id_with_different_cells_is_a_problem_unless_said_otherwise(source: Path, tmp_path: Path) -> None:
    result = run(source, MAP.replace("    conflict: agree\n", ""), tmp_path / "out")
    assert result.exit_code == 2
    assert "The decision No. 7/A1 has different cells in rows 2, 3" in result.stderr
    assert run(source, MAP.replace("conflict: agree", "conflict: first"), tmp_path / "out").exit_code == 0
    assert rows(tmp_path / "out", "decision")[0]["post_id"] == "Sở A>Phòng B / Trưởng phòng"


def test_missing_files_and_broken_yaml(source: Path, tmp_path: Path) -> None:
    assert "There is no file" in run(tmp_path / "none.csv", MAP, tmp_path / "out").stderr
    assert "There is no file" in run(source, tmp_path / "none.yaml", tmp_path / "out").stderr
    assert "not valid YAML" in run(source, "tables: [", tmp_path / "out").stderr
    assert "needs `tables`" in run(source, "x: 1", tmp_path / "out").stderr


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.name)
def test_the_shipped_mappings_are_understood(path: Path) -> None:
    """Bound to a source that has every column they name, the example mappings hold no mistake."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = ProblemList()
    bound = bind(MapFile(path, data), sorted(_names(data)), found)
    assert found.problems == []
    assert {maker.table for maker in bound.makers} <= set(TABLES)


def _names(data: Any) -> set[str]:
    """Every text in a mapping: a superset of the source columns that it names."""
    if isinstance(data, dict):
        return {name for key, value in data.items() for name in {str(key)} | _names(value)}
    if isinstance(data, list):
        return {name for value in data for name in _names(value)}
    return {data} if isinstance(data, str) else set()
