"""A record as its pages, its workbook and its printed form show it: words for columns, cells, and the picture of a career."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chinhdanh.facts.retirement import retires_on
from chinhdanh.registry.schema import TABLES
from chinhdanh.web.accounts.models import User
from chinhdanh.web.officials.days import Days
from chinhdanh.web.officials.reading import Reading, Row, holding, reads
from chinhdanh.web.officials.sections import (
    DISCIPLINE,
    EVALUATIONS,
    PLANS,
    PROCEEDINGS,
    QUALIFICATIONS,
    TENURES,
    Section,
)
from chinhdanh.web.organisations.models import Organization
from chinhdanh.web.record.compiled import MadeOnce
from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.formats import day, english
from chinhdanh.web.ui.parts import Pair, Problem
from chinhdanh.web.ui.table import Cell, Column
from chinhdanh.web.ui.timeline import Lane, Mark, Span, Timeline
from chinhdanh.web.ui.words import code_word, conclusion_word, shown

LABELS: Mapping[str, Any] = {
    "full_name": gettext_lazy("Họ và tên khai sinh"),
    "sex": gettext_lazy("Giới tính"),
    "birth_date": gettext_lazy("Ngày sinh"),
    "birth_precision": gettext_lazy("Ngày sinh biết đến"),
    "birth_province": gettext_lazy("Nơi sinh (mã tỉnh)"),
    "home_province": gettext_lazy("Quê quán (mã tỉnh)"),
    "citizen_id": gettext_lazy("Số định danh cá nhân"),
    "category": gettext_lazy("Đối tượng"),
    "recruited_on": gettext_lazy("Ngày tuyển dụng"),
    "party_joined_on": gettext_lazy("Ngày vào Đảng"),
    "party_full_on": gettext_lazy("Ngày vào Đảng chính thức"),
    "retires_on": gettext_lazy("Ngày nghỉ hưu theo quyết định riêng"),
    "youngest_child_born_on": gettext_lazy("Ngày sinh của con nhỏ nhất"),
    "from": gettext_lazy("Từ ngày"),
    "until": gettext_lazy("Đến trước ngày"),
    "post_id": gettext_lazy("Chức danh"),
    "acting": gettext_lazy("Quyền, phụ trách"),
    "concurrent": gettext_lazy("Kiêm nhiệm"),
    "purpose": gettext_lazy("Tính chất"),
    "term_ends_on": gettext_lazy("Hết thời hạn"),
    "start_decision_id": gettext_lazy("Theo quyết định"),
    "end_reason": gettext_lazy("Lý do kết thúc"),
    "kind": gettext_lazy("Loại"),
    "level": gettext_lazy("Trình độ"),
    "person_competency.level": gettext_lazy("Mức (1–5)"),
    "field": gettext_lazy("Chuyên ngành"),
    "studied_from": gettext_lazy("Học từ"),
    "studied_until": gettext_lazy("Học đến"),
    "full_time": gettext_lazy("Tập trung"),
    "issuer": gettext_lazy("Nơi cấp"),
    "issued_on": gettext_lazy("Ngày cấp"),
    "verified": gettext_lazy("Xác minh"),
    "verified_on": gettext_lazy("Ngày xác minh"),
    "competency_id": gettext_lazy("Năng lực"),
    "assessed_on": gettext_lazy("Ngày đánh giá"),
    "assessed_by": gettext_lazy("Nơi đánh giá"),
    "year": gettext_lazy("Năm"),
    "rating": gettext_lazy("Xếp loại"),
    "decided_on": gettext_lazy("Ngày quyết định"),
    "duty_related": gettext_lazy("Liên quan nhiệm vụ"),
    "score": gettext_lazy("Điểm"),
    "held_on": gettext_lazy("Ngày tổ chức"),
    "convened": gettext_lazy("Triệu tập"),
    "present": gettext_lazy("Có mặt"),
    "issued": gettext_lazy("Phát ra"),
    "high": gettext_lazy("Tín nhiệm cao"),
    "medium": gettext_lazy("Tín nhiệm"),
    "low": gettext_lazy("Tín nhiệm thấp"),
    "regime": gettext_lazy("Kỷ luật của"),
    "form": gettext_lazy("Hình thức"),
    "ground": gettext_lazy("Căn cứ"),
    "effective_on": gettext_lazy("Có hiệu lực"),
    "ended_on": gettext_lazy("Hết hiệu lực"),
    "quashed_on": gettext_lazy("Bị hủy bỏ"),
    "decision_id": gettext_lazy("Quyết định"),
    "named": gettext_lazy("Nêu đích danh"),
    "result": gettext_lazy("Kết quả"),
    "organization_id": gettext_lazy("Cơ quan"),
    "term": gettext_lazy("Giai đoạn"),
    "approved_on": gettext_lazy("Ngày phê duyệt"),
    "approver_id": gettext_lazy("Nơi phê duyệt"),
    "reviewed_on": gettext_lazy("Rà soát gần nhất"),
    "withdrawn_on": gettext_lazy("Đưa ra ngày"),
    "withdrawal_reason": gettext_lazy("Lý do đưa ra"),
    "filed_on": gettext_lazy("Ngày nộp"),
    "published_on": gettext_lazy("Ngày công khai"),
    "truthful": gettext_lazy("Kết luận trung thực"),
    "examined_on": gettext_lazy("Ngày khám"),
    "fit": gettext_lazy("Đủ sức khỏe"),
    "number": gettext_lazy("Số"),
    "signed_on": gettext_lazy("Ngày ký"),
    "status": gettext_lazy("Hiệu lực"),
    "submitted_on": gettext_lazy("Ngày nộp"),
    "conclusion": gettext_lazy("Kết luận"),
    "dossier_item.kind": gettext_lazy("Giấy tờ"),
    "decision.kind": gettext_lazy("Loại quyết định"),
    "decision.organization_id": gettext_lazy("Cơ quan ban hành"),
    "relative_id": gettext_lazy("Người thân"),
    "relation": gettext_lazy("Là"),
    "source": gettext_lazy("Nguồn"),
}
_KINDS = {"date": "day", "integer": "number", "number": "number"}
RATED_YEARS = 5
"""Years back for which a missing rating is told."""
_AXIS_MARGIN = timedelta(days=200)
_RATINGS = {"excellent": "complies", "good": "plain", "completed": "plain", "failed": "violates"}
_AS_TEXT = {"year", "score"}
_COMMITTEE = "Ủy ban nhân dân "


def label(table: str, column: str) -> str:
    """The short name of a column on pages; that of the registry where there is none."""
    found = LABELS.get(f"{table}.{column}", LABELS.get(column))
    declared = TABLES[table].column(column)
    return str(found) if found is not None else declared.meaning_en if english() else declared.meaning_vi


def columns_of(section: Section, more: Sequence[Column] = ()) -> list[Column]:
    """The columns of a section's table."""
    return [
        *(
            Column(
                name,
                label(section.table, name),
                "text" if name in _AS_TEXT else _KINDS.get(TABLES[section.table].column(name).type, "text"),
                heads=name == (section.head or section.columns[0]),
            )
            for name in section.columns
        ),
        *more,
    ]


