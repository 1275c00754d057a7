"""Running the record checks over a snapshot: one set-based query after the other, in DuckDB."""

import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chinhdanh.registry.checks import careers, decisions, generic
from chinhdanh.registry.checks.model import Check, Given, Hit
from chinhdanh.registry.readers.convert import connection
from chinhdanh.registry.snapshot import Snapshot

CHECKS: dict[str, Check] = {check.id: check for check in (*generic.CHECKS, *careers.CHECKS, *decisions.CHECKS)}
"""All record checks by id, in the order in which they are reported."""

_BATCH = 10_000


class RecordReport:
    """What the record checks found in a snapshot. It can be read as long as the block of `check_record` lasts."""

    def __init__(self, con: Any, snapshot: Snapshot, ran: list[str]) -> None:
        """Count what stands in the table of hits."""
        self._con = con
        self._snapshot = snapshot
        self.ran: tuple[str, ...] = tuple(ran)
        """Ids of the checks for which the snapshot has the columns."""
        found = dict(con.execute('SELECT "check", count(*) FROM hit GROUP BY 1').fetchall())
        self.counts: dict[str, int] = {name: found[name] for name in CHECKS if name in found}
        """Number of rows found by check, only where there are any."""

    @property
    def total(self) -> int:
        """Number of rows found by all checks."""
        return sum(self.counts.values())

    def hits(self, check: str | None = None) -> Iterator[Hit]:
        """All rows found (or those of one check), by check, table and row, read in pieces."""
        order = {name: place for place, name in enumerate(CHECKS)}
        for name in sorted(self.counts, key=order.__getitem__):
            if check not in (None, name):
                continue
            cursor = self._con.cursor()
            cursor.execute(
                'SELECT "table", _row, id, "column", value FROM hit WHERE "check" = ? ORDER BY "table", _row, "column"',
                [name],
            )
            while rows := cursor.fetchmany(_BATCH):
                for table, row, row_id, column, value in rows:
                    yield Hit(CHECKS[name], self._snapshot.places[table], row, row_id, column, value)


@contextmanager
def check_record(
    snapshot: Snapshot, *, only: Collection[str] | None = None, progress: Callable[[Check], None] | None = None
) -> Iterator[RecordReport]:
    """Run every record check that `snapshot` has the columns for, or those of them named in `only`.

    `progress` is called before each check that runs.
    """
    with tempfile.TemporaryDirectory(prefix="chinhdanh-check-") as folder:
        con = connection(Path(folder))
        try:
            snapshot.make_views(con)
            con.execute(
                'CREATE TABLE hit ("check" VARCHAR, "table" VARCHAR, _row BIGINT, id VARCHAR, "column" VARCHAR, '
                "value VARCHAR)"
            )
            given = Given(snapshot)
            ran = []
            for check in CHECKS.values():
                if only is not None and check.id not in only:
                    continue
                queries = list(check.queries(given))
                if not queries:
                    continue
                if progress is not None:
                    progress(check)
                ran.append(check.id)
                for query in queries:
                    con.execute(f"INSERT INTO hit SELECT '{check.id}', * FROM ({query})")
            yield RecordReport(con, snapshot, ran)
        finally:
            con.close()
