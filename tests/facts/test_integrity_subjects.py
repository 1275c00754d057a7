"""Stays in sensitive work, yearly declarations and standing pairs, against a plain computation over random registries."""

import random
from datetime import date, timedelta

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
from .reference import relatives
from .reference.common import LEADING, anyone, both, earliest, exists, first, latest, may_run_on, odd_days, whole_months
from .strategies import general_coverage, world

SENSITIVE = (
    "personnel",
    "finance_accounting",
    "cashier",
    "storekeeper",
    "inspection",
    "procurement",
    "tax",
    "customs",
    "land",
)
CASES = ("discipline_review", "denunciation", "inspection", "audit", "investigation", "prosecution", "trial")
PAIRS_ON = date(2023, 7, 11)


@pytest.fixture(scope="module", params=["proceedings", "no proceedings"])
def tables(request):
    rng = random.Random(5)
    found = merged([world(seed, f"{seed}.") for seed in range(500, 620)])
    for row in found["post"]:
        row["field"] = rng.choice(("general", "personnel", "personnel", "tax", None))
        row["change_period_months"] = rng.choice((None, 0, 24, 60))
        row["leadership"] = rng.choice((row["leadership"], "none", None))
    for row in found["tenure"]:
        row["purpose"] = rng.choice((None, "regular", "secondment"))
    for row in found["person"]:
        row["youngest_child_born_on"] = rng.choice((None, date(2022, 5, 1), date(2024, 5, 31)))
    for row in found["proceeding"]:
        row["kind"] = rng.choice((row["kind"], "maternity", "study", None))
    for row in found["asset_declaration"]:
        row["kind"] = rng.choice(("annual", "annual", "personnel", None))
    for row in found["kinship"]:
        row["until"] = None
    found["coverage"] += general_coverage(7)
    if request.param == "no proceedings":
        del found["proceeding"]
    return found


@pytest.fixture(scope="module")
def plain(tables):
    whole = {name: tables.get(name, []) for name in TABLES}
    return PlainRecord(whole, set(tables), AS_OF, {})


@pytest.fixture(scope="module")
def record(tables):
    backend = ibis.duckdb.connect()

    def held(name, rows):
        backend.con.register("given", rows)
        backend.con.execute(f'CREATE TABLE "record_{name}" AS SELECT * FROM given')
        return backend.table(f"record_{name}")

    columns = {name: frozenset(TABLES[name].column_names) for name in tables}
    given = {
        name: complete_table(
            name,
            held(name, pa.Table.from_pylist(tables.get(name, []), schema=arrow_schema(name))),
            columns.get(name, frozenset()),
        )
        for name in TABLES
    }
    return Record(given, columns, AS_OF, held("working_days", DAYS))


def answers(record, kind):
    subject = SUBJECTS[kind]
    names = ("subject_id", "on", *(fact.name for fact in subject.facts))
    rows = subject_table(record, subject, lambda _, table: table).to_pyarrow().to_pylist()
    assert len({(row["subject_id"], row["on"]) for row in rows}) == len(rows)
    return sorted(({name: row[name] for name in names} for row in rows), key=str)


def spells(plain):
    """(person, post, since, day judged) of each spell in a listed position without a leadership post."""
    for row in plain.rows("tenure"):
        post = plain.post_of(row)
        period = post.get("change_period_months")
        if not post or post["leadership"] in LEADING or period == 0:
            continue
        if period is None and post["field"] not in SENSITIVE:
            continue
        on = min(row["until"] - timedelta(days=1), AS_OF) if row["until"] else AS_OF
        if row["from"] is None or row["from"] <= on:
            yield row["person_id"], post["id"], row["from"], on


def hindrance(plain, person, on, kinds):
    answer = []
    for row in plain.of_person("proceeding", person):
        if not may_run_on(row, on):
            continue
        listed = None if row["kind"] is None else row["kind"] in kinds
        named = row["named"] if row["kind"] in ("inspection", "audit") else True
        answer.append(both(listed, True if row["from"] else None, named))
    return anyone(answer) if "proceeding" in plain.given else None


def study(plain, person, on):
    lengths, endless = [], False
    for row in plain.of_person("proceeding", person):
        if may_run_on(row, on):
            length = whole_months(row["from"], row["until"])
            endless = endless or (length is None and row["kind"] in (None, "study"))
            lengths += [length] if row["kind"] == "study" else []
    if endless:
        return None
    return first(latest(lengths), 0 if "proceeding" in plain.given else None)


def to_retirement(person, since):
    day = person.get("retires_on")
    if day is None and person.get("sex") and person.get("birth_date"):
        day = retires_on(person["sex"], person["birth_date"])
    if day is None or since is None:
        return None
    if (day + timedelta(days=1)).day == 1:
        return (day.year - since.year) * 12 + day.month - since.month
    months = (day.year - since.year) * 12 + day.month - since.month
    return months - (1 if day.day < since.day else 0)


