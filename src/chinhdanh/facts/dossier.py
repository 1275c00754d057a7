"""The dossier: which items are on file, how old they are, health, verification and the declaration of assets."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_maybe, any_true, exists_kleene, unknown
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
    *(
        Fact(
            f"{kind}_on_file",
            "boolean",
            f"Có trong hồ sơ: {vi}",
            f"On file: {en}",
            ("dossier_item.kind",),
            rests_on=("dossier_item",),
        )
        for kind, (vi, en) in ITEMS.items()
    ),
    *(
        Fact(
            f"{kind}_issued_on",
            "date",
            f"Ngày lập: {vi}",
            f"Issued on: {en}",
            ("dossier_item.kind", "dossier_item.issued_on"),
        )
        for kind, (vi, en) in ITEMS.items()
    ),
    Fact(
        "dossier_submitted_on",
        "date",
        "Ngày nộp hồ sơ",
        "Dossier submitted on",
        ("dossier_item.submitted_on", "decision.proposal_received_on"),
    ),
    Fact(
        "dossier_considered_on", "date", "Ngày xem xét hồ sơ", "Dossier considered on", ("dossier_item.considered_on",)
    ),
    Fact(
        "health_fit",
        "boolean",
        "Đủ sức khỏe",
        "Fit in health",
        ("dossier_item.conclusion", "health_check.fit", "health_check.examined_on"),
        meaning="By the latest certificate or examination up to the day; a conditional conclusion is NULL.",
    ),
    Fact(
        "health_examined_on",
        "date",
        "Ngày khám sức khỏe",
        "Examined on",
        ("dossier_item.issued_on", "health_check.examined_on"),
    ),
    Fact(
        "file_verified",
        "boolean",
        "Hồ sơ đã được thẩm định, xác minh",
        "File verified",
        ("dossier_item.kind", "dossier_item.verified_on"),
        rests_on=("dossier_item",),
    ),
    Fact("cv_verified", "boolean", "Lý lịch đã được xác nhận", "CV confirmed", ("dossier_item.verified_on",)),
    Fact(
        "declaration_filed",
        "boolean",
        "Đã kê khai tài sản, thu nhập",
        "Assets declared",
        ("asset_declaration.filed_on", "dossier_item.kind"),
        rests_on=("asset_declaration", "dossier_item"),
    ),
    Fact(
        "declaration_verified",
        "boolean",
        "Bản kê khai đã được xác minh",
        "Declaration verified",
        ("asset_declaration.verified_on",),
    ),
)


def _items(ctx: Context) -> ir.Table:
    item = ctx.record["dossier_item"]
    d = ctx.decisions.select(d_id="decision_id", day="on")
    i = item.join(d, item["decision_id"] == d["d_id"])
    in_time = i["issued_on"].isnull() | (i["issued_on"] <= i["day"])
    columns: dict[str, ir.Value] = {}
    for kind in ITEMS:
        here = (i["kind"] == kind) & in_time
        columns[f"{kind}_seen"] = any_true(here)
        columns[f"{kind}_issued"] = i["issued_on"].max(where=here)
    verification = i["verified_on"].coalesce(i["issued_on"])
    verified = (i["kind"] == "verification") & (verification <= i["day"])
    nameless = i["kind"].isnull()
    return i.group_by(item_decision="decision_id").aggregate(
        **columns,
        submitted=i["submitted_on"].max(),
        considered=i["considered_on"].max(),
        verified=any_true(verified),
        verification_maybe=any_maybe(verified),
        # A paper of which the record does not say what it is may be any of them.
        nameless=any_true(nameless & in_time),
        cv_verified=any_true((i["kind"] == "cv") & (i["verified_on"] <= i["day"])),
    )


def _health(ctx: Context) -> ir.Table:
    """By decision: the verdict and day of the latest certificate or examination that says something by the day."""
    item, check = ctx.record["dossier_item"], ctx.record["health_check"]
    d = ctx.decisions.select(h_decision="decision_id", h_person="person_id", h_on="on")
    certificate = item.filter(item["kind"] == "health_certificate")
    certificates = certificate.select(
        of="decision_id",
        dated="issued_on",
        said=certificate["conclusion"].notnull(),
        fit=ibis.cases(
            (certificate["conclusion"] == "fit", True), (certificate["conclusion"] == "unfit", False), else_=unknown()
        ),
    )
    checks = check.select(of="person_id", dated="examined_on", said=check["fit"].notnull(), fit="fit")
    columns = ("h_decision", "h_on", "dated", "said", "fit")
    papers = ibis.union(
        d.join(certificates, [d["h_decision"] == certificates["of"], certificates["dated"] <= d["h_on"]])[columns],
        d.join(checks, [d["h_person"] == checks["of"], checks["dated"] <= d["h_on"]])[columns],
    )
    # Papers of one day that disagree prove nothing.
    by_day = papers.group_by("h_decision", "dated").aggregate(
        said=papers["said"].any(),
        good=any_true(papers["fit"]),
        bad=any_true(~papers["fit"]),
        vague=any_true(papers["said"] & papers["fit"].isnull()),
    )
    agreed = ibis.cases(
        (by_day["vague"] | (by_day["good"] & by_day["bad"]), unknown()),
        (by_day["said"], by_day["good"]),
        else_=unknown(),
    )
    by_day = by_day.mutate(agreed=agreed)
    return by_day.group_by("h_decision").aggregate(
        health_fit=by_day["agreed"].argmax(by_day["dated"], where=by_day["said"]),
        health_examined_on=by_day["dated"].max(where=by_day["said"]).coalesce(by_day["dated"].max()),
    )


def build_items(ctx: Context) -> ir.Table:
    found = ctx.stage("dossier_wide", _items(ctx))
    t = ctx.decisions.select(
        "decision_id", "person_id", "on", "proposal_received_on", whole=ctx.covered("dossier_item")
    )
    t = t.left_join(found, t["decision_id"] == found["item_decision"])
    latest = _health(ctx)
    t = t.left_join(latest, t["decision_id"] == latest["h_decision"])
    all_named = ~t["nameless"].fill_null(False)
    return t.select(
        "decision_id",
        **{
            f"{kind}_on_file": ibis.cases(
                (t[f"{kind}_seen"].fill_null(False), True), (t["whole"] & all_named, False), else_=unknown()
            )
            for kind in ITEMS
        },
        **{f"{kind}_issued_on": t[f"{kind}_issued"] for kind in ITEMS},
        dossier_submitted_on=t["submitted"].coalesce(t["proposal_received_on"]),
        dossier_considered_on=t["considered"],
        health_fit=t["health_fit"],
        health_examined_on=t["health_examined_on"],
        file_verified=ibis.cases(
            (t["verified"].fill_null(False), True),
            (t["verification_maybe"].fill_null(False), unknown()),
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
        maybe=any_maybe(filed),
        verified=any_true(r["verified"] <= r["on"]),
        verified_later=any_true(filed & (r["verified"] > r["on"])),
    )
    papers = item.filter(item["kind"].isnull() | (item["kind"] == "asset_declaration")).select(
        p_decision="decision_id", p_kind="kind", p_issued="issued_on", p_verified="verified_on"
    )
    p = d.join(papers, d["decision_id"] == papers["p_decision"])
    named = p["p_kind"].notnull()
    on_file = p.group_by(p_id="decision_id").aggregate(
        p_filed=any_true(named & (p["p_issued"] <= p["on"])),
        p_maybe=any_maybe(ibis.ifelse(named, True, unknown()) & (p["p_issued"] <= p["on"])),
        p_verified=any_true(named & (p["p_verified"] <= p["on"])),
    )
    t = d.left_join(found, "decision_id").drop("decision_id_right")
    t = t.left_join(on_file, t["decision_id"] == on_file["p_id"])
    return t.select(
        "decision_id",
        declaration_filed=exists_kleene(
            t["filed"].fill_null(False) | t["p_filed"].fill_null(False),
            t["maybe"].fill_null(False) | t["p_maybe"].fill_null(False),
            t["whole"],
        ),
        declaration_verified=ibis.cases(
            (t["verified"].fill_null(False) | t["p_verified"].fill_null(False), True),
            (t["verified_later"].fill_null(False), False),
            else_=unknown(),
        ),
    )


GROUPS = (
    FactGroup("dossier", FACTS[:-2], build_items, "Dossier items, health and verification"),
    FactGroup("declarations", FACTS[-2:], build_declarations, "Asset declarations"),
)
