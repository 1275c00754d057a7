"""Complaints about a decision, from their documented meaning."""

from chinhdanh.facts.complaints import FACTS, ON_DISCIPLINE, ON_OTHERS

from .common import exists, first, latest, same


def complaints(record, decision):
    facts = dict.fromkeys(fact.name for fact in FACTS)
    if decision["kind"] not in (*ON_DISCIPLINE, *ON_OTHERS):
        return facts
    about = [row for row in record.rows("report") if row["about_decision_id"] == decision["id"]]
    facts["complained"] = exists((same(row["kind"], "complaint") for row in about), "report" in record.given)
    rows = [row for row in about if row["kind"] == "complaint"]
    if not rows:
        return facts
    taken, lasted, ends = [], [], []
    accepted_all = closed_all = True
    for row in rows:
        received, accepted, closed = row["received_on"], row["accepted_on"], row["closed_on"]
        if received is not None and accepted is not None and accepted >= received:
            taken.append((accepted - received).days)
        else:
            accepted_all = None
        if accepted is None or closed is None or closed < accepted:
            closed_all = None
        if accepted is not None:
            end = first(closed, record.as_of)
            ends.append(end)
            if end >= accepted:
                lasted.append((end - accepted).days)
    return facts | {
        "complaint_accept_days": latest(taken),
        "complaints_accepted": accepted_all,
        "complaint_accepted_on": latest(row["accepted_on"] for row in rows),
        "complaint_resolve_days": latest(lasted),
        "complaints_resolved": closed_all,
        "complaint_closed_on": latest(ends),
    }
