"""Organisations, seats and posts of one synthetic province.

A *group* is a department with its units, or a district with its divisions and communes (from 2025-07-01 the new
communes on the district's ground). A *unit* is an organisation in which specialists serve. A *seat* is one post of
leadership: level 1 deputy head of a unit, 2 head of a unit, 3 deputy director, 4 director of a department.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from chinhdanh.registry.synth.days import NO_DAY, REORGANISED, Ints, day
from chinhdanh.registry.synth.tables import NONE, Rows, Words, code

FOUNDED = day("1970-01-01")
PARTY_BODY = 1
"""Place of the personnel body of the provincial party committee among the organisations."""

_FIRST = ("An", "Bình", "Cẩm", "Đông", "Hà", "Hòa", "Kim", "Lạc", "Long", "Ninh", "Phú", "Sơn", "Tân", "Thanh", "Vĩnh")
_SECOND = ("Sơn", "Giang", "Khê", "Lâm", "Hải", "Nguyên", "Châu", "Phong", "Thịnh", "Dương", "Xuyên", "Lộc", "Mỹ")

_DEPARTMENTS = (
    ("Sở Nội vụ", "home_affairs"),
    ("Sở Tài chính", "finance"),
    ("Thanh tra tỉnh", "inspection"),
    ("Sở Công Thương", "industry_trade"),
    ("Sở Kế hoạch và Đầu tư", "planning"),
    ("Sở Tài nguyên và Môi trường", "land_environment"),
    ("Sở Xây dựng", "construction"),
    ("Sở Nông nghiệp và Phát triển nông thôn", "agriculture"),
    ("Sở Y tế", "health"),
    ("Sở Giáo dục và Đào tạo", "education"),
    ("Sở Tư pháp", "justice"),
    ("Sở Khoa học và Công nghệ", "other"),
    ("Sở Văn hóa, Thể thao", "other"),
    ("Sở Ngoại vụ", "other"),
)
_DIVISIONS = (
    "Nội vụ",
    "Tài chính",
    "Tư pháp",
    "Kinh tế",
    "Y tế",
    "Giáo dục",
    "Văn hóa",
    "Xây dựng",
    "Môi trường",
    "Dân tộc",
)
DIVISIONS_OF_DISTRICT, COMMUNES_OF_DISTRICT = 12, 5
NEW_COMMUNES_OF_DISTRICT, DIVISIONS_OF_NEW_COMMUNE = 3, 5
_TITLES = {1: "Phó Trưởng", 2: "Trưởng", 3: "Phó Giám đốc", 4: "Giám đốc"}


@dataclass
class World:
    """Organisations (``o_*``), seats (``s_*``) and elected posts (``e_*``) as lists, by place; see the module."""

    name: str
    province: int
    province_class: str
    o_name: list[str] = field(default_factory=list)
    o_kind: list[str] = field(default_factory=list)
    o_level: list[str] = field(default_factory=list)
    o_parent: list[int] = field(default_factory=list)
    o_sector: list[str] = field(default_factory=list)
    o_subkind: list[str] = field(default_factory=list)
    o_from: list[int] = field(default_factory=list)
    o_until: list[int] = field(default_factory=list)
    o_successor: list[int] = field(default_factory=list)
    o_allotted: list[int] = field(default_factory=list)
    o_group: list[int] = field(default_factory=list)
    o_unit: list[bool] = field(default_factory=list)
    o_field: list[str] = field(default_factory=list)
    s_org: list[int] = field(default_factory=list)
    s_level: list[int] = field(default_factory=list)
    s_rank: list[int] = field(default_factory=list)
    e_org: list[int] = field(default_factory=list)
    e_title: list[str] = field(default_factory=list)
    e_rank: list[int] = field(default_factory=list)
    e_head: list[bool] = field(default_factory=list)
    groups: int = 0

    def organization(self, name: str, kind: str, level: str, parent: int, group: int, **more: Any) -> int:
        """Add an organisation; its place."""
        self.o_name.append(name)
        self.o_kind.append(kind)
        self.o_level.append(level)
        self.o_parent.append(parent)
        self.o_group.append(group)
        self.o_sector.append(more.get("sector", "other"))
        self.o_subkind.append(more.get("subkind", ""))
        self.o_from.append(more.get("start", FOUNDED))
        self.o_until.append(more.get("until", NO_DAY))
        self.o_successor.append(NONE)
        self.o_allotted.append(more.get("allotted", NONE))
        self.o_unit.append(more.get("unit", False))
        self.o_field.append(more.get("field", "general"))
        return len(self.o_name) - 1

    def seats(self, org: int, levels: list[tuple[int, int]]) -> None:
        """Add seats ``(level, rank)`` to an organisation."""
        for level, rank in levels:
            self.s_org.append(org)
            self.s_level.append(level)
            self.s_rank.append(rank)

    def elected(self, org: int, titles: list[tuple[str, int]]) -> None:
        """Add elected posts ``(title, rank)``, the head's first."""
        for place, (title, rank) in enumerate(titles):
            self.e_org.append(org)
            self.e_title.append(title)
            self.e_rank.append(rank)
            self.e_head.append(place == 0)


