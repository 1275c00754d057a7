"""What of a snapshot the record cannot hold: all of it told at once, before anything is written.

The database refuses the same things, one at a time and in its own words. What is merely doubtful is none of this: the
record checks (`registry.checks`) report it, and the record takes it as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from chinhdanh.registry.problems import LISTED_PER_KIND, Place, ProblemList
from chinhdanh.registry.schema import TABLES, Column
from chinhdanh.registry.snapshot import Snapshot
from chinhdanh.registry.sql import quote


@dataclass(frozen=True)
class Demands:
    """What the record asks of the rows of a table, beyond what the registry asks."""

    filled: tuple[str, ...]
    in_order: bool


def give_seats(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table ``seat_of``: each tenure in full on the first seat of its post that is free when it begins.

    With as many seats as there are holders on the fullest day, no seat beyond that number is ever given.
    """
    con.execute("CREATE OR REPLACE TABLE seat_of (_row BIGINT, seat INTEGER)")
    tenures = con.execute(
        'SELECT _row, post_id, "from", until FROM tenure WHERE post_id IS NOT NULL AND "from" IS NOT NULL '
        'AND NOT coalesce(acting, false) AND (until IS NULL OR until >= "from") '
        'ORDER BY post_id, "from", until NULLS LAST, _row'
    )
    rows: list[int] = []
    seats: list[int] = []
    free_from: list[Any] = []
    of_post = None
    while batch := tenures.fetchmany(50_000):
        for row, post, since, until in batch:
            if post != of_post:
                free_from, of_post = [], post
            seat = next((n for n, day in enumerate(free_from) if day is not None and day <= since), len(free_from))
            if seat == len(free_from):
                free_from.append(None)
            free_from[seat] = until
            rows.append(row)
            seats.append(seat + 1)
    if rows:
        con.register("given_seats", pa.table({"_row": rows, "seat": seats}))
        con.execute("INSERT INTO seat_of SELECT * FROM given_seats")
        con.unregister("given_seats")


def what_is_refused(con: duckdb.DuckDBPyConnection, snapshot: Snapshot, demands: dict[str, Demands]) -> ProblemList:
    """Every row that the record cannot hold; the views of `Snapshot.make_views` and the seats of `give_seats` are there."""
    looking = _Looking(con, snapshot, ProblemList())
    for table in snapshot.files:
        for name in demands[table].filled:
            looking.for_empty(table, TABLES[table].column(name))
        for column in TABLES[table].columns:
            if column.references is not None:
                looking.for_loose_ends(table, column, column.references)
        if demands[table].in_order:
            looking.for_reversed(table)
        looking.for_nul(table)
    if "post" in snapshot.files:
        looking.for_no_seats()
    if "tenure" in snapshot.files and "post" in snapshot.files:
        looking.for_crowded_posts()
    return looking.found


