"""What is read of proposals; each query begins with what the user may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from chinhdanh.web.accounts.models import User
from chinhdanh.web.officials.models import Person
from chinhdanh.web.officials.sections import OF_TABLE, PERSON, Section
from chinhdanh.web.proposals.access import TABLES
from chinhdanh.web.proposals.models import RETURNED, WAITING, Proposal, Step
from chinhdanh.web.record.access import Scope
from chinhdanh.web.record.compiled import MadeOnce
from chinhdanh.web.work.inbox import Desk, Told, Waiting

SECTIONS = {table: PERSON if table == "person" else OF_TABLE[table] for table in TABLES}
"""The sections of a record, by table, about whose rows something may be proposed."""


def section_of(table: str) -> Section | None:
    """The section of a table; None where nothing may be proposed about it."""
    return SECTIONS.get(table)


def proposals(user: User, day: date) -> Any:
    """The proposals that `user` may read, with how each stands and since when."""
    last = Step.objects.filter(proposal=OuterRef("pk")).order_by("-n")
    return Proposal.objects.visible_to(user, day).annotate(
        state=Subquery(last.values("kind")[:1]), since=Subquery(last.values("at")[:1])
    )


def one(user: User, day: date, key: UUID) -> Any:
    """A proposal that `user` may read, with its steps; None where there is none."""
    found = proposals(user, day).filter(pk=key).prefetch_related("by", "step_set__by", "step_set__change").first()
    return found


def person_of(user: User, day: date, key: str) -> str:
    """The id of the person whose record a proposal is about, which `user` may read."""
    found: str = Proposal.objects.visible_to(user, day).values_list("person_id", flat=True).get(pk=key)
    return found


def row_of(user: User, day: date, proposal: Any) -> Any:
    """The row that it is about as it stands; None for a row that is new or is there no more."""
    if proposal.row_id is None:
        return None
    section = SECTIONS[proposal.table]
    rows: Any = section.model.objects.visible_to(user, day).filter(pk=proposal.row_id)
    return (rows if section is PERSON else rows.filter(person_id=proposal.person_id)).first()


def own_row(user: User, scope: Scope, section: Section, key: UUID) -> Any:
    """The row of the user's own record with this key; None where there is none."""
    rows: Any = section.model.objects.visible_to(user, scope.day).filter(key=key)
    return (rows.filter(pk=scope.own) if section is PERSON else rows.filter(person_id=scope.own)).first()


def mine(user: User, scope: Scope) -> list[Any]:
    """What the user proposed, the latest first."""
    if scope.own is None:
        return []
    return list(proposals(user, scope.day).filter(person_id=scope.own).order_by("-at")[:50])


def names(user: User, day: date, ids: Sequence[str]) -> dict[str, Any]:
    """The people with these ids whom `user` may read."""
    return {one.pk: one for one in Person.objects.visible_to(user, day).filter(pk__in=set(ids))}


def summary(proposal: Any) -> str:
    """In a line, what is proposed about which part of the record."""
    return f"{proposal.get_act_display()}: {SECTIONS[proposal.table].title}"


def waiting(desk: Desk) -> list[Waiting]:
    """What the keeper of the records has to look at; not what they proposed themself."""
    return _as_waiting("proposal", _waiting(desk.user, desk.day, desk.user.person_id or ""))


def returned(desk: Desk) -> list[Waiting]:
    """What was returned to the official who proposed it."""
    if desk.scope.own is None:
        return []
    return _as_waiting("returned", _returned(desk.user, desk.day, desk.scope.own))


@MadeOnce
def _waiting(user: User, day: date, own: str) -> Any:
    found = proposals(user, day).filter(state__in=WAITING).exclude(person_id=own)
    return found.order_by("since").values_list("pk", "since")


@MadeOnce
def _returned(user: User, day: date, own: str) -> Any:
    return proposals(user, day).filter(state=RETURNED, person_id=own).order_by("since").values_list("pk", "since")


def _as_waiting(kind: str, rows: Sequence[tuple[UUID, datetime]]) -> list[Waiting]:
    from django.utils import timezone

    return [Waiting(kind, None, key, timezone.localtime(since).date()) for key, since in rows]


def tell(desk: Desk, found: Sequence[Waiting]) -> list[Told]:
    """The words for those on a page: two queries."""
    from django.urls import reverse

    from chinhdanh.web.ui.formats import day as day_word

    rows = {
        one.pk: one for one in Proposal.objects.visible_to(desk.user, desk.day).filter(pk__in=[w.of for w in found])
    }
    people = names(desk.user, desk.day, [one.person_id for one in rows.values()])
    told = []
    for one in found:
        proposal = rows[one.of]
        person = people.get(proposal.person_id)
        said = (
            _("Đề nghị đính chính bị trả lại: trả lời hoặc rút")
            if one.kind == "returned"
            else _("Đề nghị đính chính hồ sơ: chấp nhận hoặc trả lại")
        )
        told.append(
            Told(
                said,
                person.full_name if person else "",
                reverse("proposals:one", args=[one.of]),
                note=f"{summary(proposal)} · {_('từ %(day)s') % {'day': day_word(one.since)}}",
            )
        )
    return told
