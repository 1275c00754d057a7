"""The interface for programs: it keeps to its own description, and to all that pages keep to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from access_world import FROM, build, grant, model, row_id, user
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from findings_world import audited, verdict
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chinhdanh.web.accounts.models import Look
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.record.access import HEAD_OF_PERSONNEL, OFFICIAL, PERSONNEL_OFFICER
from chinhdanh.web.record.writing import recording

CITIZEN_ID = "001080012345"
ROOT = "/api/v1"


def build_names() -> None:
    """The record of `access_world` with names, and an audit that found one violation on each side."""
    build()
    with recording("entry", None, "thử") as r:
        for side in ("A1", "B1"):
            r.correct(
                model("person").objects.get(pk=row_id("person", side)),
                full_name=f"Nguyễn Văn {side}",
                citizen_id=CITIZEN_ID,
                birth_date=date(1980, 1, 1),
                birth_precision="year",
            )
    audited(verdict("A1"), verdict("B1"))


@pytest.fixture
def building() -> Callable[[], Any]:
    return build_names


@pytest.fixture
def officer(world: None, sign_in: Callable[[Any], Client]) -> Client:
    """A browser in which the head of personnel of the body `A` is signed in."""
    who = user("officer")
    grant(who, HEAD_OF_PERSONNEL, "A")
    return sign_in(who)


@contextmanager
def application() -> Iterator[Any]:
    """The application as a server calls it, which for once leaves the connection of the test open."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    with override_settings(ALLOWED_HOSTS=["*"]):
        yield get_wsgi_application()
    for signal in signals:
        signal.connect(close_old_connections)


def key(table: str, side: str = "A1") -> str:
    return str(model(table).objects.get(pk=row_id(table, side)).key)


def finding_key(side: str = "A1") -> str:
    return str(verdict(side)["key"])


def get(browser: Client, address: str, purpose: str | None = None, **query: Any) -> Any:
    headers = {} if purpose is None else {"Look-Purpose": purpose}
    return browser.get(f"{ROOT}{address}", query, headers=headers)


def described(browser: Client) -> Any:
    return get(browser, "/openapi.json").json()


def addresses(browser: Client, side: str) -> list[str]:
    """Every address of the description, with what is there on this side."""
    keys = {
        "organizations": key("organization", side),
        "posts": key("post", side),
        "people": key("person", side),
        "decisions": key("decision", side),
        "findings": finding_key(side),
    }
    return [
        address.removeprefix(ROOT).replace("{key}", keys[address.split("/")[3]])
        for address in described(browser)["paths"]
    ]


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_every_answer_is_as_described_whatever_is_asked(officer: Client, mode: Any) -> None:
    real = dict(zip(described(officer)["paths"], addresses(officer, "A1"), strict=True))
    session = f"session={officer.cookies['session'].value}"
    with application() as called:
        schema = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", called)
        operations = [found.ok() for found in schema.get_all_operations()]
        assert {operation.path for operation in operations} == set(real)
        for operation in operations:
            keeps_its_word(operation.as_strategy(generation_mode=mode), session, real[operation.path].split("/")[2:3])


def keeps_its_word(cases: Any, session: str, there: list[str]) -> None:
    """Some of what may be asked of one address; often of a row that is there."""

    @settings(max_examples=8)
    @given(case=cases, exists=st.booleans())
    def holds(case: Any, exists: bool) -> None:
        if exists and there:
            case.path_parameters["key"] = there[0]
        case.headers = {**(case.headers or {}), "Cookie": session}
        case.call_and_validate(checks=CHECKS)

    holds()


def test_everything_within_reach_is_answered_without_numbers_and_ids(officer: Client) -> None:
    for address in addresses(officer, "A1"):
        answer = get(officer, address, purpose="thử")
        assert answer.status_code == 200, (address, answer.content)
        assert answer["Cache-Control"] == "private, no-store"
        assert CITIZEN_ID not in answer.text, address
        assert "-A1" not in answer.text, address  # as all ids of this record end, but those of bodies
        assert "B1" not in answer.text or address in ("/organizations",), address


