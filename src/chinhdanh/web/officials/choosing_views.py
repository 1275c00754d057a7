"""What a script asks for while somebody types in a chooser: what is found, as radio buttons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.officials.choosing import MODELS, Asking
from chinhdanh.web.officials.models import Person
from chinhdanh.web.organisations.models import Organization
from chinhdanh.web.record.access import CASE_HANDLER, KEEPERS
from chinhdanh.web.ui.choosing import LOOK, offered


@require_POST
@page(*KEEPERS, CASE_HANDLER)
def choose(request: PageRequest, kind: str) -> HttpResponse:
    """What is found for the words that the form says. They are posted: names stand in no address."""
    if kind not in MODELS:
        raise Http404
    field = request.GET.get("field", "")
    asking = Asking(request.user, request.day, _named(request, Person, "of"), _named(request, Organization, "at"))
    words = request.POST.get(f"{LOOK}_{field}", "").strip()
    value = request.POST.get(field, "")
    choices = offered(asking.of(kind), words, value, request.POST)
    around = {"choices": choices, "name": field, "value": value, "looked": bool(words)}
    return render(request, "ui/components/choices.html", around)


def _named(request: PageRequest, model: Any, name: str) -> Any:
    try:
        key = UUID(request.GET.get(name, ""))
    except ValueError:
        return None
    return model.objects.visible_to(request.user, request.day).filter(key=key).first()
