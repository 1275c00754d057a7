"""What stood around a case of discipline: earlier and later breaches, the Party's decision, the workplaces."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.disciplinary import cases
from chinhdanh.facts.expressions import any_maybe, any_true, exists_kleene, months_before, unknown
from chinhdanh.facts.model import Context, Fact, FactGroup

SPECIFIC = ("office_buying", "covering_office_buying", "asset_declaration", "false_documents")
"""Grounds narrow enough for the same ground to be the same act; corruption and personnel work hold many acts."""

_EARLIER = ("discipline.effective_on", "discipline.act_started_on", "discipline.regime")
_PARTY = ("discipline.regime", "discipline.effective_on", "discipline.ground")
_PLACES = ("tenure.post_id", "tenure.from", "tenure.until", "post.organization_id", "decision.organization_id")

HISTORY_FACTS = (
    Fact(
        "earlier_discipline",
        "boolean",
        "Khi vi phạm đã có quyết định kỷ luật chính quyền trước đó",
        "A state decision of discipline had taken effect before the act",
        _EARLIER,
    ),
    Fact("earlier_form", "text", "Hình thức kỷ luật trước đó", "Form of the latest earlier one", ("discipline.form",)),
    Fact(
        "earlier_discipline_on",
        "date",
        "Kỷ luật trước đó có hiệu lực từ ngày",
        "Latest earlier one in effect from",
        ("discipline.effective_on",),
    ),
    Fact(
        "earlier_same_act",
        "boolean",
        "Cùng hành vi với lần kỷ luật trước",
        "The same act as that one",
        ("discipline.ground",),
        meaning="FALSE for another ground; TRUE for the same one where that is narrow (office-buying, covering it up, "
        "declarations, false papers); else NULL.",
    ),
    Fact(
        "earlier_party_same_ground",
        "boolean",
        "Đảng đã kỷ luật trước đó cùng căn cứ",
        "The Party disciplined the same ground before the act",
        (*_EARLIER, "discipline.ground"),
    ),
    Fact(
        "next_act_on",
        "date",
        "Ngày có vi phạm mới đầu tiên",
        "First later act before the notice",
        ("discipline.act_started_on",),
        meaning="Of the person's other cases; NULL: none recorded.",
    ),
    Fact(
        "latest_act_on",
        "date",
        "Ngày có vi phạm mới gần nhất",
        "Latest later act before the notice",
        ("discipline.act_ended_on",),
    ),
    Fact(
        "party_decision",
        "boolean",
        "Đã có quyết định kỷ luật của Đảng về việc này",
        "The Party has disciplined the same matter",
        _PARTY,
        meaning="Up to a year before, of the same person, and not for a ground recorded as another.",
    ),
    Fact("party_decided_on", "date", "Đảng quyết định ngày", "Party decided on", (*_PARTY, "discipline.decided_on")),
    Fact("party_effective_on", "date", "Kỷ luật Đảng có hiệu lực ngày", "Party decision in effect from", _PARTY),
    Fact(
        "party_expelled",
        "boolean",
        "Đảng đã khai trừ về việc này",
        "Expelled from the Party for the matter",
        (*_PARTY, "discipline.form"),
    ),
)

PLACE_FACTS = (
    Fact(
        "moved_before_discovery",
        "boolean",
        "Đã chuyển công tác trước khi vi phạm bị phát hiện",
        "Had moved to another body before the discovery",
        (*_PLACES, "discipline.act_ended_on", "discipline.discovered_on"),
    ),
    Fact(
        "decided_by_old_body",
        "boolean",
        "Do cơ quan cũ ra quyết định",
        "Decided by the body of the time of the act",
        (*_PLACES, "discipline.act_ended_on"),
    ),
    Fact(
        "decided_by_present_body",
        "boolean",
        "Do cơ quan đang công tác hoặc cấp trên trực tiếp ra quyết định",
        "Decided by the present body or the one above it",
        (*_PLACES, "organization.parent_id"),
    ),
    Fact(
        "seconded_on_day",
        "boolean",
        "Đang biệt phái",
        "On secondment on the day",
        ("tenure.purpose", "tenure.from", "tenure.until"),
        rests_on=("tenure",),
    ),
    Fact(
        "decided_by_host_body",
        "boolean",
        "Do cơ quan nơi được cử đến biệt phái ra quyết định",
        "Decided by the host of the secondment",
        (*_PLACES, "tenure.purpose"),
    ),
)


def _known(value: ir.BooleanValue) -> ir.BooleanValue:
    return value.fill_null(False)


def build_history(ctx: Context) -> ir.Table:
    t = cases(ctx, "history")
    discipline = ctx.record["discipline"]
    rows = discipline.select(
        r_id="id",
        r_person="person_id",
        r_regime="regime",
        r_form="form",
        r_ground="ground",
        r_started="act_started_on",
        r_ended="act_ended_on",
        r_decided="decided_on",
        r_effective="effective_on",
        r_quashed="quashed_on",
    )
    r = t.join(
        rows,
        [
            t["person_id"] == rows["r_person"],
            t["case_id"] != rows["r_id"],
            rows["r_quashed"].isnull() | (rows["r_quashed"] > t["on"]),
        ],
    )
    begun = r["act_started"].coalesce(r["act_ended"])
    in_effect = ibis.ifelse(_known(r["r_decided"] > begun), False, r["r_effective"] <= begun)
    later = r["r_started"].coalesce(r["r_ended"])
    after = _known((later > r["act_ended"]) & (r["notified"].isnull() | (later <= r["notified"])))
    in_year = ibis.ifelse(
        r["r_effective"].notnull(),
        (r["r_effective"] <= r["on"]) & (r["r_effective"] >= months_before(r["on"], 12)),
        ibis.ifelse(_known(r["r_decided"] > r["on"]), False, unknown()),
    )
    matter = r["r_ground"].isnull() | r["case_ground"].isnull() | (r["r_ground"] == r["case_ground"])
    r = r.mutate(
        earlier=(r["r_regime"] == "state") & in_effect,
        party=(r["r_regime"] == "party") & in_year & matter,
        again=(r["r_regime"] == "party") & in_effect & (r["r_ground"] == r["case_ground"]),
        later=ibis.ifelse(after, later, ibis.null("date")),
        last=ibis.ifelse(after, r["r_ended"].coalesce(r["r_started"]), ibis.null("date")),
    )
    expelled = r["party"] & (r["r_form"] == "expulsion")
    found = r.group_by(h_decision="decision_id").aggregate(
        earlier=any_true(r["earlier"]),
        earlier_maybe=any_maybe(r["earlier"]),
        again=any_true(r["again"]),
        again_maybe=any_maybe(r["again"]),
        next_act=r["later"].min(),
        last_act=r["last"].max(),
        party=any_true(r["party"]),
        party_maybe=any_maybe(r["party"]),
        party_decided=r["r_decided"].coalesce(r["r_effective"]).max(where=_known(r["party"])),
        party_effective=r["r_effective"].max(where=_known(r["party"])),
        expelled=any_true(expelled),
        expelled_maybe=any_maybe(expelled),
    )
    sure = r.filter(_known(r["earlier"]))
    days = sure.group_by("decision_id", "r_effective").aggregate(
        form_low=sure["r_form"].min(),
        form_high=sure["r_form"].max(),
        ground_low=sure["r_ground"].min(),
        ground_high=sure["r_ground"].max(),
        gaps=(sure["r_form"].isnull() | sure["r_ground"].isnull()).any(),
    )
    no_text = ibis.null("string")
    days = days.mutate(
        form=ibis.ifelse(days["form_low"] == days["form_high"], days["form_low"], no_text),
        ground=ibis.ifelse((days["ground_low"] == days["ground_high"]) & ~days["gaps"], days["ground_low"], no_text),
        key=days["r_effective"],
    )
    last = days.group_by(l_decision="decision_id").aggregate(
        form=days["form"].argmax(days["key"]), ground=days["ground"].argmax(days["key"]), since=days["key"].max()
    )
    last = last.select("l_decision", e_form="form", e_ground="ground", e_since="since")
    t = t.left_join(found, t["decision_id"] == found["h_decision"])
    t = t.left_join(last, t["decision_id"] == last["l_decision"])
    whole = t["case_id"].notnull() & ibis.literal(ctx.record.gives("discipline"))
    earlier = exists_kleene(t["earlier"], t["earlier_maybe"], whole)
    same = ibis.cases(
        (t["e_ground"] != t["case_ground"], False),
        ((t["e_ground"] == t["case_ground"]) & t["case_ground"].isin(SPECIFIC), True),
        else_=unknown(),
    )
    return t.select(
        "decision_id",
        earlier_discipline=earlier,
        earlier_form=t["e_form"],
        earlier_discipline_on=t["e_since"],
        earlier_same_act=ibis.cases((_known(earlier), same), (_known(~earlier), False), else_=unknown()),
        earlier_party_same_ground=exists_kleene(t["again"], t["again_maybe"], whole),
        next_act_on=t["next_act"],
        latest_act_on=t["last_act"],
        party_decision=exists_kleene(t["party"], t["party_maybe"], whole),
        party_decided_on=t["party_decided"],
        party_effective_on=t["party_effective"],
        party_expelled=exists_kleene(t["expelled"], t["expelled_maybe"], whole),
    )


def build_places(ctx: Context) -> ir.Table:
    t = cases(ctx, "places")
    tenure, post, org = ctx.record["tenure"], ctx.record["post"], ctx.record["organization"]
    s = tenure.filter(~tenure["acting"].fill_null(False), ~tenure["concurrent"].fill_null(False)).select(
        holder="person_id", held="post_id", since="from", until="until", purpose="purpose"
    )
    p = post.select(post_key="id", place="organization_id")
    g = org.select(org_key="id", above="parent_id")
    r = t.join(s, t["person_id"] == s["holder"])
    r = r.left_join(p, r["held"] == p["post_key"])
    r = r.left_join(g, r["place"] == g["org_key"])
    then = _known((r["since"] <= r["act_ended"]) & (r["until"].isnull() | (r["until"] > r["act_ended"])))
    now = _known((r["since"] <= r["on"]) & (r["until"].isnull() | (r["until"] > r["on"])))
    seconded = _known(r["purpose"] == "secondment")
    may_run = (r["since"].isnull() | (r["since"] <= r["on"])) & (r["until"].isnull() | (r["until"] > r["on"]))
    found = r.group_by(s_decision="decision_id").aggregate(
        then_low=r["place"].min(where=then),
        then_high=r["place"].max(where=then),
        now_low=r["place"].min(where=now & ~seconded),
        now_high=r["place"].max(where=now & ~seconded),
        above_low=r["above"].min(where=now & ~seconded),
        above_high=r["above"].max(where=now & ~seconded),
        now_since=r["since"].max(where=now & ~seconded),
        seconded=any_true(now & seconded),
        seconded_maybe=any_maybe(may_run & (r["purpose"].isnull() | seconded)),
        host_low=r["place"].min(where=now & seconded),
        host_high=r["place"].max(where=now & seconded),
    )
    t = t.left_join(found, t["decision_id"] == found["s_decision"])

    def only(name: str) -> ir.StringValue:
        return ibis.ifelse(t[f"{name}_low"] == t[f"{name}_high"], t[f"{name}_low"], ibis.null("string"))

    then_place, now_place, above_place, host = only("then"), only("now"), only("above"), only("host")
    issuer = t["organization_id"]
    return t.select(
        "decision_id",
        moved_before_discovery=(then_place != now_place) & (t["now_since"] <= t["discovered"]),
        decided_by_old_body=issuer == then_place,
        decided_by_present_body=(issuer == now_place) | (issuer == above_place),
        seconded_on_day=exists_kleene(t["seconded"], t["seconded_maybe"], t["covered_tenure"]),
        decided_by_host_body=issuer == host,
    )


GROUPS = (
    FactGroup("discipline_history", HISTORY_FACTS, build_history, "Other discipline around the case"),
    FactGroup("discipline_places", PLACE_FACTS, build_places, "Workplaces at the act and at the decision"),
)
