"""Counts over a body with all below it, worked out by the database as its owner.

Whoever reaches a body reaches everybody who holds a post in it or below it, so that such a count tells nothing that its
rows would not. Asked under the policies, each of a hundred thousand rows would be compared with the reach once more. So
these functions compare the body only, against the same grants, and count without the policies; a body out of reach
counts as nothing.
"""

from __future__ import annotations

from django.db import migrations

from chinhdanh.web.record.access import ALL

# Planned for each body anew: what is right for a division is hopeless for a province.
_STEPS = """LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off
SET plan_cache_mode = force_custom_plan"""
_HELD = 't."from" <= day AND (t.until IS NULL OR t.until > day) AND t.acting IS NOT TRUE'
_STANDS = '({0}."from" IS NULL OR {0}."from" <= day) AND ({0}.until IS NULL OR {0}.until > day)'

REACHED = f"""
CREATE FUNCTION access.reached(bodies text[]) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT a.organization_id), '{{}}') FROM organization_above a
     WHERE a.organization_id = ANY(bodies) AND a.above_id = ANY((SELECT access.granted('{{{",".join(ALL)}}}'))::text[])
       AND a.since <= access.acting_day() AND a.until > access.acting_day()
$$;
"""

OWN = f"""
CREATE OR REPLACE FUNCTION access.own_counts(bodies text[], days date[])
RETURNS TABLE (day date, body text, category text, people bigint, allotted bigint) {_STEPS}
SET enable_nestloop = on AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT coalesce(h.day, g.day), coalesce(h.body, g.body), coalesce(h.category, g.category), coalesce(h.people, 0),
           g.allotted
      FROM (SELECT of.day, x.body, x.category, count(*) AS people
              FROM (SELECT p.organization_id AS body, coalesce(n.category, 'other') AS category, t."from", t.until
                      FROM post p JOIN tenure t ON t.post_id = p.id JOIN person n ON n.id = t.person_id
                     WHERE p.organization_id = ANY(bodies) AND t.acting IS NOT TRUE AND t.concurrent IS NOT TRUE
                       AND t."from" <= (SELECT max(d) FROM unnest(days) d)
                       AND (t.until IS NULL OR t.until > (SELECT min(d) FROM unnest(days) d)) OFFSET 0) x
              JOIN unnest(days) of (day) ON x."from" <= of.day AND (x.until IS NULL OR x.until > of.day)
             GROUP BY 1, 2, 3) h
      FULL JOIN (SELECT of.day, e.organization_id AS body, e.category, sum(e.allotted)::bigint AS allotted
                   FROM establishment e JOIN unnest(days) of (day) ON e.year = extract(year FROM of.day)
                  WHERE e.organization_id = ANY(bodies) AND e.allotted IS NOT NULL AND e.category IS NOT NULL
                  GROUP BY 1, 2, 3) g ON g.day = h.day AND g.body = h.body AND g.category = h.category;
END $$;
"""

