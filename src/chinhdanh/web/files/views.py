"""Pages of files: what is attached to a row of the record, one file, and the verification of a qualification."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chinhdanh.web.accounts.actions import NotAllowed, keep_look
from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.accounts.refusing import Refused
from chinhdanh.web.files import actions, queries
from chinhdanh.web.files.access import PROPOSAL
from chinhdanh.web.files.forms import AttachForm, DetachForm, VerifyForm
from chinhdanh.web.files.kinds import KINDS
from chinhdanh.web.files.queries import Held
from chinhdanh.web.officials.purpose import asking, purpose_of
from chinhdanh.web.record.access import JUDGING, KEEPERS, OFFICIAL
from chinhdanh.web.record.writing import EditedMeanwhile
from chinhdanh.web.ui.formats import number
from chinhdanh.web.ui.parts import Pair, Tab
from chinhdanh.web.ui.words import shown

READING = (*JUDGING, OFFICIAL)
METHODS = require_http_methods(["GET", "HEAD", "POST"])
ALONE = "default-src 'none'; sandbox"
"""What a file may do in a browser that shows it: nothing, as if it came from nowhere."""


def _looked(request: PageRequest, held: Held, where: str) -> None:
    """Keep the look at the record of which this is. On the way of a decision the purpose follows from it."""
    if held.person_id is None:
        return
    stated = purpose_of(request)
    if stated or held.table == "qualification":
        keep_look(request.user, [held.person_id], where, stated)
    else:
        keep_look(request.user, [held.person_id], where, _("Xem tệp: %(what)s") % {"what": held.title}, derived=True)


def _row(request: PageRequest, table: str, row: UUID, where: str) -> Held:
    held = queries.held(request.user, request.day, table, row)
    if held is None:
        raise Http404
    _looked(request, held, where)
    return held


def _address(held: Held) -> str:
    return reverse("files:row", args=[held.table, held.row.key])


def _back(held: Held) -> tuple[str, str]:
    """Where the row itself is shown, and what that is called."""
    if held.table == "qualification":
        person = held.person
        return reverse("officials:part", args=[person.key, "training"]), person.full_name or _("Hồ sơ")
    decision = held.row if held.table == "decision" else held.row.decision
    return reverse("decisions:one", args=[decision.key]), decision.number or _("không ghi số")


def _frame(held: Held, here: str) -> dict[str, Any]:
    if held.person is None:
        raise Http404
    back, name = _back(held)
    crumbs = [Tab(name, back), Tab(_("Tệp kèm theo"), _address(held) if here else "")]
    return {
        "held": held,
        "person": held.person,
        "back": back,
        "crumbs": [*crumbs, Tab(here, "")] if here else crumbs,
    }


def _size(count: int) -> str:
    return f"{number(count / 1024 / 1024, 1)} MB" if count >= 1024 * 1024 else f"{number(max(count // 1024, 1))} KB"


def file_words(one: Any) -> dict[str, Any]:
    """A file as lists show it; of one that was taken away no more than its name."""
    detached = getattr(one, "detached", None)
    kind = None if detached else KINDS[one.file.kind]
    return {
        "name": one.name,
        "said": one.said,
        "about": f"{kind.name.upper()}, {_size(one.file.size)}" if kind else "",
        "by": one.by.full_name,
        "at": one.at,
        "digest": one.file_id,
        "href": reverse("files:one", args=[one.key]),
        "view": reverse("files:view", args=[one.key]) if kind and kind.shown else "",
        "detach": reverse("files:detach", args=[one.key]),
        "detached": detached,
    }


@METHODS
@page(*READING)
@asking
def row(request: PageRequest, table: str, row: UUID) -> HttpResponse:
    """The files at a row of the record; whoever keeps it attaches more."""
    held = _row(request, table, row, "files:row")
    keeps = queries.keeps(request.scope, request.user, held)
    if request.method == "POST" and not keeps:
        raise Http404
    form = AttachForm(request.POST, request.FILES) if request.method == "POST" else AttachForm()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["files"]
        try:
            actions.attach(request.user, table, held.row.pk, given, form.cleaned_data["said"])
        except NotAllowed:
            form.add_error(None, _outside())
        else:
            messages.success(request, _("Đã gắn %(n)s tệp.") % {"n": len(given)})
            return HttpResponseRedirect(_address(held))
    files = [file_words(one) for one in queries.all_of(held)]
    return render(
        request,
        "files/row.html",
        {
            **_frame(held, ""),
            "files": [one for one in files if one["detached"] is None],
            "gone": [one for one in files if one["detached"] is not None],
            "form": form if keeps else None,
            "verify": reverse("files:verify", args=[row]) if keeps and table == "qualification" else "",
        },
    )


def _outside() -> str:
    return _("Dòng này thuộc cơ quan ngoài phạm vi hồ sơ bạn giữ. Hãy gửi tệp cho nơi giữ hồ sơ của cơ quan đó.")


def _given(request: PageRequest, key: UUID, where: str) -> Any:
    found = queries.given(request.user, request.day, key)
    if found is None:
        raise Http404
    held = queries.held_of(request.user, request.day, found)
    if held is not None:
        _looked(request, held, where)
    elif found.table == PROPOSAL:
        from chinhdanh.web.proposals.queries import person_of

        whose = person_of(request.user, request.day, found.row_id)
        keep_look(request.user, [whose], where, _("Xem giấy tờ kèm đề nghị đính chính"), derived=True)
    return found


def _answer(attached: Any, as_attachment: bool) -> HttpResponse:
    kind = KINDS[attached.file.kind]
    response = HttpResponse(bytes(attached.file.content), content_type=kind.type)
    stated = content_disposition_header(as_attachment, attached.name)
    response["Content-Disposition"] = stated or "attachment"
    response["Content-Security-Policy"] = ALONE
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@page(*READING)
@asking
def one(request: PageRequest, key: UUID) -> HttpResponse:
    """A file, to be kept by whoever asks: no browser opens it as a page of ours."""
    return _answer(_given(request, key, "files:one"), as_attachment=True)


@require_safe
@page(*READING)
@asking
def view(request: PageRequest, key: UUID) -> HttpResponse:
    """A picture, shown by itself in the browser."""
    found = _given(request, key, "files:one")
    return _answer(found, as_attachment=not KINDS[found.file.kind].shown)


@METHODS
@page(*KEEPERS)
@asking
def detach(request: PageRequest, key: UUID) -> HttpResponse:
    """Take away a file that was attached in error; what is taken away is shown first."""
    found = queries.given(request.user, request.day, key)
    held = None if found is None else queries.held_of(request.user, request.day, found)
    if found is None or held is None or not queries.keeps(request.scope, request.user, held):
        raise Http404
    _looked(request, held, "files:row")
    form = DetachForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.detach(request.user, found, form.cleaned_data["reason"])
        except actions.TakenAwayMeanwhile:
            messages.info(request, _("Người khác vừa gỡ tệp này."))
            return HttpResponseRedirect(_address(held))
        except NotAllowed:
            form.add_error(None, _outside())
        else:
            messages.success(request, _("Đã gỡ tệp; tệp không còn ai mở được."))
            return HttpResponseRedirect(_address(held))
    words = {**_frame(held, _("Gỡ tệp gắn nhầm")), "form": form, "file": file_words(found)}
    return render(request, "files/detach.html", {**words, "back": _address(held)})


@METHODS
@page(*KEEPERS)
@asking
def verify(request: PageRequest, row: UUID) -> HttpResponse:
    """What the verification of a qualification came to, with the paper that says so."""
    held = _row(request, "qualification", row, "files:verify")
    if not queries.keeps(request.scope, request.user, held):
        raise Http404
    found = held.row
    meanwhile = False
    initial = {"verified": _state(found), "verified_on": found.verified_on, "version": found.version}
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.verify(
                request.user,
                request.day,
                found,
                data["version"],
                form.values(),
                data["reason"].strip(),
                data["evidence"].strip(),
                data["files"],
            )
        except EditedMeanwhile:
            meanwhile = True
            found = queries.held(request.user, request.day, "qualification", row)
            found = held.row if found is None else found.row
            again = request.POST.copy()
            again["version"] = str(found.version)
            form = VerifyForm(again, request.FILES)
        except Refused as refused:
            form.add_error(None, str(refused))
        except NotAllowed:
            form.add_error(None, _outside())
        else:
            messages.success(request, _("Đã ghi kết quả xác minh; bản cũ vẫn xem được trong lịch sử ghi."))
            return HttpResponseRedirect(_address(held))
    columns = ("level", "field", "issuer", "issued_on", "verified", "verified_on")
    return render(
        request,
        "files/verify.html",
        {
            **_frame(held, _("Kết quả xác minh")),
            "form": form,
            "meanwhile": meanwhile,
            "now": [_pair(found, name) for name in columns],
            "back": _address(held),
        },
    )


def _state(row: Any) -> str:
    return VerifyForm.UNKNOWN if row.verified is None else "true" if row.verified else "false"


def _pair(row: Any, name: str) -> Pair:
    from chinhdanh.web.officials.showing import label

    return Pair(label("qualification", name), shown("qualification", name, getattr(row, name)))
