"""Number of deputies: by kind of unit, establishment, class of province and date."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import fits_cap, unproven

HANOI, HO_CHI_MINH_CITY = "01", "79"
"""Codes of the national list of administrative units."""


def _provincial(f: FactView, *subkinds: str) -> ir.BooleanValue:
    """Appointment of a deputy in a unit of a provincial department."""
    scope: ir.BooleanValue = f.post_is_deputy & (f.body_level == "province") & f.subkind.isin(subkinds)
    return scope


def of_ministry(f: FactView, *subkinds: str) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.post_is_deputy & (f.body_level == "central") & f.subkind.isin(subkinds)
    return scope


def inside(f: FactView, cap: Any) -> ir.BooleanValue:
    """Within the recorded cap where there is one, else within the law's own number."""
    return fits_cap(f.deputies_at_least, f.deputies_at_most, f.recorded_cap.coalesce(cap))


def or_grace(f: FactView, result: ir.BooleanValue, months: int) -> ir.BooleanValue:
    """A rearranged body may exceed the number for a time from the rearrangement; NULL for a merger without a date."""
    grace = (f.on <= (f.rearranged_on + ibis.interval(months=months)).cast("date")).fill_null(False)
    undated = f.rearranged_on.isnull() & (f.merged_from > 1).fill_null(False)
    return ibis.cases((grace, True), (undated & (~result).fill_null(False), unproven()), else_=result)


def _by_divisions(f: FactView, law: LawView, few: str, many: str) -> Any:
    return ibis.cases(
        (f.inner_units.between(1, 3), law[few]), (f.inner_units.notnull(), law[many]), else_=ibis.null("int64")
    )


def _one_or_two(f: FactView, two_from: int) -> Any:
    """One deputy below this establishment, two from it; NULL where the establishment is not recorded."""
    return ibis.cases((f.allotted < two_from, 1), (f.allotted >= two_from, 2), else_=ibis.null("int64"))


def _division_cap(f: FactView, law: LawView, one_below: Any) -> Any:
    two = (f.allotted >= one_below) & (f.allotted <= law["division_2_up_to"])
    return ibis.cases(
        (f.allotted < one_below, 1), (two, 2), (f.allotted >= law["division_3_from"], 3), else_=ibis.null("int64")
    )


@rule(
    "nd-24-2014.art-6",
    vi="Số cấp phó của phòng, văn phòng, thanh tra, chi cục thuộc sở",
    applies=lambda f: _provincial(f, "phong", "van_phong", "thanh_tra", "chi_cuc"),
)
def deputies_in_department_24(f: FactView, law: LawView) -> ir.BooleanValue:
    """Deputies of a division, office, inspectorate or branch of a provincial department stay within the number.

    Not modelled: the smallest size of the unit. Errs towards "complies".
    """
    one_below = ibis.cases(
        (f.province_class == "special", law["division_1_deputy_below_hn_hcm"]),
        (f.province_class == "1", law["division_1_deputy_below_class_1"]),
        (f.province_class.isin(("2", "3")), law["division_1_deputy_below_class_2_3"]),
        else_=ibis.null("int64"),
    )
    division, in_branch = f.subkind.isin(("phong", "van_phong")), f.parent_subkind == "chi_cuc"
    cap = ibis.cases(
        (f.subkind == "chi_cuc", _by_divisions(f, law, "chi_cuc_divisions_1_3", "chi_cuc_divisions_0_or_4_up")),
        (f.subkind == "thanh_tra", _one_or_two(f, law["inspectorate_2_from"])),
        (division & in_branch, _one_or_two(f, law["chi_cuc_division_2_from"])),
        (division & (f.parent_subkind == "so"), _division_cap(f, law, one_below)),
        else_=ibis.null("int64"),
    )
    return inside(f, cap)


def _average(f: FactView, law: LawView, extra: Any) -> ir.BooleanValue:
    """Deputy directors over all departments of the province: the average times their number, and what is added."""
    total = law["so_average"] * f.peer_units + extra
    return fits_cap(f.peer_deputies_at_least, f.peer_deputies_at_most, total)


def _big_city(f: FactView, law: LawView) -> Any:
    big = f.province.isin((HANOI, HO_CHI_MINH_CITY))
    return ibis.cases((big, law["hn_hcm_extra_max"]), (~big, 0), else_=ibis.null("int64"))


@rule("nd-24-2014.art-6", vi="Bình quân số phó giám đốc sở của tỉnh", applies=lambda f: _provincial(f, "so"))
def average_deputy_directors_24(f: FactView, law: LawView) -> ir.BooleanValue:
    """Deputy directors average three a department over the province; Hà Nội and Hồ Chí Minh City ten more in all.

    Counted over the departments of one superior that stand on the day. Not modelled: departments missing from the
    record. Errs towards "violates" where departments without deputies are not recorded.
    """
    return _average(f, law, _big_city(f, law))


