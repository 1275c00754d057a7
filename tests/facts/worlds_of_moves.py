"""What moves and recruitment ask of a random world: letters with senders, purposes, extracts, revocations, children."""


def add_moves_and_recruitment(maker):
    rows = maker.rows
    for person in rows["person"]:
        person["youngest_child_born_on"] = maker.pick(None, maker.day())
        person["birth_precision"] = maker.pick(None, "day", "month", "year")
    for post in rows["post"]:
        post["from"] = maker.pick(None, maker.day())
    for spell in rows["tenure"]:
        spell["purpose"] = maker.pick(None, "regular", "regular", "secondment", "rotation")
    for notice in rows["notice"]:
        notice["from_id"] = maker.pick(None, maker.body(), maker.body())
    for case in rows["discipline"]:
        if maker.chance(0.3):
            case["ground"] = "false_documents"
    for decision in list(rows["decision"]):
        decision["receiving_organization_id"] = maker.pick(None, maker.body())
        decision["rotation_purpose"] = maker.pick(None, "training", "non_local", "two_terms")
        decision["urgent_task"] = maker.pick(None, True, False)
        decision["review_group"] = maker.pick(None, "completion_1", "completion_2", "completion_3")
        for name in ("exam_due", "exam_sat", "file_complete", "standards_met", "process_followed"):
            decision[name] = maker.pick(None, True, False)
        if decision["kind"] == "recruitment":
            _later_acts(maker, decision)


def _later_acts(maker, decision):
    decision["revoked_on"] = maker.end(0.2)
    for _ in range(maker.pick(0, 1, 1, 2)):
        maker.add(
            "dossier_item",
            decision_id=decision["id"],
            kind="criminal_record",
            issued_on=maker.day(),
            conclusion=maker.pick("clear", "clear", "barred", None),
        )
    for _ in range(maker.pick(0, 0, 1, 2)):
        maker.add(
            "decision",
            kind="revocation",
            person_id=decision["person_id"],
            signed_on=maker.day(),
            revokes_id=decision["id"],
            ground=maker.pick("unlawful_recruitment", "exam_missed", "file_incomplete", None),
        )
