"""What was worked out over many rows, remembered as long as nothing was written that it rests on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db import connection

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Marks:
    """The marks that were set when a page began (`organisations.marking`): of the tree, and all together."""

    tree: int
    everything: int


def marks() -> Marks | None:
    """The marks as they are now; None in a transaction that has written, whose view nobody else shares."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tree, everything FROM access.marks()")
        tree, everything = cursor.fetchone()
    return None if tree is None else Marks(tree, everything)


@dataclass
class Kept:
    """Rows, the marks under which they were found, and when they were last seen to be right."""

    rows: Rows
    mark: Hashable
    seen: Marks | None = None


class Remembered:
    """What was asked last, in this process; who asks must be part of the key where it decides what is found."""

    def __init__(self, most: int) -> None:
        """Remember up to `most` rows."""
        self._most = most
        self._kept: OrderedDict[tuple[Hashable, ...], Kept] = OrderedDict()
        self._rows = 0
        self._lock = Lock()

    def get(self, key: tuple[Hashable, ...]) -> Kept | None:
        """What is kept for `key` of this database, right or not."""
        known = (connection.settings_dict["NAME"], *key)
        with self._lock:
            found = self._kept.get(known)
            if found is not None:
                self._kept.move_to_end(known)
            return found

    def put(self, key: tuple[Hashable, ...], kept: Kept) -> None:
        """Keep this for `key`; what was not asked for longest makes room."""
        known = (connection.settings_dict["NAME"], *key)
        with self._lock:
            before = self._kept.pop(known, None)
            self._rows += len(kept.rows) - (len(before.rows) if before is not None else 0)
            self._kept[known] = kept
            while self._rows + len(self._kept) > self._most:
                self._rows -= len(self._kept.popitem(last=False)[1].rows)
