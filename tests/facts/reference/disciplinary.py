"""Discipline once more: the case, its clocks, what stood around it, the council, what came after."""

from .common import (
    LEADING,
    add_months,
    anyone,
    at_most,
    before,
    both,
    earliest,
    either,
    exists,
    first,
    latest,
    may_run_on,
    no,
    runs_on,
    same,
    whole_months,
)
from .relatives import kin

KINDS = ("discipline", "removal", "separation")
CASE = (
    "disciplinary",
    "discipline_regime",
    "discipline_form",
    "discipline_ground",
    "discipline_starts_on",
    "discipline_ended_on",
    "discipline_quashed_on",
    "act_started_on",
    "act_ended_on",
    "act_discovered_on",
    "discipline_notified_on",
    "discipline_harm",
    "discipline_bribery",
    "cadre",
    "disciplined_woman",
    "disciplined_child_months",
    "discipline_competence",
    "party_full_member",
    "leader_on_day",
    "left_service",
    "forms_in_decision",
    "case_decided_before",
)
CLOCKS = (
    "handling_days",
    "handling_left_out_at_least",
    "handling_left_out_at_most",
    "limitation_left_out_at_least",
    "limitation_left_out_at_most",
    "extension_granted",
)
HISTORY = (
    "earlier_discipline",
    "earlier_form",
    "earlier_discipline_on",
    "earlier_same_act",
    "earlier_party_same_ground",
    "next_act_on",
    "latest_act_on",
    "party_decision",
    "party_decided_on",
    "party_effective_on",
    "party_expelled",
)
PLACES = (
    "moved_before_discovery",
    "decided_by_old_body",
    "decided_by_present_body",
    "seconded_on_day",
    "decided_by_host_body",
)
COUNCIL = (
    "review_meeting_held",
    "report_working_days",
    "council_working_days",
    "summons_lead_first",
    "summons_lead_last",
    "summons_days_first",
    "recommendation_working_days",
    "decision_working_days",
    "decision_working_days_at_most",
    "judgment_working_days",
    "convicted",
    "founded_conclusion",
)
SEATS = ("council_relative", "council_listed", "council_personnel_at_least", "council_chair_leads")
PAPERS = ("papers_served_for_post", "papers_served_recruitment")
APPLICANTS = ("application_on", "separated_before", "separated_on", "separated_for", "returns_to_field")


class Case:
    """The case of discipline that a decision names, or that names the decision."""

    def __init__(self, record, decision):
        self.record, self.decision = record, decision
        named = decision["discipline_id"]
        if named is None:
            pointing = [row["id"] for row in record.rows("discipline") if row["decision_id"] == decision["id"]]
            named = pointing[0] if len(pointing) == 1 else None
        self.id = named
        row = next((row for row in record.rows("discipline") if named is not None and row["id"] == named), {})
        self.row = row
        forced = decision["kind"] == "separation" and decision["ground"] == "forced"
        self.counts = decision["kind"] != "separation" or forced or named is not None
        by_kind = {"removal": "removal"}.get(decision["kind"], "forced_separation" if forced else None)
        self.form = first(row.get("form"), by_kind)
        self.ground = first(row.get("ground"), decision["ground"] if decision["kind"] == "discipline" else None)
        told = [
            letter["issued_on"]
            for letter in record.of_decision("notice", decision)
            if letter["kind"] == "discipline_notice"
        ]
        self.told = first(row.get("notified_on"), earliest(told))

    def cell(self, name):
        return self.row.get(name)


def _again(record, decision, case):
    """Is there another standing decision, signed before, on this case or on an act of the same days?"""
    answers = []
    for other in record.rows("decision"):
        if other["kind"] not in KINDS or other["id"] == decision["id"] or decision["person_id"] is None:
            continue
        if other["person_id"] != decision["person_id"] or not at_most(other["signed_on"], decision["signed_on"]):
            continue
        if other["signed_on"] == decision["signed_on"] and other["id"] > decision["id"]:
            continue
        theirs = Case(record, other)
        standing = same(other["status"], "in_force")
        if at_most(theirs.cell("quashed_on"), decision["signed_on"]):
            standing = False
        days = all(same(case.cell(name), theirs.cell(name)) for name in ("act_started_on", "act_ended_on", "regime"))
        if case.id is not None and case.id == theirs.id:
            answers.append(standing)
        elif days and standing is not False:
            answers.append(None)
    return answers


