"""One province from its officials to its tables: decisions from events, and everything that hangs on them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chinhdanh.registry.synth import careers as c
from chinhdanh.registry.synth import declarations, evidence, kin, lives, positions, postings, procedure, tenures
from chinhdanh.registry.synth.days import (
    LAST_SIGNED,
    NO_DAY,
    PARTY_377,
    R1,
    REORGANISED,
    Ints,
    add_months,
    day,
    weekday,
)
from chinhdanh.registry.synth.decisions import Decisions
from chinhdanh.registry.synth.people import People, elected, officials
from chinhdanh.registry.synth.procedure import Appointments
from chinhdanh.registry.synth.tables import NONE, Rows, Words, ids
from chinhdanh.registry.synth.world import World, build, establishment_rows, organization_rows, post_rows

PROVINCIAL_COMMITTEE = 2


@dataclass
class Province:
    """The tables of one province and what is known of its making; ids are places (see ``tables.Rows``).

    ``numbers`` gives the number of each decision in the order in which they are written. People are the officials
    first, then the holders of elected posts, then relatives outside the service. ``post_org``, ``post_rank`` are by
    place of the post.
    """

    rng: np.random.Generator
    world: World
    people: People
    tables: dict[str, Rows]
    numbers: Ints
    appointments: Appointments
    careers: c.Careers
    retired: Ints
    retired_decision: Ints
    retired_notice: Ints
    acting: dict[str, Ints]
    specialist: Ints
    last_touch: Ints
    all_people: int


def make(seed: int, number: int, size: int) -> Province:
    """Province `number` with `size` officials, cadres in elected posts included; the same for the same arguments."""
    rng = np.random.default_rng([seed, number])
    world = build(rng, number, size)
    posts, starts, untils = c.elected_posts(world, rng)
    cadres = elected(rng, starts)
    people = officials(rng, size - cadres.size)
    holders = c.Elected(posts, np.arange(cadres.size) + people.size, starts, untils)
    careers = c.Careers(rng, world, people, holders)
    events = careers.run()
    post, specialist, head = post_rows(world)
    post["job_position_id"] = positions.of_posts(post)
    tables = {
        "organization": organization_rows(world, head),
        "post": post,
        "establishment": establishment_rows(world),
    }
    if number == 0:
        tables["job_position"], tables["position_qualification"] = positions.catalogue()
    decisions = Decisions()
    event_decision, begun = _decide_events(decisions, world, careers, events, specialist)
    appointments = _appointments(rng, world, careers, events, decision=event_decision, specialist=specialist)
    plans = _plan(rng, decisions, world, careers, events)
    tables["plan_entry"] = plans[0]
    for table, rows in zip(("step", "candidate_vote"), procedure.step_rows(rng, appointments), strict=True):
        tables[table] = rows
    tables["dossier_item"] = procedure.dossier_rows(rng, appointments, people.recruited[appointments.person])
    tables["asset_declaration"], tables["health_check"] = procedure.declaration_rows(
        appointments, tables["dossier_item"]
    )
    tables["participant"] = procedure.participant_rows(appointments)
    tables["notice"] = procedure.notice_rows(appointments)
    row_of_event = np.full(len(events["person"]), NONE, dtype=np.int64)
    row_of_event[plans[1]] = np.arange(len(plans[1]))
    appointments.plan_row = row_of_event[_judged(events)]
    elected_decisions = decisions.add(
        "transfer", np.maximum(starts - 12, day("1998-01-01")), person_id=holders.person,
        post_id=_elected_post(world, specialist, posts), organization_id=0, effective_on=starts,
    )  # fmt: skip
    made = tenures.from_events(
        rng,
        decisions,
        tables,
        world=world,
        careers=careers,
        events=events,
        decision=event_decision,
        begun=begun,
        specialist=specialist,
    )
    tables["tenure"] = made.rows
    tables["tenure"].add(
        Rows(
            "tenure",
            {
                "id": np.arange(len(posts)) + made.rows.size,
                "person_id": holders.person,
                "post_id": _elected_post(world, specialist, posts),
                "from": starts,
                "until": untils,
                "acting": 0,
                "concurrent": 0,
                "purpose": "regular",
                "start_decision_id": elected_decisions,
                "end_reason": np.where(untils == NO_DAY, NONE, lives.end_reason("term_end")),
            },
        )
    )
    retired = np.flatnonzero(events["kind"] == c.RETIRED)
    retirement_notice = tables["notice"].size + lives.retirement_notices(rng, tables, people, events, event_decision)
    last = lives.last_decisions(people.size, decisions)
    promoted = lives.promote(rng, decisions, people, careers, last)
    postings.second(
        rng, decisions=decisions, tables=tables, people=people, careers=careers, specialist=specialist, last=last
    )
    lives.discipline(rng, decisions=decisions, tables=tables, people=people, careers=careers, last=last)
    lives.proceed(rng, tables, people, careers, last)
    tables["evaluation"] = lives.evaluations(rng, people, careers, appointments, tables, promoted)
    tables["qualification"] = lives.qualifications(rng, people, careers)
    everyone = kin.families(rng, tables, people, cadres, careers)
    tables["decision"], numbers = decisions.rows()
    tables["decision"]["number"] = pc.binary_join_element_wise(ids("", numbers + 1), pa.scalar("/QĐ"), pa.scalar(""))
    complete(tables["decision"], appointments)
    leads = np.flatnonzero((np.array(world.e_org)[posts] == PROVINCIAL_COMMITTEE) & np.array(world.e_head)[posts])
    leads = leads[np.argsort(starts[leads])]
    evidence.give(rng, tables, people.size, (starts[leads], holders.person[leads]))
    declarations.declare(tables, appointments.decision)
    return Province(
        rng, world, people, tables, numbers, appointments, careers, events["person"][retired],
        event_decision[retired], retirement_notice, made.acting, specialist, last, everyone,
    )  # fmt: skip


def _elected_post(world: World, specialist: Ints, post: Ints) -> Ints:
    return post + len(world.s_org) + int(np.count_nonzero(specialist >= 0))


def _post_of(seat: Ints, unit: Ints, specialist: Ints) -> Ints:
    """The post held: the seat, else the specialists' post of the unit; ``NONE`` where there is neither."""
    at_desk = np.where(unit >= 0, specialist[unit], NONE)
    return np.where(seat >= 0, seat, at_desk)


