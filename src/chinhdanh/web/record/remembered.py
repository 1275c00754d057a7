"""What was worked out over the whole record, remembered until the record changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from django.db import connection

Rows = list[tuple[Any, ...]]


class Remembered:
    """The rows of what was asked last, in this process; who asks must be part of the key where it decides what is found."""

    def __init__(self, most: int) -> None:
        """Remember up to `most` rows."""
        self._most = most
        self._kept: OrderedDict[tuple[Hashable, ...], Rows] = OrderedDict()
        self._rows = 0
        self._lock = Lock()

    def rows(self, stamp: int | None, key: tuple[Hashable, ...], ask: Callable[[], Rows]) -> Rows:
        """The rows for `key` of the record at this stamp (`access.record_stamp`); None is a record being written just now."""
        if stamp is None:
            return ask()
        known = (connection.settings_dict["NAME"], stamp, *key)
        with self._lock:
            if known in self._kept:
                self._kept.move_to_end(known)
                return self._kept[known]
        rows = ask()
        with self._lock:
            self._rows += len(rows) - len(self._kept.pop(known, ()))
            self._kept[known] = rows
            while self._rows + len(self._kept) > self._most:
                self._rows -= len(self._kept.popitem(last=False)[1])
        return rows


def record_stamp() -> int | None:
    """What changes whenever the record does; None while somebody writes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.record_stamp()")
        found: int | None = cursor.fetchone()[0]
    return found
