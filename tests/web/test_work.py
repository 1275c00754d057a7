"""My work: what waits, for whom, when it is due, and in how many questions to the database."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from access_world import FROM, build, grant, model, user
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.organisations.retirement import months_after
from chinhdanh.web.record.access import (
    CASE_HANDLER,
    HEAD_OF_PERSONNEL,
    INSPECTOR,
    OFFICIAL,
    OPERATOR,
    PERSONNEL_OFFICER,
    PLAN_COORDINATOR,
)
from chinhdanh.web.record.writing import recording
from chinhdanh.web.work.inbox import Desk, Waiting, soonest_first, sources_for


def _official(r: Any, body: str, name: str, **tenure: Any) -> None:
    """Somebody who heads a post of their own in the body, by a decision."""
    born = tenure.pop("born", date(1985, 5, 5))
    r.add(model("person"), id=name, full_name=name, sex="male", birth_date=born, category="civil_servant")
    r.add(model("post"), id=f"post-{name}", title="Trưởng phòng", organization_id=body, leadership="head", since=FROM)
    appointed = {"kind": "appointment", "person_id": name, "post_id": f"post-{name}", "organization_id": body}
    r.add(model("decision"), id=f"d-{name}", signed_on=FROM, effective_on=FROM, **appointed)
    held = {"since": FROM, "start_decision_id": f"d-{name}", **tenure}
    r.add(model("tenure"), id=f"t-{name}", person_id=name, post_id=f"post-{name}", **held)


def _found(who: Any, kind: str) -> list[Waiting]:
    with acting_as(who, today()) as scope:
        desk = Desk(who, scope, today())
        return [one for source in sources_for(scope) if source.kind == kind for one in source.find(desk)]


@pytest.fixture
def head(db: None) -> Any:
    build()
    who = user("head")
    grant(who, HEAD_OF_PERSONNEL, "A")
    grant(who, PERSONNEL_OFFICER, "A1")
    return who


def test_terms_wait_from_six_months_before_their_end(head: Any) -> None:
    """Those of one's own bodies, once each; not where somebody decided already what comes after."""
    soon, later = months_after(today(), 6), months_after(today(), 6) + timedelta(days=1)
    with recording("entry", None, "thử") as r:
        _official(r, "A1", "soon", term_ends_on=soon)
        _official(r, "A1", "over", term_ends_on=today() - timedelta(days=40))
        _official(r, "A1", "later", term_ends_on=later)
        _official(r, "A1", "acting", term_ends_on=soon, acting=True)
        _official(r, "B1", "other", term_ends_on=soon)
        for name, status in (("again", None), ("revoked", "revoked")):
            _official(r, "A1", name, term_ends_on=soon)
            again = {"kind": "reappointment", "person_id": name, "post_id": f"post-{name}", "organization_id": "A1"}
            r.add(model("decision"), id=f"again-{name}", signed_on=today(), status=status, **again)
    assert {(one.of[0], one.due) for one in _found(head, "term")} == {
        ("soon", soon),
        ("over", today() - timedelta(days=40)),
        ("revoked", soon),
    }
    assert len(_found(head, "term")) == 3


def test_a_retirement_waits_until_it_is_decided(head: Any) -> None:
    """It is due as long before as the law of the day asks for notice: six months."""
    on = months_after(today(), 8)
    with recording("entry", None, "thử") as r:
        _official(r, "A1", "retiring")
        _official(r, "A1", "decided")
        _official(r, "A1", "young")
        for name in ("retiring", "decided"):
            person = model("person").objects.get(pk=name)
            r.correct(person, retires_on=on)
        told = {"kind": "retirement", "person_id": "decided", "organization_id": "A1"}
        r.add(model("decision"), id="retirement", signed_on=today(), **told)
    found = _found(head, "retirement")
    assert [(one.of[0], one.due) for one in found] == [("retiring", months_after(on, -6))]


