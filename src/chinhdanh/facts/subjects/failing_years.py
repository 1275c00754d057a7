"""A person's year rated “not completed”, with the years before it and what followed until the next rating."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.base import LEADERSHIP
from chinhdanh.facts.coverage import with_coverage
from chinhdanh.facts.expressions import any_true, unknown
from chinhdanh.facts.model import Fact, Record, Stage, Subject

_RATING = ("evaluation.year", "evaluation.rating")
_LATER = ("decision.kind", "decision.signed_on")
_HELD = ("tenure.post_id", "tenure.from", "post.leadership")

FACTS = (
    Fact(
        "failing_year",
        "integer",
        "Năm bị xếp loại không hoàn thành nhiệm vụ",
        "Year rated “not completed”",
        _RATING,
        unit="calendar_year",
    ),
    Fact("failing_civil_servant", "boolean", "Là công chức", "Is a civil servant", ("person.category",)),
    Fact("failing_cadre", "boolean", "Là cán bộ", "Is a cadre", ("person.category",)),
    *(
        Fact(
            f"failing_{n}_before",
            "boolean",
            f"{n} năm trước cũng không hoàn thành nhiệm vụ",
            f"“Not completed” {n} year(s) before as well",
            _RATING,
            meaning="NULL where that year was not rated or not recorded.",
        )
        for n in (1, 2, 3)
    ),
    Fact(
        "failing_leader",
        "boolean",
        "Giữ chức vụ lãnh đạo, quản lý khi có kết quả xếp loại",
        "Held a leadership post when rated",
        _HELD,
        rests_on=("tenure",),
    ),
    Fact(
        "failing_twice_in_term",
        "boolean",
        "Hai năm không liên tiếp không hoàn thành trong thời hạn giữ chức vụ",
        "Two failing years, not consecutive, while in the post",
        (*_RATING, *_HELD),
        meaning="TRUE or NULL.",
    ),
    *(
        Fact(f"failing_{name}", "boolean", vi, en, (*_LATER, *more), rests_on=("decision",), meaning=meaning)
        for name, vi, en, more, meaning in (
            ("separated", "Sau đó được cho thôi việc", "Let go from the service afterwards", (), ""),
            ("dismissed", "Sau đó bị miễn nhiệm", "Dismissed from the post afterwards", (), ""),
            ("resigned", "Sau đó từ chức", "Resigned afterwards", (), ""),
            (
                "raised",
                "Sau đó được bố trí cao hơn, nâng ngạch",
                "Given a higher post or grade afterwards",
                ("post.rank", "decision.from_post_id", "decision.higher_post"),
                "",
            ),
            (
                "lowered",
                "Sau đó được bố trí vị trí thấp hơn",
                "Given a lower position afterwards",
                ("post.rank", "decision.from_post_id"),
                "",
            ),
            ("renominated", "Sau đó được bổ nhiệm lại, giới thiệu lại", "Reappointed or nominated again", (), ""),
        )
    ),
    Fact(
        "failing_served_on",
        "boolean",
        "Hai năm sau vẫn được xếp loại",
        "Rated again two years later or after",
        _RATING,
        meaning="TRUE or NULL.",
    ),
)

OUTCOMES = ("separated", "dismissed", "resigned", "raised", "lowered", "renominated")


def _years_before(failing: ir.Table, evaluation: ir.Table) -> ir.Table:
    rated = evaluation.select(rated_person="person_id", rated_year="year", rating="rating")
    r = failing.join(rated, failing["subject_id"] == rated["rated_person"])
    ago = r["failing_year"] - r["rated_year"]
    failed = r["rating"] == "failed"
    return r.group_by("key").aggregate(
        failed_1=failed.any(where=ago == 1),
        failed_2=failed.any(where=ago == 2),
        failed_3=failed.any(where=ago == 3),
        last_before=r["rated_year"].max(where=failed & (ago >= 2)),
        served_on=any_true(ago <= -2),
    )


def _posts(failing: ir.Table, record: Record) -> ir.Table:
    tenure, post = record["tenure"], record["post"]
    spells = tenure.select(holder="person_id", held="post_id", since="from", until="until")
    posts = post.select(p_id="id", leadership="leadership")
    spells = spells.left_join(posts, spells["held"] == posts["p_id"])
    s = failing.join(
        spells,
        [
            failing["subject_id"] == spells["holder"],
            spells["since"].isnull() | (spells["since"] <= failing["on"]),
            spells["until"].isnull() | (spells["until"] > failing["on"]),
        ],
    )
    leads = s["leadership"].isin(LEADERSHIP).fill_null(False)
    return s.group_by("key").aggregate(
        leads=any_true(leads & s["since"].notnull()), holds=s["holder"].count(), since=s["since"].max(where=leads)
    )


def _followed(failing: ir.Table, record: Record) -> ir.Table:
    decision, post = record["decision"], record["post"]
    to = post.select(to_id="id", to_rank="rank")
    origin = post.select(origin_id="id", origin_rank="rank")
    d = decision.select(
        d_person="person_id",
        d_kind="kind",
        signed="signed_on",
        post="post_id",
        left="from_post_id",
        higher="higher_post",
    )
    d = d.left_join(to, d["post"] == to["to_id"])
    d = d.left_join(origin, d["left"] == origin["origin_id"])
    r = failing.join(
        d,
        [
            failing["subject_id"] == d["d_person"],
            d["signed"] >= failing["on"],
            d["signed"].year() <= failing["failing_year"] + 1,
        ],
    )
    given = r["d_kind"].isin(("appointment", "nomination", "transfer", "rotation"))
    up = ibis.cases(
        (r["to_rank"].notnull() & r["origin_rank"].notnull(), r["to_rank"] > r["origin_rank"]), else_=r["higher"]
    )
    return r.group_by("key").aggregate(
        separated=any_true(r["d_kind"] == "separation"),
        dismissed=any_true(r["d_kind"] == "dismissal"),
        resigned=any_true(r["d_kind"] == "resignation"),
        raised=any_true((given & up) | (r["d_kind"] == "grade_promotion")),
        lowered=any_true(given & (r["to_rank"] < r["origin_rank"])),
        renominated=any_true(r["d_kind"].isin(("reappointment", "nomination"))),
    )


def build(record: Record, stage: Stage) -> ir.Table:
    evaluation, person = record["evaluation"], record["person"]
    failed = evaluation.filter(evaluation["rating"] == "failed", evaluation["year"].notnull())
    rows = failed.group_by("person_id", "year").aggregate(decided=failed["decided_on"].min())
    rows = rows.select(
        subject_id="person_id",
        failing_year=rows["year"].cast("int64"),
        # A rating of which the day is not recorded was given at the end of its year.
        on=rows["decided"].coalesce(
            ibis.date(rows["year"].cast("int32"), ibis.literal(12, "int32"), ibis.literal(31, "int32"))
        ),
    )
    rows = rows.mutate(key=rows["subject_id"] + ibis.literal("/") + rows["failing_year"].cast("string"))
    failing = stage("failing_years", rows)
    before = _years_before(failing, evaluation)
    posts = _posts(failing, record)
    followed = _followed(failing, record)
    categories = person.select(p_id="id", category="category")
    t = failing.left_join(categories, failing["subject_id"] == categories["p_id"])
    t = t.left_join(before, "key").drop("key_right")
    t = t.left_join(posts, "key").drop("key_right")
    t = t.left_join(followed, "key").drop("key_right")
    t = t.mutate(body=ibis.null("string"))
    t = with_coverage(record, t, "key", ("body",), ("decision", "tenure"))
    known = t["category"].isin(("civil_servant", "cadre", "public_employee", "armed_forces"))
    over = ibis.date(record.as_of).year().cast("int64") > t["failing_year"] + 1
    whole = t["coverage_decision"].notnull() & over

    def outcome(name: str) -> ir.BooleanValue:
        return ibis.cases((t[name].fill_null(False), True), (whole, False), else_=unknown())

    twice = (t["last_before"] >= t["since"].year()) & ~t["failed_1"].fill_null(False)
    return t.select(
        "subject_id",
        "on",
        "failing_year",
        "coverage_decision",
        "coverage_tenure",
        failing_civil_servant=ibis.ifelse(known, t["category"] == "civil_servant", unknown()),
        failing_cadre=ibis.ifelse(known, t["category"] == "cadre", unknown()),
        failing_1_before=t["failed_1"],
        failing_2_before=t["failed_2"],
        failing_3_before=t["failed_3"],
        failing_leader=ibis.cases(
            (t["leads"].fill_null(False), True),
            # A post that is `none` may still be that of the head of a division not recorded as a body of its own.
            (t["coverage_tenure"].notnull() & (t["holds"].fill_null(0) == 0), False),
            else_=unknown(),
        ),
        failing_twice_in_term=ibis.ifelse(twice.fill_null(False), True, unknown()),
        **{f"failing_{name}": outcome(name) for name in OUTCOMES},
        failing_served_on=ibis.ifelse(t["served_on"].fill_null(False), True, unknown()),
    )


SUBJECTS = (
    Subject(
        kind="failing_year",
        subject="person",
        label_vi="Năm không hoàn thành nhiệm vụ",
        label_en="A year rated “not completed”",
        facts=FACTS,
        build=build,
        meaning="One row for each person and year rated “not completed”, on the day of the rating.",
    ),
)
