"""Who may read a file, and who may attach one: whoever reads, or writes, the row that it is attached to.

As for the record, the rule stands twice: in the filter of the application and in the policies of the database.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import migrations, models
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from chinhdanh.web.accounts.row_security import writing_of_known
from chinhdanh.web.record.access import KEEPERS
from chinhdanh.web.record.base import MODELS, model_name
from chinhdanh.web.record.protection import only_added

if TYPE_CHECKING:
    from chinhdanh.web.accounts.models import User

TABLES = ("decision", "dossier_item", "qualification")
"""Tables of the record to whose rows files are attached."""
PROPOSAL = "proposal"
"""What an official proposes is no row of the record; its files are read by whoever reads the proposal."""


def model_of(table: str) -> Any:
    """The model of a table of the record."""
    return apps.get_model(MODELS[table], model_name(table))


class AttachedQuerySet(models.QuerySet[Any]):
    """Attached files; what a user reads begins with `visible_to`."""

    def visible_to(self, user: User, day: date) -> AttachedQuerySet:
        """The files, at whatever they are attached, that `user` may read on `day`."""
        found = Q(pk__in=[])
        for table in TABLES:
            rows = model_of(table).objects.visible_to(user, day)
            found |= Q(table=table, row_id__in=rows.values("pk"))
        proposals: Any = apps.get_model("proposals", "Proposal")
        keys = proposals.objects.visible_to(user, day).annotate(of=Cast("key", TextField())).values("of")
        return self.filter(found | Q(table=PROPOSAL, row_id__in=keys))

    def standing(self) -> AttachedQuerySet:
        """Those that were not taken away."""
        return self.filter(detached__isnull=True)


_MAY_ATTACH = " ".join(
    f"WHEN '{table}' THEN EXISTS (SELECT FROM {table} x WHERE x.id = held_row AND ({writing_of_known(table, 'x')}))"
    for table in TABLES
)
FUNCTION = f"""
CREATE FUNCTION access.may_attach(held text, held_row text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE held {_MAY_ATTACH} ELSE false END;
END $$;
"""

_READS = " ".join(
    f"WHEN '{table}' THEN EXISTS (SELECT FROM {table} x WHERE x.id = attached_file.row_id OFFSET 0)" for table in TABLES
)
_KEEPERS = "'{" + ",".join(KEEPERS) + "}'"
POLICIES = f"""
ALTER TABLE file_content ENABLE ROW LEVEL SECURITY;
ALTER TABLE attached_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE detached_file ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON file_content, attached_file, detached_file TO chinhdanh_app;

CREATE POLICY reads ON attached_file FOR SELECT TO chinhdanh_app USING (CASE attached_file."table" {_READS} ELSE false END);
CREATE POLICY writes ON attached_file FOR INSERT TO chinhdanh_app WITH CHECK (
    by_id = (SELECT access.acting_user()) AND at = statement_timestamp()
    AND (change_id IS NULL OR access.present_change(change_id)) AND access.may_attach("table", row_id));

CREATE POLICY reads ON detached_file FOR SELECT TO chinhdanh_app USING (
    EXISTS (SELECT FROM attached_file a WHERE a.id = attached_id OFFSET 0));
CREATE POLICY writes ON detached_file FOR INSERT TO chinhdanh_app WITH CHECK (
    by_id = (SELECT access.acting_user()) AND at = statement_timestamp()
    AND EXISTS (SELECT FROM attached_file a WHERE a.id = attached_id AND access.may_attach(a."table", a.row_id)));

CREATE POLICY reads ON file_content FOR SELECT TO chinhdanh_app USING (
    EXISTS (SELECT FROM attached_file a WHERE a.file_id = file_content.digest
               AND NOT EXISTS (SELECT FROM detached_file d WHERE d.attached_id = a.id) OFFSET 0));
CREATE POLICY writes ON file_content FOR INSERT TO chinhdanh_app WITH CHECK (
    cardinality((SELECT access.granted({_KEEPERS}))::text[]) > 0 OR (SELECT access.own()) IS NOT NULL);
"""
_HELD = ("file_content", "attached_file", "detached_file")
NO_POLICIES = ";".join(
    [
        *(f"DROP POLICY writes ON {table}; DROP POLICY reads ON {table}" for table in _HELD),
        f"REVOKE ALL ON {', '.join(_HELD)} FROM chinhdanh_app",
        *(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in _HELD),
    ]
)

# Scans are compressed already.
CONTENT = """
ALTER TABLE file_content ALTER COLUMN content SET STORAGE EXTERNAL;
ALTER TABLE file_content ADD CONSTRAINT a_digest_is_of_its_content CHECK (digest = encode(sha256(content), 'hex'));
ALTER TABLE file_content ADD CONSTRAINT a_size_is_of_its_content CHECK (size = octet_length(content));
"""
NO_CONTENT = """
ALTER TABLE file_content DROP CONSTRAINT a_size_is_of_its_content;
ALTER TABLE file_content DROP CONSTRAINT a_digest_is_of_its_content;
"""


def operations() -> list[migrations.RunSQL]:
    """What the database holds to, for the tables of files."""
    return [
        *(only_added(table) for table in _HELD),
        migrations.RunSQL(CONTENT, NO_CONTENT),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION access.may_attach(text, text)"),
        migrations.RunSQL(
            "REVOKE ALL ON FUNCTION access.may_attach FROM PUBLIC;"
            "GRANT EXECUTE ON FUNCTION access.may_attach TO chinhdanh_app",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(POLICIES, NO_POLICIES),
    ]
