"""How the site writes what the library holds: numbers with their unit, periods, labels of facts."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

from chinhdanh.facts import SUBJECTS, find_fact
from chinhdanh.law.changes import last_day
from chinhdanh.law.consolidated import Amended
from chinhdanh.law.library import DatedValue, Library, Period, Provision, Value
from chinhdanh.reports.labels import column_meaning, table_title
from chinhdanh.reports.texts import Texts

PLAIN = ("number", "part", "item")  # the label tells which side of a share it is, and what is counted
SEPARATED = {False: ", ", True: "; "}  # words that hold a comma themselves are told apart by another sign
_DAY_OF_YEAR = re.compile(r"(\d\d)-(\d\d)")
_AGE = re.compile(
    r"(wo)?men_(2021|final|age)|min_age|minor_age_limit"
)  # an age, which is written otherwise than a time
_REMARK = re.compile(r";| \(|: ")


class Writer:
    """The words of one language for values, days and facts."""

    def __init__(self, texts: Texts) -> None:
        self.t = texts

    def value(self, name: str, value: Value | None, unit: str) -> str:
        """A number of the law as a reader writes it; the word for "none" where there is no value."""
        if value is None:
            return self.t("site_not_there")
        if isinstance(value, str | tuple):
            return self._codes(name, (value,) if isinstance(value, str) else value)
        if isinstance(value, date):
            return self.t.day(value)
        if isinstance(value, bool) or unit in PLAIN:
            return self.t.value(value)
        if _AGE.fullmatch(name) and unit in ("year", "month"):
            return self._age(value * 12 if unit == "year" else value)
        return f"{self.t.number(value)} {self.t.one_or_more(value, self.t.code('measure', unit))}"

    def _codes(self, name: str, codes: tuple[str, ...]) -> str:
        words = [self.code(name, code) for code in codes]
        return SEPARATED[any("," in word for word in words)].join(words)

    def _age(self, months: float) -> str:
        years, months = divmod(int(months), 12)
        return self.t("site_age_months", n=years, m=months) if months else self.t("site_age", n=years)

    def code(self, name: str, code: str) -> str:
        """The word for a code of a parameter or column; one without a word is read as the words it is made of."""
        return self.word(name, code) or code.replace("_", " ")

    def word(self, name: str, code: str) -> str | None:
        """The word for a code: that of this name, else of the law, of the registry, a kind of decision, a day of the year."""
        for key in (f"lawcode_{name}.{code}", f"lawcode_{code}", f"code_{code}"):
            if self.t.has(key):
                return self.t(key)
        if self.t.has(f"kind_{code}"):
            kind = self.t(f"kind_{code}")
            return kind[:1].lower() + kind[1:]
        if day := _DAY_OF_YEAR.fullmatch(code):
            return f"{day[2]}/{day[1]}" if self.t.lang == "vi" else code
        return None

    def given(self, fact: str, value: object) -> str:
        """A fact of a worked case."""
        if value is None:
            return self.t("site_unknown")
        return self._told(fact, value) or self.t.value(_plain(value), find_fact(fact).unit)

    def fact(self, name: str) -> str:
        known = find_fact(name)
        return known.label_vi if self.t.lang == "vi" else known.label_en

    def judged(self, kind: str) -> str:
        """What a rule judges: a kind of decision, or a person, body or post at some time."""
        subject = SUBJECTS.get(kind)
        if subject is None:
            return self.t.code("kind", kind)
        return subject.label_vi if self.t.lang == "vi" else subject.label_en

    def column(self, table: str, column: str) -> str:
        """A column of the registry in words: its meaning as far as the first remark."""
        return _REMARK.split(column_meaning(f"{table}.{column}", self.t.lang))[0]

    def cell(self, column: str, value: object) -> str:
        """A cell of the rows of a record."""
        if value is None:
            return self.t("site_unknown")
        return self._told(column, value) or self.t.value(_plain(value))

    def _told(self, name: str, value: object) -> str | None:
        """The title of a table, or the word for a code."""
        if not isinstance(value, str):
            return None
        return table_title(value, self.t.lang) if name == "table" else self.word(name, value)

    def period(self, provision: Provision) -> str:
        first, last = provision.period.start, last_day(provision)
        if last is not None and last < first:
            return self.t("site_never_runs")
        if last is None:
            return self.t("site_runs_from", first=self.t.day(first))
        return self.t("site_runs_between", first=self.t.day(first), last=self.t.day(last))

    def amendment(self, amended: Amended, library: Library) -> str:
        """What an amendment does to the provision before it, with the numbers before and after."""
        amendment, by = amended.amendment, library.instruments[amended.amendment.instrument_id]
        told = self.t(
            f"amended_{amendment.how}",
            provision=_inside(amended.before.article.of(self.t.lang)),
            day=self.t.day(amendment.start),
            by=by.number,
            layer=self.t(f"layer_{by.layer}"),
        )
        numbers = (
            f"{n.label.of(self.t.lang)}: {self._at(n.name, n.before, n.unit)} → {self._at(n.name, n.after, n.unit)}"
            for n in amended.numbers
        )
        return "; ".join((told, *numbers)) + "."

    def _at(self, name: str, value: DatedValue | None, unit: str) -> str:
        return self.value(name, value.value if value else None, unit)

    def last(self, period: Period) -> str:
        """The last day of a period, or the word for an open end."""
        return self.t.day(date.fromordinal(period.end.toordinal() - 1)) if period.end else self.t("site_no_end")


def _inside(article: str) -> str:
    """A citation within a sentence: clause and point are written small there, the article stays as it is."""
    return (
        article[:1].lower() + article[1:] if article.startswith(("Khoản ", "Điểm ", "Clause ", "Point ")) else article
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def file_of(name: str) -> str:
    """A name of the library as it stands in an address: a plus sign there would be read as a space by some servers."""
    return quote(name, safe="@")
