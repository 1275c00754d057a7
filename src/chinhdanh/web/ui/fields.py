"""Fields of forms that Django does not have in this shape."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from chinhdanh.web.ui.formats import day, parse_day


class DayInput(forms.TextInput):
    """A day as text. The browser's own date field follows the language of the browser, and shows month first in many."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "numeric", "autocomplete": "off", "placeholder": _("ngày/tháng/năm"), **(attrs or {})}
        )

    def format_value(self, value: Any) -> str | None:
        return day(value) if isinstance(value, date) else value


class DayField(forms.Field):
    """A day typed as 31/12/2025, or as in ISO."""

    widget = DayInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "not_a_day": _("Không phải là một ngày. Hãy gõ ngày/tháng/năm, ví dụ 31/12/2025.")
    }

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        found = parse_day(str(value))
        if found is None:
            raise forms.ValidationError(self.error_messages["not_a_day"], code="not_a_day")
        return found
