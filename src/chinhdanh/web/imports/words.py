"""The words for what stands in the way of a row, for what is only to be known, and for what a row would change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.imports.fields import field_of
from chinhdanh.web.officials.showing import label
from chinhdanh.web.record.fields import NAMES
from chinhdanh.web.ui.words import code_word, shown, table_title

_L = gettext_lazy

PROBLEMS: dict[str, tuple[Any, Any]] = {
    "no_day": (_L("Không đọc được thành ngày"), _L("Gõ lại dạng ngày/tháng/năm, ví dụ 31/12/1980.")),
    "no_such_day": (_L("Ngày không có trong lịch"), _L("Xem lại giấy tờ gốc rồi gõ đúng ngày.")),
    "only_month": (_L("Chỉ có tháng, năm"), _L("Gõ đủ ngày/tháng/năm theo giấy tờ, hoặc để trống ô.")),
    "short_year": (_L("Năm chỉ có hai chữ số, không rõ thế kỷ"), _L("Gõ đủ bốn chữ số của năm.")),
    "far_day": (_L("Ngày nằm ngoài khoảng có thể có"), _L("Xem lại giấy tờ gốc rồi gõ đúng ngày.")),
    "two_births": (
        _L("Cả hai cột ngày sinh nam và nữ đều có"),
        _L("Để trống cột không đúng với giới tính của người này."),
    ),
    "no_sex": (_L("Không rõ là nam hay nữ"), _L("Gõ Nam hoặc Nữ.")),
    "no_citizen_id": (_L("Không phải số định danh cá nhân"), _L("Số định danh có 12 chữ số; gõ lại hoặc để trống ô.")),
    "old_citizen_id": (
        _L("Đây là số chứng minh nhân dân 9 số"),
        _L("Gõ số định danh cá nhân 12 số, hoặc để trống ô."),
    ),
    "citizen_disagrees": (
        _L("Số thiếu chữ số 0 ở đầu và không khớp năm sinh hoặc giới tính"),
        _L("Gõ đủ 12 chữ số theo thẻ căn cước, hoặc để trống ô."),
    ),
    "no_code": (_L("Không có trong danh mục"), _L("Gõ đúng tên trong danh mục, hoặc để trống ô.")),
    "unreadable": (_L("Ô có ký tự không đọc được"), _L("Gõ lại nội dung ô.")),
    "excel_error": (_L("Ô chứa lỗi của Excel (như #REF!, #N/A)"), _L("Gõ giá trị đúng, hoặc để trống ô.")),
    "no_name": (_L("Thiếu họ tên"), _L("Gõ họ tên, hoặc bỏ qua dòng.")),
    "too_little": (
        _L("Không đủ để biết là ai: thiếu ngày sinh, số định danh và mã cán bộ"),
        _L("Gõ ngày sinh, hoặc bỏ qua dòng nếu đây không phải là người."),
    ),
    "twice": (_L("Trùng với một dòng ở trên"), _L("Bỏ qua dòng này, hoặc sửa ô phân biệt hai dòng.")),
    "own": (_L("Đây là hồ sơ của chính bạn"), _L("Không ai ghi hồ sơ của mình; bỏ qua dòng và nhờ người khác ghi.")),
    "elsewhere": (
        _L("Số định danh đã có trong hồ sơ do cơ quan khác giữ"),
        _L("Xem lại số; nếu đúng, bỏ qua dòng và liên hệ cơ quan tổ chức cán bộ cấp trên."),
    ),
    "not_there": (_L("Chưa có trong hồ sơ"), _L("Nhập người này bằng danh sách cán bộ trước, hoặc bỏ qua dòng.")),
    "doubt_number": (_L("Số định danh là của người có tên hoặc ngày sinh khác"), _L("Chọn đúng người.")),
    "doubt_code": (_L("Mã cán bộ là của người có tên, ngày sinh hoặc số định danh khác"), _L("Chọn đúng người.")),
    "doubt_name": (_L("Trùng tên nhưng chưa chắc là cùng một người"), _L("Chọn đúng người.")),
    "new_without_decision": (
        _L("Người chưa có trong hồ sơ, và danh sách không đủ chức danh, số và ngày quyết định"),
        _L("Người mới được ghi cùng chức danh và quyết định làm căn cứ. Gõ cho đủ, hoặc bỏ qua dòng."),
    ),
    "decision_incomplete": (
        _L("Quyết định ghi thiếu"),
        _L("Cần cả loại quyết định, số, ngày ký và ngày bắt đầu giữ chức vụ."),
    ),
    "no_unit": (
        _L("Không có đơn vị tên như vậy trong cơ quan"),
        _L("Gõ đúng tên đơn vị như trong mục Tổ chức, hoặc để trống ô."),
    ),
    "no_post": (
        _L("Không có chức danh tên như vậy trong cơ quan"),
        _L("Gõ đúng tên chức danh như trong mục Tổ chức, hoặc để trống ô."),
    ),
    "many_posts": (_L("Chức danh này có ở nhiều đơn vị"), _L("Gõ tên đơn vị của chức danh.")),
    "seat_taken": (
        _L("Chức danh không còn chỗ trống từ ngày đó"),
        _L("Ghi ngày thôi giữ của người trước, hoặc sửa chức danh, rồi kiểm tra lại."),
    ),
    "no_place": (
        _L("Quyết định không gắn với cơ quan nào bạn giữ hồ sơ"),
        _L("Gõ cơ quan ban hành, hoặc ở bước Các cột đánh dấu các quyết định do cơ quan này ban hành."),
    ),
    "no_issuer": (
        _L("Không có cơ quan tên như vậy trong phạm vi của danh sách"),
        _L("Gõ đúng tên cơ quan như trong mục Tổ chức, hoặc để trống ô."),
    ),
    "future": (_L("Ngày bắt đầu giữ chức vụ còn ở phía trước"), _L("Gõ đúng ngày, hoặc để dòng này lại đến ngày đó.")),
}

NOTES: dict[str, Any] = {
    "short_year": _L("năm sinh ghi hai chữ số"),
    "serial": _L("ngày ghi bằng số của Excel"),
    "zeros": _L("đã thêm số 0 ở đầu số định danh"),
    "citizen_disagrees": _L("số định danh không khớp năm sinh hoặc giới tính"),
    "since_differs": _L("ngày giữ chức vụ khác hồ sơ; không đổi"),
    "still_holds": _L("hồ sơ còn ghi người này giữ chức danh khác; hãy ghi ngày thôi giữ nếu đã thôi"),
    "post_not_found": _L("không có chức danh tên như vậy; không ghi gì về chức danh"),
    "post_without_decision": _L(
        "hồ sơ không ghi người này giữ chức danh đó; danh sách không có quyết định nên không ghi"
    ),
}

WHY: dict[str, Any] = {
    "changed": _L(
        "Hồ sơ đã được người khác sửa từ lúc đối chiếu nên chưa ghi gì. Hãy đối chiếu lại rồi xem trước một lần nữa."
    ),
    "refused": _L("Cơ sở dữ liệu không nhận thay đổi này nên không có gì được ghi."),
    "not_allowed": _L("Có dòng thuộc hồ sơ ngoài phạm vi bạn giữ nên không có gì được ghi."),
    "killed": _L("Việc bị dừng giữa chừng nhiều lần; không có gì được ghi. Người vận hành cần xem bộ nhớ và nhật ký."),
    "failed": _L("Việc không hoàn thành vì lỗi của hệ thống; không có gì được ghi. Người vận hành cần xem nhật ký."),
}

KEPT: dict[str, Any] = {
    "corrected": _L("đã có người sửa sau khi nhập"),
    "needed": _L("đã có dữ liệu khác dựa vào"),
}

DOUBTS = ("doubt_number", "doubt_code", "doubt_name")


def problem(code: str) -> tuple[str, str]:
    """What stands in the way, and what to do."""
    what, todo = PROBLEMS[code]
    return str(what), str(todo)


def known_words(key: str) -> list[str]:
    """The words that a field takes, where it has a list of them."""
    one = field_of(key)
    if one is None or one.kind != "code":
        return []
    return [code_word(one.table, one.column, code) for code in TABLES[one.table].column(one.column).codes]


def field_word(key: str) -> str:
    """What a field is called."""
    one = field_of(key)
    return str(one.label) if one is not None else key


def difference(table: str, column: str, before: Any, after: Any) -> tuple[str, str, str]:
    """What a row would change: what it is called, what the record says, what the list says."""
    if table == "evaluation" and column.startswith("rating"):
        name = (
            _("Xếp loại năm %(year)s") % {"year": column.partition(" ")[2]} if " " in column else label(table, "rating")
        )
        return name, _value(table, "rating", before), _value(table, "rating", after)
    if table == "qualification":
        return _value(table, "kind", column), "", str(after)
    if table == "tenure" and column == "post":
        return _("Giữ chức danh"), "", str(after)
    named = next((name for name, attribute in NAMES.items() if attribute == column), column)
    if table == "person":
        return label(table, named), _value(table, named, before), _value(table, named, after)
    return (
        f"{table_title(table)}: {label(table, named).lower()}",
        _value(table, named, before),
        _value(table, named, after),
    )


def _value(table: str, column: str, value: Any) -> str:
    if value is None:
        return ""
    if TABLES[table].column(column).type == "date" and isinstance(value, str):
        value = date.fromisoformat(value)
    return shown(table, column, value)


def differences_of(rows: Sequence[Sequence[Any]]) -> list[tuple[str, str, str]]:
    """All that a row would change."""
    return [difference(*one) for one in rows if one[1] != "birth_precision"]
