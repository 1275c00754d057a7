"""Nothing of the law files is left out: every provision is in the library, in one of four states, no surer than it was read.

`provisions.csv` lists every provision of the law files with the mark that it bears there. A provision may only leave the
list together with the file that it was read from.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from chinhdanh.law.coverage import CONFIDENCES, NO_RULE, STATES, Covered, by_instrument, cover
from chinhdanh.law.library import Library, load_library
from chinhdanh.law.rule import CONFIDENCE_ORDER, BoundRule, all_rules, bind_all

with (Path(__file__).parent / "provisions.csv").open(encoding="utf-8", newline="") as file:
    MARKS = {row["id"]: row["mark"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def rules(library: Library) -> tuple[BoundRule, ...]:
    return bind_all(all_rules(), library)


@pytest.fixture(scope="module")
def covered(library: Library, rules: tuple[BoundRule, ...]) -> dict[str, Covered]:
    return {one.provision.id: one for one in cover(library, rules)}


def test_the_list_names_each_provision_once_with_a_mark() -> None:
    assert len(MARKS) == 575
    assert set(MARKS.values()) == set(CONFIDENCES)


def test_every_provision_of_the_law_files_is_in_the_library(library: Library) -> None:
    assert sorted(set(MARKS) - set(library.provisions)) == []


def test_no_provision_is_surer_in_the_library_than_it_was_read(library: Library) -> None:
    surer = [
        (name, mark, library.provisions[name].confidence)
        for name, mark in MARKS.items()
        if name in library.provisions
        and CONFIDENCE_ORDER.index(library.provisions[name].confidence) < CONFIDENCE_ORDER.index(mark)
    ]
    assert surer == []


def test_every_provision_is_in_exactly_one_of_four_states(library: Library, covered: dict[str, Covered]) -> None:
    assert list(covered) == list(library.provisions)
    assert {one.state for one in covered.values()} <= set(STATES)
    assert [name for name, one in covered.items() if (one.state == "not_yet") != (one.reason is not None)] == []


def test_what_is_marked_for_a_rule_has_one(covered: dict[str, Covered]) -> None:
    assert [name for name, one in covered.items() if one.reason is NO_RULE] == []


def test_what_only_a_person_can_decide_says_what_to_record(library: Library) -> None:
    named = {name for judgement in library.judgements for name in judgement.provisions}
    assert [p.id for p in library.provisions.values() if p.treatment == "judgement" and p.id not in named] == []


def test_every_provision_and_every_number_has_citation_source_and_confidence(library: Library) -> None:
    for provision in library.provisions.values():
        assert all((provision.article.vi, provision.article.en, provision.source, provision.confidence)), provision.id
        for parameter in provision.parameters.values():
            assert parameter.values, (provision.id, parameter.name)
            assert all(value.source and value.confidence in CONFIDENCES for value in parameter.values)


def test_every_rule_has_citation_source_and_confidence(rules: tuple[BoundRule, ...]) -> None:
    for bound in rules:
        assert bound.provision.id == bound.rule.cites
        assert bound.provision.source, bound.rule.id
        # As unsure as the least sure of what it rests on, never surer than the provision.
        assert CONFIDENCE_ORDER.index(bound.confidence) >= CONFIDENCE_ORDER.index(bound.provision.confidence)


def test_the_table_adds_up(library: Library, covered: dict[str, Covered]) -> None:
    *rows, total = by_instrument(library, covered.values())
    assert total.instrument is None
    assert total.provisions == len(library.provisions)
    for row in (*rows, total):
        assert row.provisions == sum(row.states.values()) == sum(row.confidences.values())
    assert sum((Counter(row.states) for row in rows), Counter()) == Counter(total.states)


# --- which state ---


@pytest.fixture
def bound(rules: tuple[BoundRule, ...]) -> BoundRule:
    return next(one for one in rules if one.rule.id == "discipline/bars_80")


def states(library: Library, *rules: BoundRule) -> dict[str, str]:
    return {one.provision.id: one.state for one in cover(library, rules)}


def with_treatment(library: Library, name: str, treatment: str) -> Library:
    changed = replace(library.provision(name), treatment=treatment)  # type: ignore[arg-type]
    return replace(library, provisions={**library.provisions, name: changed})


def test_without_rules_what_is_marked_for_one_is_not_yet(library: Library) -> None:
    one = next(one for one in cover(library, ()) if one.provision.id == "qd-80-2022.art-18.k7")
    assert (one.state, one.reason) == ("not_yet", NO_RULE)


def test_a_provision_that_a_rule_cites_is_encoded(library: Library, bound: BoundRule) -> None:
    assert states(library, bound)["qd-80-2022.art-18.k7"] == "encoded"


@pytest.mark.parametrize(("treatment", "state"), [("rule", "encoded"), ("data", "encoded"), ("judgement", "judgement")])
def test_numbers_that_a_rule_of_another_provision_reads_are_encoded_but_a_judgement_stays_one(
    library: Library, bound: BoundRule, treatment: str, state: str
) -> None:
    name = "nd-170-2025.art-61.k3"
    found = cover(with_treatment(library, name, treatment), [replace(bound, read=(name,))])
    one = next(one for one in found if one.provision.id == name)
    assert (one.state, one.cited_by, one.read_by) == (state, (), ("discipline/bars_80",))


def test_a_rule_remembers_whose_numbers_and_days_it_reads(rules: tuple[BoundRule, ...]) -> None:
    read = {one.rule.id: one.read for one in rules}
    assert "nd-370-2025.transition" in {name for names in read.values() for name in names}
    assert read["discipline/bars_80"] == ("qd-80-2022.art-18.k7",)
