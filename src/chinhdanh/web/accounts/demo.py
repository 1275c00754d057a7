"""The demo on this machine: a user for each role, who signs in with one click and cannot sign in otherwise.

The users have no password that could be stated, and the address that signs them in is there in demo mode only
(`accounts.urls`): where the same data is served in earnest, they are names and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chinhdanh.web.accounts.actions import set_up_role
from chinhdanh.web.accounts.models import Grant, User
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.record.access import (
    CASE_HANDLER,
    DECIDING_AUTHORITY,
    HEAD_OF_PERSONNEL,
    INSPECTOR,
    OFFICIAL,
    OPERATOR,
    PERSONNEL_OFFICER,
    PLAN_COORDINATOR,
)

PREFIX = "demo-"
_REASON = "Dùng thử"


@dataclass(frozen=True)
class Part:
    """A user of the demo: what they are called, which role they hold, and what they may look at."""

    role: str
    full_name: str
    does: Any

    @property
    def name(self) -> str:
        return PREFIX + self.role.replace("_", "-")


PARTS = (
    Part(PERSONNEL_OFFICER, "Trần Thị Thu Hà", _("Giữ hồ sơ cán bộ của một cơ quan và các đơn vị trực thuộc")),
    Part(HEAD_OF_PERSONNEL, "Nguyễn Quốc Bảo", _("Phụ trách công tác cán bộ của toàn bộ cơ quan; giao vai trò")),
    Part(DECIDING_AUTHORITY, "Lê Minh Đức", _("Ký quyết định về cán bộ")),
    Part(INSPECTOR, "Phạm Thị Ngọc Lan", _("Kiểm tra việc chấp hành quy định; đọc mọi hồ sơ trong phạm vi")),
    Part(PLAN_COORDINATOR, "Hoàng Anh Tuấn", _("Theo dõi kế hoạch; không đọc hồ sơ chi tiết")),
    Part(CASE_HANDLER, "Vũ Thị Mai", _("Thụ lý phản ánh, tố cáo về cán bộ")),
    Part(OFFICIAL, "", _("Xem hồ sơ của chính mình, ai đã xem; đề nghị đính chính")),
    Part(OPERATOR, "Đỗ Văn Khánh", _("Vận hành máy chủ; không đọc hồ sơ nào")),
)


def others_there() -> bool:
    """Whether somebody could sign in here who is no user of the demo: then this is no demo."""
    return bool(User.objects.exclude(name__startswith=PREFIX).filter(is_active=True).exists())


@transaction.atomic
def set_up() -> int:
    """Make the users that are missing and grant them their roles, once there is a record; how many were made."""
    places = _places()
    if places is None:
        return 0
    made = 0
    for one in PARTS:
        if User.objects.filter(name=one.name).exists():
            continue
        own = one.role == OFFICIAL
        user = User.objects.create_user(
            one.name,
            None,
            full_name=places.official_name if own else one.full_name,
            person_id=places.official if own else None,
        )
        at: dict[str, tuple[str | None, ...]] = {
            PERSONNEL_OFFICER: (places.part,),
            OFFICIAL: (places.part,),
            OPERATOR: (None,),
        }
        for body in at.get(one.role, places.tops):
            set_up_role(user, one.role, body, today(), _REASON)
        made += 1
    return made


@dataclass(frozen=True)
class Places:
    """Where the users of the demo work."""

    tops: tuple[str, ...]
    part: str
    official: str
    official_name: str


def _places() -> Places | None:
    """All bodies below none, the largest body below one of them, and somebody there of whom much is recorded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM organization WHERE parent_id IS NULL AND until IS NULL ORDER BY id")
        tops = tuple(body for (body,) in cursor.fetchall())
        cursor.execute(
            """
            SELECT o.id FROM organization o
              JOIN organization_above a ON a.above_id = o.id
              JOIN person_place p ON p.organization_id = a.organization_id AND p.own
             WHERE o.parent_id = ANY(%s) AND o.until IS NULL
             GROUP BY o.id ORDER BY count(*) DESC, o.id LIMIT 1
            """,
            [list(tops)],
        )
        part = cursor.fetchone()
        if part is None:
            return None
        cursor.execute(
            """
            SELECT p.id, coalesce(p.full_name, p.id) FROM person p
              JOIN tenure t ON t.person_id = p.id AND t.until IS NULL
              JOIN post ON post.id = t.post_id
              JOIN organization_above a ON a.organization_id = post.organization_id AND a.above_id = %s
             ORDER BY (SELECT count(*) FROM decision d WHERE d.person_id = p.id)
                    + (SELECT count(*) FROM evaluation e WHERE e.person_id = p.id)
                    + (SELECT count(*) FROM plan_entry e WHERE e.person_id = p.id) DESC, p.id
             LIMIT 1
            """,
            [part[0]],
        )
        person = cursor.fetchone()
    return None if person is None else Places(tops, part[0], *person)


def choices() -> list[tuple[Part, User, str]]:
    """The users of the demo with the body at which each holds their role, for the sign-in page; empty outside the demo."""
    if not settings.DEMO:
        return []
    held: dict[str, tuple[User, list[str]]] = {}
    grants = Grant.objects.in_force(today()).filter(user__name__startswith=PREFIX)
    for grant in grants.select_related("user", "organization").order_by("organization_id"):
        _user, bodies = held.setdefault(grant.user.name, (grant.user, []))
        if grant.organization is not None:
            bodies.append(grant.organization.name)
    return [(part, held[part.name][0], ", ".join(held[part.name][1])) for part in PARTS if part.name in held]


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as a user of the demo."""
    stated = request.POST.get("name", "")
    user = User.objects.filter(name=stated, is_active=True).first() if stated in {part.name for part in PARTS} else None
    if not settings.DEMO or user is None:
        raise Http404
    login(request, user)
    return HttpResponseRedirect("/")
