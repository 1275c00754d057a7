"""The Django app of proposals."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    """What officials propose to correct in their own record."""

    name = "chinhdanh.web.proposals"
    label = "proposals"

    def ready(self) -> None:
        """What waits: for keepers what was sent, for officials what was returned."""
        from chinhdanh.web.proposals import queries
        from chinhdanh.web.record.access import KEEPERS, OFFICIAL
        from chinhdanh.web.work.inbox import Source, register

        register(Source("proposal", 5, _("Đề nghị đính chính hồ sơ"), KEEPERS, queries.waiting, queries.tell))
        register(Source("returned", 6, _("Đề nghị của tôi bị trả lại"), (OFFICIAL,), queries.returned, queries.tell))
