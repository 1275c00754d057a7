"""Leaving a post or the service: letters, grounds on record, suspensions, the last departure and what came after."""

from datetime import timedelta

from .common import (
    at_most,
    cell,
    earliest,
    either,
    exists,
    first,
    latest,
    may_run_on,
    whole_months,
)

EXITS = ("resignation", "release", "dismissal", "suspension", "separation")
NEXT = ("appointment", "nomination", "planning", "transfer", "rotation")
GIVING = ("appointment", "reappointment", "nomination", "conversion", "transfer", "rotation")
STAYING = ("appointment", "transfer", "rotation", "secondment", "reappointment", "nomination")
SPANS = (
    ("letter", "talk"),
    ("letter", "proposal"),
    ("letter", "decision"),
    ("grounds", "talk"),
    ("grounds", "proposal"),
    ("proposal", "decision"),
    ("proposal", "vote"),
    ("rating", "decision"),
    ("rating", "report"),
)
COUNTS = {
    "reprimands_in_term": (("reprimand",), False),
    "duty_reprimands_in_term": (("reprimand",), True),
    "reprimands_or_warnings_in_term": (("reprimand", "warning"), False),
}


def facts(record, decision, keys, covered, retires):
    return {
        **letters(record, decision, covered),
        **unit(record, decision),
        **suspensions(record, decision),
        **ratings(record, decision, keys),
        **discipline(record, decision, keys),
        **confidence(record, decision),
        **history(record, decision, keys, retires),
        **aftermath(record, decision, covered),
    }


def letters(record, decision, covered):
    names = [f"{a}_to_{b}{unit}" for a, b in SPANS for unit in ("_days", "_working_days")]
    found = dict.fromkeys(
        [*names, "exit_ground", "resignation_letter", "exit_consent", "youngest_child_months", "woman"]
    )
    if decision["kind"] not in EXITS:
        return found
    on = decision["signed_on"]
    notices = record.of_decision("notice", decision)
    came = [(row, first(row["received_on"], row["issued_on"])) for row in notices]

    def issued(kind):
        return earliest(row["issued_on"] for row in notices if row["kind"] == kind)

    def on_file(kind):
        answers = []
        for row, day in came:
            in_time = at_most(day, on)
            if row["kind"] is None:
                answers.append(None if in_time is not False else False)
            elif row["kind"] == kind:
                answers.append(in_time)
        return exists(answers, covered["coverage_notice"] is not None)

    points = {
        "letter": earliest(day for row, day in came if row["kind"] == "resignation_letter"),
        "talk": issued("talk"),
        "grounds": issued("grounds_complete"),
        "report": issued("report_to_authority"),
        "proposal": decision["proposal_received_on"],
        "decision": on,
        "vote": latest(row["held_on"] for row in record.of_decision("step", decision) if row["step"] == "final"),
        "rating": latest(
            row["decided_on"]
            for row in record.of_person("evaluation", decision["person_id"])
            if row["rating"] == "failed" and at_most(row["decided_on"], on)
        ),
    }
    for a, b in SPANS:
        start, end = points[a], points[b]
        if start is not None and end is not None:
            found[f"{a}_to_{b}_days"] = (end - start).days
            one, other = record.ordinals.get(start), record.ordinals.get(end)
            if one is not None and other is not None:
                found[f"{a}_to_{b}_working_days"] = other - one
    person = record.find("person", decision["person_id"]) or {}
    found["exit_ground"] = decision["ground"]
    found["resignation_letter"] = on_file("resignation_letter")
    found["exit_consent"] = on_file("consent")
    found["youngest_child_months"] = whole_months(person.get("youngest_child_born_on"), on)
    found["woman"] = None if person.get("sex") is None else person["sex"] == "female"
    return found


def unit(record, decision):
    if decision["kind"] not in EXITS or "proceeding" not in record.given:
        return {"unit_examined": None}
    return {
        "unit_examined": any(
            row["kind"] in ("inspection", "audit") and row["named"] is False and may_run_on(row, decision["signed_on"])
            for row in record.of_person("proceeding", decision["person_id"])
        )
    }


def _begins(row):
    return first(row["effective_on"], row["signed_on"])


def _right_before(row, other):
    """Does `other` run up to the beginning of `row`?"""
    since, begun, ended = _begins(row), _begins(other), other["until"]
    early = None if since is None or begun is None else begun < since
    reaches = None if since is None or ended is None else ended >= since
    if early is False or reaches is False:
        return False
    return True if early and reaches else None


