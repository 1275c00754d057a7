"""What follows an untruthful declaration: the forms of discipline, and the succession plan."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule


def _untruthful(f: FactView) -> ir.BooleanValue:
    """A state discipline on the ground of the declaration of a person whose declaration was found untruthful."""
    scope: ir.BooleanValue = (
        f.disciplinary
        & (f.discipline_regime == "state")
        & (f.discipline_ground == "asset_declaration")
        & f.untruthful_declaration
    )
    return scope


@rule(
    "luat-36-2018.art-51.k3",
    vi="Kê khai không trung thực: kỷ luật từ cảnh cáo trở lên",
    applies=_untruthful,
    kinds=("discipline", "removal", "separation"),
)
def untruthful_form(f: FactView, law: LawView) -> ir.BooleanValue:
    """An untruthful declaration is answered by a warning or a heavier form; a reprimand is not in the list.

    Not modelled: waiver for those who resign or are relieved. Errs towards "complies".
    """
    return f.discipline_form.isin(law["allowed_forms"])


@rule(
    "luat-36-2018.art-51.k3",
    vi="Kê khai không trung thực: đưa ra khỏi quy hoạch",
    applies=_untruthful,
    kinds=("discipline", "removal", "separation"),
)
def untruthful_out_of_plan(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whoever declared untruthfully is struck from every succession plan.

    An entry neither withdrawn nor reviewed since the discipline is unproven. Not modelled: a deadline, which the law does
    not set. Errs towards "complies".
    """
    return ~f.still_planned
