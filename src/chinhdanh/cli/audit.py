"""``chinhdanh audit`` and ``chinhdanh explain``: the main job, and one decision of it looked at closely."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chinhdanh.cli.problems import (
    COULD_NOT_RUN,
    FOUND_SOMETHING,
    lang_option,
    law_option,
    no_traceback,
    say,
    say_notices,
)

if TYPE_CHECKING:
    from chinhdanh.law.layers import Lawbook
    from chinhdanh.registry.problems import Language


def words_of(book: Lawbook) -> Any:
    """The words of provisions, facts and special cases."""
    from chinhdanh.facts import FACTS
    from chinhdanh.facts.special import special_case_facts
    from chinhdanh.reports import labels_of

    special = {fact.name: fact for bound in book.rules for fact in special_case_facts(bound.rule.cites)}
    return labels_of(book.library, {**FACTS, **special})


def _day(value: datetime | None) -> Any:
    return value.date() if value is not None else None


AS_OF = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="Ngày kiểm tra, chỉ quan trọng với việc còn đang diễn ra (day of the audit; matters for what still runs).",
)


@click.command("audit")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="Thư mục mới cho báo cáo (new folder for the report). Mặc định (default): <tên>-audit",
)
@AS_OF
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Bộ máy tính toán (engine).",
)
@click.option(
    "--only",
    multiple=True,
    metavar="RULE",
    help="Chỉ các quy tắc này: mã quy tắc, mã điều khoản hoặc phần đầu của mã (only these rules).",
)
@law_option
@lang_option
@no_traceback
def audit(
    path: Path,
    out: Path | None,
    as_of: datetime | None,
    engine: str,
    only: tuple[str, ...],
    law_folders: tuple[Path, ...],
    lang: Language,
) -> None:
    """Đối chiếu mọi quyết định với luật có hiệu lực tại ngày ký. (Judge every decision by the law of its own day.)

    \b
    PATH: thư mục tệp Parquet/CSV hoặc sổ Excel (a folder of Parquet/CSV files, or a workbook)
    Ví dụ (example): chinhdanh audit ho-so-2026/ --out bao-cao --as-of 2026-11-20
    Mã kết thúc (exit code): 0 không có phát hiện (none) · 1 có phát hiện (findings) · 2 không chạy được (could not run)
    """
    from rich.console import Console

    from chinhdanh.audit.engines import EngineMissing
    from chinhdanh.audit.run import audit as run
    from chinhdanh.cli.law_problems import telling
    from chinhdanh.law.layers import load_lawbook
    from chinhdanh.registry.outdir import new_folder
    from chinhdanh.registry.snapshot import open_snapshot
    from chinhdanh.reports import load, print_summary, write_html, write_xlsx

    target = out or Path(f"{path.resolve().stem}-audit")
    with telling(lang):
        book = load_lawbook(law_folders)
    stderr = Console(stderr=True)
    try:
        with ExitStack() as stack:
            folder = stack.enter_context(new_folder(target))
            step = stack.enter_context(progress_bar(stderr, lang))
            step("read", 0, 1)
            snapshot = stack.enter_context(open_snapshot(path))
            done = run(snapshot, folder, as_of=_day(as_of), engine=engine, only=only, lawbook=book, progress=step)  # type: ignore[arg-type]
            step("report", 0, 1)
            labels = words_of(book)
            data = load(folder, labels, snapshot.files)
            write_html(folder, data, lang)
            write_xlsx(folder, data, lang)
            step("report", 1, 1)
            say_notices(snapshot.notices, lang)
    except EngineMissing as missing:
        say(str(missing))
        sys.exit(COULD_NOT_RUN)
    except KeyError as unknown:
        say(f"Không có quy tắc nào khớp (no rule matches): {unknown.args[0]} · chinhdanh law list")
        sys.exit(COULD_NOT_RUN)
    print_summary(done.summary, Console(), lang, labels, target)
    counts = done.summary["counts"]
    if counts["violates"] or counts["unproven"]:
        sys.exit(FOUND_SOMETHING)


_STEPS = {
    "read": ("Đọc hồ sơ", "Reading the record"),
    "compile": ("Chuẩn bị quy tắc", "Compiling the rules"),
    "answers": ("Áp dụng quy tắc", "Applying the rules"),
    "verdicts": ("Ghi kết luận", "Writing verdicts"),
    "findings": ("Ghi phát hiện", "Writing findings"),
    "compare": ("So sánh hai kết quả", "Comparing"),
    "summary": ("Tổng hợp", "Summing up"),
    "report": ("Lập báo cáo", "Writing the report"),
}


class progress_bar:
    """A progress bar on stderr; calling it moves it."""

    def __init__(self, console: Any, lang: Language) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self.lang = lang
        self.bar = Progress(
            TextColumn("{task.description:<28}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            console=console,
        )
        self.task = self.bar.add_task("", total=100)
        self.at = 0.0

    def __enter__(self) -> progress_bar:
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        words = _STEPS.get(what, ("Xác lập dữ kiện", "Deriving facts"))
        start, end = {
            "read": (0, 8),
            "compile": (8, 10),
            "summary": (92, 95),
            "compare": (92, 95),
            "report": (95, 100),
        }.get(what, (10, 92))
        self.at = max(self.at, start + (end - start) * done / max(total, 1))
        self.bar.update(self.task, description=words[self.lang == "en"], completed=self.at)


@click.command("explain")
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("decision")
@AS_OF
@law_option
@lang_option
@no_traceback
def explain(path: Path, decision: str, as_of: datetime | None, law_folders: tuple[Path, ...], lang: Language) -> None:
    """Giải thích một quyết định: từng quy tắc, điều khoản, dữ kiện. (Explain one decision, rule by rule.)

    \b
    DECISION: mã (id) của quyết định, hoặc của cơ quan, người, chức danh (of a decision, an organisation, person or post)
    Ví dụ (example): chinhdanh explain ho-so-2026/ qd-1042
    """
    from rich.console import Console

    from chinhdanh.audit.explain import explain as judge_one
    from chinhdanh.cli.law_problems import telling
    from chinhdanh.law.layers import load_lawbook
    from chinhdanh.registry.snapshot import open_snapshot
    from chinhdanh.reports.explanation import print_explanation

    with telling(lang):
        book = load_lawbook(law_folders)
    with open_snapshot(path) as snapshot:
        say_notices(snapshot.notices, lang)
        try:
            verdicts = judge_one(snapshot, decision, as_of=_day(as_of), lawbook=book)
        except KeyError:
            say(
                f"Hồ sơ không có quyết định, cơ quan, người hay chức danh {decision!r}."
                if lang == "vi"
                else f"The record has no decision, organisation, person or post {decision!r}."
            )
            sys.exit(COULD_NOT_RUN)
    rules = {bound.rule.id: bound.rule for bound in book.rules}
    print_explanation(decision, verdicts, rules, words_of(book), Console(), lang)
    if any(v.verdict != "complies" for v in verdicts):
        sys.exit(FOUND_SOMETHING)
