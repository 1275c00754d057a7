"""The part of a form in which it is said who of a body that ends is carried over, and to which posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.web.organisations import touched
from chinhdanh.web.organisations.carrying_over import KINDS, Carried, Carrying
from chinhdanh.web.organisations.models import Post
from chinhdanh.web.organisations.reorganising_forms import GroundsForm, PlainField
from chinhdanh.web.ui.formats import day as day_word
from chinhdanh.web.ui.words import code_word

ALIKE = "alike"
"""The choice of a post that is made anew like the one that ends."""


@dataclass(frozen=True)
class Staff:
    """Who holds posts of bodies that may end, where they can go, and which bodies may have decided so."""

    tenures: Sequence[Any] = ()
    """All that run, with person and post."""
    posts: Sequence[Any] = ()
    issuers: Sequence[Any] = ()

    @property
    def held(self) -> list[Any]:
        """The tenures that can be carried over: whose end is recorded already has a decision."""
        return [one for one in self.tenures if one.until is None]

    @property
    def by_post(self) -> dict[Any, list[Any]]:
        """Those who hold each post."""
        found: dict[Any, list[Any]] = {}
        for tenure in self.held:
            found.setdefault(tenure.post, []).append(tenure)
        return found


def staff_of(user: Any, today: date, bodies: Sequence[Any], to: Sequence[Any], issuers: Sequence[Any]) -> Staff:
    """Who holds posts of `bodies` now, and the posts of the bodies `to`."""
    there = touched.tenures_of_posts(user, today, Q(post__organization_id__in=[one.pk for one in bodies]), today)
    tenures = list(there.select_related("person", "post__organization"))
    posts = Post.objects.visible_to(user, today).filter(
        Q(until__isnull=True) | Q(until__gt=today), organization_id__in=[one.pk for one in to]
    )
    ordered = posts.select_related("organization").order_by("organization__name", "-rank", "pk")
    return Staff(tenures, list(ordered), issuers)


def _of(tenure: Any) -> str:
    """Somebody in a post as they were read: who was written about meanwhile is no choice any more."""
    return f"{tenure.key}.{tenure.version}"


class CarryingForm(GroundsForm):
    """An act that ends bodies, with who is carried over. A post of nobody has no fields."""

    reorganization: str | None = None

    def __init__(self, today: date, staff: Staff, *args: Any, **kwargs: Any) -> None:
        super().__init__(today, *args, **kwargs)
        self.staff = staff
        if not staff.held:
            return
        self.fields["staff_number"] = PlainField(
            label=_("Số, ký hiệu quyết định bố trí người"),
            max_length=100,
            required=False,
            help_text=_(
                "Để trống: người được bố trí bằng chính quyết định sắp xếp. Cùng ngày ký, cùng ngày có hiệu lực."
            ),
        )
        self.fields["staff_kind"] = forms.ChoiceField(
            label=_("Loại quyết định bố trí"), choices=[(kind, code_word("decision", "kind", kind)) for kind in KINDS]
        )
        self.fields["staff_issuer"] = forms.ChoiceField(
            label=_("Cơ quan ban hành quyết định bố trí"),
            choices=[(str(one.key), one.name or one.pk) for one in staff.issuers],
        )
        places = [
            (str(one.key), " · ".join(part for part in (one.title, one.organization.name) if part))
            for one in staff.posts
        ]
        for post, held in staff.by_post.items():
            words = {"post": post.title or _("chức danh không ghi tên"), "body": post.organization.name or ""}
            self.fields[f"to_{post.key}"] = forms.ChoiceField(
                label=_("%(post)s, %(body)s: sang chức danh") % words,
                choices=[
                    ("", _("không bố trí ở đây")),
                    (ALIKE, _("lập chức danh như vậy ở cơ quan tiếp tục")),
                    *places,
                ],
                required=False,
            )
            self.fields[f"who_{post.key}"] = forms.MultipleChoiceField(
                label=_("%(post)s, %(body)s: những ai") % words,
                choices=[(_of(one), self._named(one)) for one in held],
                widget=forms.CheckboxSelectMultiple,
                initial=[_of(one) for one in held],
                required=False,
                error_messages={
                    "invalid_choice": _("Người khác vừa ghi về một người ở chức danh này. Hãy xem lại rồi chọn lại.")
                },
            )

    def _named(self, tenure: Any) -> str:
        name = tenure.person.full_name or _("không ghi tên")
        return f"{name} ({_('từ %(day)s') % {'day': day_word(tenure.since)}})" if tenure.since else name

    @property
    def carrying(self) -> Carrying | None:
        """Who is carried over by which decision; None where nobody is."""
        given = self.cleaned_data
        posts = {str(one.key): one for one in self.staff.posts}
        whom = [
            Carried(tenure, posts.get(to))
            for post, held in self.staff.by_post.items()
            if (to := given[f"to_{post.key}"])
            for tenure in held
            if _of(tenure) in given[f"who_{post.key}"]
        ]
        if not whom:
            return None
        issuer = next(one for one in self.staff.issuers if str(one.key) == given["staff_issuer"])
        return Carrying(
            given["staff_kind"],
            given["staff_number"] or given["number"],
            given["signed_on"],
            issuer.pk,
            self.reorganization,
            whom,
        )


class MergeForm(CarryingForm):
    """Several bodies become one of them, or a new one."""

    act = "Sáp nhập, hợp nhất"
    reorganization = "merger"
    NEW = "new"
    into = forms.ChoiceField(label=gettext_lazy("Cơ quan sau sáp nhập"), widget=forms.RadioSelect)
    new_name = PlainField(label=gettext_lazy("Tên cơ quan mới"), required=False)

    def __init__(self, today: date, bodies: list[Any], staff: Staff, *args: Any, **kwargs: Any) -> None:
        super().__init__(today, staff, *args, **kwargs)
        stays = [
            (str(one.key), _("%(name)s tiếp tục, tiếp nhận các cơ quan kia") % {"name": one.name}) for one in bodies
        ]
        into: Any = self.fields["into"]
        into.choices = [*stays, (self.NEW, _("Một cơ quan mới, ghi tên dưới đây"))]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("into") == self.NEW and not found.get("new_name"):
            self.add_error("new_name", _("Hãy ghi tên cơ quan mới."))
        return found


class DissolveForm(CarryingForm):
    """The end of a body."""

    act = "Giải thể"
