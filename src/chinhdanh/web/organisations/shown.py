"""How bodies, posts and holders are put into the components of pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chinhdanh.web.organisations.asked import Asked
from chinhdanh.web.organisations.counts import Counts
from chinhdanh.web.organisations.figures import Headcount, headcounts, together
from chinhdanh.web.organisations.queries import PostRow
from chinhdanh.web.organisations.retirement import Successor
from chinhdanh.web.record.access import ALL, JUDGING, Scope
from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.formats import day as day_shown
from chinhdanh.web.ui.parts import Node, Tab
from chinhdanh.web.ui.words import code_word


def body_link(key: Any, asked: Asked, page: str = "one") -> str:
    """The address of a body's page for the same day."""
    return asked.link(reverse(f"organisations:{page}", args=[key]))


def post_link(key: Any, asked: Asked) -> str:
    """The address of a post for the same day."""
    return asked.link(reverse("organisations:post", args=[key]))


def person_link(person: Any) -> str:
    """The address of a person's record."""
    return reverse("officials:one", args=[person.key])


def pages_of_list(asked: Asked, scope: Scope, here: str) -> list[Tab]:
    """The parts of the organisations as a whole; lists of posts and people are for those who read the record of others."""
    parts: list[tuple[str, str, dict[str, str]]] = [("list", _("Cây tổ chức"), {})]
    if scope.at(ALL):
        parts += [
            ("posts", _("Các chức danh"), {}),
            ("vacancies", _("Chức danh khuyết"), {"state": "vacant"}),
            ("retirements", _("Sắp nghỉ hưu"), {}),
        ]
    return [
        Tab(
            label,
            asked.link(reverse(f"organisations:{'posts' if name == 'vacancies' else name}"), **more),
            name == here,
        )
        for name, label, more in parts
    ]


def pages_of_body(body: Any, asked: Asked, scope: Scope, reached: bool, here: str, keeps: bool = False) -> list[Tab]:
    """The parts of a body's page; its counts and lists only where it is within reach, changing it where it is kept."""
    tabs = [Tab(_("Tổng quan"), body_link(body.key, asked), here == "one")]
    if reached:
        tabs += [
            Tab(_("Biên chế"), body_link(body.key, asked, "establishment"), here == "establishment"),
            Tab(_("Các chức danh"), asked.link(reverse("organisations:posts"), under=str(body.key))),
            Tab(_("Sắp nghỉ hưu"), asked.link(reverse("organisations:retirements"), under=str(body.key))),
            Tab(_("Cán bộ"), asked.link(reverse("officials:list"), body=str(body.key))),
        ]
    if reached and scope.at(JUDGING):
        tabs.append(Tab(_("Phát hiện"), f"{reverse('findings:list')}?body={body.key}"))
    tabs.append(Tab(_("Lịch sử"), body_link(body.key, asked, "history"), here == "history"))
    if keeps:
        tabs.append(Tab(_("Thay đổi"), reverse("organisations:change", args=[body.key])))
    return tabs


def crumbs(path: Sequence[Any], asked: Asked, last: str) -> list[Tab]:
    """The way from the top down to `last`."""
    first = Tab(_("Tổ chức"), asked.link(reverse("organisations:list")))
    return [first, *(Tab(one.name or one.pk, body_link(one.key, asked)) for one in path), Tab(last, "")]


def people(count: int) -> str:
    """So many people."""
    return ngettext("%(n)s người", "%(n)s người", count) % {"n": count}


def _note(body: Any, parts: Sequence[Headcount], total: Headcount, asked: Asked) -> str:
    notes = []
    if body.until is not None:
        notes.append(_("đến %(day)s") % {"day": day_shown(body.until)})
    if total.allotted is None and parts:
        notes.append(people(total.everybody))
    return " · ".join(notes)


