"""How discipline was decided: review meeting, council, recommendation, and who sat on the council."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.disciplinary import cases
from chinhdanh.facts.expressions import any_maybe, any_true, exists_kleene, unknown
from chinhdanh.facts.model import Context, Fact, FactGroup
from chinhdanh.facts.relatives import MIRROR

EXCLUDED = ("spouse", "parent", "adoptive_parent", "parent_in_law", "child", "sibling", "uncle_aunt", "sibling_in_law")
"""Decree 172/2025 Art. 2(11)."""

_NOTICE = ("notice.kind", "notice.issued_on")
_MEETING = ("step.step", "step.held_on")


def _days(name: str, vi: str, en: str, *needs: str, unit: str = "working day", meaning: str = "") -> Fact:
    calendar = ("calendar.day",) if unit == "working day" else ()
    return Fact(name, "integer", vi, en, (*needs, *calendar), unit=unit, meaning=meaning)


COUNCIL_FACTS = (
    Fact(
        "review_meeting_held",
        "boolean",
        "Đã họp kiểm điểm",
        "A review meeting was held",
        _NOTICE,
        rests_on=("notice",),
    ),
    _days(
        "report_working_days",
        "Số ngày làm việc từ cuộc họp kiểm điểm đến khi báo cáo",
        "Working days from the review meeting to its report",
        *_NOTICE,
        meaning="The report is the first one to the authority before the council met.",
    ),
    _days(
        "council_working_days",
        "Số ngày làm việc từ khi nhận báo cáo đến khi Hội đồng họp",
        "Working days from receipt of the report to the council",
        "notice.received_on",
        *_MEETING,
    ),
    _days(
        "summons_lead_first",
        "Số ngày làm việc trọn vẹn từ giấy triệu tập đầu tiên đến cuộc họp",
        "Full working days between the first summons and the council",
        *_NOTICE,
        *_MEETING,
        meaning="Neither the day of the summons nor that of the meeting is counted.",
    ),
    _days(
        "summons_lead_last",
        "Số ngày làm việc trọn vẹn từ giấy triệu tập cuối cùng đến cuộc họp",
        "Full working days between the last summons and the council",
        *_NOTICE,
        *_MEETING,
    ),
    _days(
        "summons_days_first",
        "Số ngày trọn vẹn từ giấy triệu tập đầu tiên đến cuộc họp",
        "Full days between the first summons and the council",
        *_NOTICE,
        *_MEETING,
        unit="day",
    ),
    _days(
        "recommendation_working_days",
        "Số ngày làm việc từ cuộc họp Hội đồng đến khi kiến nghị",
        "Working days from the council to its recommendation",
        *_NOTICE,
        *_MEETING,
        meaning="The recommendation is the first report to the authority on or after the day of the council.",
    ),
    _days(
        "decision_working_days",
        "Số ngày làm việc từ khi nhận kiến nghị đến khi quyết định",
        "Working days from receipt of the recommendation to the decision",
        "notice.received_on",
        "decision.signed_on",
    ),
    _days(
        "decision_working_days_at_most",
        "Số ngày làm việc từ khi kiến nghị đến khi quyết định",
        "Working days from the recommendation to the decision",
        *_NOTICE,
        "decision.signed_on",
    ),
    _days(
        "judgment_working_days",
        "Số ngày làm việc từ khi nhận bản án đến khi quyết định",
        "Working days from receipt of the judgment to the decision",
        "decision.proposal_received_on",
        meaning="The file received (decision.proposal_received_on) is the judgment where the case is a conviction.",
    ),
    Fact(
        "convicted",
        "boolean",
        "Đã bị kết án",
        "Convicted",
        ("proceeding.kind", "proceeding.until", "proceeding.result"),
        meaning="A trial that ended by the day with the result `founded`.",
    ),
    Fact(
        "founded_conclusion",
        "boolean",
        "Có kết luận của cơ quan có thẩm quyền về vi phạm",
        "A competent body concluded that there was a breach",
        ("proceeding.kind", "proceeding.until", "proceeding.result"),
        meaning="An inspection, audit or denunciation that ended by the day with the result `founded`.",
    ),
)

SEAT_FACTS = (
    Fact(
        "council_relative",
        "boolean",
        "Người thân tham gia Hội đồng kỷ luật",
        "A relative sat on the council",
        ("participant.person_id", "participant.role", "kinship.relative_id", "kinship.relation", "step.members"),
        meaning="FALSE where every member is listed and the kin of the person are recorded.",
        rests_on=("kinship",),
    ),
    Fact(
        "council_listed",
        "integer",
        "Số thành viên Hội đồng được ghi tên",
        "Members of the council on record",
        ("participant.person_id", "participant.role"),
    ),
    Fact(
        "council_personnel_at_least",
        "integer",
        "Số thành viên thuộc bộ phận tổ chức cán bộ (ít nhất)",
        "Members from personnel work (at least)",
        ("participant.person_id", "tenure.post_id", "post.field"),
    ),
    Fact(
        "council_chair_leads",
        "boolean",
        "Chủ tịch Hội đồng là người đứng đầu hoặc cấp phó của cơ quan xử lý",
        "The chair heads the disciplining body or is its deputy",
        ("participant.role", "step.chair_id", "tenure.post_id", "post.leadership", "decision.organization_id"),
        rests_on=("tenure",),
    ),
)


def _council(ctx: Context) -> ir.Table:
    """By decision: the days of the council's meeting, its size and its chair."""
    step = ctx.record["step"]
    final = step.filter(step["step"] == "final")
    return final.group_by(c_decision="decision_id").aggregate(
        council_on=final["held_on"].min(),
        council_until=final["held_until"].coalesce(final["held_on"]).max(),
        council_members=final["members"].max(),
        council_chair=final["chair_id"].max(),
    )


