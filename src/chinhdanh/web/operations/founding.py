"""The body that stands under none, recorded at the server: with it an office begins that has no registry to load.

On pages a body is founded below another, by whoever keeps the record of that one. Of the topmost nobody keeps the record yet,
as nobody can be granted a role before there is a body.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

from chinhdanh.registry.problems import Place, ProblemList
from chinhdanh.registry.schema import TABLES

CODED = ("kind", "level", "sector", "subkind", "province_class")
LONGEST_CODE = 100


class Stated(NamedTuple):
    """What an operator types of a body; what is left open is None."""

    name: str
    reason: str
    code: str | None = None
    kind: str | None = None
    level: str | None = None
    sector: str | None = None
    subkind: str | None = None
    province: str | None = None
    province_class: str | None = None
    since: str | None = None
    evidence: str | None = None


def found(stated: Stated) -> Any:
    """Record the body. Raises RegistryProblems with all that is wrong; nothing is then recorded."""
    from chinhdanh.web.organisations.reorganising import found_topmost
    from chinhdanh.web.organisations.reorganising_forms import plain

    words = {name: plain(value) for name, value in stated._asdict().items() if value is not None}
    looking = _Looking(words)
    looking.for_texts()
    looking.for_codes()
    since = looking.for_since()
    if "code" in words:
        looking.for_id(words["code"])
    looking.for_namesakes(since)
    looking.problems.raise_if_any()
    values = {name: words.get(name) or None for name in ("name", "province", *CODED)}
    return found_topmost(words.get("code"), values, since, words["reason"], words.get("evidence", ""))


class _Looking:
    def __init__(self, words: dict[str, str]) -> None:
        self.words = words
        self.problems = ProblemList()

    def _add(self, code: str, option: str, vi: str, en: str, value: str | None = None) -> None:
        self.problems.add(code, Place(file=option), vi, en, value=value)

    def for_texts(self) -> None:
        from chinhdanh.web.organisations.reorganising_forms import LONGEST

        limits = {"name": LONGEST, "reason": 500, "evidence": 500, "province": 20}
        for name, most in limits.items():
            option, value = ("NAME" if name == "name" else f"--{name}"), self.words.get(name)
            if value == "" and name in ("name", "reason"):
                self._add("nothing_stated", option, "Chưa ghi gì. Hãy ghi rõ.", "Nothing is stated. State it.")
            elif value is not None and len(value) > most:
                self._add(
                    "too_long",
                    option,
                    f"Dài {len(value)} ký tự, nhiều nhất {most}. Hãy ghi ngắn lại.",
                    f"It has {len(value)} characters, at most {most} are kept. Make it shorter.",
                )

    def for_codes(self) -> None:
        for name in CODED:
            value, codes = self.words.get(name), TABLES["organization"].column(name).codes
            if value is not None and value not in codes:
                self._add(
                    "unknown_code",
                    f"--{name.replace('_', '-')}",
                    f'Không có mã "{value}". Chọn một trong: {_told(name, codes, "vi")}.',
                    f'There is no code "{value}". Choose one of: {_told(name, codes, "en")}.',
                    value,
                )

    def for_since(self) -> date | None:
        from chinhdanh.web.ui.formats import parse_day

        stated = self.words.get("since")
        if stated is None:
            return None
        day = parse_day(stated)
        if day is None:
            self._add(
                "not_a_day",
                "--since",
                f'"{stated}" không phải là một ngày. Hãy ghi như 31/12/2025 hoặc 2025-12-31.',
                f'"{stated}" is not a day. Write it as 31/12/2025 or 2025-12-31.',
                stated,
            )
        return day

    def for_id(self, code: str) -> None:
        from chinhdanh.web.organisations.models import Organization

        if not re.fullmatch(rf"[\w.-]{{1,{LONGEST_CODE}}}", code):
            self._add(
                "unfit_id",
                "--code",
                f'Mã "{code}" không dùng được: chỉ gồm chữ, số, gạch nối, gạch dưới, dấu chấm, tối đa {LONGEST_CODE}. '
                "Đặt mã khác, ví dụ tinh-uy, hoặc bỏ --code.",
                f'The id "{code}" does not do: letters, digits, hyphens, underscores and full stops, at most {LONGEST_CODE}. '
                "Choose another such as tinh-uy, or leave out --code.",
                code,
            )
        # One that was withdrawn has its history under its id.
        elif Organization.Version.objects.filter(id=code).exists():
            self._add(
                "id_taken",
                "--code",
                f'Mã "{code}" đã dùng cho một tổ chức. Đặt mã khác, hoặc bỏ --code.',
                f'The id "{code}" is that of another organisation. Choose another, or leave out --code.',
                code,
            )

    def for_namesakes(self, since: date | None) -> None:
        from chinhdanh.web.organisations.reorganising import topmost_named

        name = self.words.get("name", "")
        if name and topmost_named(name, since):
            self._add(
                "name_taken",
                "NAME",
                f"Hồ sơ đã có một tổ chức tên này không thuộc tổ chức nào: {name}. Dùng tổ chức ấy, hoặc đặt tên khác.",
                f"The record has an organisation of this name under no other: {name}. Use that, or choose another name.",
                name,
            )


def _told(column: str, codes: tuple[str, ...], language: str) -> str:
    """The codes with what each means."""
    from django.utils import translation

    from chinhdanh.web.ui.words import code_word

    with translation.override(language):
        return ", ".join(f"{code} ({code_word('organization', column, code)})" for code in codes)
