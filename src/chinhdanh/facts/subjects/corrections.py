"""A correction of what a person's original dossier says: name, sex, day or place of birth."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_true
from chinhdanh.facts.model import Fact, Record, Stage, Subject
from chinhdanh.facts.retirement import retirement_day

BIRTH = ("birth_date", "birth_precision")
ORIGINAL = (*BIRTH, "full_name", "sex", "home_province", "birth_province")

_CHANGE = ("record_change.table", "record_change.row_id", "record_change.column", "record_change.changed_on")

FACTS = (
    Fact("corrected_birth_date", "boolean", "Sửa ngày sinh", "The date of birth was changed", _CHANGE),
    Fact(
        "correction_category",
        "text",
        "Nhóm đối tượng của người được sửa hồ sơ",
        "Category of the person",
        ("person.category",),
    ),
    Fact(
        "correction_joined_party_on",
        "date",
        "Ngày vào Đảng của người được sửa hồ sơ",
        "Joined the Party on",
        ("person.party_joined_on",),
    ),
    Fact(
        "correction_document_on",
        "date",
        "Ngày của giấy tờ làm căn cứ sửa ngày sinh",
        "Day of the document on which the change of the date of birth rests",
        ("record_change.source_document_on",),
        meaning="The latest where several changes of the day rest on documents; NULL where one of them names none.",
    ),
    Fact(
        "correction_retires_on",
        "date",
        "Ngày nghỉ hưu của người được sửa hồ sơ",
        "Day of retirement of the person",
        ("person.birth_date", "person.sex", "person.retires_on"),
        meaning="NULL where the change touches date of birth or sex: then the day before the change is not on record.",
    ),
)


def build(record: Record, stage: Stage) -> ir.Table:
    change, person = record["record_change"], record["person"]
    c = change.filter(change["table"] == "person", change["column"].isin(ORIGINAL), change["row_id"].notnull())
    c = c.select(
        changed="row_id",
        on="changed_on",
        birth=c["column"].isin(BIRTH),
        deciding=c["column"].isin(("birth_date", "sex")),
        document="source_document_on",
    )
    by_day = c.group_by("changed", "on").aggregate(
        birth=any_true(c["birth"]),
        deciding=any_true(c["deciding"]),
        unnamed=any_true(c["birth"] & c["document"].isnull()),
        document=c["document"].max(where=c["birth"]),
    )
    p = person.select(
        person="id",
        sex="sex",
        born="birth_date",
        fixed="retires_on",
        category="category",
        joined="party_joined_on",
    )
    t = by_day.join(p, by_day["changed"] == p["person"])
    retires = t["fixed"].coalesce(retirement_day(t["sex"], t["born"]))
    no_day = ibis.null("date")
    return t.select(
        subject_id=t["changed"],
        on=t["on"],
        corrected_birth_date=t["birth"],
        correction_category=t["category"],
        correction_joined_party_on=t["joined"],
        correction_document_on=ibis.ifelse(t["unnamed"], no_day, t["document"]),
        correction_retires_on=ibis.ifelse(t["deciding"], no_day, retires),
    )


SUBJECTS = (
    Subject(
        "dossier_corrections",
        "person",
        "Sửa thông tin hồ sơ gốc",
        "A correction of the original dossier",
        FACTS,
        build,
    ),
)
