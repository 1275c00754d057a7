"""The page of results, `docs/benchmarks.md`, written from what was measured and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench import machine
from bench.audits import Audited, Compared
from bench.process import Measured
from bench.registries import SEED, Registry

TEMPLATE = Path(__file__).with_name("page.md")
GB = 2**30
TOP = 2_500_000
MIDDLE = 200_000
BUSY = 0.5
BAR_SECONDS, BAR_GB, BAR_RATIO, BAR_GROWTH, BAR_JUDGE = 90, 8, 1.5, 1.3, 0.030


@dataclass(frozen=True)
class Results:
    """Everything measured in one run of `python -m bench`."""

    load: float
    """Load of the machine over the minute before the run: what else it was doing."""
    first: Measured
    registries: Sequence[Registry]
    audits: Sequence[Audited]
    compared: Sequence[Compared]
    failures: Sequence[str]
    gate: dict[str, Any]
    others: dict[str, Any]
    date: str | None


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [
        "| " + " | ".join(head) + " |",
        "| " + " | ".join("---" if i == 0 else "---:" for i in range(len(head))) + " |",
    ]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _verdict(met: bool) -> str:
    return "met" if met else "**missed**"


def _find(audits: Sequence[Audited], officials: int) -> Audited | None:
    return next((a for a in audits if a.registry.officials == officials), None)


def _bars(r: Results) -> str:
    rows: list[tuple[str, ...]] = []
    top, middle = _find(r.audits, TOP), _find(r.audits, MIDDLE)
    if top is not None:
        rows.append(
            (
                f"all rules over {TOP:,} officials",
                f"{BAR_SECONDS} s",
                f"{top.run.seconds:.0f} s",
                _verdict(top.run.seconds <= BAR_SECONDS),
            )
        )
        rows.append(
            ("its peak memory", f"{BAR_GB} GB", f"{top.run.peak / GB:.1f} GB", _verdict(top.run.peak <= BAR_GB * GB))
        )
    else:
        rows.append((f"all rules over {TOP:,} officials", f"{BAR_SECONDS} s, {BAR_GB} GB", "not measured", "**open**"))
    if top is not None and middle is not None:
        growth = top.per_decision / middle.per_decision
        rows.append(
            (
                f"cost of a decision at {TOP:,} against {MIDDLE:,}",
                f"{BAR_GROWTH} times",
                f"{growth:.2f} times",
                _verdict(growth <= BAR_GROWTH),
            )
        )
    for one in r.compared:
        rows.append(
            (
                f"ten rules against hand-written SQL, {one.registry.officials:,} officials",
                f"{BAR_RATIO} times",
                f"{one.ratio:.1f} times",
                _verdict(one.ratio <= BAR_RATIO),
            )
        )
    middle_call = median(r.gate["seconds"])
    rows.append(
        (
            "one decision through `judge`, median",
            f"{BAR_JUDGE * 1000:.0f} ms",
            f"{middle_call * 1000:.1f} ms",
            _verdict(middle_call <= BAR_JUDGE),
        )
    )
    return _table(("what", "bar", "measured", ""), rows)


def _audits(audits: Sequence[Audited]) -> str:
    rows = [
        (
            f"{a.registry.officials:,}",
            f"{a.registry.decisions:,}",
            f"{a.summary['decisions_judged']:,}",
            f"{a.verdicts:,}",
            f"{a.findings:,}",
            f"{a.run.seconds:.1f}",
            f"{a.summary['seconds']:.1f}",
            f"{a.run.cpu:.1f}",
            f"{a.registry.decisions / a.run.seconds:,.0f}",
            f"{a.run.peak / GB:.2f}",
            str(a.runs),
        )
        for a in audits
    ]
    head = (
        "officials",
        "decisions",
        "judged",
        "verdicts",
        "findings",
        "seconds",
        "of them judging",
        "CPU seconds",
        "decisions/s",
        "peak GB",
        "runs",
    )
    return _table(head, rows)


def _compared(compared: Sequence[Compared]) -> str:
    rows = [
        (
            f"{c.registry.officials:,}",
            f"{c.audit.seconds:.1f}",
            f"{c.by_hand.seconds:.1f}",
            f"{c.ratio:.1f}",
            f"{c.audit.cpu:.1f}",
            f"{c.by_hand.cpu:.1f}",
            f"{c.cpu_ratio:.1f}",
            f"{c.audit.peak / GB:.2f}",
            f"{c.by_hand.peak / GB:.2f}",
            "the same" if c.agree else "**different**",
        )
        for c in compared
    ]
    head = (
        "officials",
        "audit s",
        "by hand s",
        "ratio",
        "audit CPU s",
        "by hand CPU s",
        "CPU ratio",
        "audit GB",
        "by hand GB",
        "counts",
    )
    return _table(head, rows)


def _counts(one: Compared) -> str:
    rows = []
    for rule, (ours, hand) in one.counts.items():
        same = "yes" if ours == hand else f"**no**: {hand[0]:,} / {hand[1]:,} / {hand[2]:,}"
        rows.append((f"`{rule}`", *(f"{n:,}" for n in ours), same))
    return _table(("rule", "complies", "violates", "unproven", "same by hand"), rows)


def _registries(registries: Sequence[Registry]) -> str:
    names = ("person", "decision", "tenure", "evaluation", "step", "dossier_item", "kinship")
    rows = [
        (
            f"{r.officials:,}",
            *(f"{r.rows.get(name, 0):,}" for name in names),
            f"{r.bytes_on_disk / 2**20:,.0f}",
            f"{r.made['seconds']:.0f}",
            f"{r.made['peak'] / GB:.1f}",
        )
        for r in registries
    ]
    return _table(("officials", *names, "MB on disk", "made in s", "with GB"), rows)


def _others(others: dict[str, Any]) -> str:
    rows = []
    for engine in others["engines"]:
        differs = engine["differs"]
        total = sum(differs.values())
        say = "none" if not total else f"{total:,} of {engine['rows']:,}"
        rows.append(
            (
                f"{engine['name']} {engine['version']}",
                f"{engine['rows']:,}",
                f"{engine['seconds']:.3f}",
                f"{engine['rows'] / engine['seconds']:,.0f}",
                say,
            )
        )
    return _table(("engine", "answers", "seconds", "answers/s", "answers that differ"), rows)


def _why(r: Results) -> str:
    """What the numbers say about the bars that are missed."""
    said: list[str] = []
    if r.load > BUSY:
        said.append(
            f"- The machine had other work: a load of {r.load:.1f} on {machine.cores()} cores before the run. Seconds are "
            "then longer than on a machine of one's own; CPU seconds tell what the program itself cost."
        )
    top, small = _find(r.audits, TOP), r.audits[0] if r.audits else None
    fixed = small.run.seconds if small is not None else 0.0
    if small is not None:
        said.append(
            f"- Starting Python, loading the law, planning the queries and writing the report take most of the "
            f"{fixed:.1f} s that even {small.registry.officials:,} officials need; the hand-written SQL has no such cost, so "
            "that at small sizes the ratio says how long the program takes to start and not how fast it judges."
        )
    said.append(
        "- The audit does more than the hand-written SQL with which it is compared: it writes every verdict with its facts, "
        "the columns that are missing and the article, and a report; the SQL counts only. All of it is in the seconds above."
    )
    if top is not None and top.run.seconds > BAR_SECONDS:
        judging = float(top.summary["seconds"])
        said.append(
            f"- At the top size {judging:.0f} s go into judging and {top.run.seconds - judging:.0f} s into reading, "
            f"start and report; the processor worked {top.run.cpu:.0f} s, "
            f"{top.run.cpu / top.run.seconds:.1f} cores on average."
        )
    for failure in r.failures:
        said.append(f"- Did not finish: {failure}")
    return "\n".join(said)


def page(r: Results) -> str:
    """The page as Markdown."""
    calls = r.gate["seconds"]
    return TEMPLATE.read_text(encoding="utf-8").format(
        day=f"Measured on {r.date}. " if r.date else "",
        machine=f"{machine.processor()}, {machine.cores()} cores, {machine.memory() / GB:.0f} GB of memory",
        versions=", ".join(f"{name} {number}" for name, number in machine.versions().items()),
        load=f"{r.load:.1f}",
        cold=f"{r.first.seconds:.0f}",
        cold_cpu=f"{r.first.cpu:.0f}",
        warm=f"{r.audits[0].run.seconds:.0f}" if r.audits else "?",
        smallest=f"{r.registries[0].officials:,}",
        bars=_bars(r),
        why=_why(r),
        audits=_audits(r.audits),
        compared=_compared(r.compared),
        counts=_counts(r.compared[-1]) if r.compared else "",
        rows=f"{r.gate['rows']:.0f}",
        calls=len(calls),
        median=f"{median(calls) * 1000:.1f}",
        p95=f"{quantiles(calls, n=20)[-1] * 1000:.1f}",
        slowest=f"{max(calls) * 1000:.1f}",
        verdicts=f"{r.gate['verdicts'] / len(calls):.0f}",
        first=f"{r.gate['first']:.2f}",
        kept=f"{r.gate['kept']:.2f}",
        unproven=f"{r.others['unproven']:,}",
        others=_others(r.others),
        seed=SEED,
        registries=_registries(r.registries),
    )
