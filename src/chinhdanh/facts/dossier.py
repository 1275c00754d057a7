"""The dossier: which items are on file, how old they are, health, verification and the declaration of assets."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_true, exists_kleene, unknown
from chinhdanh.facts.model import Context, Fact, FactGroup

ITEMS = {
    "proposal": ("Tờ trình", "Proposal"),
    "cv": ("Sơ yếu lý lịch", "CV"),
    "self_review": ("Bản tự kiểm điểm 3 năm", "Self-review of three years"),
    "agency_assessment": ("Nhận xét, đánh giá của tập thể lãnh đạo", "Leadership evaluation"),
    "residence_assessment": ("Nhận xét của cấp ủy nơi cư trú", "Comment of the residence Party committee"),
    "party_opinion": ("Nhận xét của cấp ủy nơi công tác", "Party committee's assessment"),
    "asset_declaration": ("Bản kê khai tài sản, thu nhập", "Asset and income declaration"),
    "diplomas": ("Bản sao văn bằng, chứng chỉ", "Diplomas"),
    "health_certificate": ("Giấy chứng nhận sức khỏe", "Health certificate"),
    "photo": ("Ảnh", "Photo"),
    "present_workplace_opinion": ("Ý kiến của nơi đang công tác", "Opinion of the present workplace"),
    "verification": ("Kết luận thẩm định, xác minh", "Verification"),
}

FACTS = (
    *(Fact(f"{kind}_on_file", "boolean", f"Có trong hồ sơ: {vi}", f"On file: {en}", ("dossier_item.kind",),
           rests_on=("dossier_item",))
      for kind, (vi, en) in ITEMS.items()),
    *(Fact(f"{kind}_issued_on", "date", f"Ngày lập: {vi}", f"Issued on: {en}",
           ("dossier_item.kind", "dossier_item.issued_on"))
      for kind, (vi, en) in ITEMS.items()),
    Fact("dossier_submitted_on", "date", "Ngày nộp hồ sơ", "Dossier submitted on",
         ("dossier_item.submitted_on", "decision.proposal_received_on")),
    Fact("dossier_considered_on", "date", "Ngày xem xét hồ sơ", "Dossier considered on",
         ("dossier_item.considered_on",)),
    Fact("health_fit", "boolean", "Đủ sức khỏe", "Fit in health",
         ("dossier_item.conclusion", "health_check.fit", "health_check.examined_on"),
         meaning="By the latest certificate or examination up to the day; a conditional conclusion is NULL."),
    Fact("health_examined_on", "date", "Ngày khám sức khỏe", "Examined on",
         ("dossier_item.issued_on", "health_check.examined_on")),
    Fact("file_verified", "boolean", "Hồ sơ đã được thẩm định, xác minh", "File verified",
         ("dossier_item.kind", "dossier_item.verified_on"), rests_on=("dossier_item",)),
    Fact("cv_verified", "boolean", "Lý lịch đã được xác nhận", "CV confirmed", ("dossier_item.verified_on",)),
    Fact("declaration_filed", "boolean", "Đã kê khai tài sản, thu nhập", "Assets declared",
         ("asset_declaration.filed_on", "dossier_item.kind"), rests_on=("asset_declaration", "dossier_item")),
    Fact("declaration_verified", "boolean", "Bản kê khai đã được xác minh", "Declaration verified",
         ("asset_declaration.verified_on",)),
)


def _items(ctx: Context) -> ir.Table:
    item = ctx.record["dossier_item"]
    d = ctx.decisions.select(d_id="decision_id", day="on")
    i = item.join(d, item["decision_id"] == d["d_id"])
    in_time = i["issued_on"].isnull() | (i["issued_on"] <= i["day"])
    columns: dict[str, ir.Value] = {}
    for kind in ITEMS:
        here = (i["kind"] == kind) & in_time
        columns[f"{kind}_seen"] = here.fill_null(False).any()
        columns[f"{kind}_issued"] = i["issued_on"].max(where=here)
    health = (i["kind"] == "health_certificate") & (i["issued_on"] <= i["day"])
    verification = i["verified_on"].coalesce(i["issued_on"])
    verified = (i["kind"] == "verification") & (verification <= i["day"])
    return i.group_by(item_decision="decision_id").aggregate(
        **columns,
        submitted=i["submitted_on"].max(),
        considered=i["considered_on"].max(),
        health_conclusion=i["conclusion"].argmax(i["issued_on"], where=health),
        verified=any_true(verified),
        verification_undated=any_true((i["kind"] == "verification") & verification.isnull()),
        cv_verified=any_true((i["kind"] == "cv") & (i["verified_on"] <= i["day"])),
    )


def build_items(ctx: Context) -> ir.Table:
    found = ctx.stage("dossier_wide", _items(ctx))
    t = ctx.decisions.select(
        "decision_id", "person_id", "on", "proposal_received_on", whole=ctx.covered("dossier_item")
    )
    t = t.left_join(found, t["decision_id"] == found["item_decision"])
    check = ctx.record["health_check"]
    checks = check.select(examinee="person_id", examined="examined_on", fit="fit")
    d = ctx.decisions.select(h_decision="decision_id", h_person="person_id", h_on="on")
    seen = d.join(checks, [d["h_person"] == checks["examinee"], checks["examined"] <= d["h_on"]])
    latest = seen.group_by("h_decision").aggregate(
        examined=seen["examined"].max(), fit=seen["fit"].argmax(seen["examined"])
    )
    t = t.left_join(latest, t["decision_id"] == latest["h_decision"])
    certified = ibis.cases(
        (t["health_conclusion"] == "fit", True), (t["health_conclusion"] == "unfit", False), else_=unknown()
    )
    by_certificate = t["health_conclusion"].notnull()
    certificate_day = t["health_certificate_issued"]
    return t.select(
        "decision_id",
        **{
            f"{kind}_on_file": ibis.cases(
                (t[f"{kind}_seen"].fill_null(False), True), (t["whole"], False), else_=unknown()
            )
            for kind in ITEMS
        },
        **{f"{kind}_issued_on": t[f"{kind}_issued"] for kind in ITEMS},
        dossier_submitted_on=t["submitted"].coalesce(t["proposal_received_on"]),
        dossier_considered_on=t["considered"],
        health_fit=ibis.ifelse(by_certificate, certified, t["fit"]),
        health_examined_on=ibis.ifelse(by_certificate, certificate_day, t["examined"]).coalesce(certificate_day),
        file_verified=ibis.cases(
            (t["verified"].fill_null(False), True),
            (t["verification_undated"].fill_null(False), unknown()),
            (t["whole"], False),
            else_=unknown(),
        ),
        cv_verified=ibis.cases((t["cv_verified"].fill_null(False), True), else_=unknown()),
    )


def build_declarations(ctx: Context) -> ir.Table:
    declaration, item = ctx.record["asset_declaration"], ctx.record["dossier_item"]
    rows = declaration.select(declarant="person_id", filed="filed_on", verified="verified_on")
    d = ctx.decisions.select(
        "decision_id", "person_id", "on", whole=ctx.covered("asset_declaration") & ctx.covered("dossier_item")
    )
    r = d.join(rows, d["person_id"] == rows["declarant"])
    filed = r["filed"] <= r["on"]
    found = r.group_by("decision_id").aggregate(
        filed=any_true(filed),
        undated=r["filed"].isnull().any(),
        verified=any_true(r["verified"] <= r["on"]),
        verified_later=any_true(filed & (r["verified"] > r["on"])),
    )
    papers = item.filter(item["kind"] == "asset_declaration").select(
        p_decision="decision_id", p_issued="issued_on", p_verified="verified_on"
    )
    p = d.join(papers, d["decision_id"] == papers["p_decision"])
    on_file = p.group_by(p_id="decision_id").aggregate(
        p_filed=any_true(p["p_issued"] <= p["on"]),
        p_undated=p["p_issued"].isnull().any(),
        p_verified=any_true(p["p_verified"] <= p["on"]),
    )
    t = d.left_join(found, "decision_id").drop("decision_id_right")
    t = t.left_join(on_file, t["decision_id"] == on_file["p_id"])
    return t.select(
        "decision_id",
        declaration_filed=exists_kleene(
            t["filed"].fill_null(False) | t["p_filed"].fill_null(False),
            t["undated"].fill_null(False) | t["p_undated"].fill_null(False),
            t["whole"],
        ),
        declaration_verified=ibis.cases(
            (t["verified"].fill_null(False) | t["p_verified"].fill_null(False), True),
            (t["verified_later"].fill_null(False), False),
            else_=unknown(),
        ),
    )


GROUPS = (
    FactGroup(
        "dossier", FACTS[:-2], build_items, "Dossier items, health and verification"
    ),
    FactGroup("declarations", FACTS[-2:], build_declarations, "Asset declarations"),
)
