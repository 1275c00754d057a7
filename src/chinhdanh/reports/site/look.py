"""The templates of the site with the words of one language, and its look."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chinhdanh.law.changes import by_stage
from chinhdanh.law.coverage import STATES
from chinhdanh.law.stages import stage_title
from chinhdanh.reports.html import SIGNS, font_faces, whole_numbers
from chinhdanh.reports.labels import table_title
from chinhdanh.reports.site.pictures import marked
from chinhdanh.reports.site.words import Writer, file_of
from chinhdanh.reports.texts import Language, Texts

HERE = Path(__file__).parent
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
    env.globals.update(
        t=texts, w=Writer(texts), signs=SIGNS, state_signs=STATE_SIGNS, states=STATES, whole=whole_numbers
    )
    env.globals.update(marked=marked, stage_title=stage_title, table_title=table_title, by_stage=by_stage)
    env.filters.update(file=file_of, cap=capital)
    return env


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
