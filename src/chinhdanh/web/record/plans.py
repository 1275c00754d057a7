"""Plans that the database keeps: what every page asks again is planned once for a connection.

Under row-level security most statements of a page take longer to plan than to answer. So values are sent beside the
statement instead of within it (`settings.database_of`), and what a connection asks is prepared there and, on pages that
say so, planned for whatever values come (`accounts.pages.ONCE`). The text must be the same each time: a list of values is one
value, an array, however long it is. Such a plan knows nothing of how much is within a user's reach: so it begins with
what the page asks for (`Scope.row_by_row`).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Field, ForeignObject
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In

KEPT = 300
"""Statements that a connection keeps prepared: those of all kinds of pages."""


class _AsArray(In):
    """`column = ANY(array)` for a list of values; what is no plain list is left to Django."""

    def process_rhs(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, values = super().process_rhs(compiler, connection)
        if self.rhs_is_direct_value() and not sql.strip("(%s, )"):
            return "ANY(%s)", [list(values)]
        return sql, values

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"= {rhs}" if rhs == "ANY(%s)" else super().get_rhs_op(connection, rhs)


class _InArray(_AsArray):
    """One of several values."""


class _RelatedInArray(_AsArray, RelatedIn):
    """A reference to one of several rows."""


def lists_as_arrays() -> None:
    """From now on `__in` sends a list as one value."""
    Field.register_lookup(_InArray)
    ForeignObject.register_lookup(_RelatedInArray)


def prepare_connection(connection: Any, **_more: Any) -> None:
    """Let a new connection keep as many prepared statements as pages ask; receives `connection_created`.

    Compiling a plan to machine code takes seconds for the longest of them, and none is asked so much that it pays.
    """
    connection.connection.prepared_max = KEPT
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
