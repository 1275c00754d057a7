"""What the operator asks for on the command line; what keeps it from being done is told as problems."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from chinhdanh.registry.problems import Place, ProblemList, RegistryProblems, single
from chinhdanh.web.operations import safety
from chinhdanh.web.operations.founding import Stated

Progress = Callable[[str, int, int], None]


@contextmanager
def application(*, migrated: bool = True) -> Iterator[None]:
    """Django, set up for the settings of the environment, with the database reached.

    With `migrated`, its tables are those of this version. Raises RegistryProblems where that is not so.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chinhdanh.web.settings")
    found = ProblemList()
    safety.look_at_database(os.environ.get("DATABASE_URL", ""), found)
    found.raise_if_any()
    import django

    django.setup()
    from django.db import Error, OperationalError, connection

    try:
        connection.ensure_connection()
        if migrated:
            _refuse_if_behind()
        yield
    except OperationalError as error:
        if not _lost(error):
            raise _refused(error) from error
        raise single(
            "database_not_reached",
            Place(file="DATABASE_URL"),
            f"Không kết nối được, hoặc mất kết nối với cơ sở dữ liệu ({_sql_state(error)}). Kiểm tra địa chỉ, tên, mật khẩu "
            "và máy chủ.",
            f"The database cannot be reached, or the connection to it was lost ({_sql_state(error)}). Check the address, "
            "the user, the password and the server.",
        ) from error
    except Error as error:
        raise _refused(error) from error
    finally:
        connection.close()


def _lost(error: BaseException) -> bool:
    """Whether there was no connection, or none any more; a full disk or a deadlock are told as refusals."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(("08", "28", "3D", "57P"))


def _refused(error: BaseException) -> RegistryProblems:
    return single(
        "database_refused",
        Place(file="DATABASE_URL"),
        f"Cơ sở dữ liệu từ chối ({_sql_state(error)}); không ghi gì.",
        f"The database refused ({_sql_state(error)}); nothing was written.",
    )


def _sql_state(error: BaseException) -> str:
    """Kind and constraint of an error of the database, without the values that its message names."""
    cause: Any = error.__cause__ or error
    diagnosis = getattr(cause, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", None)
    kind = type(cause).__name__
    return f"{kind}, {constraint}" if constraint else kind


def _refuse_if_behind() -> None:
    from chinhdanh.web.operations.health import missing_migrations

    if missing := missing_migrations():
        raise single(
            "migrations_missing",
            Place(file="DATABASE_URL"),
            f"Cơ sở dữ liệu thiếu {missing} bước nâng cấp của phiên bản này. Sao lưu, rồi chạy: chinhdanh web migrate",
            f"The database lacks {missing} migration(s) of this version. Back it up, then run: chinhdanh web migrate",
        )


def migrate() -> int:
    """Apply the migrations that are missing; how many there were."""
    from django.core.management import call_command

    from chinhdanh.web.operations.health import missing_migrations

    missing = missing_migrations()
    call_command("migrate", verbosity=0, interactive=False, stdout=StringIO())
    return missing


def load(path: Path, reason: str, progress: Progress) -> dict[str, int]:
    """Load the registry at `path` into the empty record; rows by table."""
    from chinhdanh.registry.snapshot import open_snapshot
    from chinhdanh.web.record.snapshots import NotEmpty, load_snapshot

    with open_snapshot(path) as snapshot:
        try:
            return load_snapshot(snapshot, reason, progress=progress)
        except NotEmpty as error:
            raise single(
                "record_not_empty",
                Place(file=str(path)),
                "Hồ sơ đã có dữ liệu; chỉ nạp vào hồ sơ trống. Dùng cơ sở dữ liệu mới (DATABASE_URL hay CHINHDANH_DATA khác).",
                "The record holds data already; a registry is loaded into an empty one. Use a new database (another "
                "DATABASE_URL or CHINHDANH_DATA).",
            ) from error


def snapshot(out: Path, as_of: date | None) -> dict[str, int]:
    """Write the record as it stands as a registry into the new folder `out`; rows by table."""
    from chinhdanh.registry.outdir import new_folder
    from chinhdanh.web.record.snapshots import export_snapshot

    with new_folder(out) as folder:
        return export_snapshot(folder, as_of)


def add_user(name: str, full_name: str, person: str | None, password: str) -> None:
    """A user who can sign in; what they may do is granted in the application."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from chinhdanh.web.accounts.models import User

    found = ProblemList()
    name = User.normalize_username(name)
    if User.objects.filter(name=name).exists():
        found.add(
            "user_exists",
            Place(file=name),
            "Đã có người dùng tên này. Chọn tên khác.",
            "There is a user of this name already. Choose another name.",
        )
    if person is not None:
        from chinhdanh.web.officials.models import Person

        if not Person.objects.filter(pk=person).exists():
            found.add(
                "no_such_person",
                Place(file=name),
                f'Hồ sơ không có người mang mã "{person}". Kiểm tra mã, hoặc bỏ --person.',
                f'The record has nobody with the id "{person}". Check it, or leave out --person.',
                value=person,
            )
    _look_at_password(password, validate_password, ValidationError, found)
    found.raise_if_any()
    User.objects.create_user(name, password, full_name=full_name, person_id=person, password_temporary=True)


