"""Fields of the application's tables, made from the columns that the registry declares."""

from __future__ import annotations

from typing import Any

from django.db import models

from chinhdanh.registry.schema import Column

NAMES = {"from": "since"}
"""Columns whose name is a word of Python: the attribute by which they are called."""


def attribute(column: Column) -> str:
    """The name of the field for a column; a reference is called by what it refers to, without `_id`."""
    if column.references is None:
        return NAMES.get(column.name, column.name)
    return column.name.removesuffix("_id")


def plain_field(column: Column) -> models.Field[Any, Any]:
    """The field of a column as it is: a reference as the text of the id."""
    options: dict[str, Any] = {"null": True, "blank": True, "db_column": column.name, "verbose_name": column.meaning_vi}
    match column.type:
        case "date":
            return models.DateField(**options)
        case "integer":
            return models.BigIntegerField(**options)
        case "number":
            return models.FloatField(**options)
        case "boolean":
            return models.BooleanField(**options)
        case _:
            return models.TextField(**options)


def field(column: Column, model_of: dict[str, str]) -> models.Field[Any, Any]:
    """The field of a column; `model_of` says which model holds each table that columns refer to."""
    if column.references is None:
        return plain_field(column)
    return models.ForeignKey(
        model_of[column.references],
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_column=column.name,
        verbose_name=column.meaning_vi,
    )
