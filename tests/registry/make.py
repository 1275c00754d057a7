"""Small registries for tests, written as CSV, Parquet or Excel."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Rows = Sequence[Mapping[str, Any]]

PERSON = [{"id": "P1", "full_name": "Nguyễn Văn An", "birth_date": "1975-03-02", "sex": "male"}]
DECISION = [{"id": "D1", "kind": "appointment", "person_id": "P1", "post_id": "C1", "signed_on": "2020-05-01"}]


def cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def columns_of(rows: Rows) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def write_csv(folder: Path, **tables: Rows) -> Path:
    """A folder with one CSV file for each table; the smallest `person` and `decision` where none are given."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in {"person": PERSON, "decision": DECISION, **tables}.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            columns = columns_of(rows)
            writer.writerow(columns)
            writer.writerows([cell(row.get(column)) for column in columns] for row in rows)
    return folder


def write_excel(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook with the given rows of cells in each sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path
