"""Who else is in office on the day: head, deputies against the cap, who chaired, acting heads."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_true, unknown, whole_months
from chinhdanh.facts.model import Context, Fact, FactGroup

_OFFICE = ("tenure.person_id", "tenure.from", "tenure.until", "post.leadership", "post.organization_id")

BODY_FACTS = (
    Fact("subkind", "text", "Loại tổ chức", "Kind of unit", ("organization.subkind",)),
    Fact(
        "parent_subkind",
        "text",
        "Loại tổ chức cấp trên",
        "Kind of the superior unit",
        ("organization.subkind", "organization.parent_id"),
    ),
    Fact("body_level", "text", "Cấp của tổ chức", "Level of the body", ("organization.level",)),
    Fact("province", "text", "Mã tỉnh", "Code of the province", ("organization.province",)),
    Fact(
        "province_class",
        "text",
        "Loại đơn vị hành chính tỉnh",
        "Class of the province",
        ("organization.province_class",),
    ),
    Fact("rearranged_on", "date", "Ngày sắp xếp tổ chức", "Rearranged on", ("organization.rearranged_on",)),
    Fact("merged_from", "integer", "Hợp nhất từ số đơn vị", "Merged from (bodies)", ("organization.merged_from",)),
    Fact(
        "allotted",
        "integer",
        "Biên chế công chức được giao trong năm",
        "Establishment allotted in the year",
        ("establishment.allotted",),
    ),
    Fact(
        "inner_units",
        "integer",
        "Số đơn vị cấu thành",
        "Inner units",
        ("organization.parent_id",),
        meaning="Divisions inside the body on the day; 0 only where the table is declared complete.",
    ),
    Fact("recorded_cap", "integer", "Số cấp phó tối đa được giao", "Cap on deputies as recorded", ("deputy_cap.cap",)),
    Fact(
        "deputies_at_least",
        "integer",
        "Số cấp phó sau bổ nhiệm (ít nhất)",
        "Deputies after the appointment (at least)",
        _OFFICE,
    ),
    Fact(
        "deputies_at_most",
        "integer",
        "Số cấp phó sau bổ nhiệm",
        "Deputies after the appointment",
        _OFFICE,
        meaning="Known only where the tenures of the body are declared complete.",
        rests_on=("tenure",),
    ),
    Fact(
        "peer_units",
        "integer",
        "Số đơn vị cùng loại",
        "Units of the same kind under the same superior",
        ("organization.parent_id", "organization.subkind", "organization.level"),
        meaning="Only where the law counts an average: departments, units of ministries, divisions of districts.",
    ),
    Fact(
        "peer_deputies_at_least",
        "integer",
        "Tổng số cấp phó của các đơn vị cùng loại (ít nhất)",
        "Deputies of all those units (at least)",
        _OFFICE,
    ),
    Fact(
        "peer_deputies_at_most",
        "integer",
        "Tổng số cấp phó của các đơn vị cùng loại",
        "Deputies of all those units",
        _OFFICE,
        rests_on=("tenure",),
    ),
)

CHAIR_FACTS = (
    Fact(
        "chair_from_superior",
        "boolean",
        "Cấp trên trực tiếp chủ trì quy trình",
        "The direct superior body chaired the procedure",
        ("step.chair_id", "tenure.person_id", "organization.parent_id"),
        meaning="TRUE where every chair held a post in the superior body that day; FALSE where one held a post of the body "
        "itself and none above.",
    ),
    Fact(
        "full_head_in_office",
        "boolean",
        "Có người đứng đầu (không phải quyền) khi biểu quyết",
        "A full head was in office at the final vote",
        _OFFICE,
    ),
    Fact(
        "leaders_in_office_at_least",
        "integer",
        "Số lãnh đạo đương chức (ít nhất)",
        "Leaders in office (at least)",
        _OFFICE,
    ),
)

ACTING_FACTS = (
    Fact("acting_since", "date", "Giao quyền từ ngày", "Acting since", ("decision.effective_on",)),
    Fact(
        "acting_until_at_least",
        "date",
        "Giao quyền ít nhất đến ngày",
        "Acting at least until",
        ("decision.until", "tenure.until", "tenure.start_decision_id"),
        meaning="The later of the day printed in the decision, the end of the tenure it began, and the day of the audit while "
        "that tenure runs.",
    ),
    Fact(
        "acting_ended_on",
        "date",
        "Thôi giao quyền từ ngày",
        "Acting ended on",
        ("tenure.until", "tenure.start_decision_id", "decision.until"),
    ),
    Fact(
        "head_absent_months",
        "integer",
        "Số tháng người đứng đầu vắng mặt",
        "Months of the head's absence",
        ("proceeding.kind", "proceeding.from", "proceeding.until"),
        unit="month",
    ),
    Fact(
        "post_is_vacant",
        "boolean",
        "Chức vụ đang khuyết",
        "The post is vacant",
        ("decision.vacancy_reason", "tenure.post_id"),
    ),
)


def _holders(ctx: Context) -> ir.Table:
    """Spells in head and deputy posts, with the body."""
    tenure, post = ctx.record["tenure"], ctx.record["post"]
    p = post.filter(post["leadership"].isin(("head", "deputy"))).select(
        office_post="id", office_body="organization_id", office_role="leadership"
    )
    t = tenure.select(holder="person_id", held="post_id", since="from", until="until", acting="acting")
    return t.join(p, t["held"] == p["office_post"])


def _appointments(ctx: Context) -> ir.Table:
    d = ctx.decisions.filter(ctx.decisions["kind"].isin(("appointment", "conversion", "nomination")))
    return d.select(
        "decision_id",
        "person_id",
        "on",
        "post_is_deputy",
        body="post_organization_id",
        day=d["effective_on"].coalesce(d["on"]),
        whole=d["coverage_tenure"].notnull(),
        structure=d["coverage_organization"].notnull(),
    )


def _peers(ctx: Context, d: ir.Table, holders: ir.Table) -> ir.Table:
    """Deputies over all units of the same subkind under the same superior, for appointments of deputies to such units."""
    org = ctx.record["organization"]
    own = org.select(own_id="id", own_subkind="subkind", own_parent="parent_id", own_level="level")
    peer = org.select(
        peer_id="id", peer_subkind="subkind", peer_parent="parent_id", peer_since="from", peer_until="until"
    )
    t = d.filter(d["post_is_deputy"]).join(own, d["body"] == own["own_id"])
    # Averages bind departments, units of ministries, and the divisions of districts.
    averaged = t["own_subkind"].isin(("so", "vu", "cuc")) | (
        (t["own_subkind"] == "phong") & (t["own_level"] == "district")
    )
    t = t.filter(averaged, t["own_parent"].notnull())
    t = t.join(
        peer,
        [
            t["own_parent"] == peer["peer_parent"],
            t["own_subkind"] == peer["peer_subkind"],
            peer["peer_since"].isnull() | (peer["peer_since"] <= t["day"]),
            peer["peer_until"].isnull() | (peer["peer_until"] > t["day"]),
        ],
    )
    units = t.group_by("decision_id").aggregate(peer_units=t["peer_id"].nunique())
    deputies = holders.filter(holders["office_role"] == "deputy", ~holders["acting"].fill_null(False))
    h = t.join(
        deputies,
        [
            t["peer_id"] == deputies["office_body"],
            deputies["since"].isnull() | (deputies["since"] <= t["day"]),
            deputies["until"].isnull() | (deputies["until"] > t["day"]),
            deputies["holder"] != t["person_id"],
        ],
    )
    h = h.group_by("decision_id", "peer_id", "holder").aggregate(dated=h["since"].notnull().any())
    counted = h.group_by(h_decision="decision_id").aggregate(
        peer_deputies=h["holder"].count(where=h["dated"]), peer_deputies_most=h["holder"].count()
    )
    return units.left_join(counted, units["decision_id"] == counted["h_decision"]).drop("h_decision")


def build_bodies(ctx: Context) -> ir.Table:
    org = ctx.record["organization"]
    d = _appointments(ctx)
    holders = ctx.stage("office_holders", _holders(ctx))
    own = org.select(
        own_id="id",
        subkind="subkind",
        body_level="level",
        province="province",
        province_class="province_class",
        rearranged_on="rearranged_on",
        merged_from="merged_from",
        own_parent="parent_id",
    )
    above = org.select(above_id="id", parent_subkind="subkind")
    t = d.left_join(own, d["body"] == own["own_id"])
    t = t.left_join(above, t["own_parent"] == above["above_id"])

    establishment = ctx.record["establishment"]
    heads = (
        establishment.filter(establishment["category"] == "civil_servant")
        .group_by(e_body="organization_id", e_year="year")
        .aggregate(allotted=establishment["allotted"].max())
    )
    t = t.left_join(heads, [t["body"] == heads["e_body"], t["on"].year() == heads["e_year"]])

    cap = ctx.record["deputy_cap"]
    caps = cap.select(c_body="organization_id", cap="cap", c_since="from", c_until="until")
    c = d.join(
        caps,
        [
            d["body"] == caps["c_body"],
            caps["c_since"].isnull() | (caps["c_since"] <= d["on"]),
            caps["c_until"].isnull() | (caps["c_until"] > d["on"]),
        ],
    )
    caps_found = c.group_by(c_decision="decision_id").aggregate(recorded_cap=c["cap"].max())
    t = t.left_join(caps_found, t["decision_id"] == caps_found["c_decision"])

    inner = org.select(inner_parent="parent_id", i_since="from", i_until="until")
    i = d.join(
        inner,
        [
            d["body"] == inner["inner_parent"],
            inner["i_since"].isnull() | (inner["i_since"] <= d["day"]),
            inner["i_until"].isnull() | (inner["i_until"] > d["day"]),
        ],
    )
    inside = i.group_by(i_decision="decision_id").aggregate(inner_units=i["inner_parent"].count())
    t = t.left_join(inside, t["decision_id"] == inside["i_decision"])

    others = d.join(
        holders,
        [
            d["body"] == holders["office_body"],
            holders["office_role"] == "deputy",
            ~holders["acting"].fill_null(False),
            holders["since"].isnull() | (holders["since"] <= d["day"]),
            holders["until"].isnull() | (holders["until"] > d["day"]),
            holders["holder"] != d["person_id"],
        ],
    )
    # Who holds the post since nobody knows when counts towards the most only.
    counted = others.group_by(o_decision="decision_id").aggregate(
        others=others["holder"].nunique(where=others["since"].notnull()), others_most=others["holder"].nunique()
    )
    t = t.left_join(counted, t["decision_id"] == counted["o_decision"])
    peers = _peers(ctx, d, holders).rename(p_decision="decision_id")
    t = t.left_join(peers, t["decision_id"] == peers["p_decision"])

    def with_appointee(counted: str, where: ir.BooleanValue) -> ir.IntegerValue:
        return ibis.ifelse(where, t[counted].fill_null(0) + 1, ibis.null("int64"))

    is_deputy, has_peers = t["post_is_deputy"], t["peer_units"].notnull()
    return t.select(
        "decision_id",
        "subkind",
        "parent_subkind",
        "body_level",
        "province",
        "province_class",
        "rearranged_on",
        "merged_from",
        "allotted",
        "recorded_cap",
        "peer_units",
        inner_units=t["inner_units"].coalesce(ibis.ifelse(t["structure"], 0, ibis.null("int64"))),
        deputies_at_least=with_appointee("others", is_deputy),
        deputies_at_most=with_appointee("others_most", is_deputy & t["whole"]),
        peer_deputies_at_least=with_appointee("peer_deputies", has_peers),
        peer_deputies_at_most=with_appointee("peer_deputies_most", has_peers & t["whole"]),
    )


def build_chairs(ctx: Context) -> ir.Table:
    step, tenure, post = ctx.record["step"], ctx.record["tenure"], ctx.record["post"]
    d = ctx.decisions.filter(ctx.decisions["kind"] == "appointment")
    d = d.select(
        "decision_id",
        "person_id",
        "on",
        body="post_organization_id",
        above="parent_organization_id",
        whole=d["coverage_tenure"].notnull(),
    )
    s = step.select(s_decision="decision_id", s_step="step", held_on="held_on", chair="chair_id")
    meetings = d.join(s, d["decision_id"] == s["s_decision"])
    places = post.select(place_post="id", place="organization_id")
    spells = tenure.select(sitter="person_id", sits="post_id", since="from", until="until")
    spells = spells.join(places, spells["sits"] == places["place_post"])
    m = meetings.filter(meetings["chair"].notnull())
    seats = m.join(
        spells,
        [
            m["chair"] == spells["sitter"],
            spells["since"] <= m["held_on"],
            spells["until"].isnull() | (spells["until"] > m["held_on"]),
        ],
    )
    by_meeting = seats.group_by("decision_id", "s_step").aggregate(
        superior=any_true(seats["place"] == seats["above"]), inside=any_true(seats["place"] == seats["body"])
    )
    chaired = by_meeting.group_by(k_decision="decision_id").aggregate(
        from_above=by_meeting["superior"].sum(), from_inside=(by_meeting["inside"] & ~by_meeting["superior"]).any()
    )
    held = meetings.group_by(m_decision="decision_id").aggregate(
        meetings=meetings["s_step"].count(), final_on=meetings["held_on"].max(where=meetings["s_step"] == "final")
    )
    t = d.left_join(held, d["decision_id"] == held["m_decision"])
    t = t.left_join(chaired, t["decision_id"] == chaired["k_decision"])

    holders = ctx.stage("office_holders_for_chairs", _holders(ctx))
    day = t.select("decision_id", "body", day=t["final_on"].coalesce(t["on"]))
    day = ctx.stage("days_of_final_vote", day)
    o = day.join(
        holders,
        [
            day["body"] == holders["office_body"],
            holders["since"] <= day["day"],
            holders["until"].isnull() | (holders["until"] > day["day"]),
        ],
    )
    is_head = o["office_role"] == "head"
    acting = o["acting"].fill_null(False)
    leaders = o.group_by(l_decision="decision_id").aggregate(
        full_head=any_true(is_head & ~acting), acting_head=any_true(is_head & acting), leaders=o["holder"].nunique()
    )
    t = t.left_join(leaders, t["decision_id"] == leaders["l_decision"])
    return t.select(
        "decision_id",
        chair_from_superior=ibis.cases(
            (t["from_inside"].fill_null(False), False),
            ((t["from_above"] == t["meetings"]).fill_null(False), True),
            else_=unknown(),
        ),
        full_head_in_office=ibis.cases(
            (t["full_head"].fill_null(False), True),
            (t["acting_head"].fill_null(False) | t["whole"], False),
            else_=unknown(),
        ),
        leaders_in_office_at_least=t["leaders"].fill_null(0) if ctx.record.gives("tenure") else ibis.null("int64"),
    )


def build_acting(ctx: Context) -> ir.Table:
    tenure, proceeding = ctx.record["tenure"], ctx.record["proceeding"]
    d = ctx.decisions.filter(ctx.decisions["kind"] == "acting")
    d = d.select(
        "decision_id",
        "person_id",
        "post_id",
        "ends_on",
        "vacancy_reason",
        begins="effective_on",
        whole=d["coverage_tenure"].notnull(),
    )
    as_of = ibis.date(ctx.record.as_of)
    begun = tenure.filter(tenure["start_decision_id"].notnull()).select(
        begun_by="start_decision_id", ran_until="until", spell="id"
    )
    spells = begun.group_by("begun_by").aggregate(
        ran_until=begun["ran_until"].max(), running=begun["ran_until"].isnull().any()
    )
    t = d.left_join(spells, d["decision_id"] == spells["begun_by"])
    # The head for whom somebody acts, and the longest absence that covers the start.
    full = tenure.filter(~tenure["acting"].fill_null(False)).select(
        head="person_id", head_post="post_id", h_since="from", h_until="until"
    )
    h = d.join(
        full,
        [
            d["post_id"] == full["head_post"],
            full["h_since"] <= d["begins"],
            full["h_until"].isnull() | (full["h_until"] > d["begins"]),
            full["head"] != d["person_id"],
        ],
    )
    away = proceeding.filter(proceeding["kind"].isin(("abroad", "study", "illness", "maternity"))).select(
        absent="person_id", a_since="from", a_until="until"
    )
    a = h.join(
        away,
        [
            h["head"] == away["absent"],
            away["a_since"] <= h["begins"],
            away["a_until"].isnull() | (away["a_until"] > h["begins"]),
        ],
    )
    absence = a.group_by(a_decision="decision_id").aggregate(
        months=whole_months(a["a_since"], a["a_until"]).max(), open_ended=a["a_until"].isnull().any()
    )
    holder = h.group_by(h_decision="decision_id").aggregate(heads=h["head"].count())
    t = t.left_join(absence, t["decision_id"] == absence["a_decision"])
    t = t.left_join(holder, t["decision_id"] == holder["h_decision"])
    running = t["running"].fill_null(False)
    ran = ibis.ifelse(running, as_of, t["ran_until"])
    no_absence = ibis.literal(0) if ctx.record.gives("proceeding") else ibis.null("int64")
    return t.select(
        "decision_id",
        acting_since=t["begins"],
        acting_until_at_least=ibis.greatest(ran.coalesce(t["ends_on"]), t["ends_on"].coalesce(ran)),
        acting_ended_on=ibis.ifelse(running, ibis.null("date"), t["ran_until"].coalesce(t["ends_on"])),
        head_absent_months=ibis.cases(
            (t["open_ended"].fill_null(False), ibis.null("int64")),
            (t["months"].notnull(), t["months"]),
            else_=no_absence.cast("int64"),
        ),
        post_is_vacant=ibis.cases(
            (t["heads"].fill_null(0) > 0, False),
            (t["whole"] | (t["vacancy_reason"] == "vacant"), True),
            else_=unknown(),
        ),
    )


GROUPS = (
    FactGroup("bodies", BODY_FACTS, build_bodies, "The body and its deputies"),
    FactGroup("chairs", CHAIR_FACTS, build_chairs, "Chair and leaders in office"),
    FactGroup("acting", ACTING_FACTS, build_acting, "Acting heads"),
)
