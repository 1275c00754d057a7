"""An official held against the qualifications that a job position asks for: each is met, missing, or unproven.

Levels are recorded in words. They are compared where the words are those of a ladder that everybody reads alike, and
left unproven where they are not: nobody is said to lack a degree because of how it was written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date
from typing import Any

from chinhdanh.registry.readers.names import fold

MET, MISSING, UNPROVEN = "met", "missing", "unproven"
QUALIFIED = ("kind", "level", "field", "issued_on", "studied_from", "studied_until", "verified")
"""What of a recorded qualification is asked about."""

LADDERS: Mapping[str, Sequence[Sequence[str]]] = {
    "professional": (
        ("sơ cấp",),
        ("trung cấp", "trung học chuyên nghiệp"),
        ("cao đẳng",),
        ("đại học", "cử nhân", "kỹ sư", "bác sĩ"),
        ("thạc sĩ", "thạc sỹ"),
        ("tiến sĩ", "tiến sỹ"),
        ("tiến sĩ khoa học",),
    ),
    "political_theory": (("sơ cấp",), ("trung cấp",), ("cao cấp",), ("cử nhân",)),
    "state_management": (("cán sự",), ("chuyên viên",), ("chuyên viên chính",), ("chuyên viên cao cấp",)),
    # Circular 01/2014/TT-BGDĐT. The certificates A, B and C of before are on no common ladder with it.
    "foreign_language": (
        ("bậc 1", "A1"),
        ("bậc 2", "A2"),
        ("bậc 3", "B1"),
        ("bậc 4", "B2"),
        ("bậc 5", "C1"),
        ("bậc 6", "C2"),
    ),
    # Circular 03/2014/TT-BTTTT.
    "informatics": (("cơ bản",), ("nâng cao",)),
}
"""Levels by kind of qualification, the lowest first; words on one step mean the same. As the forms 2C print them."""

_STEPS = {kind: {fold(word): n for n, words in enumerate(ladder) for word in words} for kind, ladder in LADDERS.items()}


@dataclass(frozen=True)
class Demand:
    """A qualification that a position asks for; without a level or a field, any is enough."""

    kind: str
    level: str | None = None
    field: str | None = None
    key: Any = with_default(default=None, compare=False)
    """By which the row that says so is addressed."""

    @property
    def fields(self) -> list[str]:
        """The fields of study of which one is enough."""
        return [one.strip() for one in (self.field or "").split(";") if one.strip()]


@dataclass(frozen=True)
class Qualified:
    """A qualification that somebody has."""

    kind: str
    level: str | None = None
    field: str | None = None


@dataclass(frozen=True)
class Answered:
    """A demand, what somebody has of its kind, and whether that meets it."""

    demand: Demand
    has: Sequence[Qualified]
    state: str


def answered(demand: Demand, has: Iterable[Qualified], complete: bool) -> Answered:
    """`complete`: all that the person has was declared to be recorded. Else what is not recorded may well be there."""
    mine = [one for one in has if one.kind == demand.kind]
    each = {_meets(demand, one) for one in mine}
    if MET in each:
        state = MET
    elif UNPROVEN in each or not (mine or complete):
        state = UNPROVEN
    else:
        state = MISSING
    return Answered(demand, mine, state)


def _meets(demand: Demand, one: Qualified) -> str:
    level = _reaches(demand, one.level)
    if level == MISSING:
        return MISSING
    # A field in other words may be the same one, or one that is near enough.
    wanted = {fold(field) for field in demand.fields}
    return level if not wanted or fold(one.field or "") in wanted else UNPROVEN


def _reaches(demand: Demand, level: str | None) -> str:
    if not demand.level:
        return MET
    wanted, found = fold(demand.level), fold(level or "")
    if found == wanted:
        return MET
    steps = _STEPS.get(demand.kind, {})
    if wanted not in steps or found not in steps:
        return UNPROVEN
    return MET if steps[found] >= steps[wanted] else MISSING


def held_on(rows: Iterable[Mapping[str, Any]], day: date) -> list[Qualified]:
    """What of recorded qualifications, each by its columns, counts on `day`: issued by then, and not found to be false."""
    return [
        Qualified(row["kind"], row["level"], row["field"])
        for row in rows
        if row["kind"] and row["verified"] is not False and _finished(row, day)
    ]


def _finished(row: Mapping[str, Any], day: date) -> bool:
    if row["issued_on"] is not None:
        return bool(row["issued_on"] <= day)
    # Of who studies still a degree is not to be had yet.
    return row["studied_from"] is None or (row["studied_until"] is not None and row["studied_until"] <= day)
