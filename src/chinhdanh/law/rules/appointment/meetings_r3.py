"""On-site procedure of Decree 170/2025 as signed (R3): five steps, two thirds at each."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import (
    chosen_at_step_2,
    chosen_at_step_3,
    on_site,
    quorum,
    small_body_summons_all,
    won_final_vote,
)

FIVE = ("leadership_1", "enlarged_leadership", "leadership_2", "key_staff", "final")


@rule("nd-170-2025.art-33.k2.quorum", vi="Đủ năm bước, đúng thứ tự", applies=on_site, day="procedure")
def five_steps_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """All five steps were held, in order, before the decision.

    Not modelled: nothing known. Errs towards "unproven" where the record of meetings is not declared complete.
    """
    return f.five_steps_in_order


@rule(
    "nd-170-2025.art-33.k2.quorum",
    vi="Mỗi hội nghị có ít nhất 2/3 số người được triệu tập",
    applies=on_site,
    day="procedure",
)
def quorum_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Every meeting had at least two thirds of those summoned.

    Not modelled: who must be summoned. Errs towards "complies".
    """
    return quorum(f, law, FIVE)


@rule("nd-170-2025.art-33.k2.ballots", vi="Mỗi bước có biên bản", applies=on_site, day="procedure")
def minutes_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Minutes were kept at every step.

    Not modelled: seals and numbers of the ballot papers. Errs towards "complies".
    """
    return f.five_steps_minuted


@rule("nd-170-2025.art-33.k2.ballots", vi="Bỏ phiếu kín ở các bước 2, 3 và 5", applies=on_site, day="procedure")
def secret_ballots_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The ballots of steps 2, 3 and 5 were secret.

    Not modelled: the form of the ballot papers. Errs towards "complies".
    """
    return f.enlarged_leadership_secret & f.leadership_2_secret & f.final_secret


@rule("nd-170-2025.art-33.k2.a", vi="Bước 1: tập thể lãnh đạo rà soát, có biên bản", applies=on_site, day="procedure")
def step_1_minuted_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The leadership collective met and approved the list of those who qualify; minutes were kept.

    Not modelled: that every planned person was reviewed. Errs towards "complies".
    """
    return f.leadership_1_held & f.leadership_1_minutes


@rule(
    "nd-170-2025.art-33.k2.b",
    vi="Bước 2: trên 50%, hoặc tất cả người đạt từ 30% cùng vào bước sau",
    applies=on_site,
    day="procedure",
)
def step_2_vote_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of those summoned; if nobody, all names at 30 % or more go on.

    Not modelled: a name first put forward at step 3, which step 3 judges. Errs towards "complies" for it.
    """
    return chosen_at_step_2(f, law)


@rule("nd-170-2025.art-33.k2.b", vi="Bước 2: không công bố kết quả", applies=on_site, day="procedure")
def step_2_not_announced_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The result of the enlarged meeting was not announced.

    Not modelled: nothing known. Errs in no direction.
    """
    return f.enlarged_leadership_announced == law["announce"]


@rule(
    "nd-170-2025.art-33.k2.c",
    vi="Bước 3: trên 50% hoặc từ 30%; người mới phải đạt 2/3 tổng số thành viên",
    applies=on_site,
    day="procedure",
)
def step_3_vote_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Thresholds as in step 2; a name other than those of step 2 needs two thirds of all members.

    Not modelled: nothing known. Errs towards "unproven" where it is not recorded whether the name was new.
    """
    return chosen_at_step_3(f, law)


@rule("nd-170-2025.art-33.k2.c", vi="Bước 3: công bố kết quả", applies=on_site, day="procedure")
def step_3_announced_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The result of the second leadership meeting was announced.

    Not modelled: nothing known. Errs in no direction.
    """
    return f.leadership_2_announced == law["announce"]


@rule(
    "nd-170-2025.art-33.k2.d",
    vi="Bước 4: cơ quan dưới 30 người thì triệu tập toàn thể",
    applies=on_site,
    day="procedure",
)
def step_4_everybody_summoned_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """A body of under 30 people summons all its civil servants to the key-staff meeting.

    The size of the body is that recorded with the meeting. Not modelled: bodies without sub-units. Errs towards
    "complies".
    """
    return small_body_summons_all(f, law)


@rule("nd-170-2025.art-33.k2.d", vi="Bước 4: không công bố kết quả", applies=on_site, day="procedure")
def step_4_not_announced_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The result of the key-staff ballot was not announced.

    Not modelled: nothing known. Errs in no direction.
    """
    return f.key_staff_announced == law["announce"]


@rule(
    "nd-170-2025.art-33.k2.dd",
    vi="Bước 5: biểu quyết cuối trên 50% số người được triệu tập",
    applies=on_site,
    day="procedure",
)
def final_vote_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The final vote gave more than half of those summoned; at exactly half the head chooses and all views are reported.

    Not modelled: verification of new issues before the vote. Errs towards "complies".
    """
    return won_final_vote(f, law, f.final_convened)


@rule(
    "nd-170-2025.art-33.k2.dd",
    vi="Bước 5: có ý kiến bằng văn bản của cấp ủy trước khi biểu quyết",
    applies=on_site,
    day="procedure",
)
def party_opinion_first_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The Party committee's written opinion came before the final vote.

    Not modelled: bodies without a Party committee of the same level. Errs towards "violates" for them.
    """
    return f.party_opinion_on_file & (f.party_opinion_issued_on <= f.final_on)
