"""What the record holds of those whom a list names, found for tens of thousands of them in one statement.

Row-level security asks of each row by itself whether it is within reach, which of a long list takes longer than all the
rest. These functions of the owner work out once whose record the acting user keeps, and answer with the rows of these
people and nothing else. That is less than the user may read under the policies, never more.
"""

from collections.abc import Iterable

from django.db import migrations

from chinhdanh.web.record.access import KEEPERS, PERSON, RULES

NARROWED = {"evaluation": ("year", "bigint"), "qualification": ("kind", "text")}
"""Tables with many rows for each person: the column, and its type, by which only those that the list speaks of are asked."""
HELD = ("tenure", "decision", *NARROWED)
"""Tables whose rows a list of people or decisions is held against, besides the people themselves."""
HANGING = ("discipline", "plan_entry", "asset_declaration", "kinship", "confidence_vote")
"""Tables that have lists of their own."""

_PLANNED = "SET jit = off SET random_page_cost = 1.1 SET plan_cache_mode = force_custom_plan"
"""A list may name three people or all: each is planned by how many they are."""
_KEPT = """
EXISTS (SELECT FROM person_place x JOIN organization_above a ON a.organization_id = x.organization_id
         WHERE x.person_id = {person} AND a.above_id = ANY(held)
           AND a.since <= access.acting_day() AND a.until > access.acting_day())
"""
_HEAD = f"""
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp {_PLANNED} AS $$
DECLARE
    held text[] := access.granted('{{{",".join(KEEPERS)}}}');
BEGIN
"""

PEOPLE_SIGNATURE = "access.kept_people(text[], text[], uuid[], date[], integer[], integer[])"
PEOPLE = f"""
CREATE OR REPLACE FUNCTION access.kept_people(
    numbers text[], codes text[], keys uuid[], days date[], years integer[], whole_years integer[]
) RETURNS SETOF person {_HEAD}
    RETURN QUERY SELECT p.* FROM person p
     WHERE (p.citizen_id = ANY(numbers) OR p.id = ANY(codes) OR p.key = ANY(keys) OR p.birth_date = ANY(days)
            OR (p.birth_precision IN ('year', 'month') AND extract(year FROM p.birth_date)::integer = ANY(years))
            OR extract(year FROM p.birth_date)::integer = ANY(whole_years))
       AND {_KEPT.format(person="p.id")};
END $$;
COMMENT ON FUNCTION access.kept_people IS
    'The people whose record the acting user keeps and who have one of these numbers, ids, keys or days of birth; of whom the '
    'day is not known, by the year; in whole_years, everybody';
"""


def _signature(table: str) -> str:
    more = f", {NARROWED[table][1]}[]" if table in NARROWED else ""
    return f"access.kept_{table}(text[]{more})"


def _of_people(table: str) -> str:
    # What a policy gives for another reason than the person would be missing here.
    assert (PERSON, "person_id") in RULES[table].reach or table == "decision"
    column, kind = NARROWED.get(table, ("", ""))
    given = f", only_of {kind}[]" if column else ""
    only = f"AND t.{column} = ANY(only_of)" if column else ""
    return f"""
CREATE OR REPLACE FUNCTION access.kept_{table}(persons text[]{given}) RETURNS SETOF {table} {_HEAD}
    RETURN QUERY SELECT t.* FROM {table} t
     WHERE t.person_id = ANY(persons) {only} AND {_KEPT.format(person="t.person_id")};
END $$;
COMMENT ON FUNCTION access.kept_{table} IS 'Rows of {table} of these people, as far as the acting user keeps their record';
"""


SEATS_SIGNATURE = "access.kept_seats(text[])"
SEATS = f"""
CREATE OR REPLACE FUNCTION access.kept_seats(posts text[])
RETURNS TABLE (post_id text, seat smallint, since date, until date) {_HEAD}
    -- Whoever holds a post belongs to its body, and is within reach where that is.
    RETURN QUERY SELECT t.post_id, t.seat, t."from", t.until
      FROM unnest(posts) of (id), LATERAL (SELECT p.id, p.organization_id FROM post p WHERE p.id = of.id OFFSET 0) p,
           LATERAL (SELECT x.* FROM tenure x WHERE x.post_id = p.id OFFSET 0) t
     WHERE t."from" IS NOT NULL AND NOT coalesce(t.acting, false)
       AND EXISTS (SELECT FROM organization_above a WHERE a.organization_id = p.organization_id AND a.above_id = ANY(held)
                      AND a.since <= access.acting_day() AND a.until > access.acting_day() OFFSET 0);
END $$;
COMMENT ON FUNCTION access.kept_seats IS
    'Which seats of these posts are held in full and when, as far as the acting user keeps the record of their bodies';
"""


def _functions(signatures: dict[str, str]) -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f"{made} REVOKE ALL ON FUNCTION {signature} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {signature} TO chinhdanh_app",
            f"DROP FUNCTION {signature}",
        )
        for signature, made in signatures.items()
    ]


def operations() -> list[migrations.RunSQL]:
    """The functions that a list is held against."""
    return [*_functions({PEOPLE_SIGNATURE: PEOPLE}), *of_tables(HELD)]


def of_seats() -> list[migrations.RunSQL]:
    """The function that tells which seats are free."""
    return _functions({SEATS_SIGNATURE: SEATS})


def of_tables(tables: Iterable[str]) -> list[migrations.RunSQL]:
    """The functions of some tables."""
    return _functions({_signature(table): _of_people(table) for table in tables})
