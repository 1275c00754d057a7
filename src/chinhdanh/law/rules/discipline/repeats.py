"""A second breach: a step above the running discipline, and the least form after recidivism."""

from __future__ import annotations

from typing import Any

from ibis.expr import types as ir

from chinhdanh.facts.expressions import months_after
from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.rules.discipline.common import DISCIPLINE, RANKS, act_before, of_civil_servants, of_either, rank

WINDOW = "nd-172-2025.art-2.k8"


def _while_serving(f: FactView) -> ir.BooleanValue:
    """Another discipline decision was in effect when the act was begun, and a heavier form is left."""
    top = [form for form, level in RANKS.items() if level == max(RANKS.values())]
    scope: ir.BooleanValue = of_either(f) & f.earlier_discipline & ~f.earlier_form.isin(top)
    return scope


@rule(
    "nd-172-2025.art-2.k3",
    vi="Vi phạm mới khi đang chấp hành kỷ luật: nặng hơn ít nhất một mức",
    applies=_while_serving,
    kinds=DISCIPLINE,
)
def heavier_while_serving(f: FactView, law: LawView) -> ir.BooleanValue:
    """A breach while a discipline decision runs brings at least one level above the running form.

    An act begun after the months of validity is free of this. Not modelled: the form that the new act deserved by
    itself, and the Party's day from which the running one counts. Errs towards "complies".
    """
    still = act_before(f, months_after(f.earlier_discipline_on, law.of("nd-172-2025.art-2.k9", "validity")))
    return ~still | (rank(f.discipline_form) >= rank(f.earlier_form) + law["step_up"])


def _repeated(f: FactView, law: LawView) -> Any:
    """Recidivism: the same act within the window of Article 2(8); the anniversary is outside."""
    return f.earlier_same_act & act_before(f, months_after(f.earlier_discipline_on, law.of(WINDOW, "window")))


@rule(
    "nd-172-2025.art-9.k1",
    vi="Tái phạm sau khiển trách: ít nhất là cảnh cáo",
    applies=lambda f: of_either(f) & f.earlier_discipline & (f.earlier_form == "reprimand") & f.earlier_same_act,
    kinds=DISCIPLINE,
)
def warned_after_reprimand(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whoever was reprimanded and repeats the act within twelve months is warned at least.

    Not modelled: whether two acts of a wide ground are the same. Errs towards "unproven".
    """
    return ~_repeated(f, law) | (rank(f.discipline_form) >= RANKS[law["min_form"]])


@rule(
    "nd-172-2025.art-10.k1",
    vi="Lãnh đạo tái phạm sau cảnh cáo: cách chức",
    applies=lambda f: (
        of_either(f) & f.earlier_discipline & (f.earlier_form == "warning") & f.earlier_same_act & f.leader_on_day
    ),
    kinds=DISCIPLINE,
)
def removed_after_warning(f: FactView, law: LawView) -> ir.BooleanValue:
    """A leader who was warned and repeats the act within twelve months is removed at least.

    Not modelled: whether two acts of a wide ground are the same. Errs towards "unproven".
    """
    return ~_repeated(f, law) | (rank(f.discipline_form) >= RANKS[law["min_form"]])


@rule(
    "nd-172-2025.art-11.k1",
    vi="Tái phạm sau cách chức, hoặc sau cảnh cáo nếu không giữ chức vụ: buộc thôi việc",
    applies=lambda f: (
        of_civil_servants(f)
        & f.earlier_discipline
        & ((f.earlier_form == "removal") | ((f.earlier_form == "warning") & ~f.leader_on_day))
        & f.earlier_same_act
    ),
    kinds=DISCIPLINE,
)
def separated_after_repetition(f: FactView, law: LawView) -> ir.BooleanValue:
    """A leader once removed, or a non-leader once warned, who repeats the act within twelve months must leave.

    Not modelled: whether two acts of a wide ground are the same. Errs towards "unproven".
    """
    return ~_repeated(f, law) | (f.discipline_form == law["form"])


@rule(
    "nd-172-2025.art-10.k3",
    vi="Dùng giấy tờ không hợp pháp để có chức vụ: cách chức",
    applies=lambda f: of_either(f) & f.papers_served_for_post & f.leader_on_day,
    kinds=DISCIPLINE,
)
def removed_for_papers(f: FactView, law: LawView) -> ir.BooleanValue:
    """Unlawful papers used to be planned, elected, approved or appointed bring removal at least.

    That they served for a post is known only from the revocation of that decision. Not modelled: other proof of it.
    Errs towards "unproven".
    """
    return rank(f.discipline_form) >= RANKS[law["form"]]


@rule(
    "nd-172-2025.art-11.k3",
    vi="Dùng giấy tờ giả để được tuyển dụng: buộc thôi việc",
    applies=lambda f: of_civil_servants(f) & f.papers_served_recruitment,
    kinds=DISCIPLINE,
)
def separated_for_papers(f: FactView, law: LawView) -> ir.BooleanValue:
    """False or unlawful papers used to be recruited bring forced separation.

    That they served for recruitment is known only from its revocation. Not modelled: other proof of it. Errs towards
    "unproven".
    """
    return f.discipline_form == law["form"]