def _decide_events(
    decisions: Decisions, world: World, careers: c.Careers, events: dict[str, Ints], specialist: Ints
) -> tuple[Ints, Ints]:
    """Decide on every event; the place of the decision on each, and of the one that begins the tenure after it."""
    begun = np.full(len(events["person"]), NONE, dtype=np.int64)
    places = np.full(len(events["person"]), NONE, dtype=np.int64)
    parents = np.array(world.o_parent)
    rank = np.append(np.array(world.s_rank), 10)
    kinds = ("recruitment", "appointment", "transfer", "resignation", "separation", "conversion", "retirement")
    for kind, name in enumerate(kinds):
        groups = [np.flatnonzero(events["kind"] == kind)]
        if kind == c.RESIGNED:  # one in six resigns; the others are released for other duties
            own = (events["person"][groups[0]] % 6 == 0) & (events["unit"][groups[0]] == events["from_unit"][groups[0]])
            groups = [groups[0][own], groups[0][~own]]
        if kind == c.MOVED:  # a leader whose body ends is released from the post
            led = events["from_seat"][groups[0]] >= 0
            groups = [groups[0][~led], groups[0][led]]
        for part, chosen in enumerate(groups):
            event = {key: column[chosen] for key, column in events.items()}
            unit = np.where(event["unit"] >= 0, event["unit"], event["from_unit"])
            more: dict[str, Any] = {}
            if kind in (c.APPOINTED, c.CONVERTED):
                new, old = rank[event["seat"]], rank[event["from_seat"]]
                more = {
                    "signatory_id": event["chair"],
                    "source": np.where(event["external"] == 1, 1, 0),
                    "first_leadership": event["first"] if kind == c.APPOINTED else 0,
                    "higher_post": (new > old).astype(np.int64),
                    "after_reorganization": int(kind == c.CONVERTED),
                    "until": add_months(event["effective"], 60),
                    "term_months": 60,
                    "file_complete": 1,
                }
                if kind == c.CONVERTED:
                    more |= {"reorganization": "merger", "source": NONE}
            elif kind == c.RECRUITED:
                more = {"exam_due": 1, "exam_sat": 1, "file_complete": 1}
            elif kind == c.RESIGNED:
                more = {"ground": "own_wish" if part == 0 else "transfer"}
            elif kind == c.MOVED and part == 1:
                more = {"ground": "other", "reorganization": "merger"}
            elif kind == c.LEFT:
                more = {"ground": "own_wish"}
            decided = "release" if part == 1 else name
            target = _post_of(event["seat"], event["unit"], specialist)
            source = _post_of(event["from_seat"], event["from_unit"], specialist)
            signed = event["signed"] if kind != c.RECRUITED else weekday(event["signed"] - 6)
            places[chosen] = decisions.add(
                decided, signed, person_id=event["person"], effective_on=event["effective"],
                post_id=source if decided in ("resignation", "release", "separation", "retirement") else target,
                from_post_id=source, organization_id=np.where(parents[unit] >= 0, parents[unit], unit), **more,
            )  # fmt: skip
            begun[chosen] = places[chosen]
            if decided in ("resignation", "release"):  # the work after the post is assigned by a decision of its own
                begun[chosen] = decisions.add(
                    "transfer", signed, person_id=event["person"], effective_on=event["effective"], post_id=target,
                    from_post_id=source, organization_id=np.where(parents[unit] >= 0, parents[unit], unit),
                )  # fmt: skip
    return places, begun


