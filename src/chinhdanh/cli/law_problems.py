"""What keeps the law library from being used: every fault of its files with its place, on stderr, and exit code 2."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from chinhdanh.cli.problems import COULD_NOT_RUN, say

if TYPE_CHECKING:
    from chinhdanh.law.library import Library
    from chinhdanh.law.rule import BoundRule


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
