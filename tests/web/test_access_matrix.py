"""Every recorded table x every role x own body, another body, no body: by the application, and by the database alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from tests.web.access_world import DAY, build, grant, model, row_id, user

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.models import ROLES, User
from chinhdanh.web.accounts.row_security import ROLE
from chinhdanh.web.record.access import RULES
from chinhdanh.web.record.base import MODELS

FRAME = {
    "organization", "post", "job_position", "competency", "position_competency", "position_qualification", "calendar",
}  # fmt: skip
OF_BODIES = {"coverage", "establishment", "deputy_cap", "body_rating"}
NAMES = {"person", "tenure"}
OF_PERSONS = {
    "plan_entry", "qualification", "evaluation", "discipline", "proceeding", "confidence_vote", "asset_declaration",
    "health_check", "person_competency", "kinship", "record_change",
}  # fmt: skip
OF_DECISIONS = {
    "decision", "step", "notice", "dossier_item", "special_case", "candidate_vote", "participant",
}  # fmt: skip
REPORTS = {"report"}
NOT_ONES_OWN = {"record_change", "candidate_vote", "participant"}

WITHIN = {
    "personnel_officer": OF_BODIES | NAMES | OF_PERSONS | OF_DECISIONS,
    "head_of_personnel": OF_BODIES | NAMES | OF_PERSONS | OF_DECISIONS,
    "deciding_authority": OF_BODIES | NAMES | OF_PERSONS | OF_DECISIONS,
    "inspector": OF_BODIES | NAMES | OF_PERSONS | OF_DECISIONS | REPORTS,
    "case_handler": OF_BODIES | NAMES | OF_PERSONS | OF_DECISIONS | REPORTS,
    "plan_coordinator": OF_BODIES | NAMES,
    "official": (NAMES | OF_PERSONS | OF_DECISIONS) - NOT_ONES_OWN,
    "operator": set(),
}
"""What each role reads of the rows that are within its reach, beside the frame: written down again, not worked out."""


def expected(role: str, where: str, table: str) -> set[str]:
    if role == "operator" or where == "none":
        return set()
    if table in FRAME:
        return {"A1", "B1"}
    return {{"own": "A1", "other": "B1"}[where]} if table in WITHIN[role] else set()


@pytest.fixture
def building() -> Callable[[], Any]:
    return build


def someone(role: str, where: str) -> User:
    side = {"own": "A", "other": "B", "none": None}[where]
    holder = user(f"{role}-{where}", person_id=f"person-{side}1" if role == "official" else None)
    if side is not None:
        grant(holder, role, side)
    return holder


def sides(table: str, ids: list[str]) -> set[str]:
    return {side for side in ("A1", "B1") if row_id(table, side) in ids}


def asked_raw(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id FROM "{table}"')
        return [row for (row,) in cursor.fetchall()]


def test_every_recorded_table_has_its_rule_and_its_place_in_the_matrix() -> None:
    """A table without a rule is found here, before it is found open or shut."""
    assert set(RULES) == set(MODELS) == FRAME | OF_BODIES | NAMES | OF_PERSONS | OF_DECISIONS | REPORTS
    assert set(WITHIN) == {role for role, _ in ROLES}


@pytest.mark.parametrize("where", ["own", "other", "none"])
@pytest.mark.parametrize("role", sorted(WITHIN))
def test_a_role_reads_its_rows_and_no_others(world: None, role: str, where: str) -> None:
    """The application's filter, row-level security and both together give the rows that the matrix says."""
    who = someone(role, where)
    wrong = []
    for table in MODELS:
        for rows in (model(table), model(table).Version):
            seen = rows.objects.visible_to(who, DAY).values_list("id", flat=True)
            if sides(table, list(seen)) != expected(role, where, table):
                wrong.append(("filter", rows._meta.db_table, sorted(seen)))
    with acting_as(who, DAY):
        for table in MODELS:
            for rows in (model(table), model(table).Version):
                name = rows._meta.db_table
                if sides(table, asked_raw(name)) != expected(role, where, table):
                    wrong.append(("database", name, sorted(asked_raw(name))))
                both = list(rows.objects.visible_to(who, DAY).values_list("id", flat=True))
                if sorted(both) != sorted(asked_raw(name)):
                    wrong.append(("both", name, sorted(both)))
    assert wrong == []


def test_without_a_user_the_database_gives_nothing(world: None) -> None:
    """The application's role alone reads no row of any table."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE chinhdanh_app")
        seen = {t: asked_raw(t) for table in MODELS for t in (table, f"{table}_version")}
        cursor.execute("RESET ROLE")
    assert {table for table, rows in seen.items() if rows} == set()


def test_the_role_of_the_application_owns_nothing_and_writes_no_row_of_what_holds_now(db: None) -> None:
    """It may read what holds now, and add versions, changes, grants, looks, and the asking for an audit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = 'chinhdanh_app'")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
            "WHERE grantee = 'chinhdanh_app' AND privilege_type <> 'SELECT'"
        )
        written = set(cursor.fetchall())
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
            "AND has_table_privilege('chinhdanh_app', oid, 'SELECT') AND NOT relrowsecurity"
        )
        assert cursor.fetchall() == []
    added = {f"{table}_version" for table in MODELS} | {
            "change", "kept_table", "role_grant", "role_grant_end", "look", "audit_run",
            "reorganisation", "file_content", "attached_file", "detached_file", "proposal", "proposal_step",
            "file_import", "file_import_act",
        }  # fmt: skip
    # What an import holds until it is written to the record is made anew as often as its columns are chosen.
    prepared = {"file_import_content", "file_import_cells", "file_import_row"}
    assert written == {(table, "INSERT") for table in added | prepared} | {(table, "DELETE") for table in prepared}


def test_whoever_may_make_roles_can_take_the_applications(db: None) -> None:
    """The database's owner need be no superuser. From PostgreSQL 16 on, making a role does not suffice for taking it."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER ROLE chinhdanh_app RENAME TO chinhdanh_app_of_others")
        cursor.execute("CREATE ROLE lesser LOGIN CREATEROLE")
        cursor.execute("GRANT USAGE ON SCHEMA public, access TO lesser WITH GRANT OPTION")
        cursor.execute("SET SESSION AUTHORIZATION lesser")
        for _again in range(2):
            cursor.execute(ROLE)
        cursor.execute("SET LOCAL ROLE chinhdanh_app")
        cursor.execute("SELECT session_user, current_user")
        assert cursor.fetchone() == ("lesser", "chinhdanh_app")
