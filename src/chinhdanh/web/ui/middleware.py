"""What all pages have in common: the language, and where a script is led on to."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers


def chosen_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that answers in the language of the cookie: Vietnamese unless the reader chose another.

    The browser's own preference is left aside: most machines of an office were installed in English, and few of their users
    ever said so.
    """
    languages = {code for code, _ in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponse:
        stated = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = stated if stated in languages else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response

    return middleware


def led_on(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that has the browser itself go where a script is sent on to.

    A part of a page is no place for another page; and a script would ask for it unseen, and what is told there once, that
    all is recorded, would be lost.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "HX-Request" in request.headers and response.status_code == HTTPStatus.FOUND:
            response.status_code = HTTPStatus.NO_CONTENT
            response.headers["HX-Redirect"] = response.headers["Location"]
            del response.headers["Location"]
        return response

    return middleware
