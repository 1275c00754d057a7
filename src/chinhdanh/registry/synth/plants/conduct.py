"""Wrongs in what stands against the appointee: open cases and discipline."""

from collections.abc import Callable
from typing import Any

import numpy as np

from chinhdanh.registry.synth.days import (
    NO_DAY,
    PARTY_80,
    PARTY_377,
    R3,
    REORGANISED,
    add_months,
    day,
    weekday,
    years_of,
)
from chinhdanh.registry.synth.lives import COMPLETED, FAILED
from chinhdanh.registry.synth.plants import kind as names
from chinhdanh.registry.synth.plants.ground import Ground
from chinhdanh.registry.synth.plants.kind import Kind, by_law
from chinhdanh.registry.synth.tables import NONE

_PARTY_69 = (day("2022-07-06"), day("2026-08-17"))
_DECREE_71 = day("2023-09-20")


def _alone(g: Ground) -> Any:
    return g.lone & g.quiet


def _alone_and_higher(g: Ground) -> Any:
    return g.lone & g.quiet & g.higher


# -- open cases ------------------------------------------------------------------------------------------------------

_BARS = by_law(
    r1=f"{names.R1}.art-42.k6", r2=f"{names.R2}.art-42.kyluat", r3=f"{names.R3}.art-29.k7", r4=f"{names.R4}.art-29.k9"
)


def _case(kind: str) -> Callable[[Ground, int], bool]:
    def do(g: Ground, i: int) -> bool:
        rows = g.tables["proceeding"]
        period = {"from": int(g.a.signed[i]) - 40, "until": int(g.a.signed[i]) + 60}
        rows.append(id=rows.size, person_id=int(g.a.person[i]), kind=kind, named=1, **period)
        return True

    return do


def _move(g: Ground, i: int) -> tuple[str, ...]:
    return _BARS(g, i) + (("l-22-2008.art-82.k3",) if g.a.signed[i] < R3 else ("l-80-2025.art-38.k2",))


def _under_review(g: Ground, i: int) -> tuple[str, ...]:
    party: tuple[str, ...] = ("qd-80-2022.art-16",) if g.under_80(i) else ()
    if _PARTY_69[0] <= g.a.signed[i] < _PARTY_69[1]:
        party += ("qd-69-2022.dang-xem-xet",)
    return _move(g, i) + party


# -- discipline ------------------------------------------------------------------------------------------------------

_BARS_105 = {"reprimand": 12, "warning": 12, "removal": 12}
_BARS_80 = {"reprimand": 12, "warning": 30, "removal": 60}
_BARS_377 = {"reprimand": 24, "warning": 36, "removal": 60}


def _effective(g: Ground, i: int, months: int) -> int:
    return int(add_months(g.a.signed[i], -months)) - 9


def _punish(regime: str, form: str, months: int, ground: str) -> Callable[[Ground, int], bool]:
    def do(g: Ground, i: int) -> bool:
        rows = g.tables["discipline"]
        effective = _effective(g, i, months)
        if months < _RECENT and not _planned_before(g, i, effective):
            return False
        # How an old case came to light is not recorded; a recent one was open for forty days.
        # Nobody was moved in the reorganisation while a case was open.
        discovered = effective - 40 if months < _RECENT else NO_DAY
        if discovered <= REORGANISED < effective:
            discovered = REORGANISED + 1
        rows.append(
            id=rows.size, person_id=int(g.a.person[i]), regime=regime, form=form, act_started_on=effective - 300,
            act_ended_on=effective - 280, discovered_on=discovered, notified_on=discovered, decided_on=effective,
            effective_on=effective, ground=ground, duty_related=1, decision_id=NONE,
        )  # fmt: skip
        _fail(g, i, effective)
        if regime == "party":  # the State took the case up, and ended it without a measure of its own
            cases = g.tables["proceeding"]
            cases.append(
                id=cases.size, person_id=int(g.a.person[i]), kind="discipline_review", named=1, result="unfounded",
                **{"from": effective + 8, "until": effective + 50},
            )  # fmt: skip
        return True

    return do


_RECENT = 36


def _planned_before(g: Ground, i: int, effective: int) -> bool:
    """Put the plan before the discipline, as later it would be a wrong of its own; False where that cannot be."""
    row = int(g.a.plan_row[i])
    plan = g.tables["plan_entry"]
    approved = int(weekday(effective - 120))
    if plan["approved_on"][row] < approved:
        return True
    if plan["withdrawn_on"][row] == NO_DAY or g.province.careers.opens[g.a.seat[i]] > approved:
        return False
    g.put("plan_entry", row, approved_on=approved)
    g.put("decision", int(plan["decision_id"][row]), signed_on=approved, effective_on=approved)
    return True


def _ratings(g: Ground, i: int, years: list[int]) -> list[int]:
    """The rows of the appointee's ratings of these years."""
    rows = g.tables["evaluation"]
    key = rows["person_id"] * 10_000 + rows["year"]
    found = np.searchsorted(key, [int(g.a.person[i]) * 10_000 + year for year in years])
    there = [(int(row), year) for row, year in zip(found, years, strict=True) if row < rows.size]
    return [row for row, year in there if key[row] == int(g.a.person[i]) * 10_000 + year]