def _judged(events: dict[str, Ints]) -> Ints:
    return np.flatnonzero((events["kind"] == c.APPOINTED) & (events["signed"] >= R1))


def _appointments(
    rng: np.random.Generator, world: World, careers: c.Careers, events: dict[str, Ints], *, decision: Ints,
    specialist: Ints,
) -> Appointments:  # fmt: skip
    chosen = _judged(events)
    event = {name: column[chosen] for name, column in events.items()}
    seat = event["seat"]
    count = len(chosen)
    days = procedure.timeline(rng, event["signed"], event["carried"] == 1)
    # The other name on a ballot is somebody appointed in the same group at another time.
    order = np.lexsort((event["signed"], careers.seat_group[seat]))
    rival = np.full(count, NONE, dtype=np.int64)
    same = careers.seat_group[seat[order[1:]]] == careers.seat_group[seat[order[:-1]]]
    same &= event["person"][order[1:]] != event["person"][order[:-1]]
    rival[order[1:][same]] = event["person"][order[:-1][same]]
    org = careers.org[seat]
    none = np.full(count, NONE, dtype=np.int64)
    return Appointments(
        person=event["person"], seat=seat, org=org, from_org=event["from_unit"],
        from_post=_post_of(event["from_seat"], event["from_unit"], specialist),
        parent=np.array(world.o_parent)[org], chair=event["chair"], level=careers.level[seat],
        external=event["external"] == 1, lateral=event["lateral"] == 1, first=event["first"] == 1,
        short=event["short"] == 1, carried=event["carried"] == 1, signed=event["signed"],
        effective=event["effective"], decision=decision[chosen], rival=rival, **days,
        step_row=none, item_row=none, notice_row=none, plan_row=none, asset_row=none, health_row=none,
    )  # fmt: skip


def complete(decisions: Rows, a: Appointments) -> None:
    """Write the days of the procedure into the decisions on appointments."""
    for column, values in (
        ("policy_requested_on", a.requested), ("policy_answered_on", a.answered),
        ("process_started_on", a.started), ("proposal_received_on", a.received),
    ):  # fmt: skip
        decisions[column][a.decision] = values
    abroad = a.external & (a.law == 3)
    decisions["receiving_organization_id"][a.decision[a.external]] = a.org[a.external]
    decisions["voting_body_id"][a.decision[abroad]] = a.from_org[abroad]
    decisions["proposed_by"][a.decision] = 0


def _plan(
    rng: np.random.Generator, decisions: Decisions, world: World, careers: c.Careers, events: dict[str, Ints]
) -> tuple[Rows, Ints]:
    """Plan entries of those appointed since 2020, and the event of each."""
    chosen = np.flatnonzero((events["kind"] == c.APPOINTED) & (events["signed"] >= c.PLANNED_SINCE))
    event = {name: column[chosen] for name, column in events.items()}
    seat = event["seat"]
    new_body = careers.opens[seat] == REORGANISED
    approved = procedure.plan_days(rng, event["signed"], new_body)
    # Regulation 377 lets nobody be planned for a post of equal rank: that was done before.
    before = weekday(PARTY_377 - 5 - event["person"] % 60)
    approved = np.where(event["lateral"] == 1, np.minimum(approved, before), approved)
    org = careers.org[seat]
    approver = np.array(world.o_parent)[org]
    planned = decisions.add(
        "planning", approved, person_id=event["person"], post_id=seat, organization_id=approver, effective_on=approved
    )
    withdrawn = event["effective"] + 21
    terms = ["2015-2020", "2020-2025", "2025-2030"]
    term = np.searchsorted(np.array([day("2020-07-01"), day("2025-07-01")]), event["signed"], side="right")
    gone = withdrawn <= LAST_SIGNED
    rows = Rows(
        "plan_entry",
        {
            "id": np.arange(len(chosen)),
            "person_id": event["person"],
            "post_id": seat,
            "rank": np.array(world.s_rank)[seat],
            "organization_id": org,
            "term": Words(terms, term),
            "approved_on": approved,
            "withdrawn_on": np.where(gone, withdrawn, NO_DAY),
            "withdrawal_reason": Words(["đã bổ nhiệm vào chức danh quy hoạch"], np.where(gone, 0, NONE)),
            "approver_id": approver,
            "decision_id": planned,
        },
    )
    return rows, chosen