def test_stays(record, plain):
    listed = list(spells(plain))
    expected = []
    for person, on in {(person, on) for person, _, _, on in listed}:
        mine = [(since, post) for who, post, since, day in listed if (who, day) == (person, on)]
        since = earliest(since for since, _ in mine)
        post = plain.find("post", max(post for begun, post in mine if begun == since))
        together = [
            whole_months(begun, day)
            for who, where, begun, day in listed
            if who == person and where == post["id"] and day <= on and begun is not None
        ]
        who = plain.find("person", person) or {}
        away = [
            True if row["from"] else None
            for row in plain.of_person("tenure", person)
            if row["purpose"] == "secondment" and may_run_on(row, on)
        ]
        expected.append(
            {
                "subject_id": person,
                "on": on,
                "stay_field": post["field"],
                "stay_period_months": post["change_period_months"],
                "stay_since": since,
                "stay_months": whole_months(since, on),
                "stay_days_over": odd_days(since, on) if since else None,
                "stay_months_in_all": sum(together) if together else None,
                "stay_months_to_retirement": to_retirement(who, since),
                "stay_female": who["sex"] == "female" if who.get("sex") else None,
                "stay_child_months": whole_months(who.get("youngest_child_born_on"), on)
                if who.get("youngest_child_born_on") and who["youngest_child_born_on"] <= on
                else None,
                "stay_case_open": hindrance(plain, person, on, CASES),
                "stay_ill": hindrance(plain, person, on, ("illness",)),
                "stay_expecting": hindrance(plain, person, on, ("maternity",)),
                "stay_study_months": study(plain, person, on),
                "stay_seconded": anyone(away),
            }
        )
    found = [row for row in answers(record, "sensitive_stay") if row["subject_id"] is not None]
    assert len(expected) > 50
    assert found == sorted((row for row in expected if row["subject_id"] is not None), key=str)


def duty(plain, post):
    """Does the holder declare every year: surely (True), perhaps (None), or not that anybody knows (False)."""
    if post.get("leadership") not in ("head", "deputy"):
        return False
    body = plain.find("organization", post["organization_id"]) or {}
    kind, level, head = body.get("kind"), body.get("level"), post["leadership"] == "head"
    if kind == "provincial_department" and head:
        return True
    if kind in ("ministry", "provincial_committee", "assembly") and level in ("central", "province"):
        return True
    if post["field"] == "personnel" and level is not None and level != "commune":
        return True
    equivalent = kind in ("general_department", "ministry_department", "party_committee", "party_body") and head
    fields = ("personnel", "finance_accounting", "inspection", "procurement", "tax", "customs", "land")
    return None if equivalent or post["field"] in fields else False


def test_yearly_declarations(record, plain):
    expected = []
    for year in range(2020, AS_OF.year):
        on = date(year, 12, 31)
        held = {}
        for row in plain.rows("tenure"):
            post = plain.post_of(row)
            if row["from"] is None or row["from"] > on or not may_run_on(row, on) or duty(plain, post) is False:
                continue
            held.setdefault(row["person_id"], []).append(post)
        for person, posts in held.items():
            if person is None:
                continue
            rows = [
                r
                for r in plain.of_person("asset_declaration", person)
                if r["filed_on"] is None or r["filed_on"].year == year
            ]
            annual = [r for r in rows if r["kind"] == "annual" and r["filed_on"]]
            filed_on = earliest(r["filed_on"] for r in annual)
            body = latest(post["organization_id"] for post in posts)
            covered = any(
                row["table"] == "asset_declaration" and row["organization_id"] in (None, body) and may_run_on(row, on)
                for row in plain.rows("coverage")
            )
            expected.append(
                {
                    "subject_id": person,
                    "on": on,
                    "annual_year": year,
                    "annual_duty": True if any(duty(plain, post) for post in posts) else None,
                    "annual_filed_on": filed_on,
                    "annual_filed": exists(
                        [
                            both(None if r["kind"] is None else r["kind"] == "annual", True if r["filed_on"] else None)
                            for r in rows
                        ],
                        covered,
                    ),
                    "annual_published_on": earliest(r["published_on"] for r in annual if r["filed_on"] == filed_on),
                }
            )
    assert len(expected) > 50
    found = [row for row in answers(record, "annual_declaration") if row["subject_id"] is not None]
    assert found == sorted(expected, key=str)


def linked(plain, day):
    """Persons with kin on record in a leading post on the day: does a relative hold a linked one?"""
    named = {row[end] for row in plain.rows("kinship") for end in ("person_id", "relative_id")} - {None}
    found = {}
    for row in plain.rows("tenure"):
        post = plain.post_of(row)
        if row["person_id"] not in named or post.get("leadership") not in LEADING or not may_run_on(row, day):
            continue
        body = post["organization_id"]
        covered = {
            f"coverage_{table}": any(
                c["table"] == table and c["organization_id"] in (None, body) and may_run_on(c, day)
                for c in plain.rows("coverage")
            )
            for table in ("kinship", "tenure")
        }
        decision = {
            "id": row["id"],
            "kind": "appointment",
            "person_id": row["person_id"],
            "signed_on": day,
            "effective_on": day,
            "organization_id": None,
        }
        keys = {"post": post, "body": plain.find("organization", body) or {}}
        facts = relatives.relatives(plain, decision, keys, covered)
        answer = False if facts["linked_relative_id"] is None else facts["relatives_linked_114"]
        found.setdefault(row["person_id"], []).append(answer)
    return {person: anyone(values) for person, values in found.items()}


def test_standing_pairs(record, plain):
    before, now = linked(plain, PAIRS_ON), linked(plain, AS_OF)
    expected = [
        {
            "subject_id": person,
            "on": PAIRS_ON,
            "pair_linked": answer,
            "pair_still_linked": now.get(person, False),
        }
        for person, answer in before.items()
        if answer is not False
    ]
    assert len(expected) > 5
    assert answers(record, "family_pair") == sorted(expected, key=str)
