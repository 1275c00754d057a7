"""What else happens to officials: grades, discipline, proceedings, yearly ratings, diplomas, retirement notices."""

from typing import Any

import numpy as np

from chinhdanh.registry.synth import careers as c
from chinhdanh.registry.synth.days import (
    AS_OF,
    FIRST_DAY,
    LAST_SIGNED,
    NO_DAY,
    R1,
    Ints,
    add_months,
    day,
    new_year,
    weekday,
    years_of,
)
from chinhdanh.registry.synth.decisions import Decisions
from chinhdanh.registry.synth.people import People
from chinhdanh.registry.synth.procedure import Appointments
from chinhdanh.registry.synth.tables import NONE, Rows, Words, code

YEARS = np.arange(2010, 2026)
"""Years with ratings; that of 2026 is not yet given on the day of the snapshot."""

EXCELLENT, GOOD, COMPLETED, FAILED = range(4)


def end_reason(name: str) -> int:
    """The code of the end of a tenure."""
    return code("tenure", "end_reason", name)


def retirement_notices(
    rng: np.random.Generator, tables: dict[str, Rows], people: People, events: dict[str, Ints], decision: Ints
) -> Ints:
    """Notices seven to nine months before retirement; their order within the rows added."""
    chosen = np.flatnonzero(events["kind"] == c.RETIRED)
    retires = people.retires[events["person"][chosen]]
    issued = weekday(add_months(retires, -7) - rng.integers(10, 60, len(chosen)))
    tables["notice"].add(
        Rows(
            "notice",
            {"decision_id": decision[chosen], "kind": "retirement_notice", "issued_on": issued, "received_on": issued},
        )
    )
    return np.arange(len(chosen))


def last_decisions(people: int, decisions: Decisions) -> Ints:
    """The day of each official's last decision other than retirement."""
    rows, _ = decisions.rows()
    last = np.full(people, NO_DAY, dtype=np.int64)
    mine = (rows["person_id"] < people) & (rows["kind"] != code("decision", "kind", "retirement"))
    np.maximum.at(last, rows["person_id"][mine], np.maximum(rows["signed_on"], rows["effective_on"])[mine])
    return last


def promote(
    rng: np.random.Generator, decisions: Decisions, people: People, careers: c.Careers, last: Ints
) -> tuple[Ints, Ints]:
    """A higher grade once in about twelve years; keeps `last` true. Who was promoted, and when."""
    promoted: list[tuple[Ints, Ints]] = []
    due = add_months(people.recruited, 40) + rng.integers(0, 400, people.size)
    for _ in range(7):
        signed = weekday(due)
        those = np.flatnonzero((signed >= FIRST_DAY) & (signed <= LAST_SIGNED) & (due < careers.leaves - 120))
        decisions.add(
            "grade_promotion", signed[those], person_id=those, effective_on=signed[those] + 1, exam_due=1, exam_sat=1
        )
        last[those] = np.maximum(last[those], signed[those] + 1)
        promoted.append((those, signed[those]))
        due = due + rng.integers(3400, 5200, people.size)
    return np.concatenate([who for who, _ in promoted]), np.concatenate([when for _, when in promoted])


def discipline(
    rng: np.random.Generator, *, decisions: Decisions, tables: dict[str, Rows], people: People, careers: c.Careers,
    last: Ints,
) -> None:  # fmt: skip
    """Discipline of people about whom nothing else is decided afterwards but their retirement."""
    decided = weekday(last + rng.integers(160, 900, people.size))
    fits = (decided < np.minimum(careers.leaves - 120, AS_OF - 40)) & (decided > FIRST_DAY)
    those = np.flatnonzero(fits & (rng.random(people.size) < 0.06))
    decided = decided[those]
    count = len(those)
    draw = rng.random(count)
    reprimand, warning = code("discipline", "form", "reprimand"), code("discipline", "form", "warning")
    form = np.where(draw < 0.65, reprimand, warning)
    ground = code("discipline", "ground", "other")
    discovered = decided - rng.integers(30, 80, count)
    acted = discovered - rng.integers(60, 700, count)
    places = decisions.add(
        "discipline", decided, person_id=those, effective_on=decided, ground="other", discipline_id=np.arange(count)
    )
    party = np.flatnonzero(
        (rng.random(count) < 0.5) & (years_of(_by_party(decided, discovered)) == years_of(decided))
    )  # the failing rating is that of one year
    state = {
        "person_id": those, "regime": np.zeros(count, dtype=np.int64), "form": form, "act_started_on": acted,
        "act_ended_on": acted + 20, "discovered_on": discovered, "notified_on": discovered + 5, "decided_on": decided,
        "effective_on": decided, "ground": np.full(count, ground), "duty_related": np.ones(count, dtype=np.int64),
        "decision_id": places,
    }  # fmt: skip
    by_party = {name: column[party] for name, column in state.items()}
    by_party["regime"] = np.ones(len(party), dtype=np.int64)
    by_party["decided_on"] = by_party["effective_on"] = _by_party(decided[party], discovered[party])
    by_party["decision_id"] = np.full(len(party), NONE)
    columns = {name: np.concatenate([state[name], by_party[name]]) for name in state}
    tables["discipline"] = Rows("discipline", {"id": np.arange(count + len(party)), **columns})
    last[those] = decided
    tables["proceeding"] = Rows(
        "proceeding",
        {
            "id": np.arange(count), "person_id": those, "kind": "discipline_review", "from": discovered,
            "until": decided, "named": 1, "result": "founded",
        },
    )  # fmt: skip


