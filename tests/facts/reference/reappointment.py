"""The old term and the new one, ratings over the term, what defers a reappointment, posts left and kept."""

from calendar import monthrange
from datetime import date, timedelta

from .common import LEADING, anyone, at_most, before, both, earliest, exists, first, latest, same, whole_months

RENEWALS = ("reappointment", "extension")
TERMS = (
    "term_started_on",
    "term_ends_on",
    "term_ends_on_at_latest",
    "old_term_months",
    "months_left_at_term_end",
    "new_term_ends_on",
    "terms_before",
    "first_term_recorded",
    "post_term_limit",
    "term_notice_on",
    "notice_working_days",
    "notice_working_days_at_most",
    "lead_working_days",
    "lead_working_days_at_most",
    "key_staff_head_in_favour",
    "signed_after_term",
    "stand_in_after_term",
    "relieved_in_term",
    "term_years",
    "term_years_rated",
    "term_years_failed",
    "failed_two_years_running",
)
MEANWHILE = (
    "discipline_review",
    "investigation",
    "prosecution",
    "trial",
    "denunciation",
    "complaint",
    "suspension",
    "inspection",
    "audit",
    "maternity",
)
STAYS = ("abroad", "illness")
ONE = timedelta(days=1)


def eve(day):
    return None if day is None else day - ONE


def months_on(day, months):
    if day is None or months is None or not 1 <= months <= 600:
        return None
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def revoked(row):
    return row["status"] == "revoked"


def with_length(row):
    return row is not None and row["kind"] in ("appointment", "reappointment")


def beginnings(record, person, post):
    """(since, last day, months, decision) of every beginning of a term of the person in the post."""
    usual = (record.find("post", post) or {}).get("term_months")
    decisions = {row["id"]: row for row in record.rows("decision")}
    found = []
    for row in record.of_person("tenure", person):
        if row["post_id"] != post or row["acting"] is True:
            continue
        begun = decisions.get(row["start_decision_id"])
        if begun is not None and begun["person_id"] != person:
            begun = None
        end = first(row["term_ends_on"], eve(begun["until"]) if begun else None)
        months = first(begun["term_months"], usual) if with_length(begun) else None
        found.append((row["from"], end, months, row["start_decision_id"]))
    for row in decisions.values():
        if row["person_id"] != person or row["post_id"] != post or revoked(row):
            continue
        if row["kind"] in ("appointment", "reappointment", "extension", "conversion"):
            months = first(row["term_months"], usual) if with_length(row) else None
            found.append((first(row["effective_on"], row["signed_on"]), eve(row["until"]), months, row["id"]))
    return found


def only(values):
    values = {value for value in values if value is not None}
    return values.pop() if len(values) == 1 else None


def old_term(record, decision, person, post):
    """Started, earliest and latest last day, months."""
    on = decision["signed_on"]
    if person is None or post is None:
        return None, None, None, None
    rows = [
        row
        for row in beginnings(record, person, post)
        if row[3] != decision["id"] and (row[0] is None or before(row[0], on))
    ]
    if not rows or any(row[0] is None for row in rows):
        return None, None, None, None
    started = max(row[0] for row in rows)
    rows = [row for row in rows if row[0] == started]
    ends = [row[1] for row in rows if row[1] is not None]
    months = only(row[2] for row in rows)
    anniversary = months_on(started, months)
    length = months
    if length is None and len(set(ends)) == 1:
        length = whole_months(started, ends[0] + ONE)
    return (
        started,
        first(min(ends, default=None), eve(anniversary)),
        first(max(ends, default=None), anniversary),
        length,
    )


