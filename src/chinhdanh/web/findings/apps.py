"""The Django app of findings."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FindingsConfig(AppConfig):
    """Audits of the whole register, and what they found."""

    name = "chinhdanh.web.findings"
    label = "findings"

    def ready(self) -> None:
        """Take a place in the navigation."""
        from chinhdanh.web.ui.navigation import Entry, register

        register(
            Entry(
                60,
                _("Phát hiện"),
                "findings:list",
                shown_to=_judges,
                about=_("Những điều trái quy định hoặc chưa chứng minh được, theo cơ quan, quy tắc và tháng."),
            )
        )


def _judges(_user: Any) -> bool:
    """Whether the page being answered is for somebody who reads verdicts on others."""
    from chinhdanh.web.accounts.acting import acting_scope
    from chinhdanh.web.record.access import JUDGING

    scope = acting_scope()
    return scope is not None and bool(scope.at(JUDGING))
