"""What is read of bodies and posts, within what the user may see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Max, OuterRef, Q, Subquery

from chinhdanh.web.accounts.models import OrganizationAbove
from chinhdanh.web.officials.models import Tenure
from chinhdanh.web.organisations.counts import Counts, Question
from chinhdanh.web.organisations.dating import as_then, below_then, changed_since, opens_then, then
from chinhdanh.web.organisations.models import DeputyCap, Organization, Post
from chinhdanh.web.organisations.retirement import LEADING
from chinhdanh.web.record.access import ALL, OFFICIAL, Scope
from chinhdanh.web.record.compiled import MadeOnce
from chinhdanh.web.record.remembered import Kept, Remembered, marks
from chinhdanh.web.ui.vietnamese import name_key, search_text, sort_key

FOUND = 100
"""Bodies shown at most for words of a name."""
_NUMBER = re.compile(r"\d+")
_OPENED = 5
"""Bodies of the user's own whose branch stands open from the beginning."""


def on_day(day: date, prefix: str = "") -> Q:
    """What stands, runs or is held on `day`."""
    since, until = f"{prefix}since", f"{prefix}until"
    return (Q(**{f"{since}__isnull": True}) | Q(**{f"{since}__lte": day})) & (
        Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": day})
    )


def _bodies(user: Any, today: date, on: date, past: bool) -> Any:
    """Bodies, each with whether others stand under it on a day; `past` says that it is before today."""
    opens = opens_then(on, _today(on, past), on_day(on))
    return then(Organization.objects.visible_to(user, today), on, _today(on, past)).annotate(opens=opens)


def _today(on: date, past: bool) -> date:
    """For statements that are made once: a day from which `on` is one of the past, or is not."""
    return date.max if past else on


def _by_key(one: MadeOnce, user: Any, today: date, stated: str, **more: Any) -> Any:
    """The row that an address names by its key, or by the id that an office gave it; None where there is none."""
    if "\0" in stated:
        return None  # which PostgreSQL does not take as text
    try:
        key = UUID(stated)
    except ValueError:
        key = None
    return next(iter(one(user, today, key=key, pk=stated, **more)), None)


def _named(key: UUID | None, pk: str) -> Q:
    return Q(pk=pk) if key is None else Q(key=key) | Q(pk=pk)


@MadeOnce
def _body(user: Any, day: date, key: UUID | None, pk: str, on: date, past: bool) -> Any:
    cap = DeputyCap.objects.visible_to(user, day).filter(on_day(on), organization_id=OuterRef("pk"))
    caps = cap.order_by().values("organization_id").annotate(most=Max("cap")).values("most")
    rows = _bodies(user, day, on, past).annotate(deputies_allowed=Subquery(caps))
    return rows.filter(_named(key, pk)).order_by("pk")[:1]


def body(user: Any, today: date, stated: str, day: date) -> Any:
    """The body of an address, with the cap on its deputies as decided for `day`; None where there is none."""
    found = _by_key(_body, user, today, stated, on=day, past=day < today)
    return found and as_then([found])[0]


@MadeOnce
def _above(user: Any, day: date, body: str, on: date, past: bool) -> Any:
    ids = OrganizationAbove.objects.filter(organization_id=body).values("above_id")
    return then(Organization.objects.visible_to(user, day), on, _today(on, past)).filter(pk__in=ids)


def above(user: Any, today: date, body: Any, day: date | None = None) -> list[Any]:
    """The bodies above, from the top down, by the parent that each had on `day`, or last had."""
    if body.parent_id is None:
        return []
    on = day or today
    known = {one.pk: one for one in as_then(_above(user, today, body.pk, on, on < today))}
    path: list[Any] = []
    parent = body.parent_id
    while parent in known and len(path) < len(known):
        path.insert(0, known[parent])
        parent = known[parent].parent_id
    return path


def _in_order(bodies: Iterable[Any]) -> list[Any]:
    # "Phòng 2" before "Phòng 10".
    return sorted(bodies, key=lambda one: (sort_key(_NUMBER.sub(lambda n: n[0].zfill(6), one.name or "")), one.pk))


class Branch(NamedTuple):
    """A body in its place in the tree, as it was called on the day of the tree."""

    pk: str
    key: UUID
    name: str | None
    kind: str | None
    until: date | None
    parent_id: str | None
    opens: bool
    """Whether others stand under it."""


_BRANCH = ("pk", "key", "name_then", "kind", "until", "parent_then", "opens")
_BRANCHES = Remembered(200_000)


def children(user: Any, today: date, parent: str, day: date) -> list[Branch]:
    """What stands directly under a body on `day`."""
    return _in_order(Branch(*row) for row in _children(user, today, parent, day, day < today))


@MadeOnce
def _children(user: Any, day: date, parent: str, on: date, past: bool) -> Any:
    rows = below_then(_bodies(user, day, on, past).filter(on_day(on)), parent, on, _today(on, past))
    return rows.values_list(*_BRANCH)


