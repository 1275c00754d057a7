"""Yearly ratings: those of a body in one year, and a person's rating where something on record bears on it.

Both are judged on 31 December of the year rated, whatever the day of the decision, so that the law for that year's
rating counts.
"""

from __future__ import annotations

from collections.abc import Iterable

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.base import LEADERSHIP
from chinhdanh.facts.coverage import with_coverage
from chinhdanh.facts.expressions import any_maybe, any_true, days_over, unknown, whole_months
from chinhdanh.facts.model import Fact, Record, Stage, Subject, coverage_fact

LEVELS = ("excellent", "good", "completed", "failed")
_YEARS = (2000, 2100)
_RATED = ("evaluation.rating", "evaluation.year", "tenure.post_id", "person.category")
_DATED = ("evaluation.decided_on", "evaluation.year", "tenure.post_id")
_WHOLE = ("evaluation", "tenure")
_GROUPS = (
    ("", "tất cả", "everybody"),
    ("_civil", "công chức", "civil servants"),
    ("_public", "viên chức", "public employees"),
)


def _counts() -> tuple[Fact, ...]:
    return tuple(
        fact
        for suffix, vi, en in _GROUPS
        for fact in (
            Fact(f"rated_excellent{suffix}", "integer", f"Số người xuất sắc – {vi}", f"Rated excellent – {en}", _RATED),
            Fact(f"rated_good{suffix}", "integer", f"Số người tốt – {vi}", f"Rated good – {en}", _RATED),
            Fact(f"rated{suffix}", "integer", f"Số người được xếp loại – {vi}", f"Rated – {en}", _RATED),
            Fact(f"last_rated{suffix}_on", "date", f"Ngày xếp loại sau cùng – {vi}", f"Last rated on – {en}", _DATED),
        )
    )


BODY_FACTS = (
    Fact("rated_year", "integer", "Năm đánh giá", "Year rated", ("evaluation.year",), unit="calendar_year"),
    *_counts(),
    Fact(
        "all_ratings_known",
        "boolean",
        "Đủ xếp loại của mọi người trong cơ quan",
        "The ratings of everybody in the body are known",
        _RATED,
        meaning="TRUE where evaluations and tenures are declared complete and each rating and category is recorded.",
        rests_on=_WHOLE,
    ),
    Fact(
        "undated_ratings",
        "boolean",
        "Có xếp loại không ghi ngày",
        "Some ratings have no day",
        ("evaluation.decided_on",),
    ),
    Fact(
        "level_out_of_list",
        "boolean",
        "Có mức xếp loại ngoài bốn mức",
        "A rating outside the four levels",
        ("evaluation.rating",),
    ),
    Fact("body_rated", "text", "Xếp loại của cơ quan", "Rating of the body", ("body_rating.rating",)),
    Fact("body_rated_on", "date", "Ngày xếp loại cơ quan", "Body rated on", ("body_rating.decided_on",)),
    Fact(
        "own_year_end",
        "boolean",
        "Năm công tác kết thúc vào ngày riêng",
        "Its year ends on a day of its own",
        ("body_rating.own_year_end",),
    ),
    Fact(
        "head_rated",
        "text",
        "Xếp loại của người đứng đầu là viên chức",
        "Rating of its head, a public employee",
        (*_RATED, "post.leadership"),
    ),
)


def _in_years(evaluation: ir.Table) -> ir.Table:
    return evaluation.filter(evaluation["year"].between(*_YEARS), evaluation["person_id"].notnull())


def _year_end(year: ir.IntegerValue) -> ir.DateValue:
    return ibis.date(year, 12, 31)


def _places(record: Record) -> ir.Table:
    """Main spells with the body and the role of their post."""
    tenure, post = record["tenure"], record["post"]
    main = tenure.filter(~tenure["acting"].fill_null(False), ~tenure["concurrent"].fill_null(False)).select(
        holder="person_id", held_post="post_id", since="from", until="until"
    )
    posts = post.select(post_key="id", body="organization_id", role="leadership")
    return main.join(posts, main["held_post"] == posts["post_key"])


