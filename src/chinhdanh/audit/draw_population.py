"""Who can be drawn for verification: those who declare every year, and why some of them cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.audit.draw import Declarant, Numbers
from chinhdanh.facts import Record, complete_table
from chinhdanh.facts.expressions import months_before, whole_months
from chinhdanh.facts.relatives import INNER_UNITS
from chinhdanh.facts.subjects.declarations import declaring_posts
from chinhdanh.registry.schema import TABLES, arrow_schema
from chinhdanh.registry.snapshot import Snapshot

CASES = ("investigation", "prosecution", "trial")
REASONS: Mapping[str, tuple[str, str]] = {
    "verified": ("đã được xác minh trong 04 năm liền trước", "verified in the four years before"),
    "case": ("đang bị điều tra, truy tố, xét xử", "under investigation, prosecution or trial"),
    "illness": ("đang điều trị bệnh", "in treatment for an illness"),
    "abroad": ("ở nước ngoài từ 12 tháng trở lên", "abroad for twelve months or more"),
    "no_body": ("không rõ cơ quan tại ngày lập danh sách", "body on the day not known"),
    "not_known_to_declare": (
        "chưa rõ có phải kê khai hằng năm; năm trước không có bản kê khai hằng năm",
        "not known to declare every year; no annual declaration of the year before",
    ),
}
"""Why a person cannot be drawn, by code, in Vietnamese and English."""

UNCLEAR: Mapping[str, tuple[str, str]] = {
    "abroad": ("đang ở nước ngoài, chưa rõ thời hạn", "abroad, for how long is not recorded"),
}
"""What the record leaves open about a person who can be drawn."""

_NEEDED = ("tenure", "post")


class NoPopulation(Exception):
    """The record lacks tables that say who holds which post; `tables` names them."""

    def __init__(self, tables: Sequence[str]) -> None:
        self.tables = tuple(tables)
        super().__init__(", ".join(tables))


@dataclass(frozen=True)
class Population:
    """Everybody who declares every year, or may, on the day of the list; bodies by id with name."""

    day: date
    declarants: tuple[Declarant, ...]


def day_of_list(year: int) -> date:
    """The list of a year's draw is made as of the last day of the year before."""
    return date(year - 1, 12, 31)


def read_population(
    snapshot: Snapshot, year: int, numbers: Numbers, *, day: date | None = None, under: str | None = None
) -> Population:
    """The population of the draw of `year`, as of `day` (the last day of the year before where it is None).

    `under`: only bodies below this organisation, itself included. Raises NoPopulation where the record cannot tell.
    """
    missing = [table for table in _NEEDED if table not in snapshot.files]
    if missing:
        raise NoPopulation(missing)
    on = day or day_of_list(year)
    backend = ibis.duckdb.connect()
    try:
        record = _record(backend, snapshot, on)
        bodies = _Bodies(_rows(record["organization"].select("id", "name", "kind", "subkind", "parent_id")))
        places = _places(record, on, year - 1)
        filed, verified = _declared(record, on, year - 1)
        hindered = _hindered(record, on, numbers)
        people = sorted({*places, *filed})
        names = _names(record, people)
    finally:
        backend.disconnect()
    fresh = _years_before(on, numbers.not_verified_within_years)
    declarants = []
    for person in people:
        place = places.get(person)
        known = person in filed or (place is not None and place["duty"] is True)
        body = bodies.body_of(place["organization_id"]) if place is not None else None
        if under is not None and (body is None or not bodies.is_under(body, under)):
            continue
        last, cases = verified.get(person), hindered.get(person, {})
        reason = _reason(known, body, last is not None and last > fresh, cases)
        declarants.append(
            Declarant(
                person_id=person,
                body_id=body or "",
                leads=place is not None and place["role"] is not None and place["organization_id"] == body,
                excluded=reason,
                counts=known and body is not None,
                unclear="abroad" if not reason and cases.get("away") else "",
                name=names.get(person) or "",
                body=bodies.names.get(body or "") or "",
                post=(place or {}).get("title") or "",
            )
        )
    return Population(on, tuple(declarants))


def _reason(known: bool, body: str | None, verified: bool, cases: Mapping[str, Any]) -> str:
    if not known:
        return "not_known_to_declare"
    if body is None:
        return "no_body"
    if verified:
        return "verified"
    return next((name for name in ("case", "illness", "abroad") if cases.get(name)), "")


def _years_before(day: date, years: int) -> date:
    """A verification of this day or before is old enough."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


class _Bodies:
    """Organisations by id; an inner unit belongs to the body above it."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.rows = {row["id"]: row for row in rows}
        self.names = {identity: row["name"] for identity, row in self.rows.items()}

    def body_of(self, organization: str | None) -> str | None:
        seen: set[str] = set()
        here = organization
        while here is not None and here not in seen:
            seen.add(here)
            row = self.rows.get(here, {})
            inner = row.get("kind") == "division" or row.get("subkind") in INNER_UNITS
            if not inner or row.get("parent_id") is None:
                return here
            here = row["parent_id"]
        return organization

    def is_under(self, body: str, above: str) -> bool:
        seen: set[str] = set()
        here: str | None = body
        while here is not None and here not in seen:
            if here == above:
                return True
            seen.add(here)
            here = self.rows.get(here, {}).get("parent_id")
        return False


