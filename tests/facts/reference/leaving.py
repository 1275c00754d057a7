"""Streamlining and the original dossiers of the newly recruited, from their documented meaning."""

from chinhdanh.facts.retirement import retires_on

from .common import first, latest

STREAMLINING = (
    "streamlined",
    "left_service_on",
    "ordinary_retirement_on",
    "months_short_of_retirement",
    "failed_this_year",
    "failed_last_year",
    "failed_two_years_ago",
)
ENTRY = ("entry_file_last_on", "entry_file_certified", "entry_file_part_missing", "entry_file_seen_on")
PARTS = ("cv", "diplomas", "health_certificate")


def streamlining(record, decision):
    if decision["kind"] not in ("separation", "retirement"):
        return dict.fromkeys(STREAMLINING)
    on, left = decision["signed_on"], first(decision["effective_on"], decision["signed_on"])
    person = record.find("person", decision["person_id"]) or {}
    retires = None
    if person.get("sex") in ("male", "female") and person.get("birth_date") is not None:
        retires = retires_on(person["sex"], person["birth_date"])
    months = None
    if retires is not None and left is not None:
        months = (retires.year - left.year) * 12 + retires.month - left.month

    def failed(ago):
        ratings = [
            row["rating"] == "failed"
            for row in record.of_person("evaluation", decision["person_id"])
            if on is not None
            and row["year"] == on.year - ago
            and row["rating"] is not None
            and (row["decided_on"] is None or row["decided_on"] <= on)
        ]
        return any(ratings) if ratings else None

    return {
        "streamlined": None if decision["ground"] is None else decision["ground"] == "streamlining",
        "left_service_on": left,
        "ordinary_retirement_on": retires,
        "months_short_of_retirement": months,
        "failed_this_year": failed(0),
        "failed_last_year": failed(1),
        "failed_two_years_ago": failed(2),
    }


def entry_file(record, decision, whole):
    if decision["kind"] != "recruitment":
        return dict.fromkeys(ENTRY)
    items = [row for row in record.of_decision("dossier_item", decision) if row["kind"] in PARTS]
    certified = {}
    for part in PARTS:
        days = [row["verified_on"] for row in items if row["kind"] == part and row["verified_on"] is not None]
        certified[part] = min(days, default=None)
    on_file = all(any(row["kind"] == part for row in items) for part in PARTS)
    return {
        "entry_file_last_on": latest(certified.values()),
        "entry_file_certified": True if all(certified.values()) else None,
        "entry_file_part_missing": False if on_file else (True if whole else None),
        "entry_file_seen_on": record.as_of,
    }
