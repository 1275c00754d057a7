"""What waits over a body with all below it: found as `organisations.counting` counts, and for the same reason."""

from django.db import migrations

from chinhdanh.web.organisations.counting import ASKED, DECLARED, HELD, INSIDE, ON_DAY, PIECES, STEPS

# A term for which reappointment or extension was decided in its last year, or after it, waits for nothing.
TERMS = f"""
CREATE OR REPLACE FUNCTION access.terms_ending({PIECES}, last date)
RETURNS TABLE (piece text, day date, person text, post text, ends date) {STEPS} AS $$
{DECLARED}
    WITH {INSIDE}
    SELECT i.piece, i.day, x.person_id, x.post_id, x.term_ends_on
      FROM (SELECT p.organization_id AS body, t.person_id, t.post_id, t.term_ends_on, t."from", t.until
              FROM post p JOIN tenure t ON t.post_id = p.id
             WHERE p.organization_id = ANY(bodies) AND {HELD} AND t.term_ends_on <= last OFFSET 0) x
      JOIN inside i ON {ON_DAY}
     WHERE NOT EXISTS (
            SELECT FROM decision d
             WHERE d.person_id = x.person_id AND d.post_id = x.post_id AND d.kind IN ('reappointment', 'extension')
               AND d.signed_on > x.term_ends_on - 366 AND d.status IS DISTINCT FROM 'revoked' OFFSET 0);
END $$;
"""

RETIREMENTS = f"""
CREATE OR REPLACE FUNCTION access.retirements_undecided({PIECES}, last date, men date, women date)
RETURNS TABLE (piece text, day date, person text, sex text, born date, retires_on date, category text, post text) {STEPS}
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT r.piece, r.day, r.person, r.sex, r.born, r.retires_on, n.category, r.post
      FROM access.retiring(roots, whole, whole_days, alone, alone_days, last, men, women) r JOIN person n ON n.id = r.person
     WHERE NOT EXISTS (
            SELECT FROM decision d
             WHERE d.person_id = r.person AND d.kind = 'retirement' AND d.status IS DISTINCT FROM 'revoked');
END $$;
"""

_NAMED = f"access.terms_ending({ASKED}, date), access.retirements_undecided({ASKED}, date, date, date)"
_EARLIER = ("terms_ending(text, date, date)", "retirements_undecided(text, date, date, date, date)")


def operations() -> list[migrations.RunSQL]:
    """The functions, for the application's role only."""
    return [
        migrations.RunSQL(TERMS + RETIREMENTS, f"DROP FUNCTION {_NAMED}"),
        migrations.RunSQL(
            f"REVOKE ALL ON FUNCTION {_NAMED} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {_NAMED} TO chinhdanh_app",
            migrations.RunSQL.noop,
        ),
    ]


def renewed() -> list[migrations.RunSQL]:
    """The functions as they are now, where an earlier version made others."""
    gone = "".join(f"DROP FUNCTION IF EXISTS access.{signature};" for signature in _EARLIER)
    made, rights = operations()
    return [migrations.RunSQL(f"{gone}{made.sql}", migrations.RunSQL.noop), rights]
