"""The list of officials, search, and the record of one: who sees it, as of which day, and what is written to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.access_world import grant, model, user
from tests.web.organisations_world import SINCE, Writer, holder_of, writing

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.models import Look, User
from chinhdanh.web.accounts.pages import today
from chinhdanh.web.officials import queries
from chinhdanh.web.officials.history import versions
from chinhdanh.web.officials.purpose import SESSION_KEY
from chinhdanh.web.officials.queries import Narrowed, Officials
from chinhdanh.web.officials.reading import Reading
from chinhdanh.web.officials.sections import EVALUATIONS, KIN, TENURES
from chinhdanh.web.officials.showing import relation
from chinhdanh.web.record.writing import recording
from chinhdanh.web.ui.vietnamese import name_key, search_text

NAMES = ("Nguyễn Văn An", "Trần Thị Ánh", "Lê Đức Ân", "Phạm Minh Đạt", "Nguyễn Thị Hạnh", "Vũ Văn Hảo", "Y")
SignIn = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def nothing_counted_before() -> None:
    """A count is told again for a while; a test begins with none."""
    queries._COUNTS.clear()


def build() -> dict[str, Any]:
    """Two bodies below a ministry; all who are named work in A, one more in B, and a child is nobody's official."""
    found: dict[str, Any] = {}
    with writing() as w:
        for body, parent in (("M", None), ("A", "M"), ("B", "M")):
            w.body(body, parent)
        found["post"] = w.post("A", "Giám đốc Sở Tài chính", "head", seats=500)
        found["other"] = w.post("B", "Chánh Văn phòng", "head", seats=500)
        for number, name in enumerate(NAMES):
            found[name] = w.person(name, birth_date=date(1970 + number, 1, 1))
            w.holds(found[name], found["post"], since=SINCE + timedelta(days=number))
        found["away"] = w.person("Đỗ Thị Xa", citizen_id="001170000001")
        w.holds(found["away"], found["other"])
        found["child"] = w.person("Nguyễn Văn Bé", category=None)
        w.add("kinship", id="k", person_id=found[NAMES[0]].pk, relative_id=found["child"].pk, relation="child")
    found["officer"] = holder_of("personnel_officer", "A")
    return found


@pytest.fixture
def building() -> Callable[[], Any]:
    return build


def purposeful(browser: Client) -> Client:
    session = browser.session
    session[SESSION_KEY] = {"text": "rà soát hồ sơ", "day": today().isoformat()}
    session.save()
    return browser


def listed(who: User, order: str = "name", **narrowed: Any) -> list[str]:
    with acting_as(who, today()):
        return [one.person.full_name for one in Officials(who, today(), today(), Narrowed(**narrowed), order)]


def page(browser: Client, name: str, *args: Any, **query: Any) -> Any:
    return browser.get(reverse(name, args=args), query)


def test_the_database_orders_and_folds_names_as_the_pages_do(db: None) -> None:
    names = [*NAMES, "ĐẶNG  THỊ ƯỚC-MƠ", "H'Hen Niê", "Nguye\u0302\u0303n Văn Ậu", "Lý A Sử", "Tôn Nữ Thị Ý", "Ỷ"]
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute("SELECT access.name_key(%s), access.fold(%s)", [name, name])
            assert cursor.fetchone() == (name_key(name), search_text(name)), name
    with recording("entry", None) as record:
        record.add_many(model("person"), [{"id": name, "full_name": name} for name in (*names, "-")])
    with connection.cursor() as cursor:
        # Those of a list at once, by their parts.
        cursor.execute("SELECT row_id, sort_key FROM search_entry WHERE kind = 'person'")
        assert dict(cursor.fetchall()) == {name: name_key(name) for name in (*names, "-")}


def test_officials_are_found_in_any_order_without_diacritics_and_nobody_out_of_reach(world: dict[str, Any]) -> None:
    officer = world["officer"]
    assert listed(officer) == sorted(NAMES, key=name_key)
    assert listed(officer, order="-born") == list(reversed(NAMES))
    assert listed(officer, words="van ng") == ["Nguyễn Văn An"]
    assert listed(officer, words="HẠNH nguyen") == ["Nguyễn Thị Hạnh"]
    assert listed(officer, words="xa") == []
    assert listed(officer, words="bé") == []  # a relative who is nobody's official is no official
    assert listed(officer, words="' | !") == []
    assert listed(officer, body="B") == []
    assert listed(holder_of("inspector", "M"), body="B", leadership="head") == ["Đỗ Thị Xa"]


