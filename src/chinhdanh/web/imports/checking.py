"""Holding a list against the record: what each row would write, and what stands in the way. Nothing is written to the record.

It depends on the file, on what its columns were said to mean, on what was mended, and on the record of the moment; so it is
done anew whenever one of them changes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from chinhdanh.web.imports.cells import Reader
from chinhdanh.web.imports.entries import Entry, understood
from chinhdanh.web.imports.fields import PEOPLE
from chinhdanh.web.imports.headers import Head
from chinhdanh.web.imports.lines import listed, texts_of
from chinhdanh.web.imports.matching import match
from chinhdanh.web.imports.models import Import, Row
from chinhdanh.web.imports.planning import Planner
from chinhdanh.web.imports.sheets import sheet_of
from chinhdanh.web.imports.workbook import Sheet

Progress = Callable[[int], None]
_AT_ONCE = 5000
LEFT_OUT = 500
"""So many rows that are no people are kept to be shown."""


def mapping_of(one: Import) -> dict[int, str]:
    """The field of each column that has one."""
    return {column["at"]: column["means"] for column in one.columns if column.get("means")}


def check(one: Import, user: Any, day: date, told: Progress = lambda _share: None) -> None:
    """Find out what each row comes to, as `user` may write it, and keep that with the import. Raises Unreadable."""
    sheet = sheet_of(one)
    told(5)
    entries, left_out = entries_of(one, sheet, day)
    told(30)
    chosen: Mapping[str, str] = one.fixes.get("people", {})
    match(entries, chosen, user.person_id, new_allowed=one.target == PEOPLE)
    told(50)
    Planner(entries, one.target, one.organization_id, one.constants, day, user.person_id, chosen).plan(entries)
    told(70)
    rows = [_row(entry, one.target) for entry in entries]
    one.rows.all().delete()
    for start in range(0, len(rows), _AT_ONCE):
        _keep(one, rows[start : start + _AT_ONCE])
        told(70 + 28 * start // max(len(rows), 1))
    one.left_out = [[row, text] for row, text in left_out[:LEFT_OUT]]
    one.counts = _counts(rows, len(left_out))


def entries_of(one: Import, sheet: Sheet, day: date) -> tuple[list[Entry], list[tuple[int, str]]]:
    """The rows of the list as they are understood, and those left out."""
    head, mapping = Head(*one.head), mapping_of(one)
    texts, fonts = texts_of(sheet, head)
    one.fonts = dict(fonts.changed)
    found = listed(sheet, head, texts, mapping)
    return understood(found.lines, one.fixes, Reader(day), one.target == PEOPLE), found.left_out


_COLUMNS = {
    "row": "integer", **dict.fromkeys(("state", "name", "person_id"), "text"),
    **dict.fromkeys(("problems", "notes", "differences", "writes"), "jsonb"),
}  # fmt: skip


def _keep(one: Import, rows: Sequence[Mapping[str, Any]]) -> None:
    """Many rows in one statement, as one value: each as a statement's values would take most of the time."""
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    typed = ", ".join(f'"{name}" {kind}' for name, kind in _COLUMNS.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO file_import_row (of_id, {names}) "
            f"SELECT %s, {names} FROM jsonb_to_recordset(%s::jsonb) AS given({typed})",
            [one.pk, json.dumps(rows)],
        )


def _row(entry: Entry, target: str) -> dict[str, Any]:
    """What is kept of a row, by column: making tens of thousands of models would take longer than all else here."""
    if entry.skipped:
        state = Row.SKIPPED
    elif entry.problems:
        state = Row.PROBLEM
    elif not entry.writes:
        state = Row.UNCHANGED
    else:
        is_new = entry.writes[0][2] is None and (entry.is_new or target != PEOPLE)
        state = Row.NEW if is_new else Row.CHANGED
    counted = state in (Row.NEW, Row.CHANGED)
    person = entry.person
    return {
        "row": entry.line.row,
        "state": state,
        "name": entry.name or (person.full_name if person is not None else "") or "",
        "person_id": person.pk if person is not None else None,
        "problems": [] if entry.skipped else entry.problems,
        "notes": entry.notes,
        "differences": entry.differences if counted else [],
        "writes": entry.writes if counted else [],
    }


def _counts(rows: Sequence[Mapping[str, Any]], left_out: int) -> dict[str, Any]:
    problems = Counter(problem["code"] for row in rows for problem in row["problems"])
    notes = Counter(note for row in rows for note in row["notes"])
    states = Counter(row["state"] for row in rows)
    written = Counter(table for row in rows for table, *_ in row["writes"])
    return {
        "rows": len(rows), "left_out": left_out, "problems": dict(problems), "notes": dict(notes), "tables": dict(written),
        **{state: states.get(state, 0) for state, _ in Row.STATES},
    }  # fmt: skip
