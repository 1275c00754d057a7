"""What is recorded of bodies. Each act is one change, under the acting user."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, transaction

from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.organisations.models import Establishment
from chinhdanh.web.record.access import KEEPERS, Scope
from chinhdanh.web.record.writing import EditedMeanwhile, recording


def keeps(scope: Scope, body: str) -> bool:
    """Whether the user keeps the record of a body."""
    return scope.reaches_body(KEEPERS, body)


def allot(
    user: Any,
    scope: Scope,
    body: Any,
    year: int,
    category: str,
    allotted: int,
    approved_on: date | None,
    reason: str,
    read_version: int | None,
) -> Any:
    """So many people may work in the body and below it in the year. What was recorded of it before is corrected.

    `read_version` is that of the row that was shown, None where there was none. Raises NotAllowed, and EditedMeanwhile
    where the row is not the one that was shown.
    """
    if not keeps(scope, body.pk):
        raise NotAllowed
    with transaction.atomic():
        # Of two who record the first one at once, the second waits and is told: together they would count twice.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"establishment {body.pk} {year} {category}"])
        rows = Establishment.objects.visible_to(user, scope.day).filter(organization=body, year=year, category=category)
        before = rows.order_by("pk").first()
        if before is not None and before.version != read_version:
            raise EditedMeanwhile(before)
        return _allot(user, body, year, category, {"allotted": allotted, "approved_on": approved_on}, reason, before)


def _allot(user: Any, body: Any, year: int, category: str, values: dict[str, Any], reason: str, before: Any) -> Any:
    with recording("correction" if before else "entry", user, reason) as record:
        if before is not None:
            return record.correct(before, **values)
        return record.add(Establishment, organization=body, year=year, category=category, **values)
