"""The Django app of decisions."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DecisionsConfig(AppConfig):
    """Personnel decisions, how they were made, and what every rule says of them."""

    name = "chinhdanh.web.decisions"
    label = "decisions"

    def ready(self) -> None:
        """Take a place in the navigation."""
        from chinhdanh.web.ui.navigation import Entry, register

        register(
            Entry(
                50,
                _("Quyết định"),
                "decisions:list",
                shown_to=_reads,
                about=_("Sổ quyết định; trang của mỗi quyết định nêu kết luận theo từng quy tắc và điều khoản."),
            )
        )


def _reads(_user: Any) -> bool:
    """Whether the page being answered is for somebody who reads decisions."""
    from chinhdanh.web.accounts.acting import acting_scope
    from chinhdanh.web.record.access import JUDGING

    scope = acting_scope()
    return scope is not None and bool(scope.at(JUDGING) or scope.own)
