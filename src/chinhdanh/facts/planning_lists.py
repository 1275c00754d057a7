"""A planning decision with its entry, who manages the posts that a person holds, and where a nominee would serve."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_maybe, any_true, exists_kleene, month_number, unknown
from chinhdanh.facts.model import Context, Fact, FactGroup, coverage_fact

_LIGHT = ("reprimand", "warning")
_PROPOSING = ("appointment", "nomination")
_FIRST_TERM, _LAST_TERM = 2000, 2059

LIST_FACTS = (
    Fact(
        "plan_months_left_at_least",
        "integer",
        "Số tháng công tác còn lại khi bắt đầu nhiệm kỳ quy hoạch (ít nhất)",
        "Months of service left at the start of the planned term (at least)",
        ("plan_entry.term", "plan_entry.decision_id", "person.birth_date", "person.sex"),
        unit="month",
        meaning="The record tells only the year in which the term begins: counted from its last day.",
    ),
    Fact(
        "plan_months_left_at_most",
        "integer",
        "Số tháng công tác còn lại khi bắt đầu nhiệm kỳ quy hoạch (nhiều nhất)",
        "Months of service left at the start of the planned term (at most)",
        ("plan_entry.term", "plan_entry.decision_id", "person.birth_date", "person.sex"),
        unit="month",
        meaning="Counted from the first day of the year in which the term begins.",
    ),
    Fact(
        "planned_then_proposed",
        "boolean",
        "Sau đó được bổ nhiệm, giới thiệu vào chính chức danh quy hoạch",
        "Later appointed or nominated to the very post planned for",
        ("decision.kind", "decision.person_id", "decision.post_id", "decision.signed_on"),
    ),
    Fact(
        "proposed_after_planning_on",
        "date",
        "Ngày đề nghị bổ nhiệm, giới thiệu vào chính chức danh quy hoạch",
        "Proposed for the very post planned for on",
        ("decision.proposal_received_on", "decision.signed_on"),
        meaning="The earliest proposal decided on since the planning; it may be older than the planning itself.",
    ),
    Fact(
        "light_discipline_running",
        "boolean",
        "Khiển trách, cảnh cáo chưa chấm dứt hiệu lực",
        "A reprimand or warning still running",
        ("discipline.form", "discipline.effective_on", "discipline.ended_on"),
        meaning="FALSE where none was given or each is recorded as ended by the day.",
    ),
    Fact(
        "heavier_discipline_before",
        "boolean",
        "Từng bị kỷ luật nặng hơn cảnh cáo",
        "Disciplined more heavily than by a warning before",
        ("discipline.form", "discipline.effective_on"),
    ),
)


def _term_start(term: ir.StringValue) -> ir.IntegerValue:
    """The year with which the text of a term begins; NULL where it begins otherwise."""
    years = range(_FIRST_TERM, _LAST_TERM + 1)
    return ibis.cases(*((term.startswith(str(year)), year) for year in years), else_=ibis.null("int64")).cast("int64")


def build_lists(ctx: Context) -> ir.Table:
    d = ctx.decisions.filter(ctx.decisions["kind"] == "planning").select(
        "decision_id", "person_id", "post_id", "on", "retires_on"
    )
    plan = ctx.record["plan_entry"].select(
        entry_decision="decision_id", starts=_term_start(ctx.record["plan_entry"]["term"])
    )
    entries = plan.group_by("entry_decision").aggregate(first=plan["starts"].min(), last=plan["starts"].max())
    proposals = ctx.record["decision"]
    proposals = proposals.filter(proposals["kind"].isin(_PROPOSING)).select(
        proposed_person="person_id",
        proposed_post="post_id",
        proposed="proposal_received_on",
        signed="signed_on",
    )
    p = d.join(
        proposals,
        [
            d["person_id"] == proposals["proposed_person"],
            d["post_id"] == proposals["proposed_post"],
            proposals["signed"] >= d["on"],
        ],
    )
    since = p.group_by("decision_id").aggregate(
        followed=p["signed"].notnull().any(),
        undated=p["proposed"].isnull().any(),
        proposed=p["proposed"].min(),
    )
    t = d.left_join(entries, d["decision_id"] == entries["entry_decision"])
    t = t.left_join(since, "decision_id").drop("decision_id_right")
    t = t.left_join(_disciplined(ctx, d), "decision_id").drop("decision_id_right")
    given = ctx.record.gives("discipline")
    # Retirement is on the last day of a month, so months are counted by number; the one in which the term begins is
    # the first or the twelfth of its year.
    left = (month_number(t["retires_on"]) - t["first"] * 12).cast("int64")
    one_term = t["first"] == t["last"]
    return t.select(
        "decision_id",
        plan_months_left_at_least=ibis.ifelse(one_term, left - 12, ibis.null("int64")),
        plan_months_left_at_most=ibis.ifelse(one_term, left, ibis.null("int64")),
        planned_then_proposed=t["followed"].fill_null(False),
        # A proposal without a day may be the earliest, unless one is known that came before the planning.
        proposed_after_planning_on=ibis.ifelse(
            ~t["undated"].fill_null(True) | (t["proposed"] <= t["on"]).fill_null(False),
            t["proposed"],
            ibis.null("date"),
        ),
        light_discipline_running=_settled(t["light_sure"], t["light_maybe"], given),
        heavier_discipline_before=_settled(t["heavy_sure"], t["heavy_maybe"], given),
    )


def _settled(sure: ir.BooleanValue, maybe: ir.BooleanValue, given: bool) -> ir.BooleanValue:
    if not given:
        return unknown()
    return ibis.cases((sure.fill_null(False), True), (maybe.fill_null(False), unknown()), else_=False)


def _disciplined(ctx: Context, d: ir.Table) -> ir.Table:
    rows = ctx.record["discipline"].select(
        disciplined="person_id", form="form", effective="effective_on", ended="ended_on", quashed="quashed_on"
    )
    r = d.join(
        rows,
        [
            d["person_id"] == rows["disciplined"],
            rows["effective"].isnull() | (rows["effective"] <= d["on"]),
            rows["quashed"].isnull() | (rows["quashed"] > d["on"]),
        ],
    )
    dated = ibis.ifelse(r["effective"].notnull(), True, unknown())
    running = ibis.ifelse(r["ended"].isnull(), unknown(), r["ended"] > r["on"])
    r = r.mutate(light=r["form"].isin(_LIGHT) & running & dated, heavy=r["form"].notin(_LIGHT) & dated)
    return r.group_by("decision_id").aggregate(
        light_sure=any_true(r["light"]),
        light_maybe=any_maybe(r["light"]),
        heavy_sure=any_true(r["heavy"]),
        heavy_maybe=any_maybe(r["heavy"]),
    )


_LEVEL_KINDS = ("planning", "appointment", "nomination", "suspension", "release", "resignation", "dismissal")

LEVEL_FACTS = (
    Fact(
        "several_managing_levels",
        "boolean",
        "Đang giữ các chức vụ do các cấp khác nhau quản lý",
        "Holds posts managed by different levels",
        ("tenure.post_id", "tenure.from", "post.managed_by"),
        rests_on=("tenure",),
    ),
    Fact(
        "highest_managing_level",
        "text",
        "Cấp quản lý chức vụ cao nhất đang giữ",
        "Level that manages the highest post held",
        ("tenure.post_id", "tenure.from", "post.managed_by"),
        meaning="NULL where the level of one of the posts is not recorded, or the two highest levels do not rank.",
    ),
    Fact(
        "deciding_level",
        "text",
        "Cấp ban hành quyết định",
        "Level of the body that decides",
        ("decision.organization_id", "organization.kind", "organization.level", "organization.parent_id"),
    ),
)

_AGENCIES = ("ministry_department", "general_department", "provincial_department", "division", "branch")
_MANAGING_RANKS = (("central", 3), ("province", 2), ("ministry", 2), ("agency", 1), ("commune", 1))


def _bodies(ctx: Context) -> ir.Table:
    """Every body with what kind of committee it is: that of the centre, one directly under it, or another."""
    org = ctx.record["organization"]
    above = org.select(above_key="id", above_kind="kind", above_level="level")
    o = org.select(
        body_key="id",
        body_kind="kind",
        level_of_body="level",
        above="parent_id",
        merged=org["merged_from"].notnull() | org["rearranged_on"].notnull(),
    )
    o = o.left_join(above, o["above"] == above["above_key"])
    committee = (o["body_kind"] == "party_committee").fill_null(False)
    central = committee & (o["level_of_body"] == "central").fill_null(False) & o["above"].isnull()
    below_it = o["above"].isnull() | ((o["above_kind"] == "party_committee") & (o["above_level"] == "central"))
    provincial = committee & (o["level_of_body"] == "province").fill_null(False) & below_it.fill_null(False)
    commune = committee & (o["level_of_body"] == "commune").fill_null(False)
    decides_as = ibis.cases(
        (central, "central"),
        ((o["body_kind"] == "ministry").fill_null(False), "ministry"),
        (provincial | (o["body_kind"] == "provincial_committee").fill_null(False), "province"),
        (commune | (o["body_kind"] == "commune").fill_null(False), "commune"),
        (o["body_kind"].isin(_AGENCIES).fill_null(False), "agency"),
        else_=ibis.null("string"),
    )
    nominated_to = ibis.cases(
        (provincial, "under_centre"),
        (commune, "commune"),
        (committee, "other_committee"),
        (o["body_kind"].isin(("assembly", "provincial_committee", "commune")).fill_null(False), "state"),
        else_=ibis.null("string"),
    )
    return o.select("body_key", "merged", decides_as=decides_as, nominated_to=nominated_to)


def build_levels(ctx: Context) -> ir.Table:
    tenure, post = ctx.record["tenure"], ctx.record["post"]
    d = ctx.decisions.filter(ctx.decisions["kind"].isin(_LEVEL_KINDS)).select(
        "decision_id", "person_id", "organization_id", "on", whole=ctx.decisions[coverage_fact("tenure")].notnull()
    )
    spells = tenure.select(
        holder="person_id", held_post="post_id", since="from", until="until", begun_by="start_decision_id"
    )
    posts = post.select(
        post_key="id",
        manager="managed_by",
        manager_rank=ibis.cases(
            *((post["managed_by"] == name, rank) for name, rank in _MANAGING_RANKS), else_=ibis.null("int64")
        ).cast("int64"),
    )
    spells = spells.left_join(posts, spells["held_post"] == posts["post_key"])
    s = d.join(
        spells,
        [
            d["person_id"] == spells["holder"],
            spells["since"].isnull() | (spells["since"] <= d["on"]),
            spells["until"].isnull() | (spells["until"] > d["on"]),
            spells["begun_by"].isnull() | (spells["begun_by"] != d["decision_id"]),
        ],
    )
    s = s.mutate(sure=s["since"].notnull() & s["manager"].notnull())
    held = s.group_by("decision_id").aggregate(
        low=s["manager"].min(where=s["sure"]),
        high=s["manager"].max(where=s["sure"]),
        unsure=(~s["sure"]).any(),
        top=s["manager_rank"].max(),
    )
    tops = s.join(held, "decision_id")
    tops = tops.filter(tops["manager_rank"] == tops["top"])
    best = tops.group_by("decision_id").aggregate(first=tops["manager"].min(), last=tops["manager"].max())
    bodies = _bodies(ctx).select("body_key", "decides_as")
    t = d.left_join(held, "decision_id").drop("decision_id_right")
    t = t.left_join(best, "decision_id").drop("decision_id_right")
    t = t.left_join(bodies, t["organization_id"] == bodies["body_key"])
    return t.select(
        "decision_id",
        several_managing_levels=ibis.cases(
            ((t["low"] != t["high"]).fill_null(False), True),
            (t["whole"] & ~t["unsure"].fill_null(False), False),
            else_=unknown(),
        ),
        highest_managing_level=ibis.ifelse(~t["unsure"] & (t["first"] == t["last"]), t["first"], ibis.null("string")),
        deciding_level=t["decides_as"],
    )


NOMINATION_FACTS = (
    Fact(
        "nominated_to",
        "text",
        "Nơi được giới thiệu ứng cử",
        "Where the nominee would serve",
        ("organization.kind", "organization.level", "organization.parent_id"),
        meaning="`under_centre`: Party committee directly under the centre; `commune`: of a commune, ward or special zone; "
        "`other_committee`: of another body; `state`: a post of state power. NULL where it is none of these for sure.",
    ),
    Fact(
        "stands_again",
        "boolean",
        "Tái cử: đã hoặc đang giữ chức danh trong chính tổ chức đó",
        "Stands again: has held a post of that very body",
        ("tenure.post_id", "tenure.person_id", "tenure.from", "organization.merged_from", "organization.rearranged_on"),
        meaning="NULL where the body came out of a merger: having served in one of its predecessors may count.",
        rests_on=("tenure",),
    ),
)


def build_nominations(ctx: Context) -> ir.Table:
    tenure, post = ctx.record["tenure"], ctx.record["post"]
    d = ctx.decisions.filter(ctx.decisions["kind"] == "nomination").select(
        "decision_id", "person_id", "post_organization_id", "on", whole=ctx.decisions[coverage_fact("tenure")].notnull()
    )
    served = tenure.select(holder="person_id", held_post="post_id", since="from", begun_by="start_decision_id")
    places = post.select(post_key="id", place="organization_id")
    served = served.left_join(places, served["held_post"] == places["post_key"])
    s = d.join(
        served,
        [
            d["person_id"] == served["holder"],
            served["since"].isnull() | (served["since"] < d["on"]),
            served["begun_by"].isnull() | (served["begun_by"] != d["decision_id"]),
        ],
    )
    here = (s["place"] == s["post_organization_id"]) & ibis.ifelse(s["since"].notnull(), True, unknown())
    s = s.mutate(here=here)
    found = s.group_by("decision_id").aggregate(sure=any_true(s["here"]), maybe=any_maybe(s["here"]))
    bodies = _bodies(ctx).select("body_key", "merged", "nominated_to")
    t = d.left_join(found, "decision_id").drop("decision_id_right")
    t = t.left_join(bodies, t["post_organization_id"] == bodies["body_key"])
    return t.select(
        "decision_id",
        nominated_to=t["nominated_to"],
        stands_again=exists_kleene(t["sure"], t["maybe"], t["whole"] & ~t["merged"].fill_null(True)),
    )


GROUPS = (
    FactGroup("planning_lists", LIST_FACTS, build_lists, "Planning decisions"),
    FactGroup("managing_levels", LEVEL_FACTS, build_levels, "Levels that manage the posts held"),
    FactGroup("nominations", NOMINATION_FACTS, build_nominations, "Nominations"),
)