def _by_party(decided: Ints, discovered: Ints) -> Ints:
    """When the Party disciplines where the State does so on `decided`."""
    return np.maximum(decided - 18, discovered + 8)


def proceed(rng: np.random.Generator, tables: dict[str, Rows], people: People, careers: c.Careers, last: Ints) -> None:
    """Inspections, denunciations and absences after the last decision about a person; some still run."""
    start = last + rng.integers(40, 700, people.size)
    fits = (start > R1) & (start < np.minimum(careers.leaves - 60, AS_OF - 5))
    those = np.flatnonzero(fits & (rng.random(people.size) < 0.03))
    kinds = ("denunciation", "complaint", "inspection", "audit", "illness", "study", "abroad")
    codes = np.array([code("proceeding", "kind", kind) for kind in kinds])
    until = start[those] + rng.integers(20, 160, len(those))
    closed = until < AS_OF
    kind = rng.integers(0, len(kinds), len(those))
    cases = kind < 4
    tables["proceeding"].add(
        Rows(
            "proceeding",
            {
                "id": np.arange(len(those)) + tables["proceeding"].size,
                "person_id": those,
                "kind": codes[kind],
                "from": start[those],
                "until": np.where(closed, until, NO_DAY),
                "named": np.where(cases, (rng.random(len(those)) < 0.4).astype(np.int64), NONE),
                "result": np.where(closed & cases, code("proceeding", "result", "unfounded"), NONE),
            },
        )
    )
    last[those] = np.maximum(last[those], until)
    heard = np.flatnonzero(rng.random(people.size) < 0.01)
    received = np.minimum(people.recruited[heard] + rng.integers(900, 6000, len(heard)), AS_OF - 20)
    heard, received = heard[received > R1], received[received > R1]
    tables["report"] = Rows(
        "report",
        {
            "id": np.arange(len(heard)), "about_person_id": heard, "kind": "feedback", "received_on": received,
            "anonymous": 1, "closed_on": received + 12, "result": "unfounded",
        },
    )  # fmt: skip


def evaluations(
    rng: np.random.Generator, people: People, careers: c.Careers, a: Appointments, tables: dict[str, Rows],
    promoted: tuple[Ints, Ints],
) -> Rows:  # fmt: skip
    """Ratings of every full year of service, given early in December.

    Good or better in the three years before an appointment and in that before a higher grade; a year of discipline is
    rated failed, and nobody fails two years running; after three months of absence no more than "completed"; in each
    body at most a fifth of the good are excellent.
    """
    count = people.size
    rating = np.searchsorted(np.array([0.13, 0.9, 0.997]), rng.random((count, len(YEARS)))).astype(np.int8)
    punished, cases = tables["discipline"], tables["proceeding"]
    failed = np.zeros(rating.shape, dtype=bool)
    failed[_cells(punished["person_id"], punished["decided_on"])] = True
    rating[failed] = FAILED
    fails = rating == FAILED
    beside = np.zeros(rating.shape, dtype=bool)
    beside[:, 1:] |= fails[:, :-1]
    beside[:, :-1] |= fails[:, 1:]
    rating[fails & beside & ~failed] = COMPLETED
    away = np.isin(cases["kind"], [code("proceeding", "kind", kind) for kind in ("illness", "study", "abroad")])
    until = np.where(cases["until"] == NO_DAY, AS_OF, cases["until"])
    away &= until - cases["from"] > _LONG_AWAY
    for days in (cases["from"], until):
        cells = _cells(cases["person_id"][away], days[away])
        rating[cells] = np.maximum(rating[cells], COMPLETED)
    before = [(a.person, a.signed, back) for back in (1, 2, 3)] + [(*promoted, 1)]
    for person, signed, back in before:
        cells = _cells(person, signed, back)
        rating[cells] = np.minimum(rating[cells], GOOD)
    served = (new_year(YEARS)[None, :] >= people.recruited[:, None]) & (
        new_year(YEARS + 1)[None, :] <= careers.leaves[:, None]
    )
    _cap_excellent(rating, served, tables)
    person, place = np.nonzero(served)
    return Rows(
        "evaluation",
        {
            "person_id": person,
            "year": YEARS[place],
            "rating": rating[person, place].astype(np.int64),
            "decided_on": weekday(new_year(YEARS[place] + 1) - 20),
            "duty_related": 1,
        },
    )


