"""How the register is searched: row-level security would ask about each of many thousand rows before the first is shown.

A function of the owner finds the ids of a page, or how many there are up to a limit, within the acting user's reach and
nothing else; the rows themselves are then read under the policies like any others. What is within a narrow reach is worked
out first; with a wide one, or where the page is near, the rows are walked in their order until it is full. That is the
order of days, which an index has; any other has all rows sorted, and is for whoever has counted that they are few.
"""

from django.db import migrations

from chinhdanh.web.record.access import JUDGING, REPORTS
from chinhdanh.web.record.protection import FOR_A_PAGE

BODIES = 500
"""Bodies up to which a reach is narrow."""
FEW = 5_000
"""Places of decisions up to which each decision is looked up."""
PLACES = 100_000
"""Places of decisions, about three to each, up to which a reach is narrow."""

_JUDGING = "'{" + ",".join(JUDGING) + "}'"
_REPORTS = "'{" + ",".join(REPORTS) + "}'"

REGISTER = f"""
CREATE OR REPLACE FUNCTION access.register(
    of_kind text, of_status text, number_from text, number_to text, signed_from date, signed_to date, issuer text,
    persons text[], of_verdict text, of_run bigint, downwards boolean, skipped bigint, taken bigint, counted boolean,
    sorted text, kinds text[]
) RETURNS TABLE (decision_id text, total bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
{FOR_A_PAGE} AS $$
DECLARE
    held text[] := access.granted({_JUDGING});
    told text[] := access.granted({_REPORTS});
    own text := access.own();
    self text := access.self();
    narrowed boolean := coalesce(of_kind, of_status, number_from, issuer, of_verdict) IS NOT NULL
        OR coalesce(signed_from, signed_to) IS NOT NULL OR persons IS NOT NULL;
    bodies text[];
    places bigint;
    near text[];
    within constant text := 'SELECT pl.decision_id AS id FROM decision_place pl WHERE pl.organization_id = ANY($3) '
        'UNION SELECT x.id FROM decision x WHERE x.person_id = $14';
    asked text := '';
    reached text;
    judged text;
    found text := ' FROM decision d WHERE true';
    direction text := CASE WHEN downwards THEN 'DESC' ELSE 'ASC' END;
    before text := CASE sorted
        WHEN 'number' THEN 'substring(d.number FROM ''^[0-9]{{1,9}}'')::int %1$s NULLS LAST, '
                           'd.number COLLATE "C" %1$s NULLS LAST, '
        WHEN 'kind' THEN 'array_position($20, d.kind) %1$s NULLS LAST, '
        WHEN 'organization' THEN '(SELECT o.name FROM organization o WHERE o.id = d.organization_id) %1$s NULLS LAST, '
                                 'd.signatory_id, '
        ELSE '' END;
BEGIN
    bodies := ARRAY(SELECT a.organization_id FROM organization_above a WHERE a.above_id = ANY(held)
                       AND a.since <= access.acting_day() AND a.until > access.acting_day() LIMIT {BODIES} + 1);
    IF counted AND NOT narrowed THEN
        -- Places are counted sooner than decisions. There are several to each, so a part of them may leave it open.
        WITH part AS MATERIALIZED (
            SELECT pl.decision_id AS id FROM decision_place pl WHERE pl.organization_id = ANY(bodies) LIMIT 5 * taken
        )
        SELECT (SELECT count(*) FROM (SELECT id FROM part UNION SELECT d.id FROM decision d WHERE d.person_id = own) listed),
               (SELECT count(*) FROM part) INTO total, places;
        IF total >= taken OR (places < 5 * taken AND cardinality(bodies) <= {BODIES}) THEN
            total := least(total, taken);
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;
    IF cardinality(bodies) <= {BODIES} THEN
        SELECT count(*) INTO places FROM (
            SELECT FROM decision_place pl WHERE pl.organization_id = ANY(bodies) LIMIT {PLACES} + 1) x;
    END IF;
    IF cardinality(bodies) > {BODIES} OR places > {PLACES} THEN
        asked := ' AND (EXISTS (SELECT FROM decision_place pl WHERE pl.decision_id = d.id AND EXISTS (SELECT FROM '
                 'organization_above a WHERE a.organization_id = pl.organization_id AND a.above_id = ANY($1) AND '
                 'a.since <= $2 AND a.until > $2 OFFSET 0) OFFSET 0) OR d.person_id = $14)';
    ELSIF before = '' AND NOT narrowed AND NOT counted AND places * places > 60 * (skipped + taken) *
          (SELECT greatest(c.reltuples, 0) FROM pg_class c WHERE c.oid = 'public.decision'::regclass) THEN
        -- Few are walked over. By hash: `|| ''` keeps an index from being asked for each body.
        asked := ' AND (EXISTS (SELECT FROM decision_place pl WHERE pl.decision_id = d.id AND pl.organization_id || '''' = '
                 'ANY($3) OFFSET 0) OR d.person_id = $14)';
    ELSIF before = '' AND NOT narrowed AND NOT counted AND places > {FEW} THEN
        -- An index is walked in the order of days, and each held against a hash of them: `|| ''` keeps them from being looked
        -- up one by one.
        EXECUTE 'SELECT array_agg(id) FROM (' || within || ') r' INTO near
          USING held, access.acting_day(), bodies, of_kind, of_status, number_from, number_to, signed_from, signed_to, issuer,
                persons, of_run, of_verdict, own;
        asked := ' AND d.id || '''' = ANY($19)';
    ELSIF NOT narrowed AND NOT counted THEN
        -- Each is looked up, and no more of it read than its day: an index has both.
        found := ' FROM (' || within || ') r, LATERAL (SELECT * FROM decision x WHERE x.id = r.id OFFSET 0) d WHERE true';
    ELSE
        asked := ' AND d.id IN (' || within || ')';
    END IF;
    IF of_kind IS NOT NULL THEN asked := asked || ' AND d.kind = $4'; END IF;
    IF of_status IS NOT NULL THEN asked := asked || ' AND d.status = $5'; END IF;
    IF number_from IS NOT NULL THEN asked := asked || ' AND d.number COLLATE "C" >= $6 AND d.number COLLATE "C" < $7'; END IF;
    IF signed_from IS NOT NULL THEN asked := asked || ' AND d.signed_on >= $8'; END IF;
    IF signed_to IS NOT NULL THEN asked := asked || ' AND d.signed_on <= $9'; END IF;
    IF issuer IS NOT NULL THEN asked := asked || ' AND d.organization_id = $10'; END IF;
    IF persons IS NOT NULL THEN asked := asked || ' AND d.person_id = ANY($11)'; END IF;
    IF of_verdict IS NOT NULL THEN
        -- A verdict that tells of a report, or of what is kept from whom it is about, finds nothing for others.
        judged := 'SELECT v.decision_id FROM verdict v WHERE v.run_id = $12 AND v.verdict = $13 AND ';
        reached := 'EXISTS (SELECT FROM decision_place pl JOIN organization_above a USING (organization_id) WHERE '
                   'pl.decision_id = d.id AND a.above_id = ANY(%s) AND a.since <= $2 AND a.until > $2 OFFSET 0)';
        asked := asked || ' AND (d.id IN (' || judged || 'NOT v.of_reports';
        IF cardinality(held) = 0 THEN asked := asked || ' AND v.open_to_subject'; END IF;
        asked := asked || ')';
        IF own IS NOT NULL AND cardinality(held) > 0 THEN
            asked := asked || ' AND (d.person_id IS DISTINCT FROM $14 OR d.id IN (' || judged || 'v.open_to_subject) OR ' ||
                     format(reached, '$1') || ')';
        END IF;
        IF cardinality(told) > 0 THEN
            asked := asked || ' OR (d.id IN (' || judged || 'v.of_reports) AND d.person_id IS DISTINCT FROM $15 AND ' ||
                     format(reached, '$16') || ')';
        END IF;
        asked := asked || ')';
    END IF;
    found := found || asked;
    IF counted THEN
        EXECUTE 'SELECT count(*) FROM (SELECT 1' || found || ' LIMIT $17) listed' INTO total
          USING held, access.acting_day(), bodies, of_kind, of_status, number_from, number_to, signed_from, signed_to, issuer,
                persons, of_run, of_verdict, own, self, told, taken;
        decision_id := NULL;
        RETURN NEXT;
        RETURN;
    END IF;
    RETURN QUERY EXECUTE 'SELECT d.id, NULL::bigint' || found ||
        format(' ORDER BY ' || before || 'd.signed_on %1$s, d.id %1$s OFFSET $18 LIMIT $17', direction)
      USING held, access.acting_day(), bodies, of_kind, of_status, number_from, number_to, signed_from, signed_to, issuer,
            persons, of_run, of_verdict, own, self, told, taken, skipped, near, kinds;
END $$;
"""


