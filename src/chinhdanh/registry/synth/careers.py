"""Careers in one province, window of signing by window of signing: who moves where, and when.

The ladder is specialist, deputy head of a unit, head of a unit, deputy director, director. In each window (see
``days.windows``) vacant seats are filled from above downwards: from the body itself, from elsewhere to a higher post,
or from elsewhere to an equal post. Only those move who have been in their present post for 26 months (from 2025-10-08
also those with 14 months in posts of its rank) and, to a first or higher post, have 62 months of service left. A seat
is filled in a later window than the one in which it fell vacant, so that no two people hold it. What is too early
(``short``) is a planted wrong: there the present post is younger than the law of the day asks.
"""

from dataclasses import dataclass, field

import numpy as np

from chinhdanh.registry.synth.days import (
    FIRST_DAY,
    LAST_SIGNED,
    NO_DAY,
    PARTY_80,
    PARTY_377,
    R2,
    R3,
    R4,
    REORGANISED,
    Ints,
    add_months,
    day,
    months_of,
    weekday,
    windows,
)
from chinhdanh.registry.synth.people import People
from chinhdanh.registry.synth.tables import NONE
from chinhdanh.registry.synth.world import PARTY_BODY, World

RECRUITED, APPOINTED, MOVED, RESIGNED, LEFT, CONVERTED, RETIRED = range(7)
"""Kinds of event in a career."""

EVENT_COLUMNS = ("person", "kind", "signed", "effective", "seat", "unit", "from_seat", "from_unit", "chair",
                 "external", "lateral", "first", "short", "carried")  # fmt: skip
_FAR = day("2200-01-01")
CAPS_370 = day("2026-01-01")
"""From 2026 a unit of a department has no more deputies than the department."""
PLANNED_SINCE = day("2020-06-01")
ROTATION_SINCE = day("2019-03-01")
"""From then on many vacant posts are filled from posts of equal rank elsewhere."""

_SHARE_ON_SITE, _SHARE_LATERAL = 0.30, 0.62


@dataclass
class Elected:
    """Holders of elected posts: post (place among the elected), person, first day, first day no longer in it."""

    post: Ints
    person: Ints
    start: Ints
    until: Ints


