"""Pages on which operators keep users: who may sign in, with which first password, tied to which record."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.demo import PREFIX
from chinhdanh.web.accounts.models import User
from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.accounts.refusing import Refused
from chinhdanh.web.record.access import OPERATOR
from chinhdanh.web.roles import actions, queries
from chinhdanh.web.roles.forms import NewUserForm, UserForm
from chinhdanh.web.ui.excel import exported
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, Option, Table, View

_form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@page(OPERATOR)
def users(request: PageRequest) -> HttpResponse:
    """Who may sign in, and who may not any more."""
    columns = (
        Column("full_name", _("Họ và tên"), heads=True),
        Column("name", _("Tên đăng nhập")),
        Column("tied", _("Hồ sơ cán bộ"), sortable=False),
        Column("state", _("Tình trạng"), sortable=False),
    )
    states = [Option("active", _("đăng nhập được")), Option("locked", _("bị khóa"))]
    filters = (
        Filter("q", _("Tên"), hint=_("một phần họ tên hoặc tên đăng nhập")),
        Filter("state", _("Tình trạng"), states),
    )
    view = View(request.GET, columns, filters, default="full_name")
    rows = User.named.order_by(*view.order_by(), "pk")
    if words := view.chosen.get("q"):
        rows = rows.filter(pk__in=queries.users_like(words))
    if state := view.chosen.get("state"):
        rows = rows.filter(is_active=state == "active")

    def row(one: User) -> dict[str, Any]:
        return {
            "full_name": Cell(one.full_name, reverse("roles:user", args=[one.pk])),
            "name": one.name,
            "tied": _("đã gắn") if one.person_id else "",
            "state": _("đăng nhập được") if one.is_active else _("bị khóa"),
        }

    empty = Empty(
        _("Chưa có người dùng nào"),
        _("Ở đây sẽ có những người đăng nhập được. Họ được làm gì do người phụ trách tổ chức cán bộ giao."),
        _("Lập tài khoản"),
        reverse("roles:new-user"),
    )
    table = Table("users", _("Người dùng"), view, rows, row, empty, export=view.address(export="xlsx"))
    if request.GET.get("export") == "xlsx":
        return exported(table)
    return render(request, "roles/users.html", {"table": table})


@_form_page
@page(OPERATOR)
def new(request: PageRequest) -> HttpResponse:
    """Somebody new who is to sign in."""
    form = NewUserForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        # Who is made in the demo is a name of the demo and nothing else, wherever its data is served later.
        name = PREFIX + given["name"].removeprefix(PREFIX) if settings.DEMO else given["name"]
        with_password = given["with_password"] and not settings.DEMO
        try:
            pk, password = actions.make_user(
                name, given["full_name"], given["person"] or None, with_password, given["reason"]
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            made = queries.user_of(pk)
            if not password:
                messages.success(request, _("Đã lập tài khoản."))
                return HttpResponseRedirect(reverse("roles:user", args=[pk]))
            return _passed_on(request, made, password)
    return render(request, "roles/new_user.html", {"form": form, "back": reverse("roles:users")})


def _passed_on(request: PageRequest, user: Any, password: str) -> HttpResponse:
    """The one page on which a password is shown: it is kept nowhere."""
    return render(request, "roles/password.html", {"account": user, "password": password})


_DONE = {
    "lock": lambda: _("Đã khóa: người này bị đăng xuất ở mọi nơi và không đăng nhập được nữa."),
    "unlock": lambda: _("Đã mở khóa."),
    "factors": lambda: _("Đã bỏ xác thực hai bước; người này đăng nhập bằng mật khẩu rồi thiết lập lại."),
    "tie": lambda: _("Đã gắn tài khoản với hồ sơ."),
}


@_form_page
@page(OPERATOR)
def one(request: PageRequest, pk: int) -> HttpResponse:
    """An account: what was done to it, and what can be."""
    user = queries.user_of(pk)
    if user is None:
        raise Http404
    form = UserForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        what, reason = form.cleaned_data["what"], form.cleaned_data["reason"]
        try:
            if what == "password" and settings.DEMO:
                raise Refused(_("Trong bản dùng thử không ai có mật khẩu."))
            if what == "password":
                return _passed_on(request, user, actions.set_password(user, reason))
            if _carried_out(user, what, form.cleaned_data["person"].strip(), reason):
                messages.success(request, _DONE[what]())
                return HttpResponseRedirect(reverse("roles:user", args=[user.pk]))
            form.add_error(None, _("Hãy chọn việc cần làm; gắn hồ sơ thì ghi mã hồ sơ."))
        except Refused as refused:
            form.add_error(None, str(refused))
        except NotAllowed:
            form.add_error(None, _("Không ai tự làm việc này với tài khoản của mình; người vận hành khác làm."))
    context = {
        "account": user,
        "form": form,
        "own": user.pk == request.user.pk,
        "changes": [(one.at, one.get_what_display(), one.by.full_name, one.reason) for one in queries.changes_of(user)],
    }
    return render(request, "roles/user.html", context)


def _carried_out(user: User, what: str, person: str, reason: str) -> bool:
    match what:
        case "lock" | "unlock":
            actions.lock(user, what == "lock", reason)
        case "factors":
            actions.forget_factors(user, reason)
        case "tie" if person:
            actions.tie(user, person, reason)
        case _:
            return False
    return True
