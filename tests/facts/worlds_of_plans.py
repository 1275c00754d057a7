"""What succession planning and yearly ratings ask of a random world: planning decisions, terms, scores, ratings of bodies."""


def add_plans(maker):
    rows = maker.rows
    for entry in rows["plan_entry"]:
        entry["organization_id"] = maker.pick(None, maker.body())
        entry["reviewed_on"] = maker.end()
    for decision in [row for row in rows["decision"] if row["kind"] == "planning"]:
        for _ in range(maker.pick(0, 1, 1, 2)):
            maker.add(
                "plan_entry",
                person_id=decision["person_id"],
                post_id=decision["post_id"],
                approved_on=decision["signed_on"],
                withdrawn_on=maker.end(0.3),
                reviewed_on=maker.end(),
                term=maker.pick("2020-2025", "2025-2030", "2025-2030", "2030 – 2035", "Nhiệm kỳ tới", None),
                decision_id=decision["id"],
            )
        if maker.chance(0.6):
            maker.add(
                "decision",
                kind=maker.pick("appointment", "nomination"),
                person_id=decision["person_id"],
                post_id=decision["post_id"],
                proposal_received_on=maker.pick(None, decision["signed_on"], maker.day()),
                signed_on=maker.day(),
                effective_on=maker.day(),
            )
    for body in rows["organization"]:
        if maker.chance(0.2):
            body["kind"], body["level"] = "party_committee", maker.pick("central", "province", "commune", "district")
        for year in maker.rng.sample(range(maker.anchor.year - 2, maker.anchor.year + 1), 2):
            maker.add(
                "body_rating",
                organization_id=body["id"],
                year=year,
                rating=maker.pick("excellent", "good", "good", "completed", "failed"),
                decided_on=maker.day(),
                own_year_end=maker.pick(None, True, False),
            )
    for rating in rows["evaluation"]:
        rating["score"] = maker.pick(None, None, 49.9, 50.0, 69.5, 70.0, 89.9, 90.0, 100.0)
    for person in rows["person"]:
        person["recruited_on"] = person["recruited_on"] or maker.pick(None, maker.day(), maker.early())
        person["category"] = maker.pick(person["category"], person["category"], "public_employee")
    for case in rows["discipline"]:
        case["act_started_on"] = maker.pick(None, maker.early(), maker.anchor)
        case["duty_related"] = maker.pick(None, True, False)
    for kind in ("illness", "maternity", "study"):
        if maker.chance(0.4):
            maker.add(
                "proceeding",
                kind=kind,
                person_id=maker.person(),
                until=maker.end(),
                **{"from": maker.pick(None, maker.day(), maker.early())},
            )
    for decision in [row for row in rows["decision"] if row["kind"] == "planning"]:
        for _ in range(maker.pick(0, 1, 1)):
            maker.add(
                "discipline",
                person_id=decision["person_id"],
                regime="state",
                form=maker.pick("reprimand", "warning"),
                decided_on=decision["signed_on"],
                effective_on=decision["signed_on"],
                ended_on=maker.pick(None, decision["signed_on"], maker.day(), maker.day()),
            )
