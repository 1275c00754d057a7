"""A snapshot goes in whole or not at all, and comes out as it was; what the record cannot hold is told all at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from django.db import connection

from chinhdanh.registry.outdir import new_folder
from chinhdanh.registry.problems import RegistryProblems
from chinhdanh.registry.schema import TABLES, arrow_schema
from chinhdanh.registry.snapshot import open_snapshot, write_snapshot
from chinhdanh.registry.synth import write
from chinhdanh.web.record.base import Change, KeptTable
from chinhdanh.web.record.fields import NAMES
from chinhdanh.web.record.snapshots import NotEmpty, export_snapshot, load_snapshot, recorded_models
from chinhdanh.web.record.writing import recording

DAY = date(2020, 3, 1)
Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("synth") / "province"
    write(500, 11, out)
    return out


def load(folder: Path) -> dict[str, int]:
    with open_snapshot(folder) as snapshot:
        return load_snapshot(snapshot, "thử")


def export(folder: Path) -> Path:
    with new_folder(folder) as new:
        export_snapshot(new)
    return folder


def rows(folder: Path, table: str) -> list[Any]:
    """The rows of a table; ids that were given while loading are left out, columns that are not there are empty."""
    there = {name for name, *_ in duckdb.execute(f"DESCRIBE SELECT * FROM '{folder / table}.parquet'").fetchall()}
    columns = [column if column.strip('"') in there else f"NULL AS {column}" for column in _columns(table)]
    query = f"SELECT {', '.join(columns)} FROM '{folder / table}.parquet'"
    return sorted(duckdb.execute(query).fetchall(), key=repr)


def _columns(table: str) -> list[str]:
    keep_id = TABLES[table].column_names[0] == "id"
    return [f'"{name}"' for name in TABLES[table].column_names if name != "id" or keep_id]


def small() -> Tables:
    """Two persons, one office with a head's post, and a tenure that rests on a decision."""
    return {
        "organization": [{"id": "o1", "name": "Sở Nội vụ"}],
        "post": [{"id": "p1", "organization_id": "o1", "leadership": "head", "seats": 1}],
        "person": [{"id": "a", "full_name": "An"}, {"id": "b", "full_name": "Bình"}],
        "decision": [{"id": "d1", "kind": "appointment", "person_id": "a", "post_id": "p1", "signed_on": DAY}],
        "tenure": [{"id": "t1", "person_id": "a", "post_id": "p1", "from": DAY, "start_decision_id": "d1"}],
    }


def snapshot_of(tables: Tables, folder: Path) -> Path:
    made = {}
    for name, items in tables.items():
        given = [column for column in TABLES[name].column_names if any(column in item for item in items)]
        fields = [arrow_schema(name).field(column) for column in given]
        made[name] = pa.Table.from_pylist(items, schema=pa.schema(fields))
    return write_snapshot(made, folder)


def refused(tables: Tables, folder: Path) -> list[Any]:
    """The problems of loading these tables, after which the record is as empty as before."""
    with pytest.raises(RegistryProblems) as raised:
        load(snapshot_of(tables, folder))
    assert not Change.objects.exists()
    assert not KeptTable.objects.exists()
    for model in recorded_models().values():
        assert not model.Version.objects.exists()
    return list(raised.value.problems)


def test_a_registry_comes_out_as_it_went_in(real_db: str, province: Path, tmp_path: Path) -> None:
    """Every table of a synthetic province has the same rows after load and export; others stay not given."""
    counted = load(province)
    out = export(tmp_path / "out")
    given = {file.stem for file in province.glob("*.parquet")}
    assert set(counted) == given == {file.stem for file in out.glob("*.parquet")} < set(TABLES)
    for table in given:
        assert rows(province, table) == rows(out, table), table
        assert counted[table] == len(rows(out, table))


def test_what_came_out_goes_in_again(
    real_db: str, new_database: Callable[[], str], point_at: Callable[[str], None], tmp_path: Path
) -> None:
    """An exported snapshot loads into another empty record, and comes out the same, ids of every row included."""
    tables = small() | {"calendar": [{"day": DAY, "kind": "holiday"}]}
    load(snapshot_of(tables, tmp_path / "in"))
    first = export(tmp_path / "first")
    point_at(new_database())
    load(first)
    second = export(tmp_path / "second")
    for file in sorted(first.glob("*.parquet")):
        query = f"SELECT * FROM '{{}}/{file.name}' ORDER BY id"
        assert duckdb.execute(query.format(first)).fetchall() == duckdb.execute(query.format(second)).fetchall()


