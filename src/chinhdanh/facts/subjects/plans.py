"""Succession lists: who is planned for a post, for how many posts a person, exits, yearly reviews; committees and size."""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.base import LEADERSHIP
from chinhdanh.facts.coverage import with_coverage
from chinhdanh.facts.expressions import unknown
from chinhdanh.facts.model import Fact, Record, Stage, Subject, coverage_fact

_ENTRY = ("plan_entry.post_id", "plan_entry.approved_on", "plan_entry.withdrawn_on")
_PLAN = ("plan_entry",)
YEARS_REVIEWED = range(2026, 2041)
"""From the first calendar year wholly under Regulation 377."""


def _key(*parts: ir.Value) -> ir.StringValue:
    texts: list[ir.StringValue] = [p if p.type().is_string() else p.cast("string") for p in parts]
    joined: ir.StringValue = reduce(lambda a, b: a + ibis.literal(" ") + b, texts)
    return joined


def _approvals(record: Record, *names: str) -> ir.Table:
    """Every day on which something was approved for these columns of the plan."""
    plan = record["plan_entry"]
    known = [plan[name].notnull() for name in names]
    return plan.filter(plan["approved_on"].notnull(), *known).select(*names, on="approved_on").distinct()


def _standing(record: Record, places: ir.Table | None = None) -> ir.Table:
    plan = record["plan_entry"]
    entries = plan.select(
        planned_person="person_id",
        planned_post="post_id",
        planned_body="organization_id",
        approved="approved_on",
        withdrawn="withdrawn_on",
        reviewed="reviewed_on",
    )
    if places is None:
        return entries
    return entries.left_join(places, entries["planned_post"] == places["place_key"])


def _stands(e: ir.Table, on: ir.Value) -> list[ir.BooleanValue]:
    """Approved by the day, or at an unknown time, and not yet withdrawn."""
    return [e["approved"].isnull() | (e["approved"] <= on), e["withdrawn"].isnull() | (e["withdrawn"] > on)]


def _bodies_of_posts(record: Record) -> ir.Table:
    post, org = record["post"], record["organization"]
    bodies = org.select(body_key="id", body_level="level")
    posts = post.select(place_key="id", place="organization_id")
    return posts.left_join(bodies, posts["place"] == bodies["body_key"]).drop("body_key")


POST_FACTS = (
    Fact(
        "people_planned",
        "integer",
        "Số người được quy hoạch chức danh này (ít nhất)",
        "People planned for the post (at least)",
        _ENTRY,
        unit="person",
    ),
    Fact(
        "people_planned_at_most",
        "integer",
        "Số người được quy hoạch chức danh này (nhiều nhất)",
        "People planned for the post (at most)",
        _ENTRY,
        unit="person",
        meaning="Counts entries without a day of approval; NULL where others may be missing.",
        rests_on=_PLAN,
    ),
    Fact(
        "planned_seats",
        "integer",
        "Số chỗ của chức danh quy hoạch",
        "Seats of the post planned for",
        ("post.seats", "post.leadership"),
        meaning="One for a head; otherwise as recorded.",
    ),
)


def build_posts(record: Record, stage: Stage) -> ir.Table:
    days = _approvals(record, "post_id")
    entries = _standing(record)
    e = days.join(entries, [days["post_id"] == entries["planned_post"], *_stands(entries, days["on"])])
    counted = e.group_by("post_id", "on").aggregate(
        sure=e["planned_person"].nunique(where=e["approved"].notnull()), every=e["planned_person"].nunique()
    )
    post = record["post"]
    seats = post.select(seat_key="id", seats="seats", role="leadership", body="organization_id")
    t = counted.join(seats, counted["post_id"] == seats["seat_key"])
    t = t.mutate(key=_key(t["post_id"], t["on"]))
    t = with_coverage(record, t, "key", ("body",), _PLAN)
    return t.select(
        "on",
        coverage_fact("plan_entry"),
        subject_id=t["post_id"],
        people_planned=t["sure"],
        people_planned_at_most=ibis.ifelse(t[coverage_fact("plan_entry")].notnull(), t["every"], ibis.null("int64")),
        planned_seats=ibis.ifelse((t["role"] == "head").fill_null(False), 1, t["seats"]),
    )


