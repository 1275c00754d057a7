"""``chinhdanh diff-law``: what changed in the law between two days, in one readable page."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chinhdanh.cli.law_problems import bound_rules, telling
from chinhdanh.cli.problems import COULD_NOT_RUN, lang_option, no_traceback, say

if TYPE_CHECKING:
    from chinhdanh.reports.texts import Language

FORMS = ("%Y-%m-%d", "%d/%m/%Y")


@click.command("diff-law")
@click.option(
    "--from", "first", required=True, metavar="DATE", help="Ngày đầu, NĂM-THÁNG-NGÀY hoặc NGÀY/THÁNG/NĂM (first day)."
)
@click.option("--to", "last", required=True, metavar="DATE", help="Ngày cuối (last day).")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html"]),
    default="text",
    show_default=True,
    help="text: để đọc ngay · html: một trang để đọc và in (a page to read and print).",
)
@click.option("--out", type=click.Path(path_type=Path), help="Tệp kết quả; mặc định stdout (default: stdout).")
@lang_option
@no_traceback
def diff_law(first: str, last: str, form: str, out: Path | None, lang: Language) -> None:
    """Pháp luật thay đổi gì giữa hai ngày. (What changed in the law between two days.)

    \b
    So sánh pháp luật của ngày --from với pháp luật của ngày --to: quy định mới, được thay, hết áp dụng; con số trước và
    sau; quy tắc bắt đầu hoặc thôi xét. (Compares the law of the one day with that of the other.)

    \b
    Ví dụ (example): chinhdanh diff-law --from 2026-07-31 --to 2026-08-01
    """
    from chinhdanh.law.changes import compare, forerunners
    from chinhdanh.law.library import load_library
    from chinhdanh.law.stages import stages_of
    from chinhdanh.law.sweep import load_families
    from chinhdanh.reports.site.changes import as_html, as_text
    from chinhdanh.reports.texts import Texts

    t = Texts(lang)
    days = [_day(first), _day(last)]
    for option, written, day in zip(("--from", "--to"), (first, last), days, strict=True):
        if day is None:
            vi = f"{option}: “{written}” không phải là ngày. Ghi dạng 2026-08-01 hoặc 01/08/2026."
            say(f"{option}: “{written}” is no day. Write 2026-08-01 or 01/08/2026." if lang == "en" else vi)
    start, end = days
    if start is None or end is None:
        sys.exit(COULD_NOT_RUN)
    if end < start:
        vi = f"Ngày --to ({t.day(end)}) phải bằng hoặc sau ngày --from ({t.day(start)}). Đổi chỗ hai ngày rồi chạy lại."
        en = f"--to ({end}) must not be before --from ({start}). Change the two days round and run again."
        say(en if lang == "en" else vi)
        sys.exit(COULD_NOT_RUN)
    with telling(lang):
        library = load_library()
        families = load_families(library)
        bound = bound_rules(library, lang)
    changes = compare(library, bound, forerunners(library, families), start, end)
    stage = stages_of(library, bound, families)
    text = as_text(changes, stage, lang) if form == "text" else as_html(changes, stage, library.version, lang)
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")
    say(f"Wrote {out}." if lang == "en" else f"Đã ghi {out}.")


def _day(written: str) -> date | None:
    """A day in either form; None where it is none."""
    for form in FORMS:
        try:
            return datetime.strptime(written.strip(), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None
