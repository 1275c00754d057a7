"""Wrongs in planning, age, ratings, health and the dossier."""

from typing import Any

import numpy as np

from chinhdanh.registry.synth.days import (
    LAST_SIGNED,
    NO_DAY,
    PARTY_377,
    add_months,
    day,
    first_of_month,
    months_of,
    retirement_day,
    weekday,
    years_of,
)
from chinhdanh.registry.synth.lives import COMPLETED
from chinhdanh.registry.synth.plants.ground import Ground
from chinhdanh.registry.synth.plants.kind import R1, R2, R3, R4, Kind, by_law


def _any(g: Ground) -> Any:
    return np.ones(g.a.size, dtype=bool)


# -- planning --------------------------------------------------------------------------------------------------------


def only_entry(g: Ground, i: int) -> bool:
    """Is the entry of this appointment the only one of the person that stands on the day?"""
    rows = g.tables["plan_entry"]
    signed = g.a.signed[i]
    stands = (rows["approved_on"] <= signed) & ((rows["withdrawn_on"] == NO_DAY) | (rows["withdrawn_on"] > signed))
    return int(np.count_nonzero(stands & (rows["person_id"] == g.a.person[i]) & rows.keep)) == 1


def _unplan(g: Ground, i: int) -> bool:
    row = int(g.a.plan_row[i])
    if not only_entry(g, i):
        return False
    g.tables["plan_entry"].drop(row)
    g.tables["decision"].drop(int(g.tables["plan_entry"]["decision_id"][row]))
    return True


def _plan_lower(g: Ground, i: int) -> bool:
    row = int(g.a.plan_row[i])
    if not only_entry(g, i):
        return False
    # Seats of one organisation follow each other, the head's first: the next is that of a deputy.
    lower = int(g.a.seat[i]) + 1
    # Under Regulation 377 a plan for a post of equal rank would be a wrong of its own.
    approved = min(int(g.tables["plan_entry"]["approved_on"][row]), int(weekday(PARTY_377 - 8)))
    g.put("plan_entry", row, post_id=lower, rank=g.tables["post"]["rank"][lower], approved_on=approved)
    planned = int(g.tables["plan_entry"]["decision_id"][row])
    g.put("decision", planned, post_id=lower, signed_on=approved, effective_on=approved)
    return True


def _not_planned(g: Ground, i: int) -> tuple[str, ...]:
    state = by_law(r1=f"{R1}.art-42.k2", r2=f"{R2}.art-42.quyhoach", r3=f"{R3}.art-29.k2", r4=f"{R4}.art-29.k2")
    party: tuple[str, ...] = ()
    if g.higher[i]:
        party = ("qd-80-2022.art-18.k2",) if g.under_80(i) else ("qd-377-2025.art-34",) if g.under_377(i) else ()
    return state(g, i) + party


# -- age -------------------------------------------------------------------------------------------------------------

_LEFT_LOW, _LEFT_HIGH = 41, 57
_LAST_RETIRED = LAST_SIGNED + 240


def _may_be_older(g: Ground) -> Any:
    """First or higher posts of people about whom nothing else is decided, whose new day of retirement lies ahead."""
    late = add_months(g.a.received, _LEFT_HIGH - 6) > _LAST_RETIRED
    return (g.higher | g.a.first) & g.lone & g.quiet & late


def _grow_older(g: Ground, i: int) -> bool:
    person = int(g.a.person[i])
    people = g.province.people
    months = np.arange(int(months_of(day("1955-01-01"))), int(months_of(day("1990-01-01"))))
    births = first_of_month(months) + 9
    retires = retirement_day(births, bool(people.male[person]))
    received = int(g.a.received[i])
    left = months_of(retires) - int(months_of(received))
    fits = (left >= _LEFT_LOW) & (left <= _LEFT_HIGH) & (retires > _LAST_RETIRED)
    fits &= people.recruited[person] - births < 42 * 365
    if not fits.any():
        return False
    birth = int(births[np.flatnonzero(fits)[-1]])
    people.birth[person] = birth
    g.put("person", person, birth_date=birth)
    return True


def _too_old(g: Ground, i: int) -> tuple[str, ...]:
    state = by_law(r1=f"{R1}.art-42.k4.a", r2=f"{R2}.art-42.tuoi", r3=f"{R3}.art-29.k5.a", r4=f"{R4}.art-29.k7.a")
    party: tuple[str, ...] = ()
    if g.a.first[i]:
        party = ("qd-80-2022.art-18.k5",) if g.under_80(i) else ()
        party += ("hd-06-2021.tuoi",)
    return state(g, i) + party


# -- ratings, health, papers -----------------------------------------------------------------------------------------


def _rate_lower(g: Ground, i: int) -> bool:
    rows = g.tables["evaluation"]
    year = int(years_of(g.a.signed[i])) - 1 - i % 3
    key = rows["person_id"] * 10_000 + rows["year"]
    row = int(np.searchsorted(key, int(g.a.person[i]) * 10_000 + year))
    if row >= rows.size or rows["person_id"][row] != g.a.person[i] or rows["year"][row] != year:
        return False
    g.put("evaluation", row, rating=COMPLETED)
    return True


