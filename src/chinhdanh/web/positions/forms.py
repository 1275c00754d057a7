"""Forms in which the catalogue of job positions is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.positions.qualifications import LADDERS
from chinhdanh.web.ui.words import code_word

_LEVELS = [("", "–"), *((str(level), str(level)) for level in range(1, 6))]


def _reason(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Nêu văn bản làm căn cứ, nếu có.")
    )


class PositionForm(forms.Form):
    """A job position."""

    name = forms.CharField(label=_("Tên vị trí việc làm"), max_length=300)
    group = forms.ChoiceField(label=_("Nhóm vị trí việc làm"), required=False)
    grade = forms.CharField(label=_("Ngạch, hạng chức danh nghề nghiệp"), max_length=300, required=False)
    description = forms.CharField(
        label=_("Mô tả công việc"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text=_("Nhiệm vụ, yêu cầu về kinh nghiệm. Trình độ và năng lực yêu cầu được ghi riêng."),
    )
    reason = _reason(_("Lý do ghi"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = TABLES["job_position"].column("group").codes
        self.fields["group"].choices = [("", "–"), *((one, code_word("job_position", "group", one)) for one in codes)]

    def values(self) -> dict[str, Any]:
        """What is recorded; what was left empty is not recorded."""
        return {name: self.cleaned_data[name] or None for name in ("name", "group", "grade", "description")}


class RequirementForm(forms.Form):
    """A competency and its level."""

    competency = forms.ChoiceField(label=_("Năng lực"), required=False)
    new_name = forms.CharField(
        label=_("Năng lực chưa có trong danh mục"), max_length=300, required=False, help_text=_("Ghi tên để thêm vào.")
    )
    level = forms.ChoiceField(
        label=_("Mức (1–5)"), choices=_LEVELS, required=False, help_text=_("Để trống để bỏ yêu cầu về năng lực này.")
    )
    reason = _reason(_("Lý do ghi"))

    def __init__(self, known: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {str(one.key): one for one in known}
        self.fields["competency"].choices = [("", "–"), *((key, one.name) for key, one in self._known.items())]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        chosen, new = found.get("competency"), found.get("new_name", "").strip()
        if bool(chosen) == bool(new):
            raise forms.ValidationError(_("Hãy chọn một năng lực, hoặc ghi tên một năng lực mới."))
        if new and any((one.name or "").casefold() == new.casefold() for one in self._known.values()):
            self.add_error("new_name", _("Năng lực này đã có trong danh mục. Hãy chọn ở trên."))
        if new and not found.get("level"):
            self.add_error("level", _("Hãy chọn mức cần có."))
        return found

    @property
    def chosen(self) -> Any:
        """The competency that was chosen; None for a new one."""
        return self._known.get(self.cleaned_data["competency"])

    @property
    def asked_level(self) -> int | None:
        """The level that is asked for; None to ask for none."""
        return int(self.cleaned_data["level"]) if self.cleaned_data["level"] else None


class QualificationForm(forms.Form):
    """A qualification that a position asks for."""

    kind = forms.ChoiceField(label=_("Loại trình độ"))
    level = forms.CharField(label=_("Trình độ tối thiểu"), max_length=300, required=False)
    field = forms.CharField(
        label=_("Chuyên ngành"),
        max_length=1000,
        required=False,
        help_text=_(
            "Được một trong nhiều chuyên ngành thì ngăn bằng dấu chấm phẩy. Để trống: chuyên ngành nào cũng được."
        ),
    )
    remove = forms.BooleanField(label=_("Bỏ yêu cầu này"), required=False)
    reason = _reason(_("Lý do ghi"))

    def __init__(self, removable: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = TABLES["position_qualification"].column("kind").codes
        words = {one: code_word("position_qualification", "kind", one) for one in codes}
        self.fields["kind"].choices = [("", "–"), *words.items()]
        ladders = "; ".join(
            f"{words[kind]}: {', '.join(step[0] for step in ladder)}" for kind, ladder in LADDERS.items()
        )
        self.fields["level"].help_text = _(
            "Để trống: trình độ nào cũng được. So sánh được các bậc sau (%(ladders)s); trình độ ghi khác đi thì "
            "chưa rõ là đạt hay thiếu."
        ) % {"ladders": ladders}
        if not removable:
            del self.fields["remove"]

    def values(self) -> dict[str, Any]:
        """What is recorded; nothing where it is asked for no more."""
        if self.cleaned_data.get("remove"):
            return {}
        return {name: self.cleaned_data[name].strip() or None for name in ("kind", "level", "field")}


class AssignForm(forms.Form):
    """Of which position a post is."""

    position = forms.ChoiceField(label=_("Vị trí việc làm"))
    reason = _reason(_("Lý do ghi"))

    def __init__(self, known: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {str(one.key): one for one in known}
        self.fields["position"].choices = [("", "–"), *((key, one.name) for key, one in self._known.items())]

    @property
    def chosen(self) -> Any:
        """The position that was chosen."""
        return self._known[self.cleaned_data["position"]]
