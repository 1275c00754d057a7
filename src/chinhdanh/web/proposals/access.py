"""Who reads a proposal, and who takes the next step: the official whose record it is about, and who keeps that record.

The rule stands twice, as that of the record does: in the filter of the application and in the policies of the database.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import migrations, models
from django.db.models import Q

from chinhdanh.web.accounts.row_security import belongs
from chinhdanh.web.record.access import KEEPERS, PERSON, RULES, scope_of
from chinhdanh.web.record.protection import only_added

if TYPE_CHECKING:
    from chinhdanh.web.accounts.models import User

TABLES = tuple(table for table, rule in RULES.items() if rule.own in ("id", "person_id"))
"""Tables of which an official reads rows about themself, and may propose to correct them."""


class ProposalQuerySet(models.QuerySet[Any]):
    """Proposals; what a user reads begins with `visible_to`."""

    def visible_to(self, user: User, day: date) -> ProposalQuerySet:
        """The user's own, and those about the records that the user keeps."""
        scope = scope_of(user, day)
        found = Q(pk__in=[])
        if scope.own is not None:
            found |= Q(person_id=scope.own)
        if scope.at(KEEPERS):
            found |= scope.each(PERSON, "person_id", KEEPERS)
        return self.filter(found)


# The steps are asked by the owner: a policy cannot ask the table on which it stands.
FUNCTIONS = """
CREATE FUNCTION access.last_step(proposal uuid, OUT n smallint, OUT kind text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(max(s.n), 0)::smallint, (array_agg(s.kind ORDER BY s.n DESC))[1]
      FROM proposal_step s WHERE s.proposal_id = $1
$$;
"""

_OWN = "person_id = (SELECT access.own())"
_KEPT = belongs("person_place", "person_id", "proposal.person_id", KEEPERS)
_ROWS = " ".join(
    f"WHEN '{table}' THEN EXISTS (SELECT FROM {table} x WHERE x.id = proposal.row_id "
    f"AND x.{RULES[table].own} = (SELECT access.own()) OFFSET 0)"
    for table in TABLES
)
POLICIES = f"""
ALTER TABLE proposal ENABLE ROW LEVEL SECURITY;
ALTER TABLE proposal_step ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON proposal, proposal_step TO chinhdanh_app;

CREATE POLICY reads ON proposal FOR SELECT TO chinhdanh_app USING ({_OWN} OR {_KEPT});
CREATE POLICY writes ON proposal FOR INSERT TO chinhdanh_app WITH CHECK (
    by_id = (SELECT access.acting_user()) AND at = statement_timestamp() AND {_OWN}
    AND "table" = ANY('{{{",".join(TABLES)}}}')
    AND (row_id IS NULL OR CASE proposal."table" {_ROWS} ELSE false END));

CREATE POLICY reads ON proposal_step FOR SELECT TO chinhdanh_app USING (
    EXISTS (SELECT FROM proposal p WHERE p.key = proposal_id OFFSET 0));
CREATE POLICY writes ON proposal_step FOR INSERT TO chinhdanh_app WITH CHECK (
    by_id = (SELECT access.acting_user()) AND at = statement_timestamp()
    AND n = (access.last_step(proposal_id)).n + 1
    AND CASE kind
        WHEN 'sent' THEN n = 1
        WHEN 'returned' THEN (access.last_step(proposal_id)).kind IN ('sent', 'answered')
        WHEN 'accepted' THEN (access.last_step(proposal_id)).kind IN ('sent', 'answered')
        WHEN 'answered' THEN (access.last_step(proposal_id)).kind = 'returned'
        WHEN 'withdrawn' THEN (access.last_step(proposal_id)).kind IN ('sent', 'answered', 'returned')
        ELSE false END
    AND EXISTS (
        SELECT FROM proposal WHERE proposal.key = proposal_id AND CASE
            WHEN kind IN ('sent', 'answered', 'withdrawn') THEN proposal.{_OWN} AND change_id IS NULL
            ELSE proposal.person_id IS DISTINCT FROM (SELECT access.self()) AND {_KEPT}
                 AND CASE WHEN kind = 'accepted' AND proposal.act <> 'tell' THEN access.present_change(change_id)
                          ELSE change_id IS NULL END
            END));

-- The papers of a proposal: read with it, and given by whom it is about while it is open.
CREATE POLICY reads_of_proposals ON attached_file FOR SELECT TO chinhdanh_app USING (
    attached_file."table" = 'proposal'
    AND EXISTS (SELECT FROM proposal p WHERE p.key::text = attached_file.row_id OFFSET 0));
CREATE POLICY writes_of_proposals ON attached_file FOR INSERT TO chinhdanh_app WITH CHECK (
    by_id = (SELECT access.acting_user()) AND at = statement_timestamp() AND change_id IS NULL
    AND attached_file."table" = 'proposal'
    AND EXISTS (SELECT FROM proposal p WHERE p.key::text = attached_file.row_id AND p.person_id = (SELECT access.own())
                   AND (access.last_step(p.key)).kind IN ('sent', 'answered', 'returned')));
"""
NO_POLICIES = """
DROP POLICY writes_of_proposals ON attached_file;
DROP POLICY reads_of_proposals ON attached_file;
DROP POLICY writes ON proposal_step;
DROP POLICY reads ON proposal_step;
DROP POLICY writes ON proposal;
DROP POLICY reads ON proposal;
REVOKE ALL ON proposal, proposal_step FROM chinhdanh_app;
ALTER TABLE proposal_step DISABLE ROW LEVEL SECURITY;
ALTER TABLE proposal DISABLE ROW LEVEL SECURITY;
"""


def operations() -> list[migrations.RunSQL]:
    """What the database holds to, for the tables of proposals."""
    return [
        only_added("proposal"),
        only_added("proposal_step"),
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION access.last_step(uuid)"),
        migrations.RunSQL(
            "REVOKE ALL ON FUNCTION access.last_step FROM PUBLIC;"
            "GRANT EXECUTE ON FUNCTION access.last_step TO chinhdanh_app",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(POLICIES, NO_POLICIES),
    ]
