"""What the headers of offices' lists mean: guessed where they can mean one thing only, else left to whoever knows the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from tests.web.imports_world import BODY

from chinhdanh.web.imports.fields import DECISIONS, DISCIPLINE, PEOPLE, PLANS, VOTES
from chinhdanh.web.imports.headers import Head, columns_of, find_head
from chinhdanh.web.imports.workbook import Sheet

TODAY = date(2026, 1, 1)
NUMBERS, DAYS = ("001075000001", "1182000002"), ("05/02/2020", "ngày 01 tháng 3 năm 2021")

SURE = {
    PEOPLE: {
        "full_name": "Họ và tên khai sinh|Họ, chữ đệm và tên|Họ tên CBCC|Họ và tên cán bộ, công chức",
        "birth": "Sinh ngày|Ngày, tháng, năm sinh|Năm sinh|Ngày sinh (dd/mm/yyyy)",
        "sex": "Giới tính|Nam/nữ|Phái",
        "citizen_id": "Số CCCD|CCCD|Số CMND/CCCD|Số căn cước công dân|Căn cước > Số|Thẻ CCCD > Số|Số định danh cá nhân|Số ĐDCN",
        "code": "Số hiệu cán bộ, công chức, viên chức|Mã CBCCVC|Mã nhân viên",
        "party_joined_on": (
            "Ngày vào Đảng Cộng sản Việt Nam|Ngày vào ĐCSVN|Ngày vào Đảng > Dự bị|Đảng viên > Ngày vào Đảng|Ngày kết nạp Đảng"
        ),
        "party_full_on": "Ngày vào Đảng > Chính thức|Ngày chính thức|Ngày vào Đảng chính thức",
        "recruited_on": "Ngày được tuyển dụng lần đầu|Ngày tuyển dụng|Ngày, tháng, năm tuyển dụng",
        "professional": "Trình độ chuyên môn cao nhất|Trình độ CMNV|Trình độ > Chuyên môn, nghiệp vụ|Trình độ đào tạo",
        "study_field": "Chuyên ngành|Chuyên ngành đào tạo|Trình độ > Chuyên ngành",
        "political": "Trình độ > LLCT|Lý luận chính trị|Trình độ lý luận chính trị",
        "management": "Quản lý nhà nước|Trình độ > QLNN|Quản lý hành chính nhà nước|Bồi dưỡng QLNN",
        "language": "Trình độ > Ngoại ngữ|Ngoại ngữ",
        "informatics": "Tin học|Trình độ > CNTT",
        "unit": "Cơ quan, đơn vị công tác|Phòng, ban|Đơn vị đang công tác|Bộ phận|Cơ quan, đơn vị sử dụng",
        "post": "Chức vụ (chức danh) hiện tại|Chức vụ, chức danh|Chức vụ đang giữ|Chức vụ chính quyền|Chức vụ, đơn vị công tác",
        "since": (
            "Giữ chức vụ từ|Giữ chức vụ từ ngày|Thời điểm giữ chức vụ|Ngày bổ nhiệm|Ngày bổ nhiệm/phê chuẩn"
            "|Ngày bổ nhiệm chức vụ hiện tại|Ngày nhận chức vụ|Chức vụ > Từ ngày|Chức vụ hiện nay > Thời điểm giữ"
            "|Chức vụ > Ngày bổ nhiệm|Quyết định > Ngày hiệu lực|Có hiệu lực từ ngày"
        ),
        "number": "Số quyết định|Quyết định > Số|Quyết định bổ nhiệm > Số, ký hiệu|Số QĐ|Số, ký hiệu",
        "signed_on": "Ngày ký|Quyết định > Ngày, tháng, năm|Ngày ban hành|Quyết định bổ nhiệm > Ngày ký",
        "issuer": "Cơ quan ban hành|Quyết định > Cơ quan ban hành",
        "rating-2024": "Xếp loại năm 2024|Đánh giá, xếp loại > 2024|Năm 2024 > Xếp loại|Kết quả đánh giá 2024",
    },
    DECISIONS: {
        "since": "Từ ngày|Ngày hiệu lực",
        "number": "Quyết định nâng lương > Số|Số, ký hiệu văn bản",
        "signed_on": "Quyết định nâng lương > Ngày",
        "title": "Trích yếu nội dung",
    },
    DISCIPLINE: {"full_name": "Họ và tên người bị kỷ luật", "disciplined_on": "Quyết định kỷ luật > Ngày"},
    PLANS: {"planned_post": "Chức danh được quy hoạch", "approved_on": "Quyết định phê duyệt quy hoạch > Ngày"},
    VOTES: {"full_name": "Họ và tên người được lấy phiếu", "high": "Tín nhiệm cao > Số phiếu"},
}
OPEN = {
    PEOPLE: (
        "Số|STT|Tên gọi khác|Nơi sinh|Căn cước > Ngày cấp|Căn cước > Nơi cấp|Ngày cấp CCCD|Số CMND|CC|Số CC|Mã số định danh"
        "|Mã số|Chức vụ Đảng|Chức vụ > Đảng|Chức vụ kiêm nhiệm|Chức vụ Đảng, đoàn thể|Chức danh nghề nghiệp|Chức danh khoa học"
        "|Chức danh quy hoạch|Chức vụ trước đây|Phụ cấp chức vụ|Ngạch|Ngày bổ nhiệm ngạch|Ngày bổ nhiệm lại"
        "|Ngạch, bậc lương > Từ ngày|Lương > Ngày hưởng|Quyết định nâng lương > Số|Quyết định nâng lương > Ngày"
        "|Quyết định > Số, ngày|Số, ngày quyết định|Ngày vào cơ quan hiện đang công tác|Tuyển dụng|Hình thức|Hình thức đào tạo"
        "|Thời gian giữ chức vụ|Trình độ giáo dục phổ thông|Trình độ > Văn hóa|Đảng viên|Xếp loại đảng viên năm 2024"
        "|Kết quả bầu cử 2021|Xếp loại năm học 2023-2024|Xếp loại tốt nghiệp 2010|Năm|Cơ quan tuyển dụng|Từ ngày"
    ),
    VOTES: "Tín nhiệm cao > %|Tín nhiệm cao > Tỷ lệ|Chức vụ Đảng",
}
OF_SAMPLES = [
    ("CC", NUMBERS, "citizen_id"), ("Số CC", NUMBERS, "citizen_id"), ("CMND", NUMBERS, "citizen_id"),
    ("Mã số định danh", NUMBERS, "citizen_id"), ("Cột lạ", NUMBERS[:1], "citizen_id"), ("CC", ("x", "x"), ""),
    ("Số CMND", ("012345678", "012345679"), ""), ("Mã định danh", ("H29.10.1", "H29.10.2"), ""),
    ("Số tài khoản", ("012345678901",), ""), ("Mã số thuế", ("012345678901",), ""),
    ("Thời gian giữ chức vụ", DAYS, "since"), ("Thời gian giữ chức vụ", ("5 năm", "03/2019"), ""),
    ("Thời gian bổ nhiệm", ("2020 - 2025",), ""), ("Tuyển dụng", DAYS, "recruited_on"),
    ("Ngày vào cơ quan", DAYS, "recruited_on"), ("Năm tuyển dụng", ("2010", "2011"), ""),
    ("Hình thức", ("Bổ nhiệm", "Điều động"), "kind"), ("Hình thức", ("Chính quy", "Tại chức"), ""),
    ("Nam", ("x", "x"), "sex_male"), ("Nữ", ("x",), "sex_female"), ("Nam", ("01/02/1980",), "birth_male"),
]  # fmt: skip


def _guess(header: str, target: str, cells: Sequence[str] = ()) -> str:
    common, _, own = header.partition(" > ")
    rows = [["Cột", "Cột khác", common], *([["", "", own]] if own else [])]
    body = [["", "", cell] for cell in cells]
    sheet = Sheet(BODY, [*rows, *body])
    found = columns_of(sheet, Head(0, len(rows) - 1), target, TODAY, body)
    return next(column.guess for column in found if column.at == 2)


@pytest.mark.parametrize(
    ("target", "key", "header"),
    [
        (target, key, header)
        for target, keys in SURE.items()
        for key, headers in keys.items()
        for header in headers.split("|")
    ],
)
def test_what_a_header_says_for_sure_is_guessed(target: str, key: str, header: str) -> None:
    assert _guess(header, target) == key


@pytest.mark.parametrize(
    ("target", "header"), [(target, header) for target, headers in OPEN.items() for header in headers.split("|")]
)
def test_what_may_be_something_else_is_left_open(target: str, header: str) -> None:
    assert _guess(header, target) == ""


@pytest.mark.parametrize(("header", "cells", "key"), OF_SAMPLES)
def test_where_a_header_may_be_two_things_its_cells_decide(header: str, cells: Sequence[str], key: str) -> None:
    assert _guess(header, PEOPLE, cells) == key


def test_a_second_line_that_says_more_than_the_first_is_a_line_of_headers() -> None:
    """Titles of two columns each, and years below one of them; the lines of data begin after the numbering."""
    rows: list[list[str | None]] = [
        ["SỞ NỘI VỤ"],
        [
            "STT",
            "Họ và tên",
            "Ngày, tháng, năm sinh",
            None,
            "CC",
            "Chức vụ",
            None,
            "Xếp loại",
            None,
            "Quyết định",
            None,
        ],
        [None, None, "Nam", "Nữ", None, "Chức danh", "Giữ chức vụ từ", "2024", "2025", "Số", "Ngày ký"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)", "(11)"],
        [
            "1",
            "Nguyễn Văn An",
            "02/03/1975",
            None,
            NUMBERS[0],
            "Giám đốc",
            "01/02/2020",
            "Tốt",
            "Khá",
            "1/QĐ",
            "01/01/2020",
        ],
    ]
    assert (head := find_head(rows, PEOPLE)) == Head(1, 3)
    texts = [[cell or "" for cell in row] for row in rows[4:]]
    assert [column.guess for column in columns_of(Sheet(BODY, rows), head, PEOPLE, TODAY, texts)] == [
        "", "full_name", "birth_male", "birth_female", "citizen_id", "post", "since", "rating-2024", "rating-2025", "number",
        "signed_on",
    ]  # fmt: skip
    one_line = [["Họ và tên", "Chức vụ", "Năm vào ngành"], ["Nguyễn Văn An", "Chuyên viên", "2024"]]
    assert find_head(one_line, PEOPLE) == Head(0, 0)


def test_since_a_day_is_of_the_post_where_one_stands_in_the_list() -> None:
    def guesses(*headers: str) -> list[str]:
        sheet = Sheet(BODY, [list(headers)])
        return [column.guess for column in columns_of(sheet, Head(0, 0), PEOPLE, TODAY, [])]

    assert guesses("Họ và tên", "Chức vụ", "Từ ngày") == ["full_name", "post", "since"]
    assert guesses("Họ và tên", "Từ ngày") == ["full_name", ""]