def _fail(g: Ground, i: int, effective: int) -> None:
    """A year of discipline is rated failed; those before and after it are not."""
    year = int(years_of(effective))
    rows = g.tables["evaluation"]
    for row in _ratings(g, i, [year]):
        g.put("evaluation", row, rating=FAILED)
    for row in _ratings(g, i, [year - 1, year + 1]):
        g.put("evaluation", row, rating=min(int(rows["rating"][row]), COMPLETED))


def _three_years(g: Ground, i: int, since: int) -> tuple[str, ...]:
    """The failing year is one of the three before the appointment."""
    rated = g.law[i] == 4 and years_of(g.a.signed[i]) - 3 <= years_of(since) < years_of(g.a.signed[i])
    return (f"{names.R4}.art-29.k5",) if rated and _ratings(g, i, [int(years_of(since))]) else ()


def _within(g: Ground, i: int, since: int, months: int) -> bool:
    return bool(g.a.signed[i] < add_months(since, months))


def _barred(regime: str, form: str, months: int) -> Callable[[Ground, int], tuple[str, ...]]:
    """What an appointment breaches that falls `months` after this discipline."""

    def breaches(g: Ground, i: int) -> tuple[str, ...]:
        since = _effective(g, i, months)
        found = _state_bars(g, i, form, since) if regime == "state" else ()
        return found + _party_bars(g, i, form, since) + _three_years(g, i, since)

    return breaches


def _state_bars(g: Ground, i: int, form: str, since: int) -> tuple[str, ...]:
    signed, higher, year = g.a.signed[i], bool(g.higher[i]), _within(g, i, since, 12)
    if signed < R3:
        found: tuple[str, ...] = ()
        if form == "removal" and _within(g, i, since, 24):
            found = ("l-22-2008.art-82.k2.giang-cach",)
        elif form != "removal" and higher and year:
            found = ("l-22-2008.art-82.k2.nang",)
        return found + (("nd-112-2020+nd-71-2023.art-2.k9",) if signed >= _DECREE_71 and higher and year else ())
    if not year:
        return ()
    found = ("nd-172-2025.art-2.k9", "l-80-2025.art-38.k1") if higher else ()
    return found + (_BARS(g, i) if higher or g.law[i] == 4 else ())


def _party_bars(g: Ground, i: int, form: str, since: int) -> tuple[str, ...]:
    signed, higher = g.a.signed[i], bool(g.higher[i])
    if signed < PARTY_80:
        barred = _within(g, i, since, _BARS_105[form]) and (higher or form == "removal")
        return ("qd-105-2017.ky-luat",) if barred else ()
    if signed < PARTY_377:
        return ("qd-80-2022.art-18.k7",) if higher and _within(g, i, since, _BARS_80[form]) else ()
    own = _BARS_105 if since < PARTY_80 else _BARS_80 if since < PARTY_377 else _BARS_377
    barred = higher and _within(g, i, since, own[form]) and _within(g, i, since, _BARS_377[form])
    return ("qd-377-2025.ky-luat-24-36-60",) if barred else ()


def _corrupt(g: Ground, i: int) -> tuple[str, ...]:
    return ("l-22-2008.art-82.k4",) if g.a.signed[i] < R3 else ("l-80-2025.art-38.k3",)


def _after_105(g: Ground) -> Any:
    return _alone_and_higher(g) & (g.a.signed >= PARTY_80)


KINDS = (
    Kind(
        "court_ban",
        "đang bị tòa án cấm đảm nhiệm chức vụ",
        "banned from office by a court",
        (1, 2, 3, 4),
        _alone,
        _case("court_ban"),
        _BARS,
    ),
    Kind(
        "discipline_under_review",
        "đang bị xem xét kỷ luật",
        "discipline under consideration",
        (1, 2, 3, 4),
        _alone,
        _case("discipline_review"),
        _under_review,
    ),
    Kind(
        "under_prosecution", "đang bị truy tố", "under prosecution", (1, 2, 3, 4), _alone, _case("prosecution"), _move
    ),
    Kind(
        "denunciation_open",
        "đang giải quyết tố cáo",
        "denunciation under resolution",
        (4,),
        _alone,
        _case("denunciation"),
        _BARS,
    ),
    Kind(
        "named_by_inspection",
        "bị nêu tên trong kết luận thanh tra",
        "named by an inspection",
        (4,),
        _alone,
        _case("inspection"),
        _BARS,
    ),
    Kind(
        "state_discipline_bar",
        "chức vụ cao hơn trong 12 tháng sau khiển trách",
        "higher post within 12 months of a reprimand",
        (1, 2, 3, 4),
        _alone_and_higher,
        _punish("state", "reprimand", 6, "other"),
        _barred("state", "reprimand", 6),
    ),
    Kind(
        "removal_bar",
        "bổ nhiệm trong 24 tháng sau cách chức",
        "appointed within 24 months of a removal",
        (1, 2),
        _alone,
        _punish("state", "removal", 15, "other"),
        _barred("state", "removal", 15),
    ),
    Kind(
        "party_discipline_bar",
        "chức vụ cao hơn khi còn hạn chế theo kỷ luật Đảng",
        "higher post within the bar after Party discipline",
        (1, 2, 3, 4),
        _after_105,
        _punish("party", "warning", 20, "other"),
        _barred("party", "warning", 20),
    ),
    Kind(
        "removed_for_corruption",
        "từng bị cách chức do tham nhũng",
        "once removed for corruption",
        (1, 2, 3, 4),
        _alone,
        _punish("state", "removal", 80, "corruption"),
        _corrupt,
    ),
)
