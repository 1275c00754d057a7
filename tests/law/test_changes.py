"""Two days of the law compared: what began, ended, was replaced or moved its numbers, and what took whose place."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chinhdanh.cli import main
from chinhdanh.law import library as law_library
from chinhdanh.law.changes import Changes, by_stage, change_days, compare, forerunners
from chinhdanh.law.library import Library, Period, Words, load_library
from chinhdanh.law.stages import stages_of
from chinhdanh.law.sweep import Family

INSTRUMENT = """id: {id}
number: {number}
kind: decree
layer: state
issuer: {{vi: Chính phủ, en: Government}}
title: {{vi: Nghị định {number}, en: Decree {number}}}
in_force: [{{from: {start}, until: {until}}}]
replaces: [{replaces}]
provisions:
"""
PROVISION = """  - id: {id}
    article: {{vi: "Điều của {id}", en: "Article of {id}"}}
    heading: {{vi: "{heading}", en: "{heading}"}}
    says: {{vi: "{says}", en: "{says}"}}
    from: {start}
    until: {until}
    confidence: text
    source: gazette
    treatment: data
"""
NUMBER = """    parameters:
      notice:
        unit: day
        label: {vi: báo trước, en: notice}
        values:
"""


def provision(
    id: str, start: str, until: str, heading: str, says: str = "The text.", **numbers: Mapping[str, int]
) -> str:
    text = PROVISION.format(id=id, start=start, until=until, heading=heading, says=says)
    if numbers:
        text += NUMBER
        for day, value in numbers["notice"].items():
            text += f"          - {{from: {day}, value: {value}, source: gazette, confidence: text}}\n"
    return text


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A decree of 2020, amended in 2024, replaced in 2025."""
    folder = tmp_path / "instruments"
    folder.mkdir()
    old = INSTRUMENT.format(
        id="nd-1-2020", number="1/2020/NĐ-CP", start="2020-01-01", until="2025-07-01", replaces="nd-0-2010"
    )
    old += provision(
        "nd-1-2020.art-2.k1", "2020-01-01", "2024-01-01", "notice of reappointment", notice={"2020-01-01": 60}
    )
    old += provision(
        "nd-1-2020.art-2.k2", "2020-01-01", "2024-01-01", "votes on reappointment", "More than half of those present."
    )
    old += provision("nd-1-2020.art-3", "2020-01-01", "2025-07-01", "dossier")
    old += provision("nd-1-2020.art-4", "2020-01-01", "2025-07-01", "fees", notice={"2020-01-01": 5, "2022-01-01": 6})
    # The amendment renumbers: what was clause 1 is clause 2 now, and a new clause 1 is about something else.
    old += provision(
        "nd-1-2020+nd-2-2024.art-2.k1",
        "2024-01-01",
        "2025-07-01",
        "persons near retirement",
        "Those who retire soon stay on.",
    )
    old += provision(
        "nd-1-2020+nd-2-2024.art-2.k2", "2024-01-01", "2025-07-01", "notice of reappointment", notice={"2024-01-01": 90}
    )
    (folder / "nd-1-2020.yaml").write_text(old, encoding="utf-8")
    new = INSTRUMENT.format(
        id="nd-3-2025", number="3/2025/NĐ-CP", start="2025-07-01", until="null", replaces="nd-1-2020"
    )
    new += provision("nd-3-2025.art-9", "2025-07-01", "null", "dossier", "The text of today.")
    new += provision("nd-3-2025.art-10", "2025-07-01", "null", "lots", notice={"2025-07-01": 1, "2026-01-01": 2})
    (folder / "nd-3-2025.yaml").write_text(new, encoding="utf-8")
    return load_library(tmp_path)


def changes(library: Library, first: str, last: str, families: tuple[Family, ...] = ()) -> Changes:
    days = date.fromisoformat(first), date.fromisoformat(last)
    return compare(library, (), forerunners(library, families), *days)


def told(found: Changes) -> list[tuple[str, str | None, str | None]]:
    return [(c.kind, c.before and c.before.id, c.after and c.after.id) for c in found.provisions]


