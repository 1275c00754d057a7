"""Law files to law library: what stands in an instrument, a provision, a judgement; every fault of every file at once."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import yaml

from chinhdanh.law.agreement import check_amendment, check_judgement, check_period, claim
from chinhdanh.law.errors import LawProblem, LawProblems
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
)
from chinhdanh.law.nodes import BAD, UNITS, NodeReader, name_of

KINDS = ("law", "code", "decree", "circular", "regulation", "resolution", "conclusion", "directive", "guidance")
REGIMES = ("R1", "R2", "R3", "R4")


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
                claim(judgements, judgement, problems)
        elif (instrument := reader.instrument(root)) is not None:
            claim(instruments, instrument, problems)
            for provision in instrument.provisions:
                claim(provisions, provision, problems)
    for provision in provisions.values():
        check_period(provision, instruments, problems)
    for judgement in judgements.values():
        check_judgement(judgement, provisions, problems)
    amendments = [a for i in instruments.values() for a in i.amends]
    for amendment in amendments:
        check_amendment(amendment, base, provisions, problems)
    if problems:
        raise LawProblems(problems)
    return instruments, provisions, tuple(judgements.values())


class _Reader(NodeReader):
    """The nodes of one file as instruments or judgements."""

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
        if pairs is BAD:
            return BAD
        values = {name: self.plain(value, f"{where} {name}") for name, value in pairs}
        return BAD if any(value is BAD for value in values.values()) else values

    def provision(self, node: yaml.Node, instrument: str, number: int) -> Provision | None:
        where = name_of(node) or f"provisions[{number}]"
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
        for number, node in enumerate(self.sequence(root, self.file.stem), 1):
            got = self.mapping(
                node,
                name_of(node) or f"{self.file.stem}[{number}]",
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
