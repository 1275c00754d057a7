"""The summary of an audit on a terminal: what was read, what was found, what could not be judged, where to look."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from chinhdanh.reports.labels import Labels, column_meaning, table_title
from chinhdanh.reports.sections import notices, rules_in_words
from chinhdanh.reports.texts import Language, Texts

RULES_SHOWN = 10
COLUMNS_SHOWN = 10
STYLES: Mapping[str, tuple[str, str]] = {
    "violates": ("✕", "bold red"),
    "unproven": ("?", "yellow"),
    "complies": ("✓", "green"),
}


def print_summary(
    summary: Mapping[str, Any],
    console: Console,
    lang: Language = "vi",
    labels: Labels | None = None,
    out_dir: Path | None = None,
) -> None:
    """Print the summary of an audit; `labels` give headings of rules, `out_dir` the files to open next."""
    t = Texts(lang)
    console.print(Text(f"{t('report_title')} · {t('as_of')} {t.day(summary['as_of'])}", style="bold"))
    console.print(_read(summary, t))
    if summary["tables_missing"]:
        names = ", ".join(f"{table_title(name, lang)} ({name})" for name in summary["tables_missing"])
        console.print(Text(f"{t('terminal_missing_tables')}: {names}", style="dim"))
    for notice in notices(summary, lang):
        console.print(Text(f"{t('notices')}: {notice}", style="dim"))
    console.print()
    rules = rules_in_words(summary, labels or Labels(), lang)
    judged = t("result_judged", decisions=summary["decisions"], judged=summary["decisions_judged"], rules=len(rules))
    console.print(Text(judged))
    console.print(_counts(summary, t))
    violated = [rule for rule in rules if rule["violates"]]
    if violated:
        console.print()
        console.print(_violated(violated, t))
    if summary["not_judged"]:
        console.print()
        console.print(_not_judged(summary["not_judged"], t))
    console.print()
    if not summary["counts"]["violates"]:
        console.print(Text(t("result_clean"), style="bold"))
    console.print(Text(t("what_clean_means")))
    console.print(Text(t("right_to_answer")))
    if out_dir is not None:
        console.print()
        console.print(_where(out_dir, t))


def _plain(title: str) -> Table:
    return Table(
        title=escape(title), title_justify="left", title_style="bold", box=None, pad_edge=False, show_header=False,
        padding=(0, 2, 0, 0),
    )  # fmt: skip


def _read(summary: Mapping[str, Any], t: Texts) -> Table:
    rows = _plain(t("terminal_read"))
    rows.add_column(no_wrap=True)
    rows.add_column(justify="right", no_wrap=True)
    rows.add_column(overflow="fold")
    for read in summary["read"]:
        rows.add_row(
            Text(table_title(read["table"], t.lang)),
            t("terminal_rows", n=read["rows"]),
            Text(str(read["source"]), style="dim"),
        )
    return rows


def _counts(summary: Mapping[str, Any], t: Texts) -> Table:
    rows = _plain("")
    rows.title = None
    rows.add_column(no_wrap=True)
    rows.add_column(justify="right", no_wrap=True)
    for verdict, (sign, style) in STYLES.items():
        number = t.number(summary["counts"][verdict])
        rows.add_row(Text(f"{sign} {t.code('verdict', verdict)}", style=style), Text(number, style=style))
    return rows


def _violated(rules: list[dict[str, Any]], t: Texts) -> Table:
    rows = _plain(t("terminal_top_rules"))
    rows.add_column(justify="right", no_wrap=True)
    rows.add_column(overflow="fold")
    for rule in rules[:RULES_SHOWN]:
        words = Text(rule["heading"])
        words.append(f" · {rule['article']}", style="dim")
        if rule["confidence"] != "text":
            words.append(f" [{t.code('confidence', rule['confidence'])}]", style="yellow")
        rows.add_row(Text(t.number(rule["violates"]), style="bold red"), words)
    if len(rules) > RULES_SHOWN:
        rows.add_row("", Text(t("terminal_more", n=len(rules) - RULES_SHOWN), style="dim"))
    return rows


def _not_judged(columns: list[dict[str, Any]], t: Texts) -> Table:
    rows = _plain(t("terminal_not_judged"))
    rows.add_column(justify="right", no_wrap=True)
    rows.add_column(overflow="fold")
    for row in columns[:COLUMNS_SHOWN]:
        words = Text(column_meaning(row["column"], t.lang))
        words.append(f" · {row['column']}", style="dim")
        rows.add_row(Text(t.number(row["verdicts"]), style="yellow"), words)
    if len(columns) > COLUMNS_SHOWN:
        rows.add_row("", Text(t("terminal_more", n=len(columns) - COLUMNS_SHOWN), style="dim"))
    return rows


def _where(out_dir: Path, t: Texts) -> Table:
    rows = _plain(t("terminal_where"))
    rows.add_column(no_wrap=True)
    rows.add_column(overflow="fold")
    for name, key in (
        ("report.html", "terminal_page"),
        ("report.xlsx", "terminal_workbook"),
        ("findings.parquet", "terminal_data"),
    ):
        rows.add_row(Text(t(key)), Text(str(out_dir / name)))
    return rows
