"""Names of tables, columns and codes as people write them, in English or Vietnamese."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from chinhdanh.registry.readers.fonts import FONTS
from chinhdanh.registry.schema import TABLES, Column, Table

_SYNONYMS = "data/header_synonyms.yaml"
_CODE_LABELS = "data/code_labels.yaml"


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """`text` without case, diacritics and punctuation, words parted by one space ("Họ và tên *" -> "ho va ten")."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The name of `known` that looks most like `word`; None where nothing does."""
    names = {fold(name): name for name in known}
    close = difflib.get_close_matches(fold(word), names, n=1, cutoff=0.6)
    return names[close[0]] if close else None


def _load(path: str) -> Any:
    return yaml.safe_load((resources.files("chinhdanh.registry") / path).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class _Synonyms:
    tables: dict[str, str]
    """Folded name of a sheet or file -> table."""
    columns: dict[str, dict[str, str]]
    """Table -> folded header -> column."""
    labels: dict[str, dict[str, str]]
    """Table -> column -> Vietnamese header, the first of its synonyms."""
    ignored: frozenset[str]
    """Folded names of sheets that hold no table."""


@cache
def _synonyms() -> _Synonyms:
    data = _load(_SYNONYMS)
    tables: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {}
    labels: dict[str, dict[str, str]] = {}
    for name, table in TABLES.items():
        own = data["tables"].get(name, {})
        for word in (name, table.title_vi, table.title_en, *own.get("names", ())):
            tables[fold(word)] = name
        columns[name], labels[name] = {}, {}
        for column in table.columns:
            words = [*own.get("columns", {}).get(column.name, ()), *data["columns"].get(column.name, ())]
            labels[name][column.name] = words[0] if words else column.name
            for word in words:
                columns[name].setdefault(fold(word), column.name)
        # The names of the contract win over every synonym.
        columns[name].update({fold(column.name): column.name for column in table.columns})
    return _Synonyms(tables, columns, labels, frozenset(fold(word) for word in data["ignored_sheets"]))


def _readings(text: str) -> list[str]:
    """`text` as it stands and as the old fonts meant it."""
    return [text] if text.isascii() else [text, *(font.to_unicode(text) for font in FONTS)]


def table_of(name: str) -> str | None:
    """The table that a file or sheet called `name` holds; None where it is no table."""
    known = _synonyms().tables
    return next((known[fold(text)] for text in _readings(name) if fold(text) in known), None)


def is_ignored_sheet(name: str) -> bool:
    """Whether a sheet called `name` is a page of explanations and not a table."""
    return name.startswith("_") or fold(name) in _synonyms().ignored


def column_of(table: str, header: str) -> str | None:
    """The column of `table` that `header` means; None where there is none."""
    known = _synonyms().columns[table]
    return next((known[fold(text)] for text in _readings(header) if fold(text) in known), None)


def header_vi(table: str, column: str) -> str:
    """The Vietnamese header of a column, as the Excel template writes it."""
    return _synonyms().labels[table][column]


@cache
def _code_labels() -> dict[str, Any]:
    labels: dict[str, Any] = _load(_CODE_LABELS)
    return labels


def code_label_vi(table: str, column: str, code: str) -> str:
    """The Vietnamese word for a code, as the drop-downs of the Excel template show it; the code where it has none."""
    data = _code_labels()
    own = data["columns"].get(f"{table}.{column}", {})
    return str(own.get(code, data["codes"].get(code, code)))


def code_of(table: str, column: Column, value: str) -> str | None:
    """The code that `value` means, written as the code itself or as its Vietnamese word; None where there is none."""
    return _code_words(table, column).get(fold(value))


@cache
def _code_words(table: str, column: Column) -> dict[str, str]:
    words = {fold(code_label_vi(table, column.name, code)): code for code in column.codes}
    words.update({fold(code): code for code in column.codes})
    return words


def header_row(rows: list[list[str | None]], table: Table) -> int:
    """The place (from 0) in `rows` of the line that looks most like the headers of `table`; 0 where none does.

    Sheets often begin with a title and a few lines of explanation.
    """
    known = [sum(1 for cell in row if cell is not None and column_of(table.name, cell) is not None) for row in rows]
    return known.index(max(known)) if known and max(known) > 0 else 0
