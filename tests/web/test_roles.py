"""Roles granted and ended on pages, and users kept by the operator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.access_world import grant, user
from tests.web.organisations_world import holder_of, writing

from chinhdanh.web.accounts import pages
from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.models import Grant, GrantEnd, User, UserChange
from chinhdanh.web.organisations.models import Organization
from chinhdanh.web.roles import actions

TODAY = date(2026, 3, 2)

Enter = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "today", lambda: TODAY)


@pytest.fixture(autouse=True)
def tree(db: None) -> None:
    with writing() as w:
        for name, parent in (("M", None), ("A", "M"), ("B", "M"), ("A1", "A")):
            w.body(name, parent)
        w.person("Lan")


def to_grant(browser: Client, to: User, at: str, **fields: Any) -> Any:
    key = Organization.objects.get(pk=at).key
    given = {"role": "personnel_officer", "since": "02/03/2026", "until": "", "reason": "phân công 5/TB", **fields}
    return browser.post(f"/roles/new/?user={to.pk}&at={key}", given)


def test_a_role_is_granted_below_ones_own_and_begins_to_hold(sign_in: Enter) -> None:
    head, new = holder_of("head_of_personnel", "A"), user("moi")
    browser = sign_in(head)
    assert "moi" in browser.get("/roles/new/?q=MOI").content.decode()
    answer = to_grant(browser, new, "A1")
    assert answer.status_code == 302
    made = Grant.objects.get(user=new)
    assert (made.role, made.organization_id, made.granted_by, made.reason) == (
        "personnel_officer", "A1", head, "phân công 5/TB",
    )  # fmt: skip
    assert "phân công 5/TB" in browser.get(answer["Location"]).content.decode()
    assert sign_in(new).get(f"/organisations/{Organization.objects.get(pk='A1').key}/change/").status_code == 200


def test_nobody_grants_where_they_do_not_reach_nor_what_is_not_theirs_nor_to_themself(sign_in: Enter) -> None:
    head, new = holder_of("head_of_personnel", "A"), user("moi")
    browser = sign_in(head)
    to_grant(browser, new, "B")
    to_grant(browser, new, "A1", role="inspector")
    to_grant(browser, head, "A1")
    to_grant(sign_in(holder_of("personnel_officer", "A")), new, "A1")
    assert not Grant.objects.filter(user=new).exists()
    assert Grant.objects.filter(user=head).count() == 1


def test_all_that_is_wrong_with_a_grant_is_told_at_once(sign_in: Enter) -> None:
    browser, new = sign_in(holder_of("head_of_personnel", "A")), user("moi")
    told = to_grant(browser, new, "A1", since="01/03/2026", reason="").content.decode()
    assert "không giao lùi ngày" in told
    assert told.count('<li><a href="#id_') == 2
    assert "chưa gắn với hồ sơ" in to_grant(browser, new, "A1", role="official").content.decode()
    to_grant(browser, new, "A1")
    assert "đang giữ vai trò ấy" in to_grant(browser, new, "A1").content.decode()
    assert Grant.objects.filter(user=new).count() == 1


def test_a_role_is_ended_once_by_who_may_grant_it_and_stays_to_be_read(sign_in: Enter) -> None:
    other = holder_of("personnel_officer", "A1", "chuyên viên")
    given, browser = other.grants.get(), sign_in(holder_of("head_of_personnel", "A"))
    ended = {"on": "02/03/2026", "reason": "chuyển công tác"}
    address = f"/roles/{given.pk}/end/"
    assert sign_in(holder_of("head_of_personnel", "B")).post(address, ended).status_code == 404
    assert sign_in(other).post(address, ended).status_code == 404
    assert "không chấm dứt lùi ngày" in browser.post(address, {**ended, "on": "01/03/2026"}).content.decode()
    assert browser.post(address, ended).status_code == 302
    assert "Việc ấy giữ nguyên" in browser.post(address, ended).content.decode()
    assert GrantEnd.objects.get().reason == "chuyển công tác"
    assert sign_in(other).get("/roles/").status_code == 404
    assert "chuyển công tác" in browser.get("/roles/?state=over").content.decode()
    assert "chuyên viên" not in browser.get("/roles/?state=now").content.decode()


def test_whoever_keeps_or_inspects_sees_the_roles_below_and_an_operator_only_those_of_operators(sign_in: Enter) -> None:
    holder_of("deciding_authority", "A1", "Ký ở A")
    holder_of("deciding_authority", "B", "Ký ở B")
    operator = user("vận hành")
    grant(operator, "operator", None)
    seen = {
        who: sign_in(one).get("/roles/").content.decode()
        for who, one in {
            "inspector": holder_of("inspector", "A"), "officer": holder_of("personnel_officer", "A"), "operator": operator,
        }.items()
    }  # fmt: skip
    assert {who: ("Ký ở A" in text, "Ký ở B" in text) for who, text in seen.items()} == {
        "inspector": (True, False), "officer": (True, False), "operator": (False, False),
    }  # fmt: skip
    assert "vận hành" in seen["operator"]


def test_the_list_of_roles_asks_the_database_little_whatever_its_length(sign_in: Enter) -> None:
    browser = sign_in(holder_of("head_of_personnel", "M"))
    taken = []
    for many in (1, 30):
        for number in range(many):
            holder_of("personnel_officer", "A1", f"người {many} {number}")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/roles/?size=100").status_code == 200
        taken.append(sum("SAVEPOINT" not in one["sql"] for one in asked))
    assert max(taken) <= 15, taken


@pytest.fixture
def operator() -> User:
    found = user("vận hành")
    grant(found, "operator", None)
    return found


def test_an_operator_makes_a_user_whose_first_password_must_be_changed(operator: User, sign_in: Enter) -> None:
    """It is shown once and opens nothing but the page on which it is changed; then it is the user's own."""
    made = sign_in(operator).post(
        "/users/new/", {"name": "an", "full_name": "Nguyễn An", "person": "", "with_password": "on", "reason": "CV 1"}
    )
    password = made.content.decode().split("<code>")[2].split("</code>")[0]
    new = User.objects.get(name="an")
    assert new.check_password(password)
    assert UserChange.objects.get(user=new).by == operator
    browser = Client()
    browser.post("/accounts/login/", {"login": "an", "password": password})
    assert browser.get("/me/")["Location"] == "/accounts/password/"
    assert browser.get("/api/v1/organizations").status_code == 401
    page = browser.get("/accounts/password/").content.decode()
    assert "CV 1" in page
    own = "hoa sen trắng nở sớm"
    browser.post("/accounts/password/", {"oldpassword": password, "password1": own, "password2": own})
    assert browser.get("/me/").status_code == 200


