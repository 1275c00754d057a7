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
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

ROWS = 30_000
BAR = 20
"""Seconds within which a list is to be checked and written."""
USER = "demo-head-of-personnel"


def workbook(people: Sequence[tuple[str, date]], year: int) -> bytes:
    """A list with its headers on the fifth row, a group and a sum, of these names and days of birth."""
    import xlsxwriter

    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet("Danh sách")
    sheet.merge_range("A1:E1", "DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC")
    sheet.write_row(4, 0, ["TT", "Họ và tên", "Ngày sinh", "Trình độ chuyên môn", f"Xếp loại năm {year}"])
    sheet.write_row(5, 0, ["I", "Các phòng"])
    for n, (name, born) in enumerate(people):
        said = [n + 1, name, f"{born:%d/%m/%Y}", "Thạc sĩ", "Hoàn thành tốt nhiệm vụ"]
        sheet.write_row(6 + n, 0, said)
    sheet.write_row(6 + len(people), 0, ["Cộng", None, len(people)])
    book.close()
    return kept.getvalue()


def _timed(did: Callable[[], Any]) -> tuple[Any, float]:
    began = time.monotonic()
    found = did()
    return found, time.monotonic() - began


def measure(rows: int) -> dict[str, Any]:
    """Seconds of each step, rows and versions written; the record is as it was when all is done."""
    from django.db import connection

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
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.above_id, count(*) FROM organization_above a JOIN person_place p USING (organization_id) "
            "WHERE a.above_id = ANY(%s) GROUP BY 1 ORDER BY 2 DESC LIMIT 1",
            [places],
        )
        body = cursor.fetchone()[0]
        cursor.execute(
            # Of two of one name and day of birth a person has to say which is meant.
            "SELECT n.full_name, n.birth_date FROM organization_above a "
            "JOIN post o ON o.organization_id = a.organization_id JOIN tenure t ON t.post_id = o.id AND t.until IS NULL "
            "JOIN person n ON n.id = t.person_id WHERE a.above_id = %s "
            "AND n.birth_date IS NOT NULL AND n.full_name IS NOT NULL AND n.id IS DISTINCT FROM %s "
            "GROUP BY 1, 2 HAVING count(DISTINCT n.id) = 1 ORDER BY 2, 1 LIMIT %s",
            [body, user.person_id, rows],
        )
        people = cursor.fetchall()
    content = workbook(people, day.year - 1)
    told: dict[str, Any] = {"rows": len(people)}

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
    step("check", lambda one: actions.say_meanings(user, one, one.edition, meanings, {}))
    told["counts"] = {name: n for name, n in one.counts.items() if isinstance(n, int)}
    step("write", lambda one: actions.ask_to_write(user, one, one.edition, "đo"))
    told["versions"] = one.acts.get().counts["rows"]
    step("undo", lambda one: actions.ask_to_undo(user, one, one.edition, "đo"))
    return told


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder in which bench.web keeps the database")
    parser.add_argument("--rows", type=int, default=ROWS)
    given = parser.parse_args()
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(
        CHINHDANH_DATA=str(given.data.resolve()), CHINHDANH_DEMO="1", DJANGO_SETTINGS_MODULE="chinhdanh.web.settings"
    )
    import django

    django.setup()
    print(json.dumps(measure(given.rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
