"""A draft tried on a registry: what is reported must be what two audits differ in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from chinhdanh.audit.incumbents import NoTenures, is_condition, judge_incumbents
from chinhdanh.audit.run import audit
from chinhdanh.audit.simulation import NothingChanges, simulate
from chinhdanh.law.layers import load_lawbook
from chinhdanh.registry.snapshot import Snapshot, open_snapshot
from chinhdanh.registry.synth import write

DRAFT = Path(__file__).parents[2] / "examples" / "draft"
ONLY = ("appointment/time_in_post", "appointment/three_good", "appointment/two_excellent", "appointment/healthy")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("province") / "registry"
    write(1500, 7, folder)
    with open_snapshot(folder) as opened:
        yield opened


def verdicts(folder: Path) -> set[tuple[str, str, str]]:
    query = f"SELECT decision_id, rule_id, verdict FROM '{folder}/verdicts.parquet' WHERE \"on\" >= DATE '2026-08-01'"
    return set(duckdb.sql(query).fetchall())


def differences(folder: Path) -> list[tuple[str, str, str | None, str | None, str]]:
    return duckdb.sql(
        f"SELECT decision_id, provision, before, after, change FROM '{folder}/differences.parquet'"
    ).fetchall()


def test_a_simulation_says_what_two_whole_audits_differ_in(snapshot: Snapshot, tmp_path: Path) -> None:
    for name, book in (("before", load_lawbook()), ("after", load_lawbook([DRAFT]))):
        (tmp_path / name).mkdir()
        only = [want for want in ONLY if any(b.rule.id.startswith(want) for b in book.rules)]
        audit(snapshot, tmp_path / name, only=only, lawbook=book)
    before, after = verdicts(tmp_path / "before"), verdicts(tmp_path / "after")
    (tmp_path / "simulation").mkdir()
    summary = simulate(snapshot, DRAFT, tmp_path / "simulation").summary
    found = differences(tmp_path / "simulation")
    assert found

    ratings = "nd-170-2025+nd-300-2026.art-29.k5"
    matter = {
        "appointment/time_in_post_r4": "nd-170-2025+nd-300-2026.art-29.k3",
        "appointment/healthy_r4": "nd-170-2025+nd-300-2026.art-29.k8",
        "appointment/three_good_years": ratings,
        "appointment/two_excellent_years": ratings,
    }
    was = {(d, matter[r]): v for d, r, v in before if r in matter}
    now = {(d, matter[r]): v for d, r, v in after if r in matter}
    expected = {(*key, was.get(key), now.get(key)) for key in was.keys() | now.keys() if was.get(key) != now.get(key)}
    assert {row[:4] for row in found if row[1] in matter.values()} == expected
    assert sum(summary["counts"].values()) == len(found)
    assert summary["counts"]["newly_violates"] == sum(row[3] == "violates" for row in found)
    assert json.loads((tmp_path / "simulation" / "simulation.json").read_text(encoding="utf-8")) == summary


def test_only_what_the_draft_touches_is_judged_again(snapshot: Snapshot, tmp_path: Path) -> None:
    rules = simulate(snapshot, DRAFT, tmp_path).summary["rules"]
    assert "appointment/time_in_post_r4" in rules["before"]
    assert "appointment/two_excellent_years" in rules["after"]
    assert "appointment/planned_r4" not in rules["before"] + rules["after"]


def test_a_draft_from_a_later_day_changes_nothing_before_it(snapshot: Snapshot, tmp_path: Path) -> None:
    folder = tmp_path / "draft" / "instruments"
    folder.mkdir(parents=True)
    (folder / "dt-2-2026.yaml").write_text(
        "id: dt-2-2026\nnumber: Dự thảo 2\nkind: decree\nlayer: state\nissuer: {vi: a, en: a}\ntitle: {vi: a, en: a}\n"
        "in_force: [{from: 2026-10-01, until: null}]\namends:\n"
        "  - {provision: nd-170-2025+nd-300-2026.art-29.k3, from: 2026-10-01, parameters: {min_time_in_post: 240}}\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    out.mkdir()
    summary = simulate(snapshot, tmp_path / "draft", out).summary
    assert summary["from"] == "2026-10-01"
    days = [row[0] for row in duckdb.sql(f"SELECT DISTINCT \"on\" FROM '{out}/differences.parquet'").fetchall()]
    assert days
    assert min(days) >= date(2026, 10, 1)


def test_a_draft_that_no_rule_reads_is_said_to_change_nothing(snapshot: Snapshot, tmp_path: Path) -> None:
    folder = tmp_path / "draft" / "instruments"
    folder.mkdir(parents=True)
    (folder / "dt-3-2026.yaml").write_text(
        "id: dt-3-2026\nnumber: Dự thảo 3\nkind: decree\nlayer: state\nissuer: {vi: a, en: a}\ntitle: {vi: a, en: a}\n"
        "in_force: [{from: 2026-10-01, until: null}]\namends:\n"
        "  - {provision: nd-30-2020.art-19, from: 2026-10-01, repealed: true}\n",
        encoding="utf-8",
    )
    with pytest.raises(NothingChanges):
        simulate(snapshot, tmp_path / "draft", tmp_path)


def test_incumbents_are_judged_without_their_present_spell(tmp_path: Path) -> None:
    registry = tmp_path / "registry"
    registry.mkdir()
    tables = {
        "person": "id,full_name,sex,birth_date,category\n"
        "p1,A,male,1975-01-01,civil_servant\n"
        "p2,B,male,1975-01-01,civil_servant\n",
        "organization": "id,name,kind,level,from\nso,Sở,provincial_department,province,2000-01-01\n",
        "post": (
            "id,organization_id,title,leadership,rank,adjacent_lower_rank,from\n"
            "gd,so,Giám đốc,head,9,8,2000-01-01\npgd,so,Phó giám đốc,deputy,8,7,2000-01-01\n"
        ),
        "tenure": (
            "id,person_id,post_id,from,until,acting,end_reason\n"
            "t1,p1,pgd,2015-01-01,2020-01-01,false,promotion\nt2,p1,gd,2020-01-01,,false,\n"
            "t3,p2,pgd,2026-01-01,2026-03-01,false,transfer\nt4,p2,pgd,2026-04-01,,false,\n"
        ),
        "decision": "id,kind,person_id,signed_on\nd1,appointment,p1,2019-12-20\n",
        "special_case": "id,decision_id,departs_from\n",
        "discipline": "id,person_id,regime,form\n",
        "coverage": "table,organization_id,from,until,stated_by,stated_on\ntenure,,,,so,2026-11-01\n",
    }
    for name, text in tables.items():
        (registry / f"{name}.csv").write_text(text, encoding="utf-8")
    with open_snapshot(registry) as opened:
        summary = judge_incumbents(opened, tmp_path, as_of=date(2026, 11, 20)).summary
    rows = duckdb.sql(
        f"SELECT person_id, rule_id, verdict FROM '{tmp_path}/incumbents.parquet' WHERE rule_id LIKE '%time_in_post_r4'"
    ).fetchall()
    assert summary["incumbents"] == 2
    # p1 was deputy for five years before; p2 held a leadership post for two months only, this one left out of account.
    assert ("p1", "appointment/time_in_post_r4", "violates") not in rows
    assert ("p2", "appointment/time_in_post_r4", "violates") in rows


def test_incumbents_are_asked_only_what_is_asked_of_a_person() -> None:
    rules = {b.rule.id for b in load_lawbook().rules if is_condition(b)}
    assert {"appointment/time_in_post_r4", "appointment/three_good_years", "discipline/no_bar_r4"} <= rules
    assert not {"appointment/planned_r4", "appointment/full_term_left_r4", "appointment/final_vote_r4"} & rules
    more = {b.rule.id for b in load_lawbook().rules if is_condition(b, of_the_day=True)}
    assert {"appointment/planned_r4", "appointment/full_term_left_r4"} <= more


def test_without_tenures_nobody_is_known_to_be_in_office(tmp_path: Path) -> None:
    registry = tmp_path / "registry"
    registry.mkdir()
    (registry / "person.csv").write_text("id,full_name\np1,A\n", encoding="utf-8")
    (registry / "decision.csv").write_text("id,kind,person_id,signed_on\nd1,transfer,p1,2020-01-01\n", encoding="utf-8")
    with open_snapshot(registry) as opened, pytest.raises(NoTenures):
        judge_incumbents(opened, tmp_path)
