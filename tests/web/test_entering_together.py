"""One paper about several people is entered at once: a decision about each, all of them or none."""

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
from tests.web.test_entering import purposeful

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.decisions import actions
from chinhdanh.web.decisions.actions import Drafted
from chinhdanh.web.decisions.forms import Begins, Changes
from chinhdanh.web.decisions.models import Decision
from chinhdanh.web.officials.models import Tenure
from chinhdanh.web.record.base import Change
from chinhdanh.web.record.writing import EditedMeanwhile
from chinhdanh.web.ui.words import code_word

SignIn = Callable[[Any], Client]


def build() -> dict[str, Any]:
    """Four people in two offices of A, and one in B, which A's officer does not keep."""
    found: dict[str, Any] = {}
    with writing() as w:
        for body, parent in (("M", None), ("A", "M"), ("A1", "A"), ("A2", "A"), ("B", "M")):
            w.body(body, parent)
        for place, name in (("A1", "An"), ("A2", "Bình"), ("B", "Xa")):
            found[place] = w.post(place, "Trưởng phòng", "head", seats=1)
            found[name] = w.person(name)
            found[f"held {name}"] = w.holds(found[name], found[place], seat=1)
        found["empty"] = w.post("A2", "Phó Trưởng phòng", "deputy", seats=1)
    found["officer"] = holder_of("personnel_officer", "A")
    return found


@pytest.fixture
def building() -> Callable[[], Any]:
    return build


def page() -> str:
    return reverse("decisions:together", args=["transfer"])


def typed(*lines: tuple[Any, Any], **more: Any) -> dict[str, Any]:
    """The paper, with a person and a post in each line."""
    found = {
        "c_number": "77/QĐ-SNV",
        "c_signed_on": "05/01/2026",
        "c_effective_on": "01/02/2026",
        "c_organization_id": str(model("organization").objects.get(pk="M").key),
        "reason": "điều động theo danh sách",
        **more,
    }
    for n, (person, post) in enumerate(lines):
        found[f"line_{n}-c_person_id"] = str(person.key)
        found[f"line_{n}-c_post_id"] = str(post.key) if post is not None else ""
    return found


def shown_with(browser: Client, fields: dict[str, Any]) -> dict[str, Any]:
    """The same with what the page then says of each person: everything that a browser would send."""
    text = browser.post(page(), fields).content.decode()
    found = dict(fields)
    for tag in re.findall(r"<input[^>]+>", text):
        said = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        name = said.get("name", "")
        if not name.startswith("line_") or said.get("type") == "radio":
            continue
        if said.get("type") == "checkbox":
            found.update({name: "on"} if "checked" in tag else {})
        elif "value" in said:
            found[name] = said["value"]
    for name, options in re.findall(r'<select name="(line_[^"]+)".*?>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', options)
        found[name] = chosen.group(1) if chosen else ""
    return found


def test_people_of_one_paper_change_places(world: dict[str, Any], sign_in: SignIn) -> None:
    """Each leaves the post that the other takes: what ends makes room first. Nothing is written before it was shown."""
    browser = purposeful(sign_in(world["officer"]))
    chosen = browser.post(reverse("decisions:new"), {"kind": "transfer", "together": "1"})
    assert chosen["Location"] == page()
    fields = typed((world["An"], world["A2"]), (world["Bình"], world["A1"]))
    before = Change.objects.count()
    told = browser.post(page(), fields).content.decode()
    assert "Hãy xem hệ quả đối với từng người" in told
    assert Change.objects.count() == before
    answer = browser.post(page(), shown_with(browser, fields))
    assert answer["Location"].startswith(reverse("decisions:list"))
    both = Decision.objects.filter(number="77/QĐ-SNV")
    assert {(one.person_id, one.post_id, one.from_post_id, one.signed_on) for one in both} == {
        (world["An"].pk, world["A2"].pk, world["A1"].pk, date(2026, 1, 5)),
        (world["Bình"].pk, world["A1"].pk, world["A2"].pk, date(2026, 1, 5)),
    }
    for one in both:
        assert Tenure.objects.get(start_decision_id=one.pk).since == date(2026, 2, 1)
        ended = Tenure.objects.get(end_decision_id=one.pk)
        assert (ended.person_id, ended.until, ended.end_reason) == (one.person_id, date(2026, 2, 1), "transfer")
    assert len({one.Version.objects.get(version=one.version).change_id for one in both}) == 1


