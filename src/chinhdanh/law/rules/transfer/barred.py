"""Who may not be moved: open cases, illness, study, young children, hardship. Transfers and, by reference, secondments."""

from __future__ import annotations

from datetime import date

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import no_open_case, unproven


def _state_servants(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.civil_servant & f.state_body
    return scope


def may_be_moved(f: FactView, child_months: int) -> ir.BooleanValue:
    """None of the situations of Article 25(5); the wish of the person lifts those of family and hardship only."""
    free = no_open_case(f, ["discipline_review", "investigation", "prosecution", "trial", "inspection"])
    # Whether an illness is on the list of fatal ones, and how long a study is, the record does not say.
    away = ibis.ifelse(f.open_illness | f.open_study, unproven(), ~f.open_illness & ~f.open_study)
    young = f.child_months < child_months
    mother = f.open_maternity | ibis.cases(
        (f.female, young),
        # A father is covered only where he raises the child alone, which the record does not say.
        (~f.female, ibis.ifelse(young, unproven(), False)),
        else_=unproven(),
    )
    family = ~mother | f.notice_own_wish
    hardship = ~f.notice_hardship | f.notice_own_wish
    allowed: ir.BooleanValue = free & away & ~f.on_secondment & family & hardship
    return allowed


@rule(
    "nd-170-2025.art-25.k5",
    vi="Không điều động người đang bị xem xét, chữa bệnh, đi học, biệt phái, nuôi con nhỏ, khó khăn đặc biệt",
    applies=_state_servants,
    kinds=("transfer",),
)
def may_be_transferred(f: FactView, law: LawView) -> ir.BooleanValue:
    """Nobody in a listed situation is transferred; mothers and those in hardship only at their own wish.

    Not modelled: pregnancy before the leave, lone fathers, further cases left to the head. Errs towards "complies".
    """
    return may_be_moved(f, law["child_age_limit"])


@rule(
    "nd-170-2025.art-25.k5",
    vi="Không biệt phái trong các trường hợp không được điều động (theo dẫn chiếu)",
    applies=lambda f: _state_servants(f) & (f.on < date(2026, 8, 1)),
    kinds=("secondment",),
)
def may_be_seconded_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """By reference the situations that bar a transfer bar a secondment; from 2026-08-01 Article 26(6) says so itself.

    Not modelled: pregnancy before the leave, lone fathers, further cases left to the head. Errs towards "complies".
    """
    return may_be_moved(f, law["child_age_limit"])


@rule(
    "nd-170-2025+nd-300-2026.art-26.k6",
    vi="Không biệt phái trong các trường hợp không được điều động",
    applies=_state_servants,
    kinds=("secondment",),
)
def may_be_seconded_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Nobody in a situation that bars a transfer is seconded.

    Not modelled: pregnancy before the leave, lone fathers, further cases left to the head. Errs towards "complies".
    """
    return may_be_moved(f, law["child_age_limit"])
