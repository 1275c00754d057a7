"""A sweep over the calendar: days on which a family of provisions has none in force, or two.

`families/*.yaml` names the families in which exactly one provision is expected on each day. The sweep asserts no value: it
only finds days with no law or with two, and says which of them are known and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import yaml

from chinhdanh.law.errors import LawProblem, LawProblems, nearest_en, nearest_vi
from chinhdanh.law.library import PACKAGED, Library, Period, Provision, Words, nearest
from chinhdanh.law.nodes import NodeReader, name_of


@dataclass(frozen=True, slots=True)
class Known:
    """A period in which the family lawfully, or as far as was read, has no provision or more than one."""

    period: Period
    reason: Words
    line: int


@dataclass(frozen=True, slots=True)
class Family:
    """Provisions of which exactly one is expected on each day of `period`; `known` are the exceptions."""

    id: str
    title: Words
    period: Period
    provisions: tuple[str, ...]
    known: tuple[Known, ...]
    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without any provision of the family; `reason` is None where nobody explained them: an error."""

    family: Family
    period: Period
    reason: Words | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Days with more than one provision of the family; `reason` is None where nobody explained them: an error."""

    family: Family
    period: Period
    provisions: tuple[str, ...]
    reason: Words | None


def load_families(library: Library, folder: Path | None = None) -> tuple[Family, ...]:
    """The families of a folder's files, the packaged ones by default. Raises LawProblems with every fault of them."""
    problems: list[LawProblem] = []
    families: dict[str, Family] = {}
    for source in sorted((folder or PACKAGED / "families").glob("*.yaml")):
        reader = NodeReader(source, problems)
        root = reader.compose(source.read_bytes())
        for node in reader.sequence(root, source.stem) if root is not None else ():
            family = _family(reader, node)
            if family is None:
                continue
            first = families.setdefault(family.id, family)
            if first is not family:
                reader.note(node, "duplicate_id", id=family.id, first=f"{first.file}:{first.line}")
            for identity in family.provisions:
                if identity not in library.provisions:
                    near = nearest(identity, library.provisions)
                    values = {"where": family.id, "id": identity}
                    reader.note(
                        node, "unknown_provision", **values, nearest_vi=nearest_vi(near), nearest_en=nearest_en(near)
                    )
    if problems:
        raise LawProblems(problems)
    return tuple(families.values())


def _family(reader: NodeReader, node: yaml.Node) -> Family | None:
    got = reader.mapping(
        node,
        name_of(node) or "families",
        required={
            "id": reader.text,
            "title": reader.words,
            "from": reader.day,
            "until": reader.day_or_open,
            "provisions": reader.texts,
        },
        optional={"known": reader.nodes},
    )
    period = reader.period(node, got["id"], got.pop("from"), got.pop("until")) if got else None
    if got is None or period is None:
        return None
    known = [_known(reader, item, got["id"]) for item in got.pop("known") or ()]
    return Family(
        **got,
        period=period,
        known=tuple(one for one in known if one is not None),
        file=reader.file,
        line=node.start_mark.line + 1,
    )


def _known(reader: NodeReader, node: yaml.Node, where: str) -> Known | None:
    required = {"from": reader.day, "until": reader.day_or_open, "reason": reader.words}
    got = reader.mapping(node, where, required=required)
    period = reader.period(node, where, got["from"], got["until"]) if got else None
    return Known(period, got["reason"], node.start_mark.line + 1) if got and period else None


def sweep(library: Library, families: Iterable[Family], first: date, last: date) -> list[Gap | Overlap]:
    """For each family the days from `first` to `last`, both included, with no provision or with several, as periods.

    In the order of the families, then of time. What is known comes with its reason; where only some of the days are
    explained, the others stand apart. Raises ValueError where `last` is before `first`.
    """
    if last < first:
        raise ValueError(f"last day {last} is before first day {first}")
    found: list[Gap | Overlap] = []
    for family in families:
        found += _sweep_one(library, family, Period(first, last + timedelta(days=1)))
    return found


def _sweep_one(library: Library, family: Family, window: Period) -> list[Gap | Overlap]:
    start = max(family.period.start, window.start)
    ends = [end for end in (family.period.end, window.end) if end is not None]
    end = min(ends)
    if end <= start:
        return []
    provisions = [library.provision(identity) for identity in family.provisions]
    found: list[Gap | Overlap] = []
    for a, b in _segments(start, end, [*(p.period for p in provisions), *(k.period for k in family.known)]):
        held = tuple(provision.id for provision in provisions if provision.in_force_on(a))
        if len(held) == 1:
            continue
        reason = next((known.reason for known in family.known if a in known.period), None)
        one = Gap(family, Period(a, b), reason) if not held else Overlap(family, Period(a, b), held, reason)
        found.append(one)
    return _joined(found)


def _segments(start: date, end: date, periods: Iterable[Period]) -> list[tuple[date, date]]:
    """The time from `start` to `end` cut wherever one of the periods begins or ends."""
    cuts = {start, end}
    for period in periods:
        cuts |= {day for day in (period.start, period.end) if day is not None and start < day < end}
    days = sorted(cuts)
    return list(pairwise(days))


def _joined(found: Sequence[Gap | Overlap]) -> list[Gap | Overlap]:
    """Neighbours of the same kind and reason as one period."""
    joined: list[Gap | Overlap] = []
    for one in found:
        before = joined[-1] if joined else None
        if before is not None and before.period.end == one.period.start and before.reason == one.reason:
            whole = Period(before.period.start, one.period.end)
            if isinstance(before, Gap) and isinstance(one, Gap):
                joined[-1] = Gap(one.family, whole, one.reason)
                continue
            if isinstance(before, Overlap) and isinstance(one, Overlap) and before.provisions == one.provisions:
                joined[-1] = Overlap(one.family, whole, one.provisions, one.reason)
                continue
        joined.append(one)
    return joined


def unneeded(library: Library, families: Iterable[Family]) -> list[tuple[Family, Known]]:
    """Known exceptions on whose first or last day exactly one provision is in force: they explain what is not there."""
    wrong = []
    for family in families:
        provisions = [library.provision(identity) for identity in family.provisions]
        for known in family.known:
            days = [known.period.start]
            if known.period.end is not None:
                days.append(known.period.end - timedelta(days=1))
            if any(_count(provisions, day) == 1 for day in days):
                wrong.append((family, known))
    return wrong


def _count(provisions: Iterable[Provision], day: date) -> int:
    return sum(provision.in_force_on(day) for provision in provisions)


def span(library: Library, families: Iterable[Family]) -> tuple[date, date]:
    """The first day of any family, and the last day on which anything in the law files begins or ends."""
    provisions: Mapping[str, Provision] = library.provisions
    bounds = [day for p in provisions.values() for day in (p.period.start, p.period.end) if day is not None]
    starts = [family.period.start for family in families]
    return min(starts, default=min(bounds)), max(bounds)
