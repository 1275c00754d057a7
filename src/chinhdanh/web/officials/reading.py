"""The record of one person: as it stands, as it was on a day, and as it was known on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.accounts.models import User
from chinhdanh.web.officials.models import Kinship, Person
from chinhdanh.web.officials.sections import DECISIONS, Section
from chinhdanh.web.organisations.dating import called_on, with_former_names
from chinhdanh.web.organisations.models import Post
from chinhdanh.web.record.access import JUDGING, RULES, Scope, scope_of
from chinhdanh.web.record.base import MODELS, Recorded, model_name
from chinhdanh.web.record.compiled import MadeOnce
from chinhdanh.web.record.fields import attribute

REFERRED = {
    "post": ("organization",),
    "organization": (),
    "decision": (),
    "person": (),
    "competency": (),
}
"""Tables to whose rows a record refers, and what is fetched with each."""
_BODY_OF = {"post": "organization_id", "organization": "pk"}
"""Of those, the ones that name a body, and where."""


class NotKnownYet(Exception):
    """On that day the record did not hold the person."""


def end_of(day: date) -> datetime:
    """The first moment after a day where the application is used."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def reads(scope: Scope, table: str) -> bool:
    """Whether rows of `table` are for this user to read at all; which of them, their rule says."""
    rule = RULES[table]
    return bool(scope.at(rule.readers)) or (rule.own is not None and scope.own is not None)


@dataclass(frozen=True)
class Row:
    """A row of a section: what it says, where it is (`key`), and which version of it this is."""

    section: Section
    id: str
    key: Any
    version: int
    values: dict[str, Any]
    """By column of the registry; what a row refers to by its id."""
    turned: bool = False
    """Of kinship: the row is of the relative, and says what this person is to them."""

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass
class Reading:
    """The record of `person` for `user` on `day`: as it was `on` a day, as `known` at the end of another."""

    user: User
    day: date
    person: Any
    on: date
    known: date | None = None
    _needed: dict[str, set[str]] = field(default_factory=dict)
    _named: dict[str, dict[str, Any]] = field(default_factory=dict)
    _rows: dict[str, list[Row]] = field(default_factory=dict)
    _within: dict[tuple[str, ...], bool] = field(default_factory=dict)

    @cached_property
    def scope(self) -> Scope:
        return scope_of(self.user, self.day)

    @property
    def now(self) -> bool:
        """Whether this is the record as it stands today."""
        return self.known is None and self.on == self.day

    @cached_property
    def about(self) -> Any:
        """What is recorded of the person themself. Raises NotKnownYet."""
        if self.known is None:
            return self.person
        found = (
            Person.Version.objects.visible_to(self.user, self.day)
            .filter(id=self.person.pk, change__at__lt=end_of(self.known))
            .order_by("-version")
            .first()
        )
        if found is None or found.withdrawn:
            raise NotKnownYet
        return found

    def rows(self, section: Section) -> list[Row]:
        """The rows of a section, the latest first; none where the user may not read the table."""
        if section.name not in self._rows:
            self._rows[section.name] = self._read(section) if reads(self.scope, section.table) else []
        return self._rows[section.name]

    def _read(self, section: Section) -> list[Row]:
        decisions = [row.id for row in self.rows(DECISIONS)] if section.by == "decision_id" else None
        if self.known is None:
            asked = _rows_of(section.model)
            found = asked(self.user, self.day, self.person.pk, decisions, self.wholly_read(section.model))
        else:
            found = self._known(section.model, _about(section.model, self.person.pk, decisions))
        rows = [self._row(section, one) for one in found]
        standing = [row for row in rows if self._stood(row)]
        for row in standing:
            self._need(row)
        return sorted(standing, key=_latest_first)

    def within(self, roles: tuple[str, ...]) -> bool:
        """Whether the person is within the user's reach by one of these roles; asked once for one set of places."""
        places = tuple(self.scope.at(roles))
        if places not in self._within:
            self._within[places] = self.scope.reaches_person(roles, self.person.pk)
        return self._within[places]

    def wholly_read(self, model: Any) -> bool:
        """Whether all rows or versions of a model that are about the person may be read, and need not be compared.

        With a person all that hangs on the person is within reach (`record.access`): of kinship, with its two people,
        comparing with all who are would take seconds. The database compares the few that are left once more.
        """
        table = model._meta.db_table.removesuffix("_version")
        return RULES[table].readers == JUDGING and self.within(JUDGING)

    def visible(self, model: Any) -> Any:
        """The rows or versions of which those about the person may be read."""
        return _readable(model, self.user, self.day, self.wholly_read(model))

    def _known(self, model: Any, of_person: Q) -> Iterable[Any]:
        """The latest versions at the moment; one that then spoke of somebody else is none of this person's."""
        ids = model.Version.objects.filter(of_person).values("id")
        latest = (
            self.visible(model.Version)
            .filter(id__in=ids, change__at__lt=end_of(self.known or self.day))
            .order_by("id", "-version")
            .distinct("id")
        )
        mine = self.person.pk
        people = ("person_id", "relative_id")
        return [
            one
            for one in latest
            if not one.withdrawn
            and (not hasattr(one, "person_id") or mine in [getattr(one, name, None) for name in people])
        ]

    def _row(self, section: Section, one: Any) -> Row:
        values = {}
        for column in TABLES[section.table].columns:
            name = f"{attribute(column)}_id" if column.references else attribute(column)
            values[column.name] = getattr(one, name, None)
        turned = section.model is Kinship and values["person_id"] != self.person.pk
        if turned:
            values["relative_id"] = values["person_id"]
        if section.until and (end := values[section.until]) is not None and end > self.on:
            values[section.until] = None
            values.update(dict.fromkeys(section.ended))
        return Row(section, str(one.id), getattr(one, "key", None), int(one.version), values, turned)

    def _stood(self, row: Row) -> bool:
        """Whether the row was true on the day, or had been: what is not dated is taken for true."""
        began = next((row[name] for name in row.section.day if row[name] is not None), None)
        if began is not None:
            return bool(began <= self.on)
        year = row[row.section.year] if row.section.year else None
        return year is None or year < self.on.year or self.on >= self.day

    def _need(self, row: Row) -> None:
        for column in TABLES[row.section.table].columns:
            if column.references in REFERRED and row.values.get(column.name):
                self._needed.setdefault(str(column.references), set()).add(row.values[column.name])

    def named(self, table: str, row_id: str | None) -> Any:
        """The row of `table` that the record refers to; None where it is out of reach. One query for all of a table."""
        if not row_id:
            return None
        known = self._named.setdefault(table, {})
        wanted = self._needed.get(table, set()) | {row_id}
        if missing := wanted - known.keys():
            known.update(dict.fromkeys(missing))
            known.update({one.pk: one for one in _referred(table)(self.user, self.day, missing)})
        return known[row_id]

    def called(self, named: Any, row: Row) -> str:
        """The body that `row` refers to, or whose post it does, as it was called when the row was last true."""
        body = named.organization if isinstance(named, Post) else named
        return called_on(named, body.name, self._last(row)) if body is not None else ""

    def _last(self, row: Row) -> date:
        """The last day on which the row was true, of those that are read; where it is of one day, that."""
        if not row.section.until:
            return next((row[name] for name in row.section.day if row[name] is not None), self.on)
        until: date | None = row[row.section.until]
        return self.on if until is None else until - timedelta(days=1)


