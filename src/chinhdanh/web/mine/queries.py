"""What the record says of the user, in short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from chinhdanh.web.officials.models import Evaluation, Person, Qualification, Tenure
from chinhdanh.web.record.access import Scope
from chinhdanh.web.record.together import together


@dataclass(frozen=True)
class Summary:
    """One's own record in short."""

    person: Any
    posts: list[Any]
    """Tenures that hold today, with post and body."""
    rating: Any
    """The latest yearly rating; None where there is none."""
    qualifications: int
    unverified: int
    """Of the qualifications, those of which nobody has said that they were verified."""


def summary(user: Any, scope: Scope) -> Summary | None:
    """The user's own record as they may read it; None where they hold no role of official or are not in the record."""
    if scope.own is None:
        return None
    day = scope.day
    own = {"person_id": scope.own}
    read = together(
        person=Person.objects.visible_to(user, day).filter(pk=scope.own),
        rating=Evaluation.objects.visible_to(user, day).filter(**own).order_by("-year", "pk")[:1],
    )
    if not read["person"]:
        return None
    counts = (
        Qualification.objects.visible_to(user, day)
        .filter(**own)
        .aggregate(all=Count("pk"), unverified=Count("pk", filter=~Q(verified=True)))
    )
    return Summary(
        read["person"][0],
        list(
            Tenure.objects.visible_to(user, day)
            .filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day, **own)
            .select_related("post__organization")
            .order_by("since", "pk")
        ),
        next(iter(read["rating"]), None),
        counts["all"],
        counts["unverified"],
    )
