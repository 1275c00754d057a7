"""The term that runs out: its end, the term that follows, letters and lead times, and what happened meanwhile.

The old term is the latest one of the person in the post before the decision, by tenures and decisions. Where the
record prints its last day, that day counts; where only its beginning and its length are known, the term may end on the
anniversary or the day before, and both days are given.
"""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.model import Context, Fact, FactGroup
from chinhdanh.facts.terms import (
    day_before,
    heads,
    meanwhile,
    notices,
    old_terms,
    relieved_in_term,
    row_of_terms,
    service_left,
    true_or_null,
)

_TERM = (
    "tenure.from",
    "tenure.post_id",
    "tenure.term_ends_on",
    "tenure.start_decision_id",
    "decision.until",
    "decision.term_months",
)
_WORKING = ("calendar.day",)

TERM_FACTS = (
    Fact(
        "term_started_on",
        "date",
        "Ngày bắt đầu nhiệm kỳ cũ",
        "Old term began on",
        _TERM,
        meaning="The latest beginning before the decision, by tenures and decisions of the person in the post.",
    ),
    Fact(
        "term_ends_on",
        "date",
        "Ngày cuối của nhiệm kỳ cũ (sớm nhất)",
        "Last day of the old term (at the earliest)",
        _TERM,
        meaning="As printed; else the day before the anniversary. NULL where the record holds only the new term.",
    ),
    Fact(
        "term_ends_on_at_latest",
        "date",
        "Ngày cuối của nhiệm kỳ cũ (muộn nhất)",
        "Last day of the old term (at the latest)",
        _TERM,
        meaning="As printed; else the anniversary of its beginning: no text says on which of the two days a term ends.",
    ),
    Fact("old_term_months", "integer", "Thời hạn của nhiệm kỳ cũ", "Length of the old term", _TERM, unit="month"),
    Fact(
        "months_left_at_term_end",
        "integer",
        "Số tháng công tác còn lại khi hết nhiệm kỳ cũ",
        "Months of service left when the old term ends",
        (*_TERM, "person.birth_date", "person.sex"),
        unit="month",
        meaning="NULL where the two possible last days give different months.",
    ),
    Fact(
        "new_term_ends_on",
        "date",
        "Ngày cuối của thời hạn mới",
        "Last day of the new term",
        ("decision.until", "decision.effective_on", "decision.term_months"),
    ),
    Fact(
        "terms_before",
        "integer",
        "Số nhiệm kỳ liên tiếp trước đó (ít nhất)",
        "Consecutive terms before this one (at least)",
        ("decision.kind", "decision.person_id", "decision.post_id"),
        unit="term",
        meaning="One, and one for each recorded reappointment since the latest recorded appointment to the post.",
    ),
    Fact(
        "first_term_recorded",
        "boolean",
        "Có quyết định bổ nhiệm lần đầu vào chức vụ",
        "The appointment that began the row of terms is recorded",
        ("decision.kind", "decision.person_id", "decision.post_id"),
        meaning="TRUE or NULL.",
    ),
    Fact(
        "post_term_limit",
        "integer",
        "Giới hạn số nhiệm kỳ liên tiếp của chức vụ",
        "Limit on consecutive terms in the post",
        ("post.term_limit",),
        unit="term",
        meaning="By Party or sector rules; 0: no such rule; NULL: not recorded.",
    ),
    Fact(
        "term_notice_on",
        "date",
        "Ngày thông báo về bổ nhiệm lại, kéo dài",
        "Notice of reappointment or extension issued on",
        ("notice.kind", "notice.issued_on"),
    ),
    Fact(
        "notice_working_days",
        "integer",
        "Số ngày làm việc trọn vẹn giữa thông báo và ngày hết nhiệm kỳ (ít nhất)",
        "Full working days between the notice and the end of the term (at least)",
        (*_TERM, "notice.issued_on", *_WORKING),
        unit="working day",
        meaning="Neither the day of the notice nor the last day of the term is counted.",
    ),
    Fact(
        "notice_working_days_at_most",
        "integer",
        "Số ngày làm việc trọn vẹn giữa thông báo và ngày hết nhiệm kỳ (nhiều nhất)",
        "Full working days between the notice and the end of the term (at most)",
        (*_TERM, "notice.issued_on", *_WORKING),
        unit="working day",
    ),
    Fact(
        "lead_working_days",
        "integer",
        "Số ngày làm việc từ ngày ký đến trước ngày hết nhiệm kỳ (ít nhất)",
        "Working days from signing to the eve of the end of the term (at least)",
        (*_TERM, "decision.signed_on", *_WORKING),
        unit="working day",
        meaning="The day of signing is counted, the last day of the term is not.",
    ),
    Fact(
        "lead_working_days_at_most",
        "integer",
        "Số ngày làm việc từ ngày ký đến trước ngày hết nhiệm kỳ (nhiều nhất)",
        "Working days from signing to the eve of the end of the term (at most)",
        (*_TERM, "decision.signed_on", *_WORKING),
        unit="working day",
    ),
    Fact(
        "key_staff_head_in_favour",
        "boolean",
        "Người đứng đầu quyết định tiếp tục sau khi lấy phiếu cán bộ chủ chốt",
        "The head decided to go on after the key-staff ballot",
        ("step.head_in_favour",),
    ),
    Fact(
        "signed_after_term",
        "boolean",
        "Đã ký văn bản sau khi hết nhiệm kỳ, trước khi có quyết định",
        "Signed in office after the term ended and before this decision",
        (*_TERM, "decision.signatory_id"),
        meaning="TRUE where a decision of the body of the post was signed in between; else NULL: other acts are not recorded.",
    ),
    Fact(
        "stand_in_after_term",
        "boolean",
        "Có người được giao quyền từ ngày đầu sau khi hết nhiệm kỳ",
        "Somebody acted in the post from the first day after the term",
        (*_TERM, "tenure.acting"),
        meaning="TRUE where another person's acting tenure covers that day; else NULL.",
    ),
    Fact(
        "relieved_in_term",
        "boolean",
        "Đã bị miễn nhiệm, cách chức hoặc từ chức trong nhiệm kỳ cũ",
        "Dismissed, removed or resigned within the old term",
        (*_TERM, "decision.kind"),
        meaning="TRUE where such a decision on the post is recorded; FALSE only where decisions are declared complete.",
        rests_on=("decision",),
    ),
)


