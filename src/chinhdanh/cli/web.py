"""``chinhdanh serve`` and ``chinhdanh web``: run the application, and the operator's work on its data."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from chinhdanh.cli.problems import COULD_NOT_RUN, lang_option, no_traceback, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chinhdanh.registry.problems import Language

P = ParamSpec("P")
T = TypeVar("T")


def _needs_web(command: Callable[P, T]) -> Callable[P, T]:
    """Say how to install what is missing where the application was not installed with the rest."""

    @wraps(command)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        missing = [
            name for name in ("django", "psycopg", "gunicorn", "whitenoise") if not importlib.util.find_spec(name)
        ]
        if missing:
            text = {
                "vi": f"Chưa cài phần ứng dụng web (thiếu {', '.join(missing)}). Cài bằng: pip install 'chinhdanh[web]'",
                "en": f"The web application is not installed ({', '.join(missing)} missing). Install it with: "
                "pip install 'chinhdanh[web]'",
            }
            say(text["en" if kwargs.get("lang") == "en" else "vi"])
            sys.exit(COULD_NOT_RUN)
        return command(*args, **kwargs)

    return checked


@contextmanager
def _bar(titles: dict[str, tuple[str, str]], lang: Language) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on stderr; `titles` says what a step is called. A step without one is a table, called by its name."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def step(what: str, done: int, total: int) -> None:
            vi, en = titles.get(what, (what, what))
            bar.update(task, description=vi if lang == "vi" else en, completed=done, total=total)

        yield step


_LOADING = {
    "check": ("Kiểm tra", "Checking"),
    "index": ("Lập chỉ mục", "Indexing"),
    "audit": ("Đối chiếu với quy định", "Judging by the law"),
}


@click.command("serve")
@click.option(
    "--listen",
    multiple=True,
    default=("127.0.0.1:8000",),
    show_default=True,
    metavar="HOST:PORT",
    help="Nơi nghe (where to listen); hoặc unix:/đường/dẫn (or unix:/path).",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Số tiến trình (worker processes)."
)
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="Số luồng mỗi tiến trình (threads in each).",
)
@click.option("--demo", is_flag=True, help="Dùng thử trên máy này, không cần cấu hình (a demo on this machine).")
@click.option(
    "--registry",
    type=click.Path(path_type=Path, exists=True),
    default=None,
    help="Hồ sơ để nạp vào bản dùng thử còn trống (registry to load into an empty demo).",
)
@click.option(
    "--no-jobs",
    is_flag=True,
    help="Không kèm tiến trình làm việc nền; chạy riêng bằng chinhdanh web worker (without the worker for background jobs).",
)
@lang_option
@no_traceback
@_needs_web
def serve(
    listen: tuple[str, ...],
    workers: int,
    threads: int,
    demo: bool,
    registry: Path | None,
    no_jobs: bool,
    lang: Language,
) -> None:
    """Chạy ứng dụng web. (Run the web application.)

    \b
    Cấu hình bằng biến môi trường: CHINHDANH_SECRET_KEY, CHINHDANH_HOSTS, DATABASE_URL, CHINHDANH_DATA;
    thiếu hoặc không an toàn thì không chạy. (Settings come from the environment; unsafe ones are refused.)
    Bản dùng thử có sẵn mỗi vai trò một người dùng. (A demo has a user for each role.)
    Ví dụ (example): chinhdanh serve --demo --registry ho-so-2026/
    """
    if registry is not None and not demo:
        raise click.UsageError(
            "--registry chỉ đi với --demo; hồ sơ thật nạp bằng: chinhdanh web load"
            if lang == "vi"
            else "--registry goes with --demo only; a real registry is loaded with: chinhdanh web load"
        )
    from chinhdanh.web.operations.commands import prepare_demo, prepare_to_serve
    from chinhdanh.web.operations.server import serve as run
    from chinhdanh.web.postgres import embedded_runs, stop_embedded

    ran_before, own_process = embedded_runs(), os.getpid()
    try:
        prepare_to_serve(list(listen), demo)
        if demo:
            with _bar(_LOADING, lang) as step:
                prepare_demo(registry, step)
        # By its name: security keys are tied to names, and an address of numbers is none.
        named = (address.replace("127.0.0.1", "localhost") if demo else address for address in listen)
        where = ", ".join(address if address.startswith("unix:") else f"http://{address}" for address in named)
        say(
            f"Ứng dụng chạy tại {where}; dừng bằng Ctrl-C." if lang == "vi" else f"Serving at {where}; Ctrl-C stops it."
        )
        run(list(listen), workers, threads, jobs=not no_jobs)
    finally:
        # A worker that ends comes by here, too: the database goes on for the others.
        if not ran_before and os.getpid() == own_process:
            stop_embedded()


@click.group()
def web() -> None:
    """Việc của người vận hành ứng dụng web. (The operator's work on the web application.)"""


@web.command()
@lang_option
@no_traceback
@_needs_web
def migrate(lang: Language) -> None:
    """Nâng cấp cơ sở dữ liệu lên phiên bản này. (Bring the database to this version.)

    \b
    Sao lưu trước khi nâng cấp. (Back up first.)
    Ví dụ (example): chinhdanh web migrate
    """
    from chinhdanh.web.operations import commands

    with commands.application(migrated=False):
        done = commands.migrate()
    say(f"Đã nâng cấp {done} bước." if lang == "vi" else f"{done} migration(s) applied.")


@web.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--reason", default="Nạp hồ sơ ban đầu", show_default=True, help="Lý do, ghi vào lịch sử (reason).")
@lang_option
@no_traceback
@_needs_web
def load(path: Path, reason: str, lang: Language) -> None:
    """Nạp một bộ hồ sơ vào ứng dụng còn trống. (Load a registry into the empty application.)

    \b
    PATH: thư mục tệp Parquet/CSV hoặc sổ Excel (a folder of Parquet/CSV files, or a workbook)
    Mọi chỗ hồ sơ không nhận được đều được liệt kê trước khi ghi. (All that cannot be held is listed before writing.)
    Ví dụ (example): chinhdanh web load ho-so-2026/
    """
    from chinhdanh.web.operations import commands

    with commands.application(), _bar(_LOADING, lang) as step:
        rows = commands.load(path, reason, step)
    _tell_rows(rows)
    total = sum(rows.values())
    say(f"Đã nạp {total} dòng của {len(rows)} bảng." if lang == "vi" else f"Loaded {total} rows of {len(rows)} tables.")


@web.command()
@click.argument("name")
@click.option(
    "--code", default=None, metavar="ID", help="Mã để gọi ở các lệnh, ví dụ tinh-uy; không có thì tự đặt (its id)."
)
@click.option("--kind", default=None, metavar="CODE", help="Loại cơ quan, ví dụ party_committee (kind).")
@click.option("--level", default=None, metavar="CODE", help="Cấp: central, province, district, commune (level).")
@click.option("--sector", default=None, metavar="CODE", help="Ngành, lĩnh vực (sector).")
@click.option("--subkind", default=None, metavar="CODE", help="Loại tổ chức khi tính số cấp phó (for deputies).")
@click.option("--province", default=None, metavar="CODE", help="Mã tỉnh theo danh mục đơn vị hành chính (province).")
@click.option(
    "--province-class", default=None, metavar="CODE", help="Loại tỉnh: special, 1, 2, 3 (class of the province)."
)
@click.option(
    "--since", default=None, metavar="DAY", help="Ngày bắt đầu hoạt động; không rõ thì bỏ (from when it stands)."
)
@click.option("--evidence", default=None, help="Văn bản thành lập: số, ngày (document of its founding).")
@click.option("--reason", default="Ghi tổ chức đầu tiên", show_default=True, help="Lý do, ghi vào lịch sử (reason).")
@lang_option
@no_traceback
@_needs_web
def found(lang: Language, **stated: str) -> None:
    """Ghi một tổ chức không trực thuộc tổ chức nào. (Record a body that stands under none.)

    \b
    Cho nơi bắt đầu từ danh sách Excel, chưa có bộ hồ sơ để nạp: vai trò được giao ở tổ chức này, các cơ quan bên dưới
    được lập trên trang. (Where there is no registry to load: roles are granted here, the bodies below are founded on pages.)
    Mã các loại, cấp, ngành: docs/registry.md; ghi sai thì lệnh liệt kê. (A wrong code is answered with those there are.)
    Ví dụ (example): chinhdanh web found "Tỉnh ủy An Sơn" --code tinh-uy --kind party_committee --level province
    """
    from chinhdanh.web.operations import commands
    from chinhdanh.web.operations.founding import Stated

    with commands.application():
        body, name = commands.found(Stated(**stated))
    click.echo(body)
    say(
        f"Đã ghi {name}. Giao vai trò ở đó: chinhdanh web user grant … --at {body}"
        if lang == "vi"
        else f"Recorded {name}. Roles there are granted by: chinhdanh web user grant … --at {body}"
    )


@web.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Thư mục mới (new folder).")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="Ngày kiểm tra, ghi vào manifest.json (day of the audit, for manifest.json).",
)
@lang_option
@no_traceback
@_needs_web
def snapshot(out: Path, as_of: datetime | None, lang: Language) -> None:
    """Xuất toàn bộ hồ sơ đang có hiệu lực. (Write the record as it stands as a registry.)

    \b
    Ví dụ (example): chinhdanh web snapshot --out ho-so && chinhdanh audit ho-so
    """
    from chinhdanh.web.operations import commands

    with commands.application():
        rows = commands.snapshot(out, as_of.date() if as_of else None)
    _tell_rows(rows)
    total = sum(rows.values())
    say(f"Đã ghi {total} dòng vào {out}." if lang == "vi" else f"Wrote {total} rows to {out}.")


