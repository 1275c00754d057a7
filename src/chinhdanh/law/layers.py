"""Law from a further folder laid over the packaged law: a province's own instruments, or a draft.

A folder has the shape of `chinhdanh/law` itself: `instruments/*.yaml`, and where they are needed `rules/<stage>/*.py`,
`cases/<stage>/*.yaml`, `judgements/*.yaml`. Its instruments may also amend what is on file:

    amends:
      - {provision: nd-170-2025.art-39.k1, from: 2027-01-01, parameters: {notice_days: 60}}
      - {provision: nd-170-2025.art-48, from: 2027-01-01, repealed: true}
      - {provision: nd-170-2025.art-43.k4, from: 2027-01-01, replaced_by: [dt-1-2027.art-3]}

Nothing on file is touched: from the day of an amendment on, rules are bound to the amended provision, whose id names
the amending instrument as that of any amended provision does. What was amended is listed, so that every report can
show it. The rules of a folder are Python and run with the rights of whoever names the folder.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from chinhdanh.law import reading
from chinhdanh.law.errors import LawError, LawProblem, LawProblems
from chinhdanh.law.library import (
    Amendment,
    DatedValue,
    Library,
    Period,
    Provision,
    digest_of,
    law_files,
    load_library,
)
from chinhdanh.law.rule import BoundRule, Rule, all_rules, bind, bind_all, collected

FIRST = date(1, 1, 1)


@dataclass(frozen=True)
class Lawbook:
    """Instruments and rules as they apply together.

    `library` holds every provision that a verdict can cite, amended ones beside those they amend. `rules` are bound; a
    rule whose law is amended stands there once for each period. `own_rules` are those of the further folders.
    """

    library: Library
    rules: tuple[BoundRule, ...]
    amendments: tuple[Amendment, ...] = ()
    own_rules: tuple[Rule, ...] = ()

    def select(self, only: Iterable[str]) -> tuple[BoundRule, ...]:
        """The rules whose id, provision, or a leading part of either is named; all where `only` is empty.

        Raises KeyError naming what matches no rule.
        """
        wanted = tuple(only)
        if not wanted:
            return self.rules

        def fits(bound: BoundRule, want: str) -> bool:
            return any(name.startswith(want) for name in (bound.rule.id, bound.rule.cites, bound.provision.id))

        unmatched = [want for want in wanted if not any(fits(bound, want) for bound in self.rules)]
        if unmatched:
            raise KeyError(", ".join(unmatched))
        return tuple(bound for bound in self.rules if any(fits(bound, want) for want in wanted))


def load_lawbook(folders: Sequence[Path] = ()) -> Lawbook:
    """The packaged law, and over it the law of `folders` in their order.

    Raises LawProblems with every fault of the first folder that has any: nothing is loaded half.
    """
    return _packaged() if not folders else _layered(tuple(folder.resolve() for folder in folders))


@cache
def _packaged() -> Lawbook:
    library = load_library()
    return Lawbook(library, bind_all(all_rules(), library))


def _layered(folders: Sequence[Path]) -> Lawbook:
    library = load_library()
    own: list[Rule] = []
    for folder in folders:
        library, added = _add(library, folder, {rule.id: rule for rule in (*all_rules(), *own)})
        own += added
    amendments = tuple(
        sorted((a for i in library.instruments.values() for a in i.amends), key=lambda a: (a.start, a.provision))
    )
    rules, cited = _bound((*all_rules(), *own), library, amendments)
    provisions = {**library.provisions, **cited}
    return Lawbook(replace(library, provisions=provisions), rules, amendments, tuple(own))


def _add(base: Library, folder: Path, known: Mapping[str, Rule]) -> tuple[Library, list[Rule]]:
    files, texts = law_files(folder)
    instruments, provisions, judgements = reading.read_law(folder, files, texts, base)
    sources = sorted((folder / "rules").glob("*/*.py"))
    digest = hashlib.sha256((base.version + digest_of(folder, texts)).encode())
    for source in sources:
        digest.update(source.read_bytes())
    rules = _read_rules(folder, sources, known)
    return Library(instruments, provisions, judgements, digest.hexdigest()), rules


def _read_rules(folder: Path, sources: Sequence[Path], known: Mapping[str, Rule]) -> list[Rule]:
    """The rules of a folder's Python files. Raises LawProblems where one cannot be run or takes an id in use."""
    name = "chinhdanh_law_" + hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    problems: list[LawProblem] = []
    found: dict[str, Rule] = {}
    for source in sources:
        spec = importlib.util.spec_from_file_location(f"{name}.rules.{source.parent.name}.{source.stem}", source)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        try:
            with collected() as rules:
                spec.loader.exec_module(module)
        except Exception as error:  # the file is the user's: whatever it raises is told with its place
            values = {"reason": f"{type(error).__name__}: {error}"}
            problems.append(LawProblem(source, _line_in(error, source), "rule_fails", values))
            continue
        for rule in rules:
            if rule.id in known or rule.id in found:
                problems.append(LawProblem(source, rule.line, "rule_id_taken", {"id": rule.id}))
            found[rule.id] = replace(rule, file=str(source))
    if problems:
        raise LawProblems(problems)
    return list(found.values())