def build(ctx: Context) -> ir.Table:
    t = old_terms(ctx)
    terms, ratings = _terms(ctx, t), _ratings(ctx, t)
    return terms.left_join(ratings, "decision_id").drop("decision_id_right")


def _terms(ctx: Context, t: ir.Table) -> ir.Table:
    signed, covered, relieved = meanwhile(ctx, t)
    rows, letters, chosen = row_of_terms(ctx, t), notices(ctx), heads(ctx)
    post = ctx.record["post"].select(limit_key="id", limit="term_limit")
    t = t.left_join(rows, t["decision_id"] == rows["row_decision"])
    t = t.left_join(letters, t["decision_id"] == letters["notice_decision"])
    t = t.left_join(chosen, t["decision_id"] == chosen["head_decision"])
    t = t.left_join(signed, t["decision_id"] == signed["act_decision"])
    t = t.left_join(covered, t["decision_id"] == covered["acting_decision"])
    t = t.left_join(relieved, t["decision_id"] == relieved["ended_decision"])
    t = t.left_join(post, t["old_post_id"] == post["limit_key"])
    t = t.mutate(eve_low=day_before(t["low"]), eve_high=day_before(t["high"]), eve_on=day_before(t["on"]))
    for name in ("eve_low", "eve_high", "eve_on", "notice_on"):
        side = ctx.record.working_days.select(**{f"{name}_day": "day", f"{name}_ordinal": "ordinal"})
        t = t.left_join(side, t[name] == side[f"{name}_day"])
    left_low, left_high = service_left(t["low"], t["retires_on"]), service_left(t["high"], t["retires_on"])
    again = t["kind"] == "reappointment"
    return t.select(
        "decision_id",
        term_started_on=t["started"],
        term_ends_on=t["low"],
        term_ends_on_at_latest=t["high"],
        old_term_months=t["months"],
        months_left_at_term_end=ibis.ifelse(left_low == left_high, left_low, ibis.null("int64")),
        new_term_ends_on=t["new_end"],
        terms_before=ibis.ifelse(again, t["again"].fill_null(0) + 1, ibis.null("int64")),
        first_term_recorded=true_or_null(again & t["appointed"]),
        post_term_limit=t["limit"],
        term_notice_on=t["notice_on"],
        notice_working_days=t["eve_low_ordinal"] - t["notice_on_ordinal"],
        notice_working_days_at_most=t["eve_high_ordinal"] - t["notice_on_ordinal"],
        lead_working_days=t["eve_low_ordinal"] - t["eve_on_ordinal"],
        lead_working_days_at_most=t["eve_high_ordinal"] - t["eve_on_ordinal"],
        key_staff_head_in_favour=t["head"],
        signed_after_term=true_or_null(t["signed"]),
        stand_in_after_term=true_or_null(t["covered"]),
        relieved_in_term=relieved_in_term(t),
    )


