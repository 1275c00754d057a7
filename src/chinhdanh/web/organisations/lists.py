"""Lists over many bodies: posts, vacancies, retirements, and the tree as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.organisations import figures, queries, retirement, shown
from chinhdanh.web.organisations.asked import ON, Asked, asked_day
from chinhdanh.web.organisations.counts import Counts
from chinhdanh.web.record.access import ALL, JUDGING
from chinhdanh.web.ui import excel
from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.formats import day as day_shown
from chinhdanh.web.ui.formats import number
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, Option, Table, View
from chinhdanh.web.ui.words import code_word

_PLACES = 50
"""The user's own bodies that are offered to choose from."""


@dataclass(frozen=True)
class Enriched:
    """A source of a table of which each page is completed at once: not with queries for every row."""

    source: Any
    complete: Callable[[Sequence[Any]], list[Any]]

    @property
    def more(self) -> bool:
        return bool(getattr(self.source, "more", False))

    def count(self) -> int:
        return len(self.source)

    def __len__(self) -> int:
        return len(self.source)

    def __getitem__(self, part: slice) -> list[Any]:
        return self.complete(list(self.source[part]))

    def __iter__(self) -> Any:
        return iter(self.complete(list(self.source)))


def _chosen_body(request: PageRequest) -> tuple[Any, Filter]:
    """The body under which is listed, and the filter by which another is chosen. What is out of reach is not there."""
    places = request.scope.at(ALL)[:_PLACES]
    stated = request.GET.get("under", "").strip()
    own = queries.bodies(request.user, request.day, places)
    chosen = queries.body(request.user, request.day, stated, request.day) if stated else next(iter(own), None)
    if chosen is None:
        raise Http404
    options = [one for one in own if one.pk != chosen.pk]
    listed = [Option(str(one.key), one.name or one.pk) for one in [chosen, *options]]
    return chosen, Filter("under", _("Cơ quan, gồm cả cấp dưới"), listed)


def _answer(
    request: PageRequest, table: Table, asked: Asked, here: str, title: str, hint: str, body: Any
) -> HttpResponse:
    if request.GET.get("export") == "xlsx":
        return excel.exported(table)
    return render(
        request,
        "organisations/listing.html",
        {
            "table": table,
            "asked": asked,
            "title": title,
            "hint": hint,
            "body": body,
            "body_href": shown.body_link(body.key, asked),
            "tabs": shown.pages_of_list(asked, request.scope, here),
        },
    )


