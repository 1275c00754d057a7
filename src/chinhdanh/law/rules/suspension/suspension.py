"""Suspension from work (tạm đình chỉ công tác): how long, how soon, and the rating of that year."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_exits, party_posts, unproven, within_days

SUSPENSION = ("suspension",)


def _short_enough(f: FactView, law: LawView) -> ir.BooleanValue:
    """A first suspension and one extension, each within its days; longer only where another body asked for it."""
    days = f.suspension_working_days
    kept = ibis.cases(
        (f.suspensions_before == 0, within_days(days, law["max_first"])),
        (f.suspensions_before == 1, within_days(days, law["max_extension"])),
        (f.suspensions_before.notnull(), False),
        else_=unproven(),
    )
    return ibis.cases((kept, True), (f.exit_ground == "needed_for_review", kept), else_=unproven())


@rule(
    "nd-170-2025.art-56.k3",
    vi="Tạm đình chỉ công tác không quá 15 ngày làm việc, gia hạn không quá 15 ngày",
    applies=civil_exits,
    kinds=SUSPENSION,
)
def short_suspension_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """At most fifteen working days, extended once by at most fifteen.

    Longer where an inspection or procedural body asked for it, whose request the record does not hold: unproven.
    Not modelled: whether the suspension was necessary. Errs towards "unproven".
    """
    return _short_enough(f, law)


@rule(
    "nd-170-2025+nd-300-2026.art-56.k9",
    vi="Tạm đình chỉ công tác không quá 30 ngày làm việc, gia hạn không quá 30 ngày",
    applies=civil_exits,
    kinds=SUSPENSION,
)
def short_suspension_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """At most thirty working days where necessary, extended once by at most thirty.

    Longer where a body asked for it in writing, whose request the record does not hold: unproven. Not modelled: whether
    the suspension was necessary. Errs towards "unproven".
    """
    return _short_enough(f, law)


@rule(
    "qd-148-2024.art-10",
    vi="Tạm đình chỉ công tác không quá 15 ngày làm việc, gia hạn không quá 15 ngày (quy định của Đảng)",
    applies=party_posts,
    kinds=SUSPENSION,
)
def short_suspension_148(f: FactView, law: LawView) -> ir.BooleanValue:
    """In a case of need at most fifteen working days, extended once by at most fifteen.

    With signs of serious breach as long as the competent body recommends, which the record does not hold: unproven.
    Not modelled: which ground of Article 4 or 5. Errs towards "unproven".
    """
    return _short_enough(f, law)


def _prompt(f: FactView, law: LawView) -> ir.BooleanValue:
    cancelled = within_days(f.cancel_working_days, law["cancel_deadline"])
    return (
        within_days(f.grounds_to_proposal_working_days, law["proposal_deadline"])
        & within_days(f.proposal_to_decision_working_days, law["decision_deadline"])
        & (~f.suspension_cancelled | cancelled)
    )


@rule(
    "nd-170-2025.art-56.k4",
    vi="Tạm đình chỉ công tác: đề nghị 2, quyết định 2, hủy bỏ 3 ngày làm việc",
    applies=civil_exits,
    kinds=SUSPENSION,
)
def prompt_suspension_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Proposed within two working days, decided within two, cancelled within three.

    Not modelled: that it is made public in the body; a cancelling that is due and does not come. Errs towards
    "complies" for both.
    """
    return _prompt(f, law)


@rule(
    "nd-170-2025+nd-300-2026.art-56.k10",
    vi="Tạm đình chỉ công tác: đề nghị 2, quyết định 1, hủy bỏ 3 ngày làm việc",
    applies=civil_exits,
    kinds=SUSPENSION,
)
def prompt_suspension_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Proposed within two working days, decided within one, cancelled within three.

    Not modelled: that it is made public in the body; a cancelling that is due and does not come. Errs towards
    "complies" for both.
    """
    return _prompt(f, law)


@rule(
    "qd-148-2024.art-11",
    vi="Tham mưu tạm đình chỉ trong 2 ngày làm việc (quy định của Đảng)",
    applies=party_posts,
    kinds=SUSPENSION,
)
def prompt_advice_148(f: FactView, law: LawView) -> ir.BooleanValue:
    """The personnel body advises within two working days once a ground is established.

    Not modelled: the later steps, which were not read. Errs towards "complies".
    """
    return within_days(f.grounds_to_proposal_working_days, law["advice_deadline"])


@rule(
    "nd-170-2025.art-56.k5.b",
    vi="Bị tạm đình chỉ là căn cứ xếp loại không hoàn thành nhiệm vụ năm đó",
    applies=civil_exits,
    kinds=SUSPENSION,
)
def suspension_weighs_in_rating(f: FactView, law: LawView) -> ir.BooleanValue:
    """The year of a suspension is rated “not completed”, or someone weighed it.

    A basis to consider, no command: a better rating, or a suspension cancelled later, is unproven. Not modelled: how
    it was weighed. Errs towards "unproven".
    """
    failed = (f.suspension_year_rating == "failed") & ~f.suspension_cancelled
    return ibis.ifelse(failed, True, unproven())
