"""Statements that are asked again and again: made out of their querysets once in a process.

Building a queryset and writing it as SQL takes several times as long as asking it, where it finds a few rows by their keys.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import update_wrapper
from inspect import signature
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.query import ValuesListIterable, get_related_populators

from chinhdanh.web.record.access import Scope, StandIn, scope_of
from chinhdanh.web.record.together import prepared

_PK, _SELF = "\x02pk", "\x02self"
"""What is given of the user beside the reach: which user it is, and which person of the record."""

Slot = str | tuple[str, ...] | None
"""For what a value stands: for an argument, for the places of some roles, or for nothing: it is always the same."""


@dataclass(frozen=True)
class _Statement:
    sql: str
    """Empty where nothing can be found."""
    values: list[tuple[Slot, Any]]
    """Each with its slot; what stands for nothing else with what it is."""
    read: Callable[[Any], Any]

    def ask(self, given: dict[str, Any], scope: Scope | None) -> Any:
        if not self.sql:
            return self.read([])
        values = []
        for slot, value in self.values:
            if isinstance(slot, tuple):
                assert scope is not None
                values.append(scope.at(slot))
            else:
                values.append(value if slot is None else given[slot])
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            return self.read(cursor.fetchall())


class MadeOnce:
    """A function that gives a queryset, or several by name (`together`), to be called for their rows.

    Its arguments become values of the statement as they are: nothing is worked out of them or decided by what they say,
    and where a value is found to be worked out, nothing is answered. Another statement is made only for what is None, True
    or False, and for other roles of the `user`, whose rights are those of `day`.
    """

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make
        self._names = tuple(signature(make).parameters)
        self._made: dict[Hashable, _Statement] = {}
        self._weighed: dict[Hashable, set[tuple[str, ...]]] = {}
        """By which roles it is asked whether the user's own record is within reach: by the answers statements differ."""
        update_wrapper(self, make)

    def __call__(self, *args: Any, **more: Any) -> Any:
        """The rows: a list, or lists by name."""
        given = dict(zip(self._names, args, strict=False)) | more
        user = given.pop("user", None)
        given = {name: _plain(value) for name, value in given.items()}
        scope = None if user is None else scope_of(user, given["day"])
        kind: tuple[Hashable, ...] = tuple((name, _kind(value)) for name, value in given.items())
        if scope is not None:
            roles = frozenset((role, place is None) for role, place in scope.grants)
            kind = (*kind, roles, scope.person_id is None)
        weighed = self._weighed.setdefault(kind, set())
        statement = self._made.get((kind, _answers(scope, weighed)))
        if statement is None:
            statement, other = (self._statement(given, scope, weighed, mark) for mark in (1, 2))
            if (statement.sql, statement.values) != (other.sql, other.values):
                raise ValueError(f"{self._make.__qualname__} works something out of its arguments")
            self._made[kind, _answers(scope, weighed)] = statement
        if scope is not None:
            given |= {_PK: scope.user_id, _SELF: scope.person_id}
        return statement.ask(given, scope)

    def _statement(
        self, given: dict[str, Any], scope: Scope | None, weighed: set[tuple[str, ...]], mark: int
    ) -> _Statement:
        """The statement, made with values that stand for such arguments: each unlike any other, and under another `mark`."""
        standing = {name: _standing(name, value, n, mark) for n, (name, value) in enumerate(given.items(), 1)}
        slots: dict[Hashable, Slot] = {_token(value): name for name, value in standing.items()}
        places: dict[str, str] = {}
        if scope is not None:
            reach = _standing_reach(scope, standing["day"], weighed, mark)
            places = {place: role for role, place in reach.grants if place is not None}
            slots |= {_token(reach.user_id): _PK, _token(reach.person_id): _SELF}
            standing["user"] = StandIn(reach)

        def slotted(value: Any) -> tuple[Slot, Any]:
            if isinstance(value, list) and value and places.keys() >= set(value):
                return tuple(places[place] for place in value), None
            slot = slots.get(_token(value)) if _kind(value) is not value else None
            return slot, value if slot is None else None

        sql, values, read = _compiled(self._make(**standing))
        return _Statement(sql, [slotted(value) for value in values], read)