def terms(record, decision, keys, base, covered):
    facts = dict.fromkeys(TERMS)
    kind, on, person = decision["kind"], decision["signed_on"], decision["person_id"]
    renewed = kind in RENEWALS
    if not renewed and kind != "conversion" and not (kind == "appointment" and decision["reorganization"]):
        return facts
    post = first(decision["post_id"], keys["from_post"]) if renewed else keys["from_post"]
    started, low, high, months = old_term(record, decision, person, post)
    new_end = first(eve(decision["until"]), eve(months_on(decision["effective_on"], decision["term_months"])))
    if renewed and high is not None and high == new_end:
        low = high = None
    working = record.ordinals.get

    def between(start, end):
        a, b = working(start), working(end)
        return None if a is None or b is None else b - a

    retires_on = base["retires_on"]
    lefts = {whole_months(low, retires_on), whole_months(high, retires_on)}
    notice = earliest(
        row["issued_on"]
        for row in record.of_decision("notice", decision)
        if row["kind"] in ("reappointment_notice", "extension_notice")
    )
    facts |= {
        "term_started_on": started,
        "term_ends_on": low,
        "term_ends_on_at_latest": high,
        "old_term_months": months,
        "months_left_at_term_end": only(lefts) if len(lefts) == 1 else None,
        "new_term_ends_on": new_end,
        "post_term_limit": (record.find("post", post) or {}).get("term_limit"),
        "term_notice_on": notice,
        "notice_working_days": between(notice, eve(low)),
        "notice_working_days_at_most": between(notice, eve(high)),
        "lead_working_days": between(eve(on), eve(low)),
        "lead_working_days_at_most": between(eve(on), eve(high)),
        "key_staff_head_in_favour": latest(
            row["head_in_favour"] for row in record.of_decision("step", decision) if row["step"] == "key_staff"
        ),
    }
    if kind == "reappointment":
        facts |= row_of_terms(record, decision, person, post)
        facts |= ratings(record, decision, started)
    if renewed:
        body = keys["post"].get("organization_id")
        facts |= meanwhile(
            record, decision, person, post, (started, high), body, covered["coverage_decision"] is not None
        )
    return facts


def row_of_terms(record, decision, person, post):
    made = [
        row
        for row in record.rows("decision")
        if with_length(row)
        and not revoked(row)
        and person is not None
        and post is not None
        and row["person_id"] == person
        and row["post_id"] == post
        and before(row["signed_on"], decision["signed_on"])
        and row["id"] != decision["id"]
    ]
    appointed = latest(row["signed_on"] for row in made if row["kind"] == "appointment")
    again = [
        row for row in made if row["kind"] == "reappointment" and (appointed is None or row["signed_on"] > appointed)
    ]
    return {"terms_before": 1 + len(again), "first_term_recorded": True if appointed else None}


def ratings(record, decision, started):
    on = decision["signed_on"]
    if started is None or on is None:
        return {}
    rows = [
        row
        for row in record.of_person("evaluation", decision["person_id"])
        if row["rating"] is not None
        and started.year <= row["year"] <= on.year - 1
        and (row["decided_on"] is None or row["decided_on"] <= on)
    ]
    failed = {row["year"] for row in rows if row["rating"] == "failed"}
    at_work = {row["year"] for row in rows if row["rating"] == "failed" and row["duty_related"] is True}
    given = "evaluation" in record.given
    return {
        "term_years": on.year - started.year,
        "term_years_rated": len({row["year"] for row in rows}) if given else None,
        "term_years_failed": len(failed) if given else None,
        "failed_two_years_running": True if any(year + 1 in at_work for year in at_work) else None,
    }


def meanwhile(record, decision, person, post, term, body, whole):
    started, end = term
    on = decision["signed_on"]
    signed = any(
        row["signatory_id"] == person
        and person is not None
        and body is not None
        and row["organization_id"] == body
        and before(end, row["signed_on"])
        and before(row["signed_on"], on)
        for row in record.rows("decision")
    )
    following = None if end is None else end + ONE
    covered = any(
        row["acting"] is True
        and row["post_id"] == post
        and post is not None
        and row["person_id"] is not None
        and person is not None
        and row["person_id"] != person
        and at_most(row["from"], following)
        and (row["until"] is None or row["until"] > following)
        for row in record.rows("tenure")
    )
    ends = [
        both(same(row["post_id"], post), at_most(started, row["signed_on"]), at_most(row["signed_on"], on))
        for row in record.of_person("decision", person)
        if row["kind"] in ("dismissal", "removal", "resignation") and not revoked(row)
    ]
    known = whole and None not in (person, post, started, on)
    return {
        "signed_after_term": signed or None,
        "stand_in_after_term": covered or None,
        "relieved_in_term": exists(ends, known),
    }


