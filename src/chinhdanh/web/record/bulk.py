"""Filling empty tables quickly: what guards each row is put aside, and put back over all rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection

_CONSTRAINTS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
     WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u', 'x')
     ORDER BY contype DESC, conname
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
     WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
     ORDER BY 1
"""
# Triggers that look at each row, or at what each statement touched: seats that there are, and who is within reach. That nobody
# is left in a post that ended is not asked of what is loaded, which is taken with its doubts.
_TRIGGERS = """
    SELECT tgrelid::regclass::text, quote_ident(tgname), tgfoid = to_regproc('access.follow_record') FROM pg_trigger
     WHERE tgrelid = ANY(%s::regclass[]) AND NOT tgisinternal
       AND tgfoid IN (to_regproc('access.follow_record'), to_regproc('only_seats_there_are'),
                      to_regproc('nobody_in_a_post_that_ended'))
"""
_BEYOND_SEATS = """
    SELECT EXISTS (SELECT FROM tenure JOIN post ON post.id = post_id WHERE seat > seats_of(post) AND tenure."from" IS NOT NULL
                      AND NOT coalesce(acting, false))
"""
_FILL_REACH = """
    SELECT access.set_above(ARRAY(SELECT id FROM organization));
    SELECT access.set_places(ARRAY(SELECT id FROM person));
    SELECT access.set_decisions(ARRAY(SELECT id FROM decision WHERE person_id IS NULL));
"""


@contextmanager
def checked_at_the_end(tables: Iterable[str]) -> Iterator[None]:
    """Within a transaction: `tables` get their foreign keys, constraints, indexes and row triggers at the end.

    One check of a whole table is many times faster than one a row. Nobody else can use the tables meanwhile, and where
    the transaction fails they are as they were. Raises IntegrityError at the end where the rows cannot be held.
    """
    names = list(tables)
    with connection.cursor() as cursor:
        # A table that waits for a deferred check cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(_CONSTRAINTS, [names])
        # Unique constraints come first when they are put back, and foreign keys last.
        constraints = sorted(cursor.fetchall(), key=lambda row: row[2].startswith("FOREIGN KEY"))
        for table, name, _ in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(_INDEXES, [names])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(_TRIGGERS, [names])
        triggers = cursor.fetchall()
        for table, name, _ in triggers:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield
        for _, definition in indexes:
            cursor.execute(definition)
        # The checks of foreign keys are joins, which go wrong where the tables seem to be empty.
        for table in names:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
        for table, name, definition in constraints:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        for table, name, _ in triggers:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
        cursor.execute(_BEYOND_SEATS)
        if cursor.fetchone()[0]:
            raise IntegrityError("only_seats_there_are")
        if any(of_reach for _, _, of_reach in triggers):
            cursor.execute(_FILL_REACH)
