"""What a person may choose for a cell whose words nobody knows: units and posts below the body, or the words of a list.

What looks most like the cell comes first. Of very many only that is offered, and the rest can be typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from django.db.models import Q

from chinhdanh.registry.readers.names import fold
from chinhdanh.web.accounts.models import OrganizationAbove
from chinhdanh.web.imports.grouping import Group
from chinhdanh.web.imports.words import OF_POSTS, OF_UNITS, OF_WORDS, known_words
from chinhdanh.web.organisations.models import Organization, Post

WHOLE = 60
"""So many things to choose from are all offered."""
LIKELY = 15


def offer(groups: Sequence[Group], body: str, day: date) -> None:
    """Give each group what may be chosen for its cells: two questions at most, whatever the groups are."""
    codes = {group.code for group in groups}
    units = _units(body, day) if codes.intersection(OF_UNITS) else []
    posts = _posts(body, day) if codes.intersection(OF_POSTS) else []
    for group in groups:
        if group.code in OF_WORDS:
            group.choices = known_words(group.field)
            group.has_all = bool(group.choices)
        elif group.code in OF_UNITS:
            there = [name for name, unit in units if not group.within or unit in group.within]
            group.choices, group.has_all = _first(there, group.value)
        elif group.code in OF_POSTS:
            there = [title for title, unit in posts if not group.within or unit in group.within]
            group.choices, group.has_all = _first(there, group.value)


def _units(body: str, day: date) -> list[tuple[str, str]]:
    below = OrganizationAbove.objects.filter(above_id=body, since__lte=day, until__gt=day)
    return list(
        Organization.objects.filter(Q(until__isnull=True) | Q(until__gt=day), pk__in=below.values("organization_id"))
        .exclude(name__isnull=True)
        .order_by("name")
        .values_list("name", "id")
    )


def _posts(body: str, day: date) -> list[tuple[str, str]]:
    """Title and unit of each post."""
    below = OrganizationAbove.objects.filter(above_id=body, since__lte=day, until__gt=day)
    return list(
        Post.objects.filter(
            Q(until__isnull=True) | Q(until__gt=day), organization_id__in=below.values("organization_id")
        )
        .exclude(title__isnull=True)
        .order_by("title")
        .values_list("title", "organization_id")
    )


def _first(names: Iterable[str], said: str) -> tuple[list[str], bool]:
    """The names to choose from, those with the words of the cell first; and whether these are all there are."""
    known = list(dict.fromkeys(names))
    wanted = _words(said)
    likely = sorted(known, key=lambda name: -_alike(_words(name), wanted))
    return (likely, True) if len(likely) <= WHOLE else (likely[:LIKELY], False)


@lru_cache(maxsize=20_000)
def _words(name: str) -> frozenset[str]:
    return frozenset(fold(name).split())


def _alike(words: frozenset[str], wanted: frozenset[str]) -> float:
    return len(words & wanted) / (len(words | wanted) or 1)
