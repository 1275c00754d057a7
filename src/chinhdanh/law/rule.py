"""A rule: a few lines beside its citation, one boolean Ibis expression over named facts.

    @rule("nd-170-2025.art-29.k5.a", vi="Còn đủ tuổi công tác trọn một nhiệm kỳ", applies=first_or_higher_post)
    def full_term_left_r3(f: FactView, law: LawView) -> ir.BooleanValue:
        "The appointee can serve a full term before retirement. ..."
        return f.months_left_at_proposal >= f.term_months

TRUE complies, FALSE violates, NULL is unproven. What a rule reads is recorded while it is built, so that an explanation
can show each fact that a verdict rests on, and an unproven one the columns that would settle it.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Literal

import ibis
from ibis.expr import types as ir

from chinhdanh.facts import SUBJECTS, Subject, find_fact
from chinhdanh.facts.model import IBIS_TYPES
from chinhdanh.facts.special import special_case_name, special_case_review_name
from chinhdanh.law.library import Library, Period, Provision

LawDay = Literal["decision", "conditions", "procedure"]
"""Which day selects the law: that of the decision; that by which conditions are judged, or that of the procedure, both
of which a transitional clause may move (section 0.3 of the state law file)."""

CONFIDENCE_ORDER = ("text", "secondary", "recall")


class FactView:
    """The facts of a decision by name; remembers which ones were read."""

    def __init__(self, table: ir.Table | _Blank) -> None:
        self._table = table
        self.used: dict[str, None] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.read(name)

    def read(self, name: str) -> Any:
        try:
            find_fact(name)
        except KeyError as error:
            raise AttributeError(str(error.args[0])) from None
        self.used[name] = None
        return self._table[name]

    def special_case(self, provision: str) -> ir.BooleanValue:
        """Does a document of a competent issuer depart from `provision` for this decision?"""
        result: ir.BooleanValue = self.read(special_case_name(provision))
        return result

    def special_case_reviewed(self, provision: str) -> ir.BooleanValue:
        result: ir.BooleanValue = self.read(special_case_review_name(provision))
        return result


class LawView:
    """The dated parameters of the cited provision; remembers which provisions were read, and how sure we are of that."""

    def __init__(self, library: Library, provision: Provision, period: tuple[date | None, date | None]) -> None:
        self._library = library
        self._provision = provision
        self._period = period
        self.confidence = provision.confidence
        self.read: dict[str, None] = {}

    def __getitem__(self, name: str) -> Any:
        return self.of(self._provision.id, name)

    def of(self, provision_id: str, name: str) -> Any:
        """The value of a parameter that is one and the same over the rule's whole time in force.

        Raises ValueError where it changes within that time: then the rule must be split, or ask day by day.
        """
        parameter = self._library.provision(provision_id).parameters[name]
        self.read[provision_id] = None
        start, end = self._period
        values = [
            v
            for i, v in enumerate(parameter.values)
            if (end is None or v.start < end)
            and (i + 1 == len(parameter.values) or start is None or parameter.values[i + 1].start > start)
        ]
        if len(values) != 1:
            raise ValueError(f"{provision_id}: {name} has {len(values)} values while the rule is in force")
        if CONFIDENCE_ORDER.index(values[0].confidence) > CONFIDENCE_ORDER.index(self.confidence):
            self.confidence = values[0].confidence
        return values[0].value

    def starts(self, provision_id: str) -> ir.DateScalar:
        """The first day on which a provision is in force."""
        start = self._library.provision(provision_id).period.start
        self.read[provision_id] = None
        return ibis.date(start.year, start.month, start.day)

    def above(self, votes: ir.IntegerValue, base: ir.IntegerValue, name: str = "threshold") -> ir.BooleanValue:
        """Strictly more than the share `name` of `base` ("trên 50%")."""
        return votes * self[f"{name}_denominator"] > base * self[f"{name}_numerator"]

    def exactly(self, votes: ir.IntegerValue, base: ir.IntegerValue, name: str = "threshold") -> ir.BooleanValue:
        return votes * self[f"{name}_denominator"] == base * self[f"{name}_numerator"]

    def at_least(self, votes: ir.IntegerValue, base: ir.IntegerValue, name: str) -> ir.BooleanValue:
        """The share `name` of `base` or more ("từ 30% trở lên", "ít nhất 2/3")."""
        return votes * self[f"{name}_denominator"] >= base * self[f"{name}_numerator"]


Scope = Callable[[FactView], ir.BooleanValue]
Condition = Callable[[FactView, LawView], ir.BooleanValue]


@dataclass(frozen=True)
class Rule:
    """One rule. `id` is `<stage>/<name>`; the doc says what is not modelled and in which direction it errs."""

    id: str
    cites: str
    title_vi: str
    title_en: str
    doc: str
    kinds: tuple[str, ...]
    applies: Scope
    condition: Condition
    day: LawDay
    special_case: bool
    judged_on: tuple[str, str] | None
    file: str
    line: int
    source: str = field(repr=False, default="")


_REGISTERED: list[Rule] = []


def rule(
    cites: str,
    *,
    vi: str,
    applies: Scope,
    kinds: tuple[str, ...] = ("appointment",),
    day: LawDay = "decision",
    special_case: bool = False,
    judged_on: tuple[str, str] | None = None,
) -> Callable[[Condition], Condition]:
    """Register the decorated function as a rule of the provision `cites`.

    `special_case`: a recorded special case that departs from this very provision makes the decision comply.
    `judged_on`: (provision, parameter) of a fixed day on which the rule judges, in place of the decision's own day.
    """

    def register(condition: Condition) -> Condition:
        doc = inspect.cleandoc(condition.__doc__ or "")
        if "Errs" not in doc:
            raise ValueError(f"{condition.__name__}: the doc must say in which direction the rule errs")
        stage = condition.__module__.split(".")[-2]
        lines, line = inspect.getsourcelines(condition)
        _REGISTERED.append(
            Rule(
                id=f"{stage}/{condition.__name__}",
                cites=cites,
                title_vi=vi,
                title_en=doc.splitlines()[0].rstrip("."),
                doc=doc,
                kinds=kinds,
                applies=applies,
                condition=condition,
                day=day,
                special_case=special_case,
                judged_on=judged_on,
                file=condition.__module__.replace(".", "/") + ".py",
                line=line,
                source="".join(lines),
            )
        )
        return condition

    return register


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of `law/rules`, by id. Raises ValueError where two have one id."""
    package = importlib.import_module("chinhdanh.law.rules")
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
    rules: dict[str, Rule] = {}
    for found in _REGISTERED:
        if found.id in rules:
            raise ValueError(f"two rules are called {found.id}: {rules[found.id].file} and {found.file}")
        rules[found.id] = found
    return tuple(rules[name] for name in sorted(rules))