@require_safe
@page(*ALL)
def posts(request: PageRequest) -> HttpResponse:
    """Posts under a body: who holds them, which stand vacant and since when."""
    asked = asked_day(request)
    body, under = _chosen_body(request)
    vacant = request.GET.get("state") == queries.VACANT
    columns = (
        Column("title", _("Chức danh"), sortable=False, heads=True),
        Column("body", _("Cơ quan"), sortable=False),
        Column("role", _("Vai trò"), sortable=False),
        Column("rank", _("Bậc"), "number"),
        Column("seats", _("Số người được giữ"), "number"),
        Column("filled", _("Đang giữ"), "number"),
        Column("holders", _("Người giữ"), sortable=False),
        Column("state", _("Tình trạng"), sortable=False),
        Column("vacant_since", _("Khuyết từ"), "day"),
    )
    roles = [
        Option("all", _("mọi chức danh, kể cả không lãnh đạo")),
        *(Option(role, code_word("post", "leadership", role)) for role in retirement.LEADING),
        Option("none", _("không lãnh đạo")),
    ]
    states = [
        Option(queries.VACANT, _("còn khuyết")),
        Option(queries.ACTING, _("khuyết, có người phụ trách")),
        Option(queries.OVER, _("vượt số được giữ")),
    ]
    filters = (under, Filter("role", _("Vai trò"), roles), Filter("state", _("Tình trạng"), states), ON)
    view = View(request.GET, columns, filters, default="vacant_since" if vacant else "-rank")
    counts = Counts(body.pk)
    source = queries.Posts(
        counts,
        body.pk,
        asked.day,
        view.chosen.get("role", ""),
        view.chosen.get("state", ""),
        view.sort,
        view.descending,
    )

    def complete(rows: Sequence[queries.PostRow]) -> list[tuple[queries.PostRow, list[Any]]]:
        # Of a post that many hold at once the number says enough.
        few = [one.pk for one in rows if one.filled + one.acting <= _NAMED]
        held = queries.holders(request.user, request.day, few, asked.day)
        return [(one, held.get(one.pk, [])) for one in rows]

    def row(found: tuple[queries.PostRow, list[Any]]) -> Mapping[str, Any]:
        one, held = found
        return {
            "title": Cell(one.title or one.pk, shown.post_link(one.key, asked)),
            "body": Cell(one.organization or one.organization_id, shown.body_link(one.organization_key, asked)),
            "role": shown.role_word(one.leadership),
            "rank": one.rank,
            "seats": one.seats,
            "filled": one.filled,
            "holders": "; ".join(_holder(tenure) for tenure in held),
            "state": shown.state_of(one),
            "vacant_since": one.vacant_since,
        }

    if body.pk not in counts.reached:
        raise Http404
    empty = Empty(
        _("Không có chức danh nào khuyết") if vacant else _("Chưa ghi chức danh nào"),
        _("Ở đây sẽ có chức danh của cơ quan này và các cơ quan bên dưới, với số người được giữ và người đang giữ."),
        _("Về cây tổ chức"),
        asked.link(reverse("organisations:list")),
    )
    title = _("Chức danh khuyết") if vacant else _("Các chức danh")
    table = Table(
        "vacancies" if vacant else "posts", f"{title}: {body.name}", view, Enriched(source, complete), row, empty,
        export=view.address(export="xlsx"),
    )  # fmt: skip
    hint = _("Chức danh lãnh đạo, quản lý; chọn vai trò để xem cả những chức danh khác.")
    return _answer(request, table, asked, "vacancies" if vacant else "posts", title, hint, body)


_NAMED = 6


def _holder(tenure: Any) -> str:
    name = tenure.person.full_name or tenure.person_id
    return _("%(name)s (phụ trách)") % {"name": name} if tenure.acting else name


@require_safe
@page(*ALL)
def retirements(request: PageRequest) -> HttpResponse:
    """Who reaches retirement soon, and whether a planned successor stands ready."""
    asked = asked_day(request)
    body, under = _chosen_body(request)
    plans = bool(request.scope.at(JUDGING))
    columns = (
        Column("person", _("Họ và tên"), sortable=False, heads=True),
        Column("post", _("Chức danh"), sortable=False),
        Column("body", _("Cơ quan"), sortable=False),
        Column("on", _("Ngày nghỉ hưu"), "day"),
        *((Column("ready", _("Người kế nhiệm"), sortable=False),) if plans else ()),
    )
    months = [Option(str(one), _("%(n)s tháng tới") % {"n": one}) for one in retirement.HORIZONS]
    filters = (
        under,
        Filter("within", _("Trong vòng"), months),
        Filter("role", _("Vai trò"), [Option("leading", _("lãnh đạo, quản lý")), Option("none", _("không lãnh đạo"))]),
        ON,
    )
    view = View(request.GET, columns, filters, default="on")
    counts = Counts(body.pk)
    if body.pk not in counts.reached:
        raise Http404
    horizon = int(view.chosen.get("within", str(retirement.HORIZONS[-1])))
    rows = retirement.retiring(counts, body.pk, asked.day, horizon)
    if role := view.chosen.get("role"):
        rows = [one for one in rows if (one.leadership in retirement.LEADING) == (role == "leading")]
    if view.descending:
        rows.reverse()

    def complete(part: Sequence[retirement.Retiring]) -> list[tuple[retirement.Retiring, Any, Any]]:
        tenures = queries.tenures(request.user, request.day, [one.tenure for one in part])
        leading = [one for one in part if one.leadership in retirement.LEADING and one.tenure in tenures]
        planned: dict[str, Any] = {}
        if plans:
            posts = {one.post: tenures[one.tenure].post for one in leading}
            falls = {one.post: one.on for one in reversed(leading)}
            planned = retirement.successors(request.user, request.day, posts.values(), asked.day, falls)
        return [(one, tenures.get(one.tenure), planned.get(one.post, ())) for one in part]

    def row(found: tuple[retirement.Retiring, Any, Any]) -> Mapping[str, Any]:
        one, tenure, planned = found
        if tenure is None:
            return {"person": _("ngoài phạm vi được xem"), "on": one.on}
        leads = one.leadership in retirement.LEADING
        passed = _("đã qua") if one.on < asked.day else ""
        return {
            "person": Cell(tenure.person.full_name or tenure.person_id, shown.person_link(tenure.person)),
            "post": Cell(tenure.post.title, shown.post_link(tenure.post.key, asked), shown.role_word(one.leadership)),
            "body": Cell(tenure.post.organization.name, shown.body_link(tenure.post.organization.key, asked)),
            "on": Cell(one.on, note=passed),
            "ready": Cell(shown.ready_word(planned), note=shown.names(planned)) if leads else "",
        }

    empty = Empty(
        _("Không có ai đến tuổi nghỉ hưu trong thời gian này"),
        _("Ở đây sẽ có người đến tuổi nghỉ hưu theo giới tính và tháng sinh, cùng người đã quy hoạch vào chức danh."),
        _("Về cây tổ chức"),
        asked.link(reverse("organisations:list")),
    )
    title = _("Nghỉ hưu trong %(n)s tháng tới") % {"n": horizon}
    table = Table(
        "retirements", f"{title}: {body.name}", view, Enriched(rows, complete), row, empty,
        export=view.address(export="xlsx"),
    )  # fmt: skip
    hint = _(
        "Tuổi nghỉ hưu theo Nghị định 135/2020/NĐ-CP, hoặc ngày mà quyết định ghi. Sẵn sàng: đang trong quy hoạch, đang giữ "
        "chức vụ và chưa nghỉ hưu khi chức danh khuyết."
    )
    return _answer(request, table, asked, "retirements", title, hint, body)


