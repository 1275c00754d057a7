"""Rows and sentences that the page, the workbook and the terminal have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chinhdanh.registry.schema import TABLES
from chinhdanh.reports.data import Finding, ReportData
from chinhdanh.reports.labels import Labels
from chinhdanh.reports.texts import Language, Texts, in_language


def verdict_line(data: ReportData, t: Texts) -> str:
    """The sentence of the whole report."""
    if not data.counts["violates"]:
        return t("result_clean")
    if not data.violating_others:
        return t("result_found", n=data.counts["violates"], decisions=data.violating_decisions)
    return t(
        "result_found_others",
        n=data.counts["violates"],
        decisions=data.violating_decisions,
        others=data.violating_others,
    )


def notices(summary: Mapping[str, Any], lang: Language) -> list[str]:
    """What was amended by a further folder of law comes first: no rule is switched off unseen."""
    t = Texts(lang)
    amended = [
        t(
            f"amended_{a['how']}",
            provision=a["provision"],
            day=t.day(a["from"]),
            by=a["by"],
            layer=t(f"layer_{a['layer']}"),
        )
        for a in summary["law"].get("amended", ())
    ]
    return [*amended, *(in_language(notice, lang) for notice in summary["notices"])]


def rule_rows(data: ReportData, lang: Language) -> list[dict[str, Any]]:
    """`by_rule` of the summary with heading and article, most violated first."""
    return rules_in_words(data.summary, data.labels, lang)


def rules_in_words(summary: Mapping[str, Any], labels: Labels, lang: Language) -> list[dict[str, Any]]:
    rows = []
    for row in summary["by_rule"]:
        words = labels.provision(row["provision"])
        rows.append({**row, "heading": words.heading.of(lang), "article": words.article.of(lang)})
    return sorted(rows, key=lambda row: (-row["violates"], -row["unproven"], row["rule_id"], row["provision"]))


def cited_law(data: ReportData, lang: Language) -> list[dict[str, Any]]:
    """Every provision by which something was judged, in the order of ids, with the lowest mark of its rules."""
    order = ("text", "secondary", "recall")
    marks: dict[str, str] = {}
    for row in data.summary["by_rule"]:
        known = marks.get(row["provision"], "text")
        marks[row["provision"]] = max(known, row["confidence"], key=order.index)
    other: Language = "en" if lang == "vi" else "vi"
    rows = []
    for row in sorted(data.summary["by_provision"], key=lambda row: str(row["provision"])):
        words = data.labels.provision(row["provision"])
        rows.append(
            {
                **row,
                "id": row["provision"],
                "article": words.article.of(lang),
                "article_other": words.article.of(other),
                "heading": words.heading.of(lang),
                "says": words.says.of(lang),
                "note": words.note.of(lang) if words.note else "",
                "readings": [reading.of(lang) for reading in words.readings],
                "confidence": marks.get(row["provision"], "text"),
            }
        )
    return rows


def cited_instruments(data: ReportData, lang: Language) -> list[dict[str, Any]]:
    """The instruments whose provisions judged something; `nd-1+nd-2.art-3` stands in both."""
    cited = {part for row in data.summary["by_provision"] for part in row["provision"].split(".")[0].split("+")}
    rows = []
    for row in data.summary["law"]["instruments"]:
        if row["id"] not in cited:
            continue
        known = data.labels.instruments.get(row["id"])
        rows.append({**row, "title": known.title.of(lang) if known else ""})
    return rows


def columns_missing(read: Mapping[str, Any]) -> list[str]:
    """Columns of a table that was read and does not have them, without the `id` that a table need not have."""
    table = TABLES.get(read["table"])
    optional = table is not None and any(c.name == "id" and not c.required for c in table.columns)
    return [name for name in read["columns_missing"] if not (optional and name == "id")]


def facts_of(finding: Finding) -> list[tuple[str, Any]]:
    """The facts in the order of the rule; where the verdict is open, what is not recorded comes first."""
    facts = list(finding.facts.items())
    return sorted(facts, key=lambda fact: fact[1] is not None) if finding.verdict == "unproven" else facts


def head_of(finding: Finding, t: Texts) -> str:
    """What was judged: `Quyết định số 12/QĐ-UBND ngày 03/12/2026 · Bổ nhiệm`, or the other subject and its day."""
    if finding.decision_id is None:
        return f"{t.code('subject', finding.subject)} {finding.subject_id} · {t.day(finding.on)}"
    name = t("decision_number", number=finding.number) if finding.number else t("decision_no_number")
    day = finding.signed_on or finding.on
    dated = t("dated", day=t.day(day)) if day else t("no_date")
    return " · ".join(part for part in (f"{name}, {dated}", t.code("kind", finding.kind)) if part)


def who_of(finding: Finding, t: Texts) -> str:
    """Person, post and organisation, as far as they are recorded."""
    return " · ".join(part for part in (finding.person, finding.post, finding.organization) if part)


def ids_of(finding: Finding) -> str:
    own = () if finding.decision_id == finding.subject_id else (finding.subject_id,)
    return " · ".join(part for part in (finding.decision_id, *own, finding.rule_id, finding.provision) if part)
