"""What the database keeps in step with the record so that a reach is found by indexes: which bodies are above which, and
to which bodies persons and decisions belong.

It is worked out anew for what a statement touched, when the tables of what holds now follow their versions; nobody has
the right to write it.
"""

from django.db import migrations

ABOVE = """
-- A body is below its parent; one that was dissolved into another is below that one from then on, and no more below its
-- parent. Days are kept along the way, so that the reach of any day can be asked. A circle ends by itself (UNION).
CREATE FUNCTION access.set_above(bodies text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    -- Two who move bodies at once wait for each other: a path may run through what both change.
    PERFORM pg_advisory_xact_lock(hashtext('organization_above'));
    SELECT array_agg(DISTINCT touched.id) INTO bodies FROM (
        SELECT unnest(bodies) AS id
        UNION ALL SELECT a.organization_id FROM unnest(bodies) of(id) JOIN organization_above a ON a.above_id = of.id
    ) touched;
    DELETE FROM organization_above x USING unnest(bodies) of(id) WHERE x.organization_id = of.id;
    INSERT INTO organization_above (organization_id, above_id, since, until)
    WITH RECURSIVE edge AS (
        SELECT id, parent_id AS above_id, date '0001-01-01' AS since,
               CASE WHEN successor_id IS NULL THEN date '9999-12-31' ELSE coalesce(until, date '9999-12-31') END AS until
          FROM organization WHERE parent_id IS NOT NULL
        UNION ALL
        SELECT id, successor_id, until, date '9999-12-31'
          FROM organization WHERE successor_id IS NOT NULL AND until IS NOT NULL
    ), path AS (
        SELECT o.id, o.id AS above_id, date '0001-01-01' AS since, date '9999-12-31' AS until
          FROM unnest(bodies) of(id) JOIN organization o ON o.id = of.id
        UNION
        SELECT p.id, e.above_id, greatest(p.since, e.since), least(p.until, e.until)
          FROM path p JOIN edge e ON e.id = p.above_id
         WHERE greatest(p.since, e.since) < least(p.until, e.until)
    )
    SELECT id, above_id, since, max(until) FROM path GROUP BY id, above_id, since;
END $$;
"""

