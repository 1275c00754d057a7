"""Pages on which bodies and posts are changed: who comes there, what they are told first, and what happens on sending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.pages import PageRequest
from chinhdanh.web.accounts.refusing import Refused
from chinhdanh.web.organisations import queries, shown
from chinhdanh.web.organisations.actions import keeps
from chinhdanh.web.organisations.asked import Asked
from chinhdanh.web.organisations.models import Organization
from chinhdanh.web.organisations.reorganising import Keeper
from chinhdanh.web.organisations.touched import Touched
from chinhdanh.web.record.access import KEEPERS
from chinhdanh.web.record.writing import EditedMeanwhile
from chinhdanh.web.ui.choosing import unjudged

PLACE = "place"
"""The name of the button that asks on about staff to be carried over, and writes nothing."""
_MANY_FIELDS = 9
"""A form with more of them stands in two columns."""


def keeper(request: PageRequest) -> Keeper:
    """Who asks, as actions know them."""
    return Keeper(request.user, request.scope)


def kept_body(request: PageRequest, stated: str) -> Any:
    """The body of an address, for who keeps its record; for others there is no such page."""
    found = queries.body(request.user, request.day, stated, request.day)
    if found is None or not keeps(request.scope, found.pk):
        raise Http404
    return found


def kept_post(request: PageRequest, stated: str) -> Any:
    """The post of an address, for who keeps the record of its body."""
    found = queries.post(request.user, request.day, stated)
    if found is None or found.organization_id is None or not keeps(request.scope, found.organization_id):
        raise Http404
    return found


def sent(request: PageRequest, form: Any, act: Callable[[], str], done: str) -> HttpResponse | None:
    """Where to go after `act`, which gives the address; None where the form has to be shown (again)."""
    if PLACE in request.POST:
        unjudged(form)
        return None
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        to = act()
    except EditedMeanwhile:
        form.edited_meanwhile = True
        form.add_error(
            None,
            _(
                "Người khác vừa ghi một bản mới hơn. Những gì đã gõ vẫn còn; hãy xem lại hiện trạng rồi ghi lại nếu vẫn đúng."
            ),
        )
    except NotAllowed:
        form.add_error(None, _("Việc này ra ngoài phạm vi hồ sơ bạn giữ. Hãy đề nghị nơi giữ hồ sơ cấp trên ghi."))
    except Refused as refused:
        for told in refused.told:
            form.add_error(None, told)
    else:
        messages.success(request, done)
        return HttpResponseRedirect(to)
    return None


def shown_form(
    request: PageRequest,
    form: Any,
    title: str,
    back: str,
    rows: Sequence[Any] = (),
    touches: Sequence[dict[str, Any]] = (),
    hindered: Sequence[str] = (),
    intro: str = "",
    button: str = "",
    danger: bool = False,
    crumbs: Sequence[Any] = (),
    undoable: bool = True,
    offer: tuple[str, str] = ("", ""),
    place: str = "",
) -> HttpResponse:
    """The page with the form beside what it touches. `rows` are those whose versions are read with it; `offer` is the
    address of another way to do it, and what it is called; `place` what the button is called that asks on about staff."""
    read = "-".join(str(one.version) for one in rows)
    if request.method == "POST" and not getattr(form, "edited_meanwhile", False):
        # What was sent was meant for the rows as they stood when the form was opened.
        read = request.POST.get("version", "")
    return render(
        request,
        "organisations/act.html",
        {
            "form": form, "title": title, "back": back, "read": read, "touches": touches, "hindered": hindered,
            "intro": intro, "button": button or _("Ghi lại"), "danger": danger, "crumbs": crumbs, "undoable": undoable,
            "offer": offer, "place": place,
            "wide": not touches and len(form.fields) > _MANY_FIELDS,
        },
    )  # fmt: skip


def crumbs_to(request: PageRequest, body: Any, last: str, path: Sequence[Any] | None = None) -> list[Any]:
    """The way from the top to a page about a body; `path` are the bodies above it, where they were read already."""
    path = queries.above(request.user, request.day, body) if path is None else path
    return shown.crumbs([*path, body], Asked(request.day, request.day), last)


def touches(found: Touched, today: Asked, ends: bool, below_goes_along: bool = False) -> list[dict[str, Any]]:
    """What is touched, as the page lists it: what it is, whom it names, and what becomes of it."""
    parts: list[dict[str, Any]] = []
    if found.people:
        people = [
            (one.person.full_name or one.person_id, shown.person_link(one.person), one.post.title or "")
            for one in found.held
        ]
        what = ngettext("%(n)s người đang giữ chức danh", "%(n)s người đang giữ chức danh", found.people)
        parts.append(
            {
                "what": what % {"n": found.people},
                "named": people,
                "then": _("Phải được bố trí, hoặc có quyết định về từng người trước.")
                if ends
                else _("Vẫn giữ chức danh như cũ."),
            }
        )
    if found.posts:
        what = ngettext("%(n)s chức danh", "%(n)s chức danh", found.posts) % {"n": found.posts}
        parts.append({"what": what, "then": _("Kết thúc cùng ngày.") if ends else _("Vẫn như cũ.")})
    if found.below:
        what = ngettext("%(n)s đơn vị trực thuộc", "%(n)s đơn vị trực thuộc", found.below) % {"n": found.below}
        named = [(one.name or one.pk, shown.body_link(one.key, today), "") for one in found.bodies]
        then = _("Phải chuyển, sáp nhập hoặc giải thể trước.") if ends else _("Đi theo cơ quan này.")
        if below_goes_along:
            then = _("Của nơi kết thúc thì sang trực thuộc cơ quan sau sáp nhập.")
        parts.append({"what": what, "named": named, "then": then})
    if found.grants:
        what = ngettext("%(n)s vai trò được giao tại đây", "%(n)s vai trò được giao tại đây", len(found.grants))
        then = _("Hết hiệu lực từ ngày cơ quan kết thúc; hãy giao lại ở nơi mới.") if ends else _("Vẫn còn hiệu lực.")
        named = [(one.user.full_name, "", one.get_role_display()) for one in found.grants]
        parts.append({"what": what % {"n": len(found.grants)}, "named": named, "then": then})
    if found.plans:
        what = ngettext("%(n)s lượt quy hoạch", "%(n)s lượt quy hoạch", found.plans) % {"n": found.plans}
        then = _("Vẫn ghi ở chức danh cũ; hãy rà soát quy hoạch.") if ends else _("Vẫn như cũ.")
        parts.append({"what": what, "then": then})
    if found.allotted:
        what = ngettext("%(n)s dòng biên chế từ năm nay", "%(n)s dòng biên chế từ năm nay", found.allotted)
        then = _("Không tự chuyển sang nơi mới; hãy ghi biên chế ở đó.") if ends else _("Vẫn như cũ.")
        parts.append({"what": what % {"n": found.allotted}, "then": then})
    return parts


def bodies_of_keys(request: PageRequest, stated: Sequence[str]) -> list[Any]:
    """The bodies of these keys whose records the user keeps, in their order; others are left aside."""
    keys = []
    for one in stated[:50]:
        try:
            keys.append(UUID(one))
        except ValueError:
            continue
    rows = Organization.objects.visible_to(request.user, request.day).filter(
        queries.on_day(request.day), key__in=keys, pk__in=request.scope.organizations(KEEPERS)
    )
    known = {one.key: one for one in rows}
    return [known[key] for key in dict.fromkeys(keys) if key in known]


def choosing(
    request: PageRequest, title: str, hint: str, back: str, link: Callable[[Any], str], but: Sequence[str],
    chosen: Sequence[tuple[str, str]] = (), go_on: str = "", crumbs: Sequence[Any] = (),
) -> HttpResponse:  # fmt: skip
    """The page on which a body is looked for by name, and chosen. `chosen` are names with the address without each."""
    words = request.GET.get("q", "").strip()[:200]
    found = queries.named(request.user, request.day, words, request.day) if words else []
    reached = set(
        request.scope.organizations(KEEPERS)
        .filter(organization_id__in=[one.pk for one in found])
        .values_list("organization_id", flat=True)
    )
    rows = [
        (one.name or one.pk, one.parent.name if one.parent else "", link(one))
        for one in found
        if one.pk in reached and one.pk not in but
    ]
    return render(
        request,
        "organisations/choose_body.html",
        {
            "title": title, "hint": hint, "back": back, "words": words, "rows": rows, "chosen": chosen, "go_on": go_on,
            "kept": [(name, one) for name in request.GET if name != "q" for one in request.GET.getlist(name)],
            "many": len(found) >= queries.FOUND, "crumbs": crumbs,
        },
    )  # fmt: skip


def to_history(body: Any) -> str:
    """Where a change of a body is read."""
    return reverse("organisations:history", args=[body.key])