def test_a_wide_reach_is_walked_as_a_narrow_one_is(world: dict[str, Any]) -> None:
    """What is worked out first where few are within reach is looked up for each where there are many; from either end."""
    officer = holder_of("head_of_personnel", "M")
    whole = sorted([*NAMES, "Đỗ Thị Xa"], key=name_key)
    with connection.cursor() as cursor:
        from chinhdanh.web.officials.finding import BODIES, FAR, PEOPLE

        wide = PEOPLE.replace(f"<= {BODIES}", "<= 0")
        cursor.execute(wide.replace(f"skipped > {FAR}", "skipped > 1"))
    with acting_as(officer, today()):
        people = Officials(officer, today(), today(), Narrowed())
        assert len(people) == 8
        assert [one.person.full_name for one in people[0:3]] == whole[:3]
        assert [one.person.full_name for one in people[5:8]] == whole[5:]
        assert [one.person.full_name for one in people[2:4]] == whole[2:4]
    assert listed(officer, leadership="head", words="van") == ["Nguyễn Văn An", "Vũ Văn Hảo"]
    assert listed(world["officer"], body="M", sex="female", category="civil_servant") == sorted(NAMES, key=name_key)


@pytest.mark.parametrize("narrowed", [{}, {"body": "A"}, {"leadership": "none"}, {"words": "n"}])
def test_a_list_counts_up_to_what_it_shows_and_is_gone_through_whole(
    world: dict[str, Any], narrowed: dict[str, Any]
) -> None:
    """However many posts somebody holds, and however wide the reach is."""
    with writing(first=500) as w:
        for n in range(5):
            w.holds(world["Y"], w.post("A", f"Kiêm nhiệm {n}"), seat=1, concurrent=True)
    officer = holder_of("head_of_personnel", "M")
    with connection.cursor() as cursor:
        from chinhdanh.web.officials.finding import BODIES, PEOPLE

        cursor.execute(PEOPLE.replace(f"<= {BODIES}", "<= 0"))
    with acting_as(officer, today()):
        whole = [one.person.pk for one in Officials(officer, today(), today(), Narrowed(**narrowed))]
        for most in range(1, len(whole) + 2):
            people = Officials(officer, today(), today(), Narrowed(**narrowed), most=most)
            assert (len(people), people.more) == (min(most, len(whole)), most < len(whole)), most
            assert [one.person.pk for one in people] == whole
            assert [one.person.pk for one in people[most - 1 : most]] == whole[most - 1 : most]


def test_a_renamed_person_post_and_body_are_found_by_their_new_names(world: dict[str, Any]) -> None:
    with recording("correction", None, "đổi tên") as r:
        r.correct(model("organization").objects.get(pk="A"), name="Sở Tài chính và Đầu tư")
        r.correct(world["Y"], full_name="Y Moan")
    officer = world["officer"]
    with acting_as(officer, today()):
        found = queries.find(officer, today(), "dau tu", 5)
        assert [one.pk for one in found.posts.rows] == [world["post"].pk]
        assert [one.pk for one in found.bodies.rows] == ["A"]
        assert [one.person.full_name for one in queries.find(officer, today(), "moan", 5).people.rows] == ["Y Moan"]


def test_decisions_are_found_by_number_within_reach(world: dict[str, Any]) -> None:
    with writing() as w:
        for number, of, name in (
            ("412/QĐ-UBND", "A", NAMES[0]),
            ("4120/QĐ-SNV", "A", "Y"),
            ("412/QĐ-BTC", "B", "away"),
        ):
            w.add("decision", id=number, number=number, kind="transfer", organization_id=of, person_id=world[name].pk)
    officer = world["officer"]
    with acting_as(officer, today()):
        found = {
            words: queries.find(officer, today(), words, 5).decisions.rows for words in ("412", "412/qd u", "qd", "413")
        }
    assert {words: [one.number for one in rows] for words, rows in found.items()} == {
        "412": ["412/QĐ-UBND", "4120/QĐ-SNV"], "412/qd u": ["412/QĐ-UBND"], "qd": [], "413": [],
    }  # fmt: skip


