"""Succession plan entries of the person that stood on the day of the decision."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_maybe, any_true, exists_kleene
from chinhdanh.facts.model import Context, Fact, FactGroup, coverage_fact

_PLAN = ("plan_entry.post_id", "plan_entry.approved_on", "plan_entry.withdrawn_on")
_LEVEL = (*_PLAN, "plan_entry.rank", "post.rank", "post.equivalence")

FACTS = (
    Fact(
        "planned_for_post",
        "boolean",
        "Có trong quy hoạch chính chức vụ này",
        "Planned for this very post",
        _PLAN,
        rests_on=("plan_entry",),
    ),
    Fact(
        "planned_for_equivalent",
        "boolean",
        "Có trong quy hoạch chức vụ này hoặc tương đương",
        "Planned for this post or an equivalent one",
        _LEVEL,
        rests_on=("plan_entry",),
    ),
    Fact(
        "planned_for_equal_or_higher",
        "boolean",
        "Có trong quy hoạch chức vụ này, tương đương hoặc cao hơn",
        "Planned for this post, an equivalent or a higher one",
        _LEVEL,
        rests_on=("plan_entry",),
    ),
    Fact(
        "plan_approved_on",
        "date",
        "Ngày phê duyệt quy hoạch",
        "Plan approved on",
        ("plan_entry.approved_on",),
        meaning="The latest approval of an entry that stood on the day, whatever its post.",
    ),
)


def build(ctx: Context) -> ir.Table:
    plan, post = ctx.record["plan_entry"], ctx.record["post"]
    entries = plan.select(
        planned_person="person_id",
        planned_post="post_id",
        entry_rank="rank",
        approved="approved_on",
        withdrawn="withdrawn_on",
    )
    levels = post.select(planned_key="id", planned_rank="rank", planned_equivalence="equivalence")
    entries = entries.left_join(levels, entries["planned_post"] == levels["planned_key"])
    d = ctx.decisions.filter(ctx.decisions["kind"].isin(("appointment", "nomination", "recruitment"))).select(
        "decision_id",
        "person_id",
        "post_id",
        "on",
        "rank_to",
        "equivalence_to",
        whole=ctx.decisions[coverage_fact("plan_entry")].notnull(),
    )
    e = d.join(
        entries,
        [
            d["person_id"] == entries["planned_person"],
            entries["approved"].isnull() | (entries["approved"] <= d["on"]),
            entries["withdrawn"].isnull() | (entries["withdrawn"] > d["on"]),
        ],
    )
    rank = e["planned_rank"].coalesce(e["entry_rank"])
    dated = ibis.ifelse(e["approved"].notnull(), True, ibis.null("boolean"))
    itself = e["planned_post"] == e["post_id"]
    equivalent = itself.fill_null(False) | (e["planned_equivalence"] == e["equivalence_to"]) | (rank == e["rank_to"])
    higher = equivalent | (rank > e["rank_to"])
    e = e.mutate(itself=itself & dated, equivalent=equivalent & dated, higher=higher & dated)
    found = e.group_by("decision_id").aggregate(
        **{f"{k}_sure": any_true(e[k]) for k in ("itself", "equivalent", "higher")},
        **{f"{k}_maybe": any_maybe(e[k]) for k in ("itself", "equivalent", "higher")},
        approved=e["approved"].max(),
    )
    t = d.select("decision_id", "whole")
    t = t.left_join(found, "decision_id").drop("decision_id_right")
    return t.select(
        "decision_id",
        planned_for_post=exists_kleene(t["itself_sure"], t["itself_maybe"], t["whole"]),
        planned_for_equivalent=exists_kleene(t["equivalent_sure"], t["equivalent_maybe"], t["whole"]),
        planned_for_equal_or_higher=exists_kleene(t["higher_sure"], t["higher_maybe"], t["whole"]),
        plan_approved_on=t["approved"],
    )


GROUP = FactGroup("planning", FACTS, build, "Succession plan")
