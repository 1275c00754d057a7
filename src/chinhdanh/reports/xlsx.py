"""report.xlsx: the report as an office works with it, one sheet a topic, heads frozen and filters set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from chinhdanh.reports.data import Finding, ReportData, Verdict
from chinhdanh.reports.labels import column_meaning, table_title
from chinhdanh.reports.sections import (
    cited_instruments,
    cited_law,
    columns_missing,
    facts_of,
    notices,
    rule_rows,
    verdict_line,
)
from chinhdanh.reports.texts import Language, Texts

SHEET_ROWS: Mapping[Verdict, int] = {"violates": 200_000, "unproven": 20_000}
"""Findings in one sheet: far below the limit of Excel, and still quick to write and to open in an office."""

ORGANIZATION_ROWS = 200_000

EXCEL_ROWS = 1_048_576
HEAD_ROWS = 2
CELL_CHARACTERS = 32_767
EXCEL_FIRST_YEAR = 1900


@dataclass(frozen=True)
class Sheet:
    """A sheet with one note line, a head, and rows; `columns` are title and width in characters.

    `height` of rows in points keeps long lists even; None lets each row fit its text.
    """

    name: str
    note: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Any]]
    height: int | None = None


def write_xlsx(
    out_dir: Path, data: ReportData, lang: Language = "vi", rows_at_most: Mapping[Verdict, int] = SHEET_ROWS
) -> Path:
    """Write report.xlsx into `out_dir` and return its path. Rows are written as they come: memory stays small."""
    t = Texts(lang)
    sheets = _sheets(data, t, rows_at_most)
    return write_book(out_dir / "report.xlsx", t("report_title"), data.summary["as_of"], sheets, t)


def write_book(path: Path, title: str, day: str, sheets: Iterable[Sheet], t: Texts) -> Path:
    """Write a workbook of `sheets`, dated `day` (ISO), and return its path."""
    # Names come from data: nothing in a cell may ever be taken for a formula, an address or a number.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": title, "author": t("product"), "created": _midnight(day)})
        writer = _Writer(book, t)
        for sheet in sheets:
            writer.write(sheet)
    return path


class _Writer:
    def __init__(self, book: Any, t: Texts) -> None:
        font = {"font_name": "Be Vietnam Pro", "font_size": 10, "valign": "top"}
        self._book = book
        self._t = t
        self._note = book.add_format({**font, "italic": True, "font_color": "#56616C"})
        self._head = book.add_format(
            {**font, "bold": True, "bg_color": "#12323C", "font_color": "#FFFFFF", "text_wrap": True, "border": 1}
        )
        self._text = book.add_format({**font, "text_wrap": True})
        self._number = book.add_format({**font, "num_format": "#,##0"})
        self._day = book.add_format({**font, "num_format": "dd/mm/yyyy" if t.lang == "vi" else "yyyy-mm-dd"})

    def write(self, sheet: Sheet) -> None:
        page = self._book.add_worksheet(sheet.name)
        last = len(sheet.columns) - 1
        for place, (_, width) in enumerate(sheet.columns):
            page.set_column(place, place, width)
        page.freeze_panes(2, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(1)
        page.set_footer("&L&A&R&P / &N")
        page.write_string(0, 0, sheet.note, self._note)
        for place, (title, _) in enumerate(sheet.columns):
            page.write_string(1, place, title, self._head)
        row = 1
        for row, values in enumerate(sheet.rows, start=2):
            if sheet.height:
                page.set_row(row, sheet.height)
            for place, value in enumerate(values):
                self._cell(page, row, place, value)
        page.autofilter(1, 0, row, last)

    def _cell(self, page: Any, row: int, place: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, date) and value.year >= EXCEL_FIRST_YEAR:
            page.write_datetime(row, place, value, self._day)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            page.write_number(row, place, value, self._number)
        else:
            text = self._t.day(value) if isinstance(value, date) else str(value)
            if len(text) > CELL_CHARACTERS:
                ending = self._t("cut_cell")
                text = text[: CELL_CHARACTERS - len(ending)] + ending
            page.write_string(row, place, text, self._text)


def _sheets(data: ReportData, t: Texts, rows_at_most: Mapping[Verdict, int]) -> Iterator[Sheet]:
    summary = data.summary
    complete = t("report_title")
    yield Sheet(t("sheet_summary"), complete, ((t("col_item"), 40), (t("col_content"), 110)), _summary(data, t))
    names: Mapping[Verdict, str] = {"violates": t("sheet_violates"), "unproven": t("sheet_unproven")}
    for verdict, name in names.items():
        yield _findings_sheet(data, t, verdict, name, min(rows_at_most[verdict], EXCEL_ROWS - HEAD_ROWS))
    counted = tuple((t(key), 14) for key in ("verdict_violates", "verdict_unproven", "verdict_complies"))
    rules = rule_rows(data, t.lang)
    yield Sheet(
        t("sheet_rules"),
        t("sheet_note_all", n=len(rules)),
        (
            (t("col_heading"), 60),
            (t("article"), 50),
            *counted,
            (t("filter_confidence"), 24),
            (t("layer"), 20),
            (t("col_rule_id"), 34),
            (t("col_provision"), 34),
        ),
        (
            (
                rule["heading"],
                rule["article"],
                *_counts(rule),
                t.code("confidence", rule["confidence"]),
                t.code("layer", rule["layer"]),
                rule["rule_id"],
                rule["provision"],
            )
            for rule in rules
        ),
    )
    organizations = summary["by_organization"]
    yield Sheet(
        t("sheet_organizations"),
        _note(len(organizations), ORGANIZATION_ROWS, t) + " " + t("organizations_intro"),
        ((t("organization"), 60), *counted, (t("col_organization_id"), 24)),
        ((o["name"] or t("no_name"), *_counts(o), o["organization_id"]) for o in organizations[:ORGANIZATION_ROWS]),
    )
    yield Sheet(
        t("sheet_years"),
        t("section_years"),
        ((t("year"), 18), *counted),
        ((str(y["year"]) if y["year"] is not None else t("no_date"), *_counts(y)) for y in summary["by_year"]),
    )
    yield Sheet(
        t("sheet_columns"),
        t("not_judged_intro"),
        (
            (t("table"), 34),
            (t("meaning"), 70),
            (t("column"), 40),
            (t("verdicts_open"), 18),
            (t("rules_open"), 14),
        ),
        (
            (
                table_title(row["column"].partition(".")[0], t.lang),
                column_meaning(row["column"], t.lang),
                row["column"],
                row["verdicts"],
                row["rules"],
            )
            for row in summary["not_judged"]
        ),
    )
    yield Sheet(
        t("sheet_law"),
        t("law_intro"),
        (
            (t("article"), 50),
            (t("col_heading"), 44),
            (t("says"), 90),
            (t("article_other"), 50),
            *counted,
            (t("filter_confidence"), 24),
            (t("col_provision"), 34),
        ),
        _law(data, t),
    )
    yield Sheet(t("sheet_how"), t("section_how"), ((t("col_item"), 40), (t("col_content"), 120)), _how(t))


def _findings_sheet(data: ReportData, t: Texts, verdict: Verdict, name: str, rows_at_most: int) -> Sheet:
    columns = (
        (t("col_number"), 20),
        (t("col_day"), 12),
        (t("col_kind"), 18),
        (t("col_person"), 26),
        (t("col_post"), 28),
        (t("organization"), 32),
        (t("col_heading"), 44),
        (t("article"), 44),
        (t("article_other"), 44),
        (t("facts"), 50),
        *(((t("settle"), 50),) if verdict == "unproven" else ()),
        (t("filter_confidence"), 24),
        (t("layer"), 20),
        (t("regime"), 28),
        (t("col_subject"), 14),
        (t("col_subject_id"), 20),
        (t("col_rule_id"), 32),
        (t("col_provision"), 32),
    )
    rows = (_finding_row(finding, data, t) for finding in data.stream(verdict, rows_at_most))
    return Sheet(name, _note(data.counts[verdict], rows_at_most, t), columns, rows, height=45)


def _finding_row(finding: Finding, data: ReportData, t: Texts) -> tuple[Any, ...]:
    words = data.labels.provision(finding.provision)
    facts = "\n".join(
        f"{data.labels.fact(name, t.lang)}: {t.value(value, data.labels.fact_unit(name))}"
        for name, value in facts_of(finding)
    )
    settle = "\n".join(f"{column_meaning(column, t.lang)} ({column})" for column in finding.missing)
    return (
        finding.number,
        finding.on,
        t.code("kind", finding.kind),
        finding.person,
        finding.post,
        finding.organization,
        words.heading.of(t.lang),
        words.article.of(t.lang),
        words.article.of(t.other),
        facts,
        *((settle or t("settle_unknown"),) if finding.verdict == "unproven" else ()),
        t.code("confidence", finding.confidence),
        t.code("layer", finding.layer),
        t.code("regime", finding.regime),
        t.code("subject", finding.subject),
        finding.subject_id,
        finding.rule_id,
        finding.provision,
    )


def _summary(data: ReportData, t: Texts) -> Iterator[tuple[Any, ...]]:
    summary = data.summary
    rules = len(summary["by_rule"])
    yield t("section_result"), verdict_line(data, t)
    yield "", t("result_judged", decisions=summary["decisions"], judged=summary["decisions_judged"], rules=rules)
    yield "", t("what_clean_means")
    yield "", t("right_to_answer")
    for verdict in ("violates", "unproven", "complies"):
        yield t.code("verdict", verdict), data.counts[verdict]
    yield t("as_of"), t.day(summary["as_of"])
    yield t("program_version"), f"{summary['program']['name']} {summary['program']['version']}"
    yield t("law_version"), summary["law"]["version"]
    yield t("engine"), summary["engine"]
    for read in summary["read"]:
        title = f"{t('table')}: {table_title(read['table'], t.lang)} ({read['table']})"
        missing = ", ".join(columns_missing(read)) or t("all_columns")
        yield title, f"{read['source']} · {t('terminal_rows', n=read['rows'])} · {t('columns_missing')}: {missing}"
    for table in summary["tables_missing"]:
        yield t("tables_missing"), f"{table_title(table, t.lang)} ({table})"
    for notice in notices(summary, t.lang):
        yield t("notices"), notice
    for item in cited_instruments(data, t.lang):
        until = t.day(item["in_force_until"]) if item["in_force_until"] else t("still_in_force")
        yield (
            f"{t('instrument')}: {item['number']}",
            f"{item['title']} · {t('in_force_from')} {t.day(item['in_force_from'])} · {t('in_force_until')}: {until}",
        )


def _law(data: ReportData, t: Texts) -> Iterator[tuple[Any, ...]]:
    for item in cited_law(data, t.lang):
        yield (
            item["article"],
            item["heading"],
            "\n".join(part for part in (item["says"], item["note"]) if part),
            item["article_other"],
            *_counts(item),
            t.code("confidence", item["confidence"]),
            item["id"],
        )


def _how(t: Texts) -> Iterator[tuple[str, str]]:
    for verdict in ("violates", "unproven", "complies", "na"):
        yield t.code("verdict", verdict), t.code("verdict", f"{verdict}_means")
    for confidence in ("text", "secondary", "recall"):
        yield t.code("confidence", confidence), t.code("confidence", f"{confidence}_means")
    yield t("layer"), t("how_layer")
    yield t("regime"), t("how_day")
    for step in ("how_next_1", "how_next_2", "how_next_3"):
        yield t("how_next"), t(step)
    yield t("how_next"), t("how_next_4", section=t("sheet_columns"))
    yield "", t("what_clean_means")
    yield "", t("right_to_answer")
    yield "", t("no_scores")
    yield "", t("how_files")


def _note(rows: int, rows_at_most: int, t: Texts) -> str:
    if rows > rows_at_most:
        return t("sheet_note_cut", shown=rows_at_most, n=rows)
    return t("sheet_note_all", n=rows)


def _midnight(day: str) -> datetime:
    """The day of the audit stands for the moment of writing: the same audit gives the same workbook."""
    return datetime.combine(date.fromisoformat(day), time())


def _counts(row: Mapping[str, Any]) -> tuple[int, int, int]:
    return row["violates"], row["unproven"], row["complies"]
