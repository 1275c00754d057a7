"""Checks that follow from the declaration of the tables: empty cells, ids, periods, dates, numbers, loops."""

from chinhdanh.registry.checks.model import Check, Given, Queries, bounds, hit_sql
from chinhdanh.registry.schema import TABLES
from chinhdanh.registry.sql import quote

_PAIRS = (
    ("discipline", "act_started_on", "act_ended_on"),
    ("discipline", "act_started_on", "discovered_on"),
    ("discipline", "decided_on", "ended_on"),
    ("qualification", "studied_from", "studied_until"),
    ("step", "held_on", "held_until"),
    ("decision", "policy_requested_on", "policy_answered_on"),
    ("decision", "effective_on", "until"),
    ("decision", "signed_on", "registered_on"),
    ("decision", "signed_on", "revoked_on"),
    ("plan_entry", "approved_on", "withdrawn_on"),
    ("report", "received_on", "closed_on"),
    ("proceeding", "from", "until"),
    ("person", "birth_date", "recruited_on"),
    ("person", "birth_date", "party_joined_on"),
)
"""Days of which the first cannot come after the second, beside every period from–until."""

_LEVEL_COLUMNS = {("position_competency", "level"), ("person_competency", "level")}
_MAY_BE_NEGATIVE = {("evaluation", "score")}


def _period(table: str, first: str, second: str, sign: str) -> str:
    start, end = quote(first), quote(second)
    return hit_sql(table, second, f"concat_ws(' → ', {start}, {end})", f"FROM {table} WHERE {end} {sign} {start}")


def _reversed(given: Given) -> Queries:
    pairs = {(table, "from", "until") for table in given.tables()} | set(_PAIRS)
    for table, first, second in sorted(pairs):
        if given.has(f"{table}.{first}", f"{table}.{second}"):
            yield _period(table, first, second, "<")


def _empty_period(given: Given) -> Queries:
    for table in given.tables():
        if given.has(f"{table}.from", f"{table}.until"):
            yield _period(table, "from", "until", "=")


def _empty_required(given: Given) -> Queries:
    for table in given.tables():
        for column in TABLES[table].required_columns:
            yield hit_sql(table, column, "NULL", f"FROM {table} WHERE {quote(column)} IS NULL")


def _dangling(given: Given) -> Queries:
    for table in given.tables():
        for column in TABLES[table].columns:
            target = column.references
            if target is None or not given.has(f"{table}.{column.name}", f"{target}.id"):
                continue
            cell = f"{table}.{quote(column.name)}"
            yield hit_sql(
                table,
                column.name,
                cell,
                f"FROM {table} ANTI JOIN (SELECT id AS target_id FROM {target}) ON {cell} = target_id "
                f"WHERE {cell} IS NOT NULL",
            )


def _dates(given: Given) -> Queries:
    limits = bounds()
    for table in given.tables():
        for column in TABLES[table].columns:
            if column.type != "date" or not given.has(f"{table}.{column.name}"):
                continue
            is_birth = column.name in ("birth_date", "youngest_child_born_on")
            earliest = limits.earliest_birth if is_birth else limits.earliest
            cell = quote(column.name)
            yield hit_sql(
                table,
                column.name,
                cell,
                f"FROM {table} WHERE {cell} < DATE '{earliest}' OR {cell} > DATE '{limits.latest}'",
            )


def _numbers(given: Given) -> Queries:
    for table in given.tables():
        for column in TABLES[table].columns:
            if column.type not in ("integer", "number") or not given.has(f"{table}.{column.name}"):
                continue
            if (table, column.name) in _MAY_BE_NEGATIVE:
                continue
            cell = quote(column.name)
            wrong = f"{cell} < 0"
            if (table, column.name) in _LEVEL_COLUMNS:
                wrong = f"{cell} NOT BETWEEN 1 AND 5"
            elif column.name == "year":
                wrong = f"{cell} NOT BETWEEN {bounds().earliest.year} AND {bounds().latest.year}"
            yield hit_sql(table, column.name, cell, f"FROM {table} WHERE {wrong}")


def _loop(table: str, column: str) -> str:
    """Rows from which the way up comes back to themselves. Recursion ends because pairs are kept only once."""
    return hit_sql(
        table,
        column,
        f"{table}.{column}",
        f"FROM {table} SEMI JOIN (WITH RECURSIVE up(start, here) AS ("
        f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL UNION "
        f"SELECT up.start, above.{column} FROM up JOIN {table} above ON above.id = up.here "
        f"WHERE above.{column} IS NOT NULL AND up.start <> up.here"
        f") SELECT start FROM up WHERE start = here) ON start = {table}.id",
    )


def _organization_loop(given: Given) -> Queries:
    if given.has("organization.parent_id"):
        yield _loop("organization", "parent_id")


def _post_loop(given: Given) -> Queries:
    if given.has("post.reports_to"):
        yield _loop("post", "reports_to")


CHECKS = (
    Check(
        "empty_required",
        "Ô bắt buộc bị trống; điều gì dựa vào ô này thì không chứng minh được.",
        "A required cell is empty; what hangs on it cannot be proved.",
        _empty_required,
    ),
    Check(
        "id_points_nowhere",
        "Mã trỏ đến một dòng không có trong bảng tương ứng.",
        "The id points at a row that its table does not have.",
        _dangling,
    ),
    Check(
        "period_reversed",
        "Ngày kết thúc trước ngày bắt đầu.",
        "The period ends before it starts.",
        _reversed,
    ),
    Check(
        "period_empty",
        "Khoảng thời gian không có ngày nào (ngày kết thúc là ngày đầu tiên không còn tính).",
        "The period holds no day (its end is the first day no longer in it).",
        _empty_period,
    ),
    Check(
        "date_outside_reason",
        "Ngày quá xa trong quá khứ hoặc tương lai.",
        "The date lies beyond reason in the past or the future.",
        _dates,
    ),
    Check(
        "number_outside_reason",
        "Số âm hoặc ngoài khoảng cho phép.",
        "The number is negative or out of its range.",
        _numbers,
    ),
    Check(
        "organization_loop",
        "Cây tổ chức đi vòng: cơ quan là cấp trên của chính mình.",
        "The tree of organisations runs in a circle: a body stands above itself.",
        _organization_loop,
    ),
    Check(
        "post_loop",
        "Quan hệ cấp trên của chức danh đi vòng.",
        "The line of superior posts runs in a circle.",
        _post_loop,
    ),
)