PERSON_FACTS = (
    Fact(
        "titles_planned",
        "integer",
        "Số chức danh quy hoạch ở cùng một cấp (ít nhất)",
        "Titles planned for at one level (at least)",
        (*_ENTRY, "organization.level"),
        unit="post",
    ),
    Fact(
        "titles_planned_at_most",
        "integer",
        "Số chức danh quy hoạch ở cùng một cấp (nhiều nhất)",
        "Titles planned for at one level (at most)",
        (*_ENTRY, "organization.level"),
        unit="post",
        meaning="Counts titles whose level is not recorded with every level; NULL where others may be missing.",
        rests_on=_PLAN,
    ),
)


def build_persons(record: Record, stage: Stage) -> ir.Table:
    days = _approvals(record, "person_id")
    entries = _standing(record, _bodies_of_posts(record))
    e = days.join(entries, [days["person_id"] == entries["planned_person"], *_stands(entries, days["on"])])
    e = e.mutate(sure=e["approved"].notnull() & e["planned_post"].notnull())
    by_level = e.group_by("person_id", "on", "body_level").aggregate(
        sure=e["planned_post"].nunique(where=e["sure"]),
        every=e["planned_post"].nunique() + e["planned_post"].isnull().sum().fill_null(0),
    )
    levelled = by_level["body_level"].notnull()
    found = by_level.group_by("person_id", "on").aggregate(
        most=by_level["sure"].max(where=levelled),
        most_every=by_level["every"].max(where=levelled),
        without_level=by_level["every"].sum(where=~levelled),
    )
    t = found.mutate(key=_key(found["person_id"], found["on"]))
    t = with_coverage(record, t, "key", (), _PLAN)
    every = t["most_every"].fill_null(0) + t["without_level"].fill_null(0)
    return t.select(
        "on",
        coverage_fact("plan_entry"),
        subject_id=t["person_id"],
        titles_planned=t["most"].fill_null(0),
        titles_planned_at_most=ibis.ifelse(t[coverage_fact("plan_entry")].notnull(), every, ibis.null("int64")),
    )


LIST_FACTS = (
    Fact(
        "listed_women",
        "integer",
        "Số phụ nữ trong danh sách quy hoạch cấp ủy",
        "Women in the committee's list",
        (*_ENTRY, "person.sex"),
        unit="person",
    ),
    Fact(
        "only_men_listed",
        "boolean",
        "Danh sách chỉ có nam",
        "Only men in the list",
        (*_ENTRY, "person.sex"),
        meaning="TRUE where the list is declared complete and everybody in it is recorded as a man.",
        rests_on=_PLAN,
    ),
    Fact("list_level", "text", "Cấp của cấp ủy", "Level of the committee", ("organization.level",)),
)


def build_lists(record: Record, stage: Stage) -> ir.Table:
    org, person = record["organization"], record["person"]
    committees = org.filter(org["kind"] == "party_committee").select(committee_key="id", list_level="level")
    places = _bodies_of_posts(record)
    plan = record["plan_entry"]
    plan = plan.left_join(places, plan["post_id"] == places["place_key"])
    entries = plan.select(
        planned_person="person_id",
        body=plan["organization_id"].coalesce(plan["place"]),
        approved="approved_on",
        withdrawn="withdrawn_on",
    )
    entries = entries.filter(entries["body"].notnull())
    entries = entries.join(committees, entries["body"] == committees["committee_key"])
    people = person.select(listed_key="id", sex="sex")
    entries = entries.left_join(people, entries["planned_person"] == people["listed_key"])
    days = entries.filter(entries["approved"].notnull()).select(list_of="body", on="approved").distinct()
    e = days.join(entries, [days["list_of"] == entries["body"], *_stands(entries, days["on"])])
    found = e.group_by("list_of", "on").aggregate(
        women=e["planned_person"].nunique(where=(e["sex"] == "female") & e["approved"].notnull()),
        not_men=(~(e["sex"] == "male").fill_null(False)).any(),
        list_level=e["list_level"].max(),
    )
    t = found.mutate(key=_key(found["list_of"], found["on"]))
    t = with_coverage(record, t, "key", ("list_of",), _PLAN)
    whole = t[coverage_fact("plan_entry")].notnull()
    return t.select(
        "on",
        "list_level",
        coverage_fact("plan_entry"),
        subject_id=t["list_of"],
        listed_women=t["women"],
        only_men_listed=ibis.cases((t["women"] > 0, False), (whole & ~t["not_men"], True), else_=unknown()),
    )


