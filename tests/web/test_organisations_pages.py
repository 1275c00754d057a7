"""The pages of bodies and posts: what is shown to whom, on which day, and with how many queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from time import monotonic, sleep
from typing import Any

import openpyxl
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.access_world import grant, user
from tests.web.organisations_world import Writer, holder_of, writing

from chinhdanh.web.accounts import pages
from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.officials.models import Tenure
from chinhdanh.web.organisations.actions import allot
from chinhdanh.web.organisations.models import Establishment, Organization, Post
from chinhdanh.web.record.writing import EditedMeanwhile
from chinhdanh.web.ui.table import UpTo

TODAY = date(2026, 3, 2)
QUERIES = 15

Enter = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "today", lambda: TODAY)


def fill(w: Writer, divisions: int = 2, staff: int = 2) -> None:
    """A province with two departments; a commune of before the reorganisation went into another."""
    w.body("Tỉnh")
    for name in ("Sở Nội vụ", "Sở Tài chính"):
        w.body(name, "Tỉnh", kind="provincial_department")
        head = w.post(name, f"Giám đốc {name}", "head", rank=60, seats=1)
        w.holds(w.person(f"Lê Thị {name}", birth_date=date(1969, 9, 1)), head, seat=1)
        for number in range(divisions):
            division = f"Phòng {number + 1} {name}"
            w.body(division, name, kind="division")
            w.allot(division, 5, 2026)
            w.post(division, "Trưởng phòng", "head", rank=40, seats=1)
            post = w.post(division, seats=30_000)
            for person in range(staff):
                w.holds(w.person(f"{division} {person}"), post)
    w.body("Xã Mới", "Tỉnh", since=date(2025, 7, 1))
    w.body("Xã Cũ", "Tỉnh", until=date(2025, 7, 1), successor_id="Xã Mới")
    w.body("Xã Kia", "Tỉnh", until=date(2025, 7, 1), successor_id="Xã Mới")


def build() -> None:
    with writing() as w:
        fill(w)


@pytest.fixture
def building() -> Callable[[], Any]:
    return build


def key(name: str) -> Any:
    return Organization.objects.get(pk=name).key


def get(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    return answer.content.decode(errors="replace")


def test_who_reaches_a_body_sees_its_people_and_who_does_not_sees_its_posts(world: None, sign_in: Enter) -> None:
    """Out of reach nothing is counted and nobody is named; a post there is not called vacant either."""
    browser = sign_in(holder_of("head_of_personnel", "Sở Nội vụ"))
    own = get(browser, f"/organisations/{key('Sở Nội vụ')}/")
    assert "Lê Thị Sở Nội vụ" in own
    assert "nghỉ hưu" in own
    other = get(browser, f"/organisations/{key('Sở Tài chính')}/")
    assert "Giám đốc Sở Tài chính" in other
    assert "Lê Thị Sở Tài chính" not in other
    assert "khuyết" not in other.casefold()
    assert "ngoài phạm vi" in other
    get(browser, f"/organisations/{key('Sở Tài chính')}/establishment/", 404)
    post = Post.objects.get(organization_id="Sở Tài chính", leadership="head").key
    assert "Lê Thị" not in get(browser, f"/organisations/posts/{post}/")
    for page in ("posts", "retirements"):
        get(browser, f"/organisations/{page}/?under={key('Sở Tài chính')}", 404)
        get(browser, f"/organisations/{page}/?under={key('Tỉnh')}", 404)
        assert "Sở Tài chính" not in get(browser, f"/organisations/{page}/?role=all")


def test_an_official_sees_the_frame_and_no_lists(world: None, sign_in: Enter) -> None:
    who = user("official", "p-Lê Thị Sở Nội vụ")
    grant(who, "official", "Sở Nội vụ")
    browser = sign_in(who)
    assert "Sở Nội vụ" in get(browser, "/organisations/")
    assert "Lê Thị" not in get(browser, f"/organisations/{key('Sở Nội vụ')}/")
    for page in ("posts/", "retirements/", "workbook/"):
        get(browser, f"/organisations/{page}", 404)


def test_an_operator_sees_nothing_of_it(world: None, sign_in: Enter) -> None:
    browser = sign_in(holder_of("operator", "Tỉnh"))
    get(browser, "/organisations/", 404)
    get(browser, f"/organisations/{key('Tỉnh')}/", 404)
    assert Client().get("/organisations/").status_code == 302
    get(sign_in(user("nobody")), "/organisations/", 404)


def test_the_tree_stands_as_on_the_chosen_day(world: None, sign_in: Enter) -> None:
    """What went into another is there before, and the other only after; the day goes along with the links."""
    browser = sign_in(holder_of("inspector", "Tỉnh"))
    now, before = get(browser, "/organisations/"), get(browser, "/organisations/?on=30/06/2025")
    assert ("Xã Cũ" in now, "Xã Mới" in now) == (False, True)
    assert ("Xã Cũ" in before, "Xã Mới" in before) == (True, False)
    assert f"/organisations/{key('Xã Cũ')}/?on=2025-06-30" in before
    history = get(browser, f"/organisations/{key('Xã Mới')}/history/")
    assert "Sáp nhập" in history
    assert f"/organisations/{key('Xã Kia')}/" in history


@pytest.mark.parametrize("stated", ["31/02/2026", "gì đó", "0001-01-01", "9999-12-31", "\N{NULL}"])
@pytest.mark.parametrize("page", ["", "posts/", "retirements/", "{body}/", "{body}/branch/", "{body}/establishment/"])
def test_what_is_no_day_is_told(world: None, sign_in: Enter, page: str, stated: str) -> None:
    browser = sign_in(holder_of("inspector", "Tỉnh"))
    address = f"/organisations/{page.format(body=key('Tỉnh'))}"
    answer = browser.get(address, {"on": stated})
    assert answer.status_code == 200
    assert "không phải là một ngày" in answer.content.decode()


@pytest.mark.parametrize("stated", ["nothing", "00000000-0000-0000-0000-000000000000", "%00", "a%27b"])
def test_what_is_not_there_is_answered_so(world: None, sign_in: Enter, stated: str) -> None:
    browser = sign_in(holder_of("inspector", "Tỉnh"))
    for page in ("{}/", "{}/branch/", "{}/establishment/", "{}/history/", "posts/{}/", "posts/?under={}"):
        get(browser, "/organisations/" + page.format(stated), 404)


def test_a_body_is_found_without_diacritics(world: None, sign_in: Enter) -> None:
    found = get(sign_in(holder_of("inspector", "Tỉnh")), "/organisations/?q=noi+so+vu")
    assert "Phòng 1 Sở Nội vụ" in found
    assert "Sở Tài chính" not in found


def test_many_of_one_kind_stand_closed_and_open_in_place(db: None, sign_in: Enter) -> None:
    with writing() as w:
        fill(w, divisions=0)
        for number in range(60):
            w.body(f"Xã {number}", "Tỉnh", kind="commune")
    browser = sign_in(holder_of("inspector", "Tỉnh"))
    first = get(browser, "/organisations/")
    assert "60 cơ quan" in first
    assert ("Sở Nội vụ" in first, "Xã 59" in first) == (True, False)
    branch = browser.get(f"/organisations/{key('Tỉnh')}/branch/?kind=commune", headers={"HX-Request": "true"})
    inside = branch.content.decode()
    assert inside.index("Xã 9<") < inside.index("Xã 59<")
    assert "<html" not in inside


def test_the_vacant_posts_of_a_body_and_their_workbook_are_the_same(world: None, sign_in: Enter) -> None:
    browser = sign_in(holder_of("personnel_officer", "Tỉnh"))
    address = f"/organisations/posts/?state=vacant&under={key('Sở Nội vụ')}"
    assert get(browser, address).count('<th scope="row"') == 2
    book = openpyxl.load_workbook(BytesIO(browser.get(f"{address}&export=xlsx").content))
    rows = [row[:2] for row in book.active.iter_rows(min_row=4, values_only=True)]
    assert sorted(rows) == [("Trưởng phòng", "Phòng 1 Sở Nội vụ"), ("Trưởng phòng", "Phòng 2 Sở Nội vụ")]


def test_who_coordinates_plans_is_not_told_of_successors(world: None, sign_in: Enter) -> None:
    """What stands in succession plans is for those who judge."""
    judge, coordinator = sign_in(holder_of("inspector", "Tỉnh")), sign_in(holder_of("plan_coordinator", "Tỉnh"))
    address = "/organisations/retirements/?role=leading"
    assert "chưa có ai trong quy hoạch" in get(judge, address)
    plain = get(coordinator, address)
    assert "Lê Thị Sở Nội vụ" in plain
    assert "quy hoạch" not in plain.split("<tbody")[1]


def test_the_workbook_of_the_tree_holds_what_is_within_reach(world: None, sign_in: Enter) -> None:
    browser = sign_in(holder_of("head_of_personnel", "Sở Nội vụ"))
    book = openpyxl.load_workbook(BytesIO(browser.get("/organisations/workbook/").content))
    rows = list(book.active.iter_rows(min_row=4, values_only=True))
    assert [(row[0].strip(), row[1], row[6], row[7]) for row in rows] == [
        ("Sở Nội vụ", 1, 10, 4),
        ("Phòng 1 Sở Nội vụ", 2, 5, 2),
        ("Phòng 2 Sở Nội vụ", 2, 5, 2),
    ]


def test_pages_take_as_many_queries_for_many_as_for_few(db: None, sign_in: Enter) -> None:
    """At most fifteen, with everything that signing in and the reach take."""
    with writing() as w:
        fill(w)
        for number in range(12):
            body = f"Sở {number}"
            w.body(body, "Sở Tài chính", kind="division")
            w.allot(body, 9, 2026)
            head = w.post(body, "Trưởng phòng", "head", rank=40, seats=1)
            w.holds(w.person(f"Trưởng {number}", birth_date=date(1968, 1, 1)), head, seat=1)
            for other in range(3):
                deputy = w.post(body, f"Phó {other}", "deputy", rank=30, seats=1)
                w.holds(w.person(f"Phó {number} {other}"), deputy, seat=1)
    browser = sign_in(holder_of("head_of_personnel", "Tỉnh"))
    pages_of = ("{}/", "{}/branch/", "{}/establishment/", "{}/history/", "posts/?under={}", "retirements/?under={}",
                "workbook/?under={}")  # fmt: skip
    keys = [key(body) for body in ("Sở Nội vụ", "Sở Tài chính")]
    for page in pages_of:
        taken = []
        for one in keys:
            with CaptureQueriesContext(connection) as queries:
                get(browser, "/organisations/" + page.format(one))
            # The transaction of the test makes savepoints of what are transactions otherwise.
            taken.append(sum("SAVEPOINT" not in query["sql"] for query in queries))
        assert max(taken) <= QUERIES, (page, taken)
        assert taken[1] <= taken[0] + 3, (page, taken)


def test_the_establishment_is_recorded_by_those_who_keep_the_record_of_the_body(world: None, sign_in: Enter) -> None:
    """First and corrected, with a reason; who was not shown what stands now is told and overwrites nothing."""
    address = f"/organisations/{key('Sở Nội vụ')}/establishment/record/?year=2026&category=civil_servant"
    fields = {"allotted": "12", "approved_on": "05/01/2026", "reason": "QĐ 1"}
    for role, place in (("inspector", "Tỉnh"), ("personnel_officer", "Sở Tài chính"), ("deciding_authority", "Tỉnh")):
        assert sign_in(holder_of(role, place)).post(address, fields).status_code == 404
    browser = sign_in(holder_of("personnel_officer", "Sở Nội vụ"))
    assert "Tiếp tục" in get(browser, address.split("?", maxsplit=1)[0])
    assert browser.post(address, {**fields, "allotted": "-1"}).status_code == 200
    assert browser.post(address, fields).status_code == 302
    row = Establishment.objects.get(organization_id="Sở Nội vụ")
    assert (row.allotted, row.approved_on) == (12, date(2026, 1, 5))
    told = browser.post(address, {**fields, "allotted": "13"}).content.decode()
    assert "Người khác vừa ghi" in told
    assert f'name="version" value="{row.version}"' in told
    assert browser.post(address, {**fields, "allotted": "13", "version": row.version}).status_code == 302
    assert [one.allotted for one in Establishment.objects.filter(organization_id="Sở Nội vụ")] == [13]
    assert get(browser, f"/organisations/{key('Sở Nội vụ')}/establishment/").count(">13<") >= 1


def test_of_two_who_record_the_first_establishment_at_once_one_is_told(
    real_db: str, aside: Callable[[Callable[[], Any]], Any], waits_for_another: Callable[[], bool]
) -> None:
    with writing() as w:
        w.body("M")
    body, who = Organization.objects.get(pk="M"), holder_of("personnel_officer", "M")

    def record(number: int) -> Any:
        with acting_as(who, TODAY) as scope:
            return allot(who, scope, body, 2026, "civil_servant", number, None, "thử", None)

    with transaction.atomic():
        record(5)
        other = aside(lambda: record(6))
        deadline = monotonic() + 20
        while not waits_for_another() and monotonic() < deadline:
            sleep(0.02)
    with pytest.raises(EditedMeanwhile):
        other.result()
    assert [one.allotted for one in Establishment.objects.all()] == [5]


def test_a_long_list_is_counted_and_turned_only_so_far_and_exported_whole(db: None) -> None:
    """A post that thousands hold is shown without counting them all; the list says that there are more."""
    with writing() as w:
        w.body("Tỉnh")
        post = w.post("Tỉnh", seats=30_000)
        for number in range(5):
            w.holds(w.person(f"người {number}"), post)
    rows = Tenure.objects.order_by("pk")
    short, whole = UpTo(rows, most=3), UpTo(rows, most=5)
    assert (short.count(), short.more, len(short[2:25]), len(list(short))) == (3, True, 1, 5)
    assert (whole.count(), whole.more, len(whole[2:25]), len(list(whole))) == (5, False, 3, 5)
