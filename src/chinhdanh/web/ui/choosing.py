"""A row of the record chosen in a form: by typing words of it, and picking from what is found.

What is found are radio buttons. With a script they come while one types; without one they come when the button beside the
words is pressed, and all that was typed in the form stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

STANDS = "="
"""The value of the choice that leaves what stands in the record as it is."""
LOOK = "find"
"""The name of the buttons that look for words, and the beginning of the names of the fields with the words."""
MOST = 8
"""Rows that are found at most: whoever does not see the one they mean types more of it."""


@dataclass(frozen=True)
class Choice:
    """A row to choose: the key that its address carries, the id that is recorded, and what is shown of it."""

    key: str
    id: str
    label: str
    note: str = ""


class Finder(Protocol):
    """Finds rows of one kind within the reach of the user."""

    def find(self, words: str, data: Mapping[str, Any]) -> Sequence[Choice]:
        """At most `MOST` rows for these words, beside what else the form says; for no words those nearest at hand."""

    def chosen(self, key: str, data: Mapping[str, Any]) -> Choice | None:
        """The row with this key; None where there is none within reach."""

    def address(self, name: str) -> str:
        """Where a script asks for what is found for the field of this name."""


class Chooser(forms.Widget):
    """Radio buttons below a field for words. The words are the form's, too: nothing typed is lost."""

    template_name = "ui/components/chooser.html"
    use_fieldset = True

    def __init__(self, finder: Finder, stands: Choice | None, attrs: dict[str, Any] | None = None) -> None:
        """`stands` is what the record says now, where a row is corrected."""
        super().__init__(attrs)
        self.finder, self.stands = finder, stands
        self.data: Mapping[str, Any] = {}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        self.data = data
        value: str | None = data.get(name)
        # A radio button is always sent where one is pressed: nothing sent is nothing said.
        return STANDS if value is None and self.stands is not None else value

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        words = str(self.data.get(f"{LOOK}_{name}", "")).strip()
        if value is None and self.stands is not None:
            value = STANDS
        context.update(
            name=name,
            words=words,
            address=self.finder.address(name),
            stands=self.stands,
            stands_value=STANDS,
            look=LOOK,
            value=value or "",
            required=self.is_required,
            choices=offered(self.finder, words, str(value or ""), self.data),
            looked=bool(words),
        )
        return context


def offered(finder: Finder, words: str, value: str, data: Mapping[str, Any]) -> list[Choice]:
    """What is found, the one that is chosen already first: looking for another does not let go of it."""
    found = list(finder.find(words, data))
    held = finder.chosen(value, data) if value not in ("", STANDS) else None
    return [*([held] if held else []), *(one for one in found if held is None or one.key != held.key)]


class ChooserField(forms.Field):
    """A row of the record. What it gives is the id of the row; None where none is chosen."""

    default_error_messages = {  # noqa: RUF012
        "required": _("Hãy gõ vài chữ để tìm, rồi chọn một dòng."),
        "nothing": _("Không có dòng nào như đã chọn trong phạm vi của bạn. Hãy tìm và chọn lại."),
        "words": _("Đã gõ chữ để tìm nhưng chưa chọn dòng nào. Hãy chọn một dòng, hoặc xóa chữ đã gõ."),
    }

    def __init__(self, finder: Finder, stands: Choice | None = None, **options: Any) -> None:
        """`stands` is what the record says now, where a row is corrected."""
        super().__init__(widget=Chooser(finder, stands), **options)
        self.finder, self.stands = finder, stands

    def clean(self, value: Any) -> str | None:
        widget: Any = self.widget
        if value == STANDS and self.stands is not None:
            return self.stands.id
        if not value:
            super().clean(None)
            return None
        found = self.finder.chosen(str(value), widget.data)
        if found is None:
            raise forms.ValidationError(self.error_messages["nothing"], code="nothing")
        return found.id

    def needed(self, needed: bool) -> None:
        """Whether one has to be chosen."""
        self.required = self.widget.is_required = needed

    def has_changed(self, initial: Any, data: Any) -> bool:
        return data not in (None, "", STANDS)


def looking(data: Mapping[str, Any]) -> bool:
    """Whether the form was sent to look for words, and not to be kept."""
    return LOOK in data


def unjudged(form: Any) -> Any:
    """The form as it was typed, without being told what is wrong with it: it is not finished."""
    form._errors = ErrorDict()
    return form