def deferrals(record, decision, base):
    names = [f"{kind}_meanwhile" for kind in MEANWHILE]
    stays = [f"{kind}_{part}" for kind in STAYS for part in ("months", "without_end")]
    if decision["kind"] not in RENEWALS or "proceeding" not in record.given:
        return dict.fromkeys([*names, *stays])
    on = decision["signed_on"]
    start = earliest([base["process_started_on"], on])
    found = {name: [] for name in names}
    length = {kind: [] for kind in STAYS}
    endless = dict.fromkeys(STAYS, False)
    for row in record.of_person("proceeding", decision["person_id"]):
        since, until = row["from"], row["until"]
        if since is not None and not at_most(since, on):
            continue
        if until is not None and not before(start, until):
            continue
        for kind in MEANWHILE:
            named = row["named"] if kind in ("inspection", "audit") else True
            found[f"{kind}_meanwhile"].append(both(same(row["kind"], kind), True if since else None, named))
        lasted = whole_months(since, until or latest([record.as_of, on]))
        for kind in STAYS:
            if row["kind"] == kind:
                length[kind].append(lasted)
                endless[kind] = endless[kind] or until is None
            elif row["kind"] is None and lasted is None:
                length[kind].append(None)
    for row in record.of_person("discipline", decision["person_id"]):
        until = first(row["decided_on"], row["effective_on"])
        if not at_most(row["discovered_on"], on) or (until is not None and not before(start, until)):
            continue
        found["discipline_review_meanwhile"].append(True if row["decided_on"] else None)
    return {
        **{name: anyone(values) for name, values in found.items()},
        **{f"{kind}_months": None if None in length[kind] else max(length[kind], default=0) for kind in STAYS},
        **{f"{kind}_without_end": endless[kind] for kind in STAYS},
    }


def status(record, decision, keys):
    category = (record.find("person", decision["person_id"]) or {}).get("category")
    known = {"public_employee": True, "cadre": False, "armed_forces": False}
    if category == "civil_servant" and keys["post"].get("public_unit") is not True:
        return {"public_employee": False}
    return {"public_employee": known.get(category)}


def left(record, decision, keys):
    facts = {"left_at_term_end": None, "lower_than_post_left": None}
    on = decision["signed_on"]
    begins = first(decision["effective_on"], on)
    if decision["kind"] not in ("appointment", "transfer", "rotation"):
        return facts
    rows = [
        row
        for row in record.of_person("tenure", decision["person_id"])
        if row["acting"] is not True
        and record.post_of(row).get("leadership") in LEADING
        and before(row["from"], on)
        and row["start_decision_id"] != decision["id"]
    ]
    ended = [row for row in rows if row["until"] is not None and at_most(row["until"], begins)]
    running = len(ended) < len(rows)
    last = latest(row["until"] for row in ended)
    ended = [row for row in ended if row["until"] == last]
    if running:
        facts["left_at_term_end"] = False
    elif ended and all(row["end_reason"] is not None for row in ended):
        reasons = {row["end_reason"] == "term_end" for row in ended}
        facts["left_at_term_end"] = reasons.pop() if len(reasons) == 1 else None
    answers = []
    for row in ended:
        old, new = record.post_of(row), keys["post"]
        if same(new.get("equivalence"), old.get("equivalence")):
            answers.append(False)
        else:
            answers.append(before(new.get("rank"), old.get("rank")))
    if answers and None not in answers:
        facts["lower_than_post_left"] = all(answers)
    return facts


def kept(record, decision, whole):
    if decision["kind"] != "appointment":
        return {"old_post_kept": None}
    begins = first(decision["effective_on"], decision["signed_on"])
    if any(
        row["start_decision_id"] == decision["id"] and row["concurrent"] is True and row["acting"] is not True
        for row in record.rows("tenure")
    ):
        return {"old_post_kept": False}
    answers = []
    for row in record.of_person("tenure", decision["person_id"]):
        post = record.post_of(row)
        if row["acting"] is True or post.get("leadership") not in LEADING or post.get("elected") is True:
            continue
        if decision["post_id"] is None or row["post_id"] == decision["post_id"]:
            continue
        if row["start_decision_id"] == decision["id"] or (row["from"] is not None and not before(row["from"], begins)):
            continue
        still = True if row["until"] is None else before(begins, row["until"])
        beside = None if row["concurrent"] is None else not row["concurrent"]
        answers.append(both(True if row["from"] else None, still, beside))
    seen = bool(answers) and begins is not None
    return {"old_post_kept": exists(answers, whole or seen)}