@rule(
    "nd-370-2025.art-6",
    vi="Số cấp phó của phòng, chi cục thuộc sở",
    applies=lambda f: _provincial(f, "phong", "van_phong", "chi_cuc"),
)
def deputies_in_department_370(f: FactView, law: LawView) -> ir.BooleanValue:
    """Deputies of a division or branch stay within the number, uniform nationwide; five years' grace after a merger.

    Not modelled: divisions of a branch, for which the new number was not read; units never outnumbering their superior.
    Errs towards "unproven" and "complies" there.
    """
    cap = ibis.cases(
        (f.subkind == "chi_cuc", _by_divisions(f, law, "chi_cuc_divisions_1_3", "chi_cuc_divisions_0_or_4_up")),
        ((f.subkind != "chi_cuc") & (f.parent_subkind == "so"), _division_cap(f, law, law["division_1_deputy_below"])),
        else_=ibis.null("int64"),
    )
    return or_grace(f, inside(f, cap), 12 * law.of("nd-370-2025.transition", "transition"))


@rule("nd-370-2025.art-6", vi="Bình quân số phó giám đốc sở của tỉnh", applies=lambda f: _provincial(f, "so"))
def average_deputy_directors_370(f: FactView, law: LawView) -> ir.BooleanValue:
    """Deputy directors average three a department, more for a department merged from two or three provinces.

    Judged over the province without counting each department's own extra: above the plain average it is unproven while
    the extras cannot be added up. Not modelled: those extras. Errs towards "unproven".
    """
    plain = _average(f, law, _big_city(f, law))
    most = _average(f, law, _big_city(f, law) + f.peer_units * law["merged_3_extra"])
    result = ibis.cases((plain, True), (~most, False), else_=unproven())
    return or_grace(f, result, 12 * law.of("nd-370-2025.transition", "transition"))


@rule(
    "nd-123-2016.art-18a",
    vi="Số cấp phó của phòng thuộc cục, vụ, văn phòng, thanh tra, chi cục",
    applies=lambda f: of_ministry(f, "phong"),
)
def deputies_in_ministry_division(f: FactView, law: LawView) -> ir.BooleanValue:
    """Deputies of a division in a ministry stay within the number for its establishment; three years' grace.

    Not modelled: the smallest size of a division. Errs towards "complies".
    """
    cap = ibis.cases(
        (
            f.parent_subkind == "chi_cuc",
            ibis.cases(
                (f.allotted < law["chi_cuc_division_2_from"], law["chi_cuc_division_5_7"]),
                (f.allotted.notnull(), law["chi_cuc_division_8_up"]),
                else_=ibis.null("int64"),
            ),
        ),
        (
            f.parent_subkind.isin(("cuc", "vu", "van_phong", "thanh_tra")),
            ibis.cases(
                (f.allotted < law["cuc_division_2_from"], law["cuc_division_7_9"]),
                (f.allotted < law["cuc_division_3_from"], law["cuc_division_10_15"]),
                (f.allotted.notnull(), law["cuc_division_16_up"]),
                else_=ibis.null("int64"),
            ),
        ),
        else_=ibis.null("int64"),
    )
    return or_grace(f, inside(f, cap), 12 * law.of("nd-123-2016.art-31.k3", "transition"))


@rule("nd-123-2016.art-18b", vi="Số cấp phó của chi cục thuộc cục", applies=lambda f: of_ministry(f, "chi_cuc"))
def deputies_in_ministry_branch(f: FactView, law: LawView) -> ir.BooleanValue:
    """Deputies of a branch: one with one to three divisions, two with none or four and more; three years' grace.

    Not modelled: the smallest size of a branch. Errs towards "complies".
    """
    cap = _by_divisions(f, law, "divisions_1_3", "divisions_4_up_or_0")
    return or_grace(f, inside(f, cap), 12 * law.of("nd-123-2016.art-31.k3", "transition"))


@rule(
    "luat-76-2015.art-40.k2",
    vi="Bình quân số cấp phó của các đơn vị thuộc bộ",
    applies=lambda f: of_ministry(f, "vu", "cuc"),
)
def average_deputies_in_ministry(f: FactView, law: LawView) -> ir.BooleanValue:
    """Deputies of a ministry's units average at most three, counted over the units of the same kind.

    Not modelled: offices, inspectorates and public service units in the same average. Errs towards "violates".
    """
    total = law["units_average_max"] * f.peer_units
    result = fits_cap(f.peer_deputies_at_least, f.peer_deputies_at_most, total)
    # Above the average of its own kind the unit may still be within that of the ministry.
    return ibis.ifelse(~result, unproven(), result)


@rule(
    "nd-37-2014.deputies",
    vi="Bình quân số phó trưởng phòng chuyên môn cấp huyện",
    applies=lambda f: f.post_is_deputy & (f.body_level == "district") & (f.subkind == "phong"),
)
def average_deputy_heads_district(f: FactView, law: LawView) -> ir.BooleanValue:
    """Deputy heads average two a specialised division of the district, counted over its divisions on the day.

    Above the average it is unproven unless the organisations are declared complete: a division may be missing.
    Not modelled: divisions that are not specialised bodies of the People's Committee. Errs towards "complies".
    """
    total = law["average"] * f.peer_units
    result = fits_cap(f.peer_deputies_at_least, f.peer_deputies_at_most, total)
    whole = f.coverage_organization.notnull()
    return ibis.ifelse((~result).fill_null(False) & ~whole, unproven(), result)
