"""Where somebody is entered who has no record yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.accounts.refusing import Refused
from chinhdanh.web.officials import actions
from chinhdanh.web.officials.choosing import Asking
from chinhdanh.web.officials.forms import FactForm
from chinhdanh.web.officials.sections import PERSON
from chinhdanh.web.officials.showing import birth
from chinhdanh.web.record.access import KEEPERS


class NewcomerForm(FactForm):
    """A person, and whether those who may be the same were looked at."""

    another = forms.BooleanField(
        label=gettext_lazy("Đã so với những người có thể trùng: đây là người khác"), required=False
    )

    def __init__(self, asking: Asking, *args: Any, **kwargs: Any) -> None:
        super().__init__(PERSON, asking, *args, **kwargs)
        # Without a category nobody is an official, and would not be found among them.
        for name in ("c_full_name", "c_category"):
            self.fields[name].required = True


def alike_shown(alike: Sequence[Any]) -> list[dict[str, Any]]:
    """Who may be the same person, as pages show them."""
    return [
        {
            "key": one.person.key,
            "name": one.person.full_name or _("không ghi tên"),
            "href": reverse("officials:one", args=[one.person.key]),
            "role": str(one.held[0].post.title or "") if one.held else "",
            "note": " · ".join(
                part
                for part in (
                    birth(one.person),
                    str(one.held[0].post.organization.name or "") if one.held and one.held[0].post.organization else "",
                )
                if part
            ),
        }
        for one in alike
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@page(*KEEPERS)
def new(request: PageRequest) -> HttpResponse:
    """A new person. Whoever may be recorded already is shown before anything is written."""
    asking = Asking(request.user, request.day)
    form = NewcomerForm(asking, request.POST if request.method == "POST" else None)
    alike: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        reason, evidence = form.cleaned_data["reason"].strip(), form.cleaned_data["evidence"].strip()
        try:
            person = actions.enter_person(
                request.user, request.day, form.values(), form.cleaned_data["another"], reason, evidence
            )
        except actions.PerhapsKnown as known:
            alike = alike_shown(known.alike)
            form.add_error(None, _("Người này có thể đã có hồ sơ. Hãy xem danh sách dưới đây trước khi ghi."))
        except Refused as refused:
            form.add_error(None, str(refused))
        except NotAllowed:
            form.add_error(None, _("Bạn không có vai trò giữ hồ sơ ở cơ quan nào hôm nay."))
        else:
            messages.success(
                request,
                _(
                    "Đã mở hồ sơ mới. Người này chưa giữ chức danh nào: chức danh bắt đầu từ một quyết định, ghi ở mục Quá "
                    "trình công tác."
                ),
            )
            return HttpResponseRedirect(reverse("officials:one", args=[person.key]))
    return render(request, "officials/new.html", {"form": form, "alike": alike})