def build_bodies(record: Record, stage: Stage) -> ir.Table:
    rated = _in_years(record["evaluation"])
    people = record["person"].select(person_key="id", category="category")
    e = rated.select(
        rated_person="person_id", year="year", rating="rating", decided="decided_on", day=_year_end(rated["year"])
    )
    e = e.join(people, e["rated_person"] == people["person_key"])
    places = _places(record)
    places = places.filter(places["body"].notnull())
    r = e.join(
        places,
        [
            e["rated_person"] == places["holder"],
            places["since"] <= e["day"],
            places["until"].isnull() | (places["until"] > e["day"]),
        ],
    )
    columns: dict[str, ir.Value] = {}
    groups = {"": r["category"].isin(("cadre", "civil_servant", "public_employee"))}
    groups |= {"_civil": r["category"] == "civil_servant", "_public": r["category"] == "public_employee"}
    for suffix, member in groups.items():
        columns |= {
            f"rated_excellent{suffix}": r["rated_person"].count(where=member & (r["rating"] == "excellent")),
            f"rated_good{suffix}": r["rated_person"].count(where=member & (r["rating"] == "good")),
            f"rated{suffix}": r["rated_person"].count(where=member & r["rating"].notnull()),
            f"last_rated{suffix}_on": r["decided"].max(where=member),
        }
    head = (r["role"] == "head") & (r["category"] == "public_employee")
    unclear = r["rating"].isnull() | r["category"].isnull() | (r["category"] == "other")
    found = r.group_by("body", "year").aggregate(
        **columns,
        gaps=unclear.any(),
        undated_ratings=r["decided"].isnull().any(),
        level_out_of_list=any_true(r["rating"].notin(LEVELS)),
        best_head=r["rating"].max(where=head),
        worst_head=r["rating"].min(where=head),
    )
    found = stage("body_years", found)
    given = record["body_rating"]
    bodies = given.group_by(rated_body="organization_id", rated_body_year="year").aggregate(
        body_low=given["rating"].min(),
        body_high=given["rating"].max(),
        body_rated_on=given["decided_on"].max(),
        own_year_end=given["own_year_end"].any(),
    )
    t = found.left_join(bodies, [found["body"] == bodies["rated_body"], found["year"] == bodies["rated_body_year"]])
    t = t.mutate(
        subject_id=t["body"],
        on=_year_end(t["year"]),
        key=t["body"] + ibis.literal(" ") + t["year"].cast("string"),
    )
    t = with_coverage(record, t, "key", ("body",), _WHOLE)
    whole = t[coverage_fact("evaluation")].notnull() & t[coverage_fact("tenure")].notnull()
    same = [
        name
        for suffix, _, _ in _GROUPS
        for name in (f"rated_excellent{suffix}", f"rated_good{suffix}", f"rated{suffix}")
    ]
    return t.select(
        "subject_id",
        "on",
        *same,
        *(f"last_rated{suffix}_on" for suffix, _, _ in _GROUPS),
        "undated_ratings",
        "level_out_of_list",
        "body_rated_on",
        "own_year_end",
        *(coverage_fact(name) for name in _WHOLE),
        rated_year=t["year"],
        all_ratings_known=ibis.ifelse(whole & ~t["gaps"], True, unknown()),
        body_rated=ibis.ifelse(t["body_low"] == t["body_high"], t["body_low"], ibis.null("string")),
        head_rated=ibis.ifelse(t["best_head"] == t["worst_head"], t["best_head"], ibis.null("string")),
    )


_ABSENCES = ("proceeding.kind", "proceeding.from", "proceeding.until")
_DISCIPLINED = ("discipline.decided_on", "discipline.effective_on")

