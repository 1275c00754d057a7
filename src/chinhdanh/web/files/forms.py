"""Fields and forms with which files are given."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.web.files.kinds import MOST_BYTES, Kind, NotTaken, kind_of, too_large
from chinhdanh.web.officials.forms import LONGEST
from chinhdanh.web.ui.fields import DayField

MOST_AT_ONCE = 5
LONGEST_NAME = 120
_ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"


def _help() -> str:
    return _("PDF, JPEG, PNG, DOCX hoặc XLSX; mỗi tệp không quá %(most)s MB.") % {"most": MOST_BYTES // 1024 // 1024}


HELP: Any = lazy(_help, str)()


@dataclass(frozen=True)
class Given:
    """A file as somebody gave it, looked at and found fit to be kept."""

    name: str
    kind: Kind
    content: bytes

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


def given(upload: Any) -> Given:
    """An uploaded file. Raises NotTaken."""
    if upload.size > MOST_BYTES:
        raise too_large()
    content: bytes = upload.read()
    kind = kind_of(content)
    return Given(_name(upload.name or "", kind), kind, content)


def _name(stated: str, kind: Kind) -> str:
    """The name as it is kept: without a path or signs that are not seen, and with the ending of what the file is."""
    stem = PurePosixPath(stated.replace("\\", "/")).stem
    seen = "".join(sign for sign in unicodedata.normalize("NFC", stem) if unicodedata.category(sign)[0] != "C")
    return (" ".join(seen.split())[:LONGEST_NAME].strip(". ") or "tep") + kind.ending


class _Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, each looked at; every one that is not taken is told."""

    def __init__(self, **kwargs: Any) -> None:
        """Several at once, with the kinds that are taken as help."""
        kwargs.setdefault("widget", _Files(attrs={"accept": _ACCEPT}))
        kwargs.setdefault("help_text", HELP)
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if not uploads:
            return [super().clean(None)] if self.required else []
        if len(uploads) > MOST_AT_ONCE:
            raise forms.ValidationError(_("Mỗi lần không quá %(most)s tệp.") % {"most": MOST_AT_ONCE})
        found, refused = [], []
        for upload in uploads:
            try:
                found.append(given(upload))
            except NotTaken as error:
                refused.append(f"{upload.name}: {error}")
        if refused:
            raise forms.ValidationError(refused)
        return found


class AttachForm(forms.Form):
    """Files for a row of the record, and what they are."""

    files = FilesField(label=gettext_lazy("Tệp"))
    said = forms.CharField(
        label=gettext_lazy("Đây là giấy tờ gì"),
        max_length=LONGEST,
        help_text=gettext_lazy("Ví dụ: bản chụp quyết định có chữ ký, con dấu; bản sao bằng có chứng thực."),
    )


class DetachForm(forms.Form):
    """Why a file is taken away."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))


class VerifyForm(forms.Form):
    """What the verification of a qualification came to, and the paper that says so."""

    UNKNOWN = "unknown"
    STATES = (
        ("true", gettext_lazy("Đúng: cơ sở đào tạo xác nhận đã cấp")),
        ("false", gettext_lazy("Không đúng: cơ sở đào tạo không cấp, hoặc nội dung khác")),
        (UNKNOWN, gettext_lazy("Chưa xác minh")),
    )
    verified = forms.ChoiceField(label=gettext_lazy("Kết quả xác minh"), choices=STATES, widget=forms.RadioSelect)
    verified_on = DayField(label=gettext_lazy("Ngày xác minh"), required=False)
    evidence = forms.CharField(
        label=gettext_lazy("Văn bản trả lời xác minh"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("Cơ quan, số, ngày; ví dụ: Công văn 123/ĐHKT-ĐT ngày 01/07/2025."),
    )
    files = FilesField(label=gettext_lazy("Bản chụp văn bản trả lời"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Người có hồ sơ, người kiểm tra đều đọc được dòng này."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A result rests on a paper and has a day; without a result there is no day."""
        data: dict[str, Any] = super().clean() or {}
        day = data.get("verified_on")
        if data.get("verified") not in (None, self.UNKNOWN):
            if "verified_on" not in self.errors and day is None:
                self.add_error("verified_on", _("Hãy ghi ngày của văn bản trả lời."))
            if not data.get("evidence") and not data.get("files") and "files" not in self.errors:
                self.add_error("evidence", _("Hãy ghi số, ngày văn bản trả lời, hoặc gắn bản chụp."))
        elif data.get("verified") and day is not None:
            self.add_error("verified_on", _("Chưa xác minh thì không có ngày xác minh. Hãy bỏ trống."))
        return data

    def values(self) -> dict[str, Any]:
        """What is to be recorded of the qualification."""
        result = {"true": True, "false": False}.get(self.cleaned_data["verified"])
        return {"verified": result, "verified_on": self.cleaned_data["verified_on"]}
