"""Facts that decide although nobody knows them.

What the record does not hold is NULL, and a verdict that needs it is unproven. Here every worked case of every rule is
tried with each of its facts taken away in turn: where the answer is still "complies" or "violates" although some possible
value of that fact would give another one, the unknown has decided. Values are possible that the cases of the same rule use,
one step beside them, both answers of a yes-or-no fact, and all words of a list of codes. A value with which the rule would
not apply counts as no other verdict.

Some empty facts do say something: no discipline on a record that is complete. `law/unknowns.yaml` lists them with their
reason, and pairs of facts of which one is never more than the other; an entry that nothing needs any more is a fault.
Cases over whole rows of the registry are left out, as in the mutation of rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from chinhdanh.audit.cases import Case
from chinhdanh.audit.interpreter.dates import civil, day_number
from chinhdanh.audit.mutation import Compiled
from chinhdanh.facts import find_fact
from chinhdanh.law.errors import LawProblem, LawProblems
from chinhdanh.law.library import PACKAGED, Words
from chinhdanh.law.nodes import BAD, NodeReader
from chinhdanh.law.rule import BoundRule
from chinhdanh.registry.schema import TABLES

FILE = PACKAGED / "unknowns.yaml"
_ALWAYS = ("on", "kind", "as_of")
"""The day judged, the kind of decision and the day of the audit."""
_BOUNDS = ("_at_least", "_at_most")


@dataclass(frozen=True)
class Deciding:
    """`fact` decides though unknown: `case` without it gives `verdict`, with `value` it gives `other`."""

    bound: BoundRule
    fact: str
    case: Case
    verdict: str
    value: Any
    other: str


@dataclass(frozen=True)
class Said:
    """What the empty facts say, in all rules or in `rules`, where the facts of `where` have these values."""

    facts: tuple[str, ...]
    reason: Words
    rules: tuple[str, ...]
    where: Mapping[str, Any]
    file: Path
    line: int

    def covers(self, one: Deciding) -> bool:
        return (
            one.fact in self.facts
            and (not self.rules or one.bound.rule.id in self.rules)
            and all(
                (one.case.given.get(name) if name != one.fact else None) == value for name, value in self.where.items()
            )
        )


@dataclass(frozen=True)
class NeverMore:
    """`low` is never more, later or truer than `high`."""

    low: str
    high: str
    file: Path
    line: int


@dataclass(frozen=True)
class Declared:
    """The list of `law/unknowns.yaml`: what empty facts say, and what contradicts itself."""

    said: tuple[Said, ...] = ()
    never_more: tuple[NeverMore, ...] = ()


@dataclass(frozen=True)
class Tried:
    """What came out: how many facts of cases were taken away, what decides undeclared, and what nothing needs any more.

    `unneeded` gives the entry and the fact, rule or pair in it that nothing bears out.
    """

    pairs: int
    found: tuple[Deciding, ...]
    declared: int
    unneeded: tuple[tuple[Said | NeverMore, str], ...]


def load_declared(file: Path = FILE) -> Declared:
    """The list of a file. Raises LawProblems with every fault of it."""
    problems: list[LawProblem] = []
    reader = NodeReader(file, problems)
    root = reader.compose(file.read_bytes())
    got = root and reader.mapping(root, "", required={"empty_says": reader.nodes, "never_more": reader.nodes})
    said = [_said(reader, node) for node in got["empty_says"]] if got else []
    pairs = [_pair(reader, node) for node in got["never_more"]] if got else []
    if problems:
        raise LawProblems(problems)
    return Declared(tuple(one for one in said if one is not None), tuple(pair for pair in pairs if pair is not None))


def _said(reader: NodeReader, node: yaml.Node) -> Said | None:
    def values(at: yaml.Node, where: str) -> Any:
        found = reader.pairs(at, where)
        return BAD if found is BAD else {name: _value(reader, value, where) for name, value in found}

    required = {"facts": reader.texts, "reason": reader.words}
    got = reader.mapping(node, "empty_says", required=required, optional={"rules": reader.texts, "where": values})
    if got is None:
        return None
    _known(reader, node, (*got["facts"], *(got["where"] or {})))
    return Said(got["facts"], got["reason"], got["rules"] or (), got["where"] or {}, reader.file, _line(node))


def _value(reader: NodeReader, node: yaml.Node, where: str) -> Any:
    return None if node.tag.endswith(":null") else reader.plain(node, where)


def _pair(reader: NodeReader, node: yaml.Node) -> NeverMore | None:
    names = reader.texts(node, "never_more")
    if names is BAD:
        return None
    if len(names) != 2:
        reader.note(node, "wrong_shape", where="never_more", wanted="[fact, fact]")
        return None
    _known(reader, node, names)
    return NeverMore(names[0], names[1], reader.file, _line(node))


def _known(reader: NodeReader, node: yaml.Node, names: Iterable[str]) -> None:
    for name in names:
        try:
            find_fact(name)
        except KeyError:
            reader.note(node, "wrong_shape", where=name, wanted="tên một dữ kiện / the name of a fact")


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def deciding(bound: BoundRule, cases: Sequence[Case], never_more: Sequence[NeverMore] = ()) -> Iterator[Deciding]:
    """The facts of the rule that decide though unknown, one finding a fact of a case, in the order of the cases."""
    return (one for one, against in _tries(bound, cases, never_more) if not against)


def _tries(
    bound: BoundRule, cases: Sequence[Case], never_more: Sequence[NeverMore]
) -> Iterator[tuple[Deciding, tuple[NeverMore, ...]]]:
    """Facts that decide though unknown; with what is declared against the value, where it contradicts the others."""
    compiled = Compiled(bound)
    place = {name: i for i, name in enumerate(compiled.columns)}
    options = {name: _options(name, cases) for name in names_of(compiled)}
    by_name, declared = _orders(place, options), _declared_orders(place, options, never_more)
    for case in cases:
        row = compiled.row(case.given)
        for name, values in options.items():
            tried = [*row]
            tried[place[name]] = None
            verdict = compiled.verdict(tried, compiled.steps)
            if verdict not in ("complies", "violates"):
                continue
            for value in values:
                tried[place[name]] = value
                if not all(_in_order(tried, pair) for pair in by_name[name]):
                    continue
                other = compiled.verdict(tried, compiled.steps)
                if other in (verdict, "not_applicable"):
                    continue
                against = tuple(order for order, pair in declared[name] if not _in_order(tried, pair))
                yield Deciding(bound, name, case, verdict, _plain(name, value), other), against
                if not against:
                    break


def names_of(compiled: Compiled) -> tuple[str, ...]:
    """The facts that are taken away: all but those without which nothing is judged."""
    return tuple(name for name in compiled.names if name not in _ALWAYS)


def _orders(place: Mapping[str, int], names: Iterable[str]) -> dict[str, list[tuple[int, int]]]:
    """By fact, the places of the bounds of one number that it is one of, as their names tell: the lower one first."""
    found: dict[str, list[tuple[int, int]]] = {}
    least, most = _BOUNDS
    for name in names:
        plain = name.removesuffix(least).removesuffix(most)
        pairs = ((plain + least, plain), (plain, plain + most), (plain + least, plain + most))
        found[name] = [(place[a], place[b]) for a, b in pairs if name in (a, b) and a in place and b in place]
    return found


def _declared_orders(
    place: Mapping[str, int], names: Iterable[str], never_more: Sequence[NeverMore]
) -> dict[str, list[tuple[NeverMore, tuple[int, int]]]]:
    """By fact, the declared pairs that it is one of, with their places."""
    here = [one for one in never_more if one.low in place and one.high in place]
    return {
        name: [(one, (place[one.low], place[one.high])) for one in here if name in (one.low, one.high)]
        for name in names
    }


def _in_order(row: Sequence[Any], pair: tuple[int, int]) -> bool:
    low, high = row[pair[0]], row[pair[1]]
    return low is None or high is None or bool(low <= high)


def _options(name: str, cases: Sequence[Case]) -> list[Any]:
    """Possible values: of the cases and beside them, for a yes or no both, for a code its list."""
    kind = find_fact(name).type
    given = [case.given[name] for case in cases if case.given.get(name) is not None]
    if kind == "boolean":
        return [True, False]
    if kind == "text":
        return list(dict.fromkeys((*given, *_codes(name, given))))
    if kind == "date":
        return list(dict.fromkeys(day_number(day) + step for day in given for step in (0, -1, 1)))
    lowest = min((0, *given))
    return list(dict.fromkeys(n + step for n in given for step in (0, -1, 1) if n + step >= lowest))


def _codes(name: str, given: Sequence[str]) -> tuple[str, ...]:
    """The list of codes of the column that the fact is read from, where the values of the cases stand in it."""
    for need in find_fact(name).needs:
        table, _, column = need.partition(".")
        codes = next(c.codes for c in TABLES[table].columns if c.name == column)
        if codes and set(given) <= set(codes):
            return tuple(codes)
    return ()


def _plain(name: str, value: Any) -> Any:
    return date(*civil(value)) if find_fact(name).type == "date" else value


def try_all(
    rules: Iterable[BoundRule],
    cases: Iterable[Case],
    declared: Declared,
    whole: bool = True,
    done: Callable[[], None] = lambda: None,
) -> Tried:
    """All rules, in their order; `done` is called after each. `whole`: all rules are here, so that entries can be unneeded."""
    by_rule: dict[str, list[Case]] = {}
    for case in cases:
        by_rule.setdefault(case.rule.id, []).append(case)
    pairs = 0
    found: list[Deciding] = []
    covered: set[tuple[str, str]] = set()
    needed: set[tuple[int, str]] = set()
    for bound in rules:
        mine = by_rule.get(bound.rule.id, [])
        pairs += len(mine) * len(set(bound.facts).difference(_ALWAYS))
        for one, against in _tries(bound, mine, declared.never_more):
            saying = [said for said in declared.said if said.covers(one)]
            if against:
                needed |= {(order.line, order.low) for order in against if not saying}
            elif saying:
                covered.add((bound.rule.id, one.fact))
                needed |= {(said.line, name) for said in saying for name in (one.fact, bound.rule.id)}
            else:
                found.append(one)
        done()
    return Tried(pairs, tuple(found), len(covered), tuple(_unneeded(declared, needed)) if whole else ())


def _unneeded(declared: Declared, needed: Set[tuple[int, str]]) -> Iterator[tuple[Said | NeverMore, str]]:
    for said in declared.said:
        yield from ((said, name) for name in (*said.facts, *said.rules) if (said.line, name) not in needed)
    for order in declared.never_more:
        if (order.line, order.low) not in needed:
            yield order, f"{order.low}, {order.high}"
