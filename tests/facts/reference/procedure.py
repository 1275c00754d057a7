"""Meetings and ballots, policy request, letters."""

from itertools import pairwise

from .common import at_most, both, earliest, exists, latest, same

STEPS = ("leadership_1", "enlarged_leadership", "leadership_2", "key_staff", "final")
NOTICES = (
    "talk",
    "receiving_opinion",
    "report_to_authority",
    "own_wish",
    "fault_repaired",
    "explanation",
    "agreement",
    "hardship",
    "time_extension",
)


def _ballot(votes, row, names, appointee):
    """The best of the others, and how many names have 30 % of those summoned and not excused."""
    rival = share = None
    listed = {vote["person_id"] for vote in votes}
    complete = names is not None and (names == len(listed) or names == 1)
    counts = [vote["votes_for"] for vote in votes]
    if names == 1:
        rival = 0
    elif complete and None not in counts and appointee is not None:
        rival = latest(vote["votes_for"] for vote in votes if vote["person_id"] != appointee)
    if complete and votes and None not in counts and row.get("convened") is not None:
        share = sum(count * 10 >= (row["convened"] - (row["excused"] or 0)) * 3 for count in counts)
    return rival, share


def steps(record, decision, covered):
    whole, votes_whole = bool(covered["coverage_step"]), bool(covered["coverage_candidate_vote"])
    rows = record.of_decision("step", decision)
    votes = record.of_decision("candidate_vote", decision)
    unnamed = any(row["step"] is None for row in rows)
    facts = {}
    by_step = {row["step"]: row for row in rows}
    for name in STEPS:
        row = by_step.get(name, {})
        ballot = [vote for vote in votes if vote["step"] == name]
        held = facts[f"{name}_held"] = exists([name in by_step, None if unnamed else False], whole)
        for part, column in (
            ("on", "held_on"),
            ("members", "members"),
            ("convened", "convened"),
            ("excused", "excused"),
            ("present", "present"),
            ("votes", "votes_for"),
            ("secret", "secret"),
            ("announced", "announced"),
        ):
            facts[f"{name}_{part}"] = row.get(column)
        names = row.get("names_voted")
        if names is None and votes_whole and ballot:
            names = len({vote["person_id"] for vote in ballot})
        facts[f"{name}_names"] = names
        rival, share = _ballot(ballot, row, names, decision["person_id"])
        facts[f"{name}_rival_votes"] = rival
        if name in STEPS[:3]:
            facts[f"{name}_names_at_30"] = share
        if name in STEPS[1:3]:
            facts[f"{name}_ranking"] = row.get("ranking")
        minuted = True if row.get("minutes_on") else None
        if held and whole and minuted is None and record.column_given("step", "minutes_on"):
            minuted = False
        facts[f"{name}_minutes"] = minuted
    enlarged, second, last = (by_step.get(name, {}) for name in ("enlarged_leadership", "leadership_2", "final"))
    new = second.get("new_name")
    earlier = [vote["person_id"] for vote in votes if vote["step"] == "enlarged_leadership"]
    if new is None and (enlarged.get("votes_for") or 0) > 0:
        new = False
    elif new is None and votes_whole and earlier:
        new = decision["person_id"] not in earlier
    facts["leadership_2_new_name"] = new
    facts["final_head_in_favour"] = last.get("head_in_favour")
    facts["final_body_is_voting_body"] = same(last.get("body_id"), decision["voting_body_id"])
    for count, order in (("five", STEPS), ("four", (*STEPS[:2], *STEPS[3:]))):
        sequence = [by_step.get(name, {}) for name in order]
        follows = [at_most(a.get("held_until") or a.get("held_on"), b.get("held_on")) for a, b in pairwise(sequence)]
        facts[f"{count}_steps_in_order"] = both(
            *(facts[f"{name}_held"] for name in order), *follows, at_most(last.get("held_on"), decision["signed_on"])
        )
        facts[f"{count}_steps_minuted"] = both(*(facts[f"{name}_minutes"] for name in order))
    return facts


def requests(record, decision, base):
    asked, answered = decision["policy_requested_on"], decision["policy_answered_on"]

    def days(start, end):
        return (end - start).days if start and end else None

    def working(start, end):
        a, b = record.ordinals.get(start), record.ordinals.get(end)
        return None if a is None or b is None else b - a

    return {
        "answer_days": days(asked, answered),
        "answer_working_days": working(asked, answered),
        "start_days": days(answered, base["process_started_on"]),
        "finish_working_days": working(answered, base["process_ended_on"]),
    }


def notices(record, decision, whole):
    rows = record.of_decision("notice", decision)
    facts = {
        f"notice_{kind}": exists(
            (both(same(row["kind"], kind), at_most(row["issued_on"], decision["signed_on"])) for row in rows), whole
        )
        for kind in NOTICES
    }
    facts["retirement_notice_on"] = earliest(row["issued_on"] for row in rows if row["kind"] == "retirement_notice")
    return facts
