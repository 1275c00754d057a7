"""An official held against a job position: each competency that it asks for is met, missed, or not assessed, and each
qualification met, missing or unproven."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chinhdanh.web.positions import qualifications
from chinhdanh.web.positions.qualifications import Answered, Demand, Qualified, answered

MET, BELOW, NOT_ASSESSED = "met", "below", "not_assessed"


@dataclass(frozen=True)
class Assessed:
    """A level that somebody was found to have, and when."""

    level: int
    on: date | None


@dataclass(frozen=True)
class Required:
    """A competency with the level that a position asks for; without a level, having been assessed in it is enough."""

    competency: str
    name: str
    level: int | None


@dataclass(frozen=True)
class Held:
    """A required competency, and what the official was found to have of it."""

    required: Required
    found: Assessed | None

    @property
    def state(self) -> str:
        """A level that nobody assessed is neither met nor missed."""
        if self.found is None:
            return NOT_ASSESSED
        return MET if self.required.level is None or self.found.level >= self.required.level else BELOW


@dataclass(frozen=True)
class Requirements:
    """All that a position asks for."""

    competencies: Sequence[Required] = ()
    demands: Sequence[Demand] = ()

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.competencies or self.demands)


@dataclass(frozen=True)
class Match:
    """An official against all that a position asks for."""

    held: Sequence[Held]
    answered: Sequence[Answered]

    @property
    def met(self) -> int:
        """How many of the requirements are met."""
        return len(of_state(self.held, MET)) + len(self.of_demands(qualifications.MET))

    def of_demands(self, state: str) -> list[Answered]:
        """The demands for qualifications that are in this state."""
        return [one for one in self.answered if one.state == state]


def match(
    asked: Requirements, assessed: Mapping[str, Assessed], qualified: Iterable[Qualified], complete: bool
) -> Match:
    """`complete`: whether all qualifications of the official were declared to be recorded."""
    had = list(qualified)
    return Match(against(asked.competencies, assessed), [answered(one, had, complete) for one in asked.demands])


def latest(assessments: Iterable[tuple[str, int | None, date | None]], day: date) -> dict[str, Assessed]:
    """The last assessment of each competency that was known on `day`; one without its day is taken as the oldest."""
    found: dict[str, Assessed] = {}
    for competency, level, on in assessments:
        if level is None or (on is not None and on > day):
            continue
        before = found.get(competency)
        if before is None or (on or date.min) >= (before.on or date.min):
            found[competency] = Assessed(level, on)
    return found


def against(required: Sequence[Required], found: Mapping[str, Assessed]) -> list[Held]:
    """Each competency that is required, with what was found of it."""
    return [Held(one, found.get(one.competency)) for one in required]


def of_state(held: Iterable[Held], state: str) -> list[Held]:
    """Those of one state."""
    return [one for one in held if one.state == state]
