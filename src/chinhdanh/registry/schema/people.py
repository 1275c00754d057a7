"""Tables of persons: careers, qualifications, ratings, discipline, kin, planning, changes of the record."""

from chinhdanh.registry.schema.model import (
    PERIOD,
    Table,
    boolean,
    code,
    date,
    ident,
    integer,
    number,
    ref,
    row_id,
    text,
)
from chinhdanh.registry.schema.organizations import QUALIFICATION_KINDS, TABLE_NAMES

DISCIPLINE_GROUNDS = (
    "office_buying covering_office_buying personnel_work corruption asset_declaration false_documents other"
)

PERSON = Table(
    name="person",
    title_vi="Cán bộ, công chức, viên chức",
    title_en="Persons",
    meaning_vi="Người có quyết định về công tác cán bộ",
    meaning_en="People about whom decisions are made",
    required=True,
    columns=(
        ident("Mã cán bộ", "Id of the person"),
        text("full_name", "Họ và tên", "Full name"),
        code("sex", "male female", "Giới tính", "Sex"),
        date(
            "birth_date",
            "Ngày sinh; chỉ biết tháng hoặc năm thì ghi ngày đầu tiên",
            "Date of birth; the first day of the month or year where only that is known",
        ),
        code("birth_precision", "day month year", "Độ chính xác của ngày sinh", "Precision of the date of birth"),
        text("home_province", "Quê quán (mã tỉnh)", "Province of family origin (code)"),
        text("birth_province", "Nơi sinh (mã tỉnh)", "Province of birth (code)"),
        code("category", "cadre civil_servant public_employee armed_forces other", "Đối tượng", "Category of staff"),
        date("party_joined_on", "Ngày vào Đảng", "Day of joining the Party"),
        date("party_full_on", "Ngày vào Đảng chính thức", "Day of full membership of the Party"),
        date("recruited_on", "Ngày tuyển dụng", "Day of recruitment"),
        date(
            "retires_on",
            "Ngày nghỉ hưu khi quyết định ấn định khác bảng của Nghị định 135/2020",
            "Day of retirement, only where a decision fixes another day than Decree 135/2020",
        ),
        date("youngest_child_born_on", "Ngày sinh con nhỏ nhất", "Date of birth of the youngest child"),
        text("citizen_id", "Số định danh cá nhân", "Citizen identity number"),
    ),
)

TENURE = Table(
    name="tenure",
    title_vi="Quá trình giữ chức vụ",
    title_en="Tenures",
    meaning_vi="Thời gian một người giữ một chức danh",
    meaning_en="One person's holding of one post",
    columns=(
        ident("Mã quá trình", "Id of the tenure"),
        ref("person_id", "person", "Người giữ chức vụ", "Person", required=True),
        ref("post_id", "post", "Chức danh", "Post", required=True),
        *PERIOD,
        boolean("acting", "Quyền hoặc phụ trách", "Acting holder"),
        boolean("concurrent", "Kiêm nhiệm, ngoài chức danh chính", "Held beside another post"),
        code("purpose", "regular rotation secondment", "Tính chất", "Purpose"),
        date("term_ends_on", "Ngày cuối của thời hạn ghi trong quyết định", "Last day of the term as printed"),
        ref("start_decision_id", "decision", "Quyết định bắt đầu", "Decision that began it"),
        ref("end_decision_id", "decision", "Quyết định kết thúc", "Decision that ended it"),
        code(
            "end_reason",
            "promotion transfer term_end retirement discipline resigned relieved released reorganisation death other",
            "Lý do kết thúc",
            "Why it ended",
        ),
    ),
)

QUALIFICATION = Table(
    name="qualification",
    title_vi="Văn bằng, chứng chỉ",
    title_en="Qualifications",
    meaning_vi="Trình độ đào tạo, bồi dưỡng",
    meaning_en="Degrees, certificates and training",
    columns=(
        ref("person_id", "person", "Người có văn bằng", "Person", required=True),
        code(
            "kind",
            QUALIFICATION_KINDS,
            "Loại trình độ",
            "Kind of qualification",
        ),
        text("level", "Trình độ", "Level"),
        text("field", "Chuyên ngành", "Field of study"),
        date("issued_on", "Ngày cấp", "Day of issue"),
        text("issuer", "Nơi cấp", "Who issued it"),
        date("verified_on", "Ngày xác minh", "Day of verification"),
        boolean("verified", "Đã xác minh là thật", "Verified as genuine"),
        date("studied_from", "Học từ ngày", "First day of study"),
        date("studied_until", "Học đến ngày", "First day after the study"),
        boolean("full_time", "Học tập trung", "Full-time study"),
        row_id(),
    ),
)

