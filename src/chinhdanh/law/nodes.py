"""YAML nodes to values: every key is known, every fault is noted with its line.

The files are read as YAML nodes, not as Python values, because only nodes know their lines.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from chinhdanh.law.errors import LawProblem
from chinhdanh.law.library import Period, Value, Words

_NUMBER = ((int, float), "số", "a number")
_WHOLE = ((int,), "số nguyên", "a whole number")
UNITS: Mapping[str, tuple[tuple[type, ...], str, str]] = {
    "year": _WHOLE,
    "month": _WHOLE,
    "day": _WHOLE,
    "hour": _WHOLE,
    "working_day": _WHOLE,
    "part": _WHOLE,  # one of the two whole numbers of a share: 2 and 3 of "two thirds"
    "person": _WHOLE,
    "post": _WHOLE,
    "vote": _WHOLE,
    "step": _WHOLE,
    "item": _WHOLE,
    "term": _WHOLE,
    "rating": _WHOLE,
    "organization": _WHOLE,
    "millimetre": _WHOLE,
    "type_point": _WHOLE,  # size of letters
    "times": _NUMBER,
    "percent": _NUMBER,
    "score": _NUMBER,
    "number": _NUMBER,
    "money": _NUMBER,  # đồng
    "flag": ((bool,), "true hoặc false", "true or false"),
    "date": ((date,), "ngày", "a date"),
    "code": ((str,), "một mã", "one code"),
    "codes": ((tuple,), "danh sách mã", "a list of codes"),
}

_YAML = "tag:yaml.org,2002:"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser where PyYAML was built with it


Convert = Callable[[yaml.Node, str], Any]


class Bad:
    """Stands for a value whose fault has been reported."""


BAD = Bad()


class NodeReader:
    """Turns the nodes of one file into values, and notes what is wrong with them; a method answers BAD after a fault."""

    def __init__(self, file: Path, problems: list[LawProblem]) -> None:
        self.file = file
        self.problems = problems

    def note(self, node: yaml.Node | None, code: str, **values: object) -> Bad:
        line = node.start_mark.line + 1 if node is not None else 0
        self.problems.append(LawProblem(self.file, line, code, values))
        return BAD

    def compose(self, content: bytes) -> yaml.Node | None:
        try:
            root: yaml.Node | None = yaml.compose(content.decode("utf-8"), Loader=_LOADER)
        except UnicodeDecodeError as error:
            self.note(None, "unreadable", reason=f"byte {error.start}: {error.reason}")
            return None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark is not None else 0
            reason = getattr(error, "problem", None) or str(error)
            self.problems.append(LawProblem(self.file, line, "unreadable", {"reason": reason}))
            return None
        if root is None:
            self.note(None, "unreadable", reason="trống / empty")
        return root

    def mapping(
        self,
        node: yaml.Node,
        where: str,
        required: Mapping[str, Convert],
        optional: Mapping[str, Convert] | None = None,
        missing: Mapping[str, str] | None = None,
    ) -> dict[str, Any] | None:
        """The values of a mapping by key, optional ones None where absent; None when anything in it is at fault."""
        if not isinstance(node, yaml.MappingNode):
            self.note(node, "wrong_shape", where=where or self.file.name, wanted="key: value")
            return None
        converters = {**required, **(optional or {})}
        got: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key not in converters:
                known = ", ".join(converters)
                got[key] = self.note(key_node, "unknown_key", where=where or self.file.name, key=key, known=known)
            elif key in got:
                self.note(key_node, "duplicate_key", where=where or self.file.name, key=key)
                got[key] = BAD
            else:
                got[key] = converters[key](value_node, f"{where} {key}".strip())
        for key in required:
            if key not in got:
                code = (missing or {}).get(key, "missing_key")
                got[key] = self.note(node, code, where=where or self.file.name, key=key)
        if any(value is BAD for value in got.values()):
            return None
        return {key: got.get(key, () if key == "replaces" else None) for key in converters}

    def text(self, node: yaml.Node, where: str) -> Any:
        if not isinstance(node, yaml.ScalarNode) or node.tag == _YAML + "null":
            return self.note(
                node,
                "empty_text" if isinstance(node, yaml.ScalarNode) else "wrong_shape",
                where=where,
                wanted="một dòng chữ / one text",
            )
        text = str(node.value).strip()
        if not text:
            return self.note(node, "empty_text", where=where)
        if not unicodedata.is_normalized("NFC", text):
            return self.note(node, "not_nfc", where=where)
        return text

    def words(self, node: yaml.Node, where: str) -> Any:
        got = self.mapping(node, where, required={"vi": self.text, "en": self.text})
        return BAD if got is None else Words(**got)

    def readings(self, node: yaml.Node, where: str) -> Any:
        """Two readings of one text or more; a single one is a note, not a dispute."""
        found = tuple(self.words(item, where) for item in self.sequence(node, where))
        if len(found) == 1:
            return self.note(node, "one_reading", where=where)
        return BAD if any(one is BAD for one in found) else found

    def texts(self, node: yaml.Node, where: str) -> Any:
        texts = tuple(self.text(item, where) for item in self.sequence(node, where))
        return BAD if any(text is BAD for text in texts) else texts

    def nodes(self, node: yaml.Node, where: str) -> Any:
        return tuple(self.sequence(node, where))

    def pairs(self, node: yaml.Node, where: str) -> Any:
        """Name and node of each entry of a mapping with free keys."""
        if not isinstance(node, yaml.MappingNode):
            return self.note(node, "wrong_shape", where=where, wanted="name: {unit, label, values}")
        names = [str(key.value) for key, _ in node.value]
        for position, (key, _) in enumerate(node.value):
            if names[position] in names[:position]:
                self.note(key, "duplicate_key", where=where, key=names[position])
        return tuple((name, value) for name, (_, value) in zip(names, node.value, strict=True))

    def code(self, known: Sequence[str]) -> Convert:
        def convert(node: yaml.Node, where: str) -> Any:
            if isinstance(node, yaml.ScalarNode) and node.value in known:
                return node.value
            return self.note(node, "bad_code", where=where, value=shown(node), known=", ".join(known))

        return convert

    def day(self, node: yaml.Node, where: str) -> Any:
        try:
            # Only the plain form: a quoted date is a text, and a time of day has no place in a law file.
            if node.tag == _YAML + "timestamp":
                return date.fromisoformat(str(node.value))
        except ValueError:
            pass
        return self.note(node, "not_a_date", where=where, value=shown(node))

    def day_or_open(self, node: yaml.Node, where: str) -> Any:
        return None if node.tag == _YAML + "null" else self.day(node, where)

    def period(self, node: yaml.Node, where: str, start: date, until: date | None) -> Period | None:
        if until is not None and until <= start:
            self.note(node, "empty_period", where=where, start=start, until=until)
            return None
        return Period(start, until)

    def periods(self, node: yaml.Node, where: str) -> Any:
        periods: list[Period] = []
        for item in self.sequence(node, where):
            got = self.mapping(item, where, required={"from": self.day, "until": self.day_or_open})
            period = self.period(item, where, got["from"], got["until"]) if got else None
            if period is None:
                return BAD
            if periods and (periods[-1].end is None or period.start < periods[-1].end):
                return self.note(item, "overlapping_periods", where=where, start=period.start)
            periods.append(period)
        return tuple(periods) or BAD

    def value(self, unit_name: str) -> Convert:
        types, vi, en = UNITS[unit_name]

        def convert(node: yaml.Node, where: str) -> Any:
            value = self.plain(node, where)
            fits = isinstance(value, types) and (bool in types or not isinstance(value, bool))
            if value is BAD or fits:
                return value
            wanted = f"{vi} / {en}"
            return self.note(node, "wrong_value", where=where, value=shown(node), wanted=wanted, unit=unit_name)

        return convert

    def plain(self, node: yaml.Node, where: str) -> Value | Bad | None:
        if isinstance(node, yaml.SequenceNode):
            codes: Value = self.texts(node, where)
            return codes
        kind, written = node.tag.removeprefix(_YAML), str(node.value)
        if kind == "timestamp":
            day: Value = self.day(node, where)
            return day
        if kind == "bool":
            return written.lower() in {"true", "yes", "on"}
        try:
            return int(written) if kind == "int" else float(written) if kind == "float" else written
        except ValueError:  # forms that YAML counts as numbers and Python does not
            return None

    def sequence(self, node: yaml.Node, where: str) -> Sequence[yaml.Node]:
        if isinstance(node, yaml.SequenceNode) and node.value:
            return list(node.value)
        self.note(node, "wrong_shape", where=where, wanted="một danh sách không rỗng / a list that is not empty")
        return ()


def shown(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else "{…}"


def name_of(node: yaml.Node) -> str | None:
    """The id of an entry, if it has one, so that messages can name it."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "id" and isinstance(value, yaml.ScalarNode):
                return str(value.value)
    return None
