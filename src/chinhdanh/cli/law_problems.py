"""How commands read the law: every fault of its files with its place on stderr, and exit code 2; nothing is loaded half."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from chinhdanh.cli.problems import COULD_NOT_RUN, say

if TYPE_CHECKING:
    from chinhdanh.audit.cases import Case, RecordCase
    from chinhdanh.law.consolidated import Consolidated
    from chinhdanh.law.library import Library
    from chinhdanh.law.rule import BoundRule, Rule


@contextmanager
def telling(lang: str) -> Iterator[None]:
    """Every fault of the law or case files with its place on stderr, and exit code 2."""
    from chinhdanh.audit.cases import CaseProblems
    from chinhdanh.law.errors import LawProblems

    try:
        yield
    except LawProblems as found:
        for problem in found.problems:
            say(f"{problem.place}: {problem.message_en if lang == 'en' else problem.message_vi}")
        could_not(len(found.problems), lang)
    except CaseProblems as found:
        for fault in found.problems:
            say(f"{fault.file}:{fault.line}: {fault.message}")
        could_not(len(found.problems), lang)


def could_not(count: int, lang: str) -> NoReturn:
    say(f"Could not check: {count} fault(s)." if lang == "en" else f"Không kiểm tra được: {count} lỗi.")
    sys.exit(COULD_NOT_RUN)


def bound_rules(library: Library, lang: str) -> tuple[BoundRule, ...]:
    """All rules with the law put in. Where a rule does not find its provision, numbers or facts: told, and exit code 2."""
    from chinhdanh.law.errors import LawError
    from chinhdanh.law.rule import all_rules, bind

    bound = []
    faults = 0
    for rule in all_rules():
        try:
            bound.append(bind(rule, library))
        except (LawError, KeyError, ValueError, AttributeError) as error:
            faults += 1
            say(f"{rule.file}:{rule.line}: {rule.id}: {error}")
    if faults:
        could_not(faults, lang)
    return tuple(bound)


def read_law(folders: Sequence[Path], lang: str, *, bind: bool = True) -> Consolidated:
    """The law as a reader looks it up, further folders written in; without folders it need not be bound to rules."""
    from chinhdanh.law.consolidated import Consolidated, consolidate
    from chinhdanh.law.layers import load_lawbook
    from chinhdanh.law.library import load_library

    library = load_library()
    if not folders and not bind:
        return Consolidated(library, ())
    rules = bound_rules(library, lang)
    return consolidate(load_lawbook(folders)) if folders else Consolidated(library, rules)


def cases_of(folders: Sequence[Path], law: Consolidated) -> tuple[list[Case], list[RecordCase]]:
    """The worked cases of the library, and those of further folders."""
    from chinhdanh.audit.cases import load_cases

    cases, records = load_cases()
    more, more_records = own_cases(folders, [bound.rule for bound in law.rules])
    return [*cases, *more], [*records, *more_records]


def own_cases(folders: Sequence[Path], rules: Sequence[Rule]) -> tuple[list[Case], list[RecordCase]]:
    """The worked cases of further folders alone."""
    from chinhdanh.audit.cases import load_cases

    read = [load_cases(folder / "cases", rules) for folder in folders]
    return [case for cases, _ in read for case in cases], [record for _, records in read for record in records]