def case_facts(record, decision, keys, covered):
    if decision["kind"] not in KINDS:
        return dict.fromkeys(CASE)
    case, on = Case(record, decision), decision["signed_on"]
    person = record.find("person", decision["person_id"]) or {}
    category = person.get("category")
    held = [
        row
        for row in record.of_person("tenure", decision["person_id"])
        if on is not None
        and (row["from"] is None or row["from"] <= on)
        and (row["until"] is None or row["until"] >= on)
    ]
    leads = keys["post"].get("leadership") in LEADING or any(
        record.post_of(row).get("leadership") in LEADING and row["from"] and row["acting"] is not True for row in held
    )
    gone = any(
        at_most(first(other["effective_on"], other["signed_on"]), on)
        for other in record.rows("decision")
        if other["kind"] in ("retirement", "separation")
        and other["status"] != "revoked"
        and other["person_id"] == decision["person_id"] is not None
        and other["id"] != decision["id"]
    )
    serving = any(runs_on(row, on) for row in held)
    forms = {
        row["form"]
        for row in record.rows("discipline")
        if row["decision_id"] == decision["id"] and row["regime"] == "state"
    }
    pointed = any(
        row["decision_id"] == decision["id"] and row["regime"] == "state" for row in record.rows("discipline")
    )
    born = person.get("youngest_child_born_on")
    return {
        "disciplinary": case.counts,
        "discipline_regime": case.cell("regime"),
        "discipline_form": case.form,
        "discipline_ground": case.ground,
        "discipline_starts_on": first(case.cell("effective_on"), decision["effective_on"]),
        "discipline_ended_on": case.cell("ended_on"),
        "discipline_quashed_on": case.cell("quashed_on"),
        "act_started_on": case.cell("act_started_on"),
        "act_ended_on": case.cell("act_ended_on"),
        "act_discovered_on": case.cell("discovered_on"),
        "discipline_notified_on": case.told,
        "discipline_harm": case.cell("harm"),
        "discipline_bribery": case.cell("bribery"),
        "cadre": None if category in (None, "other") else category == "cadre",
        "disciplined_woman": same(person.get("sex"), "female"),
        "disciplined_child_months": whole_months(born, on) if at_most(born, on) else None,
        "discipline_competence": decision["competence"],
        "party_full_member": at_most(person.get("party_full_on"), on),
        "leader_on_day": True if leads else False if covered["coverage_tenure"] and not held else None,
        "left_service": False if serving else True if gone else None,
        "forms_in_decision": len(forms - {None}) if pointed else None,
        "case_decided_before": exists(_again(record, decision, case), case.id is not None),
    }


def _left_out(record, decision, start, end):
    if start is None or end is None:
        return None, None
    least, most = 0, 0
    for row in record.of_person("proceeding", decision["person_id"]):
        sure = row["kind"] in ("maternity", "investigation", "prosecution", "trial")
        if not sure and row["kind"] not in (None, "illness", "complaint"):
            continue
        if row["until"] is not None and row["until"] <= start:
            continue
        if row["from"] is None:
            most = None
            continue
        days = max(0, (min(first(row["until"], end), end) - max(row["from"], start)).days)
        least = max(least, days) if sure else least
        most = None if most is None else most + days
    return least, most if "proceeding" in record.given else None


def clocks(record, decision, covered):
    if decision["kind"] not in KINDS:
        return dict.fromkeys(CLOCKS)
    case, on = Case(record, decision), decision["signed_on"]
    found = case.cell("discovered_on")
    handling = _left_out(record, decision, found, on)
    limitation = _left_out(record, decision, case.cell("act_ended_on"), case.told)
    extended = [
        both(same(row["kind"], "time_extension"), at_most(row["issued_on"], on))
        for row in record.of_decision("notice", decision)
    ]
    return {
        "handling_days": (on - found).days if on and found else None,
        "handling_left_out_at_least": handling[0],
        "handling_left_out_at_most": handling[1],
        "limitation_left_out_at_least": limitation[0],
        "limitation_left_out_at_most": limitation[1],
        "extension_granted": exists(extended, bool(covered["coverage_notice"])),
    }


