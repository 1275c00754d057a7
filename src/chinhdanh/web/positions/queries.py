"""What is read of job positions, within what the user may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.officials.models import PersonCompetency, Qualification, Tenure
from chinhdanh.web.organisations.models import (
    Competency,
    Coverage,
    JobPosition,
    Organization,
    PositionCompetency,
    PositionQualification,
    Post,
)
from chinhdanh.web.positions.matching import Assessed, Required, Requirements, latest
from chinhdanh.web.positions.qualifications import QUALIFIED, Demand, Qualified, held_on
from chinhdanh.web.record.access import HEAD_OF_PERSONNEL, KEEPERS, Scope


def _number(rows: Any) -> Any:
    counted = rows.order_by().values("job_position_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def catalogue(user: Any, scope: Scope, day: date) -> Any:
    """The job positions, each with how many competencies it asks for and how many posts are of it within reach."""
    posts = Post.objects.visible_to(user, scope.day).filter(
        Q(since__isnull=True) | Q(since__lte=day),
        Q(until__isnull=True) | Q(until__gt=day),
        job_position_id=OuterRef("pk"),
        organization_id__in=scope.organizations(),
    )
    asked = PositionCompetency.objects.filter(job_position_id=OuterRef("pk"))
    return JobPosition.objects.visible_to(user, scope.day).annotate(competencies=_number(asked), posts=_number(posts))


def all_positions(user: Any, today: date) -> list[Any]:
    """Every position of the catalogue, by name."""
    return list(JobPosition.objects.visible_to(user, today).order_by("name", "pk"))


def one(user: Any, today: date, key: Any) -> Any:
    """The job position of an address; None where there is none."""
    return JobPosition.objects.visible_to(user, today).filter(key=key).first()


def requirements(user: Any, today: date, positions: Sequence[str]) -> dict[str, Requirements]:
    """What each of these positions asks for: the highest levels of competencies first, qualifications by their kind."""
    competencies: dict[str, list[Required]] = {position: [] for position in positions}
    rows = PositionCompetency.objects.visible_to(user, today).filter(job_position_id__in=positions)
    for row in rows.select_related("competency"):
        required = Required(row.competency_id, row.competency.name or row.competency_id, row.level)
        competencies[row.job_position_id].append(required)
    demands: dict[str, list[Demand]] = {position: [] for position in positions}
    for row in _demands(user, today).filter(job_position_id__in=positions):
        demands[row.job_position_id].append(Demand(row.kind or "", row.level, row.field, row.key))
    return {
        position: Requirements(sorted(required, key=lambda one: (-(one.level or 0), one.name)), demands[position])
        for position, required in competencies.items()
    }


def _demands(user: Any, today: date) -> Any:
    kinds = TABLES["position_qualification"].column("kind").codes
    place = Case(*(When(kind=kind, then=n) for n, kind in enumerate(kinds)), default=len(kinds))
    return PositionQualification.objects.visible_to(user, today).order_by(place, "level", "field", "pk")


def demand(user: Any, today: date, position: str, key: Any) -> Any:
    """The row of this key that says which qualification a position asks for; None where the position has none such."""
    rows = PositionQualification.objects.visible_to(user, today)
    return rows.filter(job_position_id=position, key=key).first()


def requirement(user: Any, today: date, position: str, competency: str) -> Any:
    """The row that says which level of a competency a position asks for; None where it asks for none."""
    rows = PositionCompetency.objects.visible_to(user, today)
    return rows.filter(job_position_id=position, competency_id=competency).order_by("pk").first()


def competencies(user: Any, today: date) -> list[Any]:
    """Every competency of the list."""
    return list(Competency.objects.visible_to(user, today).order_by("name", "pk"))


def holders(user: Any, scope: Scope, position: str, day: date) -> Any:
    """Who holds a post of this position within reach on `day`."""
    posts = Post.objects.filter(job_position_id=position, organization_id__in=scope.organizations())
    return (
        Tenure.objects.visible_to(user, scope.day)
        .filter(Q(until__isnull=True) | Q(until__gt=day), post_id__in=posts.values("pk"), since__lte=day)
        .select_related("person", "post", "post__organization")
        .order_by("since", "pk")
    )


def assessments(user: Any, today: date, persons: Sequence[str], day: date) -> dict[str, dict[str, Assessed]]:
    """What each of these persons was found to have by `day`, by competency."""
    rows = PersonCompetency.objects.visible_to(user, today).filter(person_id__in=persons)
    found: dict[str, list[tuple[str, int | None, date | None]]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.person_id, []).append((row.competency_id, row.level, row.assessed_on))
    return {person: latest(of, day) for person, of in found.items()}


def qualifications(
    user: Any, today: date, persons: Sequence[str], kinds: Sequence[str], day: date
) -> dict[str, list[Qualified]]:
    """What each of these persons had of these kinds by `day`."""
    rows = Qualification.objects.visible_to(user, today).filter(person_id__in=persons, kind__in=kinds)
    found: dict[str, list[Any]] = {}
    for row in rows.order_by("pk").values("person_id", *QUALIFIED):
        found.setdefault(row["person_id"], []).append(row)
    return {person: held_on(of, day) for person, of in found.items()}


def complete_at(user: Any, today: date, day: date) -> Callable[[str | None], bool]:
    """Whether a body had declared, for `day`, that all qualifications are recorded."""
    rows = Coverage.objects.visible_to(user, today).filter(
        Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day), table="qualification"
    )
    places = set(rows.order_by().values_list("organization_id", flat=True).distinct())
    return lambda body: None in places or body in places


def keeps_catalogue(scope: Scope) -> bool:
    """Whether the user keeps what holds for the whole country: a head of personnel below whom everything stands."""
    places = scope.at((HEAD_OF_PERSONNEL,))
    return bool(places) and Organization.objects.filter(pk__in=places, parent_id__isnull=True).exists()


def post_to_assign(user: Any, scope: Scope, key: Any) -> Any:
    """The post of this key where the user keeps the record of its body; None where it is not theirs."""
    kept = scope.organizations(KEEPERS)
    return (
        Post.objects.visible_to(user, scope.day)
        .filter(key=key, organization_id__in=kept)
        .select_related("organization")
        .first()
    )