def test_an_identity_number_leads_to_the_record_and_stands_in_no_address(
    world: dict[str, Any], sign_in: SignIn
) -> None:
    near, far = sign_in(holder_of("inspector", "B")), sign_in(world["officer"])
    answer = near.post(reverse("search"), {"q": "001 170 000 001"})
    assert answer["Location"] == reverse("officials:one", args=[world["away"].key])
    answer = far.post(reverse("search"), {"q": "001170000001"})
    assert answer.status_code == 200
    assert "001170000001" not in answer.content.decode()
    assert "Đỗ Thị Xa" not in answer.content.decode()


def test_a_record_is_opened_for_a_purpose_and_the_look_is_kept(world: dict[str, Any], sign_in: SignIn) -> None:
    browser, person = sign_in(world["officer"]), world[NAMES[0]]
    address = reverse("officials:one", args=[person.key])
    asked = browser.get(address)
    assert asked["Location"].startswith(reverse("officials:purpose"))
    assert not Look.objects.exists()
    assert browser.get(reverse("officials:one", args=[world["away"].key])).status_code == 404

    stated = {"purpose": "other", "stated": "xác minh đơn", "next": address}
    assert "người được xem" in browser.post(reverse("officials:purpose"), {**stated, "stated": ""}).content.decode()
    elsewhere = browser.post(reverse("officials:purpose"), {**stated, "next": "//elsewhere"})
    assert elsewhere["Location"] == "/"
    assert browser.post(reverse("officials:purpose"), stated)["Location"] == address
    assert browser.get(address).status_code == 200
    assert list(Look.objects.values_list("person_id", "page", "purpose")) == [
        (person.pk, "officials:one", "xác minh đơn")
    ]


def test_ones_own_record_needs_no_purpose_and_is_not_written_by_oneself(world: dict[str, Any], sign_in: SignIn) -> None:
    person = world[NAMES[0]]
    myself = user("chính mình", person.pk)
    grant(myself, "official", "A")
    grant(myself, "head_of_personnel", "M")
    browser = sign_in(myself)
    assert page(browser, "officials:one", person.key).status_code == 200
    assert not Look.objects.exists()
    assert page(browser, "officials:correct", person.key, "person", person.key).status_code == 404


def test_who_coordinates_plans_sees_names_and_posts_only(world: dict[str, Any], sign_in: SignIn) -> None:
    with writing() as w:
        w.add("evaluation", id="e", person_id=world["Y"].pk, year=2024, rating="failed", decided_on=date(2024, 12, 20))
    browser = purposeful(sign_in(holder_of("plan_coordinator", "A")))
    text = page(browser, "officials:one", world["Y"].key).content.decode()
    assert reverse("officials:part", args=[world["Y"].key, "career"]) in text
    assert reverse("officials:part", args=[world["Y"].key, "ratings"]) not in text
    assert "Giám đốc Sở Tài chính" in text
    assert "2024" not in page(browser, "officials:part", world["Y"].key, "ratings").content.decode()


def reading(world: dict[str, Any], on: date, known: date | None = None) -> Reading:
    return Reading(world["officer"], today(), world["Y"], on, known)


def test_a_record_as_it_was_on_a_day(world: dict[str, Any]) -> None:
    ends, rated = date(2020, 1, 1), date(2019, 12, 20)
    tenure = model("tenure").objects.get(person_id=world["Y"].pk)
    with recording("correction", None, "thôi giữ chức") as r:
        r.correct(tenure, until=ends, end_reason="transfer")
        r.add(model("evaluation"), id="e", person_id=world["Y"].pk, year=2019, rating="good", decided_on=rated)
    with acting_as(world["officer"], today()):
        before = reading(world, ends - timedelta(days=1)).rows(TENURES)[0]
        assert (before["until"], before["end_reason"]) == (None, None)
        assert reading(world, ends).rows(TENURES)[0]["end_reason"] == "transfer"
        assert reading(world, SINCE - timedelta(days=1)).rows(TENURES) == []
        assert reading(world, rated - timedelta(days=1)).rows(EVALUATIONS) == []
        assert len(reading(world, rated).rows(EVALUATIONS)) == 1


