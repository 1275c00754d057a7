"""Lists of thousands: what guards a row is asked of the row alone, and what guards all of them is found once."""

from django.db import migrations

from chinhdanh.web.accounts import places
from chinhdanh.web.accounts.row_security import renewed_writes
from chinhdanh.web.officials import finding
from chinhdanh.web.organisations.dating import NOBODY_IN_A_POST_THAT_ENDED
from chinhdanh.web.record import protection
from chinhdanh.web.record.access import KEEPERS, RULES

GONE = "DROP FUNCTION IF EXISTS access.recorded(text, text), access.of_post(text)"


class Migration(migrations.Migration):
    dependencies = (
        ("accounts", "0008_thousands_at_once"),
        ("officials", "0002_search"),
        ("organisations", "0006_counts_kept"),
        ("record", "0003_seats"),
    )

    operations = (
        migrations.RunSQL(
            protection.FOLLOW + protection.ONLY_SEATS_THERE_ARE + NOBODY_IN_A_POST_THAT_ENDED + finding.FOLLOW,
            migrations.RunSQL.noop,
        ),
        *(migrations.RunSQL(renewed_writes(table), migrations.RunSQL.noop) for table in RULES),
        places.by_difference(KEEPERS),
        migrations.RunSQL(GONE, migrations.RunSQL.noop),
    )
