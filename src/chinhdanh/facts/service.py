"""Time in post before the decision, with interruptions, equivalent posts and posts left for discipline."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_true, days_over, whole_months
from chinhdanh.facts.model import Context, Fact, FactGroup, coverage_fact

_SPELLS = ("tenure.post_id", "tenure.from", "tenure.until", "post.rank", "post.equivalence")
_SCOPE = ("appointment", "nomination")

FACTS = (
    Fact(
        "months_in_present_post",
        "integer",
        "Số tháng giữ chức vụ hiện tại",
        "Months in the present post",
        ("tenure.from", "tenure.post_id", "decision.from_post_id"),
        unit="month",
        meaning="Since the start of the running full tenure of the present post; acting time does not count.",
    ),
    Fact(
        "months_in_equivalent_posts",
        "integer",
        "Số tháng giữ chức vụ hiện tại và tương đương (cộng dồn, ít nhất)",
        "Months in the present and equivalent posts (summed, at least)",
        _SPELLS,
        unit="month",
    ),
    Fact(
        "months_in_equivalent_posts_at_most",
        "integer",
        "Số tháng giữ chức vụ hiện tại và tương đương (nhiều nhất)",
        "Months in the present and equivalent posts (at most)",
        _SPELLS,
        unit="month",
        meaning="Counts posts whose equivalence is not recorded; NULL where other spells may be missing.",
        rests_on=("tenure",),
    ),
    Fact(
        "months_in_adjacent_posts",
        "integer",
        "Số tháng giữ chức vụ liền kề trở lên (cộng dồn, ít nhất)",
        "Months in posts next below or higher (summed, at least)",
        (*_SPELLS, "post.adjacent_lower_rank", "tenure.end_reason"),
        unit="month",
    ),
    Fact(
        "months_in_adjacent_posts_at_most",
        "integer",
        "Số tháng giữ chức vụ liền kề trở lên (nhiều nhất)",
        "Months in posts next below or higher (at most)",
        (*_SPELLS, "post.adjacent_lower_rank", "tenure.end_reason"),
        unit="month",
        rests_on=("tenure",),
    ),
)


def _spells(ctx: Context) -> ir.Table:
    """Every full spell of the person that began before the day, cut off at the day, with the rank of its post."""
    tenure, post = ctx.record["tenure"], ctx.record["post"]
    full = tenure.filter(~tenure["acting"].fill_null(False)).select(
        holder="person_id",
        held_post_id="post_id",
        since="from",
        until="until",
        end_reason="end_reason",
        begun_by="start_decision_id",
    )
    ranks = post.select(held_key="id", held_rank="rank", held_equivalence="equivalence")
    full = full.left_join(ranks, full["held_post_id"] == ranks["held_key"])
    d = ctx.decisions.filter(ctx.decisions["kind"].isin(_SCOPE)).select(
        "decision_id",
        "person_id",
        "on",
        "from_post_id",
        "rank_from",
        "equivalence_from",
        "adjacent_lower_rank",
    )
    spells = d.join(
        full,
        [
            d["person_id"] == full["holder"],
            full["since"].isnull() | (full["since"] < d["on"]),
            full["begun_by"].isnull() | (full["begun_by"] != d["decision_id"]),
        ],
    )
    last = ibis.ifelse(spells["until"].isnull() | (spells["until"] > spells["on"]), spells["on"], spells["until"])
    return spells.mutate(last=last)


def build(ctx: Context) -> ir.Table:
    s = _spells(ctx)
    is_present = (s["held_post_id"] == s["from_post_id"]).fill_null(False)
    running = s["until"].isnull() | (s["until"] >= s["on"])
    same = is_present | (s["held_equivalence"] == s["equivalence_from"]) | (s["held_rank"] == s["rank_from"])
    high_enough = s["held_rank"] >= s["adjacent_lower_rank"]
    left_for_discipline = ibis.ifelse(running, False, s["end_reason"] == "discipline")
    adjacent = high_enough & ~left_for_discipline
    s = s.mutate(
        months=whole_months(s["since"], s["last"]),
        days=days_over(s["since"], s["last"]),
        present_since=ibis.ifelse(is_present & running, s["since"], ibis.null("date")),
        equivalent=same,
        adjacent=adjacent,
    )

    def at_least(kind: str) -> ir.IntegerScalar:
        return s["months"].sum(where=s[kind].fill_null(False)).fill_null(0)

    def at_most(kind: str) -> ir.IntegerScalar:
        maybe = s[kind].fill_null(True)
        # Odd days of several spells may add up to further months; a single spell has none to add.
        odd = ibis.ifelse(maybe.sum() > 1, (s["days"].sum(where=maybe).fill_null(0) / 28).floor().cast("int64"), 0)
        return s["months"].sum(where=maybe).fill_null(0) + odd

    def undated(kind: str) -> ir.BooleanScalar:
        # Nobody knows how long a spell without first day lasted.
        return any_true(s[kind].fill_null(True) & s["since"].isnull())

    sums = s.group_by("decision_id").aggregate(
        equivalent_undated=undated("equivalent"),
        adjacent_undated=undated("adjacent"),
        present_since=s["present_since"].min(),
        equivalent_min=at_least("equivalent"),
        equivalent_max=at_most("equivalent"),
        adjacent_min=at_least("adjacent"),
        adjacent_max=at_most("adjacent"),
    )
    d = ctx.decisions
    t = d.filter(d["kind"].isin(_SCOPE)).select(
        "decision_id",
        "on",
        whole=d[coverage_fact("tenure")].notnull(),
        adjacent_known=d["adjacent_lower_rank"].notnull(),
    )
    t = t.left_join(sums, "decision_id").drop("decision_id_right")
    given = ctx.record.gives("tenure")

    def known(column: str) -> ir.IntegerValue:
        return t[column].fill_null(0) if given else ibis.null("int64")

    def bounded(kind: str) -> ir.IntegerValue:
        settled = t["whole"] & ~t[f"{kind}_undated"].fill_null(False)
        return ibis.ifelse(settled, known(f"{kind}_max"), ibis.null("int64"))

    return t.select(
        "decision_id",
        months_in_present_post=whole_months(t["present_since"], t["on"]),
        months_in_equivalent_posts=known("equivalent_min"),
        months_in_equivalent_posts_at_most=bounded("equivalent"),
        months_in_adjacent_posts=ibis.ifelse(t["adjacent_known"], known("adjacent_min"), ibis.null("int64")),
        months_in_adjacent_posts_at_most=ibis.ifelse(t["adjacent_known"], bounded("adjacent"), ibis.null("int64")),
    )


GROUP = FactGroup("service", FACTS, build, "Time in post")
