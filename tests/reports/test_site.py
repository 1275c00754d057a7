"""The law as a site: every provision has its page in both languages, every link leads somewhere, nothing comes from outside."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from chinhdanh.audit.cases import load_cases
from chinhdanh.cli.law import law
from chinhdanh.law.library import Value, load_library
from chinhdanh.law.nodes import UNITS
from chinhdanh.law.reading import KINDS
from chinhdanh.law.rule import all_rules, bind_all
from chinhdanh.law.stages import in_order, stages
from chinhdanh.law.sweep import load_families
from chinhdanh.registry.readers.names import fold
from chinhdanh.registry.schema import TABLES
from chinhdanh.reports.site import Book, is_site, write_site
from chinhdanh.reports.site.book import remarks_of
from chinhdanh.reports.site.build import search_entries
from chinhdanh.reports.site.pictures import Span, marked, timeline
from chinhdanh.reports.site.words import PLAIN, Writer
from chinhdanh.reports.texts import LANGUAGES, Language, Texts, table

VOID = {"meta", "input", "br", "link"}
SEARCHED = re.compile(r'<(?P<tag>\w+)[^>]*?\s(?P<name>href|src|action)="(?P<address>[^"]*)"')


@pytest.fixture(scope="module")
def book() -> Book:
    library = load_library()
    cases, records = load_cases()
    return Book(library, bind_all(all_rules(), library), load_families(library), cases, records)


@pytest.fixture(scope="module")
def site(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    write_site(out, book)
    return out


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, str]:
    return {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}


class Elements(HTMLParser):
    """Checks that elements nest, that ids are single and headings do not skip a level."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.unnamed: list[str] = []
        self.labelled: set[str] = set()
        self.text: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []
        assert len(self.ids) == len(set(self.ids))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "label" and given.get("for"):
            self.labelled.add(str(given["for"]))
        if tag == "input" and "label" not in self.open and given.get("id") not in self.labelled:
            self.unnamed.append(str(given))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def some(pages: dict[str, str]) -> Iterator[tuple[str, str]]:
    """All kinds of pages, and every ninth of the many."""
    for place, (name, text) in enumerate(sorted(pages.items())):
        if name.count("/") < 2 or place % 9 == 0:
            yield name, text


def text_of(page: str) -> str:
    return " ".join("".join(Elements(page).text).split())


def test_every_provision_instrument_stage_and_day_has_its_page_in_both_languages(book: Book, site: Path) -> None:
    library = book.library
    wanted = {f"provision/{name}.html" for name in library.provisions}
    wanted |= {f"instrument/{name}.html" for name in library.instruments}
    wanted |= {f"stage/{name}.html" for name in book.by_stage}
    wanted |= {f"change/{day.isoformat()}.html" for day in book.days}
    trees = {lang: {p.relative_to(site / lang).as_posix() for p in (site / lang).rglob("*")} for lang in LANGUAGES}
    assert trees["vi"] == trees["en"]
    assert wanted <= trees["vi"]
    assert is_site(site)


def test_every_link_leads_to_a_page_that_is_there(site: Path, pages: dict[str, str]) -> None:
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    wrong = []
    for name, text in pages.items():
        for found in SEARCHED.finditer(text):
            address, _, anchor = unescape(found["address"]).partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(address))) if address else name
            # The page by day reads the day behind the sign; anywhere else an element has that name.
            named = not anchor or target.endswith("/day.html") or f' id="{anchor}"' in pages.get(target, "")
            if target not in files or not named:
                wrong.append((name, found["address"]))
    assert wrong == []


def test_each_page_leads_to_itself_in_the_other_language(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        if "/" not in name:
            continue
        lang, _, rest = name.partition("/")
        other = "en" if lang == "vi" else "vi"
        assert f'<html lang="{lang}">' in text
        link = re.search(r'<a class="language"[^>]*href="([^"]+)"', text)
        assert link
        assert posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(link[1]))) == f"{other}/{rest}"


