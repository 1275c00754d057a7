"""Who the officials are within a user's reach: the list, and finding people, posts, bodies and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.db.models import F, Func, Q, TextField, Value

from chinhdanh.web.accounts.models import User
from chinhdanh.web.decisions.models import Decision
from chinhdanh.web.officials.models import Person, Tenure
from chinhdanh.web.organisations.models import Organization, Post
from chinhdanh.web.record.access import ALL, JUDGING, Scope, scope_of
from chinhdanh.web.record.compiled import MadeOnce
from chinhdanh.web.ui.vietnamese import search_text

BLOCK = 500
"""People fetched at once where all are wanted."""
MOST = 2_000
"""People up to which a list is counted and turned through on a page: whoever sees so many narrows it."""
COUNT_HOLDS = 600
"""Seconds for which a count of more people than a block is told again: counting takes longer than showing a page."""
# In the memory of this process: the cache in the database is out of reach for a user's transaction.
_COUNTS = LocMemCache("officials", {"timeout": COUNT_HOLDS, "max_entries": 1000})
CITIZEN_ID = (9, 12)
"""Digits of an identity number, old and new."""
MOST_WORDS = 8


@dataclass(frozen=True)
class Narrowed:
    """By what the list of officials is narrowed. `body` is the id of an organisation, standing for all below it."""

    words: str = ""
    body: str | None = None
    category: str | None = None
    sex: str | None = None
    leadership: str | None = None


@dataclass(frozen=True)
class Held:
    """A post that somebody holds on the day of the list."""

    post: Post
    tenure: Tenure


@dataclass
class Listed:
    """A person of the list with what they hold."""

    person: Person
    held: list[Held] = field(default_factory=list)


def asked_for(words: str) -> str | None:
    """`words` as PostgreSQL searches: each begins a word of the name; None where nothing is left of them."""
    parts = search_text(words).split()[:MOST_WORDS]
    return " & ".join(f"'{part}':*" for part in parts) or None


class Officials(Sequence[Any]):
    """The officials within a user's reach: counted, and read in blocks, as a `Table` asks for them."""

    def __init__(
        self, user: User, day: date, on: date, narrowed: Narrowed, order: str = "name", most: int | None = None
    ) -> None:
        """As `user` reaches them on `day`, by what they held `on` another; `order` is name or born, with "-" downwards.

        With `most` they are counted and found by number up to there; whoever goes through them still meets all.
        """
        self._user, self._day, self._on, self._narrowed, self._most = user, day, on, narrowed, most
        self._order, self._down = order.removeprefix("-"), order.startswith("-")

    def _ask(self, skipped: int, taken: int | None, counted: bool) -> list[tuple[str | None, int | None]]:
        one = self._narrowed
        wanted = asked_for(one.words)
        if one.words and wanted is None:
            return [(None, 0)] if counted else []
        narrowing = (one.body, one.category, one.sex, one.leadership)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT person_id, total FROM access.officials(%s::tsquery, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [wanted, *narrowing, self._on, self._order, self._down, skipped, taken, counted],
            )
            found: list[tuple[str | None, int | None]] = cursor.fetchall()
        return found

    @cached_property
    def _total(self) -> int:
        scope = scope_of(self._user, self._day)
        asked = repr((scope.grants, self._day, self._on, self._narrowed, self._most)).encode()
        key = f"officials:{connection.settings_dict['NAME']}:{sha256(asked).hexdigest()}"
        known: int | None = _COUNTS.get(key)
        if known is None:
            known = int(self._ask(0, None if self._most is None else self._most + 1, True)[0][1] or 0)
            # Of few people whoever was entered a moment ago is missed: on the first day the list would stay empty.
            if known > BLOCK:
                _COUNTS.set(key, known)
        return known

    @property
    def more(self) -> bool:
        """Whether there are more than are counted."""
        return self._most is not None and self._total > self._most

    def __len__(self) -> int:
        return self._total if self._most is None else min(self._total, self._most)

    def __getitem__(self, part: Any) -> Any:
        """A part of the list; the far half of a long one is walked from its end."""
        if not isinstance(part, slice):
            return self[part : part + 1][0]
        start, stop = part.start or 0, min(part.stop if part.stop is not None else len(self), len(self))
        if stop <= start:
            return []
        if start > len(self) // 2 and not self.more:
            turned = Officials(self._user, self._day, self._on, self._narrowed, self._order)
            turned._down = not self._down
            ids = [row[0] for row in turned._ask(len(self) - stop, stop - start, False)][::-1]
        else:
            ids = [row[0] for row in self._ask(start, stop - start, False)]
        return listed(self._user, self._day, self._on, [one for one in ids if one])

    def __iter__(self) -> Iterator[Listed]:
        start, found = 0, BLOCK
        while found == BLOCK:
            ids = [one for one, _total in self._ask(start, BLOCK, False) if one]
            yield from listed(self._user, self._day, self._on, ids)
            start, found = start + BLOCK, len(ids)


def listed(user: User, day: date, on: date, ids: Sequence[str]) -> list[Listed]:
    """These people, in this order, with what they hold `on` a day; main posts before concurrent ones. Two queries."""
    if not ids:
        return []
    found = {one.pk: Listed(one) for one in _people(user, day, ids)}
    for tenure in _held(user, day, ids, on):
        if tenure.person_id in found:
            found[tenure.person_id].held.append(Held(tenure.post, tenure))
    return [found[one] for one in ids if one in found]


