"""What tells that counts over a body may have changed: a mark is set at a body with whatever is written there.

The marks of a body with all below it only ever become more. A count that was made when there were as many as now is
right. Marks are added and never changed, so that nobody who writes waits for another; they come to light at the moment at
which what was written does. The mark at no body stands for all of them: for changes of the tree, and for many rows at once.
"""

from __future__ import annotations

from django.db import migrations

from chinhdanh.web.accounts.row_security import below as reached_below
from chinhdanh.web.record.access import ALL

MANY = 2000
"""Rows written at once of which it is no more told at which bodies they are."""
FOLDED = 2000
"""Marks that are kept apart: of more, those of each body are made into one, or all into one at no body."""
LARGE = 300
"""Bodies below one, from which on it is counted part by part."""

TABLE = """
CREATE TABLE record_mark (organization_id text NOT NULL, n bigint NOT NULL);
ALTER TABLE record_mark ENABLE ROW LEVEL SECURITY;
"""

# A person's posts and a post's body are read after whoever writes about them at this moment has ended: the row of the
# person is locked by the triggers that ran before (`access.set_places`, `follow_versions`), that of the post here.
MARK = f"""
CREATE FUNCTION access.mark_bodies() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    one text := TG_ARGV[0];
    bodies text[] := '{{}}';
    posts text[] := '{{}}';
    persons text[] := '{{}}';
BEGIN
    IF one = 'organization' OR (SELECT count(*) FROM (SELECT FROM added LIMIT {MANY} + 1) x) > {MANY} THEN
        bodies := ARRAY[''];
    ELSIF one IN ('post', 'establishment') THEN
        EXECUTE format('SELECT array_agg(organization_id) FROM (SELECT organization_id FROM added UNION SELECT '
                       'v.organization_id FROM added JOIN %I v ON v.version = added.replaces_id) x', TG_TABLE_NAME)
           INTO bodies;
    ELSIF one = 'tenure' THEN
        posts := ARRAY(SELECT post_id FROM added
                       UNION SELECT v.post_id FROM added JOIN tenure_version v ON v.version = added.replaces_id);
    ELSIF one = 'decision' THEN
        persons := ARRAY(SELECT person_id FROM added
                         UNION SELECT v.person_id FROM added JOIN decision_version v ON v.version = added.replaces_id);
    ELSE
        -- Of a person only these are counted by.
        persons := ARRAY(SELECT added.id FROM added JOIN person_version v ON v.version = added.replaces_id
                          WHERE added.withdrawn OR (added.category, added.sex, added.birth_date, added.retires_on)
                                IS DISTINCT FROM (v.category, v.sex, v.birth_date, v.retires_on));
    END IF;
    IF persons <> '{{}}' THEN
        posts := ARRAY(SELECT DISTINCT t.post_id FROM tenure t WHERE t.person_id = ANY(persons));
    END IF;
    IF posts <> '{{}}' THEN
        PERFORM FROM post p WHERE p.id = ANY(posts) ORDER BY p.id FOR SHARE;
        bodies := ARRAY(SELECT DISTINCT p.organization_id FROM post p WHERE p.id = ANY(posts));
    END IF;
    INSERT INTO record_mark (organization_id, n) SELECT of.body, 1 FROM unnest(bodies) of (body) WHERE of.body IS NOT NULL;
    IF (SELECT count(*) FROM record_mark) > {FOLDED} THEN
        WITH gone AS (DELETE FROM record_mark WHERE ctid = ANY(ARRAY(SELECT ctid FROM record_mark FOR UPDATE SKIP LOCKED))
                      RETURNING organization_id, n)
        INSERT INTO record_mark (organization_id, n)
        SELECT CASE WHEN (SELECT count(DISTINCT organization_id) FROM gone) <= {FOLDED} / 2 THEN organization_id ELSE '' END,
               sum(n) FROM gone GROUP BY 1;
    END IF;
    RETURN NULL;
END $$;
"""

MARKED_TABLES = ("organization", "post", "establishment", "tenure", "decision", "person")
"""The tables from whose rows something is counted over a body with all below it."""

