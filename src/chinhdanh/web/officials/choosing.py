"""What can be chosen in forms of the record: people, posts, bodies, decisions and more, within the user's reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from chinhdanh.registry.schema import Column
from chinhdanh.web.accounts.models import User
from chinhdanh.web.decisions.models import Decision
from chinhdanh.web.officials import queries
from chinhdanh.web.officials.models import Discipline, Person, Tenure
from chinhdanh.web.organisations.models import Competency, Organization, Post
from chinhdanh.web.record.access import KEEPERS, scope_of
from chinhdanh.web.ui.choosing import MOST, STANDS, Choice
from chinhdanh.web.ui.formats import day as day_word
from chinhdanh.web.ui.formats import parse_day
from chinhdanh.web.ui.vietnamese import matches, search_text
from chinhdanh.web.ui.words import code_word

MODELS: Mapping[str, Any] = {
    "person": Person,
    "leader": Person,
    "post": Post,
    "organization": Organization,
    "kept": Organization,
    "decision": Decision,
    "discipline": Discipline,
    "competency": Competency,
}
"""The kinds of what is chosen, and the model of each. A leader is who heads the body that the form names, or is a deputy
there: whoever signs for it may be out of reach. What is kept is a body that stands and whose record the user keeps."""
_LOOKED_AT = 100
"""Posts of which those at hand are shown."""
_BODIES_LOOKED_AT = 2_000
"""Kept bodies up to which the name of each is looked at."""
_NAMED_LOOKED_AT = 300
LEADING = ("head", "deputy", "collective_member")
_FETCHED = {Post: ("organization",), Organization: ("parent",), Decision: ("post",), Person: ()}


@dataclass(frozen=True)
class Asking:
    """Who chooses, and for what: `person` is the one whose decisions are meant; `body` whose leaders, where the form names
    no other."""

    user: User
    day: date
    person: Any = None
    body: Any = None
    _near: dict[str, list[Choice]] = field(default_factory=dict, compare=False, repr=False)
    _known: dict[tuple[Any, str], Choice] = field(default_factory=dict, compare=False, repr=False)

    def remember(self, model: Any, rows: Iterable[Any]) -> None:
        """Rows that were read already are not asked for again."""
        self._known.update({(model, one.key): one for one in choices(self, model, rows)})

    def near(self, kind: str) -> list[Choice]:
        """What lies at hand before anything is typed: the body itself and the one above, or the leading posts of the body."""
        if kind not in self._near:
            self._near[kind] = self._at_hand(kind) if self.body is not None else []
        return self._near[kind]

    def _at_hand(self, kind: str) -> list[Choice]:
        if kind == "organization":
            rows = self.rows(Organization).filter(pk__in=[self.body.pk, self.body.parent_id])
            return choices(self, Organization, sorted(rows, key=lambda one: one.pk != self.body.pk))
        rows = self.rows(Post).filter(organization_id=self.body.pk, leadership__in=LEADING)
        standing = rows.exclude(until__lte=self.day)
        return choices(self, Post, sorted(standing, key=lambda one: (LEADING.index(one.leadership), one.pk))[:MOST])

    def kept(self, bodies: set[str]) -> set[str]:
        """Of these bodies those whose record the user keeps."""
        reached = scope_of(self.user, self.day).organizations(KEEPERS).filter(organization_id__in=bodies)
        return set(reached.values_list("organization_id", flat=True))

    def of(self, kind: str) -> Found:
        """The finder of a kind."""
        return Found(self, kind)

    def rows(self, model: Any) -> Any:
        """The rows of a model within reach, with what is shown of them."""
        return model.objects.visible_to(self.user, self.day).select_related(*_FETCHED.get(model, ()))

    def standing(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Choice]:
        """What the record says now, by kind and id; of what is out of reach that it is so. A query or two for each model."""
        wanted: dict[Any, set[str]] = {}
        asked = list(pairs)
        for kind, row_id in asked:
            wanted.setdefault(MODELS[kind], set()).add(row_id)
        known = {
            (model, one.id): one
            for model, ids in wanted.items()
            for one in choices(self, model, self.rows(model).filter(pk__in=ids))
        }
        beyond = _("ngoài phạm vi của bạn")
        return {
            (kind, row_id): known.get((MODELS[kind], row_id), Choice(STANDS, row_id, beyond)) for kind, row_id in asked
        }


@dataclass(frozen=True)
class Found:
    """Finds rows of one kind (`ui.choosing.Finder`)."""

    asking: Asking
    kind: str

    def find(self, words: str, data: Mapping[str, Any]) -> Sequence[Choice]:
        words = words.replace("\0", "")[:200]
        return _FINDERS[self.kind](self.asking, words, data)[:MOST]

    def chosen(self, key: str, data: Mapping[str, Any]) -> Choice | None:
        try:
            wanted = UUID(key)
        except ValueError:
            return None
        known = self.asking._known.get((MODELS[self.kind], str(wanted)))
        if known is not None and self.kind != "kept":
            return known
        if self.kind == "leader":
            led = next((one for one in _leaders(self.asking, "", data) if one.key == str(wanted)), None)
            if led is not None:
                return led
        rows = _kept(self.asking) if self.kind == "kept" else self.asking.rows(MODELS[self.kind])
        rows = rows.filter(key=wanted)
        if self.kind in ("decision", "discipline") and self.asking.person is not None:
            rows = rows.filter(person_id=self.asking.person.pk)
        found = next(iter(choices(self.asking, MODELS[self.kind], rows)), None)
        if found is not None:  # a form asks for it when it is judged, and once more for each place where it is shown
            self.asking._known[MODELS[self.kind], found.key] = found
        return found

    def address(self, name: str) -> str:
        asked = {"field": name}
        if self.asking.person is not None:
            asked["of"] = str(self.asking.person.key)
        if self.asking.body is not None:
            asked["at"] = str(self.asking.body.key)
        return f"{reverse('officials:choose', args=[self.kind])}?{urlencode(asked)}"


def kind_of(table: str, column: Column) -> str:
    """What is chosen for a column that refers to another table."""
    if column.name == "signatory_id":
        return "leader"
    return str(column.references)


def choices(asking: Asking, model: Any, rows: Iterable[Any]) -> list[Choice]:
    """Rows as they are chosen."""
    found = list(rows)
    if model is Person:
        return _people(asking, found)
    return [Choice(str(one.key), one.pk, *_words(model, one, asking.day)) for one in found]


def _words(model: Any, one: Any, on: date) -> tuple[str, str]:
    if model is Post:
        return str(one.title or _("chức danh không ghi tên")), _noted(
            one.organization.name if one.organization else None, _ended(one.until, on)
        )
    if model is Organization:
        return str(one.name or one.pk), _noted(one.parent.name if one.parent else None, _ended(one.until, on))
    if model is Decision:
        kind = code_word("decision", "kind", one.kind)
        return str(one.number or _("không ghi số")), _noted(day_word(one.signed_on), kind, one.post and one.post.title)
    if model is Discipline:
        return code_word("discipline", "form", one.form) or _("không ghi hình thức"), day_word(one.decided_on)
    return str(one.name or one.pk), ""


def _noted(*parts: str | None) -> str:
    return " · ".join(str(part) for part in parts if part)


def _ended(until: date | None, on: date) -> str:
    return _("đến %(day)s") % {"day": day_word(until)} if until is not None and until <= on else ""


def _people(asking: Asking, people: Sequence[Any]) -> list[Choice]:
    """With the post that each holds now, by which two of one name are told apart."""
    held: dict[str, Any] = {}
    tenures = Tenure.objects.visible_to(asking.user, asking.day).filter(
        person_id__in=[one.pk for one in people], since__lte=asking.day
    )
    running = tenures.exclude(until__lte=asking.day).select_related("post__organization")
    for tenure in running.order_by("concurrent", "acting", "since") if people else ():
        held.setdefault(tenure.person_id, tenure.post)
    return [
        Choice(
            str(one.key),
            one.pk,
            str(one.full_name or _("không ghi tên")),
            _noted(day_word(one.birth_date), *_held(held.get(one.pk))),
        )
        for one in people
    ]


def _held(post: Any) -> tuple[str | None, ...]:
    return () if post is None else (post.title, post.organization and post.organization.name)


def _persons(asking: Asking, words: str, _data: Mapping[str, Any]) -> list[Choice]:
    number = queries.citizen_id(words)
    if number is not None:
        return _people(asking, queries.by_citizen_id(asking.user, asking.day, number))
    if not words:
        return []
    found = queries.find_people(asking.user, asking.day, words, MOST)
    return _people(asking, [one.person for one in found])


def _named(model: Any, kind: str) -> Callable[[Asking, str, Mapping[str, Any]], list[Choice]]:
    def find(asking: Asking, words: str, _data: Mapping[str, Any]) -> list[Choice]:
        if not words:
            return asking.near(kind)
        rows = queries.find_named(kind, model, asking.user, asking.day, words, _LOOKED_AT)
        near = asking.kept({one.organization_id for one in rows}) if model is Post else set()

        def order(one: Any) -> tuple[bool, bool]:
            """Posts where the user keeps the record come first, and what has ended comes last."""
            return one.until is not None and one.until <= asking.day, getattr(one, "organization_id", None) not in near

        return choices(asking, model, sorted(rows, key=order)[:MOST])

    return find


def _kept(asking: Asking) -> Any:
    """The bodies that stand and whose record the user keeps."""
    within = scope_of(asking.user, asking.day).organizations(KEEPERS)
    return asking.rows(Organization).filter(pk__in=within).exclude(until__lte=asking.day)


def _kept_bodies(asking: Asking, words: str, _data: Mapping[str, Any]) -> list[Choice]:
    """Before anything is typed those of the user's roles, and those right below."""
    if words:
        # Of few that are kept each is looked at: among those so named everywhere they may come after hundreds of others.
        few = list(_kept(asking).values_list("pk", "name")[: _BODIES_LOOKED_AT + 1])
        if len(few) <= _BODIES_LOOKED_AT:
            found = sorted((len(name or ""), name or "", pk) for pk, name in few if matches(words, name or ""))
            rows = _kept(asking).in_bulk([pk for _length, _name, pk in found[:MOST]])
            return choices(asking, Organization, [rows[pk] for _length, _name, pk in found[:MOST]])
        named = queries.find_named("organization", Organization, asking.user, asking.day, words, _NAMED_LOOKED_AT)
        kept = set(_kept(asking).filter(pk__in=[one.pk for one in named]).values_list("pk", flat=True))
        return choices(asking, Organization, [one for one in named if one.pk in kept][:MOST])
    own = scope_of(asking.user, asking.day).at(KEEPERS)
    near = _kept(asking).filter(Q(pk__in=own) | Q(parent_id__in=own))
    return choices(asking, Organization, sorted(near, key=lambda one: (one.pk not in own, one.name or one.pk))[:MOST])