@contextmanager
def collected() -> Iterator[list[Rule]]:
    """Rules registered inside the block, kept out of the packaged ones: for law of a further folder."""
    all_rules()  # the packaged rules first, or their registration would be taken for the folder's
    before = len(_REGISTERED)
    found: list[Rule] = []
    try:
        yield found
    finally:
        found += _REGISTERED[before:]
        del _REGISTERED[before:]


def select_rules(only: Iterable[str]) -> tuple[Rule, ...]:
    """The rules whose id, provision, or a leading part of either is named in `only`; all where it is empty.

    Raises KeyError naming what matches no rule.
    """
    wanted = tuple(only)
    if not wanted:
        return all_rules()
    chosen = tuple(r for r in all_rules() if any(r.id.startswith(w) or r.cites.startswith(w) for w in wanted))
    unmatched = [w for w in wanted if not any(r.id.startswith(w) or r.cites.startswith(w) for r in all_rules())]
    if unmatched:
        raise KeyError(", ".join(unmatched))
    return chosen


@dataclass(frozen=True)
class BoundRule:
    """A rule with the law put in: what it asks of the facts, and since when.

    ``read`` names the provisions, the cited one or others, whose numbers or days the rule asked for.
    """

    rule: Rule
    provision: Provision
    layer: str
    start: date
    end: date | None
    confidence: str
    facts: tuple[str, ...]
    judged_on: date | None
    library: Library = field(repr=False, compare=False)
    subject: Subject | None = None
    """What the rule judges; None: a decision."""
    read: tuple[str, ...] = ()

    def build(self, table: ir.Table) -> tuple[ir.BooleanValue, ir.BooleanValue]:
        """(applies, condition) over a fact table."""
        view = FactView(table)
        law = LawView(self.library, self.provision, (self.start, self.end))
        applies = self.rule.applies(view)
        condition = self.rule.condition(view, law)
        if self.rule.special_case:
            condition = condition | view.special_case(self.rule.cites)
        return applies, condition


