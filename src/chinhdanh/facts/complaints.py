"""Complaints about a decision: how long acceptance and resolution took."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_maybe, any_true, unknown
from chinhdanh.facts.model import Context, Fact, FactGroup

ON_DISCIPLINE = ("discipline", "removal")
ON_OTHERS = (
    "appointment",
    "reappointment",
    "extension",
    "transfer",
    "rotation",
    "secondment",
    "release",
    "dismissal",
    "separation",
    "retirement",
)

_WHICH = ("report.about_decision_id", "report.kind")
_ACCEPTED = (*_WHICH, "report.received_on", "report.accepted_on")
_CLOSED = (*_WHICH, "report.accepted_on", "report.closed_on")

FACTS = (
    Fact("complained", "boolean", "Có khiếu nại về quyết định", "A complaint about the decision is on record", _WHICH),
    Fact(
        "complaint_accept_days",
        "integer",
        "Số ngày từ khi nhận đến khi thụ lý khiếu nại",
        "Days from receipt to acceptance of the complaint",
        _ACCEPTED,
        unit="day",
        meaning="The longest of several complaints.",
    ),
    Fact(
        "complaints_accepted",
        "boolean",
        "Mọi khiếu nại đều đã thụ lý",
        "Every complaint was accepted",
        _ACCEPTED,
        meaning="TRUE where each has a day of receipt and one of acceptance, not before it; else NULL.",
    ),
    Fact(
        "complaint_accepted_on",
        "date",
        "Ngày thụ lý khiếu nại gần nhất",
        "Latest complaint accepted on",
        _ACCEPTED,
    ),
    Fact(
        "complaint_resolve_days",
        "integer",
        "Số ngày từ khi thụ lý đến khi giải quyết khiếu nại",
        "Days from acceptance to resolution of the complaint",
        _CLOSED,
        unit="day",
        meaning="The longest of several complaints; to the day of the audit where none is recorded as closed.",
    ),
    Fact(
        "complaints_resolved",
        "boolean",
        "Mọi khiếu nại đều đã giải quyết",
        "Every complaint was resolved",
        _CLOSED,
        meaning="TRUE where each has a day of acceptance and one of closing, not before it; else NULL.",
    ),
    Fact(
        "complaint_closed_on",
        "date",
        "Ngày giải quyết khiếu nại gần nhất",
        "Latest complaint resolved on",
        _CLOSED,
        meaning="The day of the audit where one accepted complaint is still open.",
    ),
)


def build(ctx: Context) -> ir.Table:
    report = ctx.record["report"]
    d = ctx.decisions.filter(ctx.decisions["kind"].isin((*ON_DISCIPLINE, *ON_OTHERS))).select("decision_id")
    as_of = ibis.date(ctx.record.as_of)
    reports = report.filter(report["about_decision_id"].notnull()).select(
        about="about_decision_id",
        complaint=report["kind"] == "complaint",
        received="received_on",
        accepted="accepted_on",
        closed="closed_on",
    )
    every = d.join(reports, d["decision_id"] == reports["about"])
    of_any_kind = every.group_by(k_decision="decision_id").aggregate(
        sure=any_true(every["complaint"]), maybe=any_maybe(every["complaint"])
    )
    r = every.filter(every["complaint"].fill_null(False))
    ended = ibis.ifelse(r["accepted"].notnull(), r["closed"].coalesce(as_of), ibis.null("date"))
    r = r.mutate(ended=ended)
    in_order = (r["accepted"] >= r["received"]).fill_null(False)
    closed_in_order = (r["closed"] >= r["accepted"]).fill_null(False)
    nothing = ibis.null("int64")
    r = r.mutate(
        taken=ibis.ifelse(in_order, r["accepted"].delta(r["received"], unit="day"), nothing),
        lasted=ibis.ifelse(
            (r["ended"] >= r["accepted"]).fill_null(False), r["ended"].delta(r["accepted"], unit="day"), nothing
        ),
        not_accepted=~in_order,
        not_closed=~closed_in_order,
    )
    found = r.group_by(f_decision="decision_id").aggregate(
        taken=r["taken"].max().cast("int64"),
        lasted=r["lasted"].max().cast("int64"),
        accepted_on=r["accepted"].max(),
        closed_on=r["ended"].max(),
        not_accepted=any_true(r["not_accepted"]),
        not_closed=any_true(r["not_closed"]),
    )
    t = d.left_join(of_any_kind, d["decision_id"] == of_any_kind["k_decision"])
    t = t.left_join(found, t["decision_id"] == found["f_decision"])
    given = ibis.literal(ctx.record.gives("report"))
    return t.select(
        "decision_id",
        complained=ibis.cases(
            (t["sure"].fill_null(False), True),
            (given & ~t["maybe"].fill_null(False), False),
            else_=unknown(),
        ),
        complaint_accept_days=t["taken"],
        complaints_accepted=ibis.ifelse((~t["not_accepted"]).fill_null(False), True, unknown()),
        complaint_accepted_on=t["accepted_on"],
        complaint_resolve_days=t["lasted"],
        complaints_resolved=ibis.ifelse((~t["not_closed"]).fill_null(False), True, unknown()),
        complaint_closed_on=t["closed_on"],
    )


GROUP = FactGroup("complaints", FACTS, build, "Complaints about the decision")
