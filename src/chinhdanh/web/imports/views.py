"""Pages of imports: the list, the upload, and where an import stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.imports import actions, queries
from chinhdanh.web.imports.fields import TARGETS
from chinhdanh.web.imports.forms import EditionForm, UploadForm
from chinhdanh.web.imports.models import Act, Import
from chinhdanh.web.imports.words import KEPT, WHY
from chinhdanh.web.imports.workbook import LARGEST, Unreadable
from chinhdanh.web.imports.writing import model_of
from chinhdanh.web.officials.choosing import Asking
from chinhdanh.web.record.access import KEEPERS
from chinhdanh.web.ui.choosing import looking, unjudged
from chinhdanh.web.ui.formats import number
from chinhdanh.web.ui.parts import Pair, Problem, Tab
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, Option, Table, View
from chinhdanh.web.ui.words import table_title

METHODS = require_http_methods(["GET", "HEAD", "POST"])
MOST_KEPT = 100


def state_word(state: str) -> str:
    """What a state is called."""
    words = {
        Import.MAPPING: _("chờ chọn cột"),
        Import.CHECKING: _("đang đối chiếu"),
        Import.CHECKED: _("đã đối chiếu, chưa ghi"),
        Import.WRITING: _("đang ghi"),
        Import.WRITTEN: _("đã ghi vào hồ sơ"),
        Import.UNDOING: _("đang hoàn tác"),
        Import.UNDONE: _("đã hoàn tác"),
        Import.DROPPED: _("đã hủy"),
    }
    return words[state]


@page(*KEEPERS)
def listing(request: PageRequest) -> HttpResponse:
    """All imports for the bodies whose record the user keeps."""
    columns = [
        Column("file", _("Tệp"), sortable=False, heads=True),
        Column("body", _("Cơ quan"), sortable=False),
        Column("target", _("Nội dung"), sortable=False),
        Column("by", _("Người tải lên"), sortable=False),
        Column("at", _("Ngày"), "day", sortable=False),
        Column("state", _("Tình trạng"), sortable=False),
    ]
    states = [Option(state, state_word(state)) for state, _word in Import.STATES]
    view = View(request.GET, columns, [Filter("state", _("Tình trạng"), states)])
    found = queries.imports(request.user, request.day)
    if "state" in view.chosen:
        found = found.filter(state=view.chosen["state"])
    empty = Empty(
        _("Chưa có danh sách nào được nhập"),
        _("Tải lên danh sách Excel của cơ quan; phần mềm đối chiếu với hồ sơ và cho xem trước mọi thay đổi."),
        _("Nhập danh sách"),
        reverse("imports:new"),
    )

    def row(one: Import) -> dict[str, Any]:
        problems = (one.counts or {}).get("problem", 0) if one.state == Import.CHECKED else 0
        note = _("%(n)s dòng còn vướng") % {"n": number(problems)} if problems else ""
        return {
            "file": Cell(one.file_name, reverse("imports:one", args=[one.key])),
            "body": one.organization.name,
            "target": str(dict(TARGETS)[one.target]),
            "by": one.by.full_name,
            "at": one.at,
            "state": Cell(state_word(one.state), note=note),
        }

    table = Table("imports", _("Các lần nhập danh sách"), view, found.defer("columns", "fixes", "left_out"), row, empty)
    return render(request, "imports/list.html", {"table": table})


@METHODS
@page(*KEEPERS)
def new(request: PageRequest) -> HttpResponse:
    """Upload a workbook."""
    given = request.method == "POST"
    asking = Asking(request.user, request.day)
    form = UploadForm(asking, request.POST if given else None, request.FILES if given else None)
    if looking(request.POST):
        unjudged(form)
    elif given and form.is_valid():
        body = form.cleaned_data["body"]
        file = form.cleaned_data["file"]
        try:
            # Of a file that is too large only as much is read as is needed to know.
            content = file.read(LARGEST + 1)
            one = actions.upload(request.user, request.day, body, form.cleaned_data["target"], file.name or "", content)
        except Unreadable as refused:
            form.add_error("file", str(refused))
        except NotAllowed:
            form.add_error("body", _("Bạn không giữ hồ sơ của cơ quan này."))
        else:
            return HttpResponseRedirect(reverse("imports:columns", args=[one.key]))
    return render(request, "imports/new.html", {"form": form}, status=200)


def opened(request: PageRequest, key: Any) -> Import:
    """The import with this key, for a keeper of its body."""
    found = queries.imports(request.user, request.day).filter(key=key).first()
    if found is None:
        raise Http404
    return found


def around(request: PageRequest, one: Import, here: str) -> dict[str, Any]:
    """What stands on every page of an import."""
    steps: list[Tab] = []
    if one.state in (Import.MAPPING, Import.CHECKED):
        steps.append(Tab(_("1. Các cột"), reverse("imports:columns", args=[one.key]), here == "columns"))
    if one.state == Import.CHECKED:
        problems = one.counts.get("problem", 0)
        steps.append(Tab(_("2. Chỗ vướng"), reverse("imports:problems", args=[one.key]), here == "problems", problems))
        steps.append(Tab(_("3. Xem trước và ghi"), reverse("imports:preview", args=[one.key]), here == "preview"))
    crumbs = [Tab(_("Nhập danh sách"), reverse("imports:list")), Tab(one.file_name, "", here=True)]
    return {
        "one": one,
        "steps": steps,
        "crumbs": crumbs,
        "state": state_word(one.state),
        "why": WHY.get(one.why, ""),
        "may_drop": one.state in (Import.MAPPING, Import.CHECKED),
        "edition": EditionForm(initial={"edition": one.edition}),
        "target": str(dict(TARGETS)[one.target]),
    }


def told(request: PageRequest, error: Exception) -> None:
    """Say why something could not be done to an import."""
    if isinstance(error, actions.EditedSince):
        messages.warning(request, _("Người khác vừa sửa bản nhập này. Hãy xem lại rồi làm tiếp; chưa có gì bị mất."))
    else:
        messages.warning(request, _("Bản nhập không còn ở bước này."))


@page(*KEEPERS)
def one(request: PageRequest, key: Any) -> HttpResponse:
    """Where an import stands: on its way, written, undone or given up; else the step that is next."""
    found = opened(request, key)
    if found.state == Import.MAPPING:
        return HttpResponseRedirect(reverse("imports:columns", args=[key]))
    if found.state == Import.CHECKED:
        step = "problems" if found.counts.get("problem") else "preview"
        return HttpResponseRedirect(reverse(f"imports:{step}", args=[key]))
    acts = {act.kind: act for act in found.acts.select_related("change").prefetch_related("change__by")}
    written, undone = acts.get(Act.WRITE), acts.get(Act.UNDO)
    kept = _kept(request, undone) if undone is not None else []
    more = {
        "pairs": _pairs(found),
        "written": written,
        "undone": undone,
        "tables": [Pair(table_title(table), number(n)) for table, n in found.counts.get("tables", {}).items()],
        "kept": kept,
        "all_kept": len(undone.kept) if undone is not None else 0,
    }
    return render(request, "imports/one.html", {**around(request, found, ""), **more})


def _pairs(one: Import) -> list[Pair]:
    """What is told of a file."""
    return [
        Pair(_("Cơ quan"), one.organization.name),
        Pair(_("Nội dung"), str(dict(TARGETS)[one.target])),
        Pair(_("Người tải lên"), one.by.full_name),
        Pair(_("Mã SHA-256 của tệp"), one.digest),
    ]


def _kept(request: PageRequest, undone: Act) -> list[Problem]:
    """What could not be taken back: whose and what it is, and why. Of very much only the first."""
    found = []
    for table in dict.fromkeys(table for table, _row, _why in undone.kept):
        why = {row: reason for of, row, reason in undone.kept if of == table}
        model = model_of(table)
        rows = model.objects.visible_to(request.user, request.day).filter(pk__in=list(why)[:MOST_KEPT])
        for row in rows if table == "person" else rows.select_related("person"):
            person = row if table == "person" else row.person
            address = reverse("officials:one", args=[person.key])
            found.append(
                Problem(str(KEPT[why[row.pk]]), f"{person.full_name}, {table_title(table)}", "", "", "warning", address)
            )
    return found


@page(*KEEPERS)
def progress(request: PageRequest, key: Any) -> HttpResponse:
    """How far the work in the background is: the part of the page that asks for itself."""
    found = opened(request, key)
    if not found.under_way:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("imports:one", args=[key])})
    return render(request, "imports/progress.html", {"one": found, "state": state_word(found.state)})


@page(*KEEPERS)
def file(request: PageRequest, key: Any) -> HttpResponse:
    """The file as it was uploaded, to be saved and never shown."""
    found = opened(request, key)
    content = getattr(found, "content", None) if found.state != Import.DROPPED else None
    if content is None:
        raise Http404
    response = HttpResponse(bytes(content.data), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
