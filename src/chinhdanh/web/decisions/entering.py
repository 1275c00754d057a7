"""Pages on which a decision is entered: first of which kind and about whom, then what it says and leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.accounts.actions import keep_look
from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.decisions import actions
from chinhdanh.web.decisions.forms import ChooseForm, DecisionForm, EffectsForm, PartForm, parts_of, said_of_posts
from chinhdanh.web.decisions.keeping import kept_decision
from chinhdanh.web.officials.choosing import Asking
from chinhdanh.web.officials.models import Person, Tenure
from chinhdanh.web.organisations.models import Organization, Post
from chinhdanh.web.record.access import KEEPERS
from chinhdanh.web.record.writing import EditedMeanwhile
from chinhdanh.web.ui.choosing import looking, unjudged
from chinhdanh.web.ui.parts import Tab
from chinhdanh.web.ui.words import code_word

METHODS = require_http_methods(["GET", "HEAD", "POST"])
PREVIEW = "preview"
"""The name of the button that asks for the verdicts, and writes nothing."""
TOGETHER = "together"
"""The name of the button for a paper about several people."""


def _person(request: PageRequest, key: Any) -> Any:
    """The person with this key, of whom the user keeps the record; nobody keeps their own."""
    kept = request.scope.persons(KEEPERS)
    person = Person.objects.visible_to(request.user, request.day).filter(key=key, pk__in=kept).first()
    if person is None or person.pk == request.user.person_id:
        raise Http404
    return person


@METHODS
@page(*KEEPERS)
def new(request: PageRequest) -> HttpResponse:
    """Of which kind the decision is, and about whom."""
    stated = request.GET.get("person", "")
    person = _person(request, _key(stated)) if stated else None
    form = ChooseForm(Asking(request.user, request.day, person), request.POST if request.method == "POST" else None)
    if TOGETHER in request.POST and "c_person_id" in form.fields:
        form.fields["c_person_id"].required = False
    if looking(request.POST):
        unjudged(form)
    elif request.method == "POST" and form.is_valid():
        if TOGETHER in request.POST:
            return HttpResponseRedirect(reverse("decisions:together", args=[form.cleaned_data["kind"]]))
        chosen = person or Person.objects.filter(pk=form.cleaned_data["c_person_id"]).first()
        if chosen is None or chosen.pk == request.user.person_id:
            form.add_error(
                "c_person_id", _("Không ai tự ghi quyết định về mình. Hãy đề nghị người giữ hồ sơ khác ghi.")
            )
        elif not request.scope.persons(KEEPERS).filter(person_id=chosen.pk).exists():
            form.add_error("c_person_id", _("Bạn không giữ hồ sơ của người này."))
        else:
            where = reverse("decisions:write", args=[form.cleaned_data["kind"], chosen.key])
            return HttpResponseRedirect(where)
    crumbs = [Tab(_("Quyết định"), reverse("decisions:list")), Tab(_("Ghi quyết định"), "", here=True)]
    around = {"form": form, "person": person, "together": TOGETHER, "crumbs": crumbs}
    return render(request, "decisions/new.html", around)


def _key(stated: str) -> UUID:
    try:
        return UUID(stated)
    except ValueError:
        raise Http404 from None


@METHODS
@page(*KEEPERS)
def write(request: PageRequest, kind: str, person: UUID) -> HttpResponse:
    """What the decision says and leads to. The verdicts can be looked at before anything is written."""
    if kind not in TABLES["decision"].column("kind").codes or kind == "revocation":
        raise Http404
    return _write(request, kind, _person(request, person), None)


@METHODS
@page(*KEEPERS)
def revoke(request: PageRequest, key: UUID) -> HttpResponse:
    """A decision that revokes another one is a decision of its own, about the same person."""
    revoked = kept_decision(request, key)
    if revoked.person_id is None:
        raise Http404
    return _write(request, "revocation", _person(request, revoked.person.key), revoked)


def _write(request: PageRequest, kind: str, person: Any, revoked: Any) -> HttpResponse:
    word = code_word("decision", "kind", kind)
    keep_look(
        request.user, [person.pk], request.path, _("Ghi quyết định: %(kind)s") % {"kind": word.lower()}, derived=True
    )
    posted = request.POST if request.method == "POST" else None
    body = own_body(request)
    asking = Asking(request.user, request.day, person, body)
    tenures, elsewhere = _running(request, person)
    asking.remember(Post, [tenure.post for tenure in tenures])
    initial = {"reason": _("Ghi quyết định đã ban hành"), **said_of_posts(kind, tenures, revoked)}
    form = DecisionForm(kind, asking, posted, initial=initial)
    effects = EffectsForm(kind, tenures, posted, revoked)
    steps, papers = parts_of(lambda part: PartForm(part, asking, posted))
    everything: list[Any] = [form, effects, *steps, *papers]
    gate, found = None, None
    if looking(request.POST):
        for one in everything:
            unjudged(one)
    elif posted is not None and not [one for one in everything if not one.is_valid()]:  # all that is wrong is told
        drafted = _drafted(kind, person, revoked, form, effects, [*steps, *papers])
        reason, evidence = form.cleaned_data["reason"].strip(), form.cleaned_data["evidence"].strip()
        try:
            with actions.refused(form, effects):
                if PREVIEW in posted:
                    gate = actions.preview(request.user, request.day, drafted)
                else:
                    found = actions.decide(request.user, request.day, drafted, reason, evidence)
        except EditedMeanwhile as meanwhile:
            effects = _read_again(request, kind, person, revoked)
            told_meanwhile(form, meanwhile)
    if found is not None:
        messages.success(request, _("Đã ghi quyết định cùng hệ quả của nó. Có thể ghi thêm bước, giấy tờ ở dưới."))
        return HttpResponseRedirect(reverse("decisions:one", args=[found.key]))
    crumbs = [Tab(_("Quyết định"), reverse("decisions:list")), Tab(word, "", here=True)]
    return render(
        request,
        "decisions/write.html",
        {
            "kind": word,
            "person": person,
            "revoked": revoked,
            "form": form,
            "effects": effects,
            "steps": steps,
            "papers": papers,
            "wrong": [one for one in (*steps, *papers) if one.errors],
            "gate": gate,
            "elsewhere": elsewhere,
            "preview": PREVIEW,
            "crumbs": crumbs,
        },
    )


def own_body(request: PageRequest) -> Any:
    """The body whose record the user keeps: whose leaders sign, as long as no other is named."""
    places = request.scope.at(KEEPERS)
    return Organization.objects.filter(pk=places[0]).first() if len(places) == 1 else None


def _running(request: PageRequest, person: Any) -> tuple[list[Any], list[Any]]:
    """What the person holds now in bodies whose record the user keeps, and what elsewhere: others record its end."""
    found = running_of(request, [person.pk])
    return [one for one in found if one.kept], [one for one in found if not one.kept]


def running_of(request: PageRequest, persons: Sequence[str]) -> list[Any]:
    """What these people hold now, the main post of each first; `kept` where the user keeps the record of its body."""
    kept = request.scope.organizations(KEEPERS).filter(organization_id=OuterRef("post__organization_id"))
    rows = Tenure.objects.visible_to(request.user, request.day).filter(person_id__in=persons)
    running = (
        rows.exclude(until__lte=request.day)
        .annotate(kept=Exists(kept))
        .select_related("post__organization")
        .order_by("concurrent", "acting", "since", "pk")
    )
    return list(running)


def _drafted(kind: str, person: Any, revoked: Any, form: Any, effects: Any, parts: list[Any]) -> actions.Drafted:
    values = {**form.values(), "kind": kind, "person_id": person.pk, "status": "in_force"}
    if revoked is not None:
        values["revokes_id"] = revoked.pk
    rows = [(actions.PARTS[one.table], {**one.values(), **one.fixed}) for one in parts if one.stated]
    return actions.Drafted(values, effects.begun(), effects.changed(), rows, revoked)


def _read_again(request: PageRequest, kind: str, person: Any, revoked: Any) -> EffectsForm:
    """What was typed, over what the record says now."""
    tenures, _elsewhere = _running(request, person)
    data = request.POST.copy()
    for tenure in tenures:
        data[f"effect-version_{tenure.key}"] = str(tenure.version)
    effects = EffectsForm(kind, tenures, data, revoked)
    effects.is_valid()
    return effects


def told_meanwhile(form: Any, meanwhile: EditedMeanwhile) -> None:
    form.add_error(
        None,
        _(
            "Người khác vừa sửa dữ liệu mà quyết định này làm thay đổi. Chưa có gì được ghi, chữ bạn gõ còn nguyên; hãy xem "
            "lại phần hệ quả rồi ghi lại."
        ),
    )