RATING_FACTS = (
    Fact(
        "term_years",
        "integer",
        "Số năm phải xếp loại trong nhiệm kỳ cũ",
        "Years of the old term to be rated",
        _TERM,
        unit="year",
        meaning="Calendar years from that in which the term began to the last one before the decision.",
    ),
    Fact(
        "term_years_rated",
        "integer",
        "Số năm đã xếp loại trong nhiệm kỳ cũ",
        "Years of the old term with a rating",
        (*_TERM, "evaluation.year", "evaluation.rating"),
        unit="year",
    ),
    Fact(
        "term_years_failed",
        "integer",
        "Số năm không hoàn thành nhiệm vụ trong nhiệm kỳ cũ",
        "Years of the old term rated as failed",
        (*_TERM, "evaluation.year", "evaluation.rating"),
        unit="year",
    ),
    Fact(
        "failed_two_years_running",
        "boolean",
        "Hai năm liên tiếp không hoàn thành nhiệm vụ, do công vụ",
        "Failed in two consecutive years, tied to duties",
        (*_TERM, "evaluation.year", "evaluation.rating", "evaluation.duty_related"),
        meaning="TRUE or NULL.",
    ),
)


def _ratings(ctx: Context, t: ir.Table) -> ir.Table:
    evaluation = ctx.record["evaluation"]
    t = t.filter((t["kind"] == "reappointment") & t["started"].notnull()).select(
        "decision_id", "person_id", "on", "started"
    )
    rated = evaluation.select(
        rated_person="person_id", year="year", rating="rating", decided="decided_on", duty="duty_related"
    )
    rated = rated.filter(rated["rating"].notnull())
    r = t.join(
        rated,
        [
            t["person_id"] == rated["rated_person"],
            rated["year"] >= t["started"].year(),
            rated["year"] <= t["on"].year() - 1,
            rated["decided"].isnull() | (rated["decided"] <= t["on"]),
        ],
    )
    found = r.group_by(rated_decision="decision_id").aggregate(
        rated=r["year"].nunique(), failed=r["year"].nunique(where=r["rating"] == "failed")
    )
    bad = r.filter((r["rating"] == "failed") & r["duty"].fill_null(False))
    one = bad.select("decision_id", following=bad["year"] + 1)
    other = bad.select(other_decision="decision_id", other_year="year")
    pairs = one.join(other, [one["decision_id"] == other["other_decision"], one["following"] == other["other_year"]])
    pairs = pairs.group_by(pair_decision="decision_id").aggregate(running=pairs["other_year"].notnull().any())
    t = t.left_join(found, t["decision_id"] == found["rated_decision"])
    t = t.left_join(pairs, t["decision_id"] == pairs["pair_decision"])
    given = ctx.record.gives("evaluation")

    def counted(column: str) -> ir.IntegerValue:
        return t[column].fill_null(0) if given else ibis.null("int64")

    return t.select(
        "decision_id",
        term_years=(t["on"].year() - t["started"].year()).cast("int64"),
        term_years_rated=counted("rated"),
        term_years_failed=counted("failed"),
        failed_two_years_running=true_or_null(t["running"]),
    )


GROUPS = (
    FactGroup("terms", (*TERM_FACTS, *RATING_FACTS), build, "The old term, the new one, and ratings over the old"),
)
