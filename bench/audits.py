"""The audit as a user runs it, and ten of its rules beside hand-written SQL."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.by_hand import QUERIES, Counts
from bench.process import Measured, measure, median
from bench.registries import Registry

PLANS = "plans"
"""Folder of compiled plans beside the registries, so that a run does not depend on what the user ran before."""

FOUND = (0, 1)
"""Exit codes of an audit that did its work: nothing found, something found."""


@dataclass(frozen=True)
class Audited:
    """The audit of one registry: the run in the middle of `runs`, and what its summary says."""

    registry: Registry
    run: Measured
    runs: int
    summary: dict[str, Any]

    @property
    def per_decision(self) -> float:
        """Seconds a decision."""
        return self.run.seconds / self.registry.decisions

    @property
    def cpu_per_decision(self) -> float:
        return self.run.cpu / self.registry.decisions

    @property
    def verdicts(self) -> int:
        return sum(self.summary["counts"].values())

    @property
    def findings(self) -> int:
        return self.verdicts - int(self.summary["counts"]["complies"])


@dataclass(frozen=True)
class Compared:
    """Ten rules by the audit and by hand, on one registry."""

    registry: Registry
    audit: Measured
    by_hand: Measured
    counts: dict[str, tuple[Counts, Counts]]
    """Rule id -> counts of the audit, counts by hand."""

    @property
    def ratio(self) -> float:
        return self.audit.seconds / self.by_hand.seconds

    @property
    def cpu_ratio(self) -> float:
        return self.audit.cpu / self.by_hand.cpu

    @property
    def agree(self) -> bool:
        return all(a == b for a, b in self.counts.values())


def _audit(registry: Registry, only: tuple[str, ...], limit: int | None) -> tuple[Measured, dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="bench-", dir=registry.folder.parent) as scratch:
        out = Path(scratch) / "audit"
        command = [
            str(Path(sys.executable).with_name("chinhdanh")),
            "audit",
            str(registry.folder.resolve()),
            "--out",
            str(out.resolve()),
        ]
        for rule in only:
            command += ["--only", rule]
        run = measure(command, accept=FOUND, limit=limit, cache=registry.folder.parent / PLANS)
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
        shutil.rmtree(out)
    return run, summary


def audit_all(registry: Registry, times: int, limit: int | None = None) -> Audited:
    """All rules, `times` times; the run in the middle counts."""
    done = [_audit(registry, (), limit) for _ in range(times)]
    return Audited(registry, median([run for run, _ in done]), times, done[0][1])


def audit_first(registry: Registry) -> Measured:
    """All rules with no compiled plan kept from before, as at the very first audit."""
    shutil.rmtree(registry.folder.parent / PLANS, ignore_errors=True)
    return _audit(registry, (), None)[0]


def compare(registry: Registry, times: int, limit: int | None = None) -> Compared:
    """Ten rules by both, in turns, so that a busy moment of the machine meets both."""
    _audit(registry, tuple(QUERIES), limit)  # compiles the plan of these ten rules where it is not kept yet
    audits: list[tuple[Measured, dict[str, Any]]] = []
    hands: list[Measured] = []
    for _ in range(times):
        audits.append(_audit(registry, tuple(QUERIES), limit))
        hands.append(measure([sys.executable, "-m", "bench.by_hand", str(registry.folder.resolve())]))
    by_rule = {row["rule_id"]: row for row in audits[0][1]["by_rule"]}
    by_hand: dict[str, list[int]] = json.loads(hands[0].output)
    counts: dict[str, tuple[Counts, Counts]] = {}
    for rule in QUERIES:
        row, (complies, violates, unproven) = by_rule[rule], by_hand[rule]
        counts[rule] = ((row["complies"], row["violates"], row["unproven"]), (complies, violates, unproven))
    return Compared(registry, median([run for run, _ in audits]), median(hands), counts)
