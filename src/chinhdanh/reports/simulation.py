"""The simulation of a draft for a reader: on the terminal, as one page to read and print, and as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from markupsafe import Markup
from rich.console import Console
from rich.table import Table
from rich.text import Text

from chinhdanh.registry.sql import parquet
from chinhdanh.reports.html import environment, font_faces, page_file
from chinhdanh.reports.labels import Labels
from chinhdanh.reports.site.words import Writer
from chinhdanh.reports.texts import Language, Texts
from chinhdanh.reports.xlsx import EXCEL_ROWS, HEAD_ROWS, Sheet, write_book

CHANGES = ("newly_violates", "no_longer_violates", "newly_unproven", "no_longer_unproven", "other")
FAILING = CHANGES[:2]
ROWS_SHOWN = 12
CASES_SHOWN = 500


@dataclass(frozen=True)
class Difference:
    """One verdict that the draft would change, with names where the record has them."""

    change: str
    provision: str
    before: str | None
    after: str | None
    decision: str | None
    on: Any
    person: str | None
    post: str | None
    organization: str | None
    subject: str
    subject_id: str
    facts: str | None


def read_differences(file: Path, files: Mapping[str, Path], at_most: int) -> list[Difference]:
    """The differences of a simulation, what newly violates first, with the names from the tables in `files`."""
    con = duckdb.connect()
    try:
        names = {
            "decision_named": ("decision", "id", "number", "d.decision_id"),
            "person_named": ("person", "id", "full_name", "d.person_id"),
            "organization_named": ("organization", "id", "name", "d.organization_id"),
        }
        joins, picked = [], {}
        for name, (table, key, label, on) in names.items():
            if table in files and label in _columns(con, files[table]):
                joins.append(f"LEFT JOIN {parquet(files[table])} {name} ON {name}.{key} = {on}")
                picked[name] = f"{name}.{label}"
        post = "NULL"
        if {"decision", "post"} <= set(files) and "post_id" in _columns(con, files["decision"]):
            if "decision_named" not in picked:
                joins.append(
                    f"LEFT JOIN {parquet(files['decision'])} decision_named ON decision_named.id = d.decision_id"
                )
            joins.append(f"LEFT JOIN {parquet(files['post'])} post_named ON post_named.id = decision_named.post_id")
            post = "post_named.title" if "title" in _columns(con, files["post"]) else "NULL"
        order = " ".join(f"WHEN '{change}' THEN {n}" for n, change in enumerate(CHANGES))
        rows = con.execute(
            f"""
            SELECT d.change, d.provision, d.before, d.after, {picked.get("decision_named", "NULL")}, d."on",
                   {picked.get("person_named", "NULL")}, {post}, {picked.get("organization_named", "NULL")},
                   d.subject, d.subject_id, d.facts
            FROM {parquet(file)} d {" ".join(joins)}
            ORDER BY CASE d.change {order} END, d.provision, d.organization_id, d.subject_id LIMIT {at_most}
            """
        ).fetchall()
        return [Difference(*row) for row in rows]
    finally:
        con.close()


def _columns(con: duckdb.DuckDBPyConnection, file: Path) -> set[str]:
    return {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {parquet(file)}").fetchall()}


def print_simulation(
    summary: Mapping[str, Any], console: Console, labels: Labels, lang: Language = "vi", out: Path | None = None
) -> None:
    """What the draft does and would change: the counts, by provision and by organisation."""
    t = Texts(lang)
    console.print(Text(t("simulation_title"), style="bold"))
    console.print(t("simulation_line", day=t.day(summary["from"]), decisions=summary["decisions"]))
    for row in _amended(summary, labels, t):
        console.print(f"  • {row['day']} · {row['article']}: {row['how']}", highlight=False, markup=False)
    if not any(summary["counts"].values()):
        console.print(t("simulation_none"))
    else:
        console.print(t("simulation_persons", n=summary["persons"]))
        console.print(_counts_table([summary["counts"]], None, t, [""], CHANGES))
        provisions = summary["by_provision"][:ROWS_SHOWN]
        heads = [labels.provision(row["provision"]).heading.of(lang) + f"\n{row['provision']}" for row in provisions]
        console.print(_counts_table(provisions, t("by_provision"), t, heads, FAILING))
        bodies = [row for row in summary["by_organization"] if any(row[change] for change in FAILING)][:ROWS_SHOWN]
        names = [row["name"] or row["organization_id"] or "–" for row in bodies]
        if bodies:
            console.print(_counts_table(bodies, t("by_organization"), t, names, FAILING))
    console.print(Text(t("simulation_caution"), style="dim"))
    if out is not None:
        console.print(f"{t('where_to_look')}: {out / 'simulation.html'} · {out / 'simulation.xlsx'}", highlight=False)


def _counts_table(
    rows: Sequence[Mapping[str, Any]], title: str | None, t: Texts, heads: Sequence[str], changes: Sequence[str]
) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    for change in changes:
        table.add_column(t(f"change_{change}"), justify="right")
    for head, row in zip(heads, rows, strict=True):
        table.add_row(Text(head), *(t.number(row[change]) for change in changes))
    return table


def _amended(summary: Mapping[str, Any], labels: Labels, t: Texts) -> Iterator[dict[str, Any]]:
    """What the draft does to the law on file, a row a provision and number, in words."""
    for amendment in summary["draft"]["amended"]:
        words = labels.provision(amendment["provision"])
        row = {
            "day": t.day(amendment["from"]),
            "provision": amendment["provision"],
            "article": words.article.of(t.lang),
            "heading": words.heading.of(t.lang),
        }
        if not amendment["numbers"]:
            how = amendment["how"]
            by = ", ".join(amendment["replaced_by"])
            yield {**row, "how": t("draft_repealed") if how == "repealed" else t("draft_replaced", by=by)}
        for number in amendment["numbers"]:
            before, after = (_shown(number, number[side], t) for side in ("before", "after"))
            yield {**row, "how": f"{number[t.lang]}: {before} → {after}"}


def _shown(number: Mapping[str, Any], value: Any, t: Texts) -> str:
    """A number of the law as the library's own pages write it; days and lists come as the file of the summary holds them."""
    if number["unit"] == "date":
        return t.day(value)
    return Writer(t).value(number["name"], tuple(value) if isinstance(value, list) else value, number["unit"])


