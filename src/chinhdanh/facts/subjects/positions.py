"""A person's stay in a position of sensitive work; a pair of relatives in linked posts when Regulation 114 began."""

from __future__ import annotations

from datetime import date

import ibis
from ibis.expr import types as ir

from chinhdanh.facts import relatives
from chinhdanh.facts.base import LEADERSHIP
from chinhdanh.facts.coverage import with_coverage
from chinhdanh.facts.expressions import (
    any_maybe,
    any_true,
    days_over,
    is_month_end,
    month_number,
    unknown,
    whole_months,
)
from chinhdanh.facts.model import Context, Fact, Record, Stage, Subject
from chinhdanh.facts.retirement import retirement_day

SENSITIVE = (
    "personnel",
    "finance_accounting",
    "cashier",
    "storekeeper",
    "inspection",
    "procurement",
    "tax",
    "customs",
    "land",
)
"""Fields of posts that stand for those of Law 36/2018 Art. 25(1)."""

CASES = ("discipline_review", "denunciation", "inspection", "audit", "investigation", "prosecution", "trial")
REGULATION_114 = date(2023, 7, 11)
"""First day of Regulation 114-QĐ/TW."""

_SPELL = ("tenure.person_id", "tenure.from", "tenure.until")
_CASE = ("proceeding.kind", "proceeding.from", "proceeding.until")

STAY_FACTS = (
    Fact("stay_field", "text", "Lĩnh vực của vị trí", "Field of the position", ("post.field",)),
    Fact(
        "stay_period_months",
        "integer",
        "Thời hạn chuyển đổi của vị trí",
        "Period of change set for the position",
        ("post.change_period_months",),
        unit="month",
    ),
    Fact("stay_since", "date", "Giữ vị trí từ ngày", "In the position since", _SPELL),
    Fact(
        "stay_months",
        "integer",
        "Số tháng tròn giữ vị trí",
        "Whole months in the position",
        _SPELL,
        unit="month",
        meaning="Up to the last day in it, or the day of the audit.",
    ),
    Fact(
        "stay_days_over",
        "integer",
        "Số ngày lẻ ngoài số tháng tròn",
        "Days over the whole months",
        _SPELL,
        unit="day",
    ),
    Fact(
        "stay_months_in_all",
        "integer",
        "Tổng số tháng giữ vị trí, kể cả các lần trước",
        "Months in the position, earlier spells included",
        _SPELL,
        unit="month",
    ),
    Fact(
        "stay_months_to_retirement",
        "integer",
        "Số tháng từ khi giữ vị trí đến khi nghỉ hưu",
        "Months from taking the position to retirement",
        (*_SPELL, "person.birth_date", "person.sex"),
        unit="month",
    ),
    Fact("stay_female", "boolean", "Là nữ", "Is a woman", ("person.sex",)),
    Fact(
        "stay_child_months",
        "integer",
        "Tuổi của con nhỏ nhất",
        "Age of the youngest child",
        ("person.youngest_child_born_on",),
        unit="month",
    ),
    Fact(
        "stay_case_open",
        "boolean",
        "Đang bị xem xét kỷ luật, kiểm tra, thanh tra, điều tra, truy tố, xét xử",
        "Under consideration for discipline, check, inspection, investigation, prosecution or trial",
        (*_CASE, "proceeding.named"),
    ),
    Fact("stay_ill", "boolean", "Đang điều trị bệnh", "Under treatment", _CASE),
    Fact("stay_expecting", "boolean", "Đang nghỉ thai sản", "On maternity leave", _CASE),
    Fact(
        "stay_study_months",
        "integer",
        "Thời gian của khóa học tập trung",
        "Length of the full-time study",
        _CASE,
        unit="month",
        meaning="Of the longest open on the day; 0 where none is open.",
    ),
    Fact("stay_seconded", "boolean", "Đang biệt phái", "On secondment", ("tenure.purpose", "tenure.from")),
)


def _stays(record: Record) -> ir.Table:
    """Spells in listed positions without a leadership post, each with the last day on which it can be judged."""
    tenure, post = record["tenure"], record["post"]
    as_of = ibis.date(record.as_of)
    p = post.filter(
        ~post["leadership"].isin(LEADERSHIP).fill_null(False),
        (post["field"].isin(SENSITIVE) & (post["change_period_months"].fill_null(1) > 0)).fill_null(False)
        | (post["change_period_months"] > 0).fill_null(False),
    ).select(held="id", field="field", period="change_period_months")
    t = tenure.select(subject_id="person_id", post="post_id", since="from", until="until")
    t = t.join(p, t["post"] == p["held"]).drop("held")
    # Subtracting days makes a timestamp on some engines; `on` has to be a day.
    eve = t["until"] - ibis.interval(days=1)
    last = ibis.date(eve.year().cast("int32"), eve.month().cast("int32"), eve.day().cast("int32"))
    t = t.mutate(on=ibis.ifelse(t["until"].isnull() | (last > as_of), as_of, last))
    return t.filter(t["since"].isnull() | (t["since"] <= t["on"]))