def cells(reading: Reading, row: Row, linked: bool = True) -> dict[str, Any]:
    """A row as cells, by column; without `linked` nothing leads elsewhere."""
    return {name: _cell(reading, row, name, linked) for name in row.section.columns}


def _cell(reading: Reading, row: Row, name: str, linked: bool) -> Any:
    table = row.section.table
    value = row[name]
    declared = TABLES[table].column(name)
    match name:
        case "verified":
            return _verified(value)
        case "relation":
            return relation(row)
        case "conclusion":
            return conclusion_word(value)
        case "number" if table == "decision":
            href = reverse("decisions:one", args=[row.key]) if linked and row.key else ""
            return Cell(value or _("không ghi số"), href)
    if declared.references and value is not None:
        return _referred(reading, str(declared.references), str(value), row, linked)
    as_text = name in _AS_TEXT or declared.type not in ("date", "integer", "number")
    return shown(table, name, value) if as_text else value


def _referred(reading: Reading, table: str, row_id: str, row: Row, linked: bool) -> Any:
    one = reading.named(table, row_id)
    if one is None:
        return Cell(_("ngoài phạm vi của bạn"))
    match table:
        case "post":
            notes = [_body(reading, one, one.organization, row)] if one.organization else []
            if row.section is TENURES and row["concurrent"]:
                notes.append(_("kiêm nhiệm"))
            href = reverse("organisations:one", args=[one.organization.key]) if linked and one.organization else ""
            return Cell(one.title, href, " · ".join(notes))
        case "organization":
            return Cell(_body(reading, one, one, row), reverse("organisations:one", args=[one.key]) if linked else "")
        case "decision":
            number = one.number or _("không ghi số")
            return Cell(number, reverse("decisions:one", args=[one.key]) if linked else "", day(one.signed_on))
        case "person":
            return Cell(one.full_name, reverse("officials:one", args=[one.key]) if linked else "", birth(one))
        case _:
            return Cell(one.name)


