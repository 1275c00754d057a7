"""Kin of the appointee who hold a linked post on the day: three lists of relatives, each for its own purpose."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_maybe, any_true, exists_kleene, unknown
from chinhdanh.facts.model import Context, Fact, FactGroup, Record, coverage_fact

MIRROR = {
    "spouse": "spouse",
    "parent": "child",
    "child": "parent",
    "adoptive_parent": "adopted_child",
    "adopted_child": "adoptive_parent",
    "parent_in_law": "child_in_law",
    "child_in_law": "parent_in_law",
    "sibling": "sibling",
    "sibling_in_law": "sibling_in_law",
    "uncle_aunt": "nephew_niece",
    "nephew_niece": "uncle_aunt",
    "cousin": "cousin",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
}
"""What the person is to the relative, for each thing that the relative is to the person."""

NEAR = ("spouse", "parent", "child", "sibling")
"""Law 36/2018 Art. 20(3): spouse, father, mother, child, blood sibling."""
ADOPTIVE = ("adoptive_parent", "adopted_child")
LIST_205 = (*NEAR, "parent_in_law", "child_in_law")
"""Regulation 205-QĐ/TW: spouse, parent (own or the spouse's), child, full sibling."""

INNER_UNITS = ("phong", "van_phong", "ban")
"""Kinds of unit that belong to the agency above them."""

PEOPLES_COMMITTEES = ("provincial_committee", "district", "commune")
SECTORS_205 = ("home_affairs", "inspection")
SECTORS_114 = (
    "home_affairs",
    "inspection",
    "finance",
    "banking",
    "tax",
    "customs",
    "industry_trade",
    "planning",
    "land_environment",
    "military",
    "police",
    "courts",
    "procuracy",
)
"""The 13 sectors of Regulation 114-QĐ/TW Art. 6(5)."""

_KIN = ("kinship.person_id", "kinship.relative_id", "kinship.relation", "tenure.person_id", "post.leadership")

FACTS = (
    Fact(
        "kin_recorded",
        "boolean",
        "Có dữ liệu quan hệ gia đình",
        "Kin of the person are recorded",
        ("kinship.person_id",),
        meaning="TRUE where a row names the person or the table is declared complete; else NULL.",
    ),
    Fact(
        "near_relative_leads_body",
        "boolean",
        "Vợ, chồng, bố, mẹ, con, anh chị em ruột là người đứng đầu hoặc cấp phó của cơ quan",
        "Spouse, parent, child or sibling is head or deputy of the body",
        (*_KIN, "organization.parent_id"),
        rests_on=("kinship", "tenure"),
    ),
    Fact(
        "near_relative_manages_body",
        "boolean",
        "Vợ, chồng, bố, mẹ, con, anh chị em ruột là người quản lý của cơ quan, doanh nghiệp",
        "Spouse, parent, child or sibling is among the managers of the body",
        (*_KIN, "organization.parent_id"),
        meaning="Head, deputy or member of the leadership.",
        rests_on=("kinship", "tenure"),
    ),
    Fact(
        "relatives_linked_205",
        "boolean",
        "Người có quan hệ gia đình giữ chức vụ có liên quan (Quy định 205)",
        "A relative holds a linked post (Regulation 205)",
        (*_KIN, "organization.kind", "organization.sector", "organization.parent_id"),
        rests_on=("kinship", "tenure"),
    ),
    Fact(
        "relatives_linked_114",
        "boolean",
        "Người có quan hệ gia đình giữ chức vụ có liên quan (Quy định 114)",
        "A relative holds a linked post (Regulation 114)",
        (*_KIN, "organization.kind", "organization.sector", "organization.parent_id"),
        rests_on=("kinship", "tenure"),
    ),
    Fact(
        "linked_relative_id",
        "text",
        "Người thân giữ chức vụ có liên quan",
        "Relative in a linked post",
        ("kinship.relative_id",),
    ),
    Fact(
        "prior_consent",
        "boolean",
        "Cấp ủy cấp trên trực tiếp đã đồng ý trước",
        "The committee directly above had agreed beforehand",
        ("special_case.departs_from", "special_case.signed_on", "notice.kind", "notice.issued_on"),
        meaning="A document dated before the decision; one of the same day is NULL, a later one does not count.",
    ),
)

_SCOPE = ("appointment", "nomination", "reappointment", "transfer", "recruitment")


def _offices(ctx: Context) -> ir.Table:
    """Every spell in a leading post with the body's kind, sector and place."""
    tenure, post, org = ctx.record["tenure"], ctx.record["post"], ctx.record["organization"]
    p = post.filter(post["leadership"].isin(("head", "deputy", "collective_member"))).select(
        office_post="id", office_body="organization_id", office_role="leadership"
    )
    g = org.select(
        office_key="id",
        office_kind="kind",
        office_level="level",
        office_parent="parent_id",
        office_province="province",
        office_sector="sector",
    )
    t = tenure.select(office_holder="person_id", held="post_id", since="from", until="until")
    t = t.join(p, t["held"] == p["office_post"])
    return t.left_join(g, t["office_body"] == g["office_key"])


def kin_both_ways(record: Record) -> ir.Table:
    """Each tie of kinship from both sides: `relative` is `relation` to `kin_of`."""
    kinship = record["kinship"]
    straight = kinship.select(
        kin_of="person_id", relative="relative_id", relation="relation", kin_since="from", kin_until="until"
    )
    back = straight.select(
        kin_of="relative",
        relative="kin_of",
        relation=ibis.cases(*((straight["relation"] == a, b) for a, b in MIRROR.items()), else_=ibis.null("string")),
        kin_since="kin_since",
        kin_until="kin_until",
    )
    return ibis.union(straight, back)


def _own_office(ctx: Context) -> ir.Table:
    d = ctx.decisions.filter(ctx.decisions["kind"].isin(_SCOPE))
    org = ctx.record["organization"]
    g = org.select(
        own_key="id",
        own_kind="kind",
        own_subkind="subkind",
        own_level="level",
        own_parent="parent_id",
        own_province="province",
        own_sector="sector",
    )
    d = d.select(
        "decision_id",
        "person_id",
        "on",
        own_body="post_organization_id",
        own_role=ibis.cases(
            (d["post_is_head"].fill_null(False), "head"),
            (d["post_is_deputy"].fill_null(False), "deputy"),
            (d["leadership_post"].fill_null(False), "collective_member"),
            else_=ibis.null("string"),
        ),
        begins=d["effective_on"].coalesce(d["on"]),
    )
    return d.left_join(g, d["own_body"] == g["own_key"])


def _pair(r: ir.Table, a: str, b: str, sectors: tuple[str, ...], leaders: tuple[str, ...]) -> ir.BooleanValue:
    """Is the `a` side head of a leading body (`leaders`) and the `b` side head of a listed sector body of one place?"""
    same_place = (r[f"{b}_parent"] == r[f"{a}_body"]) | (
        (r[f"{a}_level"] == "province") & (r[f"{b}_level"] == "province") & (r[f"{a}_province"] == r[f"{b}_province"])
    )
    return (
        (r[f"{a}_role"] == "head")
        & r[f"{a}_kind"].isin(leaders)
        & (r[f"{b}_role"] == "head")
        & r[f"{b}_sector"].isin(sectors)
        & same_place
    ).fill_null(False)


def _committee_seat(r: ir.Table, side: str) -> ir.StringValue:
    """The Party committee in whose group (a) of 205 the post counts: secretary, deputy, organisation or inspection head."""
    return ibis.cases(
        ((r[f"{side}_kind"] == "party_committee") & r[f"{side}_role"].isin(("head", "deputy")), r[f"{side}_body"]),
        (
            r[f"{side}_sector"].isin(("party_organization", "party_inspection")) & (r[f"{side}_role"] == "head"),
            r[f"{side}_parent"],
        ),
        else_=ibis.null("string"),
    )


def build(ctx: Context) -> ir.Table:
    own, kin, offices = _own_office(ctx), kin_both_ways(ctx.record), _offices(ctx)
    r = own.join(kin, own["person_id"] == kin["kin_of"])
    recorded = r.group_by("decision_id").aggregate(any_kin=r["relative"].notnull().any())
    r = r.filter(
        r["kin_since"].isnull() | (r["kin_since"] <= r["begins"]),
        r["kin_until"].isnull() | (r["kin_until"] > r["begins"]),
    )
    r = r.join(
        offices,
        [
            r["relative"] == offices["office_holder"],
            offices["since"].isnull() | (offices["since"] <= r["begins"]),
            offices["until"].isnull() | (offices["until"] > r["begins"]),
        ],
    )
    # A post held since nobody knows when may have been held on the day.
    dated = ibis.ifelse(r["since"].notnull(), True, unknown())
    same_body = r["own_body"] == r["office_body"]
    leads = r["office_role"].isin(("head", "deputy"))
    # A division that is recorded as an organisation of its own is still a part of its department.
    inner = (r["own_kind"] == "division").fill_null(False) | r["own_subkind"].isin(INNER_UNITS).fill_null(False)
    one_body = same_body | (inner & (r["own_parent"] == r["office_body"]))
    head_and_deputy = same_body & (
        ((r["own_role"] == "head") & (r["office_role"] == "deputy"))
        | ((r["own_role"] == "deputy") & (r["office_role"] == "head"))
    )
    group_a = (_committee_seat(r, "own") == _committee_seat(r, "office")).fill_null(False)
    group_b = _pair(r, "own", "office", SECTORS_205, PEOPLES_COMMITTEES) | _pair(
        r, "office", "own", SECTORS_205, PEOPLES_COMMITTEES
    )
    leaders_114 = (*PEOPLES_COMMITTEES, "party_committee")
    group_c = _pair(r, "own", "office", SECTORS_114, leaders_114) | _pair(r, "office", "own", SECTORS_114, leaders_114)
    one_collective = same_body & r["own_role"].notnull()

    def listed(certain: tuple[str, ...], unclear: tuple[str, ...] | None) -> ir.BooleanValue:
        """Is the relation in the list? `unclear` relations (None: all the others) are NULL."""
        other = unknown() if unclear is None else ibis.ifelse(r["relation"].isin(unclear), unknown(), False)
        return ibis.cases((r["relation"].isin(certain), True), (r["relation"].isnull(), unknown()), else_=other)

    r = r.mutate(
        near=(one_body & leads).fill_null(False) & listed(NEAR, ADOPTIVE) & dated,
        manages=one_body.fill_null(False) & listed(NEAR, ADOPTIVE) & dated,
        linked_205=(head_and_deputy.fill_null(False) | group_a | group_b) & listed(LIST_205, ADOPTIVE) & dated,
        linked_114=(one_collective.fill_null(False) | group_c) & listed(NEAR, None) & dated,
    )
    columns = ("near", "manages", "linked_205", "linked_114")
    linked = (r["near"].fill_null(True)) | r["linked_205"].fill_null(True) | r["linked_114"].fill_null(True)
    found = r.group_by("decision_id").aggregate(
        **{f"{c}_sure": any_true(r[c]) for c in columns},
        **{f"{c}_maybe": any_maybe(r[c]) for c in columns},
        linked_relative=r["relative"].max(where=linked),
    )
    d = ctx.decisions.filter(ctx.decisions["kind"].isin(_SCOPE))
    t = d.select(
        "decision_id",
        whole_kin=d[coverage_fact("kinship")].notnull(),
        whole_tenure=d[coverage_fact("tenure")].notnull()
        & d["post_organization_id"].notnull()
        & d["leadership_post"].notnull(),
    )
    t = t.left_join(recorded, "decision_id").drop("decision_id_right")
    t = t.left_join(found, "decision_id").drop("decision_id_right")
    t = t.left_join(_consent(ctx), "decision_id").drop("decision_id_right")
    known_kin = t["whole_kin"] | t["any_kin"].fill_null(False)
    whole = known_kin & t["whole_tenure"]
    return t.select(
        "decision_id",
        kin_recorded=ibis.ifelse(known_kin, True, unknown()),
        near_relative_leads_body=exists_kleene(t["near_sure"], t["near_maybe"], whole),
        near_relative_manages_body=exists_kleene(t["manages_sure"], t["manages_maybe"], whole),
        relatives_linked_205=exists_kleene(t["linked_205_sure"], t["linked_205_maybe"], whole),
        relatives_linked_114=exists_kleene(t["linked_114_sure"], t["linked_114_maybe"], whole),
        linked_relative_id=t["linked_relative"],
        prior_consent=t["prior_consent"],
    )


def _consent(ctx: Context) -> ir.Table:
    d = ctx.decisions.select("decision_id", "on")
    case, notice = ctx.record["special_case"], ctx.record["notice"]
    papers = ibis.union(
        case.filter(case["departs_from"].startswith("qd-114-2023.art-6")).select(
            c_decision="decision_id", dated="signed_on"
        ),
        notice.filter(notice["kind"] == "consent").select(c_decision="decision_id", dated="issued_on"),
    )
    r = d.join(papers, d["decision_id"] == papers["c_decision"])
    found = r.group_by("decision_id").aggregate(
        before=any_true(r["dated"] < r["on"]), unclear=(r["dated"].isnull() | (r["dated"] == r["on"])).any()
    )
    t = d.select("decision_id").left_join(found, "decision_id").drop("decision_id_right")
    none = ibis.literal(False) if ctx.record.gives("special_case") else unknown()
    return t.select(
        "decision_id",
        prior_consent=ibis.cases(
            (t["before"].fill_null(False), True), (t["unclear"].fill_null(False), unknown()), else_=none
        ),
    )


GROUP = FactGroup("relatives", FACTS, build, "Relatives in linked posts")
