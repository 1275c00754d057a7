"""Dates, three-valued logic and look-ups for the reference computation, in plain Python."""

from datetime import date, timedelta

LEADING = ("head", "deputy", "collective_member")


class Record:
    """One small registry, its tables as lists of dicts. `given` names the tables that the snapshot has."""

    def __init__(self, tables, given, as_of, ordinals, columns=None):
        self.tables, self.given, self.as_of, self.ordinals = tables, set(given), as_of, ordinals
        self.columns = columns or {}
        self.by_id = {name: {row["id"]: row for row in self.rows(name)} for name in ("person", "post", "organization")}

    def rows(self, name):
        return self.tables[name] if name in self.given else []

    def find(self, table, key):
        return self.by_id[table].get(key)

    def column_given(self, table, column):
        return table in self.given and column in self.columns.get(table, (column,))

    def of_person(self, table, person):
        return [] if person is None else [row for row in self.rows(table) if row["person_id"] == person]

    def of_decision(self, table, decision):
        return [row for row in self.rows(table) if row["decision_id"] == decision["id"]]

    def post_of(self, row):
        return self.find("post", row["post_id"]) or {}


def cell(row, name):
    return row.get(name) if row else None


def same(a, b):
    return None if a is None or b is None else a == b


def at_most(a, b):
    """a <= b, unknown where either is."""
    return None if a is None or b is None else a <= b


def before(a, b):
    return None if a is None or b is None else a < b


def both(*values):
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def either(*values):
    if any(value is True for value in values):
        return True
    return None if any(value is None for value in values) else False


def no(value):
    return None if value is None else not value


def exists(values, none_is_known):
    """Is there a row like this: yes where one surely is, no where none can be and the record is whole."""
    values = list(values)
    if True in values:
        return True
    if None in values or not none_is_known:
        return None
    return False


def anyone(values):
    """Three-valued OR of a record that is whole by itself."""
    return exists(values, True)


def first(*values):
    return next((value for value in values if value is not None), None)


def latest(values):
    return max((value for value in values if value is not None), default=None)


def earliest(values):
    return min((value for value in values if value is not None), default=None)


def runs_on(row, day, since="from", until="until"):
    """Does the half-open period surely hold `day`; an empty end still runs, an empty start is unknown."""
    if day is None or row[since] is None or row[since] > day:
        return False
    return row[until] is None or row[until] > day


def may_run_on(row, day, since="from", until="until"):
    """The same where an empty start is no bound."""
    if row[since] is not None and (day is None or row[since] > day):
        return False
    return row[until] is None or (day is not None and row[until] > day)


def add_months(day, months):
    """The same day of another month, or its last day where it is shorter."""
    number = day.year * 12 + day.month - 1 + months
    start = date(number // 12, number % 12 + 1, 1)
    last = date((number + 1) // 12, (number + 1) % 12 + 1, 1) - timedelta(days=1)
    return start.replace(day=min(day.day, last.day))


def whole_months(start, end):
    """The most months that can be added to `start` without passing `end`."""
    if start is None or end is None:
        return None
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    while add_months(start, months) > end:
        months -= 1
    return months


def odd_days(start, end):
    """Days between the last completed month and `end`."""
    return (end - add_months(start, whole_months(start, end))).days
