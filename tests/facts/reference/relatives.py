"""Relatives in linked posts: Law 36/2018 Art. 20(3), Regulations 205 and 114."""

from .common import LEADING, anyone, at_most, before, both, exists, first, latest, may_run_on, same

SCOPE = ("appointment", "nomination", "reappointment", "transfer", "recruitment")
FACTS = (
    "kin_recorded",
    "near_relative_leads_body",
    "near_relative_manages_body",
    "relatives_linked_205",
    "relatives_linked_114",
    "linked_relative_id",
    "prior_consent",
)
BACK = {
    "spouse": "spouse",
    "sibling": "sibling",
    "cousin": "cousin",
    "sibling_in_law": "sibling_in_law",
    "parent": "child",
    "child": "parent",
    "adoptive_parent": "adopted_child",
    "adopted_child": "adoptive_parent",
    "parent_in_law": "child_in_law",
    "child_in_law": "parent_in_law",
    "uncle_aunt": "nephew_niece",
    "nephew_niece": "uncle_aunt",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
}
NEAR = ("spouse", "parent", "child", "sibling")
ADOPTIVE = ("adoptive_parent", "adopted_child")
COMMITTEES = ("provincial_committee", "district", "commune")
LISTED_205 = ("home_affairs", "inspection")
LISTED_114 = (
    "home_affairs",
    "inspection",
    "finance",
    "banking",
    "tax",
    "customs",
    "industry_trade",
    "planning",
    "land_environment",
    "military",
    "police",
    "courts",
    "procuracy",
)


def kin(record, person):
    """(relative, relation, row) in both directions."""
    for row in record.rows("kinship"):
        if person is not None and row["person_id"] == person:
            yield row["relative_id"], row["relation"], row
        if person is not None and row["relative_id"] == person:
            yield row["person_id"], BACK.get(row["relation"]), row


def _is(relation, certain, unclear):
    if relation is None:
        return None
    if relation in certain:
        return True
    return None if unclear == "all others" or relation in unclear else False


def _one_place(leader, sector):
    if sector["body"].get("parent_id") is not None and sector["body"]["parent_id"] == leader["id"]:
        return True
    a, b = leader["body"], sector["body"]
    return a.get("level") == b.get("level") == "province" and same(a.get("province"), b.get("province")) is True


def _leader_and_sector(one, other, leaders, sectors):
    """One heads a leading body, the other a listed sector's body of the same place, either way round."""
    return any(
        a["role"] == "head"
        and a["body"].get("kind") in leaders
        and b["role"] == "head"
        and b["body"].get("sector") in sectors
        and _one_place(a, b)
        for a, b in ((one, other), (other, one))
    )


def _seat(office):
    """The Party committee in whose group of posts the office counts."""
    body = office["body"]
    if body.get("kind") == "party_committee" and office["role"] in ("head", "deputy"):
        return office["id"]
    if body.get("sector") in ("party_organization", "party_inspection") and office["role"] == "head":
        return body.get("parent_id")
    return None


def _consent(record, decision):
    on = decision["signed_on"]
    papers = [
        row["signed_on"]
        for row in record.of_decision("special_case", decision)
        if (row["departs_from"] or "").startswith("qd-114-2023.art-6")
    ]
    papers += [row["issued_on"] for row in record.of_decision("notice", decision) if row["kind"] == "consent"]
    if any(before(day, on) for day in papers):
        return True
    if any(day is None or day == on for day in papers):
        return None
    return False if "special_case" in record.given else None


def relatives(record, decision, keys, covered):
    if decision["kind"] not in SCOPE:
        return dict.fromkeys(FACTS)
    begins = first(decision["effective_on"], decision["signed_on"])
    post = keys["post"]
    role = post.get("leadership") if post.get("leadership") in LEADING else None
    own = {"id": post.get("organization_id"), "role": role, "body": keys["body"]}
    near, managing, by_205, by_114, linked = [], [], [], [], []
    named = False
    for relative, relation, row in kin(record, decision["person_id"]):
        named = named or relative is not None
        if not may_run_on(row, begins):
            continue
        for spell in record.of_person("tenure", relative):
            office_post = record.post_of(spell)
            if office_post.get("leadership") not in LEADING or not may_run_on(spell, begins):
                continue
            dated = True if spell["from"] else None
            office = {
                "id": office_post["organization_id"],
                "role": office_post["leadership"],
                "body": record.find("organization", office_post["organization_id"]) or {},
            }
            together = own["id"] is not None and own["id"] == office["id"]
            inner = own["body"].get("kind") == "division" or own["body"].get("subkind") in ("phong", "van_phong", "ban")
            above = own["body"].get("parent_id")
            one_body = together or (inner and above is not None and above == office["id"])
            head_and_deputy = together and {own["role"], office["role"]} == {"head", "deputy"}
            group_a = same(_seat(own), _seat(office)) is True
            group_b = _leader_and_sector(own, office, COMMITTEES, LISTED_205)
            group_c = _leader_and_sector(own, office, (*COMMITTEES, "party_committee"), LISTED_114)
            answers = (
                both(one_body and office["role"] in ("head", "deputy"), _is(relation, NEAR, ADOPTIVE)),
                both(
                    head_and_deputy or group_a or group_b,
                    _is(relation, (*NEAR, "parent_in_law", "child_in_law"), ADOPTIVE),
                ),
                both((together and own["role"] is not None) or group_c, _is(relation, NEAR, "all others")),
            )
            answers = [both(answer, dated) for answer in answers]
            managing.append(both(one_body, _is(relation, NEAR, ADOPTIVE), dated))
            for values, answer in zip((near, by_205, by_114), answers, strict=True):
                values.append(answer)
            if anyone(answers) is not False:
                linked.append(relative)
    known = bool(covered["coverage_kinship"]) or named
    whole = known and bool(covered["coverage_tenure"]) and own["id"] is not None and role is not None
    return {
        "kin_recorded": True if known else None,
        "near_relative_leads_body": exists(near, whole),
        "near_relative_manages_body": exists(managing, whole),
        "relatives_linked_205": exists(by_205, whole),
        "relatives_linked_114": exists(by_114, whole),
        "linked_relative_id": latest(linked),
        "prior_consent": _consent(record, decision),
    }


LEVELS = {"central": 4, "ministry": 3, "province": 3, "agency": 2, "commune": 1}


def special_case(record, decision, keys, provision):
    """A departure in the open: by the deciding body or a level not below the one that manages the post, in time."""
    if "special_case" not in record.given:
        return {f"special_case:{provision}": None, f"special_case_reviewed:{provision}": None}
    on = decision["signed_on"]
    answers, reviewed = [], False
    for row in record.of_decision("special_case", decision):
        if row["departs_from"] != provision:
            continue
        competent = same(row["issuer_organization_id"], decision["organization_id"]) is True or at_most(
            LEVELS.get(keys["post"].get("managed_by")), LEVELS.get(row["issuer_level"])
        )
        answers.append(both(at_most(row["signed_on"], on), competent))
        reviewed = reviewed or both(answers[-1], at_most(row["review_on"], on)) is True
    return {
        f"special_case:{provision}": anyone(answers),
        f"special_case_reviewed:{provision}": True if reviewed else None,
    }
