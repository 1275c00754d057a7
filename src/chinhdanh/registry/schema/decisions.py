"""Tables of decisions and of how they were made: steps, votes, notices, dossiers, exceptions, reports, calendar."""

from chinhdanh.registry.schema.model import (
    Table,
    boolean,
    code,
    date,
    ident,
    integer,
    ref,
    row_id,
    text,
)
from chinhdanh.registry.schema.organizations import MANAGED_BY
from chinhdanh.registry.schema.people import DISCIPLINE_GROUNDS

STEPS = "leadership_1 enlarged_leadership leadership_2 key_staff final"

GROUNDS: dict[str, tuple[str, ...]] = {
    "discipline": tuple(DISCIPLINE_GROUNDS.split()),
    "suspension": ("needed_for_review", "requested_by_body"),
    "resignation": (
        "own_wish",
        "health",
        "limited_ability",
        "low_confidence",
        "accountability",
        "failed_ratings",
    ),
    "release": ("own_wish", "transfer", "term_end", "health", "accountability", "other"),
    "dismissal": (
        "discipline_once",
        "discipline_twice_in_term",
        "discipline_lost_standing",
        "rating_failed_once",
        "ratings_failed_two_years",
        "low_confidence",
        "degraded_conduct",
        "prohibited_act",
        "political_standard",
        "corruption_in_unit",
        "other",
    ),
    "separation": ("own_wish", "forced", "failed_ratings", "streamlining"),
    "revocation": (
        "unlawful_recruitment",
        "exam_missed",
        "file_incomplete",
        "false_documents",
        "unlawful_appointment",
    ),
}
"""Codes of ``decision.ground`` by kind of decision. Other kinds have no list of their own."""

_ALL_GROUNDS = " ".join(dict.fromkeys(ground for grounds in GROUNDS.values() for ground in grounds))

