"""Deputies of the superior body and of the units beside: what the numbers of one unit are held against."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.coverage import with_coverage
from chinhdanh.facts.expressions import any_true
from chinhdanh.facts.model import Context, Fact, FactGroup

KINDS = ("appointment", "conversion", "nomination")
MINISTRY_UNITS = ("vu", "cuc", "van_phong", "thanh_tra")

_OFFICE = ("tenure.person_id", "tenure.from", "tenure.until", "post.leadership", "post.organization_id")

FACTS = (
    Fact(
        "parent_kind",
        "text",
        "Loại hình tổ chức cấp trên",
        "Kind of the superior body",
        ("organization.kind", "organization.parent_id"),
    ),
    Fact("deputy_body_sector", "text", "Ngành, lĩnh vực của tổ chức", "Sector of the body", ("organization.sector",)),
    Fact(
        "superior_deputies_at_least",
        "integer",
        "Số cấp phó của cấp trên trực tiếp (ít nhất)",
        "Deputies of the direct superior (at least)",
        (*_OFFICE, "organization.parent_id"),
    ),
    Fact(
        "superior_deputies_at_most",
        "integer",
        "Số cấp phó của cấp trên trực tiếp",
        "Deputies of the direct superior",
        (*_OFFICE, "organization.parent_id"),
        meaning="Known only where the tenures of both bodies are declared complete.",
        rests_on=("tenure",),
    ),
    Fact(
        "sibling_units",
        "integer",
        "Số đơn vị được tính bình quân",
        "Units over which deputies are averaged",
        ("organization.parent_id", "organization.level", "organization.subkind"),
        meaning="Standing under the same superior on the day: in a commune all units, in a ministry departments, offices, "
        "inspectorates and public service units, in a general department its local branches.",
    ),
    Fact(
        "sibling_deputies_at_least",
        "integer",
        "Tổng số cấp phó của các đơn vị được tính bình quân (ít nhất)",
        "Deputies of all those units (at least)",
        _OFFICE,
    ),
    Fact(
        "sibling_deputies_at_most",
        "integer",
        "Tổng số cấp phó của các đơn vị được tính bình quân",
        "Deputies of all those units",
        _OFFICE,
        rests_on=("tenure",),
    ),
)


def _deputies(ctx: Context) -> ir.Table:
    tenure, post = ctx.record["tenure"], ctx.record["post"]
    p = post.filter(post["leadership"] == "deputy").select(d_post="id", d_body="organization_id")
    t = tenure.filter(~tenure["acting"].fill_null(False)).select(
        holder="person_id", held="post_id", since="from", until="until"
    )
    return t.join(p, t["held"] == p["d_post"]).select("holder", "since", "until", "d_body")


def _scope(ctx: Context) -> ir.Table:
    """Appointments of deputies, with the body, its superior, and whether the tenures of both are complete."""
    org = ctx.record["organization"]
    own = ctx.decisions.filter(ctx.decisions["kind"].isin(KINDS), ctx.decisions["post_is_deputy"])
    d = own.select(
        "decision_id",
        "person_id",
        "on",
        body="post_organization_id",
        day=own["effective_on"].coalesce(own["on"]),
        own_whole=own["coverage_tenure"].notnull(),
    )
    bodies = org.select(
        body_id="id", parent="parent_id", level="level", subkind="subkind", body_kind="kind", sector="sector"
    )
    above = org.select(above_id="id", above_kind="kind")
    t = d.join(bodies, d["body"] == bodies["body_id"]).drop("body_id")
    t = t.left_join(above, t["parent"] == above["above_id"]).drop("above_id")
    t = with_coverage(ctx.record, t, "decision_id", ("parent",), ("tenure",))
    t = t.mutate(whole=t["own_whole"] & t["coverage_tenure"].notnull()).drop("own_whole", "coverage_tenure")
    return ctx.stage("appointments_of_deputies", t)


def _siblings(ctx: Context, d: ir.Table) -> ir.Table:
    """The units over which the deputies of the appointee's unit are averaged, one row a unit."""
    org = ctx.record["organization"]
    s = org.select(
        unit="id",
        s_parent="parent_id",
        s_level="level",
        s_subkind="subkind",
        s_kind="kind",
        s_since="from",
        s_until="until",
    )
    in_commune = (d["level"] == "commune") & (d["above_kind"] == "commune")
    in_ministry = (d["level"] == "central") & d["subkind"].isin(MINISTRY_UNITS)
    local = (d["level"] == "province") & (d["subkind"] == "cuc") & (d["above_kind"] == "general_department")
    t = d.filter(d["parent"].notnull(), in_commune | in_ministry | local)
    t = t.join(
        s,
        [
            t["parent"] == s["s_parent"],
            t["level"] == s["s_level"],
            s["s_since"].isnull() | (s["s_since"] <= t["day"]),
            s["s_until"].isnull() | (s["s_until"] > t["day"]),
        ],
    )
    counted = ibis.cases(
        (t["level"] == "commune", True),
        (t["level"] == "central", t["s_subkind"].isin(MINISTRY_UNITS) | (t["s_kind"] == "public_service_unit")),
        else_=t["s_subkind"] == "cuc",
    )
    return t.filter(counted.fill_null(False)).select("decision_id", "person_id", "day", "unit")


