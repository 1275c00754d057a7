"""The tree of bodies, and the pages of one body and of one post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from chinhdanh.web.accounts.pages import ONCE, PageRequest, page
from chinhdanh.web.organisations import figures, queries, retirement, shown
from chinhdanh.web.organisations.actions import keeps
from chinhdanh.web.organisations.asked import Asked, asked_day, day_bar
from chinhdanh.web.organisations.counts import Counts
from chinhdanh.web.record.access import ALL, JUDGING, OFFICIAL
from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.charts import Point, Trend
from chinhdanh.web.ui.formats import day as day_shown
from chinhdanh.web.ui.parts import Node, Pair
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, FilterBar, Option, Table, UpTo, View
from chinhdanh.web.ui.words import code_word


@require_safe
@page(*ALL, OFFICIAL, plans=ONCE)
def tree(request: PageRequest) -> HttpResponse:
    """Every body in its place on a day; the branches of the user's own stand open."""
    asked = asked_day(request)
    words = Filter("q", _("Tên cơ quan"), hint=_("có dấu hoặc không dấu"))
    view = View(request.GET, (), (words, *day_bar(request, "").view.filters))
    looked_for = view.chosen.get("q", "")
    if looked_for:
        found = queries.named(request.user, request.day, looked_for, asked.day)
        nodes = shown.nodes(found, Counts(*(one.pk for one in found)), asked)
        nodes = [_with_place(node, one) for node, one in zip(nodes, found, strict=True)]
    else:
        branches = queries.first_branches(request.user, request.scope, asked.day)
        first = branches.get(None, [])
        counts = Counts(*(one.pk for one in shown.at_once(first, branches)))
        nodes = shown.nodes(first, counts, asked, branches)
    return render(
        request,
        "organisations/tree.html",
        {
            "nodes": nodes,
            "bar": FilterBar(view, _("Tìm cơ quan và chọn ngày")),
            "asked": asked,
            "looked_for": looked_for,
            "many": len(nodes) == queries.FOUND,
            "most": queries.FOUND,
            "tabs": shown.pages_of_list(asked, request.scope, "list"),
            "workbook": asked.link(reverse("organisations:workbook")) if request.scope.at(ALL) else "",
        },
    )


def _with_place(node: Node, body: Any) -> Node:
    place = body.parent.name if body.parent is not None else ""
    note = " · ".join(one for one in (place, node.note) if one)
    return Node(node.label, node.href, note, node.children, node.more, filled=node.filled, seats=node.seats)


def body_of(request: PageRequest, stated: str, asked: Asked) -> Any:
    found = queries.body(request.user, request.day, stated, asked.day)
    if found is None:
        raise Http404
    return found


@require_safe
@page(*ALL, OFFICIAL, plans=ONCE)
def branch(request: PageRequest, stated: str) -> HttpResponse:
    """What stands under a body, or those of one kind: fetched when the branch is opened."""
    asked = asked_day(request)
    body = body_of(request, stated, asked)
    under = queries.children(request.user, request.day, body.pk, asked.day)
    kind = request.GET.get("kind", "")
    if kind:
        under = [one for one in under if (one.kind or shown.NO_KIND) == kind]
        at_once = under
    else:
        at_once = shown.shown_at_once(under)
    nodes = shown.nodes(at_once, Counts(*(one.pk for one in at_once)), asked)
    nodes += shown.groups(body, shown.later(under, at_once), asked)
    if "HX-Request" in request.headers:
        return render(request, "ui/branches.html", {"nodes": nodes})
    context = {"nodes": nodes, "asked": asked, "body": body, "crumbs": shown.crumbs([], asked, body.name or body.pk)}
    return render(request, "organisations/branch.html", context)


def frame(request: PageRequest, body: Any, asked: Asked, reached: bool, here: str) -> dict[str, Any]:
    """What every page of a body shows."""
    path = queries.above(request.user, request.day, body, asked.day)
    kept = keeps(request.scope, body.pk)
    stands = (body.since is None or body.since <= asked.day) and (body.until is None or body.until > asked.day)
    return {
        "body": body,
        "asked": asked,
        "reached": reached,
        "stands": stands,
        "keeps": kept,
        "when_it_stood": _when_it_stood(body, asked),
        "crumbs": shown.crumbs(path, asked, body.name or body.pk),
        "tabs": shown.pages_of_body(body, asked, request.scope, reached, here, kept),
        "kind": code_word("organization", "kind", body.kind),
        "level": code_word("organization", "level", body.level),
        "sector": code_word("organization", "sector", body.sector),
        "bar": day_bar(request, _("Xem cơ quan tại một ngày")),
    }