DECISION = Table(
    name="decision",
    title_vi="Quyết định",
    title_en="Decisions",
    meaning_vi="Quyết định về công tác cán bộ",
    meaning_en="Personnel decisions",
    required=True,
    columns=(
        ident("Mã quyết định", "Id of the decision"),
        code(
            "kind",
            "recruitment appointment reappointment extension nomination transfer rotation secondment acting conversion "
            "planning discipline suspension release resignation dismissal removal retirement separation revocation "
            "grade_promotion",
            "Loại quyết định",
            "Kind of decision",
            required=True,
        ),
        text("number", "Số, ký hiệu", "Number as printed"),
        text("title", "Trích yếu", "Title as printed"),
        ref("person_id", "person", "Người được quyết định", "Person decided about", required=True),
        ref("post_id", "post", "Chức danh được quyết định", "Post decided about"),
        ref("from_post_id", "post", "Chức danh trước đó", "Post held before"),
        ref("organization_id", "organization", "Cơ quan ban hành", "Issuing body"),
        ref("receiving_organization_id", "organization", "Cơ quan tiếp nhận", "Receiving body"),
        ref("signatory_id", "person", "Người ký", "Who signed"),
        ref("proposer_id", "person", "Người đề xuất", "Who proposed"),
        code("source", "on_site external", "Nguồn nhân sự: tại chỗ hay nơi khác", "Candidate from inside or outside"),
        boolean("first_leadership", "Giữ chức vụ lãnh đạo lần đầu", "First post of leadership"),
        boolean(
            "higher_post",
            "Chức vụ cao hơn; trống: suy từ bậc chức danh",
            "To a higher post; derived from ranks where empty",
        ),
        boolean("after_reorganization", "Sau sắp xếp, tổ chức lại", "After a reorganisation"),
        date("policy_requested_on", "Ngày xin chủ trương", "Day the policy was asked for"),
        date("policy_answered_on", "Ngày có ý kiến về chủ trương", "Day the policy was answered"),
        date("process_started_on", "Ngày bắt đầu quy trình", "First day of the procedure"),
        date("proposal_received_on", "Ngày nhận hồ sơ, tờ trình", "Day the proposal was received"),
        date("signed_on", "Ngày ký", "Day of signature", required=True),
        date("effective_on", "Ngày có hiệu lực", "Day it takes effect"),
        date("registered_on", "Ngày vào sổ", "Day of registration"),
        date("until", "Ngày đầu tiên hết thời hạn", "First day after the term or measure"),
        integer("term_months", "Thời hạn (tháng)", "Length of the term (months)"),
        code("ground", _ALL_GROUNDS, "Căn cứ, lý do (tùy loại quyết định)", "Ground (by kind of decision)"),
        ref("discipline_id", "discipline", "Vụ kỷ luật", "Case of discipline"),
        ref("revokes_id", "decision", "Quyết định bị thu hồi, hủy bỏ", "Decision that it revokes"),
        code("status", "in_force revoked superseded", "Tình trạng", "Status"),
        date("revoked_on", "Ngày bị thu hồi, hủy bỏ", "Day it was revoked"),
        code("competence", "own delegated none", "Thẩm quyền của người ký", "Competence of the signatory"),
        code(
            "reorganization",
            "merger split renaming new_body",
            "Hình thức sắp xếp",
            "Form of reorganisation",
        ),
        code(
            "rotation_purpose",
            "training non_local two_terms",
            "Mục đích luân chuyển",
            "Purpose of the rotation",
        ),
        boolean("urgent_task", "Nhiệm vụ đột xuất, cấp bách (biệt phái)", "Urgent task (secondment)"),
        text("vacancy_reason", "Lý do khuyết chức danh", "Why the post was vacant"),
        ref(
            "voting_body_id",
            "organization",
            "Nơi lấy phiếu nhân sự từ nơi khác",
            "Body that voted on an outside candidate",
        ),
        code("proposed_by", "own_body superior", "Nguồn đề xuất", "Proposed by its own body or from above"),
        boolean("exam_due", "Phải thi hoặc xét", "An examination was due"),
        boolean("exam_sat", "Đã thi hoặc xét", "The examination was sat"),
        boolean("file_complete", "Hồ sơ đầy đủ", "The file was complete"),
        boolean(
            "standards_met",
            "Kết luận rà soát: đủ tiêu chuẩn, điều kiện tuyển dụng",
            "Review: the standards and conditions of recruitment were met",
        ),
        boolean(
            "process_followed",
            "Kết luận rà soát: đúng quy trình tuyển dụng",
            "Review: the process of recruitment was followed",
        ),
        code(
            "review_group",
            "completion_1 completion_2 completion_3",
            "Nhóm được hoàn thiện theo kết luận rà soát (Kết luận 232-KL/TW: 234, 364, 3 trường hợp)",
            "Group that may be completed, as the review found (Conclusion 232-KL/TW: 234, 364, 3 cases)",
        ),
    ),
)

STEP = Table(
    name="step",
    title_vi="Các bước quy trình",
    title_en="Steps",
    meaning_vi="Hội nghị và phiếu của từng bước trong quy trình",
    meaning_en="Meetings and ballots of each step of the procedure",
    columns=(
        ref("decision_id", "decision", "Quyết định", "Decision", required=True),
        code("step", STEPS, "Bước", "Step", required=True),
        date("held_on", "Ngày họp", "Day of the meeting"),
        date("held_until", "Ngày kết thúc họp", "Last day of the meeting"),
        ref("body_id", "organization", "Cơ quan họp", "Organisation whose meeting it was"),
        ref("chair_id", "person", "Người chủ trì", "Who chaired"),
        integer("members", "Tổng số thành viên", "Size of the body (persons)"),
        integer("convened", "Số người được triệu tập", "Persons summoned"),
        integer("excused", "Số người vắng có lý do bất khả kháng", "Absences approved for force majeure"),
        integer("present", "Số người có mặt", "Persons present"),
        integer("ballots_issued", "Số phiếu phát ra", "Ballots issued"),
        integer("ballots_valid", "Số phiếu hợp lệ", "Valid ballots"),
        integer("votes_for", "Số phiếu đồng ý cho người này", "Votes for this person"),
        integer("ranking", "Thứ hạng phiếu của người này", "Place of this person among the names voted on"),
        integer("names_voted", "Số người được đưa vào phiếu", "Names voted on"),
        boolean("new_name", "Người mới được giới thiệu ở bước này", "First put forward at this step"),
        boolean("secret", "Bỏ phiếu kín", "Secret ballot"),
        boolean("announced", "Công bố kết quả", "Result announced"),
        boolean("head_in_favour", "Người đứng đầu đồng ý", "The head was in favour"),
        date("minutes_on", "Ngày biên bản", "Date of the minutes"),
        row_id(),
    ),
)

