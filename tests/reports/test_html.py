from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from audit_output import EVIL, LABELS, finding, write_output

from chinhdanh.reports import load, write_html
from chinhdanh.reports.data import ReportData
from chinhdanh.reports.html import embedded, render
from chinhdanh.reports.texts import LANGUAGES, Language

VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """Checks that elements nest, and keeps scripts, ids and addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.outside: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given["href"]))
        self.outside += [str(given[name]) for name in ("src", "srcset", "poster") if name in given]
        if tag == "script":
            self.scripts.append((given, ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, text: str) -> None:
        if self.open and self.open[-1] == "script":
            given, so_far = self.scripts[-1]
            self.scripts[-1] = (given, so_far + text)

    @property
    def data(self) -> dict[str, object]:
        read: dict[str, object] = json.loads(self.scripts[0][1])
        return read


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_whole_and_needs_nothing_from_outside(data: ReportData, lang: Language) -> None:
    text = render(data, lang)
    page = Page(text)
    assert len(page.scripts) == 2
    assert page.outside == []
    assert not re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", text)
    assert len(page.ids) == len(set(page.ids))
    for link in page.links:
        assert link.startswith("#")
        assert "=" in link or link[1:] in page.ids
    assert f'<html lang="{lang}">' in text


def test_names_cannot_break_out(data: ReportData) -> None:
    text = render(data, "vi")
    assert "<script>alert" not in text
    assert EVIL in str(Page(text).data)
    assert "\u2028" not in embedded("\u2028</script>")
    assert json.loads(embedded("\u2028</script>&")) == "\u2028</script>&"


def test_only_the_own_script_may_run(data: ReportData) -> None:
    text = render(data, "vi")
    policy = re.search(r"script-src '(sha256-[^']+)'", text)
    assert policy
    digest = hashlib.sha256(Page(text).scripts[1][1].encode()).digest()
    assert policy[1] == "sha256-" + base64.b64encode(digest).decode()


def test_a_finding_carries_article_facts_and_what_would_settle_it(data: ReportData) -> None:
    found = Page(render(data, "vi")).data
    first = found["findings"][0]  # type: ignore[index]
    assert first["head"] == "Quyết định số 3/QĐ-UBND, ngày 01/08/2026 · Bổ nhiệm"
    assert first["who"].startswith("Nguyễn Thị Phượng · Phó Giám đốc")
    assert ["signed_on", "15/12/2026", True] in first["facts"]
    assert ["key_staff_votes", "1.234", True] in first["facts"]
    assert ["key_staff_present", "không có trong hồ sơ", False] in first["facts"]
    law = found["provisions"][first["provision"]]  # type: ignore[index]
    assert law["article"].startswith("Điểm d khoản 2 Điều 33")
    assert law["otherArticle"].startswith("Point d, Clause 2")
    assert found["columns"]["step.present"]  # type: ignore[index]


def test_where_the_verdict_is_open_what_is_not_recorded_comes_first(data: ReportData) -> None:
    findings = Page(render(data, "vi")).data["findings"]
    assert isinstance(findings, list)
    unproven = next(f for f in findings if f["verdict"] == "unproven" and f["facts"])
    assert [fact[0] for fact in unproven["facts"]] == ["key_staff_present", "signed_on", "key_staff_votes", "secret"]


def test_a_clean_report_says_only_what_it_may(clean: ReportData) -> None:
    vietnamese, english = render(clean, "vi"), render(clean, "en")
    Page(vietnamese)
    assert "Không phát hiện vi phạm các quy tắc đã kiểm tra trong dữ kiện đã ghi." in vietnamese
    assert "No breach of the checked rules in the recorded facts." in english
    assert 'id="filters"' not in vietnamese


def test_what_is_left_out_is_said_with_its_number(tmp_path: Path) -> None:
    rows = [finding(n, "unproven") for n in range(1_500)]
    text = render(load(write_output(tmp_path, rows), LABELS, limit=100), "vi")
    assert "còn 1.400 phát hiện không có ở đây" in text
    assert "Toàn bộ 1.500 phát hiện ở findings.parquet" in text
    assert len(Page(text).data["findings"]) == 100  # type: ignore[arg-type]


def test_the_same_audit_gives_the_same_page(data: ReportData, tmp_path: Path) -> None:
    first = write_html(tmp_path, data, "en").read_bytes()
    assert first == write_html(tmp_path, data, "en").read_bytes()


def test_no_chart_is_by_person(data: ReportData) -> None:
    text = render(data, "vi")
    before_list = text[: text.index('id="findings"')]
    assert "Nguyễn Thị Phượng" not in before_list


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_is_enough_in_light_and_dark(data: ReportData) -> None:
    css = render(data, "vi").split("<style>")[1]
    themes = re.findall(r":root(?:\[data-theme=\"dark\"\])? \{(.*?)\}", css, flags=re.S)[:2]
    assert len(themes) == 2
    for theme in themes:
        tokens = {
            name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:])
            for name, value in re.findall(r"--([\w-]+): (#\w+);", theme)
        }
        pairs = [(ink, ground) for ink in ("ink", "soft", "brand", "open") for ground in ("paper", "panel")]
        pairs += [(v, f"{v}-bg") for v in ("ok", "bad", "open", "na")] + [("side-ink", "side"), ("side-soft", "side")]
        for ink, ground in pairs:
            dark, light = sorted((_luminance(tokens[ink]), _luminance(tokens[ground])))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)
