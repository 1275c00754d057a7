"""Counts over a body with all below it, worked out by the database as its owner.

Whoever reaches a body reaches everybody who holds a post in it or below it, so that such a count tells nothing that its
rows would not. Asked under the policies, each of a hundred thousand rows would be compared with the reach once more. So
these functions compare the body only, against the same grants, and count without the policies; a body out of reach
counts as nothing.

They count over many bodies at once, each on its day: `whole` with all that is below them, `alone` without. `roots` are the
bodies that the acting user is to reach; what is below none of them on its day counts as nothing. So what is large is
counted part by part (`counts.Counts`).
"""

from __future__ import annotations

from django.db import migrations

from chinhdanh.web.record.access import ALL

# Planned for each body anew: what is right for a division is hopeless for a province.
STEPS = """LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off
SET plan_cache_mode = force_custom_plan SET work_mem = '64MB'"""
HELD = 't."from" <= latest AND (t.until IS NULL OR t.until > earliest) AND t.acting IS NOT TRUE'
"""On any of the days asked for; on the very day of a piece see `ON_DAY`."""
ON_DAY = 'x.body = i.body AND x."from" <= i.day AND (x.until IS NULL OR x.until > i.day)'
"""Joins what was found among all bodies (`x`) to the pieces in which they lie (`i`)."""
_STANDS = '({0}."from" IS NULL OR {0}."from" <= {1}) AND ({0}.until IS NULL OR {0}.until > {1})'
PIECES = "roots text[], whole text[], whole_days date[], alone text[], alone_days date[]"
"""What each of these functions is asked for first."""
_UNDER_A_ROOT = """EXISTS (SELECT FROM organization_above r WHERE r.organization_id = of.piece AND r.above_id = ANY(reached)
                   AND r.since <= of.day AND r.until > of.day)"""
# Beforehand, so that the planner knows how many there are.
WITHIN = f"""    SELECT array_agg(of.piece), array_agg(of.day) INTO whole, whole_days
      FROM unnest(whole, whole_days) of (piece, day) WHERE {_UNDER_A_ROOT};
    SELECT array_agg(of.piece), array_agg(of.day) INTO alone, alone_days
      FROM unnest(alone, alone_days) of (piece, day) WHERE {_UNDER_A_ROOT};"""
# All the bodies at once, whose number the planner knows: what is read of some thousands is joined otherwise than of one.
BODIES = """    bodies := ARRAY(SELECT a.organization_id FROM organization_above a WHERE a.above_id = ANY(whole)
                    UNION SELECT unnest(alone));"""
DECLARED = f"""#variable_conflict use_column
DECLARE
    reached text[] := access.reached(roots);
    bodies text[];
    earliest date;
    latest date;
BEGIN
{WITHIN}
{BODIES}
    SELECT min(of.day), max(of.day) INTO earliest, latest FROM unnest(whole_days || alone_days) of (day);
    RETURN QUERY"""
INSIDE = """inside AS (
        SELECT of.piece, of.day, a.organization_id AS body
          FROM unnest(whole, whole_days) of (piece, day)
          JOIN organization_above a ON a.above_id = of.piece AND a.since <= of.day AND a.until > of.day
        UNION ALL
        SELECT of.piece, of.day, of.piece FROM unnest(alone, alone_days) of (piece, day)
    )"""