CANDIDATE_VOTE = Table(
    name="candidate_vote",
    title_vi="Phiếu của từng người",
    title_en="Votes by candidate",
    meaning_vi="Mọi người được đưa vào phiếu ở một bước, kể cả người được bổ nhiệm",
    meaning_en="Every name voted on at a step, the appointee included",
    columns=(
        ref("decision_id", "decision", "Quyết định", "Decision", required=True),
        code("step", STEPS, "Bước", "Step", required=True),
        ref("person_id", "person", "Người được bỏ phiếu", "Person voted on", required=True),
        integer("votes_for", "Số phiếu đồng ý", "Votes for"),
        row_id(),
    ),
)

NOTICE = Table(
    name="notice",
    title_vi="Thông báo, văn bản",
    title_en="Notices",
    meaning_vi="Thư, thông báo, giải trình làm mốc thời hạn hoặc căn cứ",
    meaning_en="Letters, notices and explanations on which a clock or a verdict hangs",
    columns=(
        ref("decision_id", "decision", "Quyết định", "Decision", required=True),
        code(
            "kind",
            "reappointment_notice extension_notice retirement_notice resignation_letter grounds_complete talk own_wish "
            "hardship receiving_opinion agreement discipline_notice review_meeting summons explanation time_extension "
            "report_to_authority fault_repaired conflict_report consent",
            "Loại văn bản",
            "Kind of notice",
            required=True,
        ),
        date("issued_on", "Ngày phát hành", "Day of issue"),
        date("received_on", "Ngày nhận", "Day of receipt"),
        date(
            "known_on",
            "Báo cáo xung đột lợi ích: ngày biết hoặc phát hiện",
            "Report of a conflict of interest: day on which it became known",
        ),
        text("from_id", "Nơi gửi (mã người hoặc cơ quan)", "Sender (id of a person or organisation)"),
        text("to_id", "Nơi nhận (mã người hoặc cơ quan)", "Receiver (id of a person or organisation)"),
        text("reason", "Lý do, nội dung", "Reason"),
        row_id(),
    ),
)

PARTICIPANT = Table(
    name="participant",
    title_vi="Người tham gia",
    title_en="Participants",
    meaning_vi="Người đề xuất, tham mưu, kiểm phiếu, biểu quyết, chủ trì, ký",
    meaning_en="Who proposed, advised, certified, counted, voted, chaired, signed",
    columns=(
        ref("decision_id", "decision", "Quyết định", "Decision", required=True),
        code("step", STEPS, "Bước", "Step"),
        ref("person_id", "person", "Người tham gia", "Person", required=True),
        code("role", "propose advise certify count vote chair sign", "Vai trò", "Role"),
        boolean("withdrew", "Đã rút khỏi việc này", "Withdrew from the matter"),
        row_id(),
    ),
)

