"""Answer many small worlds with one query: a record in DuckDB whose statements are compiled once."""

from datetime import date

import ibis
import pyarrow as pa

from chinhdanh.facts import DECISION_FACTS, Record, complete_table, fact_table
from chinhdanh.facts.calendar import working_day_ordinals
from chinhdanh.facts.special import special_case_name, special_case_review_name
from chinhdanh.registry.garbage import garbage_left
from chinhdanh.registry.schema import TABLES, arrow_schema

from .reference import Record as PlainRecord
from .reference import facts_of
from .strategies import KINDS, PROVISIONS

AS_OF = date(2026, 9, 1)
SPECIAL = tuple(name(p) for p in PROVISIONS for name in (special_case_name, special_case_review_name))
NAMES = (*DECISION_FACTS, *SPECIAL)
DAYS = working_day_ordinals()
ORDINALS = dict(zip(DAYS["day"].to_pylist(), DAYS["ordinal"].to_pylist(), strict=True))


def merged(worlds):
    """One registry of many worlds."""
    return {name: [row for world in worlds for row in world[name]] for name in TABLES}


class Compiled:
    """The fact table over one set of given tables and columns: compiled at first use, then run again and again."""

    def __init__(self, given, columns=None):
        self.given = frozenset(given)
        self.columns = {t: frozenset((columns or {}).get(t, TABLES[t].column_names)) for t in self.given}
        self.backend = ibis.duckdb.connect()
        self.con = self.backend.con
        self.statements = []
        for name in TABLES:
            self.con.register("given", arrow_schema(name).empty_table())
            self.con.execute(f'CREATE TABLE "record_{name}" AS SELECT * FROM given')
        self.con.register("given", DAYS)
        self.con.execute("CREATE TABLE working_days AS SELECT * FROM given")
        tables = {
            n: complete_table(n, self.backend.table(f"record_{n}"), self.columns.get(n, frozenset())) for n in TABLES
        }
        record = Record(tables, self.columns, AS_OF, self.backend.table("working_days"))
        with garbage_left():
            self.schema = fact_table(record, KINDS, DECISION_FACTS, PROVISIONS, self._stage).schema()

    def _stage(self, name, table):
        sql = ibis.to_sql(table, dialect="duckdb", pretty=False)
        self.statements.append(f'CREATE OR REPLACE TABLE "stage_{name}" AS {sql}')
        self.con.execute(self.statements[-1])
        return self.backend.table(f"stage_{name}")

    def answer(self, tables):
        """Facts by decision for the rows of `tables`, by the expressions of the program."""
        for name in self.given:
            self.con.register("given", pa.Table.from_pylist(tables[name], schema=arrow_schema(name)))
            self.con.execute(f'CREATE OR REPLACE TABLE "record_{name}" AS SELECT * FROM given')
        for statement in self.statements:
            self.con.execute(statement)
        wanted = ", ".join(f'"{name}"' for name in NAMES)
        rows = self.con.execute(f"SELECT decision_id, {wanted} FROM stage_facts").fetchall()
        assert len(rows) == len({row[0] for row in rows}), "a decision has more than one row"
        return {row[0]: dict(zip(NAMES, row[1:], strict=True)) for row in rows}

    def plain(self, world, general=()):
        """Facts by decision for one world, by the reference."""
        tables = {}
        for name, rows in world.items():
            lacking = set(TABLES[name].column_names) - self.columns.get(name, frozenset())
            tables[name] = [row | dict.fromkeys(lacking) for row in rows] if lacking else rows
        tables["coverage"] = [*tables["coverage"], *general]
        record = PlainRecord(tables, self.given, AS_OF, ORDINALS, self.columns)
        return {row["id"]: facts_of(record, row, PROVISIONS) for row in record.rows("decision") if row["kind"] in KINDS}


def differences(got, expected):
    """(decision, fact, expected, got) wherever the two differ."""
    found = [(decision, "row", "one", "none") for decision in expected.keys() - got.keys()]
    found += [(decision, "row", "none", "one") for decision in got.keys() - expected.keys()]
    for decision in expected.keys() & got.keys():
        for name in NAMES:
            a, b = expected[decision][name], got[decision][name]
            if a != b or type(a) is not type(b):
                found.append((decision, name, a, b))
    return found
