"""The rules of `record.access` a second time, in PostgreSQL: what each row of the record asks of the acting user.

Each policy compares a row by indexes with what the user was granted, which is found once a statement (`SELECT ...` around
a function makes it so). `OFFSET 0` keeps the planner from working out the whole reach of somebody who sees half a country
before the first row of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import migrations

from chinhdanh.web.record.access import (
    ALL,
    CASE_HANDLER,
    DECIDING_AUTHORITY,
    DECISION,
    FRAME,
    HEAD_OF_PERSONNEL,
    INSPECTOR,
    KEEPERS,
    OFFICIAL,
    OPERATOR,
    PERSON,
    PERSONNEL_OFFICER,
    PLAN_COORDINATOR,
    ROW,
    ROW_TABLES,
    RULES,
    Rule,
)

GRANTED_BY: dict[str, tuple[str, ...]] = {
    HEAD_OF_PERSONNEL: (PERSONNEL_OFFICER, HEAD_OF_PERSONNEL, DECIDING_AUTHORITY, PLAN_COORDINATOR, OFFICIAL),
    INSPECTOR: (INSPECTOR, CASE_HANDLER),
    OPERATOR: (OPERATOR,),
}
"""Which roles the holder of a role may grant, below where it is held. The first of each are set up at the machine."""

TAKE_ROLE = """
-- From PostgreSQL 16 on, who makes a role is a member that may not take it: whether it can be taken is tried.
DO $$ BEGIN
    SET LOCAL ROLE chinhdanh_app;
    RESET ROLE;
EXCEPTION WHEN insufficient_privilege THEN
    EXECUTE format('GRANT chinhdanh_app TO %I', session_user);
END $$;
"""

ROLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chinhdanh_app') THEN
        CREATE ROLE chinhdanh_app NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- the migration of another database made it at this moment
END $$;
{TAKE_ROLE}
GRANT USAGE ON SCHEMA public, access TO chinhdanh_app;
"""

# The role stays: other databases of the server may use it.
NO_ROLE = "REVOKE ALL ON SCHEMA public, access FROM chinhdanh_app"

PRESENT = """
-- All such changes, found once for a list of thousands.
CREATE OR REPLACE FUNCTION access.present_changes() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(c.id), '{}') FROM change c
     WHERE c.by_id = access.acting_user() AND c.at >= transaction_timestamp()
$$;
REVOKE ALL ON FUNCTION access.present_changes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.present_changes() TO chinhdanh_app;
"""

FUNCTIONS = """
CREATE FUNCTION access.acting_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('chinhdanh.user', true), '')::bigint;

CREATE FUNCTION access.acting_day() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('chinhdanh.day', true), '')::date;

-- The bodies at which the acting user holds one of these roles on the day of the acting; none without a user or a day.
CREATE FUNCTION access.granted(roles text[]) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT g.organization_id), '{}')
      FROM role_grant g
      JOIN app_user u ON u.id = g.user_id AND u.is_active
      LEFT JOIN organization o ON o.id = g.organization_id
     WHERE g.user_id = access.acting_user() AND g.role = ANY(roles)
       AND g.since <= access.acting_day() AND (g.until IS NULL OR g.until > access.acting_day())
       AND (o.until IS NULL OR o.until > access.acting_day())
       AND NOT EXISTS (SELECT FROM role_grant_end e WHERE e.grant_id = g.id AND e.on <= access.acting_day())
$$;

-- Who the acting user is in the record, whatever they may read.
CREATE FUNCTION access.self() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT nullif(person_id, '') FROM app_user WHERE id = access.acting_user()
$$;

-- The person of the acting user's own record, which is read under the role of official.
CREATE FUNCTION access.own() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.self() WHERE cardinality(access.granted('{official}')) > 0
$$;

CREATE FUNCTION access.reads(roles text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT cardinality(access.granted(roles)) > 0 OR access.own() IS NOT NULL
$$;

-- A change of the acting user, made in this transaction: nothing is added under another.
CREATE FUNCTION access.present_change(change bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM change c
                    WHERE c.id = $1 AND c.by_id = access.acting_user() AND c.at >= transaction_timestamp())
$$;
"""