def bodies(user: Any, today: date, ids: Sequence[str]) -> list[Any]:
    """These bodies as they are today, in the order of their ids."""
    found: list[Any] = _these(user, today, ids)
    return found


@MadeOnce
def _these(user: Any, day: date, ids: Sequence[str]) -> Any:
    return Organization.objects.visible_to(user, day).filter(pk__in=ids).order_by("pk")


def standing(user: Any, today: date, day: date, parent: str | None = None, under: str | None = None) -> Any:
    """What stands on `day`, or of it what is directly under `parent` or anywhere under `under`: a sorted queryset."""
    rows = then(Organization.objects.visible_to(user, today), day, today).filter(on_day(day))
    if parent is not None:
        rows = below_then(rows, parent, day, today)
    if under is not None:
        below = OrganizationAbove.objects.filter(above_id=under, since__lte=day, until__gt=day)
        rows = rows.filter(pk__in=below.values("organization_id"))
    return rows.order_by("pk")


def first_branches(user: Any, scope: Scope, day: date) -> dict[str | None, list[Branch]]:
    """The bodies at the top, and the branches in which the user's own bodies are, by parent."""
    found: dict[str | None, list[Branch]] = {}
    for one in _remembered(user, scope, day):
        found.setdefault(one.parent_id, []).append(one)
    return found


def _remembered(user: Any, scope: Scope, day: date) -> list[Branch]:
    """These branches in order: what is published and the same for all of such roles is kept until the tree changes."""
    places = tuple(scope.at((*ALL, OFFICIAL))[:_OPENED])
    now = marks()
    key = (frozenset(role for role, _ in scope.grants), scope.reads, scope.day, places, day)
    kept = _BRANCHES.get(key) if now is not None else None
    if kept is None or now is None or kept.mark != now.tree:
        found = [Branch(*row) for row in _opened(user, scope.day, places, day, day < scope.day)]
        kept = Kept(_in_order(found), now and now.tree)
        if now is not None:
            _BRANCHES.put(key, kept)
    branches: list[Any] = kept.rows
    return branches


@MadeOnce
def _opened(user: Any, day: date, places: Sequence[str], on: date, past: bool) -> Any:
    opened = OrganizationAbove.objects.filter(organization_id__in=places, since__lte=on, until__gt=on)
    above = opened.values("above_id")
    near = Q(parent_id__isnull=True) | Q(parent_id__in=above) | Q(pk__in=changed_since(on))
    rows = _bodies(user, day, on, past).filter(on_day(on), near)
    return rows.filter(Q(parent_then__isnull=True) | Q(parent_then__in=above)).values_list(*_BRANCH)


def named(user: Any, today: date, words: str, day: date) -> list[Any]:
    """Bodies of which every one of `words` begins a word of the name; the briefest names first."""
    parts = search_text(words).split()
    if not parts:
        return []
    with connection.cursor() as cursor:
        wanted = " & ".join(f"{part}:*" for part in parts)
        cursor.execute("SELECT access.named('organization', %s::tsquery, %s)", [wanted, FOUND])
        ids = [row[0] for row in cursor.fetchall()]
    known = as_then(_bodies(user, today, day, day < today).filter(on_day(day), pk__in=ids).select_related("parent"))
    rows = {one.pk: one for one in known}
    return [rows[pk] for pk in ids if pk in rows]


def below(user: Any, scope: Scope, body: str | None, day: date) -> list[tuple[int, Any]]:
    """Every body within reach under `body` (without it: all of them) on `day`, in the order of the tree, with its depth."""
    reached = scope.organizations()
    rows = then(Organization.objects.visible_to(user, scope.day), day, scope.day).filter(on_day(day), pk__in=reached)
    if body is not None:
        under = OrganizationAbove.objects.filter(above_id=body, since__lte=day, until__gt=day)
        rows = rows.filter(pk__in=under.values("organization_id"))
    known = as_then(rows.select_related("parent"))
    ids = {one.pk for one in known}
    by_parent: dict[str | None, list[Any]] = {}
    for one in known:
        by_parent.setdefault(one.parent_id if one.parent_id in ids else None, []).append(one)
    found: list[tuple[int, Any]] = []
    waiting = [(0, one) for one in reversed(_in_order(by_parent.get(None, [])))]
    while waiting:
        depth, one = waiting.pop()
        found.append((depth, one))
        waiting.extend((depth + 1, inner) for inner in reversed(_in_order(by_parent.get(one.pk, []))))
    return found


@dataclass(frozen=True)
class PostRow:
    """A post with its seats; without `seats` the record does not say how many may hold it."""

    pk: str
    key: Any
    title: str | None
    leadership: str | None
    rank: int | None
    organization_id: str
    organization_key: Any
    organization: str | None
    seats: int | None
    filled: int
    acting: int
    vacant_since: date | None

    @property
    def vacant(self) -> int:
        return max((self.seats or 0) - self.filled, 0)


VACANT, OVER, ACTING = "vacant", "over", "acting"


