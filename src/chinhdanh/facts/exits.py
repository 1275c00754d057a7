"""Leaving a post or the service: letters, talks, proposals and their deadlines, open cases, suspensions.

The post left is `from_post_id`, or the present post of the base, or `post_id`.
"""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_maybe, any_true, unknown, whole_months
from chinhdanh.facts.model import Context, Fact, FactGroup

EXITS = ("resignation", "release", "dismissal", "suspension", "separation")

_LETTER = ("notice.kind", "notice.issued_on", "notice.received_on")
_TALK = ("notice.kind", "notice.issued_on")
_WORKING = ("calendar.day",)
_PROPOSAL = ("decision.proposal_received_on",)
_SIGNED = ("decision.signed_on",)
_RESULT = ("evaluation.rating", "evaluation.decided_on")

_SPANS = (
    ("letter_to_talk", "khi nhận đơn đến khi trao đổi", "the letter to the talk", (*_LETTER,)),
    ("letter_to_proposal", "khi nhận đơn đến khi đề nghị", "the letter to the proposal", (*_LETTER, *_PROPOSAL)),
    ("letter_to_decision", "khi nhận đơn đến khi quyết định", "the letter to the decision", (*_LETTER, *_SIGNED)),
    ("grounds_to_talk", "khi đủ căn cứ đến khi trao đổi", "complete grounds to the talk", (*_TALK,)),
    ("grounds_to_proposal", "khi đủ căn cứ đến khi đề nghị", "complete grounds to the proposal", (*_TALK, *_PROPOSAL)),
    ("proposal_to_decision", "khi đề nghị đến khi quyết định", "the proposal to the decision", (*_PROPOSAL, *_SIGNED)),
    ("proposal_to_vote", "khi đề nghị đến khi biểu quyết", "the proposal to the vote", (*_PROPOSAL, "step.held_on")),
    ("rating_to_decision", "khi có kết quả xếp loại đến khi quyết định", "the rating to the decision", (*_RESULT,)),
    ("rating_to_report", "khi có kết quả xếp loại đến khi báo cáo", "the rating to the report", (*_RESULT, *_TALK)),
)

LETTER_FACTS = (
    Fact("exit_ground", "text", "Căn cứ ghi trong quyết định", "Ground named in the decision", ("decision.ground",)),
    Fact(
        "resignation_letter",
        "boolean",
        "Có đơn xin từ chức, xin thôi việc",
        "A letter of resignation is on file",
        ("notice.kind", "notice.issued_on"),
        rests_on=("notice",),
    ),
    Fact(
        "exit_consent",
        "boolean",
        "Cấp có thẩm quyền đồng ý bằng văn bản",
        "Written permission of the authority",
        ("notice.kind", "notice.issued_on"),
        rests_on=("notice",),
    ),
    *(
        Fact(f"{name}_days", "integer", f"Số ngày từ {vi}", f"Days from {en}", needs, unit="day")
        for name, vi, en, needs in _SPANS
    ),
    *(
        Fact(
            f"{name}_working_days",
            "integer",
            f"Số ngày làm việc từ {vi}",
            f"Working days from {en}",
            (*needs, *_WORKING),
            unit="working day",
        )
        for name, vi, en, needs in _SPANS
    ),
    Fact(
        "youngest_child_months",
        "integer",
        "Số tháng tuổi của con nhỏ nhất",
        "Age of the youngest child in months",
        ("person.youngest_child_born_on", "decision.signed_on"),
        unit="month",
    ),
    Fact("woman", "boolean", "Là nữ", "Is a woman", ("person.sex",)),
)

CASE_FACTS = (
    Fact(
        "unit_examined",
        "boolean",
        "Đang thanh tra, kiểm toán đơn vị, chưa rõ có nêu tên",
        "An inspection or audit not naming the person is open",
        ("proceeding.kind", "proceeding.named", "proceeding.from", "proceeding.until"),
        meaning="TRUE where an inspection or audit is open on the day in which the person is recorded but not as named.",
    ),
)

