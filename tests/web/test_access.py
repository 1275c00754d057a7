"""Grants and their days, the reach that follows from them, writing within it, and the looks that are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from tests.web.access_world import DAY, FROM, build, grant, model, user

from chinhdanh.web.accounts.acting import AlreadyActing, acting_as, system_work
from chinhdanh.web.accounts.actions import (
    NotAllowed,
    PurposeNeeded,
    end_grant,
    grant_role,
    look_at,
    set_up_role,
)
from chinhdanh.web.accounts.models import Grant, GrantEnd, Look, OrganizationAbove, User
from chinhdanh.web.accounts.queries import looks_at_my_record
from chinhdanh.web.record.writing import recording

TOMORROW = DAY + timedelta(days=1)


@pytest.fixture
def building() -> Callable[[], Any]:
    return build


@pytest.fixture
def officer(world: None) -> User:
    """A personnel officer of department A."""
    holder = user("officer")
    grant(holder, "personnel_officer", "A")
    return holder


def seen(who: User, day: date = DAY) -> set[str]:
    """The persons that the filter gives; the database alone must give the same."""
    filtered = set(model("person").objects.visible_to(who, day).values_list("id", flat=True))
    with acting_as(who, day), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM person")
        assert {row for (row,) in cursor.fetchall()} == filtered
    return filtered


def test_a_grant_holds_from_its_day_until_its_day(world: None) -> None:
    """The day before it begins and the day on which it has run out it gives nothing."""
    who = user("one")
    grant(who, "inspector", "A", since=DAY, until=TOMORROW)
    assert seen(who, DAY - timedelta(days=1)) == set()
    assert seen(who, DAY) == {"person-A1"}
    assert seen(who, TOMORROW) == set()


def test_an_ended_grant_gives_nothing_from_the_day_of_its_end(officer: User) -> None:
    """It still tells what was seen before."""
    GrantEnd.objects.create(grant=officer.grants.get(), on=TOMORROW, reason="chuyển công tác")
    assert seen(officer, DAY) == {"person-A1"}
    assert seen(officer, TOMORROW) == set()


def test_a_grant_at_the_ministry_holds_for_every_body_below(world: None) -> None:
    """Two levels down as well."""
    who = user("minister")
    grant(who, "deciding_authority", "M")
    assert seen(who) == {"person-A1", "person-B1"}


def test_a_user_who_is_shut_out_sees_nothing(officer: User) -> None:
    """Though the grants are still in force."""
    User.objects.filter(pk=officer.pk).update(is_active=False)
    officer.refresh_from_db()
    assert seen(officer) == set()


def test_a_dissolved_body_is_below_its_successor_from_that_day_on(officer: User) -> None:
    """And no longer below its parent; a grant at the dissolved body itself gives nothing."""
    of_b, of_b1 = user("of-b"), user("of-b1")
    grant(of_b, "inspector", "B")
    grant(of_b1, "inspector", "B1")
    body = model("organization").objects.get(pk="B1")
    with recording("correction", None, "sáp nhập") as r:
        r.correct(body, until=DAY, successor_id="A1")
    yesterday = DAY - timedelta(days=1)
    assert seen(officer, yesterday) == {"person-A1"}
    assert seen(officer, DAY) == {"person-A1", "person-B1"}
    assert (seen(of_b, yesterday), seen(of_b, DAY)) == ({"person-B1"}, set())
    assert (seen(of_b1, yesterday), seen(of_b1, DAY)) == ({"person-B1"}, set())


def test_a_body_moved_under_another_takes_all_below_it_along(officer: User) -> None:
    """A circle of bodies does no harm."""
    with recording("correction", None, "chuyển đầu mối") as r:
        r.correct(model("organization").objects.get(pk="B"), parent_id="A")
    assert seen(officer) == {"person-A1", "person-B1"}
    with recording("correction", None, "ghi nhầm") as r:
        r.correct(model("organization").objects.get(pk="A"), parent_id="B1")
    assert seen(officer) == {"person-A1", "person-B1"}
    assert OrganizationAbove.objects.filter(organization_id="M").count() == 1


def test_a_decision_that_names_nobody_is_read_where_it_was_issued(officer: User) -> None:
    """Real registers have such rows, and an inspector looks for them."""
    with recording("entry", None) as r:
        r.add(model("decision"), id="nobody", kind="appointment", organization_id="A1")
        r.add(model("decision"), id="nobody-B", kind="appointment", organization_id="B1")
    with acting_as(officer, DAY):
        ids = set(model("decision").objects.all().values_list("id", flat=True))
        assert ids == set(model("decision").objects.visible_to(officer, DAY).values_list("id", flat=True))
    assert "nobody" in ids
    assert "nobody-B" not in ids


def test_a_relative_who_is_nobodys_official_is_named_where_the_official_is(officer: User) -> None:
    """A relative who has a record of their own elsewhere is not."""
    with recording("entry", None) as r:
        r.add(model("person"), id="wife")
        assert seen(officer) == {"person-A1"}
        r.add(model("kinship"), person_id="person-A1", relative_id="wife", relation="spouse")
        r.add(model("kinship"), person_id="person-A1", relative_id="person-B1", relation="sibling")
    assert seen(officer) == {"person-A1", "wife"}


def test_an_official_reads_no_investigation_and_an_inspector_no_report_about_themselves(world: None) -> None:
    """What one learns of may be spoilt."""
    who = user("both", person_id="person-A1")
    grant(who, "official", "A")
    with recording("entry", None) as r:
        r.add(model("proceeding"), id="secret", person_id="person-A1", kind="investigation")
    with acting_as(who, DAY):
        assert set(model("proceeding").objects.values_list("id", flat=True)) == {"proceeding-A1"}
    grant(who, "inspector", "M")
    with acting_as(who, DAY):
        assert set(model("report").objects.values_list("id", flat=True)) == {"report-B1"}
        assert set(model("report").objects.visible_to(who, DAY).values_list("id", flat=True)) == {"report-B1"}


def test_within_the_reach_a_keeper_adds_corrects_and_withdraws(officer: User) -> None:
    """Under the role of the application: what the database allows is enough to work with."""
    with acting_as(officer, DAY):
        with recording("entry", officer) as r:
            new = r.add(model("person"), full_name="Trần Thị Mới")
            r.add(model("decision"), id="first", kind="recruitment", person_id=new.pk, organization_id="A1")
            rating = r.add(model("evaluation"), person_id=new.pk, year=2025, rating="good")
        with recording("correction", officer, reason="nhầm năm") as r:
            rating = r.correct(rating, year=2024)
        with recording("correction", officer, reason="ghi nhầm") as r:
            r.withdraw(rating)
    assert seen(officer) == {"person-A1", new.pk}


OUTSIDE = {
    "a row about another's person": lambda r: r.add(model("evaluation"), person_id="person-B1", year=2025),
    "a decision of another body": lambda r: r.add(
        model("decision"), kind="appointment", person_id="person-A1", organization_id="B1"
    ),
    "a holder of another's post": lambda r: r.add(
        model("tenure"), person_id="person-A1", post_id="post-B1", start_decision_id="decision-A1", acting=True
    ),
    "a body below another's": lambda r: r.add(model("organization"), name="C", parent_id="B1"),
    "a day of the national calendar": lambda r: r.add(model("calendar"), day=DAY, kind="holiday"),
    "a report, which case handlers keep": lambda r: r.add(model("report"), about_person_id="person-A1"),
}


@pytest.mark.parametrize("what", sorted(OUTSIDE))
def test_writing_outside_the_reach_is_refused_by_the_database(officer: User, what: str) -> None:
    """Nothing of it is written."""
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with refused, acting_as(officer, DAY), recording("entry", officer) as r:
        OUTSIDE[what](r)
    assert connection.needs_rollback is False


def test_anothers_row_is_not_taken_over_by_a_version_of_it(officer: User) -> None:
    """Neither as if it were new, nor in the place of one's own row, nor by saying that it is one's own from now on."""
    theirs, mine = (model("evaluation").objects.get(pk=f"evaluation-{side}") for side in ("B1", "A1"))
    for replaces in (None, mine.version, theirs.version):
        refused, acting = pytest.raises(DatabaseError), acting_as(officer, DAY)
        with refused, acting, recording("correction", officer, reason="chiếm") as r:
            model("evaluation").Version.objects.create(
                id="evaluation-B1", person_id="person-A1", change=r.change, replaces_id=replaces
            )
    assert model("evaluation").objects.get(pk="evaluation-B1").person_id == "person-B1"
    with pytest.raises(DatabaseError), acting_as(officer, DAY), recording("entry", officer) as r:
        model("person").Version.objects.create(id="person-B1", full_name="Người khác", change=r.change)
    assert model("person").objects.get(pk="person-B1").full_name != "Người khác"


def test_nobody_writes_to_their_own_record_or_in_anothers_name(officer: User) -> None:
    """A keeper's own file is kept by another."""
    User.objects.filter(pk=officer.pk).update(person_id="person-A1")
    another = user("another")
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with refused, acting_as(officer, DAY), recording("entry", officer) as r:
        r.add(model("evaluation"), person_id="person-A1", year=2025)
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with refused, acting_as(officer, DAY), recording("entry", another):
        pass


