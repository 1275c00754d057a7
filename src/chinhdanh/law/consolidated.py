"""The law of further folders written into the texts on file, as a reader looks it up: each version beside the one before.

Rules are bound to a lawbook for judging, where what is on file stays untouched. A reader asks otherwise: until which day
a provision is as it stands on file, what takes its place from then on, and which instrument did that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from chinhdanh.law.changes import NumberChange, number_changes
from chinhdanh.law.layers import Lawbook, amended_provision, load_lawbook
from chinhdanh.law.library import Amendment, Library, Period, Provision
from chinhdanh.law.rule import BoundRule


@dataclass(frozen=True)
class Amended:
    """What one amendment does: ``after`` is empty where it repeals, else what stands in the place of ``before``."""

    amendment: Amendment
    before: Provision
    after: tuple[Provision, ...]

    @property
    def numbers(self) -> tuple[NumberChange, ...]:
        """The numbers that it changes, on the first day of the new ones."""
        if self.amendment.how != "changed":
            return ()
        (new,) = self.after
        return number_changes(self.before, new.period.start, new, new.period.start)


@dataclass(frozen=True)
class Consolidated:
    """Library and rules with every amendment written in; a rule stands once for each provision that it cites."""

    library: Library
    rules: tuple[BoundRule, ...]
    amended: tuple[Amended, ...] = ()


def touching(amended: Iterable[Amended], provision: Provision) -> list[Amended]:
    """By which amendments a provision ends or began."""
    return [one for one in amended if provision.id in (one.before.id, *(after.id for after in one.after))]


def consolidate(book: Lawbook) -> Consolidated:
    """Write the amendments of a lawbook into its texts; without any, library and rules stay as they are."""
    if not book.amendments:
        return Consolidated(book.library, book.rules)
    versions = {p.id: [p] for i in book.library.instruments.values() for p in i.provisions}
    steps: list[tuple[Amendment, str, tuple[str, ...]]] = []
    for amendment in book.amendments:
        line = versions[amendment.provision]
        old, after = line[-1], amendment.replaced_by
        start = max(amendment.start, old.period.start)
        line[-1] = replace(old, period=Period(old.period.start, start))
        if not amendment.ends_it:
            new = amended_provision(old, amendment, book.library)
            line.append(replace(new, period=Period(start, old.period.end)))
            after = (new.id,)
        steps.append((amendment, old.id, after))
    library = _written_in(book.library, versions)
    told = tuple(
        Amended(amendment, library.provision(old), tuple(library.provision(name) for name in after))
        for amendment, old, after in steps
    )
    return Consolidated(library, _rules(book, library), told)


def _written_in(library: Library, versions: dict[str, list[Provision]]) -> Library:
    provisions = {one.id: one for line in versions.values() for one in line}
    instruments = {
        i.id: replace(i, provisions=tuple(one for p in i.provisions for one in versions[p.id]))
        for i in library.instruments.values()
    }
    judgements = tuple(
        replace(j, provisions=tuple(one.id for name in j.provisions for one in versions[name]))
        for j in library.judgements
    )
    return Library(instruments, provisions, judgements, library.version)


def _rules(book: Lawbook, library: Library) -> tuple[BoundRule, ...]:
    """Those of the lawbook, and those of what was amended away: they judged it as long as it stood."""
    found: dict[tuple[str, str], BoundRule] = {}
    for bound in (*load_lawbook().rules, *book.rules):
        found[bound.rule.id, bound.provision.id] = replace(bound, provision=library.provision(bound.provision.id))
    return tuple(found.values())