def test_texts_come_out_as_they_were(db: None, tmp_path: Path) -> None:
    """Quotes, commas, line ends and words that mean nothing elsewhere are kept; an empty cell is none."""
    texts = ['một "hai", ba', "dòng\r\nmới", "\\N", " ", "NULL", None]
    people = [{"id": f"n{n}", "full_name": text, "birth_province": "x"} for n, text in enumerate(texts)]
    load(snapshot_of(small() | {"person": small()["person"] + people}, tmp_path / "in"))
    # One transaction holds the whole test, so it is read from the view and not exported.
    with connection.cursor() as cursor:
        cursor.execute("SELECT full_name FROM snapshot.person WHERE id LIKE 'n%%' ORDER BY id")
        assert [text for (text,) in cursor.fetchall()] == texts


def test_a_record_with_rows_takes_no_snapshot(db: None, tmp_path: Path) -> None:
    """Loading twice would be two truths."""
    folder = snapshot_of(small(), tmp_path / "in")
    load(folder)
    with pytest.raises(NotEmpty):
        load(folder)


def test_constraints_are_as_before_after_a_load(db: None, tmp_path: Path) -> None:
    """What is put aside while loading is put back: constraints, indexes, triggers and what they say."""

    def guards() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), condeferrable, condeferred, "
                "convalidated FROM pg_constraint WHERE connamespace = 'public'::regnamespace "
                "UNION ALL SELECT tablename, indexname, indexdef, true, true, true FROM pg_indexes "
                "WHERE schemaname = 'public' "
                "UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text, true, true, true FROM pg_trigger "
                "WHERE NOT tgisinternal ORDER BY 1, 2, 3"
            )
            return list(cursor.fetchall())

    before = guards()
    load(snapshot_of(small(), tmp_path / "in"))
    assert guards() == before


def test_a_load_reaches_as_far_as_writing_row_by_row(
    real_db: str, new_database: Callable[[], str], point_at: Callable[[str], None], tmp_path: Path
) -> None:
    """Who belongs where is worked out once after a load, and comes to the same as when each row is written."""

    def reach() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 'above', organization_id, above_id, since::text FROM organization_above "
                "UNION ALL SELECT 'person', person_id, organization_id, own::text FROM person_place "
                "UNION ALL SELECT 'decision', decision_id, organization_id, '' FROM decision_place ORDER BY 1, 2, 3, 4"
            )
            return list(cursor.fetchall())

    tables = small()
    tables["organization"].append({"id": "o2", "name": "Phòng Tổ chức", "parent_id": "o1"})
    tables["kinship"] = [{"person_id": "a", "relative_id": "b", "relation": "sibling"}]
    tables["decision"].append({"id": "d2", "kind": "revocation", "organization_id": "o2", "signed_on": DAY})
    load(snapshot_of(tables, tmp_path / "in"))
    at_once = reach()
    assert {kind for kind, *_ in at_once} == {"above", "person", "decision"}

    point_at(new_database())
    models = recorded_models()
    with recording("entry", None) as now:
        for table in ("organization", "post", "person", "decision", "tenure", "kinship"):
            for row in tables[table]:
                now.add(models[table], **{NAMES.get(name, name): value for name, value in row.items()})
    assert reach() == at_once


def test_everything_that_is_wrong_is_told_at_once(db: None, tmp_path: Path) -> None:
    """Two holders of one seat, no decision, an id that points nowhere, a period reversed: each with its cell."""
    tables = small()
    tables["decision"].append({"id": "d2", "kind": "appointment", "person_id": "nobody", "signed_on": DAY})
    common = {"person_id": "b", "post_id": "p1"}
    tables["tenure"] += [
        {**common, "id": "t2", "from": date(2021, 1, 1), "start_decision_id": "d2"},
        {**common, "id": "t3", "from": date(2010, 1, 1), "until": date(2011, 1, 1)},
        {**common, "id": "t4", "from": date(2012, 1, 1), "until": date(2011, 12, 31), "start_decision_id": "d2"},
    ]
    problems = refused(tables, tmp_path / "in")
    told = {(p.code, p.table, p.row, p.column, p.value) for p in problems}
    assert told == {
        ("record_seat_taken", "tenure", 2, "post_id", "p1"),
        ("record_needs_value", "tenure", 3, "start_decision_id", None),
        ("record_period_reversed", "tenure", 4, "until", "2011-12-31"),
        ("record_id_points_nowhere", "decision", 2, "person_id", "nobody"),
    }
    for problem in problems:
        assert problem.file
        assert problem.message_vi != problem.message_en
    (taken,) = (p for p in problems if p.code == "record_seat_taken")
    assert "t1" in taken.message_en
    assert "01/01/2021" in taken.message_vi


