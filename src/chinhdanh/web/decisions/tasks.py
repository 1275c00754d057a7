"""The jobs of this app, as the worker knows them."""

from __future__ import annotations

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

LAST = -1
"""Done when nothing else waits."""


@app.task(name="decisions.ready_rules")
def ready_rules(kind: str) -> None:
    """Translate the rules on one kind of decision, so that no page waits for it; they are kept for all processes."""
    from chinhdanh.audit.gate import Gate
    from chinhdanh.web.decisions.gate import given
    from chinhdanh.web.findings.words import law

    Gate(given(), law()[0], kinds=(kind,))


@app.periodic(cron="*/10 * * * *")
@app.task(name="decisions.queue_unready", queueing_lock="decisions.queue_unready", priority=LAST)
def queue_unready(timestamp: int) -> None:
    """Queue the kinds whose rules no process has translated yet: all of them after an update, none as a rule.

    A period that passed while no worker ran is made up for, so a worker that starts asks at once.
    """
    from chinhdanh.audit.gate import untranslated
    from chinhdanh.web.decisions.gate import given
    from chinhdanh.web.findings.words import law

    for kind in untranslated(given(), law()[0]):
        with suppress(AlreadyEnqueued):
            ready_rules.configure(queueing_lock=f"rules {kind}", priority=LAST).defer(kind=kind)
