"""Job positions: the catalogue, who keeps it, and officials held against the position in which they work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.organisations_world import holder_of, writing

from chinhdanh.web.accounts import pages
from chinhdanh.web.accounts.models import Look
from chinhdanh.web.officials.models import Person
from chinhdanh.web.organisations.models import JobPosition, PositionCompetency, PositionQualification, Post
from chinhdanh.web.positions.matching import Assessed, Required, against, latest
from chinhdanh.web.positions.qualifications import Demand, Qualified, answered, held_on
from chinhdanh.web.record.base import Change

TODAY = date(2026, 3, 2)

Enter = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "today", lambda: TODAY)


@pytest.fixture
def position(db: None) -> Any:
    """A position that asks for two competencies, with three people in department A and one in department B."""
    with writing() as w:
        for name, parent in (("M", None), ("A", "M"), ("B", "M")):
            w.body(name, parent)
        found = w.add("job_position", id="vt1", name="Chuyên viên tổ chức", group="specialised", grade="01.003")
        texts, speech = (
            w.add("competency", id="n1", name="Soạn văn bản"),
            w.add("competency", id="n2", name="Giao tiếp"),
        )
        for competency, level in ((texts, 3), (speech, 2)):
            w.add("position_competency", job_position_id=found.pk, competency_id=competency.pk, level=level)
        posts = {body: w.post(body, seats=30_000, job_position_id=found.pk) for body in ("A", "B")}
        levels = {"Đủ": (4, 2), "Thiếu": (2, 5), "Chưa": (3, None)}
        for name, found_levels in levels.items():
            person = w.person(name)
            w.holds(person, posts["A"])
            for competency, level in zip((texts, speech), found_levels, strict=True):
                if level is not None:
                    w.add("person_competency", person_id=person.pk, competency_id=competency.pk, level=level,
                          assessed_on=date(2026, 1, 5))  # fmt: skip
        w.holds(w.person("Xa"), posts["B"])
    return found


def get(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_what_was_not_assessed_is_neither_met_nor_missed() -> None:
    """The last assessment known on the day counts, be it lower than one before."""
    required = [Required("a", "A", 3), Required("b", "B", 3), Required("c", "C", None)]
    rows = [
        ("a", 4, date(2024, 1, 1)),
        ("a", 2, date(2025, 1, 1)),
        ("a", 5, date(2027, 1, 1)),
        ("b", None, date(2025, 1, 1)),
        ("c", 1, None),
    ]
    found = latest(rows, TODAY)
    assert found["a"] == Assessed(2, date(2025, 1, 1))
    assert [one.state for one in against(required, found)] == ["below", "not_assessed", "met"]


def test_a_qualification_is_missing_only_where_words_can_be_compared() -> None:
    """A level on no ladder, a field in other words, and what nobody recorded are unproven; a false degree is none."""
    degree = Demand("professional", "đại học", "Luật; Luật kinh tế")
    law = Qualified("professional", "Thạc sĩ", "LUẬT KINH TẾ")
    cases: list[tuple[Demand, list[Qualified], bool, str]] = [
        (degree, [law], False, "met"),
        (degree, [Qualified("professional", "cao đẳng", "Luật")], False, "missing"),
        (degree, [Qualified("professional", "đại học", "Kế toán")], True, "unproven"),
        (degree, [Qualified("professional", "đại học hệ B", "Luật")], True, "unproven"),
        (degree, [Qualified("political_theory", "cao cấp")], False, "unproven"),
        (degree, [Qualified("political_theory", "cao cấp")], True, "missing"),
        (
            Demand("foreign_language", "bậc 3", "tiếng Anh"),
            [Qualified("foreign_language", "B2", "Tiếng Anh")],
            False,
            "met",
        ),
        (Demand("foreign_language", "bậc 3"), [Qualified("foreign_language", "C")], True, "unproven"),
        (Demand("personnel_work"), [Qualified("personnel_work", None)], False, "met"),
        (Demand("defence", "đối tượng 3"), [Qualified("defence", "Đối tượng 3")], False, "met"),
    ]
    assert [answered(*case).state for *case, _ in cases] == [state for *_, state in cases]
    row = {
        "kind": "professional", "level": "đại học", "field": None, "issued_on": None, "studied_from": None,
        "studied_until": None, "verified": None,
    }  # fmt: skip
    rows = [
        row,
        {**row, "verified": False},
        {**row, "issued_on": date(2027, 1, 1)},
        {**row, "studied_from": date(2025, 9, 1)},
    ]
    assert held_on(rows, TODAY) == [Qualified("professional", "đại học")]


def test_officials_are_held_against_the_qualifications_of_their_position(position: Any, sign_in: Enter) -> None:
    """On the page of the position, and on that of the official themself; whoever is not declared complete lacks nothing."""
    with writing() as w:
        for kind, level in (("professional", "đại học"), ("political_theory", "cao cấp")):
            w.add("position_qualification", job_position_id=position.pk, kind=kind, level=level)
        w.add("qualification", person_id="p-Đủ", kind="professional", level="Thạc sĩ")
        w.add("qualification", person_id="p-Đủ", kind="political_theory", level="Trung cấp")
        w.add("qualification", person_id="p-Chưa", kind="professional", level="hệ 3 năm")
    browser = sign_in(holder_of("head_of_personnel", "M"))
    address = f"/positions/{position.key}/"
    shown = get(browser, address)
    assert "Lý luận chính trị: cao cấp (hồ sơ ghi: Trung cấp)" in shown
    assert "Chuyên môn: đại học (hồ sơ ghi: hệ 3 năm)" in shown
    enough = Person.objects.get(pk="p-Đủ")
    browser.post("/officials/purpose/", {"purpose": "0", "next": "/"})
    own = get(browser, f"/officials/{enough.key}/training/")
    assert own.count("<td>đạt</td>") == 3
    assert own.count("<td>còn thiếu</td>") == 1
    lacking = f"/officials/{Person.objects.get(pk='p-Thiếu').key}/training/"
    assert get(browser, lacking).count("<td>chưa rõ</td>") == 2
    with writing() as w:
        w.add("coverage", table="qualification", organization_id="A")
    assert get(browser, lacking).count("<td>còn thiếu</td>") == 3  # with the competency that was found too low


def test_each_official_within_reach_is_held_against_the_position(position: Any, sign_in: Enter) -> None:
    """What is missing is named with both levels, and everybody whose assessments were shown has a look to read."""
    who = holder_of("head_of_personnel", "A")
    shown = get(sign_in(who), f"/positions/{position.key}/")
    assert "Soạn văn bản (2/3)" in shown
    assert shown.count("Giao tiếp") == 2  # in the framework, and for the one who was not assessed
    assert "Xa" not in shown
    looks = Look.objects.filter(who=who)
    assert {look.person_id for look in looks} == {"p-Đủ", "p-Thiếu", "p-Chưa"}
    assert {(look.derived, look.purpose) for look in looks} == {(True, "đối chiếu với vị trí việc làm")}


def test_who_coordinates_plans_sees_the_framework_and_nobody_against_it(position: Any, sign_in: Enter) -> None:
    shown = get(sign_in(holder_of("plan_coordinator", "M")), f"/positions/{position.key}/")
    assert "Soạn văn bản" in shown
    assert "Thiếu" not in shown
    assert not Look.objects.exists()


def test_the_catalogue_is_kept_by_those_below_whom_everything_stands(position: Any, sign_in: Enter) -> None:
    """A head of personnel of one department reads it; whoever writes it names a reason, which is kept."""
    above, below = holder_of("head_of_personnel", "M"), holder_of("head_of_personnel", "A")
    fields = {"name": "Kế toán", "group": "shared_professional", "grade": "", "description": "", "reason": "QĐ 12"}
    for page in ("new/", f"{position.key}/correct/", f"{position.key}/requirements/"):
        get(sign_in(below), f"/positions/{page}", 404)
    assert sign_in(below).post("/positions/new/", fields).status_code == 404
    refused = sign_in(above).post("/positions/new/", {**fields, "reason": ""})
    assert (refused.status_code, JobPosition.objects.count()) == (200, 1)
    answer = sign_in(above).post("/positions/new/", fields)
    added = JobPosition.objects.get(name="Kế toán")
    assert answer["Location"] == f"/positions/{added.key}/"
    assert added.grade is None
    assert Change.objects.filter(by=above).get().reason == "QĐ 12"


def test_two_who_correct_one_position_are_told(position: Any, sign_in: Enter) -> None:
    """The second is shown what stands now, and keeps what was typed; saved again, it is meant."""
    browser = sign_in(holder_of("head_of_personnel", "M"))
    address = f"/positions/{position.key}/correct/"
    fields = {"name": "Một", "group": "", "grade": "", "description": "", "reason": "lần một"}
    version = position.version
    assert browser.post(address, {**fields, "version": version}).status_code == 302
    second = browser.post(address, {**fields, "name": "Hai", "version": version})
    shown = second.content.decode()
    assert "Người khác vừa ghi" in shown
    assert "Một" in shown
    assert 'value="Hai"' in shown
    now = JobPosition.objects.get(pk=position.pk)
    assert now.name == "Một"
    assert f'name="version" value="{now.version}"' in shown
    assert browser.post(address, {**fields, "name": "Hai", "version": now.version}).status_code == 302
    assert JobPosition.objects.get(pk=position.pk).name == "Hai"
    assert browser.post(address, {**fields, "version": "x" * 30}).status_code == 200


def test_what_a_position_asks_for_is_changed_and_taken_away(position: Any, sign_in: Enter) -> None:
    browser = sign_in(holder_of("head_of_personnel", "M"))
    address = f"/positions/{position.key}/requirements/"
    texts = PositionCompetency.objects.get(level=3).competency

    def send(**fields: str) -> str:
        return browser.post(address, {"competency": "", "new_name": "", "level": "", "reason": "thử", **fields})

    send(competency=str(texts.key), level="5")
    send(new_name="Ngoại ngữ", level="1")
    asked = PositionCompetency.objects.filter(job_position=position)
    assert set(asked.values_list("competency__name", "level")) == {
        ("Soạn văn bản", 5),
        ("Giao tiếp", 2),
        ("Ngoại ngữ", 1),
    }
    send(competency=str(texts.key))
    assert not asked.filter(competency=texts).exists()
    for wrong in ({"new_name": "ngoại NGỮ", "level": "2"}, {"level": "2"}, {"new_name": "Mới"}):
        assert "✕" in send(**wrong).content.decode()  # type: ignore[attr-defined]
    assert asked.count() == 2


def test_the_qualifications_of_a_position_are_kept_with_their_history(position: Any, sign_in: Enter) -> None:
    """Added, corrected by whoever read what stands, and taken away: the versions of what is gone stay."""
    browser = sign_in(holder_of("head_of_personnel", "M"))
    fields = {"kind": "professional", "level": "đại học", "field": "", "reason": "đề án"}
    assert browser.post(f"/positions/{position.key}/qualifications/", fields).status_code == 302
    first = PositionQualification.objects.get()
    one = f"/positions/{position.key}/qualifications/{first.key}/"
    assert one in get(browser, f"/positions/{position.key}/")
    changed = {**fields, "level": "thạc sĩ", "field": "Luật; Hành chính", "version": first.version}
    assert browser.post(one, changed).status_code == 302
    assert "Người khác vừa ghi" in browser.post(one, {**changed, "level": "tiến sĩ"}).content.decode()
    now = PositionQualification.objects.get()
    assert (now.level, now.field) == ("thạc sĩ", "Luật; Hành chính")
    assert "thạc sĩ, Luật hoặc Hành chính" in get(browser, f"/positions/{position.key}/")
    assert browser.post(one, {**fields, "remove": "on", "version": now.version}).status_code == 302
    assert not PositionQualification.objects.exists()
    said = PositionQualification.Version.objects.order_by("version").values_list("level", "withdrawn")
    assert list(said) == [("đại học", False), ("thạc sĩ", False), ("thạc sĩ", True)]
    assert browser.get(one).status_code == 404


def test_a_post_is_assigned_by_those_who_keep_the_record_of_its_body(position: Any, sign_in: Enter) -> None:
    with writing() as w:
        w._numbers = iter(range(500, 600))  # type: ignore[assignment]
        post = w.post("A")
    address = f"/positions/of-post/{post.key}/"
    fields = {"position": str(position.key), "reason": "đề án", "version": post.version}
    for role, place in (("personnel_officer", "B"), ("inspector", "A")):
        assert sign_in(holder_of(role, place)).post(address, fields).status_code == 404
    browser = sign_in(holder_of("personnel_officer", "A"))
    assert browser.post(address, fields).status_code == 302
    assert Post.objects.get(pk=post.pk).job_position_id == position.pk
    assert "Chuyên viên tổ chức" in get(browser, f"/organisations/posts/{post.key}/")


def test_the_pages_of_positions_take_few_queries(position: Any, sign_in: Enter) -> None:
    browser = sign_in(holder_of("head_of_personnel", "M"))
    for page in ("", f"{position.key}/", f"{position.key}/correct/", f"{position.key}/requirements/",
                 f"{position.key}/qualifications/"):  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            get(browser, f"/positions/{page}")
        assert sum("SAVEPOINT" not in query["sql"] for query in queries) <= 15, page