def test_the_application_cannot_change_what_holds_now_nor_read_what_users_sign_in_with(officer: User) -> None:
    """The rights are not there, whatever the policies say."""
    for statement in (
        "UPDATE person SET full_name = 'x'",
        "DELETE FROM role_grant",
        "INSERT INTO person_place VALUES ('person-B1', 'A', true)",
        "SELECT password FROM app_user",
        "SELECT * FROM snapshot.person",
        "ALTER TABLE person DISABLE ROW LEVEL SECURITY",
        "SELECT access.set_places('{person-B1}')",
    ):
        with pytest.raises(ProgrammingError), acting_as(officer, DAY), connection.cursor() as cursor:
            cursor.execute(statement)


def test_user_and_role_end_with_the_transaction_and_reach_no_other(
    real_db: str, world: None, aside: Callable[[Callable[[], Any]], Any]
) -> None:
    """What one transaction tells the database, itself or by a statement of its own, another connection never hears of.

    It does not prove that a statement slipped into the same transaction could not name another user: it could.
    """
    who = user("officer")
    grant(who, "inspector", "A")

    def look_from_elsewhere() -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE chinhdanh_app")
            cursor.execute("SELECT count(*), current_setting('chinhdanh.user', true) FROM person")
            return cursor.fetchone()

    with acting_as(who, DAY), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('chinhdanh.user', %s, true)", [str(who.pk)])
        assert model("person").objects.count() == 1
        assert aside(look_from_elsewhere).result()[0] == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = session_user, coalesce(current_setting('chinhdanh.user', true), '')")
        assert cursor.fetchone() == (True, "")
    assert look_from_elsewhere()[0] == 0


