"""`python -m bench.imports`: an office's workbook of 30,000 rows into the record of `bench.web`, step by step, and out again.

It says what each step took as JSON; `bench.web` writes it into its page.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

ROWS = 30_000
BAR = 20
"""Seconds within which a list is to be checked and written."""
USER = "demo-head-of-personnel"


def workbook(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A list with its headers on the fifth row, a group, and a sum at its end."""
    import xlsxwriter

    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet("Danh sách")
    sheet.merge_range("A1:E1", "DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC")
    sheet.write_row(4, 0, ["TT", *headers])
    sheet.write_row(5, 0, ["I", "Các phòng"])
    n = 0
    for n, row in enumerate(rows, 1):
        sheet.write_row(5 + n, 0, [n, *row])
    sheet.write_row(6 + n, 0, ["Cộng", None, n])
    book.close()
    return kept.getvalue()


Person = tuple[str, date]


def of_known(people: Sequence[Person], year: int) -> bytes:
    """A qualification and a rating of each."""
    said = ("Thạc sĩ", "Hoàn thành tốt nhiệm vụ")
    headers = ["Họ và tên", "Ngày sinh", "Trình độ chuyên môn", f"Xếp loại năm {year}"]
    return workbook(headers, ([name, f"{born:%d/%m/%Y}", *said] for name, born in people))


def of_new(people: Sequence[Person], posts: Sequence[tuple[str, str]], day: date) -> bytes:
    """Somebody new in a post, by a decision, for each: a name of the record with the day of birth of another."""
    known, half = set(people), len(people) // 2
    strangers = [
        one
        for (name, _), (_, born) in zip(people, [*people[half:], *people[:half]], strict=True)
        if (one := (name, born)) not in known
    ]
    headers = ["Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ", "Số quyết định", "Ngày ký quyết định", "Từ ngày"]
    signed = f"{day.replace(day=1):%d/%m/%Y}"
    rows = (
        [name, f"{born:%d/%m/%Y}", *posts[n % len(posts)], f"{n + 1}/QĐ-SNV", signed, signed]
        for n, (name, born) in enumerate(dict.fromkeys(strangers))
    )
    return workbook(headers, rows)


def _timed(did: Callable[[], Any]) -> tuple[Any, float]:
    began = time.monotonic()
    found = did()
    return found, time.monotonic() - began


def measure(rows: int, new: bool) -> dict[str, Any]:
    """Seconds of each step, rows and versions written, of people who are known or new; all of it is undone at the end."""
    from chinhdanh.web.accounts.acting import acting_as
    from chinhdanh.web.accounts.models import User
    from chinhdanh.web.accounts.pages import today
    from chinhdanh.web.imports import actions
    from chinhdanh.web.imports.fields import PEOPLE
    from chinhdanh.web.imports.models import Import
    from chinhdanh.web.record.access import KEEPERS

    user, day = User.objects.get(name=USER), today()
    with acting_as(user, day) as scope:
        places = scope.at(KEEPERS)
    (body,) = _rows(
        "SELECT a.above_id FROM organization_above a JOIN person_place p USING (organization_id) "
        "WHERE a.above_id = ANY(%s) GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
        places,
    )[0]
    people = _rows(
        # Of two of one name and day of birth a person has to say which is meant.
        "SELECT n.full_name, n.birth_date FROM organization_above a "
        "JOIN post o ON o.organization_id = a.organization_id JOIN tenure t ON t.post_id = o.id AND t.until IS NULL "
        "JOIN person n ON n.id = t.person_id WHERE a.above_id = %s "
        "AND n.birth_date IS NOT NULL AND n.full_name IS NOT NULL AND n.id IS DISTINCT FROM %s "
        "GROUP BY 1, 2 HAVING count(DISTINCT n.id) = 1 ORDER BY 2, 1 LIMIT %s",
        body, user.person_id, rows,
    )  # fmt: skip
    content = of_new(people, _posts(body), day) if new else of_known(people, day.year - 1)
    told: dict[str, Any] = {}

    def step(name: str, ask: Callable[[Import], object]) -> None:
        def do() -> None:
            with acting_as(user, day):
                ask(one)
                actions.carry_out_step(user, one, day)

        told[name] = _timed(do)[1]
        if one.why:
            raise SystemExit(f"{name}: {one.why}")

    with acting_as(user, day):
        one, told["read"] = _timed(lambda: actions.upload(user, day, body, PEOPLE, "ds.xlsx", content))
    meanings = {column["at"]: column["means"] for column in one.columns if column["means"]}
    constants = {"kind": "appointment"} if new else {}
    step("check", lambda one: actions.say_meanings(user, one, one.edition, meanings, constants))
    told["counts"] = {name: n for name, n in one.counts.items() if isinstance(n, int)}
    told["rows"] = one.counts["rows"]
    step("write", lambda one: actions.ask_to_write(user, one, one.edition, "đo"))
    told["versions"] = one.acts.get().counts["rows"]
    step("undo", lambda one: actions.ask_to_undo(user, one, one.edition, "đo"))
    return told


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _posts(body: str) -> list[tuple[str, str]]:
    """Unit and title of the posts of many seats, where the name of the unit tells it."""
    return _rows(
        "SELECT o.name, min(p.title) FROM organization_above a JOIN organization o ON o.id = a.organization_id "
        "JOIN post p ON p.organization_id = o.id WHERE a.above_id = %s AND o.until IS NULL AND p.until IS NULL "
        "AND p.leadership = 'none' AND (p.seats IS NULL OR p.seats >= 100) "
        "GROUP BY o.name HAVING count(*) = 1 AND count(DISTINCT o.id) = 1 ORDER BY 1",
        body,
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder in which bench.web keeps the database")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--new", action="store_true", help="a list of people who are not recorded yet")
    given = parser.parse_args()
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(
        CHINHDANH_DATA=str(given.data.resolve()), CHINHDANH_DEMO="1", DJANGO_SETTINGS_MODULE="chinhdanh.web.settings"
    )
    import django

    django.setup()
    print(json.dumps(measure(given.rows, given.new)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
