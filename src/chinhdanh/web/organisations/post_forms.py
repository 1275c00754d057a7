"""Forms in which posts are kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.web.organisations.reorganising_forms import GroundsForm, PlainField, ReasonsForm, coded

_YES_NO = (("", gettext_lazy("không ghi")), ("true", gettext_lazy("Có")), ("false", gettext_lazy("Không")))
_COLUMNS = (
    "title", "leadership", "seats", "rank", "equivalence", "adjacent_lower_rank", "term_months", "term_limit", "managed_by",
    "field", "elected", "public_unit",
)  # fmt: skip


def _yes_no(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=_YES_NO, required=False, empty_value=None, coerce=lambda stated: stated == "true"
    )


def _count(label: Any, most: int, least: int = 0, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=False, help_text=help_text)


class PostFields(forms.Form):
    """What is recorded of a post."""

    title = PlainField(label=gettext_lazy("Tên chức danh"))
    seats = _count(
        gettext_lazy("Số người được giữ cùng lúc"), 30_000, 1,
        gettext_lazy("Để trống: một đối với người đứng đầu, còn lại là chưa rõ."),
    )  # fmt: skip
    rank = _count(gettext_lazy("Bậc chức danh"), 1000, 0, gettext_lazy("Số lớn là chức danh cao hơn."))
    equivalence = PlainField(
        label=gettext_lazy("Nhóm tương đương"), required=False,
        help_text=gettext_lazy("Các chức danh ghi cùng chữ là tương đương."),
    )  # fmt: skip
    adjacent_lower_rank = _count(gettext_lazy("Bậc của chức danh liền kề bên dưới"), 1000)
    term_months = _count(gettext_lazy("Thời hạn giữ chức vụ (tháng)"), 1200, 1)
    term_limit = _count(gettext_lazy("Số nhiệm kỳ liên tiếp tối đa"), 100, 0, gettext_lazy("0: không có quy định."))
    elected = _yes_no(gettext_lazy("Chức danh bầu cử"))
    public_unit = _yes_no(gettext_lazy("Thuộc đơn vị sự nghiệp công lập"))

    def __init__(self, above: list[Any], positions: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._above = {str(one.key): one for one in above}
        self._positions = {str(one.key): one for one in positions}
        self.fields["leadership"] = coded("post", "leadership", _("Vai trò lãnh đạo trong cơ quan"))
        self.fields["managed_by"] = coded("post", "managed_by", _("Cấp quản lý"))
        self.fields["field"] = coded("post", "field", _("Lĩnh vực công tác"))
        self.fields["reports_to"] = forms.ChoiceField(
            label=_("Chức danh cấp trên trực tiếp"), required=False,
            choices=[("", _("không ghi")), *((key, _place(one)) for key, one in self._above.items())],
        )  # fmt: skip
        self.fields["job_position"] = forms.ChoiceField(
            label=_("Vị trí việc làm"), required=False,
            choices=[("", _("không ghi")), *((key, one.name) for key, one in self._positions.items())],
        )  # fmt: skip
        first = [
            "title",
            "leadership",
            "seats",
            "rank",
            "equivalence",
            "adjacent_lower_rank",
            "reports_to",
            "job_position",
        ]
        self.order_fields([*first, *(one for one in self.fields if one in _COLUMNS)])

    def values(self) -> dict[str, Any]:
        """What is recorded; what was left open is not."""
        given = self.cleaned_data
        found = {name: None if given[name] in ("", None) else given[name] for name in _COLUMNS}
        above, position = self._above.get(given["reports_to"]), self._positions.get(given["job_position"])
        return {
            **found,
            "reports_to_id": above and above.pk,
            "job_position_id": position and position.pk,
        }


def _place(post: Any) -> str:
    return f"{post.title or post.pk} · {post.organization.name}" if post.organization else str(post.title or post.pk)


def stands(post: Any) -> dict[str, Any]:
    """What the fields begin with, of a post."""
    found = {name: getattr(post, name) for name in _COLUMNS}
    for name in ("elected", "public_unit"):
        found[name] = "" if found[name] is None else str(found[name]).lower()
    for name in ("reports_to", "job_position"):
        row = getattr(post, name)
        found[name] = str(row.key) if row is not None else ""
    return found


class AbolishForm(GroundsForm):
    """A decision by which a post ends."""

    act = "Bãi bỏ chức danh"


class ChangePostForm(PostFields, ReasonsForm):
    """A post put right, or changed."""


class CreatePostForm(PostFields, GroundsForm):
    """A new post and its decision."""

    act = "Lập chức danh"
    later = True
