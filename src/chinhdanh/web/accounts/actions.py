"""Granting and ending roles, and looking at a record."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from chinhdanh.web.accounts.acting import acting_purpose
from chinhdanh.web.accounts.models import Grant, GrantEnd, Look, User
from chinhdanh.web.accounts.row_security import GRANTED_BY
from chinhdanh.web.record.access import OPERATOR, scope_of
from chinhdanh.web.record.compiled import MadeOnce


class NotAllowed(Exception):
    """The user does not hold the role that this takes, at this body, on this day."""


class PurposeNeeded(Exception):
    """The record of another is not opened without saying what for."""


def may_grant(by: User, role: str, organization_id: str | None, day: date) -> bool:
    """Whether `by` may grant this role at this body on `day`, and end it there."""
    scope = scope_of(by, day)
    givers = tuple(giver for giver, given in GRANTED_BY.items() if role in given)
    if role == OPERATOR:
        return any(held == OPERATOR for held, _ in scope.grants)
    return organization_id is not None and scope.reaches_body(givers, organization_id)


@transaction.atomic
def grant_role(
    user: User,
    role: str,
    organization_id: str | None,
    since: date,
    until: date | None,
    *,
    by: User,
    day: date,
    reason: str,
) -> Grant:
    """Give `user` the role at the body, for all below it, from `since` until `until`.

    Raises NotAllowed where `by` may not, or would grant to themself.
    """
    if user.pk == by.pk or not may_grant(by, role, organization_id, day):
        raise NotAllowed
    return Grant.objects.create(
        user=user,
        role=role,
        organization_id=organization_id,
        since=since,
        until=until,
        granted_by=by,
        reason=reason,
    )


def set_up_role(user: User, role: str, organization_id: str | None, since: date, reason: str) -> Grant:
    """The first grant of a role, made at the machine where the database is: nobody is there yet who could grant it."""
    return Grant.objects.create(user=user, role=role, organization_id=organization_id, since=since, reason=reason)


@transaction.atomic
def end_grant(grant: Grant, on: date, *, by: User, day: date, reason: str) -> GrantEnd:
    """The grant does not hold from `on`; it stays to be read. Raises NotAllowed; IntegrityError where it was ended before."""
    if grant.user_id == by.pk or not may_grant(by, grant.role, grant.organization_id, day):
        raise NotAllowed
    return GrantEnd.objects.create(grant=grant, on=on, ended_by=by, reason=reason)


def look_at(user: User, key: str, day: date, page: str, purpose: str = "", derived: bool = False) -> Any:
    """The person whose address has this key, for `user` to read on `page`; the look is kept where it is another's record.

    `derived` says that the purpose was not given but follows from the work at hand. Raises Person.DoesNotExist for
    whoever is out of reach as for whoever is not there, and PurposeNeeded.
    """
    from chinhdanh.web.officials.models import Person

    person = next(iter(_person(user, day, UUID(str(key)))), None)
    if person is None:
        raise Person.DoesNotExist
    if person.pk != user.person_id:
        keep_look(user, [person.pk], page, purpose, derived)
    return person


@MadeOnce
def _person(user: User, day: date, key: UUID) -> Any:
    from chinhdanh.web.officials.models import Person

    return Person.objects.visible_to(user, day).filter(key=key)


def keep_look(user: User, persons: list[str], page: str, purpose: str = "", derived: bool = False) -> None:
    """Keep that `user` looks at these records on a page that shows several, for one purpose."""
    stated = purpose.strip() or acting_purpose().strip()
    if not stated:
        raise PurposeNeeded
    derived = derived or not purpose.strip()
    looks = (Look(who=user, person_id=one, page=page, purpose=stated, derived=derived) for one in persons)
    Look.objects.bulk_create([look for look in looks if look.person_id != user.person_id])