_SIGNATURES = (
    "acting_user()",
    "acting_day()",
    "granted(text[])",
    "self()",
    "own()",
    "reads(text[])",
    "present_change(bigint)",
    "present_changes()",
)
NO_FUNCTIONS = ";".join(f"DROP FUNCTION access.{name}" for name in reversed((*_SIGNATURES, "sees_change(bigint)")))


def _array(roles: Iterable[str]) -> str:
    return "'{" + ",".join(roles) + "}'"


def _granted(roles: Iterable[str]) -> str:
    return f"(SELECT access.granted({_array(roles)}))::text[]"


def below(place: str, roles: Iterable[str]) -> str:
    """The condition that the body `place` (SQL) is within reach of one of these roles."""
    return (
        f"EXISTS (SELECT FROM organization_above a WHERE a.organization_id = {place} AND a.above_id = ANY({_granted(roles)}) "
        "AND a.since <= (SELECT access.acting_day()) AND a.until > (SELECT access.acting_day()) OFFSET 0)"
    )


def belongs(table: str, key: str, of: str, roles: Iterable[str]) -> str:
    """The condition that what `of` (SQL) names belongs, by `table` and its column `key`, to a body in reach of the roles."""
    # Nested rather than joined: the planner would begin with all bodies within reach, and there may be thousands.
    return f"EXISTS (SELECT FROM {table} p WHERE p.{key} = {of} AND {below('p.organization_id', roles)} OFFSET 0)"


def _reached(kind: str, column: str, roles: Iterable[str], alias: str) -> str:
    of = f'{alias}."{column}"'
    match kind:
        case "organization":
            return below(of, roles)
        case "person":
            return belongs("person_place", "person_id", of, roles)
        case "decision":
            return belongs("decision_place", "decision_id", of, roles)
        case "post":
            return below(f"(SELECT o.organization_id FROM post o WHERE o.id = {of} OFFSET 0)", roles)
        case _:
            raise ValueError(kind)


def reading(table: str, alias: str | None = None) -> str:
    """The condition (SQL) under which a row of `table` may be read."""
    rule = RULES[table]
    alias = alias or table
    if rule.reach[0][0] == FRAME:
        return f"(SELECT access.reads({_array(ALL)}))"
    found = [
        _of_rows(rule, alias) if kind == ROW else _reached(kind, column, rule.readers, alias)
        for kind, column in rule.reach
    ]
    if rule.open_without is not None:
        found.append(f'({alias}."{rule.open_without}" IS NULL AND (SELECT access.reads({_array(ALL)})))')
    if rule.own is not None:
        found.append(_own(rule, alias))
    condition = " OR ".join(found)
    if rule.hidden_from_subject:
        condition = f'({condition}) AND {alias}."{rule.subject}" IS DISTINCT FROM (SELECT access.self())'
    return condition


def _own(rule: Rule, alias: str) -> str:
    if rule.own == "decision_id":
        return (
            f"EXISTS (SELECT FROM decision d WHERE d.id = {alias}.decision_id "
            "AND d.person_id = (SELECT access.own()) OFFSET 0)"
        )
    own = f'{alias}."{rule.own}" = (SELECT access.own())'
    if rule.own_only is None:
        return own
    return f'({own} AND {alias}."{rule.own_only[0]}" = ANY({_array(rule.own_only[1])}))'


def _of_rows(rule: Rule, alias: str) -> str:
    """A row that another row speaks of is read by whoever reads that one, which its own policy says."""
    tables = " ".join(
        f"WHEN '{table}' THEN EXISTS (SELECT FROM {table} x WHERE x.id = {alias}.row_id OFFSET 0)"
        for table in ROW_TABLES
    )
    return f'cardinality({_granted(rule.readers)}) > 0 AND CASE {alias}."table" {tables} ELSE false END'


