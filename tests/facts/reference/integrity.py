"""Declarations of assets, conflicts of interest in the procedure, named proposers, plans after discipline."""

from .common import at_most, before, both, earliest, exists, first, latest, may_run_on, no, same
from .relatives import ADOPTIVE, NEAR, kin


def filings(record, decision, keys, covered):
    on = decision["signed_on"]
    rows = record.of_person("asset_declaration", decision["person_id"])
    person = record.find("person", decision["person_id"]) or {}
    leading = keys["post"].get("leadership") in ("head", "deputy", "collective_member")
    must = person.get("category") in ("cadre", "civil_servant", "armed_forces")
    must = must or (person.get("category") == "public_employee" and leading)
    whole = bool(covered["coverage_asset_declaration"])
    whole_file = whole and bool(covered["coverage_dossier_item"])

    def personnel(row):
        return both(same(row["kind"], "personnel"), at_most(row["filed_on"], on))

    papers = [
        (row["kind"], row["issued_on"])
        for row in record.of_decision("dossier_item", decision)
        if row["kind"] in (None, "asset_declaration")
    ]
    in_time = [row for row in rows if personnel(row) is True]
    on_file = [issued for kind, issued in papers if kind is not None and at_most(issued, on)]
    last = first(latest(on_file), latest(row["filed_on"] for row in in_time))
    published = None
    if in_time:
        newest = latest(row["filed_on"] for row in in_time)
        published = latest(row["published_on"] for row in in_time if row["filed_on"] == newest)
    answers = [personnel(row) for row in rows]
    answers += [both(True if kind else None, at_most(issued, on)) for kind, issued in papers]
    initial = [row["filed_on"] for row in rows if row["kind"] == "initial"]
    return {
        "must_declare": True if must else None,
        "initial_declared_on": earliest(initial),
        "initial_declared": exists(
            [both(same(row["kind"], "initial"), True if row["filed_on"] else None) for row in rows], whole
        ),
        "personnel_declared_on": last,
        "personnel_declared_earlier_too": not on_file and len({row["filed_on"] for row in in_time}) > 1,
        "personnel_declared": True if last is not None else exists(answers, whole_file),
        "personnel_declaration_published_on": published,
    }


def _near(relation):
    if relation is None or relation in ADOPTIVE:
        return None
    return relation in NEAR


def conflicts(record, decision, covered):
    on, person = decision["signed_on"], decision["person_id"]
    parts = record.of_decision("participant", decision)
    ties = list(kin(record, person))
    answers, involved = [], {}
    for part in parts:
        if part["person_id"] is None or person is None or part["person_id"] == person:
            continue
        for relative, relation, row in ties:
            if relative != part["person_id"] or not may_run_on(row, on):
                continue
            answer = both(_near(relation), no(part["withdrew"]))
            answers.append(answer)
            if answer is True:
                held = [
                    step["held_on"]
                    for step in record.of_decision("step", decision)
                    if part["step"] is not None and step["step"] == part["step"]
                ]
                involved.setdefault(relative, []).extend(held)
    letters = [row for row in record.of_decision("notice", decision) if row["kind"] == "conflict_report"]
    reported, exact, least, silent = [], [], [], False
    for relative, held in involved.items():
        mine = [row for row in letters if row["from_id"] == relative]
        issued, known = earliest(row["issued_on"] for row in mine), earliest(row["known_on"] for row in mine)
        silent = silent or not mine
        reported.append(issued is not None)
        exact.append(_working_days(record, known, issued))
        least.append(first(exact[-1], _working_days(record, earliest(held), issued)))
    whole = bool(parts) and (bool(covered["coverage_kinship"]) or any(name is not None for name, _, _ in ties))
    anonymous = any(row["from_id"] is None for row in letters)
    told = None
    if reported and all(reported):
        told = True
    elif silent and covered["coverage_notice"] and not anonymous:
        told = False
    return {
        "conflicted_participant": exists(answers, whole),
        "conflict_reported": told,
        "conflict_report_days": max(exact) if exact and None not in exact else None,
        "conflict_report_days_at_least": latest(least),
    }


def _working_days(record, since, until):
    a, b = record.ordinals.get(since), record.ordinals.get(until)
    return None if a is None or b is None else b - a


def proposers(record, decision):
    roles = {row["role"] for row in record.of_decision("participant", decision)}
    return {
        "proposer_named": True if decision["proposer_id"] is not None or "propose" in roles else None,
        "certifier_named": True if "certify" in roles else None,
    }


def plans(record, decision, whole):
    on = decision["signed_on"]
    rows = record.of_person("plan_entry", decision["person_id"])
    answers = []
    for row in rows:
        stands = row["withdrawn_on"] is None or row["withdrawn_on"] > record.as_of
        kept = True if before(on, row["reviewed_on"]) else None
        answers.append(both(stands, at_most(row["approved_on"], on), kept))
    return {"still_planned": exists(answers, whole or bool(rows))}


def enterprises(keys):
    kind = keys["body"].get("kind")
    return {
        "state_enterprise": None if kind is None else kind == "state_enterprise",
        "state_share": keys["body"].get("state_share"),
    }
