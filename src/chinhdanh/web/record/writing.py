"""Writing to the record: under a change, as new versions, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.db.models.expressions import DatabaseDefault

from chinhdanh.web.record.base import Change, KeptTable, Recorded, ids_alike


class EditedMeanwhile(Exception):
    """Somebody else recorded a newer version of the row since it was read; `row` is what was to be written to."""

    def __init__(self, row: Recorded) -> None:
        """Keep the row as it was read."""
        super().__init__(f"{row.registry_table} {row.pk}")
        self.row = row


class Recording:
    """What is written under one change."""

    def __init__(self, change: Change) -> None:
        """Write under `change`."""
        self.change = change

    def add(self, model: type[Recorded], **values: Any) -> Any:
        """A new row with these values; the row as it stands."""
        self._keep(model)
        row = model(**values)
        self._version(row)
        return model.objects.get(pk=row.pk)

    def correct(self, row: Recorded, **values: Any) -> Any:
        """A new version of `row` with these values in place of what stood there; the row as it stands.

        Raises EditedMeanwhile where `row` is not what the record holds any more.
        """
        known = {field.name for field in row._meta.concrete_fields} | {f.attname for f in row._meta.concrete_fields}
        if unknown := sorted(set(values) - known):
            raise TypeError(f"{row.registry_table} has no {', '.join(unknown)}")
        model = type(row)
        corrected = model(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
        for name, value in values.items():
            setattr(corrected, name, value)
        self._version(corrected, replaces=row)
        return model.objects.get(pk=row.pk)

    def withdraw(self, row: Recorded) -> None:
        """The row was recorded in error: what holds now is without it, its versions stay.

        Raises EditedMeanwhile where `row` is not what the record holds any more; IntegrityError at the end of the
        transaction where something else hangs on it.
        """
        self._version(row, replaces=row, withdrawn=True)

    def add_many(self, model: type[Recorded], rows: Sequence[Mapping[str, Any]]) -> None:
        """As `add`, of many rows in one statement; a reference is named by its id (`person_id`)."""
        if rows:
            self._keep(model)
            fields = _said(model)
            unstated = {field.attname: _stated(field.get_default()) for field in fields if field.name != "id"}
            made = zip(ids_alike(), rows, strict=False)
            self._versions(model, [({**unstated, "id": new, **values}, None, False) for new, values in made])

    def correct_many(self, rows: Sequence[tuple[Recorded, Mapping[str, Any]]]) -> None:
        """As `correct`, of many rows in one statement: each as it stands, and what is to be said instead."""
        if rows:
            model = type(rows[0][0])
            names = [field.attname for field in _said(model)]
            corrected = [
                ({name: getattr(row, name) for name in names} | {**values}, row, False) for row, values in rows
            ]
            self._versions(model, corrected)

    def restore_many(self, model: type[Recorded], rows: Sequence[tuple[Recorded, Any]]) -> None:
        """Each row, as it stands, is again what an earlier version of it said; without one it is withdrawn."""
        names = [field.attname for field in _said(model)]
        restored = []
        for row, before in rows:
            said = row if before is None else before
            restored.append(({name: getattr(said, name) for name in names}, row, before is None))
        self._versions(model, restored)

    def _keep(self, model: type[Recorded]) -> None:
        if not KeptTable.objects.filter(table=model.registry_table).exists():
            # Somebody else may be beginning to keep the table at this moment: either says the same.
            kept = KeptTable(table=model.registry_table, change=self.change)
            KeptTable.objects.bulk_create([kept], ignore_conflicts=True)

    def _versions(self, model: type[Recorded], rows: Sequence[tuple[Mapping[str, Any], Recorded | None, bool]]) -> None:
        """New versions: what each says, the row that it replaces and whether that is withdrawn."""
        if not rows:
            return
        fields = _said(model)
        known = {field.attname for field in fields}
        if unknown := sorted(set().union(*(values.keys() for values, _, _ in rows)) - known):
            raise TypeError(f"{model.registry_table} has no {', '.join(unknown)}")
        table = model.Version._meta.db_table
        columns = ", ".join(
            connection.ops.quote_name(name)
            for name in (*(field.column for field in fields), "change_id", "replaces_id", "withdrawn")
        )
        named = [(field.attname, field.column) for field in fields]
        given = [
            {
                # What is not named is empty.
                **{column: value for name, column in named if (value := values[name]) is not None},
                "change_id": self.change.pk,
                "replaces_id": None if replaced is None else replaced.version,
                "withdrawn": withdrawn,
            }
            for values, replaced, withdrawn in rows
        ]
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                # All of them as one value: each as values of a statement would take most of the time.
                cursor.execute(
                    f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)",
                    [json.dumps(given, cls=DjangoJSONEncoder)],
                )
        except IntegrityError as error:
            # Whose row it was the database tells by number only; whoever writes many begins again.
            first = next((replaced for _, replaced, _ in rows if replaced is not None), None)
            if first is not None and "replaces" in str(error):
                raise EditedMeanwhile(first) from error
            raise

    def _version(self, row: Recorded, replaces: Recorded | None = None, withdrawn: bool = False) -> None:
        values = {field.attname: getattr(row, field.attname) for field in _said(type(row))}
        try:
            with transaction.atomic():
                row.Version.objects.create(
                    **values,
                    change=self.change,
                    replaces_id=None if replaces is None else replaces.version,
                    withdrawn=withdrawn,
                )
        except IntegrityError as error:
            if replaces is not None and "replaces" in str(error):
                raise EditedMeanwhile(replaces) from error
            raise


def _stated(value: Any) -> Any:
    """A value, where none was stated the default of the field."""
    return value.expression.value if isinstance(value, DatabaseDefault) else value


def _said(model: type[Recorded]) -> list[Any]:
    """The fields of a row that a version says."""
    return [field for field in model._meta.concrete_fields if field.name not in ("key", "version")]


def check_all() -> None:
    """What the database would find at the end of the transaction is found now, while it can still be told."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def recording(
    kind: str, by: Any, reason: str = "", evidence: str = "", undoes: Change | None = None
) -> Iterator[Recording]:
    """One transaction under one change; nothing is written where the block raises."""
    with transaction.atomic():
        yield Recording(Change.objects.create(kind=kind, by=by, reason=reason, evidence=evidence, undoes=undoes))


def known_on(model: type[Recorded], moment: Any) -> Any:
    """The versions of every row of `model` that were the latest at `moment` (a datetime with its zone)."""
    versions = model.Version.objects.filter(change__at__lte=moment).order_by("id", "-version").distinct("id")
    return model.Version.objects.filter(pk__in=versions.values("pk"), withdrawn=False)
