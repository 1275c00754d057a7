"""``chinhdanh simulate``: try a draft on a registry, or hold incumbents to the conditions for their own post."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chinhdanh.cli.audit import AS_OF, progress_bar, words_of
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
    from chinhdanh.registry.problems import Language


@click.command("simulate")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--draft",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Thư mục dự thảo, cùng dạng với thư mục luật; quy tắc trong đó là mã Python (the draft; runs its Python).",
)
@click.option(
    "--incumbents",
    is_flag=True,
    help="Người đương chức có đạt điều kiện của chính chức vụ mình không (incumbents against their own post).",
)
@click.option(
    "--all-conditions",
    is_flag=True,
    help="Cùng --incumbents: xét cả tuổi và quy hoạch, là điều kiện của ngày bổ nhiệm (age and plan as well).",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="Thư mục mới cho kết quả (new folder for the results). Mặc định (default): <tên>-simulation",
)
@AS_OF
@law_option
@lang_option
@no_traceback
def simulate(
    path: Path,
    draft: Path | None,
    incumbents: bool,
    all_conditions: bool,
    out: Path | None,
    as_of: datetime | None,
    law_folders: tuple[Path, ...],
    lang: Language,
) -> None:
    """Thử dự thảo trên hồ sơ: ai sẽ thành trái, ai không còn trái. (Try a draft: who would newly fail, who no longer.)

    \b
    PATH: thư mục tệp Parquet/CSV hoặc sổ Excel (a folder of Parquet/CSV files, or a workbook)
    Ví dụ (examples): chinhdanh simulate ho-so-2026/ --draft du-thao/ --out ket-qua
                      chinhdanh simulate ho-so-2026/ --incumbents --out duong-chuc
    Mã kết thúc (exit code): 0 không ai bị ảnh hưởng bất lợi (nobody would fail) · 1 có (somebody) · 2 không chạy được
    """
    from rich.console import Console

    from chinhdanh.audit.incumbents import NoTenures, judge_incumbents
    from chinhdanh.audit.simulation import NothingChanges
    from chinhdanh.audit.simulation import simulate as run
    from chinhdanh.cli.law_problems import telling
    from chinhdanh.law.layers import load_lawbook
    from chinhdanh.registry.outdir import new_folder
    from chinhdanh.registry.snapshot import open_snapshot
    from chinhdanh.reports import simulation as report
    from chinhdanh.reports.texts import Texts

    if draft is None and not incumbents:
        raise click.UsageError("Cần --draft hoặc --incumbents (--draft or --incumbents is needed)")
    if all_conditions and not incumbents:
        raise click.UsageError("--all-conditions chỉ đi cùng --incumbents (goes with --incumbents only)")
    target = out or Path(f"{path.resolve().stem}-simulation")
    day = as_of.date() if as_of is not None else None
    folders = [*law_folders, *([draft] if draft else [])]
    with telling(lang):
        book = load_lawbook(folders)
    labels: Any = words_of(book)
    simulated = in_office = None
    try:
        with ExitStack() as stack:
            folder = stack.enter_context(new_folder(target))
            step = stack.enter_context(progress_bar(Console(stderr=True), lang))
            step("read", 0, 1)
            snapshot = stack.enter_context(open_snapshot(path))
            if draft is not None:
                simulated = run(snapshot, draft, folder, laws=law_folders, as_of=day, progress=step).summary
                report.write_simulation(folder, simulated, snapshot.files, labels, lang)
            if incumbents:
                judged = judge_incumbents(
                    snapshot, folder, lawbook=book, as_of=day, of_the_day=all_conditions, progress=step
                )
                in_office = judged.summary
                report.write_incumbents(folder, in_office, labels, lang)
            step("report", 1, 1)
            say_notices(snapshot.notices, lang)
    except (NothingChanges, NoTenures) as nothing:
        say(Texts(lang)("simulation_no_change" if isinstance(nothing, NothingChanges) else "simulation_no_tenures"))
        sys.exit(COULD_NOT_RUN)
    console = Console()
    failing = 0
    if simulated is not None:
        report.print_simulation(simulated, console, labels, lang, target)
        failing += simulated["counts"]["newly_violates"]
    if in_office is not None:
        report.print_incumbents(in_office, console, labels, lang, target)
        failing += in_office["persons"]
    if failing:
        sys.exit(FOUND_SOMETHING)