class _Weighing(dict[tuple[str, ...], bool]):
    """Whether somebody's own record is within their reach by some roles: asked of the reach that another stands for."""

    def __init__(self, scope: Scope, asked: set[tuple[str, ...]]) -> None:
        super().__init__()
        self._scope, self._asked = scope, asked

    def __contains__(self, roles: object) -> bool:
        return True

    def __getitem__(self, roles: tuple[str, ...]) -> bool:
        self._asked.add(roles)
        return self._scope.within_reach(roles)


def _answers(scope: Scope | None, weighed: set[tuple[str, ...]]) -> Hashable:
    return None if scope is None else frozenset((roles, scope.within_reach(roles)) for roles in tuple(weighed))


def _standing_reach(scope: Scope, day: date, weighed: set[tuple[str, ...]], mark: int) -> Scope:
    """A reach of the same roles, each at one place that is nowhere."""
    grants = sorted({(role, "" if place is None else f"\x02{mark} at {role}") for role, place in scope.grants})
    person = scope.person_id and f"\x02{mark} self"
    places = tuple((role, place or None) for role, place in grants)
    return Scope(-mark, day, places, person, row_by_row=True, _within=_Weighing(scope, weighed))


def _plain(value: Any) -> Any:
    """An argument as the database takes it: several of something as a list."""
    return (
        [one for one in value if one is not None]
        if isinstance(value, Iterable) and not isinstance(value, str)
        else value
    )


def _kind(value: Any) -> Any:
    """By what the statements for two arguments may differ."""
    if value is None or isinstance(value, bool):
        return value
    return (list, type(value[0]) if value else str) if isinstance(value, list) else type(value)


def _token(value: Any) -> Hashable:
    return (list, *map(_token, value)) if isinstance(value, list) else (type(value), value)


def _standing(name: str, value: Any, n: int, mark: int) -> Any:
    """A value that stands for one like `value`."""
    standing: Any
    match value:
        case None | bool():
            standing = value
        case list():
            standing = [_standing(name, value[0] if value else "", n, mark)]
        case str():
            standing = f"\x02{mark} {name}"
        case int():
            standing = -1000 * mark - n
        case UUID():
            standing = UUID(int=1000 * mark + n)
        case datetime():
            standing = datetime(mark, 1, n, tzinfo=UTC)
        case date():
            standing = date(mark, 1, n)
        case _:
            raise TypeError(f"{name}: nothing stands for {type(value).__name__}")
    return standing


def _compiled(found: Any) -> tuple[str, Iterable[Any], Callable[[Any], Any]]:
    """The statement of a queryset or of several, its values, and what reads its rows."""
    if isinstance(found, dict):
        together = prepared(**found)
        return together.sql, together.values, together.read
    if found._prefetch_related_lookups:
        raise TypeError("what is prefetched is asked for by statements of its own")
    compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:
        return "", (), list
    return sql, values, _tuples(compiler) if found._iterable_class is ValuesListIterable else _models(compiler)


def _tuples(compiler: Any) -> Callable[[Any], list[Any]]:
    def read(rows: Any) -> list[Any]:
        return list(compiler.results_iter([rows], tuple_expected=True))

    return read


def _models(compiler: Any) -> Callable[[Any], list[Any]]:
    """What makes rows into models with what was selected of others and annotated, as a queryset does."""
    select, info, annotated = compiler.select, compiler.klass_info, compiler.annotation_col_map
    first, after = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, _sql, _alias in select[first:after]]
    related = get_related_populators(info, select, DEFAULT_DB_ALIAS)
    model = info["model"]

    def read(rows: Any) -> list[Any]:
        found = []
        for row in compiler.results_iter([rows]):
            one = model.from_db(DEFAULT_DB_ALIAS, names, row[first:after])
            for other in related:
                other.populate(row, one)
            for name, place in annotated.items():
                setattr(one, name, row[place])
            found.append(one)
        return found

    return read