def _tell_rows(rows: dict[str, int]) -> None:
    for table, count in rows.items():
        click.echo(f"{table}\t{count}")


@web.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@lang_option
@no_traceback
@_needs_web
def backup(file: Path, lang: Language) -> None:
    """Sao lưu toàn bộ cơ sở dữ liệu vào FILE. (Back the whole database up into FILE.)

    \b
    Ví dụ (example): chinhdanh web backup sao-luu-2026-11-20.zip
    """
    from chinhdanh.web.operations import commands

    with commands.application(migrated=False), _bar(_STEPS, lang) as step:
        rows = commands.back_up(file, step)
    say(f"Đã sao lưu {rows} dòng vào {file}." if lang == "vi" else f"Backed {rows} rows up into {file}.")


@web.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@lang_option
@no_traceback
@_needs_web
def restore(file: Path, lang: Language) -> None:
    """Phục hồi bản sao lưu vào cơ sở dữ liệu trống. (Restore a backup into an empty database.)

    \b
    Mọi bảng được đếm và so với lúc sao lưu. (Every table is compared with the moment of the backup.)
    Ví dụ (example): CHINHDANH_DATA=/srv/moi chinhdanh web restore sao-luu-2026-11-20.zip
    """
    from chinhdanh.web.operations import commands

    with commands.application(migrated=False), _bar(_STEPS, lang) as step:
        rows = commands.restore(file, step)
    text = {
        "vi": f"Đã phục hồi {rows} dòng; mọi bảng giống lúc sao lưu.",
        "en": f"Restored {rows} rows; every table is as it was when backed up.",
    }
    say(text[lang])


