"""Users as the operator keeps them: functions of the database that ask for themselves whether an operator acts.

The application's role can write to no user and read no password. What an operator does to a user is kept, with who, when
and why, and the user reads it.
"""

from __future__ import annotations

from django.db import migrations

from chinhdanh.web.record.access import OPERATOR
from chinhdanh.web.record.protection import only_added

_SAFE = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"

FUNCTIONS = f"""
CREATE FUNCTION access.by_operator(of bigint, what text, reason text) RETURNS void {_SAFE} AS $$
BEGIN
    IF cardinality(access.granted('{{{OPERATOR}}}')) = 0 THEN
        RAISE EXCEPTION 'users are kept by operators' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF of = access.acting_user() THEN
        RAISE EXCEPTION 'nobody keeps their own account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO user_change (user_id, what, by_id, reason) VALUES (of, what, access.acting_user(), reason);
END $$;

CREATE FUNCTION access.make_user(called text, full_name text, person text, password text, reason text) RETURNS bigint {_SAFE}
AS $$
DECLARE
    made bigint;
BEGIN
    IF person IS NOT NULL AND NOT EXISTS (SELECT FROM person p WHERE p.id = person) THEN
        RAISE EXCEPTION 'nobody of this id' USING ERRCODE = 'check_violation', CONSTRAINT = 'user_is_somebody_recorded';
    END IF;
    INSERT INTO app_user (name, full_name, person_id, password, is_active, password_temporary)
    VALUES (called, full_name, person, password, true, password NOT LIKE '!%') RETURNING id INTO made;
    PERFORM access.by_operator(made, 'made', reason);
    RETURN made;
END $$;

CREATE FUNCTION access.set_user_password(of bigint, hash text, reason text) RETURNS void {_SAFE} AS $$
BEGIN
    PERFORM access.by_operator(of, 'password', reason);
    UPDATE app_user SET password = hash, password_temporary = true WHERE id = of;
END $$;

CREATE FUNCTION access.lock_user(of bigint, locked boolean, reason text) RETURNS void {_SAFE} AS $$
BEGIN
    PERFORM access.by_operator(of, CASE WHEN locked THEN 'locked' ELSE 'unlocked' END, reason);
    UPDATE app_user SET is_active = NOT locked WHERE id = of;
END $$;

CREATE FUNCTION access.forget_user_factors(of bigint, reason text) RETURNS void {_SAFE} AS $$
BEGIN
    PERFORM access.by_operator(of, 'factors', reason);
    DELETE FROM mfa_authenticator WHERE user_id = of;
END $$;

-- Once tied, an account stays with its person: tied to another, it would open the record of somebody else.
CREATE FUNCTION access.tie_user(of bigint, person text, reason text) RETURNS void {_SAFE} AS $$
BEGIN
    PERFORM access.by_operator(of, 'person', reason);
    IF NOT EXISTS (SELECT FROM person p WHERE p.id = person) THEN
        RAISE EXCEPTION 'nobody of this id' USING ERRCODE = 'check_violation', CONSTRAINT = 'user_is_somebody_recorded';
    END IF;
    UPDATE app_user SET person_id = person WHERE id = of AND coalesce(person_id, '') = '';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'tied already' USING ERRCODE = 'check_violation', CONSTRAINT = 'user_is_tied_once';
    END IF;
END $$;
"""

_CALLED = (
    "make_user(text, text, text, text, text)",
    "set_user_password(bigint, text, text)",
    "lock_user(bigint, boolean, text)",
    "forget_user_factors(bigint, text)",
    "tie_user(bigint, text, text)",
)
_INNER = "by_operator(bigint, text, text)"
_NAMES = ", ".join(f"access.{one}" for one in _CALLED)

POLICIES = f"""
REVOKE ALL ON FUNCTION access.{_INNER}, {_NAMES} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {_NAMES} TO chinhdanh_app;
ALTER TABLE user_change ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON user_change TO chinhdanh_app;
CREATE POLICY reads ON user_change FOR SELECT TO chinhdanh_app USING (
    user_id = (SELECT access.acting_user()) OR (SELECT access.operates()));
"""


def operations() -> list[migrations.RunSQL]:
    """What the migration does beside making the table."""
    return [
        only_added("user_change"),
        migrations.RunSQL(FUNCTIONS, f"DROP FUNCTION {_NAMES}, access.{_INNER}"),
        migrations.RunSQL(
            POLICIES,
            "DROP POLICY reads ON user_change; REVOKE ALL ON user_change FROM chinhdanh_app;"
            "ALTER TABLE user_change DISABLE ROW LEVEL SECURITY",
        ),
    ]
