"""What the record of an official consists of: parts, as its pages have them, of sections, each a table of the registry.

Of the forms 2C and of Circular 06/2023 everything is here that the registry keeps. Ethnicity, religion, family origin,
health beyond being fit, and property are in those forms and not in the registry: no rule needs them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from chinhdanh.web.decisions.models import Decision, DossierItem
from chinhdanh.web.officials import models
from chinhdanh.web.record.base import Recorded


@dataclass(frozen=True)
class Section:
    """Rows of one table about a person, the latest first.

    `day` names the columns of which the first that is filled says since when the row is true; `year` the one that says
    of which year it is; `until` the one with the first day on which it is no more.
    """

    name: str
    model: type[Recorded]
    title: Any
    columns: tuple[str, ...]
    empty: Any
    day: tuple[str, ...] = ()
    year: str = ""
    until: str = ""
    ended: tuple[str, ...] = ()
    """Columns that say how it ended: not yet known on an earlier day."""
    addable: bool = True
    """Whether a row can be entered by itself; what rests on a decision comes with it."""
    by: str = "person_id"
    """The column that makes a row one of the person's; of papers, the decisions are the person's."""
    head: str = ""
    """The column that is the head of its row; else the first."""

    @property
    def table(self) -> str:
        return self.model.registry_table


TENURES = Section(
    "tenures",
    models.Tenure,
    _("Quá trình công tác"),
    ("from", "until", "post_id", "acting", "purpose", "term_ends_on", "start_decision_id", "end_reason"),
    _("Ở đây sẽ có các chức danh đã và đang giữ. Mỗi lần giữ chức danh bắt đầu từ một quyết định."),
    day=("from",),
    until="until",
    ended=("end_decision_id", "end_reason"),
    head="post_id",
)
QUALIFICATIONS = Section(
    "qualifications",
    models.Qualification,
    _("Đào tạo, bồi dưỡng"),
    (
        "kind",
        "level",
        "field",
        "studied_from",
        "studied_until",
        "full_time",
        "issuer",
        "issued_on",
        "verified",
        "verified_on",
    ),
    _("Ở đây sẽ có văn bằng, chứng chỉ: chuyên môn, lý luận chính trị, quản lý nhà nước, ngoại ngữ, tin học."),
    day=("issued_on", "studied_from"),
)
COMPETENCIES = Section(
    "competencies",
    models.PersonCompetency,
    _("Năng lực đã đánh giá"),
    ("competency_id", "level", "assessed_on", "assessed_by"),
    _("Ở đây sẽ có mức năng lực (1–5) theo khung năng lực của vị trí việc làm."),
    day=("assessed_on",),
)
EVALUATIONS = Section(
    "evaluations",
    models.Evaluation,
    _("Đánh giá, xếp loại chất lượng hằng năm"),
    ("year", "rating", "decided_on", "duty_related", "score"),
    _("Ở đây sẽ có kết quả xếp loại của từng năm."),
    day=("decided_on",),
    year="year",
)
CONFIDENCE = Section(
    "confidence",
    models.ConfidenceVote,
    _("Lấy phiếu, bỏ phiếu tín nhiệm"),
    ("held_on", "kind", "post_id", "convened", "present", "issued", "high", "medium", "low"),
    _("Ở đây sẽ có các lần lấy phiếu hoặc bỏ phiếu tín nhiệm."),
    day=("held_on",),
)
DISCIPLINE = Section(
    "discipline",
    models.Discipline,
    _("Kỷ luật"),
    ("regime", "form", "ground", "decided_on", "effective_on", "ended_on", "quashed_on", "decision_id"),
    _("Không có hình thức kỷ luật nào được ghi."),
    day=("effective_on", "decided_on"),
    until="ended_on",
    ended=("quashed_on",),
)
PROCEEDINGS = Section(
    "proceedings",
    models.Proceeding,
    _("Việc đang hoặc đã xem xét, thời gian vắng mặt"),
    ("kind", "from", "until", "named", "result"),
    _("Không có việc xem xét, điều tra, nghỉ ốm, nghỉ thai sản hoặc đi học nào được ghi."),
    day=("from",),
    until="until",
    ended=("result",),
)
PLANS = Section(
    "plans",
    models.PlanEntry,
    _("Quy hoạch"),
    (
        "post_id",
        "organization_id",
        "term",
        "approved_on",
        "approver_id",
        "reviewed_on",
        "withdrawn_on",
        "withdrawal_reason",
    ),
    _("Chưa có chức danh quy hoạch nào được ghi."),
    day=("approved_on",),
    until="withdrawn_on",
    ended=("withdrawal_reason", "reviewed_on"),
)
DECLARATIONS = Section(
    "declarations",
    models.AssetDeclaration,
    _("Kê khai tài sản, thu nhập"),
    ("kind", "filed_on", "published_on", "verified_on", "truthful"),
    _("Ở đây sẽ có các lần kê khai: đã nộp, đã công khai, đã xác minh. Nội dung bản kê khai không được lưu ở đây."),
    day=("filed_on",),
)
HEALTH = Section(
    "health",
    models.HealthCheck,
    _("Khám sức khỏe"),
    ("examined_on", "fit"),
    _("Ở đây sẽ có ngày khám và kết luận đủ sức khỏe hay không; bệnh tình không được lưu ở đây."),
    day=("examined_on",),
)
KIN = Section(
    "kin",
    models.Kinship,
    _("Quan hệ gia đình"),
    ("relative_id", "relation", "from", "until", "source"),
    _("Ở đây sẽ có người thân theo lời khai hoặc đã xác minh: căn cứ để xét xung đột lợi ích."),
    day=("from",),
    until="until",
)

DECISIONS = Section(
    "decisions",
    Decision,
    _("Quyết định về người này"),
    ("number", "signed_on", "kind", "post_id", "organization_id", "effective_on", "status"),
    _("Ở đây sẽ có mọi quyết định nhân sự về người này."),
    day=("signed_on",),
    addable=False,
)
DOSSIER = Section(
    "dossier",
    DossierItem,
    _("Tài liệu trong hồ sơ bổ nhiệm"),
    ("kind", "decision_id", "issued_on", "submitted_on", "verified_on", "conclusion"),
    _("Ở đây sẽ có giấy tờ nộp kèm từng quyết định: tờ trình, nhận xét, bản kê khai, văn bằng, giấy khám sức khỏe."),
    day=("submitted_on", "issued_on"),
    addable=False,
    by="decision_id",
)


@dataclass(frozen=True)
class Part:
    """A page of the record: the last word of its address, its name, and its sections."""

    name: str
    title: Any
    sections: tuple[Section, ...]


TRAINING = Part("training", _("Đào tạo"), (QUALIFICATIONS, COMPETENCIES))
PARTS = (
    Part("career", _("Quá trình công tác"), (TENURES, DECISIONS)),
    TRAINING,
    Part("ratings", _("Đánh giá"), (EVALUATIONS, CONFIDENCE)),
    Part("discipline", _("Kỷ luật, xem xét"), (DISCIPLINE, PROCEEDINGS)),
    Part("plans", _("Quy hoạch"), (PLANS,)),
    Part("declarations", _("Kê khai, sức khỏe"), (DECLARATIONS, HEALTH)),
    Part("family", _("Gia đình"), (KIN,)),
    Part("documents", _("Tài liệu"), (DOSSIER,)),
)

SECTIONS = tuple(section for part in PARTS for section in part.sections)
OF_TABLE = {section.table: section for section in SECTIONS if section.by == "person_id"}
"""Sections by table, as addresses name them."""
PERSON = Section(
    "person",
    models.Person,
    _("Lý lịch"),
    (
        "full_name",
        "sex",
        "birth_date",
        "birth_precision",
        "birth_province",
        "home_province",
        "citizen_id",
        "category",
        "recruited_on",
        "party_joined_on",
        "party_full_on",
        "retires_on",
        "youngest_child_born_on",
    ),
    "",
    addable=False,
)
