"""The words for what stands in the way of a row, for what is only to be known, and for what a row would change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.imports.fields import field_of
from chinhdanh.web.officials.showing import label
from chinhdanh.web.record.fields import NAMES
from chinhdanh.web.ui.words import code_word, shown, table_title

PROBLEMS: dict[str, tuple[Any, Any]] = {
    "no_day": (_("Không đọc được thành ngày"), _("Gõ lại dạng ngày/tháng/năm, ví dụ 31/12/1980.")),
    "no_such_day": (_("Ngày không có trong lịch"), _("Xem lại giấy tờ gốc rồi gõ đúng ngày.")),
    "only_month": (_("Chỉ có tháng, năm"), _("Gõ đủ ngày/tháng/năm theo giấy tờ, hoặc để trống ô.")),
    "short_year": (_("Năm chỉ có hai chữ số, không rõ thế kỷ"), _("Gõ đủ bốn chữ số của năm.")),
    "far_day": (_("Ngày nằm ngoài khoảng có thể có"), _("Xem lại giấy tờ gốc rồi gõ đúng ngày.")),
    "two_births": (
        _("Cả hai cột ngày sinh nam và nữ đều có"),
        _("Để trống cột không đúng với giới tính của người này."),
    ),
    "no_sex": (_("Không rõ là nam hay nữ"), _("Chọn Nam hoặc Nữ.")),
    "no_citizen_id": (_("Không phải số định danh cá nhân"), _("Số định danh có 12 chữ số; gõ lại hoặc để trống ô.")),
    "old_citizen_id": (
        _("Đây là số chứng minh nhân dân 9 số"),
        _("Gõ số định danh cá nhân 12 số, hoặc để trống ô."),
    ),
    "citizen_disagrees": (
        _("Số thiếu chữ số 0 ở đầu và không khớp năm sinh hoặc giới tính"),
        _("Gõ đủ 12 chữ số theo thẻ căn cước, hoặc để trống ô."),
    ),
    "no_code": (_("Không có trong danh mục"), _("Chọn trong danh mục, hoặc để trống ô.")),
    "no_count": (_("Không phải một số đếm"), _("Gõ số người hoặc số phiếu, không gõ tỷ lệ; hoặc để trống ô.")),
    "too_many": (
        _("Số người có mặt lớn hơn số triệu tập, hoặc tổng số phiếu lớn hơn số phiếu phát ra"),
        _("Xem lại biên bản kiểm phiếu rồi gõ đúng số, hoặc bỏ qua dòng."),
    ),
    "unreadable": (_("Ô có ký tự không đọc được"), _("Gõ lại nội dung ô.")),
    "excel_error": (_("Ô chứa lỗi của Excel (như #REF!, #N/A)"), _("Gõ giá trị đúng, hoặc để trống ô.")),
    "no_name": (_("Thiếu họ tên"), _("Gõ họ tên, hoặc bỏ qua dòng.")),
    "too_little": (
        _("Không đủ để biết là ai: thiếu ngày sinh, số định danh và mã cán bộ"),
        _("Gõ ngày sinh, hoặc bỏ qua dòng nếu đây không phải là người."),
    ),
    "twice": (_("Trùng với một dòng ở trên"), _("Bỏ qua dòng này, hoặc sửa ô phân biệt hai dòng.")),
    "own": (_("Đây là hồ sơ của chính bạn"), _("Không ai ghi hồ sơ của mình; bỏ qua dòng và nhờ người khác ghi.")),
    "elsewhere": (
        _("Số định danh đã có trong hồ sơ do cơ quan khác giữ"),
        _("Xem lại số; nếu đúng, bỏ qua dòng và liên hệ cơ quan tổ chức cán bộ cấp trên."),
    ),
    "not_there": (_("Chưa có trong hồ sơ"), _("Nhập người này bằng danh sách cán bộ trước, hoặc bỏ qua dòng.")),
    "doubt_number": (_("Số định danh là của người có tên hoặc ngày sinh khác"), _("Chọn đúng người.")),
    "doubt_code": (_("Mã cán bộ là của người có tên, ngày sinh hoặc số định danh khác"), _("Chọn đúng người.")),
    "doubt_name": (_("Trùng tên nhưng chưa chắc là cùng một người"), _("Chọn đúng người.")),
    "new_without_decision": (
        _("Người chưa có trong hồ sơ, và danh sách không đủ chức danh, số và ngày quyết định"),
        _("Người mới được ghi cùng chức danh và quyết định làm căn cứ. Gõ cho đủ, hoặc bỏ qua dòng."),
    ),
    "decision_incomplete": (
        _("Quyết định ghi thiếu"),
        _("Cần cả loại quyết định, số, ngày ký và ngày bắt đầu giữ chức vụ."),
    ),
    "no_unit": (
        _("Không có đơn vị tên như vậy trong cơ quan"),
        _("Chọn đơn vị trong danh sách, hoặc để trống ô."),
    ),
    "no_post": (
        _("Không có chức danh tên như vậy trong cơ quan"),
        _("Chọn chức danh trong danh sách, hoặc để trống ô."),
    ),
    "many_posts": (_("Chức danh này có ở nhiều đơn vị"), _("Chọn đơn vị của chức danh.")),
    "seat_taken": (
        _("Chức danh không còn chỗ trống từ ngày đó"),
        _("Ghi ngày thôi giữ của người trước, hoặc sửa chức danh, rồi kiểm tra lại."),
    ),
    "no_place": (
        _("Quyết định không gắn với cơ quan nào bạn giữ hồ sơ"),
        _("Gõ cơ quan ban hành, hoặc ở bước Các cột đánh dấu các quyết định do cơ quan này ban hành."),
    ),
    "no_issuer": (
        _("Không có cơ quan tên như vậy trong phạm vi của danh sách"),
        _("Chọn cơ quan trong danh sách, hoặc để trống ô."),
    ),
    "kin_self": (_("Không ai là người thân của chính mình"), _("Sửa tên người thân, hoặc bỏ qua dòng.")),
    "kin_number": (
        _("Số định danh này là của người có tên khác"),
        _("Xem lại số và họ tên người thân, hoặc để trống ô số."),
    ),
    "kin_doubt": (
        _("Người thân trùng tên với người có hồ sơ nhưng chưa chắc là một"),
        _("Chọn đúng người thân."),
    ),
    "lacking": (_("Thiếu nội dung phải có"), _("Chọn hoặc gõ theo văn bản, hoặc bỏ qua dòng.")),
    "future": (_("Ngày bắt đầu giữ chức vụ còn ở phía trước"), _("Gõ đúng ngày, hoặc để dòng này lại đến ngày đó.")),
}

NOTES: dict[str, Any] = {
    "short_year": _("năm sinh ghi hai chữ số"),
    "serial": _("ngày ghi bằng số của Excel"),
    "zeros": _("đã thêm số 0 ở đầu số định danh"),
    "citizen_disagrees": _("số định danh không khớp năm sinh hoặc giới tính"),
    "since_differs": _("ngày giữ chức vụ khác hồ sơ; không đổi"),
    "still_holds": _("hồ sơ còn ghi người này giữ chức danh khác; hãy ghi ngày thôi giữ nếu đã thôi"),
    "kin_other_way": _("quan hệ này đã được ghi ở hồ sơ người thân; một dòng đủ cho cả hai phía"),
    "post_not_found": _("không có chức danh tên như vậy; không ghi gì về chức danh"),
    "post_without_decision": _(
        "hồ sơ không ghi người này giữ chức danh đó; danh sách không có quyết định nên không ghi"
    ),
}

WHY: dict[str, Any] = {
    "changed": _(
        "Hồ sơ đã được người khác sửa từ lúc đối chiếu nên chưa ghi gì. Hãy đối chiếu lại rồi xem trước một lần nữa."
    ),
    "refused": _("Cơ sở dữ liệu không nhận thay đổi này nên không có gì được ghi."),
    "not_allowed": _("Có dòng thuộc hồ sơ ngoài phạm vi bạn giữ nên không có gì được ghi."),
    "killed": _("Việc bị dừng giữa chừng nhiều lần; không có gì được ghi. Người vận hành cần xem bộ nhớ và nhật ký."),
    "failed": _("Việc không hoàn thành vì lỗi của hệ thống; không có gì được ghi. Người vận hành cần xem nhật ký."),
}

KEPT: dict[str, Any] = {
    "corrected": _("Đã có người sửa sau khi nhập"),
    "needed": _("Đã có dữ liệu khác dựa vào"),
}

DOUBTS = ("doubt_number", "doubt_code", "doubt_name", "kin_doubt")
OF_UNITS, OF_POSTS = ("no_unit", "no_issuer", "many_posts"), ("no_post",)
OF_WORDS = ("no_code", "no_sex", "decision_incomplete", "lacking")
CHOSEN = (*OF_UNITS, *OF_POSTS, *OF_WORDS)
"""Problems that are mended by choosing: a unit, a post, a word of a list."""


def problem(code: str) -> tuple[str, str]:
    """What stands in the way, and what to do."""
    what, todo = PROBLEMS[code]
    return str(what), str(todo)


def known_words(key: str) -> list[str]:
    """The words that a field takes, where it has a list of them."""
    one = field_of(key)
    if one is None or one.kind not in ("code", "sex"):
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
    if table == "kinship" and column == "relative":
        return _("Người thân"), "", str(after)
    if column == "post":
        return _("Giữ chức danh") if table == "tenure" else label(table, "post_id"), "", str(after)
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
