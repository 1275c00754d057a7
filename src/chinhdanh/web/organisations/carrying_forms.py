"""Forms of acts by which staff are carried over: for each post of the body who goes, and to which posts of which bodies.

Holders of one post may go to several: who is not chosen for the first is asked about again, until nobody is left or no
more is said of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.web.organisations import touched
from chinhdanh.web.organisations.carrying_over import KINDS, Carried, Carrying
from chinhdanh.web.organisations.models import Post
from chinhdanh.web.organisations.reorganising_forms import LONGEST, GroundsForm, PlainField, plain
from chinhdanh.web.ui.formats import day as day_word
from chinhdanh.web.ui.words import code_word

ALIKE = "alike"
"""The choice of a post that is made anew like the one before; of several bodies with the one where, after a colon."""
MOST_SPLIT = 20
"""More bodies than one is ever split into: a pasted list of something else is told."""


@dataclass(frozen=True)
class Staff:
    """Who holds posts of bodies that are reorganised, where they can go, and which bodies may have decided so."""

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


def _to(post: Any, n: int) -> str:
    """The field that says to where holders of a post go, by how often they were asked about."""
    return f"to_{post.key}_{n + 1}" if n else f"to_{post.key}"


def _who(post: Any, n: int) -> str:
    """The field that says which of them do."""
    return f"who_{post.key}_{n + 1}" if n else f"who_{post.key}"


class CarryingForm(GroundsForm):
    """An act by which staff may be carried over. A post of nobody has no fields."""

    reorganization: str | None = None

    def __init__(
        self, today: date, staff: Staff, into: Sequence[tuple[str, str]], data: Any = None, **kwargs: Any
    ) -> None:
        """`into` are the bodies in which posts may be made: what the act calls each, and its name."""
        # What was not asked about yet is filled in: everybody is ticked, as on the page that is opened.
        super().__init__(today, None if data is None else MultiValueDict(data.lists()), **kwargs)
        self.staff = staff
        if not staff.held or not (into or staff.posts):
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
            label=_("Loại quyết định bố trí"),
            choices=[(kind, code_word("decision", "kind", kind)) for kind in KINDS],
        )
        self.fields["staff_issuer"] = forms.ChoiceField(
            label=_("Cơ quan ban hành quyết định bố trí"),
            choices=[(str(one.key), one.name or one.pk) for one in staff.issuers],
        )
        if self.is_bound and "staff_kind" not in self.data:
            # A form may be sent before it has asked: a split that names its bodies for the first time.
            for name in ("staff_kind", "staff_issuer"):
                choice: Any = self.fields[name]
                self.data[name] = choice.choices[0][0]
        made = [
            (f"{ALIKE}:{called}" if called else ALIKE, _("lập chức danh như vậy ở %(body)s") % {"body": name})
            for called, name in into
        ]
        posts = [
            (str(one.key), " · ".join(part for part in (one.title, one.organization.name) if part))
            for one in staff.posts
        ]
        for post, held in staff.by_post.items():
            for n, left in enumerate(self._parts(post, held)):
                self._ask(post, n, left, [("", _("không bố trí ở đây")), *made, *posts])

    def _parts(self, post: Any, held: Sequence[Any]) -> list[list[Any]]:
        """The holders of a post as they are asked about: all of them, then those who are not chosen yet, and so on."""
        parts, left = [list(held)], list(held)
        while self.is_bound and _to(post, len(parts) - 1) in self.data:
            place, who = len(parts) - 1, _who(post, len(parts) - 1)
            chosen = self.data.getlist(who) if self.data.get(_to(post, place)) else [_of(one) for one in left]
            left = [one for one in left if _of(one) not in chosen]
            if not left and not self.data.get(_to(post, place + 1)):
                break
            parts.append(left)
        return parts

    def _ask(self, post: Any, n: int, left: Sequence[Any], places: list[tuple[str, Any]]) -> None:
        words = {"post": post.title or _("chức danh không ghi tên"), "body": post.organization.name or ""}
        to, who = _to(post, n), _who(post, n)
        where, whom = _("%(post)s, %(body)s: sang chức danh"), _("%(post)s, %(body)s: những ai")
        stale = _("Người khác vừa ghi về một người ở chức danh này. Hãy xem lại rồi chọn lại.")
        if n:
            where, whom = _("%(post)s, %(body)s: người còn lại sang"), _("%(post)s, %(body)s: ai trong số còn lại")
            stale = _("Người này đã chọn ở trên, hoặc người khác vừa ghi về họ. Hãy xem lại rồi chọn lại.")
        self.fields[to] = forms.ChoiceField(
            label=where % words,
            choices=places,
            required=False,
            error_messages={"invalid_choice": _("Nơi đã chọn không còn trong các nơi nêu ở trên. Hãy chọn lại.")},
        )
        self.fields[who] = forms.MultipleChoiceField(
            label=whom % words,
            choices=[(_of(one), self._named(one)) for one in left],
            widget=forms.CheckboxSelectMultiple,
            initial=[_of(one) for one in left],
            required=False,
            error_messages={"invalid_choice": stale},
        )
        if self.is_bound and to not in self.data:
            self.data.setlist(who, [_of(one) for one in left])

    def _named(self, tenure: Any) -> str:
        name = tenure.person.full_name or _("không ghi tên")
        return f"{name} ({_('từ %(day)s') % {'day': day_word(tenure.since)}})" if tenure.since else name

    @property
    def carrying(self) -> Carrying | None:
        """Who is carried over by which decision; None where nobody is."""
        given = self.cleaned_data
        if not given.get("staff_kind"):
            return None
        posts = {str(one.key): one for one in self.staff.posts}
        whom = []
        for post, held in self.staff.by_post.items():
            known = {_of(one): one for one in held}
            n = 0
            while _to(post, n) in given:
                if to := given[_to(post, n)]:
                    at = to.partition(":")[2]
                    whom += [Carried(known[one], posts.get(to), at) for one in given[_who(post, n)]]
                n += 1
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

    def __init__(self, today: date, bodies: list[Any], staff: Staff, data: Any = None) -> None:
        super().__init__(today, staff, [("", _("cơ quan tiếp tục"))], data)
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
    """The end of a body; its staff go to the bodies `to`."""

    act = "Giải thể"

    def __init__(self, today: date, to: Sequence[Any], staff: Staff, data: Any = None) -> None:
        super().__init__(today, staff, [(str(one.key), one.name or one.pk) for one in to], data)


class SplitForm(CarryingForm):
    """New bodies out of one. Where its staff can go is known when the new bodies are named."""

    act = "Chia, tách"
    reorganization = "split"
    names = forms.CharField(
        label=gettext_lazy("Tên các cơ quan mới"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Mỗi dòng một tên."),
    )
    goes_on = forms.BooleanField(label=gettext_lazy("Cơ quan cũ vẫn tiếp tục hoạt động (tách)"), required=False)

    def __init__(self, today: date, staff: Staff, data: Any = None) -> None:
        named = [] if data is None else _lines(data.get("names", ""))[:MOST_SPLIT]
        super().__init__(today, staff, [(name, name) for name in dict.fromkeys(named)], data)

    def clean_names(self) -> list[str]:
        names = _lines(self.cleaned_data["names"])
        if len({name.casefold() for name in names}) < len(names):
            raise forms.ValidationError(_("Có hai tên giống nhau. Hãy ghi mỗi cơ quan một tên riêng."))
        if len(names) > MOST_SPLIT or any(len(name) > LONGEST for name in names):
            raise forms.ValidationError(_("Quá nhiều tên, hoặc có tên quá dài. Hãy kiểm tra lại danh sách."))
        return names

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if len(found.get("names", [])) == 1 and not found.get("goes_on"):
            self.add_error("names", _("Chia thì cần ít nhất hai cơ quan mới; nếu chỉ đổi tên, hãy dùng “Đổi tên”."))
        return found


def _lines(text: str) -> list[str]:
    return [plain(line) for line in text.splitlines() if line.strip()]
