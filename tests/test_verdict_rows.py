"""Guards of the rows that an audit writes."""

from __future__ import annotations

import json

import duckdb
import pytest

from chinhdanh.audit.judged import facts_as_json


@pytest.mark.parametrize(("stored", "shown"), [("true", True), ("false", False), ("NULL", None)])
def test_an_unknown_yes_or_no_is_null_and_never_no(stored: str, shown: bool | None) -> None:
    """A boolean that the record does not tell is null in the facts: it once came out as false."""
    con = duckdb.connect()
    con.execute(f"CREATE TABLE facts AS SELECT {stored}::BOOLEAN AS post_is_head")
    [(text,)] = con.execute(f"SELECT {facts_as_json('post_is_head')} FROM facts").fetchall()
    assert json.loads(text) == {"post_is_head": shown}


AWKWARD = 'a "b" \\ c\n\td\r'


def test_quotes_and_backslashes_of_the_record_stay_what_they_are() -> None:
    """Text from the record is escaped, so that the facts always parse."""
    con = duckdb.connect()
    con.execute("CREATE TABLE facts AS SELECT ? AS managed_by", [AWKWARD])
    [(text,)] = con.execute(f"SELECT {facts_as_json('managed_by')} FROM facts").fetchall()
    assert json.loads(text) == {"managed_by": AWKWARD}
