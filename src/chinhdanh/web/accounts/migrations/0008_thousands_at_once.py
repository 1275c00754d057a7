"""Lists of thousands: a version is replaced with one question where both belong to one place, and who was only just entered
belongs somewhere without all changes of whoever entered them being looked at."""

from django.db import migrations

from chinhdanh.web.accounts import places
from chinhdanh.web.accounts.row_security import renewed_writes
from chinhdanh.web.record.access import KEEPERS, RULES


class Migration(migrations.Migration):
    dependencies = (
        ("accounts", "0007_written_by_difference"),
        ("decisions", "0005_gate"),
        ("organisations", "0005_position_qualification"),
    )

    operations = (
        *(migrations.RunSQL(renewed_writes(table), migrations.RunSQL.noop) for table in RULES),
        places.by_difference(KEEPERS),
    )
