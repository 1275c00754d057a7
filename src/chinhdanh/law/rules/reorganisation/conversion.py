"""A body is renamed: the old term goes on."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_leaders, old_term_goes_on


@rule(
    "nd-170-2025.art-34.k1.b",
    vi="Chỉ đổi tên tổ chức: thời hạn giữ chức vụ cũ được tiếp tục",
    applies=lambda f: civil_leaders(f) & (f.reorganization == "renaming"),
    kinds=("conversion", "appointment"),
)
def old_term_goes_on_170(f: FactView, law: LawView) -> ir.BooleanValue:
    """Where a body is only renamed the post is converted and the old term goes on to its own end.

    Where the old end is not printed, the anniversary and the day before are both possible: unproven between them.
    Not modelled: whether more than the name changed. Errs towards "violates" for those recorded as mere renaming.
    """
    return old_term_goes_on(f)
