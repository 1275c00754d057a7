"""Succession lists, committees and yearly ratings judged as such, against a plain computation over random registries."""

from datetime import date

import ibis
import pyarrow as pa
import pytest

from chinhdanh.facts import complete_table, subject_table
from chinhdanh.facts.model import Record
from chinhdanh.facts.subjects import SUBJECTS
from chinhdanh.registry.schema import TABLES, arrow_schema

from .harness import AS_OF, DAYS, merged
from .reference import Record as PlainRecord
from .reference.common import LEADING, first, latest, may_run_on, odd_days, runs_on, whole_months
from .strategies import general_coverage, world

LATER = date(2029, 3, 1)
STAFF = ("cadre", "civil_servant", "public_employee")


@pytest.fixture(scope="module")
def tables():
    found = merged([world(seed, f"{seed}.") for seed in range(500, 640)])
    found["coverage"] += general_coverage(7)
    return found


def both(tables, as_of):
    backend = ibis.duckdb.connect()

    def stored(name, rows):
        backend.con.register("given", rows)
        backend.con.execute(f'CREATE TABLE "{name}" AS SELECT * FROM given')
        return backend.table(name)

    columns = {name: frozenset(TABLES[name].column_names) for name in tables}
    given = {
        name: complete_table(
            name, stored(f"record_{name}", pa.Table.from_pylist(rows, schema=arrow_schema(name))), columns[name]
        )
        for name, rows in tables.items()
    }
    record = Record(given, columns, as_of, stored("working_days", DAYS))
    return record, PlainRecord(tables, set(TABLES), as_of, {})


@pytest.fixture(scope="module")
def now(tables):
    return both(tables, AS_OF)


def compare(record, kind, expected):
    """Every row of a subject as the program has it; `expected` is keyed by subject and day."""
    subject = SUBJECTS[kind]
    names = [fact.name for fact in subject.facts]
    rows = subject_table(record, subject, lambda _, table: table).to_pyarrow().to_pylist()
    got = {(row["subject_id"], row["on"]): {name: row[name] for name in names} for row in rows}
    assert len(got) == len(rows), "a subject has two rows on one day"
    assert got.keys() == expected.keys()
    wrong = [
        (key, name, expected[key][name], got[key][name])
        for key in got
        for name in expected[key]
        if expected[key][name] != got[key][name]
    ]
    assert not wrong, wrong[:10]
    assert len(got) > 5
    return got


def whole(plain, table, on, body=None):
    return any(
        row["table"] == table and row["organization_id"] in (None, body) and may_run_on(row, on)
        for row in plain.rows("coverage")
    )


def stands(entry, on):
    return may_run_on(entry, on, "approved_on", "withdrawn_on")


def test_names_for_a_post(now):
    record, plain = now
    expected = {}
    for entry in plain.rows("plan_entry"):
        post, on = plain.find("post", entry["post_id"]), entry["approved_on"]
        if post is None or on is None:
            continue
        standing = [e for e in plain.rows("plan_entry") if e["post_id"] == post["id"] and stands(e, on)]
        if not standing:  # withdrawn on the very day
            continue
        people = {e["person_id"] for e in standing} - {None}
        expected[post["id"], on] = {
            "people_planned": len({e["person_id"] for e in standing if e["approved_on"]} - {None}),
            "people_planned_at_most": len(people) if whole(plain, "plan_entry", on, post["organization_id"]) else None,
            "planned_seats": 1 if post["leadership"] == "head" else post["seats"],
        }
    compare(record, "plan_for_post", expected)


def test_posts_of_a_name(now):
    record, plain = now
    expected = {}
    for entry in plain.rows("plan_entry"):
        person, on = entry["person_id"], entry["approved_on"]
        if person is None or on is None:
            continue
        sure, every = {}, {}
        for e in plain.of_person("plan_entry", person):
            if stands(e, on):
                body = plain.find("organization", plain.post_of(e).get("organization_id")) or {}
                level = body.get("level")
                every.setdefault(level, []).append(e["post_id"])
                if e["approved_on"] and e["post_id"]:
                    sure.setdefault(level, set()).add(e["post_id"])
        if not every:  # withdrawn on the very day
            continue
        counted = {level: len(set(posts) - {None}) + posts.count(None) for level, posts in every.items()}
        most = max((n for level, n in counted.items() if level), default=0) + counted.get(None, 0)
        expected[person, on] = {
            "titles_planned": max((len(posts) for level, posts in sure.items() if level), default=0),
            "titles_planned_at_most": most if whole(plain, "plan_entry", on) else None,
        }
    compare(record, "plan_of_person", expected)


