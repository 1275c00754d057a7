"""Posts created, changed and abolished, and the cap on deputies. Each is one change, under the acting user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.refusing import Refused
from chinhdanh.web.organisations import touched
from chinhdanh.web.organisations.actions import keeps
from chinhdanh.web.organisations.models import DeputyCap, Post
from chinhdanh.web.organisations.refusing import bodies_told
from chinhdanh.web.organisations.reorganising import Grounds, Keeper
from chinhdanh.web.record.writing import EditedMeanwhile, check_all, recording


def _now(by: Keeper, post: Any, version: int) -> Any:
    """The post as the record holds it. Raises NotAllowed, EditedMeanwhile."""
    row = Post.objects.visible_to(by.user, by.today).get(pk=post.pk)
    if row.organization_id is None or not keeps(by.scope, row.organization_id):
        raise NotAllowed
    if row.version != version:
        raise EditedMeanwhile(row)
    return row


def create(by: Keeper, body: Any, values: Mapping[str, Any], grounds: Grounds) -> Any:
    """A new post of a body. Raises NotAllowed, Refused."""
    row = by.now(body)
    if (row.since is not None and row.since > grounds.on) or (row.until is not None and row.until <= grounds.on):
        raise Refused(_("Cơ quan không hoạt động vào ngày này. Hãy kiểm tra ngày có hiệu lực."))
    with bodies_told(), recording("entry", by.user, grounds.reason, grounds.evidence) as record:
        post = record.add(Post, **values, organization_id=row.pk, since=grounds.on)
        check_all()
    return post


def change(by: Keeper, post: Any, version: int, values: Mapping[str, Any], reason: str, evidence: str) -> Any:
    """The post with these values. Raises NotAllowed, EditedMeanwhile, Refused."""
    row = _now(by, post, version)
    if all(getattr(row, name) == value for name, value in values.items()):
        raise Refused(_("Chưa có ô nào khác với hồ sơ. Hãy sửa ô cần sửa, hoặc quay lại."))
    with bodies_told(), recording("correction", by.user, reason, evidence) as record:
        changed = record.correct(row, **values)
        check_all()
    return changed


def holders_hinder(touches: touched.Touched) -> list[str]:
    """Why a post cannot end on which this hangs: whoever holds it then or later."""
    people = touches.people
    if not people:
        return []
    return [
        ngettext(
            "Còn %(n)s người giữ chức danh này từ ngày ấy. Hãy ghi quyết định về họ trước.",
            "Còn %(n)s người giữ chức danh này từ ngày ấy. Hãy ghi quyết định về họ trước.",
            people,
        )
        % {"n": people}
    ]


def abolish(by: Keeper, post: Any, version: int, grounds: Grounds) -> Any:
    """The post ends. Raises NotAllowed, EditedMeanwhile, Refused."""
    row = _now(by, post, version)
    if row.until is not None and row.until <= grounds.on:
        raise Refused(_("Chức danh này đã kết thúc trước ngày ấy."))
    if row.since is not None and row.since > grounds.on:
        raise Refused(_("Ngày này trước ngày có chức danh. Hãy kiểm tra ngày có hiệu lực."))
    if told := holders_hinder(touched.of_post(by.user, by.today, row.pk, grounds.on)):
        raise Refused(*told)
    with bodies_told(), recording("entry", by.user, grounds.reason, grounds.evidence) as record:
        ended = record.correct(row, until=grounds.on)
        check_all()
    return ended


def restore(by: Keeper, post: Any, version: int, reason: str, evidence: str) -> Any:
    """The end of the post was recorded in error: it goes on. Raises NotAllowed, EditedMeanwhile, Refused."""
    row = _now(by, post, version)
    body = row.organization
    if row.until is None or (body.until is not None):
        raise Refused(_("Cơ quan của chức danh đã kết thúc; hãy hoàn tác việc ấy ở lịch sử của cơ quan."))
    with bodies_told(), recording("correction", by.user, reason, evidence) as record:
        return record.correct(row, until=None)


def cap_deputies(by: Keeper, body: Any, cap: int, grounds: Grounds) -> Any:
    """So many deputies are approved for the body from the day on. Raises NotAllowed, Refused."""
    row = by.now(body)
    rows = DeputyCap.objects.visible_to(by.user, by.today).filter(organization_id=row.pk)
    running = rows.filter(Q(until__isnull=True) | Q(until__gt=grounds.on))
    if running.filter(since__gt=grounds.on).exists():
        raise Refused(_("Đã ghi số cấp phó có hiệu lực sau ngày này. Hãy kiểm tra ngày có hiệu lực."))
    with bodies_told(), recording("entry", by.user, grounds.reason, grounds.evidence) as record:
        for before in running:
            record.correct(before, until=grounds.on)
        added = record.add(DeputyCap, organization_id=row.pk, cap=cap, since=grounds.on, basis=grounds.evidence)
        check_all()
    return added
