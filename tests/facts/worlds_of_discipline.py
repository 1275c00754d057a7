"""What discipline asks of a random world: cases with acts and notices, councils, letters, relatives, false papers."""

from datetime import timedelta

KINDS = ("discipline", "removal", "separation")
FORMS = ("reprimand", "warning", "removal", "forced_separation", "recall", "expulsion", "status_erasure")


def add_discipline(maker):
    rows = maker.rows
    for person in rows["person"]:
        person["party_full_on"] = maker.pick(None, maker.day())
    for post in rows["post"]:
        post["field"] = post["field"] or maker.pick("general", "personnel")
    for case in rows["discipline"]:
        _acts(maker, case)
    for proceeding in rows["proceeding"]:
        proceeding["result"] = maker.pick(None, "founded", "founded", "unfounded", "closed")
    for decision in list(rows["decision"]):
        decision["competence"] = maker.pick(None, "own", "delegated", "none")
        if decision["kind"] in KINDS:
            _case(maker, decision)
            _council(maker, decision)
        elif decision["kind"] == "recruitment" and maker.chance(0.4):
            _separated(maker, decision["person_id"])
    _criminal(maker)


def _acts(maker, case):
    start = maker.early()
    case["act_started_on"] = maker.pick(None, start, start)
    case["act_ended_on"] = maker.pick(None, start, start + timedelta(days=maker.pick(0, 1, 30)))
    case["notified_on"] = maker.end(0.6)
    case["harm"] = maker.pick(None, "minor", "serious", "very_serious")
    case["bribery"] = maker.pick(None, True, False)
    if maker.chance(0.5):
        case["form"] = maker.pick(*FORMS)


def _case(maker, decision):
    """The case decided on, and with luck an earlier one of the same person or a second decision on it."""
    person = decision["person_id"]
    own = [row["id"] for row in maker.rows["discipline"] if row["person_id"] == person]
    if not own or maker.chance(0.3):
        own = [maker.add("discipline", person_id=person, regime=maker.pick("state", "party"), decided_on=maker.day())]
        maker.rows["discipline"][-1]["effective_on"] = maker.day()
        maker.rows["discipline"][-1]["ground"] = maker.pick("office_buying", "false_documents", "corruption")
        _acts(maker, maker.rows["discipline"][-1])
    if maker.chance(0.4):
        earlier = maker.early()
        maker.add(
            "discipline",
            person_id=person,
            regime=maker.pick("state", "party"),
            form=maker.pick(*FORMS),
            effective_on=earlier,
            decided_on=earlier,
            ground=maker.pick("office_buying", "false_documents", "other"),
        )
    if maker.chance(0.4) and decision["signed_on"]:
        maker.add(
            "discipline",
            person_id=person,
            regime="party",
            form="expulsion",
            effective_on=decision["signed_on"] - timedelta(days=maker.pick(0, 20, 300)),
        )
    if maker.chance(0.4) and decision["signed_on"]:
        _moved(maker, decision, own[0])
    elif maker.chance(0.3) and decision["signed_on"]:
        maker.rows["tenure"] = [row for row in maker.rows["tenure"] if row["person_id"] != person]
        gone = decision["signed_on"] - timedelta(days=maker.pick(-1, 0, 40))
        maker.add("decision", kind="retirement", person_id=person, signed_on=gone, effective_on=gone)
    decision["discipline_id"] = maker.pick(None, *own, *own)
    decision["ground"] = maker.pick(None, "forced", "office_buying", "false_documents")
    pointed = maker.pick(*own)
    for row in maker.rows["discipline"]:
        if row["id"] == pointed:
            row["decision_id"] = maker.pick(None, decision["id"], decision["id"])
    if maker.chance(0.3):
        maker.add(
            "decision",
            kind="discipline",
            person_id=person,
            signed_on=maker.pick(decision["signed_on"], maker.early()),
            discipline_id=decision["discipline_id"],
            status=maker.pick(None, "in_force", "in_force", "superseded"),
        )
    if maker.chance(0.3):
        undone = maker.add("decision", kind=maker.pick("recruitment", "appointment"), person_id=person)
        maker.add(
            "decision",
            kind="revocation",
            person_id=person,
            signed_on=maker.early(),
            revokes_id=undone,
            ground=maker.pick("false_documents", "unlawful_appointment"),
        )


def _moved(maker, decision, case):
    """The person changed posts between the act and its discovery, perhaps on secondment to the issuing body."""
    person, signed = decision["person_id"], decision["signed_on"]
    maker.rows["tenure"] = [row for row in maker.rows["tenure"] if row["person_id"] != person]
    changed, post = signed - timedelta(days=100), maker.pick(*maker.rows["post"])
    maker.add("tenure", person_id=person, post_id=maker.post(), until=changed, **{"from": signed - timedelta(days=900)})
    maker.add(
        "tenure",
        person_id=person,
        post_id=post["id"],
        purpose=maker.pick(None, "regular", "secondment"),
        **{"from": changed},
    )
    if maker.chance(0.5):
        decision["organization_id"] = post["organization_id"]
    for row in maker.rows["discipline"]:
        if row["id"] == case:
            row["act_ended_on"] = signed - timedelta(days=500)
            row["discovered_on"] = changed + timedelta(days=maker.pick(-1, 0, 10))


def _council(maker, decision):
    identity = decision["id"]
    final = [row for row in maker.rows["step"] if row["decision_id"] == identity and row["step"] == "final"]
    if not final and maker.chance(0.7):
        maker.add("step", decision_id=identity, step="final", held_on=maker.day(), members=maker.pick(1, 2, 3))
        final = [maker.rows["step"][-1]]
    for row in final:
        row["members"] = maker.pick(None, 1, 2, 3)
        row["chair_id"] = maker.pick(None, maker.person())
    for _ in range(maker.rng.randint(0, 3)):
        maker.add(
            "participant",
            decision_id=identity,
            step=maker.pick("final", "final", "final", None),
            person_id=maker.person(),
            role=maker.pick("chair", "vote", "vote", "advise"),
            withdrew=maker.pick(None, False, False, True),
        )
    for _ in range(maker.rng.randint(0, 6)):
        maker.add(
            "notice",
            decision_id=identity,
            issued_on=maker.day(),
            received_on=maker.end(0.7),
            kind=maker.pick(
                "discipline_notice", "review_meeting", "summons", "report_to_authority", "time_extension", "own_wish"
            ),
        )


def _separated(maker, person):
    effective = maker.early()
    maker.add(
        "discipline",
        person_id=person,
        regime="state",
        form="forced_separation",
        effective_on=effective,
        decided_on=effective,
        ground=maker.pick("corruption", "other"),
    )


def _criminal(maker):
    for person in maker._ids("person"):
        if maker.chance(0.4):
            kind = maker.pick("trial", "trial", "prosecution", "maternity", "investigation", "complaint", None)
            maker.add(
                "proceeding",
                person_id=person,
                kind=kind,
                until=maker.early() if kind == "trial" and maker.chance(0.7) else maker.end(),
                result=maker.pick(None, "founded", "founded", "closed"),
                **{"from": maker.early()},
            )
