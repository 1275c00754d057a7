"""How the text of a cell becomes a typed value, as DuckDB SQL, and what is wrong where it cannot.

Cells reach this module trimmed, in NFC and with empty cells as NULL. ``lenient`` is for Excel, where people type: it
takes dd/mm/yyyy, có/không and the Vietnamese words of codes; CSV and Parquet are held to the contract.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from chinhdanh.registry.readers.names import code_label_vi, nearest
from chinhdanh.registry.schema import Column
from chinhdanh.registry.sql import literal

ISO_DATE = r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?"
_ISO_DAY = r"\d{4}-\d{2}-\d{2}([ T]00:00(:00(\.0+)?)?)?"
_LOCAL_FORMS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_OTHER_FORMS = (*_LOCAL_FORMS, "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
_LOCAL_SHAPE = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}"
_PARTIAL_SHAPE = r"((1[89]|20)\d{2})|(\d{1,2}[/-](1[89]|20)\d{2})|((1[89]|20)\d{2}-\d{2})"
_SERIAL_SHAPE = r"\d{5}(\.\d+)?"
_ODD_SHAPES = "|".join((_PARTIAL_SHAPE, _SERIAL_SHAPE, ISO_DATE))

_TRUE = ("true", "1")
_FALSE = ("false", "0")
_TRUE_SPOKEN = ("có", "co", "đúng", "yes", "x")
_FALSE_SPOKEN = ("không", "khong", "sai", "no")


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(literal(word) for word in words)


@dataclass(frozen=True)
class CellSql:
    """SQL over one text cell: its typed value (NULL where it cannot be read), and the kind of problem it then is."""

    typed: str
    kind: str
    spoken: str = "FALSE"
    """Whether the value was read from a form that only Excel sheets may use, and deserves a notice."""


def cell_sql(column: Column, cell: str, *, lenient: bool, codes: dict[str, str] | None = None) -> CellSql:
    """The SQL that reads `cell` (an SQL expression over text) as `column`.

    `codes` maps the words that stand in a code column to codes, where they differ from the codes themselves.
    """
    if column.type == "text":
        return CellSql(cell, "NULL")
    if column.type == "code":
        typed = f"CASE WHEN {cell} IN ({_words(column.codes)}) THEN {cell}"
        for word, code in (codes or {}).items():
            typed += f" WHEN {cell} = {literal(word)} THEN {literal(code)}"
        return CellSql(typed + " END", "'unknown_code'")
    if column.type == "boolean":
        yes, no = (_TRUE + _TRUE_SPOKEN, _FALSE + _FALSE_SPOKEN) if lenient else (_TRUE, _FALSE)
        typed = (
            f"CASE WHEN lower({cell}) IN ({_words(yes)}) THEN TRUE WHEN lower({cell}) IN ({_words(no)}) THEN FALSE END"
        )
        return CellSql(typed, "'not_boolean'")
    if column.type == "integer":
        whole = f"regexp_full_match({cell}, '[+-]?\\d+(\\.0+)?')"
        typed = f"CASE WHEN {whole} THEN TRY_CAST(split_part({cell}, '.', 1) AS BIGINT) END"
        return CellSql(typed, "'not_integer'")
    if column.type == "number":
        shape = f"regexp_full_match({cell}, '[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?')"
        return CellSql(f"CASE WHEN {shape} THEN TRY_CAST({cell} AS DOUBLE) END", "'not_number'")
    return _date_sql(cell, lenient)


def _date_sql(cell: str, lenient: bool) -> CellSql:
    iso_shape = ISO_DATE if lenient else _ISO_DAY
    iso = f"CASE WHEN regexp_full_match({cell}, {literal(iso_shape)}) THEN TRY_CAST(left({cell}, 10) AS DATE) END"
    local = " , ".join(f"TRY_CAST(try_strptime({cell}, '{form}') AS DATE)" for form in _LOCAL_FORMS)
    other = " , ".join(f"TRY_CAST(try_strptime({cell}, '{form}') AS DATE)" for form in _OTHER_FORMS)
    kind = (
        f"CASE WHEN regexp_full_match({cell}, {literal(_ISO_DAY)}) THEN 'date_impossible'"
        f" WHEN COALESCE({other}) IS NOT NULL"
        f" OR regexp_full_match({cell}, {literal('|'.join((_PARTIAL_SHAPE, _SERIAL_SHAPE, ISO_DATE)))}) THEN "
        "'date_form'"
        f" WHEN regexp_full_match({cell}, {literal(_LOCAL_SHAPE)}) THEN 'date_impossible'"
        " ELSE 'date_unreadable' END"
    )
    if not lenient:
        return CellSql(iso, kind)
    return CellSql(f"COALESCE({iso}, {local})", kind, f"({iso}) IS NULL AND COALESCE({local}) IS NOT NULL")


def _iso_of(value: str) -> str | None:
    """The ISO date that a value in another form most likely means; None where more than its form is in doubt."""
    from datetime import datetime

    for form in _OTHER_FORMS:
        try:
            return datetime.strptime(value, form).date().isoformat()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
    try:
        serial = float(value)
    except ValueError:
        return None
    # Day 0 of Excel's calendar; five-digit serials are 1927 and later, beyond its false leap day of 1900.
    return (date(1899, 12, 30) + timedelta(days=int(serial))).isoformat() if serial >= 10000 else None


def explain(kind: str, table: str, column: Column, value: str, *, lenient: bool) -> tuple[str, str]:
    """The sentences (Vietnamese, English) for a cell that cannot be read, with what to do about it."""
    shown = value if len(value) <= 60 else value[:57] + "…"
    if kind == "unknown_code":
        words = [code_label_vi(table, column.name, code) for code in column.codes] if lenient else []
        near = nearest(value, [*column.codes, *words])
        known = ", ".join(column.codes)
        known_vi = ", ".join(f"{code} ({word})" for code, word in zip(column.codes, words, strict=False)) or known
        hint_vi = f' Có phải "{near}"?' if near else ""
        hint_en = f' Did you mean "{near}"?' if near else ""
        return (
            f'"{shown}" không có trong danh mục mã.{hint_vi} Các mã: {known_vi}.',
            f'"{shown}" is not a code of this column.{hint_en} Codes: {known}.',
        )
    if kind == "date_form":
        iso = _iso_of(value)
        if iso is None:
            return (
                f'"{shown}" không phải ngày đầy đủ dạng năm-tháng-ngày. Ghi như 2025-12-31; chỉ biết tháng hoặc năm '
                "thì "
                "ghi ngày đầu tiên (ngày sinh: kèm birth_precision).",
                f'"{shown}" is not a whole date in the form year-month-day. Write it like 2025-12-31; where only the '
                "month or "
                "year is known, its first day (for a date of birth with birth_precision).",
            )
        if lenient:
            return (
                f'"{shown}" không phải ô ngày. Định dạng ô là ngày, hoặc ghi {iso}.',
                f'"{shown}" is not a date cell. Format the cell as a date, or write {iso}.',
            )
        return (
            f'"{shown}" là ngày ở dạng khác. Ghi ngày dạng năm-tháng-ngày: {iso}.',
            f'"{shown}" is a date in another form. Write dates as year-month-day: {iso}.',
        )
    sentences = {
        "date_impossible": (
            "là ngày không có trong lịch. Kiểm tra lại ngày trong giấy tờ gốc.",
            "is no day of the calendar. Check it against the document.",
        ),
        "date_unreadable": (
            "không phải là ngày. Ghi ngày dạng năm-tháng-ngày, như 2025-12-31, hoặc để trống.",
            "is not a date. Write year-month-day, like 2025-12-31, or leave the cell empty.",
        ),
        "not_boolean": (
            "không phải là true hoặc false. Ghi true, false, hoặc để trống nếu không ghi nhận.",
            "is neither true nor false. Write true, false, or leave the cell empty where it is not recorded.",
        ),
        "not_integer": (
            "không phải là số nguyên. Chỉ ghi chữ số, không có dấu cách hay đơn vị.",
            "is not a whole number. Write digits only, without spaces or units.",
        ),
        "not_number": (
            "không phải là số. Dùng dấu chấm cho phần thập phân, như 8.5.",
            "is not a number. Use a point for decimals, like 8.5.",
        ),
    }
    vi, en = sentences[kind]
    return f'"{shown}" {vi}', f'"{shown}" {en}'
