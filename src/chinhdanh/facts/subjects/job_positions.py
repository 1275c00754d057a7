"""Civil servants who are to be placed in a job position by a fixed day (Law 80/2025, Article 45(2))."""

from __future__ import annotations

from datetime import date

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.coverage import with_coverage
from chinhdanh.facts.expressions import unknown
from chinhdanh.facts.model import Fact, Record, Stage, Subject

DUE = date(2027, 7, 1)
"""Nobody is looked at before the audit is later than this day: until then nothing can be late."""

_PLACED = ("tenure.post_id", "tenure.from", "tenure.until", "post.job_position_id")

FACTS = (
    Fact("placement_recruited_on", "date", "Ngày tuyển dụng", "Recruited on", ("person.recruited_on",)),
    Fact(
        "placement_open",
        "boolean",
        "Còn phải bố trí vị trí việc làm",
        "Still holds a post, and is to be placed",
        ("tenure.from", "tenure.until"),
        meaning="TRUE where a tenure ran on the day the placements were due; NULL where none is recorded.",
    ),
    Fact(
        "placed_on",
        "date",
        "Ngày được bố trí vào vị trí việc làm",
        "Placed in a job position on",
        _PLACED,
        meaning="First day of the first tenure of a post that belongs to a job position, not ended by the day due.",
    ),
    Fact(
        "never_placed",
        "boolean",
        "Chưa được bố trí vào vị trí việc làm",
        "Not placed in a job position so far",
        _PLACED,
        meaning="TRUE or NULL: only where the tenures were declared complete and every post says its position or none.",
        rests_on=("tenure",),
    ),
)


def build(record: Record, stage: Stage) -> ir.Table:
    person, tenure, post = record["person"], record["tenure"], record["post"]
    due = ibis.date(DUE)
    people = person.filter(person["category"] == "civil_servant", ibis.date(record.as_of) > due).select(
        subject_id="id", on=due, placement_recruited_on="recruited_on"
    )
    people = stage("to_be_placed", people)
    positions = post.select(post_key="id", position="job_position_id")
    spells = tenure.select(holder="person_id", held="post_id", since="from", until="until")
    spells = spells.left_join(positions, spells["held"] == positions["post_key"])
    s = people.join(
        spells, [people["subject_id"] == spells["holder"], spells["until"].isnull() | (spells["until"] > people["on"])]
    )
    placed = s["position"].notnull()
    found = s.group_by("subject_id").aggregate(
        holds=(s["since"] <= s["on"]).fill_null(False).any(),
        placed_on=s["since"].min(where=placed),
        vague=(placed & s["since"].isnull()).any(),
    )
    t = people.left_join(found, "subject_id").drop("subject_id_right")
    t = with_coverage(record, t.mutate(body=ibis.null("string")), "subject_id", ("body",), ("tenure",))
    # Without the column of positions nobody is known to be in none.
    told = "job_position_id" in record.columns.get("post", frozenset())
    none = t["placed_on"].isnull() & ~t["vague"].fill_null(False) & t["coverage_tenure"].notnull()
    return t.select(
        "subject_id",
        "on",
        "placement_recruited_on",
        "placed_on",
        "coverage_tenure",
        placement_open=ibis.ifelse(t["holds"].fill_null(False), True, unknown()),
        never_placed=ibis.ifelse(none, True, unknown()) if told else unknown(),
    )


SUBJECTS = (
    Subject(
        kind="job_position_placement",
        subject="person",
        label_vi="Bố trí vị trí việc làm",
        label_en="Placement in a job position",
        facts=FACTS,
        build=build,
        meaning="Every civil servant, once the placements were due.",
    ),
)
