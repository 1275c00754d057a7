"""``chinhdanh law coverage`` and ``chinhdanh law site``: how far the library goes, and the whole of it as pages."""

import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chinhdanh.cli.law_problems import cases_of, read_law, telling
from chinhdanh.cli.problems import lang_option, law_option, no_traceback, say
from chinhdanh.registry.problems import Language

if TYPE_CHECKING:
    from chinhdanh.law.consolidated import Amended, Consolidated
    from chinhdanh.law.coverage import Covered, Row
    from chinhdanh.reports.texts import Texts


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="text: bảng theo văn bản; json, csv: từng quy định (a table, or each provision).",
)
@click.option(
    "--state",
    type=click.Choice(["encoded", "judgement", "data", "not_yet"]),
    help="Chỉ các quy định ở trạng thái này (only provisions in this state).",
)
@law_option
@lang_option
@no_traceback
def coverage(form: str, state: str | None, law_folders: tuple[Path, ...], lang: Language) -> None:
    """Mỗi quy định ở một trong bốn trạng thái. (Every provision in one of four states, with the reasons.)

    \b
    encoded    có quy tắc viện dẫn hoặc dùng con số của nó (a rule cites it or reads its numbers)
    judgement  chỉ con người quyết định được (only a person can decide)
    data       bước, thời hạn, mẫu, định nghĩa (steps, deadlines, forms, definitions)
    not_yet    chưa, kèm lý do (not yet, with the reason)

    \b
    Ví dụ (example): chinhdanh law coverage --state not_yet
    """
    from chinhdanh.law.coverage import by_instrument, cover
    from chinhdanh.reports.texts import Texts

    with telling(lang):
        found = read_law(law_folders, lang)
    covered = [one for one in cover(found.library, found.rules) if state is None or one.state == state]
    if form == "text":
        t = Texts(lang)
        if covered:
            _table(by_instrument(found.library, covered), t)
            _list([one for one in covered if one.state == (state or "not_yet")], state is None, t)
        else:
            click.echo(t("law_nothing"))
        _amended(found, t)
        return
    rows = [_row(one, found, lang) for one in covered]
    if form == "json":
        total = by_instrument(found.library, covered)[-1]
        totals = {"provisions": total.provisions, "states": total.states, "confidences": total.confidences}
        told = {"totals": totals, "amended": [_amendment(one) for one in found.amended], "provisions": rows}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["provision", "instrument", "state", "confidence", "cited_by", "read_by", "reason", "amended_by"])
    for row in rows:
        writer.writerow(" ".join(value) if isinstance(value, list) else value for value in row.values())


def _row(one: "Covered", found: "Consolidated", lang: Language) -> dict[str, Any]:
    from chinhdanh.law.consolidated import touching

    amending = [a.amendment.instrument_id for a in touching(found.amended, one.provision) if a.before is one.provision]
    return {
        "provision": one.provision.id,
        "instrument": one.provision.instrument_id,
        "state": one.state,
        "confidence": one.provision.confidence,
        "cited_by": list(one.cited_by),
        "read_by": list(one.read_by),
        "reason": one.reason.of(lang) if one.reason else None,
        "amended_by": amending,
    }


def _amendment(one: "Amended") -> dict[str, Any]:
    return {
        "provision": one.before.id,
        "from": one.amendment.start.isoformat(),
        "how": one.amendment.how,
        "by": one.amendment.instrument_id,
        "after": [after.id for after in one.after],
    }


def _table(rows: Sequence["Row"], t: "Texts") -> None:
    """By instrument and in all: how many provisions, in which state, how sure."""
    states, confidences = list(rows[0].states), list(rows[0].confidences)
    heads = [t("site_provisions").capitalize()]
    heads += [t(f"state_short_{state}") for state in states]
    heads += [t(f"confidence_short_{confidence}") for confidence in confidences]
    names = [row.instrument.number if row.instrument else t("site_total") for row in rows]
    width = max(len(name) for name in (*names, t("instrument")))
    click.echo(t("law_coverage"))
    click.echo("  ".join([t("instrument").ljust(width), *heads]))
    for name, row in zip(names, rows, strict=True):
        counts = [row.provisions, *row.states.values(), *row.confidences.values()]
        cells = [str(count).rjust(len(head)) for count, head in zip(counts, heads, strict=True)]
        click.echo("  ".join([name.ljust(width), *cells]))


def _list(covered: Sequence["Covered"], reasons: bool, t: "Texts") -> None:
    """The provisions one by one; `reasons`: under the heading of what is missing."""
    if covered:
        click.echo("")
    if covered and reasons:
        click.echo(f"{t('site_why_not_yet')}:")
    for one in covered:
        rules = ", ".join(dict.fromkeys([*one.cited_by, *one.read_by]))
        words = one.reason.of(t.lang) if one.reason else rules
        provision = one.provision
        click.echo(" · ".join(filter(None, [f"  {provision.id}", provision.heading.of(t.lang), words])))


def _amended(found: "Consolidated", t: "Texts") -> None:
    """What further folders change of the law on file: nothing is switched off unseen."""
    from chinhdanh.reports.site.words import Writer

    if found.amended:
        click.echo(f"\n{t('law_amended')}:")
    for one in found.amended:
        click.echo(f"  {one.before.id}: {Writer(t).amendment(one, found.library)}")


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Thư mục mới (new folder).")
@click.option("--force", is_flag=True, help="Thay trang đã viết trước ở đó (replace a site written there before).")
@law_option
@lang_option
@no_traceback
def site(out: Path, force: bool, law_folders: tuple[Path, ...], lang: Language) -> None:
    """Thư viện thành trang để đọc, in và tìm, không cần mạng. (The library as pages to read, print and search.)

    \b
    Ví dụ (example): chinhdanh law site --out thu-vien
    Mở (open): thu-vien/index.html
    """
    from chinhdanh.law.sweep import load_families
    from chinhdanh.registry.outdir import new_folder
    from chinhdanh.reports.site import Book, is_site, write_site

    with telling(lang):
        found = read_law(law_folders, lang)
        families = load_families(found.library)
        cases, records = cases_of(law_folders, found)
    with new_folder(out, replace=force and is_site(out)) as folder:
        pages = write_site(folder, Book(found.library, found.rules, families, cases, records, found.amended))
    start = out / "index.html"
    say(f"Wrote {pages} pages; open {start}" if lang == "en" else f"Đã viết {pages} trang; mở {start}")