EVALUATION = Table(
    name="evaluation",
    title_vi="Đánh giá, xếp loại",
    title_en="Evaluations",
    meaning_vi="Xếp loại chất lượng hằng năm",
    meaning_en="Yearly ratings",
    columns=(
        ref("person_id", "person", "Người được đánh giá", "Person", required=True),
        integer("year", "Năm", "Calendar year judged", required=True),
        code("rating", "excellent good completed failed", "Mức xếp loại", "Rating"),
        date("decided_on", "Ngày quyết định", "Day of the decision"),
        boolean("duty_related", "Không hoàn thành do nhiệm vụ", "A failure that concerns the duties"),
        number("score", "Điểm", "Score"),
        row_id(),
    ),
)

DISCIPLINE = Table(
    name="discipline",
    title_vi="Kỷ luật",
    title_en="Discipline",
    meaning_vi="Vụ việc kỷ luật của Đảng hoặc chính quyền; có bảng mà không có dòng nghĩa là không bị kỷ luật",
    meaning_en="Party or state discipline; where the table is given, no row means none",
    absent_means_none=True,
    columns=(
        ident("Mã kỷ luật", "Id of the case"),
        ref("person_id", "person", "Người bị kỷ luật", "Person", required=True),
        code("regime", "state party", "Kỷ luật của chính quyền hay Đảng", "Discipline of the state or the Party"),
        code(
            "form",
            "reprimand warning salary_reduction demotion removal recall forced_separation status_erasure expulsion",
            "Hình thức (recall: bãi nhiệm; status_erasure: xóa tư cách chức vụ)",
            "Form (recall: by the electing body; status_erasure: of a post once held)",
        ),
        date("act_started_on", "Ngày bắt đầu vi phạm", "First day of the breach"),
        date("act_ended_on", "Ngày kết thúc vi phạm", "Last day of the breach"),
        date("discovered_on", "Ngày phát hiện", "Day of discovery"),
        date("notified_on", "Ngày thông báo xem xét", "Day of the notice of review"),
        date("decided_on", "Ngày quyết định", "Day of the decision"),
        date("effective_on", "Ngày có hiệu lực", "Day it takes effect"),
        date("ended_on", "Ngày chấm dứt hiệu lực", "Day it ceased to have effect"),
        date("quashed_on", "Ngày bị hủy bỏ", "Day it was quashed"),
        code("ground", DISCIPLINE_GROUNDS, "Căn cứ", "Ground"),
        code("harm", "minor serious very_serious", "Mức độ hậu quả đã kết luận", "Harm, as concluded"),
        boolean("bribery", "Có kết luận đưa, nhận, môi giới hối lộ", "Bribery was concluded"),
        boolean("duty_related", "Liên quan hoạt động công vụ", "Concerns the duties"),
        ref("decision_id", "decision", "Quyết định kỷ luật", "Decision of discipline"),
    ),
)

PROCEEDING = Table(
    name="proceeding",
    title_vi="Việc đang xem xét",
    title_en="Proceedings",
    meaning_vi="Xem xét, điều tra, thanh tra, ốm đau, thai sản, …; có bảng mà không có dòng nghĩa là không có việc nào",
    meaning_en="Reviews, investigations, illness, study, …; where the table is given, no row means none",
    absent_means_none=True,
    columns=(
        ident("Mã việc", "Id of the proceeding"),
        ref("person_id", "person", "Người liên quan", "Person", required=True),
        code(
            "kind",
            "discipline_review denunciation complaint inspection audit investigation prosecution trial suspension "
            "illness maternity study abroad court_ban",
            "Loại việc",
            "Kind of proceeding",
        ),
        *PERIOD,
        boolean("named", "Có nêu đích danh", "Names this person"),
        code("result", "founded unfounded closed", "Kết quả", "Result"),
    ),
)

CONFIDENCE_VOTE = Table(
    name="confidence_vote",
    title_vi="Lấy phiếu, bỏ phiếu tín nhiệm",
    title_en="Confidence votes",
    meaning_vi="Kết quả lấy phiếu hoặc bỏ phiếu tín nhiệm",
    meaning_en="Results of soundings and of binding votes of confidence",
    columns=(
        ref("person_id", "person", "Người được lấy phiếu", "Person", required=True),
        ref("post_id", "post", "Chức danh", "Post"),
        date("held_on", "Ngày tổ chức", "Day of the vote", required=True),
        code("kind", "soundings binding", "Lấy phiếu hay bỏ phiếu", "Soundings or binding vote"),
        integer("convened", "Số người được triệu tập", "Persons summoned"),
        integer("present", "Số người có mặt", "Persons present"),
        integer("issued", "Số phiếu phát ra", "Ballots issued"),
        integer("high", "Số phiếu tín nhiệm cao", "Votes of high confidence"),
        integer("medium", "Số phiếu tín nhiệm", "Votes of confidence"),
        integer("low", "Số phiếu tín nhiệm thấp", "Votes of low confidence"),
        row_id(),
    ),
)