def _reached(roles: str) -> str:
    # Nested rather than joined: the planner would begin with all bodies within reach, and there may be thousands.
    return (
        "EXISTS (SELECT FROM decision_place pl WHERE pl.decision_id = d.id AND EXISTS (SELECT FROM organization_above a "
        f"WHERE a.organization_id = pl.organization_id AND a.above_id = ANY((SELECT access.granted({roles}))::text[]) "
        "AND a.since <= (SELECT access.acting_day()) AND a.until > (SELECT access.acting_day()) OFFSET 0) OFFSET 0)"
    )


JUDGED = f"""
-- How many verdicts of each kind there are on some decisions, for whom the acting user may read.
CREATE FUNCTION access.judged(decisions text[], of_run bigint) RETURNS TABLE (decision_id text, verdict text, total bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
    WITH reached AS MATERIALIZED (
        SELECT d.id, d.person_id = (SELECT access.own()) AS own, d.person_id IS DISTINCT FROM (SELECT access.self()) AS others,
               {_reached(_JUDGING)} AS plain,
               {_reached(_REPORTS)} AS told
          FROM decision d WHERE d.id = ANY(decisions)
    )
    SELECT r.id, v.verdict, count(*)
      FROM reached r,
           LATERAL (SELECT * FROM verdict v WHERE v.decision_id = r.id AND v.run_id = of_run OFFSET 0) v
     WHERE CASE WHEN v.of_reports THEN r.told AND r.others ELSE r.plain OR (r.own AND v.open_to_subject) END
     GROUP BY 1, 2
$$;
"""

