"""Denunciations of a person: how long first handling took, and how long their resolution after acceptance."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_true, unknown
from chinhdanh.facts.model import Fact, Record, Stage, Subject

_WHICH = ("report.about_person_id", "report.kind")
_RECEIVED = (*_WHICH, "report.received_on", "report.accepted_on")
_ACCEPTED = (*_WHICH, "report.accepted_on", "report.closed_on")


def _signed(name: str) -> Fact:
    return Fact(
        name,
        "boolean",
        "Tố cáo có tên người tố cáo",
        "The denouncer gave a name",
        (*_WHICH, "report.anonymous"),
        meaning="TRUE where each of that day has one; else NULL. Anonymous ones are not handled as denunciations.",
    )


RECEIVED_FACTS = (
    _signed("received_denunciation_signed"),
    Fact(
        "denunciation_handling_days",
        "integer",
        "Số ngày làm việc từ khi nhận đến khi thụ lý tố cáo",
        "Working days from receipt to acceptance of the denunciation",
        (*_RECEIVED, "calendar.day"),
        unit="working day",
        meaning="The longest of several of one day.",
    ),
    Fact(
        "denunciations_accepted",
        "boolean",
        "Mọi tố cáo nhận trong ngày đều đã thụ lý",
        "Every denunciation of that day was accepted",
        _RECEIVED,
        meaning="TRUE where each has a day of acceptance, not before its receipt; else NULL.",
    ),
    Fact("denunciation_accepted_on", "date", "Ngày thụ lý tố cáo", "Denunciation accepted on", _RECEIVED),
)

ACCEPTED_FACTS = (
    _signed("accepted_denunciation_signed"),
    Fact(
        "denunciation_resolve_days",
        "integer",
        "Số ngày từ khi thụ lý đến khi giải quyết tố cáo",
        "Days from acceptance to resolution of the denunciation",
        _ACCEPTED,
        unit="day",
        meaning="The longest of several accepted on one day.",
    ),
    Fact(
        "denunciations_resolved",
        "boolean",
        "Mọi tố cáo thụ lý trong ngày đều đã giải quyết",
        "Every denunciation accepted on that day was resolved",
        _ACCEPTED,
        meaning="TRUE where each has a day of closing, not before its acceptance; else NULL.",
    ),
    Fact("denunciation_closed_on", "date", "Ngày kết thúc tố cáo", "Denunciation closed on", _ACCEPTED),
)


def _denunciations(record: Record) -> ir.Table:
    """Of a person, by somebody who is not known to have stayed anonymous."""
    report = record["report"]
    d = report.filter(report["kind"] == "denunciation", report["about_person_id"].notnull())
    return d.filter(~d["anonymous"].fill_null(False)).select(
        subject_id="about_person_id",
        unsigned=d["anonymous"].isnull(),
        received="received_on",
        accepted="accepted_on",
        closed="closed_on",
    )


def _all(lacking: ir.Column) -> ir.BooleanValue:
    return ibis.ifelse(lacking, unknown(), True)


def build_received(record: Record, stage: Stage) -> ir.Table:
    d, days = _denunciations(record), record.working_days
    for name in ("received", "accepted"):
        side = days.select(**{f"{name}_day": "day", f"{name}_no": "ordinal"})
        d = d.left_join(side, d[name] == side[f"{name}_day"])
    in_order = (d["accepted"] >= d["received"]).fill_null(False)
    d = d.mutate(
        taken=ibis.ifelse(in_order, d["accepted_no"] - d["received_no"], ibis.null("int64")), lacking=~in_order
    )
    t = d.group_by("subject_id", on="received").aggregate(
        unsigned=any_true(d["unsigned"]),
        taken=d["taken"].max(),
        lacking=any_true(d["lacking"]),
        accepted=d["accepted"].max(),
    )
    return t.select(
        "subject_id",
        "on",
        received_denunciation_signed=_all(t["unsigned"]),
        denunciation_handling_days=t["taken"],
        denunciations_accepted=_all(t["lacking"]),
        denunciation_accepted_on=t["accepted"],
    )


def build_accepted(record: Record, stage: Stage) -> ir.Table:
    d = _denunciations(record)
    d = d.filter(d["accepted"].notnull())
    in_order = (d["closed"] >= d["accepted"]).fill_null(False)
    lasted = d["closed"].delta(d["accepted"], unit="day").cast("int64")
    d = d.mutate(lasted=ibis.ifelse(in_order, lasted, ibis.null("int64")), lacking=~in_order)
    t = d.group_by("subject_id", on="accepted").aggregate(
        unsigned=any_true(d["unsigned"]),
        lasted=d["lasted"].max(),
        lacking=any_true(d["lacking"]),
        closed=d["closed"].max(),
    )
    return t.select(
        "subject_id",
        "on",
        accepted_denunciation_signed=_all(t["unsigned"]),
        denunciation_resolve_days=t["lasted"],
        denunciations_resolved=_all(t["lacking"]),
        denunciation_closed_on=t["closed"],
    )


SUBJECTS = (
    Subject(
        "denunciations_received",
        "person",
        "Tố cáo nhận được về một người",
        "Denunciations of a person, received",
        RECEIVED_FACTS,
        build_received,
    ),
    Subject(
        "denunciations_accepted",
        "person",
        "Tố cáo đã thụ lý về một người",
        "Denunciations of a person, accepted",
        ACCEPTED_FACTS,
        build_accepted,
    ),
)