def test_nothing_is_loaded_from_outside(site: Path, pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for found in SEARCHED.finditer(text):
            assert not re.match(r"(\w+:|//)", found["address"]), (name, found["address"])
        assert " style=" not in text, name
        assert not re.search(r"<script[^>]*>[^<]", text), name
    css = (site / "assets" / "site.css").read_text(encoding="utf-8")
    assert {found[:11] for found in re.findall(r"url\(([^)]+)\)", css)} == {"data:font/w"}
    assert "@import" not in css
    assert "http" not in (site / "assets" / "site.js").read_text(encoding="utf-8")


def test_pages_are_well_formed_and_can_be_walked_by_headings(pages: dict[str, str]) -> None:
    for name, text in some(pages):
        found = Elements(text)
        assert found.unnamed == [], name
        assert found.headings[0] == 1, name
        assert found.headings.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(found.headings)), (name, found.headings)


def test_a_page_tells_all_that_the_library_knows(book: Book, pages: dict[str, str]) -> None:
    name = "provision/nd-170-2025+nd-300-2026.art-29.k3.html"
    provision = book.library.provision("nd-170-2025+nd-300-2026.art-29.k3")
    (entry,) = book.rules_of(provision)
    vi, en = text_of(pages[f"vi/{name}"]), text_of(pages[f"en/{name}"])
    for words in (provision.says.vi, provision.article.vi, provision.article.en, "Lời của dự án, không phải nguyên văn",
                  "đã đọc nguyên văn", "từ 01/08/2026", entry.bound.rule.title_vi, "Khác gì so với bản trước",
                  "Thời gian giữ chức vụ tối thiểu", "12 tháng", "Con số theo thời gian"):  # fmt: skip
        assert words.casefold() in vi.casefold(), words
    for words in (provision.says.en, "In our words, not the wording of the law", "wording read", "from 2026-08-01",
                  entry.bound.rule.title_en, "What changed against the version before", "12 months",
                  entry.remarks.errs, " ".join(entry.bound.rule.source.split())):  # fmt: skip
        assert words.casefold() in en.casefold(), words
    assert entry.cases
    for case in entry.cases:
        assert " ".join(case.name.split()) in vi


def test_every_rule_and_every_case_stands_on_some_page(book: Book, pages: dict[str, str]) -> None:
    for entry in book.entries.values():
        page = pages[f"vi/provision/{entry.bound.provision.id}.html"]
        assert f'id="{entry.id.replace("/", "-")}"' in page
        assert page.count('<th scope="row" lang="en">') >= len(entry.cases) + len(entry.records)


def test_readings_reasons_and_judgements_are_shown(book: Book, pages: dict[str, str]) -> None:
    for provision in book.library.provisions.values():
        page = unescape(re.sub(r"</?span[^>]*>", "", pages[f"vi/provision/{provision.id}.html"]))
        for reading in provision.readings:
            assert reading.vi in page, provision.id
        reason = book.covered[provision.id].reason
        assert reason is None or reason.vi in page, provision.id
        for judgement in book.judgements.get(provision.id, ()):
            assert judgement.record_instead.vi in page, provision.id


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("Nghỉ hưu", "blld-2019.art-169.k3"),
        ("nghi huu", "blld-2019.art-169.k3"),
        ("170/2025/nd-cp KHOAN 5 dieu 29", "nd-170-2025.art-29.k5.a"),
        ("170/2025/NĐ-CP khoản 5 Điều 29", "nd-170-2025.art-29.k5.a"),
        ("nd-170-2025.art-29.k5.a", "nd-170-2025.art-29.k5.a"),
        ("article 29 age", "nd-170-2025.art-29.k5.a"),
    ],
)
def test_search_needs_neither_diacritics_nor_order(site: Path, lang: str, query: str, wanted: str) -> None:
    entries = search_entries((site / "assets" / f"search.{lang}.js").read_text(encoding="utf-8"))
    found = [e["n"] for e in entries if all(f" {word}" in f" {e['k']}" for word in fold(query).split())]
    assert wanted in found
    assert len(found) < len(entries) / 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_search_index_holds_every_provision_and_only_plain_letters(book: Book, site: Path, lang: str) -> None:
    entries = search_entries((site / "assets" / f"search.{lang}.js").read_text(encoding="utf-8"))
    assert {e["n"] for e in entries} == {*book.library.provisions, *book.library.instruments}
    for entry in entries:
        assert re.fullmatch(r"[a-z0-9 ]+", entry["k"]), entry["n"]
        assert (site / lang / unquote(entry["u"])).is_file()