@MadeOnce
def _people(user: User, day: date, ids: Sequence[str]) -> Any:
    return Person.objects.visible_to(user, day).filter(pk__in=ids)


@MadeOnce
def _held(user: User, day: date, people: Sequence[str], on: date) -> Any:
    return (
        Tenure.objects.visible_to(user, day)
        .filter(Q(until__isnull=True) | Q(until__gt=on), person_id__in=people, since__lte=on)
        .select_related("post__organization")
        .order_by("concurrent", "acting", F("post__rank").desc(nulls_last=True), "since", "pk")
    )


@dataclass(frozen=True)
class Found:
    """What was found of one kind; `more` says that there is more than is shown."""

    rows: Sequence[Any] = ()
    more: bool = False


@dataclass(frozen=True)
class Everything:
    """What was found for some words."""

    people: Found = Found()
    posts: Found = Found()
    bodies: Found = Found()
    decisions: Found = Found()

    @property
    def nothing(self) -> bool:
        return not (self.people.rows or self.posts.rows or self.bodies.rows or self.decisions.rows)


def citizen_id(words: str) -> str | None:
    """The identity number that `words` are, typed with or without spaces; None where they are none."""
    digits = words.replace(" ", "").replace(".", "")
    return digits if digits.isdigit() and digits.isascii() and len(digits) in CITIZEN_ID else None


def by_citizen_id(user: User, day: date, number: str) -> list[Person]:
    """The people within reach who have this identity number."""
    return list(Person.objects.visible_to(user, day).filter(citizen_id=number).order_by("pk")[:10])


def find(user: User, day: date, words: str, most: int) -> Everything:
    """People, posts and bodies whose names have words that begin with `words`, and decisions whose numbers do."""
    scope = scope_of(user, day)
    wanted = asked_for(words)
    if wanted is None or not scope.at(ALL):
        return Everything()
    people = Officials(user, day, day, Narrowed(words))
    ids = [row[0] for row in people._ask(0, most + 1, False)]
    shown = listed(user, day, day, [one for one in ids if one][:most])
    posts = _named("post", Post, user, day, wanted, most)
    bodies = _named("organization", Organization, user, day, wanted, most)
    return Everything(Found(shown, len(ids) > most), posts, bodies, _numbered(scope, user, day, words, most))


def find_people(user: User, day: date, words: str, most: int) -> list[Listed]:
    """At most so many officials within reach in whose names there are words that begin so."""
    people = Officials(user, day, day, Narrowed(words))
    return listed(user, day, day, [one for one, _total in people._ask(0, most, False) if one])


def find_named(kind: str, model: Any, user: User, day: date, words: str, most: int) -> Sequence[Any]:
    """At most so many posts or bodies in whose names there are words that begin so."""
    wanted = asked_for(words)
    return () if wanted is None else _named(kind, model, user, day, wanted, most).rows


def find_decisions(user: User, day: date, number: str, most: int) -> Sequence[Any]:
    """At most so many decisions within reach whose number begins so."""
    return _numbered(scope_of(user, day), user, day, number, most).rows


def _named(kind: str, model: Any, user: User, day: date, wanted: str, most: int) -> Found:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.named(%s, %s::tsquery, %s)", [kind, wanted, most + 1])
        ids = [row[0] for row in cursor.fetchall()]
    known = {one.pk: one for one in (_posts if model is Post else _bodies)(user, day, ids[:most])} if ids else {}
    return Found([known[one] for one in ids if one in known], len(ids) > most)


@MadeOnce
def _posts(user: User, day: date, ids: Sequence[str]) -> Any:
    return Post.objects.visible_to(user, day).filter(pk__in=ids).select_related("organization")


@MadeOnce
def _bodies(user: User, day: date, ids: Sequence[str]) -> Any:
    return Organization.objects.visible_to(user, day).filter(pk__in=ids).select_related("parent")


def _numbered(scope: Scope, user: User, day: date, words: str, most: int) -> Found:
    """Decisions whose number begins with what was typed: "412", "412/QĐ" or "412/qd-ubnd"; only the first is in an index."""
    typed = search_text(words).replace(" ", "")
    first = words.strip().split("/")[0].split("-")[0].split()[0] if words.strip() else ""
    if not first[:1].isdigit() or not scope.at(JUDGING):
        return Found()
    in_bytes = Func(F("number"), template='%(expressions)s COLLATE "C"', output_field=TextField())
    after = first[:-1] + chr(ord(first[-1]) + 1)
    begins = Decision.objects.visible_to(user, day).alias(of=in_bytes).filter(of__gte=Value(first), of__lt=Value(after))
    near = begins.order_by(F("signed_on").desc(nulls_last=True), "pk").values_list("pk", "number")[:200]
    rows = [(one, number) for one, number in near if search_text(number).replace(" ", "").startswith(typed)]
    # Those of exactly this number stand before those that it only begins.
    rows.sort(key=lambda row: search_text(row[1].split("/")[0]) != search_text(first))
    wanted = [one for one, _number in rows[:most]]
    known = Decision.objects.visible_to(user, day).select_related("person").in_bulk(wanted)
    return Found([known[one] for one in wanted if one in known], len(rows) > most)
