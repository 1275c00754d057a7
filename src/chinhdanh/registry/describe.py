"""The schema for readers: as text, JSON Schema, a blank Excel template, and the reference page of the documents."""

import io
import sys
from pathlib import Path
from typing import Any

from chinhdanh.registry.outdir import disk_full, is_disk_full
from chinhdanh.registry.problems import Language, Place, single
from chinhdanh.registry.readers.names import code_label_vi, header_vi
from chinhdanh.registry.schema import GROUNDS, SCHEMA_VERSION, TABLES, Column, Table

_TEMPLATE_ROWS = 2000
_CODES_SHEET = "_codes"
_GUIDE_SHEET = "Hướng dẫn"
_TYPES_VI = {
    "text": "chữ",
    "date": "ngày",
    "integer": "số nguyên",
    "number": "số",
    "boolean": "có/không",
    "code": "mã",
}


def _meaning(item: Column | Table, lang: Language) -> str:
    return item.meaning_vi if lang == "vi" else item.meaning_en


def schema_text(lang: Language) -> str:
    """Every table and column with type, star, code list, reference and meaning, as plain text."""
    star = "* = cột bắt buộc phải có" if lang == "vi" else "* = the column must be present"
    lines = [
        (f"Lược đồ sổ đăng ký, phiên bản {SCHEMA_VERSION}. {star}.")
        if lang == "vi"
        else f"The registry snapshot, version {SCHEMA_VERSION}. {star}."
    ]
    for table in TABLES.values():
        title = f"{table.title_vi} ({table.title_en})" if lang == "vi" else f"{table.title_en} ({table.title_vi})"
        required = ("; bảng bắt buộc" if lang == "vi" else "; required") if table.required else ""
        lines += ["", f"{table.name}: {title}{required}", f"  {_meaning(table, lang)}."]
        for column in table.columns:
            kind = _TYPES_VI[column.type] if lang == "vi" else column.type
            target = f" → {column.references}" if column.references else ""
            name = column.name + ("*" if column.required else "")
            lines.append(f"    {name:<28} {kind + target:<24} {_meaning(column, lang)}")
            if column.codes:
                lines.append(f"    {'':<28} {'':<24} {' | '.join(column.codes)}")
    return "\n".join(lines) + "\n"


def _json_column(column: Column) -> dict[str, Any]:
    kinds: dict[str, dict[str, Any]] = {
        "text": {"type": ["string", "null"]},
        "date": {"type": ["string", "null"], "format": "date"},
        "integer": {"type": ["integer", "null"]},
        "number": {"type": ["number", "null"]},
        "boolean": {"type": ["boolean", "null"]},
        "code": {"enum": [*column.codes, None]},
    }
    described = {"description": column.meaning_en, "x-vi": column.meaning_vi}
    if column.references:
        described["x-references"] = f"{column.references}.id"
    return {**kinds[column.type], **described}


