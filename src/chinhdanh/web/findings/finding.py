"""How findings are listed and counted: row-level security would ask about each of many thousand before the first is shown.

As with the register (`decisions.finding`): functions of the owner, which keep to the acting user's reach.
"""

from django.db import migrations

from chinhdanh.web.record.access import JUDGING, REPORTS
from chinhdanh.web.record.protection import FOR_A_PAGE

BODIES = 500
"""Bodies up to which a reach is worked out before anything else."""

_JUDGING = "'{" + ",".join(JUDGING) + "}'"
_REPORTS = "'{" + ",".join(REPORTS) + "}'"


def _bodies(roles: str) -> str:
    """The bodies within the reach of these roles on the acting day (SQL)."""
    return (
        f"SELECT a.organization_id FROM organization_above a WHERE a.above_id = ANY((SELECT access.granted({roles}))::text[]) "
        "AND a.since <= (SELECT access.acting_day()) AND a.until > (SELECT access.acting_day())"
    )


LISTED = f"""
CREATE OR REPLACE FUNCTION access.findings(
    of_run bigint, body text, of_rule text, of_verdict text, from_day date, to_day date, sorted text, downwards boolean,
    skipped bigint, taken bigint, counted boolean
) RETURNS TABLE (key uuid, total bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
{FOR_A_PAGE} AS $$
DECLARE
    plain text[] := access.granted({_JUDGING});
    told text[] := access.granted({_REPORTS});
    near text[];
    self text := access.self();
    below constant text := 'EXISTS (SELECT FROM organization_above a WHERE a.organization_id = v.organization_id AND '
        'a.above_id = ANY(%s) AND a.since <= $11 AND a.until > $11 OFFSET 0)';
    found text := ' FROM verdict v WHERE v.run_id = $1 AND v.verdict <> ''complies'' AND CASE WHEN v.of_reports '
        'THEN %2$s AND v.person_id IS DISTINCT FROM $4 ELSE %1$s END';
    direction text := CASE WHEN downwards THEN 'DESC' ELSE 'ASC' END;
    ordered text := CASE sorted WHEN 'rule' THEN 'v.rule_id' WHEN 'verdict' THEN 'v.verdict' WHEN 'organization'
        THEN '(SELECT o.name FROM organization o WHERE o.id = v.organization_id)' ELSE 'v."on"' END;
BEGIN
    near := ARRAY(SELECT a.organization_id FROM organization_above a WHERE a.above_id = ANY(plain || told)
                     AND a.since <= access.acting_day() AND a.until > access.acting_day() LIMIT {BODIES} + 1);
    IF body IS NOT NULL AND cardinality(near) <= {BODIES} THEN
        near := ARRAY(SELECT a.organization_id FROM organization_above a WHERE a.organization_id = ANY(near)
                         AND a.above_id = body AND a.since <= access.acting_day() AND a.until > access.acting_day());
    ELSIF body IS NOT NULL THEN
        near := ARRAY(SELECT a.organization_id FROM organization_above a WHERE a.above_id = body
                         AND a.since <= access.acting_day() AND a.until > access.acting_day() LIMIT {BODIES} + 1);
    END IF;
    IF cardinality(near) <= {BODIES} THEN
        plain := ARRAY(SELECT DISTINCT a.organization_id FROM organization_above a
                        WHERE a.organization_id = ANY(near) AND a.above_id = ANY(plain)
                          AND a.since <= access.acting_day() AND a.until > access.acting_day());
        told := ARRAY(SELECT DISTINCT a.organization_id FROM organization_above a
                       WHERE a.organization_id = ANY(near) AND a.above_id = ANY(told)
                         AND a.since <= access.acting_day() AND a.until > access.acting_day());
        found := format(found, 'v.organization_id = ANY($2)', 'v.organization_id = ANY($3)')
            || ' AND v.organization_id = ANY($2 || $3)';
    ELSE
        found := format(found, format(below, '$2'), format(below, '$3'));
        IF body IS NOT NULL THEN found := found || ' AND ' || format(below, 'ARRAY[$12]'); END IF;
    END IF;
    IF of_rule IS NOT NULL THEN found := found || ' AND v.rule_id = $5'; END IF;
    IF of_verdict IS NOT NULL THEN found := found || ' AND v.verdict = $6'; END IF;
    IF from_day IS NOT NULL THEN found := found || ' AND v."on" >= $7'; END IF;
    IF to_day IS NOT NULL THEN found := found || ' AND v."on" <= $8'; END IF;
    IF counted THEN
        EXECUTE 'SELECT count(*) FROM (SELECT 1' || found || ' LIMIT $9) listed' INTO total
          USING of_run, plain, told, self, of_rule, of_verdict, from_day, to_day, taken, skipped, access.acting_day(), body;
        key := NULL;
        RETURN NEXT;
        RETURN;
    END IF;
    RETURN QUERY EXECUTE 'SELECT v.key, NULL::bigint' || found ||
        format(' ORDER BY %1$s %2$s, v.key %2$s OFFSET $10 LIMIT $9', ordered, direction)
      USING of_run, plain, told, self, of_rule, of_verdict, from_day, to_day, taken, skipped, access.acting_day(), body;
END $$;

-- How many findings there are by rule and verdict, by month and verdict, or by body and rule.
CREATE OR REPLACE FUNCTION access.count_findings(of_run bigint, body text, of_rule text, of_verdict text, grouped text)
RETURNS TABLE (organization_id text, rule_id text, verdict text, month date, total bigint) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp {FOR_A_PAGE} AS $$
    SELECT CASE WHEN grouped = 'body' THEN c.organization_id END, CASE WHEN grouped <> 'month' THEN c.rule_id END,
           CASE WHEN grouped <> 'body' THEN c.verdict END, CASE WHEN grouped = 'month' THEN c.month END, sum(c.count)::bigint
      FROM finding_count c
     WHERE c.run_id = of_run AND (of_rule IS NULL OR c.rule_id = of_rule) AND (of_verdict IS NULL OR c.verdict = of_verdict)
       AND CASE WHEN c.of_reports THEN c.organization_id IN ({_bodies(_REPORTS)})
                ELSE c.organization_id IN ({_bodies(_JUDGING)}) END
       AND (body IS NULL OR c.organization_id IN (
            SELECT a.organization_id FROM organization_above a WHERE a.above_id = body
               AND a.since <= access.acting_day() AND a.until > access.acting_day()))
     GROUP BY 1, 2, 3, 4
$$;
"""

_CALLED = (
    "access.findings(bigint, text, text, text, date, date, text, boolean, bigint, bigint, boolean)",
    "access.count_findings(bigint, text, text, text, text)",
)


def planned() -> list[migrations.RunSQL]:
    """The functions as they are now, where an earlier version made them, and without the one that they no longer call."""
    return [migrations.RunSQL(f"{LISTED}; DROP FUNCTION IF EXISTS access.bodies(text[])", migrations.RunSQL.noop)]


def sorted_as_asked() -> list[migrations.RunSQL]:
    """The functions as they are now, where an earlier version made them with fewer orders."""
    return [migrations.RunSQL(LISTED, migrations.RunSQL.noop)]


def operations() -> list[migrations.RunSQL]:
    """The functions, and who may call them."""
    return [
        migrations.RunSQL(LISTED, ";".join(f"DROP FUNCTION {name}" for name in _CALLED)),
        migrations.RunSQL(
            "".join(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC;" for name in _CALLED)
            + "".join(f"GRANT EXECUTE ON FUNCTION {name} TO chinhdanh_app;" for name in _CALLED),
            migrations.RunSQL.noop,
        ),
    ]
