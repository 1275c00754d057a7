"""``chinhdanh draw``: draw whose declaration of assets is verified this year, so that anybody can redraw it."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chinhdanh.cli.problems import COULD_NOT_RUN, FOUND_SOMETHING, lang_option, no_traceback, say, say_notices

if TYPE_CHECKING:
    from chinhdanh.registry.problems import Language


@click.command("draw")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--year", type=click.IntRange(2021, 2100), required=True, help="Năm xác minh (year of verification).")
@click.option(
    "--seed",
    metavar="TEXT",
    help="Mầm ngẫu nhiên đã công bố; thiếu thì chỉ lập danh sách (the published seed; without it only the population).",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="Biên bản: FILE.txt, FILE.csv, FILE-population.tsv (the protocol).",
)
@click.option("--under", metavar="ORG", help="Chỉ các cơ quan trực thuộc cơ quan này (only bodies below this one).")
@click.option(
    "--four-ministries",
    is_flag=True,
    help="Bộ Công an, Quốc phòng, Ngoại giao, Tài chính: 10 % số cơ quan (the four ministries: 10 % of the bodies).",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Ngày lập danh sách; mặc định 31/12 năm trước (day of the population; default 31 December before).",
)
@lang_option
@no_traceback
def draw(
    path: Path,
    year: int,
    seed: str | None,
    out: Path,
    under: str | None,
    four_ministries: bool,
    as_of: datetime | None,
    lang: Language,
) -> None:
    """Bốc thăm người được xác minh tài sản, thu nhập theo Nghị định 130/2020. (Draw whose declaration is verified.)

    Ít nhất 20 % số cơ quan và trong mỗi cơ quan ít nhất 10 % số người kê khai hằng năm, có ít nhất một người đứng đầu
    hoặc cấp phó. Mỗi mã được xếp theo SHA-256 của "mầm|mã"; ai cũng tính lại được bằng sha256sum:

    At least 20 % of the bodies, and in each at least 10 % of those who declare every year, with a head or deputy. Each id
    is ranked by the SHA-256 of "seed|id", smallest first; anybody can redraw it with sha256sum:

    \b
      printf '%s' 'XSMB 2026-01-20 48213|so-01' | sha256sum
      f1fd47a15fe47f4da5abcfb0b3b72d945076a73f592d069df10f830afc526e34  -

    \b
    1. chinhdanh draw ho-so/ --year 2026 --out boc-tham       danh sách và SHA-256 để công bố trước (publish this first)
    2. chinhdanh draw ho-so/ --year 2026 --out boc-tham --seed "XSMB 2026-01-20 48213"
    Mã kết thúc (exit code): 0 đủ số (all numbers met) · 1 có số chưa đạt (some not met) · 2 không chạy được
    """
    from importlib.metadata import version

    from chinhdanh.audit.draw import BadSeed, Numbers, check_seed
    from chinhdanh.audit.draw import draw as run
    from chinhdanh.audit.draw_population import NoPopulation, read_population
    from chinhdanh.law.library import load_library
    from chinhdanh.registry.snapshot import open_snapshot
    from chinhdanh.reports import draw as report

    library = load_library()
    numbers = Numbers.of(library, four_ministries=four_ministries)
    try:
        if seed is not None:
            check_seed(seed)
        with open_snapshot(path) as snapshot:
            day = as_of.date() if as_of is not None else None
            population = read_population(snapshot, year, numbers, day=day, under=under)
            say_notices(snapshot.notices, lang)
    except BadSeed:
        _stop(
            lang,
            "Mầm phải là một dòng chữ không rỗng, không có khoảng trắng ở đầu và cuối.",
            "The seed must be one line of text, not empty, without blanks at its ends.",
        )
    except NoPopulation as error:
        tables = ", ".join(error.tables)
        _stop(
            lang,
            f"Hồ sơ không có bảng {tables}, nên không biết ai phải kê khai hằng năm.",
            f"The record has no table {tables}, so nobody is known to declare every year.",
        )
    if not any(p.counts for p in population.declarants):
        _stop(
            lang,
            "Hồ sơ không có ai kê khai hằng năm tại ngày lập danh sách; xem lại --as-of và --under.",
            "Nobody on record declares every year on the day of the population; look at --as-of and --under.",
        )
    fixed = report.write_population(population, out)
    files = report.files_of(out)
    if seed is None:
        click.echo(f"{fixed}  {files['population'].name}")
        say(
            "Công bố mã SHA-256 này trước khi biết mầm, rồi chạy lại với --seed."
            if lang == "vi"
            else "Publish this SHA-256 before the seed is known, then run again with --seed."
        )
        return
    drawn = run(population.declarants, seed, numbers)
    text = report.protocol_text(population, drawn, year, numbers, library, lang, version("chinhdanh"))
    report.write_protocol(text, report.protocol_csv(population, drawn), out)
    click.echo(text, nl=False)
    say(f"{files['text']}, {files['csv']}, {files['population']}")
    if not drawn.complete:
        sys.exit(FOUND_SOMETHING)


def _stop(lang: Language, vi: str, en: str) -> None:
    say(vi if lang == "vi" else en)
    sys.exit(COULD_NOT_RUN)