def json_schema() -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) of a snapshot as one object: table -> list of rows.

    Starred columns are required as keys and may be null, as in the files; ids that point at other tables are named in
    ``x-references``, Vietnamese meanings in ``x-vi``.
    """
    tables = {
        table.name: {
            "type": "array",
            "title": table.title_en,
            "description": table.meaning_en,
            "x-vi": table.meaning_vi,
            "items": {"$ref": f"#/$defs/{table.name}"},
        }
        for table in TABLES.values()
    }
    rows = {
        table.name: {
            "type": "object",
            "title": table.title_en,
            "properties": {column.name: _json_column(column) for column in table.columns},
            "required": list(table.required_columns),
        }
        for table in TABLES.values()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Registry snapshot, version {SCHEMA_VERSION}",
        "type": "object",
        "properties": tables,
        "required": [table.name for table in TABLES.values() if table.required],
        "additionalProperties": False,
        "$defs": rows,
    }


def write_template(path: Path) -> None:
    """Write a blank workbook at `path`: one sheet a table, Vietnamese headers, comments, drop-downs, date formats.

    The file is what the Excel reader reads back. Raises RegistryProblems where it cannot be written or exists.
    """
    import xlsxwriter

    if path.exists():
        raise single(
            "target_exists",
            Place(file=str(path)),
            f"{path} đã có; không ghi đè. Chọn tên khác.",
            f"{path} exists; it is not overwritten. Choose another name.",
        )
    # In memory first: a disk that fills up leaves no half of a workbook.
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    _Template(book).write()
    book.close()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(buffer.getvalue())
    except OSError as error:
        path.unlink(missing_ok=True)
        if is_disk_full(error):
            raise disk_full(path) from error
        raise single(
            "target_unwritable",
            Place(file=str(path)),
            f"Không ghi được {path} ({error.strerror}).",
            f"{path} cannot be written ({error.strerror}).",
        ) from error


class _Template:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.header = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True})
        self.starred = book.add_format({"bold": True, "bg_color": "#F3D9C4", "border": 1, "text_wrap": True})
        self.date = book.add_format({"num_format": "dd/mm/yyyy"})
        self.text = book.add_format({"num_format": "@"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold = book.add_format({"bold": True})
        self.lists: dict[tuple[str, str], str] = {}

    def write(self) -> None:
        guide = self.book.add_worksheet(_GUIDE_SHEET)
        sheets = {name: self.book.add_worksheet(table.title_vi) for name, table in TABLES.items()}
        self._codes()
        self._guide(guide)
        for name, table in TABLES.items():
            self._sheet(sheets[name], table)

    def _codes(self) -> None:
        sheet = self.book.add_worksheet(_CODES_SHEET)
        sheet.hide()
        place = 0
        for table in TABLES.values():
            for column in table.columns:
                if not column.codes:
                    continue
                words = [code_label_vi(table.name, column.name, code) for code in column.codes]
                sheet.write_column(0, place, [f"{table.name}.{column.name}", *words])
                letters = _letters(place)
                self.lists[table.name, column.name] = f"={_CODES_SHEET}!${letters}$2:${letters}${len(words) + 1}"
                place += 1

    def _guide(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 110)
        lines = [
            ("Mẫu nhập hồ sơ cán bộ", f"Lược đồ phiên bản {SCHEMA_VERSION}. Mỗi trang tính là một bảng."),
            ("Cột màu cam", "Phải có trong trang tính; để trống một ô thì ô đó sẽ được báo khi kiểm tra hồ sơ."),
            ("Ô trống", "Nghĩa là chưa ghi nhận, không bao giờ có nghĩa là không."),
            ("Ngày", "Dùng ô ngày của Excel. Đến ngày: ngày đầu tiên không còn tính; trống là vẫn còn."),
            ("Bảng bắt buộc", ", ".join(table.title_vi for table in TABLES.values() if table.required)),
            (
                "Trang tính không dùng",
                "Xóa đi; thiếu bảng, thiếu cột không phải là lỗi. Riêng kỷ luật, việc đang xem xét, trường hợp đặc biệt và "
                "phản ánh: để trang trống nghĩa là không có trường hợp nào.",
            ),
        ]
        for row, (head, words) in enumerate(lines):
            sheet.write(row, 0, head, self.bold)
            sheet.write(row, 1, words, self.wrap)
        for row, table in enumerate(TABLES.values(), len(lines) + 1):
            sheet.write_url(row, 0, f"internal:'{table.title_vi}'!A1", string=table.title_vi)
            sheet.write(row, 1, f"{table.meaning_vi}. ({table.name}: {table.meaning_en}.)", self.wrap)

    def _sheet(self, sheet: Any, table: Table) -> None:
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            cell_format = {"date": self.date, "text": self.text}.get(column.type)
            header = header_vi(table.name, column.name)
            sheet.set_column(place, place, max(14, min(32, len(header) + 4)), cell_format)
            sheet.write(0, place, header, self.starred if column.required else self.header)
            target = f"\nMã của bảng: {TABLES[column.references].title_vi}" if column.references else ""
            sheet.write_comment(
                0,
                place,
                f"{column.meaning_vi}{target}\n\n{table.name}.{column.name}: {column.meaning_en}",
                {"x_scale": 2, "y_scale": 1.5},
            )
            self._validate(sheet, place, table, column)

    def _validate(self, sheet: Any, place: int, table: Table, column: Column) -> None:
        rule: dict[str, Any] | None = None
        if column.type == "code":
            rule = {"validate": "list", "source": self.lists[table.name, column.name]}
        elif column.type == "boolean":
            rule = {"validate": "list", "source": ["có", "không"]}
        if rule is not None:
            sheet.data_validation(
                1,
                place,
                _TEMPLATE_ROWS,
                place,
                {
                    **rule,
                    "error_title": "Không có trong danh mục",
                    "error_message": "Chọn một giá trị trong danh sách, hoặc để trống nếu chưa ghi nhận.",
                },
            )


def _letters(place: int) -> str:
    """The letters of a column of a sheet, counted from 0 (0 -> A, 26 -> AA)."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def reference_markdown() -> str:
    """The reference of tables, columns and codes, as Markdown: the generated half of ``docs/registry.md``."""
    lines = []
    for table in TABLES.values():
        marks = ["required"] if table.required else []
        marks += ["no row means none"] if table.absent_means_none else []
        title = " · ".join([f"{table.title_vi} ({table.title_en.lower()})", *marks])
        lines += [
            f"### {table.name}",
            "",
            f"{title}. {table.meaning_en}. *{table.meaning_vi}.*",
            "",
            "| column | type | meaning | nghĩa | Excel header |",
            "| --- | --- | --- | --- | --- |",
        ]
        for column in table.columns:
            name = f"`{column.name}`" + (" \\*" if column.required else "")
            kind = f"{column.type} → {column.references}" if column.references else column.type
            codes = ": " + " ".join(f"`{code}`" for code in column.codes) if column.codes else ""
            if (table.name, column.name) == ("decision", "ground"):
                codes = ", by kind: " + "; ".join(
                    f"{kind_of}: " + " ".join(f"`{code}`" for code in grounds) for kind_of, grounds in GROUNDS.items()
                )
            if column.references is None and column.codes and column.name == "table":
                codes = ": the name of any table"
            lines.append(
                f"| {name} | {kind} | {column.meaning_en}{codes} | {column.meaning_vi} "
                f"| {header_vi(table.name, column.name)} |"
            )
        lines.append("")
    return "\n".join(lines)


def checks_markdown() -> str:
    """The list of record checks, as Markdown: generated into ``docs/registry.md``."""
    from chinhdanh.registry.checks import CHECKS

    rows = [f"| `{check.id}` | {check.en} | {check.vi} |" for check in CHECKS.values()]
    return "\n".join(["| check | says | nói rằng |", "| --- | --- | --- |", *rows]) + "\n"


def refreshed(page: str) -> str:
    """`page` (the text of ``docs/registry.md``) with its generated parts anew; a missing mark is a ValueError."""
    for name, text in (("checks", checks_markdown()), ("reference", reference_markdown())):
        begin, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
        if begin not in page or end not in page:
            raise ValueError(f"the page lacks {begin} … {end}")
        head, rest = page.split(begin, 1)
        page = f"{head}{begin}\n\n{text.strip()}\n\n{end}{rest.split(end, 1)[1]}"
    return page


if __name__ == "__main__":
    # python -m chinhdanh.registry.describe docs/registry.md
    page_path = Path(sys.argv[1])
    page_path.write_text(refreshed(page_path.read_text(encoding="utf-8")), encoding="utf-8")