def test_lists_of_committees(now):
    record, plain = now
    lists = {}
    for e in plain.rows("plan_entry"):
        body = plain.find("organization", first(e["organization_id"], plain.post_of(e).get("organization_id"))) or {}
        if body.get("kind") == "party_committee":
            lists.setdefault(body["id"], []).append(e)
    expected = {}
    for body, entries in lists.items():
        for on in {e["approved_on"] for e in entries} - {None}:
            standing = [e for e in entries if stands(e, on)]
            if not standing:  # withdrawn on the very day
                continue
            sexes = {e["person_id"]: (plain.find("person", e["person_id"]) or {}).get("sex") for e in standing}
            women = {e["person_id"] for e in standing if e["approved_on"] and sexes[e["person_id"]] == "female"}
            only_men = whole(plain, "plan_entry", on, body) and set(sexes.values()) == {"male"}
            expected[body, on] = {
                "listed_women": len(women),
                "only_men_listed": False if women else (True if only_men else None),
                "list_level": plain.find("organization", body)["level"],
            }
    compare(record, "committee_list", expected)


def test_planned_persons_disciplined(now):
    record, plain = now
    expected = {}
    for case in plain.rows("discipline"):
        on = case["effective_on"]
        if on is None or (case["quashed_on"] is not None and case["quashed_on"] <= AS_OF):
            continue
        entries = [
            e
            for e in plain.of_person("plan_entry", case["person_id"])
            if (e["approved_on"] is None or e["approved_on"] < on)
            and (e["withdrawn_on"] is None or e["withdrawn_on"] > on)
        ]
        if not entries:
            continue
        left = [e for e in entries if e["withdrawn_on"] is None or e["withdrawn_on"] > AS_OF]
        expected[case["person_id"], on] = {
            "planned_when_disciplined": True if any(e["approved_on"] for e in entries) else None,
            "left_in_plan": True if any(e["approved_on"] for e in left) else (None if left else False),
        }
    compare(record, "planned_and_disciplined", expected)


def test_yearly_reviews(tables):
    record, plain = both(tables, LATER)
    expected = {}
    for year in (2026, 2027, 2028):
        new_year, after, on = date(year, 1, 1), date(year + 1, 1, 1), date(year, 12, 31)
        lists = {}
        for e in plain.rows("plan_entry"):
            body = first(e["organization_id"], plain.post_of(e).get("organization_id"))
            all_year = e["approved_on"] is not None and e["approved_on"] < new_year
            if body and all_year and (e["withdrawn_on"] is None or e["withdrawn_on"] >= after):
                lists.setdefault(body, []).append(e["reviewed_on"])
        for body, reviews in lists.items():
            here = any(day is not None and new_year <= day < after for day in reviews)
            later = any(day is not None and day >= after for day in reviews)
            none = whole(plain, "plan_entry", on, body) and not later
            expected[body, on] = {"list_reviewed": True if here else (False if none else None)}
    compare(record, "plan_review", expected)


def test_committees(now):
    record, plain = now
    expected = {}
    for row in plain.rows("tenure"):
        post = plain.post_of(row)
        body = plain.find("organization", post.get("organization_id")) or {}
        if body.get("kind") == "party_committee" and may_run_on(row, AS_OF):
            expected.setdefault((body["id"], AS_OF), []).append((row, post))
    for (body, on), held in expected.items():
        unclear = any(
            row["from"] is None or post["elected"] is None or post["leadership"] is None for row, post in held
        )
        members = {row["person_id"] for row, post in held if post["elected"]}
        standing = {row["person_id"] for row, post in held if post["elected"] and post["leadership"] in LEADING}
        expected[body, on] = {
            "committee_members": len(members - {None}),
            "standing_members": len(standing - {None}),
            "committee_known": True if whole(plain, "tenure", on, body) and not unclear else None,
        }
    compare(record, "committee_size", expected)


def main_posts(plain, person, on):
    return [
        plain.post_of(row)
        for row in plain.of_person("tenure", person)
        if not row["acting"] and not row["concurrent"] and runs_on(row, on) and plain.post_of(row)
    ]


