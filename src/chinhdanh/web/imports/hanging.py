"""Lists of what hangs on people who are recorded already: discipline, places in plans, declarations, confidence votes.

Each row becomes a row of one table. One that says the same as the record, as far as it goes, fills in what the record leaves
open or says otherwise; nothing is ever recorded twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps

from chinhdanh.registry.readers.names import fold
from chinhdanh.web.imports import kept
from chinhdanh.web.imports.entries import Entry
from chinhdanh.web.imports.fields import BY_KEY, DECLARATIONS, DISCIPLINE, PLANS, VOTES
from chinhdanh.web.imports.posts import Holdings, Posts
from chinhdanh.web.record.base import MODELS, model_name


@dataclass(frozen=True)
class Hanging:
    """What a list of one target writes."""

    table: str
    columns: Mapping[str, str]
    """The column of each field."""
    needed: tuple[str, ...]
    """Fields without which a row says nothing; with those of `apart` they tell two rows of one person apart."""
    apart: tuple[str, ...] = ()
    post: tuple[str, str] | None = None
    """The fields of a post and of its unit."""
    of_body: bool = False
    """Whether the body of the post is written as well."""
    for_all: tuple[str, ...] = ()
    """Fields that may be stated once for the whole list."""
    at_most: tuple[tuple[tuple[str, ...], str], ...] = ()
    """Fields whose sum is not above another."""


HANGING = {
    DISCIPLINE: Hanging(
        "discipline",
        {
            "form": "form", "regime": "regime", "disciplined_on": "decided_on", "in_force_on": "effective_on",
            "ended_on": "ended_on",
        },
        ("form", "disciplined_on"), ("regime",),
    ),
    PLANS: Hanging(
        "plan_entry",
        {
            "planned_post": "post_id", "term": "term", "approved_on": "approved_on", "reviewed_on": "reviewed_on",
            "withdrawn_on": "withdrawn_on",
        },
        ("planned_post",), ("term",), ("planned_post", "planned_unit"), of_body=True,
    ),
    DECLARATIONS: Hanging(
        "asset_declaration",
        {
            "declared_as": "kind", "filed_on": "filed_on", "published_on": "published_on",
            "declaration_verified_on": "verified_on",
        },
        ("filed_on",), ("declared_as",),
    ),
    VOTES: Hanging(
        "confidence_vote",
        {
            "voted_post": "post_id", "held_on": "held_on", "vote_kind": "kind",
            **{name: name for name in ("convened", "present", "issued", "high", "medium", "low")},
        },
        ("held_on",), ("vote_kind", "voted_post"), ("voted_post", "voted_unit"),
        for_all=("vote_kind", "held_on"),
        at_most=((("present",), "convened"), (("high", "medium", "low"), "issued")),
    ),
}  # fmt: skip
"""The targets whose rows hang on people."""


class HangingPlanner:
    """Plans the rows of such a list, knowing what the record holds of the same kind."""

    def __init__(
        self,
        entries: Sequence[Entry],
        target: str,
        posts: Posts | None,
        holdings: Holdings,
        constants: Mapping[str, Any],
    ) -> None:
        """Look up what is recorded: one question. `holdings` are those of the people, where a row is about a post of theirs."""
        self.of, self.posts, self.holdings = HANGING[target], posts, holdings
        self._for_all: dict[str, Any] = {
            key: date.fromisoformat(said) if BY_KEY[key].kind == "day" else said
            for key in self.of.for_all
            if (said := constants.get(key))
        }
        model = apps.get_model(MODELS[self.of.table], model_name(self.of.table))
        self._recorded: dict[str, list[Any]] = defaultdict(list)
        for row in kept.held(model, {entry.person.pk for entry in entries if entry.person is not None}):
            self._recorded[row.person_id].append(row)
        self._taken: dict[str, list[tuple[dict[str, Any], int]]] = defaultdict(list)

    def plan(self, entry: Entry, write: Callable[..., str]) -> None:
        """What a row adds or says otherwise, written by `write`; what is missing is told."""
        said: dict[str, Any] = self._for_all | {key: value for key, value in entry.said.items() if value is not None}
        values = {column: said.get(key) for key, column in self.of.columns.items()}
        shown: dict[str, Any] = dict(values)
        if self.of.post is not None and said.get(self.of.post[0]) and self.posts is not None:
            found, wrong, code = self.posts.meant(entry, *self.of.post, held=self._held(entry, said))
            if wrong:
                entry.wrong(wrong, code, within=self.posts.within(entry, code, *self.of.post))
                return
            values["post_id"] = found[0].pk
            if self.of.of_body:
                values["organization_id"] = found[0].organization_id
            shown = {**shown, "post": found[0].title or ""}
        for key in self.of.needed:
            if not said.get(key) and not any(one["field"] == key for one in entry.problems):
                entry.wrong(key, "lacking")
        for parts, most in self.of.at_most:
            if most in said and sum(said.get(key) or 0 for key in parts) > said[most]:
                entry.wrong(parts[-1], "too_many")
        if entry.problems:
            return
        shown.pop("post_id", None)
        if (earlier := self._earlier(entry.person_id or "", values)) is not None:
            entry.wrong("full_name", "twice", row=earlier)
            return
        self._taken[entry.person_id or ""].append((values, entry.line.row))
        self._write(entry, values, shown, write)

    def _held(self, entry: Entry, said: Mapping[str, Any]) -> set[str]:
        """The posts that the person holds on the day of the row."""
        day = next((said[key] for key in self.of.needed if isinstance(said.get(key), date)), None)
        return {one.post_id for one in self.holdings.on(entry.person_id, day)} if day is not None else set()

    def _write(self, entry: Entry, values: dict[str, Any], shown: Mapping[str, Any], write: Callable[..., str]) -> None:
        known = next((row for row in self._recorded[entry.person_id or ""] if self._same(vars(row), values)), None)
        if known is None:
            given = {name: value for name, value in values.items() if value is not None}
            write(
                entry, self.of.table, None, {"person_id": entry.person_id, **given},
                {name: value for name, value in shown.items() if value is not None},
            )  # fmt: skip
            return
        more = {name: value for name, value in values.items() if value is not None and getattr(known, name) != value}
        # Of words that differ in writing only the recorded ones stay.
        more = {name: value for name, value in more.items() if not _alike(getattr(known, name), value)}
        if more:
            write(entry, self.of.table, known, more)

    def _earlier(self, person: str, values: Mapping[str, Any]) -> int | None:
        return next((row for said, row in self._taken[person] if self._same(said, values)), None)

    def _same(self, known: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
        """Whether both are about the same; what one of them leaves open does not tell them apart."""
        needed = (self.of.columns[key] for key in self.of.needed)
        apart = (self.of.columns[key] for key in self.of.apart)
        return all(known[name] == values[name] for name in needed) and all(
            known[name] is None
            or values[name] is None
            or known[name] == values[name]
            or _alike(known[name], values[name])
            for name in apart
        )


def _alike(known: Any, said: Any) -> bool:
    return isinstance(known, str) and isinstance(said, str) and fold(known) == fold(said)
