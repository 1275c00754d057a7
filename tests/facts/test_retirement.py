"""Retirement days: the printed examples, every bracket boundary, and the database against the plain reference."""

from datetime import date, timedelta

import ibis
import pyarrow as pa
import pytest

from chinhdanh.facts.retirement import retirement_brackets, retirement_day, retires_on

PRINTED = [
    ("male", "1965-07-01", "2027-04-30"),
    ("male", "1966-04-30", "2028-04-30"),
    ("male", "1966-03-31", "2027-12-31"),
    ("male", "1966-03-15", "2027-12-31"),
    ("male", "1964-12-10", "2026-06-30"),
    ("male", "1970-02-10", "2032-02-29"),
    ("female", "1975-05-01", "2035-05-31"),
    ("female", "1972-08-20", "2030-12-31"),
    ("female", "1972-03-01", "2030-07-31"),
    ("female", "1968-01-01", "2024-05-31"),
]

# Decree 135/2020, months of retirement at both ends of each row of the table by month of birth
ROWS = [
    ("male", "1961-01", "1961-09", "2021-04", "2021-12"),
    ("male", "1961-10", "1962-06", "2022-04", "2022-12"),
    ("male", "1962-07", "1963-03", "2023-04", "2023-12"),
    ("male", "1963-04", "1963-12", "2024-04", "2024-12"),
    ("male", "1964-01", "1964-09", "2025-04", "2025-12"),
    ("male", "1964-10", "1965-06", "2026-04", "2026-12"),
    ("male", "1965-07", "1966-03", "2027-04", "2027-12"),
    ("male", "1966-04", "1966-04", "2028-04", "2028-04"),
    ("female", "1966-01", "1966-08", "2021-05", "2021-12"),
    ("female", "1966-09", "1967-04", "2022-05", "2022-12"),
    ("female", "1967-05", "1967-12", "2023-05", "2023-12"),
    ("female", "1968-01", "1968-08", "2024-05", "2024-12"),
    ("female", "1968-09", "1969-04", "2025-05", "2025-12"),
    ("female", "1969-05", "1969-12", "2026-05", "2026-12"),
    ("female", "1970-01", "1970-08", "2027-05", "2027-12"),
    ("female", "1970-09", "1971-04", "2028-05", "2028-12"),
    ("female", "1971-05", "1971-12", "2029-05", "2029-12"),
    ("female", "1972-01", "1972-08", "2030-05", "2030-12"),
    ("female", "1972-09", "1973-04", "2031-05", "2031-12"),
    ("female", "1973-05", "1973-12", "2032-05", "2032-12"),
    ("female", "1974-01", "1974-08", "2033-05", "2033-12"),
    ("female", "1974-09", "1975-04", "2034-05", "2034-12"),
    ("female", "1975-05", "1975-05", "2035-05", "2035-05"),
    ("male", "1960-12", "1960-12", "2020-12", "2020-12"),
    ("female", "1965-12", "1965-12", "2020-12", "2020-12"),
]


@pytest.mark.parametrize(("sex", "born", "retires"), PRINTED)
def test_printed_examples(sex, born, retires):
    assert retires_on(sex, date.fromisoformat(born)) == date.fromisoformat(retires)


@pytest.mark.parametrize(("sex", "first_born", "last_born", "first_retires", "last_retires"), ROWS)
def test_table_by_month_of_birth(sex, first_born, last_born, first_retires, last_retires):
    for born, retires in ((first_born, first_retires), (last_born, last_retires)):
        for day in ("01", "28"):
            result = retires_on(sex, date.fromisoformat(f"{born}-{day}"))
            assert result.isoformat()[:7] == retires
            assert (result + timedelta(days=1)).day == 1


@pytest.mark.parametrize("sex", ["male", "female"])
def test_brackets_leave_no_gap(sex):
    brackets = [bracket for bracket in retirement_brackets() if bracket.sex == sex]
    assert brackets[0].born_from is None
    assert brackets[-1].born_until is None
    assert [b.born_until for b in brackets[:-1]] == [b.born_from for b in brackets[1:]]
    assert [b.age_months for b in brackets] == sorted({b.age_months for b in brackets})


@pytest.mark.parametrize("sex", ["male", "female"])
def test_no_later_birth_retires_earlier_and_some_months_stay_empty(sex):
    births = [date(year, month, 1) for year in range(1955, 1985) for month in range(1, 13)]
    days = [retires_on(sex, born) for born in births]
    assert days == sorted(days)
    quiet = range(1, 4) if sex == "male" else range(1, 5)
    years = range(2021, 2029) if sex == "male" else range(2021, 2036)
    assert not [day for day in days if day.year in years and day.month in quiet]


def test_unknown_sex_is_refused():
    with pytest.raises(ValueError, match="unknown"):
        retires_on("unknown", date(1970, 1, 1))  # type: ignore[arg-type]


def test_database_agrees_with_the_reference_for_every_month_and_its_last_day():
    births = [date(year, month, 1) for year in range(1940, 2006) for month in range(1, 13)]
    births += [day - timedelta(days=1) for day in births] + [date(1970, 2, 10), date(1968, 2, 29)]
    pairs = [(sex, born) for sex in ("male", "female") for born in births]
    people = ibis.memtable(pa.table({"sex": [sex for sex, _ in pairs], "born": [born for _, born in pairs]}))
    expression = people.select("sex", "born", day=retirement_day(people.sex, people.born))
    assert expression.schema()["day"] == ibis.dtype("date")
    result = ibis.duckdb.connect().to_pyarrow(expression).to_pylist()
    assert len(result) == len(pairs)
    assert all(row["day"] == retires_on(row["sex"], row["born"]) for row in result)


def test_missing_stays_missing():
    people = ibis.memtable(
        pa.table(
            {
                "sex": pa.array([None, "male", "other"], pa.string()),
                "born": pa.array([date(1970, 1, 1), None, date(1970, 1, 1)], pa.date32()),
            }
        )
    )
    expression = people.select(day=retirement_day(people.sex, people.born))
    assert ibis.duckdb.connect().to_pyarrow(expression)["day"].to_pylist() == [None, None, None]


def test_compiles_for_spark():
    people = ibis.table({"sex": "string", "born": "date"}, name="people")
    sql = ibis.to_sql(people.select(day=retirement_day(people.sex, people.born)), dialect="pyspark")
    assert "MAKE_DATE" in sql.upper()
