"""The Django app of files."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Scans and documents attached to what is recorded."""

    name = "chinhdanh.web.files"
    label = "files"