@dataclass(frozen=True)
class Posts:
    """Posts of a body and of those below it on a day, a page at a time: what a table takes as its source."""

    counts: Counts
    body: str
    day: date
    role: str = ""
    state: str = ""
    sort: str = "rank"
    descending: bool = True

    def count(self) -> int:
        found = self._rows(0, None, True)
        return int(found[0][-1]) if found else 0

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[PostRow]:
        first = part.start or 0
        taken = None if part.stop is None else max(part.stop - first, 0)
        return [PostRow(*row[:-1]) for row in self._rows(first, taken, False)]

    def __iter__(self) -> Any:
        return iter(self[0:])

    def _rows(self, skipped: int, taken: int | None, counted: bool) -> list[tuple[Any, ...]]:
        roles = {"": list(LEADING), "all": None}.get(self.role, [self.role])
        asked = (self.day, False, roles, self.state, self.sort, self.descending, skipped, taken, counted)
        return self.counts.rows(self.body, _POSTS, *asked)


_POSTS = "SELECT * FROM access.posts(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class OwnPosts:
    """The posts of one body, and how many of the leading ones stand vacant there and below."""

    posts: list[PostRow]
    vacant: int
    acting: int


_ROLES = {role: place for place, role in enumerate((*LEADING, "none"))}


def own_posts(counts: Counts, body: str, day: date) -> OwnPosts | None:
    """The posts of a body within reach; None for one out of reach."""
    if body not in counts.reached:
        return None
    posts = [PostRow(*row[:-1]) for row in counts.rows(body, _POSTS, day, True, None, "", "rank", True, 0, None, False)]
    order = sorted(posts, key=lambda one: (_ROLES.get(one.leadership or "none", 9), -(one.rank or 0), one.pk))
    free = [Vacant(*row) for row in counts.of(VACANT_POSTS, [body], day)[body]]
    return OwnPosts(order, sum(one.seats - one.filled for one in free), sum(one.acting > 0 for one in free))


@dataclass(frozen=True)
class Vacant:
    """A leading post with a free seat."""

    key: UUID
    title: str | None
    leadership: str
    organization: str | None
    seats: int
    filled: int
    acting: int
    since: date | None
    """None where the record names nobody who ever held it."""


VACANT_POSTS = Question("vacant_posts", "key, title, leadership, body_name, seats, filled, acting, vacant_since")
"""The leading posts with a free seat, as `Vacant`."""


def posts_of(user: Any, today: date, body: str, day: date) -> list[Any]:
    """The posts of a body as everyone may read them: without who holds them."""
    rows = Post.objects.visible_to(user, today).filter(on_day(day), organization_id=body)
    return sorted(rows, key=lambda one: (_ROLES.get(one.leadership or "none", 9), -(one.rank or 0), one.pk))


def post(user: Any, today: date, stated: str) -> Any:
    """The post of an address, with its body; None where there is none."""
    return _by_key(_post, user, today, stated)


@MadeOnce
def _post(user: Any, day: date, key: UUID | None, pk: str) -> Any:
    rows = Post.objects.visible_to(user, day).filter(_named(key, pk))
    return rows.select_related("organization", "job_position", "reports_to").order_by("pk")[:1]


def posts_to_report_to(user: Any, today: date, body: Any, post: Any) -> list[Any]:
    """Posts that stand in the body and the one above it, the highest first, and the one that is recorded of `post`."""
    places = [pk for pk in (body.pk, body.parent_id) if pk is not None]
    standing = on_day(today) & Q(organization_id__in=places)
    if post is not None and post.reports_to_id is not None:
        standing |= Q(pk=post.reports_to_id)
    rows = Post.objects.visible_to(user, today).filter(standing).select_related("organization").order_by("-rank", "pk")
    return [one for one in rows if post is None or one.pk != post.pk]


def holders(user: Any, today: date, posts: Sequence[str], day: date) -> dict[str, list[Any]]:
    """The tenures of these posts that run on `day`, full holders first."""
    if not posts:
        return {}
    found: dict[str, list[Any]] = {}
    for one in _holders(user, today, posts, day):
        found.setdefault(one.post_id, []).append(one)
    for tenures in found.values():
        tenures.sort(key=lambda one: (bool(one.acting), name_key(one.person.full_name or "")))
    return found


@MadeOnce
def _holders(user: Any, day: date, posts: Sequence[str], on: date) -> Any:
    rows = Tenure.objects.visible_to(user, day)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=on), post_id__in=posts, since__lte=on)
    return rows.select_related("person").order_by("acting", "since", "pk")


def tenures_of(user: Any, today: date, post: str) -> Any:
    """Everybody who held a post, as a sorted queryset for a table."""
    return Tenure.objects.visible_to(user, today).filter(post_id=post).select_related("person", "start_decision")


def tenures(user: Any, today: date, ids: Sequence[str]) -> dict[str, Any]:
    """These tenures with their person, post and body."""
    return {one.pk: one for one in _tenures(user, today, ids)} if ids else {}


@MadeOnce
def _tenures(user: Any, day: date, ids: Sequence[str]) -> Any:
    rows = Tenure.objects.visible_to(user, day).filter(pk__in=ids)
    return rows.select_related("person", "post", "post__organization")
