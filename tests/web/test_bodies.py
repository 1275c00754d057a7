"""Bodies founded, renamed, moved, merged, split and dissolved; posts created, changed and abolished."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.organisations_world import SINCE, holder_of, writing

from chinhdanh.web.accounts import pages
from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.models import OrganizationAbove, User
from chinhdanh.web.officials.models import Person
from chinhdanh.web.officials.reading import Reading
from chinhdanh.web.officials.sections import TENURES
from chinhdanh.web.officials.showing import cells, post_words
from chinhdanh.web.organisations.models import DeputyCap, Organization, Post, Reorganisation
from chinhdanh.web.record.base import Change
from chinhdanh.web.record.writing import recording

TODAY = date(2026, 3, 2)
TURN = date(2025, 7, 1)
BEFORE = "2025-06-30"

Enter = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "today", lambda: TODAY)


def build() -> None:
    """A ministry with two departments; A has two divisions, one of which has a head."""
    with writing() as w:
        for name, parent in (("M", None), ("A", "M"), ("B", "M"), ("A1", "A"), ("A2", "A")):
            w.body(name, parent)
        w.holds(w.person("Lan"), w.post("A1", "Trưởng phòng", "head", rank=30), seat=1)
        w.post("A2", "Trưởng phòng", "head", rank=30)


@pytest.fixture
def building() -> Callable[[], Any]:
    return build


def key(body: str) -> Any:
    return Organization.objects.get(pk=body).key


def act(browser: Client, body: str, what: str, query: str = "", **fields: Any) -> Any:
    """The form of an act as it is opened, sent with these fields."""
    address = f"/organisations/{key(body)}/{what}/{query}"
    opened = browser.get(address)
    assert opened.status_code == 200, address
    version = opened.content.decode().split('name="version" value="')[1].split('"')[0]
    grounds = {"on": "01/07/2025", "number": "12/QĐ-BNV", "signed_on": "20/06/2025", "version": version}
    return browser.post(address, {**grounds, **fields})


def shown(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


@pytest.fixture
def keeper(world: None, sign_in: Enter) -> Client:
    return sign_in(holder_of("head_of_personnel", "M"))


def test_a_body_renamed_is_read_by_its_old_name_before_and_stays_what_it_is(keeper: Client) -> None:
    assert act(keeper, "A", "rename", name="Cục Mới").status_code == 302
    assert "Cục Mới" in shown(keeper, "/organisations/")
    assert "Cục Mới" not in shown(keeper, f"/organisations/?on={BEFORE}")
    assert "<h1>A</h1>" in shown(keeper, f"/organisations/{key('A')}/?on={BEFORE}")
    assert "Lan" in shown(keeper, f"/organisations/{key('A1')}/")
    history = shown(keeper, f"/organisations/{key('A')}/history/")
    assert "Đổi tên" in history
    assert "trước đó: A" in history
    assert "Quyết định 12/QĐ-BNV ngày 20/06/2025" in history


def test_a_career_names_a_body_as_it_was_called_then(keeper: Client) -> None:
    """Who left before worked at the old name, which the page sets beside today's; who stays works at the new one."""
    with writing(first=10) as w:
        post = w.post("A2", "Kế toán")
        w.holds(w.person("Hoa"), post, seat=1, until=date(2025, 3, 1))
        w.holds(w.person("Mai"), post, seat=1, since=date(2025, 3, 1))
    act(keeper, "A2", "rename", name="Phòng Hai")
    act(keeper, "A2", "rename", name="Phòng Ba", on="01/10/2025", number="15/QĐ-BNV")
    user = User.objects.get(name="head_of_personnel M")
    with acting_as(user, TODAY):
        told = {}
        for name in ("Hoa", "Mai"):
            reading = Reading(user, TODAY, Person.objects.get(pk=f"p-{name}"), TODAY)
            (row,) = reading.rows(TENURES)
            told[name] = (post_words(reading, row)[1], cells(reading, row)["post_id"].note)
        early = Reading(user, TODAY, Person.objects.get(pk="p-Mai"), date(2025, 8, 1))
        between = post_words(early, early.rows(TENURES)[0])[1]
    assert told == {"Hoa": ("A2", "A2 (nay: Phòng Ba)"), "Mai": ("Phòng Ba", "Phòng Ba")}
    assert between == "Phòng Hai"


