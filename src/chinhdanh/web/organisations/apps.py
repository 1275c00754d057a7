"""The Django app of bodies and posts."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def reads(user: Any) -> bool:
    """Whether the user reads the record, be it only their own: bodies and posts are open to all who do."""
    from chinhdanh.web.accounts.pages import today
    from chinhdanh.web.record.access import scope_of

    return user.is_authenticated and scope_of(user, today()).reads


class OrganisationsConfig(AppConfig):
    """Bodies, posts, establishment: what there is and who is there."""

    name = "chinhdanh.web.organisations"
    label = "organisations"

    def ready(self) -> None:
        from chinhdanh.web.ui.navigation import Entry, register

        register(
            Entry(
                20,
                _("Tổ chức"),
                "organisations:list",
                shown_to=reads,
                about=_("Cây tổ chức tại một ngày: lãnh đạo, biên chế, ai sắp nghỉ hưu, chức danh nào khuyết."),
            )
        )
