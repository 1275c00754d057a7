"""``chinhdanh synth``: a synthetic registry with planted wrongs and the list of them."""

import sys
from pathlib import Path

import click

from chinhdanh.registry.problems import RegistryProblems


@click.command("synth")
@click.option("--officials", type=click.IntRange(min=200), default=12_000, show_default=True, help="Số người / People.")
@click.option("--seed", type=int, default=1, show_default=True, help="Số gốc ngẫu nhiên / Seed of the random numbers.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Thư mục mới / New folder.")
def synth(officials: int, seed: int, out: Path) -> None:
    """Tạo dữ liệu tổng hợp có lỗi cài sẵn / Make a synthetic registry with planted wrongs."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from chinhdanh.registry.synth import write

    console = Console(stderr=True)
    columns = (TextColumn("Tạo dữ liệu / Making data"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    try:
        with Progress(*columns, TimeElapsedColumn(), console=console) as bar:
            task = bar.add_task("synth", total=officials)
            planted = write(officials, seed, out, lambda done, _all, _name: bar.update(task, completed=done))
    except RegistryProblems as problems:
        for problem in problems.problems:
            console.print(f"{problem.message_vi}\n{problem.message_en}", markup=False, highlight=False)
        sys.exit(2)
    console.print(f"{out}: {officials} người / people, {len(planted)} lỗi cài sẵn / planted wrongs.", highlight=False)