def _size(rng: np.random.Generator, subkind: str = "phong") -> int:
    """Establishment of a unit: 6 or 7 (one deputy in all four regimes) or 10 to 12 (two)."""
    if subkind == "chi_cuc":
        return int(rng.integers(12, 14))
    return int(rng.choice([6, 7, 10, 11, 12], p=[0.3, 0.25, 0.2, 0.15, 0.1]))


def _leaders(allotted: int, deputy: int, head: int) -> list[tuple[int, int]]:
    return [(2, head)] + [(1, deputy)] * (2 if allotted >= 10 else 1)


def build(rng: np.random.Generator, number: int, size: int) -> World:
    """The organisations and seats of province `number` with `size` officials over the years."""
    name = f"{_FIRST[number % len(_FIRST)]} {_SECOND[(number * 4 + number // len(_FIRST)) % len(_SECOND)]}"
    world = World(name, 901 + number, ("2", "1", "3")[number % 3])
    world.organization(f"Tỉnh ủy {name}", "party_committee", "province", NONE, NONE)
    world.elected(0, [("Bí thư Tỉnh ủy", 95), ("Phó Bí thư Tỉnh ủy", 85)])
    world.organization("Ban Tổ chức Tỉnh ủy", "party_body", "province", 0, NONE, sector="party_organization",
                       allotted=0, unit=True)  # fmt: skip
    committee = world.organization(f"Ủy ban nhân dân tỉnh {name}", "provincial_committee", "province", NONE, NONE)
    deputies = [(f"Phó Chủ tịch Ủy ban nhân dân tỉnh {place}", 80) for place in (1, 2, 3)]
    world.elected(committee, [("Chủ tịch Ủy ban nhân dân tỉnh", 90), *deputies])
    units = max(24, round(size * 0.055))
    departments = min(len(_DEPARTMENTS), max(4, units // 8))
    for place in range(departments):
        _department(rng, world, committee, place, units // departments + (place < units % departments))
    for place in range(max(1, round(size / 310))):
        _district(rng, world, committee, place)
    return world


def _department(rng: np.random.Generator, world: World, committee: int, place: int, units: int) -> None:
    group = world.groups
    world.groups += 1
    title, sector = _DEPARTMENTS[place]
    org = world.organization(title, "provincial_department", "province", committee, group, sector=sector, subkind="so")
    world.seats(org, [(4, 60), (3, 50), (3, 50), (3, 50)])
    special = (
        ("Văn phòng", "van_phong", "general"),
        ("Phòng Tổ chức cán bộ", "phong", "personnel"),
        ("Phòng Kế hoạch - Tài chính", "phong", "finance_accounting"),
        ("Thanh tra", "thanh_tra", "inspection"),
    )
    for number in range(units):
        unit_name, subkind, field_ = f"Phòng Nghiệp vụ {number - 3}", "phong", "general"
        if number < len(special):
            unit_name, subkind, field_ = special[number]
        elif number % 6 == 5:
            unit_name, subkind = f"Chi cục {number // 6 + 1}", "chi_cuc"
        allotted = _size(rng, subkind)
        kind = "branch" if subkind == "chi_cuc" else "division"
        unit = world.organization(
            f"{unit_name}, {title}", kind, "province", org, group,
            subkind=subkind, allotted=allotted, unit=True, field=field_,
        )  # fmt: skip
        world.seats(unit, _leaders(allotted, 30, 40))


def _district(rng: np.random.Generator, world: World, committee: int, place: int) -> None:
    group = world.groups
    world.groups += 1
    name = f"{_SECOND[place % len(_SECOND)]} {_FIRST[(place // len(_SECOND) + place) % len(_FIRST)]} {place + 1}"
    org = world.organization(
        f"Ủy ban nhân dân huyện {name}", "district", "district", committee, group, until=REORGANISED
    )
    world.elected(org, [("Chủ tịch Ủy ban nhân dân huyện", 60), ("Phó Chủ tịch Ủy ban nhân dân huyện", 50)])
    for number in range(DIVISIONS_OF_DISTRICT):
        allotted = _size(rng)
        title = _DIVISIONS[number] if number < len(_DIVISIONS) else f"Nghiệp vụ {number}"
        unit = world.organization(
            f"Phòng {title} huyện {name}", "division", "district", org, group,
            subkind="phong", allotted=allotted, unit=True, until=REORGANISED,
        )  # fmt: skip
        world.seats(unit, _leaders(allotted, 20, 30))
    old = [
        world.organization(
            f"Ủy ban nhân dân xã {name} - {number + 1}",
            "commune",
            "commune",
            org,
            group,
            allotted=12,
            unit=True,
            until=REORGANISED,
        )
        for number in range(COMMUNES_OF_DISTRICT)
    ]
    new = []
    for number in range(NEW_COMMUNES_OF_DISTRICT):
        commune = world.organization(
            f"Ủy ban nhân dân xã {name} {'ABC'[number]}", "commune", "commune", committee, group, start=REORGANISED
        )
        new.append(commune)
        world.elected(commune, [("Chủ tịch Ủy ban nhân dân xã", 50), ("Phó Chủ tịch Ủy ban nhân dân xã", 40)])
        for part in range(DIVISIONS_OF_NEW_COMMUNE):
            allotted = _size(rng)
            unit = world.organization(
                f"Phòng {_DIVISIONS[part]} xã {name} {'ABC'[number]}", "division", "commune", commune, group,
                subkind="phong", allotted=allotted, unit=True, start=REORGANISED,
            )  # fmt: skip
            world.seats(unit, _leaders(allotted, 20, 30))
    for number, commune in enumerate(old):
        world.o_successor[commune] = new[number % len(new)]


def organization_rows(world: World, head: Ints) -> Rows:
    """The table ``organization``; `head` is the place of the head's post of each."""
    count = len(world.o_name)
    return Rows(
        "organization",
        {
            "id": np.arange(count),
            "name": Words(world.o_name, np.arange(count)),
            "kind": np.array([code("organization", "kind", value) for value in world.o_kind]),
            "level": np.array([code("organization", "level", value) for value in world.o_level]),
            "parent_id": np.array(world.o_parent),
            "province": str(world.province),
            "province_class": world.province_class,
            "sector": np.array([code("organization", "sector", value) for value in world.o_sector]),
            "subkind": np.array([code("organization", "subkind", v) if v else NONE for v in world.o_subkind]),
            "rearranged_on": np.where(np.array(world.o_from) == REORGANISED, REORGANISED, NO_DAY),
            "head_post_id": head,
            "from": np.array(world.o_from),
            "until": np.array(world.o_until),
            "successor_id": np.array(world.o_successor),
        },
    )


def post_rows(world: World) -> tuple[Rows, Ints, Ints]:
    """The table ``post``, the post of specialists of each organisation, and the post of the head of each.

    Seats come first, then the posts of specialists, then the elected posts. Places, not numbers, are given back.
    """
    seats, orgs = len(world.s_org), len(world.o_name)
    units = np.flatnonzero(np.array(world.o_unit))
    s_org, s_level = np.array(world.s_org), np.array(world.s_level)
    specialist = np.full(orgs, NONE, dtype=np.int64)
    specialist[units] = seats + np.arange(len(units))
    elected = np.array(world.e_org)
    head = np.full(orgs, NONE, dtype=np.int64)
    is_head = np.isin(s_level, (2, 4))
    head[s_org[is_head]] = np.flatnonzero(is_head)
    e_head = np.array(world.e_head)
    head[elected[e_head]] = seats + len(units) + np.flatnonzero(e_head)
    org = np.concatenate([s_org, units, elected])
    rank = np.concatenate([np.array(world.s_rank), np.full(len(units), 10), np.array(world.e_rank)])
    below = {20: 10, 30: 20, 40: 30, 50: 40, 60: 50}
    lower = [10 if level == 1 else below[int(r)] for level, r in zip(s_level, world.s_rank, strict=True)]
    equal = ["chuyên viên", "cấp phó phòng huyện, xã", "cấp phó phòng sở", "cấp trưởng phòng huyện, xã",
             "cấp trưởng phòng sở", "cấp phó giám đốc sở", "cấp giám đốc sở"]  # fmt: skip
    place = {(1, 20): 1, (1, 30): 2, (2, 30): 3, (2, 40): 4, (3, 50): 5, (4, 60): 6}
    equivalence = np.concatenate(
        [
            np.array([place[(int(a), int(b))] for a, b in zip(s_level, world.s_rank, strict=True)]),
            np.zeros(len(units), dtype=np.int64),
            np.full(len(elected), NONE),
        ]
    )
    leadership = np.concatenate(
        [
            np.where(is_head, code("post", "leadership", "head"), code("post", "leadership", "deputy")),
            np.full(len(units), code("post", "leadership", "none")),
            np.where(e_head, code("post", "leadership", "head"), code("post", "leadership", "deputy")),
        ]
    )
    managed = {"province": code("post", "managed_by", "province"), "agency": code("post", "managed_by", "agency"),
               "commune": code("post", "managed_by", "commune")}  # fmt: skip
    by = [
        managed["province"] if world.o_unit[o] is False
        else managed["commune"] if world.o_level[o] == "commune" else managed["agency"]
        for o in org.tolist()
    ]  # fmt: skip
    titles = [_title(world, o, level) for o, level in zip(world.s_org, world.s_level, strict=True)]
    words = [*titles, *["Chuyên viên"] * len(units), *world.e_title]
    count = len(org)
    fields = np.array([code("post", "field", world.o_field[o]) for o in org.tolist()])
    start, end = np.array(world.o_from)[org], np.array(world.o_until)[org]
    rows = Rows(
        "post",
        {
            "id": np.arange(count),
            "organization_id": org,
            "title": Words(words, np.arange(count)),
            "leadership": leadership,
            "rank": rank,
            "equivalence": Words(equal, equivalence),
            "adjacent_lower_rank": np.concatenate([np.array(lower), np.full(count - seats, NONE)]),
            "field": np.where(np.arange(count) < seats, fields, code("post", "field", "general")),
            "managed_by": np.array(by),
            "public_unit": 0,
            "elected": (np.arange(count) >= seats + len(units)).astype(np.int64),
            "term_months": np.where((np.arange(count) < seats) | (np.arange(count) >= seats + len(units)), 60, NONE),
            "seats": np.where((np.arange(count) >= seats) & (np.arange(count) < seats + len(units)), 200, 1),
            "from": start,
            "until": end,
        },
    )
    return rows, specialist, head


def _title(world: World, org: int, level: int) -> str:
    if level >= 3:
        return f"{_TITLES[level]} {world.o_name[org]}"
    kind = {"chi_cuc": "Chi cục trưởng", "van_phong": "Chánh Văn phòng", "thanh_tra": "Chánh Thanh tra"}.get(
        world.o_subkind[org], "Trưởng phòng"
    )
    return kind if level == 2 else f"Phó {kind}"


def establishment_rows(world: World) -> Rows:
    """The table ``establishment`` for units, 2019 to 2026; districts until 2025, new communes from 2025."""
    units = np.flatnonzero(np.array(world.o_unit))
    years = np.arange(2019, 2027)
    unit, year = np.repeat(units, len(years)), np.tile(years, len(units))
    start, end = np.array(world.o_from)[unit], np.array(world.o_until)[unit]
    alive = ((end == NO_DAY) | (year <= 2025)) & ((start < REORGANISED) | (year >= 2025))
    unit, year = unit[alive], year[alive]
    return Rows(
        "establishment",
        {
            "organization_id": unit,
            "year": year,
            "category": "civil_servant",
            "allotted": np.array(world.o_allotted)[unit],
        },
    )
