"""Pages on which posts are created, changed and abolished, and the cap on deputies is recorded."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.organisations import post_keeping, queries, touched
from chinhdanh.web.organisations.acting_pages import (
    crumbs_to,
    keeper,
    kept_body,
    kept_post,
    sent,
    shown_form,
    touches,
)
from chinhdanh.web.organisations.asked import Asked
from chinhdanh.web.organisations.post_forms import AbolishForm, ChangePostForm, CreatePostForm, stands
from chinhdanh.web.organisations.reorganising_forms import CapForm, ReasonsForm
from chinhdanh.web.positions.queries import all_positions
from chinhdanh.web.record.access import KEEPERS

_form_page = require_http_methods(["GET", "HEAD", "POST"])


def _posted(request: PageRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _above(request: PageRequest, body: Any, post: Any = None) -> list[Any]:
    """The posts to which one of this body may report: those of the body and of the one above it, and the present one."""
    return queries.posts_to_report_to(request.user, request.day, body, post)


def _page_of(post: Any) -> str:
    return reverse("organisations:post", args=[post.key])


@_form_page
@page(*KEEPERS)
def create(request: PageRequest, stated: str) -> HttpResponse:
    """A new post of a body."""
    body = kept_body(request, stated)
    positions = all_positions(request.user, request.day)
    form = CreatePostForm(_above(request, body), positions, request.day, _posted(request))

    def act() -> str:
        post = post_keeping.create(keeper(request), body, form.values(), form.grounds)
        return _page_of(post) + (f"?on={post.since.isoformat()}" if post.since > request.day else "")

    title = _("Lập chức danh: %(body)s") % {"body": body.name}
    done = sent(request, form, act, _("Đã lập chức danh."))
    back = reverse("organisations:change", args=[body.key])
    crumbs = crumbs_to(request, body, _("Lập chức danh"))
    return done or shown_form(request, form, title, back, crumbs=crumbs, undoable=False)


def _touched(request: PageRequest, post: Any, ends: bool) -> list[dict[str, Any]]:
    found = touched.of_post(request.user, request.day, post.pk, request.day)
    return touches(found, Asked(request.day, request.day), ends)


@_form_page
@page(*KEEPERS)
def change(request: PageRequest, stated: str) -> HttpResponse:
    """What a post is: its role, rank, seats, term, position."""
    post = kept_post(request, stated)
    positions = all_positions(request.user, request.day)
    form = ChangePostForm(_above(request, post.organization, post), positions, _posted(request), initial=stands(post))

    def act() -> str:
        given = form.cleaned_data
        changed = post_keeping.change(
            keeper(request), post, form.read_version, form.values(), given["reason"], given["evidence"]
        )
        return _page_of(changed)

    title = _("Sửa chức danh: %(title)s") % {"title": post.title}
    done = sent(request, form, act, _("Đã ghi chức danh; bản cũ vẫn được giữ."))
    intro = _("Ô sửa ở đây đúng cho mọi ngày. Chức danh đổi hẳn vai trò thì bãi bỏ và lập chức danh mới.")
    return done or shown_form(
        request, form, title, _page_of(post), [post], _touched(request, post, False), intro=intro,
        crumbs=crumbs_to(request, post.organization, _("Sửa chức danh")), undoable=False,
    )  # fmt: skip


@_form_page
@page(*KEEPERS)
def abolish(request: PageRequest, stated: str) -> HttpResponse:
    """The end of a post; of one that has ended, that it goes on after all."""
    post = kept_post(request, stated)
    crumbs = crumbs_to(request, post.organization, _("Bãi bỏ chức danh"))
    if post.until is not None:
        return _restore(request, post, crumbs)
    form = AbolishForm(request.day, _posted(request))

    def act() -> str:
        post_keeping.abolish(keeper(request), post, form.versions[0], form.grounds)
        return _page_of(post)

    title = _("Bãi bỏ chức danh: %(title)s") % {"title": post.title}
    done = sent(request, form, act, _("Đã ghi bãi bỏ; trước ngày này chức danh vẫn đọc được như cũ."))
    if done is not None:
        return done
    found = touched.of_post(request.user, request.day, post.pk, request.day)
    told = post_keeping.holders_hinder(found) if request.method != "POST" else []
    intro = _("Ghi nhầm thì mở lại trang này: chức danh đã bãi bỏ được ghi tiếp tục.")
    return shown_form(
        request, form, title, _page_of(post), [post], touches(found, Asked(request.day, request.day), True), told, intro,
        _("Ghi bãi bỏ"), True, crumbs, undoable=False,
    )  # fmt: skip


def _restore(request: PageRequest, post: Any, crumbs: list[Any]) -> HttpResponse:
    form = ReasonsForm(_posted(request))

    def act() -> str:
        given = form.cleaned_data
        post_keeping.restore(keeper(request), post, form.read_version, given["reason"], given["evidence"])
        return _page_of(post)

    title = _("Chức danh vẫn còn: %(title)s") % {"title": post.title}
    done = sent(request, form, act, _("Đã ghi chức danh tiếp tục."))
    intro = _("Ngày kết thúc của chức danh bị ghi nhầm: chức danh tiếp tục như chưa từng kết thúc.")
    return done or shown_form(request, form, title, _page_of(post), [post], intro=intro, crumbs=crumbs, undoable=False)


@_form_page
@page(*KEEPERS)
def cap(request: PageRequest, stated: str) -> HttpResponse:
    """How many deputies are approved for a body, from a day on."""
    body = kept_body(request, stated)
    form = CapForm(request.day, _posted(request), initial={"cap": body.deputies_allowed})

    def act() -> str:
        post_keeping.cap_deputies(keeper(request), body, form.cleaned_data["cap"], form.grounds)
        return reverse("organisations:one", args=[body.key])

    title = _("Số cấp phó được phê duyệt: %(body)s") % {"body": body.name}
    done = sent(request, form, act, _("Đã ghi số cấp phó; số trước đó hết hiệu lực cùng ngày."))
    back = reverse("organisations:change", args=[body.key])
    crumbs = crumbs_to(request, body, _("Số lượng cấp phó"))
    return done or shown_form(request, form, title, back, crumbs=crumbs, undoable=False)
