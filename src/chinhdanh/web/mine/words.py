"""The pages on which somebody looked at a record, in words for the one whose record it is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chinhdanh.web.officials.sections import PARTS, SECTIONS

_BY_ROUTE: dict[str, Any] = {
    "officials:one": _("Hồ sơ: tóm tắt"),
    "officials:workbook": _("Hồ sơ: bản Excel"),
    "officials:form_2c": _("Hồ sơ: mẫu 2C"),
    "officials:changes": _("Hồ sơ: lịch sử thay đổi"),
    "officials:history": _("Hồ sơ: các bản của một dòng"),
    "officials:enter": _("Hồ sơ: ghi thêm"),
    "officials:correct": _("Hồ sơ: đính chính"),
    "officials:withdraw": _("Hồ sơ: rút một dòng"),
    "files:row": _("Tệp kèm theo"),
    "files:one": _("Tệp kèm theo: mở tệp"),
    "files:verify": _("Kết quả xác minh văn bằng"),
    "proposals:one": _("Đề nghị đính chính"),
    **{f"officials:{part.name}": part.title for part in PARTS},
}
_BY_ADDRESS: tuple[tuple[str, Any], ...] = (
    ("/decisions/", _("Quyết định")),
    ("/findings/", _("Phát hiện")),
    ("/positions/", _("Vị trí việc làm")),
)
_BY_PROGRAM: dict[str, Any] = {
    "api:person": _("Hồ sơ: tóm tắt"),
    "api:decision": _("Quyết định"),
    "api:finding": _("Phát hiện"),
    **{f"api:person-{section.name}": section.title for section in SECTIONS},
}
"""What was read through the interface for programs."""


def page_word(page: str) -> str:
    """What a look's page is called; the page as it was kept where it is none of these."""
    if page in _BY_PROGRAM:
        return gettext("%(page)s (qua giao diện lập trình)") % {"page": _BY_PROGRAM[page]}
    if page in _BY_ROUTE:
        return str(_BY_ROUTE[page])
    return next((str(word) for start, word in _BY_ADDRESS if page.startswith(start)), page)
