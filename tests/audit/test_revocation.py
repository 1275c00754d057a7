"""Old wrong recruitment: the published counts come out of made-up files, and each case says what is to be done."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner

from chinhdanh.audit.revocation import Handling, Listing, Numbers, Recruitment, classify, list_cases
from chinhdanh.audit.revocation_example import SOUND, example_registry
from chinhdanh.audit.revocation_texts import ACTIONS, CLASSES, PUBLISHED
from chinhdanh.cli import main
from chinhdanh.law.library import load_library
from chinhdanh.registry.schema import arrow_schema
from chinhdanh.registry.snapshot import open_snapshot, write_snapshot

TODAY = date(2026, 11, 20)
NUMBERS = Numbers.of(load_library())
SOUND_CASE: dict[str, Any] = {
    "standards_met": True,
    "process_followed": True,
    "exam_due": True,
    "exam_sat": True,
    "file_complete": True,
}


def judged(on: str | None, as_of: date = TODAY, **cells: Any) -> Handling | None:
    recruited = date.fromisoformat(on) if on else None
    return classify(Recruitment(id="d1", recruited_on=recruited, **SOUND_CASE | cells), NUMBERS, as_of)


def told(on: str | None, as_of: date = TODAY, **cells: Any) -> tuple[str, str]:
    handling = judged(on, as_of, **cells)
    return (handling.case_class, handling.action) if handling else ("none", "none")


def registry(folder: Path, **tables: list[dict[str, Any]]) -> Path:
    made = {}
    for name, rows in tables.items():
        given = {column for row in rows for column in row}
        schema = pa.schema([f for f in arrow_schema(name) if f.name in given])
        made[name] = pa.Table.from_pylist(rows, schema=schema)
    return write_snapshot(made, folder)


def listed(folder: Path, out: Path, as_of: date = TODAY) -> tuple[Listing, list[dict[str, str]]]:
    out.mkdir()
    with open_snapshot(folder) as snapshot:
        listing = list_cases(snapshot, out, as_of=as_of)
    with listing.cases.open(encoding="utf-8", newline="") as stream:
        return listing, list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Listing, list[dict[str, str]]]:
    folder = tmp_path_factory.mktemp("revocation")
    write_snapshot(example_registry(NUMBERS), folder / "registry")
    return listed(folder / "registry", folder / "out")


def test_the_published_counts_come_out(example: tuple[Listing, list[dict[str, str]]]) -> None:
    listing, cases = example
    counts = [listing.counts[name] for name in PUBLISHED]
    assert counts == [234, 364, 3, 57, 166, 396]
    assert sum(counts) == sum(listing.counts.values()) == len(cases) == 1220
    assert listing.counts["after_2020"] + listing.counts["exam_missed"] == 223  # to be withdrawn, as published
    assert listing.published == dict(zip(PUBLISHED, counts, strict=True))


def test_every_case_of_the_example_says_what_is_to_be_done(example: tuple[Listing, list[dict[str, str]]]) -> None:
    _, cases = example
    asked: dict[str, set[str]] = {}
    for case in cases:
        assert case["action_vi"] == ACTIONS[case["action"]].vi
        assert case["action_en"] == ACTIONS[case["action"]].en
        assert case["provision"] == "kl-232-2026"
        asked.setdefault(case["class"], set()).add(case["action"])
    assert asked == {
        **{f"completion_{n}": {"complete"} for n in (1, 2, 3)},
        "after_2020": {"withdraw"},
        "exam_missed": {"withdraw"},
        "file_incomplete": {"withdraw", "review"},
    }


def test_the_sound_ones_are_left_out_and_persons_without_decision_are_in(
    example: tuple[Listing, list[dict[str, str]]],
) -> None:
    _, cases = example
    assert SOUND > 0
    assert not any("sound" in case["subject_id"] for case in cases)
    without = [case for case in cases if case["subject"] == "person"]
    assert without
    assert {case["class"] for case in without} == {"file_incomplete"}


def test_the_table_by_class_has_counts_and_what_is_to_be_done(example: tuple[Listing, list[dict[str, str]]]) -> None:
    listing, _ = example
    with listing.classes.open(encoding="utf-8", newline="") as stream:
        table = {row["class"]: row for row in csv.DictReader(stream)}
    assert list(table) == list(CLASSES)
    assert all(table[name]["cases"] == table[name]["published"] for name in PUBLISHED)
    assert table["file_incomplete"]["actions_vi"].count("(198)") == 2


@pytest.mark.parametrize(
    ("on", "cells", "expected"),
    [
        # the examples of the law file
        ("2021-05-01", {"standards_met": False}, ("after_2020", "withdraw")),
        ("2019-01-01", {"file_complete": False}, ("file_incomplete", "withdraw")),
        ("2015-06-01", {"file_complete": False}, ("file_incomplete", "review")),
        # the dividing days, from both sides and on them
        ("2020-03-25", {"standards_met": False}, ("after_2020", "withdraw")),
        ("2020-03-24", {"standards_met": False}, ("unproven", "disputed")),
        ("2020-03-23", {"standards_met": False}, ("unproven", "disputed")),
        ("2017-12-29", {"file_complete": False}, ("file_incomplete", "withdraw")),
        ("2017-12-28", {"file_complete": False}, ("file_incomplete", "disputed")),
        ("2017-12-27", {"file_complete": False}, ("file_incomplete", "review")),
        # the exam has no dividing day
        ("2010-01-01", {"exam_sat": False}, ("exam_missed", "withdraw")),
        ("2010-01-01", {"exam_sat": False, "exam_due": False}, ("none", "none")),
        (None, {"exam_sat": False}, ("exam_missed", "withdraw")),
        # what the decision of revocation itself says
        ("2021-05-01", {"revocation_ground": "unlawful_recruitment"}, ("after_2020", "withdraw")),
        ("2021-05-01", {"revocation_ground": "false_documents"}, ("after_2020", "withdraw")),
        ("2010-01-01", {"revocation_ground": "exam_missed"}, ("exam_missed", "withdraw")),
        ("2019-01-01", {"revocation_ground": "file_incomplete"}, ("file_incomplete", "withdraw")),
        # groups for completion are what a review recorded, never inferred
        ("2016-01-01", {"review_group": "completion_3"}, ("completion_3", "complete")),
        ("2016-01-01", {"standards_met": False, "review_group": "completion_1"}, ("completion_1", "complete")),
        # two classes: one answer or two
        ("2021-05-01", {"standards_met": False, "exam_sat": False}, ("several", "withdraw")),
        ("2021-05-01", {"process_followed": False, "file_complete": False}, ("several", "withdraw")),
        ("2015-06-01", {"exam_sat": False, "file_complete": False}, ("several", "disputed")),
        ("2021-05-01", {"standards_met": False, "review_group": "completion_1"}, ("several", "disputed")),
        # nothing wrong
        ("2021-05-01", {}, ("none", "none")),
    ],
)
def test_classes_of_232(on: str | None, cells: dict[str, Any], expected: tuple[str, str]) -> None:
    assert told(on, **cells) == expected


@pytest.mark.parametrize(
    ("cells", "missing"),
    [
        ({"standards_met": None}, ("decision.standards_met",)),
        ({"process_followed": None}, ("decision.process_followed",)),
        ({"exam_due": None, "exam_sat": None}, ("decision.exam_due", "decision.exam_sat")),
        ({"exam_sat": None}, ("decision.exam_sat",)),
        ({"file_complete": None}, ("decision.file_complete",)),
    ],
)
def test_what_is_not_on_record_is_unproven_and_says_what_would_settle_it(
    cells: dict[str, Any], missing: tuple[str, ...]
) -> None:
    handling = judged("2021-05-01", **cells)
    assert handling is not None
    assert (handling.case_class, handling.action) == ("unproven", "settle")
    assert handling.missing == missing


def test_an_exam_that_was_not_due_or_was_sat_settles_itself() -> None:
    assert judged("2021-05-01", exam_due=False, exam_sat=None) is None
    assert judged("2021-05-01", exam_due=None, exam_sat=True) is None


def test_wrong_recruitment_without_a_day_is_unproven() -> None:
    handling = judged(None, standards_met=False)
    assert handling is not None
    assert (handling.case_class, handling.missing) == ("unproven", ("decision.signed_on",))


def test_between_the_conclusions_both_readings_stand() -> None:
    handling = judged("2018-02-01", standards_met=False)
    assert handling == Handling("unproven", "disputed", "kl-71-2020", fits=("wrong_71",))
    assert judged("2018-02-01", process_followed=False) == Handling(
        "unproven", "disputed", "kl-71-2020", fits=("process_71",)
    )


@pytest.mark.parametrize(
    ("on", "cells", "expected"),
    [
        ("2018-02-01", {"standards_met": False}, ("wrong_71", "withdraw_71")),
        ("2018-02-01", {"exam_sat": False}, ("exam_71", "sit_exam")),
        ("2018-02-01", {"process_followed": False}, ("process_71", "weigh")),
        ("2017-12-29", {"standards_met": False}, ("wrong_71", "withdraw_71")),
        ("2017-12-28", {"standards_met": False}, ("wrong_71", "disputed")),
        ("2017-12-27", {"standards_met": False}, ("wrong_71", "graded")),
        (None, {"standards_met": False}, ("wrong_71", "settle")),
        ("2018-02-01", {"standards_met": None, "exam_sat": False}, ("unproven", "settle")),
        ("2018-02-01", {"file_complete": False}, ("none", "none")),
        ("2018-02-01", {}, ("none", "none")),
    ],
)
def test_classes_of_71_until_it_was_supplemented(
    on: str | None, cells: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert told(on, date(2026, 1, 7), **cells) == expected


def test_before_any_conclusion_there_is_nothing_to_do() -> None:
    assert judged("2018-02-01", date(2020, 3, 23), standards_met=False) is None
    assert judged("2018-02-01", date(2020, 3, 24), standards_met=False) is not None


def test_the_first_day_of_232_decides_which_one_counts() -> None:
    assert told("2018-02-01", date(2026, 1, 7), exam_sat=False) == ("exam_71", "sit_exam")
    assert told("2018-02-01", date(2026, 1, 8), exam_sat=False) == ("exam_missed", "withdraw")


@pytest.mark.parametrize(
    ("cells", "as_of", "state"),
    [
        ({"revoked": True, "revoked_on": date(2026, 3, 30)}, TODAY, "in_time"),
        ({"revoked": True, "revoked_on": date(2026, 3, 31)}, TODAY, "on_the_day"),
        ({"revoked": True, "revoked_on": date(2026, 4, 1)}, TODAY, "late"),
        ({"revoked": True}, TODAY, "done"),
        ({"revoked": False}, date(2026, 3, 31), "open"),
        ({"revoked": False}, date(2026, 4, 1), "overdue"),
        ({}, TODAY, "unknown"),
    ],
)
def test_how_far_a_withdrawal_is_done(cells: dict[str, Any], as_of: date, state: str) -> None:
    handling = judged("2021-05-01", as_of, standards_met=False, **cells)
    assert handling is not None
    assert handling.state == state


@pytest.mark.parametrize(
    ("repaired", "state"),
    [
        (date(2026, 3, 30), "in_time"),
        (date(2026, 3, 31), "on_the_day"),
        (date(2026, 4, 1), "late"),  # the example of the law file: it violates the deadline
        (None, "unknown"),
    ],
)
def test_how_far_a_completion_is_done(repaired: date | None, state: str) -> None:
    handling = judged("2016-05-01", review_group="completion_2", fault_repaired_on=repaired)
    assert handling is not None
    assert handling.state == state


def test_a_person_without_decision_counts_only_where_decisions_are_declared_complete(tmp_path: Path) -> None:
    people = [
        {"id": "p1", "full_name": "A", "category": "civil_servant", "recruited_on": date(2019, 1, 1)},
        {"id": "p2", "full_name": "B", "category": "civil_servant", "recruited_on": date(2015, 1, 1)},
        {"id": "p3", "full_name": "C", "category": "armed_forces", "recruited_on": date(2019, 1, 1)},
        {"id": "p4", "full_name": "D", "category": "civil_servant"},
    ]
    other = [{"id": "d", "kind": "appointment", "person_id": "p1", "signed_on": date(2024, 1, 1)}]
    silent = registry(tmp_path / "silent", person=people, decision=other)
    listing, cases = listed(silent, tmp_path / "silent-out")
    assert (cases, listing.undeclared) == ([], 2)
    stated = [{"table": "decision", "from": date(2016, 1, 1), "stated_by": "So"}]
    whole = registry(tmp_path / "whole", person=people, decision=other, coverage=stated)
    listing, cases = listed(whole, tmp_path / "whole-out")
    assert [(case["subject_id"], case["action"]) for case in cases] == [("p1", "withdraw")]
    assert listing.undeclared == 1


def test_a_case_from_its_rows_with_revocation_and_repair(tmp_path: Path) -> None:
    folder = registry(
        tmp_path / "registry",
        person=[{"id": "p1", "full_name": "A", "category": "public_employee"}],
        decision=[
            {"id": "d1", "kind": "recruitment", "person_id": "p1", "signed_on": date(2021, 5, 1)},
            {
                "id": "d2",
                "kind": "revocation",
                "person_id": "p1",
                "signed_on": date(2026, 4, 2),
                "revokes_id": "d1",
                "ground": "unlawful_recruitment",
            },
            {"id": "d3", "kind": "recruitment", "person_id": "p1", "signed_on": date(2014, 5, 1), "exam_due": True},
        ],
    )
    _, cases = listed(folder, tmp_path / "out")
    by_id = {case["subject_id"]: case for case in cases}
    assert (by_id["d1"]["class"], by_id["d1"]["state"]) == ("after_2020", "late")
    assert by_id["d3"]["class"] == "unproven"
    assert "decision.exam_sat" in by_id["d3"]["missing"]


def test_the_command_writes_an_example_and_lists_it(tmp_path: Path) -> None:
    runner = CliRunner()
    made = runner.invoke(main, ["revocation", str(tmp_path / "ex"), "--example"])
    assert made.exit_code == 0, made.output
    out = tmp_path / "out"
    arguments = ["revocation", str(tmp_path / "ex"), "--out", str(out), "--lang", "en"]
    result = runner.invoke(main, arguments)
    assert result.exit_code == 1, result.output
    assert "1220  In all" in result.output
    assert sorted(file.name for file in out.iterdir()) == ["cases.csv", "classes.csv"]
    again = runner.invoke(main, arguments)
    assert again.exit_code == 2  # nothing is overwritten


def test_nothing_wrong_is_exit_code_0(tmp_path: Path) -> None:
    sound = {"id": "d1", "kind": "recruitment", "person_id": "p1", "signed_on": date(2021, 5, 1), **SOUND_CASE}
    folder = registry(tmp_path / "r", person=[{"id": "p1", "full_name": "A"}], decision=[sound])
    result = CliRunner().invoke(main, ["revocation", str(folder), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output


def test_a_path_that_does_not_exist_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["revocation", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()