def _body(reading: Reading, named: Any, body: Any, row: Row) -> str:
    """The name of a body at the time of a row; its name today beside it, where that is another."""
    then = reading.called(named, row)
    return then if then == (body.name or "") else _("%(then)s (nay: %(now)s)") % {"then": then, "now": body.name}


def _verified(value: bool | None) -> str:
    return _("chưa xác minh") if value is None else _("đúng") if value else _("không đúng")


_TURNED = {
    "spouse": "spouse",
    "parent": "child",
    "child": "parent",
    "adoptive_parent": "adopted_child",
    "adopted_child": "adoptive_parent",
    "parent_in_law": "child_in_law",
    "child_in_law": "parent_in_law",
    "sibling": "sibling",
    "sibling_in_law": "sibling_in_law",
    "uncle_aunt": "nephew_niece",
    "nephew_niece": "uncle_aunt",
    "cousin": "cousin",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
}


def relation(row: Row) -> str:
    """What the relative is to the person, whichever of the two the row was recorded for."""
    code = row["relation"]
    return code_word("kinship", "relation", _TURNED.get(code, code) if row.turned and code else code)


def birth(person: Any) -> str:
    """Month or year only, where no more is known."""
    born = person.birth_date
    if born is None:
        return ""
    if person.birth_precision == "year":
        return str(born.year)
    if person.birth_precision == "month":
        return f"{born:%Y-%m}" if english() else f"{born:%m/%Y}"
    return day(born)


def retirement(person: Any) -> date | None:
    """The day of retirement: the one a decision fixed, else that of the law's table; None where sex or birth is missing."""
    if person.retires_on:
        fixed: date = person.retires_on
        return fixed
    if person.birth_date is None or person.sex not in ("male", "female"):
        return None
    return retires_on(person.sex, person.birth_date)


def provinces(reading: Reading) -> dict[str, str]:
    """The provinces of the person by code, as the record calls that of its own bodies; a code that none has is not there."""
    codes = {reading.about.birth_province, reading.about.home_province} - {None, ""}
    named: dict[str, str] = {}
    for body in _committees(reading.user, reading.day, codes) if codes else ():
        named.setdefault(body.province, str(body.name or "").removeprefix(_COMMITTEE))
    return {code: name for code, name in named.items() if name}


@MadeOnce
def _committees(user: User, day: date, codes: Collection[str]) -> Any:
    found = Organization.objects.visible_to(user, day).filter(kind="provincial_committee", province__in=codes)
    return found.order_by(F("until").asc(nulls_first=True), "-since", "pk")


