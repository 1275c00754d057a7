"""The look as a whole: pages without a database, nothing inline or from outside, contrast, English, well-formed HTML."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polib
import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import Client, override_settings
from django.utils import translation

from chinhdanh import web
from chinhdanh.web.ui import messages
from chinhdanh.web.ui.templatetags.ui import register

WEB = Path(web.__file__).parent
UI = WEB / "ui"
STATIC = UI / "static" / "ui"
TEMPLATES = sorted(WEB.rglob("templates/**/*.html"))
COMPONENTS = {path.stem for path in (UI / "templates" / "ui" / "components").iterdir()}
VENDORED = {"htmx.min.js": "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"}
PAGES = [
    "/styleguide/",
    "/styleguide/?who=zzz",
    "/styleguide/branch/",
    *(f"/styleguide/errors/{n}/" for n in (400, 403, 404, 500)),
]
LANGUAGES = ["vi", "en"]


@pytest.fixture(autouse=True)
def _hosts() -> Iterator[None]:
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        yield


@pytest.fixture
def browser() -> Client:
    """Without a database: the address that the settings name leads nowhere."""
    return Client(raise_request_exception=False)


def page(browser: Client, address: str, language: str) -> str:
    browser.cookies["django_language"] = language
    answer = browser.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Language"] == language
    return answer.content.decode()


class Structure(HTMLParser):
    """Reads a page and notes what is not well-formed."""

    VOID = frozenset(
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
    )

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.names: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.wrong.append(f"<{tag}> has an attribute twice, line {self.getpos()[0]}")
        self.names.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-3:]}, line {self.getpos()[0]}")
        else:
            self.open.pop()


def read(html: str) -> Structure:
    structure = Structure()
    structure.feed(html)
    structure.close()
    return structure


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_pages_are_well_formed(browser: Client, address: str, language: str) -> None:
    found = read(page(browser, address, language))
    assert found.wrong == []
    assert found.open == []
    assert len(found.ids) == len(set(found.ids)), sorted(one for one in found.ids if found.ids.count(one) > 1)


@pytest.mark.parametrize("address", PAGES)
def test_what_is_pointed_at_is_there(browser: Client, address: str) -> None:
    found = read(page(browser, address, "vi"))
    pointing = ("for", "aria-describedby", "aria-controls", "popovertarget", "aria-labelledby")
    named = {one for _, attrs in found.names for name in pointing for one in (attrs.get(name) or "").split()}
    assert named <= set(found.ids)
    parts = {
        (attrs.get("href") or "")[1:]
        for tag, attrs in found.names
        if tag == "a" and (attrs.get("href") or "").startswith("#")
    }
    assert parts - set(found.ids) == set() or "branch" in address


@pytest.mark.parametrize("address", PAGES)
def test_every_control_has_a_name(browser: Client, address: str) -> None:
    found = read(page(browser, address, "vi"))
    labelled = {attrs.get("for") for tag, attrs in found.names if tag == "label"}
    controls = [(tag, attrs) for tag, attrs in found.names if tag in ("input", "select", "textarea")]
    unnamed = [attrs for _, attrs in controls if attrs.get("type") != "hidden" and attrs.get("id") not in labelled]
    assert unnamed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_field_names_its_error(browser: Client, language: str) -> None:
    found = read(page(browser, "/styleguide/", language))
    [field] = [attrs for _, attrs in found.names if attrs.get("name") == "wrong-signed"]
    assert field["aria-invalid"] == "true"
    assert "id_wrong-signed_error" in (field["aria-describedby"] or "")


def test_an_unknown_address_and_a_failure_look_like_the_rest(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = browser.get("/there-is-no-such-page/")
    assert missing.status_code == 404
    assert "Không tìm thấy trang" in missing.content.decode()

    def fail(request: Any) -> dict[str, Any]:
        raise RuntimeError("0123456789 Nguyễn Văn Bí Mật")

    monkeypatch.setattr("chinhdanh.web.ui.views.everything", fail)
    failed = browser.get("/styleguide/")
    assert failed.status_code == 500
    assert "Máy chủ gặp lỗi" in failed.content.decode()
    assert "Bí Mật" not in failed.content.decode()


def test_the_styleguide_shows_every_component(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: set[str] = set()
    template = type(engines["django"].engine.get_template("ui/styleguide.html"))
    render = template._render

    def noting(self: Any, context: Any) -> Any:
        shown.add(Path(self.name or "").stem)
        return render(self, context)

    monkeypatch.setattr(template, "_render", noting)
    page(browser, "/styleguide/", "vi")
    included = {name for name in COMPONENTS if any(f"components/{name}.html" in path.read_text() for path in TEMPLATES)}
    assert shown | included >= COMPONENTS
    source = (UI / "templates" / "ui" / "styleguide.html").read_text(encoding="utf-8")
    # The rows of a table and the choices of a filter are shown with it, and the frame stands around every page.
    names = {*register.tags, *register.filters} - {"table_rows", "options", "frame", "entries"}
    assert [name for name in names if not re.search(rf"{{% {name} |\|{name}\b", source)] == []


def test_every_verdict_has_a_sign_a_word_and_a_colour(browser: Client) -> None:
    words = {"complies": ("✓", "Đạt"), "violates": ("✕", "Trái quy định"), "unproven": ("?", "Chưa chứng minh được"),
             "not_applicable": ("–", "Không áp dụng")}  # fmt: skip
    html = page(browser, "/styleguide/", "vi")
    css = (STATIC / "components.css").read_text(encoding="utf-8")
    for code, (sign, word) in words.items():
        assert f'<span class="verdict {code}"><span class="sign" aria-hidden="true">{sign}</span>{word}</span>' in html
        assert f".{code}.verdict {{" in css


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_templates_hold_no_style_and_no_script(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|hx-on|hx-vals=.js", source, re.IGNORECASE)
    assert all(
        "src=" in tag and body == "" for tag, body in re.findall(r"<script([^>]*)>(.*?)</script>", source, re.DOTALL)
    )


def test_nothing_is_fetched_from_outside() -> None:
    found = []
    for path in [*TEMPLATES, *STATIC.iterdir()]:
        text = path.read_text(encoding="utf-8")
        if path.suffix in (".html", ".css", ".js", ".svg"):
            text = text.replace("http://www.w3.org/2000/svg", "")  # a name, not an address
            found += [(path.name, one) for one in re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]+[^\s\"']*", text)]
    assert found == []


def test_vendored_files_are_as_they_were_published() -> None:
    for name, digest in VENDORED.items():
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name
    assert "Zero-Clause BSD" in (STATIC / "htmx.LICENSE.txt").read_text(encoding="utf-8")


def test_every_static_file_that_is_named_is_there(browser: Client) -> None:
    html = page(browser, "/styleguide/", "vi")
    named = set(re.findall(r'(?:href|src)="/static/([^"]+)"', html))
    css = (STATIC / "tokens.css").read_text(encoding="utf-8")
    named |= {"fonts/" + one for one in re.findall(r'url\("\.\./fonts/([^"]+)"\)', css)}
    assert {one for one in named if finders.find(one) is None} == set()
    assert {"fonts/BeVietnamPro-Regular.woff2", "ui/ui.js"} <= named


def test_a_second_visit_weighs_little(browser: Client) -> None:
    """Fonts, styles and scripts are kept by the browser; what comes again is the page."""
    assert len(page(browser, "/styleguide/", "vi").encode()) < 100_000
    assert sum(path.stat().st_size for path in STATIC.iterdir()) < 120_000


TOKEN = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6});")


def themes() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    light, chosen, preferred = (STATIC / "tokens.css").read_text(encoding="utf-8").split("@media screen")
    return dict(TOKEN.findall(light)), dict(TOKEN.findall(chosen)), dict(TOKEN.findall(preferred))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


TEXTS = [
    *((text, ground) for text in ("ink", "soft", "brand") for ground in ("paper", "panel", "brand-soft")),
    *((text, ground) for text in ("ink", "bad", "open", "ok") for ground in ("paper", "panel")),
    *((text, f"{text}-bg") for text in ("ok", "bad", "open", "na")),
    *(("ink", ground) for ground in ("ok-bg", "bad-bg", "open-bg", "heat-1", "heat-2", "heat-3", "heat-4")),
    *(("brand", ground) for ground in ("ok-bg", "bad-bg", "open-bg")),
    *((text, ground) for text in ("side-ink", "side-strong", "side-soft") for ground in ("side", "side-on")),
    ("on-brand", "brand"), ("on-brand-2", "brand-2"), ("on-gold", "gold"),
]  # fmt: skip
SHAPES = [
    *((shape, "panel") for shape in ("control", "brand", "brand-2", "ok", "bad", "open", "bar-open")),
    *((shape, "track") for shape in ("brand", "ok", "bad", "ink")),
    ("control", "paper"), ("brand", "paper"), ("side-soft", "side"), ("side-strong", "side-on"),
]  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("pair", "least"), [*((pair, 4.5) for pair in TEXTS), *((pair, 3) for pair in SHAPES)], ids=str
)
def test_contrast_is_that_of_wcag_aa(pair: tuple[str, str], least: float, dark: bool) -> None:
    tokens = themes()[dark]
    assert contrast(tokens[pair[0]], tokens[pair[1]]) >= least


def test_both_ways_into_the_dark_lead_to_the_same_colours() -> None:
    light, chosen, preferred = themes()
    assert chosen == preferred
    assert chosen.keys() == light.keys()


def test_no_colour_is_used_that_is_not_a_token() -> None:
    for name in ("layout.css", "components.css"):
        css = (STATIC / name).read_text(encoding="utf-8")
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", css) == [], name
        assert set(re.findall(r"var\(--([a-z0-9-]+)\)", css)) <= themes()[0].keys() | {
            "r",
            "r-small",
            "gap",
            "text",
            "document",
        }


def test_focus_is_never_taken_out_of_sight() -> None:
    for path in STATIC.glob("*.css"):
        gone = re.findall(r"([^{}]*)\{[^}]*outline:\s*(?:0|none)", path.read_text(encoding="utf-8"))
        # The main part takes focus from the skip link only, and is no control.
        assert [one.strip() for one in gone] in ([], ["main:focus"]), path.name


@pytest.mark.parametrize("app", messages.apps())
def test_every_text_is_in_english_and_no_translation_is_left_over(app: str) -> None:
    catalogue = _entries(app)
    known = {messages.message_of(entry) for entry in catalogue}
    used = set(messages.found(app))
    hint = f"run python -m chinhdanh.web.ui.messages {app} and translate what it names"
    assert used - known == set(), hint
    assert known - used == set(), hint
    assert [entry.msgid for entry in catalogue if not messages.translated(entry)] == []


def _entries(app: str) -> list[Any]:
    path = messages.catalogue_of(app)
    return list(polib.pofile(str(path))) if path.exists() else []


@pytest.mark.parametrize("app", [app for app in messages.apps() if _entries(app)])
def test_the_compiled_catalogue_is_that_of_the_sources(app: str) -> None:
    source = {messages.message_of(entry): (entry.msgstr, entry.msgstr_plural) for entry in _entries(app)}
    compiled = {
        messages.message_of(entry): (entry.msgstr, entry.msgstr_plural)
        for entry in polib.mofile(str(messages.compiled_of(app)))
    }
    assert compiled == source


def test_translations_keep_the_names_of_their_values() -> None:
    def names(text: str) -> set[str]:
        return set(re.findall(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}", text))

    for entry in itertools.chain.from_iterable(_entries(app) for app in messages.apps()):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert names(text) == names(entry.msgid), entry.msgid


def test_a_text_that_two_apps_have_is_translated_alike() -> None:
    """The catalogues are one when the application runs: the last to be read would win."""
    told: dict[messages.Message, set[str]] = {}
    for entry in itertools.chain.from_iterable(_entries(app) for app in messages.apps()):
        told.setdefault(messages.message_of(entry), set()).add(entry.msgstr or str(entry.msgstr_plural))
    assert {message.text: texts for message, texts in told.items() if len(texts) > 1} == {}


def test_english_pages_hold_no_vietnamese_text_of_ours(browser: Client) -> None:
    """Whatever stands in the catalogue is shown in the language of the page."""
    html = page(browser, "/styleguide/", "en")
    with translation.override("en"):
        changed = [
            text for text in (one.text for one in messages.found(messages.BASE)) if len(text) > 12 and "%" not in text
        ]
        shown = [text for text in changed if translation.gettext(text) != text and text in html]
    assert shown == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% translate "một" %}', {messages.Message("một")}),
        ('<b>hai</b>{% translate "một" as x %}{% card _("ba") %}', {messages.Message("một"), messages.Message("ba")}),
        ('{% translate "một (hai)" context "c" %}', {messages.Message("một (hai)", context="c")}),
        ("{% blocktranslate %}có {{ n }}{% endblocktranslate %}", {messages.Message("có %(n)s")}),
        (
            "{% blocktranslate count n=x %}{{ n }} dòng{% plural %}{{ n }} các dòng{% endblocktranslate %}",
            {messages.Message("%(n)s dòng", "%(n)s các dòng")},
        ),
    ],
)
def test_texts_of_templates_are_found(source: str, found: set[messages.Message]) -> None:
    assert set(messages._of_template(source)) == found


def test_a_text_that_cannot_be_read_from_the_source_is_an_error() -> None:
    with pytest.raises(ValueError, match="line 1"):
        list(messages._of_source("_(name)"))
