"""Smallest sizes of units, divisions in a vụ, and what a province may have."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven

HANOI, HO_CHI_MINH_CITY, HUE = "01", "79", "46"
CITIES = ("31", "48", "92")
"""Codes of the national list of administrative units: Hải Phòng, Đà Nẵng and Cần Thơ are the other cities."""

SIZES = ("unit_sizes",)
PROVINCES = ("provinces",)


def _central(f: FactView, *subkinds: str) -> ir.BooleanValue:
    scope: ir.BooleanValue = (f.unit_level == "central") & f.unit_subkind.isin(subkinds)
    return scope


def _provincial(f: FactView, *subkinds: str) -> ir.BooleanValue:
    scope: ir.BooleanValue = (f.unit_level == "province") & f.unit_subkind.isin(subkinds)
    return scope


def _of_ministry_itself(f: FactView, subkind: str) -> ir.BooleanValue:
    return _central(f, subkind) & (f.unit_parent_kind != "general_department")


@rule(
    "nd-123-2016.art-18",
    vi="Vụ thuộc bộ có đủ biên chế tối thiểu",
    applies=lambda f: _of_ministry_itself(f, "vu"),
    kinds=SIZES,
)
def least_size_of_vu(f: FactView, law: LawView) -> ir.BooleanValue:
    """A department (vụ) of a ministry has the least establishment.

    Not modelled: vụ of general departments. Errs towards "complies" for them.
    """
    return f.unit_allotted >= law["vu_min"]


@rule(
    "nd-123-2016.art-18",
    vi="Không lập phòng trong vụ có dưới 30 biên chế",
    applies=lambda f: (
        _central(f, "phong") & (f.unit_parent_subkind == "vu") & (f.unit_grandparent_kind != "general_department")
    ),
    kinds=SIZES,
)
def no_division_in_small_vu(f: FactView, law: LawView) -> ir.BooleanValue:
    """A vụ has divisions only with the larger establishment and where the ministry's decree names them.

    Not modelled: what the decree of the ministry names; a vụ that is large enough is unproven. Errs towards "unproven".
    """
    small = (f.unit_parent_allotted < law["division_in_vu_min"]).fill_null(False)
    return ibis.ifelse(small, False, unproven())


@rule(
    "nd-123-2016.art-21-22",
    vi="Không lập phòng trong vụ thuộc tổng cục",
    applies=lambda f: (
        _central(f, "phong") & (f.unit_parent_subkind == "vu") & (f.unit_grandparent_kind == "general_department")
    ),
    kinds=SIZES,
)
def no_division_in_vu_of_general_department(f: FactView, law: LawView) -> ir.BooleanValue:
    """A vụ of a general department has no divisions.

    Not modelled: divisions without an establishment of their own, which are not seen. Errs towards "complies" for them.
    """
    return f.unit_parent_subkind != "vu"


@rule(
    "nd-123-2016.art-21-22",
    vi="Cục thuộc bộ có đủ biên chế tối thiểu",
    applies=lambda f: _of_ministry_itself(f, "cuc"),
    kinds=SIZES,
)
def least_size_of_cuc(f: FactView, law: LawView) -> ir.BooleanValue:
    """A cục of a ministry has the least establishment.

    Not modelled: cục of general departments. Errs towards "complies" for them.
    """
    return f.unit_allotted >= law["cuc_min"]


@rule(
    "nd-123-2016.art-18a",
    vi="Phòng trong bộ có đủ biên chế tối thiểu",
    applies=lambda f: _central(f, "phong"),
    kinds=SIZES,
)
def least_size_of_ministry_division(f: FactView, law: LawView) -> ir.BooleanValue:
    """A division of a cục, office, inspectorate or vụ, or of a branch, has the least establishment.

    Not modelled: divisions of other superiors, which are unproven. Errs towards "unproven" there.
    """
    least = ibis.cases(
        (f.unit_parent_subkind == "chi_cuc", law["chi_cuc_division_min"]),
        (f.unit_parent_subkind.isin(("cuc", "vu", "van_phong", "thanh_tra")), law["cuc_division_min"]),
        else_=ibis.null("int64"),
    )
    return f.unit_allotted >= least


@rule(
    "nd-123-2016.art-18b",
    vi="Chi cục thuộc cục có đủ biên chế tối thiểu",
    applies=lambda f: _central(f, "chi_cuc") & (f.unit_parent_subkind == "cuc"),
    kinds=SIZES,
)
def least_size_of_ministry_branch(f: FactView, law: LawView) -> ir.BooleanValue:
    """A branch (chi cục) of a cục has the least establishment.

    Not modelled: branches recorded at the level of the province. Errs towards "complies" for them.
    """
    return f.unit_allotted >= law["min"]


def _least_in_department(f: FactView, law: LawView) -> ir.BooleanValue:
    """By class of province; where that is not recorded, what holds in every class."""
    big, first, others = law["division_min_hn_hcm"], law["division_min_class_1"], law["division_min_class_2_3"]
    of_division = ibis.cases(
        (f.unit_province_class == "special", f.unit_allotted >= big),
        (f.unit_province_class == "1", f.unit_allotted >= first),
        (f.unit_province_class.isin(("2", "3")), f.unit_allotted >= others),
        (f.unit_allotted >= big, True),
        (f.unit_allotted < others, False),
        else_=unproven(),
    )
    division = f.unit_subkind != "chi_cuc"
    return ibis.cases(
        (f.unit_subkind == "chi_cuc", f.unit_allotted >= law["chi_cuc_min"]),
        (division & (f.unit_parent_subkind == "chi_cuc"), f.unit_allotted >= law["chi_cuc_division_min"]),
        (division & (f.unit_parent_subkind == "so"), of_division),
        else_=unproven(),
    )


@rule(
    "nd-24-2014.art-5",
    vi="Phòng, văn phòng, chi cục thuộc sở có đủ biên chế tối thiểu",
    applies=lambda f: _provincial(f, "phong", "van_phong", "chi_cuc"),
    kinds=SIZES,
)
def least_size_in_department_24(f: FactView, law: LawView) -> ir.BooleanValue:
    """A division, office or branch of a provincial department has the least establishment of its class of province.

    Not modelled: units whose superior is neither a department nor a branch. Errs towards "unproven" there.
    """
    return _least_in_department(f, law)


@rule(
    "nd-45-2025.art-5",
    vi="Phòng, văn phòng, chi cục thuộc sở có đủ biên chế tối thiểu (từ tháng 3/2025)",
    applies=lambda f: _provincial(f, "phong", "van_phong", "chi_cuc"),
    kinds=SIZES,
)
def least_size_in_department_45(f: FactView, law: LawView) -> ir.BooleanValue:
    """The same numbers from 1 March 2025.

    Not modelled: units whose superior is neither a department nor a branch. Errs towards "unproven" there.
    """
    return _least_in_department(f, law)


@rule(
    "nd-150-2025.art-8-10",
    vi="Số cơ quan chuyên môn thuộc Ủy ban nhân dân cấp tỉnh",
    applies=lambda f: f.committee_province.notnull() | f.departments_at_least.notnull(),
    kinds=PROVINCES,
)
def number_of_provincial_departments(f: FactView, law: LawView) -> ir.BooleanValue:
    """A province has no more departments than allowed, one more in Hà Nội and Hồ Chí Minh City.

    Not modelled: the twelve uniform departments by name, the conditions of the four special ones. Errs towards
    "complies" for those.
    """
    most, most_big = law["max"], law["max_hn_hcm"]
    cap = ibis.ifelse(f.committee_province.isin((HANOI, HO_CHI_MINH_CITY)), most_big, most)
    known = f.committee_province.notnull()
    return ibis.cases(
        (f.departments_at_least > most_big, False),
        (f.departments_at_most <= most, True),
        (known & (f.departments_at_least > cap), False),
        (known & (f.departments_at_most <= cap), True),
        else_=unproven(),
    )


def _vice_chairmen(f: FactView, law: LawView) -> tuple[Any, Any]:
    """Most vice-chairmen that is certain to be allowed, and most that can be."""
    two = f.committee_merged_from == 2
    three = f.committee_merged_from == 3
    alone = f.committee_merged_from == 1
    city = f.committee_province.isin(CITIES)
    low = ibis.cases(
        (f.committee_province == HANOI, law["ha_noi"]),
        (f.committee_province == HO_CHI_MINH_CITY, law["ho_chi_minh_city"]),
        (f.committee_province == HUE, law["hue"]),
        (city & three, law["city_of_3"]),
        (city & two, law["city_of_2"]),
        (three, law["province_of_3_or_2_with_class_1"]),
        (two, law["province_of_2_class_2_3"]),
        (alone & (f.committee_class == "1"), law["unmerged_class_1"]),
        else_=law["unmerged_class_2_3"],
    )
    high = ibis.cases(
        (f.committee_province == HANOI, law["ha_noi"]),
        (f.committee_province == HUE, law["hue"]),
        (f.committee_province.notnull() & alone & (f.committee_class == "1"), law["unmerged_class_1"]),
        (f.committee_province.notnull() & alone & f.committee_class.isin(("2", "3")), law["unmerged_class_2_3"]),
        else_=ibis.null("int64"),
    )
    return low, high


@rule(
    "nd-300-2025",
    vi="Số phó chủ tịch Ủy ban nhân dân cấp tỉnh",
    applies=lambda f: f.vice_chairmen_at_least.notnull() | f.committee_province.notnull(),
    kinds=PROVINCES,
)
def number_of_vice_chairmen(f: FactView, law: LawView) -> ir.BooleanValue:
    """A provincial People's Committee has no more vice-chairmen than its merger and class allow.

    The transition after a merger was not read, so that a merged province above its number is unproven, as is a province
    of two with the number that only one with a class I part may have. Not modelled: that transition. Errs towards
    "unproven".
    """
    low, high = _vice_chairmen(f, law)
    return ibis.cases(
        (f.vice_chairmen_at_least > high, False),
        (f.vice_chairmen_at_most <= low, True),
        else_=unproven(),
    )
