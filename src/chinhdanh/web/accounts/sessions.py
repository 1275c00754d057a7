"""Who asks: the session and its user, found by statements that are made once, since every request begins with them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from chinhdanh.web.accounts.models import User
from chinhdanh.web.record.compiled import Compiled


def _standing(key: str, now: datetime) -> Any:
    found: Any = db.SessionStore.get_model_class().objects
    return found.filter(session_key=key, expire_date__gt=now).values_list("session_data")


_STANDING = Compiled(_standing, key="\x02", now=datetime.min.replace(tzinfo=UTC))
_COLUMNS = tuple(field.attname for field in User._meta.concrete_fields)
_USER = Compiled(lambda of: User.objects.filter(pk=of).values_list(*_COLUMNS), of=-1)


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def load(self) -> dict[str, Any]:
        found = _STANDING.rows(key=self.session_key, now=timezone.now())
        loaded: dict[str, Any] = self.decode(found[0][0]) if found else super().load()
        return loaded


class Backend(ModelBackend):
    """Users by name and password."""

    def get_user(self, user_id: int) -> User | None:
        found = [User.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row) for row in _USER.rows(of=user_id)]
        return next((user for user in found if self.user_can_authenticate(user)), None)
