"""The words of the registry on pages: titles of tables, names of columns and codes, in the language of the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.registry.readers.names import code_label_vi
from chinhdanh.registry.schema import TABLES
from chinhdanh.web.ui.formats import day, english, number


def table_title(table: str) -> str:
    """What a table of the registry holds."""
    return TABLES[table].title_en if english() else TABLES[table].title_vi


def column_label(table: str, column: str) -> str:
    """What a column says."""
    declared = TABLES[table].column(column)
    return declared.meaning_en if english() else declared.meaning_vi


def code_word(table: str, column: str, code: str | None) -> str:
    """The word for a code. Codes are English words already."""
    if not code:
        return ""
    return code.replace("_", " ").capitalize() if english() else code_label_vi(table, column, code)


CONCLUSIONS = {
    "fit": gettext_lazy("đủ sức khỏe"),
    "unfit": gettext_lazy("không đủ sức khỏe"),
    "conditional": gettext_lazy("đủ sức khỏe có điều kiện"),
    "clear": gettext_lazy("không có án tích, không bị cấm"),
    "barred": gettext_lazy("có án tích hoặc bị cấm"),
}
"""What the registry's own codes for the conclusion of a paper mean."""


def conclusion_word(stated: str | None) -> str:
    """The conclusion of a paper: a code of the registry in words, anything else as it was written."""
    return str(CONCLUSIONS.get(stated or "", stated or ""))


def yes_or_no(value: bool | None) -> str:
    """A yes or no of the record; empty where it is not recorded."""
    return "" if value is None else _("Có") if value else _("Không")


def shown(table: str, column: str, value: Any) -> str:
    """A recorded value as text."""
    declared = TABLES[table].column(column)
    if value is None or value == "":
        return ""
    match declared.type:
        case "date":
            return day(value)
        case "boolean":
            return yes_or_no(value)
        case "code":
            return code_word(table, column, str(value))
        case "number":
            return number(value)
        case _:
            return str(value)