def test_what_took_whose_place_follows_heading_and_article_not_a_number_that_was_given_anew(library: Library) -> None:
    found = {new: old.id for new, old in forerunners(library, ()).items()}
    assert found == {
        "nd-1-2020+nd-2-2024.art-2.k2": "nd-1-2020.art-2.k1",
        "nd-3-2025.art-9": "nd-1-2020.art-3",
    }


@pytest.mark.parametrize(
    ("old", "new", "paired"),
    [
        ("resignation not considered", "resignation or release not considered", True),
        ("after dismissal for a failing rating", "dismissal: two consecutive failing years", False),
        ("notice: 60 days", "votes: 60 days", False),  # a length of time is no matter in common
    ],
)
def test_a_clause_that_moved_within_its_article_is_known_by_its_heading(
    tmp_path: Path, old: str, new: str, paired: bool
) -> None:
    (tmp_path / "instruments").mkdir()
    text = INSTRUMENT.format(
        id="nd-1-2020", number="1/2020/NĐ-CP", start="2020-01-01", until="null", replaces="nd-0-2010"
    )
    text += provision("nd-1-2020.art-2.k2", "2020-01-01", "2024-01-01", old)
    text += provision("nd-1-2020+nd-2-2024.art-2.k4", "2024-01-01", "null", new)
    (tmp_path / "instruments" / "nd-1-2020.yaml").write_text(text, encoding="utf-8")
    assert bool(forerunners(load_library(tmp_path), ())) is paired


def test_a_family_says_what_took_whose_place(library: Library) -> None:
    members = ("nd-1-2020.art-4", "nd-3-2025.art-10")
    family = Family(
        "fees", Words("phí", "fees"), Period(date(2020, 1, 1), None), members, (), Path("documents.yaml"), 1
    )
    assert forerunners(library, (family,))["nd-3-2025.art-10"].id == "nd-1-2020.art-4"
    found = changes(library, "2025-06-30", "2025-07-01", (family,))
    assert ("replaced", "nd-1-2020.art-4", "nd-3-2025.art-10") in told(found)


def test_a_day_apart_shows_what_the_amendment_did(library: Library) -> None:
    found = changes(library, "2023-12-31", "2024-01-01")
    assert told(found) == [
        ("ended", "nd-1-2020.art-2.k2", None),
        ("began", None, "nd-1-2020+nd-2-2024.art-2.k1"),
        ("replaced", "nd-1-2020.art-2.k1", "nd-1-2020+nd-2-2024.art-2.k2"),
    ]
    (number,) = found.provisions[2].numbers
    assert number.before is not None
    assert number.after is not None
    assert (number.name, number.before.value, number.after.value) == ("notice", 60, 90)
    assert found.counts == {"began": 1, "replaced": 1, "ended": 1, "moved": 0}


def test_far_apart_the_first_version_stands_against_the_last_and_what_came_between_is_told(library: Library) -> None:
    found = changes(library, "2020-06-01", "2025-07-01")
    assert ("replaced", "nd-1-2020.art-3", "nd-3-2025.art-9") in told(found)
    assert ("ended", "nd-1-2020.art-2.k1", None) in told(found)
    assert [p.id for p in found.passed] == ["nd-1-2020+nd-2-2024.art-2.k1", "nd-1-2020+nd-2-2024.art-2.k2"]
    assert [i.id for i in found.instruments_begun] == ["nd-3-2025"]
    assert [i.id for i in found.instruments_ended] == ["nd-1-2020"]


@pytest.mark.parametrize(
    ("first", "last", "moved"),
    [
        ("2021-12-31", "2022-01-01", True),  # the number moves on this day
        ("2022-01-01", "2022-01-02", False),
        ("2021-12-30", "2021-12-31", False),
        ("2021-12-31", "2021-12-31", False),  # a day compared with itself
    ],
)
def test_a_number_that_moves_within_a_provision_is_a_change_on_its_day_only(
    library: Library, first: str, last: str, moved: bool
) -> None:
    found = changes(library, first, last)
    assert told(found) == ([("moved", "nd-1-2020.art-4", "nd-1-2020.art-4")] if moved else [])
    assert bool(found) is moved