PLACES = """
-- Only what differs is written: a decision about somebody seldom moves them. What hangs on each is looked up (`OFFSET 0` keeps
-- the planner to it): joined, whole tables would be read for every part of a list. By the index always: a table that was
-- empty when this was planned would be searched from end to end for every row of a load, while it fills.
CREATE FUNCTION access.set_places(persons text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
    relatives text[];
    moved text[];
BEGIN
    -- Two who write about one person at once wait for each other; a load, which writes about all, has the record to itself.
    -- What was just loaded has no statistics yet, and without them the planner takes a table of many rows for a small one.
    IF cardinality(persons) < {LOAD} THEN
        PERFORM 1 FROM person p WHERE p.id = ANY(persons) ORDER BY p.id FOR NO KEY UPDATE;
    ELSE
        ANALYZE post, person, tenure, plan_entry, decision, kinship, person_place, decision_place;
    END IF;
    persons := ARRAY(SELECT DISTINCT unnest(persons));
    WITH belongs AS MATERIALIZED (
        SELECT of.id AS person_id, p.organization_id
          FROM unnest(persons) of (id),
               LATERAL (SELECT t.post_id FROM tenure t WHERE t.person_id = of.id OFFSET 0) t,
               LATERAL (SELECT p.organization_id FROM post p WHERE p.id = t.post_id OFFSET 0) p
        UNION
        SELECT of.id, place.id
          FROM unnest(persons) of (id),
               LATERAL (SELECT e.post_id, e.organization_id, e.approver_id FROM plan_entry e
                         WHERE e.person_id = of.id OFFSET 0) e,
               LATERAL (VALUES (e.organization_id), (e.approver_id),
                               ((SELECT p.organization_id FROM post p WHERE p.id = e.post_id))) place (id)
        UNION
        SELECT of.id, place.id
          FROM unnest(persons) of (id),
               LATERAL (SELECT d.post_id, d.from_post_id, d.organization_id, d.receiving_organization_id FROM decision d
                         WHERE d.person_id = of.id OFFSET 0) d,
               LATERAL (VALUES (d.organization_id), (d.receiving_organization_id),
                               ((SELECT p.organization_id FROM post p WHERE p.id = d.post_id)),
                               ((SELECT p.organization_id FROM post p WHERE p.id = d.from_post_id))) place (id)
    ), no_more AS (
        DELETE FROM person_place x USING unnest(persons) of (id) WHERE x.person_id = of.id AND NOT EXISTS (
            SELECT FROM belongs b WHERE b.person_id = x.person_id AND b.organization_id = x.organization_id)
        RETURNING x.person_id
    ), from_now_on AS (
        INSERT INTO person_place AS known (person_id, organization_id, own)
        SELECT person_id, organization_id, true FROM belongs b WHERE organization_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM person_place k WHERE k.person_id = b.person_id AND k.organization_id = b.organization_id AND k.own
            OFFSET 0)
        ON CONFLICT (person_id, organization_id) DO UPDATE SET own = true WHERE NOT known.own
        RETURNING known.person_id
    )
    SELECT array_agg(person_id) INTO moved
      FROM (SELECT person_id FROM no_more UNION SELECT person_id FROM from_now_on) changed;
    -- A relative who is nobody's official belongs where the official does, if only to be named there.
    SELECT array_agg(DISTINCT kin.id) INTO relatives FROM (
        SELECT unnest(persons) AS id
        UNION ALL SELECT k.id FROM unnest(persons) of (id), LATERAL ({KIN}) k
    ) kin WHERE NOT EXISTS (SELECT FROM person_place p WHERE p.person_id = kin.id AND p.own OFFSET 0);
    DELETE FROM person_place x USING unnest(relatives) of (id) WHERE x.person_id = of.id;
    INSERT INTO person_place (person_id, organization_id, own)
    SELECT DISTINCT of.id, p.organization_id, false
      FROM unnest(relatives) of (id), LATERAL ({KIN}) k,
           LATERAL (SELECT p.organization_id FROM person_place p WHERE p.person_id = k.id AND p.own OFFSET 0) p;
    -- Who was only just entered belongs where the one who entered them keeps the record, until there is a decision.
    -- Who they are and who entered them is found first: who has entered often would be tried with each of their changes.
    WITH entered AS MATERIALIZED (
        SELECT p.id, c.by_id, (c.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS on
          FROM unnest(relatives) of(id)
          JOIN person p ON p.id = of.id
          JOIN person_version v ON v.id = p.id AND v.replaces_id IS NULL
          JOIN change c ON c.id = v.change_id
         WHERE NOT EXISTS (SELECT FROM person_place x WHERE x.person_id = p.id)
    )
    INSERT INTO person_place (person_id, organization_id, own)
    SELECT DISTINCT entered.id, g.organization_id, false
      FROM entered
      JOIN role_grant g ON g.user_id = entered.by_id AND g.role = ANY('{KEEPERS}') AND g.organization_id IS NOT NULL
     WHERE daterange(g.since, g.until) @> entered.on
       AND NOT EXISTS (SELECT FROM role_grant_end e WHERE e.grant_id = g.id AND e.on <= entered.on);
    PERFORM access.set_decisions(ARRAY(
        SELECT d.id FROM unnest(moved || relatives) of(id) JOIN decision d ON d.person_id = of.id));
END $$;

-- A decision belongs where its person does; one that names nobody, where it was issued or has its effect.
CREATE FUNCTION access.set_decisions(decisions text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
BEGIN
    decisions := ARRAY(SELECT DISTINCT unnest(decisions));
    WITH belongs AS MATERIALIZED (
        SELECT DISTINCT of.id, place.id AS organization_id
          FROM unnest(decisions) of (id),
               LATERAL (SELECT d.* FROM decision d WHERE d.id = of.id OFFSET 0) d,
               LATERAL (SELECT p.organization_id FROM person_place p WHERE p.person_id = d.person_id
                        UNION ALL
                        SELECT stated.id
                          FROM (VALUES (d.organization_id), (d.receiving_organization_id),
                                       ((SELECT p.organization_id FROM post p WHERE p.id = d.post_id)),
                                       ((SELECT p.organization_id FROM post p WHERE p.id = d.from_post_id))) stated (id)
                         WHERE d.person_id IS NULL AND stated.id IS NOT NULL) place (id)
    ), no_more AS (
        DELETE FROM decision_place x USING unnest(decisions) of (id) WHERE x.decision_id = of.id AND NOT EXISTS (
            SELECT FROM belongs b WHERE b.id = x.decision_id AND b.organization_id = x.organization_id)
    )
    -- What is there is left to the index, as above.
    INSERT INTO decision_place (decision_id, organization_id) SELECT id, organization_id FROM belongs
    ON CONFLICT DO NOTHING;
END $$;
"""

_KIN = """SELECT k.relative_id AS id FROM kinship k WHERE k.person_id = of.id
           UNION ALL SELECT k.person_id FROM kinship k WHERE k.relative_id = of.id OFFSET 0"""

LOAD = 10_000
"""People about whom so much is written at once that it is a load of the record, which has it to itself."""

