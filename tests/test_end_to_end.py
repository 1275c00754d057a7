"""The promise of the whole: the audit of a synthetic registry finds every planted wrong, and nothing else violates."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from chinhdanh.audit.verdicts import COLUMNS, VERDICTS
from chinhdanh.cli import main
from chinhdanh.law.rule import all_rules
from chinhdanh.registry.schema import TABLES
from chinhdanh.registry.synth import write

OFFICIALS = 20_000


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province") / "registry"
    write(OFFICIALS, 2026, folder)
    return folder


@pytest.fixture(scope="module")
def audited(province: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("audited") / "report"
    result = CliRunner().invoke(main, ["audit", str(province), "--out", str(out)])
    assert result.exit_code == 1, result.output
    return out


def _violations(out: Path) -> dict[str, set[str]]:
    """Provisions violated, by what they are violated in: a decision, organisation, person or post."""
    found: dict[str, set[str]] = defaultdict(set)
    query = f"SELECT subject_id, provision FROM read_parquet('{out}/findings.parquet') WHERE verdict = 'violates'"
    for subject_id, provision in duckdb.sql(query).fetchall():
        found[subject_id].add(provision)
    return found


def _planted(province: Path) -> dict[str, set[str]]:
    judged = {rule.cites for rule in all_rules()}
    planted: dict[str, set[str]] = defaultdict(set)
    for wrong in json.loads((province / "planted.json").read_text(encoding="utf-8"))["planted"]:
        planted[wrong["subject_id"]] |= judged & set(wrong["provisions"])
    return planted


def test_every_planted_wrong_that_a_rule_covers_is_found(province: Path, audited: Path) -> None:
    """Each planted wrong violates every provision it breaches, where a rule judges that provision."""
    found = _violations(audited)
    missed = {d: provisions - found[d] for d, provisions in _planted(province).items() if provisions - found[d]}
    assert not missed


def test_nothing_else_violates(province: Path, audited: Path) -> None:
    """A lawful decision never violates, and a planted wrong violates nothing beyond what it breaches."""
    planted = _planted(province)
    extra = {d: found - planted[d] for d, found in _violations(audited).items() if found - planted[d]}
    assert not extra


def test_most_verdicts_of_a_whole_record_are_settled(audited: Path) -> None:
    """Where the record is declared complete, unproven is the exception: a small share beside what the law leaves open."""
    counts = json.loads((audited / "summary.json").read_text(encoding="utf-8"))["counts"]
    assert counts["unproven"] < 0.1 * sum(counts.values())


def test_the_output_has_the_columns_of_the_contract(audited: Path) -> None:
    """Verdicts and findings carry the columns of REGISTRY.md; findings are the verdicts without `complies`."""
    files = [f"read_parquet('{audited}/{name}.parquet')" for name in ("verdicts", "findings")]
    for file in files:
        columns = duckdb.sql(f"DESCRIBE SELECT * FROM {file}").fetchall()
        assert [(c[0], c[1]) for c in columns] == [
            (
                f.name,
                {"date32[day]": "DATE", "list<element: string>": "VARCHAR[]", "list<item: string>": "VARCHAR[]"}.get(
                    str(f.type), "VARCHAR"
                ),
            )
            for f in VERDICTS
        ]
    rows = duckdb.sql(f"SELECT count(*) FROM {files[0]} WHERE verdict <> 'complies'").fetchall()
    assert rows == duckdb.sql(f"SELECT count(*) FROM {files[1]}").fetchall()
    assert set(COLUMNS) == {f.name for f in VERDICTS}


def test_what_is_missing_are_columns_of_the_registry(audited: Path) -> None:
    """Every column that would settle an unproven verdict is one that the record can hold."""
    known = {f"{table.name}.{column.name}" for table in TABLES.values() for column in table.columns}
    query = f"SELECT DISTINCT unnest(missing) FROM read_parquet('{audited}/findings.parquet')"
    assert {row[0] for row in duckdb.sql(query).fetchall()} <= known


def test_facts_are_json_objects(audited: Path) -> None:
    """The facts of every finding parse as JSON objects that name at least one fact."""
    query = f"SELECT facts FROM read_parquet('{audited}/findings.parquet')"
    assert all(json.loads(row[0]) for row in duckdb.sql(query).fetchall())


def test_the_reports_are_written(audited: Path) -> None:
    """The page and the workbook stand beside the data."""
    assert {"report.html", "report.xlsx", "summary.json", "verdicts.parquet", "findings.parquet"} == {
        file.name for file in audited.iterdir()
    }


def test_explain_shows_a_planted_wrong(province: Path) -> None:
    """`explain` names the rule, the article and the facts of a decision that violates."""
    wrong = next(d for d, provisions in sorted(_planted(province).items()) if provisions and d.startswith("d"))
    result = CliRunner().invoke(main, ["explain", str(province), wrong])
    assert result.exit_code == 1
    assert "Trái quy định" in result.output
    unknown = CliRunner().invoke(main, ["explain", str(province), "no-such-decision"])
    assert unknown.exit_code == 2


def test_only_some_rules(province: Path, tmp_path: Path) -> None:
    """`--only` judges the named rules alone; a name that matches none is refused."""
    out = tmp_path / "some"
    CliRunner().invoke(main, ["audit", str(province), "--out", str(out), "--only", "retirement/"])
    rules = duckdb.sql(f"SELECT DISTINCT rule_id FROM read_parquet('{out}/verdicts.parquet')").fetchall()
    assert rules
    assert all(rule.startswith("retirement/") for (rule,) in rules)
    refused = CliRunner().invoke(main, ["audit", str(province), "--out", str(tmp_path / "x"), "--only", "nonsense"])
    assert refused.exit_code == 2
    assert not (tmp_path / "x").exists()
