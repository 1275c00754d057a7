"""Pages on which bodies are founded, renamed, moved, merged, split and dissolved."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.organisations import history, queries, reorganising, touched
from chinhdanh.web.organisations import reorganising_forms as forms
from chinhdanh.web.organisations.acting_pages import (
    PLACE,
    bodies_of_keys,
    choosing,
    crumbs_to,
    keeper,
    kept_body,
    sent,
    shown_form,
    to_history,
    touches,
)
from chinhdanh.web.organisations.asked import Asked
from chinhdanh.web.organisations.carrying_forms import DissolveForm, MergeForm, SplitForm, Staff, staff_of
from chinhdanh.web.organisations.dating import in_force
from chinhdanh.web.record.access import KEEPERS
from chinhdanh.web.ui.formats import day as day_shown

_form_page = require_http_methods(["GET", "HEAD", "POST"])


def _posted(request: PageRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _hub(body: Any) -> str:
    return reverse("organisations:change", args=[body.key])


@require_safe
@page(*KEEPERS)
def change(request: PageRequest, stated: str) -> HttpResponse:
    """What can be recorded of a body."""
    body = kept_body(request, stated)
    acts = [
        (
            "found",
            _("Thành lập đơn vị trực thuộc"),
            _("Một đơn vị mới dưới cơ quan này, từ một ngày, theo quyết định."),
        ),
        ("new-post", _("Lập chức danh"), _("Chức danh mới ở cơ quan này: vai trò, bậc, số chỗ, vị trí việc làm.")),
        ("cap", _("Số lượng cấp phó"), _("Số cấp phó được phê duyệt riêng, từ một ngày.")),
        ("allot", _("Biên chế"), _("Số biên chế được giao theo năm và đối tượng.")),
        (
            "rename",
            _("Đổi tên"),
            _("Vẫn là cơ quan ấy; người, chức danh, quy hoạch giữ nguyên. Ngày trước đó vẫn đọc tên cũ."),
        ),
        ("move", _("Chuyển cơ quan cấp trên"), _("Cả cơ quan cùng các đơn vị bên dưới sang trực thuộc nơi khác.")),
        ("merge", _("Sáp nhập, hợp nhất"), _("Nhiều cơ quan thành một; đơn vị trực thuộc của nơi kết thúc đi theo.")),
        ("split", _("Chia, tách"), _("Các cơ quan mới từ cơ quan này; nó kết thúc (chia) hay tiếp tục (tách).")),
        ("dissolve", _("Giải thể"), _("Cơ quan kết thúc, không nơi nào kế thừa.")),
        ("correct-body", _("Đính chính"), _("Tên, loại, cấp, ngành ghi sai từ đầu; sửa cho mọi ngày.")),
    ]
    if body.parent_id is None:
        acts = [one for one in acts if one[0] != "move"]
    links = [(label, what, reverse(f"organisations:{name}", args=[body.key])) for name, label, what in acts]
    title = _("Thay đổi: %(name)s") % {"name": body.name}
    context = {"title": title, "acts": links, "crumbs": crumbs_to(request, body, _("Thay đổi"))}
    return render(request, "organisations/change.html", context)


@_form_page
@page(*KEEPERS)
def found(request: PageRequest, stated: str) -> HttpResponse:
    """A new body below this one."""
    body = kept_body(request, stated)
    form = forms.FoundForm(request.day, _posted(request), initial={"level": body.level, "sector": body.sector})

    def act() -> str:
        new = reorganising.found(keeper(request), body, form.values(), form.grounds)
        return reverse("organisations:one", args=[new.key]) + (
            f"?on={new.since.isoformat()}" if new.since > request.day else ""
        )

    title = _("Thành lập đơn vị trực thuộc: %(body)s") % {"body": body.name}
    done = sent(request, form, act, _("Đã ghi đơn vị mới. Lập chức danh của đơn vị ở phần “Thay đổi”."))
    crumbs = crumbs_to(request, body, _("Thành lập"))
    return done or shown_form(request, form, title, _hub(body), crumbs=crumbs)


@_form_page
@page(*KEEPERS)
def rename(request: PageRequest, stated: str) -> HttpResponse:
    """Another name from a day on."""
    body = kept_body(request, stated)
    form = forms.RenameForm(request.day, _posted(request), initial={"name": body.name})

    def act() -> str:
        given = form.cleaned_data
        reorganising.rename(keeper(request), body, form.versions[0], given["name"], form.grounds)
        return to_history(body)

    title = _("Đổi tên: %(body)s") % {"body": body.name}
    done = sent(request, form, act, _("Đã ghi tên mới; trước ngày này các trang vẫn đọc tên cũ."))
    return done or shown_form(
        request, form, title, _hub(body), [body], _touched(request, [body], False),
        crumbs=crumbs_to(request, body, _("Đổi tên")),
    )  # fmt: skip


def _touched(request: PageRequest, bodies: list[Any], ends: bool) -> list[dict[str, Any]]:
    found = touched.of_bodies(request.user, request.day, [one.pk for one in bodies], request.day)
    return touches(found, Asked(request.day, request.day), ends)


@_form_page
@page(*KEEPERS)
def move(request: PageRequest, stated: str) -> HttpResponse:
    """Another body above from a day on: first which, then when and by what."""
    body = kept_body(request, stated)
    if body.parent_id is None:
        raise Http404
    crumbs = crumbs_to(request, body, _("Chuyển"))
    chosen = bodies_of_keys(request, [request.GET.get("to", "")])
    if not chosen:
        return choosing(
            request,
            _("Chuyển cơ quan cấp trên: %(body)s") % {"body": body.name},
            _("Tìm và chọn cơ quan cấp trên mới. Bạn phải giữ hồ sơ ở cả hai nơi."),
            _hub(body),
            lambda one: f"?{urlencode({'to': one.key})}",
            [body.pk, body.parent_id],
            crumbs=crumbs,
        )
    above = chosen[0]
    form = forms.MoveForm(request.day, _posted(request))

    def act() -> str:
        reorganising.move(keeper(request), body, form.versions[0], above, form.grounds)
        return to_history(body)

    title = _("Chuyển %(body)s sang trực thuộc %(above)s") % {"body": body.name, "above": above.name}
    done = sent(request, form, act, _("Đã ghi cơ quan cấp trên mới; trước ngày này cây tổ chức vẫn như cũ."))
    intro = _("Ai được giao vai trò ở cơ quan cấp trên cũ sẽ không còn thấy cơ quan này; ai ở nơi mới sẽ thấy.")
    return done or shown_form(
        request, form, title, _hub(body), [body], _touched(request, [body], False), intro=intro, crumbs=crumbs
    )


@_form_page
@page(*KEEPERS)
def merge(request: PageRequest, stated: str) -> HttpResponse:
    """Several bodies become one: first which, then into what."""
    body = kept_body(request, stated)
    keys = request.GET.getlist("with")
    others = [one for one in bodies_of_keys(request, keys) if one.pk != body.pk]
    path = queries.above(request.user, request.day, body)
    crumbs = crumbs_to(request, body, _("Sáp nhập"), path)

    def address(bodies: list[Any], **more: str) -> str:
        return "?" + urlencode({"with": [str(one.key) for one in bodies], **more}, doseq=True)

    if not others or "go" not in request.GET:
        without = [(one.name or one.pk, address([two for two in others if two != one])) for one in others]
        return choosing(
            request,
            _("Sáp nhập, hợp nhất: %(body)s") % {"body": body.name},
            _("Tìm và chọn các cơ quan cùng sáp nhập với cơ quan này, lần lượt từng cơ quan."),
            _hub(body),
            lambda one: address([*others, one]),
            [body.pk, *(one.pk for one in others)],
            [(body.name or body.pk, ""), *without],
            address(others, go="1") if others else "",
            crumbs,
        )
    all_of_them = [body, *others]
    issuers = [*reversed(path), *all_of_them]
    staff = staff_of(request.user, request.day, all_of_them, all_of_them, issuers)
    form = MergeForm(request.day, all_of_them, staff, _posted(request))

    def act() -> str:
        into = next((one for one in all_of_them if str(one.key) == form.cleaned_data["into"]), None)
        versions = form.versions if len(form.versions) == len(all_of_them) else [-1] * len(all_of_them)
        one = reorganising.merge(
            keeper(request), all_of_them, versions, into, form.cleaned_data["new_name"], form.grounds, form.carrying
        )
        return to_history(one)

    title = _("Sáp nhập %(bodies)s") % {"bodies": ", ".join(one.name or one.pk for one in all_of_them)}
    done = sent(request, form, act, _("Đã ghi sáp nhập; lịch sử của các cơ quan nối với nhau."))
    known = (staff.tenures, staff.posts)
    found = touched.of_bodies(request.user, request.day, [one.pk for one in all_of_them], request.day, known=known)
    told = touches(found, Asked(request.day, request.day), True, True)
    intro = _(
        "Cơ quan kết thúc thì các chức danh của nó kết thúc theo: người giữ được bố trí sang chức danh của cơ quan tiếp tục "
        "ở dưới, hoặc bằng quyết định ghi trước. Phần bố trí của chính cơ quan tiếp tục thì để nguyên."
    )
    return done or shown_form(
        request, form, title, address(others), all_of_them, told, intro=intro,
        button=_("Ghi sáp nhập"), danger=True, crumbs=crumbs, place=_placing(staff),
    )  # fmt: skip


@_form_page
@page(*KEEPERS)
def split(request: PageRequest, stated: str) -> HttpResponse:
    """New bodies out of this one."""
    body = kept_body(request, stated)
    path = queries.above(request.user, request.day, body)
    staff = staff_of(request.user, request.day, [body], [], [*reversed(path), body])
    form = SplitForm(request.day, staff, _posted(request))

    def act() -> str:
        given = form.cleaned_data
        reorganising.split(
            keeper(request), body, form.versions[0], given["names"], given["goes_on"], form.grounds, form.carrying
        )
        return to_history(body)

    title = _("Chia, tách: %(body)s") % {"body": body.name}
    done = sent(
        request, form, act, _("Đã ghi các cơ quan mới. Chức danh còn thiếu của từng cơ quan thì ghi ở phần “Thay đổi”.")
    )
    intro = _(
        "Cơ quan mới cùng loại, cấp, ngành và cơ quan cấp trên với cơ quan này. Chia thì cơ quan này kết thúc: ai giữ chức "
        "danh được bố trí sang cơ quan mới, và không còn đơn vị trực thuộc. Tách thì nó tiếp tục, ai không được bố trí ở lại. "
        "Chức danh lập như vậy ở mỗi nơi có cùng số chỗ; số khác thì sửa ở trang chức danh."
    )
    found = _touched(request, [body], True)
    return done or shown_form(
        request, form, title, _hub(body), [body], found, intro=intro, button=_("Ghi chia, tách"), danger=True,
        crumbs=crumbs_to(request, body, _("Chia, tách"), path), place=_placing(staff),
    )  # fmt: skip


def _placing(staff: Staff) -> str:
    """What the button is called that asks on about staff; empty where nobody is to be carried over."""
    return _("Bố trí người, chưa ghi") if staff.held else ""


@_form_page
@page(*KEEPERS)
def dissolve(request: PageRequest, stated: str) -> HttpResponse:
    """The end of a body."""
    body = kept_body(request, stated)
    path = queries.above(request.user, request.day, body)
    crumbs = crumbs_to(request, body, _("Giải thể"), path)
    chosen = [one for one in bodies_of_keys(request, request.GET.getlist("to")) if one.pk != body.pk]
    there = [str(one.key) for one in chosen]
    if PLACE in request.GET:
        return choosing(
            request,
            _("Bố trí người của %(body)s") % {"body": body.name},
            _("Tìm và chọn cơ quan tiếp nhận. Bạn phải giữ hồ sơ ở cả hai nơi."),
            f"{reverse('organisations:dissolve', args=[body.key])}?{urlencode({'to': there}, doseq=True)}",
            lambda one: f"?{urlencode({'to': [*there, one.key]}, doseq=True)}",
            [body.pk, *(one.pk for one in chosen)],
            crumbs=crumbs,
        )
    staff = Staff()
    if chosen:
        staff = staff_of(request.user, request.day, [body], chosen, [*reversed(path), body, *chosen])
    form = DissolveForm(request.day, chosen, staff, _posted(request))

    def act() -> str:
        reorganising.dissolve(keeper(request), body, form.versions[0], form.grounds, chosen, form.carrying)
        return to_history(body)

    title = _("Giải thể: %(body)s") % {"body": body.name}
    done = sent(request, form, act, _("Đã ghi giải thể; trước ngày này cơ quan vẫn đọc được như cũ."))
    if done is not None:
        return done
    found = touched.of_bodies(request.user, request.day, [body.pk], request.day)
    told = reorganising.hindrances(found, False) if request.method != "POST" and not chosen else []
    names = ", ".join(one.name or one.pk for one in chosen)
    intro = _("Người được bố trí sang %(bodies)s cùng lúc với giải thể.") % {"bodies": names} if chosen else ""
    offer = ("", "")
    if found.people:
        other = _("Thêm cơ quan tiếp nhận…") if chosen else _("Bố trí người sang cơ quan khác…")
        offer = ("?" + urlencode({PLACE: "1", "to": there}, doseq=True), other)
    return shown_form(
        request, form, title, _hub(body), [body], touches(found, Asked(request.day, request.day), True), told,
        intro=intro, button=_("Ghi giải thể"), danger=True, crumbs=crumbs, offer=offer, place=_placing(staff),
    )  # fmt: skip


@_form_page
@page(*KEEPERS)
def correct(request: PageRequest, stated: str) -> HttpResponse:
    """What was recorded wrongly of a body."""
    body = kept_body(request, stated)
    stands = {name: getattr(body, name) for name in ("name", "kind", "level", "sector", "subkind")}
    form = forms.CorrectForm(_posted(request), initial=stands)

    def act() -> str:
        given = form.cleaned_data
        reorganising.correct(
            keeper(request), body, form.read_version, form.values(), given["reason"], given["evidence"]
        )
        return to_history(body)

    title = _("Đính chính: %(name)s") % {"name": body.name}
    done = sent(request, form, act, _("Đã đính chính; bản cũ vẫn đọc được trong lịch sử."))
    intro = _("Chỉ dùng khi ghi sai từ đầu: tên sửa ở đây đúng cho mọi ngày. Cơ quan đổi tên thì dùng “Đổi tên”.")
    return done or shown_form(
        request, form, title, _hub(body), [body], intro=intro, crumbs=crumbs_to(request, body, _("Đính chính")),
        undoable=False,
    )  # fmt: skip


@_form_page
@page(*KEEPERS)
def undo(request: PageRequest, stated: str, act: int) -> HttpResponse:
    """An act that was recorded in error is taken back, with all that was written with it."""
    body = kept_body(request, stated)
    found = in_force().filter(pk=act).select_related("change").first()
    if found is None or body.pk not in (found.organization_id, found.other_id):
        raise Http404
    form = forms.TakeBackForm(_posted(request))

    def back() -> str:
        reorganising.take_back(keeper(request), found, form.cleaned_data["reason"])
        still = history.still_there(request.user, request.day, body.pk)
        return to_history(body) if still else reverse("organisations:list")

    words = {"act": found.change.reason, "day": day_shown(found.on), "body": body.name}
    title = _("Hoàn tác “%(act)s” ngày %(day)s: %(body)s") % words
    done = sent(request, form, back, _("Đã hoàn tác. Cả việc ghi lẫn việc hoàn tác vẫn đọc được trong lịch sử ghi."))
    written = reversed(reorganising.written_by(found.change))
    rows = [(told, "", "") for told in reorganising.called(keeper(request), list(written))]
    told = [
        {
            "what": _("Mọi dòng được ghi cùng việc này"),
            "named": rows,
            "then": _("Trở lại như trước; dòng mới lập thì được rút."),
        }
    ]
    return done or shown_form(
        request, form, title, to_history(body), touches=told, button=_("Hoàn tác"), danger=True,
        crumbs=crumbs_to(request, body, _("Hoàn tác")), undoable=False,
    )  # fmt: skip
