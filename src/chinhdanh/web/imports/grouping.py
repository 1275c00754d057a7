"""What stands in the way of a list, gathered so that one answer mends all cells that say the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chinhdanh.web.imports.actions import Mended
from chinhdanh.web.imports.cells import plain
from chinhdanh.web.imports.fields import PEOPLE
from chinhdanh.web.imports.matching import NEW, relative_of
from chinhdanh.web.imports.words import CHOSEN, DOUBTS, field_word, problem

APART = 30
"""So many rows that lack the same cell are shown apart, each to be filled in; more are one."""
_OF_ROW = (*DOUBTS, "twice", "own", "elsewhere", "not_there", "kin_self", "kin_number", "too_many")
LONGEST = 500


@dataclass
class Group:
    """A problem of one cell, or of all cells of a column that say the same."""

    key: str
    field: str
    code: str
    value: str
    rows: list[int]
    names: list[str]
    who: Sequence[Sequence[str]] = ()
    letter: str = ""
    first: int | None = None
    typed: str = ""
    within: frozenset[str] = frozenset()
    """The units from which it is, as far as the rows say; none where one of them leaves it open."""
    choices: Sequence[str] = ()
    """What is offered for the cells (`choosing`)."""
    has_all: bool = False
    """Whether nothing else can be meant: then nothing is typed."""

    @property
    def what(self) -> str:
        return problem(self.code)[0]

    @property
    def todo(self) -> str:
        return problem(self.code)[1]

    @property
    def named(self) -> str:
        return field_word(self.field)

    @property
    def where(self) -> str:
        """Where it stands, as Excel counts."""
        if len(self.rows) == 1:
            cell = f"{self.letter}{self.rows[0]}" if self.letter else str(self.rows[0])
            return (
                _("ô %(cell)s, %(name)s") % {"cell": cell, "name": self.names[0]}
                if self.letter
                else _("dòng %(row)s, %(name)s") % {"row": cell, "name": self.names[0]}
            )
        some = ", ".join(str(row) for row in self.rows[:8]) + (", …" if len(self.rows) > 8 else "")
        n = len(self.rows)
        if not self.letter:
            return ngettext("%(n)s dòng: %(rows)s", "%(n)s dòng: %(rows)s", n) % {"n": n, "rows": some}
        words = {"n": n, "letter": self.letter, "rows": some}
        return (
            ngettext("%(n)s ô cột %(letter)s: dòng %(rows)s", "%(n)s ô cột %(letter)s: dòng %(rows)s", len(self.rows))
            % words
        )

    @property
    def may_type(self) -> bool:
        """Whether another text can be typed for the cell."""
        return (
            self.code not in DOUBTS
            and self.code not in ("own", "not_there")
            and bool(self.value or len(self.rows) == 1)
        )

    @property
    def may_blank(self) -> bool:
        return bool(self.value) and self.may_type and self.field not in ("full_name", "number", "signed_on")

    @property
    def row(self) -> int:
        return self.rows[0]

    @property
    def of_relative(self) -> bool:
        """Whether it is in doubt who the relative is, who may be entered with the row."""
        return self.code == "kin_doubt"


def groups_of(rows: Iterable[tuple[int, str, Sequence[Mapping[str, Any]]]], letters: Mapping[str, str]) -> list[Group]:
    """The problems of these rows (number, name, problems), gathered; in the order of the list."""
    found: dict[tuple[Any, ...], Group] = {}
    for row, name, problems in rows:
        for one in problems:
            of_row = one["code"] in _OF_ROW
            typed = one.get("typed", "")
            key = (one["field"], one["code"], one["value"], typed, row if of_row else None)
            group = found.get(key)
            if group is None:
                letter = letters.get(one["field"], "")
                group = found[key] = Group(
                    "",
                    one["field"],
                    one["code"],
                    one["value"],
                    [],
                    [],
                    one.get("who", ()),
                    letter,
                    one.get("row"),
                    typed,
                )
                group.within = frozenset(one.get("within", ()))
            elif group.within:
                there = one.get("within", ())
                group.within = group.within.union(there) if there else frozenset()
            group.rows.append(row)
            group.names.append(name)
    apart: list[Group] = []
    for group in found.values():
        if not group.value and 1 < len(group.rows) <= APART:
            apart += [
                Group("", group.field, group.code, "", [row], [name], (), group.letter, None, group.typed, group.within)
                for row, name in zip(group.rows, group.names, strict=True)
            ]
        else:
            apart.append(group)
    for group in apart:
        said = f"{group.field}|{group.code}|{group.value}|{group.rows[0] if not group.value or group.who else ''}"
        group.key = hashlib.sha256(said.encode()).hexdigest()[:12]
    return apart


def mended(groups: Sequence[Group], given: Mapping[str, Any], target: str, before: Mapping[str, Any]) -> Mended:
    """What was answered to these groups, after what was mended `before`. What was not answered stays as it is."""
    known = before.get("cells", {})
    cells: dict[str, str] = {}
    values: dict[str, str] = {}
    people: dict[str, str] = {}
    skip: list[int] = []
    for group in groups:
        who, text = str(given.get(f"who-{group.key}", "")), str(given.get(f"text-{group.key}", ""))
        if given.get(f"skip-{group.key}") or who == "skip":
            skip += group.rows
        elif who and (who in {one[0] for one in group.who} or (who == NEW and (target == PEOPLE or group.of_relative))):
            people[relative_of(group.row) if group.of_relative else str(group.row)] = who
        elif given.get(f"blank-{group.key}") and group.may_blank:
            _say(group, "", cells, values, known)
        elif group.may_type and (typed := plain(text)[:LONGEST]) and typed != (group.typed or group.value):
            _say(group, typed, cells, values, known)
        elif group.code in CHOSEN and (chosen := plain(str(given.get(f"pick-{group.key}", "")))[:LONGEST]):
            _say(group, chosen, cells, values, known)
    return Mended(cells, values, people, skip)


def _say(group: Group, text: str, cells: dict[str, str], values: dict[str, str], known: Mapping[str, str]) -> None:
    """The text for all cells that say the same; for a cell mended by itself before, by itself again."""
    alone = [row for row in group.rows if not group.value or group.code in _OF_ROW or f"{row}:{group.field}" in known]
    cells.update({f"{row}:{group.field}": text for row in alone})
    if len(alone) < len(group.rows):
        values[f"{group.field}|{group.value}"] = text