def identity(reading: Reading) -> list[Pair]:
    """Who the person is: the head of the form."""
    about, named = reading.about, provinces(reading)
    retires = retirement(about)
    by_law = _("theo bảng tuổi nghỉ hưu") if retires and not about.retires_on else ""
    pairs = [
        Pair(label("person", "birth_date"), birth(about)),
        Pair(label("person", "sex"), code_word("person", "sex", about.sex)),
        Pair(label("person", "citizen_id"), about.citizen_id),
        _province(_("Nơi sinh"), about.birth_province, named),
        _province(_("Quê quán"), about.home_province, named),
        Pair(label("person", "category"), code_word("person", "category", about.category)),
        Pair(label("person", "recruited_on"), day(about.recruited_on)),
        Pair(label("person", "party_joined_on"), day(about.party_joined_on)),
        Pair(label("person", "party_full_on"), day(about.party_full_on)),
        Pair(_("Nghỉ hưu"), day(retires), by_law),
    ]
    if about.youngest_child_born_on:
        pairs.append(Pair(label("person", "youngest_child_born_on"), day(about.youngest_child_born_on)))
    return pairs


def _province(term: str, code: str | None, named: Mapping[str, str]) -> Pair:
    """By its name with the code below; what no body of the record is called by, as it was recorded."""
    name = named.get(code or "")
    return Pair(term, name, str(code)) if name else Pair(term, code)


def post_words(reading: Reading, row: Row) -> tuple[str, str]:
    """Title and body of the post that a row is about."""
    post = reading.named("post", row["post_id"])
    if post is None:
        return _("chức danh ngoài phạm vi của bạn"), ""
    title = str(post.title or _("chức danh không ghi tên"))
    return title, reading.called(post, row)


def timeline(reading: Reading, name: str, posts_only: bool = False) -> Timeline | None:
    """The career on one axis; None where nothing in it has a day."""
    tenures = [row for row in reading.rows(TENURES) if row["from"]]
    main = [row for row in tenures if not row["concurrent"] and not row["acting"]]
    beside = [row for row in tenures if row["concurrent"] or row["acting"]]

    def span(row: Row, kind: str) -> Span:
        title, body = post_words(reading, row)
        return Span(row["from"], row["until"], f"{title}, {body}" if body and body not in title else title, kind)

    kinds = [("other" if row["purpose"] in ("rotation", "secondment") else "held") for row in main]
    lanes = [Lane(_("Chức danh"), [span(row, kind) for row, kind in zip(main, kinds, strict=True)], continuous=True)]
    if beside:
        lanes.append(Lane(_("Kiêm nhiệm, quyền"), [span(row, "other") for row in beside]))
    if not posts_only:
        lanes += [lane for lane in (_plans(reading), _ratings(reading), _training(reading), _matters(reading)) if lane]
    days = [one.start for lane in lanes for one in lane.spans] + [one.day for lane in lanes for one in lane.marks]
    ends = [one.end for lane in lanes for one in lane.spans if one.end] + [
        one.day for lane in lanes for one in lane.marks
    ]
    if not days:
        return None
    start, end = min(days) - _AXIS_MARGIN, max([*ends, reading.on]) + _AXIS_MARGIN
    label = _("Quá trình công tác của %(name)s") % {"name": name}
    return Timeline(lanes, start, end, label, reading.on, as_of=reading.on != reading.day)


def _plans(reading: Reading) -> Lane | None:
    rows = [row for row in reading.rows(PLANS) if row["approved_on"]]
    spans = [Span(row["approved_on"], row["withdrawn_on"], _planned(reading, row), "planned") for row in rows]
    return Lane(_("Quy hoạch"), spans) if spans else None


def _planned(reading: Reading, row: Row) -> str:
    return post_words(reading, row)[0] if row["post_id"] else str(row["term"] or "")


def _ratings(reading: Reading) -> Lane | None:
    rows = [row for row in reading.rows(EVALUATIONS) if row["year"]]
    marks = [
        Mark(
            date(int(row["year"]), 12, 31),
            f"{row['year']}: {code_word('evaluation', 'rating', row['rating']) or _('không ghi mức xếp loại')}",
            _RATINGS.get(row["rating"], "unproven"),
        )
        for row in rows
        if date.min.year < int(row["year"]) < date.max.year
    ]
    return Lane(_("Xếp loại hằng năm"), marks=marks) if marks else None


