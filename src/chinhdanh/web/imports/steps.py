"""The steps of an import: what columns mean, what stands in the way, what would be written; undoing and giving up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.imports import actions, queries
from chinhdanh.web.imports.choosing import offer
from chinhdanh.web.imports.fields import DECISIONS, PEOPLE
from chinhdanh.web.imports.forms import ColumnsForm, EditionForm, ReasonForm, SheetForm
from chinhdanh.web.imports.grouping import groups_of, mended
from chinhdanh.web.imports.headers import Head
from chinhdanh.web.imports.models import Act, Import, Row
from chinhdanh.web.imports.views import METHODS, around, opened, told
from chinhdanh.web.imports.words import NOTES, differences_of, field_word, problem
from chinhdanh.web.record.access import KEEPERS
from chinhdanh.web.ui.formats import number
from chinhdanh.web.ui.parts import Pair
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, Option, Table, View

ON_A_PAGE = 40


def _at(found: Import, *states: str) -> HttpResponse | None:
    """Where to go instead, when the import is not at this step."""
    return None if found.state in states else HttpResponseRedirect(reverse("imports:one", args=[found.key]))


def _done(request: PageRequest, found: Import, act: Callable[[], Any], then: str = "one") -> HttpResponse:
    """Do it and go on; where it cannot be done, say why and come back to where the import stands."""
    try:
        act()
    except (actions.EditedSince, actions.NotNow) as error:
        told(request, error)
        then = "one"
    return HttpResponseRedirect(reverse(f"imports:{then}", args=[found.key]))


def _asked_and_begun(request: PageRequest, found: Import, ask: Callable[[], Any]) -> Callable[[], None]:
    def act() -> None:
        ask()
        actions.begin(request.user, found, request.day)

    return act


def _edition(request: PageRequest) -> int:
    """The edition of the import that was shown; without one, none that there is."""
    form = EditionForm(request.POST)
    return int(form.cleaned_data["edition"]) if form.is_valid() else 0


@METHODS
@page(*KEEPERS)
def columns(request: PageRequest, key: Any) -> HttpResponse:
    """What each column means, with samples and a guess."""
    found = opened(request, key)
    if elsewhere := _at(found, Import.MAPPING, Import.CHECKED):
        return elsewhere
    given = request.method == "POST"
    form = ColumnsForm(found, request.day.year, request.POST if given else None, initial={"edition": found.edition})
    if given and form.is_valid():
        edition = form.cleaned_data["edition"]

        def ask() -> None:
            actions.say_meanings(request.user, found, edition, form.meanings, form.constants)

        return _done(request, found, _asked_and_begun(request, found, ask))
    before = actions.remembered(request.user, request.day, found)
    fonts = [Pair(name, number(n)) for name, n in found.fonts.items()]
    more = {"form": form, "sheets": SheetForm(found), "before": before, "fonts": fonts}
    return render(request, "imports/columns.html", {**around(request, found, "columns"), **more})


@require_POST
@page(*KEEPERS)
def sheet(request: PageRequest, key: Any) -> HttpResponse:
    """Another sheet, or other rows of headers."""
    found = opened(request, key)
    if elsewhere := _at(found, Import.MAPPING, Import.CHECKED):
        return elsewhere
    form = SheetForm(found, request.POST)
    if not form.is_valid():
        known = ColumnsForm(found, request.day.year, initial={"edition": found.edition})
        return render(
            request, "imports/columns.html", {**around(request, found, "columns"), "form": known, "sheets": form}
        )
    data = form.cleaned_data
    # On another sheet the headers are looked for anew.
    head = Head(data["first"] - 1, data["last"] - 1) if data["sheet"] == found.sheet else None

    def act() -> None:
        actions.look_again(request.user, found, data["edition"], request.day, data["sheet"], head)

    return _done(request, found, act, "columns")


@METHODS
@page(*KEEPERS)
def problems(request: PageRequest, key: Any) -> HttpResponse:
    """What stands in the way, cell by cell: to be mended or left out."""
    found = opened(request, key)
    if elsewhere := _at(found, Import.CHECKED):
        return elsewhere
    rows = queries.rows(found, Row.PROBLEM).values_list("row", "name", "problems")
    letters = {column["means"]: column["letter"] for column in found.columns if column.get("means")}
    groups = groups_of(rows, letters)
    if request.method == "POST":
        given = mended(groups, request.POST, found.target, found.fixes)
        if "skip_all" in request.POST:
            given = actions.Mended(skip=sorted({row for group in groups for row in group.rows}))

        def ask() -> None:
            actions.mend(request.user, found, _edition(request), given)

        return _done(request, found, _asked_and_begun(request, found, ask))
    shown = Paginator(groups, ON_A_PAGE).get_page(request.GET.get("page"))
    offer(list(shown), found.organization_id, request.day)
    counted = sorted(found.counts.get("problems", {}).items(), key=lambda one: -one[1])
    kinds = [Pair(problem(code)[0], number(n)) for code, n in counted]
    more = {"groups": shown, "kinds": kinds, "people": found.target == PEOPLE}
    return render(request, "imports/problems.html", {**around(request, found, "problems"), **more})


@require_POST
@page(*KEEPERS)
def again(request: PageRequest, key: Any) -> HttpResponse:
    """Hold the list against the record as it is now; with `take` the rows left out are taken in again."""
    found = opened(request, key)

    def ask() -> None:
        if "take" in request.POST:
            given = actions.Mended(take=found.fixes.get("skip", ()))
            actions.mend(request.user, found, _edition(request), given)
        else:
            actions.check_again(request.user, found, _edition(request))

    return _done(request, found, _asked_and_begun(request, found, ask))


@METHODS
@page(*KEEPERS)
def preview(request: PageRequest, key: Any) -> HttpResponse:
    """Every row with what it would change; and the button that writes all of it."""
    found = opened(request, key)
    if elsewhere := _at(found, Import.CHECKED):
        return elsewhere
    given = request.method == "POST"
    form = ReasonForm(request.POST if given else None, initial={"edition": found.edition})
    if given and form.is_valid():
        data = form.cleaned_data

        def ask() -> None:
            actions.ask_to_write(request.user, found, data["edition"], data["reason"].strip())

        return _done(request, found, _asked_and_begun(request, found, ask))
    table = _rows_table(request, found)
    actions.keep_looks(
        request.user,
        [row.person_id for row in table.page if row.person_id and any(one[2] is not None for one in row.differences)],
        request.path,
        _("Đối chiếu danh sách nhập với hồ sơ"),
    )
    counts = found.counts
    more = {
        "form": form,
        "table": table,
        "counts": counts,
        "new": _new_word(found.target).capitalize(),
        "writes": counts.get("new", 0) + counts.get("changed", 0),
        "notes": [Pair(str(NOTES[code]), number(n)) for code, n in counts.get("notes", {}).items()],
        "used": [field_word(column["means"]) for column in found.columns if column.get("means")],
    }
    return render(request, "imports/preview.html", {**around(request, found, "preview"), **more})


def _new_word(target: str) -> str:
    return {PEOPLE: _("người mới"), DECISIONS: _("quyết định mới")}.get(target) or _("dòng mới")


def _row_states(found: Import) -> list[tuple[str, str]]:
    return [
        (Row.NEW, _new_word(found.target)), (Row.CHANGED, _("có thay đổi")), (Row.UNCHANGED, _("không đổi")),
        (Row.PROBLEM, _("còn vướng")), (Row.SKIPPED, _("bỏ qua")),
    ]  # fmt: skip


def _rows_table(request: PageRequest, found: Import) -> Table:
    words = dict(_row_states(found))
    columns = [
        Column("row", _("Dòng"), "number", sortable=False),
        Column("name", _("Họ và tên"), sortable=False, heads=True),
        Column("state", _("Kết quả"), sortable=False),
        Column("change", _("Sẽ ghi"), sortable=False),
        Column("note", _("Lưu ý"), sortable=False),
    ]
    view = View(request.GET, columns, [Filter("state", _("Kết quả"), [Option(*one) for one in words.items()])])
    empty = Empty(
        _("Không có dòng nào"), _("Danh sách không có dòng nào là người. Hãy xem lại dòng tiêu đề và các cột."),
        _("Đến các cột"), reverse("imports:columns", args=[found.key]),
    )  # fmt: skip

    def row(one: Row) -> dict[str, Any]:
        said = [
            f"{name}: {before} → {after}" if before else f"{name}: {after}"
            for name, before, after in differences_of(one.differences)
        ]
        wrong = [problem(each["code"])[0] for each in one.problems]
        return {
            "row": one.row,
            "name": one.name or "–",
            "state": words[one.state],
            "change": Cell("; ".join(said)) if said else "",
            "note": "; ".join([*wrong, *(str(NOTES[code]) for code in one.notes)]),
        }

    return Table(
        "rows", _("Các dòng của danh sách"), view, queries.rows(found, view.chosen.get("state", "")), row, empty
    )


@METHODS
@page(*KEEPERS)
def undo(request: PageRequest, key: Any) -> HttpResponse:
    """What undoing touches, and the button."""
    found = opened(request, key)
    if elsewhere := _at(found, Import.WRITTEN):
        return elsewhere
    given = request.method == "POST"
    form = ReasonForm(request.POST if given else None, initial={"edition": found.edition})
    if given and form.is_valid():
        data = form.cleaned_data

        def ask() -> None:
            actions.ask_to_undo(request.user, found, data["edition"], data["reason"].strip())

        return _done(request, found, _asked_and_begun(request, found, ask))
    more = {"form": form, "written": actions.act_of(found, Act.WRITE)}
    return render(request, "imports/undo.html", {**around(request, found, ""), **more})


@METHODS
@page(*KEEPERS)
def drop(request: PageRequest, key: Any) -> HttpResponse:
    """Give the import up, after being told what is thrown away."""
    found = opened(request, key)
    if elsewhere := _at(found, Import.MAPPING, Import.CHECKED):
        return elsewhere
    if request.method == "POST":
        try:
            actions.drop(request.user, found, _edition(request))
        except (actions.EditedSince, actions.NotNow) as error:
            told(request, error)
        else:
            messages.success(request, _("Đã hủy bản nhập; tệp và những gì đọc từ tệp đã được xóa. Hồ sơ không đổi."))
            return HttpResponseRedirect(reverse("imports:list"))
    return render(request, "imports/drop.html", around(request, found, ""))
