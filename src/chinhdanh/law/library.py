"""The law library: instruments, their provisions, and dated numbers, read from ``law/instruments/*.yaml``.

Everything here is data with a source. What a provision demands is written as a rule elsewhere and cites the
provision by its id; its numbers are asked for by day, so that a decision is judged by the law of its own day.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal

from chinhdanh.law.errors import NoValueOnDay, UnknownParameter, UnknownProvision

Confidence = Literal["text", "secondary", "recall"]
Treatment = Literal["rule", "judgement", "data", "not_yet"]
Layer = Literal["state", "party", "local"]
Value = int | float | bool | str | date | tuple[str, ...]

PACKAGED = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages of the project, Vietnamese first."""

    vi: str
    en: str

    def of(self, language: str) -> str:
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open: ``start`` is the first day in force, ``end`` the first day no longer so, None while it runs on."""

    start: date
    end: date | None

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def within(self, other: "Period") -> "Period | None":
        """The days of this period that lie in the other; None where there are none."""
        ends = [end for end in (self.end, other.end) if end is not None]
        start, end = max(self.start, other.start), min(ends, default=None)
        return None if end is not None and end <= start else Period(start, end)

    def __str__(self) -> str:
        return f"{self.start.isoformat()} – {self.end.isoformat() if self.end else '…'}"


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A number (or code, date, list of codes) of the law and the first day on which it counts.

    It counts until the next value of its parameter starts, or until its provision ends. ``source`` says where the
    value was read; ``confidence`` may be lower than that of the provision around it.
    """

    start: date
    value: Value
    source: str
    confidence: Confidence
    note: Words | None
    line: int


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named number of a provision; ``unit`` is one of ``nodes.UNITS``, ``values`` stand in order of time."""

    name: str
    unit: str
    label: Words
    values: tuple[DatedValue, ...]
    line: int

    def on(self, day: date) -> DatedValue | None:
        """The value that counts on this day; None before the first one: no rule, never the first value."""
        current = None
        for value in self.values:
            if value.start > day:
                break
            current = value
        return current


@dataclass(frozen=True, slots=True)
class Provision:
    """One article, clause or point as this project reads it.

    ``says`` paraphrases; it is not the wording of the law. ``treatment`` is ``rule`` (a rule judges it), ``judgement``
    (only a person can), ``data`` (steps, deadlines, forms and numbers that rules and procedures use), or ``not_yet``,
    and then ``reason`` says why nothing can be done with it. ``readings`` holds two readings or more where the sources
    contradict each other; the point on which they differ is unproven. ``regime`` is set where the provision belongs to
    one of the four periods of civil-servant appointments (R1 to R4).
    """

    id: str
    instrument_id: str
    article: Words
    heading: Words
    says: Words
    period: Period
    regime: str | None
    confidence: Confidence
    source: str
    treatment: Treatment
    reason: Words | None
    readings: tuple[Words, ...]
    note: Words | None
    parameters: Mapping[str, Parameter]
    file: Path
    line: int

    def in_force_on(self, day: date) -> bool:
        return day in self.period


@dataclass(frozen=True, slots=True)
class Amendment:
    """What an instrument of a further layer does to a provision on file from ``start`` on.

    Exactly one of: new numbers (``parameters``, by name), ``repealed``, or ``replaced_by`` provisions of its own.
    """

    provision: str
    start: date
    parameters: Mapping[str, Value]
    repealed: bool
    replaced_by: tuple[str, ...]
    note: Words | None
    instrument_id: str
    file: Path
    line: int

    @property
    def ends_it(self) -> bool:
        return self.repealed or bool(self.replaced_by)

    @property
    def how(self) -> str:
        return "repealed" if self.repealed else "replaced" if self.replaced_by else "changed"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, decree, regulation or guidance.

    ``in_force`` holds its periods in order of time; ``sources`` spells out the short keys that its provisions name as
    their source.
    """

    id: str
    number: str
    kind: str
    layer: Layer
    issuer: Words
    title: Words
    in_force: tuple[Period, ...]
    replaces: tuple[str, ...]
    sources: Mapping[str, str]
    note: Words | None
    provisions: tuple[Provision, ...]
    file: Path
    line: int
    amends: tuple[Amendment, ...] = ()

    def in_force_on(self, day: date) -> bool:
        return any(day in period for period in self.in_force)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A demand of the law that no rule may decide, and what the file should hold instead of a verdict."""

    id: str
    provisions: tuple[str, ...]
    what: Words
    why: Words
    record_instead: Words
    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class Library:
    """All instruments by id, and all provisions by id whatever file they stand in.

    ``version`` is the SHA-256 over names and bytes of all files read: two audits with the same version used the
    same law.
    """

    instruments: Mapping[str, Instrument]
    provisions: Mapping[str, Provision]
    judgements: tuple[Judgement, ...]
    version: str

    def provision(self, provision_id: str) -> Provision:
        """The provision of this id. Raises UnknownProvision, which names the ids most like it."""
        try:
            return self.provisions[provision_id]
        except KeyError:
            raise UnknownProvision(provision_id, nearest(provision_id, self.provisions)) from None

    def parameter(self, provision_id: str, name: str, on: date) -> DatedValue:
        """The value of a parameter on a day.

        Raises UnknownProvision, UnknownParameter, or NoValueOnDay when provision or value is not in force that day.
        """
        provision = self.provision(provision_id)
        if name not in provision.parameters:
            raise UnknownParameter(provision_id, name, provision.parameters)
        value = provision.parameters[name].on(on) if provision.in_force_on(on) else None
        if value is None:
            raise NoValueOnDay(provision_id, name, on)
        return value

    def in_force_on(self, day: date) -> Iterator[Provision]:
        """Every provision that applies on this day, in the order of the files."""
        return (provision for provision in self.provisions.values() if provision.in_force_on(day))


def nearest(wanted: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three ids that look most like the wanted one."""
    return tuple(get_close_matches(wanted, known, n=3, cutoff=0.6))


def load_library(folder: Path | None = None) -> Library:
    """Read ``instruments/*.yaml`` and, where present, ``judgements/*.yaml`` of a folder; the packaged law by default.

    Raises LawProblems with every fault of every file; nothing is returned from files that are partly wrong.
    """
    return _packaged() if folder is None else _load(folder)


@cache
def _packaged() -> Library:
    return _load(PACKAGED)


def _load(folder: Path) -> Library:
    from chinhdanh.law import reading  # reading builds the classes above, so it comes after them

    files, texts = law_files(folder)
    instruments, provisions, judgements = reading.read_law(folder, files, texts)
    return Library(instruments, provisions, judgements, digest_of(folder, texts))


def law_files(folder: Path) -> tuple[list[Path], dict[Path, bytes]]:
    """The instrument files of a folder, and the content of these and of its lists of judgements."""
    files = sorted((folder / "instruments").glob("*.yaml"))
    return files, {file: file.read_bytes() for file in [*files, *sorted((folder / "judgements").glob("*.yaml"))]}


def digest_of(folder: Path, texts: Mapping[Path, bytes]) -> str:
    """SHA-256 over names and contents."""
    digest = hashlib.sha256()
    for file, content in texts.items():
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
