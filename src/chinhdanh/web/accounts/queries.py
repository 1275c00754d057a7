"""What users read about access: their own roles, and who looked at their record."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from chinhdanh.web.accounts.models import Grant, Look, User
from chinhdanh.web.record.access import scope_of


def roles_of(user: User, day: date) -> QuerySet[Grant]:
    """The grants that `user` holds on `day`."""
    return Grant.objects.in_force(day).filter(user=user).order_by("role", "organization_id")


def looks_at_my_record(user: User, day: date) -> QuerySet[Look]:
    """Who looked at the record of `user`, the latest first; nothing where they do not hold the role of official."""
    own = scope_of(user, day).own
    if own is None:
        return Look.objects.none()
    return Look.objects.filter(person_id=own).order_by("-at", "-pk").prefetch_related("who")
