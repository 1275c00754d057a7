"""Declarations of assets around a decision, conflicts of interest in its procedure, named proposers, plans after discipline."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_maybe, any_true, exists_kleene, unknown
from chinhdanh.facts.model import Context, Fact, FactGroup
from chinhdanh.facts.relatives import ADOPTIVE, NEAR, kin_both_ways

DECLARING = ("cadre", "civil_servant", "armed_forces")
"""Law 36/2018 Art. 34: who declares whatever the post."""

_FILED = ("asset_declaration.kind", "asset_declaration.filed_on")

FILING_FACTS = (
    Fact(
        "must_declare",
        "boolean",
        "Có nghĩa vụ kê khai tài sản, thu nhập",
        "Has to declare assets and income",
        ("person.category", "post.leadership"),
        meaning="TRUE for cadres, civil servants and the armed forces, and for a public employee in a leadership post; else "
        "NULL: whether a post ranks with a deputy head of division is not recorded.",
    ),
    Fact(
        "initial_declared_on",
        "date",
        "Ngày kê khai lần đầu",
        "First declaration filed on",
        _FILED,
        meaning="The earliest one of kind `initial`.",
    ),
    Fact(
        "initial_declared",
        "boolean",
        "Đã kê khai lần đầu",
        "A first declaration was filed",
        _FILED,
        rests_on=("asset_declaration",),
    ),
    Fact(
        "personnel_declared_on",
        "date",
        "Ngày kê khai phục vụ công tác cán bộ",
        "Declaration for the personnel work filed on",
        (*_FILED, "dossier_item.kind", "dossier_item.issued_on"),
        meaning="The one in the dossier of the decision, else the latest one of kind `personnel` up to its day.",
    ),
    Fact(
        "personnel_declared_earlier_too",
        "boolean",
        "Trước đó còn bản kê khai phục vụ công tác cán bộ khác",
        "An earlier declaration for personnel work is on record too",
        _FILED,
        meaning="Where none stands in the dossier of the decision: which of them was made for it is then not known.",
    ),
    Fact(
        "personnel_declared",
        "boolean",
        "Đã kê khai phục vụ công tác cán bộ",
        "A declaration for the personnel work was filed",
        (*_FILED, "dossier_item.kind", "dossier_item.issued_on"),
        rests_on=("asset_declaration", "dossier_item"),
    ),
    Fact(
        "personnel_declaration_published_on",
        "date",
        "Ngày công khai bản kê khai phục vụ công tác cán bộ",
        "Declaration for the personnel work published on",
        ("asset_declaration.kind", "asset_declaration.filed_on", "asset_declaration.published_on"),
        meaning="Of the latest one of kind `personnel` filed up to the day; of two of one day the later publication.",
    ),
)

_PART = ("participant.person_id", "participant.withdrew", "kinship.person_id", "kinship.relation")
_REPORT = ("notice.kind", "notice.from_id", "notice.issued_on")

CONFLICT_FACTS = (
    Fact(
        "conflicted_participant",
        "boolean",
        "Vợ, chồng, bố, mẹ, con, anh chị em ruột của nhân sự tham gia quy trình",
        "A spouse, parent, child or sibling of the person took part in the procedure",
        _PART,
        meaning="Of the participants on record. NULL where none is recorded, nobody's kin is, or whether the relative "
        "withdrew is not.",
        rests_on=("kinship",),
    ),
    Fact(
        "conflict_reported",
        "boolean",
        "Mỗi người đó đã báo cáo xung đột lợi ích",
        "Each of them reported the conflict",
        (*_PART, *_REPORT),
        rests_on=("notice",),
    ),
    Fact(
        "conflict_report_days",
        "integer",
        "Số ngày làm việc từ khi biết đến khi báo cáo xung đột lợi ích",
        "Working days from knowing of the conflict to the report",
        (*_PART, *_REPORT, "notice.known_on", "calendar.day"),
        unit="working day",
        meaning="Of the latest of them; NULL where one of them or a day is not recorded.",
    ),
    Fact(
        "conflict_report_days_at_least",
        "integer",
        "Số ngày làm việc từ khi biết đến khi báo cáo xung đột lợi ích (ít nhất)",
        "Working days from knowing of the conflict to the report (at least)",
        (*_PART, *_REPORT, "notice.known_on", "step.held_on", "calendar.day"),
        unit="working day",
        meaning="Of the latest of them as far as recorded; whoever took part knew on the day of the meeting at the latest.",
    ),
)

PROPOSER_FACTS = (
    Fact(
        "proposer_named",
        "boolean",
        "Có tên người đề xuất",
        "A person is named as proposer",
        ("decision.proposer_id", "participant.role"),
        meaning="TRUE or NULL: an empty cell is not recorded.",
    ),
    Fact(
        "certifier_named",
        "boolean",
        "Có tên người xác nhận hồ sơ",
        "A person is named as certifier",
        ("participant.role",),
        meaning="TRUE or NULL: an empty cell is not recorded.",
    ),
)

PLAN_FACTS = (
    Fact(
        "still_planned",
        "boolean",
        "Vẫn còn trong quy hoạch",
        "Still in a succession plan",
        ("plan_entry.withdrawn_on", "plan_entry.reviewed_on", "plan_entry.approved_on"),
        meaning="TRUE for an entry that stood on the day, was reviewed since, and is not withdrawn; NULL where it was not "
        "reviewed since.",
        rests_on=("plan_entry",),
    ),
)

ENTERPRISE_FACTS = (
    Fact(
        "state_enterprise",
        "boolean",
        "Là doanh nghiệp nhà nước",
        "The body is a state enterprise",
        ("organization.kind",),
    ),
    Fact(
        "state_share",
        "integer",
        "Tỷ lệ vốn điều lệ do Nhà nước nắm giữ (%)",
        "State's share of charter capital (%)",
        ("organization.state_share",),
        unit="percent",
    ),
)


def build_filings(ctx: Context) -> ir.Table:
    person, declaration, item = ctx.record["person"], ctx.record["asset_declaration"], ctx.record["dossier_item"]
    d = ctx.decisions.select(
        "decision_id",
        "person_id",
        "on",
        "leadership_post",
        whole=ctx.covered("asset_declaration"),
        whole_file=ctx.covered("asset_declaration") & ctx.covered("dossier_item"),
    )
    rows = declaration.select(declarant="person_id", d_kind="kind", filed="filed_on", published="published_on")
    r = d.join(rows, d["person_id"] == rows["declarant"])
    initial, personnel = r["d_kind"] == "initial", r["d_kind"] == "personnel"
    in_time = r["filed"] <= r["on"]
    found = r.group_by("decision_id").aggregate(
        initial_on=r["filed"].min(where=initial),
        initial_sure=any_true(initial & r["filed"].notnull()),
        initial_maybe=any_maybe(initial),
        personnel_on=r["filed"].max(where=personnel & in_time),
        first_on=r["filed"].min(where=personnel & in_time),
        personnel_maybe=any_maybe(personnel & in_time),
    )
    p = r.filter(personnel, in_time)
    by_day = p.group_by("decision_id", "filed").aggregate(published=p["published"].max())
    publication = by_day.group_by(p_decision="decision_id").aggregate(
        published=by_day["published"].argmax(by_day["filed"])
    )
    papers = item.filter(item["kind"].isnull() | (item["kind"] == "asset_declaration")).select(
        i_decision="decision_id", i_kind="kind", issued="issued_on"
    )
    f = d.join(papers, d["decision_id"] == papers["i_decision"])
    in_dossier = ibis.ifelse(f["i_kind"].notnull(), True, unknown()) & (f["issued"] <= f["on"])
    on_file = f.group_by(f_decision="decision_id").aggregate(
        paper_on=f["issued"].max(where=f["i_kind"].notnull() & (f["issued"] <= f["on"])),
        paper_maybe=any_maybe(in_dossier),
    )
    categories = person.select(p_key="id", category="category")
    t = d.left_join(found, "decision_id").drop("decision_id_right")
    t = t.left_join(publication, t["decision_id"] == publication["p_decision"])
    t = t.left_join(on_file, t["decision_id"] == on_file["f_decision"])
    t = t.left_join(categories, t["person_id"] == categories["p_key"])
    latest = t["paper_on"].coalesce(t["personnel_on"])
    return t.select(
        "decision_id",
        must_declare=ibis.cases(
            (t["category"].isin(DECLARING), True),
            ((t["category"] == "public_employee") & t["leadership_post"], True),
            else_=unknown(),
        ),
        initial_declared_on=t["initial_on"],
        initial_declared=exists_kleene(t["initial_sure"], t["initial_maybe"], t["whole"]),
        personnel_declared_on=latest,
        personnel_declared_earlier_too=t["paper_on"].isnull() & (t["first_on"] < t["personnel_on"]).fill_null(False),
        personnel_declared=exists_kleene(
            latest.notnull(),
            t["personnel_maybe"].fill_null(False) | t["paper_maybe"].fill_null(False),
            t["whole_file"],
        ),
        personnel_declaration_published_on=t["published"],
    )


def _parts(ctx: Context) -> ir.Table:
    """Each recorded participant who is, or may be, near kin of the person: since when, and how sure."""
    part, step = ctx.record["participant"], ctx.record["step"]
    d = ctx.decisions.select("decision_id", "person_id", "on")
    rows = part.select(p_decision="decision_id", p_step="step", participant="person_id", withdrew="withdrew")
    r = d.join(rows, [d["decision_id"] == rows["p_decision"], d["person_id"] != rows["participant"]])
    kin = kin_both_ways(ctx.record).select("kin_of", "relative", "relation", "kin_since", "kin_until")
    r = r.join(
        kin,
        [
            r["person_id"] == kin["kin_of"],
            r["participant"] == kin["relative"],
            kin["kin_since"].isnull() | (kin["kin_since"] <= r["on"]),
            kin["kin_until"].isnull() | (kin["kin_until"] > r["on"]),
        ],
    )
    meetings = step.filter(step["held_on"].notnull()).select(s_decision="decision_id", s_step="step", held_on="held_on")
    r = r.left_join(meetings, [r["decision_id"] == meetings["s_decision"], r["p_step"] == meetings["s_step"]])
    listed = ibis.cases(
        (r["relation"].isin(NEAR), True),
        (r["relation"].isnull() | r["relation"].isin(ADOPTIVE), unknown()),
        else_=False,
    )
    r = r.mutate(near=listed & ~r["withdrew"])
    return r.group_by("decision_id", "participant").aggregate(
        sure=any_true(r["near"]),
        maybe=any_maybe(r["near"]),
        part_on=r["held_on"].min(where=r["near"].fill_null(False)),
    )


def build_conflicts(ctx: Context) -> ir.Table:
    record = ctx.record
    notice, days = record["notice"], record.working_days
    parts = ctx.stage("conflicted_participants", _parts(ctx))
    letters = notice.filter(notice["kind"] == "conflict_report").select(
        n_decision="decision_id", sender="from_id", issued="issued_on", known="known_on"
    )
    by_sender = letters.group_by("n_decision", "sender").aggregate(
        issued=letters["issued"].min(), known=letters["known"].min()
    )
    s = parts.filter(parts["sure"])
    s = s.left_join(by_sender, [s["decision_id"] == by_sender["n_decision"], s["participant"] == by_sender["sender"]])
    for name in ("issued", "known", "part_on"):
        side = days.select(**{f"{name}_day": "day", f"{name}_ordinal": "ordinal"})
        s = s.left_join(side, s[name] == side[f"{name}_day"])
    exact = s["issued_ordinal"] - s["known_ordinal"]
    least = exact.coalesce(s["issued_ordinal"] - s["part_on_ordinal"])
    reports = s.group_by(r_decision="decision_id").aggregate(
        all_reported=s["issued"].notnull().all(),
        some_silent=s["sender"].isnull().any(),
        days=exact.max(),
        some_unknown=exact.isnull().any(),
        days_at_least=least.max(),
    )
    anonymous = letters.filter(letters["sender"].isnull()).select(a_decision="n_decision").distinct()
    found = parts.group_by(f_decision="decision_id").aggregate(sure=parts["sure"].any(), maybe=parts["maybe"].any())
    named = record["participant"].select(any_decision="decision_id").distinct()
    kin = kin_both_ways(record)
    known_kin = kin.filter(kin["relative"].notnull()).select(known_of="kin_of").distinct()
    d = ctx.decisions.select(
        "decision_id", "person_id", whole_kin=ctx.covered("kinship"), whole_notice=ctx.covered("notice")
    )
    t = d.left_join(found, d["decision_id"] == found["f_decision"])
    t = t.left_join(reports, t["decision_id"] == reports["r_decision"])
    t = t.left_join(anonymous, t["decision_id"] == anonymous["a_decision"])
    t = t.left_join(named, t["decision_id"] == named["any_decision"])
    t = t.left_join(known_kin, t["person_id"] == known_kin["known_of"])
    whole = t["any_decision"].notnull() & (t["whole_kin"] | t["known_of"].notnull())
    return t.select(
        "decision_id",
        conflicted_participant=exists_kleene(t["sure"], t["maybe"], whole),
        conflict_reported=ibis.cases(
            (t["all_reported"].fill_null(False), True),
            (t["some_silent"].fill_null(False) & t["whole_notice"] & t["a_decision"].isnull(), False),
            else_=unknown(),
        ),
        conflict_report_days=ibis.ifelse(t["some_unknown"].fill_null(True), ibis.null("int64"), t["days"]),
        conflict_report_days_at_least=t["days_at_least"],
    )


def build_proposers(ctx: Context) -> ir.Table:
    decision, part = ctx.record["decision"], ctx.record["participant"]
    roles = part.group_by(p_decision="decision_id").aggregate(
        proposes=any_true(part["role"] == "propose"), certifies=any_true(part["role"] == "certify")
    )
    own = decision.select(own_decision="id", proposer="proposer_id")
    d = ctx.decisions.select("decision_id")
    t = d.left_join(roles, d["decision_id"] == roles["p_decision"])
    t = t.left_join(own, t["decision_id"] == own["own_decision"])
    return t.select(
        "decision_id",
        proposer_named=ibis.ifelse(t["proposer"].notnull() | t["proposes"].fill_null(False), True, unknown()),
        certifier_named=ibis.ifelse(t["certifies"].fill_null(False), True, unknown()),
    )


def build_plans(ctx: Context) -> ir.Table:
    entry = ctx.record["plan_entry"]
    as_of = ibis.date(ctx.record.as_of)
    d = ctx.decisions.select("decision_id", "person_id", "on", whole=ctx.covered("plan_entry"))
    rows = entry.select(planned="person_id", approved="approved_on", reviewed="reviewed_on", withdrawn="withdrawn_on")
    r = d.join(rows, d["person_id"] == rows["planned"])
    stands = r["withdrawn"].isnull() | (r["withdrawn"] > as_of)
    kept = ibis.ifelse((r["reviewed"] > r["on"]).fill_null(False), True, unknown())
    still = stands & (r["approved"] <= r["on"]) & kept
    found = r.group_by("decision_id").aggregate(sure=any_true(still), maybe=any_maybe(still))
    t = d.left_join(found, "decision_id").drop("decision_id_right")
    return t.select(
        "decision_id",
        still_planned=exists_kleene(t["sure"], t["maybe"], t["whole"] | t["maybe"].notnull()),
    )


def build_enterprises(ctx: Context) -> ir.Table:
    org = ctx.record["organization"]
    d = ctx.decisions.select("decision_id", body="post_organization_id")
    g = org.select(org_key="id", org_kind="kind", share="state_share")
    t = d.left_join(g, d["body"] == g["org_key"])
    return t.select("decision_id", state_enterprise=t["org_kind"] == "state_enterprise", state_share=t["share"])


GROUPS = (
    FactGroup("filings", FILING_FACTS, build_filings, "Declarations of assets around the decision"),
    FactGroup("conflicts", CONFLICT_FACTS, build_conflicts, "Conflicts of interest in the procedure"),
    FactGroup("proposers", PROPOSER_FACTS, build_proposers, "Named proposers and certifiers"),
    FactGroup("plans_after", PLAN_FACTS, build_plans, "Succession plans after a discipline"),
    FactGroup("enterprises", ENTERPRISE_FACTS, build_enterprises, "State enterprises"),
)
