"""Wrongs in the procedure: policy request, steps, quorum, ballots, announcements, chair, candidates from elsewhere.

Regulation 80's own procedure binds posts that the centre manages; a synthetic province has none, so no wrong breaches it.
"""

from typing import Any

import numpy as np

from chinhdanh.registry.synth.plants.ground import Ground
from chinhdanh.registry.synth.plants.kind import R1, R2, R3, R4, Kind, by_law
from chinhdanh.registry.synth.procedure import STEPS
from chinhdanh.registry.synth.tables import NONE, code


def _any(g: Ground) -> Any:
    return np.ones(g.a.size, dtype=bool)


def _onsite(g: Ground) -> Any:
    return g.onsite


def _external(g: Ground) -> Any:
    return g.a.external


# -- policy request --------------------------------------------------------------------------------------------------


def _late_answer(g: Ground, i: int) -> bool:
    g.decide(i, policy_requested_on=g.a.answered[i] - (15 if g.law[i] == 1 else 45))
    return True


def _late_start(g: Ground, i: int) -> bool:
    answered = g.a.started[i] - 24
    g.decide(i, policy_answered_on=answered, policy_requested_on=answered - 6)
    return True


def _late_finish(g: Ground, i: int) -> bool:
    answered = g.a.held[i, 4] - 70
    g.decide(i, policy_answered_on=answered, policy_requested_on=answered - 7)
    return True


# -- steps -----------------------------------------------------------------------------------------------------------


def _swap(g: Ground, i: int) -> bool:
    first, second = ("enlarged_leadership" if g.law[i] == 4 else "leadership_2"), "key_staff"
    rows = g.tables["step"]
    one, two = g.step(i, first), g.step(i, second)
    days = rows["held_on"][one], rows["held_on"][two]
    if days[0] == days[1]:
        return False
    g.put("step", one, held_on=days[1], minutes_on=days[1])
    g.put("step", two, held_on=days[0], minutes_on=days[0])
    return True


def _out_of_order(g: Ground, i: int) -> tuple[str, ...]:
    return by_law(r2=f"{R2}.art-46.k2", r3=f"{R3}.art-33.k2.quorum", r4=f"{R4}.art-33.k2.a")(g, i)


def _skip(g: Ground, i: int) -> bool:
    name = "leadership_1" if g.law[i] == 1 else "key_staff"
    g.tables["step"].drop(g.step(i, name))
    votes = g.tables["candidate_vote"]
    here = (votes["decision_id"] == g.a.decision[i]) & (votes["step"] == STEPS.index(name))
    votes.keep[here] = False
    return True


def _missing_step(g: Ground, i: int) -> tuple[str, ...]:
    state = by_law(
        r1=f"{R1}.art-46.k2.buoc-1", r2=f"{R2}.art-46.k2", r3=f"{R3}.art-33.k2.quorum", r4=f"{R4}.art-33.k2.a"
    )
    return state(g, i)