def _readable(model: Any, user: User, day: date, whole: bool) -> Any:
    """The rows or versions of which those about a person may be read; `whole` as `Reading.wholly_read` says."""
    return model.objects.all() if whole else model.objects.visible_to(user, day)


def _about(model: Any, person: str, decisions: Collection[str] | None) -> Q:
    """The rows about a person, or about the decisions about them."""
    about = Q(person_id=person) if decisions is None else Q(decision_id__in=decisions)
    return about | Q(relative_id=person) if model is Kinship else about


@cache
def _rows_of(model: Any) -> MadeOnce:
    """What asks for the rows of a model about a person."""

    def held(user: User, day: date, person: str, decisions: Collection[str] | None, whole: bool) -> Any:
        return _readable(model, user, day, whole).filter(_about(model, person, decisions))

    return MadeOnce(held)


@cache
def _referred(table: str) -> MadeOnce:
    """What asks for rows of a table to which a record refers."""
    model: type[Recorded] = apps.get_model(MODELS[table], model_name(table))

    def named(user: User, day: date, ids: Collection[str]) -> Any:
        rows = model.objects.visible_to(user, day).filter(pk__in=ids)
        if table in _BODY_OF:
            rows = with_former_names(rows, _BODY_OF[table])
        return rows.select_related(*REFERRED[table])

    return MadeOnce(named)


def _latest_first(row: Row) -> tuple[bool, int, str]:
    """Undated rows come last."""
    began: date | None = next((row[name] for name in row.section.day if row[name] is not None), None)
    if row.section.year and row[row.section.year]:
        began = date(int(row[row.section.year]), 12, 31)
    return began is None, -(began.toordinal() if began else 0), row.id


def holding(rows: Sequence[Row], on: date) -> list[Row]:
    """Tenures that run on a day, the main one first."""
    running = [row for row in rows if row["from"] and row["from"] <= on and (row["until"] is None or row["until"] > on)]
    return sorted(running, key=lambda row: (bool(row["concurrent"]), bool(row["acting"]), row["from"]))
