"""The pages of a record: in brief, part by part, and how it came to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from chinhdanh.web.accounts.pages import ONCE, PageRequest, page
from chinhdanh.web.files.access import TABLES as WITH_FILES
from chinhdanh.web.files.queries import files_of
from chinhdanh.web.officials import actions, showing
from chinhdanh.web.officials import history as past
from chinhdanh.web.officials.days import Days, days_of
from chinhdanh.web.officials.purpose import PurposeForm, asking, look, purpose_of, state
from chinhdanh.web.officials.reading import NotKnownYet, Reading, Row, reads
from chinhdanh.web.officials.sections import DECISIONS, OF_TABLE, PARTS, PERSON, TRAINING, Part, Section
from chinhdanh.web.positions.of_official import comparisons
from chinhdanh.web.record.access import ALL, OFFICIAL
from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.parts import Tab
from chinhdanh.web.ui.table import Cell, Column


def opened(request: PageRequest, key: UUID, where: str) -> tuple[Reading, Days]:
    """The record with this key, as the address asks for it; the look is kept."""
    days = days_of(request)
    person = look(request, key, where)
    reading = Reading(request.user, request.day, person, days.on, days.known)
    try:
        _ = reading.about
    except NotKnownYet:
        # As of a day on which nothing was recorded yet there is nothing to show: the record as it stands, and a word why.
        reading = Reading(request.user, request.day, person, days.on)
    return reading, days


def frame(request: PageRequest, reading: Reading, days: Days, here: str) -> dict[str, Any]:
    """What every page of a record shows around its own: who it is, the tabs, the days, the purpose."""
    person = reading.person
    shown = [part for part in PARTS if any(reads(reading.scope, section.table) for section in part.sections)]
    tabs = [Tab(_("Tóm tắt"), days.link(reverse("officials:one", args=[person.key])), here == "one")]
    tabs += [
        Tab(str(part.title), days.link(reverse("officials:part", args=[person.key, part.name])), here == part.name)
        for part in shown
    ]
    tabs.append(Tab(_("Lịch sử"), reverse("officials:changes", args=[person.key]), here == "changes"))
    crumbs = [Tab(_("Cán bộ"), reverse("officials:list"))] if reading.scope.at(ALL) else []
    return {
        "person": person,
        "name": reading.about.full_name or _("không ghi tên"),
        "crumbs": [*crumbs, Tab(reading.about.full_name or _("không ghi tên"), "")],
        "tabs": tabs,
        "days": days,
        "unknown_then": days.known is not None and reading.known is None,
        "today_page": request.path,
        "own": person.pk == request.user.person_id,
        "purpose": purpose_of(request),
        "here": request.get_full_path(),
        "workbook": days.link(reverse("officials:workbook", args=[person.key])),
        "form_2c": days.link(reverse("officials:form_2c", args=[person.key])),
    }


@require_safe
@page(*ALL, OFFICIAL, plans=ONCE)
@asking
def one(request: PageRequest, key: UUID) -> HttpResponse:
    """The record in brief: who it is, what they hold, the career on one axis."""
    reading, days = opened(request, key, "officials:one")
    around = frame(request, reading, days, "one")
    correctable = reading.now and actions.may_write(reading, "person")
    return render(
        request,
        "officials/one.html",
        {
            **around,
            "posts": showing.present_posts(reading),
            "identity": showing.identity(reading),
            "timeline": showing.timeline(reading, around["name"]),
            "gaps": showing.gaps(reading, days),
            "correct": reverse("officials:correct", args=[key, "person", key]) if correctable else "",
            "propose": reverse("proposals:correct", args=["person", key])
            if reading.now and reading.scope.own == reading.person.pk
            else "",
            "history": reverse("officials:history", args=[key, "person", key]),
        },
    )


@require_safe
@page(*ALL, OFFICIAL, plans=ONCE)
@asking
def part(request: PageRequest, key: UUID, part: str) -> HttpResponse:
    """One part of the record, with every row of its sections."""
    asked = next((one for one in PARTS if one.name == part), None)
    if asked is None:
        raise Http404
    reading, days = opened(request, key, f"officials:{asked.name}")
    name = reading.about.full_name or ""
    picture = showing.timeline(reading, name, posts_only=True) if asked.name == "career" else None
    return render(
        request,
        "officials/part.html",
        {
            **frame(request, reading, days, asked.name),
            "part": asked,
            "timeline": picture,
            "sections": _sections(request, reading, asked),
            "comparisons": comparisons(reading) if asked is TRAINING else (),
        },
    )


def _sections(request: PageRequest, reading: Reading, asked: Part) -> list[dict[str, Any]]:
    found = []
    for section in asked.sections:
        if not reads(reading.scope, section.table):
            continue
        mine = section.table in OF_TABLE
        writes = mine and reading.now and actions.may_write(reading, section.table)
        rows = reading.rows(section)
        proposes = mine and reading.now and reading.scope.own == reading.person.pk
        # Beside what names the row stands what is done with it: a telephone shows the first columns only.
        beside = [Column("propose", _("Thấy sai"), sortable=False)] if proposes else []
        more: list[Column] = []
        if mine and reading.known is None:
            (beside if writes else more).append(Column("versions", _("Bản ghi"), sortable=False))
        files = files_of(section.table, [row.id for row in rows]) if section.table in WITH_FILES else None
        if files is not None and reading.known is None:
            more.append(Column("files", _("Tệp"), sortable=False))
        keeps = reading.now and actions.may_write(reading, section.table)
        columns = showing.columns_of(section, more)
        named = next(n for n, column in enumerate(columns) if column.heads)
        columns[named + 1 : named + 1] = beside
        found.append(
            {
                "section": section,
                "columns": columns,
                "rows": [
                    [(column, _cell_of(column, {**one, **_beside(row, proposes, files, keeps)})) for column in columns]
                    for row, one in zip(rows, _cells(reading, rows, writes), strict=True)
                ],
                "count": len(rows),
                "enter": reverse("officials:enter", args=[reading.person.key, section.table])
                if writes and section.addable
                else "",
                "decide": f"{reverse('decisions:new')}?{urlencode({'person': reading.person.key})}"
                if section is DECISIONS and reading.now and actions.may_write(reading, "decision")
                else "",
                "propose": reverse("proposals:add", args=[section.table]) if proposes and section.addable else "",
            }
        )
    return found


def _beside(row: Row, proposes: bool, files: Mapping[str, Sequence[Any]] | None, keeps: bool) -> dict[str, Cell]:
    """What can be done with a row beside reading it: propose to correct it, see its files, attach some."""
    found = {}
    table = row.section.table
    if proposes and row.key is not None and not row.turned:
        found["propose"] = Cell(_("Đề nghị sửa"), reverse("proposals:correct", args=[table, row.key]))
    if files is not None and row.key is not None:
        n = len(files.get(row.id, ()))
        said = ngettext("%(n)s tệp", "%(n)s tệp", n) % {"n": n} if n else _("Gắn tệp…") if keeps else ""
        found["files"] = Cell(said, reverse("files:row", args=[table, row.key]) if said else "")
    return found


def _cells(reading: Reading, rows: list[Row], writes: bool) -> list[dict[str, Any]]:
    key = reading.person.key
    page_of_row = "officials:correct" if writes else "officials:history"
    word = _("Đính chính") if writes else _("Các bản")
    found = []
    for row in rows:
        shown = showing.cells(reading, row)
        if row.key is not None and row.section.table in OF_TABLE and not row.turned:
            shown["versions"] = Cell(word, reverse(page_of_row, args=[key, row.section.table, row.key]))
        found.append(shown)
    return found


def _cell_of(column: Column, cells: dict[str, Any]) -> Cell:
    value = cells.get(column.key)
    return value if isinstance(value, Cell) else Cell(value)


@require_safe
@page(*ALL, OFFICIAL)
@asking
def changes(request: PageRequest, key: UUID) -> HttpResponse:
    """What was written to the record since it was loaded, the latest first."""
    reading, days = opened(request, key, "officials:changes")
    touched = past.changes(reading)
    return render(
        request,
        "officials/changes.html",
        {**frame(request, reading, days, "changes"), "touched": touched, "most": past.MOST},
    )


@require_safe
@page(*ALL, OFFICIAL)
@asking
def history(request: PageRequest, key: UUID, table: str, row: UUID) -> HttpResponse:
    """Every version of one row."""
    section = PERSON if table == "person" else OF_TABLE.get(table)
    if section is None:
        raise Http404
    reading, days = opened(request, key, "officials:history")
    found = row_of(request, reading, section, row)
    writes = actions.may_write(reading, table)
    return render(
        request,
        "officials/history.html",
        {
            **frame(request, reading, days, ""),
            "section": section,
            "versions": past.versions(request.user, request.day, section, found.pk),
            "correct": reverse("officials:correct", args=[key, table, row]) if writes else "",
        },
    )


def row_of(request: PageRequest, reading: Reading, section: Section, key: UUID) -> Any:
    """The row with this key, where it is one of this person's record."""
    rows: Any = section.model.objects.visible_to(request.user, request.day).filter(key=key)
    rows = rows.filter(pk=reading.person.pk) if section is PERSON else rows.filter(person_id=reading.person.pk)
    found = rows.first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@page(*ALL, OFFICIAL)
def purpose(request: PageRequest) -> HttpResponse:
    """For what the records of this session are opened: asked before the first, and changed at will."""
    stated = request.POST if request.method == "POST" else request.GET
    back = stated.get("next", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    back = back if allowed and back.startswith("/") else "/"
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        state(request, form.text)
        return HttpResponseRedirect(back)
    return render(request, "officials/purpose.html", {"form": form, "next": back, "purpose": purpose_of(request)})
