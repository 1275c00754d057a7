"""The Django app of job positions and competency frameworks."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PositionsConfig(AppConfig):
    """The catalogue of job positions, and officials held against the position in which they work."""

    name = "chinhdanh.web.positions"
    label = "positions"

    def ready(self) -> None:
        from chinhdanh.web.organisations.apps import reads
        from chinhdanh.web.ui.navigation import Entry, register

        register(
            Entry(
                25,
                _("Vị trí việc làm"),
                "positions:list",
                shown_to=reads,
                about=_("Danh mục vị trí việc làm; năng lực, trình độ mà mỗi vị trí yêu cầu."),
            )
        )
