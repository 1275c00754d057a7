"""Facts that decide though unknown: each kind of value is tried, what is declared is believed, and nothing else decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from ibis.expr import types as ir

from chinhdanh.audit import unknowns
from chinhdanh.audit.cases import Case, load_cases
from chinhdanh.audit.unknowns import Declared, NeverMore, Said, Tried, deciding, load_declared, try_all
from chinhdanh.cli import main
from chinhdanh.law.errors import LawProblems
from chinhdanh.law.layers import load_lawbook
from chinhdanh.law.library import Words, load_library
from chinhdanh.law.rule import BoundRule, FactView, Rule, bind

SAMPLE = Rule(
    id="sample/unknown",
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


def sample(condition: Callable[[FactView], Any]) -> BoundRule:
    def wrapped(f: FactView, law: Any) -> ir.BooleanValue:
        answer: ir.BooleanValue = condition(f)
        return answer

    return bind(replace(SAMPLE, condition=wrapped), load_library())


def case(expect: str = "complies", **given: Any) -> Case:
    on = date(2025, 9, 1)
    return Case(SAMPLE, "a case", {"civil_servant": True, "on": on, **given}, expect, Path("sample.yaml"), 1)


def found(bound: BoundRule, *cases: Case, declared: Declared | None = None) -> list[tuple[str, str, Any, str]]:
    tried = try_all([bound], cases, declared or Declared())
    return [(one.fact, one.verdict, one.value, one.other) for one in tried.found]


# --- what is found ---


def test_a_rule_that_leaves_the_unknown_open_has_no_finding() -> None:
    bound = sample(lambda f: (f.months_left_at_proposal >= 60) & f.state_body)
    assert found(bound, case(months_left_at_proposal=60, state_body=True)) == []


def test_an_unknown_flag_taken_for_no_is_found_whether_the_case_gives_it_or_not() -> None:
    bound = sample(lambda f: ~f.state_body.fill_null(False))
    assert found(bound, case(state_body=False)) == [("state_body", "complies", True, "violates")]
    assert found(bound, case()) == [("state_body", "complies", True, "violates")]


def test_an_unknown_number_is_tried_with_the_numbers_of_the_cases_and_one_step_beside_them() -> None:
    bound = sample(lambda f: f.months_left_at_proposal.fill_null(61) > 59)
    assert found(bound, case(months_left_at_proposal=60)) == [("months_left_at_proposal", "complies", 59, "violates")]
    assert found(bound, case(months_left_at_proposal=61)) == []


def test_an_unknown_day_is_tried_one_day_before_and_after() -> None:
    bound = sample(lambda f: (f.effective_on <= date(2025, 9, 1)).fill_null(True))
    assert found(bound, case(effective_on=date(2025, 9, 1))) == [
        ("effective_on", "complies", date(2025, 9, 2), "violates")
    ]


def test_an_unknown_code_is_tried_with_every_word_of_its_list() -> None:
    bound = sample(lambda f: (f.source != "external").fill_null(True))
    assert found(bound, case(source="on_site")) == [("source", "complies", "external", "violates")]


def test_a_value_with_which_the_rule_would_not_apply_is_no_other_verdict() -> None:
    bound = sample(lambda f: f.state_body)
    assert found(bound, case(expect="violates", state_body=False, civil_servant=None)) == []
    assert found(bound, case(state_body=True)) == []


def test_bounds_of_one_number_and_declared_orders_leave_out_what_cannot_be() -> None:
    bound = sample(lambda f: f.months_in_equivalent_posts_at_most.fill_null(0) >= f.months_in_equivalent_posts)
    given = case(months_in_equivalent_posts=12, months_in_equivalent_posts_at_most=12)
    assert {value for _, _, value, _ in found(bound, given)} == {12}
    bound = sample(lambda f: f.term_ends_on.notnull() | (f.term_ends_on_at_latest < date(2026, 1, 3)))
    given = case(term_ends_on=date(2026, 1, 1), term_ends_on_at_latest=None)
    later = case(term_ends_on=None, term_ends_on_at_latest=date(2026, 1, 3), expect="violates")
    assert found(bound, given, later) == [("term_ends_on", "violates", date(2026, 1, 1), "complies")]
    order = NeverMore("term_ends_on_at_latest", "term_ends_on", Path("unknowns.yaml"), 9)
    assert found(bound, given, later, declared=Declared(never_more=(order,))) == []


# --- what is declared ---


def said(facts: tuple[str, ...], rules: tuple[str, ...] = (), **where: Any) -> Said:
    return Said(facts, Words("lý do", "a reason"), rules, where, Path("unknowns.yaml"), 3)


def test_what_is_declared_is_no_finding_only_for_its_rules_and_where_it_holds() -> None:
    bound = sample(lambda f: ~f.state_body.fill_null(False))
    one = case(state_body=False, leadership_post=True)

    def left(entry: Said) -> Tried:
        return try_all([bound], [one], Declared((entry,)))

    assert left(said(("state_body",))).found == ()
    assert left(said(("state_body",))).declared == 1
    assert left(said(("state_body",), ("sample/unknown",), leadership_post=True)).found == ()
    assert len(left(said(("state_body",), ("sample/other",))).found) == 1
    assert len(left(said(("state_body",), leadership_post=False)).found) == 1


def test_what_nothing_needs_is_named_by_fact_and_by_rule_but_only_over_the_whole_library() -> None:
    bound = sample(lambda f: f.state_body)
    entry = said(("state_body",), ("sample/unknown",))
    tried = try_all([bound], [case(state_body=True)], Declared((entry,)))
    assert tried.unneeded == ((entry, "state_body"), (entry, "sample/unknown"))
    assert try_all([bound], [case(state_body=True)], Declared((entry,)), whole=False).unneeded == ()


def test_a_pair_without_which_nothing_would_be_found_is_named() -> None:
    order = NeverMore("term_ends_on", "term_ends_on_at_latest", Path("unknowns.yaml"), 9)
    bound = sample(lambda f: f.state_body & (f.term_ends_on <= f.term_ends_on_at_latest))
    given = case(state_body=True, term_ends_on=date(2026, 1, 1), term_ends_on_at_latest=date(2026, 1, 1))
    assert try_all([bound], [given], Declared(never_more=(order,))).unneeded == (
        (order, "term_ends_on, term_ends_on_at_latest"),
    )
    loose = sample(lambda f: f.state_body & (f.term_ends_on <= f.term_ends_on_at_latest).fill_null(True))
    assert try_all([loose], [given], Declared(never_more=(order,))).unneeded == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("empty_says:\n  - {facts: [no_such_fact], reason: {vi: a, en: b}}\nnever_more: [[on, as_of]]\n", 2),
        ("empty_says:\n  - {facts: [state_body]}\nnever_more: [[on, as_of]]\n", 2),
        ("empty_says:\n  - {facts: [state_body], why: x, reason: {vi: a, en: b}}\nnever_more: [[on, as_of]]\n", 2),
        ("empty_says:\n  - {facts: [state_body], reason: {vi: a, en: b}}\nnever_more: [[on]]\n", 3),
        ("empty_says: [{facts: [state_body], reason: {vi: a, en: b}}]\n", 1),
    ],
)
def test_a_faulty_list_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "unknowns.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LawProblems) as refused:
        load_declared(file)
    assert line in {problem.line for problem in refused.value.problems}


# --- the library ---


def test_no_unknown_fact_of_the_library_decides_unless_it_is_declared_and_needed() -> None:
    tried = try_all(load_lawbook().rules, load_cases()[0], load_declared())
    assert sorted({(one.bound.rule.id, one.fact) for one in tried.found}) == []
    assert [(said.line, name) for said, name in tried.unneeded] == []
    assert tried.pairs > 40_000


def test_the_rules_named_in_the_list_exist() -> None:
    known = {bound.rule.id for bound in load_lawbook().rules}
    assert {rule for entry in load_declared().said for rule in entry.rules} <= known


# --- the command ---


def test_the_command_names_the_fact_the_case_and_what_another_value_would_give(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unknowns, "load_declared", Declared)
    result = CliRunner().invoke(main, ["law", "check", "--only", "discipline/decision_lapsed_172", "--lang", "en"])
    assert result.exit_code == 1
    assert "discipline/bars.yaml:" in result.output
    assert "without `state_discipline_runs_from` it is still “complies”, but with" in result.output


def test_each_finding_is_the_first_case_of_its_fact() -> None:
    bound = sample(lambda f: ~f.state_body.fill_null(False))
    assert [one.case.line for one in deciding(bound, [case(state_body=False), case()])] == [1, 1]
