"""Which unit and which post a row means, who holds it, and which seat of it is free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from chinhdanh.registry.readers.names import fold
from chinhdanh.web.accounts.models import OrganizationAbove
from chinhdanh.web.imports import kept
from chinhdanh.web.imports.entries import Entry
from chinhdanh.web.officials.models import Tenure
from chinhdanh.web.organisations.models import Organization, Post

MANY = 100
"""Bodies of which so many have a post of one title are not named one by one."""


class PostOf(NamedTuple):
    """What is asked of a post: a province has tens of thousands."""

    pk: str
    organization_id: str
    title: str | None
    seats: int | None
    leadership: str | None


class Posts:
    """The posts of a body and of those below it, by what a list calls them, with who holds them."""

    def __init__(self, body: str, day: date) -> None:
        """Ask for bodies and posts that stand on `day`: three questions."""
        below = OrganizationAbove.objects.filter(above_id=body, since__lte=day, until__gt=day)
        stands = Q(until__isnull=True) | Q(until__gt=day)
        self.bodies = {
            pk: name or ""
            for pk, name in Organization.objects.filter(stands, pk__in=below.values("organization_id")).values_list(
                "pk", "name"
            )
        }
        """The name of each."""
        self.body = body
        self._units: dict[str, list[str]] = defaultdict(list)
        for pk, name in self.bodies.items():
            self._units[fold(name)].append(pk)
        self._named: dict[str, list[str]] = {}
        # By title and body: "specialist" stands in thousands of bodies, and each row is of one.
        self._titled: dict[str, dict[str, list[PostOf]]] = defaultdict(lambda: defaultdict(list))
        there = Post.objects.filter(stands, organization_id__in=list(self.bodies)).order_by("pk")
        for post in map(PostOf._make, there.values_list(*PostOf._fields)):
            for title in _titles(post.title or "", self.bodies[post.organization_id]):
                self._titled[title][post.organization_id].append(post)
        self._held: dict[str, list[tuple[int, date, date | None]]] = {}

    def units(self, said: str) -> list[str]:
        """The bodies that this may name."""
        if said not in self._named:
            self._named[said] = self._found(fold(said))
        return self._named[said]

    def _found(self, word: str) -> list[str]:
        if not word or word in self._units:
            return self._units.get(word, [])
        longer = [
            ids for name, ids in self._units.items() if name.startswith(f"{word} ") or word.startswith(f"{name} ")
        ]
        return longer[0] if len(longer) == 1 else []

    def places(self, entry: Entry, of_unit: str = "unit") -> list[str]:
        """The bodies in which a row says that it is, in its own cell or by the title above it."""
        return self.units(str(entry.said.get(of_unit) or "") or entry.group)

    def meant(
        self, entry: Entry, of_post: str = "post", of_unit: str = "unit", held: Collection[str] = ()
    ) -> tuple[list[PostOf], str, str]:
        """The posts that a row may mean; else the field and the code of what is wrong.

        A title that stands in several bodies is that of the one of these posts that the person has `held`, else that of
        the body of the list.
        """
        unit, places = str(entry.said.get(of_unit) or ""), self.places(entry, of_unit)
        if unit and not places:
            return [], of_unit, "no_unit"
        titled = self._called(entry, of_post)
        bodies = [place for place in places if place in titled] or ([] if unit else list(titled))
        if not bodies:
            return [], of_post, "no_post"
        if len(bodies) > 1:
            theirs = [body for body in bodies if any(post.pk in held for post in titled[body])] or bodies
            bodies = theirs if len(theirs) == 1 else [self.body] if self.body in theirs else []
        if not bodies:
            return [], of_unit, "many_posts"
        return sorted(titled[bodies[0]], key=lambda post: post.pk not in held), "", ""

    def _called(self, entry: Entry, of_post: str) -> dict[str, list[PostOf]]:
        """The posts that are called as a row says, by body."""
        return self._titled.get(fold(str(entry.said.get(of_post) or "")), {})

    def within(self, entry: Entry, code: str, of_post: str = "post", of_unit: str = "unit") -> list[str]:
        """The bodies among which what is wrong is to be chosen; none where the row leaves it open, or leaves too many."""
        bodies = self.places(entry, of_unit) if code != "no_unit" else []
        if code == "many_posts":
            titled = self._called(entry, of_post)
            bodies = [place for place in bodies if place in titled] or list(titled)
        return bodies if len(bodies) <= MANY else []

    def learn_holders(self, posts: Iterable[str]) -> None:
        """Who holds these posts in full, or will."""
        asked = set(posts)
        self._held.update({post: [] for post in asked})
        for post, seat, since, until in kept.seats(asked):
            self._held[post].append((seat, since, until))

    def take_seat(self, posts: Iterable[PostOf], since: date) -> tuple[PostOf, int] | None:
        """The first of these posts with a seat that is free from `since` on, and the seat; None where all are taken."""
        for post in posts:
            most = post.seats or (1 if post.leadership == "head" else None)
            held = self._held.setdefault(post.pk, [])
            taken = {seat for seat, _since, until in held if until is None or until > since}
            seat = next(n for n in range(1, len(taken) + 2) if n not in taken)
            if most is None or seat <= most:
                held.append((seat, since, None))
                return post, seat
        return None


class Holdings:
    """The posts that people hold and have held, as far as the user keeps their record."""

    def __init__(self, people: Iterable[str]) -> None:
        """Look them up: one question, and none of nobody."""
        self._of: dict[str, list[Any]] = defaultdict(list)
        asked = set(people)
        for tenure in kept.held(Tenure, asked) if asked else ():
            self._of[tenure.person_id].append(tenure)

    def since(self, person: str | None, day: date) -> list[Any]:
        """What the person holds on `day`, or later."""
        return [one for one in self._of.get(person or "", ()) if one.until is None or one.until > day]

    def on(self, person: str | None, day: date) -> list[Any]:
        """What the person holds on `day`."""
        return [one for one in self.since(person, day) if one.since is None or one.since <= day]


def _titles(title: str, body: str) -> set[str]:
    """What a list may call a post: its title, with or without the name of its body."""
    title, of = fold(title), fold(body)
    found = {title, f"{title} {of}"}
    if of and title.endswith(f" {of}"):
        found.add(title.removesuffix(f" {of}"))
    return found - {""}
