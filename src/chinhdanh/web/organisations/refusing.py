"""Why the database refuses what was to be recorded of bodies, posts and who holds them, in words for whoever wrote."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _

from chinhdanh.web.accounts.refusing import refusals_told


def post_ended(text: str) -> str:
    """What to do where somebody would hold a post that has ended; empty where the database refused something else."""
    if "nobody_in_a_post_that_ended" not in text and "a post that has ended" not in text:
        return ""
    return _(
        "Không ai giữ được một chức danh sau khi nó kết thúc. Hãy kiểm tra ngày kết thúc của chức danh và thời gian của "
        "người giữ."
    )


def _why(text: str) -> str:
    if told := post_ended(text):
        return told
    if "only_seats_there_are" in text or "has no more full holders" in text:
        return _("Số chỗ ít hơn số người đã hoặc đang giữ chính thức. Hãy ghi lại số chỗ, hoặc đính chính người giữ.")
    if "period_in_order" in text:
        return _("Ngày kết thúc đứng trước ngày bắt đầu. Hãy kiểm tra hai ngày.")
    if "undoes" in text:
        return _("Người khác vừa hoàn tác việc này.")
    if "foreign key" in text:
        return _(
            "Đã có dữ liệu khác dựa vào: người, chức danh hay cơ quan ghi sau đó. Hãy đính chính dữ liệu ấy trước."
        )
    return _("Cơ sở dữ liệu không nhận giá trị này. Hãy kiểm tra các ô đã điền.")


bodies_told = partial(refusals_told, _why)
"""What the database refuses in the block, of bodies and posts."""