@dataclass
class Careers:
    """The state of every person and seat while the years pass, and the log of events (``EVENT_COLUMNS``)."""

    rng: np.random.Generator
    world: World
    people: People
    elected: Elected
    log: list[dict[str, Ints]] = field(default_factory=list)

    def __post_init__(self) -> None:
        people, world = self.people, self.world
        count, seats = people.size, len(world.s_org)
        self.org = np.array(world.s_org)
        self.level = np.array(world.s_level)
        self.rank = np.array(world.s_rank)
        self.parent = np.array(world.o_parent)[self.org]
        o_group, o_from, o_until = np.array(world.o_group), np.array(world.o_from), np.array(world.o_until)
        self.group_of_org = o_group
        self.seat_group = o_group[self.org]
        self.opens = o_from[self.org]
        self.closes = np.where(o_until[self.org] == NO_DAY, _FAR, o_until[self.org])
        self.holder = np.full(seats, NONE, dtype=np.int64)
        self.free_since = self.opens.copy()
        self.seat = np.full(count, NONE, dtype=np.int64)
        self.unit = self._first_units()
        self.since = people.recruited.copy()
        self.rank_since = people.recruited.copy()
        self.posts_led = np.zeros(count, dtype=np.int64)
        self.leaves = people.retires + 1
        self.retires_month = months_of(people.retires)
        self.barred = np.zeros(count, dtype=bool)
        self.moved = np.zeros(count, dtype=bool)
        group = o_group[self.unit]
        self.group_low, self.group_high = group.copy(), group.copy()
        every = np.arange(count)
        self._write(every, RECRUITED, people.recruited, people.recruited, seat=NONE, unit=self.unit)

    def _first_units(self) -> Ints:
        world = self.world
        weight = np.where(np.array(world.o_unit), np.array(world.o_allotted), 0).astype(float)
        before = np.where(np.array(world.o_from) < REORGANISED, weight, 0.0)
        after = np.where(np.array(world.o_until) == NO_DAY, weight, 0.0)
        late = self.people.recruited >= REORGANISED
        size = self.people.size
        return np.where(
            late,
            self.rng.choice(len(weight), size, p=after / after.sum()),
            self.rng.choice(len(weight), size, p=before / before.sum()),
        )

    def _write(self, person: Ints, kind: int, signed: Ints, effective: Ints, **more: Ints | int) -> None:
        event: dict[str, Ints] = {}
        given: dict[str, Ints | int] = {
            "person": person, "kind": kind, "signed": signed, "effective": effective, "seat": NONE, "unit": NONE,
            "from_seat": NONE, "from_unit": NONE, "chair": NONE, "external": 0, "lateral": 0, "first": 0, "short": 0,
            "carried": 0, **more,
        }  # fmt: skip
        for name in EVENT_COLUMNS:
            event[name] = np.broadcast_to(np.asarray(given[name], dtype=np.int64), person.shape).copy()
        self.log.append(event)

    # -- the years ---------------------------------------------------------------------------------------------------

    def run(self) -> dict[str, Ints]:
        """All events until the last signature, sorted by person and day of effect."""
        self._fill_first()
        reorganised = False
        for start, end, carried in windows():
            if start >= REORGANISED and not reorganised:
                self._reorganise()
                reorganised = True
            self.moved[:] = False
            self._free(start)
            self._depart(start, end)
            self._fill(start, end, carried)
        self._retire()
        events = {name: np.concatenate([part[name] for part in self.log]) for name in EVENT_COLUMNS}
        order = np.lexsort((events["kind"], events["effective"], events["person"]))
        return {name: column[order] for name, column in events.items()}

    def _free(self, today: int) -> None:
        taken = np.flatnonzero(self.holder >= 0)
        gone = taken[self.leaves[self.holder[taken]] <= today]
        self.free_since[gone] = self.leaves[self.holder[gone]]
        self.seat[self.holder[gone]] = NONE
        self.holder[gone] = NONE

    def _active(self, start: int, end: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return (self.people.recruited < start - 90) & (self.leaves > end + 30) & ~self.moved

    def _days(self, start: int, end: int, size: int) -> tuple[Ints, Ints]:
        signed = weekday(self.rng.integers(start + 2, max(end - 5, start + 3), size))
        return signed, signed + self.rng.integers(1, 4, size)

    def _depart(self, start: int, end: int) -> None:
        """Resignations from posts, separations, and moves of specialists."""
        active = self._active(start, end) & (self.leaves > end + 400) & (self.since < start - 370)
        draw = self.rng.random(self.people.size)
        level = np.where(self.seat >= 0, self.level[self.seat], 0)
        resign = np.flatnonzero(active & (((level > 0) & (draw < 0.016)) | ((level >= 3) & (draw < 0.04))))
        signed, effective = self._days(start, end, len(resign))
        seats = self.seat[resign]
        # Leaders of departments go to the personnel body of the party committee, others stay where they are.
        unit = np.where(self.level[seats] >= 3, PARTY_BODY, self.unit[resign])
        self._write(resign, RESIGNED, signed, effective, unit=unit, from_seat=seats, from_unit=self.unit[resign])
        self.group_low[resign] = np.where(self.level[seats] >= 3, NONE, self.group_low[resign])
        self.unit[resign] = unit
        self.holder[seats] = NONE
        self.free_since[seats] = effective
        self.seat[resign] = NONE
        self.since[resign] = self.rank_since[resign] = effective
        self.barred[resign] = self.moved[resign] = True
        left = np.flatnonzero(active & ~self.moved & (self.seat < 0) & (draw < 0.0012))
        signed, effective = self._days(start, end, len(left))
        self._write(left, LEFT, signed, effective, from_unit=self.unit[left])
        self.leaves[left] = effective
        self.moved[left] = True
        active &= ~self.moved & (self.seat < 0) & (self.unit != PARTY_BODY)
        going = np.flatnonzero(active & (draw > 0.995))
        units = self.other_units(going, start)
        going, units = going[units != self.unit[going]], units[units != self.unit[going]]
        signed, effective = self._days(start, end, len(going))
        self._write(going, MOVED, signed, effective, unit=units, from_unit=self.unit[going])
        self.unit[going] = units
        self.since[going] = effective
        self.moved[going] = True

    def other_units(self, going: Ints, today: int) -> Ints:
        """A random unit that exists on `today` in the group of each person in `going`."""
        world = self.world
        exists = np.array(world.o_unit) & (np.array(world.o_from) <= today)
        exists &= (np.array(world.o_until) == NO_DAY) | (np.array(world.o_until) > today)
        units = np.flatnonzero(exists)
        units = units[np.argsort(self.group_of_org[units], kind="stable")]
        groups = self.group_of_org[units]
        mine = self.group_of_org[self.unit[going]]
        low, high = np.searchsorted(groups, mine, "left"), np.searchsorted(groups, mine, "right")
        return units[low + (self.rng.random(len(going)) * (high - low)).astype(np.int64)]

    # -- filling seats -----------------------------------------------------------------------------------------------

    def _match(self, vacancies: Ints, pools: Ints, people: Ints, of_people: Ints) -> tuple[Ints, Ints]:
        """Pair vacancies with people of the same pool, at random; places in `vacancies`, and people."""
        pool_order = np.lexsort((self.rng.random(len(vacancies)), pools))
        people_order = np.lexsort((self.rng.random(len(people)), of_people))
        wanted, offered = pools[pool_order], of_people[people_order]
        key = wanted * 1_000_000 + np.arange(len(wanted)) - np.searchsorted(wanted, wanted)
        offer = offered * 1_000_000 + np.arange(len(offered)) - np.searchsorted(offered, offered)
        _, mine, theirs = np.intersect1d(key, offer, assume_unique=True, return_indices=True)
        return pool_order[mine], people[people_order[theirs]]

    def _fill_first(self) -> None:
        """The leaders of 2010, appointed from 2005 to 2009 by the age and place they had."""
        people = self.people
        month = months_of(FIRST_DAY)
        for level in (4, 3, 2, 1):
            vacant = np.flatnonzero((self.level == level) & (self.holder < 0) & (self.opens < REORGANISED))
            ready = (people.recruited < day("2004-06-01")) & (self.seat < 0)
            ready &= self.retires_month - month > (30 if level > 1 else 60)
            if level >= 3:
                ready &= people.birth < day("1972-01-01")
            candidates = np.flatnonzero(ready)
            pool = self.seat_group[vacant] if level >= 3 else self.org[vacant]
            theirs = self.group_of_org[self.unit[candidates]] if level >= 3 else self.unit[candidates]
            places, chosen = self._match(vacant, pool, candidates, theirs)
            seats = vacant[places]
            earliest = np.maximum(add_months(people.recruited[chosen], 48), day("2005-06-01"))
            signed = weekday(earliest + self.rng.integers(0, 480, len(chosen)))
            self._seat(chosen, seats, signed, signed + 1, chair=NONE, external=0, lateral=0, short=0, carried=0)
        self.moved[:] = False

    def _seat(self, chosen: Ints, seats: Ints, signed: Ints, effective: Ints, **more: Ints | int) -> None:
        before, unit = self.seat[chosen], self.unit[chosen]
        self._write(
            chosen, APPOINTED, signed, effective, seat=seats, unit=self.org[seats], from_seat=before, from_unit=unit,
            first=(self.posts_led[chosen] == 0).astype(np.int64), **more,
        )  # fmt: skip
        self._sit(chosen, seats, effective, np.asarray(more["lateral"]) == 0)

    def _sit(
        self, chosen: Ints, seats: Ints, effective: Ints, higher: np.ndarray[tuple[int], np.dtype[np.bool_]]
    ) -> None:
        before = self.seat[chosen]
        old = before[before >= 0]
        self.holder[old] = NONE
        self.free_since[old] = effective[before >= 0]
        self.holder[seats] = chosen
        self.seat[chosen] = seats
        self.unit[chosen] = self.org[seats]
        self.since[chosen] = effective
        self.rank_since[chosen] = np.where(higher, effective, self.rank_since[chosen])
        self.posts_led[chosen] += 1
        self.moved[chosen] = True
        group = self.seat_group[seats]
        self.group_low[chosen] = np.minimum(self.group_low[chosen], group)
        self.group_high[chosen] = np.maximum(self.group_high[chosen], group)

    def _chairs(self, start: int, end: int) -> Ints:
        """For every organisation someone in office in it from well before the window to its end, else ``NONE``."""
        chair = np.full(len(self.world.o_name), NONE, dtype=np.int64)
        high = np.flatnonzero((self.level >= 3) & (self.holder >= 0))
        high = high[np.argsort(self.level[high], kind="stable")]  # a director overwrites a deputy
        stays = (self.since[self.holder[high]] <= start - 60) & (self.leaves[self.holder[high]] > end + 10)
        high = high[stays & ~self.moved[self.holder[high]]]
        chair[self.org[high]] = self.holder[high]
        posts = self.elected
        until = np.where(posts.until == NO_DAY, _FAR, posts.until)
        there = np.flatnonzero((posts.start <= start - 60) & (until > end + 10))[::-1]
        chair[np.array(self.world.e_org)[posts.post[there]]] = posts.person[there]
        return chair

    def _fill(self, start: int, end: int, carried: bool) -> None:
        for level in (4, 3, 2, 1):
            chair = self._chairs(start, end)
            vacant = (self.level == level) & (self.holder < 0) & (self.free_since <= start)
            vacant &= (self.opens <= start - 60) & (self.closes > end + 60) & (chair[self.parent] >= 0)
            # After the reorganisation seats stay empty for long; the year 2026 fills them.
            fill = 0.15 if carried else 0.35 if PARTY_377 <= start < R4 else 0.85
            seats = np.flatnonzero(vacant)
            seats = seats[self.rng.random(len(seats)) < fill]
            if level == 1 and end >= CAPS_370:
                seats = seats[self._fewer_than_above(seats, start, end)]
            if level in (2, 3) and not carried:
                seats = self._round(seats, level, "short", start=start, end=end, carried=carried)
            draw = self.rng.random(len(seats))
            early = start < ROTATION_SINCE
            onsite = draw < (0.6 if early else _SHARE_ON_SITE)
            lateral = draw > 1 - (0.2 if early else _SHARE_LATERAL)
            rest = [self._round(seats[onsite], level, "on_site", start=start, end=end, carried=carried)]
            rest.append(self._round(seats[lateral], level, "lateral", start=start, end=end, carried=carried))
            rest.append(seats[~onsite & ~lateral])
            left = self._round(np.concatenate(rest), level, "external", start=start, end=end, carried=carried)
            self._round(left, level, "on_site", start=start, end=end, carried=carried)

    def _fewer_than_above(self, seats: Ints, start: int, end: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Has the body above as many deputies in office as the unit has seats for deputies, if it has such seats?"""
        bodies = len(self.group_of_org)
        seats_above = np.bincount(self.org[self.level == 3], minlength=bodies)
        own = np.bincount(self.org[self.level == 1], minlength=bodies)
        held = np.flatnonzero((self.level == 3) & (self.holder >= 0))
        stays = (self.since[self.holder[held]] <= start) & (self.leaves[self.holder[held]] > end + 10)
        above = np.bincount(self.org[held[stays]], minlength=bodies)
        parent = self.parent[seats]
        return np.asarray((seats_above[parent] == 0) | (above[parent] >= own[self.org[seats]]))

    def _eligible(self, level: int, how: str, start: int, end: int) -> Ints:
        below = level if how == "lateral" else level - 1
        if below == 0:
            some = np.flatnonzero(self.seat < 0)
        else:
            some = self.holder[(self.level == below) & (self.holder >= 0)]
            if level == 3 and how != "lateral":  # not from the communes
                some = some[self.rank[self.seat[some]] == 40]
            some = np.sort(some)
        since, rank_since = self.since[some], self.rank_since[some]
        ready = (self.people.recruited[some] < start - 90) & (self.leaves[some] > end + 30)
        ready &= ~self.moved[some] & ~self.barred[some]
        least = 20 if how == "lateral" else 62
        if start >= PLANNED_SINCE:  # one term at least is left when the planned one begins
            term = 2025 if end >= day("2025-07-01") else 2020
            least = max(least, (term - 1970) * 12 + 74 - int(months_of(start)))
        ready &= self.retires_month[some] - int(months_of(end)) >= least
        if how == "short":
            first, last = _short_limits(start, end)
            ready &= (since >= first) & (since <= last) & (self.posts_led[some] == 1) & (rank_since == since)
            return some[ready]
        long_enough = since <= int(add_months(start, -26))
        if start >= PARTY_377:
            least = int(add_months(start, -12)) if how == "lateral" else start - 130
            long_enough |= (rank_since <= int(add_months(start, -14))) & (since <= least)
        return some[ready & long_enough]

    def _round(self, seats: Ints, level: int, how: str, *, start: int, end: int, carried: bool) -> Ints:
        """Fill `seats` of one level in one manner; the seats that stay vacant."""
        candidates = self._eligible(level, how, start, end)
        if not len(seats) or not len(candidates):
            return seats
        units = self.unit[candidates]
        narrow = how in ("on_site", "short")
        if narrow and level <= 2:
            pools, theirs = self.org[seats], units
        elif narrow or level <= 2:
            pools, theirs = self.seat_group[seats], self.group_of_org[units]
        else:
            pools, theirs = np.zeros(len(seats), dtype=np.int64), np.zeros(len(candidates), dtype=np.int64)
        places, chosen = self._match(seats, pools, candidates, theirs)
        if how == "short":
            few = 1 + len(self.org) // 4000 + 2 * int(start >= R4)
            places, chosen = places[:few], chosen[:few]
        taken = seats[places]
        if not narrow:  # somebody from the same body is no candidate from elsewhere
            same = self.unit[chosen] == self.org[taken] if level <= 2 else (
                self.group_of_org[self.unit[chosen]] == self.seat_group[taken]
            )  # fmt: skip
            places, chosen, taken = places[~same], chosen[~same], taken[~same]
        # One who leaves a seat of command of the parent body would leave its other procedures without a chair.
        chair = self._chairs(start, end)[self.parent[taken]]
        good = (chair >= 0) & (chair != chosen)
        places, chosen, taken, chair = places[good], chosen[good], taken[good], chair[good]
        signed, effective = self._days(start, end, len(chosen))
        self._seat(
            chosen, taken, signed, effective, chair=chair, external=int(not narrow), lateral=int(how == "lateral"),
            short=int(how == "short"), carried=int(carried),
        )  # fmt: skip
        stay = np.ones(len(seats), dtype=bool)
        stay[places] = False
        return seats[stay]

    # -- reorganisation and retirement -------------------------------------------------------------------------------

    def _reorganise(self) -> None:
        """Districts end: half of the new seats is taken by conversion from seats of equal rank, all others move."""
        self._free(REORGANISED)
        here = self.people.recruited < REORGANISED
        here &= self.leaves > REORGANISED
        ends = np.array(self.world.o_until)[self.unit] == REORGANISED
        everyone = np.flatnonzero(here & ends)
        level = np.where(self.seat[everyone] >= 0, self.level[self.seat[everyone]], 0)
        for rung in (2, 1):
            seats = np.flatnonzero((self.level == rung) & (self.opens == REORGANISED))
            seats = seats[self.rng.random(len(seats)) < 0.5]
            leaders = everyone[level == rung]
            leaders = leaders[self.retires_month[leaders] - int(months_of(REORGANISED)) > 8]
            places, chosen = self._match(seats, self.seat_group[seats], leaders, self.group_of_org[self.unit[leaders]])
            taken = seats[places]
            day_ = np.full(len(chosen), REORGANISED, dtype=np.int64)
            self._write(chosen, CONVERTED, day_, day_, seat=taken, unit=self.org[taken],
                        from_seat=self.seat[chosen], from_unit=self.unit[chosen])  # fmt: skip
            self._sit(chosen, taken, day_, np.zeros(len(chosen), dtype=bool))
        rest = everyone[np.array(self.world.o_until)[self.unit[everyone]] == REORGANISED]
        units = self.other_units(rest, REORGANISED)
        day_ = np.full(len(rest), REORGANISED, dtype=np.int64)
        self._write(rest, MOVED, day_, day_, unit=units, from_seat=self.seat[rest], from_unit=self.unit[rest])
        old = self.seat[rest]
        self.holder[old[old >= 0]] = NONE
        self.seat[rest] = NONE
        self.unit[rest] = units
        self.since[rest] = REORGANISED

    def _retire(self) -> None:
        """Retirement decisions four to six months ahead, also those signed now for the months to come."""
        retires = self.people.retires
        stays = self.leaves == retires + 1
        signed = weekday(add_months(retires, -4) - self.rng.integers(5, 50, len(retires)))
        going = np.flatnonzero(stays & (signed <= LAST_SIGNED) & (retires > FIRST_DAY))
        self._write(going, RETIRED, signed[going], retires[going] + 1, from_seat=self.seat[going],
                    from_unit=self.unit[going])  # fmt: skip


def _short_limits(start: int, end: int) -> tuple[int, int]:
    """Between which days someone must have come to the present post whose rise is too early by the law of the day."""
    if start >= R4:
        return int(add_months(start, -10)), start - 90
    if start >= R2 or start >= PARTY_80:
        return (int(add_months(start, -20)), start - 150) if start < PARTY_377 or start < R3 else (_FAR, _FAR)
    return _FAR, _FAR


def elected_posts(world: World, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Holdings of elected posts ``(post, start, until)``: heads change in 2016 and 2026, deputies in 2014 and 2021."""
    heads, deputies = [day("2006-06-01"), day("2016-06-15"), day("2026-04-01")], [
        day("2004-07-01"), day("2013-03-15"), day("2021-07-01"),
    ]  # fmt: skip
    rows: list[tuple[int, int, int]] = []
    for post, org in enumerate(world.e_org):
        opens, closes = world.o_from[org], world.o_until[org]
        starts = heads if world.e_head[post] else deputies
        starts = [REORGANISED] if opens == REORGANISED else [s for s in starts if closes == NO_DAY or s < closes]
        for start, until in zip(starts, [*starts[1:], closes], strict=True):
            rows.append((post, start, until))
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]