_SPAN_OF_SUSPENSION = ("decision.effective_on", "decision.until", "calendar.day")

SUSPENSION_FACTS = (
    Fact(
        "suspension_working_days",
        "integer",
        "Số ngày làm việc bị tạm đình chỉ theo quyết định này",
        "Working days of suspension under this decision",
        _SPAN_OF_SUSPENSION,
        unit="working day",
    ),
    Fact(
        "suspensions_before",
        "integer",
        "Số quyết định tạm đình chỉ nối liền trước quyết định này",
        "Suspensions that run up to this one",
        ("decision.kind", "decision.effective_on", "decision.until"),
        meaning="0, 1, or 2 for two or more; NULL where the span of one of the person's suspensions is not recorded.",
    ),
    Fact(
        "cancel_working_days",
        "integer",
        "Số ngày làm việc từ khi có căn cứ đến khi hủy bỏ việc tạm đình chỉ",
        "Working days from the basis to the cancelling of the suspension",
        ("decision.revokes_id", "decision.signed_on", "notice.kind", "notice.issued_on", "calendar.day"),
        unit="working day",
        meaning="Of the decision that revokes this one; NULL where there is none.",
    ),
    Fact(
        "suspension_cancelled",
        "boolean",
        "Việc tạm đình chỉ đã bị hủy bỏ",
        "The suspension was cancelled",
        ("decision.revokes_id", "decision.status"),
        meaning="An exception is a fact: FALSE where none is recorded.",
    ),
    Fact(
        "suspension_year_rating",
        "text",
        "Xếp loại của năm bị tạm đình chỉ",
        "Rating of the year of the suspension",
        ("evaluation.year", "evaluation.rating"),
    ),
)


def exit_decisions(ctx: Context, kinds: tuple[str, ...]) -> ir.Table:
    return ctx.decisions.filter(ctx.decisions["kind"].isin(kinds))


def _letters(ctx: Context, d: ir.Table) -> ir.Table:
    notice = ctx.record["notice"]
    n = notice.select(
        n_decision="decision_id",
        notice_kind="kind",
        issued="issued_on",
        came=notice["received_on"].coalesce(notice["issued_on"]),
    )
    r = d.select("decision_id", "on").join(n, d["decision_id"] == n["n_decision"])
    in_time = r["came"] <= r["on"]

    def day(kind: str, column: str = "issued") -> ir.DateScalar:
        return r[column].min(where=r["notice_kind"] == kind)

    return r.group_by("decision_id").aggregate(
        letter=day("resignation_letter", "came"),
        talk=day("talk"),
        grounds=day("grounds_complete"),
        report=day("report_to_authority"),
        letter_sure=any_true((r["notice_kind"] == "resignation_letter") & in_time),
        letter_maybe=any_maybe((r["notice_kind"] == "resignation_letter") & in_time),
        consent_sure=any_true((r["notice_kind"] == "consent") & in_time),
        consent_maybe=any_maybe((r["notice_kind"] == "consent") & in_time),
    )


def _rating_result(ctx: Context, d: ir.Table) -> ir.Table:
    """The latest day by the decision on which the person was rated "not completed"."""
    evaluation = ctx.record["evaluation"]
    rated = evaluation.filter(evaluation["rating"] == "failed").select(rated_person="person_id", rated_on="decided_on")
    r = d.select("decision_id", "person_id", "on").join(
        rated, [d["person_id"] == rated["rated_person"], rated["rated_on"] <= d["on"]]
    )
    return r.group_by("decision_id").aggregate(result=r["rated_on"].max())


def _tri(t: ir.Table, name: str) -> ir.BooleanValue:
    return ibis.cases(
        (t[f"{name}_sure"].fill_null(False), True),
        (t[f"{name}_maybe"].fill_null(False), unknown()),
        (t["whole"], False),
        else_=unknown(),
    )


