"""Every record check has a row that it finds and a near miss that it leaves alone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from chinhdanh.cli.registry import registry
from chinhdanh.registry.checks import CHECKS, check_record
from chinhdanh.registry.problems import RegistryProblems
from chinhdanh.registry.snapshot import open_snapshot

from .make import PERSON, write_csv

Tables = dict[str, list[dict[str, Any]]]


def tenure(row_id: str, person: str, start: str, until: str | None, **more: Any) -> dict[str, Any]:
    row = {"id": row_id, "person_id": person, "post_id": "C1", "from": start, "until": until}
    return {**row, "acting": None, "concurrent": None, "start_decision_id": "D1", **more}


def decision(row_id: str = "D1", **more: Any) -> dict[str, Any]:
    row = {"id": row_id, "kind": "appointment", "person_id": "P1", "post_id": "C1", "signed_on": "2020-05-01"}
    return {**row, **more}


def competency(level: int) -> dict[str, Any]:
    return {"person_id": "P1", "competency_id": "K", "level": level}


RETIRED = decision("D1", kind="retirement", effective_on="2020-06-01")
TWO = [*PERSON, {"id": "P2", "full_name": "Trần Thị Bích", "birth_date": "1980-01-01"}]
POST = [{"id": "C1", "leadership": "head", "seats": None}]


@dataclass(frozen=True)
class Case:
    check: str
    hit: Tables
    near: Tables
    found: tuple[tuple[str, str | None, str | None], ...]
    """(table, id, column) of the rows found in `hit`."""


CASES = [
    Case(
        "empty_required",
        {"decision": [decision(signed_on=None)]},
        {"decision": [decision(number=None)]},
        (("decision", "D1", "signed_on"),),
    ),
    Case(
        "id_points_nowhere",
        {"decision": [decision(person_id="P9")]},
        # Where the table itself was not given, nothing can be said.
        {"decision": [decision(organization_id="O9")]},
        (("decision", "D1", "person_id"),),
    ),
    Case(
        "period_reversed",
        {"tenure": [tenure("T1", "P1", "2020-05-02", "2020-05-01")], "post": POST},
        {"tenure": [tenure("T1", "P1", "2020-05-01", "2020-05-02")], "post": POST},
        (("tenure", "T1", "until"),),
    ),
    Case(
        "period_reversed",
        {"decision": [decision(effective_on="2020-05-02", until="2020-05-01")]},
        {"decision": [decision(effective_on="2020-05-01", until="2020-05-01")]},
        (("decision", "D1", "until"),),
    ),
    Case(
        "period_empty",
        {"tenure": [tenure("T1", "P1", "2020-05-01", "2020-05-01")]},
        {"tenure": [tenure("T1", "P1", "2020-05-01", "2020-05-02")]},
        (("tenure", "T1", "until"),),
    ),
    Case(
        "date_outside_reason",
        {"decision": [decision(signed_on="0202-05-01"), decision("D2", effective_on="2100-01-02")]},
        {"decision": [decision(signed_on="1930-01-01"), decision("D2", effective_on="2100-01-01")]},
        (("decision", "D1", "signed_on"), ("decision", "D2", "effective_on")),
    ),
    Case(
        "number_outside_reason",
        {
            "post": [{"id": "C1", "seats": -1}],
            "person_competency": [competency(0), competency(6)],
        },
        {
            "post": [{"id": "C1", "seats": 0}],
            "person_competency": [competency(1), competency(5)],
        },
        (("person_competency", None, "level"), ("person_competency", None, "level"), ("post", "C1", "seats")),
    ),
    Case(
        "organization_loop",
        {
            "organization": [
                {"id": "A", "parent_id": "B"},
                {"id": "B", "parent_id": "C"},
                {"id": "C", "parent_id": "A"},
                {"id": "D", "parent_id": "A"},
                {"id": "E", "parent_id": "E"},
            ]
        },
        {
            "organization": [
                {"id": "A", "parent_id": "B"},
                {"id": "B", "parent_id": "C"},
                {"id": "C", "parent_id": None},
            ]
        },
        tuple(("organization", name, "parent_id") for name in "ABCE"),
    ),
    Case(
        "post_loop",
        {"post": [{"id": "C1", "reports_to": "C2"}, {"id": "C2", "reports_to": "C1"}]},
        {"post": [{"id": "C1", "reports_to": "C2"}, {"id": "C2", "reports_to": None}]},
        (("post", "C1", "reports_to"), ("post", "C2", "reports_to")),
    ),
    Case(
        "seat_held_twice",
        {
            "person": TWO,
            "post": POST,
            "tenure": [tenure("T1", "P1", "2020-05-01", "2021-05-02"), tenure("T2", "P2", "2021-05-01", None)],
        },
        {
            "person": TWO,
            "post": POST,
            "tenure": [tenure("T1", "P1", "2020-05-01", "2021-05-01"), tenure("T2", "P2", "2021-05-01", None)],
        },
        (("tenure", "T2", "post_id"),),
    ),
    Case(
        "seat_held_twice",
        {
            "person": [*TWO, {"id": "P3", "full_name": "Lê Văn Cường", "birth_date": "1981-01-01"}],
            "post": [{"id": "C1", "leadership": "deputy", "seats": 2}],
            "tenure": [
                tenure("T1", "P1", "2020-05-01", None),
                tenure("T2", "P2", "2020-06-01", None),
                tenure("T3", "P3", "2020-07-01", None),
            ],
        },
        # An acting holder, a concurrent one, and the same person written down twice are no second holder.
        {
            "person": [*TWO, {"id": "P3", "full_name": "Lê Văn Cường", "birth_date": "1981-01-01"}],
            "post": POST,
            "tenure": [
                tenure("T1", "P1", "2020-05-01", None),
                tenure("T2", "P2", "2020-06-01", None, acting=True),
                tenure("T3", "P3", "2020-07-01", None, concurrent=True),
                tenure("T4", "P1", "2020-08-01", None),
            ],
        },
        (("tenure", "T3", "post_id"),),
    ),
    Case(
        "seat_held_twice",
        {
            "person": TWO,
            "tenure": [tenure("T1", "P1", "2020-05-01", None), tenure("T2", "P2", "2021-05-01", None)],
        },
        # How many deputies share the post is not known.
        {
            "person": TWO,
            "post": [{"id": "C1", "leadership": "deputy", "seats": None}],
            "tenure": [tenure("T1", "P1", "2020-05-01", None), tenure("T2", "P2", "2021-05-01", None)],
        },
        (("tenure", "T2", "post_id"),),
    ),
    Case(
        "seat_held_twice",
        # The holder before is in a second tenure without a gap: that one is named, not the first.
        {
            "person": TWO,
            "post": POST,
            "tenure": [
                tenure("T1", "P1", "2020-05-01", "2021-01-01"),
                tenure("T2", "P1", "2021-01-01", None),
                tenure("T3", "P2", "2021-02-01", None),
            ],
        },
        {
            "person": TWO,
            "post": POST,
            "tenure": [
                tenure("T1", "P1", "2020-05-01", "2021-01-01"),
                tenure("T2", "P1", "2021-01-01", "2021-02-01"),
                tenure("T3", "P2", "2021-02-01", None),
            ],
        },
        (("tenure", "T3", "post_id"),),
    ),
    Case(
        "person_holds_two_posts",
        {"tenure": [tenure("T1", "P1", "2020-05-01", None), tenure("T2", "P1", "2021-05-01", None, post_id="C2")]},
        {
            "tenure": [
                tenure("T1", "P1", "2020-05-01", "2021-05-01"),
                tenure("T2", "P1", "2021-05-01", None, post_id="C2"),
                tenure("T3", "P1", "2021-06-01", None, post_id="C3", concurrent=True),
            ]
        },
        (("tenure", "T2", "from"),),
    ),
    Case(
        "tenure_twice",
        {"tenure": [tenure("T1", "P1", "2020-05-01", None), tenure("T2", "P1", "2021-05-01", None)]},
        {"tenure": [tenure("T1", "P1", "2020-05-01", "2021-05-01"), tenure("T2", "P1", "2021-05-01", None)]},
        (("tenure", "T2", "from"),),
    ),
    Case(
        "tenure_without_decision",
        {"tenure": [tenure("T1", "P1", "2020-05-01", None, start_decision_id=None)]},
        {"tenure": [tenure("T1", "P1", "2020-05-01", None)]},
        (("tenure", "T1", "start_decision_id"),),
    ),
    Case(
        "tenure_and_decision_differ",
        {"person": TWO, "tenure": [tenure("T1", "P2", "2020-05-01", None, post_id="C2")]},
        {"person": TWO, "tenure": [tenure("T1", "P1", "2020-05-01", None)]},
        (("tenure", "T1", "person_id"), ("tenure", "T1", "post_id")),
    ),
    Case(
        "tenure_before_decision",
        {"tenure": [tenure("T1", "P1", "2020-03-31", None)]},  # 31 days before
        {"tenure": [tenure("T1", "P1", "2020-04-01", None)]},  # 30 days before
        (("tenure", "T1", "from"),),
    ),
    Case(
        "tenure_outside_post",
        {
            "tenure": [tenure("T1", "P1", "2020-05-01", None)],
            "post": [{"id": "C1", "from": "2019-01-01", "until": "2020-05-01"}],
        },
        {
            "tenure": [tenure("T1", "P1", "2020-05-01", None)],
            "post": [{"id": "C1", "from": "2020-05-01", "until": "2020-05-02"}],
        },
        (("tenure", "T1", "from"),),
    ),
    Case(
        "person_twice",
        {"person": [*PERSON, {**PERSON[0], "id": "P2", "full_name": "NGUYỄN  Văn An", "citizen_id": "1"}]},
        {
            "person": [
                {**PERSON[0], "citizen_id": "1", "birth_precision": "day"},
                {**PERSON[0], "id": "P2", "citizen_id": "2"},
                {**PERSON[0], "id": "P3", "birth_precision": "year"},
                {**PERSON[0], "id": "P4", "birth_date": "1975-03-03"},
            ]
        },
        (("person", "P2", "full_name"),),
    ),
    Case(
        "citizen_id_twice",
        {"person": [{"id": "P1", "citizen_id": "1"}, {"id": "P2", "citizen_id": "1"}]},
        {"person": [{"id": "P1", "citizen_id": None}, {"id": "P2", "citizen_id": None}]},
        (("person", "P2", "citizen_id"),),
    ),
    Case(
        "appointed_before_adult",
        {"decision": [decision(signed_on="1993-03-01")]},  # the day before the 18th birthday
        {"decision": [decision(signed_on="1993-03-02"), decision("D2", kind="discipline", signed_on="1993-01-01")]},
        (("decision", "D1", "signed_on"),),
    ),
    Case(
        "age_beyond_reason",
        {"decision": [decision(signed_on="2075-03-02")]},
        {"decision": [decision(signed_on="2075-03-01")]},
        (("decision", "D1", "signed_on"),),
    ),
    Case(
        "appointed_after_death",
        {
            "decision": [decision(), decision("D2", signed_on="2021-01-02")],
            "tenure": [
                tenure("T1", "P1", "2020-05-01", "2021-01-01", end_reason="death"),
                tenure("T2", "P1", "2021-01-02", None, end_reason=None),
            ],
        },
        {
            "decision": [
                decision(),
                decision("D2", signed_on="2021-01-01"),
                decision("D3", kind="separation", signed_on="2021-02-01"),
            ],
            "tenure": [tenure("T1", "P1", "2020-05-01", "2021-01-01", end_reason="death")],
        },
        (("decision", "D2", "signed_on"), ("tenure", "T2", "from")),
    ),
    Case(
        "appointed_after_retirement",
        {
            "decision": [
                RETIRED,
                decision("D2", signed_on="2020-06-02"),
            ]
        },
        {
            "decision": [
                RETIRED,
                decision("D2", signed_on="2020-06-01"),
                decision("D3", kind="discipline", signed_on="2020-07-01"),
            ]
        },
        (("decision", "D2", "signed_on"),),
    ),
    Case(
        "own_relative",
        {"kinship": [{"person_id": "P1", "relative_id": "P1", "relation": "sibling"}]},
        {"person": TWO, "kinship": [{"person_id": "P1", "relative_id": "P2", "relation": "sibling"}]},
        (("kinship", None, "relative_id"),),
    ),
    Case(
        "two_ratings_in_a_year",
        {"evaluation": [{"person_id": "P1", "year": 2020, "rating": rating} for rating in ("good", "excellent")]},
        {
            "evaluation": [
                {"person_id": "P1", "year": 2020, "rating": "good"},
                {"person_id": "P1", "year": 2021, "rating": "failed"},
            ]
        },
        (("evaluation", None, "rating"),),
    ),
    Case(
        "effective_long_before_signed",
        {"decision": [decision(effective_on="2020-03-31")]},  # 31 days before 2020-05-01
        {"decision": [decision(effective_on="2020-04-01")]},  # 30 days before
        (("decision", "D1", "effective_on"),),
    ),
    Case(
        "decision_twice",
        {"decision": [decision(number="1/QĐ"), decision("D2", number="1/QĐ")]},
        {"person": TWO, "decision": [decision(number="1/QĐ"), decision("D2", number="1/QĐ", person_id="P2")]},
        (("decision", "D2", "number"),),
    ),
    Case(
        "decision_number_reused",
        {
            "decision": [
                decision(number="1/QĐ", organization_id="O1"),
                decision("D2", number="1/QĐ", organization_id="O1", signed_on="2020-06-01"),
            ]
        },
        {
            "decision": [
                decision(number="1/QĐ", organization_id="O1"),
                decision("D2", number="1/QĐ", organization_id="O1", signed_on="2021-06-01"),
                decision("D3", number="1/QĐ", organization_id="O2", signed_on="2020-06-01"),
            ]
        },
        (("decision", "D2", "number"),),
    ),
    Case(
        "ground_of_another_kind",
        {"decision": [decision(kind="release", ground="office_buying"), decision("D2", ground="other")]},
        {"decision": [decision(kind="discipline", ground="office_buying"), decision("D2", ground=None)]},
        (("decision", "D1", "ground"), ("decision", "D2", "ground")),
    ),
    Case(
        "revokes_itself_or_later",
        {
            "decision": [
                decision(revokes_id="D2"),
                decision("D2", signed_on="2020-05-02"),
                decision("D3", revokes_id="D3"),
            ]
        },
        {"decision": [decision(revokes_id="D2"), decision("D2", signed_on="2020-05-01")]},
        (("decision", "D1", "revokes_id"), ("decision", "D3", "revokes_id")),
    ),
    Case(
        "more_votes_than_voters",
        {
            "step": [{"id": "S1", "decision_id": "D1", "step": "final", "present": 9, "votes_for": 10}],
            "confidence_vote": [
                {"id": "V1", "person_id": "P1", "held_on": "2020-01-01", "issued": 9, "high": 5, "medium": 4, "low": 1}
            ],
        },
        {
            "step": [{"id": "S1", "decision_id": "D1", "step": "final", "present": 10, "votes_for": 10}],
            "confidence_vote": [
                {"id": "V1", "person_id": "P1", "held_on": "2020-01-01", "issued": 10, "high": 5, "medium": 4, "low": 1}
            ],
        },
        (("confidence_vote", "V1", "issued"), ("step", "S1", "votes_for")),
    ),
    Case(
        "step_after_signing",
        {"step": [{"decision_id": "D1", "step": "final", "held_on": "2020-05-02"}]},
        {"step": [{"decision_id": "D1", "step": "final", "held_on": "2020-05-01"}]},
        (("step", None, "held_on"),),
    ),
    Case(
        "step_twice",
        {"step": [{"decision_id": "D1", "step": "final"}, {"decision_id": "D1", "step": "final"}]},
        {"step": [{"decision_id": "D1", "step": "final"}, {"decision_id": "D1", "step": "key_staff"}]},
        (("step", None, "step"),),
    ),
]


def hits(folder: Path, check: str) -> list[tuple[str, str | None, str | None]]:
    with open_snapshot(folder) as snapshot, check_record(snapshot, only=[check]) as report:
        assert check in report.ran
        return [(hit.table, hit.id, hit.column) for hit in report.hits(check)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.check)
def test_a_check_finds_its_rows_and_leaves_the_near_miss_alone(case: Case, tmp_path: Path) -> None:
    assert sorted(hits(write_csv(tmp_path / "hit", **case.hit), case.check), key=str) == sorted(case.found, key=str)
    assert hits(write_csv(tmp_path / "near", **case.near), case.check) == []


def test_every_check_has_a_case() -> None:
    assert {case.check for case in CASES} == set(CHECKS)


def test_a_check_without_its_columns_is_named_as_not_run(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r", person=[{"id": "P1"}])
    result = CliRunner().invoke(registry, ["check", str(folder), "--lang", "en"])
    assert result.exit_code == 0
    assert "Not run for want of columns:" in result.stderr
    assert "seat_held_twice" in result.stderr


def test_the_list_names_file_row_and_column_in_every_form(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r", decision=[decision(effective_on="2019-01-01")])
    forms = {
        "text": "decision.csv · dòng 2 · cột effective_on: D1 · 2019-01-01 < 2020-05-01",
        "csv": ",decision,decision.csv,,2,D1,effective_on,2019-01-01 < 2020-05-01",
        "jsonl": '"file": "decision.csv", "sheet": null, "row": 2, "id": "D1", "column": "effective_on"',
    }
    for form, words in forms.items():
        result = CliRunner().invoke(registry, ["check", str(folder), "--format", form])
        assert result.exit_code == 1
        assert words in result.stdout
        assert "cần xem lại" in result.stderr


def test_an_unreadable_registry_is_not_checked(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "r", person=[{"id": "P1"}, {"id": "P1"}])
    with pytest.raises(RegistryProblems), open_snapshot(folder):
        pytest.fail("the snapshot must not open")
