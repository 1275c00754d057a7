"""The number and symbol of a decision."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule

KINDS = (
    "appointment",
    "reappointment",
    "extension",
    "transfer",
    "rotation",
    "secondment",
    "release",
    "resignation",
    "dismissal",
    "discipline",
    "removal",
    "separation",
    "retirement",
    "recruitment",
)


@rule(
    "nd-30-2020.art-15",
    vi="Số, ký hiệu văn bản là duy nhất trong năm của cơ quan ban hành",
    applies=lambda f: f.number_repeated,
    kinds=KINDS,
)
def number_is_unique(f: FactView, law: LawView) -> ir.BooleanValue:
    """A number and symbol stands on one document of its issuer and calendar year.

    Judged where several decisions on record bear it: of one day they are one document on several persons, of different
    days they are not. Not modelled: numbers recorded without their symbol, the separate series of secret documents,
    numbers out of order with their days. Errs towards "violates" for the first two, towards "complies" for the last.
    """
    return f.number_first_on == f.number_last_on