def test_days_in_the_wrong_order_are_refused(library: Library) -> None:
    with pytest.raises(ValueError, match="is before"):
        changes(library, "2024-01-02", "2024-01-01")


def test_change_days_are_those_on_which_something_begins_ends_or_moves(library: Library) -> None:
    assert [day.isoformat() for day in change_days(library)] == [
        "2020-01-01", "2022-01-01", "2024-01-01", "2025-07-01", "2026-01-01",
    ]  # fmt: skip


def test_between_any_two_days_of_change_next_to_each_other_nothing_else_happens(library: Library) -> None:
    days = change_days(library)
    for before, after in pairwise(days):
        last = date.fromordinal(after.toordinal() - 1)
        assert not changes(library, before.isoformat(), last.isoformat())
        assert changes(library, last.isoformat(), after.isoformat())


def test_changes_stand_under_the_stage_of_their_provision(library: Library) -> None:
    found = changes(library, "2023-12-31", "2024-01-01")
    stage = stages_of(library, (), ())
    assert set(stage) == set(library.provisions)
    grouped = by_stage(found.provisions, stage)
    assert {name: len(group) for name, group in grouped.items()} == {"general": 3}


# --- chinhdanh diff-law ---


@pytest.fixture
def run(library: Library, monkeypatch: pytest.MonkeyPatch) -> "Run":
    monkeypatch.setattr(law_library, "load_library", lambda: library)
    monkeypatch.setattr("chinhdanh.law.sweep.load_families", lambda library: ())
    monkeypatch.setattr("chinhdanh.cli.diff_law.bound_rules", lambda library, lang: ())
    return Run()


class Run:
    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, ["diff-law", *arguments])


def test_the_text_gives_old_and_new_number_with_the_article_that_was_replaced(run: Run) -> None:
    result = run("--from", "2023-12-31", "--to", "2024-01-01", "--lang", "en")
    assert result.exit_code == 0, result.output
    for words in (
        "What changed in the law between 2023-12-31 and 2024-01-01",
        "1 provisions new, 1 replaced, 1 ended, 0 with other numbers.",
        "Replaced: notice of reappointment · Article of nd-1-2020+nd-2-2024.art-2.k2 [nd-1-2020+nd-2-2024.art-2.k2]",
        "in place of Article of nd-1-2020.art-2.k1",
        "notice: 60 days → 90 days",
        "Ended: votes on reappointment",
    ):
        assert words in result.stdout, words


def test_the_page_needs_nothing_beside_it(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "thay-doi.html"
    result = run("--from", "31/12/2023", "--to", "01/01/2024", "--format", "html", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    page = out.read_text(encoding="utf-8")
    assert "Pháp luật thay đổi từ 31/12/2023 đến 01/01/2024" in page
    assert "60 ngày" in page
    assert "90 ngày" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page


def test_when_nothing_changed_it_says_so(run: Run) -> None:
    result = run("--from", "2022-02-01", "--to", "2022-02-01", "--lang", "en")
    assert result.exit_code == 0
    assert "the law of these two days is the same" in result.stdout
    assert "như nhau" in run("--from", "2022-02-01", "--to", "2022-02-02", "--format", "html").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "2024-02-30", "--to", "2024-03-01"), "--from: “2024-02-30” không phải là ngày"),
        (("--from", "2024-02-03", "--to", "hôm nay"), "--to: “hôm nay” không phải là ngày"),
        (("--from", "2024-03-02", "--to", "2024-03-01"), "phải bằng hoặc sau ngày --from (02/03/2024)"),
        (("--from", "2024-03-02", "--to", "2024-03-01", "--lang", "en"), "must not be before --from (2024-03-02)"),
    ],
)
def test_bad_days_get_a_clear_answer(run: Run, arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
