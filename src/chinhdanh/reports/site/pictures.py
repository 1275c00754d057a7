"""Small inline pictures and marked words of the law site. Nothing in them that is not also in words or in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from markupsafe import Markup

WIDTH, TOP, TALL, AXIS = 720, 4, 26, 18
LETTER = 7.2  # width of one letter of a label, generously
TICKS = 8  # years on the axis, at most


@dataclass(frozen=True)
class Span:
    """One value and the time in which it counts; ``own``: it belongs to the provision of the page."""

    start: date
    end: date | None
    text: str
    own: bool


def timeline(spans: Sequence[Span], label: str) -> Markup:
    """Values as boxes on one axis of years; an open end runs out of the picture."""
    first = min(span.start for span in spans)
    last = max(span.end or span.start for span in spans)
    # What runs on, or is a single day old, still needs room to be seen.
    last = date(max(last.year, first.year) + 2, 1, 1)
    scale = WIDTH / (last - first).days
    parts = []
    for span in sorted(spans, key=lambda one: one.start):
        left = (span.start - first).days * scale
        right = (span.end - first).days * scale if span.end else WIDTH
        width = max(right - left - 1, 2)
        parts.append(
            Markup('<rect class="{}" x="{:.1f}" y="{}" width="{:.1f}" height="{}" rx="4"/>').format(
                "own" if span.own else "kin", left, TOP, width, TALL
            )
        )
        if len(span.text) * LETTER + 8 <= width:
            parts.append(
                Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>').format(
                    "on-own" if span.own else "on-kin", left + width / 2, TOP + TALL / 2 + 4.5, span.text
                )
            )
    parts += _years(first, last, scale)
    return Markup('<svg class="tl" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, TOP + TALL + AXIS, label, Markup("").join(parts)
    )


def _years(first: date, last: date, scale: float) -> list[Markup]:
    years = [year for year in range(first.year, last.year + 1) if date(year, 1, 1) >= first]
    step = -(-len(years) // TICKS)
    tick = Markup(
        '<line x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}"/><text class="year" x="{3:.1f}" y="{4}">{5}</text>'
    )
    foot = TOP + TALL
    places = [((date(year, 1, 1) - first).days * scale, year) for year in years[::step]]
    return [tick.format(x, foot, foot + 5, x + 3, foot + 14, year) for x, year in places if x <= WIDTH - 30]


def marked(before: str, after: str) -> tuple[Markup, Markup]:
    """Two wordings with the words marked that only one of them has; unmarked where they have little in common."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.35:
        return Markup("{}").format(before), Markup("{}").format(after)
    left, right = [], []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            left.append(Markup("{}").format(" ".join(old[a:b])))
            right.append(Markup("{}").format(" ".join(new[c:d])))
            continue
        if b > a:
            left.append(Markup("<del>{}</del>").format(" ".join(old[a:b])))
        if d > c:
            right.append(Markup("<ins>{}</ins>").format(" ".join(new[c:d])))
    return Markup(" ").join(left), Markup(" ").join(right)
