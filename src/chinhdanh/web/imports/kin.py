"""Lists of kin: each row names an official, and one of their relatives with what they are to each other.

A relative who is recorded already is meant where the number of the citizen says so, where the official is recorded with a
relative of this name, or where name and day of birth are those of one person only; where it is in doubt, whoever prepares
the list chooses. Who is not recorded is entered with the row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chinhdanh.web.imports import kept
from chinhdanh.web.imports.cells import Said
from chinhdanh.web.imports.entries import Entry
from chinhdanh.web.imports.lines import Line
from chinhdanh.web.imports.matching import NEW, People, births_agree, chosen_relatives, same_name, told_apart
from chinhdanh.web.officials.models import Kinship

NEEDED = ("relative_name", "relation")


class KinPlanner:
    """Plans the rows of a list of kin, knowing who the officials' relatives are and who else may be meant."""

    def __init__(self, entries: Sequence[Entry], own: str | None, chosen: Mapping[str, str]) -> None:
        """Look them up: a few questions, however long the list is. `own` is the person who the user is."""
        self.own, self.chosen = own, chosen_relatives(chosen)
        self._doubts: list[tuple[Entry, list[Any]]] = []
        officials = {entry.person.pk for entry in entries if entry.person is not None}
        self.relatives = {entry.line.row: _relative(entry) for entry in entries if entry.person is not None}
        held = list(kept.held(Kinship, officials))
        # Those who are relatives already are known like everybody else: by their ids.
        known = [Entry(Line(0, {}), {"code": row.relative_id}) for row in held]
        self.people = People([*self.relatives.values(), *known], self.chosen.values())
        self.held: dict[str, dict[str, Any]] = defaultdict(dict)
        for row in held:
            self.held[row.person_id][row.relative_id] = row
        others = set(self.people.by_id) - officials
        self._from_relatives = {(row.person_id, row.relative_id) for row in (*held, *kept.held(Kinship, others))}
        self._entered: dict[Any, str] = {}
        self._seen: dict[tuple[str, str], int] = {}

    def plan(self, entry: Entry, write: Callable[..., str]) -> None:
        """The relative and what they are, written by `write`; what is missing or in doubt is told."""
        for key in NEEDED:
            if not entry.said.get(key) and not any(one["field"] == key for one in entry.problems):
                entry.wrong(key, "lacking")
        relative, told = self.relatives[entry.line.row], {one["field"] for one in entry.problems}
        told_apart = (
            relative.born.value or relative.said["citizen_id"] or told & {"relative_birth", "relative_citizen_id"}
        )
        if not told_apart:
            entry.wrong("relative_birth", "lacking")
        found = None if entry.problems else self._whom(entry, relative)
        if entry.problems:
            return
        new = _apart(entry, relative)
        pk = found.pk if found is not None else self._entered.get(new)
        seen = (entry.person_id or "", found.pk if found is not None else str(new))
        if seen in self._seen:
            entry.wrong("full_name", "twice", row=self._seen[seen])
            return
        self._seen[seen] = entry.line.row
        if pk is not None and (pk, entry.person_id) in self._from_relatives:
            entry.note("kin_other_way")
            return
        if pk is None:
            pk = self._enter(entry, relative, write)
            self._entered[new] = pk
        self._write(entry, pk, relative, write)

    def _write(self, entry: Entry, pk: str, relative: Entry, write: Callable[..., str]) -> None:
        known, relation = self.held[entry.person_id or ""].get(pk), entry.said["relation"]
        if known is None:
            values = {"person_id": entry.person_id, "relative_id": pk, "relation": relation}
            write(entry, "kinship", None, values, {"relative": relative.name, "relation": relation})
        elif known.relation != relation:
            write(entry, "kinship", known, {"relation": relation})

    def _enter(self, entry: Entry, relative: Entry, write: Callable[..., str]) -> str:
        values = {"full_name": relative.name, "citizen_id": relative.said["citizen_id"]}
        if relative.born.value is not None:
            values.update(birth_date=relative.born.value, birth_precision=relative.born.precision)
        return write(entry, "person", None, {name: value for name, value in values.items() if value is not None}, {})

    def _whom(self, entry: Entry, relative: Entry) -> Any:
        """The person who is meant; none who is recorded, or a problem of the row."""
        number, official = relative.said["citizen_id"], entry.person_id or ""
        if number in self.people.elsewhere:
            entry.wrong("relative_citizen_id", "elsewhere")
            return None
        found = self.people.by_number.get(number or "")
        if found is not None and same_name(found.full_name or "") != same_name(relative.name):
            entry.wrong("relative_citizen_id", "kin_number")
            return None
        chosen = self.chosen.get(entry.line.row)
        if found is None and chosen is not None and (chosen == NEW or chosen in self.people.by_key):
            found = self.people.by_key.get(chosen)
        elif found is None:
            found = self._by_name(entry, relative, official)
        if found is not None and found.pk == official:
            entry.wrong("relative_name", "kin_self")
        elif found is not None and found.pk == self.own:
            entry.wrong("relative_name", "own")
        return found

    def _by_name(self, entry: Entry, relative: Entry, official: str) -> Any:
        recorded = [self.people.by_id[pk] for pk in self.held[official] if pk in self.people.by_id]
        alike = [
            one
            for one in recorded
            if same_name(one.full_name or "") == same_name(relative.name) and births_agree(relative.born, one)
        ]
        if len(alike) == 1:
            return alike[0]
        sure, maybe = self.people.named(relative)
        if len(sure) == 1 and not maybe and not alike:
            return sure[0]
        if sure or maybe or alike:
            entry.wrong("relative_name", "kin_doubt", who=[])
            self._doubts.append((entry, [*alike, *sure, *maybe]))
        return None

    def tell_doubts(self) -> None:
        """Say of the rows whose relative is in doubt who may be meant."""
        for (entry, _), who in zip(self._doubts, told_apart([found for _, found in self._doubts]), strict=True):
            entry.problems[-1]["who"] = who


def _apart(entry: Entry, relative: Entry) -> tuple[Any, ...]:
    """By what two rows that name somebody new mean the same; of whom the day of birth is not known, with one official only."""
    if relative.said["citizen_id"]:
        return (relative.said["citizen_id"],)
    named = (same_name(relative.name), relative.born.value)
    return named if relative.born.precision == "day" else (*named, entry.person_id)


def _relative(entry: Entry) -> Entry:
    """The relative of a row, as somebody who can be looked for."""
    born = entry.said.get("relative_birth")
    said = {"full_name": entry.said.get("relative_name"), "citizen_id": entry.said.get("relative_citizen_id")}
    return Entry(Line(entry.line.row, {}), said, born if isinstance(born, Said) else Said())