FOLLOW = """
-- The tables of what was and what is (`gone`, `come`) are there only where the statement has them: each is read in a
-- branch of its own.
CREATE FUNCTION access.follow_record() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    bodies text[] := '{}';
    persons text[] := '{}';
    decisions text[] := '{}';
    posts text[] := '{}';
    one text := TG_TABLE_NAME;
BEGIN
    -- What is said of a person moves nobody: where they belong hangs on posts, plans, decisions and kin.
    IF one = 'person' AND TG_OP = 'UPDATE' THEN RETURN NULL; END IF;
    IF TG_OP <> 'INSERT' THEN
        IF one = 'organization' THEN bodies := ARRAY(SELECT id FROM gone);
        ELSIF one = 'post' THEN posts := ARRAY(SELECT id FROM gone);
        ELSIF one = 'person' THEN persons := ARRAY(SELECT id FROM gone);
        ELSIF one = 'kinship' THEN persons := ARRAY(SELECT person_id FROM gone UNION SELECT relative_id FROM gone);
        ELSE persons := ARRAY(SELECT DISTINCT person_id FROM gone);
        END IF;
        IF one = 'decision' THEN decisions := ARRAY(SELECT id FROM gone); END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF one = 'organization' THEN bodies := bodies || ARRAY(SELECT id FROM come);
        ELSIF one = 'post' THEN posts := posts || ARRAY(SELECT id FROM come);
        ELSIF one = 'person' THEN persons := persons || ARRAY(SELECT id FROM come);
        ELSIF one = 'kinship' THEN
            persons := persons || ARRAY(SELECT person_id FROM come UNION SELECT relative_id FROM come);
        ELSE persons := persons || ARRAY(SELECT DISTINCT person_id FROM come);
        END IF;
        IF one = 'decision' THEN decisions := decisions || ARRAY(SELECT id FROM come); END IF;
    END IF;
    IF posts <> '{}' THEN
        persons := ARRAY(
            SELECT t.person_id FROM tenure t WHERE t.post_id = ANY(posts)
            UNION SELECT e.person_id FROM plan_entry e WHERE e.post_id = ANY(posts)
            UNION SELECT d.person_id FROM decision d WHERE d.post_id = ANY(posts)
            UNION SELECT d.person_id FROM decision d WHERE d.from_post_id = ANY(posts));
        decisions := ARRAY(
            SELECT d.id FROM decision d WHERE d.person_id IS NULL AND d.post_id = ANY(posts)
            UNION SELECT d.id FROM decision d WHERE d.person_id IS NULL AND d.from_post_id = ANY(posts));
    END IF;
    persons := array_remove(persons, NULL);
    IF bodies <> '{}' THEN PERFORM access.set_above(bodies); END IF;
    IF persons <> '{}' THEN PERFORM access.set_places(persons); END IF;
    -- The decisions of those who moved are set already: these are where their persons are.
    IF decisions <> '{}' THEN PERFORM access.set_decisions(decisions); END IF;
    RETURN NULL;
END $$;
"""

FOLLOWED = ("organization", "post", "person", "kinship", "tenure", "plan_entry", "decision")
"""The tables that say to which bodies somebody belongs."""

_EVENTS = (
    ("INSERT", "NEW TABLE AS come"),
    ("UPDATE", "OLD TABLE AS gone NEW TABLE AS come"),
    ("DELETE", "OLD TABLE AS gone"),
)


def _triggers(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        ";".join(
            f"CREATE TRIGGER access_{event.lower()} AFTER {event} ON {table} REFERENCING {rows} "
            "FOR EACH STATEMENT EXECUTE FUNCTION access.follow_record()"
            for event, rows in _EVENTS
        ),
        ";".join(f"DROP TRIGGER access_{event.lower()} ON {table}" for event, _ in _EVENTS),
    )


# What is recorded already is worked out once; the same functions then keep it in step.
FILL = """
SELECT access.set_above(ARRAY(SELECT id FROM organization));
SELECT access.set_places(ARRAY(SELECT id FROM person));
SELECT access.set_decisions(ARRAY(SELECT id FROM decision WHERE person_id IS NULL));
"""


def _places(keepers: tuple[str, ...]) -> str:
    return (
        PLACES.replace("{KEEPERS}", "{" + ",".join(keepers) + "}").replace("{LOAD}", str(LOAD)).replace("{KIN}", _KIN)
    )


def by_difference(keepers: tuple[str, ...]) -> migrations.RunSQL:
    """The functions as they are now, in a database in which they wrote all places anew."""
    return migrations.RunSQL(
        (_places(keepers) + FOLLOW).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), migrations.RunSQL.noop
    )


def operations(keepers: tuple[str, ...]) -> list[migrations.RunSQL]:
    """Functions, triggers and the first filling; `keepers` are the roles of those who may enter a person."""
    return [
        migrations.RunSQL("CREATE SCHEMA access", "DROP SCHEMA access"),
        migrations.RunSQL(ABOVE, "DROP FUNCTION access.set_above(text[])"),
        migrations.RunSQL(
            _places(keepers),
            "DROP FUNCTION access.set_places(text[]); DROP FUNCTION access.set_decisions(text[])",
        ),
        migrations.RunSQL(FOLLOW, "DROP FUNCTION access.follow_record()"),
        *(_triggers(table) for table in FOLLOWED),
        migrations.RunSQL(FILL, "TRUNCATE organization_above, person_place, decision_place"),
    ]
