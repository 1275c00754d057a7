"""Secondments of specialists within their department or district, with the letters that precede them."""

from __future__ import annotations

import numpy as np

from chinhdanh.registry.synth import careers as c
from chinhdanh.registry.synth.days import AS_OF, LAST_SIGNED, NO_DAY, R1, R4, REORGANISED, Ints, add_months, weekday
from chinhdanh.registry.synth.decisions import Decisions
from chinhdanh.registry.synth.evidence import notices
from chinhdanh.registry.synth.people import People
from chinhdanh.registry.synth.tables import Rows, code

SHARE = 0.012


def second(
    rng: np.random.Generator, *, decisions: Decisions, tables: dict[str, Rows], people: People, careers: c.Careers,
    specialist: Ints, last: Ints,
) -> None:  # fmt: skip
    """Second some men about whom nothing else is decided until it is over; keeps `last` true."""
    signed = weekday(np.maximum(last + 200, R1) + rng.integers(50, 1500, people.size))
    fits = people.male & (careers.seat < 0) & (signed <= LAST_SIGNED) & (signed > last + 200)
    fits &= (signed < REORGANISED - 1200) | (signed > REORGANISED + 60)
    fits &= careers.leaves > signed + 1300
    chosen = np.flatnonzero(fits & (rng.random(people.size) < SHARE))
    there = careers.other_units(chosen, AS_OF)
    away = there != careers.unit[chosen]
    chosen, there = chosen[away], there[away]
    here, signed = careers.unit[chosen], signed[chosen]
    away = (specialist[here] >= 0) & (specialist[there] >= 0)
    chosen, there, here, signed = chosen[away], there[away], here[away], signed[away]
    begin = signed + 3
    until = add_months(begin, rng.choice([12, 24, 36], len(chosen)))
    parent = np.array(careers.world.o_parent)
    places = decisions.add(
        "secondment", signed, person_id=chosen, post_id=specialist[there], from_post_id=specialist[here],
        organization_id=parent[here], receiving_organization_id=there, effective_on=begin, until=until,
    )  # fmt: skip
    notices(tables, places, "receiving_opinion", weekday(signed - 12), from_id=there)
    notices(tables, places, "talk", weekday(signed - 9))
    notices(tables, places, "agreement", weekday(signed - 6), from_id=there)
    notices(tables, places, "agreement", weekday(signed - 6), from_id=here)
    new = signed >= R4
    tables["dossier_item"].add(
        Rows(
            "dossier_item",
            {"decision_id": places[new], "kind": np.full(int(new.sum()), code("dossier_item", "kind", "proposal")),
             "issued_on": weekday(signed[new] - 3), "submitted_on": weekday(signed[new] - 3)},
        )
    )  # fmt: skip
    over = until <= AS_OF
    tenure = tables["tenure"]
    tenure.add(
        Rows(
            "tenure",
            {
                "id": np.arange(len(chosen)) + tenure.size, "person_id": chosen, "post_id": specialist[there],
                "from": begin, "until": np.where(over, until, NO_DAY), "acting": 0, "concurrent": 1,
                "purpose": "secondment", "start_decision_id": places,
            },
        )
    )  # fmt: skip
    last[chosen] = until
