"""What is read of audits and verdicts; each query begins with what the user may see."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from chinhdanh.web.accounts.models import OrganizationAbove, User
from chinhdanh.web.decisions.models import Decision
from chinhdanh.web.findings.models import Run, Verdict
from chinhdanh.web.officials.models import Person
from chinhdanh.web.organisations.models import Organization
from chinhdanh.web.record.access import JUDGING, Scope
from chinhdanh.web.record.compiled import MadeOnce
from chinhdanh.web.record.remembered import Kept, Remembered, Rows, marks
from chinhdanh.web.record.together import ids_of, name_rows

MOST = 2_000
"""Findings up to which a list is turned through: whoever sees so many narrows it."""
EXPORTED = 10_000
"""Findings that a workbook takes."""


def last_done() -> Run | None:
    """The audit whose verdicts pages show."""
    return next(iter(_last_done()), None)


@MadeOnce
def _last_done() -> Any:
    return Run.objects.filter(state=Run.DONE).order_by("-pk")[:1]


@MadeOnce
def _present() -> Any:
    return Run.objects.exclude(state=Run.FAILED).order_by("-pk")[:2]


def present() -> tuple[Run | None, Run | None]:
    """The audit whose verdicts pages show, and the one that is waiting or running; at most one is."""
    known = _present()
    done = next((one for one in known if not one.under_way), None)
    return done, next((one for one in known if one.under_way), None)


def verdict_now(user: User, day: date, key: UUID) -> list[Any]:
    """The verdict of the last audit with this key, with what it names; none where there is none that `user` may read."""
    run = last_done()
    return [] if run is None else with_names(user, day, _verdicts(user, day, run.pk, [key]))


@MadeOnce
def _verdicts(user: User, day: date, run: int, keys: Collection[UUID]) -> Any:
    return Verdict.objects.visible_to(user, day).filter(run_id=run, key__in=keys)


@dataclass(frozen=True)
class Narrowed:
    """By what findings are narrowed; `body` is the id of an organisation and stands for all below it."""

    verdict: str | None = None
    rule: str | None = None
    body: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass
class Findings:
    """Violations and what is unproven, of bodies within the acting user's reach: what a `Table` shows."""

    user: User
    day: date
    run: Run
    narrowed: Narrowed
    order: str = "-on"
    known: int | None = None
    """How many there are, where that is known without counting them."""
    most: int = MOST
    ordered: bool = True
    more: bool = False
    """Whether there are more than are counted; known when they are."""
    _count: int | None = None

    def _ask(self, skipped: int, taken: int, counted: bool) -> list[tuple[UUID | None, int | None]]:
        one = self.narrowed
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key, total FROM access.findings(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    *(self.run.pk, one.body, one.rule, one.verdict, one.since, one.until),
                    *(self.order.removeprefix("-"), self.order.startswith("-"), skipped, taken, counted),
                ],
            )
            found: list[tuple[UUID | None, int | None]] = cursor.fetchall()
        return found

    def count(self) -> int:
        """How many there are, or `most` where there are more."""
        if self._count is None:
            found = self.known if self.known is not None else int(self._ask(0, self.most + 1, True)[0][1] or 0)
            self.more = found > self.most
            self._count = min(found, self.most)
        return self._count

    def __getitem__(self, part: slice) -> list[Any]:
        """A part of the list with what its rows name."""
        start, stop = part.start or 0, min(part.stop if part.stop is not None else self.most, self.most)
        keys = [key for key, _total in self._ask(start, max(stop - start, 0), False) if key]
        found = {one.key: one for one in _verdicts(self.user, self.day, self.run.pk, keys)} if keys else {}
        return with_names(self.user, self.day, [found[key] for key in keys if key in found])

    def __iter__(self) -> Iterator[Any]:
        yield from self[: self.most]


@dataclass(frozen=True)
class Counted:
    """How many findings of a kind there are; what they were not grouped by is empty."""

    body: str | None
    rule: str | None
    verdict: str | None
    month: date | None
    count: int


_COUNTED = Remembered(200_000)
_SUMMED = Remembered(100_000)


