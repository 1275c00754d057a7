"""Audits to report on: one with findings of every kind, one without any."""

from __future__ import annotations

from pathlib import Path

import pytest
from audit_output import LABELS, ROWS, write_output, write_record

from chinhdanh.reports import ReportData, load


@pytest.fixture
def data(tmp_path: Path) -> ReportData:
    files = write_record(tmp_path / "record", 10)
    return load(write_output(tmp_path / "out", ROWS), LABELS, files)


@pytest.fixture
def clean(tmp_path: Path) -> ReportData:
    return load(
        write_output(tmp_path / "out", [], by_organization=[], by_year=[], not_judged=[], tables_missing=[]), LABELS
    )
