"""What people do with an import: upload, say what columns mean, mend, have it written, undo it, give it up."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

from django.db import IntegrityError, ProgrammingError, transaction

from chinhdanh.registry.garbage import garbage_left
from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.imports import sheets, writing
from chinhdanh.web.imports.cells import plain
from chinhdanh.web.imports.checking import check
from chinhdanh.web.imports.headers import Column, Head, best_sheet, columns_of, find_head, fingerprint
from chinhdanh.web.imports.lines import texts_of
from chinhdanh.web.imports.models import Act, Content, Import
from chinhdanh.web.imports.workbook import Sheet, read

AT_ONCE = 400
"""A list of no more rows is checked and written while the page waits; a longer one in the background."""
LONGEST = 300


class EditedSince(Exception):
    """Somebody else has changed the import since the page was shown."""


class NotNow(Exception):
    """The import is not at the step at which this can be done."""


@transaction.atomic
def upload(user: Any, day: date, organization_id: str, target: str, name: str, content: bytes) -> Import:
    """A new import of the file, with a guess of what its columns mean. Raises Unreadable, NotAllowed."""
    found = read(content)
    one = Import(
        by=user,
        organization_id=organization_id,
        target=target,
        file_name=plain(PurePath(name.replace("\\", "/")).name.replace("\0", ""))[-LONGEST:] or "?",
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        sheets=[{"name": sheet.name, "rows": len(sheet.rows)} for sheet in found],
        sheet=best_sheet(found, target),
    )
    _look(one, user, found[one.sheet], None, day)
    try:
        with transaction.atomic():
            one.save(force_insert=True)
            Content.objects.create(of=one, data=content)
            sheets.keep(one, found)
    except ProgrammingError as error:
        if "row-level security" in str(error):
            raise NotAllowed from error
        raise
    one.refresh_from_db(fields=["key", "at"])
    return one


def look_again(user: Any, one: Import, edition: int, day: date, sheet: int, head: Head | None) -> None:
    """Another sheet, or other rows for the headers: the columns are guessed anew. Raises EditedSince, NotNow."""
    _take(one, edition, (Import.MAPPING, Import.CHECKED))
    one.sheet = min(max(sheet, 0), len(one.sheets) - 1)
    _look(one, user, sheets.sheet_of(one), head, day)
    _put(one, user, Import.MAPPING)


def _look(one: Import, user: Any, sheet: Sheet, head: Head | None, day: date) -> None:
    last = len(sheet.rows) - 1
    head = find_head(sheet.rows, one.target) if head is None else Head(min(head.first, last), min(head.last, last))
    texts, fonts = texts_of(sheet, head)
    columns = columns_of(sheet, head, one.target, day, texts)
    one.head = [head.first, head.last]
    one.fonts = dict(fonts.changed)
    one.fingerprint = fingerprint(columns, one.target)
    before = remembered(user, day, one)
    one.columns = [{**asdict(column), "means": _meaning(column, before)} for column in columns]
    one.constants = before.constants if before else {}
    one.fixes, one.counts, one.left_out = {}, {}, []


def _meaning(column: Column, before: Import | None) -> str:
    if before is None:
        return column.guess
    return next((str(one.get("means", "")) for one in before.columns if one["at"] == column.at), "")


def remembered(user: Any, day: date, one: Import) -> Import | None:
    """The last import of a list with these headers whose columns somebody has confirmed."""
    confirmed = Import.objects.visible_to(user, day).filter(
        fingerprint=one.fingerprint, state__in=(Import.WRITTEN, Import.CHECKED)
    )
    return confirmed.exclude(pk=one.pk).order_by("-pk").first()


def _take(one: Import, edition: int | None, states: Sequence[str]) -> None:
    """The import as it stands, held until the end of the transaction. Raises EditedSince, NotNow.

    Without an `edition` whoever takes it says what has changed since for themself.
    """
    held = Import.objects.select_for_update(of=("self",)).get(pk=one.pk)
    for kept in Import._meta.concrete_fields:
        setattr(one, kept.attname, getattr(held, kept.attname))
    if one.state not in states:
        raise NotNow
    if edition is not None and one.edition != edition:
        raise EditedSince


def _put(one: Import, user: Any, state: str, **more: Any) -> None:
    """Keep what was prepared; what was prepared before is another edition."""
    one.state, one.actor, one.edition = state, user, one.edition + 1
    one.share, one.attempts, one.why = 0, 0, ""
    for name, value in more.items():
        setattr(one, name, value)
    _save(one)


_PREPARED = (
    "state", "edition", "sheet", "head", "columns", "fingerprint", "fonts", "constants", "fixes", "counts", "left_out", "actor",
    "reason", "share", "attempts", "why",
)  # fmt: skip


def _save(one: Import) -> None:
    one.save(update_fields=_PREPARED)


def say_meanings(
    user: Any, one: Import, edition: int, meanings: Mapping[int, str], constants: Mapping[str, Any]
) -> None:
    """What each column means; to be checked next (`begin`). Raises EditedSince, NotNow."""
    _take(one, edition, (Import.MAPPING, Import.CHECKED))
    one.columns = [{**column, "means": meanings.get(column["at"], "")} for column in one.columns]
    one.constants = dict(constants)
    _put(one, user, Import.CHECKING)


@dataclass(frozen=True)
class Mended:
    """What was mended: texts of single cells and of all cells that say the same, who is meant, rows left out and taken in."""

    cells: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    skip: Sequence[int] = ()
    take: Sequence[int] = ()


def mend(user: Any, one: Import, edition: int, mended: Mended) -> None:
    """Texts for cells, rows to leave out or take in again, and who is meant. Raises EditedSince, NotNow.

    Two people who mend different things do not stand in each other's way; of the same thing the second is told.
    """
    _take(one, None, (Import.CHECKED,))
    fixes = {**one.fixes}
    for kind in ("cells", "values", "people"):
        known = dict(fixes.get(kind, {}))
        for key, value in getattr(mended, kind).items():
            if edition != one.edition and key in known and known[key] != value:
                raise EditedSince
            known[key] = value
        fixes[kind] = known
    fixes["skip"] = sorted((set(fixes.get("skip", ())) | set(mended.skip)) - set(mended.take))
    _put(one, user, Import.CHECKING, fixes=fixes)


def check_again(user: Any, one: Import, edition: int) -> None:
    """Hold the list against the record as it is now. Raises EditedSince, NotNow."""
    _take(one, edition, (Import.CHECKED,))
    _put(one, user, Import.CHECKING)


def ask_to_write(user: Any, one: Import, edition: int, reason: str) -> None:
    """To be written next, as it was previewed. Raises EditedSince, NotNow."""
    _take(one, edition, (Import.CHECKED,))
    if not one.counts.get("new", 0) + one.counts.get("changed", 0):
        raise NotNow
    _put(one, user, Import.WRITING, reason=reason)


def ask_to_undo(user: Any, one: Import, edition: int, reason: str) -> None:
    """To be undone next. Raises EditedSince, NotNow."""
    _take(one, edition, (Import.WRITTEN,))
    _put(one, user, Import.UNDOING, reason=reason)


def drop(user: Any, one: Import, edition: int) -> None:
    """Give the import up: the file and all that was read from it are thrown away. Raises EditedSince, NotNow."""
    _take(one, edition, (Import.MAPPING, Import.CHECKED))
    one.rows.all().delete()
    sheets.forget(one)
    Content.objects.filter(of=one).delete()
    one.columns, one.fixes, one.counts, one.left_out, one.fingerprint = [], {}, {}, [], ""
    _put(one, user, Import.DROPPED)


def is_long(one: Import) -> bool:
    """Whether the work is for the background."""
    return int(one.sheets[one.sheet]["rows"]) > AT_ONCE


def begin(user: Any, one: Import, day: date) -> None:
    """Do what was asked: at once where the list is short, else in the background once this is committed."""
    if is_long(one):
        asked = one.pk
        transaction.on_commit(lambda: _queue(asked))
        return
    carry_out_step(user, one, day)


def carry_out_step(user: Any, one: Import, day: date, told: Any = lambda _share: None) -> None:
    """Do what was asked of the import, as `user`; what cannot be done leads back to the step before, with the reason."""
    before = {Import.CHECKING: Import.MAPPING, Import.WRITING: Import.CHECKED, Import.UNDOING: Import.WRITTEN}[
        one.state
    ]
    step = {Import.CHECKING: _check, Import.WRITING: _write, Import.UNDOING: _undo}[one.state]
    try:
        with garbage_left(), transaction.atomic():
            one.state = step(user, one, day, told)
            one.why = ""
    except writing.ChangedSince:
        one.state, one.why = before, "changed"
    except IntegrityError:
        one.state, one.why = before, "changed" if before == Import.CHECKED else "refused"
    except ProgrammingError as error:
        if "row-level security" not in str(error):
            raise
        one.state, one.why = before, "not_allowed"
    one.share = 100
    _save(one)


def _check(user: Any, one: Import, day: date, told: Any) -> str:
    check(one, user, day, told)
    return Import.CHECKED


def _write(user: Any, one: Import, _day: date, told: Any) -> str:
    writing.write(one, user, one.reason, told)
    sheets.forget(one)
    return Import.WRITTEN


def _undo(user: Any, one: Import, _day: date, told: Any) -> str:
    writing.undo(one, user, one.reason, told)
    return Import.UNDONE


def _queue(import_id: int) -> None:
    from chinhdanh.web.imports.tasks import queue

    queue(import_id)


def act_of(one: Import, kind: str) -> Act | None:
    """The change by which the import was written or undone."""
    return one.acts.select_related("change").prefetch_related("change__by").filter(kind=kind).first()


def keep_looks(user: Any, persons: Sequence[str], page: str, purpose: str) -> None:
    """Keep that `user` saw what the record says of these people beside a list; once a day and page."""
    from chinhdanh.web.accounts.models import Look
    from chinhdanh.web.accounts.pages import today

    seen = set(
        Look.objects.filter(who=user, page=page, at__date=today(), person_id__in=persons).values_list(
            "person_id", flat=True
        )
    )
    Look.objects.bulk_create(
        [
            Look(who=user, person_id=one, page=page, purpose=purpose, derived=True)
            for one in dict.fromkeys(persons)
            if one not in seen
        ]
    )