def test_of_one_paper_all_is_written_or_nothing(world: dict[str, Any], sign_in: SignIn) -> None:
    """Two are sent to one seat; the line of the second says who has it, and the first is not written either."""
    browser = purposeful(sign_in(world["officer"]))
    fields = typed((world["An"], world["empty"]), (world["Bình"], world["empty"]))
    before = Change.objects.count()
    told = browser.post(page(), shown_with(browser, fields)).content.decode()
    assert "Chức danh có 1 chỗ" in told
    assert Change.objects.count() == before
    assert not Decision.objects.filter(number="77/QĐ-SNV").exists()


def test_nobody_is_twice_in_a_paper_and_all_are_people_whose_record_one_keeps(
    world: dict[str, Any], sign_in: SignIn
) -> None:
    officer = world["officer"]
    officer.person_id = world["Bình"].pk
    officer.save()
    browser = purposeful(sign_in(officer))
    fields = typed((world["An"], world["empty"]), (world["An"], world["A1"]), (world["Bình"], world["A1"]))
    told = browser.post(page(), {**shown_with(browser, fields), "step_final-c_present": "x"}).content.decode()
    assert told.count('role="alert"') == 1, "all that is wrong stands in one place"
    assert code_word("step", "step", "final") in told.split('role="alert"')[1].split("</ul>")[0]
    assert "đã có ở dòng 1" in told
    assert "tự ghi" in told
    beyond = browser.post(page(), typed((world["Xa"], world["empty"]))).content.decode()
    assert "Không có dòng nào như đã chọn trong phạm vi" in beyond
    assert "Hãy chọn ít nhất một người" in browser.post(page(), typed()).content.decode()
    assert not Decision.objects.filter(number="77/QĐ-SNV").exists()


