"""The mapping file of an import: what it may say, checked word by word, and the SQL that each word becomes.

`docs/registry.md` describes the format for those who write one. Nothing in a mapping is ever ignored: a word that is
not understood, a column that does not exist or a pattern that does not compile is a problem, and all are reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml

from chinhdanh.registry.problems import Place, ProblemList
from chinhdanh.registry.readers.names import nearest
from chinhdanh.registry.schema import TABLES
from chinhdanh.registry.sql import literal

_TOP_KEYS = {"as_of", "sheet", "header_row", "empty", "where", "ignore", "tables"}
_MAKER_KEYS = {"columns", "where", "conflict"}
_SOURCE_KEYS = {"from", "value", "join", "first"}
_VALUE_KEYS = _SOURCE_KEYS | {"by", "match", "replace", "map", "others", "date", "empty"}
_CONDITION_KEYS = {"is", "not", "match", "empty"}
CONFLICTS = ("fail", "agree", "first")


@dataclass(frozen=True)
class Maker:
    """How rows of one table are made from rows of the source.

    ``columns`` holds SQL over the source's text cells. ``conflict`` says what happens when two source rows make the
    same id with different cells: ``fail`` (a problem), ``agree`` (keep a cell only where all agree), ``first``.
    """

    table: str
    columns: dict[str, str]
    where: str
    conflict: str


@dataclass(frozen=True)
class MapFile:
    """A mapping as it was written, before it meets its source."""

    path: Path
    data: dict[str, Any]

    @property
    def sheet(self) -> str | None:
        """The sheet to read of an Excel source; None: the first."""
        sheet = self.data.get("sheet")
        return None if sheet is None else str(sheet)

    @property
    def header_row(self) -> int:
        """The row of the headers, counted from 1."""
        return int(self.data.get("header_row", 1))

    @property
    def as_of(self) -> date | None:
        """The day on which the source was true; None where the mapping does not say."""
        as_of = self.data.get("as_of")
        return as_of if isinstance(as_of, date) else None


@dataclass(frozen=True)
class BoundMap:
    """A mapping bound to the columns of its source."""

    makers: tuple[Maker, ...]
    unmapped: tuple[str, ...]
    """Source columns that the mapping neither uses nor ignores."""


def load_map(path: Path, found: ProblemList) -> MapFile | None:
    """Read the mapping file; None (and a problem) where it is no YAML mapping with `tables`."""
    place = Place(file=path.name)
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        found.add("no_such_path", place, f"Không có tệp {path}.", f"There is no file {path}.")
        return None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        found.add(
            "bad_map", place, f"Tệp ánh xạ không phải YAML hợp lệ: {reason}", f"The map is not valid YAML: {reason}"
        )
        return None
    if not isinstance(data, dict) or not isinstance(data.get("tables"), dict):
        found.add(
            "bad_map",
            place,
            "Tệp ánh xạ cần mục `tables`: bảng → cột → cột nguồn.",
            "The map needs `tables`: table → column → source column.",
        )
        return None
    mapping = MapFile(path, data)
    bad = _Words(place, found)
    bad.check_keys(data, _TOP_KEYS, "")
    if not isinstance(data.get("header_row", 1), int) or data.get("header_row", 1) < 1:
        bad.say("header_row", "phải là số từ 1", "must be a number from 1")
    if data.get("as_of") is not None and mapping.as_of is None:
        bad.say("as_of", "phải là ngày như 2025-12-31", "must be a date like 2025-12-31")
    return mapping


def bind(mapping: MapFile, headers: Sequence[str], found: ProblemList) -> BoundMap:
    """Turn the words of `mapping` into SQL over the cells `h0`, `h1`, … of a source with `headers`."""
    binder = _Binder(mapping, headers, found)
    return binder.bind()


class _Words:
    def __init__(self, place: Place, found: ProblemList) -> None:
        self.place = place
        self.found = found

    def say(self, where: str, vi: str, en: str) -> None:
        self.found.add("bad_map", self.place, f"{where}: {_sentence(vi)}", f"{where}: {_sentence(en)}")

    def check_keys(self, data: Mapping[Any, Any], known: set[str], where: str) -> None:
        for key in data:
            if key not in known:
                near = nearest(str(key), known)
                hint_vi = f"; có phải `{near}`?" if near else f"; chỉ có: {', '.join(sorted(known))}"
                hint_en = f"; did you mean `{near}`?" if near else f"; known: {', '.join(sorted(known))}"
                self.say(f"{where}{key}", f"không hiểu từ này{hint_vi}", f"this word is not understood{hint_en}")


class _Binder(_Words):
    def __init__(self, mapping: MapFile, headers: Sequence[str], found: ProblemList) -> None:
        super().__init__(Place(file=mapping.path.name), found)
        self.data = mapping.data
        self.cells: dict[str, str] = {}
        for index, header in enumerate(headers):
            self.cells.setdefault(header, f"h{index}")
        self.used: set[str] = set()

    def bind(self) -> BoundMap:
        everywhere = self.condition(self.data.get("where"), "where")
        makers: list[Maker] = []
        for table, entry in self.data["tables"].items():
            if table not in TABLES:
                near = nearest(str(table), TABLES)
                self.say(
                    f"tables.{table}",
                    "không phải tên bảng" + (f"; có phải {near}?" if near else ""),
                    "is no table" + (f"; did you mean {near}?" if near else ""),
                )
                continue
            entries = entry if isinstance(entry, list) else [entry]
            for number, maker in enumerate(entries, 1):
                where = f"tables.{table}" + (f"[{number}]" if isinstance(entry, list) else "")
                made = self.maker(table, maker, where, everywhere)
                if made is not None:
                    makers.append(made)
        ignored = self.data.get("ignore") or []
        if not isinstance(ignored, list):
            self.say("ignore", "cần một danh sách", "needs a list")
            ignored = []
        for name in ignored:
            self.cell(str(name), "ignore")
        unmapped = tuple(name for name in self.cells if name and name not in self.used)
        return BoundMap(tuple(makers), unmapped)

    def maker(self, table: str, maker: Any, where: str, everywhere: str) -> Maker | None:
        if not isinstance(maker, dict) or not isinstance(maker.get("columns"), dict):
            self.say(where, "cần mục `columns`", "needs `columns`")
            return None
        self.check_keys(maker, _MAKER_KEYS, f"{where}.")
        conflict = maker.get("conflict", "fail")
        if conflict not in CONFLICTS:
            self.say(f"{where}.conflict", f"chỉ có {', '.join(CONFLICTS)}", f"must be one of {', '.join(CONFLICTS)}")
        columns: dict[str, str] = {}
        names = TABLES[table].column_names
        for column, value in maker["columns"].items():
            if column not in names:
                near = nearest(str(column), names)
                self.say(
                    f"{where}.columns.{column}",
                    f"bảng {table} không có cột này" + (f"; có phải {near}?" if near else ""),
                    f"{table} has no such column" + (f"; did you mean {near}?" if near else ""),
                )
                continue
            columns[column] = self.value(value, f"{where}.columns.{column}")
        for column in TABLES[table].required_columns:
            if column not in columns and column not in maker["columns"]:
                self.say(f"{where}.columns", f"thiếu cột bắt buộc {column}", f"lacks the required column {column}")
        own = self.condition(maker.get("where"), f"{where}.where")
        return Maker(table, columns, f"({everywhere}) AND ({own})", str(conflict))

    def cell(self, name: str, where: str) -> str:
        if name not in self.cells:
            near = nearest(name, self.cells)
            self.say(
                where,
                f'nguồn không có cột "{name}"' + (f'; có phải "{near}"?' if near else ""),
                f'the source has no column "{name}"' + (f'; did you mean "{near}"?' if near else ""),
            )
            return "NULL"
        self.used.add(name)
        return self.with_empty(f"nullif(trim({self.cells[name]}), '')", self.data.get("empty"), where)

    def with_empty(self, sql: str, empty: Any, where: str) -> str:
        if empty is None:
            return sql
        words = empty if isinstance(empty, list) else [empty]
        return f"CASE WHEN {sql} NOT IN ({', '.join(literal(_text(word)) for word in words)}) THEN {sql} END"

    def value(self, value: Any, where: str) -> str:
        """SQL text (NULL where there is nothing) of one value of the mapping."""
        if isinstance(value, str):
            return self.cell(value, where)
        if not isinstance(value, dict):
            self.say(where, "cần tên cột nguồn hoặc {value: …}", "needs a source column or {value: …}")
            return "NULL"
        self.check_keys(value, _VALUE_KEYS, f"{where}.")
        sources = sorted(_SOURCE_KEYS & value.keys())
        if len(sources) != 1:
            self.say(
                where, "cần đúng một trong from, value, join, first", "needs exactly one of from, value, join, first"
            )
            return "NULL"
        sql = self.source(sources[0], value, where)
        sql = self.with_empty(sql, value.get("empty"), where)
        if "match" in value:
            sql = self.match(sql, value, where)
        if "date" in value:
            sql = self.date(sql, value["date"], where)
        if "map" in value:
            sql = self.map(sql, value, where)
        return sql

    def source(self, kind: str, value: dict[str, Any], where: str) -> str:
        if kind == "from":
            return self.cell(str(value["from"]), f"{where}.from")
        if kind == "value":
            return "NULL" if value["value"] is None else literal(_text(value["value"]))
        parts = value[kind]
        if not isinstance(parts, list) or not parts:
            self.say(f"{where}.{kind}", "cần một danh sách", "needs a list")
            return "NULL"
        sqls = [self.value(part, f"{where}.{kind}[{number}]") for number, part in enumerate(parts, 1)]
        if kind == "first":
            return f"coalesce({', '.join(sqls)})"
        # Joined with ||, a text with a missing part is missing as a whole: half an id is no id.
        return "(" + f" || {literal(_text(value.get('by', '/')))} || ".join(sqls) + ")"

    def match(self, sql: str, value: dict[str, Any], where: str) -> str:
        pattern = _text(value["match"])
        if not self.compiles(pattern, f"{where}.match"):
            return "NULL"
        if "replace" in value:
            return f"regexp_replace({sql}, {literal(pattern)}, {literal(_text(value['replace']))}, 'g')"
        group = 1 if "(" in pattern.replace("\\(", "").replace("(?:", "") else 0
        return f"nullif(regexp_extract({sql}, {literal(pattern)}, {group}), '')"

    def compiles(self, pattern: str, where: str) -> bool:
        try:
            duckdb.execute(f"SELECT regexp_matches('', {literal(pattern)})").fetchall()
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            self.say(
                where, f'mẫu "{pattern}" không hợp lệ ({reason})', f'the pattern "{pattern}" is invalid ({reason})'
            )
            return False
        return True

    def date(self, sql: str, forms: Any, where: str) -> str:
        readings = []
        for form in forms if isinstance(forms, list) else [forms]:
            try:
                duckdb.execute(f"SELECT try_strptime('', {literal(_text(form))})").fetchall()
            except duckdb.Error:
                self.say(f"{where}.date", f'dạng ngày "{form}" không hợp lệ', f'the date form "{form}" is invalid')
                continue
            readings.append(f"strftime(try_strptime({sql}, {literal(_text(form))}), '%Y-%m-%d')")
        # What fits no form stays as it is, so that it is reported with its own text.
        return f"coalesce({', '.join([*readings, sql])})"

    def map(self, sql: str, value: dict[str, Any], where: str) -> str:
        words = value["map"]
        if not isinstance(words, dict) or not words:
            self.say(f"{where}.map", "cần các cặp nguồn: đích", "needs pairs source: target")
            return "NULL"
        if any(isinstance(word, bool) for word in words):
            # YAML reads bare yes, no, on and off as true and false; the source surely does not say that.
            self.say(f"{where}.map", "đặt các từ yes, no, on, off trong ngoặc kép", "quote the words yes, no, on, off")
        cases = " ".join(
            f"WHEN {literal(_text(word))} THEN {'NULL' if target is None else literal(_text(target))}"
            for word, target in words.items()
        )
        rest = sql
        if "others" in value:
            rest = "NULL" if value["others"] is None else literal(_text(value["others"]))
        return f"CASE WHEN {sql} IS NULL THEN NULL ELSE CASE {sql} {cases} ELSE {rest} END END"

    def condition(self, conditions: Any, where: str) -> str:
        if conditions is None:
            return "TRUE"
        if not isinstance(conditions, dict):
            self.say(where, "cần cột: điều kiện", "needs column: condition")
            return "TRUE"
        parts: list[str] = []
        for name, condition in conditions.items():
            cell = self.cell(str(name), f"{where}.{name}")
            tests = condition if isinstance(condition, dict) else {"is": condition}
            self.check_keys(tests, _CONDITION_KEYS, f"{where}.{name}.")
            for key, wanted in tests.items():
                parts.append(self.test(cell, str(key), wanted, f"{where}.{name}.{key}"))
        return " AND ".join(parts) or "TRUE"

    def test(self, cell: str, key: str, wanted: Any, where: str) -> str:
        words = ", ".join(literal(_text(word)) for word in (wanted if isinstance(wanted, list) else [wanted]))
        if key == "is":
            return f"coalesce({cell} IN ({words}), FALSE)"
        if key == "not":
            return f"coalesce({cell} NOT IN ({words}), TRUE)"
        if key == "match":
            pattern = _text(wanted)
            return (
                f"coalesce(regexp_matches({cell}, {literal(pattern)}), FALSE)"
                if self.compiles(pattern, where)
                else "TRUE"
            )
        return f"({cell} IS {'' if wanted else 'NOT '}NULL)"


def _sentence(words: str) -> str:
    return words if words.endswith("?") else f"{words}."


def _text(value: Any) -> str:
    """A scalar of YAML as the text of a cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
