"""Whom a row is about: by the number of the citizen, then by the code of the office, then by name and day of birth.

Only people whose record the user keeps are found. Where it is not certain, a person decides.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from chinhdanh.web.imports import kept
from chinhdanh.web.imports.cells import Said
from chinhdanh.web.imports.entries import Entry
from chinhdanh.web.officials.models import Tenure
from chinhdanh.web.ui.formats import day as shown_day

NEW = "new"
_AT_ONCE = 5000
_RELATIVE = ":relative"
WITH_POSTS = 300
"""So many doubts are told with the posts of those who may be meant; who doubts more has chosen a wrong column."""
IDENTIFYING = ("full_name", "birth", "birth_male", "birth_female", "citizen_id", "code")


class Known(NamedTuple):
    """What is asked of somebody in the record: tens of thousands are looked at, so as little of each as is needed."""

    pk: str
    key: Any
    version: int
    full_name: str | None
    sex: str | None
    birth_date: date | None
    birth_precision: str | None
    citizen_id: str | None
    category: str | None
    party_joined_on: date | None
    party_full_on: date | None
    recruited_on: date | None


def relative_of(row: int) -> str:
    """Under what it is kept who was chosen for the relative of a row; for whom a row is about it is the row alone."""
    return f"{row}{_RELATIVE}"


def chosen_relatives(chosen: Mapping[str, str]) -> dict[int, str]:
    """Who was chosen for the relative of which row."""
    return {int(row.removesuffix(_RELATIVE)): who for row, who in chosen.items() if row.endswith(_RELATIVE)}


def chunks(values: Iterable[Any], size: int = _AT_ONCE) -> Iterator[list[Any]]:
    """The values, so many at a time that a statement can name."""
    ordered = sorted(set(values))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


@lru_cache(maxsize=100_000)
def same_name(name: str) -> str:
    """A name by which two are compared: case and stray spaces aside, diacritics kept."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


class People:
    """The people whose record the user keeps, as far as the rows of a list may mean them."""

    def __init__(self, entries: Sequence[Entry], chosen: Iterable[str]) -> None:
        """Look them up: a few questions, however long the list is."""
        self.by_id: dict[str, Known] = {}
        numbers = {entry.said["citizen_id"] for entry in entries if entry.said.get("citizen_id")}
        codes = {entry.said["code"] for entry in entries if entry.said.get("code")}
        self._find(numbers=numbers, codes=codes, keys=set(chosen) - {NEW})
        self.by_number = {person.citizen_id: person for person in self.by_id.values() if person.citizen_id}
        # Who is known by a number that agrees need not be looked for by name.
        born = [entry.born for entry in entries if entry.born.value and not self._is_known(entry)]
        self._find(
            days={one.value for one in born if one.precision == "day"},
            years={one.value.year for one in born},
            whole_years={one.value.year for one in born if one.precision != "day"},
        )
        self.elsewhere = _elsewhere(numbers - {person.citizen_id for person in self.by_id.values()})
        self.by_number = {person.citizen_id: person for person in self.by_id.values() if person.citizen_id}
        self.by_key = {str(person.key): person for person in self.by_id.values()}
        self._named: dict[tuple[str, int], list[Known]] = defaultdict(list)
        for person in self.by_id.values():
            if person.birth_date is not None:
                self._named[same_name(person.full_name or ""), person.birth_date.year].append(person)

    def _is_known(self, entry: Entry) -> bool:
        person = self.by_number.get(entry.said.get("citizen_id") or "")
        return person is not None and not _is_somebody_else(entry, person)

    def _find(self, **asked: set[Any]) -> None:
        """Whoever has one of these, as `kept.people` calls them."""
        for row in kept.people(("id", *Known._fields[1:]), **asked):
            self.by_id.setdefault(row[0], Known._make(row))

    def named(self, entry: Entry) -> tuple[list[Any], list[Any]]:
        """Of the same name: those of the same day of birth, and those of whom either side knows less than the day."""
        born = entry.born
        if not entry.name or born.value is None:
            return [], []
        sure, maybe = [], []
        for person in self._named.get((same_name(entry.name), born.value.year), ()):
            assert person.birth_date is not None
            known = person.birth_precision or "day"
            if person.birth_date == born.value and known == born.precision:
                sure.append(person)
            elif _may_be(born.value, born.precision, person.birth_date, known):
                maybe.append(person)
        return sure, maybe


def _may_be(born: date, precision: str, known: date, known_precision: str) -> bool:
    """Whether two births of one year may be the same."""
    if "day" == precision == known_precision:
        return False
    return "year" in (precision, known_precision) or born.month == known.month