def test_a_body_moved_stands_below_each_parent_in_its_time(keeper: Client) -> None:
    """The reach follows: who keeps the old parent alone does not keep it any more."""
    assert act(keeper, "A1", "move", f"?to={key('B')}").status_code == 302
    assert Organization.objects.get(pk="A1").parent_id == "B"
    for body, on, there in (
        ("A", "", False),
        ("B", "", True),
        ("A", f"?on={BEFORE}", True),
        ("B", f"?on={BEFORE}", False),
    ):
        assert (">A1</a>" in shown(keeper, f"/organisations/{key(body)}/{on}")) is there, (body, on)
    spans = OrganizationAbove.objects.filter(organization_id="A1", above_id__in=("A", "B")).values_list(
        "above_id", "until"
    )
    assert dict(spans) == {"A": TURN, "B": date(9999, 12, 31)}


def test_a_body_cannot_stand_below_itself_and_nothing_is_half_done(keeper: Client) -> None:
    refused = act(keeper, "A", "move", f"?to={key('A1')}")
    assert "Cơ quan không thể thuộc chính mình" in refused.content.decode()
    assert not Reorganisation.objects.exists()
    assert not Change.objects.exclude(by=None).exists()


def test_whoever_still_holds_a_post_hinders_the_end_of_a_body(keeper: Client) -> None:
    """The page names them before anything is sent; the body, its post and its holder stay."""
    assert "Lan" in shown(keeper, f"/organisations/{key('A1')}/dissolve/")
    refused = act(keeper, "A1", "dissolve").content.decode()
    assert "Còn 1 người giữ chức danh" in refused
    assert Organization.objects.get(pk="A1").until is None
    assert "Còn 2 đơn vị trực thuộc" in act(keeper, "A", "dissolve").content.decode()
    assert act(keeper, "A2", "dissolve").status_code == 302
    assert Organization.objects.get(pk="A2").until == TURN
    assert Post.objects.get(organization_id="A2").until == TURN


def test_bodies_merged_into_a_new_one_take_what_is_below_along(keeper: Client) -> None:
    """Each tells of the others; what stood below is read where it stood before."""
    query = f"?with={key('B')}&go=1"
    assert act(keeper, "A", "merge", query, into="new", new_name="Cục Chung").status_code == 302
    new = Organization.objects.get(name="Cục Chung")
    assert (new.since, new.merged_from, new.parent_id) == (TURN, 2, "M")
    assert {one.until for one in Organization.objects.filter(successor_id=new.pk)} == {TURN}
    assert set(Organization.objects.filter(parent_id=new.pk).values_list("pk", flat=True)) == {"A1", "A2"}
    assert ">A1</a>" in shown(keeper, f"/organisations/{key('A')}/?on={BEFORE}")
    for body in ("A", "B", new.pk):
        assert "Sáp nhập, hợp nhất" in shown(keeper, f"/organisations/{key(body)}/history/")


def test_a_merger_taken_back_leaves_all_as_it_was(keeper: Client) -> None:
    act(keeper, "A", "merge", f"?with={key('B')}&go=1", into=str(key("B")), new_name="")
    assert Organization.objects.get(pk="A1").parent_id == "B"
    address = shown(keeper, f"/organisations/{key('A')}/history/").split("/undo/")[1].split('"')[0]
    undo = f"/organisations/{key('A')}/undo/{address}"
    assert "A1" in shown(keeper, undo)
    assert keeper.post(undo, {"reason": "ghi nhầm cơ quan"}).status_code == 302
    a, a1 = Organization.objects.get(pk="A"), Organization.objects.get(pk="A1")
    assert (a.until, a.successor_id, a1.parent_id) == (None, None, "A")
    assert Change.objects.get(reason="ghi nhầm cơ quan").undoes is not None
    assert not OrganizationAbove.objects.filter(organization_id="A1", above_id="B").exists()
    assert keeper.get(undo).status_code == 404


def test_what_was_written_anew_since_is_not_taken_back(keeper: Client) -> None:
    act(keeper, "A", "rename", name="Hai")
    act(keeper, "A", "rename", name="Ba", on="01/08/2025")
    first = Reorganisation.objects.get(name="A")
    refused = keeper.post(f"/organisations/{key('A')}/undo/{first.pk}/", {"reason": "nhầm"})
    assert "Đã có bản ghi mới hơn" in refused.content.decode()
    assert Organization.objects.get(pk="A").name == "Ba"