def suspensions(record, decision):
    names = (
        "suspension_working_days",
        "suspensions_before",
        "cancel_working_days",
        "suspension_cancelled",
        "suspension_year_rating",
    )
    found = dict.fromkeys(names)
    if decision["kind"] != "suspension":
        return found
    acts = [
        row for row in record.rows("decision") if row["kind"] == "revocation" and row["revokes_id"] == decision["id"]
    ]
    found["suspension_cancelled"] = bool(acts) or decision["status"] == "revoked"
    cancelled = latest(row["signed_on"] for row in acts)
    basis = earliest(
        row["issued_on"]
        for act in acts
        for row in record.of_decision("notice", act)
        if row["kind"] == "grounds_complete"
    )
    found["cancel_working_days"] = _working(record, basis, cancelled)
    if decision["person_id"] is None:
        return found
    mine = [row for row in record.of_person("decision", decision["person_id"]) if row["kind"] == "suspension"]

    def follows(row):
        return either(False, *(_right_before(row, other) for other in mine if other["id"] != row["id"]))

    since = _begins(decision)
    if since is not None and decision["until"] is not None:
        day = timedelta(days=1)
        found["suspension_working_days"] = _working(record, since - day, decision["until"] - day)
    chain = follows(decision)
    if chain is False:
        found["suspensions_before"] = 0
    elif chain:
        before = [
            follows(other) for other in mine if other["id"] != decision["id"] and _right_before(decision, other) is True
        ]
        longer = either(*before)
        found["suspensions_before"] = {True: 2, False: 1, None: None}[longer]
    if since is not None:
        found["suspension_year_rating"] = latest(
            row["rating"] for row in record.of_person("evaluation", decision["person_id"]) if row["year"] == since.year
        )
    return found


def _working(record, start, end):
    if start is None or end is None:
        return None
    one, other = record.ordinals.get(start), record.ordinals.get(end)
    return None if one is None or other is None else other - one


def _left_post(decision, keys):
    return first(keys["from_post"], decision["post_id"])


def _term_from(record, decision, keys):
    post, on = _left_post(decision, keys), decision["signed_on"]
    if post is None or on is None or decision["person_id"] is None:
        return None
    taken = [
        row["from"]
        for row in record.of_person("tenure", decision["person_id"])
        if row["post_id"] == post
        and row["acting"] is not True
        and at_most(row["from"], on)
        and (row["until"] is None or row["until"] >= on)
    ]
    given = [
        first(row["effective_on"], row["signed_on"])
        for row in record.of_person("decision", decision["person_id"])
        if row["kind"] in GIVING
        and row["post_id"] == post
        and row["id"] != decision["id"]
        and row["status"] != "revoked"
        and at_most(first(row["effective_on"], row["signed_on"]), on)
    ]
    return latest([*taken, *given])


def ratings(record, decision, keys):
    names = (
        "exit_failed_last_year",
        "exit_failed_two_running",
        "exit_failed_two_for_duty",
        "exit_failed_in_term",
        "exit_failed_known",
        "exit_term_rated",
    )
    found = dict.fromkeys(names)
    if decision["kind"] not in EXITS:
        return found
    on, term = decision["signed_on"], _term_from(record, decision, keys)
    rows = [
        row
        for row in record.of_person("evaluation", decision["person_id"])
        if on is not None and row["year"] <= on.year and at_most(first(row["decided_on"], on), on)
    ]
    by_year = {on.year - row["year"]: row for row in rows} if on else {}

    def failed(n):
        rating = cell(by_year.get(n), "rating")
        if rating is None:
            return False if n == 0 and on is not None and on.month < 12 else None
        return rating == "failed"

    def for_duty(n):
        bad, duty = failed(n), cell(by_year.get(n), "duty_related")
        if bad is False or duty is False:
            return False
        return None if bad is None or duty is None else True

    def running(of):
        pairs = [_and(of(0), of(1)), _and(of(1), of(2))]
        if True in pairs:
            return True
        if failed(2) and failed(3):
            return None
        return either(*pairs)

    found["exit_failed_last_year"] = either(failed(0), failed(1))
    found["exit_failed_two_running"] = running(failed)
    found["exit_failed_two_for_duty"] = running(for_duty)
    bad = {row["year"] for row in rows if row["rating"] == "failed"}
    if "evaluation" in record.given:
        found["exit_failed_known"] = len(bad)
        if term is not None:
            found["exit_failed_in_term"] = len({year for year in bad if year >= term.year})
    if term is not None and on is not None:
        rated = {row["year"] for row in rows if row["rating"] and term.year <= row["year"] < on.year}
        # Where nothing at all is rated there is nothing to count.
        found["exit_term_rated"] = (True if len(rated) >= on.year - term.year else None) if rows else None
    return found


def _and(a, b):
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def discipline(record, decision, keys):
    found = dict.fromkeys([name + end for name in COUNTS for end in ("", "_at_most")])
    if decision["kind"] not in EXITS or "discipline" not in record.given:
        return found
    on, term = decision["signed_on"], _term_from(record, decision, keys)
    rows = [
        row
        for row in record.of_person("discipline", decision["person_id"])
        if (row["effective_on"] is None or (on is not None and row["effective_on"] <= on))
        and (row["effective_on"] is None or term is None or row["effective_on"] >= term)
        and (row["quashed_on"] is None or (on is not None and row["quashed_on"] > on))
    ]
    for name, (forms, duty) in COUNTS.items():
        sure, maybe = {"state": 0, "party": 0}, 0
        for row in rows:
            fits = None if row["form"] is None else row["form"] in forms
            if duty:
                fits = _and(fits, row["duty_related"])
            maybe += fits is not False
            if fits and row["effective_on"] and term and row["regime"]:
                sure[row["regime"]] += 1
        found[name] = max(sure.values())
        found[f"{name}_at_most"] = maybe
    return found


