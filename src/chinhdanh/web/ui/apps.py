"""The Django app of the look."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Templates, static files, tags and the English catalogue of every page."""

    name = "chinhdanh.web.ui"
    label = "ui"

    def ready(self) -> None:
        """What an empty field of any form is told: Django's own Vietnamese is no sentence an office would write."""
        from django.forms import Field

        Field.default_error_messages["required"] = _("Mục này không được để trống.")
