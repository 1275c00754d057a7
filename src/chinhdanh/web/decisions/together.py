"""The page on which one paper about several people is entered: a decision about each, all of them or none."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.accounts.actions import keep_look
from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.decisions import actions
from chinhdanh.web.decisions.entering import METHODS, PREVIEW, own_body, running_of, told_meanwhile
from chinhdanh.web.decisions.forms import DecisionForm, EffectsForm, parts_of
from chinhdanh.web.decisions.together_forms import (
    MOST,
    OF_EACH,
    Line,
    LineForm,
    SharedPart,
    asked_lines,
    chosen_keys,
    prefix,
    settled,
)
from chinhdanh.web.officials.choosing import Asking
from chinhdanh.web.officials.models import Person
from chinhdanh.web.organisations.models import Organization, Post
from chinhdanh.web.record.access import KEEPERS
from chinhdanh.web.record.writing import EditedMeanwhile
from chinhdanh.web.ui.choosing import looking, unjudged
from chinhdanh.web.ui.parts import Tab
from chinhdanh.web.ui.words import code_word


@METHODS
@page(*KEEPERS)
def together(request: PageRequest, kind: str) -> HttpResponse:
    """What the paper says, and about whom. What it leads to for each is shown before anything is written."""
    if kind not in TABLES["decision"].column("kind").codes or kind == "revocation":
        raise Http404
    word = code_word("decision", "kind", kind)
    n = asked_lines(request.POST)
    posted = settled(request.POST) if request.method == "POST" else None
    asking = Asking(request.user, request.day, None, own_body(request))
    form = DecisionForm(kind, asking, posted, initial={"reason": _("Ghi quyết định đã ban hành")}, left_out=OF_EACH)
    lines = _lines(request, kind, asking, posted, n)
    about = [line for line in lines if line.person is not None]
    steps, papers = parts_of(lambda part: SharedPart(part, asking, posted, about))
    parts = [*steps, *papers]
    if about:
        purpose = _("Ghi quyết định: %(kind)s") % {"kind": word.lower()}
        keep_look(request.user, [line.person.pk for line in about], request.path, purpose, derived=True)
    done = False
    if posted is not None and (looking(posted) or "more" in posted):
        for one in (form, *parts, *(each for line in lines for each in (line.form, line.effects) if each is not None)):
            unjudged(one)
    elif posted is not None and _right(request, form, lines, parts):
        done = _written(request, kind, form, about, parts, posted)
    if done:
        number = form.cleaned_data["c_number"]
        asked = f"?{urlencode({'number': number})}" if number else ""
        return HttpResponseRedirect(reverse("decisions:list") + asked)
    crumbs = [Tab(_("Quyết định"), reverse("decisions:list")), Tab(word, "", here=True)]
    around = {"kind": word, "form": form, "lines": lines, "n": n, "most": MOST, "preview": PREVIEW, "crumbs": crumbs}
    wrong = [*(one for one in parts if one.errors), *(one for line in lines for one in line.wrong)]
    around.update(steps=steps, papers=papers, wrong=wrong)
    return render(request, "decisions/together.html", around)


def _lines(request: PageRequest, kind: str, asking: Asking, data: Any, n: int) -> list[Line]:
    """The lines with whom was chosen; everything about all of them is asked of the record at once."""
    people: dict[str, Any] = {}
    held: dict[str, list[Any]] = {}
    if data is not None:
        keys = chosen_keys(data, "c_person_id")
        asked = {*keys.values(), *chosen_keys(data, "c_chair_id").values()}
        mine = request.scope.persons(KEEPERS).filter(person_id=OuterRef("pk"))
        found = Person.objects.visible_to(request.user, request.day).filter(key__in=asked)
        known = {one.key: one for one in found.annotate(kept=Exists(mine))}
        people = {place: known[key] for place, key in keys.items() if key in known}
        asking.remember(Person, known.values())
        for model, names in ((Post, ("c_post_id",)), (Organization, ("c_body_id", "c_organization_id"))):
            if chosen := {key for name in names for key in chosen_keys(data, name).values()}:
                asking.remember(model, asking.rows(model).filter(key__in=chosen))
        for tenure in running_of(request, [one.pk for one in people.values()]):
            held.setdefault(tenure.person_id, []).append(tenure)
    lines = []
    for place in range(n):
        line = Line(LineForm(place, kind, asking, data))
        if (person := people.get(prefix(place))) is not None:
            rows = held.get(person.pk, [])
            line.person = person
            line.tenures = [one for one in rows if one.kept]
            line.elsewhere = [one for one in rows if not one.kept]
            line.seen = data.get(line.marker) == str(person.key)
            line.effects = _effects(kind, line, data if line.seen else None)
        lines.append(line)
    return lines


def _effects(kind: str, line: Line, data: Any) -> EffectsForm:
    return EffectsForm(kind, line.tenures, data, prefix=f"{prefix(line.form.n)}-effect")


def _right(request: PageRequest, form: DecisionForm, lines: list[Line], parts: list[SharedPart]) -> bool:
    """Whether all can be written as it was typed; all that is wrong is told."""
    valid = [one.is_valid() for one in parts]
    valid += [one.is_valid() for line in lines for one in (line.form, line.effects) if one is not None and one.is_bound]
    about = [line for line in lines if line.person is not None]
    first: dict[str, int] = {}
    for line in about:
        if line.person.pk == request.user.person_id:
            line.form.add_error(
                "c_person_id", _("Không ai tự ghi quyết định về mình. Hãy đề nghị người giữ hồ sơ khác ghi.")
            )
        elif not line.person.kept:
            line.form.add_error("c_person_id", _("Bạn không giữ hồ sơ của người này."))
        elif line.person.pk in first:
            text = _("Người này đã có ở dòng %(n)s.") % {"n": first[line.person.pk] + 1}
            line.form.add_error("c_person_id", text)
        first.setdefault(line.person.pk, line.form.n)
    if form.is_valid() and not about:
        form.add_error(None, _("Hãy chọn ít nhất một người."))
    elif any(not line.seen for line in about):
        form.add_error(
            None, _("Chưa có gì được ghi. Hãy xem hệ quả đối với từng người ở dưới, sửa nếu cần, rồi ghi lại.")
        )
    return form.is_valid() and all(valid) and not any(line.wrong for line in lines)


def _written(
    request: PageRequest, kind: str, form: DecisionForm, lines: list[Line], parts: list[SharedPart], data: Any
) -> bool:
    """Whether the decisions were written; where the verdicts were asked for, they are put to the lines."""
    drafts = [line.drafted(kind, form.values(), parts) for line in lines]
    reason, evidence = form.cleaned_data["reason"].strip(), form.cleaned_data["evidence"].strip()
    with actions.refused(form):
        try:
            if PREVIEW in data:
                gates = actions.preview_together(request.user, request.day, drafts)
                for line, gate in zip(lines, gates, strict=True):
                    line.gate = gate
                return False
            actions.decide_together(request.user, request.day, drafts, reason, evidence)
        except actions.Problems as problems:
            _tell(form, lines, problems)
        except EditedMeanwhile as meanwhile:
            _read_again(kind, lines, data)
            told_meanwhile(form, meanwhile)
        else:
            text = ngettext("Đã ghi quyết định về %(n)s người.", "Đã ghi quyết định về %(n)s người.", len(drafts))
            messages.success(request, text % {"n": len(drafts)})
            return True
    return False


def _tell(form: DecisionForm, lines: list[Line], problems: actions.Problems) -> None:
    """What is wrong, at the line that it is about; at the paper itself where all share it."""
    for one in (problems, *problems.also):
        line = lines[one.place]
        for name, text in one.found:
            about = next((each for each in (line.form, line.effects) if each and name in each.fields), None)
            if about is not None:
                about.add_error(name, text)
            else:
                who = line.person.full_name or _("không ghi tên")
                form.add_error(name if name in form.fields else None, f"{who}: {text}")


def _read_again(kind: str, lines: list[Line], data: Any) -> None:
    """What was typed, over what the record says now: what the lines hold was read with this page."""
    now = data.copy()
    for line in lines:
        for tenure in line.tenures:
            now[f"{prefix(line.form.n)}-effect-version_{tenure.key}"] = str(tenure.version)
        line.effects = _effects(kind, line, now)
        line.effects.is_valid()
