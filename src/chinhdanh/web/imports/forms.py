"""Forms of imports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.imports.fields import DECISIONS, KIN, PEOPLE, TARGETS, VOTES, choices, field_of
from chinhdanh.web.imports.hanging import HANGING
from chinhdanh.web.imports.kin import NEEDED
from chinhdanh.web.officials.choosing import Asking
from chinhdanh.web.record.access import KEEPERS, scope_of
from chinhdanh.web.ui.choosing import ChooserField
from chinhdanh.web.ui.fields import DayField
from chinhdanh.web.ui.words import code_word

LONGEST = 500
FOR_ALL = ("kind", "issued_here", "vote_kind", "held_on")
"""What may be stated once for a whole list."""


class UploadForm(forms.Form):
    """Which list, for which body."""

    target = forms.ChoiceField(
        label=gettext_lazy("Nội dung"), choices=TARGETS, widget=forms.RadioSelect, initial=TARGETS[0][0]
    )
    file = forms.FileField(
        label=gettext_lazy("Tệp Excel"),
        help_text=gettext_lazy(
            "Sổ .xlsx hoặc .xls, đến 20 MB. Cứ để nguyên tiêu đề, dòng nhóm, dòng cộng, phông chữ cũ."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm"}),
    )

    field_order = ("body",)

    def __init__(self, asking: Asking, *args: Any, **kwargs: Any) -> None:
        """A choice among the bodies whose record the user keeps; that of the one role of a user is chosen already."""
        super().__init__(*args, **kwargs)
        finder = asking.of("kept")
        near = finder.find("", {}) if len(scope_of(asking.user, asking.day).at(KEEPERS)) == 1 else ()
        self.fields["body"] = ChooserField(
            finder,
            label=_("Cơ quan của danh sách"),
            help_text=_("Chức danh, đơn vị trong danh sách được tìm ở cơ quan này và các đơn vị trực thuộc."),
            initial=near[0].key if near else None,
        )
        self.order_fields(self.field_order)


class ColumnsForm(forms.Form):
    """What each column means."""

    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, one: Any, this_year: int, *args: Any, **kwargs: Any) -> None:
        """A choice for each column of the list."""
        super().__init__(*args, **kwargs)
        self.columns = one.columns
        self.target = one.target
        known = choices(one.target, this_year)
        others = {column["means"] for column in one.columns if column.get("means")} - {key for key, _label in known}
        known += [(key, str(field.label)) for key in sorted(others) if (field := field_of(key)) is not None]
        for column in one.columns:
            self.fields[f"column-{column['at']}"] = forms.ChoiceField(
                label=_("Cột %(letter)s có nghĩa là") % {"letter": column["letter"]},
                choices=[("", _("– không nhập –")), *known],
                required=False,
                initial=column.get("means", ""),
            )
        if one.target in (PEOPLE, DECISIONS):
            self._ask_of_decisions(one)
        if one.target == VOTES:
            self._ask_of_votes(one)

    def _ask_of_decisions(self, one: Any) -> None:
        codes = TABLES["decision"].column("kind").codes
        self.fields["kind"] = forms.ChoiceField(
            label=_("Loại quyết định, khi danh sách không có cột riêng"),
            choices=[("", _("– chọn –")), *((code, code_word("decision", "kind", code)) for code in codes)],
            required=False,
            initial=one.constants.get("kind", ""),
            help_text=_("Dùng cho quyết định làm căn cứ giữ chức danh."),
        )
        self.fields["issued_here"] = forms.BooleanField(
            label=_("Quyết định trong danh sách do %(body)s ban hành") % {"body": one.organization.name},
            required=False,
            initial=bool(one.constants.get("issued_here")),
            help_text=_("Chỉ đánh dấu khi đúng cho mọi dòng và danh sách không có cột cơ quan ban hành."),
        )

    def _ask_of_votes(self, one: Any) -> None:
        """What stands above a list of results rather than in a column: which vote it was, and when."""
        codes = TABLES["confidence_vote"].column("kind").codes
        self.fields["vote_kind"] = forms.ChoiceField(
            label=_("Lấy phiếu hay bỏ phiếu, khi danh sách không có cột riêng"),
            choices=[("", _("– chọn –")), *((code, code_word("confidence_vote", "kind", code)) for code in codes)],
            required=False,
            initial=one.constants.get("vote_kind", ""),
        )
        self.fields["held_on"] = DayField(
            label=_("Ngày lấy phiếu, bỏ phiếu, khi danh sách không có cột riêng"),
            required=False,
            initial=date.fromisoformat(said) if (said := one.constants.get("held_on")) else None,
        )

    def for_all(self) -> list[Any]:
        """What is asked once for the whole list."""
        return [self[name] for name in FOR_ALL if name in self.fields]

    @property
    def constants(self) -> dict[str, Any]:
        """What holds for every row, as it is kept with the import."""
        given = {name: said for name in FOR_ALL if (said := self.cleaned_data.get(name))}
        return {name: said.isoformat() if isinstance(said, date) else said for name, said in given.items()}

    def rows(self) -> list[tuple[Mapping[str, Any], Any]]:
        """Each column with its choice."""
        return [(column, self[f"column-{column['at']}"]) for column in self.columns]

    @property
    def meanings(self) -> dict[int, str]:
        """The field of each column that has one."""
        given = {column["at"]: self.cleaned_data.get(f"column-{column['at']}", "") for column in self.columns}
        return {at: key for at, key in given.items() if key}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        meanings = self.meanings
        by_field: dict[str, list[int]] = {}
        for at, key in meanings.items():
            by_field.setdefault(key, []).append(at)
        letters = {column["at"]: column["letter"] for column in self.columns}
        for key, places in by_field.items():
            for at in places[1:]:
                words = {"field": getattr(field_of(key), "label", key), "letter": letters[places[0]]}
                self.add_error(f"column-{at}", _("Cột %(letter)s đã là %(field)s. Chọn một trong hai cột.") % words)
        chosen = set(meanings.values())
        if not chosen & {"full_name", "given", "citizen_id", "code"}:
            self.add_error(None, _("Cần ít nhất một cột cho biết là ai: họ và tên, số định danh hoặc mã cán bộ."))
        elif not chosen & {"birth", "birth_male", "birth_female", "citizen_id", "code"}:
            self.add_error(
                None, _("Chỉ có họ tên thì chưa biết là ai. Cần thêm cột ngày sinh, số định danh hoặc mã cán bộ.")
            )
        if self.target == DECISIONS and not {"number", "signed_on"} <= chosen:
            self.add_error(None, _("Danh sách quyết định cần cột số quyết định và cột ngày ký."))
        needed = HANGING[self.target].needed if self.target in HANGING else NEEDED if self.target == KIN else ()
        for key in needed:
            if key in chosen or data.get(key):
                continue
            if key not in self.fields:
                words = {"field": getattr(field_of(key), "label", key)}
                self.add_error(None, _("Danh sách này cần cột %(field)s.") % words)
            elif key not in self.errors:
                self.add_error(key, _("Hãy chỉ ra cột ghi nội dung này, hoặc nêu một lần cho cả danh sách."))
        if "number" in chosen and "kind" not in chosen and not data.get("kind"):
            self.add_error("kind", _("Danh sách có số quyết định: hãy chọn loại quyết định, hoặc chỉ ra cột ghi loại."))
        return data


class SheetForm(forms.Form):
    """Another sheet, or other rows of headers."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    sheet = forms.TypedChoiceField(label=gettext_lazy("Trang tính"), coerce=int)
    first = forms.IntegerField(label=gettext_lazy("Dòng tiêu đề đầu"), min_value=1)
    last = forms.IntegerField(label=gettext_lazy("Dòng tiêu đề cuối"), min_value=1)

    def __init__(self, one: Any, *args: Any, **kwargs: Any) -> None:
        """The sheets of the workbook, and the rows that were taken for headers."""
        first, last = one.head or (0, 0)
        kwargs.setdefault("initial", {"edition": one.edition, "sheet": one.sheet, "first": first + 1, "last": last + 1})
        super().__init__(*args, **kwargs)
        sheet: Any = self.fields["sheet"]
        sheet.choices = [(n, f"{kept['name']} ({kept['rows']})") for n, kept in enumerate(one.sheets)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if (data.get("last") or 1) < (data.get("first") or 1):
            self.add_error("last", _("Dòng cuối không thể ở trên dòng đầu."))
        elif (data.get("last") or 1) - (data.get("first") or 1) > 4:
            self.add_error("last", _("Tiêu đề dài nhất là năm dòng."))
        return data


class ReasonForm(forms.Form):
    """Why it is done."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Người có hồ sơ, người kiểm tra đọc được dòng này. Tệp được ghi làm căn cứ."),
    )


class EditionForm(forms.Form):
    """Which edition of the import was shown."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
