"""The components, as tags. Each has a template in `templates/ui/components`; `/styleguide/` shows them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms import CheckboxSelectMultiple, Select
from django.template import Context
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from chinhdanh.web.ui import formats, written
from chinhdanh.web.ui.charts import HeatMap, Pyramid, Trend
from chinhdanh.web.ui.parts import Node, Pair, Place, Problem, Tab
from chinhdanh.web.ui.table import Cell, Column, Empty, FilterBar, Option, Table
from chinhdanh.web.ui.timeline import Timeline
from chinhdanh.web.ui.vietnamese import initials

register = template.Library()

SIGNS = {"complies": "✓", "violates": "✕", "unproven": "?", "not_applicable": "–"}
WORDS = {
    "complies": _("Đạt"),
    "violates": _("Trái quy định"),
    "unproven": _("Chưa chứng minh được"),
    "not_applicable": _("Không áp dụng"),
}
NOTICE_SIGNS = {"info": "i", "success": "✓", "warning": "!", "error": "✕"}
NOTICE_WORDS = {"info": _("Thông tin"), "success": _("Đã xong"), "warning": _("Lưu ý"), "error": _("Lỗi")}


def _component(name: str) -> str:
    return f"ui/components/{name}.html"


register.filter("day", formats.day)
register.filter("moment", formats.moment)


@register.filter
def number(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """1.234,5; with an argument that many decimals."""
    return formats.number(value, decimals)


@register.simple_tag
def period(start: date | None, until: date | None) -> str:
    """`{% period tenure.valid_from tenure.valid_until %}`: a half-open period by its recorded days."""
    return formats.period(start, until)


@register.simple_tag
def percent(part: float, whole: float) -> str:
    """`{% percent 18 37 %}`: a share with one decimal."""
    return formats.percent(part, whole)


_TOKEN, _HERE = "\x02", "\x03"


@register.simple_tag(takes_context=True)
def frame(context: Context, part: str) -> SafeString:
    """A part of what stands around every page: the same for a language and a theme, but for what its forms carry along."""
    shown = _frame(part, context.get("language", "vi"), context.get("theme", "auto"), context.get("search_page", ""))
    # A token is made only where it is asked for: with it comes a cookie.
    for sign, name in ((_TOKEN, "csrf_token"), (_HERE, "here")):
        if sign in shown:
            shown = shown.replace(sign, written.escaped(str(context.get(name, ""))))
    return mark_safe(shown)


@lru_cache
def _frame(part: str, language: str, theme: str, search_page: str) -> str:
    known = {"language": language, "theme": theme, "search_page": search_page, "csrf_token": _TOKEN, "here": _HERE}
    with translation.override(language):
        return render_to_string(f"ui/frame/{part}.html", known).strip()


@register.simple_tag
def entries(places: Iterable[Place]) -> SafeString:
    """The entries of the navigation, the present one marked, with what waits there."""
    return mark_safe(written.entries(places))


@register.inclusion_tag(_component("verdict"))
def verdict(code: str, count: int | None = None, word: str = "") -> dict[str, Any]:
    """A verdict by sign, word and colour.

    code: complies, violates, unproven, not_applicable. count: how many, before the word. word: another word for it.
    """
    return {"code": code, "sign": SIGNS[code], "word": word or WORDS[code], "count": count}


@register.inclusion_tag(_component("mark"))
def mark(text: str) -> dict[str, Any]:
    """A short neutral remark in a frame: a kind, a state without a verdict."""
    return {"text": text}


@register.inclusion_tag(_component("chip"))
def chip(label: str, value: Any) -> dict[str, Any]:
    """A fact: its label and value. Without a value it says so."""
    return {"label": label, "value": value}


@register.simple_block_tag
def card(content: str, title: str = "", hint: str = "", tone: str = "") -> SafeString:
    """`{% card "Title" hint="…" tone="violates" %}…{% endcard %}`: a panel; a tone colours its edge."""
    words = {"title": title, "hint": hint, "tone": tone, "content": content}
    return render_to_string(_component("card"), words)


@register.inclusion_tag(_component("timeline"))
def timeline(picture: Timeline) -> dict[str, Any]:
    """A `Timeline`: lanes on one axis of time with gaps and overlaps, and the same as a table."""
    return {"picture": picture}


@register.inclusion_tag(_component("pyramid"))
def pyramid(picture: Pyramid) -> dict[str, Any]:
    """A `Pyramid`: ages by sex."""
    return {"picture": picture}


@register.inclusion_tag(_component("heat_map"))
def heat_map(picture: HeatMap) -> dict[str, Any]:
    """A `HeatMap`: counts by two things, shaded by size."""
    return {"picture": picture}


@register.inclusion_tag(_component("trend"))
def trend(picture: Trend) -> dict[str, Any]:
    """A `Trend`: counts in order of time."""
    return {"picture": picture}


@register.inclusion_tag(_component("tree"))
def tree(nodes: Sequence[Node], label: str) -> dict[str, Any]:
    """`Node`s that open in place: by mouse, by Enter and Space, and by the arrow keys. label: what the tree is of."""
    return {"nodes": nodes, "label": label}


@register.simple_tag
def branches(nodes: Sequence[Node]) -> SafeString:
    """The branches alone: what the address of `Node.more` answers with."""
    return mark_safe(written.branches(nodes))


@register.simple_tag
def seats(filled: int, allotted: int) -> SafeString:
    """Actual against establishment: filled, vacant, over."""
    return mark_safe(written.seats(filled, allotted))


@register.inclusion_tag(_component("table"))
def table(data: Table) -> dict[str, Any]:
    """A `Table`: filters, sort, pages and page size in the address, totals, export, empty state."""
    return {"data": data}


@register.simple_tag
def options(choices: Sequence[Option], chosen: str) -> SafeString:
    """The choices of a filter."""
    return mark_safe(written.choices(choices, chosen))


@register.simple_tag
def table_rows(rows: Sequence[Sequence[tuple[Column, Cell]]]) -> SafeString:
    """The rows of a table."""
    return mark_safe(written.rows(rows, lambda code: render_to_string(_component("verdict"), verdict(code)).strip()))


@register.inclusion_tag(_component("filter_bar"))
def filter_bar(bar: FilterBar) -> dict[str, Any]:
    """A `FilterBar` with what is set now. A table with filters brings its own."""
    return {"bar": bar}


@register.inclusion_tag(_component("person"))
def person(name: str, role: str = "", href: str = "", note: str = "", state: str = "") -> dict[str, Any]:
    """A person: initials, name, role. note: a line below. state: a short remark beside the name."""
    return {"name": name, "role": role, "href": href, "note": note, "state": state, "initials": initials(name)}


@register.inclusion_tag(_component("empty"))
def empty(what: Empty) -> dict[str, Any]:
    """An `Empty`: what belongs there and the next step."""
    return {"what": what}


@register.inclusion_tag(_component("problems"))
def problems(items: Sequence[Problem], total: int | None = None) -> dict[str, Any]:
    """`Problem`s, errors before warnings. total: how many there are where only some are shown."""
    ordered = sorted(items, key=lambda problem: problem.kind != "error")
    return {"items": ordered, "left_out": max((total or 0) - len(items), 0)}


@register.inclusion_tag(_component("progress"))
def progress(
    label: str,
    done: int | None = None,
    total: int | None = None,
    state: str = "running",
    note: str = "",
    poll: str = "",
) -> dict[str, Any]:
    """Long work. state: waiting, running, done, failed. Without a total nobody knows how far it is.

    poll: an address that answers with this component anew; it is asked every two seconds while the work runs.
    """
    words = {"waiting": _("Đang chờ"), "running": _("Đang chạy"), "done": _("Đã xong"), "failed": _("Không hoàn thành")}
    known = done is not None and bool(total)
    return {
        "label": label, "done": done, "total": total, "known": known, "state": state, "word": words[state], "note": note,
        "share": formats.percent(done or 0, total or 0) if known else "",
        "poll": poll if state in ("waiting", "running") else "",
    }  # fmt: skip


@register.inclusion_tag(_component("vote"))
def vote(
    label: str,
    in_favour: int | None,
    whole: int,
    threshold: float = 50,
    of: str = "",
    note: str = "",
    at_least: bool = False,
) -> dict[str, Any]:
    """Votes against their threshold, in per cent of `whole`; without `in_favour` nobody has voted yet.

    of: what the whole is. at_least: reaching the threshold is enough; else it has to be passed.
    """
    share = 100 * in_favour / whole if in_favour is not None and whole else 0
    passed = share >= threshold if at_least else share > threshold
    return {
        "label": label, "in_favour": in_favour, "whole": whole, "of": of, "note": note, "at_least": at_least,
        "verdict": "not_applicable" if in_favour is None else "complies" if passed else "violates",
        "width": f"{min(share, 100):.2f}%", "mark_at": f"{threshold:.2f}%",
        "threshold": formats.percent(threshold, 100), "share": formats.percent(in_favour or 0, whole),
    }  # fmt: skip


@register.inclusion_tag(_component("definitions"))
def definitions(pairs: Iterable[Pair]) -> dict[str, Any]:
    """`Pair`s: terms and values."""
    return {"pairs": pairs}


@register.inclusion_tag(_component("tabs"))
def tabs(items: Sequence[Tab], label: str) -> dict[str, Any]:
    """`Tab`s: parts of a page, each with its own address. label: what they are parts of."""
    return {"items": items, "label": label}


@register.inclusion_tag(_component("crumbs"))
def crumbs(items: Sequence[Tab], label: str = "") -> dict[str, Any]:
    """The way to this page, from the outside in; the last is the page itself. label: where there are two on a page."""
    return {"items": items, "label": label}


@register.inclusion_tag(_component("notice"))
def notice(kind: str, title: str, text: str = "", action: str = "", href: str = "") -> dict[str, Any]:
    """A notice. kind: info, success, warning, error (read out at once). action, href: what to do about it."""
    return {
        "kind": kind, "sign": NOTICE_SIGNS[kind], "word": NOTICE_WORDS[kind],
        "title": title, "text": text, "action": action, "href": href,
    }  # fmt: skip


@register.inclusion_tag(_component("field"))
def field(bound: Any) -> dict[str, Any]:
    """A field of a form with label, help and errors; the control names both for a screen reader.

    Whether it may be left empty is said of what is typed; a list of choices says by its own first line what none means.
    A field that is `one_of_several`, of which one is needed, says so in its help.
    """
    widget = bound.field.widget
    grouped = bool(getattr(widget, "use_fieldset", False))
    listed = isinstance(widget, Select | CheckboxSelectMultiple)
    return {
        "bound": bound,
        "single": getattr(widget, "input_type", "") == "checkbox" and not grouped,
        "grouped": grouped,
        "optional": not (bound.field.required or listed or getattr(bound.field, "one_of_several", False)),
    }


@register.inclusion_tag(_component("form_errors"))
def form_errors(*forms: Any) -> dict[str, Any]:
    """What is wrong in the forms of a page, or in lists of them, told once above them with a link to each field.

    A form that stands for a part of the page has a `title`, by which its fields are known from those of the others.
    """
    every = [one for some in forms for one in (some if isinstance(some, list) else [some])]
    entries = [
        (getattr(form, "title", ""), form[name], errors)
        for form in every
        for name, errors in form.errors.items()
        if name != "__all__"
    ]
    return {"entries": entries, "general": [error for form in every for error in form.non_field_errors()]}
