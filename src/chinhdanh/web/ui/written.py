"""Parts of which a page holds hundreds, written here and not in templates: those would take longer than all the rest.

Everything from outside goes through `escaped`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.utils.html import conditional_escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chinhdanh.web.ui import formats
from chinhdanh.web.ui.parts import Node, Place
from chinhdanh.web.ui.table import Cell, Column, Option

_SPECIAL = re.compile("[&<>\"']")


def escaped(value: Any) -> str:
    """As `conditional_escape`, which most words of a long list need not go through."""
    return value if type(value) is str and not _SPECIAL.search(value) else conditional_escape(value)


def entries(of: Iterable[Place]) -> str:
    """The entries of the navigation."""
    return "\n".join(f"<li>{_entry(place)}</li>" for place in of)


def _entry(place: Place) -> str:
    waiting = f'<span class="vh"> {_("đang chờ")}</span>' if place.count else ""
    count = f' <span class="count">{formats.number(place.count)}{waiting}</span>' if place.count else ""
    here = ' aria-current="page"' if place.here else ""
    return f'<a href="{escaped(place.href)}"{here}>{escaped(place.label)}{count}</a>'


def choices(of: Sequence[Option], chosen: str) -> str:
    """The choices of a filter."""
    return "".join(
        f'<option value="{escaped(one.value)}"{" selected" if one.value == chosen else ""}>{escaped(one.label)}</option>'
        for one in of
    )


def rows(of: Sequence[Sequence[tuple[Column, Cell]]], verdict: Callable[[str], str]) -> str:
    """The rows of a table; `verdict` writes one by its code."""
    verdicts: dict[str, str] = {}

    def inside(column: Column, cell: Cell) -> str:
        if column.kind == "verdict" and cell.value:
            code = str(cell.value)
            if code not in verdicts:
                verdicts[code] = verdict(code)
            shown = verdicts[code]
        else:
            shown = _shown(column, cell.value)
            if cell.href:
                shown = f'<a href="{escaped(cell.href)}">{shown}</a>'
        return f'{shown}<span class="cell-note">{escaped(cell.note)}</span>' if cell.note else shown

    def written(column: Column, cell: Cell) -> str:
        tag, scope = ("th", ' scope="row"') if column.heads else ("td", "")
        return f'<{tag}{scope} class="of-{column.kind}">{inside(column, cell)}</{tag}>'

    return "\n".join(f"<tr>{''.join(written(column, cell) for column, cell in row)}</tr>" for row in of)


def _shown(column: Column, value: Any) -> str:
    if value is None or value == "":
        return ""
    if column.kind == "number":
        return formats.number(value)
    return formats.day(value) if column.kind == "day" else escaped(value)


def branches(of: Sequence[Node]) -> str:
    """The branches of a tree, with all that stands open below them."""
    return f'<ul class="branches">{"".join(f"<li>{part}</li>" for part in map(_branch, of))}</ul>'


def _branch(node: Node) -> str:
    line = _line(node)
    if not node.opens:
        return line
    named = _("Mở %(name)s") % {"name": node.label} if node.href else ""
    summary = f'<span class="vh">{escaped(named)}</span>' if node.href else line
    opening = f"<details{' open' if node.open else ''}><summary>{summary}</summary></details>"
    return f"{opening}{line if node.href else ''}{branches(node.children) if node.children else _later(node)}"


def _later(node: Node) -> str:
    address = escaped(node.more)
    return (
        f'<ul class="branches" hx-get="{address}" hx-trigger="toggle from:previous details once" hx-swap="outerHTML">'
        f'<li><a href="{address}">{_("Mở nhánh này")}</a></li></ul>'
    )


def _line(node: Node) -> str:
    label = escaped(node.label)
    if node.href:
        here = ' aria-current="page"' if node.here else ""
        label = f'<a href="{escaped(node.href)}"{here}>{label}</a>'
    elif node.here:
        label = f"<strong>{label}</strong>"
    note = f' <span class="soft">{escaped(node.note)}</span>' if node.note else ""
    held = "" if node.seats is None or node.filled is None else seats(node.filled, node.seats)
    return f'<span class="node"><span class="node-name">{label}{note}</span>{held}</span>'


def seats(filled: int, allotted: int) -> str:
    """Actual against establishment: filled, vacant, over."""
    return "".join(_seats(filled, allotted))


def _seats(filled: int, allotted: int) -> Iterator[str]:
    most = max(filled, allotted, 1)
    over, vacant = max(filled - allotted, 0), max(allotted - filled, 0)
    limit = f"{100 * allotted / most:.2f}%"
    yield '<span class="seats"><svg width="100%" height="10" aria-hidden="true">'
    yield '<rect class="track" width="100%" height="10" rx="3"/>'
    yield f'<rect class="within" width="{100 * min(filled, allotted) / most:.2f}%" height="10" rx="3"/>'
    if over:
        yield f'<rect class="over" x="{limit}" width="{100 * over / most:.2f}%" height="10"/>'
    yield f'<line class="limit" x1="{limit}" x2="{limit}" y1="0" y2="10"/></svg>'
    yield f'<span class="seats-words">{formats.number(filled)}/{formats.number(allotted)} · '
    if over:
        yield f"<b>{ngettext('vượt %(n)s', 'vượt %(n)s', over) % {'n': over}}</b>"
    elif vacant:
        yield ngettext("trống %(n)s", "trống %(n)s", vacant) % {"n": vacant}
    else:
        yield _("đủ")
    yield "</span></span>"
