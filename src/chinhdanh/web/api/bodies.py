"""Bodies and posts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Field, Query, Router, Schema

from chinhdanh.registry.schema import Column
from chinhdanh.web.accounts.pages import PageRequest
from chinhdanh.web.api.gate import reading
from chinhdanh.web.api.shapes import (
    CodeOf,
    Day,
    Ref,
    Shape,
    Window,
    Words,
    columns_but,
    page_of,
    ref,
    window_of,
)
from chinhdanh.web.organisations import figures, queries
from chinhdanh.web.organisations.counts import Counts
from chinhdanh.web.organisations.dating import as_then
from chinhdanh.web.organisations.models import Organization
from chinhdanh.web.record.access import ALL, OFFICIAL

router = Router(tags=["organizations"])

NAMED = 20
"""Holders up to which a list names them; of a post that many hold at once the number says enough."""


class OnDay(Schema):
    """As of which day is asked."""

    on: Day | None = Field(None, description="Tại ngày nào; trống: hôm nay · As of which day; empty: today")


class OrganizationsAsked(Window, OnDay):
    """By what bodies are narrowed."""

    q: Words | None = Field(None, description="Từ trong tên, 100 kết quả · Words of the name, 100 results")
    parent: UUID | None = Field(None, description="Trực thuộc cơ quan này · Directly under this body")
    under: UUID | None = Field(None, description="Dưới cơ quan này, mọi cấp · Anywhere under this body")


class PostsAsked(Window, OnDay):
    """By what posts are narrowed."""

    under: UUID | None = Field(
        None,
        description="Cơ quan, gồm cả cấp dưới; trống: cơ quan đầu tiên bạn phụ trách · "
        "Body with all below it; empty: the first one at which you hold a role",
    )
    leadership: Annotated[str, CodeOf("post", "leadership", ("leading", "all"))] = Field(
        "all", description="leading: head, deputy, collective_member"
    )
    state: Literal["vacant", "over", "acting"] | None = Field(None)
    order: Literal["rank", "-rank", "filled", "-filled", "seats", "-seats", "vacant_since", "-vacant_since"] = Field(
        "-rank"
    )


class Staff(Schema):
    """One category of staff of a body with all below it: how many there may be, and how many there are."""

    category: str
    allotted: int | None
    actual: int | None
    everybody: int


BODY = Shape("Organization", "organization", columns_but("organization"))
ORGANIZATIONS = page_of("Organizations", BODY)
BODY_ALONE = Shape(
    "OrganizationInFull",
    "organization",
    columns_but("organization"),
    {"above": list[Ref], "deputies_allowed": int | None, "staff": list[Staff] | None},
)
HOLDER = Shape("Holder", "tenure", ("person_id", "from", "acting", "concurrent", "term_ends_on"), keyless=True)
SEATS = {"organization": Ref | None, "seats": int | None, "filled": int, "acting": int, "vacant": int}
POST = Shape(
    "PostInList",
    "post",
    ("title", "leadership", "rank"),
    {**SEATS, "vacant_since": date | None, "holders": list[HOLDER.model] | None},  # type: ignore[name-defined]
)
POSTS = page_of("Posts", POST)
POST_ALONE = Shape("Post", "post", columns_but("post"), {"holders": list[HOLDER.model] | None})  # type: ignore[name-defined]


def _of_post(row: queries.PostRow) -> Callable[[Column], Any]:
    return lambda column: getattr(row, column.name)


def _nothing(_column: Column, _held: str) -> None:
    return None


def body_with(request: PageRequest, key: UUID | None) -> str | None:
    """The id of the body with this key; None where none was asked for."""
    if key is None:
        return None
    found: str | None = (
        Organization.objects.visible_to(request.user, request.day).filter(key=key).values_list("pk", flat=True).first()
    )
    if found is None:
        raise Http404
    return found


@router.get("/organizations", response=ORGANIZATIONS, url_name="organizations")
@reading(*ALL, OFFICIAL)
def organizations(request: PageRequest, asked: Query[OrganizationsAsked]) -> Any:
    """Bodies that stood on a day. What bodies there are is open to everyone with a role that reads."""
    day = asked.on or request.day
    parent, under = body_with(request, asked.parent), body_with(request, asked.under)
    rows = queries.standing(request.user, request.day, day, parent, under)
    part = slice(asked.offset, asked.offset + asked.limit)
    more = False
    if asked.q is None:
        total, found = rows.count(), rows[part]
    else:
        ids = [one.pk for one in queries.named(request.user, request.day, asked.q, day)]
        known = {one.pk: one for one in rows.filter(pk__in=ids)}
        named = [known[pk] for pk in ids if pk in known]
        total, found, more = len(named), named[part], len(ids) == queries.FOUND
    items = BODY.of(request, as_then(found))
    return ORGANIZATIONS(items=items, **window_of(request, asked, total, more))


@router.get("/organizations/{key}", response=BODY_ALONE.model, url_name="organization")
@reading(*ALL, OFFICIAL)
def organization(request: PageRequest, key: UUID, asked: Query[OnDay]) -> Any:
    """A body with those above it. How many work there is told to those within whose reach it is; else `staff` is empty."""
    day = asked.on or request.day
    body = queries.body(request.user, request.day, str(key), day)
    if body is None:
        raise Http404
    counts = Counts(body.pk)
    staff = None
    if body.pk in counts.reached:
        parts = figures.headcounts(counts, [body.pk], day)[body.pk]
        staff = [
            Staff(category=one.category, allotted=one.allotted, actual=one.actual, everybody=one.everybody)
            for one in parts
        ]
    above = [ref(one.pk, one) for one in queries.above(request.user, request.day, body, day)]
    more = {"above": above, "deputies_allowed": body.deputies_allowed, "staff": staff}
    return BODY_ALONE.of(request, [body], lambda _: more)[0]


@router.get("/posts", response=POSTS, url_name="posts")
@reading(*ALL)
def posts(request: PageRequest, asked: Query[PostsAsked]) -> Any:
    """Posts of a body and of those below it on a day, with their seats and who holds them."""
    day = asked.on or request.day
    under = body_with(request, asked.under) or next(iter(request.scope.at(ALL)), None)
    if under is None:
        raise Http404
    role = "" if asked.leadership == "leading" else asked.leadership
    counts = Counts(under)
    order = asked.order.removeprefix("-")
    source = queries.Posts(counts, under, day, role, asked.state or "", order, asked.order.startswith("-"))
    total = source.count()
    found = source[asked.offset : asked.offset + asked.limit] if total else []
    few = [one.pk for one in found if one.filled + one.acting <= NAMED]
    held = queries.holders(request.user, request.day, few, day)
    items = [
        POST.one(
            one,
            _of_post(one),
            _nothing,
            organization=Ref(key=one.organization_key, name=one.organization),
            seats=one.seats,
            filled=one.filled,
            acting=one.acting,
            vacant=one.vacant,
            vacant_since=one.vacant_since,
            holders=HOLDER.of(request, held.get(one.pk, [])) if one.pk in few else None,
        )
        for one in found
    ]
    return POSTS(items=items, **window_of(request, asked, total))


@router.get("/posts/{key}", response=POST_ALONE.model, url_name="post")
@reading(*ALL, OFFICIAL)
def post(request: PageRequest, key: UUID, asked: Query[OnDay]) -> Any:
    """A post; who holds it is told to those within whose reach its body is, else `holders` is empty."""
    found = queries.post(request.user, request.day, str(key))
    if found is None:
        raise Http404
    holders = None
    if found.organization_id in Counts(found.organization_id).reached:
        held = queries.holders(request.user, request.day, [found.pk], asked.on or request.day)
        holders = HOLDER.of(request, held.get(found.pk, []))
    return POST_ALONE.of(request, [found], lambda _: {"holders": holders})[0]