@require_safe
@page(*ALL)
def workbook(request: PageRequest) -> HttpResponse:
    """The tree as a workbook: every body within reach with its establishment against who is there."""
    asked = asked_day(request)
    stated = request.GET.get("under", "").strip()
    body = queries.body(request.user, request.day, stated, asked.day) if stated else None
    if stated and body is None:
        raise Http404
    found = queries.below(request.user, request.scope, body.pk if body else None, asked.day)
    parts = figures.headcounts(Counts(*(one.pk for _, one in found)), (one.pk for _, one in found), asked.day)
    columns = (
        Column("name", _("Cơ quan"), heads=True),
        Column("depth", _("Cấp trong cây"), "number"),
        Column("kind", _("Loại hình")),
        Column("under", _("Cơ quan cấp trên")),
        Column("since", _("Từ ngày"), "day"),
        Column("until", _("Đến ngày"), "day"),
        Column("allotted", _("Biên chế được giao"), "number"),
        Column("actual", _("Có mặt trong biên chế"), "number"),
        Column("difference", _("Còn thiếu (−) hoặc vượt (+)"), "number"),
        Column("everybody", _("Tổng số người"), "number"),
    )

    def row(depth: int, one: Any) -> dict[str, Any]:
        total = figures.together(parts.get(one.pk, []))
        return {
            "name": "    " * depth + (one.name or one.pk),
            "depth": depth + 1,
            "kind": code_word("organization", "kind", one.kind),
            "under": one.parent.name if one.parent is not None else "",
            "since": one.since,
            "until": one.until,
            "allotted": total.allotted,
            "actual": total.actual,
            "difference": None if total.allotted is None else (total.actual or 0) - total.allotted,
            "everybody": total.everybody,
        }

    title = _("Tổ chức và biên chế")
    on = _("Tại ngày %(day)s") % {"day": day_shown(asked.day)}
    many = ngettext("%(n)s cơ quan", "%(n)s cơ quan", len(found)) % {"n": number(len(found))}
    sheet = excel.Sheet(title, columns, [row(depth, one) for depth, one in found], [on, many])
    return excel.workbook("to-chuc", title, [sheet])
