"""What a row would write: the person, what hangs on them, and the post with the decision on which it rests.

An empty cell never takes anything out of the record. A post is recorded together with the decision that the list names;
without one nothing is recorded of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from chinhdanh.registry.readers.names import fold
from chinhdanh.web.decisions.models import Decision
from chinhdanh.web.imports import kept
from chinhdanh.web.imports.entries import Entry, day_of
from chinhdanh.web.imports.fields import BY_KEY, KIN, PEOPLE, year_of
from chinhdanh.web.imports.hanging import HANGING, HangingPlanner
from chinhdanh.web.imports.kin import KinPlanner
from chinhdanh.web.imports.matching import same_name
from chinhdanh.web.imports.posts import Holdings, Posts
from chinhdanh.web.record.base import ids_alike

_PERSON = ("sex", "citizen_id", "category", "party_joined_on", "party_full_on", "recruited_on")
_QUALIFICATIONS = ("professional", "political", "management", "language", "informatics")
DECIDED = ("number", "signed_on", "since")


class Rated(NamedTuple):
    """A rating that is recorded."""

    pk: str
    version: int
    person_id: str
    year: int
    rating: str | None


class Planner:
    """Plans the rows of one list, knowing what the record holds of those whom they are about."""

    def __init__(
        self,
        entries: Sequence[Entry],
        target: str,
        body: str,
        constants: Mapping[str, Any],
        day: date,
        own: str | None,
        chosen: Mapping[str, str],
    ) -> None:
        """Look up what is recorded: a few questions, however long the list is.

        `own` is the person who the user is, `chosen` who was chosen where that was in doubt.
        """
        self.target, self.constants, self.day = target, constants, day
        people = {entry.person.pk for entry in entries if entry.person is not None}
        keys = {key for entry in entries for key in entry.said}
        self.body = body
        self._new_ids = ids_alike()
        self.posts = Posts(body, day) if keys & {"post", "issuer", "planned_post", "voted_post"} else None
        # A post of a plan is one that nobody of them holds yet.
        self.holdings = Holdings(people if keys & {"post", "voted_post"} else ())
        self.hanging: HangingPlanner | KinPlanner | None = None
        if target in HANGING:
            self.hanging = HangingPlanner(entries, target, self.posts, self.holdings, constants)
        elif target == KIN:
            self.hanging = KinPlanner(entries, own, chosen)
        self.ratings: dict[tuple[str, int], Rated] = {}
        self.levels: dict[tuple[str, str], list[tuple[str | None, str | None]]] = defaultdict(list)
        self.decisions: dict[str, list[Any]] = defaultdict(list)
        years = [year for key in keys if (year := year_of(key)) is not None]
        kinds = [BY_KEY[key].of for key in _QUALIFICATIONS if key in keys]
        if years:
            for row in kept.rows("evaluation", ("id", *Rated._fields[1:]), people, years):
                self.ratings[row[2], row[3]] = Rated._make(row)
        if kinds:
            for person, kind, level, field in kept.rows(
                "qualification", ("person_id", "kind", "level", "field"), people, kinds
            ):
                self.levels[person, kind].append((level, field))
        if "number" in keys:
            for decision in kept.held(Decision, people):
                self.decisions[decision.person_id].append(decision)

    def plan(self, entries: Sequence[Entry]) -> None:
        """Plan every entry that is about somebody, in the order of the list."""
        wanted = [entry for entry in entries if not entry.skipped and (entry.person is not None or entry.is_new)]
        if self.hanging is not None:
            for entry in wanted:
                self.hanging.plan(entry, self._write)
            if isinstance(self.hanging, KinPlanner):
                self.hanging.tell_doubts()
            return
        if self.posts is not None:
            meant = {}
            for entry in wanted:
                if entry.said.get("post"):
                    meant[entry.line.row] = self.posts.meant(entry, held=self._held(entry))
            self.posts.learn_holders(post.pk for posts, _, _ in meant.values() for post in posts)
        else:
            meant = {}
        seen: dict[Any, int] = {}
        for entry in wanted:
            if self._is_second(entry, seen):
                continue
            if self.target == PEOPLE:
                self._person(entry)
                self._post(entry, *meant.get(entry.line.row, ([], "", "")))
                self._ratings(entry)
                self._levels(entry)
            else:
                self._decision_alone(entry, *meant.get(entry.line.row, ([], "", "")))

    def _is_second(self, entry: Entry, seen: dict[Any, int]) -> bool:
        """Whether an earlier row is about the same: of decisions, the same decision of the same person."""
        whom = (
            entry.person.pk if entry.person else (same_name(entry.name), entry.born.value, entry.said.get("citizen_id"))
        )
        of = whom if self.target == PEOPLE else (whom, entry.said.get("number"), entry.said.get("signed_on"))
        if of in seen:
            entry.wrong("full_name", "twice", row=seen[of])
            return True
        seen[of] = entry.line.row
        return False

    def _write(
        self, entry: Entry, table: str, row: Any, values: dict[str, Any], said: Mapping[str, Any] | None = None
    ) -> str:
        """A new row, or a new version of `row`, with these values; its id. `said` is what is shown, if not the values."""
        row_id = row.pk if row is not None else next(self._new_ids)
        kept_values = {name: _kept(value) for name, value in values.items()}
        shown = kept_values if said is None else {name: _kept(value) for name, value in said.items()}
        for column, value in shown.items():
            before = None if row is None else _kept(getattr(row, column, None))
            entry.differences.append([table, column, before, value])
        version = row.version if row is not None else None
        entry.writes.append([table, row_id, version, kept_values])
        return row_id

    def _person(self, entry: Entry) -> None:
        person = entry.person
        values: dict[str, Any] = {}
        if entry.name and (person is None or same_name(entry.name) != same_name(person.full_name or "")):
            values["full_name"] = entry.name
        born = entry.born
        if born.value is not None and not (person is not None and _says_more(person, born.value, born.precision)):
            values.update(birth_date=born.value, birth_precision=born.precision)
        for column in _PERSON:
            value = entry.said.get(column)
            if value is not None and (person is None or getattr(person, column) != value):
                values[column] = value
        if person is None:
            entry.person_id = self._write(entry, "person", None, values)
        elif values:
            self._write(entry, "person", person, values)

    def _post(self, entry: Entry, posts: list[Any], wrong: str, code: str) -> None:
        decided = {key: entry.said.get(key) for key in DECIDED}
        if not entry.said.get("post"):
            if entry.is_new:
                entry.wrong("post", "new_without_decision")
            return
        rests = bool(decided["number"] or decided["signed_on"])
        if wrong:
            if rests or entry.is_new:
                entry.wrong(wrong, code, within=self.posts.within(entry, code) if self.posts is not None else [])
            else:
                # Of several posts so called none is held.
                entry.note("post_without_decision" if code == "many_posts" else "post_not_found")
            return
        ids = {post.pk for post in posts}
        held = [one for one in self._held_now(entry) if one.post_id in ids]
        if held:
            if decided["since"] and held[0].since and held[0].since != decided["since"]:
                entry.note("since_differs")
            return
        if not rests:
            if not entry.is_new:
                entry.note("post_without_decision")
                return
            entry.wrong("number", "new_without_decision")
        missing = [key for key in DECIDED if not decided[key]]
        if not (entry.said.get("kind") or self.constants.get("kind")):
            missing.append("kind")
        for key in missing:
            if not any(one["field"] == key for one in entry.problems):
                entry.wrong(key, "decision_incomplete")
        if not missing:
            self._tenure(entry, posts, decided)

    def _held(self, entry: Entry) -> set[str]:
        """The posts among which is the one that a row is about, if it is one that the person holds or has held.

        A list of people speaks of today. A decision is about a post that is held when it takes effect; signed before, about
        one that is held from then on.
        """
        if entry.person is None or self.target == PEOPLE:
            return {one.post_id for one in self._held_now(entry)}
        if (known := self._known_decision(entry)) is not None and known.post_id:
            return {known.post_id}
        person, since, signed = entry.person.pk, day_of(entry, "since"), day_of(entry, "signed_on")
        found = self.holdings.on(person, since) if since else self.holdings.since(person, signed or self.day)
        return {one.post_id for one in found}

    def _held_now(self, entry: Entry) -> list[Any]:
        return self.holdings.since(entry.person.pk if entry.person is not None else None, self.day)

    def _tenure(self, entry: Entry, posts: list[Any], decided: Mapping[str, Any]) -> None:
        assert self.posts is not None
        if decided["since"] > self.day:
            entry.wrong("since", "future")
            return
        taken = self.posts.take_seat(posts, decided["since"])
        if taken is None:
            entry.wrong("post", "seat_taken")
            return
        post, seat = taken
        if self._held_now(entry):
            entry.note("still_holds")
        known = self._known_decision(entry)
        if known is None:
            values = {
                "kind": entry.said.get("kind") or self.constants.get("kind"), "number": decided["number"],
                "person_id": entry.person_id, "post_id": post.pk, "signed_on": decided["signed_on"],
                "effective_on": decided["since"], "organization_id": self._issuer(entry),
            }  # fmt: skip
            shown = {name: values[name] for name in ("kind", "number", "signed_on", "effective_on")}
            decision = self._write(entry, "decision", None, values, shown)
        else:
            decision = known.pk
        values = {
            "person_id": entry.person_id, "post_id": post.pk, "since": decided["since"], "seat": seat,
            "start_decision_id": decision,
        }  # fmt: skip
        self._write(entry, "tenure", None, values, {"post": post.title or "", "since": decided["since"]})

    def _issuer(self, entry: Entry) -> str | None:
        """The body that issued the decision of a row, where the list says so."""
        said = entry.said.get("issuer")
        if said and self.posts is not None:
            found = self.posts.units(str(said))
            if len(found) == 1:
                return found[0]
            entry.wrong("issuer", "no_issuer")
        return self.body if self.constants.get("issued_here") and not said else None

    def _known_decision(self, entry: Entry) -> Any:
        """The decision that a row names, where the record has it: of the same number, signed on the same day."""
        of = self.decisions.get(entry.person.pk, []) if entry.person is not None else []
        if not of:
            return None
        number, signed = fold(str(entry.said.get("number") or "")), day_of(entry, "signed_on")
        return next((one for one in of if fold(one.number or "") == number and one.signed_on == signed), None)

    def _decision_alone(self, entry: Entry, posts: list[Any], wrong: str, code: str) -> None:
        """A row of a list of decisions."""
        for key in ("number", "signed_on"):
            if not entry.said.get(key) and not any(one["field"] == key for one in entry.problems):
                entry.wrong(key, "decision_incomplete")
        if wrong:
            entry.wrong(wrong, code, within=self.posts.within(entry, code) if self.posts is not None else [])
        if entry.problems:
            return
        known = self._known_decision(entry)
        given = {
            "kind": entry.said.get("kind") or (self.constants.get("kind") if known is None else None),
            "title": entry.said.get("title"), "effective_on": entry.said.get("since"),
        }  # fmt: skip
        values = {name: value for name, value in given.items() if value and getattr(known, name, None) != value}
        if known is not None:
            if values:
                self._write(entry, "decision", known, values)
            return
        places = {"person_id": entry.person_id, "organization_id": self._issuer(entry)}
        if posts:
            places["post_id"] = posts[0].pk
        elif places["organization_id"] is None:
            # Nobody keeps what belongs to no body.
            entry.wrong("issuer", "no_place")
            return
        values.update(number=entry.said["number"], signed_on=entry.said["signed_on"])
        self._write(entry, "decision", None, {**values, **places}, values)

    def _ratings(self, entry: Entry) -> None:
        for key, value in entry.said.items():
            year = year_of(key)
            if year is None or value is None:
                continue
            before = self.ratings.get((entry.person_id or "", year))
            if before is None:
                values = {"person_id": entry.person_id, "year": year, "rating": value}
                self._write(entry, "evaluation", None, values, {f"rating {year}": value})
            elif before.rating != value:
                entry.differences.append(["evaluation", f"rating {year}", before.rating, value])
                self._write(entry, "evaluation", before, {"rating": value}, {})

    def _levels(self, entry: Entry) -> None:
        for key in _QUALIFICATIONS:
            said = entry.said.get(key)
            if not said:
                continue
            kind = BY_KEY[key].of
            known = self.levels.get((entry.person_id or "", kind), [])
            field = entry.said.get("study_field") if key == "professional" else None
            alike = [recorded for level, recorded in known if _same_level(level, said)]
            if any(not field or not recorded or fold(recorded) == fold(field) for recorded in alike):
                continue
            values = {"person_id": entry.person_id, "kind": kind, "level": said, **({"field": field} if field else {})}
            self._write(entry, "qualification", None, values, {kind: f"{said}, {field}" if field else said})


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _says_more(person: Any, born: date, precision: str) -> bool:
    """Whether the record says the same birth as the list, or the same and more."""
    known = person.birth_precision or "day"
    if person.birth_date is None:
        return False
    if person.birth_date == born and known == precision:
        return True
    same_year = bool(person.birth_date.year == born.year)
    if precision == "year":
        return same_year
    return precision == "month" and known == "day" and same_year and bool(person.birth_date.month == born.month)


@lru_cache(maxsize=10_000)
def _same_level(known: str | None, said: str) -> bool:
    """Whether one of the two is the other with something added: "thạc sĩ" and "Thạc sĩ Luật"."""
    one, other = f"{fold(known or '')} ", f"{fold(said)} "
    return bool(known) and (one.startswith(other) or other.startswith(one))
