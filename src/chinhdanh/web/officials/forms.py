"""Forms in which a fact of a record is entered or corrected: a field for each column, a chooser for what refers elsewhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chinhdanh.registry.schema import TABLES, Column
from chinhdanh.web.officials.choosing import Asking, kind_of
from chinhdanh.web.officials.queries import citizen_id
from chinhdanh.web.officials.sections import Section
from chinhdanh.web.officials.showing import label
from chinhdanh.web.record.fields import attribute
from chinhdanh.web.ui.choosing import Choice, ChooserField
from chinhdanh.web.ui.fields import DayField
from chinhdanh.web.ui.words import code_word, shown

LONGEST = 500
LARGEST = 2**53
"""No count of people or ballots is larger, and up to here every number is kept as it was typed."""
YES_NO = (("", _("không ghi")), ("true", _("Có")), ("false", _("Không")))


def _boolean(value: Any) -> bool | None:
    return {"true": True, "false": False}.get(str(value).lower())


def _plain(value: str) -> str | None:
    """Text as it is kept: one form of each letter, no stray spaces; nothing is nothing."""
    return " ".join(unicodedata.normalize("NFC", value).split()) or None


class ReasonForm(forms.Form):
    """Why something is written, and on what paper it rests."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Người có hồ sơ, người kiểm tra đều đọc được dòng này."),
    )
    evidence = forms.CharField(
        label=_("Giấy tờ làm căn cứ"),
        max_length=LONGEST,
        required=False,
        help_text=_("Loại giấy tờ, số, ngày; ví dụ: bằng tốt nghiệp số 0123, ngày 01/07/2004."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def checked_number(stated: str) -> str:
    """An identity number without spaces and dots; ValidationError where it is none."""
    if not stated:
        return ""
    number = citizen_id(stated)
    if number is None:
        raise forms.ValidationError(_("Số định danh cá nhân có 12 chữ số (số chứng minh nhân dân cũ: 9 chữ số)."))
    return number


def attname(column: Column) -> str:
    """The attribute of a row that holds the value of a column; of a reference the id."""
    return f"{attribute(column)}_id" if column.references else attribute(column)


class RowForm(forms.Form):
    """Some columns of a table, as fields. What refers to another row is chosen; `row` is the one that is corrected."""

    def __init__(
        self,
        table: str,
        columns: Sequence[Column],
        asking: Asking,
        *args: Any,
        row: Any = None,
        named: Callable[[str, str], str] = label,
        **kwargs: Any,
    ) -> None:
        """The fields; `named` gives the name of a column of a table."""
        self.table, self.columns, self.asking, self.named = table, columns, asking, named
        if row is not None:
            kwargs["initial"] = {**self._initial_of(row), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        pairs = [
            (kind_of(table, column), value)
            for column in columns
            if column.references and row is not None and (value := getattr(row, attname(column)))
        ]
        standing = asking.standing(pairs)
        for column in columns:
            stated = getattr(row, attname(column)) if row is not None and column.references else None
            stands = standing.get((kind_of(table, column), stated)) if stated else None
            self.fields[f"c_{column.name}"] = self._field(column, stands)

    def _initial_of(self, row: Any) -> dict[str, Any]:
        found: dict[str, Any] = {"version": row.version}
        for column in self.columns:
            if not column.references:
                value = getattr(row, attname(column))
                found[f"c_{column.name}"] = str(value).lower() if isinstance(value, bool) else value
        return found

    def _field(self, column: Column, stands: Choice | None) -> forms.Field:
        common: dict[str, Any] = {"label": self.named(self.table, column.name), "required": column.required}
        if column.references:
            return ChooserField(self.asking.of(kind_of(self.table, column)), stands, **common)
        if column.type == "code":
            words = [(code, code_word(self.table, column.name, code)) for code in column.codes]
            return forms.ChoiceField(**common, choices=[("", _("không ghi")), *words])
        makers: dict[str, Callable[..., forms.Field]] = {
            "date": DayField,
            "integer": partial(forms.IntegerField, min_value=0, max_value=LARGEST),
            "number": partial(forms.FloatField, localize=True),
            "boolean": partial(forms.ChoiceField, choices=YES_NO),
            "text": partial(forms.CharField, max_length=LONGEST),
        }
        return makers[column.type](**common)

    def values(self) -> dict[str, Any]:
        """What is to be recorded, by attribute."""
        return {attname(column): self.value(column, f"c_{column.name}") for column in self.columns}

    def value(self, column: Column, name: str) -> Any:
        """What is to be recorded in a column, by what stands in the field of this name."""
        value = self.cleaned_data.get(name)
        if column.type == "boolean":
            return _boolean(value)
        return _plain(value) if isinstance(value, str) else value

    def changed_from(self, row: Any) -> dict[str, Any]:
        """Of `values`, those that are not what `row` says."""
        return {name: value for name, value in self.values().items() if getattr(row, name) != value}

    def said(self, column: Column, value: Any) -> str:
        """A value of a column as text."""
        if not column.references or not value:
            return shown(self.table, column.name, value)
        pair = (kind_of(self.table, column), value)
        return self.asking.standing([pair])[pair].label


class FactForm(RowForm, ReasonForm):
    """The columns of a section's table, and the reason."""

    field_order = ()

    def __init__(self, section: Section, asking: Asking, *args: Any, row: Any = None, **kwargs: Any) -> None:
        """The fields of `section`, before reason and evidence."""
        columns = [column for column in TABLES[section.table].columns if column.name not in ("id", section.by)]
        super().__init__(section.table, columns, asking, *args, row=row, **kwargs)
        self.section = section
        self.order_fields([*(f"c_{column.name}" for column in self.columns), "reason", "evidence"])
        self.day = asking.day

    def clean_c_citizen_id(self) -> str:
        stated: str = self.cleaned_data["c_citizen_id"]
        return stated if stated == self.initial.get("c_citizen_id") else checked_number(stated)

    def clean_c_birth_date(self) -> Any:
        stated = self.cleaned_data["c_birth_date"]
        if stated is not None and stated > self.day:
            raise forms.ValidationError(_("Ngày sinh ở tương lai. Hãy kiểm tra lại."))
        return stated
