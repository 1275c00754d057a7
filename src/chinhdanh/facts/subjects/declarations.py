"""The yearly declaration of assets of a person who held a declaring post at the end of the year."""

from __future__ import annotations

from datetime import date

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.coverage import with_coverage
from chinhdanh.facts.expressions import any_maybe, any_true, exists_kleene, unknown
from chinhdanh.facts.model import Fact, Record, Stage, Subject

FIRST_YEAR = 2020
OTHER_FIELDS = ("finance_accounting", "inspection", "procurement", "tax", "customs", "land")
HEADED_ABOVE = ("ministry", "provincial_committee", "assembly")
"""Bodies whose heads and deputies at central or province level stand above a director of a provincial department."""

_HELD = ("tenure.post_id", "tenure.from", "tenure.until", "post.leadership", "post.field", "organization.kind")
_FILED = ("asset_declaration.kind", "asset_declaration.filed_on")

FACTS = (
    Fact("annual_year", "integer", "Năm", "Year", _HELD, unit="calendar_year"),
    Fact(
        "annual_duty",
        "boolean",
        "Phải kê khai hằng năm",
        "Has to declare every year",
        (*_HELD, "organization.level"),
        meaning="TRUE for directors of provincial departments and above and for heads and deputies in personnel work from the "
        "division up; NULL for leaders whose rank or field may be in the list.",
    ),
    Fact(
        "annual_filed_on",
        "date",
        "Ngày kê khai hằng năm",
        "Annual declaration filed on",
        _FILED,
        meaning="The first of kind `annual` within the year.",
    ),
    Fact(
        "annual_filed",
        "boolean",
        "Đã kê khai hằng năm",
        "An annual declaration was filed",
        _FILED,
        rests_on=("asset_declaration",),
    ),
    Fact(
        "annual_published_on",
        "date",
        "Ngày công khai bản kê khai hằng năm",
        "Annual declaration published on",
        (*_FILED, "asset_declaration.published_on"),
    ),
)


def declaring_posts(record: Record) -> ir.Table:
    """Posts whose holder declares every year (`duty` TRUE), or may (NULL): `held`, `organization_id`, `role`, `duty`."""
    post, org = record["post"], record["organization"]
    p = post.filter(post["leadership"].isin(("head", "deputy"))).select(
        held="id", organization_id="organization_id", role="leadership", field="field"
    )
    g = org.select(g_id="id", g_kind="kind", level="level")
    p = p.left_join(g, p["organization_id"] == g["g_id"])
    high = p["level"].isin(("central", "province"))
    director = (p["g_kind"] == "provincial_department") & (p["role"] == "head")
    above = p["g_kind"].isin(HEADED_ABOVE) & high
    personnel = (p["field"] == "personnel") & (p["level"] != "commune")
    sure = director.fill_null(False) | above.fill_null(False) | personnel.fill_null(False)
    equivalent = p["g_kind"].isin(("general_department", "ministry_department", "party_committee", "party_body")) & (
        p["role"] == "head"
    )
    maybe = equivalent.fill_null(False) | p["field"].isin(("personnel", *OTHER_FIELDS)).fill_null(False)
    p = p.mutate(duty=ibis.cases((sure, True), else_=unknown())).filter(sure | maybe)
    return p.select("held", "organization_id", "role", "duty")


def _holders(record: Record) -> ir.Table:
    """Persons in posts that declare, or may, on 31 December of each year before the day of the audit."""
    tenure, days = record["tenure"], record.working_days
    posts = declaring_posts(record)
    t = tenure.select(subject_id="person_id", post="post_id", since="from", until="until")
    t = t.join(posts, t["post"] == posts["held"])
    ends = days.filter(
        days["day"].month() == 12, days["day"].day() == 31, days["day"] >= ibis.date(date(FIRST_YEAR, 12, 31))
    ).select(on="day")
    r = t.join(ends, [t["since"] <= ends["on"], t["until"].isnull() | (t["until"] > ends["on"])])
    r = r.filter(r["on"] < ibis.date(record.as_of))
    return r.group_by("subject_id", "on").aggregate(duty=any_true(r["duty"]), body=r["organization_id"].max())


def build(record: Record, stage: Stage) -> ir.Table:
    declaration = record["asset_declaration"]
    rows = _holders(record)
    rows = rows.mutate(key=rows["subject_id"] + ibis.literal("/") + rows["on"].cast("string"))
    holders = stage("annual_declarants", rows)
    d = declaration.select(declarant="person_id", d_kind="kind", filed="filed_on", published="published_on")
    r = holders.join(
        d,
        [
            holders["subject_id"] == d["declarant"],
            d["filed"].isnull() | (d["filed"].year() == holders["on"].year()),
        ],
    )
    annual = (r["d_kind"] == "annual") & ibis.ifelse(r["filed"].notnull(), True, unknown())
    found = r.group_by("key").aggregate(
        sure=any_true(annual), maybe=any_maybe(annual), filed_on=r["filed"].min(where=r["d_kind"] == "annual")
    )
    first = r.filter(r["d_kind"] == "annual", r["filed"].notnull())
    by_day = first.group_by("key", "filed").aggregate(published=first["published"].min())
    public = found.join(by_day, [found["key"] == by_day["key"], found["filed_on"] == by_day["filed"]]).select(
        p_key=by_day["key"], published=by_day["published"]
    )
    t = holders.left_join(found, "key").drop("key_right")
    t = t.left_join(public, t["key"] == public["p_key"])
    t = with_coverage(record, t, "key", ("body",), ("asset_declaration",))
    return t.select(
        "subject_id",
        "on",
        "coverage_asset_declaration",
        annual_year=t["on"].year().cast("int64"),
        annual_duty=ibis.ifelse(t["duty"], True, unknown()),
        annual_filed_on=t["filed_on"],
        annual_filed=exists_kleene(t["sure"], t["maybe"], t["coverage_asset_declaration"].notnull()),
        annual_published_on=t["published"],
    )


SUBJECTS = (
    Subject(
        kind="annual_declaration",
        subject="person",
        label_vi="Kê khai tài sản, thu nhập hằng năm",
        label_en="A year's declaration of assets",
        facts=FACTS,
        build=build,
        meaning="One row for each person in a declaring post on 31 December, from 2020 to the year before the audit.",
    ),
)