def write_simulation(
    out: Path, summary: Mapping[str, Any], files: Mapping[str, Path], labels: Labels, lang: Language = "vi"
) -> None:
    """Write `simulation.html` and `simulation.xlsx` into `out`, beside the `differences.parquet` that is there."""
    t = Texts(lang)
    differences = read_differences(out / "differences.parquet", files, EXCEL_ROWS - HEAD_ROWS)
    changed = sum(summary["counts"].values())
    page = environment().get_template("simulation.html.j2")
    (out / "simulation.html").write_text(
        page.render(
            t=t,
            summary=summary,
            changes=CHANGES,
            amended=list(_amended(summary, labels, t)),
            instruments=summary["draft"]["instruments"],
            by_provision=[(labels.provision(row["provision"]), row) for row in summary["by_provision"]],
            by_organization=summary["by_organization"][:100],
            differences=[_in_words(d, labels, t) for d in differences[:CASES_SHOWN]],
            shown=t("differences_shown", shown=min(len(differences), CASES_SHOWN), all=changed),
            fonts=Markup(font_faces()),
            css=Markup(page_file("page/report.css")),
        ),
        encoding="utf-8",
    )
    title = t("simulation_title")
    write_book(out / "simulation.xlsx", title, summary["as_of"], _sheets(summary, differences, labels, t), t)


def _in_words(d: Difference, labels: Labels, t: Texts) -> dict[str, Any]:
    def verdict(name: str | None) -> str:
        return t("not_applicable") if name is None else t.code("verdict", name)

    return {
        "change": t(f"change_{d.change}"),
        "before": verdict(d.before),
        "after": verdict(d.after),
        "what": f"{t.code('subject', d.subject)} {d.decision or d.subject_id}",
        "on": t.day(d.on),
        "who": " · ".join(part for part in (d.person, d.post, d.organization) if part),
        "heading": labels.provision(d.provision).heading.of(t.lang),
        "provision": d.provision,
    }


