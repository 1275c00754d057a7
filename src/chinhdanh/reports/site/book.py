"""The library as a book: what stands beside each provision, worked out once for the pages of both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from chinhdanh.audit.cases import Case, RecordCase
from chinhdanh.law.changes import Changes, NumberChange, change_days, compare, forerunners, number_changes
from chinhdanh.law.consolidated import Amended, touching
from chinhdanh.law.coverage import Covered, cover
from chinhdanh.law.library import Instrument, Judgement, Library, Provision
from chinhdanh.law.rule import BoundRule
from chinhdanh.law.stages import in_order, stages_of
from chinhdanh.law.sweep import Family

_NOT_MODELLED = re.compile(r"Not modelled:\s*(.*?)(?=\s*Errs\b|$)", re.DOTALL)
_ERRS = re.compile(r"(Errs\b.*)$", re.DOTALL)
_PARTS = re.compile(r"\d+|[^\W\d]+")
_TOWARDS = re.compile(r'"(complies|violates|unproven)"')


@dataclass(frozen=True)
class Remarks:
    """What the doc of a rule says beyond its title: limits, and the directions in which it errs."""

    said: str
    not_modelled: str
    errs: str
    towards: tuple[str, ...]


@dataclass(frozen=True)
class RuleEntry:
    """A rule as the site shows it, with its worked cases."""

    bound: BoundRule
    remarks: Remarks
    cases: tuple[Case, ...]
    records: tuple[RecordCase, ...]

    @property
    def id(self) -> str:
        return self.bound.rule.id

    @cached_property
    def usual(self) -> Mapping[str, object]:
        """What most cases give: by fact, in the order in which the rule reads them. Facts that no case gives are left out."""
        usual: dict[str, object] = {}
        for name in self.bound.facts:
            given = [case.given.get(name) for case in self.cases]
            if name not in ("on", "kind") and any(name in case.given for case in self.cases):
                usual[name] = max(given, key=given.count)
        return usual

    def unusual(self, case: Case) -> list[tuple[str, object]]:
        """What one case gives otherwise."""
        given = [(name, case.given.get(name)) for name in self.usual]
        return [(name, value) for name, value in given if value != self.usual[name]]


@dataclass(frozen=True)
class Versus:
    """A provision beside the one whose place it took."""

    before: Provision
    numbers: tuple[NumberChange, ...]


class Book:
    """Everything that pages ask about provisions, by id."""

    def __init__(
        self,
        library: Library,
        rules: Sequence[BoundRule],
        families: Sequence[Family],
        cases: Iterable[Case] = (),
        records: Iterable[RecordCase] = (),
        amended: Sequence[Amended] = (),
    ) -> None:
        self.amended = amended
        self.library = library
        self.rules = rules
        self.families = families
        self.covered: dict[str, Covered] = {one.provision.id: one for one in cover(library, rules)}
        self.stage = stages_of(library, rules, families)
        self.before = forerunners(library, families)
        self.before |= {after.id: one.before for one in amended for after in one.after}
        self.after: dict[str, list[Provision]] = {}
        for provision_id, old in self.before.items():
            self.after.setdefault(old.id, []).append(library.provision(provision_id))
        self.judgements: dict[str, list[Judgement]] = {}
        for judgement in library.judgements:
            for provision_id in judgement.provisions:
                self.judgements.setdefault(provision_id, []).append(judgement)
        cases_of: dict[str, list[Case]] = {}
        for case in cases:
            cases_of.setdefault(case.rule.id, []).append(case)
        records_of: dict[str, list[RecordCase]] = {}
        for record in records:
            for rule_id in record.expect:
                records_of.setdefault(rule_id, []).append(record)
        self.entries: dict[str, RuleEntry] = {
            bound.rule.id: RuleEntry(
                bound,
                remarks_of(bound.rule.doc),
                tuple(cases_of.get(bound.rule.id, ())),
                tuple(records_of.get(bound.rule.id, ())),
            )
            for bound in rules
        }

    def rules_of(self, provision: Provision) -> list[RuleEntry]:
        return [self.entries[rule_id] for rule_id in self.covered[provision.id].cited_by]

    def readers_of(self, provision: Provision) -> list[BoundRule]:
        """Other rules that read its numbers or days, each once."""
        return [self.entries[rule_id].bound for rule_id in dict.fromkeys(self.covered[provision.id].read_by)]

    def amendments_of(self, provision: Provision) -> list[Amended]:
        """What further folders do to a provision, or by what they put it in the place of another."""
        return touching(self.amended, provision) if self.amended else []

    def is_amended(self, bound: BoundRule) -> bool:
        """Whether a further folder changes something that a rule cites or reads."""
        return any(one.before.id in (bound.rule.cites, *bound.read) for one in self.amended)

    def amendments_by(self, instrument: Instrument) -> list[Amended]:
        """What an instrument of a further folder changes, or what such folders change of this instrument."""
        return [a for a in self.amended if instrument.id in (a.amendment.instrument_id, a.before.instrument_id)]

    def line_of(self, provision: Provision) -> list[Provision]:
        """The versions of a provision in order of time: what it came from, itself, and what came after it."""
        line = [provision]
        while (old := self.before.get(line[0].id)) is not None and old not in line:
            line.insert(0, old)
        ahead = [provision]
        while ahead:
            for new in self.after.get(ahead.pop().id, ()):
                if new not in line:
                    line.append(new)
                    ahead.append(new)
        return sorted(line, key=lambda one: one.period.start)

    def versus(self, provision: Provision) -> Versus | None:
        """What is different from the version before, on the last day of the one and the first of the other."""
        old = self.before.get(provision.id)
        if old is None or old.period.end is None:
            return None
        last_day = max(old.period.end - timedelta(days=1), old.period.start)  # amended from its very first day
        return Versus(old, number_changes(old, last_day, provision, provision.period.start))

    @cached_property
    def days(self) -> tuple[date, ...]:
        return change_days(self.library)

    def changes(self, first: date, last: date) -> Changes:
        return compare(self.library, self.rules, self.before, first, last)

    @cached_property
    def held(self) -> dict[str, list[Provision]]:
        """Provisions by instrument, in the order of articles, versions of one article in the order of time."""
        return {i.id: sorted(i.provisions, key=_in_text_order) for i in self.library.instruments.values()}

    @cached_property
    def by_stage(self) -> dict[str, list[Provision]]:
        """Provisions by stage, stages in their order, provisions in that of the texts."""
        grouped: dict[str, list[Provision]] = {stage: [] for stage in in_order(self.stage.values())}
        for provision in (provision for held in self.held.values() for provision in held):
            grouped[self.stage[provision.id]].append(provision)
        return grouped

    @cached_property
    def replaced_by(self) -> dict[str, list[Instrument]]:
        """Instruments by the id of the one that they replace."""
        found: dict[str, list[Instrument]] = {}
        for instrument in self.library.instruments.values():
            for old in instrument.replaces:
                found.setdefault(old, []).append(instrument)
        return found

    @property
    def cases_counted(self) -> int:
        return sum(len(entry.cases) + len(entry.records) for entry in self.entries.values())


def _in_text_order(provision: Provision) -> tuple[list[tuple[int, int, str]], date]:
    """Articles as numbers, clause 9 before clause 10; what has no number after what has one."""
    place = provision.id.partition(".")[2].partition("@")[0]
    parts = _PARTS.findall(place)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts], provision.period.start


def remarks_of(doc: str) -> Remarks:
    """The parts of a rule's doc after its first paragraph's title line."""
    _, _, rest = doc.partition("\n")
    limits, errs = _NOT_MODELLED.search(rest), _ERRS.search(rest)
    said = _ERRS.sub("", _NOT_MODELLED.sub("", rest))
    direction = _plain(errs[1]) if errs else ""
    return Remarks(_plain(said), _plain(limits[1]) if limits else "", direction, tuple(_TOWARDS.findall(direction)))


def _plain(text: str) -> str:
    return " ".join(text.split())
