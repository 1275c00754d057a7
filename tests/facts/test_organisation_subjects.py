"""Bodies and corrections judged as such, against a plain computation over small random registries."""

from datetime import date

import ibis
import pyarrow as pa
import pytest

from chinhdanh.facts import complete_table, subject_table
from chinhdanh.facts.model import Record
from chinhdanh.facts.retirement import retires_on
from chinhdanh.facts.subjects import SUBJECTS
from chinhdanh.registry.schema import TABLES, arrow_schema

from .harness import AS_OF, DAYS, merged
from .reference import Record as PlainRecord
from .reference.common import first, latest, may_run_on
from .strategies import general_coverage, world

SIZED = ("vu", "cuc", "phong", "chi_cuc", "van_phong", "thanh_tra")
DEPARTMENTS = ("so", "van_phong", "thanh_tra")
BIRTH = ("birth_date", "birth_precision")
ORIGINAL = (*BIRTH, "full_name", "sex", "home_province", "birth_province")


@pytest.fixture(scope="module")
def tables():
    found = merged([world(seed, f"{seed}.") for seed in range(300, 420)])
    for number, row in enumerate(found["organization"]):
        if row["kind"] == "provincial_committee":
            row["merged_from"] = number % 4 or None
        if number % 11 == 0:
            row["kind"] = row["subkind"] = None
    found["coverage"] += general_coverage(7)
    return found


@pytest.fixture(scope="module")
def plain(tables):
    return PlainRecord(tables, set(TABLES), AS_OF, {})


@pytest.fixture(scope="module")
def record(tables):
    backend = ibis.duckdb.connect()

    def held(name, rows):
        backend.con.register("given", rows)
        backend.con.execute(f'CREATE TABLE "record_{name}" AS SELECT * FROM given')
        return backend.table(f"record_{name}")

    columns = {name: frozenset(TABLES[name].column_names) for name in tables}
    given = {
        name: complete_table(name, held(name, pa.Table.from_pylist(rows, schema=arrow_schema(name))), columns[name])
        for name, rows in tables.items()
    }
    return Record(given, columns, AS_OF, held("working_days", DAYS))


def answers(record, kind):
    subject = SUBJECTS[kind]
    names = ("subject_id", "on", *(fact.name for fact in subject.facts))
    rows = subject_table(record, subject, lambda _, table: table).to_pyarrow().to_pylist()
    return sorted(({name: row[name] for name in names} for row in rows), key=str)


def years(plain, category):
    """Body, year and first day of each establishment, with the most that is recorded as allotted."""
    found = {}
    for row in plain.rows("establishment"):
        if row["category"] == category and row["year"] is not None and row["organization_id"] is not None:
            found.setdefault((row["organization_id"], row["year"]), []).append(row)
    for (body, year), rows in found.items():
        on = max(latest(row["approved_on"] for row in rows) or date.min, date(year, 1, 1))
        yield body, year, on, latest(row["allotted"] for row in rows)


def covered(plain, table, body, on):
    return any(
        row["table"] == table and row["organization_id"] in (None, body) and may_run_on(row, on)
        for row in plain.rows("coverage")
    )


def test_sizes_of_units(record, plain):
    allotted = {(body, year): most for body, year, _, most in years(plain, "civil_servant")}
    expected = []
    for body, year, on, most in years(plain, "civil_servant"):
        unit = plain.find("organization", body)
        if unit["subkind"] not in SIZED:
            continue
        above = plain.find("organization", unit["parent_id"]) or {}
        top = plain.find("organization", above.get("parent_id")) or {}
        expected.append(
            {
                "subject_id": body,
                "on": on,
                "unit_subkind": unit["subkind"],
                "unit_level": unit["level"],
                "unit_parent_subkind": above.get("subkind"),
                "unit_parent_kind": above.get("kind"),
                "unit_grandparent_kind": top.get("kind"),
                "unit_province_class": unit["province_class"],
                "unit_allotted": most,
                "unit_parent_allotted": allotted.get((unit["parent_id"], year)),
            }
        )
    assert len(expected) > 20
    assert answers(record, "unit_sizes") == sorted(expected, key=str)


