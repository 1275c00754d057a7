"""Pictures of counts. Each shows its numbers as well: none has to be read off a length or a colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

LEVELS = 4
"""Shades of a heat map, beside none at all for nothing."""


def _share(value: int, most: int) -> str:
    # What is there never vanishes.
    return f"{max(100 * value / most, 0.8) if value else 0:.2f}%"


@dataclass(frozen=True)
class Group:
    """An age group: its name, men and women in it."""

    label: str
    men: int
    women: int


@dataclass(frozen=True)
class Pyramid:
    """Ages by sex, the oldest group first."""

    label: str
    groups: Sequence[Group]

    @property
    def bars(self) -> list[tuple[Group, str, str]]:
        """Each group with the lengths of its two bars, both on one scale."""
        most = max((max(one.men, one.women) for one in self.groups), default=0) or 1
        return [(one, _share(one.men, most), _share(one.women, most)) for one in self.groups]

    @property
    def men(self) -> int:
        return sum(one.men for one in self.groups)

    @property
    def women(self) -> int:
        return sum(one.women for one in self.groups)


@dataclass(frozen=True)
class Count:
    """How many, with the address of the list behind the number."""

    value: int
    href: str = ""


@dataclass(frozen=True)
class Shaded:
    """A count with its shade."""

    count: Count
    level: int


@dataclass(frozen=True)
class HeatRow:
    """A row: its name, and a count for each column."""

    label: str
    counts: Sequence[Count]
    href: str = ""


@dataclass(frozen=True)
class HeatMap:
    """Counts by two things, shaded by size. `corner` says what the rows are."""

    caption: str
    corner: str
    columns: Sequence[str]
    rows: Sequence[HeatRow]

    @cached_property
    def shaded(self) -> list[tuple[HeatRow, list[Shaded]]]:
        most = max((count.value for row in self.rows for count in row.counts), default=0)
        return [(row, [Shaded(count, self._level(count.value, most)) for count in row.counts]) for row in self.rows]

    @staticmethod
    def _level(value: int, most: int) -> int:
        # By the root: a few very large counts would leave everything else in the palest shade.
        return max(1, round(LEVELS * sqrt(value / most))) if value > 0 else 0


@dataclass(frozen=True)
class Point:
    """A column of a trend: short name under it, how many, and the address of the list behind it."""

    label: str
    value: int
    href: str = ""


@dataclass(frozen=True)
class Trend:
    """Counts in order of time. Tones: plain, violates, unproven, complies."""

    label: str
    points: Sequence[Point]
    tone: str = "plain"

    @property
    def columns(self) -> list[tuple[Point, str, str]]:
        """Each point with the height of its column and where the column begins, from above."""
        most = max((point.value for point in self.points), default=0) or 1
        shares = [(point, max(100 * point.value / most, 1.5) if point.value else 0.0) for point in self.points]
        return [(point, f"{share:.2f}%", f"{100 - share:.2f}%") for point, share in shares]
