"""Small inline SVG charts. They carry no numbers that are not also in a table beside them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from chinhdanh.reports.texts import Texts

GAP, HEIGHT, TOP, BOTTOM = 14, 190, 24, 24
DIGIT = 8  # width of one digit of the labels, generously


def bar(value: int, largest: int, verdict: str) -> Markup:
    """A horizontal bar of `value` against `largest`; hidden from screen readers, which read the number beside it."""
    share = 100 * value / largest if largest else 0
    # A bar for a count above zero never vanishes.
    width = max(share, 1.5) if value else 0
    return Markup(
        '<svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="t" width="100" height="12"/><rect class="f-{}" width="{:.2f}" height="12"/></svg>'
    ).format(verdict, width)


def columns(counts: Sequence[tuple[str, int]], verdict: str, label: str, texts: Texts) -> Markup:
    """A column chart of `(name, count)` in the given order, each count written over its column."""
    largest = max((count for _, count in counts), default=0) or 1
    wide = max(30, DIGIT * max((len(texts.number(count)) for _, count in counts), default=0) - GAP // 2)
    width = len(counts) * (wide + GAP) + GAP
    room = HEIGHT - TOP - BOTTOM
    parts = []
    for place, (name, count) in enumerate(counts):
        left = GAP + place * (wide + GAP)
        tall = max(room * count / largest, 1.5) if count else 0
        parts.append(
            Markup(
                '<rect class="f-{}" x="{}" y="{:.1f}" width="{}" height="{:.1f}"/>'
                '<text x="{}" y="{:.1f}" text-anchor="middle">{}</text>'
                '<text x="{}" y="{}" text-anchor="middle">{}</text>'
            ).format(
                verdict, left, TOP + room - tall, wide, tall,
                left + wide / 2, TOP + room - tall - 5, texts.number(count), left + wide / 2, HEIGHT - 6, name,
            )
        )  # fmt: skip
    return Markup(
        '<svg viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">{3}'
        '<line x1="0" x2="{0}" y1="{4}" y2="{4}"/></svg>'
    ).format(width, HEIGHT, label, Markup("").join(parts), TOP + room)
