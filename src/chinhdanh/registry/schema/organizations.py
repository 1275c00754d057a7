"""Tables of organisations, posts, establishment and job positions, and the declaration of completeness."""

from chinhdanh.registry.schema.model import (
    PERIOD,
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

TABLE_NAMES = (
    "coverage organization post establishment deputy_cap body_rating job_position competency position_competency "
    "position_qualification person_competency person tenure qualification evaluation discipline proceeding "
    "confidence_vote asset_declaration health_check kinship plan_entry record_change decision step candidate_vote notice "
    "participant dossier_item special_case report calendar"
)
"""Names of all tables, in the order of the contract; the codes of columns that name a table."""

LEVELS = "central province district commune"
QUALIFICATION_KINDS = (
    "professional political_theory state_management foreign_language informatics personnel_work defence"
)
MANAGED_BY = "central province ministry agency commune"

COVERAGE = Table(
    name="coverage",
    title_vi="Phạm vi đầy đủ",
    title_en="Coverage",
    meaning_vi="Cam kết của nơi giữ hồ sơ: bảng này đầy đủ cho cơ quan và khoảng thời gian này",
    meaning_en="Declaration by the keeper of the record that a table is complete for an organisation and period",
    columns=(
        code("table", TABLE_NAMES, "Bảng được cam kết đầy đủ", "Table declared complete", required=True),
        ref("organization_id", "organization", "Cơ quan; trống: mọi cơ quan", "Organisation; empty: all"),
        *PERIOD,
        text("stated_by", "Nơi cam kết", "Who declares it"),
        date("stated_on", "Ngày cam kết", "Day of the declaration"),
        row_id(),
    ),
)

ORGANIZATION = Table(
    name="organization",
    title_vi="Cơ quan, tổ chức",
    title_en="Organisations",
    meaning_vi="Cơ quan, đơn vị, cấp ủy và cây tổ chức",
    meaning_en="Bodies, units and committees, and their tree",
    columns=(
        ident("Mã cơ quan", "Id of the organisation"),
        text("name", "Tên cơ quan", "Name"),
        code(
            "kind",
            "party_committee party_body ministry ministry_department general_department provincial_committee "
            "provincial_department division branch district commune public_service_unit state_enterprise assembly "
            "court_procuracy mass_organization other",
            "Loại cơ quan",
            "Kind of organisation",
        ),
        code("level", LEVELS, "Cấp", "Level of government"),
        ref("parent_id", "organization", "Cơ quan cấp trên trực tiếp", "Organisation directly above"),
        text(
            "province",
            "Mã tỉnh theo danh mục đơn vị hành chính tại thời điểm đó",
            "Code of the province in the national list of administrative units on its day",
        ),
        code("province_class", "special 1 2 3", "Loại đơn vị hành chính cấp tỉnh", "Class of the province"),
        code(
            "sector",
            "home_affairs inspection finance tax customs banking planning industry_trade construction land_environment "
            "agriculture health education justice police military courts procuracy party_organization party_inspection "
            "other",
            "Ngành, lĩnh vực",
            "Sector",
        ),
        code(
            "subkind",
            "vu cuc so van_phong thanh_tra phong chi_cuc ban",
            "Loại tổ chức khi tính số cấp phó (vụ, cục, sở, …)",
            "Type of unit for the number of deputies (vụ, cục, sở, …)",
        ),
        integer("merged_from", "Số đơn vị được sáp nhập thành", "Number of bodies merged into it"),
        date("rearranged_on", "Ngày sắp xếp, sáp nhập", "Day of the rearrangement"),
        ref("head_post_id", "post", "Chức danh người đứng đầu", "Post of its head"),
        integer(
            "state_share",
            "Doanh nghiệp: tỷ lệ vốn điều lệ do Nhà nước nắm giữ (%, bỏ phần lẻ)",
            "Enterprises: State's share of charter capital (%, fractions dropped)",
        ),
        *PERIOD,
        ref("successor_id", "organization", "Cơ quan kế thừa", "Organisation that succeeds it"),
    ),
)

POST = Table(
    name="post",
    title_vi="Chức danh, chức vụ",
    title_en="Posts",
    meaning_vi="Vị trí lãnh đạo, quản lý hoặc công tác trong một cơ quan",
    meaning_en="Seats of leadership, management or work in one organisation",
    columns=(
        ident("Mã chức danh", "Id of the post"),
        ref("organization_id", "organization", "Cơ quan có chức danh", "Organisation of the post"),
        text("title", "Tên chức danh", "Title"),
        code(
            "leadership",
            "head deputy collective_member none",
            "Vai trò lãnh đạo trong chính cơ quan đó",
            "Role of leadership relative to its own organisation",
        ),
        integer("rank", "Bậc chức danh: số lớn là chức danh cao hơn", "Rank in the official list: higher is higher"),
        text("equivalence", "Nhóm tương đương: cùng chữ là tương đương", "Posts with the same text are equivalent"),
        integer("adjacent_lower_rank", "Bậc của chức danh liền kề bên dưới", "Rank of the post next below"),
        code(
            "field",
            "general personnel finance_accounting cashier storekeeper inspection procurement tax customs land other",
            "Lĩnh vực công tác",
            "Field of work",
        ),
        code("managed_by", MANAGED_BY, "Cấp quản lý", "Level that manages the post"),
        boolean("public_unit", "Thuộc đơn vị sự nghiệp công lập", "In a public service unit"),
        boolean("elected", "Chức danh bầu cử", "Filled by election"),
        integer("term_months", "Thời hạn giữ chức vụ (tháng)", "Length of a term (months)"),
        integer(
            "term_limit",
            "Số nhiệm kỳ liên tiếp tối đa theo quy định của Đảng hoặc chuyên ngành; 0: không có quy định",
            "Most consecutive terms by Party or sector rules; 0: no such rule",
        ),
        integer(
            "seats",
            "Số người được giữ cùng lúc; trống: một đối với người đứng đầu, còn lại là chưa rõ",
            "Holders allowed at once; empty: one for a head, else not known",
        ),
        ref("job_position_id", "job_position", "Vị trí việc làm", "Job position"),
        integer(
            "change_period_months",
            "Thời hạn định kỳ chuyển đổi vị trí theo thông tư của ngành (tháng); 0: không thuộc danh mục",
            "Period of change of position set by the sector's circular (months); 0: on no list",
        ),
        ref("reports_to", "post", "Chức danh cấp trên trực tiếp", "Post directly above"),
        *PERIOD,
    ),
)

ESTABLISHMENT = Table(
    name="establishment",
    title_vi="Biên chế",
    title_en="Establishment",
    meaning_vi="Số biên chế được giao cho cơ quan theo năm",
    meaning_en="Headcount allotted to an organisation by year",
    columns=(
        ref("organization_id", "organization", "Cơ quan", "Organisation", required=True),
        integer("year", "Năm", "Calendar year", required=True),
        code("category", "civil_servant public_employee cadre", "Đối tượng", "Category of staff"),
        integer("allotted", "Số biên chế được giao (người)", "Headcount allotted (persons)"),
        date("approved_on", "Ngày phê duyệt", "Day of approval"),
        row_id(),
    ),
)

DEPUTY_CAP = Table(
    name="deputy_cap",
    title_vi="Số lượng cấp phó",
    title_en="Deputies allowed",
    meaning_vi="Số cấp phó tối đa được phê duyệt; không có: theo số luật định",
    meaning_en="Approved number of deputies; where absent, the law's own numbers apply",
    columns=(
        ref("organization_id", "organization", "Cơ quan", "Organisation", required=True),
        integer("cap", "Số cấp phó tối đa (người)", "Most deputies allowed (persons)"),
        *PERIOD,
        text("basis", "Căn cứ", "Document it rests on"),
        row_id(),
    ),
)

BODY_RATING = Table(
    name="body_rating",
    title_vi="Xếp loại tập thể",
    title_en="Ratings of bodies",
    meaning_vi="Mức xếp loại hằng năm của chính cơ quan, đơn vị",
    meaning_en="Yearly rating of an organisation as such",
    columns=(
        ref("organization_id", "organization", "Cơ quan", "Organisation", required=True),
        integer("year", "Năm", "Calendar year judged", required=True),
        code("rating", "excellent good completed failed", "Mức xếp loại", "Rating"),
        date("decided_on", "Ngày quyết định", "Day of the decision"),
        boolean(
            "own_year_end",
            "Có thời điểm kết thúc năm công tác riêng (như trường học)",
            "Its working year ends on a day of its own (schools, for one)",
        ),
        row_id(),
    ),
)

JOB_POSITION = Table(
    name="job_position",
    title_vi="Vị trí việc làm",
    title_en="Job positions",
    meaning_vi="Nhóm công việc cùng bản mô tả và khung năng lực",
    meaning_en="Classes of work with their description and competency framework",
    columns=(
        ident("Mã vị trí việc làm", "Id of the job position"),
        text("name", "Tên vị trí việc làm", "Name"),
        code(
            "group",
            "leadership specialised shared_professional support",
            "Nhóm vị trí việc làm",
            "Group of job positions",
        ),
        text("grade", "Ngạch, hạng chức danh nghề nghiệp", "Civil service grade or professional class"),
        text("description", "Mô tả công việc", "Description of the work"),
    ),
)

COMPETENCY = Table(
    name="competency",
    title_vi="Năng lực",
    title_en="Competencies",
    meaning_vi="Danh mục năng lực",
    meaning_en="List of competencies",
    columns=(
        ident("Mã năng lực", "Id of the competency"),
        text("name", "Tên năng lực", "Name"),
        text("kind", "Loại năng lực", "Kind of competency"),
    ),
)

POSITION_COMPETENCY = Table(
    name="position_competency",
    title_vi="Khung năng lực vị trí",
    title_en="Competencies of job positions",
    meaning_vi="Mức năng lực mà vị trí việc làm đòi hỏi",
    meaning_en="Level of each competency that a job position asks for",
    columns=(
        ref("job_position_id", "job_position", "Vị trí việc làm", "Job position", required=True),
        ref("competency_id", "competency", "Năng lực", "Competency", required=True),
        integer("level", "Mức (1–5)", "Level (1–5)"),
        row_id(),
    ),
)

POSITION_QUALIFICATION = Table(
    name="position_qualification",
    title_vi="Trình độ theo vị trí",
    title_en="Qualifications of job positions",
    meaning_vi="Văn bằng, chứng chỉ mà vị trí việc làm đòi hỏi; mỗi dòng một yêu cầu, phải đủ cả",
    meaning_en="Qualifications that a job position asks for; each row is one demand, and all must be met",
    columns=(
        ref("job_position_id", "job_position", "Vị trí việc làm", "Job position", required=True),
        code("kind", QUALIFICATION_KINDS, "Loại trình độ", "Kind of qualification", required=True),
        text("level", "Trình độ tối thiểu; trống: trình độ nào cũng được", "Lowest level; empty: any level"),
        text(
            "field",
            "Chuyên ngành; được một trong nhiều ngành thì ngăn bằng dấu chấm phẩy; trống: ngành nào cũng được",
            "Field of study; where one of several is enough, they are parted by semicolons; empty: any field",
        ),
        row_id(),
    ),
)

PERSON_COMPETENCY = Table(
    name="person_competency",
    title_vi="Năng lực cá nhân",
    title_en="Competencies of persons",
    meaning_vi="Mức năng lực đã được đánh giá của từng người",
    meaning_en="Assessed level of each competency of a person",
    columns=(
        ref("person_id", "person", "Người được đánh giá", "Person", required=True),
        ref("competency_id", "competency", "Năng lực", "Competency", required=True),
        integer("level", "Mức (1–5)", "Level (1–5)"),
        date("assessed_on", "Ngày đánh giá", "Day of the assessment"),
        text("assessed_by", "Nơi đánh giá", "Who assessed it"),
        row_id(),
    ),
)

TABLES = (
    COVERAGE,
    ORGANIZATION,
    POST,
    ESTABLISHMENT,
    DEPUTY_CAP,
    BODY_RATING,
    JOB_POSITION,
    COMPETENCY,
    POSITION_COMPETENCY,
    POSITION_QUALIFICATION,
    PERSON_COMPETENCY,
)
