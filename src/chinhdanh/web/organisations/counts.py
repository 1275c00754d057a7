"""What is counted over bodies with all below them, kept in this process until something is written there.

A large body is counted part by part: where somebody writes in one division, that part is counted anew, and the rest of the
province is put together from what is known of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db import connection

from chinhdanh.web.record.remembered import Kept, Marks, Remembered, Rows

_COUNTED = Remembered(400_000)
_PARTS = Remembered(100_000)

Piece = tuple[str, date]
"""A body with all below it, on a day."""


def listed(own: Rows, parts: Iterable[Rows]) -> Rows:
    """The rows of a body and those of its parts, one after the other."""
    return [*own, *chain.from_iterable(parts)]


@dataclass(frozen=True)
class Question:
    """Something that a function of the database counts over several bodies at once (`counting`)."""

    function: str
    columns: str
    together: Callable[[Rows, Iterable[Rows]], Rows] = listed
    """How a body's own rows and those of its parts become the rows of the body."""


class Counts:
    """The counts of one page."""

    def __init__(self, *bodies: str) -> None:
        """Ask which of `bodies` the acting user reaches: about no others is anything counted."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT m.tree, m.everything, access.reached(%s) FROM access.marks() m", [sorted(set(bodies))]
            )
            tree, everything, reached = cursor.fetchone()
        self.reached: frozenset[str] = frozenset(reached)
        self._now = None if tree is None else Marks(tree, everything)
        self._marked: dict[str, tuple[int, bool]] = {}
        self._answered: dict[tuple[Any, ...], Rows] = {}

    def of(self, question: Question, bodies: Iterable[str], day: date, *values: Any) -> dict[str, Rows]:
        """The rows of each of `bodies`; none for one out of reach."""
        found = self.on_days(question, [(body, day) for body in bodies], *values)
        return {body: rows for (body, _), rows in found.items()}

    def on_days(self, question: Question, asked: Iterable[Piece], *values: Any) -> dict[Piece, Rows]:
        """The rows of each body on its day; none for one out of reach."""
        pieces = list(dict.fromkeys(asked))
        about = (question.function, repr(values))
        missing = [piece for piece in pieces if piece[0] in self.reached and (*about, *piece) not in self._answered]
        if missing:
            found = _Answer(self, question, values, sorted({body for body, _ in missing})).of(missing)
            self._answered |= {(*about, *piece): rows for piece, rows in found.items()}
        return {piece: self._answered.get((*about, *piece), []) for piece in pieces}

    def rows(self, body: str, statement: str, *values: Any) -> Rows:
        """The rows of a statement that counts over `body` as a whole, which is its first value; none out of reach."""
        if body not in self.reached:
            return []
        key = (statement, repr((body, values)))
        kept = self.right(key, body)
        if kept is None:
            self.mark([body])
            kept = self.right(key, body)
        if kept is None:
            with connection.cursor() as cursor:
                cursor.execute(statement, [body, *values])
                kept = self.keep(key, body, cursor.fetchall())
        return kept

    def right(self, key: tuple[Any, ...], body: str) -> Rows | None:
        """What is kept about `body`, where it is known to be right still."""
        kept = _COUNTED.get(key) if self._now is not None else None
        if kept is None or (kept.seen != self._now and kept.mark != self._mark_of(body)):
            return None
        kept.seen = self._now
        return kept.rows

    def keep(self, key: tuple[Any, ...], body: str, rows: Rows) -> Rows:
        """Keep what was counted after the marks of `body` were read."""
        mark = self._mark_of(body)
        if mark is not None:
            _COUNTED.put(key, Kept(rows, mark, self._now))
        return rows

    def mark(self, bodies: Iterable[str]) -> None:
        """Read the marks of these bodies, where it was not done."""
        missing = [body for body in bodies if body not in self._marked]
        if missing and self._now is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT body, marks, large FROM access.marked(%s)", [missing])
                self._marked |= {body: (marks, large) for body, marks, large in cursor.fetchall()}

    def _mark_of(self, body: str) -> tuple[int, int] | None:
        if self._now is None or body not in self._marked:
            return None
        return self._now.tree, self._marked[body][0]

    def parts_known(self, piece: Piece) -> list[str]:
        """What stands right below a large body, where it was asked since the tree last changed."""
        kept = _PARTS.get(piece)
        return [part for (part,) in kept.rows] if kept is not None and self._now and kept.mark == self._now.tree else []

    def parts(self, pieces: Sequence[Piece]) -> dict[Piece, list[str]]:
        """What stands right below those of these bodies that are large."""
        large = [piece for piece in pieces if self._marked.get(piece[0], (0, False))[1]]
        if self._now is None or not large:
            return {}
        found = {piece: parts for piece in large if (parts := self.parts_known(piece))}
        missing = [piece for piece in large if piece not in found]
        if missing:
            found |= {piece: [] for piece in missing}
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT body, day, part FROM access.parts(%s, %s)",
                    [[body for body, _ in missing], [day for _, day in missing]],
                )
                for body, day, part in cursor.fetchall():
                    found[body, day].append(part)
            for piece in missing:
                _PARTS.put(piece, Kept([(part,) for part in found[piece]], self._now.tree))
        return {piece: parts for piece, parts in found.items() if parts}


class _Answer:
    """The answer to one question about some bodies."""

    def __init__(self, counts: Counts, question: Question, values: Sequence[Any], roots: list[str]) -> None:
        self._counts, self._question, self._values, self._roots = counts, question, values, roots
        self._about = (question.function, repr(values))
        self._whole: dict[Piece, Rows] = {}
        self._alone: dict[Piece, list[Piece]] = {}

    def of(self, pieces: Sequence[Piece]) -> dict[Piece, Rows]:
        found, missing = self._known(pieces)
        if not missing:
            return found
        level = missing
        while level:
            # Parts of a body that is large may be large themselves.
            cut = self._counts.parts(level)
            self._alone |= {piece: [(part, piece[1]) for part in parts] for piece, parts in cut.items()}
            self._whole |= {piece: [] for piece in level if piece not in cut}
            below = list(dict.fromkeys(chain.from_iterable(self._alone[piece] for piece in cut)))
            known, level = self._known([piece for piece in below if piece not in found])
            found |= known
        own = self._ask()
        for piece, rows in self._whole.items():
            found[piece] = self._counts.keep((*self._about, *piece), piece[0], rows)
        for piece in reversed(self._alone):
            rows = self._question.together(own[piece], (found[part] for part in self._alone[piece]))
            found[piece] = self._counts.keep((*self._about, *piece), piece[0], rows)
        return found

    def _known(self, pieces: Sequence[Piece]) -> tuple[dict[Piece, Rows], list[Piece]]:
        """What is kept of these and still right, and what has to be asked for."""
        counts, keys = self._counts, {piece: (*self._about, *piece) for piece in pieces}
        found = {piece: counts.right(key, piece[0]) for piece, key in keys.items()}
        unknown = [piece for piece, rows in found.items() if rows is None]
        # The marks of their parts will be asked next, where they are known to have any.
        counts.mark({body for body, _ in unknown}.union(*(counts.parts_known(piece) for piece in unknown)))
        found |= {piece: counts.right(keys[piece], piece[0]) for piece, rows in found.items() if rows is None}
        known = {piece: rows for piece, rows in found.items() if rows is not None}
        return known, [piece for piece in pieces if piece not in known]

    def _ask(self) -> dict[Piece, Rows]:
        """Fill in what is asked for whole; what is asked for alone is answered."""
        own: dict[Piece, Rows] = {piece: [] for piece in self._alone}
        if not own and not self._whole:
            return own
        asked = [self._roots, *_columns(self._whole), *_columns(own), *self._values]
        places = ", ".join(["%s"] * len(asked))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT piece, day, {self._question.columns} FROM access.{self._question.function}({places})", asked
            )
            for body, day, *row in cursor.fetchall():
                of = self._whole if (body, day) in self._whole else own
                of[body, day].append(tuple(row))
        return own


def _columns(pieces: Iterable[Piece]) -> tuple[list[str], list[date]]:
    known = list(pieces)
    return [body for body, _ in known], [day for _, day in known]
