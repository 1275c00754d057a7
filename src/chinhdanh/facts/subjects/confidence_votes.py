"""Confidence votes: each person's result with what followed, and who of a body's leaders was voted on."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.base import LEADERSHIP
from chinhdanh.facts.coverage import with_coverage
from chinhdanh.facts.expressions import any_true, unknown
from chinhdanh.facts.model import Fact, Record, Stage, Subject

_LATER = ("decision.kind", "decision.signed_on")
COUNTS = ("convened", "present", "issued", "cast", "low")

VOTE_FACTS = (
    Fact("vote_convened", "integer", "Số người được triệu tập", "Persons summoned", ("confidence_vote.convened",)),
    Fact("vote_present", "integer", "Số người có mặt", "Persons present", ("confidence_vote.present",)),
    Fact("vote_issued", "integer", "Số phiếu phát ra", "Ballots issued", ("confidence_vote.issued",)),
    Fact(
        "vote_cast",
        "integer",
        "Số phiếu thu về có ghi mức tín nhiệm",
        "Ballots cast for a level",
        ("confidence_vote.high", "confidence_vote.medium", "confidence_vote.low"),
    ),
    Fact("vote_low", "integer", "Số phiếu tín nhiệm thấp", "Low-confidence ballots", ("confidence_vote.low",)),
    Fact("vote_civil_servant", "boolean", "Là công chức", "Is a civil servant", ("person.category",)),
    Fact("vote_elected", "boolean", "Chức vụ bầu cử", "The post is elected", ("post.elected",)),
    Fact(
        "vote_years_to_term_end",
        "integer",
        "Số năm từ khi lấy phiếu đến năm cuối nhiệm kỳ",
        "Years from the vote to the last year of the term",
        ("tenure.term_ends_on", "confidence_vote.held_on"),
        unit="year",
    ),
    Fact(
        "vote_still_planned",
        "boolean",
        "Vẫn trong quy hoạch chức danh cao hơn",
        "Still planned for a higher post",
        ("plan_entry.approved_on", "plan_entry.withdrawn_on", "plan_entry.rank", "post.rank"),
        meaning="On the day of the audit, by an entry from before the vote.",
        rests_on=("plan_entry",),
    ),
    *(
        Fact(f"vote_{name}", "boolean", vi, en, _LATER, rests_on=("decision",))
        for name, vi, en in (
            ("resigned", "Sau đó từ chức", "Resigned afterwards"),
            ("released", "Sau đó được cho thôi giữ chức vụ", "Released from the post afterwards"),
            ("dismissed", "Sau đó bị miễn nhiệm", "Dismissed afterwards"),
            ("moved", "Sau đó được bố trí công tác khác", "Given other work afterwards"),
        )
    ),
    Fact(
        "vote_still_in_post",
        "boolean",
        "Đến ngày kiểm tra vẫn giữ chức vụ",
        "Still in the post on the day of the audit",
        ("tenure.post_id", "tenure.until", "confidence_vote.post_id"),
    ),
)

ROUND_FACTS = (
    Fact(
        "round_voted_on",
        "boolean",
        "Được lấy phiếu",
        "Was voted on",
        ("confidence_vote.person_id", "confidence_vote.held_on"),
        rests_on=("confidence_vote",),
    ),
    Fact(
        "round_appointed_in_year",
        "boolean",
        "Được bầu, bổ nhiệm trong năm lấy phiếu",
        "Appointed or elected in the year of the vote",
        ("tenure.from",),
    ),
    Fact(
        "round_notified_of_retirement",
        "boolean",
        "Đã có thông báo nghỉ hưu trước khi lấy phiếu",
        "Had notice of retirement by the vote",
        ("notice.kind", "notice.issued_on"),
        meaning="An exception is a fact: FALSE where none is recorded.",
    ),
)


def _one_a_day(votes: ir.Table) -> ir.Table:
    """By person and day; what two papers of one day tell differently is unknown."""
    v = votes.filter(votes["person_id"].notnull(), votes["held_on"].notnull())
    v = v.mutate(cast=v["high"] + v["medium"] + v["low"])
    gaps = {n: any_true(v[n].isnull()) for n in COUNTS}
    g = v.group_by("person_id", "held_on").aggregate(
        **{f"{n}_min": v[n].min() for n in COUNTS},
        **{f"{n}_max": v[n].max() for n in COUNTS},
        **{f"{n}_gap": gaps[n] for n in COUNTS},
        post_min=v["post_id"].min(),
        post_max=v["post_id"].max(),
    )
    agreed = {
        n: ibis.ifelse((g[f"{n}_min"] == g[f"{n}_max"]) & ~g[f"{n}_gap"], g[f"{n}_min"], ibis.null("int64"))
        for n in COUNTS
    }
    return g.select(
        subject_id="person_id",
        on="held_on",
        post=ibis.ifelse(g["post_min"] == g["post_max"], g["post_min"], ibis.null("string")),
        key=g["person_id"] + ibis.literal("/") + g["held_on"].cast("string"),
        **agreed,
    )


def _tenures(votes: ir.Table, record: Record) -> ir.Table:
    tenure = record["tenure"]
    today = ibis.date(record.as_of)
    spells = tenure.select(holder="person_id", held="post_id", since="from", until="until", term_ends="term_ends_on")
    s = votes.join(
        spells,
        [
            votes["subject_id"] == spells["holder"],
            votes["post"] == spells["held"],
            spells["since"] <= votes["on"],
            spells["until"].isnull() | (spells["until"] > votes["on"]),
        ],
    )
    return s.group_by("key").aggregate(
        term_ends=s["term_ends"].max(),
        held_on=any_true(s["until"].isnull() | (s["until"] > today)),
        spells=s["held"].count(),
    )


def _followed(votes: ir.Table, record: Record) -> ir.Table:
    decision = record["decision"]
    d = decision.select(d_person="person_id", d_kind="kind", signed="signed_on")
    r = votes.join(d, [votes["subject_id"] == d["d_person"], d["signed"] >= votes["on"]])
    return r.group_by("key").aggregate(
        resigned=any_true(r["d_kind"] == "resignation"),
        released=any_true(r["d_kind"] == "release"),
        dismissed=any_true(r["d_kind"] == "dismissal"),
        moved=any_true(r["d_kind"].isin(("transfer", "rotation", "appointment"))),
    )


def _plans(votes: ir.Table, record: Record) -> ir.Table:
    plan, post = record["plan_entry"], record["post"]
    ranks = post.select(p_id="id", post_rank="rank")
    entries = plan.select(
        planned="person_id", for_post="post_id", approved="approved_on", withdrawn="withdrawn_on", entry_rank="rank"
    )
    entries = entries.left_join(ranks, entries["for_post"] == ranks["p_id"])
    own = post.select(own_id="id", own_rank="rank")
    v = votes.left_join(own, votes["post"] == own["own_id"])
    r = v.join(
        entries,
        [
            v["subject_id"] == entries["planned"],
            entries["withdrawn"].isnull(),
            entries["approved"].isnull() | (entries["approved"] <= v["on"]),
        ],
    )
    higher = (r["entry_rank"].coalesce(r["post_rank"]) > r["own_rank"]) & ibis.ifelse(
        r["approved"].notnull(), True, unknown()
    )
    return r.group_by("key").aggregate(planned=any_true(higher), perhaps=higher.fill_null(True).any())


def build_votes(record: Record, stage: Stage) -> ir.Table:
    votes = stage("confidence_votes", _one_a_day(record["confidence_vote"]))
    person, post = record["person"], record["post"]
    p = person.select(p_id="id", category="category")
    o = post.select(o_id="id", elected="elected", body="organization_id")
    t = votes.left_join(p, votes["subject_id"] == p["p_id"])
    t = t.left_join(o, t["post"] == o["o_id"])
    for part in (_tenures(votes, record), _followed(votes, record), _plans(votes, record)):
        t = t.left_join(part, "key").drop("key_right")
    t = with_coverage(record, t, "key", ("body",), ("decision", "plan_entry"))
    known = t["category"].isin(("civil_servant", "cadre", "public_employee", "armed_forces"))

    def outcome(name: str) -> ir.BooleanValue:
        return ibis.cases((t[name].fill_null(False), True), (t["coverage_decision"].notnull(), False), else_=unknown())

    return t.select(
        "subject_id",
        "on",
        "coverage_decision",
        "coverage_plan_entry",
        **{f"vote_{n}": t[n] for n in COUNTS},
        vote_civil_servant=ibis.ifelse(
            known, (t["category"] == "civil_servant") & ~t["elected"].fill_null(False), unknown()
        ),
        vote_elected=t["elected"],
        vote_years_to_term_end=(t["term_ends"].year() - t["on"].year()).cast("int64"),
        vote_still_planned=ibis.cases(
            (t["planned"].fill_null(False), True),
            (t["perhaps"].fill_null(False), unknown()),
            (t["coverage_plan_entry"].notnull(), False),
            else_=unknown(),
        ),
        **{f"vote_{n}": outcome(n) for n in ("resigned", "released", "dismissed", "moved")},
        vote_still_in_post=ibis.ifelse(t["spells"] > 0, t["held_on"], unknown()),
    )


def build_rounds(record: Record, stage: Stage) -> ir.Table:
    votes, post, tenure = record["confidence_vote"], record["post"], record["tenure"]
    o = post.select(o_id="id", body="organization_id")
    v = votes.filter(votes["held_on"].notnull()).select(voted="person_id", post="post_id", held="held_on")
    days = v.join(o, v["post"] == o["o_id"])
    days = days.filter(days["body"].notnull()).select("body", "held").distinct()
    leading = post.filter(post["leadership"].isin(LEADERSHIP)).select(led_id="id", led_body="organization_id")
    spells = tenure.filter(~tenure["acting"].fill_null(False)).select(
        holder="person_id", led="post_id", since="from", until="until"
    )
    spells = spells.join(leading, spells["led"] == leading["led_id"])
    r = days.join(
        spells,
        [
            days["body"] == spells["led_body"],
            spells["since"] <= days["held"],
            spells["until"].isnull() | (spells["until"] > days["held"]),
        ],
    )
    who = v.select("voted", voted_held="held").distinct()
    r = r.left_join(who, [r["holder"] == who["voted"], r["held"] == who["voted_held"]])
    r = r.filter(r["holder"].notnull())
    rows = r.group_by("holder", "body", "held").aggregate(
        seen=r["voted"].notnull().any(), new=(r["since"].year() == r["held"].year()).all()
    )
    rows = stage("confidence_rounds", rows)
    decision, notice = record["decision"], record["notice"]
    n = notice.filter(notice["kind"] == "retirement_notice").select(n_decision="decision_id", issued="issued_on")
    d = decision.select(d_id="id", d_person="person_id")
    n = n.join(d, n["n_decision"] == d["d_id"])
    first = n.group_by("d_person").aggregate(noticed=n["issued"].min())
    t = rows.left_join(first, rows["holder"] == first["d_person"])
    leaders = t.select(
        subject_id="holder",
        on="held",
        body="body",
        key=t["holder"] + ibis.literal("/") + t["body"] + ibis.literal("/") + t["held"].cast("string"),
        seen="seen",
        new="new",
        noticed=t["noticed"] <= t["held"],
    )
    t = stage("confidence_leaders", leaders)
    t = with_coverage(record, t, "key", ("body",), ("confidence_vote",))
    return t.select(
        "subject_id",
        "on",
        "coverage_confidence_vote",
        round_voted_on=ibis.cases((t["seen"], True), (t["coverage_confidence_vote"].notnull(), False), else_=unknown()),
        round_appointed_in_year=t["new"],
        round_notified_of_retirement=t["noticed"].fill_null(False),
    )


SUBJECTS = (
    Subject(
        kind="confidence_vote",
        subject="person",
        label_vi="Kết quả lấy phiếu tín nhiệm",
        label_en="A result of a confidence vote",
        facts=VOTE_FACTS,
        build=build_votes,
        meaning="One row for each person and day of a vote.",
    ),
    Subject(
        kind="confidence_round",
        subject="person",
        label_vi="Đợt lấy phiếu tín nhiệm của cơ quan",
        label_en="A body's round of confidence votes",
        facts=ROUND_FACTS,
        build=build_rounds,
        meaning="One row for each leader of a body in which a vote was held on that day.",
    ),
)
