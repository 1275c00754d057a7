"""What the layout needs on every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.navigation import places
from chinhdanh.web.ui.parts import Place

THEME_COOKIE = "theme"
THEMES = ("auto", "light", "dark")


def layout(request: HttpRequest) -> dict[str, Any]:
    """Language, theme, navigation and the address that the switches lead back to."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return {
        "language": get_language() or "vi",
        "theme": theme if theme in THEMES else "auto",
        "places": SimpleLazyObject(lambda: _places(request)),
        "here": request.get_full_path(),
        "home": "/",
        "search_page": _address("search"),
        "account_page": _address("mine:record") or _address("mfa_index"),
    }


def _places(request: HttpRequest) -> list[Place]:
    """The navigation, within the user's reach also on a page that has none: those of signing in."""
    from chinhdanh.web.accounts.acting import acting_as, acting_scope
    from chinhdanh.web.accounts.pages import today

    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or acting_scope() is not None:
        return places(request)
    with acting_as(user, today()):
        return places(request)


def _address(page: str) -> str:
    try:
        return str(reverse(page))
    except NoReverseMatch:
        return ""
