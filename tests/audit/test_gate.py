"""The gate says of one decision what the audit says of it among all, and refuses what it cannot read."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from chinhdanh.audit import gate as gates
from chinhdanh.audit.gate import Gate, Verdict, judge, verdict_of
from chinhdanh.audit.run import audit
from chinhdanh.audit.slices import slice_for
from chinhdanh.law.layers import load_lawbook
from chinhdanh.registry.snapshot import open_snapshot
from chinhdanh.registry.synth import write

OFFICIALS, SEED, CHOSEN = 600, 20261120, 40


@dataclass(frozen=True)
class Audited:
    """A registry, the day of its audit and the verdicts by decision, in the order of the rules."""

    files: dict[str, Path]
    as_of: date
    verdicts: dict[str, list[Verdict]]


def audited(registry: Path, out: Path, only: Sequence[str] = ()) -> Audited:
    out.mkdir()
    with open_snapshot(registry) as snapshot:
        result = audit(snapshot, out, only=only)
        files = dict(snapshot.files)
    found: dict[str, list[Verdict]] = {}
    for row in pq.read_table(result.verdicts, filters=[("subject", "=", "decision")]).to_pylist():
        found.setdefault(row["decision_id"], []).append(verdict_of(row))
    by_rule = {decision: sorted(verdicts, key=lambda v: v.rule_id) for decision, verdicts in found.items()}
    return Audited(files, date.fromisoformat(result.summary["as_of"]), by_rule)


def telling(verdicts: dict[str, list[Verdict]], most: int) -> list[str]:
    """Decisions that together show as many pairs of rule and verdict as `most` decisions can."""
    shown: set[tuple[str, str]] = set()
    chosen: list[str] = []
    pairs = {d: {(v.rule_id, v.verdict) for v in found} for d, found in verdicts.items()}
    while len(chosen) < most:
        best = max(sorted(pairs.keys() - set(chosen)), key=lambda d: (len(pairs[d] - shown), len(pairs[d])))
        chosen.append(best)
        shown |= pairs[best]
    return chosen


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gate")


@pytest.fixture(scope="module")
def registry(folder: Path) -> Path:
    write(OFFICIALS, SEED, folder / "registry")
    return folder / "registry"


@pytest.fixture(scope="module")
def whole(registry: Path, folder: Path) -> Audited:
    return audited(registry, folder / "whole")


def test_the_gate_says_what_the_audit_says(whole: Audited) -> None:
    gate = Gate(whole.files, load_lawbook())
    tables = {name: pq.read_table(file) for name, file in whole.files.items()}
    chosen = telling(whole.verdicts, CHOSEN)
    assert {v.verdict for d in chosen for v in whole.verdicts[d]} == {"complies", "violates", "unproven"}
    for decision in chosen:
        found = gate.judge(slice_for(tables, decision), decision, whole.as_of)
        expected = whole.verdicts[decision]
        assert [v.rule_id for v in found] == [v.rule_id for v in expected], decision
        for here, there in zip(found, expected, strict=True):
            assert here == there


def test_a_slice_is_the_same_from_files_and_from_memory(whole: Audited) -> None:
    decision = telling(whole.verdicts, 1)[0]
    tables = {name: pq.read_table(file) for name, file in whole.files.items()}
    cut = slice_for(tables, decision)
    assert slice_for(whole.files, decision) == cut
    assert decision in [row["id"] for row in cut["decision"]]
    assert cut.keys() == whole.files.keys()
    assert sum(map(len, cut.values())) < 2_000
    with pytest.raises(KeyError):
        slice_for(tables, "nobody")


def test_tables_that_are_not_given_are_not_recorded_to_both(registry: Path, folder: Path) -> None:
    """Without these tables an absent row means nothing; the audit and the gate leave the same things open."""
    part = folder / "part"
    part.mkdir()
    for file in registry.glob("*.parquet"):
        if file.stem not in ("discipline", "proceeding", "special_case", "coverage", "kinship"):
            shutil.copy(file, part)
    only = ("acting/", "discipline/", "relatives/")
    seen = audited(part, folder / "part-out", only)
    gate = Gate(seen.files, load_lawbook(), only)
    for decision in telling(seen.verdicts, 15):
        assert gate.judge(slice_for(seen.files, decision), decision, seen.as_of) == seen.verdicts[decision]


ONLY = ("appointment/answered_r3", "appointment/full_term", "discipline/", "acting/")


def case(**decision: Any) -> dict[str, list[dict[str, Any]]]:
    """A small slice: a civil servant appointed head of a division for the first time."""
    return {
        "person": [
            {"id": "p", "sex": "male", "birth_date": "1980-05-10", "category": "civil_servant"},
        ],
        "organization": [{"id": "o", "kind": "division", "subkind": "phong"}],
        "post": [{"id": "h", "organization_id": "o", "leadership": "head", "rank": 20, "term_months": 60}],
        "decision": [
            {
                "id": "d", "kind": "appointment", "person_id": "p", "post_id": "h", "organization_id": "o",
                "signed_on": date(2025, 11, 3), "effective_on": "2025-11-10", "first_leadership": True,
                "policy_requested_on": "2025-08-25", "policy_answered_on": "2025-09-15",
                "proposal_received_on": date(2025, 8, 20), **decision,
            }
        ],
        "discipline": [],
        "calendar": [],
    }  # fmt: skip


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate(case(), load_lawbook(), ONLY)


def facts(verdicts: list[Verdict]) -> dict[str, Any]:
    return {name: value for v in verdicts for name, value in v.facts.items()}


def test_dates_may_be_text_or_dates(gate: Gate) -> None:
    texts = case(signed_on="2025-11-03", proposal_received_on="2025-08-20", effective_on=date(2025, 11, 10))
    found = gate.judge(case(), "d")
    assert found
    assert gate.judge(texts, "d") == found
    assert {v.on for v in found} >= {date(2025, 11, 3)}


def test_nothing_of_a_slice_stays_behind(gate: Gate) -> None:
    plain = gate.judge(case(), "d")
    punished = case()
    punished["discipline"] = [
        {"id": "x", "person_id": "p", "regime": "state", "form": "reprimand", "effective_on": "2025-09-01",
         "decided_on": "2025-09-01"}
    ]  # fmt: skip
    after = gate.judge(punished, "d")
    assert facts(after) != facts(plain)
    assert any(v.verdict == "violates" for v in after)
    assert gate.judge(case(), "d") == plain


def test_working_days_follow_the_calendar_of_the_slice(gate: Gate) -> None:
    days = facts(gate.judge(case(), "d"))["answer_working_days"]
    assert days == 13  # three weeks without Independence Day, 1 and 2 September
    mine = case()
    mine["calendar"] = [{"day": "2025-09-10", "kind": "holiday"}, {"day": date(2025, 9, 13), "kind": "working_swap"}]
    assert facts(gate.judge(mine, "d"))["answer_working_days"] == days
    mine["calendar"] = mine["calendar"][:1]
    assert facts(gate.judge(mine, "d"))["answer_working_days"] == days - 1
    assert facts(gate.judge(case(), "d"))["answer_working_days"] == days


def test_the_day_of_the_audit_matters_for_what_is_running(gate: Gate) -> None:
    acting = case(kind="acting", signed_on="2026-09-01", effective_on="2026-09-05", policy_answered_on=None)
    assert facts(gate.judge(acting, "d"))["as_of"] == "2026-09-06"
    assert facts(gate.judge(acting, "d", date(2027, 5, 1)))["as_of"] == "2027-05-01"


def test_what_it_refuses(gate: Gate) -> None:
    with pytest.raises(KeyError, match="other"):
        gate.judge(case(), "other")
    with pytest.raises(ValueError, match="this gate judges slices that give"):
        gate.judge({**case(), "step": []}, "d")
    with pytest.raises(ValueError, match="no such table in the registry: steps"):
        judge({**case(), "steps": []}, "d")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"signed": "2025-11-03"}, r"decision\.signed: no such column"),
        ({"signed_on": "03/11/2025"}, r"decision\.signed_on: '03/11/2025' is not a date"),
        ({"signed_on": 20251103}, r"decision\.signed_on: 20251103 is not a date"),
        ({"term_months": "60"}, r"decision\.term_months: '60' is not a whole number"),
        ({"term_months": True}, r"decision\.term_months: True is not a whole number"),
        ({"first_leadership": "yes"}, r"decision\.first_leadership: 'yes' is not true or false"),
        ({"title": 7}, r"decision\.title: 7 is not text"),
    ]
    for change, message in wrong:
        with pytest.raises(ValueError, match=message):
            gate.judge(case(**change), "d")


def test_what_was_translated_is_kept_for_the_next_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book, made = load_lawbook(), []
    translate = gates._translate

    def counted(*asked: Any) -> dict[str, Any]:
        made.append(asked)
        return translate(*asked)

    monkeypatch.setattr(gates, "_translate", counted)
    monkeypatch.setenv("CHINHDANH_CACHE", str(tmp_path))

    def judged(*only: str) -> list[Verdict]:
        return Gate(case(), book, only).judge(case(), "d")

    first = judged(*ONLY)
    assert judged(*ONLY) == first
    assert len(made) == 1
    assert judged("acting/", "discipline/") != first
    assert len(made) == 2
    for file in tmp_path.iterdir():
        assert not file.stat().st_mode & 0o077
        file.write_text(file.read_text()[:-9])
    assert judged(*ONLY) == first == judged(*ONLY)
    assert len(made) == 3


def test_a_folder_in_which_others_may_write_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHINHDANH_CACHE", str(tmp_path))
    book = load_lawbook()
    tmp_path.chmod(0o770)
    Gate(case(), book, ONLY)
    assert not list(tmp_path.iterdir())
    tmp_path.chmod(0o755)
    Gate(case(), book, ONLY)
    assert len(list(tmp_path.iterdir())) == 1


def test_gates_are_made_once_and_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[frozenset[str]] = []

    class Counted(Gate):
        def __init__(self, given: Any, book: Any, kinds: Any) -> None:
            made.append(frozenset(given))
            super().__init__(given, book, ("appointment/full_term",), kinds)

    monkeypatch.setattr(gates, "Gate", Counted)
    monkeypatch.setattr(gates, "GATES_KEPT", 2)
    monkeypatch.setattr(gates, "_PLACES", type(gates._PLACES)())
    slices = [
        {name: rows for name, rows in case().items() if name != absent} for absent in ("", "calendar", "discipline")
    ]
    answers: list[list[Verdict]] = []
    threads = [threading.Thread(target=lambda: answers.append(judge(slices[0], "d"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(answers) == 4
    assert all(answer == answers[0] for answer in answers)
    for rows in slices:
        judge(rows, "d")
    assert len(made) == 3
    assert len(gates._PLACES) == 2
    judge(slices[0], "d")
    assert len(made) == 4