def history(record, decision):
    if decision["kind"] not in KINDS:
        return dict.fromkeys(HISTORY)
    case, on = Case(record, decision), decision["signed_on"]
    begun, ended = first(case.cell("act_started_on"), case.cell("act_ended_on")), case.cell("act_ended_on")
    earlier, party, again, expelled, sure, later, mine = [], [], [], [], [], [], []
    for row in record.of_person("discipline", decision["person_id"]):
        if case.id is None or row["id"] == case.id:
            continue
        if row["quashed_on"] is not None and not before(on, row["quashed_on"]):
            continue
        in_effect = False if before(begun, row["decided_on"]) else at_most(row["effective_on"], begun)
        earlier.append(both(same(row["regime"], "state"), in_effect))
        if earlier[-1]:
            sure.append(row)
        again.append(both(same(row["regime"], "party"), in_effect, same(row["ground"], case.ground)))
        if row["effective_on"] is None:
            in_year = False if before(on, row["decided_on"]) else None
        elif on is None:
            in_year = None
        else:
            in_year = add_months(on, -12) <= row["effective_on"] <= on
        matter = same(row["ground"], case.ground) is not False
        party.append(both(same(row["regime"], "party"), in_year, matter))
        expelled.append(both(party[-1], same(row["form"], "expulsion")))
        if party[-1]:
            mine.append(row)
        came = first(row["act_started_on"], row["act_ended_on"])
        noted = case.cell("notified_on")
        if before(ended, came) and (noted is None or came <= noted):
            later.append((came, first(row["act_ended_on"], row["act_started_on"])))
    whole = case.id is not None and "discipline" in record.given
    last = latest(row["effective_on"] for row in sure)
    top = [row for row in sure if row["effective_on"] == last]
    forms, grounds = {row["form"] for row in top} - {None}, {row["ground"] for row in top}
    # A row without form or ground leaves the other's word standing for the form, and none for the ground.
    ground = grounds.pop() if len(grounds) == 1 and all(row["form"] for row in top) else None
    is_earlier = exists(earlier, whole)
    if is_earlier:
        if ground is None or case.ground is None:
            same_act = None
        elif ground != case.ground:
            same_act = False
        else:
            narrow = ("office_buying", "covering_office_buying", "asset_declaration", "false_documents")
            same_act = True if ground in narrow else None
    else:
        same_act = is_earlier
    return {
        "earlier_discipline": is_earlier,
        "earlier_form": forms.pop() if len(forms) == 1 else None,
        "earlier_discipline_on": last,
        "earlier_same_act": same_act,
        "earlier_party_same_ground": exists(again, whole),
        "next_act_on": earliest(a for a, _ in later),
        "latest_act_on": latest(b for _, b in later),
        "party_decision": exists(party, whole),
        "party_decided_on": latest(first(row["decided_on"], row["effective_on"]) for row in mine),
        "party_effective_on": latest(row["effective_on"] for row in mine),
        "party_expelled": exists(expelled, whole),
    }


def places(record, decision, covered):
    if decision["kind"] not in KINDS:
        return dict.fromkeys(PLACES)
    case, on = Case(record, decision), decision["signed_on"]
    then, now, above, since, host, seconded = set(), set(), set(), [], set(), []
    for row in record.of_person("tenure", decision["person_id"]):
        if row["acting"] is True or row["concurrent"] is True:
            continue
        place = record.post_of(row).get("organization_id")
        away = row["purpose"] == "secondment"
        if runs_on(row, case.cell("act_ended_on")):
            then.add(place)
        if runs_on(row, on):
            if away:
                host.add(place)
                seconded.append(True)
            else:
                now.add(place)
                above.add((record.find("organization", place) or {}).get("parent_id"))
                since.append(row["from"])
        if (row["purpose"] is None or away) and (on is None or may_run_on(row, on)):
            seconded.append(None)

    def only(found):
        found = found - {None}
        return found.pop() if len(found) == 1 else None

    old, new, over = only(then), only(now), only(above)
    issuer = decision["organization_id"]
    return {
        "moved_before_discovery": both(no(same(old, new)), at_most(latest(since), case.cell("discovered_on"))),
        "decided_by_old_body": same(issuer, old),
        "decided_by_present_body": either(same(issuer, new), same(issuer, over)),
        "seconded_on_day": exists(seconded, bool(covered["coverage_tenure"])),
        "decided_by_host_body": same(issuer, only(host)),
    }


