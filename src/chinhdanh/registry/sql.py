"""Names, texts and files as DuckDB writes them in SQL."""

from pathlib import Path


def quote(name: str) -> str:
    """`name` as a DuckDB identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` as a DuckDB string."""
    return "'" + text.replace("'", "''") + "'"


def parquet(file: Path, *, numbered: bool = False) -> str:
    """The rows of a Parquet file as a DuckDB relation; `numbered` adds ``file_row_number``, counted from 0."""
    return f"read_parquet({literal(str(file))}{', file_row_number=true' if numbered else ''})"
