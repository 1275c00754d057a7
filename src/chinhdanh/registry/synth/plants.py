"""Planted wrongs: one table of kinds, each with the function that does the wrong and the provisions it breaches."""

from dataclasses import dataclass, replace

from chinhdanh.registry.synth.province import Province


@dataclass(frozen=True)
class Planted:
    """One wrong on one decision (its place in the province, its number once written)."""

    kind: str
    decision: int
    provisions: tuple[str, ...]
    what_vi: str
    what_en: str

    def numbered(self, number: int) -> "Planted":
        """The same with the number under which the decision is written."""
        return replace(self, decision=number)


def plant(province: Province, everywhere: bool) -> list[Planted]:
    """Plant wrongs in `province`."""
    return []