EXIT_FACTS = (
    Fact(
        "planned_when_disciplined",
        "boolean",
        "Đang trong quy hoạch khi bị kỷ luật",
        "In planning when disciplined",
        (*_ENTRY, "discipline.effective_on"),
        meaning="TRUE, or NULL where the day of approval is not recorded.",
    ),
    Fact(
        "left_in_plan",
        "boolean",
        "Vẫn còn trong quy hoạch",
        "Still in planning",
        _ENTRY,
        meaning="An entry of before the discipline is not withdrawn by the day of the audit.",
    ),
)


def build_exits(record: Record, stage: Stage) -> ir.Table:
    rows = record["discipline"]
    rows = rows.filter(
        rows["effective_on"].notnull(), rows["quashed_on"].isnull() | (rows["quashed_on"] > ibis.date(record.as_of))
    )
    days = rows.select(disciplined="person_id", on="effective_on").distinct()
    entries = _standing(record)
    e = days.join(
        entries,
        [
            days["disciplined"] == entries["planned_person"],
            entries["approved"].isnull() | (entries["approved"] < days["on"]),
            entries["withdrawn"].isnull() | (entries["withdrawn"] > days["on"]),
        ],
    )
    as_of = ibis.date(record.as_of)
    left = (e["withdrawn"] <= as_of).fill_null(False)
    sure = e["approved"].notnull()
    found = e.group_by("disciplined", "on").aggregate(
        dated=sure.any(), remains=(sure & ~left).any(), may_remain=(~sure & ~left).any()
    )
    return found.select(
        "on",
        subject_id=found["disciplined"],
        planned_when_disciplined=ibis.ifelse(found["dated"], True, unknown()),
        left_in_plan=ibis.cases((found["remains"], True), (found["may_remain"], unknown()), else_=False),
    )


REVIEW_FACTS = (
    Fact(
        "list_reviewed",
        "boolean",
        "Danh sách quy hoạch được rà soát trong năm",
        "The list was reviewed in the year",
        ("plan_entry.reviewed_on", "plan_entry.approved_on", "plan_entry.organization_id"),
        meaning="Of the entries that stood all year. The record holds the last review only: NULL where it came later.",
        rests_on=_PLAN,
    ),
)


def build_reviews(record: Record, stage: Stage) -> ir.Table:
    plan = record["plan_entry"]
    places = _bodies_of_posts(record)
    plan = plan.left_join(places, plan["post_id"] == places["place_key"])
    entries = plan.select(
        body=plan["organization_id"].coalesce(plan["place"]),
        approved="approved_on",
        withdrawn="withdrawn_on",
        reviewed="reviewed_on",
    )
    entries = entries.filter(entries["body"].notnull())
    years = []
    for year in YEARS_REVIEWED:
        first, after = ibis.date(year, 1, 1), ibis.date(year + 1, 1, 1)
        whole_year = entries.filter(
            entries["approved"] < first, entries["withdrawn"].isnull() | (entries["withdrawn"] >= after)
        )
        reviewed = whole_year["reviewed"]
        by_body = whole_year.group_by("body").aggregate(
            here=((reviewed >= first) & (reviewed < after)).fill_null(False).any(),
            later=(reviewed >= after).fill_null(False).any(),
        )
        years.append(by_body.select("body", "here", "later", on=ibis.date(year, 12, 31)))
    t = ibis.union(*years)
    ended = ibis.date(record.as_of)
    t = t.filter(t["on"] < ended)
    t = t.mutate(key=_key(t["body"], t["on"]))
    t = with_coverage(record, t, "key", ("body",), _PLAN)
    given = "reviewed_on" in record.columns.get("plan_entry", ())
    none = t[coverage_fact("plan_entry")].notnull() & ~t["later"] & ibis.literal(given)
    return t.select(
        "on",
        coverage_fact("plan_entry"),
        subject_id=t["body"],
        list_reviewed=ibis.cases((t["here"], True), (none, False), else_=unknown()),
    )


