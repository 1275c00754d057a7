"""The catalogue of job positions is kept here: new ones, corrections, what they ask for, and the posts that are of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.organisations.kept import form_page, kept, read_version
from chinhdanh.web.positions import actions, queries
from chinhdanh.web.positions.forms import AssignForm, PositionForm, QualificationForm, RequirementForm
from chinhdanh.web.record.access import HEAD_OF_PERSONNEL, KEEPERS

_form_page = require_http_methods(["GET", "HEAD", "POST"])


def _position(request: PageRequest, key: Any) -> Any:
    found = queries.one(request.user, request.day, key)
    if found is None or not queries.keeps_catalogue(request.scope):
        raise Http404
    return found


def _address(position: Any) -> str:
    return reverse("positions:one", args=[position.key])


@_form_page
@page(HEAD_OF_PERSONNEL)
def new(request: PageRequest) -> HttpResponse:
    """A new position."""
    if not queries.keeps_catalogue(request.scope):
        raise Http404
    form = PositionForm(request.POST or None)

    def act() -> Any:
        return actions.add_position(request.user, request.scope, form.values(), form.cleaned_data["reason"])

    done = kept(request, form, act, _("Đã ghi vị trí việc làm."), _address)
    return done or form_page(request, form, _("Thêm vị trí việc làm"), reverse("positions:list"))


@_form_page
@page(HEAD_OF_PERSONNEL)
def correct(request: PageRequest, key: Any) -> HttpResponse:
    """A correction of a position: a new version, with its reason."""
    position = _position(request, key)
    stated = {name: getattr(position, name) for name in ("name", "group", "grade", "description")}
    form = PositionForm(request.POST or None, initial=stated)

    def act() -> Any:
        return actions.correct_position(
            request.user, request.scope, position, read_version(request), form.values(), form.cleaned_data["reason"]
        )

    done = kept(request, form, act, _("Đã đính chính vị trí việc làm."), _address)
    title = _("Đính chính: %(name)s") % {"name": position.name}
    return done or form_page(request, form, title, _address(position), position.version)


@_form_page
@page(HEAD_OF_PERSONNEL)
def requirement(request: PageRequest, key: Any) -> HttpResponse:
    """What a position asks for of one competency."""
    position = _position(request, key)
    form = RequirementForm(queries.competencies(request.user, request.day), request.POST or None)

    def act() -> Any:
        actions.require(
            request.user,
            request.scope,
            position,
            form.chosen,
            form.cleaned_data["new_name"].strip(),
            form.asked_level,
            form.cleaned_data["reason"],
        )
        return position

    done = kept(request, form, act, _("Đã ghi khung năng lực."), _address)
    title = _("Khung năng lực: %(name)s") % {"name": position.name}
    return done or form_page(request, form, title, _address(position))


@_form_page
@page(HEAD_OF_PERSONNEL)
def qualification(request: PageRequest, key: Any, row: Any = None) -> HttpResponse:
    """A qualification that a position asks for: a new one, or with `row` one that is corrected or asked for no more."""
    position = _position(request, key)
    before = None if row is None else queries.demand(request.user, request.day, position.pk, row)
    if row is not None and before is None:
        raise Http404
    stated = {} if before is None else {name: getattr(before, name) for name in ("kind", "level", "field")}
    form = QualificationForm(before is not None, request.POST or None, initial=stated)

    def act() -> Any:
        read, reason = read_version(request), form.cleaned_data["reason"]
        actions.demand(request.user, request.scope, position, form.values(), reason, before=before, read_version=read)
        return position

    done = kept(request, form, act, _("Đã ghi trình độ yêu cầu."), _address)
    title = _("Trình độ yêu cầu: %(name)s") % {"name": position.name}
    return done or form_page(request, form, title, _address(position), None if before is None else before.version)


@_form_page
@page(*KEEPERS)
def assign(request: PageRequest, key: Any) -> HttpResponse:
    """Of which position a post is."""
    post = queries.post_to_assign(request.user, request.scope, key)
    if post is None:
        raise Http404
    known = queries.all_positions(request.user, request.day)
    now = next((str(one.key) for one in known if one.pk == post.job_position_id), "")
    form = AssignForm(known, request.POST or None, initial={"position": now})
    back = reverse("organisations:post", args=[post.key])

    def act() -> Any:
        return actions.assign(
            request.user, request.scope, post, read_version(request), form.chosen, form.cleaned_data["reason"]
        )

    done = kept(request, form, act, _("Đã ghi vị trí việc làm của chức danh."), lambda _result: back)
    title = _("Vị trí việc làm của chức danh: %(title)s") % {"title": post.title}
    return done or form_page(request, form, title, back, post.version)
