"""Planted wrongs: tables of kinds, each with the function that does the wrong and the provisions it breaches.

Every wrong stands alone on an otherwise lawful decision, list or year. Appointments that came too early are wrong from
the start (``careers``); all others are changed afterwards. A kind is planted at least three times in each regime in
which it is one (fewer in small provinces), and in all about once in 400 appointments.
"""

import numpy as np

from chinhdanh.registry.synth.plants import after, bodies, conduct, exceptions, meetings, others, papers, yearly
from chinhdanh.registry.synth.plants.ground import Ground
from chinhdanh.registry.synth.plants.kind import R2, R4, Kind, Planted
from chinhdanh.registry.synth.province import Province

__all__ = ["KINDS", "Kind", "Planted", "plant"]

KINDS: tuple[Kind, ...] = (*bodies.KINDS, *papers.KINDS, *conduct.KINDS, *meetings.KINDS)
"""Kinds planted on appointments, those that fit the fewest first."""

ONE_IN = 400
SMALL = 10_000
"""Below so many officials one of a kind and regime is enough."""


def plant(province: Province, everywhere: bool) -> list[Planted]:
    """Plant wrongs in `province`; with `everywhere` at least a few of every kind in every regime."""
    ground = Ground(province)
    a, rng = province.appointments, province.rng
    used = a.carried | a.short
    planted = [_early(ground, int(i)) for i in np.flatnonzero(a.short)]
    slots = sum(len(kind.regimes) for kind in KINDS)
    least = (3 if province.people.size >= SMALL else 1) if everywhere else 0
    share = a.size / ONE_IN / slots
    for kind in KINDS:
        fits = kind.fits(ground)
        for law in kind.regimes:
            wanted = max(least, int(share + rng.random()))
            for i in rng.permutation(np.flatnonzero(fits & (ground.law == law) & ~used)).tolist():
                if wanted == 0:
                    break
                if kind.do(ground, i):
                    used[i] = True
                    wanted -= 1
                    planted.append(Planted(kind.name, int(a.decision[i]), kind.breaches(ground, i), kind.vi, kind.en))
    exceptions.allow(ground, ~used)
    planted += after.plant(ground, least, share)
    people = ground.tables["decision"]["person_id"]
    taken = {int(people[wrong.decision]) for wrong in planted}
    planted += others.plant(ground, least, share, taken)
    return planted + yearly.plant(ground, max(least, int(share + rng.random())), taken)


def _early(ground: Ground, i: int) -> Planted:
    found: tuple[str, ...] = ("qd-80-2022.art-18.k3",) if ground.under_80(i) else ()
    if ground.law[i] == 2:
        found += (f"{R2}.art-42.thoigian",)
    if ground.law[i] == 4:
        found += (f"{R4}.art-29.k3",)
    return Planted(
        "too_early",
        int(ground.a.decision[i]),
        found,
        "chưa đủ thời gian giữ chức vụ",
        "too little time in the present post",
    )
