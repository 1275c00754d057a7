"""`chinhdanh law`: what it prints, where it prints it, and with which code it ends."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chinhdanh.audit import cases as worked
from chinhdanh.audit.cases import Case, RecordCase
from chinhdanh.cli.law import law
from chinhdanh.law import library as law_library
from chinhdanh.law import sweep as law_sweep
from chinhdanh.law.library import Period, Words
from chinhdanh.law.rule import all_rules
from chinhdanh.law.sweep import Family, Known

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    return lambda *arguments: CliRunner().invoke(law, arguments)


def given_cases(monkeypatch: pytest.MonkeyPatch, *cases: Case, records: Sequence[RecordCase] = ()) -> None:
    """A library of the rules that these cases try, and no other."""
    tried = {case.rule.id for case in cases} | {rule for record in records for rule in record.expect}
    rules = tuple(rule for rule in all_rules() if rule.id in tried)
    monkeypatch.setattr(worked, "load_cases", lambda: (list(cases), list(records)))
    monkeypatch.setattr("chinhdanh.law.rule.all_rules", lambda: rules)


def one_case(expect: str) -> Case:
    rule = next(rule for rule in all_rules() if rule.id == "discipline/never_after_corruption_2025")
    given: dict[str, Any] = {"on": date(2026, 3, 1), "civil_servant": True, "leadership_post": True, "state_body": True,
                             "removed_for_corruption": True}  # fmt: skip
    return Case(rule, "removed for corruption in 2012", given, expect, Path("cases/discipline/bars.yaml"), 7)


def one_record(expect: str) -> RecordCase:
    rows: dict[str, Any] = {
        "person": [{"id": "p1", "sex": "male", "birth_date": date(1965, 7, 1), "category": "civil_servant"}],
        "decision": [
            {
                "id": "d1",
                "kind": "retirement",
                "person_id": "p1",
                "signed_on": date(2027, 1, 31),
                "effective_on": date(2027, 5, 1),
            },
        ],
    }
    rule = "retirement/decision_three_months_ahead"
    return RecordCase("a day late", "d1", None, rows, {rule: expect}, None, Path("cases/retirement/retirement.yaml"), 9)


DRAFT = Path(__file__).parents[2] / "examples" / "draft"
TIME_IN_POST, HEALTH = "nd-170-2025+nd-300-2026.art-29.k3", "nd-170-2025+nd-300-2026.art-29.k8"
RATINGS = "nd-170-2025+nd-300-2026.art-29.k5"
AMENDED = "nd-170-2025+nd-300-2026+dt-1-2026.art-29.k3"

# --- list ---


def test_list_shows_every_provision_with_its_period_how_it_was_read_and_its_rules(run: Run) -> None:
    result = run("list")
    assert result.exit_code == 0
    assert result.stderr == ""
    line = next(line for line in result.stdout.splitlines() if "qd-80-2022.art-18.k7" in line)
    assert line.split(" · ") == [
        "  qd-80-2022.art-18.k7", "2022-08-18 – 2025-10-08", "đã đọc nguyên văn", "discipline/bars_80",
    ]  # fmt: skip
    assert len([line for line in result.stdout.splitlines() if line.startswith("  ")]) == len(
        law_library.load_library().provisions
    )


def test_list_on_a_day_leaves_out_what_does_not_apply_then(run: Run) -> None:
    shown = run("list", "--on", "2025-07-01", "--lang", "en").stdout
    assert "nd-170-2025.art-29.k2 ·" in shown
    assert "nd-138-2020" not in shown
    assert "for people to judge" in shown
    assert "nd-138-2020.art-42.k3" in run("list", "--on", "2025-06-30").stdout


def test_list_judgement_tells_what_the_record_should_hold_instead(run: Run) -> None:
    shown = run("list", "--judgement", "--lang", "en").stdout
    assert "office-buying-acts: Whether somebody bought office" in shown
    assert "To record instead: The finding of the competent body" in shown
    assert "Provisions: qd-205-2019.art-10, qd-205-2019.art-11, qd-114-2023.art-4" in shown
    assert "Hồ sơ cần có:" in run("list", "--judgement").stdout
    assert "office-buying-acts" not in run("list", "--judgement", "--on", "2019-01-01").stdout


def test_list_refuses_a_date_in_another_form(run: Run) -> None:
    result = run("list", "--on", "01/07/2025")
    assert result.exit_code == 2
    assert "01/07/2025" in result.stderr


def test_list_with_a_further_folder_holds_its_provisions_and_what_it_amends(run: Run) -> None:
    shown = run("list", "--law", str(DRAFT), "--on", "2026-08-01").stdout
    assert "  dt-1-2026.art-2 · 2026-08-01 – … · đã đọc nguyên văn · appointment/two_excellent_years" in shown
    assert f"  {AMENDED} · 2026-08-01 – … · " in shown
    assert f"{TIME_IN_POST} ·" not in shown
    assert f"{HEALTH} ·" not in shown


# --- show ---


def test_show_prints_the_provision_its_numbers_its_rule_and_its_cases(run: Run) -> None:
    result = run("show", "qd-80-2022.art-18.k7", "--lang", "en")
    assert result.exit_code == 0
    for words in (
        "Khoản 7 Điều 18, Quy định số 80-QĐ/TW",
        "Article 18(7), Politburo Regulation 80-QĐ/TW",
        "Applies: 2022-08-18 – 2025-10-08",
        "warning_bar",
        "2022-08-18: 30 months · ",
        "discipline/bars_80 · No higher post, nor a plan for one, until 12 months after a reprimand",
        "Not modelled:",
        "def bars_80(",
        "2024-01-09: reprimand of 10/1/2023, higher post on 9/1/2024 → violates",
    ):
        assert words in result.stdout, words


def test_show_of_what_only_people_judge_says_why(run: Run) -> None:
    shown = run("show", "luat-36-2018.art-23").stdout
    assert "phải do con người xem xét: Nhiệm vụ được giao có xung đột lợi ích hay không" in shown
    assert "Hồ sơ cần có:" in shown


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", "Không có quy định `qd-80-2022.art-18.k77`; gần nhất: qd-80-2022.art-18.k7"),
        ("en", "There is no provision `qd-80-2022.art-18.k77`; nearest: qd-80-2022.art-18.k7"),
    ],
)
def test_show_of_an_unknown_provision_names_the_nearest(run: Run, lang: str, words: str) -> None:
    result = run("show", "qd-80-2022.art-18.k77", "--lang", lang)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert "chinhdanh law list" in result.stderr


def test_show_with_a_further_folder_says_what_it_changes_and_since_when(run: Run) -> None:
    changed = run("show", TIME_IN_POST, "--law", str(DRAFT), "--lang", "en").stdout
    assert "Applies: on no day" in changed
    assert "! From 2026-08-01, Dự thảo mẫu 1/2026" in changed
    assert "least time in post: 12 months → 24 months." in changed
    assert f"    → {AMENDED}" in changed
    assert "Worked cases:" in changed
    new = run("show", AMENDED, "--law", str(DRAFT), "--lang", "en").stdout
    assert "    2026-08-01: 24 months · " in new
    assert "appointment/time_in_post_r4" in new
    assert "Worked cases:" not in new, "they were worked with twelve months"
    assert "The cases were worked under the law on file" in new
    assert "bãi bỏ khoản 8 Điều 29" in run("show", HEALTH, "--law", str(DRAFT)).stdout
    own = run("show", "dt-1-2026.art-2", "--law", str(DRAFT)).stdout
    assert "appointment/two_excellent_years" in own
    assert "Ví dụ đã kiểm:" in own
    assert run("show", AMENDED).exit_code == 2


# --- check ---


def test_check_without_findings_prints_counts_and_ends_with_zero(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    given_cases(monkeypatch, one_case("violates"), records=[one_record("violates")])
    result = run("check", "--lang", "en")
    assert result.exit_code == 0, result.output
    counts = dict(line.split("\t") for line in result.stdout.splitlines())
    assert counts["worked cases"] == "2"
    assert counts["rules"] == "2"
    assert counts["findings"] == "0"


def test_check_names_file_and_line_of_every_failing_case(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    given_cases(monkeypatch, one_case("complies"), records=[one_record("complies")])
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-2:] == [
        "cases/discipline/bars.yaml:7: discipline/never_after_corruption_2025: removed for corruption in 2012: "
        "expected complies, got violates",
        "cases/retirement/retirement.yaml:9: retirement/decision_three_months_ahead: a day late: "
        "expected complies, got violates",
    ]


def test_check_names_every_rule_that_no_case_tries(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    given_cases(monkeypatch, one_case("violates"))
    monkeypatch.setattr(worked, "load_cases", lambda: ([], []))
    result = run("check", "--lang", "en")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].endswith("discipline/never_after_corruption_2025: no worked case tries it")


def test_check_reports_days_without_a_law_with_two_and_explanations_of_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def family(*provisions: str, known: tuple[Known, ...] = ()) -> Family:
        period = Period(date(2020, 12, 1), date(2024, 1, 1))
        return Family("planning", Words("Quy hoạch", "Planning"), period, provisions, known, Path("families.yaml"), 3)

    known = Known(Period(date(2021, 1, 1), date(2022, 1, 1)), Words("lý do", "a reason"), 8)
    families = (
        family("nd-170-2025.art-29.k2"),
        family("nd-138-2020.art-42.k2", "qd-80-2022.art-18.k2"),
        family("nd-138-2020.art-42.k2", known=(known,)),
    )
    given_cases(monkeypatch)
    monkeypatch.setattr(law_sweep, "load_families", lambda library: families)
    result = run("check", "--lang", "en")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-3:] == [
        "families.yaml:3: planning: 2020-12-01 – 2024-01-01: expected one provision on each day, found none",
        "families.yaml:3: planning: 2022-08-18 – 2024-01-01: expected one provision on each day, found "
        "nd-138-2020.art-42.k2, qd-80-2022.art-18.k2",
        "families.yaml:8: planning: 2021-01-01 – 2022-01-01: explained as an exception, but exactly one provision "
        "is in force",
    ]


def test_faults_of_the_law_files_are_all_told_with_their_lines(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "instruments").mkdir()
    for name in ("nd-1-2019", "nd-2-2019"):
        (tmp_path / "instruments" / f"{name}.yaml").write_text(f"id: {name}\ncolour: blue\n", encoding="utf-8")
    load = law_library.load_library
    monkeypatch.setattr(law_library, "load_library", lambda: load(tmp_path))
    for command in (["list"], ["show", "x"], ["check"]):
        result = run(*command, "--lang", "en")
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        for name in ("nd-1-2019", "nd-2-2019"):
            assert f"{name}.yaml:2: {name}.yaml: unknown key `colour`" in result.stderr
        assert "Could not check" in result.stderr


def test_faults_of_the_case_files_are_all_told_with_their_lines(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "discipline").mkdir()
    file = tmp_path / "discipline" / "bars.yaml"
    file.write_text(
        "rules:\n  bars_90: {cases: []}\n  bars_80:\n    cases:\n"
        "      - {case: a, on: 2024-01-01, expect: guilty}\n      - {case: b, on: 2024-01-01, given: {colour: blue}, "
        "expect: complies}\n",
        encoding="utf-8",
    )
    load = worked.load_cases
    monkeypatch.setattr(worked, "load_cases", lambda: load(tmp_path))
    result = run("check")
    assert result.exit_code == 2
    for words in ("bars.yaml:2: no rule is called discipline/bars_90", "bars.yaml:5: expect is one of",
                  "bars.yaml:6: no fact is called 'colour'", "3 lỗi"):  # fmt: skip
        assert words in result.stderr, result.stderr


# --- coverage ---


def test_coverage_counts_every_provision_once_and_lists_what_is_not_yet(run: Run) -> None:
    result = run("coverage", "--lang", "en")
    assert result.exit_code == 0
    head, *rows = result.stdout.partition("\n\n")[0].splitlines()[1:]
    assert head.split("  ")[-7:] == ["encoded", "judgement", "data", "not yet", "wording", "secondary", "memory"]
    counts = [[int(cell) for cell in row.split()[-8:]] for row in rows]
    assert counts[-1] == [sum(column) for column in zip(*counts[:-1], strict=True)]
    assert counts[-1][0] == len(law_library.load_library().provisions)
    for provisions, *others in counts:
        assert sum(others[:4]) == sum(others[4:]) == provisions
    not_yet = json.loads(run("coverage", "--state", "not_yet", "--format", "json").stdout)["provisions"]
    for one in not_yet:
        assert one["provision"] in result.stdout
        assert one["reason"]


def test_coverage_as_csv_and_json_hold_the_same_provisions(run: Run) -> None:
    data = json.loads(run("coverage", "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(run("coverage", "--format", "csv").stdout)))
    assert [row["provision"] for row in rows] == [one["provision"] for one in data["provisions"]]
    assert [row["cited_by"].split() for row in rows] == [one["cited_by"] for one in data["provisions"]]
    assert data["totals"]["provisions"] == len(rows) == sum(data["totals"]["states"].values())


def test_coverage_of_one_state_lists_its_provisions(run: Run) -> None:
    shown = run("coverage", "--state", "judgement", "--lang", "en").stdout
    assert "  qd-205-2019.art-10 · " in shown
    assert "nd-170-2025.art-29.k2 · " not in shown


def test_coverage_with_a_further_folder_counts_and_names_what_it_changes(run: Run) -> None:
    shown = run("coverage", "--law", str(DRAFT), "--lang", "en").stdout
    told = shown.partition("What the further folder changes of the law on file:\n")[2].splitlines()
    assert [line.strip().partition(":")[0] for line in told] == [TIME_IN_POST, RATINGS, HEALTH]
    assert "12 months → 24 months" in told[0]
    data = json.loads(run("coverage", "--law", str(DRAFT), "--format", "json").stdout)
    assert {(one["provision"], one["how"], *one["after"]) for one in data["amended"]} == {
        (TIME_IN_POST, "changed", AMENDED),
        (RATINGS, "replaced", "dt-1-2026.art-2"),
        (HEALTH, "repealed"),
    }
    states = {one["provision"]: one for one in data["provisions"]}
    assert len(states) == len(law_library.load_library().provisions) + 2
    assert states[AMENDED]["cited_by"] == ["appointment/time_in_post_r4"]
    assert states[HEALTH]["cited_by"] == ["appointment/healthy_r4"]
    assert states[HEALTH]["amended_by"] == ["dt-1-2026"]
    assert states["dt-1-2026.art-2"]["state"] == "encoded"
    assert "What the further folder" not in run("coverage", "--lang", "en").stdout


# --- site ---


def test_the_site_with_a_further_folder_shows_each_change_where_a_reader_meets_it(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "site"
    assert run("site", "--out", str(out), "--law", str(DRAFT), "--lang", "en").exit_code == 0
    pages = {
        name: (out / "en" / name).read_text(encoding="utf-8")
        for name in ("index.html", "coverage.html", "instrument/dt-1-2026.html", "instrument/nd-170-2025.html")
    }
    for name, page in pages.items():
        assert "12 months → 24 months" in page, name
        assert page.count('class="note amended"') == 3, name
    for provision in (TIME_IN_POST, RATINGS, HEALTH, AMENDED, "dt-1-2026.art-2"):
        assert page_of(out, provision).count('class="note amended"') >= 1, provision
    assert "on no day" in page_of(out, HEALTH).casefold()
    assert 'class="cases"' in page_of(out, TIME_IN_POST)
    assert 'class="cases"' not in page_of(out, AMENDED)
    assert 'class="note amended"' not in page_of(out, "nd-170-2025.art-29.k2")
    change = (out / "en" / "change" / "2026-08-01.html").read_text(encoding="utf-8")
    assert AMENDED.replace("+", "%2B") in change


def page_of(out: Path, provision: str) -> str:
    return (out / "en" / "provision" / f"{provision}.html").read_text(encoding="utf-8")


def test_faults_of_a_further_folder_are_told_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine" / "instruments").mkdir(parents=True)
    (tmp_path / "mine" / "instruments" / "dt-1.yaml").write_text("id: dt-1\ncolour: blue\n", encoding="utf-8")
    for command in (["coverage"], ["show", HEALTH], ["site", "--out", str(tmp_path / "site")]):
        result = run(*command, "--law", str(tmp_path / "mine"), "--lang", "en")
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        assert "dt-1.yaml:2: " in result.stderr
    assert not (tmp_path / "site").exists()
