"""Terms of office by tenures and decisions: the one that runs out when a person is reappointed, extended or converted."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_true, is_month_end, month_number, unknown, whole_months
from chinhdanh.facts.model import Context

RENEWALS = ("reappointment", "extension")
BEGINNINGS = ("appointment", "reappointment", "extension", "conversion")
_WITH_LENGTH = ("appointment", "reappointment")


def day_before(day: ir.DateValue) -> ir.DateValue:
    return (day - ibis.interval(days=1)).cast("date")


def service_left(day: ir.DateValue, retires_on: ir.DateValue) -> ir.IntegerValue:
    """Whole months from `day` to the retirement, the last day of a month completing it (as in the facts of the base)."""
    return ibis.ifelse(
        is_month_end(retires_on), month_number(retires_on) - month_number(day), whole_months(day, retires_on)
    )


def months_on(day: ir.DateValue, months: ir.IntegerValue) -> ir.DateValue:
    """The same day `months` later, or the last day of that month where it is shorter; NULL beyond fifty years."""
    number = month_number(day) - 1 + ibis.ifelse(months.between(1, 600), months, ibis.null("int64"))
    first = ibis.date((number // 12).cast("int32"), (number % 12 + 1).cast("int32"), ibis.literal(1, "int32"))
    length = (first + ibis.interval(months=1) - ibis.interval(days=1)).cast("date").day()
    later: ir.DateValue = ibis.date(
        (number // 12).cast("int32"),
        (number % 12 + 1).cast("int32"),
        ibis.least(day.day().cast("int32"), length.cast("int32")),
    )
    return later


def _in_force(decision: ir.Table) -> ir.BooleanValue:
    return ~(decision["status"] == "revoked").fill_null(False)


def _beginnings(ctx: Context, d: ir.Table) -> ir.Table:
    """Every beginning of a term of the persons of `d`: by tenures, with what their decision prints, and by decisions."""
    tenure, decision, post = ctx.record["tenure"], ctx.record["decision"], ctx.record["post"]
    people = d.select(scope_person="person_id").distinct()
    tenure = tenure.join(people, tenure["person_id"] == people["scope_person"], how="semi")
    decision = decision.join(people, decision["person_id"] == people["scope_person"], how="semi")
    printed = decision.select(
        start_key="id",
        start_person="person_id",
        start_until="until",
        start_months=ibis.ifelse(decision["kind"].isin(_WITH_LENGTH), decision["term_months"], ibis.null("int64")),
        start_has_length=decision["kind"].isin(_WITH_LENGTH),
    )
    full = tenure.filter(~tenure["acting"].fill_null(False)).select(
        holder="person_id",
        held_post_id="post_id",
        since="from",
        begun_by="start_decision_id",
        tenure_end="term_ends_on",
    )
    full = full.left_join(
        printed, [full["begun_by"] == printed["start_key"], full["holder"] == printed["start_person"]]
    )
    spells = full.select(
        "holder",
        "held_post_id",
        "since",
        "begun_by",
        last_day=full["tenure_end"].coalesce(day_before(full["start_until"])),
        months="start_months",
        has_length=full["start_has_length"].fill_null(False),
    )
    begun = decision.filter(decision["kind"].isin(BEGINNINGS), _in_force(decision))
    begun = begun.select(
        holder="person_id",
        held_post_id="post_id",
        since=begun["effective_on"].coalesce(begun["signed_on"]),
        begun_by="id",
        last_day=day_before(begun["until"]),
        months=ibis.ifelse(begun["kind"].isin(_WITH_LENGTH), begun["term_months"], ibis.null("int64")),
        has_length=begun["kind"].isin(_WITH_LENGTH),
    )
    every = ibis.union(spells, begun)
    lengths = post.select(length_key="id", usual_months="term_months")
    every = every.left_join(lengths, every["held_post_id"] == lengths["length_key"])
    return every.select(
        "holder",
        "held_post_id",
        "since",
        "begun_by",
        "last_day",
        months=ibis.ifelse(every["has_length"], every["months"].coalesce(every["usual_months"]), ibis.null("int64")),
    )


def _scope(ctx: Context) -> ir.Table:
    """Decisions that follow an old term: renewals, conversions, and appointments after a reorganisation."""
    d = ctx.decisions
    moved = (d["kind"] == "appointment") & d["reorganization"].notnull()
    d = d.filter(d["kind"].isin((*RENEWALS, "conversion")) | moved)
    renewed = d["kind"].isin(RENEWALS)
    own = ctx.record["decision"]
    own = own.select(own_key="id", own_months="term_months")
    d = d.select(
        "decision_id",
        "person_id",
        "post_id",
        "post_organization_id",
        "on",
        "retires_on",
        "effective_on",
        "ends_on",
        "kind",
        renewed=renewed,
        whole=ctx.covered("decision"),
        old_post_id=ibis.ifelse(renewed, d["post_id"].coalesce(d["from_post_id"]), d["from_post_id"]),
    )
    d = d.left_join(own, d["decision_id"] == own["own_key"])
    by_length = day_before(months_on(d["effective_on"], d["own_months"]))
    return d.mutate(new_end=day_before(d["ends_on"]).coalesce(by_length)).drop("own_key", "own_months")


def _old_term(ctx: Context, d: ir.Table) -> ir.Table:
    """By decision: the latest beginning before it, the last days it may have, and its length."""
    begun = _beginnings(ctx, d)
    r = d.select("decision_id", "person_id", "old_post_id", "on").join(
        begun,
        [
            d["person_id"] == begun["holder"],
            d["old_post_id"] == begun["held_post_id"],
            begun["since"].isnull() | (begun["since"] < d["on"]),
            begun["begun_by"].isnull() | (begun["begun_by"] != d["decision_id"]),
        ],
    )
    r = r.select("decision_id", "since", "last_day", "months")
    latest = r.group_by(latest_decision="decision_id").aggregate(
        started=r["since"].max(), undated=r["since"].isnull().any()
    )
    # Of a beginning without a day nobody can tell whether it is the latest.
    latest = latest.filter(~latest["undated"])
    r = r.join(latest, [r["decision_id"] == latest["latest_decision"], r["since"] == latest["started"]])
    found = r.group_by(term_decision="decision_id").aggregate(
        started=r["started"].max(),
        low=r["last_day"].min(),
        high=r["last_day"].max(),
        shortest=r["months"].min(),
        longest=r["months"].max(),
    )
    months = ibis.ifelse(found["shortest"] == found["longest"], found["shortest"], ibis.null("int64"))
    anniversary = months_on(found["started"], months)
    return found.select(
        "term_decision",
        "started",
        low=found["low"].coalesce(day_before(anniversary)),
        high=found["high"].coalesce(anniversary),
        months=months.coalesce(
            ibis.ifelse(
                found["low"] == found["high"],
                whole_months(found["started"], (found["low"] + ibis.interval(days=1)).cast("date")),
                ibis.null("int64"),
            )
        ),
    )


def row_of_terms(ctx: Context, d: ir.Table) -> ir.Table:
    """By decision: the reappointments since the latest appointment of the person to the post."""
    decision = ctx.record["decision"]
    made = decision.filter(decision["kind"].isin(_WITH_LENGTH), _in_force(decision)).select(
        made_key="id", holder="person_id", made_post_id="post_id", made_kind="kind", made_on="signed_on"
    )
    d = d.filter(d["kind"] == "reappointment").select("decision_id", "person_id", "old_post_id", "on")
    r = d.join(
        made,
        [
            d["person_id"] == made["holder"],
            d["old_post_id"] == made["made_post_id"],
            made["made_on"] < d["on"],
            made["made_key"] != d["decision_id"],
        ],
    )
    appointed = r.filter(r["made_kind"] == "appointment")
    appointed = appointed.group_by(first_decision="decision_id").aggregate(appointed_on=appointed["made_on"].max())
    r = r.left_join(appointed, r["decision_id"] == appointed["first_decision"])
    again = (r["made_kind"] == "reappointment") & (r["appointed_on"].isnull() | (r["made_on"] > r["appointed_on"]))
    return r.group_by(row_decision="decision_id").aggregate(
        again=again.fill_null(False).cast("int64").sum(), appointed=r["appointed_on"].notnull().any()
    )


def notices(ctx: Context) -> ir.Table:
    notice = ctx.record["notice"]
    n = notice.filter(notice["kind"].isin(("reappointment_notice", "extension_notice")))
    return n.group_by(notice_decision="decision_id").aggregate(notice_on=n["issued_on"].min())


def heads(ctx: Context) -> ir.Table:
    step = ctx.record["step"]
    s = step.filter(step["step"] == "key_staff")
    return s.group_by(head_decision="decision_id").aggregate(head=s["head_in_favour"].any())


def meanwhile(ctx: Context, t: ir.Table) -> tuple[ir.Table, ir.Table, ir.Table]:
    """By decision: acts signed after the term, somebody acting from the day after it, and an end by dismissal in it."""
    decision, tenure = ctx.record["decision"], ctx.record["tenure"]
    t = t.filter(t["renewed"])
    late = t.filter(t["on"] > t["high"]).select("decision_id", "person_id", "on", "high", "post_organization_id")
    acts = decision.select(signatory="signatory_id", act_on="signed_on", act_body="organization_id")
    acts = acts.filter(acts["signatory"].notnull())
    r = late.join(
        acts,
        [
            late["person_id"] == acts["signatory"],
            late["post_organization_id"] == acts["act_body"],
            acts["act_on"] > late["high"],
            acts["act_on"] < late["on"],
        ],
    )
    signed = r.group_by(act_decision="decision_id").aggregate(signed=r["act_on"].notnull().any())
    waiting = t.select("decision_id", "person_id", "old_post_id", "high")
    acting = tenure.filter(tenure["acting"].fill_null(False)).select(
        stand_in="person_id", acting_post_id="post_id", acting_since="from", acting_until="until"
    )
    next_day = (waiting["high"] + ibis.interval(days=1)).cast("date")
    r = waiting.join(
        acting,
        [
            waiting["old_post_id"] == acting["acting_post_id"],
            waiting["person_id"] != acting["stand_in"],
            acting["acting_since"] <= next_day,
            acting["acting_until"].isnull() | (acting["acting_until"] > next_day),
        ],
    )
    covered = r.group_by(acting_decision="decision_id").aggregate(covered=r["acting_since"].notnull().any())
    ended = decision.filter(decision["kind"].isin(("dismissal", "removal", "resignation")), _in_force(decision))
    ended = ended.select(ended_person="person_id", ended_post_id="post_id", ended_on="signed_on")
    within = t.select("decision_id", "person_id", "old_post_id", "on", "started")
    r = within.join(ended, within["person_id"] == ended["ended_person"])
    here = (r["old_post_id"] == r["ended_post_id"]) & (r["ended_on"] >= r["started"]) & (r["ended_on"] <= r["on"])
    relieved = r.group_by(ended_decision="decision_id").aggregate(
        relieved=any_true(here), perhaps_relieved=any_true(here.isnull())
    )
    return signed, covered, relieved


def relieved_in_term(t: ir.Table) -> ir.BooleanValue:
    """Yes where such a decision is on record; no where decisions are declared complete and none can be one."""
    known = t["whole"] & t["renewed"] & t["person_id"].notnull() & t["old_post_id"].notnull()
    known = known & t["started"].notnull() & t["on"].notnull() & ~t["perhaps_relieved"].fill_null(False)
    return ibis.cases((t["relieved"].fill_null(False), True), (known, False), else_=unknown())


def true_or_null(condition: ir.BooleanValue) -> ir.BooleanValue:
    return ibis.ifelse(condition.fill_null(False), True, unknown())


def old_terms(ctx: Context) -> ir.Table:
    """The decisions in scope with their old and new term."""
    d = ctx.stage("terms_in_question", _scope(ctx))
    found = _old_term(ctx, d)
    t = d.left_join(found, d["decision_id"] == found["term_decision"]).drop("term_decision")
    # A tenure that runs on and already shows the new term says nothing of the old one.
    overwritten = (t["renewed"] & (t["high"] == t["new_end"])).fill_null(False)
    hidden = ibis.null("date")
    t = t.mutate(low=ibis.ifelse(overwritten, hidden, t["low"]), high=ibis.ifelse(overwritten, hidden, t["high"]))
    return ctx.stage("old_terms", t)