def test_provinces(record, plain):
    expected = []
    for row in plain.rows("organization"):
        if row["kind"] != "provincial_committee" or not may_run_on(row, AS_OF):
            continue
        below = [o for o in plain.rows("organization") if o["parent_id"] == row["id"] and may_run_on(o, AS_OF)]
        sure = [o for o in below if o["kind"] == "provincial_department" or o["subkind"] in DEPARTMENTS]
        unclear = [o for o in below if o["kind"] is None and o["subkind"] is None]
        deputies = [
            spell
            for spell in plain.rows("tenure")
            if not spell["acting"]
            and may_run_on(spell, AS_OF)
            and plain.post_of(spell).get("organization_id") == row["id"]
            and plain.post_of(spell).get("leadership") == "deputy"
        ]
        every = {spell["person_id"] for spell in deputies} - {None}
        dated = {spell["person_id"] for spell in deputies if spell["from"] is not None} - {None}
        whole = covered(plain, "organization", row["id"], AS_OF)
        held = covered(plain, "tenure", row["id"], AS_OF)
        expected.append(
            {
                "subject_id": row["id"],
                "on": AS_OF,
                "committee_province": row["province"],
                "committee_class": row["province_class"],
                "committee_merged_from": row["merged_from"],
                "departments_at_least": len(sure),
                "departments_at_most": len(sure) + len(unclear) if whole else None,
                "vice_chairmen_at_least": len(dated),
                "vice_chairmen_at_most": len(every) if held else None,
            }
        )
    assert len(expected) > 20
    assert answers(record, "provinces") == sorted(expected, key=str)


def test_positions_of_service_units(record, plain):
    groups = {row["id"]: row["group"] for row in plain.rows("job_position")}
    expected = []
    for body, _, on, _ in years(plain, "public_employee"):
        if plain.find("organization", body)["kind"] != "public_service_unit":
            continue
        posts = [p for p in plain.rows("post") if p["organization_id"] == body and may_run_on(p, on)]
        clear = posts and all(p["seats"] is not None and groups.get(p["job_position_id"]) for p in posts)
        professional = [p for p in posts if groups.get(p["job_position_id"]) in ("specialised", "shared_professional")]
        expected.append(
            {
                "subject_id": body,
                "on": on,
                "professional_seats": sum(p["seats"] for p in professional) if clear else None,
                "all_seats": sum(p["seats"] for p in posts) if clear else None,
            }
        )
    assert len(expected) > 10
    assert any(row["all_seats"] for row in expected)
    assert answers(record, "service_units") == sorted(expected, key=str)


def test_corrections_of_dossiers(record, plain):
    changes = {}
    for row in plain.rows("record_change"):
        person = plain.find("person", row["row_id"])
        if row["table"] == "person" and row["column"] in ORIGINAL and person is not None:
            changes.setdefault((person["id"], row["changed_on"]), []).append(row)
    expected = []
    for (subject, on), rows in changes.items():
        person = plain.find("person", subject)
        documents = [row["source_document_on"] for row in rows if row["column"] in BIRTH]
        deciding = any(row["column"] in ("birth_date", "sex") for row in rows)
        known = person["sex"] is not None and person["birth_date"] is not None
        by_table = retires_on(person["sex"], person["birth_date"]) if known else None
        expected.append(
            {
                "subject_id": subject,
                "on": on,
                "corrected_birth_date": bool(documents),
                "correction_category": person["category"],
                "correction_joined_party_on": person["party_joined_on"],
                "correction_document_on": None if None in documents else latest(documents),
                "correction_retires_on": None if deciding else first(person["retires_on"], by_table),
            }
        )
    assert len(expected) > 20
    assert answers(record, "dossier_corrections") == sorted(expected, key=str)
