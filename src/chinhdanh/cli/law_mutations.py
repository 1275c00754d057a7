"""The report of ``chinhdanh law check --mutations``: how strong the worked cases are, and which changes nothing notices."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from chinhdanh.cli.problems import FOUND_SOMETHING

if TYPE_CHECKING:
    from chinhdanh.audit.cases import Case
    from chinhdanh.audit.mutation import Killer, Mutant, Mutated, Strength
    from chinhdanh.law.rule import BoundRule
    from chinhdanh.registry.problems import Language
    from chinhdanh.reports.texts import Texts


def check_mutations(
    rules: Iterable[BoundRule], cases: Iterable[Case], at_least: float | None, form: str, lang: Language
) -> None:
    """Run and report; exit code 1 where a case fails against its own rule, or the strength stays below `at_least`."""
    from chinhdanh.audit.mutation import mutate_all, strengths
    from chinhdanh.reports.texts import Texts

    t = Texts(lang)
    chosen = list(rules)
    with click.progressbar(length=len(chosen), file=sys.stderr, show_pos=True) as bar:
        results = mutate_all(chosen, cases, done=lambda: bar.update(1))
    lines = strengths(results)
    if form == "json":
        click.echo(json.dumps(_as_json(results, lines), ensure_ascii=False, indent=1))
    else:
        _as_text(results, lines, t)
    wrong = any(one.wrong for one in results)
    weak = at_least is not None and lines[-1].percent < at_least
    if weak:
        click.echo(f"{t('mutation_too_weak')}: {lines[-1].percent:.2f} < {at_least:g}", err=True)
    if wrong or weak:
        sys.exit(FOUND_SOMETHING)


def _as_text(results: list[Mutated], lines: list[Strength], t: Texts) -> None:
    heads = [t(f"mutation_{name}") for name in ("rules", "mutants", "noticed", "strength", "equivalent")]
    width = max(len(line.stage) for line in lines) + 2
    click.echo("  ".join([t("mutation_stage").ljust(width), *heads]))
    for line in lines:
        cells: list[Any] = [line.rules, line.mutants, line.noticed, f"{line.percent:.1f}%", line.equivalent]
        shown = [str(cell).rjust(len(head)) for cell, head in zip(cells, heads, strict=True)]
        click.echo("  ".join([(line.stage or t("mutation_all")).ljust(width), *shown]))
    click.echo(t("mutation_records"))
    for one in results:
        for case in one.wrong:
            click.echo(f"{case.file}:{case.line}: {case.rule.id}: {case.name}: {t('mutation_wrong')}")
    surviving = sum(len(one.survivors) for one in results)
    click.echo(f"\n{t('mutation_survivors')}: {surviving}" if surviving else f"\n{t('mutation_none')}")
    for one in results:
        for survivor in one.survivors:
            click.echo(f"{_where(one, survivor.mutant, t)}")
            if survivor.killer is not None:
                click.echo(f"    {_hint(survivor.killer, t)}")
    if any(one.equivalent for one in results):
        click.echo(f"\n{t('mutation_alike')}: {sum(len(one.equivalent) for one in results)}")
    for one in results:
        for mutant in one.equivalent:
            click.echo(_where(one, mutant, t))


def _where(one: Mutated, mutant: Mutant, t: Texts) -> str:
    rule = one.bound.rule
    return f"{rule.file}:{rule.line}: {rule.id}: {t(f'mutation_{mutant.kind}')}: {mutant.change}"


def _hint(killer: Killer, t: Texts) -> str:
    given = ", ".join(f"{name}: {_plain(value)}" for name, value in killer.given.items())
    place = f"{killer.case.file.parent.name}/{killer.case.file.name}:{killer.case.line}"
    verdicts = f"{t.verdict(killer.verdict).lower()} / {t.verdict(killer.changed).lower()}"
    return f"{t('mutation_like')} {place}, {t('mutation_but')} {{{given}}}: {verdicts}"


def _plain(value: Any) -> str:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _as_json(results: list[Mutated], lines: list[Strength]) -> Mapping[str, Any]:
    return {
        "stages": [_strength(line) for line in lines[:-1]],
        "total": _strength(lines[-1]),
        "record_cases": "left out",
        "survivors": [
            {**_mutant(one, survivor.mutant), "would_notice": _killer(survivor.killer)}
            for one in results
            for survivor in one.survivors
        ],
        "equivalent": [_mutant(one, mutant) for one in results for mutant in one.equivalent],
        "failing_cases": [
            {"file": str(case.file), "line": case.line, "rule": case.rule.id, "case": case.name}
            for one in results
            for case in one.wrong
        ],
    }


def _strength(line: Strength) -> Mapping[str, Any]:
    return {
        **({"stage": line.stage} if line.stage else {}),
        "rules": line.rules,
        "mutants": line.mutants,
        "noticed": line.noticed,
        "percent": round(line.percent, 2),
        "equivalent": line.equivalent,
    }


def _mutant(one: Mutated, mutant: Mutant) -> Mapping[str, Any]:
    rule = one.bound.rule
    return {"rule": rule.id, "file": rule.file, "line": rule.line, "kind": mutant.kind, "change": mutant.change}


def _killer(killer: Killer | None) -> Mapping[str, Any] | None:
    if killer is None:
        return None
    given = {name: value.isoformat() if isinstance(value, date) else value for name, value in killer.given.items()}
    near = {"file": str(killer.case.file), "line": killer.case.line, "case": killer.case.name}
    return {"like": near, "given": given, "verdict": killer.verdict, "mutant": killer.changed}