def _look_at_password(password: str, validate: Any, refusal: type[Exception], found: ProblemList) -> None:
    from django.utils import translation

    told = {}
    for language in ("vi", "en"):
        with translation.override(language):
            try:
                validate(password)
            except refusal as error:
                told[language] = " ".join(getattr(error, "messages", []))
    if told:
        found.add("weak_password", Place(file="password"), told["vi"], told["en"])


def change_user(name: str, *, password: str | None = None, active: bool | None = None) -> None:
    """Give a user a new password, or keep them from signing in, or let them again."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    user = _user(name)
    if password is not None:
        found = ProblemList()
        _look_at_password(password, validate_password, ValidationError, found)
        found.raise_if_any()
        user.set_password(password)
        # Known to whoever set it: its user changes it before anything else.
        user.password_temporary = True
    if active is not None:
        user.is_active = active
    user.save(update_fields=["password", "password_temporary", "is_active"])


def _user(name: str) -> Any:
    from chinhdanh.web.accounts.models import User

    user = User.objects.filter(name=User.normalize_username(name)).first()
    if user is None:
        raise single(
            "no_such_user",
            Place(file=name),
            "Không có người dùng tên này. Xem: chinhdanh web user list",
            "There is no user of this name. See: chinhdanh web user list",
        )
    return user


def forget_factors(name: str) -> int:
    """Take all second factors from a user who lost theirs; how many there were."""
    from allauth.mfa.models import Authenticator

    count, _kinds = Authenticator.objects.filter(user=_user(name)).delete()
    return int(count)


def give_role(name: str, role: str, organization: str | None, reason: str) -> str:
    """Give a user a role from today, at the machine: the first of each kind, who then grant others; the body's name."""
    from chinhdanh.web.accounts.actions import set_up_role
    from chinhdanh.web.accounts.models import Grant
    from chinhdanh.web.accounts.pages import today
    from chinhdanh.web.organisations.models import Organization
    from chinhdanh.web.record.access import OPERATOR

    user, body = _user(name), None
    found = ProblemList()
    if organization is not None:
        body = Organization.objects.filter(pk=organization).first()
        if body is None:
            found.add(
                "no_such_organization",
                Place(file=name),
                f'Hồ sơ không có tổ chức mang mã "{organization}". Kiểm tra mã ở --at.',
                f'The record has no organisation with the id "{organization}". Check --at.',
                value=organization,
            )
    elif role != OPERATOR:
        found.add(
            "role_without_organization",
            Place(file=name),
            "Vai trò này cần một tổ chức: thêm --at MÃ.",
            "This role is held at an organisation: add --at ID.",
        )
    in_force = Grant.objects.in_force(today()).filter(user=user, role=role, organization_id=organization)
    if in_force.exists():
        found.add(
            "role_held",
            Place(file=name),
            "Người dùng đã có vai trò này ở đó.",
            "The user holds this role there already.",
        )
    found.raise_if_any()
    set_up_role(user, role, organization, today(), reason)
    return "" if body is None else str(body.name)


