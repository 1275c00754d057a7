"""The list of officials, and the one box that searches everything."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.accounts.pages import ONCE, PageRequest, page
from chinhdanh.web.officials import queries
from chinhdanh.web.officials.days import days_of
from chinhdanh.web.officials.showing import birth
from chinhdanh.web.organisations.models import Organization
from chinhdanh.web.record.access import ALL, KEEPERS, OFFICIAL
from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.excel import exported
from chinhdanh.web.ui.formats import day
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, Option, Table, View
from chinhdanh.web.ui.words import code_word

FOUND = 10
"""Rows of each kind that a search shows."""
LEADING = ("head", "deputy", "collective_member")


def _codes(table: str, column: str, codes: tuple[str, ...] = ()) -> list[Option]:
    return [Option(code, code_word(table, column, code)) for code in codes or TABLES[table].column(column).codes]


def _body(request: PageRequest) -> Any:
    """The body by whose key the list is narrowed; None where there is none within reach of the eye."""
    stated = request.GET.get("body", "").strip()
    if not stated:
        return None
    try:
        key = UUID(stated)
    except ValueError:
        return None
    return Organization.objects.visible_to(request.user, request.day).filter(key=key).first()


@require_safe
@page(*ALL, plans=ONCE)
def officials(request: PageRequest) -> HttpResponse:
    """The officials within reach, by what they held on a day."""
    days = days_of(request)
    body = _body(request)
    filters = (
        Filter("q", _("Họ và tên"), hint=_("có dấu hoặc không dấu, thứ tự nào cũng được")),
        Filter("category", _("Đối tượng"), _codes("person", "category")),
        Filter("leading", _("Vị trí đang giữ"), _codes("post", "leadership", LEADING)),
        Filter("sex", _("Giới tính"), _codes("person", "sex")),
        *((Filter("body", _("Cơ quan"), [Option(str(body.key), str(body.name or ""))]),) if body else ()),
        Filter("on", _("Chức danh tại ngày"), kind="day"),
    )
    columns = (
        Column("name", _("Họ và tên"), heads=True),
        Column("born", _("Ngày sinh"), "day"),
        Column("sex", _("Giới tính"), sortable=False),
        Column("post", _("Chức danh"), sortable=False),
        Column("body", _("Cơ quan"), sortable=False),
        Column("category", _("Đối tượng"), sortable=False),
    )
    view = View(request.GET, columns, filters, default="name")
    chosen = view.chosen
    narrowed = queries.Narrowed(
        words=chosen.get("q", ""),
        body=body.pk if body and "body" in chosen else None,
        category=chosen.get("category"),
        sex=chosen.get("sex"),
        leadership=chosen.get("leading"),
    )
    order = f"{'-' if view.descending else ''}{view.sort}"
    people = queries.Officials(request.user, request.day, days.on, narrowed, order, queries.MOST)
    table = Table(
        "officials",
        _("Danh sách cán bộ, công chức, viên chức"),
        view,
        people,
        _row,
        Empty(
            _("Chưa có ai trong phạm vi của bạn"),
            _(
                "Ở đây sẽ có cán bộ, công chức, viên chức của các cơ quan mà bạn được phân công, ngay khi hồ sơ được ghi."
            ),
            *((_("Nhập danh sách Excel"), reverse("imports:new")) if request.scope.at(KEEPERS) else ()),
        ),
        export=view.address(export="xlsx"),
    )
    if request.GET.get("export") == "xlsx":
        return exported(table)
    keeps = bool(request.scope.at(KEEPERS))
    around = {"table": table, "days": days, "body": body, "keeps": keeps, "most": people.more and queries.MOST}
    return render(request, "officials/list.html", around)


def _row(one: queries.Listed) -> dict[str, Any]:
    first, others = (one.held[0], one.held[1:]) if one.held else (None, [])
    notes = [_("kiêm nhiệm")] if first and first.tenure.concurrent else []
    if first and first.tenure.acting:
        notes.append(_("quyền, phụ trách"))
    notes += [str(held.post.title or "") for held in others]
    body = first.post.organization if first else None
    person = one.person
    return {
        "name": Cell(person.full_name or _("không ghi tên"), reverse("officials:one", args=[person.key])),
        # Where only a year or month is known, no day is made up.
        "born": person.birth_date if person.birth_precision in (None, "", "day") else Cell(None, note=birth(person)),
        "sex": code_word("person", "sex", person.sex),
        "post": Cell(first.post.title if first else None, note=", ".join(notes)),
        "body": Cell(body.name, reverse("organisations:one", args=[body.key])) if body else None,
        "category": code_word("person", "category", person.category),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@page(*ALL, OFFICIAL)
def search(request: PageRequest) -> HttpResponse:
    """People, posts, bodies and decisions for the words of the one box.

    The box posts what was typed: an identity number stands in no address. Words go on into one, to be sent and returned to.
    """
    if request.method == "POST":
        words = request.POST.get("q", "").strip()[:200]
        number = queries.citizen_id(words)
        if number is None:
            return HttpResponseRedirect(
                f"{reverse('search')}?{urlencode({'q': words})}" if words else reverse("search")
            )
        people = queries.by_citizen_id(request.user, request.day, number)
        if len(people) == 1:
            return HttpResponseRedirect(reverse("officials:one", args=[people[0].key]))
        rows = queries.listed(request.user, request.day, request.day, [one.pk for one in people])
        found = queries.Everything(queries.Found(rows))
        return _answer(request, _("số định danh đã gõ"), found)
    words = request.GET.get("q", "").strip()[:200]
    found = queries.find(request.user, request.day, words, FOUND) if words else queries.Everything()
    return _answer(request, words, found)


def _answer(request: PageRequest, words: str, found: queries.Everything) -> HttpResponse:
    people = [
        {
            "name": one.person.full_name or _("không ghi tên"),
            "href": reverse("officials:one", args=[one.person.key]),
            "role": str(one.held[0].post.title or "") if one.held else _("không giữ chức danh nào hiện nay"),
            "note": " · ".join(
                part
                for part in (
                    str(one.held[0].post.organization.name or "") if one.held and one.held[0].post.organization else "",
                    birth(one.person),
                )
                if part
            ),
        }
        for one in found.people.rows
    ]
    posts = [
        {
            "text": one.title,
            "href": reverse("organisations:post", args=[one.key]),
            "note": str(one.organization.name or "") if one.organization else "",
        }
        for one in found.posts.rows
    ]
    bodies = [
        {
            "text": one.name,
            "href": reverse("organisations:one", args=[one.key]),
            "note": str(one.parent.name or "") if one.parent else "",
            "ended": day(one.until) if one.until and one.until <= request.day else "",
        }
        for one in found.bodies.rows
    ]
    decisions = [
        {
            "text": one.number,
            "href": reverse("decisions:one", args=[one.key]),
            "note": " · ".join(
                part
                for part in (
                    code_word("decision", "kind", one.kind),
                    day(one.signed_on),
                    str(one.person.full_name or "") if one.person else "",
                )
                if part
            ),
        }
        for one in found.decisions.rows
    ]
    groups = [
        {"title": _("Chức danh"), "rows": posts, "more": found.posts.more},
        {"title": _("Cơ quan"), "rows": bodies, "more": found.bodies.more},
        {"title": _("Quyết định theo số"), "rows": decisions, "more": found.decisions.more},
    ]
    all_people = f"{reverse('officials:list')}?{urlencode({'q': words})}" if found.people.more else ""
    return render(
        request,
        "officials/search.html",
        {"words": words, "people": people, "all_people": all_people, "groups": groups, "nothing": found.nothing},
    )
