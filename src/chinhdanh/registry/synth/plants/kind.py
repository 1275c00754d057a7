"""The shape of a kind of wrong, and of a planted one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chinhdanh.registry.synth.days import NO_DAY
from chinhdanh.registry.synth.plants.ground import Ground
from chinhdanh.registry.synth.tables import NONE


@dataclass(frozen=True)
class Planted:
    """One wrong: on a decision (its place in the province, its number once written), or on another subject and day.

    ``subject`` is the table of the subject, ``place`` its place there; where it is a decision, both are of the decision.
    """

    kind: str
    decision: int
    provisions: tuple[str, ...]
    what_vi: str
    what_en: str
    subject: str = "decision"
    place: int = NONE
    on: int = NO_DAY

    def numbered(self, first: Mapping[str, Any]) -> "Planted":
        """The same with the numbers under which decision and subject are written (first number, or number of each)."""
        if self.subject == "decision":
            return replace(self, decision=int(first["decision"][self.decision]))
        return replace(self, place=self.place + int(first[self.subject]))


@dataclass(frozen=True)
class Kind:
    """One kind of wrong on an appointment.

    ``regimes``: the regimes (1 to 4) in which it is one. ``fits``: on which appointments it can be planted (a mask).
    ``do``: plants it on one appointment; False where that one turns out not to fit, and nothing was changed.
    ``breaches``: every provision that it breaches on the day of that appointment.
    """

    name: str
    vi: str
    en: str
    regimes: tuple[int, ...]
    fits: Callable[[Ground], Any]
    do: Callable[[Ground, int], bool]
    breaches: Callable[[Ground, int], tuple[str, ...]]


def by_law(**provisions: str) -> Callable[[Ground, int], tuple[str, ...]]:
    """The provisions by regime: ``by_law(r1="a b", r3="c")``; several are parted by spaces."""
    given = {name: tuple(text.split()) for name, text in provisions.items()}
    return lambda ground, i: given[f"r{int(ground.law[i])}"]


R4 = "nd-170-2025+nd-300-2026"
R3 = "nd-170-2025"
R2 = "nd-138-2020+nd-116-2024"
R1 = "nd-138-2020"