def build_letters(ctx: Context) -> ir.Table:
    d = exit_decisions(ctx, EXITS)
    person, step, decision = ctx.record["person"], ctx.record["step"], ctx.record["decision"]
    p = person.select(p_id="id", sex="sex", child_born="youngest_child_born_on")
    g = decision.select(g_id="id", ground="ground")
    finals = step.filter(step["step"] == "final")
    finals = finals.group_by(step_decision="decision_id").aggregate(vote=finals["held_on"].max())
    letters, results = _letters(ctx, d), _rating_result(ctx, d)
    t = d.select("decision_id", "person_id", "on", proposal="proposal_received_on", whole=ctx.covered("notice"))
    t = t.left_join(g, t["decision_id"] == g["g_id"])
    t = t.left_join(p, t["person_id"] == p["p_id"])
    t = t.left_join(letters, "decision_id").drop("decision_id_right")
    t = t.left_join(results, "decision_id").drop("decision_id_right")
    t = t.left_join(finals, t["decision_id"] == finals["step_decision"])
    t = t.mutate(decision=t["on"])
    t = ctx.stage("exit_days", t.select(
        "decision_id", "on", "whole", "ground", "sex", "child_born", "letter", "talk", "grounds", "report", "proposal",
        "decision", "vote", rating=t["result"],
        letter_sure=t["letter_sure"], letter_maybe=t["letter_maybe"],
        consent_sure=t["consent_sure"], consent_maybe=t["consent_maybe"],
    ))  # fmt: skip
    points = ("letter", "talk", "grounds", "report", "proposal", "decision", "vote", "rating")
    days = ctx.record.working_days
    for name in points:
        side = days.select(**{f"{name}_day": "day", f"{name}_ordinal": "ordinal"})
        t = t.left_join(side, t[name] == side[f"{name}_day"])
    spans: dict[str, ir.Value] = {}
    for name, *_ in _SPANS:
        start, end = name.split("_to_")
        spans[f"{name}_days"] = t[end].delta(t[start], unit="day").cast("int64")
        spans[f"{name}_working_days"] = t[f"{end}_ordinal"] - t[f"{start}_ordinal"]
    return t.select(
        "decision_id",
        exit_ground=t["ground"],
        resignation_letter=_tri(t, "letter"),
        exit_consent=_tri(t, "consent"),
        **spans,
        youngest_child_months=whole_months(t["child_born"], t["on"]),
        woman=t["sex"] == "female",
    )


def build_unit_cases(ctx: Context) -> ir.Table:
    d = exit_decisions(ctx, EXITS).select("decision_id", "person_id", "on")
    if not ctx.record.gives("proceeding"):
        return d.select("decision_id", unit_examined=unknown())
    cases = ctx.record["proceeding"]
    p = cases.filter(cases["kind"].isin(("inspection", "audit")), ~cases["named"]).select(
        concerned="person_id", since="from", until="until"
    )
    r = d.join(
        p,
        [
            d["person_id"] == p["concerned"],
            p["since"].isnull() | (p["since"] <= d["on"]),
            p["until"].isnull() | (p["until"] > d["on"]),
        ],
    )
    found = r.group_by("decision_id").aggregate(seen=r["concerned"].count() > 0)
    t = d.select("decision_id").left_join(found, "decision_id").drop("decision_id_right")
    return t.select("decision_id", unit_examined=t["seen"].fill_null(False))


def _spans_of_suspensions(ctx: Context) -> ir.Table:
    """Every suspension of the record with the number of suspensions right before it: 0, 1 or 2; NULL: not known."""
    decision = ctx.record["decision"]
    s = decision.filter(decision["kind"] == "suspension", decision["person_id"].notnull()).select(
        s_id="id",
        s_person="person_id",
        since=decision["effective_on"].coalesce(decision["signed_on"]),
        until=decision["until"],
    )
    other = s.select(o_id="s_id", o_person="s_person", o_since="since", o_until="until")
    r = s.join(other, [s["s_person"] == other["o_person"], s["s_id"] != other["o_id"]])
    right_before = (r["o_since"] < r["since"]) & (r["o_until"] >= r["since"])
    found = r.group_by("s_id").aggregate(sure=any_true(right_before), maybe=any_maybe(right_before))
    t = s.left_join(found, "s_id").drop("s_id_right")
    follows = ibis.cases((t["sure"].fill_null(False), True), (t["maybe"].fill_null(False), unknown()), else_=False)
    return ctx.stage("suspensions", t.select("s_id", "s_person", "since", "until", follows=follows))