def births_agree(born: Said, person: Known) -> bool:
    """Whether somebody in the record may be born as a list says; who knows nothing contradicts nobody."""
    if born.value is None or person.birth_date is None or born.value == person.birth_date:
        return True
    known = person.birth_precision or "day"
    return born.value.year == person.birth_date.year and _may_be(born.value, born.precision, person.birth_date, known)


def _elsewhere(numbers: set[str]) -> set[str]:
    if not numbers:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.citizen_ids_elsewhere(%s)", [list(numbers)])
        return {number for (number,) in cursor.fetchall()}


def match(entries: Sequence[Entry], chosen: Mapping[str, str], own: str | None, new_allowed: bool) -> None:
    """Say of each entry whom it is about, or what stands in the way."""
    asked = [entry for entry in entries if not entry.skipped]
    people = People(asked, [who for row, who in chosen.items() if not row.endswith(_RELATIVE)])
    doubts: list[tuple[Entry, list[Any], str]] = []
    for entry in asked:
        found, doubt, candidates = _whom(entry, people, chosen.get(str(entry.line.row)))
        if doubt:
            doubts.append((entry, candidates, doubt))
        elif found is not None:
            entry.person, entry.person_id = found, found.pk
            if own and found.pk == own:
                entry.wrong("full_name", "own")
        elif entry.said.get("citizen_id") in people.elsewhere:
            entry.wrong("citizen_id", "elsewhere")
        elif any(one["field"] in IDENTIFYING for one in entry.problems):
            continue  # who it is may only show when that is mended
        elif not new_allowed:
            entry.wrong("full_name", "not_there")
        elif not entry.name:
            entry.wrong("full_name", "no_name")
        else:
            entry.is_new = True
    for (entry, _, doubt), who in zip(doubts, told_apart([candidates for _, candidates, _ in doubts]), strict=True):
        entry.wrong("full_name", doubt, who=who)


def _whom(entry: Entry, people: People, chosen: str | None) -> tuple[Any, str, list[Any]]:
    """The person, or why it is in doubt and who it may be."""
    if chosen == NEW:
        return None, "", []
    if chosen and chosen in people.by_key:
        return people.by_key[chosen], "", []
    sure, maybe = people.named(entry)
    number, code = entry.said.get("citizen_id"), entry.said.get("code")
    by_number, by_code = people.by_number.get(number or ""), people.by_id.get(code or "")
    found, doubt, candidates = None, "", list[Any]()
    if by_number is not None:
        found = by_number
        if by_code is not None and by_code.pk != by_number.pk:
            doubt, candidates = "doubt_code", [by_number, by_code]
        elif _is_somebody_else(entry, by_number):
            doubt, candidates = "doubt_number", [by_number, *sure]
    elif by_code is not None:
        found = by_code
        if _is_somebody_else(entry, by_code) or _other_number(number, by_code):
            doubt, candidates = "doubt_code", [by_code, *sure]
    elif len(sure) == 1 and not maybe and not _other_number(number, sure[0]):
        found = sure[0]
    elif sure or maybe:
        doubt, candidates = "doubt_name", [*sure, *maybe]
    return (None, doubt, candidates) if doubt else (found, "", [])


def _is_somebody_else(entry: Entry, person: Any) -> bool:
    """Whether name and birth both differ: then a number was mistyped on one side."""
    name = entry.name and same_name(entry.name) != same_name(person.full_name or "")
    born = entry.born.value and person.birth_date and entry.born.value.year != person.birth_date.year
    return bool(name and (born or not entry.born.value))


def _other_number(number: str | None, person: Any) -> bool:
    return bool(number and person.citizen_id and number != person.citizen_id)


def told_apart(doubts: Sequence[Sequence[Any]]) -> list[list[list[str]]]:
    """Of each doubt those who may be meant, each with the day of birth and the post by which a person can tell them apart."""
    ids = {person.pk for candidates in doubts[:WITH_POSTS] for person in candidates}
    posts: dict[str, str] = {}
    for some in chunks(ids):
        held = Tenure.objects.filter(person_id__in=some, until__isnull=True).select_related("post").order_by("since")
        posts.update({tenure.person_id: tenure.post.title or "" for tenure in held})
    return [
        [
            [str(person.key), person.full_name or "", shown_day(person.birth_date), posts.get(person.pk, "")]
            for person in dict.fromkeys(candidates)
        ]
        for candidates in doubts
    ]
