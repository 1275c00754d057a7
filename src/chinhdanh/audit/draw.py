"""Whose declaration is verified this year: a draw that anybody can repeat with sha256sum (Decree 130/2020, Arts. 15, 16).

Bodies and persons are ranked by the SHA-256 of `seed|id`; the first ones are drawn. Nothing but the seed, the ids and the
numbers of the decree decides, so whoever has the protocol can redraw it without this program:

    printf '%s' 'XSMB 2026-01-20 48213|so-01' | sha256sum
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chinhdanh.law.library import Library

BODIES, PERSONS, POOL = "nd-130-2020.art-15.k2", "nd-130-2020.art-15.k3", "nd-130-2020.art-16"


class BadSeed(ValueError):
    """The seed is empty, has a line break, or begins or ends with a blank: nobody could type it again for certain."""


@dataclass(frozen=True)
class Numbers:
    """What the decree says of a draw: shares as numerator and denominator."""

    bodies: tuple[int, int]
    persons: tuple[int, int]
    min_heads: int
    not_verified_within_years: int
    abroad_min_months: int
    draw_within_days: int

    @classmethod
    def of(cls, library: Library, *, four_ministries: bool = False) -> Numbers:
        """`four_ministries`: the smaller share of bodies for public security, defence, foreign affairs and finance."""

        def number(provision: str, name: str) -> int:
            value = library.provision(provision).parameters[name].values[-1].value
            if not isinstance(value, int):
                raise ValueError(f"{provision}: {name} is no whole number")
            return value

        share = "exception" if four_ministries else "share"
        return cls(
            bodies=(number(BODIES, f"{share}_numerator"), number(BODIES, f"{share}_denominator")),
            persons=(number(PERSONS, "share_persons_numerator"), number(PERSONS, "share_persons_denominator")),
            min_heads=number(PERSONS, "min_heads"),
            not_verified_within_years=number(POOL, "not_verified_within"),
            abroad_min_months=number(POOL, "abroad_min"),
            draw_within_days=number(PERSONS, "draw_deadline"),
        )


@dataclass(frozen=True)
class Declarant:
    """One person of the population, in the body where the declaration is handed in.

    `excluded` is why the person cannot be drawn, empty for one who can. `counts`: belongs to those who declare every
    year, of whom the share is taken; who cannot be drawn for another reason still counts.
    """

    person_id: str
    body_id: str
    leads: bool
    excluded: str = ""
    counts: bool = True
    unclear: str = ""
    name: str = ""
    body: str = ""
    post: str = ""


@dataclass(frozen=True)
class Ranked:
    """A body or person that could be drawn, with its hash and its place among them (from 1)."""

    id: str
    hash: str
    rank: int
    drawn: bool


@dataclass(frozen=True)
class BodyDraw:
    """The draw within one drawn body. `wanted` is what the decree asks for; `lacking` says what could not be met."""

    body_id: str
    declarants: int
    wanted: int
    persons: tuple[Ranked, ...]
    lacking: tuple[str, ...]

    @property
    def drawn(self) -> tuple[str, ...]:
        return tuple(p.id for p in self.persons if p.drawn)


@dataclass(frozen=True)
class Draw:
    """The whole draw: the bodies that could be drawn, and within each drawn one the persons."""

    seed: str
    bodies_under_control: int
    bodies_wanted: int
    bodies: tuple[Ranked, ...]
    within: Mapping[str, BodyDraw]
    lacking: tuple[str, ...]

    @property
    def drawn_bodies(self) -> tuple[str, ...]:
        return tuple(b.id for b in self.bodies if b.drawn)

    @property
    def drawn_persons(self) -> tuple[str, ...]:
        return tuple(person for body in self.drawn_bodies for person in self.within[body].drawn)

    @property
    def complete(self) -> bool:
        """Was every number of the decree met?"""
        return not self.lacking and not any(body.lacking for body in self.within.values())


def check_seed(seed: str) -> str:
    """The seed in Unicode NFC. Raises BadSeed."""
    if not seed or seed != seed.strip() or len(seed.splitlines()) != 1:
        raise BadSeed(seed)
    return unicodedata.normalize("NFC", seed)


def hashed(seed: str, identity: str) -> str:
    """The SHA-256 of `seed|identity` in UTF-8, as sha256sum prints it."""
    return hashlib.sha256(f"{seed}|{identity}".encode()).hexdigest()


def share_of(count: int, share: tuple[int, int]) -> int:
    """The least whole number that is not below the share: 10 % of 31 is 4."""
    numerator, denominator = share
    return -(-count * numerator // denominator)


def _ranked(seed: str, ids: Iterable[str], drawn: Iterable[str] = ()) -> tuple[Ranked, ...]:
    chosen = frozenset(drawn)
    order = sorted((hashed(seed, identity), identity) for identity in set(ids))
    return tuple(Ranked(identity, digest, n, identity in chosen) for n, (digest, identity) in enumerate(order, 1))


def draw(population: Sequence[Declarant], seed: str, numbers: Numbers) -> Draw:
    """Draw bodies and, in each drawn body, persons. The order of `population` does not matter.

    A body without anybody who can be drawn is under control and counts for the share of bodies, but cannot be drawn.
    Where none of the persons first in rank leads the body, the place of the last of them goes to the first head or
    deputy in rank. Raises BadSeed.
    """
    seed = check_seed(seed)
    by_body: dict[str, list[Declarant]] = {}
    for person in population:
        if person.counts:
            by_body.setdefault(person.body_id, []).append(person)
    possible = [body for body, people in by_body.items() if any(not p.excluded for p in people)]
    wanted = share_of(len(by_body), numbers.bodies)
    order = _ranked(seed, possible)
    bodies = _ranked(seed, possible, [b.id for b in order[:wanted]])
    within = {b.id: _draw_within(b.id, by_body[b.id], seed, numbers) for b in bodies if b.drawn}
    lacking = ("bodies",) if len(within) < wanted else ()
    return Draw(seed, len(by_body), wanted, bodies, within, lacking)


def _draw_within(body: str, people: Sequence[Declarant], seed: str, numbers: Numbers) -> BodyDraw:
    eligible = {p.person_id: p for p in people if not p.excluded}
    declarants = len({p.person_id for p in people})
    wanted = max(share_of(declarants, numbers.persons), numbers.min_heads)
    order = [p.id for p in _ranked(seed, eligible)]
    heads = [identity for identity in order if eligible[identity].leads][: numbers.min_heads]
    others = [identity for identity in order if identity not in heads]
    chosen = [*heads, *others[: max(wanted - len(heads), 0)]]
    lacking = [
        *(("persons",) if len(chosen) < wanted else ()),
        *(("heads",) if len(heads) < numbers.min_heads else ()),
    ]
    return BodyDraw(body, declarants, wanted, _ranked(seed, eligible, chosen), tuple(lacking))


def population_text(population: Iterable[Declarant]) -> str:
    """The population in one fixed form, a line a person; its SHA-256 is published before the seed is known."""
    lines = sorted(
        f"{p.body_id}\t{p.person_id}\t{'head' if p.leads else 'other'}\t{p.excluded or 'can_be_drawn'}\n"
        for p in population
    )
    return "".join(lines)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
