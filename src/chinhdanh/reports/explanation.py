"""A decision, person, body or post explained on the terminal: each rule with verdict, article, facts, what would settle it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from chinhdanh.reports.labels import Labels, column_meaning
from chinhdanh.reports.texts import Language, Texts

_SIGN = {"complies": "✓", "violates": "✕", "unproven": "?"}
_STYLE = {"complies": "green", "violates": "bold red", "unproven": "yellow"}


class Explained(Protocol):
    """The part of a verdict that is shown."""

    @property
    def subject(self) -> str: ...
    @property
    def on(self) -> date | None: ...
    @property
    def rule_id(self) -> str: ...
    @property
    def provision(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def confidence(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def missing(self) -> Iterable[str]: ...


class Titled(Protocol):
    @property
    def title_vi(self) -> str: ...
    @property
    def title_en(self) -> str: ...


def print_explanation(
    subject_id: str,
    verdicts: Iterable[Explained],
    rules: Mapping[str, Titled],
    labels: Labels,
    console: Console,
    lang: Language = "vi",
) -> None:
    """Print every verdict on one decision or other subject, in the order given."""
    t = Texts(lang)
    shown = list(verdicts)
    counts = {name: sum(v.verdict == name for v in shown) for name in _STYLE}
    if not shown:
        console.print(t("explain_no_rule", id=subject_id), markup=False, highlight=False)
        return
    console.print(Text(f"{t.code('subject', shown[0].subject)} {subject_id}", style="bold"))
    console.print(" · ".join(f"{t(f'verdict_{name}')}: {n}" for name, n in counts.items()), highlight=False)
    for verdict in shown:
        _print_one(verdict, rules, labels, console, t)


def _print_one(verdict: Explained, rules: Mapping[str, Titled], labels: Labels, console: Console, t: Texts) -> None:
    rule = rules[verdict.rule_id]
    head = Text()
    head.append(f"\n{_SIGN[verdict.verdict]} {t(f'verdict_{verdict.verdict}')}", style=_STYLE[verdict.verdict])
    head.append(f"  {rule.title_vi if t.lang == 'vi' else rule.title_en}", style="bold")
    if verdict.subject != "decision":  # one body or person can be judged for several years
        head.append(f"  {t.day(verdict.on)}", style="dim")
    console.print(head)
    article = labels.provision(verdict.provision).article
    words = article.vi if t.lang == "vi" else article.en
    mark = t(f"confidence_{verdict.confidence}")
    console.print(Padding(Text(f"{words} · {mark} · {verdict.rule_id}", style="dim"), (0, 0, 0, 4)))
    for name, value in verdict.facts.items():
        line = Text(f"{labels.fact(name, t.lang)}: ")
        line.append(t.value(value, labels.fact_unit(name)), style="cyan")
        console.print(Padding(line, (0, 0, 0, 4)))
    missing = list(verdict.missing)
    readings = labels.provision(verdict.provision).readings
    if verdict.verdict == "unproven" and readings:
        console.print(Padding(Text(t("readings_differ"), style="italic"), (0, 0, 0, 4)))
        for reading in readings:
            console.print(Padding(Text(f"• {reading.of(t.lang)}"), (0, 0, 0, 6)))
    if verdict.verdict == "unproven":
        console.print(
            Padding(Text(t("explain_settles" if missing else "explain_law_unclear"), style="italic"), (0, 0, 0, 4))
        )
        for column in missing:
            console.print(Padding(Text(f"• {column}: {column_meaning(column, t.lang)}"), (0, 0, 0, 6)))
