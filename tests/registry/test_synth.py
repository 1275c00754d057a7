"""The synthetic registry: repeatable to the byte, true to the schema, without contradictions, wrongs as listed."""

import hashlib
import json
import unicodedata
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner

from chinhdanh.cli.synth import synth
from chinhdanh.registry.schema import TABLES, arrow_schema
from chinhdanh.registry.synth import days, write
from chinhdanh.registry.synth.plants import KINDS, others

OFFICIALS, SEED = 2000, 7


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("synth") / "province"
    write(OFFICIALS, SEED, out)
    return out


def ask(folder: Path, query: str) -> list[Any]:
    """Rows of `query`; tables are called by their names."""
    con = duckdb.connect()
    for file in folder.glob("*.parquet"):
        con.execute(f"CREATE VIEW {file.stem} AS SELECT * FROM '{file}'")
    return con.execute(query).fetchall()


def digest(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def test_same_seed_same_bytes(folder: Path, tmp_path: Path) -> None:
    write(OFFICIALS, SEED, tmp_path / "again")
    write(OFFICIALS, SEED + 1, tmp_path / "other")
    assert digest(tmp_path / "again") == digest(folder)
    assert digest(tmp_path / "other")["person.parquet"] != digest(folder)["person.parquet"]


def test_every_table_keeps_to_the_schema(folder: Path) -> None:
    files = list(folder.glob("*.parquet"))
    assert {"person", "decision", "step", "tenure", "coverage", "special_case"} <= {file.stem for file in files}
    for file in files:
        schema = arrow_schema(file.stem)
        given = pq.read_schema(file)
        assert set(TABLES[file.stem].required_columns) <= set(given.names), file.stem
        for field in given:
            assert field.type == schema.field(field.name).type, f"{file.stem}.{field.name}"


def test_codes_and_references(folder: Path) -> None:
    given = {file.stem for file in folder.glob("*.parquet")}
    for name in sorted(given):
        columns = pq.read_schema(folder / f"{name}.parquet").names
        for column in TABLES[name].columns:
            if column.name not in columns:
                continue
            if column.codes:
                found = {row[0] for row in ask(folder, f'SELECT DISTINCT "{column.name}" FROM {name}')} - {None}
                assert found <= set(column.codes), f"{name}.{column.name}"
            if column.references:
                assert column.references in given, f"{name}.{column.name}"
                query = (
                    f'SELECT count(*) FROM {name} WHERE "{column.name}" IS NOT NULL'
                    f' AND "{column.name}" NOT IN (SELECT id FROM {column.references})'
                )
                assert ask(folder, query) == [(0,)], f"{name}.{column.name}"


def test_nobody_shares_a_seat(folder: Path) -> None:
    assert not ask(
        folder,
        """SELECT a.id, b.id FROM tenure a JOIN tenure b ON a.post_id = b.post_id AND a.id < b.id
           JOIN post ON post.id = a.post_id
           WHERE post.seats = 1 AND NOT a.acting AND NOT b.acting
             AND a."from" < coalesce(b.until, DATE '2200-01-01') AND b."from" < coalesce(a.until, DATE '2200-01-01')""",
    )


def test_periods_and_decisions(folder: Path) -> None:
    assert not ask(folder, 'SELECT id FROM tenure WHERE until <= "from" OR start_decision_id IS NULL')
    assert not ask(
        folder,
        """SELECT t.id FROM tenure t JOIN decision d ON d.id = t.start_decision_id
           WHERE d.person_id <> t.person_id OR d.post_id <> t.post_id OR d.effective_on <> t."from" """,
    )
    assert not ask(folder, "SELECT id FROM decision WHERE effective_on < signed_on")
    assert ask(folder, "SELECT max(signed_on) <= DATE '2026-11-15' FROM decision") == [(True,)]


def test_one_career_at_a_time(folder: Path) -> None:
    assert not ask(
        folder,
        """SELECT a.id FROM tenure a JOIN tenure b ON a.person_id = b.person_id AND a.id < b.id
           WHERE NOT a.acting AND NOT b.acting AND NOT a.concurrent AND NOT b.concurrent
             AND a."from" < coalesce(b.until, DATE '2200-01-01') AND b."from" < coalesce(a.until, DATE '2200-01-01')""",
    )


def test_everyone_in_the_service_has_a_relative(folder: Path) -> None:
    assert not ask(
        folder,
        """SELECT id FROM person WHERE category <> 'other'
           AND id NOT IN (SELECT person_id FROM kinship UNION ALL SELECT relative_id FROM kinship)""",
    )


def test_planted_wrongs_exist_once(folder: Path) -> None:
    planted = json.loads((folder / "planted.json").read_text(encoding="utf-8"))
    assert planted["seed"] == SEED
    rows = planted["planted"]
    for table in ("decision", "organization", "person", "post"):
        named = {row["subject_id"] for row in rows if row["subject"] == table}
        assert named <= {row[0] for row in ask(folder, f"SELECT id FROM {table}")}, table
    subjects = [(row["subject_id"], row["on"]) for row in rows]
    assert len(set(subjects)) == len(subjects)
    assert all((row["subject"] == "decision") == (row["decision_id"] == row["subject_id"]) for row in rows)
    assert all(row["provisions"] and row["what_vi"] and row["what_en"] for row in rows)
    kinds = {row["kind"] for row in rows}
    assert len({kind.name for kind in (*KINDS, *others.KINDS)} - kinds) <= 7, "a small province lacks few kinds"


def test_evidence_and_lists(folder: Path) -> None:
    """Reappointments have dossiers, disciplines without the Party a council; a body rates few people excellent."""
    bare = """SELECT id FROM decision WHERE kind = ? AND signed_on >= DATE '2025-07-01' AND id NOT IN"""
    assert not ask(folder, bare.replace("?", "'reappointment'") + " (SELECT decision_id FROM dossier_item)")
    uncounselled = ask(
        folder,
        bare.replace("?", "'discipline'")
        + """ (SELECT decision_id FROM step)
              AND person_id NOT IN (SELECT person_id FROM discipline WHERE regime = 'party')""",
    )
    wrongs = json.loads((folder / "planted.json").read_text(encoding="utf-8"))["planted"]
    assert {row[0] for row in uncounselled} <= {
        row["decision_id"] for row in wrongs if row["kind"] == "discipline_without_council"
    }
    counted = ask(
        folder,
        """SELECT post.organization_id FROM evaluation e
           JOIN tenure t ON t.person_id = e.person_id AND NOT t.acting AND NOT t.concurrent
             AND t."from" <= make_date(e.year, 12, 31) AND coalesce(t.until, DATE '2200-01-01') > make_date(e.year, 12, 31)
           JOIN post ON post.id = t.post_id
           GROUP BY post.organization_id, e.year
           HAVING 5 * count(*) FILTER (e.rating = 'excellent') > count(*) FILTER (e.rating IN ('excellent', 'good'))""",
    )
    assert {row[0] for row in counted} == {row["subject_id"] for row in wrongs if row["kind"] == "excellent_over_cap"}


def test_command_writes_and_refuses(tmp_path: Path) -> None:
    out = tmp_path / "made"
    arguments = ["--officials", "300", "--seed", "1", "--out", str(out)]
    made = CliRunner().invoke(synth, arguments)
    assert made.exit_code == 0
    assert made.stdout == ""
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["as_of"] == "2026-11-20"
    assert CliRunner().invoke(synth, arguments).exit_code == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["made"]


def test_names_are_composed() -> None:
    file = Path(days.__file__).parents[1] / "data" / "names.yaml"
    text = file.read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert max(yaml.safe_load(text)["family"].items(), key=lambda item: item[1])[0] == "Nguyễn"


@pytest.mark.parametrize(
    ("born", "male", "retires"),
    [
        ("1966-03-31", True, "2027-12-31"),
        ("1966-04-30", True, "2028-04-30"),
        ("1965-07-01", True, "2027-04-30"),
        ("1975-05-01", False, "2035-05-31"),
        ("1972-08-20", False, "2030-12-31"),
        ("1960-12-31", True, "2020-12-31"),
    ],
)
def test_retirement_days(born: str, male: bool, retires: str) -> None:
    assert int(days.retirement_day(days.day(born), male)) == days.day(retires)


def test_windows_stay_clear_of_changes_of_law() -> None:
    for start, end, carried in days.windows():
        for change in (*days.REGIME_STARTS, days.PARTY_80, days.PARTY_377):
            assert carried or not (change - 1 < end and start < change + days.LEAD)


def test_weekday_keeps_order() -> None:
    run = np.arange(days.day("2024-01-01"), days.day("2024-03-01"))
    moved = days.weekday(run)
    assert (np.diff(moved) >= 0).all()
    assert ((moved + 3) % 7 < 5).all()
