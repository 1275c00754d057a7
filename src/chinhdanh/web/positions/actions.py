"""Keeping the catalogue of job positions. Each is one change, under the acting user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.models import Look
from chinhdanh.web.organisations.models import Competency, JobPosition, PositionCompetency, PositionQualification
from chinhdanh.web.positions import queries
from chinhdanh.web.record.access import Scope
from chinhdanh.web.record.writing import EditedMeanwhile, recording


def _may_keep(scope: Scope) -> None:
    if not queries.keeps_catalogue(scope):
        raise NotAllowed


def add_position(user: Any, scope: Scope, values: Mapping[str, Any], reason: str) -> Any:
    """A new position of the catalogue. Raises NotAllowed."""
    _may_keep(scope)
    with recording("entry", user, reason) as record:
        return record.add(JobPosition, **values)


def correct_position(
    user: Any, scope: Scope, position: Any, read_version: int, values: Mapping[str, Any], reason: str
) -> Any:
    """The position with these values, from now on. Raises NotAllowed, and EditedMeanwhile where it was not read as it is."""
    _may_keep(scope)
    if position.version != read_version:
        raise EditedMeanwhile(position)
    with recording("correction", user, reason) as record:
        return record.correct(position, **values)


def require(
    user: Any, scope: Scope, position: Any, competency: Any, new_name: str, level: int | None, reason: str
) -> None:
    """The position asks for this level of a competency, which is added to the list by `new_name` where it is new.

    Without a level the position asks for it no more. Raises NotAllowed.
    """
    _may_keep(scope)
    before = competency and queries.requirement(user, scope.day, position.pk, competency.pk)
    with recording("correction" if before else "entry", user, reason) as record:
        if competency is None:
            competency = record.add(Competency, name=new_name)
        if before and level is None:
            record.withdraw(before)
        elif before:
            record.correct(before, level=level)
        elif level is not None:
            record.add(PositionCompetency, job_position=position, competency=competency, level=level)


def demand(
    user: Any,
    scope: Scope,
    position: Any,
    values: Mapping[str, Any],
    reason: str,
    *,
    before: Any = None,
    read_version: int = 0,
) -> None:
    """The position asks for a qualification of these values; `before` says what of it stood until now.

    Without values it asks for that no more. Raises NotAllowed, and EditedMeanwhile where `before` was not read as it is.
    """
    _may_keep(scope)
    if before is not None and before.version != read_version:
        raise EditedMeanwhile(before)
    with recording("correction" if before else "entry", user, reason) as record:
        if before is None:
            record.add(PositionQualification, job_position=position, **values)
        elif values:
            record.correct(before, **values)
        else:
            record.withdraw(before)


def assign(user: Any, scope: Scope, post: Any, read_version: int, position: Any, reason: str) -> Any:
    """The post is of this position.

    Raises NotAllowed where the user does not keep the record of its body, and EditedMeanwhile.
    """
    if queries.post_to_assign(user, scope, post.key) is None:
        raise NotAllowed
    if post.version != read_version:
        raise EditedMeanwhile(post)
    with recording("correction", user, reason) as record:
        return record.correct(post, job_position=position)


def keep_looks(user: Any, persons: Sequence[str], page: str, purpose: str) -> None:
    """Keep, in one statement, that `user` looked at what was assessed of these persons."""
    others = sorted({person for person in persons if person != user.person_id})
    Look.objects.bulk_create(
        [Look(who=user, person_id=person, page=page, purpose=purpose, derived=True) for person in others]
    )
