"""The user's own record in short, who looked at it, and which roles they hold."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.accounts.queries import looks_at_my_record, roles_of
from chinhdanh.web.mine.queries import Summary, summary
from chinhdanh.web.mine.words import page_word
from chinhdanh.web.proposals.models import RETURNED, STEPS
from chinhdanh.web.proposals.queries import mine
from chinhdanh.web.proposals.queries import summary as summary_of
from chinhdanh.web.ui.excel import exported
from chinhdanh.web.ui.formats import day as shown_day
from chinhdanh.web.ui.formats import moment, period
from chinhdanh.web.ui.parts import Pair
from chinhdanh.web.ui.table import Cell, Column, Empty, Table, View
from chinhdanh.web.ui.words import code_word

STATES = dict(STEPS)


@require_safe
@page()
def record(request: PageRequest) -> HttpResponse:
    """What the application knows of the one who asks."""
    own = summary(request.user, request.scope)
    proposed = mine(request.user, request.scope) if own is not None else []
    looks = _looks(request)
    if request.GET.get("export") == "xlsx":
        return exported(looks)
    return render(
        request,
        "mine/record.html",
        {
            "own": own,
            "pairs": [] if own is None else _pairs(own),
            "whole": "" if own is None else reverse("officials:one", args=[own.person.key]),
            "proposals": [_proposal(one) for one in proposed],
            "returned": [_proposal(one) for one in proposed if one.state == RETURNED],
            "looks": looks,
            "grants": roles_of(request.user, request.day).select_related("organization").prefetch_related("granted_by"),
        },
    )


def _proposal(one: Any) -> dict[str, Any]:
    return {
        "what": summary_of(one),
        "href": reverse("proposals:one", args=[one.pk]),
        "reason": one.reason,
        "state": STATES[one.state],
        "since": one.since,
    }


def _pairs(own: Summary) -> list[Pair]:
    person = own.person
    posts = [
        Pair(
            _("Chức vụ đang giữ"),
            ", ".join(filter(None, (one.post.title, one.post.organization.name))),
            period(one.since, one.until),
        )
        for one in own.posts
    ]
    rating = own.rating
    return [
        Pair(_("Họ và tên"), person.full_name),
        Pair(_("Ngày sinh"), shown_day(person.birth_date)),
        *(posts or [Pair(_("Chức vụ đang giữ"), "", _("hồ sơ không ghi chức vụ nào hiện nay"))]),
        Pair(
            _("Xếp loại gần nhất"),
            "" if rating is None else code_word("evaluation", "rating", rating.rating),
            "" if rating is None else str(rating.year),
        ),
        Pair(
            _("Văn bằng, chứng chỉ"),
            own.qualifications,
            _("%(n)s chưa được xác minh") % {"n": own.unverified} if own.unverified else "",
        ),
    ]


def _looks(request: PageRequest) -> Table:
    columns = (
        Column("at", _("Lúc"), sortable=False),
        Column("who", _("Ai"), sortable=False, heads=True),
        Column("purpose", _("Để làm gì"), sortable=False),
        Column("page", _("Trang"), sortable=False),
    )
    view = View(request.GET, columns)

    def row(look: Any) -> dict[str, Any]:
        return {
            "at": moment(look.at),
            "who": look.who.full_name,
            "purpose": Cell(look.purpose, note=_("suy ra từ việc đang làm") if look.derived else ""),
            "page": page_word(look.page),
        }

    return Table(
        "looks",
        _("Ai đã xem hồ sơ của tôi"),
        view,
        looks_at_my_record(request.user, request.day),
        row,
        Empty(_("Chưa ai xem"), _("Mỗi lần người khác mở hồ sơ của bạn đều được ghi ở đây, với lý do họ nêu.")),
        export=view.address(export="xlsx"),
    )
