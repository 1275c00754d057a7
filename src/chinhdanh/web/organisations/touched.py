"""What a change of bodies and posts touches: said before it is made, and asked again when it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from chinhdanh.web.accounts.models import Grant
from chinhdanh.web.officials.models import PlanEntry, Tenure
from chinhdanh.web.organisations.models import Establishment, Organization, Post

NAMED = 20
"""People and bodies that are named; of more the number is told."""


def _runs(day: date, prefix: str = "") -> Q:
    """What runs on `day` or begins later."""
    until = f"{prefix}until"
    return Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": day})


@dataclass(frozen=True)
class Touched:
    """Who and what hangs on bodies, or on one post, from a day on."""

    held: Sequence[Any] = ()
    """The first of the tenures that run then, with their person and post."""
    people: int = 0
    posts: int = 0
    bodies: Sequence[Any] = ()
    below: int = 0
    grants: Sequence[Any] = ()
    plans: int = 0
    allotted: int = 0


def tenures_of_posts(user: Any, today: date, posts: Any, day: date) -> Any:
    """Tenures in these posts (a condition) that run on `day` or begin later."""
    rows = Tenure.objects.visible_to(user, today).filter(posts).filter(_runs(day))
    return rows.order_by("-post__rank", "since", "pk")


def posts_open(user: Any, today: date, bodies: Sequence[str], day: date) -> list[Any]:
    """The posts of these bodies that are not over by `day`."""
    rows = Post.objects.visible_to(user, today).filter(_runs(day), organization_id__in=bodies)
    return list(rows.order_by("-rank", "pk"))


def bodies_below(user: Any, today: date, bodies: Sequence[str], day: date) -> list[Any]:
    """What stands directly under these bodies and is not over by `day`, they themselves left out."""
    rows = Organization.objects.visible_to(user, today).filter(_runs(day), parent_id__in=bodies)
    return list(rows.exclude(pk__in=bodies).order_by("name", "pk"))


def _people(tenures: Any) -> tuple[list[Any], int]:
    """The first of these tenures, and how many people hold one."""
    held = list(tenures.select_related("person", "post")[:NAMED])
    if len(held) < NAMED:
        return held, len({one.person_id for one in held})
    return held, int(tenures.values("person_id").distinct().order_by().count())


def of_bodies(
    user: Any,
    today: date,
    bodies: Sequence[str],
    day: date,
    but: Sequence[str] = (),
    known: tuple[Sequence[Any], Sequence[Any]] | None = None,
) -> Touched:
    """What hangs on these bodies themselves from `day` on, the tenures left out that are named.

    `known` are their tenures and open posts, where they were read already.
    """
    tenures = tenures_of_posts(user, today, Q(post__organization_id__in=bodies), day).exclude(pk__in=but)
    under = bodies_below(user, today, bodies, day)
    grants = Grant.objects.in_force(today).filter(organization_id__in=bodies)
    posts = posts_open(user, today, bodies, day) if known is None else known[1]
    # By the ids of the posts: over two tables no index would find either.
    plans = PlanEntry.objects.visible_to(user, today).filter(
        Q(organization_id__in=bodies) | Q(post_id__in=[one.pk for one in posts]), withdrawn_on__isnull=True
    )
    allotted = Establishment.objects.visible_to(user, today).filter(organization_id__in=bodies, year__gte=day.year)
    held, people = _people(tenures) if known is None else (known[0][:NAMED], len({one.person_id for one in known[0]}))
    return Touched(
        held=held,
        people=people,
        posts=len(posts),
        bodies=under[:NAMED],
        below=len(under),
        grants=list(grants.select_related("organization").prefetch_related("user").order_by("role", "pk")),
        plans=plans.count(),
        allotted=allotted.count(),
    )


def of_post(user: Any, today: date, post: str, day: date) -> Touched:
    """What hangs on a post from `day` on."""
    tenures = tenures_of_posts(user, today, Q(post_id=post), day)
    plans = PlanEntry.objects.visible_to(user, today).filter(post_id=post, withdrawn_on__isnull=True)
    held, people = _people(tenures)
    return Touched(
        held=held,
        people=people,
        plans=plans.count(),
    )
