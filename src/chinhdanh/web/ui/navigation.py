"""The navigation: each app says in its AppConfig.ready() which entry it has and who sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.parts import Place


def _signed_in(user: Any) -> bool:
    return bool(user.is_authenticated)


def _nothing_waits(user: Any) -> int:
    return 0


@dataclass(frozen=True)
class Entry:
    """An entry: `label` and `about` are lazily translated, `order` sorts, `page` names the address."""

    order: int
    label: Any
    page: str
    shown_to: Callable[[Any], bool] = _signed_in
    waiting: Callable[[Any], int] = _nothing_waits
    about: Any = ""
    """What is there, in a sentence for who comes for the first time."""


_entries: list[Entry] = []


def register(entry: Entry) -> None:
    """Add an entry; the same page twice is one entry."""
    if all(known.page != entry.page for known in _entries):
        _entries.append(entry)
        _entries.sort(key=lambda known: known.order)


def places(request: HttpRequest) -> list[Place]:
    """The entries that the user of this request sees; the longest address that the page lies under is the present one."""
    user = getattr(request, "user", None)
    if user is None:
        return []
    shown = [(entry, reverse(entry.page)) for entry in _entries if entry.shown_to(user)]
    # The first page is above all others: it is the present one only when it is shown itself.
    under = [one for _, one in shown if request.path == one or (one != "/" and request.path.startswith(one))]
    here = max(under, key=len, default=None)
    return [
        Place(str(entry.label), address, address == here, entry.waiting(user), str(entry.about))
        for entry, address in shown
    ]