def _fall_ill(g: Ground, i: int) -> bool:
    g.tables["dossier_item"]["conclusion"].places[g.item(i, "health_certificate")] = 1
    g.put("health_check", int(g.a.health_row[i]), fit=0)
    return True


def _unfit(g: Ground, i: int) -> tuple[str, ...]:
    party = ("qd-80-2022.art-18.k6",) if g.under_80(i) and g.higher[i] else ()
    state = by_law(r1=f"{R1}.art-42.k5", r2=f"{R1}.art-42.k5", r3=f"{R3}.art-29.k6", r4=f"{R4}.art-29.k8")
    return state(g, i) + party


def _old_certificate(g: Ground, i: int) -> bool:
    issued = int(add_months(g.a.received[i], -8))
    g.put("dossier_item", g.item(i, "health_certificate"), issued_on=issued)
    g.put("health_check", int(g.a.health_row[i]), examined_on=issued)
    return True


_DOSSIER = by_law(r1=f"{R1}.art-48", r2=f"{R1}.art-48", r3=f"{R3}.art-35", r4=f"{R4}.art-35")


def _old_comment(g: Ground, i: int) -> bool:
    g.put("dossier_item", g.item(i, "residence_assessment"), issued_on=int(add_months(g.a.considered[i], -7)) - 6)
    return True


def _lose_paper(g: Ground, i: int) -> bool:
    g.tables["dossier_item"].drop(g.item(i, ("residence_assessment", "self_review", "agency_assessment")[i % 3]))
    return True


def _leave_unverified(g: Ground, i: int) -> bool:
    """In the fourth regime there is no verification at all, under 80-QĐ/TW that of the declaration came too late."""
    late = int(g.a.effective[i]) + 25
    if g.law[i] == 4:
        g.tables["dossier_item"].drop(g.item(i, "verification"))
    g.put("asset_declaration", int(g.a.asset_row[i]), verified_on=late)
    g.put("dossier_item", g.item(i, "asset_declaration"), verified_on=NO_DAY)
    return True


def _unverified(g: Ground, i: int) -> tuple[str, ...]:
    return (f"{R4}.art-29.k4",) if g.law[i] == 4 else ("qd-80-2022.art-18.k4",)


def _may_be_unverified(g: Ground) -> Any:
    eighty = np.array([g.under_80(i) for i in range(g.a.size)], dtype=bool)
    return g.lone & ((g.law == 4) | (eighty & g.higher))


def _lie(g: Ground, i: int) -> bool:
    g.put("asset_declaration", int(g.a.asset_row[i]), truthful=0)
    return True


KINDS = (
    Kind(
        "not_planned",
        "không có trong quy hoạch",
        "not in the succession plan",
        (1, 2, 3, 4),
        _any,
        _unplan,
        _not_planned,
    ),
    Kind(
        "planned_for_lower_post",
        "chỉ được quy hoạch chức vụ thấp hơn",
        "planned only for a lower post",
        (1, 2, 3, 4),
        lambda g: g.a.level == 2,
        _plan_lower,
        _not_planned,
    ),
    Kind(
        "too_little_service_left",
        "không đủ tuổi công tác trọn nhiệm kỳ",
        "too little service left for the term",
        (1, 2, 3, 4),
        _may_be_older,
        _grow_older,
        _too_old,
    ),
    Kind(
        "rating_below_good",
        "có năm xếp loại dưới hoàn thành tốt nhiệm vụ",
        "a year rated below good",
        (4,),
        _any,
        _rate_lower,
        by_law(r4=f"{R4}.art-29.k5"),
    ),
    Kind("unfit_health", "kết luận không đủ sức khỏe", "certified unfit", (1, 2, 3, 4), _any, _fall_ill, _unfit),
    Kind(
        "stale_health_certificate",
        "giấy chứng nhận sức khỏe quá 6 tháng",
        "health certificate over six months old",
        (1, 2, 3, 4),
        _any,
        _old_certificate,
        _DOSSIER,
    ),
    Kind(
        "stale_paper",
        "nhận xét nơi cư trú quá 6 tháng",
        "residence comment over six months old",
        (4,),
        _any,
        _old_comment,
        _DOSSIER,
    ),
    Kind(
        "missing_paper",
        "thiếu thành phần hồ sơ",
        "a paper of the dossier is missing",
        (1, 2, 3, 4),
        _any,
        _lose_paper,
        _DOSSIER,
    ),
    Kind(
        "declaration_unverified",
        "hồ sơ, bản kê khai chưa được thẩm định, xác minh",
        "file or declaration not verified",
        (1, 2, 3, 4),
        _may_be_unverified,
        _leave_unverified,
        _unverified,
    ),
    Kind(
        "untruthful_declaration",
        "kê khai tài sản, thu nhập không trung thực",
        "untruthful declaration of assets",
        (1, 2, 3, 4),
        lambda g: g.lone & g.quiet,
        _lie,
        lambda g, i: ("luat-36-2018.art-51.k2",),
    ),
)
