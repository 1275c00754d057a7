"""What every page asks first: who is there, what they hold today, and that the database holds to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from chinhdanh.web.accounts.acting import Plans, acting_as
from chinhdanh.web.accounts.models import User
from chinhdanh.web.record.access import Scope, scope_of

View = Callable[..., HttpResponse]


class PageRequest(HttpRequest):
    """The request as a view under `page` gets it."""

    user: User
    day: date
    """Today, where the application is used."""
    scope: Scope
    """What the user reaches today."""


def today() -> date:
    """The day by which rights are judged."""
    found: date = timezone.localdate()
    return found


ONCE: Plans = "force_generic_plan"
"""A page whose statements are planned once on a connection, for whoever asks."""


def page(*roles: str, plans: Plans = "auto") -> Callable[[View], View]:
    """A page for whoever holds one of `roles` today; without roles, for everyone who is signed in.

    Whoever is not signed in is asked to. Whoever holds none of the roles is answered as if there were no such page: what
    there is for others is not told either. The view runs as the user (`acting_as`), in one transaction, so it renders
    what it answers with: what is written later would be read without the user's limits. Where
    all that it asks begins with what the address names, and never with what is within reach, `plans` is `ONCE`: planned
    once for all who ask (`record.plans`).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _sign_in(request)
            if request.user.password_temporary:
                return HttpResponseRedirect(reverse("account_change_password"))
            with entered(request, roles, plans):
                response = view(request, *args, **kwargs)
                if not getattr(response, "is_rendered", True):
                    response.render()
                if response.streaming and not isinstance(response, FileResponse):
                    raise TypeError(f"{view.__name__} answers with what would be read after its transaction")
                return response

        checked.roles = roles  # type: ignore[attr-defined]
        return checked

    return decorate


@contextmanager
def entered(request: Any, roles: tuple[str, ...], plans: Plans = "auto") -> Iterator[None]:
    """Work for the user who is signed in, in one transaction; `Http404` where they hold none of `roles` today."""
    request.day = today()
    with acting_as(request.user, request.day, plans=plans) as scope:
        if roles and not holds(scope, roles):
            raise Http404
        request.scope = scope
        yield


def holds(scope: Scope, roles: tuple[str, ...]) -> bool:
    """Whether one of these roles is held, wherever."""
    return any(role in roles for role, _ in scope.grants)


def for_roles(*roles: str) -> Callable[[User], bool]:
    """For an entry of the navigation: whether the user holds one of these roles today. Asked once a request."""

    def shown(user: User) -> bool:
        if not user.is_authenticated:
            return False
        held = getattr(user, "_held_today", None)
        if held is None:
            held = user._held_today = frozenset(role for role, _ in scope_of(user, today()).grants)
        return bool(held.intersection(roles))

    return shown


def _sign_in(request: HttpRequest) -> HttpResponse:
    address = reverse("account_login")
    back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    # A part of a page was asked for when the session had ended: the whole page goes to the sign-in.
    part = "HX-Request" in request.headers
    return HttpResponseRedirect(f"{address}?{urlencode({'next': back})}" if back and not part else address)
