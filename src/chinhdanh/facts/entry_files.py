"""The original dossier of a newly recruited person: which parts were certified, and when."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.model import Context, Fact, FactGroup

PARTS = ("cv", "diplomas", "health_certificate")

_ITEMS = ("dossier_item.kind", "dossier_item.verified_on")

FACTS = (
    Fact(
        "entry_file_last_on",
        "date",
        "Ngày xác nhận thành phần hồ sơ gốc muộn nhất",
        "Last part of the original dossier certified on",
        _ITEMS,
        meaning="Of the parts on file among CV, diplomas and health certificate, each by its first certification.",
    ),
    Fact(
        "entry_file_certified",
        "boolean",
        "Các thành phần hồ sơ gốc đã xác nhận đủ",
        "Every part of the original dossier is certified",
        _ITEMS,
        meaning="CV, diplomas and health certificate; TRUE or NULL.",
    ),
    Fact(
        "entry_file_part_missing",
        "boolean",
        "Thiếu thành phần hồ sơ gốc",
        "A part of the original dossier is missing",
        ("dossier_item.kind",),
        meaning="FALSE where CV, diplomas and health certificate are on file; TRUE only where the file is declared complete.",
        rests_on=("dossier_item",),
    ),
    Fact("entry_file_seen_on", "date", "Ngày kiểm tra hồ sơ gốc", "Day on which the dossier is seen", ()),
)


def build(ctx: Context) -> ir.Table:
    item = ctx.record["dossier_item"]
    own = ctx.decisions.filter(ctx.decisions["kind"] == "recruitment")
    d = own.select("decision_id", whole=own["coverage_dossier_item"].notnull())
    items = item.filter(item["kind"].isin(PARTS)).select(i_decision="decision_id", part="kind", certified="verified_on")
    r = d.join(items, d["decision_id"] == items["i_decision"])
    parts = r.group_by("decision_id", "part").aggregate(first=r["certified"].min())
    found = parts.group_by(f_decision="decision_id").aggregate(
        last_on=parts["first"].max(),
        certified=parts["part"].count(where=parts["first"].notnull()),
        on_file=parts["part"].count(),
    )
    t = d.left_join(found, d["decision_id"] == found["f_decision"])
    all_there = t["on_file"].fill_null(0) == len(PARTS)
    return t.select(
        "decision_id",
        entry_file_last_on=t["last_on"],
        entry_file_certified=ibis.ifelse((t["certified"] == len(PARTS)).fill_null(False), True, ibis.null("boolean")),
        entry_file_part_missing=ibis.cases(
            (all_there, False), (t["whole"] & ~all_there, True), else_=ibis.null("boolean")
        ),
        entry_file_seen_on=ibis.date(ctx.record.as_of),
    )


GROUP = FactGroup("entry_files", FACTS, build, "Original dossiers of the newly recruited")
