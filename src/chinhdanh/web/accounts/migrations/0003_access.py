"""Who may reach what: kept in step by the database, and enforced by it."""

from django.db import migrations

from chinhdanh.web.accounts import places, row_security
from chinhdanh.web.record.access import KEEPERS, RULES
from chinhdanh.web.record.protection import only_added

LATER = {"position_qualification"}
"""Tables of the record that came after this."""


class Migration(migrations.Migration):
    dependencies = (
        ("accounts", "0002_grants"),
        ("record", "0002_protection"),
    )

    operations = (
        only_added("role_grant"),
        only_added("role_grant_end"),
        only_added("look"),
        *places.operations(KEEPERS),
        *row_security.operations([table for table in RULES if table not in LATER]),
    )