def test_ratings_of_a_body(now):
    record, plain = now
    groups = {}
    for rating in plain.rows("evaluation"):
        person = plain.find("person", rating["person_id"])
        on = date(rating["year"], 12, 31)
        for post in main_posts(plain, rating["person_id"], on) if person else ():
            if post["organization_id"]:
                groups.setdefault((post["organization_id"], on), []).append((rating, person["category"]))
    expected = {}
    for (body, on), rows in groups.items():
        own = [r for r in plain.rows("body_rating") if r["organization_id"] == body and r["year"] == on.year]
        gaps = any(r["rating"] is None or category in (None, "other") for r, category in rows)
        facts = {
            "rated_year": on.year,
            "all_ratings_known": True
            if not gaps and whole(plain, "evaluation", on, body) and whole(plain, "tenure", on, body)
            else None,
            "undated_ratings": any(r["decided_on"] is None for r, _ in rows),
            "body_rated": own[0]["rating"] if own else None,
            "body_rated_on": own[0]["decided_on"] if own else None,
            "own_year_end": own[0]["own_year_end"] if own else None,
        }
        for suffix, members in (("", STAFF), ("_civil", ("civil_servant",)), ("_public", ("public_employee",))):
            of = [r for r, category in rows if category in members]
            facts[f"rated_excellent{suffix}"] = sum(r["rating"] == "excellent" for r in of)
            facts[f"rated_good{suffix}"] = sum(r["rating"] == "good" for r in of)
            facts[f"rated{suffix}"] = sum(r["rating"] is not None for r in of)
            facts[f"last_rated{suffix}_on"] = latest(r["decided_on"] for r in of)
        expected[body, on] = facts
    compare(record, "body_ratings", expected)


def test_months_worked_and_absent(now):
    record, plain = now
    kinds = ("illness", "maternity", "study", "abroad", "suspension")
    expected = {}
    for rating in plain.rows("evaluation"):
        person = plain.find("person", rating["person_id"])
        if person is None:
            continue
        absences = [a for a in plain.of_person("proceeding", person["id"]) if a["kind"] in kinds]
        hired = person["recruited_on"]
        new = hired is not None and hired.year == rating["year"]
        if not (rating["score"] is not None or absences or plain.of_person("discipline", person["id"]) or new):
            continue
        start, end = date(rating["year"], 1, 1), date(rating["year"] + 1, 1, 1)
        spells = [
            a for a in absences if (a["from"] is None or a["from"] < end) and (a["until"] is None or a["until"] > start)
        ]
        undated = any(a["from"] is None for a in spells)
        parts = [
            (a["kind"], max(a["from"], start), min(a["until"] or end, end)) for a in spells if a["from"] is not None
        ]
        months = [(kind, whole_months(a, b), odd_days(a, b)) for kind, a, b in parts]
        others = [(m, d) for kind, m, d in months if kind != "maternity"]
        several = sum(a["kind"] != "maternity" for a in spells) > 1
        since = max(start, hired or start)
        served = whole_months(since, end) if since < end else 0
        away = sum(m for _, m, _ in months) + (sum(d for _, _, d in months) + 27) // 28
        sure = max((m for kind, m, _ in months if kind in ("illness", "maternity")), default=0)
        expected[person["id"], date(rating["year"], 12, 31)] = {
            "own_year": rating["year"],
            "own_rating": rating["rating"],
            "own_score": None if rating["score"] is None else int(rating["score"]),
            "rated_leader": True
            if any(p["leadership"] in LEADING for p in main_posts(plain, person["id"], date(rating["year"], 12, 31)))
            else None,
            "worked_months_at_most": max(served - sure, 0),
            "worked_months_at_least": None if undated or hired is None else max(served - away, 0),
            "absent_months_at_least": max((m for kind, m, _ in months if kind == "illness"), default=0),
            "absent_months_at_most": None
            if undated
            else sum(m for m, _ in others) + (sum(d for _, d in others) // 28 if several else 0),
        }
    compare(record, "own_rating", expected)


def test_disciplines_of_a_year(now):
    """TRUE exactly where a dated, standing discipline of the year is on record; the rest is held by the worked cases."""
    record, plain = now
    subject = SUBJECTS["own_rating"]
    seen = set()
    for row in subject_table(record, subject, lambda _, table: table).to_pyarrow().to_pylist():
        on = row["on"]
        days = [
            first(case["decided_on"], case["effective_on"])
            for case in plain.of_person("discipline", row["subject_id"])
            if (case["act_started_on"] is None or case["act_started_on"] <= on)
            and (case["quashed_on"] is None or case["quashed_on"] > on)
        ]
        here = any(day is not None and day.year == on.year for day in days)
        assert (row["disciplined_in_year"] is True) == here
        assert (row["disciplined_in_year"] is None) == (not here and None in days)
        seen.add(row["disciplined_in_year"])
    assert seen == {True, False, None}
