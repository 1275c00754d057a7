"""Who may read and write which rows of the record: one declaration, from which come both the filter of the application
(`Decision.objects.visible_to(user, day)`) and the policies of the database (`accounts.row_security`).

A role reaches the bodies below the one where it was granted, on a day (`accounts.models.Grant`). A person is within
reach who holds or held a post in one of these bodies, is in a plan there or has a decision issued there or about a post
there; so is a relative who is nobody's official, where the official is. With a person all that hangs on the person is
within reach, wherever it was decided: an appointment can only be judged by the whole career.

What bodies and posts there are (`FRAME`) is open to everyone with a role that reads: it is published, and without it a
career could not be read. How many may work there, who does and what was decided is not.

What is seen only in part cannot be judged: verdicts are found by the system, never under a user's reach.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import BooleanField, F, Func, Q
from django.db.models.expressions import RawSQL

if TYPE_CHECKING:
    from chinhdanh.web.accounts.models import User

PERSONNEL_OFFICER = "personnel_officer"
HEAD_OF_PERSONNEL = "head_of_personnel"
DECIDING_AUTHORITY = "deciding_authority"
INSPECTOR = "inspector"
PLAN_COORDINATOR = "plan_coordinator"
CASE_HANDLER = "case_handler"
OFFICIAL = "official"
OPERATOR = "operator"

ALL = (PERSONNEL_OFFICER, HEAD_OF_PERSONNEL, DECIDING_AUTHORITY, INSPECTOR, PLAN_COORDINATOR, CASE_HANDLER)
"""Roles that read the record of others. The operator runs the machine and reads none; there is no role that reads all."""
JUDGING = (PERSONNEL_OFFICER, HEAD_OF_PERSONNEL, DECIDING_AUTHORITY, INSPECTOR, CASE_HANDLER)
"""Who needs what hangs on a person. Who coordinates plans needs names and posts, and not ratings, health or kin."""
REPORTS = (INSPECTOR, CASE_HANDLER)
"""Who learns that somebody was reported: whoever prepares the next appointment does not."""
KEEPERS = (PERSONNEL_OFFICER, HEAD_OF_PERSONNEL)
"""Who keeps the record."""

FRAME, PLACE, PERSON, DECISION, ROW = "frame", "organization", "person", "decision", "row"
"""How a row is reached: by anyone who reads, or by the body, person, decision or row that a column names."""

OWN_PROCEEDINGS = ("illness", "maternity", "study", "abroad", "suspension", "court_ban")
"""What an official may read of the proceedings about themself: an investigation that they learn of is spoilt."""


@dataclass(frozen=True)
class Rule:
    """Who reads and who writes the rows of a table."""

    reach: tuple[tuple[str, str], ...]
    """Each a way to reach a row: the kind of reach, and the column; any of them is enough."""
    readers: tuple[str, ...] = ALL
    own: str | None = None
    """The column that makes a row an official's own; of rows on a decision, the decision is the official's."""
    own_only: tuple[str, tuple[str, ...]] | None = None
    """A column, and the values with which a row is the official's own to read."""
    open_without: str | None = None
    """A column that, left empty, makes the row one for all who read."""
    writers: tuple[str, ...] = KEEPERS
    written_at: tuple[tuple[str, str], ...] | None = None
    """As `reach`, for writing, where what is written must lie in a narrower place than what is read."""
    subject: str | None = None
    """The column with the person it is about: nobody writes to their own record."""
    hidden_from_subject: bool = False
    """Whom it is about never reads it, whatever role they hold."""


def _of_place(column: str = "organization_id", **more: Any) -> Rule:
    return Rule(((PLACE, column),), **more)


def _of_person(**more: Any) -> Rule:
    return Rule(((PERSON, "person_id"),), **{"readers": JUDGING, "own": "person_id", "subject": "person_id", **more})


def _of_decision(own: bool = False) -> Rule:
    return Rule(((DECISION, "decision_id"),), readers=JUDGING, own="decision_id" if own else None)


_NATIONAL = Rule(((FRAME, ""),), writers=(HEAD_OF_PERSONNEL,), written_at=((FRAME, ""),))

