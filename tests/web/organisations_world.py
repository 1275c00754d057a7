"""A small record for tests of bodies and posts: written a row at a time, each row saying as little as it needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Any

from tests.web.access_world import grant, model, user

from chinhdanh.web.accounts.models import User
from chinhdanh.web.record.writing import Recording, recording

SINCE = date(2015, 1, 1)


class Writer:
    """Adds bodies, posts and people under one change."""

    def __init__(self, record: Recording, first: int) -> None:
        self._record = record
        self._numbers = count(first)

    def add(self, table: str, /, **values: Any) -> Any:
        return self._record.add(model(table), **values)

    def body(self, name: str, parent: str | None = None, **values: Any) -> Any:
        return self.add("organization", id=name, name=name, parent_id=parent, **{"since": SINCE, **values})

    def post(self, body: str, title: str = "Chuyên viên", leadership: str = "none", **values: Any) -> Any:
        return self.add(
            "post", id=f"post{next(self._numbers)}", organization_id=body, title=title, leadership=leadership,
            since=SINCE, **values,
        )  # fmt: skip

    def allot(self, body: str, allotted: int, year: int, category: str = "civil_servant") -> None:
        self.add("establishment", organization_id=body, year=year, category=category, allotted=allotted)

    def person(self, name: str, **values: Any) -> Any:
        basics = {"sex": "female", "birth_date": date(1985, 5, 20), "category": "civil_servant"}
        return self.add("person", id=f"p-{name}", full_name=name, **{**basics, **values})

    def holds(self, person: Any, post: Any, **values: Any) -> Any:
        number = next(self._numbers)
        decision = self.add(
            "decision", id=f"d{number}", kind="appointment", person_id=person.pk, post_id=post.pk, signed_on=SINCE
        )
        return self.add(
            "tenure", id=f"t{number}", person_id=person.pk, post_id=post.pk, start_decision_id=decision.pk,
            **{"since": SINCE, "seat": number % 30_000, **values},
        )  # fmt: skip


@contextmanager
def writing(first: int = 1) -> Iterator[Writer]:
    """What is written gets numbers from `first` on."""
    with recording("entry", None, "thử") as record:
        yield Writer(record, first)


def holder_of(role: str, place: str, name: str = "") -> User:
    """A user who holds `role` at `place`."""
    found = user(name or f"{role} {place}")
    grant(found, role, place)
    return found
