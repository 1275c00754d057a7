"""The Django app of officials and their records."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficialsConfig(AppConfig):
    """Records, their list, and search."""

    name = "chinhdanh.web.officials"
    label = "officials"

    def ready(self) -> None:
        from chinhdanh.web.ui.navigation import Entry, register

        register(
            Entry(
                30,
                _("Cán bộ"),
                "officials:list",
                shown_to=_reads,
                about=_("Danh sách cán bộ trong phạm vi của bạn và hồ sơ từng người; mở hồ sơ thì nêu mục đích xem."),
            )
        )


def _reads(user: Any) -> bool:
    from chinhdanh.web.accounts.pages import today
    from chinhdanh.web.record.access import ALL, scope_of

    return user.is_authenticated and bool(scope_of(user, today()).at(ALL))