def _leaders(asking: Asking, words: str, data: Mapping[str, Any]) -> list[Choice]:
    """Who leads the body that the form names, on the day that it names; and whoever is within reach, by words."""
    body = None if asking.body is None else asking.body.pk
    stated = str(data.get("c_organization_id") or "")
    if stated not in ("", STANDS):
        chosen = Found(asking, "organization").chosen(stated, data)
        body = None if chosen is None else chosen.id
    on = parse_day(str(data.get("c_signed_on") or "")) or asking.day
    found = []
    if body is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT key, person_id, full_name, title FROM access.leaders(%s, %s)", [body, on])
            found = [Choice(str(key), of, name or of, title or "") for key, of, name, title in cursor.fetchall()]
    if words:
        wanted = search_text(words).split()
        found = [one for one in found if all(part in search_text(f"{one.label} {one.note}") for part in wanted)]
        known = {one.id for one in found}
        found += [one for one in _persons(asking, words, data) if one.id not in known]
    return found


def _decisions(asking: Asking, words: str, _data: Mapping[str, Any]) -> list[Choice]:
    """Those about the person, the latest first; without a person, by the beginning of the number."""
    if asking.person is None:
        return choices(asking, Decision, queries.find_decisions(asking.user, asking.day, words, MOST))
    rows = asking.rows(Decision).filter(person_id=asking.person.pk).order_by(F("signed_on").desc(nulls_last=True), "pk")
    typed = search_text(words).replace(" ", "")
    return choices(
        asking, Decision, [one for one in rows if typed in search_text(one.number or "").replace(" ", "")][:MOST]
    )


def _disciplines(asking: Asking, _words: str, _data: Mapping[str, Any]) -> list[Choice]:
    if asking.person is None:
        return []
    rows = asking.rows(Discipline).filter(person_id=asking.person.pk).order_by("-decided_on", "pk")
    return choices(asking, Discipline, rows[:MOST])


def _competencies(asking: Asking, words: str, _data: Mapping[str, Any]) -> list[Choice]:
    rows = asking.rows(Competency).order_by("name", "pk")
    wanted = search_text(words).split()
    return choices(
        asking, Competency, [one for one in rows if all(part in search_text(one.name or "") for part in wanted)][:MOST]
    )


_FINDERS: Mapping[str, Callable[[Asking, str, Mapping[str, Any]], list[Choice]]] = {
    "person": _persons,
    "leader": _leaders,
    "post": _named(Post, "post"),
    "organization": _named(Organization, "organization"),
    "kept": _kept_bodies,
    "decision": _decisions,
    "discipline": _disciplines,
    "competency": _competencies,
}
