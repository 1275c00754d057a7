"""What is read of decisions; each query begins with what the user may see."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Subquery

from chinhdanh.registry.schema.decisions import STEPS
from chinhdanh.web.accounts.models import DecisionPlace, User
from chinhdanh.web.decisions.models import (
    CandidateVote,
    Decision,
    DossierItem,
    Notice,
    Participant,
    Report,
    SpecialCase,
    Step,
)
from chinhdanh.web.files.models import Attached
from chinhdanh.web.files.queries import files_of
from chinhdanh.web.findings.models import Run, Verdict
from chinhdanh.web.officials.models import Discipline, Person, PlanEntry, Tenure
from chinhdanh.web.officials.queries import asked_for
from chinhdanh.web.organisations.models import Organization, Post
from chinhdanh.web.record.access import KEEPERS, PLACE, RecordedQuerySet, scope_of
from chinhdanh.web.record.base import Change
from chinhdanh.web.record.compiled import MadeOnce
from chinhdanh.web.record.together import ids_of, name_rows, together

MOST = 2_000
"""Decisions up to which the register is counted and turned through: whoever sees so many narrows it."""
EXPORTED = 10_000
"""Decisions that a workbook takes."""
NAMED = 1000
"""Persons of one name whose decisions are looked for."""
LAST = "\U0010ffff"
"""No number goes on with this, the last of all signs."""
ORDER_OF_STEPS = {step: n for n, step in enumerate(STEPS.split())}
PERSONS = ("person", "signatory", "proposer")
POSTS = ("post", "from_post")
BODIES = ("organization", "receiving_organization", "voting_body", "issuer_organization")


@dataclass(frozen=True)
class Reader:
    """Who reads, and on which day their rights are judged."""

    user: User
    day: date

    def of(self, model: Any) -> RecordedQuerySet:
        """The rows of `model` that may be read."""
        found: RecordedQuerySet = model.objects.visible_to(self.user, self.day)
        return found


@dataclass(frozen=True)
class Narrowed:
    """By what the register is narrowed; `organization` is the id of the issuing body."""

    kind: str | None = None
    status: str | None = None
    number: str | None = None
    since: date | None = None
    until: date | None = None
    organization: str | None = None
    person: str | None = None
    verdict: str | None = None


@dataclass
class Register:
    """The decisions within reach, narrowed, in order: what a `Table` shows.

    By day, or `by` number, kind or organization: for that all have to be sorted, so no more than `MOST` are.
    """

    reader: Reader
    narrowed: Narrowed
    run: Run | None
    downwards: bool = True
    most: int = MOST
    by: str = ""
    kinds: Sequence[str] = ()
    """Kinds in the order of their names."""
    ordered: bool = True
    more: bool = False
    """Whether there are more than are counted; known when they are."""
    judged: dict[str, dict[str, int]] = field(default_factory=dict)
    """How many verdicts of each kind there are on the decisions that were read."""
    scans: dict[str, list[Any]] = field(default_factory=dict)
    """The files at the decisions that were read."""
    _count: int | None = None
    _persons: list[str] | None = None

    def _ask(self, skipped: int, taken: int, counted: bool) -> list[tuple[str | None, int | None]]:
        one = self.narrowed
        if one.person and self._persons is None:
            self._persons = persons_by_name(one.person)
        by = self.by if self.by and not counted and not self.long else None
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT decision_id, total FROM access.register("
                "%s, %s, %s, %s, %s, %s, %s, %s::text[], %s, %s, %s, %s, %s, %s, %s, %s::text[])",
                [
                    *(one.kind, one.status, one.number, one.number and one.number + LAST, one.since, one.until),
                    *(one.organization, self._persons, one.verdict, self.run and self.run.pk, self.downwards),
                    *(skipped, taken, counted, by, list(self.kinds)),
                ],
            )
            found: list[tuple[str | None, int | None]] = cursor.fetchall()
        return found

    def count(self) -> int:
        """How many there are, or `most` where there are more."""
        if self._count is None:
            found = int(self._ask(0, self.most + 1, True)[0][1] or 0)
            self.more = found > self.most
            self._count = min(found, self.most)
        return self._count

    @property
    def long(self) -> bool:
        """Whether there are too many to be sorted otherwise than by day."""
        return self.count() > MOST or self.more

    def __getitem__(self, part: slice) -> list[Any]:
        """A part of the list with what its rows name."""
        start, stop = part.start or 0, min(part.stop if part.stop is not None else self.most, self.most)
        ids = [one for one, _total in self._ask(start, max(stop - start, 0), False) if one]
        known = {one.pk: one for one in _decisions(self.reader.user, self.reader.day, ids)} if ids else {}
        rows = [known[one] for one in ids if one in known]
        with_names(self.reader, *rows)
        self.scans.update(files_of("decision", [one.pk for one in rows]))
        if self.run is not None:
            self.judged.update(_verdicts_of(rows, self.run))
        return rows

    def __iter__(self) -> Iterator[Any]:
        yield from self[: self.most]


@MadeOnce
def _decisions(user: User, day: date, ids: Sequence[str]) -> Any:
    return Decision.objects.visible_to(user, day).filter(pk__in=ids)


@MadeOnce
def _people_and_posts(user: User, day: date, people: Collection[str], posts: Collection[str]) -> dict[str, Any]:
    reader = Reader(user, day)
    return {"persons": reader.of(Person).filter(pk__in=people), "posts": reader.of(Post).filter(pk__in=posts)}


@MadeOnce
def _bodies(user: User, day: date, ids: Collection[str]) -> Any:
    return Organization.objects.visible_to(user, day).filter(pk__in=ids)


def persons_by_name(words: str) -> list[str]:
    """The ids of the persons within the acting user's reach in whose names there are words that begin so; at most `NAMED`."""
    wanted = asked_for(words)
    if wanted is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM access.officials(%s::tsquery, NULL, NULL, NULL, NULL, NULL, 'name', false, 0, %s, false)",
            [wanted, NAMED],
        )
        return [person for (person,) in cursor.fetchall()]