"""The bodies of each piece."""

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
RETURNS TABLE (day date, body text, category text, people bigint, allotted bigint) {STEPS}
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
# their category is held against it; `everybody` counts all. Of a body alone its own allotment and people are told. What is
# summed up here is a few thousand rows that the planner knows nothing about: it would take them for a handful and go
# through them again and again. What stands below a body is looked up by itself (`OFFSET 0`), or all of the tree would be read.
HEADCOUNTS = f"""
CREATE OR REPLACE FUNCTION access.headcounts({PIECES})
RETURNS TABLE (piece text, day date, category text, allotted bigint, actual bigint, everybody bigint) {STEPS}
SET enable_nestloop = off AS $$
#variable_conflict use_column
DECLARE
    reached text[] := access.reached(roots);
    bodies text[];
BEGIN
{WITHIN}
{BODIES}
    RETURN QUERY
    WITH below AS MATERIALIZED (
        SELECT of.day, of.piece AS root, a.organization_id AS body
          FROM unnest(whole, whole_days) of (piece, day),
               LATERAL (SELECT a.organization_id FROM organization_above a
                         WHERE a.above_id = of.piece AND a.since <= of.day AND a.until > of.day OFFSET 0) a,
               LATERAL (SELECT FROM organization o
                         WHERE o.id = a.organization_id AND {_STANDS.format("o", "of.day")} OFFSET 0) o
    ), single AS MATERIALIZED (
        SELECT of.day, of.piece AS body
          FROM unnest(alone, alone_days) of (piece, day),
               LATERAL (SELECT FROM organization o
                         WHERE o.id = of.piece AND {_STANDS.format("o", "of.day")} OFFSET 0) o
    ), own AS MATERIALIZED (
        SELECT o.* FROM access.own_counts(bodies, ARRAY(SELECT DISTINCT unnest(whole_days || alone_days))) o
          JOIN (SELECT day, body FROM below UNION SELECT day, body FROM single) s ON s.day = o.day AND s.body = o.body
    ), giving AS MATERIALIZED (
        SELECT DISTINCT day, body FROM own WHERE allotted IS NOT NULL
    ), given AS MATERIALIZED (
        SELECT b.day, b.root, o.body, o.category, o.allotted FROM below b JOIN own o ON o.day = b.day AND o.body = b.body
         WHERE o.allotted IS NOT NULL
    ), under AS MATERIALIZED (
        SELECT g.day, g.body, a.organization_id AS inner_body
          FROM giving g,
               LATERAL (SELECT a.organization_id FROM organization_above a
                         WHERE a.above_id = g.body AND a.since <= g.day AND a.until > g.day OFFSET 0) a
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
    SELECT e.root, e.day, e.category, c.allotted, c.actual, e.people
      FROM everybody e LEFT JOIN counted c ON c.day = e.day AND c.root = e.root AND c.category = e.category
    UNION ALL
    SELECT s.body, s.day, o.category, o.allotted, NULL, o.people
      FROM single s JOIN own o ON o.day = s.day AND o.body = s.body;
END $$;
"""

# By sex and age (`ages` are the years at which a band begins), and by the first of several days until when somebody retires:
# `men` and `women` are the days before which those are born who do, where no decision fixes the day. All of them ascend.
STAFF = f"""
CREATE OR REPLACE FUNCTION access.staff({PIECES}, ages integer[], lasts date[], men date[], women date[])
RETURNS TABLE (piece text, day date, sex text, band integer, soon integer, people bigint) {STEPS} AS $$
{DECLARED}
    WITH {INSIDE}
    SELECT i.piece, i.day, x.sex, width_bucket(extract(year FROM age(i.day, x.birth_date))::integer, ages),
           nullif(1 + CASE WHEN x.retires_on IS NOT NULL THEN width_bucket(x.retires_on - 1, lasts)
                           WHEN x.sex = 'male' THEN width_bucket(x.birth_date, men)
                           WHEN x.sex = 'female' THEN width_bucket(x.birth_date, women) END, 1 + cardinality(lasts)),
           count(*)
      FROM (SELECT p.organization_id AS body, t."from", t.until, n.sex, n.birth_date, n.retires_on
              FROM post p JOIN tenure t ON t.post_id = p.id JOIN person n ON n.id = t.person_id
             WHERE p.organization_id = ANY(bodies) AND {HELD} AND t.concurrent IS NOT TRUE OFFSET 0) x
      JOIN inside i ON {ON_DAY}
     GROUP BY 1, 2, 3, 4, 5;
END $$;
"""

# A head without a stated number of seats is alone; of others the record then does not say how many there are. Since when
# a post is vacant is asked for those that lead: of others the establishment says whether somebody is missing.
_SEATS = "coalesce({0}.seats, CASE WHEN {0}.leadership = 'head' THEN 1 END)"
_ROW = """(post text, key uuid, title text, leadership text, rank bigint, body_id text, body_key uuid, body_name text,
               seats bigint, filled bigint, acting bigint, vacant_since date)"""
