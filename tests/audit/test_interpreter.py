"""The interpreter means what DuckDB means: random expressions over random rows, answered by both."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ibis.expr import types as ir

from chinhdanh.audit.interpreter import Fixed, Program, Translation, UnknownOperation, date_text, day_number
from chinhdanh.audit.interpreter.dates import add_interval, civil, number_of

SCHEMA = {
    "a": "int64", "b": "int64", "d": "date", "e": "date", "f": "boolean", "g": "boolean", "s": "string", "u": "string",
}  # fmt: skip
T = ibis.table(SCHEMA, name="t")
OTHER_SCHEMA = {"k": "int64", "since": "date", "until": "date", "word": "string", "yes": "boolean"}
OTHER = ibis.table(OTHER_SCHEMA, name="other")
ARROW = {"int64": pa.int64(), "date": pa.date32(), "boolean": pa.bool_(), "string": pa.string()}

small = st.integers(-40, 40)
days = st.one_of(
    st.dates(date(2019, 12, 1), date(2021, 3, 31)),
    st.sampled_from([date(2020, 1, 31), date(2020, 2, 29), date(2021, 2, 28), date(2020, 12, 31)]),
)
words = st.sampled_from(["", "a", "ab", "ba", "đề", 'a"b'])
KINDS: dict[str, st.SearchStrategy[Any]] = {"int64": small, "date": days, "boolean": st.booleans(), "string": words}


def rows_of(schema: dict[str, str], most: int) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    return st.lists(st.tuples(*(st.none() | KINDS[kind] for kind in schema.values())), max_size=most)


def expressions() -> dict[str, st.SearchStrategy[Any]]:
    """Ibis values over `T`, by type, nested a few levels deep."""
    of: dict[str, st.SearchStrategy[Any]] = {
        "int64": st.sampled_from([T.a, T.b, ibis.null("int64")]) | small.map(ibis.literal),
        "date": st.sampled_from([T.d, T.e, ibis.null("date")]) | days.map(ibis.date),
        "boolean": st.sampled_from([T.f, T.g, ibis.null("boolean"), ibis.literal(True), ibis.literal(False)]),
        "string": st.sampled_from([T.s, T.u]) | words.map(ibis.literal),
    }
    for _ in range(3):
        of = _deeper(of)
    return of


def _deeper(of: dict[str, st.SearchStrategy[Any]]) -> dict[str, st.SearchStrategy[Any]]:
    number, day, truth, word = of["int64"], of["date"], of["boolean"], of["string"]

    def choices(kind: str) -> list[st.SearchStrategy[Any]]:
        own = of[kind]
        return [
            own,
            st.builds(lambda x, y: x.coalesce(y), own, own),
            st.builds(ibis.ifelse, truth, own, own),
            st.builds(lambda c, x, k, y, z: ibis.cases((c, x), (k, y), else_=z), truth, own, truth, own, own),
            st.builds(lambda c, x: ibis.cases((c, x), else_=ibis.null(kind)), truth, own),
        ]

    def pairs(*kinds: str) -> st.SearchStrategy[tuple[Any, Any]]:
        return st.one_of(*(st.tuples(of[kind], of[kind]) for kind in kinds))

    compare: list[Callable[[Any], Any]] = [
        lambda p: p[0] == p[1], lambda p: p[0] != p[1], lambda p: p[0] < p[1], lambda p: p[0] <= p[1],
        lambda p: p[0] > p[1], lambda p: p[0] >= p[1],
    ]  # fmt: skip
    months, extra = st.integers(-30, 30), st.integers(-40, 40)
    return {
        "boolean": st.one_of(
            *choices("boolean"),
            st.builds(lambda how, p: how(p), st.sampled_from(compare), pairs("int64", "date", "string")),
            st.builds(lambda x, y: x & y, truth, truth),
            st.builds(lambda x, y: x | y, truth, truth),
            truth.map(lambda x: ~x),
            # Not of every truth: Ibis writes `(~x).isnull()` without parentheses, which SQL reads as NOT (x IS NULL).
            st.one_of(number, day, word, st.builds(lambda x, y: x & y, truth, truth)).map(lambda x: x.isnull()),
            st.one_of(number, day, word, st.builds(lambda x, y: x | y, truth, truth)).map(lambda x: x.notnull()),
            st.builds(lambda x, options: x.isin(options), number, st.lists(small, min_size=1, max_size=3)),
            st.builds(lambda x, y, z: x.isin([y, z]), number, number, number),
            st.builds(lambda x, y, z: x.between(y, z), number, number, number),
            st.builds(lambda x, y, z: x.between(y, z), day, day, day),
            st.builds(lambda x, y: x.startswith(y), word, words),
        ),
        "int64": st.one_of(
            *choices("int64"),
            st.builds(lambda x, y: x + y, number, number),
            st.builds(lambda x, y: x - y, number, number),
            st.builds(lambda x, y: x * y, number, small),
            st.builds(lambda x, y: x // y, number, st.sampled_from([-7, -1, 3, 12])),
            st.builds(lambda x, y: x % y, number, st.sampled_from([-7, 3, 12])),
            st.builds(lambda x, y: (x / y).floor().cast("int64"), number, st.sampled_from([-5, 28])),
            st.builds(ibis.greatest, number, number),
            st.builds(ibis.least, number, number),
            day.map(lambda x: x.year().cast("int64")),
            day.map(lambda x: x.month().cast("int64")),
            day.map(lambda x: x.day().cast("int64")),
            truth.map(lambda x: x.cast("int64")),
            st.builds(lambda x, y: x.delta(y, unit="day").cast("int64"), day, day),
        ),
        "date": st.one_of(
            *choices("date"),
            st.builds(lambda x, m: (x + ibis.interval(months=m)).cast("date"), day, months),
            st.builds(lambda x, m: (x - ibis.interval(months=m)).cast("date"), day, months),
            st.builds(lambda x, m, n: (x + ibis.interval(months=m, days=n)).cast("date"), day, months, extra),
            st.builds(lambda x, n: (x - ibis.interval(days=n)).cast("date"), day, extra),
            st.builds(ibis.greatest, day, day),
            st.builds(ibis.least, day, day),
            st.builds(lambda x, unit: x.truncate(unit).cast("date"), day, st.sampled_from(["Y", "M"])),
            st.sampled_from([T.d, T.e]).map(
                lambda x: ibis.date(x.year().cast("int32"), x.month().cast("int32"), ibis.literal(1, "int32"))
            ),
        ),
        "string": st.one_of(
            *choices("string"),
            st.builds(lambda x, y: x + y, word, word),
            st.sampled_from([T.d.cast("string"), T.a.cast("string")]),
        ),
    }


EXPRESSIONS = expressions()


@pytest.fixture(scope="module")
def duck() -> Iterator[Any]:
    backend = ibis.duckdb.connect()
    backend.con.execute("SET threads = 1")
    yield backend.con
    backend.disconnect()


Given = dict[str, tuple[dict[str, str], Sequence[tuple[Any, ...]]]]


def by_duckdb(con: Any, table: ir.Table, given: Given) -> list[tuple[Any, ...]]:
    for name, (schema, rows) in given.items():
        columns = {c: pa.array([row[i] for row in rows], ARROW[kind]) for i, (c, kind) in enumerate(schema.items())}
        con.register("incoming", pa.table(columns))
        con.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM incoming')
        con.unregister("incoming")
    rows = con.execute(str(ibis.to_sql(table, dialect="duckdb"))).fetchall()
    return [tuple(v.date() if isinstance(v, datetime) else v for v in row) for row in rows]


def encoded(value: Any) -> Any:
    return day_number(value) if isinstance(value, date) else value


def kept(translation: Translation) -> Program:
    """The program as another process makes it of what this one wrote down."""
    return Program(json.loads(json.dumps(translation.code("result"))))


def by_interpreter(table: ir.Table, given: Given) -> list[tuple[Any, ...]]:
    rows = {name: [tuple(map(encoded, row)) for row in rows] for name, (_, rows) in given.items()}
    translation = Translation()
    translation.stage("result", table)
    found = kept(translation).run(rows, Fixed({}), {})
    kinds = list(table.schema().types)
    return [
        tuple(date.fromordinal(v) if k.is_date() and v is not None else v for v, k in zip(row, kinds, strict=True))
        for row in found
    ]


def counted(rows: Sequence[tuple[Any, ...]]) -> Counter[str]:
    return Counter(map(repr, rows))


CALM = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@CALM
@given(
    values=st.lists(st.one_of(*EXPRESSIONS.values()), min_size=1, max_size=12),
    rows=rows_of(SCHEMA, 6),
)
def test_values_mean_what_duckdb_means(duck: Any, values: list[Any], rows: list[tuple[Any, ...]]) -> None:
    table = T.select(**{f"v{i}": value for i, value in enumerate(values)})
    given = {"t": (SCHEMA, rows)}
    assert counted(by_interpreter(table, given)) == counted(by_duckdb(duck, table, given))


def _joined() -> dict[str, ir.Table]:
    in_time = [OTHER.since.isnull() | (OTHER.since <= T.d), OTHER.until.isnull() | (OTHER.until > T.d)]
    inner = T.join(OTHER, [T.a == OTHER.k, *in_time])
    sides = T.left_join(OTHER, [T.a == OTHER.k, T.s == OTHER.word])
    grouped = inner.group_by("a").aggregate(
        most=inner.b.max(), least=inner.e.min(), total=inner.b.sum(), some=inner.yes.any(), n=inner.word.count(),
        words=inner.word.nunique(), sure=inner.f.sum(),
        most_where=inner.b.max(where=inner.yes), any_where=inner.f.any(where=inner.yes),
        some_words=inner.word.nunique(where=inner.f), summed=inner.b.sum(where=inner.yes).fill_null(0) + inner.b.max(),
    )  # fmt: skip
    second = OTHER.select(k2="k", word2="word")
    whole = T.aggregate(n=T.a.count(), most=T.d.max(), some=T.f.any(), rows=T.count())
    straight, back = T.select(x="s", y="u"), T.select(x="u", y="s")
    return {
        "inner join": inner,
        "left join on two keys": sides,
        "left join on a computed key": T.left_join(OTHER, [T.d.year() == OTHER.since.year(), T.a == OTHER.k]),
        "left join with a condition on one side": T.left_join(OTHER, [T.a == OTHER.k, T.s == "a", OTHER.yes]),
        "join without equality": T.join(OTHER, [OTHER.word.isnull(), *in_time]),
        "semi join": T.join(OTHER, T.a == OTHER.k, how="semi"),
        "two joins": T.left_join(OTHER, T.a == OTHER.k).left_join(second, T.b == second.k2),
        "groups": grouped,
        "no groups": whole,
        "union": ibis.union(straight, back),
        "union of distinct rows": ibis.union(straight, back, distinct=True),
        "distinct": T.select("f", "g").distinct(),
        "filter": T.filter(T.a > T.b, T.f | T.g),
        "joined to its own groups": T.left_join(grouped, "a").drop("a_right"),
    }


@pytest.mark.parametrize("name", _joined())
def test_relations_mean_what_duckdb_means(duck: Any, name: str) -> None:
    table = _joined()[name]

    @settings(CALM, max_examples=15)
    @given(rows=rows_of(SCHEMA, 8), others=rows_of(OTHER_SCHEMA, 8))
    def compare(rows: list[tuple[Any, ...]], others: list[tuple[Any, ...]]) -> None:
        few = [((row[0] or 0) % 3 if row[0] is not None else None, *row[1:]) for row in rows]
        more = [((row[0] or 0) % 3 if row[0] is not None else None, *row[1:]) for row in others]
        given: Given = {"t": (SCHEMA, few), "other": (OTHER_SCHEMA, more)}
        assert counted(by_interpreter(table, given)) == counted(by_duckdb(duck, table, given))

    compare()


def test_the_value_at_the_largest_key(duck: Any) -> None:
    table = T.group_by("a").aggregate(last=T.s.argmax(T.d), where=T.s.argmax(T.d, where=T.f))
    day = [date(2020, 1, n) for n in range(1, 6)]
    blank = (None, False, None, None)
    rows = [
        (1, 0, day[0], None, True, None, "x", None), (1, 0, day[2], None, False, None, None, None),
        (1, 0, None, None, True, None, "z", None), (2, 0, None, None, None, None, "w", None),
        (3, 0, day[1], *blank[:1], False, None, "v", None), (3, 0, day[3], None, True, None, "q", None),
    ]  # fmt: skip
    given: Given = {"t": (SCHEMA, rows)}
    assert counted(by_interpreter(table, given)) == counted(by_duckdb(duck, table, given))


@given(st.dates(), st.integers(-600, 600), st.integers(-60, 60))
def test_days_as_numbers(day: date, months: int, more: int) -> None:
    number = day_number(day)
    assert date_text(number) == day.isoformat()
    assert number_of(*civil(number)) == number
    year, month, dom = civil(add_interval(number, months, 0))
    assert year * 12 + month == day.year * 12 + day.month + months
    assert dom == day.day or (dom < day.day and civil(add_interval(number, months, 0) + 1)[2] == 1)
    assert add_interval(number, months, more) == add_interval(number, months, 0) + more


def test_until_further_notice() -> None:
    """The last day that Python knows has a day after it."""
    last = day_number(date.max)
    assert civil(add_interval(last, 0, 1)) == (10_000, 1, 1)
    assert date_text(add_interval(last, 2, 0)) == "10000-02-29"


def test_an_unknown_operation_is_named_when_it_is_compiled() -> None:
    for value, name in ((T.s.upper(), "Uppercase"), (T.a / T.b, "Divide"), (T.a.cast("date"), "Cast")):
        with pytest.raises(UnknownOperation, match=name):
            Translation().stage("result", T.select(x=value))
    with pytest.raises(UnknownOperation, match="Sort"):
        Translation().stage("result", T.order_by("a"))
    with pytest.raises(UnknownOperation, match="outer"):
        Translation().stage("result", T.outer_join(OTHER, T.a == OTHER.k))
    with pytest.raises(UnknownOperation, match="Median"):
        Translation().stage("result", T.aggregate(x=T.a.median()))


def test_what_stands_on_fixed_tables_is_computed_once() -> None:
    translation = Translation(frozenset({"other"}), {date(9998, 7, 6): "today"})
    side = OTHER.select(key="k", ordinal=OTHER.k * 2)
    joined = T.left_join(side, T.a == side.key).mutate(late=T.d < ibis.date(9998, 7, 6))
    later = translation.stage("joined", joined)
    translation.stage("unread", later.select("s"))
    translation.stage("result", later.select("a", "ordinal", "late"))
    program = kept(translation)
    assert len(translation.code("result")) == len(translation.code("unread"))
    fixed = Fixed({"other": [(1, None, None, "x", True), (2, None, None, "y", True)]})
    blank = (None,) * 5
    for a, ordinal in ((1, 2), (2, 4), (3, None)):
        day = day_number(date(2020, 1, 1))
        rows = {"t": [(a, None, day, *blank)]}
        assert program.run(rows, fixed, {"today": day + 1}) == [(a, ordinal, True)]
        assert program.run(rows, fixed, {"today": day}) == [(a, ordinal, False)]
    assert fixed.memory.rows
    assert fixed.memory.indices
    with pytest.raises(ValueError, match="two stages"):
        translation.stage("result", T)
