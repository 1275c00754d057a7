"""Targets computed from a registry: those of Resolution 26-NQ/TW and the shares that planning should strive for.

They are goals. A miss is a distance, never a finding against a person or a decision. What is counted stands in the YAML
files of this folder, over the views of `views.sql`; where the record does not tell of a row, the share is given as a range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import duckdb
import yaml

from chinhdanh.audit.record import day_of_audit
from chinhdanh.registry.schema import TABLES
from chinhdanh.registry.snapshot import Snapshot
from chinhdanh.registry.sql import contract_columns, parquet, quote

Status = Literal["met", "below", "open", "reported", "not_computed"]
"""met or below whatever is unknown; open, the unknown decides; reported, there is no figure; not computed."""

_BASE = ("tenure.from", "tenure.until", "tenure.person_id", "tenure.post_id", "post.organization_id")
_VIEWS_OF_HOLDERS = ("holders", "standing_committees", "commune_staff")


@dataclass(frozen=True)
class Target:
    """One indicator as the files declare it. Percent; `above` is exceeded, `at_least` and `at_most` are reached."""

    id: str
    title: Mapping[str, str]
    year: int
    confidence: str
    source: str
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    not_after: date | None = None
    rows: str = ""
    counts: str = ""
    needs: tuple[str, ...] = ()
    proxy: bool = False
    note: Mapping[str, str] | None = None
    cannot: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Indicator:
    """What came out: `numerator` surely counts, `unknown` rows may; shares in percent, `distance` in points to the target."""

    id: str
    title: Mapping[str, str]
    year: int
    target: str
    on: date | None
    numerator: int | None
    denominator: int | None
    unknown: int | None
    share_low: float | None
    share_high: float | None
    distance: float | None
    status: Status
    confidence: str
    proxy: bool
    source: str
    missing: tuple[str, ...]
    note: Mapping[str, str] | None

    def as_row(self, language: str) -> dict[str, Any]:
        """Plain values in one language, for JSON and CSV."""
        row = asdict(self)
        row["title"] = self.title[language]
        row["note"] = self.note[language] if self.note else None
        row["on"] = self.on.isoformat() if self.on else None
        row["missing"] = list(self.missing)
        return row


@cache
def targets() -> tuple[Target, ...]:
    """Every declared indicator, in the order of the files. Raises ValueError where one is declared wrongly."""
    found: dict[str, Target] = {}
    for file in sorted(files(__package__).iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        for item in data["indicators"]:
            given = dict(item, source=data["sources"][item["source"]], needs=tuple(item.get("needs", ())))
            target = Target(**given)
            if target.id in found:
                raise ValueError(f"{file.name}: two indicators are called {target.id}")
            if bool(target.rows) == bool(target.cannot):
                raise ValueError(f"{file.name}: {target.id} says neither what it counts nor why it cannot")
            for need in target.needs:
                table, _, column = need.partition(".")
                TABLES[table].column(column)
            found[target.id] = target
    return tuple(found.values())


def compute(snapshot: Snapshot, as_of: date | None = None) -> tuple[Indicator, ...]:
    """Every indicator on the day of the audit, or on the last day on which it could be computed."""
    day = day_of_audit(snapshot.files, snapshot.columns, as_of or snapshot.as_of)
    con = _open(snapshot)
    try:
        made: dict[str, Indicator] = {}
        for on in sorted({_day_of(target, day) for target in targets()}):
            for statement in _views().split(";\n"):
                con.execute(statement.replace("$on", f"DATE '{on.isoformat()}'"))
            for target in targets():
                if _day_of(target, day) == on:
                    made[target.id] = _indicator(con, snapshot, target, on)
        return tuple(made[target.id] for target in targets())
    finally:
        con.close()


def _day_of(target: Target, day: date) -> date:
    return min(day, target.not_after) if target.not_after else day


@cache
def _views() -> str:
    text = (files(__package__) / "views.sql").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip().removesuffix(";")


def _open(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    """The registry as views, missing tables empty and missing columns NULL."""
    con = duckdb.connect()
    for name in TABLES:
        if name in snapshot.files:
            rows = f"{contract_columns(name, snapshot.columns[name])} FROM {parquet(snapshot.files[name])}"
        else:
            rows = f"{contract_columns(name, ())} LIMIT 0"
        con.execute(f"CREATE VIEW {quote(name)} AS SELECT {rows}")
    return con


def _missing(snapshot: Snapshot, target: Target) -> tuple[str, ...]:
    view = target.rows.split()[0] if target.rows else ""
    needs = (*target.needs, *(_BASE if view in _VIEWS_OF_HOLDERS else ()))
    lacking = []
    for need in needs:
        table, _, column = need.partition(".")
        if column not in set(snapshot.columns.get(table, ())):
            lacking.append(need)
    return tuple(dict.fromkeys(lacking))


def _indicator(con: duckdb.DuckDBPyConnection, snapshot: Snapshot, target: Target, on: date) -> Indicator:
    if target.cannot is not None:
        return _empty(target, None, (), target.cannot)
    missing = _missing(snapshot, target)
    if missing:
        return _empty(target, on, missing, target.note)
    counted = con.execute(
        f"SELECT count(*), count(*) FILTER (WHERE {target.counts}), count(*) FILTER (WHERE ({target.counts}) IS NULL) "
        f"FROM {target.rows}"
    ).fetchone()
    assert counted is not None
    rows, sure, unknown = counted
    if not rows:
        nobody = {"vi": "Hồ sơ không có ai thuộc phạm vi này.", "en": "The record has nobody within this scope."}
        return _empty(target, on, (), nobody)
    low, high = 100 * sure / rows, 100 * (sure + unknown) / rows
    status, distance = judge(target, low, high)
    unknown_needs = target.needs if unknown else ()
    return Indicator(
        target.id,
        target.title,
        target.year,
        target_text(target),
        on,
        sure,
        rows,
        unknown,
        round(low, 2),
        round(high, 2),
        distance,
        status,
        target.confidence,
        target.proxy,
        target.source,
        unknown_needs,
        target.note,
    )


def _empty(target: Target, on: date | None, missing: Sequence[str], note: Mapping[str, str] | None) -> Indicator:
    return Indicator(
        target.id,
        target.title,
        target.year,
        target_text(target),
        on,
        None,
        None,
        None,
        None,
        None,
        None,
        "not_computed",
        target.confidence,
        target.proxy,
        target.source,
        tuple(missing),
        note,
    )


def target_text(target: Target) -> str:
    """The target in figures: "≥ 15 %", "15–20 %", "> 35 %"; empty where it names none."""
    if target.above is not None:
        return f"> {target.above:g} %"
    if target.at_least is None:
        return ""
    if target.at_most is not None:
        return f"{target.at_least:g}–{target.at_most:g} %"
    return f"≥ {target.at_least:g} %"


def judge(target: Target, low: float, high: float) -> tuple[Status, float | None]:
    """Whether the lower edge of the target is reached, and by how many points the sure share lies above or below it."""
    edge = target.above if target.above is not None else target.at_least
    if edge is None:
        return "reported", None
    strict = target.above is not None

    def reached(share: float) -> bool:
        return share > edge if strict else share >= edge

    status: Status = "met" if reached(low) else "open" if reached(high) else "below"
    return status, round(low - edge, 2)
