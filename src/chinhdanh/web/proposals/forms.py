"""Forms in which an official proposes, answers and withdraws, and the keeper of the record accepts or returns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.files.forms import FilesField
from chinhdanh.web.officials.choosing import Asking
from chinhdanh.web.officials.forms import LONGEST, ReasonForm, RowForm

_WRONG = gettext_lazy("Sai hoặc thiếu ở đâu, đúng là thế nào")
_PAPER = gettext_lazy("Giấy tờ chứng minh")
_PAPER_HELP = gettext_lazy("Loại giấy tờ, số, ngày, nơi cấp; hoặc gắn bản chụp ở dưới. Cần ít nhất một trong hai.")
_FILES = gettext_lazy("Bản chụp giấy tờ")


class ProposeForm(RowForm, ReasonForm):
    """The columns of a row as they should read, and the grounds.

    Without what refers to others: an official cannot look these up, and says it in words (`TellForm`).
    """

    field_order = ()

    def __init__(self, section: Any, asking: Asking, *args: Any, row: Any = None, **kwargs: Any) -> None:
        """The fields of `section`, before the grounds."""
        columns = [one for one in TABLES[section.table].columns if one.name != "id" and not one.references]
        super().__init__(section.table, columns, asking, *args, row=row, **kwargs)
        _give_grounds(self)
        self.order_fields([*(f"c_{column.name}" for column in columns), "reason", "evidence", "files"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        _ask_for_paper(self, data)
        return data


class StrikeForm(ReasonForm):
    """Why a row should be taken out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The grounds alone."""
        super().__init__(*args, **kwargs)
        _give_grounds(self)
        self.fields["reason"].label = gettext_lazy("Vì sao dòng này ghi nhầm")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        _ask_for_paper(self, data)
        return data


class TellForm(StrikeForm):
    """What is wrong and cannot be said in the cells of a row."""

    table = forms.ChoiceField(label=gettext_lazy("Phần hồ sơ"))
    field_order = ("table",)

    def __init__(self, sections: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        """About one of these sections."""
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["table"]
        choice.choices = sections
        self.fields["reason"].label = _WRONG
        self.fields["reason"].widget.attrs["rows"] = 5


def _give_grounds(form: forms.Form) -> None:
    reason, evidence = form.fields["reason"], form.fields["evidence"]
    reason.label, reason.help_text = _WRONG, gettext_lazy("Nơi giữ hồ sơ đọc dòng này để xem xét.")
    evidence.label, evidence.help_text = _PAPER, _PAPER_HELP
    scans = form.fields["files"] = FilesField(label=_FILES, required=False)
    for one in (evidence, scans):
        one.one_of_several = True


def _ask_for_paper(form: forms.Form, data: dict[str, Any]) -> None:
    """Words or a scan, one of the two."""
    if not data.get("evidence") and not data.get("files") and "files" not in form.errors:
        form.add_error("evidence", _("Hãy nêu giấy tờ chứng minh, hoặc gắn bản chụp."))


class StepForm(forms.Form):
    """A step in words: why it is returned, what is answered, why it is withdrawn."""

    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    n = forms.IntegerField(widget=forms.HiddenInput)
    """The last step that was shown."""

    def __init__(self, label: Any, *args: Any, help_text: Any = "", **kwargs: Any) -> None:
        """With what the words are called, and what they are for."""
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = label, help_text


class AnswerForm(StepForm):
    """An answer to what was returned, with more papers."""

    files = FilesField(label=gettext_lazy("Bản chụp giấy tờ bổ sung"), required=False)


class AcceptForm(ReasonForm):
    """The reason and evidence with which what was proposed is recorded."""

    n = forms.IntegerField(widget=forms.HiddenInput)
