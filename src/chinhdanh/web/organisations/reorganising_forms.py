"""Forms in which bodies are founded, changed and ended, and posts are kept."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.organisations.reorganising import Grounds
from chinhdanh.web.ui.fields import DayField
from chinhdanh.web.ui.words import code_word

LONGEST = 300


def plain(value: str) -> str:
    """Text as it is kept: one form of each letter, no stray spaces."""
    return " ".join(unicodedata.normalize("NFC", value).split())


class PlainField(forms.CharField):
    """A line of text, kept as `plain` writes it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"max_length": LONGEST, **more})

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")


def coded(table: str, column: str, label: Any) -> forms.ChoiceField:
    """A choice of the codes of a column; it may be left open."""
    words = [(code, code_word(table, column, code)) for code in TABLES[table].column(column).codes]
    return forms.ChoiceField(label=label, choices=[("", _("không ghi")), *words], required=False)


class GroundsForm(forms.Form):
    """The decision on which an act rests."""

    act: Any = ""
    """What is done, as the history of the record calls it where no reason is stated."""
    later = False
    """Whether it may be recorded before it has effect."""

    on = DayField(label=gettext_lazy("Ngày có hiệu lực"))
    number = PlainField(label=gettext_lazy("Số, ký hiệu quyết định"), max_length=100)
    signed_on = DayField(label=gettext_lazy("Ngày ký quyết định"))
    note = forms.CharField(
        label=gettext_lazy("Lý do, ghi chú"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Mọi người đọc hồ sơ của cơ quan đều đọc được dòng này."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.order_fields([name for name in self.fields if name not in GroundsForm.base_fields])

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self._today and not self.later:
            raise forms.ValidationError(
                _("Ngày này chưa đến. Hãy ghi khi quyết định đã có hiệu lực, để không trang nào hiện điều chưa xảy ra.")
            )
        return on

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        signed = found.get("signed_on")
        if signed is not None and signed > self._today:
            self.add_error("signed_on", _("Ngày ký chưa đến. Hãy kiểm tra lại."))
        return found

    @property
    def grounds(self) -> Grounds:
        """What is kept with the change. The record is in Vietnamese, whatever language the page is read in."""
        given = self.cleaned_data
        evidence = f"Quyết định {given['number']} ngày {given['signed_on']:%d/%m/%Y}"
        return Grounds(given["on"], evidence, plain(given["note"]) or str(self.act))

    @property
    def versions(self) -> list[int]:
        """The versions of the rows that were read, in their order; -1 for what is no number."""
        parts = self.cleaned_data["version"].split("-")
        return [int(one) if one.isdecimal() and len(one) < 19 else -1 for one in parts]


class _BodyFields(forms.Form):
    name = PlainField(label=gettext_lazy("Tên cơ quan, đơn vị"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = coded("organization", "kind", _("Loại cơ quan"))
        self.fields["level"] = coded("organization", "level", _("Cấp"))
        self.fields["sector"] = coded("organization", "sector", _("Ngành, lĩnh vực"))
        self.fields["subkind"] = coded("organization", "subkind", _("Loại tổ chức khi tính số cấp phó"))

    def values(self) -> dict[str, Any]:
        """What is recorded of the body; what was left open is not."""
        return {name: self.cleaned_data[name] or None for name in ("name", "kind", "level", "sector", "subkind")}


class FoundForm(GroundsForm, _BodyFields):
    """A new body."""

    act = "Thành lập"
    later = True


class RenameForm(GroundsForm):
    """Another name."""

    act = "Đổi tên"
    name = PlainField(label=gettext_lazy("Tên mới"))


class MoveForm(GroundsForm):
    """Another body above."""

    act = "Chuyển cơ quan cấp trên trực tiếp"


class ReasonsForm(forms.Form):
    """Why something is put right, and on what paper it rests."""

    reason = PlainField(label=gettext_lazy("Lý do"), max_length=500)
    evidence = PlainField(
        label=gettext_lazy("Giấy tờ làm căn cứ"), max_length=500, required=False,
        help_text=gettext_lazy("Loại văn bản, số, ngày."),
    )  # fmt: skip
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name not in ReasonsForm.base_fields])

    @property
    def read_version(self) -> int:
        """The version of the row that was read; -1 for what is no number."""
        stated = self.cleaned_data["version"]
        return int(stated) if stated.isdecimal() and len(stated) < 19 else -1


class CorrectForm(ReasonsForm, _BodyFields):
    """What was recorded wrongly of a body."""


class TakeBackForm(forms.Form):
    """Why an act is taken back."""

    reason = PlainField(label=gettext_lazy("Lý do hoàn tác"), max_length=500)


class CapForm(GroundsForm):
    """How many deputies a body may have from a day on."""

    act = "Số lượng cấp phó được phê duyệt"
    later = True
    cap = forms.IntegerField(label=gettext_lazy("Số cấp phó tối đa"), min_value=0, max_value=100)