def test_work_for_one_user_holds_no_work_for_another_nor_for_the_system(officer: User) -> None:
    """Nothing that a user does turns into the system's."""
    with acting_as(officer, DAY):
        with pytest.raises(AlreadyActing), system_work():
            pass
        with pytest.raises(AlreadyActing), acting_as(user_like(officer), DAY):
            pass
    with system_work():
        assert model("person").objects.count() == 2


def user_like(other: User) -> User:
    return User(pk=other.pk + 1, name="x", full_name="x")


def test_grants_are_added_and_never_changed(officer: User) -> None:
    """Ending is an act of its own, and happens once."""
    given = officer.grants.get()
    for statement in ("UPDATE role_grant SET role = 'inspector'", "DELETE FROM role_grant", "DELETE FROM look"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    GrantEnd.objects.create(grant=given, on=DAY, reason="thôi")
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantEnd.objects.create(grant=given, on=TOMORROW, reason="thôi")


def test_a_head_of_personnel_grants_below_and_to_nobody_else(world: None) -> None:
    """Not to themself, not elsewhere, and not the roles by which they are inspected; the database says the same."""
    head, other = user("head"), user("other")
    set_up_role(head, "head_of_personnel", "A", FROM, "lập hệ thống")
    asked = {
        "below": (other, "personnel_officer", "A1", True),
        "themself": (head, "personnel_officer", "A1", False),
        "elsewhere": (other, "personnel_officer", "B", False),
        "above": (other, "personnel_officer", "M", False),
        "inspector": (other, "inspector", "A1", False),
        "operator": (other, "operator", "A1", False),
    }
    for who, role, body, allowed in asked.values():
        with acting_as(head, DAY):
            if allowed:
                grant_role(who, role, body, FROM, None, by=head, day=DAY, reason="phân công")
            else:
                with pytest.raises(NotAllowed):
                    grant_role(who, role, body, FROM, None, by=head, day=DAY, reason="phân công")
        if not allowed:
            with pytest.raises(DatabaseError), acting_as(head, DAY):
                Grant.objects.create(
                    user=who, role=role, organization_id=body, since=FROM, granted_by=head, reason="phân công"
                )
    assert seen(other) == {"person-A1"}
    with acting_as(head, DAY):
        end_grant(other.grants.get(), DAY, by=head, day=DAY, reason="thôi việc")
    assert seen(other) == set()


def test_a_look_at_anothers_record_is_kept_and_told_to_the_official(officer: User) -> None:
    """With its purpose; without one the record stays shut, and out of reach it is as if it were not there."""
    official = user("official", person_id="person-A1")
    grant(official, "official", "A")
    theirs = model("person").objects.get(pk="person-A1")
    out_of_reach = model("person").objects.get(pk="person-B1").key
    with acting_as(officer, DAY):
        with pytest.raises(PurposeNeeded):
            look_at(officer, theirs.key, DAY, "officials/record")
        look_at(officer, theirs.key, DAY, "officials/record", "thẩm định bổ nhiệm")
        with pytest.raises(model("person").DoesNotExist):
            look_at(officer, out_of_reach, DAY, "officials/record", "tò mò")
    with acting_as(officer, DAY, "chuẩn bị quy hoạch"):
        look_at(officer, theirs.key, DAY, "officials/record")
    with acting_as(official, DAY):
        look_at(official, theirs.key, DAY, "me")
        told = [
            (look.who.full_name, look.page, look.purpose, look.derived) for look in looks_at_my_record(official, DAY)
        ]
    assert told == [
        ("officer", "officials/record", "chuẩn bị quy hoạch", True),
        ("officer", "officials/record", "thẩm định bổ nhiệm", False),
    ]
    assert not looks_at_my_record(officer, DAY).exists()
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(officer, DAY):
        Look.objects.create(who=official, person_id="person-A1", page="x", purpose="thay người khác")
