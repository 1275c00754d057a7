"""Unlawful certificates of Party members: what members may not do."""

from __future__ import annotations

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule


@rule(
    "qd-207-2026",
    vi="Đảng viên không được sử dụng văn bằng, chứng chỉ không hợp pháp",
    applies=lambda f: f.certificate_of_member,
    kinds=("checked_certificates",),
)
def no_unlawful_certificate_207(f: FactView, law: LawView) -> ir.BooleanValue:
    """No certificate of a Party member was found unlawful.

    Known from one weak source. Not modelled: office-buying, gifts and false declarations, which a competent body has to
    conclude; how the certificate was used. Errs towards "violates" for one never used.
    """
    return ~f.certificate_false