_LONG_AWAY = 80
"""Days of absence, somewhat under three months, from which a rating is at most "completed"."""


def _cells(person: Ints, days: Ints, back: int = 0) -> tuple[Ints, Ints]:
    """Places in the table of ratings of these people in the years of these days, or `back` years before."""
    year = years_of(days) - back - YEARS[0]
    seen = (year >= 0) & (year < len(YEARS))
    return person[seen], year[seen]


def body_at_end(tables: dict[str, Rows], people: int, year: int) -> Ints:
    """In which organisation each of the first `people` serves on 31 December; ``NONE`` for nowhere."""
    tenure, orgs = tables["tenure"], tables["post"]["organization_id"]
    end = int(new_year(year + 1)) - 1
    there = (tenure["person_id"] < people) & (tenure["acting"] == 0) & (tenure["concurrent"] == 0)
    there &= (tenure["from"] <= end) & ((tenure["until"] == NO_DAY) | (tenure["until"] > end))
    body = np.full(people, NONE, dtype=np.int64)
    body[tenure["person_id"][there]] = orgs[tenure["post_id"][there]]
    return body


def _cap_excellent(rating: Any, served: Any, tables: dict[str, Rows]) -> None:
    """Turn the excellent over a fifth of the good of a body into good ones, with room for two fewer good ones."""
    for place, year in enumerate(YEARS.tolist()):
        body = body_at_end(tables, len(rating), year)
        good = np.flatnonzero(served[:, place] & (body >= 0) & (rating[:, place] <= GOOD))
        allowed = np.maximum(np.bincount(body[good]) - 2, 0) // 5
        best = good[rating[good, place] == EXCELLENT]
        best = best[np.argsort(body[best], kind="stable")]
        rank = np.arange(len(best)) - np.searchsorted(body[best], body[best])
        rating[best[rank >= allowed[body[best]]], place] = GOOD


def qualifications(rng: np.random.Generator, people: People, careers: c.Careers) -> Rows:
    """A degree for everyone, political theory for those who lead or have led."""
    led = np.flatnonzero(careers.posts_led > 0)
    every = np.arange(people.size)
    person = np.concatenate([every, led])
    degree = np.concatenate([np.zeros(people.size, dtype=np.int64), np.ones(len(led), dtype=np.int64)])
    level = np.where(degree == 0, rng.choice([0, 1], len(person), p=[0.72, 0.28]), 2 + rng.integers(0, 2, len(person)))
    issued = people.recruited[person] - 90 + degree * 2000
    issued = np.minimum(issued, day("2019-06-01"))
    issued = np.where(degree == 0, people.recruited[person] - 90, np.minimum(issued, AS_OF))
    return Rows(
        "qualification",
        {
            "person_id": person,
            "kind": np.where(degree == 0, 0, code("qualification", "kind", "political_theory")),
            "level": Words(["đại học", "thạc sĩ", "trung cấp", "cao cấp"], level),
            "issued_on": issued,
            "verified_on": issued + 60,
            "verified": 1,
        },
    )


def person_rows(people: People, cadre: People, others: People, province: int) -> Rows:
    """The table ``person``: officials, cadres, and relatives outside the service, in this order."""
    import pyarrow as pa

    groups = (people, cadre, others)

    def join(name: str) -> Ints:
        return np.concatenate([np.asarray(getattr(group, name), dtype=np.int64) for group in groups])

    count = sum(group.size for group in groups)
    categories = ("civil_servant", "cadre", "other")
    category = np.repeat(
        np.array([code("person", "category", name) for name in categories]), [group.size for group in groups]
    )
    served = category != code("person", "category", "other")
    recruited = np.where(served, join("recruited"), NO_DAY)
    return Rows(
        "person",
        {
            "id": np.arange(count),
            "full_name": pa.concat_arrays([group.full_names() for group in groups]),
            "sex": np.where(join("male") == 1, 0, 1),
            "birth_date": join("birth"),
            "birth_precision": "day",
            "home_province": str(province),
            "birth_province": str(province),
            "category": category,
            "party_joined_on": np.where(served, add_months(join("recruited"), 18), NO_DAY),
            "recruited_on": recruited,
        },
    )
