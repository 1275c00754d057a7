"""The Django app of the record."""

from __future__ import annotations

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """What holds for every statement of the application is set before the first."""

    name = "chinhdanh.web.record"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from chinhdanh.web.record import plans

        plans.lists_as_arrays()
        connection_created.connect(plans.prepare_connection, dispatch_uid="plans")
