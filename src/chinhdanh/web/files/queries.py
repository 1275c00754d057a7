"""What is read of files; the content itself is read only where it is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from chinhdanh.web.accounts.models import User
from chinhdanh.web.files.access import PROPOSAL, TABLES, model_of
from chinhdanh.web.files.models import Attached, Content
from chinhdanh.web.record.access import KEEPERS, Scope
from chinhdanh.web.record.compiled import MadeOnce
from chinhdanh.web.ui.formats import day as day_word
from chinhdanh.web.ui.words import code_word


@dataclass(frozen=True)
class Held:
    """A row of the record to which files are attached, and whose record it is of."""

    table: str
    row: Any
    person_id: str | None
    person: Any
    """Whose record it is of; None for who is out of reach."""

    @property
    def title(self) -> str:
        row = self.row
        if self.table == "decision":
            words = {"number": row.number or _("không ghi số"), "day": day_word(row.signed_on)}
            return _("Quyết định %(number)s ngày %(day)s") % words
        if self.table == "dossier_item":
            kind = code_word("dossier_item", "kind", row.kind) or _("Giấy tờ không ghi loại")
            number = row.decision.number if row.decision else ""
            return f"{kind} · {number or _('quyết định không ghi số')}"
        kind = code_word("qualification", "kind", row.kind) or _("Văn bằng, chứng chỉ")
        return " · ".join(part for part in (kind, row.level, row.field, row.issuer) if part)


def held(user: User, day: date, table: str, key: UUID) -> Held | None:
    """The row with this key that `user` may read, where files can be attached to rows of its table."""
    if table not in TABLES:
        return None
    row = _rows(user, day, table).filter(key=key).first()
    return None if row is None else _held(table, row)


def _rows(user: User, day: date, table: str) -> Any:
    rows = model_of(table).objects.visible_to(user, day)
    return rows.select_related("decision__person" if table == "dossier_item" else "person")


def _held(table: str, row: Any) -> Held:
    of = row.decision if table == "dossier_item" else row
    return Held(table, row, of and of.person_id, of and of.person)


def held_of(user: User, day: date, attached: Attached) -> Held | None:
    """The row to which a file is attached; None where it is none of the record."""
    if attached.table not in TABLES:
        return None
    row = _rows(user, day, attached.table).filter(pk=attached.row_id).first()
    return None if row is None else _held(attached.table, row)


def keeps(scope: Scope, user: User, held: Held) -> bool:
    """Whether `user` keeps the files of this row: within the reach of who keeps records, and never of their own.

    Where the body of a decision lies decides, too: the database refuses what is outside of the user's reach.
    """
    if held.person_id is None or held.person_id == user.person_id:
        return False
    return scope.reaches_person(KEEPERS, held.person_id)


def files_of(table: str, ids: Iterable[str]) -> dict[str, list[Attached]]:
    """The files at rows that the user may read, as they were found: by row, the oldest first. One query."""
    found: dict[str, list[Attached]] = {}
    for one in _standing(table, ids):
        found.setdefault(one.row_id, []).append(one)
    return found


@MadeOnce
def _standing(table: str, ids: Iterable[str]) -> Any:
    return Attached.objects.standing().filter(table=table, row_id__in=ids).order_by("pk")


def all_of(held: Held) -> list[Attached]:
    """Every file at a row that the user may read, also those taken away, the oldest first."""
    rows = Attached.objects.filter(table=held.table, row_id=held.row.pk)
    # Of a file taken away the content is out of reach: it is fetched beside, and not joined.
    rows = rows.select_related("detached").prefetch_related(_without_content(), "by", "detached__by")
    return list(rows.order_by("pk"))


def given(user: User, day: date, key: UUID) -> Attached | None:
    """A file that `user` may read, with its content; None for one taken away as for one that is not there."""
    found: Attached | None = (
        Attached.objects.visible_to(user, day).standing().filter(key=key).select_related("file").first()
    )
    return found


def at_proposal(key: UUID) -> list[Attached]:
    """The papers of a proposal that the user may read, the oldest first."""
    rows = Attached.objects.filter(table=PROPOSAL, row_id=str(key)).prefetch_related(_without_content(), "by")
    return list(rows.order_by("pk"))


def _without_content() -> Prefetch[Any]:
    return Prefetch("file", Content.objects.defer("content"))
