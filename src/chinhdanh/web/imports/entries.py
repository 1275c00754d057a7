"""What each row of a list says of somebody, after what was mended; what cannot be read is a problem of its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chinhdanh.web.imports.cells import Reader, Said, agrees, plain
from chinhdanh.web.imports.fields import field_of
from chinhdanh.web.imports.lines import Line

_NAMES = ("full_name", "family", "given")
_BIRTHS = ("birth", "birth_male", "birth_female")


@dataclass
class Entry:
    """A row as it is understood, and later whom it is about and what it would write."""

    line: Line
    said: dict[str, Any] = field(default_factory=dict)
    """Values by field; days of birth with their precision under `birth`."""
    born: Said = field(default_factory=Said)
    problems: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: bool = False
    person: Any = None
    is_new: bool = False
    person_id: str | None = None
    differences: list[list[Any]] = field(default_factory=list)
    writes: list[list[Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.said.get("full_name") or "")

    @property
    def group(self) -> str:
        return self.line.group

    def wrong(self, field_key: str, code: str, **more: Any) -> None:
        """Something stands in the way, at the cell of a field."""
        self.problems.append({"field": field_key, "code": code, "value": self.line.texts.get(field_key, ""), **more})

    def note(self, code: str) -> None:
        """Something to know, which stands in nothing's way."""
        if code not in self.notes:
            self.notes.append(code)


def understood(
    lines: Sequence[Line], fixes: Mapping[str, Any], reader: Reader, target_names_people: bool
) -> list[Entry]:
    """Each line as it is understood."""
    skipped = {int(row) for row in fixes.get("skip", ())}
    values = fixes.get("values", {})
    cells: dict[int, dict[str, str]] = {}
    for cell, text in fixes.get("cells", {}).items():
        row, _, key = cell.partition(":")
        cells.setdefault(int(row), {})[key] = text
    found = []
    for line in lines:
        entry = Entry(line, skipped=line.row in skipped)
        own = cells.get(line.row, {})
        for key in {**line.texts, **own}:
            mended = own.get(key, values.get(f"{key}|{line.texts.get(key, '')}") if values else None)
            _read(entry, key, None if mended is None else plain(mended), reader)
        for key in line.broken.difference(line.texts, own):
            entry.wrong(key, "excel_error")
        _name(entry)
        _birth(entry)
        _whole(entry, target_names_people)
        found.append(entry)
    return found


def _read(entry: Entry, key: str, mended: str | None, reader: Reader) -> None:
    one, text = field_of(key), entry.line.texts.get(key, "") if mended is None else mended
    if one is None or not text:
        return
    said = reader.read(one, text)
    if said.problem:
        entry.wrong(key, said.problem, **({} if mended is None else {"typed": mended}))
        return
    if said.note:
        entry.note(said.note)
    entry.said[key] = said if one.kind == "birth" else said.value


def _name(entry: Entry) -> None:
    """Family and given name in columns of their own are one name."""
    parts = [entry.said.pop(key) for key in ("family", "given") if entry.said.get(key)]
    if parts and not entry.said.get("full_name"):
        entry.said["full_name"] = " ".join(parts)


def _birth(entry: Entry) -> None:
    """A day of birth in one column, or in the column of the sex, which it then tells."""
    by_sex = {key: entry.said.pop(key) for key in _BIRTHS if isinstance(entry.said.get(key), Said)}
    by_sex = {key: said for key, said in by_sex.items() if said.value is not None}
    men, women = entry.said.pop("sex_male", None), entry.said.pop("sex_female", None)
    if len(by_sex) > 1:
        entry.wrong("birth_female" if "birth_female" in by_sex else "birth", "two_births")
        return
    for key, said in by_sex.items():
        entry.born = said
        if key != "birth":
            entry.said.setdefault("sex", key.removeprefix("birth_"))
    if men is not None or women is not None:
        entry.said.setdefault("sex", "female" if women else "male")


def _whole(entry: Entry, names_people: bool) -> None:
    texts = entry.line.texts
    if not entry.name and not any(entry.said.get(key) for key in ("citizen_id", "code")):
        entry.wrong("full_name", "no_name")
    elif not any((entry.born.value, entry.said.get("citizen_id"), entry.said.get("code"))) and not any(
        one["field"] in (*_BIRTHS, "citizen_id", "code") for one in entry.problems
    ):
        births = [key for key in _BIRTHS if key in texts]
        entry.wrong(births[0] if births else "birth", "too_little")
    number = entry.said.get("citizen_id")
    if number and not agrees(number, entry.said.get("sex"), entry.born.value):
        # A zero that was put back in front is only certain where the rest of the number agrees.
        if "zeros" in entry.notes:
            entry.wrong("citizen_id", "citizen_disagrees")
        else:
            entry.note("citizen_disagrees")


def day_of(entry: Entry, key: str) -> date | None:
    """The day that a field says."""
    value = entry.said.get(key)
    return value if isinstance(value, date) else None