def _sheets(summary: Mapping[str, Any], differences: Sequence[Difference], labels: Labels, t: Texts) -> Iterable[Sheet]:
    counts = [(t(f"change_{change}"), 18) for change in CHANGES]
    note = t("simulation_line", day=t.day(summary["from"]), decisions=summary["decisions"])
    yield Sheet(
        t("by_provision"),
        note,
        [(t("article"), 60), (t("identifiers"), 36), *counts],
        (
            (labels.provision(r["provision"]).article.of(t.lang), r["provision"], *(r[c] for c in CHANGES))
            for r in summary["by_provision"]
        ),
    )
    yield Sheet(
        t("by_organization"),
        note,
        [(t("organization"), 60), *counts],
        ((r["name"] or r["organization_id"] or "–", *(r[c] for c in CHANGES)) for r in summary["by_organization"]),
    )
    words = (_in_words(d, labels, t) for d in differences)
    keys = ("change", "before", "after", "what", "on", "who", "heading", "provision")
    titles = ("change_heading", "verdict_before", "verdict_after", "subject_decision", "col_day", "col_person", "rule")
    yield Sheet(
        t("differences_heading"),
        t("simulation_caution"),
        [*((t(title), 30) for title in titles), (t("identifiers"), 36)],
        (tuple(row[key] for key in keys) for row in words),
        15,
    )


def print_incumbents(
    summary: Mapping[str, Any], console: Console, labels: Labels, lang: Language = "vi", out: Path | None = None
) -> None:
    """Who does not meet the conditions for their own post: the counts by condition and organisation."""
    t = Texts(lang)
    console.print(Text(t("incumbents_title"), style="bold"))
    n, persons = summary["incumbents"], summary["persons"]
    console.print(t("incumbents_line", n=n, day=t.day(summary["as_of"]), persons=persons))
    tables = (
        ("by_provision", [(labels.provision(r["provision"]).heading.of(lang), r) for r in summary["by_rule"]]),
        ("by_organization", [(r["name"] or r["organization_id"] or "–", r) for r in summary["by_organization"]]),
    )
    for title, rows in tables:
        table = Table(title=t(title), title_justify="left", box=None, pad_edge=False)
        table.add_column("")
        for verdict in ("violates", "unproven"):
            table.add_column(t.code("verdict", verdict), justify="right")
        for head, row in rows[:ROWS_SHOWN]:
            table.add_row(Text(head), t.number(row["violates"]), t.number(row["unproven"]))
        console.print(table)
    console.print(Text(t("incumbents_how"), style="dim"))
    if out is not None:
        console.print(f"{t('where_to_look')}: {out / 'incumbents.xlsx'}", highlight=False)


def write_incumbents(out: Path, summary: Mapping[str, Any], labels: Labels, lang: Language = "vi") -> None:
    """Write `incumbents.xlsx` into `out`, beside the `incumbents.parquet` that is there."""
    t = Texts(lang)
    con = duckdb.connect()
    try:
        rows = con.execute(
            "SELECT verdict, name, person_id, title, organization, in_post_since, provision, rule_id "
            f"FROM {parquet(out / 'incumbents.parquet')} LIMIT {EXCEL_ROWS - HEAD_ROWS}"
        ).fetchall()
    finally:
        con.close()
    titles = (
        "filter_verdict",
        "col_person",
        "identifiers",
        "col_post",
        "organization",
        "in_post_since",
        "article",
        "rule",
    )
    sheet = Sheet(
        t("differences_heading"),
        t("incumbents_how"),
        [(t(title), 28) for title in titles],
        ((t.code("verdict", row[0]), *row[1:6], labels.provision(row[6]).article.of(lang), row[7]) for row in rows),
        15,
    )
    write_book(out / "incumbents.xlsx", t("incumbents_title"), summary["as_of"], [sheet], t)