def _in_all(stays: ir.Table, spells: ir.Table) -> ir.Table:
    """Months in one and the same post up to the day, over all spells."""
    s = spells.select(o_person="subject_id", o_post="post", o_since="since", o_on="on")
    r = stays.join(s, [stays["subject_id"] == s["o_person"], stays["post"] == s["o_post"], s["o_on"] <= stays["on"]])
    return r.group_by("key").aggregate(in_all=whole_months(r["o_since"], r["o_on"]).sum())


def _hindered(stays: ir.Table, record: Record) -> ir.Table:
    """Proceedings open on the day: each kind surely, and perhaps."""
    case = record["proceeding"]
    c = case.select(of="person_id", case_kind="kind", c_since="from", c_until="until", named="named")
    r = stays.join(
        c,
        [
            stays["subject_id"] == c["of"],
            c["c_since"].isnull() | (c["c_since"] <= stays["on"]),
            c["c_until"].isnull() | (c["c_until"] > stays["on"]),
        ],
    )
    dated = ibis.ifelse(r["c_since"].notnull(), True, unknown())
    named = ibis.ifelse(r["case_kind"].isin(("inspection", "audit")), r["named"], True)
    r = r.mutate(
        case_open=r["case_kind"].isin(CASES) & dated & named,
        ill=(r["case_kind"] == "illness") & dated,
        expecting=(r["case_kind"] == "maternity") & dated,
        length=whole_months(r["c_since"], r["c_until"]),
    )
    study = r["case_kind"] == "study"
    return r.group_by("key").aggregate(
        **{f"{name}_sure": any_true(r[name]) for name in ("case_open", "ill", "expecting")},
        **{f"{name}_maybe": any_maybe(r[name]) for name in ("case_open", "ill", "expecting")},
        study=r["length"].max(where=study),
        endless=(study & r["length"].isnull()).fill_null(True).any(),
    )


def build_stays(record: Record, stage: Stage) -> ir.Table:
    person, tenure = record["person"], record["tenure"]
    spells = stage("sensitive_spells", _stays(record))
    # Of two positions left on one day the one held longer is judged.
    by_start = spells.group_by("subject_id", "on", "since").aggregate(post=spells["post"].max())
    length = by_start["on"].delta(by_start["since"], unit="day")
    chosen = by_start.group_by("subject_id", "on").aggregate(
        since=by_start["since"].min(), post=by_start["post"].argmax(length), only=by_start["post"].max()
    )
    chosen = chosen.mutate(
        post=chosen["post"].coalesce(chosen["only"]),
        key=chosen["subject_id"] + ibis.literal("/") + chosen["on"].cast("string"),
    )
    stays = stage("sensitive_stays", chosen)
    post = record["post"].select(p_id="id", field="field", period="change_period_months")
    people = person.select(
        h_id="id",
        sex="sex",
        birth_date="birth_date",
        fixed_retirement="retires_on",
        child="youngest_child_born_on",
    )
    away = tenure.filter(tenure["purpose"] == "secondment").select(
        s_person="person_id", s_since="from", s_until="until"
    )
    s = stays.join(
        away,
        [
            stays["subject_id"] == away["s_person"],
            away["s_since"].isnull() | (away["s_since"] <= stays["on"]),
            away["s_until"].isnull() | (away["s_until"] > stays["on"]),
        ],
    )
    seconded = s.group_by("key").aggregate(surely_away=s["s_since"].notnull().any(), away=s["s_person"].notnull().any())
    t = stays.left_join(post, stays["post"] == post["p_id"])
    t = t.left_join(people, t["subject_id"] == people["h_id"])
    for found in (_in_all(stays, spells), _hindered(stays, record), seconded):
        t = t.left_join(found, "key").drop("key_right")
    retires = t["fixed_retirement"].coalesce(retirement_day(t["sex"], t["birth_date"]))
    to_retirement = ibis.ifelse(
        is_month_end(retires), month_number(retires) - month_number(t["since"]), whole_months(t["since"], retires)
    )
    given = record.gives("proceeding")

    def hindrance(name: str) -> ir.BooleanValue:
        none = ibis.literal(False) if given else unknown()
        return ibis.cases(
            (t[f"{name}_sure"].fill_null(False), True), (t[f"{name}_maybe"].fill_null(False), unknown()), else_=none
        )

    return t.select(
        "subject_id",
        "on",
        stay_field=t["field"],
        stay_period_months=t["period"],
        stay_since=t["since"],
        stay_months=whole_months(t["since"], t["on"]),
        stay_days_over=ibis.ifelse(t["since"].notnull(), days_over(t["since"], t["on"]), ibis.null("int64")),
        stay_months_in_all=t["in_all"],
        stay_months_to_retirement=to_retirement,
        stay_female=t["sex"] == "female",
        # Of a child born later nothing follows for the day: there may have been another.
        stay_child_months=ibis.ifelse(t["child"] <= t["on"], whole_months(t["child"], t["on"]), ibis.null("int64")),
        stay_case_open=hindrance("case_open"),
        stay_ill=hindrance("ill"),
        stay_expecting=hindrance("expecting"),
        stay_study_months=ibis.cases(
            (t["endless"].fill_null(False), ibis.null("int64")),
            else_=t["study"].coalesce(ibis.literal(0, "int64") if given else ibis.null("int64")),
        ),
        stay_seconded=ibis.cases(
            (t["surely_away"].fill_null(False), True), (t["away"].fill_null(False), unknown()), else_=False
        ),
    )