OWN_FACTS = (
    Fact("own_year", "integer", "Năm đánh giá", "Year rated", ("evaluation.year",), unit="calendar_year"),
    Fact("own_rating", "text", "Mức xếp loại", "Rating", ("evaluation.rating",)),
    Fact("own_score", "integer", "Số điểm (phần nguyên)", "Score (whole points)", ("evaluation.score",), unit="point"),
    Fact(
        "rated_state_staff",
        "boolean",
        "Là cán bộ, công chức, viên chức",
        "Is a cadre, civil servant or public employee",
        ("person.category",),
    ),
    Fact(
        "rated_civil_servant",
        "boolean",
        "Người được xếp loại là công chức",
        "The person rated is a civil servant",
        ("person.category",),
    ),
    Fact(
        "rated_public_employee",
        "boolean",
        "Người được xếp loại là viên chức",
        "The person rated is a public employee",
        ("person.category",),
    ),
    Fact(
        "rated_leader",
        "boolean",
        "Giữ chức vụ lãnh đạo cuối năm",
        "Held a leadership post at the end of the year",
        ("tenure.post_id", "post.leadership"),
    ),
    Fact(
        "worked_months_at_least",
        "integer",
        "Số tháng làm việc trong năm (ít nhất)",
        "Months worked in the year (at least)",
        (*_ABSENCES, "person.recruited_on"),
        unit="month",
        meaning="Illness, maternity, study, time abroad and suspension count as absence.",
    ),
    Fact(
        "worked_months_at_most",
        "integer",
        "Số tháng làm việc trong năm (nhiều nhất)",
        "Months worked in the year (at most)",
        (*_ABSENCES, "person.recruited_on"),
        unit="month",
        meaning="Since recruitment, less the longest illness or maternity leave.",
    ),
    Fact(
        "absent_months_at_least",
        "integer",
        "Số tháng nghỉ trong năm, trừ thai sản (ít nhất)",
        "Months absent in the year, but for maternity (at least)",
        _ABSENCES,
        unit="month",
        meaning="The longest illness.",
    ),
    Fact(
        "absent_months_at_most",
        "integer",
        "Số tháng nghỉ trong năm, trừ thai sản (nhiều nhất)",
        "Months absent in the year, but for maternity (at most)",
        _ABSENCES,
        unit="month",
        meaning="Illness, study, time abroad and suspension together.",
    ),
    Fact("disciplined_in_year", "boolean", "Bị kỷ luật trong năm", "Disciplined in the year", _DISCIPLINED),
    Fact(
        "newly_disciplined_in_year",
        "boolean",
        "Bị kỷ luật trong năm về hành vi chưa tính cho năm trước",
        "Disciplined in the year for an act not counted for an earlier one",
        (*_DISCIPLINED, "discipline.act_started_on"),
        meaning="An act counts as the same where both decisions record the same first day of it.",
    ),
    Fact(
        "disciplined_for_duties",
        "boolean",
        "Bị kỷ luật trong năm liên quan đến công vụ",
        "Disciplined in the year in connection with duties",
        (*_DISCIPLINED, "discipline.duty_related", "discipline.act_started_on"),
    ),
    Fact(
        "office_buying_concluded",
        "boolean",
        "Kết luận trong năm về chạy chức, chạy quyền, vi phạm công tác cán bộ",
        "Office-buying or wrongdoing in personnel work concluded in the year",
        (*_DISCIPLINED, "discipline.ground", "discipline.act_started_on"),
        meaning="NULL where it was concluded later for acts of the year.",
    ),
)

_PERSONNEL_WORK = ("office_buying", "covering_office_buying", "personnel_work")
_SURE_ABSENCE = ("illness", "maternity")
_ANY_ABSENCE = ("illness", "maternity", "study", "abroad", "suspension")


def _absences(record: Record, years: ir.Table) -> ir.Table:
    """By person and year: months absent, from each spell's part of the year."""
    rows = record["proceeding"]
    rows = rows.filter(rows["kind"].isin(_ANY_ABSENCE)).select(
        absent_person="person_id", absence="kind", since="from", until="until"
    )
    a = years.join(
        rows,
        [
            years["who"] == rows["absent_person"],
            rows["since"].isnull() | (rows["since"] <= years["last_day"]),
            rows["until"].isnull() | (rows["until"] > years["first_day"]),
        ],
    )
    start = ibis.greatest(a["since"], a["first_day"])
    end = ibis.least(a["until"].coalesce(a["next_year"]), a["next_year"])
    a = a.mutate(
        months=ibis.ifelse(a["since"].isnull(), ibis.null("int64"), whole_months(start, end)),
        days=ibis.ifelse(a["since"].isnull(), ibis.null("int64"), days_over(start, end)),
        other=a["absence"] != "maternity",
    )
    odd = a["days"].sum(where=a["other"]).fill_null(0)
    spells = a["absent_person"].count(where=a["other"])
    extra = ibis.ifelse(spells > 1, (odd / 28).floor().cast("int64"), 0)
    return a.group_by("who", "year").aggregate(
        undated_absence=a["since"].isnull().any(),
        longest_sure=a["months"].max(where=a["absence"].isin(_SURE_ABSENCE)),
        every_month=a["months"].sum(),
        every_day=a["days"].sum(),
        longest_illness=a["months"].max(where=a["absence"] == "illness"),
        most_absent=a["months"].sum(where=a["other"]).fill_null(0) + extra,
    )