def _record(backend: Any, snapshot: Snapshot, on: date) -> Record:
    given = {name: frozenset(columns) for name, columns in snapshot.columns.items()}
    tables = {}
    for name in TABLES:
        file = snapshot.files.get(name)
        source = backend.read_parquet(str(file)) if file else ibis.memtable(arrow_schema(name).empty_table())
        tables[name] = complete_table(name, source, given.get(name, frozenset()) if file else frozenset())
    days = ibis.memtable({"day": [on], "ordinal": [0]}, schema={"day": "date", "ordinal": "int64"})
    return Record(tables, given, on, days)


def _rows(table: ir.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return rows


def _running(table: ir.Table, on: date) -> ir.Table:
    day = ibis.date(on)
    return table.filter(
        table["from"].isnull() | (table["from"] <= day), table["until"].isnull() | (table["until"] > day)
    )


def _places(record: Record, on: date, year: int) -> dict[str, dict[str, Any]]:
    """For each person in office on the day who declares, or may, or filed: the main post, its role and its body."""
    duties = declaring_posts(record).rename(duty_post="held")
    post = record["post"].select(
        p_id="id", title="title", organization_id="organization_id", leadership="leadership", rank="rank"
    )
    t = _running(record["tenure"], on).select(person_id="person_id", post_id="post_id", beside="concurrent")
    t = t.join(post, t["post_id"] == post["p_id"])
    t = t.left_join(duties.select("duty_post", "duty"), t["post_id"] == duties["duty_post"])
    declares = t["duty_post"].notnull()
    annual = _annual(record, year)
    t = t.mutate(declares=declares).join(annual, t["person_id"] == annual["declarant"], how="left")
    t = t.filter(t["declares"] | t["declarant"].notnull())
    main: dict[str, dict[str, Any]] = {}
    for row in _rows(
        t.select("person_id", "post_id", "beside", "title", "organization_id", "leadership", "rank", "duty")
    ):
        row["role"] = row["leadership"] if row["leadership"] in ("head", "deputy") else None
        held = main.get(row["person_id"])
        duty = row["duty"] is True or (held is not None and held["duty"] is True)
        if held is None or _weight(row) > _weight(held):
            main[row["person_id"]] = row
        main[row["person_id"]]["duty"] = duty or None
    return main


def _weight(row: Mapping[str, Any]) -> tuple[bool, bool, int, str]:
    """The main post: not beside another, a leading one, the higher one; the id decides what is left."""
    return (not row["beside"], row["role"] is not None, row["rank"] or 0, row["post_id"] or "")


def _annual(record: Record, year: int) -> ir.Table:
    """Persons with an annual declaration filed in the year."""
    declaration = record["asset_declaration"]
    first, last = ibis.date(date(year, 1, 1)), ibis.date(date(year, 12, 31))
    return (
        declaration.filter(declaration["kind"] == "annual", declaration["filed_on"].between(first, last))
        .select(declarant="person_id")
        .distinct()
    )


def _declared(record: Record, on: date, year: int) -> tuple[set[str], dict[str, date]]:
    """Who filed an annual declaration in the year, and the last verification of each person."""
    declaration = record["asset_declaration"]
    verified = declaration.filter(declaration["verified_on"] <= ibis.date(on))
    last = verified.group_by("person_id").aggregate(last=verified["verified_on"].max())
    filed = {row["declarant"] for row in _rows(_annual(record, year)) if row["declarant"] is not None}
    return filed, {row["person_id"]: row["last"] for row in _rows(last)}


def _hindered(record: Record, on: date, numbers: Numbers) -> dict[str, dict[str, bool]]:
    """Proceedings open on the day that keep a person from being drawn; `away`: abroad, for how long is not clear."""
    case = _running(record["proceeding"], on)
    case = case.filter(case["kind"].isin((*CASES, "illness", "abroad")))
    long = whole_months(case["from"], case["until"]) >= numbers.abroad_min_months
    so_far = case["from"] <= months_before(ibis.date(on), numbers.abroad_min_months)
    abroad = case["kind"] == "abroad"
    stay = (long | (case["until"].isnull() & so_far)).fill_null(False)
    found = case.group_by("person_id").aggregate(
        case=case["kind"].isin(CASES).any(),
        illness=(case["kind"] == "illness").any(),
        abroad=(abroad & stay).any(),
        away=(abroad & ~stay & (case["from"].isnull() | case["until"].isnull())).any(),
    )
    return {row.pop("person_id"): row for row in _rows(found)}


def _names(record: Record, people: Sequence[str]) -> dict[str, str]:
    wanted = ibis.memtable({"wanted": list(people)}, schema={"wanted": "string"})
    person = record["person"].select("id", "full_name")
    found = person.join(wanted, person["id"] == wanted["wanted"], how="semi")
    return {row["id"]: row["full_name"] for row in _rows(found)}
