"""Several lanes on one axis of time, with what is between and what is twice.

Positions are shares of the width, written with a point whatever the language, since they go into SVG attributes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

ROW, PAD = 26, 5
"""Height of one bar with its margin, and the margin above the first, in pixels."""
STEPS = (1, 2, 5, 10, 20)
MOST_TICKS = 8


@dataclass(frozen=True)
class Span:
    """Something that lasted: `[start, end)`, without `end` still running. Kinds: held, other, planned."""

    start: date
    end: date | None
    label: str
    kind: str = "held"
    href: str = ""


@dataclass(frozen=True)
class Mark:
    """Something on one day. Kinds: plain, complies, violates, unproven."""

    day: date
    label: str
    kind: str = "plain"


@dataclass(frozen=True)
class Lane:
    """One line of the picture. In a `continuous` lane gaps and overlaps are shown: somebody should hold one thing."""

    label: str
    spans: Sequence[Span] = ()
    marks: Sequence[Mark] = ()
    continuous: bool = False


@dataclass(frozen=True)
class Between:
    """A gap or an overlap: `[start, end)`, without `end` still running."""

    kind: str
    start: date
    end: date | None


@dataclass(frozen=True)
class Bar:
    """A span where it is drawn."""

    span: Span
    x: str
    width: str
    y: int
    open: bool


@dataclass(frozen=True)
class Dot:
    """A mark where it is drawn."""

    mark: Mark
    x: str
    y: int


@dataclass(frozen=True)
class Band:
    """A gap or overlap where it is drawn."""

    between: Between
    x: str
    width: str


@dataclass(frozen=True)
class Drawn:
    """A lane where it is drawn."""

    lane: Lane
    bars: Sequence[Bar]
    dots: Sequence[Dot]
    bands: Sequence[Band]
    height: int


def _later(one: date | None, other: date | None) -> date | None:
    """The later end; what still runs ends last."""
    return None if one is None or other is None else max(one, other)


def between(lane: Lane) -> list[Between]:
    """Gaps and overlaps of a continuous lane, in order of time; what is only planned does not count."""
    spans = sorted((span for span in lane.spans if span.kind != "planned"), key=lambda span: span.start)
    if not lane.continuous or not spans:
        return []
    found: list[Between] = []
    reached = spans[0].end
    for span in spans[1:]:
        if reached is None or span.start < reached:
            ends = [day for day in (reached, span.end) if day is not None]
            found.append(Between("overlap", span.start, min(ends, default=None)))
        elif span.start > reached:
            found.append(Between("gap", reached, span.start))
        reached = _later(reached, span.end)
    return found


@dataclass(frozen=True)
class Timeline:
    """Lanes from `start` to `end`, both days of the axis.

    `today` draws a line; with `as_of` it is another day, as of which the picture is, and is called so.
    """

    lanes: Sequence[Lane]
    start: date
    end: date
    label: str
    today: date | None = None
    as_of: bool = False

    def _share(self, day: date) -> float:
        days = (self.end - self.start).days or 1
        return min(max(100 * (day - self.start).days / days, 0), 100)

    def _at(self, day: date) -> str:
        return f"{self._share(day):.2f}%"

    def _wide(self, start: date, end: date | None) -> str:
        return f"{max(self._share(end or self.end) - self._share(start), 0.4):.2f}%"

    @cached_property
    def ticks(self) -> list[tuple[str, str]]:
        """Years on the axis with their place."""
        years = self.end.year - self.start.year
        step = next((step for step in STEPS if years / step <= MOST_TICKS), 50)
        first = -(-self.start.year // step) * step
        days = [date(year, 1, 1) for year in range(first, self.end.year + 1, step)]
        # A year at the very edge would be cut off.
        return [(str(day.year), self._at(day)) for day in days if 0 <= self._share(day) <= 96 and day >= self.start]

    @cached_property
    def now(self) -> str:
        """Where today is; empty where it is not on the axis."""
        return self._at(self.today) if self.today and self.start <= self.today <= self.end else ""

    @cached_property
    def drawn(self) -> list[Drawn]:
        return [self._draw(lane) for lane in self.lanes]

    def _draw(self, lane: Lane) -> Drawn:
        rows: list[date] = []
        bars: list[Bar] = []
        for span in sorted(lane.spans, key=lambda span: span.start):
            # Overlapping bars stand below one another: neither hides the other.
            row = next((row for row, free in enumerate(rows) if free <= span.start), len(rows))
            rows[row : row + 1] = [span.end or date.max]
            y = PAD + row * ROW
            bars.append(Bar(span, self._at(span.start), self._wide(span.start, span.end), y, span.end is None))
        height = PAD + ROW * max(len(rows), 1)
        dots = [Dot(mark, self._at(mark.day), height // 2) for mark in lane.marks]
        bands = [Band(one, self._at(one.start), self._wide(one.start, one.end)) for one in between(lane)]
        return Drawn(lane, bars, dots, bands, height)