def test_the_page_by_day_carries_the_period_of_every_provision_and_number(book: Book, pages: dict[str, str]) -> None:
    page = pages["vi/day.html"]
    rows = re.findall(r'<li data-from="([\d-]+)" data-until="([\d-]*)">', page)
    assert rows == [
        (p.period.start.isoformat(), p.period.end.isoformat() if p.period.end else "")
        for held in book.held.values()
        for p in held
    ]
    numbers = sum(len(q.values) for p in book.library.provisions.values() for q in p.parameters.values())
    assert page.count('<span class="chip" data-from="') == numbers


def test_every_stage_has_its_title(book: Book) -> None:
    assert set(book.by_stage) <= set(stages())
    assert list(book.by_stage) == in_order(book.by_stage)


def test_provisions_stand_in_the_order_of_articles_and_versions_in_that_of_time(book: Book) -> None:
    held = [p.id for p in book.held["nd-170-2025"]]
    assert sorted(held) == sorted(p.id for p in book.library.instruments["nd-170-2025"].provisions)
    wanted = [
        "nd-170-2025.art-29.k2",
        "nd-170-2025+nd-300-2026.art-29.k2",
        "nd-170-2025.art-29.k3",
        "nd-170-2025.art-33.k2.a",
    ]
    assert [name for name in held if name in wanted] == wanted