_BY_DAY = (
    "access.register(text, text, text, text, date, date, text, text[], text, bigint, boolean, bigint, bigint, boolean)"
)
"""The function of earlier versions, which knew one order."""
_SIGNATURE = _BY_DAY.removesuffix(")") + ", text, text[])"
_FOR_USERS = f"REVOKE ALL ON FUNCTION {_SIGNATURE} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {_SIGNATURE} TO chinhdanh_app"

_INDEXES = (
    ("decision_signed", "decision (signed_on, id)"),
    ("decision_of_kind", "decision (kind, signed_on, id)"),
    ("decision_of_body", "decision (organization_id, signed_on, id)"),
    # A file as it was known on a day is read from its versions.
    *(
        (f"{table}_version_decision", f"{table}_version (decision_id)")
        for table in ("step", "notice", "participant", "dossier_item", "special_case")
    ),
)


_JUDGED = "access.judged(text[], bigint)"


def judged() -> list[migrations.RunSQL]:
    """The function of the verdicts on a page of the register; it comes when there are verdicts."""
    return [
        migrations.RunSQL(JUDGED, f"DROP FUNCTION {_JUDGED}"),
        migrations.RunSQL(
            f"REVOKE ALL ON FUNCTION {_JUDGED} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {_JUDGED} TO chinhdanh_app",
            migrations.RunSQL.noop,
        ),
    ]


def planned() -> list[migrations.RunSQL]:
    """The function as it is now, where an earlier version made it, and the index of a decision's day."""
    return [
        migrations.RunSQL(REGISTER, migrations.RunSQL.noop),
        migrations.RunSQL("CREATE INDEX decision_day ON decision (id, signed_on)", "DROP INDEX decision_day"),
    ]


def sorted_as_asked() -> list[migrations.RunSQL]:
    """The function with other orders than that of days, in place of the one that an earlier version made."""
    statements = f"DROP FUNCTION IF EXISTS {_BY_DAY}; {REGISTER}; {_FOR_USERS}"
    return [migrations.RunSQL(statements, migrations.RunSQL.noop)]


def operations() -> list[migrations.RunSQL]:
    """The function, who may call it, and the indexes that serve it."""
    return [
        migrations.RunSQL(REGISTER, f"DROP FUNCTION {_SIGNATURE}"),
        migrations.RunSQL(_FOR_USERS, migrations.RunSQL.noop),
        *(migrations.RunSQL(f"CREATE INDEX {name} ON {on}", f"DROP INDEX {name}") for name, on in _INDEXES),
    ]
