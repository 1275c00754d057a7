"""Transfers, secondments, rotations: who is moved, what was agreed beforehand, and how long the posting lasted."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_maybe, any_true, exists_kleene, unknown, whole_months
from chinhdanh.facts.model import Context, Fact, FactGroup

MOVES = ("transfer", "secondment", "rotation", "extension")
POSTINGS = ("secondment", "rotation")
HEADSHIPS = ("appointment", "reappointment", "nomination", "rotation")

_LETTERS = ("notice.kind", "notice.issued_on")
_SENDERS = (*_LETTERS, "notice.from_id", "decision.receiving_organization_id")
_SPELLS = ("tenure.start_decision_id", "tenure.from", "tenure.until")
_HEADS = ("tenure.from", "tenure.until", "post.leadership", "post.organization_id")

FACTS = (
    Fact("female", "boolean", "Là nữ", "Is a woman", ("person.sex",)),
    Fact(
        "child_months",
        "integer",
        "Số tháng tuổi của con nhỏ nhất",
        "Age of the youngest child",
        ("person.youngest_child_born_on",),
        unit="month",
        meaning="On the day of signing; NULL where no child is recorded or the recorded one was born later.",
    ),
    Fact(
        "talk_on", "date", "Ngày gặp, trao đổi", "Day of the talk", _LETTERS, meaning="The first one, whenever it was."
    ),
    Fact(
        "receiving_opinion_on",
        "date",
        "Ngày có ý kiến của nơi tiếp nhận",
        "Day of the receiving body's opinion",
        _LETTERS,
        meaning="The first one, whenever it was.",
    ),
    Fact(
        "agreement_on",
        "date",
        "Ngày có văn bản thống nhất",
        "Day of the written agreement",
        _LETTERS,
        meaning="The first one, whenever it was.",
    ),
    Fact(
        "agreement_from_receiving",
        "boolean",
        "Có văn bản thống nhất của nơi tiếp nhận",
        "The receiving body agreed in writing",
        _SENDERS,
        rests_on=("notice",),
    ),
    Fact(
        "agreement_from_sending",
        "boolean",
        "Có văn bản thống nhất của nơi cử đi",
        "The sending body agreed in writing",
        (*_LETTERS, "notice.from_id", "decision.from_post_id", "decision.organization_id"),
        meaning="The sending body is that of the post left, or the one that decides.",
        rests_on=("notice",),
    ),
    Fact(
        "on_secondment",
        "boolean",
        "Đang được biệt phái",
        "Already on secondment",
        ("tenure.purpose", "tenure.from", "tenure.until"),
        rests_on=("tenure",),
    ),
    Fact("rotation_purpose", "text", "Mục đích luân chuyển", "Purpose of the rotation", ("decision.rotation_purpose",)),
    Fact("urgent_task", "boolean", "Nhiệm vụ đột xuất, cấp bách", "Urgent task", ("decision.urgent_task",)),
    Fact(
        "rank_change",
        "integer",
        "Chênh lệch bậc chức danh",
        "Change of rank",
        ("post.rank", "post.equivalence", "decision.from_post_id"),
        meaning="Rank of the new post less that of the post left; 0 for equivalent posts.",
    ),
    Fact("post_since", "date", "Ngày có chức danh", "The post exists since", ("post.from",)),
)

POSTING_FACTS = (
    Fact("posting_ended_on", "date", "Ngày kết thúc trên thực tế", "Day the posting ended", _SPELLS),
    Fact(
        "posting_lasted_until",
        "date",
        "Đã kéo dài đến ngày",
        "The posting lasted until",
        _SPELLS,
        meaning="The day it ended, or the day of the audit while it runs.",
    ),
    Fact(
        "posting_extended",
        "boolean",
        "Có quyết định kéo dài",
        "An extension was decided",
        ("decision.kind", "decision.person_id", "decision.signed_on"),
        meaning="A later decision of extension or secondment for the same person, signed while the posting lasted.",
        rests_on=("decision",),
    ),
)

HEAD_FACTS = (
    Fact("post_body_kind", "text", "Loại cơ quan của chức danh", "Kind of the post's body", ("organization.kind",)),
    Fact("post_body_sector", "text", "Ngành của cơ quan", "Sector of the post's body", ("organization.sector",)),
    Fact("post_body_level", "text", "Cấp của cơ quan", "Level of the post's body", ("organization.level",)),
    Fact(
        "months_as_head_without_gap",
        "integer",
        "Số tháng liên tục đứng đầu chính cơ quan này (ít nhất)",
        "Months as head of this very body without a gap (at least)",
        _HEADS,
        unit="month",
        meaning="Up to the day the decision takes effect; 0 where the person does not head the body on that day.",
    ),
    Fact(
        "months_as_head_without_gap_at_most",
        "integer",
        "Số tháng liên tục đứng đầu chính cơ quan này (nhiều nhất)",
        "Months as head of this very body without a gap (at most)",
        _HEADS,
        unit="month",
        rests_on=("tenure",),
    ),
)


def _scope(ctx: Context, kinds: tuple[str, ...]) -> ir.Table:
    return ctx.decisions.filter(ctx.decisions["kind"].isin(kinds))


def _letters(ctx: Context, d: ir.Table) -> ir.Table:
    notice = ctx.record["notice"]
    n = notice.select(n_decision="decision_id", letter="kind", issued="issued_on", sender="from_id")
    r = d.join(n, d["decision_id"] == n["n_decision"])
    agreed = (r["letter"] == "agreement") & (r["issued"] <= r["on"])
    received = agreed & (r["sender"] == r["receiving"])
    sent = agreed & ((r["sender"] == r["left"]) | (r["sender"] == r["deciding"]))
    return r.group_by(letter_decision="decision_id").aggregate(
        talk_on=r["issued"].min(where=r["letter"] == "talk"),
        receiving_opinion_on=r["issued"].min(where=r["letter"] == "receiving_opinion"),
        agreement_on=r["issued"].min(where=r["letter"] == "agreement"),
        received_sure=any_true(received),
        received_maybe=any_maybe(received),
        sent_sure=any_true(sent),
        sent_maybe=any_maybe(sent),
    )


def _seconded(ctx: Context, d: ir.Table) -> ir.Table:
    tenure = ctx.record["tenure"]
    s = tenure.filter(tenure["purpose"].isnull() | (tenure["purpose"] == "secondment")).select(
        holder="person_id", since="from", until="until", purpose="purpose", begun_by="start_decision_id"
    )
    r = d.join(
        s,
        [
            d["person_id"] == s["holder"],
            s["since"].isnull() | (s["since"] <= d["on"]),
            s["until"].isnull() | (s["until"] > d["on"]),
            s["begun_by"].isnull() | (s["begun_by"] != d["decision_id"]),
        ],
    )
    away = (r["purpose"] == "secondment") & ibis.ifelse(r["since"].notnull(), True, unknown())
    return r.group_by(spell_decision="decision_id").aggregate(away_sure=any_true(away), away_maybe=any_maybe(away))


def build(ctx: Context) -> ir.Table:
    decision, person, post = ctx.record["decision"], ctx.record["person"], ctx.record["post"]
    own = decision.select(
        own_id="id",
        to_body="receiving_organization_id",
        rotation_purpose="rotation_purpose",
        urgent_task="urgent_task",
    )
    someone = person.select(person_key="id", sex="sex", child_born="youngest_child_born_on")
    left = post.select(left_key="id", left="organization_id")
    new = post.select(new_key="id", post_since="from")
    scope = _scope(ctx, MOVES)
    d = scope.select(
        "decision_id",
        "person_id",
        "on",
        "post_id",
        "from_post_id",
        "post_organization_id",
        "rank_to",
        "rank_from",
        "equivalence_to",
        "equivalence_from",
        deciding="organization_id",
        letters_whole=scope["coverage_notice"].notnull(),
        spells_whole=scope["coverage_tenure"].notnull(),
    )
    d = d.left_join(own, d["decision_id"] == own["own_id"])
    d = d.left_join(someone, d["person_id"] == someone["person_key"])
    d = d.left_join(left, d["from_post_id"] == left["left_key"])
    d = d.left_join(new, d["post_id"] == new["new_key"])
    d = ctx.stage("moved", d.mutate(receiving=d["to_body"].coalesce(d["post_organization_id"])))
    letters, seconded = _letters(ctx, d), _seconded(ctx, d)
    t = d.left_join(letters, d["decision_id"] == letters["letter_decision"])
    t = t.left_join(seconded, t["decision_id"] == seconded["spell_decision"])
    equivalent = (t["equivalence_to"] == t["equivalence_from"]).fill_null(False)
    return t.select(
        "decision_id",
        female=t["sex"] == "female",
        child_months=ibis.ifelse(
            (t["child_born"] <= t["on"]).fill_null(False),
            whole_months(t["child_born"], t["on"]),
            ibis.null("int64"),
        ),
        talk_on=t["talk_on"],
        receiving_opinion_on=t["receiving_opinion_on"],
        agreement_on=t["agreement_on"],
        agreement_from_receiving=exists_kleene(t["received_sure"], t["received_maybe"], t["letters_whole"]),
        agreement_from_sending=exists_kleene(t["sent_sure"], t["sent_maybe"], t["letters_whole"]),
        on_secondment=exists_kleene(t["away_sure"], t["away_maybe"], t["spells_whole"]),
        rotation_purpose=t["rotation_purpose"],
        urgent_task=t["urgent_task"],
        rank_change=ibis.ifelse(equivalent, 0, (t["rank_to"] - t["rank_from"]).cast("int64")),
        post_since=t["post_since"],
    )


def build_postings(ctx: Context) -> ir.Table:
    tenure, decision = ctx.record["tenure"], ctx.record["decision"]
    scope = _scope(ctx, POSTINGS)
    d = scope.select("decision_id", "person_id", "on", "as_of", whole=scope["coverage_decision"].notnull())
    begun = tenure.filter(tenure["start_decision_id"].notnull()).select(begun_by="start_decision_id", ran="until")
    spells = begun.group_by("begun_by").aggregate(ran=begun["ran"].max(), running=begun["ran"].isnull().any())
    t = d.left_join(spells, d["decision_id"] == spells["begun_by"])
    running = t["running"].fill_null(False)
    t = ctx.stage(
        "posted",
        t.select(
            "decision_id",
            "person_id",
            "on",
            "whole",
            ended=ibis.ifelse(running, ibis.null("date"), t["ran"]),
            lasted=ibis.ifelse(running, t["as_of"], t["ran"]),
            last=ibis.ifelse(running, t["as_of"], t["ran"].coalesce(t["as_of"])),
        ),
    )
    later = decision.filter(decision["kind"].isin(("extension", "secondment"))).select(
        later_id="id", later_person="person_id", later_on="signed_on"
    )
    r = t.join(later, [t["person_id"] == later["later_person"], t["decision_id"] != later["later_id"]])
    hit = (r["later_on"] > r["on"]) & (r["later_on"] <= r["last"])
    found = r.group_by(found_id="decision_id").aggregate(sure=any_true(hit), maybe=any_maybe(hit))
    t = t.left_join(found, t["decision_id"] == found["found_id"])
    return t.select(
        "decision_id",
        posting_ended_on=t["ended"],
        posting_lasted_until=t["lasted"],
        posting_extended=exists_kleene(t["sure"], t["maybe"], t["whole"]),
    )


def build_heads(ctx: Context) -> ir.Table:
    tenure, post, org = ctx.record["tenure"], ctx.record["post"], ctx.record["organization"]
    body = org.select(body_key="id", post_body_kind="kind", post_body_sector="sector", post_body_level="level")
    scope = _scope(ctx, HEADSHIPS)
    d = scope.select(
        "decision_id",
        "person_id",
        "post_organization_id",
        begins=scope["effective_on"].coalesce(scope["on"]),
        whole=scope["coverage_tenure"].notnull(),
    )
    leading = post.filter(post["leadership"] == "head").select(led_post="id", led_body="organization_id")
    spells = tenure.filter(~tenure["acting"].fill_null(False)).select(
        holder="person_id", held_post="post_id", since="from", until="until", begun_by="start_decision_id"
    )
    spells = spells.join(leading, spells["held_post"] == leading["led_post"])
    s = d.join(
        spells,
        [
            d["person_id"] == spells["holder"],
            d["post_organization_id"] == spells["led_body"],
            spells["since"].isnull() | (spells["since"] < d["begins"]),
            spells["begun_by"].isnull() | (spells["begun_by"] != d["decision_id"]),
        ],
    )
    s = ctx.stage("headships", s.select("decision_id", "begins", "since", "until"))
    dated = s.filter(s["since"].notnull())
    before = dated.select(b_decision="decision_id", b_since="since", b_until="until")
    joined = dated.join(
        before,
        [
            dated["decision_id"] == before["b_decision"],
            before["b_since"] < dated["since"],
            before["b_until"].isnull() | (before["b_until"] >= dated["since"]),
        ],
    )
    # A spell that no earlier one runs up to begins a chain; the last chain counts if it reaches the day.
    continued = joined.group_by(c_decision="decision_id", c_since="since").aggregate(earlier=joined["b_since"].count())
    marked = dated.left_join(
        continued, [dated["decision_id"] == continued["c_decision"], dated["since"] == continued["c_since"]]
    )
    chains = marked.group_by(chain_decision="decision_id").aggregate(
        chain_since=marked["since"].max(where=marked["earlier"].isnull()),
        reaches=(marked["until"].isnull() | (marked["until"] >= marked["begins"])).any(),
    )
    undated = s.group_by(undated_decision="decision_id").aggregate(undated=s["since"].isnull().any())
    t = d.left_join(body, d["post_organization_id"] == body["body_key"])
    t = t.left_join(chains, t["decision_id"] == chains["chain_decision"])
    t = t.left_join(undated, t["decision_id"] == undated["undated_decision"])
    given = ctx.record.gives("tenure")
    months = ibis.ifelse(t["reaches"].fill_null(False), whole_months(t["chain_since"], t["begins"]), 0).cast("int64")
    at_least = ibis.ifelse(t["begins"].notnull(), months, ibis.null("int64")) if given else ibis.null("int64")
    settled = t["whole"] & ~t["undated"].fill_null(False) & t["post_organization_id"].notnull()
    return t.select(
        "decision_id",
        post_body_kind=t["post_body_kind"],
        post_body_sector=t["post_body_sector"],
        post_body_level=t["post_body_level"],
        months_as_head_without_gap=at_least,
        months_as_head_without_gap_at_most=ibis.ifelse(settled, at_least, ibis.null("int64")),
    )


GROUPS = (
    FactGroup("moves", FACTS, build, "Transfers, secondments and rotations"),
    FactGroup("postings", POSTING_FACTS, build_postings, "How long a posting lasted"),
    FactGroup("headships", HEAD_FACTS, build_heads, "Terms as head of one body"),
)
