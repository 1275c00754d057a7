"""Where a relative is entered: somebody who is recorded already, or is recorded with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.pages import PageRequest
from chinhdanh.web.accounts.refusing import Refused
from chinhdanh.web.officials import actions
from chinhdanh.web.officials.choosing import Asking
from chinhdanh.web.officials.forms import FactForm, RowForm, checked_number
from chinhdanh.web.officials.newcomers import alike_shown
from chinhdanh.web.officials.reading import Reading
from chinhdanh.web.officials.sections import KIN
from chinhdanh.web.ui.choosing import looking, unjudged

_OF_RELATIVE = ("full_name", "sex", "birth_date", "birth_precision", "citizen_id")


class RelativeForm(RowForm):
    """A relative who is not recorded yet: as much as tells them apart from others."""

    another = forms.BooleanField(
        label=gettext_lazy("Đã so với những người có thể trùng: đây là người khác"), required=False
    )

    def __init__(self, asking: Asking, *args: Any, **kwargs: Any) -> None:
        columns = [TABLES["person"].column(name) for name in _OF_RELATIVE]
        super().__init__("person", columns, asking, *args, prefix="new", **kwargs)
        self.order_fields([*(f"c_{name}" for name in _OF_RELATIVE), "another"])

    def clean_c_citizen_id(self) -> str:
        return checked_number(self.cleaned_data["c_citizen_id"])

    @property
    def stated(self) -> bool:
        return bool(self.cleaned_data.get("c_full_name"))


def enter(request: PageRequest, reading: Reading, around: dict[str, Any]) -> HttpResponse:
    """A row of kinship. The relative is chosen, or their name is typed and they are recorded too."""
    data = request.POST if request.method == "POST" else None
    asking = Asking(request.user, request.day, reading.person)
    form, relative = FactForm(KIN, asking, data), RelativeForm(asking, data)
    chooser: Any = form.fields["c_relative_id"]
    chooser.needed(False)
    form.fields["c_relation"].required = True
    alike: list[dict[str, Any]] = []
    if looking(request.POST):
        unjudged(form)
        unjudged(relative)
    elif data is not None and not [one for one in (form, relative) if not one.is_valid()]:  # all that is wrong is told
        values = {**form.values(), "person_id": reading.person.pk}
        if not values["relative_id"] and not relative.stated:
            form.add_error("c_relative_id", _("Hãy chọn người thân, hoặc ghi họ tên người chưa có hồ sơ ở dưới."))
        else:
            # Whoever was chosen is meant, and what was typed of somebody new is left aside.
            newcomer = None if values["relative_id"] else relative.values()
            reason, evidence = form.cleaned_data["reason"].strip(), form.cleaned_data["evidence"].strip()
            try:
                actions.enter_kin(
                    request.user, request.day, values, newcomer, relative.cleaned_data["another"], reason, evidence
                )
            except actions.PerhapsKnown as known:
                alike = alike_shown(known.alike)
                form.add_error(None, _("Người thân có thể đã có hồ sơ. Hãy xem danh sách dưới đây."))
            except Refused as refused:
                form.add_error(None, str(refused))
            except NotAllowed:
                form.add_error(None, _("Hồ sơ này ngoài phạm vi bạn giữ."))
            else:
                messages.success(request, _("Đã ghi quan hệ gia đình."))
                return HttpResponseRedirect(around["back"])
    return render(request, "officials/kin.html", {**around, "form": form, "relative": relative, "alike": alike})
