"""Whether a version may be replaced is asked with what the new one says, which is enough where both belong to one place."""

from django.db import migrations

from chinhdanh.web.accounts.row_security import renewed_writes
from chinhdanh.web.record.access import RULES


class Migration(migrations.Migration):
    dependencies = (
        ("accounts", "0007_written_by_difference"),
        ("decisions", "0005_gate"),
        ("organisations", "0005_position_qualification"),
    )

    operations = tuple(migrations.RunSQL(renewed_writes(table), migrations.RunSQL.noop) for table in RULES)
