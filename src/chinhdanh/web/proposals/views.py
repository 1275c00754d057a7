"""Pages on which officials propose corrections of their own record, and keepers accept or return them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.officials.choosing import Asking
from chinhdanh.web.officials.history import differences, naming
from chinhdanh.web.officials.sections import PERSON, Section
from chinhdanh.web.proposals import actions, queries
from chinhdanh.web.proposals.forms import ProposeForm, StrikeForm, TellForm
from chinhdanh.web.proposals.models import ADD, CORRECT, STEPS, TELL, WITHDRAW
from chinhdanh.web.record.access import KEEPERS, OFFICIAL
from chinhdanh.web.ui.excel import exported
from chinhdanh.web.ui.formats import moment
from chinhdanh.web.ui.parts import Tab
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, Option, Table, View

METHODS = require_http_methods(["GET", "HEAD", "POST"])
STATES = dict(STEPS)


@require_safe
@page(*KEEPERS)
def listed(request: PageRequest) -> HttpResponse:
    """Every proposal about the records that the user keeps, the latest first."""
    columns = (
        Column("at", _("Gửi lúc"), sortable=False),
        Column("who", _("Người đề nghị"), sortable=False, heads=True),
        Column("what", _("Đề nghị"), sortable=False),
        Column("state", _("Hiện nay"), sortable=False),
    )
    options = [Option(code, str(word)) for code, word in STEPS]
    view = View(request.GET, columns, (Filter("state", _("Hiện nay"), options),))
    found = queries.proposals(request.user, request.day).order_by("-at", "pk")
    if state := view.chosen.get("state"):
        found = found.filter(state=state)
    people: dict[str, Any] = {}

    def row(one: Any) -> dict[str, Any]:
        if not people:
            people.update(queries.names(request.user, request.day, [each.person_id for each in shown]))
        person = people.get(one.person_id)
        return {
            "at": moment(one.at),
            "who": Cell(person.full_name if person else "", reverse("proposals:one", args=[one.pk])),
            "what": queries.summary(one),
            "state": Cell(STATES[one.state], note=moment(one.since)),
        }

    table = Table(
        "proposals",
        _("Đề nghị đính chính hồ sơ"),
        view,
        found,
        row,
        Empty(
            _("Chưa có đề nghị nào"),
            _("Khi cán bộ đề nghị đính chính hồ sơ của chính mình, đề nghị hiện ở đây để bạn chấp nhận hoặc trả lại."),
        ),
        export=view.address(export="xlsx"),
    )
    shown = list(found) if request.GET.get("export") == "xlsx" else list(table.page.object_list)
    if request.GET.get("export") == "xlsx":
        return exported(table)
    return render(request, "proposals/list.html", {"table": table})


def _section(table: str) -> Section:
    found = queries.section_of(table)
    if found is None:
        raise Http404
    return found


def _own(request: PageRequest, section: Section, key: UUID) -> Any:
    found = queries.own_row(request.user, request.scope, section, key)
    if found is None:
        raise Http404
    return found


def _person(request: PageRequest) -> Any:
    """The user's own person; without one there is nothing to propose."""
    found = queries.names(request.user, request.day, [request.scope.own] if request.scope.own else [])
    if request.scope.own not in found:
        raise Http404
    return found[request.scope.own]


def _page_of(request: PageRequest, title: str, form: Any, **more: Any) -> HttpResponse:
    crumbs = [Tab(_("Tôi"), reverse("mine:record")), Tab(title, "")]
    return render(
        request,
        "proposals/propose.html",
        {"crumbs": crumbs, "title": title, "form": form, "back": reverse("mine:record"), **more},
    )


def _sent(request: PageRequest, form: Any, act: str, table: str, row: Any, values: Any) -> HttpResponse | None:
    """The answer where the proposal was sent; else the form says what is wrong."""
    data = form.cleaned_data
    try:
        proposal = actions.propose(
            request.user, act, table, row, values, data["reason"], data["evidence"], data["files"]
        )
    except NotAllowed:
        form.add_error(None, _("Không gửi được đề nghị về dòng này. Hãy tải lại hồ sơ của bạn rồi thử lại."))
        return None
    messages.success(request, _("Đã gửi đề nghị tới nơi giữ hồ sơ. Hồ sơ chưa thay đổi cho đến khi được chấp nhận."))
    return HttpResponseRedirect(reverse("proposals:one", args=[proposal.pk]))


@METHODS
@page(OFFICIAL)
def correct(request: PageRequest, table: str, row: UUID) -> HttpResponse:
    """Propose that a row of one's own record should read otherwise."""
    section = _section(table)
    person = _person(request)
    found = _own(request, section, row)
    asking = Asking(request.user, request.day, person)
    if request.method == "POST":
        form = ProposeForm(section, asking, request.POST, request.FILES, row=found)
        if form.is_valid():
            changed = form.changed_from(found)
            if not changed:
                form.add_error(
                    None,
                    _("Chưa có ô nào khác với hồ sơ. Hãy sửa ô cần đính chính; điều không có ô thì nêu bằng lời."),
                )
            elif done := _sent(request, form, CORRECT, table, found, changed):
                return done
    else:
        form = ProposeForm(section, asking, row=found)
    title = _("Đề nghị sửa: %(section)s") % {"section": section.title}
    strike = "" if section is PERSON else reverse("proposals:strike", args=[table, row])
    return _page_of(request, title, form, strike=strike, tell=f"{reverse('proposals:tell')}?table={table}")


@METHODS
@page(OFFICIAL)
def add(request: PageRequest, table: str) -> HttpResponse:
    """Propose a row that one's own record lacks."""
    section = _section(table)
    if not section.addable or section is PERSON:
        raise Http404
    person = _person(request)
    asking = Asking(request.user, request.day, person)
    form = ProposeForm(section, asking, *((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.values().items() if value is not None}
        if not values:
            form.add_error(None, _("Chưa điền ô nào. Hãy điền nội dung của dòng cần thêm."))
        elif done := _sent(request, form, ADD, table, None, values):
            return done
    title = _("Đề nghị thêm: %(section)s") % {"section": section.title}
    return _page_of(request, title, form, tell=f"{reverse('proposals:tell')}?table={table}")


@METHODS
@page(OFFICIAL)
def strike(request: PageRequest, table: str, row: UUID) -> HttpResponse:
    """Propose that a row that was recorded in error be taken out of one's own record."""
    section = _section(table)
    if section is PERSON:
        raise Http404
    _person(request)
    found = _own(request, section, row)
    form = StrikeForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid() and (done := _sent(request, form, WITHDRAW, table, found, {})):
        return done
    said = naming(request.user, request.day, section, [found])
    title = _("Đề nghị rút dòng ghi nhầm: %(section)s") % {"section": section.title}
    return _page_of(request, title, form, said=differences(section, None, found, said))


@METHODS
@page(OFFICIAL)
def tell(request: PageRequest) -> HttpResponse:
    """Propose in words what no cell can say: a post, a relative, a row that rests on a decision."""
    _person(request)
    sections = [(table, str(section.title)) for table, section in queries.SECTIONS.items()]
    stated = request.GET.get("table", "")
    if request.method == "POST":
        form = TellForm(sections, request.POST, request.FILES)
        if form.is_valid() and (done := _sent(request, form, TELL, form.cleaned_data["table"], None, {})):
            return done
    else:
        form = TellForm(sections, initial={"table": stated if stated in queries.SECTIONS else ""})
    return _page_of(request, _("Đề nghị bằng lời"), form)