@cache
def _blank_column(name: str) -> Any:
    return ibis.table({name: IBIS_TYPES[find_fact(name).type]}, name=name)[name]


class _Blank:
    """A fact table without rows, for finding out what a rule reads; a table a column, since Ibis is slow on wide ones."""

    def __getitem__(self, name: str) -> Any:
        return _blank_column(name)


def _subject_of(one: Rule, used: Iterable[str]) -> Subject | None:
    """The subject that a rule judges. Raises ValueError where it mixes subjects, or asks of one what it cannot have."""
    named = [SUBJECTS[kind] for kind in one.kinds if kind in SUBJECTS]
    if not named:
        foreign = [name for name in used if any(name in {f.name for f in s.facts} for s in SUBJECTS.values())]
        if foreign:
            raise ValueError(f"{one.id} judges decisions, which have no {', '.join(foreign)}")
        return None
    if len(one.kinds) > 1:
        raise ValueError(f"{one.id}: a rule about {named[0].kind} judges nothing else")
    if one.day != "decision" or one.special_case:
        raise ValueError(f"{one.id}: {named[0].kind} has neither a procedure nor special cases")
    known = {"on", "kind", *(f.name for f in named[0].facts)}
    foreign = [name for name in used if name not in known]
    if foreign:
        raise ValueError(f"{one.id}: {named[0].kind} has no {', '.join(foreign)}")
    return named[0]


def bind(one: Rule, library: Library, window: Period | None = None) -> BoundRule:
    """Put the law into a rule, for the part of its time that lies in `window` where one is given.

    Raises UnknownProvision, KeyError or ValueError where rule and instruments disagree, or the window holds no day of it.
    """
    provision = library.provision(one.cites)
    period = provision.period if window is None else provision.period.within(window)
    if period is None:
        raise ValueError(f"{one.id}: {provision.id} is not in force in {window}")
    start, end = period.start, period.end
    view, law = FactView(_Blank()), LawView(library, provision, (start, end))
    # What the condition rests on comes first in an explanation, the scope after it.
    one.condition(view, law)
    if one.special_case:
        view.special_case(one.cites)
    one.applies(view)
    judged_on: date | None = None
    if one.judged_on is not None:
        where, name = one.judged_on
        day = library.provision(where).parameters[name].values[-1].value
        if not isinstance(day, date):
            raise ValueError(f"{one.id}: {where} {name} is no date")
        judged_on = day
        law.read[where] = None
    instrument = library.instruments[provision.instrument_id]
    subject = _subject_of(one, view.used)
    used, read = tuple(view.used), tuple(law.read)
    layer = instrument.layer
    return BoundRule(one, provision, layer, start, end, law.confidence, used, judged_on, library, subject, read)


def bind_all(rules: Iterable[Rule], library: Library) -> tuple[BoundRule, ...]:
    return tuple(bind(r, library) for r in rules)
