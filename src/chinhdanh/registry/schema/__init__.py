"""The declaration of the registry snapshot, version 1: tables, columns, types, code lists, meanings.

Readers, checks, documentation, JSON Schema, the Excel template and synthetic data are all held to ``TABLES``.
"""

from typing import Any

import pyarrow as pa

from chinhdanh.registry.schema import decisions, organizations, people
from chinhdanh.registry.schema.decisions import GROUNDS
from chinhdanh.registry.schema.model import Column, ColumnType, Table

__all__ = [
    "ARROW_TYPES",
    "GROUNDS",
    "SCHEMA_VERSION",
    "TABLES",
    "Column",
    "ColumnType",
    "Table",
    "arrow_schema",
    "ibis_schema",
]

SCHEMA_VERSION = 1

TABLES: dict[str, Table] = {table.name: table for table in (*organizations.TABLES, *people.TABLES, *decisions.TABLES)}
"""All tables by name, in the order of the contract."""

ARROW_TYPES: dict[ColumnType, Any] = {
    "text": pa.string(),
    "code": pa.string(),
    "date": pa.date32(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}

_IBIS_TYPES: dict[ColumnType, str] = {
    "text": "string",
    "code": "string",
    "date": "date",
    "integer": "int64",
    "number": "float64",
    "boolean": "boolean",
}


def arrow_schema(table: str) -> Any:
    """The ``pyarrow.Schema`` of `table`, every column nullable; KeyError where there is no such table."""
    return pa.schema([(column.name, ARROW_TYPES[column.type]) for column in TABLES[table].columns])


def ibis_schema(table: str) -> Any:
    """The ``ibis.Schema`` of `table`, every column nullable; KeyError where there is no such table."""
    import ibis

    return ibis.schema({column.name: _IBIS_TYPES[column.type] for column in TABLES[table].columns})