_VACANT_SINCE = """CASE WHEN h.filled < b.seats AND b.leadership <> 'none' THEN (
                SELECT max(t.until) FROM tenure t WHERE t.post_id = b.id AND t.until <= b.day AND t.acting IS NOT TRUE) END"""
# Looked up post by post: a planner that took thousands of posts for a handful would go through all for each.
_HOLDERS = """LATERAL (
                SELECT count(*) FILTER (WHERE t.acting IS NOT TRUE) AS filled,
                       count(*) FILTER (WHERE t.acting IS TRUE) AS acting
                  FROM tenure t
                 WHERE t.post_id = b.id AND t."from" <= b.day AND (t.until IS NULL OR t.until > b.day) OFFSET 0)"""
LEADING = "('head', 'deputy', 'collective_member')"

VACANT = f"""
CREATE OR REPLACE FUNCTION access.vacant_posts({PIECES})
RETURNS TABLE (piece text, day date, key uuid, title text, leadership text, body_name text, seats bigint, filled bigint,
               acting bigint, vacant_since date) {STEPS} AS $$
{DECLARED}
    WITH {INSIDE}
    SELECT b.piece, b.day, b.key, b.title, b.leadership, b.body_name, b.seats, h.filled, h.acting, {_VACANT_SINCE}
      FROM (SELECT i.piece, i.day, p.id, p.key, p.title, p.leadership, o.name AS body_name, {_SEATS.format("p")} AS seats
              FROM inside i JOIN organization o ON o.id = i.body JOIN post p ON p.organization_id = o.id
             WHERE {_STANDS.format("o", "i.day")} AND {_STANDS.format("p", "i.day")} AND p.leadership IN {LEADING}) b,
           {_HOLDERS} h
     WHERE h.filled < b.seats;
END $$;
"""

# In the usual order, and without asking whether they are vacant, only the posts of a page are held against their holders.
POSTS = f"""
CREATE OR REPLACE FUNCTION access.posts(root text, day date, own boolean, roles text[], state text, sorted text,
    downwards boolean, skipped bigint, taken bigint, counted boolean)
RETURNS TABLE {_ROW.removesuffix(")")}, total bigint) {STEPS} AS $$
DECLARE
    reached text[] := access.reached(ARRAY[root]);
    direction text := CASE WHEN downwards THEN 'DESC' ELSE 'ASC' END;
    ordered text := format(CASE sorted WHEN 'filled' THEN 'filled %1$s' WHEN 'seats' THEN 'seats %1$s NULLS LAST'
        WHEN 'vacant_since' THEN 'vacant_since %1$s NULLS LAST' ELSE 'rank %1$s NULLS LAST' END
        || ', body_id, id', direction);
    below text := '
        SELECT $2 AS day, p.id, p.key, p.title, p.leadership, p.rank, o.id AS body_id, o.key AS body_key, o.name AS body_name,
               {_SEATS.format("p").replace("'", "''")} AS seats
          FROM organization_above a JOIN organization o ON o.id = a.organization_id JOIN post p ON p.organization_id = o.id
         WHERE a.above_id = ANY($1) AND a.since <= $2 AND a.until > $2 AND {_STANDS.format("o", "$2")}
           AND {_STANDS.format("p", "$2")}';
    of_state text := CASE state WHEN 'vacant' THEN 'filled < seats' WHEN 'over' THEN 'filled > seats'
                                WHEN 'acting' THEN 'acting > 0 AND filled < seats' ELSE 'true' END;
    page text := '';
    part text := ' OFFSET $4 LIMIT $5';
BEGIN
    IF own THEN below := below || ' AND a.organization_id = a.above_id'; END IF;
    IF roles IS NOT NULL THEN below := below || ' AND p.leadership = ANY($3)'; END IF;
    IF counted AND of_state = 'true' THEN
        RETURN QUERY EXECUTE 'SELECT NULL::text, NULL::uuid, NULL::text, NULL::text, NULL::bigint, NULL::text, NULL::uuid, '
            'NULL::text, NULL::bigint, NULL::bigint, NULL::bigint, NULL::date, count(*) FROM (' || below || ') b'
          USING reached, day, roles;
        RETURN;
    END IF;
    IF NOT counted AND of_state = 'true' AND sorted IN ('rank', 'seats') THEN
        page := ' ORDER BY ' || ordered || part;
        part := '';
    END IF;
    below := 'WITH listed AS (
        SELECT b.*, h.filled, h.acting, {_VACANT_SINCE.replace("'", "''")} AS vacant_since
          FROM (' || below || page || ') b, {_HOLDERS} h)';
    IF counted THEN
        RETURN QUERY EXECUTE below || ' SELECT NULL::text, NULL::uuid, NULL::text, NULL::text, NULL::bigint, NULL::text, '
            'NULL::uuid, NULL::text, NULL::bigint, NULL::bigint, NULL::bigint, NULL::date, count(*) FROM listed WHERE '
            || of_state
          USING reached, day, roles;
        RETURN;
    END IF;
    RETURN QUERY EXECUTE below || ' SELECT id, key, title, leadership, rank, body_id, body_key, body_name, seats, filled, '
        'acting, vacant_since, NULL::bigint FROM listed WHERE ' || of_state || ' ORDER BY ' || ordered || part
      USING reached, day, roles, skipped, taken;
END $$;
"""