def _disciplines(record: Record) -> ir.Table:
    """Every discipline with its year, and whether an earlier year already had one for the same act."""
    rows = record["discipline"].select(
        case_id="id",
        disciplined="person_id",
        decided=record["discipline"]["decided_on"].coalesce(record["discipline"]["effective_on"]),
        act="act_started_on",
        ground="ground",
        duties="duty_related",
        quashed="quashed_on",
    )
    earlier = rows.select(other_person="disciplined", other_decided="decided", other_act="act")
    pairs = rows.join(
        earlier,
        [rows["disciplined"] == earlier["other_person"], earlier["other_decided"].year() < rows["decided"].year()],
    )
    same = pairs["act"] == pairs["other_act"]
    counted = pairs.group_by(counted_case="case_id").aggregate(counted=any_true(same), maybe_counted=any_maybe(same))
    d = rows.left_join(counted, rows["case_id"] == counted["counted_case"])
    return d.select(
        "disciplined",
        "decided",
        "act",
        "ground",
        "duties",
        "quashed",
        new=ibis.cases(
            (d["counted"].fill_null(False), False), (d["maybe_counted"].fill_null(False), unknown()), else_=True
        ),
    )


def _disciplined(record: Record, years: ir.Table) -> ir.Table:
    d = _disciplines(record)
    r = years.join(
        d,
        [
            years["who"] == d["disciplined"],
            d["decided"].isnull() | (d["decided"] >= years["first_day"]),
            d["act"].isnull() | (d["act"] <= years["last_day"]),
            d["quashed"].isnull() | (d["quashed"] > years["last_day"]),
        ],
    )
    here = ibis.ifelse(r["decided"].isnull(), unknown(), r["decided"] <= r["last_day"])
    about = r["ground"].isin(_PERSONNEL_WORK)
    # Concluded later, for acts of the year: which year is hit was not read.
    bought = about & ibis.ifelse(here, True, ibis.ifelse(r["act"].notnull(), unknown(), False))
    r = r.mutate(here=here, new_here=here & r["new"], duty_here=here & r["new"] & r["duties"], bought=bought)
    columns: dict[str, ir.Value] = {}
    for name in ("here", "new_here", "duty_here", "bought"):
        columns[f"{name}_sure"] = any_true(r[name])
        columns[f"{name}_maybe"] = any_maybe(r[name])
    return r.group_by("who", "year").aggregate(**columns)


def _years_of_interest(record: Record, stage: Stage) -> ir.Table:
    """Ratings with a score, or of a year in which the person was disciplined, absent or recruited."""
    rated = _in_years(record["evaluation"])
    proceeding, discipline, person = record["proceeding"], record["discipline"], record["person"]
    absent = proceeding.filter(proceeding["kind"].isin(_ANY_ABSENCE)).select(touched="person_id")
    touched = ibis.union(absent, discipline.select(touched="person_id")).distinct()
    people = person.select(person_key="id", category="category", recruited="recruited_on")
    e = rated.join(people, rated["person_id"] == people["person_key"])
    e = e.left_join(touched, e["person_id"] == touched["touched"])
    e = e.filter(e["score"].notnull() | e["touched"].notnull() | (e["recruited"].year() == e["year"]).fill_null(False))
    by = e.group_by(who="person_id", year="year").aggregate(
        low=e["rating"].min(),
        high=e["rating"].max(),
        unrated=e["rating"].isnull().any(),
        score=e["score"].min(),
        highest_score=e["score"].max(),
        category=e["category"].max(),
        recruited=e["recruited"].max(),
    )
    year = by["year"]
    by = by.mutate(first_day=ibis.date(year, 1, 1), last_day=_year_end(year), next_year=ibis.date(year + 1, 1, 1))
    return stage("rated_years", by)


