"""A decision is entered with what it leads to, whole or not at all; corrected, revoked, withdrawn; and judged at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.access_world import grant, model
from tests.web.organisations_world import holder_of
from tests.web.test_entering import build_world, purposeful

from chinhdanh.audit.slices import slice_for
from chinhdanh.registry.snapshot import open_snapshot
from chinhdanh.registry.synth import write
from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.accounts.refusing import Refused
from chinhdanh.web.decisions import actions, gate
from chinhdanh.web.decisions.forms import Begins, Changes
from chinhdanh.web.decisions.models import Decision, DossierItem, Step
from chinhdanh.web.officials.models import Tenure
from chinhdanh.web.record.base import Change
from chinhdanh.web.record.snapshots import export_snapshot, load_snapshot
from chinhdanh.web.record.writing import recording

SignIn = Callable[[Any], Client]
SIGNED = date(2026, 1, 5)


@pytest.fixture
def building() -> Callable[[], Any]:
    return build_world


def body(pk: str) -> str:
    return str(model("organization").objects.get(pk=pk).key)


def typed(world: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Nguyễn Văn An, deputy, is appointed head; the old post ends."""
    held = Tenure.objects.get(pk=world["held"].pk)
    return {
        "c_number": "12/QĐ-BT",
        "c_signed_on": "05/01/2026",
        "c_effective_on": "01/02/2026",
        "c_organization_id": body("M"),
        "c_post_id": str(world["post"].key),
        "c_term_months": "60",
        "effect-begins": "on",
        "effect-purpose": "regular",
        f"effect-what_{held.key}": "end",
        f"effect-reason_{held.key}": "promotion",
        f"effect-version_{held.key}": str(held.version),
        "reason": "ghi quyết định đã ban hành",
        **more,
    }


def write_page(world: dict[str, Any], kind: str = "appointment") -> str:
    return reverse("decisions:write", args=[kind, world["an"].key])


def test_a_decision_is_entered_with_what_it_begins_and_ends(world: dict[str, Any], sign_in: SignIn) -> None:
    """One change holds all of it: the decision, both times in a post, the meeting and the paper."""
    browser = purposeful(sign_in(world["officer"]))
    chosen = browser.post(reverse("decisions:new"), {"kind": "appointment", "c_person_id": str(world["an"].key)})
    assert chosen["Location"] == write_page(world)
    more = {
        "step_final-c_held_on": "20/12/2025",
        "step_final-c_votes_for": "6",
        "step_final-c_present": "7",
        "step_final-c_body_id": body("A"),
        "paper_0-c_kind": "proposal",
        "paper_0-c_issued_on": "22/12/2025",
    }
    answer = browser.post(chosen["Location"], typed(world, **more))
    decision = Decision.objects.get(number="12/QĐ-BT")
    assert answer["Location"] == reverse("decisions:one", args=[decision.key])
    old, new = (Tenure.objects.get(pk=world["held"].pk), Tenure.objects.get(start_decision_id=decision.pk))
    assert (old.until, old.end_decision_id, old.end_reason) == (date(2026, 2, 1), decision.pk, "promotion")
    assert (new.post_id, new.since, new.seat, new.acting) == (world["post"].pk, date(2026, 2, 1), 1, None)
    assert (decision.kind, decision.status, decision.person_id) == ("appointment", "in_force", world["an"].pk)
    assert Step.objects.get(decision_id=decision.pk, step="final").votes_for == 6
    assert DossierItem.objects.get(decision_id=decision.pk).kind == "proposal"
    versions = [decision, old, new]
    assert len({one.Version.objects.get(version=one.version).change_id for one in versions}) == 1
    shown = browser.get(answer["Location"]).content.decode()
    assert "12/QĐ-BT" in shown


