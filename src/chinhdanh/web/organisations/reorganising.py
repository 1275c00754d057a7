"""Founding, renaming, moving, merging, splitting and dissolving bodies, each on a day, by a decision, as one change.

A body that is renamed or moved stays the same, with its posts and people; what it was until then is kept with the act. One
that ends takes its posts with it: nobody may hold one of them any more, by decisions that were recorded before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.refusing import Refused
from chinhdanh.web.decisions.models import Decision
from chinhdanh.web.officials.models import Person, Tenure
from chinhdanh.web.organisations import touched
from chinhdanh.web.organisations.actions import keeps
from chinhdanh.web.organisations.carrying_over import Carried, Carrying, carry_over
from chinhdanh.web.organisations.dating import in_force
from chinhdanh.web.organisations.models import DeputyCap, Organization, Post, Reorganisation
from chinhdanh.web.organisations.refusing import bodies_told
from chinhdanh.web.record.access import Scope
from chinhdanh.web.record.writing import EditedMeanwhile, Recording, check_all, recording

COPIED = ("kind", "level", "province", "province_class", "sector", "subkind")
"""What a body that is split from another, or made of others, takes over from it."""
FROM_ABOVE = ("province", "province_class")
"""What a new body has in common with the one above it."""


@dataclass(frozen=True)
class Grounds:
    """The decision on which an act rests, and the day from which it has effect."""

    on: date
    evidence: str
    reason: str


@dataclass(frozen=True)
class Keeper:
    """Who writes, with what they reach."""

    user: Any
    scope: Scope

    @property
    def today(self) -> date:
        return self.scope.day

    def now(self, body: Any, version: int | None = None) -> Any:
        """The body as the record holds it. Raises NotAllowed out of reach, EditedMeanwhile where it is not `version`."""
        if not keeps(self.scope, body.pk):
            raise NotAllowed
        row = Organization.objects.visible_to(self.user, self.today).get(pk=body.pk)
        if version is not None and row.version != version:
            raise EditedMeanwhile(row)
        return row

    def namesakes(self, parent: str | None, name: str, day: date, but: Sequence[str] = ()) -> bool:
        """Whether another body of this name stands under the same one."""
        rows = Organization.objects.visible_to(self.user, self.today).exclude(pk__in=but)
        rows = rows.filter(Q(until__isnull=True) | Q(until__gt=day), parent_id=parent)
        return any((one.name or "").casefold() == name.casefold() for one in rows)


def _told(record: Recording, kind: str, on: date, body: Any, other: Any = None, before: Any = None) -> None:
    Reorganisation.objects.create(
        change=record.change,
        kind=kind,
        on=on,
        organization_id=body.pk,
        other_id=other.pk if other is not None else None,
        name=before.name if before is not None else None,
        parent_id=before.parent_id if before is not None else None,
    )


def _one_name_each(by: Keeper, parent: str | None, names: Sequence[str], day: date, but: Sequence[str] = ()) -> None:
    taken = [name for name in names if by.namesakes(parent, name, day, but)]
    if taken:
        raise Refused(
            *(_("Đã có cơ quan tên “%(name)s” ở cùng cấp. Hãy đặt tên khác.") % {"name": name} for name in taken)
        )


def found(by: Keeper, parent: Any, values: Mapping[str, Any], grounds: Grounds) -> Any:
    """A new body under `parent`. Raises NotAllowed, Refused."""
    above = by.now(parent)
    if above.until is not None and above.until <= grounds.on:
        raise Refused(_("Cơ quan cấp trên không còn hoạt động vào ngày này. Hãy chọn ngày khác hoặc cơ quan khác."))
    _one_name_each(by, above.pk, [values["name"]], grounds.on)
    with bodies_told(), recording("entry", by.user, grounds.reason, grounds.evidence) as record:
        common = {name: getattr(above, name) for name in FROM_ABOVE}
        body = record.add(Organization, **{**common, **values}, parent_id=above.pk, since=grounds.on)
        _told(record, Reorganisation.FOUNDED, grounds.on, body)
        check_all()
    return body


def topmost_named(name: str, since: date | None) -> bool:
    """Whether another body of this name stands under none, on the day from which one is to stand, or ends later."""
    rows = Organization.objects.filter(parent__isnull=True)
    rows = rows.filter(until__isnull=True) if since is None else rows.filter(Q(until__isnull=True) | Q(until__gt=since))
    return any((one.name or "").casefold() == name.casefold() for one in rows)


def found_topmost(
    code: str | None, values: Mapping[str, Any], since: date | None, reason: str, evidence: str = ""
) -> Any:
    """A body that stands under none, recorded at the machine where the database is: nobody keeps the record of what is above.

    Without `code` it is given an id; without `since` it is not known from when it stands, and nothing is told of a founding.
    """
    named = {"id": code} if code is not None else {}
    with recording("entry", None, reason, evidence) as record:
        body = record.add(Organization, **named, **values, since=since)
        if since is not None:
            _told(record, Reorganisation.FOUNDED, since, body)
        check_all()
    return body


def _follows(body: Any, on: date) -> None:
    """The names and places of a body follow each other: an act is not put before one that is recorded already."""
    if body.since is not None and on <= body.since:
        raise Refused(
            _("%(name)s: ngày này không sau ngày bắt đầu hoạt động. Hãy kiểm tra ngày có hiệu lực.")
            % {"name": body.name}
        )
    if body.until is not None:
        raise Refused(_("%(name)s đã kết thúc hoạt động.") % {"name": body.name})
    if in_force().filter(organization_id=body.pk, on__gt=on).exists():
        raise Refused(
            _(
                "%(name)s đã có một thay đổi có hiệu lực sau ngày này. Hãy hoàn tác thay đổi ấy trước, hoặc kiểm tra ngày."
            )
            % {"name": body.name}
        )


def rename(by: Keeper, body: Any, version: int, name: str, grounds: Grounds) -> Any:
    """The body is called so from the day on. Raises NotAllowed, EditedMeanwhile, Refused."""
    row = by.now(body, version)
    _follows(row, grounds.on)
    if name == row.name:
        raise Refused(_("Tên mới giống tên đang dùng."))
    _one_name_each(by, row.parent_id, [name], grounds.on, [row.pk])
    with bodies_told(), recording("entry", by.user, grounds.reason, grounds.evidence) as record:
        _told(record, Reorganisation.RENAMED, grounds.on, row, before=row)
        renamed = record.correct(row, name=name)
        check_all()
    return renamed


def _below(parent: Any, body: Any) -> bool:
    """Whether `parent` is `body`, or anywhere below it."""
    seen = set()
    while parent is not None and parent.pk not in seen:
        if parent.pk == body.pk:
            return True
        seen.add(parent.pk)
        parent = parent.parent
    return False


def move(by: Keeper, body: Any, version: int, parent: Any, grounds: Grounds) -> Any:
    """The body stands under `parent` from the day on, with all below it. Raises NotAllowed, EditedMeanwhile, Refused."""
    row, above = by.now(body, version), by.now(parent)
    if _below(above, row):
        raise Refused(_("Cơ quan không thể thuộc chính mình hay một đơn vị trực thuộc mình."))
    if above.pk == row.parent_id:
        raise Refused(_("Cơ quan đã trực thuộc cơ quan này."))
    if (above.since is not None and above.since > grounds.on) or above.until is not None:
        raise Refused(_("Cơ quan cấp trên mới không hoạt động vào ngày này."))
    _one_name_each(by, above.pk, [row.name or ""], grounds.on)
    with bodies_told(), recording("entry", by.user, grounds.reason, grounds.evidence) as record:
        moved = _move(record, row, above.pk, grounds.on)
        check_all()
    return moved


def _move(record: Recording, row: Any, parent: str, on: date) -> Any:
    _follows(row, on)
    _told(record, Reorganisation.MOVED, on, row, before=row)
    return record.correct(row, parent_id=parent)


def hindrances(touches: touched.Touched, with_bodies_below: bool) -> list[str]:
    """Why bodies cannot end on which this hangs: whoever holds a post there and is not placed, and what stands below."""
    found = []
    if touches.people:
        found.append(
            ngettext(
                "Còn %(n)s người giữ chức danh ở đây từ ngày này mà chưa được bố trí. Hãy bố trí họ ở trang này, hoặc ghi "
                "quyết định điều động, thôi việc của họ trước.",
                "Còn %(n)s người giữ chức danh ở đây từ ngày này mà chưa được bố trí. Hãy bố trí họ ở trang này, hoặc ghi "
                "quyết định điều động, thôi việc của họ trước.",
                touches.people,
            )
            % {"n": touches.people}
        )
    if touches.below and not with_bodies_below:
        found.append(
            ngettext(
                "Còn %(n)s đơn vị trực thuộc. Hãy chuyển, sáp nhập hoặc giải thể trước.",
                "Còn %(n)s đơn vị trực thuộc. Hãy chuyển, sáp nhập hoặc giải thể trước.",
                touches.below,
            )
            % {"n": touches.below}
        )
    return found


def _end(by: Keeper, record: Recording, row: Any, on: date, successor: str | None = None) -> None:
    """The body ends, and its posts and the cap on its deputies with it."""
    for post in touched.posts_open(by.user, by.today, [row.pk], on):
        record.correct(post, until=max(on, post.since or on))
    caps = DeputyCap.objects.visible_to(by.user, by.today).filter(organization_id=row.pk)
    for cap in caps.filter(Q(until__isnull=True) | Q(until__gt=on)):
        record.correct(cap, until=max(on, cap.since or on))
    record.correct(row, until=on, successor_id=successor)


def _may_end(
    by: Keeper, rows: Sequence[Any], on: date, with_bodies_below: bool, carried: Sequence[Carried] = ()
) -> None:
    for row in rows:
        _follows(row, on)
    leaving = [one.tenure.pk for one in carried]
    touches = touched.of_bodies(by.user, by.today, [row.pk for row in rows], on, leaving)
    if told := hindrances(touches, with_bodies_below):
        raise Refused(*told)


def dissolve(
    by: Keeper, body: Any, version: int, grounds: Grounds, to: Sequence[Any] = (), carrying: Carrying | None = None
) -> None:
    """The body ends without another in its place; who is carried over goes to the bodies `to`, called by their keys.

    Raises NotAllowed, EditedMeanwhile, Refused.
    """
    row = by.now(body, version)
    carried = [] if carrying is None else carrying.of([row])
    _may_end(by, [row], grounds.on, False, carried)
    with bodies_told(), recording("entry", by.user, grounds.reason, grounds.evidence) as record:
        _told(record, Reorganisation.DISSOLVED, grounds.on, row)
        if carrying is not None and carried:
            bodies = {str(one.key): by.now(one) for one in to}
            carry_over(by.user, record, bodies, carrying, carried, grounds.on)
        _end(by, record, row, grounds.on)
        check_all()


def merge(
    by: Keeper,
    bodies: Sequence[Any],
    versions: Sequence[int],
    into: Any,
    new_name: str,
    grounds: Grounds,
    carrying: Carrying | None = None,
) -> Any:
    """The bodies become one: that of them which is `into`, or a new one of this name in the place of the first.

    What stands below those that end stands below the one from then on, and who is carried over holds a post there.
    Raises NotAllowed, EditedMeanwhile, Refused.
    """
    rows = [by.now(one, version) for one, version in zip(bodies, versions, strict=True)]
    first = rows[0]
    stays = next((one for one in rows if into is not None and one.pk == into.pk), None)
    ending = [one for one in rows if one is not stays]
    if len(rows) < 2:
        raise Refused(_("Sáp nhập cần ít nhất hai cơ quan. Hãy chọn thêm cơ quan."))
    if any(_below(one, other) for one in rows for other in rows if one is not other):
        raise Refused(_("Một cơ quan được chọn trực thuộc cơ quan khác cũng được chọn. Hãy sáp nhập từng cấp."))
    carried = [] if carrying is None else carrying.of(ending)
    _may_end(by, ending, grounds.on, True, carried)
    if stays is not None:
        _follows(stays, grounds.on)
    else:
        _one_name_each(by, first.parent_id, [new_name], grounds.on, [one.pk for one in ending])
    with bodies_told(), recording("entry", by.user, grounds.reason, grounds.evidence) as record:
        if stays is None:
            common = {name: getattr(first, name) for name in COPIED}
            stays = record.add(
                Organization, **common, name=new_name, parent_id=first.parent_id, since=grounds.on,
                merged_from=len(ending), rearranged_on=grounds.on,
            )  # fmt: skip
        if carrying is not None and carried:
            carry_over(by.user, record, {"": stays}, carrying, carried, grounds.on)
        for row in ending:
            _told(record, Reorganisation.MERGED, grounds.on, row, other=stays)
            for below in touched.bodies_below(by.user, by.today, [row.pk], grounds.on):
                _move(record, below, stays.pk, grounds.on)
            _end(by, record, row, grounds.on, stays.pk)
        check_all()
    return stays


def split(
    by: Keeper,
    body: Any,
    version: int,
    names: Sequence[str],
    goes_on: bool,
    grounds: Grounds,
    carrying: Carrying | None = None,
) -> list[Any]:
    """Bodies of these names begin out of the body, which goes on or ends; who is carried over goes to one of them.

    Raises NotAllowed, EditedMeanwhile, Refused.
    """
    row = by.now(body, version)
    carried = [] if carrying is None else carrying.of([row])
    if goes_on:
        _follows(row, grounds.on)
    else:
        _may_end(by, [row], grounds.on, False, carried)
    _one_name_each(by, row.parent_id, names, grounds.on, [] if goes_on else [row.pk])
    with bodies_told(), recording("entry", by.user, grounds.reason, grounds.evidence) as record:
        common = {name: getattr(row, name) for name in COPIED}
        new = [
            record.add(
                Organization, **common, name=name, parent_id=row.parent_id, since=grounds.on, rearranged_on=grounds.on
            )
            for name in names
        ]
        for one in new:
            _told(record, Reorganisation.SPLIT, grounds.on, one, other=row)
        if carrying is not None and carried:
            carry_over(by.user, record, dict(zip(names, new, strict=True)), carrying, carried, grounds.on)
        if not goes_on:
            _end(by, record, row, grounds.on)
        check_all()
    return new


def correct(by: Keeper, body: Any, version: int, values: Mapping[str, Any], reason: str, evidence: str) -> Any:
    """What was recorded wrongly of a body, put right for all days. Raises NotAllowed, EditedMeanwhile, Refused."""
    row = by.now(body, version)
    with bodies_told(), recording("correction", by.user, reason, evidence) as record:
        return record.correct(row, **values)


_KEPT: tuple[Any, ...] = (Tenure, Decision, Post, DeputyCap, Organization)
"""What an act writes, in the order in which it is taken back: what refers to another goes first."""


def written_by(change: Any) -> list[Any]:
    """The versions that were written under a change, in the order in which they are taken back."""
    found: list[Any] = []
    for model in _KEPT:
        found += model.Version.objects.filter(change=change).select_related("replaces").order_by("-version")
    return found


def called(by: Keeper, versions: Sequence[Any]) -> list[str]:
    """What each version is about, in words: of whom, which post of which body, which decision."""
    people = {one.person_id for one in versions if isinstance(one, Tenure.Version | Decision.Version)}
    held = {one.post_id if isinstance(one, Tenure.Version) else one.id for one in versions}
    persons = Person.objects.visible_to(by.user, by.today).in_bulk(people)
    posts = Post.objects.visible_to(by.user, by.today).select_related("organization").in_bulk(held)

    def whose(version: Any) -> str:
        person = persons.get(version.person_id)
        return person.full_name if person is not None and person.full_name else _("không ghi tên")

    def post_named(key: str) -> str:
        post = posts.get(key)
        if post is None:
            return _("chức danh không ghi tên")
        body = post.organization.name if post.organization else ""
        return ", ".join(one for one in (post.title or _("chức danh không ghi tên"), body) if one)

    def told(version: Any) -> str:
        if isinstance(version, Tenure.Version):
            words = {"person": whose(version), "post": post_named(version.post_id)}
            began = version.replaces is None
            return (_("%(person)s bắt đầu giữ %(post)s") if began else _("%(person)s thôi giữ %(post)s")) % words
        if isinstance(version, Decision.Version):
            words = {"person": whose(version), "number": version.number or _("không ghi số")}
            return _("quyết định %(number)s về %(person)s") % words
        if isinstance(version, Post.Version):
            return _("chức danh %(post)s") % {"post": post_named(version.id)}
        if isinstance(version, DeputyCap.Version):
            return _("số lượng cấp phó được phê duyệt")
        return str(version.name or version.id)

    return [told(one) for one in versions]


def take_back(by: Keeper, act: Any, reason: str) -> None:
    """The act was recorded in error: all that was written with it is as it was before.

    Raises NotAllowed, and Refused where something of it was written anew since, or rests on it.
    """
    if not keeps(by.scope, act.organization_id):
        raise NotAllowed
    with bodies_told(), recording("correction", by.user, reason, undoes=act.change) as record:
        for one in in_force().filter(change=act.change):
            Reorganisation.objects.create(
                change=record.change, kind=Reorganisation.UNDONE, on=one.on, organization_id=one.organization_id,
                undoes=one,
            )  # fmt: skip
        written = written_by(act.change)
        held = {model: model.objects.in_bulk([one.id for one in written if one.id]) for model in _KEPT}
        since: list[Any] = []
        for version in written:
            model: Any = next(one for one in _KEPT if isinstance(version, one.Version))
            row = held[model].get(version.id)
            if row is None or row.version != version.pk:
                since.append(version)
            elif version.replaces is None:
                record.withdraw(row)
            else:
                fields = [one.attname for one in row._meta.concrete_fields if one.name not in ("id", "key", "version")]
                record.correct(row, **{name: getattr(version.replaces, name) for name in fields})
        if since:
            raise Refused(
                _("Đã có bản ghi mới hơn sau việc này: %(names)s. Hãy hoàn tác việc ghi sau trước.")
                % {"names": ", ".join(sorted(set(called(by, since))))}
            )
        check_all()
