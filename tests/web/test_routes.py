"""Every address × every role × one's own body and another's: what is out of reach is answered as what is not there.

An address without a row here fails the tests, and so does a row without an address. Rows are stated by hand: who may, and
where; the views are not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest
from access_world import build, grant, model, row_id, user
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from chinhdanh.web.accounts.models import ROLES, User
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.record.access import (
    ALL,
    CASE_HANDLER,
    DECIDING_AUTHORITY,
    HEAD_OF_PERSONNEL,
    INSPECTOR,
    JUDGING,
    KEEPERS,
    OFFICIAL,
    OPERATOR,
    PERSONNEL_OFFICER,
)
from chinhdanh.web.record.writing import recording

EVERYBODY = tuple(role for role, _name in ROLES)
READERS = (*ALL, OFFICIAL)
HERE, THERE, TOP, NOWHERE = "A", "B", "M", "-"
"""Where a role is held: at the body above what is asked for, at the one beside it, above both, or not at all."""

Arguments = Callable[[], dict[str, Any]]


def _nothing() -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """Who may ask for a page. `public`: nobody has to sign in. `anywhere`: it does not matter where the role is held."""

    who: tuple[str, ...] = ()
    arguments: Arguments = _nothing
    anywhere: bool = True
    at_the_top: bool = False
    """Only where the role is held at a body below none."""
    public: bool = False
    signed_in: bool = False
    """For all who are signed in, with a role or without."""
    method: str = "get"
    answer: int = 200
    api: bool = False
    """A stranger is told to sign in, and not led there."""


def _key(table: str, side: str = "A1") -> Any:
    return model(table).objects.get(pk=row_id(table, side)).key


def _of(kept: str, **more: Any) -> Arguments:
    return lambda: {"key": _key(kept), **more}


def _about(table: str) -> Arguments:
    return lambda: {"key": _key("person"), "table": table, "row": _key(table)}


def _part(table: str) -> Arguments:
    return lambda: {"key": _key("decision"), "table": table, "row": _key(table)}


def _stated(table: str) -> Arguments:
    return lambda: {"stated": str(_key(table))}


def _import() -> dict[str, Any]:
    from chinhdanh.web.imports.models import Import

    return {"key": Import.objects.get().key}


def _run() -> dict[str, Any]:
    from chinhdanh.web.findings.models import Run

    return {"key": Run.objects.get(state=Run.DONE).key}


def _verdict() -> dict[str, Any]:
    from chinhdanh.web.findings.models import Verdict

    return {"key": Verdict.objects.get().key}


def _renamed() -> int:
    """An act that is recorded of the body `A1`."""
    from chinhdanh.web.organisations.models import Reorganisation

    with recording("entry", None, "thử") as record:
        record.correct(model("organization").objects.get(pk="A1"), name="A1")
        act = Reorganisation.objects.create(
            change=record.change, kind="renamed", on=today(), organization_id="A1", name="cũ", parent_id="A"
        )
    return act.pk


def _granted() -> int:
    """A role that somebody else holds at the body `A1`."""
    holder, _made = User.objects.get_or_create(name="ai đó", full_name="Ai đó")
    return grant(holder, PERSONNEL_OFFICER, "A1").pk


def _file() -> Any:
    """A file at the decision of `A1`."""
    from chinhdanh.web.files.models import Attached, Content

    content = b"%PDF-1.4 %%EOF"
    kept = {"kind": "pdf", "size": len(content), "content": content}
    Content.objects.get_or_create(digest=sha256(content).hexdigest(), defaults=kept)
    at = {"table": "decision", "row_id": row_id("decision", "A1"), "file_id": sha256(content).hexdigest()}
    by, _made = User.objects.get_or_create(name="ai đó", full_name="Ai đó")
    return Attached.objects.get_or_create(**at, defaults={"name": "a.pdf", "said": "thử", "by": by})[0].key


def _proposal() -> dict[str, Any]:
    """A proposal of the official of `A1`, which waits."""
    from chinhdanh.web.proposals.models import Proposal, Step

    by, _made = User.objects.get_or_create(name="ai đó", full_name="Ai đó")
    said = {"act": "tell", "table": "tenure", "person_id": row_id("person", "A1")}
    found, made = Proposal.objects.get_or_create(**said, defaults={"by": by, "reason": "thử"})
    if made:
        Step.objects.create(proposal=found, n=1, kind="sent", by=by)
    return {"key": found.pk}


ROWS: dict[str, Row] = {
    "livez": Row(public=True),
    "readyz": Row(public=True),
    "ui:theme": Row(public=True, method="post", answer=302),
    "ui:language": Row(public=True, method="post", answer=302),
    "ui:styleguide": Row(public=True),
    "ui:styleguide-branch": Row(public=True),
    "ui:styleguide-error": Row(public=True, arguments=lambda: {"status": "404"}),
    # Who is signed in already is sent on.
    "account_login": Row(public=True, answer=302),
    "account_logout": Row(public=True),
    "account_inactive": Row(public=True),
    # What changes how one signs in asks once more who it is (302), or has nothing to change.
    "account_reauthenticate": Row(signed_in=True),
    "account_change_password": Row(signed_in=True),
    "mfa_index": Row(signed_in=True),
    "mfa_authenticate": Row(public=True, answer=302),  # a step of signing in, without which it leads back
    "mfa_reauthenticate": Row(signed_in=True, answer=302),
    "mfa_activate_totp": Row(signed_in=True, answer=302),
    "mfa_deactivate_totp": Row(signed_in=True, answer=404),
    "mfa_view_recovery_codes": Row(signed_in=True, answer=404),
    "mfa_generate_recovery_codes": Row(signed_in=True, answer=302),
    "mfa_download_recovery_codes": Row(signed_in=True, answer=404),
    "mfa_list_webauthn": Row(signed_in=True),
    "mfa_add_webauthn": Row(signed_in=True, answer=302),
    "mfa_edit_webauthn": Row(signed_in=True, answer=302, arguments=lambda: {"pk": 1}),
    "mfa_remove_webauthn": Row(signed_in=True, answer=302, arguments=lambda: {"pk": 1}),
    "mfa_reauthenticate_webauthn": Row(signed_in=True, answer=302),
    "mfa_login_webauthn": Row(public=True, answer=302),
    "work:mine": Row(signed_in=True),
    "mine:record": Row(signed_in=True),
    # What bodies and posts there are is open to all who read; who works there is not.
    "organisations:list": Row(READERS),
    "organisations:one": Row(READERS, _stated("organization")),
    "organisations:branch": Row(READERS, _stated("organization")),
    "organisations:history": Row(READERS, _stated("organization")),
    "organisations:post": Row(READERS, _stated("post")),
    "organisations:workbook": Row(ALL),
    "organisations:posts": Row(ALL),
    "organisations:retirements": Row(ALL),
    "organisations:establishment": Row(ALL, _stated("organization"), anywhere=False),
    "organisations:allot": Row(KEEPERS, _stated("organization"), anywhere=False),
    **{
        f"organisations:{what}": Row(KEEPERS, _stated("organization"), anywhere=False)
        for what in (
            *("change", "found", "rename", "move", "merge", "split", "dissolve", "correct-body"),
            *("new-post", "cap"),
        )
    },
    "organisations:undo": Row(KEEPERS, lambda: {**_stated("organization")(), "act": _renamed()}, anywhere=False),
    "organisations:change-post": Row(KEEPERS, _stated("post"), anywhere=False),
    "organisations:abolish": Row(KEEPERS, _stated("post"), anywhere=False),
    "roles:list": Row((HEAD_OF_PERSONNEL, PERSONNEL_OFFICER, INSPECTOR, OPERATOR)),
    "roles:grant": Row((HEAD_OF_PERSONNEL, INSPECTOR, OPERATOR)),
    "roles:end": Row((HEAD_OF_PERSONNEL,), lambda: {"pk": _granted()}, anywhere=False),
    "roles:users": Row((OPERATOR,)),
    "roles:new-user": Row((OPERATOR,)),
    "roles:user": Row((OPERATOR,), lambda: {"pk": User.objects.get(name="inspector--").pk}),
    "positions:list": Row(READERS),
    "positions:one": Row(READERS, _of("job_position")),
    "positions:new": Row((HEAD_OF_PERSONNEL,), at_the_top=True),
    "positions:correct": Row((HEAD_OF_PERSONNEL,), _of("job_position"), at_the_top=True),
    "positions:requirement": Row((HEAD_OF_PERSONNEL,), _of("job_position"), at_the_top=True),
    "positions:qualification": Row((HEAD_OF_PERSONNEL,), _of("job_position"), at_the_top=True),
    "positions:correct-qualification": Row(
        (HEAD_OF_PERSONNEL,),
        lambda: {"key": _key("job_position"), "row": _key("position_qualification")},
        at_the_top=True,
    ),
    "positions:assign": Row(KEEPERS, _of("post"), anywhere=False),
    "search": Row(READERS),
    "officials:list": Row(ALL),
    "officials:purpose": Row(READERS),
    "officials:new": Row(KEEPERS),
    "officials:choose": Row((*KEEPERS, CASE_HANDLER), lambda: {"kind": "person"}, method="post"),
    "officials:one": Row(READERS, _of("person"), anywhere=False),
    "officials:part": Row(READERS, _of("person", part="career"), anywhere=False),
    "officials:workbook": Row(READERS, _of("person"), anywhere=False),
    "officials:form_2c": Row(READERS, _of("person"), anywhere=False),
    "officials:changes": Row(READERS, _of("person"), anywhere=False),
    "officials:history": Row((*JUDGING, OFFICIAL), _about("evaluation"), anywhere=False),
    "officials:enter": Row(KEEPERS, _of("person", table="evaluation"), anywhere=False),
    "officials:correct": Row(KEEPERS, _about("evaluation"), anywhere=False),
    "officials:withdraw": Row(KEEPERS, _about("evaluation"), anywhere=False),
    "decisions:list": Row((*JUDGING, OFFICIAL)),
    "decisions:export": Row((*JUDGING, OFFICIAL)),
    "decisions:one": Row((*JUDGING, OFFICIAL), _of("decision"), anywhere=False),
    "decisions:new": Row(KEEPERS),
    "decisions:together": Row(KEEPERS, lambda: {"kind": "transfer"}),
    "decisions:write": Row(KEEPERS, lambda: {"kind": "appointment", "person": _key("person")}, anywhere=False),
    "decisions:gate": Row(JUDGING, _of("decision"), anywhere=False),
    "decisions:revoke": Row(KEEPERS, _of("decision"), anywhere=False),
    "decisions:correct": Row(KEEPERS, _of("decision"), anywhere=False),
    "decisions:withdraw": Row(KEEPERS, _of("decision"), anywhere=False),
    "decisions:enter": Row(KEEPERS, _of("decision", table="step"), anywhere=False),
    "decisions:correct_part": Row(KEEPERS, _part("step"), anywhere=False),
    "decisions:withdraw_part": Row(KEEPERS, _part("step"), anywhere=False),
    "decisions:export_one": Row((*JUDGING, OFFICIAL), _of("decision"), anywhere=False),
    # A file of the decision of A1; looking at another's row keeps the look.
    "files:row": Row((*JUDGING, OFFICIAL), lambda: {"table": "decision", "row": _key("decision")}, anywhere=False),
    "files:one": Row((*JUDGING, OFFICIAL), lambda: {"key": _file()}, anywhere=False),
    "files:view": Row((*JUDGING, OFFICIAL), lambda: {"key": _file()}, anywhere=False),
    "files:detach": Row(KEEPERS, lambda: {"key": _file()}, anywhere=False),
    "files:verify": Row(KEEPERS, lambda: {"row": _key("qualification")}, anywhere=False),
    # What somebody proposes is about their own record; the steps after it are asked for with nothing filled in.
    "proposals:list": Row(KEEPERS),
    "proposals:tell": Row((OFFICIAL,)),
    "proposals:add": Row((OFFICIAL,), lambda: {"table": "qualification"}),
    "proposals:correct": Row((OFFICIAL,), lambda: {"table": "evaluation", "row": _key("evaluation")}, anywhere=False),
    "proposals:strike": Row((OFFICIAL,), lambda: {"table": "evaluation", "row": _key("evaluation")}, anywhere=False),
    "proposals:one": Row((*KEEPERS, OFFICIAL), _proposal, anywhere=False),
    "proposals:answer": Row((OFFICIAL,), _proposal, anywhere=False, method="post"),
    "proposals:withdraw": Row((OFFICIAL,), _proposal, anywhere=False, method="post"),
    "proposals:return": Row(KEEPERS, _proposal, anywhere=False, method="post"),
    "proposals:accept": Row(KEEPERS, _proposal, anywhere=False, method="post"),
    "proposals:settle": Row(KEEPERS, _proposal, anywhere=False, method="post"),
    # A list is of a body: whoever keeps another knows nothing of it. Each step leads to where the import stands.
    "imports:list": Row(KEEPERS),
    "imports:new": Row(KEEPERS),
    "imports:one": Row(KEEPERS, _import, anywhere=False, answer=302),
    "imports:file": Row(KEEPERS, _import, anywhere=False),
    "imports:progress": Row(KEEPERS, _import, anywhere=False, answer=204),
    "imports:columns": Row(KEEPERS, _import, anywhere=False),
    "imports:sheet": Row(KEEPERS, _import, anywhere=False, method="post"),
    "imports:problems": Row(KEEPERS, _import, anywhere=False, answer=302),
    "imports:again": Row(KEEPERS, _import, anywhere=False, method="post", answer=302),
    "imports:preview": Row(KEEPERS, _import, anywhere=False, answer=302),
    "imports:undo": Row(KEEPERS, _import, anywhere=False, answer=302),
    "imports:drop": Row(KEEPERS, _import, anywhere=False),
    "findings:list": Row(JUDGING),
    "findings:export": Row(JUDGING),
    "findings:map": Row(JUDGING),
    "findings:trend": Row(JUDGING),
    "findings:runs": Row(JUDGING),
    "findings:ask": Row((HEAD_OF_PERSONNEL, DECIDING_AUTHORITY, INSPECTOR), method="post", answer=302),
    "findings:progress": Row(JUDGING, _run),
    "findings:one": Row((*JUDGING, OFFICIAL), _verdict, anywhere=False),
    "api:openapi-json": Row(public=True),
    "api:api-root": Row(public=True, answer=404),
    "api:nowhere": Row(public=True, answer=404, arguments=lambda: {"rest": "nowhere"}),
    "api:organizations": Row(READERS, api=True),
    "api:organization": Row(READERS, _of("organization"), api=True),
    "api:posts": Row(ALL, api=True),
    "api:post": Row(READERS, _of("post"), api=True),
    "api:people": Row(ALL, api=True),
    "api:person": Row(READERS, _of("person"), anywhere=False, api=True),
    "api:person-tenures": Row(READERS, _of("person"), anywhere=False, api=True),
    **{
        f"api:person-{section}": Row((*JUDGING, OFFICIAL), _of("person"), anywhere=False, api=True)
        for section in (
            *("decisions", "qualifications", "competencies", "evaluations", "confidence", "discipline", "proceedings"),
            *("plans", "declarations", "health", "kin", "dossier"),
        )
    },
    "api:decisions": Row((*JUDGING, OFFICIAL), api=True),
    "api:decision": Row((*JUDGING, OFFICIAL), _of("decision"), anywhere=False, api=True),
    "api:findings": Row(JUDGING, api=True),
    "api:finding": Row((*JUDGING, OFFICIAL), _verdict, anywhere=False, api=True),
}


def _routes() -> Iterator[str]:
    def walk(patterns: Any, namespace: str) -> Iterator[str]:
        for one in patterns:
            if isinstance(one, URLPattern):
                yield namespace + str(one.name)
            else:
                yield from walk(one.url_patterns, f"{namespace}{one.namespace}:" if one.namespace else namespace)

    return walk(get_resolver().url_patterns, "")


def test_every_address_has_a_row() -> None:
    assert sorted(set(_routes())) == sorted(ROWS)


@pytest.fixture
def people(db: None, sign_in: Callable[[Any], Client]) -> dict[tuple[str, str], Client]:
    """A browser for each role at each place; the official is the person of what is asked for, or of the other body."""
    build()
    _judged()
    _uploaded()
    browsers = {}
    for role, _name in ROLES:
        for place in (HERE, THERE, NOWHERE, *((TOP,) if role == HEAD_OF_PERSONNEL else ())):
            who = user(f"{role}-{place}", f"person-{place}1" if role == OFFICIAL and place != NOWHERE else None)
            if place != NOWHERE:
                grant(who, role, place)
            browsers[role, place] = sign_in(who)
            session = browsers[role, place].session
            session["purpose"] = {"text": "thử", "day": today().isoformat()}
            session.save()
    return browsers


def _uploaded() -> None:
    """A list for the body `A1`, of which nobody has said yet what its columns mean."""
    from chinhdanh.web.imports.models import Content, Import

    one = Import.objects.create(
        by=user("nguoi-tai-len"), organization_id="A1", target="people", file_name="a.xlsx", digest="-", size=1,
        sheets=[{"name": "A", "rows": 1}],
    )  # fmt: skip
    Content.objects.create(of=one, data=b"-")


def _judged() -> None:
    """An audit that is done, and the verdict of one rule on the decision of the body `A1`."""
    from chinhdanh.web.findings.models import Run

    run = Run.objects.create(day=today(), state=Run.DONE, ended_at=f"{today()}T00:00:00Z")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE verdict_{run.pk} PARTITION OF verdict FOR VALUES IN ({run.pk})")
        cursor.execute(
            "INSERT INTO verdict (run_id, key, subject, subject_id, decision_id, person_id, organization_id, rule_id, "
            'provision, verdict, confidence, layer, facts, missing, of_reports, open_to_subject, "on") '
            "SELECT %s, gen_random_uuid(), 'decision', d.id, d.id, d.person_id, d.organization_id, 'nd-170-2025.art-62', "
            "'nd-170-2025.art-62', 'violates', 'text', '', '{}', '{}', false, true, %s FROM decision d WHERE d.id = %s",
            [run.pk, today(), row_id("decision", "A1")],
        )


def test_who_may_ask(people: dict[tuple[str, str], Client]) -> None:
    """All differences are told together: the answer, and what it should have been."""
    wrong = {}
    for route, row in ROWS.items():
        address = reverse(route, kwargs=row.arguments())
        for (role, place), browser in people.items():
            answer = getattr(browser, row.method)(address).status_code
            if answer != (expected := _expected(route, row, role, place)):
                wrong[route, role, place] = (answer, expected)
        stranger = getattr(Client(), row.method)(address)
        asked_in = stranger.status_code == 302 and stranger["Location"].startswith("/accounts/login/")
        if not row.public and not (asked_in if not row.api else stranger.status_code == 401):
            wrong[route, "stranger", NOWHERE] = (stranger.status_code, 401 if row.api else 302)
    told = [
        f"{route}: {role} at {place} is answered {found} and not {right}"
        for (route, role, place), (found, right) in wrong.items()
    ]
    assert not told, "\n".join(told)


def _expected(route: str, row: Row, role: str, place: str) -> int:
    if route == "work:mine" and role == OFFICIAL and place != NOWHERE:
        return 302  # to their own page: nothing else is there for them
    if row.public or row.signed_in:
        return row.answer
    if place == NOWHERE or role not in row.who:
        return 404
    if row.at_the_top:
        return row.answer if place == TOP else 404
    return row.answer if row.anywhere or place in (HERE, TOP) else 404