def test_a_record_as_it_was_known_on_a_day(world: dict[str, Any], sign_in: SignIn) -> None:
    """The change of a row is shown to whoever asks of a day after it, and to nobody who asks of one before."""
    yesterday = today() - timedelta(days=1)
    with recording("correction", None, "chứng minh năm sinh") as r:
        r.correct(world["Y"], full_name="Y Moan")
    with connection.cursor() as cursor:
        # Everything but the last change was yesterday's: changes are only ever added, and no test waits for a day.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE change DISABLE TRIGGER only_added")
        cursor.execute("UPDATE change SET at = at - interval '1 day' WHERE reason <> 'chứng minh năm sinh'")
        cursor.execute("ALTER TABLE change ENABLE TRIGGER only_added")
    with acting_as(world["officer"], today()):
        person = model("person").objects.get(pk=world["Y"].pk)
        then = Reading(world["officer"], today(), person, today(), yesterday)
        assert (then.about.full_name, person.full_name) == ("Y", "Y Moan")
        assert [row["post_id"] for row in then.rows(TENURES)] == [world["post"].pk]
    browser = purposeful(sign_in(world["officer"]))
    key = world["Y"].key
    assert "<h1>Y</h1>" in page(browser, "officials:one", key, known=yesterday.isoformat()).content.decode()
    told = page(browser, "officials:one", key, known="2001-01-01", on="31/02/2020").content.decode()
    assert "Ngày đó hồ sơ này chưa được ghi" in told
    assert "31/02/2020" in told


def test_kin_are_told_from_either_side(world: dict[str, Any]) -> None:
    officer = world["officer"]
    with acting_as(officer, today()):
        mine = Reading(officer, today(), world[NAMES[0]], today()).rows(KIN)
        theirs = Reading(officer, today(), world["child"], today()).rows(KIN)
    assert [(row["relative_id"], relation(row)) for row in mine] == [(world["child"].pk, "Con đẻ")]
    assert [(row["relative_id"], relation(row)) for row in theirs] == [(world[NAMES[0]].pk, "Cha, mẹ đẻ")]


def form_of(row: Any, **values: Any) -> dict[str, Any]:
    return {"version": row.version, "reason": "theo văn bằng gốc", "evidence": "bằng số 12", **values}


def test_a_correction_is_a_new_version_with_reason_and_evidence(world: dict[str, Any], sign_in: SignIn) -> None:
    browser, key = purposeful(sign_in(world["officer"])), world["Y"].key
    entered = browser.post(
        reverse("officials:enter", args=[key, "evaluation"]),
        {"c_year": "2024", "c_rating": "good", "c_decided_on": "20/12/2024", "reason": "bổ sung"},
    )
    assert entered.status_code == 302
    row = model("evaluation").objects.get(person_id=world["Y"].pk)
    address = reverse("officials:correct", args=[key, "evaluation", row.key])
    filled = {"c_year": "2024", "c_rating": "excellent", "c_decided_on": "20/12/2024", "c_duty_related": "false"}
    assert "errors" in browser.post(address, {**form_of(row, **filled), "reason": " "}).content.decode()
    assert browser.post(address, form_of(row, **filled)).status_code == 302
    row.refresh_from_db()
    assert (row.rating, row.duty_related) == ("excellent", False)
    with acting_as(world["officer"], today()):
        latest, first = versions(world["officer"], today(), EVALUATIONS, row.pk)
    assert (latest.by, latest.reason, latest.evidence) == (
        world["officer"].full_name,
        "theo văn bằng gốc",
        "bằng số 12",
    )
    assert [(one.before, one.after) for one in latest.differences] == [
        ("Hoàn thành tốt", "Hoàn thành xuất sắc"),
        ("", "Không"),
    ]
    assert (first.kind, first.reason) == ("Ghi mới", "bổ sung")
    shown = page(browser, "officials:changes", key).content.decode()
    assert "theo văn bằng gốc" in shown
    assert (
        browser.post(reverse("officials:withdraw", args=[key, "evaluation", row.key]), form_of(row)).status_code == 302
    )
    assert not model("evaluation").objects.filter(pk=row.pk).exists()
    assert page(browser, "officials:history", key, "evaluation", row.key).status_code == 404


