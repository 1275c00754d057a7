"""Writing to the record: under a change, as new versions, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from chinhdanh.web.record.base import Change, KeptTable, Recorded


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
        if not KeptTable.objects.filter(table=model.registry_table).exists():
            # Somebody else may be beginning to keep the table at this moment: either says the same.
            kept = KeptTable(table=model.registry_table, change=self.change)
            KeptTable.objects.bulk_create([kept], ignore_conflicts=True)
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

    def _version(self, row: Recorded, replaces: Recorded | None = None, withdrawn: bool = False) -> None:
        fields = [field for field in row._meta.concrete_fields if field.name not in ("key", "version")]
        values = {field.attname: getattr(row, field.attname) for field in fields}
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