# `men` and `women`: born before these days retire by `last`; where a decision fixes the day, that day counts.
RETIRING = f"""
CREATE OR REPLACE FUNCTION access.retiring({PIECES}, last date, men date, women date)
RETURNS TABLE (piece text, day date, tenure text, person text, sex text, born date, retires_on date, leadership text,
               post text) {STEPS} AS $$
{DECLARED}
    WITH {INSIDE}
    SELECT i.piece, i.day, x.tenure, x.person, x.sex, x.birth_date, x.retires_on, x.leadership, x.post
      FROM (SELECT p.organization_id AS body, p.id AS post, p.leadership, t.id AS tenure, t."from", t.until, n.id AS person,
                   n.sex, n.birth_date, n.retires_on
              FROM post p JOIN tenure t ON t.post_id = p.id JOIN person n ON n.id = t.person_id
             WHERE p.organization_id = ANY(bodies) AND {HELD} AND t.concurrent IS NOT TRUE
               AND CASE WHEN n.retires_on IS NOT NULL THEN n.retires_on <= last
                        ELSE n.birth_date < CASE n.sex WHEN 'male' THEN men WHEN 'female' THEN women END END OFFSET 0) x
      JOIN inside i ON {ON_DAY};
END $$;
"""

ASKED = "text[], text[], date[], text[], date[]"
_SIGNATURES = (
    "reached(text[])",
    "own_counts(text[], date[])",
    f"headcounts({ASKED})",
    f"staff({ASKED}, integer[], date[], date[], date[])",
    f"vacant_posts({ASKED})",
    "posts(text, date, boolean, text[], text, text, boolean, bigint, bigint, boolean)",
    f"retiring({ASKED}, date, date, date)",
)
_INNER = ("own_counts(text[], date[])",)
"""Asks about no reach, and is called by the others only."""
_COUNTED = OWN + HEADCOUNTS + STAFF + VACANT + POSTS + RETIRING
_NAMED = ", ".join(f"access.{signature}" for signature in _SIGNATURES)
_CALLED = ", ".join(f"access.{signature}" for signature in _SIGNATURES if signature not in _INNER)
_RIGHTS = migrations.RunSQL(
    f"REVOKE ALL ON FUNCTION {_NAMED} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {_CALLED} TO chinhdanh_app",
    migrations.RunSQL.noop,
)
_EARLIER = (
    "own_counts(text[], date)",
    "headcounts(text[], date)",
    "headcounts(text[], date[])",
    "staff(text, date)",
    "posts_below(text, date)",
    "retiring(text, date, date, date, date)",
    "record_stamp()",
)


def renewed() -> list[migrations.RunSQL]:
    """The functions as they are now, where an earlier version made others."""
    gone = "".join(f"DROP FUNCTION IF EXISTS access.{signature};" for signature in _EARLIER)
    return [migrations.RunSQL(gone + _COUNTED, migrations.RunSQL.noop), _RIGHTS]


def operations() -> list[migrations.RunSQL]:
    """The functions, for the application's role only."""
    return [migrations.RunSQL(REACHED + _COUNTED, f"DROP FUNCTION {_NAMED}"), _RIGHTS]
