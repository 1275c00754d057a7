"""The register of decisions, the page of one, and how both keep to what a user may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.access_world import DAY, build, grant, model, user
from tests.web.findings_world import audited, verdict

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.models import Look, User
from chinhdanh.web.decisions.models import Decision
from chinhdanh.web.decisions.queries import Narrowed, Reader, Register, file_of, known_file_of
from chinhdanh.web.decisions.steps import meetings
from chinhdanh.web.findings.models import Verdict
from chinhdanh.web.findings.queries import last_done
from chinhdanh.web.findings.words import told
from chinhdanh.web.record.together import together
from chinhdanh.web.record.writing import recording


@pytest.fixture
def building() -> Callable[[], Any]:
    return build


def decide(many: int, side: str = "A1", **more: Any) -> None:
    with recording("entry", None, "thử") as r:
        for n in range(many):
            values = {
                "kind": "appointment",
                "number": f"{n}/QĐ-{side}",
                "person_id": f"person-{side}",
                "post_id": f"post-{side}",
                "organization_id": side,
                "signed_on": date(2020, 1, 1) + timedelta(n),
                **more,
            }
            r.add(Decision, id=f"qd-{side}-{n}", **values)


def officer(at: str = "A", role: str = "personnel_officer", person_id: str | None = None) -> User:
    who = user(f"{role} {at}", person_id)
    grant(who, role, at)
    return who


def listed(who: User, **narrowed: Any) -> set[str]:
    """The ids that the register gives; without narrowing they are all that the rules give."""
    with acting_as(who, DAY):
        register = Register(Reader(who, DAY), Narrowed(**narrowed), last_done())
        rows = [one.pk for one in register]
        assert len(rows) == register.count()
        return set(rows)


# The register.


@pytest.fixture(params=["looked up", "held against", "walked", "many bodies", "many places"])
def each_way(request: pytest.FixtureRequest, world: None) -> None:
    """Each way in which the register is found, whatever the size of a reach."""
    from chinhdanh.web.decisions.finding import BODIES, FEW, PLACES, REGISTER

    never_walked = REGISTER.replace("60 * (skipped", "1e9 * (1 + skipped")
    counted = REGISTER.replace("5 * taken", "0 * taken")
    changed = {
        "looked up": never_walked,
        "held against": never_walked.replace(f"places > {FEW} ", "places >= 0 "),
        "walked": counted.replace("places * places > 60 *", "places * places >= 0 *"),
        "many bodies": counted.replace(f"<= {BODIES}", "< 0").replace(f"> {BODIES}", ">= 0"),
        "many places": counted.replace(f"places > {PLACES} ", "places >= 0 "),
    }[request.param]
    assert changed != REGISTER
    with connection.cursor() as cursor:
        cursor.execute(changed)


@pytest.mark.parametrize(
    ("role", "at"),
    [
        ("personnel_officer", "A"),
        ("inspector", "M"),
        ("case_handler", "B1"),
        ("plan_coordinator", "M"),
        ("official", "A1"),
    ],
)
def test_the_register_gives_what_the_rules_give(each_way: None, role: str, at: str) -> None:
    """The function that searches it keeps to the same reach as every other query."""
    decide(3)
    decide(2, "B1")
    who = officer(at, role, "person-A1" if role == "official" else None)
    assert listed(who) == set(Decision.objects.visible_to(who, DAY).values_list("pk", flat=True))


def test_an_official_who_is_an_officer_elsewhere_sees_both(each_way: None) -> None:
    """Their own decisions beside those of the body that they look after."""
    who = officer("B", person_id="person-A1")
    grant(who, "official", "A1")
    assert listed(who) == {"decision-A1", "decision-B1"}


def test_the_register_is_narrowed_by_number_kind_day_and_name(each_way: None) -> None:
    """A number by how it begins; a person by words of the name, without diacritics."""
    decide(3)
    with recording("correction", None, "thử") as r:
        r.correct(model("person").objects.get(pk="person-A1"), full_name="Nguyễn Thị Hằng")
    who = officer()
    assert listed(who, number="2/Q") == {"qd-A1-2"}
    assert listed(who, kind="discipline") == set()
    assert listed(who, since=date(2020, 1, 2), until=date(2020, 1, 2)) == {"qd-A1-1"}
    assert listed(who, person="hang nguyen") == {"decision-A1", "qd-A1-0", "qd-A1-1", "qd-A1-2"}
    assert listed(who, person="hanh") == set()
    assert listed(who, organization="B1") == set()


@pytest.mark.parametrize("downwards", [False, True])
def test_the_register_is_sorted_by_number_kind_and_body(each_way: None, downwards: bool) -> None:
    """A number by its figure, a kind by its name, a decision without one last; each page goes on where the last ended."""
    decide(12)
    decide(1, "A", number="Quyết định", kind="transfer", person_id="person-A1", post_id="post-A1")
    who = officer("M")
    of_a1 = [f"qd-A1-{n}" for n in range(12)]

    def listed(by: str, **narrowed: Any) -> list[str]:
        with acting_as(who, DAY):
            kinds = ("transfer", "appointment")
            found = Register(Reader(who, DAY), Narrowed(**narrowed), None, downwards, by=by, kinds=kinds)
            pages = [one.pk for start in range(0, found.count(), 5) for one in found[start : start + 5]]
            return [one for one in pages if one.startswith("qd")]

    up = [*of_a1, "qd-A-0"]
    assert listed("number") == ([*reversed(of_a1), "qd-A-0"] if downwards else up)
    assert listed("number", since=date(2020, 1, 1)) == listed("number")
    assert listed("kind") == ([*reversed(of_a1), "qd-A-0"] if downwards else ["qd-A-0", *of_a1])
    assert listed("organization") == ([*reversed(of_a1), "qd-A-0"] if downwards else ["qd-A-0", *of_a1])


def test_a_long_register_is_sorted_by_day_only_and_says_so(
    world: None, sign_in: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from chinhdanh.web.decisions import queries

    decide(3)
    browser = sign_in(officer())
    shown = browser.get("/decisions/?sort=-number").content.decode()
    assert "sort=number" in shown
    assert "chỉ sắp theo ngày ký" not in shown
    monkeypatch.setattr(queries, "MOST", 2)
    shown = browser.get("/decisions/?sort=-number").content.decode()
    assert "chỉ sắp theo ngày ký" in shown
    assert "sort=number" not in shown
    assert shown.index("2/QĐ-A1") < shown.index("1/QĐ-A1") < shown.index("0/QĐ-A1")


def test_narrowing_by_verdict_tells_nothing_that_is_kept_from_the_reader(each_way: None) -> None:
    """Neither of a report to an officer, nor to whom it is about; nor of what the record keeps from its subject."""
    decide(1)
    audited(verdict("A1", "unproven"), verdict("A1", of_reports=True, decision_id="qd-A1-0", subject_id="qd-A1-0"))
    assert listed(officer(), verdict="violates") == set()
    assert listed(officer("A", "inspector"), verdict="violates") == {"qd-A1-0"}
    subject = officer("M", "inspector", "person-A1")
    assert listed(subject, verdict="violates") == set()
    assert listed(subject, verdict="unproven") == {"decision-A1"}
    audited(verdict("A1", open_to_subject=False))
    himself = officer("A1", "official", "person-A1")
    assert listed(himself, verdict="violates") == set()
    assert listed(officer("A", "case_handler"), verdict="violates") == {"decision-A1"}


def test_a_page_asks_the_database_as_often_however_long_it_is(world: None, sign_in: Callable[[User], Client]) -> None:
    """At most fifteen times, and so does the page of one decision."""
    browser = sign_in(officer())
    audited(verdict("A1"))
    asked = []
    for address in ("/decisions/?size=100", "/decisions/?size=100", f"/decisions/{_key()}/"):
        if asked:
            decide(60) if len(asked) == 1 else None
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1]
    assert max(asked) <= 15


def test_what_is_typed_wrongly_is_told_and_never_breaks_the_page(
    world: None, sign_in: Callable[[User], Client]
) -> None:
    """A day that is none, a sign that no text has, the last of all signs, a page that is not there."""
    browser = sign_in(officer())
    assert "“31/2/2026”" in browser.get("/decisions/?until=31/2/2026").content.decode()
    for address in (
        "?number=%00",
        "?number=\U0010ffff",
        "?page=9999",
        "?organization=x",
        "?person=%00%27",
        "?sort=x&size=7",
    ):
        assert browser.get("/decisions/" + address).status_code == 200
    answer = browser.get("/decisions/export/?kind=appointment")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


# The page of a decision.


def _key(pk: str = "decision-A1") -> str:
    return str(Decision.objects.get(pk=pk).key)


def test_the_page_shows_verdicts_and_keeps_the_look(world: None, sign_in: Callable[[User], Client]) -> None:
    """With the purpose that follows from the page; a decision of others is as if it were not there."""
    audited(verdict("A1", "unproven", missing=["step.held_on"]), verdict("B1"))
    who = officer()
    browser = sign_in(who)
    page = browser.get(f"/decisions/{_key()}/").content.decode()
    assert "Đủ bốn bước, đúng thứ tự" in page
    assert "Ngày họp" in page
    look = Look.objects.get(who=who)
    assert (look.person_id, look.derived) == ("person-A1", True)
    assert browser.get(f"/decisions/{_key('decision-B1')}/").status_code == 404
    assert browser.get(f"/decisions/{_key()}/export/").status_code == 200


def test_an_official_sees_their_own_decision_without_who_took_part(world: None) -> None:
    """Nor is looking at it kept."""
    who = officer("A1", "official", "person-A1")
    with acting_as(who, DAY):
        own = file_of(Reader(who, DAY), Reader(who, DAY).of(Decision).get())
        assert (len(own.steps), len(own.papers), own.participants, own.reports) == (1, 1, [], [])
    other = officer("A", "case_handler")
    with acting_as(other, DAY):
        whole = file_of(Reader(other, DAY), Reader(other, DAY).of(Decision).get())
        assert (len(whole.participants), len(whole.reports)) == (1, 1)


def test_a_decision_is_shown_as_it_was_known(real_db: str, world: None) -> None:
    """Before a correction with what stood there, before it was recorded not at all."""
    who = officer()
    before = timezone.now()
    with recording("correction", None, "ghi nhầm số") as r:
        r.correct(Decision.objects.get(pk="decision-A1"), number="12/QĐ")
        r.withdraw(model("notice").objects.get(pk="notice-A1"))
    with acting_as(who, DAY):
        reader = Reader(who, DAY)
        now = reader.of(Decision).get()
        was = known_file_of(reader, now, before)
        assert was is not None
        assert (was.decision.number, len(was.notices), was.decision.person.pk) == (None, 1, "person-A1")
        known = known_file_of(reader, now, timezone.now())
        assert known is not None
        assert (known.decision.number, known.notices) == ("12/QĐ", [])
        assert known_file_of(reader, now, before - timedelta(days=1)) is None


def test_what_rests_on_a_decision_is_found(world: None) -> None:
    """The tenure that it began, and a later decision from the post that it gave."""
    with recording("entry", None, "thử") as r:
        r.correct(Decision.objects.get(pk="decision-A1"), signed_on=date(2020, 1, 1))
    decide(1, from_post_id="post-A1", signed_on=date(2021, 1, 1))
    who = officer()
    with acting_as(who, DAY):
        file = file_of(Reader(who, DAY), Reader(who, DAY).of(Decision).get(pk="decision-A1"))
    assert [one.pk for one in file.begun] == ["tenure-A1"]
    assert [one.pk for one in file.later] == ["qd-A1-0"]


def test_votes_are_shown_against_the_threshold_of_the_rule_that_judged_them(world: None) -> None:
    """Of those summoned, half of whom have to be passed; the verdict is the rule's, not the bar's."""
    step = model("step")(step="leadership_2", votes_for=3, convened=6, present=5)
    judged = Verdict(
        rule_id="appointment/step_3_vote_r3", provision="nd-170-2025.art-33.k2.c", on=date(2025, 9, 1), verdict="complies",
        confidence="text", facts={"leadership_2_votes": 3, "leadership_2_members": 7, "leadership_2_convened": 6}, missing=[],
    )  # fmt: skip
    (shown,) = meetings([step], [told(judged)])
    assert (shown.width, shown.limit) == ("50.00%", "50.00%")
    assert [one.code for one in shown.judged] == ["complies"]
    (alone,) = meetings([step], [])
    assert (alone.width, alone.limit) == ("50.00%", "")


def test_a_verdict_stands_at_the_step_whose_votes_it_counts(world: None) -> None:
    """Who may be voted on in a later step depends on an earlier one, which is none the worse for it."""
    steps = [
        model("step")(step="leadership_1", votes_for=5, convened=7),
        model("step")(step="enlarged_leadership", votes_for=4, convened=20),
    ]
    judged = Verdict(
        rule_id="appointment/step_2_vote_r4", provision="nd-170-2025+nd-300-2026.art-33.k2.c", on=date(2026, 9, 1),
        verdict="violates", confidence="text", missing=[],
        facts={"leadership_1_votes": 5, "enlarged_leadership_votes": 4, "enlarged_leadership_convened": 20},
    )  # fmt: skip
    first, second = meetings(steps, [told(judged)])
    assert (list(first.judged), [one.code for one in second.judged]) == ([], ["violates"])


def test_rows_read_together_are_those_read_one_by_one(world: None) -> None:
    """In every value, and in their order."""
    querysets = {
        name: model(name).objects.order_by("-pk") for name in ("decision", "step", "person", "tenure", "dossier_item")
    }
    read = together(**querysets, nothing=Decision.objects.none())
    assert read.pop("nothing") == []
    for name, rows in read.items():
        fields = [field.attname for field in model(name)._meta.concrete_fields]
        assert [[getattr(row, f) for f in fields] for row in rows] == [
            [getattr(row, f) for f in fields] for row in querysets[name]
        ]
