"""Deputies held against others: those of the superior, the average over units; units of general departments."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.rules.deputies.caps import inside, of_ministry, or_grace
from chinhdanh.law.scopes import fits_cap, unproven

PROVINCIAL = ("so", "phong", "van_phong", "thanh_tra", "chi_cuc")
MINISTERIAL = ("vu", "cuc", "phong", "van_phong", "thanh_tra", "chi_cuc")


def _in_general_department(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = of_ministry(f, "vu", "cuc", "van_phong", "thanh_tra") & (
        f.parent_kind == "general_department"
    )
    return scope


def _civilian_ministry(f: FactView, *subkinds: str) -> ir.BooleanValue:
    """The rules on structure of Decree 303/2025 do not cover defence and public security."""
    scope: ir.BooleanValue = of_ministry(f, *subkinds) & ~f.deputy_body_sector.isin(("police", "military")).fill_null(
        False
    )
    return scope


def _no_more_than_above(f: FactView) -> ir.BooleanValue:
    return ibis.cases(
        (f.deputies_at_least > f.superior_deputies_at_most, False),
        (f.deputies_at_most <= f.superior_deputies_at_least, True),
        else_=unproven(),
    )


def _average(f: FactView, most: Any) -> ir.BooleanValue:
    """Over the units on record; above the average it is proven only where these are declared complete."""
    result = fits_cap(f.sibling_deputies_at_least, f.sibling_deputies_at_most, most * f.sibling_units)
    open_ended = (~result).fill_null(False) & f.coverage_organization.isnull()
    return ibis.ifelse(open_ended, unproven(), result)


@rule(
    "nd-123-2016.art-21-22",
    vi="Số cấp phó của vụ, cục, văn phòng, thanh tra thuộc tổng cục",
    applies=_in_general_department,
)
def deputies_in_general_department(f: FactView, law: LawView) -> ir.BooleanValue:
    """Deputies in a general department: by establishment in a vụ, by inner units elsewhere; three years' grace.

    Not modelled: the establishment that a vụ must have. Errs towards "complies" for one of fewer than fifteen.
    """
    by_size = ibis.cases(
        (f.allotted <= law["gd_vu_2_up_to"], law["gd_vu_15_20"]),
        (f.allotted.notnull(), law["gd_vu_over_20"]),
        else_=ibis.null("int64"),
    )
    by_units = ibis.cases(
        (f.inner_units < law["gd_unit_3_from_orgs"], law["gd_unit_under_4_orgs"]),
        (f.inner_units.notnull(), law["gd_unit_4_up_orgs"]),
        else_=ibis.null("int64"),
    )
    cap = ibis.cases((f.subkind == "vu", by_size), (f.subkind != "vu", by_units), else_=ibis.null("int64"))
    return or_grace(f, inside(f, cap), 12 * law.of("nd-123-2016.art-31.k3", "transition"))


@rule(
    "nd-123-2016.art-21-22",
    vi="Bình quân số cấp phó của cục thuộc tổng cục tổ chức theo ngành dọc ở địa phương",
    applies=lambda f: (
        f.post_is_deputy & (f.body_level == "province") & (f.subkind == "cuc") & (f.parent_kind == "general_department")
    ),
)
def average_deputies_in_local_branches(f: FactView, law: LawView) -> ir.BooleanValue:
    """Deputies of a general department's local branches average at most three.

    Above the average it is unproven unless the organisations are declared complete.
    Not modelled: the time after a merger, which moves the whole average. Errs towards "violates" for it.
    """
    return _average(f, law["gd_local_cuc_average"])


@rule(
    "nd-303-2025",
    vi="Số cấp phó không nhiều hơn cấp trên trực tiếp (bộ)",
    applies=lambda f: _civilian_ministry(f, *MINISTERIAL),
)
def no_more_than_superior_303(f: FactView, law: LawView) -> ir.BooleanValue:
    """A unit in a ministry has no more deputies than its direct superior.

    Not modelled: units without inner units against those with, headcounts of the decree, a higher number decided by the
    competent authority. Errs towards "complies" for the first two, towards "violates" for the last.
    """
    return _no_more_than_above(f)


@rule(
    "nd-303-2025",
    vi="Bình quân số cấp phó của vụ, văn phòng, thanh tra, cục, đơn vị sự nghiệp thuộc bộ từ ngày 20/11/2025",
    applies=lambda f: _civilian_ministry(f, "vu", "cuc", "van_phong", "thanh_tra"),
)
def average_deputies_in_ministry_303(f: FactView, law: LawView) -> ir.BooleanValue:
    """Deputies average at most three over the vụ, office, inspectorate, cục and public service units of a ministry.

    Not modelled: which cục are of type 2, a higher number decided by the competent authority; above the average it is
    therefore unproven. Errs towards "complies" where a cục of type 1 has few deputies.
    """
    within = fits_cap(f.sibling_deputies_at_least, f.sibling_deputies_at_most, law["average_max"] * f.sibling_units)
    return ibis.ifelse(~within, unproven(), within)


@rule(
    "nd-370-2025.art-6",
    vi="Số cấp phó không nhiều hơn cấp trên trực tiếp (cấp tỉnh)",
    applies=lambda f: f.post_is_deputy & (f.body_level == "province") & f.subkind.isin(PROVINCIAL),
)
def no_more_than_superior_370(f: FactView, law: LawView) -> ir.BooleanValue:
    """A unit of the province has no more deputies than its direct superior; five years' grace after a rearrangement.

    Not modelled: units without inner units against those with. Errs towards "complies" there.
    """
    return or_grace(f, _no_more_than_above(f), 12 * law.of("nd-370-2025.transition", "transition"))


@rule(
    "nq-332-2025",
    vi="Bình quân số cấp phó của phòng, trung tâm phục vụ hành chính công cấp xã",
    applies=lambda f: f.post_is_deputy & (f.body_level == "commune") & (f.parent_kind == "commune"),
)
def average_deputies_in_commune(f: FactView, law: LawView) -> ir.BooleanValue:
    """Deputies average two over the divisions and the service centre of a commune, counted over all its units.

    Above the average it is unproven unless the organisations are declared complete: a unit may be missing.
    Not modelled: units of a commune that are neither division nor service centre. Errs towards "complies" for those.
    """
    return _average(f, law["average"])