def _line_in(error: Exception, source: Path) -> int:
    """The line of `source` at which the error arose; 0 where it did not pass through it."""
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(source):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _bound(
    rules: Sequence[Rule], library: Library, amendments: Sequence[Amendment]
) -> tuple[tuple[BoundRule, ...], dict[str, Provision]]:
    """Rules bound to the law, those that read something amended once for each period; and the provisions they cite."""
    known = {bound.rule.id: bound for bound in _packaged().rules}
    problems: list[LawProblem] = []
    bound: list[BoundRule] = []
    for rule in rules:
        try:
            whole = known.get(rule.id) or bind(rule, library)
            names = {rule.cites, *whole.read}
            mine = [amendment for amendment in amendments if amendment.provision in names]
            bound += _by_period(rule, library, mine) if mine else [whole]
        except Exception as error:  # rules of a folder are the user's: whatever they raise is told with its place
            why = str(error) if isinstance(error, LawError) else f"{type(error).__name__}: {error}"
            line = _line_in(error, Path(rule.file)) or rule.line
            problems.append(LawProblem(Path(rule.file), line, "rule_unbound", {"id": rule.id, "why": why}))
    if problems:
        raise LawProblems(problems)
    return tuple(bound), {one.provision.id: one.provision for one in bound}


def _by_period(rule: Rule, library: Library, amendments: Sequence[Amendment]) -> list[BoundRule]:
    """The rule under the law of each stretch of time between the amendments of what it reads."""
    found: list[BoundRule] = []
    current, days = library, sorted({FIRST, *(amendment.start for amendment in amendments)})
    for n, day in enumerate(days):
        for amendment in (a for a in amendments if a.start == day):
            if amendment.ends_it and amendment.provision == rule.cites:
                return found
            if not amendment.ends_it:
                amended = amended_provision(current.provision(amendment.provision), amendment, library)
                named = {amendment.provision: amended, amended.id: amended}
                current = replace(current, provisions={**current.provisions, **named})
        window = Period(day, days[n + 1] if n + 1 < len(days) else None)
        if current.provision(rule.cites).period.within(window) is not None:
            found.append(bind(rule, current, window))
    return found


def amended_provision(provision: Provision, amendment: Amendment, library: Library) -> Provision:
    """The provision with new numbers from the amendment's day on, under an id that names the amending instrument."""
    number = library.instruments[amendment.instrument_id].number
    parameters = dict(provision.parameters)
    start = max(amendment.start, provision.period.start)
    for name, value in amendment.parameters.items():
        old = parameters[name]
        kept = tuple(v for v in old.values if v.start < start)
        new = DatedValue(start, value, number, "text", amendment.note, amendment.line)
        parameters[name] = replace(old, values=(*kept, new))
    head, dot, tail = provision.id.partition(".")
    identity = f"{head}+{amendment.instrument_id}{dot}{tail}"
    return replace(provision, id=identity, parameters=parameters, note=amendment.note or provision.note)
