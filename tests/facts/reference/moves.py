"""Transfers, secondments, rotations, headships."""

from .base import begun_otherwise, full
from .common import (
    at_most,
    before,
    both,
    earliest,
    either,
    exists,
    first,
    latest,
    may_run_on,
    same,
    whole_months,
)

MOVES = (
    "female",
    "child_months",
    "talk_on",
    "receiving_opinion_on",
    "agreement_on",
    "agreement_from_receiving",
    "agreement_from_sending",
    "on_secondment",
    "rotation_purpose",
    "urgent_task",
    "rank_change",
    "post_since",
)
POSTINGS = ("posting_ended_on", "posting_lasted_until", "posting_extended")
HEADS = (
    "post_body_kind",
    "post_body_sector",
    "post_body_level",
    "months_as_head_without_gap",
    "months_as_head_without_gap_at_most",
)


def moves(record, decision, keys, covered):
    if decision["kind"] not in ("transfer", "secondment", "rotation", "extension"):
        return dict.fromkeys(MOVES)
    on = decision["signed_on"]
    person = record.find("person", decision["person_id"]) or {}
    post, origin = keys["post"], keys["origin"]
    letters = record.of_decision("notice", decision)
    receiving = first(decision["receiving_organization_id"], post.get("organization_id"))

    def of(kind):
        return earliest(row["issued_on"] for row in letters if row["kind"] == kind)

    def agreed(row):
        return both(same(row["kind"], "agreement"), at_most(row["issued_on"], on))

    def sender(row):
        return either(
            same(row["from_id"], origin.get("organization_id")), same(row["from_id"], decision["organization_id"])
        )

    away = [
        both(same(row["purpose"], "secondment"), True if row["from"] else None)
        for row in record.of_person("tenure", decision["person_id"])
        if may_run_on(row, on) and begun_otherwise(row, decision) and row["purpose"] in (None, "secondment")
    ]
    # Without a day of signing no open end can be told from a spell that is over.
    child = person.get("youngest_child_born_on")
    change = None
    if same(post.get("equivalence"), origin.get("equivalence")):
        change = 0
    elif post.get("rank") is not None and origin.get("rank") is not None:
        change = post["rank"] - origin["rank"]
    return {
        "female": same(person.get("sex"), "female"),
        "child_months": whole_months(child, on) if at_most(child, on) else None,
        "talk_on": of("talk"),
        "receiving_opinion_on": of("receiving_opinion"),
        "agreement_on": of("agreement"),
        "agreement_from_receiving": exists(
            (both(agreed(row), same(row["from_id"], receiving)) for row in letters), covered["coverage_notice"]
        ),
        "agreement_from_sending": exists(
            (both(agreed(row), sender(row)) for row in letters), covered["coverage_notice"]
        ),
        "on_secondment": exists(away, covered["coverage_tenure"]),
        "rotation_purpose": decision["rotation_purpose"],
        "urgent_task": decision["urgent_task"],
        "rank_change": change,
        "post_since": post.get("from"),
    }


def postings(record, decision, covered):
    if decision["kind"] not in ("secondment", "rotation"):
        return dict.fromkeys(POSTINGS)
    spells = [row for row in record.rows("tenure") if row["start_decision_id"] == decision["id"]]
    running = any(row["until"] is None for row in spells)
    ended = None if running else latest(row["until"] for row in spells)
    last = ended or record.as_of
    later = [
        both(before(decision["signed_on"], row["signed_on"]), at_most(row["signed_on"], last))
        for row in record.of_person("decision", decision["person_id"])
        if row["kind"] in ("extension", "secondment") and row["id"] != decision["id"]
    ]
    return {
        "posting_ended_on": ended,
        "posting_lasted_until": record.as_of if running else ended,
        "posting_extended": exists(later, covered["coverage_decision"]),
    }


def heads(record, decision, keys, covered):
    if decision["kind"] not in ("appointment", "reappointment", "nomination", "rotation"):
        return dict.fromkeys(HEADS)
    begins = first(decision["effective_on"], decision["signed_on"])
    body, body_id = keys["body"], keys["post"].get("organization_id")
    spells = [
        row
        for row in record.of_person("tenure", decision["person_id"])
        if full(row)
        and begins is not None
        and begun_otherwise(row, decision)
        and record.post_of(row).get("leadership") == "head"
        and same(record.post_of(row).get("organization_id"), body_id)
        and (row["from"] is None or row["from"] < begins)
    ]
    dated = sorted((row for row in spells if row["from"]), key=lambda row: row["from"])
    since = reach = None
    for row in dated:  # walk forward: a gap begins a new chain
        if since is None or (reach is not None and row["from"] > reach):
            since, reach = row["from"], row["until"]
        elif reach is not None:
            reach = None if row["until"] is None else max(reach, row["until"])
        since = since or row["from"]
    months = None
    if "tenure" in record.given and begins is not None:
        months = whole_months(since, begins) if dated and (reach is None or reach >= begins) else 0
    settled = covered["coverage_tenure"] and body_id is not None and all(row["from"] for row in spells)
    return {
        "post_body_kind": body.get("kind"),
        "post_body_sector": body.get("sector"),
        "post_body_level": body.get("level"),
        "months_as_head_without_gap": months,
        "months_as_head_without_gap_at_most": months if settled else None,
    }
