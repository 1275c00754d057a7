"""``chinhdanh revocation``: old wrong recruitment by class, and what is to be done about each case."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chinhdanh.cli.audit import AS_OF
from chinhdanh.cli.problems import FOUND_SOMETHING, lang_option, no_traceback, say, say_notices

if TYPE_CHECKING:
    from chinhdanh.audit.revocation import Listing
    from chinhdanh.registry.problems import Language


@click.command("revocation")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="Thư mục mới cho hai bảng cases.csv, classes.csv (new folder). Mặc định (default): <tên>-revocation",
)
@click.option(
    "--example",
    is_flag=True,
    help="Ghi vào PATH một hồ sơ dựng sẵn theo số liệu công bố, rồi dừng (write a made-up registry to PATH).",
)
@AS_OF
@lang_option
@no_traceback
def revocation(path: Path, out: Path | None, example: bool, as_of: datetime | None, lang: Language) -> None:
    """Xếp nhóm tuyển dụng sai trước đây và việc phải làm. (Old wrong recruitment by class, and what is to be done.)

    \b
    PATH: thư mục tệp Parquet/CSV hoặc sổ Excel (a folder of Parquet/CSV files, or a workbook)
    Ví dụ (example): chinhdanh revocation ho-so-2026/ --out ra-soat --as-of 2026-11-20
    Mã kết thúc (exit code): 0 không có trường hợp (none) · 1 có (cases found) · 2 không chạy được (could not run)
    """
    from chinhdanh.audit.revocation import Numbers, list_cases
    from chinhdanh.audit.revocation_example import example_registry
    from chinhdanh.law.library import load_library
    from chinhdanh.registry.outdir import new_folder
    from chinhdanh.registry.snapshot import open_snapshot, write_snapshot

    library = load_library()
    if example:
        numbers = Numbers.of(library)
        write_snapshot(example_registry(numbers), path, as_of=numbers.from_232)
        say(f"Đã ghi hồ sơ dựng sẵn vào {path}" if lang == "vi" else f"Wrote the made-up registry to {path}")
        return
    target = out or Path(f"{path.resolve().stem}-revocation")
    with open_snapshot(path) as snapshot, new_folder(target) as folder:
        listing = list_cases(snapshot, folder, as_of=as_of.date() if as_of else None, library=library)
        say_notices(snapshot.notices, lang)
    _print(listing, target, lang)
    if sum(listing.counts.values()):
        sys.exit(FOUND_SOMETHING)


def _print(listing: Listing, target: Path, lang: Language) -> None:
    from chinhdanh.audit.revocation_texts import CLASSES

    for name, count in listing.counts.items():
        if count or name in listing.published:
            click.echo(f"{count:>8}  {getattr(CLASSES[name], lang)}")
    total = sum(listing.counts.values())
    click.echo(f"{total:>8}  " + ("Tổng số" if lang == "vi" else "In all"))
    day = listing.as_of
    if lang == "vi":
        say(
            f"Xét tại ngày {day:%d/%m/%Y}. Danh sách: {target / 'cases.csv'} · bảng theo nhóm: {target / 'classes.csv'}"
        )
    else:
        say(f"As of {day.isoformat()}. Cases: {target / 'cases.csv'} · table by class: {target / 'classes.csv'}")
    if listing.undeclared:
        say(
            f"{listing.undeclared} người có ngày tuyển dụng mà không có quyết định; hồ sơ không được tuyên bố đầy đủ nên "
            "không xếp nhóm."
            if lang == "vi"
            else f"{listing.undeclared} persons with a day of recruitment and no decision; nobody declared the decisions "
            "complete, so nothing is said of them."
        )
