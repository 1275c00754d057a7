"""What the reader sees in place of ids: articles and our words for provisions, labels of facts and columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from chinhdanh.law.library import Library, Words
from chinhdanh.registry.schema import TABLES
from chinhdanh.reports.texts import Language

_PROVISION = re.compile(
    r"(?P<instrument>.+?)\.art-(?P<article>[0-9a-z]+)(?:\.k(?P<clause>\d+[a-z]?))?(?:\.(?P<point>.+))?"
)


class FactWords(Protocol):
    """The part of a fact that a report shows."""

    @property
    def label_vi(self) -> str: ...
    @property
    def label_en(self) -> str: ...
    @property
    def unit(self) -> str | None: ...


@dataclass(frozen=True)
class ProvisionWords:
    """One provision for a reader. `says` is in our words, never the wording of the law."""

    article: Words
    heading: Words
    says: Words
    note: Words | None = None
    source: str = ""
    readings: tuple[Words, ...] = ()


@dataclass(frozen=True)
class InstrumentWords:
    number: str
    title: Words


@dataclass(frozen=True)
class Labels:
    """Words for the ids in an audit's output. An id that is not known here is shown as it stands."""

    provisions: Mapping[str, ProvisionWords] = field(default_factory=dict)
    instruments: Mapping[str, InstrumentWords] = field(default_factory=dict)
    facts: Mapping[str, FactWords] = field(default_factory=dict)

    def provision(self, provision_id: str) -> ProvisionWords:
        known = self.provisions.get(provision_id)
        return known if known else _from_id(provision_id)

    def fact(self, name: str, lang: Language) -> str:
        known = self.facts.get(name)
        if known is None:
            return name
        return known.label_vi if lang == "vi" else known.label_en

    def fact_unit(self, name: str) -> str | None:
        known = self.facts.get(name)
        return known.unit if known else None


def labels_of(library: Library, facts: Mapping[str, FactWords]) -> Labels:
    """The words of the law library and of the facts, with the number of the instrument in every article."""
    provisions = {}
    for provision in library.provisions.values():
        number = library.instruments[provision.instrument_id].number
        article = Words(_with_number(provision.article.vi, number), _with_number(provision.article.en, number))
        provisions[provision.id] = ProvisionWords(
            article, _sentence(provision.heading), provision.says, provision.note, provision.source, provision.readings
        )
    instruments = {i.id: InstrumentWords(i.number, i.title) for i in library.instruments.values()}
    return Labels(provisions, instruments, facts)


def table_title(table: str, lang: Language) -> str:
    """The title of a table of the registry; the name itself where the schema has none."""
    known = TABLES.get(table)
    if known is None:
        return table
    return known.title_vi if lang == "vi" else known.title_en


def column_meaning(column: str, lang: Language) -> str:
    """What `table.column` holds; the name itself where the schema does not have it."""
    table, _, name = column.partition(".")
    known = TABLES.get(table)
    if known is None or name not in {c.name for c in known.columns}:
        return column
    meant = known.column(name)
    return meant.meaning_vi if lang == "vi" else meant.meaning_en


def _with_number(article: str, number: str) -> str:
    # English articles write Decree No. 138/2020/ND-CP for 138/2020/NĐ-CP.
    given = number in article or number.replace("Đ", "D") in article
    return article if given else f"{article}, {number}"


def _sentence(words: Words) -> Words:
    return Words(words.vi[:1].upper() + words.vi[1:], words.en[:1].upper() + words.en[1:])


def _from_id(provision_id: str) -> ProvisionWords:
    found = _PROVISION.fullmatch(provision_id)
    if not found:
        words = Words(provision_id, provision_id)
        return ProvisionWords(words, words, Words("", ""))
    instrument, article, clause, point = found.group("instrument", "article", "clause", "point")
    vi = " ".join(
        part
        for part in (
            f"điểm {point.replace('dd', 'đ')}" if point else "",
            f"khoản {clause}" if clause else "",
            f"Điều {article}, {instrument}",
        )
        if part
    )
    en = ", ".join(
        part
        for part in (
            f"Point {point}" if point else "",
            f"Clause {clause}" if clause else "",
            f"Article {article}, {instrument}",
        )
        if part
    )
    words = Words(vi[0].upper() + vi[1:], en)
    return ProvisionWords(words, words, Words("", ""))
