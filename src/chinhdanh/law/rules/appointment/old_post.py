"""A new post ends the old one."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_leaders


@rule(
    "l-80-2025.art-31.k1",
    vi="Được bổ nhiệm chức vụ mới thì thôi giữ chức vụ cũ, trừ kiêm nhiệm",
    applies=civil_leaders,
)
def old_post_ends(f: FactView, law: LawView) -> ir.BooleanValue:
    """With a new leadership appointment the old post has ended, unless one is held beside the other.

    Not modelled: posts in Party bodies and mass organisations that go with the new one. Errs towards "violates" where
    they are not recorded as concurrent.
    """
    return ~f.old_post_kept