def _final(record, decision):
    return [row for row in record.of_decision("step", decision) if row["step"] == "final"]


def council(record, decision, covered):
    if decision["kind"] not in KINDS:
        return dict.fromkeys(COUNCIL)
    on, final = decision["signed_on"], _final(record, decision)
    met = earliest(row["held_on"] for row in final)
    until = latest(first(row["held_until"], row["held_on"]) for row in final)
    letters = record.of_decision("notice", decision)

    def pick(condition, column, choose):
        return choose(row[column] for row in letters if condition(row))

    def is_meeting(row):
        return both(same(row["kind"], "review_meeting"), at_most(row["issued_on"], on))

    def is_report(row):
        return row["kind"] == "report_to_authority" and (met is None or bool(before(row["issued_on"], met)))

    def is_summons(row):
        return row["kind"] == "summons" and bool(at_most(row["issued_on"], met))

    def is_recommendation(row):
        return row["kind"] == "report_to_authority" and bool(at_most(met, row["issued_on"]))

    def working(start, end):
        a, b = record.ordinals.get(start), record.ordinals.get(end)
        return None if a is None or b is None else b - a

    eve = met and type(met).fromordinal(met.toordinal() - 1)
    report_in = first(pick(is_report, "received_on", earliest), pick(is_meeting, "received_on", latest))
    called = pick(is_summons, "issued_on", earliest)
    convicted, concluded = [], []
    for row in record.of_person("proceeding", decision["person_id"]):
        over = False if row["until"] is None else at_most(row["until"], on)
        founded = both(over, same(row["result"], "founded"))
        convicted.append(both(same(row["kind"], "trial"), founded))
        listed = None if row["kind"] is None else row["kind"] in ("inspection", "audit", "denunciation")
        concluded.append(both(listed, founded))
    given = "proceeding" in record.given
    return {
        "review_meeting_held": exists(map(is_meeting, letters), bool(covered["coverage_notice"])),
        "report_working_days": working(pick(is_meeting, "issued_on", latest), pick(is_report, "issued_on", earliest)),
        "council_working_days": working(report_in, met),
        "summons_lead_first": working(called, eve),
        "summons_lead_last": working(pick(is_summons, "issued_on", latest), eve),
        "summons_days_first": (eve - called).days if eve and called else None,
        "recommendation_working_days": working(until, pick(is_recommendation, "issued_on", earliest)),
        "decision_working_days": working(pick(is_recommendation, "received_on", earliest), on),
        "decision_working_days_at_most": working(pick(is_recommendation, "issued_on", earliest), on),
        "judgment_working_days": working(decision["proposal_received_on"], on),
        "convicted": exists(convicted, given),
        "founded_conclusion": exists(concluded, given),
    }


EXCLUDED = ("spouse", "parent", "adoptive_parent", "parent_in_law", "child", "sibling", "uncle_aunt", "sibling_in_law")