def with_names(reader: Reader, *rows: Any) -> None:
    """Let rows know the persons, posts and bodies to which they refer: two queries however many they are."""

    def referring(row: Any, names: Sequence[str]) -> list[str]:
        return [name for name in names if hasattr(row, f"{name}_id")]

    def referred(names: Sequence[str]) -> set[str]:
        return {found for row in rows for found in ids_of([row], *referring(row, names))}

    read = _people_and_posts(reader.user, reader.day, referred(PERSONS), referred(POSTS))
    bodies = referred(BODIES) | ids_of(read["posts"], "organization")
    known = {one.pk: one for one in _bodies(reader.user, reader.day, bodies)} if bodies else {}
    name_rows(read["posts"], ["organization"], known)
    persons, posts = ({one.pk: one for one in read[name]} for name in ("persons", "posts"))
    for row in rows:
        name_rows([row], referring(row, PERSONS), persons)
        name_rows([row], referring(row, POSTS), posts)
        name_rows([row], referring(row, BODIES), known)


def _verdicts_of(decisions: Sequence[Any], run: Run) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT decision_id, verdict, total FROM access.judged(%s, %s)", [[one.pk for one in decisions], run.pk]
        )
        for decision, verdict, n in cursor.fetchall():
            found.setdefault(decision, {})[verdict] = n
    return found


@dataclass(frozen=True)
class File:
    """A decision with all that was recorded about how it was made, what it led to, and the verdicts on it."""

    decision: Any
    steps: list[Any]
    participants: list[Any]
    notices: list[Any]
    papers: list[Any]
    exceptions: list[Any]
    reports: list[Any]
    versions: list[Any]
    begun: list[Any] = field(default_factory=list)
    """Tenures that begin with it."""
    ended: list[Any] = field(default_factory=list)
    revoked_by: list[Any] = field(default_factory=list)
    later: list[Any] = field(default_factory=list)
    """What was decided about the person later from the post that it gave."""
    disciplines: list[Any] = field(default_factory=list)
    entries: list[Any] = field(default_factory=list)
    votes: list[Any] = field(default_factory=list)
    """For each of several names, where the user keeps the record."""
    kept: list[Any] = field(default_factory=list)
    """A place of the decision whose record the user keeps."""
    run: Run | None = None
    verdicts: list[Any] = field(default_factory=list)
    scans: list[Any] = field(default_factory=list)
    """Files at the decision itself."""
    paper_scans: list[Any] = field(default_factory=list)
    """Files at its papers."""


@MadeOnce
def _file(
    user: User,
    day: date,
    one: str,
    person: str | None,
    post: str | None,
    signed_on: date | None,
    revokes: str | None,
    discipline: str | None,
) -> dict[str, Any]:
    """Everything about a decision: of what it does not name nothing is asked."""
    reader = Reader(user, day)
    done = Run.objects.filter(state=Run.DONE).order_by("-pk")
    later = reader.of(Decision)
    if person is None or post is None or signed_on is None:
        later = later.none()
    else:
        later = later.filter(person_id=person, from_post_id=post, signed_on__gt=signed_on)
    return {
        "steps": reader.of(Step).filter(decision_id=one),
        "participants": reader.of(Participant).filter(decision_id=one),
        "notices": reader.of(Notice).filter(decision_id=one),
        "papers": reader.of(DossierItem).filter(decision_id=one),
        "exceptions": reader.of(SpecialCase).filter(decision_id=one),
        "reports": reader.of(Report).filter(about_decision_id=one),
        "versions": _versions(reader, one),
        "begun": reader.of(Tenure).filter(start_decision_id=one),
        "ended": reader.of(Tenure).filter(end_decision_id=one),
        "revoked_by": reader.of(Decision).filter(revokes_id=one),
        "later": later.order_by("signed_on", "pk")[:20],
        "disciplines": reader.of(Discipline).filter(decision_id=one),
        "entries": reader.of(PlanEntry).filter(decision_id=one),
        "votes": reader.of(CandidateVote).filter(decision_id=one),
        "kept": DecisionPlace.objects.filter(
            scope_of(user, day).among(PLACE, "organization_id", KEEPERS), decision_id=one
        )[:1],
        "revokes": reader.of(Decision).filter(pk=revokes),
        "discipline": reader.of(Discipline).filter(pk=discipline),
        "scans": _scans("decision").filter(row_id=one),
        "paper_scans": _scans("dossier_item").filter(
            row_id__in=reader.of(DossierItem).filter(decision_id=one).values("pk")
        ),
        "run": done[:1],
        "verdicts": Verdict.objects.visible_to(user, day).filter(
            run_id=Subquery(done.values("pk")[:1]), decision_id=one
        ),
    }


