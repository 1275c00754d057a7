"""Audits of the whole register, and who reads what they found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.access_world import DAY, build, grant, model, row_id, user
from tests.web.findings_world import audited, key_of, verdict

from chinhdanh.audit.run import audit as judge
from chinhdanh.registry.snapshot import open_snapshot
from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.models import User
from chinhdanh.web.findings import carrying_out
from chinhdanh.web.findings.actions import ask_for_audit, audit_now
from chinhdanh.web.findings.models import FindingCount, Run, Verdict
from chinhdanh.web.findings.queries import Findings, Narrowed, last_done
from chinhdanh.web.findings.words import told
from chinhdanh.web.record.snapshots import export_snapshot
from chinhdanh.web.record.writing import recording

TODAY = date(2026, 11, 20)


@pytest.fixture
def building() -> Callable[[], Any]:
    return build


def partitions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'verdict'::regclass")
        return {name for (name,) in cursor.fetchall()}


# What an audit writes.


@pytest.fixture
def few_rules(real_db: str, world: None, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """A record of some appointments; audits judge them by some rules only, which takes a moment."""
    with recording("entry", None, "thử") as r:
        for n, post in enumerate(("post-A1", "post-B1")):
            r.add(
                model("decision"), id=f"bn-{n}", kind="appointment", number=f"{n}/QĐ", person_id=f"person-{post[5:]}",
                post_id=post, organization_id=post[5:], signed_on=date(2026, 10, 1), source="on_site",
            )  # fmt: skip
    from chinhdanh.law.layers import load_lawbook

    rules = tuple(sorted({b.rule.id for b in load_lawbook().rules if "appointment" in b.rule.kinds})[:12])
    monkeypatch.setattr(carrying_out, "audit", partial(judge, only=rules))
    return rules


def test_an_audit_keeps_the_very_verdicts_of_the_audit_of_a_snapshot(
    few_rules: tuple[str, ...], tmp_path: Path
) -> None:
    """Row by row, and counted by body; a second audit takes the place of the first."""
    run = audit_now(TODAY, lambda _what, _share: None)
    assert run is not None
    assert run.state == Run.DONE
    export_snapshot(tmp_path, TODAY)
    (tmp_path / "out").mkdir()
    with open_snapshot(tmp_path) as snapshot:
        found = judge(snapshot, tmp_path / "out", as_of=TODAY, only=few_rules)
    wanted = pq.read_table(found.verdicts).to_pylist()
    assert wanted
    held = {(v.subject_id, v.rule_id, v.on, v.verdict, tuple(v.missing)) for v in Verdict.objects.filter(run_id=run.pk)}
    assert held == {
        (row["subject_id"], row["rule_id"], row["on"], row["verdict"], tuple(row["missing"] or ())) for row in wanted
    }
    on_bn_1 = Verdict.objects.filter(run_id=run.pk, decision_id="bn-1")
    assert {(v.person_id, v.organization_id) for v in on_bn_1} == {("person-B1", "B1")}
    counted = FindingCount.objects.filter(run=run, organization_id="B1")
    assert sum(one.count for one in counted) == sum(
        1 for row in wanted if row["decision_id"] == "bn-1" and row["verdict"] != "complies"
    )
    again = audit_now(TODAY, lambda _what, _share: None)
    assert again is not None
    assert {str(v.key) for v in Verdict.objects.filter(run_id=again.pk)} >= {str(v.key) for v in on_bn_1}
    assert partitions() == {f"verdict_of_run_{again.pk}"}
    assert last_done() == again


def test_an_audit_that_fails_leaves_what_was_there(few_rules: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is kept but that it failed, and of what kind; the next one can begin."""
    before = audit_now(TODAY, lambda _what, _share: None)
    assert before is not None
    kept = Verdict.objects.count()

    def fails(_run: int) -> None:
        raise MemoryError

    monkeypatch.setattr(carrying_out, "_count", fails)
    with pytest.raises(MemoryError):
        audit_now(TODAY, lambda _what, _share: None)
    failed = Run.objects.order_by("-pk")[0]
    assert (failed.state, failed.why) == (Run.FAILED, "MemoryError")
    assert last_done() == before
    assert partitions() == {f"verdict_of_run_{before.pk}"}
    assert Verdict.objects.count() == kept
    monkeypatch.undo()
    assert ask_for_audit(None, TODAY).state == Run.WAITING


