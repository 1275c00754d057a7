"""What followed a departure from a post: the latest one before a new appointment, and what became of a dismissed person."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.exits import exit_decisions
from chinhdanh.facts.expressions import any_true, is_month_end, month_number, unknown, whole_months
from chinhdanh.facts.model import Context, Fact, FactGroup

NEXT = ("appointment", "nomination", "planning", "transfer", "rotation")
"""Decisions by which somebody who left a post gets another."""
LEAVING = ("release", "resignation", "dismissal")
STAYING = ("appointment", "transfer", "rotation", "secondment", "reappointment", "nomination")

_EXIT = ("decision.kind", "decision.person_id", "decision.effective_on", "decision.signed_on")

HISTORY_FACTS = (
    Fact(
        "last_exit_kind",
        "text",
        "Lần rời chức vụ gần nhất: hình thức",
        "Latest departure from a post: its kind",
        _EXIT,
        meaning="`release`, `resignation`, `dismissal`, or `none`; of two on one day the gravest. NULL where an undated one "
        "may have come before.",
    ),
    Fact("last_exit_on", "date", "Lần rời chức vụ gần nhất: ngày hiệu lực", "Latest departure: day of effect", _EXIT),
    Fact(
        "last_exit_decided_on", "date", "Lần rời chức vụ gần nhất: ngày ký", "Latest departure: day of signing", _EXIT
    ),
    Fact(
        "last_exit_ground",
        "text",
        "Lần rời chức vụ gần nhất: căn cứ",
        "Latest departure: its ground",
        ("decision.ground",),
    ),
    Fact(
        "last_exit_letter",
        "boolean",
        "Lần rời chức vụ gần nhất: có đơn xin từ chức",
        "Latest departure: a letter of resignation is on file",
        ("notice.kind", "notice.decision_id"),
        meaning="TRUE or NULL.",
    ),
    Fact(
        "left_central_post",
        "boolean",
        "Chức vụ đã rời thuộc Bộ Chính trị, Ban Bí thư quản lý",
        "The post left was managed by the Politburo or Secretariat",
        ("post.managed_by", "decision.from_post_id"),
    ),
    Fact(
        "rank_less_left_post",
        "integer",
        "Bậc chức vụ mới so với chức vụ đã rời",
        "Rank of the new post less that of the post left",
        ("post.rank", "post.equivalence", "decision.from_post_id"),
        meaning="0 where both posts are recorded as equivalent.",
    ),
    Fact(
        "months_since_exit", "integer", "Số tháng từ khi rời chức vụ", "Months since the departure", _EXIT, unit="month"
    ),
    Fact(
        "months_placed_since_exit",
        "integer",
        "Số tháng giữ vị trí mới sau khi rời chức vụ",
        "Months in the position taken up after the departure",
        ("tenure.from", *_EXIT),
        unit="month",
        meaning="Since the first tenure that began on the day of departure or later.",
    ),
    Fact(
        "rated_good_since_exit",
        "boolean",
        "Được xếp loại hoàn thành tốt nhiệm vụ trở lên sau khi rời chức vụ",
        "Rated good or better since the departure",
        ("evaluation.year", "evaluation.rating", "evaluation.decided_on"),
        meaning="FALSE where ratings since then are on file and none is good; NULL where none is.",
    ),
    Fact(
        "months_left_at_exit",
        "integer",
        "Số tháng công tác còn lại khi rời chức vụ",
        "Months of service left at the departure",
        (*_EXIT, "person.birth_date", "person.sex"),
        unit="month",
    ),
)

AFTERMATH_FACTS = (
    Fact(
        "separated_later",
        "boolean",
        "Sau đó được cho thôi việc",
        "Let go from the service afterwards",
        ("decision.kind", "decision.signed_on"),
        rests_on=("decision",),
    ),
    Fact(
        "stayed_in_service",
        "boolean",
        "Sau đó vẫn công tác",
        "Stayed in service afterwards",
        ("tenure.from", "decision.kind", "decision.signed_on"),
        meaning="TRUE where a tenure or a decision on other work began after the dismissal; else NULL.",
    ),
)


def _ratings_since(ctx: Context, t: ir.Table) -> ir.Table:
    evaluation = ctx.record["evaluation"]
    rated = evaluation.select(rated_person="person_id", year="year", rating="rating", decided="decided_on")
    r = t.join(
        rated,
        [
            t["person_id"] == rated["rated_person"],
            rated["year"] >= t["exit_on"].year(),
            rated["year"] <= t["on"].year(),
            rated["rating"].notnull(),
            rated["decided"].isnull() | ((rated["decided"] <= t["on"]) & (rated["decided"] >= t["exit_on"])),
        ],
    )
    # Of the year of the departure itself only a rating known to have come later says something.
    sure = (r["year"] > r["exit_on"].year()) | r["decided"].notnull()
    good = r["rating"].isin(("good", "excellent"))
    return r.group_by("decision_id").aggregate(
        good=any_true(good & sure), maybe=any_true(good & ~sure), rated=any_true(sure)
    )


def _exits(ctx: Context, d: ir.Table) -> ir.Table:
    """By decision and kind: the latest departure before it."""
    decision, post = ctx.record["decision"], ctx.record["post"]
    left = post.select(l_id="id", rank_left="rank", equivalence_left="equivalence", managed_left="managed_by")
    e = decision.filter(
        decision["kind"].isin(LEAVING),
        decision["person_id"].notnull(),
        decision["status"].fill_null("in_force") != "revoked",
    ).select(
        e_id="id",
        e_kind="kind",
        e_person="person_id",
        e_signed="signed_on",
        e_on=decision["effective_on"].coalesce(decision["signed_on"]),
        e_ground="ground",
        e_post=decision["from_post_id"].coalesce(decision["post_id"]),
    )
    e = e.left_join(left, e["e_post"] == left["l_id"])
    r = d.join(
        e,
        [
            d["person_id"] == e["e_person"],
            e["e_on"].isnull() | (e["e_on"] <= d["on"]),
            d["decision_id"] != e["e_id"],
        ],
    )
    gravity = ibis.cases((r["e_kind"] == "dismissal", 3), (r["e_kind"] == "resignation", 2), else_=1).cast("int64")
    day = r["e_on"].year().cast("int64") * 10000 + r["e_on"].month().cast("int64") * 100 + r["e_on"].day().cast("int64")
    return r.mutate(order=day * 10 + gravity)


_ONE = ("e_kind", "e_on", "e_signed", "e_ground", "rank_left", "equivalence_left", "managed_left", "e_id")


def build_history(ctx: Context) -> ir.Table:
    d = exit_decisions(ctx, NEXT).select("decision_id", "person_id", "on", "rank_to", "equivalence_to", "retires_on")
    r = ctx.stage("exits_before", _exits(ctx, d).select("decision_id", "order", *_ONE))
    last = r.group_by("decision_id").aggregate(last=r["order"].max(), undated=any_true(r["e_on"].isnull()))
    here = r.select(r_decision="decision_id", order="order", **{n: r[n] for n in _ONE})
    here = here.join(last, [here["r_decision"] == last["decision_id"], here["order"] == last["last"]])
    # Two papers for one departure: what they agree on.
    same = {n: ibis.ifelse(here[n].min() == here[n].max(), here[n].min(), ibis.null(here[n].type())) for n in _ONE}
    one = here.group_by(o_decision="r_decision").aggregate(**same)
    t = d.left_join(one, d["decision_id"] == one["o_decision"])
    t = t.left_join(last, t["decision_id"] == last["decision_id"]).drop("decision_id_right")
    t = ctx.stage("last_exits", t.select(
        "decision_id", "person_id", "on", "rank_to", "equivalence_to", "retires_on", "undated", exit_on=t["e_on"],
        **{n: t[n] for n in _ONE if n != "e_on"},
    ))  # fmt: skip
    tenure, notice = ctx.record["tenure"], ctx.record["notice"]
    spells = tenure.select(holder="person_id", since="from", begun_by="start_decision_id")
    s = t.join(
        spells,
        [
            t["person_id"] == spells["holder"],
            spells["since"] >= t["exit_on"],
            spells["since"] <= t["on"],
            spells["begun_by"].isnull() | (spells["begun_by"] != t["decision_id"]),
        ],
    )
    placed = s.group_by("decision_id").aggregate(placed_on=s["since"].min())
    letters = notice.filter(notice["kind"] == "resignation_letter").select(n_decision="decision_id").distinct()
    ratings = _ratings_since(ctx, t)
    t = t.left_join(placed, "decision_id").drop("decision_id_right")
    t = t.left_join(letters, t["e_id"] == letters["n_decision"])
    t = t.left_join(ratings, "decision_id").drop("decision_id_right")
    retires = t["retires_on"]
    left = ibis.ifelse(
        is_month_end(retires), month_number(retires) - month_number(t["exit_on"]), whole_months(t["exit_on"], retires)
    )
    equal = (t["equivalence_to"] == t["equivalence_left"]).fill_null(False)
    return t.select(
        "decision_id",
        last_exit_kind=ibis.cases(
            (t["undated"].fill_null(False), ibis.null("string")),
            (t["exit_on"].isnull(), "none"),
            else_=t["e_kind"],
        ),
        last_exit_on=t["exit_on"],
        last_exit_decided_on=t["e_signed"],
        last_exit_ground=t["e_ground"],
        last_exit_letter=ibis.ifelse(t["n_decision"].notnull(), True, unknown()),
        left_central_post=t["managed_left"] == "central",
        rank_less_left_post=ibis.ifelse(equal, 0, t["rank_to"] - t["rank_left"]),
        months_since_exit=whole_months(t["exit_on"], t["on"]),
        months_placed_since_exit=whole_months(t["placed_on"], t["on"]),
        rated_good_since_exit=ibis.cases(
            (t["good"].fill_null(False), True),
            (t["maybe"].fill_null(False), unknown()),
            (t["rated"].fill_null(False), False),
            else_=unknown(),
        ),
        months_left_at_exit=left,
    )


def build_aftermath(ctx: Context) -> ir.Table:
    d = exit_decisions(ctx, ("dismissal",)).select("decision_id", "person_id", "on", whole=ctx.covered("decision"))
    decision, tenure = ctx.record["decision"], ctx.record["tenure"]
    later = decision.select(l_id="id", l_person="person_id", l_kind="kind", l_on="signed_on")
    r = d.join(
        later,
        [
            d["person_id"] == later["l_person"],
            d["decision_id"] != later["l_id"],
            later["l_on"].isnull() | (later["l_on"] >= d["on"]),
        ],
    )
    dated = r["l_on"].notnull()
    separated = r["l_kind"] == "separation"
    found = r.group_by("decision_id").aggregate(
        separated=any_true(separated & dated),
        perhaps=any_true(separated & ~dated),
        moved=any_true(r["l_kind"].isin(STAYING) & dated),
    )
    spells = tenure.select(holder="person_id", since="from")
    s = d.join(spells, [d["person_id"] == spells["holder"], spells["since"] >= d["on"]])
    began = s.group_by("decision_id").aggregate(began=s["since"].count() > 0)
    t = d.left_join(found, "decision_id").drop("decision_id_right")
    t = t.left_join(began, "decision_id").drop("decision_id_right")
    stayed = t["moved"].fill_null(False) | t["began"].fill_null(False)
    return t.select(
        "decision_id",
        separated_later=ibis.cases(
            (t["separated"].fill_null(False), True),
            (t["whole"] & ~t["perhaps"].fill_null(False), False),
            else_=unknown(),
        ),
        stayed_in_service=ibis.ifelse(stayed, True, unknown()),
    )


GROUPS = (
    FactGroup("exit_history", HISTORY_FACTS, build_history, "The latest departure from a post"),
    FactGroup("exit_aftermath", AFTERMATH_FACTS, build_aftermath, "After a dismissal"),
)