class _Looking:
    def __init__(self, con: duckdb.DuckDBPyConnection, snapshot: Snapshot, found: ProblemList) -> None:
        self.con = con
        self.snapshot = snapshot
        self.found = found

    def place(self, table: str) -> Place:
        return self.snapshot.places[table]

    def rows(self, code: str, query: str) -> Iterator[tuple[Any, ...]]:
        """The first rows of `query`; the total of `code` counts all of them."""
        hits = self.con.execute(f"SELECT count(*) OVER (), * FROM ({query}) LIMIT {LISTED_PER_KIND}").fetchall()
        if hits:
            self.found.count(code, hits[0][0])
        for _, *hit in hits:
            yield tuple(hit)

    def for_empty(self, table: str, column: Column) -> None:
        if column.name not in self.snapshot.columns[table]:
            if self.snapshot.rows[table]:
                self.found.add(
                    "record_needs_column",
                    self.place(table),
                    f"Bảng {table} không có cột {column.name} ({column.meaning_vi}); phần mềm không nhận dòng nào thiếu ô "
                    "này. Thêm cột và điền đủ.",
                    f"The table {table} has no column {column.name} ({column.meaning_en}); the application holds no row "
                    "without it. Add the column and fill it in.",
                    column=column.name,
                )
            return
        for row, row_id in self.rows(
            "record_needs_value",
            f"SELECT _row, id FROM {table} WHERE {quote(column.name)} IS NULL ORDER BY _row",
        ):
            self.found.add(
                "record_needs_value",
                self.place(table),
                f"Dòng {row_id} để trống {column.name} ({column.meaning_vi}); phần mềm không nhận dòng thiếu ô này. Điền "
                "vào, hoặc đưa dòng này ra khỏi bảng.",
                f"Row {row_id} leaves {column.name} empty ({column.meaning_en}); the application holds no row without it. "
                "Fill it in, or take the row out of the table.",
                row=row,
                column=column.name,
                counted=False,
            )

    def for_loose_ends(self, table: str, column: Column, target: str) -> None:
        if column.name not in self.snapshot.columns[table]:
            return
        cell = quote(column.name)
        if target not in self.snapshot.files:
            (count,) = self.con.execute(f"SELECT count({cell}) FROM {table}").fetchall()[0]
            if count:
                self.found.add(
                    "record_needs_table",
                    self.place(table),
                    f"Cột {column.name} trỏ đến bảng {target} ở {count} dòng, mà bảng {target} không được giao. Thêm bảng "
                    f"{target}, hoặc để trống cột này.",
                    f"The column {column.name} points at the table {target} in {count} row(s), and that table was not "
                    f"given. Add the table {target}, or leave the column empty.",
                    column=column.name,
                )
            return
        for row, value in self.rows(
            "record_id_points_nowhere",
            f"SELECT _row, {cell} FROM {table} ANTI JOIN (SELECT id AS target_id FROM {target}) ON {cell} = target_id "
            f"WHERE {cell} IS NOT NULL ORDER BY _row",
        ):
            self.found.add(
                "record_id_points_nowhere",
                self.place(table),
                f'{column.name} ghi "{value}", mà bảng {target} không có dòng nào mang mã ấy. Sửa mã, thêm dòng vào bảng '
                f"{target}, hoặc để trống nếu không rõ.",
                f'{column.name} says "{value}", and the table {target} has no row with this id. Correct the id, add the '
                f"row to {target}, or leave the cell empty if it is not known.",
                row=row,
                column=column.name,
                value=value,
                counted=False,
            )

    def for_reversed(self, table: str) -> None:
        for row, since, until in self.rows(
            "record_period_reversed",
            f'SELECT _row, "from", until FROM {table} WHERE until < "from" ORDER BY _row',
        ):
            self.found.add(
                "record_period_reversed",
                self.place(table),
                f"Kết thúc {until:%d/%m/%Y}, trước khi bắt đầu {since:%d/%m/%Y}. Sửa một trong hai ngày theo văn bản gốc.",
                f"It ends on {until}, before it starts on {since}. Correct one of the two days from the document.",
                row=row,
                column="until",
                value=until.isoformat(),
                counted=False,
            )

    def for_nul(self, table: str) -> None:
        for column in TABLES[table].columns:
            if column.type not in ("text", "code") or column.name not in self.snapshot.columns[table]:
                continue
            cell = quote(column.name)
            query = f"SELECT _row, {cell} FROM {table} WHERE contains({cell}, chr(0)) ORDER BY _row"
            for row, value in self.rows("record_unreadable_character", query):
                self.found.add(
                    "record_unreadable_character",
                    self.place(table),
                    "Ô có ký tự số 0, không phải chữ và không lưu được. Gõ lại nội dung ô này.",
                    "The cell holds the character number 0, which is no letter and cannot be kept. Type the cell anew.",
                    row=row,
                    column=column.name,
                    value=value.replace("\0", "\N{SYMBOL FOR NULL}"),
                    counted=False,
                )

    def for_no_seats(self) -> None:
        for row, seats in self.rows(
            "record_no_seats", "SELECT _row, seats FROM post WHERE seats NOT BETWEEN 1 AND 32767 ORDER BY _row"
        ):
            self.found.add(
                "record_no_seats",
                self.place("post"),
                f"Chức danh có {seats} chỗ; phải từ 1 trở lên. Ghi đúng số chỗ, hoặc để trống nếu không rõ.",
                f"The post has {seats} seats; at least 1 is needed. State the number, or leave it empty if not known.",
                row=row,
                column="seats",
                value=str(seats),
                counted=False,
            )

    def for_crowded_posts(self) -> None:
        """Without a number of seats only a head is surely alone; deputies and members of a collective share one post."""
        query = """
            WITH seated AS (
                SELECT tenure.*, seat,
                       CASE WHEN post.seats > 0 THEN post.seats WHEN post.leadership = 'head' THEN 1 END AS seats
                FROM tenure JOIN seat_of USING (_row) JOIN post ON post.id = tenure.post_id)
            SELECT late._row, late.id, late.post_id, late."from", any_value(late.seats),
                   string_agg(other.id, ', ' ORDER BY other."from", other._row)
            FROM seated late JOIN seated other
              ON other.post_id = late.post_id AND other._row <> late._row AND other.seat < late.seat
             AND other."from" <= late."from" AND (other.until IS NULL OR other.until > late."from")
            WHERE late.seat > late.seats AND (late.until IS NULL OR late.until > late."from")
            GROUP BY ALL ORDER BY late._row
        """
        for row, row_id, post, since, seats, others in self.rows("record_seat_taken", query):
            self.found.add(
                "record_seat_taken",
                self.place("tenure"),
                f'Chức danh "{post}" có {seats} chỗ, mà ngày {since:%d/%m/%Y} đã có người giữ chính thức ({others}) khi '
                f"{row_id} bắt đầu. Ghi ngày thôi giữ của người trước, đánh dấu acting nếu chỉ là quyền hoặc phụ trách, "
                "hoặc sửa số chỗ (post.seats).",
                f'The post "{post}" has {seats} seat(s), and on {since} it is held in full ({others}) when {row_id} begins. '
                "State when the earlier holder left, mark the row as acting if it was only that, or correct the number "
                "of seats (post.seats).",
                row=row,
                column="post_id",
                value=post,
                counted=False,
            )