def test_a_leading_post_waits_when_it_stays_vacant(head: Any) -> None:
    ended = {"long": today() - timedelta(days=91), "short": today() - timedelta(days=10)}
    with recording("entry", None, "thử") as r:
        for name, until in ended.items():
            _official(r, "A1", name, until=until)
        _official(r, "A1", "held")
        _official(r, "B1", "elsewhere", until=ended["long"])
    assert [(one.of[1], one.since) for one in _found(head, "vacancy")] == [("Trưởng phòng", ended["long"])]


def test_what_is_due_first_comes_first() -> None:
    def one(due: date | None, since: date | None = None) -> Waiting:
        return Waiting("x", due, (), since)

    first, second = one(date(2026, 1, 1)), one(date(2026, 2, 1))
    long_vacant, vacant, unknown = one(None, date(2020, 1, 1)), one(None, date(2025, 1, 1)), one(None)
    assert soonest_first([unknown, vacant, second, long_vacant, first]) == [first, second, long_vacant, vacant, unknown]


@pytest.mark.parametrize("role", [INSPECTOR, OFFICIAL, OPERATOR])
def test_nothing_of_this_waits_for_who_decides_nothing(db: None, role: str) -> None:
    build()
    who = user("who", "person-A1")
    grant(who, role, "A")
    assert _found(who, "vacancy") == []


@pytest.mark.parametrize("role", [INSPECTOR, PLAN_COORDINATOR, CASE_HANDLER, OPERATOR])
def test_to_whom_nothing_is_reported_is_told_where_to_begin(
    db: None, role: str, sign_in: Callable[[Any], Client]
) -> None:
    """On the first day the first page is no dead end: it leads to places that open."""
    build()
    who = user("who")
    grant(who, role, "A")
    browser = sign_in(who)
    listed = browser.get("/").content.decode().split("Bắt đầu từ đâu")[1].split("</ul>")[0]
    places = re.findall(r'href="([^"]+)"', listed)
    assert len(places) >= 3
    assert {browser.get(place).status_code for place in places} == {200}


def test_the_page_asks_the_same_however_much_waits(head: Any, sign_in: Callable[[Any], Client]) -> None:
    """And every page of it names whom it is about."""
    counts = []
    for many in (range(3), range(3, 45)):
        with recording("entry", None, "thử") as r:
            for n in many:
                _official(r, "A1", f"n{n}", term_ends_on=today())
        browser = sign_in(head)
        browser.get("/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = browser.get("/?size=50").content.decode()
        counts.append(len(asked))
    assert f"n{many[-1]}</a>" in page
    assert max(counts) <= 15, "\n".join(one["sql"][:120] for one in asked.captured_queries)


def test_ones_own_page_tells_who_looked(db: None, sign_in: Callable[[Any], Client]) -> None:
    """To the one whose record it is and to nobody else."""
    from chinhdanh.web.accounts.actions import look_at

    build()
    own, other, inspector = user("own", "person-A1"), user("other", "person-B1"), user("Thanh tra viên")
    for who in (own, other):
        grant(who, OFFICIAL, "M")
    grant(inspector, INSPECTOR, "M")
    with acting_as(inspector, today()):
        look_at(inspector, model("person").objects.get(pk="person-A1").key, today(), "Hồ sơ", "xác minh đơn 12")
    assert "xác minh đơn 12" in sign_in(own).get("/me/").content.decode()
    for who in (other, inspector):
        assert "xác minh đơn 12" not in sign_in(who).get("/me/").content.decode()
    browser = sign_in(own)
    with CaptureQueriesContext(connection) as asked:
        browser.get("/me/")
    assert len(asked) <= 15, "\n".join(one["sql"][:150] for one in asked.captured_queries)


def test_every_page_of_a_record_is_named_in_words_to_the_one_whose_record_it_is() -> None:
    from chinhdanh.web.mine.words import page_word
    from chinhdanh.web.officials.sections import PARTS
    from chinhdanh.web.officials.urls import urlpatterns

    routes = {one.name for one in urlpatterns if "key" in one.pattern.converters} - {"part"}
    routes |= {part.name for part in PARTS}
    assert {name for name in routes if page_word(f"officials:{name}").startswith("officials:")} == set()
    assert page_word("/decisions/4f0c/") == "Quyết định"
