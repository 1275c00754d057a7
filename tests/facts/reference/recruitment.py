"""Recruitment and what a review found about it."""

from datetime import timedelta

from .common import (
    add_months,
    anyone,
    at_most,
    both,
    cell,
    earliest,
    latest,
    same,
    whole_months,
)

NAMES = (
    "years_at_application",
    "years_on_day_at_most",
    "criminal_record_clear",
    "false_documents_found",
    "taken_up_on",
    "revoked",
    "revoked_on",
    "revocation_ground",
    "exam_due",
    "exam_sat",
    "file_complete",
    "standards_met",
    "process_followed",
    "review_group",
    "fault_repaired_on",
)


def _extract(record, decision):
    papers = [row for row in record.of_decision("dossier_item", decision) if row["kind"] == "criminal_record"]
    papers = [row for row in papers if row["conclusion"] in ("clear", "barred")]
    said = {row["conclusion"] for row in papers}
    if len(said) < 2:
        return said == {"clear"} if said else None
    if any(row["issued_on"] is None for row in papers):
        return None
    days = {word: max(row["issued_on"] for row in papers if row["conclusion"] == word) for word in said}
    return None if days["clear"] == days["barred"] else days["clear"] > days["barred"]


def _years(months):
    return None if months is None else months // 12


def recruitment(record, decision, found):
    if decision["kind"] != "recruitment":
        return dict.fromkeys(NAMES)
    on = decision["signed_on"]
    person = record.find("person", decision["person_id"])
    born = cell(person, "birth_date")
    longest = {"year": 12, "month": 1}.get(cell(person, "birth_precision"))
    last = add_months(born, longest) - timedelta(days=1) if born and longest else born
    applied = earliest([found["process_started_on"], decision["proposal_received_on"]])
    false = None
    if "discipline" in record.given:
        false = anyone(
            both(same(row["ground"], "false_documents"), True if row["effective_on"] or row["decided_on"] else None)
            for row in record.of_person("discipline", decision["person_id"])
            if all(row[day] is None or at_most(row[day], on) for day in ("effective_on", "decided_on"))
        )
    acts = [row for row in record.rows("decision") if row["revokes_id"] == decision["id"]]
    undone = bool(acts) or decision["revoked_on"] is not None or decision["status"] == "revoked"
    stands = False if decision["status"] in ("in_force", "superseded") else None
    return {
        "years_at_application": _years(whole_months(last, applied)),
        "years_on_day_at_most": _years(whole_months(born, on)),
        "criminal_record_clear": _extract(record, decision),
        "false_documents_found": false,
        "taken_up_on": earliest(
            row["from"] for row in record.rows("tenure") if row["start_decision_id"] == decision["id"]
        ),
        "revoked": True if undone else stands,
        "revoked_on": earliest([decision["revoked_on"], *(row["signed_on"] for row in acts)]),
        "revocation_ground": latest(row["ground"] for row in acts),
        "fault_repaired_on": earliest(
            row["issued_on"] for row in record.of_decision("notice", decision) if row["kind"] == "fault_repaired"
        ),
        **{
            name: decision[name]
            for name in ("exam_due", "exam_sat", "file_complete", "standards_met", "process_followed", "review_group")
        },
    }