def writing(table: str, alias: str) -> str:
    """The condition (SQL) under which a version of a row of `table` may be written, by what it says."""
    rule = RULES[table]
    if not rule.writers:
        return "false"
    places = rule.written_at or rule.reach
    if places[0][0] == FRAME:
        # What holds for the whole country is kept by those who stand below nobody.
        return (
            "EXISTS (SELECT FROM organization top WHERE top.parent_id IS NULL AND "
            f"top.id = ANY({_granted(rule.writers)}))"
        )
    found = " OR ".join(_reached(kind, column, rule.writers, alias) for kind, column in places)
    if table == "person":
        # Somebody new belongs nowhere as yet. That nobody is new twice the versions themselves hold (`begins_once`).
        found = f"{found} OR ({alias}.replaces_id IS NULL AND cardinality({_granted(rule.writers)}) > 0)"
    if rule.subject is not None:
        found = f'({found}) AND {alias}."{rule.subject}" IS DISTINCT FROM (SELECT access.self())'
    if table in OF_DECISIONS:
        # Nor to how a decision about themself was made.
        found = (
            f"({found}) AND NOT EXISTS (SELECT FROM decision d WHERE d.id = {alias}.decision_id "
            "AND d.person_id = (SELECT access.self()) OFFSET 0)"
        )
    return found


OF_DECISIONS = tuple(table for table, rule in RULES.items() if rule.reach == ((DECISION, "decision_id"),))
"""Tables of how decisions were made."""


def policies(table: str) -> str:
    """Row-level security of a recorded table and its versions."""
    version = f"{table}_version"
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {version} ENABLE ROW LEVEL SECURITY;
    GRANT SELECT ON {table} TO chinhdanh_app;
    GRANT SELECT, INSERT ON {version} TO chinhdanh_app;
    CREATE POLICY reads ON {table} FOR SELECT TO chinhdanh_app USING ({reading(table)});
    CREATE POLICY reads ON {version} FOR SELECT TO chinhdanh_app
        USING (({reading(table, version)}) OR access.present_change(change_id));
    {writes(table)}
    """


def writes(table: str) -> str:
    """Who may write versions of the rows of a table."""
    version = f"{table}_version"
    asked = _asked(table)
    given = "".join(f", stated_{column} text" for column in asked)
    same = "".join(f' AND before."{column}" IS NOT DISTINCT FROM stated_{column}' for column in asked)
    # A database of before has no `present_changes` yet.
    return f"""
    {PRESENT}
    -- What is replaced is a version of the same row, and one that the user might have written. Asked by the owner: a policy
    -- cannot ask the table on which it stands. Where both versions belong to the same place, the policy has asked already.
    CREATE FUNCTION access.may_replace_{table}(replaced bigint, row_id text{given}) RETURNS boolean LANGUAGE plpgsql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        IF EXISTS (SELECT FROM {version} before WHERE before.version = replaced AND before.id = row_id{same}) THEN
            RETURN true;
        END IF;
        RETURN EXISTS (SELECT FROM {version} before
                        WHERE before.version = replaced AND before.id = row_id AND ({writing_of_known(table, "before")}));
    END $$;
    REVOKE ALL ON FUNCTION access.may_replace_{table} FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION access.may_replace_{table} TO chinhdanh_app;
    -- A row that is recorded cannot begin anew: `{table}_begins_once`.
    CREATE POLICY writes ON {version} FOR INSERT TO chinhdanh_app WITH CHECK (
        change_id = ANY((SELECT access.present_changes())::bigint[]) AND ({writing(table, version)}) AND (
            replaces_id IS NULL
            OR access.may_replace_{table}(replaces_id, {version}.id{"".join(f', {version}."{column}"' for column in asked)})));
    """


def _asked(table: str) -> list[str]:
    """The columns, besides the id, on which it hangs who may write a row."""
    rule = RULES[table]
    named = {column for kind, column in rule.written_at or rule.reach if kind not in (FRAME, ROW)}
    named |= {rule.subject} if rule.subject is not None else set()
    return sorted(named - {"id"})


def renewed_writes(table: str) -> str:
    """The same for a database of before: its rule was another."""
    return f"""
    DROP POLICY writes ON {table}_version;
    DROP FUNCTION access.may_replace_{table};
    {writes(table)}
    """


def writing_of_known(table: str, alias: str) -> str:
    """As `writing`, for a row that is recorded already: nobody is new."""
    if table == "person":
        return _reached(PERSON, "id", RULES[table].writers, alias)
    return writing(table, alias)


def no_policies(table: str) -> str:
    """What takes `policies` back."""
    version = f"{table}_version"
    return f"""
    DROP POLICY writes ON {version};
    DROP FUNCTION access.may_replace_{table};
    DROP POLICY reads ON {version};
    DROP POLICY reads ON {table};
    REVOKE ALL ON {table}, {version} FROM chinhdanh_app;
    ALTER TABLE {version} DISABLE ROW LEVEL SECURITY;
    ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """


def _sees_change(tables: Iterable[str]) -> str:
    # The tables in which most is written come first. It runs as the asking role: the policies of the versions decide.
    first = ("decision", "tenure", "person")
    asked = "".join(
        f"    IF EXISTS (SELECT FROM {table}_version v WHERE v.change_id = change) THEN RETURN true; END IF;\n"
        for table in (*first, *(table for table in tables if table not in first))
    )
    return (
        "CREATE OR REPLACE FUNCTION access.sees_change(change bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$\n"
        f"BEGIN\n{asked}    RETURN false;\nEND $$;"
    )


_MAY_GRANT = " OR ".join(
    f"(role = ANY({_array(roles)}) AND {below('role_grant.organization_id', (holder,))})"
    for holder, roles in GRANTED_BY.items()
    if holder != OPERATOR
)

# Who acts is who signs, and at this moment: the application can write neither in another's name nor of another day.
ACTS = f"""
ALTER TABLE change ENABLE ROW LEVEL SECURITY;
ALTER TABLE kept_table ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_grant_end ENABLE ROW LEVEL SECURITY;
ALTER TABLE look ENABLE ROW LEVEL SECURITY;
ALTER TABLE app_user ENABLE ROW LEVEL SECURITY;
ALTER TABLE organization_above ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_place ENABLE ROW LEVEL SECURITY;
ALTER TABLE decision_place ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON change, kept_table, role_grant, role_grant_end, look TO chinhdanh_app;
GRANT SELECT (id, name, full_name, person_id, is_active) ON app_user TO chinhdanh_app;
GRANT SELECT ON organization_above, person_place, decision_place TO chinhdanh_app;

