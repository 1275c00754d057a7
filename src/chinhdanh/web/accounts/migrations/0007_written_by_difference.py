"""What thousands of rows are written with takes no more than it must: places by what differs, versions by planned questions."""

from django.db import migrations

from chinhdanh.web.accounts import places, row_security
from chinhdanh.web.record.access import KEEPERS


class Migration(migrations.Migration):
    dependencies = (("accounts", "0006_corrections_move_nobody"),)

    operations = (
        places.by_difference(KEEPERS),
        migrations.RunSQL(row_security.RECORDED, migrations.RunSQL.noop),
    )
