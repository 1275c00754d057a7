"""What leaving a post asks of a random world: letters, suspensions in a row, confidence votes, failing years, departures."""

from datetime import timedelta

EXITS = ("resignation", "release", "dismissal", "suspension", "separation")
NEXT = ("appointment", "nomination", "planning", "transfer", "rotation")
GROUNDS = ("own_wish", "low_confidence", "failed_ratings", "accountability", "needed_for_review")


def add_exits(maker):
    rows = maker.rows
    for case in rows["discipline"]:
        case["duty_related"] = maker.pick(None, True, True, False)
    for person in rows["person"]:
        for _ in range(maker.pick(0, 0, 1, 2)):
            low, medium, high = (maker.rng.randint(0, 9) for _ in range(3))
            maker.add(
                "confidence_vote",
                person_id=person["id"],
                post_id=maker.post(),
                held_on=maker.day(),
                issued=low + medium + high + maker.pick(0, 0, 3),
                low=low,
                medium=medium,
                high=high,
            )
    for decision in list(rows["decision"]):
        if decision["kind"] in EXITS:
            decision["ground"] = maker.pick(None, *GROUNDS)
            _papers(maker, decision)
            _record(maker, decision)
        if decision["kind"] == "suspension":
            _suspensions(maker, decision)
        if decision["kind"] in NEXT and maker.chance(0.4):
            _departures(maker, decision)
        if decision["kind"] == "dismissal" and maker.chance(0.6):
            maker.add(
                "decision",
                kind=maker.pick("separation", "transfer", "planning"),
                person_id=decision["person_id"],
                signed_on=maker.day(),
            )


def _papers(maker, decision):
    for kind in ("resignation_letter", "talk", "grounds_complete", "report_to_authority", "consent"):
        for _ in range(maker.pick(0, 1, 1, 2)):
            day = maker.day()
            maker.add(
                "notice",
                decision_id=decision["id"],
                kind=kind,
                issued_on=day,
                received_on=maker.pick(None, day, day + timedelta(days=2)),
            )


def _record(maker, decision):
    """A term in the post left, reprimands within it, and an inspection that may not name the person."""
    who = decision["person_id"]
    if maker.chance(0.7):
        maker.add(
            "tenure",
            person_id=who,
            post_id=decision["from_post_id"] or decision["post_id"],
            until=maker.end(0.4),
            acting=maker.pick(None, False),
            **{"from": maker.early()},
        )
    for _ in range(maker.pick(0, 1, 2, 3)):
        maker.add(
            "discipline",
            person_id=who,
            regime=maker.pick("state", "party"),
            form=maker.pick("reprimand", "reprimand", "warning"),
            effective_on=maker.day(),
            duty_related=maker.pick(None, True, True, False),
            quashed_on=maker.end(0.1),
        )
    if maker.chance(0.4):
        maker.add(
            "proceeding",
            person_id=who,
            kind=maker.pick("inspection", "audit", "audit"),
            named=maker.pick(None, False, False),
            until=maker.end(),
            **{"from": maker.early()},
        )


def _suspensions(maker, decision):
    """Suspensions that run up to one another, and decisions that cancel them."""
    decision["status"] = maker.pick(None, "in_force", "revoked")
    begins = decision["effective_on"]
    for _ in range(maker.pick(0, 1, 2)):
        ends = begins + timedelta(days=maker.pick(0, 0, 1, -1))
        begins = begins - timedelta(days=21)
        maker.add(
            "decision",
            kind="suspension",
            person_id=decision["person_id"],
            post_id=decision["post_id"],
            signed_on=begins,
            effective_on=maker.pick(None, begins),
            until=maker.pick(ends, ends, None),
        )
    for _ in range(maker.pick(0, 0, 1, 2)):
        revocation = maker.add("decision", kind="revocation", signed_on=maker.day(), revokes_id=decision["id"])
        maker.add("notice", decision_id=revocation, kind="grounds_complete", issued_on=maker.day())


def _departures(maker, decision):
    for _ in range(maker.pick(1, 1, 2)):
        signed = maker.early()
        departure = maker.add(
            "decision",
            kind=maker.pick("release", "resignation", "dismissal"),
            person_id=decision["person_id"],
            post_id=maker.post(),
            from_post_id=maker.pick(None, maker.post()),
            signed_on=signed,
            effective_on=maker.pick(None, signed, maker.day()),
            ground=maker.pick(None, *GROUNDS),
            status=maker.pick(None, None, "in_force", "revoked"),
        )
        if maker.chance(0.4):
            maker.add("notice", decision_id=departure, kind="resignation_letter", issued_on=signed)
