"""The lines of ``chinhdanh law check`` on facts that decide though unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chinhdanh.audit.cases import Case
    from chinhdanh.audit.unknowns import Deciding, Declared
    from chinhdanh.law.rule import BoundRule
    from chinhdanh.reports.texts import Texts


def check_unknowns(
    rules: Iterable[BoundRule], cases: Iterable[Case], declared: Declared, whole: bool, t: Texts
) -> tuple[Mapping[str, int], list[str]]:
    """(what is counted, what is to be mended): of each fact of a rule the first case in which it decides though unknown."""
    from chinhdanh.audit.unknowns import try_all

    tried = try_all(rules, cases, declared, whole)
    first: dict[tuple[str, str], Deciding] = {}
    for one in tried.found:
        first.setdefault((one.bound.rule.id, one.fact), one)
    lines = [_line(one, t) for one in first.values()]
    lines += [f"{said.file}:{said.line}: {name}: {t('unknown_unneeded')}" for said, name in tried.unneeded]
    return {t("unknown_tried"): tried.pairs, t("unknown_declared"): tried.declared}, lines


def _line(one: Deciding, t: Texts) -> str:
    case = one.case
    verdicts = t("unknown_decides").format(
        fact=one.fact,
        verdict=t.verdict(one.verdict).lower(),
        value=_plain(one.value),
        other=t.verdict(one.other).lower(),
    )
    return f"{case.file}:{case.line}: {case.rule.id}: {case.name}: {verdicts}"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)
