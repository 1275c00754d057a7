"""How far the library goes: each provision in exactly one of four states, and why the rest is not there yet.

    encoded     a rule cites it, or a rule reads its numbers or its days
    judgement   only a person can decide; the library says what to record instead
    data        steps, deadlines, forms, definitions: for procedures and documents
    not_yet     nothing can be done with it; the reason stands beside it

The state comes from what the library does, not from what a file promises: a provision marked for a rule that no rule
cites is not yet encoded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from chinhdanh.law.dating import TRANSITION
from chinhdanh.law.library import Confidence, Instrument, Library, Provision, Words
from chinhdanh.law.rule import BoundRule

State = Literal["encoded", "judgement", "data", "not_yet"]
STATES: tuple[State, ...] = get_args(State)
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)

NO_RULE = Words(
    "Đã xếp là quy định có quy tắc xét, nhưng chưa có quy tắc nào viện dẫn.",
    "Marked as judged by a rule, but no rule cites it.",
)


@dataclass(frozen=True, slots=True)
class Covered:
    """One provision and its state; ``reason`` is there exactly where the state is ``not_yet``.

    ``cited_by`` and ``read_by`` hold ids of rules; a rule that reads the numbers of the provision it cites is only in
    the first.
    """

    provision: Provision
    state: State
    cited_by: tuple[str, ...]
    read_by: tuple[str, ...]
    reason: Words | None


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of one instrument; ``instrument`` is None in the row of totals."""

    instrument: Instrument | None
    provisions: int
    states: Mapping[State, int]
    confidences: Mapping[Confidence, int]


def cover(library: Library, rules: Iterable[BoundRule]) -> tuple[Covered, ...]:
    """Every provision of the library with its state, in the order of the files."""
    cited: dict[str, list[str]] = {}
    read: dict[str, list[str]] = {}
    for bound in rules:
        cited.setdefault(bound.provision.id, []).append(bound.rule.id)
        others = [*bound.read] if bound.rule.day == "decision" else [*bound.read, TRANSITION[0]]
        for provision_id in others:
            if provision_id != bound.provision.id:
                read.setdefault(provision_id, []).append(bound.rule.id)
    return tuple(_covered(p, cited.get(p.id, ()), read.get(p.id, ())) for p in library.provisions.values())


def _covered(provision: Provision, cited_by: Sequence[str], read_by: Sequence[str]) -> Covered:
    state: State
    reason = None
    if cited_by or (read_by and provision.treatment in ("rule", "data")):
        state = "encoded"
    elif provision.treatment == "rule":
        state, reason = "not_yet", NO_RULE
    else:
        state, reason = provision.treatment, provision.reason
    return Covered(provision, state, tuple(cited_by), tuple(read_by), reason)


def by_instrument(library: Library, covered: Iterable[Covered]) -> tuple[Row, ...]:
    """One row an instrument that has any of these provisions, then one of totals."""
    of_instrument: dict[str, list[Covered]] = {}
    for one in covered:
        of_instrument.setdefault(one.provision.instrument_id, []).append(one)
    rows = [_row(library.instruments[name], group) for name, group in of_instrument.items()]
    return (*rows, _row(None, [one for group in of_instrument.values() for one in group]))


def _row(instrument: Instrument | None, group: Sequence[Covered]) -> Row:
    states = Counter(one.state for one in group)
    confidences = Counter(one.provision.confidence for one in group)
    return Row(instrument, len(group), {s: states[s] for s in STATES}, {c: confidences[c] for c in CONFIDENCES})