@pytest.mark.parametrize(
    ("first", "second", "seats", "leadership", "fits"),
    [
        ((None, None), ((2021, 1), None), 1, "head", False),
        ((None, None), ((2021, 1), None), None, "head", False),
        ((None, None), ((2021, 1), None), 2, "deputy", True),
        ((None, None), ((2021, 1), None), None, "deputy", True),
        ((None, None), ((2021, 1), None), 1, "deputy", False),
        ((None, (2021, 1)), ((2021, 1), None), 1, "head", True),
        ((None, (2021, 2)), ((2021, 1), None), 1, "head", False),
    ],
)
def test_more_holders_than_seats(
    db: None, tmp_path: Path, first: Any, second: Any, seats: int | None, leadership: str, fits: bool
) -> None:
    """Seats are counted by the day: who comes on the day the other leaves fits; unknown seats bound a head only."""
    tables = small()
    tables["post"][0].update(seats=seats, leadership=leadership)
    tables["tenure"] = [
        {
            "id": f"t{n}",
            "person_id": person,
            "post_id": "p1",
            "from": DAY if since is None else date(*since, 1),
            "until": None if until is None else date(*until, 1),
            "start_decision_id": "d1",
        }
        for n, (person, (since, until)) in enumerate(zip("ab", (first, second), strict=True))
    ]
    if fits:
        load(snapshot_of(tables, tmp_path / "in"))
    else:
        assert [p.code for p in refused(tables, tmp_path / "in")] == ["record_seat_taken"]


def test_who_acts_for_another_takes_no_seat(db: None, tmp_path: Path) -> None:
    """A head and somebody acting at the same time are both held."""
    tables = small()
    tables["tenure"].append({**tables["tenure"][0], "id": "t2", "person_id": "b", "acting": True})
    assert load(snapshot_of(tables, tmp_path / "in"))["tenure"] == 2


def test_a_table_pointed_at_and_a_column_needed_are_told_once(db: None, tmp_path: Path) -> None:
    """A table that was not given is one problem for each column that points at it, not one for each row."""
    tables = small()
    del tables["post"]
    for tenure in tables["tenure"]:
        del tenure["start_decision_id"]
    tables["tenure"].append({**tables["tenure"][0], "id": "t2"})
    told = sorted((p.code, p.table, p.row, p.column) for p in refused(tables, tmp_path / "in"))
    assert told == [
        ("record_needs_column", "tenure", None, "start_decision_id"),
        ("record_needs_table", "decision", None, "post_id"),
        ("record_needs_table", "tenure", None, "post_id"),
    ]


def test_seats_below_one_and_characters_that_are_none(db: None, tmp_path: Path) -> None:
    """A post has at least one seat, and a text has no character number 0."""
    tables = small()
    tables["post"][0]["seats"] = 0
    tables["person"][0]["full_name"] = "An\0"
    told = {(p.code, p.table, p.row, p.column) for p in refused(tables, tmp_path / "in")}
    assert told == {
        ("record_no_seats", "post", 1, "seats"),
        ("record_unreadable_character", "person", 1, "full_name"),
    }


def test_a_load_that_is_interrupted_leaves_nothing(real_db: str, tmp_path: Path) -> None:
    """Stopped half way, the record is empty and can be loaded."""
    folder = snapshot_of(small(), tmp_path / "in")

    def stop(what: str, _done: int, _all: int) -> None:
        if what == "tenure":
            raise KeyboardInterrupt

    with open_snapshot(folder) as snapshot, pytest.raises(KeyboardInterrupt):
        load_snapshot(snapshot, "thử", progress=stop)
    assert not Change.objects.exists()
    assert load(folder)["person"] == 2
