"""What every request asks first, as pages do: who is there, what they hold today, and for what purpose a record is read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from inspect import signature
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Schema
from ninja.security import APIKeyCookie

from chinhdanh.web.accounts.actions import look_at
from chinhdanh.web.accounts.models import User
from chinhdanh.web.accounts.pages import PageRequest, entered
from chinhdanh.web.officials.purpose import LONGEST, purpose_of

PURPOSE = "Look-Purpose"
"""The header with the purpose. No link from elsewhere can set one: a look is never kept for a reason that others made up."""

Answering = Callable[..., Schema]


class UnknownParameters(Exception):
    """The address asks with names that there are not: a filter that is misspelt must not go unnoticed."""

    def __init__(self, names: list[str]) -> None:
        """`names` in order."""
        super().__init__(", ".join(names))
        self.names = names


class SignedIn(APIKeyCookie):
    """Whoever has signed in on the pages, by the same session."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        """The user; nobody where there is no session, or it has ended."""
        signed_in = request.user.is_authenticated and not request.user.password_temporary
        user: User | None = request.user if signed_in else None
        return user


def reading(*roles: str) -> Callable[[Answering], Callable[..., HttpResponse]]:
    """An answer for whoever holds one of `roles` today; for others there is nothing at that address.

    It is made and written out as the user, in one transaction: what is read later would be read without their limits.
    """

    def decorate(view: Answering) -> Callable[..., HttpResponse]:
        told = signature(view, eval_str=True)

        @wraps(view)
        def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            known = {
                name for value in kwargs.values() if isinstance(value, Schema) for name in type(value).model_fields
            }
            if unknown := sorted(request.GET.keys() - known):
                raise UnknownParameters(unknown)
            with entered(request, roles):
                answer = view(request, *args, **kwargs)
                return HttpResponse(answer.model_dump_json(), content_type="application/json; charset=utf-8")

        checked.roles = roles  # type: ignore[attr-defined]
        # Annotations are words in the module of the view; from here they could not be read.
        checked.__signature__ = told  # type: ignore[attr-defined]
        return checked

    return decorate


def stated_purpose(request: HttpRequest) -> str:
    """The purpose that the header states (UTF-8, as it is or with %); empty where it states none."""
    raw = unquote(request.headers.get(PURPOSE, ""))
    with suppress(UnicodeError):  # what came with % is text already
        raw = raw.encode("latin-1").decode()
    return " ".join(raw.replace("\0", " ").split())[:LONGEST]


def looked_at(request: PageRequest, key: Any, where: str) -> Any:
    """The person with this key, whose record is read; the look is kept, with the purpose of the header or of the session.

    Raises PurposeNeeded where there is neither.
    """
    from chinhdanh.web.officials.models import Person

    try:
        return look_at(request.user, key, request.day, where, stated_purpose(request) or purpose_of(request))
    except Person.DoesNotExist:
        raise Http404 from None
