"""Statements that are made once in a process: whoever asks next gets what is theirs, as from the queryset itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.web.access_world import DAY, build, grant, model, user

from chinhdanh.web.accounts.acting import acting_as
from chinhdanh.web.accounts.models import ROLES
from chinhdanh.web.officials.models import Tenure
from chinhdanh.web.record.base import MODELS
from chinhdanh.web.record.compiled import MadeOnce


def of_table(table: str) -> Any:
    def readable(user: Any, day: date, ids: Any) -> Any:
        return model(table).objects.visible_to(user, day).filter(pk__in=ids)

    return readable


def test_a_statement_made_for_one_user_gives_another_only_what_is_theirs(db: None) -> None:
    """Of one role at two bodies, of all roles one after the other, and of an official within the own reach and out of it."""
    build()
    made = {table: MadeOnce(of_table(table)) for table in MODELS}
    everybody = []
    for role, _name in ROLES:
        for side in ("A", "B"):
            who = user(f"{role}-{side}", person_id=f"person-{side}1" if role == "official" else None)
            grant(who, role, side)
            everybody.append(who)
    for place in ("A", "B"):
        both = user(f"both-{place}", person_id="person-A1")
        grant(both, "official", "A")
        grant(both, "inspector", place)
        everybody.append(both)
    wrong = []
    for who in everybody:
        with acting_as(who, DAY):
            for table, asked in made.items():
                ids = list(model(table).objects.values_list("pk", flat=True))
                expected = {one.pk: vars(one) for one in of_table(table)(who, DAY, ids)}
                got = {one.pk: vars(one) for one in asked(who, DAY, ids)}
                for one in (*expected.values(), *got.values()):
                    del one["_state"]
                if got != expected:
                    wrong.append((who.name, table))
    assert wrong == []


def test_what_was_selected_and_annotated_comes_with_the_rows(db: None) -> None:
    """Rows know whom they name without asking again, and an empty list finds nobody."""
    build()
    inspector = user("inspector")
    grant(inspector, "inspector", "A")

    @MadeOnce
    def held(user: Any, day: date, people: Any) -> Any:
        rows = Tenure.objects.visible_to(user, day).filter(person_id__in=people)
        return rows.select_related("person", "post__organization").order_by("pk")

    with acting_as(inspector, DAY):
        (one,) = held(inspector, DAY, ["person-A1"])
        names = {"person", "post"} & one._state.fields_cache.keys()
        assert (names, one.person.pk, one.post.organization.pk) == ({"person", "post"}, "person-A1", "A1")
        assert held(inspector, DAY, []) == held(inspector, DAY, ["person-B1"]) == []


def test_a_value_that_is_worked_out_of_an_argument_is_refused(db: None) -> None:
    """The statement would be asked again with the value of the first time."""

    @MadeOnce
    def until(on: date) -> Any:
        return Tenure.objects.filter(until__lt=on + timedelta(days=1))

    with pytest.raises(ValueError, match="works something out"):
        until(DAY)
