"""People and their relatives are entered, and what refers elsewhere is chosen: within reach, once, and with nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from threading import Event
from time import monotonic
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.access_world import model
from tests.web.organisations_world import holder_of, writing

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.accounts.refusing import Refused
from chinhdanh.web.officials import actions
from chinhdanh.web.officials.models import Kinship, Person, Tenure
from chinhdanh.web.officials.purpose import SESSION_KEY

SignIn = Callable[[Any], Client]
BORN = date(1985, 5, 20)


def build_world() -> dict[str, Any]:
    """Two bodies below a ministry; An works in A, Xa in B."""
    found: dict[str, Any] = {}
    with writing() as w:
        for body, parent in (("M", None), ("A", "M"), ("B", "M")):
            w.body(body, parent)
        found["post"] = w.post("A", "Giám đốc", "head")
        found["deputy"] = w.post("A", "Phó Giám đốc", "deputy", seats=2)
        found["other"] = w.post("B", "Chánh Văn phòng", "head")
        found["an"] = w.person("Nguyễn Văn An", citizen_id="001085000001")
        found["xa"] = w.person("Đỗ Thị Xa", citizen_id="001085000002")
        found["held"] = w.holds(found["an"], found["deputy"], seat=1)
        w.holds(found["xa"], found["other"], seat=1)
        w.holds(w.person("Xa Văn Thư"), w.post("B", "Chuyên viên"), seat=1)
    found["officer"] = holder_of("personnel_officer", "A")
    return found


@pytest.fixture
def building() -> Callable[[], Any]:
    return build_world


def purposeful(browser: Client) -> Client:
    session = browser.session
    session[SESSION_KEY] = {"text": "cập nhật hồ sơ", "day": today().isoformat()}
    session.save()
    return browser


def newcomer(**more: str) -> dict[str, str]:
    return {
        "c_full_name": "Lê Thị  Bình",
        "c_sex": "female",
        "c_birth_date": "02/09/1990",
        "c_category": "civil_servant",
        "c_citizen_id": "001 190 000 003",
        "reason": "mới tuyển dụng",
        **more,
    }


def test_somebody_new_gets_a_record_that_their_keeper_finds_again(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = purposeful(sign_in(world["officer"]))
    answer = browser.post(reverse("officials:new"), newcomer())
    person = Person.objects.get(full_name="Lê Thị Bình")
    assert answer["Location"] == reverse("officials:one", args=[person.key])
    assert person.citizen_id == "001190000003"
    assert "Lê Thị Bình" in browser.get(answer["Location"]).content.decode()
    assert "Lê Thị Bình" in browser.get(reverse("officials:list")).content.decode()
    assert sign_in(holder_of("personnel_officer", "B")).get(answer["Location"]).status_code == 404


def test_nobody_gets_a_second_record_under_one_number(world: dict[str, Any], sign_in: SignIn) -> None:
    """Within reach it is told whose it is; beyond, that there is one, and nothing of it."""
    browser = sign_in(world["officer"])
    before = Person.objects.count()
    told = browser.post(reverse("officials:new"), newcomer(c_citizen_id="001085000001")).content.decode()
    assert "Nguyễn Văn An" in told
    told = browser.post(reverse("officials:new"), newcomer(c_citizen_id="001085000002")).content.decode()
    assert "họ tên khác" in told
    assert "Xa" not in told.replace("Xa khỏi", "")
    same = newcomer(c_citizen_id="001085000002", c_full_name="Đỗ Thị Xa")
    assert "cơ quan khác giữ" in browser.post(reverse("officials:new"), same).content.decode()
    assert Person.objects.count() == before


def test_who_may_be_the_same_is_shown_before_anything_is_written(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = sign_in(world["officer"])
    same = newcomer(c_full_name="nguyễn văn an", c_birth_date="20/05/1985", c_citizen_id="")
    before = Person.objects.count()
    told = browser.post(reverse("officials:new"), same).content.decode()
    assert "Phó Giám đốc" in told
    assert Person.objects.count() == before
    assert browser.post(reverse("officials:new"), {**same, "another": "on"}).status_code == 302
    assert Person.objects.count() == before + 1
    other_year = newcomer(c_full_name="Nguyễn Văn An", c_birth_date="20/05/1986", c_citizen_id="")
    assert browser.post(reverse("officials:new"), other_year).status_code == 302


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(world: dict[str, Any], sign_in: SignIn) -> None:
    wrong = {"c_full_name": " ", "c_birth_date": "31/02/1990", "c_citizen_id": "12", "c_category": "", "reason": ""}
    before = Person.objects.count()
    told = sign_in(world["officer"]).post(reverse("officials:new"), wrong).content.decode()
    for name in ("full_name", "birth_date", "citizen_id", "category"):
        assert f'href="#id_c_{name}"' in told
    assert 'value="31/02/1990"' in told
    assert Person.objects.count() == before


def test_of_two_who_enter_one_person_at_once_the_second_is_told(
    real_db: str, world: dict[str, Any], aside: Callable[..., Any], waits_for_another: Callable[[], bool]
) -> None:
    first, second = (holder_of("personnel_officer", "A", name) for name in ("một", "hai"))
    values = {"full_name": "Lê Thị Bình", "birth_date": BORN, "birth_precision": None, "citizen_id": "001190000003"}

    written, go = Event(), Event()

    def enter(who: Any) -> None:
        with acting_as(who, today()):
            actions.enter_person(who, today(), {**values, "category": "civil_servant"}, False, "mới", "")
            written.set()
            assert go.wait(20)

    one = aside(lambda: enter(first))
    assert written.wait(20)
    other = aside(lambda: enter(second))
    deadline = monotonic() + 20
    while not waits_for_another():
        assert monotonic() < deadline
    go.set()
    one.result()
    with pytest.raises(Refused, match="Lê Thị Bình"):
        other.result()
    assert Person.objects.filter(citizen_id="001190000003").count() == 1


# Relatives.


def kin_page(world: dict[str, Any]) -> str:
    return reverse("officials:enter", args=[world["an"].key, "kinship"])


def test_a_relative_is_chosen_or_entered_with_the_kinship(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = purposeful(sign_in(world["officer"]))
    child = {"c_relation": "child", "new-c_full_name": "Nguyễn Văn Bé", "new-c_birth_date": "01/06/2015"}
    assert browser.post(kin_page(world), {**child, "reason": "khai bổ sung"}).status_code == 302
    kin = Kinship.objects.get()
    assert (kin.relative.full_name, kin.relative.category, kin.relation) == ("Nguyễn Văn Bé", None, "child")
    again = browser.post(kin_page(world), {**child, "reason": "khai bổ sung"}).content.decode()
    assert "đã có hồ sơ" in again
    chosen = {"c_relation": "sibling", "c_relative_id": str(kin.relative.key), "reason": "khai bổ sung"}
    assert browser.post(kin_page(world), chosen).status_code == 302
    assert "đã được ghi" in browser.post(kin_page(world), chosen).content.decode()
    assert Kinship.objects.count() == 2
    assert Person.objects.filter(full_name="Nguyễn Văn Bé").count() == 1


def test_a_relative_who_serves_elsewhere_is_meant_by_name_and_number(world: dict[str, Any], sign_in: SignIn) -> None:
    """An official whom the keeper cannot see is no second person; the rules on relatives then find them."""
    browser = purposeful(sign_in(world["officer"]))
    wife = {
        "c_relation": "spouse",
        "new-c_full_name": "Đỗ Thị Xa",
        "new-c_citizen_id": "001085000002",
        "reason": "khai",
    }
    assert browser.post(kin_page(world), wife).status_code == 302
    assert Kinship.objects.get().relative_id == world["xa"].pk
    part = browser.get(reverse("officials:part", args=[world["an"].key, "family"])).content.decode()
    assert "ngoài phạm vi của bạn" in part
    assert "Đỗ Thị Xa" not in part


def test_nobody_enters_kin_of_their_own(world: dict[str, Any], sign_in: SignIn) -> None:
    with writing() as w:
        keeper = w.person("Trần Giữ")
        w.holds(keeper, world["deputy"], seat=2)
    officer = world["officer"]
    officer.person_id = keeper.pk
    officer.save()
    browser = purposeful(sign_in(officer))
    own = {"c_relation": "sibling", "c_relative_id": str(keeper.key), "reason": "khai"}
    assert "tự ghi" in browser.post(kin_page(world), own).content.decode()
    assert browser.get(reverse("officials:enter", args=[keeper.key, "kinship"])).status_code == 404


# Choosing.


def test_a_chooser_works_without_a_script_and_loses_nothing_that_was_typed(
    world: dict[str, Any], sign_in: SignIn
) -> None:
    """The button beside the words answers with what is found; nothing is written and nothing is told to be wrong."""
    browser = purposeful(sign_in(world["officer"]))
    address = reverse("officials:enter", args=[world["an"].key, "plan_entry"])
    typed = {"c_term": "2025–2030", "find": "c_post_id", "find_c_post_id": "giam doc"}
    shown = browser.post(address, typed).content.decode()
    assert 'value="2025–2030"' in shown
    assert f'name="c_post_id" value="{world["post"].key}"' in shown
    assert "Chưa ghi được" not in shown
    left = {"c_term": "2025–2030", "find_c_post_id": "giam doc", "c_approved_on": "01/02/2025", "reason": "quy hoạch"}
    assert browser.post(address, {**left, "c_post_id": str(world["post"].key)}).status_code == 302
    assert model("plan_entry").objects.get().post_id == world["post"].pk


def test_what_is_found_lies_within_reach_and_keeps_what_is_chosen(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = sign_in(world["officer"])
    address = reverse("officials:choose", args=["person"]) + "?field=c_x"
    found = browser.post(address, {"find_c_x": "xa"}).content.decode()
    assert "Đỗ Thị Xa" not in found
    chosen = browser.post(address, {"find_c_x": "không ai", "c_x": str(world["an"].key)}).content.decode()
    assert re.search(rf'value="{world["an"].key}" checked', chosen)
    number = browser.post(address, {"find_c_x": "001085000001"}).content.decode()
    assert "Nguyễn Văn An" in number
    assert browser.post(address, {"c_x": "no key", "find_c_x": "\0"}).status_code == 200
    assert sign_in(holder_of("inspector", "M")).post(address, {"find_c_x": "an"}).status_code == 404
    assert browser.post(reverse("officials:choose", args=["report"])).status_code == 404


def test_the_leaders_of_the_body_that_signs_can_be_chosen_though_they_are_out_of_reach(
    world: dict[str, Any], sign_in: SignIn
) -> None:
    """Who leads a body is published; whoever else works there is not found."""
    body = str(model("organization").objects.get(pk="B").key)
    asked = {"c_organization_id": body, "c_signed_on": "01/02/2020", "find_c_signatory_id": "xa"}
    address = reverse("officials:choose", args=["leader"]) + "?field=c_signatory_id"
    found = sign_in(world["officer"]).post(address, asked).content.decode()
    assert "Đỗ Thị Xa" in found
    assert "Xa Văn Thư" not in found
    before = {**asked, "c_signed_on": "01/02/2010"}
    assert "Đỗ Thị Xa" not in sign_in(world["officer"]).post(address, before).content.decode()


def test_a_post_that_was_recorded_wrong_is_corrected_with_its_seat(world: dict[str, Any], sign_in: SignIn) -> None:
    """What is not touched stays; history names both posts."""
    browser = purposeful(sign_in(world["officer"]))
    tenure = world["held"]
    address = reverse("officials:correct", args=[world["an"].key, "tenure", tenure.key])
    typed = {
        "c_post_id": str(world["post"].key),
        "c_from": "01/01/2015",
        "version": tenure.version,
        "reason": "ghi nhầm",
    }
    assert browser.post(address, typed).status_code == 302
    now = Tenure.objects.get(pk=tenure.pk)
    assert (now.post_id, now.start_decision_id, now.seat) == (world["post"].pk, tenure.start_decision_id, 1)
    shown = browser.get(reverse("officials:history", args=[world["an"].key, "tenure", tenure.key])).content.decode()
    assert "Phó Giám đốc" in shown
    assert "Giám đốc" in shown


def test_a_second_holder_of_a_single_seat_is_refused_by_name(world: dict[str, Any], sign_in: SignIn) -> None:
    with writing() as w:
        w.holds(w.person("Lê Đứng Đầu"), world["post"], seat=1)
    browser = purposeful(sign_in(world["officer"]))
    tenure = world["held"]
    address = reverse("officials:correct", args=[world["an"].key, "tenure", tenure.key])
    typed = {
        "c_post_id": str(world["post"].key),
        "c_from": "01/01/2015",
        "version": tenure.version,
        "reason": "ghi nhầm",
    }
    assert "Lê Đứng Đầu" in browser.post(address, typed).content.decode()
    assert Tenure.objects.get(pk=tenure.pk).post_id == world["deputy"].pk


def test_a_form_with_many_choosers_asks_few_questions(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = purposeful(sign_in(world["officer"]))
    tenure = world["held"]
    for address in (
        reverse("officials:new"),
        kin_page(world),
        reverse("officials:correct", args=[world["an"].key, "tenure", tenure.key]),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        assert len(asked) - sum("SAVEPOINT" in one["sql"] for one in asked) <= 15, [one["sql"][:90] for one in asked]
