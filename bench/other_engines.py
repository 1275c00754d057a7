"""Four single-row rules over facts computed beforehand, by this program, zen-engine and OpenFisca.

    python -m bench.other_engines FOLDER       prints one JSON object

The facts are those of the audit's own verdicts on the four rules, one table a rule, NULL where the record does not tell.
Each engine gets the same tables in the form it likes best, and answers TRUE, FALSE or nothing for each row. Reading the
facts is not counted; making an engine's own input from them is.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

RULES: dict[str, tuple[str, ...]] = {
    "appointment/full_term_left_r3": ("months_left_at_proposal", "term_months"),
    "appointment/three_good_years": ("rating_1", "rating_2", "rating_3"),
    "appointment/final_vote_r3": ("final_votes", "final_convened"),
    "appointment/key_staff_vote_r4": ("key_staff_votes", "key_staff_present"),
}
"""Rule id -> the facts of its plain case: no special case, no tie."""

ROWS_AT_LEAST = 100_000
"""A table with fewer rows is repeated until it has as many."""

Tables = dict[str, pa.Table]
Answers = dict[str, list[bool | None]]

ZEN_ROWS = 5_000
"""Rows a rule for zen-engine, which is called row by row."""


@dataclass(frozen=True)
class Timed:
    """An engine's answers, and the seconds of the best of its passes."""

    answers: Answers
    seconds: float
    rows: int


