"""Release from a post (cho thôi giữ chức vụ)."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_exits


@rule(
    "nd-170-2025+nd-300-2026.art-52.k1",
    vi="Cho thôi giữ chức vụ vì trách nhiệm phải có kết luận của cấp có thẩm quyền",
    applies=lambda f: civil_exits(f) & (f.exit_ground == "accountability"),
    kinds=("release",),
)
def release_rests_on_conclusion(f: FactView, law: LawView) -> ir.BooleanValue:
    """A release for accountability rests on a conclusion of the competent body, on file as a verification.

    Not modelled: whether the conclusion concerns the person; targets missed and products without effect. Errs towards
    "complies".
    """
    return f.verification_on_file
