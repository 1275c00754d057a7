"""Which seat of a post somebody takes: the first that is free all the time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from chinhdanh.web.officials.models import Tenure
from chinhdanh.web.ui.formats import period


class NoSeat(Exception):
    """All seats of the post are held at the time; the text says by whom."""


def holders(post_id: str, since: date, until: date | None, apart_from: Sequence[str] = ()) -> Any:
    """The tenures of full holders of a post that share a day with a period."""
    rows = Tenure.objects.filter(post_id=post_id, since__isnull=False).exclude(acting=True).exclude(pk__in=apart_from)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=since))
    return rows if until is None else rows.filter(since__lt=until)


def hold_seats(posts: Iterable[str]) -> None:
    """Whoever takes a seat of these posts at this moment is waited for, and nobody takes one until this is done.

    Who takes several names them all here, before anything is written: two who wait for each other would both fail.
    """
    with connection.cursor() as cursor:
        for post in sorted(posts):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"seat {post}"])


def free_seat(
    post: Any, since: date | None, until: date | None, acting: bool | None, apart_from: Sequence[str] = ()
) -> int:
    """The seat for somebody who holds `post` in that time; whoever takes one of the post at this moment is waited for.

    `apart_from` are tenures that do not count: the one that is corrected. Raises NoSeat.
    """
    if acting or since is None or since == until:
        return 1
    hold_seats([post.pk])
    held = [
        one for one in holders(post.pk, since, until, apart_from).select_related("person") if one.until != one.since
    ]
    taken = {one.seat for one in held}
    seat = next(n for n in range(1, len(taken) + 2) if n not in taken)
    seats = post.seats or (1 if post.leadership == "head" else None)
    if seats is not None and seat > seats:
        by = "; ".join(f"{one.person.full_name or one.person_id} ({period(one.since, one.until)})" for one in held)
        raise NoSeat(
            _(
                "Chức danh có %(seats)s chỗ và trong thời gian này đã đủ người giữ: %(by)s. Hãy kiểm tra ngày thôi giữ của "
                "người đó, hoặc ngày bắt đầu."
            )
            % {"seats": seats, "by": by}
        )
    return seat