def confidence(record, decision):
    found = dict.fromkeys(["confidence_low", "confidence_issued", "confidence_cast"])
    if decision["kind"] not in EXITS:
        return found
    votes = [
        row
        for row in record.of_person("confidence_vote", decision["person_id"])
        if at_most(row["held_on"], decision["signed_on"])
    ]
    last = latest(row["held_on"] for row in votes)
    votes = [row for row in votes if row["held_on"] == last]

    def cast(row):
        counts = [row["high"], row["medium"], row["low"]]
        return None if None in counts else sum(counts)

    for name, of in (("low", lambda r: r["low"]), ("issued", lambda r: r["issued"]), ("cast", cast)):
        values = {of(row) for row in votes}
        found[f"confidence_{name}"] = values.pop() if len(values) == 1 else None
    return found


GRAVITY = {"release": 1, "resignation": 2, "dismissal": 3}


def history(record, decision, keys, retires):
    names = (
        "last_exit_kind",
        "last_exit_on",
        "last_exit_decided_on",
        "last_exit_ground",
        "last_exit_letter",
        "left_central_post",
        "rank_less_left_post",
        "months_since_exit",
        "months_placed_since_exit",
        "rated_good_since_exit",
        "months_left_at_exit",
    )
    found = dict.fromkeys(names)
    if decision["kind"] not in NEXT:
        return found
    on = decision["signed_on"]
    exits = [
        row
        for row in record.of_person("decision", decision["person_id"])
        if row["kind"] in GRAVITY
        and row["status"] != "revoked"
        and row["id"] != decision["id"]
        and (_begins(row) is None or at_most(_begins(row), on))
    ]
    dated = [row for row in exits if _begins(row) is not None]
    if len(dated) == len(exits):
        found["last_exit_kind"] = "none"
    if not dated:
        return found
    top = max((_begins(row), GRAVITY[row["kind"]]) for row in dated)
    same_day = [row for row in dated if (_begins(row), GRAVITY[row["kind"]]) == top]

    def agreed(of):
        # NULLs are passed over: what the papers that tell it agree on.
        values = {of(row) for row in same_day} - {None}
        return values.pop() if len(values) == 1 else None

    def left(name):
        return agreed(lambda row: cell(record.find("post", first(row["from_post_id"], row["post_id"])), name))

    day = top[0]
    if found["last_exit_kind"] == "none":
        found["last_exit_kind"] = same_day[0]["kind"]
    found["last_exit_on"] = day
    found["last_exit_decided_on"] = agreed(lambda row: row["signed_on"])
    found["last_exit_ground"] = agreed(lambda row: row["ground"])
    which = agreed(lambda row: row["id"])
    if any(row["kind"] == "resignation_letter" and row["decision_id"] == which for row in record.rows("notice")):
        found["last_exit_letter"] = True if which else None
    managed = left("managed_by")
    found["left_central_post"] = None if managed is None else managed == "central"
    post = keys["post"]
    if left("equivalence") is not None and left("equivalence") == post.get("equivalence"):
        found["rank_less_left_post"] = 0
    elif left("rank") is not None and post.get("rank") is not None:
        found["rank_less_left_post"] = post["rank"] - left("rank")
    found["months_since_exit"] = whole_months(day, on)
    placed = earliest(
        row["from"]
        for row in record.of_person("tenure", decision["person_id"])
        if row["from"] is not None and day <= row["from"] <= on and row["start_decision_id"] != decision["id"]
    )
    found["months_placed_since_exit"] = whole_months(placed, on)
    found["rated_good_since_exit"] = _rated_good(record, decision, day, on)
    found["months_left_at_exit"] = whole_months(day, retires)
    return found


def _rated_good(record, decision, day, on):
    answers = []
    for row in record.of_person("evaluation", decision["person_id"]):
        if row["rating"] is None or not day.year <= row["year"] <= on.year:
            continue
        if row["decided_on"] is not None and not day <= row["decided_on"] <= on:
            continue
        sure = row["year"] > day.year or row["decided_on"] is not None
        good = row["rating"] in ("good", "excellent")
        answers.append((good, sure))
    if (True, True) in answers:
        return True
    if (True, False) in answers:
        return None
    return False if any(sure for _, sure in answers) else None


def aftermath(record, decision, covered):
    found = {"separated_later": None, "stayed_in_service": None}
    if decision["kind"] != "dismissal":
        return found
    on, who = decision["signed_on"], decision["person_id"]
    later = [
        row
        for row in record.of_person("decision", who)
        if row["id"] != decision["id"] and (row["signed_on"] is None or (on is not None and row["signed_on"] >= on))
    ]
    answers = [True if row["signed_on"] else None for row in later if row["kind"] == "separation"]
    found["separated_later"] = exists(answers, covered["coverage_decision"] is not None)
    moved = any(row["kind"] in STAYING and row["signed_on"] for row in later)
    began = any(row["from"] and on and row["from"] >= on for row in record.of_person("tenure", who))
    found["stayed_in_service"] = True if moved or began else None
    return found
