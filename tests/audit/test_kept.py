"""What was compiled is kept while somebody asks for it, and no longer."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from chinhdanh.audit import kept
from chinhdanh.law.layers import load_lawbook

DAY = kept.DAY


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHINHDANH_CACHE", str(tmp_path))
    return tmp_path


def file(**asked: Any) -> Path:
    found = kept.file_for("gate", (), load_lawbook().library, **asked)
    assert found is not None
    return found


def asked_ago(path: Path, days: int) -> None:
    at = time.time() - days * DAY
    os.utime(path, (at, at))


def test_what_nobody_asks_for_is_removed_and_what_somebody_does_stays(folder: Path) -> None:
    """Asking is what counts, not writing; and a file of somebody else in the folder is nobody's to remove."""
    old, used, half = file(n=1), file(n=2), folder / f"{file(n=3).stem}abc.part"
    notes = folder / "notes.json"
    for one in (old, used):
        kept.keep(one, {"n": 1})
    for path in (half, notes):
        path.write_text("{}")
    for path in (old, used, half, notes):
        asked_ago(path, 91)
    assert kept.read(used) == {"n": 1}
    new = file(n=4)
    kept.keep(new, {"n": 4})
    assert set(folder.iterdir()) == {used, new, notes}


def test_no_more_is_kept_than_what_was_asked_for_last(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    for n in range(5):
        kept.keep(file(n=n), {})
        asked_ago(file(n=n), 20 - n)
    kept.keep(file(n=5), {})
    assert set(folder.iterdir()) == {file(n=n) for n in (3, 4, 5)}


def test_what_is_being_written_by_another_process_is_left_alone(folder: Path) -> None:
    half = folder / f"{file(n=1).stem}xyz.part"
    half.write_text("{")
    kept.keep(file(n=2), {})
    assert half.exists()


def test_a_folder_that_can_only_be_read_serves_for_ever(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = file(n=1)
    kept.keep(one, {"n": 1})
    asked_ago(one, 2)

    def refused(*_: Any) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "utime", refused)
    assert kept.read(one) == {"n": 1}
