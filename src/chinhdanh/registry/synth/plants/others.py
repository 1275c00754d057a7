"""Wrongs on other decisions: reappointments, discipline, secondments, resignations, transfers, recruitments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from chinhdanh.registry.synth import days
from chinhdanh.registry.synth.days import NO_DAY, PARTY_377, Ints, add_months, day, regime, weekday
from chinhdanh.registry.synth.plants.ground import Ground
from chinhdanh.registry.synth.plants.kind import R1, R3, R4, Planted
from chinhdanh.registry.synth.tables import code

SINCE_2023 = day("2023-09-20")
_DONE_BY, _DONE_BY_R4 = 120, 56
"""Days before a decision on which its law must have been in force already."""


@dataclass(frozen=True)
class Other:
    """One kind of wrong on decisions of one kind, planted in each of the periods ``(first day, day after, provisions)``.

    ``fits``: on which of these decisions (places) it can be planted. ``do``: plants it; False where that one does not fit.
    """

    name: str
    vi: str
    en: str
    of: str
    periods: tuple[tuple[int, int, tuple[str, ...]], ...]
    fits: Callable[[Ground, Ints], Any]
    do: Callable[[Ground, int], bool]


def _rows(g: Ground, table: str, decision: int, **codes: str) -> Ints:
    """Kept rows of a decision in a table, of these codes."""
    rows = g.tables[table]
    found = np.flatnonzero((rows["decision_id"] == decision) & rows.keep)
    for column, value in codes.items():
        found = found[rows[column][found] == code(table, column, value)]
    return found


def _drop(g: Ground, table: str, places: Ints) -> bool:
    g.tables[table].keep[places] = False
    return len(places) > 0


def _every(g: Ground, places: Ints) -> Any:
    return np.ones(len(places), dtype=bool)


# -- reappointment ---------------------------------------------------------------------------------------------------


def _after_the_term(g: Ground, places: Ints) -> Any:
    """The new term begins on a working day, and no other law does by then."""
    rows = g.tables["decision"]
    begins = rows["effective_on"][places]
    same = regime(begins) == regime(rows["signed_on"][places])
    return (weekday(begins) == begins) & same & (begins <= days.LAST_SIGNED)


def _sign_late(g: Ground, d: int) -> bool:
    rows = g.tables["decision"]
    rows["signed_on"][d] = rows["effective_on"][d]
    return True


def _tell_late(g: Ground, d: int) -> bool:
    notice = _rows(g, "notice", d, kind="reappointment_notice")
    late = int(weekday(int(g.tables["decision"]["effective_on"][d]) - 32))
    for row in notice.tolist():
        g.put("notice", row, issued_on=late, received_on=late)
    return len(notice) > 0


def _lose_key_staff(g: Ground, d: int) -> bool:
    rows = g.tables["step"]
    step = _rows(g, "step", d, step="key_staff")
    for row in step.tolist():
        g.put("step", row, votes_for=int(rows["present"][row]) // 2 - 2)
    return len(step) > 0


# -- discipline ------------------------------------------------------------------------------------------------------


def _by_state_alone(g: Ground, places: Ints) -> Any:
    rows = g.tables["discipline"]
    by_party = rows["person_id"][rows["regime"] == code("discipline", "regime", "party")]
    return ~np.isin(g.tables["decision"]["person_id"][places], by_party)


def _reprimanded(g: Ground, places: Ints) -> Any:
    rows = g.tables["discipline"]
    form = rows["form"][g.tables["decision"]["discipline_id"][places]]
    return _by_state_alone(g, places) & (form == code("discipline", "form", "reprimand"))


def _case(g: Ground, d: int) -> int:
    return int(g.tables["decision"]["discipline_id"][d])


def _too_long_ago(g: Ground, d: int) -> bool:
    rows, case = g.tables["discipline"], _case(g, d)
    ended = int(add_months(rows["notified_on"][case], -63))
    ground = code("discipline", "ground", "asset_declaration")
    g.put("discipline", case, act_started_on=ended - 20, act_ended_on=ended, ground=ground)
    g.put("decision", d, ground=code("decision", "ground", "asset_declaration"))
    return True


def _recall(g: Ground, d: int) -> bool:
    g.put("discipline", _case(g, d), form=code("discipline", "form", "recall"))
    return True


def _linger(g: Ground, d: int) -> bool:
    rows, case = g.tables["discipline"], _case(g, d)
    found = int(rows["decided_on"][case]) - 170
    back = int(rows["discovered_on"][case]) - found
    g.put(
        "discipline", case, discovered_on=found, notified_on=found + 5,
        act_started_on=int(rows["act_started_on"][case]) - back, act_ended_on=int(rows["act_ended_on"][case]) - back,
    )  # fmt: skip
    return True


def _no_council(g: Ground, d: int) -> bool:
    _drop(g, "notice", _rows(g, "notice", d, kind="review_meeting"))
    _drop(g, "notice", _rows(g, "notice", d, kind="summons"))
    return _drop(g, "step", _rows(g, "step", d, step="final"))


# -- secondment, resignation, transfer, recruitment ------------------------------------------------------------------


def _keep_away(g: Ground, d: int) -> bool:
    rows = g.tables["decision"]
    until = int(add_months(rows["effective_on"][d], 42))
    rows["until"][d] = until
    tenure = g.tables["tenure"]
    mine = tenure["start_decision_id"] == d
    tenure["until"][mine] = until if until <= days.AS_OF else NO_DAY
    return True


def _no_talk(g: Ground, d: int) -> bool:
    return _drop(g, "notice", _rows(g, "notice", d, kind="talk"))


def _hesitate(g: Ground, d: int) -> bool:
    rows = g.tables["decision"]
    proposed = int(weekday(int(rows["signed_on"][d]) - 45))
    rows["proposal_received_on"][d] = proposed
    for kind, before in (("resignation_letter", 7), ("grounds_complete", 7), ("talk", 4)):
        for row in _rows(g, "notice", d, kind=kind).tolist():
            g.put("notice", row, issued_on=proposed - before, received_on=proposed - before)
    return True


def _certify_late(g: Ground, d: int) -> bool:
    items = _rows(g, "dossier_item", d, kind="cv")
    g.tables["dossier_item"]["verified_on"][items] = int(g.tables["decision"]["signed_on"][d]) + 50
    return len(items) > 0


def _seen(g: Ground, places: Ints) -> Any:
    return g.tables["decision"]["signed_on"][places] < days.AS_OF - 60


_R1, _R3, _R4, _END = days.R1, days.R3, days.R4, days.AS_OF
KINDS = (
    Other(
        "reappointed_after_the_term", "ký bổ nhiệm lại khi đã hết thời hạn", "reappointment signed after the term ended",
        "reappointment",
        ((_R1, _R3, (f"{R1}.art-49.k3",)), (_R3, _R4, (f"{R3}.art-36.k3",)), (_R4, _END, (f"{R4}.art-36.k4",))),
        _after_the_term, _sign_late,
    ),
    Other(
        "reappointment_notice_late", "thông báo bổ nhiệm lại chậm", "notice of the reappointment given late",
        "reappointment", ((_R1, _R3, (f"{R1}.art-52.k1",)), (_R3, PARTY_377, (f"{R3}.art-39.k1",))), _every, _tell_late,
    ),
    Other(
        "reappointment_vote_lost", "bổ nhiệm lại khi phiếu cán bộ chủ chốt không quá một nửa",
        "reappointed without half of the key staff", "reappointment",
        ((_R1, _R3, (f"{R1}.art-52.bieu-quyet",)), (_R3, _R4, (f"{R3}.art-39.k5",)), (_R4, _END, (f"{R4}.art-39",))),
        _every, _lose_key_staff,
    ),
    Other(
        "discipline_out_of_time", "kỷ luật khi đã hết thời hiệu", "disciplined after the limitation period", "discipline",
        ((day("2026-02-10") - _DONE_BY, _END, ("l-80-2025.art-37.k1", "nd-172-2025.art-5.k3")),),
        _reprimanded, _too_long_ago,
    ),
    Other(
        "discipline_of_wrong_form", "bãi nhiệm công chức", "a civil servant recalled, a form for elected cadres",
        "discipline",
        ((day("2020-09-20"), _R3, ("l-22-2008.art-79.k1", "nd-112-2020.art-7")),
         (_R3, _END, ("l-80-2025.art-36.k1", "nd-172-2025.art-7.k2"))),
        _by_state_alone, _recall,
    ),
    Other(
        "discipline_lingered", "xử lý kỷ luật quá 150 ngày", "discipline decided after more than 150 days", "discipline",
        ((day("2020-09-20"), SINCE_2023 - _DONE_BY, ("l-22-2008.art-80.k3",)),
         (SINCE_2023, _R3, ("l-22-2008.art-80.k3", "nd-112-2020+nd-71-2023.art-5")),
         (_R3, _END, ("l-80-2025.art-37.k3", "nd-172-2025.art-5.k5"))),
        _by_state_alone, _linger,
    ),
    Other(
        "discipline_without_council", "kỷ luật không họp kiểm điểm, không qua Hội đồng",
        "disciplined without review meeting and council", "discipline", ((_R3, _END, ("nd-172-2025.art-16",)),),
        _by_state_alone, _no_council,
    ),
    Other(
        "seconded_too_long", "biệt phái quá 3 năm", "seconded for more than three years", "secondment",
        ((_R1, _R3, (f"{R1}.art-27.k2",)), (_R3, _R4, (f"{R3}.art-26.k2",)), (_R4, _END, (f"{R4}.art-26.k2",))),
        _every, _keep_away,
    ),
    Other(
        "seconded_without_talk", "biệt phái mà không gặp gỡ", "seconded without a talk before", "secondment",
        ((_R3, _R4, (f"{R3}.art-26.k5",)), (_R4, _END, (f"{R4}.art-26.k5",))), _every, _no_talk,
    ),
    Other(
        "resignation_decided_late", "quyết định cho từ chức chậm", "resignation decided late", "resignation",
        ((_R1, days.R2, (f"{R1}.art-65",)), (_R3, PARTY_377, (f"{R3}.art-52.k3",)),
         (PARTY_377, _R4, (f"{R3}.art-52.k3", "qd-377-2025.thoi-han-xem-xet")),
         (_R4, _END, (f"{R4}.art-52.k5", "qd-377-2025.thoi-han-xem-xet"))),
        _every, _hesitate,
    ),
    Other(
        "transferred_without_talk", "điều động mà không gặp gỡ", "transferred without a talk before", "transfer",
        ((_R3, _END, (f"{R3}.art-25.k4",)),), _every, _no_talk,
    ),
    Other(
        "entry_dossier_late", "hồ sơ gốc của công chức mới hoàn thành chậm", "dossier of a recruit certified late",
        "recruitment", ((day("2013-03-01"), _END, ("tt-11-2012.art-9.k1",)),), _seen, _certify_late,
    ),
)  # fmt: skip


def plant(g: Ground, least: int, share: float, taken: set[int]) -> list[Planted]:
    """Plant each kind in each of its periods, `least` at least, on decisions about officials not in `taken` (people)."""
    rng, rows = g.province.rng, g.tables["decision"]
    officials = g.province.people.size
    used = np.zeros(g.province.all_people, dtype=bool)
    used[list(taken)] = True
    planted = []
    for kind in KINDS:
        mine = (rows["kind"] == code("decision", "kind", kind.of)) & (rows["person_id"] < officials) & rows.keep
        for since, until, provisions in kind.periods:
            wanted = max(least, int(share + rng.random()))
            early = since + (_DONE_BY if since < _R4 else _DONE_BY_R4)
            places = np.flatnonzero(mine & (rows["signed_on"] >= early) & (rows["signed_on"] < until))
            places = places[kind.fits(g, places) & ~used[rows["person_id"][places]]]
            for d in rng.permutation(places).tolist():
                if wanted == 0:
                    break
                person = int(rows["person_id"][d])
                if not used[person] and kind.do(g, d):
                    used[person] = True
                    wanted -= 1
                    planted.append(Planted(kind.name, d, provisions, kind.vi, kind.en))
    return planted
