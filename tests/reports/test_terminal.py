from __future__ import annotations

import io
from pathlib import Path

import pytest
from audit_output import LABELS
from rich.console import Console

from chinhdanh.reports import print_summary
from chinhdanh.reports.data import ReportData
from chinhdanh.reports.texts import LANGUAGES, Language


def printed(data: ReportData, lang: Language, width: int = 100) -> str:
    out = io.StringIO()
    print_summary(data.summary, Console(file=out, width=width), lang, LABELS, Path("out"))
    return out.getvalue()


def test_the_summary_tells_what_was_read_found_and_missing(data: ReportData) -> None:
    text = printed(data, "vi")
    for part in (
        "Tính đến ngày 31/12/2026",
        "60.000 dòng",
        "book.xlsx · sheet person",
        "✕ Trái quy định",
        "Cán bộ chủ chốt: trên 50% người có mặt",
        "Hai năm ở chức vụ đang giữ",
        "theo trí nhớ",
        "step.present",
        "(kinship)",
        "cột lạ bị bỏ qua",
        "out/report.html",
        "“không phát hiện vi phạm các quy tắc đã kiểm tra",
    ):
        assert part in text


def test_english_too(data: ReportData) -> None:
    text = printed(data, "en")
    assert "60,000 rows" in text
    assert "unknown column ignored" in text
    assert "Key staff: above 50% of those present" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_clean_audit_says_the_sentence(clean: ReportData, lang: Language) -> None:
    sentence = {"vi": "Không phát hiện vi phạm các quy tắc", "en": "No breach of the checked rules"}[lang]
    assert sentence in printed(clean, lang)


def test_data_is_never_read_as_markup(data: ReportData) -> None:
    summary = {**data.summary, "notices": ["[bold]x[/bold] [/]"]}
    out = io.StringIO()
    print_summary(summary, Console(file=out, width=100), "vi", LABELS)
    assert "[bold]x[/bold] [/]" in out.getvalue()
