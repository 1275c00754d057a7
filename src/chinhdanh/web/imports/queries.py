"""What is read of imports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from chinhdanh.web.imports.models import Import, Row
from chinhdanh.web.record.compiled import MadeOnce
from chinhdanh.web.ui.formats import number
from chinhdanh.web.work.inbox import Desk, Told, Waiting


def imports(user: Any, day: Any) -> Any:
    """The imports for bodies whose record the user keeps, the last first."""
    return Import.objects.visible_to(user, day).select_related("organization").prefetch_related("by").order_by("-pk")


def rows(one: Import, state: str = "") -> Any:
    """The rows of an import, in the order of the list."""
    found = Row.objects.filter(of=one).order_by("row")
    return found.filter(state=state) if state else found


def waiting(desk: Desk) -> list[Waiting]:
    """The user's own imports that were begun and are neither written nor given up."""
    return [
        Waiting("import", None, (str(key), name, state, (counts or {}).get("problem", 0), body), since=at.date())
        for key, name, state, counts, body, at in _begun(desk.user, desk.day, desk.user.pk)
    ]


@MadeOnce
def _begun(user: Any, day: date, by: int) -> Any:
    found = Import.objects.visible_to(user, day)
    found = found.filter(by_id=by, state__in=(Import.MAPPING, Import.CHECKING, Import.CHECKED))
    return found.values_list("key", "file_name", "state", "counts", "organization__name", "at")


def tell(_desk: Desk, found: Sequence[Waiting]) -> list[Told]:
    """The words for what waits."""
    return [_told(*one.of) for one in found]


def _told(key: str, name: str, state: str, problems: int, body: str) -> Told:
    what = _("Danh sách tải lên chưa chọn cột")
    if state == Import.CHECKED:
        what = _("Danh sách đã đối chiếu, chưa ghi vào hồ sơ")
        if problems:
            what = _("Danh sách còn %(n)s dòng vướng") % {"n": number(problems)}
    elif state == Import.CHECKING:
        what = _("Danh sách đang được đối chiếu")
    return Told(what, name, reverse("imports:one", args=[key]), where=body or "")
