"""The decision as a document: whether its number and symbol stand on another one of the same issuer and year."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.model import Context, Fact, FactGroup

_NUMBER = ("decision.number", "decision.organization_id", "decision.signed_on")

FACTS = (
    Fact(
        "number_repeated",
        "boolean",
        "Số, ký hiệu có ở quyết định khác cùng cơ quan, cùng năm",
        "Another decision of the issuer and year bears the number",
        _NUMBER,
        meaning="Among the decisions on record; NULL where number, issuer or day of this one is not recorded.",
    ),
    Fact("number_first_on", "date", "Ngày ký sớm nhất của số đó", "Earliest day of signing under the number", _NUMBER),
    Fact("number_last_on", "date", "Ngày ký muộn nhất của số đó", "Latest day of signing under the number", _NUMBER),
)


def build(ctx: Context) -> ir.Table:
    decision = ctx.record["decision"]
    numbered = decision.filter(
        decision["number"].notnull(), decision["organization_id"].notnull(), decision["signed_on"].notnull()
    )
    n = numbered.select(
        issuer="organization_id",
        number="number",
        year=numbered["signed_on"].year().cast("int64"),
        signed="signed_on",
        one="id",
    )
    by_number = n.group_by("issuer", "number", "year").aggregate(
        rows=n["one"].count(), first_on=n["signed"].min(), last_on=n["signed"].max()
    )
    repeated = ctx.stage("repeated_numbers", by_number.filter(by_number["rows"] > 1))
    own = decision.select(o_id="id", o_number="number", o_issuer="organization_id", o_on="signed_on")
    d = ctx.decisions.select("decision_id")
    t = d.join(own, d["decision_id"] == own["o_id"])
    t = t.left_join(
        repeated,
        [
            t["o_issuer"] == repeated["issuer"],
            t["o_number"] == repeated["number"],
            t["o_on"].year().cast("int64") == repeated["year"],
        ],
    )
    known = t["o_number"].notnull() & t["o_issuer"].notnull() & t["o_on"].notnull()
    return t.select(
        "decision_id",
        number_repeated=ibis.ifelse(known, t["rows"].notnull(), ibis.null("boolean")),
        number_first_on=t["first_on"],
        number_last_on=t["last_on"],
    )


GROUP = FactGroup("documents", FACTS, build, "The decision as a document")
