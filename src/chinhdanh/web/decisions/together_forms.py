"""Forms in which one paper about several people is entered: what all share, and a line for each person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.registry.schema import Column
from chinhdanh.web.decisions import actions
from chinhdanh.web.decisions.forms import EffectsForm, Part, PartForm, at_the_post_held, part_columns, posts_held
from chinhdanh.web.decisions.gate import Gate
from chinhdanh.web.officials.choosing import Asking
from chinhdanh.web.ui.choosing import LOOK, ChooserField
from chinhdanh.web.ui.words import column_label

LINES, MORE, MOST = 5, 5, 40
"""Lines at first, lines that are added at once, and lines of one form at most."""
OF_EACH = ("post_id", "from_post_id", "discipline_id", "first_leadership", "higher_post")
"""What such a paper says of each person apart; the last three are added on the page of each decision."""
OF_EACH_AT_A_STEP: dict[str, Any] = {
    "votes_for": gettext_lazy("Phiếu đồng ý cho %(name)s"),
    "ranking": gettext_lazy("Thứ hạng phiếu của %(name)s"),
    "new_name": gettext_lazy("Ở bước này mới giới thiệu %(name)s"),
}
"""What a step says of each person apart, and how it is asked."""


class LineForm(forms.Form):
    """Somebody whom the paper is about, and to which post."""

    def __init__(self, n: int, kind: str, asking: Asking, data: Any) -> None:
        super().__init__(data, prefix=prefix(n))
        self.n = n
        self.fields["c_person_id"] = ChooserField(
            asking.of("person"), required=False, label=_("Người thứ %(n)s") % {"n": n + 1}
        )
        if not at_the_post_held(kind):
            self.fields["c_post_id"] = ChooserField(
                asking.of("post"), required=False, label=column_label("decision", "post_id")
            )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name, bound in self.fields.items():
            words = str(self.data.get(f"{LOOK}_{self.prefix}-{name}", "")).strip()
            if words and not found.get(name) and name not in self.errors:
                self.add_error(name, bound.error_messages["words"])
        if found.get("c_post_id") and not found.get("c_person_id") and "c_person_id" not in self.errors:
            self.add_error("c_person_id", _("Đã chọn chức danh nhưng chưa chọn người."))
        return found


@dataclass
class Line:
    """A line with the person who was chosen in it, and what the paper leads to for them."""

    form: LineForm
    person: Any = None
    effects: EffectsForm | None = None
    tenures: Sequence[Any] = ()
    """What the person holds where the user keeps the record."""
    elsewhere: Sequence[Any] = ()
    seen: bool = False
    """Whether what it leads to was shown before, for this very person."""
    gate: Gate | None = field(default=None)

    @property
    def marker(self) -> str:
        """The name of the hidden field that says for whom the effects were shown."""
        return f"{self.form.prefix}-seen"

    @property
    def wrong(self) -> list[Any]:
        """The forms of the line in which something is wrong."""
        return [one for one in (self.form, self.effects) if one is not None and one.errors]

    @property
    def name(self) -> str:
        """The person with the number of the line: two may have one name."""
        return f"{self.form.n + 1}. {self.person.full_name or _('không ghi tên')}"

    def drafted(self, kind: str, shared: Mapping[str, Any], parts: Sequence[SharedPart]) -> actions.Drafted:
        """The decision about this person, with the rows of how it was made."""
        assert self.effects is not None
        posts = {name: post.pk for name, post in posts_held(kind, self.tenures).items()}
        said = {"post_id": None, "from_post_id": None, **posts}
        if chosen := self.form.cleaned_data.get("c_post_id"):
            said["post_id"] = chosen
        values = {**shared, **said, "kind": kind, "person_id": self.person.pk, "status": "in_force"}
        rows = [
            (actions.PARTS[one.table], found) for one in parts if (found := one.row_of(self.person.key)) is not None
        ]
        return actions.Drafted(values, self.effects.begun(), self.effects.changed(), rows)


class SharedPart(PartForm):
    """A row of how the decisions were made, entered once for all whom the paper is about; the votes are each one's own."""

    def __init__(self, part: Part, asking: Asking, data: Any, about: Sequence[Line] = ()) -> None:
        """`about` are the lines in which somebody is chosen."""
        super().__init__(part, asking, data, OF_EACH_AT_A_STEP)
        self.about = about
        self.of_each = [one for one in part_columns(part.table) if one.name in OF_EACH_AT_A_STEP]
        if not about:
            return
        for line in about:
            for column in self.of_each:
                own = self._field(column, None)
                own.label = OF_EACH_AT_A_STEP[column.name] % {"name": line.name}
                self.fields[_own(column, line.person.key)] = own
        self.fields["but"] = forms.MultipleChoiceField(
            label=_("Ghi cho mọi người, trừ"),
            choices=[(str(line.person.key), line.name) for line in about],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for key in (line.person.key for line in self.about if str(line.person.key) in found.get("but", [])):
            for column in self.of_each:
                if found.get(_own(column, key)) not in (None, ""):
                    self.add_error(_own(column, key), _("Bước này không ghi cho người này. Hãy để trống ô này."))
        return found

    def row_of(self, person: UUID) -> dict[str, Any] | None:
        """What is recorded of it in the decision about this person; None where nothing is."""
        values = {
            **self.values(),
            **{column.name: self.value(column, _own(column, person)) for column in self.of_each},
        }
        left_out = str(person) in self.cleaned_data.get("but", [])
        if left_out or all(value is None for value in values.values()):
            return None
        return {**values, **self.fixed}


def _own(column: Column, person: UUID) -> str:
    """The field of what a step says of this person alone."""
    return f"{column.name}_{person}"


def prefix(n: int) -> str:
    """What the names of the fields of a line begin with."""
    return f"line_{n}"


def asked_lines(data: Mapping[str, Any]) -> int:
    """How many lines the form has."""
    stated = str(data.get("lines", ""))
    lines = int(stated) if stated.isdecimal() and len(stated) < 4 else LINES
    return min(max(LINES, lines) + (MORE if "more" in data else 0), MOST)


def settled(data: Any) -> Any:
    """The form without the words by which a choice was found: they are not looked for again, line after line."""
    found = data.copy()
    for words in [name for name in data if name.startswith(f"{LOOK}_")]:
        at = words.removeprefix(f"{LOOK}_")
        if found.get(at) and found.get(LOOK) != at:
            del found[words]
    return found


def chosen_keys(data: Mapping[str, Any], name: str) -> dict[str, UUID]:
    """What was chosen in the fields of this name, by what comes before it: a line, a step, or nothing."""
    found = {}
    for field_name in data:
        before, _dash, last = field_name.rpartition("-")
        if last == name and not field_name.startswith(f"{LOOK}_"):
            try:
                found[before] = UUID(str(data[field_name]))
            except ValueError:
                continue
    return found
