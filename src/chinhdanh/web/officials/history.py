"""How a record came to be as it is: the versions of a row, and everything that was written about a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, TextField, Value
from django.utils.translation import gettext as _

from chinhdanh.registry.schema import TABLES, Column
from chinhdanh.web.accounts.models import User
from chinhdanh.web.officials.choosing import MODELS, Asking, choices
from chinhdanh.web.officials.forms import attname
from chinhdanh.web.officials.reading import Reading, reads
from chinhdanh.web.officials.sections import OF_TABLE, PERSON, Section
from chinhdanh.web.officials.showing import label
from chinhdanh.web.ui.words import shown

MOST = 200
"""Changes on one page, the latest."""


@dataclass(frozen=True)
class Difference:
    """What a column said before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Written:
    """A version: when, by whom, why; and what it says otherwise than the one before."""

    at: datetime
    by: str
    kind: str
    reason: str
    evidence: str
    withdrawn: bool
    differences: Sequence[Difference]


@dataclass(frozen=True)
class Touched:
    """A row that was written about a person."""

    section: Section
    row_id: str
    at: datetime
    by: str
    kind: str
    reason: str
    withdrawn: bool
    first: bool


def kind_word(kind: str) -> str:
    """What kind of act a change was."""
    words = {"load": _("Nạp hồ sơ"), "import": _("Nhập tệp"), "entry": _("Ghi mới"), "correction": _("Đính chính")}
    return words.get(kind, kind)


Naming = Callable[[Column, Any], str]
"""What a row says in a column, as text."""


def naming(user: User, day: date, section: Section, rows: Sequence[Any]) -> Naming:
    """The words for what `rows` say; what they refer to by its name, one query for all of a table."""
    asking = Asking(user, day)
    known: dict[tuple[str, str], str] = {}
    for column in TABLES[section.table].columns:
        if column.references and column.name != section.by:
            ids = {value for row in rows if (value := getattr(row, attname(column)))}
            model = MODELS[str(column.references)]
            found = choices(asking, model, asking.rows(model).filter(pk__in=ids)) if ids else []
            known.update({(column.name, one.id): one.label for one in found})

    def said(column: Column, value: Any) -> str:
        if not column.references or value is None:
            return shown(section.table, column.name, value)
        return known.get((column.name, value), _("ngoài phạm vi của bạn"))

    return said


def differences(section: Section, before: Any, after: Any, said: Naming) -> list[Difference]:
    """Columns in which two rows or versions are not alike."""
    found = []
    for column in TABLES[section.table].columns:
        if column.name in ("id", section.by):
            continue
        was = getattr(before, attname(column)) if before is not None else None
        now = getattr(after, attname(column))
        if was != now:
            found.append(Difference(label(section.table, column.name), said(column, was), said(column, now)))
    return found


def versions(user: User, day: date, section: Section, row_id: str) -> list[Written]:
    """Every version of a row, the latest first."""
    model: Any = section.model
    rows = list(
        model.Version.objects.visible_to(user, day)
        .filter(id=row_id)
        .select_related("change")
        .prefetch_related("change__by")
        .order_by("version")
    )
    found = []
    before = None
    said = naming(user, day, section, rows)
    for row in rows:
        told = [] if row.withdrawn else differences(section, before, row, said)
        change = row.change
        by = change.by.full_name if change.by else ""
        found.append(
            Written(change.at, by, kind_word(change.kind), change.reason, change.evidence, row.withdrawn, told)
        )
        before = row
    return found[::-1]


def changes(reading: Reading) -> list[Touched]:
    """What was last written about a person, loads left aside. One query, whatever the number of tables."""
    person_id, scope = reading.person.pk, reading.scope
    sections = {section.table: section for section in (PERSON, *OF_TABLE.values()) if reads(scope, section.table)}
    parts = []
    for table, section in sections.items():
        model: Any = section.model
        about = Q(id=person_id) if section is PERSON else Q(person_id=person_id)
        parts.append(
            reading.visible(model.Version)
            .filter(about)
            .exclude(change__kind="load")
            .annotate(of=Value(table, TextField()), at=F("change__at"))
            .values_list(
                "of",
                "id",
                "withdrawn",
                "replaces_id",
                "version",
                "at",
                F("change__by__full_name"),
                F("change__kind"),
                F("change__reason"),
            )
        )
    if not parts:
        return []
    rows = parts[0].union(*parts[1:], all=True).order_by("-at")[:MOST]
    found = [
        Touched(sections[of], row_id, at, by or "", kind_word(kind), reason, withdrawn, replaces is None)
        for of, row_id, withdrawn, replaces, _version, at, by, kind, reason in rows
    ]
    return found