def test_on_a_small_screen_the_way_to_correct_stands_beside_what_names_the_row(
    world: dict[str, Any], sign_in: SignIn
) -> None:
    """The first columns are all that a telephone shows; who only reads finds the versions at the end."""
    person, reader = world[NAMES[0]], holder_of("inspector", "M")

    def heads(who: User) -> list[str]:
        answer = page(purposeful(sign_in(who)), "officials:part", person.key, "career")
        table = next(one for one in answer.content.decode().split("<table") if "Bản ghi" in one)
        return re.findall(r'<th scope="col"[^>]*>(.*?)</th>', table, re.DOTALL)

    keeper = heads(world["officer"])
    assert keeper.index("Bản ghi") == keeper.index("Chức danh") + 1
    assert heads(reader)[-1] == "Bản ghi"


def test_of_two_who_correct_a_row_the_second_is_told_and_loses_nothing(world: dict[str, Any], sign_in: SignIn) -> None:
    person = world["Y"]
    address = reverse("officials:correct", args=[person.key, "person", person.key])
    first, second = (purposeful(sign_in(holder_of("personnel_officer", "A", name))) for name in ("một", "hai"))
    typed = {"c_full_name": "Y Một", "c_sex": "female", "c_birth_date": "01/01/1976", "c_category": "civil_servant"}
    assert first.post(address, form_of(person, **typed)).status_code == 302
    told = second.post(address, form_of(person, **{**typed, "c_full_name": "Y Hai"})).content.decode()
    assert "một đã ghi một bản mới" in told
    for name in ("Y Một", "Y Hai"):
        assert f"<td>{name}</td>" in told
    person.refresh_from_db()
    assert person.full_name == "Y Một"
    assert second.post(address, form_of(person, **{**typed, "c_full_name": "Y Hai"})).status_code == 302
    person.refresh_from_db()
    assert person.full_name == "Y Hai"


def test_what_the_database_forbids_is_told_in_words(world: dict[str, Any], sign_in: SignIn) -> None:
    tenure = model("tenure").objects.get(person_id=world["Y"].pk)
    address = reverse("officials:correct", args=[world["Y"].key, "tenure", tenure.key])
    browser = purposeful(sign_in(world["officer"]))
    told = browser.post(address, form_of(tenure, c_from="01/01/2020", c_until="01/01/2019")).content.decode()
    assert "Ngày kết thúc đứng trước ngày bắt đầu" in told
    tenure.refresh_from_db()
    assert tenure.until is None


def test_a_row_of_a_body_whose_record_one_does_not_keep_is_not_written(world: dict[str, Any], sign_in: SignIn) -> None:
    """The person is within reach by one post; the post in another body is kept there."""
    with writing() as w:
        tenure = w.add(
            "tenure", id="beside", person_id=world["Y"].pk, post_id=world["other"].pk, since=SINCE, concurrent=True,
            start_decision_id=model("decision").objects.filter(person_id=world["Y"].pk).get().pk, seat=77,
        )  # fmt: skip
    address = reverse("officials:correct", args=[world["Y"].key, "tenure", tenure.key])
    browser = purposeful(sign_in(world["officer"]))
    told = browser.post(address, form_of(tenure, c_from="01/02/2015")).content.decode()
    assert "ngoài phạm vi hồ sơ bạn giữ" in told