def found(stated: Stated) -> tuple[str, str]:
    """Record a body that stands under none; its id and its name."""
    from chinhdanh.web.operations.founding import found as run

    body = run(stated)
    return str(body.pk), str(body.name)


def users() -> list[tuple[str, str, str, bool]]:
    """Name, full name, id of the person and whether they may sign in, of every user."""
    from chinhdanh.web.accounts.models import User

    return [(user.name, user.full_name, user.person_id or "", user.is_active) for user in User.objects.order_by("name")]


def back_up(file: Path, progress: Progress) -> int:
    """Back the whole database up into `file`; how many rows."""
    from chinhdanh.web.operations.backup import back_up as run

    return sum(table.rows for table in run(file, progress).values())


def restore(file: Path, progress: Progress) -> int:
    """Restore the backup `file` into the empty database; how many rows."""
    from chinhdanh.web.operations.backup import restore as run

    return sum(table.rows for table in run(file, progress).values())


def _taken(listen: str) -> ProblemList:
    """The problem of an address that cannot be listened at."""
    found = ProblemList()
    host, _, port = listen.rpartition(":")
    if listen.startswith("unix:"):
        return found
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host.strip("[]"), int(port)))
    except (OSError, ValueError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        found.add(
            "cannot_listen",
            Place(file="--listen"),
            f'Không nghe được ở "{listen}" ({why}). Chọn cổng khác, hoặc dừng chương trình đang dùng cổng này.',
            f'"{listen}" cannot be listened at ({why}). Choose another port, or stop what uses this one.',
            value=listen,
        )
    return found


def prepare_to_serve(listen: list[str], demo: bool) -> None:
    """All that must be so before anything listens. Raises RegistryProblems with every reason not to serve."""
    os.environ[safety.SERVING] = "1"
    found: list[ProblemList] = []
    if demo:
        os.environ[safety.DEMO] = "1"
        found += [safety.listening_beyond(address) for address in listen]
    else:
        os.environ.pop(safety.DEMO, None)
        found.append(safety.what_is_unsafe(os.environ))
    found += [_taken(address) for address in listen]
    problems = [problem for one in found for problem in one.problems]
    if problems:
        raise RegistryProblems(problems)
    with application(migrated=not demo):
        from django.core.management import call_command

        if demo:
            migrate()
        call_command("collectstatic", verbosity=0, interactive=False, stdout=StringIO())


def prepare_demo(registry: Path | None, progress: Progress) -> dict[str, int]:
    """Fill the demo: the registry, where the record is empty, its audit, and a user for each role; rows loaded by table.

    Raises RegistryProblems where somebody could sign in here already: that is an application in use, and no demo.
    """
    with application():
        from chinhdanh.web.accounts import demo
        from chinhdanh.web.record.base import KeptTable

        if demo.others_there():
            raise single(
                "demo_with_users",
                Place(file="DATABASE_URL"),
                "Cơ sở dữ liệu này đã có người dùng thật; bản dùng thử sẽ cho bất kỳ ai trên máy này vào với mọi vai trò. "
                "Chọn cơ sở dữ liệu khác (DATABASE_URL hay CHINHDANH_DATA), hoặc chạy không có --demo.",
                "This database has real users already; a demo would let anybody on this machine in under every role. Choose "
                "another database (DATABASE_URL or CHINHDANH_DATA), or run without --demo.",
            )
        loaded = {}
        if registry is not None and not KeptTable.objects.exists():
            loaded = load(registry, "Nạp tỉnh dùng thử", progress)
        demo.set_up()
        _audit_once(progress)
        return loaded


def _audit_once(progress: Progress) -> None:
    """Judge what is recorded, where nothing was judged yet: what pages show of findings is then there from the start."""
    from chinhdanh.web.accounts.pages import today
    from chinhdanh.web.findings.actions import audit_now
    from chinhdanh.web.findings.models import Run
    from chinhdanh.web.record.base import KeptTable

    if KeptTable.objects.exists() and not Run.objects.filter(state=Run.DONE).exists():
        audit_now(today(), lambda _what, share: progress("audit", share, 100))
