"""``chinhdanh registry``: check a registry, import a foreign table, show the schema."""

import csv
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from chinhdanh.cli.problems import COULD_NOT_RUN, FOUND_SOMETHING, lang_option, no_traceback, say, say_notices

if TYPE_CHECKING:
    from chinhdanh.registry.checks import RecordReport
    from chinhdanh.registry.problems import Language

_COLUMNS = ("check", "sentence", "table", "file", "sheet", "row", "id", "column", "value")


@click.group()
def registry() -> None:
    """Hồ sơ: kiểm tra, nhập từ bảng khác, xem cấu trúc. (The record: check it, import into it, show its schema.)"""


@registry.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "jsonl"]),
    default="text",
    show_default=True,
    help="Dạng danh sách trên stdout (form of the list on stdout).",
)
@lang_option
@no_traceback
def check(path: Path, form: str, lang: "Language") -> None:
    """Liệt kê mọi mâu thuẫn của chính hồ sơ, theo tệp, trang tính, dòng, cột. (List the record's own contradictions.)

    \b
    PATH: thư mục tệp Parquet/CSV hoặc sổ Excel (a folder of Parquet/CSV files, or a workbook)
    Ví dụ (example): chinhdanh registry check so-cong-chuc.xlsx --format csv > mau-thuan.csv
    Mã kết thúc (exit code): 0 không có (none) · 1 có (found) · 2 không đọc được (could not read)
    """
    from chinhdanh.registry.checks import CHECKS, check_record
    from chinhdanh.registry.snapshot import open_snapshot

    with open_snapshot(path) as snapshot:
        say_notices(snapshot.notices, lang)
        with ExitStack() as stack:
            with click.progressbar(length=len(CHECKS), file=sys.stderr, show_pos=True) as bar:
                report = stack.enter_context(check_record(snapshot, progress=lambda _: bar.update(1)))
            if form == "text":
                _write_text(report, lang, sys.stdout)
            else:
                _write_rows(report, form, lang, sys.stdout)
            _say_counts(report, lang)
            found = report.total
    if found:
        sys.exit(FOUND_SOMETHING)


def _write_rows(report: "RecordReport", form: str, lang: "Language", out: TextIO) -> None:
    if form == "jsonl":
        for hit in report.hits():
            out.write(json.dumps(hit.as_dict(lang), ensure_ascii=False) + "\n")
        return
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(hit.as_dict(lang) for hit in report.hits())


def _write_text(report: "RecordReport", lang: "Language", out: TextIO) -> None:
    from chinhdanh.registry.checks import CHECKS

    row_word, column_word = ("dòng", "cột") if lang == "vi" else ("row", "column")
    for name, count in report.counts.items():
        out.write(f"{name}: {CHECKS[name].sentence(lang)} ({count})\n")
        for hit in report.hits(name):
            where = f"{hit.place.source()} · {row_word} {hit.row}"
            if hit.column:
                where += f" · {column_word} {hit.column}"
            rest = " · ".join(text for text in (hit.id, hit.value) if text)
            out.write(f"  {where}: {rest}\n" if rest else f"  {where}\n")
        out.write("\n")


def _say_counts(report: "RecordReport", lang: "Language") -> None:
    from chinhdanh.registry.checks import CHECKS

    skipped = [name for name in CHECKS if name not in report.ran]
    if lang == "vi":
        say(f"Đã chạy {len(report.ran)} phép kiểm tra; {report.total} dòng cần xem lại.")
        if skipped:
            say(f"Không chạy được vì thiếu cột: {', '.join(skipped)}.")
    else:
        say(f"{len(report.ran)} checks ran; {report.total} rows to look at.")
        if skipped:
            say(f"Not run for want of columns: {', '.join(skipped)}.")


@registry.command(name="import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--map", "map_path", required=True, type=click.Path(path_type=Path), help="Tệp ánh xạ YAML (mapping).")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Thư mục mới (new folder).")
@lang_option
@no_traceback
def import_(source: Path, map_path: Path, out: Path, lang: "Language") -> None:
    """Nhập một bảng khác vào hồ sơ theo tệp ánh xạ. (Turn a foreign table into a snapshot, as a mapping says.)

    \b
    FILE: bảng CSV hoặc Excel (a CSV or Excel table)
    Ví dụ (example): chinhdanh registry import tenures.csv --map examples/india-cabsec.yaml --out cabsec
    """
    from chinhdanh.registry.importer import import_table

    report = import_table(source, map_path, out)
    say_notices(report.notices, lang)
    for table, rows in report.rows.items():
        click.echo(f"{table}\t{rows}")
    if lang == "vi":
        say(f"Đã đọc {report.source_rows} dòng và ghi hồ sơ vào {report.out}.")
        say(f"Tiếp theo: chinhdanh registry check {report.out}")
    else:
        say(f"Read {report.source_rows} rows and wrote the snapshot to {report.out}.")
        say(f"Next: chinhdanh registry check {report.out}")


@registry.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "excel"]),
    default="text",
    show_default=True,
    help="text: danh sách · json: JSON Schema · excel: mẫu nhập (blank template).",
)
@click.option("--out", type=click.Path(path_type=Path), help="Tệp kết quả; mặc định stdout (default: stdout).")
@lang_option
@no_traceback
def schema(form: str, out: Path | None, lang: "Language") -> None:
    """Cấu trúc hồ sơ: bảng, cột, mã. (The schema: tables, columns, codes.)

    \b
    Ví dụ (example): chinhdanh registry schema --format excel --out mau.xlsx
    """
    from chinhdanh.registry.describe import json_schema, schema_text, write_template

    if form == "excel":
        if out is None:
            say("Cần --out TỆP.xlsx cho mẫu Excel." if lang == "vi" else "The Excel template needs --out FILE.xlsx.")
            sys.exit(COULD_NOT_RUN)
        write_template(out)
    else:
        text = schema_text(lang) if form == "text" else json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
        if out is None:
            click.echo(text, nl=False)
            return
        out.write_text(text, encoding="utf-8")
    say(f"Đã ghi {out}." if lang == "vi" else f"Wrote {out}.")
