"""Under whom the database is asked: as a user, within their reach; or as the system, which sees all.

What row-level security guards against: a page that forgot `visible_to`, a query gone wrong, a mistake in an action.
Nothing is seen by the application's role without a user; user and role last for one transaction and reach no other, on
this connection or another. What it does not guard against: somebody who can run statements of their own making on this
connection could name another user, or take the owner's role back, since the connection is the owner's. Where that must be
ruled out, the web processes sign in to the database with a role of their own that is a member of `chinhdanh_app` and of
nothing else: then only the naming of another user remains, within what users may do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Literal

from django.db import connection, transaction

from chinhdanh.web.accounts.models import User
from chinhdanh.web.record.access import Scope, scope_of

ROLE = "chinhdanh_app"
"""The role of the application in the database: it owns nothing."""

Plans = Literal["auto", "force_generic_plan"]

_ACTING: ContextVar[tuple[Scope, str] | None] = ContextVar("acting", default=None)


class AlreadyActing(Exception):
    """Work for one user was begun within work for another, or the system's within a user's."""


def acting_scope() -> Scope | None:
    """The reach of the user for whom the present transaction works."""
    acting = _ACTING.get()
    return None if acting is None else acting[0]


def acting_purpose() -> str:
    """The purpose for which the present transaction works; empty where none was given."""
    acting = _ACTING.get()
    return "" if acting is None else acting[1]


@contextmanager
def acting_as(user: User, day: date, purpose: str = "", plans: Plans = "auto") -> Iterator[Scope]:
    """One transaction in which the database itself holds to what `user` may read and write on `day`.

    `purpose` is that of every look at another's record in it, where none is given. `plans` says whether a statement is
    planned once for whatever it asks. Raises AlreadyActing within work for another user.
    """
    if _ACTING.get() is not None:
        raise AlreadyActing
    with transaction.atomic():
        scope = scope_of(user, day)
        _tell("" if scope.user_id is None else str(scope.user_id), day.isoformat(), purpose, ROLE, plans)
        token = _ACTING.set((scope, purpose))
        try:
            yield scope
        except BaseException:
            _ACTING.reset(token)
            # Rolling back takes back what was told, too; where the transaction goes on outside, no savepoint is left out.
            raise
        _ACTING.reset(token)
        if connection.needs_rollback:
            return
        _tell("", "", "", "none", "auto")


@contextmanager
def system_work() -> Iterator[None]:
    """One transaction as the owner of the tables: loading, migrating, finding verdicts.

    Raises AlreadyActing within a user's work: nothing that a user does turns into the system's.
    """
    if _ACTING.get() is not None:
        raise AlreadyActing
    with transaction.atomic():
        yield


def _tell(user: str, day: str, purpose: str, role: str, plans: Plans) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('chinhdanh.user', %s, true), set_config('chinhdanh.day', %s, true), "
            "set_config('chinhdanh.purpose', %s, true), set_config('role', %s, true), "
            "set_config('plan_cache_mode', %s, true)",
            [user, day, purpose, role, plans],
        )
