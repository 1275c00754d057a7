"""What operators do to the accounts of others; the database asks once more who acts (`accounts.user_functions`)."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils.translation import gettext as _

from chinhdanh.web.accounts.models import User
from chinhdanh.web.accounts.refusing import refusals_told

_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not taken for one another when they are read out or copied by hand."""


def new_password() -> str:
    """A password to be passed on once: sixteen signs, about 79 bits."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))


def make_user(name: str, full_name: str, person: str | None, with_password: bool, reason: str) -> tuple[int, str]:
    """The new user's number, and the password to be passed on; none where the user signs in elsewhere.

    Raises NotAllowed, Refused.
    """
    password = new_password() if with_password else ""
    made = _call(
        "SELECT access.make_user(%s, %s, %s, %s, %s)",
        name,
        full_name,
        person,
        make_password(password if with_password else None),
        reason,
    )
    return int(str(made)), password


def set_password(user: User, reason: str) -> str:
    """A new password to be passed on. Raises NotAllowed."""
    password = new_password()
    _call("SELECT access.set_user_password(%s, %s, %s)", user.pk, make_password(password), reason)
    return password


def lock(user: User, locked: bool, reason: str) -> None:
    """The user cannot sign in any more, or can again. Raises NotAllowed."""
    _call("SELECT access.lock_user(%s, %s, %s)", user.pk, locked, reason)


def forget_factors(user: User, reason: str) -> None:
    """All second factors of a user who lost theirs are gone. Raises NotAllowed."""
    _call("SELECT access.forget_user_factors(%s, %s)", user.pk, reason)


def tie(user: User, person: str, reason: str) -> None:
    """The account is that of this person of the record. Raises NotAllowed, Refused."""
    _call("SELECT access.tie_user(%s, %s, %s)", user.pk, person, reason)


def _call(statement: str, *values: object) -> object:
    with refusals_told(_why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def _why(text: str) -> str:
    if "user_is_somebody_recorded" in text or "nobody of this id" in text:
        return _("Hồ sơ không có người mang mã này. Hãy hỏi lại nơi giữ hồ sơ, hoặc để trống.")
    if "user_is_tied_once" in text or "tied already" in text:
        return _("Tài khoản này đã gắn với một hồ sơ. Chỉ đổi được ở máy chủ.")
    return _("Đã có người dùng tên này. Hãy chọn tên khác.")