def test_every_kind_of_instrument_and_every_unit_of_the_law_has_its_word() -> None:
    assert {f"sort_{kind}" for kind in KINDS} <= set(table())
    worded = set(UNITS) - {"code", "codes", "date", "flag", *PLAIN}
    assert {f"measure_{unit}" for unit in worded} == {key for key in table() if key.startswith("measure_")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_code_is_shown_without_its_word(book: Book, lang: Language) -> None:
    words = Writer(Texts(lang))
    nameless = {f"{name}: {code}" for name, code in shown_codes(book) if words.word(name, code) is None}
    assert sorted(nameless) == []


def test_every_word_for_a_code_of_the_law_is_shown(book: Book) -> None:
    shown = {key for name, code in shown_codes(book) for key in (f"lawcode_{name}.{code}", f"lawcode_{code}")}
    assert {key for key in table() if key.startswith("lawcode_")} <= shown


def test_the_vietnamese_of_the_law_holds_no_codes_of_the_registry(book: Book) -> None:
    tables = "|".join(TABLES)
    code = re.compile(rf"\b[a-z]+_[a-z_]+\b|\b(?:{tables})\.[a-z]|[Bb]ảng (?:{tables})\b")
    told = [words for j in book.library.judgements for words in (j.what, j.why, j.record_instead)]
    for p in book.library.provisions.values():
        told += [p.article, p.heading, p.says, *p.readings, *(q.label for q in p.parameters.values())]
        told += [words for words in (p.note, p.reason, book.library.instruments[p.instrument_id].note) if words]
    assert {words.vi for words in told if code.search(words.vi)} == set()


def shown_codes(book: Book) -> Iterator[tuple[str, str]]:
    """Codes of numbers of the law, of facts of worked cases and of cells of records, each with the name before it."""
    for provision in book.library.provisions.values():
        for parameter in provision.parameters.values():
            for value in parameter.values:
                for code in value.value if isinstance(value.value, tuple) else (value.value,):
                    if isinstance(code, str):
                        yield parameter.name, code
    for entry in book.entries.values():
        for case in entry.cases:
            for name, given in case.given.items():
                if name in entry.usual and isinstance(given, str) and re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", given):
                    yield name, given
        for record in entry.records:
            for title, rows in record.rows.items():
                codes = {column.name: set(column.codes) for column in TABLES[title].columns if column.name != "table"}
                for column, cell in ((column, cell) for row in rows for column, cell in row.items()):
                    if cell in codes.get(column, ()) and not str(cell).isdigit():
                        yield column, str(cell)


# --- pieces ---


def test_words_of_the_library_cannot_break_out() -> None:
    old, new = marked("a <b> word & more here", "a <b> word & less here")
    assert old == "a &lt;b&gt; word &amp; <del>more</del> here"
    assert new == "a &lt;b&gt; word &amp; <ins>less</ins> here"
    picture = timeline([Span(date(2020, 1, 1), None, "<script>", True)], 'a "label"')
    assert "<script>" not in picture
    assert "a &#34;label&#34;" in picture


@pytest.mark.parametrize(
    ("name", "value", "unit", "vi", "en"),
    [
        ("men_age", 723, "month", "60 tuổi 3 tháng", "60 years 3 months"),
        ("men_step", 3, "month", "3 tháng", "3 months"),
        ("min_age", 18, "year", "18 tuổi", "18 years"),
        ("grounds", 5, "item", "5", "5"),
        ("spell", 1, "month", "1 tháng", "1 month"),
        ("report_before", "06-30", "code", "30/06", "06-30"),
        ("sectors", ("planning", "tax"), "codes", "kế hoạch và đầu tư, thuế", "planning and investment, tax"),
        ("stages", ("planning", "ranks"), "codes", "quy hoạch; phong, thăng, giáng, tước quân hàm, danh hiệu",
         "succession planning, military ranks and titles"),
        ("own_word", "word_of_a_province", "code", "word of a province", "word of a province"),
        ("bar", None, "month", "không quy định", "none"),
    ],
)  # fmt: skip
def test_numbers_and_codes_of_the_law_are_written_as_a_reader_writes_them(
    name: str, value: Value | None, unit: str, vi: str, en: str
) -> None:
    assert Writer(Texts("vi")).value(name, value, unit) == vi
    assert Writer(Texts("en")).value(name, value, unit) == en


def test_wordings_without_much_in_common_are_not_marked() -> None:
    assert marked("one two three", "four five six") == ("one two three", "four five six")


def test_a_timeline_ends_after_its_last_value() -> None:
    picture = timeline(
        [Span(date(2020, 1, 1), date(2022, 1, 1), "24", False), Span(date(2022, 1, 1), None, "12", True)], "x"
    )
    assert re.findall(r'class="(own|kin)" x="([\d.]+)"', picture) == [("kin", "0.0"), ("own", "360.2")]
    assert re.findall(r">(20\d\d)<", picture) == ["2020", "2021", "2022", "2023"]


def test_the_doc_of_a_rule_is_taken_apart() -> None:
    doc = 'Title.\n\nCounted from the day of effect. Not modelled: a second violation; others.\nErrs towards "complies" there.'
    remarks = remarks_of(doc)
    assert remarks.said == "Counted from the day of effect."
    assert remarks.not_modelled == "a second violation; others."
    assert remarks.errs == 'Errs towards "complies" there.'
    assert remarks.towards == ("complies",)
    assert remarks_of("Title.\n\nErrs in no direction.").towards == ()


# --- chinhdanh law site ---


def test_a_site_is_written_whole_and_only_a_site_gives_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def small(folder: Path, book: Book) -> int:
        for name in ("assets", *LANGUAGES):
            (folder / name).mkdir()
        (folder / "index.html").write_text(book.library.version, encoding="utf-8")
        return 1

    monkeypatch.setattr("chinhdanh.reports.site.write_site", small)
    monkeypatch.setattr("chinhdanh.cli.law_problems.bound_rules", lambda library, lang: ())
    monkeypatch.setattr("chinhdanh.audit.cases.load_cases", lambda: ([], []))
    out = tmp_path / "thu-vien"

    def run(*more: str) -> int:
        return CliRunner().invoke(law, ["site", "--out", str(out), *more]).exit_code

    assert run() == 0
    written = (out / "index.html").stat().st_ino
    assert run() == 2
    assert run("--force") == 0
    assert (out / "index.html").stat().st_ino != written
    (out / "letter.docx").write_text("mine", encoding="utf-8")
    assert run("--force") == 2
    assert (out / "letter.docx").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["thu-vien"]
