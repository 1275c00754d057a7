"""Who holds which role where: what the pages of roles read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from chinhdanh.web.accounts.models import ROLES, Grant, GrantEnd, User, UserChange
from chinhdanh.web.accounts.row_security import GRANTED_BY
from chinhdanh.web.record.access import INSPECTOR, KEEPERS, OPERATOR, Scope
from chinhdanh.web.ui.vietnamese import search_text

GIVERS = tuple(GRANTED_BY)
"""Roles whose holders grant others."""
SEEING = (*KEEPERS, INSPECTOR)
"""Roles whose holders see who holds which role below where theirs is held."""
FOUND = 50
"""Users shown at most for words of a name."""


def visible_grants(user: User, scope: Scope) -> Any:
    """The grants that `user` may read: their own, those they made, and those below where they keep or inspect."""
    seen = Q(user=user) | Q(granted_by=user)
    if scope.at(SEEING):
        seen |= Q(organization_id__in=scope.organizations(SEEING))
    if operates(scope):
        seen |= Q(role=OPERATOR)
    return Grant.objects.filter(seen)


def operates(scope: Scope) -> bool:
    """Whether the role of operator is held."""
    return any(role == OPERATOR for role, _ in scope.grants)


COMING, NOW, OVER = "coming", "now", "over"


def in_state(rows: Any, state: str, day: date) -> Any:
    """Of these grants those that hold on `day`, that are to come, or that are over."""
    ended = GrantEnd.objects.filter(grant=OuterRef("pk"), on__lte=day)
    over = Q(until__lte=day) | Q(organization__until__lte=day) | Exists(ended)
    if state == OVER:
        return rows.filter(over)
    return rows.filter(~over, since__gt=day) if state == COMING else rows.filter(~over, since__lte=day)


def roles_to_grant(scope: Scope, organization_id: str | None) -> list[tuple[str, Any]]:
    """The roles, with their words, that the user may grant at this body; without one, those that are held at none."""
    if organization_id is None:
        allowed = GRANTED_BY[OPERATOR] if operates(scope) else ()
    else:
        places: Any = {
            giver: scope.organizations((giver,)).filter(organization_id=organization_id).exists()
            for giver in GIVERS
            if giver != OPERATOR and scope.at((giver,))
        }
        allowed = tuple(role for giver, reached in places.items() if reached for role in GRANTED_BY[giver])
    return [(role, word) for role, word in ROLES if role in allowed]


def users_named(words: str, but: User) -> list[User]:
    """Active users of whose name or user name every word is a part, without diacritics; `but` is left out."""
    parts = search_text(words).split()
    if not parts:
        return []
    rows = User.named.filter(is_active=True).exclude(pk=but.pk).order_by("full_name", "pk")
    return [one for one in rows if all(part in search_text(f"{one.full_name} {one.name}") for part in parts)][:FOUND]


def user_of(pk: int) -> User | None:
    """The user of an address, as pages may read them."""
    return User.named.filter(pk=pk).first()


def changes_of(user: User) -> Sequence[UserChange]:
    """What operators did to an account, the latest first."""
    return list(UserChange.objects.filter(user=user).order_by("-at", "-pk").prefetch_related("by"))


def users_like(words: str) -> list[int]:
    """The numbers of users, locked ones too, of whose name or user name every word is a part."""
    parts = search_text(words).split()
    rows = User.named.values_list("pk", "full_name", "name")
    return [pk for pk, full, name in rows if all(part in search_text(f"{full} {name}") for part in parts)]


def grantable_now(scope: Scope) -> list[str]:
    """The roles that the user grants somewhere."""
    held = {role for role, _ in scope.grants}
    return [role for giver, given in GRANTED_BY.items() if giver in held for role in given]


def reached_to_grant(scope: Scope, bodies: Sequence[str]) -> set[str]:
    """Those of these bodies at which the user may grant something."""
    givers = tuple(one for one in GIVERS if one != OPERATOR)
    rows: Any = scope.organizations(givers).filter(organization_id__in=bodies)
    return {one["organization_id"] for one in rows}
