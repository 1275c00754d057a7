"""Declarations that a table is complete for a body and a day (REGISTRY.md, "When a row is absent")."""

from __future__ import annotations

from collections.abc import Iterable

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.model import COVERED_TABLES, Record, coverage_fact


def with_coverage(
    record: Record, rows: ir.Table, key: str, bodies: Iterable[str], tables: Iterable[str] = COVERED_TABLES
) -> ir.Table:
    """`rows` with `coverage_<table>` for each of `tables`: who declared it complete, and when; NULL where nobody did.

    A declaration counts for a row if it holds on the row's `on` and names no body, or one of those in the columns
    `bodies`. `key` is unique in `rows`.
    """
    names = tuple(tables)
    if not record.gives("coverage"):
        return rows.mutate(**{coverage_fact(name): ibis.null("string") for name in names})
    given = record["coverage"].filter(record["coverage"]["table"].isin(names))
    statement = given["stated_by"].fill_null("?") + ibis.literal(" ") + given["stated_on"].cast("string").fill_null("?")
    # A body mostly declares all its tables at once: one row for them all keeps what meets the rows small.
    coverage = given.group_by(covered_body="organization_id", since="from", until="until").aggregate(
        **{coverage_fact(name): statement.max(where=given["table"] == name) for name in names}
    )
    places = {f"body_{n}": body for n, body in enumerate(bodies)}
    keyed = rows.select(covered_key=key, covered_on="on", **places)
    in_time = [
        coverage["since"].isnull() | (coverage["since"] <= keyed["covered_on"]),
        coverage["until"].isnull() | (coverage["until"] > keyed["covered_on"]),
    ]
    columns = ("covered_key", *(coverage_fact(name) for name in names))
    parts = [keyed.join(coverage, [coverage["covered_body"].isnull(), *in_time]).select(*columns)]
    for place in places:
        parts.append(keyed.join(coverage, [coverage["covered_body"] == keyed[place], *in_time]).select(*columns))
    found = ibis.union(*parts)
    declared = found.group_by("covered_key").aggregate(**{name: found[name].max() for name in columns[1:]})
    return rows.left_join(declared, rows[key] == declared["covered_key"]).drop("covered_key")