def _too_few(g: Ground, i: int) -> bool:
    row = g.step(i, "key_staff")
    convened = int(g.tables["step"]["convened"][row])
    present = -(-convened * 2 // 3) - 1
    votes = min(int(g.tables["step"]["votes_for"][row]), present)
    g.put("step", row, present=present, ballots_issued=present, ballots_valid=present)
    g.votes(i, "key_staff", votes)
    return True


def _no_quorum(g: Ground, i: int) -> tuple[str, ...]:
    state = by_law(r1=f"{R1}.art-46.k2.buoc-4", r2=f"{R2}.art-46.k2", r3=f"{R3}.art-33.k2.quorum")
    return state(g, i)


# -- ballots ---------------------------------------------------------------------------------------------------------


def _outvoted(g: Ground, i: int) -> bool:
    if g.a.rival[i] < 0:
        return False
    row = g.step(i, "enlarged_leadership")
    convened = int(g.tables["step"]["convened"][row])
    full = {"excused": 0, "present": convened, "ballots_issued": convened, "ballots_valid": convened}
    g.put("step", row, names_voted=2, ranking=2, **full)
    g.votes(i, "enlarged_leadership", max(1, convened // 5), rival=convened // 2 + 2)
    return True


def _lost_final(g: Ground, i: int) -> bool:
    row = g.step(i, "final")
    convened = int(g.tables["step"]["convened"][row])
    g.put("step", row, excused=0)
    g.votes(i, "final", (convened - 1) // 2)
    return True


def _final_lost(g: Ground, i: int) -> tuple[str, ...]:
    state = by_law(r1=f"{R1}.art-46.k2.buoc-5", r2=f"{R2}.art-46.k2", r3=f"{R3}.art-33.k2.dd", r4=f"{R4}.art-33.k2.dd")
    return state(g, i)


def _lost_key_staff(g: Ground, i: int) -> bool:
    row = g.step(i, "key_staff")
    g.votes(i, "key_staff", int(g.tables["step"]["present"][row]) // 2 - 1)
    return True


def _newcomer(g: Ground, i: int) -> bool:
    if g.a.rival[i] < 0:
        return False
    enlarged, second = g.step(i, "enlarged_leadership"), g.step(i, "leadership_2")
    members = int(g.tables["step"]["members"][second])
    g.put("step", enlarged, votes_for=NONE, ranking=NONE, names_voted=1)
    rows = g.tables["candidate_vote"]
    here = (rows["decision_id"] == g.a.decision[i]) & (rows["step"] == STEPS.index("enlarged_leadership"))
    mine = np.flatnonzero(here & (rows["person_id"] == g.a.person[i]))
    rows.keep[here] = False
    rows.keep[mine] = True
    rows["person_id"][mine] = g.a.rival[i]
    g.put("step", second, new_name=1)
    g.votes(i, "leadership_2", (2 * members - 1) // 3)
    return True


# -- announcements, chair, letters -----------------------------------------------------------------------------------


def _tell_key_staff(g: Ground, i: int) -> bool:
    g.put("step", g.step(i, "key_staff"), announced=1)
    return True


def _tell_step_2(g: Ground, i: int) -> bool:
    g.put("step", g.step(i, "enlarged_leadership"), announced=1)
    return True


def _step_2_told(g: Ground, i: int) -> tuple[str, ...]:
    return by_law(r3=f"{R3}.art-33.k2.b")(g, i)


def _keep_silent(g: Ground, i: int) -> bool:
    g.put("step", g.step(i, "final" if g.law[i] == 4 else "leadership_2"), announced=0)
    return True


def _chair_from_within(g: Ground, i: int) -> bool:
    rows = g.in_office(int(g.a.org[i]), int(g.a.started[i]) - 1, int(g.a.held[i, 4]) + 1)
    people = g.tables["tenure"]["person_id"][rows]
    rows, people = rows[people != g.a.person[i]], people[people != g.a.person[i]]
    if not len(people):
        return False
    led = g.tables["post"]["leadership"][g.tables["tenure"]["post_id"][rows]] == code("post", "leadership", "deputy")
    chair = int(people[np.argmax(led)])
    for row in g.a.step_row[i][g.a.step_row[i] >= 0]:
        g.put("step", int(row), chair_id=chair)
    who = g.tables["participant"]
    mine = (who["decision_id"] == g.a.decision[i]) & (who["role"] == code("participant", "role", "chair"))
    who["person_id"][mine] = chair
    return True


def _no_vote(g: Ground, i: int) -> bool:
    if g.law[i] == 3:
        g.tables["step"].drop(g.step(i, "final"))
        votes = g.tables["candidate_vote"]
        votes.keep[votes["decision_id"] == g.a.decision[i]] = False
        return True
    g.tables["dossier_item"].drop(g.item(i, "present_workplace_opinion"))
    return True


KINDS = (
    Kind(
        "late_policy_answer",
        "trả lời chủ trương quá hạn",
        "policy request answered late",
        (1, 2, 3, 4),
        _any,
        _late_answer,
        by_law(r1=f"{R1}.art-46.k1", r2=f"{R2}.art-46.k1.b", r3=f"{R3}.art-33.k1.b", r4=f"{R4}.art-33.k1.b"),
    ),
    Kind(
        "late_start",
        "bắt đầu quy trình quá 15 ngày sau khi có chủ trương",
        "procedure begun over 15 days after the answer",
        (1,),
        _onsite,
        _late_start,
        by_law(r1=f"{R1}.art-46.k1"),
    ),
    Kind(
        "late_finish",
        "hoàn thành quy trình quá 30 ngày làm việc, không báo cáo",
        "procedure ended after 30 working days, no report",
        (2, 3, 4),
        _onsite,
        _late_finish,
        by_law(r2=f"{R2}.art-46.k1.b", r3=f"{R3}.art-33.k1.c", r4=f"{R4}.art-33.k1.c"),
    ),
    Kind(
        "steps_out_of_order",
        "các bước không đúng thứ tự",
        "steps out of order",
        (2, 3, 4),
        _onsite,
        _swap,
        _out_of_order,
    ),
    Kind(
        "missing_step",
        "thiếu một bước của quy trình",
        "a step was not held",
        (1, 2, 3, 4),
        _onsite,
        _skip,
        _missing_step,
    ),
    Kind(
        "no_quorum",
        "hội nghị cán bộ chủ chốt không đủ 2/3 số người được triệu tập",
        "key-staff meeting below two thirds of those summoned",
        (1, 2, 3),
        _onsite,
        _too_few,
        _no_quorum,
    ),
    Kind(
        "outvoted_at_enlarged_meeting",
        "người khác được trên 50% ở bước mở rộng",
        "another name had more than half at the enlarged meeting",
        (1, 2, 3, 4),
        _onsite,
        _outvoted,
        by_law(r1=f"{R1}.art-46.k2.buoc-2", r2=f"{R2}.art-46.k2", r3=f"{R3}.art-33.k2.b", r4=f"{R4}.art-33.k2.c"),
    ),
    Kind(
        "final_vote_lost",
        "biểu quyết cuối không quá một nửa",
        "final vote not above half",
        (1, 2, 3, 4),
        _onsite,
        _lost_final,
        _final_lost,
    ),
    Kind(
        "key_staff_vote_lost",
        "phiếu cán bộ chủ chốt không quá một nửa số người có mặt",
        "key-staff vote not above half of those present",
        (4,),
        _onsite,
        _lost_key_staff,
        by_law(r4=f"{R4}.art-33.k2.d"),
    ),
    Kind(
        "new_name_below_two_thirds",
        "người mới ở bước 3 không đủ 2/3 tổng số thành viên",
        "new name at step 3 below two thirds of all members",
        (3,),
        _onsite,
        _newcomer,
        by_law(r3=f"{R3}.art-33.k2.c"),
    ),
    Kind(
        "key_staff_result_announced",
        "công bố kết quả phiếu cán bộ chủ chốt",
        "key-staff result announced",
        (1, 3, 4),
        _onsite,
        _tell_key_staff,
        by_law(r1=f"{R1}.art-46.k2.buoc-4", r3=f"{R3}.art-33.k2.d", r4=f"{R4}.art-33.k2.d"),
    ),
    Kind(
        "step_2_result_announced",
        "công bố kết quả bước 2",
        "result of step 2 announced",
        (3,),
        _onsite,
        _tell_step_2,
        _step_2_told,
    ),
    Kind(
        "result_not_announced",
        "không công bố kết quả phải công bố",
        "a result that must be announced was not",
        (1, 3, 4),
        _onsite,
        _keep_silent,
        by_law(r1=f"{R1}.art-46.k2.buoc-3", r3=f"{R3}.art-33.k2.c", r4=f"{R4}.art-33.k2.dd"),
    ),
    Kind(
        "head_chaired_from_within",
        "bổ nhiệm người đứng đầu do người trong đơn vị chủ trì",
        "appointment of a head chaired from within the body",
        (3, 4),
        lambda g: g.onsite & (g.a.level == 2),
        _chair_from_within,
        by_law(r3=f"{R3}.art-34.k2", r4=f"{R3}.art-34.k2"),
    ),
    Kind(
        "outsider_without_present_workplace",
        "nhân sự từ nơi khác thiếu biểu quyết hoặc ý kiến của nơi công tác",
        "outside candidate without the vote or opinion of the present workplace",
        (1, 3, 4),
        _external,
        _no_vote,
        by_law(r1=f"{R1}.art-46.k3", r3=f"{R3}.art-33.k3", r4=f"{R4}.art-33.k3"),
    ),
    Kind(
        "outsider_vote_lost",
        "tập thể lãnh đạo nơi tiếp nhận không quá một nửa tán thành",
        "leadership of the receiving body not above half",
        (1,),
        _external,
        _lost_final,
        by_law(r1=f"{R1}.art-46.k3"),
    ),
)
