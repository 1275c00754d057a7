"""What the components work out: the view in an address, positions on an axis of time, switches, navigation, fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.template import Context, Template
from django.test import Client, RequestFactory, override_settings
from django.urls import NoReverseMatch
from django.urls import reverse as looked_up
from django.utils import translation

from chinhdanh.web.ui import navigation
from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.charts import Count, Group, HeatMap, HeatRow, Point, Pyramid, Trend
from chinhdanh.web.ui.fields import DayField
from chinhdanh.web.ui.parts import Node
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, FilterBar, Option, Table, View
from chinhdanh.web.ui.timeline import Between, Lane, Mark, Span, Timeline, between

COLUMNS = (
    Column("name", "Tên", heads=True),
    Column("signed", "Ngày", "day", order=("signed_on", "id")),
    Column("remark", "Ghi chú", sortable=False),
)
FILTERS = (Filter("who", "Ai"), Filter("verdict", "Kết luận", [Option("violates", "Trái"), Option("complies", "Đạt")]))


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"), override_settings(ALLOWED_HOSTS=["testserver"]):
        yield


def view(address: str = "") -> View:
    return View(QueryDict(address), COLUMNS, FILTERS, default="name", sizes=(10, 25))


def draw(source: str, **values: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


def test_a_view_is_what_its_address_says() -> None:
    asked = view("sort=-signed&size=25&who=an&verdict=violates&page=3")
    assert (asked.sort, asked.descending, asked.size) == ("signed", True, 25)
    assert asked.order_by() == ("-signed_on", "-id")
    assert asked.chosen == {"who": "an", "verdict": "violates"}


@pytest.mark.parametrize(
    "address", ["", "sort=password", "sort=remark", "sort=--signed", "size=9999", "size=x", "verdict=other"]
)
def test_what_a_table_does_not_know_is_left_aside(address: str) -> None:
    asked = view(address)
    assert (asked.sort, asked.descending, asked.size, asked.chosen) == ("name", False, 10, {})


def test_an_address_carries_the_view_along_and_begins_on_the_first_page_again() -> None:
    asked = view("sort=-signed&size=25&who=l%C3%AA&page=3&other=1")
    assert QueryDict(asked.address(sort="name")[1:]).dict() == {"who": "lê", "sort": "name", "size": "25"}
    assert QueryDict(asked.address(page="4")[1:]).dict() == {"who": "lê", "sort": "-signed", "size": "25", "page": "4"}
    assert view().address() == "?"


def test_a_filter_bar_says_what_is_set_and_how_to_take_it_back() -> None:
    bar = FilterBar(view("verdict=violates&who=an&sort=-signed"), "Lọc")
    assert [(label, word) for label, word, _ in bar.active] == [("Ai", "an"), ("Kết luận", "Trái")]
    assert QueryDict(bar.active[1][2][1:]).dict() == {"who": "an", "sort": "-signed"}
    assert bar.kept == [("sort", "-signed")]
    assert bar.nothing == "?sort=-signed"


def table(rows: int, address: str = "", **more: Any) -> Table:
    source = [{"name": f"Tên {n}", "signed": date(2025, 1, 1)} for n in range(rows)]
    empty = Empty("Chưa có gì", "Ở đây sẽ có tên.", "Nhập", "/import/")
    return Table("names", "Các tên", view(address), source, lambda row: row, empty, **more)


def test_a_page_beyond_the_last_is_the_last() -> None:
    assert table(23, "page=99").page.number == 3
    assert table(23, "page=x").page.number == 1
    assert [row[0][1].value for row in table(23, "page=3").rows] == ["Tên 20", "Tên 21", "Tên 22"]


def test_a_table_says_how_it_is_sorted_and_offers_the_other_way() -> None:
    name, signed, remark = table(3).heads
    assert (name.sorted, name.href) == ("ascending", "?sort=-name")
    assert (signed.sorted, signed.href) == ("", "?sort=signed")
    assert remark.href == ""
    assert 'aria-sort="ascending"' in draw("{% table data %}", data=table(3))


def test_totals_are_shown_beside_the_page() -> None:
    shown = draw("{% table data %}", data=table(1234, "size=25", totals={"signed": date(2025, 12, 31)}))
    assert "1.234 dòng" in shown
    assert "31/12/2025" in shown


class _CountedUpTo(list[Any]):
    more = True


def test_a_list_that_is_counted_up_to_a_number_says_that_there_are_more() -> None:
    known = table(30)
    counted = Table(known.name, known.caption, known.view, _CountedUpTo(known.source), known.row, known.empty)
    assert "Hơn 30 dòng" in draw("{% table data %}", data=counted)
    assert "Hơn" not in draw("{% table data %}", data=known)


def test_what_a_row_leads_to_is_a_page_and_not_a_part_of_the_table() -> None:
    """Sorting and turning pages happen in place; links of rows, totals and the next step are left to the browser."""
    shown = draw("{% table data %}", data=table(30, totals={"signed": date(2025, 12, 31)}))
    assert '<tbody hx-boost="false">' in shown
    assert '<tfoot hx-boost="false">' in shown
    assert '<div hx-boost="false"><div class="empty">' in draw("{% table data %}", data=table(0))


def test_an_empty_table_offers_the_next_step() -> None:
    shown = draw("{% table data %}", data=table(0))
    assert "Chưa có gì" in shown
    assert 'href="/import/"' in shown
    assert "<table" not in shown


def test_a_table_emptied_by_its_filters_offers_to_take_them_back() -> None:
    shown = draw("{% table data %}", data=table(0, "who=zzz&sort=-signed"))
    assert "Chưa có gì" not in shown
    assert 'href="?sort=-signed"' in shown


def test_what_is_shown_is_text_and_never_markup() -> None:
    evil = '"><script>x</script>'
    columns = (Column("name", evil),)
    asked = View(QueryDict("who=" + "%22%3E%3Cscript%3E"), columns, FILTERS)
    rows = Table("names", evil, asked, [{"name": Cell(evil, evil, evil)}], lambda row: row, Empty("", ""))
    lane = Lane(evil, [Span(date(2025, 1, 1), None, evil)], [Mark(date(2025, 1, 1), evil)])
    picture = Timeline([lane], date(2024, 1, 1), date(2026, 1, 1), evil)
    source = (
        "{% table rows %}{% timeline picture %}{% tree nodes evil %}{% person evil role=evil %}{% chip evil evil %}"
        "{% verdict 'complies' word=evil %}{% notice 'info' evil evil %}{% card evil hint=evil %}{{ evil }}{% endcard %}"
    )
    nodes = [Node(evil, note=evil, children=[Node(evil)])]
    shown = draw(source, rows=rows, picture=picture, nodes=nodes, evil=evil)
    assert "<script" not in shown


def spans(*years: tuple[int, int | None], kind: str = "held") -> list[Span]:
    return [Span(date(start, 1, 1), date(end, 1, 1) if end else None, f"{start}", kind) for start, end in years]


def gap(start: int, end: int) -> Between:
    return Between("gap", date(start, 1, 1), date(end, 1, 1))


def overlap(start: int, end: int) -> Between:
    return Between("overlap", date(start, 1, 1), date(end, 1, 1))


@pytest.mark.parametrize(
    ("lasting", "found"),
    [
        ([], []),
        ([(2010, 2012), (2012, 2014)], []),
        ([(2010, 2012), (2013, 2014)], [gap(2012, 2013)]),
        ([(2013, 2014), (2010, 2012)], [gap(2012, 2013)]),
        ([(2010, 2013), (2012, 2014)], [overlap(2012, 2013)]),
        ([(2010, 2020), (2012, 2014), (2016, 2017)], [overlap(2012, 2014), overlap(2016, 2017)]),
        ([(2010, None), (2012, 2014)], [overlap(2012, 2014)]),
        ([(2010, 2014), (2012, None), (2016, 2018)], [overlap(2012, 2014), overlap(2016, 2018)]),
        ([(2010, None), (2012, None)], [Between("overlap", date(2012, 1, 1), None)]),
    ],
)
def test_gaps_and_overlaps_are_found(lasting: list[tuple[int, int | None]], found: list[Between]) -> None:
    assert between(Lane("", spans(*lasting), continuous=True)) == found
    assert between(Lane("", spans(*lasting))) == []


def test_what_is_only_planned_makes_no_gap() -> None:
    lane = Lane("", [*spans((2010, 2012)), *spans((2020, 2025), kind="planned")], continuous=True)
    assert between(lane) == []


def test_overlapping_bars_stand_below_one_another() -> None:
    lane = Lane("", spans((2010, 2013), (2012, 2014), (2014, 2016)))
    drawn = Timeline([lane], date(2010, 1, 1), date(2020, 1, 1), "").drawn[0]
    assert [bar.y for bar in drawn.bars] == [5, 31, 5]
    assert drawn.height == 57


def test_positions_stay_within_the_axis_and_are_written_with_a_point() -> None:
    lane = Lane("", [Span(date(1990, 1, 1), None, "x"), Span(date(2015, 1, 1), date(2015, 1, 2), "y")])
    drawn = Timeline([lane], date(2010, 1, 1), date(2020, 1, 1), "", today=date(2030, 1, 1))
    first, second = drawn.drawn[0].bars
    assert (first.x, first.width, first.open) == ("0.00%", "100.00%", True)
    assert (second.x, second.width) == ("50.00%", "0.40%")
    assert drawn.now == ""
    assert 'x="50.00%"' in draw("{% timeline picture %}", picture=drawn)


def test_what_runs_without_end_is_named_in_the_table_of_a_timeline() -> None:
    picture = Timeline(
        [Lane("Chức danh", spans((2010, None), (2012, None)), continuous=True)], date(2010, 1, 1), date(2020, 1, 1), ""
    )
    shown = draw("{% timeline picture %}", picture=picture)
    assert "từ 01/01/2010" in shown
    assert "9999" not in shown


@pytest.mark.parametrize(("years", "step"), [(3, 1), (8, 1), (16, 2), (40, 5), (80, 10)])
def test_an_axis_is_not_crowded(years: int, step: int) -> None:
    ticks = Timeline([], date(1950, 1, 1), date(1950 + years, 1, 1), "").ticks
    shown = [int(year) for year, _ in ticks]
    assert len(shown) <= 9
    assert all(later - earlier == step for earlier, later in pairwise(shown))


def test_counts_are_written_beside_their_pictures() -> None:
    heat = HeatMap("Số lần", "Cơ quan", ["a", "b"], [HeatRow("Sở", [Count(0, "/none/"), Count(1320, "/many/")])])
    shown = draw(
        "{% pyramid ages %}{% heat_map heat %}{% trend months %}",
        ages=Pyramid("Tuổi", [Group("50–54", 1200, 0)]), heat=heat, months=Trend("Tháng", [Point("01/26", 7)]),
    )  # fmt: skip
    assert "1.200" in shown
    assert '<a href="/many/">1.320</a>' in shown
    assert "/none/" not in shown
    assert '<span class="trend-number">7</span>' in shown


def test_shades_follow_the_size_and_nothing_has_none() -> None:
    counts = [Count(value) for value in (0, 1, 30, 100, 1000)]
    [(_, shaded)] = HeatMap("", "", [], [HeatRow("", counts)]).shaded
    assert [one.level for one in shaded] == [0, 1, 1, 1, 4]
    assert HeatMap("", "", [], [HeatRow("", [Count(0)])]).shaded[0][1][0].level == 0


def test_bars_of_both_sexes_are_on_one_scale_and_never_vanish() -> None:
    bars = Pyramid("", [Group("", 1000, 500), Group("", 1, 0)]).bars
    assert [(men, women) for _, men, women in bars] == [("100.00%", "50.00%"), ("0.80%", "0.00%")]
    assert Pyramid("", []).bars == []


def test_columns_stand_on_the_ground() -> None:
    assert [(height, top) for _, height, top in Trend("", [Point("", 4), Point("", 0), Point("", 2)]).columns] == [
        ("100.00%", "0.00%"),
        ("0.00%", "100.00%"),
        ("50.00%", "50.00%"),
    ]


def test_votes_at_the_threshold_pass_only_where_reaching_it_is_enough() -> None:
    assert "violates" in draw("{% vote 'x' 5 10 threshold=50 %}")
    assert "violates" not in draw("{% vote 'x' 5 10 threshold=50 at_least=True %}")
    assert "violates" not in draw("{% vote 'x' 6 10 %}")
    assert "violates" not in draw("{% vote 'x' None 10 %}")


def test_more_people_than_seats_is_said_in_words() -> None:
    assert "vượt 2" in draw("{% seats 11 9 %}")
    assert "trống 3" in draw("{% seats 61 64 %}")


@pytest.mark.parametrize(("state", "asks"), [("waiting", True), ("running", True), ("done", False), ("failed", False)])
def test_progress_asks_again_only_while_the_work_runs(state: str, asks: bool) -> None:
    assert ("hx-get" in draw(f"{{% progress 'x' 1 2 state='{state}' poll='/job/' %}}")) is asks


def test_a_day_is_read_and_shown_as_people_write_it() -> None:
    field = DayField()
    assert field.clean("31/12/2025") == date(2025, 12, 31)
    assert field.widget.format_value(date(2025, 12, 31)) == "31/12/2025"
    assert field.widget.format_value("31/02/2025") == "31/02/2025"
    with pytest.raises(Exception, match="Không phải là một ngày"):
        field.clean("31/02/2025")


@pytest.fixture
def browser() -> Client:
    return Client()


@pytest.mark.parametrize(("asked", "kept"), [("dark", "dark"), ("light", "light"), ("auto", "auto"), ("x", "auto")])
def test_the_theme_is_kept_in_a_cookie(browser: Client, asked: str, kept: str) -> None:
    answer = browser.post("/preferences/theme/", {"theme": asked, "next": "/styleguide/?page=2"})
    assert answer["Location"] == "/styleguide/?page=2"
    assert answer.cookies["theme"].value == kept
    shown = browser.get("/styleguide/").content.decode()
    assert (f'data-theme="{kept}"' in shown) is (kept != "auto")


def test_the_language_is_vietnamese_until_somebody_chooses(browser: Client) -> None:
    first = browser.get("/styleguide/", headers={"Accept-Language": "en-US,en"})
    assert first["Content-Language"] == "vi"
    browser.post("/preferences/language/", {"language": "en", "next": "/"})
    assert '<html lang="en"' in browser.get("/styleguide/").content.decode()
    browser.post("/preferences/language/", {"language": "fr", "next": "/"})
    assert browser.get("/styleguide/")["Content-Language"] == "vi"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:x", "", r"/\elsewhere.example"]
)
def test_a_switch_never_leads_to_another_site(browser: Client, target: str) -> None:
    assert browser.post("/preferences/theme/", {"theme": "dark", "next": target})["Location"] == "/"


def test_an_address_is_the_one_that_the_name_stands_for() -> None:
    key, row = uuid4(), uuid4()
    pages: tuple[tuple[str, tuple[object, ...]], ...] = (
        ("search", ()),
        ("officials:one", (key,)),
        ("officials:one", (str(key),)),
        ("officials:part", (key, "training")),
        ("officials:history", (key, "plan_entry", row)),
        ("organisations:one", ("a b-ệ&{0}",)),
        ("roles:user", (7,)),
    )
    for page, args in pages:
        assert reverse(page, args) == looked_up(page, args=args)
    for page, nothing in (("officials:one", ()), ("search", (key,)), ("no:page", ()), ("officials:one", ("a b",))):
        with pytest.raises(NoReverseMatch):
            reverse(page, nothing)


def test_what_is_written_without_a_template_is_escaped() -> None:
    bad = """<b>'"&"""
    tree = [Node(bad, "", bad, [Node(bad, bad, bad, here=True)], open=True), Node(bad, bad, more=bad)]
    shown = Template("{% load ui %}{% branches tree %}{% options choices chosen %}").render(
        Context({"tree": tree, "choices": [Option(bad, bad)], "chosen": bad})
    )
    assert "<b>" not in shown
    assert "&lt;b&gt;&#x27;&quot;&amp;" in shown


def test_a_switch_needs_its_token() -> None:
    answer = Client(enforce_csrf_checks=True).post("/preferences/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "phiên làm việc" in answer.content.decode()


def test_the_navigation_marks_the_nearest_entry_and_hides_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", [])
    navigation.register(navigation.Entry(2, "Mẫu", "ui:styleguide", shown_to=lambda user: True, waiting=lambda user: 3))
    navigation.register(navigation.Entry(1, "Nhánh", "ui:styleguide-branch", shown_to=lambda user: True))
    navigation.register(navigation.Entry(3, "Riêng", "ui:theme"))
    navigation.register(navigation.Entry(9, "Lại", "ui:styleguide"))
    request = RequestFactory().get("/styleguide/branch/")
    request.user = AnonymousUser()
    assert [(one.label, one.here, one.count) for one in navigation.places(request)] == [
        ("Nhánh", True, 0),
        ("Mẫu", False, 3),
    ]
