"""Mutation: every kind of change is really made, what no case notices is named, and what changes nothing is kept apart."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pytest
from click.testing import CliRunner
from ibis.expr import types as ir

from chinhdanh.audit import cases as case_module
from chinhdanh.audit.cases import Case, load_cases
from chinhdanh.audit.mutation import Compiled, Mutated, mutants_of, mutate, mutate_all, strengths
from chinhdanh.cli import main
from chinhdanh.law.layers import load_lawbook
from chinhdanh.law.library import load_library
from chinhdanh.law.rule import BoundRule, FactView, Rule, bind

START, END = date(2025, 7, 1), date(2026, 8, 1)
SAMPLE = Rule(
    id="sample/months_left",
    cites="nd-170-2025.art-29.k5.a",
    title_vi="Thử",
    title_en="Sample",
    doc="Errs towards nothing.",
    kinds=("appointment",),
    applies=lambda f: f.civil_servant,
    condition=lambda f, law: f.months_left_at_proposal >= 60,
    day="decision",
    special_case=False,
    judged_on=None,
    file="sample/rules.py",
    line=7,
)


def sample(condition: Callable[[FactView], ir.BooleanValue], applies: Any = None) -> BoundRule:
    """A rule in force from START to END."""
    one = replace(SAMPLE, condition=lambda f, law: condition(f), applies=applies or SAMPLE.applies)
    return replace(bind(one, load_library()), start=START, end=END)


def changes(bound: BoundRule, kind: str) -> set[str]:
    return {mutant.change for mutant in mutants_of(Compiled(bound)) if mutant.kind == kind}


def case(name: str, expect: str, on: date = date(2025, 9, 1), **given: Any) -> Case:
    return Case(SAMPLE, name, {"civil_servant": True, "on": on, **given}, expect, Path("sample.yaml"), 1)


def survivors(result: Mutated) -> list[str]:
    return [survivor.mutant.change for survivor in result.survivors]


def left(months: int | None, expect: str, on: date = date(2025, 9, 1), **given: Any) -> Case:
    return case(f"{months} months left", expect, on, months_left_at_proposal=months, **given)


FULL = (
    left(60, "complies"),
    left(61, "complies"),
    left(59, "violates"),
    left(None, "unproven"),
    left(59, "not_applicable", civil_servant=False),
    left(59, "violates", START),
    left(59, "not_applicable", date(2025, 6, 30)),
    left(59, "violates", date(2026, 7, 31)),
    left(59, "not_applicable", END),
)


# --- every kind of change is made ---


@pytest.mark.parametrize(
    ("before", "condition", "after"),
    [
        ("<", lambda n: n < 5, "<="),
        ("<=", lambda n: n <= 5, "<"),
        (">", lambda n: n > 5, ">="),
        (">=", lambda n: n >= 5, ">"),
        ("==", lambda n: n == 5, "!="),
        ("!=", lambda n: n != 5, "=="),
    ],
)
def test_a_comparison_becomes_its_neighbour_and_its_number_moves(
    before: str, condition: Callable[[Any], ir.BooleanValue], after: str
) -> None:
    bound = sample(lambda f: condition(f.months_left_at_proposal))
    name = "months_left_at_proposal"
    assert changes(bound, "comparison") == {f"{name} {before} 5 → {name} {after} 5"}
    assert changes(bound, "number") == {f"{name} {before} 5 → {name} {before} {n}" for n in (4, 6)}


def test_a_list_is_negated_once() -> None:
    assert changes(sample(lambda f: f.discipline_form.isin(["warning"])), "comparison") == {
        "discipline_form in ['warning'] → ~discipline_form in ['warning']"
    }
    negated = sample(lambda f: ~f.discipline_form.isin(["warning"]))
    assert changes(negated, "comparison") == set()
    assert changes(negated, "logic") == {"~discipline_form in ['warning'] → discipline_form in ['warning']"}


def test_both_ends_of_between_are_opened() -> None:
    found = changes(sample(lambda f: f.months_left_at_proposal.between(3, 5)), "comparison")
    assert any("> 3" in change for change in found)
    assert any("< 5" in change for change in found)


def test_and_becomes_or_or_becomes_and_and_not_is_dropped() -> None:
    either = sample(lambda f: (f.state_body & f.leadership_post) | ~f.higher_post)
    assert changes(either, "logic") == {
        "(state_body & leadership_post) | ~higher_post → (state_body & leadership_post) & ~higher_post",
        "state_body & leadership_post → state_body | leadership_post",
        "~higher_post → higher_post",
    }


def test_a_plain_flag_is_turned_round_and_a_true_becomes_false() -> None:
    bound = sample(lambda f: f.state_body & ibis.ifelse(f.higher_post, f.leadership_post, ibis.literal(True)))
    found = changes(bound, "flag")
    assert any(change.endswith("true) → IfElse(higher_post, leadership_post, false)") for change in found)
    assert any("~state_body" in change for change in found)
    assert "civil_servant → ~civil_servant" in found


def test_the_value_for_an_unknown_flag_or_number_is_changed() -> None:
    flag = sample(lambda f: f.higher_post.fill_null(True) & f.state_body)
    assert changes(flag, "default") == {"higher_post.fill_null(true) → higher_post.fill_null(false)"}
    number = sample(lambda f: f.months_left_at_proposal.fill_null(3) > 2)
    assert {change.rpartition(" → ")[2] for change in changes(number, "default")} == {
        "months_left_at_proposal.fill_null(2)",
        "months_left_at_proposal.fill_null(4)",
    }


def test_intervals_and_fixed_days_move_by_one() -> None:
    bound = sample(lambda f: f.effective_on + ibis.interval(months=6) > ibis.date(2026, 1, 1))
    assert {change.rpartition(" → ")[2] for change in changes(bound, "number")} == {
        "effective_on + 5 months",
        "effective_on + 7 months",
    }
    moved = changes(bound, "date")
    assert {change[-10:] for change in moved} == {"2025-12-31", "2026-01-02"}


def test_the_period_begins_and_ends_a_day_earlier_or_later() -> None:
    assert changes(sample(lambda f: f.state_body), "period") == {
        "in force from 2025-07-01 → 2025-06-30",
        "in force from 2025-07-01 → 2025-07-02",
        "in force until 2026-08-01 → 2026-07-31",
        "in force until 2026-08-01 → 2026-08-02",
    }


# --- what comes out ---


@pytest.mark.parametrize("search", [True, False])
def test_a_fully_cased_rule_has_no_survivor(search: bool) -> None:
    result = mutate(sample(lambda f: f.months_left_at_proposal >= 60), FULL, search)
    assert (result.wrong, survivors(result), result.equivalent) == ((), [], ())
    assert result.noticed == result.mutants == len(mutants_of(Compiled(result.bound)))


@pytest.mark.parametrize(
    ("without", "unnoticed"),
    [
        (0, {"months_left_at_proposal >= 60 → months_left_at_proposal > 60", ">= 61"}),
        (5, {"in force from 2025-07-01 → 2025-07-02"}),
        (6, {"in force from 2025-07-01 → 2025-06-30"}),
        (7, {"in force until 2026-08-01 → 2026-07-31"}),
        (8, {"in force until 2026-08-01 → 2026-08-02"}),
    ],
)
def test_without_a_case_its_boundary_survives_and_facts_that_would_tell_are_named(
    without: int, unnoticed: set[str]
) -> None:
    result = mutate(sample(lambda f: f.months_left_at_proposal >= 60), [c for c in FULL if c is not FULL[without]])
    found = survivors(result)
    assert len(found) == len(unnoticed)
    assert all(any(change.endswith(end) for change in found) for end in unnoticed)
    for survivor in result.survivors:
        assert survivor.killer is not None
        given: Mapping[str, Any] = {**survivor.killer.case.given, **survivor.killer.given}
        compiled = Compiled(result.bound)
        steps = compiled.mutated(survivor.mutant)
        row = compiled.row(given)
        assert compiled.verdict(row, compiled.steps) == survivor.killer.verdict
        assert compiled.verdict(row, steps) == survivor.killer.changed != survivor.killer.verdict


def test_a_change_that_changes_nothing_is_counted_apart() -> None:
    """Whoever has more than 60 months left has more than 12: only the unmentioned number 12 makes no difference."""
    bound = sample(lambda f: (f.months_left_at_proposal >= 60) & (f.months_left_at_proposal > 12))
    result = mutate(bound, FULL)
    assert survivors(result) == []
    assert {mutant.change for mutant in result.equivalent} == {
        "months_left_at_proposal > 12 → months_left_at_proposal >= 12",
        "months_left_at_proposal > 12 → months_left_at_proposal > 11",
        "months_left_at_proposal > 12 → months_left_at_proposal > 13",
    }
    assert result.noticed == result.mutants


def test_a_change_is_not_taken_for_none_because_two_facts_are_compared_with_each_other() -> None:
    bound = sample(lambda f: f.months_left_at_proposal >= f.term_months)
    result = mutate(bound, [left(70, "complies", term_months=60)])
    assert not result.equivalent


def test_a_case_that_fails_against_its_own_rule_notices_nothing_and_is_named() -> None:
    wrong = left(60, "violates")
    result = mutate(sample(lambda f: f.months_left_at_proposal >= 60), [*FULL[1:], wrong])
    assert result.wrong == (wrong,)
    assert len(result.survivors) == 2


def test_a_bound_between_two_ends_of_years_makes_no_difference_to_what_is_judged_then() -> None:
    [yearly] = [b for b in load_lawbook().rules if b.rule.id == "evaluation/level_by_score_366"]
    cases = [c for c in load_cases()[0] if c.rule.id == yearly.rule.id and c.given["on"].month == 12]
    apart = {mutant.change for mutant in mutate(yearly, cases).equivalent}
    assert {f"in force from 2025-08-30 → 2025-08-{day}" for day in (29, 31)} <= apart


# --- the library ---


def of_stage(stage: str) -> list[Mutated]:
    rules = {b.rule.id: b for b in load_lawbook().rules if b.rule.id.startswith(f"{stage}/")}
    return mutate_all(rules.values(), load_cases()[0], search=False)


@pytest.mark.parametrize("stage", ["suspension", "standards", "acting"])
def test_stages_whose_cases_notice_every_change_stay_so(stage: str) -> None:
    results = of_stage(stage)
    assert [(one.bound.rule.id, survivors(one)) for one in results if one.survivors or one.wrong] == []


def test_strength_is_by_stage_and_for_all() -> None:
    good = mutate(sample(lambda f: f.months_left_at_proposal >= 60), FULL)
    lines = strengths([good, good])
    assert [(line.stage, line.rules, line.percent) for line in lines] == [("sample", 2, 100.0), ("", 2, 100.0)]


# --- the command ---


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["law", "check", *arguments])


def only_cases(monkeypatch: pytest.MonkeyPatch, keep: Callable[[Case], bool]) -> Sequence[Case]:
    kept = [one for one in load_cases()[0] if keep(one)]
    monkeypatch.setattr(case_module, "load_cases", lambda *_: (kept, []))
    return kept


def test_the_command_reports_survivors_with_their_place_and_still_ends_with_zero(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only_cases(monkeypatch, lambda c: c.rule.id == "suspension/prompt_advice_148" and c.expect != "violates")
    result = run("--mutations", "--only", "suspension/prompt_advice_148", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Changes that no case notices" in result.output
    assert "chinhdanh/law/rules/suspension/suspension.py:" in result.output
    assert "would be noticed by the case at suspension/suspension.yaml:" in result.output
    weak = run("--mutations", "--only", "suspension/prompt_advice_148", "--at-least", "100")
    assert weak.exit_code == 1


def test_the_command_as_json() -> None:
    result = CliRunner().invoke(
        main, ["law", "check", "--mutations", "--only", "acting/", "--format", "json", "--at-least", "100"]
    )
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["total"]["percent"] == 100
    assert found["stages"][0]["stage"] == "acting"
    assert (found["survivors"], found["failing_cases"]) == ([], [])


def test_options_of_mutations_are_refused_without_it() -> None:
    assert run("--at-least", "90").exit_code == 2
    assert run("--format", "json").exit_code == 2