CREATE POLICY reads ON change FOR SELECT TO chinhdanh_app USING (
    (by_id = (SELECT access.acting_user()) AND (SELECT access.reads({_array(ALL)})))
    OR (kind = 'load' AND (SELECT access.reads({_array(ALL)})))
    OR CASE WHEN (SELECT access.reads({_array(ALL)})) THEN access.sees_change(id) ELSE false END);
CREATE POLICY writes ON change FOR INSERT TO chinhdanh_app WITH CHECK (
    by_id = (SELECT access.acting_user()) AND at = statement_timestamp() AND kind <> 'load');
CREATE POLICY reads ON kept_table FOR SELECT TO chinhdanh_app USING ((SELECT access.reads({_array(ALL)})));
CREATE POLICY writes ON kept_table FOR INSERT TO chinhdanh_app WITH CHECK (access.present_change(change_id));

CREATE POLICY reads ON organization_above FOR SELECT TO chinhdanh_app USING ((SELECT access.reads({_array(ALL)})));
CREATE POLICY reads ON person_place FOR SELECT TO chinhdanh_app
    USING ({below("person_place.organization_id", ALL)});
CREATE POLICY reads ON decision_place FOR SELECT TO chinhdanh_app
    USING ({below("decision_place.organization_id", ALL)});

