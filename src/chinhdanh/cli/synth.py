"""``chinhdanh synth``: a synthetic registry with planted wrongs and the list of them."""

from pathlib import Path

import click

from chinhdanh.cli.problems import lang_option, no_traceback
from chinhdanh.registry.problems import Language


@click.command("synth")
@click.option(
    "--officials",
    type=click.IntRange(min=200),
    default=12_000,
    show_default=True,
    help="Số cán bộ, công chức (number of officials).",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Số gốc: cùng số gốc cho cùng dữ liệu (the same seed gives the same data).",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Thư mục mới (new folder).")
@lang_option
@no_traceback
def synth(officials: int, seed: int, out: Path, lang: Language) -> None:  # fmt: skip
    """Tạo dữ liệu tổng hợp có lỗi cài sẵn vào thư mục --out. (Make a synthetic registry with planted wrongs.)

    Danh sách lỗi cài sẵn ở planted.json trong thư mục đó. (The wrongs are listed in planted.json in that folder.)
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from chinhdanh.registry.synth import write

    console = Console(stderr=True)
    title = "Tạo dữ liệu" if lang == "vi" else "Making data"
    columns = (TextColumn(title), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(title, total=officials)
        planted = write(officials, seed, out, lambda done, _all, _name: bar.update(task, completed=done))
    if lang == "vi":
        text = f"{out}: {officials} cán bộ, công chức, {len(planted)} lỗi cài sẵn."
    else:
        text = f"{out}: {officials} officials, {len(planted)} planted wrongs."
    console.print(text, highlight=False, markup=False)
