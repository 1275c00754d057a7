"""Whether somebody who is to be entered is recorded already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from chinhdanh.web.accounts.models import User
from chinhdanh.web.officials import queries


@dataclass(frozen=True)
class Known:
    """Who may be the person that is to be entered."""

    numbered: Sequence[Any] = ()
    """Within reach, with the same identity number."""
    elsewhere: str | None = None
    """The id of somebody out of reach with that number."""
    elsewhere_named: bool = False
    """Whether they have the same name."""
    alike: Sequence[queries.Listed] = ()
    """Within reach, of the same name, born on the same day."""


def known(user: User, day: date, name: str, born: date | None, precision: str | None, number: str | None) -> Known:
    """Who is recorded already; whoever enters the same person at this moment is waited for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, of_number, within, same_name FROM access.same_person(%s::tsquery, %s, %s, %s, %s)",
            [queries.asked_for(name), name, born, precision in ("year", "month"), number],
        )
        rows = cursor.fetchall()
    within = {person for person, _of_number, reached, _same in rows if reached}
    listed = {one.person.pk: one for one in queries.listed(user, day, day, sorted(within))} if within else {}
    numbered = {person for person, of_number, _reached, _same in rows if of_number}
    away = [(person, same) for person, of_number, reached, same in rows if of_number and not reached]
    return Known(
        [listed[person].person for person in sorted(numbered & within) if person in listed],
        away[0][0] if away else None,
        bool(away) and bool(away[0][1]),
        [one for person, one in listed.items() if person not in numbered],
    )
