"""Pages on which a fact of a record is entered, corrected and withdrawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.accounts.refusing import Refused
from chinhdanh.web.officials import actions, history, kin
from chinhdanh.web.officials.choosing import Asking
from chinhdanh.web.officials.forms import FactForm, ReasonForm
from chinhdanh.web.officials.meanwhile import Compared, again, compare
from chinhdanh.web.officials.purpose import asking
from chinhdanh.web.officials.reading import Reading
from chinhdanh.web.officials.sections import KIN, OF_TABLE, PARTS, PERSON, Section
from chinhdanh.web.officials.views import frame, opened, row_of
from chinhdanh.web.record.access import CASE_HANDLER, KEEPERS
from chinhdanh.web.record.writing import EditedMeanwhile
from chinhdanh.web.ui.choosing import looking, unjudged

WRITERS = (*KEEPERS, CASE_HANDLER)
METHODS = require_http_methods(["GET", "HEAD", "POST"])


def _section(table: str) -> Section:
    section = PERSON if table == "person" else OF_TABLE.get(table)
    if section is None:
        raise Http404
    return section


def _begin(request: PageRequest, key: UUID, section: Section, where: str) -> tuple[Reading, dict[str, Any]]:
    """The record, for whoever may write this table of it; nobody else is told that there is such a page."""
    reading, days = opened(request, key, where)
    if not actions.may_write(reading, section.table):
        raise Http404
    part = next((one.name for one in PARTS if section in one.sections), "")
    back = reverse("officials:part", args=[key, part]) if part else reverse("officials:one", args=[key])
    return reading, {**frame(request, reading, days, ""), "section": section, "back": back}


def _not_kept_here(form: Any) -> None:
    form.add_error(
        None,
        _("Dòng này thuộc cơ quan ngoài phạm vi hồ sơ bạn giữ. Hãy đề nghị nơi giữ hồ sơ của cơ quan đó đính chính."),
    )


@METHODS
@page(*WRITERS)
@asking
def enter(request: PageRequest, key: UUID, table: str) -> HttpResponse:
    """A new row of a table that rests on no decision."""
    section = _section(table)
    if not section.addable or section is PERSON:
        raise Http404
    reading, around = _begin(request, key, section, "officials:enter")
    if section is KIN:
        return kin.enter(request, reading, around)
    form = FactForm(section, _asking(request, reading), request.POST if request.method == "POST" else None)
    if looking(request.POST):
        unjudged(form)
    elif request.method == "POST" and form.is_valid():
        values = {**form.values(), "person_id": reading.person.pk}
        try:
            actions.enter(request.user, section.model, values, *_grounds(form))
        except Refused as refused:
            form.add_error(None, str(refused))
        except NotAllowed:
            _not_kept_here(form)
        else:
            messages.success(request, _("Đã ghi một dòng mới."))
            return HttpResponseRedirect(around["back"])
    return render(request, "officials/write.html", {**around, "form": form, "entering": True})


def _grounds(form: Any) -> tuple[str, str]:
    return form.cleaned_data["reason"].strip(), form.cleaned_data["evidence"].strip()


@METHODS
@page(*WRITERS)
@asking
def correct(request: PageRequest, key: UUID, table: str, row: UUID) -> HttpResponse:
    """A new version of a row. Where somebody else was faster, both versions are shown and nothing typed is lost."""
    section = _section(table)
    reading, around = _begin(request, key, section, "officials:correct")
    found = row_of(request, reading, section, row)
    compared: list[Compared] = []
    if request.method == "POST":
        form = FactForm(section, _asking(request, reading), request.POST, row=found)
        if looking(request.POST):
            unjudged(form)
        elif form.is_valid():
            version = form.cleaned_data["version"] or 0
            if version == found.version and not form.changed_from(found):
                form.add_error(None, _("Chưa có ô nào khác với hồ sơ. Hãy sửa ô cần đính chính, hoặc quay lại."))
            else:
                try:
                    actions.correct(request.user, request.day, found, version, form.values(), *_grounds(form))
                except EditedMeanwhile:
                    found = row_of(request, reading, section, row)
                    compared = compare(form, found, version)
                    form = FactForm(section, _asking(request, reading), again(request, found), row=found)
                except Refused as refused:
                    form.add_error(None, str(refused))
                except NotAllowed:
                    _not_kept_here(form)
                else:
                    messages.success(request, _("Đã ghi bản đính chính; bản cũ vẫn xem được trong lịch sử ghi."))
                    return HttpResponseRedirect(around["back"])
    else:
        form = FactForm(section, _asking(request, reading), row=found)
    return render(
        request,
        "officials/write.html",
        {
            **around,
            "form": form,
            "compared": compared,
            "row": found,
            "latest": history.versions(request.user, request.day, section, found.pk)[0] if compared else None,
            "history": reverse("officials:history", args=[key, table, row]),
            "withdraw": reverse("officials:withdraw", args=[key, table, row]) if section is not PERSON else "",
        },
    )


def _asking(request: PageRequest, reading: Reading) -> Asking:
    return Asking(request.user, request.day, reading.person)


@METHODS
@page(*WRITERS)
@asking
def withdraw(request: PageRequest, key: UUID, table: str, row: UUID) -> HttpResponse:
    """Take a row out that was recorded in error; what is taken out is shown first."""
    section = _section(table)
    if section is PERSON:
        raise Http404
    reading, around = _begin(request, key, section, "officials:withdraw")
    found = row_of(request, reading, section, row)
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(request.user, found, form.cleaned_data["version"] or 0, *_grounds(form))
        except EditedMeanwhile:
            found = row_of(request, reading, section, row)
            data = request.POST.copy()
            data["version"] = str(found.version)
            form = ReasonForm(data)
            form.add_error(None, _("Người khác vừa sửa dòng này. Hãy xem lại nội dung hiện nay trước khi rút."))
        except Refused as refused:
            form.add_error(None, str(refused))
        except NotAllowed:
            _not_kept_here(form)
        else:
            messages.success(request, _("Đã rút dòng ghi nhầm; các bản của nó vẫn được giữ."))
            return HttpResponseRedirect(around["back"])
    said = history.differences(section, None, found, history.naming(request.user, request.day, section, [found]))
    return render(request, "officials/withdraw.html", {**around, "form": form, "said": said})