def test_what_is_out_of_reach_is_answered_as_what_is_not_there(officer: Client) -> None:
    nowhere = "00000000-0000-4000-8000-000000000000"
    for address in addresses(officer, "B1"):
        parts = address.split("/")
        if len(parts) < 3 or parts[1] in ("organizations", "posts"):
            continue  # what bodies and posts there are is open to all who read
        answer = get(officer, address, purpose="thử")
        missing = get(officer, "/".join([*parts[:2], nowhere, *parts[3:]]), purpose="thử")
        assert (answer.status_code, answer.json()) == (404, missing.json())
    assert get(officer, f"/organizations/{key('organization', 'B1')}").json()["staff"] is None
    assert get(officer, f"/posts/{key('post', 'B1')}").json()["holders"] is None
    assert get(officer, f"/posts/{key('post', 'A1')}").json()["holders"][0]["person"]["name"] == "Nguyễn Văn A1"
    assert get(officer, "/posts", under=key("organization", "B1")).json()["total"] == 0
    assert Look.objects.filter(person_id=row_id("person", "B1")).count() == 0


@pytest.mark.parametrize("sent", ["xác minh đơn", quote("xác minh đơn")])
def test_the_record_of_another_is_read_for_a_purpose_that_they_can_read(
    officer: Client, sign_in: Callable[[Any], Client], sent: str
) -> None:
    address = f"/people/{key('person')}"
    refused = get(officer, address)
    assert (refused.status_code, refused.json()["code"]) == (428, "purpose_needed")
    assert refused["Content-Type"] == "application/problem+json"
    assert "Look-Purpose" in refused.json()["detail"]
    assert Look.objects.count() == 0
    # A header is bytes: this is what a program sends that writes its text as UTF-8.
    assert get(officer, address, purpose=sent.encode().decode("latin-1")).json()["full_name"] == "Nguyễn Văn A1"
    look = Look.objects.get()
    assert (look.who.name, look.person_id, look.purpose) == ("officer", row_id("person", "A1"), "xác minh đơn")
    subject = user("subject", row_id("person", "A1"))
    grant(subject, OFFICIAL, "A1")
    own = sign_in(subject)
    assert get(own, address).json()["born"] == "1980"
    assert Look.objects.count() == 1
    page = own.get("/me/").content.decode()
    assert "xác minh đơn" in page
    assert "api:" not in page


def test_decisions_and_findings_keep_looks_of_their_own_accord(officer: Client) -> None:
    assert get(officer, f"/decisions/{key('decision')}").status_code == 200
    assert get(officer, f"/findings/{finding_key()}", purpose="rà soát").status_code == 200
    told = [(look.page, look.purpose, look.derived) for look in Look.objects.order_by("pk")]
    assert told[0][0] == "api:decision"
    assert told[0][2]
    assert told[1] == ("api:finding", "rà soát", False)


