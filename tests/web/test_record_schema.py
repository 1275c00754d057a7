"""The database is held to the registry's schema, and every table of the record is protected."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.record.base import MODELS
from chinhdanh.web.record.snapshots import recorded_models

_SQL_TYPES = {"date": "date", "integer": "bigint", "number": "double precision", "boolean": "boolean"}


def ask(query: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def test_every_table_of_the_registry_has_an_app() -> None:
    """A table added to the registry is recorded too."""
    assert set(MODELS) == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_the_view_of_a_table_has_the_columns_of_the_registry(db: None, table: str) -> None:
    """`snapshot.<table>` has the declared columns, in name, order and type, and an id."""
    held = ask(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'snapshot' AND table_name = %s ORDER BY ordinal_position",
        table,
    )
    assert held == [(column.name, _SQL_TYPES.get(column.type, "text")) for column in TABLES[table].columns]


def test_there_is_no_view_beside_the_tables_of_the_registry(db: None) -> None:
    """The schema `snapshot` is the registry and nothing else."""
    held = ask("SELECT table_name FROM information_schema.tables WHERE table_schema = 'snapshot'")
    assert {name for (name,) in held} == set(TABLES)


@pytest.mark.parametrize("table", [*TABLES, "change", "kept_table"])
def test_every_table_of_the_record_is_protected(db: None, table: str) -> None:
    """A table of the record whose migration forgets the triggers is found here."""
    held = {
        (name, of)
        for name, of in ask(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        )
    }
    if table in TABLES:
        wanted = {
            ("only_by_versions", table),
            ("only_added", f"{table}_version"),
            ("follow_versions", f"{table}_version"),
        }
    else:
        wanted = {("only_added", table)}
    assert wanted <= held


@pytest.mark.parametrize("table", TABLES)
def test_versions_hold_what_the_table_holds(db: None, table: str) -> None:
    """Each column of the table of what holds now, but its key, is in the table of versions."""
    columns = [
        {name for (name,) in ask("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", of)}
        for of in (table, f"{table}_version")
    ]
    assert columns[0] - columns[1] == {"key"}
    assert columns[1] - columns[0] == {"change_id", "replaces_id", "withdrawn"}


def test_models_and_migrations_agree(db: None) -> None:
    """`makemigrations --check` finds nothing to do."""
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_model_is_found_by_its_table() -> None:
    """`recorded_models` names the model of each table."""
    assert {table: model._meta.db_table for table, model in recorded_models().items()} == {t: t for t in TABLES}
