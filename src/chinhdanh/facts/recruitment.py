"""Recruitment: age, bars, taking up work, and what a later review found and did about it."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_maybe, any_true, months_after, unknown, whole_months
from chinhdanh.facts.model import Context, Fact, FactGroup

_AGE = ("person.birth_date", "person.birth_precision")
_REVOKED = ("decision.status", "decision.revoked_on", "decision.revokes_id")

FACTS = (
    Fact(
        "years_at_application",
        "integer",
        "Số tuổi khi dự tuyển (ít nhất)",
        "Age at application (at least)",
        (*_AGE, "decision.process_started_on", "decision.proposal_received_on"),
        unit="year",
        meaning="Whole years on the earlier of the first day of the procedure and the receipt of the file, for the latest "
        "day of birth that the record allows.",
    ),
    Fact(
        "years_on_day_at_most",
        "integer",
        "Số tuổi khi ký quyết định (nhiều nhất)",
        "Age at signing (at most)",
        _AGE,
        unit="year",
    ),
    Fact(
        "criminal_record_clear",
        "boolean",
        "Phiếu lý lịch tư pháp không có án tích",
        "The criminal record extract shows no bar",
        ("dossier_item.kind", "dossier_item.conclusion", "dossier_item.issued_on"),
        meaning="By the latest extract on file; extracts that disagree on one day prove nothing.",
    ),
    Fact(
        "false_documents_found",
        "boolean",
        "Đã phát hiện giấy tờ giả trước ngày ký",
        "False documents were found by the day",
        ("discipline.ground", "discipline.effective_on", "discipline.decided_on"),
    ),
    Fact(
        "taken_up_on",
        "date",
        "Ngày nhận việc",
        "Day work was taken up",
        ("tenure.start_decision_id", "tenure.from"),
    ),
    Fact(
        "revoked",
        "boolean",
        "Đã bị hủy bỏ, thu hồi",
        "Revoked",
        _REVOKED,
        meaning="FALSE only where the record says that the decision is in force or was superseded.",
    ),
    Fact("revoked_on", "date", "Ngày bị hủy bỏ, thu hồi", "Revoked on", _REVOKED),
    Fact(
        "revocation_ground",
        "text",
        "Căn cứ hủy bỏ, thu hồi",
        "Ground of the revocation",
        ("decision.ground", "decision.revokes_id"),
    ),
    Fact("exam_due", "boolean", "Thuộc diện phải thi tuyển", "An examination was due", ("decision.exam_due",)),
    Fact("exam_sat", "boolean", "Đã thi tuyển", "The examination was sat", ("decision.exam_sat",)),
    Fact("file_complete", "boolean", "Hồ sơ đầy đủ", "The file was complete", ("decision.file_complete",)),
    Fact("standards_met", "boolean", "Đủ tiêu chuẩn, điều kiện", "Standards were met", ("decision.standards_met",)),
    Fact("process_followed", "boolean", "Đúng quy trình", "The process was followed", ("decision.process_followed",)),
    Fact(
        "review_group",
        "text",
        "Nhóm được hoàn thiện theo kết luận rà soát",
        "Group that may be completed, as the review found",
        ("decision.review_group",),
    ),
    Fact(
        "fault_repaired_on",
        "date",
        "Ngày kết luận đã khắc phục",
        "Found repaired on",
        ("notice.kind", "notice.issued_on"),
        meaning="The first finding, whenever it was.",
    ),
)


def _revocations(ctx: Context) -> ir.Table:
    decision = ctx.record["decision"]
    acts = decision.filter(decision["revokes_id"].notnull())
    return acts.group_by(revoked_id="revokes_id").aggregate(
        act_on=acts["signed_on"].min(), act_ground=acts["ground"].max(), acts=acts["revokes_id"].count()
    )


def _extracts(ctx: Context) -> ir.Table:
    item = ctx.record["dossier_item"]
    papers = item.filter(item["kind"] == "criminal_record").select(
        e_decision="decision_id", issued="issued_on", said="conclusion"
    )
    columns: dict[str, ir.Value] = {}
    for word in ("clear", "barred"):
        here = (papers["said"] == word).fill_null(False)
        columns[f"{word}_seen"] = here.any()
        columns[f"{word}_on"] = papers["issued"].max(where=here)
        columns[f"{word}_undated"] = (here & papers["issued"].isnull()).any()
    return papers.group_by("e_decision").aggregate(**columns)


def _false_documents(ctx: Context, d: ir.Table) -> ir.Table:
    given = ctx.record["discipline"]
    rows = given.select(disciplined="person_id", ground="ground", effective="effective_on", decided="decided_on")
    r = d.join(
        rows,
        [
            d["person_id"] == rows["disciplined"],
            rows["effective"].isnull() | (rows["effective"] <= d["on"]),
            rows["decided"].isnull() | (rows["decided"] <= d["on"]),
        ],
    )
    by_then = ibis.ifelse(r["effective"].notnull() | r["decided"].notnull(), True, unknown())
    hit = (r["ground"] == "false_documents") & by_then
    return r.group_by(f_decision="decision_id").aggregate(false_sure=any_true(hit), false_maybe=any_maybe(hit))


def _latest_birth(t: ir.Table) -> ir.DateValue:
    """The last day on which the person can have been born, where only the month or the year is recorded."""
    born = t["birth_date"]
    return ibis.cases(
        (t["birth_precision"] == "year", months_after(born, 12) - ibis.interval(days=1)),
        (t["birth_precision"] == "month", months_after(born, 1) - ibis.interval(days=1)),
        else_=born,
    ).cast("date")


def _years(months: ir.IntegerValue) -> ir.IntegerValue:
    return (months / 12).floor().cast("int64")


def build(ctx: Context) -> ir.Table:
    decision, person = ctx.record["decision"], ctx.record["person"]
    notice, tenure = ctx.record["notice"], ctx.record["tenure"]
    scope = ctx.decisions.filter(ctx.decisions["kind"] == "recruitment")
    d = scope.select("decision_id", "person_id", "on", "process_started_on", "proposal_received_on")
    own = decision.filter(decision["kind"] == "recruitment").select(
        "status",
        "exam_due",
        "exam_sat",
        "file_complete",
        "standards_met",
        "process_followed",
        "review_group",
        own_id="id",
        printed_revoked_on="revoked_on",
    )
    someone = person.select("birth_date", "birth_precision", person_key="id")
    repaired = notice.filter(notice["kind"] == "fault_repaired")
    repairs = repaired.group_by(repair_decision="decision_id").aggregate(fault_repaired_on=repaired["issued_on"].min())
    started = tenure.filter(tenure["start_decision_id"].notnull())
    starts = started.group_by(start_decision="start_decision_id").aggregate(taken_up_on=started["from"].min())
    acts, extracts, false_papers = _revocations(ctx), _extracts(ctx), _false_documents(ctx, d)
    t = d.left_join(own, d["decision_id"] == own["own_id"])
    t = t.left_join(someone, t["person_id"] == someone["person_key"])
    t = t.left_join(repairs, t["decision_id"] == repairs["repair_decision"])
    t = t.left_join(starts, t["decision_id"] == starts["start_decision"])
    t = t.left_join(acts, t["decision_id"] == acts["revoked_id"])
    t = t.left_join(extracts, t["decision_id"] == extracts["e_decision"])
    t = t.left_join(false_papers, t["decision_id"] == false_papers["f_decision"])
    applied = ibis.least(
        t["process_started_on"].coalesce(t["proposal_received_on"]),
        t["proposal_received_on"].coalesce(t["process_started_on"]),
    )
    clear, barred = t["clear_seen"].fill_null(False), t["barred_seen"].fill_null(False)
    undated = t["clear_undated"].fill_null(False) | t["barred_undated"].fill_null(False)
    later = ibis.cases(
        (undated, unknown()),
        (t["clear_on"] > t["barred_on"], True),
        (t["clear_on"] < t["barred_on"], False),
        else_=unknown(),
    )
    undone = (t["acts"].fill_null(0) > 0) | t["printed_revoked_on"].notnull() | (t["status"] == "revoked")
    false_known = ibis.cases(
        (t["false_sure"].fill_null(False), True), (t["false_maybe"].fill_null(False), unknown()), else_=False
    )
    return t.select(
        "decision_id",
        "exam_due",
        "exam_sat",
        "file_complete",
        "standards_met",
        "process_followed",
        "review_group",
        "fault_repaired_on",
        "taken_up_on",
        years_at_application=_years(whole_months(_latest_birth(t), applied)),
        years_on_day_at_most=_years(whole_months(t["birth_date"], t["on"])),
        criminal_record_clear=ibis.cases((clear & barred, later), (clear, True), (barred, False), else_=unknown()),
        false_documents_found=false_known if ctx.record.gives("discipline") else unknown(),
        revoked=ibis.cases(
            (undone.fill_null(False), True), (t["status"].isin(("in_force", "superseded")), False), else_=unknown()
        ),
        revoked_on=ibis.least(
            t["printed_revoked_on"].coalesce(t["act_on"]), t["act_on"].coalesce(t["printed_revoked_on"])
        ),
        revocation_ground=t["act_ground"],
    )


GROUP = FactGroup("recruitment", FACTS, build, "Recruitment and what a review found")
