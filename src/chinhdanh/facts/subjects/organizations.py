"""Bodies judged as such: their size in a year, a province's departments and vice-chairmen, the posts of a service unit."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.coverage import with_coverage
from chinhdanh.facts.model import Fact, Record, Stage, Subject

SIZED = ("vu", "cuc", "phong", "chi_cuc", "van_phong", "thanh_tra")
DEPARTMENTS = ("so", "van_phong", "thanh_tra")
PROFESSIONAL = ("specialised", "shared_professional")

_OFFICE = ("tenure.person_id", "tenure.from", "tenure.until", "post.leadership", "post.organization_id")
_SEATS = ("post.seats", "post.job_position_id", "job_position.group", "post.organization_id")

SIZE_FACTS = (
    Fact("unit_subkind", "text", "Loại đơn vị", "Kind of unit", ("organization.subkind",)),
    Fact("unit_level", "text", "Cấp của đơn vị", "Level of the unit", ("organization.level",)),
    Fact(
        "unit_parent_subkind",
        "text",
        "Loại đơn vị cấp trên của đơn vị",
        "Kind of the unit above",
        ("organization.subkind", "organization.parent_id"),
    ),
    Fact(
        "unit_parent_kind",
        "text",
        "Loại hình tổ chức cấp trên của đơn vị",
        "Kind of the body above",
        ("organization.kind", "organization.parent_id"),
    ),
    Fact(
        "unit_grandparent_kind",
        "text",
        "Loại hình tổ chức trên hai cấp của đơn vị",
        "Kind of the body two levels above",
        ("organization.kind", "organization.parent_id"),
    ),
    Fact(
        "unit_province_class",
        "text",
        "Loại đơn vị hành chính tỉnh của đơn vị",
        "Class of the unit's province",
        ("organization.province_class",),
    ),
    Fact(
        "unit_allotted",
        "integer",
        "Biên chế công chức được giao của đơn vị",
        "Establishment of the unit",
        ("establishment.allotted",),
    ),
    Fact(
        "unit_parent_allotted",
        "integer",
        "Biên chế công chức được giao của đơn vị cấp trên",
        "Establishment of the unit above",
        ("establishment.allotted", "organization.parent_id"),
    ),
)

PROVINCE_FACTS = (
    Fact("committee_province", "text", "Mã tỉnh của Ủy ban nhân dân", "Province", ("organization.province",)),
    Fact(
        "committee_class",
        "text",
        "Loại đơn vị hành chính cấp tỉnh",
        "Class of province",
        ("organization.province_class",),
    ),
    Fact(
        "committee_merged_from",
        "integer",
        "Số đơn vị cấp tỉnh đã hợp nhất",
        "Provinces merged into it",
        ("organization.merged_from",),
    ),
    Fact(
        "departments_at_least",
        "integer",
        "Số cơ quan chuyên môn cấp tỉnh (ít nhất)",
        "Provincial departments (at least)",
        ("organization.parent_id", "organization.subkind", "organization.kind"),
    ),
    Fact(
        "departments_at_most",
        "integer",
        "Số cơ quan chuyên môn cấp tỉnh",
        "Provincial departments",
        ("organization.parent_id", "organization.subkind", "organization.kind"),
        meaning="With bodies of unknown kind; known only where the organisations are declared complete.",
        rests_on=("organization",),
    ),
    Fact("vice_chairmen_at_least", "integer", "Số phó chủ tịch (ít nhất)", "Vice-chairmen (at least)", _OFFICE),
    Fact("vice_chairmen_at_most", "integer", "Số phó chủ tịch", "Vice-chairmen", _OFFICE, rests_on=("tenure",)),
)

UNIT_FACTS = (
    Fact(
        "professional_seats",
        "integer",
        "Số vị trí chuyên môn",
        "Professional positions",
        _SEATS,
        meaning="Specialised and shared professional, by the posts standing on the day.",
    ),
    Fact(
        "all_seats",
        "integer",
        "Tổng số vị trí",
        "All positions",
        _SEATS,
        meaning="NULL where a post has no number of seats or no group of position.",
    ),
)


def _establishment(record: Record, category: str) -> ir.Table:
    """Allotted by body and year; the law of its first day counts: 1 January, or the approval where that came later."""
    e = record["establishment"]
    e = e.filter(e["category"] == category, e["year"].notnull(), e["organization_id"].notnull())
    by_year = e.group_by(body="organization_id", year="year").aggregate(
        allotted=e["allotted"].max(), approved_on=e["approved_on"].max()
    )
    first = ibis.date(by_year["year"].cast("int32"), ibis.literal(1, "int32"), ibis.literal(1, "int32"))
    day = ibis.ifelse((by_year["approved_on"] > first).fill_null(False), by_year["approved_on"], first)
    return by_year.select("body", "year", "allotted", on=day.cast("date"))


def build_sizes(record: Record, stage: Stage) -> ir.Table:
    org = record["organization"]
    years = stage("unit_years", _establishment(record, "civil_servant"))
    units = org.filter(org["subkind"].isin(SIZED)).select(
        unit="id", subkind="subkind", level="level", parent="parent_id", province_class="province_class"
    )
    above = org.select(above_id="id", above_subkind="subkind", above_kind="kind", above_parent="parent_id")
    top = org.select(top_id="id", top_kind="kind")
    parents = years.select(p_body="body", p_year="year", p_allotted="allotted")
    t = years.join(units, years["body"] == units["unit"])
    t = t.left_join(above, t["parent"] == above["above_id"])
    t = t.left_join(top, t["above_parent"] == top["top_id"])
    t = t.left_join(parents, [t["parent"] == parents["p_body"], t["year"] == parents["p_year"]])
    return t.select(
        subject_id=t["body"],
        on=t["on"],
        unit_subkind=t["subkind"],
        unit_level=t["level"],
        unit_parent_subkind=t["above_subkind"],
        unit_parent_kind=t["above_kind"],
        unit_grandparent_kind=t["top_kind"],
        unit_province_class=t["province_class"],
        unit_allotted=t["allotted"],
        unit_parent_allotted=t["p_allotted"],
    )


def build_provinces(record: Record, stage: Stage) -> ir.Table:
    org, tenure, post = record["organization"], record["tenure"], record["post"]
    as_of = ibis.date(record.as_of)
    standing = (org["from"].isnull() | (org["from"] <= as_of)) & (org["until"].isnull() | (org["until"] > as_of))
    committees = org.filter(org["kind"] == "provincial_committee", standing).select(
        committee="id", province="province", province_class="province_class", merged_from="merged_from", on=as_of
    )
    committees = with_coverage(record, committees, "committee", ("committee",), ("organization", "tenure"))
    committees = stage("provincial_committees", committees)
    department = (org["kind"] == "provincial_department") | org["subkind"].isin(DEPARTMENTS)
    unclear = org["kind"].isnull() & org["subkind"].isnull()
    below = org.filter(standing, org["parent_id"].notnull()).select(
        parent="parent_id", department=department.fill_null(False), unclear=unclear
    )
    counted = below.group_by(d_committee="parent").aggregate(
        sure=below["department"].sum(), maybe=(below["department"] | below["unclear"]).sum()
    )
    seats = post.filter(post["leadership"] == "deputy").select(seat="id", d_body="organization_id")
    held = tenure.filter(
        ~tenure["acting"].fill_null(False),
        tenure["from"].isnull() | (tenure["from"] <= as_of),
        tenure["until"].isnull() | (tenure["until"] > as_of),
    ).select(holder="person_id", held="post_id", since="from")
    h = held.join(seats, held["held"] == seats["seat"])
    deputies = h.group_by(v_committee="d_body").aggregate(
        vice_sure=h["holder"].nunique(where=h["since"].notnull()), vice_most=h["holder"].nunique()
    )
    t = committees.left_join(counted, committees["committee"] == counted["d_committee"])
    t = t.left_join(deputies, t["committee"] == deputies["v_committee"])
    nothing = ibis.null("int64")
    return t.select(
        subject_id=t["committee"],
        on=t["on"],
        coverage_organization=t["coverage_organization"],
        coverage_tenure=t["coverage_tenure"],
        committee_province=t["province"],
        committee_class=t["province_class"],
        committee_merged_from=t["merged_from"],
        departments_at_least=t["sure"].fill_null(0),
        departments_at_most=ibis.ifelse(t["coverage_organization"].notnull(), t["maybe"].fill_null(0), nothing),
        vice_chairmen_at_least=t["vice_sure"].fill_null(0) if record.gives("tenure") else nothing,
        vice_chairmen_at_most=ibis.ifelse(t["coverage_tenure"].notnull(), t["vice_most"].fill_null(0), nothing),
    )


def build_service_units(record: Record, stage: Stage) -> ir.Table:
    org, post, position = record["organization"], record["post"], record["job_position"]
    years = stage("service_unit_years", _establishment(record, "public_employee"))
    units = org.filter(org["kind"] == "public_service_unit").select(unit="id")
    y = years.join(units, years["body"] == units["unit"])
    posts = post.select(
        p_body="organization_id", position="job_position_id", seats="seats", since="from", until="until"
    )
    groups = position.select(position_id="id", group="group")
    p = posts.left_join(groups, posts["position"] == groups["position_id"])
    s = y.join(
        p,
        [
            y["body"] == p["p_body"],
            p["since"].isnull() | (p["since"] <= y["on"]),
            p["until"].isnull() | (p["until"] > y["on"]),
        ],
    )
    known = s["seats"].notnull() & s["group"].notnull()
    seats = s.group_by(s_body="body", s_year="year").aggregate(
        professional=s["seats"].sum(where=known & s["group"].isin(PROFESSIONAL)),
        seats=s["seats"].sum(where=known),
        unclear=(~known).any(),
    )
    t = y.left_join(seats, [y["body"] == seats["s_body"], y["year"] == seats["s_year"]])
    clear = ~t["unclear"].fill_null(True)
    nothing = ibis.null("int64")
    return t.select(
        subject_id=t["body"],
        on=t["on"],
        professional_seats=ibis.ifelse(clear, t["professional"].fill_null(0), nothing),
        all_seats=ibis.ifelse(clear, t["seats"], nothing),
    )


SUBJECTS = (
    Subject(
        "unit_sizes",
        "organization",
        "Biên chế của đơn vị trong năm",
        "A unit's establishment of a year",
        SIZE_FACTS,
        build_sizes,
    ),
    Subject(
        "provinces",
        "organization",
        "Tổ chức bộ máy của Ủy ban nhân dân cấp tỉnh",
        "A provincial People's Committee with its departments",
        PROVINCE_FACTS,
        build_provinces,
        "On the day of the audit.",
    ),
    Subject(
        "service_units",
        "organization",
        "Vị trí việc làm của đơn vị sự nghiệp công lập trong năm",
        "The positions of a public service unit in a year",
        UNIT_FACTS,
        build_service_units,
    ),
)
