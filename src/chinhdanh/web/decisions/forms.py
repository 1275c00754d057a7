"""Forms in which a decision is entered: what it says, what it leads to, and how it was made."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.registry.schema import TABLES, Column
from chinhdanh.registry.schema.decisions import GROUNDS, STEPS
from chinhdanh.web.officials.choosing import Asking
from chinhdanh.web.officials.forms import YES_NO, ReasonForm, RowForm
from chinhdanh.web.ui.choosing import ChooserField
from chinhdanh.web.ui.fields import DayField
from chinhdanh.web.ui.formats import day as day_word
from chinhdanh.web.ui.words import code_word, column_label

PAPERS = 6
"""Papers that can be entered together with the decision; further ones are added on its page."""
BEGINNING = ("recruitment", "appointment", "nomination", "transfer", "rotation", "secondment", "acting", "conversion")
"""Kinds of decisions by which somebody comes to hold a post."""
RENEWING = ("reappointment", "extension")
"""Kinds by which the time in the post held goes on."""
REASONS = {
    "appointment": "promotion",
    "nomination": "promotion",
    "transfer": "transfer",
    "rotation": "transfer",
    "conversion": "reorganisation",
    "release": "released",
    "resignation": "resigned",
    "dismissal": "relieved",
    "removal": "discipline",
    "retirement": "retirement",
    "separation": "released",
    "revocation": "other",
}
"""Why the post held before ends, by the kind of decision that ends it."""

_SAID_FIRST = ("number", "title", "signed_on", "effective_on", "organization_id", "signatory_id", "post_id")
_OF_KIND = {
    "recruitment": ("exam_due", "exam_sat", "file_complete", "standards_met", "process_followed", "review_group"),
    "appointment": ("term_months", "source", "first_leadership"),
    "reappointment": ("term_months",),
    "extension": ("until",),
    "nomination": ("term_months", "source"),
    "transfer": ("receiving_organization_id",),
    "rotation": ("receiving_organization_id", "rotation_purpose", "until"),
    "secondment": ("receiving_organization_id", "urgent_task", "until"),
    "acting": ("until", "vacancy_reason"),
    "conversion": ("reorganization",),
    "discipline": ("discipline_id",),
    "removal": ("discipline_id",),
    "suspension": ("until",),
}
_AT_THE_POST_HELD = (
    *RENEWING,
    *("release", "resignation", "dismissal", "removal", "retirement", "separation", "suspension", "discipline"),
)
"""Kinds that are about the post that is held when the decision is made."""
_FROM_THE_POST_HELD = tuple(kind for kind in (*REASONS, *RENEWING, "rotation", "secondment") if kind != "revocation")
_BY_ITSELF = ("id", "kind", "person_id", "revokes_id", "status", "revoked_on")
"""Columns that follow from how the decision is entered."""


def said_first(kind: str) -> list[Column]:
    """What a decision of this kind says before all else."""
    names = [
        *_SAID_FIRST,
        *(("from_post_id",) if kind in _FROM_THE_POST_HELD else ()),
        *_OF_KIND.get(kind, ()),
        *(("ground",) if kind in GROUNDS else ()),
    ]
    return [TABLES["decision"].column(name) for name in names]


def said_else(kind: str) -> list[Column]:
    """What it may say besides: about the procedure most of all."""
    first = {column.name for column in said_first(kind)}
    left_out = {*first, *_BY_ITSELF, *(() if kind in GROUNDS else ("ground",))}
    return [column for column in TABLES["decision"].columns if column.name not in left_out]


def said_of_posts(kind: str, tenures: Sequence[Any], revoked: Any) -> dict[str, str]:
    """The posts with which the form begins: what the person holds now, or what the revoked decision was about."""
    if revoked is not None:
        return {"c_post_id": str(revoked.post.key)} if revoked.post is not None else {}
    return {f"c_{name}": str(post.key) for name, post in posts_held(kind, tenures).items()}


def posts_held(kind: str, tenures: Sequence[Any]) -> dict[str, Any]:
    """What a decision of this kind says of the post that the person mainly holds, by column."""
    held = next((tenure.post for tenure in tenures if not tenure.concurrent and not tenure.acting), None)
    if held is None:
        return {}
    found = {"post_id": held} if at_the_post_held(kind) else {}
    return {**found, "from_post_id": held} if kind in _FROM_THE_POST_HELD else found


def at_the_post_held(kind: str) -> bool:
    """Whether a decision of this kind is about the post that is held when it is made."""
    return kind in _AT_THE_POST_HELD


class ChooseForm(forms.Form):
    """Of which kind a decision is, and about whom."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại quyết định"))

    def __init__(self, asking: Asking, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What revokes another decision is entered where that one is.
        kinds = [code for code in TABLES["decision"].column("kind").codes if code != "revocation"]
        words = sorted(((code, code_word("decision", "kind", code)) for code in kinds), key=lambda one: one[1])
        choice: Any = self.fields["kind"]
        choice.choices = [("", "–"), *words]
        if asking.person is None:
            self.fields["c_person_id"] = ChooserField(asking.of("person"), label=_("Người được quyết định"))


class DecisionForm(RowForm, ReasonForm):
    """What a decision says."""

    field_order = ()

    def __init__(
        self, kind: str, asking: Asking, *args: Any, row: Any = None, left_out: Container[str] = (), **kwargs: Any
    ) -> None:
        """The fields of a kind of decision, but of the columns that are `left_out`."""
        self.first = [column for column in said_first(kind) if column.name not in left_out]
        self.more = [column for column in said_else(kind) if column.name not in left_out]
        columns = [*self.first, *self.more]
        if row is not None:
            columns += [TABLES["decision"].column(name) for name in ("kind", "status", "revoked_on")]
        super().__init__("decision", columns, asking, *args, row=row, named=column_label, **kwargs)
        self.kind = kind
        if kind in GROUNDS:
            ground: Any = self.fields["c_ground"]
            ground.choices = [
                ("", _("không ghi")),
                *((one, code_word("decision", "ground", one)) for one in GROUNDS[kind]),
            ]
        self.fields["c_signed_on"].required = True
        issuer: Any = self.fields["c_organization_id"]
        issuer.needed(row is None)
        self.order_fields([*(f"c_{column.name}" for column in columns), "reason", "evidence"])

    def of(self, columns: Sequence[Column]) -> list[Any]:
        """The fields of some columns, to be shown."""
        return [self[f"c_{column.name}"] for column in columns]

    @property
    def said_first(self) -> list[Any]:
        return self.of(self.first)

    @property
    def said_else(self) -> list[Any]:
        return self.of(self.more)

    @property
    def more_typed(self) -> bool:
        """Whether anything stands in `said_else`, to be shown open."""
        return self.is_bound and any(bound.data or bound.errors for bound in self.said_else)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        signed, effective, until = (found.get(f"c_{name}") for name in ("signed_on", "effective_on", "until"))
        if until and (effective or signed) and until < (effective or signed):
            self.add_error("c_until", _("Hết thời hạn trước khi có hiệu lực. Hãy kiểm tra hai ngày."))
        return found


@dataclass(frozen=True)
class Begins:
    """With the decision somebody comes to hold its post."""

    since: date | None
    """From the day it takes effect where nothing is said."""
    acting: bool | None
    concurrent: bool | None
    purpose: str | None
    term_ends_on: date | None


@dataclass(frozen=True)
class Changes:
    """With the decision a time in a post ends, or goes on until another day."""

    tenure: Any
    version: int
    """As it was read."""
    until: date | None = None
    reason: str | None = None
    term_ends_on: date | None = None
    ends: bool = True


class EffectsForm(forms.Form):
    """What a decision leads to: the time in a post that begins, and those that end or go on."""

    begins = forms.BooleanField(
        label=gettext_lazy("Từ quyết định này, người được quyết định giữ chức danh nêu trên"), required=False
    )
    since = DayField(
        label=gettext_lazy("Giữ từ ngày"),
        required=False,
        help_text=gettext_lazy("Để trống: từ ngày có hiệu lực, không có thì từ ngày ký."),
    )
    term_ends_on = DayField(label=gettext_lazy("Ngày cuối của thời hạn giữ chức danh"), required=False)
    acting = forms.ChoiceField(label=gettext_lazy("Quyền, phụ trách"), choices=YES_NO, required=False)
    concurrent = forms.ChoiceField(label=gettext_lazy("Kiêm nhiệm"), choices=YES_NO, required=False)
    purpose = forms.ChoiceField(label=gettext_lazy("Tính chất"), required=False)

    def __init__(
        self, kind: str, tenures: Sequence[Any], data: Any = None, revoked: Any = None, prefix: str = "effect"
    ) -> None:
        """`tenures` run now; `revoked` is the decision that is revoked, with which what it began ends."""
        initial: dict[str, Any] = {
            "begins": kind in BEGINNING,
            "acting": "true" if kind == "acting" else "false",
            "concurrent": "false",
            "purpose": kind if kind in ("rotation", "secondment") else "regular",
        }
        super().__init__(data, initial=initial, prefix=prefix)
        self.tenures = list(tenures)
        purpose: Any = self.fields["purpose"]
        codes = TABLES["tenure"].column("purpose").codes
        purpose.choices = [("", _("không ghi")), *((one, code_word("tenure", "purpose", one)) for one in codes)]
        reasons = TABLES["tenure"].column("end_reason").codes
        for tenure in self.tenures:
            self._of(tenure, kind, reasons, revoked)

    def _of(self, tenure: Any, kind: str, reasons: Sequence[str], revoked: Any) -> None:
        ends = kind in REASONS and not tenure.concurrent and not tenure.acting
        if revoked is not None:
            ends = tenure.start_decision_id == revoked.pk
        key = tenure.key
        self.fields[f"what_{key}"] = forms.ChoiceField(
            label=_("Chức danh này"),
            choices=[("", _("giữ như đang ghi")), ("end", _("kết thúc")), ("renew", _("tiếp tục, thời hạn mới"))],
            required=False,
            initial="end" if ends else "renew" if kind in RENEWING and not tenure.acting else "",
        )
        self.fields[f"until_{key}"] = DayField(
            label=_("Ngày đầu tiên không còn giữ"),
            required=False,
            help_text=_("Khi kết thúc. Để trống: ngày có hiệu lực, không có thì ngày ký."),
        )
        self.fields[f"reason_{key}"] = forms.ChoiceField(
            label=_("Lý do kết thúc"),
            choices=[("", _("không ghi")), *((one, code_word("tenure", "end_reason", one)) for one in reasons)],
            required=False,
            initial=REASONS.get(kind, ""),
        )
        self.fields[f"term_{key}"] = DayField(
            label=_("Ngày cuối của thời hạn mới"), required=False, help_text=_("Khi tiếp tục.")
        )
        self.fields[f"version_{key}"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=tenure.version
        )

    @property
    def beginning(self) -> list[Any]:
        """The fields of what begins."""
        return [self[name] for name in ("begins", "since", "term_ends_on", "acting", "concurrent", "purpose")]

    @property
    def held(self) -> list[dict[str, Any]]:
        """The posts held now, each with its fields."""
        return [
            {
                "title": tenure.post.title or _("chức danh không ghi tên"),
                "body": tenure.post.organization.name if tenure.post.organization else "",
                "since": day_word(tenure.since),
                "fields": [self[f"{name}_{tenure.key}"] for name in ("what", "until", "reason", "term", "version")],
            }
            for tenure in self.tenures
        ]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for tenure in self.tenures:
            if found.get(f"what_{tenure.key}") == "renew" and not found.get(f"term_{tenure.key}"):
                self.add_error(f"term_{tenure.key}", _("Hãy ghi ngày cuối của thời hạn mới."))
        return found

    def begun(self) -> Begins | None:
        """What begins; None where nothing does."""
        found = self.cleaned_data
        if not found["begins"]:
            return None
        said = {"true": True, "false": False}
        return Begins(
            found["since"],
            said.get(found["acting"]),
            said.get(found["concurrent"]),
            found["purpose"] or None,
            found["term_ends_on"],
        )

    def changed(self) -> list[Changes]:
        """What ends or goes on."""
        found = self.cleaned_data
        changes = []
        for tenure in self.tenures:
            what = found[f"what_{tenure.key}"]
            if what:
                stated = (
                    found[f"until_{tenure.key}"],
                    found[f"reason_{tenure.key}"] or None,
                    found[f"term_{tenure.key}"],
                )
                version = found[f"version_{tenure.key}"] or 0
                changes.append(Changes(tenure, version, *stated, ends=what == "end"))
        return changes


@dataclass(frozen=True)
class Part:
    """A row of how a decision was made: of which table, as the form calls it and as the page does."""

    table: str
    prefix: str
    fixed: dict[str, Any]
    """Values that are not typed."""
    title: str


class PartForm(RowForm):
    """A row of how a decision was made, entered together with it; left empty it is none."""

    def __init__(self, part: Part, asking: Asking, data: Any, left_out: Container[str] = ()) -> None:
        """The fields of the columns that are typed, but of those that are `left_out`."""
        columns = [one for one in part_columns(part.table, part.fixed) if one.name not in left_out]
        super().__init__(part.table, columns, asking, data, prefix=part.prefix, named=column_label)
        self.fixed, self.title = part.fixed, part.title

    @property
    def stated(self) -> bool:
        """Whether anything was typed."""
        return any(value is not None for value in self.values().values())

    @property
    def typed(self) -> bool:
        """Whether anything stands in it, to be shown open."""
        return self.is_bound and any(
            value
            for name, value in self.data.items()
            if self.prefix and f"{self.prefix}-" in name and str(value).strip()
        )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if self.table == "dossier_item" and any(found.values()) and not found.get("c_kind"):
            self.add_error("c_kind", _("Hãy chọn loại giấy tờ."))
        return found


_Form = TypeVar("_Form", bound=PartForm)


def part_columns(table: str, fixed: Any = ()) -> list[Column]:
    """The columns that are typed: who sent a notice to whom is kept by id only, and left as it is."""
    left_out = {"id", "decision_id", "from_id", "to_id", *fixed}
    return [column for column in TABLES[table].columns if column.name not in left_out]


def parts_of(make: Callable[[Part], _Form]) -> tuple[list[_Form], list[_Form]]:
    """The forms of the steps, and those with room for papers."""
    steps = [Part("step", f"step_{step}", {"step": step}, code_word("step", "step", step)) for step in STEPS.split()]
    papers = [Part("dossier_item", f"paper_{n}", {}, _("Giấy tờ %(n)s") % {"n": n + 1}) for n in range(PAPERS)]
    return [make(one) for one in steps], [make(one) for one in papers]
