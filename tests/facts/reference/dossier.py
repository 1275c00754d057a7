"""What lies in the dossier, health, verification, declarations."""

from .common import at_most, before, both, exists, first, latest, same

ITEMS = (
    "proposal",
    "cv",
    "self_review",
    "agency_assessment",
    "residence_assessment",
    "party_opinion",
    "asset_declaration",
    "diplomas",
    "health_certificate",
    "photo",
    "present_workplace_opinion",
    "verification",
)


def _health(items, checks, on):
    """Verdict and day of the latest paper that says something; unknown where papers of that day disagree."""
    papers = [
        (item["issued_on"], {"fit": True, "unfit": False}.get(item["conclusion"]))
        for item in items
        if item["kind"] == "health_certificate" and item["conclusion"] is not None and at_most(item["issued_on"], on)
    ]
    papers += [(c["examined_on"], c["fit"]) for c in checks if c["fit"] is not None and at_most(c["examined_on"], on)]
    if papers:
        day = max(paper[0] for paper in papers)
        said = {verdict for issued, verdict in papers if issued == day}
        return (said.pop() if len(said) == 1 else None), day
    silent = [item["issued_on"] for item in items if item["kind"] == "health_certificate"]
    silent += [check["examined_on"] for check in checks]
    return None, latest(day for day in silent if at_most(day, on))


def dossier(record, decision, whole):
    on = decision["signed_on"]
    items = record.of_decision("dossier_item", decision)
    facts = {}
    for kind in ITEMS:
        here = [item for item in items if item["issued_on"] is None or at_most(item["issued_on"], on)]
        facts[f"{kind}_on_file"] = exists((same(item["kind"], kind) for item in here), whole)
        facts[f"{kind}_issued_on"] = latest(item["issued_on"] for item in here if item["kind"] == kind)
    facts["dossier_submitted_on"] = first(
        latest(item["submitted_on"] for item in items), decision["proposal_received_on"]
    )
    facts["dossier_considered_on"] = latest(item["considered_on"] for item in items)
    checks = record.of_person("health_check", decision["person_id"])
    facts["health_fit"], facts["health_examined_on"] = _health(items, checks, on)
    facts["file_verified"] = exists(
        (
            both(same(item["kind"], "verification"), at_most(first(item["verified_on"], item["issued_on"]), on))
            for item in items
        ),
        whole,
    )
    confirmed = any(item["kind"] == "cv" and at_most(item["verified_on"], on) for item in items)
    facts["cv_verified"] = True if confirmed else None
    return facts


def declarations(record, decision, whole):
    on = decision["signed_on"]
    rows = record.of_person("asset_declaration", decision["person_id"])
    items = record.of_decision("dossier_item", decision)
    papers = [item for item in items if item["kind"] == "asset_declaration"]
    filed = [at_most(row["filed_on"], on) for row in rows]
    filed += [both(same(item["kind"], "asset_declaration"), at_most(item["issued_on"], on)) for item in items]
    verified = None
    if any(at_most(row["verified_on"], on) for row in (*rows, *papers)):
        verified = True
    elif any(at_most(row["filed_on"], on) and before(on, row["verified_on"]) for row in rows):
        verified = False
    return {"declaration_filed": exists(filed, whole), "declaration_verified": verified}