def test_a_user_who_is_locked_is_out_at_once_and_back_when_unlocked(operator: User, sign_in: Enter) -> None:
    other = holder_of("personnel_officer", "A", "chuyên viên")
    theirs, browser = sign_in(other), sign_in(operator)
    assert theirs.get("/officials/").status_code == 200
    assert "không được để trống" in browser.post(f"/users/{other.pk}/", {"what": "lock", "reason": ""}).content.decode()
    assert browser.post(f"/users/{other.pk}/", {"what": "lock", "reason": "nghỉ việc"}).status_code == 302
    assert theirs.get("/officials/").status_code == 302
    browser.post(f"/users/{other.pk}/", {"what": "unlock", "reason": "nhầm"})
    assert sign_in(other).get("/officials/").status_code == 200
    assert "nghỉ việc" in browser.get(f"/users/{other.pk}/").content.decode()


def test_an_account_is_tied_to_one_record_for_good(operator: User, sign_in: Enter) -> None:
    """Tied to another, it would open the record of somebody else."""
    other, browser = user("lan"), sign_in(operator)
    address = f"/users/{other.pk}/"
    assert "không có người mang mã này" in browser.post(
        address, {"what": "tie", "person": "p-Ai", "reason": "CV"}
    ).content.decode()  # fmt: skip
    assert browser.post(address, {"what": "tie", "person": "p-Lan", "reason": "CV"}).status_code == 302
    other.refresh_from_db()
    assert other.person_id == "p-Lan"
    assert "đã gắn với một hồ sơ" in browser.post(
        address, {"what": "tie", "person": "p-Lan", "reason": "CV"}
    ).content.decode()  # fmt: skip
    assert UserChange.objects.filter(user=other).count() == 1


@pytest.mark.parametrize("role", ["head_of_personnel", "inspector", "official"])
def test_the_database_lets_only_an_operator_keep_users_and_nobody_their_own(role: str, operator: User) -> None:
    who, other = holder_of(role, "M"), user("ai đó")
    with acting_as(who, TODAY), pytest.raises(NotAllowed):
        actions.set_password(other, "thử")
    with acting_as(who, TODAY), pytest.raises(NotAllowed):
        actions.make_user("mới", "Mới", None, True, "thử")
    with acting_as(operator, TODAY), pytest.raises(NotAllowed):
        actions.lock(operator, False, "thử")
    assert not UserChange.objects.exists()
    assert not User.objects.filter(name="mới").exists()