def _letters(ctx: Context, t: ir.Table) -> ir.Table:
    """By decision: first and last days of the letters on which the deadlines hang."""
    notice = ctx.record["notice"]
    n = notice.select(n_decision="decision_id", n_kind="kind", issued="issued_on", received="received_on")
    r = t.join(n, t["decision_id"] == n["n_decision"])
    report = r["n_kind"] == "report_to_authority"
    before = report & (r["council_on"].isnull() | (r["issued"] < r["council_on"]))
    after = report & (r["issued"] >= r["council_on"])
    meeting = (r["n_kind"] == "review_meeting") & (r["issued"] <= r["on"])
    summons = (r["n_kind"] == "summons") & (r["issued"] <= r["council_on"])
    return r.group_by(m_decision="decision_id").aggregate(
        met=any_true(meeting),
        met_maybe=any_maybe(meeting),
        met_on=r["issued"].max(where=meeting.fill_null(False)),
        met_received=r["received"].max(where=meeting.fill_null(False)),
        reported_on=r["issued"].min(where=before.fill_null(False)),
        report_received=r["received"].min(where=before.fill_null(False)),
        summoned_first=r["issued"].min(where=summons.fill_null(False)),
        summoned_last=r["issued"].max(where=summons.fill_null(False)),
        recommended_on=r["issued"].min(where=after.fill_null(False)),
        recommended_received=r["received"].min(where=after.fill_null(False)),
    )


def _findings(ctx: Context, t: ir.Table) -> ir.Table:
    proceeding = ctx.record["proceeding"]
    rows = proceeding.select(f_person="person_id", f_kind="kind", f_until="until", f_result="result", f_named="named")
    r = t.join(rows, t["person_id"] == rows["f_person"])
    ended = ibis.ifelse(r["f_until"].notnull(), r["f_until"] <= r["on"], False)
    founded = ended & (r["f_result"] == "founded")
    convicted = (r["f_kind"] == "trial") & founded
    concluded = r["f_kind"].isin(("inspection", "audit", "denunciation")) & founded
    return r.group_by(f_decision="decision_id").aggregate(
        convicted=any_true(convicted),
        convicted_maybe=any_maybe(convicted),
        concluded=any_true(concluded),
        concluded_maybe=any_maybe(concluded),
    )


def build_council(ctx: Context) -> ir.Table:
    days = ctx.record.working_days
    council = _council(ctx)
    t = cases(ctx, "council")
    t = t.left_join(council, t["decision_id"] == council["c_decision"]).drop("c_decision")
    letters, findings = _letters(ctx, t), _findings(ctx, t)
    t = t.left_join(letters, t["decision_id"] == letters["m_decision"])
    t = t.left_join(findings, t["decision_id"] == findings["f_decision"])
    t = t.mutate(
        eve=(t["council_on"] - ibis.interval(days=1)).cast("date"),
        report_in=t["report_received"].coalesce(t["met_received"]),
    )
    counted = (
        "on",
        "met_on",
        "reported_on",
        "report_in",
        "council_on",
        "council_until",
        "eve",
        "summoned_first",
        "summoned_last",
        "recommended_on",
        "recommended_received",
        "proposal_received_on",
    )
    for name in counted:
        side = days.select(**{f"{name}_day": "day", f"{name}_no": "ordinal"})
        t = t.left_join(side, t[name] == side[f"{name}_day"])

    def between(start: str, end: str) -> ir.IntegerValue:
        return t[f"{end}_no"] - t[f"{start}_no"]

    given = ibis.literal(ctx.record.gives("proceeding"))
    return t.select(
        "decision_id",
        review_meeting_held=exists_kleene(t["met"], t["met_maybe"], t["covered_notice"]),
        report_working_days=between("met_on", "reported_on"),
        council_working_days=between("report_in", "council_on"),
        summons_lead_first=between("summoned_first", "eve"),
        summons_lead_last=between("summoned_last", "eve"),
        summons_days_first=t["eve"].delta(t["summoned_first"], unit="day").cast("int64"),
        recommendation_working_days=between("council_until", "recommended_on"),
        decision_working_days=between("recommended_received", "on"),
        decision_working_days_at_most=between("recommended_on", "on"),
        judgment_working_days=between("proposal_received_on", "on"),
        convicted=exists_kleene(t["convicted"], t["convicted_maybe"], given),
        founded_conclusion=exists_kleene(t["concluded"], t["concluded_maybe"], given),
    )


