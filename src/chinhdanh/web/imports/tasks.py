"""The jobs of this app, as the worker knows them."""

from __future__ import annotations

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from chinhdanh.web.imports.models import Import


@app.task(name="imports.carry_out")
def carry_out(import_id: int) -> None:
    """Carry out what was asked of an import: checking, writing or undoing it."""
    from chinhdanh.web.imports.carrying_out import carry_out as carry

    carry(import_id)


def queue(import_id: int) -> None:
    """Put the import into the queue, unless it waits there already."""
    with suppress(AlreadyEnqueued):
        carry_out.configure(queueing_lock=f"import {import_id}").defer(import_id=import_id)


@app.periodic(cron="* * * * *")
@app.task(name="imports.queue_what_waits", queueing_lock="imports.queue_what_waits")
def queue_what_waits(timestamp: int) -> None:
    """Queue what is under way: it may have been asked for by a process that was killed, or begun by one."""
    for import_id in Import.objects.filter(state__in=Import.UNDER_WAY).values_list("pk", flat=True):
        queue(import_id)
