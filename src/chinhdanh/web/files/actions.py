"""Attaching files, taking away what was attached in error, and recording what a verification came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, ProgrammingError, transaction

from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.models import User
from chinhdanh.web.files.forms import Given
from chinhdanh.web.files.models import Attached, Content, Detached
from chinhdanh.web.officials import actions as records


class TakenAwayMeanwhile(Exception):
    """Somebody else took the file away since it was shown."""


@contextmanager
def refusal_told() -> Iterator[None]:
    """What the database refuses by its policies is raised as NotAllowed."""
    try:
        yield
    except ProgrammingError as error:
        if "row-level security" in str(error):
            raise NotAllowed from error
        raise


def attach(
    user: User, table: str, row_id: str, files: Sequence[Given], said: str, change_id: int | None = None
) -> list[Attached]:
    """Keep `files` and attach them to a row, all or none. Raises NotAllowed.

    A content that is kept already is not kept twice. A file that hangs on the row already hangs there twice, with what
    was said of it each time.
    """
    with refusal_told(), transaction.atomic():
        contents = [
            Content(digest=one.digest, kind=one.kind.name, size=len(one.content), content=one.content) for one in files
        ]
        Content.objects.bulk_create(contents, ignore_conflicts=True)
        return [
            Attached.objects.create(
                table=table,
                row_id=row_id,
                file_id=one.digest,
                name=one.name,
                said=said.strip(),
                by=user,
                change_id=change_id,
            )
            for one in files
        ]


def detach(user: User, attached: Attached, reason: str) -> Detached:
    """Take away a file that was attached in error. Raises NotAllowed, TakenAwayMeanwhile."""
    try:
        with refusal_told(), transaction.atomic():
            return Detached.objects.create(attached=attached, by=user, reason=reason.strip())
    except IntegrityError as error:
        raise TakenAwayMeanwhile from error


def verify(
    user: User,
    day: date,
    qualification: Any,
    version: int,
    values: Mapping[str, Any],
    reason: str,
    evidence: str,
    files: Sequence[Given],
) -> Any:
    """Record what the verification of a qualification came to; its papers are attached under the same change.

    Raises EditedMeanwhile, NotAllowed, Refused.
    """
    with transaction.atomic():
        corrected = records.correct(user, day, qualification, version, values, reason, evidence)
        said = evidence or reason
        attach(user, "qualification", corrected.pk, files, said, change_of(corrected, corrected.version))
    return corrected


def change_of(row: Any, version: int) -> int:
    """The change under which a version of a row was recorded."""
    found: int = type(row).Version.objects.values_list("change_id", flat=True).get(version=version)
    return found


def attach_again(user: User, table: str, row_id: str, to_table: str, to_row: str, change_id: int) -> None:
    """Attach to a row what is attached elsewhere already, under the change that rests on it. Raises NotAllowed."""
    with refusal_told(), transaction.atomic():
        for one in Attached.objects.standing().filter(table=table, row_id=row_id).order_by("pk"):
            Attached.objects.create(
                table=to_table,
                row_id=to_row,
                file_id=one.file_id,
                name=one.name,
                said=one.said,
                by=user,
                change_id=change_id,
            )