def _when_it_stood(body: Any, asked: Asked) -> str:
    """The address of a body's page for the last day, or the first, on which it stood."""
    if body.until is not None and body.until <= asked.day:
        day = body.until - timedelta(days=1)
    elif body.since is not None and body.since > asked.day:
        day = body.since
    else:
        return ""
    return shown.body_link(body.key, replace(asked, day=day))


@require_safe
@page(*ALL, OFFICIAL, plans=ONCE)
def one(request: PageRequest, stated: str) -> HttpResponse:
    """A body: who leads it, how many work there against how many may, how old they are, and what stands under it."""
    asked = asked_day(request)
    body = body_of(request, stated, asked)
    everything = queries.children(request.user, request.day, body.pk, asked.day)
    under = shown.shown_at_once(everything)
    counts = Counts(body.pk, *(one.pk for one in under))
    reached = body.pk in counts.reached
    context = frame(request, body, asked, reached, "one")
    # Asked about all of them at once.
    figures.headcounts(counts, counts.reached, asked.day)
    inner = shown.nodes(under, counts, asked) if under else []
    context["inner"] = [*inner, *shown.groups(body, shown.later(everything, under), asked)]
    if reached:
        context |= _inside(request, body, asked, counts)
    else:
        posts = queries.posts_of(request.user, request.day, body.pk, asked.day)
        context["posts"] = [
            (one.title or one.pk, shown.post_link(one.key, asked), shown.role_word(one.leadership)) for one in posts
        ]
    return render(request, "organisations/one.html", context)


def _inside(request: PageRequest, body: Any, asked: Asked, counts: Counts) -> dict[str, Any]:
    """What only those see within whose reach the body is."""
    own = queries.own_posts(counts, body.pk, asked.day)
    assert own is not None
    leading = [one for one in own.posts if one.leadership in retirement.LEADING]
    held = queries.holders(request.user, request.day, [one.pk for one in leading], asked.day)
    people = figures.staff(counts, body.pk, asked.day)
    ages, unknown = figures.pyramid(_("Tuổi và giới tính"), people)
    parts = figures.headcounts(counts, [body.pk], asked.day)[body.pk]
    deputies = [one for one in leading if one.leadership == "deputy"]
    soon = figures.within_months(people)
    lists = {"under": str(body.key)}
    return {
        "leaders": [_leader(one, held.get(one.pk, []), asked) for one in leading],
        "others": [
            (one.title or one.pk, shown.post_link(one.key, asked), shown.people(one.filled))
            for one in own.posts
            if one.leadership not in retirement.LEADING
        ],
        "deputies": sum(one.filled for one in deputies),
        "headcount": parts,
        "total": figures.together(parts),
        "categories": [(code_word("person", "category", one.category), one) for one in parts],
        "pyramid": ages,
        "unknown": unknown,
        "retiring": [
            (months, count, asked.link(reverse("organisations:retirements"), within=str(months), **lists))
            for months, count in soon.items()
        ],
        "vacant": own.vacant,
        "acting": own.acting,
        "vacancies": asked.link(reverse("organisations:posts"), state="vacant", **lists),
        "workbook": asked.link(reverse("organisations:workbook"), **lists),
    }


def _leader(post: queries.PostRow, tenures: Sequence[Any], asked: Asked) -> dict[str, Any]:
    return {
        "title": post.title or post.pk,
        "href": shown.post_link(post.key, asked),
        "role": shown.role_word(post.leadership),
        "state": shown.state_of(post),
        "vacant": post.vacant,
        "since": post.vacant_since,
        "holders": [
            (
                tenure.person.full_name or tenure.person_id,
                shown.person_link(tenure.person),
                _tenure_note(tenure),
                _("phụ trách") if tenure.acting else "",
            )
            for tenure in tenures
        ],
    }


