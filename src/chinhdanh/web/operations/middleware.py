"""Headers that every answer has, and one line in the log for each request."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse

_LOG = logging.getLogger("chinhdanh.access")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What a page may load and do: what this application itself sent as files, and nothing written into the page."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Offices share machines: who signs out leaves no records behind in the browser. Static files say otherwise themselves.
    "Cache-Control": "private, no-store",
}

_WATCHED = ("/livez", "/readyz")

Handler = Callable[[HttpRequest], HttpResponse]


def headers(get_response: Handler) -> Handler:
    """Middleware that adds what an answer does not state itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def known_host(get_response: Handler) -> Handler:
    """Middleware that answers under the names of the settings only: another site cannot have its own name point here.

    Whoever watches over the process asks for its health by whatever address it has.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path not in _WATCHED:
            request.get_host()  # raises DisallowedHost, which is answered with 400
        return get_response(request)

    return middleware


def access_log(get_response: Handler) -> Handler:
    """Middleware that logs each request by the pattern of its address: no user, no address of a machine, no ids."""

    def middleware(request: HttpRequest) -> HttpResponse:
        start = perf_counter()
        response = get_response(request)
        match = getattr(request, "resolver_match", None)
        route = "/" + match.route if match is not None else "(none)"
        _LOG.info("%s %s %s %.0f ms", request.method, route, response.status_code, (perf_counter() - start) * 1000)
        return response

    return middleware
