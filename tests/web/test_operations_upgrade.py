"""A backup that an earlier version made is restored and brought to this version with nothing lost.

`data/backup-DATE.zip.xz` was made by the version of that day on PostgreSQL 15: five synthetic people with their decisions and
an audit of them, two users, a correction, a look. A change of what the database holds keeps these files; a release adds
its own.
"""

from __future__ import annotations

import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.accounts.models import Grant, Look, User
from chinhdanh.web.findings.models import Verdict
from chinhdanh.web.officials.models import Person
from chinhdanh.web.operations.backup import restore
from chinhdanh.web.operations.health import missing_migrations
from chinhdanh.web.record.writing import recording

BACKUPS = sorted((Path(__file__).parent / "data").glob("backup-*.zip.xz"))


def held(columns: dict[str, list[str]]) -> dict[str, set[tuple[Any, ...]]]:
    """What the record offers as the registry, in these columns of each table."""
    found = {}
    with connection.cursor() as cursor:
        for table, names in columns.items():
            listed = ", ".join(f'"{name}"' for name in names)
            cursor.execute(f'SELECT {listed} FROM snapshot."{table}"')
            found[table] = set(cursor.fetchall())
    return found


def columns_there() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns "
            "WHERE table_schema = 'snapshot' GROUP BY 1"
        )
        return dict(cursor.fetchall())


def test_there_is_a_version_before() -> None:
    """Without a file the test below would try nothing."""
    assert BACKUPS


@pytest.mark.parametrize("packed", BACKUPS, ids=lambda path: path.name)
def test_what_an_earlier_version_held_is_held_by_this_one(
    packed: Path,
    empty_database: str,
    point_at: Callable[[str], None],
    sign_in: Callable[[Any], Any],
    tmp_path: Path,
) -> None:
    """Every cell of the record, its history, users, roles, looks and verdicts; and work goes on under the same limits."""
    file = tmp_path / "backup.zip"
    file.write_bytes(lzma.decompress(packed.read_bytes()))
    point_at(empty_database)
    restore(file)
    columns = columns_there()
    before = held(columns)
    versions = Person.Version.objects.values_list("version", "id", "full_name").order_by("version")
    history, verdicts = list(versions), Verdict.objects.count()
    assert len(before["person"]) == 5
    assert verdicts > 100

    call_command("migrate", verbosity=0)
    assert missing_migrations() == 0
    assert set(columns_there()) == set(TABLES)
    assert held(columns) == before
    assert list(versions.all()) == history
    assert (Verdict.objects.count(), Grant.objects.count(), Look.objects.count()) == (verdicts, 2, 1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Person.Version.objects.update(full_name="x")
    lan = User.objects.get(name="lan")
    assert lan.check_password("một mật khẩu dài")
    browser = sign_in(lan)
    for address in ("/", "/organisations/", "/officials/", "/decisions/", "/findings/"):
        assert browser.get(address).status_code == 200, address
    with recording("entry", lan, "thử") as writing:
        added = writing.add(Person, full_name="Người mới")
    assert Person.objects.get(pk=added.pk).full_name == "Người mới"
