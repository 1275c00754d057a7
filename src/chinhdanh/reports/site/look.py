"""The templates of the site with the words of one language, and its look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from chinhdanh.law.changes import by_stage
from chinhdanh.law.coverage import STATES
from chinhdanh.law.stages import stage_title
from chinhdanh.reports.html import SIGNS, font_faces, whole_numbers
from chinhdanh.reports.labels import table_title
from chinhdanh.reports.site.pictures import marked
from chinhdanh.reports.site.words import Writer, file_of
from chinhdanh.reports.texts import Language, Texts

HERE = Path(__file__).parent
_SIGNED = Markup('<span class="v {}"><span aria-hidden="true">{}</span>{}</span>')
STATE_SIGNS: Mapping[str, str] = {"encoded": "✓", "judgement": "◇", "data": "≡", "not_yet": "…"}


def style() -> str:
    """The look of the report with what the site adds, typeface included."""
    report = (HERE.parent / "page" / "report.css").read_text(encoding="utf-8")
    return font_faces() + report + (HERE / "site.css").read_text(encoding="utf-8")


@cache
def environment(lang: Language) -> Environment:
    """Templates with the words of one language."""
    texts = Texts(lang)
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(t=texts, w=Writer(texts), states=STATES, whole=cache(whole_numbers), count=_count(texts))
    env.globals.update(**_badges(texts))
    env.globals.update(marked=marked, stage_title=stage_title, table_title=table_title, by_stage=by_stage)
    env.filters.update(file=file_of, cap=capital)
    return env


def _count(texts: Texts) -> Callable[[int], str]:
    """A count in a table: a dash where there is nothing, so that numbers stand out."""
    return lambda n: texts.number(n) if n else "–"


def _badges(texts: Texts) -> dict[str, Callable[[str], Markup]]:
    """Sign, word and colour for a verdict, a state, a confidence; each is made once, pages show thousands."""

    @cache
    def verdict_badge(value: str) -> Markup:
        name = "na" if value == "not_applicable" else value
        return _SIGNED.format(name, SIGNS[name], texts.code("verdict", name))

    @cache
    def state_badge(value: str) -> Markup:
        return _SIGNED.format(f"s-{value}", STATE_SIGNS[value], texts.code("state", value))

    @cache
    def mark_badge(value: str) -> Markup:
        return Markup('<span class="mark {}">{}</span>').format(value, texts.code("confidence", value))

    return {"verdict_badge": verdict_badge, "state_badge": state_badge, "mark_badge": mark_badge}


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
