"""What the last audit found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from chinhdanh.web.accounts.actions import keep_look
from chinhdanh.web.accounts.pages import PageRequest
from chinhdanh.web.api.bodies import body_with
from chinhdanh.web.api.decisions import VerdictTold, verdict_told
from chinhdanh.web.api.gate import reading, stated_purpose
from chinhdanh.web.api.shapes import Day, Listed, Ref, Window, Words, ref, window_of
from chinhdanh.web.findings import queries
from chinhdanh.web.findings.words import rule_title
from chinhdanh.web.record.access import JUDGING, OFFICIAL

router = Router(tags=["findings"])


class FindingsAsked(Window):
    """By what findings are narrowed."""

    verdict: Literal["violates", "unproven"] | None = Field(None)
    rule: Words | None = Field(None, description="Mã quy tắc · Id of the rule")
    organization: UUID | None = Field(None, description="Cơ quan, gồm cả cấp dưới · Body with all below it")
    since: Day | None = Field(None, description="Xét từ ngày · Judged from this day on")
    until: Day | None = Field(None, description="Xét đến ngày · Judged up to this day")
    order: Literal["on", "-on", "rule", "-rule"] = Field("-on")


class FindingInList(Schema):
    """A violation, or what the record does not prove."""

    key: UUID
    verdict: Literal["violates", "unproven"]
    on: date | None
    rule: str
    title: str
    provision: str
    confidence: str
    subject: str
    decision: Ref | None
    person: Ref | None
    organization: Ref | None


class Findings(Listed):
    """Findings of the last audit; `audited_at` is the moment as of which it read the record, empty before the first."""

    audited_at: datetime | None
    items: list[FindingInList]


class Finding(VerdictTold):
    """A verdict with what it is about."""

    subject: str
    decision: Ref | None
    person: Ref | None
    organization: Ref | None


def _about(one: Any) -> dict[str, Any]:
    """What a verdict is about; of one on a decision, its person."""
    decision = one.decision
    person_id = one.person_id or (decision.person_id if decision is not None else None)
    person = one.person or (decision.person if decision is not None else None)
    return {
        "subject": one.subject,
        "decision": ref(one.decision_id, decision),
        "person": ref(person_id, person),
        "organization": ref(one.organization_id, one.organization),
    }


@router.get("/findings", response=Findings, url_name="findings")
@reading(*JUDGING)
def findings(request: PageRequest, asked: Query[FindingsAsked]) -> Any:
    """Violations and what is unproven, of bodies within reach. `more`: narrow them by rule, body or days."""
    body = body_with(request, asked.organization)
    run = queries.last_done()
    if run is None:
        return Findings(audited_at=None, items=[], **window_of(request, asked, 0))
    narrowed = queries.Narrowed(asked.verdict, asked.rule or None, body, asked.since, asked.until)
    listed = queries.Findings(request.user, request.day, run, narrowed, asked.order)
    total = listed.count()
    rows = listed[asked.offset : asked.offset + asked.limit] if asked.offset < total else []
    items = [
        FindingInList(
            key=one.key,
            verdict=one.verdict,
            on=one.on,
            rule=one.rule_id,
            title=rule_title(one.rule_id),
            provision=one.provision,
            confidence=one.confidence,
            **_about(one),
        )
        for one in rows
    ]
    return Findings(audited_at=run.read_at, items=items, **window_of(request, asked, total, listed.more))


@router.get("/findings/{key}", response=Finding, url_name="finding")
@reading(*JUDGING, OFFICIAL)
def finding(request: PageRequest, key: UUID) -> Any:
    """One verdict of the last audit. The look at the person's record is kept."""
    rows = queries.verdict_now(request.user, request.day, key)
    if not rows:
        raise Http404
    found = rows[0]
    about = found.person_id or (found.decision.person_id if found.decision else None)
    if about:
        stated = stated_purpose(request)
        purpose = stated or _("Đọc một phát hiện qua giao diện lập trình")
        keep_look(request.user, [about], "api:finding", purpose, derived=not stated)
    return Finding(**verdict_told(found).model_dump(), **_about(found))
