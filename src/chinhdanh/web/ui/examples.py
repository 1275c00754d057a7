"""Invented content for the styleguide: the province of An Hải does not exist, and nobody in it does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.web.ui.charts import Count, Group, HeatMap, HeatRow, Point, Pyramid, Trend
from chinhdanh.web.ui.choosing import Choice, ChooserField
from chinhdanh.web.ui.fields import DayField
from chinhdanh.web.ui.parts import Node, Pair, Place, Problem, Tab
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, Option, Table, View
from chinhdanh.web.ui.timeline import Lane, Mark, Span, Timeline
from chinhdanh.web.ui.vietnamese import matches, name_key

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Đỗ", "Ngô", "Võ")
MIDDLE = ("Thị", "Văn", "Thu", "Minh", "Quốc", "Thanh")
GIVEN = ("An", "Ánh", "Bình", "Đức", "Hà", "Hạnh", "Hòa", "Khoa", "Ân", "Phượng", "Uyên", "Ước", "Yến")
DECISIONS = 63


def _places() -> list[Place]:
    words = (_("Việc của tôi"), _("Tổ chức"), _("Cán bộ"), _("Quyết định"), _("Phát hiện"))
    waiting = (7, 0, 0, 0, 3)
    return [Place(word, "#navigation", place == 0, waiting[place]) for place, word in enumerate(words)]


def _timeline() -> Timeline:
    career = Lane(
        _("Chức danh"),
        [
            Span(date(2008, 4, 1), date(2015, 2, 1), _("Chuyên viên, Sở Tài chính")),
            Span(date(2015, 2, 1), date(2019, 8, 15), _("Phó phòng Ngân sách"), "other"),
            Span(date(2020, 3, 1), date(2023, 6, 1), _("Phó chủ tịch xã Vân Đài")),
            Span(date(2022, 12, 1), None, _("Trưởng phòng Ngân sách"), "other"),
            Span(date(2026, 12, 15), date(2031, 12, 15), _("Phó Giám đốc"), "planned"),
        ],
        continuous=True,
    )
    plans = Lane(
        _("Quy hoạch"), [Span(date(2021, 6, 1), date(2031, 6, 1), _("Quy hoạch Phó Giám đốc 2021–2031"), "planned")]
    )
    ratings = [
        (2018, "plain"),
        (2019, "complies"),
        (2020, "complies"),
        (2021, "violates"),
        (2022, "plain"),
        (2023, "unproven"),
    ]
    words = {
        "plain": _("hoàn thành tốt nhiệm vụ"),
        "complies": _("hoàn thành xuất sắc nhiệm vụ"),
        "violates": _("không hoàn thành nhiệm vụ"),
        "unproven": _("không có kết quả xếp loại"),
    }
    marks = [Mark(date(year, 12, 31), f"{year}: {words[kind]}", kind) for year, kind in ratings]
    lanes = [career, plans, Lane(_("Xếp loại hằng năm"), marks=marks), Lane(_("Kỷ luật"))]
    return Timeline(
        lanes, date(2007, 1, 1), date(2033, 1, 1), _("Quá trình công tác của bà Nguyễn Thị Phượng"), date(2026, 11, 23)
    )


def _pyramid() -> Pyramid:
    counts = {
        "≥ 60": (3, 0),
        "55–59": (41, 18),
        "50–54": (77, 52),
        "45–49": (96, 103),
        "40–44": (88, 121),
        "35–39": (64, 99),
    }
    younger = {"30–34": (38, 61), "< 30": (17, 29)}
    groups = [Group(label, men, women) for label, (men, women) in {**counts, **younger}.items()]
    return Pyramid(_("Tuổi và giới tính của công chức tỉnh An Hải"), groups)


def _heat_map() -> HeatMap:
    columns = [_("Tuổi bổ nhiệm"), _("Số cấp phó"), _("Biểu quyết"), _("Kê khai tài sản"), _("Công khai")]
    rows = {
        _("Sở Tài chính"): (3, 0, 12, 41, 7),
        _("Sở Nội vụ"): (0, 0, 2, 5, 1),
        _("Ủy ban nhân dân xã Vân Đài"): (1, 4, 0, 128, 1320),
    }
    counts = {name: [Count(value, "#heat") for value in values] for name, values in rows.items()}
    title = _("Lần trái quy định theo cơ quan và quy tắc")
    return HeatMap(title, _("Cơ quan"), columns, [HeatRow(name, found, "#heat") for name, found in counts.items()])


def _trend() -> Trend:
    values = (4, 7, 3, 0, 12, 31, 18, 9, 6, 11, 5, 2)
    points = [Point(f"{month:02}/26", value) for month, value in enumerate(values, 1)]
    return Trend(_("Lần trái quy định theo tháng ký quyết định"), points, "violates")


def late_branches() -> list[Node]:
    return [
        Node(_("Trạm Y tế xã Vân Đài"), "#tree", filled=9, seats=9),
        Node(_("Trường Mầm non Vân Đài"), "#tree", filled=21, seats=24),
    ]


def _tree() -> list[Node]:
    finance = Node(
        _("Sở Tài chính"), "#tree", filled=61, seats=64, open=True, children=[
            Node(_("Văn phòng"), "#tree", filled=12, seats=12),
            Node(_("Phòng Ngân sách"), "#tree", filled=11, seats=9, here=True),
            Node(_("Thanh tra Sở"), "#tree", _("giải thể 01/03/2025")),
        ],
    )  # fmt: skip
    staff = Node(_("Phòng Công chức"), filled=8, seats=8)
    province = Node(
        _("Ủy ban nhân dân tỉnh An Hải"), "#tree", open=True, children=[
            finance,
            Node(_("Sở Nội vụ"), "#tree", filled=48, seats=50, children=[staff]),
            Node(_("Ủy ban nhân dân xã Vân Đài"), "#tree", _("mở nhánh mới tải về"), more=reverse("ui:styleguide-branch")),
        ],
    )  # fmt: skip
    return [province]


def _rows() -> list[dict[str, Any]]:
    verdicts = ("complies", "complies", "unproven", "complies", "violates", "complies", "not_applicable")
    bodies = (_("Sở Tài chính"), _("Sở Nội vụ"), _("Xã Vân Đài"))
    return [
        {
            "name": f"{FAMILY[n % 7]} {MIDDLE[n * 5 % 6]} {GIVEN[n * 7 % 13]}",
            "body": bodies[n % 3],
            "signed": date(2018 + n % 9, 1 + n * 5 % 12, 1 + n * 11 % 28),
            "allowance": 0.2 + (n % 6) / 10 if n % 8 else None,
            "days": 1234.5 + 977 * (n % 5),
            "verdict": verdicts[n % 7],
        }
        for n in range(DECISIONS)
    ]


def _table(request: HttpRequest) -> Table:
    columns = (
        Column("name", _("Họ và tên"), heads=True),
        Column("body", _("Cơ quan")),
        Column("signed", _("Ngày ký"), "day"),
        Column("allowance", _("Hệ số phụ cấp"), "number"),
        Column("days", _("Số ngày giữ chức vụ"), "number"),
        Column("verdict", _("Kết luận"), "verdict", sortable=False),
    )
    verdicts = [
        Option("violates", _("Trái quy định")),
        Option("unproven", _("Chưa chứng minh được")),
        Option("complies", _("Đạt")),
    ]
    filters = (
        Filter("who", _("Họ và tên"), hint=_("có dấu hoặc không dấu")),
        Filter("verdict", _("Kết luận"), verdicts),
    )
    view = View(request.GET, columns, filters, default="name", sizes=(10, 25, 50))
    chosen = view.chosen
    rows = [
        row for row in _rows()
        if matches(chosen.get("who", ""), row["name"]) and chosen.get("verdict", row["verdict"]) == row["verdict"]
    ]  # fmt: skip

    def order(row: Mapping[str, Any]) -> tuple[bool, Any]:
        value = row[view.sort]
        return value is None, name_key(value) if view.sort == "name" else value or 0

    rows.sort(key=order, reverse=view.descending)

    def row(one: Mapping[str, Any]) -> dict[str, Any]:
        return {**one, "name": Cell(one["name"], "#table"), "body": Cell(one["body"], note=_("tỉnh An Hải"))}

    return Table(
        "decisions-example", _("Quyết định bổ nhiệm"), view, rows, row, _empty(),
        totals={"days": sum(one["days"] for one in rows)}, export="data:,",
    )  # fmt: skip


def _empty() -> Empty:
    title = _("Chưa có quyết định nào")
    return Empty(
        title,
        _("Ở đây sẽ có các quyết định về cán bộ của cơ quan. Hãy nhập từ tệp Excel đang dùng."),
        _("Nhập từ Excel"),
        "#empty",
    )


def _empty_table() -> Table:
    columns = (Column("name", _("Họ và tên")),)
    return Table("empty-example", _("Danh sách trống"), View(QueryDict(), columns), [], dict, _empty())


def _problems() -> list[Problem]:
    return [
        Problem(
            _("Ngày sinh có hai cách hiểu"), _("can_bo.xlsx, trang “Danh sách”, ô F12"), "03/04/1978",
            _("chọn ngày trước hay tháng trước cho cả cột"), "warning",
        ),
        Problem(
            _("Ngày không có trong lịch"), _("can_bo.xlsx, trang “Danh sách”, ô F7"), "31/02/1981",
            _("sửa theo giấy khai sinh, hoặc bỏ qua dòng này"), href="#problems",
        ),
        Problem(
            _("Hai người giữ cùng một ghế trong một thời gian"), _("can_bo.xlsx, dòng 15 và 31"),
            todo=_("kiểm tra ngày thôi giữ chức vụ"),
        ),
    ]  # fmt: skip


class _Bodies:
    """Finds bodies of the province that does not exist; a real one asks the record (`officials.choosing`)."""

    def find(self, words: str, data: Mapping[str, Any]) -> list[Choice]:
        found = [
            Choice("finance", "finance", _("Sở Tài chính"), _("tỉnh An Hải")),
            Choice("home", "home", _("Sở Nội vụ"), _("tỉnh An Hải")),
        ]
        return [one for one in found if matches(words, one.label)]

    def chosen(self, key: str, data: Mapping[str, Any]) -> Choice | None:
        return next((one for one in self.find("", data) if one.key == key), None)

    def address(self, name: str) -> str:
        return ""


class ExampleForm(forms.Form):
    """Every kind of field."""

    number = forms.CharField(
        label=gettext_lazy("Số quyết định"), help_text=gettext_lazy("Như ghi trên văn bản, ví dụ 412/QĐ-UBND.")
    )
    signed = DayField(label=gettext_lazy("Ngày ký"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại quyết định"),
        choices=[
            ("", "–"),
            ("a", gettext_lazy("Bổ nhiệm")),
            ("b", gettext_lazy("Bổ nhiệm lại")),
            ("c", gettext_lazy("Miễn nhiệm")),
        ],
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Nguồn nhân sự"), widget=forms.RadioSelect,
        choices=[("in", gettext_lazy("Tại chỗ")), ("out", gettext_lazy("Từ nơi khác"))],
    )  # fmt: skip
    body = ChooserField(_Bodies(), label=gettext_lazy("Cơ quan"))
    reason = forms.CharField(label=gettext_lazy("Lý do sửa"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    paper = forms.FileField(label=gettext_lazy("Bản chụp quyết định"), required=False)
    checked = forms.BooleanField(label=gettext_lazy("Tôi đã đối chiếu với bản gốc"))


def _forms() -> tuple[forms.Form, forms.Form]:
    fresh = ExampleForm(prefix="fresh", initial={"number": "412/QĐ-UBND", "signed": date(2026, 12, 15)})
    wrong = ExampleForm({"wrong-number": "", "wrong-signed": "31/02/2026", "wrong-kind": "a"}, prefix="wrong")
    wrong.is_valid()
    return fresh, wrong


def everything(request: HttpRequest) -> dict[str, Any]:
    """What the template of the styleguide is given."""
    fresh, wrong = _forms()
    return {
        "places": _places(),
        "crumbs": [
            Tab(_("Quy trình"), "#tabs"),
            Tab(_("Bổ nhiệm tại chỗ"), "#tabs"),
            Tab("QT-2026-0148", "#tabs"),
        ],
        "tabs": [
            Tab(_("Hồ sơ"), "#tabs", True),
            Tab(_("Quá trình công tác"), "#tabs"),
            Tab(_("Phát hiện"), "#tabs", count=3),
        ],
        "timeline": _timeline(),
        "pyramid": _pyramid(),
        "heat_map": _heat_map(),
        "trend": _trend(),
        "tree": _tree(),
        "branches": late_branches(),
        "table": _table(request),
        "empty_table": _empty_table(),
        "empty": Empty(_("Không có phát hiện nào"), _("Mọi quy tắc đã kiểm tra đều đạt hoặc không áp dụng.")),
        "problems": _problems(),
        "definitions": [
            Pair(_("Nhiệm kỳ"), "15/12/2026 → 15/12/2031"),
            Pair(_("Cấp phó sau khi bổ nhiệm"), "3", _("tối đa 3 theo khoản 2 Điều 12")),
            Pair(_("Quyết định thôi giữ chức vụ"), None),
        ],
        "fresh": fresh,
        "wrong": wrong,
        "day": date(2026, 12, 15),
        "later": date(2031, 12, 15),
        "errors": (400, 403, 404, 500),
    }
