"""The vocabulary in which tables of the registry are declared: columns, tables, and short makers of columns."""

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "date", "integer", "number", "boolean", "code"]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    ``required`` is the star of the contract: the column must be present wherever its table is given; a row in which it
    is empty is kept and reported by the record check. An empty cell of any column means *not recorded*, never "no".
    ``codes`` is the closed list of values of a ``code`` column. ``references`` names the table whose ``id`` it holds.
    """

    name: str
    type: ColumnType
    required: bool
    meaning_en: str
    meaning_vi: str
    codes: tuple[str, ...] = ()
    references: str | None = None


@dataclass(frozen=True)
class Table:
    """One table of the registry.

    ``required`` holds for ``person`` and ``decision`` only. ``absent_means_none`` says that where the table is given, a
    missing row means that there is none (for all other tables a missing row means *not recorded*).
    """

    name: str
    columns: tuple[Column, ...]
    title_vi: str
    title_en: str
    meaning_vi: str
    meaning_en: str
    required: bool = False
    absent_means_none: bool = False

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError where the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns, in the order of the contract."""
        return tuple(column.name for column in self.columns)

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Names of the starred columns."""
        return tuple(column.name for column in self.columns if column.required)


def text(name: str, vi: str, en: str, *, required: bool = False) -> Column:
    """A column of free text."""
    return Column(name, "text", required, en, vi)


def ident(vi: str, en: str, *, required: bool = True) -> Column:
    """The column ``id``: text, unique in its table."""
    return Column("id", "text", required, en, vi)


def row_id() -> Column:
    """The optional ``id`` of a table that needs none, so that ``record_change`` can point at a row."""
    return ident("Mã dòng (không bắt buộc)", "Id of the row (optional)", required=False)


def ref(name: str, table: str, vi: str, en: str, *, required: bool = False) -> Column:
    """A column that holds an id of `table`."""
    return Column(name, "text", required, en, vi, references=table)


def date(name: str, vi: str, en: str, *, required: bool = False) -> Column:
    """A column of calendar dates."""
    return Column(name, "date", required, en, vi)


def integer(name: str, vi: str, en: str, *, required: bool = False) -> Column:
    """A column of whole numbers."""
    return Column(name, "integer", required, en, vi)


def number(name: str, vi: str, en: str, *, required: bool = False) -> Column:
    """A column of numbers."""
    return Column(name, "number", required, en, vi)


def boolean(name: str, vi: str, en: str, *, required: bool = False) -> Column:
    """A column of true and false."""
    return Column(name, "boolean", required, en, vi)


def code(name: str, codes: str, vi: str, en: str, *, required: bool = False) -> Column:
    """A column whose values are the words of `codes` (given as one text, split at spaces)."""
    return Column(name, "code", required, en, vi, codes=tuple(codes.split()))


PERIOD = (
    date("from", "Ngày đầu tiên", "First day"),
    date(
        "until", "Ngày đầu tiên không còn hiệu lực; trống: vẫn còn", "First day no longer in it; empty: still running"
    ),
)
