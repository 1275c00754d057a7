"""Who else is in office: deputies of the body, chairs, acting heads."""

from .base import full
from .common import first, latest, may_run_on, runs_on, same, whole_months

BODIES = (
    "subkind",
    "parent_subkind",
    "body_level",
    "province",
    "province_class",
    "rearranged_on",
    "merged_from",
    "allotted",
    "recorded_cap",
    "inner_units",
    "deputies_at_least",
    "deputies_at_most",
    "peer_units",
    "peer_deputies_at_least",
    "peer_deputies_at_most",
)
CHAIRS = ("chair_from_superior", "full_head_in_office", "leaders_in_office_at_least")
ACTING = ("acting_since", "acting_until_at_least", "acting_ended_on", "head_absent_months", "post_is_vacant")


def _holders(record, body, day, roles, runs=runs_on):
    """Spells on the day in posts of the body with one of the roles."""
    return [
        row
        for row in record.rows("tenure")
        if body is not None
        and runs(row, day)
        and record.post_of(row).get("organization_id") == body
        and record.post_of(row).get("leadership") in roles
    ]


def _deputies(record, body, day, appointee, runs=runs_on):
    """Full deputies in the body on the day, the appointee left out."""
    spells = _holders(record, body, day, ("deputy",), runs)
    return {row["person_id"] for row in spells if full(row) and appointee is not None} - {appointee, None}


def bodies(record, decision, keys, covered):
    if decision["kind"] not in ("appointment", "conversion", "nomination"):
        return dict.fromkeys(BODIES)
    on, day = decision["signed_on"], first(decision["effective_on"], decision["signed_on"])
    body, appointee = keys["body"], decision["person_id"]
    body_id = keys["post"].get("organization_id")
    whole = bool(covered["coverage_tenure"])
    facts = {name: body.get(name) for name in ("subkind", "province", "province_class", "rearranged_on", "merged_from")}
    facts["body_level"] = body.get("level")
    facts["parent_subkind"] = (record.find("organization", body.get("parent_id")) or {}).get("subkind")
    facts["allotted"] = latest(
        row["allotted"]
        for row in record.rows("establishment")
        if row["category"] == "civil_servant"
        and same(row["organization_id"], body_id)
        and on is not None
        and row["year"] == on.year
    )
    facts["recorded_cap"] = latest(
        row["cap"] for row in record.rows("deputy_cap") if same(row["organization_id"], body_id) and may_run_on(row, on)
    )
    inner = [row for row in record.rows("organization") if same(row["parent_id"], body_id) and may_run_on(row, day)]
    facts["inner_units"] = len(inner) if inner or covered["coverage_organization"] else None
    deputy = keys["post"].get("leadership") == "deputy"

    def counted(units, runs):
        return sum(len(_deputies(record, unit, day, appointee, runs)) for unit in units) + 1

    facts["deputies_at_least"] = counted([body_id], runs_on) if deputy else None
    facts["deputies_at_most"] = counted([body_id], may_run_on) if deputy and whole else None
    peers = []
    district = body.get("subkind") == "phong" and body.get("level") == "district"
    if deputy and (body.get("subkind") in ("so", "vu", "cuc") or district) and body.get("parent_id") is not None:
        peers = [
            row["id"]
            for row in record.rows("organization")
            if row["parent_id"] == body["parent_id"] and row["subkind"] == body["subkind"] and may_run_on(row, day)
        ]
    facts["peer_units"] = len(peers) or None
    facts["peer_deputies_at_least"] = counted(peers, runs_on) if peers else None
    facts["peer_deputies_at_most"] = counted(peers, may_run_on) if peers and whole else None
    return facts


def chairs(record, decision, keys, whole):
    if decision["kind"] != "appointment":
        return dict.fromkeys(CHAIRS)
    body, above = keys["post"].get("organization_id"), keys["body"].get("parent_id")
    meetings = record.of_decision("step", decision)
    from_above = from_inside = 0
    for meeting in meetings:
        seats = {
            record.post_of(row).get("organization_id")
            for row in record.of_person("tenure", meeting["chair_id"])
            if runs_on(row, meeting["held_on"])
        } - {None}
        if above in seats:
            from_above += 1
        elif body in seats:
            from_inside += 1
    superior = None
    if from_inside:
        superior = False
    elif meetings and from_above == len(meetings):
        superior = True
    final = latest(meeting["held_on"] for meeting in meetings if meeting["step"] == "final")
    day = first(final, decision["signed_on"])
    leaders = _holders(record, body, day, ("head", "deputy"))
    heads = [row for row in leaders if record.post_of(row)["leadership"] == "head"]
    full_head = None
    if any(full(row) for row in heads):
        full_head = True
    elif heads or whole:
        full_head = False
    return {
        "chair_from_superior": superior,
        "full_head_in_office": full_head,
        "leaders_in_office_at_least": len({row["person_id"] for row in leaders} - {None})
        if "tenure" in record.given
        else None,
    }


def acting(record, decision, whole):
    if decision["kind"] != "acting":
        return dict.fromkeys(ACTING)
    begins, printed = decision["effective_on"], decision["until"]
    spells = [row for row in record.rows("tenure") if row["start_decision_id"] == decision["id"]]
    running = any(row["until"] is None for row in spells)
    ran = record.as_of if running else latest(row["until"] for row in spells)
    heads = [
        row
        for row in record.rows("tenure")
        if full(row)
        and same(row["post_id"], decision["post_id"])
        and runs_on(row, begins)
        and row["person_id"] is not None
        and decision["person_id"] not in (None, row["person_id"])
    ]
    absences = [
        row
        for head in heads
        for row in record.of_person("proceeding", head["person_id"])
        if row["kind"] in ("abroad", "study", "illness", "maternity") and runs_on(row, begins)
    ]
    absent = 0 if "proceeding" in record.given else None
    if any(row["until"] is None for row in absences):
        absent = None
    elif absences:
        absent = max(whole_months(row["from"], row["until"]) for row in absences)
    vacant = None
    if heads:
        vacant = False
    elif whole or decision["vacancy_reason"] == "vacant":
        vacant = True
    return {
        "acting_since": begins,
        "acting_until_at_least": latest([ran, printed]),
        "acting_ended_on": None if running else first(ran, printed),
        "head_absent_months": absent,
        "post_is_vacant": vacant,
    }
