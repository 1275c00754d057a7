"""Leaving the service by streamlining or restructuring: the ground, failing years, months short of retirement age."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.facts.expressions import month_number
from chinhdanh.facts.model import Context, Fact, FactGroup
from chinhdanh.facts.retirement import retirement_day

KINDS = ("separation", "retirement")

_RATINGS = ("evaluation.year", "evaluation.rating")
_AGE = ("person.birth_date", "person.sex")

FACTS = (
    Fact("streamlined", "boolean", "Nghỉ theo diện tinh giản biên chế", "Leaves by streamlining", ("decision.ground",)),
    Fact(
        "left_service_on",
        "date",
        "Ngày nghỉ",
        "Leaves the service on",
        ("decision.effective_on", "decision.signed_on"),
    ),
    Fact(
        "ordinary_retirement_on",
        "date",
        "Ngày đủ tuổi nghỉ hưu theo lộ trình",
        "Day of retirement by the table of ages",
        _AGE,
        meaning="By Decree 135/2020 for normal conditions, whatever earlier day a decision fixes.",
    ),
    Fact(
        "months_short_of_retirement",
        "integer",
        "Số tháng nghỉ trước tuổi nghỉ hưu",
        "Months short of retirement age",
        (*_AGE, "decision.effective_on"),
        unit="month",
        meaning="Calendar months from the month of leaving to the month of retirement.",
    ),
    *(
        Fact(f"failed_{name}", "boolean", f"Không hoàn thành nhiệm vụ {vi}", f"Rated as failed {en}", _RATINGS)
        for name, vi, en in (
            ("this_year", "năm nay", "this year"),
            ("last_year", "năm trước", "last year"),
            ("two_years_ago", "hai năm trước", "two years ago"),
        )
    ),
)


def build(ctx: Context) -> ir.Table:
    decision, person, evaluation = ctx.record["decision"], ctx.record["person"], ctx.record["evaluation"]
    own = ctx.decisions.filter(ctx.decisions["kind"].isin(KINDS))
    d = own.select("decision_id", "person_id", "on", left_on=own["effective_on"].coalesce(own["on"]))
    grounds = decision.select(g_decision="id", ground="ground")
    people = person.select(p_id="id", sex="sex", birth="birth_date")
    rated = evaluation.select(r_person="person_id", year="year", rating="rating", decided="decided_on")
    r = d.join(
        rated,
        [
            d["person_id"] == rated["r_person"],
            rated["decided"].isnull() | (rated["decided"] <= d["on"]),
        ],
    )
    ago = r["on"].year().cast("int64") - r["year"].cast("int64")
    failed = r["rating"] == "failed"
    ratings = r.group_by(e_decision="decision_id").aggregate(
        year_0=failed.any(where=ago == 0), year_1=failed.any(where=ago == 1), year_2=failed.any(where=ago == 2)
    )
    t = d.left_join(grounds, d["decision_id"] == grounds["g_decision"])
    t = t.left_join(people, t["person_id"] == people["p_id"])
    t = t.left_join(ratings, t["decision_id"] == ratings["e_decision"])
    retires = retirement_day(t["sex"], t["birth"])
    return t.select(
        "decision_id",
        streamlined=t["ground"] == "streamlining",
        left_service_on=t["left_on"],
        ordinary_retirement_on=retires,
        months_short_of_retirement=month_number(retires) - month_number(t["left_on"]),
        failed_this_year=t["year_0"],
        failed_last_year=t["year_1"],
        failed_two_years_ago=t["year_2"],
    )


GROUP = FactGroup("streamlining", FACTS, build, "Streamlining and early retirement")