def test_a_body_split_ends_or_goes_on(keeper: Client) -> None:
    assert act(keeper, "A2", "split", names="Phòng X\nPhòng Y").status_code == 302
    assert Organization.objects.get(pk="A2").until == TURN
    assert "Chia, tách" in shown(keeper, f"/organisations/{key('A2')}/history/")
    assert act(keeper, "A1", "split", names="Phòng Z", goes_on="on").status_code == 302
    assert Organization.objects.get(pk="A1").until is None
    assert Organization.objects.get(name="Phòng Z").parent_id == "A"


def test_a_new_body_stands_where_its_keeper_reaches_and_nowhere_else(world: None, sign_in: Enter) -> None:
    of_a = sign_in(holder_of("personnel_officer", "A"))
    assert act(of_a, "A", "found", name="Phòng Ba", on="01/09/2026").status_code == 302
    new = Organization.objects.get(name="Phòng Ba")
    assert ">Phòng Ba</a>" not in shown(of_a, f"/organisations/{key('A')}/")
    assert ">Phòng Ba</a>" in shown(of_a, f"/organisations/{key('A')}/?on=2026-09-01")
    assert of_a.get(f"/organisations/{key('B')}/found/").status_code == 404
    twice = act(of_a, "A", "found", name="phòng  ba", on="01/09/2026")
    assert "Đã có cơ quan tên" in twice.content.decode()
    assert new.version == Organization.objects.get(name="Phòng Ba").version


def test_the_database_keeps_acts_to_the_reach_by_itself(world: None) -> None:
    who = holder_of("personnel_officer", "A")
    with (
        pytest.raises(Exception, match="row-level security"),
        acting_as(who, TODAY),
        recording("entry", who, "thử") as r,
    ):
        Reorganisation.objects.create(change=r.change, kind="dissolved", on=TODAY, organization_id="B")


def test_all_that_is_wrong_is_told_at_once(keeper: Client) -> None:
    answer = act(keeper, "A", "rename", name="", on="31/02/2025", number="", signed_on="01/01/2030").content.decode()
    assert answer.count('<li><a href="#id_') >= 4
    later = act(keeper, "A", "rename", name="C", on="01/01/2027").content.decode()
    assert "Ngày này chưa đến" in later


def test_two_who_change_one_body_are_told(keeper: Client) -> None:
    version = Organization.objects.get(pk="A").version
    act(keeper, "A", "rename", name="Một")
    second = act(keeper, "A", "rename", name="Hai", on="02/07/2025", version=version)
    assert "Người khác vừa ghi" in second.content.decode()
    assert 'value="Hai"' in second.content.decode()
    assert Organization.objects.get(pk="A").name == "Một"
    assert act(keeper, "A", "rename", name="Hai", on="02/07/2025").status_code == 302


def post_fields(**more: Any) -> dict[str, Any]:
    return {"title": "Phó trưởng phòng", "leadership": "deputy", "seats": "2", "rank": "20", **more}


def test_a_post_is_created_changed_and_abolished(keeper: Client) -> None:
    assert act(keeper, "A1", "posts/new", **post_fields()).status_code == 302
    made = Post.objects.get(title="Phó trưởng phòng")
    assert (made.organization_id, made.seats, made.since, made.leadership) == ("A1", 2, TURN, "deputy")
    address = f"/organisations/posts/{made.key}/change/"
    fields = post_fields(seats="3", reason="giao thêm", evidence="QĐ 15", version=made.version)
    assert keeper.post(address, fields).status_code == 302
    made.refresh_from_db()
    assert made.seats == 3
    assert "Chưa có ô nào khác" in keeper.post(address, {**fields, "version": made.version}).content.decode()
    ending = {"on": "01/01/2026", "number": "16", "signed_on": "20/12/2025", "version": made.version}
    assert keeper.post(f"/organisations/posts/{made.key}/abolish/", ending).status_code == 302
    made.refresh_from_db()
    assert made.until == date(2026, 1, 1)
    back = {"reason": "ghi nhầm", "evidence": "", "version": made.version}
    assert keeper.post(f"/organisations/posts/{made.key}/abolish/", back).status_code == 302
    made.refresh_from_db()
    assert made.until is None