def test_problems_say_what_to_do(officer: Client, client: Client) -> None:
    def told(browser: Client, address: str, **query: Any) -> tuple[int, str, list[str]]:
        answer = get(browser, address, **query)
        assert answer["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["title"]
        assert problem["detail"]
        return problem["status"], problem["code"], sorted(one["name"] for one in problem["errors"])

    assert told(client, "/people") == (401, "not_signed_in", [])
    assert told(client, "/people", limit="x") == (401, "not_signed_in", [])
    assert told(officer, "/docs") == (404, "not_found", [])
    assert told(officer, "/people", sexe="male") == (422, "wrong_parameters", ["sexe"])
    assert told(officer, "/people", sex="x", on="20251231", limit=201) == (
        422,
        "wrong_parameters",
        ["limit", "on", "sex"],
    )
    assert told(officer, "/people/x") == (422, "wrong_parameters", ["key"])
    for address in ("/people", "/nowhere"):
        refused = Client(enforce_csrf_checks=True).post(f"{ROOT}{address}", {})
        assert (refused.status_code, refused["Allow"], refused.json()["code"]) == (405, "GET, HEAD", "only_read")
    head = officer.head(f"{ROOT}/people")
    assert (head.status_code, head.content) == (200, b"")


def test_without_a_role_there_is_nothing(world: None, sign_in: Callable[[Any], Client]) -> None:
    browser = sign_in(user("nobody"))
    assert {get(browser, address, purpose="thử").status_code for address in addresses(browser, "A1")} == {404}


def test_lists_are_read_page_by_page_with_few_queries(officer: Client) -> None:
    with recording("entry", None, "thử") as r:
        for n in range(30):
            r.add(model("person"), id=f"p{n:02}", full_name=f"Lê Thị {n:02}")
            r.add(model("post"), id=f"q{n:02}", title="Chuyên viên", organization_id="A1", leadership="none")
            r.add(
                model("decision"), id=f"d{n:02}", kind="appointment", person_id=f"p{n:02}", organization_id="A1",
                post_id=f"q{n:02}", signed_on=date(2024, 1, 1) + timedelta(days=n),
            )  # fmt: skip
            r.add(
                model("tenure"), id=f"t{n:02}", person_id=f"p{n:02}", post_id=f"q{n:02}", since=FROM,
                start_decision_id=f"d{n:02}",
            )  # fmt: skip
    for address in ("/people", "/decisions", "/posts", "/findings", "/organizations"):
        counts = {}
        for limit in (2, 50):
            with CaptureQueriesContext(connection) as asked:
                answer = get(officer, address, limit=limit)
            assert answer.status_code == 200
            counts[limit] = len(asked)
        assert max(counts.values()) <= 15, (address, counts)
        whole = answer.json()["items"]
        assert len(whole) == answer.json()["total"]
        read, further = [], f"{ROOT}{address}?limit=7"
        while further:
            part = officer.get(further).json()
            read += part["items"]
            further = part["next"]
        assert [one["key"] for one in read] == [one["key"] for one in whole]
    assert get(officer, "/people", q="le 07").json()["total"] == 1
    assert get(officer, "/decisions", since="2024-01-30").json()["total"] == 1


def test_a_decision_and_a_record_are_read_with_few_queries(officer: Client) -> None:
    for address in (
        f"/decisions/{key('decision')}",
        f"/people/{key('person')}/tenures",
        f"/organizations/{key('organization')}",
    ):
        get(officer, address, purpose="thử")
        with CaptureQueriesContext(connection) as asked:
            get(officer, address, purpose="thử")
        told = "\n".join(one["sql"][:150] for one in asked.captured_queries)
        assert len(asked) <= 20, f"{address}: {len(asked)}\n{told}"


def test_the_record_is_read_as_it_was_and_as_it_was_known(officer: Client) -> None:
    address = f"/people/{key('person')}"
    held = get(officer, address, purpose="thử").json()["posts"]
    assert [one["post"]["organization"]["name"] for one in held] == ["A1"]
    assert get(officer, address, purpose="thử", on="2019-12-31").json()["posts"] == []
    yesterday = (today() - timedelta(days=1)).isoformat()
    for one in (address, f"{address}/tenures", f"/decisions/{key('decision')}"):
        answer = get(officer, one, purpose="thử", known=yesterday)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_known_then")


def test_who_may_not_read_a_table_finds_no_such_part(world: None, sign_in: Callable[[Any], Client]) -> None:
    who = user("coordinator")
    grant(who, "plan_coordinator", "A")
    browser = sign_in(who)
    person = f"/people/{key('person')}"
    assert get(browser, f"{person}/tenures", purpose="thử").status_code == 200
    assert get(browser, f"{person}/evaluations", purpose="thử").status_code == 404
    assert get(browser, "/decisions").status_code == 404


def test_the_description_leads_nowhere_else_and_names_every_code(officer: Client) -> None:
    text = get(officer, "/openapi.json").text
    assert "http://" not in text
    assert "https://" not in text
    paths = described(officer)["paths"]
    assert {method for methods in paths.values() for method in methods} == {"get"}
    kinds = next(one for one in paths[f"{ROOT}/people"]["get"]["parameters"] if one["name"] == "category")
    assert "civil_servant" in str(kinds)


def test_english_is_spoken_where_it_was_chosen(officer: Client) -> None:
    who = user("second")
    grant(who, PERSONNEL_OFFICER, "A")
    officer.cookies["django_language"] = "en"
    assert get(officer, "/docs").json()["title"] == "Nothing at this address"