ASSET_DECLARATION = Table(
    name="asset_declaration",
    title_vi="Kê khai tài sản",
    title_en="Asset declarations",
    meaning_vi="Bản kê khai tài sản, thu nhập",
    meaning_en="Declarations of assets and income",
    columns=(
        ref("person_id", "person", "Người kê khai", "Person", required=True),
        code("kind", "initial supplementary annual personnel", "Loại kê khai", "Kind of declaration"),
        date("filed_on", "Ngày nộp", "Day of filing"),
        date("published_on", "Ngày công khai", "Day of publication"),
        date("verified_on", "Ngày xác minh", "Day of verification"),
        boolean("truthful", "Kết luận kê khai trung thực", "Found truthful"),
        row_id(),
    ),
)

HEALTH_CHECK = Table(
    name="health_check",
    title_vi="Khám sức khỏe",
    title_en="Health checks",
    meaning_vi="Kết quả khám sức khỏe",
    meaning_en="Results of health checks",
    columns=(
        ref("person_id", "person", "Người được khám", "Person", required=True),
        date("examined_on", "Ngày khám", "Day of the examination"),
        boolean("fit", "Đủ sức khỏe", "Fit for work"),
        row_id(),
    ),
)

KINSHIP = Table(
    name="kinship",
    title_vi="Quan hệ gia đình",
    title_en="Kinship",
    meaning_vi="Quan hệ thân thích; một dòng đủ cho cả hai chiều",
    meaning_en="Family relations; one row is enough for both directions",
    columns=(
        ref("person_id", "person", "Người có hồ sơ", "Person", required=True),
        ref("relative_id", "person", "Người thân", "Relative", required=True),
        code(
            "relation",
            "spouse parent adoptive_parent parent_in_law child adopted_child child_in_law sibling sibling_in_law "
            "uncle_aunt nephew_niece cousin grandparent grandchild",
            "Người thân là gì của người này",
            "What the relative is to the person",
        ),
        *PERIOD,
        code("source", "declared verified", "Nguồn: tự khai hay đã xác minh", "Declared or verified"),
        row_id(),
    ),
)

PLAN_ENTRY = Table(
    name="plan_entry",
    title_vi="Quy hoạch",
    title_en="Succession plan",
    meaning_vi="Người được quy hoạch vào chức danh và nhiệm kỳ",
    meaning_en="Candidates approved for a post and term",
    columns=(
        ident("Mã quy hoạch", "Id of the entry"),
        ref("person_id", "person", "Người được quy hoạch", "Person", required=True),
        ref("post_id", "post", "Chức danh quy hoạch", "Post planned for"),
        integer("rank", "Bậc của chức danh quy hoạch", "Rank of the post planned for"),
        ref("organization_id", "organization", "Cơ quan của chức danh quy hoạch", "Organisation of the post"),
        text("term", "Nhiệm kỳ, giai đoạn", "Term planned for"),
        date("approved_on", "Ngày phê duyệt", "Day of approval"),
        date("reviewed_on", "Ngày rà soát gần nhất", "Day of the last review"),
        date("withdrawn_on", "Ngày đưa ra khỏi quy hoạch", "Day of withdrawal"),
        text("withdrawal_reason", "Lý do đưa ra khỏi quy hoạch", "Why it was withdrawn"),
        ref("approver_id", "organization", "Cơ quan phê duyệt", "Organisation that approved"),
        ref("decision_id", "decision", "Quyết định phê duyệt quy hoạch", "Planning decision"),
    ),
)

RECORD_CHANGE = Table(
    name="record_change",
    title_vi="Thay đổi hồ sơ",
    title_en="Changes of the record",
    meaning_vi="Sửa đổi thông tin đã ghi trong hồ sơ",
    meaning_en="Corrections of what the record said",
    columns=(
        code("table", TABLE_NAMES, "Bảng được sửa", "Table changed", required=True),
        text("row_id", "Mã dòng được sửa", "Id of the row changed", required=True),
        text("column", "Cột được sửa", "Column changed", required=True),
        text("old", "Giá trị cũ", "Value before"),
        text("new", "Giá trị mới", "Value after"),
        date("changed_on", "Ngày sửa", "Day of the change", required=True),
        date("source_document_on", "Ngày của giấy tờ làm căn cứ", "Date of the document it rests on"),
        text("changed_by", "Người sửa", "Who changed it"),
        row_id(),
    ),
)

TABLES = (
    PERSON,
    TENURE,
    QUALIFICATION,
    EVALUATION,
    DISCIPLINE,
    PROCEEDING,
    CONFIDENCE_VOTE,
    ASSET_DECLARATION,
    HEALTH_CHECK,
    KINSHIP,
    PLAN_ENTRY,
    RECORD_CHANGE,
)
