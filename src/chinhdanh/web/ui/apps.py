"""The Django app of the look."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, static files, tags and the English catalogue of every page."""

    name = "chinhdanh.web.ui"
    label = "ui"
