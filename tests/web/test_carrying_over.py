"""Staff of a body that ends are carried over to posts of the body that goes on, in one act with the reorganisation."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.organisations_world import holder_of, writing

from chinhdanh.web.accounts import pages
from chinhdanh.web.decisions.models import Decision
from chinhdanh.web.officials.models import Person, Tenure
from chinhdanh.web.organisations.models import Organization, Post
from chinhdanh.web.record.base import Change
from chinhdanh.web.record.writing import recording

TURN = date(2025, 7, 1)
Enter = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "today", lambda: date(2026, 3, 2))


def build() -> dict[str, Any]:
    """Two divisions below A: in A1 Lan leads and Mai and Nam work, in A2 there is a seat for a head and a desk for many."""
    found = {}
    with writing() as w:
        for name, parent in (("M", None), ("A", "M"), ("A1", "A"), ("A2", "A")):
            w.body(name, parent)
        found["head A1"] = w.post("A1", "Trưởng phòng", "head", rank=30, seats=1)
        found["desk A1"] = w.post("A1", "Chuyên viên", rank=10, seats=20)
        found["head A2"] = w.post("A2", "Trưởng phòng", "head", rank=30, seats=1)
        found["desk A2"] = w.post("A2", "Chuyên viên", rank=10, seats=20)
        w.holds(w.person("Lan"), found["head A1"], seat=1)
        w.holds(w.person("Mai"), found["desk A1"], seat=1)
        w.holds(w.person("Nam"), found["desk A1"], seat=2)
    return found


@pytest.fixture
def building() -> Callable[[], Any]:
    return build


@pytest.fixture
def posts(world: dict[str, Any]) -> dict[str, Any]:
    return world


@pytest.fixture
def keeper(posts: dict[str, Any], sign_in: Enter) -> Client:
    return sign_in(holder_of("head_of_personnel", "M"))


def page(what: str, query: str) -> str:
    return f"/organisations/{Organization.objects.get(pk='A1').key}/{what}/{query}"


def merging() -> str:
    return page("merge", f"?with={Organization.objects.get(pk='A2').key}&go=1")


def opened(browser: Client, address: str, **typed: Any) -> dict[str, Any]:
    """What a browser would send of the page as it is opened: everybody's box is ticked, nobody has a post.

    With fields `typed`, of the page as it is after the button that asks on about staff.
    """
    page = browser.post(address, {**typed, "place": "1"}) if typed else browser.get(address)
    text = page.content.decode()
    found: dict[str, Any] = {"on": "01/07/2025", "number": "12/QĐ-BNV", "signed_on": "20/06/2025", **typed}
    ticked: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]+>", text):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if said.get("type") == "checkbox" and "checked" in tag:
            ticked.setdefault(said["name"], []).append(said.get("value", "on"))
        elif said.get("name") == "version" and not typed:
            found["version"] = said["value"]
    found.update(ticked)
    for name in re.findall(r'<select name="((?:to_|staff_)[^"]+)"', text):
        options = text.split(f'<select name="{name}"')[1].split("</select>")[0]
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen.group(1) if chosen else ""
    return found


def to(posts: dict[str, Any], **where: Any) -> dict[str, str]:
    """To which post those go who hold one of A1: by the name of the post."""
    return {f"to_{posts[f'{name} A1'].key}": getattr(post, "key", post) for name, post in where.items()}


def test_who_is_carried_over_holds_a_post_of_the_other_body_from_the_day_of_the_merger(
    keeper: Client, posts: dict[str, Any]
) -> None:
    """One change: the decisions, what ends, what begins, and the merger; nobody is left in a post that ended."""
    fields = opened(keeper, merging())
    fields |= to(posts, head=posts["head A2"], desk=posts["desk A2"])
    into = str(Organization.objects.get(pk="A2").key)
    assert keeper.post(merging(), {**fields, "into": into, "staff_kind": "transfer"}).status_code == 302
    for name, before, after in (("Lan", "head", "head"), ("Mai", "desk", "desk"), ("Nam", "desk", "desk")):
        decision = Decision.objects.get(person_id=f"p-{name}", number="12/QĐ-BNV")
        assert (decision.kind, decision.reorganization, decision.organization_id) == ("transfer", "merger", "A")
        ended, begun = (Tenure.objects.get(**{f"{one}_decision_id": decision.pk}) for one in ("end", "start"))
        assert (ended.post_id, ended.until, ended.end_reason) == (posts[f"{before} A1"].pk, TURN, "reorganisation")
        assert (begun.post_id, begun.since, begun.until) == (posts[f"{after} A2"].pk, TURN, None)
    gone = Organization.objects.get(pk="A1")
    assert (gone.until, gone.successor_id) == (TURN, "A2")
    assert {one.until for one in Post.objects.filter(organization_id="A1")} == {TURN}
    changes = {one.Version.objects.get(version=one.version).change_id for one in (gone, decision, ended, begun)}
    assert len(changes) == 1


def test_of_a_merger_into_a_new_body_posts_are_made_like_those_that_end(
    real_db: str, keeper: Client, posts: dict[str, Any]
) -> None:
    """Taken back, all is as it was: everybody holds the post of before, and decisions and posts are withdrawn."""
    fields = {**opened(keeper, merging()), **to(posts, head="alike", desk="alike")}
    answer = keeper.post(merging(), {**fields, "into": "new", "new_name": "Phòng Chung", "staff_number": "13/QĐ-BNV"})
    new = Organization.objects.get(name="Phòng Chung")
    assert answer["Location"] == f"/organisations/{new.key}/history/"
    made = Post.objects.filter(organization_id=new.pk)
    assert set(made.values_list("title", "leadership", "seats", "since")) == {
        ("Trưởng phòng", "head", 1, TURN),
        ("Chuyên viên", "none", 20, TURN),
    }
    held = Tenure.objects.filter(post__organization_id=new.pk).values_list("person_id", flat=True)
    assert sorted(held) == ["p-Lan", "p-Mai", "p-Nam"]
    history = f"/organisations/{Organization.objects.get(pk='A1').key}/history/"
    number = keeper.get(history).content.decode().split("/undo/")[1].split('"')[0]
    undo = f"/organisations/{Organization.objects.get(pk='A1').key}/undo/{number}"
    told = keeper.get(undo).content.decode()
    assert {
        "quyết định 13/QĐ-BNV về Nam",
        "Nam thôi giữ Chuyên viên, A1",
        "Nam bắt đầu giữ Chuyên viên, Phòng Chung",
    } <= {one.strip() for one in re.findall(r"<li>([^<]+)</li>", told)}
    assert keeper.post(undo, {"reason": "ghi nhầm"}).status_code == 302
    assert not Decision.objects.filter(number="13/QĐ-BNV").exists()
    assert set(Tenure.objects.values_list("post__organization_id", "until", "end_decision_id")) == {("A1", None, None)}
    assert not Post.objects.filter(until__isnull=False).exists()


def test_whoever_is_not_carried_over_keeps_the_body_from_ending(keeper: Client, posts: dict[str, Any]) -> None:
    """Nothing of it is written, not even about those who were chosen; so where a seat is taken."""
    into = str(Organization.objects.get(pk="A2").key)
    fields = {**opened(keeper, merging()), **to(posts, head=posts["head A2"], desk=posts["desk A2"]), "into": into}
    before = Change.objects.count()
    desk = f"who_{posts['desk A1'].key}"
    told = keeper.post(merging(), {**fields, desk: fields[desk][:1]}).content.decode()
    assert "Còn 1 người giữ chức danh" in told
    told = keeper.post(merging(), {**fields, **to(posts, desk=posts["head A2"])}).content.decode()
    assert "Chức danh có 1 chỗ" in told
    told = keeper.post(merging(), {**fields, "into": "new", "new_name": "Phòng Chung"}).content.decode()
    assert "không thuộc cơ quan tiếp tục" in told
    with recording("correction", None, "sửa") as record:
        record.correct(Tenure.objects.get(person_id="p-Mai"), term_ends_on=date(2027, 1, 1))
    assert "Người khác vừa ghi về một người" in keeper.post(merging(), fields).content.decode()
    assert Change.objects.count() == before + 1
    assert not Decision.objects.filter(number="12/QĐ-BNV").exists()


def test_nobody_carries_themself_over(posts: dict[str, Any], sign_in: Enter) -> None:
    who = holder_of("head_of_personnel", "M", "Lan")
    who.person_id = "p-Lan"
    who.save()
    browser = sign_in(who)
    into = str(Organization.objects.get(pk="A2").key)
    fields = {**opened(browser, merging()), **to(posts, head=posts["head A2"], desk=posts["desk A2"]), "into": into}
    assert "tự ghi quyết định về mình" in browser.post(merging(), fields).content.decode()
    assert Organization.objects.get(pk="A1").until is None


def test_staff_of_a_body_that_is_dissolved_go_to_a_body_that_is_chosen(keeper: Client, posts: dict[str, Any]) -> None:
    alone = keeper.get(page("dissolve", "")).content.decode()
    assert 'href="?place=1"' in alone
    chosen = keeper.get(page("dissolve", "?place=1&q=A2")).content.decode()
    address = page("dissolve", "?to=" + chosen.split('href="?to=')[1].split('"')[0])
    like = f"alike:{Organization.objects.get(pk='A2').key}"
    fields = {**opened(keeper, address), **to(posts, head=posts["head A2"], desk=like)}
    assert keeper.post(address, fields).status_code == 302
    assert Organization.objects.get(pk="A1").until == TURN
    there = Tenure.objects.filter(post__organization_id="A2", since=TURN)
    assert sorted(there.values_list("person_id", "post__title")) == [
        ("p-Lan", "Trưởng phòng"),
        ("p-Mai", "Chuyên viên"),
        ("p-Nam", "Chuyên viên"),
    ]
    assert Decision.objects.get(person_id="p-Mai", number="12/QĐ-BNV").reorganization is None


def ticked(post: Any, *names: str) -> dict[str, list[str]]:
    """The boxes of these people ticked at a post, and no others."""
    held = [Tenure.objects.get(person_id=f"p-{name}", until__isnull=True) for name in names]
    return {f"who_{post.key}": [f"{one.key}.{one.version}" for one in held]}


def test_staff_of_a_body_that_is_split_go_to_the_bodies_that_begin(
    real_db: str, keeper: Client, posts: dict[str, Any]
) -> None:
    """Of one desk Mai goes to one and Nam to the other: a like post is made in each. All of it is taken back at once."""
    address, desk = page("split", ""), posts["desk A1"]
    assert "staff_kind" not in keeper.get(address).content.decode()
    typed = {**opened(keeper, address), "names": "Phòng X\nPhòng Y"}
    asked_first = keeper.post(address, typed).content.decode()
    assert "Hãy bố trí họ ở trang này" in asked_first
    assert "Loại quyết định bố trí</label>" in asked_first, "what is needed is not called optional"
    typed = opened(keeper, address, **typed) | to(posts, head="alike:Phòng X", desk="alike:Phòng Y")
    typed |= ticked(desk, "Mai")
    before = Change.objects.count()
    assert "Còn 1 người giữ chức danh" in keeper.post(address, typed).content.decode()
    assert Change.objects.count() == before
    rest = opened(keeper, address, **typed)
    assert [rest[f"who_{desk.key}_2"]] == list(ticked(desk, "Nam").values())
    rest[f"to_{desk.key}_2"] = "alike:Phòng X"
    twice = {**rest, **ticked(desk, "Mai", "Nam"), f"who_{desk.key}_2": rest[f"who_{desk.key}_2"]}
    assert "đã chọn ở trên" in keeper.post(address, twice).content.decode()
    gone = keeper.post(address, {**rest, "names": "Phòng X\nPhòng Z"}).content.decode()
    assert "Nơi đã chọn không còn" in gone
    assert keeper.post(address, rest).status_code == 302
    there = Tenure.objects.filter(since=TURN).values_list("person_id", "post__title", "post__organization__name")
    assert sorted(there) == [
        ("p-Lan", "Trưởng phòng", "Phòng X"),
        ("p-Mai", "Chuyên viên", "Phòng Y"),
        ("p-Nam", "Chuyên viên", "Phòng X"),
    ]
    assert set(Decision.objects.filter(number="12/QĐ-BNV").values_list("reorganization", flat=True)) == {"split"}
    assert Organization.objects.get(pk="A1").until == TURN
    number = keeper.get(page("history", "")).content.decode().split("/undo/")[1].split('"')[0]
    assert keeper.post(page(f"undo/{number.rstrip('/')}", ""), {"reason": "ghi nhầm"}).status_code == 302
    assert not Organization.objects.filter(name="Phòng X").exists()
    assert set(Tenure.objects.values_list("post__organization_id", "until")) == {("A1", None)}


def test_of_a_body_that_goes_on_after_a_split_who_is_not_chosen_stays(keeper: Client, posts: dict[str, Any]) -> None:
    address = page("split", "")
    typed = {**opened(keeper, address), "names": "Phòng X", "goes_on": "on"}
    fields = opened(keeper, address, **typed) | to(posts, desk="alike:Phòng X")
    assert keeper.post(address, {**fields, **ticked(posts["desk A1"], "Mai")}).status_code == 302
    held = Tenure.objects.filter(until__isnull=True).values_list("person_id", "post__organization__name")
    assert sorted(held) == [("p-Lan", "A1"), ("p-Mai", "Phòng X"), ("p-Nam", "A1")]


def test_staff_of_a_body_that_is_dissolved_go_to_several_bodies(keeper: Client, posts: dict[str, Any]) -> None:
    with writing(first=50) as w:
        w.body("A3", "A")
    one, other = (Organization.objects.get(pk=name).key for name in ("A2", "A3"))
    assert (
        f'href="?to={one}&amp;to={other}"' in keeper.get(page("dissolve", f"?place=1&to={one}&q=A3")).content.decode()
    )
    address = page("dissolve", f"?to={one}&to={other}")
    fields = opened(keeper, address) | to(posts, head=posts["head A2"], desk=posts["desk A2"])
    fields = opened(keeper, address, **{**fields, **ticked(posts["desk A1"], "Mai")})
    fields[f"to_{posts['desk A1'].key}_2"] = f"alike:{other}"
    assert keeper.post(address, fields).status_code == 302
    there = Tenure.objects.filter(since=TURN).values_list("person_id", "post__organization_id")
    assert sorted(there) == [("p-Lan", "A2"), ("p-Mai", "A2"), ("p-Nam", "A3")]


def test_the_page_of_a_merger_asks_little_however_many_are_carried_over(keeper: Client, posts: dict[str, Any]) -> None:
    with writing() as w:
        w._numbers = iter(range(100, 200))  # type: ignore[assignment]
        desk = w.post("A1", "Cán sự", seats=200)
        for n in range(40):
            w.holds(w.person(f"Người {n}"), desk)
    assert Person.objects.count() == 43
    address = merging()
    with CaptureQueriesContext(connection) as captured:
        assert keeper.get(address).status_code == 200
    assert sum("SAVEPOINT" not in one["sql"] for one in captured.captured_queries) <= 15
