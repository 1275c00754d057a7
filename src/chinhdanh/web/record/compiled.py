"""Statements that are asked on every page: made out of their querysets once in a process.

Building a queryset and writing it as SQL takes several times as long as asking it, where it finds a row by its key.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection


class Compiled:
    """The statement of a queryset of `values_list`, asked again with other values."""

    def __init__(self, make: Callable[..., Any], **slots: Any) -> None:
        """`make` gives the queryset; each of `slots` is a value unlike any other in it, for which another is put later."""
        self._make = make
        self._slots = slots

    @cached_property
    def _statement(self) -> tuple[str, list[tuple[str | None, Any]]]:
        """The statement, and for each of its values the slot that it is, or none."""
        sql, values = self._make(**self._slots).query.sql_with_params()
        slots = {(type(value), value): name for name, value in self._slots.items()}
        return sql, [(slots.get((type(value), value)), value) for value in values]

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """What is found with these values, as the database gives it."""
        sql, values = self._statement
        with connection.cursor() as cursor:
            cursor.execute(sql, [value if name is None else given[name] for name, value in values])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