PAIR_FACTS = (
    Fact(
        "pair_linked",
        "boolean",
        "Ngày 11/7/2023 có người thân giữ chức vụ có liên quan",
        "A relative held a linked post on 11 July 2023",
        (*_SPELL, "kinship.person_id", "kinship.relation", "post.leadership"),
        meaning="TRUE or NULL.",
    ),
    Fact(
        "pair_still_linked",
        "boolean",
        "Đến ngày kiểm tra vẫn còn",
        "Still so on the day of the audit",
        (*_SPELL, "kinship.person_id", "kinship.relation", "post.leadership"),
        meaning="FALSE where no spell on record puts the two into linked posts any more.",
    ),
)


def _linked(record: Record, stage: Stage, day: date, name: str) -> ir.Table:
    """Leaders of the day of whom a relative leads too, and whether the relative's post is a linked one."""
    tenure, post = record["tenure"], record["post"]
    on = ibis.date(day)
    p = post.filter(post["leadership"].isin(LEADERSHIP)).select(
        held="id", post_organization_id="organization_id", leadership="leadership"
    )
    t = tenure.filter(
        tenure["from"].isnull() | (tenure["from"] <= on), tenure["until"].isnull() | (tenure["until"] > on)
    ).select(decision_id="id", person_id="person_id", post="post_id")
    t = stage(f"leaders_{name}", t.join(p, t["post"] == p["held"]))
    ties = relatives.kin_both_ways(record).select("kin_of", "relative")
    ties = ties.join(t, ties["relative"] == t["person_id"], how="semi").select("kin_of").distinct()
    t = t.join(ties, t["person_id"] == ties["kin_of"], how="semi")
    rows = t.select(
        "decision_id",
        "person_id",
        "post_organization_id",
        on=on,
        effective_on=on,
        kind=ibis.literal("appointment"),
        post_is_head=t["leadership"] == "head",
        post_is_deputy=t["leadership"] == "deputy",
        leadership_post=ibis.literal(True),
    )
    rows = stage(f"leaders_with_kin_{name}", rows)
    covered = with_coverage(record, rows, "decision_id", ("post_organization_id",), ("kinship", "tenure"))
    found = relatives.build(Context(record, covered, stage))
    r = rows.join(found, "decision_id")
    r = r.mutate(linked=ibis.ifelse(r["linked_relative_id"].notnull(), r["relatives_linked_114"], False))
    return r.group_by("person_id").aggregate(sure=any_true(r["linked"]), maybe=any_maybe(r["linked"]))


def build_pairs(record: Record, stage: Stage) -> ir.Table:
    first = stage("pairs_on_first_day", _linked(record, stage, REGULATION_114, "then"))
    now = stage("pairs_now", _linked(record, stage, record.as_of, "now")).rename(now_person="person_id", still="sure")
    now = now.select("now_person", "still", may_still="maybe")
    t = first.filter(first["maybe"])
    t = t.left_join(now, t["person_id"] == now["now_person"])
    return t.select(
        subject_id="person_id",
        on=ibis.date(REGULATION_114),
        pair_linked=ibis.ifelse(t["sure"], True, unknown()),
        pair_still_linked=ibis.cases(
            (t["still"].fill_null(False), True), (t["may_still"].fill_null(False), unknown()), else_=False
        ),
    )


SUBJECTS = (
    Subject(
        kind="sensitive_stay",
        subject="person",
        label_vi="Thời gian giữ vị trí phải chuyển đổi",
        label_en="A stay in a position of sensitive work",
        facts=STAY_FACTS,
        build=build_stays,
        meaning="One row for each person and stay without a leadership post, on its last day or the day of the audit.",
    ),
    Subject(
        kind="family_pair",
        subject="person",
        label_vi="Người có người thân giữ chức vụ liên quan ngày 11/7/2023",
        label_en="A person with a relative in a linked post on 11 July 2023",
        facts=PAIR_FACTS,
        build=build_pairs,
        meaning="One row for each person, on the first day of Regulation 114.",
    ),
)