_REACHED = reached_below("of.body", ALL)

# Of a transaction that has written there are no marks: what it alone sees may be taken back.
READ = f"""
CREATE FUNCTION access.marks(OUT tree bigint, OUT everything bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(n) FILTER (WHERE organization_id = ''), 0)::bigint, coalesce(sum(n), 0)::bigint FROM record_mark
    HAVING pg_current_xact_id_if_assigned() IS NULL
$$;

-- The marks of bodies within reach, each with all below it, and whether many bodies are below it.
CREATE FUNCTION access.marked(bodies text[]) RETURNS TABLE (body text, marks bigint, large boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_nestloop = off AS $$
    WITH counted AS MATERIALIZED (
        SELECT a.above_id, sum(m.n)::bigint AS n
          FROM (SELECT organization_id, sum(n) AS n FROM record_mark GROUP BY 1) m,
               LATERAL (SELECT x.above_id FROM organization_above x WHERE x.organization_id = m.organization_id OFFSET 0) a
         GROUP BY 1
    )
    SELECT of.body, coalesce(c.n, 0),
           (SELECT count(*) FROM (SELECT FROM organization_above x WHERE x.above_id = of.body LIMIT {LARGE} + 1) y) > {LARGE}
      FROM unnest(bodies) of (body) LEFT JOIN counted c ON c.above_id = of.body
     WHERE {_REACHED}
$$;

-- What stands right below bodies on a day. Where bodies stand below each other in a circle, nothing is told.
CREATE FUNCTION access.parts(bodies text[], days date[]) RETURNS TABLE (body text, day date, part text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_nestloop = off AS $$
#variable_conflict use_column
DECLARE
    one record;
    inside text[];
    found text[];
    covered bigint;
BEGIN
    FOR one IN SELECT of.body, of.day FROM unnest(bodies, days) of (body, day) WHERE {_REACHED} LOOP
        inside := ARRAY(SELECT a.organization_id FROM organization_above a
                         WHERE a.above_id = one.body AND a.organization_id <> one.body
                           AND a.since <= one.day AND a.until > one.day);
        found := ARRAY(SELECT i.id FROM unnest(inside) i (id) WHERE NOT EXISTS (
                        SELECT FROM organization_above u JOIN unnest(inside) m (id) ON m.id = u.above_id
                         WHERE u.organization_id = i.id AND u.above_id <> i.id AND u.since <= one.day AND u.until > one.day));
        SELECT count(DISTINCT a.organization_id) INTO covered FROM organization_above a
         WHERE a.above_id = ANY(found) AND a.since <= one.day AND a.until > one.day;
        IF covered = cardinality(inside) THEN
            RETURN QUERY SELECT one.body, one.day, f.id FROM unnest(found) f (id);
        END IF;
    END LOOP;
END $$;
"""

_SIGNATURES = ("marks()", "marked(text[])", "parts(text[], date[])")


def operations() -> list[migrations.RunSQL]:
    """The table of marks, the triggers that set them, and the functions that read them, for the application's role."""
    called = ", ".join(f"access.{signature}" for signature in _SIGNATURES)
    return [
        migrations.RunSQL(TABLE, "DROP TABLE record_mark"),
        migrations.RunSQL(MARK, "DROP FUNCTION access.mark_bodies()"),
        *(
            # After `follow_versions`, by its name: what is read are the rows that hold now.
            migrations.RunSQL(
                f"CREATE TRIGGER marks_bodies AFTER INSERT ON {table}_version REFERENCING NEW TABLE AS added "
                f"FOR EACH STATEMENT EXECUTE FUNCTION access.mark_bodies('{table}')",
                f"DROP TRIGGER marks_bodies ON {table}_version",
            )
            for table in MARKED_TABLES
        ),
        migrations.RunSQL(READ, f"DROP FUNCTION {called}"),
        migrations.RunSQL(
            f"REVOKE ALL ON FUNCTION access.mark_bodies(), {called} FROM PUBLIC;"
            f"GRANT EXECUTE ON FUNCTION {called} TO chinhdanh_app",
            migrations.RunSQL.noop,
        ),
    ]
