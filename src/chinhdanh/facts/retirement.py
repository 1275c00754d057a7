"""The day on which a person in normal conditions reaches retirement: Labour Code 2019 art. 169, Decree 135/2020.

``data/retirement_age.csv`` holds the age by month of birth (Appendix I of the decree; where the appendix was not read,
the months follow from art. 4(2)). Retirement is the end of the last day of the month in which the age is reached
(art. 3(1)), so the day of birth never matters, only its month.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

Sex = Literal["male", "female"]


@dataclass(frozen=True, slots=True)
class Bracket:
    """One age for everybody of one sex born in ``[born_from, born_until)``.

    Both bounds are first days of a month; None means open to that side. ``age_months`` is the age in whole months.
    ``confidence`` is ``text`` or ``secondary``; ``source`` names the article.
    """

    sex: Sex
    born_from: date | None
    born_until: date | None
    age_months: int
    source: str
    confidence: Literal["text", "secondary"]


@cache
def retirement_brackets() -> tuple[Bracket, ...]:
    """All brackets, men first, each sex in order of birth and without gaps: every date of birth falls into one."""
    with (files("chinhdanh.facts") / "data" / "retirement_age.csv").open(encoding="utf-8") as source:
        return tuple(
            Bracket(
                sex="male" if row["sex"] == "male" else "female",
                born_from=_day(row["born_from"]),
                born_until=_day(row["born_until"]),
                age_months=int(row["age_months"]),
                source=row["source"],
                confidence="text" if row["confidence"] == "text" else "secondary",
            )
            for row in csv.DictReader(source)
        )


def retires_on(sex: Sex, birth_date: date) -> date:
    """Last day of the month in which a person of this sex and date of birth reaches retirement age.

    Where only the year of birth is known, pass 1 January (Decree 135/2020 art. 3(3)); where only the month is known,
    any day of it. Conditions that allow an earlier or later day are not part of this. Raises ValueError for another
    sex than ``male`` and ``female``.
    """
    for bracket in retirement_brackets():
        if bracket.sex == sex and _within(birth_date, bracket):
            months = birth_date.year * 12 + birth_date.month - 1 + bracket.age_months
            return date((months + 1) // 12, (months + 1) % 12 + 1, 1) - timedelta(days=1)
    raise ValueError(f"no retirement age for sex {sex!r}")


def retirement_day(sex: ir.StringValue, birth: ir.DateValue) -> ir.DateValue:
    """The same as ``retires_on``, as an expression over columns.

    Null where sex or birth is null, or sex is another code. Uses only whole-number and date arithmetic, so that it
    runs alike on DuckDB and Spark.
    """
    months: Any = birth.year().cast("int64") * 12 + birth.month().cast("int64") + _age_in_months(sex, birth)
    first_of_next = ibis.date((months // 12).cast("int32"), (months % 12 + 1).cast("int32"), ibis.literal(1, "int32"))
    day: ir.DateValue = (first_of_next - ibis.interval(days=1)).cast("date")
    return day


def _age_in_months(sex: ir.StringValue, birth: ir.DateValue) -> Any:
    branches: dict[str, Any] = {}
    for code in ("male", "female"):
        brackets = [bracket for bracket in retirement_brackets() if bracket.sex == code]
        cases = [(birth < b.born_until, ibis.literal(b.age_months, "int64")) for b in brackets if b.born_until]
        branches[code] = ibis.cases(*cases, else_=ibis.literal(brackets[-1].age_months, "int64"))
    return ibis.cases((sex == "male", branches["male"]), (sex == "female", branches["female"]))


def _within(birth: date, bracket: Bracket) -> bool:
    not_before = bracket.born_from is None or birth >= bracket.born_from
    return not_before and (bracket.born_until is None or birth < bracket.born_until)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
