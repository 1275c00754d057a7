"""Who may read a verdict: whoever reads what it judges.

The rule of `record.access` for decisions, persons and bodies, with two limits that follow from the facts of a verdict. One
that rests on whether somebody was reported is for those who may learn of reports, and never for whom it is about. And an
official reads verdicts about themself only where nothing in them is kept from them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q

from chinhdanh.web.accounts.row_security import belongs, below
from chinhdanh.web.record.access import (
    DECIDING_AUTHORITY,
    DECISION,
    HEAD_OF_PERSONNEL,
    INSPECTOR,
    JUDGING,
    PERSON,
    REPORTS,
    ROW,
    RULES,
    scope_of,
)

if TYPE_CHECKING:
    from chinhdanh.web.accounts.models import User

OF_REPORTS = frozenset(table for table, rule in RULES.items() if not set(JUDGING) <= set(rule.readers))
"""Tables that not everyone reads who reads decisions."""

KEPT_FROM_SUBJECT = frozenset(
    table
    for table, rule in RULES.items()
    if rule.reach[0][0] in (PERSON, DECISION, ROW) and (rule.own is None or rule.own_only is not None)
)
"""Tables about persons and decisions of which nobody reads all that is about themself."""


class VerdictQuerySet(models.QuerySet[Any]):
    """Verdicts; what a user reads begins with `visible_to`."""

    def visible_to(self, user: User, day: date) -> VerdictQuerySet:
        """The verdicts that `user` may read on `day`."""
        scope = scope_of(user, day)
        if not scope.reads:
            return self.none()
        found = Q(pk__in=[])
        if scope.at(JUDGING):
            found |= _reached(scope, JUDGING) & Q(of_reports=False)
        if scope.at(REPORTS):
            found |= _reached(scope, REPORTS) & Q(of_reports=True) & ~Q(person_id=scope.person_id or "")
        if scope.own is not None:
            found |= Q(person_id=scope.own, open_to_subject=True)
        return self.filter(found)


def _reached(scope: Any, roles: tuple[str, ...]) -> Any:
    """Asked of each row: there are few, and whoever sees half a country reaches very many bodies and persons."""
    from chinhdanh.web.accounts.models import OrganizationAbove, PersonPlace

    def above(body: str) -> Any:
        return OrganizationAbove.objects.filter(
            organization_id=OuterRef(body), above_id__in=scope.at(roles), since__lte=scope.day, until__gt=scope.day
        )

    places = PersonPlace.objects.filter(Exists(above("organization_id")), person_id=OuterRef("person_id"))
    return Q(Exists(above("organization_id"))) | Q(Exists(places))


class FindingCountQuerySet(models.QuerySet[Any]):
    """Counts of findings; what a user reads begins with `visible_to`."""

    def visible_to(self, user: User, day: date) -> FindingCountQuerySet:
        """The counts of bodies within the reach of `user` on `day`."""
        scope = scope_of(user, day)
        if not scope.at(JUDGING):
            return self.none()
        return self.filter(_of_bodies(scope))


def _of_bodies(scope: Any) -> Q:
    found = Q(organization_id__in=scope.organizations(JUDGING), of_reports=False)
    if scope.at(REPORTS):
        found |= Q(organization_id__in=scope.organizations(REPORTS), of_reports=True)
    return found


ASKING = (HEAD_OF_PERSONNEL, DECIDING_AUTHORITY, INSPECTOR)
"""Who may have the whole register audited anew."""


def policies() -> list[migrations.RunSQL]:
    """The same in the database, for the role under which pages are answered."""
    reads = f"(SELECT access.reads('{{{','.join(JUDGING)}}}'))"
    verdict = f"""
        CASE WHEN of_reports THEN
            person_id IS DISTINCT FROM (SELECT access.self())
            AND ({below("verdict.organization_id", REPORTS)}
                 OR {belongs("person_place", "person_id", "verdict.person_id", REPORTS)})
        ELSE {below("verdict.organization_id", JUDGING)}
            OR {belongs("person_place", "person_id", "verdict.person_id", JUDGING)}
            OR (open_to_subject AND person_id = (SELECT access.own()))
        END"""
    count = f"""
        CASE WHEN of_reports THEN {below("finding_count.organization_id", REPORTS)}
        ELSE {below("finding_count.organization_id", JUDGING)} END"""
    return [
        migrations.RunSQL(
            f"""
            ALTER TABLE audit_run ENABLE ROW LEVEL SECURITY;
            ALTER TABLE verdict ENABLE ROW LEVEL SECURITY;
            ALTER TABLE finding_count ENABLE ROW LEVEL SECURITY;
            GRANT SELECT ON verdict, finding_count, audit_run TO chinhdanh_app;
            GRANT INSERT ON audit_run TO chinhdanh_app;
            GRANT USAGE ON SEQUENCE audit_run_id_seq TO chinhdanh_app;
            CREATE POLICY reads ON audit_run FOR SELECT TO chinhdanh_app USING (
                {reads} OR (SELECT access.operates()));
            CREATE POLICY writes ON audit_run FOR INSERT TO chinhdanh_app WITH CHECK (
                asked_by_id = (SELECT access.acting_user()) AND asked_at = statement_timestamp() AND state = 'waiting'
                AND attempts = 0 AND read_at IS NULL AND ended_at IS NULL AND why = '' AND step = '' AND law = ''
                AND cardinality(access.granted('{{{",".join(ASKING)}}}')) > 0);
            CREATE POLICY reads ON verdict FOR SELECT TO chinhdanh_app USING ({verdict});
            CREATE POLICY reads ON finding_count FOR SELECT TO chinhdanh_app USING ({count});
            """,
            """
            DROP POLICY reads ON finding_count;
            DROP POLICY reads ON verdict;
            DROP POLICY writes ON audit_run;
            DROP POLICY reads ON audit_run;
            REVOKE ALL ON verdict, finding_count, audit_run FROM chinhdanh_app;
            REVOKE ALL ON SEQUENCE audit_run_id_seq FROM chinhdanh_app;
            ALTER TABLE finding_count DISABLE ROW LEVEL SECURITY;
            ALTER TABLE verdict DISABLE ROW LEVEL SECURITY;
            ALTER TABLE audit_run DISABLE ROW LEVEL SECURITY;
            """,
        )
    ]