def test_a_run_is_carried_out_by_one_at_a_time(real_db: str, aside: Callable[[Callable[[], Any]], Any]) -> None:
    """Whoever comes second does nothing; where the first was killed, its lock went with it."""
    run = Run.objects.create(day=TODAY)
    with carrying_out._own_connection() as mine, carrying_out._held(mine, run.pk) as held:
        assert held
        assert aside(lambda: carrying_out.carry_out(run.pk)).result() is False
    run.refresh_from_db()
    assert run.state == Run.WAITING


def test_a_run_that_took_its_process_down_again_and_again_is_given_up(real_db: str) -> None:
    """And says so, in place of beginning for ever."""
    run = Run.objects.create(day=TODAY)
    Run.objects.filter(pk=run.pk).update(state=Run.RUNNING, attempts=carrying_out.ATTEMPTS)
    assert carrying_out.carry_out(run.pk) is False
    run.refresh_from_db()
    assert (run.state, run.why) == (Run.FAILED, "killed")


def test_who_asks_while_an_audit_is_under_way_is_given_that_one(world: None) -> None:
    """There is never a second one."""
    assert ask_for_audit(None, TODAY).pk == ask_for_audit(None, TODAY).pk


# Who reads a verdict.


def seen(who: User) -> set[str]:
    """The rules of the verdicts that the filter gives; the database alone must give the same."""
    filtered = list(Verdict.objects.visible_to(who, DAY).values_list("rule_id", flat=True))
    with acting_as(who, DAY), connection.cursor() as cursor:
        cursor.execute("SELECT rule_id FROM verdict")
        assert sorted(row for (row,) in cursor.fetchall()) == sorted(filtered)
        cursor.execute("SELECT coalesce(sum(count), 0) FROM finding_count")
        (allowed,) = cursor.fetchone()
    assert allowed == sum(FindingCount.objects.visible_to(who, DAY).values_list("count", flat=True))
    return set(filtered)


@pytest.fixture(params=["worked out", "walked"])
def verdicts(request: pytest.FixtureRequest, world: None) -> Run:
    """Some verdicts, listed as where few bodies are within reach, and as where many are."""
    if request.param == "walked":
        from chinhdanh.web.findings.finding import BODIES, LISTED

        with connection.cursor() as cursor:
            cursor.execute(LISTED.replace(f"<= {BODIES}", "< 0").replace("%", "%%"), [])
    return audited(
        verdict("A1", rule_id="a/plain"),
        verdict("A1", rule_id="a/of_reports", of_reports=True, open_to_subject=False),
        verdict("A1", rule_id="a/kept", open_to_subject=False),
        verdict("B1", rule_id="b/plain"),
        verdict("B1", rule_id="b/body", subject="organization", subject_id="B1", decision_id=None, person_id=None),
        verdict(
            "B1", rule_id="b/person", subject="person", subject_id="person-B1", decision_id=None, organization_id=None
        ),
    )


def test_findings_are_sorted_by_verdict_and_by_body(verdicts: Run) -> None:
    """Whichever way they are found, each page goes on where the last ended."""
    who = user("kiểm tra")
    grant(who, "inspector", "M")

    def listed(order: str) -> list[str]:
        with acting_as(who, DAY):
            found = Findings(who, DAY, verdicts, Narrowed(), order)
            return [one.organization_id for start in range(found.count()) for one in found[start : start + 1]]

    assert listed("organization") == ["A1", "A1", "A1", "B1", "B1"]
    assert listed("-organization") == ["B1", "B1", "A1", "A1", "A1"]
    assert sorted(listed("-verdict")) == listed("organization")


@pytest.mark.parametrize(
    ("role", "at", "rules"),
    [
        ("personnel_officer", "A", {"a/plain", "a/kept"}),
        ("deciding_authority", "M", {"a/plain", "a/kept", "b/plain", "b/body", "b/person"}),
        ("inspector", "A", {"a/plain", "a/kept", "a/of_reports"}),
        ("case_handler", "B1", {"b/plain", "b/body", "b/person"}),
        ("plan_coordinator", "M", set()),
        ("operator", None, set()),
    ],
)
def test_a_verdict_is_read_by_whoever_reads_what_it_judges(
    verdicts: Run, role: str, at: str | None, rules: set[str]
) -> None:
    """One that tells of a report only by those who learn of reports."""
    who = user("one")
    grant(who, role, at)
    assert seen(who) == rules


def test_an_official_reads_verdicts_on_themself_but_for_what_is_kept_from_them(verdicts: Run) -> None:
    """An inspector who is the subject does not learn of the report either."""
    who = user("self", "person-A1")
    grant(who, "official", "A1")
    assert seen(who) == {"a/plain"}
    grant(who, "inspector", "M")
    assert seen(who) == {"a/plain", "a/kept", "b/plain", "b/body", "b/person"}


