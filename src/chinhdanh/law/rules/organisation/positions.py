"""Job positions of public service units."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule


@rule(
    "nd-106-2020.art-3",
    vi="Vị trí chuyên môn chiếm ít nhất 65% số người làm việc của đơn vị sự nghiệp công lập",
    applies=lambda f: f.on.notnull(),
    kinds=("service_units",),
)
def professional_share(f: FactView, law: LawView) -> ir.BooleanValue:
    """Specialised and shared professional positions are at least the legal share of a public service unit's headcount.

    Counted over the seats of the posts that stand on the day. Not modelled: headcount that no post carries, posts held
    beside another. Errs towards "violates" where professional posts are not recorded.
    """
    return law.at_least(f.professional_seats, f.all_seats, "professional_share")