def _led(record: Record, years: ir.Table) -> ir.Table:
    places = _places(record)
    leading = places.filter(places["role"].isin(LEADERSHIP))
    led = years.join(
        leading,
        [
            years["who"] == leading["holder"],
            leading["since"] <= years["last_day"],
            leading["until"].isnull() | (leading["until"] > years["last_day"]),
        ],
    )
    return led.select("who", "year", led=ibis.literal(True)).distinct()


def build_own(record: Record, stage: Stage) -> ir.Table:
    years = _years_of_interest(record, stage)
    t = years
    for part in (_absences(record, years), _disciplined(record, years), _led(record, years)):
        side = part.rename(side_who="who", side_year="year")
        t = t.left_join(side, [t["who"] == side["side_who"], t["year"] == side["side_year"]])
        t = t.drop("side_who", "side_year")
    absences, cases = record.gives("proceeding"), record.gives("discipline")
    category = t["category"]
    staff = ("cadre", "civil_servant", "public_employee")
    start = ibis.greatest(t["first_day"], t["recruited"].coalesce(t["first_day"]))
    in_service = ibis.ifelse(start >= t["next_year"], 0, whole_months(start, t["next_year"]))
    away = t["every_month"].fill_null(0) + ((t["every_day"].fill_null(0) + 27) / 28).floor().cast("int64")
    known_absence = ~t["undated_absence"].fill_null(False) if absences else ibis.literal(False)

    def is_one_of(kinds: Iterable[str]) -> ir.BooleanValue:
        return ibis.cases(
            (category.isin(tuple(kinds)), True),
            (category.isin((*staff, "armed_forces")), False),
            else_=unknown(),
        )

    def settled(name: str) -> ir.BooleanValue:
        if not cases:
            return unknown()
        return ibis.cases(
            (t[f"{name}_sure"].fill_null(False), True), (t[f"{name}_maybe"].fill_null(False), unknown()), else_=False
        )

    return t.select(
        subject_id=t["who"],
        on=t["last_day"],
        own_year=t["year"],
        own_rating=ibis.ifelse((t["low"] == t["high"]) & ~t["unrated"], t["low"], ibis.null("string")),
        own_score=ibis.ifelse(
            t["score"].floor() == t["highest_score"].floor(), t["score"].floor().cast("int64"), ibis.null("int64")
        ),
        rated_state_staff=is_one_of(staff),
        rated_civil_servant=is_one_of(("civil_servant",)),
        rated_public_employee=is_one_of(("public_employee",)),
        rated_leader=t["led"],
        worked_months_at_least=ibis.ifelse(
            known_absence & t["recruited"].notnull(), ibis.greatest(in_service - away, 0), ibis.null("int64")
        ),
        worked_months_at_most=ibis.greatest(in_service - t["longest_sure"].fill_null(0), 0),
        absent_months_at_least=t["longest_illness"].fill_null(0),
        absent_months_at_most=ibis.ifelse(known_absence, t["most_absent"].fill_null(0), ibis.null("int64")),
        disciplined_in_year=settled("here"),
        newly_disciplined_in_year=settled("new_here"),
        disciplined_for_duties=settled("duty_here"),
        office_buying_concluded=settled("bought"),
    )


SUBJECTS = (
    Subject(
        kind="body_ratings",
        subject="organization",
        label_vi="Xếp loại của cơ quan trong năm",
        label_en="A body's ratings of a year",
        facts=BODY_FACTS,
        build=build_bodies,
        meaning="Everybody whose main post was in the body on 31 December of the year.",
    ),
    Subject(
        kind="own_rating",
        subject="person",
        label_vi="Xếp loại của một người trong năm",
        label_en="A person's rating of a year",
        facts=OWN_FACTS,
        build=build_own,
        meaning="Only ratings with a score, of persons with an absence or a discipline, or of the year of recruitment.",
    ),
)