def _tenure_note(tenure: Any) -> str:
    notes = [_("từ %(day)s") % {"day": day_shown(tenure.since)}]
    if tenure.term_ends_on is not None:
        notes.append(_("thời hạn đến %(day)s") % {"day": day_shown(tenure.term_ends_on)})
    on = retirement.retirement_of(tenure.person.sex, tenure.person.birth_date, tenure.person.retires_on)
    if on is not None:
        notes.append(_("nghỉ hưu %(day)s") % {"day": day_shown(on)})
    return " · ".join(notes)


@require_safe
@page(*ALL, plans=ONCE)
def establishment(request: PageRequest, stated: str) -> HttpResponse:
    """The establishment of a body by year and category against who is there."""
    asked = asked_day(request)
    body = body_of(request, stated, asked)
    counts = Counts(body.pk)
    if body.pk not in counts.reached:
        raise Http404
    years = figures.by_year(counts, body.pk, asked.day)
    columns = (
        Column("year", _("Năm"), sortable=False, heads=True),
        Column("category", _("Đối tượng"), sortable=False),
        Column("allotted", _("Được giao"), "number", sortable=False),
        Column("actual", _("Có mặt"), "number", sortable=False),
        Column("difference", _("Còn thiếu (−) hoặc vượt (+)"), "number", sortable=False),
        Column("uncovered", _("Ngoài biên chế được giao"), "number", sortable=False),
    )
    rows = [(year, part) for year, parts in years for part in parts]

    def row(found: tuple[int, figures.Headcount]) -> dict[str, Any]:
        year, part = found
        at = _("đến %(day)s") % {"day": day_shown(asked.day)} if year == asked.day.year else ""
        return {
            "year": Cell(str(year), note=at),
            "category": code_word("person", "category", part.category),
            "allotted": part.allotted,
            "actual": part.actual,
            "difference": None if part.allotted is None else (part.actual or 0) - part.allotted,
            "uncovered": part.uncovered,
        }

    view = View(request.GET, columns, sizes=(100,))
    empty = Empty(
        _("Chưa ghi biên chế được giao"),
        _("Ở đây sẽ có số biên chế được giao theo năm và đối tượng, đối chiếu với số người có mặt."),
        _("Về trang cơ quan"),
        shown.body_link(body.key, asked),
    )
    table = Table("establishment", f"{_('Biên chế')}: {body.name}", view, rows, row, empty,
                  export=asked.link("", export="xlsx") if rows else "")  # fmt: skip
    if request.GET.get("export") == "xlsx":
        from chinhdanh.web.ui.excel import exported

        return exported(table)
    totals = [(year, figures.together(parts)) for year, parts in reversed(years)]
    context = frame(request, body, asked, True, "establishment")
    context |= {
        "table": table,
        "record": reverse("organisations:allot", args=[body.key]) if keeps(request.scope, body.pk) else "",
        "latest": totals[-1][1] if totals and totals[-1][0] == asked.day.year else None,
        "allotted": Trend(_("Biên chế được giao"), [Point(str(year), one.allotted or 0) for year, one in totals]),
        "actual": Trend(_("Có mặt trong biên chế"), [Point(str(year), one.actual or 0) for year, one in totals]),
    }
    return render(request, "organisations/establishment.html", context)


