"""Where a person comes from and goes to: public employees, posts left at the end of a term, posts not given up."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.base import LEADERSHIP
from chinhdanh.facts.expressions import any_true, exists_kleene, unknown
from chinhdanh.facts.model import Context, Fact, FactGroup

_LEFT = ("tenure.post_id", "tenure.until", "tenure.end_reason", "post.leadership")
_MOVES = ("appointment", "transfer", "rotation")

STATUS_FACTS = (
    Fact(
        "public_employee",
        "boolean",
        "Là viên chức",
        "Is a public employee",
        ("person.category", "post.public_unit"),
        meaning="NULL where the category is not recorded, or for a civil servant in a post of a public service unit.",
    ),
)


def build_status(ctx: Context) -> ir.Table:
    person, post = ctx.record["person"], ctx.record["post"]
    people = person.select(person_key="id", category="category")
    posts = post.select(post_key="id", public_unit="public_unit")
    t = ctx.decisions.select("decision_id", "person_id", "post_id")
    t = t.left_join(people, t["person_id"] == people["person_key"])
    t = t.left_join(posts, t["post_id"] == posts["post_key"])
    return t.select(
        "decision_id",
        public_employee=ibis.cases(
            (t["category"] == "public_employee", True),
            (t["category"].isin(("cadre", "armed_forces")), False),
            ((t["category"] == "civil_servant") & ~t["public_unit"].fill_null(False), False),
            else_=unknown(),
        ),
    )


LEFT_FACTS = (
    Fact(
        "left_at_term_end",
        "boolean",
        "Thôi giữ chức vụ trước đó do hết nhiệm kỳ, không được bổ nhiệm lại",
        "Left the post before at the end of its term, not reappointed",
        _LEFT,
        meaning="By the reason with which the latest leadership tenure ended; FALSE while another one runs; NULL where "
        "none is recorded.",
    ),
    Fact(
        "lower_than_post_left",
        "boolean",
        "Chức vụ thấp hơn chức vụ đã thôi giữ",
        "Lower than the post left",
        (*_LEFT, "post.rank", "post.equivalence"),
    ),
)


def build_left(ctx: Context) -> ir.Table:
    """Decisions by which somebody moves, held against the leadership post that ended last."""
    tenure, post = ctx.record["tenure"], ctx.record["post"]
    leading = post.filter(post["leadership"].isin(LEADERSHIP)).select(
        left_post_id="id", left_rank="rank", left_equivalence="equivalence"
    )
    full = tenure.filter(~tenure["acting"].fill_null(False)).select(
        holder="person_id",
        held_post_id="post_id",
        since="from",
        until="until",
        end_reason="end_reason",
        begun_by="start_decision_id",
    )
    full = full.join(leading, full["held_post_id"] == leading["left_post_id"])
    d = ctx.decisions.filter(ctx.decisions["kind"].isin(_MOVES)).select(
        "decision_id",
        "person_id",
        "rank_to",
        "equivalence_to",
        "on",
        begins=ctx.decisions["effective_on"].coalesce(ctx.decisions["on"]),
    )
    r = d.join(
        full,
        [
            d["person_id"] == full["holder"],
            full["since"] < d["on"],
            full["begun_by"].isnull() | (full["begun_by"] != d["decision_id"]),
        ],
    )
    ended = (r["until"] <= r["begins"]).fill_null(False)
    r = r.mutate(ended=ended, ended_on=ibis.ifelse(ended, r["until"], ibis.null("date")))
    latest = r.group_by(latest_decision="decision_id").aggregate(
        last_end=r["ended_on"].max(), running=any_true(~r["ended"])
    )
    r = r.join(latest, [r["decision_id"] == latest["latest_decision"], r["ended_on"] == latest["last_end"]])
    lower = ibis.cases(
        ((r["equivalence_to"] == r["left_equivalence"]).fill_null(False), False),
        else_=r["rank_to"] < r["left_rank"],
    )
    r = r.mutate(at_term_end=r["end_reason"] == "term_end", lower=lower)
    found = r.group_by(left_decision="decision_id").aggregate(
        all_term_end=r["at_term_end"].all(),
        some_term_end=r["at_term_end"].any(),
        unclear=r["at_term_end"].isnull().any(),
        all_lower=r["lower"].all(),
        lower_unclear=r["lower"].isnull().any(),
    )
    t = d.select("decision_id").left_join(latest, d["decision_id"] == latest["latest_decision"])
    t = t.rename(any_running="running").left_join(found, t["decision_id"] == found["left_decision"])
    return t.select(
        "decision_id",
        left_at_term_end=ibis.cases(
            (t["any_running"].fill_null(False), False),
            (t["unclear"].fill_null(True), unknown()),
            (t["all_term_end"], True),
            (~t["some_term_end"], False),
            else_=unknown(),
        ),
        lower_than_post_left=ibis.ifelse(t["lower_unclear"].fill_null(True), unknown(), t["all_lower"]),
    )


OTHER_FACTS = (
    Fact(
        "old_post_kept",
        "boolean",
        "Vẫn giữ chức vụ lãnh đạo cũ mà không kiêm nhiệm",
        "Still holds the old leadership post, not concurrently",
        ("tenure.post_id", "tenure.until", "tenure.concurrent", "post.leadership"),
        meaning="On the day of effect. FALSE where every earlier leadership tenure on record has ended by then and at "
        "least one is recorded, or the table is declared complete.",
        rests_on=("tenure",),
    ),
)


def build_other(ctx: Context) -> ir.Table:
    tenure, post = ctx.record["tenure"], ctx.record["post"]
    leading = post.filter(post["leadership"].isin(LEADERSHIP), ~post["elected"].fill_null(False)).select(
        led_post_id="id"
    )
    full = tenure.filter(~tenure["acting"].fill_null(False)).select(
        holder="person_id",
        held_post_id="post_id",
        since="from",
        until="until",
        concurrent="concurrent",
        begun_by="start_decision_id",
    )
    d = ctx.decisions.filter(ctx.decisions["kind"] == "appointment").select(
        "decision_id",
        "person_id",
        "post_id",
        begins=ctx.decisions["effective_on"].coalesce(ctx.decisions["on"]),
        whole=ctx.covered("tenure"),
    )
    new = full.filter(full["begun_by"].notnull(), full["concurrent"].fill_null(False)).select(
        new_decision="begun_by", beside=full["concurrent"]
    )
    new = new.group_by(new_key="new_decision").aggregate(beside=new["beside"].any())
    old = full.join(leading, full["held_post_id"] == leading["led_post_id"], how="semi")
    r = d.join(
        old,
        [
            d["person_id"] == old["holder"],
            d["post_id"] != old["held_post_id"],
            old["since"].isnull() | (old["since"] < d["begins"]),
            old["begun_by"].isnull() | (old["begun_by"] != d["decision_id"]),
        ],
    )
    begun = ibis.ifelse(r["since"].notnull(), True, unknown())
    kept = begun & (r["until"].isnull() | (r["until"] > r["begins"])) & ~r["concurrent"]
    r = r.mutate(kept=kept)
    found = r.group_by(old_decision="decision_id").aggregate(
        sure=any_true(r["kept"]), maybe=r["kept"].fill_null(True).any(), seen=r["begins"].notnull().any()
    )
    t = d.left_join(found, d["decision_id"] == found["old_decision"])
    t = t.left_join(new, t["decision_id"] == new["new_key"])
    settled = exists_kleene(t["sure"], t["maybe"], t["whole"] | t["seen"].fill_null(False))
    return t.select("decision_id", old_post_kept=ibis.ifelse(t["beside"].fill_null(False), False, settled))


GROUPS = (
    FactGroup("public_status", STATUS_FACTS, build_status, "Public employees"),
    FactGroup("posts_left", LEFT_FACTS, build_left, "Posts left at the end of a term"),
    FactGroup("posts_kept", OTHER_FACTS, build_other, "Posts not given up"),
)
