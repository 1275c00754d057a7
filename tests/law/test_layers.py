"""Law of a further folder laid over the packaged law."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from chinhdanh.audit.cases import load_cases, run_cases
from chinhdanh.law.errors import LawProblems
from chinhdanh.law.layers import Lawbook, load_lawbook
from chinhdanh.law.library import load_library

DRAFT = Path(__file__).parents[2] / "examples" / "draft"
TIME_IN_POST = "nd-170-2025+nd-300-2026.art-29.k3"
HEALTH = "nd-170-2025+nd-300-2026.art-29.k8"
RATINGS = "nd-170-2025+nd-300-2026.art-29.k5"
START = date(2026, 8, 1)


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook([DRAFT])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DRAFT, tmp_path / "draft"))


def periods(book: Lawbook, rule: str) -> list[tuple[str, date, date | None]]:
    return [(b.provision.id, b.start, b.end) for b in book.rules if b.rule.id == rule]


def amend(folder: Path, old: str, new: str) -> None:
    file = folder / "instruments" / "dt-1-2026.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_changed_number_binds_the_rule_to_the_amended_provision(book: Lawbook) -> None:
    amended = "nd-170-2025+nd-300-2026+dt-1-2026.art-29.k3"
    assert periods(book, "appointment/time_in_post_r4") == [(amended, START, None)]
    assert book.library.parameter(amended, "min_time_in_post", date(2026, 9, 1)).value == 24
    assert book.library.parameter(TIME_IN_POST, "min_time_in_post", date(2026, 9, 1)).value == 12


def test_before_its_day_an_amendment_changes_nothing(folder: Path) -> None:
    amend(folder, "from: 2026-08-01\n    parameters", "from: 2027-01-01\n    parameters")
    one, other = periods(load_lawbook([folder]), "appointment/time_in_post_r4")
    assert one == (TIME_IN_POST, START, date(2027, 1, 1))
    assert other[1:] == (date(2027, 1, 1), None)


def test_what_is_repealed_or_replaced_is_judged_no_more(book: Lawbook) -> None:
    assert periods(book, "appointment/healthy_r4") == []
    assert periods(book, "appointment/three_good_years") == []
    assert periods(book, "appointment/two_excellent_years") == [("dt-1-2026.art-2", START, None)]


def test_rules_that_read_nothing_amended_stay_as_they_are(book: Lawbook) -> None:
    packaged = {(b.rule.id, b.provision.id, b.start, b.end) for b in load_lawbook().rules}
    layered = {(b.rule.id, b.provision.id, b.start, b.end) for b in book.rules}
    changed = {rule for rule, *_ in packaged ^ layered}
    read = {b.rule.id for b in load_lawbook().rules if {TIME_IN_POST, HEALTH, RATINGS} & {b.rule.cites, *b.read}}
    assert changed == read | {"appointment/two_excellent_years"}


def test_what_was_amended_is_listed_for_every_report(book: Lawbook) -> None:
    assert {(a.provision, a.repealed, a.replaced_by) for a in book.amendments} == {
        (TIME_IN_POST, False, ()),
        (RATINGS, False, ("dt-1-2026.art-2",)),
        (HEALTH, True, ()),
    }


def test_the_packaged_law_is_untouched(book: Lawbook) -> None:
    assert book.library.version != load_library().version
    assert "dt-1-2026.art-2" not in load_library().provisions
    assert [b.rule.id for b in load_lawbook().rules if "two_excellent" in b.rule.id] == []


def test_the_cases_of_the_draft_hold(book: Lawbook) -> None:
    cases, _ = load_cases(DRAFT / "cases", book.own_rules)
    assert len(cases) >= 5
    assert run_cases(cases, book) == []


FAULTS = {
    "unknown provision": ("provision: " + TIME_IN_POST, "provision: nd-170-2025.art-29.k99", "no provision"),
    "unknown number": ("min_time_in_post: 24", "min_time: 24", "there is no number `min_time`; it has"),
    "wrong value": ("min_time_in_post: 24", "min_time_in_post: two", "which the unit `month` asks for"),
    "two ways": ("repealed: true", "repealed: true\n    parameters: {a: 1}", "exactly one of"),
    "too late": (
        f"provision: {HEALTH}\n    from: 2026-08-01",
        "provision: nd-138-2020.art-42.k5\n    from: 2026-08-01",
        "the provision applies only 2020-12-01",
    ),
    "not a date": ("from: 2026-08-01\n    repealed", "from: 2026-13-01\n    repealed", "is no date"),
    "unknown key": ("repealed: true", "repeal: true", "unknown key `repeal`"),
    "unknown successor": ("replaced_by: [dt-1-2026.art-2]", "replaced_by: [dt-1-2026.art-9]", "no provision"),
    "id in use": ("- id: dt-1-2026.art-2", f"- id: {HEALTH}", "already used"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_folder_is_told_with_its_place_and_nothing_loads(folder: Path, fault: str) -> None:
    old, new, says = FAULTS[fault]
    amend(folder, old, new)
    with pytest.raises(LawProblems, match=re.escape(says)) as caught:
        load_lawbook([folder])
    assert any(p.file == folder.resolve() / "instruments" / "dt-1-2026.yaml" and p.line for p in caught.value.problems)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("law[", "law.nothing[", "cannot be bound"),
        ('"excellent"', "excellent", "NameError"),
        ("f.read(", "f.read(((", "SyntaxError"),
        ("rating_{n}", "mark_{n}", "no fact is called"),
        ("two_excellent_years", "three_good_years", "already a rule `appointment/three_good_years`"),
        ("Errs towards", "Leans to", "must say in which direction"),
    ],
    ids=["law", "name", "syntax", "fact", "id", "doc"],
)
def test_a_rule_of_a_folder_that_cannot_be_used_is_told_with_its_line(
    folder: Path, old: str, new: str, says: str
) -> None:
    file = folder / "rules" / "appointment" / "excellent_years.py"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(LawProblems, match=re.escape(says)) as caught:
        load_lawbook([folder])
    assert {Path(p.file) for p in caught.value.problems} == {file.resolve()}
    load_lawbook([DRAFT])