@require_safe
@page(*ALL, OFFICIAL, plans=ONCE)
def post(request: PageRequest, stated: str) -> HttpResponse:
    """A post: what it is, who holds and held it, and who is planned for it."""
    asked = asked_day(request)
    found = queries.post(request.user, request.day, stated)
    if found is None:
        raise Http404
    body = found.organization
    reached = body is not None and body.pk in Counts(body.pk).reached
    path = queries.above(request.user, request.day, body, asked.day) if body is not None else []
    context: dict[str, Any] = {
        "post": found,
        "asked": asked,
        "reached": reached,
        "crumbs": shown.crumbs([*path, body] if body is not None else [], asked, found.title or found.pk),
        "facts": _post_facts(found, asked),
        "position": found.job_position,
    }
    if reached:
        if keeps(request.scope, body.pk):
            context["assign"] = reverse("positions:assign", args=[found.key])
            context["change"] = reverse("organisations:change-post", args=[found.key])
            context["abolish"] = reverse("organisations:abolish", args=[found.key])
        held = queries.holders(request.user, request.day, [found.pk], asked.day).get(found.pk, [])
        context["table"] = _holders_table(request, found, asked)
        if request.scope.at(JUDGING) and found.leadership in retirement.LEADING:
            falls = _falls_vacant(found, held, asked)
            planned = retirement.successors(request.user, request.day, [found], asked.day, {found.pk: falls})
            context["planned"] = [
                (
                    one.person.full_name,
                    shown.person_link(one.person),
                    _("sẵn sàng") if one.ready else _("chưa sẵn sàng"),
                )
                for one in planned.get(found.pk, [])
            ]
        seats = found.seats or (1 if found.leadership == "head" else None)
        context["seats"] = seats
        context["filled"] = sum(not one.acting for one in held)
        if request.GET.get("export") == "xlsx":
            from chinhdanh.web.ui.excel import exported

            return exported(context["table"])
    return render(request, "organisations/post.html", context)


def _falls_vacant(post: Any, held: Sequence[Any], asked: Asked) -> Any:
    """When a post falls vacant by retirement or the end of a term; at once where it is vacant."""
    days = []
    for one in held:
        on = retirement.retirement_of(one.person.sex, one.person.birth_date, one.person.retires_on)
        days += [day for day in (on, one.term_ends_on) if day is not None and not one.acting]
    full = [one for one in held if not one.acting]
    return max(min(days), asked.day) if full and days else asked.day


def _post_facts(post: Any, asked: Asked) -> list[Pair]:
    above = post.reports_to
    return [
        Pair(_("Vai trò"), shown.role_word(post.leadership) or _("không lãnh đạo")),
        Pair(_("Bậc"), post.rank),
        Pair(_("Nhóm tương đương"), post.equivalence),
        Pair(_("Cấp quản lý"), code_word("post", "managed_by", post.managed_by)),
        Pair(_("Lĩnh vực"), code_word("post", "field", post.field)),
        Pair(_("Thời hạn giữ chức vụ"), _months(post.term_months)),
        Pair(_("Chức danh cấp trên trực tiếp"), above.title if above is not None else None),
        Pair(_("Có từ"), day_shown(post.since)),
        *([Pair(_("Không còn từ"), day_shown(post.until))] if post.until is not None else []),
    ]


def _months(months: int | None) -> str | None:
    return None if months is None else ngettext("%(n)s tháng", "%(n)s tháng", months) % {"n": months}


def _holders_table(request: PageRequest, post: Any, asked: Asked) -> Table:
    columns = (
        Column("person", _("Họ và tên"), sortable=False, heads=True),
        Column("since", _("Từ ngày"), "day"),
        Column("until", _("Đến ngày"), "day"),
        Column("term_ends_on", _("Thời hạn đến"), "day"),
    )
    filters = (Filter("holding", _("Tình trạng"), [Option("now", _("đang giữ"))]), *day_bar(request, "").view.filters)
    view = View(request.GET, columns, filters, default="-since")
    rows = queries.tenures_of(request.user, request.day, post.pk).order_by(*view.order_by(), "pk")
    if view.chosen.get("holding"):
        rows = rows.filter(queries.on_day(asked.day))

    def row(one: Any) -> dict[str, Any]:
        ways = [_("phụ trách")] if one.acting else []
        ways += [_("kiêm nhiệm")] if one.concurrent else []
        ways += [code_word("tenure", "purpose", one.purpose)] if one.purpose not in (None, "regular") else []
        return {
            "person": Cell(one.person.full_name or one.person_id, shown.person_link(one.person), ", ".join(ways)),
            "since": one.since,
            "until": Cell(one.until, note=code_word("tenure", "end_reason", one.end_reason)),
            "term_ends_on": one.term_ends_on,
        }

    empty = Empty(
        _("Chưa ghi ai giữ chức danh này"),
        _("Ở đây sẽ có những người đã và đang giữ chức danh, theo quyết định."),
        _("Về trang cơ quan"),
        shown.body_link(post.organization.key, asked),
    )
    return Table(
        "holders", f"{_('Người giữ')}: {post.title}", view, UpTo(rows), row, empty, export=view.address(export="xlsx")
    )
