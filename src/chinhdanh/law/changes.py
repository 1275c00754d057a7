"""What changed in the law between two days: provisions that began, ended or were replaced, numbers, rules.

A provision replaces the one before it where the texts say so: the one before it in a family (``families/*.yaml``), the
one of the same heading in the same article or in an instrument that was replaced, or the same point of the text that was
amended, or one beside it in its article, if it is about the same matter: amendments also renumber. Anything else stands
alone: what began without a forerunner is new, what ended without a successor is gone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chinhdanh.law.library import DatedValue, Instrument, Library, Provision, Value, Words
from chinhdanh.law.rule import BoundRule
from chinhdanh.law.stages import in_order
from chinhdanh.law.sweep import Family

_ID = re.compile(r"(?P<base>[^.+]+)(?:\+(?P<amending>[^.]+))?(?P<rest>\..*)?")
_MEASURES = frozenset({"days", "months", "years", "working", "with", "from", "after", "before", "where"})
NEARLY = 0.75  # of the words of the shorter heading
_WORD = re.compile(r"[a-z]{4,}")
_ARTICLE = re.compile(r"\.art-[0-9a-z]+")


@dataclass(frozen=True, slots=True)
class NumberChange:
    """One named number before and after; None where it was not there. Equal values are no change."""

    name: str
    label: Words
    unit: str
    before: DatedValue | None
    after: DatedValue | None

    @property
    def differs(self) -> bool:
        return _value(self.before) != _value(self.after)


@dataclass(frozen=True, slots=True)
class Change:
    """One provision that began (no ``before``), ended (no ``after``), was replaced by another, or moved its numbers."""

    before: Provision | None
    after: Provision | None
    numbers: tuple[NumberChange, ...]

    @property
    def kind(self) -> str:
        if self.before is None:
            return "began"
        if self.after is None:
            return "ended"
        return "moved" if self.before is self.after else "replaced"

    @property
    def provision(self) -> Provision:
        """The one under which the change is listed: the new one where there is one."""
        provision = self.after or self.before
        assert provision is not None
        return provision


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between the law of ``first`` and that of ``last``.

    ``passed`` were in force at some time between the two days, but on neither of them.
    """

    first: date
    last: date
    provisions: tuple[Change, ...]
    passed: tuple[Provision, ...]
    instruments_begun: tuple[Instrument, ...]
    instruments_ended: tuple[Instrument, ...]
    rules_begun: tuple[BoundRule, ...]
    rules_ended: tuple[BoundRule, ...]

    def __bool__(self) -> bool:
        return bool(self.provisions or self.passed or self.instruments_begun or self.instruments_ended)

    @property
    def counts(self) -> dict[str, int]:
        """How many provisions changed, by the way in which they did."""
        found = Counter(change.kind for change in self.provisions)
        return {kind: found[kind] for kind in ("began", "replaced", "ended", "moved")}


def compare(
    library: Library, rules: Iterable[BoundRule], before: Mapping[str, Provision], first: date, last: date
) -> Changes:
    """What is different on ``last`` from ``first``; ``before`` is what :func:`forerunners` found.

    Raises ValueError where ``last`` is before ``first``.
    """
    if last < first:
        raise ValueError(f"{last} is before {first}")
    changes: list[Change] = []
    replaced: set[str] = set()
    for provision in library.provisions.values():
        if not provision.in_force_on(last):
            continue
        if provision.in_force_on(first):
            moves = any(len(parameter.values) > 1 for parameter in provision.parameters.values())
            if moves and (numbers := number_changes(provision, first, provision, last)):
                changes.append(Change(provision, provision, numbers))
            continue
        old = _in_force_before(provision, before, first)
        if old is not None:
            replaced.add(old.id)
        changes.append(Change(old, provision, number_changes(old, first, provision, last)))
    changes += [
        Change(old, None, ())
        for old in library.in_force_on(first)
        if not old.in_force_on(last) and old.id not in replaced
    ]
    places = {provision_id: place for place, provision_id in enumerate(library.provisions)}
    instruments = library.instruments.values()
    mine = sorted(rules, key=lambda bound: (places[bound.provision.id], bound.rule.id))
    return Changes(
        first,
        last,
        tuple(sorted(changes, key=lambda change: places[change.provision.id])),
        tuple(p for p in library.provisions.values() if _between(p, first, last)),
        tuple(i for i in instruments if i.in_force_on(last) and not i.in_force_on(first)),
        tuple(i for i in instruments if i.in_force_on(first) and not i.in_force_on(last)),
        tuple(b for b in mine if b.provision.in_force_on(last) and not b.provision.in_force_on(first)),
        tuple(b for b in mine if b.provision.in_force_on(first) and not b.provision.in_force_on(last)),
    )


def forerunners(library: Library, families: Iterable[Family]) -> dict[str, Provision]:
    """For each provision that took the place of another, that other one; it had ended when the new one began."""
    ended: dict[str, list[Provision]] = {}
    for provision in library.provisions.values():
        if provision.period.end is not None:
            ended.setdefault(provision.instrument_id, []).append(provision)
    kin: dict[str, list[Provision]] = {}
    for family in families:
        members = [library.provision(identity) for identity in family.provisions]
        for member in members:
            kin.setdefault(member.id, []).extend(other for other in members if other is not member)
    found: dict[str, Provision] = {}
    for provision in library.provisions.values():
        replaces = library.instruments[provision.instrument_id].replaces
        elsewhere = [old for name in replaces for old in ended.get(name, ())]
        same_text = ended.get(provision.instrument_id, ())
        old = (
            _latest(provision, kin.get(provision.id, ()))
            or _latest(provision, (o for o in same_text if _same_article(o, provision)), at_once=True)
            or _latest(provision, (o for o in same_text if _place(o) == _place(provision) and _alike(o, provision)))
            or _renumbered(provision, same_text)
            or _latest(provision, (o for o in elsewhere if _heading(o) == _heading(provision)), at_once=True)
        )
        if old is not None:
            found[provision.id] = old
    return found


