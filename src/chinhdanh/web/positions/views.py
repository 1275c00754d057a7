"""The catalogue of job positions, and who works in each against what it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.organisations.asked import ON, Asked, asked_day
from chinhdanh.web.organisations.lists import Enriched
from chinhdanh.web.organisations.shown import person_link, post_link
from chinhdanh.web.positions import actions, matching, queries, words
from chinhdanh.web.record.access import ALL, JUDGING, OFFICIAL
from chinhdanh.web.ui import excel
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, Option, Table, UpTo, View
from chinhdanh.web.ui.words import code_word


@require_safe
@page(*ALL, OFFICIAL)
def catalogue(request: PageRequest) -> HttpResponse:
    """Every job position, by group."""
    columns = (
        Column("name", _("Tên vị trí việc làm"), heads=True),
        Column("group", _("Nhóm")),
        Column("grade", _("Ngạch, hạng")),
        Column("competencies", _("Năng lực yêu cầu"), "number"),
        *((Column("posts", _("Chức danh trong phạm vi"), "number"),) if request.scope.at(ALL) else ()),
    )
    codes = TABLES["job_position"].column("group").codes
    groups = [Option(one, code_word("job_position", "group", one)) for one in codes]
    filters = (Filter("q", _("Tên vị trí việc làm")), Filter("group", _("Nhóm"), groups))
    view = View(request.GET, columns, filters, default="name")
    rows = queries.catalogue(request.user, request.scope, request.day).order_by(*view.order_by(), "pk")
    if words := view.chosen.get("q"):
        rows = rows.filter(name__icontains=words)
    if group := view.chosen.get("group"):
        rows = rows.filter(group=group)

    def row(one: Any) -> Mapping[str, Any]:
        return {
            "name": Cell(one.name or one.pk, reverse("positions:one", args=[one.key])),
            "group": code_word("job_position", "group", one.group),
            "grade": one.grade,
            "competencies": one.competencies,
            "posts": one.posts,
        }

    keeps = queries.keeps_catalogue(request.scope)
    new = reverse("positions:new") if keeps else ""
    text = _("Ở đây sẽ có danh mục vị trí việc làm, với mô tả, ngạch, trình độ yêu cầu và khung năng lực từ 1 đến 5.")
    add = _("Thêm vị trí việc làm") if keeps else ""
    empty = Empty(_("Chưa có vị trí việc làm nào"), text, add, new)
    table = Table("positions", _("Vị trí việc làm"), view, rows, row, empty, export=view.address(export="xlsx"))
    if request.GET.get("export") == "xlsx":
        return excel.exported(table)
    return render(request, "positions/catalogue.html", {"table": table, "new": new if table.count else ""})


@require_safe
@page(*ALL, OFFICIAL)
def one(request: PageRequest, key: Any) -> HttpResponse:
    """A position: what it asks for, and each official in it: what is met, what is missing."""
    asked = asked_day(request)
    position = queries.one(request.user, request.day, key)
    if position is None:
        raise Http404
    required = queries.requirements(request.user, request.day, [position.pk])[position.pk]
    context: dict[str, Any] = {
        "position": position,
        "asked": asked,
        "group": code_word("job_position", "group", position.group),
        "required": required.competencies,
        "demands": [(one, words.kind_of(one), words.level_and_field(one)) for one in required.demands],
        "keeps": queries.keeps_catalogue(request.scope),
    }
    if request.scope.at(JUDGING):
        table = _officials(request, position, required, asked)
        context["table"] = table
        if request.GET.get("export") == "xlsx":
            return excel.exported(table)
    return render(request, "positions/one.html", context)


def _officials(request: PageRequest, position: Any, required: matching.Requirements, asked: Asked) -> Table:
    columns = (
        Column("person", _("Họ và tên"), sortable=False, heads=True),
        Column("post", _("Chức danh"), sortable=False),
        Column("met", _("Đáp ứng"), "number", sortable=False),
        Column("missing", _("Còn thiếu"), sortable=False),
        Column("unknown", _("Chưa rõ"), sortable=False),
    )
    view = View(request.GET, columns, (ON,))
    rows = queries.holders(request.user, request.scope, position.pk, asked.day)

    def complete(part: Sequence[Any]) -> list[tuple[Any, matching.Match]]:
        who, today, day = request.user, request.day, asked.day
        persons = [tenure.person_id for tenure in part]
        assessed = queries.assessments(who, today, persons, day)
        kinds = sorted({one.kind for one in required.demands})
        qualified = queries.qualifications(who, today, persons, kinds, day) if kinds else {}
        recorded = queries.complete_at(who, today, day)
        if part and required:
            address = reverse("positions:one", args=[position.key])
            actions.keep_looks(who, persons, address, _("đối chiếu với vị trí việc làm"))
        return [
            (
                tenure,
                matching.match(
                    required,
                    assessed.get(tenure.person_id, {}),
                    qualified.get(tenure.person_id, ()),
                    recorded(tenure.post.organization_id),
                ),
            )
            for tenure in part
        ]

    def row(found: tuple[Any, matching.Match]) -> Mapping[str, Any]:
        tenure, match = found
        return {
            "person": Cell(tenure.person.full_name or tenure.person_id, person_link(tenure.person)),
            "post": Cell(
                tenure.post.title,
                post_link(tenure.post.key, asked),
                tenure.post.organization.name if tenure.post.organization is not None else "",
            ),
            "met": match.met,
            "missing": "; ".join(words.missing(match)),
            "unknown": "; ".join(words.unknown(match)),
        }

    empty = Empty(
        _("Chưa có ai ở vị trí này trong phạm vi được giao"),
        _("Ở đây sẽ có từng người giữ chức danh thuộc vị trí này: đáp ứng gì, còn thiếu gì so với yêu cầu. "
          "Mở một chức danh trong mục Tổ chức để ghi vị trí việc làm của chức danh đó."),
        _("Về cây tổ chức"),
        reverse("organisations:list"),
    )  # fmt: skip
    title = f"{_('Đối chiếu với vị trí việc làm')}: {position.name}"
    return Table(
        "officials", title, view, Enriched(UpTo(rows), complete), row, empty, export=view.address(export="xlsx")
    )
