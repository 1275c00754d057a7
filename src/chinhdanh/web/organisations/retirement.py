"""Who reaches retirement when, and who stands ready. The ages are those of the law (`facts.retirement`)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from django.db.models import Q

from chinhdanh.facts.retirement import retires_on
from chinhdanh.web.organisations.counts import Counts, Question
from chinhdanh.web.record.compiled import MadeOnce

HORIZONS = (12, 24, 60)
"""Months ahead."""
SEXES: tuple[Literal["male"], Literal["female"]] = ("male", "female")
LEADING = ("head", "deputy", "collective_member")
_TERM = re.compile(r"\s*(\d{4})\s*[-–]\s*(\d{4})\s*")


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of the month where it has no such day."""
    at = day.year * 12 + day.month - 1 + months
    first = date(at // 12, at % 12 + 1, 1)
    following = date((at + 1) // 12, (at + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def retirement_of(sex: str | None, born: date | None, fixed: date | None) -> date | None:
    """The day on which somebody retires; None where sex or birth is not recorded."""
    if fixed is not None:
        return fixed
    if born is None or sex not in ("male", "female"):
        return None
    return _by_month("male" if sex == "male" else "female", born.replace(day=1))


@cache
def _by_month(sex: Literal["male", "female"], born: date) -> date:
    # The day of birth never matters, only its month.
    return retires_on(sex, born)


def born_before(sex: Literal["male", "female"], last: date) -> date:
    """Whoever of this sex was born before this day reaches retirement by `last`.

    The ages only ever rise with the month of birth, so that the month can be looked for.
    """
    low, high = (last.year - 80) * 12, last.year * 12
    while low < high:
        middle = (low + high) // 2
        if retires_on(sex, date(middle // 12, middle % 12 + 1, 1)) <= last:
            low = middle + 1
        else:
            high = middle
    return date(low // 12, low % 12 + 1, 1)


@dataclass(frozen=True)
class Retiring:
    """A holder of a post who reaches retirement."""

    tenure: str
    person: str
    on: date
    leadership: str | None
    post: str


_RETIRING = Question("retiring", "tenure, person, sex, born, retires_on, leadership, post")


def retiring(counts: Counts, body: str, day: date, months: int) -> list[Retiring]:
    """Who works in the body or below it on `day` and retires within so many months, the soonest first."""
    last = months_after(day, months)
    rows = counts.of(_RETIRING, [body], day, last, *(born_before(sex, last) for sex in SEXES))[body]
    found = []
    for tenure, person, sex, born, fixed, leadership, post in rows:
        on = retirement_of(sex, born, fixed)
        if on is not None:
            found.append(Retiring(tenure, person, on, leadership, post))
    return sorted(found, key=lambda one: (one.on, one.leadership not in LEADING, one.tenure))


@dataclass(frozen=True)
class Successor:
    """Somebody in the plan for a post; ready who is in office and does not retire before the post falls vacant."""

    person: Any
    ready: bool


def term_holds(term: str | None, day: date) -> bool:
    """Whether a plan of this term ("2026-2031") still counts on `day`; one without years in its term does."""
    found = _TERM.fullmatch(term or "")
    return found is None or day.year <= int(found.group(2))


def successors(
    user: Any, today: date, posts: Iterable[Any], day: date, vacant: dict[str, date]
) -> dict[str, list[Successor]]:
    """Who is planned on `day` for each of these posts; `vacant` says when each falls vacant.

    An entry names its post, or the body and rank for which it stands.
    """
    wanted = list(posts)
    if not wanted:
        return {}
    by_place: dict[tuple[str, int], list[str]] = {}
    for post in wanted:
        if post.rank is not None:
            by_place.setdefault((post.organization_id, post.rank), []).append(post.pk)
    ids = [post.pk for post in wanted]
    # An entry without its post is looked for by the body; most name their post.
    planned: dict[str, dict[str, Any]] = {}
    for entry in _entries(user, today, ids, {post.organization_id for post in wanted}, day):
        if term_holds(entry.term, day):
            for post in [entry.post_id] if entry.post_id else by_place.get((entry.organization_id, entry.rank), []):
                planned.setdefault(post, {})[entry.person_id] = entry.person
    people = {person for of in planned.values() for person in of}
    holds: dict[str, set[str]] = {}
    for person, post in _held(user, today, people, day) if people else ():
        holds.setdefault(person, set()).add(post)
    found = {}
    for post, of in planned.items():
        falls = vacant.get(post, day)
        found[post] = [
            Successor(one, _ready(one, holds.get(key, set()), falls))
            for key, one in of.items()
            if post not in holds.get(key, set())
        ]
    return found


@MadeOnce
def _entries(user: Any, day: date, posts: Collection[str], bodies: Collection[str], on: date) -> Any:
    from chinhdanh.web.officials.models import PlanEntry

    rows = PlanEntry.objects.visible_to(user, day).filter(
        Q(post_id__in=posts) | Q(post_id__isnull=True, organization_id__in=bodies),
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on),
        approved_on__lte=on,
    )
    return rows.order_by("approved_on", "pk").select_related("person")


@MadeOnce
def _held(user: Any, day: date, people: Collection[str], on: date) -> Any:
    from chinhdanh.web.officials.models import Tenure

    rows = Tenure.objects.visible_to(user, day)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=on), person_id__in=people, since__lte=on)
    return rows.values_list("person_id", "post_id")


def _ready(person: Any, held: set[str], falls_vacant: date) -> bool:
    on = retirement_of(person.sex, person.birth_date, person.retires_on)
    return bool(held) and on is not None and on > falls_vacant