CREATE POLICY reads ON role_grant FOR SELECT TO chinhdanh_app USING (
    user_id = (SELECT access.acting_user()) OR granted_by_id = (SELECT access.acting_user())
    OR {below("role_grant.organization_id", (*KEEPERS, INSPECTOR))}
    OR (role = '{OPERATOR}' AND (SELECT access.operates())));
CREATE POLICY writes ON role_grant FOR INSERT TO chinhdanh_app WITH CHECK (
    granted_by_id = (SELECT access.acting_user()) AND user_id <> granted_by_id AND granted_at = statement_timestamp()
    AND ({_MAY_GRANT} OR (role = '{OPERATOR}' AND (SELECT access.operates()))));
CREATE POLICY reads ON role_grant_end FOR SELECT TO chinhdanh_app USING (
    EXISTS (SELECT FROM role_grant g WHERE g.id = grant_id));
CREATE POLICY writes ON role_grant_end FOR INSERT TO chinhdanh_app WITH CHECK (
    ended_by_id = (SELECT access.acting_user()) AND ended_at = statement_timestamp()
    AND EXISTS (SELECT FROM role_grant WHERE role_grant.id = grant_id AND role_grant.user_id <> ended_by_id
                   AND ({_MAY_GRANT} OR (role = '{OPERATOR}' AND (SELECT access.operates())))));

CREATE POLICY reads ON look FOR SELECT TO chinhdanh_app USING (
    who_id = (SELECT access.acting_user()) OR person_id = (SELECT access.own())
    OR {belongs("person_place", "person_id", "look.person_id", (INSPECTOR,))});
CREATE POLICY writes ON look FOR INSERT TO chinhdanh_app WITH CHECK (
    who_id = (SELECT access.acting_user()) AND at = statement_timestamp());

CREATE POLICY reads ON app_user FOR SELECT TO chinhdanh_app USING ((SELECT access.acting_user()) IS NOT NULL);
"""

_SIGNED = ("change", "kept_table", "role_grant", "role_grant_end", "look")
_ONLY_READ = ("app_user", "organization_above", "person_place", "decision_place")
NO_ACTS = ";".join(
    [
        *(f"DROP POLICY writes ON {table}" for table in _SIGNED),
        *(f"DROP POLICY reads ON {table}" for table in (*_SIGNED, *_ONLY_READ)),
        *(f"REVOKE ALL ON {table} FROM chinhdanh_app" for table in (*_SIGNED, *_ONLY_READ)),
        "REVOKE ALL (id, name, full_name, person_id, is_active) ON app_user FROM chinhdanh_app",
        *(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in (*_SIGNED, *_ONLY_READ)),
    ]
)

OPERATES = f"""
-- An operator's grant may be at no body at all.
CREATE FUNCTION access.operates() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT cardinality(access.granted('{{{OPERATOR}}}')) > 0
$$;
"""


def operations(tables: Sequence[str]) -> list[migrations.RunSQL]:
    """The role, what it is granted, and the policies of every one of these tables of the record."""
    callable_by_app = ", ".join(f"access.{name}" for name in (*_SIGNATURES, "operates()", "sees_change(bigint)"))
    return [
        migrations.RunSQL(ROLE, NO_ROLE),
        migrations.RunSQL(
            FUNCTIONS + PRESENT + OPERATES + _sees_change(tables), NO_FUNCTIONS + ";DROP FUNCTION access.operates()"
        ),
        migrations.RunSQL(
            "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA access FROM PUBLIC;"
            f"GRANT EXECUTE ON FUNCTION {callable_by_app} TO chinhdanh_app",
            f"REVOKE ALL ON FUNCTION {callable_by_app} FROM chinhdanh_app",
        ),
        *(migrations.RunSQL(policies(table), no_policies(table)) for table in tables),
        migrations.RunSQL(ACTS, NO_ACTS),
    ]


def added(table: str, tables: Sequence[str]) -> list[migrations.RunSQL]:
    """The policies of a table that came later; `tables` are those that came before."""
    return [
        migrations.RunSQL(policies(table), no_policies(table)),
        migrations.RunSQL(_sees_change((*tables, table)), _sees_change(tables)),
    ]
