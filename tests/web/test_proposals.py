"""What officials propose to correct in their own record: whose turn it is, what becomes of it, and that nothing is lost."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from access_world import build, grant, model, row_id, user
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from files_world import PDF, sent

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.models import Look, User
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.files.models import Attached
from chinhdanh.web.proposals import actions
from chinhdanh.web.proposals.models import Proposal, Step
from chinhdanh.web.record.access import scope_of
from chinhdanh.web.record.base import Change
from chinhdanh.web.record.writing import recording
from chinhdanh.web.work.inbox import Desk, sources_for

SignIn = Callable[[Any], Client]


@dataclass
class People:
    """An official of the body A1, and who keeps records above it and elsewhere."""

    official: User
    officer: User
    elsewhere: User


def build_people() -> People:
    build()
    found = People(user("an", "person-A1"), user("ha", "person-B1"), user("xa"))
    grant(found.official, "official", "A1")
    grant(found.officer, "personnel_officer", "A")
    grant(found.elsewhere, "personnel_officer", "B")
    return found


@pytest.fixture
def building() -> Callable[[], Any]:
    return build_people


@pytest.fixture
def people(world: People) -> People:
    return world


def rating() -> Any:
    return model("evaluation").objects.get(pk=row_id("evaluation", "A1"))


def proposed(browser: Client, **said: Any) -> Proposal:
    """A proposal that the rating of a year was another, sent in the browser."""
    row = rating()
    given = {"c_year": "2024", "c_rating": "excellent", "reason": "xếp sai", "evidence": "QĐ 12", **said}
    answer = browser.post(reverse("proposals:correct", args=["evaluation", row.key]), {"version": row.version, **given})
    assert answer.status_code == 302, answer.content.decode()
    return Proposal.objects.latest("at")


def step(browser: Client, proposal: Proposal, name: str, n: int, **said: Any) -> Any:
    prefix = {"return": "return", "accept": "accept"}.get(name, name)
    data = {f"{prefix}-{key}": value for key, value in {"n": n, **said}.items()}
    return browser.post(reverse(f"proposals:{name}", args=[proposal.pk]), data)


def waits(who: User, kind: str) -> list[Any]:
    with acting_as(who, today()) as scope:
        desk = Desk(who, scope, today())
        return [one.of for source in sources_for(scope) if source.kind == kind for one in source.find(desk)]


def states(proposal: Proposal) -> list[str]:
    return list(Step.objects.filter(proposal=proposal).order_by("n").values_list("kind", flat=True))


def test_a_proposal_changes_nothing_until_it_is_accepted_and_is_then_the_evidence(
    people: People, sign_in: SignIn
) -> None:
    official, officer = sign_in(people.official), sign_in(people.officer)
    proposal = proposed(official, files=sent())
    assert proposal.values == {"year": 2024, "rating": "excellent"}
    assert rating().rating is None
    assert waits(people.officer, "proposal") == [proposal.pk]
    assert waits(people.elsewhere, "proposal") == []

    page = officer.get(reverse("proposals:one", args=[proposal.pk])).content.decode()
    assert "xếp sai" in page
    assert "quyet-dinh.pdf" in page
    given = officer.get(reverse("files:one", args=[Attached.objects.get().key]))
    assert given.content == PDF
    assert set(Look.objects.filter(person_id="person-A1").values_list("page", flat=True)) == {
        "proposals:one",
        "files:one",
    }

    answer = step(officer, proposal, "accept", 1, version=rating().version, reason="theo đề nghị", evidence="QĐ 12")
    assert answer.status_code == 302, answer.content.decode()
    assert (rating().rating, rating().year) == ("excellent", 2024)
    change = Change.objects.latest("pk")
    assert (change.kind, change.by, change.reason) == ("correction", people.officer, "theo đề nghị")
    assert change.evidence.startswith("QĐ 12; Đề nghị đính chính")
    assert Step.objects.get(proposal=proposal, n=2).change == change
    assert waits(people.officer, "proposal") == []
    assert "Đã chấp nhận" in official.get(reverse("mine:record")).content.decode()


def test_what_is_returned_waits_for_the_official_who_answers_or_withdraws(people: People, sign_in: SignIn) -> None:
    official, officer = sign_in(people.official), sign_in(people.officer)
    proposal = proposed(official)
    assert "Lý do trả lại" in step(officer, proposal, "return", 1, text="").content.decode()
    assert step(officer, proposal, "return", 1, text="thiếu bản chụp").status_code == 302
    assert waits(people.officer, "proposal") == []
    assert waits(people.official, "returned") == [proposal.pk]
    assert "bị trả lại" in official.get(reverse("mine:record")).content.decode()
    page = official.get(reverse("proposals:one", args=[proposal.pk])).content.decode()
    assert "thiếu bản chụp" in page

    assert step(official, proposal, "answer", 2, text="đây", files=sent()).status_code == 302
    assert waits(people.officer, "proposal") == [proposal.pk]
    assert Attached.objects.filter(table="proposal", row_id=str(proposal.pk)).count() == 1
    assert step(official, proposal, "withdraw", 3, text="đã hiểu").status_code == 302
    assert states(proposal) == ["sent", "returned", "answered", "withdrawn"]
    assert step(officer, proposal, "return", 4, text="muộn").status_code == 302
    assert states(proposal)[-1] == "withdrawn"


def test_a_missing_row_is_added_and_a_wrong_one_taken_out(people: People, sign_in: SignIn) -> None:
    official, officer = sign_in(people.official), sign_in(people.officer)
    added = official.post(
        reverse("proposals:add", args=["qualification"]),
        {"c_kind": "informatics", "c_issued_on": "01/07/2019", "reason": "còn thiếu", "files": sent()},
    )
    assert added.status_code == 302, added.content.decode()
    new = Proposal.objects.latest("at")
    assert step(officer, new, "accept", 1, reason="có bản chụp", evidence="").status_code == 302
    row = model("qualification").objects.get(kind="informatics")
    assert (row.person_id, row.issued_on) == ("person-A1", date(2019, 7, 1))
    # The paper that was given goes with the row that rests on it.
    assert Attached.objects.get(table="qualification").row_id == row.pk

    wrong = rating()
    strike = reverse("proposals:strike", args=["evaluation", wrong.key])
    assert official.post(strike, {"reason": "không phải của tôi", "evidence": "x"}).status_code == 302
    out = Proposal.objects.latest("at")
    assert step(officer, out, "accept", 1, version=wrong.version, reason="nhầm", evidence="").status_code == 302
    assert not model("evaluation").objects.filter(pk=wrong.pk).exists()


def test_on_a_small_screen_the_way_to_propose_stands_beside_what_names_the_row(people: People, sign_in: SignIn) -> None:
    """The first columns are all that a telephone shows. Of paper and scan one is needed, so neither is called optional."""
    browser = sign_in(people.official)
    key = model("person").objects.get(pk="person-A1").key
    table = browser.get(reverse("officials:part", args=[key, "ratings"])).content.decode().split("<table")[1]
    assert "Thấy sai" in re.findall(r"<th scope=\"col\".*?</th>", table, re.DOTALL)[1]
    form = browser.get(reverse("proposals:correct", args=["evaluation", rating().key])).content.decode()
    assert "Giấy tờ chứng minh</label>" in form
    assert "Bản chụp giấy tờ</label>" in form


def test_what_no_cell_can_say_is_said_in_words(people: People, sign_in: SignIn) -> None:
    official, officer = sign_in(people.official), sign_in(people.officer)
    said = {"table": "tenure", "reason": "thiếu thời gian biệt phái", "evidence": "QĐ 9"}
    assert official.post(reverse("proposals:tell"), said).status_code == 302
    proposal = Proposal.objects.get()
    page = officer.get(reverse("proposals:one", args=[proposal.pk])).content.decode()
    assert "Đã ghi xong" in page
    assert "Chấp nhận và ghi" not in page
    assert step(officer, proposal, "settle", 1, text="đã ghi theo QĐ 9").status_code == 302
    assert states(proposal) == ["sent", "accepted"]


def test_all_that_is_wrong_with_a_proposal_is_told_at_once(people: People, sign_in: SignIn) -> None:
    row = rating()
    page = (
        sign_in(people.official)
        .post(
            reverse("proposals:correct", args=["evaluation", row.key]),
            {
                "version": row.version,
                "c_year": "hai nghìn",
                "c_decided_on": "31/02/2024",
                "files": sent(b"MZ", "a.pdf"),
            },
        )
        .content.decode()
    )
    for part in ("Không phải là một ngày", "a.pdf: Không nhận loại tệp", "Sai hoặc thiếu ở đâu"):
        assert part in page
    same = {"version": row.version, "reason": "x", "evidence": "y"}
    person = model("person").objects.get(pk="person-A1")
    again = sign_in(people.official).post(reverse("proposals:correct", args=["person", person.key]), same)
    assert "Chưa có ô nào khác với hồ sơ" in again.content.decode()
    assert not Proposal.objects.exists()


def test_nobody_proposes_about_anothers_record_and_no_keeper_beyond_their_reach_sees_it(
    people: People, sign_in: SignIn
) -> None:
    other = model("evaluation").objects.get(pk=row_id("evaluation", "B1"))
    official = sign_in(people.official)
    assert official.get(reverse("proposals:correct", args=["evaluation", other.key])).status_code == 404
    proposal = proposed(official)
    away = sign_in(people.elsewhere)
    assert away.get(reverse("proposals:one", args=[proposal.pk])).status_code == 404
    assert step(away, proposal, "accept", 1, version=1, reason="x").status_code == 404
    inspector = user("tra")
    grant(inspector, "inspector", "M")
    for who in (people.elsewhere, inspector):
        with acting_as(who, today()):
            assert not Proposal.objects.exists()
            assert not Step.objects.exists()


def test_nobody_accepts_what_they_proposed_themself(people: People, sign_in: SignIn) -> None:
    """Neither through the page nor past it."""
    grant(people.official, "personnel_officer", "A")
    browser = sign_in(people.official)
    proposal = proposed(browser)
    assert waits(people.official, "proposal") == []
    assert "Chấp nhận và ghi" not in browser.get(reverse("proposals:one", args=[proposal.pk])).content.decode()
    assert step(browser, proposal, "accept", 1, version=rating().version, reason="x").status_code == 404
    with acting_as(people.official, today()), pytest.raises(ProgrammingError), transaction.atomic():
        Step.objects.create(proposal=proposal, n=2, kind="accepted", by=people.official)


def test_a_step_is_taken_only_by_whose_turn_it_is(people: People, sign_in: SignIn) -> None:
    """The database holds to it where a page does not."""
    proposal = proposed(sign_in(people.official))
    wrong = [
        (people.officer, "withdrawn", 2),
        (people.officer, "accepted", 2),
        (people.officer, "returned", 3),
        (people.official, "answered", 2),
        (people.official, "returned", 2),
        (people.elsewhere, "returned", 2),
    ]
    for who, kind, n in wrong:
        with acting_as(who, today()), pytest.raises(ProgrammingError), transaction.atomic():
            Step.objects.create(proposal_id=proposal.pk, n=n, kind=kind, by=who, text="x")


def test_what_was_corrected_meanwhile_is_told_before_it_is_written_over(people: People, sign_in: SignIn) -> None:
    official, officer = sign_in(people.official), sign_in(people.officer)
    proposal = proposed(official)
    before = rating().version
    with recording("correction", people.officer, "sửa trước") as r:
        r.correct(rating(), score=8.5)
    assert "đã được sửa từ khi gửi" in officer.get(reverse("proposals:one", args=[proposal.pk])).content.decode()
    assert step(officer, proposal, "accept", 1, version=before, reason="x", evidence="").status_code == 302
    assert rating().rating is None
    assert states(proposal) == ["sent"]
    assert step(officer, proposal, "accept", 1, version=rating().version, reason="x", evidence="").status_code == 302
    assert (rating().rating, rating().score) == ("excellent", 8.5)


def test_of_an_official_who_withdraws_and_a_keeper_who_accepts_at_once_one_is_told(
    real_db: str, people: People, sign_in: SignIn, aside: Any, waits_for_another: Callable[[], bool]
) -> None:
    """And the record says what the one who was first did."""
    proposal = proposed(sign_in(people.official))
    row = rating()
    withdrawn, go_on = threading.Event(), threading.Event()

    def withdraw() -> None:
        with acting_as(people.official, today()):
            actions.withdraw(people.official, proposal, 1, "thôi")
            withdrawn.set()
            go_on.wait(30)

    def accept() -> str:
        with acting_as(people.officer, today()):
            try:
                actions.accept(
                    people.officer, today(), proposal, 1, type(row), row, row.version, "theo đề nghị", "QĐ 12"
                )
            except actions.Overtaken:
                return "told"
        return "accepted"

    first = aside(withdraw)
    assert withdrawn.wait(30)
    second = aside(accept)
    for _ in range(300):
        if waits_for_another():
            break
        time.sleep(0.05)
    go_on.set()
    first.result()
    assert second.result() == "told"
    assert states(proposal) == ["sent", "withdrawn"]
    assert rating().rating is None


def test_the_list_and_my_work_ask_as_much_for_many_as_for_few(people: People, sign_in: SignIn) -> None:
    official, officer = sign_in(people.official), sign_in(people.officer)
    counts = []
    for n in range(3):
        for m in range(4):
            proposed(official, c_year=str(2000 + 10 * n + m))
        found = []
        for page in (reverse("proposals:list"), reverse("work:mine")):
            with CaptureQueriesContext(connection) as asked:
                text = officer.get(page).content.decode()
            assert text.count(reverse("proposals:one", args=[Proposal.objects.latest("at").pk])) == 1
            found.append(len(asked))
        counts.append(found)
    assert counts[1] == counts[2]  # what the first one found out of the law is kept
    assert max(counts[-1]) <= 15


def test_the_scope_of_nobody_reads_no_proposal(people: People, sign_in: SignIn) -> None:
    proposed(sign_in(people.official))
    nobody = user("nobody")
    assert not scope_of(nobody, today()).reads
    assert not Proposal.objects.visible_to(nobody, today()).exists()
