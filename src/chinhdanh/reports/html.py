"""report.html: one page that needs nothing beside it, for reading on a screen and for a paper file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from chinhdanh.reports.charts import bar, columns
from chinhdanh.reports.data import Finding, ReportData
from chinhdanh.reports.labels import column_meaning, table_title
from chinhdanh.reports.sections import (
    cited_instruments,
    cited_law,
    columns_missing,
    facts_of,
    head_of,
    ids_of,
    notices,
    rule_rows,
    verdict_line,
    who_of,
)
from chinhdanh.reports.texts import Language, Texts
from chinhdanh.reports.xlsx import SHEET_ROWS

_DOCUMENT_NUMBER = re.compile(r"([0-9/]+[/-][^\W\d][\w/]*-[\w]+|\d+-[^\W\d]\w*/\w+)")

HERE = Path(__file__).parent
SIGNS: Mapping[str, str] = {"violates": "✕", "unproven": "?", "complies": "✓", "na": "–"}
ORGANIZATIONS_SHOWN = 30
COLUMNS_SHOWN = 25
WEIGHTS = {"Regular": 400, "SemiBold": 600}
SCRIPT_WORDS = (
    "search",
    "facts",
    "no_facts",
    "settle",
    "settle_unknown",
    "list_count",
    "list_empty",
    "list_more",
)
CSV_HEAD = (
    "filter_verdict",
    "subject_decision",
    "col_person",
    "organization",
    "rule",
    "article",
    "facts",
    "settle",
    "filter_confidence",
    "layer",
    "identifiers",
)


def write_html(out_dir: Path, data: ReportData, lang: Language = "vi") -> Path:
    """Write report.html into `out_dir` and return its path."""
    path = out_dir / "report.html"
    path.write_text(render(data, lang), encoding="utf-8")
    return path


def render(data: ReportData, lang: Language) -> str:
    """The whole page as text, a function of the audit's output alone."""
    t = Texts(lang)
    summary = data.summary
    rules = rule_rows(data, lang)
    listed = {finding.rule_id for finding in data.shown}
    organizations = sorted(summary["by_organization"], key=_most_first)
    missing = summary["not_judged"]
    script = page_file("page/report.js")
    years = [row for row in summary["by_year"] if any(row[v] for v in ("violates", "unproven", "complies"))]
    page = environment().get_template("report.html.j2")
    return page.render(
        t=t,
        data=data,
        summary=summary,
        counts=data.counts,
        verdict_line=verdict_line(data, t),
        notices=notices(summary, lang),
        rules=[{**rule, "in_list": rule["rule_id"] in listed} for rule in rules],
        read=[{**row, "columns_missing": columns_missing(row)} for row in summary["read"]],
        not_judged=missing[:COLUMNS_SHOWN],
        not_judged_more=max(len(missing) - COLUMNS_SHOWN, 0),
        organizations=organizations[:ORGANIZATIONS_SHOWN],
        organizations_more=max(len(organizations) - ORGANIZATIONS_SHOWN, 0),
        organizations_listed={finding.organization_id for finding in data.shown},
        years=years,
        year_charts={
            verdict: columns(
                _without_gaps(years, verdict),
                verdict,
                t("chart_of_years", verdict=t.code("verdict", verdict)),
                t,
            )
            for verdict in ("violates", "unproven")
        },
        most={"rules": _largest(rules), "organizations": _largest(organizations)},
        options=_options(data, t),
        law=cited_law(data, lang),
        instruments=cited_instruments(data, lang),
        sheet_rows=SHEET_ROWS,
        signs=SIGNS,
        bar=bar,
        whole=whole_numbers,
        table_title=table_title,
        column_meaning=column_meaning,
        fonts=Markup(font_faces()),
        css=Markup(page_file("page/report.css")),
        script=Markup(script),
        script_hash=Markup("sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()),
        embedded=embedded(_list_data(data, t)),
    )


def embedded(value: object) -> Markup:
    """JSON that cannot end the script element around it, whatever the names in it are."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def whole_numbers(text: str) -> Markup:
    """The text, escaped, with the numbers of documents (170/2025/NĐ-CP) kept on one line."""
    parts = _DOCUMENT_NUMBER.split(text)
    return Markup("").join(
        Markup('<span class="nb">{}</span>').format(part) if place % 2 else part for place, part in enumerate(parts)
    )


def _list_data(data: ReportData, t: Texts) -> dict[str, Any]:
    """What report.js needs: findings by short records, and every repeated word once."""
    labels = data.labels
    findings = data.shown
    provisions = {}
    for provision_id in _distinct(finding.provision for finding in findings):
        words = labels.provision(provision_id)
        provisions[provision_id] = {
            "heading": words.heading.of(t.lang),
            "article": words.article.of(t.lang),
            "says": words.says.of(t.lang),
            "otherArticle": words.article.of(t.other),
            "otherSays": words.says.of(t.other),
        }
    names = _distinct(name for finding in findings for name in finding.facts)
    wanted = _distinct(column for finding in findings for column in finding.missing)
    return {
        "lang": t.lang,
        "other": t.other,
        "words": {key: t(key) for key in SCRIPT_WORDS},
        "signs": SIGNS,
        "verdicts": {verdict: t.code("verdict", verdict) for verdict in ("violates", "unproven")},
        "confidences": {value: t.code("confidence", value) for value in _distinct(f.confidence for f in findings)},
        "layers": {value: t.code("layer", value) for value in _distinct(f.layer for f in findings)},
        "regimes": {value: t.code("regime", value) for value in _distinct(f.regime for f in findings if f.regime)},
        "provisions": provisions,
        "facts": {name: labels.fact(name, t.lang) for name in names},
        "columns": {
            column: f"{column_meaning(column, t.lang)} ({table_title(column.partition('.')[0], t.lang)})"
            for column in wanted
        },
        "organizations": _organizations(data),
        "csvHead": [t(key) for key in CSV_HEAD],
        "findings": [_record(finding, data, t) for finding in findings],
    }


def _record(finding: Finding, data: ReportData, t: Texts) -> dict[str, Any]:
    return {
        "verdict": finding.verdict,
        "head": head_of(finding, t),
        "who": who_of(finding, t),
        "rule": finding.rule_id,
        "provision": finding.provision,
        "organization": finding.organization_id or "",
        "year": str(finding.on.year) if finding.on else "none",
        "regime": finding.regime,
        "confidence": finding.confidence,
        "layer": finding.layer,
        "facts": [
            [name, t.value(value, data.labels.fact_unit(name)), value is not None] for name, value in facts_of(finding)
        ],
        "missing": finding.missing,
        "ids": ids_of(finding),
    }


def _options(data: ReportData, t: Texts) -> dict[str, list[tuple[str, str]]]:
    """Values and words of the filters, only those that occur among the findings in the page."""
    rules = {f.rule_id: f"{data.labels.provision(f.provision).heading.of(t.lang)} ({f.rule_id})" for f in data.shown}
    organizations = _organizations(data)
    years = {str(f.on.year) if f.on else "none": str(f.on.year) if f.on else t("no_date") for f in data.shown}
    confidences = {f.confidence for f in data.shown}
    return {
        "rule": sorted(rules.items(), key=lambda pair: pair[1].casefold()),
        "organization": sorted(organizations.items(), key=lambda pair: pair[1].casefold()),
        "year": sorted(years.items(), reverse=True),
        "confidence": [(c, t.code("confidence", c)) for c in ("text", "secondary", "recall") if c in confidences],
    }


def _organizations(data: ReportData) -> dict[str, str]:
    return {f.organization_id: f.organization or f.organization_id for f in data.shown if f.organization_id}


def _without_gaps(years: Sequence[Mapping[str, Any]], verdict: str) -> list[tuple[str, int]]:
    """Counts by year for a chart: a year without verdicts is a zero, not a year left out; `–` is no date."""
    counts = {row["year"]: row[verdict] for row in years}
    dated = [year for year in counts if year is not None]
    columns_of = [(str(y), counts.get(y, 0)) for y in range(min(dated), max(dated) + 1)] if dated else []
    return columns_of + ([("–", counts[None])] if None in counts else [])


def _largest(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    largest = {"violates": 0, "unproven": 0}
    for row in rows:
        for verdict, seen in largest.items():
            largest[verdict] = max(seen, row[verdict])
    return largest


def _most_first(row: Mapping[str, Any]) -> tuple[int, int, str]:
    return -row["violates"], -row["unproven"], str(row["name"])


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


@cache
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def page_file(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


@cache
def font_faces() -> str:
    """The two weights of the page's typeface, cut down to Vietnamese and Latin letters, inside the page itself."""
    return "".join(
        f'@font-face{{font-family:"Be Vietnam Pro";font-weight:{weight};font-display:swap;'
        f"src:url(data:font/woff2;base64,{_base64(HERE / 'fonts' / f'BeVietnamPro-{name}.woff2')})}}"
        for name, weight in WEIGHTS.items()
    )


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()