RULES: dict[str, Rule] = {
    "organization": Rule(((FRAME, ""),), written_at=((PLACE, "id"), (PLACE, "parent_id"))),
    "post": Rule(((FRAME, ""),), written_at=((PLACE, "organization_id"),)),
    "job_position": _NATIONAL,
    "competency": _NATIONAL,
    "position_competency": _NATIONAL,
    "position_qualification": _NATIONAL,
    "calendar": _NATIONAL,
    "coverage": _of_place(open_without="organization_id", writers=(HEAD_OF_PERSONNEL,)),
    "establishment": _of_place(),
    "deputy_cap": _of_place(),
    "body_rating": _of_place(),
    "person": Rule(((PERSON, "id"),), own="id", subject="id"),
    "tenure": _of_person(readers=ALL, written_at=(("post", "post_id"),)),
    "plan_entry": _of_person(
        written_at=((PLACE, "organization_id"), (PLACE, "approver_id"), ("post", "post_id")),
    ),
    "qualification": _of_person(),
    "evaluation": _of_person(),
    "discipline": _of_person(),
    "proceeding": _of_person(own_only=("kind", OWN_PROCEEDINGS), writers=(*KEEPERS, CASE_HANDLER)),
    "confidence_vote": _of_person(),
    "asset_declaration": _of_person(),
    "health_check": _of_person(),
    "person_competency": _of_person(),
    "kinship": Rule(
        ((PERSON, "person_id"), (PERSON, "relative_id")),
        readers=JUDGING,
        own="person_id",
        written_at=((PERSON, "person_id"),),
        subject="person_id",
    ),
    "record_change": Rule(((ROW, ""),), readers=JUDGING, writers=()),
    "decision": Rule(
        ((DECISION, "id"),),
        readers=JUDGING,
        own="person_id",
        written_at=(
            (PLACE, "organization_id"),
            (PLACE, "receiving_organization_id"),
            ("post", "post_id"),
            ("post", "from_post_id"),
        ),
        subject="person_id",
    ),
    # Of how the decision was made an official reads the meetings, letters and papers; never how others fared and voted.
    "step": _of_decision(own=True),
    "notice": _of_decision(own=True),
    "dossier_item": _of_decision(own=True),
    "special_case": _of_decision(own=True),
    "candidate_vote": _of_decision(),
    "participant": _of_decision(),
    "report": Rule(
        ((PERSON, "about_person_id"), (DECISION, "about_decision_id")),
        readers=REPORTS,
        writers=(CASE_HANDLER,),
        subject="about_person_id",
        hidden_from_subject=True,
    ),
}
"""The rule of every recorded table (`base.MODELS`); a test fails where one is without."""

ROW_TABLES = tuple(
    table for table, rule in RULES.items() if any(kind in (PERSON, DECISION, PLACE) for kind, _ in rule.reach)
)
"""Tables of whose rows an earlier change may tell (`record_change`); one of the frame's rows tells of nobody."""


@dataclass(frozen=True)
class Scope:
    """What a user may reach on a day: where which roles are held, and the record that is their own."""

    user_id: int | None
    day: date
    grants: tuple[tuple[str, str | None], ...]
    """Role and organisation of each grant in force; an operator's may be at none."""
    person_id: str | None
    """The person that the user is, in the record."""

    row_by_row: bool = False
    """Whether statements ask of each row that they find otherwise whether it is within reach, and never begin with the
    reach: right where few are found, however wide the reach is that the planner knows nothing of."""
    _within: dict[tuple[str, ...], bool] = field(default_factory=dict, compare=False, repr=False)

    @property
    def own(self) -> str | None:
        """The person of one's own record, which is read under the role of official."""
        return self.person_id if any(role == OFFICIAL for role, _ in self.grants) else None

    def at(self, roles: tuple[str, ...]) -> list[str]:
        """The organisations at which one of these roles is held; each stands for all below it."""
        return sorted({place for role, place in self.grants if role in roles and place is not None})

    @property
    def reads(self) -> bool:
        """Whether anything of the record is read at all."""
        return bool(self.own) or bool(self.at(ALL))

    def organizations(self, roles: tuple[str, ...] = ALL) -> Any:
        """The ids of the bodies within reach, as a query of one column."""
        from chinhdanh.web.accounts.models import OrganizationAbove

        return OrganizationAbove.objects.filter(
            above_id__in=self.at(roles), since__lte=self.day, until__gt=self.day
        ).values("organization_id")

    def persons(self, roles: tuple[str, ...] = ALL) -> Any:
        """The ids of the persons within reach, one's own record left aside, as a query of one column."""
        from chinhdanh.web.accounts.models import PersonPlace

        return PersonPlace.objects.filter(organization_id__in=self.organizations(roles)).values("person_id")

    def decisions(self, roles: tuple[str, ...] = JUDGING) -> Any:
        """The ids of the decisions within reach, one's own left aside, as a query of one column."""
        from chinhdanh.web.accounts.models import DecisionPlace

        return DecisionPlace.objects.filter(organization_id__in=self.organizations(roles)).values("decision_id")

    def each(self, kind: str, column: str, roles: tuple[str, ...] = ALL) -> Q:
        """The condition that what a column names is within reach, asked of each row that is found otherwise."""
        return Q(_Reached(kind, column, (self.at(roles), self.day, self.day)))

    def among(self, kind: str, column: str, roles: tuple[str, ...]) -> Q:
        """The condition that what a column names is within reach, asked as the statement is planned."""
        if self.row_by_row:
            return self.each(kind, column, roles)
        # The same statement as a queryset, without building one.
        return Q(**{f"{column}__in": RawSQL(_reaching(kind), (self.at(roles), self.day, self.day))})

    def rows(self, table: str) -> Q:
        """The condition on the rows of `table` that are within reach."""
        if not self.reads:
            return Q(pk__in=[])
        rule = RULES[table]
        held = bool(self.at(rule.readers))
        found = Q(pk__in=[])
        for kind, column in rule.reach:
            if kind == FRAME:
                return Q()
            if not held:
                continue
            if kind == ROW:
                found |= self._rows_of_others()
            else:
                found |= self.among(kind, column, rule.readers)
        if rule.open_without is not None:
            found |= Q(**{f"{rule.open_without}__isnull": True})
        if rule.own is not None and self.own is not None and not self.within_reach(rule.readers):
            found |= self._own_rows(rule)
        if rule.hidden_from_subject and rule.subject is not None and self.person_id is not None:
            found &= ~Q(**{rule.subject: self.person_id})
        return found

    def within_reach(self, roles: tuple[str, ...]) -> bool:
        """Whether one's own record is within reach already: an alternative less, with which indexes can be used."""
        if roles not in self._within:
            self._within[roles] = self.person_id is not None and self.reaches_person(roles, self.person_id)
        return self._within[roles]

    def reaches_person(self, roles: tuple[str, ...], person: str) -> bool:
        """Whether a person is within reach by one of these roles."""
        from chinhdanh.web.accounts.models import is_person_below

        places = self.at(roles)
        return bool(places) and is_person_below(places, self.day, person)

    def reaches_body(self, roles: tuple[str, ...], body: str) -> bool:
        """Whether a body is within reach by one of these roles."""
        from chinhdanh.web.accounts.models import is_body_below

        places = self.at(roles)
        return bool(places) and is_body_below(places, self.day, body)

    def _own_rows(self, rule: Rule) -> Q:
        if rule.own == "decision_id":
            from chinhdanh.web.decisions.models import Decision

            return Q(decision_id__in=Decision.objects.filter(person_id=self.person_id).values("pk"))
        own = Q(**{str(rule.own): self.person_id})
        return own if rule.own_only is None else own & Q(**{f"{rule.own_only[0]}__in": rule.own_only[1]})

    def _rows_of_others(self) -> Q:
        from django.apps import apps

        from chinhdanh.web.record.base import MODELS, model_name

        found = Q(pk__in=[])
        for table in ROW_TABLES:
            model: Any = apps.get_model(MODELS[table], model_name(table))
            found |= Q(table=table, row_id__in=model.objects.filter(self.rows(table)).values("id"))
        return found


