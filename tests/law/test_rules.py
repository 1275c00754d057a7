"""Rules and provisions hold together: what is marked as judged is judged, and every rule says what it leaves out."""

import re
from collections import Counter

import pytest

from chinhdanh.audit.cases import Case, RecordCase, load_cases
from chinhdanh.law.library import Library, load_library
from chinhdanh.law.rule import Rule, all_rules, bind

RULES = all_rules()
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def worked() -> tuple[list[Case], list[RecordCase]]:
    return load_cases()


def test_every_provision_marked_as_judged_has_a_rule(library: Library) -> None:
    cited = {rule.cites for rule in RULES}
    unjudged = [p.id for p in library.provisions.values() if p.treatment == "rule" and p.id not in cited]
    assert unjudged == []


@each_rule
def test_every_rule_cites_a_provision_marked_as_judged(rule: Rule, library: Library) -> None:
    assert library.provision(rule.cites).treatment == "rule"


@each_rule
def test_every_rule_finds_its_provision_its_numbers_and_its_facts(rule: Rule, library: Library) -> None:
    bound = bind(rule, library)
    assert bound.start == library.provision(rule.cites).period.start
    assert bound.facts


@each_rule
def test_every_rule_says_what_is_not_modelled_and_where_it_errs(rule: Rule) -> None:
    assert "Not modelled" in rule.doc
    assert re.search(r"Errs\s(towards|in)", rule.doc)
    assert rule.title_vi
    assert rule.title_en


def test_rule_ids_are_unique_and_name_their_stage() -> None:
    assert max(Counter(rule.id for rule in RULES).values()) == 1
    for rule in RULES:
        stage, name = rule.id.split("/")
        assert f"/rules/{stage}/" in rule.file
        assert name.isidentifier()


@each_rule
def test_every_rule_has_worked_cases(rule: Rule, worked: tuple[list[Case], list[RecordCase]]) -> None:
    """A rule that can never be proven has no case that complies; every rule has at least one that is not settled."""
    cases = [case for case in worked[0] if case.rule.id == rule.id]
    assert len(cases) >= 3
    assert len({case.name for case in cases}) == len(cases)
    assert {case.expect for case in cases} & {"unproven", "not_applicable"}


def test_every_stage_averages_five_cases_a_rule(worked: tuple[list[Case], list[RecordCase]]) -> None:
    cases = Counter(case.rule.id.split("/")[0] for case in worked[0])
    rules = Counter(rule.id.split("/")[0] for rule in RULES)
    assert {stage for stage in rules if cases[stage] < 5 * rules[stage]} == set()


def test_every_demand_left_to_people_says_what_to_record(library: Library) -> None:
    named = {identity for judgement in library.judgements for identity in judgement.provisions}
    left = {p.id for p in library.provisions.values() if p.treatment == "judgement"}
    assert left <= named
