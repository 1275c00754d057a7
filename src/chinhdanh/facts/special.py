"""Special cases: a decision may depart from a provision only in the open, by a document of a competent issuer."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_maybe, any_true, unknown
from chinhdanh.facts.model import Context, Fact, FactGroup

_LEVELS = {"central": 4, "ministry": 3, "province": 3, "agency": 2, "commune": 1}


def special_case_name(provision: str) -> str:
    return f"special_case:{provision}"


def special_case_review_name(provision: str) -> str:
    return f"special_case_reviewed:{provision}"


def special_case_facts(provision: str) -> tuple[Fact, Fact]:
    """The two facts that a rule may ask about a departure from `provision`: is there one, and was it reviewed."""
    needs = ("special_case.departs_from", "special_case.signed_on", "special_case.issuer_level")
    return (
        Fact(
            special_case_name(provision),
            "boolean",
            f"Có quyết định trường hợp đặc biệt đối với {provision}",
            f"Special case decided for {provision}",
            needs,
            meaning="TRUE for a document signed by the day of the decision by the deciding body or a level not below the one "
            "that manages the post. A document dated after the decision does not cure it.",
        ),
        Fact(
            special_case_review_name(provision),
            "boolean",
            f"Trường hợp đặc biệt đã được rà soát ({provision})",
            f"Special case rests on a recorded review ({provision})",
            ("special_case.review_on",),
        ),
    )


def _level(column: ir.StringColumn) -> ir.IntegerValue:
    return ibis.cases(*((column == name, rank) for name, rank in _LEVELS.items()), else_=ibis.null("int8"))


def build(ctx: Context) -> ir.Table:
    d = ctx.decisions.select("decision_id", "on", "managed_by", body="organization_id")
    provisions = ctx.special_provisions
    names = [n for p in provisions for n in (special_case_name(p), special_case_review_name(p))]
    if not ctx.record.gives("special_case"):
        return d.select("decision_id", **{n: unknown() for n in names})
    case = ctx.record["special_case"]
    rows = case.filter(case["departs_from"].isin(provisions)).select(
        c_decision="decision_id",
        departs_from="departs_from",
        issuer="issuer_organization_id",
        issuer_level="issuer_level",
        signed="signed_on",
        reviewed="review_on",
    )
    r = d.join(rows, d["decision_id"] == rows["c_decision"])
    competent = ibis.cases(
        ((r["issuer"] == r["body"]).fill_null(False), True), else_=_level(r["issuer_level"]) >= _level(r["managed_by"])
    )
    r = r.mutate(valid=(r["signed"] <= r["on"]) & competent, reviewed_in_time=r["reviewed"] <= r["on"])
    columns: dict[str, ir.Value] = {}
    for i, provision in enumerate(provisions):
        here = r["departs_from"] == provision
        columns[f"sure_{i}"] = any_true(here & r["valid"])
        columns[f"maybe_{i}"] = any_maybe(ibis.ifelse(here, r["valid"], False))
        columns[f"reviewed_{i}"] = any_true(here & r["valid"] & r["reviewed_in_time"])
    found = r.group_by("decision_id").aggregate(**columns)
    t = d.select("decision_id").left_join(found, "decision_id").drop("decision_id_right")
    facts: dict[str, ir.Value] = {}
    for i, provision in enumerate(provisions):
        facts[special_case_name(provision)] = ibis.cases(
            (t[f"sure_{i}"].fill_null(False), True), (t[f"maybe_{i}"].fill_null(False), unknown()), else_=False
        )
        facts[special_case_review_name(provision)] = ibis.cases(
            (t[f"reviewed_{i}"].fill_null(False), True), else_=unknown()
        )
    return t.select("decision_id", **facts)


def group_for(provisions: tuple[str, ...]) -> FactGroup:
    facts = tuple(f for p in provisions for f in special_case_facts(p))
    return FactGroup("special_cases", facts, build, "Special cases")
