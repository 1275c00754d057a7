"""Planning decisions, who manages the posts held, nominations."""

from .common import anyone, at_most, before, both, earliest, exists, may_run_on, same

LISTS = (
    "plan_months_left_at_least",
    "plan_months_left_at_most",
    "planned_then_proposed",
    "proposed_after_planning_on",
    "light_discipline_running",
    "heavier_discipline_before",
)
LEVELS = ("several_managing_levels", "highest_managing_level", "deciding_level")
NOMINATIONS = ("nominated_to", "stands_again")
LEVEL_KINDS = ("planning", "appointment", "nomination", "suspension", "release", "resignation", "dismissal")
RANKS = {"central": 3, "province": 2, "ministry": 2, "agency": 1, "commune": 1}


def _term_start(term):
    for year in range(2000, 2060):
        if term is not None and term.startswith(str(year)):
            return year
    return None


def lists(record, decision, found):
    if decision["kind"] != "planning":
        return dict.fromkeys(LISTS)
    on, retires = decision["signed_on"], found["retires_on"]
    entries = record.of_decision("plan_entry", decision)
    starts = {_term_start(row["term"]) for row in entries} - {None}
    left = None
    if len(starts) == 1 and retires is not None:
        left = retires.year * 12 + retires.month - 12 * starts.pop()
    later = [
        row
        for row in record.of_person("decision", decision["person_id"])
        if row["kind"] in ("appointment", "nomination")
        and same(row["post_id"], decision["post_id"])
        and at_most(on, row["signed_on"])
    ]
    first = earliest(row["proposal_received_on"] for row in later)
    sure = all(row["proposal_received_on"] is not None for row in later) or at_most(first, on)
    disciplines = [
        row
        for row in record.of_person("discipline", decision["person_id"])
        if (row["effective_on"] is None or at_most(row["effective_on"], on))
        and (row["quashed_on"] is None or before(on, row["quashed_on"]))
    ]

    def light(row):
        return None if row["form"] is None else row["form"] in ("reprimand", "warning")

    def dated(row):
        return True if row["effective_on"] is not None else None

    def running(row):
        return before(on, row["ended_on"])

    given = "discipline" in record.given
    return {
        "plan_months_left_at_least": None if left is None else left - 12,
        "plan_months_left_at_most": left,
        "planned_then_proposed": bool(later),
        "proposed_after_planning_on": first if sure else None,
        "light_discipline_running": anyone(both(light(r), running(r), dated(r)) for r in disciplines)
        if given
        else None,
        "heavier_discipline_before": anyone(
            both(None if light(r) is None else not light(r), dated(r)) for r in disciplines
        )
        if given
        else None,
    }


def _committee(record, body):
    """central, province or commune where the body is such a Party committee for sure; `other` for another one."""
    if body is None or body["kind"] != "party_committee":
        return None
    above = record.find("organization", body["parent_id"])
    if body["level"] == "central" and body["parent_id"] is None:
        return "central"
    under_centre = above is not None and above["kind"] == "party_committee" and above["level"] == "central"
    if body["level"] == "province" and (body["parent_id"] is None or under_centre):
        return "province"
    return "commune" if body["level"] == "commune" else "other"


def levels(record, decision, whole):
    if decision["kind"] not in LEVEL_KINDS:
        return dict.fromkeys(LEVELS)
    on = decision["signed_on"]
    held = [
        row
        for row in record.of_person("tenure", decision["person_id"])
        if may_run_on(row, on) and (row["start_decision_id"] is None or row["start_decision_id"] != decision["id"])
    ]
    managers = [(record.post_of(row).get("managed_by"), row["from"] is not None) for row in held]
    sure = {manager for manager, dated in managers if manager is not None and dated}
    unsure = any(manager is None or not dated for manager, dated in managers)
    highest = None
    if managers and not unsure:
        top = max(RANKS[manager] for manager in sure)
        best = {manager for manager in sure if RANKS[manager] == top}
        highest = best.pop() if len(best) == 1 else None
    body = record.find("organization", decision["organization_id"])
    deciding = _committee(record, body)
    if body is not None and deciding in (None, "other"):
        deciding = {
            "ministry": "ministry",
            "provincial_committee": "province",
            "commune": "commune",
            "ministry_department": "agency",
            "general_department": "agency",
            "provincial_department": "agency",
            "division": "agency",
            "branch": "agency",
        }.get(body["kind"])
    several = True if len(sure) > 1 else (False if whole and not unsure else None)
    return {"several_managing_levels": several, "highest_managing_level": highest, "deciding_level": deciding}


def nominations(record, decision, keys, whole):
    if decision["kind"] != "nomination":
        return dict.fromkeys(NOMINATIONS)
    on, place = decision["signed_on"], keys["post"].get("organization_id")
    body = record.find("organization", place)
    to = {"province": "under_centre", "commune": "commune", "central": "other_committee", "other": "other_committee"}
    state = body is not None and body["kind"] in ("assembly", "provincial_committee", "commune")
    spells = [
        row
        for row in record.of_person("tenure", decision["person_id"])
        if (row["from"] is None or before(row["from"], on))
        and (row["start_decision_id"] is None or row["start_decision_id"] != decision["id"])
    ]
    there = [
        both(same(record.post_of(row).get("organization_id"), place), True if row["from"] is not None else None)
        for row in spells
    ]
    merged = body is None or body["merged_from"] is not None or body["rearranged_on"] is not None
    return {
        "nominated_to": to.get(_committee(record, body)) or ("state" if state else None),
        "stands_again": exists(there, whole and not merged),
    }