def build_suspensions(ctx: Context) -> ir.Table:
    d = exit_decisions(ctx, ("suspension",))
    spans = _spans_of_suspensions(ctx)
    before = spans.select(b_id="s_id", b_person="s_person", b_since="since", b_until="until", b_follows="follows")
    r = spans.join(
        before,
        [
            spans["s_person"] == before["b_person"],
            spans["s_id"] != before["b_id"],
            before["b_since"] < spans["since"],
            before["b_until"] >= spans["since"],
        ],
    )
    chains = r.group_by("s_id").aggregate(longer=any_true(r["b_follows"]), perhaps=any_maybe(r["b_follows"]))
    decision, notice, evaluation = ctx.record["decision"], ctx.record["notice"], ctx.record["evaluation"]
    cancelled = decision.filter(decision["kind"] == "revocation", decision["revokes_id"].notnull()).select(
        c_id="id", revokes="revokes_id", c_on="signed_on"
    )
    basis = notice.filter(notice["kind"] == "grounds_complete").select(n_decision="decision_id", basis="issued_on")
    c = cancelled.left_join(basis, cancelled["c_id"] == basis["n_decision"])
    c = c.group_by("revokes").aggregate(
        cancelled_on=c["c_on"].max(), basis_on=c["basis"].min(), times=c["c_id"].count()
    )
    own = decision.select(own_id="id", status="status")
    rated = evaluation.select(rated_person="person_id", year="year", rating="rating")
    y = spans.join(rated, [spans["s_person"] == rated["rated_person"], spans["since"].year() == rated["year"]])
    ratings = y.group_by(y_id="s_id").aggregate(rating=y["rating"].max())
    t = d.select("decision_id", "person_id", "on")
    t = t.left_join(spans, t["decision_id"] == spans["s_id"])
    t = t.left_join(ratings, t["decision_id"] == ratings["y_id"])
    t = t.left_join(chains, t["decision_id"] == chains["s_id"]).drop("s_id_right")
    t = t.left_join(c, t["decision_id"] == c["revokes"])
    t = t.left_join(own, t["decision_id"] == own["own_id"])
    t = t.mutate(
        eve=(t["since"] - ibis.interval(days=1)).cast("date"),
        last=(t["until"] - ibis.interval(days=1)).cast("date"),
    )
    days = ctx.record.working_days
    for name in ("eve", "last", "cancelled_on", "basis_on"):
        side = days.select(**{f"{name}_day": "day", f"{name}_ordinal": "ordinal"})
        t = t.left_join(side, t[name] == side[f"{name}_day"])
    number = ibis.cases(
        (~t["follows"], 0),
        (t["longer"].fill_null(False), 2),
        (t["follows"] & ~t["perhaps"].fill_null(False), 1),
        else_=ibis.null("int64"),
    )
    return t.select(
        "decision_id",
        suspension_working_days=t["last_ordinal"] - t["eve_ordinal"],
        suspensions_before=number,
        cancel_working_days=t["cancelled_on_ordinal"] - t["basis_on_ordinal"],
        suspension_cancelled=(t["times"] > 0).fill_null(False) | (t["status"] == "revoked").fill_null(False),
        suspension_year_rating=t["rating"],
    )


GROUPS = (
    FactGroup("exit_letters", LETTER_FACTS, build_letters, "Letters and deadlines of leaving"),
    FactGroup("exit_cases", CASE_FACTS, build_unit_cases, "Inspections of the unit"),
    FactGroup("suspensions", SUSPENSION_FACTS, build_suspensions, "Suspensions"),
)