def counts(scope: Scope, run: Run, narrowed: Narrowed, grouped: str) -> list[Counted]:
    """Findings of bodies within the acting user's reach, by rule and verdict ("rule"), month and verdict ("month") or body and
    rule ("body"). Days do not narrow them."""
    asked = (run.pk, narrowed.body, narrowed.rule, narrowed.verdict, grouped)

    now = marks()
    key = (scope.grants, scope.day, *asked)
    kept = _COUNTED.get(key) if now is not None else None
    # The counts of an audit stay what they are; which bodies are within reach changes with the tree.
    if now is None or kept is None or kept.mark != now.tree:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT organization_id, rule_id, verdict, month, total FROM access.count_findings(%s, %s, %s, %s, %s)",
                asked,
            )
            kept = Kept(cursor.fetchall(), now and now.tree)
        if now is not None:
            _COUNTED.put(key, kept)
    return [Counted(*row) for row in kept.rows]


def bodies_to_open(
    user: User, scope: Scope, day: date, body: Organization | None, key: UUID | None = None
) -> list[Organization]:
    """The bodies right below one; without one those where the user holds a role, or what is below it where it is one.

    With `key` the body of this address as well, first.
    """
    places = scope.at(JUDGING)
    parent = body.pk if body is not None else places[0] if len(places) == 1 else None
    found = _to_open(user, day, places, parent, key)
    return sorted(found, key=lambda one: key is None or one.key != key)


@MadeOnce
def _to_open(user: User, day: date, places: Collection[str], parent: str | None, key: UUID | None) -> Any:
    wanted = Q(pk__in=places) if parent is None else Q(parent_id=parent)
    if key is not None:
        wanted |= Q(key=key)
    return Organization.objects.visible_to(user, day).filter(wanted).order_by("name", "pk")


def with_names(user: User, day: date, rows: list[Any]) -> list[Any]:
    """Let verdicts know the decision, person and body that they name: three queries however many they are."""
    named = ids_of(rows, "decision")
    decisions = {one.pk: one for one in _decisions(user, day, named)} if named else {}
    people = ids_of(rows, "person") | ids_of(decisions.values(), "person")
    read = _people_and_bodies(user, day, people, ids_of(rows, "organization"))
    persons, bodies = ({one.pk: one for one in read[name]} for name in ("persons", "bodies"))
    name_rows(decisions.values(), ["person"], persons)
    name_rows(rows, ["decision"], decisions)
    name_rows(rows, ["person"], persons)
    name_rows(rows, ["organization"], bodies)
    return rows


@MadeOnce
def _decisions(user: User, day: date, ids: Collection[str]) -> Any:
    return Decision.objects.visible_to(user, day).filter(pk__in=ids)


@MadeOnce
def _people_and_bodies(user: User, day: date, people: Collection[str], bodies: Collection[str]) -> dict[str, Any]:
    return {
        "persons": Person.objects.visible_to(user, day).filter(pk__in=people),
        "bodies": Organization.objects.visible_to(user, day).filter(pk__in=bodies),
    }


def by_body(
    scope: Scope, run: Run, narrowed: Narrowed, bodies: Collection[str], day: date
) -> dict[tuple[str | None, str], int]:
    """The findings of each rule in each of `bodies`, with all below it, and (for None) in all that was asked for."""
    now = marks()
    key = (scope.grants, scope.day, run.pk, narrowed, tuple(bodies), day)
    kept = _SUMMED.get(key) if now is not None else None
    if kept is None or now is None or kept.mark != now.tree:
        kept = Kept(_summed(counts(scope, run, narrowed, "body"), bodies, day), now and now.tree)
        if now is not None:
            _SUMMED.put(key, kept)
    return {(body, rule): count for body, rule, count in kept.rows}


def _summed(found: list[Counted], bodies: Collection[str], day: date) -> Rows:
    above: dict[str, list[str | None]] = {}
    for one, over in _above(bodies, day):
        above.setdefault(one, []).append(over)
    sums: dict[tuple[str | None, str], int] = {}
    for count in found:
        for over in (None, *above.get(count.body or "", ())):
            sums[over, count.rule or ""] = sums.get((over, count.rule or ""), 0) + count.count
    return [(*of, count) for of, count in sums.items()]


@MadeOnce
def _above(bodies: Collection[str], day: date) -> Any:
    pairs = OrganizationAbove.objects.filter(above_id__in=bodies, since__lte=day, until__gt=day)
    return pairs.values_list("organization_id", "above_id")