def test_what_cannot_be_is_told_at_once_and_nothing_is_half_done(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = purposeful(sign_in(world["officer"]))
    with recording("correction", None, "bãi bỏ") as r:
        r.correct(world["post"], until=date(2026, 1, 31))
    held = world["held"]
    wrong = typed(world, **{f"effect-until_{held.key}": "01/01/2010", "effect-term_ends_on": "01/01/2020"})
    before = Change.objects.count()
    told = browser.post(write_page(world), wrong).content.decode()
    assert "chỉ có đến ngày 31/01/2026" in told
    assert "kết thúc trước khi bắt đầu" in told
    assert "Thời hạn kết thúc trước" in told
    assert 'value="12/QĐ-BT"' in told
    assert Change.objects.count() == before
    empty = browser.post(write_page(world), {"step_final-c_held_on": "31/02/2026", "paper_0-c_issued_on": "1/1/2026"})
    told = empty.content.decode()
    for field in (
        "id_c_signed_on",
        "id_c_organization_id",
        "id_reason",
        "id_step_final-c_held_on",
        "id_paper_0-c_kind",
    ):
        assert f'href="#{field}"' in told, field
    not_yet = typed(world, c_signed_on=f"{today() + timedelta(days=9):%d/%m/%Y}", c_effective_on="")
    with recording("correction", None, "lập lại") as r:
        r.correct(model("post").objects.get(pk=world["post"].pk), until=None)
    assert "chưa ký" in browser.post(write_page(world), not_yet).content.decode()
    assert not Decision.objects.filter(number="12/QĐ-BT").exists()


def test_the_same_decision_is_not_entered_twice(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = purposeful(sign_in(world["officer"]))
    plain = typed(world, **{"effect-begins": "", f"effect-what_{world['held'].key}": ""})
    assert browser.post(write_page(world), plain).status_code == 302
    again = {**plain, "c_number": "12/qđ-bt"}
    assert "đã có trong sổ" in browser.post(write_page(world), again).content.decode()
    assert Decision.objects.filter(person_id=world["an"].pk).count() == 2


def test_a_full_post_names_who_holds_it(world: dict[str, Any], sign_in: SignIn) -> None:
    with recording("entry", None, "thử") as r:
        r.add(model("person"), id="dau", full_name="Lê Đứng Đầu")
        r.add(Decision, id="d-dau", kind="appointment", person_id="dau", post_id=world["post"].pk)
        r.add(Tenure, id="t-dau", person_id="dau", post_id=world["post"].pk, since=date(2020, 1, 1),
              start_decision_id="d-dau", seat=1)  # fmt: skip
    browser = purposeful(sign_in(world["officer"]))
    assert "Lê Đứng Đầu (từ 01/01/2020)" in browser.post(write_page(world), typed(world)).content.decode()
    assert Tenure.objects.get(pk=world["held"].pk).until is None


def test_of_two_who_take_the_last_seat_at_once_the_second_is_told(
    real_db: str, world: dict[str, Any], aside: Callable[..., Any], waits_for_another: Callable[[], bool]
) -> None:
    with recording("entry", None, "thử") as r:
        r.add(model("person"), id="hai", full_name="Trần Thứ Hai")
        r.add(Decision, id="d-hai", kind="recruitment", person_id="hai", organization_id="A")
    written, go = Event(), Event()

    def enter(person: str, who: Any) -> None:
        said = {"organization_id": "A", "post_id": world["post"].pk, "number": None, "effective_on": None}
        values = {**said, "kind": "appointment", "person_id": person, "signed_on": SIGNED}
        with acting_as(who, today()):
            actions.decide(who, today(), actions.Drafted(values, Begins(None, None, None, None, None)), "ghi", "")
            written.set()
            assert go.wait(20)

    one = aside(lambda: enter(world["an"].pk, holder_of("personnel_officer", "A", "một")))
    assert written.wait(20)
    other = aside(lambda: enter("hai", holder_of("personnel_officer", "A", "hai")))
    deadline = monotonic() + 20
    while not waits_for_another():
        assert monotonic() < deadline
    go.set()
    one.result()
    with pytest.raises(Refused, match="Nguyễn Văn An"):
        other.result()
    assert Tenure.objects.filter(post_id=world["post"].pk).count() == 1
    assert not Decision.objects.filter(person_id="hai", kind="appointment").exists()


def test_whoever_ends_a_post_that_was_corrected_meanwhile_is_told(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = purposeful(sign_in(world["officer"]))
    stale = typed(world)
    with recording("correction", None, "sửa ngày") as r:
        r.correct(world["held"], since=date(2016, 1, 1))
    told = browser.post(write_page(world), stale).content.decode()
    assert "Người khác vừa sửa" in told
    assert not Decision.objects.filter(number="12/QĐ-BT").exists()
    now = Tenure.objects.get(pk=world["held"].pk)
    assert f'name="effect-version_{now.key}" value="{now.version}"' in told
    assert browser.post(write_page(world), typed(world)).status_code == 302


def entered(world: dict[str, Any], browser: Client) -> Any:
    assert browser.post(write_page(world), typed(world)).status_code == 302
    return Decision.objects.get(number="12/QĐ-BT")


def test_a_decision_is_revoked_by_one_of_its_own(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = purposeful(sign_in(world["officer"]))
    decision = entered(world, browser)
    page = reverse("decisions:revoke", args=[decision.key])
    begun = Tenure.objects.get(start_decision_id=decision.pk)
    with recording("correction", None, "thử") as r:
        begun = r.correct(begun, since=date(2026, 1, 10))  # so that it runs today, whenever the test does
    assert f'name="c_post_id" value="{world["post"].key}" checked' in browser.get(page).content.decode()
    stated = {
        "c_number": "40/QĐ-BT",
        "c_signed_on": "01/03/2026",
        "c_organization_id": body("M"),
        "c_ground": "unlawful_appointment",
        "c_post_id": str(world["post"].key),
        f"effect-what_{begun.key}": "end",
        f"effect-version_{begun.key}": str(begun.version),
        "reason": "ghi quyết định thu hồi",
    }
    assert browser.post(page, stated).status_code == 302
    revoking = Decision.objects.get(number="40/QĐ-BT")
    decision.refresh_from_db()
    begun = Tenure.objects.get(pk=begun.pk)
    assert (revoking.kind, revoking.revokes_id, revoking.person_id) == ("revocation", decision.pk, world["an"].pk)
    assert (decision.status, decision.revoked_on) == ("revoked", date(2026, 3, 1))
    assert (begun.until, begun.end_decision_id) == (date(2026, 3, 1), revoking.pk)
    assert "đã bị thu hồi" in browser.post(page, {**stated, "c_number": "41/QĐ-BT"}).content.decode()


def test_a_decision_recorded_in_error_goes_with_all_that_it_led_to(world: dict[str, Any], sign_in: SignIn) -> None:
    """What it ended goes on; its versions stay."""
    browser = purposeful(sign_in(world["officer"]))
    decision = entered(world, browser)
    page = reverse("decisions:withdraw", args=[decision.key])
    said = browser.get(page).content.decode()
    assert "Phó Giám đốc" in said
    answer = browser.post(page, {"version": decision.version, "reason": "ghi nhầm người"})
    assert answer.status_code == 302
    assert not Decision.objects.filter(pk=decision.pk).exists()
    assert not Tenure.objects.filter(start_decision_id=decision.pk).exists()
    held = Tenure.objects.get(pk=world["held"].pk)
    assert (held.until, held.end_decision_id, held.end_reason) == (None, None, None)
    assert Decision.Version.objects.filter(id=decision.pk).count() == 2


def test_what_rests_on_a_decision_keeps_it_from_being_withdrawn(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = purposeful(sign_in(world["officer"]))
    decision = entered(world, browser)
    with recording("entry", None, "thử") as r:
        r.add(model("plan_entry"), id="q", person_id=world["an"].pk, decision_id=decision.pk)
    page = reverse("decisions:withdraw", args=[decision.key])
    assert "Chưa rút được" in browser.get(page).content.decode()
    told = browser.post(page, {"version": decision.version, "reason": "ghi nhầm"}).content.decode()
    assert "Còn dữ liệu khác dựa vào" in told
    assert Decision.objects.filter(pk=decision.pk).exists()


def test_a_decision_and_its_steps_are_corrected_as_new_versions(world: dict[str, Any], sign_in: SignIn) -> None:
    """Of two who correct at once, the second sees what stands now and loses nothing."""
    browser = purposeful(sign_in(world["officer"]))
    decision = entered(world, browser)
    page = reverse("decisions:correct", args=[decision.key])
    stated = {"c_kind": "appointment", "c_number": "12/QĐ-BTC", "c_signed_on": "05/01/2026", "c_status": "in_force"}
    grounds = {"version": decision.version, "reason": "gõ thiếu"}
    assert browser.post(page, {**stated, **grounds}).status_code == 302
    now = Decision.objects.get(pk=decision.pk)
    assert (now.number, now.organization_id, now.post_id) == ("12/QĐ-BTC", "M", world["post"].pk)
    told = browser.post(page, {**stated, **grounds, "c_number": "12/QĐ-BTX"}).content.decode()
    assert "<td>12/QĐ-BTC</td>" in told
    assert 'value="12/QĐ-BTX"' in told
    assert (
        "Chưa có ô nào khác" in browser.post(page, {**stated, "version": now.version, "reason": "x"}).content.decode()
    )
    step = reverse("decisions:enter", args=[decision.key, "step"])
    assert browser.post(step, {"c_step": "final", "c_votes_for": "5", "reason": "bổ sung"}).status_code == 302
    row = Step.objects.get(decision_id=decision.pk)
    assert row.votes_for == 5
    where = [decision.key, "step", row.key]
    fixed = {"c_step": "final", "c_votes_for": "6", "version": row.version, "reason": "theo biên bản"}
    assert browser.post(reverse("decisions:correct_part", args=where), fixed).status_code == 302
    row.refresh_from_db()
    assert row.votes_for == 6
    gone = {"version": row.version, "reason": "ghi nhầm"}
    assert browser.post(reverse("decisions:withdraw_part", args=where), gone).status_code == 302
    assert not Step.objects.filter(decision_id=decision.pk).exists()


def test_nobody_writes_a_decision_about_themself_nor_how_it_was_made(world: dict[str, Any], sign_in: SignIn) -> None:
    """The pages know nothing of it, and the database refuses it by itself."""
    officer = world["officer"]
    officer.person_id = world["an"].pk
    officer.save()
    browser = purposeful(sign_in(officer))
    decision = Decision.objects.filter(person_id=world["an"].pk).first()
    assert decision is not None
    assert browser.get(write_page(world)).status_code == 404
    for page in ("correct", "withdraw", "revoke", "gate"):
        assert browser.get(reverse(f"decisions:{page}", args=[decision.key])).status_code == 404
    own = {"kind": "appointment", "c_person_id": str(world["an"].key)}
    assert "tự ghi" in browser.post(reverse("decisions:new"), own).content.decode()
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        acting_as(officer, today()),
        recording("entry", officer, "tự ghi") as written,
    ):
        written.add(Step, decision_id=decision.pk, step="final")


def test_the_end_of_a_post_kept_elsewhere_is_left_to_its_keeper(world: dict[str, Any], sign_in: SignIn) -> None:
    with recording("entry", None, "thử") as r:
        r.add(Decision, id="d-b", kind="appointment", person_id=world["an"].pk, post_id=world["other"].pk)
        r.add(Tenure, id="t-b", person_id=world["an"].pk, post_id=world["other"].pk, since=date(2020, 1, 1),
              start_decision_id="d-b", seat=2, concurrent=True, acting=True)  # fmt: skip
    shown = purposeful(sign_in(world["officer"])).get(write_page(world)).content.decode()
    assert "nơi giữ hồ sơ của cơ quan đó ghi khi kết thúc" in shown
    tenure = Tenure.objects.get(pk="t-b")
    assert f"what_{tenure.key}" not in shown
    drafted = actions.Drafted(
        {**dict.fromkeys(("number", "post_id", "effective_on")), "kind": "release", "person_id": world["an"].pk,
         "organization_id": "A", "signed_on": SIGNED},
        changes=[Changes(tenure, tenure.version)],
    )  # fmt: skip
    who = world["officer"]
    with pytest.raises(actions.NotAllowed), acting_as(who, today()):
        actions.decide(who, today(), drafted, "ghi", "")


# Judged at once.


def test_the_verdicts_are_seen_before_anything_is_written(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = purposeful(sign_in(world["officer"]))
    before = Change.objects.count()
    shown = browser.post(write_page(world), typed(world, preview="1")).content.decode()
    assert "Kết luận nếu ghi quyết định" in shown
    assert "rule-title" in shown
    assert Change.objects.count() == before
    assert Tenure.objects.get(pk=world["held"].pk).until is None
    decision = entered(world, browser)
    alone = browser.get(reverse("decisions:gate", args=[decision.key]))
    part = browser.get(reverse("decisions:gate", args=[decision.key]), headers={"HX-Request": "true"})
    assert "Kết luận theo hồ sơ lúc này" in alone.content.decode()
    assert "<html" not in part.content.decode()


def test_what_is_judged_at_once_is_what_the_gate_cuts_out_of_a_registry(real_db: str, tmp_path: Path) -> None:
    """Row for row, for decisions of every kind: the SQL and `audit.slices` say the same."""
    write(200, 7, tmp_path / "province")
    with open_snapshot(tmp_path / "province") as snapshot:
        load_snapshot(snapshot, "thử")
    (tmp_path / "out").mkdir()
    export_snapshot(tmp_path / "out")
    top = model("organization").objects.filter(parent_id__isnull=True)
    who = holder_of("head_of_personnel", top[0].pk)
    for other in top[1:]:
        grant(who, "head_of_personnel", other.pk)
    of_kinds = Decision.objects.order_by("kind", "pk").distinct("kind").values_list("pk", flat=True)
    chosen = [*of_kinds, *Decision.objects.filter(post__isnull=False).order_by("pk").values_list("pk", flat=True)[:25]]
    with open_snapshot(tmp_path / "out") as snapshot, acting_as(who, today()):
        for one in chosen:
            mine, cut = gate.cut(one), slice_for(snapshot.files, one)
            assert mine is not None
            for table in set(mine) - {"report"}:
                assert said(mine[table]) == said(cut.get(table, [])), (one, table)
            assert mine.get("report", []) == []


def said(rows: Any) -> list[list[tuple[str, str]]]:
    return sorted(sorted((name, str(value)) for name, value in row.items() if value is not None) for row in rows)


def test_pages_of_entering_ask_few_questions(world: dict[str, Any], sign_in: SignIn) -> None:
    browser = purposeful(sign_in(world["officer"]))
    decision = entered(world, browser)
    for name, arguments in (
        ("new", []),
        ("write", ["appointment", world["an"].key]),
        ("correct", [decision.key]),
        ("enter", [decision.key, "step"]),
        ("gate", [decision.key]),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse(f"decisions:{name}", args=arguments)).status_code == 200
        counted = [one["sql"][:60] for one in asked if "SAVEPOINT" not in one["sql"]]
        assert len(counted) <= 15, (name, counted)