def seats(record, decision, covered):
    if decision["kind"] not in KINDS:
        return dict.fromkeys(SEATS)
    on, final, body = decision["signed_on"], _final(record, decision), decision["organization_id"]
    members = {}
    for row in record.of_decision("participant", decision):
        seated = row["step"] == "final" and row["role"] in ("chair", "vote") and row["withdrew"] is not True
        if seated and row["person_id"] is not None:
            members[row["person_id"]] = members.get(row["person_id"], False) or row["role"] == "chair"
    chair = latest(row["chair_id"] for row in final)
    if chair is not None:
        members[chair] = True
    related, known = [], bool(covered["coverage_kinship"])
    for relative, relation, row in kin(record, decision["person_id"]):
        known = known or relative is not None
        if relative in members and may_run_on(row, on):
            unclear = relation is None or relation == "adopted_child"
            related.append(None if unclear else relation in EXCLUDED)
    personnel, leads = set(), False
    for member, chairs in members.items():
        for row in record.of_person("tenure", member):
            post = record.post_of(row)
            if runs_on(row, on):
                if post.get("field") == "personnel":
                    personnel.add(member)
                mine = body is not None and post.get("organization_id") == body
                leads = leads or (chairs and mine and post.get("leadership") in ("head", "deputy"))
    size = latest(row["members"] for row in final)
    complete = bool(members) and size is not None and len(members) >= size
    chaired = any(members.values()) and covered["coverage_tenure"] and body is not None
    return {
        "council_relative": exists(related, known and complete),
        "council_listed": len(members) or None,
        "council_personnel_at_least": len(personnel) if members else None,
        "council_chair_leads": True if leads else False if chaired else None,
    }


def applicants(record, decision, keys):
    if decision["kind"] != "recruitment":
        return dict.fromkeys(APPLICANTS)
    on, forced, rows = decision["signed_on"], [], []
    for row in record.of_person("discipline", decision["person_id"]):
        if row["quashed_on"] is not None and not before(on, row["quashed_on"]):
            continue
        answer = both(
            same(row["form"], "forced_separation"), same(row["regime"], "state"), at_most(row["effective_on"], on)
        )
        forced.append(answer)
        if answer:
            rows.append(row)
    field = keys["post"].get("field")
    back = [
        both(same(record.post_of(row).get("field"), field), None if field is None else field != "general")
        for row in record.of_person("tenure", decision["person_id"])
        if before(row["from"], on)
    ]
    grounds = {row["ground"] for row in rows}
    return {
        "application_on": decision["proposal_received_on"],
        "separated_before": exists(forced, "discipline" in record.given),
        "separated_on": latest(row["effective_on"] for row in rows),
        "separated_for": grounds.pop() if len(grounds) == 1 else None,
        "returns_to_field": exists(back, bool(back)),
    }


def signatories(record, decision):
    answers = []
    for row in record.of_person("proceeding", decision["signatory_id"]):
        if row["kind"] not in ("investigation", "prosecution", "trial"):
            continue
        on = decision["signed_on"]
        running = False if at_most(row["until"], on) else at_most(row["from"], on)
        answers.append(both(running, True if row["kind"] != "investigation" else None))
    return {
        "signatory_charged": anyone(answers) if answers else None,
        "signatory_in_criminal_record": True if answers else None,
    }


def papers(record, decision):
    if decision["kind"] not in KINDS:
        return dict.fromkeys(PAPERS)
    case = Case(record, decision)
    undone = set()
    for row in record.rows("decision"):
        mine = decision["person_id"] is not None and row["person_id"] == decision["person_id"]
        false_papers = row["kind"] == "revocation" and row["ground"] == "false_documents"
        if mine and false_papers and row["status"] != "revoked" and at_most(row["signed_on"], decision["signed_on"]):
            undone |= {other["kind"] for other in record.rows("decision") if other["id"] == row["revokes_id"]}
    posts = {"appointment", "reappointment", "extension", "nomination", "planning", "conversion", "acting"}
    other_ground = case.ground is not None and case.ground != "false_documents"
    return {
        "papers_served_for_post": False if other_ground else True if undone & posts else None,
        "papers_served_recruitment": False if other_ground else True if "recruitment" in undone else None,
    }


def facts(record, decision, keys, covered):
    """Every fact about discipline of one decision."""
    return {
        **case_facts(record, decision, keys, covered),
        **clocks(record, decision, covered),
        **history(record, decision),
        **places(record, decision, covered),
        **council(record, decision, covered),
        **seats(record, decision, covered),
        **applicants(record, decision, keys),
        **signatories(record, decision),
        **papers(record, decision),
    }
