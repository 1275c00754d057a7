"""How the site writes what the library holds: numbers with their unit, periods, labels of facts."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from chinhdanh.facts import SUBJECTS, find_fact
from chinhdanh.law.changes import last_day
from chinhdanh.law.library import Period, Provision, Value
from chinhdanh.reports.texts import Texts

PLAIN = ("number", "part")  # of the two sides of a share the label tells which


class Writer:
    """The words of one language for values, days and facts."""

    def __init__(self, texts: Texts) -> None:
        self.t = texts

    def value(self, value: Value | None, unit: str) -> str:
        """A number of the law as a reader writes it; the word for "none" where there is no value."""
        if value is None:
            return self.t("site_not_there")
        if isinstance(value, tuple):
            return ", ".join(self._code(code) for code in value)
        if isinstance(value, date):
            return self.t.day(value)
        if isinstance(value, str):
            return self._code(value)
        if isinstance(value, bool) or unit in PLAIN:
            return self.t.value(value)
        return f"{self.t.number(value)} {self.t.code('measure', unit)}"

    def _code(self, code: str) -> str:
        """The word for a code; a code of the law files that has none is read as the English words it is made of."""
        word = self.t.value(code)
        return code.replace("_", " ") if word == code else word

    def given(self, fact: str, value: object) -> str:
        """A fact of a worked case."""
        return self.t("site_unknown") if value is None else self.t.value(_plain(value), find_fact(fact).unit)

    def fact(self, name: str) -> str:
        known = find_fact(name)
        return known.label_vi if self.t.lang == "vi" else known.label_en

    def judged(self, kind: str) -> str:
        """What a rule judges: a kind of decision, or a person, body or post at some time."""
        subject = SUBJECTS.get(kind)
        if subject is None:
            return self.t.code("kind", kind)
        return subject.label_vi if self.t.lang == "vi" else subject.label_en

    def cell(self, value: object) -> str:
        """A cell of the rows of a record."""
        return self.t("site_unknown") if value is None else self.t.value(_plain(value))

    def period(self, provision: Provision) -> str:
        first, last = provision.period.start, last_day(provision)
        if last is None:
            return self.t("site_runs_from", first=self.t.day(first))
        return self.t("site_runs_between", first=self.t.day(first), last=self.t.day(last))

    def last(self, period: Period) -> str:
        """The last day of a period, or the word for an open end."""
        return self.t.day(date.fromordinal(period.end.toordinal() - 1)) if period.end else self.t("site_no_end")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def file_of(name: str) -> str:
    """A name of the library as it stands in an address: a plus sign there would be read as a space by some servers."""
    return quote(name, safe="@")
