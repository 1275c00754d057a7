"""How the appointments since 2020-12-01 were made: policy, meetings, ballots, dossier, letters, declarations.

Days run backwards from the signature: proposal received, final vote, key staff, leadership, enlarged leadership, first
meeting, answer on the policy, request. Saturdays and Sundays are moved to the Friday before, which keeps the order.
Five steps before 2026-08-01, four after; a candidate from elsewhere has one vote (of the receiving body until
2025-06-30, of the present workplace until 2026-07-31) and none after.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from chinhdanh.registry.synth.days import NO_DAY, REORGANISED, Ints, day, regime, weekday
from chinhdanh.registry.synth.tables import NONE, Rows, Words, code

STEPS = ("leadership_1", "enlarged_leadership", "leadership_2", "key_staff", "final")
ITEMS = ("proposal", "cv", "self_review", "agency_assessment", "party_opinion", "residence_assessment",
         "asset_declaration", "diplomas", "health_certificate", "photo", "verification",
         "present_workplace_opinion")  # fmt: skip
NOTICES = ("receiving_opinion", "talk")


@dataclass
class Appointments:
    """Appointments judged by one of the four regimes, one place each; days as numbers, ids as places.

    ``step_row``, ``item_row``, ``notice_row`` give the place in the table for each kind (``NONE`` where there is none).
    """

    person: Ints
    seat: Ints
    org: Ints
    from_post: Ints
    from_org: Ints
    parent: Ints
    chair: Ints
    level: Ints
    external: Any
    lateral: Any
    first: Any
    short: Any
    carried: Any
    signed: Ints
    effective: Ints
    decision: Ints
    requested: Ints
    answered: Ints
    started: Ints
    held: Ints
    received: Ints
    considered: Ints
    rival: Ints
    step_row: Ints
    item_row: Ints
    notice_row: Ints
    plan_row: Ints
    asset_row: Ints
    health_row: Ints

    @property
    def size(self) -> int:
        """How many."""
        return len(self.person)

    @property
    def law(self) -> Ints:
        """The regime whose procedure was followed, 1 to 4."""
        return np.where(self.carried, 3, regime(self.signed))


def timeline(rng: np.random.Generator, signed: Ints, carried: Any) -> dict[str, Ints]:
    """Days of the procedure; ``held`` has one column a step of ``STEPS``."""
    count = len(signed)

    def before(later: Ints, low: int, high: int) -> Ints:
        return weekday(later - rng.integers(low, high + 1, count))

    base = np.where(carried, np.minimum(signed, day("2026-07-30") - rng.integers(0, 6, count)), signed)
    received = before(base, 3, 7)
    final = before(received, 1, 4)
    key_staff = before(final, 2, 4)
    second = before(key_staff, 1, 4)
    enlarged = before(second, 1, 3)
    first = before(enlarged, 1, 3)
    answered = before(first, 2, 5)
    return {
        "requested": before(answered, 4, 8),
        "answered": answered,
        "started": first,
        "held": np.stack([first, enlarged, second, key_staff, final], axis=1),
        "received": received,
        "considered": np.maximum(before(signed, 1, 1), received),
    }


def step_rows(rng: np.random.Generator, a: Appointments) -> tuple[Rows, Rows]:
    """The tables ``step`` and ``candidate_vote``; fills ``a.step_row``."""
    law = a.law
    wanted = np.zeros((a.size, len(STEPS)), dtype=bool)
    wanted[~a.external] = True
    wanted[law == 4, 2] = False
    wanted[a.external & (law < 4), 4] = True
    app, step = np.nonzero(wanted)
    a.step_row = np.full(wanted.shape, NONE, dtype=np.int64)
    a.step_row[app, step] = np.arange(len(app))
    count = len(app)
    leaders = rng.integers(4, 8, a.size)
    enlarged = leaders + rng.integers(8, 16, a.size)
    key_staff = enlarged + rng.integers(6, 30, a.size)
    convened = np.select([step == 1, step == 3], [enlarged[app], key_staff[app]], leaders[app])
    four = law[app] == 4
    excused = np.where(four & (rng.random(count) < 0.1), 1, 0)
    absent = np.minimum((rng.random(count) * (convened // 5 + 1)).astype(np.int64), convened // 5)
    present = convened - np.maximum(excused, absent)
    ballot = (step > 0) | four
    base = np.where(four & (step == 3), present, convened - excused)
    votes = np.maximum(base // 2 + 1, np.round(base * rng.uniform(0.55, 1.0, count)).astype(np.int64))
    votes = np.minimum(votes, present)
    two = ballot & (step > 0) & (step < 4) & (rng.random(count) < 0.35) & (a.rival[app] >= 0) & (present > votes)
    announced = np.full(count, NONE, dtype=np.int64)
    announced[(step == 4) | (step == 2)] = 1
    announced[four & ((step == 0) | (step == 1))] = 1
    announced[(step == 3) | (~four & (step == 1))] = 0
    days = a.held[app, step]
    abroad = a.external[app] & (law[app] == 3)
    only = np.where(ballot, 0, NONE)
    rows = Rows(
        "step",
        {
            "decision_id": a.decision[app],
            "step": step,
            "held_on": days,
            "body_id": np.where(abroad, a.from_org[app], a.org[app]),
            "chair_id": a.chair[app],
            "members": convened,
            "convened": convened,
            "excused": excused,
            "present": present,
            "ballots_issued": np.where(ballot, present, NONE),
            "ballots_valid": np.where(ballot, present, NONE),
            "votes_for": np.where(ballot, votes, NONE),
            "ranking": np.where(ballot, 1, NONE),
            "names_voted": np.where(ballot, 1 + two, NONE),
            "new_name": only,
            "secret": np.where(ballot, 1, NONE),
            "announced": announced,
            "minutes_on": days,
        },
    )
    mine, theirs = np.flatnonzero(ballot), np.flatnonzero(two)
    votes_rows = Rows(
        "candidate_vote",
        {
            "decision_id": np.concatenate([a.decision[app[mine]], a.decision[app[theirs]]]),
            "step": np.concatenate([step[mine], step[theirs]]),
            "person_id": np.concatenate([a.person[app[mine]], a.rival[app[theirs]]]),
            "votes_for": np.concatenate([votes[mine], np.minimum(present - votes, votes - 1)[theirs]]),
        },
    )
    return rows, votes_rows


def dossier_rows(rng: np.random.Generator, a: Appointments, recruited: Ints) -> Rows:
    """The table ``dossier_item``; fills ``a.item_row``. `recruited` is each appointee's day of recruitment."""
    final = a.held[:, 4]

    def spread(later: Ints, low: int, high: int) -> Ints:
        return later - rng.integers(low, high + 1, a.size)

    fresh = {
        "proposal": a.received,
        "cv": spread(a.started, 1, 20),
        "self_review": spread(a.started, 1, 20),
        "agency_assessment": spread(a.started, 0, 12),
        "party_opinion": spread(final, 0, 2),
        "residence_assessment": spread(a.started, 1, 25),
        "asset_declaration": np.minimum(spread(a.started, 1, 25), a.signed - 14),
        "diplomas": recruited - 120,
        "health_certificate": spread(a.received, 20, 75),
        "photo": spread(a.received, 20, 75),
        "verification": a.received,
        "present_workplace_opinion": a.held[:, 1],
    }
    wanted = np.ones((a.size, len(ITEMS)), dtype=bool)
    wanted[~a.external, ITEMS.index("present_workplace_opinion")] = False
    app, item = np.nonzero(wanted)
    a.item_row = np.full(wanted.shape, NONE, dtype=np.int64)
    a.item_row[app, item] = np.arange(len(app))
    issued = np.stack([fresh[name] for name in ITEMS], axis=1)[app, item]
    verified = np.isin(item, [ITEMS.index("cv"), ITEMS.index("asset_declaration"), ITEMS.index("verification")])
    fit = item == ITEMS.index("health_certificate")
    return Rows(
        "dossier_item",
        {
            "decision_id": a.decision[app],
            "kind": np.array([code("dossier_item", "kind", name) for name in ITEMS])[item],
            "issued_on": issued,
            "submitted_on": a.received[app],
            "considered_on": a.considered[app],
            "verified_on": np.where(verified, a.received[app], NO_DAY),
            "conclusion": Words(["fit", "unfit"], np.where(fit, 0, NONE)),
        },
    )


