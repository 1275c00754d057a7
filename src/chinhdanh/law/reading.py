"""Law files to law library: every key is known, every fault is reported with its line, all at once.

The files are read as YAML nodes, not as Python values, because only nodes know their lines.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml

from chinhdanh.law.errors import LawProblem, LawProblems, nearest_en, nearest_vi
from chinhdanh.law.library import (
    Amendment,
    Confidence,
    DatedValue,
    Instrument,
    Judgement,
    Layer,
    Library,
    Parameter,
    Period,
    Provision,
    Treatment,
    Value,
    Words,
    nearest,
)

KINDS = ("law", "code", "decree", "circular", "regulation", "resolution", "conclusion", "directive", "guidance")
REGIMES = ("R1", "R2", "R3", "R4")

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


_Item = TypeVar("_Item", Instrument, Provision, Judgement)
_Convert = Callable[[yaml.Node, str], Any]


class _Bad:
    """Stands for a value whose fault has been reported."""


_BAD = _Bad()


def read_law(
    folder: Path, files: Sequence[Path], texts: Mapping[Path, bytes], base: Library | None = None
) -> tuple[dict[str, Instrument], dict[str, Provision], tuple[Judgement, ...]]:
    """Instruments by id, provisions by id, judgements. Raises LawProblems with every fault of every file.

    ``files`` are the instrument files among ``texts``; any other text is a list of judgements. Over a ``base`` the
    answer holds what is on file there too, and only then may instruments amend.
    """
    problems: list[LawProblem] = []
    if not files:
        problems.append(LawProblem(folder / "instruments", 0, "no_instruments"))
    instruments: dict[str, Instrument] = dict(base.instruments) if base else {}
    provisions: dict[str, Provision] = dict(base.provisions) if base else {}
    judgements: dict[str, Judgement] = {one.id: one for one in base.judgements} if base else {}
    for file, content in texts.items():
        reader = _Reader(file, problems)
        root = reader.compose(content)
        if root is None:
            continue
        if file not in files:
            for judgement in reader.judgements(root):
                _claim(judgements, judgement, problems)
        elif (instrument := reader.instrument(root)) is not None:
            _claim(instruments, instrument, problems)
            for provision in instrument.provisions:
                _claim(provisions, provision, problems)
    for provision in provisions.values():
        _check_period(provision, instruments, problems)
    for judgement in judgements.values():
        _check_judgement(judgement, provisions, problems)
    amendments = [a for i in instruments.values() for a in i.amends]
    for amendment in amendments:
        _check_amendment(amendment, base, provisions, problems)
    if problems:
        raise LawProblems(problems)
    return instruments, provisions, tuple(judgements.values())


class _Reader:
    """Turns the nodes of one file into objects, and notes what is wrong with them."""

    def __init__(self, file: Path, problems: list[LawProblem]) -> None:
        self.file = file
        self.problems = problems

    def note(self, node: yaml.Node | None, code: str, **values: object) -> _Bad:
        line = node.start_mark.line + 1 if node is not None else 0
        self.problems.append(LawProblem(self.file, line, code, values))
        return _BAD

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

    # --- what the files hold ---

    def instrument(self, root: yaml.Node) -> Instrument | None:
        got = self.mapping(
            root,
            "",
            required={
                "id": self.text,
                "number": self.text,
                "kind": self.code(KINDS),
                "layer": self.code(get_args(Layer)),
                "issuer": self.words,
                "title": self.words,
                "in_force": self.periods,
            },
            optional={
                "provisions": self.nodes,
                "amends": self.nodes,
                "replaces": self.texts,
                "sources": self.pairs,
                "note": self.words,
            },
        )
        if got is None:
            return None
        if got["provisions"] is None and got["amends"] is None:
            self.note(root, "missing_key", where=self.file.name, key="provisions")
        identity = got["id"]
        if self.file.stem != identity:
            self.note(root, "wrong_file_name", id=identity)
        sources = {name: self.text(node, f"sources {name}") for name, node in got.pop("sources") or ()}
        provisions = [
            self.provision(node, identity, number) for number, node in enumerate(got.pop("provisions") or (), 1)
        ]
        amends = [self.amendment(node, identity, number) for number, node in enumerate(got.pop("amends") or (), 1)]
        return Instrument(
            **got,
            sources=sources,
            provisions=tuple(provision for provision in provisions if provision is not None),
            file=self.file,
            line=root.start_mark.line + 1,
            amends=tuple(amendment for amendment in amends if amendment is not None),
        )

    def amendment(self, node: yaml.Node, instrument: str, number: int) -> Amendment | None:
        where = f"amends[{number}]"
        got = self.mapping(
            node,
            where,
            required={"provision": self.text, "from": self.day},
            optional={
                "parameters": self.plain_values,
                "repealed": self.value("flag"),
                "replaced_by": self.texts,
                "note": self.words,
            },
        )
        if got is None:
            return None
        if sum(bool(got[key]) for key in ("parameters", "repealed", "replaced_by")) != 1:
            self.note(node, "amends_one_way", where=where)
            return None
        return Amendment(
            provision=got["provision"],
            start=got["from"],
            parameters=got["parameters"] or {},
            repealed=bool(got["repealed"]),
            replaced_by=got["replaced_by"] or (),
            note=got["note"],
            instrument_id=instrument,
            file=self.file,
            line=node.start_mark.line + 1,
        )

    def plain_values(self, node: yaml.Node, where: str) -> Any:
        """New values by name of the parameter; whether they fit its unit is asked once the provision is known."""
        pairs = self.pairs(node, where)
        if pairs is _BAD:
            return _BAD
        values = {name: self._plain(value, f"{where} {name}") for name, value in pairs}
        return _BAD if any(value is _BAD for value in values.values()) else values

    def provision(self, node: yaml.Node, instrument: str, number: int) -> Provision | None:
        where = _name_of(node) or f"provisions[{number}]"
        got = self.mapping(
            node,
            where,
            required={
                "id": self.text,
                "article": self.words,
                "heading": self.words,
                "says": self.words,
                "from": self.day,
                "until": self.day_or_open,
                "confidence": self.code(get_args(Confidence)),
                "source": self.text,
                "treatment": self.code(get_args(Treatment)),
            },
            optional={
                "regime": self.code(REGIMES),
                "reason": self.words,
                "readings": self.readings,
                "note": self.words,
                "parameters": self.pairs,
            },
        )
        if got is None:
            return None
        got["readings"] = got["readings"] or ()
        if (got["treatment"] == "not_yet") != (got["reason"] is not None):
            self.note(node, "not_yet_needs_reason", where=where)
        if got["id"].split(".")[0].split("+")[0] != instrument:
            self.note(node, "foreign_id", where=where, instrument=instrument)
        period = self.period(node, where, got.pop("from"), got.pop("until"))
        if period is None:
            return None
        parameters = [self.parameter(name, item, where, period) for name, item in got.pop("parameters") or ()]
        return Provision(
            **got,
            instrument_id=instrument,
            period=period,
            parameters={parameter.name: parameter for parameter in parameters if parameter is not None},
            file=self.file,
            line=node.start_mark.line + 1,
        )

    def parameter(self, name: str, node: yaml.Node, provision: str, period: Period) -> Parameter | None:
        where = f"{provision} {name}"
        got = self.mapping(
            node, where, required={"unit": self.code(tuple(UNITS)), "label": self.words, "values": self.nodes}
        )
        if got is None:
            return None
        values: list[DatedValue] = []
        for item in got["values"]:
            value = self.dated_value(item, where, got["unit"])
            if value is None:
                continue
            if values and value.start == values[-1].start:
                self.note(item, "two_values_on_one_day", where=where, day=value.start)
            elif values and value.start < values[-1].start:
                self.note(item, "values_out_of_order", where=where, day=value.start)
            if value.start not in period:
                until = period.end or "…"
                self.note(
                    item, "value_outside_provision", where=where, day=value.start, start=period.start, until=until
                )
            values.append(value)
        return Parameter(name, got["unit"], got["label"], tuple(values), node.start_mark.line + 1)

    def dated_value(self, node: yaml.Node, where: str, unit: str) -> DatedValue | None:
        got = self.mapping(
            node,
            where,
            required={
                "from": self.day,
                "value": self.value(unit),
                "source": self.text,
                "confidence": self.code(get_args(Confidence)),
            },
            optional={"note": self.words},
            missing={"source": "value_without_source"},
        )
        if got is None:
            return None
        return DatedValue(start=got.pop("from"), **got, line=node.start_mark.line + 1)

    def judgements(self, root: yaml.Node) -> Iterable[Judgement]:
        for number, node in enumerate(self._sequence(root, self.file.stem), 1):
            got = self.mapping(
                node,
                _name_of(node) or f"{self.file.stem}[{number}]",
                required={
                    "id": self.text,
                    "provisions": self.texts,
                    "what": self.words,
                    "why": self.words,
                    "record_instead": self.words,
                },
            )
            if got is not None:
                yield Judgement(**got, file=self.file, line=node.start_mark.line + 1)

    # --- nodes to values: each answers _BAD after noting a fault ---

    def mapping(
        self,
        node: yaml.Node,
        where: str,
        required: Mapping[str, _Convert],
        optional: Mapping[str, _Convert] | None = None,
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
                got[key] = _BAD
            else:
                got[key] = converters[key](value_node, f"{where} {key}".strip())
        for key in required:
            if key not in got:
                code = (missing or {}).get(key, "missing_key")
                got[key] = self.note(node, code, where=where or self.file.name, key=key)
        if any(value is _BAD for value in got.values()):
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
        return _BAD if got is None else Words(**got)

    def readings(self, node: yaml.Node, where: str) -> Any:
        """Two readings of one text or more; a single one is a note, not a dispute."""
        found = tuple(self.words(item, where) for item in self._sequence(node, where))
        if len(found) == 1:
            return self.note(node, "one_reading", where=where)
        return _BAD if any(one is _BAD for one in found) else found

    def texts(self, node: yaml.Node, where: str) -> Any:
        texts = tuple(self.text(item, where) for item in self._sequence(node, where))
        return _BAD if any(text is _BAD for text in texts) else texts

    def nodes(self, node: yaml.Node, where: str) -> Any:
        return tuple(self._sequence(node, where))

    def pairs(self, node: yaml.Node, where: str) -> Any:
        """Name and node of each entry of a mapping with free keys."""
        if not isinstance(node, yaml.MappingNode):
            return self.note(node, "wrong_shape", where=where, wanted="name: {unit, label, values}")
        names = [str(key.value) for key, _ in node.value]
        for position, (key, _) in enumerate(node.value):
            if names[position] in names[:position]:
                self.note(key, "duplicate_key", where=where, key=names[position])
        return tuple((name, value) for name, (_, value) in zip(names, node.value, strict=True))

    def code(self, known: Sequence[str]) -> _Convert:
        def convert(node: yaml.Node, where: str) -> Any:
            if isinstance(node, yaml.ScalarNode) and node.value in known:
                return node.value
            return self.note(node, "bad_code", where=where, value=_shown(node), known=", ".join(known))

        return convert

    def day(self, node: yaml.Node, where: str) -> Any:
        try:
            # Only the plain form: a quoted date is a text, and a time of day has no place in a law file.
            if node.tag == _YAML + "timestamp":
                return date.fromisoformat(str(node.value))
        except ValueError:
            pass
        return self.note(node, "not_a_date", where=where, value=_shown(node))

    def day_or_open(self, node: yaml.Node, where: str) -> Any:
        return None if node.tag == _YAML + "null" else self.day(node, where)

    def period(self, node: yaml.Node, where: str, start: date, until: date | None) -> Period | None:
        if until is not None and until <= start:
            self.note(node, "empty_period", where=where, start=start, until=until)
            return None
        return Period(start, until)

    def periods(self, node: yaml.Node, where: str) -> Any:
        periods: list[Period] = []
        for item in self._sequence(node, where):
            got = self.mapping(item, where, required={"from": self.day, "until": self.day_or_open})
            period = self.period(item, where, got["from"], got["until"]) if got else None
            if period is None:
                return _BAD
            if periods and (periods[-1].end is None or period.start < periods[-1].end):
                return self.note(item, "overlapping_periods", where=where, start=period.start)
            periods.append(period)
        return tuple(periods) or _BAD

    def value(self, unit_name: str) -> _Convert:
        types, vi, en = UNITS[unit_name]

        def convert(node: yaml.Node, where: str) -> Any:
            value = self._plain(node, where)
            fits = isinstance(value, types) and (bool in types or not isinstance(value, bool))
            if value is _BAD or fits:
                return value
            wanted = f"{vi} / {en}"
            return self.note(node, "wrong_value", where=where, value=_shown(node), wanted=wanted, unit=unit_name)

        return convert

    def _plain(self, node: yaml.Node, where: str) -> Value | _Bad | None:
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

    def _sequence(self, node: yaml.Node, where: str) -> Sequence[yaml.Node]:
        if isinstance(node, yaml.SequenceNode) and node.value:
            return list(node.value)
        self.note(node, "wrong_shape", where=where, wanted="một danh sách không rỗng / a list that is not empty")
        return ()


def _shown(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else "{…}"


def _name_of(node: yaml.Node) -> str | None:
    """The id of an entry, if it has one, so that messages can name it."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "id" and isinstance(value, yaml.ScalarNode):
                return str(value.value)
    return None


