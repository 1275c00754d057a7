"""Wrongs that are not of appointments: acting heads and retirement."""

from typing import Any

import numpy as np

from chinhdanh.registry.synth import days
from chinhdanh.registry.synth.days import NO_DAY, add_months, months_of, weekday
from chinhdanh.registry.synth.plants.ground import Ground
from chinhdanh.registry.synth.plants.kind import R3, R4, Planted

DECREE_135 = days.day("2021-01-01")
"""Decree 135/2020 on retirement ages is in force from this day."""


def plant(ground: Ground, least: int, share: float) -> list[Planted]:
    """Plant the wrongs of acting heads and of retirement, `least` of each at least."""
    wanted = max(least, int(share + ground.province.rng.random()))
    return _acting(ground, wanted) + _retirement(ground, wanted)


def _acting(g: Ground, wanted: int) -> list[Planted]:
    """Acting heads of over twelve months, in posts that are still vacant."""
    acting = g.province.acting
    fits = (acting["signed"] >= days.R4) & (acting["open"] > days.AS_OF + 3000)
    planted = []
    for place in np.flatnonzero(fits)[:wanted].tolist():
        decision, tenure = int(acting["decision"][place]), int(acting["tenure"][place])
        until = int(add_months(acting["effective"][place], 15))
        g.put("decision", decision, until=until)
        g.put("tenure", tenure, until=until)
        words = ("giao quyền quá 12 tháng", "acting head for over twelve months")
        planted.append(Planted("acting_too_long", decision, (f"{R4}.art-34.k3",), *words))
    return planted


def _retirement(g: Ground, wanted: int) -> list[Planted]:
    """Retirement two months early, notices too late, decisions too late."""
    province = g.province
    retires = province.people.retires[province.retired]
    decision, notice = province.retired_decision, province.retired_notice
    signed = g.tables["decision"]["signed_on"][decision]
    # Only people without a post of leadership: nobody's procedure was chaired by them.
    seats = len(province.world.s_org)
    plain = g.tables["decision"]["from_post_id"][decision] >= seats
    # What the day is moved over must not hold the beginning of the last post.
    tenure = g.tables["tenure"]
    began = np.full(g.tables["decision"].size, NO_DAY, dtype=np.int64)
    ended = tenure["end_decision_id"] >= 0
    began[tenure["end_decision_id"][ended]] = tenure["from"][ended]
    plain &= began[decision] < retires - 120
    order = province.rng.permutation(np.flatnonzero((signed >= DECREE_135) & plain))
    free = dict.fromkeys(order.tolist(), True)
    planted: list[Planted] = []

    def take(fits: Any, count: int) -> list[int]:
        chosen = [i for i in free if free[i] and fits[i]][:count]
        for i in chosen:
            free[i] = False
        return chosen

    for law in (1, 2, 3, 4):
        for i in take(days.regime(signed) == law, wanted):
            early = int(days.first_of_month(months_of(retires[i]) - 1))
            _retire_on(g, i, early)
            planted.append(
                Planted("retired_on_the_wrong_day", int(decision[i]), ("nd-135-2020.art-3.k1",),
                        "nghỉ hưu không đúng thời điểm", "retired before the day due")
            )  # fmt: skip
    # Under Decree 170/2025: the decision and its notice both of its time.
    new = (signed >= days.R3) & (g.tables["notice"]["issued_on"][notice] >= days.R3)
    for i in take(new, wanted):
        issued = weekday(add_months(retires[i], -6) + 8)
        g.put("notice", int(notice[i]), issued_on=int(issued) + 3, received_on=int(issued) + 3)
        planted.append(
            Planted("retirement_notice_late", int(decision[i]), (f"{R3}.art-62",), "thông báo nghỉ hưu chậm",
                    "retirement notice given late")
        )  # fmt: skip
    soon = new & (retires < days.LAST_SIGNED + 30)
    for i in take(soon, wanted):
        late = int(weekday(retires[i] - 50))
        g.put("decision", int(decision[i]), signed_on=late)
        planted.append(
            Planted("retirement_decision_late", int(decision[i]), (f"{R3}.art-63.k1",), "quyết định nghỉ hưu chậm",
                    "retirement decision signed late")
        )  # fmt: skip
    return planted


def _retire_on(g: Ground, i: int, first_day: int) -> None:
    """Move the end of service, in the decision and in the tenures that it ends."""
    decision = int(g.province.retired_decision[i])
    g.put("decision", decision, effective_on=first_day)
    rows = g.tables["tenure"]
    ended = (rows["end_decision_id"] == decision) & (rows["until"] != NO_DAY)
    rows["until"][ended] = first_day
