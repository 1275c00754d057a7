"""The words of the list of old wrong recruitment: classes, what is to be done, how far it is done."""

from __future__ import annotations

from chinhdanh.law.library import Words

CLASSES = {
    "completion_1": Words("Được hoàn thiện theo các kết luận trước: nhóm thứ nhất", "May be completed: first group"),
    "completion_2": Words("Được hoàn thiện theo các kết luận trước: nhóm thứ hai", "May be completed: second group"),
    "completion_3": Words("Được hoàn thiện theo các kết luận trước: nhóm thứ ba", "May be completed: third group"),
    "after_2020": Words("Sai phạm tuyển dụng sau ngày 24/3/2020", "Wrong recruitment after 24 March 2020"),
    "exam_missed": Words("Thuộc diện phải thi mà không thi", "Bound to an exam, recruited without it"),
    "file_incomplete": Words(
        "Không có quyết định tuyển dụng hoặc hồ sơ không đầy đủ", "No recruitment decision, or an incomplete file"
    ),
    "wrong_71": Words(
        "Không đủ tiêu chuẩn, điều kiện (Kết luận 71)", "Standards or conditions not met (Conclusion 71)"
    ),
    "process_71": Words("Đủ tiêu chuẩn, sai quy trình (Kết luận 71)", "Standards met, process wrong (Conclusion 71)"),
    "exam_71": Words("Đủ tiêu chuẩn, chưa thi (Kết luận 71)", "Standards met, exam not sat (Conclusion 71)"),
    "several": Words("Thuộc nhiều nhóm", "In several classes"),
    "unproven": Words("Chưa đủ căn cứ xếp nhóm", "Unproven: no class can be told"),
}
"""The six classes of Conclusion 232 first, in the order of its counts; then those of 71, and what fits none or many."""

PUBLISHED = ("completion_1", "completion_2", "completion_3", "after_2020", "exam_missed", "file_incomplete")

ACTIONS = {
    "complete": Words(
        "Hoàn thiện theo các kết luận trước của Ban Bí thư, xong trước ngày 31/3/2026",
        "Complete it under the earlier conclusions of the Secretariat, before 31 March 2026",
    ),
    "withdraw": Words(
        "Hủy bỏ, thu hồi các quyết định liên quan, xong trước ngày 31/3/2026",
        "Cancel and withdraw the decisions concerned, before 31 March 2026",
    ),
    "review": Words(
        "Rà soát, đánh giá và xử lý theo kết quả rà soát, xong trước ngày 31/3/2026",
        "Review, and handle as the review finds, before 31 March 2026",
    ),
    "withdraw_71": Words("Thu hồi quyết định tuyển dụng", "Withdraw the recruitment decision"),
    "weigh": Words(
        "Xem xét quá trình công tác của người đó, cấp có thẩm quyền quyết định",
        "Weigh the person's record; the competent authority decides",
    ),
    "sit_exam": Words("Phải dự thi, sát hạch theo quy định", "The exam that was due must be sat"),
    "graded": Words("Xử lý theo mức độ sai phạm", "Graded treatment"),
    "disputed": Words(
        "Chưa đủ căn cứ: hai cách hiểu hoặc hai nhóm cho hai cách xử lý khác nhau; cấp có thẩm quyền kết luận",
        "Unproven: two readings, or two classes, give two answers; the competent authority concludes",
    ),
    "settle": Words("Bổ sung thông tin còn thiếu rồi xếp nhóm", "Complete the record, then tell the class"),
}

STATES = {
    "in_time": Words("đã xong trong hạn", "done in time"),
    "on_the_day": Words(
        "xong đúng ngày 31/3/2026: chưa rõ trong hạn hay không", "done on 31 March 2026: in time or not is open"
    ),
    "late": Words("xong sau hạn", "done too late"),
    "done": Words("đã xong", "done"),
    "open": Words("chưa xong", "not done"),
    "overdue": Words("quá hạn, chưa xong", "overdue"),
    "unknown": Words("không rõ", "not recorded"),
}