def test_the_printed_form_and_the_workbook_say_what_the_record_says(world: dict[str, Any], sign_in: SignIn) -> None:
    with recording("correction", None, "thử") as r:
        r.correct(world["Y"], full_name="=1+1 #set text")
    browser = purposeful(sign_in(world["officer"]))
    given: dict[str, Any] = {}

    def kept(_form: str, **stated: Any) -> bytes:
        given.update(stated)
        return b"%PDF-"

    pdf = page(browser, "officials:form_2c", world["Y"].key)
    assert pdf.content.startswith(b"%PDF-")
    with patch("chinhdanh.web.officials.papers.typst.compile", kept):
        page(browser, "officials:form_2c", world["Y"].key)
    assert "Giám đốc Sở Tài chính" in given["sys_inputs"]["data"]
    book = openpyxl.load_workbook(BytesIO(page(browser, "officials:workbook", world["Y"].key).content))
    assert book.worksheets[0]["A1"].value == "=1+1 #set text"
    assert book.worksheets[0]["A1"].data_type == "s"
    assert "Giám đốc Sở Tài chính (A)" in [cell.value for row in book["Quá trình công tác"].iter_rows() for cell in row]
    sheet = openpyxl.load_workbook(
        BytesIO(page(browser, "officials:list", export="xlsx", q="nguyen").content)
    ).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=4)] == ["Nguyễn Văn An", "Nguyễn Thị Hạnh"]


def test_codes_are_said_in_words_and_a_day_of_the_past_is_not_called_today(
    world: dict[str, Any], sign_in: SignIn
) -> None:
    """A province as the record calls its own bodies, with the code below; one that none is called by stays a code."""
    with writing() as w:
        w.body("UB", "M", kind="provincial_committee", province="901")
        decision = model("decision").objects.filter(person_id=world["Y"].pk).first()
        w.add("dossier_item", decision_id=decision.pk, kind="health_certificate", conclusion="fit")
    with recording("correction", None, "thử") as r:
        r.correct(model("organization").objects.get(pk="UB"), name="Ủy ban nhân dân tỉnh An Sơn")
        r.correct(world["Y"], birth_province="901", home_province="777")
    browser = purposeful(sign_in(world["officer"]))
    now = page(browser, "officials:one", world["Y"].key).content.decode()
    assert "tỉnh An Sơn<small>901</small>" in now
    assert "777" in now
    assert "hôm nay" in now
    then = page(browser, "officials:one", world["Y"].key, on="2020-01-01").content.decode()
    assert "ngày đang xem" in then
    assert "hôm nay" not in then
    assert "đủ sức khỏe" in page(browser, "officials:part", world["Y"].key, "documents").content.decode()


def _fill(w: Writer, world: dict[str, Any], years: range, people: int) -> None:
    for number in range(people):
        one = w.person(f"Người Thứ {years.start} {number}")
        begun = w.add("decision", kind="appointment", person_id=one.pk, post_id=world["post"].pk)
        w.add(
            "tenure", person_id=one.pk, post_id=world["post"].pk, start_decision_id=begun.pk, since=SINCE,
            seat=years.start % 100 + 50 + number,
        )  # fmt: skip
    for year in years:
        start = date(year, 1, 1)
        of = {"person_id": world["Y"].pk}
        w.add("evaluation", year=year, rating="good", decided_on=start, **of)
        w.add("qualification", kind="informatics", level="B", issued_on=start, **of)
        w.add("plan_entry", post_id=world["post"].pk, approved_on=start, organization_id="A", **of)
        decision = w.add(
            "decision", kind="transfer", post_id=world["post"].pk, signed_on=start, organization_id="A", **of
        )
        w.add("dossier_item", decision_id=decision.pk, kind="cv", submitted_on=start)
        w.add("kinship", relative_id=world["child"].pk, relation="cousin", **of)


@pytest.mark.parametrize(
    "name", ["list", "one", "career", "training", "plans", "family", "documents", "changes", "search"]
)
def test_pages_ask_as_much_of_the_database_whatever_their_length(
    name: str, world: dict[str, Any], sign_in: SignIn
) -> None:
    browser, key = purposeful(sign_in(world["officer"])), world["Y"].key
    address = {
        "list": reverse("officials:list"),
        "one": reverse("officials:one", args=[key]),
        "changes": reverse("officials:changes", args=[key]),
        "search": reverse("search") + "?q=n",
    }.get(name, reverse("officials:part", args=[key, name]))

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert browser.get(address).status_code == 200
        told = [one["sql"] for one in captured.captured_queries]
        return len([sql for sql in told if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])

    with writing() as w:
        _fill(w, world, range(2010, 2012), 2)
    few = asked()
    with writing() as w:
        _fill(w, world, range(1990, 2010), 20)
    queries._COUNTS.clear()
    assert asked() == few
    assert few <= 15
