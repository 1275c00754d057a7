"""After discipline: who applies again, who signs while charged, what unlawful papers had served for."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.disciplinary import cases
from chinhdanh.facts.expressions import any_maybe, any_true, exists_kleene, unknown
from chinhdanh.facts.model import Context, Fact, FactGroup

CRIMINAL = ("investigation", "prosecution", "trial")
CHARGED = ("prosecution", "trial")
POSTS = ("appointment", "reappointment", "extension", "nomination", "planning", "conversion", "acting")
_SEPARATION = ("discipline.form", "discipline.regime", "discipline.effective_on")

APPLICANT_FACTS = (
    Fact(
        "application_on",
        "date",
        "Ngày nhận hồ sơ dự tuyển",
        "Application received on",
        ("decision.proposal_received_on",),
    ),
    Fact(
        "separated_before",
        "boolean",
        "Đã từng bị buộc thôi việc",
        "Was forced to leave before",
        _SEPARATION,
    ),
    Fact("separated_on", "date", "Ngày buộc thôi việc có hiệu lực", "Forced to leave from", _SEPARATION),
    Fact("separated_for", "text", "Căn cứ buộc thôi việc", "Ground of it", ("discipline.ground",)),
    Fact(
        "returns_to_field",
        "boolean",
        "Dự tuyển vào lĩnh vực của nhiệm vụ cũ",
        "Comes back to the field of the earlier duties",
        ("post.field", "tenure.post_id", "tenure.until"),
        meaning="TRUE where a post held before has the field of the new one, other than general; FALSE where all fields are "
        "known to differ.",
    ),
)

SIGNATORY_FACTS = (
    Fact(
        "signatory_charged",
        "boolean",
        "Người ký đang bị khởi tố, truy tố, xét xử",
        "The signatory is charged or on trial",
        ("decision.signatory_id", "proceeding.kind", "proceeding.from", "proceeding.until"),
        meaning="Known only for signatories with a criminal proceeding on record; an investigation that runs is NULL.",
    ),
    Fact(
        "signatory_in_criminal_record",
        "boolean",
        "Người ký có việc tố tụng hình sự trong hồ sơ",
        "A criminal proceeding of the signatory is on record",
        ("decision.signatory_id", "proceeding.kind"),
        meaning="TRUE or NULL.",
    ),
)

PAPER_FACTS = tuple(
    Fact(
        f"papers_served_{purpose}",
        "boolean",
        vi,
        en,
        ("decision.revokes_id", "decision.ground", "discipline.ground"),
        meaning="TRUE where such a decision of the person was revoked for false papers by the day; FALSE where the ground of "
        "the discipline is another one; else NULL.",
    )
    for purpose, vi, en in (
        ("for_post", "Giấy tờ không hợp pháp dùng để có chức vụ", "The papers had served to obtain a post"),
        ("recruitment", "Giấy tờ không hợp pháp dùng để được tuyển dụng", "The papers had served to be recruited"),
    )
)


def build_applicants(ctx: Context) -> ir.Table:
    discipline, tenure, post = (ctx.record[n] for n in ("discipline", "tenure", "post"))
    d = ctx.decisions.filter(ctx.decisions["kind"] == "recruitment")
    d = d.select("decision_id", "person_id", "on", "proposal_received_on", "post_field")
    out = discipline.select(
        s_person="person_id",
        s_regime="regime",
        s_form="form",
        s_effective="effective_on",
        s_quashed="quashed_on",
        s_ground="ground",
    )
    r = d.join(out, [d["person_id"] == out["s_person"], out["s_quashed"].isnull() | (out["s_quashed"] > d["on"])])
    forced = (r["s_form"] == "forced_separation") & (r["s_regime"] == "state") & (r["s_effective"] <= r["on"])
    sure = forced.fill_null(False)
    found = r.group_by(f_decision="decision_id").aggregate(
        forced=any_true(forced),
        forced_maybe=any_maybe(forced),
        since=r["s_effective"].max(where=sure),
        ground_low=r["s_ground"].min(where=sure),
        ground_high=r["s_ground"].max(where=sure),
        ground_gap=(sure & r["s_ground"].isnull()).any(),
    )
    spells = tenure.select(holder="person_id", held="post_id", began="from")
    fields = post.select(post_key="id", field="field")
    h = d.join(spells, [d["person_id"] == spells["holder"], spells["began"] < d["on"]])
    h = h.left_join(fields, h["held"] == fields["post_key"])
    same = (h["field"] == h["post_field"]) & (h["post_field"] != "general")
    held = h.group_by(h_decision="decision_id").aggregate(same=any_true(same), same_maybe=any_maybe(same))
    t = d.left_join(found, d["decision_id"] == found["f_decision"])
    t = t.left_join(held, t["decision_id"] == held["h_decision"])
    one_ground = (t["ground_low"] == t["ground_high"]) & ~t["ground_gap"]
    return t.select(
        "decision_id",
        application_on=t["proposal_received_on"],
        separated_before=exists_kleene(t["forced"], t["forced_maybe"], ibis.literal(ctx.record.gives("discipline"))),
        separated_on=t["since"],
        separated_for=ibis.ifelse(one_ground, t["ground_low"], ibis.null("string")),
        returns_to_field=exists_kleene(t["same"], t["same_maybe"], t["same"].notnull()),
    )


def build_signatories(ctx: Context) -> ir.Table:
    decision, proceeding = ctx.record["decision"], ctx.record["proceeding"]
    accused = proceeding.filter(proceeding["kind"].isin(CRIMINAL)).select(
        accused="person_id", case_kind="kind", since="from", until="until"
    )
    # Few people are ever charged: their decisions are looked up from their side.
    signed = decision.filter(decision["signatory_id"].notnull()).select(
        g_decision="id", signatory="signatory_id", g_on="signed_on"
    )
    r = signed.join(accused, signed["signatory"] == accused["accused"])
    running = ibis.cases(
        ((r["until"] <= r["g_on"]).fill_null(False), False),
        (r["g_on"].isnull() | r["since"].isnull(), unknown()),
        else_=r["since"] <= r["g_on"],
    )
    charged = running & ibis.ifelse(r["case_kind"].isin(CHARGED), True, unknown())
    found = r.group_by("g_decision").aggregate(charged=any_true(charged), charged_maybe=any_maybe(charged))
    t = ctx.decisions.select("decision_id").join(found, ctx.decisions["decision_id"] == found["g_decision"])
    return t.select(
        "decision_id",
        signatory_charged=exists_kleene(t["charged"], t["charged_maybe"], ibis.literal(True)),
        signatory_in_criminal_record=ibis.literal(True),
    )


def build_papers(ctx: Context) -> ir.Table:
    decision = ctx.record["decision"]
    t = cases(ctx, "papers")
    undone = decision.filter(
        decision["kind"] == "revocation",
        decision["ground"] == "false_documents",
        ~(decision["status"] == "revoked").fill_null(False),
    ).select(u_person="person_id", undone="revokes_id", u_on="signed_on")
    named = decision.select(n_id="id", n_kind="kind")
    undone = undone.join(named, undone["undone"] == named["n_id"])
    r = t.join(undone, [t["person_id"] == undone["u_person"], undone["u_on"] <= t["on"]])
    found = r.group_by(f_decision="decision_id").aggregate(
        for_post=any_true(r["n_kind"].isin(POSTS)), recruitment=any_true(r["n_kind"] == "recruitment")
    )
    t = t.left_join(found, t["decision_id"] == found["f_decision"])
    other = (t["case_ground"] != "false_documents").fill_null(False)
    return t.select(
        "decision_id",
        **{
            f"papers_served_{name}": ibis.cases((other, False), (t[name].fill_null(False), True), else_=unknown())
            for name in ("for_post", "recruitment")
        },
    )


GROUPS = (
    FactGroup("discipline_applicants", APPLICANT_FACTS, build_applicants, "Recruitment after a forced separation"),
    FactGroup("signatories", SIGNATORY_FACTS, build_signatories, "Signatories under criminal proceedings"),
    FactGroup("discipline_papers", PAPER_FACTS, build_papers, "What unlawful papers had served for"),
)
