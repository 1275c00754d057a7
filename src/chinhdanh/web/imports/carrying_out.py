"""What was asked of a long list, carried out by the worker as the user who asked for it.

Everything of a step is one transaction: killed, it leaves nothing, and is begun again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.imports.actions import carry_out_step
from chinhdanh.web.imports.models import Import

ATTEMPTS = 3
"""How often a step is begun: one that took its process down as often would do so for ever."""
_BEFORE = {Import.CHECKING: Import.MAPPING, Import.WRITING: Import.CHECKED, Import.UNDOING: Import.WRITTEN}
log = logging.getLogger(__name__)


def carry_out(import_id: int) -> bool:
    """Carry out what was asked, unless another process does; whether it was done. Raises what went wrong, after keeping it."""
    aside = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with _held(aside, import_id) as held:
            one = Import.objects.select_related("actor").filter(pk=import_id).first()
            if not held or one is None or not one.under_way or one.actor is None:
                return False
            if one.attempts >= ATTEMPTS:
                _tell(aside, import_id, state=_BEFORE[one.state], why="killed")
                return False
            _tell(aside, import_id, attempts=one.attempts + 1, share=0)
            try:
                _carry_out(one, _telling(aside, import_id))
            except Exception:
                log.exception("import %s failed", import_id)
                _tell(aside, import_id, state=_BEFORE[one.state], why="failed")
                raise
    finally:
        aside.close()
    return True


def _carry_out(one: Import, told: Callable[[int], None]) -> None:
    assert one.actor is not None
    day = today()
    with acting_as(one.actor, day):
        # Who holds no role any more sees it no more, and has nothing done.
        found = Import.objects.visible_to(one.actor, day).filter(pk=one.pk).first()
        if found is not None:
            carry_out_step(one.actor, found, day, told)
    if found is None:
        Import.objects.filter(pk=one.pk).update(state=_BEFORE[one.state], why="not_allowed")


def _telling(aside: Any, import_id: int) -> Callable[[int], None]:
    last = -1

    def told(share: int) -> None:
        nonlocal last
        if share != last:
            last = share
            _tell(aside, import_id, share=share)

    return told


@contextmanager
def _held(aside: Any, import_id: int) -> Iterator[bool]:
    """Whether the import is ours: a lock that goes with the connection, so that nobody holds it who was killed."""
    with aside.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('file_import'), %s)", [import_id])
        yield cursor.fetchone()[0]


def _tell(aside: Any, import_id: int, **values: Any) -> None:
    named = ", ".join(f"{name} = %s" for name in values)
    with aside.cursor() as cursor:
        cursor.execute(f"UPDATE file_import SET {named} WHERE id = %s", [*values.values(), import_id])