# An allotment is for the body with all below it: where a department has one, those of its divisions share it out and are
# not added to it. A body without one has what those below it have together. Only who works where an allotment covers
# their category is held against it; `everybody` counts all. What is summed up here is a few thousand rows that the planner
# knows nothing about: it would take them for a handful and go through them again and again.
HEADCOUNTS = f"""
CREATE OR REPLACE FUNCTION access.headcounts(bodies text[], days date[])
RETURNS TABLE (day date, body text, category text, allotted bigint, actual bigint, everybody bigint) {_STEPS}
SET enable_nestloop = off AS $$
#variable_conflict use_column
DECLARE
    roots text[] := access.reached(bodies);
    inside text[];
BEGIN
    inside := ARRAY(SELECT DISTINCT a.organization_id FROM organization_above a WHERE a.above_id = ANY(roots));
    RETURN QUERY
    WITH below AS MATERIALIZED (
        SELECT of.day, a.above_id AS root, a.organization_id AS body
          FROM organization_above a JOIN organization o ON o.id = a.organization_id, unnest(days) of (day)
         WHERE a.above_id = ANY(roots) AND a.since <= of.day AND a.until > of.day
           AND {_STANDS.format("o").replace("day", "of.day")}
    ), own AS MATERIALIZED (
        SELECT o.* FROM access.own_counts(inside, days) o JOIN (SELECT DISTINCT day, body FROM below) s
            ON s.day = o.day AND s.body = o.body
    ), giving AS MATERIALIZED (
        SELECT DISTINCT day, body FROM own WHERE allotted IS NOT NULL
    ), given AS MATERIALIZED (
        SELECT b.day, b.root, o.body, o.category, o.allotted FROM below b JOIN own o ON o.day = b.day AND o.body = b.body
         WHERE o.allotted IS NOT NULL
    ), under AS MATERIALIZED (
        SELECT g.day, g.body, a.organization_id AS inner_body
          FROM giving g JOIN organization_above a ON a.above_id = g.body AND a.since <= g.day AND a.until > g.day
    ), topmost AS MATERIALIZED (
        SELECT g.* FROM given g LEFT JOIN (
               SELECT DISTINCT h.day, h.root, u.inner_body AS body, h.category
                 FROM given h JOIN under u ON u.day = h.day AND u.body = h.body AND u.inner_body <> u.body) n
            ON n.day = g.day AND n.root = g.root AND n.body = g.body AND n.category = g.category
         WHERE n.root IS NULL
    ), people_under AS MATERIALIZED (
        SELECT u.day, u.body, o.category, sum(o.people) AS people
          FROM under u JOIN own o ON o.day = u.day AND o.body = u.inner_body
         GROUP BY 1, 2, 3
    ), counted AS (
        SELECT t.day, t.root, t.category, sum(t.allotted)::bigint AS allotted, coalesce(sum(u.people), 0)::bigint AS actual
          FROM topmost t LEFT JOIN people_under u ON u.day = t.day AND u.body = t.body AND u.category = t.category
         GROUP BY 1, 2, 3
    ), everybody AS (
        SELECT b.day, b.root, o.category, sum(o.people)::bigint AS people
          FROM below b JOIN own o ON o.day = b.day AND o.body = b.body GROUP BY 1, 2, 3
    )
    SELECT e.day, e.root, e.category, c.allotted, c.actual, e.people
      FROM everybody e LEFT JOIN counted c ON c.day = e.day AND c.root = e.root AND c.category = e.category;
END $$;
"""

STAFF = f"""
CREATE FUNCTION access.staff(body text, day date)
RETURNS TABLE (category text, sex text, born date, retires_on date, people bigint) {_STEPS} AS $$
#variable_conflict use_column
DECLARE
    roots text[] := access.reached(ARRAY[body]);
BEGIN
    RETURN QUERY
    SELECT n.category, n.sex, date_trunc('month', n.birth_date)::date, n.retires_on, count(*)
      FROM organization_above a
      JOIN post p ON p.organization_id = a.organization_id
      JOIN tenure t ON t.post_id = p.id JOIN person n ON n.id = t.person_id
     WHERE a.above_id = ANY(roots)
       AND a.since <= day AND a.until > day AND {_HELD} AND t.concurrent IS NOT TRUE
     GROUP BY 1, 2, 3, 4;
END $$;
"""

# A head without a stated number of seats is alone; of others the record then does not say how many there are. Since when
# a post is vacant is asked for those that lead: of others the establishment says whether somebody is missing.
POSTS = f"""
CREATE FUNCTION access.posts_below(body text, day date)
RETURNS TABLE (post text, key uuid, title text, leadership text, rank bigint, body_id text, body_key uuid, body_name text,
               seats bigint, filled bigint, acting bigint, vacant_since date) {_STEPS} AS $$
#variable_conflict use_column
DECLARE
    roots text[] := access.reached(ARRAY[body]);
BEGIN
    RETURN QUERY
    WITH below AS MATERIALIZED (
        SELECT p.id, p.key, p.title, p.leadership, p.rank, o.id AS body_id, o.key AS body_key, o.name AS body_name,
               coalesce(p.seats, CASE WHEN p.leadership = 'head' THEN 1 END) AS seats
          FROM organization_above a JOIN organization o ON o.id = a.organization_id JOIN post p ON p.organization_id = o.id
         WHERE a.above_id = ANY(roots)
           AND a.since <= day AND a.until > day AND {_STANDS.format("o")} AND {_STANDS.format("p")}
    ), held AS (
        SELECT t.post_id, count(*) FILTER (WHERE t.acting IS NOT TRUE) AS filled,
               count(*) FILTER (WHERE t.acting IS TRUE) AS acting
          FROM below b JOIN tenure t ON t.post_id = b.id
         WHERE t."from" <= day AND (t.until IS NULL OR t.until > day) GROUP BY 1
    )
    SELECT b.id, b.key, b.title, b.leadership, b.rank, b.body_id, b.body_key, b.body_name, b.seats,
           coalesce(h.filled, 0), coalesce(h.acting, 0),
           CASE WHEN coalesce(h.filled, 0) < b.seats AND b.leadership <> 'none' THEN (
                SELECT max(t.until) FROM tenure t WHERE t.post_id = b.id AND t.until <= day AND t.acting IS NOT TRUE) END
      FROM below b LEFT JOIN held h ON h.post_id = b.id;
END $$;
"""

