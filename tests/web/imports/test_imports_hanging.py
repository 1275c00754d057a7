"""Lists of discipline, of plans, of declarations and of votes: of people who are recorded, and nothing twice."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.web.imports_world import BODY, checked, codes, mended, tcvn3, undone, uploaded, written

from chinhdanh.web.imports.fields import DECLARATIONS, DISCIPLINE, PLANS, VOTES
from chinhdanh.web.imports.forms import ColumnsForm
from chinhdanh.web.imports.models import Row
from chinhdanh.web.officials.models import AssetDeclaration, ConfidenceVote, Discipline, Person, PlanEntry
from chinhdanh.web.organisations.models import Post
from chinhdanh.web.record.writing import recording

TOP: list[list[Any]] = [["SỞ NỘI VỤ"], [None, "BIỂU TỔNG HỢP NĂM 2025"], []]


def _means(one: Any) -> list[str]:
    return [column["means"] for column in one.columns]


def test_a_list_of_discipline_as_offices_keep_it(officer: Any) -> None:
    """One person was disciplined twice, by the Party and by the state; the same line stands there twice as well."""
    rows: list[list[Any]] = [
        *TOP,
        ["TT", "Họ và tên", "Ngày sinh", "Hình thức kỷ luật", "Loại kỷ luật", "Quyết định kỷ luật", None],
        [None, None, None, None, None, "Ngày ký", "Ngày hết hiệu lực"],
        ["I", "Phòng Tổ chức"],
        [1, "LÊ VĂN CƯỜNG", "15/07/1990", "Khiển trách", "Đảng", "01/02/2024", "01/02/2025"],
        [2, "Lê Văn Cường", "15.7.1990", "CẢNH CÁO", "Chính quyền", date(2024, 3, 1), None],
        [3, "Lê Văn Cường", "15/07/1990", "Cảnh cáo", "chính quyền", "1-3-2024", None],
        [4, "Trần Thị Bình", "31/12/1982", "Kỷ luật khiển trách", None, "05/2023", None],
        [5, "Phạm Thị Xa", "01/01/1988", "Cảnh cáo", None, "01/03/2024", None],
        ["Tổng cộng", "5 người"],
    ]
    one = uploaded(officer, rows, target=DISCIPLINE)
    assert _means(one)[1:] == ["full_name", "birth", "form", "regime", "disciplined_on", "ended_on"]
    found = checked(officer, one)
    assert [(row.state, codes(row)) for row in found.values()] == [
        (Row.NEW, []), (Row.NEW, []), (Row.PROBLEM, ["twice"]), (Row.PROBLEM, ["no_code", "only_month"]),
        (Row.PROBLEM, ["not_there"]),
    ]  # fmt: skip
    mended(officer, one, cells={"10:form": "Khiển trách", "10:disciplined_on": "20/05/2023"}, skip=[9, 11])
    written(officer, one)
    held = set(Discipline.objects.values_list("person__full_name", "form", "regime", "decided_on", "ended_on"))
    assert held == {
        ("Lê Văn Cường", "reprimand", "party", date(2024, 2, 1), date(2025, 2, 1)),
        ("Lê Văn Cường", "warning", "state", date(2024, 3, 1), None),
        ("Trần Thị Bình", "reprimand", None, date(2023, 5, 20), None),
    }
    again = uploaded(officer, rows, target=DISCIPLINE)
    assert [row.state for row in checked(officer, again).values()][:2] == [Row.UNCHANGED, Row.UNCHANGED]
    undone(officer, one)
    assert not Discipline.objects.exists()


def test_what_the_record_leaves_open_is_filled_in_and_taken_back(officer: Any) -> None:
    with recording("entry", None, "thử") as record:
        person = Person.objects.get(full_name="Trần Thị Bình")
        record.add(AssetDeclaration, id="a", person=person, filed_on=date(2024, 12, 20))
    head = [tcvn3(text) for text in ("Họ và tên", "Ngày sinh", "Loại kê khai", "Ngày nộp", "Ngày xác minh")]
    rows: list[list[Any]] = [
        head,
        [tcvn3("Trần Thị Bình"), "31/12/1982", tcvn3("Hằng năm"), "20/12/2024", "15/06/2025"],
        [tcvn3("Trần Thị Bình"), "31/12/1982", tcvn3("Hằng năm"), "20/12/2023", None],
        [tcvn3("Nguyễn Văn An"), "02/03/1975", tcvn3("Hằng năm"), None, "15/06/2025"],
    ]
    one = uploaded(officer, rows, target=DECLARATIONS)
    assert _means(one) == ["full_name", "birth", "declared_as", "filed_on", "declaration_verified_on"]
    found = checked(officer, one)
    assert [(row.state, codes(row)) for row in found.values()] == [
        (Row.CHANGED, []), (Row.NEW, []), (Row.PROBLEM, ["lacking"]),
    ]  # fmt: skip
    written(officer, one)
    held = AssetDeclaration.objects.get(pk="a")
    assert (held.kind, held.verified_on) == ("annual", date(2025, 6, 15))
    assert AssetDeclaration.objects.count() == 2
    undone(officer, one)
    assert list(AssetDeclaration.objects.values_list("pk", "kind", "verified_on")) == [("a", None, None)]


def test_a_plan_names_posts_below_the_body_of_the_list_only(officer: Any) -> None:
    rows: list[list[Any]] = [
        ["TT", "Họ và tên", "Ngày sinh", "Chức vụ hiện nay", "Quy hoạch", None, "Nhiệm kỳ", "Ngày phê duyệt"],
        [None, None, None, None, "Chức danh", "Đơn vị"],
        [1, "Trần Thị Bình", "31/12/1982", "Chuyên viên", "Trưởng phòng", "Phòng Tổ chức", "2025-2030", "10/10/2024"],
        [2, "Trần Thị Bình", "31/12/1982", "Chuyên viên", "Giám đốc Sở Nội vụ", None, "2025-2030", "10/10/2024"],
        [3, "Lê Văn Cường", "15/07/1990", "Chuyên viên", "Giám đốc Sở Y tế", None, "2025-2030", "10/10/2024"],
        [4, "Lê Văn Cường", "15/07/1990", "Chuyên viên", None, None, "2025-2030", "10/10/2024"],
    ]
    one = uploaded(officer, rows, target=PLANS)
    assert _means(one) == ["", "full_name", "birth", "", "planned_post", "planned_unit", "term", "approved_on"]
    found = checked(officer, one)
    assert [(row.state, codes(row)) for row in found.values()] == [
        (Row.NEW, []), (Row.NEW, []), (Row.PROBLEM, ["no_post"]), (Row.PROBLEM, ["lacking"]),
    ]  # fmt: skip
    written(officer, one)
    held = set(PlanEntry.objects.values_list("post__title", "organization_id", "term", "approved_on"))
    assert held == {
        ("Trưởng phòng", "Phòng Tổ chức", "2025-2030", date(2024, 10, 10)),
        ("Giám đốc Sở Nội vụ", BODY, "2025-2030", date(2024, 10, 10)),
    }
    again = uploaded(officer, rows, target=PLANS)
    assert [row.state for row in checked(officer, again).values()][:2] == [Row.UNCHANGED, Row.UNCHANGED]
    with recording("correction", None, "Rà soát") as record:
        entry = PlanEntry.objects.get(post=Post.objects.get(title="Trưởng phòng"))
        record.correct(entry, reviewed_on=date(2025, 6, 1))
    undone(officer, one)
    assert list(PlanEntry.objects.values_list("pk", flat=True)) == [entry.pk], "what was worked on since stays"


def test_results_of_a_vote_whose_day_and_kind_stand_above_the_list(officer: Any) -> None:
    rows: list[list[Any]] = [
        ["SỞ NỘI VỤ"],
        [None, "KẾT QUẢ LẤY PHIẾU TÍN NHIỆM NGÀY 15/12/2025"],
        ["TT", "Họ và tên", "Ngày sinh", "Chức vụ", "Số phiếu phát ra", "Tín nhiệm cao", None, "Tín nhiệm", None,
         "Tín nhiệm thấp", None],
        [None, None, None, None, None, "Số phiếu", "%", "Số phiếu", "%", "Số phiếu", "%"],
        [1, "Nguyễn Văn An", "02/03/1975", "Giám đốc Sở Nội vụ", 40, 30, "75%", "8 phiếu", "20%", 2, "5%"],
        [2, "Trần Thị Bình", "31/12/1982", None, 40, "75%", "75%", 8, "20%", 2, "5%"],
        [3, "Lê Văn Cường", "15/07/1990", None, 40, 30, "75%", 8, "20%", 12, "5%"],
    ]  # fmt: skip
    one = uploaded(officer, rows, target=VOTES)
    assert _means(one) == [
        "", "full_name", "birth", "voted_post", "issued", "high", "", "medium", "", "low", "",
    ]  # fmt: skip
    given = {f"column-{column['at']}": column["means"] for column in one.columns}
    form = ColumnsForm(one, 2026, {**given, "edition": one.edition})
    assert not form.is_valid(), "a vote without a day"
    form = ColumnsForm(one, 2026, {**given, "edition": one.edition, "held_on": "15/12/2025", "vote_kind": "soundings"})
    assert form.is_valid()
    found = checked(officer, one, **form.constants)
    assert [(row.state, codes(row)) for row in found.values()] == [
        (Row.NEW, []), (Row.PROBLEM, ["no_count"]), (Row.PROBLEM, ["too_many"]),
    ]  # fmt: skip
    mended(officer, one, cells={"6:high": "30"}, skip=[7])
    written(officer, one)
    held = ConfidenceVote.objects.values_list("person__full_name", "post__title", "kind", "held_on", "high", "low")
    assert set(held) == {
        ("Nguyễn Văn An", "Giám đốc Sở Nội vụ", "soundings", date(2025, 12, 15), 30, 2),
        ("Trần Thị Bình", None, "soundings", date(2025, 12, 15), 30, 2),
    }
    again = uploaded(officer, rows, target=VOTES)
    assert again.constants == {"vote_kind": "soundings"}, "the kind is remembered, and never the day"
    assert checked(officer, again, **form.constants)[5].state == Row.UNCHANGED
    undone(officer, one)
    assert not ConfidenceVote.objects.exists()
