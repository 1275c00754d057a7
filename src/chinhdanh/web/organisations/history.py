"""What became of a body: founded, merged, split, renamed, moved, dissolved; and how its record was changed.

The record says of a body from when until when it stood, under which other it stands, and which one succeeds it. What
happened follows from that; where it does not, nothing is claimed. What was recorded here as an act says more: by which
decision, what it was called before, and what was split from what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Min, Q
from django.utils.translation import gettext as _

from chinhdanh.web.decisions.models import Decision
from chinhdanh.web.organisations.dating import DATED, in_force
from chinhdanh.web.organisations.models import Organization

FOUNDED, MERGED, RENAMED, MOVED, TAKEN_OVER, TOOK_IN = "founded", "merged", "renamed", "moved", "taken_over", "took_in"
DISSOLVED, REARRANGED, SPLIT = "dissolved", "rearranged", "split"


@dataclass(frozen=True)
class Event:
    """What happened on a day, and the other bodies that it concerned."""

    on: date
    kind: str
    others: Sequence[Any] = field(default_factory=tuple)
    ended: bool = False
    """Whether the body itself ended with it."""
    was: Any = None
    """The name until then, or the body above it until then."""
    act: Any = None
    """The act that was recorded of it here, with its change."""


def _passed_on(before: Any, after: Any) -> str:
    """What it was when one body alone went over into another that began."""
    if before.parent_id != after.parent_id:
        return MOVED
    return RENAMED if before.name != after.name else TAKEN_OVER


def events(body: Any, before: Sequence[Any], after: Any, merged_with: Sequence[Any]) -> list[Event]:
    """What happened to `body`, the earliest first.

    before: those that it succeeds. after: the one that succeeds it. merged_with: others that ended in the same one on the
    same day.
    """
    found = []
    origins = [one for one in before if one.until is not None and one.until == body.since]
    if len(origins) > 1:
        found.append(Event(body.since, MERGED, origins))
    elif origins:
        found.append(Event(body.since, _passed_on(origins[0], body), origins))
    elif body.since is not None:
        found.append(Event(body.since, FOUNDED))
    later: dict[date, list[Any]] = {}
    for one in before:
        if one.until is not None and one not in origins:
            later.setdefault(one.until, []).append(one)
    found += [Event(on, TOOK_IN, others) for on, others in later.items()]
    if body.rearranged_on is not None and all(one.on != body.rearranged_on for one in found):
        found.append(Event(body.rearranged_on, REARRANGED))
    if body.until is not None:
        found.append(_end(body, after, merged_with))
    return sorted(found, key=lambda one: (one.on, one.ended))


def _end(body: Any, after: Any, merged_with: Sequence[Any]) -> Event:
    if after is None:
        return Event(body.until, DISSOLVED, ended=True)
    if merged_with or after.since != body.until:
        return Event(body.until, MERGED, [after, *merged_with], ended=True)
    return Event(body.until, _passed_on(body, after), [after], ended=True)


def acts_of(user: Any, today: date, body: str) -> tuple[list[Any], dict[str, Any]]:
    """The acts recorded here of the body, the earliest first, and the bodies that they name."""
    rows = in_force().filter(Q(organization_id=body) | Q(other_id=body)).select_related("change").order_by("on", "pk")
    acts = list(rows)
    named = {pk for one in acts for pk in (one.organization_id, one.other_id, one.parent_id) if pk}
    bodies = Organization.objects.visible_to(user, today).filter(pk__in=named) if named else ()
    return acts, {one.pk: one for one in bodies}


def with_acts(derived: Sequence[Event], body: Any, acts: Sequence[Any], bodies: dict[str, Any]) -> list[Event]:
    """The events as the acts tell them, and what follows from the record alone where there is none."""
    found = list(derived)
    for act in acts:
        if act.kind in DATED:
            was = act.name if act.kind == RENAMED else bodies.get(act.parent_id)
            found.append(Event(act.on, act.kind, was=was, act=act))
            continue
        about_itself = act.organization_id == body.pk
        ended = body.until == act.on and (act.kind in (MERGED, DISSOLVED)) == about_itself
        place = next(
            (n for n, one in enumerate(found) if one.on == act.on and one.ended == ended and one.was is None), None
        )
        other = bodies.get(act.other_id if about_itself else act.organization_id)
        if act.kind != SPLIT:
            if place is not None:
                found[place] = replace(found[place], act=act)
        elif place is not None and found[place].kind != SPLIT:
            found[place] = Event(act.on, SPLIT, [other] if other else [], ended, act=act)
        elif place is not None:
            found[place] = replace(found[place], others=[*found[place].others, *([other] if other else [])])
        else:
            found.append(Event(act.on, SPLIT, [other] if other else [], act=act))
    return sorted(found, key=lambda one: (one.on, one.ended))


def around(user: Any, today: date, body: Any) -> tuple[list[Any], Any, list[Any]]:
    """Those that the body succeeds, the one that succeeds it, and others that ended in that one on the same day."""
    same_end = Q(successor_id=body.successor_id, until=body.until) if body.successor_id and body.until else Q(pk__in=[])
    rows = Organization.objects.visible_to(user, today).filter(
        Q(successor_id=body.pk) | Q(pk=body.successor_id) | same_end
    )
    known = sorted(rows, key=lambda one: (one.until or date.max, one.name or "", one.pk))
    before = [one for one in known if one.successor_id == body.pk]
    after = next((one for one in known if one.pk == body.successor_id), None)
    return before, after, [one for one in known if one.successor_id == body.successor_id != body.pk and one.pk != body.pk
                           and body.successor_id is not None]  # fmt: skip


def stated_by_decisions(user: Any, today: date, body: str) -> list[tuple[str, date]]:
    """The reorganisations that decisions about posts of the body name (a split is told by nothing else), with the day."""
    rows = (
        Decision.objects.visible_to(user, today)
        .filter(post__organization_id=body, reorganization__isnull=False)
        .order_by()
        .values_list("reorganization")
        .annotate(first=Min("signed_on"))
    )
    return sorted((kind, first) for kind, first in rows if first is not None)


@dataclass(frozen=True)
class Recorded:
    """A version of the body's record: when, by whom and why it was written, and what it changed (column, old, new)."""

    at: datetime
    by: str
    kind: str
    reason: str
    evidence: str
    changes: Sequence[tuple[str, Any, Any]]


_OWN = ("version", "id", "change_id", "replaces_id", "withdrawn")


def versions(user: Any, today: date, body: str) -> list[Recorded]:
    """Every version of a body's record, the latest first."""
    rows = list(
        Organization.Version.objects.visible_to(user, today)
        .filter(id=body)
        .select_related("change")
        .prefetch_related("change__by")
        .order_by("version")
    )
    columns = [one for one in Organization.Version._meta.concrete_fields if one.attname not in _OWN]
    found = []
    for before, row in zip([None, *rows], rows, strict=False):
        changed = [
            (one.db_column or one.column, getattr(before, one.attname), getattr(row, one.attname))
            for one in columns
            if before is not None and getattr(before, one.attname) != getattr(row, one.attname)
        ]
        by = row.change.by.full_name if row.change.by is not None else _("người vận hành, tại máy chủ")
        found.append(Recorded(row.change.at, by, row.change.kind, row.change.reason, row.change.evidence, changed))
    return found[::-1]


def still_there(user: Any, today: date, body: str) -> bool:
    """Whether the body is still in the record."""
    return bool(Organization.objects.visible_to(user, today).filter(pk=body).exists())
