"""Ratings, discipline, proceedings and findings about declarations."""

from .common import add_months, anyone, at_most, before, both, exists, latest, may_run_on, same

CASES = (
    "discipline_review",
    "denunciation",
    "complaint",
    "inspection",
    "audit",
    "investigation",
    "prosecution",
    "trial",
    "suspension",
    "court_ban",
    "illness",
    "study",
    "maternity",
)
DISCIPLINE = (
    "discipline_known",
    "last_light_state_discipline_on",
    "last_heavy_state_discipline_on",
    "state_discipline_runs_from",
    "last_reprimand_on",
    "last_warning_on",
    "last_removal_on",
    "last_discipline_on",
    "removed_for_corruption",
    "office_buying_discipline",
    "office_buying_discipline_on",
)


def ratings(record, decision):
    found = {"rating_1": None, "rating_2": None, "rating_3": None}
    on = decision["signed_on"]
    if decision["kind"] not in ("appointment", "grade_promotion") or on is None:
        return found
    for row in record.of_person("evaluation", decision["person_id"]):
        if row["decided_on"] is not None and row["decided_on"] > on:
            continue
        name = f"rating_{on.year - row['year']}"
        if name in found:
            found[name] = row["rating"]
    return found


def _stands(row, on):
    """May the discipline have been in the record on the day: not later, not yet quashed."""
    for day in (row["effective_on"], row["decided_on"]):
        if day is not None and not at_most(day, on):
            return False
    return row["quashed_on"] is None or bool(before(on, row["quashed_on"]))


def _clock(row, rows, on):
    """Where validity begins: at the Party's decision of the year before for the same matter, else its own day."""
    earlier = [
        party["effective_on"]
        for party in rows
        if party["regime"] == "party"
        and at_most(party["effective_on"], row["effective_on"])
        and add_months(row["effective_on"], -12) <= party["effective_on"]
        and same(party["ground"], row["ground"]) is not False
        and (party["quashed_on"] is None or bool(before(on, party["quashed_on"])))
    ]
    return max(earlier, default=row["effective_on"])


def discipline(record, decision):
    if "discipline" not in record.given:
        return dict.fromkeys(DISCIPLINE)
    on = decision["signed_on"]
    mine = record.of_person("discipline", decision["person_id"])
    rows = [row for row in mine if _stands(row, on)]

    def last(condition):
        return latest(row["effective_on"] for row in rows if condition(row))

    def corrupt(row):
        if row["ground"] in (None, "office_buying", "covering_office_buying", "asset_declaration"):
            return None  # whether these are corruption in the sense of the law is for a person to say
        return row["ground"] == "corruption"

    def in_time(row):
        return True if row["effective_on"] or row["decided_on"] else None

    def buying(row):
        return None if row["ground"] is None else row["ground"] in ("office_buying", "covering_office_buying")

    complete = all(row["effective_on"] and row["form"] and row["regime"] for row in rows)
    running = [
        row
        for row in rows
        if row["regime"] == "state" and (row["ended_on"] is None or bool(before(on, row["ended_on"])))
    ]
    return {
        "discipline_known": True if complete else None,
        "last_light_state_discipline_on": last(
            lambda r: r["regime"] == "state" and r["form"] in ("reprimand", "warning", "salary_reduction")
        ),
        "last_heavy_state_discipline_on": last(
            lambda r: r["regime"] == "state" and r["form"] in ("demotion", "removal")
        ),
        "state_discipline_runs_from": latest(_clock(row, mine, on) for row in running if row["effective_on"]),
        "last_reprimand_on": last(lambda r: r["form"] == "reprimand"),
        "last_warning_on": last(lambda r: r["form"] == "warning"),
        "last_removal_on": last(lambda r: r["form"] == "removal"),
        "last_discipline_on": last(lambda r: True),
        "removed_for_corruption": anyone(
            both(same(r["regime"], "state"), same(r["form"], "removal"), corrupt(r), in_time(r)) for r in rows
        ),
        "office_buying_discipline": anyone(both(buying(r), in_time(r)) for r in rows),
        "office_buying_discipline_on": last(buying),
    }


def cases(record, decision):
    names = [f"open_{kind}" for kind in CASES]
    if "proceeding" not in record.given:
        return dict.fromkeys([*names, "discipline_review_days"])
    on = decision["signed_on"]
    answers = {name: [] for name in names}
    reviews = []
    for row in record.of_person("proceeding", decision["person_id"]):
        if not may_run_on(row, on):
            continue
        dated = True if row["from"] else None
        for kind in CASES:
            named = row["named"] if kind in ("inspection", "audit") else True
            answers[f"open_{kind}"].append(both(same(row["kind"], kind), dated, named))
        if row["kind"] == "discipline_review" and row["from"]:
            reviews.append((on - row["from"]).days)
    # A later decision of discipline proves that its case was open since the discovery.
    for row in record.of_person("discipline", decision["person_id"]):
        if not at_most(row["discovered_on"], on):
            continue
        if row["decided_on"] is not None:
            open_case = on < row["decided_on"]
        elif row["effective_on"] is not None and row["effective_on"] <= on:
            open_case = False
        else:
            open_case = None
        answers["open_discipline_review"].append(open_case)
        if open_case:
            reviews.append((on - row["discovered_on"]).days)
    return {**{name: anyone(values) for name, values in answers.items()}, "discipline_review_days": latest(reviews)}


def assets(record, decision, whole):
    on = decision["signed_on"]
    adverse, known = [], False
    for row in record.of_person("asset_declaration", decision["person_id"]):
        if row["verified_on"] is None:
            adverse.append(None if row["truthful"] is False else False)
        elif at_most(row["verified_on"], on):
            adverse.append(None if row["truthful"] is None else not row["truthful"])
            known = known or row["truthful"] is True
    return {"untruthful_declaration": exists(adverse, known or whole)}