def _members(ctx: Context, t: ir.Table) -> ir.Table:
    """One row a member of the council: chair and voters of the final step who did not withdraw, and its chair."""
    participant = ctx.record["participant"]
    listed = participant.filter(
        participant["step"] == "final",
        participant["role"].isin(("chair", "vote")),
        ~participant["withdrew"].fill_null(False),
        participant["person_id"].notnull(),
    )
    listed = listed.select(m_decision="decision_id", member="person_id", chairs=listed["role"] == "chair")
    chair = t.filter(t["council_chair"].notnull())
    chair = chair.select(m_decision="decision_id", member="council_chair", chairs=ibis.literal(True))
    every = ibis.union(listed, chair)
    return every.group_by("m_decision", "member").aggregate(chairs=every["chairs"].any())


def _kin_of(ctx: Context) -> ir.Table:
    kinship = ctx.record["kinship"]
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


def _seats(ctx: Context, m: ir.Table) -> ir.Table:
    """By decision: members from personnel work, and whether the chair leads the disciplining body."""
    tenure, post = ctx.record["tenure"], ctx.record["post"]
    s = tenure.select(holder="person_id", held="post_id", since="from", until="until")
    p = post.select(post_key="id", place="organization_id", role="leadership", field="field")
    r = m.join(s, [m["member"] == s["holder"], s["since"] <= m["on"], s["until"].isnull() | (s["until"] > m["on"])])
    r = r.join(p, r["held"] == p["post_key"])
    leads = r["chairs"] & (r["place"] == r["organization_id"]) & r["role"].isin(("head", "deputy"))
    return r.group_by(s_decision="m_decision").aggregate(
        personnel=r["member"].nunique(where=(r["field"] == "personnel").fill_null(False)), leads=any_true(leads)
    )


def build_seats(ctx: Context) -> ir.Table:
    council = _council(ctx)
    t = cases(ctx, "seats")
    t = t.left_join(council, t["decision_id"] == council["c_decision"]).drop("c_decision")
    d = t.select(
        "decision_id", "person_id", "on", "organization_id", "council_members", "council_chair", "covered_tenure"
    )
    m = _members(ctx, d)
    m = m.join(d, m["m_decision"] == d["decision_id"])
    m = m.select("m_decision", "member", "chairs", "person_id", "on", "organization_id")
    kin = _kin_of(ctx)
    concerned = d.join(kin, d["person_id"] == kin["kin_of"])
    known = concerned.group_by(k_decision="decision_id").aggregate(any_kin=concerned["relative"].notnull().any())
    r = m.join(
        kin,
        [
            m["person_id"] == kin["kin_of"],
            m["member"] == kin["relative"],
            kin["kin_since"].isnull() | (kin["kin_since"] <= m["on"]),
            kin["kin_until"].isnull() | (kin["kin_until"] > m["on"]),
        ],
    )
    close = ibis.cases(
        (r["relation"].isin(EXCLUDED), True),
        (r["relation"].isnull() | (r["relation"] == "adopted_child"), unknown()),
        else_=False,
    )
    related = r.group_by(r_decision="m_decision").aggregate(related=any_true(close), related_maybe=any_maybe(close))
    counted = m.group_by(n_decision="m_decision").aggregate(listed=m["member"].nunique(), chaired=m["chairs"].any())
    seats = _seats(ctx, m)
    covered = ctx.decisions.select(v_decision="decision_id", whole_kin=ctx.decisions["coverage_kinship"].notnull())
    d = d.left_join(known, d["decision_id"] == known["k_decision"])
    d = d.left_join(related, d["decision_id"] == related["r_decision"])
    d = d.left_join(counted, d["decision_id"] == counted["n_decision"])
    d = d.left_join(seats, d["decision_id"] == seats["s_decision"])
    d = d.left_join(covered, d["decision_id"] == covered["v_decision"])
    whole = (d["whole_kin"] | d["any_kin"].fill_null(False)) & (d["listed"] >= d["council_members"])
    leads = d["leads"].fill_null(False)
    return d.select(
        "decision_id",
        council_relative=exists_kleene(d["related"], d["related_maybe"], whole),
        council_listed=d["listed"],
        council_personnel_at_least=ibis.ifelse(d["listed"].notnull(), d["personnel"].fill_null(0), ibis.null("int64")),
        council_chair_leads=ibis.cases(
            (leads, True),
            (d["chaired"].fill_null(False) & d["covered_tenure"] & d["organization_id"].notnull(), False),
            else_=unknown(),
        ),
    )


GROUPS = (
    FactGroup("discipline_council", COUNCIL_FACTS, build_council, "Meetings and deadlines of discipline"),
    FactGroup("discipline_seats", SEAT_FACTS, build_seats, "Members of the disciplinary council"),
)
