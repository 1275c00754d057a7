"""Tenures from events, reappointments and extensions at the end of terms, and acting heads in vacancies."""

from dataclasses import dataclass

import numpy as np

from chinhdanh.registry.synth import careers as c
from chinhdanh.registry.synth.days import (
    AS_OF,
    LAST_SIGNED,
    NO_DAY,
    R1,
    R4,
    REORGANISED,
    Ints,
    add_months,
    day,
    months_of,
    weekday,
)
from chinhdanh.registry.synth.decisions import Decisions
from chinhdanh.registry.synth.tables import NONE, Rows, code
from chinhdanh.registry.synth.world import World

_FAR = day("2200-01-01")
NOTICE_R4 = 140
"""Days from the notice to the end of the term, from August 2026."""
ACTING_SINCE = day("2015-01-01")


@dataclass
class Tenures:
    """The table ``tenure`` of civil servants, and the acting heads: columns ``decision`` and ``tenure`` (places),
    ``effective``, ``seat`` and ``person``."""

    rows: Rows
    acting: dict[str, Ints]


def _reasons() -> Ints:
    """The reason for which a tenure ends, by the kind of the event that follows."""
    names = {
        c.APPOINTED: "promotion", c.MOVED: "transfer", c.RESIGNED: "resigned", c.LEFT: "relieved",
        c.CONVERTED: "reorganisation", c.RETIRED: "retirement", c.RECRUITED: "other",
    }  # fmt: skip
    return np.array([code("tenure", "end_reason", names[kind]) for kind in sorted(names)])


def from_events(
    rng: np.random.Generator, decisions: Decisions, tables: dict[str, Rows], *, world: World, careers: c.Careers,
    events: dict[str, Ints], decision: Ints, begun: Ints,
    specialist: Ints,
) -> Tenures:  # fmt: skip
    """Every event that puts someone in a post begins a tenure, and the person's next event ends it."""
    person, kind = events["person"], events["kind"]
    follows = np.append(person[1:] == person[:-1], False)
    index = np.arange(len(person))
    after = np.where(follows, index + 1, NONE)
    begins = np.flatnonzero(~np.isin(kind, (c.LEFT, c.RETIRED)))
    end = after[begins]
    until = np.where(end >= 0, events["effective"][end], NO_DAY)
    reason = _reasons()[kind[end]]
    reason = np.where((kind[end] == c.APPOINTED) & (events["lateral"][end] == 1), _code("transfer"), reason)
    moved_out = (kind[end] == c.RESIGNED) & (events["unit"][end] != events["from_unit"][end])
    released = moved_out | ((kind[end] == c.RESIGNED) & (events["person"][end] % 6 != 0))
    reason = np.where(released, _code("released"), reason)
    ended = (kind[end] == c.MOVED) & (events["effective"][end] == REORGANISED)
    reason = np.where(ended, _code("reorganisation"), reason)
    seat, unit = events["seat"][begins], events["unit"][begins]
    start = events["effective"][begins]
    terms = _reappoint(
        rng, decisions, tables, world=world, careers=careers, person=person[begins], seat=seat, start=start, until=until
    )
    rows = Rows(
        "tenure",
        {
            "id": np.arange(len(begins)),
            "person_id": person[begins],
            "post_id": np.where(seat >= 0, seat, specialist[unit]),
            "from": start,
            "until": until,
            "acting": 0,
            "concurrent": 0,
            "purpose": "regular",
            # A renewed term ends as the decision says.
            "term_ends_on": np.where((seat >= 0) & (terms == add_months(start, 60) - 1), terms, NO_DAY),
            "start_decision_id": begun[begins],
            "end_decision_id": np.where(end >= 0, decision[end], NONE),
            "end_reason": np.where(end >= 0, reason, NONE),
        },
    )
    acting = _act(rng, decisions, rows, world, careers)
    return Tenures(rows, acting)


def _code(reason: str) -> int:
    return code("tenure", "end_reason", reason)


def _reappoint(
    rng: np.random.Generator, decisions: Decisions, tables: dict[str, Rows], *, world: World, careers: c.Careers,
    person: Ints, seat: Ints, start: Ints, until: Ints,
) -> Ints:  # fmt: skip
    """Reappoint or extend everyone whose five years end in the post; the last day of each tenure's last term."""
    terms = np.where(seat >= 0, add_months(start, 60) - 1, NO_DAY)
    stays = np.where(until == NO_DAY, _FAR, until)
    retires = careers.people.retires[person]
    parent = np.array(world.o_parent)
    for count in (1, 2, 3, 4):
        term_end = add_months(start, 60 * count)
        # Decree 300/2026: self-report within 15 days of the notice, everything within 45 days of the report.
        new = term_end >= R4 + 14
        signed = weekday(term_end - rng.integers(14, 22, len(start)) - 74 * new)
        # A term that ends in the very months in which the post is left is not renewed.
        due = (seat >= 0) & (stays > term_end + 30) & (signed <= LAST_SIGNED) & (terms < retires)
        chosen = np.flatnonzero(due & (terms == term_end - 1))
        left = months_of(retires[chosen]) - months_of(term_end[chosen])
        again = chosen[left >= 24]
        for kind, those in (("reappointment", again), ("extension", chosen[left < 24])):
            months = np.minimum(months_of(retires[those]) - months_of(term_end[those]), 60)
            new_end = np.where(months < 60, retires[those] + 1, add_months(term_end[those], 60))
            places = decisions.add(
                kind, signed[those], person_id=person[those], post_id=seat[those], from_post_id=seat[those],
                organization_id=parent[careers.org[seat[those]]], effective_on=term_end[those], until=new_end,
                term_months=months, file_complete=1,
            )  # fmt: skip
            terms[those] = new_end - 1
            _votes(rng, tables, places, signed[those], careers.org[seat[those]])
            usual = term_end[those] - rng.integers(155, 175, len(those))
            warned = weekday(np.where(new[those], term_end[those] - NOTICE_R4, usual))
            tables["notice"].add(
                Rows("notice", {"decision_id": places, "kind": f"{kind}_notice", "issued_on": warned,
                                "received_on": warned})
            )  # fmt: skip
    return terms