COMMITTEE_FACTS = (
    Fact(
        "committee_members",
        "integer",
        "Số ủy viên ban chấp hành",
        "Members of the committee",
        ("tenure.post_id", "post.elected", "organization.kind"),
        unit="person",
        meaning="Holders of elected posts of a Party committee on the day of the audit.",
    ),
    Fact(
        "standing_members",
        "integer",
        "Số ủy viên ban thường vụ",
        "Members of the standing committee",
        ("tenure.post_id", "post.elected", "post.leadership"),
        unit="person",
        meaning="Of them those whose post is head, deputy or member of the leadership.",
    ),
    Fact(
        "committee_known",
        "boolean",
        "Đủ danh sách cấp ủy",
        "The whole committee is on record",
        ("tenure.post_id", "post.elected", "post.leadership"),
        meaning="TRUE where tenures are declared complete and every post of it says whether it is elected and leading.",
        rests_on=("tenure",),
    ),
)


def build_committees(record: Record, stage: Stage) -> ir.Table:
    org, post, tenure = record["organization"], record["post"], record["tenure"]
    as_of = ibis.date(record.as_of)
    committees = org.filter(org["kind"] == "party_committee").select(committee="id")
    posts = post.select(post_key="id", body="organization_id", role="leadership", elected="elected")
    posts = posts.join(committees, posts["body"] == committees["committee"])
    held = tenure.filter(
        tenure["from"].isnull() | (tenure["from"] <= as_of), tenure["until"].isnull() | (tenure["until"] > as_of)
    ).select(holder="person_id", held_post="post_id", since="from")
    h = held.join(posts, held["held_post"] == posts["post_key"])
    member = h["elected"].fill_null(False)
    unclear = h["since"].isnull() | h["elected"].isnull() | h["role"].isnull()
    found = h.group_by("committee").aggregate(
        members=h["holder"].nunique(where=member),
        standing=h["holder"].nunique(where=member & h["role"].isin(LEADERSHIP)),
        unclear=unclear.any(),
    )
    t = found.mutate(on=as_of, key=found["committee"])
    t = with_coverage(record, t, "key", ("committee",), ("tenure",))
    return t.select(
        "on",
        coverage_fact("tenure"),
        subject_id=t["committee"],
        committee_members=t["members"],
        standing_members=t["standing"],
        committee_known=ibis.ifelse(t[coverage_fact("tenure")].notnull() & ~t["unclear"], True, unknown()),
    )


SUBJECTS = (
    Subject(
        "plan_for_post",
        "post",
        "Quy hoạch cho một chức danh",
        "The plan for a post",
        POST_FACTS,
        build_posts,
        "On each day on which somebody was approved for it.",
    ),
    Subject(
        "plan_of_person",
        "person",
        "Quy hoạch của một người",
        "A person's plans",
        PERSON_FACTS,
        build_persons,
        "On each day on which one of them was approved.",
    ),
    Subject(
        "committee_list",
        "organization",
        "Danh sách quy hoạch cấp ủy",
        "A committee's list",
        LIST_FACTS,
        build_lists,
        "On each day on which somebody was approved for it.",
    ),
    Subject(
        "planned_and_disciplined",
        "person",
        "Người trong quy hoạch bị kỷ luật",
        "A planned person disciplined",
        EXIT_FACTS,
        build_exits,
        "On the day on which the discipline took effect.",
    ),
    Subject(
        "plan_review",
        "organization",
        "Rà soát quy hoạch trong năm",
        "A list's yearly review",
        REVIEW_FACTS,
        build_reviews,
        "On the last day of each year that has ended.",
    ),
    Subject(
        "committee_size",
        "organization",
        "Số lượng cấp ủy, ban thường vụ",
        "A committee and its standing committee",
        COMMITTEE_FACTS,
        build_committees,
        "On the day of the audit.",
    ),
)
