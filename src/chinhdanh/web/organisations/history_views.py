"""The page on which the history of a body is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.organisations import history as past
from chinhdanh.web.organisations import shown
from chinhdanh.web.organisations.actions import keeps
from chinhdanh.web.organisations.asked import Asked, asked_day
from chinhdanh.web.organisations.counts import Counts
from chinhdanh.web.organisations.models import Organization
from chinhdanh.web.organisations.views import body_of, frame
from chinhdanh.web.record.access import ALL, JUDGING, OFFICIAL
from chinhdanh.web.ui.words import code_word, column_label
from chinhdanh.web.ui.words import shown as value_shown

_EVENTS = {
    past.FOUNDED: lambda: _("Thành lập"),
    past.MERGED: lambda: _("Sáp nhập, hợp nhất"),
    past.RENAMED: lambda: _("Đổi tên"),
    past.MOVED: lambda: _("Chuyển sang cơ quan cấp trên khác"),
    past.TAKEN_OVER: lambda: _("Tổ chức lại"),
    past.TOOK_IN: lambda: _("Tiếp nhận"),
    past.DISSOLVED: lambda: _("Giải thể, kết thúc hoạt động"),
    past.REARRANGED: lambda: _("Sắp xếp tổ chức"),
    past.SPLIT: lambda: _("Chia, tách"),
}
_KINDS = {
    "load": lambda: _("Nạp hồ sơ"),
    "import": lambda: _("Nhập tệp"),
    "entry": lambda: _("Ghi mới"),
    "correction": lambda: _("Đính chính"),
}


def _event(event: past.Event, body: Any, asked: Asked, keeper: bool) -> dict[str, Any]:
    def links(bodies: Sequence[Any]) -> list[tuple[str, str]]:
        return [(one.name or one.pk, shown.body_link(one.key, asked)) for one in bodies]

    into: list[tuple[str, str]] = []
    others = list(event.others)
    became = event.kind == past.SPLIT and (event.ended or event.on != body.since)
    if became:
        into, others = links(others), []
    elif event.ended and others:
        into, others = links(others[:1]), others[1:]
    was = event.was if event.was is None or isinstance(event.was, str) else event.was.name
    return {
        "on": event.on,
        "word": _EVENTS[event.kind](),
        "into": into,
        "others": links(others),
        "ended": event.ended,
        "was": was,
        "evidence": event.act.change.evidence if event.act else "",
        "undo": reverse("organisations:undo", args=[body.key, event.act.pk]) if event.act and keeper else "",
    }


@require_safe
@page(*ALL, OFFICIAL)
def history(request: PageRequest, stated: str) -> HttpResponse:
    """What became of a body, and every change of what is recorded of it."""
    asked = asked_day(request)
    body = body_of(request, stated, asked)
    reached = body.pk in Counts(body.pk).reached
    before, after, merged_with = past.around(request.user, request.day, body)
    acts, bodies_named = past.acts_of(request.user, request.day, body.pk)
    events = past.with_acts(past.events(body, before, after, merged_with), body, acts, bodies_named)
    keeper = keeps(request.scope, body.pk)
    decided = past.stated_by_decisions(request.user, request.day, body.pk) if request.scope.at(JUDGING) else []
    versions = past.versions(request.user, request.day, body.pk)
    bodies = _names(request, versions)

    def value(column: str, stated: Any) -> str:
        if column.endswith("_id") and stated in bodies:
            return bodies[stated]
        return value_shown("organization", column, stated) or _("không ghi")

    context = frame(request, body, asked, reached, "history")
    context |= {
        "events": [_event(one, body, asked, keeper) for one in events],
        "decided": [(code_word("decision", "reorganization", kind), first) for kind, first in decided],
        "merged_from": body.merged_from,
        "versions": [
            {
                "at": one.at,
                "by": one.by,
                "kind": _KINDS[one.kind](),
                "reason": one.reason,
                "evidence": one.evidence,
                "changes": [
                    (_column(column), value(column, old), value(column, new)) for column, old, new in one.changes
                ],
            }
            for one in versions
        ],
    }
    return render(request, "organisations/history.html", context)


def _column(name: str) -> str:
    """What a column of a body is called beside its values."""
    short = {"from": _("Ngày bắt đầu hoạt động"), "until": _("Ngày kết thúc hoạt động")}
    return short.get(name) or column_label("organization", name)


def _names(request: PageRequest, versions: Sequence[past.Recorded]) -> dict[str, str]:
    """The names of the bodies that changes of the record speak of."""
    ids = {
        stated
        for one in versions
        for column, *both in one.changes
        for stated in both
        if column.endswith("_id") and stated
    }
    if not ids:
        return {}
    rows = Organization.objects.visible_to(request.user, request.day).filter(pk__in=ids)
    return {one.pk: one.name or one.pk for one in rows}