def test_who_was_moved_meanwhile_is_not_moved_by_what_was_read(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = purposeful(sign_in(world["officer"]))
    fields = shown_with(browser, typed((world["An"], world["empty"])))
    with writing() as w:
        w._record.correct(world["held An"], term_ends_on=date(2027, 1, 1))
    told = browser.post(page(), fields).content.decode()
    assert "Người khác vừa sửa" in told
    assert not Decision.objects.filter(number="77/QĐ-SNV").exists()
    assert browser.post(page(), shown_with(browser, fields)).status_code == 302


def test_each_person_of_a_paper_has_verdicts_of_their_own(world: dict[str, Any], sign_in: SignIn) -> None:
    """Written, judged and taken back."""
    browser = purposeful(sign_in(holder_of("head_of_personnel", "A")))
    fields = shown_with(browser, typed((world["An"], world["A2"]), (world["Bình"], world["A1"])))
    before = Change.objects.count()
    told = browser.post(page(), {**fields, "preview": "1"}).content.decode()
    assert told.count("chưa có gì được ghi") == 2
    assert Change.objects.count() == before


def test_steps_and_papers_of_one_paper_are_entered_once(world: dict[str, Any], sign_in: SignIn) -> None:
    """For all whom it is about but those who are left out; votes and places are each one's own. One change holds it all."""
    browser = purposeful(sign_in(world["officer"]))
    an, binh = (str(world[name].key) for name in ("An", "Bình"))
    with writing(first=60) as w:
        chau = w.person("Châu")
        w.holds(chau, w.post("A1"), seat=1)
    fields = typed((world["An"], world["A2"]), (world["Bình"], world["A1"]), (chau, None))
    meeting = {"c_held_on": "02/01/2026", "c_convened": "9", "c_present": "8", f"votes_for_{an}": "7"}
    meeting |= {f"votes_for_{binh}": "6", f"ranking_{an}": "1", f"new_name_{binh}": "true"}
    fields |= {f"step_final-{name}": value for name, value in meeting.items()}
    fields |= {"step_final-but": [str(chau.key)], "paper_0-c_kind": "proposal", "paper_1-c_kind": "cv"}
    fields |= {"paper_1-but": [an, binh], "paper_2-c_issued_on": "01/01/2026"}
    shown = shown_with(browser, fields)
    del shown["line_2-effect-begins"]  # Châu stays where she is
    assert "Hãy chọn loại giấy tờ" in browser.post(page(), shown).content.decode()
    del shown["paper_2-c_issued_on"]
    both = {**shown, f"step_final-ranking_{chau.key}": "3"}
    assert "Bước này không ghi cho người này" in browser.post(page(), both).content.decode()
    assert not Decision.objects.filter(number="77/QĐ-SNV").exists()
    assert browser.post(page(), shown).status_code == 302
    of = {one.person_id: one.pk for one in Decision.objects.filter(number="77/QĐ-SNV")}
    said = ("step", "held_on", "convened", "present", "votes_for", "ranking", "new_name")
    held = ("final", date(2026, 1, 2), 9, 8)
    steps = set(model("step").objects.values_list("decision_id", *said))
    assert steps == {(of["p-An"], *held, 7, 1, None), (of["p-Bình"], *held, 6, None, True)}
    papers = model("dossier_item").objects.values_list("decision_id", "kind")
    assert set(papers) == {*((one, "proposal") for one in of.values()), (of["p-Châu"], "cv")}
    rows = [model("step").objects.first(), model("dossier_item").objects.first(), Decision.objects.get(pk=of["p-An"])]
    assert len({one.Version.objects.get(version=one.version).change_id for one in rows}) == 1


def test_a_long_paper_asks_as_much_of_the_database_as_a_short_one(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = purposeful(sign_in(world["officer"]))
    with writing() as w:
        w._numbers = iter(range(100, 200))  # type: ignore[assignment]
        many = [w.person(f"Người {n}") for n in range(30)]
        desk = w.post("A1", seats=200)
        for one in many:
            w.holds(one, desk)

    def asked(fields: dict[str, Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.post(page(), fields).status_code == 200
        return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in captured.captured_queries)

    led = {
        f"step_{step}-{name}": str(row.key)
        for step, chair in zip(("leadership_1", "key_staff", "final"), many, strict=False)
        for name, row in (("c_chair_id", chair), ("c_body_id", model("organization").objects.get(pk="A1")))
    }
    short = asked(typed(*((one, world["empty"]) for one in many[:2]), lines="5", **led))
    long = asked(typed(*((one, world["empty"]) for one in many), lines="30", **led))
    assert long <= short <= 15


def drafted(world: dict[str, Any], name: str, to: Any, number: str) -> Drafted:
    tenure = Tenure.objects.get(pk=world[f"held {name}"].pk)
    values = {
        "kind": "transfer", "number": number, "person_id": world[name].pk, "post_id": to.pk, "organization_id": "A",
        "signed_on": date(2026, 1, 5), "effective_on": date(2026, 2, 1), "status": "in_force",
    }  # fmt: skip
    return Drafted(values, Begins(None, False, False, "regular", None), [Changes(tenure, tenure.version)])


def test_two_papers_about_the_same_people_wait_for_each_other(
    real_db: str, world: dict[str, Any], aside: Callable[..., Any], waits_for_another: Callable[[], bool]
) -> None:
    """However the people are ordered: neither paper waits for what the other holds, and the second is told."""
    officers = [holder_of("personnel_officer", "A", name) for name in ("một", "hai")]
    forth = [drafted(world, "An", world["A2"], "1"), drafted(world, "Bình", world["A1"], "1")]
    back = [drafted(world, "Bình", world["A1"], "2"), drafted(world, "An", world["A2"], "2")]

    written, go = Event(), Event()

    def write(who: Any, drafts: list[Drafted]) -> None:
        with acting_as(who, today()):
            actions.decide_together(who, today(), drafts, "thử", "")
            written.set()
            assert go.wait(20)

    one = aside(lambda: write(officers[0], forth))
    assert written.wait(20)
    other = aside(lambda: write(officers[1], back))
    end = monotonic() + 20
    while not waits_for_another():
        assert monotonic() < end
    go.set()
    one.result()
    with pytest.raises(EditedMeanwhile):
        other.result()
    assert Tenure.objects.filter(until__isnull=True).count() == 3
    assert not Decision.objects.filter(number="2").exists()
