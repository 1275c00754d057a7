"""The sheets of an import: kept as they were read at the upload, and thrown away when nobody needs them any more."""

from __future__ import annotations

from collections.abc import Sequence

from chinhdanh.web.imports.models import Cells, Import
from chinhdanh.web.imports.workbook import Sheet, read, unpacked


def keep(one: Import, sheets: Sequence[Sheet]) -> None:
    """Keep what was read of the file."""
    Cells.objects.bulk_create(
        Cells(of=one, sheet=n, packed=sheet.packed, errors=sorted(sheet.errors)) for n, sheet in enumerate(sheets)
    )


def sheet_of(one: Import) -> Sheet:
    """The sheet that was chosen. Raises Unreadable where it was uploaded before cells were kept, and cannot be read now."""
    kept = one.cells.filter(sheet=one.sheet).first()
    if kept is None:
        return read(bytes(one.content.data))[one.sheet]
    errors = frozenset((row, column) for row, column in kept.errors)
    return Sheet(one.sheets[one.sheet]["name"], unpacked(bytes(kept.packed)), errors)


def forget(one: Import) -> None:
    """Throw away what was read; the file itself is another matter."""
    one.cells.all().delete()
