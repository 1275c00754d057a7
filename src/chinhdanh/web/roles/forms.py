"""Forms in which roles are granted and ended, and users kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.web.accounts.models import User
from chinhdanh.web.ui.fields import DayField

LONGEST = 300


def _line(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, **{"max_length": LONGEST, **more})


class GrantForm(forms.Form):
    """A role at a body, from a day until a day."""

    role = forms.ChoiceField(label=gettext_lazy("Vai trò"))
    since = DayField(label=gettext_lazy("Từ ngày"))
    until = DayField(
        label=gettext_lazy("Hết hiệu lực từ ngày"), required=False,
        help_text=gettext_lazy("Ngày đầu tiên không còn vai trò. Để trống nếu chưa định thời hạn."),
    )  # fmt: skip
    reason = _line(
        gettext_lazy("Lý do, văn bản phân công"),
        help_text=gettext_lazy("Người được giao và người kiểm tra đều đọc được dòng này."),
    )

    def __init__(self, today: date, roles: list[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        role: Any = self.fields["role"]
        role.choices = roles

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if since < self._today:
            raise forms.ValidationError(_("Vai trò không giao lùi ngày. Hãy chọn hôm nay hoặc một ngày sau."))
        return since

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since is not None and until is not None and until <= since:
            self.add_error("until", _("Ngày hết vai trò phải sau ngày bắt đầu."))
        return found


class EndForm(forms.Form):
    """The end of a grant before it would run out."""

    on = DayField(label=gettext_lazy("Không còn vai trò từ ngày"))
    reason = _line(gettext_lazy("Lý do"))

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self._today:
            raise forms.ValidationError(
                _(
                    "Việc đã làm trong vai trò không mất đi: không chấm dứt lùi ngày. Hãy chọn hôm nay hoặc một ngày sau."
                )
            )
        return on


class NewUserForm(forms.Form):
    """Somebody who is to sign in."""

    name = _line(
        gettext_lazy("Tên đăng nhập"), max_length=150,
        help_text=gettext_lazy("Không dấu, không khoảng trắng; trùng với tên ở dịch vụ đăng nhập của cơ quan, nếu có."),
    )  # fmt: skip
    full_name = _line(gettext_lazy("Họ và tên"), max_length=200)
    person = _line(
        gettext_lazy("Mã hồ sơ cán bộ"), required=False, max_length=200,
        help_text=gettext_lazy("Để người này đọc được hồ sơ của chính mình khi có vai trò cán bộ. Không đổi được về sau."),
    )  # fmt: skip
    with_password = forms.BooleanField(
        label=gettext_lazy("Đặt mật khẩu tạm"), required=False, initial=True,
        help_text=gettext_lazy("Bỏ chọn nếu người này chỉ đăng nhập qua dịch vụ của cơ quan."),
    )  # fmt: skip
    reason = _line(gettext_lazy("Lý do, văn bản đề nghị"))

    def clean_name(self) -> str:
        name = User.normalize_username(self.cleaned_data["name"])
        if any(sign.isspace() for sign in name):
            raise forms.ValidationError(_("Tên đăng nhập không có khoảng trắng."))
        if User.named.filter(name=name).exists():
            raise forms.ValidationError(_("Đã có người dùng tên này. Hãy chọn tên khác."))
        return name


class UserForm(forms.Form):
    """What is to be done to an account, and why."""

    what = forms.CharField(widget=forms.HiddenInput)
    person = _line(gettext_lazy("Mã hồ sơ cán bộ"), required=False, max_length=200)
    reason = _line(gettext_lazy("Lý do, văn bản đề nghị"))
