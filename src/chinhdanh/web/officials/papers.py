"""The record on paper and as a workbook: the form 2C as PDF, and Excel with a sheet for each part."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import typst
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.officials import sections as of
from chinhdanh.web.officials import showing
from chinhdanh.web.officials.purpose import asking
from chinhdanh.web.officials.reading import Reading, Row, holding, reads
from chinhdanh.web.officials.sections import SECTIONS, Section
from chinhdanh.web.officials.views import opened
from chinhdanh.web.record.access import ALL, OFFICIAL
from chinhdanh.web.ui.excel import Sheet
from chinhdanh.web.ui.excel import workbook as workbook_of
from chinhdanh.web.ui.formats import day, english, moment, period
from chinhdanh.web.ui.table import Cell, Column
from chinhdanh.web.ui.words import code_word, shown

FORM = Path(__file__).with_name("form_2c.typ")


@require_safe
@page(*ALL, OFFICIAL)
@asking
def workbook(request: PageRequest, key: UUID) -> HttpResponse:
    """The record as the address asks for it, as a workbook."""
    reading, _days = opened(request, key, "officials:workbook")
    name = str(reading.about.full_name or "")
    notes = _as_of(reading)
    columns = (Column("term", _("Mục"), heads=True), Column("value", _("Nội dung")))
    identity = [{"term": pair.term, "value": pair.value} for pair in showing.identity(reading)]
    sheets = [Sheet(_("Lý lịch"), columns, identity, notes)]
    for section in SECTIONS:
        if reads(reading.scope, section.table):
            rows = [showing.cells(reading, row, linked=False) for row in reading.rows(section)]
            sheets.append(Sheet(str(section.title), showing.columns_of(section), rows, notes))
    return workbook_of("ho-so", name, sheets)


def _as_of(reading: Reading) -> list[str]:
    found = [_("Hồ sơ của ngày %(day)s") % {"day": day(reading.on)}]
    if reading.known:
        found.append(_("như đã ghi đến hết ngày %(day)s") % {"day": day(reading.known)})
    return found


@require_safe
@page(*ALL, OFFICIAL)
@asking
def form_2c(request: PageRequest, key: UUID) -> HttpResponse:
    """The record as the form 2C, to be signed and put into the paper file."""
    reading, _days = opened(request, key, "officials:form_2c")
    stated = {"data": json.dumps(_form(reading), ensure_ascii=False)}
    pdf = typst.compile(str(FORM), root=str(FORM.parent), ignore_system_fonts=True, sys_inputs=stated)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(_('so-yeu-ly-lich'))}.pdf"
    return response


def _text(value: Any) -> str:
    if isinstance(value, Cell):
        return f"{_text(value.value)} ({value.note})" if value.note else _text(value.value)
    if value is None or value == "":
        return ""
    return day(value) if hasattr(value, "year") else str(value)


def _table(reading: Reading, title: str, section: Section, columns: tuple[str, ...], widths: tuple[int, ...]) -> Any:
    rows = reading.rows(section)
    written = [[_text(showing.cells(reading, row, linked=False).get(name)) for name in columns] for row in rows[::-1]]
    heads = [showing.label(section.table, name) for name in columns]
    return {"title": title, "heads": heads, "rows": written, "widths": list(widths)}


def _latest(reading: Reading, kind: str) -> str:
    """The level of a kind of training: of several, the one issued last."""
    rows = [row for row in reading.rows(of.QUALIFICATIONS) if row["kind"] == kind]
    return ", ".join(part for part in ((rows[0]["level"] or "", rows[0]["field"] or "") if rows else ()) if part)


def _posts(reading: Reading, rows: list[Row]) -> str:
    said = []
    for row in rows:
        title, body = showing.post_words(reading, row)
        place = f", {body}" if body and body not in title else ""
        said.append(_("%(post)s (từ %(day)s)") % {"post": f"{title}{place}", "day": day(row["from"])})
    return "; ".join(said)


def _form(reading: Reading) -> dict[str, Any]:
    about, named = reading.about, showing.provinces(reading)
    held = holding(reading.rows(of.TENURES), reading.on)
    main = [row for row in held if not row["concurrent"]]
    beside = [row for row in held if row["concurrent"]]
    body = showing.post_words(reading, main[0])[1] if main else ""
    blank = "…" * 12

    def or_blank(value: Any) -> str:
        return str(value) if value else blank

    discipline = reading.rows(of.DISCIPLINE)
    items = [
        (_("1) Họ và tên khai sinh"), or_blank((about.full_name or "").upper())),
        (_("2) Giới tính"), or_blank(code_word("person", "sex", about.sex))),
        (_("3) Sinh ngày"), or_blank(showing.birth(about))),
        (_("4) Nơi sinh (tỉnh)"), or_blank(named.get(about.birth_province, about.birth_province))),
        (_("5) Quê quán (tỉnh)"), or_blank(named.get(about.home_province, about.home_province))),
        (_("6) Số định danh cá nhân"), or_blank(about.citizen_id)),
        (_("7) Đối tượng"), or_blank(code_word("person", "category", about.category))),
        (_("8) Ngày tuyển dụng"), or_blank(day(about.recruited_on))),
        (_("9) Chức vụ (chức danh) hiện tại"), or_blank(_posts(reading, main))),
        (_("10) Chức vụ kiêm nhiệm"), or_blank(_posts(reading, beside))),
        (_("11) Ngày vào Đảng Cộng sản Việt Nam"), or_blank(day(about.party_joined_on))),
        (_("12) Ngày chính thức"), or_blank(day(about.party_full_on))),
        (_("13) Trình độ chuyên môn"), or_blank(_latest(reading, "professional"))),
        (_("14) Lý luận chính trị"), or_blank(_latest(reading, "political_theory"))),
        (_("15) Quản lý nhà nước"), or_blank(_latest(reading, "state_management"))),
        (_("16) Ngoại ngữ"), or_blank(_latest(reading, "foreign_language"))),
        (_("17) Tin học"), or_blank(_latest(reading, "informatics"))),
        (
            _("18) Kỷ luật gần nhất"),
            or_blank(
                f"{shown('discipline', 'form', discipline[0]['form'])} ({day(discipline[0]['decided_on'])})"
                if discipline
                else ""
            ),
        ),
        (_("19) Nghỉ hưu"), or_blank(day(showing.retirement(about)))),
    ]
    career = {
        "title": _("20) Tóm tắt quá trình công tác"),
        "heads": [_("Thời gian"), _("Chức danh, chức vụ, đơn vị công tác")],
        "rows": [
            [period(row["from"], row["until"]), ", ".join(part for part in showing.post_words(reading, row) if part)]
            for row in reading.rows(of.TENURES)[::-1]
        ],
        "widths": [1, 3],
    }
    tables = [
        _table(
            reading,
            _("21) Đào tạo, bồi dưỡng"),
            of.QUALIFICATIONS,
            ("kind", "level", "field", "issuer", "issued_on", "verified"),
            (3, 3, 3, 3, 2, 2),
        ),
        _table(reading, _("22) Đánh giá, xếp loại"), of.EVALUATIONS, ("year", "rating", "decided_on"), (1, 3, 2)),
        _table(reading, _("23) Kỷ luật"), of.DISCIPLINE, ("regime", "form", "decided_on", "ended_on"), (2, 3, 2, 2)),
        _table(reading, _("24) Quy hoạch"), of.PLANS, ("post_id", "term", "approved_on"), (4, 2, 2)),
        _table(reading, _("25) Quan hệ gia đình"), of.KIN, ("relation", "relative_id", "source"), (2, 4, 2)),
    ]
    return {
        "language": "en" if english() else "vi",
        "name": str(about.full_name or ""),
        "keeper": body or blank,
        "notes": [", ".join(_as_of(reading))] if not reading.now else [],
        "items": items,
        "tables": [career, *tables],
        "made": _(
            "Lập từ hồ sơ điện tử lúc %(moment)s. Dân tộc, tôn giáo, thành phần gia đình, sức khỏe chi tiết và tài sản "
            "không được lưu ở đây nên không có trong bản in."
        )
        % {"moment": moment(timezone.now())},
        "words": {
            "title": _("SƠ YẾU LÝ LỊCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC"),
            "form": _("theo mẫu 2C"),
            "keeper": _("Cơ quan, đơn vị sử dụng"),
            "country": _("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            "motto": _("Độc lập - Tự do - Hạnh phúc"),
            "nothing": _("Không ghi."),
            "oath": _("Tôi xin cam đoan những lời khai trên đây là đúng sự thật."),
            "declarant": _("Người khai"),
            "sign": _("(Ký, ghi rõ họ tên)"),
            "dated": _("……, ngày …… tháng …… năm ……"),
            "head": _("Thủ trưởng cơ quan, đơn vị"),
            "seal": _("(Ký, ghi rõ họ tên, đóng dấu)"),
        },
    }
