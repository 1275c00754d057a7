"""``chinhdanh indicators``: how far a registry is from the targets of Resolution 26-NQ/TW."""

from __future__ import annotations

import csv
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chinhdanh.cli.problems import lang_option, no_traceback, say_notices

if TYPE_CHECKING:
    from chinhdanh.audit.indicators import Indicator
    from chinhdanh.registry.problems import Language


@click.command("indicators")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="Ngày tính (day of reference). Mặc định (default): ngày kiểm tra của hồ sơ (the record's own day of audit).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="Dạng kết quả (form of the output).",
)
@lang_option
@no_traceback
def indicators(path: Path, as_of: datetime | None, form: str, lang: Language) -> None:
    """Tính các chỉ tiêu của Nghị quyết 26-NQ/TW từ một hồ sơ. (Targets of Resolution 26-NQ/TW computed from a registry.)

    Mỗi chỉ tiêu: tử số, mẫu số, tỷ lệ, mục tiêu, ngày tính, độ tin cậy; chỉ tiêu không tính được thì nêu thiếu cột nào.
    Chỉ tiêu là mục tiêu phấn đấu: không đạt không phải là vi phạm. Khi hồ sơ thiếu dữ liệu của một số người, tỷ lệ được
    ghi thành khoảng.

    Each target with numerator, denominator, share, figure aimed at, day and confidence; what cannot be computed says for
    want of which columns. A miss is a distance to a goal, never a breach. Where the record does not tell of some rows the
    share is a range.

    \b
    Ví dụ (example): chinhdanh indicators ho-so-2026/ --as-of 2026-11-20 --format csv > chi-tieu.csv
    Mã kết thúc (exit code): 0 tính xong (done) · 2 không chạy được (could not run)
    """
    from chinhdanh.audit.indicators import compute
    from chinhdanh.registry.snapshot import open_snapshot

    with open_snapshot(path) as snapshot:
        found = compute(snapshot, as_of.date() if as_of else None)
        say_notices(snapshot.notices, lang)
    if form == "json":
        rows = [one.as_row(lang) for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif form == "csv":
        rows = [one.as_row(lang) | {"missing": " ".join(one.missing)} for one in found]
        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        _table(found, lang)


def _table(found: tuple[Indicator, ...], lang: Language) -> None:
    """Four columns, which a narrow terminal holds too; what has to be said of an indicator stands below its name."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from chinhdanh.reports.texts import Texts

    t = Texts(lang)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    for head in ("indicator_title", "indicator_target", "indicator_found", "indicator_result"):
        table.add_column(t(head))
    for one in found:
        remarks = [one.note[lang]] if one.note else []
        if one.missing:
            remarks.append(t("indicator_missing", columns=", ".join(one.missing)))
        if one.on:
            remarks.append(f"{t('as_of')} {t.day(one.on)}.")
        remarks.append(f"{t('indicator_target')}: {t.code('confidence', one.confidence)}.")
        name = Text(f"{one.title[lang]} ({one.year})\n").append(" ".join(remarks), style="dim")
        table.add_row(name, Text(one.target), Text(_share(one, lang)), Text(t(f"indicator_{one.status}")))
    Console().print(table)


def _share(one: Indicator, lang: Language) -> str:
    """Such as `2/26 = 7,69 %`, and below it the distance to the target in points."""
    if one.share_low is None:
        return ""
    share = f"{one.share_low:g}"
    if one.share_high is not None and one.share_high != one.share_low:
        share += f"–{one.share_high:g}"
    text = f"{one.numerator}/{one.denominator} = {share} %"
    if one.distance:
        text += f"\n({one.distance:+g} {'điểm' if lang == 'vi' else 'points'})"
    return text.replace(".", ",") if lang == "vi" else text
