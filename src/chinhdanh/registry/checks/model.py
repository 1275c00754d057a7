"""What a record check is, and what it is given."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from chinhdanh.registry.problems import Language, Place
from chinhdanh.registry.snapshot import Snapshot
from chinhdanh.registry.sql import literal


@dataclass(frozen=True)
class Bounds:
    """The bounds of ``data/record_checks.yaml``; spans in days or years as their names say."""

    effective_before_signed_days: int
    tenure_before_decision_days: int
    adult_age: int
    oldest_age: int
    earliest_birth: dt.date
    earliest: dt.date
    latest: dt.date
    appointing_kinds: tuple[str, ...]

    @property
    def appointing(self) -> str:
        """The kinds that put somebody to work, as an SQL list."""
        return ", ".join(literal(kind) for kind in self.appointing_kinds)


@cache
def bounds() -> Bounds:
    """The bounds that the program ships."""
    text = (resources.files("chinhdanh.registry") / "data/record_checks.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    data["appointing_kinds"] = tuple(data["appointing_kinds"])
    return Bounds(**data)


class Given:
    """What a check may ask of the snapshot: which columns it has. In SQL each table stands under its own name.

    A table that was given has all columns of the contract (NULL where the file lacks them) and ``_row``.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        """Look at the columns of `snapshot`."""
        self._columns = snapshot.columns

    def has(self, *names: str) -> bool:
        """Whether every one of `names` ("table" or "table.column") was given."""
        for name in names:
            table, _, column = name.partition(".")
            if table not in self._columns or (column and column not in self._columns[table]):
                return False
        return True

    def tables(self) -> Iterable[str]:
        """The tables given."""
        return self._columns

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of the contract that `table` has."""
        return self._columns.get(table, ())


Queries = Iterable[str]


@dataclass(frozen=True)
class Check:
    """One record check.

    ``queries`` gives SELECTs over the tables given, each yielding the rows found as (table, _row, id, column, value);
    none where the snapshot lacks what the check needs.
    """

    id: str
    vi: str
    en: str
    queries: Callable[[Given], Queries]

    def sentence(self, lang: Language) -> str:
        """What the check says about its rows, in the language asked for."""
        return self.vi if lang == "vi" else self.en


@dataclass(frozen=True)
class Hit:
    """One row that a check found: where it stands, its id (None where the table has none), column and value."""

    check: Check
    place: Place
    row: int | None
    id: str | None
    column: str | None
    value: str | None

    @property
    def table(self) -> str:
        """The table that the row stands in."""
        return self.place.table or ""

    def as_dict(self, lang: Language) -> dict[str, Any]:
        """The hit as plain values, for JSON and CSV."""
        return {
            "check": self.check.id,
            "sentence": self.check.sentence(lang),
            "table": self.table,
            "file": self.place.file,
            "sheet": self.place.sheet,
            "row": self.row,
            "id": self.id,
            "column": self.column,
            "value": self.value,
        }


def hit_sql(table: str, column: str | None, value: str, rest: str) -> str:
    """A SELECT of hits: the rows of `table` that `rest` (FROM … WHERE …) leaves, with `value` as SQL text."""
    shown = literal(column) if column else "NULL"
    return (
        f'SELECT {literal(table)} AS "table", {table}._row AS _row, {table}.id AS id, {shown} AS "column", '
        f"CAST({value} AS VARCHAR) AS value {rest}"
    )
