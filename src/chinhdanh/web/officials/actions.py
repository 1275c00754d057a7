"""Writing to the record of an official: entering, correcting and withdrawing a fact, each with its reason and evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from chinhdanh.web.accounts.models import User
from chinhdanh.web.accounts.refusing import Refused, refusals_told
from chinhdanh.web.officials import identity
from chinhdanh.web.officials.models import Kinship, Person, Tenure
from chinhdanh.web.officials.reading import Reading
from chinhdanh.web.officials.seats import NoSeat, free_seat
from chinhdanh.web.organisations.models import Post
from chinhdanh.web.organisations.refusing import post_ended
from chinhdanh.web.record.access import RULES
from chinhdanh.web.record.base import Recorded
from chinhdanh.web.record.writing import EditedMeanwhile, check_all, recording


def may_write(reading: Reading, table: str) -> bool:
    """Whether the user keeps this table of the record that is read; nobody keeps their own.

    Where the body of a row lies decides, too: the database refuses what is outside of the user's reach.
    """
    return reading.person.pk != reading.user.person_id and reading.within(RULES[table].writers)


def enter(user: User, model: type[Recorded], values: Mapping[str, Any], reason: str, evidence: str) -> Any:
    """A new row. Raises NotAllowed, Refused."""
    with officials_told(), recording("entry", user, reason, evidence) as written:
        row = written.add(model, **_with_seat(model, values))
        check_all()
    return row


def enter_person(user: User, day: date, values: Mapping[str, Any], another: bool, reason: str, evidence: str) -> Any:
    """A new person; `another` says that those who are alike were looked at. Raises NotAllowed, Refused, PerhapsKnown."""
    with officials_told(), recording("entry", user, reason, evidence) as written:
        _nobody_twice(user, day, values, another)
        return written.add(Person, **values)


def enter_kin(
    user: User,
    day: date,
    values: Mapping[str, Any],
    relative: Mapping[str, Any] | None,
    another: bool,
    reason: str,
    evidence: str,
) -> Any:
    """A new row of kinship; with `relative`, of somebody who is entered with it. Raises as `enter_person`.

    A relative who is recorded elsewhere, out of reach, is meant where name and identity number are theirs.
    """
    with officials_told(), recording("entry", user, reason, evidence) as written:
        if relative is not None:
            away = _nobody_twice(user, day, relative, another, elsewhere=True)
            kin = away or written.add(Person, **relative).pk
            values = {**values, "relative_id": kin}
        if values["relative_id"] == values["person_id"]:
            raise Refused(_("Không ai là người thân của chính mình. Hãy chọn người khác."))
        if values["relative_id"] == user.person_id:
            raise Refused(_("Không ai tự ghi quan hệ gia đình của mình. Hãy đề nghị người giữ hồ sơ khác ghi."))
        same = Kinship.objects.filter(person_id=values["person_id"], relative_id=values["relative_id"])
        turned = Kinship.objects.filter(person_id=values["relative_id"], relative_id=values["person_id"])
        if (same.filter(relation=values["relation"]) | turned).exists():
            raise Refused(_("Quan hệ giữa hai người này đã được ghi; một dòng đủ cho cả hai phía."))
        row = written.add(Kinship, **values)
        check_all()
    return row


class PerhapsKnown(Exception):
    """Somebody of the same name, born on the same day, is recorded already; `alike` are they."""

    def __init__(self, alike: Sequence[Any]) -> None:
        super().__init__(str(len(alike)))
        self.alike = alike


def _nobody_twice(
    user: User, day: date, values: Mapping[str, Any], another: bool, elsewhere: bool = False, apart: str = ""
) -> str | None:
    """Whether the person is recorded already; the id of somebody out of reach who is meant, where that is allowed."""
    found = identity.known(
        user,
        day,
        values["full_name"],
        values.get("birth_date"),
        values.get("birth_precision"),
        values.get("citizen_id"),
    )
    if numbered := [one for one in found.numbered if one.pk != apart]:
        names = ", ".join(str(one.full_name or _("không ghi tên")) for one in numbered)
        raise Refused(
            _("Số định danh này đã có trong hồ sơ của %(names)s. Hãy mở hồ sơ đó, hoặc sửa số đã gõ.")
            % {"names": names}
        )
    if found.elsewhere and elsewhere and found.elsewhere_named:
        return found.elsewhere
    if found.elsewhere and found.elsewhere_named:
        raise Refused(
            _(
                "Người này đã có hồ sơ do cơ quan khác giữ, ngoài phạm vi của bạn. Hãy đề nghị cơ quan đó ghi quyết định "
                "điều động, tiếp nhận; sau đó hồ sơ hiện ở đây."
            )
        )
    if found.elsewhere:
        raise Refused(
            _("Số định danh này đã được ghi cho một người có họ tên khác. Hãy kiểm tra lại số trên giấy tờ gốc.")
        )
    if not another and (alike := [one for one in found.alike if one.person.pk != apart]):
        raise PerhapsKnown(alike)
    return None


def _with_seat(model: type[Recorded], values: Mapping[str, Any], row: Any = None) -> dict[str, Any]:
    """Who holds a post holds one of its seats: it is found, and not typed."""
    if model is not Tenure:
        return dict(values)
    names = ("post_id", "since", "until", "acting")
    if row is not None and all(values[name] == getattr(row, name) for name in names):
        return dict(values)
    post = Post.objects.filter(pk=values["post_id"]).first()
    if post is None:
        return dict(values)
    try:
        since, until, acting = (values[name] for name in names[1:])
        seat = free_seat(post, since, until, acting, () if row is None else (row.pk,))
    except NoSeat as none:
        raise Refused(str(none)) from none
    return {**values, "seat": seat}


def correct(
    user: User, day: date, row: Any, version: int, values: Mapping[str, Any], reason: str, evidence: str
) -> Any:
    """A new version of `row`, which was read as `version`. Raises EditedMeanwhile, NotAllowed, Refused."""
    if row.version != version:
        raise EditedMeanwhile(row)
    with officials_told(), recording("correction", user, reason, evidence) as written:
        if isinstance(row, Person) and values["citizen_id"] not in (None, row.citizen_id):
            _nobody_twice(user, day, values, another=True, apart=row.pk)
        corrected = written.correct(row, **_with_seat(type(row), values, row))
        check_all()
    return corrected


def withdraw(user: User, row: Any, version: int, reason: str, evidence: str) -> None:
    """Take `row`, which was recorded in error, out of what holds. Raises EditedMeanwhile, NotAllowed, Refused."""
    if row.version != version:
        raise EditedMeanwhile(row)
    with officials_told(), recording("correction", user, reason, evidence) as written:
        written.withdraw(row)
        check_all()


def _why(text: str) -> str:
    if "period_in_order" in text:
        return _("Ngày kết thúc đứng trước ngày bắt đầu. Hãy kiểm tra hai ngày.")
    if "one_full_holder_of_a_seat" in text:
        return _(
            "Trong thời gian này đã có người khác giữ chính thức chức danh. Hãy kiểm tra ngày thôi giữ của người đó."
        )
    if "only_seats_there_are" in text:
        return _("Chức danh không còn chỗ trống trong thời gian này. Hãy kiểm tra số lượng chỗ của chức danh.")
    if ended := post_ended(text):
        return ended
    if "foreign key" in text:
        return _("Còn dữ liệu khác dựa vào dòng này. Hãy đính chính hoặc rút dữ liệu đó trước.")
    return _("Cơ sở dữ liệu không nhận giá trị này. Hãy kiểm tra các ô đã điền.")


officials_told = partial(refusals_told, _why)
"""What the database refuses in the block, of officials and what hangs on them."""
