"""Whether the process lives, and whether it can answer: for whoever restarts it or sends requests to it."""

from __future__ import annotations

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

_STATE = {"migrated": False}


def missing_migrations() -> int:
    """How many migrations this version of the application has that the database has not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@require_safe
def livez(_request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing of the database, since a restart of this process would not mend it."""
    return JsonResponse({"live": True})


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """The database is reached and has every migration; 503 where not."""
    told = {"database": False, "migrations": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        told["database"] = True
        # Reading all migrations takes a while, and a database never loses one.
        _STATE["migrated"] = told["migrations"] = _STATE["migrated"] or missing_migrations() == 0
    except Error:
        connection.close()
    return JsonResponse(told, status=200 if all(told.values()) else 503)


urlpatterns = [path("livez", livez, name="livez"), path("readyz", readyz, name="readyz")]
