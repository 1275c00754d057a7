"""Who asks: the session and its user, found by statements that are made once, since every request begins with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.utils import timezone

from chinhdanh.web.accounts.models import User
from chinhdanh.web.record.compiled import MadeOnce


@MadeOnce
def _standing(key: str, now: datetime) -> Any:
    found: Any = db.SessionStore.get_model_class().objects
    return found.filter(session_key=key, expire_date__gt=now).values_list("session_data")


@MadeOnce
def _numbered(pk: int) -> Any:
    return User.objects.filter(pk=pk)


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def load(self) -> dict[str, Any]:
        found = _standing(self.session_key, timezone.now())
        loaded: dict[str, Any] = self.decode(found[0][0]) if found else super().load()
        return loaded


class Backend(ModelBackend):
    """Users by name and password."""

    def get_user(self, user_id: int) -> User | None:
        return next((user for user in _numbered(user_id) if self.user_can_authenticate(user)), None)
