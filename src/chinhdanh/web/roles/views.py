"""Pages of roles: who holds what where, granting, and ending before time."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chinhdanh.web.accounts import actions
from chinhdanh.web.accounts.models import ROLES, Grant, User
from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.organisations import queries as bodies
from chinhdanh.web.organisations.models import Organization
from chinhdanh.web.record.access import HEAD_OF_PERSONNEL, INSPECTOR, OFFICIAL, OPERATOR, PERSONNEL_OFFICER
from chinhdanh.web.roles import queries
from chinhdanh.web.roles.forms import EndForm, GrantForm
from chinhdanh.web.ui.excel import exported
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, Option, Table, View

SEEING = (HEAD_OF_PERSONNEL, PERSONNEL_OFFICER, INSPECTOR, OPERATOR)
GIVING = queries.GIVERS
_form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@page(*SEEING)
def grants(request: PageRequest) -> HttpResponse:
    """Who holds which role where, from when until when, granted by whom and why."""
    columns = (
        Column("user", _("Người dùng"), order=("user__full_name",), heads=True),
        Column("role", _("Vai trò"), order=("role",)),
        Column("body", _("Tại cơ quan"), order=("organization__name",)),
        Column("since", _("Từ ngày"), "day"),
        Column("until", _("Đến ngày"), "day"),
        Column("by", _("Người giao"), sortable=False),
        Column("reason", _("Lý do"), sortable=False),
        Column("end", _("Chấm dứt"), sortable=False),
    )
    states = [
        Option(queries.NOW, _("đang có")),
        Option(queries.COMING, _("chưa đến ngày")),
        Option(queries.OVER, _("đã hết")),
    ]
    filters = (
        Filter("q", _("Người dùng"), hint=_("một phần họ tên hoặc tên đăng nhập")),
        Filter("role", _("Vai trò"), [Option(role, str(word)) for role, word in ROLES]),
        Filter("state", _("Tình trạng"), states),
    )
    view = View(request.GET, columns, filters, default="user")
    rows = queries.visible_grants(request.user, request.scope)
    rows = queries.in_state(rows, view.chosen["state"], request.day) if "state" in view.chosen else rows
    if role := view.chosen.get("role"):
        rows = rows.filter(role=role)
    if words := view.chosen.get("q"):
        rows = rows.filter(user__in=queries.users_like(words))
    rows = rows.select_related("organization", "end").prefetch_related("user", "granted_by", "end__ended_by")
    giving = set(queries.grantable_now(request.scope))
    words_of = dict(ROLES)

    def row(one: Grant) -> dict[str, Any]:
        ended = getattr(one, "end", None)
        over = _over(one, ended, request.day)
        mine = one.user_id == request.user.pk
        may = not over and ended is None and not mine and one.role in giving
        return {
            "user": Cell(one.user.full_name, note="" if one.user.is_active else _("tài khoản bị khóa")),
            "role": str(words_of[one.role]),
            "body": one.organization.name if one.organization else _("toàn hệ thống"),
            "since": one.since,
            "until": Cell(ended.on, note=f"{ended.ended_by.full_name if ended.ended_by else ''}: {ended.reason}")
            if ended
            else Cell(one.until, note=_("đã hết") if over else ""),
            "by": one.granted_by.full_name if one.granted_by else _("giao tại máy chủ"),
            "reason": one.reason,
            "end": Cell(_("Chấm dứt…"), reverse("roles:end", args=[one.pk])) if may else "",
        }

    empty = Empty(
        _("Chưa ai được giao vai trò ở đây"),
        _("Ở đây sẽ có ai giữ vai trò gì, ở đâu, từ ngày nào đến ngày nào, ai giao và vì sao."),
        *((_("Giao vai trò"), reverse("roles:grant")) if giving else ()),
    )
    table = Table(
        "roles", _("Vai trò được giao"), view, rows.order_by(*view.order_by(), "role", "pk"), row, empty,
        export=view.address(export="xlsx"),
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        return exported(table)
    return render(request, "roles/list.html", {"table": table, "giving": bool(giving)})


def _over(one: Grant, ended: Any, day: Any) -> bool:
    gone = one.organization is not None and one.organization.until is not None and one.organization.until <= day
    return gone or (one.until is not None and one.until <= day) or (ended is not None and ended.on <= day)


def _choose(request: PageRequest, title: str, hint: str, label: str, rows: list[Any], **more: Any) -> HttpResponse:
    kept = [(name, value) for name, value in request.GET.items() if name != "q"]
    context = {
        "title": title, "hint": hint, "label": label, "rows": rows, "words": request.GET.get("q", "").strip(),
        "kept": kept, "back": reverse("roles:list"), **more,
    }  # fmt: skip
    return render(request, "roles/choose.html", context)


def _choose_user(request: PageRequest) -> HttpResponse:
    found = queries.users_named(request.GET.get("q", "")[:200], request.user)
    rows = [(one.full_name, one.name, f"?{urlencode({'user': one.pk})}") for one in found]
    return _choose(
        request,
        _("Giao vai trò: cho ai?"),
        _("Người chưa có tài khoản thì người vận hành lập tài khoản trước. Không ai tự giao vai trò cho mình."),
        _("Họ tên hoặc tên đăng nhập"),
        rows,
    )


def _choose_body(request: PageRequest, user: User) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    found = bodies.named(request.user, request.day, words, request.day) if words else []
    if not words:
        own = request.scope.at(GIVING)
        rows = Organization.objects.visible_to(request.user, request.day)
        found = list(rows.filter(pk__in=own).select_related("parent").order_by("name")[: queries.FOUND])
    reached = queries.reached_to_grant(request.scope, [one.pk for one in found])
    rows = [
        (one.name or one.pk, one.parent.name if one.parent else "", f"?{urlencode({'user': user.pk, 'at': one.key})}")
        for one in found
        if one.pk in reached
    ]
    more = {}
    if queries.operates(request.scope):
        more = {"whole": f"?{urlencode({'user': user.pk, 'at': 'all'})}"}
    return _choose(
        request,
        _("Giao vai trò cho %(name)s: ở đâu?") % {"name": user.full_name},
        _("Vai trò có hiệu lực ở cơ quan được chọn và mọi cơ quan bên dưới."),
        _("Tên cơ quan"),
        rows,
        **more,
    )


@_form_page
@page(*GIVING)
def grant(request: PageRequest) -> HttpResponse:
    """A role is granted: first to whom, then where, then which."""
    stated = request.GET.get("user", "")
    user = queries.user_of(int(stated)) if stated.isdecimal() and len(stated) < 18 else None
    if user is None or user.pk == request.user.pk or not user.is_active:
        return _choose_user(request)
    at = request.GET.get("at", "")
    body = None if at in ("", "all") else bodies.body(request.user, request.day, at, request.day)
    if body is None and (at != "all" or not queries.operates(request.scope)):
        return _choose_body(request, user)
    place = body.pk if body is not None else None
    roles = queries.roles_to_grant(request.scope, place)
    if not roles:
        return _choose_body(request, user)
    form = GrantForm(request.day, roles, request.POST or None, initial={"since": request.day})
    held = list(
        queries.in_state(queries.visible_grants(request.user, request.scope), queries.NOW, request.day)
        .filter(user=user)
        .select_related("organization")
        .order_by("role", "pk")
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["role"] == OFFICIAL and not user.person_id:
            form.add_error(
                "role",
                _("Tài khoản này chưa gắn với hồ sơ cán bộ nào. Hãy đề nghị người vận hành gắn mã hồ sơ trước."),
            )
        elif any(one.role == given["role"] and one.organization_id == place for one in held):
            form.add_error("role", _("Người này đang giữ vai trò ấy ở đây. Hãy chấm dứt trước nếu cần đổi thời hạn."))
        else:
            try:
                actions.grant_role(
                    user, given["role"], place, given["since"], given["until"], by=request.user, day=request.day,
                    reason=given["reason"],
                )  # fmt: skip
            except actions.NotAllowed:
                form.add_error(None, _("Bạn không giao được vai trò này ở đây."))
            else:
                messages.success(request, _("Đã giao vai trò cho %(name)s.") % {"name": user.full_name})
                return HttpResponseRedirect(f"{reverse('roles:list')}?{urlencode({'q': user.name})}")
    context = {
        "form": form,
        "account": user,
        "body": body,
        "held": [(one.get_role_display(), one.organization.name if one.organization else "") for one in held],
        "back": reverse("roles:list"),
    }
    return render(request, "roles/grant.html", context)


@_form_page
@page(*GIVING)
def end(request: PageRequest, pk: int) -> HttpResponse:
    """A grant ends before it would run out; what was done under it stays."""
    rows = queries.visible_grants(request.user, request.scope).filter(pk=pk)
    found = rows.select_related("organization").prefetch_related("user", "granted_by").first()
    may = found is not None and found.user_id != request.user.pk
    if found is None or not may or not actions.may_grant(request.user, found.role, found.organization_id, request.day):
        raise Http404
    form = EndForm(request.day, request.POST or None, initial={"on": request.day})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                actions.end_grant(found, given["on"], by=request.user, day=request.day, reason=given["reason"])
        except IntegrityError:
            form.add_error(None, _("Người khác vừa chấm dứt vai trò này. Việc ấy giữ nguyên."))
        else:
            messages.success(request, _("Đã ghi chấm dứt vai trò."))
            return HttpResponseRedirect(reverse("roles:list"))
    return render(request, "roles/end.html", {"form": form, "grant": found, "back": reverse("roles:list")})
