"""On-site procedure of Decree 170/2025 as amended by Decree 300/2026 (R4): four steps, no quorum, key staff decisive."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import on_site, small_body_summons_all, unproven, won_final_vote, won_or_went_on


def _base(f: FactView, step: str) -> Any:
    """Everyone summoned less approved absences for force majeure, of which there are none where everyone came."""
    convened = f.read(f"{step}_convened")
    nobody_away = ibis.ifelse(f.read(f"{step}_present") == convened, 0, ibis.null("int64"))
    return convened - f.read(f"{step}_excused").coalesce(nobody_away)


def _chosen(f: FactView, law: LawView, step: str, next_names: ir.IntegerValue) -> ir.BooleanValue:
    """More than half of everyone summoned is more than half whoever was excused; otherwise by those who count."""
    of_everyone = law.above(f.read(f"{step}_votes"), f.read(f"{step}_convened"))
    return ibis.ifelse(of_everyone, True, won_or_went_on(f, law, step, _base(f, step), next_names))


@rule("nd-170-2025+nd-300-2026.art-33.k2.a", vi="Đủ bốn bước, đúng thứ tự", applies=on_site, day="procedure")
def four_steps_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """All four steps were held, in order, before the decision.

    Not modelled: nothing known. Errs towards "unproven" where the record of meetings is not declared complete.
    """
    return f.four_steps_in_order


@rule("nd-170-2025+nd-300-2026.art-33.k2.a", vi="Mỗi bước có biên bản", applies=on_site, day="procedure")
def minutes_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Minutes were kept at every step.

    Not modelled: seals and numbers of the ballot papers. Errs towards "complies".
    """
    return f.four_steps_minuted


@rule(
    "nd-170-2025+nd-300-2026.art-33.k2.b",
    vi="Bước 1: trên 50%, hoặc tất cả người đạt từ 30% cùng vào bước sau",
    applies=on_site,
    day="procedure",
)
def step_1_vote_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of those summoned; if nobody, all names at 30 % or more go on; below that the procedure stops.

    Who did not come may have been excused: where that is not recorded, only more than half of all summoned is proven.
    Not modelled: that every planned person was reviewed. Errs towards "complies".
    """
    return _chosen(f, law, "leadership_1", f.enlarged_leadership_names)


@rule("nd-170-2025+nd-300-2026.art-33.k2.b", vi="Bước 1: công bố kết quả", applies=on_site, day="procedure")
def step_1_announced_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The result of the first leadership meeting was announced.

    Not modelled: nothing known. Errs in no direction.
    """
    return f.leadership_1_announced == law["announce"]


@rule(
    "nd-170-2025+nd-300-2026.art-33.k2.c",
    vi="Bước 2: trên 50%, hoặc tất cả người đạt từ 30% cùng vào bước sau",
    applies=on_site,
    day="procedure",
)
def step_2_vote_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of those summoned; if nobody, all names at 30 % or more go on; only names of step 1 may be voted on.

    A name recorded without any vote at the first step was not on its list. Who did not come may have been excused: where
    that is not recorded, only more than half of all summoned is proven.
    Not modelled: why a name of the first step got no vote there. Errs towards "unproven" where these votes are not recorded.
    """
    result = _chosen(f, law, "enlarged_leadership", f.key_staff_names)
    return (f.leadership_1_votes > 0) & result


@rule("nd-170-2025+nd-300-2026.art-33.k2.c", vi="Bước 2: bỏ phiếu kín", applies=on_site, day="procedure")
def step_2_secret_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The ballot of the enlarged meeting was secret.

    Not modelled: one name a ballot. Errs towards "complies".
    """
    return f.enlarged_leadership_secret


@rule("nd-170-2025+nd-300-2026.art-33.k2.c", vi="Bước 2: công bố kết quả", applies=on_site, day="procedure")
def step_2_announced_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The result of the enlarged meeting was announced.

    Not modelled: nothing known. Errs in no direction.
    """
    return f.enlarged_leadership_announced == law["announce"]


@rule(
    "nd-170-2025+nd-300-2026.art-33.k2.d",
    vi="Bước 3: trên 50% số cán bộ chủ chốt có mặt",
    applies=on_site,
    day="procedure",
)
def key_staff_vote_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Key staff decide: more than half of those summoned and present; otherwise the procedure stops.

    Not modelled: that only names of step 2 are voted on. Errs towards "complies".
    """
    return law.above(f.key_staff_votes, f.key_staff_present)


@rule("nd-170-2025+nd-300-2026.art-33.k2.d", vi="Bước 3: không công bố kết quả", applies=on_site, day="procedure")
def key_staff_not_announced_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The result of the key-staff ballot was not announced.

    Not modelled: nothing known. Errs in no direction.
    """
    return f.key_staff_announced == law["announce"]


@rule(
    "nd-170-2025+nd-300-2026.art-33.k2.d",
    vi="Bước 3: cơ quan dưới 30 người thì triệu tập toàn thể",
    applies=on_site,
    day="procedure",
)
def everybody_summoned_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """A body of under 30 people summons all its civil servants to the key-staff meeting.

    The size of the body is that recorded with the meeting. Not modelled: constituent units and bodies without sub-units.
    Errs towards "complies".
    """
    return small_body_summons_all(f, law)


@rule(
    "nd-170-2025+nd-300-2026.art-33.k2.dd",
    vi="Bước 4: biểu quyết cuối trên 50% số người được triệu tập",
    applies=on_site,
    day="procedure",
)
def final_vote_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """More than half of those summoned; at half the head chooses and reports; without a full head the authority decides.

    Who did not come may have been excused: where that is not recorded, only more than half of all summoned is proven.
    Not modelled: the authority's own choice where no head is in post. Errs towards "violates" at exactly half.
    """
    base = _base(f, "final")
    result = ibis.ifelse(law.above(f.final_votes, f.final_convened), True, won_final_vote(f, law, base))
    tie = law.exactly(f.final_votes, base).fill_null(False)
    no_head = (~f.full_head_in_office).fill_null(False)
    return ibis.cases((tie & no_head, False), (tie & f.full_head_in_office.isnull(), unproven()), else_=result)


@rule("nd-170-2025+nd-300-2026.art-33.k2.dd", vi="Bước 4: bỏ phiếu kín", applies=on_site, day="procedure")
def final_secret_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The final ballot was secret.

    Not modelled: nothing known. Errs in no direction.
    """
    return f.final_secret


@rule("nd-170-2025+nd-300-2026.art-33.k2.dd", vi="Bước 4: công bố kết quả", applies=on_site, day="procedure")
def final_announced_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The result of the final vote was announced.

    Not modelled: nothing known. Errs in no direction.
    """
    return f.final_announced == law["announce"]
