"""What waits for the user of this page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chinhdanh.web.accounts.pages import ONCE, PageRequest, page
from chinhdanh.web.record.access import CASE_HANDLER, KEEPERS, OFFICIAL, OPERATOR
from chinhdanh.web.record.base import KeptTable
from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.excel import exported
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, Option, Table, View
from chinhdanh.web.work.inbox import Desk, Source, Told, Waiting, soonest_first, sources_for, told


@require_safe
@page(plans=ONCE)
def mine(request: PageRequest) -> HttpResponse:
    """Everything that waits, the soonest first; an official who does nothing else here goes to their own record."""
    held = {role for role, _body in request.scope.grants}
    if held == {OFFICIAL}:
        return redirect("mine:record")
    sources = sources_for(request.scope)
    table = _table(request, sources)
    if request.GET.get("export") == "xlsx":
        return exported(table)
    return render(
        request,
        "work/mine.html",
        {
            "table": table if sources else None,
            "operates": OPERATOR in held,
            "handles": CASE_HANDLER in held,
            "nothing_held": not held,
        },
    )


def _nothing_waits(request: PageRequest, begun: bool) -> Empty:
    """That nothing waits; on the first day, before anybody is recorded, where whoever keeps the record begins."""
    if not begun and request.scope.at(KEEPERS) and not KeptTable.objects.filter(table="person").exists():
        return Empty(
            _("Hồ sơ chưa có ai: bắt đầu từ cây tổ chức"),
            _(
                "Mở cơ quan, phần “Thay đổi”: thành lập các đơn vị, lập chức danh. Sau đó nhập danh sách Excel của cơ quan ở "
                "mục “Nhập danh sách”, rồi rà soát ở mục “Phát hiện”."
            ),
            _("Đến cây tổ chức"),
            reverse("organisations:list"),
        )
    return Empty(
        _("Không có việc nào đang chờ"),
        _("Nhiệm kỳ sắp hết, nghỉ hưu cần thông báo và chức danh trống lâu sẽ hiện ở đây."),
    )


def _table(request: PageRequest, sources: list[Source]) -> Table:
    kinds = [Option(source.kind, str(source.label)) for source in sources]
    columns = (
        Column("due", _("Hạn"), "day", sortable=False),
        Column("about", _("Về ai, về gì"), sortable=False, heads=True),
        Column("what", _("Việc"), sortable=False),
        Column("where", _("Ở đâu"), sortable=False),
    )
    view = View(request.GET, columns, (Filter("kind", _("Loại việc"), kinds),))
    chosen = view.chosen.get("kind")
    desk = Desk(request.user, request.scope, request.day)
    found = soonest_first(one for source in sources if chosen in (None, source.kind) for one in source.find(desk))
    words: dict[Waiting, Told] = {}

    def row(one: Waiting) -> dict[str, Any]:
        if not words:
            words.update(told(desk, shown))
        said = words[one]
        late = one.due is not None and one.due < desk.day
        return {
            "due": Cell(one.due, note=_("đã quá hạn") if late else ""),
            "about": Cell(said.about, href=said.href),
            "what": Cell(said.what, note=said.note),
            "where": said.where,
        }

    table = Table(
        "work",
        _("Việc đang chờ"),
        view,
        found,
        row,
        _nothing_waits(request, begun=bool(found)),
        export=view.address(export="xlsx"),
    )
    shown = found if request.GET.get("export") == "xlsx" else list(table.page.object_list)
    return table