def _training(reading: Reading) -> Lane | None:
    rows = reading.rows(QUALIFICATIONS)
    spans, marks = [], []
    for row in rows:
        words = f"{code_word('qualification', 'kind', row['kind'])}: {row['level'] or ''} {row['field'] or ''}".strip(
            ": "
        )
        if row["studied_from"] and row["studied_until"]:
            spans.append(Span(row["studied_from"], row["studied_until"], words, "other"))
        elif row["issued_on"]:
            marks.append(Mark(row["issued_on"], words))
    return Lane(_("Đào tạo"), spans, marks) if rows and (spans or marks) else None


def _matters(reading: Reading) -> Lane | None:
    marks = [
        Mark(row["effective_on"] or row["decided_on"], code_word("discipline", "form", row["form"]), "violates")
        for row in reading.rows(DISCIPLINE)
        if row["effective_on"] or row["decided_on"]
    ]
    spans = [
        Span(row["from"], row["until"], code_word("proceeding", "kind", row["kind"]), "other")
        for row in reading.rows(PROCEEDINGS)
        if row["from"]
    ]
    return Lane(_("Kỷ luật, xem xét"), spans, marks) if marks or spans else None


def gaps(reading: Reading, days: Days) -> list[Problem]:
    """What the record lacks that rules ask for: where it is entered, and what is to be done."""
    found = [
        Problem(
            _("Chưa ghi: %(what)s") % {"what": label("person", column)},
            todo=_("bổ sung theo hồ sơ gốc; nhiều quy tắc không thể kết luận nếu thiếu"),
            kind="warning",
        )
        for column in ("birth_date", "sex", "category", "recruited_on")
        if not getattr(reading.about, column)
    ]

    def at(part: str) -> str:
        return days.link(reverse("officials:part", args=[reading.person.key, part]))

    if reads(reading.scope, "qualification"):
        unverified = [row for row in reading.rows(QUALIFICATIONS) if row["verified"] is None]
        if unverified:
            n = len(unverified)
            text = ngettext("%(n)s văn bằng, chứng chỉ chưa xác minh", "%(n)s văn bằng, chứng chỉ chưa xác minh", n)
            todo = _("gửi cơ sở cấp bằng xác minh và ghi kết quả")
            found.append(Problem(text % {"n": n}, todo=todo, kind="warning", href=at("training")))
    if reads(reading.scope, "evaluation") and holding(reading.rows(TENURES), reading.on):
        began = min((row["from"] for row in reading.rows(TENURES) if row["from"]), default=reading.on)
        rated = {row["year"] for row in reading.rows(EVALUATIONS)}
        missing = [
            y for y in range(max(began.year + 1, reading.on.year - RATED_YEARS), reading.on.year) if y not in rated
        ]
        if missing:
            years = ", ".join(str(year) for year in missing)
            todo = _("bổ sung kết quả xếp loại của cơ quan sử dụng trong các năm đó")
            text = _("Thiếu xếp loại năm %(years)s") % {"years": years}
            found.append(Problem(text, todo=todo, kind="warning", href=at("ratings")))
    return found


def present_posts(reading: Reading) -> list[dict[str, str]]:
    """What is held on the day: title, body, since when, and until when the term runs."""
    found = []
    for row in holding(reading.rows(TENURES), reading.on):
        title, body = post_words(reading, row)
        states = [_("kiêm nhiệm")] if row["concurrent"] else []
        if row["acting"]:
            states.append(_("quyền, phụ trách"))
        if row["purpose"] in ("rotation", "secondment"):
            states.append(code_word("tenure", "purpose", row["purpose"]).lower())
        found.append(
            {
                "title": title,
                "body": body,
                "since": day(row["from"]),
                "term": day(row["term_ends_on"]),
                "state": ", ".join(states),
            }
        )
    return found