DOSSIER_ITEM = Table(
    name="dossier_item",
    title_vi="Thành phần hồ sơ",
    title_en="Dossier",
    meaning_vi="Giấy tờ trong hồ sơ của quyết định",
    meaning_en="Papers in the file of a decision",
    columns=(
        ref("decision_id", "decision", "Quyết định", "Decision", required=True),
        code(
            "kind",
            "proposal cv self_review agency_assessment residence_assessment asset_declaration diplomas "
            "health_certificate photo personnel_opinion party_opinion plan_confirmation achievements receiving_opinion "
            "present_workplace_opinion verification criminal_record other",
            "Loại giấy tờ",
            "Kind of paper",
        ),
        date("issued_on", "Ngày lập, ngày cấp", "Day of issue"),
        date("submitted_on", "Ngày nộp", "Day of submission"),
        date("considered_on", "Ngày xem xét", "Day of consideration"),
        date("verified_on", "Ngày xác nhận, xác minh", "Day of verification"),
        text(
            "conclusion",
            "Kết luận (giấy khám sức khỏe: fit, unfit, conditional; lý lịch tư pháp: clear, barred)",
            "Conclusion (health certificate: fit, unfit, conditional; criminal record extract: clear, barred)",
        ),
        row_id(),
    ),
)

SPECIAL_CASE = Table(
    name="special_case",
    title_vi="Trường hợp đặc biệt",
    title_en="Special cases",
    meaning_vi="Quyết định cho làm khác quy định; có bảng mà không có dòng nghĩa là không có",
    meaning_en="Permissions to depart from a provision; where the table is given, no row means none",
    absent_means_none=True,
    columns=(
        ident("Mã trường hợp", "Id of the special case"),
        ref("decision_id", "decision", "Quyết định được áp dụng", "Decision it serves", required=True),
        text("departs_from", "Mã quy định được làm khác", "Provision departed from (id)"),
        ref("issuer_organization_id", "organization", "Cơ quan cho phép", "Organisation that allowed it"),
        code("issuer_level", MANAGED_BY, "Cấp của cơ quan cho phép", "Level of that organisation"),
        date("signed_on", "Ngày ký", "Day of signature"),
        date("registered_on", "Ngày vào sổ", "Day of registration"),
        text("reason", "Lý do", "Reason"),
        date("review_on", "Ngày xem xét lại", "Day of review"),
    ),
)

REPORT = Table(
    name="report",
    title_vi="Phản ánh, khiếu nại, tố cáo",
    title_en="Reports",
    meaning_vi="Đơn phản ánh, khiếu nại, tố cáo; có bảng mà không có dòng nghĩa là không có đơn",
    meaning_en="Feedback, complaints and denunciations; where the table is given, no row means none",
    absent_means_none=True,
    columns=(
        ident("Mã đơn", "Id of the report"),
        ref("about_person_id", "person", "Người bị phản ánh", "Person it is about"),
        ref("about_decision_id", "decision", "Quyết định bị phản ánh", "Decision it is about"),
        code("kind", "denunciation complaint feedback", "Loại đơn", "Kind of report"),
        date("received_on", "Ngày nhận", "Day of receipt"),
        boolean("anonymous", "Đơn nặc danh", "Anonymous"),
        date("accepted_on", "Ngày thụ lý", "Day it was accepted"),
        date("closed_on", "Ngày kết thúc", "Day it was closed"),
        code("result", "founded partly unfounded withdrawn", "Kết quả", "Result"),
    ),
)

CALENDAR = Table(
    name="calendar",
    title_vi="Lịch nghỉ",
    title_en="Calendar",
    meaning_vi="Ngày nghỉ lễ và ngày làm bù, thay cho lịch có sẵn",
    meaning_en="Public holidays and swapped working days, instead of those shipped",
    columns=(
        date("day", "Ngày", "Day", required=True),
        code("kind", "holiday working_swap", "Nghỉ lễ hay làm bù", "Holiday or working day in exchange"),
        row_id(),
    ),
)

TABLES = (
    DECISION,
    STEP,
    CANDIDATE_VOTE,
    NOTICE,
    PARTICIPANT,
    DOSSIER_ITEM,
    SPECIAL_CASE,
    REPORT,
    CALENDAR,
)