# `men` and `women`: born before these days retire by `last`; where a decision fixes the day, that day counts.
RETIRING = f"""
CREATE FUNCTION access.retiring(body text, day date, last date, men date, women date)
RETURNS TABLE (tenure text, person text, sex text, born date, retires_on date, leadership text, post text) {_STEPS} AS $$
#variable_conflict use_column
DECLARE
    roots text[] := access.reached(ARRAY[body]);
BEGIN
    RETURN QUERY
    SELECT t.id, n.id, n.sex, n.birth_date, n.retires_on, p.leadership, p.id
      FROM organization_above a
      JOIN post p ON p.organization_id = a.organization_id
      JOIN tenure t ON t.post_id = p.id JOIN person n ON n.id = t.person_id
     WHERE a.above_id = ANY(roots)
       AND a.since <= day AND a.until > day AND {_HELD} AND t.concurrent IS NOT TRUE
       AND CASE WHEN n.retires_on IS NOT NULL THEN n.retires_on <= last
                ELSE n.birth_date < CASE n.sex WHEN 'male' THEN men WHEN 'female' THEN women END END;
END $$;
"""

# What was counted stays right until the next change. While somebody writes there is no such number: what they write may
# come to light after a later change.
STAMP = """
CREATE FUNCTION access.record_stamp() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN pg_snapshot_xmin(now.snapshot) = pg_snapshot_xmax(now.snapshot)
                THEN (SELECT coalesce(max(id), 0) FROM change) END
      FROM (SELECT pg_current_snapshot() AS snapshot) now
$$;
"""

_SIGNATURES = (
    "reached(text[])",
    "own_counts(text[], date[])",
    "headcounts(text[], date[])",
    "staff(text, date)",
    "posts_below(text, date)",
    "retiring(text, date, date, date, date)",
    "record_stamp()",
)
_INNER = ("own_counts(text[], date[])",)
"""Asks about no reach, and is called by the others only."""


def many_days() -> list[migrations.RunSQL]:
    """The counts of several days at once, where an earlier version counted each by itself."""
    return [
        migrations.RunSQL(
            "DROP FUNCTION IF EXISTS access.headcounts(text[], date); DROP FUNCTION IF EXISTS access.own_counts(text[], date);"
            + OWN
            + HEADCOUNTS
            + "REVOKE ALL ON FUNCTION access.own_counts(text[], date[]), access.headcounts(text[], date[]) FROM PUBLIC;"
            "GRANT EXECUTE ON FUNCTION access.headcounts(text[], date[]) TO chinhdanh_app",
            migrations.RunSQL.noop,
        )
    ]


def operations() -> list[migrations.RunSQL]:
    """The functions, for the application's role only."""
    named = ", ".join(f"access.{signature}" for signature in _SIGNATURES)
    called = ", ".join(f"access.{signature}" for signature in _SIGNATURES if signature not in _INNER)
    return [
        migrations.RunSQL(
            REACHED + OWN + HEADCOUNTS + STAFF + POSTS + RETIRING + STAMP,
            ";".join(f"DROP FUNCTION access.{signature}" for signature in reversed(_SIGNATURES)),
        ),
        migrations.RunSQL(
            f"REVOKE ALL ON FUNCTION {named} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {called} TO chinhdanh_app",
            migrations.RunSQL.noop,
        ),
    ]
