"""The decision with its person, post and body."""

from chinhdanh.facts.retirement import retires_on

from .common import LEADING, anyone, at_most, before, cell, earliest, first, latest, may_run_on, no, same, whole_months

COVERED = (
    "asset_declaration",
    "candidate_vote",
    "confidence_vote",
    "decision",
    "dossier_item",
    "evaluation",
    "health_check",
    "kinship",
    "notice",
    "organization",
    "plan_entry",
    "step",
    "tenure",
)


def coverage(record, decision, post):
    """The declarations that hold for the issuing body or the body of the post, or for all, on the day of signing."""
    found = {f"coverage_{table}": None for table in COVERED}
    bodies = {None, decision["organization_id"], cell(post, "organization_id")}
    for row in record.rows("coverage"):
        if row["table"] in COVERED and row["organization_id"] in bodies and may_run_on(row, decision["signed_on"]):
            said = f"{row['stated_by'] or '?'} {row['stated_on'] or '?'}"
            name = f"coverage_{row['table']}"
            found[name] = latest([found[name], said])
    return found


def full(row):
    return row["acting"] is not True


def begun_otherwise(row, decision):
    return row["start_decision_id"] != decision["id"]


def present_post(record, decision):
    """The main post on the day; unknown where two were taken up on the same latest day."""
    held = {}
    for row in record.of_person("tenure", decision["person_id"]):
        on = decision["signed_on"]
        if (
            full(row)
            and row["concurrent"] is not True
            and begun_otherwise(row, decision)
            and at_most(row["from"], on)
            and (row["until"] is None or row["until"] >= on)
            and row["post_id"]
        ):
            held.setdefault(row["from"], set()).add(row["post_id"])
    posts = held[max(held)] if held else set()
    return posts.pop() if len(posts) == 1 else None


def led_before(record, decision):
    """Yes, no, or unknown where a leading post was held since nobody knows when."""
    return anyone(
        before(row["from"], decision["signed_on"]) if row["from"] else None
        for row in record.of_person("tenure", decision["person_id"])
        if record.post_of(row).get("leadership") in LEADING
        and begun_otherwise(row, decision)
        # without a day of signing a dated spell says nothing
        and (row["from"] is None or decision["signed_on"] is not None)
    )


def months_left(day, retirement):
    """Counted from date to date (law/README.md, reading 2); the end of a month completes it."""
    return whole_months(day, retirement)


def facts(record, decision):
    person = record.find("person", decision["person_id"]) or {}
    post = record.find("post", decision["post_id"]) or {}
    body = record.find("organization", post.get("organization_id")) or {}
    from_post_id = first(decision["from_post_id"], present_post(record, decision))
    origin = record.find("post", from_post_id) or {}
    steps = record.of_decision("step", decision)
    covered = coverage(record, decision, post)
    on = decision["signed_on"]

    category = person.get("category")
    civil = {"civil_servant": True, "cadre": False, "public_employee": False, "armed_forces": False}.get(category)
    if post.get("public_unit") is True or post.get("elected") is True:
        civil = False
    leadership = post.get("leadership")

    first_leadership = decision["first_leadership"]
    if first_leadership is None:
        led = led_before(record, decision)
        if led or origin.get("leadership") in LEADING:
            first_leadership = False
        elif led is False and covered["coverage_tenure"]:
            first_leadership = True

    if same(post.get("equivalence"), origin.get("equivalence")):
        higher = False
    elif post.get("rank") is not None and origin.get("rank") is not None:
        higher = post["rank"] > origin["rank"]
    else:
        higher = first(decision["higher_post"], True if first_leadership else None)

    reorganization = decision["reorganization"]
    rearranged = decision["after_reorganization"]
    if rearranged is None:
        rearranged = reorganization in ("merger", "split", "new_body")

    retirement = person.get("retires_on")
    if retirement is None and person.get("birth_date") and person.get("sex"):
        retirement = retires_on(person["sex"], person["birth_date"])

    started = earliest([decision["process_started_on"], *(row["held_on"] for row in steps)])
    ended = None
    if all(row["held_on"] for row in steps) and any(row["step"] == "final" for row in steps):
        ended = latest(row["held_until"] or row["held_on"] for row in steps)

    keys = {
        "from_post": from_post_id,
        "post": post,
        "body": body,
        "origin": origin,
        "covered": covered,
    }
    return keys, {
        "on": on,
        "kind": decision["kind"],
        "effective_on": decision["effective_on"],
        "ends_on": decision["until"],
        "term_months": first(
            decision["term_months"], post.get("term_months"), whole_months(decision["effective_on"], decision["until"])
        ),
        "source": decision["source"],
        "proposed_by": decision["proposed_by"],
        "civil_servant": civil,
        "leadership_post": True if leadership in LEADING else None,
        "state_body": None if body.get("kind") in ("party_committee", "party_body", "mass_organization") else True,
        "post_is_head": same(leadership, "head"),
        "post_is_deputy": same(leadership, "deputy"),
        "post_field": post.get("field"),
        "managed_by": post.get("managed_by"),
        "first_leadership": first_leadership,
        "higher_post": higher,
        "equal_or_lower_post": no(higher),
        "after_reorganization": rearranged,
        "reorganization": reorganization,
        "new_body": reorganization == "new_body",
        "retires_on": retirement,
        "months_left_on_day": months_left(on, retirement),
        "months_left_at_proposal": months_left(decision["proposal_received_on"], retirement),
        "months_left_at_start": months_left(started, retirement),
        "party_member": at_most(person.get("party_joined_on"), on) or None,
        "policy_requested_on": decision["policy_requested_on"],
        "policy_answered_on": decision["policy_answered_on"],
        "process_started_on": started,
        "process_ended_on": ended,
        "as_of": record.as_of,
        **covered,
    }