def nodes(
    bodies: Sequence[Any],
    counts: Counts,
    asked: Asked,
    inner: Mapping[str | None, Sequence[Any]] | None = None,
) -> list[Node]:
    """Branches of a tree; `inner` holds what stands under those that are open already."""
    inner = inner or {}
    figures = headcounts(counts, {one.pk for one in at_once(bodies, inner)}, asked.day)

    def node(body: Any) -> Node:
        parts = figures.get(body.pk, [])
        total = together(parts)
        under = inner.get(body.pk, ())
        first = shown_at_once(under, inner)
        branches = [*map(node, first), *groups(body, later(under, first), asked)]
        return Node(
            body.name or body.pk,
            body_link(body.key, asked),
            _note(body, parts, total, asked),
            branches,
            "" if branches or not body.opens else body_link(body.key, asked, "branch"),
            open=bool(branches),
            filled=total.actual,
            seats=total.allotted,
        )

    return [node(one) for one in bodies]


MANY = 40
"""Bodies under one other that are shown at once; where there are more, the larger kinds are opened one by one."""


def shown_at_once(bodies: Sequence[Any], opened: Container[str | None] = ()) -> list[Any]:
    """Those of `bodies` that are shown without opening their kind: kinds of which there are few, and what stands open."""
    if len(bodies) <= MANY:
        return list(bodies)
    kinds = Counter(one.kind for one in bodies)
    return [one for one in bodies if one.pk in opened or kinds[one.kind] <= MANY // 2]


def at_once(bodies: Sequence[Any], inner: Mapping[str | None, Sequence[Any]]) -> list[Any]:
    """All that a tree of these bodies shows before anything is opened."""
    opened = (under for parent, under in inner.items() if parent is not None)
    return [*bodies, *(one for under in opened for one in shown_at_once(under, inner))]


def later(bodies: Sequence[Any], first: Sequence[Any]) -> list[Any]:
    """Those of `bodies` that are not among the `first`."""
    shown = {one.pk for one in first}
    return [one for one in bodies if one.pk not in shown]


def groups(parent: Any, bodies: Sequence[Any], asked: Asked) -> list[Node]:
    """A branch for each kind of `bodies`, fetched when it is opened."""
    address = reverse("organisations:branch", args=[parent.key])
    return [
        Node(
            code_word("organization", "kind", kind) or _("Chưa ghi loại hình"),
            note=ngettext("%(n)s cơ quan", "%(n)s cơ quan", count) % {"n": count},
            more=asked.link(address, kind=kind or NO_KIND),
        )
        for kind, count in Counter(one.kind for one in bodies).items()
    ]


NO_KIND = "none"


def state_of(row: PostRow) -> str:
    """Whether the seats of a post are taken."""
    if row.seats is None:
        return people(row.filled) if row.filled else _("chưa ghi người giữ")
    if row.vacant and row.acting:
        return ngettext("khuyết %(n)s, có người phụ trách", "khuyết %(n)s, có người phụ trách", row.vacant) % {
            "n": row.vacant
        }
    if row.vacant:
        return ngettext("khuyết %(n)s", "khuyết %(n)s", row.vacant) % {"n": row.vacant}
    over = row.filled - row.seats
    return ngettext("vượt %(n)s", "vượt %(n)s", over) % {"n": over} if over > 0 else _("đủ")


def role_word(leadership: str | None) -> str:
    """The role of a post in its body; a post that leads nothing has none."""
    return "" if leadership in (None, "", "none") else code_word("post", "leadership", leadership)


def ready_word(planned: Sequence[Successor]) -> str:
    """Whether a planned successor stands ready."""
    ready = sum(one.ready for one in planned)
    if ready:
        return ngettext("%(n)s người sẵn sàng", "%(n)s người sẵn sàng", ready) % {"n": ready}
    return _("có quy hoạch, chưa ai sẵn sàng") if planned else _("chưa có ai trong quy hoạch")


def names(planned: Sequence[Successor]) -> str:
    """The names of those planned, those who stand ready first."""
    ordered = sorted(planned, key=lambda one: not one.ready)
    return ", ".join(one.person.full_name or "" for one in ordered)
