"""Wrongs in the body that the appointee joins: relatives in linked posts, too many deputies."""

from typing import Any

import numpy as np

from chinhdanh.registry.synth.days import PARTY_114, R1, Ints, day, months_of, years_of
from chinhdanh.registry.synth.plants.ground import Ground
from chinhdanh.registry.synth.plants.kind import Kind
from chinhdanh.registry.synth.tables import NONE, code

_CAPS_24 = (R1, day("2025-03-01"))
_CAPS_370 = day("2026-01-01")
_COMMITTEE = 2
_SECTORS = ("home_affairs", "inspection", "finance", "industry_trade", "planning", "land_environment")


# -- relatives -------------------------------------------------------------------------------------------------------


def _relation(g: Ground, one: int, other: int) -> int:
    """What `other` can be to `one` by sex and age; ``NONE`` where nothing near fits."""
    people = g.province.people
    if max(one, other) >= people.size:
        return code("kinship", "relation", "sibling")
    years = (months_of(people.birth[one]) - months_of(people.birth[other])) / 12
    if abs(years) <= 13:
        married = people.male[one] != people.male[other]
        return code("kinship", "relation", "spouse" if married else "sibling")
    if 20 <= abs(years) <= 42:
        return code("kinship", "relation", "parent" if years > 0 else "child")
    return NONE


def _relate(g: Ground, one: int, other: int) -> bool:
    relation = _relation(g, one, other)
    if relation == NONE:
        return False
    rows = g.tables["kinship"]
    spouse = code("kinship", "relation", "spouse")
    if relation == spouse:  # nobody is married twice
        theirs = np.isin(rows["person_id"], (one, other)) | np.isin(rows["relative_id"], (one, other))
        theirs &= rows["relation"] == spouse
        if theirs[g.own_kin :].any():  # married in another wrong already
            return False
        rows["relation"][theirs] = code("kinship", "relation", "cousin")
    rows.append(person_id=one, relative_id=other, relation=relation, source="declared")
    return True


def _first_deputy(g: Ground) -> Any:
    """Lone first deputies of departments' units, appointed late enough not to be reappointed."""
    return g.department & (g.a.level == 1) & g.a.first & g.lone & g.quiet & (g.a.signed > day("2021-12-20"))


def _general(g: Ground) -> Any:
    field = g.tables["post"]["field"][g.a.seat]
    return _first_deputy(g) & (field == code("post", "field", "general"))


def _guarded(g: Ground) -> Any:
    field = g.tables["post"]["field"][g.a.seat]
    codes = [code("post", "field", name) for name in ("personnel", "finance_accounting")]
    return _first_deputy(g) & np.isin(field, codes)


def _marry_head(g: Ground, i: int) -> bool:
    """Relate the new deputy to the head in office, about whom nothing is decided afterwards."""
    heads = g.leaders(i, head=True)
    people = g.tables["tenure"]["person_id"][heads]
    people = people[g.last_move[people] < g.a.signed[i]]
    return len(people) > 0 and _relate(g, int(g.a.person[i]), int(people[0]))


def _linked(g: Ground, i: int) -> tuple[str, ...]:
    return ("qd-114-2023.art-6.k5",) if g.a.signed[i] >= PARTY_114 else ("qd-205-2019.quan-he-gia-dinh",)


def _guarded_post(g: Ground, i: int) -> tuple[str, ...]:
    return ("luat-36-2018.art-20.k3", *_linked(g, i))


def _listed_head(g: Ground) -> Any:
    sectors = [code("organization", "sector", name) for name in _SECTORS]
    listed = np.isin(g.tables["organization"]["sector"][g.a.org], sectors)
    return listed & (g.a.level == 4) & (g.a.signed >= PARTY_114)


def _relate_chair(g: Ground, i: int) -> bool:
    """Relate the director of a listed department to the chair of the provincial People's Committee in office."""
    rows = g.in_office(_COMMITTEE, int(g.a.signed[i]) - 60, int(g.a.effective[i]))
    head = g.tables["post"]["leadership"][g.tables["tenure"]["post_id"][rows]] == code("post", "leadership", "head")
    # The director was never before director of another department, under the same chair.
    held = g.tables["tenure"]["post_id"][g.tables["tenure"]["person_id"] == g.a.person[i]]
    directed = g.tables["post"]["rank"][held] == g.tables["post"]["rank"][g.a.seat[i]]
    if not head.any() or np.count_nonzero(directed) > 1:
        return False
    return _relate(g, int(g.a.person[i]), int(g.tables["tenure"]["person_id"][rows[head][0]]))


# -- number of deputies ----------------------------------------------------------------------------------------------


def _capped(g: Ground) -> Any:
    signed, subkind = g.a.signed, g.tables["organization"]["subkind"][g.a.org]
    old = (signed >= _CAPS_24[0]) & (signed < _CAPS_24[1])
    by_size = [code("organization", "subkind", name) for name in ("phong", "van_phong")]
    inspectorate = old & (subkind == code("organization", "subkind", "thanh_tra"))
    return g.department & (g.a.level == 1) & (old | (signed >= _CAPS_370)) & (np.isin(subkind, by_size) | inspectorate)


def _shrink(g: Ground, i: int) -> bool:
    """Cut the establishment so far that a second deputy is one too many; nobody else became deputy there since."""
    org, year = int(g.a.org[i]), int(years_of(g.a.signed[i]))
    if not len(g.leaders(i, head=False)):
        return False
    since: Ints = (g.a.org == org) & (g.a.level == 1) & (years_of(g.a.signed) >= year)
    if np.count_nonzero(since) > 1:
        return False
    rows = g.tables["establishment"]
    rows["allotted"][(rows["organization_id"] == org) & (rows["year"] >= year)] = 6
    return True


def _over_cap(g: Ground, i: int) -> tuple[str, ...]:
    return ("nd-24-2014.art-6",) if g.a.signed[i] < _CAPS_24[1] else ("nd-370-2025.art-6",)


KINDS = (
    Kind(
        "relative_is_head",
        "cấp phó có quan hệ gia đình với người đứng đầu",
        "deputy related to the head of the body",
        (1, 2, 3, 4),
        _general,
        _marry_head,
        _linked,
    ),
    Kind(
        "relative_in_guarded_post",
        "người thân của người đứng đầu làm quản lý nhân sự, kế toán",
        "relative of the head in charge of personnel or accounts",
        (1, 2, 3, 4),
        _guarded,
        _marry_head,
        _guarded_post,
    ),
    Kind(
        "relative_chairs_committee",
        "giám đốc sở thuộc 13 ngành là người nhà Chủ tịch UBND tỉnh",
        "director in a listed sector related to the chair of the province",
        (1, 2, 3, 4),
        _listed_head,
        _relate_chair,
        lambda g, i: ("qd-114-2023.art-6.k5",),
    ),
    Kind(
        "too_many_deputies",
        "quá số lượng cấp phó",
        "more deputies than allowed",
        (1, 2, 3, 4),
        _capped,
        _shrink,
        _over_cap,
    ),
)
