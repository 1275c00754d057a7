"""What holds for every fact whatever the registry: neighbours and row order change nothing, labels and needs are whole."""

import random
from datetime import date, timedelta

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chinhdanh.facts import FACTS
from chinhdanh.facts.expressions import days_over, months_after, months_before, whole_months
from chinhdanh.facts.model import COVERED_TABLES
from chinhdanh.facts.special import special_case_facts
from chinhdanh.facts.table import find_fact
from chinhdanh.registry.schema import TABLES

from .harness import merged
from .reference import common
from .strategies import PROVISIONS, Maker, seeds, world

WORLDS = 80
reproducible = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=1,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
many = st.lists(seeds, min_size=WORLDS, max_size=WORLDS, unique=True)


def laid_out(of_seeds):
    return [world(seed, f"{seed}.") for seed in of_seeds]


def with_stranger(rows, seed):
    """The same world with one more person, decided about for posts of bodies of its own."""
    stranger = Maker(seed, f"stranger{seed}.").world()
    return {name: [*rows[name], *stranger[name]] for name in rows}


@settings(reproducible)
@given(many, seeds)
def test_a_stranger_changes_nothing(whole, of_seeds, seed):
    tables = merged(laid_out(of_seeds))
    alone = whole.answer(tables)
    joined = whole.answer(with_stranger(tables, seed))
    assert {decision: joined[decision] for decision in alone} == alone
    assert len(joined) > len(alone)


@settings(reproducible)
@given(many)
def test_a_stranger_in_the_same_body_without_post_changes_nothing(whole, of_seeds):
    """A person who never held a post and is nobody's kin: only decisions about the person are new."""
    worlds = laid_out(of_seeds)
    alone = whole.answer(merged(worlds))
    for rows in worlds:
        body, post = rows["organization"][0]["id"], rows["post"][0]["id"]
        maker = Maker(0, body)
        maker.rows = rows
        person = maker.add("person", sex="male", birth_date=date(1970, 1, 1), category="civil_servant")
        maker.add(
            "decision",
            kind="appointment",
            person_id=person,
            post_id=post,
            organization_id=body,
            signed_on=date(2025, 8, 1),
            effective_on=date(2025, 8, 1),
        )
    joined = whole.answer(merged(worlds))
    assert {decision: joined[decision] for decision in alone} == alone


@settings(reproducible)
@given(many, seeds)
def test_the_order_of_rows_changes_nothing(whole, of_seeds, seed):
    tables = merged(laid_out(of_seeds))
    shuffled = {name: random.Random(seed).sample(rows, len(rows)) for name, rows in tables.items()}
    assert whole.answer(tables) == whole.answer(shuffled)


def test_a_registry_without_rows_has_no_facts(whole):
    assert whole.answer({name: [] for name in TABLES}) == {}


@pytest.mark.parametrize(
    "fact", [*FACTS.values(), *(f for p in PROVISIONS for f in special_case_facts(p))], ids=lambda fact: fact.name
)
def test_a_fact_is_labelled_and_says_what_it_needs(fact):
    assert fact.label_vi.strip()
    assert fact.label_en.strip()
    assert fact.label_vi != fact.label_en
    assert fact.needs or fact.name == "as_of" or fact.name.endswith("_seen_on")  # days of the audit
    for need in fact.needs:
        table, column = need.split(".")
        assert TABLES[table].column(column).name == column
    assert set(fact.rests_on) <= set(COVERED_TABLES)
    assert find_fact(fact.name) == fact


def test_a_name_that_is_no_fact_is_refused_with_the_nearest():
    with pytest.raises(KeyError, match="health_fit"):
        find_fact("health_fitt")


def _answers(pairs, months):
    """whole_months, days_over, months_after and months_before of each pair of days, as DuckDB answers them."""
    con = ibis.duckdb.connect()
    days = pa.table(
        {
            "n": list(range(len(pairs))),
            "a": pa.array([a for a, _ in pairs], pa.date32()),
            "b": pa.array([b for _, b in pairs], pa.date32()),
        }
    )
    con.con.register("given", days)
    con.con.execute("CREATE TABLE days AS SELECT * FROM given")
    t = con.table("days")
    columns = {"whole": whole_months(t.a, t.b), "odd": days_over(t.a, t.b)}
    for m in months:
        columns |= {f"after_{m}": months_after(t.a, m), f"before_{m}": months_before(t.a, m)}
    rows = t.select("n", **columns).order_by("n").to_pyarrow().to_pylist()
    con.disconnect()
    return rows


def _days():
    """Month ends, leap days, first days and days anywhere."""
    rng = random.Random(2026)
    edges = [
        date(year, month, 1) + timedelta(days=off)
        for year in (2019, 2020, 2023, 2024, 2025, 2100)
        for month in range(1, 13)
        for off in (-3, -2, -1, 0, 1)
    ]
    anywhere = [date(2015, 1, 1) + timedelta(days=rng.randrange(6000)) for _ in range(4000)]
    return rng, edges + anywhere


def test_months_between_days():
    rng, days = _days()
    pairs = [tuple(sorted((rng.choice(days), rng.choice(days)))) for _ in range(20_000)]
    pairs += [(a, a + timedelta(days=n)) for a in days[:360] for n in (0, 1, 27, 28, 29, 30, 31, 59, 60, 365, 366)]
    for (a, b), row in zip(pairs, _answers(pairs, ()), strict=True):
        assert row["whole"] == common.whole_months(a, b), (a, b)
        assert row["odd"] == common.odd_days(a, b), (a, b)
        assert 0 <= row["odd"] <= 30, (a, b)


def test_a_later_day_first_counts_back():
    rng, days = _days()
    pairs = [(rng.choice(days), rng.choice(days)) for _ in range(5_000)]
    for (a, b), row in zip(pairs, _answers(pairs, ()), strict=True):
        assert row["whole"] == common.whole_months(a, b), (a, b)


def test_days_some_months_away():
    _, days = _days()
    months = (1, 2, 6, 12, 13, 60)
    for day, row in zip(days, _answers([(day, day) for day in days], months), strict=True):
        for m in months:
            assert row[f"after_{m}"] == common.add_months(day, m), (day, m)
            assert row[f"before_{m}"] == common.add_months(day, -m), (day, m)


@pytest.mark.parametrize(
    ("start", "end", "months", "days"),
    [
        ("2023-01-10", "2025-07-10", 30, 0),
        ("2023-01-10", "2025-07-09", 29, 29),
        ("2025-08-01", "2030-07-31", 59, 30),  # law/README.md, reading 2
        ("2025-01-31", "2025-02-28", 1, 0),
        ("2024-01-31", "2024-02-28", 0, 28),
        ("2024-01-31", "2024-03-01", 1, 1),
        ("2024-02-29", "2025-02-28", 12, 0),
        ("2025-02-28", "2025-03-31", 1, 3),
    ],
)
def test_known_spans(start, end, months, days):
    a, b = date.fromisoformat(start), date.fromisoformat(end)
    assert _answers([(a, b)], ())[0] == {"n": 0, "whole": months, "odd": days}
    assert (common.whole_months(a, b), common.odd_days(a, b)) == (months, days)
