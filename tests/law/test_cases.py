"""The worked cases of the rules: every one gives the verdict it expects, every rule has its cases, a broken file says so."""

import shutil
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from chinhdanh.audit.cases import (
    Case,
    CaseProblems,
    Failure,
    RecordCase,
    case_folder,
    load_cases,
    run_cases,
    run_records,
)
from chinhdanh.law.layers import load_lawbook
from chinhdanh.law.rule import all_rules

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken_cases").glob("*.yaml"))
FILES = sorted(case_folder().rglob("*.yaml"))

NEVER_VIOLATES = {
    "appointment/time_in_post_r3": "Decree 170/2025 as signed gives no number of months",
    "deputies/average_deputies_in_ministry": "a kind of unit above the average may still be within that of its ministry",
    "deputies/average_deputies_in_ministry_303": "a kind of unit above the average may still be within that of its ministry",
    "denunciations/denunciation_resolved_in_time": "neither extensions nor suspension are in the record",
    "discipline/council_set_up_in_time": "the day on which the council was set up is not in the record",
    "discipline/effective_date_stated": "an empty cell is not recorded, not a missing statement",
    "integrity/proposer_and_certifier_named": "that the record must name them is an inference",
    "organisation/eligible_for_streamlining_154": "the full list of grounds is not in the record",
    "organisation/two_failing_years_29": "the other grounds are not told apart in the record",
    "organisation/years_before_retirement_29": "other brackets, for hard work, are not in the record",
    "public_employees/leadership_ballot": "what follows at half or below is left open",
    "public_employees/separated_after_failing": "the dismissal itself may say so",
    "relatives/existing_pair_separated": "a breach under one reading only: the text on transition was not read",
    "suspension/suspension_weighs_in_rating": "a basis to consider, no command",
}
NEVER_COMPLIES = {
    "evaluation/score_within_scale_335": "a score inside the scale proves nothing further: a person weighs the tasks",
    "organisation/no_division_in_small_vu": "the decree of the ministry that must name the divisions is not in the record",
    "organisation/no_division_in_vu_of_general_department": "the decree that must name the divisions is not in the record",
    "secondment/extended_for_urgent_task_only": "the objective reasons must be judged by a person",
    "retirement/not_more_than_five_years_early": "the certificate that early retirement needs is not in the record",
    "retirement/not_more_than_five_years_late": "the decision that late retirement needs is not in the record",
}
NEVER_OPEN = {
    "evaluation/failing_below_fifty": "it judges only where the score is known",
}


def named(file: Path) -> str:
    return file.relative_to(case_folder()).with_suffix("").as_posix()


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return load_cases()[0]


@pytest.fixture(scope="module")
def records() -> list[RecordCase]:
    return load_cases()[1]


@pytest.fixture(scope="module")
def record_failures(records: list[RecordCase]) -> list[Failure]:
    """All files at once: cases that give the same tables share one gate, whatever their file."""
    return run_records(records, load_lawbook())


def told(failures: Iterable[Failure]) -> str:
    return "\n".join(f"{f.file.name}:{f.line}: {f.rule}: {f.case}: {f.message}" for f in failures)


# --- the cases themselves ---


@pytest.mark.parametrize("file", FILES, ids=named)
def test_every_case_gets_the_verdict_it_expects(file: Path, cases: list[Case]) -> None:
    failures = run_cases([case for case in cases if case.file == file], load_lawbook())
    assert not failures, "\n" + told(failures)


@pytest.mark.parametrize("file", FILES, ids=named)
def test_every_case_of_whole_rows_gets_the_verdicts_it_expects(file: Path, record_failures: list[Failure]) -> None:
    failures = [failure for failure in record_failures if failure.file == file]
    assert not failures, "\n" + told(failures)


def test_a_wrong_expectation_is_a_failure_with_its_place(cases: list[Case], records: list[RecordCase]) -> None:
    right = next(case for case in cases if case.expect == "complies")
    wrong = Case(right.rule, right.name, right.given, "violates", right.file, right.line)
    assert [f.message for f in run_cases([right, wrong], load_lawbook())] == ["expected violates, got complies"]

    record = next(r for r in records if "complies" in r.expect.values())
    rule = next(name for name, verdict in record.expect.items() if verdict == "complies")
    turned = RecordCase(
        record.name, record.subject, record.on, record.rows, {rule: "violates"}, record.as_of, record.file, record.line
    )
    (failure,) = run_records([turned], load_lawbook())
    assert (failure.rule, failure.file, failure.line) == (rule, record.file, record.line)
    assert failure.message == "expected violates, got complies"


def test_every_case_has_a_name_of_its_own(cases: list[Case], records: list[RecordCase]) -> None:
    seen: dict[tuple[str, str, date | None], int] = {}
    for case in cases:
        key = (case.rule.id, case.name, case.given["on"])
        assert case.name, f"{case.file.name}:{case.line}"
        assert key not in seen, f"{case.file.name}:{case.line} is named like the case of line {seen.get(key)}"
        seen[key] = case.line
    assert all(record.name for record in records)


# --- every rule has its cases ---


def test_every_file_of_rules_has_a_file_of_cases_at_the_same_path() -> None:
    of_rules = {rule.file.split("/rules/", 1)[1].removesuffix(".py") for rule in all_rules()}
    assert of_rules == {named(file) for file in FILES}


def test_every_rule_is_seen_to_hold_to_fail_and_to_be_open(cases: list[Case], records: list[RecordCase]) -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        seen[case.rule.id].add(case.expect)
    for record in records:
        for rule_id, verdict in record.expect.items():
            seen[rule_id].add(verdict)
    lacking = {
        (rule.id, verdict)
        for rule in all_rules()
        for verdict in ("complies", "violates", "unproven")
        if verdict not in seen[rule.id]
    }
    never = (("violates", NEVER_VIOLATES), ("complies", NEVER_COMPLIES), ("unproven", NEVER_OPEN))
    assert lacking == {(rule, verdict) for verdict, rules in never for rule in rules}


def test_a_rule_has_five_cases_on_average(cases: list[Case]) -> None:
    assert len(cases) >= 5 * len(all_rules())


# --- broken files ---


@pytest.mark.parametrize("broken", BROKEN, ids=[file.stem for file in BROKEN])
def test_each_fault_of_a_case_file_is_told_with_its_line(broken: Path, tmp_path: Path) -> None:
    line, says = (text.split(": ", 1)[1] for text in broken.read_text(encoding="utf-8").splitlines()[:2])
    (tmp_path / "appointment").mkdir()
    file = tmp_path / "appointment" / "age.yaml"
    shutil.copy(broken, file)
    with pytest.raises(CaseProblems) as caught:
        load_cases(tmp_path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == (file, int(line))
    assert says in problem.message
    assert f"{file}:{line}: " in str(caught.value)


def test_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "appointment").mkdir()
    for name in ("unknown-fact", "not-yaml"):
        shutil.copy(HERE / "broken_cases" / f"{name}.yaml", tmp_path / "appointment" / f"{name}.yaml")
    shutil.copy(HERE / "broken_cases" / "unknown-verdict.yaml", tmp_path / "appointment" / "age.yaml")
    with pytest.raises(CaseProblems) as caught:
        load_cases(tmp_path)
    assert {problem.file.name for problem in caught.value.problems} == {
        "age.yaml",
        "not-yaml.yaml",
        "unknown-fact.yaml",
    }