def notice_rows(a: Appointments) -> Rows:
    """The letters and talks for candidates from elsewhere; fills ``a.notice_row``."""
    app = np.repeat(np.flatnonzero(a.external), len(NOTICES))
    kind = np.tile(np.arange(len(NOTICES)), int(np.count_nonzero(a.external)))
    a.notice_row = np.full((a.size, len(NOTICES)), NONE, dtype=np.int64)
    a.notice_row[app, kind] = np.arange(len(app))
    days = np.where(kind == 0, a.held[app, 0], a.held[app, 2])
    return Rows(
        "notice",
        {
            "decision_id": a.decision[app],
            "kind": np.array([code("notice", "kind", name) for name in NOTICES])[kind],
            "issued_on": days,
            "received_on": days,
        },
    )


def declaration_rows(a: Appointments, items: Rows) -> tuple[Rows, Rows]:
    """The tables ``asset_declaration`` and ``health_check``, one row an appointment, from the dossier."""
    a.asset_row = a.health_row = np.arange(a.size)
    filed = items["issued_on"][a.item_row[:, ITEMS.index("asset_declaration")]]
    checked = items["issued_on"][a.item_row[:, ITEMS.index("health_certificate")]]
    assets = Rows(
        "asset_declaration",
        {"person_id": a.person, "kind": "personnel", "filed_on": filed, "published_on": filed + 3,
         "verified_on": a.received, "truthful": 1},
    )  # fmt: skip
    return assets, Rows("health_check", {"person_id": a.person, "examined_on": checked, "fit": 1})


def plan_days(rng: np.random.Generator, signed: Ints, new_body: Any) -> Ints:
    """Days of approval of the succession plan: well before the procedure, and not before a new body exists."""
    usual = signed - rng.integers(170, 560, len(signed))
    new = np.maximum(signed - rng.integers(100, 125, len(signed)), REORGANISED + 14)
    return weekday(np.where(new_body, new, usual))


def participant_rows(a: Appointments) -> Rows:
    """Who chaired the final vote and who signed."""
    voted = a.step_row[:, 4] >= 0
    return Rows(
        "participant",
        {
            "decision_id": np.concatenate([a.decision[voted], a.decision]),
            "step": np.concatenate([np.full(int(voted.sum()), 4), np.full(a.size, NONE)]),
            "person_id": np.concatenate([a.chair[voted], a.chair]),
            "role": np.concatenate(
                [
                    np.full(int(voted.sum()), code("participant", "role", "chair")),
                    np.full(a.size, code("participant", "role", "sign")),
                ]
            ),
        },
    )