def _votes(rng: np.random.Generator, tables: dict[str, Rows], places: Ints, signed: Ints, org: Ints) -> None:
    """The two meetings of a reappointment since 2020-12-01: key staff, then the leadership."""
    recent = signed >= R1
    places, signed, org = places[recent], signed[recent], org[recent]
    final = weekday(signed - 5)
    for step, held, size in ((3, weekday(final - 3), rng.integers(14, 40, len(places))),
                             (4, final, rng.integers(4, 8, len(places)))):  # fmt: skip
        votes = np.maximum(size // 2 + 1, np.round(size * rng.uniform(0.6, 1, len(size))).astype(np.int64))
        tables["step"].add(
            Rows(
                "step",
                {
                    "decision_id": places, "step": np.full(len(places), step), "held_on": held, "body_id": org,
                    "members": size, "convened": size, "excused": np.zeros(len(size), dtype=np.int64),
                    "present": size, "ballots_issued": size, "ballots_valid": size, "votes_for": votes,
                    "secret": np.ones(len(size), dtype=np.int64),
                    "announced": np.full(len(size), int(step == 4), dtype=np.int64), "minutes_on": held,
                },
            )
        )  # fmt: skip


def _act(
    rng: np.random.Generator, decisions: Decisions, rows: Rows, world: World, careers: c.Careers
) -> dict[str, Ints]:
    """Give the powers of a vacant head's post to a deputy in office, for at most six months."""
    seats = len(world.s_org)
    led = np.flatnonzero(rows["post_id"] < seats)
    seat, start, until = (rows[name][led] for name in ("post_id", "from", "until"))
    until = np.where(until == NO_DAY, _FAR, until)
    order = np.lexsort((start, seat))
    seat, start, until, place = seat[order], start[order], until[order], led[order]
    vacant_from = until
    same = np.append(seat[1:] == seat[:-1], False)
    vacant_until = np.where(same, np.append(start[1:], _FAR), careers.closes[seat])
    head = np.isin(careers.level[seat], (2, 4))
    gap = head & (vacant_from > ACTING_SINCE) & (vacant_from < LAST_SIGNED) & (vacant_until - vacant_from > 45)
    gap &= rng.random(len(seat)) < np.where(vacant_from >= R4 - 30, 0.9, 0.3)
    chosen = np.flatnonzero(gap)
    begin = np.maximum(vacant_from[chosen] + 2, vacant_from[chosen])
    planned = add_months(begin, 6)
    stop = np.minimum(vacant_until[chosen], planned)
    who = np.full(len(chosen), NONE, dtype=np.int64)
    # Seats of one organisation follow each other, the head's first.
    key = seat * 100_000 + start
    for step in (1, 2):
        deputy = np.minimum(seat[chosen] + step, seats - 1)
        fits = careers.org[deputy] == careers.org[seat[chosen]]
        found = np.searchsorted(key, deputy * 100_000 + begin - 60, side="right") - 1
        found = np.maximum(found, 0)
        fits &= (seat[found] == deputy) & (start[found] <= begin - 60) & (until[found] >= np.minimum(stop, AS_OF + 200))
        who = np.where((who < 0) & fits, found, who)
    chosen, begin, planned, stop, who = (values[who >= 0] for values in (chosen, begin, planned, stop, who))
    person = rows["person_id"][place[who]]
    retires = careers.people.retires[person]
    good = retires > planned + 10
    chosen, begin, planned, stop, who, person = (v[good] for v in (chosen, begin, planned, stop, who, person))
    signed = weekday(begin - 1)
    good = signed <= LAST_SIGNED
    chosen, begin, planned, stop, who, person, signed = (
        v[good] for v in (chosen, begin, planned, stop, who, person, signed)
    )
    decision = decisions.add(
        "acting", signed, person_id=person, post_id=seat[chosen], from_post_id=seat[who],
        organization_id=np.array(world.o_parent)[careers.org[seat[chosen]]], effective_on=begin, until=planned,
    )  # fmt: skip
    first = rows.size
    rows.add(
        Rows(
            "tenure",
            {
                "id": np.arange(len(chosen)) + first, "person_id": person, "post_id": seat[chosen], "from": begin,
                "until": stop, "acting": 1, "concurrent": 1, "purpose": "regular", "start_decision_id": decision,
                "end_reason": "other",
            },
        )
    )  # fmt: skip
    return {"decision": decision, "tenure": np.arange(len(chosen)) + first, "effective": begin,
            "seat": seat[chosen], "person": person, "signed": signed, "open": vacant_until[chosen]}  # fmt: skip