@lru_cache
def _reaching(kind: str) -> str:
    """What is within reach as SQL, of the places and twice of the day. Kept, since most statements of a page hold it."""
    scope = Scope(None, date.min, ((PERSONNEL_OFFICER, "anywhere"),), None)
    reached = {PLACE: scope.organizations, PERSON: scope.persons, DECISION: scope.decisions}[kind]
    sql, values = reached((PERSONNEL_OFFICER,)).query.sql_with_params()
    assert values == (scope.at((PERSONNEL_OFFICER,)), scope.day, scope.day)
    return str(sql)


_BELOW = (
    "EXISTS (SELECT FROM organization_above a WHERE a.organization_id = {} AND a.above_id = ANY(%s) "
    "AND a.since <= %s AND a.until > %s OFFSET 0)"
)
_BELONGS = (
    "EXISTS (SELECT FROM {0}_place p WHERE p.{0}_id = {{}} AND " + _BELOW.format("p.organization_id") + " OFFSET 0)"
)
_OF_ONE = {PLACE: _BELOW, PERSON: _BELONGS.format(PERSON), DECISION: _BELONGS.format(DECISION)}


class _Reached(Func):
    """Whether what one column names is within reach: asked as the policies do (`accounts.row_security`)."""

    output_field = BooleanField()

    def __init__(self, kind: str, column: str, reached: tuple[list[str], date, date]) -> None:
        super().__init__(F(column))
        self._kind, self._values = kind, reached

    def as_sql(self, compiler: Any, _connection: Any, **_more: Any) -> tuple[str, list[Any]]:
        named, values = compiler.compile(self.source_expressions[0])
        return _OF_ONE[self._kind].format(named), [*values, *self._values]


@dataclass(frozen=True)
class StandIn:
    """A user in statements that are made once for all of the same roles (`record.compiled`)."""

    scope: Scope

    @property
    def pk(self) -> int | None:
        return self.scope.user_id

    @property
    def person_id(self) -> str | None:
        return self.scope.person_id


def scope_of(user: User | StandIn, day: date) -> Scope:
    """What `user` may reach on `day`: asked of the grants, one query; within `acting_as` it is known already."""
    if isinstance(user, StandIn):
        return user.scope
    from chinhdanh.web.accounts.acting import acting_scope
    from chinhdanh.web.accounts.models import held_by

    acting = acting_scope()
    if acting is not None and acting.user_id == user.pk and acting.day == day:
        return acting
    if user.pk is None or not user.is_active:
        return Scope(None, day, (), None)
    return Scope(user.pk, day, held_by(user.pk, day), user.person_id or None)


class RecordedQuerySet(models.QuerySet[Any]):
    """Rows of the record; what a user reads begins with `visible_to`."""

    def visible_to(self, user: User, day: date) -> RecordedQuerySet:
        """The rows that `user` may read on `day`."""
        table = self.model._meta.db_table.removesuffix("_version")
        return self.filter(scope_of(user, day).rows(table))
