"""The Django app of what concerns the user themself."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from chinhdanh.web.ui.navigation import Entry, register


class MineConfig(AppConfig):
    """One's own record, who looked at it, one's roles."""

    name = "chinhdanh.web.mine"
    label = "mine"

    def ready(self) -> None:
        """Its place in the navigation."""
        register(
            Entry(
                900,
                _("Tôi"),
                "mine:record",
                about=_("Hồ sơ của chính bạn, ai đã xem, vai trò được giao, cách đăng nhập."),
            )
        )
