"""The Django app of imports."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """Lists of offices brought into the record."""

    name = "chinhdanh.web.imports"
    label = "imports"

    def ready(self) -> None:
        """Take a place in the navigation, and tell what waits."""
        from chinhdanh.web.accounts.pages import for_roles
        from chinhdanh.web.imports import queries
        from chinhdanh.web.record.access import KEEPERS
        from chinhdanh.web.ui.navigation import Entry, register
        from chinhdanh.web.work.inbox import Source
        from chinhdanh.web.work.inbox import register as waits

        register(Entry(70, _("Nhập danh sách"), "imports:list", shown_to=for_roles(*KEEPERS)))
        waits(Source("import", 40, _("Danh sách nhập dở"), KEEPERS, queries.waiting, queries.tell))