def _claim(taken: dict[str, _Item], item: _Item, problems: list[LawProblem]) -> None:
    first = taken.setdefault(item.id, item)
    if first is not item:
        values = {"id": item.id, "first": f"{first.file}:{first.line}"}
        problems.append(LawProblem(item.file, item.line, "duplicate_id", values))


def _check_period(provision: Provision, instruments: Mapping[str, Instrument], problems: list[LawProblem]) -> None:
    """A provision applies only while its instrument, and every amending one that is on file, is in force."""
    for identity in provision.id.split(".")[0].split("+"):
        instrument = instruments.get(identity)
        if instrument is None or any(_within(provision.period, period) for period in instrument.in_force):
            continue
        values = {
            "where": provision.id,
            "start": provision.period.start,
            "until": provision.period.end or "…",
            "instrument": identity,
            "periods": ", ".join(str(period) for period in instrument.in_force),
        }
        problems.append(LawProblem(provision.file, provision.line, "outside_instrument", values))


def _check_amendment(
    amendment: Amendment, base: Library | None, provisions: Mapping[str, Provision], problems: list[LawProblem]
) -> None:
    """An amendment must find its provision, in force on its first day, and numbers that fit."""

    def note(code: str, **values: object) -> None:
        problems.append(LawProblem(amendment.file, amendment.line, code, {"where": amendment.provision, **values}))

    if base is None:
        note("amends_nothing")
        return
    for identity in (amendment.provision, *amendment.replaced_by):
        if identity not in provisions:
            near = nearest(identity, provisions)
            note("unknown_provision", id=identity, nearest_vi=nearest_vi(near), nearest_en=nearest_en(near))
    provision = base.provisions.get(amendment.provision)
    if provision is None:
        return
    if provision.period.end is not None and amendment.start >= provision.period.end:
        note("amends_too_late", day=amendment.start, period=provision.period)
    for name, value in amendment.parameters.items():
        parameter = provision.parameters.get(name)
        if parameter is None:
            note("unknown_parameter", name=name, known=", ".join(provision.parameters) or "–")
            continue
        types, vi, en = UNITS[parameter.unit]
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            note("wrong_value", value=value, wanted=f"{vi} / {en}", unit=parameter.unit)


def _within(inner: Period, outer: Period) -> bool:
    if inner.start < outer.start:
        return False
    return outer.end is None or (inner.end is not None and inner.end <= outer.end)


def _check_judgement(judgement: Judgement, provisions: Mapping[str, Provision], problems: list[LawProblem]) -> None:
    for identity in judgement.provisions:
        if identity not in provisions:
            near = nearest(identity, provisions)
            values = {
                "where": judgement.id,
                "id": identity,
                "nearest_vi": nearest_vi(near),
                "nearest_en": nearest_en(near),
            }
            problems.append(LawProblem(judgement.file, judgement.line, "unknown_provision", values))
