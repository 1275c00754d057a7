"""Proposing, and each step after it: every one by whom it is up to, and none over a step that was not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.models import User
from chinhdanh.web.files.access import PROPOSAL
from chinhdanh.web.files.access import TABLES as WITH_FILES
from chinhdanh.web.files.actions import attach, attach_again, change_of, refusal_told
from chinhdanh.web.files.forms import Given
from chinhdanh.web.officials import actions as records
from chinhdanh.web.officials.forms import attname
from chinhdanh.web.proposals.models import (
    ACCEPTED,
    ADD,
    ANSWERED,
    CORRECT,
    FOLLOWS,
    RETURNED,
    SENT,
    WITHDRAW,
    WITHDRAWN,
    Proposal,
    Step,
)
from chinhdanh.web.record.fields import attribute


class Overtaken(Exception):
    """Somebody else took a step since the proposal was shown."""


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a row as they are kept in a proposal."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def from_json(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What `as_json` kept, as the row has it."""
    days = {attribute(column) for column in TABLES[table].columns if column.type == "date"}
    return {
        name: date.fromisoformat(value) if name in days and value is not None else value
        for name, value in values.items()
    }


def propose(
    user: User,
    act: str,
    table: str,
    row: Any,
    values: Mapping[str, Any],
    reason: str,
    evidence: str,
    files: Sequence[Given],
) -> Proposal:
    """Send a proposal about the user's own record. Raises NotAllowed."""
    with refusal_told(), transaction.atomic():
        proposal = Proposal.objects.create(
            person_id=user.person_id or "",
            by=user,
            act=act,
            table=table,
            row_id=None if row is None else row.pk,
            row_version=None if row is None else row.version,
            values=as_json(values),
            reason=reason.strip(),
            evidence=evidence.strip(),
        )
        Step.objects.create(proposal=proposal, n=1, kind=SENT, by=user)
        _keep(user, proposal, files)
    return proposal


def answer(user: User, proposal: Proposal, n: int, text: str, files: Sequence[Given]) -> Step:
    """Answer what was returned: it waits for the keeper again. Raises Overtaken, NotAllowed."""
    with transaction.atomic():
        step = _step(user, proposal, n, ANSWERED, text)
        _keep(user, proposal, files)
    return step


def withdraw(user: User, proposal: Proposal, n: int, text: str) -> Step:
    """The official wants it no more. Raises Overtaken, NotAllowed."""
    return _step(user, proposal, n, WITHDRAWN, text)


def send_back(user: User, proposal: Proposal, n: int, text: str) -> Step:
    """Return it to the official, who may answer or withdraw. Raises Overtaken, NotAllowed."""
    return _step(user, proposal, n, RETURNED, text)


def settle(user: User, proposal: Proposal, n: int, text: str) -> Step:
    """What was proposed in words was recorded, as `text` says. Raises Overtaken, NotAllowed."""
    return _step(user, proposal, n, ACCEPTED, text)


def accept(
    user: User,
    day: date,
    proposal: Proposal,
    n: int,
    model: Any,
    row: Any,
    version: int,
    reason: str,
    evidence: str,
) -> Step:
    """Record what was proposed; its papers go to the row, where rows of the table have files.

    Raises Overtaken, EditedMeanwhile, NotAllowed, Refused; then nothing is written.
    """
    values = from_json(proposal.table, proposal.values)
    with transaction.atomic():
        if proposal.act == CORRECT:
            whole = {**_said_by(row), **values}
            written = records.correct(user, day, row, version, whole, reason, evidence)
            recorded = written.version
        elif proposal.act == ADD:
            written = records.enter(user, model, {**values, "person_id": proposal.person_id}, reason, evidence)
            recorded = written.version
        elif proposal.act == WITHDRAW:
            records.withdraw(user, row, version, reason, evidence)
            written = row
            recorded = model.Version.objects.order_by("-version").filter(id=row.pk).values_list("version").first()[0]
        else:
            raise ValueError(proposal.act)
        change = change_of(written, recorded)
        step = _step(user, proposal, n, ACCEPTED, "", change)
        if proposal.table in WITH_FILES and proposal.act != WITHDRAW:
            attach_again(user, PROPOSAL, str(proposal.pk), proposal.table, written.pk, change)
    return step


def _said_by(row: Any) -> dict[str, Any]:
    """All that a row says, by attribute."""
    columns = TABLES[row.registry_table].columns
    return {attname(column): getattr(row, attname(column)) for column in columns if column.name != "id"}


def _keep(user: User, proposal: Proposal, files: Sequence[Given]) -> None:
    attach(user, PROPOSAL, str(proposal.pk), files, proposal.evidence or proposal.reason)


def _step(user: User, proposal: Proposal, n: int, kind: str, text: str, change_id: int | None = None) -> Step:
    """The step after the `n`th."""
    try:
        with refusal_told(), transaction.atomic():
            return Step.objects.create(
                proposal=proposal, n=n + 1, kind=kind, by=user, text=text.strip(), change_id=change_id
            )
    except IntegrityError as error:
        raise Overtaken from error
    except NotAllowed:
        last = Step.objects.filter(proposal=proposal).order_by("-n").first()
        if last is None or last.n != n or last.kind not in FOLLOWS[kind]:
            raise Overtaken from None
        raise