def test_rules_about_reports_and_proceedings_are_kept_apart() -> None:
    """What a rule rests on decides it: the tables of the facts that it reads."""
    assert {"report"} == carrying_out.OF_REPORTS
    assert {"report", "proceeding", "participant", "candidate_vote", "record_change"} <= carrying_out.KEPT_FROM_SUBJECT
    assert not {"tenure", "evaluation", "discipline", "step"} & carrying_out.KEPT_FROM_SUBJECT


# Pages.


@pytest.fixture
def inspector(verdicts: Run) -> User:
    who = user("inspector")
    grant(who, "inspector", "A")
    return who


def test_the_list_shows_what_is_within_reach_and_counts_it(inspector: User, sign_in: Callable[[User], Client]) -> None:
    """Of A three findings, of B none; a number in the heat map leads to as many."""
    browser = sign_in(inspector)
    page = browser.get("/findings/").content.decode()
    assert "3 dòng" in page
    assert "b/plain" not in page
    assert "a/plain" in browser.get("/findings/?verdict=violates&rule=a/plain").content.decode()
    body = model("organization").objects.get(pk="A1")
    narrowed = browser.get(f"/findings/?body={body.key}&since=1/9/2026&until=2/9/2026").content.decode()
    assert "3 dòng" in narrowed
    heat = browser.get("/findings/map/").content.decode()
    assert f"body={body.key}&amp;rule=a%2Fplain&amp;verdict=violates" in heat
    assert "9/26" in browser.get("/findings/trend/").content.decode()


def test_a_day_that_is_none_is_told_and_a_finding_of_others_is_not_there(
    inspector: User, sign_in: Callable[[User], Client]
) -> None:
    """As for an address that never was."""
    browser = sign_in(inspector)
    assert "“32/1/2026”" in browser.get("/findings/?since=32/1/2026").content.decode()
    mine, other = (
        key_of(f"decision-{side}", date(2026, 9, 1), f"{side[0].lower()}/plain", "violates") for side in ("A1", "B1")
    )
    assert browser.get(f"/findings/{mine}/").status_code == 200
    assert browser.get(f"/findings/{other}/").status_code == 404
    assert browser.get(f"/findings/{key_of('never')}/").status_code == 404
    assert browser.get("/findings/?body=no-key&rule=%00&page=9999").status_code == 200


def test_only_some_roles_have_the_register_audited(inspector: User, sign_in: Callable[[User], Client]) -> None:
    """An officer sees how far it is, and cannot ask."""
    officer = user("officer")
    grant(officer, "personnel_officer", "A")
    assert sign_in(officer).post("/findings/runs/ask/").status_code == 404
    assert Run.objects.filter(state=Run.WAITING).count() == 0
    browser = sign_in(inspector)
    assert browser.post("/findings/runs/ask/").status_code == 302
    asked = Run.objects.get(state=Run.WAITING)
    assert asked.asked_by == inspector
    assert f"/findings/runs/{asked.key}/progress/" in sign_in(officer).get("/findings/runs/").content.decode()


def test_a_long_list_asks_the_database_as_often_as_a_short_one(world: None, sign_in: Callable[[User], Client]) -> None:
    """At most fifteen times."""
    who = user("inspector")
    grant(who, "inspector", "M")
    browser = sign_in(who)
    asked = []
    for many in (1, 60):
        audited(*(verdict(side, rule_id=f"a/{n}") for n in range(many) for side in ("A1", "B1")))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/findings/?size=100").status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 15


def test_a_verdict_is_told_in_the_language_of_the_page(world: None) -> None:
    """With the article, the facts as a reader writes them, and what would settle it."""
    from django.utils import translation

    run = audited(verdict("A1", "unproven", missing=["step.held_on"]))
    who = user("one")
    grant(who, "inspector", "A")
    (one,) = Verdict.objects.visible_to(who, DAY).filter(run_id=run.pk)
    with translation.override("en"):
        english = told(one)
    with translation.override("vi"):
        vietnamese = told(one)
    assert english.article.startswith("Point a, Clause 2, Article 33")
    assert vietnamese.lacking[0].column == "Ngày họp"
    assert english.lacking[0].column == "Day of the meeting"
    assert ("Nguồn nhân sự", "tại chỗ") in vietnamese.facts or any(value == "tại chỗ" for _l, value in vietnamese.facts)
    assert row_id("decision", "A1") == one.decision_id