_STEPS = {
    "dump": ("Ghi", "Writing"),
    "restore": ("Phục hồi", "Restoring"),
    "sums": ("Đối chiếu các bảng", "Summing up tables"),
}


@web.group()
def user() -> None:
    """Người dùng của ứng dụng. (Users of the application.)"""


def _password_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--password-file``; without it the password is asked for twice."""
    return click.option(
        "--password-file",
        type=click.File(encoding="utf-8"),
        help="Tệp có mật khẩu ở dòng đầu, hoặc - cho stdin; không có thì hỏi (file with the password, - for stdin).",
    )(command)


def _read_password(file: Any, lang: Language) -> str:
    if file is not None:
        return str(file.readline()).rstrip("\r\n")
    prompt = "Mật khẩu" if lang == "vi" else "Password"
    return str(click.prompt(prompt, hide_input=True, confirmation_prompt=True, err=True))


@user.command()
@click.argument("name")
@click.option("--full-name", required=True, help="Họ và tên (full name).")
@click.option("--person", default=None, metavar="ID", help="Mã người trong hồ sơ (id of the person in the record).")
@_password_option
@lang_option
@no_traceback
@_needs_web
def add(name: str, full_name: str, person: str | None, password_file: Any, lang: Language) -> None:
    """Thêm người dùng. (Add a user.)

    \b
    Ví dụ (example): chinhdanh web user add lan --full-name "Trần Thị Lan"
    """
    from chinhdanh.web.operations import commands

    with commands.application():
        commands.add_user(name, full_name, person, _read_password(password_file, lang))
    say(f"Đã thêm {name}." if lang == "vi" else f"Added {name}.")


@user.command(name="list")
@lang_option
@no_traceback
@_needs_web
def list_users(lang: Language) -> None:
    """Liệt kê người dùng. (List the users.)"""
    from chinhdanh.web.operations import commands

    words = {"vi": ("hoạt động", "đã khóa"), "en": ("active", "locked")}[lang]
    with commands.application():
        for name, full_name, person, active in commands.users():
            click.echo("\t".join((name, full_name, person, words[not active])))


@user.command()
@click.argument("name")
@_password_option
@lang_option
@no_traceback
@_needs_web
def password(name: str, password_file: Any, lang: Language) -> None:
    """Đặt lại mật khẩu. (Set a new password.)"""
    from chinhdanh.web.operations import commands

    with commands.application():
        commands.change_user(name, password=_read_password(password_file, lang))
    say(f"Đã đặt lại mật khẩu của {name}." if lang == "vi" else f"{name} has a new password.")


@user.command()
@click.argument("name")
@lang_option
@no_traceback
@_needs_web
def lock(name: str, lang: Language) -> None:
    """Không cho đăng nhập nữa. (Keep a user from signing in.)"""
    from chinhdanh.web.operations import commands

    with commands.application():
        commands.change_user(name, active=False)
    say(f"Đã khóa {name}." if lang == "vi" else f"{name} is locked.")


@user.command()
@click.argument("name")
@lang_option
@no_traceback
@_needs_web
def unlock(name: str, lang: Language) -> None:
    """Cho đăng nhập lại. (Let a user sign in again.)"""
    from chinhdanh.web.operations import commands

    with commands.application():
        commands.change_user(name, active=True)
    say(f"Đã mở khóa {name}." if lang == "vi" else f"{name} may sign in again.")


@user.command("forget-factors")
@click.argument("name")
@lang_option
@no_traceback
@_needs_web
def forget_factors(name: str, lang: Language) -> None:
    """Bỏ mọi bước xác thực thứ hai của người đã mất thiết bị. (Take all second factors from a user who lost theirs.)

    \b
    Chỉ làm khi đã chắc chắn đó là người ấy; nếu thiết bị bị lấy mất, đặt lại cả mật khẩu: mọi phiên kết thúc.
    (Only once sure who asks; where the device was stolen set a new password, too, which ends all sessions.)
    """
    from chinhdanh.web.operations import commands

    with commands.application():
        count = commands.forget_factors(name)
    say(f"Đã bỏ {count} yếu tố xác thực của {name}." if lang == "vi" else f"{count} factor(s) of {name} were removed.")


_ROLES = (
    "personnel_officer", "head_of_personnel", "deciding_authority", "inspector",
    "plan_coordinator", "case_handler", "official", "operator",
)  # fmt: skip


@user.command()
@click.argument("name")
@click.argument("role", type=click.Choice(_ROLES))
@click.option("--at", default=None, metavar="ID", help="Mã tổ chức trong hồ sơ (id of the organisation in the record).")
@click.option("--reason", required=True, help="Lý do, căn cứ (reason).")
@lang_option
@no_traceback
@_needs_web
def grant(name: str, role: str, at: str | None, reason: str, lang: Language) -> None:
    """Giao vai trò từ hôm nay. (Give a user a role from today.)

    \b
    Vai trò có hiệu lực ở tổ chức và mọi đơn vị trực thuộc. (It holds at the organisation and all below it.)
    Ví dụ (example): chinhdanh web user grant lan personnel_officer --at so-noi-vu --reason "QĐ 12/QĐ-SNV"
    """
    from chinhdanh.web.operations import commands

    with commands.application():
        body = commands.give_role(name, role, at, reason)
    where_vi, where_en = (f" tại {body}", f" at {body}") if body else ("", "")
    say(
        f"Đã giao vai trò {role}{where_vi} cho {name}."
        if lang == "vi"
        else f"{name} now holds the role {role}{where_en}."
    )
