"""The words of the reports in both languages, and how dates and numbers are written in each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

FILES = ("texts.yaml", "simulation.yaml", "commands.yaml", "site/texts.yaml", "site/codes.yaml")
TABLES = tuple(Path(__file__).parent / name for name in FILES)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser where PyYAML was built with it
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """All texts: key -> language -> sentence, as the files hold them. Raises ValueError where two files share a key."""
    texts: dict[str, dict[str, str]] = {}
    for file in TABLES:
        read: dict[str, dict[str, str]] = yaml.load(file.read_text(encoding="utf-8"), _LOADER)
        if shared := texts.keys() & read.keys():
            raise ValueError(f"{file}: {', '.join(sorted(shared))} is also in another file")
        texts |= read
    return texts


class Texts:
    """The texts of one language; `other` is the language shown beside it."""

    def __init__(self, lang: Language) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"no texts in language {lang!r}, only in {', '.join(LANGUAGES)}")
        self.lang: Language = lang
        self.other: Language = "en" if lang == "vi" else "vi"

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of `key` with `{names}` filled in, whole numbers with thousands marks. Raises KeyError."""
        sentence = table()[key][self.lang]
        if not values:
            return sentence
        return sentence.format(**{name: self.number(v) if isinstance(v, int) else v for name, v in values.items()})

    def has(self, key: str) -> bool:
        return key in table()

    def code(self, family: str, value: str | None) -> str:
        """The word for a code, from the key `<family>_<value>`; the code itself where the family does not know it."""
        if value is None:
            return ""
        key = f"{family}_{value.replace(' ', '_')}"
        return self(key) if self.has(key) else value

    def verdict(self, verdict: str) -> str:
        return self.code("verdict", "na" if verdict == "not_applicable" else verdict)

    def number(self, value: float) -> str:
        """1.234,5 in Vietnamese, 1,234.5 in English; at most four decimals, no trailing zeros."""
        shown = f"{value:,}" if isinstance(value, int) else f"{value:,.4f}".rstrip("0").rstrip(".")
        return shown.translate(str.maketrans(",.", ".,")) if self.lang == "vi" else shown

    def one_or_more(self, value: float, unit: str) -> str:
        """A unit as it stands after a number: the tables hold the English plural."""
        return unit.removesuffix("s") if self.lang == "en" and value == 1 else unit

    def day(self, value: date | str | None) -> str:
        """31/12/2025 in Vietnamese, 2025-12-31 in English; a sentence where the day is not recorded."""
        if value is None or value == "":
            return self("no_date")
        iso = value.isoformat() if isinstance(value, date) else value
        found = _ISO_DAY.fullmatch(iso[:10])
        return "/".join(reversed(found.groups())) if found and self.lang == "vi" else iso

    def value(self, value: Any, unit: str | None = None) -> str:
        """A recorded value as a reader writes it: yes and no, days, numbers with their unit, lists, codes in words."""
        if value is None:
            return self("not_recorded")
        if isinstance(value, bool):
            return self("yes") if value else self("no")
        if unit == "calendar_year":
            return str(value)
        if isinstance(value, int | float):
            shown = self.number(value)
            return f"{shown} {self.one_or_more(value, self.code('unit', unit))}" if unit else shown
        if isinstance(value, list):
            return ", ".join(self.value(item, unit) for item in value) or self("none")
        text = str(value)
        word = self.code("code", text) if self.has(f"code_{text}") else self.code("kind", text)
        return _ISO_DAY.sub(lambda found: self.day(found[0]), word)


def in_language(message: object, lang: Language) -> str:
    """A notice in one language: a plain sentence as it stands, or the side of a pair (`vi`, `message_vi`)."""
    if isinstance(message, Mapping):
        return str(message.get(lang) or message.get(f"message_{lang}") or "")
    return str(message)