def _scans(table: str) -> Any:
    return Attached.objects.standing().filter(table=table).order_by("pk")


def file_of(reader: Reader, decision: Any) -> File:
    """All about a decision as it stands."""
    read = _file(
        reader.user,
        reader.day,
        decision.pk,
        decision.person_id,
        decision.post_id,
        decision.signed_on,
        decision.revokes_id,
        decision.discipline_id,
    )
    for name in ("revokes", "discipline"):
        decision._state.fields_cache[name] = next(iter(read.pop(name)), None)
    with_names(
        reader,
        decision,
        *read["participants"],
        *read["votes"],
        *read["begun"],
        *read["ended"],
        *read["entries"],
        *read["exceptions"],
    )
    known: dict[str, Any] = {**read, "run": next(iter(read["run"]), None)}
    return _sorted(File(decision=decision, **known))


def decision_at(reader: Reader, key: UUID) -> Any:
    """The decision of an address; None where there is none."""
    return next(iter(_with_key(reader.user, reader.day, key)), None)


@MadeOnce
def _with_key(user: User, day: date, key: UUID) -> Any:
    return Decision.objects.visible_to(user, day).filter(key=key)


def known_file_of(reader: Reader, decision: Any, moment: datetime) -> File | None:
    """The file as it was known at `moment`; None where the decision was not recorded yet."""
    models = {
        "steps": Step,
        "participants": Participant,
        "notices": Notice,
        "papers": DossierItem,
        "exceptions": SpecialCase,
    }
    asked = {
        name: _known(reader, model, moment).filter(
            id__in=model.Version.objects.filter(decision_id=decision.pk).values("id")
        )
        for name, model in models.items()
    }
    papers = reader.of(DossierItem).filter(decision_id=decision.pk).values("pk")
    read = together(
        scans=_scans("decision").filter(row_id=decision.pk, at__lte=moment),
        paper_scans=_scans("dossier_item").filter(row_id__in=papers, at__lte=moment),
        decision=_known(reader, Decision, moment).filter(id=decision.pk),
        versions=_versions(reader, decision.pk),
        **asked,
    )
    shown = _latest(Decision, read.pop("decision"))
    if not shown:
        return None
    shown[0].key = decision.key
    versions = read.pop("versions")
    scans: dict[str, Any] = {name: read[name] for name in ("scans", "paper_scans")}
    rows: dict[str, Any] = {
        name: [row for row in _latest(model, read[name]) if row.decision_id == decision.pk]
        for name, model in models.items()
    }
    with_names(reader, *shown, *rows["participants"], *rows["exceptions"])
    for name in ("revokes", "discipline"):
        shown[0]._state.fields_cache[name] = None
    return _sorted(File(decision=shown[0], reports=[], versions=versions, **scans, **rows))


def _versions(reader: Reader, decision: str) -> Any:
    versions: Any = Decision.Version.objects
    return versions.visible_to(reader.user, reader.day).filter(id=decision).order_by("-version")


def _known(reader: Reader, model: Any, moment: datetime) -> Any:
    """Every version of rows of `model` that there was at `moment`."""
    return model.Version.objects.visible_to(reader.user, reader.day).filter(change__at__lte=moment).order_by("version")


def _latest(model: Any, versions: list[Any]) -> list[Any]:
    """The last version of each row, as a row of `model` that nobody saves."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname != "key"]
    last = {version.id: version for version in versions}
    return [
        model(**{name: getattr(version, name) for name in names}) for version in last.values() if not version.withdrawn
    ]


def _sorted(file: File) -> File:
    def by(*names: str) -> Any:
        return lambda row: [(getattr(row, name) is None, getattr(row, name)) for name in names]

    file.steps.sort(key=lambda step: (ORDER_OF_STEPS.get(step.step, 9), step.held_on or date.max))
    file.participants.sort(key=by("role", "step"))
    file.notices.sort(key=by("issued_on", "received_on"))
    file.papers.sort(key=by("kind", "issued_on"))
    return file


def judged(decision: Any, run: Run | None) -> bool:
    """Whether the audit read the decision as it stands now."""
    return run is not None and run.read_version is not None and decision.version <= run.read_version


def changes_of(versions: Sequence[Any]) -> dict[int, Any]:
    """The changes under which versions were recorded, with who made them."""
    return {change.pk: change for change in _changes(ids_of(versions, "change"))} if versions else {}


@MadeOnce
def _changes(ids: Collection[int]) -> Any:
    found = Change.objects.filter(pk__in=ids).select_related("by")
    return found.only("at", "kind", "reason", "by__full_name")
