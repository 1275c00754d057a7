"""For what purpose a record is opened: asked once a session, told on every page, and kept with every look."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.web.accounts.actions import PurposeNeeded, look_at

SESSION_KEY = "purpose"
OTHER = "other"
PURPOSES = (
    gettext_lazy("Cập nhật, đính chính hồ sơ"),
    gettext_lazy("Chuẩn bị quy trình bổ nhiệm, bổ nhiệm lại"),
    gettext_lazy("Quy hoạch, luân chuyển, đào tạo"),
    gettext_lazy("Đánh giá, khen thưởng, kỷ luật"),
    gettext_lazy("Kiểm tra, thanh tra, rà soát quyết định"),
)
LONGEST = 200


class PurposeForm(forms.Form):
    """What the records opened in this session are looked at for."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("Mục đích xem"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn một mục đích.")},
    )
    stated = forms.CharField(
        label=gettext_lazy("Mục đích khác"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy("Nêu công việc cụ thể, ví dụ: xác minh đơn theo kế hoạch 21/KH-TT."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The usual purposes, and one of the user's own words."""
        super().__init__(*args, **kwargs)
        usual = [(str(n), text) for n, text in enumerate(PURPOSES)]
        choice: Any = self.fields["purpose"]
        choice.choices = [*usual, (OTHER, gettext_lazy("Việc khác, nêu dưới đây"))]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("purpose") == OTHER and not data.get("stated"):
            self.add_error("stated", _("Hãy nêu mục đích: người được xem sẽ đọc được dòng này."))
        return data

    @property
    def text(self) -> str:
        """The purpose in words, as the person whose record it is will read it."""
        chosen = self.cleaned_data["purpose"]
        return str(self.cleaned_data["stated"] if chosen == OTHER else PURPOSES[int(chosen)])


def purpose_of(request: Any) -> str:
    """The purpose stated in this session today; empty where none was."""
    kept = request.session.get(SESSION_KEY) or {}
    return str(kept.get("text", "")) if kept.get("day") == request.day.isoformat() else ""


def state(request: Any, text: str) -> None:
    """Keep the purpose for what is opened in this session today."""
    request.session[SESSION_KEY] = {"text": text[:LONGEST], "day": request.day.isoformat()}


def look(request: Any, key: Any, page: str) -> Any:
    """The person with this key, whose record the user opens on `page`; the look is kept.

    Raises Http404 for who is out of reach as for who is not there; PurposeNeeded, which `asking` answers.
    """
    from chinhdanh.web.officials.models import Person

    try:
        return look_at(request.user, key, request.day, page, purpose_of(request))
    except Person.DoesNotExist:
        raise Http404 from None


def asking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that opens records (`look`): where no purpose was stated it is asked for first, and then led back."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PurposeNeeded:
            back = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
            return HttpResponseRedirect(f"{reverse('officials:purpose')}?{urlencode({'next': back})}")

    return asked