def number_changes(
    old: Provision | None, old_day: date, new: Provision | None, new_day: date
) -> tuple[NumberChange, ...]:
    """The numbers that differ between one provision on one day and another, or the same, on another day."""
    old_numbers = old.parameters if old else {}
    new_numbers = new.parameters if new else {}
    changes = []
    for name in dict.fromkeys([*old_numbers, *new_numbers]):
        shown = new_numbers.get(name) or old_numbers[name]
        before = old_numbers[name].on(old_day) if name in old_numbers else None
        after = new_numbers[name].on(new_day) if name in new_numbers else None
        change = NumberChange(name, shown.label, shown.unit, before, after)
        if change.differs:
            changes.append(change)
    return tuple(changes)


def change_days(library: Library) -> tuple[date, ...]:
    """The days on which some provision begins, or is in force no longer, or one of its numbers moves; in order."""
    days: set[date] = set()
    for provision in library.provisions.values():
        days.add(provision.period.start)
        if provision.period.end is not None:
            days.add(provision.period.end)
        for parameter in provision.parameters.values():
            days |= {value.start for value in parameter.values}
    return tuple(sorted(days))


def last_day(provision: Provision) -> date | None:
    """The last day on which a provision is in force; None while it runs on."""
    return provision.period.end - timedelta(days=1) if provision.period.end is not None else None


def _in_force_before(provision: Provision, before: Mapping[str, Provision], day: date) -> Provision | None:
    """The forerunner, or the forerunner's forerunner and so on, that was in force on a day."""
    seen = {provision.id}
    old = before.get(provision.id)
    while old is not None and old.id not in seen:
        if old.in_force_on(day):
            return old
        seen.add(old.id)
        old = before.get(old.id)
    return None


def _latest(provision: Provision, old: Iterable[Provision], *, at_once: bool = False) -> Provision | None:
    """The one that ended last before the provision began; with `at_once` only one that ended on that very day, and
    only if there is a single one."""
    start = provision.period.start
    over = [o for o in old if o.id != provision.id and o.period.end is not None and o.period.end <= start]
    if at_once:
        over = [o for o in over if o.period.end == start]
        return over[0] if len(over) == 1 else None
    return max(over, key=lambda o: o.period.end or start, default=None)


def _place(provision: Provision) -> tuple[str, str]:
    """Instrument and place in it, whatever amended them: what an amendment keeps."""
    parts = _ID.fullmatch(provision.id)
    assert parts is not None
    return parts["base"], (parts["rest"] or "").partition("@")[0]


def _same_article(old: Provision, new: Provision) -> bool:
    return _article(old) is not None and _article(old) == _article(new) and _heading(old) == _heading(new)


def _article(provision: Provision) -> str | None:
    found = _ARTICLE.match(_place(provision)[1])
    return found[0] if found else None


def _renumbered(provision: Provision, old: Iterable[Provision]) -> Provision | None:
    """The clause of the same article that ended when this one began and has nearly its heading, if just one is nearest."""
    article, start, words = _article(provision), provision.period.start, _matter(provision)
    scored: list[tuple[float, Provision]] = []
    for one in old:
        if article is not None and _article(one) == article and one.period.end == start and one.id != provision.id:
            theirs = _matter(one)
            shared = len(words & theirs) / (min(len(words), len(theirs)) or 1)
            if shared >= NEARLY:
                scored.append((shared, one))
    best = max((shared for shared, _ in scored), default=0)
    nearest = [one for shared, one in scored if shared == best]
    return nearest[0] if len(nearest) == 1 else None


def _matter(provision: Provision) -> frozenset[str]:
    """The words of a heading that say what it is about."""
    return _words(provision.heading.en) - _MEASURES


def _alike(old: Provision, new: Provision) -> bool:
    """Do two wordings treat of the same matter, by the words of their headings, or else of what they say?"""
    if _words(old.heading.en) & _words(new.heading.en):
        return True
    said, says = _words(old.says.en), _words(new.says.en)
    return 2 * len(said & says) >= min(len(said), len(says))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _heading(provision: Provision) -> str:
    return " ".join(provision.heading.en.casefold().split())


def _between(provision: Provision, first: date, last: date) -> bool:
    start, end = provision.period.start, provision.period.end
    return first < start and end is not None and start < end <= last


def _value(value: DatedValue | None) -> Value | None:
    return value.value if value is not None else None


def by_stage(changes: Sequence[Change], stage: Mapping[str, str]) -> dict[str, list[Change]]:
    """The changes under the stage of their provision, stages in their order."""
    grouped: dict[str, list[Change]] = {name: [] for name in in_order(stage[change.provision.id] for change in changes)}
    for change in changes:
        grouped[stage[change.provision.id]].append(change)
    return grouped
