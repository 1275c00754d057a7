"""Pages on which a decision that is recorded is corrected or withdrawn, and on which it is added how it was made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chinhdanh.web.accounts.actions import keep_look
from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.decisions import actions
from chinhdanh.web.decisions.forms import DecisionForm, part_columns
from chinhdanh.web.decisions.gate import cut, verdicts
from chinhdanh.web.decisions.models import Decision
from chinhdanh.web.decisions.queries import File
from chinhdanh.web.decisions.register import person_name
from chinhdanh.web.officials.choosing import Asking
from chinhdanh.web.officials.forms import ReasonForm, RowForm
from chinhdanh.web.officials.meanwhile import Compared, again, compare
from chinhdanh.web.organisations.models import Organization
from chinhdanh.web.record.access import JUDGING, KEEPERS, Scope
from chinhdanh.web.record.writing import EditedMeanwhile
from chinhdanh.web.ui.choosing import looking, unjudged
from chinhdanh.web.ui.formats import day as day_word
from chinhdanh.web.ui.parts import Tab
from chinhdanh.web.ui.words import code_word, column_label, shown, table_title

METHODS = require_http_methods(["GET", "HEAD", "POST"])


def keeps(user: Any, scope: Scope, decision: Any) -> bool:
    """Whether the user keeps the record of a decision; nobody keeps that of a decision about themself."""
    if decision.person_id is not None and decision.person_id == user.person_id:
        return False
    return bool(scope.decisions(KEEPERS).filter(decision_id=decision.pk).exists())


def kept_decision(request: PageRequest, key: Any) -> Any:
    """The decision with this key, for whoever keeps its record; nobody else is told that there is such a page."""
    rows: Any = Decision.objects.visible_to(request.user, request.day).filter(key=key)
    found = rows.select_related("person", "post__organization").first()
    if found is None or not keeps(request.user, request.scope, found):
        raise Http404
    if found.person_id:
        purpose = _("Cập nhật quyết định %(number)s") % {"number": found.number or found.key}
        keep_look(request.user, [found.person_id], request.path, purpose, derived=True)
    return found


def kept_here(user: Any, file: File) -> dict[str, Any] | None:
    """Where the record of a decision is written to, for its page; None for whoever does not keep it."""
    found = file.decision
    if not file.kept or (found.person_id is not None and found.person_id == user.person_id):
        return None
    rows: dict[str, list[Any]] = {
        "step": file.steps,
        "participant": file.participants,
        "notice": file.notices,
        "dossier_item": file.papers,
        "special_case": file.exceptions,
        "candidate_vote": file.votes,
    }

    def of(table: str) -> dict[str, Any]:
        return {
            "title": table_title(table),
            "enter": reverse("decisions:enter", args=[found.key, table]),
            "rows": [
                (_said(table, one), reverse("decisions:correct_part", args=[found.key, table, one.key]))
                for one in rows[table]
            ],
        }

    return {
        "correct": reverse("decisions:correct", args=[found.key]),
        "withdraw": reverse("decisions:withdraw", args=[found.key]),
        "revoke": ""
        if found.status == "revoked" or found.person_id is None
        else reverse("decisions:revoke", args=[found.key]),
        "parts": [of(table) for table in rows],
    }


def _said(table: str, row: Any) -> str:
    """Which row it is, in a word."""
    name = {"step": "step", "candidate_vote": "step", "participant": "role"}.get(table, "kind")
    word = code_word(table, name, getattr(row, name)) if hasattr(row, name) else str(row.reason or "")
    who = person_name(row.person_id, row.person) if table in ("candidate_vote", "participant") else ""
    days = [getattr(row, one, None) for one in ("held_on", "issued_on", "signed_on")]
    on = next((day_word(one) for one in days if one is not None), "")
    return " · ".join(part for part in (word, who, on) if part) or _("không ghi loại")


class PartForm(RowForm, ReasonForm):
    """A row of how a decision was made, and the reason for writing it."""

    field_order = ()

    def __init__(self, table: str, asking: Asking, *args: Any, **kwargs: Any) -> None:
        columns = part_columns(table)
        super().__init__(table, columns, asking, *args, named=column_label, **kwargs)
        self.order_fields([*(f"c_{column.name}" for column in columns), "reason", "evidence"])


def _asking(request: PageRequest, decision: Any) -> Asking:
    body = Organization.objects.filter(pk=decision.organization_id).first() if decision.organization_id else None
    return Asking(request.user, request.day, decision.person, body)


def _around(decision: Any, title: str) -> dict[str, Any]:
    number = decision.number or _("không ghi số")
    back = reverse("decisions:one", args=[decision.key])
    crumbs = [Tab(_("Quyết định"), reverse("decisions:list")), Tab(number, back), Tab(title, "", here=True)]
    return {"decision": decision, "title": title, "back": back, "crumbs": crumbs, "told": told_of(decision)}


def told_of(decision: Any) -> str:
    """Which decision it is, in a line."""
    who = decision.person.full_name if decision.person else ""
    post = decision.post.title if decision.post else ""
    kind = code_word("decision", "kind", decision.kind)
    return " · ".join(part for part in (kind, day_word(decision.signed_on), who, post) if part)


def _grounds(form: Any) -> tuple[str, str]:
    return form.cleaned_data["reason"].strip(), form.cleaned_data["evidence"].strip()


def _corrected(
    request: PageRequest, found: Any, made: Any, around: dict[str, Any], more: dict[str, Any]
) -> HttpResponse:
    """A page with the form that `made` makes of what was posted and a row, by which `found` is corrected."""
    compared: list[Compared] = []
    form = made(request.POST if request.method == "POST" else None, found)
    if looking(request.POST):
        unjudged(form)
    elif request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        if version == found.version and not form.changed_from(found):
            form.add_error(None, _("Chưa có ô nào khác với hồ sơ. Hãy sửa ô cần đính chính, hoặc quay lại."))
        else:
            try:
                with actions.refused(form):
                    actions.correct(request.user, found, version, form.values(), *_grounds(form))
                    messages.success(request, _("Đã ghi bản đính chính; bản cũ vẫn xem được trong lịch sử ghi."))
                    return HttpResponseRedirect(around["back"])
            except EditedMeanwhile:
                found = type(found).objects.get(pk=found.pk)
                compared = compare(form, found, version)
                form = made(again(request, found), found)
                form.is_valid()
                form.meanwhile = True
    return render(request, "decisions/correct.html", {**around, **more, "form": form, "compared": compared})


@METHODS
@page(*KEEPERS)
def correct(request: PageRequest, key: UUID) -> HttpResponse:
    """A new version of what a decision says."""
    found = kept_decision(request, key)
    asking = _asking(request, found)

    def made(data: Any, row: Any) -> DecisionForm:
        return DecisionForm(row.kind or "", asking, data, row=row)

    more = {"withdraw": reverse("decisions:withdraw", args=[key])}
    return _corrected(request, found, made, _around(found, _("Đính chính quyết định")), more)


@METHODS
@page(*KEEPERS)
def withdraw(request: PageRequest, key: UUID) -> HttpResponse:
    """Take a decision out that was recorded in error; all that goes with it is shown first."""
    found = kept_decision(request, key)
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            with actions.refused(form):
                actions.withdraw(request.user, found, form.cleaned_data["version"] or 0, *_grounds(form))
                messages.success(
                    request, _("Đã rút quyết định ghi nhầm cùng hệ quả của nó; các bản đã ghi vẫn được giữ.")
                )
                return HttpResponseRedirect(reverse("decisions:list"))
        except EditedMeanwhile:
            form.add_error(None, _("Người khác vừa sửa quyết định này. Hãy mở lại trang và xem trước khi rút."))
    around = _around(found, _("Rút quyết định ghi nhầm"))
    return render(request, "decisions/withdraw.html", {**around, "form": form, "hanging": actions.hanging(found)})


def _part_of(decision: Any, table: str, row: UUID) -> Any:
    found = (
        actions.PARTS[table].objects.filter(decision_id=decision.pk, key=row).first()
        if table in actions.PARTS
        else None
    )
    if found is None:
        raise Http404
    return found


@METHODS
@page(*KEEPERS)
def enter(request: PageRequest, key: UUID, table: str) -> HttpResponse:
    """A row of how the decision was made."""
    if table not in actions.PARTS:
        raise Http404
    found = kept_decision(request, key)
    data = request.POST if request.method == "POST" else None
    form = PartForm(table, _asking(request, found), data, initial={"reason": _("Bổ sung hồ sơ quyết định")})
    around = _around(found, _("Ghi thêm: %(table)s") % {"table": table_title(table)})
    if looking(request.POST):
        unjudged(form)
    elif request.method == "POST" and form.is_valid():
        with actions.refused(form):
            values = {**form.values(), "decision_id": found.pk}
            actions.enter(request.user, actions.PARTS[table], values, *_grounds(form))
            messages.success(request, _("Đã ghi một dòng mới."))
            return HttpResponseRedirect(around["back"])
    return render(request, "decisions/correct.html", {**around, "form": form, "entering": True})


@METHODS
@page(*KEEPERS)
def correct_part(request: PageRequest, key: UUID, table: str, row: UUID) -> HttpResponse:
    """A new version of a row of how the decision was made."""
    decision = kept_decision(request, key)
    found = _part_of(decision, table, row)
    asking = _asking(request, decision)

    def made(data: Any, now: Any) -> PartForm:
        return PartForm(table, asking, data, row=now)

    around = _around(decision, _("Đính chính: %(table)s") % {"table": table_title(table)})
    more = {"withdraw": reverse("decisions:withdraw_part", args=[key, table, row])}
    return _corrected(request, found, made, around, more)


@METHODS
@page(*KEEPERS)
def withdraw_part(request: PageRequest, key: UUID, table: str, row: UUID) -> HttpResponse:
    """Take a row out that was recorded in error; what is taken out is shown first."""
    decision = kept_decision(request, key)
    found = _part_of(decision, table, row)
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"version": found.version})
    around = _around(decision, _("Rút dòng ghi nhầm: %(table)s") % {"table": table_title(table)})
    if request.method == "POST" and form.is_valid():
        try:
            with actions.refused(form):
                actions.withdraw_part(request.user, found, form.cleaned_data["version"] or 0, *_grounds(form))
                messages.success(request, _("Đã rút dòng ghi nhầm; các bản của nó vẫn được giữ."))
                return HttpResponseRedirect(around["back"])
        except EditedMeanwhile:
            form.add_error(None, _("Người khác vừa sửa dòng này. Hãy xem lại nội dung hiện nay trước khi rút."))
    said = [
        (column_label(table, column.name), shown(table, column.name, getattr(found, column.name, None)))
        for column in part_columns(table)
        if not column.references
    ]
    return render(
        request, "decisions/withdraw_part.html", {**around, "form": form, "said": [one for one in said if one[1]]}
    )


@require_safe
@page(*JUDGING)
def gate(request: PageRequest, key: UUID) -> HttpResponse:
    """What the rules say of the decision by the record as it stands now, without waiting for the next audit."""
    rows: Any = Decision.objects.visible_to(request.user, request.day).filter(key=key)
    found = rows.select_related("person", "post").first()
    slice_ = None if found is None else cut(found.pk)
    if found is None or slice_ is None:
        raise Http404
    if found.person_id:
        purpose = _("Xem quyết định %(number)s") % {"number": found.number or found.key}
        keep_look(request.user, [found.person_id], request.path, purpose, derived=True)
    told = verdicts(slice_, found.pk, request.day)
    part = "HX-Request" in request.headers
    around = {} if part else _around(found, _("Xét theo hồ sơ hiện nay"))
    return render(request, "decisions/gate_part.html" if part else "decisions/gate.html", {**around, "gate": told})
