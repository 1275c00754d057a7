"""Tables while they are made: one ``numpy`` column each, turned into Arrow by the declaration of the registry.

Ids are whole numbers and get their letter only in the Arrow column (``p17``); codes are places in the code list; a
missing value is ``NONE`` (``days.NO_DAY`` for days).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chinhdanh.registry.schema import ARROW_TYPES, TABLES, Column
from chinhdanh.registry.synth.days import NO_DAY, Ints

NONE = -1
"""A value that is not recorded (ids, codes, booleans, numbers)."""

PREFIXES = {
    "organization": "o",
    "post": "c",
    "person": "p",
    "decision": "d",
    "tenure": "t",
    "plan_entry": "q",
    "discipline": "k",
    "proceeding": "v",
    "special_case": "x",
    "report": "r",
    "job_position": "j",
}
"""First letter of the ids of each table."""


_HOLDERS = {"from_id": "organization", "to_id": "organization"}
"""Text columns without a declared reference that hold ids: of which table."""


def code(table: str, column: str, value: str) -> int:
    """The place of `value` in the code list of a column; ValueError where it is not in it."""
    return TABLES[table].column(column).codes.index(value)


def _missing(column: Column) -> int:
    return NO_DAY if column.type == "date" else NONE


class Words:
    """A text column of few distinct texts: `places` in `words`, ``NONE`` for none."""

    def __init__(self, words: list[str], places: Ints) -> None:
        self.words = words
        self.places = places


class Rows:
    """The rows of one table; text columns that are no ids are ``Words`` or Arrow arrays, all others whole numbers."""

    def __init__(self, table: str, columns: Mapping[str, Any]) -> None:
        self.table = table
        sizes = [len(value) for value in columns.values() if isinstance(value, np.ndarray)]
        self.size = sizes[0] if sizes else 0
        self.columns: dict[str, Any] = {}
        for name, value in columns.items():
            if isinstance(value, int | np.integer):
                self.columns[name] = np.full(self.size, value, dtype=np.int64)
            elif isinstance(value, str):
                self.columns[name] = self._constant(name, value)
            else:
                self.columns[name] = value
        self.keep = np.ones(self.size, dtype=bool)
        self.order: Ints | None = None

    def _constant(self, name: str, value: str) -> Any:
        column = TABLES[self.table].column(name)
        if column.type == "code":
            return np.full(self.size, column.codes.index(value), dtype=np.int64)
        return Words([value], np.zeros(self.size, dtype=np.int64))

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.columns[name] = value

    def add(self, rows: "Rows") -> None:
        """Append `rows` of the same table; columns that either lacks are not recorded there."""
        for name in dict.fromkeys([*self.columns, *rows.columns]):
            missing = _missing(TABLES[self.table].column(name))
            mine, other = self.columns.get(name), rows.columns.get(name)
            if isinstance(mine, Words) or isinstance(other, Words):
                mine = mine if mine is not None else Words([], np.full(self.size, NONE, dtype=np.int64))
                other = other if other is not None else Words([], np.full(rows.size, NONE, dtype=np.int64))
                shifted = np.where(other.places >= 0, other.places + len(mine.words), NONE)
                self.columns[name] = Words([*mine.words, *other.words], np.concatenate([mine.places, shifted]))
                continue
            mine = mine if mine is not None else np.full(self.size, missing, dtype=np.int64)
            other = other if other is not None else np.full(rows.size, missing, dtype=np.int64)
            self.columns[name] = np.concatenate([mine, other])
        self.size += rows.size
        self.keep = np.concatenate([self.keep, rows.keep])

    def append(self, **values: Any) -> int:
        """Append one row of numbers, days, and texts of code columns; its place."""
        made = {
            name: np.array([code(self.table, name, value) if isinstance(value, str) else value], dtype=np.int64)
            for name, value in values.items()
        }
        self.add(Rows(self.table, made))
        return self.size - 1

    def drop(self, place: int) -> None:
        """Leave one row out when the table is written."""
        self.keep[place] = False

    def arrow(self, numbers: Mapping[str, Any]) -> Any:
        """The kept rows as a ``pyarrow.Table`` with the columns given, in the order and types of the contract.

        `numbers` turns places into numbers of ids, by table: the number of its first row, or the number of each.
        """
        chosen = None
        if self.order is not None:
            chosen = self.order[self.keep[self.order]]
        elif not self.keep.all():
            chosen = np.flatnonzero(self.keep)
        arrays, fields = [], []
        for column in TABLES[self.table].columns:
            if column.name not in self.columns:
                continue
            value = self.columns[column.name]
            if chosen is not None:
                if isinstance(value, Words):
                    value = Words(value.words, value.places[chosen])
                elif isinstance(value, np.ndarray):
                    value = value[chosen]
                else:
                    value = value.take(pa.array(chosen))
            arrays.append(_arrow(self.table, column, value, numbers))
            fields.append(pa.field(column.name, ARROW_TYPES[column.type]))
        return pa.table(arrays, schema=pa.schema(fields))


def ids(prefix: str, numbers: Ints) -> Any:
    """Arrow texts such as ``p17``; null for ``NONE``."""
    texts = pc.cast(pa.array(numbers, mask=numbers < 0), pa.string())
    return pc.binary_join_element_wise(pa.scalar(prefix), texts, pa.scalar(""))


def pick(words: list[str], places: Ints) -> Any:
    """Arrow texts: the word at each place; null for ``NONE``."""
    return pa.array(words, pa.string()).take(pa.array(places, mask=places < 0))


def _arrow(table: str, column: Column, value: Any, numbers: Mapping[str, Any]) -> Any:
    if isinstance(value, Words):
        return pick(value.words, value.places)
    if not isinstance(value, np.ndarray):
        return value
    missing = value <= _missing(column)
    makers = {
        "date": lambda: pa.array(value.astype(np.int32), type=pa.int32(), mask=missing).cast(pa.date32()),
        "boolean": lambda: pa.array(value == 1, mask=missing),
        "code": lambda: pick(list(column.codes), value),
        "integer": lambda: pa.array(value.astype(np.int64), mask=missing),
        "number": lambda: pa.array(value.astype(np.float64), mask=missing),
        "text": lambda: _numbered(_HOLDERS.get(column.name, column.references or table), value, numbers),
    }
    return makers[column.type]()


def _numbered(table: str, places: Ints, numbers: Mapping[str, Any]) -> Any:
    """Ids of rows of `table` from their places."""
    first = numbers.get(table, 0)
    shifted = first[places] if isinstance(first, np.ndarray) else places + first
    return ids(PREFIXES[table], np.where(places >= 0, shifted, NONE))