def test_a_post_that_somebody_holds_is_not_abolished_and_keeps_its_seats(keeper: Client) -> None:
    head = Post.objects.get(organization_id="A1")
    address = f"/organisations/posts/{head.key}/abolish/"
    ending = {"on": "01/01/2026", "number": "16", "signed_on": "20/12/2025", "version": head.version}
    assert "Còn 1 người giữ chức danh này" in keeper.post(address, ending).content.decode()
    head.refresh_from_db()
    assert head.until is None


def corrected(who: Any, row: Any, **values: Any) -> None:
    with acting_as(who, TODAY), recording("entry", who, "thử") as record:
        record.correct(row, **values)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_leaves_nobody_in_a_post_that_ended(world: None) -> None:
    """Whichever of the two is written: the end of the post, or the one who holds it."""
    who = holder_of("head_of_personnel", "M")
    held, empty = Post.objects.get(organization_id="A1"), Post.objects.get(organization_id="A2")
    with pytest.raises(IntegrityError, match="has ended"):
        corrected(who, held, until=TURN)
    corrected(who, empty, until=TURN)
    with pytest.raises(IntegrityError, match="has ended"):
        corrected(who, held.tenures.get(), post_id=empty.pk)


def test_of_two_who_end_a_post_and_fill_it_at_once_one_is_told(
    real_db: str, aside: Any, waits_for_another: Callable[[], bool]
) -> None:
    """Both looked when nothing stood in their way; the second waits for the first, and finds what it did."""
    import time

    with writing() as w:
        w.body("M")
        post = w.post("M", "Trưởng phòng", "head")
        w.add("decision", id="d", kind="appointment", person_id=w.person("Lan").pk, post_id=post.pk, signed_on=SINCE)
    who = holder_of("head_of_personnel", "M")

    def fill() -> None:
        from chinhdanh.web.officials.models import Tenure

        with acting_as(who, TODAY), recording("entry", who, "thử") as r:
            r.add(Tenure, person_id="p-Lan", post_id=post.pk, start_decision_id="d", since=TURN)

    with acting_as(who, TODAY), recording("entry", who, "thử") as record:
        record.correct(post, until=TURN)
        filling = aside(fill)
        for _ in range(100):
            if waits_for_another():
                break
            time.sleep(0.05)
    with pytest.raises(IntegrityError, match="has ended"):
        filling.result()
    assert Post.objects.get(pk=post.pk).until == TURN


def test_another_number_of_deputies_takes_the_place_of_the_one_before(keeper: Client) -> None:
    assert act(keeper, "A", "deputies", cap="3").status_code == 302
    assert act(keeper, "A", "deputies", cap="2", on="01/01/2026", number="99").status_code == 302
    caps = DeputyCap.objects.filter(organization_id="A").order_by("since").values_list("cap", "since", "until")
    assert list(caps) == [(3, TURN, date(2026, 1, 1)), (2, date(2026, 1, 1), None)]
    earlier = act(keeper, "A", "deputies", cap="1", on="01/10/2025")
    assert "hiệu lực sau ngày này" in earlier.content.decode()


def test_pages_of_change_ask_the_database_little_whatever_there_is(keeper: Client) -> None:
    with writing() as w:
        for number in range(30):
            post = w.add("post", organization_id="A1", title=f"Chuyên viên {number}", since=SINCE)
            person = w.person(f"Người {number}")
            decision = w.add("decision", kind="appointment", person_id=person.pk, post_id=post.pk, signed_on=SINCE)
            w.add("tenure", person_id=person.pk, post_id=post.pk, start_decision_id=decision.pk, since=SINCE)
    taken = {}
    for what in ("change", "dissolve", "rename", "merge/?q=a", "posts/new", "history"):
        address = f"/organisations/{key('A1')}/{what}" + ("" if "?" in what else "/")
        with CaptureQueriesContext(connection) as asked:
            shown(keeper, address)
        # The transaction of the test makes savepoints of what are transactions otherwise.
        taken[what] = sum("SAVEPOINT" not in one["sql"] for one in asked)
    assert max(taken.values()) <= 15, taken
