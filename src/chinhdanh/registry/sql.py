"""Names, texts, files and tables as DuckDB writes them in SQL."""

from collections.abc import Collection
from pathlib import Path

from chinhdanh.registry.schema import ARROW_TYPES, TABLES

SQL_TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "date": "DATE",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
}
assert SQL_TYPES.keys() == ARROW_TYPES.keys()


def quote(name: str) -> str:
    """`name` as a DuckDB identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` as a DuckDB string."""
    return "'" + text.replace("'", "''") + "'"


def parquet(file: Path, *, numbered: bool = False) -> str:
    """The rows of a Parquet file as a DuckDB relation; `numbered` adds ``file_row_number``, counted from 0."""
    return f"read_parquet({literal(str(file))}{', file_row_number=true' if numbered else ''})"


def contract_columns(table: str, given: Collection[str]) -> str:
    """All columns of `table` in the order of the contract: those `given` as they are, the others NULL of their type."""
    return ", ".join(
        quote(column.name)
        if column.name in given
        else f"CAST(NULL AS {SQL_TYPES[column.type]}) AS {quote(column.name)}"
        for column in TABLES[table].columns
    )
