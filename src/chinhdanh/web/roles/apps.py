"""The Django app in which roles are granted and ended, and users are kept."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RolesConfig(AppConfig):
    """Who holds which role where, and who may sign in."""

    name = "chinhdanh.web.roles"
    label = "roles"

    def ready(self) -> None:
        """Its places in the navigation."""
        from chinhdanh.web.accounts.pages import for_roles
        from chinhdanh.web.record.access import HEAD_OF_PERSONNEL, INSPECTOR, OPERATOR, PERSONNEL_OFFICER
        from chinhdanh.web.ui.navigation import Entry, register

        seeing = for_roles(HEAD_OF_PERSONNEL, PERSONNEL_OFFICER, INSPECTOR, OPERATOR)
        register(
            Entry(
                80,
                pgettext_lazy("mục", "Vai trò"),
                "roles:list",
                shown_to=seeing,
                about=_("Ai được giao vai trò gì, ở đâu, đến ngày nào, theo văn bản nào."),
            )
        )
        register(
            Entry(
                85,
                _("Người dùng"),
                "roles:users",
                shown_to=for_roles(OPERATOR),
                about=_("Tài khoản đăng nhập: lập, khóa, đặt mật khẩu mới."),
            )
        )