def build(ctx: Context) -> ir.Table:
    d = _scope(ctx)
    deputies = ctx.stage("deputies_in_posts", _deputies(ctx))
    above = d.join(
        deputies,
        [
            d["parent"] == deputies["d_body"],
            deputies["since"].isnull() | (deputies["since"] <= d["day"]),
            deputies["until"].isnull() | (deputies["until"] > d["day"]),
            # Who moves down to the unit is a deputy of the superior no more.
            deputies["holder"] != d["person_id"],
        ],
    )
    above_found = above.group_by(a_decision="decision_id").aggregate(
        sure=above["holder"].nunique(where=above["since"].notnull()), most=above["holder"].nunique()
    )
    beside = _siblings(ctx, d)
    units = beside.group_by(u_decision="decision_id").aggregate(units=beside["unit"].nunique())
    b = beside.join(
        deputies,
        [
            beside["unit"] == deputies["d_body"],
            deputies["since"].isnull() | (deputies["since"] <= beside["day"]),
            deputies["until"].isnull() | (deputies["until"] > beside["day"]),
            deputies["holder"] != beside["person_id"],
        ],
    )
    b = b.group_by("decision_id", "unit", "holder").aggregate(dated=any_true(b["since"].notnull()))
    beside_found = b.group_by(b_decision="decision_id").aggregate(
        beside_sure=b["holder"].count(where=b["dated"]), beside_most=b["holder"].count()
    )
    t = d.left_join(above_found, d["decision_id"] == above_found["a_decision"])
    t = t.left_join(units, t["decision_id"] == units["u_decision"])
    t = t.left_join(beside_found, t["decision_id"] == beside_found["b_decision"])
    superior = t["parent"].notnull()
    averaged = t["units"].notnull()
    nothing = ibis.null("int64")
    return t.select(
        "decision_id",
        parent_kind=t["above_kind"],
        deputy_body_sector=t["sector"],
        superior_deputies_at_least=ibis.ifelse(superior, t["sure"].fill_null(0), nothing),
        superior_deputies_at_most=ibis.ifelse(superior & t["whole"], t["most"].fill_null(0), nothing),
        sibling_units=t["units"],
        sibling_deputies_at_least=ibis.ifelse(averaged, t["beside_sure"].fill_null(0) + 1, nothing),
        sibling_deputies_at_most=ibis.ifelse(averaged & t["whole"], t["beside_most"].fill_null(0) + 1, nothing),
    )


GROUP = FactGroup("deputies_around", FACTS, build, "Deputies of the superior and of the units beside")