def facts_of(registry: Path) -> Tables:
    """The facts of the four rules from an audit of the registry."""
    import duckdb

    from chinhdanh.audit.run import audit
    from chinhdanh.facts import find_fact
    from chinhdanh.registry.snapshot import open_snapshot

    kinds = {"integer": "BIGINT", "text": "VARCHAR", "boolean": "BOOLEAN", "date": "DATE"}
    tables: Tables = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as out, open_snapshot(registry) as snapshot:
        done = audit(snapshot, Path(out), only=tuple(RULES))
        con = duckdb.connect()
        for rule, names in RULES.items():
            columns = ", ".join(
                f"json_extract_string(facts, '$.{name}')::{kinds[find_fact(name).type]} AS {name}" for name in names
            )
            table = con.sql(
                f"SELECT {columns} FROM read_parquet('{done.verdicts}') WHERE rule_id = '{rule}' ORDER BY subject_id"
            ).to_arrow_table()
            if len(table):
                table = pa.concat_tables([table] * -(-ROWS_AT_LEAST // len(table)))
            tables[rule] = table
    return tables


def _as_list(column: Any) -> list[bool | None]:
    if isinstance(column, list):
        return column
    found: list[bool | None] = column.to_pylist() if isinstance(column, pa.ChunkedArray) else column.tolist()
    return found


def _best(passes: int, run: Callable[[], dict[str, Any]]) -> Timed:
    seconds = []
    found: dict[str, Any] = {}
    for _ in range(passes):
        began = time.perf_counter()
        found = run()
        seconds.append(time.perf_counter() - began)
    answers: Answers = {rule: _as_list(column) for rule, column in found.items()}
    return Timed(answers, min(seconds), sum(len(a) for a in answers.values()))


def by_chinhdanh(tables: Tables) -> Timed:
    """The plain conditions as Ibis expressions on DuckDB, as the audit runs its rules; one thread."""
    import ibis

    good = ("excellent", "good")
    conditions: dict[str, Callable[[Any], Any]] = {
        "appointment/full_term_left_r3": lambda t: t.months_left_at_proposal >= t.term_months,
        "appointment/three_good_years": lambda t: t.rating_1.isin(good) & t.rating_2.isin(good) & t.rating_3.isin(good),
        "appointment/final_vote_r3": lambda t: t.final_votes * 2 > t.final_convened,
        "appointment/key_staff_vote_r4": lambda t: t.key_staff_votes * 2 > t.key_staff_present,
    }
    backend = ibis.duckdb.connect()
    backend.con.execute("SET threads = 1")
    queries = {}
    for n, (rule, table) in enumerate(tables.items()):
        backend.con.register(f"cases_{n}", table)
        cases = backend.table(f"cases_{n}")
        queries[rule] = str(ibis.to_sql(cases.select(holds=conditions[rule](cases)), dialect="duckdb"))

    def run() -> dict[str, Any]:
        return {rule: backend.con.sql(query).to_arrow_table()["holds"] for rule, query in queries.items()}

    return _best(3, run)


def by_zen(tables: Tables) -> Timed:
    """One decision model a rule; a missing number must be asked about in the model, or the engine stops with an error."""
    import zen

    def known(names: tuple[str, ...], then: str) -> str:
        return " or ".join(f"{name} == null" for name in names) + f" ? null : ({then})"

    def rating(name: str) -> str:
        return f"{name} in ['excellent', 'good']"

    age, years, final, staff = RULES.values()
    models = {
        "appointment/full_term_left_r3": known(age, f"{age[0]} >= {age[1]}"),
        # FALSE as soon as one year is poor, even where another is not known.
        "appointment/three_good_years": " or ".join(f"({y} != null and not ({rating(y)}))" for y in years)
        + " ? false : ("
        + " or ".join(f"{y} == null" for y in years)
        + " ? null : true)",
        "appointment/final_vote_r3": known(final, f"{final[0]} * 2 > {final[1]}"),
        "appointment/key_staff_vote_r4": known(staff, f"{staff[0]} * 2 > {staff[1]}"),
    }
    engine = zen.ZenEngine()
    decisions = {rule: engine.create_decision(json.dumps(_model(text))) for rule, text in models.items()}

    def run() -> Answers:
        return {
            rule: [decisions[rule].evaluate(row)["result"].get("holds") for row in table.slice(0, ZEN_ROWS).to_pylist()]
            for rule, table in tables.items()
        }

    return _best(1, run)


def _model(expression: str) -> dict[str, Any]:
    nodes = [
        {"id": "in", "type": "inputNode", "name": "facts", "position": {"x": 0, "y": 0}},
        {
            "id": "rule",
            "type": "expressionNode",
            "name": "rule",
            "position": {"x": 1, "y": 0},
            "content": {"expressions": [{"id": "1", "key": "holds", "value": expression}]},
        },
        {"id": "out", "type": "outputNode", "name": "verdict", "position": {"x": 2, "y": 0}},
    ]
    edges = [
        {"id": "a", "sourceId": "in", "targetId": "rule", "type": "edge"},
        {"id": "b", "sourceId": "rule", "targetId": "out", "type": "edge"},
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def _formula(condition: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    return lambda decision, period, parameters: condition(decision, period)


def by_openfisca(tables: Tables) -> Timed:
    """One entity, the facts as variables of a month, a formula a rule; a missing input is the variable's default."""
    import numpy as np
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder  # type: ignore[import-untyped]
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem  # type: ignore[import-untyped]
    from openfisca_core.variables import Variable  # type: ignore[import-untyped]

    entity = build_entity("decision", "decisions", "A decision", is_person=True)
    age, years, final, staff = RULES.values()
    formulas: dict[str, Callable[[Any, Any], Any]] = {
        "appointment/full_term_left_r3": lambda d, p: d(age[0], p) >= d(age[1], p),
        "appointment/three_good_years": lambda d, p: np.logical_and.reduce(
            [np.isin(d(year, p), ["excellent", "good"]) for year in years]
        ),
        "appointment/final_vote_r3": lambda d, p: d(final[0], p) * 2 > d(final[1], p),
        "appointment/key_staff_vote_r4": lambda d, p: d(staff[0], p) * 2 > d(staff[1], p),
    }
    month = "2026-08"
    systems: dict[str, Any] = {}
    for rule, table in tables.items():
        inputs = [
            type(
                name,
                (Variable,),
                {
                    "value_type": str if pa.types.is_string(table.schema.field(name).type) else int,
                    "entity": entity,
                    "definition_period": DateUnit.MONTH,
                    "label": name,
                },
            )
            for name in RULES[rule]
        ]
        holds = type(
            "holds",
            (Variable,),
            {
                "value_type": bool,
                "entity": entity,
                "definition_period": DateUnit.MONTH,
                "label": rule,
                "formula": _formula(formulas[rule]),
            },
        )
        system = TaxBenefitSystem([entity])
        system.add_variables(*inputs, holds)
        systems[rule] = system

    def run() -> dict[str, Any]:
        found: dict[str, Any] = {}
        for rule, table in tables.items():
            simulation = SimulationBuilder().build_default_simulation(systems[rule], count=len(table))
            for name in RULES[rule]:
                column = table[name].combine_chunks()
                nothing = "" if pa.types.is_string(column.type) else 0
                simulation.set_input(name, month, column.fill_null(nothing).to_numpy(zero_copy_only=False))
            found[rule] = simulation.calculate("holds", month)
        return found

    return _best(3, run)


def wrong(theirs: Answers, ours: Answers) -> dict[str, int]:
    """By what this program says of the rows on which another engine differs: how many rows."""
    names = {True: "complies", False: "violates", None: "unproven"}
    found = dict.fromkeys(names.values(), 0)
    for rule, answers in theirs.items():
        for mine, other in zip(ours[rule], answers, strict=False):
            if mine is not other:
                found[names[mine]] += 1
    return found


def main(registry: Path) -> dict[str, Any]:
    tables = facts_of(registry)
    ours = by_chinhdanh(tables)
    result: dict[str, Any] = {
        "rows": {rule: len(table) for rule, table in tables.items()},
        "unproven": sum(a is None for answers in ours.answers.values() for a in answers),
        "engines": [],
    }
    for name, package, run in (
        ("Chính Danh", "chinhdanh", None),
        ("zen-engine", "zen-engine", by_zen),
        ("OpenFisca-Core", "openfisca-core", by_openfisca),
    ):
        timed = ours if run is None else run(tables)
        result["engines"].append(
            {
                "name": name,
                "version": version(package),
                "rows": timed.rows,
                "seconds": timed.seconds,
                "differs": wrong(timed.answers, ours.answers),
            }
        )
    return result


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1])), sys.stdout)
