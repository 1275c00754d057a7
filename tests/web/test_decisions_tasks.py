"""After an update the worker translates the rules on each kind of decision, so that no page waits for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from chinhdanh.audit.gate import untranslated
from chinhdanh.web.decisions.gate import given
from chinhdanh.web.decisions.tasks import queue_unready, ready_rules
from chinhdanh.web.findings.words import law


def _waiting() -> list[str]:
    jobs = ProcrastinateJob.objects.filter(task_name="decisions.ready_rules", status="todo")
    return sorted(job.args["kind"] for job in jobs)


def test_rules_that_no_process_translated_are_queued_and_then_ready(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHINHDANH_CACHE", str(tmp_path))
    queue_unready(0)
    assert {"appointment", "revocation"} <= set(_waiting())
    assert _waiting() == untranslated(given(), law()[0])
    ready_rules("revocation")
    assert set(_waiting()) - set(untranslated(given(), law()[0])) == {"revocation"}
    assert "revocation" in untranslated(given() | {"plan_entry"}, law()[0])


def test_where_nothing_is_kept_nothing_is_made_ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHINHDANH_CACHE", "off")
    queue_unready(0)
    assert not _waiting()
